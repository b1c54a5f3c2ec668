/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions that wait for a name: commands that take one, words that are no command, nslookup. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "device/access.h"
#include "router/dns/dns_cmds.h"
#include "router/dns/own.h"
#include "router/ip_cli.h"

struct asking {
	struct dns_lookup q;
	struct cli *cli;
	char *line;	/* to run instead; NULL: the same again */
	bool typed;	/* a word that is no command */
	bool said;
};

static bool is_name(const char *text)
{
	for (const char *c = text; *c; c++)
		if (!isalnum((u8)*c) && !strchr("-_.", *c))
			return false;
	return isalnum((u8)*text) && strlen(text) <= DNS_NAME_MAX;
}

static void said_server(struct dns_lookup *q, const struct ipaddr *server)
{
	struct asking *k = container_of(q, struct asking, q);
	char t[IP6_TEXT];

	if (!k->said)
		cli_print(k->cli, "Translating \"%s\"...domain server", q->name);
	cli_print(k->cli, " (%s)", ipaddr_text(server, t));
	k->said = true;
}

static void refuse(struct cli *c, bool typed)
{
	if (typed)
		cli_error(c, "%% Unknown command or computer name, or unable to find computer address\n");
	else
		cli_error(c, "%% Unrecognized host or address, or protocol not running.\n");
}

static void free_asking(struct asking *k)
{
	free(k->line);
	free(k);
}

static void asked(struct dns_lookup *q)
{
	struct asking *k = container_of(q, struct asking, q);
	struct cli *c = k->cli;
	char *line = k->line;
	bool typed = k->typed, found = q->result == DNS_FOUND;

	free(k);
	cli_print(c, found ? " [OK]\n\n" : "\n");
	if (found) {
		cli_again(c, line);
	} else {
		refuse(c, typed);
		cli_done(c, false);
	}
	free(line);
}

static void stop(struct cli *c, void *state, bool gone)
{
	struct asking *k = state;
	bool typed = k->typed;

	dns_lookup_stop(&k->q);
	free_asking(k);
	if (gone)
		return;
	cli_print(c, "\n");
	refuse(c, typed);
	cli_done(c, false);
}

static bool ask(struct cli *c, const char *name, u8 af, const char *line, bool typed)
{
	struct ipstack *s = cli_stack(c);
	struct asking *k;

	if (cli_is_again(c) || !is_name(name) || !dns_can_ask(s))
		return false;
	k = xcalloc(1, sizeof(*k));
	k->cli = c;
	k->line = line ? xstrdup(line) : NULL;
	k->typed = typed;
	k->q.af = af;
	k->q.asking = said_server;
	k->q.done = asked;
	strcpy(k->q.name, name);
	cli_busy(c, stop, k);
	if (dns_lookup_start(s, &k->q))
		return true;
	cli_busy_no_more(c);
	free_asking(k);
	return false;
}

bool dns_ask(struct cli *c, const char *name, u8 af, const char *line) { return ask(c, name, af, line, false); }

bool dns_typed_word(struct cli *c, const char *word)
{
	struct ipstack *s = cli_stack(c);
	struct ipaddr a[DNS_ADDRS_MAX];
	char *line;
	bool ok;

	if (!s || !is_name(word))
		return false;
	line = xasprintf("%s %s", device_line_prefers_ssh(s->dev, cli_session(c)->where) ? "ssh" : "telnet", word);
	ok = dns_known(s, word, AF_NONE, a) ? cli_run_instead(c, line) : ask(c, word, AF_NONE, line, true);
	free(line);
	return ok;
}

/* ---- nslookup ---- */

static void nslookup_stop(struct cli *c, void *state, bool gone)
{
	struct asking *k = state;

	dns_lookup_stop(&k->q);
	free_asking(k);
	if (!gone)
		cli_done(c, false);
}

static void nslookup_done(struct dns_lookup *q)
{
	struct asking *k = container_of(q, struct asking, q);
	struct cli *c = k->cli;
	char t[IP6_TEXT];
	bool ok = q->result == DNS_FOUND;

	if (q->result == DNS_NO_ANSWER) {
		cli_print(c, ";; connection timed out; no servers could be reached\n\n");
	} else {
		cli_print(c, "Server:\t\t%s\nAddress:\t%s#%u\n\n", ipaddr_text(&q->from, t), ipaddr_text(&q->from, t), DNS_PORT);
		if (q->result == DNS_NO_SUCH_NAME || q->result == DNS_SERVER_FAILED)
			cli_print(c, "** server can't find %s: %s\n", q->asked, q->result == DNS_NO_SUCH_NAME ? "NXDOMAIN" : "SERVFAIL");
		else if (q->result == DNS_NO_DATA)
			cli_print(c, "*** Can't find %s: No answer\n", q->asked);
		else if (q->reverse)
			cli_print(c, "%s\tname = %s.\n", q->asked, q->found_name);
		for (unsigned i = 0; ok && i < q->n_found; i++)
			cli_print(c, "Name:\t%s\nAddress: %s\n", q->found_name, ipaddr_text(&q->found[i], t));
		cli_print(c, "\n");
	}
	free_asking(k);
	cli_done(c, ok);
}

static bool run_nslookup(struct cli *c, const struct args *a)
{
	struct asking *k = xcalloc(1, sizeof(*k));
	const char *name = args_str(a, "name");
	struct ipaddr addr;

	k->cli = c;
	k->q.done = nslookup_done;
	if (args_has(a, "server"))
		k->q.only = ipaddr4(args_ip4(a, "server", 0));
	else if (args_ip6(a, "server6", &k->q.only.v6))
		k->q.only.af = AF_IP6;
	if (ip4_parse(name, &addr.v4) || ip6_parse(name, &addr.v6)) {
		addr.af = strchr(name, ':') ? AF_IP6 : AF_IP4;
		k->q.reverse = true;
		dns_reverse_name(&addr, k->q.name);
	} else if (is_name(name)) {
		strcpy(k->q.name, name);
	}
	cli_busy(c, nslookup_stop, k);
	if (*k->q.name && dns_lookup_start(cli_stack(c), &k->q))
		return true;
	cli_busy_no_more(c);
	free_asking(k);
	cli_error(c, *name ? "%% No name server can be asked" : "%% Bad name");
	return false;
}

static const struct cmd rows[] = {
	{ &mode_exec, "nslookup WORD:name [{A.B.C.D:server | X:X:X:X::X:server6}]", "Ask name servers for a name or an address|Name or address|Name server to ask|Name server to ask",
	  .run = run_nslookup },
};
const struct cmd_table nslookup_cmds[] = { CMD_TABLE(rows) };
const unsigned n_nslookup_cmds = ARRAY_LEN(nslookup_cmds);
