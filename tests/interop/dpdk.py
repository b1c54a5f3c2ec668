#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""DPDK's drivers as ends of wires: the kernel behind net_tap, testpmd behind net_memif and net_vhost, net_ring's loop; carrier both ways, an engine that is
killed, and devices that cannot be."""
import json
import os
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from libinterop import check, execute, finish, lanyard, need, need_root, on_exit, private_state, sh, skip, stop_politely, tshark_clean, until, up

LAB = """
name: dpdk-ports
nodes:
  sw1: {kind: switch, ports: 5}
  pc1: {kind: host, address: 10.9.0.1/24}
  pc2: {kind: host, address: 10.9.9.1/24}
wires:
  - [sw1:g0/1, pc1]
  - [sw1:g0/2, "dpdk:net_tap0,iface=dt0"]
  - [sw1:g0/3, "dpdk:net_memif0,role=server,socket=%(d)s/m.sock,socket-abstract=no"]
  - [sw1:g0/4, "dpdk:net_vhost0,iface=%(d)s/v.sock?mtu=9000"]
  - [pc2, "dpdk:net_ring0"]
"""
BAD = [
    ("dpdk:", 2, "device's arguments"),
    ("dpdk:net_ring0?mtu=10", 2, "68 to 9198"),
    ("dpdk:net_tap0,iface=dt1?mtu=9000", 4, " at most"),
    ("dpdk:net_nobody0", 4, "DPDK: "),
    ("dpdk:net_memif0,role=nonsense", 4, "DPDK: "),
    ("dpdk:net_memif0,role=client,socket=/no/such/folder/x,socket-abstract=no", 4, "DPDK: "),
]


def testpmd(d, vdev, mode, *more):
    argv = ["dpdk-testpmd", "-l", "0,1", "--no-huge", "-m", "128", "--no-pci", "--no-shconf", "--no-telemetry", "--file-prefix", f"dp{os.getpid()}",
            "--log-level=lib.eal:4", "--vdev", vdev, "--", f"--forward-mode={mode}", "--auto-start", "--total-num-mbufs=4096", "--no-mlockall",
            "--stats-period", "1", *more]
    p = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=open(f"{d}/log", "w"), stderr=subprocess.STDOUT)
    on_exit(lambda: p.poll() is None and p.kill())
    return p


def counters(node, port):
    text = execute(node, f"show interfaces {port}")
    return tuple(int(re.search(form, text).group(1)) for form in (r"(\d+) packets input", r"(\d+) packets output", r"packets input, (\d+) bytes"))


def status(port):
    return next((line.split()[1] for line in execute("sw1", "show interfaces status").splitlines() if line.startswith(port + " ")), "?")


def engine():
    return json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"]


def address():
    sh("ip link set dt0 up; ip addr replace 10.9.0.2/24 dev dt0")


def pings():
    return "0% packet loss" in sh("ping -q -c3 -i.2 -W2 10.9.0.1").out


def kernel():
    address()
    check("dpdk: net_tap: the kernel pings", until(pings, 5))
    sh("ip link set dt0 down")
    check("dpdk: net_tap: an interface that is down takes the port's carrier", until(lambda: status("Gi0/2") == "notconnect", 3), status("Gi0/2"))
    address()
    check("dpdk: net_tap: and gives it back", until(lambda: status("Gi0/2") == "connected", 3), status("Gi0/2"))
    check("dpdk: net_tap: with what passes it", until(pings, 5))


def peers(d):
    for name, port, length, vdev in (
            ("net_memif", "Gi0/3", 1400, f"net_memif0,role=client,socket={d}/m.sock,socket-abstract=no,mac=02:00:00:00:00:05"),
            ("net_vhost", "Gi0/4", 1900, f"net_virtio_user0,path={d}/v.sock,mac=02:00:00:00:00:06")):
        check(f"dpdk: {name}: no carrier without a peer", status(port) == "notconnect", status(port))
        p = testpmd(d, vdev, "icmpecho")
        check(f"dpdk: {name}: carrier with its peer", until(lambda: status(port) == "connected", 8), open(f"{d}/log").read()[-800:])
        execute("pc1", "clear arp-cache")
        until(lambda: "(1/1)" in execute("pc1", "ping 10.9.0.9 repeat 1 timeout 1"), 8)
        answer = execute("pc1", "ping 10.9.0.9 repeat 5 timeout 1", "ping 10.9.0.9 size 1500 repeat 5 timeout 1")
        check(f"dpdk: {name}: testpmd answers pings", answer.count("(5/5)") == 2, answer)
        stop_politely(p)
        check(f"dpdk: {name}: its peer has left", until(lambda: status(port) == "notconnect", 5), status(port))
        before = counters("sw1", port)
        p = testpmd(d, vdev, "txonly", f"--txpkts={length}")
        check(f"dpdk: {name}: testpmd sends", until(lambda: counters("sw1", port)[0] - before[0] > 20000, 10), open(f"{d}/log").read()[-800:])
        stop_politely(p)
        after = counters("sw1", port)
        check(f"dpdk: {name}: frames of {length} bytes", after[2] - before[2] > (after[0] - before[0]) * (length - 1) > 0, (before, after))
        execute("pc1", "clear arp-cache")


def leaves_amid(d):
    """memif's driver unmaps the rings on a thread of its own as its peer goes, without a word to whoever polls them."""
    pid, heard = engine(), 0
    for i in range(5):
        before = counters("sw1", "Gi0/3")
        p = testpmd(d, f"net_memif0,role=client,socket={d}/m.sock,socket-abstract=no,mac=02:00:00:00:00:05", "txonly")
        heard += bool(until(lambda: counters("sw1", "Gi0/3")[0] - before[0] > 20000, 10))
        p.kill()
        p.wait()
        until(lambda: status("Gi0/3") == "notconnect", 5)
    check("dpdk: net_memif: five peers killed amid their sending, the engine lives", engine() == pid and heard == 5, (pid, engine(), heard))


