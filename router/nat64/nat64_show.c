/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show nat64 translations, statistics, pools, prefix, timeouts; in IOS XE's layout. */
#include <stdio.h>
#include <stdlib.h>

#include "router/nat64/nat64_cli.h"

static const char *end4(u32 a, u16 port, bool ports, char buf[32])
{
	char t[IP4_TEXT];

	snprintf(buf, 32, ports ? "%s:%u" : "%s", ip4_text(a, t), port);
	return buf;
}

static const char *end6(const struct ip6 *a, u16 port, bool ports, char buf[64])
{
	char t[IP6_TEXT];

	snprintf(buf, 64, ports ? "[%s]:%u" : "%s", ip6_text(a, t), port);
	return buf;
}

static const char *proto_text(u8 proto) { return proto == IP_TCP ? "tcp" : proto == IP_UDP ? "udp" : proto == IP_ICMP ? "icmp" : "---"; }

/* The outer host as both sides know it ("---" in bindings), then the inner one. */
static void put(struct show *s, u8 proto, const char *original4, const char *translated4, const char *translated6, const char *original6)
{
	show_str(s, "protocol", proto_text(proto));
	show_str(s, "original_ipv4", original4);
	show_str(s, "translated_ipv4", translated4);
	show_str(s, "translated_ipv6", translated6);
	show_str(s, "original_ipv6", original6);
	show_text(s, "%-6s %-23s %s\n       %-23s %s\n", proto_text(proto), original4, translated4, translated6, original6);
	show_end(s);
}

static int session_order(const void *x, const void *y)
{
	const struct nat64_session *a = *(struct nat64_session *const *)x, *b = *(struct nat64_session *const *)y;

	return a->id < b->id ? -1 : a->id > b->id;
}

static int bib_order(const void *x, const void *y)
{
	const struct nat64_bib *a = *(struct nat64_bib *const *)x, *b = *(struct nat64_bib *const *)y;

	if (a->v4 != b->v4)
		return a->v4 < b->v4 ? -1 : 1;
	if (a->proto != b->proto)
		return a->proto < b->proto ? -1 : 1;
	return a->p4 < b->p4 ? -1 : a->p4 > b->p4;
}

/* Static mappings and whole addresses. -> how many */
static u32 put_bibs(struct show *s, const struct nat64 *n, u8 proto)
{
	struct nat64_bib **all = xcalloc(n->n_bibs + 1u, sizeof(struct nat64_bib *));
	char a[32], b[64];
	u32 count = 0;

	for (u32 k = 0; k < NAT64_BUCKETS; k++)
		for (struct nat64_bib *x = n->bib4[k]; x; x = x->next4)
			if ((x->fixed || !x->proto) && (!proto || x->proto == proto))
				all[count++] = x;
	qsort(all, count, sizeof(struct nat64_bib *), bib_order);
	for (u32 k = 0; k < count; k++)
		put(s, all[k]->proto, "---", "---", end4(all[k]->v4, all[k]->p4, all[k]->proto, a), end6(&all[k]->v6, all[k]->p6, all[k]->proto, b));
	free(all);
	return count;
}

VIEW(nat64_show_translations)
{
	const struct nat64 *n = nat64_of(cli_stack(c));
	u8 proto = args_has(a, "tcp") ? IP_TCP : args_has(a, "udp") ? IP_UDP : args_has(a, "icmp") ? IP_ICMP : 0;
	struct nat64_session **all = xcalloc(n->n_sessions + 1u, sizeof(struct nat64_session *));
	u32 count = 0, bibs;

	show_text(s, "\nProto  Original IPv4           Translated IPv4\n       Translated IPv6         Original IPv6\n"
		     "----------------------------------------------------------------------------\n\n");
	bibs = put_bibs(s, n, proto);
	for (unsigned k = 0; k < NAT64_CLASS_N; k++)
		for (struct nat64_session *x = n->first[k]; x; x = x->next)
			if (!proto || x->proto == proto)
				all[count++] = x;
	qsort(all, count, sizeof(struct nat64_session *), session_order);
	for (u32 k = 0; k < count; k++) {
		const struct nat64_session *x = all[k];
		const struct ip6 far = xlat_embed(&n->prefix, n->plen, x->r4);
		u16 there4 = x->proto == IP_ICMP ? x->lp4 : x->rp, there6 = x->proto == IP_ICMP ? x->lp6 : x->rp;
		char o4[32], t4[64], t6[32], o6[64];

		put(s, x->proto, end4(x->r4, there4, true, o4), end6(&far, there6, true, t4), end4(x->bib->v4, x->lp4, true, t6), end6(&x->bib->v6, x->lp6, true, o6));
	}
	show_text(s, "\nTotal number of translations: %u\n", count + bibs);
	free(all);
	return true;
}

static void put_packets(struct show *s, const char *pad, u64 to6, u64 to4)
{
	show_num(s, "packets_4to6", to6);
	show_num(s, "packets_6to4", to4);
	show_text(s, "%sPackets translated (IPv4 -> IPv6)\n%s   Stateless: 0\n%s   Stateful: %llu\n%s   MAP-T: 0\n", pad, pad, pad, (unsigned long long)to6, pad);
	show_text(s, "%sPackets translated (IPv6 -> IPv4)\n%s   Stateless: 0\n%s   Stateful: %llu\n%s   MAP-T: 0\n", pad, pad, pad, (unsigned long long)to4, pad);
}

