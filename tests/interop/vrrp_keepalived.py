#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""VRRP 2 and 3 with keepalived: either is master or backup, takes over when the other goes, and yields when it returns; the kernel follows the address."""
import os
import signal
import time

from libinterop import LANYARD, background, check, execute, finish, inside, lanyard, need, need_root, private_state, tshark_clean, until, up

need_root("vrrp_keepalived")
need("vrrp_keepalived", "ip", "keepalived", "tshark", "ping")
state = private_state()

LAB = """
name: vrrpk
nodes:
  sw1: {kind: switch, ports: 4}
  r1:
    kind: router
    config: |
      hostname r1
      interface GigabitEthernet0/0
       ip address 10.72.0.2 255.255.255.0
       vrrp 9 ip 10.72.0.1
       vrrp 9 priority 110
wires:
  - ["tap:lyv0?netns=lyv-peer&address=10.72.0.3/24", sw1:g0/1]
  - [sw1:g0/2, r1:g0/0]
  - ["tap:lyv1?netns=lyv-pc&address=10.72.0.10/24&gateway=10.72.0.1", sw1:g0/3]
"""

CONFIG = """
global_defs {{
  vrrp_version {version}
  vrrp_garp_master_repeat 1
}}
vrrp_instance ly {{
  state BACKUP
  interface lyv0
  use_vmac ly-vmac
  virtual_router_id 9
  priority {priority}
  advert_int 1
  virtual_ipaddress {{
    10.72.0.1/24
  }}
}}
"""


def keepalived(version, priority):
    conf, base = f"{state}/keepalived.conf", f"{state}/keepalived"
    for left in (f"{base}.pid", f"{base}.vrrp.pid"):
        if os.path.exists(left):
            os.unlink(left)  # of one that was killed
    with open(conf, "w") as f:
        f.write(CONFIG.format(version=version, priority=priority))
    return background(["ip", "netns", "exec", "lyv-peer", "keepalived", "-n", "-P", "-f", conf, "-p", f"{base}.pid", "-r", f"{base}.vrrp.pid", "-l"],
                      stdout=open(f"{base}.log", "a"))


def stop(p, sig=signal.SIGTERM):
    os.killpg(p.pid, sig)
    p.wait()


def ours(word):
    return until(lambda: word in execute("r1", "show vrrp brief"), 15)


def theirs(there):
    return until(lambda: ("10.72.0.1/24" in inside("lyv-peer", "ip -o -4 address").out) == there, 15)


def pings():
    return until(lambda: "1 received" in inside("lyv-pc", "ping -c 1 -W 1 10.72.0.1").out, 5)


r = up(LAB, fast=True)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/vrrp.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "-w", cap])
for version in (2, 3):
    if version == 3:
        lanyard("configure", "r1", "-", input="fhrp version vrrp v3\n")
    check(f"v{version}: ours alone is master", ours("Master"), execute("r1", "show vrrp"))
    check(f"v{version}: and answers", pings())
    check(f"v{version}: the kernel learnt the virtual MAC address", "00:00:5e:00:01:09" in inside("lyv-pc", "ip neigh show 10.72.0.1").out)
    p = keepalived(version, 100)
    time.sleep(5)
    check(f"v{version}: a worse keepalived stays backup", ours("Master") and theirs(False), open(f"{state}/keepalived.log").read()[-800:])
    stop(p)
    p = keepalived(version, 200)
    check(f"v{version}: a better one takes over", theirs(True) and ours("Backup"), execute("r1", "show vrrp") + open(f"{state}/keepalived.log").read()[-800:])
    check(f"v{version}: it is named as the master", "Master Router is 10.72.0.3, priority is 200" in execute("r1", "show vrrp"), execute("r1", "show vrrp"))
    check(f"v{version}: its address answers", pings())
    stop(p)
    check(f"v{version}: when it leaves, ours is master again", ours("Master") and pings(), execute("r1", "show vrrp"))
    p = keepalived(version, 200)
    check(f"v{version}: and yields when it returns", theirs(True) and ours("Backup"), execute("r1", "show vrrp"))
    lanyard("configure", "r1", "-", input="interface g0/0\n vrrp 9 shutdown\n")
    check(f"v{version}: shut down, ours is Init", "Init" in execute("r1", "show vrrp brief"))
    lanyard("configure", "r1", "-", input="interface g0/0\n no vrrp 9 shutdown\n")
    stop(p, signal.SIGKILL)
    check(f"v{version}: killed without a word, it is missed after three advertisements", ours("Master"), execute("r1", "show vrrp"))
os.killpg(capture.pid, signal.SIGINT)
capture.wait()
tshark_clean("vrrp", cap, min_frames=20)
finish()
