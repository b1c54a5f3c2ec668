#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""BGP additional paths (RFC 7911) told to FRR's bgpd, BIRD and GoBGP, and told by FRR: all paths, by identifiers that stay, withdrawn one by one; refresh, a peer killed and back; tshark finds nothing malformed."""
import os
import signal

from libinterop import Frr, LANYARD, background, check, execute, finish, inside, json_rows, lanyard, need, need_frr, need_root, private_state, sh, tshark_clean, until, up

need_root("bgp_addpath")
need("bgp_addpath", "ip", "tshark", "bird", "birdc", "gobgpd", "gobgp")
need_frr("bgp_addpath", "bgpd")
state = private_state()
os.chmod(state, 0o755)


def source(k):
    return f"""
  s{k}:
    kind: router
    config: |
      hostname s{k}
      interface GigabitEthernet0/0
       ip address 10.88.{k}.2 255.255.255.0
      ip route 10.99.0.0 255.255.0.0 Null0
      router bgp 6501{k}
       network 10.99.0.0 mask 255.255.0.0
       neighbor 10.88.{k}.1 remote-as 65001
       neighbor 10.88.{k}.1 advertisement-interval 0"""


NEIGHBORS = "".join(f"""
       neighbor 10.88.{k}.2 remote-as {asn}
       neighbor 10.88.{k}.2 advertisement-interval 0""" for k, asn in ((1, 65011), (2, 65012), (3, 65013), (10, 65020), (11, 65021), (12, 65022)))
TOLD = "".join(f"""
       neighbor 10.88.{k}.2 additional-paths send
       neighbor 10.88.{k}.2 advertise additional-paths {what}""" for k, what in ((10, "all"), (11, "all"), (12, "best 2")))
INTERFACES = "".join(f"""
      interface GigabitEthernet0/{n}
       ip address 10.88.{k}.1 255.255.255.0""" for n, k in enumerate((1, 2, 3, 10, 11, 12)))
LAB = f"""
name: bgp-addpath
nodes:{source(1)}{source(2)}{source(3)}
  r1:
    kind: router
    config: |
      hostname r1{INTERFACES}
      router bgp 65001
       bgp router-id 1.1.1.1
       bgp additional-paths select best 2 all{NEIGHBORS}{TOLD}
  r5:
    kind: router
    config: |
      hostname r5
      interface GigabitEthernet0/0
       ip address 10.88.15.2 255.255.255.0
      router bgp 65025
       neighbor 10.88.15.1 remote-as 65020
       neighbor 10.88.15.1 additional-paths receive
wires:
  - [s1:g0/0, r1:g0/0]
  - [s2:g0/0, r1:g0/1]
  - [s3:g0/0, r1:g0/2]
  - ["tap:lyd0?netns=bgpa-frr&address=10.88.10.2/24", r1:g0/3]
  - ["tap:lyd1?netns=bgpa-bird&address=10.88.11.2/24", r1:g0/4]
  - ["tap:lyd2?netns=bgpa-go&address=10.88.12.2/24", r1:g0/5]
  - ["tap:lyd3?netns=bgpa-frr&address=10.88.15.1/24", r5:g0/0]
"""
r = up(LAB, fast=True)
if not check("up", r.returncode == 0, r.stderr):
    finish()
for ns in ("frr", "bird", "go"):
    inside(f"bgpa-{ns}", "ip link set lo up")
cap = f"{state}/addpath.pcapng"
capture = background([LANYARD, "capture", "r1:g0/3", "r1:g0/4", "r1:g0/5", "r5:g0/0", "-w", cap])
frr = Frr(state, "bgpa-frr", """
router bgp 65020
 bgp router-id 20.20.20.20
 no bgp ebgp-requires-policy
 neighbor 10.88.10.1 remote-as 65001
 neighbor 10.88.10.1 timers connect 2
 neighbor 10.88.15.2 remote-as 65025
 neighbor 10.88.15.2 timers connect 2
 neighbor 10.88.15.2 advertisement-interval 0
 address-family ipv4 unicast
  neighbor 10.88.15.2 addpath-tx-all-paths
 exit-address-family
""", "zebra", "bgpd")
with open(f"{state}/bird.conf", "w") as f:
    f.write("""
router id 21.21.21.21;
protocol device { }
protocol bgp r1 {
 local 10.88.11.2 as 65021; neighbor 10.88.11.1 as 65001; connect retry time 2; error wait time 2, 4;
 ipv4 { import all; export none; add paths rx; };
}
""")
with open(f"{state}/go.toml", "w") as f:
    f.write("""
[global.config]
 as = 65022
 router-id = "22.22.22.22"
[[neighbors]]
 [neighbors.config]
  neighbor-address = "10.88.12.1"
  peer-as = 65001
 [neighbors.timers.config]
  connect-retry = 1
 [[neighbors.afi-safis]]
  [neighbors.afi-safis.config]
   afi-safi-name = "ipv4-unicast"
  [neighbors.afi-safis.add-paths.config]
   receive = true
""")
frr.start()
start_bird = lambda: background(["ip", "netns", "exec", "bgpa-bird", "bird", "-f", "-c", f"{state}/bird.conf", "-s", f"{state}/bird.ctl"])
bird = start_bird()
background(["ip", "netns", "exec", "bgpa-go", "gobgpd", "-f", f"{state}/go.toml", "--api-hosts", "127.0.0.1:27288", "-p"], stdout=open(f"{state}/go.log", "w"))


