/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows of classic NetFlow, and the totals by protocol that they have. */
#include <stdio.h>

#include "net/ip4.h"
#include "router/flow/own.h"

/* The protocols by name: of TCP and UDP by either port. */
static const struct { const char *name; u8 proto; u16 port[2]; } protocol[FLOW_PROTOCOLS] = {
	{ "TCP-Telnet", 6, { 23 } }, { "TCP-FTP", 6, { 21 } }, { "TCP-FTPD", 6, { 20 } }, { "TCP-WWW", 6, { 80 } }, { "TCP-SMTP", 6, { 25 } }, { "TCP-X", 6, { 6000 } },
	{ "TCP-BGP", 6, { 179 } }, { "TCP-NNTP", 6, { 119 } }, { "TCP-Frag", 6, { 0 } }, { "TCP-other", 6, { 0 } }, { "UDP-DNS", 17, { 53 } }, { "UDP-NTP", 17, { 123 } },
	{ "UDP-TFTP", 17, { 69 } }, { "UDP-Frag", 17, { 0 } }, { "UDP-other", 17, { 0 } }, { "ICMP", 1, { 0 } }, { "IGMP", 2, { 0 } }, { "IPINIP", 4, { 0 } }, { "GRE", 47, { 0 } },
	{ "IP-other", 0, { 0 } },
};

static unsigned class_of(const struct flow *f)
{
	u16 s = get_be16(f->seen.sport), d = get_be16(f->seen.dport);
	bool frag = !s && !d;
	unsigned k = 0;

	for (; k + 1 < FLOW_PROTOCOLS; k++) {
		u16 port = protocol[k].port[0];

		if (protocol[k].proto != f->seen.proto)
			continue;
		if (port ? s == port || d == port : frag || !strstr(protocol[k].name, "Frag"))
			break;
	}
	return k;
}

void flow_main_count(struct flow_main *c, const struct flow *f, nsec now)
{
	struct flow_totals *t = &c->by[class_of(f)];

	t->flows++;
	t->packets += f->packets;
	t->bytes += f->bytes;
	t->active += f->last - f->first;
	t->idle += now - f->last;
}

/* "12.3": to a tenth. */
static const char *tenths(u64 n, u64 by, char buf[24])
{
	u64 t = by ? (10 * n + by / 2) / by : 0;

	snprintf(buf, 24, "%llu.%llu", (unsigned long long)(t / 10), (unsigned long long)(t % 10));
	return buf;
}

static void show_sizes(const struct flow_main *c, struct show *s)
{
	show_text(s, "IP packet size distribution (%llu total packets):\n   1-32   64   96  128  160  192  224  256  288  320  352  384  416  448  480\n  ", (unsigned long long)c->packets);
	for (unsigned k = 0; k < FLOW_SIZES; k++) {
		u64 t = c->packets ? 1000 * c->size[k] / c->packets : 0;

		if (k == 15)
			show_text(s, "\n\n    512  544  576 1024 1536 2048 2560 3072 3584 4096 4608\n  ");
		if (t >= 1000)
			show_text(s, " 1.00");
		else
			show_text(s, " .%03u", (unsigned)t);
	}
	show_text(s, "\n\n");
}

static void show_one_total(struct show *s, const char *name, const struct flow_totals *t, nsec span, u64 *flows)
{
	char a[24], b[24], d[24], e[24];

	if (!t->flows)
		return;
	*flows += t->flows;
	show_text(s, "%-12s %8llu %9s %9llu %5llu %9s %11s %11s\n", name, (unsigned long long)t->flows, tenths(t->flows * NSEC_PER_SEC, span, a), (unsigned long long)(t->packets / t->flows),
		  (unsigned long long)(t->packets ? t->bytes / t->packets : 0), tenths(t->packets * NSEC_PER_SEC, span, b), tenths(t->active / t->flows, NSEC_PER_SEC, d),
		  tenths(t->idle / t->flows, NSEC_PER_SEC, e));
	show_str(s, "protocol", name);
	show_num(s, "flows", t->flows);
	show_num(s, "packets", t->packets);
	show_num(s, "bytes", t->bytes);
	show_end(s);
}

static void show_totals(const struct flow_main *c, struct show *s, nsec span)
{
	struct flow_totals all = { 0 };
	u64 n = 0;

	show_text(s, "Protocol         Total    Flows   Packets Bytes  Packets Active(Sec) Idle(Sec)\n--------         Flows     /Sec     /Flow  /Pkt     /Sec     /Flow     /Flow\n");
	show_push_list(s, "protocols");
	for (unsigned k = 0; k < FLOW_PROTOCOLS; k++) {
		show_one_total(s, protocol[k].name, &c->by[k], span, &n);
		all.flows += c->by[k].flows;
		all.packets += c->by[k].packets;
		all.bytes += c->by[k].bytes;
		all.active += c->by[k].active;
		all.idle += c->by[k].idle;
	}
	show_one_total(s, "Total:", &all, span, &n);
	show_pop(s);
}

