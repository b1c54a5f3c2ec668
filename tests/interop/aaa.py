#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins of a router asked of freeradius, and of a TACACS+ server written by RFC 8907 (libtacacs.py): who may come, what he may, what is told of it."""
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor

from libinterop import LANYARD, ROOT, background, check, execute, finish, inside, need, need_root, private_state, sh, tshark_complaints, until, up

need_root("aaa")
need("aaa", "curl", "freeradius", "ip", "tshark")
state = private_state()
LONG = "a rather long password of 41 characters."

LAB = """
name: aaa
nodes:
  r1:
    kind: router
    config: |
      hostname R1
      enable secret class
      username admin password local
      username spare privilege 15 password spare
      aaa new-model
      aaa group server radius BYRADIUS
       server name R
      ip http server
      ip http authentication aaa login-authentication WEB
      ip http authentication aaa exec-authorization TAC
      aaa authentication login WEB group tacacs+
      aaa authentication login default group BYRADIUS local
      aaa authentication login TAC group tacacs+
      aaa authentication enable default group tacacs+
      aaa authorization exec default group BYRADIUS
      aaa authorization exec TAC group tacacs+
      aaa authorization commands 1 TAC group tacacs+
      aaa authorization commands 15 TAC group tacacs+
      aaa accounting exec default start-stop group radius
      aaa accounting exec TAC start-stop group tacacs+
      aaa accounting commands 15 TAC stop-only group tacacs+
      radius server R
       address ipv4 10.78.0.10 auth-port 1812 acct-port 1813
       key radkey
       timeout 1
      tacacs server T
       address ipv4 10.78.0.10
       key tackey
       timeout 2
      interface GigabitEthernet0/0
       ip address 10.78.0.1 255.255.255.0
      interface GigabitEthernet0/1
       ip address 10.78.1.1 255.255.255.0
      line vty 0
       transport input telnet
      line vty 1 4
       login authentication TAC
       authorization exec TAC
       authorization commands 1 TAC
       authorization commands 15 TAC
       accounting exec TAC
       accounting commands 15 TAC
       access-class TACS in
       transport input telnet
      ip access-list standard TACS
       permit 10.78.1.3
      ip access-list standard RADS
       permit 10.78.1.2
      line vty 0
       access-class RADS in
  r2: {kind: router, config: "hostname R2\\ninterface GigabitEthernet0/0\\n ip address 10.78.1.2 255.255.255.0\\n"}
  r3: {kind: router, config: "hostname R3\\ninterface GigabitEthernet0/0\\n ip address 10.78.1.3 255.255.255.0\\n"}
  sw: {kind: switch}
wires:
  - ["tap:lyaaa0?netns=lyaaa&address=10.78.0.10/24", r1:g0/0]
  - [r1:g0/1, sw:g0/1]
  - [r2:g0/0, sw:g0/2]
  - [r3:g0/0, sw:g0/3]
"""

r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()

# freeradius with a configuration of its own: users in a file, PAP, accounting into a file.
conf = f"{state}/raddb"
os.makedirs(conf)
with open(f"{conf}/users", "w") as f:
    f.write('admin Cleartext-Password := "cisco"\n\tService-Type = NAS-Prompt-User, Cisco-AVPair = "shell:priv-lvl=15", Reply-Message = "Welcome, admin"\n'
            'oper Cleartext-Password := "'+LONG+'"\n\tService-Type = NAS-Prompt-User\n')
with open(f"{conf}/radiusd.conf", "w") as f:
    f.write(f"""
prefix = /usr
logdir = {state}
run_dir = {state}
pidfile = {state}/radiusd.pid
libdir = /usr/lib/freeradius
log {{ destination = files
 file = {state}/radius.log
 auth = yes }}
security {{ allow_vulnerable_openssl = yes }}
client lab {{ ipaddr = 10.78.0.1
 secret = radkey
 require_message_authenticator = yes }}
modules {{
 files {{ filename = {conf}/users }}
 pap {{ }}
 detail {{ filename = {state}/detail }}
}}
server default {{
 listen {{ type = auth
  ipaddr = 10.78.0.10
  port = 1812 }}
 listen {{ type = acct
  ipaddr = 10.78.0.10
  port = 1813 }}
 authorize {{
  files
  pap
 }}
 authenticate {{
  pap
 }}
 accounting {{
  detail
 }}
}}
""")
sh(f"chmod -R go+rX {conf} {state}")
cap = f"{state}/aaa.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "-w", cap])
background(["ip", "netns", "exec", "lyaaa", "freeradius", "-fl", "stdout", "-d", conf, "-D", "/usr/share/freeradius"], stdout=open(f"{state}/fr.out", "w"))
log = f"{state}/tacacs.log"
background(["ip", "netns", "exec", "lyaaa", sys.executable, f"{ROOT}/tests/interop/libtacacs.py", "10.78.0.10", "49", "tackey", log])
up_now = until(lambda: "1812" in inside("lyaaa", "ss -Hlun").out and ":49" in inside("lyaaa", "ss -Hltn").out, 30)
check("the servers are up", up_now, open(f"{state}/fr.out").read()[-2000:])

