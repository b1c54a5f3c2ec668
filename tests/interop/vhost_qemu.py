#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A QEMU guest whose stock virtio-net driver stands at our vhost-user back end: ping both ways through a switch, every kind of frame size, a TCP
transfer with checksums left to others, the guest started anew, the engine killed under traffic. One QEMU listens and is called by us, with packed rings, whose
place is known to nobody but what the keeper keeps; the other one calls."""
import json
import os
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)) + "/../guests")
import libguest as guest
from libinterop import check, execute, finish, lanyard, need, private_state, skip, up

LAB = """
name: vhost-qemu
nodes:
  sw1: {kind: switch, ports: 4}
  pc1: {kind: host, address: 10.9.0.1/24}
wires:
  - [sw1:g0/1, pc1]
  - [sw1:g0/2, "vhost:%s/a.sock?connect"]
  - [sw1:g0/3, "vhost:%s/b.sock"]
"""

# Two guests: one serves, one fetches; a's driver is reset and bound anew in between.
COMMON = "ip link set eth0 up\nip addr add 10.9.0.%d/24 dev eth0\nsleep 4\ncat /sys/class/net/eth0/carrier\n"
A = COMMON % 2 + """
dd if=/dev/urandom of=/tmp/data bs=64k count=64 2>/dev/null
md5sum < /tmp/data | sed 's/^/SUM-A /'
ping -c 5 -i 0.2 10.9.0.1
ping -c 3 -i 0.2 -s 1472 10.9.0.1
( nc -l -p 5000 < /tmp/data ) &
ping -c 12 -i 1 10.9.0.3 | tail -3
wait
echo virtio0 > /sys/bus/virtio/drivers/virtio_net/unbind; echo virtio0 > /sys/bus/virtio/drivers/virtio_net/bind
ip link set eth0 up; ip addr add 10.9.0.2/24 dev eth0; sleep 1
ping -c 3 -i 0.2 10.9.0.1 | sed 's/^/AGAIN /'
echo A-READY
sleep 14
ping -c 3 -i 0.2 10.9.0.1 | sed 's/^/AFTER-KILL /'
"""
B = COMMON % 3 + """
ping -c 2 10.9.0.2
for i in 1 2 3 4 5 6 7 8; do nc -w 5 10.9.0.2 5000 > /tmp/got && [ -s /tmp/got ] && break; sleep 1; done
md5sum < /tmp/got | sed 's/^/SUM-B /'
"""


def net(path, mac, memory=256):
    ours = "/a." in path
    return ["-object", f"memory-backend-memfd,id=mem,size={memory}M,share=on", "-machine", "memory-backend=mem", "-chardev",
            f"socket,id=c0,path={path}," + ("server=on,wait=off" if ours else "reconnect=1"), "-netdev", "vhost-user,id=n0,chardev=c0", "-device", f"virtio-net-pci,netdev=n0,vectors=0,packed={'on' if ours else 'off'},mac=02:00:00:00:00:{mac}"]


def word(out, mark):
    return [line.split()[1] for line in out.splitlines() if line.startswith(mark)]


def main():
    need("vhost-qemu", "qemu-system-x86_64")
    try:
        guest.kernel()
    except guest.Missing as e:
        skip("vhost-qemu", e)
        return
    d = private_state()
    r = up(LAB % (d, d))
    if not check("vhost: a lab with two sockets", r.returncode == 0, r.stderr):
        return
    out = {}
    modules = ("virtio_pci", "virtio_net")
    threads = [threading.Thread(target=lambda n=n, s=s: out.update({n: guest.boot(s, net(f"{d}/{n}.sock", f"0{n}"), modules=modules)}))
               for n, s in (("a", A), ("b", B))]
    for t in threads:
        t.start()
    pinged = False
    for _ in range(40):
        ping = lanyard("exec", "pc1", "ping 10.9.0.2 repeat 2 timeout 1")
        pinged = pinged or ping.returncode == 0
        if pinged or not threads[0].is_alive():
            break
    threads[1].join()
    time.sleep(6)
    kill_engine()
    threads[0].join()
    a, b = out["a"], out["b"]
    check("vhost: the guest sees carrier", "\n1" in a.replace("\r", ""), a[-2000:])
    check("vhost: the guest pings a host through a switch", "5 packets transmitted, 5 packets received" in a, a[-2000:])
    check("vhost: full frames", "3 packets transmitted, 3 packets received" in a, a[-2000:])
    check("vhost: the host pings the guest", pinged)
    check("vhost: guest to guest", "2 packets transmitted, 2 packets received" in b, b[-2000:])
    check("vhost: TCP from guest to guest, data intact", word(a, "SUM-A") and word(a, "SUM-A") == word(b, "SUM-B"), a[-2000:] + b[-2000:])
    check("vhost: the driver bound anew", "AGAIN 3 packets transmitted, 3 packets received" in a, a[-2000:])
    check("vhost: traffic is back after the engine was killed", "AFTER-KILL 3 packets transmitted, 3 packets received" in a, a[-2000:])
    ports = execute("sw1", "show interfaces")
    check("vhost: link goes with the guests", lanyard("exec", "pc1", "ping 10.9.0.2 repeat 1 timeout 1").returncode != 0, ports)


def kill_engine():
    me = [lab for lab in json.loads(lanyard("ls", "--json").stdout) if lab["name"] == "vhost-qemu"][0]
    os.kill(me["engine_pid"], 9)


main()
finish()
