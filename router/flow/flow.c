/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records, exporters, monitors and samplers by name, who holds whom, and the tick. One that is named before it is defined does nothing. */
#include <stdlib.h>
#include <stdio.h>

#include "router/feature.h"
#include "router/flow/own.h"

/* ---- the tick ---- */

void flow_tick_at(struct flows *fl, nsec due)
{
	if (!timer_is_set(&fl->tick) || fl->tick.due > due)
		timer_set(fl->ip->node->worker, &fl->tick, due);
}

static void tell_over(struct flow_monitor *m, nsec now)
{
	struct flow *f;

	while ((f = flow_cache_over(m))) {
		if (m->main)
			flow_main_count(m->main, f, now);
		for (unsigned k = 0; k < m->n_to; k++)
			flow_export(m, &m->to[k], f);
		flow_cache_put(m, f);
	}
}

static void tick(struct timer *t)
{
	struct flows *fl = container_of(t, struct flows, tick);
	nsec now = flow_now(fl);
	u32 budget = FLOW_TICK_BUDGET;
	bool any = false;

	for (struct flow_monitor *m = fl->monitors; m; m = m->next) {
		tell_over(m, now);
		budget = flow_cache_age(m, now, budget);
		tell_over(m, now);
		any |= m->c.n != 0;
	}
	for (struct flow_exporter *x = fl->exporters; x; x = x->next)
		flow_export_flush(x);
	if (!budget)
		flow_tick_at(fl, now + NSEC_PER_MS);
	else if (any)
		flow_tick_at(fl, (now / NSEC_PER_SEC + 1) * NSEC_PER_SEC);
}

struct flows *flows_of(struct ipstack *s)
{
	struct flows *fl = s->root->flows;

	if (fl)
		return fl;
	fl = s->root->flows = xcalloc(1, sizeof(*fl));
	fl->ip = s->root;
	fl->next_template = FLOW_TEMPLATE_FIRST;
	fl->tick.fire = tick;
	return fl;
}

const char *flow_iface_name(const struct flows *fl, u32 ifindex)
{
	for (const struct iface *i = fl->ip->dev->ifaces; i; i = i->next)
		if (i->ifindex == ifindex)
			return i->short_name;
	return NULL;
}

/* Of all that a day of changes uses up none is below the first (RFC 7011 3.4.1). */
static u16 flow_template_new(struct flows *fl)
{
	u16 id = fl->next_template++;

	if (!fl->next_template)
		fl->next_template = FLOW_TEMPLATE_FIRST;
	return id;
}

/* ---- by name ---- */

/* The same of each kind: the one of that name, or (make) a new one at the end. The device's own, with a space in their names, are few and always fit. */
static bool is_own(const char *name) { return strchr(name, ' '); }
#define FIND(list, at, name) \
	unsigned n_ = 0; \
	for (at = &(list); *at && strcmp((*at)->name, name); at = &(*at)->next) \
		n_ += !is_own((*at)->name); \
	if (*at || !make || (n_ >= FLOW_OBJECTS_MAX && !is_own(name))) \
		return *at; \
	*at = xcalloc(1, sizeof(**at)); \
	snprintf((*at)->name, sizeof((*at)->name), "%s", name)
#define UNLINK(list, x) \
	do { \
		__typeof__(x) *at_ = &(list), x_ = (x); \
		while (*at_ != x_) \
			at_ = &(*at_)->next; \
		*at_ = x_->next; \
		free(x_->description); \
		free(x_); \
	} while (0)

struct flow_record *flow_record_at(struct flows *fl, const char *name, bool make)
{
	struct flow_record **at;

	FIND(fl->records, at, name);
	return *at;
}

/* The next number that nobody has; 0 is no sampler. */
static u8 sampler_id(struct flows *fl)
{
	const struct flow_sampler *s;

	do {
		if (!++fl->next_sampler)
			fl->next_sampler = 1;
		for (s = fl->samplers; s && s->id != fl->next_sampler; s = s->next)
			;
	} while (s);
	return fl->next_sampler;
}

