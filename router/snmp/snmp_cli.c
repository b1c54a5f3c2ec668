/* SPDX-License-Identifier: GPL-3.0-or-later */
/* snmp-server. */
#include <stdio.h>

#include "router/snmp/cli.h"
#include "router/snmp/snmp_show.h"

/* The same, and what it holds of an access list. */
#define DROP_LISTED(at) do { if (*(at)) acl_release((*(at))->acl); DROP(at); } while (0)

static struct acl *list_of(struct snmp *a, const struct args *args)
{
	char number[16];

	snprintf(number, sizeof(number), "%llu", (unsigned long long)args_num(args, "list", 0));
	return args_has(args, "list") ? acl_hold(a->ip, AF_IP4, number) : args_has(args, "list-name") ? acl_hold(a->ip, AF_IP4, args_str(args, "list-name")) : NULL;
}

static bool run_community(struct cli *c, const struct args *args)
{
	struct snmp *a = snmp_agent(c);
	char name[SNMP_NAME_MAX + 1], view[SNMP_NAME_MAX + 1];
	struct snmp_community **at, *x;
	char *line;

	if (!snmp_name_of(c, args_str(args, "community"), name) || !snmp_name_of(c, args_str(args, "view-name"), view))
		return false;
	at = FIND(a->communities, name);
	if (args_no(args)) {
		DROP_LISTED(at);
		return true;
	}
	if (!acl_may_name(c, AF_IP4, true, args_str(args, "list-name")))
		return false;
	x = MAKE(c, a->communities, at, SNMP_COMMUNITIES_MAX);
	if (!x)
		return false;
	strcpy(x->name, name);
	strcpy(x->view, view);
	acl_release(x->acl);
	x->acl = list_of(a, args);
	x->rw = args_has(args, "RW");
	line = xasprintf("snmp-server community %s%s%s %s%s%s", name, *view ? " view " : "", view, x->rw ? "RW" : "RO", x->acl ? " " : "", x->acl ? acl_name(x->acl) : "");
	cli_store(c, line);
	free(line);
	return true;
}

/* Subtrees that have names of their own on a line. */
static const struct { const char *word, *oid; } known[] = {
	{ "iso", "1" }, { "internet", "1.3.6.1" }, { "mib-2", "1.3.6.1.2.1" }, { "system", "1.3.6.1.2.1.1" }, { "interfaces", "1.3.6.1.2.1.2" }, { "ip", "1.3.6.1.2.1.4" },
	{ "snmp", "1.3.6.1.2.1.11" }, { "ospf", "1.3.6.1.2.1.14" }, { "ifEntry", "1.3.6.1.2.1.2.2.1" }, { "cisco", "1.3.6.1.4.1.9" },
};

const char *snmp_tree_name(const struct oid *tree)
{
	struct oid o;

	for (unsigned i = 0; i < ARRAY_LEN(known); i++)
		if (oid_parse(known[i].oid, &o) && !oid_cmp(&o, tree))
			return known[i].word;
	return NULL;
}

static bool run_view(struct cli *c, const struct args *args)
{
	struct snmp *a = snmp_agent(c);
	char name[SNMP_NAME_MAX + 1];
	const char *text = args_str(args, "tree");
	struct snmp_view **at, *x;
	struct oid tree;
	unsigned k = 0;

	for (unsigned i = 0; i < ARRAY_LEN(known); i++)
		if (!strcmp(text, known[i].word))
			text = known[i].oid;
	if (!snmp_name_of(c, args_str(args, "view"), name))
		return false;
	if (!oid_parse(text, &tree)) {
		cli_error(c, "%% Bad OID");
		return false;
	}
	at = FIND(a->views, name);
	x = *at;
	while (x && k < x->n && oid_cmp(&x->tree[k].tree, &tree))
		k++;
	if (args_no(args)) {
		if (x && k < x->n)
			memmove(&x->tree[k], &x->tree[k + 1], (--x->n - k) * sizeof(x->tree[0]));
		if (x && !x->n)
			DROP(at);
		return true;
	}
	if (k == SNMP_VIEW_TREES_MAX)
		return snmp_full(c);
	x = MAKE(c, a->views, at, SNMP_VIEWS_MAX);
	if (!x)
		return false;
	strcpy(x->name, name);
	x->tree[k].tree = tree;
	x->tree[k].included = args_has(args, "included");
	x->n += k == x->n;
	return true;
}

