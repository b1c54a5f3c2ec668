#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""SNMP with Net-SNMP: walks in versions 2c and 3, both digests and both ciphers, what is refused, traps and informs as snmptrapd takes them; tshark reads what we send."""
import os
import re
import signal
import time

import libinterop
from libinterop import background, check, finish, inside, json_rows, lanyard, need, need_root, private_state, tshark_clean, tshark_complaints, until, up

need_root("snmp")
need("snmp", "ip", "snmpwalk", "snmpbulkwalk", "snmpget", "snmpset", "snmptrapd", "tshark")
state = private_state()
r = up("""
name: snmp
nodes:
  r1:
    kind: router
    config: |
      hostname core
      access-list 8 permit 10.97.1.77
      snmp-server engineID local 80000009030200AABBCC01
      snmp-server group G v3 priv read V
      snmp-server group N v3 noauth
      snmp-server view V 1.3.6.1.2.1.1 included
      snmp-server view V 1.3.6.1.2.1.1.5 excluded
      snmp-server community public ro
      snmp-server community secret ro 8
      snmp-server community small view V ro
      snmp-server location the rack
      snmp-server contact noc@lab.example
      snmp-server enable traps
      snmp-server host 10.97.1.2 version 2c tellme
      snmp-server host 10.97.1.2 informs version 2c asks
      snmp-server host 10.97.1.2 version 3 priv admin
      snmp-server user admin G v3 auth sha authpass1 priv aes 128 privpass1
      snmp-server user old G v3 auth md5 authpass2 priv des privpass2
      snmp-server user guest N v3
      interface GigabitEthernet0/0
       ip address 10.97.1.1 255.255.255.0
       ipv6 address 2001:DB8:97::1/64
      interface Loopback0
       description a loop
       ip address 10.97.9.1 255.255.255.255
      ip route 10.98.0.0 255.255.0.0 10.97.1.2
  sw1:
    kind: switch
    config: |
      vlan 10
       name users
      snmp-server community public
      interface GigabitEthernet0/1
       spanning-tree portfast
      interface Vlan1
       ip address 10.97.2.1 255.255.255.0
       no shutdown
wires:
  - [r1:g0/0, "tap:snm0?netns=snm-a&address=10.97.1.2/24"]
  - [sw1:g0/1, "tap:snm1?netns=snm-b&address=10.97.2.2/24"]
""")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
with open(f"{state}/trapd.conf", "w") as f:
    f.write("disableAuthorization yes\ncreateUser -e 0x80000009030200AABBCC01 admin SHA authpass1 AES privpass1\n")
os.environ["SNMP_PERSISTENT_DIR"] = f"{state}/snmp"
log = open(f"{state}/traps", "w")
background(["ip", "netns", "exec", "snm-a", "snmptrapd", "-f", "-Lo", "-On", "-C", "-c", f"{state}/trapd.conf", "-m", "", "udp:162"], stdout=log)
until(lambda: ":162" in inside("snm-a", "ss -lun").out, 15)
until(lambda: " 0% packet loss" in inside("snm-a", "ping -c1 -W1 10.97.1.1").out, 15)
capture = background([libinterop.LANYARD, "capture", "r1:g0/0", "-w", f"{state}/snmp.pcapng"])
until(lambda: os.path.exists(f"{state}/snmp.pcapng"), 10)
SYSTEM = "1.3.6.1.2.1.1"
SHA = "-v3 -u admin -l authPriv -a SHA -A authpass1 -x AES -X privpass1"


def ask(program, how, what, ns="snm-a", host="10.97.1.1"):
    return inside(ns, f"{program} -r2 -t2 -m '' -On {how} {host} {what}").out


walk = ask("snmpwalk", "-v2c -c public", "1")
bulk = ask("snmpbulkwalk", "-Cr40 -v2c -c public", "1")
names = [x.split(" = ")[0] for x in walk.splitlines()]
check("a walk goes through everything, in order, once", len(names) > 300 and len(set(names)) >= len(names) - 1 and "OID not increasing" not in walk, walk[-300:])
check("GetBulk finds the same", names == [x.split(" = ")[0] for x in bulk.splitlines()], len(names))
first = ask("snmpwalk", "-v1 -c public", "1")
narrow = [x.split(" = ")[0] for x in walk.splitlines() if "Counter64" not in x and "No more variables" not in x]
check("version 1 walks through all but counters of 64 bits", [x.split(" = ")[0] for x in first.splitlines() if x.startswith(".") and " = " in x] == narrow, first[-300:])
check("and is told what is not there", "noSuchName" in ask("snmpget", "-v1 -c public", "1.3.6.1.2.1.31.1.1.1.6.1"))
inside("snm-a", "ip addr add 2001:db8:97::2/64 dev snm0 nodad")
check("the agent answers over IPv6", '"core"' in (until(lambda: (lambda x: '"core"' in x and x)(ask("snmpget", "-v2c -c public", f"{SYSTEM}.5.0", host="udp6:[2001:db8:97::1]")), 15) or ""))
for text in ('.1.3.6.1.2.1.1.5.0 = STRING: "core"', '.1.3.6.1.2.1.2.2.1.2.1 = STRING: "GigabitEthernet0/0"', '.1.3.6.1.2.1.31.1.1.1.18.6 = STRING: "a loop"',
             ".1.3.6.1.2.1.31.1.1.1.6.1 = Counter64:", ".1.3.6.1.2.1.4.20.1.3.10.97.1.1 = IpAddress: 255.255.255.0",
             ".1.3.6.1.2.1.4.24.4.1.7.10.98.0.0.255.255.0.0.0.10.97.1.2 = INTEGER: 3", ".1.3.6.1.2.1.4.22.1.3.1.10.97.1.2 = IpAddress: 10.97.1.2",
             ".1.3.6.1.2.1.4.34.1.5.2.16.32.1.13.184.0.151.0.0.0.0.0.0.0.0.0.1 = OID: .1.3.6.1.2.1.4.32.1.5.1.2.16.32.1.13.184.0.151.0.0.0.0.0.0.0.0.0.0.64",
             ".1.3.6.1.2.1.4.24.7.1.9.1.4.10.98.0.0.16.2.0.0.1.4.10.97.1.2 = INTEGER: 3", ".1.3.6.1.2.1.4.35.1.7.1.1.4.10.97.1.2 = INTEGER:",
             '.1.3.6.1.2.1.47.1.1.1.1.7.2 = STRING: "GigabitEthernet0/0"'):
    check(f"there is {text}", text in walk)
