#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""IPv4 with IPv6 next hops (RFC 8950) between FRR's bgpd and BIRD, r1 in the middle, on links without IPv4 addresses: routes both ways, packets from kernel to kernel, errors of r1,
each killed and back, a link cut, a neighbour that does not take them; tshark finds nothing malformed."""
import os

from libinterop import Frr, LANYARD, background, check, execute, finish, inside, json_rows, lanyard, need, need_frr, need_root, private_state, sh, tshark_clean, until, up

need_root("bgp_hop6")
need("bgp_hop6", "ip", "tshark", "bird", "birdc")
need_frr("bgp_hop6", "bgpd")
state = private_state()
os.chmod(state, 0o755)
LAB = """
name: bgp-hop6
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      ipv6 unicast-routing
      interface Loopback0
       ip address 10.255.0.1 255.255.255.255
      interface GigabitEthernet0/0
       ip forward
       ipv6 address 2001:DB8:83::1/64
      interface GigabitEthernet0/1
       ip forward
       ipv6 address 2001:DB8:84::1/64
      router bgp 65001
       bgp router-id 1.1.1.1
       network 10.255.0.1 mask 255.255.255.255
       neighbor 2001:DB8:83::3 remote-as 65003
       neighbor 2001:DB8:83::3 capability extended-nexthop
       neighbor 2001:DB8:83::3 advertisement-interval 0
       neighbor 2001:DB8:83::3 timers 3 9
       neighbor 2001:DB8:84::4 remote-as 65004
       neighbor 2001:DB8:84::4 capability extended-nexthop
       neighbor 2001:DB8:84::4 advertisement-interval 0
       neighbor 2001:DB8:84::4 timers 3 9
wires:
  - ["tap:lyh0?netns=bgph-frr", r1:g0/0]
  - ["tap:lyh1?netns=bgph-bird", r1:g0/1]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/hop6.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "r1:g0/1", "-w", cap])
for ns, tap, six, four in (("frr", "lyh0", "2001:db8:83::3/64", "10.33.0.1/24"), ("bird", "lyh1", "2001:db8:84::4/64", "10.44.0.1/24")):
    for x in ("link set lo up", f"link set {tap} up", f"addr add {six} dev {tap} nodad", f"addr add {four} dev lo"):
        inside(f"bgph-{ns}", f"ip {x}")
frr = Frr(state, "bgph-frr", """
router bgp 65003
 bgp router-id 3.3.3.3
 no bgp ebgp-requires-policy
 neighbor 2001:db8:83::1 remote-as 65001
 neighbor 2001:db8:83::1 capability extended-nexthop
 neighbor 2001:db8:83::1 timers 3 9
 neighbor 2001:db8:83::1 timers connect 2
 address-family ipv4 unicast
  neighbor 2001:db8:83::1 activate
  network 10.33.0.0/24
 exit-address-family
""", "zebra", "bgpd")
frr.start()


def bird_conf(extended):
    with open(f"{state}/bird.conf", "w") as f:
        f.write(f"""
router id 4.4.4.4;
protocol device {{}}
protocol direct {{ ipv4; interface "lo"; }}
protocol kernel {{ ipv4 {{ export where source = RTS_BGP; import none; }}; }}
protocol bgp r1 {{
 local 2001:db8:84::4 as 65004; neighbor 2001:db8:84::1 as 65001; connect retry time 2; error wait time 1, 4; connect delay time 1; hold time 9;
 ipv4 {{ import all; export where source = RTS_DEVICE; {"extended next hop yes;" if extended else ""} }};
}}
""")


def start_bird():
    return background(["ip", "netns", "exec", "bgph-bird", "bird", "-f", "-c", f"{state}/bird.conf", "-s", f"{state}/bird.ctl"])


def birdc(line):
    return sh(f"birdc -s {state}/bird.ctl {line}").out


def ours(line="show ip bgp"):
    return {x["prefix"]: x for x in json_rows("r1", line)}


def all_said():
    return ours(), execute("r1", "show logging"), frr.vtysh("show bgp ipv4 unicast"), birdc("show route all"), inside("bgph-frr", "ip route").out, inside("bgph-bird", "ip route").out


def passes(ns="frr", src="10.33.0.1", dst="10.44.0.1", count=1):
    return inside(f"bgph-{ns}", f"ping -c{count} -i0.2 -W1 -I {src} {dst}").returncode == 0


