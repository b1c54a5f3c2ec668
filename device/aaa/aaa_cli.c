/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aaa new-model and its lists; the lists that a line names; show aaa. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/aaa/aaa.h"
#include "device/debug.h"
#include "device/own.h"

static struct aaa *aaa(struct cli *c) { return aaa_of(cli_device(c)); }

static bool run_new_model(struct cli *c, const struct args *a)
{
	aaa(c)->on = !args_no(a);
	return true;
}

static bool run_console(struct cli *c, const struct args *a)
{
	aaa(c)->console = !args_no(a);
	return true;
}

static bool run_config_commands(struct cli *c, const struct args *a)
{
	aaa(c)->config_commands = !args_no(a);
	return true;
}

/* ---- lists ---- */

static enum aaa_kind kind_of(const struct args *a)
{
	bool commands = args_has(a, "commands");

	if (args_has(a, "accounting"))
		return commands ? AAA_ACCT_COMMANDS : AAA_ACCT_EXEC;
	if (args_has(a, "authorization"))
		return commands ? AAA_COMMANDS : AAA_EXEC;
	return args_has(a, "enable") && !args_has(a, "login") ? AAA_ENABLE : AAA_LOGIN;
}

static const char *name_of(const struct args *a)
{
	const char *name = args_str(a, "list");

	return name ? name : "default";
}

static int order(const struct aaa_list *l, unsigned kind, unsigned level, const char *name)
{
	if (l->kind != kind)
		return l->kind < kind ? -1 : 1;
	if (l->level != level)
		return l->level < level ? -1 : 1;
	return strcmp(l->name, name);
}

static void list_remove(struct aaa *a, enum aaa_kind kind, unsigned level, const char *name)
{
	for (struct aaa_list **at = &a->lists, *l; (l = *at); at = &l->next)
		if (!order(l, kind, level, name)) {
			*at = l->next;
			a->n_lists--;
			free(l);
			return;
		}
}

static struct aaa_list *list_make(struct aaa *a, enum aaa_kind kind, unsigned level, const char *name)
{
	struct aaa_list **at = &a->lists, *l;

	while (*at && order(*at, kind, level, name) < 0)
		at = &(*at)->next;
	if (*at && !order(*at, kind, level, name))
		return *at;
	l = xcalloc(1, sizeof(*l));
	l->kind = (u8)kind;
	l->level = (u8)level;
	snprintf(l->name, sizeof(l->name), "%s", name);
	l->next = *at;
	*at = l;
	a->n_lists++;
	return l;
}

/* The methods of the canonical line, in its order; more than AAA_METHODS_MAX: too many. */
static u8 read_methods(const char *line, const char *list, struct aaa_method m[AAA_METHODS_MAX])
{
	static const struct { const char *word; u8 type; } words[] = {
		{ "local", AAA_LOCAL }, { "local-case", AAA_LOCAL_CASE }, { "enable", AAA_ENABLE_SECRET }, { "line", AAA_LINE },
		{ "none", AAA_NONE }, { "if-authenticated", AAA_IF_AUTHENTICATED },
	};
	char copy[512], *save = NULL, key[AAA_NAME_MAX + 3];
	const char *from;
	u8 n = 0;

	snprintf(key, sizeof(key), " %s ", list);
	from = strstr(line, key);
	snprintf(copy, sizeof(copy), "%s", from ? from + strlen(key) : "");
	for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		bool group = !strcmp(w, "group");
		unsigned i = 0;

		while (!group && i < ARRAY_LEN(words) && strcmp(w, words[i].word))
			i++;
		if (group)
			w = strtok_r(NULL, " ", &save);
		if (i == ARRAY_LEN(words) || !w)
			continue;
		if (n == AAA_METHODS_MAX)
			return n + 1;
		m[n].type = group ? AAA_GROUP : words[i].type;
		snprintf(m[n++].group, sizeof(m->group), "%s", group ? w : "");
	}
	return n;
}

