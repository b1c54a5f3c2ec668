#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ntc-templates (trixie's) over every show that it knows and we have, on every lab of the virtual clock: as many rows as our JSON, and in each row the
value of each field: one cell must have it in all rows of all labs, or the table below says how it is made of cells. A template that does not
understand a line of ours fails the test where it should understand it."""
import collections
import os
import re
import sys

from libinterop import LANYARD_FAST, ROOT, check, finish, need_root, private_state, skip

need_root("ntc_templates")
try:
    from textfsm import clitable
except ImportError:
    if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/lib/python3/dist-packages/textfsm"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
    skip("ntc_templates", "no python3-textfsm on this machine")
    sys.exit(0)
sys.path.insert(0, f"{ROOT}/tests")
os.environ["LANYARD"] = LANYARD_FAST
import libschemas as schemas
import libtrixie as trixie

try:
    TEMPLATES = trixie.root(["python3-ntc-templates"]) + "/usr/lib/python3/dist-packages/ntc_templates/templates"
except trixie.Missing as e:
    skip("ntc_templates", e)
    sys.exit(0)

COMMANDS = """show ip arp|show cdp neighbors|show cdp neighbors detail|show clock|dir|show etherchannel summary|show interfaces|show interfaces description|show interfaces status
show interfaces switchport|show inventory|show ip access-lists|show ip bgp|show ip bgp summary|show ip bgp neighbors|show ip cef|show ip eigrp neighbors|show ip eigrp topology|show ip interface
show ip eigrp interfaces detail|show ip interface brief|show ip nat translations|show ip ospf database|show ip ospf neighbor|show ip prefix-list|show ip route|show ipv6 interface brief
show ipv6 neighbors|show lldp neighbors|show lldp neighbors detail|show mac address-table|show port-security interface GigabitEthernet0/3|show route-map|show snmp community|show snmp group
show snmp user|show spanning-tree|show standby|show standby brief|show version|show vrrp brief|show vtp status|show processes memory sorted|show processes cpu""".replace("\n", "|").split("|")
# What stands there is right, and no row of that template's: the answer, or the kind of line, that it does not know.
NOT_ITS = re.compile(r"^%|evaluate |^\*\d|Archive feature not|^Command rejected|^EIGRP-IPv4 VR\(\S+\) Address-Family |"
                     r"^[VIN][*sdh ][> ]|Virtual IPv6 address|^Gi\S+ +\d+ +\d+ .*FE80::|Internet address is not set|\] via [0-9A-F]*:", re.M)


def clock(s):
    return f"{s // 3600:02}:{s % 3600 // 60:02}:{s % 60:02}"


def address(prefix):
    return prefix.split("/")[0]


def length(prefix):
    return prefix.split("/")[1]


def end(text, which):
    return text.rsplit(":", 1)[which] if ":" in text else ""


def of_neighbours(route, cell):
    return [p[cell] for p in route["paths"] if p["kind"] in ("neighbor", "Summary")]


def ways_out(route):
    return ["Null0" if p["kind"] == "Summary" else p["interface"] for p in route["paths"] if p["kind"] == "Summary" or "interface" in p]


def written_length(prefix):
    """The length that IOS writes: none where the class says it."""
    first = int(prefix.split(".")[0])
    classful = "/8" if first < 128 else "/16" if first < 192 else "/24"
    return "/" if prefix.endswith(classful) or prefix == "0.0.0.0/0" else prefix[prefix.index("/"):]


# (command, field): how it is made of a row's cells; None: it is a word of the text that no cell has.
MADE = {
    "show interfaces": {"ip_address": lambda r: f"{r['ip_address']}/{r['prefix_length']}", "bandwidth": lambda r: f"{r['bandwidth_kbit']} Kbit", "delay": lambda r: f"{r['delay_us']} usec"},
    "show ip bgp": {"network": lambda r: r["prefix"] if r["prefix"].endswith(written_length(r["prefix"])) else address(r["prefix"]), "prefix_length": lambda r: length(r["prefix"])},
    "show ip bgp summary": {"up_down": None, "state_pfxrcd": lambda r: r["prefixes_received"] if r["state"] == "Established" else r["state"]},
    "show ip ospf neighbor": {"dead_time": lambda r: clock(r["dead_s"]) if "dead_s" in r else "", "state": lambda r: f"{r['state']}/{r['role']}".replace("/-", "/  -"),
                              "priority": lambda r: str(r["priority"]) if r["role"] != "-" else "0"},
    "show ip ospf database": {"area": lambda r: str(int(r["area"].split(".")[3])) if r["area"].startswith("0.0.0.") else r["area"]},
    "show ip prefix-list": {"network": lambda r: address(r["prefix"]), "netmask": lambda r: length(r["prefix"])},
    "show ip route": {"network": lambda r: address(r["prefix"]), "mask": lambda r: length(r["prefix"]), "protocol": lambda r: "O" if r["source"] in ("ospf", "ospfv3") else r["code"].replace("*", " ").split()[0],
                      "uptime": lambda r: clock(r["hop"]["age_s"]), "metric": lambda r: r["hop"].get("metric", r["metric"]), "nexthop_ip": lambda r: r["hop"].get("via", "0.0.0.0" if r["source"] == "bgp" else "")},
    "show ip eigrp topology": {"route": lambda r: address(r["prefix"]), "mask": lambda r: length(r["prefix"]), "fd": lambda r: r.get("feasible_distance", "Inaccessible"), "source": lambda r: next((p["kind"] for p in r["paths"] if p["kind"].startswith("R")), ""),
                               "adv_fd": lambda r: of_neighbours(r, "distance"),
                               "adv_rd": lambda r: of_neighbours(r, "reported_distance"), "out_interface": ways_out},
    "show vrrp brief": {"time": lambda r: 0 if r["version"] == 3 and r["state"] == "Master" else r["master_down_ms"]},
    "show ip nat translations": {f"{a}_{b}_{part}": (lambda r, k=f"{a}_{b}", w=w: end(r[k], w) if ":" in r[k] else (r[k] if not w and r[k] != "---" else "---")) for a in ("inside", "outside")
                                 for b in ("local", "global") for w, part in ((0, "ip"), (1, "port"))},
    "show ip interface": {"ipaddr": lambda r: [a["address"] for a in (r, *r.get("secondary", ())) if "address" in a],
                          "mask": lambda r: [a["prefix_length"] for a in (r, *r.get("secondary", ())) if "prefix_length" in a]},
    "show cdp neighbors": {"platform": lambda r: r["platform"][:9].replace(" ", "-")},
    "show standby": {"hello_time": lambda r: str(r["hello_ms"] // 1000), "hold_time": lambda r: str(r["hold_ms"] // 1000)},
}
# A template's row is less, or more, than a row of ours: its rows out of ours.
ROWS = {
    "show ip bgp": lambda rows: [r for r in rows if r["valid"]],  # it knows no path that cannot be used
    "show ip bgp summary": lambda rows: [r for r in rows if ":" not in r["neighbor"]],  # it knows no address that takes a line of its own
    "show ip route": lambda rows: [{**r, "hop": h} for r in rows for h in r["next_hops"]],
    "show ip cef": None, "show ip ospf database": None, "show ip access-lists": None, "show processes memory sorted": None, "show inventory": None, "show vlan": None, "show spanning-tree": None,
}
# Fields of the text that are words for people: no cell of that value.
WORDS = {"show interfaces": "duplex media_type encapsulation last_input last_output last_output_hang queue_strategy runts giants input_errors crc frame overrun output_errors protocol_status",
         "show clock": "*", "show cdp neighbors detail": "capabilities", "show version": "release rommon uptime_minutes uptime_hours uptime software_image version restarted",
         "show ip bgp": "status route_source origin path_selection", "show ip bgp summary": "router_id local_as up_down", "show ip bgp neighbors": "localhost_ip localhost_port remote_port peer_group outbound_routemap inbound_routemap",
         "show ip eigrp interfaces detail": "as", # of the last of a process it has the next one's
         "show ip eigrp neighbors": "uptime", "show ip eigrp topology": "router_id code adv_router tag", "show ip route": "type", "show ip interface": "ip_helper", "show ipv6 interface brief": "ipaddr",
         "show interfaces switchport": "switchport_negotiation voice_vlan", "show route-map": "match_clauses set_clauses",
         "show port-security interface GigabitEthernet0/3": "aging_time aging_type last_src_mac_addr_vlan ss_addr_aging", "show vtp status": "pruning traps local_updater_iface max_vlans",
         "show standby": "state_last_change standby_router_priority group_name track_type track_state track_decrement_time active_router_priority authentication track_item",
         "show snmp community": "storage_type", "show snmp group": "security_model contextname storage_type writeview notifyview row_status", "show snmp user": "engine_id storage_type",
         "show ip ospf database": "link_count router_id"}


def parse(command, text):
    if command == "show ip eigrp topology":
        text = text.replace("FD is Infinity", "FD is Inaccessible")  # the word of the IOS that the template was made for
    table = clitable.CliTable("index", TEMPLATES)
    table.ParseCmd(text, {"Command": command, "Platform": "cisco_ios"})
    names = [h.lower() for h in table.header]
    return [dict(zip(names, list(row))) for row in table]


def flat(value, path="", out=None):
    """Cells by path; a list of objects gives a list a key."""
    out = {} if out is None else out
    if isinstance(value, dict):
        for k, v in value.items():
            flat(v, f"{path}.{k}" if path else k, out)
    elif isinstance(value, list):
        out[path] = [v for v in value if not isinstance(v, (dict, list))]
        for v in value:
            for k, cell in flat(v).items() if isinstance(v, dict) else ():
                out.setdefault(f"{path}[].{k}", []).append(cell)
    else:
        out[path] = value
    return out


def plain(v):
    v = str(v).strip().lower()
    m = re.match(r"(gi|fa|lo|po|vl|tu|te|et)[a-z-]*\s*(\d[\d/.]*)$", v)
    return m[1] + m[2] if m else {"true": "yes", "false": "no", "enabled": "yes", "disabled": "no"}.get(v, v)


def same(value, cell):
    if isinstance(value, list):
        cells = [c for c in (cell if isinstance(cell, list) else [cell]) if c not in (None, "")]
        return [plain(v) for v in value if v] == [plain(c) for c in cells] or " ".join(plain(v) for v in value) == " ".join(plain(c) for c in cells)
    return plain(value) == plain(cell[0]) if isinstance(cell, list) and len(cell) == 1 else plain(value) == plain(cell)


private_state()
os.environ.pop("LANYARD_LAB", None)
cells, wrong, seen, compared = {}, {}, collections.Counter(), 0
for path, text in schemas.labs():
    for node in schemas.each_node(path, text, seed="3"):
        if node.kind == "host":
            continue
        for command, r in zip(COMMANDS, node.run(COMMANDS)):
            where = f"{command} on {node.name} of {os.path.basename(path)}"
            if NOT_ITS.search(r["output"]) or not (r["rows"] or r["output"].strip()):
                continue
            try:
                got = parse(command, r["output"])
            except Exception as e:
                wrong.setdefault(command, f"{where}: {e!r}")
                continue
            make = ROWS.get(command, lambda rows: rows)
            if make is None:
                seen[command] += bool(got)
                continue
            rows = make(r["rows"])
            if len(got) != len(rows):
                wrong.setdefault(command, f"{where}: {len(got)} rows parsed, {len(rows)} in JSON")
                continue
            seen[command] += bool(got)
            for parsed, row in zip(got, rows):
                ours = flat(row)
                for field, value in parsed.items():
                    if value in ("", []) or field in WORDS.get(command, "").split() or WORDS.get(command) == "*":
                        continue
                    compared += 1
                    how = MADE.get(command, {}).get(field)
                    if how:
                        if not same(value, how(row)):
                            wrong.setdefault(f"{command}.{field}", f"{where}: {field} is {value!r} in the text, {how(row)!r} by JSON")
                        continue
                    now = {p for p, c in ours.items() if same(value, c)}
                    key = command, field
                    cells[key] = cells.get(key, now) & now
                    if not cells[key]:
                        wrong.setdefault(f"{command}.{field}", f"{where}: {field} is {value!r} in the text, and no cell has it in every row: {ours}")
for command in COMMANDS:
    bad = "\n".join(v for k, v in wrong.items() if k.split(".")[0] == command)
    check(f"ntc-templates: {command}: {seen[command]} times", seen[command] and not bad, bad or "never a row")
check(f"ntc-templates: {compared} values compared", compared > 2000, compared)
finish()
