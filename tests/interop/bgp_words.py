#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of BGP with FRR's bgpd on both sides of us: lists of extended and large communities (what is taken, what is deleted, and that FRR's lists of the same words take the same), as-override
between two sites of one AS, aggregates with a suppress-map, the least hold time, the router ID of an interface, the distance of a source, other numbers of ours (local-as, dual-as)."""
import os
import re

from libinterop import Frr, LANYARD, background, check, execute, finish, json_rows, lanyard, need, need_frr, need_root, private_state, tshark_clean, until, up

need_root("bgp-words")
need("bgp-words", "ip", "tshark")
need_frr("bgp-words", "bgpd")
state = private_state()
os.chmod(state, 0o755)
LAB = """
name: bgp-words
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      interface Loopback7
       ip address 7.7.7.7 255.255.255.255
      interface GigabitEthernet0/0
       ip address 10.88.0.1 255.255.255.0
      interface GigabitEthernet0/1
       ip address 10.88.1.1 255.255.255.0
      ip extcommunity-list standard SEVEN permit rt 65002:7 soo 65002:9
      ip extcommunity-list expanded RTS permit ^RT:
      ip large-community-list standard TWO permit 65002:1:2
      ip large-community-list expanded TEXT permit _65002:1:[12]$
      ip prefix-list PART permit 10.203.1.0/24
      route-map IN permit 10
      route-map PART permit 10
       match ip address prefix-list PART
      router bgp 65001
       bgp router-id interface Loopback7
       neighbor 10.88.0.2 remote-as 65002
       neighbor 10.88.0.2 timers 3 9
       neighbor 10.88.0.2 route-map IN in
       neighbor 10.88.1.2 remote-as 65002
       neighbor 10.88.1.2 timers 3 60 12
       neighbor 10.88.1.2 advertisement-interval 0
       neighbor 10.88.1.2 send-community both
wires:
  - ["tap:lyw0?netns=bgw-one&address=10.88.0.2/24", r1:g0/0]
  - ["tap:lyw1?netns=bgw-two&address=10.88.1.2/24", r1:g0/1]
"""
r = up(LAB, fast=True)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/words.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "r1:g0/1", "-w", cap])
one = Frr(f"{state}/one", "bgw-one", """
ip route 10.201.0.0/16 Null0
ip route 10.202.0.0/16 Null0
ip route 10.203.1.0/24 Null0
ip route 10.203.2.0/24 Null0
ip prefix-list A permit 10.201.0.0/16
ip prefix-list B permit 10.202.0.0/16
route-map OUT permit 10
 match ip address prefix-list A
 set extcommunity rt 65002:7 10.9.9.9:5
 set extcommunity soo 65002:9
 set large-community 65002:1:1 65002:1:2
route-map OUT permit 20
 match ip address prefix-list B
 set extcommunity rt 65002:8
 set large-community 65002:1:2 65002:2:3
route-map OUT permit 30
router bgp 65002
 bgp router-id 2.2.2.1
 no bgp ebgp-requires-policy
 neighbor 10.88.0.1 remote-as 65001
 neighbor 10.88.0.1 timers 3 9
 neighbor 10.88.0.1 timers connect 2
 address-family ipv4 unicast
  network 10.201.0.0/16
  network 10.202.0.0/16
  network 10.203.1.0/24
  network 10.203.2.0/24
  neighbor 10.88.0.1 route-map OUT out
""", "zebra", "staticd", "bgpd")
two = Frr(f"{state}/two", "bgw-two", """
router bgp 65002
 bgp router-id 2.2.2.2
 no bgp ebgp-requires-policy
 neighbor 10.88.1.1 remote-as 65001
 neighbor 10.88.1.1 timers 3 9
 neighbor 10.88.1.1 timers connect 2
 address-family ipv4 unicast
  neighbor 10.88.1.1 soft-reconfiguration inbound
