#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""LLDP and CDP with lldpd, both ways: what it says of itself is shown here, what we say is shown there; tshark reads all of it."""
import json
import os
import shutil

from libinterop import LANYARD, background, check, finish, inside, json_rows, need, need_root, on_exit, private_state, sh, tshark_clean, until, up

need_root("lldpd")
need("lldpd", "lldpd", "lldpcli", "ip", "tshark")
state = private_state()
NS = "lylldp"
LAB = f"""
name: lldpd
nodes:
  s1:
    kind: switch
    ports: 4
    config: |
      hostname core
      lldp run
      lldp timer 5
      cdp timer 5
      vlan 10
       name users
      interface GigabitEthernet0/1
       description to the host
       switchport access vlan 10
       switchport voice vlan 20
       spanning-tree portfast
      interface Vlan10
       ip address 10.74.0.1 255.255.255.0
  r1:
    kind: router
    config: |
      hostname edge
      lldp run
      lldp timer 5
      cdp timer 5
      interface GigabitEthernet0/0
       ip address 10.74.1.1 255.255.255.0
wires:
  - ["veth:lylldp1?netns={NS}", s1:g0/1]
  - ["veth:lylldp2?netns={NS}", r1:g0/0]
"""

r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/lldp.pcapng"
capture = background([LANYARD, "capture", "s1:g0/1", "r1:g0/0", "-w", cap])
for tap in ("lylldp1", "lylldp2"):
    inside(NS, f"ip link set {tap} up")
sock = f"/var/run/lldpd/{os.getpid()}.sock"
conf = f"{state}/none"
os.makedirs("/var/run/lldpd", exist_ok=True)
shutil.chown("/var/run/lldpd", "_lldpd", "_lldpd")
daemon = background(["ip", "netns", "exec", NS, "lldpd", "-d", "-u", sock, "-c", "-S", "a host", "-I", "lylldp1,lylldp2", "-m", "10.74.0.9", "-L", "/bin/true", "-O", conf])
on_exit(lambda: (daemon.terminate(), daemon.wait(5)))
until(lambda: os.path.exists(sock), 10)
until(lambda: sh(f"lldpcli -u {sock} resume").returncode == 0, 10)
sh(f"lldpcli -u {sock} configure lldp tx-interval 2")


on_exit(lambda: [os.path.exists(f) and os.unlink(f) for f in (sock, f"{sock}.lock")])


def cli(what):
    o = sh(f"lldpcli -u {sock} -f json0 {what}")
    try:
        return json.loads(o.out)
    except ValueError:
        return {}


def neighbours():
    found = []
    for block in cli("show neighbors details hidden").get("lldp", []):
        for i in block.get("interface", []):
            found.append((i["name"], i["via"], i))
    return found


check("lldpd hears both, by both protocols",
      until(lambda: {(n, v) for n, v, _ in neighbours()} >= {("lylldp1", "LLDP"), ("lylldp1", "CDPv2"), ("lylldp2", "LLDP"), ("lylldp2", "CDPv2")}, 20, 0.5),
      neighbours())
text = json.dumps({f"{n} {v}": i for n, v, i in neighbours()})
for what in ("core", "edge", "Gi0/1", "to the host", "10.74.0.1", "10.74.1.1", "GigabitEthernet0/0", "Lanyard switch"):
    check(f"it knows {what}", what in text, text)
check("it knows our VLAN and its name", '"users"' in text and '"10"' in text, text)
host = os.uname().nodename


def ours(node):
    return (json_rows(node, "show lldp neighbors"), json_rows(node, "show cdp neighbors"))


for node in ("s1", "r1"):
    check(f"{node} hears lldpd by both protocols", until(lambda n=node: all(ours(n)), 20, 0.5), ours(node))
    rows, cdp = ours(node)
    if not rows or not cdp:
        continue
    check(f"{node} shows its name", rows[0]["system_name"].startswith(host) and cdp[0]["device_id"].startswith(host), (rows, cdp))
    check(f"{node} shows its description and address", rows[0]["system_description"] == "a host" and rows[0]["management_address"] == "10.74.0.9", rows)
sh(f"lldpcli -u {sock} configure system description another")
check("news arrive", until(lambda: any(x["system_description"] == "another" for x in json_rows("s1", "show lldp neighbors")), 10), ours("s1"))
capture.terminate()
capture.wait()
tshark_clean("tshark", cap, 8)
bad = sh(["tshark", "-r", cap, "-Y", "cdp.checksum.status == 0 || _ws.expert.severity == error"]).out
check("tshark finds nothing wrong in it", not [x for x in bad.splitlines() if x.strip() and "Running as" not in x and "isn't" not in x], bad)
finish()
