#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""OSPFv3 with BIRD: IPv4 and IPv6 as address families (RFC 5838) on one link, signed by the authentication trailer (RFC 7166); a wrong key; a
graceful restart of ours (RFC 5187), in which BIRD helps and keeps the routes of both families; tshark reads it."""
import os
import time

from libinterop import LANYARD, background, check, execute, finish, inside, json_rows, need, need_root, private_state, tshark_clean, tshark_complaints, until, up

need_root("ospf3_families")
need("ospf3_families", "ip", "tshark", "bird")
state = private_state()
os.chmod(state, 0o755)
LAB = """
name: ospf3-families
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      ipv6 unicast-routing
      key chain K
       key 5
        key-string sesame
        cryptographic-algorithm hmac-sha-256
      interface Loopback0
       ip address 10.255.0.1 255.255.255.255
       ipv6 address 2001:db8:ff::1/128
       ospfv3 1 ipv4 area 0
       ospfv3 1 ipv6 area 0
      interface GigabitEthernet0/0
       ip address 10.0.1.1 255.255.255.0
       ipv6 address 2001:db8:1::1/64
       ospfv3 1 ipv4 area 0
       ospfv3 1 ipv6 area 0
       ospfv3 hello-interval 1
       ospfv3 dead-interval 4
       ospfv3 authentication key-chain K
      ip route 192.0.2.0 255.255.255.0 Null0
      ipv6 route 2001:db8:77::/48 Null0
      router ospfv3 1
       router-id 10.255.0.1
       graceful-restart restart-interval 60
       address-family ipv4 unicast
        redistribute static metric 33
       exit-address-family
       address-family ipv6 unicast
        redistribute static metric 34
       exit-address-family
wires:
  - ["tap:lyx0?netns=ospf3f", r1:g0/0]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/ospf3f.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "-w", cap])
for line in ("ip link set lo up", "ip link set lyx0 up", "ip addr add 10.255.0.4/32 dev lo", "ip addr add 2001:db8:ff::4/128 dev lo", "ip addr add 10.0.1.4/24 dev lyx0",
             "ip addr add 2001:db8:1::4/64 dev lyx0 nodad"):
    inside("ospf3f", line)
AUTH = 'authentication cryptographic; password "sesame" { id 5; algorithm hmac sha256; };'
with open(f"{state}/bird.conf", "w") as f:
    f.write(f"""router id 10.255.0.4;
debug protocols {{ states, events }};
protocol device {{}}
protocol kernel k4 {{ ipv4 {{ export where source ~ [ RTS_OSPF, RTS_OSPF_EXT2 ]; }}; }}
protocol kernel k6 {{ ipv6 {{ export where source ~ [ RTS_OSPF, RTS_OSPF_EXT2 ]; }}; }}
protocol static {{ ipv4; route 198.51.100.0/24 blackhole; }}
protocol ospf v3 o4 {{ ipv4 {{ import all; export where source = RTS_STATIC; }};
  area 0 {{ interface "lyx0" instance 64 {{ hello 1; dead 4; {AUTH} }}; stubnet 10.255.0.4/32; }}; }}
protocol ospf v3 o6 {{ ipv6 {{ import all; export none; }};
  area 0 {{ interface "lyx0" instance 0 {{ hello 1; dead 4; {AUTH} }}; stubnet 2001:db8:ff::4/128; }}; }}
""")
background(["ip", "netns", "exec", "ospf3f", "bird", "-f", "-d", "-c", f"{state}/bird.conf", "-s", f"{state}/bird.ctl"], stdout=open(f"{state}/bird.log", "w"))


def full():
    return {x["address_family"] for x in json_rows("r1", "show ospfv3 neighbor") if x["state"] == "FULL" and x["neighbor_id"] == "10.255.0.4"}


def routes(cmd, source):
    return {x["prefix"].lower(): x["code"] for x in json_rows("r1", cmd) if x["source"] == source}


def bird():
    return inside("ospf3f", f"birdc -s {state}/bird.ctl show route").out


