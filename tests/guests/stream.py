#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A QEMU guest with QEMU's own e1000 on a `stream:` wire: pings through our switch and router, both ways, and sees the wire cut."""
import os
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import libguest as guest

LANYARD = os.environ.get("LANYARD", os.path.dirname(os.path.abspath(__file__)) + "/../../build/lanyard")
failed = 0

LAB = """
name: guest-stream
nodes:
  sw1: {kind: switch, ports: 4}
  r1:
    kind: router
    config: |
      interface GigabitEthernet0/0
       ip address 10.9.0.1 255.255.255.0
      interface GigabitEthernet0/1
       ip address 10.9.1.1 255.255.255.0
  pc1: {kind: host, address: 10.9.1.10/24, gateway: 10.9.1.1}
wires:
  - [sw1:g0/1, r1:g0/0]
  - [pc1, r1:g0/1]
  - [sw1:g0/2, "stream:unix:%s/guest.sock?listen"]
"""

SCRIPT = """
ip link set eth0 up
ip addr add 10.9.0.2/24 dev eth0
ip route add default via 10.9.0.1
sleep 5
ping -c 5 -i 0.3 10.9.1.10
ping -c 3 -i 0.3 -s 1472 10.9.1.10
traceroute -n -q 1 -w 2 10.9.1.10
echo GUEST-READY
sleep 8
"""


def check(name, good, why=""):
    global failed
    print(f"ok {name}" if good else f"not ok {name}: {why}", flush=True)
    failed += not good


def lanyard(*argv):
    return subprocess.run([LANYARD, *argv], capture_output=True, text=True, timeout=60)


def main():
    try:
        guest.kernel()
    except guest.Missing as e:
        print(f"skip qemu-stream: {e}")
        return 0
    with tempfile.TemporaryDirectory() as tmp:
        os.environ["LANYARD_STATE"] = f"{tmp}/state"
        with open(f"{tmp}/lab.yml", "w") as f:
            f.write(LAB % tmp)
        up = lanyard("up", f"{tmp}/lab.yml")
        check("guest-lab-up", up.returncode == 0, up.stderr)
        if up.returncode:
            return 1
        try:
            box = {}
            t = threading.Thread(target=lambda: box.update(out=guest.boot(
                SCRIPT, ["-netdev", f"stream,id=n0,server=off,addr.type=unix,addr.path={tmp}/guest.sock", "-device", "e1000,netdev=n0"])))
            t.start()
            pinged = False
            for _ in range(60):
                ping = lanyard("exec", "pc1", "ping 10.9.0.2 repeat 2 timeout 1")
                if ping.returncode == 0:
                    pinged = True
                    break
                if not t.is_alive():
                    break
            t.join()
            out = box["out"]
            check("guest-pings-through-switch-and-router", "5 packets transmitted, 5 packets received" in out, out[-1500:])
            check("guest-pings-full-frames", "3 packets transmitted, 3 packets received" in out, out[-1500:])
            check("guest-traceroute", "1  10.9.0.1" in out and "2  10.9.1.10" in out, out[-1500:])
            check("host-pings-guest", pinged, "no ping from pc1 reached the guest")
        finally:
            lanyard("down", "guest-stream")
    return 1 if failed else 0


sys.exit(main())
