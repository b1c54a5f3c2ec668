/* SPDX-License-Identifier: GPL-3.0-or-later */
/* telnet, ssh, resume, disconnect, show sessions. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/access.h"
#include "router/dns/dns_cmds.h"
#include "router/ip_cli.h"
#include "router/ssh.h"
#include "router/term/term.h"
#include "router/vrf/vrf.h"
#include "router/vty.h"

/* Names that IOS has for ports in `telnet HOST PORT`, but for telnet itself. */
static const struct {
	const char *name;
	u16 port;
} ports[] = {
	{ "bgp", 179 }, { "chargen", 19 }, { "daytime", 13 }, { "discard", 9 }, { "domain", 53 }, { "echo", 7 }, { "finger", 79 }, { "ftp", 21 },
	{ "pop3", 110 }, { "smtp", 25 }, { "tacacs", 49 }, { "time", 37 }, { "www", 80 },
};

static u16 port_of(const struct args *a)
{
	for (unsigned i = 0; i < ARRAY_LEN(ports); i++)
		if (args_has(a, ports[i].name))
			return ports[i].port;
	return (u16)args_num(a, "port", TELNET_PORT);
}

/* The address of ours that the interface of /source-interface has for that family. */
static bool source_of(struct cli *c, const struct args *a, const struct ipaddr *dst, struct ipaddr *src)
{
	struct ip_send to = { .dst = *dst };

	*src = (struct ipaddr){ .af = AF_NONE };
	if (!args_str(a, "source-if"))
		return true;
	if (!ping_source(c, a, &to))
		return false;
	*src = to.src;
	return true;
}

static bool open_to(struct cli *c, const struct args *a, u16 port, const struct ssh_call *call)
{
	const char *host = args_str(a, "host");
	struct ipstack *s = cli_vrf(c, a);
	struct ipaddr dst, src;

	if (!s)
		return false;

	if (strlen(host) >= TERM_HOST_MAX) {
		cli_error(c, "%% Bad IP address or host name");
		return false;
	}
	if (!cli_target(c, host, AF_NONE, &dst))
		return false;
	if (!device_line_opens(cli_stack(c)->dev, cli_where(c), call ? TRANSPORT_SSH : TRANSPORT_TELNET)) {
		cli_error(c, "%% %s connections not permitted from this terminal", call ? "ssh" : "telnet");
		return false;
	}
	if (!vty_may_open(cli_stack(c), cli_where(c), &dst)) {
		cli_error(c, "%% Connections to that host not permitted from this terminal");
		return false;
	}
	return source_of(c, a, &dst, &src) && term_open(c, s, host, &dst, port, &src, call);
}

static bool run_telnet(struct cli *c, const struct args *a) { return open_to(c, a, port_of(a), NULL); }

/* What IOS calls them after -c and -m, and what the protocol does. */
static const struct {
	const char *word, *name;
} ciphers[] = {
	{ "3des", "3des-cbc" }, { "aes128-cbc", "aes128-cbc" }, { "aes128-ctr", "aes128-ctr" }, { "aes192-cbc", "aes192-cbc" }, { "aes192-ctr", "aes192-ctr" },
	{ "aes256-cbc", "aes256-cbc" }, { "aes256-ctr", "aes256-ctr" },
};
static const char *const macs[] = { "hmac-sha1", "hmac-sha2-256", "hmac-sha2-512" };

