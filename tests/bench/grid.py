#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""grid.py ours|frr [W]: a grid of W x W OSPF routers in real time, from the cut of a wire in its middle to the last change of a route in any of them. BIN: as for doors.sh.

Both are timed by events, not by looking again and again: ours by the engine's (the carrier's loss, then the lines of `debug ip routing`, each with its time), FRR's by netlink's
(a socket in each namespace, from the order to delete the link on). Same timers: hellos of 1 s, dead after 4 s, SPF throttle 10 100 1000; LSAs are originated at once, flood
pacing at its least of 5 ms (FRR has none). Afterwards each table must be right: a route to every subnet that is left."""
import ctypes
import json
import os
import re
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

WHO, W = sys.argv[1] if len(sys.argv) > 1 else "ours", int(sys.argv[2]) if len(sys.argv) > 2 else 5
N, MIDDLE = W * W, (W // 2) * W + W // 2
LANYARD = os.path.abspath(os.environ.get("BIN", os.path.dirname(__file__) + "/../../build/bench") + "/../lanyard")
DIR = tempfile.mkdtemp(prefix="lanyard-grid-")
os.environ["LANYARD_STATE"] = DIR
QUIET_S, PATIENCE_S = 3, 60

# Wires as (router, port, router, port), ports 0 east, 1 west, 2 south, 3 north; the first is the one that is cut.
WIRES = [(i, 0, i + 1, 1) for i in range(N) if (i + 1) % W] + [(i, 2, i + W, 3) for i in range(N - W)]
WIRES.sort(key=lambda w: w[:2] != (MIDDLE, 0))


def net(k):
    return f"10.{k // 250}.{k % 250}"


def sockets_quiet(socks, read, since):
    """Reads until nothing has come for QUIET_S; the time of the last, by `read`, which returns one or None."""
    sel, last = selectors.DefaultSelector(), since
    for s in socks:
        sel.register(s, selectors.EVENT_READ)
    while ready := sel.select(QUIET_S):
        for key, _ in ready:
            last = read(key.fileobj) or last
    return last


def ours():
    run = lambda *argv, **kw: subprocess.run([LANYARD, *argv], capture_output=True, text=True, **kw)
    text = "name: grid\nnodes:\n"
    for i in range(N):
        text += f"  r{i}:\n    kind: router\n    ports: 4\n    config: |\n"
        for k, (a, p, b, q) in enumerate(WIRES):
            for mine, port, host in ((a, p, 1), (b, q, 2)):
                if mine == i:
                    text += (f"      interface GigabitEthernet0/{port}\n       ip address {net(k)}.{host} 255.255.255.252\n       ip ospf 1 area 0\n       ip ospf network point-to-point\n"
                             "       ip ospf hello-interval 1\n       ip ospf dead-interval 4\n")
        text += f"      router ospf 1\n       router-id 1.1.1.{i + 1}\n       timers throttle spf 10 100 1000\n       timers throttle lsa 0 200 5000\n       timers pacing flood 5\n"
    text += "wires:\n" + "".join(f"  - [r{a}:g0/{p}, r{b}:g0/{q}]\n" for a, p, b, q in WIRES)
    with open(f"{DIR}/lab.yml", "w") as f:
        f.write(text)
    r = run("up", f"{DIR}/lab.yml")
    if r.returncode:
        sys.exit(r.stderr)
    routes = lambda i: len(re.findall(r"^[OC] +10\.", run("exec", f"r{i}", "show ip route").stdout, re.M))
    end = time.monotonic() + PATIENCE_S
    while any(routes(i) != len(WIRES) for i in range(N)):
        if time.monotonic() > end:
            sys.exit("no convergence")
        time.sleep(0.5)
    for i in range(N):
        run("exec", f"r{i}", "debug ip routing")
    s = socket.socket(socket.AF_UNIX)
    s.connect(f"{DIR}/run/grid/control")
    s.sendall(b'{"do": "subscribe", "events": ["carrier", "log"]}\n')
    lines = s.makefile("rb", 0)
    lines.readline()
    start = []

    def read(_):
        m = json.loads(lines.readline())
        if m.get("event") == "carrier" and not m["up"]:
            start.append(m["now_ns"])
        return m["now_ns"] if m.get("event") == "log" and m["text"].startswith("RT:") else None

    time.sleep(2)
    a, p = WIRES[0][:2]
    run("wire", f"r{a}:g0/{p}", "down")
    last = sockets_quiet([s], read, 0)
    if any(routes(i) != len(WIRES) - 1 for i in range(N)):
        sys.exit("a table is not right")
    print(f"grid_{N}_cut {(last - start[0]) / 1e6:.1f} ms")


def frr():
    libc, own = ctypes.CDLL(None, use_errno=True), os.open("/proc/self/ns/net", os.O_RDONLY)
    ns, pids = [f"lyg{os.getpid()}-{i}" for i in range(N)], []

    def ip(*argv, text=None):
        subprocess.run(["ip", *argv], input=text, text=True, check=True)

    def enter(fd):
        if libc.setns(fd, 0x40000000):
            raise OSError(ctypes.get_errno(), "setns")

    def tidy():
        enter(own)
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        for x in ns:
            subprocess.run(["ip", "netns", "del", x], stderr=subprocess.DEVNULL)

    try:
        conf = [f"router ospf\n ospf router-id 1.1.1.{i + 1}\n timers throttle spf 10 100 1000\n" for i in range(N)]
        for x in ns:
            ip("netns", "add", x)
        for k, (a, p, b, q) in enumerate(WIRES):
            ip("-n", ns[a], "link", "add", f"e{p}", "type", "veth", "peer", "name", f"e{q}", "netns", ns[b])
            for i, port, host in ((a, p, 1), (b, q, 2)):
                ip("-n", ns[i], "-batch", "-", text=f"addr add {net(k)}.{host}/30 dev e{port}\nlink set e{port} up\nlink set lo up\n")
                conf[i] += f"interface e{port}\n ip ospf area 0\n ip ospf network point-to-point\n ip ospf hello-interval 1\n ip ospf dead-interval 4\n"
        os.chmod(DIR, 0o755)
        for i in range(N):
            d = f"{DIR}/{i}"
            os.mkdir(d)
            with open(f"{d}/conf", "w") as f:
                f.write(conf[i])
            subprocess.run(["chown", "-R", "frr:frr", d], check=True)
            for what, c in (("zebra", "/dev/null"), ("ospfd", f"{d}/conf")):
                subprocess.run(["ip", "netns", "exec", ns[i], f"/usr/lib/frr/{what}", "-d", "-f", c, "-i", f"{d}/{what}.pid", "-z", f"{d}/z.sock", "--vty_socket", d, "-P", "0"],
                               check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                pids.append(int(open(f"{d}/{what}.pid").read()))
        routes = lambda i: subprocess.run(["ip", "-n", ns[i], "route"], capture_output=True, text=True).stdout.count("/30")
        end = time.monotonic() + PATIENCE_S
        while any(routes(i) != len(WIRES) for i in range(N)):
            if time.monotonic() > end:
                sys.exit("no convergence")
            time.sleep(0.5)
        socks = []
        for x in ns:
            with open(f"/run/netns/{x}") as f:
                enter(f.fileno())
            s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
            s.bind((0, 0x40))  # RTMGRP_IPV4_ROUTE
            socks.append(s)
        enter(own)
        time.sleep(2)

        def read(s):
            s.recv(1 << 16)
            return time.monotonic()

        a, p = WIRES[0][:2]
        start = time.monotonic()
        ip("-n", ns[a], "link", "del", f"e{p}")
        last = sockets_quiet(socks, read, start)
        if any(routes(i) != len(WIRES) - 1 for i in range(N)):
            sys.exit("a table is not right")
        print(f"grid_{N}_cut {(last - start) * 1e3:.1f} ms")
    finally:
        tidy()


try:
    frr() if WHO == "frr" else ours()
finally:
    if WHO != "frr":
        subprocess.run([LANYARD, "down", "--all"], stdout=subprocess.DEVNULL)
    shutil.rmtree(DIR, ignore_errors=True)