static bool run_list(struct cli *c, const struct args *a)
{
	enum aaa_kind kind = kind_of(a);
	unsigned level = (unsigned)args_num(a, "level", 0);
	const char *name = name_of(a);
	struct aaa_method m[AAA_METHODS_MAX] = { 0 };
	struct aaa_list *l;
	u8 n;

	if (args_no(a)) {
		list_remove(aaa(c), kind, level, name);
		return true;
	}
	n = read_methods(args_line(a), name, m);
	if (!n && !(kind >= AAA_ACCT_EXEC && args_has(a, "none"))) {
		cli_error(c, "%% Incomplete command.\n");
		return false;
	}
	if (n > AAA_METHODS_MAX) {
		cli_error(c, "%% More than %u methods", AAA_METHODS_MAX);
		return false;
	}
	if (strlen(name) > AAA_NAME_MAX || (aaa(c)->n_lists >= AAA_LISTS_MAX && !aaa_list(aaa(c), kind, level, name))) {
		cli_error(c, "%% Too many lists, or too long a name");
		return false;
	}
	l = list_make(aaa(c), kind, level, name);
	l->n = kind >= AAA_ACCT_EXEC && args_has(a, "none") ? 0 : n;
	memcpy(l->method, m, sizeof(m));
	l->record = args_has(a, "start-stop") ? AAA_START_STOP : args_has(a, "stop-only") ? AAA_STOP_ONLY : AAA_RECORD_NONE;
	return true;
}

/* ---- what a line names ---- */

static void line_name(struct line *l, enum aaa_kind kind, unsigned level, const char *name)
{
	struct line_list **at = &l->lists, *x;

	while (*at && ((*at)->kind != kind || (*at)->level != level))
		at = &(*at)->next;
	x = *at;
	if (!name || !strcmp(name, "default")) {
		if (x) {
			*at = x->next;
			free(x);
		}
		return;
	}
	if (!x) {
		x = *at = xcalloc(1, sizeof(*x));
		x->kind = (u8)kind;
		x->level = (u8)level;
	}
	snprintf(x->name, sizeof(x->name), "%s", name);
}

static bool run_line(struct cli *c, const struct args *a)
{
	static const char *const what[] = { "LOGIN", "ENABLE", "EXEC", "COMMANDS", "EXEC", "COMMANDS" };
	enum aaa_kind kind = args_has(a, "login") ? AAA_LOGIN : kind_of(a);
	unsigned level = (unsigned)args_num(a, "level", 0);
	const char *name = args_str(a, "list");

	if (!args_no(a) && name && strlen(name) > AAA_NAME_MAX) {
		cli_error(c, "%% Too long a name");
		return false;
	}
	if (!args_no(a) && name && !aaa_list(aaa(c), kind, level, name))
		cli_print(c, "AAA: Warning %s list \"%s\" is not defined for %s.\n",
			  kind >= AAA_ACCT_EXEC ? "accounting" : kind >= AAA_EXEC ? "authorization" : "authentication", name, what[kind]);
	EACH_LINE(l, c)
		line_name(l, kind, level, args_no(a) ? NULL : name);
	if (!args_no(a) && !name)
		cli_store(c, ""); /* the default is what stands there anyway */
	return true;
}

/* ---- show ---- */

static void show_methods(struct show *s, const struct aaa_list *l)
{
	for (u8 i = 0; i < l->n; i++) {
		const struct aaa_method *m = &l->method[i];
		static const char *const word[] = { "LOCAL", "LOCAL-CASE", "ENABLE", "LINE", "NONE", "IF_AUTHEN" };

		show_text(s, "%s%s%s", m->type == AAA_GROUP ? "SERVER_GROUP" : word[m->type], m->type == AAA_GROUP ? " " : "", m->type == AAA_GROUP ? m->group : "");
		show_text(s, i + 1 < l->n ? "  " : "");
	}
}

static bool show_lists(struct cli *c, const struct args *a, struct show *s)
{
	static const char *const heading[] = { "authen queue=AAA_ML_AUTHEN_LOGIN", "authen queue=AAA_ML_AUTHEN_ENABLE", "author queue=AAA_ML_AUTHOR_SHELL",
					       "author queue=AAA_ML_AUTHOR_CMD", "acct queue=AAA_ML_ACCT_SHELL", "acct queue=AAA_ML_ACCT_CMD" };
	bool all = args_has(a, "all");
	u32 id = 0;

	for (unsigned kind = 0; kind < AAA_KIND_N; kind++) {
		if (!all && (kind <= AAA_ENABLE ? !args_has(a, "authentication") : kind <= AAA_COMMANDS ? !args_has(a, "authorization") : !args_has(a, "accounting")))
			continue;
		show_text(s, "%s\n", heading[kind]);
		for (const struct aaa_list *l = aaa(c)->lists; l; l = l->next) {
			if (l->kind != kind)
				continue;
			show_str(s, "queue", heading[kind] + strcspn(heading[kind], "=") + 1);
			show_str(s, "name", l->name);
			show_num(s, "level", l->level);
			show_push_list(s, "methods");
			for (u8 i = 0; i < l->n; i++) {
				show_str(s, "method", aaa_type_name(l->method[i].type));
				show_str(s, "group", l->method[i].group);
				show_end(s);
			}
			show_pop(s);
			show_end(s);
			show_text(s, "    name=%s valid=TRUE id=%X :state=ALIVE : ", l->name, ++id);
			show_methods(s, l);
			show_text(s, "\n");
		}
	}
	return true;
}

