#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab's life: up, twice up, racing ups, ls, show, exit statuses, down; engine and keeper killed; saved, erased and reloaded configurations."""
import glob
import json
import os
import signal
import subprocess
import time

from libinterop import LANYARD, check, execute, finish, lanyard, private_state, until, up

state = private_state()
LAB = """
name: life
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      interface GigabitEthernet0/0
       ip address 10.0.0.1 255.255.255.0
      end
  h1: {kind: host, address: 10.0.0.10/24, gateway: 10.0.0.1}
  h2: {kind: host, address: 10.0.0.11/24}
  hub: {kind: hub}
wires:
  - [h1, hub:1]
  - [h2, hub:2]
  - {ends: [r1:g0/0, hub:3], delay: 1ms}
"""


def status(name, want, *argv, says="", **kw):
    r = lanyard(*argv, **kw)
    lines = r.stderr.strip().splitlines()
    good = r.returncode == want and says in r.stderr and (want == 0 or (len(lines) == 1 and lines[0].startswith("lanyard: ")))
    check(name, good, f"status {r.returncode}, not {want}; {r.stdout!r} {r.stderr!r}")
    return r


def lab():
    labs = json.loads(lanyard("ls", "--json").stdout)
    return labs[0] if labs else None


def alive(pid):
    try:
        return open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def run_files():
    return glob.glob(f"{state}/run/*")


# -- nothing runs yet
r = lanyard("ls", "--json")
check("ls without labs", r.returncode == 0 and json.loads(r.stdout) == [], r.stdout)
status("down without labs", 3, "down", says="no lab is running")
status("down --all without labs", 0, "down", "--all")
status("exec without labs", 3, "exec", "r1", "show version")

# -- up
r = up(LAB)
check("up", r.returncode == 0 and len(r.stdout.splitlines()) == 4 and "r1: router" in r.stdout, r.stdout + r.stderr)
check("up says where each node booted from", "file's config" in r.stdout, r.stdout)
r = lanyard("up", f"{state}/lab.yml")
check("up twice is refused", r.returncode == 2 and "running already" in r.stderr, r.stderr)
me = lab()
check("ls --json", me and me["name"] == "life" and me["clock"] == "real" and me["state"] == "running" and alive(me["keeper_pid"])
      and alive(me["engine_pid"]) and me["now_ns"] > 0, me)
mode = oct(os.stat(f"{state}/run/life/control").st_mode & 0o777), oct(os.stat(state).st_mode & 0o777)
check("socket and state folder are private", mode == ("0o600", "0o700"), mode)
caps = [x.split()[1] for x in open(f"/proc/{me['engine_pid']}/status") if x.startswith("Cap")]
check("the engine has no capability", all(int(c, 16) == 0 for c in caps), caps)

s = json.loads(lanyard("show", "--json").stdout)
check("show --json", [n["name"] for n in s["nodes"]] == ["r1", "h1", "h2", "hub"] and len(s["wires"]) == 3
      and s["nodes"][0]["ports"][0]["name"] == "GigabitEthernet0/0" and s["nodes"][0]["ports"][0]["up"], s)
check("show for people", "r1:GigabitEthernet0/0 -- hub:3  up" in lanyard("show", "life").stdout)

# -- exit statuses
status("exec of what works", 0, "exec", "h1", "ping 10.0.0.1")
r = lanyard("exec", "h1", "ping 10.0.0.99 repeat 1 timeout 1")
check("a ping without an answer is status 1", r.returncode == 1 and "0 percent" in r.stdout, r.stdout + r.stderr)
r = lanyard("exec", "r1", "show nonsense", "show clock")
check("a rejected line is status 1, the others run", r.returncode == 1 and "% Invalid input" in r.stdout and "UTC" in r.stdout, r.stdout)
status("an unknown node", 3, "exec", "nobody", "show clock", says='no node "nobody"')
status("an unknown port", 3, "wire", "r1:g7/7", says="no port")
status("an unknown lab", 3, "show", "elsewhere", says="not running")
status("LAB/NODE", 0, "exec", "life/r1", "show clock")
status("a node without a shell", 2, "exec", "hub", "show clock")
status("an unknown command", 2, "frobnicate")
status("nic says what it needs", 2, "nic", "e1000", says="--socket")
status("suspend is refused", 2, "power", "r1", "suspend")
status("run on the real clock", 2, "run", says="--clock virtual")
status("an unknown wire setting", 2, "wire", "r1:g0/0", "colour=red", says="colour")
status("a bad value", 2, "wire", "r1:g0/0", "loss=200%")
status("a wired port is not attached", 2, "attach", "r1:g0/0", "udp:127.0.0.1:1-127.0.0.1:2", says="wired already")
status("a bad URI", 2, "attach", "r1:g0/1", "carrier-pigeon:1")
status("nothing to detach", 2, "detach", "r1:g0/0")

