#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""BGP with FRR's bgpd (eBGP, both families, MD5) and BIRD (iBGP): routes and attributes both ways, failure, restart of the peer, wrong AS, wrong password, clear;
tshark finds nothing malformed in what we send."""
import os

from libinterop import Frr, LANYARD, background, check, execute, finish, inside, json_rows, lanyard, need, need_frr, need_root, private_state, sh, \
    tshark_clean, tshark_complaints, until, up

need_root("bgp")
need("bgp", "ip", "tshark", "bird", "birdc")
need_frr("bgp", "bgpd")
state = private_state()
os.chmod(state, 0o755)
LAB = """
name: bgp-peers
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      ipv6 unicast-routing
      interface Loopback0
       ip address 10.255.0.1 255.255.255.255
       ipv6 address 2001:DB8:255::1/128
      interface GigabitEthernet0/0
       ip address 10.83.0.1 255.255.255.0
       ipv6 address 2001:DB8:83::1/64
      interface GigabitEthernet0/1
       ip address 10.84.0.1 255.255.255.0
      ip route 192.168.77.0 255.255.255.0 Null0
      route-map MARK permit 10
       set community 65001:77 65001:78
       set large-community 65001:1:2
       set metric 55
      router bgp 65001
       bgp router-id 1.1.1.1
       network 10.255.0.1 mask 255.255.255.255
       network 192.168.77.0 route-map MARK
       neighbor 10.83.0.3 remote-as 65003
       neighbor 10.83.0.3 password sesame
       neighbor 10.83.0.3 send-community both
       neighbor 10.83.0.3 advertisement-interval 0
       neighbor 10.83.0.3 timers 3 9
       neighbor 10.84.0.4 remote-as 65001
       neighbor 10.84.0.4 next-hop-self
       neighbor 10.84.0.4 send-community both
       neighbor 2001:DB8:83::3 remote-as 65003
       address-family ipv4
        no neighbor 2001:DB8:83::3 activate
       address-family ipv6
        network 2001:DB8:255::1/128
        neighbor 2001:DB8:83::3 activate
        neighbor 2001:DB8:83::3 advertisement-interval 0
wires:
  - ["tap:lyb0?netns=bgp-frr&address=10.83.0.3/24", r1:g0/0]
  - ["tap:lyb1?netns=bgp-bird&address=10.84.0.4/24", r1:g0/1]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
caps = [f"{state}/frr.pcapng", f"{state}/bird.pcapng"]
captures = [background([LANYARD, "capture", f"r1:g0/{k}", "-w", caps[k]]) for k in (0, 1)]
frr = Frr(state, "bgp-frr", """
route-map IN permit 10
 set community additive 65003:1
router bgp 65003
 bgp router-id 3.3.3.3
 no bgp default ipv4-unicast
 no bgp ebgp-requires-policy
 neighbor 10.83.0.1 remote-as 65001
 neighbor 10.83.0.1 password sesame
 neighbor 10.83.0.1 timers 3 9
 neighbor 10.83.0.1 timers connect 2
 neighbor 2001:db8:83::1 remote-as 65001
 neighbor 2001:db8:83::1 timers connect 2
 address-family ipv4 unicast
  neighbor 10.83.0.1 activate
  network 10.33.0.0/16
  network 10.34.0.0/24
 exit-address-family
 address-family ipv6 unicast
  network 2001:db8:33::/48
  neighbor 2001:db8:83::1 activate
 exit-address-family
""", "zebra", "bgpd")
for x in ("link set lo up", "addr add 2001:db8:83::3/64 dev lyb0 nodad", "addr add 10.33.0.1/16 dev lo", "addr add 10.34.0.1/24 dev lo", "addr add 2001:db8:33::1/48 dev lo nodad"):
    inside("bgp-frr", f"ip {x}")