static void put_pool(struct show *s, const struct nat64 *n, const struct nat64_pool *p)
{
	u32 total = p->last - p->first + 1, given = p->n_taken;
	char a[IP4_TEXT], b[IP4_TEXT];

	for (u32 k = 0; k < total && !given; k++) /* shared ones: with ports in use */
		given += nat_addr_find(n->ip->nat, n->ip, p->first + k) != NULL;
	show_num(s, "total_addresses", total);
	show_num(s, "allocated", given);
	show_num(s, "exhausted", p->exhausted);
	show_text(s, "         pool %s:\n            start %s end %s\n            total addresses %u, allocated %u (%u%%)\n            address exhaustion packet count %llu\n", p->name,
		  ip4_text(p->first, a), ip4_text(p->last, b), total, given, given * 100 / total, (unsigned long long)p->exhausted);
}

VIEW(nat64_show_statistics)
{
	const struct nat64 *n = nat64_of(cli_stack(c));

	(void)a;
	show_num(s, "active", n->n_statics + n->n_sessions);
	show_num(s, "static", n->n_statics);
	show_num(s, "sessions", n->n_sessions);
	show_num(s, "found", n->found);
	show_num(s, "created", n->made);
	show_num(s, "expired", n->expired);
	show_num(s, "limited", n->limited);
	show_text(s, "NAT64 Statistics\n\nTotal active translations: %u (%u static, %u dynamic; %u extended)\nSessions found: %llu\nSessions created: %llu\nExpired translations: %llu\nGlobal Stats:\n",
		  n->n_statics + n->n_sessions, n->n_statics, n->n_sessions, n->n_sessions, (unsigned long long)n->found, (unsigned long long)n->made,
		  (unsigned long long)n->expired);
	put_packets(s, "   ", n->to6, n->to4);
	show_text(s, "\nInterface Statistics\n");
	show_push_list(s, "interfaces");
	for (const struct nat64_iface *i = n->ifaces; i; i = i->next) {
		show_str(s, "interface", i->ifp->i->name);
		show_num(s, "dropped", i->dropped);
		show_text(s, "   %s (IPv4 %sconfigured, IPv6 %sconfigured):\n", i->ifp->i->name, i->ifp->on4 ? "" : "not ", i->ifp->on6 ? "" : "not ");
		put_packets(s, "      ", i->to6, i->to4);
		show_text(s, "      Packets dropped: %llu\n", (unsigned long long)i->dropped);
		show_end(s);
	}
	show_pop(s);
	show_text(s, "Dynamic Mapping Statistics\n   v6v4\n");
	show_push_list(s, "dynamic_mappings");
	for (const struct nat64_rule *r = n->rules; r; r = r->next) {
		const struct nat64_pool *p = nat64_pool_find(n, r->pool);

		show_str(s, "access_list", r->name);
		show_str(s, "pool", r->pool);
		show_num(s, "refcount", r->refs);
		show_text(s, "      access-list %s pool %s refcount %u\n", r->name, r->pool, r->refs);
		if (p)
			put_pool(s, n, p);
		show_end(s);
	}
	show_pop(s);
	show_text(s, "Limit Statistics\n");
	if (n->max_entries)
		show_text(s, "   max entry: max allowed %u, used %u, packets exceeded %llu\n", n->max_entries, n->n_sessions, (unsigned long long)n->limited);
	show_end(s);
	return true;
}

VIEW(nat64_show_pools)
{
	const struct nat64 *n = nat64_of(cli_stack(c));
	char f[IP4_TEXT], l[IP4_TEXT], range[40];

	(void)a;
	show_text(s, "Protocol Name                      Is Single Range\n         Range                     Ranges\n");
	for (const struct nat64_pool *p = n->pools; p; p = p->next) {
		snprintf(range, sizeof(range), "(%s - %s)", ip4_text(p->first, f), ip4_text(p->last, l));
		show_str(s, "name", p->name);
		show_str(s, "first", f);
		show_str(s, "last", l);
		show_text(s, "IPv4     %-25s TRUE   %s\n         %s\n", p->name, range, range);
		show_end(s);
	}
	return true;
}

VIEW(nat64_show_prefix)
{
	const struct nat64 *n = nat64_of(cli_stack(c));
	char t[IP6_TEXT];

	(void)a;
	if (!n->plen)
		return true;
	show_str(s, "prefix", ip6_text(&n->prefix, t));
	show_num(s, "length", n->plen);
	show_text(s, "Global Stateful Prefix: is valid, %s/%u\n\nIFs Using Global Prefix\n", t, n->plen);
	show_push_list(s, "interfaces");
	for (const struct nat64_iface *i = n->ifaces; i; i = i->next) {
		show_str(s, "interface", i->ifp->i->name);
		show_text(s, "   %s\n", i->ifp->i->name);
		show_end(s);
	}
	show_pop(s);
	show_end(s);
	return true;
}

VIEW(nat64_show_timeouts)
{
	static const struct { const char *title, *cell; enum nat64_class cls; u32 dflt; } t[] = {
		{ "TCP", "tcp", NAT64_TCP, NAT64_TCP_S }, { "TCP Transient", "tcp_transient", NAT64_TRANS, NAT64_TRANS_S }, { "UDP", "udp", NAT64_UDP, NAT64_UDP_S },
		{ "ICMP", "icmp", NAT64_ICMP, NAT64_ICMP_S },
	};
	const struct nat64 *n = nat64_of(cli_stack(c));

	(void)a;
	show_text(s, "NAT64 Timeout\n\n   Seconds CLI Cfg Uses Default\n");
	for (unsigned k = 0; k < ARRAY_LEN(t); k++) {
		bool same = n->timeout_s[t[k].cls] == t[k].dflt;

		show_num(s, t[k].cell, n->timeout_s[t[k].cls]);
		show_text(s, "%s\n   %-7u %-7s %s\n", t[k].title, n->timeout_s[t[k].cls], same ? "FALSE" : "TRUE", same ? "TRUE" : "FALSE");
	}
	show_end(s);
	return true;
}
