/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/igmp_snoop.h"

#include <stdlib.h>
#include <string.h>

#include "device/debug.h"
#include "net/eth.h"
#include "net/rd.h"
#include "router/ip.h"
#include "switch/igmp_frame.h"

enum { QUERY_LEN = 64, MAX_RESP_DS = 100 };

/* ---- the table ---- */

struct igmp_vlan *igmp_vlan_of(struct igmp_snoop *s, u16 vlan)
{
	struct igmp_vlan *v = s->vlan[vlan];

	if (!v) {
		v = s->vlan[vlan] = xcalloc(1, sizeof(*v));
		v->router = xcalloc(s->b->max_ports, sizeof(nsec));
	}
	return v;
}

bool igmp_snooped(const struct igmp_snoop *s, u16 vlan)
{
	return !s->off && !(s->vlan[vlan] && s->vlan[vlan]->off);
}

static struct igmp_group *find(const struct igmp_vlan *v, u32 address)
{
	struct igmp_group *g = v ? v->group : NULL;

	while (g && g->address < address)
		g = g->next;
	return g && g->address == address ? g : NULL;
}

static struct igmp_group *group_of(struct igmp_snoop *s, struct igmp_vlan *v, u32 address)
{
	struct igmp_group **at = &v->group, *g;

	while (*at && (*at)->address < address)
		at = &(*at)->next;
	if (*at && (*at)->address == address)
		return *at;
	if (s->n_groups == SNOOP_GROUPS_MAX) {
		s->full++;
		return NULL;
	}
	g = xcalloc(1, sizeof(*g) + s->b->max_ports * sizeof(g->port[0]));
	g->address = address;
	g->next = *at;
	*at = g;
	s->n_groups++;
	return g;
}

static bool is_member(const struct igmp_member *m)
{
	return m->fixed || m->until;
}

static bool is_empty(const struct igmp_snoop *s, const struct igmp_group *g)
{
	for (u16 i = 0; i < s->b->n_ports; i++)
		if (is_member(&g->port[i]))
			return false;
	return true;
}

/* Lets go of ports whose time is over, or (all) of what was learnt, and of groups without ports. */
static void prune(struct igmp_snoop *s, struct igmp_vlan *v, bool all)
{
	nsec now = node_now(&s->b->dev->node);

	for (struct igmp_group **at = &v->group; *at;) {
		struct igmp_group *g = *at;

		for (u16 i = 0; i < s->b->n_ports; i++)
			if (g->port[i].until && (all || g->port[i].until <= now || !s->b->port[i].iface->link))
				g->port[i].until = 0;
		if (!is_empty(s, g)) {
			at = &g->next;
			continue;
		}
		*at = g->next;
		free(g);
		s->n_groups--;
	}
	for (u16 i = 0; i < s->b->n_ports; i++)
		if (v->router[i] && v->router[i] != NSEC_NEVER && (all || v->router[i] <= now || !s->b->port[i].iface->link))
			v->router[i] = 0;
}

bool igmp_static(struct igmp_snoop *s, u16 vlan, u32 group, u16 port, bool set)
{
	struct igmp_vlan *v = igmp_vlan_of(s, vlan);
	struct igmp_group *g = set ? group_of(s, v, group) : find(v, group);

	if (g)
		g->port[port].fixed = set;
	prune(s, v, false);
	return g || !set;
}

void igmp_static_router(struct igmp_snoop *s, u16 vlan, u16 port, bool set)
{
	igmp_vlan_of(s, vlan)->router[port] = set ? NSEC_NEVER : 0;
}

bool igmp_is_router(const struct igmp_snoop *s, u16 vlan, u16 port)
{
	const struct igmp_vlan *v = s->vlan[vlan];

	return v && (v->router[port] == NSEC_NEVER || v->router[port] > node_now(&s->b->dev->node));
}

void igmp_forget(struct igmp_snoop *s, u16 vlan)
{
	for (u16 v = 1; v <= VLAN_MAX; v++)
		if (s->vlan[v] && (!vlan || v == vlan))
			prune(s, s->vlan[v], true);
}

/* ---- asking ---- */

bool igmp_querier(const struct igmp_snoop *s, u16 vlan, u32 *address)
{
	const struct igmp_vlan *v = s->vlan[vlan];
	const struct vlan *there = s->b->vlan[vlan];
	u8 plen;

	if (!there || !igmp_snooped(s, vlan) || !(s->querier || (v && v->querier)))
		return false;
	*address = v && v->querier_address ? v->querier_address : s->querier_address;
	return *address || (there->svi && there->svi->ip && ip_iface_primary4(there->svi, address, &plen) && *address);
}

