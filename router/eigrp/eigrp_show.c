/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip eigrp, show ipv6 eigrp, show eigrp address-family; show ip protocols, show eigrp protocols. What is shown of a named process is in wide metrics. */
#include <stdio.h>

#include "router/eigrp/eigrp_cli.h"
#include "router/rib.h"
#include "router/vrf/vrf.h"

#define TEXT(addr) ip4_text(addr, (char[IP4_TEXT]){ 0 })
#define ADDR(addr) ipaddr_text(addr, (char[IP6_TEXT]){ 0 })
#define LONG(number) ((unsigned long long)(number))
#define AGE(span) age_text(span, (char[16]){ 0 })

struct eigrp *eigrp_named_by(struct cli *c, const struct args *a, struct eigrp *e)
{
	u16 as = (u16)args_num(a, "as", 0);
	const char *line = args_line(a) + strcspn(args_line(a), " ") + 1;	/* after show, clear */
	u8 af = !strncmp(line, "ipv6 ", 5) || !strncmp(line, "eigrp address-family ipv6 ", 26) ? AF_IP6 : AF_IP4;
	bool all = args_str(a, "vrf") && !strcmp(args_str(a, "vrf"), "*");
	const struct ipstack *s = e ? e->all->s : all ? cli_stack(c) : cli_vrf(c, a);

	e = e ? e->next : s && s->eigrp ? s->eigrp->procs : NULL;
	for (;;) {
		while (e && (e->af != af || (as && e->as != as)))
			e = e->next;
		if (e || !all || !s->next)
			return e;
		s = s->next;
		e = s->eigrp ? s->eigrp->procs : NULL;
	}
}

/* "EIGRP-IPv4 Neighbors for AS(1)", "EIGRP-IPv4 VR(LAB) Address-Family Neighbors for AS(1) VRF(RED)" */
void eigrp_show_title(struct show *s, const struct eigrp *e, const char *what)
{
	show_text(s, "EIGRP-%s ", eigrp_family(e));
	if (e->inst)
		show_text(s, "VR(%s) %s", e->inst->name, strncmp(what, "Topology", 8) ? "Address-Family " : "");
	show_text(s, "%s for AS(%u)", what, e->as);
	if (!strncmp(what, "Topology", 8) || !strcmp(what, "Accounting"))
		show_text(s, "/ID(%s)", TEXT(e->rid));
	if (e->all->s->vrf && e->inst && !strcmp(what, "Topology Table"))
		show_text(s, "\n           Topology(base) TID(0)");
	if (e->all->s->vrf)
		show_text(s, " VRF(%s)", vrf_name(e->all->s));
}

/* What is unreachable has none: the number that stands for it is one that JSON's readers do not take. */
void eigrp_show_distance(struct show *s, const char *key, u64 d)
{
	if (d != EIGRP_INFINITY)
		show_num(s, key, d);
}

static bool chosen(const struct args *a, const struct iface *i)
{
	const char *name = args_str(a, "INTERFACE");

	return !name || !strcmp(name, i->name);
}

static void neighbor_detail(struct show *s, const struct eigrp_nbr *n)
{
	static const struct { u16 flag; const char *word; } words[] = { { STUB_CONNECTED, "CONNECTED" }, { STUB_STATIC, "STATIC" }, { STUB_SUMMARY, "SUMMARY" },
									{ STUB_REDISTRIBUTED, "REDISTRIBUTED" }, { STUB_RECEIVE_ONLY, "RECEIVE-ONLY" } };
	u32 prefixes = 0;

	for (u32 k = 0; k < n->ei->e->n; k++) {
		const struct eigrp_path *p = eigrp_path_of(n->ei->e->r[k], n);

		prefixes += p && p->distance < EIGRP_INFINITY;
	}
	show_text(s, "   Version %u.%u/%u.%u, Retrans: %llu, Retries: %u, Prefixes: %u\n", n->version[0], n->version[1], n->version[2], n->version[3],
		  (unsigned long long)n->retransmitted, n->tries, prefixes);
	if (!n->stub)
		return;
	show_text(s, "   Stub Peer Advertising (");
	for (unsigned k = 0; k < ARRAY_LEN(words); k++)
		if (n->stub & words[k].flag)
			show_text(s, " %s", words[k].word);
	show_text(s, " ) Routes\n   Suppressing queries\n");
}

