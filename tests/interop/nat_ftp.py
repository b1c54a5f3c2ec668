#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""FTP through NAT with real ends: curl, active and passive, in both notations, from inside to a server outside and the other way round (pyftpdlib); dig sees the inside name."""
import os
import re

from libinterop import background, check, execute, finish, inside, need, need_root, private_state, skip, tshark_clean, until, up, web_page

need_root("nat_ftp")
need("nat_ftp", "ip", "curl")
PYTHON = "/usr/bin/python3"  # Debian's, whose packages these are
if not os.path.isdir("/usr/lib/python3/dist-packages/pyftpdlib"):
    skip("nat_ftp", "no pyftpdlib on this machine")
    finish()
state = private_state()
r = up("""
name: natftp
nodes:
  r1:
    kind: router
    config: |
      access-list 1 permit 10.98.1.0 0.0.0.255
      ip nat inside source list 1 interface GigabitEthernet0/1 overload
      ip nat inside source static tcp 10.98.1.2 21 interface GigabitEthernet0/1 21
      ip nat inside source static 10.98.1.9 10.98.2.9
      interface GigabitEthernet0/0
       ip address 10.98.1.1 255.255.255.0
       ip nat inside
      interface GigabitEthernet0/1
       ip address 10.98.2.1 255.255.255.0
       ip nat outside
wires:
  - [r1:g0/0, "tap:nfi?netns=nf-in&address=10.98.1.2/24&gateway=10.98.1.1"]
  - [r1:g0/1, "tap:nfo?netns=nf-out&address=10.98.2.2/24"]
""")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
os.makedirs(f"{state}/ftp")
with open(f"{state}/ftp/big", "wb") as f:
    f.write(web_page(1 << 18))
os.chmod(state, 0o755)
cap = background([os.environ.get("LANYARD", "build/lanyard"), "capture", "r1:g0/0", "r1:g0/1", "-w", f"{state}/ftp.pcapng"])
for ns, address in (("nf-in", "10.98.1.2"), ("nf-out", "10.98.2.2")):
    background(["ip", "netns", "exec", ns, PYTHON, "-m", "pyftpdlib", "-i", address, "-p", "21", "-d", f"{state}/ftp"])
    until(lambda: ":21 " in inside(ns, "ss -ltn").out)


def fetch(name, ns, options, url):
    out = inside(ns, f"curl -s -S -m 20 {options} -o {state}/got {url} {url} -o {state}/got2 && cmp {state}/got {state}/ftp/big && cmp {state}/got2 {state}/ftp/big && echo same", timeout=60).out
    check(name, "same" in out, out + execute("r1", "show ip nat translations", "show logging"))


fetch("active, EPRT, from inside", "nf-in", "--ftp-port -", "ftp://10.98.2.2/big")
fetch("active, PORT, from inside", "nf-in", "--ftp-port - --disable-eprt", "ftp://10.98.2.2/big")
fetch("passive, EPSV, from inside", "nf-in", "", "ftp://10.98.2.2/big")
fetch("passive, EPSV, to the server inside", "nf-out", "", "ftp://10.98.2.1/big")
fetch("passive, PASV, to the server inside", "nf-out", "--disable-epsv --ftp-skip-pasv-ip", "ftp://10.98.2.1/big")
fetch("passive, PASV and the address it says", "nf-out", "--disable-epsv --no-ftp-skip-pasv-ip", "ftp://10.98.2.1/big")
fetch("active, to the server inside", "nf-out", "--ftp-port - --disable-eprt", "ftp://10.98.2.1/big")
execute("r1", "configure terminal", "no ip nat service alg tcp ftp", "end")
out = inside("nf-in", f"curl -s -S -m 4 --ftp-port - --disable-eprt -o {state}/got3 ftp://10.98.2.2/big; echo status $?").out
check("without the gateway the active mode fails", not re.search(r"status 0", out), out)
cap.terminate()
cap.wait()
tshark_clean("nat_ftp", f"{state}/ftp.pcapng", 100)
finish()
