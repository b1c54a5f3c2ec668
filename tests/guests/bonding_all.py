#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""LACP with the kernel's bonding driver in a guest: two of its NICs and one of our Port-channels; both in, frames pass, a wire that is cut is left and comes back, tshark reads it."""
import os
import re
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, HERE + "/../interop")
import libguest as guest
from libinterop import LANYARD, background, check, finish, json_rows, lanyard, need, private_state, skip, tshark_clean, until, up

LAB = """
name: guest-bonding
nodes:
  s1:
    kind: switch
    ports: 4
    config: |
      spanning-tree mode rapid-pvst
      interface Port-channel1
       spanning-tree portfast
      interface range GigabitEthernet0/1 - 2
       channel-group 1 mode passive
       lacp rate fast
      interface GigabitEthernet0/3
       spanning-tree portfast
  pc1: {kind: host, address: 10.75.0.1/24}
wires:
  - [pc1, s1:g0/3]
  - [s1:g0/1, "stream:unix:%s/g1.sock?listen"]
  - [s1:g0/2, "stream:unix:%s/g2.sock?listen"]
"""
SCRIPT = """
echo +bond0 > /sys/class/net/bonding_masters
echo 802.3ad > /sys/class/net/bond0/bonding/mode
echo fast > /sys/class/net/bond0/bonding/lacp_rate
echo 100 > /sys/class/net/bond0/bonding/miimon
for i in eth0 eth1; do ip link set $i down; echo +$i > /sys/class/net/bond0/bonding/slaves; done
ip link set bond0 up
ip addr add 10.75.0.2/24 dev bond0
echo GUEST-READY
n=0
while [ $n -lt 90 ]; do
	grep -E 'Number of ports|Partner Mac' /proc/net/bonding/bond0 | head -2 | tr -d '\\t' | tr '\\n' ' '
	echo
	ping -c 1 -W 1 10.75.0.1 > /dev/null && echo GUEST-PINGS
	sleep 1
	n=$((n + 1))
done
"""

need("bonding", "tshark")
try:
    guest.kernel()
except guest.Missing as e:
    skip("bonding", e)
    finish()
state = private_state()
r = up(LAB % (state, state))
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/lacp.pcapng"
capture = background([LANYARD, "capture", "s1:g0/1", "s1:g0/2", "-w", cap])
said, box = [], {}


def heard(line, process):
    said.append(line)
    box["guest"] = process


nics = []
for i in (1, 2):
    nics += ["-netdev", f"stream,id=n{i},server=off,addr.type=unix,addr.path={state}/g{i}.sock", "-device", f"e1000,netdev=n{i}"]
t = threading.Thread(target=lambda: guest.boot(SCRIPT, nics, modules=("e1000", "bonding"), seconds=200, on_line=heard))
t.start()


def bundled():
    return [p["flags"] for p in json_rows("s1", "show etherchannel summary")[0]["ports"]]


def ports_in_guest():
    """How many ports its active aggregator has, as it said last."""
    found = [re.search(r"Number of ports: (\d)", line) for line in said]
    found = [m.group(1) for m in found if m]
    return found[-1] if found else ""


def pings():
    return lanyard("exec", "pc1", "ping 10.75.0.2 repeat 3").returncode == 0


check("both ports are bundled", until(lambda: bundled() == ["P", "P"], 90), (bundled(), said[-5:]))
check("the kernel has both in one aggregator", until(lambda: ports_in_guest() == "2", 30), said[-5:])
check("its partner is our switch", until(lambda: "Partner Mac" in said[-1] and "00:00:00:00:00:00" not in said[-1], 30), said[-3:])
check("frames pass", until(pings, 30), "no ping")
check("and from the guest", until(lambda: "GUEST-PINGS" in said, 30), said[-3:])
lanyard("wire", "s1:g0/1", "down")
check("a cut wire is left", until(lambda: bundled() == ["D", "P"], 10), bundled())
check("by the kernel, too", until(lambda: ports_in_guest() == "1", 30), said[-3:])
check("the rest carries on", until(pings, 30), "no ping")
lanyard("wire", "s1:g0/1", "up")
check("and comes back", until(lambda: bundled() == ["P", "P"], 30), bundled())
rows = json_rows("s1", "show lacp neighbor")
check("the neighbour is shown", len(rows) == 2 and all(x["flags"].startswith("F") for x in rows), rows)
if "guest" in box:
    box["guest"].kill()
t.join()
check("a guest that died is noticed", until(lambda: "P" not in bundled(), 20), bundled())
capture.terminate()
capture.wait()
tshark_clean("tshark", cap, 20)
finish()