static bool show_sessions(struct cli *c, const struct args *a, struct show *s)
{
	const struct aaa *x = aaa(c);

	(void)a;
	show_text(s, "Total sessions since last reload: %u\n", x->n_sessions);
	for (const struct aaa_session *i = x->sessions; i; i = i->next) {
		unsigned idle = (unsigned)((node_now(cli_node(c)) - cli_last_input(i->cli)) / NSEC_PER_SEC);

		show_num(s, "session", i->id);
		show_str(s, "user", i->user);
		show_str(s, "address", i->peer);
		show_num(s, "idle_seconds", idle);
		show_str(s, "method", aaa_type_name(i->by));
		show_end(s);
		show_text(s, "Session Id: %u\n   Unique Id: %u\n   User Name: %s\n   IP Address: %s\n   Idle Time: %u\n   CT Call Handle: 0\n", i->id, i->id,
			  *i->user ? i->user : "*not available*", *i->peer ? i->peer : "0.0.0.0", idle);
	}
	return true;
}

#define METHODS "[group radius|group tacacs+|group WORD:group|local|local-case|enable|line|none]*"
#define METHODS_HELP                                                                                                                             \
	"Use Server-group|Use list of all Radius hosts|Use Server-group|Use list of all Tacacs+ hosts|Use Server-group|Server-group name|"      \
	"Use local username authentication|Use case-sensitive local username authentication|Use enable password for authentication|"          \
	"Use line password for authentication|NO authentication"
#define AUTHOR_METHODS "[group radius|group tacacs+|group WORD:group|local|if-authenticated|none]*"
#define AUTHOR_HELP                                                                                                                              \
	"Use Server-group|Use list of all Radius hosts|Use Server-group|Use list of all Tacacs+ hosts|Use Server-group|Server-group name|"      \
	"Use local database|Succeed if user has authenticated|No authorization (always succeeds)"
#define ACCT_METHODS "{none|{start-stop|stop-only} [group radius|group tacacs+|group WORD:group]*}"
#define ACCT_HELP                                                                                                                                \
	"No accounting|Record start and stop without waiting|Record stop when service terminates|Use Server-group|Use list of all Radius hosts|" \
	"Use Server-group|Use list of all Tacacs+ hosts|Use Server-group|Server-group name"
