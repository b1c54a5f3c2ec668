/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What RIP shows: its database, its part of `show ip protocols`. */
#include <string.h>

#include "router/rip/cli.h"
#include "router/vrf/vrf.h"

static void paths(struct show *s, const struct rip *r, const struct rip_route *x)
{
	nsec now = stack_now(r->s);
	char v[IP4_TEXT], age[16];

	for (u8 k = 0; k < x->n; k++)
		show_text(s, "    [%u] via %s, %s, %s\n", x->metric, ip4_text(x->path[k].via.v4, v), age_text(now - (x->path[k].expire - r->invalid_s * NSEC_PER_SEC), age),
			  x->path[k].in->name);
}

static void route(struct show *s, const struct rip_route *x)
{
	char t[IP4_TEXT];
	bool learned = x->kind == RIP_LEARNED && x->n;

	show_fmt(s, "prefix", "%s/%u", ip4_text(x->prefix.v4, t), x->plen);
	show_num(s, "metric", x->metric);
	show_str(s, "kind", x->kind == RIP_CONNECTED ? "connected" : x->kind == RIP_LEARNED ? "learned" : "redistributed");
	if (learned)
		show_ip4(s, "via", x->path[0].via.v4);
	if (learned || x->in)
		show_str(s, "interface", learned ? x->path[0].in->name : x->in->name);
	if (learned) {
		show_push_list(s, "paths");
		for (u8 k = 0; k < x->n; k++) {
			show_ip4(s, "via", x->path[k].via.v4);
			show_str(s, "interface", x->path[k].in->name);
			show_end(s);
		}
		show_pop(s);
	}
	show_end(s);
}

VIEW(rip_show_database)
{
	const struct ipstack *st = cli_vrf(c, a);
	const struct rip *r = st ? st->rip : NULL;
	bool one = args_str(a, "net"), any = false;
	u32 major = 0, net = args_ip4(a, "net", 0), mask = args_ip4(a, "mask", 0);
	u8 major_len = 255;
	char t[IP4_TEXT];

	for (u32 k = 0; r && k < r->n; k++) {
		const struct rip_route *x = r->r[k];
		u8 class = x->plen ? ip4_class_len(x->prefix.v4) : 0;

		if (one && (x->prefix.v4 != (net & mask) || ip4_mask(x->plen) != mask))
			continue;
		any = true;
		route(s, x);
		if (!one && x->plen >= class && (major_len != class || major != (x->prefix.v4 & ip4_mask(class)))) {
			major = x->prefix.v4 & ip4_mask(class);
			major_len = class;
			show_text(s, "%s/%u    auto-summary\n", ip4_text(major, t), class);
		}
		show_text(s, "%s/%u", ip4_text(x->prefix.v4, t), x->plen);
		if (x->metric >= RIP_INFINITY) {
			show_text(s, " is possibly down\n");
		} else if (x->kind == RIP_CONNECTED) {
			show_text(s, "    directly connected, %s\n", x->in->name);
		} else if (x->kind != RIP_LEARNED) {
			show_text(s, "    redistributed\n    [%u] via 0.0.0.0, \n", x->metric);
		} else {
			show_text(s, "\n");
			paths(s, r, x);
		}
	}
	if (st && one && !any)
		show_text(s, "%%Route not in database\n");
	return st;
}

/* From whom there are routes, and when they were said last. */
static void sources(struct show *s, const struct rip *r)
{
	struct source { u32 from; nsec heard; } at[RIP_SEQS_MAX];
	struct ipaddr none = { .af = AF_IP4 };
	u32 n = 0, j;

	for (u32 k = 0; k < r->n; k++) {
		const struct rip_route *x = r->r[k];

		for (u8 w = 0; x->kind == RIP_LEARNED && x->metric < RIP_INFINITY && w < x->n; w++) {
			nsec heard = x->path[w].expire - r->invalid_s * NSEC_PER_SEC;

			for (j = 0; j < n && at[j].from < x->path[w].from.v4; j++)
				;
			if (j < n && at[j].from == x->path[w].from.v4) {
				at[j].heard = heard > at[j].heard ? heard : at[j].heard;
			} else if (n < ARRAY_LEN(at)) {
				memmove(at + j + 1, at + j, (n++ - j) * sizeof(*at));
				at[j] = (struct source){ x->path[w].from.v4, heard };
			}
		}
	}
	sources_begin(s);
	for (j = 0; j < n; j++)
		sources_add(s, at[j].from, distance_of(r->distances, r->distance, at[j].from, &none, 0), stack_now(r->s) - at[j].heard);
	sources_end(s);
}