static void neighbor_line(struct show *s, const struct eigrp_nbr *n, nsec now)
{
	u64 hold = n->hold.due > now ? (n->hold.due - now) / NSEC_PER_SEC : 0;

	show_num(s, "as", n->ei->e->as);
	show_str(s, "address", ADDR(&n->addr));
	show_str(s, "interface", n->ei->i->name);
	show_num(s, "hold_s", hold);
	show_num(s, "uptime_s", (now - n->since) / NSEC_PER_SEC);
	show_num(s, "srtt_ms", n->srtt_ms);
	show_num(s, "rto_ms", n->rto_ms);
	show_num(s, "queue", n->n_queue);
	show_num(s, "sequence", n->seen);
	show_bool(s, "up", n->up);
	show_end(s);
	show_text(s, "%-3u %-23s %-22s %4llu %-8s %4u %5u  %u  %u\n", n->handle, n->addr.af == AF_IP4 ? ADDR(&n->addr) : "Link-local address:", n->ei->i->short_name, LONG(hold),
		  AGE(now - n->since), n->srtt_ms, n->rto_ms, n->n_queue, n->seen);
	if (n->addr.af == AF_IP6)
		show_text(s, "    %s\n", ADDR(&n->addr));
}

VIEW(eigrp_show_neighbors)
{
	nsec now = stack_now(cli_stack(c));

	for (struct eigrp *e = NULL; (e = eigrp_named_by(c, a, e));) {
		bool first = true;

		eigrp_show_title(s, e, "Neighbors");
		show_text(s, "\n");
		for (const struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
			for (const struct eigrp_nbr *n = ei->nbrs; n && chosen(a, ei->i); n = n->next) {
				if (first)
					show_text(s, "H   Address                 Interface              Hold Uptime   SRTT   RTO  Q  Seq\n"
						     "                                                   (sec)         (ms)       Cnt Num\n");
				first = false;
				neighbor_line(s, n, now);
				if (args_has(a, "detail"))
					neighbor_detail(s, n);
			}
	}
	return true;
}

/* ---- topology ---- */

static void topology_head(struct show *s, const struct eigrp *e)
{
	eigrp_show_title(s, e, "Topology Table");
	show_text(s, "\nCodes: P - Passive, A - Active, U - Update, Q - Query, R - Reply,\n       r - reply Status, s - sia Status \n\n");
}

static bool is_successor(const struct eigrp_route *r, const struct eigrp_path *p)
{
	return !r->refused && r->successor && p->distance == r->successor->distance && dual_used(r, p);
}

static unsigned successors(const struct eigrp_route *r)
{
	unsigned n = 0;

	for (const struct eigrp_path *p = r->paths; p; p = p->next)
		n += is_successor(r, p);
	return n;
}

/* None that is used: none is shown. */
static u64 feasible_distance(const struct eigrp_route *r) { return r->refused ? EIGRP_INFINITY : r->fd; }

static void path_line(struct show *s, const struct eigrp_route *r, const struct eigrp_path *p)
{
	show_str(s, "kind", p->kind == PATH_NBR ? "neighbor" : eigrp_kind_name(p));
	if (p->kind == PATH_NBR)
		show_str(s, "via", ADDR(&p->via));
	if (p->i)
		show_str(s, "interface", p->i->name);
	eigrp_show_distance(s, "distance", p->distance);
	eigrp_show_distance(s, "reported_distance", p->rd);
	show_bool(s, "successor", is_successor(r, p));
	show_bool(s, "feasible", dual_feasible(r, p));
	show_end(s);
	if (p->kind == PATH_NBR && p->distance == EIGRP_INFINITY)
		show_text(s, "        via %s (Infinity/Infinity)", ADDR(&p->via));
	else if (p->kind == PATH_NBR)
		show_text(s, "        via %s (%llu/%llu)", ADDR(&p->via), LONG(p->distance), LONG(p->rd));
	else if (p->kind == PATH_CONNECTED)
		show_text(s, "        via Connected");
	else
		show_text(s, "        via %s (%llu/0)", eigrp_kind_name(p), LONG(p->distance));
	if (p->awaited)
		show_text(s, ", r");
	if (p->sia)
		show_text(s, ", s");
	show_text(s, "%s%s\n", p->i || p->kind == PATH_SUMMARY ? ", " : "", p->i ? p->i->name : p->kind == PATH_SUMMARY ? "Null0" : "");
}

/* all: every way, and the number of the last change. */
static void topology_line(struct show *s, const struct eigrp_route *r, bool all)
{
	u64 fd = feasible_distance(r);

	show_fmt(s, "prefix", "%s/%u", ADDR(&r->prefix), r->plen);
	show_num(s, "as", r->e->as);
	show_str(s, "state", r->state == PASSIVE ? "passive" : "active");
	show_num(s, "successors", successors(r));
	eigrp_show_distance(s, "feasible_distance", fd);
	show_num(s, "serial", r->serno);
	if (fd == EIGRP_INFINITY)
		show_text(s, "%c %s/%u, %u successors, FD is Infinity", r->state == PASSIVE ? 'P' : 'A', ADDR(&r->prefix), r->plen, successors(r));
	else
		show_text(s, "%c %s/%u, %u successors, FD is %llu", r->state == PASSIVE ? 'P' : 'A', ADDR(&r->prefix), r->plen, successors(r), LONG(fd));
	if (r->successor && r->successor->ext.tag)
		show_text(s, ", tag is %u", r->successor->ext.tag);
	if (all)
		show_text(s, ", serno %u", r->serno);
	show_text(s, "%s\n", r->state == PASSIVE ? "" : ", Q");
	show_push_list(s, "paths");
	for (const struct eigrp_path *p = r->paths; p; p = p->next)
		if (all || p->awaited || dual_feasible(r, p))
			path_line(s, r, p);
	show_pop(s);
	show_end(s);
}

static bool topology_has(const struct args *a, const struct eigrp_route *r)
{
	if (!r->paths)
		return false;
	if (args_has(a, "zero-successors"))
		return !successors(r);
	if (args_has(a, "pending"))
		return r->dirty || r->query_due;
	if (args_has(a, "active"))
		return r->state != PASSIVE;
	return args_has(a, "all-links") || args_has(a, "detail-links") || r->successor || r->state != PASSIVE;
}

VIEW(eigrp_show_topology)
{
	for (struct eigrp *e = NULL; (e = eigrp_named_by(c, a, e));) {
		u32 active = 0;

		topology_head(s, e);
		for (u32 k = 0; k < e->n; k++)
			active += e->r[k]->state != PASSIVE;
		if (args_has(a, "summary")) {
			show_num(s, "as", e->as);
			show_num(s, "routes", e->n);
			show_num(s, "active", active);
			show_num(s, "neighbors", e->n_nbrs);
			show_end(s);
			show_text(s, "%u routes, %u active\nEIGRP-%s(%u) neighbors: %u\n", e->n, active, eigrp_family(e), e->as, e->n_nbrs);
			continue;
		}
		for (u32 k = 0; k < e->n; k++)
			if (topology_has(a, e->r[k]))
				topology_line(s, e->r[k], args_has(a, "all-links") || args_has(a, "detail-links") || args_has(a, "zero-successors"));
		show_text(s, "\n");
	}
	return true;
}

static void vector_lines(struct show *s, const struct eigrp *e, const struct eigrp_path *p)
{
	static const char *const protocols[] = { "", "IGRP", "EIGRP", "Static", "RIP", "Hello", "OSPF", "IS-IS", "EGP", "BGP", "IDRP", "Connected" };
	const struct eigrp_metric *m = &p->here;

	eigrp_show_distance(s, "distance", p->distance);
	eigrp_show_distance(s, "reported_distance", p->rd);
	show_num(s, "bandwidth_kbit", eigrp_kbit(e, m));
	if (e->wide)
		show_num(s, "delay_ps", m->delay);
	else
		show_num(s, "delay_us", m->delay == EIGRP_INFINITY ? EIGRP_WIRE_INFINITY : m->delay * 10 / 256);
	show_num(s, "hops", m->hops);
	show_end(s);
	show_text(s, "      Composite metric is (%llu/%llu), route is %s\n      Vector metric:\n        Minimum bandwidth is %llu Kbit\n", LONG(p->distance), LONG(p->rd),
		  p->ext.proto ? "External" : "Internal", LONG(eigrp_kbit(e, m)));
	if (m->delay == EIGRP_INFINITY)
		show_text(s, "        Total delay is Infinity\n");
	else if (e->wide)
		show_text(s, "        Total delay is %llu picoseconds\n", LONG(m->delay));
	else
		show_text(s, "        Total delay is %llu microseconds\n", LONG(m->delay * 10 / 256));
	show_text(s, "        Reliability is %u/255\n        Load is %u/255\n        Minimum MTU is %u\n        Hop count is %u\n", m->reliability, m->load, m->mtu, m->hops);
	if (p->origin)
		show_text(s, "        Originating router is %s\n", TEXT(p->origin));
	if (p->ext.proto)
		show_text(s, "      External data:\n        Originating router is %s\n        AS number of route is %u\n        External protocol is %s, external metric is %u\n"
			     "        Administrator tag is %u (0x%08X)\n", TEXT(p->ext.router), p->ext.as, p->ext.proto < ARRAY_LEN(protocols) ? protocols[p->ext.proto] : "unknown",
			  p->ext.metric, p->ext.tag, p->ext.tag);
}

VIEW(eigrp_show_entry)
{
	struct ipaddr net = { 0 };
	u8 plen = 0;

	for (struct eigrp *e = NULL; (e = eigrp_named_by(c, a, e));) {
		const struct eigrp_route *r;
		u64 fd;

		net.af = e->af;
		if (args_str(a, "mask") && !ip4_mask_len(args_ip4(a, "mask", 0), &plen)) {
			cli_error(c, "%% Invalid address/mask combination");
			return false;
		}
		if (args_str(a, "mask"))
			net.v4 = args_ip4(a, "net", 0);
		else if (e->af == AF_IP4)
			args_ip4_prefix(a, "prefix", &net.v4, &plen);
		else
			args_ip6_prefix(a, "prefix", &net.v6, &plen);
		net = rib_masked(&net, plen);
		r = eigrp_find(e, &net, plen);
		eigrp_show_title(s, e, "Topology Entry");
		if (!r || !r->paths) {
			show_text(s, "\n%% Entry %s/%u not in topology table\n", ADDR(&net), plen);
			continue;
		}
		fd = feasible_distance(r);
		show_text(s, " for %s/%u\n  State is %s, Query origin flag is %u, %u Successor(s), FD is ", ADDR(&r->prefix), plen, r->state == PASSIVE ? "Passive" : "Active",
			  r->state == PASSIVE ? 1u : r->state, successors(r));
		if (fd == EIGRP_INFINITY)
			show_text(s, "Infinity");
		else
			show_text(s, "%llu", LONG(fd));
		if (e->wide && fd != EIGRP_INFINITY)
			show_text(s, ", RIB is %u", eigrp_rib_metric(e, fd));
		show_text(s, "\n  Descriptor Blocks:\n");
		for (const struct eigrp_path *p = r->paths; p; p = p->next) {
			const char *none = e->af == AF_IP4 ? "0.0.0.0" : "::", *from = p->kind == PATH_NBR ? ADDR(&p->via) : eigrp_kind_name(p);

			show_str(s, "via", from);
			if (p->i)
				show_str(s, "interface", p->i->name);
			show_text(s, "  %s (%s), from %s, Send flag is 0x0\n", p->kind == PATH_NBR ? from : none, p->i ? p->i->name : "Null0",
				  p->kind == PATH_SUMMARY ? none : from);
			vector_lines(s, e, p);
		}
	}
	return true;
}

/* ---- interfaces, traffic ---- */

static const char *auth_name(const struct eigrp_if *ei)
{
	static const char *const names[] = { "not set", "md5", "HMAC-SHA-256" };
	const char *chain, *password;

	return names[eigrp_auth_of(ei, &chain, &password)];
}

static void auth_line(struct show *s, const struct eigrp_if *ei)
{
	const char *chain, *password;
	enum eigrp_auth mode = eigrp_auth_of(ei, &chain, &password);

	show_text(s, "  Authentication mode is %s", auth_name(ei));
	if (mode && chain)
		show_text(s, ",  key-chain is %s", chain);
	else if (mode)
		show_text(s, ", key-chain is not set");
	show_text(s, "\n");
}

VIEW(eigrp_show_interfaces)
{
	for (struct eigrp *e = NULL; (e = eigrp_named_by(c, a, e));) {
		eigrp_show_title(s, e, "Interfaces");
		show_text(s, "\n"
			     "                              Xmit Queue   PeerQ        Mean   Pacing Time   Multicast    Pending\n"
			     "Interface              Peers  Un/Reliable  Un/Reliable  SRTT   Un/Reliable   Flow Timer   Routes\n");
		for (const struct eigrp_if *ei = e->ifs; ei; ei = ei->next) {
			u32 peers = 0, queued = 0, srtt = 0;

			if (ei->passive || !chosen(a, ei->i))
				continue;
			for (const struct eigrp_nbr *n = ei->nbrs; n; n = n->next) {
				peers++;
				queued += n->n_queue;
				srtt += n->srtt_ms;
			}
			show_num(s, "as", e->as);
			show_str(s, "interface", ei->i->name);
			show_num(s, "peers", peers);
			show_num(s, "queue", queued);
			show_num(s, "srtt_ms", peers ? srtt / peers : 0);
			show_num(s, "multicasts", ei->tx_multi);
			show_num(s, "unicasts", ei->tx_uni);
			show_num(s, "acks", ei->tx_acks);
			show_num(s, "hello_interval_s", eigrp_hello(ei));
			show_num(s, "hold_s", eigrp_hold(ei));
			show_bool(s, "split_horizon", eigrp_horizon(ei));
			show_str(s, "authentication", auth_name(ei));
			show_num(s, "retransmissions", ei->retransmits);
			show_num(s, "out_of_sequence", ei->out_of_sequence);
			show_end(s);
			show_text(s, "%-24s %-4u     0/0       0/%-7u %4u       0/0           0           %u\n", ei->i->short_name, peers, queued, peers ? srtt / peers : 0, queued);
			if (!args_has(a, "detail"))
				continue;
			show_text(s, "  Hello-interval is %u, Hold-time is %u\n  Split-horizon is %s\n", eigrp_hello(ei), eigrp_hold(ei),
				  eigrp_horizon(ei) ? "enabled" : "disabled");
			show_text(s, "  Un/reliable mcasts: 0/%llu  Un/reliable ucasts: %llu/%llu\n  Retransmissions sent: %llu  Out-of-sequence rcvd: %llu\n",
				  (unsigned long long)ei->tx_multi, (unsigned long long)ei->tx_acks, (unsigned long long)ei->tx_uni, (unsigned long long)ei->retransmits,
				  (unsigned long long)ei->out_of_sequence);
			auth_line(s, ei);
		}
	}
	return true;
}

VIEW(eigrp_show_traffic)
{
	static const struct { enum eigrp_op op; const char *text, *cell; } kinds[] = {
		{ EIGRP_HELLO, "Hellos", "hellos" }, { EIGRP_UPDATE, "Updates", "updates" }, { EIGRP_QUERY, "Queries", "queries" }, { EIGRP_REPLY, "Replies", "replies" },
		{ EIGRP_SIA_QUERY, "SIA-Queries", "sia_queries" }, { EIGRP_SIA_REPLY, "SIA-Replies", "sia_replies" },
	};
	char cell[40];

	for (struct eigrp *e = NULL; (e = eigrp_named_by(c, a, e));) {
		eigrp_show_title(s, e, "Traffic Statistics");
		show_text(s, "\n");
		show_num(s, "as", e->as);
		for (unsigned k = 0; k < ARRAY_LEN(kinds); k++) {
			if (k == 4) {
				show_text(s, "  Acks sent/received: %llu/%llu\n", (unsigned long long)e->tx_acks, (unsigned long long)e->rx_acks);
				show_num(s, "acks_sent", e->tx_acks);
				show_num(s, "acks_received", e->rx_acks);
			}
			show_text(s, "  %s sent/received: %llu/%llu\n", kinds[k].text, (unsigned long long)e->tx[kinds[k].op], (unsigned long long)e->rx[kinds[k].op]);
			snprintf(cell, sizeof(cell), "%s_sent", kinds[k].cell);
			show_num(s, cell, e->tx[kinds[k].op]);
			snprintf(cell, sizeof(cell), "%s_received", kinds[k].cell);
			show_num(s, cell, e->rx[kinds[k].op]);
		}
		show_end(s);
		show_text(s, "\n");
	}
	return true;
}

/* What `show ip protocols`, which has it further right, and the other shows of protocols say. */
static void protocol_core(struct show *s, const struct eigrp *e, const char *in)
{
	show_fmt(s, "protocol", "eigrp %u", e->as);
	show_str(s, "family", eigrp_family(e));
	if (e->inst)
		show_str(s, "name", e->inst->name);
	show_ip4(s, "router_id", e->rid);
	show_num(s, "distance", e->distance_in);
	show_num(s, "maximum_paths", e->max_paths);
	show_text(s, "%s", in);
	eigrp_show_title(s, e, "Protocol");
	show_text(s, "\n%s  Metric weight K1=%u, K2=%u, K3=%u, K4=%u, K5=%u", in, e->k[0], e->k[1], e->k[2], e->k[3], e->k[4]);
	if (e->wide)
		show_text(s, " K6=%u\n%s  Metric rib-scale %u\n%s  Metric version 64bit", e->k[5], in, e->rib_scale, in);
	show_text(s, "\n%s  Router-ID: %s\n%s  Topology : 0 (base) \n", in, TEXT(e->rid), in);
	if (e->active_s)
		show_text(s, "%s    Active Timer: %u min\n", in, e->active_s / 60);
	else
		show_text(s, "%s    Active Timer: disabled\n", in);
	show_text(s, "%s    Distance: internal %u external %u\n%s    Maximum path: %u\n", in, e->distance_in, e->distance_ext, in, e->max_paths);
	show_text(s, "%s    Maximum hopcount %u\n%s    Maximum metric variance %u\n", in, e->hops_max, in, e->variance);
	if (e->wide)
		show_text(s, "%s    Total Prefix Count: %u\n", in, e->n);
	show_text(s, "\n");
}

VIEW(eigrp_show_protocol)
{
	const struct ipstack *of = cli_vrf(c, a);

	for (const struct eigrp *e = of && of->eigrp ? of->eigrp->procs : NULL; e; e = e->next) {
		protocol_core(s, e, "");
		show_end(s);
	}
	return of;
}

/* What lies in the summary, and the least that one of it has. */
static void summed(struct show *s, const struct eigrp *e, const struct eigrp_summary *m)
{
	u64 least = EIGRP_INFINITY;
	u32 n = 0;

	for (u32 k = 0; k < e->n; k++) {
		const struct eigrp_path *p = e->r[k]->successor;

		if (!p || p->kind == PATH_SUMMARY || p->distance == EIGRP_INFINITY || e->r[k]->plen <= m->plen || !ipaddr_in(&e->r[k]->prefix, &m->prefix, m->plen))
			continue;
		least = p->distance < least ? p->distance : least;
		n++;
	}
	if (n)
		show_text(s, "      Summarizing %u component%s with metric %llu\n", n, n == 1 ? "" : "s", LONG(least));
}

static const struct eigrp_summary *summary_at(const struct eigrp_if *ei, const struct eigrp_summary *m)
{
	const struct eigrp_summary *x = ei->c ? ei->c->summaries : NULL;

	while (x && !(x->plen == m->plen && ipaddr_eq(&x->prefix, &m->prefix)))
		x = x->next;
	return x;
}

/* Each once, with the interfaces that it goes out of. */
static void summaries(struct show *s, const struct eigrp *e)
{
	const char *head = "  Address Summarization:\n";

	for (const struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
		for (const struct eigrp_summary *m = ei->c ? ei->c->summaries : NULL; m; m = m->next) {
			const struct eigrp_if *x = e->ifs;

			while (x != ei && !summary_at(x, m))
				x = x->next;
			if (x != ei)
				continue;
			show_text(s, "%s    %s/%u for %s", head, ADDR(&m->prefix), m->plen, ei->i->short_name);
			head = "";
			for (x = ei->next; x; x = x->next)
				if (summary_at(x, m))
					show_text(s, ", %s", x->i->short_name);
			show_text(s, "\n");
			summed(s, e, m);
		}
}

static void protocol(struct show *s, const struct eigrp *e)
{
	const char *head = "  Passive Interface(s):\n";

	show_text(s, "Routing Protocol is \"eigrp %u\"\n", e->as);
	dist_show(s, e->filters);
	offset_show(s, e->offsets);
	show_text(s, "  Default networks flagged in outgoing updates\n  Default networks accepted from incoming updates\n");
	redist_protocols(s, NULL, e->redist);
	protocol_core(s, e, "  ");
	show_text(s, "  Automatic Summarization: %s\n", e->auto_summary ? "enabled" : "disabled");
	summaries(s, e);
	show_text(s, "  Maximum path: %u\n  Routing for Networks:\n", e->max_paths);
	for (const struct eigrp_net *n = e->nets; n; n = n->next) {
		u8 plen;

		if (ip4_mask_len(~n->wild, &plen) && (!plen || plen == ip4_class_len(n->net)))
			show_text(s, "    %s\n", TEXT(n->net));
		else if (ip4_mask_len(~n->wild, &plen))
			show_text(s, "    %s/%u\n", TEXT(n->net), plen);
		else
			show_text(s, "    %s %s\n", TEXT(n->net), TEXT(n->wild));
	}
	for (const struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
		if (ei->passive && (ei->i->type != IF_LOOPBACK || passive_is(&e->passive, ei->i))) {	/* a loopback is by nature */
			show_text(s, "%s    %s\n", head, ei->i->name);
			head = "";
		}
	sources_begin(s);
	for (const struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
		for (const struct eigrp_nbr *n = ei->nbrs; n; n = n->next)
			sources_add(s, n->addr.v4, e->distance_in, stack_now(e->all->s) - n->since);
	sources_end(s);
	show_text(s, "  Distance: internal %u external %u\n", e->distance_in, e->distance_ext);
	distance_show(s, e->distances);
	show_text(s, "\n");
	show_end(s);
}

bool eigrp_show_protocols(struct cli *c, struct show *s)
{
	const struct eigrp_all *all = cli_stack(c)->eigrp;

	for (const struct eigrp *e = all ? all->procs : NULL; e; e = e->next)
		if (e->af == AF_IP4)
			protocol(s, e);
	return true;
}

void eigrp_show_protocols6(struct show *s, const struct ipstack *in)
{
	for (const struct eigrp *e = in->eigrp ? in->eigrp->procs : NULL; e; e = e->next) {
		if (e->af != AF_IP6)
			continue;
		show_text(s, "IPv6 Routing Protocol is \"eigrp %u\"\n%s", e->as, protocols_still6(in));
		protocol_core(s, e, "");
		show_bool(s, "ipv6_routing", in->forwarding6);
		show_text(s, "  Interfaces:\n");
		for (const struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
			show_text(s, "    %s%s\n", ei->i->name, ei->passive ? " (passive)" : "");
		redist_show(s, e->redist);
		show_end(s);
	}
}