frr.start()
with open(f"{state}/bird.conf", "w") as f:
    f.write("""
router id 4.4.4.4;
protocol device {}
protocol static { ipv4; route 10.44.0.0/16 blackhole; route 10.45.0.0/24 blackhole; }
protocol bgp r1 {
 local 10.84.0.4 as 65001; neighbor 10.84.0.1 as 65001; connect retry time 2; error wait time 1, 4; connect delay time 1;
 ipv4 { import all; export filter { bgp_local_pref = 130; bgp_community.add((65001,44)); accept; }; };
}
""")
bird = background(["ip", "netns", "exec", "bgp-bird", "bird", "-f", "-c", f"{state}/bird.conf", "-s", f"{state}/bird.ctl"])


def birdc(line):
    return sh(f"birdc -s {state}/bird.ctl {line}").out


def ours(line="show ip bgp"):
    return {x["prefix"]: x for x in json_rows("r1", line)}


def log():
    return execute("r1", "show logging")


t = until(lambda: {"10.33.0.0/16", "10.34.0.0/24", "10.44.0.0/16", "10.45.0.0/24"} <= set(ours()), 60, 0.3)
check("FRR's and BIRD's routes are in our table", t, (ours(), log(), frr.vtysh("show bgp summary"), birdc("show protocols all r1")))
rib = {x["prefix"]: x for x in json_rows("r1", "show ip route bgp")}
check("and in the RIB, with their distances", rib.get("10.33.0.0/16", {}).get("distance") == 20 and rib.get("10.44.0.0/16", {}).get("distance") == 200, rib)
check("local preference from BIRD", ours().get("10.44.0.0/16", {}).get("local_pref") == 130, ours())
check("BIRD's community", "65001:44" in execute("r1", "show ip bgp 10.44.0.0"), execute("r1", "show ip bgp 10.44.0.0"))
check("our routes are in FRR's table, MED and communities too", until(lambda: all(x in frr.vtysh("show bgp ipv4 unicast 192.168.77.0/24") for x in
      ("65001:77 65001:78", "65001:1:2", "metric 55", "10.83.0.1 from 10.83.0.1 (1.1.1.1)")), 30, 0.3), frr.vtysh("show bgp ipv4 unicast 192.168.77.0/24"))
check("what BIRD told us goes to FRR, ours the next hop", until(lambda: "10.83.0.1" in frr.vtysh("show bgp ipv4 unicast 10.44.0.0/16"), 30, 0.3), frr.vtysh("show bgp ipv4 unicast"))
check("what FRR told us goes to BIRD, ours the next hop", until(lambda: "10.84.0.1" in birdc("show route 10.33.0.0/16 all") and "BGP.as_path: 65003" in birdc("show route 10.33.0.0/16 all"), 30, 0.3),
      birdc("show route all"))
six = until(lambda: "2001:DB8:33::/48" in ours("show bgp ipv6 unicast"), 40, 0.3)
check("IPv6 from FRR", six, (ours("show bgp ipv6 unicast"), log(), frr.vtysh("show bgp summary")))
check("IPv6 to FRR", until(lambda: "2001:db8:255::1/128" in frr.vtysh("show bgp ipv6 unicast"), 30, 0.3), frr.vtysh("show bgp ipv6 unicast"))
check("the IPv6 route is in our RIB", any(x["prefix"] == "2001:DB8:33::/48" for x in json_rows("r1", "show ipv6 route bgp")), execute("r1", "show ipv6 route"))
tables = {x.split("/")[0] for x in ours()} | {"192.168.77.0"}
check("both tables are the same", all(x in frr.vtysh("show bgp ipv4 unicast") for x in tables), (tables, frr.vtysh("show bgp ipv4 unicast")))

