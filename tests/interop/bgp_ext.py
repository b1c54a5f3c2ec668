#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extended communities of BGP with ExaBGP (two within our AS, one beyond) and FRR: shares by link bandwidth, costs that decide, the site of origin; what leaves the AS and what does not."""
import os
import signal

from libinterop import Frr, LANYARD, background, check, execute, finish, inside, json_rows, lanyard, need, need_frr, need_root, private_state, sh, tshark_clean, until, up

need_root("bgp_ext")
need("bgp_ext", "ip", "tshark", "exabgp")
need_frr("bgp_ext", "bgpd")
state = private_state()
os.chmod(state, 0o755)
LAB = """
name: bgp-ext
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      interface GigabitEthernet0/0
       ip address 10.87.10.1 255.255.255.0
      interface GigabitEthernet0/1
       ip address 10.87.11.1 255.255.255.0
      interface GigabitEthernet0/2
       ip address 10.87.12.1 255.255.255.0
       bandwidth 80000
      interface GigabitEthernet0/3
       ip address 10.87.13.1 255.255.255.0
      router bgp 65001
       bgp router-id 1.1.1.1
       bgp dmzlink-bw
       maximum-paths ibgp 4
       neighbor 10.87.10.2 remote-as 65001
       neighbor 10.87.10.2 timers 3 9
       neighbor 10.87.11.2 remote-as 65001
       neighbor 10.87.11.2 timers 3 9
       neighbor 10.87.12.2 remote-as 65012
       neighbor 10.87.12.2 timers 3 9
       neighbor 10.87.12.2 advertisement-interval 0
       neighbor 10.87.12.2 send-community both
       neighbor 10.87.12.2 dmzlink-bw
       neighbor 10.87.12.2 soo 65001:7
       neighbor 10.87.13.2 remote-as 65001
       neighbor 10.87.13.2 advertisement-interval 0
       neighbor 10.87.13.2 send-community both
wires:
  - ["tap:lyx0?netns=bgx-one&address=10.87.10.2/24", r1:g0/0]
  - ["tap:lyx1?netns=bgx-two&address=10.87.11.2/24", r1:g0/1]
  - ["tap:lyx2?netns=bgx-out&address=10.87.12.2/24", r1:g0/2]
  - ["tap:lyx3?netns=bgx-frr&address=10.87.13.2/24", r1:g0/3]
"""
r = up(LAB, fast=True)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/ext.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "r1:g0/1", "r1:g0/2", "r1:g0/3", "-w", cap])

# Octets a second as IEEE floats: 37,500,000 (300 Mbit/s) and 12,500,000 (100).
BW300, BW100 = "0x4004fde94c0f0d18", "0x4004fde94b3ebc20"


def cost(point, which, value):
    return f"0x4301{point:02x}{which:02x}{value:08x}"


def exa(ns, local, peer_as, local_as, routes):
    inside(f"bgx-{ns}", "ip link set lo up")
    lines = "\n".join(f"  route {prefix} next-hop self{' extended-community [ ' + ' '.join(ext) + ' ]' if ext else ''}{more};" for prefix, ext, more in routes)
    with open(f"{state}/{ns}.conf", "w") as f:
        f.write(f"neighbor {local[:-1]}1 {{\n router-id {local}; local-address {local}; local-as {local_as}; peer-as {peer_as}; hold-time 9;\n family {{ ipv4 unicast; }}\n static {{\n{lines}\n }}\n}}\n")
    env = dict(os.environ, **{"exabgp.daemon.user": "root", "exabgp.api.cli": "false", "exabgp.api.ack": "false", "exabgp.log.destination": "stdout", "exabgp.log.level": "DEBUG", "exabgp.log.routes": "true"})
    return background(["ip", "netns", "exec", f"bgx-{ns}", "exabgp", f"{state}/{ns}.conf"], stdout=open(f"{state}/{ns}.log", "w"), env=env)


one = exa("one", "10.87.10.2", 65001, 65001, [
    ("10.200.0.0/16", [BW300], ""), ("10.201.0.0/16", [cost(129, 1, 200)], ""), ("10.202.0.0/16", [], " local-preference 900"),
    ("10.203.0.0/16", ["0x0003fde900000007"], ""), ("10.204.0.0/16", ["0x0003fde900000008", cost(129, 1, 5), BW100], "")])
two = exa("two", "10.87.11.2", 65001, 65001, [
    ("10.200.0.0/16", [BW100], ""), ("10.201.0.0/16", [cost(129, 1, 100)], ""), ("10.202.0.0/16", [cost(128, 3, 9)], " local-preference 50")])
