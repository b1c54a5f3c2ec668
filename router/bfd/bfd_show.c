/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show bfd. */
#include <stdio.h>
#include <strings.h>

#include "router/bfd/bfd.h"
#include "router/ip_cli.h"
#include "router/vrf/vrf.h"

typedef unsigned long long ull;

static u32 ms_ago(const struct bfd_peer *p, nsec last) { return last ? (u32)((stack_now(p->all->s) - last) / NSEC_PER_MS) : 0; }

static void span_cells(struct show *s, const char *name, const struct bfd_peer *p, const struct bfd_span *x, u64 count)
{
	show_push_object(s, name);
	show_num(s, "count", count);
	show_num(s, "min_ms", x->min_ms);
	show_num(s, "max_ms", x->max_ms);
	show_num(s, "average_ms", x->n ? x->total_ms / x->n : 0);
	show_num(s, "last_ms_ago", ms_ago(p, x->last));
	show_pop(s);
}

static void cells(struct show *s, const struct bfd_peer *p)
{
	const struct bfd_session *b = &p->b;
	char text[IP6_TEXT];

	show_str(s, "neighbor", ipaddr_text(&p->peer, text));
	show_str(s, "local_address", ipaddr_text(&p->local, text));
	show_num(s, "local_discriminator", b->my);
	show_num(s, "remote_discriminator", b->your);
	show_str(s, "remote_state", bfd_state_name[b->remote_state]);
	show_str(s, "state", bfd_state_name[b->state]);
	if (p->iface)
		show_str(s, "interface", p->iface->name);
	if (p->socks->ip->vrf)
		show_str(s, "vrf", vrf_name(p->socks->ip));
	show_bool(s, "echo", b->echoing);
	show_num(s, "diagnostic", b->diag);
	show_num(s, "min_tx_us", b->tx_us);
	show_num(s, "min_rx_us", b->rx_us);
	show_num(s, "multiplier", b->conf.mult);
	show_num(s, "remote_min_tx_us", b->last.tx_us);
	show_num(s, "remote_min_rx_us", b->last.rx_us);
	show_num(s, "remote_multiplier", b->last.mult);
	show_num(s, "detection_ms", bfd_detection(b) / NSEC_PER_MS);
	show_num(s, "uptime_ms", b->state == BFD_UP ? ms_ago(p, b->since ? b->since : 1) : 0);
	span_cells(s, "rx", p, &b->rx_span, b->rx);
	span_cells(s, "tx", p, &b->tx_span, b->tx_n);
	show_num(s, "echo_rx", b->echo_rx);
	show_num(s, "echo_tx", b->echo_sent);
	show_push_list(s, "clients");
	for (const struct bfd_client *c = p->all->clients; c; c = c->next)
		if (c->of == p) {
			show_str(s, "protocol", c->proto);
			show_end(s);
		}
	show_pop(s);
}

/* Each protocol once, however many of its neighbours it is. */
static void protocols(struct show *s, const struct bfd_peer *p)
{
	show_text(s, "Registered protocols: ");
	for (const struct bfd_client *c = p->all->clients; c; c = c->next) {
		const struct bfd_client *first = p->all->clients;

		while (first != c && (first->of != p || strcmp(first->proto, c->proto)))
			first = first->next;
		if (c->of == p && first == c)
			show_text(s, "%s ", c->proto);
	}
	show_text(s, "CEF \n");
}

static void span_text(struct show *s, const char *what, const struct bfd_peer *p, const struct bfd_span *x, u64 count)
{
	show_text(s, "%s Count: %llu, %s Interval (ms) min/max/avg: %u/%u/%u last: %u ms ago\n", what, (ull)count, what, x->min_ms, x->max_ms,
		  x->n ? (u32)(x->total_ms / x->n) : 0, ms_ago(p, x->last));
}

