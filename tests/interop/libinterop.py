# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests with peers share: reporting, the program, namespaces that are made here and removed here."""
import atexit
import json
import os
import random
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LANYARD = os.path.abspath(os.environ.get("LANYARD", f"{ROOT}/build/lanyard"))
LANYARD_FAST = os.path.abspath(os.environ.get("LANYARD_FAST", LANYARD))
failed = 0
_clean = []


def check(name, good, why=""):
    global failed
    if good:
        print(f"ok {name}", flush=True)
    else:
        failed += 1
        why = str(why).strip().replace("\n", "\n    ")
        print(f"not ok {name}: {why}", flush=True)
    return good


def skip(name, why):
    print(f"skip {name}: {why}", flush=True)


def need_root(name):
    if os.geteuid() != 0:
        skip(name, "needs root")
        sys.exit(0)


def need(name, *tools):
    for tool in tools:
        if not shutil.which(tool):
            skip(name, f"no {tool} on this machine")
            sys.exit(0)


def sh(cmd, timeout=60, **kw):
    """A shell command; text of both outputs in .out."""
    r = subprocess.run(cmd, shell=isinstance(cmd, str), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout, **kw)
    r.out = r.stdout
    return r


def lanyard(*argv, timeout=60, fast=False, **kw):
    return subprocess.run([LANYARD_FAST if fast else LANYARD, *argv], capture_output=True, text=True, timeout=timeout, **kw)


def execute(node, *lines, timeout=60):
    r = lanyard("exec", node, *lines, timeout=timeout)
    return r.stdout + r.stderr


def json_rows(node, line):
    r = lanyard("exec", node, line, "--json")
    return json.loads(r.stdout)[0]["rows"]


def inside(ns, cmd, timeout=60, **kw):
    return sh(f"ip netns exec {ns} {cmd}", timeout=timeout, **kw)


def background(argv, **kw):
    """A program that ends with the test."""
    p = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=kw.pop("stdout", subprocess.DEVNULL), stderr=subprocess.STDOUT, start_new_session=True, **kw)
    _clean.append(lambda: _end(p))
    return p


def _end(p):
    if p.poll() is None:
        os.killpg(p.pid, signal.SIGKILL)
    p.wait()


def stop_politely(p):
    """For programs that tidy up at an interrupt (testpmd's hugepages, sockets and devices)."""
    p.send_signal(signal.SIGINT)
    try:
        p.wait(10)
    except subprocess.TimeoutExpired:
        p.kill()
        p.wait()


def private_state():
    d = tempfile.mkdtemp(prefix="lanyard-")
    os.environ["LANYARD_STATE"] = d
    _clean.append(lambda: shutil.rmtree(d, ignore_errors=True))
    return d


def up(text, *options, fast=False, name="lab.yml"):
    """Starts a lab described by text; ends with the test."""
    d = os.environ["LANYARD_STATE"]
    path = f"{d}/{name}"
    os.makedirs(d, exist_ok=True)
    with open(path, "w") as f:
        f.write(text)
    r = lanyard("up", path, *options, fast=fast)
    lab = re.search(r"^name: (\S+)", text, re.M).group(1)
    if r.returncode == 0:
        _clean.append(lambda: lanyard("down", lab))
    return r


def on_exit(fn):
    _clean.append(fn)


@atexit.register
def _cleanup():
    for fn in reversed(_clean):
        try:
            fn()
        except Exception as e:  # the rest must go all the same
            print(f"(cleaning up: {e})", flush=True)


def until(fn, seconds=10, step=0.1):
    """Waits for something on the host to become true."""
    end = time.monotonic() + seconds
    while True:
        r = fn()
        if r or time.monotonic() > end:
            return r
        time.sleep(step)


