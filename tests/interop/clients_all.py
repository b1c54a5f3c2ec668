#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients as trixie has them, over SSH: netmiko 4.5 (send_config_set, save, paging, long lines, a parsed show), scrapli (its strict prompts, configuration, an interactive
copy); and a whole run of RANCID over a router and a switch: what it collects is their configuration, twice the same."""
import glob
import os
import shutil
import subprocess
import sys

import libinterop
from libinterop import check, execute, finish, free_port, lanyard, need, need_root, private_state, sh, skip, until, up

sys.path.insert(0, f"{libinterop.ROOT}/tests")
import libtrixie as trixie

need_root("clients")
need("clients", "ssh")
state = private_state()
PORT = {"r1": free_port(), "s1": free_port()}
COMMON = """
      enable secret class
      username admin privilege 15 secret cisco
      username oper password opensesame
      line vty 0 4
       login local
       transport input ssh
"""
r = up("name: clients\nnodes:\n" + "".join(f"""
  {n}:
    kind: {kind}
    management: {{ssh: "127.0.0.1:{PORT[n]}"}}
    config: |
      hostname {n}
{COMMON}""" for n, kind in (("r1", "router"), ("s1", "switch"))) + "\nwires:\n  - [r1:g0/0, s1:g0/1]\n")
if not check("up", r.returncode == 0, r.stderr) or not until(lambda: all("SSH Enabled" in execute(n, "show ip ssh") for n in PORT)):
    finish()

NETMIKO = """
import sys, netmiko
c = netmiko.ConnectHandler(device_type="cisco_ios", host="127.0.0.1", port=int(sys.argv[1]), username="oper", password="opensesame", secret="class")
c.enable()
print("PROMPT", c.find_prompt())
print(c.send_config_set(["interface Loopback7", "description " + "x" * 200, "ip address 10.7.7.7 255.255.255.255"], error_pattern=r"% "))
print("SAVED", c.save_config())
print("ROWS", c.send_command("show ip interface brief", use_textfsm=True))
print("LONG", len(c.send_command("show running-config").splitlines()))
print("ASKED", c.send_command("clear logging", expect_string=r"confirm", strip_prompt=False), c.send_command_timing(""))
try:
    c.send_config_set(["nonsense here"], error_pattern=r"% Invalid input")
except netmiko.exceptions.ConfigInvalidException as e:
    print("REFUSED", type(e).__name__)
c.disconnect()
"""
SCRAPLI = """
import sys
from scrapli.driver.core import IOSXEDriver
c = IOSXEDriver(host="127.0.0.1", port=int(sys.argv[1]), auth_username="oper", auth_password="opensesame", auth_secondary="class", auth_strict_key=False, transport="system",
                ssh_config_file=False)
c.open()
print("PROMPT", c.get_prompt())
r = c.send_configs(["interface Loopback8", "description by scrapli", "ip address 10.8.8.8 255.255.255.255"])
print("CONFIGURED", not r.failed)
print("FAILS", c.send_command("show nonsense").failed, c.send_config("nonsense").failed)
print("SHOWN", "10.8.8.8" in c.send_command("show ip interface brief").result)
print("COPIED", c.send_interactive([("copy running-config startup-config", "Destination filename [startup-config]?", False), ("", "[OK]", False)]).failed)
c.close()
"""


def trixie_python(what, packages, code, port):
    path = f"{state}/by_{what}.py"
    with open(path, "w") as f:
        f.write(code)
    try:
        argv = trixie.command(["python3", path, str(port)], packages=packages, share=[state])
    except trixie.Missing as e:
        skip(what, e)
        return None
    return subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300, env={**os.environ, "HOME": state, "LC_ALL": "C.UTF-8"}).stdout


for node in PORT:
    out = trixie_python("netmiko", ["python3-netmiko", "python3-ntc-templates"], NETMIKO, PORT[node])
    if out is not None:
        check(f"netmiko 4.5 on {node}: prompt, enable", f"PROMPT {node}#" in out, out)
        check(f"netmiko 4.5 on {node}: send_config_set, long lines", "x" * 200 in execute(node, "show running-config interface Loopback7"), out)
        check(f"netmiko 4.5 on {node}: save_config", "[OK]" in out and "Loopback7" in execute(node, "show startup-config"), out)
        check(f"netmiko 4.5 on {node}: rows by its templates", "'10.7.7.7', 'status': 'up'" in out, out)
        check(f"netmiko 4.5 on {node}: a long show whole, a question", "LONG" in out and "ASKED" in out, out)
        check(f"netmiko 4.5 on {node}: an error is one", "REFUSED ConfigInvalidException" in out, out)
    out = trixie_python("scrapli", ["python3-scrapli", "python3-pkg-resources", "openssh-client"], SCRAPLI, PORT[node])
    if out is not None:
        check(f"scrapli on {node}", all(x in out for x in (f"PROMPT {node}#", "CONFIGURED True", "FAILS True True", "SHOWN True", "COPIED False")), out)

RANCID = "/usr/lib/rancid/bin/rancid"
if not os.path.exists(RANCID):
    skip("rancid", "no package rancid on this machine")
else:
    for n, port in PORT.items():
        os.makedirs(f"{state}/{n}")
        with open(f"{state}/{n}/.cloginrc", "w") as f:
            f.write(f"add user * oper\nadd password * opensesame class\nadd method * ssh:{port}\n")
        os.chmod(f"{state}/{n}/.cloginrc", 0o600)
        env = {**os.environ, "HOME": f"{state}/{n}", "PATH": f"/usr/lib/rancid/bin:{os.environ['PATH']}", "BASEDIR": state, "CLOGINRC": f"{state}/{n}/.cloginrc", "FILTER_PWDS": "NO",
               "NOCOMMSTR": "NO", "TERM": "network"}
        got = []
        for turn in range(2):
            with open(f"{state}/{n}/127.0.0.1.new", "w"):
                pass
            p = subprocess.run([RANCID, "-d", "-t", "cisco", "127.0.0.1"], cwd=f"{state}/{n}", env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
            new = f"{state}/{n}/127.0.0.1.new"
            got.append(open(new).read() if os.path.exists(new) else "")
        check(f"RANCID on {n}: a whole run", p.returncode == 0 and f"hostname {n}\n" in got[1] and got[1].rstrip().endswith("end"), p.stdout[-3000:] + got[1][-1500:])
        check(f"RANCID on {n}: a second run finds nothing new", got[0] == got[1], "\n".join(set(got[0].splitlines()) ^ set(got[1].splitlines())))
lanyard("down", "--all")
finish()
