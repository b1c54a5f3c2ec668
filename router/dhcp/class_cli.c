/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ip dhcp class, and the classes of a pool. */
#include <stdio.h>
#include <stdlib.h>

#include "router/dhcp/dhcp_cli.h"

const struct cli_mode mode_dhcp_class = { "DHCP class", "(config-dhcp-class)", &mode_config };
const struct cli_mode mode_dhcp_relayinfo = { "DHCP relay agent information", "(config-dhcp-class-relayinfo)", &mode_dhcp_class };
const struct cli_mode mode_dhcp_share = { "DHCP pool class", "(config-dhcp-pool-class)", &mode_dhcp_pool };

static bool no(struct cli *c, const char *why)
{
	cli_error(c, "%s", why);
	return false;
}

RUN(dhcp_run_use_class)
{
	dhcp_of(cli_stack(c))->no_classes = args_no(a);
	return true;
}

RUN(dhcp_run_class)
{
	struct dhcp *d = dhcp_of(cli_stack(c));
	const char *name = args_str(a, "name");
	struct dhcp_class *k = dhcp_class_find(d, name), **at;
	unsigned n = 0;

	if (args_no(a)) {
		if (k)
			dhcp_class_free(d, k);
		return true;
	}
	if (!k) {
		for (at = &d->classes; *at; at = &(*at)->next)
			n++;
		if (n >= DHCP_CLASSES_MAX || strlen(name) >= DHCP_NAME_MAX)
			return no(c, "% Too many DHCP classes, or a name too long");
		k = *at = xcalloc(1, sizeof(*k));
		snprintf(k->name, sizeof(k->name), "%s", name);
	}
	cli_enter_object(c, k);
	return true;
}

RUN(dhcp_run_remark)
{
	(void)c;
	(void)a;
	return true;
}

RUN(dhcp_run_relayinfo)
{
	struct dhcp_class *k = cli_object(c, 0);

	k->relay = !args_no(a);
	if (k->relay)
		cli_enter_object(c, k);
	return true;
}

static bool read_pattern(struct cli *c, const struct args *a, struct dhcp_pattern *x)
{
	char hex[2 * DHCP_PATTERN_MAX + 2];
	const char *mask = args_str(a, "mask");
	u8 n;

	snprintf(hex, sizeof(hex), "%s", args_str(a, "pattern"));
	x->more = *hex && hex[strlen(hex) - 1] == '*';
	if (x->more)
		hex[strlen(hex) - 1] = 0;
	memset(x->mask, 255, sizeof(x->mask));
	if (strlen(args_str(a, "pattern")) >= sizeof(hex) || !(dhcp_read_hex(hex, x->data, &x->len, DHCP_PATTERN_MAX) || (x->more && !*hex)))
		return no(c, "% Invalid hexadecimal string");
	if (!mask)
		return true;
	if (!dhcp_read_hex(mask, x->mask, &n, DHCP_PATTERN_MAX) || n != x->len)
		return no(c, "% Bitmask and pattern must have the same length");
	for (unsigned i = 0; i < n; i++)
		x->mask[i] = (u8)~x->mask[i]; /* as typed, 1 is a bit that does not count */
	return true;
}

RUN(dhcp_run_pattern)
{
	struct dhcp_class *k = cli_object(c, 0);
	struct dhcp_pattern want = { 0 }, **at = &k->patterns, *x;
	unsigned n = 0;

	if (!read_pattern(c, a, &want))
		return false;
	for (; (x = *at) && !(x->len == want.len && x->more == want.more && !memcmp(x->data, want.data, sizeof(x->data)) && !memcmp(x->mask, want.mask, sizeof(x->mask)));
	     at = &x->next)
		n++;
	if (args_no(a)) {
		if (x)
			*at = x->next;
		free(x);
		return true;
	}
	if (x)
		return true;
	if (n >= DHCP_PATTERNS_MAX)
		return no(c, "% Too many patterns");
	x = *at = xcalloc(1, sizeof(*x));
	*x = want;
	return true;
}

/* ---- in a pool ---- */

RUN(dhcp_run_share)
{
	struct dhcp_pool *p = cli_object(c, 0);
	const char *name = args_str(a, "name");
	struct dhcp_share **at = &p->shares, *s;
	unsigned n = 0;

	for (; (s = *at) && strcmp(s->name, name); at = &s->next)
		n++;
	if (args_no(a)) {
		if (s)
			*at = s->next;
		free(s);
		return true;
	}
	if (!s) {
		if (n >= DHCP_CLASSES_MAX || strlen(name) >= DHCP_NAME_MAX)
			return no(c, "% Too many DHCP classes, or a name too long");
		s = *at = xcalloc(1, sizeof(*s));
		snprintf(s->name, sizeof(s->name), "%s", name);
	}
	cli_enter_object(c, s);
	return true;
}

/* What of it lies outside the pool's network, which may change, is given to nobody. */
RUN(dhcp_run_range)
{
	struct dhcp_share *s = cli_object(c, 0);
	u32 first = args_ip4(a, "first", 0), last = args_ip4(a, "last", 0);

	if (!args_no(a) && last < first)
		return no(c, "% Invalid range of addresses");
	s->first = args_no(a) ? 0 : first;
	s->last = args_no(a) ? 0 : last;
	return true;
}