static void show_flow(const struct flow_monitor *m, const struct flow *f, struct show *s)
{
	static const char *const cells[] = { "interface input", "ipv4 source address", "interface output", "ipv4 destination address", "counter packets" };
	static const char *const names[] = { "source_interface", "source", "destination_interface", "destination", "packets" };
	char t[ARRAY_LEN(cells)][64], to[66];

	for (unsigned k = 0; k < ARRAY_LEN(cells); k++) {
		flow_field_text(m->fl, f, flow_field_of(cells[k]), t[k], sizeof(t[k]));
		show_str(s, names[k], t[k]);
	}
	show_num(s, "protocol", f->seen.proto);
	show_num(s, "source_port", get_be16(f->seen.sport));
	show_num(s, "destination_port", get_be16(f->seen.dport));
	show_bool(s, "egress", f->seen.direction);
	show_num(s, "bytes", f->bytes);
	show_end(s);
	snprintf(to, sizeof(to), "%s%s", t[2], f->seen.direction ? "*" : "");
	show_text(s, "%-13s %-15s %-13s %-15s %02X %04X %04X %5s\n", t[0], t[1], to, t[3], f->seen.proto, get_be16(f->seen.sport), get_be16(f->seen.dport), t[4]);
}

/* Two lines a flow: its addresses, then ports, masks and autonomous systems of both ends. */
static void show_verbose(const struct flow_monitor *m, const struct flow *f, struct show *s)
{
	static const char *const cells[] = { "interface input", "ipv4 source address", "interface output", "ipv4 destination address", "counter packets", "routing next-hop address ipv4" };
	char t[ARRAY_LEN(cells)][64], to[66], active[24];

	for (unsigned k = 0; k < ARRAY_LEN(cells); k++)
		flow_field_text(m->fl, f, flow_field_of(cells[k]), t[k], sizeof(t[k]));
	snprintf(to, sizeof(to), "%s%s", t[2], f->seen.direction ? "*" : "");
	show_text(s, "%-13s %-15s %-13s %-15s %02X %02X  %02X   %5s\n", t[0], t[1], to, t[3], f->seen.proto, f->seen.tos, f->tcp_flags, t[4]);
	show_text(s, "%04X /%-2u %-15u %04X /%-2u %-13u %-19s %6llu %8s\n", get_be16(f->seen.sport), f->src_mask, f->src_as, get_be16(f->seen.dport), f->dst_mask, f->dst_as, t[5],
		  (unsigned long long)(f->packets ? f->bytes / f->packets : 0), tenths(f->last - f->first, NSEC_PER_SEC, active));
	show_str(s, "source_interface", t[0]);
	show_str(s, "source", t[1]);
	show_str(s, "destination_interface", t[2]);
	show_str(s, "destination", t[3]);
	show_str(s, "next_hop", t[5]);
	show_num(s, "protocol", f->seen.proto);
	show_num(s, "tos", f->seen.tos);
	show_num(s, "tcp_flags", f->tcp_flags);
	show_num(s, "source_port", get_be16(f->seen.sport));
	show_num(s, "destination_port", get_be16(f->seen.dport));
	show_num(s, "source_mask", f->src_mask);
	show_num(s, "destination_mask", f->dst_mask);
	show_num(s, "source_as", f->src_as);
	show_num(s, "destination_as", f->dst_as);
	show_num(s, "packets", f->packets);
	show_num(s, "bytes", f->bytes);
	show_num(s, "active_ms", (f->last - f->first) / NSEC_PER_MS);
	show_bool(s, "egress", f->seen.direction);
	show_end(s);
}

