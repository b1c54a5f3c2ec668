#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two hubs joined twice: a broadcast storm for ever. The shell answers, others are served, memory has an end; and an idle lab costs nothing."""
import json
import os
import re
import shutil
import signal
import subprocess
import time

from libinterop import check, execute, finish, lanyard, private_state, skip, up

private_state()

LAB = """
name: storm
nodes:
  h1: {kind: hub}
  h2: {kind: hub}
  pc1: {kind: host, address: 10.0.0.1/24}
  sw1: {kind: switch, ports: 4}
  pc3: {kind: host, address: 10.0.3.1/24}
  pc4: {kind: host, address: 10.0.3.2/24}
wires:
  - [h1:1, h2:1]
  - {ends: ["h1:2", "h2:2"], schedule: [{at: 0s, state: down}]}
  - [pc1, h1:3]
  - [pc3, sw1:g0/1]
  - [pc4, sw1:g0/2]
"""


def engine():
    return json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"]


def cpu(pid):
    f = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(f[11]) + int(f[12])) / os.sysconf("SC_CLK_TCK")


def rss(pid):
    return int(open(f"/proc/{pid}/statm").read().split()[1]) * 4


r = up(LAB, fast=True)
if not check("up", r.returncode == 0, r.stderr):
    finish()
pid = engine()
execute("pc3", "ping 10.0.3.2")


def waits(seconds):
    """How often the engine looked for events without waiting, and how often it went to sleep, as strace counts."""
    if not shutil.which("strace"):
        return None
    p = subprocess.Popen(["strace", "-qq", "-f", "-c", "-U", "calls,name", "-e", "trace=epoll_wait,epoll_pwait,epoll_pwait2", "-p", str(pid)],
                         stderr=subprocess.PIPE, text=True)
    time.sleep(seconds)
    p.send_signal(signal.SIGINT)
    text = p.communicate()[1]
    if "attach" in text or "not permitted" in text.lower():
        return None
    calls = {name: int(n) for n, name in re.findall(r"^ *(\d+) (epoll_\w+)", text, re.M)}
    return sum(n for c, n in calls.items() if c != "epoll_pwait2"), calls.get("epoll_pwait2", 0)


before = cpu(pid)
time.sleep(3)
idle = (cpu(pid) - before) / 3
check("an idle lab takes next to no processor time", idle < 0.01, f"{idle * 100:.1f} %")

quiet = waits(1)

lanyard("wire", "h1:2", "up")
lanyard("exec", "pc1", "ping 10.0.0.99 repeat 1 timeout 1")  # its ARP request is enough
time.sleep(1)
h2 = [n for n in json.loads(lanyard("show", "--json").stdout)["nodes"] if n["name"] == "h2"][0]
frames = sum(p["rx_frames"] for p in h2["ports"])
check("the storm is on", frames > 100000, f"{frames} frames")
busy = waits(1)
if quiet and busy:
    check("an idle engine sleeps, and does not look", quiet[0] < 100, f"looked {quiet[0]} times, slept {quiet[1]}")
    check("a busy engine looks, and does not sleep", busy[0] > 100 and busy[1] < busy[0] / 10, f"looked {busy[0]} times, slept {busy[1]}")
else:
    skip("busy polling", "strace cannot look at a process here")
t = time.monotonic()
out = execute("pc3", "show arp")
took = time.monotonic() - t
check("the shell answers meanwhile", "10.0.3.2" in out and took < 20, f"{took:.2f} s {out}")
out = execute("pc3", "ping 10.0.3.2 repeat 20 timeout 1")
check("other appliances forward meanwhile", "100 percent (20/20)" in out, out)
a = rss(pid)
time.sleep(2)
b = rss(pid)
check("memory does not grow", b < a + 20000 and b < 800000, f"{a} KiB, then {b} KiB")
lanyard("wire", "h1:2", "down")
time.sleep(0.5)
before = cpu(pid)
time.sleep(1)
check("the storm ends with its loop", cpu(pid) - before < 0.2, f"{cpu(pid) - before:.2f} s")
finish()
