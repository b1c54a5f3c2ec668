#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTPS with programs that others wrote: curl, openssl s_client and nmap ask our server, our client fetches from and brings to Python's over TLS, through a list and
address translation; noise, half-open handshakes, huge records, the gate's and the engine's death, a certificate that stays; tshark reads what passed."""
import json
import os
import re
import signal
import subprocess
import time

from libinterop import LANYARD, background, check, execute, finish, inside, lanyard, need, need_root, private_state, sh, tshark_clean, until, up

need_root("https")
need("https", "ip", "curl", "openssl", "nmap", "python3", "tshark")
state = private_state()
LAB = """
name: https
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      username admin privilege 15 secret 0 letmein
      ip http secure-server
      ip http authentication local
      ip http path flash:
      access-list 101 permit tcp any host 10.98.1.1 eq 443
      access-list 101 permit tcp any host 10.98.1.1 eq 8443
      access-list 101 deny tcp any any eq 443
      access-list 101 permit ip any any
      ip nat inside source static tcp 10.98.2.10 443 10.98.1.1 8443
      interface GigabitEthernet0/0
       ip address 10.98.1.1 255.255.255.0
       ip access-group 101 in
       ip nat outside
      interface GigabitEthernet0/1
       ip address 10.98.2.1 255.255.255.0
       ip nat inside
  web1: {kind: host, address: 10.98.2.10/24, gateway: 10.98.2.1}
wires:
  - [r1:g0/0, "tap:https0?netns=https-a&address=10.98.1.2/24&gateway=10.98.1.1"]
  - [r1:g0/1, web1]
"""
r = up(LAB)
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
root = f"{state}/www"
os.makedirs(root)
data = bytes(i * 7 % 256 for i in range(150_000))
with open(f"{root}/big.bin", "wb") as f:
    f.write(data)
sh(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{state}/key.pem", "-out", f"{state}/cert.pem", "-subj", "/CN=station", "-days", "2"])
with open(f"{state}/put.py", "w") as f:  # the library's server, and PUT
    f.write(f"""
