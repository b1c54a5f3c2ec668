/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NTP's commands. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/access.h"
#include "device/debug.h"
#include "device/secret.h"
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
	if (args_num(a, "least", NTP_POLL_MIN) > args_num(a, "most", 17)) {
		cli_error(c, "%% NTP: minpoll must not be above maxpoll");
		return false;
	}
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
	x->poll_min = (u8)args_num(a, "least", NTP_POLL_MIN);
	x->poll_max = (u8)args_num(a, "most", x->poll_min > NTP_POLL_MAX ? x->poll_min : NTP_POLL_MAX);
	x->source = args_has(a, "INTERFACE") ? device_iface(n->ip->dev, args_str(a, "INTERFACE")) : NULL;
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

	if (!args_no(a) && !acl_may_name(c, v6 ? AF_IP6 : AF_IP4, true, args_str(a, "list-name")))
		return false;
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
	u16 id = (u16)args_num(a, "id", 0);
	const char *secret = args_str(a, "secret");
	char clear[SECRET_CLEAR_MAX + 1], hidden[SECRET_TEXT_MAX + 1];
	struct ntp_key *k;

	if (args_no(a)) {
		ntp_key_remove(n, id);
		return true;
	}
	if (args_num(a, "type", 0) == SECRET_HIDDEN) {
		if (!secret_reveal(secret, clear)) {
			cli_error(c, "%% Invalid encrypted key");
			return false;
		}
		secret = clear;
	}
	if (strlen(secret) >= sizeof(k->secret)) {
		cli_error(c, "%% NTP: key too long");
		return false;
	}
	k = ntp_key_get(n, id, true);
	if (!k) {
		cli_error(c, "%% NTP: too many keys");
		return false;
	}
	snprintf(k->secret, sizeof(k->secret), "%.*s", (int)sizeof(k->secret) - 1, secret);
	if (secret != clear && access_hides(c, secret, hidden)) {
		char *line = xasprintf("ntp authentication-key %u md5 %s 7", id, hidden);

		cli_store(c, line);
		free(line);
	}
	return true;
}

static bool run_trusted(struct cli *c, const struct args *a)
{
	struct ntp *n = ntp_of(cli_stack(c));
	u16 first = (u16)args_num(a, "id", 0), last = (u16)args_num(a, "last", first);

	if (last < first) {
		cli_error(c, "%% NTP: the first key must not be greater than the last");
		return false;
	}
	if (!args_no(a)) {
		for (unsigned i = 0; i < n->n_trust; i++)
			if (n->trust[i].first == first && n->trust[i].last == last)
				return true;
		if (n->n_trust == NTP_TRUSTS_MAX) {
			cli_error(c, "%% NTP: too many trusted keys");
			return false;
		}
		n->trust[n->n_trust++] = (struct ntp_trust){ first, last };
		return true;
	}
	for (unsigned i = 0; i < n->n_trust; i++)
		if (n->trust[i].first == first && n->trust[i].last == last) {
			n->trust[i] = n->trust[--n->n_trust];
			break;
		}
	return true;
}

static bool run_disable(struct cli *c, const struct args *a)
{
	cli_ipif(c)->no_ntp = !args_no(a);
	return true;
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

#define OPTIONS " [key <1-65535>:key-id|prefer|iburst|version <1-4>:version-number|source INTERFACE|minpoll <4-17>:least|maxpoll <4-17>:most]*"
#define OPTIONS_HELP "Configure peer authentication key|Peer key number|Prefer this peer when possible|Send a burst when peer is unreachable|Configure NTP version|NTP version number|Interface for source address||Minimum poll interval|Poll value in Log2|Maximum poll interval|Poll value in Log2"
#define ORDER_NTP (ORDER_LINE + 100)

static const struct cmd rows[] = {
	{ &mode_config, "ntp logging", "Configure NTP|Enable NTP message logging", .run = run_flag, .order = ORDER_NTP },
	{ &mode_config, "ntp authentication-key <1-65535>:id md5 WORD:secret [{<0-0>:type | <7-7>:type}]", "|Authentication key for trusted time sources|Key number|MD5 authentication|Authentication key|The key is clear|The key is hidden",
	  .run = run_key, .key = 3, .order = ORDER_NTP + 1, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ntp authenticate", "|Authenticate time sources", .run = run_flag, .order = ORDER_NTP + 2 },
	{ &mode_config, "ntp trusted-key <1-65535>:id [- <1-65535>:last]", "|Key numbers for trusted time sources|Key number|Range of keys|Last key number", .run = run_trusted, .order = ORDER_NTP + 3,
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
	{ &mode_interface, "ntp disable", "NTP interface commands|Disable NTP traffic", .run = run_disable, .order = ORDER_IP + 60 },
#define REFUSED(mode, words, help) { &(mode), "ntp " words, help, .flags = CMD_UNSUPPORTED }
	REFUSED(mode_config, "update-calendar", "|Periodically update calendar with NTP time"),
	REFUSED(mode_config, "server WORD:name" OPTIONS, "||Hostname of server|" OPTIONS_HELP),
	REFUSED(mode_config, "peer WORD:name" OPTIONS, "||Hostname of peer|" OPTIONS_HELP),
	REFUSED(mode_config, "allow LINE", "|Allow processing of packets|"),
	REFUSED(mode_config, "broadcastdelay LINE", "|Estimated round-trip delay|"),
	REFUSED(mode_config, "clock-period LINE", "|Length of hardware clock tick|"),
	REFUSED(mode_config, "leap-handle", "|Leap second handle"),
	REFUSED(mode_config, "max-associations LINE", "|Set maximum number of associations|"),
	REFUSED(mode_config, "maxdistance LINE", "|Maximum Distance for synchronization|"),
	REFUSED(mode_config, "mindistance LINE", "|Minimum distance to consider for clockhop|"),
	REFUSED(mode_config, "orphan LINE", "|Threshold Stratum for orphan mode|"),
	REFUSED(mode_config, "panic LINE", "|Reject time updates greater than panic threshold|"),
	REFUSED(mode_config, "passive", "|NTP passive mode"),
	REFUSED(mode_config, "refclock LINE", "|Specify reference clock|"),
	REFUSED(mode_interface, "broadcast [LINE]", "|Configure NTP broadcast service|"),
	REFUSED(mode_interface, "multicast [LINE]", "|Configure NTP multicast service|"),
	{ &mode_exec, "show ntp associations [detail]", "|Network time protocol|NTP associations|Show detail", .show = show_ntp_associations },
	{ &mode_exec, "show ntp packets", "||NTP Packet statistics", .show = show_ntp_packets },
	{ &mode_exec, "show ntp status", "||NTP status", .show = show_ntp_status },
	DEBUG_CMDS("ntp adjust", "NTP information|NTP clock adjustments"),
	DEBUG_CMDS("ntp core", "|NTP core messages"),
	DEBUG_CMDS("ntp events", "|NTP events"),
	DEBUG_CMDS("ntp packet", "|NTP packet debugging"),
	DEBUG_CMDS("ntp all", "|NTP all debugging"),
};
const struct cmd_table ntp_cmds[] = { CMD_TABLE(rows) };
const unsigned n_ntp_cmds = ARRAY_LEN(ntp_cmds);
