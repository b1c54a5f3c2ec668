#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""BGP on a condition, told to FRR's bgpd: default-originate route-map, advertise-map, unsuppress-map, as the watched route goes and returns; tshark finds nothing malformed."""
import os

from libinterop import Frr, LANYARD, background, check, finish, json_rows, lanyard, need, need_frr, need_root, private_state, tshark_clean, until, up

need_root("bgp-conditional")
need("bgp-conditional", "ip", "tshark")
need_frr("bgp-conditional", "bgpd")
state = private_state()
os.chmod(state, 0o755)
LAB = """
name: bgp-conditional
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      interface GigabitEthernet0/0
       ip address 10.85.0.1 255.255.255.0
      ip route 172.16.1.0 255.255.255.0 Null0
      ip route 172.16.2.0 255.255.255.0 Null0
      ip route 192.168.9.0 255.255.255.0 Null0
      ip route 192.168.10.0 255.255.255.0 Null0
      ip prefix-list WATCHED permit 172.16.1.0/24
      ip prefix-list SPARE permit 172.16.2.0/24
      ip prefix-list NINE permit 192.168.9.0/24
      route-map WATCHED permit 10
       match ip address prefix-list WATCHED
       set metric 77
      route-map SPARE permit 10
       match ip address prefix-list SPARE
      route-map NINE permit 10
       match ip address prefix-list NINE
      router bgp 65001
       bgp router-id 1.1.1.1
       network 172.16.1.0 mask 255.255.255.0
       network 172.16.2.0 mask 255.255.255.0
       network 192.168.9.0
       network 192.168.10.0
       aggregate-address 192.168.0.0 255.255.0.0 summary-only
       neighbor 10.85.0.3 remote-as 65003
       neighbor 10.85.0.3 advertisement-interval 0
       neighbor 10.85.0.3 default-originate route-map WATCHED
       neighbor 10.85.0.3 unsuppress-map NINE
       neighbor 10.85.0.3 advertise-map SPARE non-exist-map WATCHED
wires:
  - ["tap:lyc0?netns=bgpc-frr&address=10.85.0.3/24", r1:g0/0]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/frr.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "-w", cap])
frr = Frr(state, "bgpc-frr", """
router bgp 65003
 bgp router-id 3.3.3.3
 no bgp ebgp-requires-policy
 neighbor 10.85.0.1 remote-as 65001
 neighbor 10.85.0.1 timers connect 2
""", "zebra", "bgpd")
frr.start()


def theirs():
    return frr.vtysh("show bgp ipv4 unicast")


def told(there, not_there):
    return lambda: (lambda t: all(x in t for x in there) and not any(x in t for x in not_there))(theirs())


before = told(["0.0.0.0/0", "172.16.1.0/24", "192.168.0.0/16", "192.168.9.0/24"], ["172.16.2.0", "192.168.10.0"])
check("the default, the watched route, the aggregate and what is not suppressed; the spare is withheld", until(before, 60, 0.3), theirs())
check("the default has the map's MED", "metric 77" in frr.vtysh("show bgp ipv4 unicast 0.0.0.0/0"), frr.vtysh("show bgp ipv4 unicast 0.0.0.0/0"))
lanyard("configure", "r1", "-", input="no ip route 172.16.1.0 255.255.255.0 Null0\n")
check("the watched route goes: the default with it, the spare comes", until(told(["172.16.2.0/24", "192.168.9.0/24"], ["0.0.0.0/0", "172.16.1.0"]), 30, 0.3), theirs())
rows = json_rows("r1", "show ip bgp neighbors 10.85.0.3")
check("and the neighbour shows it", rows and rows[0]["advertise_map_status_ipv4"] == "Advertise" and not rows[0]["default_sent_ipv4"], rows)
lanyard("configure", "r1", "-", input="ip route 172.16.1.0 255.255.255.0 Null0\n")
check("it returns: as before", until(before, 30, 0.3), theirs())
capture.terminate()
capture.wait()
tshark_clean("bgp", cap, 10)
finish()
