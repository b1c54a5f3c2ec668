/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ip ssh pubkey-chain: the keys that users may log in with, and those that servers have. As on IOS the configuration keeps a key's MD5, whatever was typed. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "router/ip_cli.h"
#include "router/ssh_own.h"

static const struct cli_mode mode_chain = { "ip ssh pubkey-chain", "(conf-ssh-pubkey)", &mode_config };
static const struct cli_mode mode_user = { "ip ssh pubkey-chain user", "(conf-ssh-pubkey-user)", &mode_chain };
static const struct cli_mode mode_server = { "ip ssh pubkey-chain server", "(conf-ssh-pubkey-server)", &mode_chain };

static struct ssh *ssh_of(const struct cli *c) { return cli_stack(c)->ssh; }

static bool run_chain(struct cli *c, const struct args *a)
{
	(void)a;
	cli_enter_object(c, ssh_of(c));
	return true;
}

static bool enter_owner(struct cli *c, const struct args *a, struct ssh_keys *keys)
{
	const char *name = args_str(a, "name");

	if (args_no(a)) {
		sshd_keyowner_drop(sshd_keyowner(keys, name));
		return true;
	}
	if (strlen(name) > SSH_USER_MAX) {
		cli_error(c, "%% The name has at most %d characters", SSH_USER_MAX);
		return false;
	}
	cli_enter_object(c, sshd_keyowner(keys, name));
	return true;
}

static bool run_user(struct cli *c, const struct args *a) { return enter_owner(c, a, &ssh_of(c)->users); }
static bool run_server(struct cli *c, const struct args *a) { return enter_owner(c, a, &ssh_of(c)->servers); }

/* 32 hexadecimal digits. */
static bool read_hash(const char *text, u8 md5[16])
{
	if (strlen(text) != 32 || strspn(text, "0123456789abcdefABCDEF") != 32)
		return false;
	for (unsigned i = 0; i < 16; i++) {
		unsigned k;

		sscanf(text + 2 * i, "%2x", &k);
		md5[i] = (u8)k;
	}
	return true;
}

static bool add(struct cli *c, const char *type, const u8 md5[16])
{
	const struct ssh_keyowner *o = cli_object(c, 0);
	char line[96];
	int n;

	sshd_pubkey_remove(o, type, md5);
	if (!sshd_pubkey_add(o, type, md5)) {
		cli_error(c, "%% Too many keys");
		return false;
	}
	n = snprintf(line, sizeof(line), "key-hash %s ", type);
	for (unsigned i = 0; i < 16; i++)
		n += snprintf(line + n, sizeof(line) - (size_t)n, "%02X", md5[i]);
	cli_store(c, line);
	return true;
}

static bool run_hash(struct cli *c, const struct args *a)
{
	const char *const *type = sshd_pubkey_types;
	u8 md5[16];

	while (!args_has(a, *type))
		type++;
	if (!read_hash(args_str(a, "hash"), md5)) {
		cli_error(c, "%%SSH: Failed to decode the Key Hash");
		return false;
	}
	if (!args_no(a))
		return add(c, *type, md5);
	sshd_pubkey_remove(cli_object(c, 0), *type, md5);
	return true;
}

/* "ssh-rsa BASE64 COMMENT", or the base64 alone. */
static bool run_string(struct cli *c, const struct args *a)
{
	const char *text = args_str(a, "key"), *second = strchr(text, ' ');
	char base64[SSH_PUBKEY_MAX + 1], type[24];
	size_t n;
	u8 md5[16];

	if (second && strncmp(text, "AAAA", 4))
		text = second + 1;
	n = strcspn(text, " ");
	snprintf(base64, sizeof(base64), "%.*s", (int)(n < SSH_PUBKEY_MAX ? n : 0), text);
	if (args_no(a) || !sshd_pubkey_md5(base64, md5, type) || !sshd_pubkey_type(type)) {
		cli_error(c, "%%SSH: Failed to decode the Key Value");
		return false;
	}
	return add(c, type, md5);
}

#define CHAIN_HELP "|Configure ssh options|"
#define KEY_ROWS(mode)                                                                                                                                  \
	{ mode, "key-hash {ssh-rsa | ssh-ed25519 | ecdsa-sha2-nistp256 | ecdsa-sha2-nistp384 | ecdsa-sha2-nistp521} WORD:hash",                         \
	  "Hash of the key|Key's type|Key's type|Key's type|Key's type|Key's type|MD5 of the key, 32 hexadecimal digits", .run = run_hash, .order = 10, \
	  .flags = CMD_SORT_NUMERIC },                                                                                                                 \
	{ mode, "key-string LINE:key", "The key|The whole key on one line, as a .pub file has it", .run = run_string, .order = 10, .flags = CMD_SORT_NUMERIC }
static const struct cmd rows[] = {
	{ &mode_config, "ip ssh pubkey-chain", CHAIN_HELP "Configure public keys of users and servers", .run = run_chain, .enter = &mode_chain, .key = 3, .order = ORDER_IPV6_ROUTE + 20 },
	{ &mode_chain, "username WORD:name", "Configure SSH user|User name", .run = run_user, .enter = &mode_user, .key = 2, .order = 10, .flags = CMD_SORT_NUMERIC },
	{ &mode_chain, "server WORD:name", "Configure SSH server|Server's name or address", .run = run_server, .enter = &mode_server, .key = 2, .order = 20, .flags = CMD_SORT_NUMERIC },
	KEY_ROWS(&mode_user),
	KEY_ROWS(&mode_server),
};
const struct cmd_table ssh_pubkey_cmds[] = { CMD_TABLE(rows) };
const unsigned n_ssh_pubkey_cmds = ARRAY_LEN(ssh_pubkey_cmds);
