#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our TCP and the kernel's, over a TUN device in a namespace made here: bytes both ways, over loss, with and without each option, signed."""
import hashlib
import os
import re
import select
import socket
import struct
import subprocess
import sys
import tempfile
import time

NS, TUN, US, KERNEL = "tcp-kernel", "tcpk0", {4: "10.99.0.2", 6: "fd99::2"}, {4: "10.99.0.1", 6: "fd99::1"}
KEY = b"secret"


# ---- inside the namespace: the kernel's side; says a line, exits 0 or 1 ----

def sign(sock, peer):
    family = socket.AF_INET6 if ":" in peer else socket.AF_INET
    addr = struct.pack("=H2x4s8x", family, socket.inet_pton(family, peer)) if family == socket.AF_INET else \
        struct.pack("=HHI16sI", family, 0, 0, socket.inet_pton(family, peer), 0)
    sock.setsockopt(socket.IPPROTO_TCP, 14, addr.ljust(128, b"\0") + struct.pack("=BBHi80s", 0, 0, len(KEY), 0, KEY))


def exchange(sock, total, hold=0.0):
    """Sends total bytes, closes its half, reads to the end; what comes back must be what went."""
    block = os.urandom(65536)
    sent, got, back, forth = 0, 0, hashlib.sha256(), hashlib.sha256()
    sock.setblocking(False)
    quiet = time.monotonic() + hold
    while True:
        reading = [sock] if time.monotonic() >= quiet else []
        r, w, _ = select.select(reading, [sock] if sent < total else [], [], 0.2 if not reading else 60)
        if reading and not r and not w:
            return f"stuck at {sent} sent, {got} received"
        if w:
            try:
                n = sock.send(block[sent % 65536:][:total - sent])
            except BlockingIOError:
                n = 0
            forth.update(block[sent % 65536:][:n])
            sent += n
            if sent == total:
                sock.shutdown(socket.SHUT_WR)
        if r:
            data = sock.recv(1 << 18)
            if not data:
                break
            got += len(data)
            back.update(data)
    return "" if got == sent and back.digest() == forth.digest() else f"{sent} sent, {got} received"


def side_client(addr, port, total, hold, signed):
    s = socket.socket(socket.AF_INET6 if ":" in addr else socket.AF_INET)
    if signed == "1":
        sign(s, addr)
    s.settimeout(30)
    s.connect((addr, int(port)))
    return exchange(s, int(total), float(hold))


def side_sink(addr, port, total):
    s = socket.create_connection((addr, int(port)), 10)
    t = time.monotonic()
    s.sendall(bytes(int(total)))
    s.shutdown(socket.SHUT_WR)
    if s.recv(1):
        return "discard answered"
    print(f"{int(total) * 8 / 1e6 / (time.monotonic() - t):.0f} Mbit/s ", end="")
    return ""


def side_read(addr, port, total):
    s = socket.create_connection((addr, int(port)), 10)
    got = b""
    while len(got) < int(total):
        data = s.recv(65536)
        if not data:
            break
        got += data
    s.close()
    print(got[:40])
    return "" if len(got) >= int(total) or got.endswith(b"\r\n") else f"{len(got)} bytes"


def side_refused(addr, port):
    try:
        socket.create_connection((addr, int(port)), 5)
    except ConnectionRefusedError:
        return ""
    return "not refused"


def side_reset(addr, port):
    for _ in range(50):
        s = socket.create_connection((addr, int(port)), 5)
        s.send(b"x" * 1000)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        s.close()
    return side_client(addr, port, "1000", "0", "0")


def side_echo(addr, port, signed, peer):
    """An echo server for one connection."""
    l = socket.socket(socket.AF_INET6 if ":" in addr else socket.AF_INET)
    l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if signed == "1":
        sign(l, peer)
    l.bind((addr, int(port)))
    l.listen()
    print("listening", flush=True)
    c, _ = l.accept()
    while True:
        data = c.recv(65536)
        if not data:
            break
        c.sendall(data)
    c.close()
    return ""


if len(sys.argv) > 1 and sys.argv[1] == "--side":
    trouble = globals()["side_" + sys.argv[2]](*sys.argv[3:])
    print(trouble)
    sys.exit(1 if trouble else 0)


# ---- outside ----

from libinterop import LANYARD, LANYARD_FAST, check, finish, need, need_root, on_exit, sh, skip  # noqa: E402

need_root("tcp_kernel")
need("tcp_kernel", "ip", "gcc")
if not os.path.exists("/dev/net/tun"):
    skip("tcp_kernel", "no /dev/net/tun")
    sys.exit(0)


def build():
    source, out = "tests/interop/tcp_kernel.c", tempfile.mkdtemp(prefix="tcp-kernel-")
    on_exit(lambda: sh(["rm", "-rf", out]))
    text = "no rooms.a"
    for lib in dict.fromkeys(os.path.join(os.path.dirname(x), "rooms.a") for x in (LANYARD, LANYARD_FAST, "build/lanyard")):
        for flags in ("", "-fsanitize=address,undefined"):
            if os.path.exists(lib):
                libs = re.search(r"^PKG_LIBS := (.*)", open(os.path.join(os.path.dirname(lib), "config.mk")).read(), re.M)[1] + " -lcrypt -pthread"
                r = sh(f"gcc -std=gnu17 -D_GNU_SOURCE -I. -g -O1 {flags} -o {out}/tcp_kernel {source} {lib} {libs}")
                if r.returncode == 0:
                    return f"{out}/tcp_kernel"
                text = r.out
    check("our side builds", False, text)
    return finish()


