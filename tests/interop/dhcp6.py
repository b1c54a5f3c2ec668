#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""DHCPv6 with programs that others wrote: our server gives dhclient an address and dhcpcd prefixes; our client gets an address from dnsmasq, and, through our relay,
address and prefix from kea; the kernel takes name servers' advertisements as they are."""
import json
import os
import re
import shutil

from libinterop import LANYARD, background, check, execute, finish, inside, need, need_root, private_state, skip, tshark_clean, until, up

need_root("dhcp6")
need("dhcp6", "ip")
state = private_state()
r = up("""
name: dhcp6
nodes:
  srv:
    kind: router
    config: |
      ipv6 unicast-routing
      ipv6 dhcp pool LAN
       address prefix 2001:db8:61::/64 lifetime 3600 1800
       prefix-delegation pool HOMES
       dns-server 2001:db8:61::53
       domain-name lan.example
       information refresh 0 2
      ipv6 local pool HOMES 2001:db8:d000::/40 48
      interface GigabitEthernet0/0
       ipv6 address 2001:db8:61::1/64
       ipv6 nd managed-config-flag
       ipv6 nd ra dns server 2001:db8:61::53
       ipv6 nd ra dns search list lan.example
       ipv6 dhcp server LAN rapid-commit preference 9
      interface GigabitEthernet0/1
       ipv6 enable
       ipv6 address dhcp
      interface GigabitEthernet0/2
       ipv6 address 2001:db8:63::1/64
      interface GigabitEthernet0/3
       ipv6 address 2001:db8:64::1/64
       ipv6 nd managed-config-flag
       ipv6 dhcp relay destination 2001:db8:63::2
  cpe:
    kind: router
    config: |
      ipv6 unicast-routing
      interface GigabitEthernet0/0
       ipv6 enable
       ipv6 address dhcp
       ipv6 dhcp client pd HOME
      interface GigabitEthernet0/1
       ipv6 address HOME ::1:0:0:0:1/64
wires:
  - [srv:g0/0, "tap:d6l?netns=d6-lan"]
  - [srv:g0/1, "tap:d6m?netns=d6-mas"]
  - [srv:g0/2, "tap:d6k?netns=d6-kea"]
  - [srv:g0/3, cpe:g0/0]
""")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
cap = background([LANYARD, "capture", "srv:g0/0", "srv:g0/1", "srv:g0/2", "srv:g0/3", "-w", f"{state}/dhcp6.pcapng"])
for ns, dev, addr in (("d6-lan", "d6l", None), ("d6-mas", "d6m", "2001:db8:62::2/64"), ("d6-kea", "d6k", "2001:db8:63::2/64")):
    inside(ns, f"sysctl -qw net.ipv6.conf.{dev}.accept_dad=0 net.ipv6.conf.{dev}.accept_ra=0")
    inside(ns, f"ip link set {dev} up")
    if addr:
        inside(ns, f"ip addr add {addr} dev {dev} nodad")
until(lambda: "fe80" in inside("d6-lan", "ip -6 addr show dev d6l scope link -tentative").out, 10)
inside("d6-kea", "ip -6 route add default via 2001:db8:63::1")

if shutil.which("dnsmasq"):
    background(["ip", "netns", "exec", "d6-mas", "dnsmasq", "-k", "-C", "/dev/null", "--port=0", f"--dhcp-leasefile={state}/mas.leases", "--interface=d6m",
                "--dhcp-range=2001:db8:62::100,2001:db8:62::1ff,64,600", "--dhcp-option=option6:dns-server,[2001:db8:62::2]", "--dhcp-option=option6:domain-search,mas.example"])

kea = shutil.which("kea-dhcp6")
if kea:
    conf = {"Dhcp6": {"interfaces-config": {"interfaces": ["d6k/2001:db8:63::2"]}, "lease-database": {"type": "memfile", "persist": False}, "server-id": {"type": "LL", "persist": False},
                      "valid-lifetime": 4000, "preferred-lifetime": 3000, "renew-timer": 1000, "rebind-timer": 2000,
                      "option-data": [{"name": "dns-servers", "data": "2001:db8:63::53"}],
                      "subnet6": [{"subnet": "2001:db8:64::/64", "pools": [{"pool": "2001:db8:64::1000 - 2001:db8:64::1fff"}],
                                   "pd-pools": [{"prefix": "2001:db8:e000::", "prefix-len": 40, "delegated-len": 56}]}],
                      "loggers": [{"name": "kea-dhcp6", "severity": os.environ.get("KEA_DEBUG", "WARN"), "debuglevel": 99, "output_options": [{"output": f"{state}/kea.log"}]}]}}
    with open(f"{state}/kea.json", "w") as f:
        json.dump(conf, f)
    background(["ip", "netns", "exec", "d6-kea", kea, "-c", f"{state}/kea.json"], env=dict(os.environ, KEA_PIDFILE_DIR=state, KEA_LOCKFILE_DIR=state, KEA_LOGGER_DESTINATION="stderr"), stdout=open(f"{state}/kea.out", "w"))

