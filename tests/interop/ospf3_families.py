#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""OSPFv3 with BIRD: IPv4 and IPv6 as address families (RFC 5838) on one link, signed by the authentication trailer (RFC 7166); a wrong key; tshark reads it."""
import os

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
      router ospfv3 1
       router-id 10.255.0.1
       address-family ipv4 unicast
        redistribute static metric 33
       exit-address-family
       address-family ipv6 unicast
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
protocol device {{}}
protocol static {{ ipv4; route 198.51.100.0/24 blackhole; }}
protocol ospf v3 o4 {{ ipv4 {{ import all; export where source = RTS_STATIC; }};
  area 0 {{ interface "lyx0" instance 64 {{ hello 1; dead 4; {AUTH} }}; stubnet 10.255.0.4/32; }}; }}
protocol ospf v3 o6 {{ ipv6 {{ import all; export none; }};
  area 0 {{ interface "lyx0" instance 0 {{ hello 1; dead 4; {AUTH} }}; stubnet 2001:db8:ff::4/128; }}; }}
""")
background(["ip", "netns", "exec", "ospf3f", "bird", "-f", "-c", f"{state}/bird.conf", "-s", f"{state}/bird.ctl"])


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
execute("r1", "configure terminal", "key chain K", "key 5", "key-string other", "end")
check("another key: both are gone", until(lambda: not full(), 30, 0.5), execute("r1", "show ospfv3 neighbor"))
check("and it is said why", "Mismatched Authentication Key - Message Digest Key 5" in execute("r1", "show logging"))
execute("r1", "configure terminal", "key chain K", "key 5", "key-string sesame", "end")
check("the right key again", until(lambda: full() == {"ipv4", "ipv6"}, 60, 0.5), execute("r1", "show ospfv3 neighbor"))
capture.terminate()
capture.wait()
tshark_clean("ospf3_families", cap, 20)
expert = tshark_complaints(cap, "ospf")
check("tshark has no complaint about OSPF", not expert, expert[:5])
finish()
