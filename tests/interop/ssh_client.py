#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`ssh` in a node's shell: to OpenSSH's sshd in a namespace of this machine and to another node of the lab; passwords, a command, a terminal, keys of hosts,
what cannot be agreed on, suspended and resumed, and the server's sudden end."""
import os
import re
import shutil
import subprocess

from libinterop import LANYARD, check, execute, finish, lanyard, need, need_root, private_state, until, up

need_root("ssh_client")
need("ssh_client", "ip", "ssh", "sshpass", "ssh-keygen", "expect", "unshare", "openssl")
if not os.path.exists("/usr/sbin/sshd"):
    need("ssh_client", "sshd")
state = private_state()

LAB = """
name: sshclient
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      ip domain name lab.test
      crypto key generate rsa modulus 2048
      username admin privilege 15 secret cisco
      banner login ^CWho is there^C
      interface GigabitEthernet0/0
       ip address 10.75.0.1 255.255.255.0
      vrf definition IN
       address-family ipv4
      interface GigabitEthernet0/1
       vrf forwarding IN
       ip address 10.75.0.5 255.255.255.0
      access-list 5 permit any
      line vty 0 4
       login local
       transport input ssh
  r2:
    kind: router
    config: |
      hostname r2
      ip host far 10.75.0.1
      interface GigabitEthernet0/0
       ip address 10.75.0.2 255.255.255.0
      vrf definition MGMT
       address-family ipv4
      interface GigabitEthernet0/1
       vrf forwarding MGMT
       ip address 10.75.0.4 255.255.255.0
  h1: {kind: host, address: 10.75.0.3/24}
  sw: {kind: switch}
wires:
  - [r1:g0/0, sw:g0/1]
  - [r2:g0/0, sw:g0/2]
  - [h1, sw:g0/3]
  - [r2:g0/1, sw:g0/5]
  - [r1:g0/1, sw:g0/6]
  - ["tap:lyc0?netns=lyc-a&address=10.75.0.10/24", sw:g0/4]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
check("a host key is made", until(lambda: "SSH Enabled" in execute("r1", "show ip ssh")), execute("r1", "show ip ssh"))

# OpenSSH, with users of its own: its files stand in place of this machine's in a mount namespace
hashed = subprocess.run(["openssl", "passwd", "-6", "opensesame"], capture_output=True, text=True, check=True).stdout.strip()
for name, add in (("passwd", "tester:x:4242:4242::/:/bin/sh\n"), ("shadow", f"tester:{hashed}:19000:0:99999:7:::\n"), ("group", "tester:x:4242:\n")):
    shutil.copy(f"/etc/{name}", f"{state}/{name}")
    with open(f"{state}/{name}", "a") as f:
        f.write(add)
subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", f"{state}/hostkey"], check=True)
with open(f"{state}/sshd_config", "w") as f:
    f.write(f"HostKey {state}/hostkey\nUsePAM no\nPasswordAuthentication yes\nKbdInteractiveAuthentication no\nPidFile none\nCiphers aes256-ctr,aes128-ctr\nStrictModes no\nBanner {state}/banner\n")
with open(f"{state}/banner", "w") as f:
    f.write("Only friends\n")
os.makedirs("/run/sshd", exist_ok=True)
mounts = " && ".join(f"mount --bind {state}/{n} /etc/{n}" for n in ("passwd", "shadow", "group"))
sshd = subprocess.Popen(["ip", "netns", "exec", "lyc-a", "unshare", "-m", "sh", "-c", f"{mounts} && exec /usr/sbin/sshd -D -e -f {state}/sshd_config"], stderr=open(f"{state}/sshd.log", "w"))
check("sshd listens", until(lambda: "Server listening" in open(f"{state}/sshd.log").read()), open(f"{state}/sshd.log").read())


def type_in(node, *lines):
    """A console that is not a terminal: each line is typed when nothing has come for a while."""
    return subprocess.run([LANYARD, "console", node], input="".join(x + "\n" for x in lines), capture_output=True, text=True, timeout=60).stdout


def expect(node, script):
    text = 'set timeout 20\nproc want {p} { expect -re $p {} timeout { puts "MISSED $p"; exit 1 } eof { puts "MISSED $p"; exit 1 } }\n'
    text += f'spawn {LANYARD} console {node}\nwant "{node}>"\nsend "enable\\r"\nwant "{node}#"\n' + script
    p = subprocess.run(["expect", "-"], input=text, capture_output=True, text=True, timeout=90)
    return p.stdout + p.stderr


out = expect("r2", r'''
send "ssh -l tester 10.75.0.10\r"
want "assword: "
send "opensesame\r"
want {\$ }
send "id -un; tty; stty size\r"
want {\n24 80}
send "exit 3\r"
want "closed by foreign host"
''')
check("OpenSSH: banner, password, a shell in a terminal", all(x in out for x in ("Only friends", "assword: ", "tester\n", "/dev/pts/", "24 80", "[Connection to 10.75.0.10 closed by foreign host]"))
      and "opensesame" not in out, out)
out = type_in("r2", "ssh -v 2 -l tester -c aes256-ctr -m hmac-sha2-256 10.75.0.10 id -un; echo oops >&2", "opensesame")
check("a command, its output and its errors", re.search(r"^tester$", out, re.M) and re.search("^oops$", out, re.M) and "closed by foreign host" not in out, out)
out = type_in("r2", "ssh -l tester -o numberofpasswordprompts 2 10.75.0.10", "wrong", "worse", "show privilege")
check("wrong passwords, as many as asked for", out.count("assword: ") == 2 and "% Authentication failed." in out and "privilege level" in out, out)
out = type_in("r2", "ssh -l tester -c 3des 10.75.0.10", "show privilege")
check("no cipher in common", "[Connection to 10.75.0.10 aborted: error status 0]" in out and "privilege level" in out, out)
out = type_in("h1", "ssh -l tester 10.75.0.10", "opensesame", "seq 30000", "exit")
check("much of it, to a host", "\n30000\n" in out and len(re.findall(r"^\d+$", out, re.M)) == 30000, len(out))
out = execute("r2", "ssh -l tester 10.75.0.10", "opensesame", "echo a; kill -9 $PPID")
check("the server's sudden end", "closed by foreign host" in out, out)
out = execute("r2", "ssh -l tester -p 23 10.75.0.10", "ssh -l tester 10.99.0.1", "ssh 10.75.0.10")
check("what cannot be", all(x in out for x in ("% Connection refused by remote host", "% Destination unreachable; gateway or host down", "% No user specified nor available for SSH client")), out)

# whose key is it?
key = open(f"{state}/hostkey.pub").read().strip()
other = execute("r1", "show ip ssh").strip().splitlines()[-1]
execute("r2", "configure terminal", "ip ssh stricthostkeycheck", "ip ssh pubkey-chain", "server 10.75.0.10", f"key-string {other}", "end")
out = type_in("r2", "ssh -l tester 10.75.0.10", "show privilege")
check("a server whose key is another", "% The server's key is not in ip ssh pubkey-chain" in out and "assword" not in out and "privilege level" in out, out)
execute("r2", "configure terminal", "ip ssh pubkey-chain", "server 10.75.0.10", f"key-string {key}", "server far", f"key-string {other}", "end")
out = type_in("r2", "ssh -l tester 10.75.0.10", "opensesame", "id -un", "exit")
check("a server whose key is known", "\ntester\n" in out, out)

# node to node, with real keys
out = expect("r2", r'''
send "ssh -l admin far\r"
want "Who is there"
want "Password: "
send "cicso\010\010\010sco\r"
want "r1#"
send "show users\r"
want "admin +idle +00:00:00 +10.75.0.2"
want "r1#"
send "\036x"
want "r2#"
send "ssh -l tester 10.75.0.10\r"
want "assword: "
send "opensesame\r"
want {\$ }
send "\036x"
want "r2#"
send "show sessions\r"
want {1 far +10.75.0.1 .*\*  2 10.75.0.10}
want "r2#"
send "resume 1\r"
want "Resuming connection 1 to far"
send "show clock\r"
want "UTC"
want "r1#"
send "exit\r"
want "Connection to far closed by foreign host"
want "r2#"
send "disconnect 2\r"
want "Closing connection to 10.75.0.10 .confirm."
send "\r"
want "r2#"
send "show sessions\r"
want "% No connections open"
send "ssh -l tester 10.75.0.10\r"
want "assword: "
send "opensesame\r"
want {\$ }
send "sleep 1; echo last wor''ds; exit\r"
send "\036x"
want "r2#"
after 3000
send "resume 1\r"
want "last words"
want "closed by foreign host"
want "r2#"
send "ssh -l admin far\r"
want "Password: "
send "\003"
want "r2#"
send "exit\r"
''')
check("between nodes: editing a password, two sessions, resume, disconnect, ^C", "MISSED" not in out, out)
def openssh(line):
    return subprocess.run(["ip", "netns", "exec", "lyc-a", "sshpass", "-p", "cisco", "ssh", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o",
                           "ConnectTimeout=20", "admin@10.75.0.5", line], capture_output=True, text=True, timeout=60)


r = openssh("show users")
check("OpenSSH, to an address in a VRF", r.returncode == 0 and "10.75.0.10" in r.stdout, r.stdout + r.stderr)
for line, may in ("access-class 5 in", False), ("access-class 5 in vrf-also", True):
    subprocess.run([LANYARD, "configure", "r1"], input=f"line vty 0 4\n {line}\n", text=True, check=True, capture_output=True)
    r = openssh("show clock")
    check(f"and with `{line}`", (r.returncode == 0) == may and ("UTC" in r.stdout) == may, r.stdout + r.stderr)
subprocess.run([LANYARD, "configure", "r1"], input="line vty 0 4\n no access-class 5 in\n", text=True, check=True, capture_output=True)
out = type_in("r2", "ssh -l tester -vrf MGMT 10.75.0.10 echo $SSH_CONNECTION", "opensesame", "ssh -vrf GREEN -l tester 10.75.0.10")
check("from a VRF", re.search(r"^10.75.0.4 \d+ 10.75.0.10 22", out, re.M) and "% VRF GREEN does not exist" in out, out)
out = expect("r2", r'''
send "ssh -vrf MGMT -l tester 10.75.0.10\r"
want "assword: "
send "opensesame\r"
want {\$ }
send "\036x"
want "r2#"
send "configure terminal\r"
want "config"
send "no vrf definition MGMT\r"
want "config"
send "end\r"
want "r2#"
send "resume 1\r"
want "closed by foreign host"
want "r2#"
send "exit\r"
''')
check("which goes, and the session with it", "MISSED" not in out, out)
check("sessions leave nothing behind", until(lambda: "%No SSHv2" in execute("r1", "show ssh")), execute("r1", "show ssh"))
sshd.kill()
sshd.wait()
lanyard("down", "--all")
finish()
