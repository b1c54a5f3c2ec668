/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What RIPng shows: its processes, their tables and next hops; `show ipv6 protocols`. */
#include "router/rip/cli.h"
#include "router/vrf/vrf.h"

enum { NEXT_HOPS_MAX = 256 };

/* How the process is called, by itself or, where it runs in VRFs, by its VRF. */
static void name(struct show *s, const struct rip *r, const char *after)
{
	if (ripng_in_vrfs(r->s))
		show_text(s, "RIP VRF \"%s\", %s", r->s->vrf ? r->s->vrf->name : "Default VRF", after);
	else
		show_text(s, "RIP process \"%s\", %s", r->name, after);
}

static void name_cells(struct show *s, const struct rip *r)
{
	show_str(s, "process", r->name);
	if (r->s->vrf)
		show_str(s, "vrf", r->s->vrf->name);
}

static void interfaces(struct show *s, const struct rip *r, const char *title)
{
	show_text(s, "%s", title);
	show_push_list(s, "interfaces");
	for (const struct ipif *p = r->s->ifs; p; p = p->next) {
		const struct rip_if *x = rip_if((struct rip *)r, p->i, false);

		if (!x || !x->enabled)
			continue;
		show_str(s, "name", p->i->name);
		show_end(s);
		show_text(s, "    %s\n", p->i->name);
	}
	show_pop(s);
}

static bool tells_default(const struct rip *r)
{
	for (const struct rip_if *x = r->ifs; x; x = x->next)
		if (x->originate)
			return true;
	return false;
}

VIEW(ripng_show)
{
	char group[IP6_TEXT];

	if (!cli_vrf(c, a))
		return false;
	for (const struct rip *r = NULL; (r = ripng_next(c, a, (struct rip *)r));) {
		name_cells(s, r);
		show_num(s, "port", r->port);
		show_str(s, "group", ipaddr_text(&r->group, group));
		show_num(s, "distance", r->distance);
		show_num(s, "maximum_paths", r->max_paths);
		show_num(s, "update_s", r->update_s);
		show_num(s, "timeout_s", r->invalid_s);
		show_num(s, "holddown_s", r->hold_s);
		show_num(s, "garbage_s", r->flush_s);
		show_bool(s, "split_horizon", !r->no_horizon);
		show_bool(s, "poison_reverse", r->poison);
		show_num(s, "periodic_updates", r->n_updates);
		show_num(s, "trigger_updates", r->n_triggers);
		name(s, r, "");
		show_text(s, "port %u, multicast-group %s, pid %u\n", r->port, group, 100 + r->process);
		show_text(s, "     Administrative distance is %u. Maximum paths is %u\n     Updates every %u seconds, expire after %u\n", r->distance, r->max_paths, r->update_s, r->invalid_s);
		show_text(s, "     Holddown lasts %u seconds, garbage collect after %u\n", r->hold_s, r->flush_s);
		show_text(s, "     Split horizon is %s; poison reverse is %s\n     Default routes are %sgenerated\n", r->no_horizon ? "off" : "on", r->poison ? "on" : "off",
			  tells_default(r) ? "" : "not ");
		show_text(s, "     Periodic updates %llu, trigger updates %llu\n", (unsigned long long)r->n_updates, (unsigned long long)r->n_triggers);
		interfaces(s, r, "  Interfaces:\n");
		redist_show(s, r->redist);
		show_end(s);
	}
	return true;
}

static void route(struct show *s, const struct rip *r, const struct rip_route *x)
{
	nsec now = stack_now(r->s);
	bool lost = x->metric >= RIP_INFINITY;
	char t[IP6_TEXT];

	name_cells(s, r);
	show_fmt(s, "prefix", "%s/%u", ipaddr_text(&x->prefix, t), x->plen);
	show_num(s, "metric", x->metric);
	show_bool(s, "installed", x->in_rib);
	show_push_list(s, "paths");
	show_text(s, " %s/%u, metric %u%s%s\n", ipaddr_text(&x->prefix, t), x->plen, x->metric, x->in_rib ? ", installed" : "", lost ? ", expired" : "");
	for (u8 k = 0; k < x->n; k++) {
		u64 left = lost ? 0 : (x->path[k].expire - now) / NSEC_PER_SEC;

		show_str(s, "via", ipaddr_text(&x->path[k].via, t));
		show_str(s, "interface", x->path[k].in->name);
		show_text(s, "     %s/%s", x->path[k].in->name, ipaddr_text(&x->path[k].via, t));
		if (!lost) {
			show_num(s, "expires_s", left);
			show_text(s, ", expires in %llu secs", (unsigned long long)left);
		}
		show_text(s, "\n");
		show_end(s);
	}
	show_pop(s);
	show_end(s);
}

VIEW(ripng_show_database)
{
	if (!cli_vrf(c, a))
		return false;
	for (const struct rip *r = NULL; (r = ripng_next(c, a, (struct rip *)r));) {
		name(s, r, "local RIB\n");
		for (u32 k = 0; k < r->n; k++)
			if (r->r[k]->kind == RIP_LEARNED)
				route(s, r, r->r[k]);
	}
	return true;
}

struct next_hop {
	const struct rip_path *p;
	unsigned n;	/* ways through it */
};

/* The next hops in the order in which the table has them first; those beyond NEXT_HOPS_MAX are left out. */
static unsigned next_hops(const struct rip *r, struct next_hop *h)
{
	unsigned n = 0;

	for (u32 k = 0; k < r->n; k++)
		for (u8 m = 0; r->r[k]->kind == RIP_LEARNED && m < r->r[k]->n; m++) {
			const struct rip_path *p = &r->r[k]->path[m];
			unsigned at = 0;

			while (at < n && (h[at].p->in != p->in || !ipaddr_eq(&h[at].p->via, &p->via)))
				at++;
			if (at == n && n < NEXT_HOPS_MAX)
				h[n++] = (struct next_hop){ p, 0 };
			if (at < n)
				h[at].n++;
		}
	return n;
}

VIEW(ripng_show_next_hops)
{
	struct next_hop h[NEXT_HOPS_MAX];
	char t[IP6_TEXT];

	if (!cli_vrf(c, a))
		return false;
	for (const struct rip *r = NULL; (r = ripng_next(c, a, (struct rip *)r));) {
		unsigned n = next_hops(r, h);

		name(s, r, "Next Hops\n");
		for (unsigned k = 0; k < n; k++) {
			name_cells(s, r);
			show_str(s, "via", ipaddr_text(&h[k].p->via, t));
			show_str(s, "interface", h[k].p->in->name);
			show_num(s, "paths", h[k].n);
			show_end(s);
			show_text(s, "  %s/%s [%u paths]\n", t, h[k].p->in->name, h[k].n);
		}
	}
	return true;
}

void rip_show_protocols6(struct show *s, const struct ipstack *in)
{
	for (const struct rip *r = in->rip ? in->rip->ng : NULL; r; r = r->next) {
		if (!r->on)
			continue;
		show_fmt(s, "protocol", "rip %s", r->name);
		show_bool(s, "ipv6_routing", in->forwarding6);
		show_text(s, "IPv6 Routing Protocol is \"rip %s\"\n%s", r->name, protocols_still6(in));
		interfaces(s, r, "  Interfaces:\n");
		redist_show(s, r->redist);
		show_end(s);
	}
}
