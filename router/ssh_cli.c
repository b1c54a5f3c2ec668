/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ip ssh, its keys, and what is shown of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/show.h"
#include "device/device.h"
#include "router/dns/dns.h"
#include "router/ip_cli.h"
#include "router/ssh_own.h"

static struct ssh *ssh_of(const struct cli *c) { return cli_stack(c)->ssh; }

/* The parts of the gate's text: name, bits, "TYPE BASE64". false: there is no key. */
static bool key_facts(struct ssh *s, char name[SSH_USER_MAX + 1], unsigned *bits, const char **key)
{
	const char *text = sshd_host_key(s), *second = text ? strchr(text, '\n') : NULL, *third = second ? strchr(second + 1, '\n') : NULL;

	if (!third)
		return false;
	snprintf(name, SSH_USER_MAX + 1, "%.*s", (int)(second - text), text);
	*bits = (unsigned)strtoul(second + 1, NULL, 10);
	*key = third + 1;
	return true;
}

/* ---- settings ---- */

static bool run_version(struct cli *c, const struct args *a)
{
	sshd_settings(ssh_of(c))->version = args_no(a) ? 0 : 2;
	if (!args_no(a) && !cli_is_replay(c) && !sshd_host_key(ssh_of(c)))
		cli_print(c, "Please create RSA keys to enable SSH (and of atleast %d bits for SSH v2).\n", SSH_KEY_BITS_MIN);
	return true;
}

static bool run_timeout(struct cli *c, const struct args *a)
{
	sshd_settings(ssh_of(c))->timeout_s = args_no(a) ? SSH_TIMEOUT_S : (u8)args_num(a, "seconds", SSH_TIMEOUT_S);
	return true;
}

static bool run_retries(struct cli *c, const struct args *a)
{
	sshd_settings(ssh_of(c))->tries = args_no(a) ? SSH_TRIES : (u8)args_num(a, "n", SSH_TRIES);
	return true;
}

static bool run_events(struct cli *c, const struct args *a)
{
	sshd_settings(ssh_of(c))->events = !args_no(a);
	return true;
}

static bool run_strict(struct cli *c, const struct args *a)
{
	sshd_settings(ssh_of(c))->strict = !args_no(a);
	return true;
}

static bool run_methods(struct cli *c, const struct args *a)
{
	u8 m = (args_has(a, "publickey") ? GATE_PUBLICKEY : 0) | (args_has(a, "keyboard") ? GATE_KEYBOARD : 0) | (args_has(a, "password") ? GATE_PASSWORD : 0);

	sshd_settings(ssh_of(c))->methods = args_no(a) || !m ? GATE_PASSWORD | GATE_KEYBOARD | GATE_PUBLICKEY : m;
	return true;
}

/* ---- the host key ---- */

struct generate {
	struct cli *c;
	struct ssh *ssh;
	nsec began;
	unsigned bits;
	bool replace, at_prompt;
	char name[SSH_USER_MAX + 1];
};

static void stop_waiting(struct cli *c, void *state, bool gone)
{
	struct generate *g = state;

	sshd_forget_key(g->ssh, g); /* the key is made all the same */
	free(g);
	if (!gone)
		cli_done(c, false);
}

static void generated(void *arg, bool ok)
{
	struct generate *g = arg;
	struct cli *c = g->c;

	if (ok)
		cli_print(c, "[OK] (elapsed time was %llu seconds)\n\n", (unsigned long long)((node_now(cli_node(c)) - g->began) / NSEC_PER_SEC));
	else
		cli_error(c, "%% The keys could not be made");
	free(g);
	cli_done(c, ok);
}

static void generate(struct generate *g)
{
	struct cli *c = g->c;

	cli_print(c, "\n%% The key modulus size is %u bits\n%% Generating %u bit RSA keys, keys will be non-exportable...\n", g->bits, g->bits);
	g->began = node_now(cli_node(c));
	if (sshd_make_key(g->ssh, g->name, g->bits, g->replace, generated, g)) {
		cli_busy(c, stop_waiting, g);
		return;
	}
	free(g);
	cli_error(c, sshd_possible(ssh_of(c)) ? "%% Keys are being made already" : "%% RSA keys need a lab on the real clock");
}

static bool bits_good(struct cli *c, unsigned bits)
{
	if (bits >= SSH_KEY_BITS_MIN && bits <= SSH_KEY_BITS_MAX)
		return true;
	cli_error(c, "%% A modulus has %d to %d bits: no client takes a shorter one", SSH_KEY_BITS_MIN, SSH_KEY_BITS_MAX);
	return false;
}

static void bits_given(struct cli *c, void *state, const char *text)
{
	struct generate *g = state;

	g->bits = *text ? (unsigned)strtoul(text, NULL, 10) : SSH_KEY_BITS;
	if (cli_gone(c) || !strcmp(text, "\003") || !bits_good(c, g->bits))
		free(g);
	else
		generate(g);
}

