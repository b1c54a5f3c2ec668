#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""RSTP with Open vSwitch: two wires between one of its bridges and a switch of ours, either as root; a cut and its return, silence, tshark reads what we say."""
import re

from libinterop import check, finish, json_rows, lanyard, need, need_root, private_state, tshark_clean, until, wired_to_open_vswitch

need_root("rstp_ovs")
need("rstp_ovs", "ovs-vswitchd", "ovsdb-server", "ovs-vsctl", "ovs-appctl", "ip", "tshark", "ping")
state = private_state()
NS = "lyrstp"
LAB = f"""
name: rstp-ovs
nodes:
  s1:
    kind: switch
    ports: 4
    config: |
      spanning-tree mode rapid-pvst
      interface GigabitEthernet0/3
       spanning-tree portfast
  pc1: {{kind: host, address: 10.74.0.1/24}}
wires:
  - [pc1, s1:g0/3]
  - ["tap:lyrstp1?netns={NS}", s1:g0/1]
  - ["tap:lyrstp2?netns={NS}", s1:g0/2]
"""

cap = f"{state}/rstp.pcapng"
vsctl, appctl, capture = wired_to_open_vswitch(state, NS, LAB, cap, ("lyrstp1", "lyrstp2"), "10.74.0.2/24",
                                               "-- set bridge br0 rstp_enable=true other_config:rstp-priority=4096 "
                                               "-- add-port br0 lyrstp1 -- add-port br0 lyrstp2")


def ours():
    """Role and state of our two ports."""
    rows = {x["interface"]: f"{x['role']} {x['status']}" for x in json_rows("s1", "show spanning-tree vlan 1")}
    return [rows.get(f"Gi0/{i}") for i in (1, 2)]


def theirs():
    text = appctl("rstp/show br0")
    rows = dict(re.findall(r"^\s+(lyrstp\d)\s+(\S+\s+\S+)", text, re.M))
    return [" ".join(rows.get(f"lyrstp{i}", "").split()) for i in (1, 2)]


def pings():
    return lanyard("exec", "pc1", "ping 10.74.0.2 repeat 3").returncode == 0


check("Open vSwitch is the root", until(lambda: sorted(filter(None, ours())) == ["Altn BLK", "Root FWD"], 30), ours())
check("it agrees", until(lambda: theirs() == ["Designated Forwarding", "Designated Forwarding"], 40), theirs())
text = lanyard("exec", "s1", "show spanning-tree root").stdout
check("its priority is read", re.search(r"^VLAN0001 +4096 ", text, re.M), text)
check("frames pass", until(pings, 20), "no ping")
root = ours().index("Root FWD")  # which of its ports is the better one is Open vSwitch's choice
lanyard("wire", f"s1:g0/{root + 1}", "down")
check("a cut wire is left", until(lambda: ours()[1 - root] == "Root FWD", 10), ours())
check("frames pass by the other", until(pings, 20), "no ping")
lanyard("wire", f"s1:g0/{root + 1}", "up")
check("and comes back", until(lambda: ours()[root] == "Root FWD" and ours()[1 - root] == "Altn BLK", 20), ours())
lanyard("configure", "s1", "-", input="spanning-tree vlan 1 priority 0\n")
check("we are the root", until(lambda: ours() == ["Desg FWD", "Desg FWD"], 40), ours())
check("it agrees to that, too", until(lambda: sorted(theirs()) == ["Alternate Discarding", "Root Forwarding"], 40), theirs())
check("frames pass again", until(pings, 20), "no ping")
text = appctl("rstp/show br0")
check("it reads our root", re.search(r"stp-priority\s+1\b", text) or re.search(r"priority\s+1\b", text), text)
vsctl("set bridge br0 rstp_enable=false")
check("who is silent is noticed", until(lambda: ours() == ["Desg FWD", "Desg FWD"] or "Back BLK" in ours(), 20), ours())
capture.terminate()
capture.wait()
tshark_clean("tshark", cap, 20)
finish()
