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

Root runs as many at a time as there are processors (--jobs): one of them takes what computes first, the others what waits for peers. Each script with peers then
has a network, and the folders of its namespaces' names, of its own, so that no two meet.
"""
import argparse
import collections
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIMIT, LIMIT_ALL = 600, 3600  # seconds a program; the full matrices take as long as they take


class Count:
    """Of one program, or of all; and what is to be said of them."""

    def __init__(self):
        self.passed, self.failed, self.skipped = 0, 0, 0
        self.failures, self.text = [], ""

    def fail(self, name, text):
        self.failed += 1
        self.failures.append(name)
        self.text += f"not ok {name}\n" + "".join(f"    {line}\n" for line in text.strip().splitlines()[-60:]) + "\n"

    def skip(self, name):
        self.skipped += 1
        self.text += f"skip {name}\n"

    def add(self, other):
        self.passed, self.failed, self.skipped = self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        self.failures += other.failures


def run(argv, env, limit=LIMIT):
    """Output and status of a program in a process group of its own, so that nothing of it outlives it."""
    try:
        p = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, cwd=ROOT,
                             start_new_session=True)
    except OSError as e:
        return f"{e}\n", -1
    try:
        limit = LIMIT_ALL if "--all" in argv else limit
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


def unit(prog, env, count, limit=LIMIT):
    out, status = run([prog], env, limit)
    passed = re.findall(r"^\[ +OK \] (\S+)", out, re.M)
    failed = set(re.findall(r"^\[  FAILED  \] ([a-z]\S*)", out, re.M)) - {"cmocka"}
    skipped = re.findall(r"^\[  SKIPPED \] (\S+)", out, re.M)
    count.passed += len(passed)
    count.skipped += len(set(skipped))
    name = os.path.basename(prog)
    if status or not passed:
        for one in failed - set(passed) or {"(program)"}:
            count.fail(f"{name} {one}", out)
    return len(passed)


# A network of its own for a script, and places of its own for the names of namespaces.
APART = """for d in netns lanyard; do mkdir -p /run/$d; mount -t tmpfs tmpfs /run/$d; done
mkdir /run/lanyard/cgroup; mount --rbind /sys/fs/cgroup /run/lanyard/cgroup; mount -t sysfs sysfs /sys; mount --rbind /run/lanyard/cgroup /sys/fs/cgroup
umount -l /run/lanyard/cgroup; rmdir /run/lanyard/cgroup; ip link set lo up; exec "$@" """


def labs_of(env):
    """Processes of the programs under test that this script has started."""
    ours, mark, pids = {env["LANYARD"], env["LANYARD_FAST"]}, f"LANYARD_TEST={env['LANYARD_TEST']}".encode(), set()
    for exe in glob.glob("/proc/[0-9]*/exe"):
        try:
            if os.readlink(exe) in ours and mark in open(f"{os.path.dirname(exe)}/environ", "rb").read().split(b"\0"):
                pids.add(int(exe.split("/")[2]))
        except OSError:
            pass  # it has ended, or is somebody else's
    return pids


def lines(name, argv, env, count, apart=False):
    """A program that reports by lines, and leaves no lab running. apart: it shares neither network nor names with the others."""
    with tempfile.TemporaryDirectory(prefix="lanyard-test-") as state:
        env = dict(env, LANYARD_STATE=state, LANYARD_TEST=os.path.basename(state))
        if apart:
            env["LANYARD_TEST_NET"] = f"/proc/{os.getpid()}/ns/net"  # where a test fetches what is missing here
            argv = ["unshare", "--net", "--mount", "sh", "-ec", APART, "sh", *argv]
        report(name, argv, env, count)


def report(name, argv, env, count):
    out, status = run(argv, env)
    left, patience = labs_of(env), time.monotonic() + 5
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


def work(own, others, total, lock):
    """Takes jobs from its own queue, then from the others', until none is left."""
    while True:
        with lock:
            queue = next((q for q in (own, *others) if q), None)
            if not queue:
                return
            name, job = queue.popleft()
        t, count = time.monotonic(), Count()
        try:
            job(count)
        except Exception as e:
            count.fail(name, repr(e))
        with lock:
            total.add(count)
            print(f"{count.text}{name}: {count.passed} passed, {time.monotonic() - t:.1f} s", flush=True)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--all", action="store_true")
    ap.add_argument("--build", default="build")
    ap.add_argument("--san", default="build/san")
    ap.add_argument("--jobs", type=int, default=min(os.cpu_count() or 1, 4) if os.geteuid() == 0 and shutil.which("unshare") else 1)
    ap.add_argument("pattern", nargs="?", default="")
    o = ap.parse_args()
    # What is freed stays out of use for 32 MB, not 256: a lab of ours has less, and most of its time went for pages that were touched for the first time.
    env = dict(os.environ, BUILD=os.path.abspath(o.build), SAN_BUILD=os.path.abspath(o.san), LANYARD=os.path.abspath(f"{o.san}/lanyard"), LANYARD_FAST=os.path.abspath(f"{o.build}/lanyard"),
               ASAN_OPTIONS="detect_leaks=1:abort_on_error=0:quarantine_size_mb=32", UBSAN_OPTIONS="print_stacktrace=1", PYTHONDONTWRITEBYTECODE="1")
    state = tempfile.TemporaryDirectory(prefix="lanyard-test-")
    env["LANYARD_STATE"] = state.name
    computing, waiting = collections.deque(), collections.deque()
    # Ten million steps of a hostile guest a model: half a million have the sanitizers in every run, all of them in a whole one.
    storm = os.path.abspath(f"{o.san if o.all else o.build}/test_nic_storm")
    for src in sorted(glob.glob(f"{ROOT}/tests/unit/test_*.c")):
        prog = os.path.abspath(f"{o.san}/{os.path.basename(src)[:-2]}")
        if o.all and prog == storm:
            continue
        computing.append((f"unit {os.path.basename(prog)}", lambda c, p=prog: unit(p, env, c)))
    computing.append(("unit test_nic_storm, ten million steps", lambda c: unit(storm, dict(env, LANYARD_STORM="10000000"), c, LIMIT_ALL)))
    for src in sorted(glob.glob(f"{ROOT}/tests/fuzz/fuzz_*.c")):
        prog = os.path.abspath(f"{o.san}/{os.path.basename(src)[:-2]}")
        computing.append((f"fuzz {os.path.basename(prog)}", lambda c, p=prog: fuzz(p, env, c)))
    scripts = sorted(glob.glob(f"{ROOT}/tests/scripts/*.pkt"))
    if scripts:
        computing.append(("scripts", lambda c: lines("scripts", [os.path.abspath(f"{o.san}/script")] + scripts, env, c)))
    for file in sorted(glob.glob(f"{ROOT}/tests/labs/*.yml")):
        if "steps:" in open(file).read():
            computing.append((f"lab {os.path.basename(file)}", lambda c, f=file: lab(env["LANYARD"], f, env, c)))
    for file in sorted(glob.glob(f"{ROOT}/tests/interop/*") + glob.glob(f"{ROOT}/tests/guests/*")):
        base, ext = os.path.splitext(os.path.basename(file))
        if ext not in (".py", ".sh") or base.startswith("lib") or (base.endswith("_all") and not o.all):
            continue
        argv = ["python3" if ext == ".py" else "bash", file] + (["--all"] if o.all and ext == ".py" else [])
        waiting.append((f"peer {base}", lambda c, n=base, a=argv: lines(n, a, env, c, apart=o.jobs > 1)))
        if o.all and "need_frr(" in open(file).read(): # and once more with the newer one
            waiting.append((f"peer {base} (FRR 10)", lambda c, n=f"{base} (FRR 10)", a=argv: lines(n, a, dict(env, FRR="trixie"), c, apart=o.jobs > 1)))
    queues = [collections.deque(j for j in q if o.pattern in j[0]) for q in (computing, waiting)]
    total, lock = Count(), threading.Lock()
    threads = [threading.Thread(target=work, args=(queues[i > 0], queues, total, lock)) for i in range(max(o.jobs, 1))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    for name in total.failures:
        print(f"FAILED {name}")
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.failed or not total.passed else 0


sys.exit(main())
