#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A layer-3 switch's routed port with the kernel and FRR's ospfd: adjacency, routes both ways, forwarding between the port and a VLAN, the port made a
switch port and back; tshark reads what we say."""
import os

from libinterop import Frr, LANYARD, background, check, finish, inside, json_rows, lanyard, need, need_frr, need_root, private_state, tshark_clean, until, up

need_root("routed_ports")
need("routed_ports", "ip", "tshark", "ping")
need_frr("routed_ports", "ospfd")
state = private_state()
os.chmod(state, 0o755)
NS = "lyrouted"
ROUTED = """interface GigabitEthernet0/1
 no switchport
 ip address 10.74.1.1 255.255.255.0
 ip ospf network point-to-point
 ip ospf hello-interval 1
 ip ospf dead-interval 4
"""
LAB = f"""
name: routed-ports
nodes:
  s1:
    kind: switch
    ports: 4
    config: |
      ip routing
      vlan 10
      interface GigabitEthernet0/2
       switchport access vlan 10
       switchport mode access
       spanning-tree portfast
      interface Vlan10
       ip address 10.74.2.1 255.255.255.0
      {ROUTED.replace(chr(10), chr(10) + "      ").rstrip()}
      router ospf 1
       network 10.74.0.0 0.0.255.255 area 0
  pc1: {{kind: host, address: 10.74.2.10/24, gateway: 10.74.2.1}}
wires:
  - [pc1, s1:g0/2]
  - ["tap:lyrt0?netns={NS}", s1:g0/1]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/routed.pcapng"
capture = background([LANYARD, "capture", "s1:g0/1", "-w", cap])
inside(NS, "sysctl -qw net.ipv4.ip_forward=1")
inside(NS, "ip link set lo up")
inside(NS, "ip link set lyrt0 up")
inside(NS, "ip addr add 10.74.1.2/24 dev lyrt0")
inside(NS, "ip addr add 10.74.9.9/32 dev lo")
check("the kernel reaches the routed port", until(lambda: inside(NS, "ping -c 1 -W 1 10.74.1.1").returncode == 0, 20))
frr = Frr(state, NS, """interface lyrt0
 ip ospf network point-to-point
 ip ospf hello-interval 1
 ip ospf dead-interval 4
router ospf
 ospf router-id 10.74.9.9
 network 10.74.0.0/16 area 0
""", "zebra", "ospfd")


def full():
    return [n["interface"] for n in json_rows("s1", "show ip ospf neighbor") if n["state"] == "FULL"]


frr.start()
check("adjacent to FRR over the routed port", until(lambda: full() == ["GigabitEthernet0/1"], 60), full())
check("FRR's host route is ours", until(lambda: "10.74.9.9" in lanyard("exec", "s1", "show ip route ospf").stdout, 30))
check("the VLAN's route is the kernel's", until(lambda: "10.74.2.0/24" in inside(NS, "ip route show proto ospf").out, 30), inside(NS, "ip route").out)
check("from the VLAN to FRR", until(lambda: lanyard("exec", "pc1", "ping 10.74.9.9 repeat 3").returncode == 0, 20))
check("and back", inside(NS, "ping -c 3 -i 0.2 -W 2 -I 10.74.9.9 10.74.2.10").returncode == 0)
lanyard("configure", "s1", "-", input="interface GigabitEthernet0/1\n switchport\n")
check("a switch port speaks no OSPF", not full(), full())
check("and answers nobody", inside(NS, "ping -c 1 -W 1 10.74.1.1").returncode != 0)
lanyard("configure", "s1", "-", input=ROUTED)
check("adjacent again", until(lambda: full() == ["GigabitEthernet0/1"], 60), full())
check("packets pass again", until(lambda: lanyard("exec", "pc1", "ping 10.74.9.9 repeat 3").returncode == 0, 20))
capture.terminate()
capture.wait(10)
tshark_clean("what passed the port", cap)
check("down", lanyard("down").returncode == 0)
finish()
