/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same for DHCPv6: kind of association, address or prefix, DUID, IAID, client, interface ("-": a relay's), pool, end. */
#include <stdlib.h>

#include "router/dhcp6/dhcp6_cli.h"

static void save(struct lease_db *db, FILE *f)
{
	const struct dhcp6 *d = container_of(db, struct dhcp6, db);
	u32 n;
	struct d6_binding **all = d6_bindings_sorted(d, &n);

	for (u32 k = 0; k < n; k++) {
		const struct d6_binding *b = all[k];
		char t[IP6_TEXT], id[2 * D6_DUID_MAX + 1];

		fprintf(f, "%s %s/%u %s %08X ", b->pd ? "IA_PD" : "IA_NA", ip6_text(&b->addr, t), b->plen, duid_text(&b->duid, id), b->iaid);
		fprintf(f, "%s %s %s ", ip6_text(&b->client, t), b->direct && b->in ? b->in->name : "-", b->pool->name);
		lease_db_put_end(db, f, b->expires);
		fputc('\n', f);
	}
	free(all);
}

static bool load(struct lease_db *db, char *const *word, unsigned n)
{
	struct dhcp6 *d = container_of(db, struct dhcp6, db);
	struct dhcp6_lease l = { .status = S6_NONE }, fresh;
	struct dhcp6_ia ia = { .n = 1, .status = S6_NONE };
	struct d6_pool *p = n > 7 ? d6_pool_find(d, word[6]) : NULL;
	struct d6_binding *b;
	struct duid id;
	struct ip6 client;
	u32 left;
	u16 status;

	if (!p || !ip6_prefix_parse(word[1], &l.addr, &l.plen) || !d6_read_duid(word[2], &id) || !d6_read_iaid(word[3], &ia.iaid) || !ip6_parse(word[4], &client))
		return false;
	ia.pd = !strcmp(word[0], "IA_PD");
	left = lease_db_get_end(db, word + 7, n - 7);
	if (!left)
		return true;
	/* what the pool would give it if it asked for just that */
	ia.lease[0] = l;
	if (d6_binding_of(d, &id, ia.iaid, ia.pd) || !d6_choose(d, p, &id, &ia, true, &fresh, &status) || fresh.plen != l.plen || !ip6_eq(&fresh.addr, &l.addr))
		return false;
	b = d6_binding_new(d, p, &id, ia.iaid, ia.pd, &fresh);
	if (!b)
		return false;
	b->client = client;
	b->in = device_iface(d->ip->dev, word[5]);
	b->direct = b->in != NULL;
	d6_binding_extend(b);
	if (left != ~0u) {
		b->expires = stack_now(d->ip) + left * NSEC_PER_SEC;
		timer_set(d->ip->node->worker, &b->timer, b->expires);
	}
	d6_binding_route(b, true);
	return true;
}

RUN(d6_run_database)
{
	struct dhcp6 *d = dhcp6_of(cli_stack(c));

	d->db.dev = d->ip->dev;
	d->db.save = save;
	d->db.load = load;
	return lease_db_run(&d->db, c, a);
}

VIEW(d6_show_database)
{
	(void)a;
	lease_db_show(&dhcp6_of(cli_stack(c))->db, s);
	return true;
}
