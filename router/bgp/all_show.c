/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show bgp all: the tables of all address families, one after the other, or each of their prefixes in full. */
#include "router/bgp/cli.h"

/* IPv4 is always one; IPv6, and those of VRFs, where they are configured. */
static bool there(const struct bgp *root, const struct bgp_all *f)
{
	return f->vpn ? bgp_all_speaker(root, f, NULL) != NULL : f->af == BGP_IP4 || root->table[f->af];
}

const struct bgp *bgp_all_speaker(const struct bgp *root, const struct bgp_all *f, const struct bgp *after)
{
	if (!f->vpn)
		return after ? NULL : root;
	do
		after = bgp_vrf_next(root, after);
	while (after && !after->has_af[f->af]);
	return after;
}

bool bgp_all_next(const struct bgp *root, struct bgp_all *f)
{
	static const char *const names[] = { "IPv4 Unicast", "IPv6 Unicast", "VPNv4 Unicast", "VPNv6 Unicast" };

	while (f->k < ARRAY_LEN(names)) {
		f->af = f->k % 2 ? BGP_IP6 : BGP_IP4;
		f->vpn = f->k / 2;
		f->name = names[f->k++];
		if (there(root, f))
			return true;
	}
	return false;
}

void bgp_all_head(struct show *s, const struct bgp_all *f) { show_text(s, "%sFor address family: %s\n", f->k > 1 ? "\n" : "", f->name); }

VIEW(bgp_show_all)
{
	const struct bgp *root = cli_bgp(c);

	if (!bgp_cli_vrf_known(c, a, s))
		return true;
	for (struct bgp_all f = { 0 }; bgp_all_next(root, &f);) {
		bool headed = false;

		bgp_all_head(s, &f);
		show_text(s, "\n");
		for (const struct bgp *b = NULL; (b = bgp_all_speaker(root, &f, b));)
			if (b->table[f.af] && args_has(a, "detail"))
				bgp_show_entries(s, b->table[f.af], a);
			else if (b->table[f.af])
				bgp_show_table(s, b->table[f.af], &headed);
	}
	return true;
}
