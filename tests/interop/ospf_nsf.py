#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our OSPF process restarts gracefully, version 2 and 3, with FRR and BIRD as helpers: they keep their routes, no packet through us is lost, databases agree."""
import os
import re
import time

from libinterop import Frr, LANYARD, background, check, execute, finish, inside, json_rows, need, need_frr, need_root, private_state, tshark_clean, tshark_complaints, until, up

need_root("ospf_nsf")
need("ospf_nsf", "ip", "tshark", "bird", "birdc")
need_frr("ospf_nsf", "ospf6d")
state = private_state()
os.chmod(state, 0o755)

LAB = """
name: ospf-nsf-peers
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      ipv6 unicast-routing
      interface Loopback0
       ip address 10.255.0.1 255.255.255.255
      interface GigabitEthernet0/0
       ip address 10.80.0.1 255.255.255.0
       ip ospf hello-interval 1
       ip ospf dead-interval 4
       ip ospf priority 200
       ipv6 enable
       ipv6 ospf hello-interval 1
       ipv6 ospf dead-interval 4
       ipv6 ospf network point-to-point
       ipv6 ospf 1 area 0
      interface GigabitEthernet0/1
       ip address 10.81.0.1 255.255.255.0
       ip ospf hello-interval 1
       ip ospf dead-interval 4
       ip ospf network point-to-point
       ipv6 enable
       ipv6 ospf hello-interval 1
       ipv6 ospf dead-interval 4
       ipv6 ospf network point-to-point
       ipv6 ospf 1 area 0
      ip route 192.168.77.0 255.255.255.0 Null0
      router ospf 1
       nsf ietf restart-interval 60
       redistribute static subnets
       network 10.0.0.0 0.255.255.255 area 0
      ipv6 router ospf 1
       router-id 10.255.0.1
       graceful-restart restart-interval 60
wires:
  - ["tap:lyn0?netns=nsf-frr&address=10.80.0.3/24", r1:g0/0]
  - ["tap:lyn1?netns=nsf-bird&address=10.81.0.4/24", r1:g0/1]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/nsf.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "r1:g0/1", "-w", cap])
frr = Frr(state, "nsf-frr", """
interface lo
 ip address 10.255.0.3/32
 ipv6 address 2001:db8:f::3/128
 ipv6 ospf6 area 0.0.0.0
interface lyn0
 ip ospf hello-interval 1
 ip ospf dead-interval 4
 ipv6 ospf6 area 0.0.0.0
 ipv6 ospf6 network point-to-point
 ipv6 ospf6 hello-interval 1
 ipv6 ospf6 dead-interval 4
router ospf
 ospf router-id 10.255.0.3
 capability opaque
 network 10.0.0.0/8 area 0
 graceful-restart helper enable
 timers throttle spf 10 100 1000
router ospf6
 ospf6 router-id 10.255.0.3
 graceful-restart helper enable
 timers throttle spf 10 100 1000
""", "zebra", "ospfd", "ospf6d")
for ns in ("nsf-frr", "nsf-bird"):
    inside(ns, "ip link set lo up")
    inside(ns, "sysctl -qw net.ipv6.conf.all.forwarding=1")
inside("nsf-bird", "ip addr add 10.255.0.4/32 dev lo")
inside("nsf-bird", "ip addr add 2001:db8:f::4/128 dev lo")
frr.start()
with open(f"{state}/bird.conf", "w") as f:
    f.write("""router id 10.255.0.4;