static bool run_ssh(struct cli *c, const struct args *a)
{
	const char *user = args_str(a, "user"), *command = args_str(a, "command");
	struct ssh_call call = { .prompts = (u8)args_num(a, "prompts", 3) };

	if (!user)
		user = cli_session(c)->user;
	if (!user || !*user) {
		cli_error(c, "%% No user specified nor available for SSH client");
		return false;
	}
	if (!sshd_possible(cli_stack(c)->ssh)) {
		cli_error(c, "%% SSH needs a lab on the real clock");
		return false;
	}
	if (strlen(user) >= sizeof(call.user) || (command && strlen(command) >= sizeof(call.command))) {
		cli_error(c, "%% The user's name or the command is too long");
		return false;
	}
	snprintf(call.user, sizeof(call.user), "%s", user);
	snprintf(call.command, sizeof(call.command), "%s", command ? command : "");
	for (unsigned i = 0; i < ARRAY_LEN(ciphers); i++)
		if (args_has(a, ciphers[i].word))
			snprintf(call.ciphers, sizeof(call.ciphers), "%s", ciphers[i].name);
	for (unsigned i = 0; i < ARRAY_LEN(macs); i++)
		if (args_has(a, macs[i]))
			snprintf(call.macs, sizeof(call.macs), "%s", macs[i]);
	return open_to(c, a, (u16)args_num(a, "port", SSH_PORT), &call);
}

/* ---- which of those that are open ---- */

static struct conn *conn_named(struct cli *c, const struct args *a)
{
	struct term *t = term_of(cli_stack(c), c);
	const char *which = args_str(a, "conn");
	struct conn *k = term_conn(t, which && isdigit((unsigned char)*which) ? (unsigned)strtoul(which, NULL, 10) : 0);

	if (which && !isdigit((unsigned char)*which))
		for (k = t ? t->first : NULL; k && strcasecmp(k->host, which); k = k->next)
			;
	if (k)
		return k;
	if (t && t->first && which)
		cli_error(c, "%% %s is not an open connection", which);
	else
		cli_error(c, "%% No connections open");
	return NULL;
}

static void resume(struct cli *c, struct conn *k)
{
	cli_print(c, "[Resuming connection %u to %s ... ]\n", k->number, k->host);
	term_resume(k);
}

static bool run_resume(struct cli *c, const struct args *a)
{
	struct conn *k = conn_named(c, a);

	if (k)
		resume(c, k);
	return k;
}

bool term_empty_line(struct cli *c)
{
	struct term *t = term_of(cli_stack(c), c);
	struct conn *k = t ? term_conn(t, 0) : NULL;

	if (k)
		resume(c, k);
	return true;
}

bool term_typed_word(struct cli *c, const char *word)
{
	struct term *t = term_of(cli_stack(c), c);
	struct conn *k = t && t->first && word[strspn(word, "0123456789")] == 0 ? term_conn(t, (unsigned)strtoul(word, NULL, 10)) : NULL;

	if (!k)
		return dns_typed_word(c, word);
	resume(c, k);
	return true;
}

static void disconnect(struct cli *c, void *state, const char *text)
{
	struct conn *k = cli_gone(c) ? NULL : term_conn(term_of(cli_stack(c), c), (unsigned)(uintptr_t)state);

	if (k && (!*text || !strcasecmp(text, "y") || !strcasecmp(text, "yes")))
		term_close(k);
}

static bool run_disconnect(struct cli *c, const struct args *a)
{
	struct conn *k = conn_named(c, a);
	char prompt[TERM_HOST_MAX + 40];

	if (!k)
		return false;
	snprintf(prompt, sizeof(prompt), "Closing connection to %s [confirm]", k->host);
	cli_ask(c, prompt, "", disconnect, (void *)(uintptr_t)k->number);
	return true;
}

