#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attacks by yersinia, a tool of others: root takeover, trunk negotiation, VLANs erased by VTP, a flood of CDP neighbours, DHCP starvation. Each does what it is for
against the configuration a switch comes with, and nothing with its guard on."""
import os
import pty
import re
import signal
import subprocess
import time

from libinterop import check, execute, finish, json_rows, lanyard, need, need_root, on_exit, private_state, skip, until, up

need_root("yersinia")
need("yersinia", "ip", "yersinia")
state = private_state()
NS, TAP = "lyyers", "lyyers0"
LAB = f"""
name: yersinia
nodes:
  s1:
    kind: switch
    ports: 6
    config: |
      vtp domain lab
      spanning-tree mode rapid-pvst
      vlan 10
      vlan 20
      interface GigabitEthernet0/2
       switchport mode trunk
      interface GigabitEthernet0/3
       spanning-tree portfast
  s2:
    kind: switch
    ports: 4
    config: |
      vtp domain lab
      spanning-tree mode rapid-pvst
      spanning-tree vlan 1 priority 24576
      interface GigabitEthernet0/2
       switchport mode trunk
  r1:
    kind: router
    config: |
      ip dhcp pool lan
       network 10.0.0.0 255.255.255.192
      interface GigabitEthernet0/0
       ip address 10.0.0.1 255.255.255.192
wires:
  - ["tap:{TAP}?netns={NS}", s1:g0/1]
  - [s1:g0/2, s2:g0/2]
  - [s1:g0/3, r1:g0/0]
"""
PORT = "interface GigabitEthernet0/1"


class Attack:
    """yersinia at work, at a terminal of its own: it asks for a key to stop."""

    def __init__(self, *argv):
        self.master, slave = pty.openpty()
        self.p = subprocess.Popen(["ip", "netns", "exec", NS, "yersinia", "-l", f"{state}/log", *argv, "-interface", TAP], stdin=slave, stdout=slave, stderr=slave, start_new_session=True, cwd=state,
                                  env={**os.environ, "TERM": "xterm"})
        os.close(slave)
        on_exit(self.stop)

    def stop(self):
        if self.p.poll() is None:
            os.killpg(self.p.pid, signal.SIGKILL)  # it has children
            self.p.wait()

    def __enter__(self):
        return self

    def __exit__(self, *x):
        self.stop()


def configure(node, *lines):
    r = lanyard("configure", node, input="\n".join(lines) + "\n")
    check(f"{node} takes its lines", r.returncode == 0, r.stdout + r.stderr)


def port_is(what):
    return re.search(rf"^Gi0/1 .*{what}", execute("s1", "show interfaces status"), re.M)


def root_port():
    m = re.search(r"Port +\d+ \((\S+)\)", execute("s1", "show spanning-tree vlan 1"))
    return m[1] if m else ""


def reset():
    configure("s1", PORT, "shutdown", "no shutdown")
    until(lambda: port_is("connected"), 10)


r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
until(lambda: root_port() == "GigabitEthernet0/2", 20)

# root takeover
with Attack("stp", "-attack", "4"):
    check("it becomes root of a switch without guards", until(lambda: root_port() == "GigabitEthernet0/1", 30), execute("s1", "show spanning-tree vlan 1"))
    configure("s1", PORT, "spanning-tree guard root")
    check("root guard keeps it out", until(lambda: root_port() == "GigabitEthernet0/2" and "ROOT_Inc" in execute("s1", "show spanning-tree vlan 1"), 30),
          execute("s1", "show spanning-tree vlan 1"))
    configure("s1", PORT, "no spanning-tree guard", "spanning-tree bpduguard enable")
    check("BPDU guard takes its port down", until(lambda: port_is("err-disabled"), 20), execute("s1", "show interfaces status"))
configure("s1", PORT, "no spanning-tree bpduguard")
reset()

# a trunk for the asking
with Attack("dtp", "-attack", "1"):
    check("it gets a trunk", until(lambda: port_is("trunk"), 20), execute("s1", "show interfaces status"))
    # and by it the domain's VLANs
    before = execute("s1", "show vlan brief")
    erased = False
    for _ in range(4):  # on a busy machine it says what follows, and does not let it follow
        with Attack("vtp", "-attack", "1"):
            erased = erased or until(lambda: not re.search(r"^10 ", execute("s1", "show vlan brief"), re.M), 15)
    vtp = execute("s1", "show vtp status", "show vtp counters")
    if not erased and re.search(r"Subset advertisements received +: 0$", vtp, re.M):
        skip("yersinia", "it erases the domain's VLANs: it announced them and sent none")
    else:
        check("it erases the domain's VLANs", erased, before + vtp)
    configure("s1", "vlan 10", "exit", "vtp password secret")
    with Attack("vtp", "-attack", "1"):
        time.sleep(5)
        kept = re.search(r"^10 ", execute("s1", "show vlan brief"), re.M)
    check("with a password of the domain it does not", kept, execute("s1", "show vlan brief"))
    configure("s1", PORT, "switchport mode access")
    time.sleep(3)
    check("an access port is no trunk, whatever it says", not port_is("trunk"), execute("s1", "show interfaces status"))

# a flood of neighbours
neighbours = lambda: len(json_rows("s1", "show cdp neighbors"))
with Attack("cdp", "-attack", "1"):
    # no more than a port's table has room for
    flooded = until(lambda: neighbours() > 12, 20)
    check("it fills the port's table of neighbours, and no more", flooded and neighbours() < 64, neighbours())
configure("s1", PORT, "no cdp enable")
lanyard("exec", "s1", "clear cdp table")
with Attack("cdp", "-attack", "1"):
    time.sleep(3)
    check("a port without CDP hears none", neighbours() <= 2, neighbours())

# DHCP
discovers = lambda: int((re.search(r"DHCPDISCOVER +(\d+)", execute("r1", "show ip dhcp server statistics")) or [0, "0"])[1])
with Attack("dhcp", "-attack", "1"):
    check("its DISCOVERs reach the server", until(lambda: discovers() > 100, 20), discovers())
configure("s1", "ip dhcp snooping", "ip dhcp snooping vlan 1", "interface GigabitEthernet0/3", "ip dhcp snooping trust", PORT, "ip dhcp snooping limit rate 10")
with Attack("dhcp", "-attack", "1"):
    check("a limit takes its port down", until(lambda: port_is("err-disabled"), 20), execute("s1", "show interfaces status"))
finish()