def ring():
    execute("pc2", "ping 10.9.9.9 repeat 1 timeout 1")
    got = counters("pc2", "eth0")
    check("dpdk: net_ring: what is sent comes back", got[0] == got[1] > 0, got)


def carrier():
    lanyard("wire", "pc2:eth0", "down")
    lanyard("wire", "pc2:eth0", "up")
    before = counters("pc2", "eth0")
    execute("pc2", "ping 10.9.9.9 repeat 1 timeout 1")
    after = counters("pc2", "eth0")
    check("dpdk: a wire that was cut and mended", after[0] - before[0] == after[1] - before[1] > 0, (before, after))


def killed():
    pid = engine()
    os.kill(pid, signal.SIGKILL)
    until(lambda: engine() != pid, 5)
    time.sleep(.3)
    address()
    check("dpdk: the next engine opens the devices again", until(pings, 8), sh("ip addr show dt0").out)


def refusals(d):
    r = lanyard("attach", "sw1:g0/5", "dpdk:net_ring7")
    check("dpdk: a running lab's engine opens none", r.returncode == 4 and "topology file" in r.stderr, (r.returncode, r.stderr))
    for uri, code, word in BAD:
        with open(f"{d}/bad.yml", "w") as f:
            f.write(f"name: bad\nnodes: {{h: {{kind: host}}}}\nwires:\n  - {{ends: [h:eth0, '{uri}']}}\n")
        r = lanyard("up", f"{d}/bad.yml")
        check(f"dpdk: {uri} is refused with its reason", r.returncode == code and word in r.stderr and "bad.yml:4:" in r.stderr, (r.returncode, r.stderr))


def main():
    need_root("dpdk")
    need("dpdk", "dpdk-testpmd")
    if " no " in next(line for line in lanyard("doctor").stdout.splitlines() if line.startswith("  dpdk ")):
        skip("dpdk", "this build has no dpdk:")
        return
    d = private_state()
    before = set(os.listdir("/run/dpdk")) if os.path.isdir("/run/dpdk") else set()
    r = up(LAB % {"d": d})
    if not check("dpdk: a lab with four devices", r.returncode == 0, r.stderr):
        return
    cap = f"{d}/c.pcapng"
    c = subprocess.Popen([os.environ.get("LANYARD", "build/lanyard"), "capture", "sw1:g0/2", "-w", cap], stderr=subprocess.PIPE, text=True)
    c.stderr.readline()  # armed
    kernel()
    c.send_signal(signal.SIGINT)
    c.wait(10)
    tshark_clean("dpdk: frames through net_tap are well formed", cap, 8)
    peers(d)
    leaves_amid(d)
    ring()
    carrier()
    killed()
    refusals(d)
    r = lanyard("detach", "sw1:g0/4")
    check("dpdk: one device detached, the others go on", r.returncode == 0 and until(lambda: not os.path.exists(f"{d}/v.sock"), 5) and pings(), r.stderr)
    check("dpdk: down", lanyard("down", "dpdk-ports").returncode == 0)
    left = [x for x in ("m.sock", "v.sock") if os.path.exists(f"{d}/{x}")]
    left += [x for x in os.listdir("/run/dpdk") if x.startswith("lanyard") and x not in before] if os.path.isdir("/run/dpdk") else []
    check("dpdk: nothing is left", not left and "dt0" not in sh("ip -br link").out, left)


main()
finish()
