#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The virtual clock: stopped until asked, exec goes as far as it needs, run, until idle, schedules, captures that are the same bytes each time; several workers
in real time; --foreground; attach and detach."""
import hashlib
import json
import os
import signal
import subprocess
import time

from libinterop import LANYARD, background, check, execute, finish, lanyard, private_state, sh, until, up

state = private_state()
LAB = """
name: clock
nodes:
  r1:
    kind: router
    config: |
      interface GigabitEthernet0/0
       ip address 10.0.1.1 255.255.255.0
      interface GigabitEthernet0/1
       ip address 10.0.2.1 255.255.255.0
      end
  sw1: {kind: switch}
  h1: {kind: host, address: 10.0.1.10/24, gateway: 10.0.1.1}
  h2: {kind: host, address: 10.0.2.10/24, gateway: 10.0.2.1}
wires:
  - [h1, sw1:g0/1]
  - [sw1:g0/2, r1:g0/0]
  - {ends: [r1:g0/1, h2], delay: 10ms, jitter: 5ms, loss: 5%, schedule: [{at: 100s, state: down}, {at: 200s, state: up}]}
"""


def now():
    return json.loads(lanyard("ls", "--json").stdout)[0]["now_ns"]


def run(*argv):
    return lanyard("run", *argv).returncode


r = up(LAB, "--clock", "virtual")
check("up", r.returncode == 0, r.stderr)
check("it stands at 0", now() == 0)
time.sleep(0.1)
check("and stays there", now() == 0)
check("run alone: 1 s", run() == 0 and now() == 10**9, now())
check("run --for", run("--for", "10s") == 0 and now() == 11 * 10**9, now())
r = lanyard("exec", "h1", "ping 10.0.2.10 repeat 20")
check("exec goes as far as the command needs", r.returncode == 0 and 11 * 10**9 < now() < 60 * 10**9, f"{now()} {r.stdout}")
before = now()
execute("h1", "show version")
check("and no further", now() == before)
run("--for", f"{120 * 10**9 - now()}ns")
check("a schedule takes the wire down", now() == 120 * 10**9 and not json.loads(lanyard("show", "--json").stdout)["nodes"][3]["ports"][0]["up"])
r = lanyard("exec", "h1", "ping 10.0.2.10 repeat 2")
check("nothing passes", r.returncode == 1, r.stdout)
run("--for", "100s")
check("and up again", json.loads(lanyard("show", "--json").stdout)["nodes"][3]["ports"][0]["up"])
check("run --until-idle", run("--until-idle") == 0)
check("idle at once the second time", (now(), run("--until-idle"), now())[0] == now())
p = subprocess.Popen([LANYARD, "run", "--for", "100000h"], stderr=subprocess.DEVNULL)
time.sleep(0.2)
p.kill()
p.wait()
r = lanyard("exec", "r1", "show clock", timeout=5)
check("a run whose client has left ends", r.returncode == 0)
here = now()
time.sleep(0.1)
check("the clock stands again", now() == here)
lanyard("down")


def captured(i, *options):
    r = up(LAB, "--clock", "virtual", *options)
    path = f"{state}/c{i}.pcapng"
    p = subprocess.Popen([LANYARD, "capture", "h1", "r1:g0/1", "-w", path, "--seconds", "30"], stderr=subprocess.PIPE, text=True)
    p.stderr.readline()
    execute("h1", "ping 10.0.2.10 repeat 50 size 200")
    run("--for", "40s")
    p.wait(10)
    lanyard("down")
    return hashlib.sha256(open(path, "rb").read()).hexdigest()


a, b, c = captured(1), captured(2), captured(3, "--seed", "2")
check("the same seed gives the same bytes", a == b)
check("another seed gives others", a != c)
check("a capture is not empty", os.path.getsize(f"{state}/c1.pcapng") > 10000, os.path.getsize(f"{state}/c1.pcapng"))

r = up(LAB.replace("[r1:g0/1, h2]", '[r1:g0/1, "udp:127.0.0.1:19101-127.0.0.1:19102"]'), "--clock", "virtual")
check("an attachment needs the real clock", r.returncode == 2 and "lab.yml:" in r.stderr, r.stderr)
lanyard("down")

# -- workers
r = up(LAB.replace(", jitter: 5ms, loss: 5%", "").replace("schedule", "schedule"), "--workers", "3")
check("three workers", r.returncode == 0 and "100 percent" in execute("h1", "ping 10.0.2.10 repeat 50"), r.stderr)
for _ in range(20):
    lanyard("power", "sw1", "restart")
    lanyard("wire", "r1:g0/1", "delay=1ms")
    lanyard("exec", "r1", "reload")
check("power, wires and reloads under three workers", until(lambda: "100 percent" in execute("h1", "ping 10.0.2.10")))
e = json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"]
os.kill(e, signal.SIGKILL)
check("and after a kill", "100 percent" in execute("h1", "ping 10.0.2.10"))

# -- attach, detach
r = lanyard("attach", "r1:g0/2", "udp:127.0.0.1:19101-127.0.0.1:19102")
check("attach", r.returncode == 0 and "udp:127.0.0.1:19101" in lanyard("show").stdout, r.stderr)
os.kill(json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"], signal.SIGKILL)
check("an attachment made live stays when the engine dies", "udp:127.0.0.1:19101" in lanyard("show").stdout)
r = lanyard("detach", "r1:g0/2")
check("detach", r.returncode == 0 and "udp:" not in lanyard("show").stdout, r.stderr)
lanyard("down")

# -- foreground
p = background([LANYARD, "up", f"{state}/lab.yml", "--foreground"])
check("--foreground", until(lambda: lanyard("exec", "h1", "ping 10.0.2.10").returncode == 0, 5))
check("one process", len({x for x in json.loads(lanyard("ls", "--json").stdout)[0].values() if x == p.pid}) == 1)
os.kill(p.pid, signal.SIGINT)
check("^C ends it in order", p.wait(5) == 0 and not os.listdir(f"{state}/run"), os.listdir(f"{state}/run"))
finish()
