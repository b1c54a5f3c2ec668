#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two Linux hosts, whose stack is the kernel's own, through a switch and two routers of ours with a slow wire between them."""
import hashlib
import json
import os
import time

from libinterop import (LANYARD, background, check, execute, finish, inside, json_rows, lanyard, need, need_root, on_exit, private_state, sh, tshark_clean,
                        until, up, web_page)

need_root("kernel")
need("kernel", "ip", "iperf3", "curl", "tshark", "ping", "traceroute", "tracepath")
state = private_state()

LAB = """
name: kernel
nodes:
  sw1: {kind: switch, ports: 4}
  r1:
    kind: router
    config: |
      ipv6 unicast-routing
      interface GigabitEthernet0/0
       ip address 10.71.1.1 255.255.255.0
       ipv6 address 2001:db8:71:1::1/64
      interface GigabitEthernet0/1
       ip address 10.71.12.1 255.255.255.252
       ipv6 address 2001:db8:71:12::1/64
      ip route 10.71.2.0 255.255.255.0 10.71.12.2
      ipv6 route 2001:db8:71:2::/64 2001:db8:71:12::2
  r2:
    kind: router
    config: |
      ipv6 unicast-routing
      interface GigabitEthernet0/0
       ip address 10.71.2.1 255.255.255.0
       ipv6 address 2001:db8:71:2::1/64
      interface GigabitEthernet0/1
       ip address 10.71.12.2 255.255.255.252
       ipv6 address 2001:db8:71:12::2/64
      ip route 0.0.0.0 0.0.0.0 10.71.12.1
      ipv6 route ::/0 2001:db8:71:12::1
wires:
  - ["tap:lyk0?netns=lyk-a&address=10.71.1.10/24&gateway=10.71.1.1", sw1:g0/1]
  - [sw1:g0/2, r1:g0/0]
  - {ends: [r1:g0/1, r2:g0/1], delay: 5ms, rate: 100mbit}
  - [r2:g0/0, "tap:lyk1?netns=lyk-b&address=10.71.2.10/24&gateway=10.71.2.1"]
"""

r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
for ns in ("lyk-a", "lyk-b"):
    inside(ns, "ip link set lo up")

cap = f"{state}/wan.pcapng"
capture = background([LANYARD, "capture", "r1:g0/1", "r1:g0/0", "-w", cap])
time.sleep(0.5)

o = inside("lyk-a", "ping -c 5 -i 0.2 -W 2 10.71.2.10")
check("ping", " 0% packet loss" in o.out or "20% packet loss" in o.out, o.out)
o = inside("lyk-a", "ping -c 3 -i 0.2 -W 2 10.71.2.10")
rtt = o.out.split("rtt ")[-1]
check("ping: the slow wire's 5 ms each way are there", " 0% packet loss" in o.out and 10.0 <= float(rtt.split("/")[3].split(" = ")[-1].split("/")[0]) < 40, o.out)
o = inside("lyk-a", "ping -c 2 -i 0.2 -s 8000 -W 2 10.71.2.10")
check("ping of 8,000 bytes in fragments", " 0% packet loss" in o.out, o.out)
o = inside("lyk-a", "ping -c 1 -t 1 -W 2 10.71.2.10")
check("TTL 1: time exceeded from r1", "From 10.71.1.1" in o.out and "Time to live exceeded" in o.out, o.out)
o = inside("lyk-a", "ping -c 1 -W 2 10.71.12.77")
check("unknown network beyond r2 is answered, not ignored", "Unreachable" in o.out or "unreachable" in o.out or "Time to live exceeded" in o.out, o.out)
o = inside("lyk-a", "ping -c 1 -W 5 10.71.2.99")
check("a host that does not answer ARP: host unreachable from r2", "Destination Host Unreachable" in o.out and "From 10.71.12.2" in o.out, o.out)

for kind, flag in (("UDP", ""), ("ICMP", "-I"), ("TCP", "-T")):
    o = inside("lyk-a", f"traceroute -n {flag} -q 1 -w 2 -N 1 10.71.2.10")
    hops = [line.split()[1] for line in o.out.splitlines()[1:] if len(line.split()) > 1]
    check(f"traceroute by {kind}", hops == ["10.71.1.1", "10.71.12.2", "10.71.2.10"], o.out)

# IPv6: the namespace gets its address and its router from our router advertisements
addr6 = until(lambda: [w for w in inside("lyk-a", "ip -6 -o addr show dev lyk0 scope global -tentative").out.split() if w.startswith("2001:db8:71:1:")], 12)
check("SLAAC: the kernel takes an address from our router advertisement", bool(addr6), inside("lyk-a", "ip -6 addr").out)
check("RA: the kernel takes a default router from it", "default via fe80" in inside("lyk-a", "ip -6 route").out, inside("lyk-a", "ip -6 route").out)
addr6b = until(lambda: [w for w in inside("lyk-b", "ip -6 -o addr show dev lyk1 scope global -tentative").out.split() if w.startswith("2001:db8:71:2:")], 12)
peer6 = addr6b[0].split("/")[0] if addr6b else "::"
inside("lyk-a", f"ping -6 -c 1 -W 2 {peer6}")
o = inside("lyk-a", f"ping -6 -c 3 -i 0.2 -W 2 {peer6}")
check("ping6", " 0% packet loss" in o.out, o.out)
o = inside("lyk-a", f"ping -6 -c 2 -i 0.2 -s 5000 -W 2 {peer6}")
check("ping6 of 5,000 bytes in fragments", " 0% packet loss" in o.out, o.out)
o = inside("lyk-a", f"traceroute -6 -n -q 1 -w 2 -N 1 {peer6}")
check("traceroute6", "2001:db8:71:1::1" in o.out and "2001:db8:71:12::2" in o.out and peer6 in o.out.splitlines()[-1], o.out)

