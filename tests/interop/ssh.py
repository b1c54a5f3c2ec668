#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH to routers, from this machine (`management: {ssh: …}`) and from a station of the lab: OpenSSH with and without a terminal, plink, netmiko, keys, wrong
passwords, noise, slow readers, the gate's and the engine's death, host keys that stay."""
import json
import os
import re
import signal
import socket
import subprocess
import time

from libinterop import ROOT, check, execute, finish, free_port, inside, lanyard, need, need_root, private_state, sh, skip, until, up

need_root("ssh")
need("ssh", "ip", "ssh", "ssh-keygen", "sshpass", "expect")
state = private_state()

PORT, PORT2 = free_port(), free_port()
LAB = f"""
name: ssh
nodes:
  r1:
    kind: router
    management: {{ssh: "127.0.0.1:{PORT}"}}
    config: |
      hostname r1
      enable secret class
      username admin privilege 15 secret cisco
      username oper password opensesame
      username slow secret 9 $9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6
      banner motd ^CKeep out^C
      banner login ^CWho is there^C
      ip ssh authentication-retries 2
      ip ssh logging events
      line vty 0 4
       login local
       transport input ssh
  r2:
    kind: router
    config: |
      hostname r2
      ip domain name lab.test
      crypto key generate rsa modulus 2048
      username admin privilege 15 secret cisco
      access-list 10 permit 10.74.0.10
      interface GigabitEthernet0/0
       ip address 10.74.0.1 255.255.255.0
      line vty 0 4
       login local
       access-class 10 in
       transport input telnet ssh
wires:
  - ["tap:lys0?netns=lys-a&address=10.74.0.10/24", r2:g0/0]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()

OPTIONS = ["-F", "none", "-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={state}/known", "-o", "LogLevel=ERROR"]


def ssh(who, password, *argv, options=(), text=None, inside_ns=False, timeout=60):
    user, host = who.split("@")
    port = ["-p", "22" if inside_ns else str(PORT)]
    cmd = ["sshpass", "-p", password, "ssh", *options, *OPTIONS, *port, f"{user}@{host}", *argv]
    if inside_ns:
        cmd = ["ip", "netns", "exec", "lys-a", *cmd]
    return subprocess.run(cmd, capture_output=True, text=True, input=text, timeout=timeout)


check("a key is made for a node that is managed", until(lambda: "SSH Enabled" in execute("r1", "show ip ssh")), execute("r1", "show ip ssh"))
key = sh(["ssh-keyscan", "-p", str(PORT), "127.0.0.1"]).out
r = ssh("admin@127.0.0.1", "cisco", "show version")
check("a command without a shell", r.returncode == 0 and "r1 uptime is" in r.stdout, r.stdout + r.stderr)
r = ssh("admin@127.0.0.1", "cisco", "show version", options=["-o", "LogLevel=INFO"])
check("the login banner comes before the password", "Who is there" in r.stderr, r.stderr)
r = ssh("oper@127.0.0.1", "opensesame", "show running-config")
check("its status says that it was refused", r.returncode == 1 and "% Invalid input detected" in r.stdout, (r.returncode, r.stdout, r.stderr))
r = ssh("slow@127.0.0.1", "hashcat", "show privilege")
check("a secret of type 9, checked beside the engine", "level is 1" in r.stdout, r.stdout + r.stderr)
for method in ("password", "keyboard-interactive"):
    r = ssh("admin@127.0.0.1", "cisco", "show clock", options=["-o", f"PreferredAuthentications={method}"])
    check(f"{method} admits", r.returncode == 0 and "UTC" in r.stdout, r.stdout + r.stderr)
    r = ssh("admin@127.0.0.1", "wrong", "show clock", options=["-o", f"PreferredAuthentications={method}"])
    check(f"{method} refuses", r.returncode != 0 and "UTC" not in r.stdout, r.stdout + r.stderr)
r = ssh("nobody@127.0.0.1", "cisco", "show clock")
check("a name that is nobody's", r.returncode != 0 and "UTC" not in r.stdout, r.stdout)
r = ssh("admin@127.0.0.1", "cisco", options=["-tt"], text="terminal length 0\nshow users\nshow ssh\nconfigure terminal\nhostname changed\nend\nexit\n")
check("a shell with a terminal", all(x in r.stdout for x in ("Keep out", "r1#show users", "admin", "Session started", "changed#exit")), r.stdout + r.stderr)
execute("r1", "configure terminal", "hostname r1", "end")
log = execute("r1", "show logging")
check("the log has who came, was refused, and left", all(x in log for x in ("%SSH-5-SSH2_SESSION: SSH2 Session request from 127.0.0.1 (tty = 0)", "User 'admin' authentication for SSH2 Session",
      "Failed", "%SSH-5-SSH2_CLOSE: SSH2 Session from 127.0.0.1 (tty = 0) for user 'admin'")), log)
