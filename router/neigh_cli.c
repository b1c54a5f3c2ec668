/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of neighbours and names: arp, ipv6 neighbor, show arp, show ipv6 neighbors, clear, show hosts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/ip_cli.h"

RUN(neigh_run_arp)
{
	struct ipaddr addr = ipaddr4(args_ip4(a, "A.B.C.D", 0));
	struct ipstack *s = cli_vrf(c, a);
	u8 mac[6];

	if (!s)
		return args_no(a);
	if (!args_no(a) && (!args_mac(a, "H.H.H", mac) || mac_is_group(mac))) {
		cli_error(c, "%% Invalid hardware address");
		return false;
	}
	neigh_static(s, NULL, &addr, args_no(a) ? NULL : mac);
	return true;
}

RUN(neigh_run_static6)
{
	struct iface *i = device_iface(device_of(cli_node(c)), args_str(a, "INTERFACE"));
	struct ip6 v6;
	struct ipaddr addr;
	u8 mac[6];

	if (!i || !args_ip6(a, "X:X:X:X::X", &v6) || (!args_no(a) && !args_mac(a, "H.H.H", mac)) || (!args_no(a) && mac_is_group(mac))) {
		cli_error(c, "%% Invalid neighbor");
		return false;
	}
	addr = ipaddr6(&v6);
	neigh_static(ipif_get(i)->ip, ipif_get(i), &addr, args_no(a) ? NULL : mac);
	return true;
}

static void clear(struct ipstack *s, u8 af, const char *name)
{
	for (struct ipif *p = s->ifs; p; p = p->next)
		if (!name || !strcmp(p->i->name, name))
			neigh_flush(p, af, false);
}

RUN(neigh_run_clear4)
{
	struct ipstack *s = cli_vrf(c, a);
	u32 one = args_ip4(a, "A.B.C.D", 0);
	struct ipaddr addr = ipaddr4(one);

	if (!s)
		return false;
	/* of the VRF named; without one of every VRF */
	if (!one) {
		for (struct ipstack *t = s; t; t = args_str(a, "vrf") ? NULL : t->next)
			clear(t, AF_IP4, args_str(a, "INTERFACE"));
		return true;
	}
	for (struct ipstack *t = s; t; t = args_str(a, "vrf") ? NULL : t->next)
		for (struct ipif *p = t->ifs; p; p = p->next) {
			struct neigh *n = neigh_find(p, &addr);

			if (n && n->state != NEIGH_STATIC)
				neigh_forget(n);
		}
	return true;
}

RUN(neigh_run_clear6)
{
	for (struct ipstack *t = cli_stack(c); t; t = t->next)
		clear(t, AF_IP6, args_str(a, "INTERFACE"));
	return true;
}

static int by_address(const void *x, const void *y)
{
	const struct neigh *a = *(const struct neigh *const *)x, *b = *(const struct neigh *const *)y;
	int d;

	if (a->addr.af == AF_IP4)
		return a->addr.v4 < b->addr.v4 ? -1 : a->addr.v4 > b->addr.v4 ? 1 : (int)a->ifp->i->ifindex - (int)b->ifp->i->ifindex;
	d = memcmp(a->addr.v6.b, b->addr.v6.b, 16);
	return d ? d : (int)a->ifp->i->ifindex - (int)b->ifp->i->ifindex;
}

/* The family's neighbours in order of address; the caller frees. */
static struct neigh **sorted(const struct ipstack *s, u8 af, u32 *n)
{
	struct neigh **all = xcalloc(s->root->n_neigh + 1, sizeof(*all));

	*n = 0;
	for (struct neigh *x = neigh_next(s, NULL); x; x = neigh_next(s, x))
		if (x->ifp->ip == s && x->addr.af == af && x->state != NEIGH_NONE)
			all[(*n)++] = x;
	qsort(all, *n, sizeof(struct neigh *), by_address);
	return all;
}

