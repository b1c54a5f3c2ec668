#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""iPXE's ROMs, a second driver for each NIC and no operating system: each gets an offer from dnsmasq through a switch of ours."""
import json
import os
import subprocess
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, f"{HERE}/../interop", f"{HERE}/.."]
import libtrixie as trixie
from libinterop import background, check, finish, lanyard, need, need_root, private_state, skip, up

# model: ROM (there is none for the 82576); those of QUICK without --all
QUICK = ("e1000e", "virtio-net", "pcnet", "vmxnet3")
ROMS = {"e1000": "pxe-e1000.rom", "e1000e": "pxe-e1000e.rom", "virtio-net": "pxe-virtio.rom", "virtio-net-packed": "pxe-virtio.rom",
        "rtl8139": "pxe-rtl8139.rom", "pcnet": "pxe-pcnet.rom", "ne2000": "pxe-ne2k_pci.rom", "vmxnet3": "pxe-vmxnet3.rom"}
OTHER = {"virtio-net": (0x1af4, 0x1000), "ne2000": (0x10ec, 0x8029)} # whose ROM is made for another device
NS = f"lpxe{os.getpid() % 10000}"

LAB = """
name: guest-ipxe
nodes:
  sw1: {kind: switch, ports: 4}
wires:
  - [sw1:g0/1, "veth:peer0?netns=%s&address=10.9.0.1/24"]
  - [sw1:g0/2, "vfio:%s/nic.sock?model=%s&mac=02:00:00:00:00:aa"]
"""


def boot(path, rom):
    """The console's text, until an address is there or too much time has gone."""
    device = {"driver": "vfio-user-pci", "socket": {"type": "unix", "path": path}, "romfile": rom, "bootindex": 0}
    argv = trixie.command(["qemu-system-x86_64", "-accel", "tcg", "-M", "q35,graphics=off", "-m", "128", "-object",
                           "memory-backend-memfd,id=mem,size=128M,share=on", "-machine", "memory-backend=mem", "-nodefaults", "-display", "none", "-no-reboot",
                           "-serial", "stdio", "-device", json.dumps(device)], packages=[trixie.QEMU, "ipxe-qemu"])
    p = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    timer = threading.Timer(150, p.kill)
    timer.start()
    out = ""
    for raw in p.stdout:
        out += raw.decode(errors="replace")
        if "net0: 10.9.0." in out or "No more network devices" in out:
            break
    timer.cancel()
    p.kill()
    p.wait()
    return out


def one(model, rom, d):
    r = up(LAB % (NS, d, model), name=f"{model}.yml")
    if not check(f"ipxe {model}: a lab", r.returncode == 0, r.stderr):
        return
    log = f"{d}/dnsmasq-{model}"
    server = background(["ip", "netns", "exec", NS, "dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--port=0", "--interface=peer0", "--bind-interfaces",
                         "--dhcp-range=10.9.0.50,10.9.0.60", "--log-dhcp", f"--dhcp-leasefile={d}/leases", f"--log-facility={log}", "--user=root"])
    try:
        path = trixie_rom(rom)
        out = boot(f"{d}/nic.sock", for_device(path, *OTHER[model], d) if model in OTHER else path)
    finally:
        server.kill()
        server.wait()
        lanyard("down", "guest-ipxe")
    text = open(log).read() if os.path.exists(log) else "(no log)"
    check(f"ipxe {model}: dnsmasq's offer arrives", "DHCPOFFER(peer0)" in text and "DHCPACK(peer0)" in text and "net0: 10.9.0." in out, out[-1500:] + text[-1500:])


def for_device(rom, vendor, device, d):
    """A copy of the ROM that is for that device, its sum mended: the BIOS runs a ROM for its own device alone, and QEMU does this for its own NICs."""
    with open(trixie.root([trixie.QEMU, "ipxe-qemu"]) + rom, "rb") as f:
        data = bytearray(f.read())
    at = int.from_bytes(data[0x18:0x1a], "little") + 4
    ids = vendor.to_bytes(2, "little") + device.to_bytes(2, "little")
    data[6] = (data[6] + sum(data[at:at + 4]) - sum(ids)) & 255 # a byte that iPXE keeps for this
    data[at:at + 4] = ids
    with open(f"{d}/rom", "wb") as f:
        f.write(data)
    return f"{d}/rom"


def trixie_rom(name):
    root = trixie.root([trixie.QEMU, "ipxe-qemu"])
    for folder in ("/usr/lib/ipxe/qemu", "/usr/share/qemu", "/usr/share/qemu/ipxe"):
        if os.path.exists(f"{root}{folder}/{name}"):
            return f"{folder}/{name}"
    raise trixie.Missing(f"no {name} in ipxe-qemu")


def main():
    need_root("ipxe")
    need("ipxe", "dnsmasq", "ip")
    private_state()
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="lanyard-ipxe-") as d:
        try:
            for model, rom in ROMS.items():
                trixie_rom(rom)
                if model in QUICK or "--all" in sys.argv:
                    one(model, rom, d)
        except trixie.Missing as e:
            skip("ipxe", e)


main()
finish()