#define LIST "{default|WORD:list}"
#define LIST_HELP "The default list|Named list"
#define ORDER_AAA (ORDER_LOGGING + 40)
static const struct cmd rows[] = {
	{ &mode_config, "aaa new-model", "Authentication, Authorization and Accounting|Enable NEW access control commands and functions", .run = run_new_model,
	  .order = ORDER_AAA, .dflt = "no aaa new-model" },
	{ &mode_config, "aaa authentication login " LIST " " METHODS, "|Authentication configurations parameters|Set authentication lists for logins|" LIST_HELP "|" METHODS_HELP,
	  .run = run_list, .key = 4, .order = ORDER_AAA + 2, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "aaa authentication enable default [group radius|group tacacs+|group WORD:group|enable|line|none]*",
	  "||Set authentication list for enable|The default list|Use Server-group|Use list of all Radius hosts|Use Server-group|Use list of all Tacacs+ hosts|"
	  "Use Server-group|Server-group name|Use enable password for authentication|Use line password for authentication|NO authentication",
	  .run = run_list, .key = 4, .order = ORDER_AAA + 3 },
	{ &mode_config, "aaa authentication {attempts|banner|dot1x|fail-message|password-prompt|ppp|username-prompt} LINE",
	  "||Set the maximum number of login attempts|Message to use when starting login/authentication|Set authentication lists for IEEE 802.1x|"
	  "Message to use for failed login/authentication|Text to use when prompting for a password|Set authentication lists for ppp|Text to use when prompting for a username|",
	  .flags = CMD_UNSUPPORTED },
	{ &mode_config, "aaa authorization console", "|Authorization configurations parameters|For enabling console authorization", .run = run_console, .order = ORDER_AAA + 4 },
	{ &mode_config, "aaa authorization config-commands", "||For configuration mode commands", .run = run_config_commands, .order = ORDER_AAA + 5,
	  .dflt = "aaa authorization config-commands" },
	{ &mode_config, "aaa authorization exec " LIST " " AUTHOR_METHODS, "||For starting an exec (shell)|" LIST_HELP "|" AUTHOR_HELP, .run = run_list, .key = 4,
	  .order = ORDER_AAA + 6, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "aaa authorization commands <0-15>:level " LIST " " AUTHOR_METHODS, "||For exec (shell) commands|Enable level|" LIST_HELP "|" AUTHOR_HELP,
	  .run = run_list, .key = 5, .order = ORDER_AAA + 7, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "aaa authorization {auth-proxy|network|reverse-access} LINE", "||For Authentication Proxy Services|For network services|For reverse access connections|",
	  .flags = CMD_UNSUPPORTED },
	{ &mode_config, "aaa accounting exec " LIST " " ACCT_METHODS, "|Accounting configurations parameters|For starting an exec (shell)|" LIST_HELP "|" ACCT_HELP,
	  .run = run_list, .key = 4, .order = ORDER_AAA + 8, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "aaa accounting commands <0-15>:level " LIST " " ACCT_METHODS, "||For exec (shell) commands|Enable level|" LIST_HELP "|" ACCT_HELP, .run = run_list,
	  .key = 5, .order = ORDER_AAA + 9, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "aaa accounting {connection|delay-start|dot1x|network|send|system|update} LINE",
	  "||For outbound connections. (telnet, rlogin)|Delay PPP Network start record until peer IP address is known|For dot1x sessions|For network services|"
	  "Send records to accounting server|For system events|Enable accounting update records|",
	  .flags = CMD_UNSUPPORTED },
	{ &mode_config, "aaa session-id common", "|AAA Session ID|Use the same Session-Id for all AAA services per call", .run = cmd_always_on, .order = ORDER_AAA + 20,
	  .dflt = "aaa session-id common" },
	{ &mode_config, "aaa {attribute|dnis|local|max-sessions|nas|pod|server|traceback} LINE",
	  "|AAA attribute definitions|Associate certain AAA parameters to a specific DNIS number|AAA Local method options|Adjust initial hash size for estimated max sessions|"
	  "NAS specific configuration|POD processing|Local AAA server|Traceback recording|",
	  .flags = CMD_UNSUPPORTED },
	{ &mode_tty, "login authentication " LIST, "|Authentication parameters|" LIST_HELP, .run = run_line, .key = 2, .order = 62 },
	{ &mode_tty, "authorization exec " LIST, "Authorization parameters|For starting an exec (shell)|" LIST_HELP, .run = run_line, .key = 2, .order = 63 },
	{ &mode_tty, "authorization commands <0-15>:level " LIST, "|For exec (shell) commands|Enable level|" LIST_HELP, .run = run_line, .key = 3, .order = 64,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_tty, "accounting exec " LIST, "Accounting parameters|For starting an exec (shell)|" LIST_HELP, .run = run_line, .key = 2, .order = 65 },
	{ &mode_tty, "accounting commands <0-15>:level " LIST, "|For exec (shell) commands|Enable level|" LIST_HELP, .run = run_line, .key = 3, .order = 66,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_exec, "show aaa method-lists {accounting|all|authentication|authorization}",
	  "|Show AAA values|Show method lists|Accounting method lists|All method lists|Authentication method lists|Authorization method lists", .show = show_lists, .flags = CMD_PRIV },
	{ &mode_exec, "show aaa sessions", "||Show AAA sessions as seen by AAA Session MIB", .show = show_sessions, .flags = CMD_PRIV },
	DEBUG_CMDS("aaa authentication", "AAA Authentication, Authorization and Accounting|Authentication"),
	DEBUG_CMDS("aaa authorization", "|Authorization"),
	DEBUG_CMDS("aaa accounting", "|Accounting"),
};
/* Of kinds that nobody logs in to over the network. */
static const struct cmd absent[] = {
	{ &mode_config, "aaa new-model", "Authentication, Authorization and Accounting|Enable NEW access control commands and functions", .run = cmd_always_off,
	  .dflt = "no aaa new-model" },
	{ &mode_config, "aaa LINE", "", .flags = CMD_UNSUPPORTED },
};
const struct cmd_table aaa_absent_cmds[] = { CMD_TABLE(absent) };
const unsigned n_aaa_absent_cmds = ARRAY_LEN(aaa_absent_cmds);

const struct cmd_table aaa_cmds[] = { CMD_TABLE(rows) };
const unsigned n_aaa_cmds = ARRAY_LEN(aaa_cmds);
