#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten thousand wires inside a lab cost no descriptors; a jumbo frame passes whole."""
import json
import os

from libinterop import check, execute, finish, lanyard, private_state, up

private_state()

N = 20000
big = "name: scale\nnodes:\n" + "".join(f"  h{i}: {{kind: hub, ports: 1}}\n" for i in range(N)) + "wires:\n" + "".join(f"  - [h{i}, h{i + 1}]\n" for i in range(0, N, 2))
r = up(big, fast=True)
check("a lab of 10,000 wires comes up", r.returncode == 0, r.stderr[-500:])
if r.returncode == 0:
    pid = json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"]
    n = len(os.listdir(f"/proc/{pid}/fd"))
    check("its wires cost no descriptors", n < 32, f"{n} descriptors")
    lanyard("down", "scale")

JUMBO = """
name: jumbo
nodes:
  r1: {kind: router, config: "interface g0/0\\n mtu 9000\\n ip address 10.0.0.1 255.255.255.0\\n"}
  r2: {kind: router, config: "interface g0/0\\n mtu 9000\\n ip address 10.0.0.2 255.255.255.0\\n"}
  sw1: {kind: switch, ports: 2}
wires:
  - [r1:g0/0, sw1:g0/1]
  - [r2:g0/0, sw1:g0/2]
"""
r = up(JUMBO, name="jumbo.yml")
check("up", r.returncode == 0, r.stderr)
out = execute("r1", "ping 10.0.0.2 size 9000 df-bit")
check("a frame of 9,000 bytes passes whole", "(5/5)" in out, out)
out = execute("r1", "ping 10.0.0.2 size 9001 df-bit timeout 1 repeat 1")
check("one byte more does not", "(0/1)" in out, out)
finish()
