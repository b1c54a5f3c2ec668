#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services of a router with programs that others wrote, in a namespace beside it: rsyslog takes our log lines."""
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
      interface GigabitEthernet0/0
       ip address 10.95.1.1 255.255.255.0
wires:
  - [r1:g0/0, "tap:svc0?netns=svc-a&address=10.95.1.2/24"]
""")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
until(lambda: " 0% packet loss" in inside("svc-a", "ping -c1 -W1 10.95.1.1").out, 15)
if shutil.which("rsyslogd"):
    with open(f"{state}/rsyslog.conf", "w") as f:
        f.write(f'module(load="imudp")\ninput(type="imudp" port="514")\ntemplate(name="t" type="string" string="%syslogfacility-text% %syslogseverity% %rawmsg%\\n")\n'
                f'*.* action(type="omfile" file="{state}/log" template="t")\n')
    background(["ip", "netns", "exec", "svc-a", "rsyslogd", "-n", "-f", f"{state}/rsyslog.conf", "-i", f"{state}/rsyslog.pid"])
    until(lambda: ":514" in inside("svc-a", "ss -lun").out)

    def logged():
        lanyard("configure", "r1", "-", input="interface Loopback7\n")
        lanyard("exec", "r1", "configure terminal", "no interface Loopback7", "end")
        return os.path.exists(f"{state}/log") and open(f"{state}/log").read()
    text = until(logged, 15, 1) or ""
    check("rsyslog takes our lines, facility and severity as we meant", re.search(r"^local7 5 <189>\d+: .*%(SYS-5-CONFIG_I|LINEPROTO-5-UPDOWN): ", text, re.M), text)
else:
    skip("rsyslog", "no rsyslogd on this machine")
finish()
