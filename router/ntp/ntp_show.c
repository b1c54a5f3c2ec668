/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NTP's shows. */
#include <stdio.h>

#include "device/civil.h"
#include "router/ip_cli.h"
#include "router/ntp/ntp.h"
#include "router/ntp/ntp_cmds.h"

static const char *ms_text(s64 ns, unsigned digits, char buf[32])
{
	u64 v = (u64)(ns < 0 ? -ns : ns), unit = digits == 4 ? 100 : digits == 3 ? 1000 : 10000;

	snprintf(buf, 32, "%s%llu.%0*llu", ns < 0 && v >= unit ? "-" : "", (unsigned long long)(v / NSEC_PER_MS), (int)digits, (unsigned long long)(v % NSEC_PER_MS / unit));
	return buf;
}

static const char *refid_text(u32 refid, u8 stratum, char buf[24])
{
	char t[IP4_TEXT];
	u8 b[4];

	put_be32(b, refid);
	if (stratum == NTP_STRATUM_NONE && !refid)
		snprintf(buf, 24, ".INIT.");
	else if (stratum <= 1 && b[0] >= 'A' && b[0] <= 'Z')
		snprintf(buf, 24, ".%.4s.", (const char *)b);
	else
		snprintf(buf, 24, "%s", ip4_text(refid, t));
	return buf;
}

/* "D5E492E9.98ACB4CF (13:48:41.596 UTC Wed Sep 18 2013)" */
static const char *time_text(u64 t, char buf[96])
{
	char at[64];

	if (!t)
		return "00000000.00000000 (00:00:00.000 UTC Mon Jan 1 1900)";
	snprintf(buf, 96, "%08X.%08X (%s)", (u32)(t >> 32), (u32)t, civil_text(ntp_unstamp(t), true, at));
	return buf;
}

static const char *rank(const struct ntp_assoc *x)
{
	switch (x->mark) {
	case '*': return "our_master, sane, valid";
	case '+': return "selected, sane, valid";
	case 'x': return "falseticker, sane, valid";
	}
	return !x->reach ? "insane, invalid, unsynced" : x->n < NTP_SAMPLES_MIN ? "sane, invalid" : "insane, invalid";
}

static void put_stages(struct show *s, const char *name, const struct ntp_assoc *x, bool offset)
{
	char t[32];

	show_text(s, "%s =", name);
	for (unsigned k = 0; k < NTP_STAGES; k++)
		show_text(s, " %7s", ms_text(k >= x->n ? 0 : offset ? x->sample[k].offset : x->sample[k].delay, 2, t));
	show_text(s, "\n");
}

/* What both forms of the show tell in cells; the row is still open. */
static void put_assoc(struct show *s, const struct ntp *n, const struct ntp_assoc *x, char addr[IP6_TEXT], char ref[24])
{
	char t[32];

	show_str(s, "address", ipaddr_text(&x->addr, addr));
	show_str(s, "reference", refid_text(x->refid, x->stratum, ref));
	show_num(s, "stratum", x->stratum);
	show_num(s, "poll", 1u << x->poll);
	show_num(s, "reach", x->reach);
	show_bool(s, "system", x == n->system);
	show_str(s, "offset_ms", ms_text(x->offset, 3, t));
}

static bool show_detail(const struct ntp *n, struct show *s)
{
	for (const struct ntp_assoc *x = n->assocs; x; x = x->next) {
		char addr[IP6_TEXT], ref[24], a[32], b[32], c[32], d[32], t[96];

		put_assoc(s, n, x, addr, ref);
		show_str(s, "delay_ms", ms_text(x->delay, 3, a));
		show_num(s, "packets_in", x->n_in);
		show_num(s, "packets_out", x->n_out);
		show_num(s, "packets_bad", x->n_bad);
		show_end(s);
		show_text(s, "%s configured, %s, %s%s, stratum %u\n", addr, x->addr.af == AF_IP6 ? "ipv6" : "ipv4", x->key && n->authenticate && x->n_in ? "authenticated, " : "", rank(x), x->stratum);
		show_text(s, "ref ID %-15s, time %s\n", ref, time_text(x->reftime, t));
		show_text(s, "our mode %s, peer mode %s, our poll intvl %u, peer poll intvl %u\n", x->peer ? "active" : "client", !x->n_in ? "unspec" : x->peer ? "passive" : "server",
			  1u << x->poll, x->its_poll && x->its_poll < 18 ? 1u << x->its_poll : 1u << x->poll);
		show_text(s, "root delay %s msec, root disp %s, reach %o, sync dist %s\n", ms_text(x->root_delay, 2, a), ms_text(x->root_dispersion, 2, b), x->reach,
			  ms_text(x->n ? ntp_distance(x) : (s64)(16000 * NSEC_PER_MS), 2, c));
		show_text(s, "delay %s msec, offset %s msec, dispersion %s, jitter %s msec\n", ms_text(x->delay, 2, a), ms_text(x->offset, 4, b),
			  ms_text(x->n ? x->jitter : (s64)(16000 * NSEC_PER_MS), 2, c), ms_text(x->jitter, 2, d));
		show_text(s, "precision 2**%d, version %u\nassoc in packets %llu, assoc out packets %llu, assoc error packets %llu\n", x->its_precision, x->version,
			  (unsigned long long)x->n_in, (unsigned long long)x->n_out, (unsigned long long)x->n_bad);
		show_text(s, "org time %s\n", time_text(x->origin, t));
		show_text(s, "rec time %s\n", time_text(x->received, t));
		show_text(s, "xmt time %s\n", time_text(x->transmitted, t));
		put_stages(s, "filtdelay", x, false);
		put_stages(s, "filtoffset", x, true);
		show_text(s, "minpoll = %u, maxpoll = %u\n\n", x->poll_min, x->poll_max);
	}
	return true;
}

