/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages to collectors (RFC 3954 5 and 6; RFC 7011 3). An exporter writes one message at a time: records of a monitor stand in a set, a record of another monitor begins
 * the next set, and what is full, or stands at the end of a tick, goes. Templates go before the first record that needs them, and again as they are refreshed (RFC 7011
 * 8.4: over UDP they must be).
 *
 * Version 5 has neither sets nor templates: a header of 24 octets and up to 30 records of 48, IPv4 alone, interfaces and AS numbers of two octets. Its sequence counts the
 * flows that went before.
 */
#include <stdio.h>

#include "router/flow/own.h"

enum { V9_TEMPLATES = 0, V9_OPTIONS = 1, IPFIX_TEMPLATES = 2, IPFIX_OPTIONS = 3, V9_SCOPE_SYSTEM = 1 };
enum { IF_NAME = 32, IF_DESCRIPTION = 64, SAMPLER_TEXT = 40 };

/* ---- a message ---- */

static void count_lost(struct flow_exporter *x, enum drop why)
{
	if (why == DROP_NO_ROUTE)
		x->count.no_route++;
	else if (why == DROP_NEIGHBOUR_FAILED || why == DROP_NEIGHBOUR_QUEUE)
		x->count.no_neighbour++;
	else
		x->count.failed++;
}

static void end_set(struct flow_exporter *x)
{
	if (!x->set)
		return;
	while (wr_len(&x->w) & 3 && x->set_len > 3) /* padding is shorter than any record (RFC 7011 3.3.1) */
		wr_u8(&x->w, 0);
	put_be16(x->set + 2, (u16)(x->w.p - x->set));
	x->set = NULL;
}

struct ipaddr flow_exporter_source(const struct flow_exporter *x)
{
	return ipif_source(device_iface(x->fl->ip->dev, x->source), &x->to);
}

static void send(struct flow_exporter *x)
{
	struct ip_send to = { .dst = x->to, .ttl = x->ttl, .tos = (u8)(x->dscp << 2) };
	u32 len;
	enum drop why;

	if (!x->w.start)
		return;
	end_set(x);
	len = (u32)wr_len(&x->w);
	if (x->ipfix) {
		put_be16(x->message + 2, (u16)len);
		put_be32(x->message + 8, x->sequence);
		x->sequence += x->data;
	} else if (x->v5) {
		put_be16(x->message + 2, x->n);
		put_be32(x->message + 16, x->sequence);
		x->sequence += x->n;
	} else {
		put_be16(x->message + 2, x->n);
		put_be32(x->message + 12, x->sequence++);
	}
	to.src = flow_exporter_source(x);
	why = udp_send(&x->udp, &to, x->port, x->message, len);
	if (why) {
		count_lost(x, why);
	} else {
		x->count.messages++;
		x->count.bytes += len;
	}
	if (debug_on(x->fl->ip->dev, x->classic ? DEBUG_IP_FLOW_EXPORT : DEBUG_FLOW_EXPORTER)) {
		char a[IP6_TEXT];

		device_debug(x->fl->ip->dev, "%s: %s %u bytes, %u records to %s(%u)", x->classic ? "IPFLOW" : "FLOW EXP", why ? "could not send" : "sending", len, x->n, ipaddr_text(&x->to, a), x->port);
	}
	x->unrefreshed++;
	x->w.start = NULL;
}

static void begin(struct flow_exporter *x)
{
	nsec now = flow_now(x->fl);
	struct wr *w = &x->w;

	if (w->start)
		return;
	*w = wr_of(x->message, sizeof(x->message));
	x->n = x->data = 0;
	wr_u16(w, x->ipfix ? 10 : x->v5 ? 5 : 9);
	wr_u16(w, 0);
	if (!x->ipfix)
		wr_u32(w, (u32)((now - x->fl->ip->dev->booted) / NSEC_PER_MS));
	wr_u32(w, (u32)(device_wall_clock(x->fl->ip->dev) / (s64)NSEC_PER_SEC));
	if (x->v5)
		wr_u32(w, (u32)(device_wall_clock(x->fl->ip->dev) % (s64)NSEC_PER_SEC));
	wr_u32(w, 0); /* sequence */
	wr_u32(w, 0); /* source, observation domain: the device; version 5: engine, and that nothing is sampled */
}

/* len more octets, in a set of this number. */
static void want(struct flow_exporter *x, u16 id, u32 len)
{
	if (x->w.start && wr_len(&x->w) + len + 4 + 3 > FLOW_MESSAGE_MAX)
		send(x);
	begin(x);
	if (x->set && get_be16(x->set) == id)
		return;
	end_set(x);
	x->set = x->w.p;
	x->set_len = len;
	wr_u16(&x->w, id);
	wr_u16(&x->w, 0);
}

