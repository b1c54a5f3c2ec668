#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kind: vm. A stock kernel with virtio-net over vhost-user and QEMU's own e1000 over a stream, started by `up`: ping through our switch, the console, the wire cut as
the guest sees it, suspend and resume, an engine killed, a guest that powers itself down or is killed, the disk overlay, and nothing left behind."""
import glob
import json
import os
import re
import signal
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, HERE + "/../interop")
sys.path.insert(0, HERE + "/..")
import libguest as guest
from libinterop import check, finish, lanyard, need, private_state, sh, skip, until, up

LAB = """
name: vm-lab
nodes:
  sw1: {kind: switch, ports: 4}
  pc1: {kind: host, address: 10.9.0.1/24}
  pc2: {kind: host, address: 10.9.1.1/24}
  vm1: {kind: vm, kernel: %s, initrd: %s/initrd, append: "console=ttyS0 panic=-1 quiet", image: %s/base.img, memory: 192M, accel: tcg,
        nics: [virtio-net, {model: e1000, over: stream}]}
wires:
  - [sw1:g0/1, pc1]
  - [sw1:g0/2, vm1:0]
  - [pc2, vm1:1]
"""
NEW = False
SCRIPT = """
ip link set eth0 up; ip link set eth1 up
ip addr add 10.9.0.2/24 dev eth0; ip addr add 10.9.1.2/24 dev eth1
echo GUEST-READY
while read line < /dev/ttyS0; do sh -c "$line"; done
"""


def console(text="", ending=0.3):
    """What the console shows after text was typed."""
    p = subprocess.run([os.environ.get("LANYARD", HERE + "/../../build/lanyard"), "console", "vm1"], input=text.encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    return p.stdout.decode(errors="replace")


def ask(line, want, seconds=15):
    """Types a line; waits until the console shows a match of want."""
    console(line + "\n")
    return until(lambda: re.search(want, console()), seconds, 0.2)


def node(name="vm1"):
    show = json.loads(lanyard("show", "--json").stdout)
    return [n for n in show["nodes"] if n["name"] == name][0]


def state():
    return node()["state"]


def ping(pc, to):
    return until(lambda: lanyard("exec", pc, f"ping {to} repeat 2 timeout 1").returncode == 0, 20, 0.1)


def places(nic, pc, to, d):
    """What the comments of a capture at a NIC of the vm say of the frames of a ping: the ways, and their descriptors."""
    file = f"{d}/places-{nic}.pcapng"
    if os.path.exists(file):
        os.unlink(file)
    p = subprocess.Popen([os.environ["LANYARD"], "capture", f"vm1:{nic}", "-w", file], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: os.path.exists(file) and os.path.getsize(file), 5)
    lanyard("exec", pc, f"ping {to} repeat 3")
    p.terminate()
    p.wait()
    with open(file, "rb") as f:
        return re.findall(rb"((?:vhost|e1000e [0-9a-f:]{8}) [rt]x) 0 descriptor (\d+)", f.read())


def named(found, who):
    """Three requests and three replies at least; the guest's buffers are filled one after the other."""
    rx, tx = ([n for w, n in found if w.endswith(way)] for way in (b"rx", b"tx"))
    return all(w.startswith(who) for w, _ in found) and len(rx) >= 3 and len(tx) >= 3 and len(set(rx)) == len(rx)


def qemus():
    return sh(["pgrep", "-f", "guest=vm-lab[.]"]).out.split()


def life(d):
    check("vm: is up", state() == "up", state())
    check("vm: it boots, and says so on the console", until(lambda: "GUEST-READY" in console(), 60, 0.5), console()[-500:])
    check("vm: virtio-net over vhost-user: ping through a switch", ping("pc1", "10.9.0.2"))
    check("vm: QEMU's e1000 over a stream: ping", ping("pc2", "10.9.1.2"))
    found = places(0, "pc1", "10.9.0.2", d)
    check("vm: a capture names each frame's descriptor in virtio-net's rings, both ways", named(found, b"vhost"), found)
    macs = [p["mac"] for p in node()["ports"]][:2]
    check("vm: MAC addresses are the lab's", ask("echo MAC0 $(cat /sys/class/net/eth0/address) MAC1 $(cat /sys/class/net/eth1/address)", f"MAC0 {macs[0]} MAC1 {macs[1]}"), console()[-300:])
    for nic in (0, 1) if NEW else (1,):
        lanyard("wire", f"vm1:{nic}", "down")
        check(f"vm: a cut wire is seen by NIC {nic}", ask(f"sleep 3; echo CUT{nic} $(cat /sys/class/net/eth{nic}/carrier)", f"CUT{nic} 0"), console()[-300:])
        lanyard("wire", f"vm1:{nic}", "up")
        check(f"vm: and comes back at NIC {nic}", ask(f"sleep 3; echo MENDED{nic} $(cat /sys/class/net/eth{nic}/carrier)", f"MENDED{nic} 1"), console()[-300:])
    check("vm: its disk is the image", ask("echo DISK $(head -c 9 /dev/vda)", "DISK untouched"), console()[-300:])
    check("vm: its disk can be written", ask("printf overwrite > /dev/vda; sync; echo DISK2 $(head -c 9 /dev/vda)", "DISK2 overwrite"), console()[-300:])


