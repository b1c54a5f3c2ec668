#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""HSRP of IPv6 has no free peer: a Linux kernel is the host that learns its default router from two of ours and whose ping outlives a failover, and
Wireshark's dissector reads what the two say."""
import os
import re
import signal

from libinterop import LANYARD, background, check, execute, finish, inside, lanyard, need, need_root, private_state, sh, tshark_clean, until, up

need_root("hsrp6_kernel")
need("hsrp6_kernel", "ip", "tshark", "ping")
state = private_state()
VIRTUAL, MAC = "fe80::5:73ff:fea0:9", "00:05:73:a0:00:09"


def router(name, number, more):
    return f"""
  {name}:
    kind: router
    config: |
      hostname {name}
      ipv6 unicast-routing
      interface GigabitEthernet0/0
       ipv6 address FE80::{number} link-local
       ipv6 address 2001:db8:72::{number}/64
       ipv6 nd ra interval 4
       standby version 2
       standby 9 ipv6 autoconfig
       standby 9 ipv6 2001:db8:72::1/64
       standby 9 timers 1 3
       standby 9 preempt
{more}
      interface GigabitEthernet0/1
       ipv6 address 2001:db8:73::{number}/64
       standby version 2
       standby 8 ipv6 FE80::8
       standby 8 timers 1 3
       standby 8 preempt
{more.replace("standby 9", "standby 8")}"""


LAB = f"""
name: hsrp6k
nodes:
  sw1: {{kind: switch, ports: 4}}
  sw2: {{kind: switch, ports: 4}}
  far: {{kind: host, address: "2001:db8:73::10/64", gateway: "FE80::8"}}
{router("r1", 2, "       standby 9 priority 110")}
{router("r2", 3, "")}
wires:
  - ["tap:lyh1?netns=lyh-pc", sw1:g0/1]
  - [sw1:g0/2, r1:g0/0]
  - [sw1:g0/3, r2:g0/0]
  - [sw2:g0/1, far]
  - [sw2:g0/2, r1:g0/1]
  - [sw2:g0/3, r2:g0/1]
"""


def is_now(node, word, group=9):
    return until(lambda: re.search(rf"^Gi0/\d +{group} +\d+ P {word}", execute(node, "show standby brief"), re.M), 20)


def why():
    return execute("r1", "show standby") + execute("r2", "show standby") + inside("lyh-pc", "ip -6 route").out + inside("lyh-pc", "ip -6 neigh").out


def pings(to):
    return until(lambda: "1 received" in inside("lyh-pc", f"ping -c 1 -W 1 {to}").out, 10)


def default():
    return inside("lyh-pc", "ip -6 route show default").out


r = up(LAB, fast=True)
if not check("up", r.returncode == 0, r.stderr):
    finish()
inside("lyh-pc", "sysctl -w net.ipv6.conf.lyh1.accept_ra=2")
cap = f"{state}/hsrp6.pcapng"
capture = background([LANYARD, "capture", "sw1:g0/1", "-w", cap])
check("the better one is active, the other stands by", is_now("r1", "Active") and is_now("r2", "Standby"), why())
check("the kernel has the virtual router alone as its default", until(lambda: f"via {VIRTUAL} " in default() and default().count("via") == 1, 10), why())
check("the virtual addresses answer", pings("2001:db8:72::1") and pings(f"{VIRTUAL}%lyh1"), why())
check("with the virtual MAC address", MAC in inside("lyh-pc", "ip neigh show 2001:db8:72::1").out and MAC in inside("lyh-pc", f"ip neigh show {VIRTUAL}").out, why())
check("and it forwards", pings("2001:db8:73::10"), why())

# Cut off without a word: the other notices within the hold time, and what is lost is that time's.
log = open(f"{state}/ping", "w+")
ping = background(["ip", "netns", "exec", "lyh-pc", "ping", "-D", "-i", "0.2", "-W", "1", "2001:db8:73::10"], stdout=log)
for n, port in enumerate(("r1:g0/0", "r1:g0/1")):
    lanyard("wire", port, "down")
check("cut off, the other is active on both sides", is_now("r2", "Active") and is_now("r2", "Active", 8), why())
check("the ping goes on", pings("2001:db8:73::10"), why())
check("by the same router to the kernel", f"via {VIRTUAL} " in default() and MAC in inside("lyh-pc", f"ip neigh show {VIRTUAL}").out, why())
for port in ("r1:g0/0", "r1:g0/1"):
    lanyard("wire", port, "up")
