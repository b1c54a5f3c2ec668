#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""BGP in VRFs under random changes, on the virtual clock: neighbours, maps, targets, networks, interfaces between VRFs, VRFs and the speaker come and go while sessions are up. In the
end every table, of the router and of its three neighbours, is what the same running configuration makes of a router that has just booted. An argument: how many seeds."""
import json
import random
import re
import sys

from libinterop import LANYARD_FAST, check, finish, private_state, sh

RED, BLUE, GREEN = "RED", "BLUE", "GREEN"
NUMBER = {RED: 1, BLUE: 2, GREEN: 3}
SHOWS = [("pe", "show ip bgp vpnv4 all")] + [("pe", f"show ip route vrf {v}") for v in NUMBER] + [(f"c{k}", "show ip bgp") for k in NUMBER.values()]
state = private_state()


def customer(k):
    return f"""hostname c{k}
interface GigabitEthernet0/0
 ip address 10.0.{k}.2 255.255.255.0
interface Loopback0
 ip address 10.{10 + k}.0.1 255.255.255.0
interface Loopback1
 ip address 10.{10 + k}.1.1 255.255.255.0
router bgp {65000 + k}
 timers bgp 3 9
 network 10.{10 + k}.0.0 mask 255.255.255.0
 network 10.{10 + k}.1.0 mask 255.255.255.0
 neighbor 10.0.{k}.1 remote-as 65000
 neighbor 10.0.{k}.1 advertisement-interval 0
"""


def family(v, *lines):
    return "\n".join(["router bgp 65000", f" address-family ipv4 vrf {v}", *(f"  {x}" for x in lines), ""])


def neighbor(v, k):
    return family(v, *(f"neighbor 10.0.{k}.2 {x}" for x in (f"remote-as {65000 + k}", "timers 3 9", "advertisement-interval 0", "activate", "send-community both")))


def definition(v, *lines):
    return "\n".join([f"vrf definition {v}", f" rd 65000:{NUMBER[v]}", " address-family ipv4", *(f"  {x}" for x in lines), ""])


def made(v):
    return definition(v, f"route-target both 65000:{NUMBER[v]}")


def link(v, k):
    return f"interface GigabitEthernet0/{k - 1}\n vrf forwarding {v}\n ip address 10.0.{k}.1 255.255.255.0\n"


LISTS = """hostname pe
ip prefix-list ODD permit 10.11.1.0/24
ip prefix-list ODD permit 10.12.1.0/24
route-map DROP deny 10
 match ip address prefix-list ODD
route-map DROP permit 20
route-map METRIC permit 10
 set metric 77
route-map TARGET permit 10
 match ip address prefix-list ODD
 set extcommunity rt 65000:9
route-map TARGET permit 20
interface Loopback9
 ip address 9.9.9.9 255.255.255.255
router bgp 65000
 bgp router-id 9.9.9.9