def in_frr():
    return frr.vtysh("show bgp ipv4 unicast 10.99.0.0/16")


def in_bird():
    return sh(f"birdc -s {state}/bird.ctl show route 10.99.0.0/16 all").out


def in_go():
    return inside("bgpa-go", "gobgp -p 27288 global rib").out


def sources(text, form="65001 6501{}"):
    return [k for k in (1, 2, 3) if form.format(k) in text]


def detail():
    return execute("r1", "show ip bgp 10.99.0.0/16")


def in_r5():
    return sorted(x["path"] for x in json_rows("r5", "show ip bgp"))


check("FRR: all three paths", until(lambda: sources(in_frr()) == [1, 2, 3], 60, 0.3), in_frr() + detail())
check("BIRD: all three paths", until(lambda: sources(in_bird()) == [1, 2, 3], 60, 0.3), in_bird())
check("GoBGP: the best two", until(lambda: len(sources(in_go())) == 2, 60, 0.3), in_go())
d = detail()
ids = [line.split("tx pathid: ")[1].strip() for line in d.splitlines() if "tx pathid: " in line]
check("ours: three identifiers", len(set(ids)) == 3 and "0x0" not in ids, d)
check("ours: which groups are told, and the marks", d.count("Path advertised to update-groups") == 3 and d.count(", best2") == 1 and d.count(", all") == 3, d)
check("FRR has them by these identifiers", all(f"AddPath ID: RX {int(x, 16)}," in in_frr() for x in ids), in_frr())
check("FRR tells all three to ours", until(lambda: in_r5() == [f"65020 65001 6501{k}" for k in (1, 2, 3)], 60, 0.3), in_r5())
rows = json_rows("r5", "show ip bgp neighbors 10.88.15.1")
check("and ours says that it is agreed upon", rows and rows[0]["add_path_receive_ipv4"] and not rows[0]["add_path_send_ipv4"], rows)
lanyard("configure", "s1", "-", input="no ip route 10.99.0.0 255.255.0.0 Null0\n")
gone = lambda: sources(in_frr()) == sources(in_bird()) == [2, 3] and sources(in_go()) == [2, 3]
check("one is withdrawn: gone everywhere, and GoBGP has the next", until(gone, 30, 0.3), (in_frr(), in_bird(), in_go()))
check("and FRR withdraws it from ours", until(lambda: in_r5() == [f"65020 65001 6501{k}" for k in (2, 3)], 30, 0.3), in_r5())
lanyard("configure", "s1", "-", input="ip route 10.99.0.0 255.255.0.0 Null0\n")
check("it returns", until(lambda: sources(in_frr()) == sources(in_bird()) == [1, 2, 3] and len(in_r5()) == 3, 30, 0.3), (in_frr(), in_bird(), in_r5()))
again = [line.split("tx pathid: ")[1].strip() for line in detail().splitlines() if "tx pathid: " in line]
check("under an identifier of its own; the others' stay", len(set(again) & set(ids)) == 2 and len(set(again)) == 3, (ids, again))
frr.vtysh("clear bgp ipv4 unicast 10.88.10.1 soft in")
check("FRR asks for all again", until(lambda: json_rows("r1", "show ip bgp neighbors 10.88.10.2")[0]["route_refresh_received"] > 0, 20) and sources(in_frr()) == [1, 2, 3], in_frr())
lanyard("configure", "r1", "-", input="router bgp 65001\n neighbor 10.88.11.2 advertise additional-paths best 2\n")
execute("r1", "clear ip bgp 10.88.11.2 soft out")
check("BIRD: two, once we say so", until(lambda: len(sources(in_bird())) == 2, 30, 0.3), in_bird())
check("FRR's stay", sources(in_frr()) == [1, 2, 3], in_frr())
os.killpg(bird.pid, signal.SIGKILL)
bird = start_bird()
check("BIRD killed: two when it is back", until(lambda: len(sources(in_bird())) == 2, 60, 0.3), in_bird())
frr.stop("bgpd")
frr.start("bgpd")
check("FRR killed: three when it is back, and ours has them from it", until(lambda: sources(in_frr()) == [1, 2, 3] and len(in_r5()) == 3, 60, 0.3), (in_frr(), in_r5()))
capture.terminate()
capture.wait()
frames = sh(f"tshark -r {cap} -Y 'bgp.nlri_path_id' -T fields -e bgp.nlri_path_id").out
check("tshark sees path identifiers", {int(x) for line in frames.splitlines() for x in line.split(",") if x.isdigit()} >= {int(x, 16) for x in ids}, frames[-400:])
tshark_clean("bgp_addpath", cap, min_frames=40)
finish()
