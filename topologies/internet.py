#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes internet.yml: autonomous systems of one router each, as they stand to each other in the real internet. `internet.py 50` writes a smaller one."""
import random
import sys

HEAD = """# internet.yml: %(n)d routers, each an autonomous system of its own: AS N has the network %(net)s, its router's address is its first one. as1 to as4 are
# the carriers in the middle, each a peer of the other three; as5 to as%(middle)d buy transit from two of them and have peers beside them; the others are customers, some of
# two providers. A network that is a customer's is told to everybody, what a peer or a provider tells is told to customers alone: routes go up, across once,
# and down, as money does. (Written by topologies/internet.py.)
#
#     lanyard up topologies/internet.yml                                # real time; or --clock virtual, and then: lanyard run --for 2m
#     lanyard exec as%(a)d 'show ip bgp summary' 'show ip route summary'   # the whole internet: %(others)d networks of others
#     lanyard exec as%(a)d 'show ip bgp 10.%(b)d.0.0'                       # the ways there, and why one is best
#     lanyard exec as%(a)d 'traceroute 10.%(b)d.0.1 source Loopback0'
#     lanyard exec as1 'show ip bgp regexp _%(a)d$'                      # who says what of that customer, in the middle
#     lanyard wire as%(a)d:g0/0 down                                     # a provider is lost: look at the ways again, from as%(b)d
#     lanyard configure as%(a)d                                          # type: router bgp %(a)d / no neighbor PROVIDER filter-list 1 out
#     lanyard exec as%(a)d 'clear ip bgp * soft out'                      # a route leak: as%(p)d sends what is for as%(q)d through its customer. Look there:
#     lanyard exec as%(p)d 'show ip bgp 10.%(q)d.0.0' 'traceroute 10.%(q)d.0.1 source Loopback0'
#     lanyard test tests/labs/internet.yml                             # the same and more, on the virtual clock
name: internet
nodes:
"""
POLICY = """      ip community-list standard UPWARDS permit {n}:1
      route-map CUSTOMER permit 10
       set local-preference 200
       set community {n}:1
      route-map PEER permit 10
       set local-preference 150
       set community none
      route-map PROVIDER permit 10
       set local-preference 100
       set community none
      route-map OURS permit 10
       set community {n}:1
      route-map UPWARDS permit 10
       match community UPWARDS
"""


def relations(n, middle, dice):
    """(customer, provider) and (peer, peer)."""
    sold, peers = [], [(a, b) for a in range(1, 5) for b in range(a + 1, 5)]
    for i in range(5, middle + 1):
        sold += [(i, p) for p in sorted(dice.sample(range(1, 5), 2))]
        peers += [(j, i) for j in sorted(dice.sample(range(5, i), min(1, i - 5)))]
    for i in range(middle + 1, n + 1):
        sold += [(i, p) for p in sorted(dice.sample(range(5, middle + 1), 1 + (i % 2)))]
    return sold, peers


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    if not 20 <= n <= 250:
        sys.exit("internet.py: 20 to 250 routers")
    dice, middle = random.Random(1), 4 + 36 * n // 200
    sold, peers = relations(n, middle, dice)
    ends = {i: [] for i in range(1, n + 1)} # (own address, the other's, the other, what the other is)
    wires = []
    for k, (a, b, kinds) in enumerate([(c, p, ("PROVIDER", "CUSTOMER")) for c, p in sold] + [(a, b, ("PEER", "PEER")) for a, b in peers]):
        base = f"172.{16 + 4 * k // 65536}.{4 * k // 256 % 256}."
        own = [base + str(4 * k % 256 + 1 + i) for i in (0, 1)]
        wires.append(f"  - [as{a}:g0/{len(ends[a])}, as{b}:g0/{len(ends[b])}]")
        ends[a].append((own[0], own[1], b, kinds[0]))
        ends[b].append((own[1], own[0], a, kinds[1]))
    a = n - 1 + n % 2 # a customer of two
    print(HEAD % {"n": n, "net": "10.N.0.0/16", "middle": middle, "a": a, "p": ends[a][0][2], "q": ends[a][1][2], "b": n // 2 + 1 + n // 2 % 2, "others": n - 1}, end="")
    for i, list_ in ends.items():
        print(f"  as{i}:\n    kind: router\n    config: |\n      interface Loopback0\n       ip address 10.{i}.0.1 255.255.0.0")
        for k, (own, _, other, kind) in enumerate(list_):
            print(f"      interface GigabitEthernet0/{k}\n       description as{other}, {kind.lower()}\n       ip address {own} 255.255.255.252")
        sells = i <= middle
        print(POLICY.format(n=i) if sells else "      ip as-path access-list 1 permit ^$\n", end="")
        print(f"      router bgp {i}\n       network 10.{i}.0.0 mask 255.255.0.0{' route-map OURS' if sells else ''}")
        for kind in sorted({e[3] for e in list_}):
            print(f"       neighbor {kind} peer-group\n       neighbor {kind} advertisement-interval 5")
            if sells:
                print(f"       neighbor {kind} route-map {kind} in")
            if kind != "CUSTOMER":
                print(f"       neighbor {kind} {'route-map UPWARDS' if sells else 'filter-list 1'} out")
        for _, far, other, kind in list_:
            print(f"       neighbor {far} remote-as {other}\n       neighbor {far} peer-group {kind}")
    print("wires:\n" + "\n".join(wires))


main()
