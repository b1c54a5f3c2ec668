#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's resource modules of cisco.ios against a router and a switch over SSH: each state that the feature has here, applied twice, the second time without
a change, and gathered: with this machine's Ansible (7.7); ansible_12_all.py does the same with trixie's, from its chroot."""
import os
import re
import subprocess
import sys

import libinterop
from libinterop import check, execute, finish, free_port, lanyard, need, need_root, private_state, skip, until, up

sys.path.insert(0, f"{libinterop.ROOT}/tests")
import libtrixie as trixie

need_root("ansible")
need("ansible", "ssh")
state = private_state()
PORTS = {"r1": free_port(), "s1": free_port()}
LOGIN = """
      username admin privilege 15 secret cisco
      line vty 0 4
       login local
       transport input ssh
"""
LAB = f"""
name: ansible
nodes:
  r1:
    kind: router
    management: {{ssh: "127.0.0.1:{PORTS["r1"]}"}}
    config: |
      hostname r1
      ipv6 unicast-routing
      ip access-list extended A1
       permit ip any any
      ip access-list extended A2
       permit tcp any any
      ipv6 access-list A6
       permit ipv6 any any
      interface GigabitEthernet0/0
       ip address 10.0.0.1 255.255.255.0
      router ospf 1
      ipv6 router ospf 1
      snmp-server community seed ro
      vrf definition RED
       address-family ipv4
      vrf definition PINK
       address-family ipv4
      router bgp 65000
       neighbor 10.0.0.2 remote-as 65001
{LOGIN}
  s1:
    kind: switch
    management: {{ssh: "127.0.0.1:{PORTS["s1"]}"}}
    config: |
      hostname s1
      vlan 10
      vlan 20
      vlan 30
      lldp run
      lldp timer 33
{LOGIN}
wires:
  - [r1:g0/0, s1:g0/1]