def free_port():
    """Of TCP, on an address of this machine."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def open_vswitch(state, ns):
    """Open vSwitch in a namespace, its files in a folder of state; returns what runs ovs-vsctl and what runs ovs-appctl there."""
    d = f"{state}/ovs"
    os.makedirs(d)
    env = dict(os.environ, OVS_RUNDIR=d, OVS_DBDIR=d, OVS_LOGDIR=d)
    sock = f"unix:{d}/db.sock"

    def vsctl(words):
        return sh(f"ip netns exec {ns} ovs-vsctl --db={sock} --timeout=20 {words}", env=env)

    def appctl(words):
        return sh(f"ip netns exec {ns} ovs-appctl -t {d}/vs.ctl {words}", env=env).out

    sh(f"ovsdb-tool create {d}/conf.db /usr/share/openvswitch/vswitch.ovsschema", env=env)
    background(["ip", "netns", "exec", ns, "ovsdb-server", f"{d}/conf.db", f"--remote=p{sock}", f"--unixctl={d}/db.ctl"], env=env)
    until(lambda: os.path.exists(f"{d}/db.sock"), 10)
    vsctl("--no-wait init")
    background(["ip", "netns", "exec", ns, "ovs-vswitchd", sock, f"--unixctl={d}/vs.ctl"], env=env)
    return vsctl, appctl


def need_frr(name, daemon):
    trixie, root = Frr.trixie(), ""
    if trixie:
        try:
            root = trixie.root(["frr"])
        except trixie.Missing as e:
            skip(name, e)
            sys.exit(0)
    if not os.path.exists(f"{root}{Frr.PROGRAMS}/{daemon}"):
        skip(name, f"no {daemon} of FRR on this machine")
        sys.exit(0)


class Frr:
    """FRR's daemons in a namespace, with one configuration, their files in a folder of state; they end with the test. With FRR=trixie in the environment it is
    that of the trixie chroot (10), where some daemons have theirs from mgmtd: vtysh reads the file for all."""
    PROGRAMS = "/usr/lib/frr"

    @staticmethod
    def trixie():
        if os.environ.get("FRR") != "trixie":
            return None
        sys.path.insert(0, f"{ROOT}/tests")
        import libtrixie
        return libtrixie

    def __init__(self, state, ns, conf, *daemons):
        self.ns, self.daemons, self.dir = ns, daemons, f"{state}/frr"
        if self.trixie():
            self.daemons = ("mgmtd",) + daemons
        os.makedirs(self.dir)
        self.run("chown", "frr:frr", self.dir)
        with open(f"{self.dir}/c", "w") as f:
            f.write(conf)
        on_exit(self.stop)

    def run(self, *argv):
        if self.trixie():
            argv = self.trixie().command(argv, onto=[(self.dir, "/run/frr")])
        return inside(self.ns, shlex.join(argv))

    def start(self, *names):
        """These, or all."""
        d = self.dir
        for name in names or self.daemons:
            extra = ["--bfdctl", f"{d}/bfdd.ctl"] if name == "bfdd" and not self.trixie() else []
            if not self.trixie():
                extra += ["-f", f"{d}/c"]
            # Some keep what they were given to write to.
            o = self.run("sh", "-c", f'exec "$@" > {d}/{name}.out 2>&1', "sh", f"{self.PROGRAMS}/{name}", "-d", "-i", f"{d}/{name}.pid", "-z", f"{d}/z.sock", "--vty_socket", d, "-P", "0", *extra)
            if o.returncode:
                print(open(f"{d}/{name}.out").read())
        if self.trixie():
            self.run("vtysh", "--vty_socket", d, "-f", f"{d}/c")

    def signal(self, name, which):
        os.kill(int(open(f"{self.dir}/{name}.pid").read()), which)

    def stop(self, *names):
        """Kills these, or all, the last begun first."""
        for name in names or reversed(self.daemons):
            try:
                self.signal(name, signal.SIGKILL)
                os.unlink(f"{self.dir}/{name}.pid")
            except (OSError, ValueError):
                pass

    def vtysh(self, *lines):
        return self.run("vtysh", "--vty_socket", self.dir, *(word for x in lines for word in ("-c", x))).out


def wired_to_open_vswitch(state, ns, lab, cap, taps, address, words):
    """A lab whose s1 has its first two ports on taps of an Open vSwitch, captured into cap: its bridge br0, with an address, has them as words say.
    Returns what runs ovs-vsctl, what runs ovs-appctl, and the capture."""
    r = up(lab)
    if not check("up", r.returncode == 0, r.stderr):
        finish()
    capture = background([LANYARD, "capture", "s1:g0/1", "s1:g0/2", "-w", cap])
    vsctl, appctl = open_vswitch(state, ns)
    o = vsctl(f"-- add-br br0 -- set bridge br0 datapath_type=netdev {words}")
    check("open vswitch", o.returncode == 0, o.out)
    for tap in taps:
        inside(ns, f"ip link set {tap} up")
    inside(ns, f"ip addr add {address} dev br0")
    inside(ns, "ip link set br0 up")
    return vsctl, appctl, capture


def tshark_complaints(path, protocol):
    """Frames of a protocol that tshark's experts have something to say about: "NUMBER<tab>WHAT". Our own comments on frames ("dropped: ...") are not theirs."""
    r = sh(["tshark", "-r", path, "-Y", f"{protocol} && _ws.expert", "-T", "fields", "-E", "aggregator=|", "-e", "frame.number", "-e", "_ws.expert.message",
            "-e", "frame.comment"], timeout=120)
    found = []
    for line in r.out.splitlines():
        number, said, comments = (line.split("\t") + ["", ""])[:3]
        said = [x for x in said.split("|") if x not in comments.split("|")]
        if number.isdigit() and said:
            found.append(number + "\t" + "|".join(said))
    return found