import http.server, ssl
class H(http.server.SimpleHTTPRequestHandler):
    def do_PUT(self):
        open("." + self.path, "wb").write(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()
s = http.server.ThreadingHTTPServer(("10.98.1.2", 443), H)
c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
c.load_cert_chain("{state}/cert.pem", "{state}/key.pem")
s.socket = c.wrap_socket(s.socket, server_side=True, do_handshake_on_connect=False)
s.serve_forever()
""")
until(lambda: " 0% packet loss" in inside("https-a", "ping -c1 -W1 10.98.1.1").out, 15)
wire = background([LANYARD, "capture", "r1:g0/0", "-w", f"{state}/https.pcapng"])
background(["ip", "netns", "exec", "https-a", "python3", f"{state}/put.py"], cwd=root)
until(lambda: ":443" in inside("https-a", "ss -ltn").out, 15)
execute("web1", "configure terminal", "ip http secure-server")


def curl(*words):
    return inside("https-a", "curl -sS -k -m 30 " + " ".join(words)).out


def s_client(*words):
    return inside("https-a", f"timeout 20 openssl s_client {' '.join(words)} < /dev/null 2>&1").out


def listens(node):
    return until(lambda: "does not listen" not in execute(node, "show ip http server secure status"), 60)


check("a certificate is made, and the server listens", listens("r1") and listens("web1"), execute("r1", "show ip http server secure status"))
out = curl("-i", "https://10.98.1.1/")
check("a router asks who it is", "401 Unauthorized" in out, out)
out = curl("-v", "-u admin:letmein", "https://10.98.1.1/level/15/exec/-/show/version/CR", "https://10.98.1.1/level/15/exec/-/show/ip/interface/brief", "2>&1")
check("commands over one connection", "LANYARD-ROUTER" in out and "10.98.2.1" in out and "Re-using existing connection" in out, out)
out = curl("https://10.98.1.1:8443/")
check("a host's page, through a list and translation", "<H1>web1</H1>" in out and "You are 10.98.1.2 port" in out, out)
out = inside("https-a", "curl -sS -k -m 3 https://10.98.2.10/ 2>&1").out
check("and not past the list", "<H1>" not in out, out)
out = s_client("-connect 10.98.1.1:443 -tls1_3")
check("TLS 1.3, and whose certificate it is", "TLSv1.3" in out and re.search(r"CN ?= ?r1", out) and "self-signed certificate" in out, out)
first = sh(["openssl", "x509", "-fingerprint", "-noout"], input=out).out if "BEGIN CERT" in out else ""
execute("r1", "configure terminal", "ip http tls-version TLSv1.2")
check("TLS 1.2 where it alone is wanted", "TLSv1.2" in s_client("-connect 10.98.1.1:443") and "alert" in s_client("-connect 10.98.1.1:443 -tls1_3"))
execute("r1", "configure terminal", "no ip http tls-version")


def nmap():
    seen.append(inside("https-a", "nmap -n -Pn -p 443 --script ssl-cert,ssl-enum-ciphers 10.98.1.1", timeout=180).out)
    return "commonName=r1" in seen[-1] and "least strength: A" in seen[-1]


seen = []
execute("r1", "configure terminal", "ip http max-connections 16")  # it asks for every version at once, and gives up where a place is wanting
check("nmap sees strong ciphers and the name", until(nmap, 60) and "TLSv1.0" not in seen[-1], seen[-1])
execute("r1", "configure terminal", "no ip http max-connections")

out = execute("r1", "copy https://10.98.1.2/big.bin flash:big.bin")
check("we fetch from Python's server", "[OK - 150000 bytes]" in out, out)
out = execute("r1", "copy https://10.98.1.2/none flash:")
check("what is not there", "(No such file or directory)" in out, out)
out = execute("r1", "copy flash:big.bin https://10.98.1.2/back.bin")
check("and bring it", "150000 bytes copied" in out and os.path.exists(f"{root}/back.bin") and open(f"{root}/back.bin", "rb").read() == data, out)
curl("-u admin:letmein", "-o", f"{state}/got.bin", "https://10.98.1.1/big.bin")
check("curl fetches from flash:", os.path.exists(f"{state}/got.bin") and open(f"{state}/got.bin", "rb").read() == data)
out = execute("web1", "curl -k https://10.98.1.2/")
check("a host reads Python's listing", "Directory listing" in out and "big.bin" in out, out)
out = execute("web1", "curl https://10.98.1.2/")
check("but not where it has to trust the certificate", "self-signed certificate" in out and "big.bin" not in out, out)
out = execute("web1", "curl -k https://10.98.2.1/")
check("one node asks another", "401" in out or "nauthorized" in out, out)
out = execute("web1", "curl -k https://10.98.1.2:8/")
check("nobody there", "Connection refused" in out, out)

NOISE = """
import socket, time
def one(first, wait=0.0):
    s = socket.create_connection(("10.98.1.1", 443), 5)
    s.settimeout(5)
    try:
        s.sendall(first)
        time.sleep(wait)
        return s.recv(100)
    except OSError as e:
        return repr(e).encode()
    finally:
        s.close()
print(one(b"GET / HTTP/1.1\\r\\n\\r\\n"), one(bytes(range(256)) * 64), one(b"\\x16\\x03\\x01\\xff\\xff" + b"A" * 70000))
"""
with open(f"{state}/noise.py", "w") as f:
    f.write(NOISE)
inside("https-a", f"python3 {state}/noise.py", timeout=60)
out = execute("r1", "show ip http server secure status")
check("noise is counted as handshakes that failed", int((re.search(r"(\d+) failed", out) or [0, 0])[1]) >= 3, out)
check("and the server serves on", "401" in curl("-i", "https://10.98.1.1/"))
IDLE = """
import socket, time
x = []
while len(x) < 5:
    try:
        x.append(socket.create_connection(("10.98.1.1", 443)))
    except OSError:
        time.sleep(0.1)
time.sleep(600)
"""
idle = background(["ip", "netns", "exec", "https-a", "python3", "-c", IDLE])
check("half-open ones fill the places", until(lambda: "401" not in inside("https-a", "curl -sS -k -i -m 5 https://10.98.1.1/").out, 30))
idle.kill()
check("and no longer than they last", until(lambda: "401" in curl("-i", "https://10.98.1.1/"), 40), execute("r1", "show ip http server connection"))
DRIP = """
import socket, time
s = socket.create_connection(("10.98.1.1", 443), 5)
s.settimeout(1)
began = time.monotonic()
hello = b"\\x16\\x03\\x01\\x02\\x00\\x01\\x00\\x01\\xfc\\x03\\x03" + bytes(600)
for k in range(40):
    try:
        s.sendall(hello[k:k + 1])
        if s.recv(100) == b"":
            break
    except TimeoutError:
        continue
    except OSError:
        break
print("gone after", round(time.monotonic() - began))
"""
with open(f"{state}/drip.py", "w") as f:
    f.write(DRIP)
out = inside("https-a", f"python3 {state}/drip.py", timeout=60).out
took = int((re.search(r"after (\d+)", out) or [0, 0])[1])
check("a handshake that comes by drops is given up after 15 s", 13 <= took <= 20, out)
MUTE = """
import socket, time
s = socket.create_server(("10.98.1.2", 4430))
x = [s.accept()]
time.sleep(600)
"""
mute = background(["ip", "netns", "exec", "https-a", "python3", "-c", MUTE])
until(lambda: ":4430" in inside("https-a", "ss -ltn").out, 15)
began = time.monotonic()
out = execute("web1", "curl -k https://10.98.1.2:4430/")
took = time.monotonic() - began
check("so is one with a server that says nothing", 13 <= took <= 25 and "curl:" in out and "<" not in out, (took, out))
mute.kill()
wire.send_signal(signal.SIGINT)
wire.wait()
tshark_clean("HTTPS", f"{state}/https.pcapng", 100)
keeper = json.loads(lanyard("ls", "--json").stdout)[0]["keeper_pid"]
children = subprocess.run(["pgrep", "-f", "-P", str(keeper), "."], capture_output=True, text=True).stdout.split()
gate = [p for p in children if open(f"/proc/{p}/comm").read().startswith("lanyard-gate")]
if check("the gate is the keeper's child", len(gate) == 1, children):
    os.kill(int(gate[0]), signal.SIGKILL)
    check("another gate serves after its death", until(lambda: "401" in inside("https-a", "curl -sS -k -i -m 5 https://10.98.1.1/").out, 30))


def below(pid):
    """The processes that descend from that one."""
    parents = {}
    for line in subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True).stdout.splitlines():
        child, parent = map(int, line.split())
        parents.setdefault(parent, []).append(child)
    found, todo = [], [pid]
    while todo:
        found += parents.get(todo[-1], [])
        todo += parents.get(todo.pop(), [])
    return set(found)


def jobs():
    """The gate's processes of connections: a gate's children."""
    return {p for p in below(keeper) if os.path.exists(f"/proc/{p}/stat") and open(f"/proc/{int(open(f'/proc/{p}/stat').read().split()[3])}/comm").read().startswith("lanyard-gate")}


held = background(["ip", "netns", "exec", "https-a", "sh", "-c", "sleep 600 | openssl s_client -connect 10.98.1.1:443 -quiet"])
if check("a connection that stays has a process of its own", until(lambda: len(jobs()) == 1, 20), jobs()):
    engine = json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"]
    left = jobs()
    os.kill(engine, signal.SIGKILL)
    check("which the engine's death ends", until(lambda: not left & below(keeper) and not any(os.path.exists(f"/proc/{p}") for p in left), 20), left)
    check("while the lab goes on", until(lambda: "401" in inside("https-a", "curl -sS -k -i -m 5 https://10.98.1.1/").out, 30))
    check("and no job is left behind", until(lambda: not jobs(), 30), jobs())
os.killpg(held.pid, signal.SIGKILL)
left = below(keeper) | {keeper}
lanyard("down", "https")
check("down leaves no process", until(lambda: not [p for p in left if os.path.exists(f"/proc/{p}")], 10), [p for p in left if os.path.exists(f"/proc/{p}")])
r = up(LAB, "--fresh")
check("it starts anew", r.returncode == 0, r.stderr)
listens("r1")
until(lambda: " 0% packet loss" in inside("https-a", "ping -c1 -W1 10.98.1.1").out, 15)
out = s_client("-connect 10.98.1.1:443")
second = sh(["openssl", "x509", "-fingerprint", "-noout"], input=out).out if "BEGIN CERT" in out else ""
check("with the certificate that it had", first and first == second, (first, second, out))
finish()