static bool run_group(struct cli *c, const struct args *args)
{
	struct snmp *a = snmp_agent(c);
	struct snmp_group **at = &a->groups, *x;
	char name[SNMP_NAME_MAX + 1], view[SNMP_NAME_MAX + 1], write[SNMP_NAME_MAX + 1], notify[SNMP_NAME_MAX + 1];
	u8 level = snmp_level_of(args);

	if (!snmp_name_of(c, args_str(args, "group"), name) || !snmp_name_of(c, args_str(args, "read-view"), view) || !snmp_name_of(c, args_str(args, "write-view"), write) ||
	    !snmp_name_of(c, args_str(args, "notify-view"), notify))
		return false;
	while (*at && (strcmp((*at)->name, name) || (*at)->level != level))
		at = &(*at)->next;
	if (args_no(args)) {
		DROP_LISTED(at);
		return true;
	}
	if (!acl_may_name(c, AF_IP4, true, args_str(args, "list-name")))
		return false;
	x = MAKE(c, a->groups, at, SNMP_GROUPS_MAX);
	if (!x)
		return false;
	strcpy(x->name, name);
	strcpy(x->read, view);
	strcpy(x->write, write);
	strcpy(x->notify, notify);
	x->level = level;
	acl_release(x->acl);
	x->acl = list_of(a, args);
	return true;
}

static bool run_user(struct cli *c, const struct args *args)
{
	struct snmp *a = snmp_agent(c);
	char name[SNMP_NAME_MAX + 1], group[SNMP_NAME_MAX + 1];
	const char *auth = args_str(args, "auth-password"), *priv = args_str(args, "priv-password");
	struct snmp_user **at, *x;

	if (!snmp_name_of(c, args_str(args, "user"), name) || !snmp_name_of(c, args_str(args, "group"), group))
		return false;
	at = FIND(a->users, name);
	if (args_no(args)) {
		DROP_LISTED(at);
		return true;
	}
	if (!acl_may_name(c, AF_IP4, true, args_str(args, "list-name")))
		return false;
	if ((auth && (strlen(auth) < 8 || strlen(auth) > 64)) || (priv && (strlen(priv) < 8 || strlen(priv) > 64))) { /* 3414 11.2 */
		cli_error(c, "%% Password must be 8 to 64 characters long");
		return false;
	}
	x = MAKE(c, a->users, at, SNMP_USERS_MAX);
	if (!x)
		return false;
	strcpy(x->name, name);
	strcpy(x->group, group);
	x->level = priv ? SNMP_PRIV : auth ? SNMP_AUTH : SNMP_NOAUTH;
	x->auth = args_has(args, "sha") ? DIGEST_SHA1 : DIGEST_MD5;
	x->priv = !priv ? CIPHER_NONE : args_has(args, "des") ? CIPHER_DES_CBC : CIPHER_AES128_CFB;
	snprintf(x->auth_text, sizeof(x->auth_text), "%s", auth ? auth : "");
	snprintf(x->priv_text, sizeof(x->priv_text), "%s", priv ? priv : "");
	acl_release(x->acl);
	x->acl = list_of(a, args);
	snmp_localize(a, x);
	snmp_hosts_forget(a, name);
	return true;
}

static bool run_text(struct cli *c, const struct args *args)
{
	struct snmp *a = snmp_agent(c);
	const char *line = args_line(args) + strlen("snmp-server ");
	char **text = !strncmp(line, "location", 8) ? &a->location : !strncmp(line, "contact", 7) ? &a->contact : &a->chassis;

	free(*text);
	*text = args_no(args) ? NULL : xstrdup(args_str(args, "LINE"));
	return true;
}

