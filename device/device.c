/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device's life: made for its ports, booted with a configuration, freed. And what the shell asks of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/configured.h"
#include "device/debug.h"
#include "device/files/archive.h"
#include "device/own.h"

/* ---- what the shell asks: struct shell_ops ---- */

static bool op_iface(struct node *n, const char *text, bool create, char out[64])
{
	return ifname_resolve(device_of(n), text, create, out);
}

static void op_iface_types(struct node *n, struct cli *c, void (*add)(struct cli *c, const char *word, const char *help))
{
	struct device *d = device_of(n);

	for (enum iface_type t = 0; t < IF_TYPE_N; t++) {
		const struct iface_type_info *info = iface_type_info(t);
		bool here = t == IF_PORT_CHANNEL || t == IF_TUNNEL || /* known, to be refused in so many words */
			    (info->virtual && d->ops && d->ops->iface_allowed && d->ops->iface_allowed(d, t, false));

		for (struct iface *i = d->ifaces; i && !here; i = i->next)
			here = i->type == t;
		if (here)
			add(c, info->name, info->help);
	}
}

static u64 op_iface_order(struct node *n, const char *name)
{
	struct iface *i = device_iface(device_of(n), name);
	struct ifname parsed;

	if (i)
		return i->order;
	if (!ifname_parse(name, &parsed) || ifname_type(parsed.word) == IF_TYPE_N)
		return UINT64_MAX;
	return ifname_order(ifname_type(parsed.word), &parsed);
}

static void op_iface_fixed(struct node *n, void (*add)(void *arg, const char *name), void *arg)
{
	for (struct iface *i = device_of(n)->ifaces; i; i = i->next)
		if (iface_is_physical(i))
			add(arg, i->name);
}

static void note_configured(struct device *d, const char *user)
{
	system_configured(d, user);
	if (d->configured)
		d->configured(d);
}

void device_configured(struct device *d, const char *user, const char *from, const char *by)
{
	note_configured(d, user);
	device_log(d, "SYS", 5, "CONFIG_I", "Configured from %s by %s", from, by);
}

static void op_configured(struct node *n, const char *where, const char *user)
{
	struct device *d = device_of(n);

	note_configured(d, user);
	if (d->on_configured)
		d->on_configured(d);
	if (d->archive)
		d->archive->log_session++;
	if (line_of(where) == LINE_CON)
		device_log(d, "SYS", 5, "CONFIG_I", "Configured from console by %s", user ? user : "console");
	else if (user)
		device_log(d, "SYS", 5, "CONFIG_I", "Configured from console by %s on %s", user, where);
	else
		device_log(d, "SYS", 5, "CONFIG_I", "Configured from console by %s", where);
}

static void op_configured_line(struct node *n, struct cli *c, const char *line)
{
	if (device_of(n)->archive)
		archive_log(device_of(n)->archive, c, line);
}

static bool op_heading(struct node *n, char buf[192])
{
	return system_heading(device_of(n), buf);
}

static void op_session(struct node *n, struct cli *c)
{
	system_session(device_of(n), c);
}

static void op_spread(struct node *n, const char *name, const char *line, void (*add)(void *arg, const char *name), void *arg)
{
	const struct device *d = device_of(n);
	const struct iface *i = d->ops && d->ops->iface_spread ? device_iface(device_of(n), name) : NULL;

	if (i)
		d->ops->iface_spread(i, line, add, arg);
}

static const char *const header[] = { "version 15.9", NULL };

static const struct shell_ops shell_ops = {
	.iface = op_iface,
	.iface_types = op_iface_types,
	.iface_order = op_iface_order,
	.header = header,
	.iface_fixed = op_iface_fixed,
	.configured = op_configured,
	.configured_line = op_configured_line,
	.write_file = files_write_output,
	.heading = op_heading,
	.session = op_session,
	.spread = op_spread,
	.enable = access_enable,
	.command = aaa_command,
};

/* ---- life ---- */

void device_init(struct device *d, const struct grammar *g, const struct device_ops *ops)
{
	d->ops = ops;
	d->booted = node_now(&d->node);
	d->log = log_new();
	system_new(d);
	d->shell = shell_new(&d->node, g, &shell_ops);
	d->node.shell = d->shell;
	shell_set_hostname(d->shell, d->node.name);
	for (struct port *p = d->node.ports; p; p = p->next)
		device_iface_of_port(d, p);
	if (ops && ops->iface_allowed && ops->iface_allowed(d, IF_NULL, false))
		device_iface_make(d, "Null0");
	rate_start(d);
}

void device_fini(struct device *d)
{
	rate_stop(d);
	shell_free(d->shell);
	d->shell = NULL;
	d->node.shell = NULL;
	iface_free_all(d);
	debug_notes_free(d);
	archive_free(d);
	system_free(d);
	device_flash_free(d);
	log_free(d->log);
	d->log = NULL;
	free(d->startup);
	d->startup = NULL;
}

/* ---- boot ---- */

struct boot {
	struct device *d;
	void (*skipped)(void *arg, const struct config_error *e);
	void *arg;
};

static void boot_skipped(void *arg, const struct config_error *e)
{
	struct boot *b = arg;

	device_log(b->d, "PARSER", 4, "BADCFG", "line %u skipped: %s: %s", e->line, e->input, e->text);
	if (b->skipped)
		b->skipped(b->arg, e);
}

/* As it leaves the factory: IOS keeps a router's ports shut until it is told otherwise. */
static char *factory(struct device *d)
{
	char *text = xstrdup("");

	for (struct port *p = d->node.ports; p && d->ops && d->ops->ports_shut; p = p->next) {
		char *longer = xasprintf("%sinterface %s\n shutdown\n", text, p->name);

		free(text);
		text = longer;
	}
	return text;
}

bool device_boot(struct device *d, const char *config, bool lenient, struct config_error *err,
		 void (*skipped)(void *arg, const struct config_error *e), void *arg)
{
	struct boot b = { d, skipped, arg };
	char *made = config || d->startup ? NULL : factory(d);
	char *hostname = xasprintf("hostname %s\n", d->node.name);
	const char *text = config ? config : d->startup ? d->startup : made;
	bool ok;

	/* The node's name is its hostname until the configuration says otherwise; a node's name need not be a hostname. */
	shell_apply(d->shell, hostname, false, err, NULL, NULL);
	ok = shell_apply(d->shell, text, lenient, err, boot_skipped, &b);
	if (ok) {
		device_log(d, "SYS", 5, "CONFIG_I", "Configured from memory by console");
		device_log(d, "SYS", 5, "RESTART", "System restarted -- Lanyard Software, %s", d->node.kind->name);
	}
	free(hostname);
	free(made);
	return ok;
}
