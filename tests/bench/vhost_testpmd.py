#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""vhost_testpmd.py ours|dpdk OPTIONS [SECONDS]: frames a second that DPDK's virtio-user (testpmd txonly, 64 bytes) gets rid of: into our vhost-user
port and a host behind it, or into a testpmd (rxonly) at DPDK's own net_vhost.
vhost_testpmd.py ours_back|ours_switch|dpdk_back OPTIONS [SECONDS]: frames a second that come back: a testpmd with two of virtio-user hands 128 frames on from one
to the other, and between the two stand two ports of ours with a wire or a switch, or a testpmd that hands on between two of net_vhost (io: as a wire does)."""
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)) + "/../interop")
from libinterop import stop_politely

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LANYARD = os.environ.get("LANYARD", f"{ROOT}/build/lanyard")
COMMON = ["--no-huge", "-m", "256", "--no-pci", "--log-level=lib.eal:4"]
TAIL = ["--total-num-mbufs=8192", "--no-mlockall"]
LAB = 'name: bench-vhost\nnodes:\n  sink: {kind: host, address: 10.9.0.1/24}\nwires:\n  - [sink, "vhost:%s/s"]\n'
BACK = """
name: bench-vhost
nodes:
  idle: {kind: host}
wires:
  - ["vhost:%s/s", "vhost:%s/t"]
"""
SWITCH = """
name: bench-vhost
nodes:
  sw1: {kind: switch, ports: 2, config: "spanning-tree portfast default\\n"}
wires:
  - [sw1:g0/1, "vhost:%s/s"]
  - [sw1:g0/2, "vhost:%s/t"]
"""
MAC = ["02:00:00:00:00:01", "02:00:00:00:00:02"]


def testpmd(cores, prefix, vdevs, *options):
    """One that waits for the return key: neither for commands nor to print figures, since its main thread spins for those and takes half a processor from somebody."""
    devices = [word for v in vdevs for word in ("--vdev", v)]
    return subprocess.Popen(["dpdk-testpmd", "-l", cores, "--main-lcore", cores.split(",")[0], "--file-prefix", f"{prefix}{os.getpid()}", *COMMON, *devices,
                             "--", "--auto-start", "--nb-cores=1", *options, *TAIL], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def counted(telemetry, ports, what):
    total = 0
    for port in range(ports):
        telemetry.send(f"/ethdev/stats,{port}".encode())
        total += json.loads(telemetry.recv(16384))["/ethdev/stats"][what]
    return total, time.monotonic()


def measure(what, seconds, vdevs, *options):
    """Frames a second by that counter, over all ports."""
    front = testpmd("0,1", "f", vdevs, *options)
    try:
        time.sleep(2.5)
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as s:
            s.settimeout(10)
            s.connect(f"/var/run/dpdk/f{os.getpid()}/dpdk_telemetry.v2")
            s.recv(16384)
            (before, start), _, (after, end) = counted(s, len(vdevs), what), time.sleep(seconds), counted(s, len(vdevs), what)
    finally:
        stop_politely(front)
    return (after - before) / (end - start)


def one_way(tmp, options, seconds):
    return measure("opackets", seconds, [f"net_virtio_user0,path={tmp}/s,queues=1,queue_size=256,{options}"], "--forward-mode=txonly")


def there_and_back(tmp, options, seconds):
    return measure("ipackets", seconds, [f"net_virtio_user{i},path={tmp}/{s},queues=1,queue_size=256,mac={MAC[i]},{options}" for i, s in enumerate("st")],
                   "--forward-mode=mac", "--tx-first", "--burst=64", f"--eth-peer=0,{MAC[1]}", f"--eth-peer=1,{MAC[0]}")


def main():
    who, options = sys.argv[1:3]
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 4
    tmp = tempfile.mkdtemp(prefix="lanyard-bench-")
    os.environ["LANYARD_STATE"] = f"{tmp}/state"
    os.mkdir(f"{tmp}/state")
    who, _, back = who.partition("_")
    peer = None
    try:
        if who == "ours":
            with open(f"{tmp}/lab.yml", "w") as f:
                f.write(LAB % tmp if not back else (SWITCH if back == "switch" else BACK) % (tmp, tmp))
            subprocess.run([LANYARD, "up", f"{tmp}/lab.yml"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        else:
            peer = testpmd("1,0", "b", [f"net_vhost{i},iface={tmp}/{s},queues=1" for i, s in enumerate("st" if back else "s")], "--forward-mode=" + ("io" if back else "rxonly"))
            time.sleep(1.5)
        print(f"vhost_testpmd {(there_and_back if back else one_way)(tmp, options, seconds) / 1e6:.3f} Mpps")
    finally:
        if peer:
            stop_politely(peer)
        else:
            subprocess.run([LANYARD, "down", "bench-vhost"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shutil.rmtree(tmp, ignore_errors=True)


main()
