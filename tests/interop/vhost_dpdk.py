#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""DPDK's virtio-user drives our vhost-user back end without a virtual machine: split and packed rings, with and without mergeable buffers and
in-order use, event and queues; what it sent is what we counted, and it answers pings of ours."""
import json
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from libinterop import check, execute, finish, json_rows, lanyard, need, need_root, private_state, stop_politely, up

LAB = """
name: vhost-dpdk
nodes:
  sw1: {kind: switch, ports: 4}
  pc1: {kind: host, address: 10.9.0.1/24}
wires:
  - [sw1:g0/1, pc1]
  - [sw1:g0/2, "vhost:%s/a.sock"]
"""
KINDS = [
    "packed_vq=0,mrg_rxbuf=0,in_order=0",
    "packed_vq=0,mrg_rxbuf=1,in_order=0",
    "packed_vq=0,mrg_rxbuf=1,in_order=1",
    "packed_vq=1,mrg_rxbuf=0,in_order=0",
    "packed_vq=1,mrg_rxbuf=1,in_order=0",
    "packed_vq=1,mrg_rxbuf=1,in_order=1",
]


def testpmd(d, mode, options, queues=1, log="/dev/null"):
    argv = ["dpdk-testpmd", "-l", "0,1", "--no-huge", "-m", "256", "--no-pci", "--file-prefix", f"vh{os.getpid()}", "--log-level=lib.eal:4", "--vdev",
            f"net_virtio_user0,mac=02:00:00:00:00:05,path={d}/a.sock,queues={queues},queue_size=256,{options}", "--", f"--forward-mode={mode}",
            "--auto-start", "--total-num-mbufs=8192", "--no-mlockall", "--stats-period", "1", f"--rxq={queues}", f"--txq={queues}"]
    return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=open(log, "w"), stderr=subprocess.STDOUT)


def received():
    text = execute("sw1", "show interfaces GigabitEthernet0/2")
    return int(re.search(r"(\d+) packets input", text).group(1))


def main():
    need_root("vhost-dpdk")
    need("vhost-dpdk", "dpdk-testpmd")
    d = private_state()
    if not check("vhost: a lab", up(LAB % d).returncode == 0):
        return
    for kind in KINDS:
        before = received()
        p = testpmd(d, "txonly", kind, log=f"{d}/log")
        time.sleep(2.5)
        stop_politely(p)
        time.sleep(0.2)
        log = open(f"{d}/log").read()
        sent = int((re.findall(r"TX-packets: (\d+)", log) or ["0"])[-1])
        got = received() - before
        # Those that stand in the ring when it is stopped are lost with it.
        check(f"vhost: testpmd sends, {kind}", sent > 10000 and 0 <= sent - got <= 256, f"sent {sent}, counted {got}\n{log[-800:]}")
    for kind in KINDS:
        p = testpmd(d, "icmpecho", kind)
        time.sleep(1.5)
        answer = execute("pc1", "ping 10.9.0.9 repeat 5 timeout 1", "ping 10.9.0.9 size 1500 repeat 5 timeout 1")
        stop_politely(p)
        check(f"vhost: testpmd answers pings, {kind}", answer.count("(5/5)") == 2, answer)
        execute("pc1", "clear arp-cache")
    before = received()
    p = testpmd(d, "txonly", "packed_vq=1,mrg_rxbuf=1", queues=2, log=f"{d}/log")
    time.sleep(2.5)
    stop_politely(p)
    check("vhost: two pairs of queues", received() - before > 10000, open(f"{d}/log").read()[-800:])


main()
finish()
