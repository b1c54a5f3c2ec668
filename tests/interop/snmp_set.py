#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Net-SNMP's snmpset in versions 1, 2c and 3: what it sets stands in the running configuration and has its effect, what is refused it is told of by name; tshark reads the answers."""
import os
import signal
import time

import libinterop
from libinterop import background, check, finish, inside, json_rows, lanyard, need, need_root, private_state, tshark_clean, until, up

need_root("snmp_set")
need("snmp_set", "ip", "snmpget", "snmpset", "tshark")
state = private_state()
r = up("""
name: snmpset
nodes:
  r1:
    kind: router
    config: |
      hostname core
      access-list 8 permit 10.99.1.77
      snmp-server engineID local 80000009030200AABBCC02
      snmp-server view V 1.3.6.1.2.1.1 included
      snmp-server view V 1.3.6.1.2.1.1.5 excluded
      snmp-server group W v3 priv write V
      snmp-server group R v3 noauth
      snmp-server community public RO
      snmp-server community private RW
      snmp-server community small view V RW
      snmp-server community far RW 8
      snmp-server user admin W v3 auth sha authpass1 priv aes 128 privpass1
      snmp-server user guest R v3
      interface GigabitEthernet0/0
       ip address 10.99.1.1 255.255.255.0
      interface GigabitEthernet0/1
       ip address 10.99.2.1 255.255.255.0
wires:
  - [r1:g0/0, "tap:sst0?netns=sst-a&address=10.99.1.2/24"]
  - [r1:g0/1, "tap:sst1?netns=sst-b&address=10.99.2.2/24"]
""")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
os.environ["SNMP_PERSISTENT_DIR"] = f"{state}/snmp"
until(lambda: " 0% packet loss" in inside("sst-a", "ping -c1 -W1 10.99.1.1").out, 15)
until(lambda: " 0% packet loss" in inside("sst-b", "ping -c1 -W1 10.99.2.1").out, 15)
capture = background([libinterop.LANYARD, "capture", "r1:g0/0", "-w", f"{state}/set.pcapng"])
until(lambda: os.path.exists(f"{state}/set.pcapng"), 10)
SYSTEM, ALIAS, ADMIN = "1.3.6.1.2.1.1", "1.3.6.1.2.1.31.1.1.1.18", "1.3.6.1.2.1.2.2.1.7"
ADMIN3 = "-v3 -u admin -l authPriv -a SHA -A authpass1 -x AES -X privpass1"


def snmp(program, how, what):
    return inside("sst-a", f"{program} -r1 -t5 -m '' -On {how} 10.99.1.1 {what}").out


def put(how, what):
    return snmp("snmpset", how, what)


def running():
    return lanyard("exec", "r1", "show running-config").stdout


out = put("-v2c -c private", f"{SYSTEM}.4.0 s 'noc@lab.example' {SYSTEM}.6.0 s 'rack 3, below'")
check("version 2c sets two at once", '.1.3.6.1.2.1.1.6.0 = STRING: "rack 3, below"' in out, out)
check("and the configuration has them", "snmp-server contact noc@lab.example" in running() and "snmp-server location rack 3, below" in running(), running())
out = put("-v1 -c private", f"{SYSTEM}.5.0 s edge")
check("version 1 sets the name", '"edge"' in out and "hostname edge" in running(), out)
check("which is what is read", '"edge"' in snmp("snmpget", "-v2c -c public", f"{SYSTEM}.5.0"))
check("the log says by whom", "%SYS-5-CONFIG_I: Configured from 10.99.1.2 by snmp" in lanyard("exec", "r1", "show logging").stdout)
out = put(ADMIN3, f"{SYSTEM}.4.0 s someone")
check("version 3 with a view for writing", "someone" in out and "contact someone" in running(), out)
put("-v2c -c private", f"{ALIAS}.2 s 'to the attic' {ADMIN}.2 i 2")
check("a port is shut", " description to the attic\n" in running() and "administratively down" in lanyard("exec", "r1", "show interfaces GigabitEthernet0/1").stdout, running())
check("so that nobody gets through", " 0% packet loss" not in inside("sst-b", "ping -c1 -W1 10.99.2.1").out)
put("-v2c -c private", f"{ADMIN}.2 i 1 {ALIAS}.2 s ''")
check("and opened", bool(until(lambda: " 0% packet loss" in inside("sst-b", "ping -c1 -W1 10.99.2.1").out, 15)) and "description" not in running(), running())
put("-v2c -c private", "1.3.6.1.2.1.4.1.0 i 2")
check("forwarding ends", "no ip routing" in running())
put("-v2c -c private", "1.3.6.1.2.1.4.1.0 i 1")
check("and begins", "no ip routing" not in running())
before = running()
for name, how, what, want in (
        ("a community for reading", "-v2c -c public", f"{SYSTEM}.4.0 s x", "noAccess"), ("in version 1", "-v1 -c public", f"{SYSTEM}.4.0 s x", "noSuchName"),
        ("a view without the object", "-v2c -c small", f"{SYSTEM}.4.0 s x {SYSTEM}.5.0 s x", "noAccess"), ("in version 3", ADMIN3, f"{SYSTEM}.5.0 s x", "noAccess"),
        ("a group without a view for writing", "-v3 -u guest -l noAuthNoPriv", f"{SYSTEM}.4.0 s x", "authorizationError"),
        ("an access list", "-v2c -c far", f"{SYSTEM}.4.0 s x", "Timeout"), ("what cannot be set", "-v2c -c private", f"{SYSTEM}.1.0 s x", "notWritable"),
        ("a wrong type", "-v2c -c private", f"{SYSTEM}.4.0 i 1", "wrongType"), ("a text too long", "-v2c -c private", f"{ALIAS}.2 s {'x' * 65}", "wrongLength"),
        ("a name that is none", "-v2c -c private", f"{SYSTEM}.5.0 s 'a b'", "wrongValue"), ("the same in version 1", "-v1 -c private", f"{SYSTEM}.5.0 s 'a b'", "badValue"),
        ("no such interface", "-v2c -c private", f"{ADMIN}.99 i 1", "noCreation"), ("an old serial number", "-v2c -c private", "1.3.6.1.6.3.1.1.6.1.0 i 1", "inconsistentValue"),
        ("all because of one", "-v2c -c private", f"{SYSTEM}.4.0 s x {ADMIN}.2 i 2 {ADMIN}.2 i 7", "wrongValue")):
    out = put(how, what)
    check(f"refused: {name}", want in out, out)


def settings(text):
    return [x for x in text.splitlines() if not x.startswith("!")]


check("and nothing of it is there", settings(running()) == settings(before), running())
serial = snmp("snmpget", "-v2c -c public -Ovq", "1.3.6.1.6.3.1.1.6.1.0").strip()
check("the serial number as it is", "Error" not in put("-v2c -c private", f"1.3.6.1.6.3.1.1.6.1.0 i {serial} {SYSTEM}.4.0 s last") and "contact last" in running())
count = json_rows("r1", "show snmp")[0]
check("the counters say so", count["sets"] == 21 and count["altered"] == 12 and count["no_such_names"] == 1 and count["bad_values"] == 1, count)
time.sleep(0.5)
os.kill(capture.pid, signal.SIGINT)
capture.wait()
tshark_clean("snmp", f"{state}/set.pcapng", 40)
finish()
