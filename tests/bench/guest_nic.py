#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""guest_nic.py CHIP [SECONDS]: what a Linux guest (QEMU 11.1, by emulation) gets through two NICs of one kind, e1000e or virtio, a host of ours behind each: ours
(vfio-user, vhost-user) and QEMU's own over `stream`. Frames of 60 bytes a second that it sends and receives, TCP that it sends; by turns in pieces of a second,
so that whatever else the machine does meets both.
guest_nic.py pair_vhost|pair_stream: TCP from guest to guest, through a switch of ours, or over a wire of QEMU's own between the two.
guest_nic.py mmio_ours|mmio_zero: a register's read, of our e1000e and of a server that answers 0 at once.
guest_nic.py back_vhost: for how long a guest is cut off when the engine is killed under traffic.
guest_nic.py replug_vfio: from the engine's death to the NIC that QMP has plugged in anew, its driver bound, as a `kind: vm` prints it on its console."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE + "/../guests", HERE + "/../interop", HERE + "/.."]
import libguest as guest

LANYARD = os.environ.get("LANYARD", f"{HERE}/../../build/lanyard")
LAB = """
name: bench-nic
nodes:
  gen: {kind: host, address: 10.9.0.1/24}
wires:
  - [gen, "%s"]
"""
BOTH = """
name: bench-nic
nodes:
  gen0: {kind: host, address: 10.9.0.1/24}
  gen1: {kind: host, address: 10.9.1.1/24}
wires:
  - [gen0, "%s"]
  - [gen1, "%s"]
"""
PAIR = """
name: bench-nic
nodes:
  sw1: {kind: switch, ports: 2}
wires:
  - [sw1:g0/1, "vhost:%s/a"]
  - [sw1:g0/2, "vhost:%s/b"]
"""
VM = """
name: bench-nic
nodes:
  gen: {kind: host, address: 10.9.0.1/24}
  vm1: {kind: vm, kernel: %s, initrd: %s/initrd, append: "console=ttyS0 panic=-1 quiet", memory: 192M, accel: tcg, nics: [{model: e1000e, over: vfio}]}
wires:
  - [gen, vm1:0]
"""


def lanyard(*argv):
    return subprocess.run([LANYARD, *argv], capture_output=True, text=True, timeout=120)


def up(d, text):
    with open(f"{d}/lab.yml", "w") as f:
        f.write(text)
    r = lanyard("up", f"{d}/lab.yml")
    if r.returncode:
        sys.exit(r.stderr)
    for name in re.findall(r"^  (gen\d?):", text, re.M):
        subprocess.run([LANYARD, "configure", name], input="service tcp-small-servers\nservice udp-small-servers\n", text=True, check=True, capture_output=True)


def vhost(path):
    return ["-chardev", f"socket,id=c0,path={path},reconnect-ms=100", "-netdev", "vhost-user,id=n0,chardev=c0"]


def stream(path, server="off", netdev="n0"):
    return ["-netdev", f"stream,id={netdev},server={server},addr.type=unix,addr.path={path}"]


def virtio(mac="01", netdev="n0"):
    return ["-device", f"virtio-net-pci,netdev={netdev},mac=02:00:00:00:01:{mac},romfile="]


def carrier(address, far="10.9.0.1", iface="eth0"):
    return f"ip link set {iface} up\nip addr add {address}/24 dev {iface}\nfor i in 1 2 3 4 5 6 7 8 9 10; do ping -c 1 -W 1 {far} >/dev/null && break; sleep 0.5; done\n"


def boot(program, script, net, modules, on_line=None):
    return guest.boot_new(script, net, modules=modules, on_line=on_line, programs=[program])


def figures(out):
    rows = re.findall(r"^(?:tx_pps|rx_pps|tcp_gbit|gap_s|mmio_us) \S+ \S+", out.replace("\r", ""), re.M)
    print("\n".join(rows) or out[-1500:])
    return 0 if rows else 1


def rates(chip, d, program, seconds):
    """Both NICs, ours first: their figures in turns of a second (what is received in turns of two, each when the last one's frames have
    all come: a stream's queues hold seconds of them, and who came next would have had half of the guest)."""
    model = "vfio" if chip == "e1000e" else "vhost"
    up(d, BOTH % (f"vfio:{d}/a?model=e1000e" if model == "vfio" else f"vhost:{d}/a", f"stream:unix:{d}/b?listen"))
    net = stream(f"{d}/b", netdev="n1")
    if model == "vfio":
        net = guest.vfio_user(f"{d}/a", addr="4") + net + ["-device", "e1000e,netdev=n1,addr=5,romfile="] # slots: eth0, eth1
    else:
        net = vhost(f"{d}/a") + virtio() + net + virtio("02", "n1")
    threads, turns, received = [], round(2 * seconds), round(seconds)

    def on_line(line, _process):
        m = re.search(r"RX-READY (\d)", line)
        if m:
            threads.append(threading.Thread(target=lanyard, args=("exec", f"gen{m[1]}", f"traffic udp 10.9.{m[1]}.2 size 60 pps 100000 seconds 5")))
            threads[-1].start()

    script = carrier("10.9.0.2") + carrier("10.9.1.2", "10.9.1.1", "eth1")
    for n, each in ((turns, "guest_load tx eth$i 1"), (turns, "guest_load tcp 10.9.$i.1 9 1"), (received, "guest_load still eth0 eth1; echo RX-READY $i; guest_load rx eth$i 2")):
        script += f"for turn in $(seq {n}); do for i in 0 1; do echo NIC $i; {each}; done; done\n"
    out = boot(program, script, net, ["e1000e" if model == "vfio" else "virtio_net"], on_line).replace("\r", "")
    for t in threads:
        t.join()
    found = {}
    for i, name, value, unit in re.findall(r"^NIC (\d)\n(?:RX-READY \d\n)?(\w+) (\S+) (\S+)$", out, re.M):
        found.setdefault(("" if i == "0" else "stream_") + name, (unit, []))[1].append(float(value))
    for name, (unit, values) in found.items():
        print(f"{name} {sum(values) / len(values):.3f} {unit}")
    if len(found) < 6:
        print(out[-1500:])
    return len(found) < 6


