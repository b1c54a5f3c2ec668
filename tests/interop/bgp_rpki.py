#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Origin validation with StayRTR as the cache (version 1 over IPv4, version 0 over IPv6) and routes of FRR's bgpd: states and best paths beside rtrlib's verdicts, a ROA that changes,
the cache killed and back with another session, states told to an internal neighbour; tshark finds nothing malformed."""
import json
import os
import re

from libinterop import Frr, LANYARD, background, check, execute, finish, inside, json_rows, lanyard, need, need_frr, need_root, private_state, tshark_clean, until, up

need_root("bgp_rpki")
need("bgp_rpki", "ip", "tshark", "stayrtr", "rpki-rov")
need_frr("bgp_rpki", "bgpd")
state = private_state()
os.chmod(state, 0o755)
LAB = """
name: bgp-rpki
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      ipv6 unicast-routing
      interface GigabitEthernet0/0
       ip address 10.87.0.1 255.255.255.0
       ipv6 address 2001:DB8:87::1/64
      interface GigabitEthernet0/1
       ip address 10.87.1.1 255.255.255.0
      router bgp 65001
       bgp router-id 1.1.1.1
       bgp rpki server tcp 10.87.0.3 port 323 refresh 600
       bgp rpki server tcp 2001:DB8:87::3 port 8283 refresh 600
       neighbor 10.87.0.3 remote-as 65003
       neighbor 10.87.0.3 advertisement-interval 0
       neighbor 10.87.1.2 remote-as 65001
       neighbor 10.87.1.2 announce rpki state
       neighbor 10.87.1.2 next-hop-self
       address-family ipv6
        neighbor 10.87.0.3 activate
  r2:
    kind: router
    config: |
      hostname r2
      interface GigabitEthernet0/0
       ip address 10.87.1.2 255.255.255.0
      router bgp 65001
       bgp router-id 2.2.2.2
       bgp bestpath prefix-validate allow-invalid
       neighbor 10.87.1.1 remote-as 65001
       neighbor 10.87.1.1 announce rpki state
wires:
  - ["tap:lyk0?netns=rpki-frr&address=10.87.0.3/24", r1:g0/0]
  - [r1:g0/1, r2:g0/0]
"""
ROUTES = {"10.99.0.0/24": "valid", "10.99.1.0/24": "invalid", "10.98.0.0/16": "not found", "10.97.0.0/25": "invalid", "10.97.0.0/24": "valid", "10.96.0.0/16": "invalid",
          "2001:DB8:9900::/40": "valid", "2001:DB8:9800::/40": "invalid"}
ROAS = [("10.99.0.0/24", 24, 65003), ("10.99.1.0/24", 24, 65009), ("10.97.0.0/16", 24, 65003), ("10.96.0.0/15", 24, 0), ("10.97.0.0/16", 16, 65009),
        ("2001:db8:9900::/40", 40, 65003), ("2001:db8:9800::/37", 48, 65009)]


def publish(roas):
    with open(f"{state}/roas.new", "w") as f:
        json.dump({"metadata": {"buildtime": "2024-01-01T00:00:00Z"}, "roas": [{"prefix": p, "maxLength": m, "asn": f"AS{a}", "ta": "test"} for p, m, a in roas]}, f)
    os.rename(f"{state}/roas.new", f"{state}/roas.json")


def serve(bind, version):
    return background(["ip", "netns", "exec", "rpki-frr", "stayrtr", "-bind", bind, "-cache", f"{state}/roas.json", "-checktime=false", "-refresh", "1", "-protocol", str(version),
                       "-metrics.addr", "127.0.0.1:0", "-rtr.refresh", "600", "-rtr.retry", "5"], stdout=open(f"{state}/stayrtr{version}.log", "a"))


publish(ROAS)
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
inside("rpki-frr", "ip link set lo up")
inside("rpki-frr", "ip addr add 2001:db8:87::3/64 dev lyk0 nodad")
cap = f"{state}/rpki.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "-w", cap])
one, old = serve(":323", 1), serve(":8283", 0)
four, six = [p for p in ROUTES if ":" not in p], [p for p in ROUTES if ":" in p]
nets = lambda all_: "\n".join(f"  network {p.lower()}" for p in all_)
frr = Frr(state, "rpki-frr", f"""
router bgp 65003
 bgp router-id 3.3.3.3
 no bgp ebgp-requires-policy
 no bgp network import-check
 neighbor 10.87.0.1 remote-as 65001
 neighbor 10.87.0.1 timers connect 2
 address-family ipv4 unicast
{nets(four)}
 exit-address-family
 address-family ipv6 unicast
{nets(six)}
  neighbor 10.87.0.1 activate
 exit-address-family