struct flow_sampler *flow_sampler_at(struct flows *fl, const char *name, bool make)
{
	struct flow_sampler **at;

	FIND(fl->samplers, at, name);
	(*at)->id = sampler_id(fl);
	return *at;
}

struct flow_exporter *flow_exporter_at(struct flows *fl, const char *name, bool make)
{
	struct flow_exporter **at, *x;

	FIND(fl->exporters, at, name);
	x = *at;
	x->fl = fl;
	x->port = FLOW_PORT;
	x->ttl = 255;
	x->template_s = FLOW_TEMPLATE_S;
	x->count.cleared = flow_now(fl);
	for (unsigned k = 0; k < OPTION_N; k++)
		x->option_template[k] = flow_template_new(fl);
	return x;
}

struct flow_monitor *flow_monitor_at(struct flows *fl, const char *name, bool make)
{
	struct flow_monitor **at, *m;

	FIND(fl->monitors, at, name);
	m = *at;
	m->fl = fl;
	m->entries = FLOW_ENTRIES;
	m->active_s = FLOW_ACTIVE_S;
	m->inactive_s = FLOW_INACTIVE_S;
	return m;
}

void flow_record_tidy(struct flows *fl, struct flow_record *r)
{
	if (!r->defined && !r->users)
		UNLINK(fl->records, r);
}

void flow_sampler_tidy(struct flows *fl, struct flow_sampler *s)
{
	if (!s->defined && !s->users)
		UNLINK(fl->samplers, s);
}

void flow_exporter_tidy(struct flow_exporter *x)
{
	if (x->defined || x->users)
		return;
	flow_exporter_stop(x);
	UNLINK(x->fl->exporters, x);
}

void flow_monitor_tidy(struct flow_monitor *m)
{
	if (m->defined || m->users)
		return;
	flow_monitor_set_record(m, NULL);
	while (m->n_to)
		flow_monitor_set_exporter(m, m->to[0].x, false);
	flow_cache_free(m);
	free(m->main);
	UNLINK(m->fl->monitors, m);
}

/* ---- records that every device has ---- */

static const struct built_in { const char *name, *match, *collect; } built_in[] = {
	/* words of fields, apart by commas; each kind in the order in which it goes on the wire */
	{ "netflow ipv4 original-input",
	  "ipv4 tos,ipv4 protocol,ipv4 source address,ipv4 destination address,transport source-port,transport destination-port,interface input,flow sampler",
	  "routing source as,routing destination as,routing next-hop address ipv4,ipv4 source mask,ipv4 destination mask,transport tcp flags,interface output,counter bytes,"
	  "counter packets,timestamp sys-uptime first,timestamp sys-uptime last" },
	{ "netflow ipv4 original-output",
	  "ipv4 tos,ipv4 protocol,ipv4 source address,ipv4 destination address,transport source-port,transport destination-port,interface output,flow sampler",
	  "routing source as,routing destination as,routing next-hop address ipv4,ipv4 source mask,ipv4 destination mask,transport tcp flags,interface input,counter bytes,"
	  "counter packets,timestamp sys-uptime first,timestamp sys-uptime last" },
	{ "netflow ipv6 original-input",
	  "ipv6 traffic-class,ipv6 flow-label,ipv6 protocol,ipv6 source address,ipv6 destination address,transport source-port,transport destination-port,interface input,flow direction,"
	  "flow sampler",
	  "routing source as,routing destination as,routing next-hop address ipv6,ipv6 source mask,ipv6 destination mask,transport tcp flags,interface output,counter bytes,"
	  "counter packets,timestamp sys-uptime first,timestamp sys-uptime last" },
	{ "netflow ipv6 original-output",
	  "ipv6 traffic-class,ipv6 flow-label,ipv6 protocol,ipv6 source address,ipv6 destination address,transport source-port,transport destination-port,interface output,flow direction,"
	  "flow sampler",
	  "routing source as,routing destination as,routing next-hop address ipv6,ipv6 source mask,ipv6 destination mask,transport tcp flags,interface input,counter bytes,"
	  "counter packets,timestamp sys-uptime first,timestamp sys-uptime last" },
	{ "netflow-original",
	  "ipv4 tos,ipv4 protocol,ipv4 source address,ipv4 destination address,transport source-port,transport destination-port,interface input,flow sampler",
	  "routing source as,routing destination as,routing next-hop address ipv4,ipv4 source mask,ipv4 destination mask,transport tcp flags,interface output,counter bytes,"
	  "counter packets,timestamp sys-uptime first,timestamp sys-uptime last" },
	/* Classic's main cache. */
	{ "main ", "ipv4 source address,ipv4 destination address,ipv4 tos,ipv4 protocol,transport source-port,transport destination-port,interface input,flow direction",
	  "interface output,routing next-hop address ipv4,routing source as,routing destination as,ipv4 source mask,ipv4 destination mask,transport tcp flags,counter bytes,"
	  "counter packets,timestamp sys-uptime first,timestamp sys-uptime last" },
};

