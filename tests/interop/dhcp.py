#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""DHCP with programs that others wrote: dnsmasq serves our client and, through our relay, udhcpc; our server serves udhcpc and dhclient."""
import os
import re
import shutil
import sys

from libinterop import background, check, execute, finish, inside, lanyard, need, need_root, private_state, skip, tshark_clean, until, up

need_root("dhcp")
need("dhcp", "ip")
state = private_state()
r = up("""
name: dhcp
nodes:
  srv:
    kind: router
    config: |
      ip dhcp excluded-address 10.96.1.1 10.96.1.9
      ip dhcp ping timeout 100
      ip dhcp pool LAN
       network 10.96.1.0 255.255.255.0
       default-router 10.96.1.1
       dns-server 10.96.1.2 10.96.1.3
       domain-name lan.example
       lease 0 2
      interface GigabitEthernet0/0
       ip address 10.96.1.1 255.255.255.0
      interface GigabitEthernet0/1
       ip address 10.96.2.1 255.255.255.0
       ip helper-address 10.96.3.2
      interface GigabitEthernet0/2
       ip address 10.96.3.1 255.255.255.0
  pc: {kind: host, address: dhcp}
  sw: {kind: switch, ports: 4}
wires:
  - [srv:g0/0, "tap:dhl?netns=dhc-lan"]
  - [srv:g0/1, "tap:dhr?netns=dhc-far"]
  - [srv:g0/2, sw:g0/1]
  - [pc, sw:g0/2]
  - [sw:g0/3, "tap:dhs?netns=dhc-srv&address=10.96.3.2/24&gateway=10.96.3.1"]
""")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
cap = background([os.environ.get("LANYARD", "build/lanyard"), "capture", "srv:g0/0", "srv:g0/1", "srv:g0/2", "-w", f"{state}/dhcp.pcapng"])
for ns, dev in (("dhc-lan", "dhl"), ("dhc-far", "dhr")):
    inside(ns, f"ip link set {dev} up")
script = f"{state}/udhcpc.sh"
with open(script, "w") as f:
    f.write('#!/bin/sh\n[ "$1" = bound ] && { ip addr add $ip/$mask dev $interface; echo "bound $ip $mask $router $dns $domain $lease $serverid"; }\nexit 0\n')
os.chmod(script, 0o755)
out = ""
if shutil.which("busybox"):
    out = inside("dhc-lan", f"busybox udhcpc -i dhl -f -q -n -t 8 -s {script}", timeout=60).out
    check("udhcpc gets an address from our server", re.search(r"bound 10\.96\.1\.10 (255\.255\.255\.0|24) 10\.96\.1\.1 10\.96\.1\.2 10\.96\.1\.3 lan\.example 7200 10\.96\.1\.1", out), out)
    out = execute("srv", "show ip dhcp binding")
    check("it is bound", re.search(r"^10\.96\.1\.10 .*Automatic", out, re.M), out)
    out = inside("dhc-lan", "ping -c1 -W2 10.96.1.1").out
    check("and it works", " 0% packet loss" in out, out)
else:
    skip("udhcpc", "no busybox")
if shutil.which("dhclient"):
    inside("dhc-lan", "ip addr flush dev dhl")
    out = inside("dhc-lan", f"dhclient -4 -1 -v -sf /bin/true -lf {state}/leases -pf {state}/dhclient.pid dhl", timeout=60).out
    check("dhclient gets one, too", re.search(r"bound to 10\.96\.1\.1\d", out), out)
    out = inside("dhc-lan", f"dhclient -4 -r -v -sf /bin/true -lf {state}/leases -pf {state}/dhclient.pid dhl", timeout=60).out
else:
    skip("dhclient", "not on this machine")
if shutil.which("dnsmasq"):
    background(["ip", "netns", "exec", "dhc-srv", "dnsmasq", "-k", "-C", "/dev/null", "--port=0", "--no-ping", "--log-dhcp", f"--dhcp-leasefile={state}/dnsmasq.leases",
                "--dhcp-range=10.96.3.50,10.96.3.90,255.255.255.0,1h", "--dhcp-range=10.96.2.50,10.96.2.90,255.255.255.0,1h",
                "--dhcp-option=tag:dhs,option:router,10.96.3.1", "--interface=dhs", "--dhcp-authoritative"])
    ok = until(lambda: re.search(r"10\.96\.3\.\d+ +YES DHCP", execute("pc", "show ip interface brief")), 40, 1)
    check("our client gets an address from dnsmasq", ok, execute("pc", "show dhcp lease", "show logging"))
    out = execute("pc", "show dhcp lease")
    check("and shows its lease", "state: 3 Bound" in out and "Lease: 3600 secs" in out, out)
    lanyard("exec", "pc", "renew dhcp eth0")
    check("it renews", until(lambda: "state: 3 Bound" in execute("pc", "show dhcp lease"), 5), execute("pc", "show dhcp lease"))
    if shutil.which("busybox"):
        out = inside("dhc-far", f"busybox udhcpc -i dhr -f -q -n -t 8 -s {script}", timeout=60).out
        check("udhcpc gets one from dnsmasq through our relay", re.search(r"bound 10\.96\.2\.\d+ ", out), out)
else:
    skip("dnsmasq", "not on this machine")
cap.terminate()
cap.wait()
if shutil.which("tshark"):
    tshark_clean("dhcp", f"{state}/dhcp.pcapng", 8)
finish()
