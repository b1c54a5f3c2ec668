/* SPDX-License-Identifier: GPL-3.0-or-later */
/* snmp-server. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/ip_cli.h"
#include "router/snmp/own.h"
#include "router/snmp/snmp_show.h"

static struct snmp *agent(struct cli *c) { return snmp_of(cli_stack(c)); }

/* Copies a name; false, and said why: too long. */
static bool name_of(struct cli *c, const char *text, char out[SNMP_NAME_MAX + 1])
{
	if (text && strlen(text) > SNMP_NAME_MAX) {
		cli_error(c, "%% Name is longer than %u characters", SNMP_NAME_MAX);
		return false;
	}
	snprintf(out, SNMP_NAME_MAX + 1, "%s", text ? text : "");
	return true;
}

static struct acl *list_of(struct snmp *a, const struct args *args)
{
	char number[16];

	snprintf(number, sizeof(number), "%llu", (unsigned long long)args_num(args, "list", 0));
	return args_has(args, "list") ? acl_hold(a->ip, AF_IP4, number) : args_has(args, "list-name") ? acl_hold(a->ip, AF_IP4, args_str(args, "list-name")) : NULL;
}

static bool full(struct cli *c)
{
	cli_error(c, "%% Too many of them");
	return false;
}

/* Of our lists: the place of the one with that name, or the end. */
#define FIND(list, text) ({ typeof(list) *at_ = &(list); while (*at_ && strcmp((*at_)->name, (text))) at_ = &(*at_)->next; at_; })
#define COUNT(list) ({ unsigned n_ = 0; for (typeof(list) i_ = (list); i_; i_ = i_->next) n_++; n_; })
/* The one at this place, a new one at the end; NULL, and said: there are max already. */
#define MAKE(c, list, at, max) ({ if (!*(at) && COUNT(list) == (max)) full(c); else if (!*(at)) *(at) = xcalloc(1, sizeof(**(at))); *(at); })
/* Removes the one at this place, if there is one; and what it holds of an access list. */
#define DROP(at) do { typeof(*(at)) x_ = *(at); if (x_) *(at) = x_->next; free(x_); } while (0)
#define DROP_LISTED(at) do { if (*(at)) acl_release((*(at))->acl); DROP(at); } while (0)

static bool run_community(struct cli *c, const struct args *args)
{
	struct snmp *a = agent(c);
	char name[SNMP_NAME_MAX + 1], view[SNMP_NAME_MAX + 1];
	struct snmp_community **at, *x;
	char *line;

	if (!name_of(c, args_str(args, "community"), name) || !name_of(c, args_str(args, "view-name"), view))
		return false;
	at = FIND(a->communities, name);
	if (args_no(args)) {
		DROP_LISTED(at);
		return true;
	}
	x = MAKE(c, a->communities, at, SNMP_COMMUNITIES_MAX);
	if (!x)
		return false;
	strcpy(x->name, name);
	strcpy(x->view, view);
	acl_release(x->acl);
	x->acl = list_of(a, args);
	line = xasprintf("snmp-server community %s%s%s RO%s%s", name, *view ? " view " : "", view, x->acl ? " " : "", x->acl ? acl_name(x->acl) : "");
	cli_store(c, line);
	free(line);
	return true;
}

static bool run_view(struct cli *c, const struct args *args)
{
	static const struct { const char *word, *oid; } known[] = {
		{ "iso", "1" }, { "internet", "1.3.6.1" }, { "mib-2", "1.3.6.1.2.1" }, { "system", "1.3.6.1.2.1.1" }, { "interfaces", "1.3.6.1.2.1.2" }, { "ip", "1.3.6.1.2.1.4" },
		{ "snmp", "1.3.6.1.2.1.11" }, { "ospf", "1.3.6.1.2.1.14" }, { "ifEntry", "1.3.6.1.2.1.2.2.1" }, { "cisco", "1.3.6.1.4.1.9" },
	};
	struct snmp *a = agent(c);
	char name[SNMP_NAME_MAX + 1];
	const char *text = args_str(args, "tree");
	struct snmp_view **at, *x;
	struct oid tree;
	unsigned k = 0;

	for (unsigned i = 0; i < ARRAY_LEN(known); i++)
		if (!strcmp(text, known[i].word))
			text = known[i].oid;
	if (!name_of(c, args_str(args, "view"), name))
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
		return full(c);
	x = MAKE(c, a->views, at, SNMP_VIEWS_MAX);
	if (!x)
		return false;
	strcpy(x->name, name);
	x->tree[k].tree = tree;
	x->tree[k].included = args_has(args, "included");
	x->n += k == x->n;
	return true;
}

