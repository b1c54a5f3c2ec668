#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Without the optional libraries: it builds with a note for each, says what is missing where an attachment is asked for, and runs a lab."""
import os
import subprocess

from libinterop import ROOT, check, finish, private_state, sh

state = private_state()
os.chdir(ROOT)
OPTIONAL = {"slirp/libslirp.h": "nat:", "libvdeplug.h": "vde:", "libbpf": "xdp:", "libdpdk": "dpdk:"}

# A compiler that does not find the headers, and a pkg-config that does not know the packages.
bin_dir = f"{state}/bin"
os.mkdir(bin_dir)
for name, script in (
        ("cc-bare", 'case "$*" in "-E -") grep -Eq "slirp|vdeplug" && exit 1; exit 0 ;; esac\nexec cc "$@"'),
        ("pkg-config", 'case "$*" in *libbpf*|*libdpdk*) exit 1 ;; esac\nexec /usr/bin/pkg-config "$@"')):
    with open(f"{bin_dir}/{name}", "w") as f:
        f.write(f"#!/bin/sh\n{script}\n")
    os.chmod(f"{bin_dir}/{name}", 0o755)

out = f"{state}/build"
env = dict(os.environ, PATH=f"{bin_dir}:{os.environ['PATH']}")
for name in ("MAKEFLAGS", "MAKELEVEL"):
    env.pop(name, None)
r = sh(["make", "-s", f"-j{os.cpu_count()}", f"O={out}", "CC=cc-bare", f"{out}/lanyard"], timeout=900, env=env)
check("it builds without them", r.returncode == 0, r.out[-2000:])
for missing in OPTIONAL:
    check(f"a note says that {missing} was not found", f"not found: {missing}" in r.out, r.out[-2000:])

program = f"{out}/lanyard"
doctor = sh([program, "doctor"]).out
for scheme in OPTIONAL.values():
    check(f"doctor says no to {scheme}", f"{scheme[:-1]:12} no " in doctor, doctor)
    with open(f"{state}/x.yml", "w") as f:
        f.write(f"name: x\nnodes: {{h: {{kind: host}}}}\nwires:\n  - {{ends: [h:eth0, '{scheme}lo']}}\n")
    r = subprocess.run([program, "up", f"{state}/x.yml"], capture_output=True, text=True, timeout=60)
    check(f"{scheme} is refused with the reason", r.returncode and "x.yml:" in r.stderr and scheme[:-1] in r.stderr, r.stderr)
r = sh([program, "test", "tests/labs/first.yml"], timeout=60)
check("a lab runs", r.returncode == 0, r.out)
finish()
