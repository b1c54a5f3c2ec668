/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The communities of a path, as `show ip bgp PREFIX` has them. */
#include "router/bgp/cli.h"

static void extended(struct show *s, const u8 *p, u16 n)
{
	bool any = false;
	char x[EXT_TEXT];

	for (u16 k = 0; k + 8 <= n; k += 8) {
		if (bgp_ext_is_bandwidth(p + k))	/* has a line of its own */
			continue;
		if (!any)
			show_text(s, "      Extended Community:");
		any = true;
		show_text(s, " %s", ext_community_text(get_be64(p + k), x));
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
