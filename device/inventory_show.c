/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the device is made of: show inventory, platform, boot, environment; and all of it at once: show tech-support. */
#include <stdio.h>
#include <stdlib.h>

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
	show_text(s, "BOOT path-list      : system:lanyard/%s\nConfig file         : nvram:/startup-config%s\nEnable Break        : no\n"
		     "Manual Boot         : no\nConfiguration register is 0x2102\n", d->node.kind->name, d->startup ? "" : " (absent)");
	return true;
}

struct process {
	const char *name;
	u64 invoked;
};

static int by_invoked(const void *a, const void *b)
{
	const struct process *x = a, *y = b;

	return x->invoked < y->invoked ? 1 : x->invoked > y->invoked ? -1 : 0;
}

/*
 * A device knows one clock, the engine's, and nothing that it does takes time on it: that is what makes a lab on the virtual clock the same each time. So its CPU is
 * idle by any measure of its own; what it has been called for is counted.
 */
bool show_cpu(struct cli *c, const struct args *a, struct show *s)
{
	const struct device *d = cli_device(c);
	struct process list[] = { { "Frame Input", 0 }, { "Frame Output", 0 }, { "Logger", d->log->seq } };

	for (const struct port *p = d->node.ports; p; p = p->next) {
		list[0].invoked += p->stats.rx_frames;
		list[1].invoked += p->stats.tx_frames;
	}
	if (args_has(a, "sorted"))
		qsort(list, ARRAY_LEN(list), sizeof(*list), by_invoked);
	show_text(s, "CPU utilization for five seconds: 0%%/0%%; one minute: 0%%; five minutes: 0%%\n"
		     " PID Runtime(ms)     Invoked      uSecs   5Sec   1Min   5Min TTY Process \n");
	show_num(s, "five_seconds_percent", 0);
	show_num(s, "interrupts_percent", 0);
	show_num(s, "one_minute_percent", 0);
	show_num(s, "five_minutes_percent", 0);
	show_push_list(s, "processes");
	for (unsigned i = 0; i < ARRAY_LEN(list); i++) {
		show_str(s, "process", list[i].name);
		show_num(s, "runtime_ms", 0);
		show_num(s, "invoked", list[i].invoked);
		show_end(s);
		show_text(s, "%4u %11u %11llu %10u  0.00%%  0.00%%  0.00%%   0 %s\n", i + 1, 0, (unsigned long long)list[i].invoked, 0, list[i].name);
	}
	show_pop(s);
	show_end(s);
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
