#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Telnet to a router's vty lines from a Linux host: telnet(1) by expect, netmiko; users, passwords, enable, access-class, what a line refuses."""
import os
import re
import subprocess

from libinterop import LANYARD, ROOT, check, execute, finish, inside, lanyard, need, need_root, private_state, skip, up

need_root("telnet")
need("telnet", "ip", "telnet", "expect")
state = private_state()

LAB = """
name: telnet
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      enable secret class
      username admin privilege 15 secret cisco
      username bob password builder
      banner motd ^CKeep out^C
      interface GigabitEthernet0/0
       ip address 10.73.0.1 255.255.255.0
      access-list 10 permit 10.73.0.10
      line vty 0 4
       login local
       transport input telnet
wires:
  - ["tap:lyt0?netns=lyt-a&address=10.73.0.10/24", r1:g0/0]
"""

r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()


def expect(script, seconds=20):
    """What telnet(1) shows while expect(1) types; a pattern that does not come ends it with `MISSED`."""
    text = f"set timeout 5\nlog_user 1\nproc want {{p}} {{ expect -re $p {{}} timeout {{ puts \"MISSED $p\"; exit 1 }} eof {{ puts \"MISSED $p\"; exit 1 }} }}\n"
    text += "spawn ip netns exec lyt-a telnet 10.73.0.1\n" + script + "\nexpect eof\n"
    p = subprocess.run(["expect", "-"], input=text, capture_output=True, text=True, timeout=seconds)
    return p.stdout + p.stderr


LOGIN = 'want "Keep out"\nwant "User Access Verification"\nwant "Username: "\nsend "%s\\r"\nwant "Password: "\nsend "%s\\r"\n'
text = expect(LOGIN % ("admin", "cisco") + r'''
want "r1#"
send "terminal length 10\r"
want "r1#"
send "show running-config\r"
want " --More-- "
send " "
want " --More-- "
send "q"
want "r1#"
send "show ver\t"
want "show version "
send "\r"
want "uptime is"
want " --More-- "
send "q"
want "r1#"
send "sho?"
want "show"
want "r1#sho"
send "\025configure terminal\r"
want {r1\(config\)#}
send "interface lo5\r"
want {r1\(config-if\)#}
send "description x\bby hand\r"
want {r1\(config-if\)#}
send "\032"
want "r1#"
send "show uxers\020\b\b\b\b\b\b"
send "\025show users\r"
want {vty 0 +admin}
want "10.73.0.10"
send "ping 10.73.0.99 repeat 100\r"
want "Sending 100"
send "\036"
want "r1#"
send "exit\r"
''')
check("a session: login, paging, Tab, ?, ^Z, ^U, an interrupted ping", "MISSED" not in text and "Connection closed" in text, text[-1500:])
check("^H took out what was typed", "description by hand" in execute("r1", "show running-config interface lo5"), execute("r1", "show running-config interface lo5"))
check("who configured is logged", "Configured from console by admin on vty0 (10.73.0.10)" in execute("r1", "show logging"), execute("r1", "show logging | include SYS-5"))
text = expect(LOGIN % ("bob", "builder") + 'want "r1>"\nsend "enable\\r"\nwant "Password: "\nsend "wrong\\r"\nwant "Password: "\nsend "class\\r"\nwant "r1#"\nsend "exit\\r"\n')
check("a user without privilege enables with the secret", "MISSED" not in text, text)
text = expect((LOGIN % ("admin", "wrong")) + 'want "Login invalid"\nwant "Username: "\nsend "nobody\\r"\nwant "Password: "\nsend "x\\r"\nwant "Login invalid"\nwant "Username: "\nsend "\\r"\nwant "Username: "\nsend "bob\\r"\nwant "Password: "\nsend "x\\r"\nwant "Login invalid"\n')
check("three wrong answers end it", "MISSED" not in text and "Connection closed" in text, text)
text = expect('want "Username: "\nsend "\\003"\n')
check("^C is no way in", "Connection closed" in text and "r1>" not in text and "r1#" not in text, text)