static u8 level_of(const struct args *args) { return args_has(args, "priv") ? SNMP_PRIV : args_has(args, "auth") ? SNMP_AUTH : SNMP_NOAUTH; }

static bool run_group(struct cli *c, const struct args *args)
{
	struct snmp *a = agent(c);
	struct snmp_group **at = &a->groups, *x;
	char name[SNMP_NAME_MAX + 1], view[SNMP_NAME_MAX + 1];
	u8 level = level_of(args);

	if (!name_of(c, args_str(args, "group"), name) || !name_of(c, args_str(args, "read-view"), view))
		return false;
	while (*at && (strcmp((*at)->name, name) || (*at)->level != level))
		at = &(*at)->next;
	if (args_no(args)) {
		DROP_LISTED(at);
		return true;
	}
	x = MAKE(c, a->groups, at, SNMP_GROUPS_MAX);
	if (!x)
		return false;
	strcpy(x->name, name);
	strcpy(x->read, view);
	x->level = level;
	acl_release(x->acl);
	x->acl = list_of(a, args);
	return true;
}

static bool run_user(struct cli *c, const struct args *args)
{
	struct snmp *a = agent(c);
	char name[SNMP_NAME_MAX + 1], group[SNMP_NAME_MAX + 1];
	const char *auth = args_str(args, "auth-password"), *priv = args_str(args, "priv-password");
	struct snmp_user **at, *x;

	if (!name_of(c, args_str(args, "user"), name) || !name_of(c, args_str(args, "group"), group))
		return false;
	at = FIND(a->users, name);
	if (args_no(args)) {
		DROP_LISTED(at);
		return true;
	}
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
	return true;
}

static bool run_host(struct cli *c, const struct args *args)
{
	struct snmp *a = agent(c);
	u32 addr = args_ip4(args, "address", 0);
	u16 port = (u16)args_num(args, "port", SNMP_TRAP_PORT);
	char name[SNMP_NAME_MAX + 1];
	struct snmp_host **at = &a->hosts, *x;

	if (!name_of(c, args_str(args, "name"), name))
		return false;
	while (*at && ((*at)->addr != addr || strcmp((*at)->name, name)))
		at = &(*at)->next;
	if (args_no(args)) {
		DROP(at);
		return true;
	}
	x = MAKE(c, a->hosts, at, SNMP_HOSTS_MAX);
	if (!x)
		return false;
	x->addr = addr;
	x->port = port;
	strcpy(x->name, name);
	x->version = args_has(args, "3") ? SNMP_V3 : SNMP_V2C;
	x->level = level_of(args);
	x->inform = args_has(args, "informs");
	return true;
}

static bool run_text(struct cli *c, const struct args *args)
{
	struct snmp *a = agent(c);
	const char *line = args_line(args) + strlen("snmp-server ");
	char **text = !strncmp(line, "location", 8) ? &a->location : !strncmp(line, "contact", 7) ? &a->contact : &a->chassis;

	free(*text);
	*text = args_no(args) ? NULL : xstrdup(args_str(args, "LINE"));
	return true;
}

