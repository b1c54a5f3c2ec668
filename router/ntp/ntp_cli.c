/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NTP's commands. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/civil.h"
#include "router/acl/acl.h"
#include "router/ip_cli.h"
#include "router/ntp/ntp.h"
#include "router/ntp/ntp_cmds.h"

static bool is_ours(const struct ipstack *s, const struct ipaddr *a)
{
	for (const struct ipif *p = s->ifs; p; p = p->next)
		if (a->af == AF_IP4 ? ipif_addr4(p, a->v4) != NULL : ipif_addr6(p, &a->v6) != NULL)
			return true;
	return false;
}

static bool run_assoc(struct cli *c, const struct args *a)
{
	struct ntp *n = ntp_of(cli_stack(c));
	struct ipaddr addr = ipaddr4(args_ip4(a, "address", 0));
	struct ntp_assoc *x;

	if (args_ip6(a, "address6", &addr.v6))
		addr.af = AF_IP6;
	x = ntp_assoc_find(n, &addr);
	if (args_no(a)) {
		if (x)
			ntp_assoc_free(x);
		ntp_listen(n);
		return true;
	}
	if (cli_linkless(c, &addr))
		return false;
	if (is_ours(n->ip, &addr)) {
		cli_error(c, "%% NTP: This address is our own");
		return false;
	}
	if (x && x->peer == !strncmp(args_line(a), "ntp server", 10)) { /* from one to the other: one line an address */
		char key[64], t[IP6_TEXT];

		snprintf(key, sizeof(key), "ntp %s %s", x->peer ? "peer" : "server", ipaddr_text(&addr, t));
		if (!cli_remove_in(c, NULL, key))
			return false;
		x = NULL;
	}
	if (!x)
		x = ntp_assoc_new(n, &addr);
	if (!x) {
		cli_error(c, "%% NTP: too many associations");
		return false;
	}
	x->peer = !strncmp(args_line(a), "ntp peer", 8);
	x->prefer = args_has(a, "prefer");
	x->iburst = args_has(a, "iburst");
	x->version = (u8)args_num(a, "version-number", 4);
	x->key = (u16)args_num(a, "key-id", 0);
	ntp_listen(n);
	ntp_assoc_start(x);
	return true;
}

static bool run_master(struct cli *c, const struct args *a)
{
	struct ntp *n = ntp_of(cli_stack(c));

	n->master = args_no(a) ? 0 : (u8)args_num(a, "stratum", NTP_MASTER_DEFAULT);
	if (n->master)
		device_clock_adjust(n->ip->dev, 0);
	ntp_listen(n);
	return true;
}

static bool run_access(struct cli *c, const struct args *a)
{
	struct ntp *n = ntp_of(cli_stack(c));
	bool v6 = args_has(a, "ipv6");
	struct acl **at = &n->access[v6][args_has(a, "peer") ? NTP_MAY_PEER : args_has(a, "serve") ? NTP_MAY_SERVE : args_has(a, "serve-only") ? NTP_MAY_SERVE_ONLY : NTP_MAY_QUERY], *list = NULL;
	char number[8];

	if (!args_no(a)) {
		snprintf(number, sizeof(number), "%u", (unsigned)args_num(a, "list", 0));
		list = acl_hold(cli_stack(c), v6 ? AF_IP6 : AF_IP4, args_has(a, "list") ? number : args_str(a, "list-name"));
		if (!list) {
			cli_error(c, "%% Too many access lists");
			return false;
		}
	}
	acl_release(*at);
	*at = list;
	return true;
}

static bool run_key(struct cli *c, const struct args *a)
{
	struct ntp *n = ntp_of(cli_stack(c));
	struct ntp_key *k = ntp_key_get(n, (u16)args_num(a, "id", 0), !args_no(a));
	const char *secret = args_str(a, "secret");

	if (!k)
		return args_no(a);
	if (!args_no(a) && strlen(secret) >= sizeof(k->secret)) {
		cli_error(c, "%% NTP: key too long");
		return false;
	}
	snprintf(k->secret, sizeof(k->secret), "%s", args_no(a) ? "" : secret);
	return true;
}

static bool run_trusted(struct cli *c, const struct args *a)
{
	struct ntp_key *k = ntp_key_get(ntp_of(cli_stack(c)), (u16)args_num(a, "id", 0), !args_no(a));

	if (k)
		k->trusted = !args_no(a);
	return k || args_no(a);
}

static bool run_flag(struct cli *c, const struct args *a)
{
	struct ntp *n = ntp_of(cli_stack(c));

	*(strstr(args_line(a), "logging") ? &n->log : &n->authenticate) = !args_no(a);
	return true;
}

static bool run_source(struct cli *c, const struct args *a)
{
	ntp_of(cli_stack(c))->source = args_no(a) ? NULL : device_iface(device_of(cli_node(c)), args_str(a, "INTERFACE"));
	return true;
}

/* ---- shows ---- */

