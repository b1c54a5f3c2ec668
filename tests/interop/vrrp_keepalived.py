#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""VRRP 2 and 3 with keepalived, 3 also for IPv6 and beside 2: either is master or backup, takes over when the other goes, and yields when it returns; the
kernel follows the address, and of IPv6 has its default route by the virtual router's advertisements."""
import collections
import os
import signal
import time

from libinterop import LANYARD, background, check, execute, finish, inside, lanyard, need, need_root, private_state, sh, tshark_clean, until, up

need_root("vrrp_keepalived")
need("vrrp_keepalived", "ip", "keepalived", "tshark", "ping")
state = private_state()
open(f"{state}/keepalived.log", "w").close()

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


CONFIG6 = """
global_defs {{
  vrrp_version 3
}}
vrrp_instance ly6 {{
  state BACKUP
  interface lyv0
  use_vmac ly-vmac6
  virtual_router_id 9
  priority {priority}
  advert_int 1
  virtual_ipaddress {{
    fe80::9/64
    2001:db8:72::1/64
  }}
}}
"""


def keepalived(version, priority, config=CONFIG):
    conf, base = f"{state}/keepalived.conf", f"{state}/keepalived"
    for left in (f"{base}.pid", f"{base}.vrrp.pid"):
        if os.path.exists(left):
            os.unlink(left)  # of one that was killed
    with open(conf, "w") as f:
        f.write(config.format(version=version, priority=priority))
    return background(["ip", "netns", "exec", "lyv-peer", "keepalived", "-n", "-P", "-f", conf, "-p", f"{base}.pid", "-r", f"{base}.vrrp.pid", "-l"],
                      stdout=open(f"{base}.log", "a"))


def stop(p, sig=signal.SIGTERM):
    os.killpg(p.pid, sig)
    p.wait()


# What keepalived is given; the words of `show vrrp brief`, and what stands in the line of our group (its head has the word Master, too); the address.
Way = collections.namedtuple("Way", "config master backup family address")
LINES = Way(CONFIG, "Master", "Backup", "Gi0/0 ", "10.72.0.1")
BLOCK4 = Way(CONFIG, "MASTER", "BACKUP", " IPv4 ", "10.72.0.1")
BLOCK6 = Way(CONFIG6, "MASTER", "BACKUP", " IPv6 ", "2001:db8:72::1")


def ours(way, word):
    return until(lambda: any(way.family in line and word in line for line in execute("r1", "show vrrp brief").splitlines()), 15)


def theirs(way, there):
    return until(lambda: (f" {way.address}/" in inside("lyv-peer", "ip -o address").out) == there, 15)


def pings(to):
    return until(lambda: "1 received" in inside("lyv-pc", f"ping -c 1 -W 1 {to}").out, 5)


def why():
    return execute("r1", "show vrrp") + open(f"{state}/keepalived.log").read()[-800:]


def alone(name, way):
    check(f"{name}: ours alone is master", ours(way, way.master), why())
    check(f"{name}: and answers", pings(way.address), why())


def worse(name, way, version):
    p = keepalived(version, 100, way.config)
    time.sleep(5)
    check(f"{name}: a worse keepalived stays backup", ours(way, way.master) and theirs(way, False), why())
    stop(p)


def better(name, way, version, what="a better one takes over"):
    p = keepalived(version, 200, way.config)
    check(f"{name}: {what}", theirs(way, True) and ours(way, way.backup), why())
    return p


def leaves(name, way, p):
    stop(p)
    check(f"{name}: when it leaves, ours is master again", ours(way, way.master) and pings(way.address), why())


r = up(LAB, fast=True)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/vrrp.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "-w", cap])
for version in (2, 3):
    if version == 3:
        lanyard("configure", "r1", "-", input="fhrp version vrrp v3\n")
    name = f"v{version}"
    alone(name, LINES)
    check(f"{name}: the kernel learnt the virtual MAC address", "00:00:5e:00:01:09" in inside("lyv-pc", "ip neigh show 10.72.0.1").out)
    worse(name, LINES, version)
    p = better(name, LINES, version)
    check(f"{name}: it is named as the master", "Master Router is 10.72.0.3, priority is 200" in execute("r1", "show vrrp"), why())
    check(f"{name}: its address answers", pings(LINES.address), why())
    leaves(name, LINES, p)
    p = better(name, LINES, version, "and yields when it returns")
    lanyard("configure", "r1", "-", input="interface g0/0\n vrrp 9 shutdown\n")
    check(f"{name}: shut down, ours is Init", "Init" in execute("r1", "show vrrp brief"))
    lanyard("configure", "r1", "-", input="interface g0/0\n no vrrp 9 shutdown\n")
    stop(p, signal.SIGKILL)
    check(f"{name}: killed without a word, it is missed after three advertisements", ours(LINES, LINES.master), why())

