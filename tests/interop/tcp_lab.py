#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kernel's TCP in a namespace, on a tap, against a host of a lab: the small servers and traffic tcp, on a clean wire and a bad one."""
import os
import sys

from libinterop import background, check, execute, finish, lanyard, need, need_root, private_state, sh, until, up

NS = "tcp-lab"
need_root("tcp_lab")
need("tcp_lab", "ip")
private_state()
r = up(f"""
name: tcp-lab
nodes:
  h1: {{kind: host, address: [10.98.0.2/24, "fd98::2/64"]}}
wires:
  - [h1, "tap:tcpl0?netns={NS}&address=10.98.0.1/24"]
""")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
r = lanyard("configure", "h1", "-", input="service tcp-small-servers\n")
check("the small servers start", r.returncode == 0, r.stderr)
sh(f"ip -n {NS} addr add fd98::1/64 dev tcpl0 nodad")
side = ["ip", "netns", "exec", NS, sys.executable, os.path.abspath("tests/interop/tcp_kernel.py"), "--side"]


def peer(name, *argv):
    r = sh(side + [str(x) for x in argv], timeout=120)
    check(name, r.returncode == 0, r.out)


def ours(name, address):
    background(side + ["echo", address, "7007", "0", "-"])
    until(lambda: ":7007" in sh(f"ip netns exec {NS} ss -ltn").out)
    out = execute("h1", f"traffic tcp {address} port 7007 kilobytes 500", timeout=120)
    check(name, "500000 bytes acknowledged" in out, out)


ready = until(lambda: sh(f"ip netns exec {NS} ping -c1 -W1 10.98.0.2").returncode == 0, 15)
check("the host answers", ready)
until(lambda: sh(f"ip netns exec {NS} ping -6 -c1 -W1 fd98::2").returncode == 0, 15)
for address, here in (("10.98.0.2", "10.98.0.1"), ("fd98::2", "fd98::1")):
    peer(f"kernel's client, echo at {address}, 4 MB", "client", address, 7, 4000000, 0, 0)
    peer(f"kernel's client, discard at {address}, 20 MB", "sink", address, 9, 20000000)
    ours(f"our client to {here}", here)
lanyard("wire", "h1:eth0", "delay=5ms", "loss=2%")
peer("delay 5 ms, loss 2 %: kernel's client, echo", "client", "10.98.0.2", 7, 500000, 0, 0)
ours("delay 5 ms, loss 2 %: our client", "10.98.0.1")
out = execute("h1", "show tcp statistics")
check("show tcp statistics counts", "retransmitted" in out and "0 checksum error, 0 bad offset, 0 too short, 0 bad option" in out, out)
finish()
