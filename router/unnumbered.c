/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `ip unnumbered`, `ipv6 unnumbered`: an interface without an address of its own speaks with that of another one, the lender. For IPv4 the address stands
 * in the interface's list, marked as borrowed: whoever asks what an interface is called there finds it, and it brings no route and no subnet, as those are
 * the lender's. It is there while the lender is up, has one of its own and is in the same VRF; without it no IPv4 passes. For IPv6 the link-local
 * address is enough to run, and what is borrowed is the source of packets to further away (any_source6()).
 * The lender is known by name: it may go and come back.
 */
#include <stdlib.h>
#include <string.h>

#include "router/dhcp/dhcp.h"
#include "router/ip_cli.h"
#include "router/unnumbered.h"
#include "router/vrf/vrf_cli.h"

const struct ipif *unnumbered_lender(const struct ipif *p, unsigned v6)
{
	const struct iface *i = p->lender[v6] ? device_iface(p->ip->dev, p->lender[v6]) : NULL;
	const struct ipif *from = i ? i->ip : NULL;

	return from && from != p && from->ip == p->ip && !from->lender[v6] ? from : NULL;
}

static u32 borrowed(const struct ipif *p) { return p->a4 && p->a4->borrowed ? p->a4->addr : 0; }

/* What the lender has for it; 0: nothing. */
static u32 lent(const struct ipif *p)
{
	const struct ipif *from = unnumbered_lender(p, 0);

	return from && from->up && from->a4 ? from->a4->addr : 0;
}

void unnumbered_follow(struct ipif *p)
{
	struct addr4 *a = p->a4;
	u32 was = borrowed(p), now = lent(p);

	if (was == now)
		return;
	if (was) {
		p->a4 = a->next;
		free(a);
	}
	neigh_flush(p, AF_IP4, true);
	if (now) {
		a = xcalloc(1, sizeof(*a));
		*a = (struct addr4){ .next = p->a4, .addr = now, .plen = 32, .borrowed = true };
		p->a4 = a;
		arp_announce(p, now);
	}
	neigh_statics_apply(p);
	rib_iface(p);
}

void unnumbered_lent(struct ipstack *s, const struct iface *lender)
{
	for (struct ipif *p = s->ifs; p; p = p->next)
		if (p->lender[0] && p->i != lender && !strcmp(p->lender[0], lender->name) && borrowed(p) != lent(p))
			ipif_update(p); /* which ends: two that a configuration has borrow from each other lend nothing */
}

const char *ip_iface_lender(const struct iface *i) { return i->ip ? i->ip->lender[0] : NULL; }

/* ---- commands ---- */

static bool starts(const char *line, const void *with) { return !strncmp(line, with, strlen(with)); }

/* An address of its own, but for the link-local one, which every interface has. */
static bool numbers(const char *line, const void *with)
{
	size_t n = strlen(line);

	return starts(line, with) && (n < 11 || strcmp(line + n - 11, " link-local") != 0);
}

bool cli_number4(struct cli *c, const struct ipif *p)
{
	return !p->lender[0] || cli_remove_lines(c, false, starts, "ip unnumbered ");
}

bool cli_number6(struct cli *c, const struct ipif *p)
{
	return !p->lender[1] || cli_remove_lines(c, false, starts, "ipv6 unnumbered ");
}

static bool may_borrow(struct cli *c, const struct args *a, const struct ipif *p, bool v6, const char *name)
{
	const struct iface *from = device_iface(p->ip->dev, name);

	if (p->i->type == IF_LOOPBACK || p->i->type == IF_NULL) {
		cli_error(c, "%% Unsupported here: %s (%s is not a link)", args_line(a), p->i->name);
		return false;
	}
	if (!v6 && dhcp_helper(p, 0)) {
		cli_error(c, "%% Unsupported here: %s (the interface has \"ip helper-address\")", args_line(a));
		return false;
	}
	if (!strcmp(name, p->i->name)) {
		cli_error(c, "%% Cannot use an unnumbered interface: %s", name);
		return false;
	}
	if (p->i->parent && !p->vlan) {
		cli_error(c, "%% Configuring IP routing on a LAN subinterface is only allowed if that\nsubinterface is already configured as part of an IEEE 802.10, IEEE 802.1Q, or\nISL vLAN.");
		return false;
	}
	if (cli_is_replay(c))
		return true;
	if (!from) {
		cli_error(c, "%%Invalid interface %s", name);
		return false;
	}
	if (from->ip && from->ip->lender[v6]) {
		cli_error(c, "%% Cannot use an unnumbered interface: %s", name);
		return false;
	}
	if (from->ip && from->ip->ip != p->ip) {
		cli_error(c, "%% %s and %s are not in the same VRF", p->i->name, name);
		return false;
	}
	return true;
}

static RUN(run_unnumbered)
{
	struct ipif *p = cli_ipif(c);
	bool v6 = !strncmp(args_line(a), "ipv6", 4);
	const char *name = args_no(a) ? NULL : args_str(a, "INTERFACE");

	if (!p)
		return false;
	if (name && (!may_borrow(c, a, p, v6, name) || !vrf_allows(c, p, v6)))
		return false;
	if (name && !cli_remove_lines(c, false, numbers, v6 ? "ipv6 address " : "ip address "))
		return false;
	free(p->lender[v6]);
	p->lender[v6] = name ? xstrdup(name) : NULL;
	ipif_update(p);
	return true;
}

static const struct cmd rows[] = {
	{ &mode_interface, "ip unnumbered INTERFACE", "|Enable IP processing without an explicit address|", .run = run_unnumbered, .key = 2,
	  .order = ORDER_IF_IP, .flags = CMD_IFACE_LATER },
	{ &mode_interface, "ip unnumbered INTERFACE poll", "|||Enable IP connected host polling", .flags = CMD_UNSUPPORTED },
	{ &mode_interface, "ipv6 unnumbered INTERFACE", "|Enable IPv6 processing without an explicit address|", .run = run_unnumbered, .key = 2,
	  .order = ORDER_IF_IPV6 + 1, .flags = CMD_IFACE_LATER },
};
const struct cmd_table unnumbered_cmds[] = { CMD_TABLE(rows) };
const unsigned n_unnumbered_cmds = ARRAY_LEN(unnumbered_cmds);
