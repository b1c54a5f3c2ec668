#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A kernel that has IPv6 alone reaches one that has IPv4 alone through our NAT64, and the other way by a static mapping: ping, curl, iperf3, traceroute, fragments; tshark."""
import os
import re
import shutil
import sys

from libinterop import background, check, execute, finish, inside, lanyard, need, need_root, private_state, skip, tshark_clean, until, up, web_page

need_root("nat64")
need("nat64", "ip", "curl", "ping")
state = private_state()
r = up("""
name: nat64
nodes:
  r1:
    kind: router
    config: |
      ipv6 unicast-routing
      nat64 prefix stateful 2001:db8:64::/96
      nat64 v4 pool OUT 10.98.2.50 10.98.2.51
      nat64 v6v4 list SIX pool OUT overload
      nat64 v6v4 static tcp 2001:db8:98::2 80 10.98.2.80 8080
      ipv6 access-list SIX
       permit ipv6 2001:db8:98::/64 any
      interface GigabitEthernet0/0
       ipv6 address 2001:db8:98::1/64
       nat64 enable
      interface GigabitEthernet0/1
       ip address 10.98.2.1 255.255.255.0
       nat64 enable
wires:
  - [r1:g0/0, "tap:n64six?netns=n64-six"]
  - [r1:g0/1, "tap:n64four?netns=n64-four&address=10.98.2.2/24"]
""")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
inside("n64-six", "ip -6 addr add 2001:db8:98::2/64 dev n64six nodad; ip -6 route replace default via 2001:db8:98::1")
os.makedirs(f"{state}/www", exist_ok=True)
with open(f"{state}/www/big", "wb") as f:
    f.write(web_page(3 << 20))
for ns, address in (("n64-six", "2001:db8:98::2"), ("n64-four", "10.98.2.2")):
    background(["ip", "netns", "exec", ns, sys.executable, "-m", "http.server", "80", "--bind", address, "--directory", f"{state}/www"])
    until(lambda: ":80 " in inside(ns, "ss -ltn").out)
far = "2001:db8:64::10.98.2.2"
captures = [background([os.environ.get("LANYARD", "build/lanyard"), "capture", "r1:g0/0", "r1:g0/1", "-w", f"{state}/nat64.pcapng"])]
until(lambda: " 0% packet loss" in inside("n64-six", f"ping -6 -c1 -W1 {far}").out, 15)
out = inside("n64-six", f"ping -6 -c3 -i0.2 {far}").out
check("ping from IPv6 to IPv4", " 0% packet loss" in out, out)
out = inside("n64-six", f"ping -6 -c2 -i0.2 -s 4000 {far}").out
check("fragments: put together, translated, cut again", " 0% packet loss" in out, out)
out = inside("n64-six", f"curl -s -m 20 -o {state}/got 'http://[{far}]/big' && cmp {state}/got {state}/www/big && echo same").out
check("curl from IPv6 to IPv4", "same" in out, out)
out = inside("n64-four", f"curl -s -m 20 -o {state}/got2 http://10.98.2.80:8080/big && cmp {state}/got2 {state}/www/big && echo same").out
check("curl from IPv4 to IPv6 by a static mapping", "same" in out, out)
out = execute("r1", "show nat64 translations")
check("its sessions are shown", re.search(r"tcp +10\.98\.2\.2:80 +\[2001:DB8:64::A62:202\]:80\n +10\.98\.2\.5[01]:\d+ +\[2001:DB8:98:[0-9A-F:]+\]:\d+", out), out)
out = inside("n64-six", f"curl -s -m 5 'http://[{far}]:81/' ; echo $?").out
check("a refusal comes back", "7" in out.split(), out)
out = inside("n64-six", f"{sys.executable} -c \"import socket; s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); s.connect(('{far}', 9)); s.send(b'x'); s.settimeout(5); s.recv(1)\" 2>&1").out
check("an ICMP error about UDP comes back as ICMPv6's", "Connection refused" in out, out)
out = inside("n64-six", f"ping -6 -c1 -W2 -t1 {far}").out
check("the hop limit ends at the router", "Time exceeded" in out, out)
inside("n64-four", "ip link set n64four mtu 1300; ip route flush cache")
lanyard("configure", "r1", "-", input="interface g0/1\n ip mtu 1300\n")
out = inside("n64-six", f"ping -6 -c3 -i0.3 -M do -s 1400 {far}").out
check("too big for IPv4's link: told with 20 bytes more", "mtu=1320" in out or "mtu 1320" in out or "mtu = 1320" in out, out)
out = inside("n64-six", f"curl -s -m 20 -o {state}/got '[{far}]/big' && cmp {state}/got {state}/www/big && echo same").out
check("curl finds the length that fits", "same" in out, out)
lanyard("configure", "r1", "-", input="interface g0/1\n no ip mtu 1300\n")
inside("n64-four", "ip link set n64four mtu 1500")
for p in captures:
    p.terminate()
    p.wait()
if shutil.which("tshark"):
    tshark_clean("nat64", f"{state}/nat64.pcapng", 100)
if shutil.which("iperf3"):
    background(["ip", "netns", "exec", "n64-four", "iperf3", "-s", "-1"])
    until(lambda: ":5201" in inside("n64-four", "ss -ltn").out)
    out = inside("n64-six", f"iperf3 -6 -c {far} -n 20M", timeout=60).out
    check("iperf3 through NAT64", "receiver" in out, out)
else:
    skip("iperf3 through NAT64", "no iperf3")
out = execute("r1", "show nat64 statistics")
check("statistics count", re.search(r"Sessions created: [1-9]", out) and "access-list SIX pool OUT refcount" in out, out)
finish()
