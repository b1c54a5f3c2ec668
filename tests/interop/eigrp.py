#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""EIGRP with FRR's eigrpd: adjacency, routes and metrics both ways, a failure behind us (query and reply), the neighbour killed and back, K values that differ; tshark.

Named mode, wide metrics, IPv6 and HMAC-SHA-256 have no free peer: two of ours speak them beside it, and tshark reads what they say."""
import os
import re
import sys

from libinterop import Frr, LANYARD, background, check, execute, finish, inside, json_rows, lanyard, need, need_frr, need_root, private_state, sh, skip, \
    tshark_clean, tshark_complaints, until, up

need_root("eigrp")
need("eigrp", "ip", "tshark")
need_frr("eigrp", "eigrpd")
if Frr.trixie():
    skip("eigrp with FRR 10", "the eigrpd of 10.3 ends by itself when a route goes")
    sys.exit(0)
state = private_state()
os.chmod(state, 0o755)
LAB = """
name: eigrp-peers
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      interface Loopback0
       ip address 10.255.0.1 255.255.255.255
      interface GigabitEthernet0/0
       ip address 10.83.0.1 255.255.255.0
      interface GigabitEthernet0/1
       ip address 10.83.1.1 255.255.255.0
       ipv6 enable
      ipv6 unicast-routing
      router eigrp 77
       network 10.0.0.0
      router eigrp LAB
       address-family ipv4 autonomous-system 78
        af-interface default
         authentication mode hmac-sha-256 sesame
        exit-af-interface
        network 10.83.1.0 0.0.0.255
        network 10.255.0.0 0.0.255.255
        topology base
         redistribute static
        exit-af-topology
       exit-address-family
       address-family ipv6 autonomous-system 78
       exit-address-family
  r2:
    kind: router
    config: |
      hostname r2
      interface Loopback0
       ip address 10.255.0.2 255.255.255.255
      interface GigabitEthernet0/0
       ip address 10.83.1.2 255.255.255.0
       ipv6 enable
      ipv6 unicast-routing
      interface Loopback1
       ipv6 address 2001:db8:2::1/48
      router eigrp 77
       network 10.0.0.0
      router eigrp LAB
       address-family ipv4 autonomous-system 78
        af-interface default
         authentication mode hmac-sha-256 sesame
        exit-af-interface
        network 10.83.1.0 0.0.0.255
        network 10.255.0.0 0.0.255.255
        topology base
         redistribute static
        exit-af-topology
       exit-address-family
       address-family ipv6 autonomous-system 78
       exit-address-family
wires:
  - ["tap:lye0?netns=eigrp-frr&address=10.83.0.3/24", r1:g0/0]
  - [r1:g0/1, r2:g0/0]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/eigrp.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "r1:g0/1", "-w", cap])
frr = Frr(state, "eigrp-frr", "interface lo\n ip address 10.255.0.3/32\ninterface lye0\n delay 100\n ip hello-interval eigrp 1\n ip hold-time eigrp 4\nrouter eigrp 77\n network 10.83.0.0/24\n network 10.255.0.3/32\n",
          "zebra", "eigrpd")
inside("eigrp-frr", "ip link set lo up")
frr.start()


def ours(node="r1"):
    return {x["prefix"]: x["metric"] for x in json_rows(node, "show ip route eigrp")}


def theirs():
    return frr.vtysh("show ip eigrp topology all")


def up_here():
    return [x["address"] for x in json_rows("r1", "show ip eigrp 77 neighbors") if x["up"]]


check("FRR is a neighbour", until(lambda: "10.83.0.3" in up_here(), 30, 0.3), (execute("r1", "show ip eigrp neighbors"), frr.vtysh("show ip eigrp neighbor")))
check("FRR's loopback is in our table, and behind us", until(lambda: "10.255.0.3/32" in ours() and "10.255.0.3/32" in ours("r2"), 20, 0.3), (ours(), theirs()))
check("our loopbacks are in FRR's", until(lambda: "10.255.0.1/32" in theirs() and "10.255.0.2/32" in theirs(), 20, 0.3), theirs())
told = re.search(r"10\.255\.0\.2/32.*?via 10\.83\.0\.1 \((\d+)/(\d+)\)", theirs(), re.S)
mine = [x for x in json_rows("r1", "show ip eigrp topology") if x["prefix"] == "10.255.0.2/32"]
check("the distance that FRR heard is the one we have", told and mine and int(told.group(2)) == mine[0]["feasible_distance"], (told and told.groups(), mine))