static bool run_engine(struct cli *c, const struct args *args)
{
	struct snmp *a = snmp_agent(c);
	const char *hex = args_no(args) ? "" : args_str(args, "id");
	size_t n = strlen(hex);

	if (!args_no(args) && (n < 10 || n > 2 * SNMP_ENGINE_MAX || n & 1 || strspn(hex, "0123456789abcdefABCDEF") != n)) { /* 3411 5 */
		cli_error(c, "%% Engine ID must be 10 to 64 hexadecimal digits, an even number");
		return false;
	}
	if (args_no(args))
		snmp_name_engine(a);
	else
		a->engine_len = (u8)(n / 2);
	for (unsigned k = 0; k < n / 2; k++) {
		char byte[3] = { hex[2 * k], hex[2 * k + 1], 0 };

		a->engine[k] = (u8)strtoul(byte, NULL, 16);
	}
	for (struct snmp_user *u = a->users; u; u = u->next)
		snmp_localize(a, u);
	return true;
}

/* `no snmp-server`: no line is left, and nobody listens. */
static bool is_ours(const char *line, const void *arg)
{
	(void)arg;
	return !strncmp(line, "snmp-server ", 12);
}

static bool run_off(struct cli *c, const struct args *args)
{
	if (!args_no(args)) {
		cli_error(c, "%% Incomplete command.\n");
		return false;
	}
	if (!cli_remove_lines(c, true, is_ours, NULL))
		return false;
	snmp_stack_free(cli_stack(c));
	return true;
}

void snmp_config_free(struct snmp *a)
{
	while (a->views)
		DROP(&a->views);
	while (a->hosts)
		snmp_host_drop(a, &a->hosts);
	while (a->communities)
		DROP_LISTED(&a->communities);
	while (a->groups)
		DROP_LISTED(&a->groups);
	while (a->users)
		DROP_LISTED(&a->users);
}

#define LIST "[<1-99>:list | WORD:list-name]"
#define LIST_HELP "Std IP accesslist allowing access with this community string|Access-list name"
#define ACCESS "[access {<1-99>:list | WORD:list-name}]"
#define ACCESS_HELP "specify an access-list associated with this group|Standard IP Access list allowing access|Access-list name"
#define GROUP(level, help) \
	{ &mode_config, "snmp-server group WORD:group v3 " level " [read WORD:read-view] [write WORD:write-view] [notify WORD:notify-view] " ACCESS, \
	  "|Define a User Security Model group|Name of the group|group using the User Security Model (SNMPv3)|" help "|specify a read view for this group|read view name|specify a write view for this group|write view name|specify a notify view for the group|notify view name|" ACCESS_HELP, \
	  .run = run_group, .key = 5, .order = ORDER_SNMP + 1, .flags = CMD_SORT_NUMERIC }
#define USER "snmp-server user WORD:user WORD:group v3"
#define USER_HELP "|Define a user who can access the SNMP engine|Name of the user|Group to which the user belongs|user using the v3 security model|"

