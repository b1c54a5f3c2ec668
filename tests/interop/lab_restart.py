#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine is killed with -9 while the kernel's own hosts talk across the lab: taps and namespaces stay as they are, traffic is back (how soon: `engine_back` of make bench); the
keeper is killed: the next command removes namespaces and taps."""
import json
import os
import re
import signal
import subprocess
import time

from libinterop import check, finish, inside, lanyard, need, need_root, private_state, sh, until, up

need_root("restart")
need("restart", "ip", "ping")
private_state()
LAB = """
name: restart
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      interface GigabitEthernet0/0
       ip address 10.61.1.1 255.255.255.0
      interface GigabitEthernet0/1
       ip address 10.61.2.1 255.255.255.0
      end
wires:
  - [r1:g0/0, "tap:lylab0?netns=lylab-a&address=10.61.1.10/24&gateway=10.61.1.1"]
  - [r1:g0/1, "veth:lylab1?netns=lylab-b&address=10.61.2.10/24&gateway=10.61.2.1"]
"""


def engine():
    return json.loads(lanyard("ls", "--json").stdout)[0]


def ifindex():
    return [inside("lylab-a", "cat /sys/class/net/lylab0/ifindex").out, inside("lylab-b", "cat /sys/class/net/lylab1/ifindex").out]


before = sh("ip netns list; ip -o link").out
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
check("two kernels talk", until(lambda: inside("lylab-a", "ping -c1 -W1 10.61.2.10").returncode == 0, 5))
index = ifindex()
for i in range(3):
    p = subprocess.Popen(["ip", "netns", "exec", "lylab-a", "ping", "-i", "0.01", "-c", "600", "-W", "1", "10.61.2.10"], stdout=subprocess.PIPE, text=True)
    time.sleep(0.4)
    killed = engine()["engine_pid"]
    os.kill(killed, signal.SIGKILL)
    out = p.communicate(timeout=30)[0]
    seqs = [int(x) for x in re.findall(r"icmp_seq=(\d+)", out)]
    check("an engine killed with -9: traffic goes on by another", seqs and seqs[0] == 1 and seqs[-1] == 600 and engine()["engine_pid"] != killed, out[-500:])
check("interfaces and namespaces are the same", ifindex() == index, f"{index} {ifindex()}")
me = engine()
os.kill(me["keeper_pid"], signal.SIGKILL)
until(lambda: not os.path.exists(f"/proc/{me['engine_pid']}/fd"), 2)
lanyard("ls")
check("after the keeper's death ls removes what it had made", "lylab" not in sh("ip netns list; ip -o link").out, sh("ip netns list; ip -o link").out)
r = lanyard("up", f"{os.environ['LANYARD_STATE']}/lab.yml")
check("up again", r.returncode == 0 and until(lambda: inside("lylab-a", "ping -c1 -W1 10.61.2.10").returncode == 0, 5), r.stderr)
r = lanyard("down")
check("down leaves nothing", r.returncode == 0 and "lylab" not in sh("ip netns list; ip -o link").out, sh("ip netns list; ip -o link").out)
finish()
