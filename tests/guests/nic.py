#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stock drivers in a guest (Debian's 6.12 kernel, QEMU from trixie-backports) at NICs of ours over vfio-user: all of them in one guest; with --all, or the
names of models, each in a guest of its own and at length."""
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, f"{HERE}/../interop", f"{HERE}/.."]
import libguest as guest
from libinterop import check, finish, lanyard, private_state, skip, up

# A row: model, kernel module, arguments of the kernel.
ROWS = [("e1000", "e1000", ""), ("e1000-82545em", "e1000", ""), ("e1000e", "e1000e", ""), ("igb", "igb", ""), ("virtio-net", "virtio_net", ""),
        ("virtio-net", "virtio_net", "virtio_pci.force_legacy=1"), ("virtio-net-packed", "virtio_net", ""), ("rtl8139", "8139cp", ""), ("rtl8139c", "8139too", ""), ("pcnet", "pcnet32", ""), ("ne2000", "ne2k-pci", ""), ("vmxnet3", "vmxnet3", "")]
# Where it is not 1000; none: the chip does not tell its driver.
SPEED = {"rtl8139": "100", "rtl8139c": "100", "pcnet": "10", "ne2000": "", "vmxnet3": "10000"}
JUMBO = {"e1000", "e1000-82545em", "e1000e", "igb", "virtio-net", "virtio-net-packed", "vmxnet3"}
ALL_GROUPS = {"vmxnet3"} # its driver frees the table of groups before a posted write of the command comes to us
SLOW = {"ne2000"} # a word of a frame is a register access: every 16th length, less data; and it has no way to tell that the link is down
# Receive queues that its driver makes of two processors.
QUEUES = {"e1000e": 1, "igb": 2, "virtio-net": 2, "virtio-net-packed": 2, "vmxnet3": 2}
MAC = "02:00:00:00:00:aa"

LAB = """
name: guest-nic
nodes:
  sw1:
    kind: switch
    ports: 6
    config: |
      vlan 7
      no errdisable detect cause link-flap
      interface g0/2
       switchport mode trunk
       spanning-tree portfast trunk
      interface g0/5
       switchport mode access
       switchport access vlan 7
  pc1: {kind: host, address: 10.9.0.1/24}
  pc7: {kind: host, address: 10.7.0.1/24}
wires:
  - [sw1:g0/5, pc7]
  - [sw1:g0/1, pc1]
  - [sw1:g0/2, "vfio:%s/nic.sock?model=%s&mac=%s"]
  - [sw1:g0/3, "udp:127.0.0.1:%d-127.0.0.1:%d"]
%s
"""
PEER = "02:00:00:00:00:ee"
NS = f"lnic{os.getpid() % 10000}"

SCRIPT = """
ip link set eth0 up
ip addr add 10.9.0.2/24 dev eth0
for i in 1 2 3 4 5 6 7 8 9 10; do [ "$(cat /sys/class/net/eth0/carrier)" = 1 ] && break; sleep 0.5; done
echo CARRIER $(cat /sys/class/net/eth0/carrier) SPEED $(cat /sys/class/net/eth0/speed) MAC $(cat /sys/class/net/eth0/address)
echo QUEUES $(ls -d /sys/class/net/eth0/queues/rx-* | wc -l)
for i in 1 2 3 4 5 6 7 8 9 10; do ping -c 1 -w 2 10.9.0.1 > /dev/null && break; done # a switch's port looks around first
ping -c 4 -i 0.2 10.9.0.1 | sed 's/^/PING /'
ping -c 3 -i 0.2 -s 1472 10.9.0.1 | sed 's/^/FULL /'
SPREADING
frames eth0 PEER 60 1514 STEP MORE
ethctl eth0 filters PEER
ip link add link eth0 name eth0.7 type vlan id 7; ip link set eth0.7 up; ip addr add 10.7.0.2/24 dev eth0.7
ping -c 3 -i 0.2 -w 15 10.7.0.1 | sed 's/^/VLAN /'
ping -c 3 -i 0.2 -w 15 -s 1472 10.7.0.1 | sed 's/^/VLANFULL /'
ip link del eth0.7
echo STATS-SOON; sleep 5
echo STATS $(cat /sys/class/net/eth0/statistics/rx_packets) $(cat /sys/class/net/eth0/statistics/tx_packets)
if [ LONG = 1 ]; then
	ip link set eth0 mtu 9000; sleep 1
	frames eth0 PEER 1515 9014 250 50 | sed 's/^/JUMBO /'
	ip link set eth0 mtu 1500
