#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of BGP neighbours with FRR's bgpd at the other end: AS, password and timers of a session by one that inherits another, communities and lists of a policy; each changed; who calls whom."""
import os

from libinterop import Frr, LANYARD, background, check, execute, finish, json_rows, lanyard, need, need_frr, need_root, private_state, tshark_clean, until, up

need_root("bgp-template")
need("bgp-template", "ip", "tshark")
need_frr("bgp-template", "bgpd")
state = private_state()
os.chmod(state, 0o755)
LAB = """
name: bgp-template
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      interface GigabitEthernet0/0
       ip address 10.86.0.1 255.255.255.0
      ip route 172.16.1.0 255.255.255.0 Null0
      ip route 172.16.2.0 255.255.255.0 Null0
      ip prefix-list ONE permit 172.16.1.0/24
      route-map MARK permit 10
       set community 65001:7
      router bgp 65001
       template peer-policy BASE
        send-community both
        advertisement-interval 0
        prefix-list ONE out
       exit-peer-policy
       template peer-policy CUSTOMER
        route-map MARK out
        inherit peer-policy BASE 10
       exit-peer-policy
       template peer-session BASE
        password 7 0518031C20414B
        timers 4 13
       exit-peer-session
       template peer-session CUSTOMER
        remote-as 65003
        inherit peer-session BASE
       exit-peer-session
       bgp router-id 1.1.1.1
       network 172.16.1.0 mask 255.255.255.0
       network 172.16.2.0 mask 255.255.255.0
       neighbor 10.86.0.3 inherit peer-session CUSTOMER
       neighbor 10.86.0.3 inherit peer-policy CUSTOMER
wires:
  - ["tap:lyt0?netns=bgpt-frr&address=10.86.0.3/24", r1:g0/0]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/frr.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "-w", cap])
frr = Frr(state, "bgpt-frr", """
router bgp 65003
 bgp router-id 3.3.3.3
 no bgp ebgp-requires-policy
 neighbor 10.86.0.1 remote-as 65001
 neighbor 10.86.0.1 password sesame
 neighbor 10.86.0.1 timers connect 2
""", "zebra", "bgpd")
frr.start()


def theirs(what=""):
    return frr.vtysh("show bgp ipv4 unicast " + what)


check("up with the password of a template: the one prefix that its list permits", until(lambda: "172.16.1.0/24" in theirs(), 60, 0.3) and "172.16.2.0" not in theirs(), theirs())
check("with the community of the other's map", "65001:7" in theirs("172.16.1.0/24"), theirs("172.16.1.0/24"))
check("hold time 13: FRR agrees", "Hold time is 13" in frr.vtysh("show bgp neighbors 10.86.0.1").replace("hold", "Hold"), frr.vtysh("show bgp neighbors 10.86.0.1"))
lanyard("configure", "r1", "-", input="router bgp 65001\n template peer-policy BASE\n  no prefix-list ONE out\n")
lanyard("exec", "r1", "clear ip bgp * soft out")
check("its list goes: the other prefix comes", until(lambda: "172.16.2.0/24" in theirs(), 30, 0.3), theirs())
lanyard("configure", "r1", "-", input="router bgp 65001\n template peer-session BASE\n  password another\n")
check("another password: the session ends, and is not made", until(lambda: "172.16.1.0" not in theirs(), 60, 0.3), theirs())
lanyard("configure", "r1", "-", input="router bgp 65001\n template peer-session BASE\n  password sesame\n")
check("the right one: back", until(lambda: "172.16.2.0/24" in theirs(), 90, 0.3), theirs())
rows = json_rows("r1", "show ip bgp template peer-session CUSTOMER")
check("and the template knows whose it is", rows and rows[0]["neighbors"] == 1, rows)


def opened_by_us():
    rows = json_rows("r1", "show ip bgp neighbors 10.86.0.3")
    return rows[0]["state"] == "Established" and "Local port: 179" not in execute("r1", "show ip bgp neighbors 10.86.0.3")


frr.vtysh("configure terminal", "router bgp 65003", "neighbor 10.86.0.1 passive")
lanyard("configure", "r1", "-", input="router bgp 65001\n template peer-session BASE\n  transport connection-mode active\n")
lanyard("exec", "r1", "clear ip bgp *")
check("FRR waits to be called: we call", until(opened_by_us, 90, 0.3), execute("r1", "show ip bgp neighbors 10.86.0.3"))
frr.vtysh("configure terminal", "router bgp 65003", "no neighbor 10.86.0.1 passive")
lanyard("exec", "r1", "clear ip bgp *")
check("FRR calls, too: it is not let in", until(opened_by_us, 90, 0.3), execute("r1", "show ip bgp neighbors 10.86.0.3"))
lanyard("configure", "r1", "-", input="router bgp 65001\n template peer-session BASE\n  transport connection-mode passive\n")
lanyard("exec", "r1", "clear ip bgp *")
check("passive: it is FRR that calls", until(lambda: "Local port: 179" in execute("r1", "show ip bgp neighbors 10.86.0.3"), 90, 0.3), execute("r1", "show ip bgp neighbors 10.86.0.3"))
capture.terminate()
capture.wait()
tshark_clean("bgp", cap, 10)
finish()
