#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Automation over SSH as it comes from Debian: Ansible's cisco.ios collection (facts, command, config with parents and save, hostname, banner, user, interfaces,
l3_interfaces, static routes, acls: merged, then merged again without a change), RANCID's clogin."""
import os
import subprocess

from libinterop import check, execute, finish, free_port, lanyard, need, need_root, private_state, skip, until, up

need_root("ssh_tools")
need("ssh_tools", "ssh")
state = private_state()
PORT = free_port()
r = up(f"""
name: tools
nodes:
  r1:
    kind: router
    management: {{ssh: "127.0.0.1:{PORT}"}}
    config: |
      hostname r1
      enable secret class
      username admin privilege 15 secret cisco
      username oper password opensesame
      line vty 0 4
       login local
       transport input ssh
wires: []
""")
if not check("up", r.returncode == 0, r.stderr) or not until(lambda: "SSH Enabled" in execute("r1", "show ip ssh")):
    finish()

# name of the task, the module, its arguments
TASKS = [
    ("facts", "ios_facts", "{gather_subset: all}"),
    ("command", "ios_command", "{commands: [show version, show ip interface brief]}"),
    ("config", "ios_config", "{parents: [interface GigabitEthernet0/3], lines: [description by ansible, ip address 10.9.3.1 255.255.255.0], save_when: modified}"),
    ("config_block", "ios_config", "{parents: [ip access-list extended BLOCK], lines: [10 permit tcp any any eq 22, 20 permit icmp any any], before: [no ip access-list extended BLOCK],"
     " after: [interface GigabitEthernet0/2, description after the block], match: exact, replace: block}"),
    ("hostname", "ios_hostname", "{config: {hostname: r1}, state: merged}"),
    ("banner", "ios_banner", "{banner: motd, text: \"two\\nlines\", state: present}"),
    ("user", "ios_user", "{name: eve, privilege: 7, configured_password: secret, update_password: on_create, state: present}"),
    ("interfaces", "ios_interfaces", "{config: [{name: GigabitEthernet0/1, description: merged, enabled: true}], state: merged}"),
    ("l3_interfaces", "ios_l3_interfaces", "{config: [{name: GigabitEthernet0/1, ipv4: [{address: 10.9.1.1/24}]}], state: merged}"),
    ("static_routes", "ios_static_routes", "{config: [{address_families: [{afi: ipv4, routes: [{dest: 10.8.0.0/16, next_hops: [{forward_router_address: 10.9.1.2}]}]}]}], state: merged}"),
    ("acls", "ios_acls", "{config: [{afi: ipv4, acls: [{name: one, acl_type: extended, aces: [{sequence: 10, grant: permit, protocol: tcp, source: {any: true}, destination: {any: true, port_protocol: {eq: www}}}]}]}], state: merged}"),
]
OPTIONS = f"""r1 ansible_host=127.0.0.1 ansible_port={PORT} ansible_user=admin ansible_password=cisco ansible_network_os=cisco.ios.ios
[all:vars]
ansible_connection=ansible.netcommon.network_cli
ansible_network_cli_ssh_type=paramiko
"""
ANSIBLE = "/usr/bin/ansible-playbook"
if not os.path.exists(ANSIBLE):
    skip("ansible", "no package ansible on this machine")
else:
    with open(f"{state}/inventory", "w") as f:
        f.write(OPTIONS)
    play = "- hosts: all\n  gather_facts: false\n  tasks:\n"
    for name, module, argv in TASKS:
        for turn in ("first", "again"):
            play += f"  - name: {name} {turn}\n    cisco.ios.{module}: {argv}\n    ignore_errors: true\n    register: {name}_{turn}\n"
            play += f"  - debug: {{msg: \"RESULT {name} {turn} failed={{{{ {name}_{turn}.failed }}}} changed={{{{ {name}_{turn}.changed | default(false) }}}}\"}}\n"
    play += "  - name: diff\n    diff: true\n    cisco.ios.ios_config: {parents: [interface GigabitEthernet0/1], lines: [description diffed], diff_against: running}\n    register: d\n"
    play += "  - debug: {msg: \"DIFF {{ d.diff | to_json }}\"}\n"
    with open(f"{state}/play.yml", "w") as f:
        f.write(play)
    env = {**os.environ, "HOME": state, "ANSIBLE_HOST_KEY_CHECKING": "False", "ANSIBLE_NOCOLOR": "1", "ANSIBLE_DEPRECATION_WARNINGS": "False"}
    out = subprocess.run([ANSIBLE, "-i", f"{state}/inventory", f"{state}/play.yml"], capture_output=True, text=True, env=env, timeout=600).stdout
    for name, module, _ in TASKS:
        check(f"Ansible {module}: works", f"RESULT {name} first failed=False" in out, out[out.find(f"TASK [{name} first]"):][:1500])
        check(f"Ansible {module}: changes nothing again", f"RESULT {name} again failed=False changed=False" in out, out[out.find(f"TASK [{name} again]"):][:1500])
    check("Ansible ios_config: before, the block and after, in this order", "10 permit tcp any any eq 22\n    20 permit icmp any any\n" in execute("r1", "show ip access-lists BLOCK")
          and "description after the block" in execute("r1", "show running-config interface g0/2"), execute("r1", "show ip access-lists"))
    check("Ansible ios_config: a difference is shown", " description diffed" in out[out.find("DIFF "):] and "TASK [diff]" in out, out[out.find("TASK [diff]"):][:1500])

CLOGIN = "/usr/lib/rancid/bin/clogin"
if not os.path.exists(CLOGIN):
    skip("clogin", "no package rancid on this machine")
else:
    with open(f"{state}/.cloginrc", "w") as f:
        f.write(f"add user 127.0.0.1 oper\nadd password 127.0.0.1 opensesame class\nadd method 127.0.0.1 ssh:{PORT}\n")
    os.chmod(f"{state}/.cloginrc", 0o600)
    p = subprocess.run([CLOGIN, "-f", f"{state}/.cloginrc", "-c", "show version;show running-config", "127.0.0.1"], capture_output=True, text=True, timeout=120,
                       env={**os.environ, "HOME": state})
    check("RANCID's clogin: enable, both shows whole", p.returncode == 0 and "r1 uptime is" in p.stdout and "\nend" in p.stdout.replace("\r", ""), p.stdout + p.stderr)
lanyard("down", "--all")
finish()