""", "zebra", "bgpd")
frr.start()


def servers():
    return {x["port"]: x for x in json_rows("r1", "show ip bgp rpki servers")}


def states(node="r1"):
    rows = json_rows(node, "show ip bgp") + (json_rows(node, "show bgp ipv6 unicast") if node == "r1" else [])
    return {x["prefix"]: x.get("rpki_state") for x in rows if x.get("neighbor")}


def up_all():
    s = servers()
    return all(s[p]["state"] == "Established" and s[p]["prefixes"] == len(ROAS) for p in (323, 8283))


check("both caches", until(up_all, 40, 0.5), servers())
s = servers()
check("the newer speaks version 1, the older 0", (s[323]["version"], s[8283]["version"]) == (1, 0), s)
rows = json_rows("r1", "show ip bgp rpki table") + json_rows("r1", "show bgp ipv6 unicast rpki table")
check("all that they say, from each", sorted((x["prefix"].lower(), x["max_length"], x["origin_as"], x["port"]) for x in rows) ==
      sorted((p, m, a, port) for p, m, a in ROAS for port in (323, 8283)), rows)
check("states", until(lambda: states() == ROUTES, 40, 0.5), states())
best = {x["prefix"] for line in ("show ip bgp", "show bgp ipv6 unicast") for x in json_rows("r1", line) if x["best"]}
check("what is invalid is not best", best == {p for p in ROUTES if ROUTES[p] != "invalid"}, best)
check("nor in the table", "10.99.1.0" not in execute("r1", "show ip route bgp"), execute("r1", "show ip route bgp"))
asks = "\n".join(f"{p.split('/')[0]} {p.split('/')[1]} 65003" for p in ROUTES)
o = inside("rpki-frr", "timeout 5 rpki-rov 127.0.0.1 323", input=asks + "\n").out
verdict = {"0": "valid", "1": "not found", "2": "invalid"}
theirs = {f"{a}/{n}": verdict[v] for a, n, v in re.findall(r"^(\S+) (\d+) 65003\|[^|]*\|(\d)", o, re.M)}
check("rtrlib says the same", {k.upper(): v for k, v in theirs.items()} == {k.upper(): v for k, v in ROUTES.items()}, o)
wanted = {p: ROUTES[p] for p in four if ROUTES[p] != "invalid"}
check("an internal neighbour hears the states", until(lambda: states("r2") == wanted, 20, 0.5), states("r2"))
check("as a community", "0x4300:0:1" in execute("r2", "show ip bgp 10.98.0.0/16"), execute("r2", "show ip bgp 10.98.0.0/16"))

publish([x for x in ROAS if x[0] != "10.99.1.0/24"] + [("10.99.1.0/24", 24, 65003), ("10.98.0.0/16", 16, 65009)])
CHANGED = {**ROUTES, "10.99.1.0/24": "valid", "10.98.0.0/16": "invalid"}
check("ROAs change: the cache notifies, what they cover is looked at again", until(lambda: states() == CHANGED, 30, 0.5), states())
check("and the internal neighbour is told", until(lambda: states("r2") == {p: v for p, v in CHANGED.items() if p in four and v != "invalid"}, 20, 0.5), states("r2"))
check("by a Serial Query", servers()[323]["serial"] > 0 or servers()[323]["pdus_sent"] > 1, servers())

session = servers()[323]["session"]
for p in one, old:
    p.kill()
    p.wait()  # its port is free
check("the caches die: what they said stays", until(lambda: servers()[323]["state"] == "Down", 15, 0.3) and states() == CHANGED, (servers(), states()))
publish(ROAS)
one, old = serve(":323", 1), serve(":8283", 0)
until(lambda: servers()[323]["state"] == "Established", 30, 0.5)
if servers()[8283]["state"] == "Down":  # version 0 says no retry interval: ten minutes, if the first call came too early
    execute("r1", "clear ip bgp rpki server 2001:DB8:87::3")
check("they are back, with other sessions, and say something else", until(lambda: up_all() and states() == ROUTES, 60, 0.5), (servers(), states()))
check("the session is another", servers()[323]["session"] != session, servers())
lanyard("configure", "r1", "-", input="router bgp 65001\n no bgp rpki server tcp 10.87.0.3 port 323\n no bgp rpki server tcp 2001:DB8:87::3 port 8283\n")
check("without servers there are no states", until(lambda: set(states().values()) <= {None, "not found"}, 10, 0.3), states())
capture.terminate()
capture.wait()
tshark_clean("rpki", cap, 30)
finish()