static void details(struct show *s, const struct bfd_peer *p)
{
	const struct bfd_session *b = &p->b;
	const struct bfd_packet *l = &b->last;
	char text[IP6_TEXT], age[16];

	if (b->state == BFD_UP && b->echoing)
		show_text(s, "Session state is UP and using echo function with %llu ms interval.\n", (ull)(bfd_echo_interval(b) / NSEC_PER_MS));
	else if (b->state == BFD_UP)
		show_text(s, "Session state is UP and not using echo function.\n");
	show_text(s, "Session Host: Software\nOurAddr: %-15s\nHandle: %u\n", ipaddr_text(&p->local, text), b->my);
	show_text(s, "Local Diag: %u, Demand mode: 0, Poll bit: %u\n", b->diag, b->polling);
	show_text(s, "MinTxInt: %u, MinRxInt: %u, Multiplier: %u\n", b->tx_us, b->rx_us, b->conf.mult);
	show_text(s, "Received MinRxInt: %u, Received Multiplier: %u\n", b->your ? l->rx_us : 0, l->mult);
	show_text(s, "Holddown (hits): %llu(0), Hello (hits): %u(%llu)\n", (ull)(b->echoing ? 0 : bfd_detection(b) / NSEC_PER_MS),
		  (u32)(max_u64(b->tx_now_us, l->rx_us) / 1000), (ull)b->tx_n);
	span_text(s, "Rx", p, &b->rx_span, b->rx);
	span_text(s, "Tx", p, &b->tx_span, b->tx_n);
	if (b->echo_sent)
		show_text(s, "Echo Rx Count: %llu, Echo Tx Count: %llu\n", (ull)b->echo_rx, (ull)b->echo_sent);
	show_text(s, "Elapsed time watermarks: 0 0 (last: 0)\n");
	protocols(s, p);
	if (b->state == BFD_UP)
		show_text(s, "Uptime: %s\n", age_text(stack_now(p->all->s) - b->since, age));
	show_text(s, "Last packet: Version: 1                  - Diagnostic: %u\n", l->diag);
	show_text(s, "             State bit: %-16s- Demand bit: %u\n", bfd_state_name[l->state], !!(l->flags & BFD_DEMAND));
	show_text(s, "             Poll bit: %-17u- Final bit: %u\n", !!(l->flags & BFD_POLL), !!(l->flags & BFD_FINAL));
	show_text(s, "             C bit: %-20u\n", !!(l->flags & BFD_CPI));
	show_text(s, "             Multiplier: %-15u- Length: %u\n", l->mult, l->len);
	show_text(s, "             My Discr.: %-16u- Your Discr.: %u\n", l->my, l->your);
	show_text(s, "             Min tx interval: %-10u- Min rx interval: %u\n", l->tx_us, b->your ? l->rx_us : 0);
	show_text(s, "             Min Echo interval: %-8u\n", l->echo_us);
}

static void line(struct show *s, const struct bfd_peer *p)
{
	const struct bfd_session *b = &p->b;
	char text[IP6_TEXT];

	ipaddr_text(&p->peer, text);
	if (strlen(text) > 35) {
		show_text(s, "%s\n", text);
		text[0] = 0;
	}
	show_text(s, "%-36s%5u/%-11u%-10s%-10s%s\n", text, b->my, b->your, b->remote_state == BFD_UP ? "Up" : "Down",
		  b->state == BFD_ADMIN_DOWN ? "AdmDown" : bfd_state_name[b->state], p->iface ? p->iface->short_name : "N/A");
}

static bool is_watched_by(const struct bfd_peer *p, const char *proto)
{
	for (const struct bfd_client *c = p->all->clients; c; c = c->next)
		if (c->of == p && !strcasecmp(c->proto, proto))
			return true;
	return false;
}

/* Does the line ask for that neighbour: by a protocol that watches it, by its address, or for all? */
static bool asked_for(const struct args *a, const struct bfd_peer *p)
{
	static const char *const clients[] = { "bgp", "eigrp", "hsrp", "ospf" };
	struct ip6 addr6;

	for (unsigned k = 0; k < ARRAY_LEN(clients); k++)
		if (args_has(a, clients[k]) && !is_watched_by(p, clients[k]))
			return false;
	if (args_str(a, "A.B.C.D"))
		return p->peer.v4 == args_ip4(a, "A.B.C.D", 0);
	return !args_ip6(a, "X:X:X:X::X", &addr6) || ip6_eq(&addr6, &p->peer.v6);
}

