#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console: at a terminal (prompt, ?, Tab, history, --More--, ^C in a ping, Ctrl-]), several at once, across a reload, and with lines from a pipe."""
import os
import pty
import re
import select
import signal
import struct
import time
import fcntl
import termios

from libinterop import LANYARD, check, execute, finish, lanyard, private_state, up

private_state()
r = up("""
name: console
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      interface GigabitEthernet0/0
       ip address 10.0.0.1 255.255.255.0
      end
  h1: {kind: host, address: 10.0.0.10/24}
wires:
  - [h1, r1:g0/0]
""")
if not check("up", r.returncode == 0, r.stderr):
    finish()


class Terminal:
    def __init__(self, node, rows=24):
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.environ["TERM"] = "vt100"
            os.environ["ASAN_OPTIONS"] = "detect_leaks=0"  # readline keeps what it has
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
            os.execv(LANYARD, [LANYARD, "console", node])
        self.text = ""

    def type(self, keys):
        self.text = ""
        os.write(self.fd, keys.encode())

    def wait(self, pattern, seconds=5):
        end = time.monotonic() + seconds
        while not re.search(pattern, self.text):
            if time.monotonic() > end or not select.select([self.fd], [], [], 0.05)[0]:
                if time.monotonic() > end:
                    return False
                continue
            try:
                piece = os.read(self.fd, 65536)
            except OSError:
                piece = b""
            if not piece:
                return bool(re.search(pattern, self.text))
            self.text += piece.decode(errors="replace")
        return True

    def expect(self, name, pattern, seconds=5):
        return check(name, self.wait(pattern, seconds), repr(self.text[-400:]))

    def ended(self, seconds=3):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            try:
                if select.select([self.fd], [], [], 0.02)[0]:
                    os.read(self.fd, 65536)
            except OSError:
                pass
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        return None


t = Terminal("r1", rows=12)
t.expect("the prompt", r"r1>")
t.type("enable\r")
t.expect("enable", r"r1#")
t.type("sh?")
t.expect("word?", r"show")
t.type("\x15show clo\t")
t.expect("Tab completes", r"show clock ")
t.type("\r")
t.expect("the completed line runs", r"UTC [\s\S]*r1#")
t.type("\x10\r")
t.expect("^P: history", r"show clock[\s\S]*UTC [\s\S]*r1#")
t.type("show nonsense\r")
t.expect("an error", r"% Invalid input detected")
t.type("show running-config\r")
if t.wait(r"--More--", 2):
    check("the pager", True)
    t.type("q")
    t.expect("q ends it", r"r1#")
else:
    check("the pager", False, repr(t.text[-300:]))
t.type("ping 10.0.0.99 repeat 1000\r")
t.wait(r"timeout is")
time.sleep(0.3)
t.type("\x03")
t.expect("^C stops a ping", r"Success rate is 0 percent[\s\S]*r1#")
t.type("conf t\r")
t.expect("configure", r"r1\(config\)#")
t.type("hostname zebra\r")
t.expect("the prompt follows the hostname", r"zebra\(config\)#")
t.type("\x1a")
t.expect("^Z", r"zebra#")

u = Terminal("r1")
u.expect("a second console", r"zebra>")
u.type("enable\r")
u.wait(r"zebra#")
u.type("show users\r")
u.expect("show users", r"Line[\s\S]*zebra#")
t.type("reload\r")
t.expect("reload asks", r"\[yes/no\]|\[confirm\]")
t.type("no\r")
t.wait(r"\[confirm\]")
t.type("\r")
check("a console lives on across a reload", t.wait(r"r1>", 5), repr(t.text[-300:]))
t.type("show version\r")
t.wait(r"uptime")
u.type("\x1d")
check("Ctrl-] leaves", u.ended() == 0)
t.type("q\x15exit\r")
check("exit at the top level leaves", t.ended() == 0)

r = lanyard("console", "r1", input="enable\nshow clock\nconfigure terminal\nhostname piped\nend\n")
check("lines from a pipe", r.returncode == 0 and "UTC" in r.stdout and "hostname piped" in execute("r1", "show running-config"), r.stdout + r.stderr)
r = lanyard("console", "nobody", input="")
check("no such node", r.returncode == 3 and 'no node "nobody"' in r.stderr, r.stderr)
lanyard("down")
finish()