# page over HTTP
www = f"{state}/www"
os.mkdir(www)
page = web_page(1 << 20)
open(f"{www}/page", "wb").write(page)
background(["ip", "netns", "exec", "lyk-b", "python3", "-m", "http.server", "--bind", "0.0.0.0", "-d", www, "80"])
until(lambda: "LISTEN" in inside("lyk-b", "ss -ltn").out and ":80" in inside("lyk-b", "ss -ltn").out, 5)
o = inside("lyk-a", f"curl -s -S --max-time 30 -o {state}/got http://10.71.2.10/page")
got = open(f"{state}/got", "rb").read() if os.path.exists(f"{state}/got") else b""
check("a megabyte over HTTP arrives as it was", hashlib.sha256(got).digest() == hashlib.sha256(page).digest(), o.out)

# iperf3
background(["ip", "netns", "exec", "lyk-b", "iperf3", "-s"])
until(lambda: ":5201" in inside("lyk-b", "ss -ltn").out, 5)
o = inside("lyk-a", "iperf3 -J -t 3 -c 10.71.2.10")
try:
    tcp = json.loads(o.out)["end"]["sum_received"]["bits_per_second"] / 1e6
except (ValueError, KeyError):
    tcp = 0
check("iperf3 TCP: near the wire's 100 Mbit/s, never above", 40 < tcp <= 100, f"{tcp:.1f} Mbit/s {o.out[-800:] if not tcp else ''}")
o = inside("lyk-a", "iperf3 -J -u -b 10M -t 2 -c 10.71.2.10")
try:
    udp = json.loads(o.out)["end"]["sum"]
    lost, rate = udp["lost_percent"], udp["bits_per_second"] / 1e6
except (ValueError, KeyError):
    lost, rate = 100, 0
check("iperf3 UDP: 10 Mbit/s without loss", lost < 0.5 and rate > 9, f"{rate:.1f} Mbit/s, {lost} % lost")

# path MTU
execute("r1", "configure terminal", "interface g0/1", "ip mtu 1400", "ipv6 mtu 1400")
o = inside("lyk-a", "ping -c 2 -i 0.2 -M do -s 1472 -W 2 10.71.2.10")
check("path MTU: fragmentation needed names 1400", "mtu = 1400" in o.out or "mtu=1400" in o.out, o.out)
inside("lyk-a", "ip route flush cache")
o = inside("lyk-a", "tracepath -n 10.71.2.10")
check("tracepath finds 1400", "pmtu 1400" in o.out, o.out)
o = inside("lyk-a", "ping -c 2 -i 0.2 -M dont -s 1472 -W 2 10.71.2.10")
check("without DF the router fragments", " 0% packet loss" in o.out, o.out)
o = inside("lyk-a", f"ping -6 -c 3 -i 0.2 -M do -s 1452 -W 2 {peer6}")
check("packet too big for IPv6 names 1400", "mtu: 1400" in o.out or "mtu=1400" in o.out or "Packet too big" in o.out, o.out)
o = inside("lyk-a", f"curl -s -S --max-time 30 -o {state}/got2 http://10.71.2.10/page")
check("TCP finds its way through the smaller MTU", open(f"{state}/got2", "rb").read() == page if os.path.exists(f"{state}/got2") else False, o.out)

# neighbours
check("show arp knows the host", any(row.get("address", row.get("protocol_address")) == "10.71.1.10" for row in json_rows("r1", "show arp")),
      execute("r1", "show arp"))
execute("r1", "clear arp-cache")
o = inside("lyk-a", "ping -c 2 -i 0.3 -W 2 10.71.2.10")
check("after clear arp-cache neighbours are found again", "0 received" not in o.out, o.out)
inside("lyk-a", "ip neigh flush all")
o = inside("lyk-a", "ping -c 2 -i 0.3 -W 2 10.71.2.10")
check("after the kernel forgot us it finds us again", " 0% packet loss" in o.out, o.out)
inside("lyk-a", "sysctl -qw net.ipv4.neigh.lyk0.base_reachable_time_ms=1000 net.ipv4.neigh.lyk0.delay_first_probe_time=1")
o = inside("lyk-a", "ping -c 8 -i 0.5 -W 2 10.71.2.10")
st = inside("lyk-a", "ip neigh show 10.71.1.1").out
check("the kernel's unicast probes are answered", "FAILED" not in st and " 0% packet loss" in o.out, st)

# the lab's own view
o = lanyard("exec", "r1", "ping 10.71.1.10")
check("our ping of the kernel", "!!!!" in o.stdout and o.returncode == 0, o.stdout)
o = lanyard("exec", "r2", "traceroute 10.71.1.10", timeout=60)
check("our traceroute to the kernel", "10.71.12.1" in o.stdout and "10.71.1.10" in o.stdout.splitlines()[-1], o.stdout)

capture.send_signal(2)
capture.wait(timeout=10)
tshark_clean("kernel", cap, 100)
names = set(sh(["tshark", "-r", cap, "-T", "fields", "-e", "frame.interface_name"]).out.split())
check("interface names in the capture", {"r1:GigabitEthernet0/1", "r1:GigabitEthernet0/0"} <= names, names)
d = lanyard("down", "kernel")
check("down", d.returncode == 0, d.stderr)
left = sh("ip netns list").out
check("nothing is left on the host", "lyk-a" not in left and "lyk-b" not in left, left)
on_exit(lambda: sh("ip netns del lyk-a; ip netns del lyk-b"))
finish()