static void size_next(struct generate *g)
{
	struct cli *c = g->c;

	cli_print(c, "The name for the keys will be: %s\n", g->name);
	if (g->bits) {
		generate(g);
		return;
	}
	cli_print(c, "Choose the size of the key modulus in the range of %d to %d for your\n  General Purpose Keys. Choosing a key modulus greater than 512 may take\n"
		  "  a few minutes.\n\n", SSH_KEY_BITS_MIN, SSH_KEY_BITS_MAX);
	cli_ask(c, "How many bits in the modulus [2048]: ", "2048", bits_given, g);
}

static void replace_given(struct cli *c, void *state, const char *text)
{
	struct generate *g = state;

	if (cli_gone(c) || (strncasecmp(text, "y", 1) && !g->replace)) {
		free(g);
		return;
	}
	if (!strncasecmp(text, "y", 1)) {
		g->replace = true;
		size_next(g);
		return;
	}
	free(g);
}

static bool run_generate(struct cli *c, const struct args *a)
{
	struct ssh *s = ssh_of(c);
	const char *label = args_str(a, "label"), *domain = dns_default_domain(cli_stack(c));
	unsigned bits = (unsigned)args_num(a, "bits", 0), have;
	char name[SSH_USER_MAX + 1], old[SSH_USER_MAX + 1];
	const char *key;
	struct generate *g;

	if (args_no(a))
		return true;
	if (!label && !*domain) {
		cli_error(c, "%% Please define a domain-name first.");
		return false;
	}
	if (bits && !bits_good(c, bits))
		return false;
	if (label)
		snprintf(name, sizeof(name), "%.64s", label);
	else
		snprintf(name, sizeof(name), "%.31s.%.32s", shell_hostname(cli_shell(c)), domain);
	if (cli_is_replay(c) || !cli_interactive(c)) { /* a configuration that is read: what there is stays */
		if (!sshd_host_key(s))
			sshd_make_key(s, name, bits ? bits : SSH_KEY_BITS, false, NULL, NULL);
		return true;
	}
	g = xcalloc(1, sizeof(*g));
	*g = (struct generate){ .c = c, .ssh = s, .bits = bits };
	memcpy(g->name, name, sizeof(g->name));
	if (key_facts(s, old, &have, &key)) {
		cli_print(c, "%% You already have RSA keys defined named %s.\n", old);
		cli_ask(c, "% Do you really want to replace them? [yes/no]: ", "yes", replace_given, g);
	} else {
		size_next(g);
	}
	return true;
}

static void zeroize_given(struct cli *c, void *state, const char *text)
{
	(void)state;
	if (!cli_gone(c) && !strncasecmp(text, "y", 1))
		sshd_drop_key(ssh_of(c));
}

static bool run_zeroize(struct cli *c, const struct args *a)
{
	if (args_no(a) || cli_is_replay(c))
		return true;
	if (!sshd_host_key(ssh_of(c))) {
		cli_error(c, "%% No Signature RSA Keys found in configuration.");
		return false;
	}
	cli_print(c, "%% All keys will be removed.\n%% All router certs issued using these keys will also be removed.\n");
	cli_ask(c, "Do you really want to remove these keys? [yes/no]: ", "yes", zeroize_given, NULL);
	return true;
}

/* ---- show ---- */

static const char *methods_text(unsigned m, char buf[64])
{
	snprintf(buf, 64, "%s%s%s", m & GATE_PUBLICKEY ? ",publickey" : "", m & GATE_KEYBOARD ? ",keyboard-interactive" : "", m & GATE_PASSWORD ? ",password" : "");
	return buf + 1;
}

static bool show_ip_ssh(struct cli *c, const struct args *a, struct show *s)
{
	struct ssh *x = ssh_of(c);
	const struct ssh_settings *set = sshd_settings(x);
	char name[SSH_USER_MAX + 1] = "", methods[64];
	const char *key = "", *version = set->version == 2 ? "2.0" : "1.99";
	unsigned bits = 0;
	bool on = key_facts(x, name, &bits, &key);

	(void)a;
	show_bool(s, "enabled", on);
	show_str(s, "version", version);
	show_num(s, "timeout_s", set->timeout_s);
	show_num(s, "retries", set->tries);
	show_str(s, "methods", methods_text(set->methods, methods));
	show_str(s, "key_name", name);
	show_num(s, "key_bits", bits);
	show_text(s, "SSH %s - version %s\n", on ? "Enabled" : "Disabled", version);
	if (!on)
		show_text(s, "%%Please create RSA keys to enable SSH (and of atleast %d bits for SSH v2).\n", SSH_KEY_BITS_MIN);
	show_text(s, "Authentication methods:%s\n", methods_text(set->methods, methods));
	show_text(s, "Authentication timeout: %u secs; Authentication retries: %u\n", set->timeout_s, set->tries);
	if (on)
		show_text(s, "Minimum expected Diffie Hellman key size : 2048 bits\nIOS Keys in SECSH format(ssh-rsa, base64 encoded): %s\n%s\n", name, key);
	show_end(s);
	return true;
}

