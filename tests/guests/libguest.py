# SPDX-License-Identifier: GPL-3.0-or-later
"""Guests for tests: a stock Debian kernel, a busybox initramfs made here, QEMU by emulation.

The kernel package is fetched with apt and unpacked into a cache folder (never installed); LANYARD_TEST_CACHE names the folder.
"""
import glob
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)) + "/..")
import libtrixie as trixie

CACHE = os.environ.get("LANYARD_TEST_CACHE") or ("/var/cache/lanyard-test" if os.geteuid() == 0 else os.path.expanduser("~/.cache/lanyard-test"))


class Missing(Exception):
    """What the machine lacks; the test is skipped by this name."""


def run(argv, **kw):
    return subprocess.run(argv, capture_output=True, text=True, **kw)


def kernel():
    """(vmlinuz, modules folder) of Debian's linux-image-amd64."""
    for tool in ("qemu-system-x86_64", "busybox", "cpio"):
        if not shutil.which(tool):
            raise Missing(f"no {tool}")
    os.makedirs(CACHE, exist_ok=True)
    tree = f"{CACHE}/kernel"
    with trixie.locked():
        fetch_kernel(tree)
    return glob.glob(f"{tree}/boot/vmlinuz-*")[0], glob.glob(f"{tree}/lib/modules/*")[0]


def fetch_kernel(tree):
    if not glob.glob(f"{tree}/boot/vmlinuz-*"):
        deps = run(["apt-cache", "depends", "linux-image-amd64"]).stdout
        names = [line.split()[-1] for line in deps.splitlines() if "Depends: linux-image-" in line]
        if not names:
            raise Missing("apt knows no linux-image-amd64")
        with tempfile.TemporaryDirectory() as tmp:
            got = run(trixie.fetching(["apt-get", "download", "-o", "APT::Sandbox::User=root", names[0]]), cwd=tmp)
            debs = glob.glob(f"{tmp}/*.deb")
            if got.returncode or not debs:
                raise Missing("the kernel package could not be fetched")
            part = f"{tree}.part{os.getpid()}"
            subprocess.run(["dpkg-deb", "-x", debs[0], part], check=True)
            shutil.rmtree(tree, ignore_errors=True)
            os.rename(part, tree)


def module_files(folder, names):
    """The modules and what they need, in load order."""
    deps = {}
    for line in open(f"{folder}/modules.dep") if os.path.exists(f"{folder}/modules.dep") else []:
        path, _, need = line.partition(":")
        deps[os.path.basename(path).split(".")[0].replace("-", "_")] = (path, need.split())
    if not deps:
        base = os.path.dirname(os.path.dirname(os.path.dirname(folder)))
        subprocess.run(["depmod", "-b", base, os.path.basename(folder)], check=True)
        return module_files(folder, names)
    out = []
    for name in names:
        if name not in deps:
            continue  # built in
        path, need = deps[name]
        for p in reversed(need):
            if p not in out:
                out.append(p)
        if path not in out:
            out.append(path)
    return [f"{folder}/{p}" for p in out]


def initramfs(path, modules, script, folder=None, programs=()):
    """An image whose init loads the modules (of kernel() unless another folder of modules is named) and runs the script, then powers off."""
    folder = folder or kernel()[1]
    with tempfile.TemporaryDirectory() as root:
        for d in ("bin", "dev", "proc", "sys", "lib", "etc", "tmp"):
            os.mkdir(f"{root}/{d}")
        shutil.copy(shutil.which("busybox"), f"{root}/bin/busybox")
        for program in programs:
            shutil.copy(program, f"{root}/bin/")
        load = ""
        for f in module_files(folder, modules):
            data, name = f, os.path.basename(f)
            if name.endswith((".xz", ".zst")):
                tool = "xz" if name.endswith(".xz") else "zstd"
                name = name.rsplit(".", 1)[0]
                with open(f"{root}/lib/{name}", "wb") as out:
                    subprocess.run([tool, "-dc", data], stdout=out, check=True)
            else:
                shutil.copy(data, f"{root}/lib/{name}")
            load += f"insmod /lib/{name}\n"
        with open(f"{root}/init", "w") as f:
            f.write("#!/bin/busybox sh\n/bin/busybox --install -s /bin\nexport PATH=/bin\nmount -t devtmpfs dev /dev\nmount -t proc proc /proc\n"
                    "mount -t sysfs sys /sys\n" + load + script + "\necho GUEST-END\npoweroff -f\n")
        os.chmod(f"{root}/init", 0o755)
        with open(path, "wb") as out:
            find = subprocess.Popen(["find", ".", "-print0"], cwd=root, stdout=subprocess.PIPE)
            subprocess.run(["cpio", "--null", "-o", "--quiet", "-H", "newc"], cwd=root, stdin=find.stdout, stdout=out, check=True)
            find.wait()


