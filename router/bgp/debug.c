/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which updates are debugged: all, those of one direction, or those of single neighbours. The neighbours are marked; the mark is good while the flag
 * of `debug ip bgp A.B.C.D updates` is on, so that `undebug all` need not look for it.
 */
#include <stdio.h>
#include <string.h>

#include "device/debug.h"
#include "router/bgp/cli.h"

bool bgp_debugs(const struct bgp_peer *p, bool out)
{
	const struct device *d = p->b->s->dev;

	return debug_on(d, DEBUG_IP_BGP_UPDATES) || debug_on(d, out ? DEBUG_IP_BGP_UPDATES_OUT : DEBUG_IP_BGP_UPDATES_IN) ||
	       (debug_on(d, DEBUG_IP_BGP_NEIGHBOR) && p->debug & (out ? BGP_DEBUG_OUT : BGP_DEBUG_IN));
}

/* Those that are marked, for `show debugging`; false: none. */
static bool marked(struct bgp *root, char *buf, size_t size)
{
	static const char *const ways[] = { "", " (inbound)", " (outbound)", "" };
	size_t n = 0;

	*buf = 0;
	for (struct bgp *b = root; b; b = bgp_vrf_next(root, b == root ? NULL : b))
		for (const struct bgp_peer *p = b->peers; p; p = p->next) {
			char x[IP6_TEXT];

			if (p->name || p->deleted || !p->debug || n >= size)
				continue;
			n += (size_t)snprintf(buf + n, size - n, "%s %s%s", n ? "," : " for neighbor", bgp_peer_name(p, x), ways[p->debug]);
		}
	return n != 0;
}

RUN(bgp_run_debug)
{
	struct bgp *root = cli_bgp(c);
	const char *line = args_line(a);
	bool off = args_no(a) || !strncmp(line, "no ", 3) || !strncmp(line, "un", 2), any = false;
	u8 which = args_has(a, "in") ? BGP_DEBUG_IN : args_has(a, "out") ? BGP_DEBUG_OUT : BGP_DEBUG_IN | BGP_DEBUG_OUT;
	bool fresh = !debug_on(root->s->dev, DEBUG_IP_BGP_NEIGHBOR);
	struct ipaddr ip;
	char note[240];

	bgp_cli_address(a, &ip);
	for (struct bgp *b = root; b; b = bgp_vrf_next(root, b == root ? NULL : b))
		for (struct bgp_peer *p = b->peers; p; p = p->next) {
			if (fresh)
				p->debug = 0;
			if (p->name || p->deleted || !ipaddr_eq(&p->addr, &ip))
				continue;
			p->debug = off ? p->debug & (u8)~which : p->debug | which;
			any = true;
		}
	if (!any) {
		cli_error(c, "%%BGP: Unknown neighbor");
		return false;
	}
	any = marked(root, note, sizeof(note));
	debug_turn(c, DEBUG_IP_BGP_NEIGHBOR, any, note);
	return true;
}
