#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run.py BUILD [PATTERN]: the figures whose names match (a regular expression, found anywhere), each in interleaved rounds with its peers.

Prints a line a figure and peer, NAME VALUE UNIT vs PEER VALUE ratio R: medians over the rounds, R the median of each round's ratio,
so that a noisy neighbour hits both sides alike; above 1 we win. Writes the same, with every round, to BUILD/bench.json.
"""
import json
import os
import re
import shutil
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build")
PATTERN = sys.argv[2] if len(sys.argv) > 2 else ""
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
BIN = BUILD + "/bench"
ROOT = os.geteuid() == 0


def cmd(text, pick=None, scale=1.0, root=False, invert=False, sum_with=None, needs=(), shared=False):
    """A command that prints NAME VALUE UNIT lines: takes the one called `pick` (else the first). invert: scale / value. shared: several figures take theirs of one run."""
    return dict(text=text, pick=pick, scale=scale, root=root, invert=invert, sum_with=sum_with, needs=needs, shared=shared)


def ours(what, pick=None, root=False, needs=()):
    return cmd("{bin}/bench_" + what, pick, root=root, needs=needs)


# Nanoseconds a packet and hop -> million hops a second.
def bare(text, sum_with=None):
    return cmd(text, scale=1000.0, invert=True, sum_with=sum_with)


def doors(what):
    return cmd("{here}/doors.sh " + what, root=True, needs=("ip", "iperf3"))


def linux(what, scale=1):
    return cmd("{here}/peers/peer_linux.sh " + what, scale=scale, root=True, needs=("ip", "iperf3", "clang"))


def testpmd(who, options):
    return cmd("{here}/vhost_testpmd.py " + who + " " + options, needs=("dpdk-testpmd",), root=True)


# A guest is booted once a round for all of its figures.
def guest(nic, pick, scale=1.0):
    return cmd("{here}/guest_nic.py " + nic, pick, scale=scale, root=True, needs=("debootstrap", "busybox", "cpio", "gcc"), shared=True)


def bgp(who, n, family, pick):
    """family: 4, 6, or with the number of sinks behind it."""
    return cmd(f"{{here}}/bgp.sh {who} {n} {family}", pick, root=True, needs=("ip",) + (("bird",) if who == "bird" else ("vtysh",) if who != "ours" else ()), shared=True)


LINUX_BRIDGE = linux("bridge 8 1", 8)
LINUX_ROUTE = linux("route 8 1", 8)
TAPWIRE = cmd("{here}/peers/peer_tapwire.sh offload 2", root=True, needs=("ip", "iperf3"))
BARE_L2 = bare("{bin}/hop l2 8 256 0.5")
BARE_L3 = bare("{bin}/hop l3 8 256 0.5", sum_with="{bin}/lpm dir24 zipf 32 0.3")

# name, unit, rate (more is better) or cost, ours, peers
FIGURES = [
    ("wire_hop", "Mhop/s", "rate", ours("hop wire 0.5"), {"bare_hop": BARE_L2}),
    ("l2_hop", "Mhop/s", "rate", ours("hop l2 1"), {"bare_hop": BARE_L2, "linux_bridge_x8": LINUX_BRIDGE}),
    ("l2_campus", "Mhop/s", "rate", ours("hop campus 1"), {"l2_hop": ours("hop l2 1")}),
    ("l3_hop_ipv4", "Mhop/s", "rate", ours("hop ipv4 1"), {"bare_hop_lookup": BARE_L3, "linux_route_x8": LINUX_ROUTE, "one_hop": ours("hop ipv4 1 1")}),
    ("l3_hop_ipv6", "Mhop/s", "rate", ours("hop ipv6 1"), {"l3_hop_ipv4": ours("hop ipv4 1")}),
    ("acl_1000", "Mhop/s", "rate", ours("hop acl 0.5 1000"), {"one_entry": ours("hop acl 0.5 1")}),
    ("forwarding_10000_changes", "Mhop/s", "rate", ours("hop changes 1 10000"), {"undisturbed": ours("hop changes 1 0")}),
    ("flow_monitor", "Mhop/s", "rate", ours("hop flow 0.5", "flow"), {"without": ours("hop noflow 0.5", "noflow")}),
    ("nat_new", "new/s", "rate", ours("services nat", "nat_new"), {"asked_for": cmd("echo limit 50000 new/s")}),
    ("nat_memory", "bytes", "cost", ours("services nat", "nat_memory"), {}),
    ("nat_200000", "Mhop/s", "rate", ours("services natted 0.5"), {"without": ours("services plain 0.5")}),
    ("qos_policy", "Mhop/s", "rate", ours("services qos 0.5"), {"without": ours("services plain 0.5")}),
    ("workers_2", "times", "rate", ours("hop workers 0.5"), {"two_bare_hops": cmd("{here}/peers/two_hops.sh")}),
    ("virtual_ring", "Mhop/s", "rate", ours("nodes ring 1000 50"), {}),
    ("capture", "Mframes/s", "rate", ours("hop capture 0.5"), {"bare_pcapng": bare("{bin}/pcapng /dev/shm/lyb.pcapng 64 0.5")}),
    ("up_1000", "s", "cost", cmd("{here}/up.sh 1000"), {}),
    ("up_10000", "s", "cost", cmd("{here}/up.sh 10000"), {}),
    ("memory_host", "KiB", "cost", ours("nodes memory host"), {}),
    ("memory_router", "KiB", "cost", ours("nodes memory router"), {}),
    *((f"ospf_{what.replace(' ', '_')}_{part}", unit, "cost", ours("ospf " + what, f"ospf_{what.replace(' ', '_')}_{part}"), {})
      for what in ("ring 100", "grid 10", "grid 32") for part, unit in (("cold", "s"), ("cut", "s"), ("memory", "MiB"))),
    *((f"{what}{suffix}", unit, "cost", bgp("ours", n, family, what), {who: bgp(who, n, family, what) for who in ("bird", "frr")})
      for n, family, suffix in ((1000000, 4, ""), (200000, 6, "_ipv6"))
      for what, unit in (("bgp_load", "s"), ("bgp_withdraw", "s"), ("bgp_memory", "MiB"), ("bgp_route_memory", "bytes"))),
    *((f"bgp_200_peers_{what}", unit, "cost", bgp("ours", "50000", "4 200", "bgp_" + what), {"frr": bgp("frr", "50000", "4 200", "bgp_" + what)})
      for what, unit in (("load", "s"), ("memory", "MiB"))),
    *((f"bgp_fabric_{part}", unit, "cost", cmd("{bin}/bench_bgp fabric 40 960", f"bgp_fabric_{part}", shared=True), {}) for part, unit in (("cold", "s"), ("memory", "MiB"))),
    ("grid_25_cut", "ms", "cost", cmd("{here}/grid.py ours 5"), {"frr": cmd("{here}/grid.py frr 5", root=True, needs=("ip", "vtysh"))}),
    ("ospf_spf", "ms", "cost", ours("ospf spf 5000 20000"), {}),
    ("pvst_200x20", "s", "cost", ours("campus pvst 200 20"), {}),
    *((f"rstp_{what}", unit, "cost", ours("campus ring 8", what), {})
      for what, unit in (("ring_cut", "ms"), ("ring_lost", "ms"), ("ring_silent", "ms"), ("ring_rest", "frames"), ("ring_changes", "frames"))),
    *((what, "%", "rate", ours("campus storm", what), {}) for what in ("storm_guarded", "storm_open")),
    ("tap_switch_tap", "Mpps", "rate", doors("tap ours 1"), {"bare_loop": doors("tap bare 1")}),
    ("udp_wire_udp", "Mpps", "rate", doors("udp ours 1"), {"bare_loop": doors("udp bare 1")}),
    ("tcp_switch", "Gbit/s", "rate", doors("tcp_switch ours 2"), {"linux_bridge": linux("iperf-bridge 1 2"), "bare_tap_wire": TAPWIRE}),
    ("tcp_router", "Gbit/s", "rate", doors("tcp_router ours 2"), {"linux_route": linux("iperf-route 1 2"), "bare_tap_wire": TAPWIRE}),
    *((f"vhost_testpmd_{name}", "Mpps", "rate", testpmd("ours", options), {"net_vhost": testpmd("dpdk", options)})
      for name, options in (("split", "mrg_rxbuf=1,in_order=0"), ("split_in_order", "mrg_rxbuf=1,in_order=1"),
                            ("packed", "packed_vq=1,mrg_rxbuf=1,in_order=0"), ("packed_in_order", "packed_vq=1,mrg_rxbuf=1,in_order=1"))),
    *((f"vhost_{between}_{name}", "Mpps", "rate", testpmd(f"ours_{between}", options), {"net_vhost": testpmd("dpdk_back", options)})
      for between in ("back", "switch")
      for name, options in (("split", "mrg_rxbuf=1,in_order=0"), ("packed", "packed_vq=1,mrg_rxbuf=1,in_order=0"))),
    *((f"nic_{chip}_{name}", unit, "rate", guest(chip, pick, scale), {"qemu_stream": guest(chip, f"stream_{pick}", scale)})
      for chip in ("e1000e", "virtio")
      for name, unit, pick, scale in (("send", "kpps", "tx_pps", 1e-3), ("receive", "kpps", "rx_pps", 1e-3), ("tcp", "Gbit/s", "tcp_gbit", 1))),
    ("nic_guest_to_guest", "Gbit/s", "rate", guest("pair_vhost", "tcp_gbit"), {"qemu_stream": guest("pair_stream", "tcp_gbit")}),
    ("nic_register_read", "us", "cost", guest("mmio_ours", "mmio_us"), {"zero_server": guest("mmio_zero", "mmio_us")}),
    ("nic_vhost_back", "s", "cost", guest("back_vhost", "gap_s"), {}),
    ("nic_vfio_replug", "s", "cost", guest("replug_vfio", "gap_s"), {}),
    ("shell_login", "s", "cost", cmd("{here}/shell.py login", needs=("sshpass", "ssh")), {}),
    ("shell_show", "ms", "cost", cmd("{here}/shell.py show"), {}),
    ("shell_exec", "ms", "cost", cmd("{here}/shell.py exec"), {"vtysh": cmd("{here}/shell.py vtysh_show", root=True, needs=("ip", "vtysh"))}),
    ("shell_config", "s", "cost", cmd("{here}/shell.py config"), {"vtysh": cmd("{here}/shell.py vtysh_config", root=True, needs=("ip", "vtysh"))}),
    ("engine_back", "s", "cost", cmd("{here}/shell.py back"), {}),
    ("shell_hostile_1", "times", "rate", cmd("{here}/shell.py hostile_1"), {}),
    ("shell_hostile_2", "times", "rate", cmd("{here}/shell.py hostile_2"), {}),
    *((f"shell_hostile_ssh_{n}", "times", "rate", cmd(f"{{here}}/shell.py hostile_ssh_{n}", needs=("sshpass", "ssh")), {}) for n in (1, 2)),
    ("lpm_ipv4_x8", "ns", "cost", ours("lpm 0.3 4", "lpm_ipv4_x8"), {}),
    ("lpm_ipv6_x8", "ns", "cost", ours("lpm 0.3 6", "lpm_ipv6_x8"), {}),
]


def output(text, key, kept={}):
    """What a command printed. key: what it printed under that key before, where it did."""
    if key not in kept:
        p = subprocess.run(text.split(), env=dict(os.environ, BIN=BIN), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=300)
        if not key:
            return p
        kept[key] = p
    return kept[key]


def run(c, turn=0):
    """Its value, or None where it cannot run here."""
    total = 0.0
    texts = [c["text"]] + ([c["sum_with"]] if c["sum_with"] else [])
    for text in texts:
        text = text.format(bin=BIN, here=HERE, build=BUILD)
        try:
            p = output(text, (text, turn) if c["shared"] else None)
        except (OSError, subprocess.TimeoutExpired) as e:
            print(f"# {text}: {e}", file=sys.stderr)
            return None
        rows = [line.split() for line in p.stdout.splitlines() if len(line.split()) >= 3]
        if c["pick"]:
            rows = [r for r in rows if r[0] == c["pick"]]
        if p.returncode or not rows:
            print(f"# {text}: status {p.returncode} {p.stderr.strip()[-200:]}", file=sys.stderr)
            return None
        for line in p.stderr.splitlines():
            print(f"# {line.lstrip('# ')}", file=sys.stderr)
        total += float(rows[0][1])
    if c["invert"]:
        return c["scale"] / total if total else None
    return total * c["scale"]


def why_not(c):
    if c["root"] and not ROOT:
        return "needs root"
    for tool in c["needs"]:
        if not shutil.which(tool, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin"):
            return f"needs {tool}"
    return None


def quiet():
    subprocess.run([HERE + "/peers/quiet.sh", os.environ.get("BENCH_QUIET", "2")], stderr=subprocess.DEVNULL, check=False)


def median(values):
    good = [v for v in values if v is not None]
    return statistics.median(good) if good else None


def figure(name, unit, kind, mine, peers):
    """Rows of one figure: one without a peer, else one a peer."""
    blocked = why_not(mine)
    if blocked:
        print(f"# {name}: {blocked}", file=sys.stderr)
        return []
    peers = {p: c for p, c in peers.items() if not why_not(c) or print(f"# {name}: {p} {why_not(c)}", file=sys.stderr)}
    rounds = {"": []}
    for turn in range(ROUNDS):
        quiet()
        value = run(mine, turn)
        rounds[""].append(value)
        if value is None:
            return []
        for p, c in peers.items():
            rounds.setdefault(p, []).append(run(c, turn))
    rows = []
    for p in list(peers) or [""]:
        row = {"name": name, "value": median(rounds[""]), "unit": unit, "rounds": rounds[""]}
        if p:
            ratios = [None if not v or not q else v / q if kind == "rate" else q / v for v, q in zip(rounds[""], rounds[p])]
            row.update(peer=p, peer_value=median(rounds[p]), peer_rounds=rounds[p], ratio=median(ratios))
        rows.append(row)
    return rows


def show(row):
    text = f"{row['name']} {row['value']:.4g} {row['unit']}"
    if row.get("ratio") is not None:
        text += f" vs {row['peer']} {row['peer_value']:.4g} ratio {row['ratio']:.3g}"
    print(text, flush=True)


def main():
    rows = []
    for f in FIGURES:
        if re.search(PATTERN, f[0]):
            for row in figure(*f):
                show(row)
                rows.append(row)
    with open(BUILD + "/bench.json", "w", encoding="utf-8") as out:
        json.dump(rows, out, indent=1)
    if not rows:
        sys.exit(f"run.py: no figure matches '{PATTERN}', or none can run here")


main()
