#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""BFD with FRR's bfdd and BIRD: sessions up on a link and over two hops, intervals agreed, authentication right and wrong, killed and silenced peers, AdminDown."""
import json
import os
import re
import signal

from libinterop import Frr, LANYARD, background, check, execute, finish, inside, json_rows, lanyard, need, need_frr, need_root, private_state, sh, \
    tshark_clean, until, up

need_root("bfd")
need("bfd", "ip", "tshark", "bird", "vtysh")
need_frr("bfd", "bfdd")
state = private_state()
os.chmod(state, 0o755)

LAB = """
name: bfd-peers
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      key chain K
       key 7
        key-string secret
      bfd-template single-hop SECURE
       interval both 100 multiplier 3
       authentication meticulous-sha-1 keychain K
      bfd-template multi-hop FAR
       interval both 150 multiplier 3
      bfd map ipv4 10.92.0.3/32 10.255.0.1/32 FAR
      interface Loopback0
       ip address 10.255.0.1 255.255.255.255
      interface GigabitEthernet0/0
       ip address 10.92.0.1 255.255.255.0
       bfd interval 100 min_rx 120 multiplier 4
       no bfd echo
      vrf definition RED
       rd 65001:1
       address-family ipv4
       address-family ipv6
      bfd map ipv4 vrf RED 10.255.7.7/32 vrf RED 10.92.0.1/32 FAR
      interface GigabitEthernet0/1
       ip address 10.93.0.1 255.255.255.0
       bfd template SECURE
      interface GigabitEthernet0/2
       vrf forwarding RED
       ip address 10.92.0.1 255.255.255.0
       ip ospf bfd
       ipv6 address 2001:DB8:92::1/64
       ipv6 address FE80::1 link-local
       ipv6 enable
       bfd interval 100 min_rx 120 multiplier 4
       no bfd echo
      router ospf 7 vrf RED
       capability vrf-lite
       network 10.92.0.0 0.0.0.255 area 0
      ip route vrf RED 10.255.7.7 255.255.255.255 10.92.0.3
      ipv6 route vrf RED 2001:DB8:7::/48 GigabitEthernet0/2 2001:DB8:92::3
      ipv6 route static bfd vrf RED GigabitEthernet0/2 2001:DB8:92::3
      ip route 192.0.2.0 255.255.255.0 GigabitEthernet0/0 10.92.0.3
      ip route static bfd GigabitEthernet0/0 10.92.0.3
      ip route static bfd GigabitEthernet0/1 10.93.0.4
      router bgp 65001
       neighbor 10.92.0.3 remote-as 65003
       neighbor 10.92.0.3 update-source Loopback0
       neighbor 10.92.0.3 ebgp-multihop 3
       neighbor 10.92.0.3 fall-over bfd multi-hop
       address-family ipv4 vrf RED
        neighbor 10.255.7.7 remote-as 65003
        neighbor 10.255.7.7 ebgp-multihop 3
        neighbor 10.255.7.7 fall-over bfd multi-hop
        neighbor 10.255.7.7 activate
wires:
  - ["tap:lybf0?netns=bfd-frr&address=10.92.0.3/24", r1:g0/0]
  - ["tap:lybf2?netns=bfd-red&address=10.92.0.3/24", r1:g0/2]
  - ["tap:lybf1?netns=bfd-bird&address=10.93.0.4/24", r1:g0/1]
"""
r = up(LAB, fast=True)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/bfd.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "r1:g0/1", "-w", cap])
inside("bfd-frr", "ip route add 10.255.0.1/32 via 10.92.0.1")
frr = Frr(state, "bfd-frr", """
bfd
 peer 10.92.0.1 interface lybf0
  receive-interval 200
  transmit-interval 110
  detect-multiplier 5
  no shutdown
router bgp 65003
 bgp router-id 3.3.3.3
 no bgp ebgp-requires-policy
 neighbor 10.255.0.1 remote-as 65001
 neighbor 10.255.0.1 ebgp-multihop 3
 neighbor 10.255.0.1 timers connect 1
 neighbor 10.255.0.1 bfd
""", "zebra", "bfdd", "bgpd")


# The same address again, but in a VRF; FRR has none.
for line in "ip addr add 2001:db8:92::3/64 dev lybf2 nodad", "ip link set lo up", "ip addr add 10.255.7.7/32 dev lo":
    inside("bfd-red", line)
os.mkdir(f"{state}/red", 0o755)
red = Frr(f"{state}/red", "bfd-red", """
bfd
 peer 2001:db8:92::1 local-address 2001:db8:92::3 interface lybf2
  transmit-interval 110
  receive-interval 200
  detect-multiplier 5
  no shutdown
interface lybf2
 ip ospf bfd
 ip ospf hello-interval 10
router ospf
 ospf router-id 7.7.7.7
 network 10.92.0.0/24 area 0
router bgp 65003
 bgp router-id 7.7.7.7
 no bgp ebgp-requires-policy
 neighbor 10.92.0.1 remote-as 65001
 neighbor 10.92.0.1 ebgp-multihop 3
 neighbor 10.92.0.1 update-source 10.255.7.7
 neighbor 10.92.0.1 timers connect 1
 neighbor 10.92.0.1 bfd
""", "zebra", "bfdd", "ospfd", "bgpd")


def bird_conf(password):
    with open(f"{state}/bird.conf", "w") as f:
        f.write("""
router id 4.4.4.4;
protocol device {}
protocol bfd { interface "lybf1" { min rx interval 130 ms; min tx interval 90 ms; multiplier 4; authentication meticulous keyed sha1; password "%s" { id 7; }; };
 neighbor 10.93.0.1 dev "lybf1"; }
""" % password)


