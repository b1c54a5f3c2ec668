/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What of the table an interface is told: split horizon (RFC 2453 3.4.3) or poisoned reverse, the hop that RIP counts here, summaries, offsets, distribute-lists.
 * A summary stands for what lies in it: it is told
 * with the least metric of that, and as unreachable when all of that is lost.
 */
#include "router/rip/rip.h"

/* A summary that is being gathered. */
struct gather {
	struct ipaddr prefix;
	u32 tag;
	u8 plen, metric;
	bool any, changed;
};

struct tell {
	struct rip *r;
	const struct ipif *p;
	const struct addr4 *from;
	const struct rip_if *x;
	u8 version;
	bool changed, horizon;
	void (*fn)(void *arg, const struct rip_told *t);
	void *arg;
	struct gather major;	/* the major network under way: what lies in it stands side by side */
	unsigned n;
	struct gather sum[RIP_SUMMARIES_MAX];	/* the interface's */
};

static bool learned_here(const struct rip_route *x, const struct iface *i)
{
	if (x->kind != RIP_LEARNED)
		return false;
	for (u8 k = 0; k < x->n; k++)
		if (x->path[k].in == i)
			return true;
	return false;
}

static void say(const struct tell *t, const struct ipaddr *prefix, u8 plen, u8 metric, u32 tag)
{
	const struct rip *r = t->r;
	struct rip_told told = { *prefix, tag, plen, metric };

	if (r->filters && !dist_out(r->filters, &(struct policy_route){ .prefix = *prefix, .plen = plen, .source = ROUTE_RIP, .process = r->process, .metric = metric, .tag = tag }, t->p->i))
		return;
	if (r->offsets && metric < RIP_INFINITY)
		told.metric = (u8)(metric + offset_of(r->offsets, true, t->p->i, prefix, plen));
	if (told.metric > RIP_INFINITY)
		told.metric = RIP_INFINITY;
	t->fn(t->arg, &told);
}

static void gathered(struct tell *t, struct gather *g)
{
	if (g->any && (!t->changed || g->changed))
		say(t, &g->prefix, g->plen, g->metric, g->tag);
	g->any = false;
}

static void gather(struct gather *g, const struct rip_route *x, u8 metric)
{
	if (!g->any || metric < g->metric) {
		g->metric = metric;
		g->tag = x->tag;
	}
	g->changed = x->changed || (g->any && g->changed);
	g->any = true;
}

/* Of the interface's summaries the most exact one that the route is a part of. */
static struct gather *summary_of(struct tell *t, const struct rip_route *x)
{
	struct gather *best = NULL;

	for (unsigned k = 0; k < t->n; k++)
		if (x->plen > t->sum[k].plen && (!best || t->sum[k].plen > best->plen) && ipaddr_in(&x->prefix, &t->sum[k].prefix, t->sum[k].plen))
			best = &t->sum[k];
	return best;
}

enum as { AS_ITSELF, AS_MAJOR, AS_NOTHING };

/* IPv4: as itself, as its major network (RFC 2453 3.7; version 2: `auto-summary`), or, where version 1 cannot say it, not at all. */
static enum as told_as(const struct tell *t, const struct rip_route *x)
{
	u32 own = t->from->addr;
	u8 class = ip4_class_len(x->prefix.v4);

	if (!x->plen || x->plen <= class)
		return t->version == 2 || !x->plen || x->plen == class ? AS_ITSELF : AS_NOTHING;
	if (!((x->prefix.v4 ^ own) & ip4_mask(class)))
		return t->version == 2 || x->plen == t->from->plen || x->plen == 32 ? AS_ITSELF : AS_NOTHING;
	return t->version == 2 && !t->r->auto_summary ? AS_ITSELF : AS_MAJOR;
}

static void to_major(struct tell *t, const struct rip_route *x, u8 metric)
{
	struct gather *m = &t->major;
	u8 class = ip4_class_len(x->prefix.v4);
	u32 net = x->prefix.v4 & ip4_mask(class);

	if (m->any && (m->prefix.v4 != net || m->plen != class))
		gathered(t, m);
	m->prefix = ipaddr4(net);
	m->plen = class;
	gather(m, x, metric);
}

static void route(struct tell *t, const struct rip_route *x)
{
	u8 metric = x->metric;
	struct gather *g;
	enum as as = AS_ITSELF;

	if (t->x && t->x->originate && !x->plen)
		return;	/* ours goes before it */
	if (x->beaten && stack_now(t->r->s) >= x->quiet)
		return;
	if (x->beaten)
		metric = RIP_INFINITY;
	/* What is lost everybody must hear. */
	if (t->horizon && metric < RIP_INFINITY && (learned_here(x, t->p->i) || (x->kind == RIP_CONNECTED && x->in == t->p->i))) {
		if (!t->r->poison || x->kind != RIP_LEARNED)
			return;
		metric = RIP_INFINITY;
	}
	if (t->version != 6 && x->kind == RIP_LEARNED && metric < RIP_INFINITY)
		metric++;
	g = summary_of(t, x);
	if (g) {
		gather(g, x, metric);
		return;
	}
	if (t->version != 6)
		as = told_as(t, x);
	if (as == AS_MAJOR)
		to_major(t, x, metric);
	else if (as == AS_ITSELF && (!t->changed || x->changed))
		say(t, &x->prefix, x->plen, metric, x->tag);
}

void rip_tell(struct rip *r, const struct ipif *p, const struct addr4 *from, u8 version, bool changed, void (*fn)(void *arg, const struct rip_told *t), void *arg)
{
	struct tell t = { .r = r, .p = p, .from = from, .x = rip_if(r, p->i, false), .version = version, .changed = changed, .fn = fn, .arg = arg };

	t.horizon = r->af == AF_IP6 ? !r->no_horizon || r->poison : !t.x || !t.x->no_horizon;
	for (const struct rip_summary *s = t.x && version != 1 ? t.x->summaries : NULL; s && t.n < RIP_SUMMARIES_MAX; s = s->next)
		t.sum[t.n++] = (struct gather){ .prefix = s->prefix, .plen = s->plen };
	if (t.x && t.x->originate && !changed)
		say(&t, &(struct ipaddr){ .af = r->af }, 0, t.x->originate_metric ? t.x->originate_metric : 1, 0);
	if (t.x && t.x->originate == 2)
		return;
	for (u32 k = 0; k < r->n; k++)
		route(&t, r->r[k]);
	gathered(&t, &t.major);
	for (unsigned k = 0; k < t.n; k++)
		gathered(&t, &t.sum[k]);
}
