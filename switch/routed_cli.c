/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `no switchport`: a port, or a Port-channel, that routes. As on the switches this is modelled on the port loses what was configured for the other
 * layer, and goes down for a moment so that its neighbour begins anew, too.
 */
#include <string.h>

#include "router/ip.h"
#include "switch/lag/lag.h"
#include "switch/switch_cli.h"

static bool begins(const char *line, const char *const *with)
{
	if (!strncmp(line, "no ", 3))
		line += 3;
	while (*with && strncmp(line, *with, strlen(*with)))
		with++;
	return *with;
}

static const char *const switching[] = {
	"switchport ", "spanning-tree ", "storm-control ", "ip arp inspection ", "ip dhcp snooping ", "ip verify source", "ip access-group ", "ipv6 traffic-filter ", "mac access-group ", NULL,
};

static bool is_switching(const char *line, const void *arg)
{
	(void)arg;
	return begins(line, switching);
}

static bool is_routing(const char *line, const void *arg)
{
	static const char *const both[] = { "ip access-group ", "ipv6 traffic-filter ", NULL }; /* of either layer, in a way of its own */
	static const char *const routing[] = { "ip ", "ipv6 ", "arp ", "standby ", "vrrp ", NULL };

	(void)arg;
	return begins(line, both) || (begins(line, routing) && !begins(line, switching));
}

/* Lines outside the block that cannot be without the port's layer. */
static bool leans(const char *line, const void *arg)
{
	static const char *const words[] = { "mac address-table static ", "ip source binding ", "ip igmp snooping ", "ip route ", "ipv6 route ", "ipv6 neighbor ", NULL };
	const struct iface *i = arg;
	const char *at = strstr(line, i->name);
	size_t len = strlen(i->name);

	return begins(line, words) && at && at > line && at[-1] == ' ' && (!at[len] || at[len] == ' ');
}

static const char *refusal(const struct swport *p)
{
	const struct lag_switch *s = p->bridge->lags;
	const struct lag_port *l = lag_port_of(s, p);
	enum lag_protocol protocol;

	if ((l && l->group) || (p->lag && lag_group_protocol(s, p->lag->number, &protocol)))
		return "Not a convertible port.";
	return NULL;
}

static bool run_switchport(struct cli *c, const struct args *a)
{
	struct iface *i = cli_object(c, 0);
	struct swport *p = bridge_place_of(i);
	bool routed = args_no(a);

	if (!p) {
		cli_error(c, "%% Unsupported here: %s", args_line(a));
		return false;
	}
	if (p->routed == routed)
		return true;
	if (refusal(p)) {
		cli_error(c, "Command rejected: %s", refusal(p));
		return false;
	}
	if (!device_remove_subs(c, i) || !cli_remove_lines(c, true, leans, i) || !cli_remove_lines(c, false, routed ? is_switching : is_routing, NULL))
		return false;
	bridge_port_route(p, routed);
	if (iface_is_physical(i) && i->link && !cli_is_replay(c)) {
		port_enable(i->port, false);
		port_enable(i->port, true);
	}
	return true;
}

static const struct cmd rows[] = {
	{ &mode_interface, "switchport", "Set switching mode characteristics", .run = run_switchport, .order = ORDER_IF_DESCRIPTION + 5, .dflt = "switchport" },
};
const struct cmd_table routed_cmds[] = { CMD_TABLE(rows) };
const unsigned n_routed_cmds = ARRAY_LEN(routed_cmds);