# -- JSON
r = lanyard("exec", "r1", "show ip interface brief", "configure terminal", "hostname r1", "end", "--json")
j = json.loads(r.stdout)
check("exec --json", r.returncode == 0 and [x["command"] for x in j] == ["show ip interface brief", "configure terminal", "hostname r1", "end"]
      and all(x["ok"] for x in j) and j[0]["rows"][0]["interface"] == "GigabitEthernet0/0" and j[1]["rows"] == [], r.stdout[:500])

# -- wires
status("wire changes", 0, "wire", "h1", "delay=20ms", "loss=0%", "dir=forward")
w = [w for w in json.loads(lanyard("show", "--json").stdout)["wires"] if "h1:eth0" in w["ends"]][0]
check("one direction is slow", w["forward"].get("delay_ns") == 20000000 and "delay_ns" not in w["back"], w)
status("one direction is cut", 0, "wire", "h1", "down", "dir=back")
check("a cut is felt, carrier stays", "0 percent" in execute("h1", "ping 10.0.0.1 repeat 1 timeout 1")
      and json.loads(lanyard("show", "--json").stdout)["nodes"][1]["ports"][0]["up"])
status("wire up mends it", 0, "wire", "h1", "up", "delay=0ms")
check("and it carries", "100 percent" in execute("h1", "ping 10.0.0.1"))
status("down takes carrier", 0, "wire", "h1", "down")
check("at both ends", not json.loads(lanyard("show", "--json").stdout)["nodes"][1]["ports"][0]["up"])
status("up", 0, "wire", "h1", "up")

# -- configure: all or nothing, with the place
cfg = f"{state}/more.cfg"
open(cfg, "w").write("interface Loopback7\n ip address 7.7.7.7 255.255.255.255\nnonsense here\n")
r = lanyard("configure", "r1", cfg)
check("configure says which line", r.returncode == 1 and r.stderr.startswith(f"{cfg}:3:3: "), r.stderr)
check("and changes nothing", "Loopback7" not in execute("r1", "show running-config"))
r = lanyard("configure", "r1", cfg, "--lenient")
check("configure --lenient skips it", r.returncode == 0 and f"{cfg}:3:3: skipped" in r.stderr and "Loopback7" in execute("r1", "show running-config"), r.stderr)
r = lanyard("configure", "r1", "-", input="hostname renamed\n")
check("configure from standard input", r.returncode == 0 and "hostname renamed" in execute("r1", "show running-config"), r.stderr)

# -- the engine is killed: all is back, with what ran
status("a wire's state", 0, "wire", "h1", "delay=3ms")
status("a node without power", 0, "power", "h2", "off")
before, me = execute("r1", "show running-config"), lab()
os.kill(me["engine_pid"], signal.SIGKILL)
answer = execute("h1", "ping 10.0.0.1 repeat 1 timeout 1")
check("an engine killed with -9 is back for the next command", "100 percent" in answer, answer)
now = lab()
check("the same keeper, a new engine", now["keeper_pid"] == me["keeper_pid"] and now["engine_pid"] != me["engine_pid"], now)
after = execute("r1", "show running-config")
strip = lambda t: [x for x in t.splitlines() if not x.startswith(("!", "Current"))]
check("its running configuration is as it was", strip(before) == strip(after), after)
s = json.loads(lanyard("show", "--json").stdout)
check("its wires are as they were", [w["forward"].get("delay_ns") for w in s["wires"] if "h1:eth0" in w["ends"]] == [3000000], s["wires"])
check("its power buttons too", [n["state"] for n in s["nodes"]] == ["up", "up", "off", "up"])
status("a node that is off", 3, "exec", "h2", "show clock", says="powered off")
status("and on again", 0, "power", "h2", "on")
status("it runs", 0, "exec", "h2", "ping 10.0.0.1")