static void send_query(struct igmp_snoop *s, u16 vlan, u32 source, u32 group, u16 max_ds, struct swport *only)
{
	struct node *n = &s->b->dev->node;
	struct frame *f = frame_get(node_pool(n), QUERY_LEN);

	if (!f)
		return;
	f->len = (u32)igmp_write_query(f->data, f->len, n->ports->mac,
				       &(struct igmp_query){ .version = s->version, .source = source, .group = group, .max_resp_ds = max_ds, .query_s = (u16)s->query_s });
	if (only)
		bridge_send(only, f, vlan);
	else
		bridge_flood_to(s->b, NULL, f, vlan, NULL, NULL);
}

static void ask(struct igmp_snoop *s, u16 vlan)
{
	struct igmp_vlan *v = s->vlan[vlan];
	nsec now = node_now(&s->b->dev->node);
	u32 address;

	if (!igmp_querier(s, vlan, &address) || (v && v->other_querier && v->other_until > now)) {
		if (v)
			v->queries = false;
		return;
	}
	v = igmp_vlan_of(s, vlan);
	v->other_querier = 0;
	if (!v->queries) { /* RFC 2236, 8.6: at the start a few in short order */
		v->queries = true;
		v->query_at = now;
	}
	if (v->query_at > now)
		return;
	v->query_at = now + s->query_s * NSEC_PER_SEC;
	send_query(s, vlan, address, 0, MAX_RESP_DS, NULL);
}

static void tick(struct timer *t)
{
	struct igmp_snoop *s = container_of(t, struct igmp_snoop, tick);
	struct node *n = &s->b->dev->node;

	timer_set(n->worker, t, max_u64(t->due, node_now(n) - NSEC_PER_MS) + NSEC_PER_SEC);
	memset(s->in_second, 0, s->b->n_ports);
	for (u16 v = 1; v <= VLAN_MAX; v++) {
		if (s->vlan[v])
			prune(s, s->vlan[v], false);
		if (s->b->vlan[v] && (s->querier || s->vlan[v]))
			ask(s, v);
	}
}

/* ---- hearing ---- */

static bool to_routers(const struct swport *p, u16 vlan, const void *arg)
{
	return igmp_is_router(arg, vlan, p->index);
}

static bool has_router(const struct igmp_snoop *s, u16 vlan)
{
	for (u16 i = 0; i < s->b->n_ports; i++)
		if (igmp_is_router(s, vlan, i))
			return true;
	return false;
}

static void heard_router(struct igmp_snoop *s, struct igmp_vlan *v, const struct swport *in)
{
	if (v->router[in->index] != NSEC_NEVER)
		v->router[in->index] = node_now(&s->b->dev->node) + SNOOP_ROUTER_S * NSEC_PER_SEC;
}

static void heard_query(struct igmp_snoop *s, struct igmp_vlan *v, const struct swport *in, const struct igmp_seen *q, u16 vlan)
{
	nsec now = node_now(&s->b->dev->node), soon = now + SNOOP_ROBUSTNESS * (nsec)q->max_resp_ds * (NSEC_PER_SEC / 10);
	struct igmp_group *g;
	u32 own;

	heard_router(s, v, in);
	/* RFC 2236, 3: the lowest address asks */
	if (q->source && (!igmp_querier(s, vlan, &own) || q->source < own) && (!v->other_querier || v->other_until <= now || q->source <= v->other_querier)) {
		v->other_querier = q->source;
		v->other_port = in->index;
		v->other_version = q->version;
		v->other_until = now + SNOOP_OTHER_QUERIER_S * NSEC_PER_SEC;
	}
	g = q->group ? find(v, q->group) : NULL;
	for (u16 i = 0; g && i < s->b->n_ports; i++) /* who wants to stay says so at once */
		if (g->port[i].until > soon && i != in->index)
			g->port[i].until = soon;
}

static void leaves(struct igmp_snoop *s, struct igmp_vlan *v, struct swport *in, u32 group, u16 vlan, bool surely)
{
	struct igmp_group *g = find(v, group);
	nsec now = node_now(&s->b->dev->node), soon = now + 2ull * s->last_member_ms * NSEC_PER_MS;
	struct igmp_member *m = g ? &g->port[in->index] : NULL;
	u32 own = 0;

	if (!m || !m->until)
		return;
	if (v->fast_leave && surely) {
		m->until = 0;
		prune(s, v, false);
		return;
	}
	if (m->until <= soon)
		return;
	m->until = soon;
	igmp_querier(s, vlan, &own);
	send_query(s, vlan, own, group, (u16)(s->last_member_ms / 100), in); /* RFC 4541, 2.1.1 1) b): is there another one behind the port? */
}

static void report(struct igmp_snoop *s, struct igmp_vlan *v, struct swport *in, const struct igmp_seen *q, u16 vlan)
{
	nsec now = node_now(&s->b->dev->node);

	for (unsigned i = 0; i < q->n; i++) {
		const struct igmp_record *r = &q->record[i];
		struct igmp_group *g;

		if (r->group >> 8 == 0xe00000) /* RFC 4541, 2.1.2 2) */
			continue;
		if (r->leaves || r->blocks) {
			leaves(s, v, in, r->group, vlan, r->leaves);
			continue;
		}
		g = group_of(s, v, r->group);
		if (!g)
			continue;
		g->port[in->index].until = now + SNOOP_MEMBER_S * NSEC_PER_SEC;
		g->port[in->index].version = q->version;
	}
}