check("back, it preempts", is_now("r1", "Active") and is_now("r2", "Standby") and is_now("r1", "Active", 8), why())
check("and forwards", pings("2001:db8:73::10"), why())
os.killpg(ping.pid, signal.SIGINT)
ping.wait()
log.seek(0)
m = re.search(r"(\d+) packets transmitted, (\d+) received", log.read())
check("of all its packets the ping lost those of the hold time", m and 0 < int(m[1]) - int(m[2]) < 40, m)

# A resignation: router advertisements of lifetime 0, and the other's at once.
lanyard("configure", "r1", "-", input="interface g0/0\n no standby 9 ipv6 autoconfig\n no standby 9 ipv6 2001:db8:72::1/64\n")
check("resigned, the other is active at once", is_now("r2", "Active"), why())
check("and still the kernel's default", until(lambda: f"via {VIRTUAL} " in default(), 5), why())
check("the interface without a group says its own", until(lambda: "via fe80::2 " in default(), 10), why())
lanyard("configure", "r1", "-", input="interface g0/0\n standby 9 ipv6 autoconfig\n standby 9 ipv6 2001:db8:72::1/64\n standby 9 authentication md5 key-string k\n")
check("with a group again it takes that back", until(lambda: "via fe80::2 " not in default(), 10), why())
check("with another key it does not believe, and is not believed", is_now("r1", "Active") and is_now("r2", "Active") and
      "HSRP-4-BADAUTH: Bad authentication from FE80::3, group 9" in execute("r1", "show logging"), why())
os.killpg(capture.pid, signal.SIGINT)
capture.wait()
tshark_clean("hsrp", cap, min_frames=50)


def fields(show, *names):
    out = sh(["tshark", "-o", "udp.check_checksum:TRUE", "-r", cap, "-Y", show, "-T", "fields", *[w for n in names for w in ("-e", n)]]).out
    return {line for line in out.replace("True", "1").replace("False", "0").splitlines() if not line.startswith("Running")}


says = fields("hsrp2.version && ipv6.src == fe80::2 && hsrp2.state == 6 && hsrp2.opcode == 0", "eth.src", "eth.dst", "ipv6.dst", "ipv6.hlim", "udp.srcport", "udp.dstport", "udp.checksum.status",
              "hsrp2.version", "hsrp2.ipversion", "hsrp2.group", "hsrp2.priority", "hsrp2.hellotime", "hsrp2.holdtime", "hsrp2.virt_ip_v6")
check("tshark: hellos of the active router", says == {"\t".join([MAC, "33:33:00:00:00:66", "ff02::66", "255", "2029", "2029", "1", "2", "6", "9", "110", "1000", "3000", VIRTUAL])}, says)
check("tshark: who stands by speaks from its own MAC address", MAC not in str(fields("hsrp2.version && hsrp2.state == 5", "eth.src")))
check("tshark: coup and resignation", {"0", "1", "2"} <= fields("hsrp2.version", "hsrp2.opcode"), fields("hsrp2.version", "hsrp2.opcode"))
check("tshark: text, and the digest of a key", "cisco" in str(fields("hsrp2.version", "hsrp2.auth_data")) and fields("hsrp2.md5_algorithm == 1 && hsrp2.version", "hsrp2.md5_auth_data"))
na = fields(f"icmpv6.type == 136 && ipv6.dst == ff02::1 && icmpv6.nd.na.target_address == {VIRTUAL}", "eth.src", "icmpv6.nd.na.flag.r", "icmpv6.nd.na.flag.s", "icmpv6.nd.na.flag.o",
            "icmpv6.opt.linkaddr")
check("tshark: the unsolicited neighbour advertisement", na == {f"{MAC}\t1\t0\t1\t{MAC}"}, na)
ra = fields(f"icmpv6.type == 134 && ipv6.src == {VIRTUAL}", "eth.src", "icmpv6.opt.linkaddr", "icmpv6.nd.ra.router_lifetime")
check("tshark: router advertisements of the virtual router, taken back by who resigned", ra == {f"{MAC}\t{MAC}\t1800", f"{MAC}\t{MAC}\t0"}, ra)
finish()