debug protocols { states, events };
protocol device {}
protocol kernel k4 { ipv4 { export where source ~ [ RTS_OSPF, RTS_OSPF_IA, RTS_OSPF_EXT1, RTS_OSPF_EXT2 ]; }; }
protocol kernel k6 { ipv6 { export where source = RTS_OSPF; }; }
protocol ospf v2 o2 { ipv4 { import all; }; area 0 { interface "lyn1" { type ptp; hello 1; dead 4; }; interface "lo" { stub; }; }; }
protocol static st6 { ipv6; route 2001:db8:f::4/128 via "lo"; }
protocol ospf v3 o3 { ipv6 { import all; export where source = RTS_STATIC; }; area 0 { interface "lyn1" { type ptp; hello 1; dead 4; }; }; }
""")
log = open(f"{state}/bird.log", "w")
background(["ip", "netns", "exec", "nsf-bird", "bird", "-f", "-d", "-c", f"{state}/bird.conf", "-s", f"{state}/bird.ctl"], stdout=log)
PEERS = {"10.255.0.3": "FULL", "10.255.0.4": "FULL"}


def neighbors(family):
    return {x["neighbor_id"]: x["state"] for x in json_rows("r1", f"show {family} ospf neighbor")}


def bird_said(): return open(f"{state}/bird.log").read()


def our_db():
    return {(x["type"], x["link_state_id"], x["advertising_router"], x["sequence"].lower(), int(x["checksum"], 16))
            for x in json_rows("r1", "show ip ospf database") if not x["type"].startswith("opaque")}


def frr_db():
    rows, kind = set(), None
    for line in frr.vtysh("show ip ospf database").splitlines():
        m = re.match(r"\s+(.*) Link States", line)
        if m:
            kind = {"Router": "router", "Net": "network", "Summary": "summary", "AS External": "external"}.get(m[1].strip())
        m = re.match(r"(\d+\.\d+\.\d+\.\d+)\s+(\d+\.\d+\.\d+\.\d+)\s+(\d+)\s+(0x\w+)\s+(0x\w+)", line)
        if m and kind:
            rows.add((kind, m[1], m[2], m[4].lower(), int(m[5], 16)))
    return rows


for family in ("ip", "ipv6"):
    check(f"{family}: full with both", until(lambda: neighbors(family) == PEERS, 60, 0.5), neighbors(family))
reach = (("4", "10.255.0.4", "10.255.0.3"), ("6", "2001:db8:f::4", "2001:db8:f::3"))
for v, to, source in reach:
    check(f"FRR's loopback reaches BIRD's, IPv{v}", until(lambda: inside("nsf-frr", f"ping -{v} -c 2 -i 0.2 -W 1 -I {source} {to}").returncode == 0, 30, 0.5),
          (inside("nsf-frr", "ip route; ip -6 route").out, frr.vtysh("show ipv6 ospf6 route"), execute("r1", "show ipv6 route")))
check("databases agree", until(lambda: our_db() == frr_db(), 20, 0.5), sorted(our_db() ^ frr_db()))


def external(): return "192.168.77.0/24" in frr.vtysh("show ip route ospf")


check("FRR has the external", until(external, 20, 0.5), frr.vtysh("show ip route"))
check("r1 is the designated router", any(x["neighbor_id"] == "10.255.0.3" and "DR" != x["role"] for x in json_rows("r1", "show ip ospf neighbor")))

for family, v, to, source, show in (("ip", *reach[0], "show ip ospf nsf"), ("ipv6", *reach[1], "show ipv6 ospf graceful-restart")):
    name = "OSPF" if v == "4" else "OSPFv3"
    watch = {ns: background(["ip", "netns", "exec", ns, "ip", f"-{v}", "monitor", "route"], stdout=open(f"{state}/{ns}.{v}", "w")) for ns in ("nsf-frr", "nsf-bird")}
    ping = background(["ip", "netns", "exec", "nsf-frr", "ping", f"-{v}", "-i", "0.05", "-c", "400", "-W", "2", "-I", source, to], stdout=open(f"{state}/ping.{v}", "w"))
    time.sleep(1)
    execute("r1", f"clear {family} ospf process")
    good = until(lambda: f"%{name}-5-NSF_RESTART: Process 1: graceful restart over" in execute("r1", "show logging"), 60, 0.3)
    check(f"{name}: the restart ends, and well", good and "all adjacencies are full again" in execute("r1", "show logging"), execute("r1", "show logging")[-1500:])
    check(f"{name}: both are full", until(lambda: neighbors(family) == PEERS, 20, 0.3), neighbors(family))
    ping.wait()
    said = open(f"{state}/ping.{v}").read()
    check(f"{name}: 400 packets through the router, none lost", " 0% packet loss" in said, said[-300:])
    for ns, p in watch.items():
        p.terminate()
        p.wait()
        gone = [x for x in open(f"{state}/{ns}.{v}").read().splitlines() if "Deleted" in x and "ff00" not in x and "fe80" not in x]
        check(f"{name}: no route of {ns} is deleted", not gone, gone)
    execute("r1", show)
said = frr.vtysh("show ip ospf graceful-restart helper detail")
check("FRR helped, and ended as it should", re.search(r"Last Helper exit Reason\s*:\s*Successful graceful restart", said), said)
said = frr.vtysh("show ipv6 ospf6 graceful-restart helper detail")
check("FRR's ospf6d too", re.search(r"Last Helper exit Reason\s*:\s*Successful graceful restart", said), said)
for v in ("o2", "o3"):
    check(f"BIRD ({v}) says so", re.search(rf"{v}: Neighbor 10.255.0.1 on lyn1 finished graceful restart", bird_said()), bird_said()[-800:])
check("databases agree again", until(lambda: our_db() == frr_db(), 20, 0.5), sorted(our_db() ^ frr_db()))
check("the external is still there", external(), frr.vtysh("show ip route"))

# ---- FRR does not help: it starts anew with us ----
frr.vtysh("configure terminal", "router ospf", "no graceful-restart helper enable")
execute("r1", "clear logging", "clear ip ospf process")
good = until(lambda: "graceful restart over" in execute("r1", "show logging"), 60, 0.3)
check("with a neighbour that does not help it ends, too", good, execute("r1", "show logging")[-1200:])
check("all is as before in the end", until(lambda: neighbors("ip") == PEERS and our_db() == frr_db(), 60, 0.5), (neighbors("ip"), sorted(our_db() ^ frr_db())))

capture.terminate()
capture.wait()
tshark_clean("ospf", cap, 50)
expert = tshark_complaints(cap, "ospf")
expert = [x for x in expert if "Unknown LSA Type 11" not in x]  # a grace LSA of version 3: RFC 5187 is younger than its list
check("tshark has no complaint about OSPF", not expert, expert[:5])
finish()
