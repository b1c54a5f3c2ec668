/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's leases as lines of its database agent, and back: address, "Id", client identifier, MAC address, end. */
#include <stdlib.h>

#include "router/dhcp/dhcp_cli.h"

static void save(struct lease_db *db, FILE *f)
{
	const struct dhcp *d = container_of(db, struct dhcp, db);
	u32 n;
	struct dhcp_binding **all = dhcp_leases_sorted(d, &n);

	fprintf(f, "!IP address        Type    Client-ID / Hardware address          Lease expiration\n");
	for (u32 k = 0; k < n; k++) {
		const struct dhcp_binding *b = all[k];
		char ip[IP4_TEXT], mac[MAC_TEXT];

		if (b->state != BIND_ACTIVE)
			continue;
		fprintf(f, "%-18s Id      ", ip4_text(b->ip, ip));
		for (unsigned i = 0; i < b->id_len; i++)
			fprintf(f, "%02x", b->id[i]);
		fprintf(f, " %s ", mac_dotted(b->mac, mac));
		lease_db_put_end(db, f, b->expires);
		fputc('\n', f);
	}
	free(all);
}

/* A lease of a pool that is still there, for an address that nobody has. */
static bool load(struct lease_db *db, char *const *word, unsigned n)
{
	struct dhcp *d = container_of(db, struct dhcp, db);
	struct dhcp_binding *b;
	u8 id[DHCP_ID_MAX], id_len, mac[6];
	u32 ip, left;

	if (n < 5 || !ip4_parse(word[0], &ip) || strcmp(word[1], "Id") || !dhcp_read_hex(word[2], id, &id_len, DHCP_ID_MAX) || !mac_parse(word[3], mac))
		return false;
	left = lease_db_get_end(db, word + 4, n - 4);
	if (!left)
		return true; /* it was over before we were back */
	for (struct dhcp_pool *p = d->pools; p; p = p->next) {
		if (p->host ? p->host != ip : !p->mask || ((p->network ^ ip) & p->mask))
			continue;
		if (dhcp_lease_of_ip(d, ip) || dhcp_lease_of_id(d, p, id, id_len) || (!p->host && dhcp_is_excluded(d, ip)))
			return false;
		b = dhcp_lease_new(d, p, ip, id, id_len, mac);
		if (b)
			dhcp_lease_set(b, BIND_ACTIVE, left);
		return b != NULL;
	}
	return false;
}

RUN(dhcp_run_database)
{
	struct dhcp *d = dhcp_of(cli_stack(c));

	d->db.dev = d->ip->dev;
	d->db.save = save;
	d->db.load = load;
	return lease_db_run(&d->db, c, a);
}

VIEW(dhcp_show_database)
{
	(void)a;
	lease_db_show(&dhcp_of(cli_stack(c))->db, s);
	return true;
}