ours = build()
sh(f"ip netns del {NS}")
sh(f"ip netns add {NS}")
on_exit(lambda: sh(f"ip netns del {NS}"))
for line in (f"ip tuntap add {TUN} mode tun", f"ip addr add {KERNEL[4]}/24 dev {TUN}", f"ip -6 addr add {KERNEL[6]}/64 dev {TUN} nodad",
             f"ip link set {TUN} up", "ip link set lo up"):
    r = sh(f"ip netns exec {NS} {line}")
    if r.returncode:
        check("the namespace is made", False, f"{line}: {r.out}")
        finish()


def side(*argv):
    return ["ip", "netns", "exec", NS, sys.executable, os.path.abspath(__file__), "--side", *map(str, argv)]


class Serving:
    def __init__(self, loss=0, reorder=0):
        self.argv = ["ip", "netns", "exec", NS, ours, TUN, "serve", str(loss), str(reorder)]

    def __enter__(self):
        self.p = subprocess.Popen(self.argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.p.stdout.readline()
        return self

    def __exit__(self, *_):
        alive = self.p.poll() is None
        self.p.kill()
        text = self.p.communicate()[1]
        if not alive:
            check("our side lives", False, text[-2000:])


def peer(name, *argv, timeout=120):
    try:
        r = sh(side(*argv), timeout=timeout)
        check(f"{name} {r.out.splitlines()[0][:60] if r.returncode == 0 and r.out.strip() else ''}".strip(), r.returncode == 0, r.out)
    except subprocess.TimeoutExpired:
        check(name, False, f"not done in {timeout} s")


def client(name, version, total, loss=0, reorder=0, signed=False, timeout=120):
    """Our client, the kernel's echo server."""
    server = subprocess.Popen(side("echo", KERNEL[version], 7007, int(signed), US[version]), stdout=subprocess.PIPE, text=True)
    server.stdout.readline()
    try:
        r = sh(["ip", "netns", "exec", NS, ours, TUN, "client", str(loss), str(reorder), KERNEL[version], "7007", str(total)] +
               ([KEY.decode()] if signed else []), timeout=timeout)
        check(name, r.returncode == 0, r.out)
        if os.environ.get("TCP_VERBOSE"):
            print("  ", r.out.strip())
    except subprocess.TimeoutExpired:
        check(name, False, f"not done in {timeout} s")
    server.kill()
    server.wait()


def sysctl(**settings):
    for name, value in settings.items():
        sh(f"ip netns exec {NS} sysctl -qw net.ipv4.{name}={value}")


MB = 1000000
with Serving():
    for v in (4, 6):
        peer(f"IPv{v}: kernel's client, our echo, 8 MB", "client", US[v], 7, 8 * MB, 0, 0)
        peer(f"IPv{v}: kernel's client, our discard, 20 MB", "sink", US[v], 9, 20 * MB)
        peer(f"IPv{v}: our daytime", "read", US[v], 13, 1000)
        peer(f"IPv{v}: our chargen, 5 MB", "read", US[v], 19, 5 * MB)
        peer(f"IPv{v}: a closed port refuses the kernel", "refused", US[v], 8)
    peer("a reader that rests 3 s: windows shut and open", "client", US[4], 7, 8 * MB, 3, 0)
    peer("fifty resets, and service goes on", "reset", US[4], 7)
for v in (4, 6):
    client(f"IPv{v}: our client, kernel's echo, 8 MB", v, 8 * MB)
    client(f"IPv{v}: our client, signed (RFC 2385)", v, MB, signed=True)
r = sh(["ip", "netns", "exec", NS, ours, TUN, "client", "0", "0", KERNEL[4], "9", "10"], timeout=20)
check("the kernel refuses our client", "refused" in r.out, r.out)
for text, settings in (("no SACK", {"tcp_sack": 0}), ("no timestamps", {"tcp_timestamps": 0}), ("no window scale", {"tcp_window_scaling": 0}),
                       ("no options", {"tcp_sack": 0, "tcp_timestamps": 0, "tcp_window_scaling": 0})):
    sysctl(**settings)
    with Serving():
        peer(f"{text}: kernel's client, our echo", "client", US[4], 7, 2 * MB, 0, 0)
    with Serving(2, 2):
        peer(f"{text}: kernel's client, our echo, 2 % loss", "client", US[4], 7, MB // 2, 0, 0)
    client(f"{text}: our client, kernel's echo, 2 % loss", 4, MB // 2, 2, 2)
    sysctl(tcp_sack=1, tcp_timestamps=1, tcp_window_scaling=1)
# Where a seventh of the packets is lost either way, timeouts double many times in a row (RFC 6298, 5.5): on the virtual clock the median of 600 such transfers
# is 2 s, and two of them take more than 120. The limit is for what hangs.
for loss, reorder, total in ((1, 0, 2 * MB), (5, 5, MB), (15, 10, MB // 10)):
    with Serving(loss, reorder):
        peer(f"{loss} % loss, {reorder} % reordered: kernel's client, our echo", "client", US[6], 7, total, 0, 0, timeout=400)
    client(f"{loss} % loss, {reorder} % reordered: our client, kernel's echo", 6, total, loss, reorder, timeout=400)
finish()