"""
G = "GigabitEthernet0/"
# node, module, {state: the argument `config`}; each state is applied twice, in this order. A deleted without a value takes all.
RESOURCES = [
    ("s1", "l2_interfaces", {
        "merged": f"[{{name: {G}5, mode: access, access: {{vlan: 10}}}}, {{name: {G}6, mode: trunk, trunk: {{allowed_vlans: [10, 20], native_vlan: 20}}}}]",
        "replaced": f"[{{name: {G}6, mode: trunk, trunk: {{allowed_vlans: [20-25, 40], native_vlan: 10}}}}]",
        "deleted": f"[{{name: {G}6}}]"}),
    ("s1", "vlans", {
        "merged": "[{vlan_id: 100, name: hundred}, {vlan_id: 200, name: twohundred, state: suspend}]",
        # whole: what is not said it compares with what there is, and sends each time
        "replaced": "[{vlan_id: 200, name: changed, mtu: 1500, state: active, shutdown: disabled}]",
        "overridden": "[{vlan_id: 100, name: hundred, mtu: 1500, state: active, shutdown: disabled}, {vlan_id: 300, name: threehundred, mtu: 1500, state: active, shutdown: disabled}]",
        "deleted": "[{vlan_id: 100}]"}),
    ("s1", "lag_interfaces", {
        "merged": f"[{{name: Port-channel10, members: [{{member: {G}7, mode: active}}, {{member: {G}8, mode: active}}]}}]",
        "replaced": f"[{{name: Port-channel10, members: [{{member: {G}7, mode: passive}}]}}]",
        "overridden": f"[{{name: Port-channel11, members: [{{member: {G}8, mode: 'on'}}]}}]",
        "deleted": ""}),
    ("s1", "lacp", {"merged": "{system: {priority: 7}}", "replaced": "{system: {priority: 9}}", "deleted": ""}),
    ("s1", "lacp_interfaces", {
        "merged": f"[{{name: {G}7, port_priority: 30}}, {{name: {G}8, port_priority: 20}}]",
        "replaced": f"[{{name: {G}7, port_priority: 10}}]",
        "overridden": f"[{{name: {G}8, port_priority: 11}}]",
        "deleted": ""}),
    ("s1", "lldp_interfaces", {
        "merged": f"[{{name: {G}7, receive: false, transmit: true}}, {{name: {G}8, receive: true, transmit: false}}]",
        "replaced": f"[{{name: {G}8, receive: false, transmit: false}}]",
        "overridden": f"[{{name: {G}7, receive: true, transmit: false}}]",
        "deleted": ""}),
    ("s1", "lldp_global", {
        "merged": "{holdtime: 100, enabled: true, reinit: 4, timer: 20}",
        "replaced": "{holdtime: 90, enabled: true, reinit: 3}",
        "deleted": ""}),
    ("r1", "interfaces", {
        "merged": f"[{{name: {G}2, description: two words, enabled: false, mtu: 1400}}]",
        "replaced": f"[{{name: {G}2, description: other, enabled: true}}]",
        "deleted": f"[{{name: {G}2}}]"}),
    ("r1", "l3_interfaces", {
        "merged": f"[{{name: {G}2, ipv4: [{{address: 10.2.0.1/24}}, {{address: 10.2.1.1/24, secondary: true}}], ipv6: [{{address: '2001:db8:2::1/64'}}]}}]",
        "replaced": f"[{{name: {G}2, ipv4: [{{address: 10.2.9.1/24}}]}}]",
        "deleted": f"[{{name: {G}2}}]"}),
    ("r1", "static_routes", {
        "merged": "[{address_families: [{afi: ipv4, routes: [{dest: 10.8.0.0/16, next_hops: [{forward_router_address: 10.0.0.9, distance_metric: 10, name: way}]}]},"
                  " {afi: ipv6, routes: [{dest: '2001:DB8:8::/48', next_hops: [{forward_router_address: '2001:DB8::9'}]}]}]}]",
        "replaced": "[{address_families: [{afi: ipv4, routes: [{dest: 10.8.0.0/16, next_hops: [{forward_router_address: 10.0.0.8}]}]}]}]",
        "overridden": "[{address_families: [{afi: ipv4, routes: [{dest: 10.7.0.0/16, next_hops: [{forward_router_address: 10.0.0.8}]}]}]}]",
        "deleted": ""}),
    ("r1", "acls", {
        "merged": "[{afi: ipv4, acls: [{name: ONE, acl_type: extended, aces: [{sequence: 10, grant: deny, protocol: tcp, source: {address: 192.0.2.0, wildcard_bits: 0.0.0.255},"
                  " destination: {any: true, port_protocol: {eq: www}}}, {sequence: 20, grant: permit, protocol: ip, source: {any: true}, destination: {host: 10.9.9.9}}]},"
                  " {name: 7, acl_type: standard, aces: [{grant: permit, sequence: 10, source: {host: 192.0.2.1}}]}]},"
                  " {afi: ipv6, acls: [{name: SIX, aces: [{sequence: 10, grant: permit, protocol: tcp, source: {any: true}, destination: {any: true, port_protocol: {eq: telnet}}}]}]}]",
        "replaced": "[{afi: ipv4, acls: [{name: ONE, acl_type: extended, aces: [{sequence: 30, grant: permit, protocol: udp, source: {any: true}, destination: {any: true, port_protocol: {eq: domain}}}]}]}]",
        "deleted": "[{afi: ipv4, acls: [{name: ONE}]}]"}),
    ("r1", "acl_interfaces", {
        "merged": f"[{{name: {G}2, access_groups: [{{afi: ipv4, acls: [{{name: A1, direction: in}}, {{name: A2, direction: out}}]}}, {{afi: ipv6, acls: [{{name: A6, direction: in}}]}}]}}]",
        "replaced": f"[{{name: {G}2, access_groups: [{{afi: ipv4, acls: [{{name: A2, direction: in}}]}}]}}]",
        "overridden": f"[{{name: {G}3, access_groups: [{{afi: ipv4, acls: [{{name: A1, direction: out}}]}}]}}]",
        "deleted": ""}),
    ("r1", "ospfv2", {
        "merged": "{processes: [{process_id: 1, router_id: 1.1.1.1, areas: ["
                  " {area_id: '10', authentication: {enable: true}, default_cost: 10}], auto_cost: {reference_bandwidth: 4},"
                  " network: [{address: 10.9.0.0, wildcard_bits: 0.0.255.255, area: '5'}]}, {process_id: 200, log_adjacency_changes: {detail: true}}]}",
        "replaced": "{processes: [{process_id: 200, maximum_paths: 15, log_adjacency_changes: {detail: true}}]}",
        "overridden": "{processes: [{process_id: 1, router_id: 1.1.1.2}]}",
        "deleted": "{processes: [{process_id: 1}]}"}),
    ("r1", "ospf_interfaces", {
        "merged": f"[{{name: {G}2, address_family: [{{afi: ipv4, process: {{id: 1, area_id: '30'}}, cost: {{interface_cost: 10}}, priority: 20, network: {{broadcast: true}}}},"
                  " {afi: ipv6, process: {id: 1, area_id: '0'}, priority: 2}]}]",
        "replaced": f"[{{name: {G}2, address_family: [{{afi: ipv4, process: {{id: 1, area_id: '20'}}, hello_interval: 5, dead_interval: {{time: 40}}}}]}}]",
        "overridden": f"[{{name: {G}3, address_family: [{{afi: ipv4, process: {{id: 1, area_id: '20'}}, cost: {{interface_cost: 7}}}}]}}]",
        "deleted": ""}),
    ("r1", "bgp_address_family", {
        "merged": "{as_number: 65000, address_family: [{afi: ipv4, neighbors: [{neighbor_address: 10.0.0.2, activate: true, send_community: {both: true}, nexthop_self: {set: true}}], redistribute: [{static: {metric: 5}}]}]}",
        "replaced": "{as_number: 65000, address_family: [{afi: ipv4, neighbors: [{neighbor_address: 10.0.0.2, activate: true, soft_reconfiguration: true}]}]}",
        "deleted": "{as_number: 65000, address_family: [{afi: ipv4}]}"}),
    ("r1", "bgp_global", {
        "merged": "{as_number: 65000, bgp: {router_id: {address: 1.1.1.1}},"
                  " neighbors: [{neighbor_address: 10.0.0.2, remote_as: '65001', description: merge neighbor, timers: {interval: 20, holdtime: 60}}], redistribute: [{connected: {set: true, metric: 10}}]}",
        "replaced": "{as_number: 65000, neighbors: [{neighbor_address: 10.0.0.2, remote_as: '65002', description: replaced}]}",
        "deleted": "{as_number: 65000}"}),
    ("r1", "prefix_lists", {
        "merged": "[{afi: ipv4, prefix_lists: [{name: P4, description: of four, entries: [{action: deny, prefix: 10.0.0.0/8, le: 15, sequence: 5}, {action: permit, prefix: 35.0.0.0/8, ge: 10, sequence: 10}]}]},"
                  " {afi: ipv6, prefix_lists: [{name: P6, entries: [{action: permit, prefix: '2001:DB8::/32', ge: 48, sequence: 5}]}]}]",
        "replaced": "[{afi: ipv4, prefix_lists: [{name: P4, entries: [{action: permit, prefix: 12.0.0.0/8, ge: 15, sequence: 10}]}]}]",
        "overridden": "[{afi: ipv4, prefix_lists: [{name: P5, entries: [{action: permit, prefix: 12.0.0.0/8, sequence: 5}]}]}]",
        "deleted": ""}),
    ("r1", "route_maps", {
        "merged": "[{route_map: RM, entries: [{sequence: 10, action: permit, description: first, match: {ip: {address: {prefix_lists: [P4]}}, metric: {value: 100}},"
                  " set: {metric: {metric_value: 5}, local_preference: 50}, continue_entry: {entry_sequence: 20}}, {sequence: 20, action: deny, match: {tag: {value: ['7']}}}]}]",
        "replaced": "[{route_map: RM, entries: [{sequence: 10, action: permit, description: second, match: {as_path: {acls: [120]}}}]}]",
        "overridden": "[{route_map: RN, entries: [{sequence: 5, action: permit, set: {weight: 9}}]}]",
        "deleted": ""}),
    ("r1", "ntp_global", {
        "merged": "{master: {stratum: 4}, peers: [{peer: 10.0.0.7, prefer: true}], servers: [{server: 10.0.0.8}], authenticate: true, trusted_keys: [{range_start: 2}], logging: true}",
        "replaced": "{servers: [{server: 10.0.0.9, version: 2}]}",
        "overridden": "{servers: [{server: 10.0.0.9, prefer: true}]}",
        "deleted": ""}),
    ("r1", "logging_global", {
        "merged": "{buffered: {severity: notifications, size: 5099}, console: {severity: critical}, facility: local5, hosts: [{hostname: 10.0.0.7}], monitor: {severity: warnings},"
                  " origin_id: {tag: hostname}, source_interface: [{interface: GigabitEthernet0/0}], trap: errors}",
        "replaced": "{buffered: {severity: errors, size: 6099}, hosts: [{hostname: 10.0.0.8}]}",
        "overridden": "{hosts: [{hostname: 10.0.0.9}], trap: alerts}",
        "deleted": ""}),
    ("r1", "snmp_server", {
        "merged": "{communities: [{name: public, ro: true, acl_v4: '7'}], contact: me, location: here, hosts: [{host: 10.0.0.7, community_string: public, version: 2c}],"
                  " traps: {snmp: {linkup: true, linkdown: true}}}",
        "replaced": "{communities: [{name: other, ro: true}], contact: you}",
        "overridden": "{communities: [{name: seed, ro: true}], location: there}"}),  # with nothing left the agent is off, which 7.7 does not take
    # without an address family the module itself fails
    ("r1", "ospfv3", {
        "merged": "{processes: [{process_id: 10, router_id: 10.10.10.10, auto_cost: {reference_bandwidth: 1000}, areas: [{area_id: 10, stub: {set: true}}], address_family: [{afi: ipv6, unicast: true}]}]}",
        "replaced": "{processes: [{process_id: 10, router_id: 10.10.10.11, address_family: [{afi: ipv6, unicast: true}]}]}",
        "overridden": "{processes: [{process_id: 20, router_id: 10.10.10.12, address_family: [{afi: ipv6, unicast: true}]}]}",
        "deleted": ""}),
]
# What 7.7 does not have.
NEWER = [
    ("r1", "vrf_interfaces", {
        "merged": f"[{{name: {G}3, vrf_name: RED}}]",
        "replaced": f"[{{name: {G}3, vrf_name: PINK}}]",
        "overridden": f"[{{name: {G}2, vrf_name: RED}}]",
        "deleted": ""}),
    ("r1", "vrf_address_family", {
        "merged": "[{name: RED, address_families: [{afi: ipv4, safi: unicast, export: {map: EXPORTS}}]}]",
        "deleted": ""}),
    ("r1", "vrf_global", {
        "merged": "{vrfs: [{name: BLUE, description: the blue one, rd: '65000:1'}]}",
        "replaced": "{vrfs: [{name: BLUE, description: changed, rd: '65000:1'}]}",
        "overridden": "{vrfs: [{name: GREEN, rd: '65000:2'}]}",
        "deleted": ""}),
]


# What a collection of that version sends whatever there is, or that is refused here: docs/STATUS.md says so.
OPEN = {("12", "bgp_global replaced"): "no bgp default route-target filter", ("12", "vlans deleted"): "it is sent again", ("12", "vlans overridden"): "no vlan 1 and 1002-1005, which a switch has, is sent each time", ("12", "ospfv2 merged"): "router ospf 1 is sent again",
        ("12", "vrf_address_family deleted"): "it sends no no address-family ipv4 unicast",
        ("12", "vrf_global overridden"): "vrf definition of every other VRF is sent each time", ("12", "vrf_global deleted"): "vrf definition of every VRF is sent each time"}


def play(node, resources):
    out = f"- hosts: {node}\n  gather_facts: false\n  tasks:\n"
    for _, module, states in resources:
        for st, config in states.items():
            for turn in ("first", "again"):
                name = f"{module} {st} {turn}"
                args = f"{{config: {config}, state: {st}}}" if config else f"{{state: {st}}}"
                out += f"  - name: {name}\n    cisco.ios.ios_{module}: {args}\n    ignore_errors: true\n    register: r\n"
                out += f"  - debug: {{msg: \"RESULT {name} failed={{{{ r.failed | default(false) }}}} changed={{{{ r.changed | default(false) }}}} commands={{{{ r.commands | default([]) }}}}\"}}\n"
            if st in ("merged", "overridden", "replaced") :
                out += f"  - name: {module} gathered after {st}\n    cisco.ios.ios_{module}: {{state: gathered}}\n    ignore_errors: true\n    register: r\n"
                out += f"  - debug: {{msg: \"RESULT {module} gathered after {st} failed={{{{ r.failed | default(false) }}}} some={{{{ (r.gathered | default([])) | length > 0 }}}}\"}}\n"
    if node == "r1":
        out += "  - cisco.ios.ios_ping: {dest: 10.0.0.1, count: 3}\n    ignore_errors: true\n    register: r\n"
        out += "  - debug: {msg: \"RESULT ping failed={{ r.failed | default(false) }} loss={{ r.packet_loss | default('?') }}\"}\n"
    return out


def verdicts(out, resources, version):
    for _, module, states in resources:
        for st in states:
            if (version, f"{module} {st}") in OPEN:
                skip(f"Ansible {version} {module} {st}", OPEN[version, f"{module} {st}"])
                continue
            for turn in ("first", "again"):
                name = f"{module} {st} {turn}"
                m = re.search(rf"RESULT {name} failed=(\w+) changed=(\w+)", out)
                want = ("False", "True" if turn == "first" else "False")
                at = out.find(f"TASK [{name}]")
                check(f"Ansible {version} {name}", m and m.groups() == want, f"wanted failed, changed = {want}: {out[at:at + 1200]}")
            if st != "deleted":
                m = re.search(rf"RESULT {module} gathered after {st} failed=(\w+) some=(\w+)", out)
                check(f"Ansible {version} {module} gathered after {st}", m and m.groups() == ("False", "True"), m and m[0])


def run(version, command):
    r = up(LAB)
    if not check(f"up for Ansible {version}", r.returncode == 0, r.stderr) or not until(lambda: "SSH Enabled" in execute("r1", "show ip ssh") and "SSH Enabled" in execute("s1", "show ip ssh")):
        return
    with open(f"{state}/inventory", "w") as f:
        for node, port in PORTS.items():
            f.write(f"{node} ansible_host=127.0.0.1 ansible_port={port}\n")
        f.write("[all:vars]\nansible_user=admin\nansible_password=cisco\nansible_network_os=cisco.ios.ios\nansible_connection=ansible.netcommon.network_cli\nansible_network_cli_ssh_type=paramiko\n")
    only = os.environ.get("ONLY", "")
    resources = [x for x in RESOURCES + (NEWER if version != "7.7" else []) if re.search(only, x[1])]
    running = []
    for node in PORTS:
        with open(f"{state}/{node}.yml", "w") as f:
            f.write(play(node, [x for x in resources if x[0] == node]))
        env = {**os.environ, "HOME": state, "ANSIBLE_HOST_KEY_CHECKING": "False", "ANSIBLE_NOCOLOR": "1", "ANSIBLE_DEPRECATION_WARNINGS": "False", "ANSIBLE_LOCAL_TEMP": f"{state}/tmp-{node}",
               "LC_ALL": "C.UTF-8"}
        running.append(subprocess.Popen(command(["ansible-playbook", "-i", f"{state}/inventory", f"{state}/{node}.yml"]), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env))
    out = "".join(p.communicate(timeout=3000)[0] for p in running)
    if os.environ.get("KEEP"):
        with open(os.environ["KEEP"], "w") as f:
            f.write(out)
    verdicts(out, resources, version)
    if not only:
        check(f"Ansible {version} ping", re.search(r"RESULT ping failed=False loss=0%", out), out[-600:])
    lanyard("down", "--all")


def here():
    if not os.path.exists("/usr/bin/ansible-playbook"):
        skip("ansible 7.7", "no package ansible on this machine")
    else:
        run("7.7", lambda argv: argv)
    finish()


def in_trixie():
    try:
        trixie.root(["ansible", "python3-paramiko"])
        run("12", lambda argv: trixie.command(argv, share=[state]))
    except trixie.Missing as e:
        skip("ansible 12", e)
    finish()


if __name__ == "__main__":
    here()