static u8 fields_of(struct flow_record *r, const char *words, unsigned at)
{
	u8 n = 0;

	while (*words) {
		char one[64];
		size_t len = strcspn(words, ",");

		snprintf(one, sizeof(one), "%.*s", (int)len, words);
		r->field[at + n++] = flow_field_of(one);
		words += len + (words[len] == ',');
	}
	return n;
}

static const struct built_in *built_in_of(const char *name)
{
	for (unsigned k = 0; k < ARRAY_LEN(built_in); k++)
		if (!strcmp(built_in[k].name, name))
			return &built_in[k];
	return NULL;
}

bool flow_record_is_built_in(const char *name) { return built_in_of(name); }

struct flow_record *flow_record_built_in(struct flows *fl, const char *name)
{
	const struct built_in *b = built_in_of(name);
	struct flow_record *r;

	if (!b)
		return NULL;
	r = flow_record_at(fl, name, true);
	if (r && !r->built_in) {
		r->built_in = r->defined = true;
		r->n_match = fields_of(r, b->match, 0);
		r->n_collect = fields_of(r, b->collect, r->n_match);
		flow_record_compile(r);
	}
	return r;
}

void flow_record_changing(struct flows *fl, struct flow_record *r)
{
	for (struct flow_monitor *m = fl->monitors; m; m = m->next)
		if (m->record == r)
			tell_over(m, flow_now(fl));
}

void flow_record_changed(struct flows *fl, struct flow_record *r)
{
	flow_record_compile(r);
	for (struct flow_monitor *m = fl->monitors; m; m = m->next) {
		if (m->record != r)
			continue;
		m->template = flow_template_new(fl);
		for (unsigned k = 0; k < m->n_to; k++)
			m->to[k].told = false;
		flow_cache_free(m);
		flow_cache_update(m);
	}
}

/* ---- monitors ---- */

void flow_monitor_set_record(struct flow_monitor *m, struct flow_record *r)
{
	struct flow_record *old = m->record;

	if (r)
		r->users++;
	tell_over(m, flow_now(m->fl)); /* in the old shape */
	flow_cache_free(m);
	m->record = r;
	m->template = flow_template_new(m->fl);
	for (unsigned k = 0; k < m->n_to; k++)
		m->to[k].told = false;
	flow_cache_update(m);
	if (old) {
		old->users--;
		flow_record_tidy(m->fl, old);
	}
}

bool flow_monitor_set_exporter(struct flow_monitor *m, struct flow_exporter *x, bool on)
{
	unsigned k = 0;

	while (k < m->n_to && m->to[k].x != x)
		k++;
	if (on) {
		if (k < m->n_to)
			return true;
		if (k == FLOW_EXPORTERS_MAX)
			return false;
		m->to[m->n_to++] = (struct flow_export_link){ .x = x };
		x->users++;
		flow_exporter_update(x);
		return true;
	}
	if (k == m->n_to)
		return true;
	tell_over(m, flow_now(m->fl));
	flow_export_flush(x);
	m->n_to--;
	memmove(&m->to[k], &m->to[k + 1], (m->n_to - k) * sizeof(m->to[0]));
	x->users--;
	flow_exporter_update(x);
	flow_exporter_tidy(x);
	return true;
}

