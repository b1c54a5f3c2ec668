#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Floods from a kernel at a router that serves: SYN, fragments, ICMP, DHCP, NAT exhaustion. After each the shell answers, the engine's memory has its bound, and the
next honest client is served."""
import json
import re
import sys

from libinterop import check, execute, finish, inside, lanyard, need, need_root, private_state, until, up

need_root("floods")
need("floods", "ip", "curl", "ping")
state = private_state()
r = up("""
name: floods
nodes:
  r1:
    kind: router
    config: |
      ip http server
      ip http path flash:
      username u privilege 15 secret p
      ip http authentication local
      ip dhcp pool P
       network 10.95.1.0 255.255.255.0
      no ip dhcp ping packets
      access-list 1 permit any
      ip nat inside source list 1 interface GigabitEthernet0/1 overload
      ip nat translation max-entries 5000
      interface GigabitEthernet0/0
       ip address 10.95.1.1 255.255.255.0
       ip nat inside
      interface GigabitEthernet0/1
       ip address 10.95.2.1 255.255.255.0
       ip nat outside
wires:
  - [r1:g0/0, "tap:fldin?netns=fld-in&address=10.95.1.2/24&gateway=10.95.1.1"]
  - [r1:g0/1, "tap:fldout?netns=fld-out&address=10.95.2.2/24"]
""")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
pid = json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"]


def rss():
    """Resident KiB of the engine."""
    with open(f"/proc/{pid}/status") as f:
        return int(re.search(r"VmRSS:\s+(\d+)", f.read())[1])


# Frames by AF_PACKET, so that senders need not be the kernel's own. N(k) gives the k-th.
SEND = """
import socket, struct, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(('fldin', 0))
me = open('/sys/class/net/fldin/address').read().strip().replace(':', '')
mac = bytes.fromhex(me)
gw = bytes.fromhex('%s')
def cs(b):
    t = sum(struct.unpack('!%%dH' %% (len(b) // 2), b))
    t = (t >> 16) + (t & 65535)
    return ~(t + (t >> 16)) & 65535
def ip(k, proto, src, dst, body, frag=0):
    h = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(body), k & 65535, frag, 64, proto, 0, src, dst)
    return gw + mac + b'\\x08\\x00' + h[:10] + struct.pack('!H', cs(h)) + h[12:] + body
def who(k):
    return bytes([10, 95, 1, 3 + k %% 200])
R, FAR = bytes([10, 95, 1, 1]), bytes([10, 95, 2, 2])
%s
for k in range(30000):
    try:
        s.send(N(k))
    except OSError:
        pass
"""
FLOODS = {
    "SYN": """
def N(k):
    t = struct.pack('!HHIIBBHHH', 1024 + k % 60000, 80, k, 0, 0x50, 2, 1000, 0, 0)
    c = cs(who(k) + R + struct.pack('!HH', 6, 20) + t)
    return ip(k, 6, who(k), R, t[:16] + struct.pack('!H', c) + t[18:])
""",
    "fragments": """
def N(k):
    return ip(k, 17, who(k), FAR if k & 1 else R, bytes(1000), 0x2000)
""",
    "ICMP": """
def N(k):
    b = struct.pack('!BBHHH', 8, 0, 0, k & 65535, 1) + bytes(56)
    return ip(k, 1, who(k), R, b[:2] + struct.pack('!H', cs(b)) + b[4:])
""",
    "DHCP": """
def N(k):
    hw = bytes([2, 1]) + struct.pack('!I', k)
    d = struct.pack('!BBBBIHH', 1, 1, 6, 0, k, 0, 0x8000) + bytes(16) + hw + bytes(202) + bytes([99, 130, 83, 99, 53, 1, 1, 255])
    f = ip(k, 17, bytes(4), b'\\xff' * 4, struct.pack('!HHHH', 68, 67, 8 + len(d), 0) + d)
    return b'\\xff' * 6 + hw + f[12:]
""",
    "NAT exhaustion": """
def N(k):
    return ip(k, 17, who(k), FAR, struct.pack('!HHHH', 1024 + k % 60000, 9 + k % 50, 16, 0) + bytes(8))
""",
}
until(lambda: " 0% packet loss" in inside("fld-in", "ping -c1 -W1 10.95.2.2").out, 15)
gw = inside("fld-in", "ip neigh show 10.95.1.1").out
gw = re.search(r"lladdr ([0-9a-f:]+)", gw)
if not check("the gateway is known", gw):
    finish()
BOUND = 256 * 1024  # KiB: the pool of frames, reserved at the start, which a flood touches to its end; what a flood can grow is small beside it
before = rss()
for name, n in FLOODS.items():
    with open(f"{state}/flood.py", "w") as f:
        f.write(SEND % (gw[1].replace(":", ""), n))
    out = inside("fld-in", f"{sys.executable} {state}/flood.py", timeout=120)
    check(f"{name}: sent", out.returncode == 0, out.out)
    check(f"{name}: the shell answers", "r1 uptime" in execute("r1", "show version", timeout=30))
    check(f"{name}: memory has its bound", rss() < before + BOUND, f"{before} -> {rss()} KiB")
out = execute("r1", "show ip nat statistics")
used = re.search(r"; (\d+) extended", out)
check("NAT: no more translations than may be", used and int(used[1]) <= 5000, out)
out = execute("r1", "show ip dhcp binding")
check("DHCP: no more leases than the pool has", out.count("Automatic") <= 253, out[-2000:])
execute("r1", "clear ip nat translation *")
check("then an honest ping passes", until(lambda: " 0% packet loss" in inside("fld-in", "ping -c2 -i0.3 -W2 10.95.2.2").out, 20))
out = inside("fld-in", "curl -s -m 20 -o /dev/null -w '%{http_code}' --retry 3 http://10.95.1.1/").out
check("and the web server answers", "401" in out, out)
finish()
