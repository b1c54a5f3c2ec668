/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The communities of a path, as `show ip bgp PREFIX` has them. */
#include "router/bgp/cli.h"

static void ext_text(struct show *s, const u8 *p)
{
	const char *sort = p[1] == 2 ? "RT:" : p[1] == 3 ? "SoO:" : NULL;
	char x[IP4_TEXT];

	if (sort && p[0] == 0)
		show_text(s, " %s%u:%u", sort, get_be16(p + 2), get_be32(p + 4));
	else if (sort && p[0] == 1)
		show_text(s, " %s%s:%u", sort, ip4_text(get_be32(p + 2), x), get_be16(p + 6));
	else if (sort && p[0] == 2)
		show_text(s, " %s%u:%u", sort, get_be32(p + 2), get_be16(p + 6));
	else if (get_be16(p) == EXT_COST_TYPE && (p[2] == COST_PRE || p[2] == COST_IGP))
		show_text(s, " Cost:%s:%u:%u", p[2] == COST_PRE ? "pre-bestpath" : "igp", p[3], get_be32(p + 4));
	else
		show_text(s, " 0x%04X:%u:%u", get_be16(p), get_be16(p + 2), get_be32(p + 4));
}

static void extended(struct show *s, const u8 *p, u16 n)
{
	bool any = false;

	for (u16 k = 0; k + 8 <= n; k += 8) {
		if (bgp_ext_is_bandwidth(p + k))	/* has a line of its own */
			continue;
		if (!any)
			show_text(s, "      Extended Community:");
		any = true;
		ext_text(s, p + k);
	}
	if (any)
		show_text(s, "\n");
}

void bgp_show_communities(struct show *s, const struct bgp_attrs *a)
{
	u16 n;
	const u8 *p = bgp_part(a, PART_COMM, &n);
	char x[16];

	if (n)
		show_text(s, "      Community:");
	for (u16 k = 0; k + 4 <= n; k += 4)
		show_text(s, " %s", community_text(get_be32(p + k), x));
	if (n)
		show_text(s, "\n");
	p = bgp_part(a, PART_EXT, &n);
	extended(s, p, n);
	p = bgp_part(a, PART_LARGE, &n);
	if (n)
		show_text(s, "      Large Community:");
	for (u16 k = 0; k + 12 <= n; k += 12)
		show_text(s, " %u:%u:%u", get_be32(p + k), get_be32(p + k + 4), get_be32(p + k + 8));
	if (n)
		show_text(s, "\n");
}
