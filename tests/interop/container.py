#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kind: container. Real programs (curl, iperf3, busybox) in namespaces of their own, with the machine's files, a root made of busybox alone, and OCI bundles by
runc and crun: addresses, exec, console, power, carrier both ways, limits that bite, an engine killed, commands that fail, roots that lie, and nothing left behind.
One runtime and one lie in the short run."""
import glob
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from libinterop import LANYARD, check, execute, finish, lanyard, need, need_root, on_exit, private_state, sh, skip, until, up

LAB = """
name: cont
nodes:
  sw1: {kind: switch, ports: 6}
  pc1: {kind: host, address: 10.9.0.1/24}
  c1: {kind: container, address: [10.9.0.2/24, "2001:db8:9::2/64"], gateway: 10.9.0.1, memory: 96M, cpus: 0.5, processes: 40,
       exec: ["mkdir -p /run/www; echo it works > /run/www/index.html", "cd /run/www && exec python3 -m http.server 80", "iperf3 -s"]}
  c2: {kind: container, root: root, address: 10.9.0.3/24, exec: ["echo SAID", "nosuchprogram"], mac: "02:00:00:00:77:01", ports: 2, dns: [10.9.0.53, "2001:db8::53"]}
  c3: {kind: container, root: kept, persistent: true, exec: "echo here > /file"}
wires:
  - [sw1:g0/1, pc1]
  - [sw1:g0/2, c1]
  - [sw1:g0/3, c2:eth0]
  - [sw1:g0/4, c2:eth1]
