#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""OSPFv2 with FRR's ospfd and BIRD: adjacencies, databases and routes equal on all sides; failure, recovery, restart, authentication, mismatches."""
import json
import os
import re

from libinterop import Frr, LANYARD, background, check, execute, finish, inside, json_rows, lanyard, need, need_frr, need_root, private_state, sh, \
    tshark_clean, tshark_complaints, until, up

need_root("ospf")
need("ospf", "ip", "tshark")
need_frr("ospf", "ospfd")
state = private_state()
os.chmod(state, 0o755)
HAVE_BIRD = sh("command -v bird").returncode == 0

LAB = """
name: ospf-peers
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      interface Loopback0
       ip address 10.255.0.1 255.255.255.255
      interface GigabitEthernet0/0
       ip address 10.80.0.1 255.255.255.0
       ip ospf hello-interval 1
       ip ospf dead-interval 4
      interface GigabitEthernet0/1
       ip address 10.80.12.1 255.255.255.252
       ip ospf network point-to-point
       ip ospf hello-interval 1
       ip ospf dead-interval 4
      ip route 192.168.77.0 255.255.255.0 Null0
      router ospf 1
       redistribute static metric 33 subnets
       network 10.0.0.0 0.255.255.255 area 0
  r2:
    kind: router
    config: |
      hostname r2
      interface Loopback0
       ip address 10.255.0.2 255.255.255.255
      interface GigabitEthernet0/0
       ip address 10.80.12.2 255.255.255.252
       ip ospf network point-to-point
       ip ospf hello-interval 1
       ip ospf dead-interval 4
      interface GigabitEthernet0/1
       ip address 10.80.23.2 255.255.255.252
       ip ospf network point-to-point
       ip ospf hello-interval 1
       ip ospf dead-interval 4
      interface GigabitEthernet0/2
       ip address 10.81.0.2 255.255.255.0
       ip ospf hello-interval 1
       ip ospf dead-interval 4
      router ospf 1
       network 10.81.0.0 0.0.255.255 area 1
       network 10.0.0.0 0.255.255.255 area 0
wires:
  - [r1:g0/1, r2:g0/0]
  - ["tap:lyo0?netns=ospf-frr&address=10.80.0.3/24", r1:g0/0]
  - ["tap:lyo1?netns=ospf-frr&address=10.80.23.3/30", r2:g0/1]
  - ["tap:lyo2?netns=ospf-bird&address=10.81.0.4/24", r2:g0/2]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/ospf.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "r2:g0/1", "r2:g0/2", "-w", cap])

# ---- FRR ----
frr = Frr(state, "ospf-frr", """
interface lo
 ip address 10.255.0.3/32
interface lyo0
 ip ospf hello-interval 1
 ip ospf dead-interval 4
interface lyo1
 ip ospf network point-to-point
 ip ospf hello-interval 1
 ip ospf dead-interval 4
router ospf
 ospf router-id 10.255.0.3
 network 10.0.0.0/8 area 0
 timers throttle spf 10 100 1000
""", "zebra", "ospfd")
inside("ospf-frr", "ip link set lo up")


def frr_config(*lines):
    return frr.vtysh("configure terminal", *lines)


frr.start()

# ---- BIRD ----
def bird_config(authentication=""):
    with open(f"{state}/bird.conf", "w") as f:
        f.write("""router id 10.255.0.4;
protocol device {}
protocol direct { ipv4; }
protocol kernel { ipv4 { export where source ~ [ RTS_OSPF, RTS_OSPF_IA, RTS_OSPF_EXT1, RTS_OSPF_EXT2 ]; }; }
protocol static st { ipv4; route 192.168.99.0/24 blackhole; }
protocol ospf v2 o { ipv4 { import all; export where source = RTS_STATIC; };
  area 0.0.0.1 { interface "lyo2" { hello 1; dead 4; %s }; interface "lo" { stub; }; }; }
