#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files by TFTP with programs that others wrote: tftpd-hpa as the server we copy from and to, its client as who asks us; flash: over a reload and the engine's death."""
import hashlib
import os
import random
import re
import shutil
import signal
import time

from libinterop import LANYARD, background, check, execute, finish, inside, lanyard, need, need_root, private_state, tshark_clean, until, up

need_root("files")
need("files", "ip", "in.tftpd", "tftp")
state = private_state()
r = up("""
name: files
nodes:
  r1:
    kind: router
    config: |
      tftp-server flash:served.bin
      tftp-server flash:text alias notes
      interface GigabitEthernet0/0
       ip address 10.96.1.1 255.255.255.0
wires:
  - [r1:g0/0, "tap:files0?netns=files-a&address=10.96.1.2/24"]
""")
if not check("the lab starts", r.returncode == 0, r.stderr):
    finish()
root = f"{state}/tftp"
os.makedirs(root)
os.chmod(root, 0o777)
os.chmod(state, 0o755)
rng = random.Random(1)
big = bytes(rng.randrange(256) for _ in range(200_000))
with open(f"{root}/big.bin", "wb") as f:
    f.write(big)
with open(f"{root}/more.cfg", "w") as f:
    f.write("interface Loopback7\n ip address 7.7.7.7 255.255.255.255\nnonsense here\n")
until(lambda: " 0% packet loss" in inside("files-a", "ping -c1 -W1 10.96.1.1").out, 15)
wire = background([LANYARD, "capture", "r1:g0/0", "-w", f"{state}/wire.pcapng"])
background(["ip", "netns", "exec", "files-a", shutil.which("in.tftpd"), "--foreground", "--address", "10.96.1.2:69", "--secure", "--create", "--permissive", "--user", "root", root])
until(lambda: ":69" in inside("files-a", "ss -lun").out)
time.sleep(0.3)
md5 = hashlib.md5(big).hexdigest()

out = execute("r1", "copy tftp://10.96.1.2/big.bin flash:served.bin", "verify /md5 flash:served.bin")
check("we fetch from tftpd-hpa", "[OK - 200000 bytes]" in out and md5 in out, out)
out = execute("r1", "configure terminal", "ip tftp blocksize 1400", "end", "copy tftp://10.96.1.2/big.bin flash:blocks", f"verify /md5 flash:blocks {md5}")
check("in blocks of 1400", "Verified (flash:/blocks)" in out, out)
out = execute("r1", "copy flash:blocks tftp://10.96.1.2/back.bin")
check("we bring it", "200000 bytes copied" in out and open(f"{root}/back.bin", "rb").read() == big, out)
out = execute("r1", "configure terminal", "no ip tftp blocksize", "end", "copy running-config tftp://10.96.1.2/")
check("a configuration goes", "Destination filename [r1-confg]?" in out and "bytes copied" in out and "tftp-server flash:served.bin" in open(f"{root}/r1-confg").read(), out)
out = execute("r1", "copy tftp://10.96.1.2/more.cfg running-config", "show ip interface brief")
check("another is merged, what is unknown said", "nonsense here" in out and re.search(r"Loopback7 +7\.7\.7\.7 ", out), out)
out = execute("r1", "copy tftp://10.96.1.2/none flash:")
check("what is not there", "%Error opening tftp://10.96.1.2/none (No such file or directory)" in out, out)

execute("r1", "copy tftp://10.96.1.2/more.cfg flash:text")
inside("files-a", f"tftp -m binary 10.96.1.1 -c get served.bin {state}/got.bin")
check("tftp's client fetches from us", open(f"{state}/got.bin", "rb").read() == big if os.path.exists(f"{state}/got.bin") else False)
inside("files-a", f"tftp -m ascii 10.96.1.1 -c get notes {state}/notes")
check("as text by its alias", os.path.exists(f"{state}/notes") and open(f"{state}/notes").read() == open(f"{root}/more.cfg").read())
out = inside("files-a", f"tftp -m binary 10.96.1.1 -c put {state}/notes served.bin").out
check("and writes nothing", "Access violation" in out, out)
out = inside("files-a", f"tftp -m binary 10.96.1.1 -c get ../served.bin {state}/no").out
check("nor reads what is not named", "File not found" in out, out)

before = execute("r1", "dir flash:")
pid = int(re.search(r'"engine_pid": *(\d+)', lanyard("ls", "--json").stdout).group(1))
os.kill(pid, signal.SIGKILL)
ok = until(lambda: execute("r1", "dir flash:") == before, 15, 0.3)
check("flash: outlives the engine", ok, before)
execute("r1", "reload")
ok = until(lambda: execute("r1", "dir flash:") == before, 15, 0.3)
check("and a reload", ok, before)
wire.send_signal(signal.SIGINT)
wire.wait()
tshark_clean("tshark reads all of it", f"{state}/wire.pcapng", 400)
finish()
