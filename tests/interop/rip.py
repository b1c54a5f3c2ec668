#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""RIP version 2 with FRR's ripd: routes both ways, failure, MD5 right and wrong; tshark finds nothing malformed in what we send."""
import os

from libinterop import Frr, LANYARD, background, check, execute, finish, inside, json_rows, lanyard, need, need_frr, need_root, private_state, tshark_clean, \
    until, up

need_root("rip")
need("rip", "ip", "tshark")
need_frr("rip", "ripd")
state = private_state()
os.chmod(state, 0o755)
LAB = """
name: rip-peers
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      key chain K
       key 1
        key-string sesame
      interface Loopback0
       ip address 10.255.0.1 255.255.255.255
      interface GigabitEthernet0/0
       ip address 10.82.0.1 255.255.255.0
      ip route 192.168.77.0 255.255.255.0 Null0
      router rip
       version 2
       timers basic 2 8 8 12
       redistribute static metric 3
       network 10.0.0.0
       no auto-summary
wires:
  - ["tap:lyr0?netns=rip-frr&address=10.82.0.3/24", r1:g0/0]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/rip.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "-w", cap])
frr = Frr(state, "rip-frr", "interface lo\n ip address 10.255.0.3/32\nkey chain K\n key 1\n  key-string sesame\nrouter rip\n version 2\n timers basic 2 8 12\n network lyr0\n network lo\n",
          "zebra", "ripd")
inside("rip-frr", "ip link set lo up")
frr.start()


def ours():
    return {x["prefix"]: x["metric"] for x in json_rows("r1", "show ip route rip")}


def theirs():
    return frr.vtysh("show ip rip")


check("FRR's loopback is in our table", until(lambda: "10.255.0.3/32" in ours(), 20, 0.3), (ours(), theirs()))
check("our loopback and our static route are in FRR's", until(lambda: "10.255.0.1/32" in theirs() and "192.168.77.0/24" in theirs(), 20, 0.3), theirs())
lanyard("configure", "r1", "-", input="interface GigabitEthernet0/0\n ip rip authentication mode md5\n ip rip authentication key-chain K\n")
check("MD5 here alone: FRR's routes time out", until(lambda: "10.255.0.3/32" not in ours(), 30, 0.3), ours())
frr.vtysh("configure terminal", "interface lyr0", "ip rip authentication mode md5 auth-length rfc", "ip rip authentication key-chain K")
good = until(lambda: "10.255.0.3/32" in ours() and "10.255.0.1/32" in theirs(), 40, 0.3)
check("MD5 on both sides", good, (ours(), theirs(), execute("r1", "show logging")))
inside("rip-frr", "ip link set lyr0 down")
check("the link fails", until(lambda: "10.255.0.3/32" not in ours(), 30, 0.3), ours())
capture.terminate()
capture.wait()
tshark_clean("rip", cap, 5)
finish()