def agreed(peer):
    return [x["extended_next_hop"] for x in json_rows("r1", f"show ip bgp neighbors {peer}")] == [True]


bird_conf(True)
bird = start_bird()
check("FRR's and BIRD's routes are in our table", until(lambda: {"10.33.0.0/24", "10.44.0.0/24"} <= set(ours()), 60, 0.3), all_said())
check("both said that they take IPv6 next hops", agreed("2001:DB8:83::3") and agreed("2001:DB8:84::4"), execute("r1", "show ip bgp neighbors"))
rib = {x["prefix"]: x["next_hops"] for x in json_rows("r1", "show ip route bgp")}
# A peer whose link-local address was still tentative as it opened the session sends its global one alone: no interface is named then.
check("by IPv6 next hops on their links", all(":" in (h := rib.get(p, [{}])[0]).get("via", "") and h.get("interface", f) == f for p, f in
      (("10.33.0.0/24", "GigabitEthernet0/0"), ("10.44.0.0/24", "GigabitEthernet0/1"))), rib)
check("FRR has ours and BIRD's", until(lambda: all(x in frr.vtysh("show ip route bgp") for x in ("10.255.0.1/32", "10.44.0.0/24")), 30, 0.3), all_said())
check("BIRD has ours and FRR's", until(lambda: all(x in birdc("show route") for x in ("10.255.0.1/32", "10.33.0.0/24")), 30, 0.3), all_said())
check("packets from FRR's kernel to BIRD's and back", until(passes, 20), all_said())
check("ten of them on the fast path", passes(count=10), all_said())
check("no address of IPv4 on the links", not any(" inet " in inside(f"bgph-{ns}", f"ip addr show dev {tap}").out for ns, tap in (("frr", "lyh0"), ("bird", "lyh1"))))
check("and to ourselves", passes(dst="10.255.0.1") and passes("bird", "10.44.0.1", "10.255.0.1"), all_said())
o = inside("bgph-frr", "ping -c1 -W1 -t1 -I 10.33.0.1 10.44.0.1").out
check("an error of ours comes from the loopback", "From 10.255.0.1" in o and "Time to live exceeded" in o, o)

frr.stop("bgpd")
check("FRR is killed: its route goes, from BIRD too", until(lambda: "10.33.0.0/24" not in ours() and "10.33.0.0/24" not in birdc("show route"), 30, 0.3), all_said())
frr.start("bgpd")
check("it is back, and so are packets", until(lambda: "10.33.0.0/24" in ours() and passes(), 60, 0.3), all_said())
bird.kill()
bird.wait()
check("BIRD is killed", until(lambda: "10.44.0.0/24" not in ours() and "10.44.0.0/24" not in frr.vtysh("show ip route bgp"), 30, 0.3), all_said())
bird = start_bird()
check("and back", until(lambda: "10.44.0.0/24" in ours() and passes("bird", "10.44.0.1", "10.33.0.1"), 60, 0.3), all_said())
inside("bgph-bird", "ip link set lyh1 down")
check("its link goes: the route, too", until(lambda: "10.44.0.0/24" not in {x["prefix"] for x in json_rows("r1", "show ip route")}, 30, 0.3), all_said())
for x in ("ip link set lyh1 up", "ip addr replace 2001:db8:84::4/64 dev lyh1 nodad"):
    inside("bgph-bird", x)
check("the link returns", until(lambda: passes("bird", "10.44.0.1", "10.33.0.1"), 60, 0.3), all_said())

lanyard("configure", "r1", "-", input="router bgp 65001\n no neighbor 2001:DB8:84::4 capability extended-nexthop\n")
check("not agreed upon any more: nothing of IPv4 goes to BIRD", until(lambda: not agreed("2001:DB8:84::4") and "10.33.0.0/24" not in birdc("show route"), 40, 0.3), all_said())
lanyard("configure", "r1", "-", input="router bgp 65001\n neighbor 2001:DB8:84::4 capability extended-nexthop\n")
check("agreed again", until(passes, 60, 0.3), all_said())
lanyard("reload", "r1")
check("we restart", until(passes, 90, 0.5), all_said())
capture.terminate()
capture.wait()
tshark_clean("bgp_hop6", cap, 40)
o = sh(["tshark", "-r", cap, "-Y", "bgp.type == 1", "-V"], timeout=120).out
check("tshark reads the capability as we do", "Extended Next Hop" in o.replace("-", " ").title() or "extended next hop" in o.lower(), o[-1500:])
finish()
