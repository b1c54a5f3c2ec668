#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Linux's tunnels (a guest with Debian's kernel) with ours: GRE, with key and checksums, IP in IP, IPv6 in IPv4; GRE and both families
in IPv6, with the encapsulation limit that Linux adds and without; ping and TCP through them both ways, fragments, our keepalives."""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, f"{HERE}/../interop", f"{HERE}/.."]
import libguest as guest
from libinterop import LANYARD, background, check, execute, finish, lanyard, need, private_state, skip, tshark_clean, up

need("tunnel", "tshark")

LAB = """
name: guest-tunnel
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      ipv6 unicast-routing
      service tcp-small-servers
      interface Tunnel0
       ip address 172.31.0.1 255.255.255.252
       ipv6 address 2001:db8:30::1/64
       keepalive 1 3
       tunnel source GigabitEthernet0/0
       tunnel destination 10.9.0.2
      interface Tunnel1
       ip address 172.31.1.1 255.255.255.252
       tunnel source GigabitEthernet0/0
       tunnel destination 10.9.0.2
       tunnel key 77
       tunnel checksum
       tunnel path-mtu-discovery
      interface Tunnel2
       ip address 172.31.2.1 255.255.255.252
       ip mtu 1500
       tunnel source GigabitEthernet0/0
       tunnel mode ipip
       tunnel destination 10.9.0.2
      interface Tunnel3
       ipv6 address 2001:db8:33::1/64
       tunnel source GigabitEthernet0/0
       tunnel mode ipv6ip
       tunnel destination 10.9.0.2
      interface Tunnel4
       ip address 172.31.4.1 255.255.255.252
       ipv6 address 2001:db8:34::1/64
       tunnel source GigabitEthernet0/0
       tunnel mode gre ipv6
       tunnel destination 2001:db8:9::2
       tunnel key 99
      interface Tunnel5
       ip address 172.31.5.1 255.255.255.252
       ipv6 address 2001:db8:35::1/64
       tunnel source GigabitEthernet0/0
       tunnel mode ipv6
       tunnel destination 2001:db8:9::2
      interface Tunnel6
       ip address 172.31.6.1 255.255.255.252
       ipv6 address 2001:db8:36::1/64
       tunnel source GigabitEthernet0/0
       tunnel mode gre ipv6
       tunnel destination 2001:db8:9::3
      interface GigabitEthernet0/0
       ip address 10.9.0.1 255.255.255.0
       ipv6 address 2001:db8:9::1/64
      interface GigabitEthernet0/1
       ip address 10.9.1.1 255.255.255.0
  pc1: {kind: host, address: 10.9.1.10/24, gateway: 10.9.1.1}
wires:
  - [r1:g0/0, "stream:unix:%s/guest.sock?listen"]
  - [r1:g0/1, pc1]