check("full with BIRD in both families, signed", until(lambda: full() == {"ipv4", "ipv6"}, 60, 0.5), (execute("r1", "show ospfv3 neighbor"), execute("r1", "show logging")))
good = until(lambda: routes("show ip route", "ospfv3").get("198.51.100.0/24") == "O E2" and "10.255.0.4/32" in routes("show ip route", "ospfv3"), 30, 0.5)
check("BIRD's IPv4 loopback and external", good, execute("r1", "show ip route"))
check("BIRD's IPv6 loopback", until(lambda: "2001:db8:ff::4/128" in routes("show ipv6 route", "ospf"), 30, 0.5), execute("r1", "show ipv6 route"))
check("BIRD has ours of both", until(lambda: all(x in bird() for x in ("10.255.0.1/32", "192.0.2.0/24", "2001:db8:ff::1/128")), 30, 0.5), bird())
check("its next hop of IPv4 is our IPv4 address", "via 10.0.1.1 on lyx0" in bird(), bird())

# ---- our restart, with grace ----
PREFIXES = {"4": ("10.255.0.1", "192.0.2.0/24"), "6": ("2001:db8:ff::1", "2001:db8:77::/48")}


def kernel(v): return inside("ospf3f", f"ip -{v} route").out


for v, prefixes in PREFIXES.items():
    check(f"the kernel behind BIRD has ours of IPv{v}", until(lambda: all(x in kernel(v) for x in prefixes), 30, 0.5), kernel(v))
watch = {v: background(["ip", "netns", "exec", "ospf3f", "ip", f"-{v}", "monitor", "route"], stdout=open(f"{state}/monitor.{v}", "w")) for v in PREFIXES}
time.sleep(1)
execute("r1", "clear ospfv3 process")
for family in ("IPv4", "IPv6"):
    over = f"Process 1, {family}: graceful restart over after"
    check(f"{family}: the restart ends, and well", until(lambda: over in execute("r1", "show logging"), 60, 0.5) and
          f"{family}: graceful restart over" in execute("r1", "show logging") and "does not help" not in execute("r1", "show logging"), execute("r1", "show logging")[-1500:])
check("both rows say so", [x.get("last_ended_well") for x in json_rows("r1", "show ospfv3 graceful-restart")] == [True, True], execute("r1", "show ospfv3 graceful-restart"))
check("full in both families again", until(lambda: full() == {"ipv4", "ipv6"}, 60, 0.5), execute("r1", "show ospfv3 neighbor"))
for p in ("o4", "o6"):
    check(f"BIRD helped, and says so ({p})", until(lambda: f"{p}: Neighbor 10.255.0.1 on lyx0 finished graceful restart" in open(f"{state}/bird.log").read(), 20, 0.5),
          open(f"{state}/bird.log").read()[-800:])
time.sleep(3)
for v, p in watch.items():
    p.terminate()
    p.wait()
    gone = [x for x in open(f"{state}/monitor.{v}").read().splitlines() if "Deleted" in x and "bird" in x]
    check(f"no route of IPv{v} is deleted meanwhile", not gone and all(x in kernel(v) for x in PREFIXES[v]), (gone, kernel(v)))

execute("r1", "configure terminal", "key chain K", "key 5", "key-string other", "end")
check("another key: both are gone", until(lambda: not full(), 30, 0.5), execute("r1", "show ospfv3 neighbor"))
check("and it is said why", "Mismatched Authentication Key - Message Digest Key 5" in execute("r1", "show logging"))
execute("r1", "configure terminal", "key chain K", "key 5", "key-string sesame", "end")
check("the right key again", until(lambda: full() == {"ipv4", "ipv6"}, 60, 0.5), execute("r1", "show ospfv3 neighbor"))
capture.terminate()
capture.wait()
tshark_clean("ospf3_families", cap, 20)
expert = [x for x in tshark_complaints(cap, "ospf") if "Unknown LSA Type 11" not in x]  # a grace LSA: RFC 5187 is younger than its list
check("tshark has no complaint about OSPF", not expert, expert[:5])
finish()