static void interfaces(struct show *s, const struct rip *r)
{
	static const char *const versions[] = { "1", "1", "2", "1 2" };

	show_text(s, "    Interface                           Send  Recv  Triggered RIP  Key-chain\n");
	for (const struct ipif *p = r->s->ifs; p; p = p->next) {
		const struct rip_if *x = rip_if((struct rip *)r, p->i, false);

		if (rip_runs_on(r, p) && !rip_is_passive(r, p->i))
			show_text(s, "    %-35s %-5s %-10s %-9s %s\n", p->i->name, versions[rip_send_versions(r, x) & 3], versions[rip_receive_versions(r, x) & 3], "No",
				  x && x->chain ? x->chain : "none");
	}
}

static void summaries(struct show *s, const struct rip *r)
{
	const char *head = "  Address Summarization:\n";
	char t[IP4_TEXT];

	for (const struct ipif *p = r->s->ifs; p; p = p->next) {
		const struct rip_if *x = rip_if((struct rip *)r, p->i, false);

		for (const struct rip_summary *m = x && rip_runs_on(r, p) ? x->summaries : NULL; m; m = m->next) {
			show_text(s, "%s    %s/%u for %s\n", head, ip4_text(m->prefix.v4, t), m->plen, p->i->name);
			head = "";
		}
	}
}

static void show_protocol(struct show *s, const struct rip *r)
{
	const char *head = "  Passive Interface(s):\n";
	char t[IP4_TEXT];

	show_str(s, "protocol", "rip");
	show_num(s, "distance", r->distance);
	if (r->s->vrf)
		show_str(s, "vrf", r->s->vrf->name);
	show_text(s, r->s->vrf ? "Routing Protocol is \"rip\" (vrf %s)\n" : "Routing Protocol is \"rip\"\n", r->s->vrf ? r->s->vrf->name : "");
	dist_show(s, r->filters);
	offset_show(s, r->offsets);
	show_text(s, "  Sending updates every %u seconds, next due in %llu seconds\n  Invalid after %u seconds, hold down %u, flushed after %u\n", r->update_s,
		  (unsigned long long)(r->update.due > stack_now(r->s) ? (r->update.due - stack_now(r->s)) / NSEC_PER_SEC : 0), r->invalid_s, r->hold_s, r->flush_s);
	if (r->default_metric)
		show_text(s, "  Default redistribution metric is %u\n", r->default_metric);
	redist_protocols(s, "rip", r->redist);
	if (r->nbrs)
		show_text(s, "  Neighbor(s):\n");
	for (const struct rip_nbr *n = r->nbrs; n; n = n->next)
		show_text(s, "    %s\n", ip4_text(n->addr, t));
	if (r->version)
		show_text(s, "  Default version control: send version %u, receive version %u\n", r->version, r->version);
	else
		show_text(s, "  Default version control: send version 1, receive any version\n");
	interfaces(s, r);
	show_text(s, "  Automatic network summarization is %s\n", r->auto_summary ? "in effect" : "not in effect");
	summaries(s, r);
	show_text(s, "  Maximum path: %u\n  Routing for Networks:\n", r->max_paths);
	for (const struct rip_net *n = r->nets; n; n = n->next)
		show_text(s, "    %s\n", ip4_text(n->net, t));
	for (const struct ipif *p = r->s->ifs; p; p = p->next)
		if (rip_runs_on(r, p) && passive_is(&r->passive, p->i)) {
			show_text(s, "%s    %s\n", head, p->i->name);
			head = "";
		}
	sources(s, r);
	show_text(s, "  Distance: (default is %u)\n", r->distance);
	distance_show(s, r->distances);
	show_text(s, "\n");
	show_end(s);
}

bool rip_show_protocols(struct cli *c, struct show *s)
{
	for (const struct ipstack *k = cli_stack(c); k; k = k->next)
		if (k->rip && k->rip->on)
			show_protocol(s, k->rip);
	return true;
}