static void arp_row(struct show *s, u32 addr, s64 minutes, const u8 *mac, const char *type, const char *iface)
{
	char t[IP4_TEXT], m[MAC_TEXT], age[24] = "-";

	if (minutes >= 0)
		snprintf(age, sizeof(age), "%lld", (long long)minutes);
	show_str(s, "protocol", "Internet");
	show_ip4(s, "address", addr);
	show_str(s, "age_min", age);
	if (mac)
		show_mac(s, "mac", mac);
	else
		show_str(s, "mac", "Incomplete");
	show_str(s, "type", type);
	show_str(s, "interface", iface);
	show_end(s);
	show_text(s, "Internet  %-15s %5s   %s  %-4s   %s\n", ip4_text(addr, t), age, mac ? mac_dotted(mac, m) : "Incomplete    ", type, iface);
}

/* Of the VRF that is named, or that the interface named is in. */
static struct ipstack *shown_stack(struct cli *c, const struct args *a)
{
	const char *name = args_str(a, "INTERFACE");
	struct iface *i = name ? device_iface(device_of(cli_node(c)), name) : NULL;

	return i && i->ip ? i->ip->ip : cli_vrf(c, a);
}

VIEW(neigh_show_arp)
{
	struct ipstack *st = shown_stack(c, a);
	const char *name = args_str(a, "INTERFACE");
	u32 only = args_ip4(a, "A.B.C.D", 0), n, k = 0;
	struct neigh **all;
	u32 last = 0;

	if (!st)
		return false;
	all = sorted(st, AF_IP4, &n);
	show_text(s, "Protocol  Address          Age (min)  Hardware Addr   Type   Interface\n");
	/* Ours and theirs, merged by address. */
	for (;;) {
		const struct ipif *own = NULL;
		u32 best = ~0u;

		for (const struct ipif *p = st->ifs; p; p = p->next)
			for (const struct addr4 *x = p->a4; x && p->up && p->i->type != IF_LOOPBACK && !p->tunnel; x = x->next)
				if (x->addr > last && x->addr < best) {
					best = x->addr;
					own = p;
				}
		for (; k < n && all[k]->addr.v4 < best; k++) {
			const struct neigh *x = all[k];
			bool known = x->state != NEIGH_INCOMPLETE;

			if ((only && only != x->addr.v4) || (name && strcmp(name, x->ifp->i->name)))
				continue;
			arp_row(s, x->addr.v4, x->state == NEIGH_STATIC ? -1 : known ? (s64)((stack_now(st) - x->since) / (60 * NSEC_PER_SEC)) : 0,
				known ? x->mac : NULL, "ARPA", x->state == NEIGH_STATIC ? "" : known ? x->ifp->i->name : "");
		}
		if (!own)
			break;
		last = best;
		if ((!only || only == best) && (!name || !strcmp(name, own->i->name)))
			arp_row(s, best, -1, own->mac, "ARPA", own->i->name);
	}
	free(all);
	return true;
}

VIEW(neigh_show6)
{
	static const char *const state[] = { "", "INCMP", "REACH", "STALE", "DELAY", "PROBE", "REACH" };
	struct ipstack *st = shown_stack(c, a);
	const char *name = args_str(a, "INTERFACE");
	u32 n;
	struct neigh **all;

	if (!st)
		return false;
	all = sorted(st, AF_IP6, &n);
	show_text(s, "IPv6 Address                              Age Link-layer Addr State Interface\n");
	for (u32 k = 0; k < n; k++) {
		const struct neigh *x = all[k];
		bool known = x->state != NEIGH_INCOMPLETE;
		char t[IP6_TEXT], m[MAC_TEXT], age[16];

		if (name && strcmp(name, x->ifp->i->name))
			continue;
		snprintf(age, sizeof(age), "%u", (unsigned)((stack_now(st) - x->since) / (60 * NSEC_PER_SEC)));
		show_ip6(s, "address", &x->addr.v6);
		show_str(s, "age_min", x->state == NEIGH_STATIC ? "-" : age);
		show_str(s, "mac", known ? mac_dotted(x->mac, m) : "-");
		show_str(s, "state", state[x->state]);
		show_str(s, "interface", x->ifp->i->name);
		show_bool(s, "router", x->router);
		show_end(s);
		show_text(s, "%-39s %5s %-14s  %s  %s\n", ip6_text(&x->addr.v6, t), x->state == NEIGH_STATIC ? "-" : age,
			  known ? mac_dotted(x->mac, m) : "-", state[x->state], x->ifp->i->short_name);
	}
	free(all);
	return true;
}