lanyard("configure", "r1", "-", input="line vty 0 4\n login\n")
check("login without a password is refused", "Password required, but none set" in expect(""), expect(""))
lanyard("configure", "r1", "-", input="line vty 0 4\n password vtypw\n")
text = expect('want "Password: "\nsend "vtypw\\r"\nwant "r1>"\nsend "exit\\r"\n')
check("the line's password", "MISSED" not in text and "Username" not in text, text)
lanyard("configure", "r1", "-", input="no enable secret\n")
text = expect('want "Password: "\nsend "vtypw\\r"\nwant "r1>"\nsend "enable\\r"\nwant "No password set"\nwant "r1>"\nsend "exit\\r"\n')
check("over the network nobody enables without a secret", "MISSED" not in text, text)
lanyard("configure", "r1", "-", input="line vty 0 4\n access-class 11 in\naccess-list 11 deny 10.73.0.10\n")
check("access-class refuses", "refused" in expect(""), expect(""))
lanyard("configure", "r1", "-", input="line vty 0 4\n access-class 10 in\n login local\n")
lanyard("configure", "r1", "-", input="line vty 0 4\n exec-timeout 0 1\n")
text = expect(LOGIN % ("admin", "cisco") + 'want "r1#"\nexpect eof\n')
check("an idle session is closed", "Connection closed" in text, text)
lanyard("configure", "r1", "-", input="line vty 0 4\n no exec-timeout\n transport input none\n")
check("transport input none: nobody listens", "refused" in expect(""), expect(""))
lanyard("configure", "r1", "-", input="line vty 0 4\n transport input telnet\nenable secret class\n")

NETMIKO = """
from netmiko import ConnectHandler
d = ConnectHandler(device_type="cisco_ios_telnet", host="10.73.0.1", username="bob", password="builder", secret="class")
d.enable()
print("PROMPT", d.find_prompt())
print(d.send_command("show ip interface brief"))
print(d.send_config_set(["interface Loopback7", "description " + "a long line " * 15, "ip address 192.0.2.7 255.255.255.255"]))
print("SAVED", d.save_config())
print("RUN", d.send_command("show running-config interface Loopback7"))
d.disconnect()
"""
if os.path.exists("/usr/lib/python3/dist-packages/netmiko"):
    with open(f"{state}/nm.py", "w") as f:
        f.write(NETMIKO)
    r = inside("lyt-a", f"/usr/bin/python3 {state}/nm.py", timeout=120)
    check("netmiko: prompt, show", "PROMPT r1#" in r.out and re.search(r"GigabitEthernet0/0 +10.73.0.1", r.out), r.out)
    check("netmiko: send_config_set with a long line", r.out.count("a long line a long line") >= 2 and "192.0.2.7" in r.out.split("RUN")[-1], r.out)
    check("netmiko: save_config", "[OK]" in r.out, r.out)
else:
    skip("netmiko", "no python3-netmiko on this machine")
check("the engine is well", "r1" in execute("r1", "show version"))
# Our own client in the editor of a telnet session and in the console: keys to the other end, Ctrl-^ x, RETURN resumes.
INNER = r"""
send "telnet 10.73.0.1\r"
want "Username: "
send "bob\r"
want "Password: "
send "builder\r"
want "r1>"
send "show us\t"
want "show users "
send "\r"
want {vty [0-9] +bob}
want "Mode +Idle"
want "r1>"
send "\036x"
want "\r\nr1(#|>)"
send "show sessions\r"
want {\*  1 10.73.0.1}
send "\r"
want {Resuming connection 1 to 10.73.0.1}
send "exit\r"
want "closed by foreign host"
"""
lanyard("configure", "r1", "-", input="access-list 10 permit 10.73.0.1\n")
text = expect(LOGIN % ("admin", "cisco") + 'want "r1#"\n' + INNER + 'send "exit\\r"\n')
check("a telnet session within a telnet session", "MISSED" not in text, text)
text = subprocess.run(["expect", "-"], input="set timeout 5\nproc want {p} { expect -re $p {} timeout { puts \"MISSED $p\"; exit 1 } eof { puts \"MISSED $p\"; exit 1 } }\n"
                      f"spawn {LANYARD} console r1\nwant \"r1>\"\n" + INNER + 'send "exit\\r"\nexpect eof\n', capture_output=True, text=True, timeout=40).stdout
check("a telnet session in the console", "MISSED" not in text, text)
finish()
