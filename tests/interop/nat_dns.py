#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""DNS through NAT with real ends: dig asks dnsmasq over UDP and TCP, from inside and from outside; names of hosts with a static mapping are those of the asker's side; tshark."""
import os
import re

from libinterop import LANYARD, background, check, execute, finish, inside, need, need_root, private_state, tshark_clean, until, up

need_root("nat_dns")
need("nat_dns", "ip", "dig", "dnsmasq", "tshark")
state = private_state()
r = up("""
name: natdns
nodes:
  r1:
    kind: router
    config: |
      access-list 1 permit 10.98.1.0 0.0.0.255
      ip nat inside source list 1 interface GigabitEthernet0/1 overload
      ip nat inside source static network 10.98.5.0 10.98.6.0 /24
      ip nat inside source static 10.98.1.9 10.98.2.9
      interface GigabitEthernet0/0
       ip address 10.98.1.1 255.255.255.0
       ip nat inside
      interface GigabitEthernet0/1
       ip address 10.98.2.1 255.255.255.0
       ip nat outside
wires:
  - [r1:g0/0, "tap:ndi?netns=nd-in&address=10.98.1.2/24&gateway=10.98.1.1"]
  - [r1:g0/1, "tap:ndo?netns=nd-out&address=10.98.2.2/24"]
""")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
inside("nd-in", "ip addr add 10.98.1.9/24 dev ndi")
for ns, address, net in (("nd-in", "10.98.1.9", 5), ("nd-out", "10.98.2.2", 6)):
    background(["ip", "netns", "exec", ns, "dnsmasq", "-d", "-C", "/dev/null", "--no-resolv", "--no-hosts", "--bind-interfaces", f"--listen-address={address}", "--local-ttl=300",
                "--pid-file=", f"--host-record=one.far.example,10.98.{net}.77", "--host-record=other.far.example,192.0.2.1", "--edns-packet-max=4096",
                *(f"--host-record=many.far.example,10.98.{net}.{k}" for k in range(1, 255)), *(f"--host-record=many.far.example,192.0.2.{k}" for k in range(1, 255))])
    until(lambda: "status: NOERROR" in inside(ns, f"dig +time=1 +tries=1 @{address} one.far.example").out, 15)


def super_frames(n):
    for ns, dev in (("nd-in", "ndi"), ("nd-out", "ndo")):
        inside(ns, f"ip link set dev {dev} gso_max_segs {n}")


super_frames(1)  # tshark puts together what has checksums
cap = background([LANYARD, "capture", "r1:g0/0", "-w", f"{state}/dns.pcapng"])
until(lambda: os.path.exists(f"{state}/dns.pcapng"), 10)


def dig(ns, args):
    return inside(ns, f"dig +time=10 +tries=1 {args}", timeout=60).out


def all_names(net):
    return sorted([f"10.98.{net}.{k}" for k in range(1, 255)] + [f"192.0.2.{k}" for k in range(1, 255)])


for ns, server, net in (("nd-in", "10.98.2.2", 5), ("nd-out", "10.98.2.9", 6)):
    where = "from inside" if ns == "nd-in" else "from outside"
    until(lambda: "10.98" in dig(ns, f"+short @{server} one.far.example"), 15)
    check(f"over UDP, {where}", dig(ns, f"+short @{server} one.far.example").split() == [f"10.98.{net}.77"])
    check(f"over TCP, {where}", dig(ns, f"+tcp +short @{server} one.far.example").split() == [f"10.98.{net}.77"])
    check(f"a name that none has another for, {where}", dig(ns, f"+tcp +short @{server} other.far.example").split() == ["192.0.2.1"])
    for turn in range(3):
        out = dig(ns, f"+tcp +short @{server} many.far.example")
        check(f"an answer of six segments, {where}, {turn + 1}", sorted(out.split()) == all_names(net), out + execute("r1", "show ip nat translations", "show logging"))
    out = dig(ns, f"+tcp +keepopen @{server} one.far.example many.far.example one.far.example none.far.example")
    check(f"several on a connection, {where}", out.count(f"10.98.{net}.77\n") == 3 and out.count("status: NOERROR") == 3, out)
cap.terminate()
cap.wait()
super_frames(65535)
for ns, dev, server, net in (("nd-in", "ndi", "10.98.2.2", 5), ("nd-out", "ndo", "10.98.2.9", 6)):
    out = dig(ns, f"+tcp +short @{server} many.far.example")
    check(f"in super-frames, to {ns}", sorted(out.split()) == all_names(net), out)
    inside(ns, f"ip link set dev {dev} mtu 300")
    out = dig(ns, f"+tcp +short @{server} many.far.example")
    check(f"in segments of 260 octets at most, to {ns}", sorted(out.split()) == all_names(net), out)
execute("r1", "configure terminal", "no ip nat service alg tcp dns", "end")
check("without the gateway it is as the server says", dig("nd-in", "+tcp +short @10.98.2.2 one.far.example").split() == ["10.98.6.77"])
check("over UDP still", dig("nd-in", "+short @10.98.2.2 one.far.example").split() == ["10.98.5.77"])
execute("r1", "configure terminal", "ip nat service alg tcp dns", "end")
check("and with it again", dig("nd-in", "+tcp +short @10.98.2.2 one.far.example").split() == ["10.98.5.77"])
check("nothing of it stays", not re.search("no ip nat service", execute("r1", "show running-config")))
tshark_clean("nat_dns", f"{state}/dns.pcapng", 60, ("-o", "tcp.desegment_tcp_streams:TRUE"))
finish()
