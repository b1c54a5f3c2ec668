#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two kernels and a router with a policy between them: iperf3 with DSCP through a priority class, congestion marks that the kernel answers, a policer, CoPP."""
import json
import os
import re

from libinterop import background, check, execute, finish, inside, lanyard, need, need_root, private_state, tshark_clean, until, up

need_root("qos")
need("qos", "ip", "iperf3", "tshark")
state = private_state()
r = up("""
name: qos
nodes:
  r1:
    kind: router
    config: |
      class-map match-any VOICE
       match dscp ef
      class-map match-all PING
       match access-group 101
      policy-map WAN
       class VOICE
        priority 1000 200000
        queue-limit 1000 packets
       class class-default
        bandwidth remaining percent 50
        random-detect dscp-based
        random-detect exponential-weighting-constant 4
        random-detect dscp default 8 40 2
        random-detect ecn
      policy-map SHAPE
       class class-default
        shape average 4000000
        service-policy WAN
      policy-map POLICE
       class class-default
        police 2000000 30000 conform-action transmit exceed-action drop
      policy-map COPP
       class PING
        police rate 5 pps burst 5 packets conform-action transmit exceed-action drop
      interface GigabitEthernet0/0
       ip address 10.98.1.1 255.255.255.0
      interface GigabitEthernet0/1
       ip address 10.98.2.1 255.255.255.0
       service-policy output SHAPE
      access-list 101 permit icmp any any
      control-plane
       service-policy input COPP
wires:
  - [r1:g0/0, "tap:qosin?netns=qos-in&address=10.98.1.2/24&gateway=10.98.1.1"]
  - [r1:g0/1, "tap:qosout?netns=qos-out&address=10.98.2.2/24&gateway=10.98.2.1"]
""")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
for ns in ("qos-in", "qos-out"):
    inside(ns, "sysctl -qw net.ipv4.tcp_ecn=1")
for port in (5201, 5202):
    background(["ip", "netns", "exec", "qos-out", "iperf3", "-s", "-p", str(port)])
    until(lambda: f":{port}" in inside("qos-out", "ss -ltn").out)
inside("qos-in", "ping -c1 -W2 10.98.2.2")
pcap = f"{state}/qos.pcapng"
capture = background([os.environ.get("LANYARD", "build/lanyard"), "capture", "r1:g0/1", "-w", pcap])


def result(out):
    try:
        return json.loads(out)["end"]
    except (ValueError, KeyError):
        return {}


def voice_packets():
    m = re.search(r"Class-map: VOICE .*\n +(\d+) packets", execute("r1", "show policy-map interface g0/1"))
    return int(m[1]) if m else 0


# Half a megabit of voice, and when it flows a flood of 12 Mbit/s beside it, both into 4 Mbit/s: iperf3's first greeting has no mark of voice.
spoken = f"{state}/voice.json"
voice = background(["ip", "netns", "exec", "qos-in", "iperf3", "-J", "--logfile", spoken, "-u", "-c", "10.98.2.2", "-b", "500K", "-l", "200", "-t", "3", "-S", "184", "-p", "5201"])
until(lambda: voice_packets() > 20)
flood = background(["ip", "netns", "exec", "qos-in", "iperf3", "-u", "-c", "10.98.2.2", "-b", "12M", "-l", "1200", "-t", "2", "-p", "5202"])
voice.wait()
flood.wait()
with open(spoken, encoding="utf-8") as f:
    out = f.read()
voice = result(out).get("sum", {})
check("voice is not lost in a flood three times the line", voice.get("packets", 0) > 150 and voice.get("lost_packets", 99) <= voice.get("packets", 0) // 20, out[-600:])
rows = execute("r1", "show policy-map interface g0/1")
check("the router says the same", re.search(r"Priority: 1000 kbps, burst bytes 200000, b/w exceed drops: \d", rows) and re.search(r"total drops/no-buffer drops\) \d+/[1-9]", rows), rows)
# TCP that knows ECN: its windows shrink by marks, not by losses.
out = inside("qos-in", "iperf3 -J -c 10.98.2.2 -t 2 -p 5201", timeout=60).out
tcp = result(out)
rate = tcp.get("sum_received", {}).get("bits_per_second", 0)
check("TCP has the shaper's rate", 3_000_000 < rate < 4_300_000, out[-600:])
marks = inside("qos-out", "nstat -as IpExtInCEPkts").out
check("the kernel has seen marks", re.search(r"IpExtInCEPkts +[1-9]", marks), marks)
capture.terminate()
capture.wait()
tshark_clean("qos", pcap, 100)
out = inside("qos-out", f"tshark -r {pcap} -Y 'ip.dsfield.ecn == 3 && tcp' -T fields -e ip.checksum.status -o ip.check_checksum:TRUE", timeout=60).out
sums = {line for line in out.split() if line.isdigit()}
check("tshark sees them, with sums that are right", sums == {"1"}, out[:300])
out = execute("r1", "show policy-map interface g0/1 | json")
check("so do the counters", re.search(r'"ecn_marked": *[1-9]', out), out[:600])
r = lanyard("configure", "r1", "-", input="interface g0/1\n no service-policy output SHAPE\n service-policy output POLICE\n")
check("from shaper to policer", r.returncode == 0, r.stderr)
out = inside("qos-in", "iperf3 -J -u -c 10.98.2.2 -b 6M -l 1000 -t 1 -p 5201", timeout=60).out
udp = result(out).get("sum", {})
got = (udp.get("packets", 0) - udp.get("lost_packets", 0)) * 1042 * 8
check("a policer lets its rate through", 2_000_000 * 0.85 < got < 2_000_000 * 1.3 + 30000 * 8, f"{got} {out[-400:]}")
out = inside("qos-in", "ping -c20 -i0.01 -W0.3 10.98.1.1").out
n = re.search(r"(\d+) received", out)
check("pings of the router are held to 5 a second", n and 5 <= int(n[1]) <= 10, out)
finish()
