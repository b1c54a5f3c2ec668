#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input: files with mistakes start nothing, and say where; garbage on the control socket is refused; slow and vanishing clients harm nobody."""
import json
import os
import random
import re
import socket
import subprocess
import time

from libinterop import LANYARD, check, finish, lanyard, private_state, up

state = private_state()


def refused(name, text, *patterns, options=()):
    r = up(text, *options)
    ok = r.returncode == 2 and all(re.search(p, r.stderr, re.M) for p in patterns) and not r.stdout and json.loads(lanyard("ls", "--json").stdout) == []
    check(name, ok, f"status {r.returncode}: {r.stdout}{r.stderr}")


refused("no YAML", "name: x\nnodes: [\n", r"lab\.yml:\d+:\d+: ")
refused("all mistakes at once", "name: x\nnodes:\n  a: {kind: swich}\n  b: {kind: router, colour: red}\nwires:\n  - [a:1, nobody:2]\n",
        r":3:", r":4:", r":6:")
refused("a rejected line of a config", "name: x\nnodes:\n  r1:\n    kind: router\n    config: |\n      hostname r1\n      nonsense here\nwires: []\n",
        r"lab\.yml:7:\d+: ")
with open(f"{state}/bad.cfg", "w") as f:
    f.write("hostname r1\ninterface g0/0\n ip address 300.1.1.1 255.0.0.0\n")
refused("a line in a file of its own", "name: x\nnodes:\n  r1: {kind: router, config: bad.cfg}\nwires: []\n", r"bad\.cfg:3:\d+: ")
r = up("name: x\nnodes:\n  r1:\n    kind: router\n    config: |\n      hostname r1\n      nonsense here\nwires: []\n", "--lenient")
check("--lenient skips and lists it", r.returncode == 0 and "lab.yml:7" in r.stderr, r.stdout + r.stderr)
lanyard("down")
refused("a tap on the virtual clock", 'name: x\nnodes:\n  r1: {kind: router}\nwires:\n  - [r1:g0/0, "tap:nothere0"]\n', r":5:", options=("--clock", "virtual"))
for argv in (["up"], ["up", "/nonexistent.yml"], ["up", "a", "b"], ["up", "x.yml", "--clock", "sundial"], ["up", "x.yml", "--workers", "0"],
             ["up", "x.yml", "--seed", "many"], ["up", "x.yml", "--name", "../x"], ["exec"], ["exec", "r1"], ["capture"], ["run", "--for", "ever"], ["ls", "x"],
             ["power", "r1"], ["wire"], []):
    r = lanyard(*argv)
    check(f"usage: lanyard {' '.join(argv)}", r.returncode == 2 and r.stderr, f"status {r.returncode} {r.stderr}")

r = up("name: x\nnodes:\n  r1: {kind: router}\n  h1: {kind: host, address: 10.0.0.1/24}\nwires: [[r1:g0/0, h1]]\n")
check("up", r.returncode == 0, r.stderr)
path = f"{state}/run/x/control"


def engine():
    return json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"]


pid = engine()


def client():
    s = socket.socket(socket.AF_UNIX)
    s.connect(path)
    s.settimeout(5)
    return s


def answer(data):
    s = client()
    s.sendall(data)
    got = b""
    try:
        while not got.endswith(b"\n"):
            piece = s.recv(65536)
            if not piece:
                break
            got += piece
    except OSError:
        pass
    s.close()
    return got


for name, data in (("no JSON", b"hello\n"), ("no object", b"[1]\n"), ("an unknown request", b'{"do":"explode"}\n'), ("no request", b"{}\n"),
                   ("wrong types", b'{"do":7,"node":[]}\n'), ("exec of no list", b'{"do":"exec","node":"r1","commands":"x"}\n'),
                   ("exec of numbers", b'{"do":"exec","node":"r1","commands":[1,2]}\n'), ("exec of two lines in one", b'{"do":"exec","node":"r1","commands":["a\\nb"]}\n'),
                   ("capture without a descriptor", b'{"do":"capture","ports":["r1:g0/0"]}\n'), ("a wire of nothing", b'{"do":"wire"}\n'),
                   ("bytes that are no text", b'{"do":"exec","node":"\xff\xfe","commands":["x"]}\n'), ("a deep nest", b"[" * 100000 + b"\n")):
    got = answer(data)
    try:
        ok = json.loads(got)["status"] != 0
    except (ValueError, KeyError):
        ok = False
    check(f"socket: {name}", ok, got[:200])

rnd = random.Random(1)
for _ in range(200):
    s = client()
    try:
        s.sendall(bytes(rnd.randrange(256) for _ in range(rnd.randrange(1, 400))) + b"\n")
    except OSError:
        pass
    s.close()
check("socket: 200 clients with noise", engine() == pid)
base = b'{"do":"console","node":"r1"}\n{"line":"enable"}\n{"line":"show version"}\n{"complete":"sh"}\n{"help":"sh"}\n{"key":32}\n{"interrupt":true}\n{"line":"exit"}\n'
for _ in range(200):
    data = bytearray(base)
    for _ in range(rnd.randrange(1, 6)):
        data[rnd.randrange(len(data))] = rnd.randrange(256)
    s = client()
    try:
        s.sendall(data)
    except OSError:
        pass
    s.close()
check("socket: 200 consoles with noise, gone at once", engine() == pid)
s = client()
sent = 0
try:
    while sent < 64 << 20:
        s.sendall(b"x" * 65536)
        sent += 65536
except OSError:
    pass
s.close()
check("socket: an endless line is refused", sent < 64 << 20 and engine() == pid, sent)
many = [client() for _ in range(300)]
r = lanyard("ls", "--json")
check("socket: 300 clients: too many are refused, not waited for", r.returncode == 0)
for s in many:
    s.close()
time.sleep(0.1)

# a client that asks for much and reads nothing
s = client()
s.settimeout(0.2)
try:
    for _ in range(2000):
        s.sendall(b'{"do":"show"}\n')
except OSError:
    pass
t = time.monotonic()
r = lanyard("exec", "r1", "show clock")
check("a client that does not read holds nobody up", r.returncode == 0 and time.monotonic() - t < 20, f"{time.monotonic() - t:.2f} s {r.stderr}")
s.close()

# commands that are cut off
for _ in range(10):
    p = subprocess.Popen([LANYARD, "exec", "r1", "ping 10.9.9.9 repeat 1000"], stdout=subprocess.DEVNULL)
    time.sleep(0.02)
    p.kill()
    p.wait()
p = subprocess.Popen([LANYARD, "exec", "h1", "ping 10.0.0.99 repeat 1000"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
time.sleep(0.1)
r = lanyard("power", "h1", "off")
err = p.communicate(timeout=5)[1]
check("a session ends with its node's power", r.returncode == 0 and p.returncode == 3 and "powered off" in err, f"{p.returncode} {err}")
lanyard("power", "h1", "on")
p = subprocess.Popen([LANYARD, "exec", "h1", "ping 10.0.0.99 repeat 1000"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
time.sleep(0.1)
r = lanyard("down")
p.communicate(timeout=5)
check("down while a command runs", r.returncode == 0 and p.returncode == 3, f"{r.returncode} {p.returncode}")
finish()
