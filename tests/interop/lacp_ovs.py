#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""LACP with Open vSwitch: a bond of two of its ports and one of our Port-channels; frames pass, a wire that is cut is left, tshark reads what we say."""

from libinterop import check, finish, inside, json_rows, lanyard, need, need_root, private_state, tshark_clean, until, wired_to_open_vswitch

need_root("lacp_ovs")
need("lacp_ovs", "ovs-vswitchd", "ovsdb-server", "ovs-vsctl", "ovs-appctl", "ip", "tshark", "ping")
state = private_state()
NS = "lyovs"
LAB = f"""
name: lacp-ovs
nodes:
  s1:
    kind: switch
    ports: 4
    config: |
      spanning-tree mode rapid-pvst
      port-channel load-balance src-dst-mac
      interface Port-channel1
       spanning-tree portfast
      interface range GigabitEthernet0/1 - 2
       channel-group 1 mode active
       lacp rate fast
      interface GigabitEthernet0/3
       spanning-tree portfast
  pc1: {{kind: host, address: 10.73.0.1/24}}
wires:
  - [pc1, s1:g0/3]
  - ["tap:lyovs1?netns={NS}", s1:g0/1]
  - ["tap:lyovs2?netns={NS}", s1:g0/2]
"""

cap = f"{state}/lacp.pcapng"
vsctl, appctl, capture = wired_to_open_vswitch(state, NS, LAB, cap, ("lyovs1", "lyovs2"), "10.73.0.2/24",
                                               "-- add-bond br0 bond0 lyovs1 lyovs2 bond_mode=balance-slb lacp=passive "
                                               "other_config:lacp-time=fast other_config:bond-rebalance-interval=0")


def bundled():
    return [p["flags"] for p in json_rows("s1", "show etherchannel summary")[0]["ports"]]


check("both ports are bundled", until(lambda: bundled() == ["P", "P"], 20), bundled())
lacp = appctl("lacp/show bond0")
check("Open vSwitch negotiated", "status: passive negotiated" in lacp and lacp.count("current attached") == 2, lacp)
state_line = [x for x in lacp.splitlines() if "partner state" in x]
check("it sees us in step", all("synchronized collecting distributing" in x for x in state_line) and state_line, lacp)
check("frames pass", until(lambda: lanyard("exec", "pc1", "ping 10.73.0.2 repeat 3").returncode == 0, 20), "no ping")
check("frames pass the other way", inside(NS, "ping -c 3 -i 0.2 -W 2 10.73.0.1").returncode == 0)
rows = json_rows("s1", "show lacp neighbor")
check("the neighbour is shown", len(rows) == 2 and all(x["flags"] == "FP" for x in rows), rows)
lanyard("wire", "s1:g0/1", "down")
check("a cut wire is left", until(lambda: bundled() == ["D", "P"], 10), bundled())
check("the rest carries on", until(lambda: lanyard("exec", "pc1", "ping 10.73.0.2 repeat 3").returncode == 0, 10), "no ping")
lanyard("wire", "s1:g0/1", "up")
check("and comes back", until(lambda: bundled() == ["P", "P"], 20), bundled())
vsctl("set port bond0 lacp=off")
check("silence is noticed", until(lambda: "P" not in bundled(), 15), bundled())
capture.terminate()
capture.wait()
tshark_clean("tshark", cap, 20)
finish()
