#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Outbound route filters of prefixes with FRR's bgpd, both ways, of IPv4 and IPv6: each tells the other no more than it asked for, as lists change; tshark finds nothing malformed."""
import os
import re

from libinterop import Frr, LANYARD, background, check, execute, finish, json_rows, lanyard, need, need_frr, need_root, private_state, sh, tshark_clean, until, up

need_root("bgp-orf")
need("bgp-orf", "ip", "tshark")
need_frr("bgp-orf", "bgpd")
state = private_state()
os.chmod(state, 0o755)
LAB = """
name: bgp-orf
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      ipv6 unicast-routing
      interface GigabitEthernet0/0
       ip address 10.89.0.1 255.255.255.0
       ipv6 address 2001:db8:89::1/64
      ip route 172.16.1.0 255.255.255.0 Null0
      ip route 172.16.2.0 255.255.255.0 Null0
      ip route 172.16.3.0 255.255.255.0 Null0
      ipv6 route 2001:db8:1::/48 Null0
      ipv6 route 2001:db8:2::/48 Null0
      ip prefix-list IN seq 5 permit 192.168.1.0/24
      ip prefix-list IN seq 10 permit 10.0.0.0/8 ge 24 le 28
      ipv6 prefix-list IN6 seq 5 deny 2001:db8:a::/48
      ipv6 prefix-list IN6 seq 10 permit ::/0 le 64
      router bgp 65001
       bgp router-id 1.1.1.1
       neighbor 10.89.0.3 remote-as 65003
       neighbor 10.89.0.3 advertisement-interval 0
       network 172.16.1.0 mask 255.255.255.0
       network 172.16.2.0 mask 255.255.255.0
       network 172.16.3.0 mask 255.255.255.0
       neighbor 10.89.0.3 capability orf prefix-list both
       neighbor 10.89.0.3 prefix-list IN in
       address-family ipv6
        network 2001:db8:1::/48
        network 2001:db8:2::/48
        neighbor 10.89.0.3 activate
        neighbor 10.89.0.3 advertisement-interval 0
        neighbor 10.89.0.3 capability orf prefix-list both
        neighbor 10.89.0.3 prefix-list IN6 in
wires:
  - ["tap:lyo0?netns=bgpo-frr&address=10.89.0.3/24", r1:g0/0]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
sh("ip -n bgpo-frr addr add 2001:db8:89::3/64 dev lyo0 nodad")
cap = f"{state}/frr.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "-w", cap])
frr = Frr(state, "bgpo-frr", """
ip route 192.168.1.0/24 Null0
ip route 192.168.2.0/24 Null0
ip route 10.1.0.0/16 Null0
ip route 10.1.1.0/24 Null0
ipv6 route 2001:db8:a::/48 Null0
ipv6 route 2001:db8:b::/48 Null0
ip prefix-list IN seq 5 permit 172.16.2.0/23 le 24
ipv6 prefix-list IN6 seq 5 permit 2001:db8:2::/48
router bgp 65003
 bgp router-id 3.3.3.3
 no bgp ebgp-requires-policy
 no bgp network import-check
 neighbor 10.89.0.1 remote-as 65001
 neighbor 10.89.0.1 timers connect 2
 neighbor 10.89.0.1 advertisement-interval 0
 address-family ipv4 unicast
  redistribute static
  neighbor 10.89.0.1 capability orf prefix-list both
  neighbor 10.89.0.1 prefix-list IN in
 exit-address-family
 address-family ipv6 unicast
  redistribute static
  neighbor 10.89.0.1 activate
  neighbor 10.89.0.1 capability orf prefix-list both
  neighbor 10.89.0.1 prefix-list IN6 in
 exit-address-family
