#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kernels on both sides of a router that filters and translates: curl, iperf3, ping, traceroute and nmap see exactly what they should."""
import os
import re
import shutil
import sys

from libinterop import background, check, execute, finish, inside, lanyard, need, need_root, private_state, sh, skip, tshark_clean, until, up, web_page

need_root("filter")
need("filter", "ip", "curl")
state = private_state()
r = up("""
name: filter
nodes:
  r1:
    kind: router
    config: |
      access-list 1 permit 10.97.1.0 0.0.0.255
      ip nat inside source list 1 interface GigabitEthernet0/1 overload
      ip nat inside source static tcp 10.97.1.2 80 interface GigabitEthernet0/1 8080
      interface GigabitEthernet0/0
       ip address 10.97.1.1 255.255.255.0
       ip nat inside
      interface GigabitEthernet0/1
       ip address 10.97.2.1 255.255.255.0
       ip nat outside
  stick:
    kind: router
    config: |
      ip nat pool EXTERNAL 10.95.2.66 10.95.2.67 prefix-length 29
      ip nat inside source list 10 pool EXTERNAL overload
      access-list 10 permit 10.95.1.0 0.0.0.255
      access-list 102 permit ip 10.95.1.0 0.0.0.255 any
      route-map STICK permit 10
       match ip address 102
       set ip next-hop 10.95.3.2
      interface Loopback0
       ip address 10.95.3.1 255.255.255.252
       ip nat inside
      interface GigabitEthernet0/0
       ip address 10.95.2.2 255.255.255.0
       ip address 10.95.1.2 255.255.255.0 secondary
       no ip redirects
       ip nat outside
       ip policy route-map STICK
  hub: {kind: hub, ports: 3}
wires:
  - [stick:g0/0, hub:1]
  - [hub:2, "tap:flsin?netns=fls-in&address=10.95.1.9/24&gateway=10.95.1.2"]
  - [hub:3, "tap:flsout?netns=fls-out&address=10.95.2.1/24"]
  - [r1:g0/0, "tap:fltin?netns=flt-in&address=10.97.1.2/24&gateway=10.97.1.1"]
  - [r1:g0/1, "tap:fltout?netns=flt-out&address=10.97.2.2/24"]
""")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
os.makedirs(f"{state}/www", exist_ok=True)
with open(f"{state}/www/big", "wb") as f:
    f.write(web_page(3 << 20))
for ns, address in (("flt-in", "10.97.1.2"), ("flt-out", "10.97.2.2")):
    background(["ip", "netns", "exec", ns, sys.executable, "-m", "http.server", "80", "--bind", address, "--directory", f"{state}/www"])
    until(lambda: ":80 " in inside(ns, "ss -ltn").out)
captures = [background([os.environ.get("LANYARD", "build/lanyard"), "capture", "r1:g0/0", "r1:g0/1", "-w", f"{state}/filter.pcapng"])]
out = inside("flt-in", "ping -c3 -i0.2 10.97.2.2").out
check("ping through NAT", " 0% packet loss" in out, out)
out = inside("flt-in", f"curl -s -m 20 -o {state}/got http://10.97.2.2/big && cmp {state}/got {state}/www/big && echo same").out
check("curl through NAT", "same" in out, out)
out = inside("flt-out", f"curl -s -m 20 -o {state}/got2 http://10.97.2.1:8080/big && cmp {state}/got2 {state}/www/big && echo same").out
check("curl to a forwarded port", "same" in out, out)
out = inside("flt-in", f"curl -s -m 20 -o {state}/got3 http://10.97.2.1:8080/big && cmp {state}/got3 {state}/www/big && echo same").out
check("curl from inside to the forwarded port (hairpin)", "same" in out, out)
out = execute("r1", "show ip nat translations tcp")
check("its translations are shown", re.search(r"tcp 10\.97\.2\.1:\d+ +10\.97\.1\.2:\d+ +10\.97\.2\.2:80 +10\.97\.2\.2:80", out), out)
out = inside("flt-out", "ping -c1 -W1 10.97.1.2").out
check("nobody outside knows the inside", "100% packet loss" in out or "unreachable" in out.lower(), out)
out = inside("flt-in", "ping -c2 -i0.2 -s 4000 10.97.2.2").out
check("fragments through NAT", " 0% packet loss" in out, out)
for p in captures:
    p.terminate()
    p.wait()