def tshark_clean(name, path, min_frames=1, options=(), but=None):
    """tshark reads the file and finds nothing malformed and no wrong checksum; returns the number of frames.

    A super-frame (longer than the longest that goes on a wire, with two tags) has its checksums made where it is cut; and a kernel that was spared a checksum quotes it unmade
    in its own port unreachables. A file of two wires holds a stream twice: nothing is put together. iperf3 sends noise, in
    which tshark would find now one protocol, now another. options: of tshark's, for what this does not fit; but: frames that tshark does not know.
    """
    wrong = " || ".join(f"{p}.checksum.status == 0" for p in ("ip", "icmp", "icmpv6", "udp", "tcp"))
    on = [x for p in ("ip", "udp", "tcp") for x in ("-o", f"{p}.check_checksum:TRUE")] + ["-o", "tcp.desegment_tcp_streams:FALSE"]
    on += ["-d", "tcp.port==5201,data", "-d", "udp.port==5201,data", *options]
    wrong = f"!(icmp.type == 3 && icmp.code == 3) && !(icmpv6.type == 1 && icmpv6.code == 4) && ({wrong})"
    known = f"!({but}) && " if but else ""
    bad = sh(["tshark", "-r", path, *on, "-Y", f"{known}(_ws.malformed || (frame.len <= 1522 && !ip.flags.mf == 1 && ({wrong})))"], timeout=120)
    frames = sh(["tshark", "-r", path, "-T", "fields", "-e", "frame.number"], timeout=120).out.split()
    frames = [f for f in frames if f.isdigit()]
    lines = [x for x in bad.out.splitlines() if "Running as user" not in x and x.strip()]
    check(f"{name}: tshark finds no malformed frame in {path.rsplit('/', 1)[-1]}", not lines and len(frames) >= min_frames,
          f"{len(frames)} frames; " + "\n".join(lines[:5]))
    return len(frames)


def web_page(n):
    """n octets to be fetched where a capture is judged: digits, none of which tshark takes for a header of another protocol of the web."""
    return random.Random(71).randbytes(n // 2).hex().encode()


def finish():
    sys.exit(1 if failed else 0)
