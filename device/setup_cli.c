/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `setup`: the initial configuration dialog, when somebody asks for it. Questions one after the other, a table of them; what was answered becomes lines of configuration,
 * which are shown, and taken as a whole and saved, asked again, or dropped. Nothing changes before that.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/text.h"
#include "device/configured.h"
#include "device/own.h"
#include "net/addr.h"

enum setup_step {
	ASK_CONTINUE, ASK_BASIC, ASK_SUMMARY, ASK_HOST, ASK_SECRET, ASK_PASSWORD, ASK_VTY, ASK_SNMP, ASK_COMMUNITY, ASK_MANAGEMENT, ASK_USE, ASK_IP, ASK_ADDRESS, ASK_MASK,
	ASK_SELECTION, ASK_NOTHING,
};

struct setup {
	u8 step;		/* enum setup_step: the question that is open */
	bool basic;
	u32 at;			/* extended: of which interface, counted from 0 */
	char iface[64];		/* that is being asked about */
	u32 address;
	char secret[SECRET_CLEAR_MAX + 1];
	struct text global, ifaces; /* lines of configuration */
};

static void ask(struct cli *c, struct setup *x);

static void setup_free(struct setup *x)
{
	text_free(&x->global);
	text_free(&x->ifaces);
	explicit_bzero(x, sizeof(*x));
	free(x);
}

/* ---- interfaces ---- */

/* The interface of that number among those that may have addresses by nature; NULL: no more. */
static const struct iface *iface_at(const struct device *d, u32 at)
{
	for (const struct iface *i = d->ifaces; i; i = i->next)
		if (i->type != IF_NULL && !i->parent && !i->sw && !at--)
			return i;
	return NULL;
}

/* Extended: on to the next interface, or the end. */
static enum setup_step next_iface(struct cli *c, struct setup *x)
{
	const struct iface *i = x->basic ? NULL : iface_at(cli_device(c), x->at);

	x->at++;
	if (!i)
		return ASK_SELECTION;
	snprintf(x->iface, sizeof(x->iface), "%s", i->name);
	return ASK_USE;
}

/* ---- what is made of the answers; each returns the next step, or its own to be asked again ---- */

/* true: it was yes or no, as *yes says. */
static bool yes_or_no(struct cli *c, const char *text, bool *yes)
{
	*yes = tolower((u8)*text) == 'y';
	if (*text && (!strncasecmp("yes", text, strlen(text)) || !strncasecmp("no", text, strlen(text))))
		return true;
	cli_print(c, "%% Please answer 'yes' or 'no'.\n");
	return false;
}

/* A word that can stand in a line of configuration. */
static bool is_word(struct cli *c, const char *text, size_t max)
{
	bool ok = *text && strlen(text) <= max;

	for (const char *s = text; *s; s++)
		ok &= (u8)*s > ' ' && (u8)*s < 0x7f;
	if (!ok)
		cli_print(c, "%% A word of 1 to %zu characters\n", max);
	return ok;
}

static enum setup_step take_continue(struct cli *c, struct setup *x, const char *text)
{
	bool yes;

	(void)x;
	if (!yes_or_no(c, text, &yes))
		return ASK_CONTINUE;
	if (!yes)
		return ASK_NOTHING;
	cli_print(c, "\nAt any point you may enter a question mark '?' for help.\nUse ctrl-c to abort configuration dialog at any prompt.\n"
		     "Default settings are in square brackets '[]'.\n\n\nBasic management setup configures only enough connectivity\n"
		     "for management of the system, extended setup will ask you\nto configure each interface on the system\n\n");
	return ASK_BASIC;
}

static enum setup_step take_basic(struct cli *c, struct setup *x, const char *text)
{
	if (!yes_or_no(c, text, &x->basic))
		return ASK_BASIC;
	if (!x->basic)
		return ASK_SUMMARY;
	cli_print(c, "Configuring global parameters:\n\n");
	return ASK_HOST;
}

static enum setup_step take_summary(struct cli *c, struct setup *x, const char *text)
{
	bool yes;