""" % authentication)


if HAVE_BIRD:
    bird_config()
    inside("ospf-bird", "ip link set lo up")
    inside("ospf-bird", "ip addr add 10.255.0.4/32 dev lo")
    background(["ip", "netns", "exec", "ospf-bird", "bird", "-f", "-c", f"{state}/bird.conf", "-s", f"{state}/bird.ctl"])


def bird(line):
    return inside("ospf-bird", f"birdc -s {state}/bird.ctl {line}").out


def neighbors(node):
    return {x["neighbor_id"]: x["state"] for x in json_rows(node, "show ip ospf neighbor")}


def routes(node):
    return {x["prefix"]: (x["code"], x["metric"]) for x in json_rows(node, "show ip route") if x["source"] == "ospf"}


def via(node, prefix):
    return [h.get("via") for x in json_rows(node, "show ip route") if x["prefix"] == prefix for h in x["next_hops"]]


def frr_routes():
    try:
        rows = json.loads(frr.vtysh("show ip ospf route json"))
    except ValueError:
        return {}
    return {k: v for k, v in rows.items() if "routeType" in v}


want = {"10.255.0.2", "10.255.0.3"}
good = until(lambda: set(n for n, s in neighbors("r1").items() if s == "FULL") >= want, 40, 0.5)
check("r1 is full with FRR over a LAN and with r2", good, neighbors("r1"))
good = until(lambda: neighbors("r2").get("10.255.0.3") == "FULL", 20, 0.5)
check("r2 is full with FRR over a point-to-point link", good, neighbors("r2"))
if HAVE_BIRD:
    good = until(lambda: neighbors("r2").get("10.255.0.4") == "FULL", 30, 0.5)
    check("r2 is full with BIRD in area 1", good, (neighbors("r2"), bird("show ospf neighbors")))

good = until(lambda: "10.255.0.3/32" in routes("r1") and "10.255.0.4/32" in routes("r1") or not HAVE_BIRD, 20, 0.5)
check("r1 has FRR's loopback, and BIRD's by the border router", good, routes("r1"))
check("intra-area code", routes("r1").get("10.255.0.3/32", ("", 0))[0] == "O", routes("r1"))
if HAVE_BIRD:
    check("inter-area code", routes("r1").get("10.255.0.4/32", ("", 0))[0] == "O IA", routes("r1"))
    check("BIRD's external is an E2 at r1", until(lambda: routes("r1").get("192.168.99.0/24", ("", 0))[0] == "O E2", 20, 0.5), routes("r1"))
    check("our external is in BIRD's table", until(lambda: "192.168.77.0/24" in bird("show route"), 20, 0.5), bird("show route"))
good = until(lambda: "192.168.77.0/24" in frr_routes() and "10.81.0.0/24" in frr_routes(), 20, 0.5)
check("FRR has our external and the other area", good, frr_routes().keys())
check("FRR: type and metric of our external", frr_routes().get("192.168.77.0/24", {}).get("routeType", "") == "N E2", frr_routes().get("192.168.77.0/24"))


def our_db():
    return {(x["type"], x["link_state_id"], x["advertising_router"], x["sequence"].lower(), int(x["checksum"], 16))
            for x in json_rows("r1", "show ip ospf database") if x["type"] != "opaque-area"}


WORDS = {"routerLinkStates": "router", "networkLinkStates": "network", "summaryLinkStates": "summary", "asbrSummaryLinkStates": "asbr-summary",
         "asExternalLinkStates": "external"}


def frr_db():
    """FRR 8.4 has no JSON of the plain database in one form; its text is stable."""
    rows, kind = set(), None
    for line in frr.vtysh("show ip ospf database").splitlines():
        m = re.match(r"\s+(.*) Link States", line)
        if m:
            kind = {"Router": "router", "Net": "network", "Summary": "summary", "ASBR-Summary": "asbr-summary", "AS External": "external"}.get(m[1].strip())
        m = re.match(r"(\d+\.\d+\.\d+\.\d+)\s+(\d+\.\d+\.\d+\.\d+)\s+(\d+)\s+(0x\w+)\s+(0x\w+)", line)
        if m and kind:
            rows.add((kind, m[1], m[2], m[4].lower(), int(m[5], 16)))
    return rows


good = until(lambda: our_db() == frr_db(), 20, 0.5)
check("the backbone's database is the same here and there, to sequence and checksum", good, sorted(our_db() ^ frr_db()))

# ---- failure and recovery ----
inside("ospf-frr", "ip link set lyo0 down")
good = until(lambda: neighbors("r1").get("10.255.0.3") is None and via("r1", "10.255.0.3/32") == ["10.80.12.2"], 20, 0.3)
check("the LAN fails: the neighbour goes, the route goes by r2", good, (neighbors("r1"), routes("r1")))
check("the message", re.search(r"%OSPF-5-ADJCHG: Process 1, Nbr 10\.255\.0\.3 on GigabitEthernet0/0 from FULL to DOWN", execute("r1", "show logging")))
inside("ospf-frr", "ip link set lyo0 up")
good = until(lambda: neighbors("r1").get("10.255.0.3") == "FULL" and via("r1", "10.255.0.3/32") == ["10.80.0.3"], 40, 0.3)
check("and comes back", good, (neighbors("r1"), routes("r1")))
frr.stop("ospfd")
check("FRR is killed: dead timer", until(lambda: "10.255.0.3" not in neighbors("r2"), 20, 0.3), neighbors("r2"))
frr.start("ospfd")
good = until(lambda: neighbors("r2").get("10.255.0.3") == "FULL" and neighbors("r1").get("10.255.0.3") == "FULL" and our_db() == frr_db(), 60, 0.5)
check("FRR starts anew from sequence numbers of the past: databases agree", good, (neighbors("r1"), sorted(our_db() ^ frr_db())))
lanyard("power", "r1", "restart")
good = until(lambda: neighbors("r1").get("10.255.0.3") == "FULL" and our_db() == frr_db(), 60, 0.5)
check("our restart: databases agree", good, (neighbors("r1"), sorted(our_db() ^ frr_db())))


# ---- authentication ----
def ours(node, text):
    p = lanyard("configure", node, "-", input=text)
    if p.returncode:
        print(p.stdout + p.stderr)


def full(yes=True, seconds=30):
    return until(lambda: (neighbors("r2").get("10.255.0.3") == "FULL") == yes, seconds, 0.3)


def says(pattern):
    return until(lambda: re.search(pattern, execute("r2", "show logging")), 10, 0.5)


ours("r2", "interface GigabitEthernet0/1\n ip ospf authentication message-digest\n ip ospf message-digest-key 5 md5 sesame\n")
check("MD5 here alone: the neighbour is lost", full(False), neighbors("r2"))
check("the message names the types", says(r"%OSPF-4-ERRRCV: .*Mismatched Authentication type. Input packet specified type 0, we use type 2"), execute("r2", "show logging"))
frr_config("interface lyo1", "ip ospf authentication message-digest", "ip ospf message-digest-key 5 md5 sesame")
check("MD5 on both sides", full(), neighbors("r2"))
frr_config("interface lyo1", "no ip ospf message-digest-key 5", "ip ospf message-digest-key 5 md5 wrong")
check("MD5 with another key", full(False), neighbors("r2"))
frr_config("interface lyo1", "no ip ospf message-digest-key 5", "no ip ospf authentication message-digest", "ip ospf authentication", "ip ospf authentication-key plain")
ours("r2", "interface GigabitEthernet0/1\n no ip ospf message-digest-key 5\n ip ospf authentication\n ip ospf authentication-key plain\n")
check("simple password", full(), neighbors("r2"))
frr_config("interface lyo1", "no ip ospf authentication", "no ip ospf authentication-key")
ours("r2", "interface GigabitEthernet0/1\n no ip ospf authentication\n no ip ospf authentication-key\n")
check("no authentication again", full(), neighbors("r2"))

# ---- RFC 5709 with BIRD ----
def with_bird(yes=True):
    return until(lambda: (neighbors("r2").get("10.255.0.4") == "FULL") == yes, 30, 0.3)


def bird_signs(algorithm, key="sesame"):
    bird_config(f'authentication cryptographic; password "{key}" {{ id 7; algorithm hmac {algorithm}; }};')
    bird("configure")


for n in (1, 256, 384, 512) if HAVE_BIRD else ():
    ours("r2", f"key chain K\n key 7\n  key-string sesame\n  cryptographic-algorithm hmac-sha-{n}\ninterface GigabitEthernet0/2\n ip ospf authentication key-chain K\n")
    check(f"HMAC-SHA-{n} here, BIRD as before: the neighbour is lost", with_bird(False), neighbors("r2"))
    bird_signs(f"sha{n}")
    check(f"HMAC-SHA-{n} on both sides", with_bird(), (neighbors("r2"), bird("show ospf neighbors")))
if HAVE_BIRD:
    bird_signs("sha512", "other")
    check("HMAC-SHA-512 with another key", with_bird(False), neighbors("r2"))
    check("its digest is named", says(r"%OSPF-4-ERRRCV: .*Mismatched Authentication Key - Message Digest Key 7"), execute("r2", "show logging"))
    ours("r2", "interface GigabitEthernet0/2\n no ip ospf authentication key-chain K\n")
    bird_config()
    bird("configure")
    check("no authentication with BIRD again", with_bird(), neighbors("r2"))

# ---- mismatches ----
frr_config("interface lyo1", "ip ospf hello-interval 2")
check("another hello interval", full(False), neighbors("r2"))
check("is named", says(r"mismatched hello interval \(received 2, configured 1\) from 10\.80\.23\.3, GigabitEthernet0/1"), execute("r2", "show logging"))
frr_config("interface lyo1", "ip ospf hello-interval 1")
check("the same again", full(), neighbors("r2"))
inside("ospf-frr", "ip link set lyo1 mtu 1400")
frr.stop("ospfd")
check("restart with a smaller MTU there", full(False), neighbors("r2"))
frr.start("ospfd")
good = until(lambda: neighbors("r2").get("10.255.0.3") in ("EXSTART", "EXCHANGE"), 20, 0.3)
check("MTU mismatch: stuck in exstart", good and not full(True, 4), neighbors("r2"))
frr_config("interface lyo1", "ip ospf mtu-ignore")
check("mtu-ignore there", full(True, 60), neighbors("r2"))

capture.terminate()
capture.wait()
tshark_clean("ospf", cap, 50)
expert = tshark_complaints(cap, "ospf")
check("tshark has no complaint about OSPF", not expert, expert[:5])
finish()
