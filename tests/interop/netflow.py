#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""NetFlow versions 5 and 9 and IPFIX with nfdump's collector: what it has written down is what went through, to the packet and the octet; tshark finds nothing malformed."""
import os
import re
import signal

import libinterop
from libinterop import background, check, execute, finish, inside, need, need_root, private_state, sh, tshark_clean, until, up

need_root("netflow")
need("netflow", "ip", "nfcapd", "nfdump", "tshark", "curl")
state = private_state()
r = up("""
name: netflow
nodes:
  r1:
    kind: router
    config: |
      ipv6 unicast-routing
      ip flow-cache timeout inactive 10
      ip flow-export source GigabitEthernet0/1
      ip flow-export destination 10.94.2.2 2055
      flow record SIX
       match ipv6 protocol
       match ipv6 source address
       match ipv6 destination address
       match transport source-port
       match transport destination-port
       match interface input
       collect interface output
       collect counter bytes long
       collect counter packets long
       collect timestamp absolute first
       collect timestamp absolute last
      flow exporter X
       destination 10.94.2.2
       transport udp 4739
       export-protocol ipfix
       option interface-table
       option exporter-stats
       option sampler-table
      flow exporter N
       destination 10.94.2.2
       transport udp 2056
       option interface-table
       option exporter-stats
       option sampler-table
      flow monitor M6
       exporter X
       exporter N
       cache timeout inactive 3
       record SIX
      sampler HALF
       mode deterministic 1 out-of 2
      interface GigabitEthernet0/0
       ip address 10.94.1.1 255.255.255.0
       ip flow ingress
       ipv6 address 2001:DB8:94:1::1/64
       ipv6 flow monitor M6 input
      interface GigabitEthernet0/1
       ip address 10.94.2.1 255.255.255.0
       ipv6 address 2001:DB8:94:2::1/64
wires:
  - [r1:g0/0, "tap:nfl0?netns=nfl-a&address=10.94.1.2/24&gateway=10.94.1.1"]
  - [r1:g0/1, "tap:nfl1?netns=nfl-b&address=10.94.2.2/24&gateway=10.94.2.1"]
""")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
for ns, tap, k, far in (("nfl-a", "nfl0", 1, 2), ("nfl-b", "nfl1", 2, 1)):
    inside(ns, f"ip addr add 2001:db8:94:{k}::2/64 dev {tap} nodad")
    inside(ns, f"ip -6 route add 2001:db8:94:{far}::/64 via 2001:db8:94:{k}::1")
collectors = []
for port in (2055, 2056, 4739):
    os.mkdir(f"{state}/{port}")
    collectors.append(background(["ip", "netns", "exec", "nfl-b", "nfcapd", "-w", f"{state}/{port}", "-p", str(port), "-t", "3600"]))
until(lambda: all(f":{p}" in inside("nfl-b", "ss -lun").out for p in (2055, 2056, 4739)), 15)
capture = background([libinterop.LANYARD, "capture", "r1:g0/1", "-w", f"{state}/flow.pcapng", "-f", "udp port 2055 or udp port 2056 or udp port 4739"])
until(lambda: os.path.exists(f"{state}/flow.pcapng"), 10)
until(lambda: " 0% packet loss" in inside("nfl-b", "ping -c1 -W1 10.94.2.1").out, 15)
background(["ip", "netns", "exec", "nfl-b", "python3", "-m", "http.server", "80", "--directory", state])
until(lambda: ":80 " in inside("nfl-b", "ss -ltn").out, 15)
check("a ping goes through", " 0% packet loss" in inside("nfl-a", "ping -c5 -i0.1 -s100 10.94.2.2").out)
check("and one of IPv6", " 0% packet loss" in inside("nfl-a", "ping -c4 -i0.1 -s100 2001:db8:94:2::2").out)
inside("nfl-a", "curl -s -o /dev/null http://10.94.2.2/")
check("flows are over, and told", until(lambda: "  0 active" in execute("r1", "show ip cache flow") and re.search(r"entries: +0\n", execute("r1", "show flow monitor M6 statistics")), 30, 0.5),
      execute("r1", "show ip cache flow", "show flow monitor M6 cache"))
execute("r1", "configure terminal", "ip flow-export version 5")
inside("nfl-a", "curl -s -o /dev/null --local-port 5055 http://10.94.2.2/")
check("by version 5 too", until(lambda: "  0 active" in execute("r1", "show ip cache flow"), 30, 0.5), execute("r1", "show ip cache flow", "show ip flow export"))
until(lambda: "5055" in sh(f"tshark -r {state}/flow.pcapng -Y 'cflow.version == 5' -T fields -e cflow.srcport").out, 10, 0.5)
for c in collectors:
    c.send_signal(signal.SIGTERM)
for c in collectors:
    c.wait()


def flows(port, what):
    return sh(f"nfdump -q -o 'fmt:%pr %sap %dap %in %out %pkt %byt %flg' -R {state}/{port} '{what}'").out


text = flows(2055, "proto icmp and dst ip 10.94.2.2")
check("nfcapd has the ping by version 9, exactly", re.search(r"^\s*ICMP\s+10\.94\.1\.2:0\s+10\.94\.2\.2:\S+\s+1\s+2\s+5\s+640\b", text, re.M), text)
text = flows(2055, "proto tcp")
check("and the connection, with its flags", re.search(r"TCP\s+10\.94\.1\.2:\d+\s+10\.94\.2\.2:80\s+1\s+2\s+\d+\s+\d+\s+\.\.\.AP\.SF", text), text)
text = flows(2055, "src port 5055 or dst port 5055")
check("nfcapd has a connection by version 5", re.search(r"TCP\s+10\.94\.1\.2:5055\s+10\.94\.2\.2:80\s+1\s+2\s+\d+\s+\d+\s+\.\.\.AP\.SF", text), text)
for port, name in ((2056, "version 9"), (4739, "IPFIX")):
    text = flows(port, "proto icmp6 and dst ip 2001:db8:94:2::2 and packets > 3")
    check(f"the ping of IPv6 by {name}, exactly", re.search(r"2001:db8:94:1::2.0\s+2001:db8:94:2::2.\S+\s+\d+\s+\d+\s+4\s+592\b", text), text or flows(port, "any"))
lost = sh(f"nfdump -R {state}/2055 -I; nfdump -R {state}/4739 -I").out
check("no message is missing by its numbers", not re.search(r"Sequence failures: [1-9]", lost), lost)
os.killpg(capture.pid, signal.SIGINT)
capture.wait()
tshark_clean("tshark finds nothing malformed", f"{state}/flow.pcapng", 5)
finish()
