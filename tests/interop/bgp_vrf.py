#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""BGP in VRFs with two of FRR's bgpd that have the same addresses and prefixes: each stays in its VRF, a shared VRF is reached from the one that it is for, one peer is killed
and back; tshark finds nothing malformed."""
import os

from libinterop import Frr, LANYARD, background, check, execute, finish, inside, json_rows, need, need_frr, need_root, private_state, tshark_clean, until, up

need_root("bgp_vrf")
need("bgp_vrf", "ip", "tshark")
need_frr("bgp_vrf", "bgpd")
state = private_state()
os.chmod(state, 0o755)
LAB = """
name: bgp-vrf
nodes:
  pe:
    kind: router
    config: |
      hostname pe
      vrf definition BLUE
       rd 65000:2
       address-family ipv4
        route-target both 65000:2
      vrf definition RED
       rd 65000:1
       address-family ipv4
        route-target both 65000:1
        route-target import 65000:9
      vrf definition SHARED
       rd 65000:9
       address-family ipv4
        route-target export 65000:9
        route-target import 65000:1
      interface GigabitEthernet0/0
       vrf forwarding RED
       ip address 10.0.0.1 255.255.255.0
      interface GigabitEthernet0/1
       vrf forwarding BLUE
       ip address 10.0.0.1 255.255.255.0
      interface GigabitEthernet0/2
       vrf forwarding SHARED
       ip address 172.31.0.1 255.255.255.0
      router bgp 65000
       bgp router-id 9.9.9.9
       address-family ipv4 vrf BLUE
        neighbor 10.0.0.2 remote-as 65002
        neighbor 10.0.0.2 activate
        neighbor 10.0.0.2 timers 3 9
        neighbor 10.0.0.2 advertisement-interval 0
       exit-address-family
       address-family ipv4 vrf RED
        neighbor 10.0.0.2 remote-as 65001
        neighbor 10.0.0.2 activate
        neighbor 10.0.0.2 timers 3 9
        neighbor 10.0.0.2 advertisement-interval 0
       exit-address-family
       address-family ipv4 vrf SHARED
        redistribute connected
  server: {kind: host, address: 172.31.0.10/24, gateway: 172.31.0.1}
wires:
  - [server, pe:g0/2]
  - ["tap:lyv0?netns=bgpv-red&address=10.0.0.2/24", pe:g0/0]
  - ["tap:lyv1?netns=bgpv-blue&address=10.0.0.2/24", pe:g0/1]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/red.pcapng"
capture = background([LANYARD, "capture", "pe:g0/0", "pe:g0/1", "-w", cap])
peers = {}
for name, asn in (("red", 65001), ("blue", 65002)):
    os.makedirs(f"{state}/{name}")
    os.chmod(f"{state}/{name}", 0o755)
    peers[name] = Frr(f"{state}/{name}", f"bgpv-{name}", f"""
router bgp {asn}
 bgp router-id 10.0.0.2
 no bgp ebgp-requires-policy
 neighbor 10.0.0.1 remote-as 65000
 neighbor 10.0.0.1 timers 3 9
 neighbor 10.0.0.1 timers connect 2
 address-family ipv4 unicast
  network 10.1.0.0/24
  network 10.1.{asn % 10}0.0/24
 exit-address-family
""", "zebra", "bgpd")
    for x in ("link set lo up", "addr add 10.1.0.1/24 dev lo", f"addr add 10.1.{asn % 10}0.1/24 dev lo"):
        inside(f"bgpv-{name}", f"ip {x}")
    peers[name].start()


def ours(vrf):
    return {x["prefix"]: x for x in json_rows("pe", f"show ip bgp vpnv4 vrf {vrf}")}


def paths(vrf):
    return {p: x["path"] for p, x in ours(vrf).items()}


check("RED has its peer's", until(lambda: paths("RED").get("10.1.0.0/24") == "65001" and "10.1.10.0/24" in paths("RED"), 40), str(ours("RED")))
check("BLUE has its peer's", until(lambda: paths("BLUE").get("10.1.0.0/24") == "65002" and "10.1.20.0/24" in paths("BLUE"), 40), str(ours("BLUE")))
check("nothing of the other", "10.1.20.0/24" not in ours("RED") and "10.1.10.0/24" not in ours("BLUE"))
check("SHARED has RED's alone", until(lambda: ours("SHARED").get("10.1.0.0/24", {}).get("imported_from") == "RED", 10) and "10.1.20.0/24" not in ours("SHARED"), str(ours("SHARED")))
check("FRR in RED hears of SHARED", until(lambda: "172.31.0.0/24" in peers["red"].vtysh("show ip bgp"), 20), peers["red"].vtysh("show ip bgp"))
check("FRR in BLUE does not", "172.31" not in peers["blue"].vtysh("show ip bgp"), peers["blue"].vtysh("show ip bgp"))
check("packets from RED to SHARED and back", until(lambda: inside("bgpv-red", "ping -c1 -W2 -I 10.1.0.1 172.31.0.10").returncode == 0, 15), execute("pe", "show ip route vrf SHARED"))
peers["red"].stop("bgpd")
check("RED's peer dies: its routes go everywhere", until(lambda: "10.1.0.0/24" not in ours("SHARED") and "10.1.0.0/24" not in ours("RED"), 30), str(ours("SHARED")))
check("BLUE's stay", paths("BLUE").get("10.1.0.0/24") == "65002")
peers["red"].start("bgpd")
check("and it is back", until(lambda: ours("SHARED").get("10.1.0.0/24", {}).get("imported_from") == "RED", 60), str(ours("SHARED")))
capture.terminate()
capture.wait()
tshark_clean("nothing malformed", cap, 20)
finish()