big = ssh("admin@127.0.0.1", "cisco", options=["-T"], text="terminal length 0\n" + "show interfaces\n" * 300 + "exit\n")
check("megabytes arrive whole", big.stdout.count("GigabitEthernet0/3 is") == 300, big.stdout.count("GigabitEthernet0/3 is"))

subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-C", "test", "-f", f"{state}/rsa"], check=True)
subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", f"{state}/ed"], check=True)
publickey = ["-o", "PreferredAuthentications=publickey", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes"]
r = ssh("oper@127.0.0.1", "none", "show clock", options=[*publickey, "-i", f"{state}/rsa"])
check("a key that nobody knows", r.returncode != 0 and "UTC" not in r.stdout, r.stdout + r.stderr)
with open(f"{state}/rsa.pub") as a, open(f"{state}/ed.pub") as b:
    execute("r1", "configure terminal", "ip ssh pubkey-chain", "username oper", f"key-string {a.read().strip()}", f"key-string {b.read().strip()}", "end")
for k in ("rsa", "ed"):
    r = ssh("oper@127.0.0.1", "none", "show privilege", options=[*publickey, "-i", f"{state}/{k}"])
    check(f"a public key, {k}", "level is 1" in r.stdout, r.stdout + r.stderr)
r = ssh("admin@127.0.0.1", "none", "show clock", options=[*publickey, "-i", f"{state}/rsa"])
check("it is one user's alone", r.returncode != 0 and "UTC" not in r.stdout, r.stdout + r.stderr)

# the terminal's size, and that it changes; keys in a pty
EXPECT = f"""set timeout 10
proc want {{p}} {{ expect -re $p {{}} timeout {{ puts "MISSED $p"; exit 1 }} eof {{ puts "MISSED $p"; exit 1 }} }}
"""
script = EXPECT + f"""set stty_init "rows 12 columns 100"
spawn ssh {' '.join(OPTIONS)} -p {PORT} admin@127.0.0.1
want "assword: "
send "cisco\\r"
want "r1#"
send "show version\\r"
want " --More-- "
send "q"
want "r1#"
send "show ver\\t"
want "show version "
send "\\003"
want "r1#"
stty rows 60 columns 132 < $spawn_out(slave,name)
after 300
send "show version\\r"
expect {{ " --More-- " {{ puts MISSED; exit 1 }} "register is" {{}} timeout {{ puts MISSED; exit 1 }} }}
want "r1#"
send "exit\\r"
expect eof
"""
p = subprocess.run(["expect", "-"], input=script, capture_output=True, text=True, timeout=60)
check("OpenSSH in a pty: size, keys, pages", p.returncode == 0 and "MISSED" not in p.stdout, p.stdout + p.stderr)
if subprocess.run(["sh", "-c", "command -v plink"], capture_output=True).returncode:
    skip("plink", "no putty-tools on this machine")
else:
    with open(f"{state}/key.pub", "w") as f:
        f.write(key.split(" ", 1)[1])
    fingerprint = sh(["ssh-keygen", "-lf", f"{state}/key.pub"]).out.split()[1]
    script = EXPECT + f"""spawn plink -ssh -no-antispoof -hostkey {fingerprint} -P {PORT} -l admin 127.0.0.1
want "assword: "
send "cisco\\r"
want "r1#"
send "show privilege\\r"
want "level is 15"
want "r1#"
send "exit\\r"
expect eof
"""
    p = subprocess.run(["expect", "-"], input=script, capture_output=True, text=True, timeout=60, env={**os.environ, "HOME": state})
    check("PuTTY's plink", p.returncode == 0 and "MISSED" not in p.stdout, p.stdout + p.stderr)

NETMIKO = r"""
import sys, netmiko
c = netmiko.ConnectHandler(device_type="cisco_ios", host="127.0.0.1", port=int(sys.argv[1]), username="oper", password="opensesame", secret="class", global_delay_factor=0.2)
print("PROMPT", c.find_prompt())
c.enable()
print("PROMPT", c.find_prompt())
print(c.send_config_set(["interface g0/1", "description " + "x" * 200]))
print(c.send_command("show running-config | include description"))
print("SAVED", c.save_config())
c.disconnect()
"""
if subprocess.run(["/usr/bin/python3", "-c", "import netmiko"], capture_output=True).returncode:
    skip("netmiko", "no python3-netmiko on this machine")
else:
    out = sh(["/usr/bin/python3", "-W", "ignore", "-c", NETMIKO, str(PORT)], timeout=120)
    check("netmiko: enable, configure, long lines, save", re.search(r"PROMPT r1>\s+PROMPT r1#", out.out) and "description " + "x" * 200 in out.out and re.search(r"SAVED .*\[OK\]", out.out, re.S)
          and "% " not in out.out, out.out)

# inside the lab
r = ssh("admin@10.74.0.1", "cisco", "show ssh", inside_ns=True)
check("from a station of the lab, through our TCP", r.returncode == 0 and "Session started" in r.stdout and "admin" in r.stdout, r.stdout + r.stderr)
r = ssh("admin@10.74.0.1", "cisco", options=["-T"], text="terminal length 0\n" + "show interfaces\n" * 100 + "exit\n", inside_ns=True)
check("and much of it", r.stdout.count("GigabitEthernet0/3 is") == 100, r.stdout.count("GigabitEthernet0/3 is"))
execute("r2", "configure terminal", "no access-list 10", "access-list 10 permit 10.74.0.11", "end")
r = ssh("admin@10.74.0.1", "cisco", "show clock", inside_ns=True)
check("access-class keeps others out", r.returncode != 0 and "UTC" not in r.stdout, r.stdout)
execute("r2", "configure terminal", "no access-list 10", "access-list 10 permit any", "crypto key zeroize rsa", "end")
r = ssh("admin@10.74.0.1", "cisco", "show clock", inside_ns=True)
check("without a key nobody listens", r.returncode != 0 and "SSH Disabled" in execute("r2", "show ip ssh"), execute("r2", "show ip ssh"))

# what strangers do


def talk(seconds=5):
    s = socket.create_connection(("127.0.0.1", PORT))
    s.settimeout(seconds)
    return s


def drain(s):
    try:
        while s.recv(65536):
            pass
    except OSError:
        pass


for noise in (os.urandom(100000), b"SSH-2.0-x\r\n" + os.urandom(50000), b"SSH-1.5-old\r\n", b"\n" * 100000, b"SSH-2.0-" + b"A" * 100000, b"SSH-2.0-x\r\n\x00\x00\xff\xff" + b"\0" * 70000):
    with talk(0.2) as s:
        try:
            s.sendall(noise)
        except OSError:
            pass
        drain(s)
socks = [talk(2) for _ in range(40)]
check("no more of them than there are lines", until(lambda: execute("r1", "show ssh").count("Key exchange") in range(1, 33)), execute("r1", "show ssh"))
check("a lab goes on", "Lanyard" in execute("r1", "show version"))
for s in socks:
    s.close()
check("and all lines are free again", until(lambda: "%No SSHv2" in execute("r1", "show ssh")), execute("r1", "show ssh"))

slow = subprocess.Popen(["sshpass", "-p", "cisco", "ssh", *OPTIONS, "-p", str(PORT), "-T", "admin@127.0.0.1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
slow.stdin.write("terminal length 0\n" + "show interfaces\n" * 20000)
try:
    slow.stdin.close()
except OSError:
    pass
r = ssh("admin@127.0.0.1", "cisco", "show clock")
check("one who reads nothing does not stop the others", r.returncode == 0, r.stderr)
slow.kill()
slow.wait()

gates = subprocess.run(["pgrep", "-f", "-P", str(json.loads(lanyard("ls", "--json").stdout)[0]["keeper_pid"]), "."], capture_output=True, text=True).stdout.split()
gate = [g for g in gates if open(f"/proc/{g}/comm").read().startswith("lanyard-gate")]
if check("the gate is the keeper's child", len(gate) == 1, gates):
    os.kill(int(gate[0]), signal.SIGKILL)
    r = ssh("admin@127.0.0.1", "cisco", "show clock")
    check("another gate serves after its death", until(lambda: ssh("admin@127.0.0.1", "cisco", "show clock").returncode == 0), r.stderr)
os.kill(json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"], signal.SIGKILL)
check("and after the engine's", until(lambda: ssh("admin@127.0.0.1", "cisco", "show clock").returncode == 0, 20))
lanyard("down", "ssh")
r = up(LAB, "--fresh")
check("the host key is the same in the next lab", r.returncode == 0 and until(lambda: sh(["ssh-keyscan", "-p", str(PORT), "127.0.0.1"]).out == key) and "ssh-rsa" in key, key)
execute("r1", "configure terminal", "line vty 0 4", "transport input telnet", "end")
r = ssh("admin@127.0.0.1", "cisco", "show clock")
check("a line that takes telnet only", r.returncode != 0 and "UTC" not in r.stdout, r.stdout)
lanyard("down", "--all")
finish()
