#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every test and counts.

  unit     tests/unit: cmocka programs, under the sanitizers
  fuzz     tests/fuzz: each target over its seeds and kept crashers
  scripts  tests/scripts/*.pkt: one device, packet in, packet out
  labs     tests/labs/*.yml: scenarios on the virtual clock
  interop  tests/interop/*.py, *.sh: peers; each prints lines `ok NAME`, `not ok NAME: why`, `skip NAME: why`
  guests   tests/guests/*.py: the same, with QEMU

A script whose name ends in _all runs with --all only. TEST=pattern picks programs by substring.
"""
import argparse
import glob
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIMIT = 600


class Count:
    def __init__(self):
        self.passed, self.failed, self.skipped = 0, 0, 0
        self.failures = []

    def fail(self, name, text):
        self.failed += 1
        self.failures.append(name)
        print(f"not ok {name}\n" + "".join(f"    {line}\n" for line in text.strip().splitlines()[-60:]), flush=True)

    def skip(self, name):
        self.skipped += 1
        print(f"skip {name}", flush=True)


def run(argv, env, limit=LIMIT):
    """Output and status of a program in a process group of its own, so that nothing of it outlives it."""
    try:
        p = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, cwd=ROOT,
                             start_new_session=True)
    except OSError as e:
        return f"{e}\n", -1
    try:
        out, _ = p.communicate(timeout=limit)
        status = p.returncode
    except subprocess.TimeoutExpired:
        os.killpg(p.pid, signal.SIGKILL)
        out, _ = p.communicate()
        status = -1
        out += f"\n(still running after {limit} s: killed)\n".encode()
    try:
        os.killpg(p.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # as it should be
    return out.decode(errors="replace"), status


def unit(prog, env, count):
    out, status = run([prog], env)
    passed = re.findall(r"^\[ +OK \] (\S+)", out, re.M)
    failed = set(re.findall(r"^\[  FAILED  \] (\S+)", out, re.M)) - {"cmocka"}
    skipped = re.findall(r"^\[  SKIPPED \] (\S+)", out, re.M)
    count.passed += len(passed)
    count.skipped += len(set(skipped))
    name = os.path.basename(prog)
    if status or not passed:
        for one in failed - set(passed) or {"(program)"}:
            count.fail(f"{name} {one}", out)
    return len(passed)


def labs_of(env):
    """Processes of the programs under test."""
    ours, pids = {env["LANYARD"], env["LANYARD_FAST"]}, set()
    for exe in glob.glob("/proc/[0-9]*/exe"):
        try:
            if os.readlink(exe) in ours:
                pids.add(int(exe.split("/")[2]))
        except OSError:
            pass  # it has ended, or is somebody else's
    return pids


def lines(name, argv, env, count):
    """A program that reports by lines, and leaves no lab running."""
    before = labs_of(env)
    out, status = run(argv, env)
    left, patience = labs_of(env) - before, time.monotonic() + 5
    while left and time.monotonic() < patience:
        time.sleep(0.1)
        left &= labs_of(env)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    if left:
        count.fail(f"{name} leaves {len(left)} processes behind", out)
    seen = 0
    for line in out.splitlines():
        if line.startswith("ok "):
            count.passed += 1
            seen += 1
        elif line.startswith("not ok "):
            count.fail(f"{name} {line[7:]}", out)
            seen += 1
        elif line.startswith("skip "):
            count.skip(f"{name} {line[5:]}")
            seen += 1
    if not seen or (status and "not ok " not in out):
        count.fail(f"{name} (status {status})", out)


def fuzz(prog, env, count):
    name = os.path.basename(prog)[5:]
    seeds = sorted(f for f in glob.glob(f"{ROOT}/tests/fuzz/seeds/{name}/*") if os.path.isfile(f))
    out, status = run([prog, "/dev/null"] + seeds, env)
    if status:
        count.fail(f"fuzz {name}", out)
    else:
        count.passed += 1


def lab(prog, file, env, count):
    out, status = run([prog, "test", file], env)
    if status:
        count.fail(f"lab {os.path.basename(file)} (status {status})", out)
    else:
        count.passed += 1


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--all", action="store_true")
    ap.add_argument("--build", default="build")
    ap.add_argument("--san", default="build/san")
    ap.add_argument("pattern", nargs="?", default="")
    o = ap.parse_args()
    count = Count()
    env = dict(os.environ, BUILD=os.path.abspath(o.build), SAN_BUILD=os.path.abspath(o.san), LANYARD=os.path.abspath(f"{o.san}/lanyard"), LANYARD_FAST=os.path.abspath(f"{o.build}/lanyard"),
               ASAN_OPTIONS="detect_leaks=1:abort_on_error=0", UBSAN_OPTIONS="print_stacktrace=1", PYTHONDONTWRITEBYTECODE="1")
    state = tempfile.TemporaryDirectory(prefix="lanyard-test-")
    env["LANYARD_STATE"] = state.name
    todo = []
    for src in sorted(glob.glob(f"{ROOT}/tests/unit/test_*.c")):
        prog = os.path.abspath(f"{o.san}/{os.path.basename(src)[:-2]}")
        todo.append((f"unit {os.path.basename(prog)}", lambda p=prog: unit(p, env, count)))
    for src in sorted(glob.glob(f"{ROOT}/tests/fuzz/fuzz_*.c")):
        prog = os.path.abspath(f"{o.san}/{os.path.basename(src)[:-2]}")
        todo.append((f"fuzz {os.path.basename(prog)}", lambda p=prog: fuzz(p, env, count)))
    scripts = sorted(glob.glob(f"{ROOT}/tests/scripts/*.pkt"))
    if scripts:
        todo.append(("scripts", lambda: lines("scripts", [os.path.abspath(f"{o.san}/script")] + scripts, env, count)))
    for file in sorted(glob.glob(f"{ROOT}/tests/labs/*.yml")):
        if "steps:" in open(file).read():
            todo.append((f"lab {os.path.basename(file)}", lambda f=file: lab(env["LANYARD"], f, env, count)))
    for file in sorted(glob.glob(f"{ROOT}/tests/interop/*") + glob.glob(f"{ROOT}/tests/guests/*")):
        base, ext = os.path.splitext(os.path.basename(file))
        if ext not in (".py", ".sh") or base.startswith("lib") or (base.endswith("_all") and not o.all):
            continue
        argv = ["python3" if ext == ".py" else "bash", file] + (["--all"] if o.all and ext == ".py" else [])
        todo.append((f"peer {base}", lambda n=base, a=argv: lines(n, a, env, count)))
    for name, job in todo:
        if o.pattern not in name:
            continue
        t = time.monotonic()
        before = count.passed
        job()
        print(f"{name}: {count.passed - before} passed, {time.monotonic() - t:.1f} s", flush=True)
    for name in count.failures:
        print(f"FAILED {name}")
    print(f"{count.passed} passed, {count.failed} failed, {count.skipped} skipped")
    return 1 if count.failed or not count.passed else 0


sys.exit(main())
