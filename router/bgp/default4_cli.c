/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `bgp default ipv4-unicast`: whether neighbours that are made from now on are active in IPv4 by themselves. As in IOS those that are there stay as they are: each says so
 * by a line of its own from then on, so that running-config means the same when it is read again.
 */
#include <stdio.h>

#include "router/bgp/cli.h"

/* Does the group say it for its members? */
static const struct bgp_opt *group_says(const struct bgp_peer *p) { return p->group ? bgp_opt_own(p->group->opts, OPT_ACTIVATE, BGP_IP4) : NULL; }

/* Neighbours of a listen range come and go: their group's line is theirs. */
static bool listens(const struct bgp_peer *p)
{
	const struct bgp_range *r = p->name ? p->b->ranges : NULL;

	while (r && strcmp(r->group, p->name))
		r = r->next;
	return r;
}

/* It has been by default what it is not any more. */
static bool by_default(const struct bgp_peer *p)
{
	return !p->dynamic && !p->deleted && (!p->name || listens(p)) && !bgp_opt_own(p->opts, OPT_ACTIVATE, BGP_IP4) && !group_says(p);
}

static void say_so(struct cli *c, struct bgp_peer *p, bool on)
{
	char block[64], line[IP6_TEXT + 32], name[IP6_TEXT];

	snprintf(block, sizeof(block), "router bgp %u\naddress-family ipv4", p->b->as);
	snprintf(line, sizeof(line), "%sneighbor %s activate", on ? "" : "no ", bgp_peer_name(p, name));
	bgp_opt_set(&p->opts, OPT_ACTIVATE, BGP_IP4)->a = on;
	cli_store_in(c, block, line);
}

/* Its `no neighbor X activate` says what holds without it, now. */
static bool goes_without(const struct bgp_peer *p)
{
	const struct bgp_opt *own = bgp_opt_own(p->opts, OPT_ACTIVATE, BGP_IP4), *group = group_says(p);

	return own && !own->a && !(group && group->a);
}

static bool is_needless(const char *block, const char *line, const void *arg)
{
	const struct bgp *b = arg;
	size_t n = strlen(line);

	if ((block && strcmp(block, "address-family ipv4")) || strncmp(line, "no neighbor ", 12) || n < 22 || strcmp(line + n - 9, " activate"))
		return false;
	for (const struct bgp_peer *p = b->peers; p; p = p->next) {
		char name[IP6_TEXT];

		if (goes_without(p) && strlen(bgp_peer_name(p, name)) == n - 21 && !strncmp(line + 12, name, n - 21))
			return true;
	}
	return false;
}

static void drop_needless(struct cli *c, struct bgp *b)
{
	b->silent = true;
	cli_remove_all(c, false, is_needless, b);
	b->silent = false;
	for (struct bgp_peer *p = b->peers; p; p = p->next)
		if (goes_without(p))
			bgp_opt_unset(&p->opts, OPT_ACTIVATE, BGP_IP4);
}

RUN(bgp_run_default4)
{
	struct bgp *b = cli_bgp(c);
	bool was = !b->no_default4, on = !args_no(a);

	b->no_default4 = !on;
	if (was == on || cli_in_whole(c))
		return true;
	if (cli_is_sync(c)) {
		bgp_families_soon(b);
		return true;
	}
	for (struct bgp_peer *p = b->peers; p; p = p->next)
		if (by_default(p))
			say_so(c, p, was);
	if (!on)
		drop_needless(c, b);
	return true;
}
