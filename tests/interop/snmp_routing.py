#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""OSPF-MIB and BGP4-MIB as Net-SNMP walks them, beside what FRR knows of the same networks; their notifications, and those of version 1, over IPv6 and signed
informs (the receiver's engine is found first), as snmptrapd takes them."""
import json
import os
import re
import signal
import time

from libinterop import Frr, LANYARD, background, check, finish, inside, json_rows, need, need_frr, need_root, private_state, tshark_clean, tshark_complaints, until, up

need_root("snmp_routing")
need("snmp_routing", "ip", "snmpwalk", "snmpbulkwalk", "snmptrapd", "tshark")
need_frr("snmp_routing", "ospfd")
need_frr("snmp_routing", "bgpd")
state = private_state()
os.chmod(state, 0o755)
os.environ["SNMP_PERSISTENT_DIR"] = f"{state}/snmp"
r = up("""
name: snmp-routing
nodes:
  r1:
    kind: router
    config: |
      hostname r1
      interface Loopback0
       ip address 10.255.0.1 255.255.255.255
      interface GigabitEthernet0/0
       ip address 10.86.0.1 255.255.255.0
       ipv6 address 2001:DB8:86::1/64
       ip ospf hello-interval 1
       ip ospf dead-interval 4
       ip ospf priority 9
      ip route 192.168.77.0 255.255.255.0 Null0
      router ospf 1
       redistribute static metric 33 subnets
       network 10.0.0.0 0.255.255.255 area 0
       area 5 stub
       area 5 default-cost 7
       area 0 range 10.99.0.0 255.255.0.0 not-advertise
      router bgp 65001
       network 192.168.77.0
       neighbor 10.86.0.3 remote-as 65003
       neighbor 10.86.0.3 timers 3 9
       neighbor 10.86.0.3 advertisement-interval 0
      snmp-server community public
      snmp-server group G v3 priv
      snmp-server user admin G v3 auth sha authpass1 priv aes 128 privpass1
      snmp-server enable traps
      snmp-server host 10.86.0.3 public
      snmp-server host 10.86.0.3 version 2c only-bgp bgp
      snmp-server host 2001:DB8:86::3 version 2c six ospf
      snmp-server host 2001:DB8:86::3 informs version 2c asks ospf
      snmp-server host 10.86.0.3 informs version 3 priv admin ospf
wires:
  - ["tap:lys0?netns=snmp-frr&address=10.86.0.3/24", r1:g0/0]
""")
if not check("up", r.returncode == 0, r.stderr):
    finish()
inside("snmp-frr", "ip addr add 2001:db8:86::3/64 dev lys0 nodad")
capture = background([LANYARD, "capture", "r1:g0/0", "-w", f"{state}/c.pcapng"])
with open(f"{state}/trapd.conf", "w") as f:
    f.write("disableAuthorization yes\ncreateUser admin SHA authpass1 AES privpass1\n")
log = open(f"{state}/traps", "w")
background(["ip", "netns", "exec", "snmp-frr", "snmptrapd", "-f", "-Lo", "-On", "-C", "-c", f"{state}/trapd.conf", "-m", "", "-F", "%a|%P|%N|%w|%q|%v\n", "udp:162", "udp6:162"], stdout=log)
until(lambda: inside("snmp-frr", "ss -lun").out.count(":162") >= 2, 15)
frr = Frr(state, "snmp-frr", """
interface lys0
 ip ospf hello-interval 1
 ip ospf dead-interval 4
 ip ospf priority 1
router ospf
 ospf router-id 3.3.3.3
 redistribute kernel
 network 10.86.0.0/24 area 0
router bgp 65003
 bgp router-id 3.3.3.3
 no bgp ebgp-requires-policy
 neighbor 10.86.0.1 remote-as 65001
 neighbor 10.86.0.1 timers 3 9
 address-family ipv4 unicast
  network 10.86.33.0/24
""", "zebra", "ospfd", "bgpd")
inside("snmp-frr", "ip route add 10.86.33.0/24 via 10.86.0.3 dev lys0; ip route add blackhole 10.86.33.0/24 metric 9")
frr.start()


def ask(how, what, program="snmpwalk"):
    return inside("snmp-frr", f"{program} -r2 -t2 -m '' -On -Oe {how} 10.86.0.1 {what}").out


def table(text):
    """{name: value without its type} of a walk."""
    return {m[1]: m[2].strip() for m in re.finditer(r"^\.(\S+) = (?:[\w-]+: )?(.*)$", text, re.M)}


def traps():
    with open(f"{state}/traps") as t:
        return t.read()


check("OSPF is full", until(lambda: "Full" in frr.vtysh("show ip ospf neighbor") and any(x["state"].startswith("FULL") for x in json_rows("r1", "show ip ospf neighbor")), 60))
check("BGP is up", until(lambda: "Established" in frr.vtysh("show bgp neighbors 10.86.0.1") and "10.86.33.0" in json.dumps(json_rows("r1", "show ip bgp")), 60))
O, B = "1.3.6.1.2.1.14", "1.3.6.1.2.1.15"


def lsas(t):
    """(type, ID, router): (sequence, checksum) of ospfLsdbTable in area 0 and ospfExtLsdbTable."""
    found = {}
    for base, n in ((f"{O}.4.1.", 5), (f"{O}.12.1.", 4)):
        for name, value in t.items():
            m = re.fullmatch(re.escape(base + str(n)) + (r"\.0\.0\.0\.0" if n == 5 else "") + r"\.(\d+)\.(\d+\.\d+\.\d+\.\d+)\.(\d+\.\d+\.\d+\.\d+)", name)
            if m:
                found[m[1], m[2], m[3]] = (int(value) & 0xffffffff, int(t[name.replace(f"{base}{n}", f"{base}{n + 2}", 1)]))
    return found


def frr_lsas():
    j = json.loads(frr.vtysh("show ip ospf database json"))
    area = j["areas"]["0.0.0.0"]
    found = {}
    for kind, rows in (("1", area.get("routerLinkStates", [])), ("2", area.get("networkLinkStates", [])), ("5", j.get("asExternalLinkStates", []))):
        for x in rows:
            found[kind, x["lsId"], x["advertisedRouter"]] = (int(x["sequenceNumber"], 16), int(x["checksum"], 16))
    return found


same = until(lambda: (lambda a, b: a == b and len(a) >= 4 and a)(lsas(table(ask("-v2c -c public", O))), frr_lsas()), 30)
check("both databases as FRR has them: types, IDs, routers, sequence numbers, checksums", bool(same), f"{lsas(table(ask('-v2c -c public', O)))} {frr_lsas()}")
text = ask("-v2c -c public", O)
t = table(text)
bulk = table(ask("-Cr50 -v2c -c public", O, "snmpbulkwalk"))
check("in order", "not increasing" not in text and len(t) > 150 and list(t) == list(bulk), len(t))
for name, want in {f"{O}.1.1.0": "10.255.0.1", f"{O}.1.3.0": "2", f"{O}.1.5.0": "1", f"{O}.1.4.0": "2", f"{O}.1.6.0": str(len([k for k in same or () if k[0] == "5"])),
                   f"{O}.2.1.3.0.0.0.5": "2", f"{O}.3.1.3.0.0.0.5.0": "7", f"{O}.14.1.6.0.0.0.0.3.10.99.0.0.255.255.0.0": "2",
                   f"{O}.7.1.12.10.86.0.1.0": "5", f"{O}.7.1.9.10.86.0.1.0": "1", f"{O}.7.1.10.10.86.0.1.0": "4", f"{O}.7.1.13.10.86.0.1.0": "10.86.0.1",
                   f"{O}.7.1.14.10.86.0.1.0": "10.86.0.3", f"{O}.7.1.24.10.86.0.1.0": "3.3.3.3", f"{O}.8.1.4.10.86.0.1.0.0": "1",
                   f"{O}.10.1.3.10.86.0.3.0": "3.3.3.3", f"{O}.10.1.6.10.86.0.3.0": "8", f"{O}.10.1.5.10.86.0.3.0": "1", f"{O}.2.1.7.0.0.0.0": str(len([k for k in same or () if k[0] != "5"]))}.items():
    check(f"{name} is {want}", t.get(name) == want, t.get(name))
text = ask("-v2c -c public", B)
t = table(text)
check("BGP in order", "not increasing" not in text and len(t) > 30)
peer = json.loads(frr.vtysh("show bgp neighbors 10.86.0.1 json"))["10.86.0.1"]
for name, want in {f"{B}.1.0": "10", f"{B}.2.0": "65001", f"{B}.4.0": "10.255.0.1", f"{B}.3.1.1.10.86.0.3": "3.3.3.3", f"{B}.3.1.2.10.86.0.3": "6", f"{B}.3.1.9.10.86.0.3": "65003",
                   f"{B}.3.1.5.10.86.0.3": "10.86.0.1", f"{B}.3.1.6.10.86.0.3": str(peer["portForeign"]), f"{B}.3.1.8.10.86.0.3": str(peer["portLocal"]), f"{B}.3.1.18.10.86.0.3": "9",
                   f"{B}.3.1.19.10.86.0.3": "3", f"{B}.3.1.15.10.86.0.3": "1", f"{B}.3.1.11.10.86.0.3": str(peer["messageStats"]["updatesRecv"]),
                   f"{B}.6.1.6.10.86.33.0.24.10.86.0.3": "10.86.0.3", f"{B}.6.1.13.10.86.33.0.24.10.86.0.3": "2", f"{B}.6.1.4.10.86.33.0.24.10.86.0.3": "1",
                   f"{B}.6.1.5.10.86.33.0.24.10.86.0.3": "02 01 FD EB", f"{B}.6.1.8.192.168.77.0.24.0.0.0.0": "-1"}.items():
    check(f"{name} is {want}", t.get(name, "").strip('" ') == want, t.get(name))
frr.stop("ospfd", "bgpd")
NBR, DOWN, UP = f".{O}.16.2.2", f".{B}.7.2", f".{B}.7.1"
told = until(lambda: (lambda x: x.count("|six|") and x.count(NBR) >= 6 and DOWN in x and x)(traps()), 40)
text = traps()
lines = text.splitlines()
check("a neighbour that is full, and lost, by version 1", any(f"|.{O}.16.2|6|.2|" in x and "public" in x and "10.86.0.3" in x for x in lines), text)
check("by 2c over IPv6", any("|TRAP2, SNMP v2c, community six|" in x and NBR in x for x in lines), text)
check("by an inform over IPv6", any("|INFORM, SNMP v2c, community asks|" in x and NBR in x for x in lines), text)
check("by an inform of version 3, once its engine was found", any("|INFORM, SNMP v3, user admin" in x and NBR in x for x in lines), text)
check("an interface becomes DR", f".{O}.16.2.16" in text or f"|.{O}.16.2|6|.16|" in text, text)
check("BGP came and went: to whom it concerns alone", any("community only-bgp|" in x and UP in x for x in lines) and any("community only-bgp|" in x and DOWN in x for x in lines)
      and not any("only-bgp" in x and NBR in x for x in lines) and not any("|TRAP2, SNMP v2c, community six|" in x and DOWN in x for x in lines), text)
check("no inform is left", until(lambda: not json_rows("r1", "show snmp")[0]["informs_waiting"], 20), json_rows("r1", "show snmp"))
check("nor lost", json_rows("r1", "show snmp")[0]["informs_dropped"] == 0, json_rows("r1", "show snmp"))
time.sleep(0.5)
os.kill(capture.pid, signal.SIGINT)
capture.wait()
tshark_clean("snmp routing", f"{state}/c.pcapng", 100)
said = [x for x in tshark_complaints(f"{state}/c.pcapng", "snmp && (ip.src == 10.86.0.1 || ipv6)") if not re.search("endOfMibView|noSuch(Object|Instance)$", x)
        and not re.search(r"\tPossible traceroute: hop #\d+, attempt #\d+$", x)]  # so it reads a port of Net-SNMP's that the kernel happened to choose
check("nor anything to complain of in SNMP", not said, said[:3])
finish()