static const char *ms_text(s64 ns, unsigned digits, char buf[32])
{
	u64 v = (u64)(ns < 0 ? -ns : ns), unit = digits == 4 ? 100 : digits == 3 ? 1000 : 10000;

	snprintf(buf, 32, "%s%llu.%0*llu", ns < 0 ? "-" : "", (unsigned long long)(v / NSEC_PER_MS), (int)digits, (unsigned long long)(v % NSEC_PER_MS / unit));
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

static bool show_associations(struct cli *c, const struct args *a, struct show *s)
{
	const struct ntp *n = ntp_of(cli_stack(c));

	(void)a;
	if (n->assocs || n->master)
		show_text(s, "\n  address         ref clock       st   when   poll reach  delay  offset   disp\n");
	if (n->master)
		show_text(s, "%c~127.127.1.1     .LOCL.          %2u      -     16   377  0.000   0.000  0.000\n", n->system ? ' ' : '*', n->master - 1);
	for (const struct ntp_assoc *x = n->assocs; x; x = x->next) {
		char addr[IP6_TEXT], ref[24], when[16] = "-", d[32], o[32], j[32];

		if (x->reach)
			snprintf(when, sizeof(when), "%llu", (unsigned long long)((stack_now(n->ip) - x->heard) / NSEC_PER_SEC));
		show_str(s, "address", ipaddr_text(&x->addr, addr));
		show_str(s, "reference", refid_text(x->refid, x->stratum, ref));
		show_num(s, "stratum", x->stratum);
		show_num(s, "poll", 1u << x->poll);
		show_num(s, "reach", x->reach);
		show_bool(s, "system", x == n->system);
		show_str(s, "offset_ms", ms_text(x->offset, 3, o));
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

static bool show_status(struct cli *c, const struct args *a, struct show *s)
{
	const struct ntp *n = ntp_of(cli_stack(c));
	const struct ntp_assoc *x = n->system;
	u8 stratum = ntp_stratum(n);
	char t[IP6_TEXT], o[32], d[32], e[32], j[32];
	struct civil when = civil_of(x ? n->updated : device_wall_clock(n->ip->dev));

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
	show_text(s, "reference time is (%02u:%02u:%02u.%03u UTC %s %s %u %d)\n", when.hour, when.minute, when.second, when.msec, civil_weekday[when.weekday],
		  civil_month[when.month - 1], when.day, when.year);
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

#define OPTIONS " [key <1-65535>:key-id|prefer|iburst|version <1-4>:version-number]*"
#define OPTIONS_HELP "Configure peer authentication key|Peer key number|Prefer this peer when possible|Send a burst when peer is unreachable|Configure NTP version|NTP version number"
#define ORDER_NTP (ORDER_LINE + 100)

static const struct cmd rows[] = {
	{ &mode_config, "ntp logging", "Configure NTP|Enable NTP message logging", .run = run_flag, .order = ORDER_NTP },
	{ &mode_config, "ntp authentication-key <1-65535>:id md5 WORD:secret", "|Authentication key for trusted time sources|Key number|MD5 authentication|Authentication key",
	  .run = run_key, .key = 3, .order = ORDER_NTP + 1, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ntp authenticate", "|Authenticate time sources", .run = run_flag, .order = ORDER_NTP + 2 },
	{ &mode_config, "ntp trusted-key <1-65535>:id", "|Key numbers for trusted time sources|Key number", .run = run_trusted, .order = ORDER_NTP + 3,
	  .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_config, "ntp source INTERFACE", "|Configure interface for source address|", .run = run_source, .key = 2, .order = ORDER_NTP + 4 },
	{ &mode_config, "ntp master [<1-15>:stratum]", "|Act as NTP master clock|Stratum number", .run = run_master, .key = 2, .order = ORDER_NTP + 5 },
	{ &mode_config, "ntp peer {A.B.C.D:address | X:X:X:X::X:address6}" OPTIONS, "|Configure NTP peer|IP address of peer|IPv6 address of peer|" OPTIONS_HELP, .run = run_assoc, .key = 3, .order = ORDER_NTP + 6,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ntp server {A.B.C.D:address | X:X:X:X::X:address6}" OPTIONS, "|Configure NTP server|IP address of server|IPv6 address of server|" OPTIONS_HELP, .run = run_assoc, .key = 3,
	  .order = ORDER_NTP + 7, .flags = CMD_SORT_NUMERIC },
#define ACCESS(kind, help, k) \
	{ &mode_config, "ntp access-group " kind " {<1-99>:list | WORD:list-name}", "|Control NTP access|" help "|Standard IP access list|Named access list", .run = run_access, .key = 3, \
	  .order = ORDER_NTP + 8 + (k) }
	ACCESS("peer", "Provide full access", 0), ACCESS("serve", "Provide server and query access", 1), ACCESS("serve-only", "Provide only server access", 2),
	ACCESS("query-only", "Allow only control queries", 3),
#define ACCESS6(kind, help, k) \
	{ &mode_config, "ntp access-group ipv6 " kind " WORD:list-name", "||ipv6 access lists|" help "|Named access list", .run = run_access, .key = 4, .order = ORDER_NTP + 12 + (k) }
	ACCESS6("peer", "Provide full access", 0), ACCESS6("serve", "Provide server and query access", 1), ACCESS6("serve-only", "Provide only server access", 2),
	ACCESS6("query-only", "Allow only control queries", 3),
	{ &mode_config, "ntp update-calendar", "|Periodically update calendar with NTP time", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show ntp associations", "|Network time protocol|NTP associations", .show = show_associations },
	{ &mode_exec, "show ntp status", "||NTP status", .show = show_status },
};
const struct cmd_table ntp_cmds[] = { CMD_TABLE(rows) };
const unsigned n_ntp_cmds = ARRAY_LEN(ntp_cmds);