def session(peer, hops=False, vrf=None):
    for x in json_rows("r1", "show bfd neighbors"):
        if x["neighbor"] == peer and ("interface" not in x) == hops and x.get("vrf") == vrf:
            return x
    return {}


def is_up(peer, hops=False, yes=True, vrf=None, wait=20):
    return until(lambda: (session(peer, hops, vrf).get("state") == "Up") == yes, wait)


frr.start()
red.start()
bird_conf("secret")
bird = background(["ip", "netns", "exec", "bfd-bird", "bird", "-f", "-c", f"{state}/bird.conf", "-s", f"{state}/bird.ctl"])
check("FRR: up on the link", is_up("10.92.0.3"), execute("r1", "show bfd neighbors details"))
theirs = lambda: json.loads(frr.vtysh("show bfd peers json") or "[]")
check("FRR: it says so too", until(lambda: any(x["peer"] == "10.92.0.1" and x["status"] == "up" for x in theirs()), 10), theirs())
x = session("10.92.0.3")
check("FRR: intervals are what both want", until(lambda: session("10.92.0.3").get("detection_ms") == 5 * 120, 5), x)
check("FRR: what it heard of ours", until(lambda: any(y["peer"] == "10.92.0.1" and y["remote-receive-interval"] == 120 and y["remote-transmit-interval"] == 100 and
                                                     y["remote-detect-multiplier"] == 4 for y in theirs()), 10), theirs())
check("FRR: BGP's session over hops is up", is_up("10.92.0.3", True), execute("r1", "show bfd neighbors details", "show ip bgp summary"))
check("BIRD: up with meticulous SHA-1", is_up("10.93.0.4"), execute("r1", "show bfd neighbors details", "show bfd drops"))
check("BIRD: it says so too", until(lambda: re.search(r"10.93.0.1 +lybf1 +Up", sh(f"birdc -s {state}/bird.ctl show bfd sessions").out), 10))
check("VRF: up by OSPF, beside the same address outside", is_up("10.92.0.3", vrf="RED", wait=90), execute("r1", "show bfd neighbors vrf RED details", "show ip ospf neighbor"))
check("VRF: up by a static route of IPv6", is_up("2001:DB8:92::3", vrf="RED"), execute("r1", "show bfd neighbors vrf RED details"))
check("VRF: up over hops by its own map", is_up("10.255.7.7", True, vrf="RED"), execute("r1", "show bfd neighbors vrf RED details", "show ip bgp vpnv4 vrf RED summary"))
check("VRF: who is in it", "Gi0/0" not in execute("r1", "show bfd neighbors vrf RED"), execute("r1", "show bfd neighbors vrf RED"))
check("VRF: its static route is in", "2001:DB8:7::/48" in execute("r1", "show ipv6 route vrf RED static"))
red.signal("bfdd", signal.SIGSTOP)
check("VRF: stopped, it is missed", is_up("10.92.0.3", yes=False, vrf="RED") and is_up("10.255.7.7", True, False, "RED"), execute("r1", "show bfd neighbors vrf RED"))
check("VRF: and with it what stood on it", until(lambda: "2001:DB8:7::/48" not in execute("r1", "show ipv6 route vrf RED static") and
                                                "from FULL to DOWN, Neighbor Down: BFD node down" in execute("r1", "show logging") and
                                                "neighbor 10.255.7.7 vpn vrf RED Down BFD adjacency down" in execute("r1", "show logging"), 5), execute("r1", "show logging"))
check("VRF: the one of the same address outside stays", session("10.92.0.3").get("state") == "Up")
red.signal("bfdd", signal.SIGCONT)
check("VRF: it goes on", is_up("10.255.7.7", True, vrf="RED", wait=60) and is_up("2001:DB8:92::3", vrf="RED"), execute("r1", "show bfd neighbors vrf RED details"))
lanyard("configure", "r1", "-", input="no vrf definition RED\n")
check("VRF: gone, with its sessions", until(lambda: not any(x.get("vrf") for x in json_rows("r1", "show bfd neighbors")), 5), execute("r1", "show bfd neighbors"))
check("the static route is in", "192.0.2.0" in execute("r1", "show ip route static"))
frr.signal("bfdd", signal.SIGSTOP)
check("FRR: stopped, it is missed", is_up("10.92.0.3", yes=False), execute("r1", "show bfd neighbors"))
check("the static route goes", until(lambda: "192.0.2.0" not in execute("r1", "show ip route static"), 5))
check("and BGP's session", until(lambda: "neighbor 10.92.0.3 Down BFD adjacency down" in execute("r1", "show logging"), 5), execute("r1", "show logging"))
frr.signal("bfdd", signal.SIGCONT)
check("FRR: goes on", is_up("10.92.0.3"), execute("r1", "show bfd neighbors details"))
bird.kill()
check("BIRD: killed, it is missed", is_up("10.93.0.4", yes=False), execute("r1", "show bfd neighbors"))
bird_conf("another")
bird = background(["ip", "netns", "exec", "bfd-bird", "bird", "-f", "-c", f"{state}/bird.conf", "-s", f"{state}/bird.ctl"])
check("BIRD: with another secret it is not heard", until(lambda: "bad_checksum" in execute("r1", "show bfd drops"), 10) and session("10.93.0.4")["state"] == "Down",
      execute("r1", "show bfd drops", "show bfd neighbors"))
lanyard("configure", "r1", "-", input="interface g0/0\n no bfd interval\n")
check("FRR: switched off here, it hears AdminDown", until(lambda: any(y["peer"] == "10.92.0.1" and y["interface"] == "lybf0" and y["status"] == "down" and
                                                                    y.get("remote-diagnostic") == "administratively down" for y in theirs() if "interface" in y), 10), theirs())
capture.terminate()
capture.wait()
tshark_clean("bfd", cap, min_frames=40)
finish()