static bool show_sessions(struct cli *c, const struct args *a, struct show *s)
{
	struct term *t = term_of(cli_stack(c), c);
	char text[IP6_TEXT];

	(void)a;
	if (!t || !t->first) {
		show_text(s, "%% No connections open\n");
		return true;
	}
	show_text(s, "Conn Host                Address             Byte  Idle Conn Name\n");
	for (const struct conn *k = t->first; k; k = k->next) {
		unsigned idle = (unsigned)((stack_now(t->ip) - k->last) / (60 * NSEC_PER_SEC)), waiting = k->tcp ? (unsigned)tcp_readable(k->tcp) : 0;

		ipaddr_text(&k->addr, text);
		show_num(s, "connection", k->number);
		show_str(s, "host", k->host);
		show_str(s, "address", text);
		show_num(s, "port", k->port);
		if (k->stack && k->stack->vrf)
			show_str(s, "vrf", vrf_name(k->stack));
		show_num(s, "bytes_waiting", waiting);
		show_num(s, "idle_minutes", idle);
		show_bool(s, "last", k->number == t->last);
		show_end(s);
		show_text(s, "%c%3u %-19s %-18s %5u %5u %s\n", k->number == t->last ? '*' : ' ', k->number, k->host, text, waiting, idle, k->host);
	}
	return true;
}

#define PORTS "bgp|chargen|daytime|discard|domain|echo|finger|ftp|pop3|smtp|tacacs|telnet|time|www"
#define PORTS_HELP                                                                                                                                       \
	"Border Gateway Protocol (179)|Character generator (19)|Daytime (13)|Discard (9)|Domain Name Service (53)|Echo (7)|Finger (79)|"               \
	"File Transfer Protocol (21)|Post Office Protocol v3 (110)|Simple Mail Transport Protocol (25)|TAC Access Control System (49)|Telnet (23)|" \
	"Time (37)|World Wide Web (HTTP, 80)"
#define CIPHERS "3des|aes128-cbc|aes128-ctr|aes192-cbc|aes192-ctr|aes256-cbc|aes256-ctr"
#define CIPHERS_HELP "triple des|aes with 128-bit keys, CBC|aes with 128-bit keys, counter mode|aes with 192-bit keys, CBC|aes with 192-bit keys, counter mode|aes with 256-bit keys, CBC|aes with 256-bit keys, counter mode"
#define MACS "hmac-sha1|hmac-sha2-256|hmac-sha2-512"
#define MACS_HELP "HMAC SHA1, 160 bits|HMAC SHA2, 256 bits|HMAC SHA2, 512 bits"
static const struct cmd rows[] = {
	{ &mode_exec, "telnet WORD:host [<1-65535>:port|" PORTS "] [/vrf WORD:vrf|/source-interface INTERFACE:source-if]*",
	  "Open a telnet connection|IP address or hostname of a remote system|Port number|" PORTS_HELP "|Specify vrf table to use|VPN Routing/Forwarding instance name|Specify source interface|", .run = run_telnet },
	{ &mode_exec, "resume [WORD:conn]", "Resume an active network connection|The name or number of the connection", .run = run_resume },
	{ &mode_exec, "disconnect [WORD:conn]", "Disconnect an existing network connection|The name or number of the connection", .run = run_disconnect },
	{ &mode_exec, "show sessions", "|Information about Telnet connections", .show = show_sessions },
	{ &mode_exec, "where", "List active connections", .show = show_sessions },
	{ &mode_exec, "ssh [-l WORD:user|-v 2|-vrf WORD:vrf|-p <1-65535>:port|-c {" CIPHERS "}|-m {" MACS "}|-o numberofpasswordprompts <1-5>:prompts]* WORD:host [LINE:command]",
	  "Open a secure shell client connection|Log in using this user name|User name|Specify SSH Protocol Version|Protocol Version 2|Specify vrf name|VPN Routing/Forwarding instance name|Connect to this port|Port number|"
	  "Select encryption algorithm|" CIPHERS_HELP "|Select HMAC algorithm|" MACS_HELP "|Specify options|Specify number of password prompts|Number of prompts|"
	  "IP address or hostname of a remote system|Command to be executed on the remote system", .run = run_ssh },
	{ &mode_exec, "ssh -v 1 LINE", "|||", .flags = CMD_UNSUPPORTED },
};
const struct cmd_table term_cmds[] = { CMD_TABLE(rows) };
const unsigned n_term_cmds = ARRAY_LEN(term_cmds);
