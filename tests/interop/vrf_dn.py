#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The DN bit (RFC 4577 4.2.5.1) with BIRD as a provider edge: what it brings from a VPN is in the database, and is not used in a VRF, unless `capability vrf-lite` stands;
outside of VRFs nobody heeds it; tshark sees the bit."""
import os

from libinterop import LANYARD, background, check, execute, finish, inside, json_rows, lanyard, need, need_root, private_state, sh, tshark_clean, until, up

need_root("vrf_dn")
need("vrf_dn", "ip", "tshark", "bird")
state = private_state()
os.chmod(state, 0o755)


def half(port, vrf, process):
    return f"""
      interface GigabitEthernet0/{port}
       {vrf and 'vrf forwarding ' + vrf or 'no shutdown'}
       ip address 10.94.0.1 255.255.255.0
       ip ospf hello-interval 1
       ip ospf dead-interval 4
      router ospf {process} {vrf and 'vrf ' + vrf}
       router-id 10.94.0.1
       network 10.94.0.0 0.0.0.255 area 0"""


LAB = f"""
name: vrf-dn
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      vrf definition RED
       address-family ipv4
{half(0, "RED", 7)}
{half(1, "", 8)}
wires:
  - ["tap:lydn0?netns=dn-red&address=10.94.0.4/24", r1:g0/0]
  - ["tap:lydn1?netns=dn-out&address=10.94.0.4/24", r1:g0/1]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/dn.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "-w", cap])
for n, ns in ((0, "dn-red"), (1, "dn-out")):
    inside(ns, "ip link set lo up")
    with open(f"{state}/bird{n}.conf", "w") as f:
        f.write(f"""router id 10.94.0.4;
protocol device {{}}
protocol static {{ ipv4; route 10.66.0.0/24 blackhole; }}
protocol ospf v2 up {{ vpn pe yes; ipv4 {{ export all; }}; area 0 {{ interface "lydn{n}" {{ hello 1; dead 4; }}; }}; }}
""")
    background(["ip", "netns", "exec", ns, "bird", "-f", "-c", f"{state}/bird{n}.conf", "-s", f"{state}/bird{n}.ctl", "-P", f"{state}/bird{n}.pid"])


def routes(vrf=""):
    return [x["prefix"] for x in json_rows("r1", f"show ip route {vrf} ospf")]


P = "10.66.0.0/24"
shown = lambda: execute("r1", "show ip ospf 7 database external")
check("outside of VRFs it is a route as any", until(lambda: P in routes(), 60, 0.3), execute("r1", "show ip route ospf", "show ip ospf neighbor"))
check("in the VRF it is in the database", until(lambda: "Link State ID: 10.66.0." in shown() and "Downward" in shown(), 60, 0.3), shown())
check("and is not used", not until(lambda: P in routes("vrf RED"), 5, 0.3), execute("r1", "show ip route vrf RED"))
check("which the process says of itself", "Connected to MPLS VPN Superbackbone, VRF RED" in execute("r1", "show ip ospf 7"), execute("r1", "show ip ospf 7"))
lanyard("configure", "r1", "-", input="router ospf 7 vrf RED\n capability vrf-lite\n")
check("with capability vrf-lite it is", until(lambda: P in routes("vrf RED"), 20, 0.3), execute("r1", "show ip route vrf RED", "show ip ospf 7"))
lanyard("configure", "r1", "-", input="router ospf 7 vrf RED\n no capability vrf-lite\n")
check("and no more without", until(lambda: P not in routes("vrf RED"), 20, 0.3), execute("r1", "show ip route vrf RED"))
capture.terminate()
capture.wait()
seen = sh(["tshark", "-r", cap, "-Y", "ospf.lsa.asext && ospf.v2.options.dn == 1"]).out
check("tshark sees the bit", "OSPF" in seen, seen)
tshark_clean("dn", cap, 10)
finish()
