#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kind: vm and its disks, with a guest that looks: an ISO image at `cdrom`, a folder at `cloud-init` as the disk CIDATA, what it wrote to a `persistent` image after
down and up, and that the image itself and the folder stay as they were. The longer run: `up --fresh` begins with a new disk, and one that is not persistent too."""
import hashlib
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, HERE + "/../interop")
sys.path.insert(0, HERE + "/..")
import libguest as guest
from libinterop import LANYARD, check, finish, lanyard, need, private_state, sh, skip, until, up

LAB = """
name: vm-disks
nodes:
  vm1: {kind: vm, kernel: %s, initrd: %s/initrd, append: "console=ttyS0 panic=-1 quiet", image: %s/base.img, memory: 160M, accel: tcg,
        persistent: true, cdrom: %s/cd.iso, cloud-init: %s/seed}
"""
MODULES = ["virtio_pci", "virtio_blk", "ahci", "sr_mod", "isofs", "vfat", "nls_cp437", "nls_ascii", "nls_iso8859_1"]
SCRIPT = """
for i in $(seq 50); do [ -b /dev/sr0 ] && [ -b /dev/vdb1 ] && break; sleep 0.1; done
mkdir -p /cd /seed
mount -t iso9660 -o ro /dev/sr0 /cd && echo "CD $(cat /cd/hello.txt)"
mount -t vfat -o ro /dev/vdb1 /seed && echo "SEED $(cat /seed/user-data | tail -1) $(ls /seed | sort | tr '\\n' ' ')"
head -c 1000000 /dev/vdb1 | grep -qa "CIDATA  *" && echo LABEL-CIDATA
echo > /seed/x 2>/dev/null || echo SEED-READ-ONLY
echo "DISK $(head -c 9 /dev/vda)"
printf overwrite > /dev/vda; sync
"""


def console():
    p = subprocess.run([LANYARD, "console", "vm1"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    return p.stdout.decode(errors="replace")


def boot(text, *options):
    """What the guest said."""
    r = up(text, *options)
    if not check("vm disks: a lab", r.returncode == 0, r.stderr):
        return ""
    until(lambda: "GUEST-END" in console(), 90, 0.3)
    until(lambda: "off" in re.search(r"^vm1 .*$", lanyard("show").stdout, re.M)[0], 10)
    out = console()
    lanyard("down")
    return out


def main():
    need("vm_disks", "qemu-system-x86_64", "qemu-img", "genisoimage", "busybox")
    try:
        kernel, _ = guest.kernel()
    except guest.Missing as e:
        skip("vm_disks", e)
        return
    d = private_state()
    guest.initramfs(f"{d}/initrd", MODULES, SCRIPT)
    with open(f"{d}/base.img", "wb") as f:
        f.write(b"untouched" + bytes((1 << 20) - 9))
    os.makedirs(f"{d}/iso")
    os.makedirs(f"{d}/seed")
    for path, text in (("iso/hello.txt", "from the disc\n"), ("seed/user-data", "#cloud-config\nhostname: seeded\n"), ("seed/meta-data", "instance-id: 1\n")):
        with open(f"{d}/{path}", "w") as f:
            f.write(text)
    sh(["genisoimage", "-quiet", "-R", "-o", f"{d}/cd.iso", f"{d}/iso"])
    text = LAB % (kernel, d, d, d, d)
    out = boot(text)
    check("vm disks: cdrom", "CD from the disc" in out, out[-800:])
    check("vm disks: cloud-init", "SEED hostname: seeded meta-data user-data" in out and "LABEL-CIDATA" in out, out[-800:])
    check("vm disks: the seed cannot be written", "SEED-READ-ONLY" in out and sorted(os.listdir(f"{d}/seed")) == ["meta-data", "user-data"], out[-800:])
    check("vm disks: at first the disk is the image", "DISK untouched" in out, out[-800:])
    check("vm disks: a persistent one is kept, the image stays", os.listdir(f"{d}/disks") == ["vm-disks.vm1.qcow2"] and open(f"{d}/base.img", "rb").read(9) == b"untouched")
    out = boot(text)
    check("vm disks: after down and up it holds what was written", "DISK overwrite" in out, out[-800:])
    if "--all" in sys.argv:
        check("vm disks: --fresh begins anew", "DISK untouched" in boot(text, "--fresh"))
        out = boot(text.replace("persistent: true, ", ""))
        check("vm disks: one that is not persistent knows nothing of it", "DISK untouched" in out and "DISK untouched" in boot(text.replace("persistent: true, ", "")), out[-800:])
    with open(f"{d}/base.img", "rb") as f:
        check("vm disks: the image is untouched to the last byte", hashlib.sha1(f.read()).digest() == hashlib.sha1(b"untouched" + bytes((1 << 20) - 9)).digest())


main()
finish()