"""
TOOLS = "sh ls cat ip ping echo mount hostname ps sleep head wget mkdir rm ln chroot id stty tty true poweroff reboot touch"


def node(name):
    show = json.loads(lanyard("show", "--json").stdout)
    return [n for n in show["nodes"] if n["name"] == name][0]


def port(name, k=0):
    return node(name)["ports"][k]


def exec_json(name, *commands):
    r = lanyard("exec", name, *commands, "--json")
    return json.loads(r.stdout) if r.stdout else [{"output": "", "ok": False, "ended": r.stderr}]


def console(name, text):
    p = subprocess.run([LANYARD, "console", name], input=text.encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    return p.stdout.decode(errors="replace")


def busybox_root(path):
    os.makedirs(f"{path}/bin", exist_ok=True)
    shutil.copy(shutil.which("busybox"), f"{path}/bin/busybox")
    for tool in TOOLS.split():
        if not os.path.exists(f"{path}/bin/{tool}"):
            os.symlink("busybox", f"{path}/bin/{tool}")


def processes(text):
    """Of the containers, wherever they are."""
    out = []
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            with open(path, "rb") as f:
                if text in f.read().replace(b"\0", b" ").decode(errors="replace"):
                    out.append(int(path.split("/")[2]))
        except OSError:
            pass
    return [p for p in out if p != os.getpid()]


def groups():
    return glob.glob("/sys/fs/cgroup/*/lanyard/*-c[0-9]") + glob.glob("/sys/fs/cgroup/lanyard/*-c[0-9]")


def apart():
    for kind in ("pid", "mnt", "uts", "net", "ipc"):
        here = os.readlink(f"/proc/self/ns/{kind}")
        check(f"container: a {kind} namespace of its own", here not in execute("c1", f"readlink /proc/self/ns/{kind}") and here not in execute("c2", f"ls -l /proc/self/ns/{kind}"))
    out = execute("c1", "hostname; ps ax | wc -l; cat /proc/1/comm; ls /sys/class/net; ip -o addr show eth0; ip route; cat /sys/class/net/eth0/address")
    check("container: named as its node, few processes, its own devices", out.startswith("c1\n") and int(out.split("\n")[1]) < 20 and "lanyard-init\n" in out and "eth0\nlo\n" in out, out)
    check("container: addresses, route and MAC address as the file has them", "10.9.0.2/24" in out and "2001:db8:9::2/64" in out and "default via 10.9.0.1 dev eth0" in out
          and port("c1")["mac"] in out, out)
    out = execute("c2", "ls -A /; cat /sys/class/net/eth0/address /sys/class/net/eth1/address; ip addr; id")
    check("container: a root of busybox alone, two ports", re.search(r"^bin\ndev\netc\nproc\nsys\n02:00:00:00:77:01\n02:00:00:00:77:02\n", out) and "10.9.0.3/24" in out, out)
    before = open("/proc/sys/kernel/randomize_va_space").read()
    out = execute("c1", "echo 0 > /proc/sys/kernel/randomize_va_space; echo 1 > /proc/sys/net/ipv4/ip_forward; cat /proc/sys/net/ipv4/ip_forward; date -s 2001-01-01; mount -t tmpfs t /mnt; touch /mnt/x")
    check("container: its own network may be tuned, the machine's kernel not", "Read-only" in out and "\n1\n" in out and "not permitted" in out and before == open("/proc/sys/kernel/randomize_va_space").read()
          and not os.path.exists("/mnt/x"), out)


def talks():
    check("container: name servers are the lab's", execute("c1", "cat /etc/resolv.conf") == "" and "2001:db8::53" in execute("c2", "cat /etc/resolv.conf"))
    check("container: a host of ours pings both", "Success rate is 100" in execute("pc1", "ping 10.9.0.2 repeat 3") and "Success rate is 100" in execute("pc1", "ping 10.9.0.3 repeat 3"))
    check("container: and the other way", "0% packet loss" in execute("c1", "ping -c 2 -i 0.2 10.9.0.1"))
    check("container: wget in one from the server in the other", execute("c2", "wget -q -O - http://10.9.0.2/") == "it works\n")
    check("container: curl in the machine's own files", execute("c1", "curl -s http://10.9.0.2/") == "it works\n")
    if shutil.which("iperf3"):
        out = execute("c1", "iperf3 -J -c 10.9.0.2 -n 1M")
        check("container: iperf3", '"error"' not in out and '"sum_sent"' in out, out[-300:])


def commands():
    r = lanyard("exec", "c1", "exit 7", "echo two; echo three >&2", "kill -9 $$")
    check("container: exec runs all, the status is 1, both outputs are there", r.returncode == 1 and r.stdout == "two\nthree\n", r.stdout + r.stderr)
    how = [c["ended"] for c in exec_json("c1", "exit 7", "kill -9 $$", "true", "nosuch")]
    check("container: exec says how each ended", how == ["status 7", "signal 9", "status 0", "status 127"], how)
    out = exec_json("c2", "echo 'ä€😀'; head -c 300000 /dev/zero | hexdump > /dev/null; echo end")[0]["output"]
    check("container: characters stay whole", out.startswith("ä€😀\n"), out[:50])
    r = lanyard("exec", "c1", "head -c 3000000 /dev/zero | tr '\\0' x")
    check("container: much output comes whole", len(r.stdout) == 3000000, len(r.stdout))
    r = lanyard("exec", "c1", "yes & yes & yes &", "pkill yes; echo second", timeout=20)
    check("container: what a command leaves behind writes for ever: it ends, the next has its turn", r.returncode == 0 and ("\n" + r.stdout).endswith("\nsecond\n"), r.stdout[-100:] + r.stderr)
    p = subprocess.Popen([LANYARD, "exec", "c1", "sleep 4321"])
    check("container: a command runs", until(lambda: processes("sleep 4321")), "")
    p.kill()
    p.wait()
    check("container: who leaves ends what he ran", until(lambda: not processes("sleep 4321"), 5))
    execute("c1", "sleep 1234 & sleep 1235 & setsid sleep 1236 &")
    check("container: orphans are its first process's", until(lambda: all("ps" for _ in [0]) and "Z" not in execute("c1", "ps -o stat= --ppid 1"), 5))
    check("container: what is in no shell is refused", lanyard("exec", "sw1:x", "true").returncode == 3 and lanyard("exec", "c1").returncode == 2)


def consoles():
    out = console("c1", "tty; echo name $HOSTNAME; stty size\n")
    check("container: the console is a terminal with a shell", "/dev/pts/0" in out and "name c1" in out and "24 80" in out, out)
    out = console("c2", "exit\n") + console("c2", "")
    check("container: the console shows what the commands at start said", "SAID" in out and "nosuchprogram: not found" in out, out)
    check("container: a shell that ends is followed by another", until(lambda: "again 2" in console("c2", "echo again $((1 + 1))\n"), 5))
    check("container: a command that failed is shown, the container is up", node("c2")["state"] == "up" and "nosuchprogram" in node("c2").get("why", "") and "127" in node("c2")["why"], node("c2"))


def carrier():
    at = "cat /sys/class/net/eth0/carrier"
    lanyard("wire", "c1:eth0", "down")
    check("container: a cut wire is seen", until(lambda: execute("c1", at) == "0\n", 5))
    lanyard("wire", "c1:eth0", "up")
    check("container: and mended", until(lambda: execute("c1", at) == "1\n", 5))
    execute("c2", "ip link set eth1 down")
    check("container: its interface down is the switch's port down", until(lambda: not port("c2", 1)["up"] and not port("sw1", 3)["up"], 5))
    check("container: that of another port is not", port("c2", 0)["up"])
    lanyard("wire", "sw1:g0/4", "down")
    execute("c2", "ip link set eth1 up")
    check("container: up again, the wire is still cut", until(lambda: execute("c2", "cat /sys/class/net/eth1/carrier") == "0\n", 5))
    lanyard("wire", "sw1:g0/4", "up")
    check("container: and all is well", until(lambda: execute("c2", "cat /sys/class/net/eth1/carrier") == "1\n" and port("sw1", 3)["up"], 5))


def limits():
    r = exec_json("c1", "python3 -c 'x = bytearray(200 << 20)'")[0]
    check("container: the memory limit bites, and is named", not r["ok"] and "out of memory" in r["ended"], r)
    out = lanyard("exec", "c1", "head -c 80000000 /dev/zero > /run/big; rm /run/big; python3 -c 'x = bytearray(200 << 20)'").stderr
    check("container: a full /run is no end; the command line names what had no memory", "out of memory" in out and "200 << 20" in out, out)
    check("container: and the container lives", node("c1")["state"] == "up" and execute("c1", "echo alive") == "alive\n")
    out = execute("c1", "for i in $(seq 100); do sleep 30 > /dev/null 2>&1 & done 2>&1 | tail -3")
    check("container: processes are bounded", "fork" in out.lower() or "temporarily" in out, out)
    out = until(lambda: execute("c1", "pkill sleep; echo fine"), 10)
    check("container: and it can be used afterwards", until(lambda: "fine" in execute("c1", "echo fine"), 10), out)
    cpu = [int(open(f).read().split()[0]) for g in groups() if g.endswith("-c1") for f in glob.glob(g + "/cpu.cfs_quota_us") + glob.glob(g + "/cpu.max")]
    check("container: the share of processors", cpu == [50000], cpu)


def power():
    lanyard("power", "c1", "suspend")
    check("container: suspended", node("c1")["state"] == "suspended" and lanyard("exec", "c2", "wget -q -T 1 -O - http://10.9.0.2/").returncode == 1)
    check("container: no command runs in a suspended one", lanyard("exec", "c1", "true").returncode == 3)
    lanyard("power", "c1", "resume")
    check("container: resumed", "fine" in execute("c1", "echo fine"))
    lanyard("power", "c1", "suspend")
    check("container: a suspended one can be restarted", lanyard("power", "c1", "restart").returncode == 0 and execute("c1", "echo anew") == "anew\n")
    check("container: its server is there again", until(lambda: execute("c2", "wget -q -O - http://10.9.0.2/") == "it works\n", 10))
    execute("c2", "ip link del eth1")
    check("container: an interface that it deletes is its port down", until(lambda: not port("sw1", 3)["up"], 5))
    execute("c2", "echo x > /written; ip link set eth0 down; ip link add dummy7 type dummy")
    lanyard("power", "c2", "off")
    check("container: off: nothing runs, no carrier", node("c2")["state"] == "off" and not port("sw1", 2)["up"] and len(processes("helper-container")) == 2)
    check("container: exec in one that is off", lanyard("exec", "c2", "true").returncode == 3 and lanyard("console", "c2", stdin=subprocess.DEVNULL).returncode in (0, 3))
    lanyard("wire", "sw1:g0/3", "down")
    lanyard("power", "c2", "on")
    check("container: a wire that was cut meanwhile is cut", until(lambda: execute("c2", "cat /sys/class/net/eth0/carrier") == "0\n", 5))
    lanyard("wire", "sw1:g0/3", "up")
    out = execute("c2", "ls -A /; ip link")
    check("container: on: as new", "written" not in out and "eth1" in out and "dummy7" not in out and until(lambda: "Success rate is 100" in execute("pc1", "ping 10.9.0.3"), 10), out)
    execute("c2", "poweroff -f")
    check("container: powers itself down", until(lambda: node("c2")["state"] == "off", 5) and "powered itself down" in node("c2").get("why", ""), node("c2"))
    lanyard("power", "c2", "on")
    execute("c2", "sleep 1; reboot -f")
    check("container: reboots", until(lambda: node("c2")["state"] == "up", 5))
    engine = json.loads(lanyard("ls", "--json").stdout)[0]["engine_pid"]
    before = processes("http.server")
    os.kill(engine, signal.SIGKILL)
    until(lambda: json.loads(lanyard("ls", "--json").stdout or "[{}]")[0].get("engine_pid") not in (engine, None), 5)
    check("container: outlives the engine", until(lambda: "Success rate is 100" in execute("pc1", "ping 10.9.0.2"), 10) and processes("http.server") == before)
    check("container: its console and commands too", "there" in console("c1", "echo th''ere\n") and execute("c1", "echo still") == "still\n")
    for pid in processes("helper-container"):
        if "c1" in sh(["nsenter", "-u", "-t", str(pid), "hostname"]).out:
            os.kill(pid, signal.SIGKILL)
    check("container: killed from outside: crashed, and why", until(lambda: node("c1")["state"] == "crashed", 5) and "signal 9" in node("c1")["why"], node("c1"))
    lanyard("power", "c1", "on")
    deaf()


def deaf():
    """Its first process gets no time: what does not fit into its line is refused, not lost."""
    init = [p for p in processes("helper-container") if "c3" in sh(["nsenter", "-u", "-t", str(p), "hostname"]).out]
    os.kill(init[0], signal.SIGSTOP)
    asked = [subprocess.Popen([LANYARD, "exec", "c3", "true #" + "\1" * 8000], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(8)]
    refused = until(lambda: [p for p in asked if p.poll() is not None], 10)
    check("container: one that does not listen is said to", refused and all(p.returncode == 3 and "does not listen" in p.stdout.read() for p in refused), refused)
    os.kill(init[0], signal.SIGCONT)
    check("container: and what it had been asked is done", sorted(p.wait(20) for p in asked)[:1] == [0], [p.returncode for p in asked])


def clean_end(d):
    left_before = execute("c1", "echo up")
    check("container: down", left_before and lanyard("down").returncode == 0)
    check("container: no process is left", not processes("helper-container") and not processes("http.server") and not processes("sleep 1236"))
    check("container: no control group, mount or file is left", not groups() and d not in open("/proc/mounts").read() and not [f for _, _, files in os.walk(f"{d}/run") for f in files], groups())
    check("container: a persistent root holds what was written, another does not", open(f"{d}/kept/file").read() == "here\n" and os.listdir(f"{d}/root") == ["bin"], os.listdir(f"{d}/root"))


def one(text, options=""):
    """A lab of one container."""
    return up(f"name: cont\nnodes:\n  c1: {{kind: container, {text}}}\n")


def lying_roots(d):
    for name, link in (("proc", "/etc"), ("dev", "/tmp"), ("sys", "../../../../etc"))[:3 if "--all" in sys.argv else 1]:
        busybox_root(f"{d}/bad-{name}")
        os.symlink(link, f"{d}/bad-{name}/{name}")
        r = one(f"root: bad-{name}")
        check(f"container: /{name} in a root that is a link is refused by name", r.returncode == 4 and f"/{name} in the root is a symbolic link" in r.stderr and "lab.yml:3:" in r.stderr, r.stderr)
    busybox_root(f"{d}/odd:root, it \\is")
    os.symlink("/etc", f"{d}/odd:root, it \\is/etc")
    r = one('root: "odd:root, it \\\\is", exec: ["mkdir /x", "echo hello > /etc/lanyard-was-here"]')
    check("container: a folder with signs in its name; a link in it leads nowhere outside", r.returncode == 0 and not os.path.exists("/etc/lanyard-was-here")
          and execute("c1", "ls -A /").startswith("bin\n"), r.stderr + execute("c1", "ls -A /"))
    lanyard("down")
    os.makedirs(f"{d}/empty")
    r = one("root: empty, exec: ls")
    check("container: a root without a shell comes up and says so", r.returncode == 0 and "127" in node("c1").get("why", "") and lanyard("exec", "c1", "ls").returncode == 1, r.stderr)
    lanyard("down")
    os.makedirs(os.fsencode(d) + b"/latin\xe9/bin")
    os.symlink(b"latin\xe9", f"{d}/link")
    r = one("root: link")
    check("container: a root whose real name is not UTF-8", r.returncode == 4 and "is not UTF-8" in r.stderr, r.stderr)
    r = one('processes: 4, exec: ["exec sleep 30", "exec sleep 30", "true"]')
    check("container: a command for which there is no process is named", r.returncode == 0 and 'exec "true" ended with status 126: no process' in node("c1").get("why", ""), r.stderr)
    lanyard("down")
    r = one('exec: "busybox reboot -f"')
    check("container: one that reboots at once for ever is stopped", "within a second" in r.stderr if r.returncode else until(lambda: "within a second" in node("c1").get("why", ""), 5), r.stderr)
    lanyard("down")
    r = one("memory: 4M, exec: \"python3 -c 'x = bytearray(200 << 20)'\"")
    check("container: one that is too small for its command says so", r.returncode in (0, 4), r.stderr)
    lanyard("down")


def killed_keeper():
    one("exec: [\"setsid sleep 7654 &\"]")
    keeper = json.loads(lanyard("ls", "--json").stdout)[0]["keeper_pid"]
    check("container: it runs", until(lambda: processes("sleep 7654")))
    os.kill(keeper, signal.SIGKILL)
    check("container: the keeper's end is its end, whatever it runs", until(lambda: not processes("sleep 7654") and not processes("helper-container"), 5))
    lanyard("ls")
    check("container: the next command sweeps its control group", not groups(), groups())


def bundles(d):
    bundle = f"{d}/bundle"
    busybox_root(f"{bundle}/rootfs")
    both = [r for r in ("runc", "crun") if shutil.which(r)]
    for runtime in ("runc", "crun") if "--all" in sys.argv or not both else both[:1]:
        if not shutil.which(runtime):
            skip(f"container: a bundle by {runtime}", "not on this machine")
            continue
        if not os.path.exists(f"{bundle}/config.json"):
            sh([runtime, "spec"], cwd=bundle)
        os.environ["LANYARD_OCI"] = runtime
        r = up("name: cont\nnodes:\n  pc1: {kind: host, address: 10.9.0.1/24}\n  c1: {kind: container, bundle: bundle, address: 10.9.0.2/24, memory: 64M, "
               "exec: \"echo begun\"}\nwires:\n  - [pc1, c1]\n")
        if not check(f"container: a bundle by {runtime}", r.returncode == 0, r.stderr):
            continue
        check(f"container: {runtime}: ping", until(lambda: "Success rate is 100" in execute("pc1", "ping 10.9.0.2"), 10))
        out = execute("c1", "hostname; ls -A /; ip -o addr show eth0")
        check(f"container: {runtime}: exec in it: its own root, our network", out.startswith("c1\nbin\n") and "10.9.0.2/24" in out, out)
        check(f"container: {runtime}: its program at the console", "begun" in console("c1", "echo $((6 * 7))\n") and "42" in console("c1", ""))
        console("c1", "exit 3\n")
        check(f"container: {runtime}: its program's end is its end", until(lambda: node("c1")["state"] == "crashed", 5) and "status 3" in node("c1")["why"], node("c1"))
        check(f"container: {runtime}: on again", lanyard("power", "c1", "on").returncode == 0 and execute("c1", "echo anew") == "anew\n")
        config = json.load(open(f"{bundle}/config.json"))
        json.dump(config | {"root": {}}, open(f"{bundle}/config.json", "w"))
        lanyard("power", "c1", "restart")
        check(f"container: {runtime}: a configuration that has lost its root since", until(lambda: node("c1")["state"] == "crashed", 5) and 'lacks "root.path"' in node("c1")["why"], node("c1"))
        json.dump(config, open(f"{bundle}/config.json", "w"))
        lanyard("down")
        check(f"container: {runtime}: nothing is left", not groups() and not processes("helper-container"), groups())
        config["process"]["args"] = ["/bin/nosuch"]
        os.makedirs(f"{d}/bundle2", exist_ok=True)
        config["root"]["path"] = f"{bundle}/rootfs"
        json.dump(config, open(f"{d}/bundle2/config.json", "w"))
        r = one("bundle: bundle2")
        check(f"container: {runtime}: a program that is not there: its words", r.returncode == 4 and ("nosuch" if runtime == "runc" else "does not start: it ended with status 1: ") in r.stderr, r.stderr)
    os.environ["LANYARD_OCI"] = ""
    path = os.environ["PATH"]
    os.environ["PATH"] = d
    r = one("bundle: bundle") if os.path.exists(f"{bundle}/config.json") else None
    os.environ["PATH"] = path
    check("container: no runtime: what to install", r is None or (r.returncode == 4 and "apt install runc" in r.stderr), r and r.stderr)


def no_rights():
    if not shutil.which("setpriv"):
        return
    d = private_state()
    os.chmod(d, 0o777)
    with open(f"{d}/c.yml", "w") as f:
        f.write("name: cont\nnodes:\n  c1: {kind: container}\n")
    r = sh(["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "env", f"LANYARD_STATE={d}/s", LANYARD, "up", f"{d}/c.yml"])
    check("container: without rights: refused, and says what it takes", r.returncode == 4 and "run as root" in r.out, r.out)


def main():
    need_root("container")
    need("container", "busybox", "curl", "python3", "ip", "nsenter")
    d = private_state()
    busybox_root(f"{d}/root")
    busybox_root(f"{d}/kept")
    r = up(LAB)
    check("container: up names a command that failed", 'c2: container, up; exec "nosuchprogram" ended with status 127' in r.stdout, r.stdout)
    if not check("container: a lab", r.returncode == 0 and "c1: container, up" in r.stdout, r.stderr):
        return
    for part in (apart, talks, commands, consoles, carrier, limits, power):
        part()
    clean_end(d)
    lying_roots(d)
    killed_keeper()
    bundles(d)
    no_rights()


main()
finish()
