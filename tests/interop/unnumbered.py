#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`ip unnumbered` with FRR's ospfd and BIRD over links without subnets: adjacencies, host routes, packets forwarded, ARP for the borrowed address."""
import json
import os
import re

from libinterop import Frr, LANYARD, background, check, execute, finish, inside, json_rows, lanyard, need, need_frr, need_root, private_state, tshark_clean, \
    tshark_complaints, until, up

need_root("unnumbered")
need("unnumbered", "ip", "tshark", "bird", "birdc")
need_frr("unnumbered", "ospfd")
state = private_state()
os.chmod(state, 0o755)

LAB = """
name: unnumbered-peers
nodes:
  pc: {kind: host, address: [10.90.0.10/24], gateway: [10.90.0.1]}
  r1:
    kind: router
    config: |
      hostname r1
      interface Loopback0
       ip address 10.255.0.1 255.255.255.255
      interface GigabitEthernet0/0
       ip unnumbered Loopback0
       ip ospf network point-to-point
       ip ospf hello-interval 1
       ip ospf dead-interval 4
      interface GigabitEthernet0/1
       ip unnumbered Loopback0
       ip ospf network point-to-point
       ip ospf hello-interval 1
       ip ospf dead-interval 4
      interface GigabitEthernet0/2
       ip address 10.90.0.1 255.255.255.0
      router ospf 1
       passive-interface GigabitEthernet0/2
       network 10.0.0.0 0.255.255.255 area 0
wires:
  - [r1:g0/2, pc]
  - ["tap:lyu0?netns=un-frr", r1:g0/0]
  - ["tap:lyu1?netns=un-bird", r1:g0/1]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/unnumbered.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "r1:g0/1", "-w", cap])

frr = Frr(state, "un-frr", """
interface lo
 ip address 10.255.0.3/32
 ip address 10.91.0.3/32
interface lyu0
 ip address 10.255.0.3/32
 ip ospf network point-to-point
 ip ospf hello-interval 1
 ip ospf dead-interval 4
router ospf
 ospf router-id 10.255.0.3
 network 10.0.0.0/8 area 0
 timers throttle spf 10 100 1000
""", "zebra", "ospfd")
for ns, dev in (("un-frr", "lyu0"), ("un-bird", "lyu1")):
    for line in ("ip link set lo up", f"ip link set {dev} up", "sysctl -qw net.ipv4.ip_forward=1"):
        inside(ns, line)
frr.start()
with open(f"{state}/bird.conf", "w") as f:
    f.write("""router id 10.255.0.4;
protocol device {}
protocol kernel { ipv4 { export where source = RTS_OSPF; }; }
protocol ospf v2 o { ipv4 { import all; };
  area 0 { interface "lyu1" { type ptp; hello 1; dead 4; }; interface "lo" { stub; }; }; }
