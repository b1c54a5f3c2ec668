#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services of a router with programs that others wrote, in a namespace beside it: rsyslog takes our log lines; chrony gives the time, and takes it."""
import os
import re
import shutil

from libinterop import background, check, execute, finish, inside, lanyard, need, need_root, private_state, skip, until, up

need_root("services")
need("services", "ip")
state = private_state()
r = up("""
name: services
nodes:
  r1:
    kind: router
    config: |
      hostname core
      logging host 10.95.1.2
      logging host ipv6 2001:DB8:95::2
      ntp server 10.95.1.2 iburst
      interface GigabitEthernet0/0
       ip address 10.95.1.1 255.255.255.0
       ipv6 address 2001:DB8:95::1/64
  r2:
    kind: router
    config: |
      ntp master 3
      interface GigabitEthernet0/0
       ip address 10.95.2.1 255.255.255.0
       ipv6 address 2001:DB8:952::1/64
wires:
  - [r2:g0/0, "tap:svc1?netns=svc-b&address=10.95.2.2/24"]
  - [r1:g0/0, "tap:svc0?netns=svc-a&address=10.95.1.2/24"]
""")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
until(lambda: " 0% packet loss" in inside("svc-a", "ping -c1 -W1 10.95.1.1").out, 15)
if shutil.which("rsyslogd"):
    inside("svc-a", "ip addr add 2001:db8:95::2/64 dev svc0 nodad")
    with open(f"{state}/rsyslog.conf", "w") as f:
        f.write(f'module(load="imudp")\ninput(type="imudp" port="514")\ntemplate(name="t" type="string" string="%syslogfacility-text% %syslogseverity% %rawmsg%\\n")\ntemplate(name="f" type="string" string="from %fromhost-ip%\\n")\n'
                f'*.* action(type="omfile" file="{state}/log" template="t")\n*.* action(type="omfile" file="{state}/from" template="f")\n')
    background(["ip", "netns", "exec", "svc-a", "rsyslogd", "-n", "-f", f"{state}/rsyslog.conf", "-i", f"{state}/rsyslog.pid"])
    until(lambda: ":514" in inside("svc-a", "ss -lun").out)

    def logged():
        lanyard("configure", "r1", "-", input="interface Loopback7\n")
        lanyard("exec", "r1", "configure terminal", "no interface Loopback7", "end")
        return os.path.exists(f"{state}/log") and open(f"{state}/log").read()
    text = until(logged, 15, 1) or ""
    check("rsyslog takes our lines, facility and severity as we meant", re.search(r"^local7 5 <189>\d+: .*%(SYS-5-CONFIG_I|LINEPROTO-5-UPDOWN): ", text, re.M), text)
    senders = until(lambda: logged() and (lambda x: "from 2001:db8:95::1\n" in x and "from 10.95.1.1\n" in x and x)(open(f"{state}/from").read()), 15, 1)
    check("by IPv4 and by IPv6", senders, os.path.exists(f"{state}/from") and open(f"{state}/from").read())
else:
    skip("rsyslog", "no rsyslogd on this machine")
if shutil.which("chronyd"):
    with open(f"{state}/chrony.conf", "w") as f:
        f.write(f"local stratum 5\nallow all\nport 123\nbindcmdaddress {state}/chronyd.sock\npidfile {state}/chronyd.pid\ncmdport 0\n")
    background(["ip", "netns", "exec", "svc-a", "chronyd", "-d", "-x", "-u", "root", "-f", f"{state}/chrony.conf"])
    ok = until(lambda: "synchronized, stratum 6, reference is 10.95.1.2" in execute("r1", "show ntp status").replace("unsync", "no"), 40, 1)
    check("we follow chrony", ok, execute("r1", "show ntp status", "show ntp associations"))
    off = re.search(r"clock offset is (-?)(\d+)\.", execute("r1", "show ntp status"))
    check("and are near it", off and int(off[2]) < 500, off and off[0])
    until(lambda: " 0% packet loss" in inside("svc-b", "ping -c1 -W1 10.95.2.1").out, 15)
    out = inside("svc-b", "timeout 30 chronyd -Q -t 20 -u root -f /dev/null 'server 10.95.2.1 iburst'", timeout=40).out
    lanyard("configure", "r1", "-", input="no ntp server 10.95.1.2\nntp server 2001:DB8:95::2 iburst\n")
    inside("svc-b", "ip addr add 2001:db8:952::2/64 dev svc1 nodad")
    out6 = inside("svc-b", "timeout 30 chronyd -Q -t 20 -u root -f /dev/null 'server 2001:db8:952::1 iburst'", timeout=40).out
    check("and over IPv6", re.search(r"System clock wrong by -?\d+\.\d+ seconds", out6), out6)
    check("we follow chrony over IPv6", until(lambda: "*~2001:DB8:95::2 " in execute("r1", "show ntp associations"), 40, 1), execute("r1", "show ntp associations"))
    check("chrony takes the time from our master", re.search(r"System clock wrong by -?\d+\.\d+ seconds", out), out)
else:
    skip("chrony", "no chronyd on this machine")
finish()
