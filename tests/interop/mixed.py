#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mixed networks: one router of ours amid four of FRR, and one of FRR amid four of ours. OSPF on every link, iBGP with the one in the middle as route reflector. All
tables against a plain Dijkstra's: whole, links cut and back (each with --all), costs that change, routers restarted; packets from edge to edge."""
import heapq
import ipaddress
import json
import os
import sys

from libinterop import Frr, LANYARD, background, check, finish, inside, json_rows, lanyard, need, need_frr, need_root, private_state, sh, tshark_clean, until, up

need_root("mixed")
need("mixed", "ip", "tshark")
for daemon in ("ospfd", "bgpd"):
    need_frr("mixed", daemon)

ALL = "--all" in sys.argv
RING = [1, 2, 3, 4]
# Link number: the two routers, the cost. 5 is in the middle.
LINKS = {1: (1, 2, 10), 2: (2, 3, 20), 3: (3, 4, 10), 4: (4, 1, 30), 5: (1, 5, 25), 6: (2, 5, 5), 7: (3, 5, 40), 8: (4, 5, 15)}


class Net:
    """The network, `ours` being those of its routers that are ours."""

    def __init__(self, name, ours):
        self.name, self.ours, self.cost, self.cut = name, set(ours), {k: c for k, (_, _, c) in LINKS.items()}, set()
        self.state = f"{private_state()}/{name}"
        os.makedirs(self.state)
        os.chmod(os.path.dirname(self.state), 0o755)
        os.chmod(self.state, 0o755)
        self.ports = {n: [k for k, ends in LINKS.items() if n in ends[:2]] for n in range(1, 6)}

    def ns(self, n):
        return f"{self.name}-f{n}"

    def iface(self, n, k):
        """Of router n on link k."""
        return f"g0/{self.ports[n].index(k)}" if n in self.ours else f"{self.name[:2]}{n}l{k}"

    def address(self, n, k):
        return f"10.90.{k}.{1 if LINKS[k][0] == n else 2}"

    def bgp(self, n, far):
        """The lines of a router's neighbour, and whether it is reflected to."""
        return [f"neighbor 10.255.0.{far} remote-as 65000"], [f"neighbor 10.255.0.{far} route-reflector-client"] if n == 5 else []

    def config(self, n):
        ours, lines = n in self.ours, []
        for k in self.ports[n]:
            lines += [f"interface {self.iface(n, k)}"] + ([f" ip address {self.address(n, k)} 255.255.255.252"] if ours else [])
            lines += [" ip ospf network point-to-point", f" ip ospf cost {self.cost[k]}", " ip ospf hello-interval 1", " ip ospf dead-interval 4"]
        lines += ["interface Loopback0", f" ip address 10.255.0.{n} 255.255.255.255"] if ours else ["interface lo", f" ip address 10.255.0.{n}/32"]
        lines += [f"ip route 172.31.{n}.0 255.255.255.0 Null0"] if ours else [f"ip route 172.31.{n}.0/24 Null0"]
        # With next hops as objects of the kernel, 8.4 now and then refuses a route over several for good: it keeps an object that went with its interface.
        lines += ["no zebra nexthop kernel enable"] * (not ours)
        lines += ["router ospf 1" if ours else "router ospf", f" {'router-id' if ours else 'ospf router-id'} 10.255.0.{n}"]
        lines += [" network 10.0.0.0 0.255.255.255 area 0" if ours else " network 10.0.0.0/8 area 0", " timers throttle spf 10 50 500"]
        lines += ["router bgp 65000", f" bgp router-id 10.255.0.{n}"]
        family = []
        for far in RING if n == 5 else [5]:
            session, reflect = self.bgp(n, far)
            lines += [f" {x}" for x in session] + [f" neighbor 10.255.0.{far} update-source {'Loopback0' if ours else 'lo'}", f" neighbor 10.255.0.{far} timers connect 2"] * (not ours)
            lines += [f" neighbor 10.255.0.{far} update-source Loopback0"] * ours
            family += reflect
        lines += [" address-family ipv4 unicast" if not ours else " address-family ipv4"] + [f"  {x}" for x in family]
        lines += [f"  network 172.31.{n}.0 mask 255.255.255.0" if ours else f"  network 172.31.{n}.0/24", " exit-address-family"]
        return lines

    def start(self):
        nodes, wires, veths = "", "", []
        for n in sorted(self.ours):
            nodes += f"  r{n}:\n    kind: router\n    ports: 4\n    config: |\n" + "".join(f"      {x}\n" for x in [f"hostname r{n}"] + self.config(n))
        for k, (a, b, _) in LINKS.items():
            if a in self.ours and b in self.ours:
                wires += f"  - [r{a}:{self.iface(a, k)}, r{b}:{self.iface(b, k)}]\n"
            elif a in self.ours or b in self.ours:
                mine, theirs = (a, b) if a in self.ours else (b, a)
                wires += f'  - ["tap:{self.iface(theirs, k)}?netns={self.ns(theirs)}&address={self.address(theirs, k)}/30", r{mine}:{self.iface(mine, k)}]\n'
            else:
                veths.append((k, a, b))
        r = up(f"name: mixed-{self.name}\nnodes:\n{nodes}wires:\n{wires}")
        if not check(f"{self.name}: up", r.returncode == 0, r.stderr):
            finish()
        self.frr = {}
        for n in range(1, 6):
            if n in self.ours:
                continue
            inside(self.ns(n), "ip link set lo up")
            inside(self.ns(n), "sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0")
        for k, a, b in veths:
            inside(self.ns(a), f"ip link add {self.iface(a, k)} type veth peer name {self.iface(b, k)} netns {self.ns(b)}")
            for n in (a, b):
                inside(self.ns(n), f"ip addr add {self.address(n, k)}/30 dev {self.iface(n, k)}")
                inside(self.ns(n), f"ip link set {self.iface(n, k)} up")
        for n in range(1, 6):
            if n not in self.ours:
                os.mkdir(f"{self.state}/f{n}", 0o755)
                self.frr[n] = Frr(f"{self.state}/f{n}", self.ns(n), "\n".join(self.config(n)) + "\n", "zebra", "staticd", "ospfd", "bgpd")
                self.frr[n].start()

    def want(self, n):
        """Where n gets to, and how far: Dijkstra over the links that are whole. A loopback of ours costs 1, one of FRR nothing."""
        dist, heap = {}, [(0, n)]
        while heap:
            d, x = heapq.heappop(heap)
            if x in dist:
                continue
            dist[x] = d
            for k, (a, b, _) in LINKS.items():
                if k not in self.cut and x in (a, b):
                    heapq.heappush(heap, (d + self.cost[k], b if x == a else a))
        return {f"10.255.0.{x}/32": d + (x in self.ours) for x, d in dist.items() if x != n} | {f"172.31.{x}.0/24": f"10.255.0.{x}" for x in dist if x != n}

    def have(self, n):
        found = {}
        if n in self.ours:
            for x in json_rows(f"r{n}", "show ip route"):
                net = ipaddress.ip_network(x["prefix"])
                if x["source"] == "ospf" and x["prefix"].startswith("10.255."):
                    found[x["prefix"]] = x["metric"]
                elif x["source"] == "bgp" and net.prefixlen == 24:
                    found[x["prefix"]] = x["next_hops"][0].get("via")
            return found
        # Of BGP what FRR was told: now and then 8.4 keeps a next hop as unreachable that its own table has.
        try:
            rows, paths = json.loads(self.frr[n].vtysh("show ip route json")), json.loads(self.frr[n].vtysh("show bgp ipv4 unicast json"))["routes"]
        except (ValueError, KeyError):
            return {}
        for prefix, ways in rows.items():
            found |= {prefix: way["metric"] for way in ways if way.get("selected") and way["protocol"] == "ospf" and prefix.startswith("10.255.")}
        for prefix, ways in paths.items():
            found |= {prefix: hop["ip"] for way in ways for hop in way["nexthops"] if hop["ip"] != "0.0.0.0"}
        return found

    def agrees(self, what, seconds=60):
        wrong = {}

        def all_right():
            wrong.clear()
            for n in range(1, 6):
                have, want = self.have(n), self.want(n)
                if have != want:
                    wrong[n] = {p: (have.get(p), want.get(p)) for p in set(have) | set(want) if have.get(p) != want.get(p)}
                    return False
            return True

        return check(f"{self.name}: {what}: every table is Dijkstra's", until(all_right, seconds), f"router: prefix (has, should have): {wrong}")

    def set_link(self, k, whole):
        a, b, _ = LINKS[k]
        (self.cut.discard if whole else self.cut.add)(k)
        if a in self.ours or b in self.ours:
            mine = a if a in self.ours else b
            lanyard("wire", f"r{mine}:{self.iface(mine, k)}", "up" if whole else "down")
        else:
            inside(self.ns(a), f"ip link set {self.iface(a, k)} {'up' if whole else 'down'}")

    def set_cost(self, k, cost):
        self.cost[k] = cost
        for n in LINKS[k][:2]:
            if n in self.ours:
                sh([LANYARD, "configure", f"r{n}"], input=f"interface {self.iface(n, k)}\nip ospf cost {cost}\n")
            else:
                self.frr[n].vtysh("configure terminal", f"interface {self.iface(n, k)}", f"ip ospf cost {cost}")

    def restart(self, n):
        if n in self.ours:
            lanyard("save", f"r{n}")
            lanyard("power", f"r{n}", "off")
        else:
            self.frr[n].stop()
        for k in self.ports[n]:
            self.cut.add(k)
        self.agrees_without(n)
        if n in self.ours:
            lanyard("power", f"r{n}", "on")
        else:
            with open(f"{self.frr[n].dir}/c", "w") as f: # with what was configured since
                f.write("\n".join(self.config(n)) + "\n")
            self.frr[n].start()
        self.cut.clear()

    def agrees_without(self, n):
        have = lambda x: {p: v for p, v in self.have(x).items() if p.startswith("10.255.")}
        want = lambda x: {p: v for p, v in self.want(x).items() if p.startswith("10.255.")}
        left = [x for x in range(1, 6) if x != n]
        check(f"{self.name}: router {n} is gone: the others go round it", until(lambda: all(have(x) == want(x) for x in left), 40), {x: (have(x), want(x)) for x in left})

    def reached(self, a, b):
        if a in self.ours:
            return "Success rate is 100" in lanyard("exec", f"r{a}", f"ping 10.255.0.{b} source Loopback0").stdout
        return inside(self.ns(a), f"ping -c 3 -i 0.2 -W 2 -I 10.255.0.{a} 10.255.0.{b}").returncode == 0


def whole(name, ours):
    net = Net(name, ours)
    net.start()
    cap = f"{net.state}/{name}.pcapng"
    capture = background([LANYARD, "capture", *(f"r{n}:{net.iface(n, k)}" for n in ours[:1] for k in net.ports[n]), "-w", cap])
    net.agrees("whole", 90)
    check(f"{name}: packets from edge to edge", all(until(lambda: net.reached(a, b), 10) for a, b in ((1, 3), (3, 1), (4, 2), (2, 5))))
    for k in LINKS if ALL else (2, 6):
        net.set_link(k, False)
        net.agrees(f"link {k} cut")
        net.set_link(k, True)
    net.agrees("all links back")
    for k, cost in ((6, 60), (2, 1), (5, 3)):
        net.set_cost(k, cost)
    net.agrees("other costs")
    for n in (5, 2) if ALL else ours[:1]:
        net.restart(n)
        net.agrees(f"router {n} restarted", 90)
    os.killpg(capture.pid, 2)
    capture.wait()
    tshark_clean(name, cap, min_frames=100)
    lanyard("down", f"mixed-{name}")
    for frr in net.frr.values():
        frr.stop()


whole("amid-frr", [5])
whole("amid-ours", [1, 2, 3, 4])
finish()
