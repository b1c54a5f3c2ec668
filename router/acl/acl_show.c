/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show access-lists, and clearing their counters. */
#include <stdio.h>

#include "router/acl/acl_cli.h"
#include "router/acl/acl_port.h"
#include "router/acl/reflexive.h"
#include "router/feature.h"

static void show_entry(struct show *s, const struct acl *l, struct ace *e)
{
	char text[512], matches[64] = "", active[24] = "";

	ace_text(l, e, ACE_SHOW, text, sizeof(text));
	show_num(s, "sequence", e->seq);
	show_str(s, "action", e->act == ACE_PERMIT ? "permit" : e->act == ACE_DENY ? "deny" : e->act == ACE_EVALUATE ? "evaluate" : "remark");
	show_str(s, "entry", text);
	show_num(s, "matches", e->matches);
	show_end(s);
	if (e->range)
		snprintf(active, sizeof(active), " (%s)", time_range_active(e->range) ? "active" : "inactive");
	if (e->matches)
		snprintf(matches, sizeof(matches), " (%llu match%s)", (unsigned long long)e->matches, e->matches == 1 ? "" : "es");
	if (e->act == ACE_REMARK)
		return; /* IOS shows none here */
	if (l->kind == ACL_IP6)
		show_text(s, "    %s%s%s sequence %u\n", text, active, matches, e->seq);
	else
		show_text(s, "    %u %s%s%s\n", e->seq, text, active, matches);
}

/* suffix: after the name, of lists of an interface: " in", " out". */
static void show_list(struct show *s, const struct acl *l, const char *suffix)
{
	static const char *const kind[] = { "Standard IP", "Extended IP", "IPv6" };

	show_str(s, "name", l->name);
	show_str(s, "type", l->kind == ACL_STANDARD ? "standard" : l->kind == ACL_EXTENDED ? "extended" : "ipv6");
	show_text(s, "%s access list %s%s\n", kind[l->kind], l->name, suffix);
	show_push_list(s, "entries");
	for (u32 k = 0; k < l->n_aces; k++)
		show_entry(s, l, l->aces[k]);
	show_pop(s);
	show_num(s, "implicit_denied", l->denied);
	show_end(s);
}

static void reflex_end(const struct reflex *x, bool dst, char buf[96])
{
	u32 half = x->key.af == AF_IP4 ? 4 : 16;
	const u8 *p = x->key.b + (dst ? half : 0);
	u16 port = dst ? x->key.dport : x->key.sport;
	char t[IP6_TEXT];
	struct ip6 v6;

	if (x->key.af == AF_IP4) {
		ip4_text(get_be32(p), t);
	} else {
		memcpy(v6.b, p, 16);
		ip6_text(&v6, t);
	}
	snprintf(buf, 96, "host %s", t);
	if (x->key.proto == IP_TCP || x->key.proto == IP_UDP)
		snprintf(buf + strlen(buf), 96 - strlen(buf), " eq %u", port);
}

/* Of one family: lists of both may make entries of one name. */
static void show_reflexive(struct show *s, const struct reflexive *r, u8 af)
{
	char src[96], dst[96], proto[8], matches[48];
	nsec now = stack_now(r->ip);
	u32 seq = 0;

	show_str(s, "name", r->name);
	show_str(s, "type", "reflexive");
	show_text(s, af == AF_IP4 ? "Reflexive IP access list %s\n" : "IPv6 access list %s (reflexive) (per-user)\n", r->name);
	show_push_list(s, "entries");
	for (const struct reflex *x = r->first; x; x = x->next) {
		if (x->until <= now || x->key.af != af)
			continue;
		reflex_end(x, false, src);
		reflex_end(x, true, dst);
		show_str(s, "protocol", acl_proto_name(x->key.af, x->key.proto, proto));
		show_str(s, "source", src);
		show_str(s, "destination", dst);
		show_num(s, "matches", x->matches);
		show_num(s, "time_left", (x->until - now) / NSEC_PER_SEC);
		show_end(s);
		matches[0] = 0;
		if (x->matches)
			snprintf(matches, sizeof(matches), " (%llu match%s)", (unsigned long long)x->matches, x->matches == 1 ? "" : "es");
		if (af == AF_IP4)
			show_text(s, "     permit %s %s %s%s (time left %llu)\n", acl_proto_name(af, x->key.proto, proto), src, dst, matches,
				  (unsigned long long)((x->until - now) / NSEC_PER_SEC));
		else
			show_text(s, "    permit %s %s %s timeout %u%s (time left %llu) sequence %u\n", acl_proto_name(af, x->key.proto, proto), src, dst, x->timeout_s, matches,
				  (unsigned long long)((x->until - now) / NSEC_PER_SEC), ++seq);
	}
	show_pop(s);
	show_end(s);
}

/* Some entry of the family makes or asks it, or something stands in it. */
static bool reflexive_used(const struct acls *a, const struct reflexive *r, u8 af)
{
	for (const struct reflex *x = r->first; x; x = x->next)
		if (x->until > stack_now(r->ip) && x->key.af == af)
			return true;
	for (const struct acl *l = a->lists; l; l = l->next)
		for (u32 k = 0; k < l->n_aces && l->af == af; k++)
			if (l->aces[k]->reflect == r || l->aces[k]->evaluate == r)
				return true;
	return false;
}

VIEW(acl_show)
{
	struct ipstack *st = cli_stack(c);
	const char *line = args_line(a), *name = args_str(a, "name");
	bool ip = !strncmp(line, "show ip ", 8), ip6 = !strncmp(line, "show ipv6", 9);

	for (struct acl *l = st->acls ? st->acls->lists : NULL; l; l = l->next)
		if (l->defined && !(ip && l->af != AF_IP4) && !(ip6 && l->af != AF_IP6) && (!name || !strcmp(name, l->name)))
			show_list(s, l, "");
	for (struct reflexive *r = st->acls ? st->acls->reflexives : NULL; r; r = r->next)
		for (unsigned six = 0; six < 2; six++)
			if (!(six ? ip : ip6) && (!name || !strcmp(name, r->name)) && reflexive_used(st->acls, r, six ? AF_IP6 : AF_IP4))
				show_reflexive(s, r, six ? AF_IP6 : AF_IP4);
	if (!ip && !ip6 && st->acls && st->acls->ports)
		st->acls->ports->show(c, s, name);
	return true;
}

VIEW(acl_show_interface)
{
	const struct iface *i = device_iface(device_of(cli_node(c)), args_str(a, "INTERFACE"));

	for (unsigned out = 0; out < 2; out++) {
		const struct acl *l = i && i->ip ? feature_acl(i->ip, AF_IP4, out) : NULL;

		if (!l || !l->defined || args_has(a, out ? "in" : "out"))
			continue;
		show_str(s, "direction", out ? "out" : "in");
		show_list(s, l, out ? " out" : " in");
	}
	return true;
}

RUN(acl_run_clear)
{
	struct ipstack *st = cli_stack(c);
	const char *line = args_line(a), *name = args_str(a, "name");
	bool ip = !strncmp(line, "clear ip ", 9), ip6 = !strncmp(line, "clear ipv6", 10);

	for (struct acl *l = st->acls ? st->acls->lists : NULL; l; l = l->next) {
		if ((ip && l->af != AF_IP4) || (ip6 && l->af != AF_IP6) || (name && strcmp(name, l->name)))
			continue;
		for (u32 k = 0; k < l->n_aces; k++)
			l->aces[k]->matches = 0;
		l->denied = 0;
	}
	if (!ip && !ip6 && st->acls && st->acls->ports)
		st->acls->ports->clear(c, name);
	return true;
}