before = int(re.search(r"31.1.1.1.6.1 = Counter64: (\d+)", walk)[1])
inside("snm-a", "ping -c5 -i0.1 -s1000 10.97.1.1")
after = int(re.search(r"Counter64: (\d+)", ask("snmpget", "-v2c -c public", "1.3.6.1.2.1.31.1.1.1.6.1"))[1])
check("counters count", after - before >= 5 * 1042, after - before)
check("another's community gets nothing", "Timeout" in inside("snm-a", f"snmpget -r0 -t1 -m '' -v2c -c secret 10.97.1.1 {SYSTEM}.5.0").out)
check("a community for reading sets nothing", "noAccess" in ask("snmpset", "-v2c -c public", f"{SYSTEM}.5.0 s other"))
for name, how in (("SHA and AES", SHA), ("MD5 and DES", "-v3 -u old -l authPriv -a MD5 -A authpass2 -x DES -X privpass2"), ("a community's view", "-v2c -c small")):
    out = ask("snmpwalk", how, "1")
    check(f"{name}: what the view shows, no more", "noc@lab.example" in out and "core" not in out and ".2.2.1" not in out, out)
check("a user without a password", '"core"' in ask("snmpwalk", "-v3 -u guest -l noAuthNoPriv", SYSTEM))
check("a wrong password", "Authentication failure" in ask("snmpget", SHA.replace("authpass1", "wrongpass"), f"{SYSTEM}.1.0"))
check("a level too low", "authorizationError" in ask("snmpget", "-v3 -u admin -l authNoPriv -a SHA -A authpass1", f"{SYSTEM}.1.0"))
check("an unknown user", "Unknown user name" in ask("snmpget", "-v3 -u nobody -l noAuthNoPriv", f"{SYSTEM}.1.0"))
lanyard("configure", "r1", "-", input="interface Loopback0\n shutdown\n")
lanyard("exec", "r1", "configure terminal", "interface Loopback0", "no shutdown", "end")


def traps():
    with open(f"{state}/traps") as t:
        return t.read()


LINKDOWN, CONFIG = ".1.3.6.1.6.3.1.1.5.3", ".1.3.6.1.4.1.9.9.43.2.0.1"
until(lambda: traps().count("OID: " + LINKDOWN) >= 3 and CONFIG in traps(), 15)
text = traps()
check("snmptrapd takes the trap, the inform, and the one of version 3", text.count("OID: " + LINKDOWN) == 3, text)
check("with the interface's name", text.count('"Loopback0"') >= 3, text)
check("and hears of the configuration", CONFIG in text, text)
answered = until(lambda: (lambda n: n["informs"] > 0 and not n["informs_waiting"] and not n["informs_dropped"])(json_rows("r1", "show snmp")[0]), 5)
check("the inform is answered", answered, json_rows("r1", "show snmp"))
until(lambda: " 0% packet loss" in inside("snm-b", "ping -c1 -W1 10.97.2.1").out, 60)
out = ask("snmpwalk", "-v2c -c public", "1.3.6.1.2.1.17", "snm-b", "10.97.2.1")
mac = inside("snm-b", "cat /sys/class/net/snm1/address").out.strip()
index = ".".join(str(int(x, 16)) for x in mac.split(":"))
check("the switch knows where our address is", f".1.3.6.1.2.1.17.4.3.1.2.{index} = INTEGER: 1" in out and f".1.3.6.1.2.1.17.7.1.2.2.1.2.1.{index} = INTEGER: 1" in out, out)
check("and its VLANs", '.1.3.6.1.2.1.17.7.1.4.3.1.1.10 = STRING: "users"' in out, out)
time.sleep(0.5)
os.kill(capture.pid, signal.SIGINT)
capture.wait()
tshark_clean("snmp", f"{state}/snmp.pcapng", 100)
said = [x for x in tshark_complaints(f"{state}/snmp.pcapng", "snmp && ip.src == 10.97.1.1") if not re.search("endOfMibView|noSuch(Object|Instance)$", x)]
check("nor anything to complain of in SNMP", not said, said[:3])
finish()