bool show_ntp_associations(struct cli *c, const struct args *a, struct show *s)
{
	const struct ntp *n = ntp_of(cli_stack(c));

	if (args_has(a, "detail"))
		return show_detail(n, s);
	if (n->assocs || n->master)
		show_text(s, "\n  address         ref clock       st   when   poll reach  delay  offset   disp\n");
	if (n->master)
		show_text(s, "%c~127.127.1.1     .LOCL.          %2u      -     16   377  0.000   0.000  0.000\n", n->system ? ' ' : '*', n->master - 1);
	for (const struct ntp_assoc *x = n->assocs; x; x = x->next) {
		char addr[IP6_TEXT], ref[24], when[16] = "-", d[32], o[32], j[32];

		if (x->reach)
			snprintf(when, sizeof(when), "%llu", (unsigned long long)((stack_now(n->ip) - x->heard) / NSEC_PER_SEC));
		put_assoc(s, n, x, addr, ref);
		show_end(s);
		show_text(s, "%c~%-15s %-15s %2u %6s %6u   %3o %6s %7s %6s\n", x->mark, addr, ref, x->stratum, when, 1u << x->poll, x->reach,
			  ms_text(x->n ? x->delay : 0, 3, d), ms_text(x->n ? x->offset : 0, 3, o), ms_text(x->n ? x->jitter : (s64)(16000 * NSEC_PER_MS), x->n ? 3 : 1, j));
	}
	if (n->assocs || n->master)
		show_text(s, " * sys.peer, # selected, + candidate, - outlyer, x falseticker, ~ configured\n");
	return true;
}

/* Of a server by IPv6 the four octets that clients see. */
static const char *reference(const struct ipaddr *a, char t[IP6_TEXT]) { return ip4_text(ntp_refid(a), t); }

bool show_ntp_status(struct cli *c, const struct args *a, struct show *s)
{
	const struct ntp *n = ntp_of(cli_stack(c));
	const struct ntp_assoc *x = n->system;
	u8 stratum = ntp_stratum(n);
	char t[IP6_TEXT], o[32], d[32], e[32], j[32];
	char at[64];

	(void)a;
	show_bool(s, "synchronized", stratum < NTP_STRATUM_NONE);
	show_num(s, "stratum", stratum);
	if (x)
		show_str(s, "reference", ipaddr_text(&x->addr, t));
	show_end(s);
	if (stratum == NTP_STRATUM_NONE)
		show_text(s, "Clock is unsynchronized, stratum 16, no reference clock\n");
	else
		show_text(s, "Clock is synchronized, stratum %u, reference is %s\n", stratum, x ? reference(&x->addr, t) : "127.127.1.1");
	show_text(s, "nominal freq is 250.0000 Hz, actual freq is 250.0000 Hz, precision is 2**20\nntp uptime is %llu (1/100 of seconds), resolution is 4000\n",
		  (unsigned long long)(stack_now(n->ip) / (10 * NSEC_PER_MS)));
	show_text(s, "reference time is (%s)\n", civil_text(x ? n->updated : device_wall_clock(n->ip->dev), true, at));
	show_text(s, "clock offset is %s msec, root delay is %s msec\nroot dispersion is %s msec, peer dispersion is %s msec\n", ms_text(x ? x->offset : 0, 4, o),
		  ms_text(x ? x->root_delay + x->delay : 0, 2, d), ms_text(x ? x->root_dispersion + x->jitter : 0, 2, e), ms_text(x ? x->jitter : 0, 2, j));
	if (x)
		show_text(s, "loopfilter state is 'CTRL' (Normal Controlled Loop), drift is 0.000000000 s/s\nsystem poll interval is %u, last update was %llu sec ago.\n",
			  1u << x->poll, (unsigned long long)((stack_now(n->ip) - n->updated_at) / NSEC_PER_SEC));
	else
		show_text(s, "loopfilter state is '%s, drift is 0.000000000 s/s\nsystem poll interval is 64, never updated.\n",
			  n->master ? "CTRL' (Normal Controlled Loop)" : "FSET' (Drift set from file)");
	return true;
}

bool show_ntp_packets(struct cli *c, const struct args *a, struct show *s)
{
	const struct ntp *n = ntp_of(cli_stack(c));
	const struct { const char *key, *title; u64 n; } rows[] = {
		{ "in", "Ntp In packets", n->received }, { "out", "Ntp Out packets", n->sent }, { "bad_version", "Ntp bad version packets", n->bad_version },
		{ "bad_format", "Ntp protocol error packets", n->bad_format }, { "bad_auth", "Ntp authentication error packets", n->bad_auth }, { "refused", "Ntp refused packets", n->refused },
	};

	(void)a;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		show_num(s, rows[i].key, rows[i].n);
		show_text(s, "%s :%llu\n", rows[i].title, (unsigned long long)rows[i].n);
	}
	show_end(s);
	return true;
}