"""

SCRIPT = """
ip link set lo up
ip link set eth0 up
for f in /proc/sys/net/ipv6/conf/*/accept_dad; do echo 0 > $f; done
for f in /proc/sys/net/ipv6/conf/*/accept_ra; do echo 0 > $f; done
ip addr add 10.9.0.2/24 dev eth0
for f in /proc/sys/net/ipv4/conf/*/accept_local; do echo 1 > $f; done
for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 > $f; done
echo 1 > /proc/sys/net/ipv4/ip_forward
ip tunnel add t0 mode gre remote 10.9.0.1 local 10.9.0.2 ttl 64
ip tunnel add t1 mode gre remote 10.9.0.1 local 10.9.0.2 key 77 csum ttl 64
ip tunnel add t2 mode ipip remote 10.9.0.1 local 10.9.0.2 ttl 64
ip tunnel add t3 mode sit remote 10.9.0.1 local 10.9.0.2 ttl 64
for t in 0 1 2 3; do echo 1 > /proc/sys/net/ipv4/conf/t$t/accept_local; echo 0 > /proc/sys/net/ipv4/conf/t$t/rp_filter; ip link set t$t up; done
for t in 0 1 2; do ip addr add 172.31.$t.2/30 dev t$t; done
ip -6 addr add 2001:db8:9::2/64 dev eth0
ip -6 addr add 2001:db8:9::3/64 dev eth0
tunnel6 t4 gre 2001:db8:9::2 2001:db8:9::1 99
tunnel6 t5 ip6 2001:db8:9::2 2001:db8:9::1
tunnel6 t6 gre 2001:db8:9::3 2001:db8:9::1 0 limit
for t in 4 5 6; do
	echo 1 > /proc/sys/net/ipv4/conf/t$t/accept_local; echo 0 > /proc/sys/net/ipv4/conf/t$t/rp_filter; ip link set t$t up
	ip addr add 172.31.$t.2/30 dev t$t
	ip -6 addr add 2001:db8:3$t::2/64 dev t$t
done
ip -6 addr add 2001:db8:30::2/64 dev t0
ip -6 addr add 2001:db8:33::2/64 dev t3
for i in $(seq 30); do ping -c 1 -W 1 172.31.0.1 > /dev/null && break; done
for t in 0 1 2 4 5 6; do
	ping -c 3 -i 0.2 -w 15 172.31.$t.1 | sed "s/^/PING$t /"
	ping -c 3 -i 0.2 -w 15 -s 3000 172.31.$t.1 | sed "s/^/LONG$t /"
done
for t in 0 3 4 5 6; do ping6 -c 3 -i 0.2 -w 15 2001:db8:3$t::1 | sed "s/^/SIX$t /"; done
ip route add 10.9.1.0/24 via 172.31.1.1
ping -c 3 -i 0.2 -w 15 10.9.1.10 | sed 's/^/THROUGH /'
dd if=/dev/zero of=/tmp/data bs=1k count=256 2>/dev/null
echo TCP $( (cat /tmp/data; sleep 1) | nc -w 20 172.31.0.1 7 | wc -c)
echo GUEST-READY
sleep 20
ip link set t0 down
echo GUEST-SILENT
sleep 5
cat /proc/net/dev | sed 's/^/DEV /'
"""


def main():
    d = private_state()
    with tempfile.TemporaryDirectory(dir="/tmp") as tmp:
        r = up(LAB % tmp)
        if not check("up", r.returncode == 0, r.stderr):
            finish()
        cap, seen = f"{d}/tunnel.pcapng", {}
        capture = background([LANYARD, "capture", "r1:g0/0", "-w", cap])

        def line(text, _process):
            if text.startswith("GUEST-READY"):
                seen["up"] = execute("r1", "show interfaces Tunnel0")
                seen["ping"] = [lanyard("exec", "r1", f"ping 172.31.{t}.2 repeat 3 size {size}").stdout for t in (0, 1, 2, 4, 5, 6) for size in (100, 1500, 4000)]
                seen["six"] = [lanyard("exec", "r1", f"ping 2001:db8:{t}::2 repeat 3").stdout for t in (30, 33, 34, 35, 36)]
            elif text.startswith("GUEST-SILENT"):
                seen["silent"] = [execute("r1", "ping 10.9.0.77 repeat 4 timeout 1", "show interfaces Tunnel0")]

        try:
            guest.kernel()
            net = ["-netdev", f"stream,id=n0,server=off,addr.type=unix,addr.path={tmp}/guest.sock", "-device", "e1000,netdev=n0"]
            program = f"{tmp}/tunnel6"
            subprocess.run([os.environ.get("CC", "gcc"), "-O2", "-static", "-o", program, f"{HERE}/tunnel6.c"], check=True)
            out = guest.boot(SCRIPT, net, modules=("e1000", "ipv6", "ip_gre", "ipip", "sit", "ip6_gre", "ip6_tunnel"), on_line=line, programs=[program])
        except guest.Missing as e:
            skip("tunnel", e)
            finish()
        tail = out[-3500:]
        for t, what in ((0, "GRE"), (1, "GRE with key and checksum"), (2, "IP in IP"), (4, "GRE with key in IPv6"), (5, "IP in IPv6"), (6, "GRE in IPv6 with a limit")):
            check(f"{what}: the kernel's pings", f"PING{t} 3 packets transmitted, 3 packets received" in out, tail)
            check(f"{what}: longer than the tunnel", f"LONG{t} 3 packets transmitted, 3 packets received" in out, tail)
        for t, what in ((0, "GRE"), (3, "IPv4"), (4, "GRE with key in IPv6"), (5, "IPv6"), (6, "GRE in IPv6 with a limit")):
            check(f"IPv6 in {what}: the kernel's pings", f"SIX{t} 3 packets transmitted, 3 packets received" in out, tail)
        check("through our router and its tunnel", "THROUGH 3 packets transmitted, 3 packets received" in out, tail)
        check("TCP echoed whole", "TCP 262144" in out, tail)
        check("our pings, short and long", all("100 percent" in p for p in seen.get("ping", [""])), seen.get("ping"))
        check("our pings of IPv6", all("100 percent" in p for p in seen.get("six", [""])), seen.get("six"))
        check("the kernel sends our keepalives back", "line protocol is up" in seen.get("up", ""), seen.get("up"))
        check("its tunnel shut, they are missed", "line protocol is down" in "".join(seen.get("silent", "")), seen.get("silent"))
        os.killpg(capture.pid, 2)
        capture.wait()
        tshark_clean("tunnel", cap, min_frames=100)
        finish()


main()
