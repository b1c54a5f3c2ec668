#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console in tmux, with real keys: editing in the middle of a line, kill and yank, history, completion, help, paging, and log lines that come while somebody types."""
import subprocess

from libinterop import LANYARD, check, finish, lanyard, need, on_exit, private_state, until, up

need("tmux", "tmux")
state = private_state()
r = up("""
name: tmux
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      interface GigabitEthernet0/0
       ip address 10.0.0.1 255.255.255.0
      line con 0
       exec-timeout 0 0
       logging synchronous
""")
if not check("up", r.returncode == 0, r.stderr):
    finish()


def tmux(*argv):
    return subprocess.run(["tmux", "-L", "lanyard", "-f", "/dev/null", *argv], capture_output=True, text=True, env={"TMUX_TMPDIR": state, "TERM": "xterm", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})


def screen():
    return tmux("capture-pane", "-p", "-t", "x").stdout.rstrip("\n").split("\n")


def keys(*names):
    tmux("send-keys", "-t", "x", *names)


def last(text, name, seconds=20):
    """The screen's last line is that, soon."""
    check(name, until(lambda: screen()[-1].rstrip() == text, seconds), "\n".join(screen()))


tmux("new-session", "-d", "-x", "80", "-y", "24", "-s", "x", f"LANYARD_STATE={state} ASAN_OPTIONS=detect_leaks=0 {LANYARD} console r1")
on_exit(lambda: tmux("kill-server"))
last("r1>", "a prompt")
keys("enable", "Enter")
last("r1#", "enabled")
keys("sho clck", "Left", "Left", "o", "Home", "Right", "Right", "Right", "w", "End")
last("r1#show clock", "typed in the middle: arrows, Home, End")
keys("C-w", "version", "C-a", "C-k", "C-y", "C-a", "Right", "C-t", "C-e")
last("r1#hsow version", "a word killed, a line killed and put back, letters exchanged")
keys("C-u")
last("r1#", "the line is gone")
keys("sh", "Tab", "ip int", "Tab", "br", "Tab")
last("r1#show ip interface brief", "completed word by word")
keys("Enter")
check("and run", until(lambda: any(x.startswith("GigabitEthernet0/0 ") and "10.0.0.1" in x for x in screen()), 20), "\n".join(screen()))
keys("Up")
last("r1#show ip interface brief", "history")
keys("C-u", "show i?")
check("help, and the line again", until(lambda: screen()[-1].rstrip() == "r1#show i" and any("interfaces" in x and "inventory" in x for x in screen()), 20), "\n".join(screen()))
keys("C-u", "show interfaces", "Enter")
last(" --More--", "a page")
keys("Enter")
last(" --More--", "a line more")
keys("q")
last("r1#", "paging left")
check("the pager's mark is wiped out", not any("--More--" in x for x in screen()), "\n".join(screen()))
keys("C-u", "conf", "Tab", "Enter")
last("r1(config)#", "configuring")
keys("interface Loop")
lanyard("configure", "r1", "-", input="interface GigabitEthernet0/0\n shutdown\n")
check("a log line in mid-typing", until(lambda: any("%LINK-5-CHANGED: Interface GigabitEthernet0/0" in x for x in screen()), 20), "\n".join(screen()))
last("r1(config)#interface Loop", "the line being typed stands below it, whole")
keys("back9", "Enter")
last("r1(config-if)#", "and is taken")
keys("C-z")
last("r1#", "^Z")
keys("C-]")
check("left", until(lambda: tmux("has-session", "-t", "x").returncode != 0, 20))
finish()