"""
BEGIN = "".join(made(v) for v in NUMBER) + "".join(link(v, k) for v, k in NUMBER.items()) + LISTS + "".join(neighbor(v, k) for v, k in NUMBER.items())


def change(r):
    v, k, n, no = r.choice(list(NUMBER)), r.randint(1, 3), r.randint(1, 3), r.choice(["", "no "])
    own = f"neighbor 10.0.{NUMBER[v]}.2"
    words = [f"{no}redistribute connected", f"{no}redistribute static", f"{no}redistribute connected route-map METRIC", f"{no}{own} route-map DROP out", f"{no}{own} as-override",
             f"{no}{own} default-originate", f"{no}{own} shutdown", f"{no}aggregate-address 10.{10 + n}.0.0 255.255.0.0 summary-only", f"{no}aggregate-address 10.{10 + n}.0.0 255.255.0.0 suppress-map DROP",
             f"{no}network 172.16.{NUMBER[v]}.0 mask 255.255.255.0", f"{no}network 10.{10 + n}.0.0 mask 255.255.255.0 backdoor", f"{no}distance 33 10.0.{NUMBER[v]}.2 0.0.0.0", f"{no}maximum-paths 4",
             f"{no}bgp router-id 8.8.8.{NUMBER[v]}", f"no neighbor 10.0.{k}.2"]
    targets = [f"{no}route-target import 65000:{n}", f"{no}route-target export 65000:{n}", f"{no}route-target import 65000:9", f"{no}import map DROP", f"{no}export map TARGET"]
    others = [neighbor(v, k), neighbor(v, NUMBER[v]), neighbor(v, NUMBER[v]), link(v, k), link(v, NUMBER[v]), f"interface GigabitEthernet0/{k - 1}\n {no}shutdown\n",
              f"no vrf definition {v}\n", made(v), made(v) + link(v, NUMBER[v]) + neighbor(v, NUMBER[v]), f"router bgp 65000\n no address-family ipv4 vrf {v}\n",
              f"{no}ip route vrf {v} 172.16.{NUMBER[v]}.0 255.255.255.0 Null0\n", f"{no}ip route vrf {v} 172.17.{NUMBER[v]}.0 255.255.255.0 10.0.{NUMBER[v]}.2\n",
              f"interface Loopback{NUMBER[v]}\n vrf forwarding {v}\n ip address 10.9{NUMBER[v]}.0.1 255.255.255.0\n", f"no interface Loopback{NUMBER[v]}\n",
              f"no ip prefix-list ODD\nip prefix-list ODD permit 10.{10 + n}.1.0/24\n", f"ip prefix-list ODD permit 10.{10 + n}.0.0/24\n"]
    if r.random() < 0.02:
        return "no router bgp 65000\n"
    return r.choice([family(v, w) for w in words] + [f"vrf definition {v}\n address-family ipv4\n  {t}\n" for t in targets] + others)


def scenario(config, steps):
    """What came of its steps; a step that never fits shows what was seen."""
    nodes = {"pe": {"kind": "router", "ports": 4, "config": config}, **{f"c{k}": {"kind": "router", "config": customer(k)} for k in NUMBER.values()}}
    wires = [[f"pe:g0/{k - 1}", f"c{k}:g0/0"] for k in NUMBER.values()]
    path = f"{state}/random.yml"
    with open(path, "w") as f:
        json.dump({"lab": {"nodes": nodes, "wires": wires}, "steps": steps}, f)
    r = sh([LANYARD_FAST, "test", "--json", "-", path], timeout=300)
    try:
        return json.loads(r.out)[0]["steps"]
    except ValueError:
        check("the scenario runs", False, r.out[-2000:])
        finish()


def ask(node, show):
    return {"expect": {"on": node, "run": show, "matches": "never this"}}


def seen(done, n):
    return [x.get("seen", "") for x in done if "never this" in x.get("expected", "")][-n:]


def plain(text):
    """Without what is another for a router that has run longer."""
    lines, prefix = [], ""
    for x in text.splitlines():
        if re.match(r" [*rsdh ][>i* m]", x) and len(x) > 40:  # a path: the prefix stands in the first one's line, whichever that is
            prefix = x[5:22].strip() or prefix
            x = x[:5] + prefix + x[22:]
        if not x.startswith("BGP table version"):
            lines.append(re.sub(r"\d\d:\d\d:\d\d|\d+w\dd|\d+d\d+h", "T", x.rstrip()))
    return sorted(lines)


def one(seed):
    r = random.Random(seed)
    steps = [{"wait": "20s"}]
    for _ in range(r.randint(8, 30)):
        steps.append({"configure": {"on": "pe", "lines": change(r)}})
        if r.random() < 0.6:
            steps.append({"wait": r.choice(["1s", "3s", "15s"])})
    steps += [{"wait": "400s"}, ask("pe", "show running-config")] + [ask(*x) for x in SHOWS]
    while True:
        done = scenario(BEGIN, steps)
        refused = [k for k, x in enumerate(done) if x["result"] == "failed" and "never this" not in x.get("expected", "")]
        if not refused:
            break
        del steps[refused[0]]  # of a VRF that is not there: the rest goes on without it
    config, *after = seen(done, 1 + len(SHOWS))
    config = "\n".join(x for x in config.splitlines() if not re.match(r"Building|Current configuration|version|end$", x)) + "\n"
    fresh = seen(scenario(config, [{"wait": "400s"}] + [ask(*x) for x in SHOWS]), len(SHOWS))
    wrong = [f"{show}\n{x}\nbooted with the same:\n{y}" for show, x, y in zip(SHOWS, after, fresh) if plain(x) != plain(y)]
    changes = "---\n".join(x["configure"]["lines"] for x in steps if "configure" in x)
    return "\n".join(wrong) + "\nafter:\n" + changes if wrong or len(after) != len(SHOWS) or len(fresh) != len(SHOWS) else ""


seeds = next((int(x) for x in sys.argv[1:] if x.isdigit()), 600 if "--all" in sys.argv else 120)
wrong = {k: text for k in range(seeds) if (text := one(k))}
check(f"{seeds} seeds of changes: each table as of a router that has just booted", not wrong, "\n".join(f"seed {k}: {text}" for k, text in list(wrong.items())[:2]))
finish()
