#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same seed gives the same bytes: run after run, and with every compiler and optimization (--all builds four more)."""
import hashlib
import os
import shutil
import subprocess
import sys

from libinterop import LANYARD, LANYARD_FAST, ROOT, check, finish, private_state, skip

state = private_state()

N = 12
LAB = "name: det\nnodes:\n"
for i in range(N):
    LAB += f"""  r{i}:
    kind: router
    config: |
      ipv6 unicast-routing
      interface GigabitEthernet0/0
       ip address 10.1.{i}.1 255.255.255.0
       ipv6 address 2001:db8:{i:x}::1/64
      interface GigabitEthernet0/1
       ip address 10.1.{(i + 1) % N}.2 255.255.255.0
       ipv6 address 2001:db8:{(i + 1) % N:x}::2/64
"""
    for j in range(N):
        if j not in (i, (i + 1) % N):
            LAB += f"      ip route 10.1.{j}.0 255.255.255.0 10.1.{(i + 1) % N}.1\n"
LAB += "wires:\n"
for i in range(N):
    LAB += f"  - {{ends: [r{i}:g0/1, r{(i + 1) % N}:g0/0], delay: 3ms, jitter: 1ms, dist: normal, loss: 2%, dup: 1%, corrupt: 1%, reorder: 2%}}\n"
with open(f"{state}/det.yml", "w") as f:
    f.write(LAB)


def capture(program, seed):
    """The digest of what passed two wires."""
    path = f"{state}/{seed}.pcapng"
    if os.path.exists(path):
        os.unlink(path)

    def run(*argv):
        return subprocess.run([program, *argv], capture_output=True, text=True, timeout=120)

    up = run("up", f"{state}/det.yml", "--clock", "virtual", "--seed", str(seed), "--fresh")
    if up.returncode:
        return up.stderr
    cap = subprocess.Popen([program, "capture", "r0:g0/1", "r5:g0/1", "-w", path], stderr=subprocess.PIPE, text=True)
    cap.stderr.readline()  # armed
    for i in (0, 3, 7):
        run("exec", f"r{i}", f"ping 10.1.{(i + 6) % N}.1 repeat 40 size 300 timeout 1")
        run("exec", f"r{i}", f"ping 2001:db8:{(i + 1) % N:x}::1 repeat 10")
    run("run", "--for", "60s")
    run("down")
    cap.wait(timeout=30)
    data = open(path, "rb").read()
    return f"{len(data)} {hashlib.sha256(data).hexdigest()}"


one = capture(LANYARD_FAST, 7)
check("a lab ran on the virtual clock", len(one.split()) == 2 and int(one.split()[0]) > 20000, one)
check("the same seed again: the same bytes", capture(LANYARD_FAST, 7) == one)
check("another seed: other bytes", capture(LANYARD_FAST, 8) != one)
if LANYARD != LANYARD_FAST:
    other = capture(LANYARD, 7)
    check("the build with sanitizers: the same bytes", other == one, f"{other} and {one}")
shutil.copy(f"{state}/7.pcapng", f"{state}/good.pcapng")

if "--all" in sys.argv:
    for cc in ("gcc", "clang"):
        if not shutil.which(cc):
            skip(f"determinism with {cc}", "not on this machine")
            continue
        for opt in ("-O0", "-O3"):
            o = f"{ROOT}/build/det-{cc}{opt}"
            # gcc -O3 warns of what its unroller made up (stringop-overflow in a loop over wr_u8); the bytes are this test's matter
            made = subprocess.run(["make", "-s", f"O={o}", f"CC={cc}", f"CFLAGS={opt} -Wno-error", "FORTIFY=", "all"], cwd=ROOT, capture_output=True, text=True, timeout=1800)
            got = capture(f"{o}/lanyard", 7) if made.returncode == 0 else made.stderr
            check(f"{cc} {opt}: the same bytes", got == one, f"{got} and {one}")
finish()