/* ---- templates ---- */

static void put_template(struct flow_exporter *x, const struct flow_monitor *m)
{
	const struct flow_record *r = m->record;
	unsigned n = r->n_match + r->n_collect;

	want(x, x->ipfix ? IPFIX_TEMPLATES : V9_TEMPLATES, 4 + 4 * n);
	wr_u16(&x->w, m->template);
	wr_u16(&x->w, (u16)n);
	for (unsigned k = 0; k < n; k++) {
		wr_u16(&x->w, r->field[k]->element);
		wr_u16(&x->w, r->field[k]->len);
	}
	x->n++;
}

static const struct option {
	u16 scope, scope_len;	/* IPFIX; version 9 has the system */
	u8 n;
	struct { u16 element, len; } field[4];
} options[OPTION_N] = {
	[OPTION_INTERFACES] = { 10, 4, 3, { { 10, 4 }, { 82, IF_NAME }, { 83, IF_DESCRIPTION } } },
	[OPTION_EXPORTER] = { 144, 4, 3, { { 40, 8 }, { 41, 8 }, { 42, 8 } } },
	[OPTION_SAMPLERS] = { 48, 1, 4, { { 48, 1 }, { 84, SAMPLER_TEXT }, { 49, 1 }, { 50, 4 } } },
};

/* Of IPFIX the first field is the scope, where it is one of the fields; of version 9 the system stands before them all. */
static void put_option_template(struct flow_exporter *x, enum flow_option k)
{
	const struct option *o = &options[k];
	unsigned first = x->ipfix && o->field[0].element == o->scope;

	want(x, x->ipfix ? IPFIX_OPTIONS : V9_OPTIONS, 10u + 4u * o->n);
	wr_u16(&x->w, x->option_template[k]);
	if (x->ipfix) {
		wr_u16(&x->w, (u16)(o->n + 1 - first));
		wr_u16(&x->w, 1);
		wr_u16(&x->w, o->scope);
		wr_u16(&x->w, o->scope_len);
	} else {
		wr_u16(&x->w, 4);
		wr_u16(&x->w, (u16)(4 * o->n));
		wr_u16(&x->w, V9_SCOPE_SYSTEM);
		wr_u16(&x->w, 4);
	}
	for (unsigned f = first; f < o->n; f++) {
		wr_u16(&x->w, o->field[f].element);
		wr_u16(&x->w, o->field[f].len);
	}
	x->n++;
	end_set(x);
}

static void text(struct wr *w, const char *s, size_t room)
{
	size_t n = strlen(s) < room ? strlen(s) : room;

	wr_copy(w, s, n);
	wr_zero(w, room - n);
}

static void begin_option(struct flow_exporter *x, enum flow_option k, u32 len)
{
	want(x, x->option_template[k], len + 4);
	if (!x->ipfix)
		wr_u32(&x->w, 0); /* the system: this one */
	else if (options[k].field[0].element != options[k].scope)
		wr_u32(&x->w, 0); /* which exporting process: ours */
	x->n++;
	x->data++;
}

static void put_option(struct flow_exporter *x, enum flow_option k)
{
	struct device *d = x->fl->ip->dev;

	if (k == OPTION_INTERFACES)
		for (const struct iface *i = d->ifaces; i; i = i->next) {
			begin_option(x, k, 4 + IF_NAME + IF_DESCRIPTION);
			wr_u32(&x->w, i->ifindex);
			text(&x->w, i->short_name, IF_NAME);
			text(&x->w, i->name, IF_DESCRIPTION);
		}
	else if (k == OPTION_SAMPLERS)
		for (const struct flow_sampler *s = x->fl->samplers; s; s = s->next) {
			begin_option(x, k, 6 + SAMPLER_TEXT);
			wr_u8(&x->w, s->id);
			text(&x->w, s->name, SAMPLER_TEXT);
			wr_u8(&x->w, s->mode);
			wr_u32(&x->w, s->rate);
		}
	else {
		begin_option(x, k, 24);
		wr_u64(&x->w, x->count.bytes);
		wr_u64(&x->w, x->count.messages);
		wr_u64(&x->w, x->count.records);
	}
}

static void templates_again(struct flow_exporter *x)
{
	for (struct flow_monitor *m = x->fl->monitors; m; m = m->next)
		for (unsigned k = 0; k < m->n_to; k++)
			if (m->to[k].x == x)
				m->to[k].told = false;
	x->unrefreshed = 0;
	x->template_due = flow_now(x->fl) + x->template_s * NSEC_PER_SEC;
}

