#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One register script runs against QEMU's own model (-accel qtest) and against ours over vfio-user: each register is read, set to all ones, read, set
to zero, read. What differs must stand in DIFFERENT with its reason."""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, f"{HERE}/../interop", f"{HERE}/.."]
import libguest as guest
import libtrixie as trixie
from libinterop import LANYARD, background, check, finish, lanyard, private_state, skip, up

BAR = 0xfe000000
# What a driver's correctness hangs on, and what has no side effect that moves the rest.
COMMON = {"RDBAL": 0x2800, "RDBAH": 0x2804, "RDLEN": 0x2808, "RDH": 0x2810, "RDT": 0x2818, "TDBAL": 0x3800, "TDBAH": 0x3804, "TDLEN": 0x3808, "TDH": 0x3810,
          "TDT": 0x3818, "MTA0": 0x5200, "MTA127": 0x53fc, "RAL1": 0x5408, "RAH1": 0x540c, "VFTA5": 0x5614, "WUFC": 0x5808, "GPRC": 0x4074, "GPTC": 0x4080,
          "TORL": 0x40c0, "MPC": 0x4010, "IMS": 0xd0, "IMC": 0xd8, "ICS": 0xc8, "ICR": 0xc0}
MORE = {"e1000": {"RDTR": 0x2820, "RADV": 0x282c, "TIDV": 0x3820, "TADV": 0x382c, "ITR": 0xc4},
        "e1000e": {"RDTR": 0x2820, "RADV": 0x282c, "TIDV": 0x3820, "TADV": 0x382c, "ITR": 0xc4, "MRQC": 0x5818, "RETA3": 0x5c0c, "RSSRK9": 0x5ca4, "EIAC": 0xdc,
                   "IVAR": 0xe4, "PSRCTL": 0x2170, "RDBAL1": 0x2900, "RDT1": 0x2918, "TDBAL1": 0x3900, "RXCSUM": 0x5000},
        "igb": {"MRQC": 0x5818, "RETA3": 0x5c0c, "RSSRK9": 0x5ca4, "EIMS": 0x1524, "EIMC": 0x1528, "EIAC": 0x152c, "EIAM": 0x1530, "IVAR0": 0x1700,
                "IVAR_MISC": 0x1740, "GPIE": 0x1514, "RDBAL5": 0xc140, "RDT5": 0xc158, "TDBAL5": 0xe140, "RXCSUM": 0x5000, "RLPML": 0x5004}}
DIFFERENT = {
    "e1000 ICS": "the manual has it write-only; QEMU shows ICR there",
    "e1000e ICS": "the manual has it write-only; QEMU shows ICR there",
    "e1000 ICR": "no causes in reserved bits here",
    "e1000e ICR": "no causes in reserved bits here",
    "e1000e IMS": "bit 3, by which Linux tries MSI, can be unmasked here",
    "igb ICR": "no causes in reserved bits here",
    "e1000 TIDV": "QEMU's cannot be read back",
    "e1000e TIDV": "QEMU's reads 0",
    "igb IMC": "the datasheet has it write-only; QEMU shows IMS there",
    "igb EIMS": "without MSI-X, QEMU lets queue causes alone through; here the bits are vectors in every mode",
    "igb EIAC": "without MSI-X, QEMU keeps nothing",
    "igb EIAM": "a plain register here; QEMU answers with other bits than were written",
}


class Qtest:
    """A machine without a processor, its device at slot 4."""

    def __init__(self, device):
        argv = trixie.qemu("-accel", "qtest", "-M", "q35", "-m", "64", "-object", "memory-backend-memfd,id=mem,size=64M,share=on", "-machine",
                           "memory-backend=mem", "-nodefaults", "-display", "none", "-qtest", "stdio", "-qtest-log", "none", *device)
        self.p = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for at, value in ((0x10, BAR), (0x04, 0x7)):
            self.ask(f"outl 0xcf8 {0x80000000 | 4 << 11 | at}")
            self.ask(f"outl 0xcfc {value}")

    def ask(self, line):
        self.p.stdin.write(line + "\n")
        self.p.stdin.flush()
        while True:
            answer = self.p.stdout.readline()
            if not answer:
                raise trixie.Missing("QEMU without qtest")
            if answer.startswith("OK"):
                return answer.split()[1:]

    def read(self, at):
        return int(self.ask(f"readl {BAR + at:#x}")[0], 16) & 0xffffffff

    def write(self, at, v):
        self.ask(f"writel {BAR + at:#x} {v:#x}")

    def config(self, at):
        self.ask(f"outl 0xcf8 {0x80000000 | 4 << 11 | at & ~3}")
        return int(self.ask("inl 0xcfc")[0], 16) >> 8 * (at & 3) & 0xff

    def capabilities(self):
        """Their identifiers, as configuration space lists them."""
        seen, at = [], self.config(0x34)
        while at and len(seen) < 16:
            seen.append(self.config(at))
            at = self.config(at + 1)
        return seen

    def close(self):
        self.p.kill()
        self.p.wait()


def script(q, registers):
    seen = {}
    for name, at in registers.items():
        reset = q.read(at)
        q.write(at, 0xffffffff)
        ones = q.read(at)
        q.write(at, 0)
        seen[name] = tuple(f"{v:08x}" for v in (reset, ones, q.read(at)))
    return seen


def reserved(want, got):
    """They differ in bits alone that are reserved: QEMU keeps them, here they read 0."""
    return got[1] != "00000000" and all(int(w, 16) & int(got[1], 16) == int(g, 16) for w, g in zip(want, got))


def one(model, d):
    registers = {**COMMON, **MORE[model]}
    theirs = Qtest(["-device", f"{model},addr=4,mac=02:00:00:00:00:aa"])
    want = script(theirs, registers)
    theirs.close()
    path = f"{d}/nic.sock"
    r = up(f'name: guest-qtest\nnodes:\n  sw1: {{kind: switch, ports: 4}}\nwires:\n  - [sw1:g0/2, "vfio:{path}?model={model}&mac=02:00:00:00:00:aa"]\n')
    if not check(f"qtest {model}: a lab", r.returncode == 0, r.stderr):
        return
    try:
        ours = Qtest(guest.vfio_user(path, addr="4"))
        got = script(ours, registers)
        ours.close()
    finally:
        lanyard("down", "guest-qtest")
    for name in registers:
        key, differs = f"{model} {name}", want[name] != got[name] and not reserved(want[name], got[name])
        if differs and key in DIFFERENT:
            print(f"# {key}: QEMU {want[name]}, ours {got[name]}: {DIFFERENT[key]}")
        elif differs:
            check(f"qtest {key}", False, f"QEMU {want[name]}, ours {got[name]} (at reset, ones written, zero written)")
    same = sum(want[n] == got[n] for n in registers)
    check(f"qtest {model}: {same} of {len(registers)} registers are as QEMU's, the rest is explained",
          all(want[n] == got[n] or reserved(want[n], got[n]) or f"{model} {n}" in DIFFERENT for n in registers))


def alone(d):
    """`lanyard nic`: the same device for a hypervisor of the user's."""
    path = f"{d}/alone.sock"
    background([LANYARD, "nic", "e1000e", "--socket", path, "--wire", "udp:127.0.0.1:47001-127.0.0.1:47002"])
    guest.wait_for(path)
    q = Qtest(guest.vfio_user(path, addr="4"))
    status, mac, caps = q.read(0x8), q.read(0x5400), q.capabilities()
    q.close()
    check("lanyard nic: a hypervisor connects, the link is up, there is an address", status & 2 and mac & 3 == 2, f"{status:08x} {mac:08x}")
    check("lanyard nic: and MSI-X", 0x11 in caps, str(caps))
    bad = lanyard("nic", "e9", "--socket", path, "--wire", "nat:")
    check("lanyard nic: an unknown model is refused, with the names there are", bad.returncode == 2 and "e1000e" in bad.stderr, bad.stderr)
    bad = lanyard("nic", "e1000", "--socket", path)
    check("lanyard nic: without a wire it says what is missing", bad.returncode == 2 and "--wire" in bad.stderr, bad.stderr)
    bad = lanyard("nic", "e1000", "--socket", path, "--wire", "nat:", "--mac", "02:00")
    check("lanyard nic: an address that is none is refused", bad.returncode == 2 and "mac" in bad.stderr, bad.stderr)
    bad = lanyard("nic", "virtio-net", "--transport", "vhost", "--socket", path, "--wire", "nat:", "--no-msix")
    check("lanyard nic: what vhost-user leaves to the hypervisor is refused", bad.returncode == 2 and "--no-msix" in bad.stderr, bad.stderr)
    path = f"{d}/plain.sock"
    background([LANYARD, "nic", "e1000e", "--socket", path, "--wire", "udp:127.0.0.1:47003-127.0.0.1:47004", "--mac", "02:00:00:00:12:34", "--no-msix"])
    guest.wait_for(path)
    q = Qtest(guest.vfio_user(path, addr="4"))
    mac, caps = (q.read(0x5400), q.read(0x5404) & 0xffff), q.capabilities()
    q.close()
    check("lanyard nic --mac --no-msix: the address is that one, and there is no MSI-X", mac == (0x00000002, 0x3412) and 0x11 not in caps and 0x05 in caps, f"{mac} {caps}")


def main():
    private_state()
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="lanyard-qtest-") as d:
        try:
            for model in MORE:
                one(model, d)
            alone(d)
        except trixie.Missing as e:
            skip("qtest", e)


main()
finish()