VIEW(classic_show_cache)
{
	struct flow_monitor *m = flow_classic(flows_of(cli_stack(c)));
	nsec now = flow_now(m->fl), from = m->main->cleared == NSEC_NEVER ? m->fl->ip->dev->booted : m->main->cleared;
	bool verbose = args_has(a, "verbose");
	char age[16];

	show_num(s, "packets", m->main->packets);
	show_num(s, "active", m->c.n);
	show_num(s, "entries", m->entries);
	show_num(s, "added", m->c.added);
	show_num(s, "not_added", m->c.not_added);
	show_sizes(m->main, s);
	show_text(s, "IP Flow Switching Cache, %llu bytes\n  %u active, %u inactive, %llu added\n  %llu ager polls, %llu flow alloc failures\n  Active flows timeout in %u minutes\n"
		  "  Inactive flows timeout in %u seconds\n", (unsigned long long)m->entries * sizeof(struct flow), m->c.n, m->entries - m->c.n, (unsigned long long)m->c.added,
		  (unsigned long long)m->main->polls, (unsigned long long)m->c.not_added, m->active_s / 60, m->inactive_s);
	show_text(s, "  last clearing of statistics %s\n", m->main->cleared == NSEC_NEVER ? "never" : age_text(now - from, age));
	show_totals(m->main, s, now - from);
	if (verbose)
		show_text(s, "\nSrcIf         SrcIPaddress    DstIf         DstIPaddress    Pr TOS Flgs  Pkts\nPort Msk AS              Port Msk AS            NextHop              B/Pk   Active\n");
	else
		show_text(s, "\nSrcIf         SrcIPaddress    DstIf         DstIPaddress    Pr SrcP DstP  Pkts\n");
	show_push_list(s, "flows");
	for (u32 k = 0; m->c.flow && k < FLOW_WHEEL; k++)
		for (u32 i = m->c.wheel[k]; i; i = m->c.flow[i].next)
			(verbose ? show_verbose : show_flow)(m, &m->c.flow[i], s);
	show_pop(s);
	show_end(s);
	return true;
}

VIEW(classic_show_export)
{
	struct flow_monitor *m = flow_classic(flows_of(cli_stack(c)));
	u64 flows = 0, messages = 0, lost[3] = { 0 };
	char t[IP6_TEXT];

	(void)a;
	show_bool(s, "enabled", m->n_to != 0);
	show_num(s, "version", m->main->v5 ? 5 : 9);
	show_text(s, "Flow export v%u is %s for main cache\n", m->main->v5 ? 5 : 9, m->n_to ? "enabled" : "disabled");
	show_text(s, "  Export source and destination details : \n  VRF ID : Default\n");
	if (*m->main->source) {
		struct ipaddr any = { .af = AF_IP4 }, from = ipif_source(device_iface(m->fl->ip->dev, m->main->source), &any);

		show_str(s, "source_interface", m->main->source);
		show_text(s, "    Source(1)       %s (%s)\n", from.af ? ipaddr_text(&from, t) : "0.0.0.0", m->main->source);
	}
	show_push_list(s, "destinations");
	for (unsigned k = 0; k < m->n_to; k++) {
		const struct flow_exporter *x = m->to[k].x;

		show_ip4(s, "address", x->to.v4);
		show_num(s, "port", x->port);
		show_end(s);
		show_text(s, "    Destination(%u)  %s (%u) \n", k + 1, ipaddr_text(&x->to, t), x->port);
		flows += x->count.records;
		messages += x->count.messages;
		lost[0] += x->count.no_route;
		lost[1] += x->count.no_neighbour;
		lost[2] += x->count.failed;
	}
	show_pop(s);
	show_num(s, "flows", flows);
	show_num(s, "datagrams", messages);
	show_num(s, "no_route", lost[0]);
	show_num(s, "no_adjacency", lost[1]);
	show_num(s, "failed", lost[2]);
	show_end(s);
	show_text(s, "  Version %u flow records%s\n  %llu flows exported in %llu udp datagrams\n  %llu flows failed due to lack of export packet\n", m->main->v5 ? 5 : 9, m->main->as == AS_ORIGIN ? ", origin-as" : m->main->as == AS_PEER ? ", peer-as" : "",
		  (unsigned long long)flows, (unsigned long long)messages, (unsigned long long)lost[2]);
	show_text(s, "  %llu export packets were dropped due to no fib\n  %llu export packets were dropped due to adjacency issues\n", (unsigned long long)lost[0], (unsigned long long)lost[1]);
	return true;
}

VIEW(classic_show_interface)
{
	struct flow_monitor *m = flow_classic(flows_of(cli_stack(c)));

	(void)a;
	for (struct ipif *p = ipif_after(m->fl->ip, NULL); p; p = ipif_after(m->fl->ip, p)) {
		bool way[2] = { false };

		for (unsigned out = 0; out < 2; out++)
			for (const struct flow_tap *t = p->flow[out]; t; t = t->next)
				way[out] |= t->m == m;
		if (!way[0] && !way[1])
			continue;
		show_str(s, "interface", p->i->name);
		show_bool(s, "ingress", way[0]);
		show_bool(s, "egress", way[1]);
		show_end(s);
		show_text(s, "%s\n%s%s", p->i->name, way[0] ? "  ip flow ingress\n" : "", way[1] ? "  ip flow egress\n" : "");
	}
	return true;
}