	(void)x;
	if (!yes_or_no(c, text, &yes))
		return ASK_SUMMARY;
	if (yes)
		cli_exec(c, "show ip interface brief");
	cli_print(c, "\nConfiguring global parameters:\n\n");
	return ASK_HOST;
}

static enum setup_step take_host(struct cli *c, struct setup *x, const char *text)
{
	if (!is_word(c, text, 63))
		return ASK_HOST;
	text_printf(&x->global, "hostname %s\n", text);
	cli_print(c, "\n  The enable secret is a password used to protect access to\n  privileged EXEC and configuration modes. This password, after\n"
		     "  entered, becomes encrypted in the configuration.\n");
	return ASK_SECRET;
}

static enum setup_step take_secret(struct cli *c, struct setup *x, const char *text)
{
	char typed[SECRET_CLEAR_MAX + 3], kept[SECRET_TEXT_MAX + 4];
	struct secret s = { 0 };
	bool ok = is_word(c, text, SECRET_CLEAR_MAX);

	if (ok) {
		snprintf(typed, sizeof(typed), "0 %s", text);
		ok = access_read_secret(c, typed, &s, kept);
	}
	if (ok) {
		snprintf(x->secret, sizeof(x->secret), "%s", text);
		text_printf(&x->global, "enable secret %s\n", kept);
		cli_print(c, "\n  The enable password is used when you do not specify an\n  enable secret password, with some older software versions, and\n  some boot images.\n");
	}
	explicit_bzero(typed, sizeof(typed));
	return ok ? ASK_PASSWORD : ASK_SECRET;
}

static enum setup_step take_password(struct cli *c, struct setup *x, const char *text)
{
	if (!is_word(c, text, SECRET_CLEAR_MAX))
		return ASK_PASSWORD;
	if (!strcmp(text, x->secret)) {
		cli_print(c, "%% Please choose a password that is different from the enable secret\n");
		return ASK_PASSWORD;
	}
	text_printf(&x->global, "enable password 0 %s\n", text);
	cli_print(c, "\n  The virtual terminal password is used to protect\n  access to the router over a network interface.\n");
	return ASK_VTY;
}

static enum setup_step take_vty(struct cli *c, struct setup *x, const char *text)
{
	if (!is_word(c, text, SECRET_CLEAR_MAX))
		return ASK_VTY;
	text_printf(&x->global, "line vty 0 4\n password 0 %s\n login\n", text);
	return ASK_SNMP;
}

static enum setup_step after_global(struct cli *c, struct setup *x)
{
	if (!x->basic) {
		cli_print(c, "\nConfiguring interface parameters:\n\n");
		return next_iface(c, x);
	}
	cli_print(c, "\nCurrent interface summary\n\n");
	cli_exec(c, "show ip interface brief");
	cli_print(c, "\n");
	return ASK_MANAGEMENT;
}

static enum setup_step take_snmp(struct cli *c, struct setup *x, const char *text)
{
	bool yes;

	if (!yes_or_no(c, text, &yes))
		return ASK_SNMP;
	return yes ? ASK_COMMUNITY : after_global(c, x);
}

static enum setup_step take_community(struct cli *c, struct setup *x, const char *text)
{
	if (!is_word(c, text, 64))
		return ASK_COMMUNITY;
	text_printf(&x->global, "snmp-server community %s RO\n", text);
	return after_global(c, x);
}

static enum setup_step take_management(struct cli *c, struct setup *x, const char *text)
{
	if (!ifname_resolve(cli_device(c), text, true, x->iface)) {
		cli_print(c, "%% Invalid interface\n");
		return ASK_MANAGEMENT;
	}
	cli_print(c, "\nConfiguring interface %s:\n", x->iface);
	text_printf(&x->ifaces, "interface %s\n no shutdown\n", x->iface);
	return ASK_IP;
}

static enum setup_step take_use(struct cli *c, struct setup *x, const char *text)
{
	bool yes;

	if (!yes_or_no(c, text, &yes))
		return ASK_USE;
	text_printf(&x->ifaces, "interface %s\n %sshutdown\n", x->iface, yes ? "no " : "");
	if (yes)
		return ASK_IP;
	text_puts(&x->ifaces, " no ip address\n");
	return next_iface(c, x);
}