# our server
if shutil.which("dhclient"):
    out = inside("d6-lan", f"dhclient -6 -1 -v -sf /bin/true -lf {state}/leases6 -pf {state}/dhclient6.pid d6l", timeout=60).out
    text = open(f"{state}/leases6").read()
    check("dhclient gets an address from our server", re.search(r"iaaddr 2001:db8:61:0?:?[0-9a-f:]+ \{", text) and "lan.example" in text, out + text)
    check("and what the server says of its life", "preferred-life 1800" in text and "max-life 3600" in text and "renew 900" in text and "rebind 1440" in text, text)
    out = execute("srv", "show ipv6 dhcp binding")
    check("it is bound", "IA NA: IA ID" in out and "    Address: 2001:DB8:61:" in out, out)
    out = inside("d6-lan", f"dhclient -6 -r -v -sf /bin/true -lf {state}/leases6 -pf {state}/dhclient6.pid d6l", timeout=60).out
    check("and given back", until(lambda: "Address:" not in execute("srv", "show ipv6 dhcp binding"), 10), out)
else:
    skip("dhclient", "not on this machine")
dhcpcd = shutil.which("dhcpcd")
if dhcpcd:
    with open(f"{state}/dhcpcd.conf", "w") as f:
        f.write("ipv6only\nnoipv6rs\nduid\nscript /bin/true\noption rapid_commit\noption dhcp6_name_servers\ninterface d6l\n ipv6rs\n ia_na 1\n ia_pd 2\n")
    background(["ip", "netns", "exec", "d6-lan", dhcpcd, "-B", "-d", "-f", f"{state}/dhcpcd.conf", "d6l"], stdout=open(f"{state}/dhcpcd.log", "w"))
    ok = until(lambda: "IA PD: IA ID 0x00000002" in execute("srv", "show ipv6 dhcp binding"), 40, 0.5)
    check("dhcpcd gets a prefix from our server", ok, open(f"{state}/dhcpcd.log").read() + execute("srv", "show ipv6 dhcp binding", "show ipv6 dhcp statistics"))
    out = execute("srv", "show ipv6 route static")
    check("the way to it is known", re.search(r"^S   2001:DB8:D000::/48 \[1/0\]\n +via FE80::", out, re.M), out)
else:
    skip("dhcpcd", "not on this machine")
if shutil.which("rdisc6"):
    out = inside("d6-lan", "rdisc6 -1 -w 5000 d6l").out
    check("rdisc6 reads name server and domain in our advertisement", "2001:db8:61::53" in out and "lan.example" in out and "600 (0x" in out, out)

# our client
if shutil.which("dnsmasq"):
    ok = until(lambda: "Address: 2001:DB8:62::1" in execute("srv", "show ipv6 dhcp interface g0/1"), 40, 0.5)
    out = execute("srv", "show ipv6 dhcp interface g0/1")
    check("our client gets an address from dnsmasq", ok and "Domain name: mas.example" in out and "DNS server: 2001:DB8:62::2" in out, out)
    execute("srv", "clear ipv6 dhcp client g0/1")
    ok = until(lambda: "Address: 2001:DB8:62::1" in execute("srv", "show ipv6 dhcp interface g0/1"), 20, 0.5)
    check("gives it back, and asks again", ok and "RELEASE" in execute("srv", "show ipv6 dhcp statistics"), execute("srv", "show ipv6 dhcp statistics"))
    # a link that comes back: Confirm
    execute("srv", "configure terminal", "interface g0/1", "shutdown", "no shutdown", "end")
    ok = until(lambda: re.search(r"^CONFIRM +[1-9]", execute("srv", "show ipv6 dhcp statistics"), re.M), 20, 0.5)
    check("after a cut it asks whether its address is still right", ok and until(lambda: "Address State is OPEN" in execute("srv", "show ipv6 dhcp interface g0/1"), 15, 0.5),
          execute("srv", "show ipv6 dhcp statistics", "show ipv6 dhcp interface g0/1"))
else:
    skip("dnsmasq", "not on this machine")
if kea:
    ok = until(lambda: "Prefix: 2001:DB8:E000:" in execute("cpe", "show ipv6 dhcp interface"), 60, 0.5)
    out = execute("cpe", "show ipv6 dhcp interface", "show ipv6 general-prefix", "show ipv6 interface brief")
    check("our client gets address and prefix from kea through our relay", ok and "Address: 2001:DB8:64::1" in out and "acquired via DHCP PD" in out
          and re.search(r"^    2001:DB8:E000:.*1::1$|^    2001:DB8:E000:1::1$", out, re.M), out + open(f"{state}/kea.log").read())
    out = execute("srv", "show ipv6 dhcp relay binding", "show ipv6 route static")
    check("and the relay knows the way", re.search(r"^S   2001:DB8:E000:.*/56 ", out, re.M) and "IAPD bindings = 1" in out, out)
else:
    skip("kea", "not on this machine")
cap.terminate()
cap.wait()
if shutil.which("tshark"):
    tshark_clean("dhcp6", f"{state}/dhcp6.pcapng", 12)
finish()