def pair(how, d, program, seconds):
    if how == "vhost":
        up(d, PAIR % (d, d))
    ends = [vhost(f"{d}/a"), vhost(f"{d}/b")] if how == "vhost" else [stream(f"{d}/ab", "on"), stream(f"{d}/ab")]
    ready = threading.Event()
    out = {}

    def one(i, script, on_line=None):
        out[i] = boot(program, script, ends[i] + virtio(f"0{i + 1}"), ["virtio_net"], on_line)

    sink = threading.Thread(target=one, args=(0, "ip link set eth0 up\nip addr add 10.9.0.1/24 dev eth0\nguest_load sink 5000\n", lambda line, _: "SINK" in line and ready.set()))
    sink.start()
    ready.wait(60)
    one(1, carrier("10.9.0.2") + f"guest_load tcp 10.9.0.1 5000 {seconds}\n")
    sink.join()
    return figures(out[1])


def mmio(who, d, program):
    server = None
    if who == "ours":
        up(d, LAB % f"vfio:{d}/s?model=e1000e")
    else:
        server = subprocess.Popen([f"{os.environ['BIN']}/vfio_zero", f"{d}/s"])
        guest.wait_for(f"{d}/s")
    try:
        find = "for i in /sys/bus/pci/devices/*; do [ $(cat $i/vendor) = 0x8086 ] && [ $(cat $i/device) = 0x10d3 ] && D=$(basename $i); done\necho 1 > /sys/bus/pci/devices/$D/enable\n"
        return figures(boot(program, find + "guest_load mmio $D 0 8 5000\n", guest.vfio_user(f"{d}/s"), []))
    finally:
        if server:
            server.kill()
            server.wait()


def kill_engine():
    time.sleep(1.5)
    os.kill(json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"], 9)


def back_vhost(d, program):
    up(d, LAB % f"vhost:{d}/s")
    lanyard("save", "gen")

    def on_line(line, _process):
        if "GAP" in line:
            kill_engine()

    return figures(boot(program, carrier("10.9.0.2") + "guest_load gap 10.9.0.1 5\n", vhost(f"{d}/s") + virtio(), ["virtio_net"], on_line))


def console(text=""):
    return subprocess.run([LANYARD, "console", "vm1"], input=text, capture_output=True, text=True, errors="replace", timeout=60).stdout


def shown(what, seconds):
    end = time.monotonic() + seconds
    while what not in console():
        if time.monotonic() > end:
            sys.exit(f"{what} is not on the console: {console()[-800:]}")
        time.sleep(0.01)


def replug_vfio(d):
    kernel, _ = guest.kernel()
    guest.initramfs(f"{d}/initrd", ["e1000e"], "echo GUEST-$((1))READY\nwhile read line < /dev/ttyS0; do sh -c \"$line\"; done\n")
    guest.newest_qemu(d)
    up(d, VM % (kernel, d))
    shown("GUEST-1READY", 90)
    lanyard("save", "gen")
    console("while [ -e /sys/class/net/eth0 ]; do usleep 5000; done; until [ -e /sys/class/net/eth0 ]; do usleep 5000; done; echo BACK-$((1))\n")
    kill_engine()
    died = time.monotonic()
    shown("BACK-1", 20)
    return figures(f"gap_s {time.monotonic() - died:.3f} s\n")


def main():
    what = sys.argv[1]
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 3
    d = tempfile.mkdtemp(prefix="lanyard-bench-", dir="/tmp")
    os.environ["LANYARD_STATE"] = f"{d}/state"
    os.mkdir(f"{d}/state")
    program = f"{d}/guest_load"
    try:
        subprocess.run([os.environ.get("CC", "gcc"), "-O2", "-D_GNU_SOURCE", "-static", "-o", program, f"{HERE}/guest_load.c"], check=True)
        if what.startswith("pair_"):
            return pair(what[5:], d, program, seconds)
        if what.startswith("mmio_"):
            return mmio(what[5:], d, program)
        if what == "back_vhost":
            return back_vhost(d, program)
        if what == "replug_vfio":
            return replug_vfio(d)
        return rates(what, d, program, seconds)
    except guest.Missing as e:
        print(f"guest_nic: {e}", file=sys.stderr)
        return 1
    finally:
        lanyard("down", "--all")
        shutil.rmtree(d, ignore_errors=True)


sys.exit(main())
