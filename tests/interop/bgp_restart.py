#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Graceful restart (RFC 4724) with FRR: it is killed and its routes stay in use, stale, until it is back and has told what it still has; it helps us in turn, and
hears from us that a reload kept nothing; tshark finds nothing malformed."""
import os
import signal

from libinterop import Frr, LANYARD, background, check, execute, finish, inside, json_rows, lanyard, need, need_frr, need_root, private_state, tshark_clean, until, up

need_root("bgp_restart")
need("bgp_restart", "ip", "tshark")
need_frr("bgp_restart", "bgpd")
state = private_state()
os.chmod(state, 0o755)
LAB = """
name: bgp-restart
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      interface GigabitEthernet0/0
       ip address 10.83.0.1 255.255.255.0
      ip route 10.11.0.0 255.255.0.0 Null0
      router bgp 65001
       bgp router-id 1.1.1.1
       bgp graceful-restart restart-time 90
       bgp graceful-restart
       network 10.11.0.0 mask 255.255.0.0
       neighbor 10.83.0.3 remote-as 65003
       neighbor 10.83.0.3 advertisement-interval 0
wires:
  - ["tap:lyr0?netns=bgr-frr&address=10.83.0.3/24", r1:g0/0]
"""
r = up(LAB)
if not check("up", r.returncode == 0, r.stderr):
    finish()
cap = f"{state}/frr.pcapng"
capture = background([LANYARD, "capture", "r1:g0/0", "-w", cap])
frr = Frr(state, "bgr-frr", """
router bgp 65003
 bgp router-id 3.3.3.3
 no bgp ebgp-requires-policy
 bgp graceful-restart
 bgp graceful-restart preserve-fw-state
 bgp graceful-restart notification
 bgp graceful-restart restart-time 60
 neighbor 10.83.0.1 remote-as 65001
 neighbor 10.83.0.1 timers connect 1
 address-family ipv4 unicast
  network 10.33.0.0/16
  network 10.34.0.0/24
 exit-address-family
""", "zebra", "bgpd")
for x in ("link set lo up", "addr add 10.33.0.1/16 dev lo", "addr add 10.34.0.1/24 dev lo"):
    inside("bgr-frr", f"ip {x}")
frr.start()


def stale():
    return {x["prefix"]: x["stale"] for x in json_rows("r1", "show ip bgp") if x["prefix"].startswith("10.3")}


both = {"10.33.0.0/16", "10.34.0.0/24"}
check("FRR's routes", until(lambda: set(stale()) == both, 60, 0.3), (stale(), execute("r1", "show logging"), frr.vtysh("show bgp summary")))
check("ours are there", until(lambda: "10.11.0.0" in frr.vtysh("show bgp ipv4 unicast"), 30, 0.3), frr.vtysh("show bgp ipv4 unicast"))
shown = execute("r1", "show ip bgp neighbors 10.83.0.3")
check("both offer it", "Graceful Restart Capability: advertised and received" in shown and "Remote Restart timer is 60 seconds" in shown, shown)


def ours_there():
    return frr.vtysh("show bgp ipv4 neighbors 10.83.0.1 graceful-restart")


check("FRR has understood ours", "Received Restart Time(sec): 90" in ours_there(), ours_there())

frr.stop("bgpd")
check("killed: its routes are stale, and used", until(lambda: set(stale()) == both and all(stale().values()), 20, 0.2) and "10.33.0.0" in execute("r1", "show ip route bgp"),
      (stale(), execute("r1", "show ip route"), execute("r1", "show logging")))
check("with the message of it", "Down NSF peer closed the session" in execute("r1", "show logging"), execute("r1", "show logging"))
with open(f"{frr.dir}/c") as f:
    conf = f.read()
with open(f"{frr.dir}/c", "w") as f:
    f.write(conf.replace("  network 10.34.0.0/24\n", ""))
frr.start("bgpd")
check("back: what it still tells is fresh, the rest gone with its End-of-RIB", until(lambda: stale() == {"10.33.0.0/16": False}, 60, 0.2), (stale(), execute("r1", "show logging")))
check("a session stands", "Established" in execute("r1", "show ip bgp neighbors 10.83.0.3"), execute("r1", "show ip bgp neighbors"))
check("and ours are there again", until(lambda: "10.11.0.0" in frr.vtysh("show bgp ipv4 unicast"), 30, 0.3), frr.vtysh("show bgp ipv4 unicast"))

lanyard("reload", "r1")
check("we restart, and say so, and that nothing was kept", until(lambda: "R bit: True" in ours_there() and "F bit: False" in ours_there() and "10.11.0.0" in frr.vtysh("show bgp ipv4 unicast"), 60, 0.3), ours_there())
check("and we what it tells", until(lambda: stale() == {"10.33.0.0/16": False}, 60, 0.3), stale())


def neighbour():
    return json_rows("r1", "show ip bgp neighbors 10.83.0.3")[0]


lanyard("configure", "r1", "-", input="router bgp 65001\n bgp graceful-restart notification\n neighbor 10.83.0.3 timers 3 9\n")
lanyard("exec", "r1", "clear ip bgp *")
check("both say N (RFC 8538)", until(lambda: neighbour()["graceful_notification"] and stale() == {"10.33.0.0/16": False}, 60, 0.3), (neighbour(), stale()))
frr.signal("bgpd", signal.SIGSTOP)
check("FRR falls silent: our hold time ends, its routes stay", until(lambda: stale() == {"10.33.0.0/16": True}, 60, 0.2) and "10.33.0.0" in execute("r1", "show ip route bgp"),
      (stale(), execute("r1", "show logging")))
check("with a NOTIFICATION", "sent to neighbor 10.83.0.3 4/0 (hold time expired)" in execute("r1", "show logging"), execute("r1", "show logging"))
frr.signal("bgpd", signal.SIGCONT)
check("it is back, and they are fresh", until(lambda: stale() == {"10.33.0.0/16": False} and neighbour()["state"] == "Established", 60, 0.3), (stale(), execute("r1", "show logging")))
lanyard("exec", "r1", "clear ip bgp *")
check("cleared here: FRR hears a hard reset", until(lambda: "Hard Reset" in frr.vtysh("show bgp neighbors 10.83.0.1"), 30, 0.3), frr.vtysh("show bgp neighbors 10.83.0.1"))
check("back again", until(lambda: stale() == {"10.33.0.0/16": False} and neighbour()["graceful_notification"], 60, 0.3), (stale(), execute("r1", "show logging")))
frr.vtysh("clear bgp *")
check("cleared there: FRR sends one", until(lambda: "received from neighbor 10.83.0.3 6/9 (Hard Reset)" in execute("r1", "show logging"), 30, 0.3), execute("r1", "show logging"))
check("and back", until(lambda: stale() == {"10.33.0.0/16": False} and neighbour()["graceful_notification"], 60, 0.3), (stale(), execute("r1", "show logging")))
capture.terminate()
capture.wait()
tshark_clean("bgp", cap, 20)
finish()