""", "zebra", "staticd", "bgpd")
frr.start()


def told(to="", six=False):
    """What we tell FRR, by our own word: it takes no more than its list, whatever we send."""
    return execute("r1", f"show {'bgp ipv6 unicast' if six else 'ip bgp'} neighbors 10.89.0.3 advertised-routes")


def sent(family="ipv4"):
    """What FRR says it sends us."""
    return frr.vtysh(f"show bgp {family} unicast neighbors 10.89.0.1 advertised-routes")


def has(text, there, not_there):
    t = text()
    return all(x in t for x in there) and not any(x in t for x in not_there)


def nbr():
    return json_rows("r1", "show ip bgp neighbors 10.89.0.3")[0]


check("we tell FRR what its list asks for", until(lambda: has(told, ["172.16.2.0", "172.16.3.0"], ["172.16.1.0"]), 90, 0.3), told())
check("its list is shown", until(lambda: "seq 5 permit 172.16.2.0/23 le 24" in execute("r1", "show ip bgp neighbors 10.89.0.3 received prefix-filter"), 20, 0.3),
      execute("r1", "show ip bgp neighbors 10.89.0.3 received prefix-filter"))
check("the same of IPv6", until(lambda: has(lambda: told(six=True), ["2001:DB8:2::/48"], ["2001:DB8:1::/48"]), 30, 0.3), told(six=True))
check("FRR has it", until(lambda: has(lambda: frr.vtysh("show bgp ipv4 unicast"), ["172.16.2.0/24", "172.16.3.0/24"], ["172.16.1.0/24"]), 30, 0.3), frr.vtysh("show bgp ipv4 unicast"))
check("FRR has our list", until(lambda: "192.168.1.0/24" in frr.vtysh("show bgp ipv4 unicast neighbors 10.89.0.1 received prefix-filter"), 30, 0.3),
      frr.vtysh("show bgp ipv4 unicast neighbors 10.89.0.1 received prefix-filter"))
check("and tells us what that asks for", until(lambda: has(sent, ["192.168.1.0/24", "10.1.1.0/24"], ["192.168.2.0/24", "10.1.0.0/16"]), 30, 0.3), sent())
check("the same of IPv6", until(lambda: has(lambda: sent("ipv6"), ["2001:db8:b::/48"], ["2001:db8:a::/48"]), 30, 0.3), sent("ipv6"))
check("what we send and have received", nbr()["orf_sent_ipv4"] == 2 and nbr()["orf_received_ipv4"] == 1 and nbr()["orf_sent_ipv6"] == 2 and nbr()["orf_received_ipv6"] == 1, nbr())

lanyard("configure", "r1", "-", input="no ip prefix-list IN seq 5\nip prefix-list IN seq 7 permit 192.168.2.0/24\n")
lanyard("exec", "r1", "clear ip bgp 10.89.0.3 in prefix-filter")
check("our list changes and is pushed: FRR follows", until(lambda: has(sent, ["192.168.2.0/24", "10.1.1.0/24"], ["192.168.1.0/24"]), 30, 0.3), sent())
check("and its routes are as the list has it", until(lambda: has(lambda: execute("r1", "show ip bgp"), ["192.168.2.0"], ["192.168.1.0"]), 30, 0.3), execute("r1", "show ip bgp"))
frr.vtysh("configure terminal", "ip prefix-list IN seq 3 deny 172.16.3.0/24", "ip prefix-list IN seq 9 permit 172.16.1.0/24")
frr.vtysh("clear bgp ipv4 unicast 10.89.0.1 in prefix-filter")
check("FRR's list changes: we follow", until(lambda: has(told, ["172.16.1.0", "172.16.2.0"], ["172.16.3.0"]), 30, 0.3), told())
check("and FRR has what it wants", until(lambda: has(lambda: frr.vtysh("show bgp ipv4 unicast"), ["172.16.1.0/24", "172.16.2.0/24"], ["172.16.3.0/24"]), 30, 0.3), frr.vtysh("show bgp ipv4 unicast"))
lanyard("configure", "r1", "-", input="router bgp 65001\n no neighbor 10.89.0.3 prefix-list IN in\n")
lanyard("exec", "r1", "clear ip bgp 10.89.0.3 in prefix-filter")
check("without a list we are told all", until(lambda: has(lambda: execute("r1", "show ip bgp"), ["192.168.1.0", "192.168.2.0", "10.1.0.0/16"], []), 30, 0.3), execute("r1", "show ip bgp"))
check("nothing that came could not be read, and no session was lost", nbr()["orf_malformed"] == 0 and nbr()["dropped"] == 0, nbr())
capture.terminate()
capture.wait()
# tshark 4.0 knows such a filter by Cisco's number of before the RFC alone, and of IPv4 alone, and calls FRR's malformed, too (whose remove-all has a number of its own as well):
# to be read, each of IPv4 is given the number that it knows.
known, unknown = f"{state}/known.pcapng", "ORFEntry-Unknown (type 64)"
with open(cap, "rb") as f:
    text, n = re.subn(rb"(\xff{16}..\x05\x00\x01\x00\x01[\x01\x02])\x40", rb"\1" + b"\x80", f.read(), flags=re.S)
with open(known, "wb") as f:
    f.write(text)
tshark_clean("bgp", cap, 10, but="bgp.route_refresh.orf.type == 64")
bad = sh(["tshark", "-r", known, "-Y", "ip.src == 10.89.0.1 && _ws.malformed", "-T", "fields", "-e", "_ws.expert.message"]).out.splitlines()
bad = [y for x in bad for y in x.split(",") if ("ORF" in y or "alformed" in y) and y != unknown]
entries = sh(["tshark", "-r", known, "-Y", "ip.src == 10.89.0.1 && bgp.type == 5", "-O", "bgp"]).out.count("ORFEntry IP address")
check("tshark reads each filter of ours", n >= 8 and not bad and entries == 4, f"{n} filters, {entries} entries; {bad}")
finish()
