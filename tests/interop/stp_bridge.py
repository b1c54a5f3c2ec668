#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Spanning tree with others: the Linux bridge's 802.1D in a triangle with two switches of ours; tshark reads what we say."""
import time

from libinterop import LANYARD, background, check, finish, inside, json_rows, lanyard, need, need_root, private_state, sh, tshark_clean, tshark_complaints, until, up

need_root("stp_bridge")
need("stp_bridge", "ip", "tshark", "ping")
state = private_state()
NS = "stp-br"

# The root's times rule everywhere: the shortest that 802.1D allows, so that this test ends soon.
FAST = "spanning-tree vlan 1 hello-time 1\n      spanning-tree vlan 1 forward-time 4\n      spanning-tree vlan 1 max-age 6\n"
LAB = f"""
name: stp-bridge
nodes:
  s1:
    kind: switch
    ports: 4
    config: |
      spanning-tree mode rapid-pvst
      {FAST}
      vlan 10
      interface GigabitEthernet0/1
       spanning-tree portfast
      interface GigabitEthernet0/4
       switchport mode trunk
       switchport trunk native vlan 10
  s2:
    kind: switch
    ports: 4
    config: |
      {FAST}
      vlan 10
      interface GigabitEthernet0/1
       spanning-tree portfast
      interface GigabitEthernet0/4
       switchport mode trunk
       switchport trunk native vlan 10
  pc1: {{kind: host, address: 10.72.0.1/24}}
  pc2: {{kind: host, address: 10.72.0.2/24}}
wires:
  - [pc1, s1:g0/1]
  - [pc2, s2:g0/1]
  - [s1:g0/2, s2:g0/2]
  - ["tap:lystp1?netns={NS}", s1:g0/3]
  - ["tap:lystp2?netns={NS}", s2:g0/3]
  - [s1:g0/4, s2:g0/4]
"""

r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
o = inside(NS, "ip link add br0 type bridge stp_state 1 forward_delay 400 hello_time 100 max_age 600 priority 61440")
if o.returncode:
    print(f"skip stp_bridge: no bridge here: {o.out.strip()}", flush=True)
    finish()
cap = f"{state}/stp.pcapng"
capture = background([LANYARD, "capture", "s1:g0/2", "s1:g0/3", "s1:g0/4", "-w", cap])
for i, tap in enumerate(("lystp1", "lystp2")):
    inside(NS, f"ip link set {tap} master br0 up")
inside(NS, "ip link set br0 up")


def kernel(what, tap=None):
    """A value that the bridge, or its port, has in sysfs."""
    path = f"/sys/class/net/{tap}/brport/{what}" if tap else f"/sys/class/net/br0/bridge/{what}"
    return inside(NS, f"cat {path}").out.strip()


def ours(node):
    return {row["interface"]: row for row in json_rows(node, "show spanning-tree vlan 1")}


def root_of(node):
    row = [x for x in json_rows(node, "show spanning-tree root") if x["vlan_id"] == 1][0]
    return row["root_priority"], row["root_address"].replace(".", "")


def kernel_root():
    prio, mac = kernel("root_id").split(".")
    return int(prio, 16), mac


def agreed():
    return kernel_root() == root_of("s1") == root_of("s2")


def forwarding_links():
    """Of the three sides of the triangle and the second wire between the switches, which pass VLAN 1."""
    a, b = ours("s1"), ours("s2")
    k1, k2 = kernel("state", "lystp1") == "3", kernel("state", "lystp2") == "3"
    up_ = lambda rows, port: rows.get(port, {}).get("status") == "FWD"
    return [n for n, good in (("wire", up_(a, "Gi0/2") and up_(b, "Gi0/2")), ("trunk", up_(a, "Gi0/4") and up_(b, "Gi0/4")),
                              ("left", up_(a, "Gi0/3") and k1), ("right", up_(b, "Gi0/3") and k2)) if good]


def one_tree(name):
    good = until(lambda: agreed() and len(forwarding_links()) == 2, 30, 0.5)
    check(f"{name}: one root, no loop and all reached", good,
          f"roots {kernel_root()} {root_of('s1')} {root_of('s2')}, forwarding {forwarding_links()}")


one_tree("together")
check("the root is one of ours by priority", kernel_root()[0] == 32769, kernel_root())
check("rapid-pvst speaks 802.1D to the bridge", "Peer(STP)" in ours("s1")["Gi0/3"]["type"], ours("s1"))
p = lanyard("exec", "pc1", "ping 10.72.0.2 repeat 5")
check("ping across", p.returncode == 0, p.stdout)

inside(NS, "ip link set br0 type bridge priority 4096")
one_tree("the bridge's priority 4096")
check("the bridge is the root", kernel("root_id") == kernel("bridge_id"), kernel("root_id"))
check("both of our ports towards it are root ports", until(lambda: ours("s1")["Gi0/3"]["role"] == "Root" == ours("s2")["Gi0/3"]["role"], 20, 0.5),
      (ours("s1"), ours("s2")))

lanyard("configure", "s2", "-", input="spanning-tree vlan 1 priority 0\n")
one_tree("s2's priority 0")
check("s2 is the root", root_of("s1")[0] == 1, root_of("s1"))
check("the bridge sees it through its port towards s2", kernel("root_port") == str(int(kernel("port_no", "lystp2"), 16) & 0x3ff), kernel("root_port"))

# What is in the tree goes: the others close the gap.
lanyard("wire", "s1:g0/2", "down")
lanyard("wire", "s1:g0/4", "down")
good = until(lambda: agreed() and forwarding_links() == ["left", "right"], 40, 0.5)
check("wires cut: through the bridge", good, forwarding_links())
p = lanyard("exec", "pc1", "ping 10.72.0.2 repeat 5")
check("ping through the bridge", p.returncode == 0, p.stdout)
lanyard("wire", "s1:g0/2", "up")
lanyard("wire", "s1:g0/4", "up")
one_tree("wires back")

time.sleep(1)
capture.terminate()
capture.wait()
tshark_clean("stp_bridge", cap, 30)


def fields(filt, *names):
    args = [x for n in names for x in ("-e", n)]
    out = sh(["tshark", "-r", cap, "-Y", filt, "-T", "fields", *args]).out
    return [x.split("\t") for x in out.splitlines() if "Running as user" not in x and x.strip()]


expert = tshark_complaints(cap, "stp")
check("tshark has no complaint about a BPDU", not expert, expert[:5])
kinds = {tuple(x) for x in fields("stp", "stp.protocol", "stp.version", "stp.type")}
check("Configuration, RST and TCN BPDUs were seen", len({k[2] for k in kinds}) >= 2, kinds)
pvst = fields("stp.pvst.origvlan", "stp.pvst.origvlan", "vlan.id")
check("SSTP: the VLAN in the TLV is the tag's, and the native VLAN's has none", pvst and all(x[1:] == ([] if x[0] == "10" else [x[0]]) or
      (x[0] == "10" and x[1] == "") for x in pvst) and {x[0] for x in pvst} == {"1", "10"}, sorted({tuple(x) for x in pvst}))
finish()
