# SPDX-License-Identifier: GPL-3.0-or-later
"""A Debian trixie in a folder, for tests that need newer programs than this machine has: QEMU of trixie-backports, a 6.12 kernel.

It is made once, with debootstrap from the mirror that this machine's apt uses, and kept outside the checkout. Whoever needs a program names its
package; what is missing is installed. Everything raises Missing, by which a test is skipped, where it cannot be had.

    import libtrixie as trixie
    argv = trixie.command(["qemu-system-x86_64", "--version"], packages=["qemu-system-x86/trixie-backports"])
    vmlinuz, modules = trixie.kernel()
"""
import contextlib
import fcntl
import glob
import os
import re
import shutil
import subprocess
import tempfile

SUITE = "trixie"
CACHE = os.environ.get("LANYARD_CACHE") or os.path.expanduser("~/.cache/lanyard")
ROOT = f"{CACHE}/{SUITE}"
QEMU = "qemu-system-x86/trixie-backports"


class Missing(Exception):
    """What the machine lacks; the test is skipped by this name."""


def fetching(argv):
    """argv in the network of this machine, where a test runs in one of its own."""
    net = os.environ.get("LANYARD_TEST_NET")
    return ["nsenter", f"--net={net}", *argv] if net else argv


def _run(argv, what, **kw):
    r = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **kw)
    if r.returncode:
        raise Missing(f"{what} failed: {r.stdout.strip().splitlines()[-1] if r.stdout.strip() else r.returncode}")
    return r.stdout


@contextlib.contextmanager
def locked():
    os.makedirs(CACHE, exist_ok=True)
    with open(f"{CACHE}/lock", "w") as f:
        fcntl.flock(f, fcntl.LOCK_EX)
        yield


def _mirror():
    """Where this machine gets its own release from: the source whose suite is the machine's code name."""
    release = re.search(r"^VERSION_CODENAME=(\S+)", open("/etc/os-release").read(), re.M) if os.path.exists("/etc/os-release") else None
    if not release:
        raise Missing("not a Debian")
    for path in ["/etc/apt/sources.list"] + sorted(glob.glob("/etc/apt/sources.list.d/*")):
        text = open(path).read() if os.path.exists(path) else ""
        for block in re.split(r"\n\s*\n", text):
            uri, suites = re.search(r"^URIs:\s*(\S+)", block, re.M), re.search(r"^Suites:(.*)", block, re.M)
            if uri and suites and release[1] in suites[1].split():
                return uri[1]
        for m in re.finditer(r"^deb\s+(?:\[[^]]*\]\s*)?(\S+)\s+(\S+)", text, re.M):
            if m[2] == release[1]:
                return m[1]
    raise Missing(f"no apt source for {release[1]}")


def _enter(argv, root=ROOT, share=(), onto=()):
    """argv in the chroot, in a mount namespace of its own that ends with it: devices, /tmp and the folders of `share` are the host's; and of each pair of `onto`
    the host's first stands at the second."""
    mounts = "".join(f'mkdir -p "{root}{there}"; mount --rbind "{here}" "{root}{there}"; ' for here, there in [*((d, d) for d in ["/dev", "/tmp", *share]), *onto])
    shell = f'set -e; mount --make-rprivate /; {mounts}mount -t proc proc "{root}/proc"; mount --bind /sys "{root}/sys"; exec chroot "{root}" "$@"'
    return ["unshare", "-m", "sh", "-c", shell, "sh", *argv]


def _bootstrap():
    if os.path.exists(f"{ROOT}/etc/debian_version"):
        return
    if os.geteuid() != 0:
        raise Missing("a trixie chroot needs root to be made")
    for tool in ("debootstrap", "unshare"):
        if not shutil.which(tool):
            raise Missing(f"no {tool}")
    mirror, part = _mirror(), f"{ROOT}.part"
    shutil.rmtree(part, ignore_errors=True)
    try:
        _run(fetching(["debootstrap", "--variant=minbase", SUITE, part, mirror]), "debootstrap")
        with open(f"{part}/etc/apt/sources.list", "w") as f:
            f.write(f"deb {mirror} {SUITE} main\ndeb {mirror} {SUITE}-backports main\n")
        shutil.rmtree(ROOT, ignore_errors=True)
        os.rename(part, ROOT)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _apt(*argv):
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive", LC_ALL="C", PATH="/usr/sbin:/usr/bin:/sbin:/bin")
    shutil.copy("/etc/resolv.conf", f"{ROOT}/etc/resolv.conf")
    return _run(fetching(_enter(["apt-get", "-o", "APT::Sandbox::User=root", "-o", "DPkg::Lock::Timeout=60", *argv])), f"apt-get {argv[0]}", env=env)


