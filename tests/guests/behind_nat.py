#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A QEMU guest behind our NAT fetches a page from a real web server outside: a program of sockets in the guest, Python's server in a namespace."""
import hashlib
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, HERE + "/../interop")
import libguest as guest
from libinterop import background, check, execute, finish, inside, need, need_root, private_state, sh, skip, until, up

LAB = """
name: behind-nat
nodes:
  r1:
    kind: router
    config: |
      access-list 1 permit 10.94.1.0 0.0.0.255
      ip nat inside source list 1 interface GigabitEthernet0/1 overload
      interface GigabitEthernet0/0
       ip address 10.94.1.1 255.255.255.0
       ip nat inside
      interface GigabitEthernet0/1
       ip address 10.94.2.1 255.255.255.0
       ip nat outside
  vm1: {kind: vm, kernel: %s, initrd: %s/initrd, append: "console=ttyS0 panic=-1 quiet", memory: 192M, accel: tcg, nics: [virtio-net]}
wires:
  - [r1:g0/0, vm1:0]
  - [r1:g0/1, "tap:bnout?netns=bn-out&address=10.94.2.2/24"]
"""
SCRIPT = """
ip link set eth0 up; ip addr add 10.94.1.2/24 dev eth0; ip route add default via 10.94.1.1
for k in 1 2 3 4 5 6 7 8 9; do fetch 10.94.2.2 /page > /page && break; sleep 1; done
echo GUEST-GOT $(wc -c < /page) $(md5sum < /page | cut -c1-32)
while true; do sleep 60; done
"""

need_root("behind_nat")
need("behind_nat", "qemu-img", "gcc", "ip")
try:
    kernel, _ = guest.kernel()
except guest.Missing as e:
    skip("behind_nat", e)
    finish()
state = private_state()
r = sh(f"gcc -static -O1 -o {state}/fetch {HERE}/fetch.c")
if r.returncode:
    skip("behind_nat", "no static C library")
    finish()
guest.initramfs(f"{state}/initrd", ["virtio_pci", "virtio_net"], SCRIPT, programs=[f"{state}/fetch"])
os.makedirs(f"{state}/www")
page = os.urandom(200000)
with open(f"{state}/www/page", "wb") as f:
    f.write(page)
r = up(LAB % (kernel, state))
if not check("a lab with a guest behind NAT", r.returncode == 0, r.stderr):
    finish()
background(["ip", "netns", "exec", "bn-out", sys.executable, "-u", "-m", "http.server", "80", "--bind", "10.94.2.2", "--directory", f"{state}/www"],
           stdout=open(f"{state}/log", "w"))
want = f"GUEST-GOT 200000 {hashlib.md5(page).hexdigest()}"


def console():
    p = subprocess.run([os.environ.get("LANYARD", HERE + "/../../build/lanyard"), "console", "vm1"], input=b"", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    return p.stdout.decode(errors="replace")


good = until(lambda: "GUEST-GOT" in console(), 120, 1)
out = console()
check("the guest has the page, whole", good and want in out, out[-1500:])
with open(f"{state}/log") as f:
    log = f.read()
check("the server saw the router's address alone", "10.94.2.1 " in log and "10.94.1." not in log, log)
out = execute("r1", "show ip nat translations tcp")
check("by a translation", re.search(r"tcp 10\.94\.2\.1:\d+ +10\.94\.1\.2:\d+ +10\.94\.2\.2:80", out), out)
finish()
