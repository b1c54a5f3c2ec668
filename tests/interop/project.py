#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a newcomer does: the demo without a terminal, every example lab, make install, doctor, the man page, completion."""
import glob
import os
import pty
import re
import select
import subprocess
import tempfile
import time

from libinterop import LANYARD_FAST, ROOT, check, finish, lanyard, need, on_exit, private_state, sh, skip

state = private_state()
os.chdir(ROOT)
build = os.path.dirname(LANYARD_FAST)

if os.geteuid() == 0:
    r = sh("sh topologies/demo.sh", timeout=120, stdin=subprocess.DEVNULL, env=dict(os.environ, O=build))
    check("the demo ends by itself, well", r.returncode == 0 and "The demo is over" in r.out and "No terminal here" in r.out, r.out)
    check("the demo: a host of the first lab pings", "100 percent (5/5)" in r.out, r.out)
    check("the demo: the kernels ping across", "0% packet loss" in r.out, r.out)
    check("the demo: iperf3", "iperf Done" in r.out, r.out)
    check("the demo: a page", "A page from the other side" in r.out, r.out)
    check("the demo: its capture has both names and no malformed frame",
          "interfaces: r1:GigabitEthernet0/1 r2:GigabitEthernet0/1" in r.out and "malformed frames: 0" in r.out, r.out)
    left = sh("ip netns list; ip -o link").out
    check("the demo leaves nothing", "ly-left" not in left and "ly-right" not in left, left)
else:
    skip("the demo", "needs root for its namespaces")


def at_a_terminal(argv, answers, seconds):
    """What a person sees who waits for each pattern and types each answer."""
    pid, fd = pty.fork()
    if not pid:
        os.execvpe(argv[0], argv, dict(os.environ, TERM="vt100", O=build))
    text, seen, end = "", 0, time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([fd], [], [], 0.1)[0]:
            try:
                piece = os.read(fd, 65536)
            except OSError:
                break
            if not piece:
                break
            text += piece.decode(errors="replace")
        if answers and re.search(answers[0][0], text[seen:]):
            seen = len(text)
            os.write(fd, answers.pop(0)[1].encode())
    os.close(fd)
    return text, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


text, status = at_a_terminal(["sh", "topologies/demo.sh"], [("r1[>#] ?$", "show version\r"), ("r1[>#] ?$", "exit\r")], 120)
check("at a terminal the demo drops a person at r1's console", re.search(r"r1's console\..*r1[>#].*show version.*uptime is", text, re.S), text[-1500:])
check("and ends when it is left", status == 0 and "The demo is over" in text, f"status {status}: {text[-500:]}")

for path in sorted(glob.glob("topologies/*.yml")):
    text = open(path).read()
    name = os.path.basename(path)
    if os.geteuid() and re.search(r"\b(tap|veth|packet):|kind: container", text):
        skip(name, "needs root")
        continue
    r = lanyard("up", path)
    d = lanyard("down")
    check(f"{name} comes up, and down", r.returncode == 0 and d.returncode == 0, r.stderr + d.stderr)
    check(f"{name} says what to try", len(re.findall(r"^#\s+(?:sudo )?lanyard \w", text, re.M)) >= 3, text[:300])

r = sh("python3 topologies/internet.py")
check("internet.yml is what its program writes", r.returncode == 0 and r.stdout == open("topologies/internet.yml").read(), r.out[:500])

r = lanyard("doctor")
kinds = "tap veth packet xdp stream dgram udp vxlan vde vhost pcap nat".split()
check("doctor names every attachment", r.returncode == 0 and all(re.search(rf"^  {k} +(yes|no) +\S", r.stdout, re.M) for k in kinds), r.stdout + r.stderr)
dest = tempfile.mkdtemp(prefix="lanyard-install-")
on_exit(lambda: sh(["rm", "-rf", dest]))
r = sh(["make", "-s", "install", f"O={os.path.relpath(build)}", f"DESTDIR={dest}"], timeout=300,
       env={k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")})
share = f"{dest}/usr/local/share"
files = [f"{dest}/usr/local/bin/lanyard", f"{share}/man/man1/lanyard.1", f"{share}/bash-completion/completions/lanyard", f"{share}/lanyard/topologies/first.yml"]
if check("make install", r.returncode == 0 and all(os.path.exists(f) for f in files), r.out):
    r = sh([files[0], "up", files[3]])
    check("what is installed runs a lab", r.returncode == 0 and lanyard("down").returncode == 0, r.out)
    words = sh(["bash", "-c", f"source {files[2]}; COMP_WORDS=(lanyard '') COMP_CWORD=1; _lanyard; echo ${{COMPREPLY[@]}}"]).out.split()
    check("completion of commands", {"up", "console", "doctor"} <= set(words), words)
    lanyard("up", "topologies/first.yml")

    def complete(*typed):
        line = " ".join(f"'{w}'" for w in ("lanyard", *typed))
        return sh(["bash", "-c", f"PATH={os.path.dirname(files[0])}:$PATH; source {files[2]}; COMP_WORDS=({line}) COMP_CWORD={len(typed)}; _lanyard; echo ${{COMPREPLY[@]}}"]).out.split()

    check("completion of nodes", complete("console", "p") == ["pc1", "pc2"], complete("console", "p"))
    check("completion of ports", "r1:GigabitEthernet0/1" in complete("wire", "r1:"), complete("wire", "r1:"))
    check("completion of labs", complete("down", "") == ["first"], complete("down", ""))
    lanyard("down")
commands = set(re.findall(r"^  (\w+) ", lanyard("--help").stdout, re.M))
missing = [c for c in sorted(commands) if c != "nic" and not re.search(rf"^\.[BI]\w* .*\b{c}\b", open("docs/lanyard.1").read(), re.M)]
check("every command is in the man page", commands and not missing, missing)
need("the man page renders", "man")
r = sh(["man", "--warnings", "-l", "docs/lanyard.1"], env=dict(os.environ, MANPAGER="cat", MANROFFSEQ=""))
check("the man page renders", r.returncode == 0 and "SYNOPSIS" in r.out and "warning" not in r.out, r.out[:300])
finish()
