#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every script that has FRR for a peer, with FRR 10 of the trixie chroot."""
import glob
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

NAMES = sorted(os.path.basename(p)[:-3] for p in glob.glob(f"{HERE}/*.py") if "need_frr(" in open(p).read() and not p.endswith(("libinterop.py", "_all.py")))

for name in NAMES:
    r = subprocess.run([sys.executable, f"{HERE}/{name}.py"], env=dict(os.environ, FRR="trixie"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600)
    for line in r.stdout.splitlines():
        word = next((w for w in ("ok ", "not ok ", "skip ") if line.startswith(w)), None)
        print(f"{word}FRR 10: {name}: {line[len(word):]}" if word else line)
    if r.returncode and "not ok " not in r.stdout:
        print(f"not ok FRR 10: {name}: ended with {r.returncode}")
