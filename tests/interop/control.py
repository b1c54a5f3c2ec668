#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control socket, spoken by a client of its own: events of carriers, interfaces, adjacencies, the log and counters, each once and in order, by node and by
severity; a subscriber that does not read loses events, is told how many, and slows nobody; bad requests; `configure` with a difference, replaced, and only tried."""
import json
import socket

from libinterop import check, finish, lanyard, private_state, until, up

state = private_state()


def router(n):
    return f"""
  r{n}:
    kind: router
    config: |
      hostname r{n}
      interface GigabitEthernet0/0
       ip address 10.0.0.{n} 255.255.255.0
       ip ospf 1 area 0
      router ospf 1
       router-id {n}.{n}.{n}.{n}
"""


r = up("name: control\nnodes:" + router(1) + router(2) + "  hub: {kind: hub}\nwires:\n  - [r1:g0/0, r2:g0/0]\n", "--clock", "virtual")
if not check("up", r.returncode == 0, r.stderr):
    finish()


class Client:
    def __init__(self, small=False):
        self.s = socket.socket(socket.AF_UNIX)
        if small:
            self.s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.s.connect(f"{state}/run/control/control")
        self.s.settimeout(60)
        self.f = self.s.makefile("r")

    def send(self, **m):
        self.s.sendall((json.dumps(m) + "\n").encode())

    def next(self):
        line = self.f.readline()
        return json.loads(line) if line else None

    def ask(self, **m):
        """Every message of the answer."""
        self.send(**m)
        out = [self.next()]
        while out[-1] is not None and "status" not in out[-1]:
            out.append(self.next())
        return out

    def all(self):
        """What comes until a stop is answered."""
        return self.ask(stop=True)


def first_of(c, **m):
    c.send(**m)
    return c.next()


def run(span):
    return Client().ask(do="run", **{"for": span})[-1]


everything, r1_only, loud = Client(), Client(), Client()
everything.send(do="subscribe")
first = everything.next()
check("subscribed to all that are events", first.get("subscribed") == ["carrier", "interface", "adjacency", "log"] and first["now_ns"] == 0, first)
r1_only.send(do="subscribe", events=["adjacency", "counters"], nodes=["r1"], every="10s")
r1_only.next()
loud.send(do="subscribe", events=["log"], severity=4)
loud.next()
run("60s")
lanyard("wire", "r1:g0/0", "down")
run("10s")
events = everything.all()
last = events.pop()
check("the end counts them", last["status"] == 0 and last["events"] == len(events) and last["lost"] == 0, last)
times = [e["now_ns"] for e in events]
check("in order of time", times == sorted(times), times)
adjacency = [(e["node"], e["from"], e["to"]) for e in events if e["event"] == "adjacency" and e["protocol"] == "OSPF"]
for node in ("r1", "r2"):
    path = [a[1:] for a in adjacency if a[0] == node]
    chain = ["DOWN", "INIT", "2WAY", "EXSTART", "EXCHANGE", "LOADING", "FULL", "DOWN"]
    check(f"each state of {node}'s neighbour", path == list(zip(chain, chain[1:])), path)
log = [e for e in events if e["event"] == "log"]
full = [e for e in log if e["mnemonic"] == "ADJCHG" and "to FULL" in e["text"]]
check("log lines in their parts", len(full) == 2 and full[0]["facility"] == "OSPF" and full[0]["severity"] == 5 and full[0]["text"].startswith("Process 1, Nbr "), log)
carrier = sorted((e["node"], e["port"], e["up"]) for e in events if e["event"] == "carrier")
check("the carrier, once an end", carrier == [("r1", "GigabitEthernet0/0", False), ("r2", "GigabitEthernet0/0", False)], carrier)
line = [(e["node"], e["link"], e["line_protocol"]) for e in events if e["event"] == "interface" and e["interface"] == "GigabitEthernet0/0"]
check("the interface's state", line == [("r1", False, False), ("r2", False, False)], line)
mine = r1_only.all()[:-1]
check("of one node alone", {e["node"] for e in mine} == {"r1"} and {e["event"] for e in mine} == {"adjacency", "counters"}, mine)
counters = [e for e in mine if e["event"] == "counters"]
rx = [c["ports"][0]["rx_frames"] for c in counters]
check("counters every 10 s, as they grow", [c["now_ns"] for c in counters][:3] == [n * 10**10 for n in (1, 2, 3)] and rx == sorted(rx) and rx[-1] > 0, counters)
check("log lines up to a severity", {e["severity"] for e in loud.all()[:-1]} == {3}, "LINK-3-UPDOWN alone")

# -- a subscriber that does not read
slow, lines = Client(small=True), 6000
slow.send(do="subscribe", events=["log"])
text = "".join(f"interface Loopback{n}\nno interface Loopback{n}\n" for n in range(lines))
r = Client().ask(do="configure", node="r1", text=text)[-1]
check("nobody waits for a slow subscriber", r["status"] == 0, r)
slow.send(stop=True)
seen, lost, m = 0, 0, {}
while m is not None and "status" not in m:
    m = slow.next()
    if m and m.get("event") == "log":
        seen += 1
    elif m and m.get("event") == "lost":
        lost += m["count"]
check("a slow subscriber: what is lost is counted", m and m["lost"] > 0 and m["lost"] >= lost and m["events"] == seen and seen + m["lost"] >= lines, (seen, lost, m))

# -- what is wrong
for wrong, status in (({"events": ["weather"]}, 2), ({"nodes": ["r9"]}, 3), ({"events": ["counters"], "every": "1ms"}, 2), ({"severity": 8}, 2),
                      ({"events": [1]}, 2), ({"nodes": [None]}, 3)):
    r = Client().ask(do="subscribe", **wrong)
    check(f"refused: {wrong}", len(r) == 1 and r[0]["status"] == status and r[0]["error"], r)
many = [Client() for _ in range(64)]
for c in many:
    c.send(do="subscribe")
    c.next()
r = Client().ask(do="subscribe")
check("64 subscribers at once, no more", r[0]["status"] == 1, r)
for c in many:
    c.s.shutdown(socket.SHUT_RDWR)
check("and again when they have left", until(lambda: "subscribed" in first_of(Client(), do="subscribe")))

# -- the command line
r = lanyard("events", "--only", "log", "--json", "-c", "1", "r9")
check("lanyard events: a node that is none", r.returncode == 3 and "no node" in r.stderr, r.stderr)

# -- configure
c = Client()
r = c.ask(do="configure", node="r1", text="interface GigabitEthernet0/1\n ip address 10.1.0.1 255.255.255.0\n", diff=True)[-1]
check("configure tells the difference", r["status"] == 0 and "+ ip address 10.1.0.1 255.255.255.0" in r["diff"].splitlines(), r)
r = c.ask(do="configure", node="r1", text="interface GigabitEthernet0/1\n no ip address\n nonsense\n", diff=True)[-1]
check("all or nothing", r["status"] == 1 and r["rejected"]["line"] == 3 and "10.1.0.1" in lanyard("exec", "r1", "show run int g0/1").stdout, r)
whole = "hostname r1\ninterface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n"
r = c.ask(do="configure", node="r1", text=whole, replace=True, dry_run=True)[-1]
check("a dry run changes nothing", r["status"] == 0 and "-router ospf 1" in r["diff"].splitlines() and "router ospf 1" in lanyard("exec", "r1", "show run").stdout, r)
r = c.ask(do="configure", node="r1", text=whole, replace=True, diff=True)[-1]
check("replaced", r["status"] == 0 and "router ospf 1" not in lanyard("exec", "r1", "show run").stdout, r)
r = c.ask(do="configure", node="r1", text=whole, replace=True, diff=True)[-1]
check("replaced again: nothing to do", r["status"] == 0 and r["diff"] == "", r)
r = c.ask(do="configure", node="r1", text=whole, dry_run=True)[-1]
check("a dry run of lines is refused", r["status"] == 2, r)
lanyard("down")
finish()