if shutil.which("tshark"):
    tshark_clean("filter", f"{state}/filter.pcapng", 100)
background(["ip", "netns", "exec", "fls-out", sys.executable, "-m", "http.server", "80", "--bind", "10.95.2.1", "--directory", f"{state}/www"])
until(lambda: ":80 " in inside("fls-out", "ss -ltn").out)
out = inside("fls-in", "ping -c2 -i0.2 10.95.2.1").out + inside("fls-in", f"curl -s -m 20 -o {state}/got4 http://10.95.2.1/big && cmp {state}/got4 {state}/www/big && echo same").out
check("NAT on a stick: one interface, a loopback is the inside", " 0% packet loss" in out and "same" in out, out)
out = execute("stick", "show ip nat translations tcp")
check("its translations", re.search(r"tcp 10\.95\.2\.66:\d+ +10\.95\.1\.9:\d+ +10\.95\.2\.1:80", out), out)
if shutil.which("iperf3"):
    background(["ip", "netns", "exec", "flt-out", "iperf3", "-s", "-1"])
    until(lambda: ":5201" in inside("flt-out", "ss -ltn").out)
    out = inside("flt-in", "iperf3 -c 10.97.2.2 -n 20M", timeout=60).out
    check("iperf3 through NAT", "receiver" in out, out)
r = lanyard("configure", "r1", "-", input="""no ip nat inside source static tcp 10.97.1.2 80 interface GigabitEthernet0/1 8080
interface GigabitEthernet0/0
 no ip nat inside
 ip access-group SEEN out
interface GigabitEthernet0/1
 no ip nat outside
ip access-list extended SEEN
 permit tcp any host 10.97.1.2 eq 80
 deny tcp any host 10.97.1.2 eq 81
 permit tcp any host 10.97.1.2 range 82 84
 permit icmp any any
 deny ip any any log
""")
check("from translation to filtering", r.returncode == 0, r.stderr)
inside("flt-out", "ip route add 10.97.1.0/24 via 10.97.2.1")
if shutil.which("nmap"):
    lanyard("configure", "r1", "-", input="ip icmp rate-limit unreachable 1\n")
    out = inside("flt-out", "nmap -n -Pn -sS -p 79-85 10.97.1.2 --max-retries 2 -T4", timeout=90).out
    states = dict(re.findall(r"^(\d+)/tcp +(\S+)", out, re.M))
    check("nmap sees the list: one open, three closed, the others filtered",
          states == {"79": "filtered", "80": "open", "81": "filtered", "82": "closed", "83": "closed", "84": "closed", "85": "filtered"}, out)
else:
    skip("nmap through the list", "no nmap")
out = execute("r1", "show access-lists SEEN")
check("counters tell", re.search(r"20 deny tcp any host 10.97.1.2 eq 81 \(\d+ match", out) or not shutil.which("nmap"), out)
# a flood of small fragments and of new flows: the shell stays alive, memory is bounded
lanyard("configure", "r1", "-", input="interface g0/0\n no ip access-group SEEN out\n ip nat inside\ninterface g0/1\n ip nat outside\nip nat translation max-entries 2000\n")
flood = """
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
import struct
for k in range(20000):
    h = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 0, k & 65535, 0x2000, 64, 17, 0, socket.inet_aton('10.97.1.2'), socket.inet_aton('10.97.2.2'))
    try:
        s.sendto(h + bytes(16), ('10.97.2.2', 0))
    except OSError:
        pass
for k in range(20000):
    h = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 0, k & 65535, 0, 64, 17, 0, socket.inet_aton('10.97.1.%d' % (3 + k % 200)), socket.inet_aton('10.97.2.2'))
    try:
        s.sendto(h + struct.pack('!HHHH', 1024 + k, 9, 16, 0) + bytes(8), ('10.97.2.2', 0))
    except OSError:
        pass
"""
inside("flt-in", f"{sys.executable} -c \"{flood}\"", timeout=60)
out = execute("r1", "show ip nat statistics")
n = re.search(r"; (\d+) extended", out)
check("a flood of new flows stops at the limit", n and int(n[1]) <= 2000, out)
lanyard("exec", "r1", "clear ip nat translation *")
out = inside("flt-in", "ping -c3 -i0.2 10.97.2.2").out
check("and the router goes on", " 0% packet loss" in out, out)
finish()
