#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""BGP with GoBGP, ExaBGP and OpenBGPD: a session each, routes and communities both ways, IPv6 over IPv4, several paths of a prefix (add-path), withdrawal, a peer killed and back."""
import os
import pwd
import signal

from libinterop import LANYARD, background, check, execute, finish, inside, json_rows, lanyard, need, need_root, on_exit, private_state, sh, skip, tshark_clean, until, up

need_root("bgp_peers")
need("bgp_peers", "ip", "tshark")
state = private_state()
os.chmod(state, 0o755)

LAB = """
name: bgp-peers
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      ipv6 unicast-routing
      interface GigabitEthernet0/0
       ip address 10.86.10.1 255.255.255.0
       ipv6 address 2001:DB8:86::1/64
      interface GigabitEthernet0/1
       ip address 10.86.11.1 255.255.255.0
      interface GigabitEthernet0/2
       ip address 10.86.12.1 255.255.255.0
      route-map TAG permit 10
       set community 65001:86
      ip route 10.86.128.0 255.255.128.0 Null0
      ipv6 route 2001:DB8:8600::/48 Null0
      router bgp 65001
       bgp router-id 1.1.1.1
       network 10.86.128.0 mask 255.255.128.0 route-map TAG
       neighbor 10.86.10.2 remote-as 65010
       neighbor 10.86.10.2 send-community both
       neighbor 10.86.10.2 timers 3 9
       neighbor 10.86.10.2 advertisement-interval 0
       neighbor 10.86.11.2 remote-as 65011
       neighbor 10.86.11.2 timers 3 9
       neighbor 10.86.11.2 send-community
       neighbor 10.86.11.2 additional-paths receive
       neighbor 10.86.11.2 advertisement-interval 0
       neighbor 10.86.12.2 remote-as 65012
       neighbor 10.86.12.2 send-community
       neighbor 10.86.12.2 advertisement-interval 0
       address-family ipv6
        network 2001:DB8:8600::/48
        neighbor 10.86.10.2 activate
        neighbor 10.86.10.2 advertisement-interval 0
wires:
  - ["tap:lyq0?netns=bgq-go&address=10.86.10.2/24", r1:g0/0]
  - ["tap:lyq1?netns=bgq-exa&address=10.86.11.2/24", r1:g0/1]
  - ["tap:lyq2?netns=bgq-open&address=10.86.12.2/24", r1:g0/2]
"""
r = up(LAB, fast=True)
if not check("up", r.returncode == 0, r.stderr):
    finish()
for ns in ("go", "exa", "open"):
    inside(f"bgq-{ns}", "ip link set lo up")
cap = f"{state}/peers.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "r1:g0/1", "r1:g0/2", "-w", cap])


def ours(line="show ip bgp"):
    return json_rows("r1", line)


def path_of(prefix, line="show ip bgp"):
    return [x for x in ours(line) if x["prefix"] == prefix]


def daemon(ns, *argv, log, **kw):
    return background(["ip", "netns", "exec", f"bgq-{ns}", *argv], stdout=open(f"{state}/{log}", "w"), **kw)


def text(log):
    return open(f"{state}/{log}").read()[-1500:]


def have(tool):
    if sh(f"command -v {tool}").returncode == 0:
        return True
    skip(f"bgp_peers: {tool}", "not on this machine")
    return False


def detail(prefix):
    return execute("r1", f"show ip bgp {prefix}")


# Started together, looked at one by one: each needs a moment.
GO, EXA, OPEN = have("gobgpd"), have("exabgp"), have("bgpctl")
if GO:
    with open(f"{state}/go.toml", "w") as f:
        f.write("""
[global.config]
 as = 65010
 router-id = "10.10.10.10"
[[neighbors]]
 [neighbors.config]
  neighbor-address = "10.86.10.1"
  peer-as = 65001
 [neighbors.timers.config]
  connect-retry = 1
  hold-time = 9
 [[neighbors.afi-safis]]
  [neighbors.afi-safis.config]
   afi-safi-name = "ipv4-unicast"
 [[neighbors.afi-safis]]
  [neighbors.afi-safis.config]
   afi-safi-name = "ipv6-unicast"
""")
    start_go = lambda: daemon("go", "gobgpd", "-f", f"{state}/go.toml", "--api-hosts", "127.0.0.1:27286", "-p", log="go.log")
    gobgp = lambda line: inside("bgq-go", f"gobgp -p 27286 {line}").out
    go = start_go()
if EXA:
    with open(f"{state}/exa.conf", "w") as f:
        f.write("""
neighbor 10.86.11.1 {
 router-id 11.11.11.11; local-address 10.86.11.2; local-as 65011; peer-as 65001; hold-time 9;
 family { ipv4 unicast; }
 capability { add-path send; }
 static {
  route 10.111.0.0/16 next-hop self path-information 0.0.0.1 community [65011:1] med 5;
  route 10.111.0.0/16 next-hop self path-information 0.0.0.2 community [65011:2] med 9;
  route 10.111.9.0/24 next-hop self path-information 0.0.0.1 large-community [65011:2:3];
 }
}
""")
    env = dict(os.environ, **{"exabgp.daemon.user": "root", "exabgp.api.cli": "false", "exabgp.api.ack": "false", "exabgp.log.destination": "stdout", "exabgp.log.level": "DEBUG", "exabgp.log.routes": "true"})
    exa = daemon("exa", "exabgp", f"{state}/exa.conf", log="exa.log", env=env)