out = exa("out", "10.87.12.2", 65001, 65012, [("10.205.0.0/16", [cost(129, 1, 1)], "")])
frr = Frr(state, "bgx-frr", """
router bgp 65001
 bgp router-id 3.3.3.3
 neighbor 10.87.13.1 remote-as 65001
 neighbor 10.87.13.1 timers 3 9
 neighbor 10.87.13.1 timers connect 2
""", "zebra", "bgpd")
frr.start()


def log(ns):
    return open(f"{state}/{ns}.log").read()


def detail(prefix):
    return execute("r1", f"show ip bgp {prefix}")


def shares(prefix):
    rows = [x for x in json_rows("r1", "show ip route") if x["prefix"] == prefix]
    return {h["via"]: h.get("share", 1) for x in rows for h in x["next_hops"] if "via" in h}


def paths(prefix):
    return {x["neighbor"]: x for x in json_rows("r1", "show ip bgp") if x["prefix"] == prefix}


check("link bandwidth of two: flows three to one", until(lambda: shares("10.200.0.0/16") == {"10.87.10.2": 3, "10.87.11.2": 1}, 30), f"{shares('10.200.0.0/16')}\n{detail('10.200.0.0')}\n{log('one')[-800:]}")
check("... as they say it", "DMZ-Link Bw 37500 kbytes" in detail("10.200.0.0") and "DMZ-Link Bw 12500 kbytes" in detail("10.200.0.0"), detail("10.200.0.0"))
check("the lower cost is best, with the reason", until(lambda: paths("10.201.0.0/16").get("10.87.11.2", {}).get("best") and paths("10.201.0.0/16").get("10.87.10.2", {}).get("reason") == "Higher IGP cost community", 10),
      detail("10.201.0.0"))
check("... and shown", "Extended Community: Cost:igp:1:100" in detail("10.201.0.0"), detail("10.201.0.0"))
check("a cost before all steps, against a local preference", until(lambda: paths("10.202.0.0/16").get("10.87.11.2", {}).get("best") and
      paths("10.202.0.0/16").get("10.87.10.2", {}).get("reason") == "Higher pre-bestpath cost community", 10), detail("10.202.0.0"))
lanyard("configure", "r1", "-", input="router bgp 65001\n bgp bestpath cost-community ignore\n")
check("ignored: the preference decides", until(lambda: paths("10.202.0.0/16")["10.87.10.2"]["best"], 10), detail("10.202.0.0"))
check("ignored: they stand side by side", until(lambda: len(shares("10.201.0.0/16")) == 2, 10), detail("10.201.0.0"))
lanyard("configure", "r1", "-", input="router bgp 65001\n no bgp bestpath cost-community ignore\n")
check("and no more", until(lambda: paths("10.202.0.0/16")["10.87.11.2"]["best"], 10), detail("10.202.0.0"))

check("beyond: a route of another site is told", until(lambda: "10.204.0.0/16" in log("out"), 20), log("out")[-1500:])
check("beyond: its own site's is not", "10.203.0.0/16" not in log("out") and "10.200.0.0/16" in log("out"), log("out")[-1500:])
d = detail("10.205.0.0")
check("from beyond: the neighbour's site and the link's bandwidth, no cost of theirs", "SoO:65001:7" in d and "DMZ-Link Bw 10000 kbytes" in d and "Cost:" not in d, d)
there = lambda: frr.vtysh("show bgp ipv4 unicast 10.205.0.0/16")
check("FRR: told of both", until(lambda: "SoO:65001:7" in there() and "LB:65001:10000000" in there(), 20), there())
lanyard("configure", "r1", "-", input="interface GigabitEthernet0/2\n bandwidth 40000\n")
check("FRR: the link is another", until(lambda: "LB:65001:5000000" in there(), 10), there())

os.killpg(one.pid, signal.SIGKILL)
check("one killed: the other carries all", until(lambda: shares("10.200.0.0/16") == {"10.87.11.2": 1}, 20), detail("10.200.0.0"))
one = exa("one", "10.87.10.2", 65001, 65001, [("10.200.0.0/16", [BW100], "")])
check("and back, with another bandwidth", until(lambda: shares("10.200.0.0/16") == {"10.87.10.2": 1, "10.87.11.2": 1}, 30), detail("10.200.0.0"))
capture.terminate()
capture.wait()
tshark_clean("bgp_ext", cap, min_frames=40)
words = lambda to: sh(f"tshark -r {cap} -V -Y 'ip.dst == {to} && bgp.type == 2'").out
beyond, within = words("10.87.12.2"), words("10.87.13.2")
check("beyond: the site goes along, neither cost nor bandwidth", "Route Origin" in beyond and "link bandwidth" not in beyond.lower() and "Cost" not in beyond, beyond[-1500:])
check("within: the bandwidth does", "Route Origin" in within and "link bandwidth" in within.lower(), within[-1500:])
finish()
