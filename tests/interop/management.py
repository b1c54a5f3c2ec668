#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`management: {telnet: …}`: netmiko and plain sockets on an address of this machine, without privileges in the lab; lines run out, noise, slow readers, power, the
engine's death, an address that is taken."""
import json
import os
import re
import signal
import socket
import subprocess

from libinterop import check, execute, finish, free_port, lanyard, private_state, sh, skip, until, up

state = private_state()

PORT, PORT_SW, PORT_PC = free_port(), free_port(), free_port()
LINES = """
      enable secret class
      username oper password opensesame
      line vty 0 15
       login local
       transport input telnet"""
LAB = f"""
name: manage
nodes:
  r1:
    kind: router
    management: {{telnet: "127.0.0.1:{PORT}"}}
    config: |{LINES}
  sw1:
    kind: switch
    management: {{telnet: "127.0.0.1:{PORT_SW}"}}
    config: |{LINES}
  pc1:
    kind: host
    address: 10.97.2.2/24
    management: {{telnet: "127.0.0.1:{PORT_PC}"}}
wires:
  - [r1:g0/1, pc1]
  - [r1:g0/0, sw1:g0/1]
"""
r = up(LAB, "--workers", "2")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()

NETMIKO = r"""
import sys, netmiko
c = netmiko.ConnectHandler(device_type="cisco_ios_telnet", host="127.0.0.1", port=int(sys.argv[1]), username="oper", password="opensesame",
                           secret="class", global_delay_factor=0.2)
print("PROMPT", c.find_prompt())
c.enable()
print("PROMPT", c.find_prompt())
print(c.send_config_set(sys.argv[2].split("|")))
print(c.send_command("show running-config | include description"))
if sys.argv[3:]:
    print(c.send_command(sys.argv[3]))
print("SAVED", c.save_config())
c.disconnect()
"""


def netmiko(port, *argv):
    return sh(["/usr/bin/python3", "-c", NETMIKO, str(port), *argv], timeout=120).out


if subprocess.run(["/usr/bin/python3", "-c", "import netmiko"], capture_output=True).returncode:
    skip("netmiko", "no python3-netmiko on this machine")
    execute("r1", "configure terminal", "interface g0/1", "ip address 10.97.2.1 255.255.255.0", "description " + "x" * 200)
else:
    out = netmiko(PORT, "interface g0/1|ip address 10.97.2.1 255.255.255.0|no shutdown|description " + "x" * 200, "ping 10.97.2.2")
    check("a router: prompts and enable", re.search(r"PROMPT r1>\s+PROMPT r1#", out), out)
    check("long lines, a command that takes time, save", "description " + "x" * 200 in out and "Success rate is" in out and re.search(r"SAVED .*\[OK\]", out, re.S), out)
    check("no error on the way", "% " not in out, out)
    out = netmiko(PORT_SW, "interface g0/1|description a switch")
    check("a switch", "PROMPT sw1#" in out and "description a switch" in out and "% " not in out, out)


def talk(port, seconds=5):
    s = socket.create_connection(("127.0.0.1", port))
    s.settimeout(seconds)
    return s


with talk(PORT_PC) as s:
    check("a node whose lines say nothing lets nobody in", b"\nUsername" not in s.recv(1000))
socks = [talk(PORT) for _ in range(16)]
for s in socks:
    s.recv(1000)
check("as many lines as there are", execute("r1", "show users").count("127.0.0.1") == 16, execute("r1", "show users"))
with talk(PORT) as s:
    check("one more is closed", s.recv(100) == b"")
for s in socks:
    s.close()
check("all are free again", until(lambda: "127.0.0.1" not in execute("r1", "show users")), execute("r1", "show users"))

with talk(PORT, 0.5) as s:
    try:
        s.sendall(os.urandom(200000))
        while s.recv(65536):
            pass
    except OSError:
        pass
with talk(PORT) as s: # asks for much and reads nothing
    try:
        s.sendall(b"oper\r\nopensesame\r\nterminal length 0\r\n" + b"show interfaces\r\n" * 2000)
    except OSError:
        pass
    check("noise and a slow reader do no harm", "Lanyard" in execute("r1", "show version"))

pids = json.loads(lanyard("ls", "--json").stdout)[0]
os.kill(pids["engine_pid"], signal.SIGKILL)


def banner():
    try:
        with talk(PORT, 2) as t:
            text = b""
            while b"Username: " not in text:
                got = t.recv(1000)
                if not got:
                    break
                text += got
            return text
    except OSError:
        return b""


check("it is served again when the engine is another", until(lambda: b"Username: " in banner(), 15), banner())
check("with what was configured by telnet", "x" * 200 in execute("r1", "show running-config interface g0/1"))
with talk(PORT) as s:
    s.recv(1000)
    r = lanyard("power", "r1", "off")
    check("power off ends its sessions", r.returncode == 0 and until(lambda: not s.recv(1000)), r.stderr)
check("and nobody gets another", banner() == b"")

r = lanyard("up", f"{state}/lab.yml", "--name", "second")
check("an address that is taken is said, at its place", r.returncode == 4 and re.search(r"lab\.yml:\d+:\d+: cannot listen there", r.stderr), r.stderr)
r = lanyard("up", f"{state}/lab.yml", "--name", "third", "--clock", "virtual")
check("the virtual clock has no outside", r.returncode == 2 and "needs the real clock" in r.stderr, r.stderr)
with open(f"{state}/bad.yml", "w") as f:
    f.write("name: bad\nnodes:\n  r1: {kind: router, management: {telnet: here, ssh: 127.0.0.1, x: 1}}\n  h1: {kind: hub, management: {telnet: 127.0.0.1:1}}\nwires: []\n")
r = lanyard("up", f"{state}/bad.yml")
check("mistakes are told with their places", r.returncode == 2 and all(x in r.stderr for x in ('"here" is no address and port', '"127.0.0.1" is no address and port', 'unknown key "x"', "a hub takes no")), r.stderr)
lanyard("down", "--all")
finish()