""")
inside("un-bird", "ip addr add 10.255.0.4/32 dev lo")
inside("un-bird", "ip addr add 10.255.0.4 peer 10.255.0.1/32 dev lyu1")
inside("un-bird", "ip addr add 10.92.0.4/32 dev lo")
background(["ip", "netns", "exec", "un-bird", "bird", "-f", "-c", f"{state}/bird.conf", "-s", f"{state}/bird.ctl"])


def bird(line):
    return inside("un-bird", f"birdc -s {state}/bird.ctl {line}").out


def neighbors():
    return {x["neighbor_id"]: x["state"] for x in json_rows("r1", "show ip ospf neighbor")}


def routes():
    return {x["prefix"]: [(h.get("via"), h.get("interface")) for h in x["next_hops"]] for x in json_rows("r1", "show ip route") if x["source"] == "ospf"}


def pings(ns, to, source=""):
    return lambda: inside(ns, f"ping -c 3 -i 0.2 -W 1 {source} {to}").returncode == 0


good = until(lambda: neighbors() == {"10.255.0.3": "FULL", "10.255.0.4": "FULL"}, 60, 0.3)
check("full with FRR and BIRD", good, (neighbors(), frr.vtysh("show ip ospf neighbor"), bird("show ospf neighbors")))
want = {"10.255.0.3/32": [("10.255.0.3", "GigabitEthernet0/0")], "10.91.0.3/32": [("10.255.0.3", "GigabitEthernet0/0")],
        "10.92.0.4/32": [("10.255.0.4", "GigabitEthernet0/1")]}
good = until(lambda: want.items() <= routes().items(), 20, 0.3)
check("the peers' addresses and what is behind them, by their addresses", good, routes())
links = execute("r1", "show ip ospf database router 10.255.0.1")
check("our links say an index (RFC 2328 12.4.1.1)", len(re.findall(r"\(Link Data\) Router Interface address: 0\.0\.0\.\d+", links)) == 2, links)
theirs = execute("r1", "show ip ospf database router 10.255.0.3")
check("FRR's too", re.search(r"Link Data\) Router Interface address: 0\.\d+\.\d+\.\d+", theirs), theirs)
good = until(lambda: "10.90.0.0/24" in frr.vtysh("show ip route ospf") and "10.90.0.0/24" in bird("show route"), 20, 0.3)
check("both have our subnet", good, (frr.vtysh("show ip route ospf"), bird("show route")))
for name, to in (("FRR's loopback", "10.255.0.3"), ("beyond FRR", "10.91.0.3"), ("BIRD's loopback", "10.255.0.4"), ("beyond BIRD", "10.92.0.4")):
    check(f"our host reaches {name}", until(lambda: "(3/3)" in execute("pc", f"ping {to} repeat 3"), 10, 0.5), execute("pc", f"ping {to} repeat 3"))
check("BIRD's side reaches FRR's through us", until(pings("un-bird", "10.91.0.3", "-I 10.92.0.4"), 15), inside("un-bird", "ip route").out)
check("FRR's side pings the borrowed address", until(pings("un-frr", "10.255.0.1"), 15), inside("un-frr", "ip route; ip neigh").out)
check("it has our MAC address for it", re.search(r"10\.255\.0\.1 dev lyu0 lladdr", inside("un-frr", "ip neigh").out), inside("un-frr", "ip neigh").out)

# The lender goes, and returns with another address: the neighbours do, by that.
FULL = {"10.255.0.3": "FULL", "10.255.0.4": "FULL"}


def ours(text):
    p = lanyard("configure", "r1", "-", input=text)
    if p.returncode:
        print(p.stdout + p.stderr)


ours("interface Loopback0\n shutdown\n")
check("the lender goes: no IPv4 on the links", until(lambda: not neighbors() and not routes(), 15, 0.3), (neighbors(), routes()))
check("FRR hears nobody", until(lambda: "10.255.0.1" not in frr.vtysh("show ip ospf neighbor"), 15, 0.3), frr.vtysh("show ip ospf neighbor"))
ours("interface Loopback0\n ip address 10.255.0.11 255.255.255.255\n no shutdown\n")
inside("un-bird", "ip addr add 10.255.0.4 peer 10.255.0.11/32 dev lyu1")
inside("un-bird", "ip addr del 10.255.0.4 peer 10.255.0.1/32 dev lyu1")
good = until(lambda: "10.255.0.11" in frr.vtysh("show ip ospf neighbor") and neighbors() == FULL, 60, 0.3)
check("it has another address: FRR and BIRD are full with that", good, (neighbors(), frr.vtysh("show ip ospf neighbor")))
check("packets go on", until(lambda: "(3/3)" in execute("pc", "ping 10.91.0.3 repeat 3"), 40, 0.5), execute("pc", "ping 10.91.0.3"))
execute("r1", "write memory")
lanyard("power", "r1", "restart")
good = until(lambda: neighbors() == FULL and "(3/3)" in execute("pc", "ping 10.91.0.3 repeat 3"), 60, 0.5)
check("after a restart it is as it was", good, (neighbors(), json.dumps(routes())))

capture.terminate()
capture.wait()
tshark_clean("ospf", cap, 20)
expert = tshark_complaints(cap, "ospf")
check("tshark has no complaint about OSPF", not expert, expert[:5])
finish()