VIEW(bfd_show_neighbors)
{
	const struct bfd *all = cli_stack(c)->bfd;
	const char *only = args_str(a, "INTERFACE");
	const struct ipstack *in = args_str(a, "vrf") ? cli_vrf(c, a) : NULL;

	if (args_str(a, "vrf") && !in)
		return false;
	for (u8 af = AF_IP4; af <= AF_IP6; af++) {
		bool any = false;

		if (args_has(a, af == AF_IP4 ? "ipv6" : "ipv4"))
			continue;
		for (const struct bfd_peer *p = all ? all->peers : NULL; p; p = p->next) {
			if (p->peer.af != af || (only && (!p->iface || strcmp(p->iface->name, only))) || (in && p->socks->ip != in) || !asked_for(a, p))
				continue;
			if (!any || args_has(a, "details"))
				show_text(s, "\n%s Sessions\nNeighAddr                              LD/RD         RH/RS     State     Int\n", af == AF_IP4 ? "IPv4" : "IPv6");
			any = true;
			cells(s, p);
			line(s, p);
			if (args_has(a, "details"))
				details(s, p);
			show_end(s);
		}
	}
	return true;
}

struct tally { unsigned n, up; };

static void tally_add(struct tally *t, const struct bfd_peer *p)
{
	t->n++;
	t->up += p->b.state == BFD_UP;
}

static void tally_row(struct show *s, const char *key, const char *name, const struct tally *t)
{
	if (key)
		show_str(s, key, name);
	show_num(s, "sessions", t->n);
	show_num(s, "up", t->up);
	show_num(s, "down", t->n - t->up);
	show_text(s, "%-20s%7u%12u%14u\n", name, t->n, t->up, t->n - t->up);
	show_end(s);
}

/* Each client by its name, in order of appearance; forwarding is one of every session, as IOS has it. */
static void by_client(struct show *s, const struct bfd *all, const struct tally *total)
{
	for (const struct bfd_client *c = all->clients; c; c = c->next) {
		const struct bfd_client *first = all->clients;
		struct tally t = { 0 };

		while (first != c && strcmp(first->proto, c->proto))
			first = first->next;
		if (first != c)
			continue;
		for (const struct bfd_peer *p = all->peers; p; p = p->next)
			if (is_watched_by(p, c->proto))
				tally_add(&t, p);
		tally_row(s, "client", c->proto, &t);
	}
	tally_row(s, "client", "CEF", total);
}

VIEW(bfd_show_summary)
{
	const struct bfd *all = cli_stack(c)->bfd;
	struct tally total = { 0 }, family[2] = { { 0 } };
	bool client = args_has(a, "client"), session = args_has(a, "session");

	for (const struct bfd_peer *p = all ? all->peers : NULL; p; p = p->next) {
		tally_add(&total, p);
		tally_add(&family[p->peer.af == AF_IP6], p);
	}
	show_text(s, "%-20sSession          Up          Down\n%s", client ? "Client" : session ? "Protocol" : "", client || session ? "" : "\n");
	if (client && total.n)
		by_client(s, all, &total);
	for (unsigned k = 0; session && k < 2; k++)
		if (family[k].n)
			tally_row(s, "family", k ? "IPV6" : "IPV4", &family[k]);
	if (client || session)
		show_text(s, "\n%-20s%7u%12u%14u\n", "Total", total.n, total.up, total.n - total.up);
	else
		tally_row(s, NULL, "Total", &total);
	return true;
}

VIEW(bfd_show_drops)
{
	static const struct show_col cols[] = { { "reason", "Reason", 24 }, { "packets", "Packets", 0 } };
	const struct bfd *all = cli_stack(c)->bfd;

	(void)a;
	show_table(s, cols, ARRAY_LEN(cols));
	for (unsigned k = 1; all && k < DROP_N; k++)
		if (all->drops[k]) {
			show_str(s, "reason", drop_name(k));
			show_num(s, "packets", all->drops[k]);
			show_end(s);
		}
	show_table_end(s);
	return true;
}