static void set_timer(struct flow_exporter *x)
{
	nsec due = x->template_due;

	for (unsigned k = 0; k < OPTION_N; k++)
		if (x->option_s[k])
			due = min_u64(due, x->option_due[k]);
	timer_set(x->fl->ip->node->worker, &x->timer, due);
}

static void fire(struct timer *t)
{
	struct flow_exporter *x = container_of(t, struct flow_exporter, timer);
	nsec now = flow_now(x->fl);

	if (x->template_due <= now) {
		templates_again(x);
		for (struct flow_monitor *m = x->fl->monitors; m; m = m->next)
			for (unsigned k = 0; k < m->n_to; k++)
				if (m->to[k].x == x && m->c.flow && !x->v5) {
					put_template(x, m);
					m->to[k].told = true;
				}
	}
	for (unsigned k = 0; k < OPTION_N; k++)
		if (x->option_s[k] && x->option_due[k] <= now) {
			put_option_template(x, k);
			put_option(x, k);
			x->option_due[k] = now + x->option_s[k] * NSEC_PER_SEC;
		}
	send(x);
	set_timer(x);
}

void flow_exporter_update(struct flow_exporter *x)
{
	flow_exporter_stop(x);
	if (x->to.af == AF_NONE || !x->users)
		return;
	if (!udp_open(x->fl->ip, &x->udp))
		return;
	templates_again(x);
	x->timer.fire = fire;
	for (unsigned k = 0; k < OPTION_N; k++)
		x->option_due[k] = flow_now(x->fl) + NSEC_PER_SEC; /* soon, when what is being configured stands */
	set_timer(x);
}

void flow_exporter_stop(struct flow_exporter *x)
{
	x->w.start = NULL;
	x->set = NULL;
	timer_stop(x->fl->ip->node->worker, &x->timer);
	udp_close(&x->udp);
	x->udp.port = 0;
}

static u16 as_of_two(u32 as) { return as > 0xffff ? 23456 : (u16)as; /* RFC 6793 */ }

static void put_v5(struct flow_exporter *x, const struct flow *f, bool peer)
{
	const union flow_facts *k = &f->seen;
	nsec booted = x->fl->ip->dev->booted;
	struct wr *w = &x->w;

	if (w->start && x->n == FLOW_V5_RECORDS)
		send(x);
	begin(x);
	wr_copy(w, k->src, 4);
	wr_copy(w, k->dst, 4);
	wr_copy(w, f->next_hop, 4);
	wr_copy(w, k->in + 2, 2);
	wr_copy(w, k->out + 2, 2);
	wr_u32(w, (u32)f->packets);
	wr_u32(w, (u32)f->bytes);
	wr_u32(w, (u32)((f->first - booted) / NSEC_PER_MS));
	wr_u32(w, (u32)((f->last - booted) / NSEC_PER_MS));
	wr_copy(w, k->sport, 2);
	wr_copy(w, k->dport, 2);
	wr_u8(w, 0);
	wr_u8(w, f->tcp_flags);
	wr_u8(w, k->proto);
	wr_u8(w, k->tos);
	wr_u16(w, as_of_two(peer ? f->src_peer : f->src_as));
	wr_u16(w, as_of_two(peer ? f->dst_peer : f->dst_as));
	wr_u8(w, f->src_mask);
	wr_u8(w, f->dst_mask);
	wr_u16(w, 0);
	x->n++;
	x->count.records++;
}

void flow_export(struct flow_monitor *m, struct flow_export_link *l, const struct flow *f)
{
	struct flow_exporter *x = l->x;
	const struct flow_record *r = m->record;

	if (!x->udp.ip)
		return;
	if (x->v5) {
		put_v5(x, f, m->main->as == AS_PEER);
		l->records++;
		l->bytes += FLOW_V5_RECORD;
		return;
	}
	if (x->classic && x->unrefreshed >= m->main->refresh)
		templates_again(x);
	if (!l->told) {
		put_template(x, m);
		l->told = true;
	}
	want(x, m->template, r->bytes);
	for (unsigned k = 0; k < r->n_match + r->n_collect; k++) {
		u8 *at = wr_bytes(&x->w, r->field[k]->len);

		if (at)
			flow_field_put(x->fl, f, r->field[k], at);
	}
	x->n++;
	x->data++;
	x->count.records++;
	l->records++;
	l->bytes += r->bytes;
}

void flow_export_flush(struct flow_exporter *x) { send(x); }