fi
for i in $(seq 20); do ip link set eth0 down; ip link set eth0 up; done
sleep 1
ping -c 3 -i 0.2 -w 15 10.9.0.1 | sed 's/^/TOGGLED /'
rmmod MODULE; insmod /lib/FILE.ko; ip link set eth0 up; ip addr add 10.9.0.2/24 dev eth0; sleep 4
ping -c 3 -i 0.2 -w 15 10.9.0.1 | sed 's/^/RELOADED /'
BYMSI
if ping -c 1 -w 5 10.9.0.3 > /dev/null; then
	dd if=/dev/urandom of=/tmp/data bs=64k count=BLOCKS 2>/dev/null
	echo SUM $(md5sum < /tmp/data | cut -d' ' -f1) $(nc 10.9.0.3 5000 < /tmp/data | tail -c 33)
	ethctl eth0 tso off
	echo SUMCUT $(md5sum < /tmp/data | cut -d' ' -f1) $(nc 10.9.0.3 5000 < /tmp/data | tail -c 33)
	ethctl eth0 tso on
fi
echo GUEST-READY
for i in $(seq 40); do [ "$(cat /sys/class/net/eth0/carrier)" = 0 ] && break; sleep 0.25; done
CUT=$(cat /sys/class/net/eth0/carrier)
echo CUT $CUT
for i in $(seq 40); do [ "$(cat /sys/class/net/eth0/carrier)" = 1 ] && break; sleep 0.25; done
echo MENDED $(cat /sys/class/net/eth0/carrier)
# A chip without a link's state says nothing of when the wire is mended.
[ $CUT = 0 ] || for i in $(seq 20); do ping -c 1 -W 1 10.9.0.1 >/dev/null && break; done
ping -c 3 -i 0.2 10.9.0.1 | sed 's/^/AGAIN /'
dmesg | grep -iE 'NETDEV WATCHDOG|hang|(eth0|e1000e?|igb) .*(error|fail)' | sed 's/^/DMESG /'
"""


MSI = """
rmmod e1000e; insmod /lib/e1000e.ko IntMode=1; ip link set eth0 up; ip addr add 10.9.0.2/24 dev eth0; sleep 4
ping -c 3 -i 0.2 -w 15 10.9.0.1 | sed 's/^/MSI /'
echo BYMSI; sleep 1
"""


# The driver's own table, all to one queue and back, and notifications that wait.
SPREADING = """
for i in 1 0; do ethctl eth0 spread $i; ping -c 20 -i 0.05 10.9.0.1 > /dev/null; done
ethctl eth0 spread 0
ethctl eth0 coalesce 3000
ping -c 3 -i 0.2 10.9.0.1 | sed 's/^/HELD /'
ethctl eth0 coalesce 0
"""
SPREAD = {"virtio-net", "virtio-net-packed"}


class Host:
    """What happens outside, when the guest says so."""

    def __init__(self):
        self.pinged, self.ours, self.msi = None, [], ""

    def line(self, line, _process):
        if line.startswith("STATS"): # what the NIC has counted, before the guest looked and after
            rows = json.loads(lanyard("exec", "sw1", "show controllers g0/2 | json").stdout)["rows"]
            self.ours.append((rows[0]["to_guest_frames"], rows[0]["from_guest_frames"]))
        elif line.startswith("BYMSI"):
            self.msi = lanyard("controllers", "sw1:g0/2").stdout
        elif line.startswith("GUEST-READY"):
            self.pinged = lanyard("exec", "pc1", "ping 10.9.0.2 repeat 3 timeout 1").stdout
            lanyard("wire", "sw1:g0/2", "down")
        elif line.startswith("CUT"):
            lanyard("wire", "sw1:g0/2", "up")


class Echo:
    """A station on a udp: wire that sends every frame of the test back to whom it came from."""

    def __init__(self):
        self.sock, other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        self.port, self.lab_port = self.sock.getsockname()[1], other.getsockname()[1]
        other.close()
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            data, src = self.sock.recvfrom(65536)
            if data[12:14] == b"\x88\xb6": # for whom the frame says
                self.sock.sendto(data[14:20] + bytes.fromhex(PEER.replace(":", "")) + data[12:], src)
            if data[12:14] == b"\x88\xb5":
                self.sock.sendto(data[6:12] + bytes.fromhex(PEER.replace(":", "")) + data[12:], src)


# Many NICs in one guest, known by their addresses; one at a time has the guest's IP address.
TOGETHER = """
for m in NUMBERS; do
	I=$(grep -l 02:00:00:00:01:$m /sys/class/net/*/address | cut -d/ -f5)
	ip link set $I up; ip addr add 10.9.0.2/24 dev $I
	for i in 1 2 3 4 5 6 7 8 9 10; do [ "$(cat /sys/class/net/$I/carrier)" = 1 ] && break; sleep 0.5; done
	echo ROW $m DRIVER $(basename $(readlink /sys/class/net/$I/device/driver)) CARRIER $(cat /sys/class/net/$I/carrier)
	ping -c 2 -i 0.2 -w 15 10.9.0.1 | sed "s/^/ROW $m /"
	frames $I PEER 60 1514 61 10 | sed "s/^/ROW $m /"
	dd if=/dev/urandom of=/tmp/data bs=64k count=8 2>/dev/null
	echo ROW $m SUM $(md5sum < /tmp/data | cut -d' ' -f1) $(nc 10.9.0.3 5000 < /tmp/data | tail -c 33)
	ip addr flush dev $I
done
echo GUEST-READY
sleep 1
for m in NUMBERS; do
	I=$(grep -l 02:00:00:00:01:$m /sys/class/net/*/address | cut -d/ -f5)
	for i in $(seq 40); do [ "$(cat /sys/class/net/$I/carrier)" = 0 ] && break; sleep 0.25; done
	echo ROW $m CUT $(cat /sys/class/net/$I/carrier)