def power():
    lanyard("power", "vm1", "suspend")
    check("vm: suspended", until(lambda: state() == "suspended", 5), state())
    check("vm: a suspended vm does not answer", lanyard("exec", "pc1", "ping 10.9.0.2 repeat 1 timeout 1").returncode == 1)
    lanyard("power", "vm1", "resume")
    check("vm: resumed", until(lambda: state() == "up", 5) and ping("pc1", "10.9.0.2"), state())
    engine = json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"]
    before = qemus()
    os.kill(engine, signal.SIGKILL)
    until(lambda: json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"] != engine, 5)
    check("vm: outlives the engine", ping("pc1", "10.9.0.2") and qemus() == before, qemus())
    check("vm: its console too", ask("echo STILL-$((40 + 2))", "STILL-42"), console()[-300:])
    lanyard("wire", "vm1:1", "down")
    lanyard("power", "vm1:1", "off")
    check("vm: a NIC of QEMU's own is pulled out", ask("sleep 2; echo PULLED-$(ls -d /sys/class/net/eth? | wc -l)", "PULLED-1"), console()[-300:])
    lanyard("power", "vm1:1", "on")
    check("vm: plugged in while its wire is cut it has no link", ask("sleep 2; ip link set eth1 up; sleep 3; echo CUT-$(cat /sys/class/net/eth1/carrier)", "CUT-0"), console()[-300:])
    lanyard("wire", "vm1:1", "up")
    check("vm: and has one with the wire", ask("sleep 3; echo WHOLE-$(cat /sys/class/net/eth1/carrier)", "WHOLE-1"), console()[-300:])
    lanyard("power", "vm1", "restart")
    check("vm: restart boots it anew", until(lambda: console().count("GUEST-READY") == 1 and ping("pc1", "10.9.0.2"), 60, 0.5), console()[-300:])
    console("poweroff -f\n")
    check("vm: powers itself down", until(lambda: state() == "off", 10) and "powered itself down" in node()["why"], node().get("why"))
    check("vm: no carrier from a vm that is off", not node()["ports"][0]["up"])
    check("vm: suspend of one that is off is refused", lanyard("power", "vm1", "suspend").returncode == 3)
    check("vm: power on", lanyard("power", "vm1", "on").returncode == 0 and until(lambda: state() == "up", 30), state())
    for pid in qemus():
        os.kill(int(pid), signal.SIGKILL)
    check("vm: a crash is seen and named", until(lambda: state() == "crashed", 5) and "signal 9" in node()["why"], node().get("why"))
    lanyard("power", "vm1", "on")
    lanyard("power", "vm1", "off")
    check("vm: off at once, even while it starts", until(lambda: state() == "off" and not qemus(), 5), state())
    lanyard("power", "vm1", "on")
    until(lambda: state() == "up", 30)
    for pid in qemus():
        os.kill(int(pid), signal.SIGSTOP)
    lanyard("power", "vm1", "off")
    check("vm: off, though its QEMU does not listen", until(lambda: state() == "off" and not qemus(), 15), state())


def clean_end(d):
    lanyard("power", "vm1", "on")
    until(lambda: state() == "up", 30)
    check("vm: down", lanyard("down").returncode == 0)
    check("vm: no process is left", not qemus(), qemus())
    left = [f for _, _, files in os.walk(f"{d}/run") for f in files]
    check("vm: no socket or file is left", not left, left)
    with open(f"{d}/base.img", "rb") as f:
        check("vm: the image is untouched", f.read(9) == b"untouched")


def aborted(what):
    """Whether an assertion of QEMU's own client of vfio-user has ended it (error_setv: *errp == NULL): its server's death meets it now and then."""
    if state() != "crashed" or "signal 6" not in node()["why"]:
        return False
    skip("vm", f"{what}: this QEMU has aborted")
    check("vm: a QEMU that aborts is started anew by hand", lanyard("power", "vm1", "on").returncode == 0 and until(lambda: state() == "up", 30), state())
    return True


def our_model(kernel, d):
    """The e1000e of ours, by vfio-user."""
    def dies_early():
        """The engine, when QEMU has begun and has not answered yet."""
        if until(qemus, 20, 0.01):
            os.kill(json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"], signal.SIGKILL)

    killer = threading.Thread(target=dies_early)
    killer.start()
    r = up((LAB % (kernel, d, d)).replace("{model: e1000, over: stream}", "{model: e1000e, over: vfio}"))
    killer.join()
    check("vm: a NIC of ours by vfio-user, though the engine died before QEMU had answered", r.returncode == 0, r.stderr)
    lanyard("down")  # such a QEMU may yet abort, when it finds that its server is another
    r = up((LAB % (kernel, d, d)).replace("{model: e1000, over: stream}", "{model: e1000e, over: vfio}"))
    if not check("vm: a NIC of ours by vfio-user", r.returncode == 0, r.stderr):
        return
    until(lambda: "GUEST-READY" in console(), 60, 0.5)
    check("vm: our e1000e: ping", ping("pc2", "10.9.1.2"), console()[-400:])
    found = places(1, "pc2", "10.9.1.2", d)
    check("vm: a capture names each frame's descriptor in our e1000e's rings, both ways", named(found, b"e1000e"), found)
    mac = node()["ports"][1]["mac"]
    check("vm: our e1000e has the lab's address", ask("echo MAC1 $(cat /sys/class/net/eth?/address)", mac), console()[-300:])
    lanyard("wire", "vm1:1", "down")
    check("vm: our e1000e loses its link with the wire", ask("sleep 2; echo OURS $(cat /sys/class/net/eth?/carrier | sort)", "OURS 0 1"), console()[-300:])
    lanyard("wire", "vm1:1", "up")
    check("vm: and has it again", ask("sleep 2; echo AGAIN $(cat /sys/class/net/eth?/carrier)", "AGAIN 1 1"), console()[-300:])
    seen = lanyard("controllers", "vm1:1").stdout
    check("vm: our e1000e from inside, by the vm's own port and by that of whom it is wired to", "model e1000e," in seen and lanyard("controllers", "pc2").stdout.startswith("Intel 82574L")
          and "eth0: Intel 82574L" in lanyard("exec", "pc2", "show controllers").stdout, seen)
    # QEMU's own client of vfio-user aborts now and then where its server dies amid a plug: that race is for the long run.
    for what in ("engine", "pull") + (("both",) if "--all" in sys.argv else ()):
        # What it was to the guest: the same address may still be there, until the old NIC has left.
        check(f"vm: the guest's numbers of its interfaces ({what})", ask(f"echo \" $(echo $(cat /sys/class/net/*/ifindex)) \" > /was; echo {what}-WAS-$(cat /was)", f"{what}-WAS- "), console()[-300:])
        if what != "engine":
            for _ in range(2 if what == "both" else 1):
                lanyard("power", "vm1:1", "off")
            check(f"vm: a NIC is pulled out of its slot ({what})", ask(f"sleep 2; echo {what}-LEFT-$(ls -d /sys/class/net/eth? | wc -l)", f"{what}-LEFT-1"), console()[-300:])
            [socket] = glob.glob(f"{d}/run/vm-lab/nic-*-1")
            os.rename(socket, f"{socket}.away")
            r = lanyard("power", "vm1:1", "on")
            check(f"vm: QEMU's refusal of an order is told to who gave it ({what})", r.returncode == 1 and "vm1's QEMU refuses: " in r.stderr and "nic-" in r.stderr, r.stderr)
            os.rename(f"{socket}.away", socket)
            check(f"vm: and plugged in ({what})", lanyard("power", "vm1:1", "on").returncode == 0)
        if what != "pull": # "both": while it is being plugged in
            os.kill(json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"], signal.SIGKILL)
        back = f"O=\"$(cat /was)\"; for i in $(seq 50); do I=$(grep -l {mac} /sys/class/net/*/address | cut -d/ -f5); [ -n \"$I\" ] && N=$(cat /sys/class/net/$I/ifindex) && case \"$O\" in *\" $N \"*) ;; *) break;; esac; sleep 0.2; done; ip link set $I up; ip addr add 10.9.1.2/24 dev $I; echo {what}-BACK-$I"
        again = ask(back, f"{what}-BACK-eth")
        if not again and what != "pull" and aborted(f"a NIC after the engine's death ({what})"):
            break
        check(f"vm: our e1000e is there again ({what})", again, console()[-400:])
        check(f"vm: and works ({what})", ping("pc2", "10.9.1.2"), console()[-400:])
    check("vm: a port that is no NIC of a vm cannot be plugged", lanyard("power", "sw1:g0/1", "off").returncode == 2)
    lanyard("down")


def with_msix(kernel, d):
    """QEMU aborts when such a NIC is unplugged: it stays where it is, and the vm lives."""
    r = up((LAB % (kernel, d, d)).replace("{model: e1000, over: stream}", "{model: e1000e, over: vfio, msix: true}"))
    if not check("vm: our e1000e with MSI-X", r.returncode == 0, r.stderr):
        return
    until(lambda: "GUEST-READY" in console(), 60, 0.5)
    check("vm: with MSI-X: ping", ping("pc2", "10.9.1.2"), console()[-400:])
    check("vm: ... its driver has messages of three kinds", ask("echo KINDS-$(grep -c eth1 /proc/interrupts)-$(grep -c eth1-rx-0 /proc/interrupts)", "KINDS-3-1"), console()[-300:])
    r = lanyard("power", "vm1:1", "off")
    check("vm: ... a pull is refused, with what helps", r.returncode == 2 and "QEMU aborts" in r.stderr and '"msix"' in r.stderr, r.stderr)
    for how, restart in ("a restart", lambda: lanyard("power", "vm1", "restart")), ("a reboot of the guest's own", lambda: console("reboot -f\n")):
        engine, before = json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"], qemus()
        os.kill(engine, signal.SIGKILL)
        until(lambda: json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"] != engine, 5)
        lives = ping("pc1", "10.9.0.2") and ask("echo LIVES-$((40 + 2))", "LIVES-42")
        if not lives and aborted(f"with MSI-X, before {how}"):
            check(f"vm: ... its NIC works in another QEMU ({how})", until(lambda: console().count("GUEST-READY") == 1 and ping("pc2", "10.9.1.2"), 60, 0.5), console()[-300:])
            continue
        check("vm: ... it outlives the engine, its other NIC too", lives, console()[-300:])
        check("vm: ... and it is said what became of the one", "NIC 1 died with the engine" in node()["why"], node()["why"])
        r = lanyard("power", "vm1:1", "on")
        check("vm: ... which is not plugged in by an order either", r.returncode == 3 and "power vm1 restart" in r.stderr, r.stderr)
        restart()
        check(f"vm: ... and is there after {how}, in another QEMU", until(lambda: console().count("GUEST-READY") == 1 and ping("pc2", "10.9.1.2"), 60, 0.5) and qemus() != before, console()[-300:])
    lanyard("down")


def refused(kernel, d):
    bad = (LAB % (kernel, d, d)).replace("accel: tcg", "accel: tcg, machine: nosuch")
    r = up(bad)
    check("vm: what QEMU refuses is said, with its place, and nothing stays", r.returncode == 4 and "lab.yml:7:" in r.stderr and "unsupported machine type" in r.stderr and not qemus(), r.stderr)
    with open(f"{d}/old", "w") as f:
        f.write("#!/bin/sh\necho QEMU emulator version 7.2.22\n")
    os.chmod(f"{d}/old", 0o755)
    os.environ["LANYARD_QEMU"] = f"{d}/old"
    r = up((LAB % (kernel, d, d)).replace("e1000, over", "igb, over"))
    check("vm: a NIC that this QEMU lacks is refused with the version that has it, and where to get it",
          r.returncode == 4 and "needs QEMU 8.0" in r.stderr and "backports" in r.stderr, r.stderr)
    with open(f"{d}/old", "w") as f:
        f.write("#!/bin/sh\necho QEMU emulator version 6.2.0\n")
    r = up(LAB % (kernel, d, d))
    check("vm: a QEMU that is too old for any vm: which it is, which it takes, where that is",
          r.returncode == 4 and "a vm needs QEMU 7.2, this is 6.2" in r.stderr and "bookworm" in r.stderr and "LANYARD_QEMU" in r.stderr, r.stderr)
    os.environ["LANYARD_QEMU"] = f"{d}/none"
    r = up(LAB % (kernel, d, d))
    check("vm: no QEMU", r.returncode == 4 and "not a QEMU" in r.stderr and "apt install" in r.stderr, r.stderr)


def newest_qemu(d):
    """QEMU 11 out of the cached trixie where that can be had; else this machine's."""
    global NEW
    try:
        guest.newest_qemu(d)
        NEW = True
    except guest.Missing as e:
        need("vm", "qemu-system-x86_64")
        print(f"skip vm: a cut wire seen by virtio-net: {e}")


def main():
    need("vm", "qemu-img")
    try:
        kernel, _ = guest.kernel()
    except guest.Missing as e:
        skip("vm", e)
        return
    d = private_state()
    newest_qemu(d)
    guest.initramfs(f"{d}/initrd", ["virtio_pci", "virtio_net", "e1000", "e1000e", "virtio_blk"], SCRIPT)
    with open(f"{d}/base.img", "wb") as f:
        f.write(b"untouched" + bytes((1 << 20) - 9))
    r = up(LAB % (kernel, d, d))
    if not check("vm: a lab with a vm", r.returncode == 0 and "vm1: vm, up" in r.stdout, r.stderr):
        return
    life(d)
    power()
    clean_end(d)
    if NEW:
        our_model(kernel, d)
        with_msix(kernel, d)
    refused(kernel, d)


main()
finish()
