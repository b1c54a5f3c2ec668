#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""OSPFv3 with FRR's ospf6d and BIRD: adjacencies and routes on all sides, databases equal with FRR, failure, restart; tshark reads it."""
import os
import re

from libinterop import Frr, LANYARD, background, check, execute, finish, inside, json_rows, lanyard, need, need_frr, need_root, private_state, sh, \
    tshark_clean, tshark_complaints, until, up

need_root("ospf3")
need("ospf3", "ip", "tshark")
need_frr("ospf3", "ospf6d")
state = private_state()
os.chmod(state, 0o755)
HAVE_BIRD = sh("command -v bird").returncode == 0
FAST = "ipv6 ospf hello-interval 1\n       ipv6 ospf dead-interval 4"
LAB = f"""
name: ospf3-peers
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      ipv6 unicast-routing
      interface Loopback0
       ip address 10.255.0.1 255.255.255.255
       ipv6 address 2001:db8:ff::1/128
       ipv6 ospf 1 area 0
      interface GigabitEthernet0/0
       ipv6 address 2001:db8:1::1/64
       ipv6 ospf 1 area 0
       {FAST}
      interface GigabitEthernet0/1
       ipv6 address 2001:db8:2::1/64
       ipv6 ospf 1 area 0
       {FAST}
       ipv6 ospf network point-to-point
      ipv6 route 2001:db8:aaaa::/48 Null0
      ipv6 router ospf 1
       redistribute static metric 33 tag 7
wires:
  - ["tap:lyx0?netns=ospf3-frr", r1:g0/0]
  - ["tap:lyx1?netns=ospf3-bird", r1:g0/1]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/ospf3.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "r1:g0/1", "-w", cap])
for ns, dev, lo, net in (("ospf3-frr", "lyx0", "2001:db8:ff::3", "2001:db8:1::3"), ("ospf3-bird", "lyx1", "2001:db8:ff::4", "2001:db8:2::4")):
    inside(ns, "sysctl -qw net.ipv6.conf.all.forwarding=1")
    inside(ns, "ip link set lo up")
    inside(ns, f"ip link set {dev} up")
    inside(ns, f"ip addr add {lo}/128 dev lo")
    inside(ns, f"ip addr add {net}/64 dev {dev} nodad")
frr = Frr(state, "ospf3-frr", """
interface lo
 ipv6 ospf6 area 0.0.0.0
interface lyx0
 ipv6 ospf6 area 0.0.0.0
 ipv6 ospf6 hello-interval 1
 ipv6 ospf6 dead-interval 4
router ospf6
 ospf6 router-id 10.255.0.3
""", "zebra", "ospf6d")
frr.start()
if HAVE_BIRD:
    with open(f"{state}/bird.conf", "w") as f:
        f.write("""router id 10.255.0.4;
protocol device {}
protocol kernel { ipv6 { export where source ~ [ RTS_OSPF, RTS_OSPF_EXT2 ]; }; }
protocol static { ipv6; route 2001:db8:bbbb::/48 blackhole; }
protocol ospf v3 o { ipv6 { import all; export where source = RTS_STATIC; };
  area 0 { interface "lyx1" { type ptp; hello 1; dead 4; }; stubnet 2001:db8:ff::4/128; }; }
""")
    background(["ip", "netns", "exec", "ospf3-bird", "bird", "-f", "-c", f"{state}/bird.conf", "-s", f"{state}/bird.ctl"])


def neighbors():
    return {x["neighbor_id"]: x["state"] for x in json_rows("r1", "show ipv6 ospf neighbor")}


def routes():
    return {x["prefix"].lower(): (x["code"], x["metric"]) for x in json_rows("r1", "show ipv6 route") if x["source"] == "ospf"}


check("full with FRR over a LAN", until(lambda: neighbors().get("10.255.0.3") == "FULL", 40, 0.5), neighbors())
check("FRR's loopback", until(lambda: "2001:db8:ff::3/128" in routes(), 20, 0.5), routes())
good = until(lambda: "2001:db8:ff::1/128" in frr.vtysh("show ipv6 ospf6 route") and "2001:db8:aaaa::/48" in frr.vtysh("show ipv6 ospf6 route"), 20, 0.5)
check("FRR has our loopback and our external", good, frr.vtysh("show ipv6 ospf6 route"))
if HAVE_BIRD:
    check("full with BIRD over a point-to-point link", until(lambda: neighbors().get("10.255.0.4") == "FULL", 40, 0.5), neighbors())
    check("BIRD's loopback and external", until(lambda: "2001:db8:ff::4/128" in routes() and routes().get("2001:db8:bbbb::/48", ("",))[0] == "OE2", 20, 0.5), routes())
    bird = lambda: inside("ospf3-bird", f"birdc -s {state}/bird.ctl show route").out
    check("BIRD has FRR's loopback through us, and our external", until(lambda: "2001:db8:ff::3/128" in bird() and "2001:db8:aaaa::/48" in bird(), 20, 0.5), bird())
    p = lambda: inside("ospf3-bird", "ping -6 -c 2 -W 1 -I 2001:db8:ff::4 2001:db8:ff::3").returncode == 0
    check("ping from BIRD's host to FRR's through us", until(p, 10, 0.5))

TYPES = {"Rtr": "router", "Net": "network", "INP": "inter-area-prefix", "IAP": "inter-area-router", "ASE": "external", "Lnk": "link", "INR": "intra-area-prefix",
         "IAR": "inter-area-router"}


def ours():
    return {(x["advertising_router"], int(x["sequence"], 16)) for x in json_rows("r1", "show ipv6 ospf database") if x["type"] != "link"}


def frrs():
    rows = set()
    link = False
    for line in frr.vtysh("show ipv6 ospf6 database").splitlines():
        link = "I/F Scoped" in line if "Scoped" in line else link
        m = re.match(r"\s*(\w+)\s+([\d.]+)\s+([\d.]+)\s+(\d+)\s+([0-9a-f]{8})\b", line)
        if m and not link:
            rows.add((m[3], int(m[5], 16)))
    return rows


check("the databases agree with FRR's, to the sequence numbers", until(lambda: ours() == frrs(), 20, 0.5), sorted(ours() ^ frrs()))
frr.stop("ospf6d")
check("FRR is killed: dead timer", until(lambda: "10.255.0.3" not in neighbors() and "2001:db8:ff::3/128" not in routes(), 20, 0.3), (neighbors(), routes()))
check("the message", re.search(r"%OSPFv3-5-ADJCHG: Process 1, Nbr 10\.255\.0\.3 on GigabitEthernet0/0 from FULL to DOWN, Neighbor Down: Dead timer expired",
                               execute("r1", "show logging")))
frr.start("ospf6d")
check("FRR starts anew", until(lambda: neighbors().get("10.255.0.3") == "FULL" and "2001:db8:ff::3/128" in routes(), 60, 0.5), (neighbors(), routes()))
lanyard("power", "r1", "restart")
good = until(lambda: neighbors().get("10.255.0.3") == "FULL" and "2001:db8:ff::3/128" in routes(), 60, 0.5)
check("our restart", good, (neighbors(), routes()))
capture.terminate()
capture.wait()
tshark_clean("ospf3", cap, 50)
expert = tshark_complaints(cap, "ospf")
check("tshark has no complaint about OSPF", not expert, expert[:5])
finish()