static enum setup_step take_ip(struct cli *c, struct setup *x, const char *text)
{
	bool yes;

	if (!yes_or_no(c, text, &yes))
		return ASK_IP;
	if (yes)
		return ASK_ADDRESS;
	text_puts(&x->ifaces, " no ip address\n");
	return next_iface(c, x);
}

static enum setup_step take_address(struct cli *c, struct setup *x, const char *text)
{
	u32 a;

	if (!ip4_parse(text, &a) || !a || a >> 28 >= 0xe || a >> 24 == 127) {
		cli_print(c, "%% Invalid address\n");
		return ASK_ADDRESS;
	}
	x->address = a;
	return ASK_MASK;
}

static enum setup_step take_mask(struct cli *c, struct setup *x, const char *text)
{
	u32 mask, class = ip4_class_len(x->address);
	char a[IP4_TEXT], m[IP4_TEXT], net[IP4_TEXT];
	unsigned plen = 0;

	if (!ip4_parse(text, &mask) || !mask || (~mask & (~mask + 1))) {
		cli_print(c, "%% Bad mask\n");
		return ASK_MASK;
	}
	while (plen < 32 && mask << plen)
		plen++;
	cli_print(c, "    Class %c network is %s, %u subnet bits; mask is /%u\n", class == 8 ? 'A' : class == 16 ? 'B' : 'C',
		  ip4_text(x->address & ~0u << (32 - class), net), plen > class ? plen - class : 0, plen);
	text_printf(&x->ifaces, " ip address %s %s\n", ip4_text(x->address, a), ip4_text(mask, m));
	return next_iface(c, x);
}

static void keep(struct cli *c, struct setup *x)
{
	struct device *d = cli_device(c);
	const char *user = cli_session(c)->user;
	struct config_error e;
	char *script = xasprintf("%s%s", text_str(&x->global), text_str(&x->ifaces));

	if (shell_apply(cli_shell(c), script, false, &e, NULL, NULL)) {
		device_configured(d, user, "setup", user ? user : "console");
		keep_now(c);
		cli_print(c, "Use the enabled mode 'configure' command to modify this configuration.\n\n");
	} else {
		cli_error(c, "%% Nothing was changed: \"%s\": %s", e.input, e.text);
	}
	explicit_bzero(script, strlen(script));
	free(script);
}

static enum setup_step take_selection(struct cli *c, struct setup *x, const char *text)
{
	if (!text[0] || text[1] || *text < '0' || *text > '2') {
		cli_print(c, "%% Please enter 0, 1 or 2\n");
		return ASK_SELECTION;
	}
	if (*text == '1') {
		text_clear(&x->global);
		text_clear(&x->ifaces);
		x->at = 0;
		return ASK_BASIC;
	}
	if (*text == '2')
		keep(c, x);
	return ASK_NOTHING;
}

/* ---- the questions ---- */

static const struct question {
	const char *text, *dflt, *help;	/* dflt NULL: there is none */
	enum setup_step (*take)(struct cli *c, struct setup *x, const char *text);
} questions[] = {
	[ASK_CONTINUE] = { "Continue with configuration dialog? [yes/no]: ", NULL, "yes: go on; no: back to the prompt", take_continue },
	[ASK_BASIC] = { "Would you like to enter basic management setup? [yes/no]: ", NULL, "yes: names, passwords and one interface; no: all interfaces", take_basic },
	[ASK_SUMMARY] = { "First, would you like to see the current interface summary? [yes]: ", "yes", "yes: show them; no: go on", take_summary },
	[ASK_HOST] = { "  Enter host name [%s]: ", "", "The name of this device, a word", take_host },
	[ASK_SECRET] = { "  Enter enable secret: ", NULL, "A password, which is kept hashed", take_secret },
	[ASK_PASSWORD] = { "  Enter enable password: ", NULL, "A password other than the enable secret", take_password },
	[ASK_VTY] = { "  Enter virtual terminal password: ", NULL, "The password of line vty 0 4", take_vty },
	[ASK_SNMP] = { "  Configure SNMP Network Management? [no]: ", "no", "yes: a community that may read; no: none", take_snmp },
	[ASK_COMMUNITY] = { "    Community string [public]: ", "public", "A word", take_community },
	[ASK_MANAGEMENT] = { "Enter interface name used to connect to the\nmanagement network from the above interface summary: ", NULL, "An interface, such as GigabitEthernet0/0", take_management },
	[ASK_USE] = { "Do you want to configure %s interface? [yes]: ", "yes", "yes: it is turned on; no: it is shut down", take_use },
	[ASK_IP] = { "  Configure IP on this interface? [yes]: ", "yes", "yes: an address; no: none", take_ip },
	[ASK_ADDRESS] = { "    IP address for this interface: ", NULL, "A.B.C.D", take_address },
	[ASK_MASK] = { "    Subnet mask for this interface [%s] : ", "", "A.B.C.D", take_mask },
	[ASK_SELECTION] = { "Enter your selection [2]: ", "2", "0, 1 or 2", take_selection },
};