""", "zebra", "bgpd")
one.start()
two.start()


def ours():
    return {x["prefix"] for x in json_rows("r1", "show ip bgp") if x["prefix"].startswith("10.20")}


def theirs(what=""):
    return two.vtysh("show bgp ipv4 unicast " + what)


def prefixes():
    return set(re.findall(r"10\.20\d\.\d+\.\d+/\d+", theirs()))


def set_up(lines):
    lanyard("configure", "r1", "-", input=lines)


def in_map(lines):
    set_up("no route-map IN\nroute-map IN permit 10\n " + lines.replace("\n", "\n ") + "\n")
    lanyard("exec", "r1", "clear ip bgp 10.88.0.2 soft in")


def detail(prefix):
    return execute("r1", f"show ip bgp {prefix}")


PATH_OWN = re.compile(r"^ +65001 65001\b", re.M)  # nothing of 64999: a table that FRR is about to empty still has that
ALL = {"10.201.0.0/16", "10.202.0.0/16", "10.203.1.0/24", "10.203.2.0/24"}
check("all of FRR's routes", until(lambda: ours() == ALL, 60), execute("r1", "show ip bgp"))
check("its communities", "RT:65002:7" in detail("10.201.0.0") and "RT:10.9.9.9:5" in detail("10.201.0.0") and "Large Community: 65002:1:1 65002:1:2" in detail("10.201.0.0"), detail("10.201.0.0"))
in_map("match extcommunity SEVEN")
check("those with both values of a standard list", until(lambda: ours() == {"10.201.0.0/16"}, 10), ours())
in_map("match extcommunity RTS")
check("those whose text an expanded one fits", until(lambda: ours() == {"10.201.0.0/16", "10.202.0.0/16"}, 10), ours())
in_map("match large-community TWO")
check("large: those that have the value", until(lambda: ours() == {"10.201.0.0/16", "10.202.0.0/16"}, 10), ours())
in_map("match large-community TEXT")
check("large: by their text", until(lambda: ours() == {"10.201.0.0/16"}, 10), ours())
in_map("match ip address prefix-list NONE\nset extcomm-list RTS delete\nset large-comm-list TWO delete")
check("deleted by the lists", until(lambda: "Extended Community: SoO:65002:9\n" in detail("10.201.0.0").replace("\r", "") and "Large Community: 65002:1:1\n" in detail("10.201.0.0").replace("\r", ""), 10), detail("10.201.0.0"))

# ---- the other site ----
check("hold time 9, where 12 is the least: no session, and a NOTIFICATION says why", until(lambda: "Unacceptable Hold Time" in two.vtysh("show bgp neighbors 10.88.1.1"), 30) and not theirs().count("10.20"), two.vtysh("show bgp neighbors 10.88.1.1"))
two.vtysh("configure terminal", "router bgp 65002", "neighbor 10.88.1.1 timers 5 15")
check("with 15 there is one", until(lambda: json_rows("r1", "show ip bgp neighbors 10.88.1.2")[0]["state"] == "Established", 60), execute("r1", "show ip bgp neighbors 10.88.1.2"))
check("by the router ID of the interface", "remote router ID 7.7.7.7" in two.vtysh("show bgp neighbors 10.88.1.1"), two.vtysh("show bgp neighbors 10.88.1.1"))
check("its own AS in the path: it takes nothing", not prefixes(), theirs())
set_up("router bgp 65001\n neighbor 10.88.1.2 as-override\n")
lanyard("exec", "r1", "clear ip bgp 10.88.1.2 soft out")
check("as-override: it takes all", until(lambda: prefixes() == ALL, 30), theirs())
check("... with ours in its AS's place", until(lambda: "65001 65001" in theirs("10.201.0.0/16") and "65002" not in theirs("10.201.0.0/16").split("from")[0].split("65001 65001")[1], 5), theirs("10.201.0.0/16"))
d = theirs("10.201.0.0/16")
check("FRR sees what is left of the communities", "SoO:65002:9" in d and "RT:" not in d and "65002:1:1" in d and "65002:1:2" not in d, d)
in_map("match ip address prefix-list NONE")
check("and all of them again", until(lambda: "RT:65002:7" in theirs("10.201.0.0/16") and "65002:1:2" in theirs("10.201.0.0/16"), 30), theirs("10.201.0.0/16"))
two.vtysh("configure terminal", "bgp extcommunity-list expanded RTS permit ^RT:", "bgp large-community-list expanded TEXT permit _65002:1:[12]$", "route-map IN permit 10", "match extcommunity RTS", "exit",
          "router bgp 65002", "address-family ipv4 unicast", "neighbor 10.88.1.1 route-map IN in")
in_map("match extcommunity RTS")
same = until(lambda: ours() == {"10.201.0.0/16", "10.202.0.0/16"}, 10)
in_map("match ip address prefix-list NONE")
check("FRR's expanded list takes what ours takes", same and until(lambda: prefixes() == {"10.201.0.0/16", "10.202.0.0/16"}, 30), theirs())
two.vtysh("configure terminal", "route-map IN permit 10", "no match extcommunity RTS", "match large-community TEXT")
check("... of large communities, too", until(lambda: prefixes() == {"10.201.0.0/16"}, 30), theirs())
two.vtysh("configure terminal", "router bgp 65002", "address-family ipv4 unicast", "no neighbor 10.88.1.1 route-map IN in")
set_up("router bgp 65001\n aggregate-address 10.203.0.0 255.255.252.0 suppress-map PART\n")
check("an aggregate, without the part that the map names", until(lambda: {"10.203.0.0/22", "10.203.2.0/24"} <= prefixes() and "10.203.1.0/24" not in prefixes(), 30), theirs())
set_up("ip prefix-list PART permit 10.203.2.0/24\n")
check("the list has changed: without both", until(lambda: "10.203.0.0/22" in prefixes() and "10.203.2.0/24" not in prefixes(), 30), theirs())
set_up("router bgp 65001\n no aggregate-address 10.203.0.0 255.255.252.0\n distance 77 10.88.0.2 0.0.0.0\n network 10.201.0.0 mask 255.255.0.0 backdoor\n")
check("without the aggregate: all again", until(lambda: prefixes() == ALL, 30), theirs())
far = lambda: {x["prefix"]: x["distance"] for x in json_rows("r1", "show ip route") if x["prefix"].startswith("10.20")}
check("the distance of that source", until(lambda: far().get("10.202.0.0/16") == 77, 10), far())
set_up("router bgp 65001\n no distance 77 10.88.0.2 0.0.0.0\n")
check("without it: a backdoor's is that of local routes", until(lambda: far().get("10.202.0.0/16") == 20 and far().get("10.201.0.0/16") == 200, 10), far())
set_up("router bgp 65001\n neighbor 10.88.1.2 local-as 64999\n neighbor 10.88.1.2 transport path-mtu-discovery disable\n")
two.vtysh("configure terminal", "router bgp 65002", "neighbor 10.88.1.1 remote-as 64999")
check("under another number: FRR sees both", until(lambda: "64999 65001" in theirs("10.202.0.0/16"), 60), theirs("10.202.0.0/16"))
set_up("router bgp 65001\n neighbor 10.88.1.2 local-as 64999 no-prepend replace-as dual-as\n")
check("... or that alone", until(lambda: " 64999 " in theirs("10.202.0.0/16") and "65001" not in theirs("10.202.0.0/16"), 60), theirs("10.202.0.0/16"))
two.vtysh("configure terminal", "router bgp 65002", "neighbor 10.88.1.1 remote-as 65001")
check("dual-as: FRR wants our own again, and gets it", until(lambda: prefixes() == ALL and PATH_OWN.search(theirs("10.202.0.0/16")), 90), two.vtysh("show bgp neighbors 10.88.1.1"))
set_up("router bgp 65001\n neighbor 10.88.1.2 shutdown graceful 5\n")
check("an announced end: FRR sees the mark", until(lambda: "Community: graceful-shutdown" in theirs("10.201.0.0/16") or "65535:0" in theirs("10.201.0.0/16"), 4), theirs("10.201.0.0/16"))
check("and believes it least", "localpref 0" in theirs("10.201.0.0/16"), theirs("10.201.0.0/16"))
check("then the end: an administrative shutdown", until(lambda: not prefixes() and "Cease/Administrative Shutdown" in two.vtysh("show bgp neighbors 10.88.1.1").replace(" Shut", " Shut"), 15), two.vtysh("show bgp neighbors 10.88.1.1"))
capture.terminate()
capture.wait()
tshark_clean("bgp-words", cap, min_frames=40)
finish()