def told_now(prefix):
    m = re.search(prefix + r".*?via 10\.83\.0\.1 \((\d+)/(\d+)\)", theirs(), re.S)
    return int(m.group(2)) if m else 0


first, near = told_now(r"10\.255\.0\.2/32"), ours().get("10.255.0.3/32", 0)
lanyard("configure", "r2", "-", input="interface Loopback0\n shutdown\n")
check("what failed behind us is gone at FRR", until(lambda: "10.255.0.2/32" not in inside("eigrp-frr", "ip route").out, 20, 0.3), (theirs(), execute("r1", "show ip eigrp topology")))
check("and passive here", until(lambda: not json_rows("r1", "show ip eigrp topology active"), 20, 0.3), execute("r1", "show ip eigrp topology active"))
lanyard("configure", "r2", "-", input="interface Loopback0\n no shutdown\n")
check("it returns", until(lambda: "10.255.0.2" in inside("eigrp-frr", "ip route").out, 20, 0.3), (theirs(), inside("eigrp-frr", "ip route").out))
frr.stop("eigrpd")
check("FRR killed: its routes go when the hold time is over", until(lambda: "10.255.0.3/32" not in ours("r2"), 40, 0.3), ours("r2"))
# It hears of it at once: FRR 8.4 takes no notice of an update by which its successor's way is longer.
lanyard("configure", "r1", "-", input="access-list 9 permit 10.255.0.2\nrouter eigrp 77\n offset-list 9 out 1000 GigabitEthernet0/0\n offset-list 0 in 2000 GigabitEthernet0/0\n")
frr.start("eigrpd")
check("FRR back: so are they", until(lambda: "10.255.0.3/32" in ours("r2"), 40, 0.3), (ours("r2"), execute("r1", "show ip eigrp neighbors")))
check("an offset-list out makes a way longer for FRR by just that", until(lambda: told_now(r"10\.255\.0\.2/32") == first + 1000, 30, 0.3), (first, theirs()))
check("one in what FRR tells", until(lambda: ours().get("10.255.0.3/32") == near + 2000, 30, 0.3), (near, ours()))
lanyard("configure", "r1", "-", input="router eigrp 77\n no offset-list 9 out 1000 GigabitEthernet0/0\n no offset-list 0 in 2000 GigabitEthernet0/0\n")
check("and without them all is as near as before", until(lambda: told_now(r"10\.255\.0\.2/32") == first and ours().get("10.255.0.3/32") == near, 30, 0.3), (first, near, theirs()))
lanyard("configure", "r1", "-", input="router eigrp 77\n metric weights 0 1 1 1 0 0\n")
check("other K values: no neighbour, and the log says why", until(lambda: not up_here() and "K-value mismatch" in execute("r1", "show logging"), 20, 0.3),
      execute("r1", "show logging"))
for line in ("shutdown", "no shutdown"):	# told once more, now that it is captured
    lanyard("configure", "r2", "-", input=f"interface Loopback1\n {line}\n")
lanyard("configure", "r2", "-", input="ip route 192.168.7.0 255.255.255.0 Null0\n")
check("the named processes have each other's routes", until(lambda: "2001:DB8:2::/48" in execute("r1", "show ipv6 route") and
      "192.168.7.0/24" in execute("r1", "show ip eigrp 78 topology"), 30, 0.3), (execute("r1", "show ipv6 route"), execute("r1", "show ip eigrp 78 topology")))
capture.terminate()
capture.wait()
seen = sh(["tshark", "-r", cap, "-Y", "eigrp.as == 78", "-O", "eigrp"], timeout=120).out
for what in ("2001:db8:2::/48", "192.168.7.0/24", "Delay: 1250000", "Bandwidth: 8000000", "SHA"):
    check(f"tshark reads it in the wide TLVs: {what}", what in seen, sorted({x.strip() for x in seen.splitlines() if "TLV" in x or "Delay" in x or "Auth" in x or "=" in x})[:40])
said = [x for x in tshark_complaints(cap, "eigrp.as == 78") if "Time To Live" not in x]	# 2, as IOS has it
check("and says nothing about them", not said, said[:10])
tshark_clean("eigrp", cap, 30)
finish()