static bool run_engine(struct cli *c, const struct args *args)
{
	struct snmp *a = agent(c);
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

static bool run_traps(struct cli *c, const struct args *args)
{
	static const struct { const char *word; u32 bit; } kinds[] = {
		{ "authentication", SNMP_TRAP_AUTH }, { "linkdown", SNMP_TRAP_LINKDOWN }, { "linkup", SNMP_TRAP_LINKUP }, { "coldstart", SNMP_TRAP_COLD },
		{ "warmstart", SNMP_TRAP_WARM },
	};
	struct snmp *a = agent(c);
	bool config = strstr(args_line(args), "traps config") != NULL;
	u32 which = 0;

	for (unsigned k = 0; k < ARRAY_LEN(kinds) && !config; k++)
		which |= args_has(args, kinds[k].word) ? kinds[k].bit : 0;
	a->traps &= config ? ~(u32)SNMP_TRAP_CONFIG : ~(u32)SNMP_TRAP_SNMP;
	if (!args_no(args))
		a->traps |= config ? SNMP_TRAP_CONFIG : which ? which : SNMP_TRAP_SNMP;
	if (!config && !which && !args_no(args))
		cli_store(c, "snmp-server enable traps snmp authentication linkdown linkup coldstart warmstart");
	return true;
}

/* `snmp-server enable traps`: all that there are. */
static bool run_all_traps(struct cli *c, const struct args *args)
{
	struct snmp *a = agent(c);

	if (args_no(args))
		return cli_remove_in(c, NULL, "snmp-server enable traps snmp") && cli_remove_in(c, NULL, "snmp-server enable traps config");
	a->traps = SNMP_TRAP_SNMP | SNMP_TRAP_CONFIG;
	cli_store_in(c, NULL, "snmp-server enable traps snmp authentication linkdown linkup coldstart warmstart");
	cli_store_in(c, NULL, "snmp-server enable traps config");
	return true;
}

static bool run_source(struct cli *c, const struct args *args)
{
	agent(c)->trap_source = args_no(args) ? NULL : device_iface(device_of(cli_node(c)), args_str(args, "INTERFACE"));
	return true;
}

static bool run_link_status(struct cli *c, const struct args *args)
{
	struct iface *i = cli_object(c, 0);

	i->link_untold = args_no(args);
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
		DROP(&a->hosts);
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
	{ &mode_config, "snmp-server group WORD:group v3 " level " [read WORD:read-view] " ACCESS, \
	  "|Define a User Security Model group|Name of the group|group using the User Security Model (SNMPv3)|" help "|specify a read view for this group|read view name|" ACCESS_HELP, \
	  .run = run_group, .key = 5, .order = ORDER_SNMP + 1, .flags = CMD_SORT_NUMERIC }
#define USER "snmp-server user WORD:user WORD:group v3"
#define USER_HELP "|Define a user who can access the SNMP engine|Name of the user|Group to which the user belongs|user using the v3 security model|"

static const struct cmd rows[] = {
	{ &mode_config, "snmp-server", "Modify SNMP engine parameters", .run = run_off, .flags = CMD_NO_STORE },
	{ &mode_config, "snmp-server engineID local WORD:id", "|Configure a local or remote SNMPv3 engineID|Local SNMP agent|engine ID octet string", .run = run_engine, .key = 3,
	  .order = ORDER_SNMP },
	GROUP("noauth", "group using the noAuthNoPriv Security Level"), GROUP("auth", "group using the authNoPriv Security Level"), GROUP("priv", "group using SNMPv3 authPriv security level"),
	{ &mode_config, "snmp-server view WORD:view WORD:tree {included | excluded}",
	  "|Define an SNMPv2 MIB view|Name of the view|MIB view family name|MIB family is included in the view|MIB family is excluded from the view", .run = run_view, .key = 4,
	  .order = ORDER_SNMP + 2, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "snmp-server community WORD:community [view WORD:view-name] RO " LIST,
	  "|Enable SNMP; set community string and access privs|SNMP community string|Restrict this community to a named MIB view|MIB view name|Read-only access with this community string|" LIST_HELP,
	  .run = run_community, .key = 3, .order = ORDER_SNMP + 3, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "snmp-server community WORD:community [view WORD:view-name]", "||||", .run = run_community, .key = 3, .order = ORDER_SNMP + 3, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "snmp-server community WORD:community rw [LINE]", "|||Read-write access with this community string|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "snmp-server trap-source INTERFACE", "|Assign an interface for the source address of all traps|", .run = run_source, .key = 2, .order = ORDER_SNMP + 4 },
	{ &mode_config, "snmp-server location LINE", "|Text for mib object sysLocation|The physical location of this node", .run = run_text, .key = 2, .order = ORDER_SNMP + 5 },
	{ &mode_config, "snmp-server contact LINE", "|Text for mib object sysContact|identification of the contact person for this managed node", .run = run_text, .key = 2,
	  .order = ORDER_SNMP + 6 },
	{ &mode_config, "snmp-server chassis-id LINE", "|String to uniquely identify this chassis|Unique ID string", .run = run_text, .key = 2, .order = ORDER_SNMP + 7 },
	{ &mode_config, "snmp-server enable traps", "|Enable SNMP Traps|Enable SNMP Traps", .run = run_all_traps, .order = ORDER_SNMP + 8, .flags = CMD_ELSEWHERE },
	{ &mode_config, "snmp-server enable traps snmp [authentication|linkdown|linkup|coldstart|warmstart]*",
	  "||Enable SNMP Traps|Enable SNMP traps|Enable authentication trap|Enable linkDown trap|Enable linkUp trap|Enable coldStart trap|Enable warmStart trap", .run = run_traps, .key = 4,
	  .order = ORDER_SNMP + 8 },
	{ &mode_config, "snmp-server enable traps config", "|||Enable SNMP config traps", .run = run_traps, .order = ORDER_SNMP + 9 },
	{ &mode_config, "snmp-server enable traps LINE", "|||", .flags = CMD_UNSUPPORTED | CMD_HIDDEN },
	{ &mode_config, "snmp-server host A.B.C.D:address [traps | informs] version 2c WORD:name [udp-port <1-65535>:port]",
	  "|Specify hosts to receive SNMP notifications|IP address of SNMP notification host|Send Trap messages to this host|Send Inform messages to this host|"
	  "SNMP version to use for notification messages|Use SNMPv2c|SNMPv1/v2c community string or SNMPv3 user name|The notification host's UDP port number|Port number",
	  .run = run_host, .order = ORDER_SNMP + 10, .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_config, "snmp-server host A.B.C.D:address [traps] version 3 {auth | noauth | priv} WORD:name [udp-port <1-65535>:port]",
	  "|||||Use SNMPv3|Use the SNMPv3 authNoPriv Security Level|Use the SNMPv3 noAuthNoPriv Security Level|Use the SNMPv3 authPriv Security Level|SNMPv3 user name|The notification host's UDP port number|Port number", .run = run_host,
	  .order = ORDER_SNMP + 10, .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_config, USER " " ACCESS, USER_HELP ACCESS_HELP, .run = run_user, .key = 3, .order = ORDER_SNMP + 11, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, USER " auth {md5 | sha} WORD:auth-password " ACCESS,
	  USER_HELP "authentication parameters for the user|Use HMAC MD5 algorithm for authentication|Use HMAC SHA algorithm for authentication|authentication password for user|" ACCESS_HELP,
	  .run = run_user, .key = 3, .order = ORDER_SNMP + 11, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, USER " auth {md5 | sha} WORD:auth-password priv {des | aes 128} WORD:priv-password " ACCESS,
	  USER_HELP "||||encryption parameters for the user|Use 56 bit DES algorithm for encryption|Use AES algorithm for encryption|Use 128 bit AES algorithm for encryption|"
	  "privacy password for user|" ACCESS_HELP, .run = run_user, .key = 3, .order = ORDER_SNMP + 11, .flags = CMD_SORT_NUMERIC },
	{ &mode_interface, "snmp trap link-status", "Modify SNMP interface parameters|Allow a specific SNMP trap|Allow SNMP LINKUP and LINKDOWN traps", .run = run_link_status,
	  .order = ORDER_IF_LOAD + 5, .dflt = "snmp trap link-status" },
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