def _has(package):
    name = package.split("/")[0]
    return os.path.exists(f"{ROOT}/var/lib/dpkg/info/{name}.list") or os.path.exists(f"{ROOT}/var/lib/dpkg/info/{name}:amd64.list")


def root(packages=()):
    """The chroot's folder, with the packages in it. A package is a name, or NAME/SUITE: from that suite, with what it needs."""
    with locked():
        _bootstrap()
        missing = [p for p in packages if not _has(p)]
        if missing:
            if os.geteuid() != 0:
                raise Missing(f"the trixie chroot lacks {' '.join(missing)}, and only root can install there")
            _apt("update", "-qq")
            for package in missing:
                name, _, suite = package.partition("/")
                _apt("install", "-y", "-qq", "--no-install-recommends", *(["-t", suite] if suite else []), name)
                if not _has(package):
                    raise Missing(f"{package} left no trace in the trixie chroot")
            _apt("clean")
    return ROOT


def command(argv, packages=(), share=(), onto=()):
    """What to run on this machine so that argv runs in the chroot. /tmp and the folders of `share` are the host's there; the network, users and
    processes are too."""
    root(packages)
    if os.geteuid() != 0:
        raise Missing("a chroot needs root")
    return _enter(argv, share=[os.path.abspath(d) for d in share], onto=onto)


def qemu(*argv, share=()):
    return command(["qemu-system-x86_64", *argv], packages=[QEMU], share=share)


def kernel(flavour="amd64"):
    """(vmlinuz, modules folder) of trixie's linux-image-FLAVOUR (amd64, cloud-amd64), unpacked beside the chroot, never installed."""
    tree = f"{CACHE}/kernel-{SUITE}-{flavour}"
    if not glob.glob(f"{tree}/lib/modules/*/modules.dep"):
        root()
        with locked():
            _fetch_kernel(tree, flavour)
    return glob.glob(f"{tree}/boot/vmlinuz-*")[0], glob.glob(f"{tree}/lib/modules/*")[0]


def _fetch_kernel(tree, flavour):
    if glob.glob(f"{tree}/lib/modules/*/modules.dep"):
        return
    if os.geteuid() != 0:
        raise Missing("a trixie kernel needs root to be fetched")
    _apt("update", "-qq")
    with tempfile.TemporaryDirectory(dir="/tmp") as tmp:
        depends = _run(_enter(["apt-cache", "depends", f"linux-image-{flavour}/{SUITE}"]), "apt-cache")
        names = re.findall(r"Depends: (linux-image-\S+)", depends)
        if not names:
            raise Missing(f"no linux-image-{flavour} in {SUITE}")
        _run(fetching(_enter(["sh", "-c", f"cd {tmp} && apt-get download -qq -o APT::Sandbox::User=root {names[0]}/{SUITE}"])), "fetching a kernel")
        part = f"{tree}.part"
        shutil.rmtree(part, ignore_errors=True)
        _run(["dpkg-deb", "-x", glob.glob(f"{tmp}/*.deb")[0], part], "unpacking a kernel")
        release = os.path.basename(glob.glob(f"{part}/lib/modules/*" if os.path.isdir(f"{part}/lib/modules") else f"{part}/usr/lib/modules/*")[0])
        if not os.path.isdir(f"{part}/lib"):
            os.symlink("usr/lib", f"{part}/lib")
        _run(["depmod", "-b", part, release], "depmod")
        shutil.rmtree(tree, ignore_errors=True)
        os.rename(part, tree)


if __name__ == "__main__":
    print(subprocess.run(qemu("--version"), capture_output=True, text=True).stdout.splitlines()[0])
    print(*kernel())