done
dmesg | grep -iE 'NETDEV WATCHDOG|hang|eth[0-9].*(error|fail)' | sed 's/^/DMESG /'
"""


class Learner:
    """Somebody who looks at the guest's NICs from the shell of the switch that they are wired to."""

    def __init__(self, d, ports):
        self.file = f"{d}/together.pcapng"
        self.all = self.one = self.none = self.json = self.log = self.flap = ""
        self.capture = subprocess.Popen([os.environ["LANYARD"], "capture", *ports, "-w", self.file], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def shell(self, *lines):
        return lanyard("exec", "sw1", *lines).stdout

    def line(self, text):
        if text.startswith("ROW 01 DRIVER"):
            self.shell("configure terminal", "logging buffered 60000", "end", "debug nic registers", "debug nic descriptors", "debug nic interrupts")
        elif text.startswith("ROW 01 FRAMES"):
            self.shell("undebug all")
            self.log = self.shell("show logging")
        elif text.startswith("GUEST-READY"):
            self.one, self.all, self.none, self.json = (self.shell(f"show controllers{what}") for what in (" g0/1", "", " g0/23", " | json"))
            self.quiet = self.shell("show logging").count("NIC: ") == self.log.count("NIC: ")

    def comments(self):
        self.capture.terminate()
        self.capture.wait()
        with open(self.file, "rb") as f:
            return sorted(set(re.findall(rb"[a-z0-9-]+ 00:01:[0-9a-f]{2} [rt]x \d+ descriptor \d+", f.read())))


def together(d, frames):
    rows = [(model, module) for model, module, args in ROWS if not args and model not in SLOW]
    echo, root = Echo(), os.geteuid() == 0
    wires = "".join(f'  - [sw1:g0/{i}, "vfio:{d}/nic{i}.sock?model={model}&mac=02:00:00:00:01:{i:02x}"]\n' for i, (model, _) in enumerate(rows, 1))
    veth = f'  - [sw1:g0/22, "veth:peer0?netns={NS}&address=10.9.0.3/24"]\n' if root else ""
    text = (f"name: guest-nic\nnodes:\n  sw1: {{kind: switch, ports: 24}}\n  pc1: {{kind: host, address: 10.9.0.1/24}}\nwires:\n  - [sw1:g0/23, pc1]\n"
            f'  - [sw1:g0/24, "udp:127.0.0.1:{echo.lab_port}-127.0.0.1:{echo.port}"]\n{veth}{wires}')
    r = up(text, name="together.yml")
    if not check("together: a lab with a NIC of each model", r.returncode == 0, r.stderr):
        return
    server = subprocess.Popen(["ip", "netns", "exec", NS, "python3", "-c", SERVER.replace("BLOCKS", "8")]) if root else None

    seen, learner = [], Learner(d, [f"sw1:g0/{i}" for i in range(1, len(rows) + 1)])

    def line(text, _process):
        learner.line(text)
        if text.startswith("GUEST-READY"):
            for i in range(1, len(rows) + 1):
                seen.append(lanyard("controllers", f"sw1:g0/{i}").stdout)
                if i % 2: # the wire, or an order to the NIC that stands behind it
                    lanyard("wire", f"sw1:g0/{i}", "down")
                else:
                    lanyard("controllers", f"sw1:g0/{i}", "link-flap=1:60000")

    script = TOGETHER.replace("NUMBERS", " ".join(f"{i:02x}" for i in range(1, len(rows) + 1))).replace("PEER", PEER)
    nics = [word for i in range(1, len(rows) + 1) for word in guest.vfio_user(f"{d}/nic{i}.sock")]
    try:
        out = guest.boot_new(script, nics, modules=sorted({module.replace("-", "_") for _, module in rows}), on_line=line, programs=frames)
    finally:
        if server:
            server.kill()
            server.wait()
        lanyard("down", "guest-nic")
    for i, (model, module) in enumerate(rows, 1):
        mine = "\n".join(text.split(" ", 2)[2] for text in out.splitlines() if text.startswith(f"ROW {i:02x} "))
        check(f"together, {model}: {module} binds, link up", f"CARRIER 1" in mine and "DRIVER" in mine, mine or out[-2000:])
        check(f"together, {model}: ping, frames of 34 lengths with their content", "2 packets received" in mine and "FRAMES 34 good, 0 lost, 0 wrong" in mine, mine)
        sums = [text.split()[1:] for text in mine.splitlines() if text.startswith("SUM ")]
        check(f"together, {model}: 512 KiB by TCP", not root or (sums and len(sums[0]) == 2 and sums[0][0] == sums[0][1]), mine)
        check(f"together, {model}: the guest sees its link go", "CUT 0" in mine, mine)
        shown = seen[i - 1] if len(seen) >= i else ""
        check(f"together, {model}: `lanyard controllers` shows its rings and who it is", f"model {model}," in shown and (model == "rtl8139c" or "Ring " in shown), shown)
    comments = learner.comments()
    check("together: `show controllers` in the switch's shell, of one interface and of all",
          "0/1: Intel 82540EM" in learner.one and all(f"0/{i}: " in learner.all for i in range(1, len(rows) + 1)) and "no NIC of a guest" in learner.none, learner.one)
    cells = json.loads(learner.json or '{"rows": []}')["rows"]
    check("together: and its cells", [(c["model"], c["from_guest_frames"] > 30) for c in cells] == [(model, True) for model, _ in rows], learner.json)
    check("together: each captured frame from and to a guest names its NIC, ring and descriptor",
          all(any(c.startswith(f"{model} 00:01:{i:02x} {way} ".encode()) for c in comments) for i, (model, _) in enumerate(rows, 1) for way in ("tx", "rx")), comments)
    check("together: `debug nic` tells of registers, descriptors, interrupts, and no more when it is off",
          all(re.search(f"NIC: Gi[^ ]*0/1: {what}", learner.log) for what in ("(read|write) [A-Z]+", "tx 0: descriptor", "interrupt: ")) and learner.quiet, learner.log[-2000:])
    check("together: nothing in the guest's log", "DMESG" not in out, out[-2000:])


# A TCP server: takes bytes until half of the connection closes, answers their MD5.
SERVER = """
import hashlib, socket
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("10.9.0.3", 5000)); s.listen(1)
while True:
    c, h, n = s.accept()[0], hashlib.md5(), 0
    while n < BLOCKS * 65536:
        d = c.recv(65536)
        if not d: break
        h.update(d); n += len(d)
    c.sendall(h.hexdigest().encode() + b"\\n")
    c.close()
"""


def reboot(nic, module, args):
    """How often the guest came up and reached pc1 until it had booted twice."""
    up_again = []

    def line(text, process):
        if text.startswith("REACHED"):
            up_again.append(text)
            if len(up_again) == 2:
                os.killpg(process.pid, 9)

    script = """
ip link set eth0 up; ip addr add 10.9.0.2/24 dev eth0
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do ping -c 1 -w 1 10.9.0.1 > /dev/null && echo REACHED && break; sleep 0.5; done
reboot -f
"""
    guest.boot_new(script, [*nic, "-action", "reboot=reset"], modules=[module.replace("-", "_")], kernel_args=args, seconds=90, on_line=line)
    return len(up_again)


def one(model, module, args, d, frames):
    row = f"{model} {args}".strip()
    speed = SPEED.get(model, "1000") + " " if not args else "-1 " # legacy virtio has no way to say
    slow = model in SLOW
    step, more, blocks = (16, 20, 1) if slow else (1, 1000, 64)
    echo, root = Echo(), os.geteuid() == 0
    veth = f'  - [sw1:g0/4, "veth:peer0?netns={NS}&address=10.9.0.3/24"]' if root else ""
    r = up(LAB % (d, model, MAC, echo.lab_port, echo.port, veth), name=f"{model}.yml")
    if not check(f"{row}: a lab with a NIC", r.returncode == 0, r.stderr):
        return
    server = subprocess.Popen(["ip", "netns", "exec", NS, "python3", "-c", SERVER.replace("BLOCKS", str(blocks))]) if root else None
    try:
        host = Host()
        script = SCRIPT
        for word, value in {"PEER": PEER, "MODULE": module.replace("-", "_"), "FILE": module, "STEP": step, "MORE": more, "BLOCKS": blocks,
                            "LONG": int(model in JUMBO), "BYMSI": MSI if module == "e1000e" else "",
                            "SPREADING": SPREADING if model in SPREAD and not args else ""}.items():
            script = script.replace(word, str(value))
        nic = guest.vfio_user(f"{d}/nic.sock")
        out = guest.boot_new(script, nic, modules=["8021q", module.replace("-", "_")], kernel_args=args, machine=("-M", "q35", "-smp", "2"), seconds=600 if slow else 300,
                             on_line=host.line, programs=frames)
        boots = reboot(nic, module, args)
    finally:
        if server:
            server.kill()
            server.wait()
        lanyard("down", "guest-nic")
    tail = out[-3000:]
    check(f"{row}: the driver binds, link up, MAC right", f"CARRIER 1 SPEED {speed.lstrip()}MAC {MAC}" in out, tail)
    check(f"{row}: the guest pings a host through a switch", "PING 4 packets transmitted, 4 packets received" in out, tail)
    check(f"{row}: full frames", "FULL 3 packets transmitted, 3 packets received" in out, tail)
    check(f"{row}: the host pings the guest", host.pinged and "Success rate is 100" in host.pinged, host.pinged)
    if not slow:
        check(f"{row}: the guest sees the wire cut, and mended", "CUT 0" in out and "MENDED 1" in out, tail)
    check(f"{row}: traffic again", "AGAIN 3 packets transmitted, 3 packets received" in out, tail)
    lengths = len(range(60, 1515, step)) + more
    check(f"{row}: every {'16th ' if slow else ''}length from 60 to 1514 and {more} more, there and back, content intact", f"FRAMES {lengths} good, 0 lost, 0 wrong" in out, tail)
    check(f"{row}: down and up twenty times", "TOGGLED 3 packets transmitted, 3 packets received" in out, tail)
    check(f"{row}: the module unloaded and loaded again", "RELOADED 3 packets transmitted, 3 packets received" in out, tail)
    for word, how in (("SUM ", "segments left to the NIC where it can"), ("SUMCUT ", "segments cut by the guest")) if root else ():
        sums = [line.split()[1:] for line in out.splitlines() if line.startswith(word)]
        check(f"{row}: {blocks * 64} KiB by TCP, {how}, data intact", sums and len(sums[0]) == 2 and sums[0][0] == sums[0][1], tail)
    early = "\\d" if model in ALL_GROUPS else "0"
    check(f"{row}: a frame to a group comes once the guest has joined it, one to another station when it is promiscuous, not before",
          re.search(f"FILTERS group {early} [34] other 0 [34]", out), [line for line in out.splitlines() if "FILTERS" in line] or tail)
    check(f"{row}: a VLAN's frames, there and back, full ones too", "VLAN 3 packets transmitted, 3 packets received" in out and "VLANFULL 3 packets transmitted, 3 packets received" in out, tail)
    if model in JUMBO:
        check(f"{row}: jumbo frames up to 9014 bytes, content intact", "JUMBO FRAMES 80 good, 0 lost, 0 wrong" in out, [line for line in out.splitlines() if "JUMBO" in line] or tail)
    stats = [tuple(int(n) for n in line.split()[1:]) for line in out.splitlines() if line.startswith("STATS ")]
    check(f"{row}: the guest has counted the frames that the NIC has", stats and len(host.ours) == 2 and all(a <= g <= b for a, g, b in zip(host.ours[0], stats[0], host.ours[1])),
          f"{host.ours} {stats}")
    check(f"{row}: the guest reboots, and it works again", boots == 2, boots)
    if module == "e1000e":
        check(f"{row}: interrupts by MSI alone, when the driver is told so", "MSI 3 packets transmitted, 3 packets received" in out and "interrupts by MSI\n" in host.msi, host.msi[:400] or tail)
    if model in QUEUES and not args:
        check(f"{row}: a queue for each of two processors", f"QUEUES {QUEUES[model]}" in out, tail)
    if model in SPREAD and not args:
        spread = [tuple(int(n) for n in line.split()[1::2][:3]) + tuple(int(n) for n in line.split()[-2:]) for line in out.splitlines() if line.startswith("SPREAD ")]
        check(f"{row}: the driver's table says which queue frames go to", len(spread) == 3 and spread[0][1:3] == (128, 40) and spread[1][4] - spread[0][4] >= 10 and
              spread[2][3] - spread[1][3] >= 10 and spread[2][4] - spread[1][4] < 5, spread or tail)
        check(f"{row}: interrupts wait as the driver asks", "COALESCE 3000 64" in out and "COALESCE 0 0" in out and "HELD 3 packets transmitted, 3 packets received" in out,
              [line for line in out.splitlines() if "COALESCE" in line or "HELD" in line] or tail)
    log = [text for text in out.splitlines() if text.startswith("DMESG") and not (slow and "WATCHDOG" in text)] # a second is little for it on a busy machine
    check(f"{row}: nothing in the guest's log", not log, tail)


def main():
    d = private_state()
    sockets = tempfile.TemporaryDirectory(dir="/tmp", prefix="lanyard-nic-")
    try:
        frames = [f"{sockets.name}/frames", f"{sockets.name}/ethctl"]
        for program in frames:
            subprocess.run([os.environ.get("CC", "gcc"), "-O2", "-static", "-o", program, f"{HERE}/{os.path.basename(program)}.c"], check=True)
        if len(sys.argv) < 2:
            together(sockets.name, frames)
        for model, module, args in ROWS:
            if model in sys.argv[1:] or "--all" in sys.argv:
                one(model, module, args, sockets.name, frames)
    except guest.Missing as e:
        skip("nic", e)
    sockets.cleanup()
    del d


main()
finish()
