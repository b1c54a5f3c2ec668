#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""vhost_testpmd.py ours|dpdk OPTIONS [SECONDS]: frames a second that DPDK's virtio-user (testpmd txonly, 64 bytes) gets rid of: into our vhost-user
port and a host behind it, or into a testpmd (rxonly) at DPDK's own net_vhost."""
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)) + "/../interop")
from libinterop import stop_politely

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LANYARD = os.environ.get("LANYARD", f"{ROOT}/build/lanyard")
COMMON = ["--no-huge", "-m", "256", "--no-pci", "--log-level=lib.eal:4"]
TAIL = ["--auto-start", "--total-num-mbufs=8192", "--no-mlockall"]
LAB = 'name: bench-vhost\nnodes:\n  sink: {kind: host, address: 10.9.0.1/24}\nwires:\n  - [sink, "vhost:%s/s"]\n'


def quiet(argv, **kw):
    return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT, **{"stdout": subprocess.DEVNULL, **kw})


def main():
    who, options = sys.argv[1:3]
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 4
    tmp = tempfile.mkdtemp(prefix="lanyard-bench-")
    os.environ["LANYARD_STATE"] = f"{tmp}/state"
    os.mkdir(f"{tmp}/state")
    back = None
    try:
        if who == "ours":
            with open(f"{tmp}/lab.yml", "w") as f:
                f.write(LAB % tmp)
            subprocess.run([LANYARD, "up", f"{tmp}/lab.yml"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        else:
            back = quiet(["dpdk-testpmd", "-l", "1,0", "--main-lcore", "1", "--file-prefix", f"b{os.getpid()}", *COMMON, "--vdev",
                          f"net_vhost0,iface={tmp}/s,queues=1", "--", "--forward-mode=rxonly", "--stats-period", "1", *TAIL])
            time.sleep(1.5)
        with open(f"{tmp}/log", "w") as log:
            front = quiet(["dpdk-testpmd", "-l", "0,1", "--file-prefix", f"f{os.getpid()}", *COMMON, "--vdev",
                           f"net_virtio_user0,path={tmp}/s,queues=1,queue_size=256,{options}", "--", "--forward-mode=txonly", "--stats-period", "1",
                           *TAIL], stdout=log)
            time.sleep(seconds + 1)
            stop_politely(front)
        pps = [int(x) for x in re.findall(r"Tx-pps:\s+(\d+)", open(f"{tmp}/log").read())]
        print(f"vhost_testpmd {statistics.median(pps[1:] or [0]) / 1e6:.3f} Mpps")
    finally:
        if back:
            stop_politely(back)
        else:
            subprocess.run([LANYARD, "down", "bench-vhost"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shutil.rmtree(tmp, ignore_errors=True)


main()
