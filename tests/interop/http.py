#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP with programs that others wrote: curl, wget and nmap ask our server; our client fetches from and brings to Python's; tshark reads what passed."""
import os
import re
import signal

from libinterop import LANYARD, background, check, execute, finish, inside, need, need_root, private_state, tshark_clean, tshark_complaints, until, up

need_root("http")
need("http", "ip", "curl", "wget", "nmap", "python3", "tshark")
state = private_state()
r = up("""
name: http
nodes:
  r1:
    kind: router
    config: |
      username admin privilege 15 secret 0 letmein
      ip http server
      ip http authentication local
      ip http path flash:
      interface GigabitEthernet0/0
       ip address 10.97.1.1 255.255.255.0
      interface GigabitEthernet0/1
       ip address 10.97.2.1 255.255.255.0
  web1: {kind: host, address: 10.97.2.10/24, gateway: 10.97.2.1}
wires:
  - [r1:g0/0, "tap:http0?netns=http-a&address=10.97.1.2/24&gateway=10.97.1.1"]
  - [r1:g0/1, web1]
""")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
root = f"{state}/www"
os.makedirs(root)
data = bytes(i * 7 % 256 for i in range(150_000))
with open(f"{root}/big.bin", "wb") as f:
    f.write(data)
with open(f"{state}/put.py", "w") as f:  # the library's server, and PUT
    f.write("""
import http.server, sys
class H(http.server.SimpleHTTPRequestHandler):
    def do_PUT(self):
        open("." + self.path, "wb").write(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()
http.server.ThreadingHTTPServer(("10.97.1.2", 80), H).serve_forever()
""")
until(lambda: " 0% packet loss" in inside("http-a", "ping -c1 -W1 10.97.1.1").out, 15)
wire = background([LANYARD, "capture", "r1:g0/0", "-w", f"{state}/http.pcapng"])
background(["ip", "netns", "exec", "http-a", "python3", f"{state}/put.py"], cwd=root)
until(lambda: ":80" in inside("http-a", "ss -ltn").out, 15)
execute("web1", "configure terminal", "ip http server")

out = inside("http-a", "curl -sS -m 20 http://10.97.2.10/").out
check("curl sees a host's page, and whom the host sees", "<H1>web1</H1>" in out and "You are 10.97.1.2 port" in out, out)
out = inside("http-a", "curl -sS -i -m 20 http://10.97.1.1/").out
check("a router asks who it is", "401 Unauthorized" in out and 'realm="level_15_access"' in out, out)
out = inside("http-a", "curl -sS -m 20 -u admin:wrong http://10.97.1.1/level/15/exec/-/show/clock").out
check("and believes no wrong password", "401" in out, out)
out = inside("http-a", "curl -sS -v -m 20 -u admin:letmein http://10.97.1.1/level/15/exec/-/show/version/CR http://10.97.1.1/level/15/exec/-/show/ip/interface/brief").out
check("commands over one connection", "LANYARD-ROUTER" in out and "10.97.2.1" in out and "Re-using existing connection" in out, out)
out = execute("r1", "copy http://10.97.1.2/big.bin flash:big.bin")
check("we fetch from Python's server", "[OK - 150000 bytes]" in out, out)
out = execute("r1", "copy http://10.97.1.2/none flash:")
check("what is not there", "(No such file or directory)" in out, out)
out = execute("r1", "copy flash:big.bin http://10.97.1.2/back.bin")
check("and bring it", "150000 bytes copied" in out and os.path.exists(f"{root}/back.bin") and open(f"{root}/back.bin", "rb").read() == data, out)
out = inside("http-a", f"wget -q -T 20 -t 1 --user admin --password letmein -O {state}/got.bin http://10.97.1.1/big.bin; echo $?").out
check("wget fetches from flash:", os.path.exists(f"{state}/got.bin") and open(f"{state}/got.bin", "rb").read() == data, out)
out = execute("web1", "curl http://10.97.1.2/")
check("a host reads Python's listing", "Directory listing" in out and "big.bin" in out, out)
out = inside("http-a", "nmap -n -Pn -sV -p 80 10.97.1.1", timeout=120).out
check("nmap knows what it is", re.search(r"80/tcp open +http +Cisco IOS http config", out), out)
wire.send_signal(signal.SIGINT)
wire.wait()
tshark_clean("HTTP", f"{state}/http.pcapng", 100)
bad = tshark_complaints(f"{state}/http.pcapng", "http && _ws.expert.severity >= 0x600000")  # what is less it says of every request
check("nor anything to warn of", not bad, bad)
finish()