out = execute("r1", "test aaa group BYRADIUS admin cisco", "test aaa group BYRADIUS admin wrong", "test aaa group tacacs+ admin cisco", "test aaa group tacacs+ oper wrong")
check("test aaa", re.findall("User was successfully|rejected by server|No authoritative", out) == ["User was successfully", "rejected by server"] * 2, out)

page = "curl -sS -m 30 -u {} http://10.78.0.1/level/{}/exec/-/show/privilege"
out = [inside("lyaaa", page.format(who, 15)).out for who in ("admin:cisco", "admin:wrong")]
check("HTTP: lists of TACACS+", "level is 15" in out[0] and "401 Unauthorized" in out[1], out)
execute("r1", "configure terminal", "no ip http authentication aaa login-authentication WEB", "no ip http authentication aaa exec-authorization TAC", "ip http authentication aaa")
out = [inside("lyaaa", page.format(who, 15)).out for who in ("admin:cisco", "admin:wrong", f"'oper:{LONG}'")]
check("HTTP: the default ones of RADIUS, and its level", "level is 15" in out[0] and "401 Unauthorized" in out[1] and "401 Unauthorized" in out[2], out)

with ThreadPoolExecutor() as pool:  # each line waits until the other end is silent
    a = pool.submit(execute, "r2", "telnet 10.78.1.1", "admin", "cisco", "show privilege", "exit", "telnet 10.78.1.1", "oper", LONG, "show privilege", "exit",
                    "telnet 10.78.1.1", "admin", "wrong", "admin", "local")
    b = pool.submit(execute, "r3", "telnet 10.78.1.1", "admin", "cisco", "show privilege", "configure terminal", "interface loopback 5", "end", "reload in 5", "exit")
    c = pool.submit(execute, "r3", "telnet 10.78.1.1", "oper", "oper", "show clock", "enable", "ping 10.78.0.10", "exit", "telnet 10.78.1.1", "otp", "otp", "4711",
                    "show privilege", "exit")
    a, b, c = a.result(), b.result(), c.result()
check("RADIUS: login, shell:priv-lvl, Reply-Message", re.findall(r"level is (\d+)", a) == ["15", "1"] and "Welcome, admin" in a, a)
check("RADIUS: what it refuses, no other method admits", a.count("% Authentication failed") == 2, a)
detail = until(lambda: (os.path.exists(f"{state}/detail") and open(f"{state}/detail").read().count("Acct-Status-Type = Stop") >= 2 and open(f"{state}/detail").read()), 10) or ""
check("RADIUS: accounting", detail.count("Acct-Status-Type = Start") == 2 and 'User-Name = "oper"' in detail and 'Calling-Station-Id = "10.78.1.2"' in detail and "Acct-Session-Time" in detail, detail)
check("TACACS+: login, level, commands", "level is 15" in b and "(config-if)#" in b and b.count("Command authorization failed.") == 1 and "closed by foreign host" in b, b)
check("TACACS+: what somebody may not, and a question of the server's", c.count("Command authorization failed.") == 2 and "Code: " in c and "level is 1" in c, c)
said = open(log).read()
check("TACACS+: accounting", all(re.search(x, said) for x in (
    r"acct start admin task_id=\d+ start_time=\d+ timezone=UTC service=shell", r"acct stop admin .*cmd=configure terminal <cr>", r"acct stop admin .*cmd=interface Loopback5 <cr>",
    r"acct stop admin .*elapsed_time=\d", r"authen oper tty\d 10\.78\.1\.3 service 1", r"author admin service=shell cmd=show cmd-arg=privilege cmd-arg=<cr>")), said)
check("TACACS+: nothing wrong in what we send", "WRONG" not in said, said)
sh(f"kill $(cat {state}/radiusd.pid)") if os.path.exists(f"{state}/radiusd.pid") else None
inside("lyaaa", "ip link set lyaaa0 down")
execute("r1", "configure terminal", "radius-server retransmit 0")
out = execute("r1", "test aaa group BYRADIUS admin cisco", "test aaa group tacacs+ admin cisco")
check("servers that are gone", out.count("No authoritative response from any server.") == 2, out)
show = execute("r1", "show aaa servers", "show tacacs")
check("show aaa servers", re.search(r"Response: accept [4-9]", show) and "Total Packets Sent" in show, show)
capture.terminate()
capture.wait()
for protocol in ("radius", "tacplus"):
    check(f"tshark: {protocol}", not tshark_complaints(cap, protocol), tshark_complaints(cap, protocol))
finish()
