#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saving a configuration: an I/O error or a kill at every system call leaves the old one or the new one, never a torn one, and an error is shown."""
import glob
import json
import os
import re
import time

from libinterop import background, check, execute, finish, lanyard, need, private_state, up

need("save", "strace")
state = private_state()
# LeakSanitizer and ptrace do not go together.
os.environ["ASAN_OPTIONS"] = "detect_leaks=0"

LAB = """
name: save
nodes:
  r1:
    kind: router
    config: |
      hostname first
      interface GigabitEthernet0/0
       ip address 10.0.0.1 255.255.255.0
wires: []
"""


def start():
    return up(LAB)


def pids():
    labs = json.loads(lanyard("ls", "--json").stdout or "[]")
    return labs[0] if labs else None


def saved():
    """The saved startup-config's hostname, by booting from it; None: there is none."""
    files = [f for f in glob.glob(f"{state}/**/*", recursive=True) if os.path.isfile(f) and "r1" in os.path.basename(f) and not f.endswith(".yml")]
    for f in files:
        text = open(f, errors="replace").read()
        m = re.search(r"^hostname (\S+)$", text, re.M)
        if m and text.rstrip().endswith("end"):
            return m[1]
    return None


r = start()
if not check("up", r.returncode == 0, r.stderr):
    finish()
execute("r1", "write memory")
if not check("saved once", saved() == "first", os.popen(f"find {state} -type f").read()):
    finish()

# which process saves? the one whose strace shows the rename
lab = pids()
n_tried = n_shown = 0
torn = []

for which in ("keeper_pid", "engine_pid"):
    pid = str(lab[which])
    t = background(["strace", "-f", "-q", "-o", f"{state}/who", "-e", "trace=rename,renameat,renameat2", "-p", pid])
    time.sleep(0.7)
    execute("r1", "write memory")
    time.sleep(0.2)
    t.send_signal(2)
    t.wait(timeout=10)
    if os.path.exists(f"{state}/who") and "rename" in open(f"{state}/who").read():
        writer = which
        break
else:
    writer = None
if not check("one process does the saving", writer is not None, "no rename was seen"):
    finish()

for call in ("openat", "write", "fsync", "rename,renameat,renameat2", "close"):
    for when in (1, 2, 3, 4, 5, 6):
        lab = pids()
        old = saved()
        new = f"n{n_tried}"
        execute("r1", "configure terminal", f"hostname {new}")
        t = background(["strace", "-f", "-q", "-o", f"{state}/trace", "-e", f"trace={call}", "-e", f"inject={call}:error=EIO:when={when}", "-p", str(lab[writer])])
        time.sleep(0.5)
        out = lanyard("save", "r1", timeout=30)
        t.send_signal(2)
        t.wait(timeout=10)
        n_tried += 1
        now = saved()
        injected = "INJECTED" in open(f"{state}/trace").read()
        if now not in (old, new):
            torn.append(f"{call} {when}: {now!r}")
        if injected and now == old and out.returncode == 0:
            torn.append(f"{call} {when}: said it was saved and it was not")
        n_shown += injected and out.returncode != 0
        if pids() is None:
            start()
        if not injected:
            break
check(f"an I/O error at each of {n_tried} system calls: old or new, never torn, and said", not torn, "; ".join(torn))
check("errors were shown", n_shown > 0, "no injected error reached the user")

for call in ("write", "fsync", "rename,renameat,renameat2"):
    for when in (1, 2, 3):
        lab = pids()
        old = saved()
        new = f"k{call[0]}{when}"
        execute("r1", "configure terminal", f"hostname {new}")
        t = background(["strace", "-f", "-q", "-o", f"{state}/trace", "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={when}", "-p", str(lab[writer])])
        time.sleep(0.5)
        lanyard("save", "r1", timeout=30)
        t.send_signal(2)
        t.wait(timeout=10)
        now = saved()
        if now not in (old, new):
            torn.append(f"kill at {call} {when}: {now!r}")
        lanyard("ls")
        if pids() is None:
            start()
check("killed at each step: old or new, never torn", not torn, "; ".join(torn))
finish()
