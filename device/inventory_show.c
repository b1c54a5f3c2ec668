/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the device is made of: show inventory, platform, boot, environment; and all of it at once: show tech-support. */
#include <stdio.h>

#include "device/own.h"

bool show_inventory(struct cli *c, const struct args *a, struct show *s)
{
	struct device *d = cli_device(c);
	const char *model = d->model ? d->model : d->node.kind->name;

	(void)a;
	show_str(s, "name", "Chassis");
	show_fmt(s, "descr", "%s, a software %s", d->image ? d->image : model, d->node.kind->name);
	show_str(s, "pid", model);
	show_str(s, "vid", "V01");
	show_str(s, "sn", d->system->serial);
	show_end(s);
	show_text(s, "NAME: \"Chassis\", DESCR: \"%s, a software %s\"\nPID: %-18s, VID: V01  , SN: %s\n\n", d->image ? d->image : model, d->node.kind->name, model,
		  d->system->serial);
	return true;
}

bool show_platform(struct cli *c, const struct args *a, struct show *s)
{
	struct device *d = cli_device(c);
	char up[16];
	unsigned ports = 0;

	(void)a;
	for (const struct port *p = d->node.ports; p; p = p->next)
		ports++;
	uptime_short(node_now(&d->node) - d->booted, up);
	show_str(s, "chassis", d->model ? d->model : d->node.kind->name);
	show_str(s, "slot", "0");
	show_num(s, "ports", ports);
	show_str(s, "state", "ok");
	show_str(s, "insert_time", up);
	show_end(s);
	show_text(s, "Chassis type: %s\n\nSlot      Type                State                 Insert time (ago)\n"
		     "--------- ------------------- --------------------- -----------------\n%-9s %-19s %-21s %s\n", d->model ? d->model : d->node.kind->name, "0",
		  d->node.kind->name, "ok", up);
	return true;
}

bool show_boot(struct cli *c, const struct args *a, struct show *s)
{
	struct device *d = cli_device(c);

	(void)a;
	show_fmt(s, "image", "system:lanyard/%s", d->node.kind->name);
	show_str(s, "config_file", "nvram:/startup-config");
	show_bool(s, "config_present", d->startup != NULL);
	show_str(s, "config_register", "0x2102");
	show_end(s);
	show_text(s, "BOOT path-list      : system:lanyard/%s\nConfig file         : nvram:/startup-config%s\nPrivate Config file : \nEnable Break        : no\n"
		     "Manual Boot         : no\nConfiguration register is 0x2102\n", d->node.kind->name, d->startup ? "" : " (absent)");
	return true;
}

/* There is nothing to measure in software. */
bool show_environment(struct cli *c, const struct args *a, struct show *s)
{
	(void)c;
	(void)a;
	show_text(s, "There are no fans, power supplies or temperature sensors in this device\n");
	return true;
}

/* Those that the kind has; what it has not is passed over. */
bool show_tech(struct cli *c, const struct args *a, struct show *s)
{
	static const char *const lines[] = {
		"show clock", "show version", "show inventory", "show boot", "show file systems", "dir all-filesystems", "show running-config", "show startup-config", "show users",
		"show interfaces", "show interfaces status", "show drops", "show ip interface", "show ip route", "show ip arp", "show ip traffic", "show ipv6 route",
		"show ipv6 neighbors", "show vlan brief", "show spanning-tree", "show mac address-table", "show etherchannel summary", "show cdp neighbors detail",
		"show lldp neighbors detail", "show ip ospf", "show ip ospf neighbor", "show ip protocols", "show access-lists", "show standby", "show vrrp", "show ntp status",
		"show processes memory", "show debugging", "show logging",
	};

	(void)a;
	for (unsigned i = 0; i < ARRAY_LEN(lines); i++) {
		if (!cli_knows(c, lines[i]))
			continue;
		show_text(s, "\n------------------ %s ------------------\n\n", lines[i]);
		cli_exec(c, lines[i]);
	}
	return true;
}
