#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kind: container where the machine has cgroup v2 alone: the program itself in a guest with a stock kernel. Limits that bite, suspend, and nothing left behind."""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, HERE + "/../interop")
sys.path.insert(0, HERE + "/..")
import libguest as guest
from libinterop import LANYARD_FAST, ROOT, check, finish, need, skip

LAB = """name: v2
nodes:
  pc1: {kind: host, address: 10.9.0.1/24}
  c1: {kind: container, address: 10.9.0.2/24, memory: 48M, cpus: 0.5, processes: 30}
wires:
  - [pc1, c1]
"""
SCRIPT = """
mkdir -p /sys/fs/cgroup /run /dev/pts /dev/shm /root /state /tmp
mount -t cgroup2 none /sys/fs/cgroup
ip link set lo up
export LANYARD_STATE=/state HOME=/root
chmod 700 /state
lanyard doctor | grep limits
lanyard up /lab.yml && echo IS-UP
lanyard exec pc1 'ping 10.9.0.2 repeat 3' | grep Success
for f in memory.max cpu.max pids.max cgroup.procs; do echo "$f $(cat /sys/fs/cgroup/lanyard/*/$f | head -1)"; done
lanyard exec c1 'head -c 300000000 /dev/zero | tail > /dev/null' --json | grep ended
lanyard exec c1 'echo ALIVE'
lanyard exec c1 'for i in $(seq 60); do sleep 100 > /dev/null 2>&1 & done'
lanyard exec c1 'echo still'
lanyard power c1 restart
for i in $(seq 100); do lanyard show | grep -q '^c1 (container) up' && break; sleep .2; done
lanyard power c1 suspend; cat /sys/fs/cgroup/lanyard/*/cgroup.events | grep frozen
lanyard show | grep '^c1 (container)'
lanyard power c1 resume
lanyard exec c1 'echo THAWED; cat /proc/self/cgroup'
lanyard down
ls -d /sys/fs/cgroup/lanyard || echo GROUP-GONE
ps | grep -c helper-container
cat /proc/mounts | grep -c state
"""


def libraries(program):
    out = subprocess.run(["ldd", program], capture_output=True, text=True).stdout
    return [word for line in out.splitlines() for word in line.split() if word.startswith("/")]


def main():
    need("container_v2", "qemu-system-x86_64", "busybox", "cpio", "ldd")
    program = LANYARD_FAST if os.path.exists(LANYARD_FAST) else f"{ROOT}/build/lanyard"
    with tempfile.TemporaryDirectory() as d:
        with open(f"{d}/lab.yml", "w") as f:
            f.write(LAB)
        stage = f"{d}/files"
        os.makedirs(stage)
        # One archive that the guest unpacks over its root: the program with its libraries, and the lab.
        for path in [*libraries(program), "/lib64/ld-linux-x86-64.so.2"]:
            os.makedirs(f"{stage}{os.path.dirname(path)}", exist_ok=True)
            shutil.copy(os.path.realpath(path), f"{stage}{path}")
        os.makedirs(f"{stage}/bin", exist_ok=True)
        shutil.copy(program, f"{stage}/bin/lanyard")
        shutil.copy(f"{d}/lab.yml", f"{stage}/lab.yml")
        subprocess.run(["strip", f"{stage}/bin/lanyard"])
        subprocess.run(["tar", "cf", f"{d}/files.tar", "-C", stage, "."], check=True)
        try:
            vmlinuz, _ = guest.kernel()
        except guest.Missing as e:
            skip("container_v2", e)
            return
        guest.initramfs(f"{d}/initrd", ["veth", "virtio_pci", "virtio_blk"], "tar xf /bin/files.tar -C / && rm /bin/files.tar\n" + SCRIPT, programs=[f"{d}/files.tar"])
        argv = ["qemu-system-x86_64", "-accel", "tcg", "-M", "q35", "-cpu", "qemu64,+ssse3,+sse4.1,+sse4.2,+popcnt", "-m", "768", "-nodefaults", "-no-reboot", "-display",
                "none", "-serial", "stdio", "-kernel", vmlinuz, "-initrd", f"{d}/initrd", "-append", "console=ttyS0 panic=-1 quiet"]
        out = guest._console(argv, 240, None)
    print(out if "-v" in sys.argv else "", end="")
    check("container v2: doctor", "memory by cgroup v2, cpus by cgroup v2, processes by cgroup v2, suspend by cgroup v2" in out, out)
    check("container v2: is up, and is pinged", "IS-UP" in out and "Success rate is 100" in out, out[-1500:])
    check("container v2: its limits stand", "memory.max 50331648" in out and "cpu.max 50000 100000" in out and "pids.max 30" in out, out[-1500:])
    check("container v2: memory bites and is named, the container lives", "out of memory" in out and "ALIVE" in out, out[-1500:])
    check("container v2: processes are bounded", "fork" in out, out[-1500:])
    check("container v2: suspend and resume", "frozen 1" in out and "c1 (container) suspended" in out and "THAWED" in out and "/lanyard/" in out, out[-1500:])
    check("container v2: nothing is left", "GROUP-GONE\n1\n0\n" in out, out[-1500:]) # the 1 is grep itself


main()
finish()
