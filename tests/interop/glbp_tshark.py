#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""GLBP has no free peer: Wireshark's dissector reads every field of what a lab of two routers says, and finds what was configured there."""
from libinterop import LANYARD_FAST, ROOT, check, finish, need, private_state, sh

need("glbp_tshark", "tshark")
folder = private_state()
r = sh([LANYARD_FAST, "test", f"{ROOT}/tests/labs/glbp.yml", "--capture", folder], timeout=120)
check("the lab passes", r.returncode == 0, r.out[-2000:])


WANT = {"glbp.version": {"1"}, "glbp.unknown1": {"0", "1", "2"}, "glbp.group": {"1"}, "glbp.type": {"1", "2", "3"}, "glbp.hello.vgstate": {"4", "8", "16", "32"},
        "glbp.hello.priority": {"120", "150"}, "glbp.hello.helloint": {"3000"}, "glbp.hello.holdint": {"10000"}, "glbp.hello.redirect": {"600"},
        "glbp.hello.timeout": {"14400"}, "glbp.hello.addrtype": {"1"}, "glbp.hello.addrlen": {"4"}, "glbp.reqresp.vfstate": {"4", "32"}, "glbp.auth.authtype": {"2"},
        "glbp.auth.authlength": {"16"}, "udp.dstport": {"3222"}, "ip.dst": {"224.0.0.102"}, "ip.ttl": {"255"}}
MORE = ["glbp.hello.virtualipv4", "glbp.reqresp.virtualmac", "glbp.reqresp.forwarder", "glbp.reqresp.weight"]
WRONG = ["_ws.malformed", "glbp.tlv_length_too_small", "glbp.ipv4_wrong_length"]
fields = [*WANT, *MORE, *WRONG]
# All in one go: starting tshark takes longer than reading.
out = sh(["tshark", "-r", f"{folder}/glbp.pcapng", "-Y", "glbp", "-T", "fields", "-E", "separator=|", *[w for f in fields for w in ("-e", f)]]).out
rows = [line.split("|") for line in out.splitlines() if line.count("|") == len(fields) - 1]
check("it sees hundreds of them", len(rows) > 300, out[-500:])


def values(field):
    return {v for row in rows for v in row[fields.index(field)].split(",") if v}


for field, want in WANT.items():
    got = values(field)
    check(f"{field} is {' '.join(sorted(want))}", got == want, got)
check("the addresses are the group's and none", values("glbp.hello.virtualipv4") <= {"10.0.0.1", "0.0.0.0"} and "10.0.0.1" in values("glbp.hello.virtualipv4"))
check("forwarders have their numbers and MAC addresses", values("glbp.reqresp.virtualmac") == {"00:07:b4:00:01:01", "00:07:b4:00:01:02", "00:00:00:00:00:00"} and
      values("glbp.reqresp.forwarder") == {"0", "1", "2"}, values("glbp.reqresp.virtualmac") | values("glbp.reqresp.forwarder"))
check("weights are those told", values("glbp.reqresp.weight") == {"90", "100", "110"}, values("glbp.reqresp.weight"))
check("nothing is malformed", not any(values(field) for field in WRONG))
finish()