def boot(script, net, modules=("e1000",), memory=256, seconds=120, on_line=None, programs=()):
    """Runs the script in a guest with the QEMU network arguments `net`; returns the console's text. on_line(line, process) is told each line of it."""
    vmlinuz, _ = kernel()
    with tempfile.TemporaryDirectory() as tmp:
        initramfs(f"{tmp}/initrd", list(modules), script, programs=programs)
        argv = ["qemu-system-x86_64", "-accel", "tcg", "-M", "q35", "-cpu", "qemu64", "-m", str(memory), "-nodefaults", "-no-reboot", "-display",
                "none", "-serial", "stdio", "-kernel", vmlinuz, "-initrd", f"{tmp}/initrd", "-append", "console=ttyS0 panic=-1 quiet"] + net
        return _console(argv, seconds, on_line)


def boot_new(script, net, modules, memory=192, seconds=180, kernel_args="", machine=("-M", "q35"), on_line=None, programs=()):
    """The same with the newest QEMU and kernel, in the trixie chroot; guest memory is shared, as vfio-user and vhost-user want it. on_line(line, process) is
    told each line of the console. Folders under /tmp are the guest's QEMU's too."""
    try:
        vmlinuz, folder = trixie.kernel()
        with tempfile.TemporaryDirectory(dir="/tmp") as tmp:
            shutil.copy(vmlinuz, f"{tmp}/vmlinuz")
            initramfs(f"{tmp}/initrd", list(modules), script, folder, programs)
            argv = trixie.qemu("-accel", "tcg,thread=multi", *machine, "-cpu", "qemu64", "-m", str(memory), "-object",
                               f"memory-backend-memfd,id=mem,size={memory}M,share=on", "-machine", "memory-backend=mem", "-nodefaults", "-no-reboot", "-display",
                               "none", "-serial", "stdio", "-kernel", f"{tmp}/vmlinuz", "-initrd", f"{tmp}/initrd", "-append",
                               f"console=ttyS0 panic=-1 quiet {kernel_args}", *net)
            return _console(argv, seconds, on_line)
    except trixie.Missing as e:
        raise Missing(str(e)) from e


def newest_qemu(d):
    """From now on LANYARD_QEMU is QEMU 11 out of the cached trixie, by a script in folder d."""
    try:
        argv = trixie.command(["qemu-system-x86_64"], packages=[trixie.QEMU], share=[CACHE])
    except trixie.Missing as e:
        raise Missing(str(e)) from e
    with open(f"{d}/qemu", "w") as f:
        f.write(f'#!/bin/sh\nexec {shlex.join(argv)} "$@"\n')
    os.chmod(f"{d}/qemu", 0o755)
    os.environ["LANYARD_QEMU"] = f"{d}/qemu"


def _console(argv, seconds, on_line):
    p = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    timer = threading.Timer(seconds, lambda: os.killpg(p.pid, 9))
    timer.start()
    out = []
    for raw in p.stdout:
        line = raw.decode(errors="replace").rstrip()
        out.append(line)
        if on_line:
            on_line(line, p)
    p.wait()
    if not timer.is_alive():
        out.append("(guest killed: too slow)")
    timer.cancel()
    return "\n".join(out) + "\n"


def vfio_user(path, **options):
    """QEMU's arguments for a NIC of ours at a socket."""
    device = {"driver": "vfio-user-pci", "rombar": 0, "socket": {"type": "unix", "path": path}, **options}
    return ["-device", json.dumps(device)]


def wait_for(path, seconds=10):
    end = time.monotonic() + seconds
    while not os.path.exists(path):
        if time.monotonic() > end:
            raise Missing(f"{path} did not appear")
        time.sleep(0.02)