static void debug(const struct igmp_snoop *s, const struct swport *in, enum igmp_kind kind, const struct igmp_seen *q, u16 vlan)
{
	static const char *const word[] = { "", "query", "report", "leave", "PIM hello", "" };
	char source[IP4_TEXT], group[IP4_TEXT];

	device_debug(s->b->dev, "IGMPSN: Received IGMPv%u %s in Vlan %u from %s on %s, group %s", q->version, word[kind], vlan, ip4_text(q->source, source),
		     in->iface->short_name, ip4_text(q->n ? q->record[0].group : q->group, group));
}

/* IGMP itself; true: consumed. */
static bool control(struct igmp_snoop *s, struct swport *in, struct frame *f, u16 vlan, enum igmp_kind kind, const struct igmp_seen *q)
{
	struct igmp_vlan *v;

	if (kind == IGMP_BAD || s->in_second[in->index] >= SNOOP_A_SECOND) {
		s->rx_bad += kind == IGMP_BAD;
		s->rx_limited += kind != IGMP_BAD;
		port_drop(in->iface->port, f, kind == IGMP_BAD ? DROP_BAD_FIELD : DROP_RATE_LIMIT);
		return true;
	}
	s->in_second[in->index]++;
	s->rx++;
	if (debug_on(s->b->dev, DEBUG_IGMP_SNOOPING))
		debug(s, in, kind, q, vlan);
	v = igmp_vlan_of(s, vlan);
	if (kind == IGMP_QUERY || kind == IGMP_PIM_HELLO) {
		if (kind == IGMP_QUERY)
			heard_query(s, v, in, q, vlan);
		else
			heard_router(s, v, in);
		return false; /* flooded */
	}
	report(s, v, in, q, vlan);
	/* reports go to routers alone, so that no member keeps quiet because it heard another's: RFC 4541, 2.1.1 1) a) */
	if (!has_router(s, vlan))
		frame_put(f);
	else
		bridge_flood_to(s->b, in, f, vlan, to_routers, s);
	return true;
}

struct wanted {
	const struct igmp_snoop *s;
	const struct igmp_group *g;
};

static bool is_wanted(const struct swport *p, u16 vlan, const void *arg)
{
	const struct wanted *w = arg;

	return is_member(&w->g->port[p->index]) || igmp_is_router(w->s, vlan, p->index);
}

/* The destination of an IPv4 frame; 0: it is none. */
static u32 group_address(const struct frame *f)
{
	struct rd r = rd_of(f->data, f->len);
	u16 type;

	type = eth_type_read(&r);
	rd_skip(&r, 16);
	return type == ETH_TYPE_IP4 ? rd_u32(&r) : 0;
}

bool igmp_snoop_frame(struct igmp_snoop *s, struct swport *in, struct frame *f, u16 vlan)
{
	struct wanted w = { s, NULL };
	struct igmp_seen q;
	enum igmp_kind kind;
	u32 group;

	if (!igmp_snooped(s, vlan))
		return false;
	kind = in ? igmp_look(f, &q) : IGMP_NONE;
	if (kind != IGMP_NONE)
		return control(s, in, f, vlan, kind, &q);
	group = group_address(f);
	if (group >> 8 == 0xe00000)
		return false;
	w.g = find(s->vlan[vlan], group);
	if (!w.g)
		return false;
	if (s->b->vlan[vlan] && s->b->vlan[vlan]->svi && in)
		bridge_to_cpu(s->b, frame_ref(f), vlan);
	bridge_flood_to(s->b, in, f, vlan, is_wanted, &w);
	return true;
}

/* ---- life ---- */

struct igmp_snoop *igmp_snoop_new(struct bridge *b)
{
	struct igmp_snoop *s = xcalloc(1, sizeof(*s));
	struct node *n = &b->dev->node;

	s->b = b;
	s->query_s = SNOOP_QUERY_S;
	s->version = SNOOP_VERSION;
	s->last_member_ms = SNOOP_LAST_MEMBER_MS;
	s->in_second = xcalloc(b->max_ports, 1);
	s->tick.fire = tick;
	b->igmp = s;
	timer_set(n->worker, &s->tick, node_now(n) + NSEC_PER_SEC / 4);
	return s;
}

void igmp_snoop_free(struct igmp_snoop *s)
{
	timer_stop(s->b->dev->node.worker, &s->tick);
	for (u16 v = 1; v <= VLAN_MAX; v++) {
		if (!s->vlan[v])
			continue;
		while (s->vlan[v]->group) {
			struct igmp_group *g = s->vlan[v]->group;

			s->vlan[v]->group = g->next;
			free(g);
		}
		free(s->vlan[v]->router);
		free(s->vlan[v]);
	}
	s->b->igmp = NULL;
	free(s->in_second);
	free(s);
}
