#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""RIPng with FRR's ripngd and with BIRD, one on each side of our router: routes both ways and through us, a link that fails and comes back, poisoned reverse,
a filter, the default; tshark finds nothing malformed in what we send."""
import os

from libinterop import Frr, LANYARD, background, check, execute, finish, inside, json_rows, lanyard, need, need_frr, need_root, private_state, tshark_clean, \
    until, up

need_root("ripng")
need("ripng", "ip", "tshark", "bird")
need_frr("ripng", "ripngd")
state = private_state()
os.chmod(state, 0o755)
LAB = """
name: ripng-peers
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      ipv6 unicast-routing
      vrf definition RED
       address-family ipv6
      ipv6 rip vrf-mode enable
      interface Loopback1
       vrf forwarding RED
       ipv6 address 2001:db8:ff::1/128
       ipv6 rip X enable
      interface GigabitEthernet0/2
       vrf forwarding RED
       ipv6 address 2001:db8:1::1/64
       ipv6 rip X enable
      ipv6 route vrf RED 2001:db8:78::/48 Null0
      interface Loopback0
       ipv6 address 2001:db8:ff::1/128
       ipv6 rip X enable
      interface GigabitEthernet0/0
       ipv6 address 2001:db8:1::1/64
       ipv6 rip X enable
      interface GigabitEthernet0/1
       ipv6 address 2001:db8:2::1/64
       ipv6 rip X enable
      ipv6 route 2001:db8:77::/48 Null0
      ipv6 router rip X
       timers 5 10 0 5
       redistribute static metric 3
       address-family ipv6 vrf RED
        timers 5 10 0 5
        redistribute static metric 4
wires:
  - ["tap:lyg2?netns=ripng-red", r1:g0/2]
  - ["tap:lyg0?netns=ripng-frr", r1:g0/0]
  - ["tap:lyg1?netns=ripng-bird", r1:g0/1]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/ripng.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "r1:g0/1", "r1:g0/2", "-w", cap])
# FRR a second time, with the same addresses, but it faces a VRF: of routes it has another one.
for ns, dev, net, own in (("ripng-frr", "lyg0", 1, 3), ("ripng-red", "lyg2", 1, 5), ("ripng-bird", "lyg1", 2, 4)):
    for line in ("ip link set lo up", f"ip link set {dev} up", f"ip addr add 2001:db8:ff::{own}/128 dev lo", f"ip addr add 2001:db8:{net}::{own}/64 dev {dev} nodad"):
        inside(ns, line)
# FRR 10 takes no loopback interface into RIPng.
LO = "redistribute connected" if Frr.trixie() else "network lo"
frr = Frr(state, "ripng-frr", f"router ripng\n network lyg0\n {LO}\n timers basic 5 10 5\n", "zebra", "ripngd")
frr.start()
os.mkdir(f"{state}/red", 0o755)
red = Frr(f"{state}/red", "ripng-red", f"router ripng\n network lyg2\n {LO}\n timers basic 5 10 5\n", "zebra", "ripngd")
red.start()
with open(f"{state}/bird.conf", "w") as f:
    f.write("""router id 10.255.0.4;
protocol device {}
protocol direct { ipv6; interface "lo"; }
protocol kernel { ipv6 { export all; }; }
protocol rip ng { ipv6 { import all; export all; }; interface "lyg1" { update time 2; timeout time 7; garbage time 3; }; }
""")
background(["ip", "netns", "exec", "ripng-bird", "bird", "-f", "-c", f"{state}/bird.conf", "-s", f"{state}/bird.ctl", "-P", f"{state}/bird.pid"])


def ours(vrf=""):
    return {x["prefix"]: x["metric"] for x in json_rows("r1", f"show ipv6 route {vrf} rip")}


def frrs():
    return frr.vtysh("show ipv6 ripng")


def birds():
    return inside("ripng-bird", f"birdc -s {state}/bird.ctl show route").out


F, B, R, S = ("2001:db8:ff::3/128", "2001:db8:ff::4/128", "2001:db8:ff::1/128", "2001:db8:77::/48")
check("both loopbacks are in our table, the hop counted", until(lambda: ours().get(F.upper()) == 2 and ours().get(B.upper()) == 2, 30, 0.3), (ours(), frrs(), birds()))
check("ours, our static route and BIRD's are in FRR's", until(lambda: R in frrs() and S in frrs() and B in frrs(), 20, 0.3), frrs())
check("ours, our static route and FRR's are in BIRD's", until(lambda: R in birds() and S in birds() and F in birds(), 20, 0.3), birds())
check("packets pass from one to the other", until(lambda: inside("ripng-frr", "ping -6 -c1 -W1 -I 2001:db8:ff::3 2001:db8:ff::4").returncode == 0, 10, 0.3))
V, T = "2001:db8:ff::5/128", "2001:db8:78::/48"
reds = lambda: red.vtysh("show ipv6 ripng")
check("VRF: its neighbour's loopback is in its table alone", until(lambda: ours("vrf RED").get(V.upper()) == 2, 30, 0.3) and V.upper() not in ours() and
      F.upper() not in ours("vrf RED"), (ours(), ours("vrf RED")))
check("VRF: the neighbour has ours and the VRF's static route, and none from outside", until(lambda: R in reds() and T in reds(), 20, 0.3) and
      S not in reds() and B not in reds() and F not in reds(), reds())
check("VRF: outside nobody has what is in it", T not in frrs() and V not in frrs() and T not in birds(), (frrs(), birds()))
inside("ripng-red", "ip link set lyg2 down")
check("VRF: its link fails", until(lambda: V.upper() not in ours("vrf RED"), 40, 0.3) and F.upper() in ours(), (ours("vrf RED"), ours()))
inside("ripng-red", "ip link set lyg2 up")
inside("ripng-red", "ip addr add 2001:db8:1::5/64 dev lyg2 nodad")
check("VRF: and is back", until(lambda: V.upper() in ours("vrf RED"), 40, 0.3), (ours("vrf RED"), execute("r1", "show ipv6 rip X vrf RED database")))
lanyard("configure", "r1", "-", input="ipv6 prefix-list P deny 2001:db8:77::/48\nipv6 prefix-list P permit ::/0 le 128\nipv6 router rip X\n poison-reverse\n"
        " distribute-list prefix-list P out GigabitEthernet0/1\ninterface g0/0\n ipv6 rip X default-information originate\n")
check("a filtered route times out at BIRD", until(lambda: S not in birds(), 40, 0.3), birds())
check("the default is in FRR's", until(lambda: "::/0" in frrs(), 20, 0.3), frrs())
check("poisoned reverse leaves FRR its own", until(lambda: F.upper() in ours() and B in frrs(), 10, 0.3), (ours(), frrs()))
inside("ripng-frr", "ip link set lyg0 down")
check("the link fails", until(lambda: F.upper() not in ours() and F not in birds(), 40, 0.3), (ours(), birds()))
inside("ripng-frr", "ip link set lyg0 up")
inside("ripng-frr", "ip addr add 2001:db8:1::3/64 dev lyg0 nodad")
check("and is back", until(lambda: F.upper() in ours() and F in birds(), 40, 0.3), (ours(), birds(), execute("r1", "show ipv6 rip X database")))
capture.terminate()
capture.wait()
tshark_clean("ripng", cap, 10)
finish()
