#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""database-filter all out towards FRR (a neighbour on a point-to-multipoint network) and BIRD (an interface): full adjacencies over which nothing is told; taken away, all is
there; with it again, what is known stays and what is new does not come."""
import os

from libinterop import Frr, background, check, execute, finish, inside, json_rows, need, need_frr, need_root, private_state, until, up

need_root("ospf_filter")
need("ospf_filter", "ip", "bird", "birdc")
need_frr("ospf_filter", "ospfd")
state = private_state()
os.chmod(state, 0o755)

r = up("""
name: ospf-filter-peers
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      interface Loopback0
       ip address 10.255.0.1 255.255.255.255
      interface GigabitEthernet0/0
       ip address 10.82.0.1 255.255.255.0
       ip ospf network point-to-multipoint
       ip ospf hello-interval 1
       ip ospf dead-interval 4
      interface GigabitEthernet0/1
       ip address 10.83.0.1 255.255.255.0
       ip ospf network point-to-point
       ip ospf hello-interval 1
       ip ospf dead-interval 4
       ip ospf database-filter all out
      router ospf 1
       neighbor 10.82.0.3 database-filter all out
       network 10.0.0.0 0.255.255.255 area 0
wires:
  - ["tap:lyf0?netns=filter-frr&address=10.82.0.3/24", r1:g0/0]
  - ["tap:lyf1?netns=filter-bird&address=10.83.0.4/24", r1:g0/1]
""")
if not check("up", r.returncode == 0, r.stderr):
    finish()
frr = Frr(state, "filter-frr", """
interface lo
 ip address 10.255.0.3/32
interface lyf0
 ip ospf network point-to-multipoint
 ip ospf hello-interval 1
 ip ospf dead-interval 4
router ospf
 ospf router-id 10.255.0.3
 network 10.0.0.0/8 area 0
 timers throttle spf 10 100 1000
""", "zebra", "ospfd")
for ns in ("filter-frr", "filter-bird"):
    inside(ns, "ip link set lo up")
inside("filter-bird", "ip addr add 10.255.0.4/32 dev lo")
frr.start()
with open(f"{state}/bird.conf", "w") as f:
    f.write("""router id 10.255.0.4;
protocol device {}
protocol ospf v2 o2 { ipv4 { import all; }; area 0 { interface "lyf1" { type ptp; hello 1; dead 4; }; interface "lo" { stub; }; }; }
""")
background(["ip", "netns", "exec", "filter-bird", "bird", "-f", "-c", f"{state}/bird.conf", "-s", f"{state}/bird.ctl"])
OURS, FRRS, BIRDS = "10.255.0.1", "10.255.0.3", "10.255.0.4"


def in_frr():
    said = frr.vtysh("show ip ospf database router")
    return {x for x in (OURS, FRRS, BIRDS) if f"Advertising Router: {x}\n" in said.replace("\r", "")}


def in_bird():
    said = inside("filter-bird", f"birdc -s {state}/bird.ctl show ospf lsadb type 1").out
    return {x for x in (OURS, FRRS, BIRDS) if f" {x} " in said}


def in_ours(): return {x["advertising_router"] for x in json_rows("r1", "show ip ospf database") if x["type"] == "router"}


def full(): return {x["neighbor_id"]: x["state"] for x in json_rows("r1", "show ip ospf neighbor")} == {FRRS: "FULL", BIRDS: "FULL"}


def what(): return in_frr(), in_bird(), in_ours()


def configure(*lines): execute("r1", "configure terminal", *lines, "end")


check("full with both", until(full, 60, 0.5), execute("r1", "show ip ospf neighbor"))
check("we have all", until(lambda: in_ours() == {OURS, FRRS, BIRDS}, 20, 0.5), what())
check("FRR's full, too", until(lambda: "Full" in frr.vtysh("show ip ospf neighbor"), 20, 0.5), frr.vtysh("show ip ospf neighbor"))
check("neither has anything of ours", in_frr() == {FRRS} and in_bird() == {BIRDS}, what())
configure("router ospf 1", "neighbor 10.82.0.3")
check("FRR is told", until(lambda: in_frr() == {OURS, FRRS, BIRDS}, 30, 0.5), what())
check("BIRD is not", in_bird() == {BIRDS}, what())
configure("interface GigabitEthernet0/1", "no ip ospf database-filter all out")
check("BIRD is told", until(lambda: in_bird() == {OURS, FRRS, BIRDS}, 30, 0.5), what())
configure("router ospf 1", "neighbor 10.82.0.3 database-filter all out")
check("full again", until(full, 30, 0.5), execute("r1", "show ip ospf neighbor"))
configure("interface Loopback9", "ip address 10.255.0.9 255.255.255.255")
check("BIRD hears what is new", until(lambda: "10.255.0.9" in inside("filter-bird", f"birdc -s {state}/bird.ctl show route").out, 20, 0.5), what())
said = frr.vtysh("show ip ospf database router")
check("FRR does not, and keeps what it had", "10.255.0.9" not in said and in_frr() == {OURS, FRRS, BIRDS}, said)
finish()
