#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""DHCP snooping between dnsmasq and BusyBox's udhcpc: option 82 reaches the server and not the client, the lease becomes a binding, a second dnsmasq on an
untrusted port gets nowhere; a station with a lease pings, one with a made-up address does not; tshark reads what we send."""
import os

from libinterop import LANYARD, background, check, finish, inside, json_rows, lanyard, need, need_root, private_state, sh, tshark_clean, until, up

need_root("dhcp_snooping")
need("dhcp_snooping", "ip", "tshark", "ping", "dnsmasq", "busybox")
state = private_state()
SERVER, CLIENT, THIEF = "ds-server", "ds-client", "ds-thief"
r = up(f"""
name: dhcp-snooping
nodes:
  s1:
    kind: switch
    ports: 4
    config: |
      spanning-tree portfast default
      vlan 10
      interface range GigabitEthernet0/1 - 3
       switchport mode access
       switchport access vlan 10
      exit
      interface GigabitEthernet0/1
       ip dhcp snooping trust
       ip arp inspection trust
      interface GigabitEthernet0/2
       ip verify source
      ip dhcp snooping vlan 10
      ip dhcp snooping
      ip arp inspection vlan 10
wires:
  - ["tap:lydsa?netns={SERVER}&address=10.73.0.1/24", s1:g0/1]
  - ["tap:lydsb?netns={CLIENT}", s1:g0/2]
  - ["tap:lydsc?netns={THIEF}&address=10.73.0.1/24", s1:g0/3]
""")
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/dhcp.pcapng"
capture = background([LANYARD, "capture", "s1:g0/1", "s1:g0/2", "s1:g0/3", "-w", cap])
until(lambda: os.path.exists(cap) and os.path.getsize(cap), 10)  # it is armed
script = f"{state}/udhcpc.sh"
with open(script, "w") as f:
    f.write('#!/bin/sh\nif [ "$1" = bound ]; then ip addr flush dev $interface; ip addr add $ip/24 dev $interface; fi\n')
sh(["chmod", "755", script])


def server(ns, dev, first, last):
    log = open(f"{state}/{ns}.log", "w")
    background(["ip", "netns", "exec", ns, "dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--user=root", "--port=0", "--dhcp-authoritative",
                f"--interface={dev}", "--bind-dynamic", f"--dhcp-range={first},{last},120", "--no-ping", f"--dhcp-leasefile={state}/{ns}.leases",
                "--log-dhcp", "--pid-file="], stdout=log)
    return f"{state}/{ns}.log"


server(THIEF, "lydsc", "10.73.0.200", "10.73.0.210")
log = server(SERVER, "lydsa", "10.73.0.50", "10.73.0.60")
inside(CLIENT, "ip link set lydsb up")
until(lambda: "DHCP" in open(log).read(), 10)
p = inside(CLIENT, f"busybox udhcpc -i lydsb -n -q -f -t 10 -T 1 -s {script}", timeout=40)
check("a lease from the trusted server", p.returncode == 0 and ("10.73.0.5" in p.out or "10.73.0.60" in p.out), p.out)
address = inside(CLIENT, "ip -4 -o addr show lydsb").out
check("and the client has the address", " 10.73.0.5" in address or " 10.73.0.6" in address, address)
rows = json_rows("s1", "show ip dhcp snooping binding")
mac = inside(CLIENT, "cat /sys/class/net/lydsb/address").out.strip()
check("the binding is the client's", len(rows) == 1 and rows[0]["interface"] == "GigabitEthernet0/2" and rows[0]["vlan"] == 10
      and rows[0]["mac_address"].replace(".", "") == mac.replace(":", "") and 60 < int(rows[0]["lease"]) <= 120, rows)
check("the other server was not heard", "DHCPOFFER" not in open(f"{state}/{THIEF}.log").read(), "")
p = inside(CLIENT, "ping -c 2 -i 0.3 -W 2 10.73.0.1")
check("ping with the lease", p.returncode == 0, p.out)
inside(CLIENT, "ip addr flush dev lydsb")
inside(CLIENT, "ip addr add 10.73.0.99/24 dev lydsb")
p = inside(CLIENT, "ping -c 1 -W 1 10.73.0.1")
check("no ping with an address of one's own making", p.returncode != 0, p.out)
drops = lanyard("exec", "s1", "show ip arp inspection statistics").stdout
check("which ARP inspection saw", any(int(x["dhcp_drops"]) > 0 for x in json_rows("s1", "show ip arp inspection statistics")), drops)
seen = lambda what: sh(["tshark", "-r", cap, "-Y", what, "-T", "fields", "-e", "frame.interface_name", "-e", "dhcp.option.agent_information_option.agent_circuit_id"]).out
until(lambda: "Gi" in seen("dhcp") or "g0/" in seen("dhcp"), 15, 0.5)
where = seen("dhcp.option.type == 82")
check("option 82 on the server's side alone, with VLAN and port", "0004000a0002" in where.replace(":", "") and "0/2" not in where, where)
tshark_clean("tshark: nothing malformed", cap, 6)
finish()