frr.vtysh("configure terminal", "router bgp 65003", "address-family ipv4 unicast", "no network 10.34.0.0/24")
check("FRR withdraws", until(lambda: "10.34.0.0/24" not in ours(), 30, 0.3), ours())
check("and so do we, to BIRD", until(lambda: "10.34.0.0/24" not in birdc("show route"), 30, 0.3), birdc("show route"))
lanyard("configure", "r1", "-", input="router bgp 65001\n no network 192.168.77.0\n")
check("we withdraw", until(lambda: "192.168.77.0" not in frr.vtysh("show bgp ipv4 unicast"), 30, 0.3), frr.vtysh("show bgp ipv4 unicast"))
lanyard("configure", "r1", "-", input="ip prefix-list P seq 5 deny 10.33.0.0/16\nip prefix-list P seq 10 permit 0.0.0.0/0 le 32\nrouter bgp 65001\n neighbor 10.83.0.3 prefix-list P in\n")
execute("r1", "clear ip bgp 10.83.0.3 soft in")
check("a filter and a route refresh", until(lambda: "10.33.0.0/16" not in ours(), 20, 0.3), ours())
lanyard("configure", "r1", "-", input="router bgp 65001\n no neighbor 10.83.0.3 prefix-list P in\n")
execute("r1", "clear ip bgp 10.83.0.3 soft in")
check("without it, and another", until(lambda: "10.33.0.0/16" in ours(), 20, 0.3), ours())

frr.vtysh("clear bgp 10.83.0.1 soft in")
check("FRR asks for all again and gets it", until(lambda: "10.255.0.1/32" in frr.vtysh("show bgp ipv4 unicast"), 20, 0.3), frr.vtysh("show bgp ipv4 unicast"))
frr.stop("bgpd")
check("FRR is killed: its routes go", until(lambda: "10.33.0.0/16" not in ours(), 30, 0.3), ours())
check("and are withdrawn from BIRD", until(lambda: "10.33.0.0/16" not in birdc("show route"), 30, 0.3), birdc("show route"))
check("with a message", "%BGP-5-ADJCHANGE: neighbor 10.83.0.3 Down" in log(), log())
frr.start("bgpd")
check("it is back", until(lambda: "10.33.0.0/16" in ours() and "10.33.0.0/16" in birdc("show route"), 60, 0.3), (ours(), log()))
execute("r1", "clear ip bgp *")
check("clear ip bgp *", until(lambda: "User reset" in log(), 10, 0.3), log())
check("and all is there again", until(lambda: {"10.33.0.0/16", "10.44.0.0/16"} <= set(ours()), 60, 0.3), (ours(), log()))
lanyard("configure", "r1", "-", input="router bgp 65001\n neighbor 10.83.0.3 password wrong\n")
check("another password: the session stays down", until(lambda: "10.33.0.0/16" not in ours(), 30, 0.3), ours())
lanyard("configure", "r1", "-", input="router bgp 65001\n neighbor 10.83.0.3 password sesame\n neighbor 10.83.0.3 remote-as 65033\n")
check("another AS: told in words", until(lambda: "2/2 (peer in wrong AS) 2 bytes FDEB" in log(), 60, 0.3), log())
lanyard("configure", "r1", "-", input="router bgp 65001\n neighbor 10.83.0.3 remote-as 65003\n")
check("the right one again", until(lambda: "10.33.0.0/16" in ours(), 60, 0.3), (ours(), log()))
lanyard("reload", "r1")
check("we restart", until(lambda: {"10.33.0.0/16", "10.44.0.0/16"} <= set(ours()), 90, 0.5), (ours(), log()))
for c in captures:
    c.terminate()
    c.wait()
for cap in caps:
    tshark_clean("bgp", cap, 20)
    # A session to a neighbour on the link has TTL 1, connections are reset here, and FRR and BIRD say that they only help others to restart.
    said = [x for x in tshark_complaints(cap, "bgp") if not all(any(y in z for y in ("Time To Live", "Connection", "TCP", "ACK", "Helper mode", "retransmission", "connection closing"))
                                                                 for z in x.split("\t", 1)[1].split("|"))]
    check(f"no complaint of tshark in {os.path.basename(cap)}", not said, said[:5])
finish()
