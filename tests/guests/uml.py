#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""User-mode Linux at our vhost-user back end: its driver is another front end than QEMU's, and takes notifications in messages. Ping there and back,
full frames, the carrier."""
import glob
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)) + "/../interop")
import libguest as guest
from libinterop import check, finish, lanyard, need, private_state, up

LAB = """
name: uml
nodes:
  sw1: {kind: switch, ports: 4}
  pc1: {kind: host, address: 10.9.0.1/24}
wires:
  - [sw1:g0/1, pc1]
  - [sw1:g0/2, "vhost:%s/u.sock?config"]
"""
SCRIPT = """
ip link set eth0 up
ip addr add 10.9.0.2/24 dev eth0
echo DRIVER $(basename $(readlink /sys/class/net/eth0/device/driver))
ping -c 1 -W 2 10.9.0.1 >/dev/null
ping -c 5 -i 0.2 10.9.0.1
ping -c 5 -i 0.2 -s 1472 10.9.0.1 | sed 's/^/FULL /'
echo CARRIER $(cat /sys/class/net/eth0/carrier)
echo GUEST-READY
sleep 2
echo CUT $(cat /sys/class/net/eth0/carrier)
"""


def main():
    need("uml", "linux.uml", "busybox", "cpio")
    d = private_state()
    r = up(LAB % d)
    if not check("uml: a lab", r.returncode == 0, r.stderr):
        return
    pinged = []

    def on_line(line, _process):
        if "GUEST-READY" in line:
            pinged.append(lanyard("exec", "pc1", "ping 10.9.0.2 repeat 5 timeout 1").stdout)
            lanyard("wire", "sw1:g0/2", "down")

    with tempfile.TemporaryDirectory() as tmp:
        guest.initramfs(f"{tmp}/initrd", ["virtio_net"], SCRIPT, sorted(glob.glob("/usr/lib/uml/modules/*"))[-1])
        out = guest._console(["linux.uml", "mem=64M", f"initrd={tmp}/initrd", "root=/dev/ram0", "con=null", "con0=fd:0,fd:1", "console=tty0", "quiet",
                              f"virtio_uml.device={d}/u.sock:1"], 60, on_line).replace("\r", "")
    check("uml: the driver binds", "DRIVER virtio_net" in out, out[-700:])
    check("uml: ping", "\n5 packets transmitted, 5 packets received" in out, out[-700:])
    check("uml: full frames", "FULL 5 packets transmitted, 5 packets received" in out, out[-700:])
    check("uml: carrier, and its loss", "CARRIER 1" in out and "CUT 0" in out, out[-700:])
    check("uml: a host pings it", pinged and "(5/5)" in pinged[0], pinged or out[-700:])


main()
finish()
