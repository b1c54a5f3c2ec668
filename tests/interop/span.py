#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mirror whose destination is a tap: tcpdump there sees what passes the source ports, as it is on their wires; tshark finds nothing wrong in it."""
import time

from libinterop import background, check, finish, inside, lanyard, need, need_root, private_state, tshark_clean, until, up

need_root("span")
need("span", "ip", "tcpdump", "tshark", "ping")
state = private_state()
NS = "lyspan"
LAB = f"""
name: span
nodes:
  s1:
    kind: switch
    ports: 6
    config: |
      spanning-tree mode rapid-pvst
      vlan 10
      interface range GigabitEthernet0/1 - 2
       switchport access vlan 10
       switchport mode access
       spanning-tree portfast
      interface GigabitEthernet0/3
       switchport mode trunk
      monitor session 1 source interface GigabitEthernet0/1
      monitor session 1 destination interface GigabitEthernet0/5
      monitor session 2 source interface GigabitEthernet0/3
      monitor session 2 filter vlan 10
      monitor session 2 destination interface GigabitEthernet0/6 encapsulation replicate
  s2:
    kind: switch
    ports: 4
    config: |
      spanning-tree mode rapid-pvst
      vlan 10
      interface GigabitEthernet0/1
       switchport access vlan 10
       switchport mode access
       spanning-tree portfast
      interface GigabitEthernet0/3
       switchport mode trunk
  pc1: {{kind: host, address: 10.75.0.1/24}}
  pc2: {{kind: host, address: 10.75.0.2/24}}
wires:
  - [pc1, s1:g0/1]
  - ["s1:g0/3", "s2:g0/3"]
  - [pc2, s2:g0/1]
  - ["tap:lysp0?netns={NS}", s1:g0/5]
  - ["tap:lysp1?netns={NS}", s1:g0/6]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
for dev in ("lysp0", "lysp1"):
    inside(NS, f"sysctl -qw net.ipv6.conf.{dev}.disable_ipv6=1")
    inside(NS, f"ip link set {dev} up promisc on")
check("pc1 reaches pc2", until(lambda: lanyard("exec", "pc1", "ping 10.75.0.2 repeat 1").returncode == 0, 40))
caps = {dev: f"{state}/{dev}.pcap" for dev in ("lysp0", "lysp1")}
dumps = [background(["ip", "netns", "exec", NS, "tcpdump", "-U", "-n", "-i", dev, "-w", path, "-Z", "root"]) for dev, path in caps.items()]


def lines(dev, what):
    return inside(NS, f"tcpdump -n -e -r {caps[dev]} '{what}' 2>/dev/null").out.splitlines()


until(lambda: all(inside(NS, f"test -s {p}").returncode == 0 for p in caps.values()), 10)
time.sleep(0.5)
lanyard("exec", "pc1", "ping 10.75.0.2 repeat 20 size 300")
check("tcpdump sees each request and each answer once", until(lambda: len(lines("lysp0", "icmp")) == 40, 10), len(lines("lysp0", "icmp")))
check("without a tag", not lines("lysp0", "vlan"))
check("with the tag of the trunk where that is asked for", until(lambda: len(lines("lysp1", "vlan 10 and icmp")) == 40, 10), len(lines("lysp1", "vlan 10 and icmp")))
check("nothing of other VLANs", all("vlan 10" in x for x in lines("lysp1", "")), lines("lysp1", "")[:5])
inside(NS, "ip addr add 10.75.0.9/24 dev lysp0")
check("what the sniffer says is not heard", inside(NS, "ping -c 2 -i 0.2 -W 1 10.75.0.1").returncode != 0)
lanyard("configure", "s1", "-", input="no monitor session 1\n")
seen = len(lines("lysp0", "icmp"))
lanyard("exec", "pc1", "ping 10.75.0.2 repeat 5")
time.sleep(0.3)
check("no session, no copies", len(lines("lysp0", "icmp and host 10.75.0.2")) == 40, (seen, len(lines("lysp0", "icmp"))))
for d in dumps:
    d.terminate()
    d.wait(10)
for dev, path in caps.items():
    tshark_clean(f"copies on {dev}", path)
check("down", lanyard("down").returncode == 0)
finish()