#define REFUSED(words, help) { &mode_config, "snmp-server " words, help, .flags = CMD_UNSUPPORTED }
static const struct cmd rows[] = {
	{ &mode_config, "snmp-server", "Modify SNMP engine parameters", .run = run_off, .flags = CMD_NO_STORE },
	{ &mode_config, "snmp-server engineID local WORD:id", "|Configure a local or remote SNMPv3 engineID|Local SNMP agent|engine ID octet string", .run = run_engine, .key = 3,
	  .order = ORDER_SNMP },
	GROUP("noauth", "group using the noAuthNoPriv Security Level"), GROUP("auth", "group using the authNoPriv Security Level"), GROUP("priv", "group using SNMPv3 authPriv security level"),
	{ &mode_config, "snmp-server view WORD:view WORD:tree {included | excluded}",
	  "|Define an SNMPv2 MIB view|Name of the view|MIB view family name|MIB family is included in the view|MIB family is excluded from the view", .run = run_view, .key = 4,
	  .order = ORDER_SNMP + 2, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "snmp-server community WORD:community [view WORD:view-name] {RO | RW} " LIST,
	  "|Enable SNMP; set community string and access privs|SNMP community string|Restrict this community to a named MIB view|MIB view name|Read-only access with this community string|Read-write access with this community string|" LIST_HELP,
	  .run = run_community, .key = 3, .order = ORDER_SNMP + 3, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "snmp-server community WORD:community [view WORD:view-name]", "||||", .run = run_community, .key = 3, .order = ORDER_SNMP + 3, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "snmp-server location LINE", "|Text for mib object sysLocation|The physical location of this node", .run = run_text, .key = 2, .order = ORDER_SNMP + 5 },
	{ &mode_config, "snmp-server contact LINE", "|Text for mib object sysContact|identification of the contact person for this managed node", .run = run_text, .key = 2,
	  .order = ORDER_SNMP + 6 },
	{ &mode_config, "snmp-server chassis-id LINE", "|String to uniquely identify this chassis|Unique ID string", .run = run_text, .key = 2, .order = ORDER_SNMP + 7 },
	{ &mode_config, USER " " ACCESS, USER_HELP ACCESS_HELP, .run = run_user, .key = 3, .order = ORDER_SNMP + 11, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, USER " auth {md5 | sha} WORD:auth-password " ACCESS,
	  USER_HELP "authentication parameters for the user|Use HMAC MD5 algorithm for authentication|Use HMAC SHA algorithm for authentication|authentication password for user|" ACCESS_HELP,
	  .run = run_user, .key = 3, .order = ORDER_SNMP + 11, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, USER " auth {md5 | sha} WORD:auth-password priv {des | aes 128} WORD:priv-password " ACCESS,
	  USER_HELP "||||encryption parameters for the user|Use 56 bit DES algorithm for encryption|Use AES algorithm for encryption|Use 128 bit AES algorithm for encryption|"
	  "privacy password for user|" ACCESS_HELP, .run = run_user, .key = 3, .order = ORDER_SNMP + 11, .flags = CMD_SORT_NUMERIC },
	REFUSED("{drop | file-transfer | inform | ip | manager | packetsize | password-policy | priority | queue-length | queue-limit | sparse-tables | source-interface | statistics | system-shutdown | tftp-server-list | trap | trap-timeout | usmUser} [LINE]",
		"|Silently drop packets|File transfers|Configure SNMP informs|IP ToS of our packets|Modify SNMP manager parameters|Largest SNMP packet size|Policy of passwords|Set thread priority|"
		"Message queue length for each TRAP host|Message queue limit|Skip invalid rows|Assign a source interface|Statistics|Enable use of the SNMP reload command|Limit TFTP servers used via SNMP|"
		"SNMP trap options|Set timeout for TRAP message retransmissions|Users|"),
	REFUSED("engineID remote LINE", "||Remote SNMP agent|"),
	REFUSED("context LINE", "|Create/Delete a context apart from default|"),
	REFUSED("cache [LINE]", "|Enable SNMP cache|"),
	{ &mode_exec, "show snmp {context | mib | pending | sessions | stats} [LINE]", "||show snmp contexts|show mib objects|snmp manager pending requests|snmp manager sessions|show snmp statistics|",
	  .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show snmp", "|snmp statistics", .show = snmp_show },
	{ &mode_exec, "show snmp community", "||show snmp communities", .show = snmp_show_community },
	{ &mode_exec, "show snmp contact", "||show snmp contact", .show = snmp_show_text },
	{ &mode_exec, "show snmp location", "||show snmp location", .show = snmp_show_text },
	{ &mode_exec, "show snmp chassis", "||show snmp chassis", .show = snmp_show_text },
	{ &mode_exec, "show snmp engineID", "||show local and remote SNMP engine IDs", .show = snmp_show_engine },
	{ &mode_exec, "show snmp group", "||show SNMPv3 groups", .show = snmp_show_group },
	{ &mode_exec, "show snmp host", "||show snmp hosts", .show = snmp_show_host },
	{ &mode_exec, "show snmp user", "||show SNMPv3 users", .show = snmp_show_user },
	{ &mode_exec, "show snmp view", "||show snmp views", .show = snmp_show_view },
	DEBUG_CMDS("snmp packets", "SNMP information|SNMP packets"),
};
const struct cmd_table snmp_cmds[] = { CMD_TABLE(rows) };
const unsigned n_snmp_cmds = ARRAY_LEN(snmp_cmds);
