#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""IGMP snooping before Linux kernels: members that speak version 2 and 3, with a source and without, hear our querier, get their group, leave; others get nothing; tshark
reads queries and reports."""
import re
import subprocess

from libinterop import LANYARD, background, check, execute, finish, need, need_root, private_state, sh, tshark_clean, until, up

GROUP = "239.7.7.7"
MEMBER = """
import socket, struct, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
me, group, source = sys.argv[1:4]
if source == "-":
    s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(group) + socket.inet_aton(me))
else:
    s.setsockopt(socket.IPPROTO_IP, 39, socket.inet_aton(group) + socket.inet_aton(me) + socket.inet_aton(source))
time.sleep(1000)
"""
# How many frames to the group come to an interface in a second, whoever asked for them.
COUNT = """
import socket, sys, time
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x800))
s.bind((sys.argv[1], 0))
s.settimeout(0.2)
print("ready", flush=True)
end, n = time.monotonic() + 1, 0
while time.monotonic() < end:
    try:
        f = s.recv(2000)
    except socket.timeout:
        continue
    n += f[:6] == bytes.fromhex("01005e070707") and f[23] == 17
print(n)
"""
SEND = """
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("10.76.0.9"))
while True:
    s.sendto(b"x" * 50, ("239.7.7.7", 5007))
    time.sleep(0.02)
"""

need_root("igmp_kernel")
need("igmp_kernel", "ip", "tshark", "python3")
state = private_state()


def switch(name, querier):
    return f"""  {name}:
    kind: switch
    ports: 4
    config: |
      spanning-tree mode rapid-pvst
      ip igmp snooping last-member-query-interval 200
      {querier}
      interface range GigabitEthernet0/1 - 3
       spanning-tree portfast
"""


def wires(name, ns):
    """Members behind g0/1 and g0/2, in namespaces of their own; whoever sends behind g0/3."""
    return "".join(f'  - ["tap:{ns}{x}?netns={ns}{x}&address=10.76.0.{i}/24", {name}:g0/{p}]\n' for x, i, p in (("a", 1, 1), ("b", 2, 2), ("c", 9, 3)))


# Behind a querier of version 2 a kernel speaks version 2; without one it speaks what it likes best, 3.
r = up("name: igmp-kernel\nnodes:\n" + switch("q2", "ip igmp snooping querier\n      ip igmp snooping querier address 10.76.0.100") +
       switch("q0", "no ip igmp snooping querier") + "wires:\n" + wires("q2", "lyig2") + wires("q0", "lyig3"))
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/igmp.pcapng"
capture = background([LANYARD, "capture", "q2:g0/1", "q2:g0/2", "-w", cap])
cap3 = f"{state}/igmp3.pcapng"
capture3 = background([LANYARD, "capture", "q0:g0/1", "q0:g0/2", "-w", cap3])
for ns in ("lyig2c", "lyig3c"):
    background(["ip", "netns", "exec", ns, "python3", "-c", SEND])


def member(ns, me, source="-"):
    return background(["ip", "netns", "exec", ns, "python3", "-c", MEMBER, me, GROUP, source])


def groups(sw):
    """Ports of the group, as shown."""
    text = execute(sw, "show ip igmp snooping groups")
    m = re.search(rf"^\s*1\s+{re.escape(GROUP)}\s+(.*)$", text, re.M)
    return m.group(1) if m else ""


def gets(ns, iface):
    r = subprocess.run(["ip", "netns", "exec", ns, "python3", "-c", COUNT, iface], stdout=subprocess.PIPE, text=True, timeout=30)
    return int(r.stdout.split()[-1])


for sw, ns, version, source in (("q2", "lyig2", "2", "-"), ("q0", "lyig3", "3", "-"), ("q0", "lyig3", "3", "10.76.0.9")):
    name = f"version {version}" + ("" if source == "-" else " with a source")
    a, b = ns + "a", ns + "b"
    check(f"{name}: nobody asked, the group is flooded", until(lambda: gets(b, b) > 10, 20))
    m = member(a, "10.76.0.1", source)
    check(f"{name}: a report is heard", until(lambda: "Gi0/1" in groups(sw), 20), groups(sw))
    check(f"{name}: shown with its version", f"v{version}" in groups(sw), groups(sw))
    check(f"{name}: the member gets the group", gets(a, a) > 10)
    check(f"{name}: others do not", gets(b, b) == 0)
    m2 = member(b, "10.76.0.2")
    check(f"{name}: a second member", until(lambda: "Gi0/1" in groups(sw) and "Gi0/2" in groups(sw), 20), groups(sw))
    m.terminate()
    check(f"{name}: one leaves", until(lambda: groups(sw) and "Gi0/1" not in groups(sw), 20), groups(sw))
    check(f"{name}: the other stays", gets(b, b) > 10)
    m2.terminate()
    check(f"{name}: the last leaves", until(lambda: not groups(sw), 20), groups(sw))
for c, path, types in ((capture, cap, ("0x11", "0x16", "0x17")), (capture3, cap3, ("0x22",))):
    c.terminate()
    c.wait()
    tshark_clean("tshark", path, 4)
    seen = sh(["tshark", "-r", path, "-Y", "igmp", "-T", "fields", "-e", "igmp.type"]).out
    check(f"what passed: {' '.join(types)}", all(x in seen for x in types), seen[-300:])
finish()