# ---- version 3 by address families: IPv6 ----

BLOCK = """
ipv6 unicast-routing
interface g0/0
 ipv6 address 2001:db8:72::2/64
 ipv6 nd ra interval 4
 vrrp 9 address-family ipv6
  priority 110
  address FE80::9 primary
  address 2001:db8:72::1/64
"""

inside("lyv-pc", "sysctl -w net.ipv6.conf.lyv1.accept_ra=2")
lanyard("configure", "r1", "-", input=BLOCK)
alone("ipv6", BLOCK6)
check("ipv6: and by its link-local address", pings("fe80::9%lyv1"), why())
check("ipv6: the kernel learnt the virtual MAC address", "00:00:5e:00:02:09" in inside("lyv-pc", "ip neigh show 2001:db8:72::1").out, inside("lyv-pc", "ip neigh").out)
check("ipv6: and the virtual router alone as its default", until(lambda: "via fe80::9 " in inside("lyv-pc", "ip -6 route show default").out, 10)
      and inside("lyv-pc", "ip -6 route show default").out.count("via") == 1, inside("lyv-pc", "ip -6 route").out)
worse("ipv6", BLOCK6, 3)
p = better("ipv6", BLOCK6, 3)
check("ipv6: it is named as the master", until(lambda: "priority is 200" in execute("r1", "show vrrp"), 3), why())
check("ipv6: its address answers", pings(BLOCK6.address), why())
leaves("ipv6", BLOCK6, p)
p = better("ipv6", BLOCK6, 3, "and yields when it returns")
stop(p, signal.SIGKILL)
check("ipv6: killed without a word, it is missed after three advertisements", ours(BLOCK6, BLOCK6.master), why())
inside("lyv-peer", "ip link delete ly-vmac6")
check("ipv6: and the address answers", pings(BLOCK6.address), why())
check("ipv6: nothing came that was not believed", "Group Discarded Packets: 0" in execute("r1", "show vrrp interface g0/0 detail"), why())

# ---- IPv4 as a block, and beside version 3 the peer's version 2 ----
lanyard("configure", "r1", "-", input="""
interface g0/0
 no vrrp 9 ip
 no vrrp 9 priority
 vrrp 9 address-family ipv4
  priority 110
  vrrpv2
  address 10.72.0.1 primary
""")
inside("lyv-peer", "ip link delete ly-vmac")
alone("block", BLOCK4)
for version in (2, 3):
    name = f"block, keepalived's version {version}"
    worse(name, BLOCK4, version)
    leaves(name, BLOCK4, better(name, BLOCK4, version))
os.killpg(capture.pid, signal.SIGINT)
capture.wait()
tshark_clean("vrrp", cap, min_frames=20)
fields = sh(["tshark", "-r", cap, "-Y", "vrrp.ipv6_addr && eth.src == 00:00:5e:00:02:09 && vrrp.prio == 110", "-T", "fields", "-e", "ipv6.dst", "-e", "ipv6.hlim",
             "-e", "vrrp.addr_count", "-e", "vrrp.ipv6_addr", "-e", "vrrp.checksum.status"]).out.splitlines()
check("tshark: IPv6 advertisements as RFC 5798 has them", fields and set(x for x in fields if x.startswith("ff02")) == {"ff02::12\t255\t2\tfe80::9,2001:db8:72::1\t1"}, set(fields))
na = sh(["tshark", "-r", cap, "-Y", "icmpv6.type == 136 && eth.src == 00:00:5e:00:02:09 && ipv6.dst == ff02::1 && icmpv6.nd.na.target_address == fe80::9", "-T", "fields", "-e",
         "icmpv6.nd.na.flag.r", "-e", "icmpv6.nd.na.flag.s", "-e", "icmpv6.nd.na.flag.o", "-e", "icmpv6.opt.linkaddr"]).out
check("tshark: the unsolicited neighbour advertisement", "1\t0\t1\t00:00:5e:00:02:09" in na.replace("True", "1").replace("False", "0"), na)
ra = set(sh(["tshark", "-r", cap, "-Y", "icmpv6.type == 134", "-T", "fields", "-e", "eth.src", "-e", "ipv6.src", "-e", "icmpv6.opt.linkaddr"]).out.splitlines())
check("tshark: router advertisements of the virtual router, and before it of none", "00:00:5e:00:02:09\tfe80::9\t00:00:5e:00:02:09" in ra and len(ra) <= 2, ra)
finish()
