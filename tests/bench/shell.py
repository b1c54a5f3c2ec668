#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""shell.py WHAT: how fast the shell is, and what it costs those who forward. BIN: as for doors.sh.

login: `ssh NODE show clock`, by OpenSSH, whole. show, config: `show interfaces` of 1,000 interfaces; 10,000 lines of configuration; by the control socket. exec: the same show by
`lanyard exec`, the whole program. back: an engine killed with -9, until a command to its lab has pinged a neighbour. vtysh_show, vtysh_config: FRR's, in a namespace of its own. hostile: what two hosts forward beside telnet sessions (hostile_ssh: SSH) that flood, do not read, and log in
wrongly without end, as a share of what they forward undisturbed."""
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

LANYARD = os.path.abspath(os.environ.get("BIN", os.path.dirname(__file__) + "/../../build/bench") + "/../lanyard")
STATE = tempfile.mkdtemp(prefix="lanyard-bench-")
os.environ["LANYARD_STATE"] = STATE


def lanyard(*argv, **kw):
    return subprocess.run([LANYARD, *argv], capture_output=True, text=True, **kw)


def port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def up(text, *options):
    with open(f"{STATE}/lab.yml", "w") as f:
        f.write("name: shell\n" + text)
    r = lanyard("up", f"{STATE}/lab.yml", *options)
    if r.returncode:
        sys.exit(r.stderr)


def ask(**m):
    """Seconds that the engine takes to answer, and its last message."""
    s = socket.socket(socket.AF_UNIX)
    s.connect(f"{STATE}/run/shell/control")
    f = s.makefile("rb", 1 << 20)
    t = time.monotonic()
    s.sendall((json.dumps(m) + "\n").encode())
    for line in f:
        if b'"status"' in line:
            last = json.loads(line)
            if "status" in last:
                return time.monotonic() - t, last
    sys.exit("the engine has died")


def login():
    p = port()
    up(f"nodes:\n  r1:\n    kind: router\n    management: {{ssh: \"127.0.0.1:{p}\"}}\n    config: |\n      username admin privilege 15 secret cisco\n      line vty 0 4\n       login local\n"
       "       transport input ssh\nwires: []\n")
    argv = ["sshpass", "-p", "cisco", "ssh", "-p", str(p), "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "admin@127.0.0.1", "show clock"]
    times = []
    for _ in range(8):  # the first may wait for the host key
        t = time.monotonic()
        r = subprocess.run(argv, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
        times.append(time.monotonic() - t)
        if "UTC" not in r.stdout:
            time.sleep(1)
            times.pop()
    print(f"shell_login {sorted(times)[len(times) // 2]:.4f} s")


def interfaces():
    return "".join(f"interface Loopback{n}\n description interface {n}\n ip address 10.{n >> 8}.{n & 255}.1 255.255.255.255\n" for n in range(996))


def show():
    up("nodes:\n  r1: {kind: router}\nwires: []\n")
    _, r = ask(do="configure", node="r1", text=interfaces())
    times = sorted(ask(do="exec", node="r1", commands=["show interfaces"])[0] for _ in range(15))
    print(f"shell_show {1000 * times[7]:.3f} ms")


def program():
    up("nodes:\n  r1: {kind: router}\nwires: []\n")
    ask(do="configure", node="r1", text=interfaces())
    times = []
    for _ in range(7):
        t = time.monotonic()
        lanyard("exec", "r1", "show interfaces")
        times.append(time.monotonic() - t)
    print(f"shell_exec {1000 * sorted(times)[3]:.3f} ms")


def lines():
    return "".join(f"ip route 10.{n // 256}.{n % 256}.0 255.255.255.0 Null0\n" for n in range(10000))


def config():
    up("nodes:\n  r1: {kind: router}\nwires: []\n")
    t, r = ask(do="configure", node="r1", text=lines())
    if r["status"]:
        sys.exit(str(r))
    print(f"shell_config {t:.4f} s")


def back():
    up("nodes:\n  r1:\n    kind: router\n    config: |\n      interface GigabitEthernet0/0\n       ip address 10.0.0.1 255.255.255.0\n       no shutdown\n"
       "  h1: {kind: host, address: 10.0.0.10/24}\nwires:\n  - [h1, r1:g0/0]\n")
    time.sleep(0.3)
    times = []
    for _ in range(7):
        os.kill(json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"], signal.SIGKILL)
        t = time.monotonic()
        r = lanyard("exec", "h1", "ping 10.0.0.1 repeat 1 timeout 1")
        times.append(time.monotonic() - t)
        if "100 percent" not in r.stdout:
            sys.exit(f"no answer after the engine's death: {r.stdout}{r.stderr}")
        time.sleep(0.3)
    print(f"engine_back {sorted(times)[3]:.4f} s")


NS = f"lyb{os.getpid()}"


def frr(fn):
    """FRR's zebra and staticd in a namespace with 996 interfaces."""
    subprocess.run(["ip", "netns", "add", NS], check=True)
    folder = f"{STATE}/frr"
    os.makedirs(folder)
    shutil.chown(folder, "frr", "frr")
    os.chmod(STATE, 0o755)
    inside = ["ip", "netns", "exec", NS]
    running = []
    try:
        batch = "".join(f"link add lo{n} type veth peer name lo{n + 498}\n" for n in range(498))
        batch += "".join(f"link set lo{n} up\naddr add 10.{n >> 8}.{n & 255}.1/32 dev lo{n}\n" for n in range(996))
        subprocess.run([*inside, "ip", "-batch", "-"], input=batch, text=True, check=True)
        for d in ("zebra", "staticd"):
            running.append(subprocess.Popen([*inside, f"/usr/lib/frr/{d}", "-z", f"{folder}/zserv", "-i", f"{folder}/{d}.pid", "--vty_socket", folder, "-f", "/dev/null"],
                                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            time.sleep(1.5)
        fn(lambda *argv: subprocess.run([*inside, "vtysh", "--vty_socket", folder, *argv], capture_output=True, text=True, timeout=200))
    finally:
        for p in running:
            p.terminate()
            p.wait()
        subprocess.run(["ip", "netns", "del", NS])


def vtysh_show():
    def fn(vtysh):
        times = []
        for _ in range(7):
            t = time.monotonic()
            out = vtysh("-c", "show interface").stdout
            times.append(time.monotonic() - t)
        if out.count("Interface lo") < 996:
            sys.exit(f"vtysh: {out[-300:]}")
        print(f"vtysh_show {1000 * sorted(times)[3]:.3f} ms")
    frr(fn)


def vtysh_config():
    def fn(vtysh):
        path = f"{STATE}/routes.conf"
        with open(path, "w") as f:
            f.write("".join(f"ip route 10.{n // 256}.{n % 256}.0/24 Null0\n" for n in range(10000)))
        t = time.monotonic()
        r = vtysh("-f", path)
        print(f"vtysh_config {time.monotonic() - t:.4f} s")
        if r.returncode:
            print(r.stderr[-200:], file=sys.stderr)
    frr(fn)


# -- hostile sessions

class Hostile:
    """1,000 sessions on a node's telnet port: most hold a line or wait for one, some flood it, some do not read, some try passwords."""

    def __init__(self, p):
        self.p, self.stop, self.tries, self.open = p, False, 0, []
        self.threads = [threading.Thread(target=f, daemon=True) for f in (self.hold, self.flood, self.deaf, self.guess)]
        for t in self.threads:
            t.start()

    def connect(self):
        s = socket.create_connection(("127.0.0.1", self.p), timeout=2)
        self.open.append(s)
        return s

    def hold(self):
        for _ in range(1000):
            try:
                self.connect()
            except OSError:
                time.sleep(0.01)

    def flood(self):
        while not self.stop:
            try:
                s = self.connect()
                for _ in range(200):
                    s.sendall(b"A" * 4096 + b"\r")
                    time.sleep(0.002)
            except OSError:
                time.sleep(0.01)

    def deaf(self):
        while not self.stop:
            try:
                self.connect().sendall(b"admin\rcisco\rterminal length 0\r" + b"show tech-support\r" * 20)
            except OSError:
                pass
            time.sleep(0.1)

    def guess(self):
        """100 a second."""
        while not self.stop:
            try:
                s = self.connect()
                s.sendall(b"admin\rwrong\radmin\rwrong\r")
                self.tries += 2
                s.close()
                self.open.remove(s)
            except (OSError, ValueError):
                pass
            time.sleep(0.02)

    def cleanup(self):
        pass

    def end(self):
        self.stop = True
        self.cleanup()
        for t in self.threads:
            t.join(3)
        for s in self.open:
            s.close()


class HostileSsh(Hostile):
    """The same over SSH: connections that say who they are and no more, packets of rubbish, clients that log in and do not read, 100 beginnings of a key exchange a second, and
    passwords as quick as OpenSSH can try them."""

    SSH = ["ssh", "-p", "%d", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "NumberOfPasswordPrompts=1", "admin@127.0.0.1"]
    NAMES = (b"curve25519-sha256", b"ssh-ed25519,rsa-sha2-256", b"aes128-ctr", b"aes128-ctr", b"hmac-sha2-256", b"hmac-sha2-256", b"none", b"none", b"", b"")

    def __init__(self, p):
        self.clients = []
        super().__init__(p)

    def begin(self):
        """The client's version and its KEXINIT (RFC 4253 7.1)."""
        s = self.connect()
        body = b"\x14" + bytes(16) + b"".join(len(n).to_bytes(4, "big") + n for n in self.NAMES) + bytes(5)
        pad = 8 - (len(body) + 5) % 8 + 8
        s.sendall(b"SSH-2.0-bench\r\n" + (len(body) + pad + 1).to_bytes(4, "big") + bytes([pad]) + body + bytes(pad))
        return s

    def hold(self):
        for _ in range(1000):
            try:
                self.connect().sendall(b"SSH-2.0-bench\r\n")
            except OSError:
                time.sleep(0.01)

    def flood(self):
        while not self.stop:
            try:
                s = self.begin()
                for _ in range(200):
                    s.sendall(b"\0\0\x0f\xfc" + b"A" * 4092)
                    time.sleep(0.002)
            except OSError:
                time.sleep(0.01)

    def client(self, password, *command):
        argv = [x % self.p if x == "%d" else x for x in self.SSH]
        self.clients.append(subprocess.Popen(["sshpass", "-p", password, *argv, *command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL))
        return self.clients[-1]

    def deaf(self):
        for _ in range(3):
            self.client("cisco", "show tech-support")
        while not self.stop:
            try:
                self.client("wrong", "show clock").wait(10)
                self.tries += 1
            except subprocess.TimeoutExpired:
                pass

    def guess(self):
        while not self.stop:
            try:
                s = self.begin()
                self.tries += 1
                s.close()
                self.open.remove(s)
            except (OSError, ValueError):
                pass
            time.sleep(0.01)

    def cleanup(self):
        for c in self.clients:
            c.kill()
            c.wait()
            c.stdout.close()


def forwarded(seconds=2):
    """Packets a second that come to the sink, of 300,000."""
    r = lanyard("exec", "h1", f"traffic udp 10.0.1.2 pps 300000 size 100 seconds {seconds}", timeout=60)
    r = json.loads(lanyard("show", "--json").stdout)
    h2 = next(n for n in r["nodes"] if n["name"] == "h2")
    total = h2["ports"][0]["rx_frames"]
    seen = total - forwarded.before
    forwarded.before = total
    return seen / seconds


forwarded.before = 0


def hostile(workers, transport="telnet"):
    p = port()
    up(f"""nodes:
  t1:
    kind: router
    management: {{{transport}: "127.0.0.1:{p}"}}
    config: |
      username admin privilege 15 secret cisco
      line vty 0 4
       login local
       transport input {transport}
  r1:
    kind: router
    config: |
      interface GigabitEthernet0/0
       ip address 10.0.0.1 255.255.255.0
      interface GigabitEthernet0/1
       ip address 10.0.1.1 255.255.255.0
  h1: {{kind: host, address: 10.0.0.2/24, gateway: 10.0.0.1}}
  h2: {{kind: host, address: 10.0.1.2/24, gateway: 10.0.1.1}}
wires:
  - [h1, r1:g0/0]
  - [h2, r1:g0/1]
""", "--workers", str(workers))
    time.sleep(1)
    forwarded(1)
    ratios = []
    for _ in range(3):
        alone = forwarded()
        enemy = (HostileSsh if transport == "ssh" else Hostile)(p)
        time.sleep(1)
        disturbed = forwarded()
        enemy.end()
        time.sleep(1)
        ratios.append(disturbed / alone)
        print(f"# {workers} workers: {alone:.0f} pps alone, {disturbed:.0f} beside {len(enemy.open)} sessions and {enemy.tries} guesses", file=sys.stderr)
    print(f"shell_hostile{'_ssh' if transport == 'ssh' else ''}_{workers} {sorted(ratios)[1]:.3f} times")


try:
    what = sys.argv[1] if len(sys.argv) > 1 else ""
    {"login": login, "show": show, "exec": program, "config": config, "back": back, "vtysh_show": vtysh_show, "vtysh_config": vtysh_config, "hostile_1": lambda: hostile(1), "hostile_2": lambda: hostile(2),
     "hostile_ssh_1": lambda: hostile(1, "ssh"), "hostile_ssh_2": lambda: hostile(2, "ssh")}[what]()
finally:
    lanyard("down", "--all")
    shutil.rmtree(STATE, ignore_errors=True)