struct flow_monitor *flow_classic(struct flows *fl)
{
	struct flow_monitor *m = fl->classic;

	if (m)
		return m;
	m = fl->classic = flow_monitor_at(fl, "main ", true); /* a name that nobody can type */
	m->defined = true;
	m->main = xcalloc(1, sizeof(*m->main));
	m->main->cleared = NSEC_NEVER;
	m->main->refresh = 20;
	m->main->refresh_min = 30;
	flow_monitor_set_record(m, flow_record_built_in(fl, "main "));
	return m;
}

/* ---- interfaces ---- */

static struct flow_tap **tap_at(struct ipif *p, bool out, u8 af, const struct flow_monitor *m)
{
	struct flow_tap **at = &p->flow[out];

	while (*at && ((*at)->m != m || (*at)->af != af))
		at = &(*at)->next;
	return at;
}

/* tell: what the monitor has seen goes to its exporters when nobody else feeds it. */
static void untap(struct flow_tap **at, bool tell)
{
	struct flow_tap *t = *at;
	struct flow_monitor *m = t->m;

	*at = t->next;
	if (t->sampler) {
		t->sampler->users--;
		flow_sampler_tidy(m->fl, t->sampler);
	}
	free(t);
	m->users--;
	if (tell && !m->users && m->c.flow) {
		flow_cache_flush(m);
		tell_over(m, flow_now(m->fl));
		for (unsigned k = 0; k < m->n_to; k++)
			flow_export_flush(m->to[k].x);
	}
	flow_cache_update(m);
	flow_monitor_tidy(m);
}

bool flow_attach(struct ipif *p, bool out, u8 af, struct flow_monitor *m, struct flow_sampler *s)
{
	struct flow_tap **at = tap_at(p, out, af, m), *t;
	unsigned n = 0;

	for (t = p->flow[out]; t; t = t->next)
		n++;
	if (!*at && n >= FLOW_TAPS_MAX)
		return false;
	if (s)
		s->users++;
	t = *at;
	if (!t) {
		t = *at = xcalloc(1, sizeof(*t));
		t->m = m;
		t->af = af;
		m->users++;
	}
	if (t->sampler) {
		t->sampler->users--;
		flow_sampler_tidy(m->fl, t->sampler);
	}
	t->sampler = s;
	flow_cache_update(m);
	feature_update(p);
	return true;
}

void flow_detach(struct ipif *p, bool out, u8 af, const struct flow_monitor *m)
{
	struct flow_tap **at = tap_at(p, out, af, m);

	if (*at)
		untap(at, true);
	feature_update(p);
}

void flow_iface_gone(struct ipif *p)
{
	for (unsigned out = 0; out < 2; out++)
		while (p->flow[out])
			untap(&p->flow[out], false);
}

/* After the interfaces. */
void flow_stack_free(struct ipstack *s)
{
	struct flows *fl = s->flows;

	if (!fl)
		return;
	timer_stop(s->node->worker, &fl->tick);
	for (struct flow_exporter *x = fl->exporters; x; x = x->next)
		flow_exporter_stop(x);
	while (fl->monitors) {
		struct flow_monitor *m = fl->monitors;

		flow_cache_free(m);
		free(m->main);
		UNLINK(fl->monitors, m);
	}
	while (fl->exporters)
		UNLINK(fl->exporters, fl->exporters);
	while (fl->records)
		UNLINK(fl->records, fl->records);
	while (fl->samplers)
		UNLINK(fl->samplers, fl->samplers);
	free(fl);
	s->flows = NULL;
}
