#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stock drivers in a guest (Debian's 6.12 kernel, QEMU from trixie-backports) at NICs of ours over vfio-user: a row a model."""
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, f"{HERE}/../interop", f"{HERE}/.."]
import libguest as guest
from libinterop import check, finish, lanyard, private_state, skip, up

# model: kernel module
MODELS = {"e1000": "e1000", "e1000-82545em": "e1000", "e1000e": "e1000e", "igb": "igb"}
MAC = "02:00:00:00:00:aa"

LAB = """
name: guest-nic
nodes:
  sw1: {kind: switch, ports: 4}
  pc1: {kind: host, address: 10.9.0.1/24}
wires:
  - [sw1:g0/1, pc1]
  - [sw1:g0/2, "vfio:%s/nic.sock?model=%s&mac=%s"]
"""

SCRIPT = """
ip link set eth0 up
ip addr add 10.9.0.2/24 dev eth0
for i in 1 2 3 4 5 6 7 8 9 10; do [ "$(cat /sys/class/net/eth0/carrier)" = 1 ] && break; sleep 0.5; done
echo CARRIER $(cat /sys/class/net/eth0/carrier) SPEED $(cat /sys/class/net/eth0/speed) MAC $(cat /sys/class/net/eth0/address)
ping -c 4 -i 0.2 10.9.0.1 | sed 's/^/PING /'
ping -c 3 -i 0.2 -s 1472 10.9.0.1 | sed 's/^/FULL /'
echo GUEST-READY
for i in $(seq 40); do [ "$(cat /sys/class/net/eth0/carrier)" = 0 ] && break; sleep 0.25; done
echo CUT $(cat /sys/class/net/eth0/carrier)
for i in $(seq 40); do [ "$(cat /sys/class/net/eth0/carrier)" = 1 ] && break; sleep 0.25; done
echo MENDED $(cat /sys/class/net/eth0/carrier)
ping -c 3 -i 0.2 10.9.0.1 | sed 's/^/AGAIN /'
dmesg | grep -iE 'NETDEV WATCHDOG|hang|(eth0|e1000e?|igb) .*(error|fail)' | sed 's/^/DMESG /'
"""


class Host:
    """What happens outside, when the guest says so."""

    def __init__(self):
        self.pinged = None

    def line(self, line, _process):
        if line.startswith("GUEST-READY"):
            self.pinged = lanyard("exec", "pc1", "ping 10.9.0.2 repeat 3 timeout 1").stdout
            lanyard("wire", "sw1:g0/2", "down")
        elif line.startswith("CUT"):
            lanyard("wire", "sw1:g0/2", "up")


def one(model, module, d):
    r = up(LAB % (d, model, MAC), name=f"{model}.yml")
    if not check(f"{model}: a lab with a NIC", r.returncode == 0, r.stderr):
        return
    try:
        host = Host()
        out = guest.boot_new(SCRIPT, guest.vfio_user(f"{d}/nic.sock"), modules=[module], on_line=host.line)
    finally:
        lanyard("down", "guest-nic")
    tail = out[-3000:]
    check(f"{model}: the driver binds, link up, MAC right", f"CARRIER 1 SPEED 1000 MAC {MAC}" in out, tail)
    check(f"{model}: the guest pings a host through a switch", "PING 4 packets transmitted, 4 packets received" in out, tail)
    check(f"{model}: full frames", "FULL 3 packets transmitted, 3 packets received" in out, tail)
    check(f"{model}: the host pings the guest", host.pinged and "Success rate is 100" in host.pinged, host.pinged)
    check(f"{model}: the guest sees the wire cut, and mended", "CUT 0" in out and "MENDED 1" in out, tail)
    check(f"{model}: traffic again", "AGAIN 3 packets transmitted, 3 packets received" in out, tail)
    check(f"{model}: nothing in the guest's log", "DMESG" not in out, tail)


def main():
    d = private_state()
    sockets = tempfile.TemporaryDirectory(dir="/tmp", prefix="lanyard-nic-")
    try:
        for model, module in MODELS.items():
            one(model, module, sockets.name)
    except guest.Missing as e:
        skip("nic", e)
    sockets.cleanup()
    del d


main()
finish()
