#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""DNS with programs that others wrote: dig asks our server, our resolver and our forwarder ask dnsmasq; tshark reads what we send."""
import re

from libinterop import background, check, execute, finish, inside, lanyard, need, need_root, private_state, tshark_clean, tshark_complaints, until, up

need_root("dns")
need("dns", "ip", "dig", "dnsmasq", "tshark")
state = private_state()
r = up("""
name: dns
nodes:
  r1:
    kind: router
    config: |
      ip domain name lab.example
      ip host alpha 10.96.1.20 10.96.1.21
      ipv6 host alpha 2001:DB8::20
      ip host lab.example mx 10 alpha.lab.example
      ip host lab.example mx 20 backup.far.example
      ip host lab.example ns alpha.lab.example
      ip host _sip._udp.lab.example srv 1 2 5060 alpha.lab.example
      ip name-server 10.96.1.2
      ip dns server
      ip dns primary lab.example soa ns.lab.example root.lab.example
      interface GigabitEthernet0/0
       ip address 10.96.1.1 255.255.255.0
wires:
  - [r1:g0/0, "tap:dns0?netns=dns-a&address=10.96.1.2/24"]
""")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
until(lambda: " 0% packet loss" in inside("dns-a", "ping -c1 -W1 10.96.1.1").out, 15)
background(["ip", "netns", "exec", "dns-a", "dnsmasq", "-d", "-C", "/dev/null", "--no-resolv", "--no-hosts", "--bind-interfaces", "--listen-address=10.96.1.2", "--local-ttl=300",
            "--address=/www.far.example/10.96.1.2", "--host-record=six.far.example,2001:db8::53", "--cname=alias.far.example,real.far.example",
            "--host-record=real.far.example,10.96.1.2", "--local=/far.example/", "--mx-host=far.example,real.far.example,7", "--srv-host=_ldap._tcp.far.example,real.far.example,389,3,4", "--txt-record=text.far.example," + "x" * 200,
            *(f"--host-record=many.far.example,10.96.7.{k}" for k in range(1, 60)), *(f"--txt-record=long.far.example,{k}{'y' * 240}" for k in range(8))])
until(lambda: "status: NOERROR" in inside("dns-a", "dig +time=1 +tries=1 @10.96.1.2 www.far.example").out, 15)
capture = background([__import__("libinterop").LANYARD, "capture", "r1:g0/0", "-w", f"{state}/dns.pcapng"])
until(lambda: __import__("os").path.exists(f"{state}/dns.pcapng"), 10)


def dig(args):
    return inside("dns-a", f"dig +time=3 +tries=2 @10.96.1.1 {args}").out


out = dig("alpha.lab.example")
check("dig gets both addresses, with authority", re.search(r"status: NOERROR", out) and " aa" in out and re.search(r"IN\s+A\s+10.96.1.20", out) and re.search(r"IN\s+A\s+10.96.1.21", out), out)
check("and EDNS in return", re.search(r"EDNS: version: 0, flags:; udp: 1232", out), out)
check("dig without EDNS", "10.96.1.20" in dig("+noedns +short alpha.lab.example"))
check("IPv6", "2001:db8::20" in dig("+short AAAA ALPHA.lab.example"))
check("an address's name", "alpha.lab.example." in dig("+short -x 10.96.1.21"))
out = dig("none.lab.example")
check("no such name in our domain", "status: NXDOMAIN" in out and "SOA" in out, out)
check("the domain's SOA and NS", "ns.lab.example. root.lab.example. 1 21600 900 7776000 86400" in dig("+short SOA lab.example") and "alpha.lab.example." in dig("+short NS lab.example"))
check("what is dnsmasq's is asked for", "10.96.1.2" in dig("+short www.far.example"))
check("an alias of its", "real.far.example." in dig("+short alias.far.example"))
out = dig("MX lab.example")
check("mail exchangers, the address of the one we know beside them", re.search(r"MX\s+10 alpha.lab.example.", out) and re.search(r"MX\s+20 backup.far.example.", out)
      and re.search(r"ADDITIONAL SECTION:\nalpha.lab.example.\s+10\s+IN\s+A\s+10.96.1.20", out), out)
check("a service, and over TCP", "1 2 5060 alpha.lab.example." in dig("+short SRV _sip._udp.lab.example") and "1 2 5060 alpha.lab.example." in dig("+tcp +short SRV _sip._udp.lab.example"))
check("half of its name is there, without anything", "status: NOERROR" in dig("_udp.lab.example"))
check("those of dnsmasq are asked for", "7 real.far.example." in dig("+short MX far.example") and "3 4 389 real.far.example." in dig("+short SRV _ldap._tcp.far.example"))
check("text", "x" * 200 in dig("+short TXT text.far.example"))
check("no such name there", "status: NXDOMAIN" in dig("none.far.example"))
check("over TCP, our own names", "10.96.1.20" in dig("+tcp +short alpha.lab.example"))
out = dig("+tcp +keepopen alpha.lab.example www.far.example none.lab.example")
check("several questions on a connection, one passed on", len(re.findall("status: NOERROR", out)) == 2 and "status: NXDOMAIN" in out and "(TCP)" in out, out)
out = dig("+noedns TXT long.far.example")
check("what UDP cuts off, dig asks for again over TCP, and we ask dnsmasq so", "Truncated, retrying in TCP mode" in out and out.count("y" * 240) == 8, out)
out = execute("r1", "ping many.far.example repeat 1 timeout 1")
check("our resolver does so, too", "[OK]" in out, out)
rude = """
import socket
s = [socket.create_connection(('10.96.1.1', 53)) for k in range(30)]
for x in s:
    x.send(bytes([0, 5]) + b'abcde')
print([len(x.recv(99)) for x in s[:3]])
t = socket.create_connection(('10.96.1.1', 53))
t.settimeout(8)
t.send(b'\\xff\\xff' + bytes(40))
try:
    print('end', len(t.recv(9)))
except ConnectionResetError:
    print('end 0')
"""
out = inside("dns-a", f"timeout 20 python3 -c \"{rude}\"").out
check("what is no question has an answer or an end", "[14, 14, 14]" in out and "end 0" in out, out)
check("and the next is served", "10.96.1.20" in dig("+tcp +short alpha.lab.example"))
out = execute("r1", "show hosts")
check("what came is remembered", re.search(r"^www.far.example +None +\(temp, OK\)  0   IP     10.96.1.2$", out, re.M), out)
out = execute("r1", "ping real.far.example repeat 2")
check("our resolver asks dnsmasq", 'Translating "real.far.example"...domain server (10.96.1.2) [OK]' in out and "(2/2)" in out, out)
out = execute("r1", "ping nobody.far.example repeat 2")
check("and is told that there is none", "% Unrecognized host or address, or protocol not running." in out, out)
out = inside("dns-a", "dig +time=1 +tries=1 +opcode=status @10.96.1.1 alpha").out
check("another kind of question is not for us", "status: NOTIMP" in out, out)
import os
import signal
import time
time.sleep(0.5)
os.kill(capture.pid, signal.SIGINT)
capture.wait()
tshark_clean("dns", f"{state}/dns.pcapng", 20)
check("nor anything to complain of in DNS", not tshark_complaints(f"{state}/dns.pcapng", "dns && ip.src == 10.96.1.1"), tshark_complaints(f"{state}/dns.pcapng", "dns && ip.src == 10.96.1.1"))
finish()