/* What stands in brackets where the table cannot say it: the answer to RETURN. */
static const char *default_of(struct cli *c, const struct setup *x, char buf[64])
{
	if (x->step == ASK_HOST)
		return shell_hostname(cli_shell(c));
	if (x->step == ASK_MASK)
		return ip4_text(~0u << (32 - ip4_class_len(x->address)), buf);
	return questions[x->step].dflt;
}

static void answered(struct cli *c, void *state, const char *text)
{
	struct setup *x = state;
	const struct question *q = &questions[x->step];
	const char *dflt;
	char buf[64], given[256];

	if (cli_gone(c) || !strcmp(text, "\003")) {
		setup_free(x);
		return;
	}
	text += strspn(text, " \t");
	dflt = default_of(c, x, buf);
	snprintf(given, sizeof(given), "%s", *text || !dflt ? text : dflt);
	for (size_t n = strlen(given); n && isspace((u8)given[n - 1]);)
		given[--n] = 0;
	if (!strcmp(given, "?"))
		cli_print(c, "%s\n", q->help);
	else
		x->step = (u8)q->take(c, x, given);
	explicit_bzero(given, sizeof(given));
	ask(c, x);
}

/* Past the pager: the question stands right below it. */
static void show_script(struct cli *c, const struct setup *x)
{
	char *text = xasprintf("\nThe following configuration command script was created:\n\n%s!\n%s!\nend\n\n\n"
			       "[0] Go to the IOS command prompt without saving this config.\n[1] Return back to the setup without saving this config.\n"
			       "[2] Save this configuration to nvram and exit.\n\n", text_str(&x->global), text_str(&x->ifaces));

	cli_write_raw(c, text, strlen(text));
	explicit_bzero(text, strlen(text));
	free(text);
}

static void ask(struct cli *c, struct setup *x)
{
	char buf[64], prompt[192];

	if (x->step == ASK_NOTHING) {
		setup_free(x);
		return;
	}
	if (x->step == ASK_SELECTION)
		show_script(c, x);
	if (x->step == ASK_HOST || x->step == ASK_MASK || x->step == ASK_USE) {
		const char *in = x->step == ASK_USE ? x->iface : default_of(c, x, buf), *gap = strstr(questions[x->step].text, "%s");

		snprintf(prompt, sizeof(prompt), "%.*s%s%s", (int)(gap - questions[x->step].text), questions[x->step].text, in, gap + 2);
	} else {
		snprintf(prompt, sizeof(prompt), "%s", questions[x->step].text);
	}
	cli_ask(c, prompt, NULL, answered, x);
}

static bool run_setup(struct cli *c, const struct args *a)
{
	(void)a;
	if (!cli_interactive(c)) {
		cli_error(c, "%% Nobody is there to answer the questions");
		return false;
	}
	cli_print(c, "\n\n         --- System Configuration Dialog ---\n\n");
	ask(c, xcalloc(1, sizeof(struct setup)));
	return true;
}

static const struct cmd rows[] = {
	{ &mode_exec, "setup", "Run the SETUP command facility", .run = run_setup, .flags = CMD_PRIV },
};
const struct cmd_table setup_cmds[] = { CMD_TABLE(rows) };
const unsigned n_setup_cmds = ARRAY_LEN(setup_cmds);