# -- saved configurations
status("save", 0, "save", "r1")
check("what is saved", "hostname renamed" in open(f"{state}/saved/life/r1").read())
execute("r1", "configure terminal", "hostname unsaved", "end")
status("power restart", 0, "power", "r1", "restart")
check("boots what was saved", "hostname renamed" in execute("r1", "show running-config"))
os.kill(lab()["engine_pid"], signal.SIGKILL)
check("and that is what the next engine begins with", "hostname renamed" in execute("r1", "show running-config"))
now = lab()
r = lanyard("down")
check("down", r.returncode == 0 and not run_files() and not alive(now["keeper_pid"]) and not alive(now["engine_pid"]), run_files())
r = up(LAB)
check("up from the saved configuration", "r1: router, booted from its saved startup-config" in r.stdout and "hostname renamed" in execute("r1", "show running-config"),
      r.stdout)
execute("r1", "write erase")
check("write erase", not os.path.exists(f"{state}/saved/life/r1"))
execute("r1", "write memory")
lanyard("down")
r = up(LAB, "--fresh")
check("up --fresh", "hostname r1" in execute("r1", "show running-config") and not os.path.exists(f"{state}/saved/life/r1"), r.stdout)
r = lanyard("exec", "r1", "configure terminal", "hostname gone", "end", "reload", "show running-config | include hostname")
check("exec goes on after a reload", r.returncode == 0 and "hostname gone" in r.stdout, r.stdout + r.stderr) # its question is answered: yes, save

# -- the keeper is killed: nothing stays
me = lab()
os.kill(me["keeper_pid"], signal.SIGKILL)
check("the engine goes with its keeper", until(lambda: not alive(me["engine_pid"]), 2))
r = lanyard("ls", "--json")
check("ls removes what is left", json.loads(r.stdout) == [] and not run_files(), r.stdout + str(run_files()))

# -- two at once, many times
for i in range(5):
    ps = [subprocess.Popen([LANYARD, "up", f"{state}/lab.yml"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    codes = sorted((p.communicate()[0], p.returncode)[1] for p in ps)
    down = lanyard("down").returncode
    if codes != [0, 2, 2] or down or run_files():
        check("racing ups", False, f"{codes} down {down} {run_files()}")
        break
else:
    check("of three racing ups one wins", True)

# -- two labs
up(LAB)
r = up(LAB.replace("name: life", "name: other"), name="other.yml")
check("a second lab", r.returncode == 0 and [x["name"] for x in json.loads(lanyard("ls", "--json").stdout)] == ["life", "other"], r.stderr)
status("which one?", 2, "exec", "r1", "show clock", says="2 labs are running")
status("LANYARD_LAB", 0, "exec", "r1", "show clock", env=dict(os.environ, LANYARD_LAB="other"))
status("down --all", 0, "down", "--all")
check("all is gone", not run_files())

# -- a guest's NIC: orders are obeyed together or not at all
up(f"name: nic\nnodes:\n  sw1: {{kind: switch, ports: 2}}\nwires:\n  - [sw1:g0/1, \"vfio:{state}/nic.sock?model=e1000\"]\n", name="nic.yml")
status("an order that is none", 2, "controllers", "sw1:g0/1", "lose-interrupts=3", "eeprom=perhaps", says="eeprom=perhaps")
r = status("no order has had an effect", 0, "controllers", "sw1:g0/1")
check("the NIC is well", "model e1000," in r.stdout and "Ordered" not in r.stdout, r.stdout)
r = status("orders", 0, "controllers", "sw1:g0/1", "lose-interrupts=3", "eeprom=bad")
check("both are obeyed", r.stdout.count("Ordered:") == 2, r.stdout)
status("no NIC there", 3, "controllers", "sw1:g0/2", says="no NIC of ours")
status("down", 0, "down")
finish()