static bool show_ssh(struct cli *c, const struct args *a, struct show *s)
{
	static const char *const state[] = { "Key exchange", "Authentication", "Session started", "Closing" };
	struct ssh_view v;
	bool any = false;

	(void)a;
	for (struct ssh_session *x = sshd_next(ssh_of(c), NULL, &v); x; x = sshd_next(ssh_of(c), x, &v)) {
		if (!any)
			show_text(s, "Connection Version Mode Encryption  Hmac         State                 Username\n");
		any = true;
		for (unsigned out = 0; out < 2; out++)
			show_text(s, "%-10u %-7s %-4s %-11s %-12s %-21s %s\n", v.line, "2.0", out ? "OUT" : "IN", v.cipher, v.mac, state[v.state], v.user);
		show_num(s, "connection", v.line);
		show_str(s, "encryption", v.cipher);
		show_str(s, "hmac", v.mac);
		show_str(s, "state", state[v.state]);
		show_str(s, "user", v.user);
		show_str(s, "peer", v.peer);
		show_str(s, "client", v.client);
		show_end(s);
	}
	if (!any)
		show_text(s, "%%No SSHv2 server connections running.\n");
	show_text(s, "%%No SSHv1 server connections running.\n");
	return true;
}

#define SSH_HELP "|Configure ssh options|"
#define KEY_HELP "Encryption module|Long term key operations|Generate new keys|Generate RSA keys|"
static const struct cmd rows[] = {
	{ &mode_config, "ip ssh version 1", "", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip ssh time-out <1-120>:seconds", SSH_HELP "Specify SSH time-out interval|SSH time-out interval (secs)", .run = run_timeout, .key = 3,
	  .order = ORDER_IPV6_ROUTE + 20, .dflt = "ip ssh time-out 120" },
	{ &mode_config, "ip ssh authentication-retries <0-5>:n", SSH_HELP "Specify number of authentication retries|Number of authentication retries",
	  .run = run_retries, .key = 3, .order = ORDER_IPV6_ROUTE + 20, .dflt = "ip ssh authentication-retries 3" },
	{ &mode_config, "ip ssh version 2", SSH_HELP "Specify protocol version to be supported|Protocol version", .run = run_version, .key = 3, .order = ORDER_IPV6_ROUTE + 20 },
	{ &mode_config, "ip ssh logging events", SSH_HELP "Configure logging for SSH|Log SSH events", .run = run_events, .order = ORDER_IPV6_ROUTE + 20 },
	{ &mode_config, "ip ssh server authenticate user [publickey | keyboard | password]*",
	  SSH_HELP "SSH server|Authentication methods|User authentication|Public keys|Keyboard-interactive|Passwords", .run = run_methods, .key = 5,
	  .order = ORDER_IPV6_ROUTE + 20 },
	{ &mode_config, "ip ssh stricthostkeycheck", SSH_HELP "Enable SSH Server Authentication", .run = run_strict, .order = ORDER_IPV6_ROUTE + 20 },
	{ &mode_config, "ip ssh server algorithm LINE", "|||Algorithms|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip ssh client LINE", "||SSH client|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip ssh source-interface LINE", "||Specify interface for source address in SSH connections|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip ssh port LINE", "||Starting (or only) Port number to listen on|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip ssh dh LINE", "||Diffie-Hellman|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "crypto key generate rsa [general-keys] [label WORD:label] [modulus <360-4096>:bits]",
	  KEY_HELP "Generate a general purpose RSA key pair for signing and encryption|Provide a label|RSA keypair label|Provide number of modulus bits on the command line|"
		   "size of the key modulus",
	  .run = run_generate, .flags = CMD_NO_STORE },
	{ &mode_config, "crypto key zeroize rsa", "||Remove keys|Remove RSA keys", .run = run_zeroize, .flags = CMD_NO_STORE },
	{ &mode_config, "crypto key generate ec LINE", "|||Generate EC keys|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "crypto pki LINE", "|Public Key components|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "crypto isakmp LINE", "|Configure ISAKMP policy|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "crypto ipsec LINE", "|Configure IPSEC policy|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show ip ssh", "||Information on SSH", .show = show_ip_ssh },
	{ &mode_exec, "show ssh", "|Status of SSH server connections", .show = show_ssh },
};
const struct cmd_table ssh_cmds[] = { CMD_TABLE(rows) };
const unsigned n_ssh_cmds = ARRAY_LEN(ssh_cmds);