if OPEN:
    with open(f"{state}/open.conf", "w") as f:
        f.write(f"""
AS 65012
router-id 12.12.12.12
listen on 10.86.12.2
fib-update no
socket "{state}/bgpd.sock"
network 10.112.0.0/16 set community 65012:1
network 10.112.7.0/24
neighbor 10.86.12.1 {{ remote-as 65001 }}
allow from any
allow to any
""")
    os.chmod(f"{state}/open.conf", 0o600)
    for user in pwd.getpwall():
        if user.pw_name in ("_bgpd", "_openbgpd", "bgpd") and not os.path.exists(user.pw_dir):
            os.makedirs(user.pw_dir, 0o755)  # where it shuts itself in; made by its service else
            on_exit(lambda d=user.pw_dir: os.rmdir(d))
    start_open = lambda: daemon("open", "bgpd", "-d", "-f", f"{state}/open.conf", log="open.log")
    bgpctl = lambda line: inside("bgq-open", f"bgpctl -s {state}/bgpd.sock {line}").out
    op = start_open()

if GO:
    check("GoBGP: established", until(lambda: "10.86.10.1" in gobgp("neighbor") and "Establ" in gobgp("neighbor"), 20), text("go.log"))
    gobgp("global rib add 10.110.0.0/16 nexthop 10.86.10.2 community 65010:1 med 7")
    gobgp("global rib add -a ipv6 2001:db8:110::/48 nexthop 2001:db8:86::2")
    check("GoBGP: its route, with what it says of it", until(lambda: path_of("10.110.0.0/16"), 10) and "Community: 65010:1" in detail("10.110.0.0/16") and "metric 7" in detail("10.110.0.0/16"),
          detail("10.110.0.0/16"))
    check("GoBGP: its IPv6 route over a session of IPv4", until(lambda: path_of("2001:DB8:110::/48", "show bgp ipv6 unicast"), 10), execute("r1", "show bgp ipv6 unicast"))
    check("GoBGP: ours there", until(lambda: "65001:86" in gobgp("global rib") and "10.86.128.0/17" in gobgp("global rib"), 10), gobgp("global rib"))
    check("GoBGP: ours of IPv6", until(lambda: "2001:db8:8600::/48" in gobgp("global rib -a ipv6"), 10), gobgp("global rib -a ipv6"))
    gobgp("global rib del 10.110.0.0/16")
    check("GoBGP: withdrawn", until(lambda: not path_of("10.110.0.0/16"), 10), execute("r1", "show ip bgp"))
    os.killpg(go.pid, signal.SIGKILL)
    check("GoBGP: killed, its routes go", until(lambda: not path_of("2001:DB8:110::/48", "show bgp ipv6 unicast"), 15), execute("r1", "show bgp ipv6 unicast summary"))
    go = start_go()
if EXA:
    check("ExaBGP: both paths of the prefix (add-path)", until(lambda: len(path_of("10.111.0.0/16")) == 2 or detail("10.111.0.0/16").count("65011:") >= 2, 20),
          detail("10.111.0.0/16") + text("exa.log"))
    d = detail("10.111.0.0/16")
    check("ExaBGP: the lower metric is best", "2 available" in d and "metric 5, localpref 100, valid, external, best" in d, d)
    check("ExaBGP: a large community", "65011:2:3" in detail("10.111.9.0/24"), detail("10.111.9.0/24"))
    check("ExaBGP: ours there", until(lambda: "10.86.128.0/17" in open(f"{state}/exa.log").read(), 10), text("exa.log"))
if OPEN:
    check("OpenBGPD: its routes", until(lambda: path_of("10.112.0.0/16") and path_of("10.112.7.0/24"), 20) and "65012:1" in detail("10.112.0.0/16"), text("open.log"))
    check("OpenBGPD: ours there", until(lambda: "10.86.128.0/17" in bgpctl("show rib") and "65001:86" in bgpctl("show rib detail"), 10), bgpctl("show rib detail"))
    lanyard("configure", "r1", "-", input="no ip route 10.86.128.0 255.255.128.0 Null0\n")
    check("OpenBGPD: hears that ours is gone", until(lambda: "10.86.128.0/17" not in bgpctl("show rib"), 10), bgpctl("show rib"))
    bgpctl("neighbor 10.86.12.1 clear")
    check("OpenBGPD: cleared there, up again", until(lambda: "(Administrative Reset)" in execute("r1", "show logging") and path_of("10.112.0.0/16"), 30), execute("r1", "show logging")[-600:])
if GO:
    check("GoBGP: back after its death", until(lambda: "Establ" in gobgp("neighbor"), 20), gobgp("neighbor"))
capture.terminate()
capture.wait()
tshark_clean("bgp_peers", cap, min_frames=40)
finish()
