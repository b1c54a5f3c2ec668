/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeping the configuration and starting anew: write, copy, erase, reload. What is asked, and in which words, is IOS's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/own.h"

static bool is_yes(const char *answer)
{
	return !*answer || *answer == 'y' || *answer == 'Y';
}

/* ---- running to startup ---- */

bool device_save(struct device *d, const char **why)
{
	char *text = shell_running(d->shell, false);

	if (d->store && !d->store(d, text, why)) {
		free(text);
		return false;
	}
	free(d->startup);
	d->startup = text;
	if (d->ops && d->ops->saved)
		d->ops->saved(d);
	return true;
}

bool keep_now(struct cli *c)
{
	const char *why = "no space";

	cli_print(c, "Building configuration...\n");
	if (!device_save(cli_device(c), &why)) {
		cli_error(c, "%%Error writing nvram:/startup-config (%s)", why);
		return false;
	}
	cli_print(c, "[OK]\n");
	return true;
}

bool keep_write(struct cli *c, const struct args *a)
{
	(void)a;
	return keep_now(c);
}

/* ---- erase ---- */

static void erase_now(struct cli *c, void *state, const char *answer)
{
	struct device *d = cli_device(c);
	const char *why = "no such device";

	(void)state;
	if (!is_yes(answer))
		return;
	if (d->store && !d->store(d, NULL, &why)) {
		cli_error(c, "%%Error erasing nvram: (%s)", why);
		return;
	}
	free(d->startup);
	d->startup = NULL;
	cli_print(c, "[OK]\nErase of nvram: complete\n");
	device_log(d, "SYS", 7, "NV_BLOCK_INIT", "Initialized the geometry of nvram");
}

bool keep_erase(struct cli *c, const struct args *a)
{
	(void)a;
	cli_ask(c, "Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]", "", erase_now, NULL);
	return true;
}

/* ---- reload ---- */

static void reload_fire(struct timer *t)
{
	struct device *d = container_of(t, struct system, reload_at)->dev;

	for (struct cli *c = shell_sessions(d->shell, NULL); c; c = shell_sessions(d->shell, c))
		if (cli_session(c)->interactive)
			cli_notify(c, "***\n*** --- SHUTDOWN NOW ---\n***");
	device_log(d, "SYS", 5, "RELOAD", "Reload requested by the scheduler. Reload Reason: Reload command.");
	if (d->reload)
		d->reload(d);
}

/* state: the minutes to wait; NULL: now. */
static void reload_confirmed(struct cli *c, void *state, const char *answer)
{
	struct device *d = cli_device(c);
	uintptr_t minutes = (uintptr_t)state;
	const char *user = cli_session(c)->user;

	if (!is_yes(answer))
		return;
	if (minutes) {
		d->system->reload_at.fire = reload_fire;
		timer_set(d->node.worker, &d->system->reload_at, node_now(&d->node) + minutes * 60 * NSEC_PER_SEC);
		device_log(d, "SYS", 5, "SCHEDULED_RELOAD", "Reload requested in %lu minute%s by %s on %s.", (unsigned long)minutes,
			   minutes == 1 ? "" : "s", user ? user : "console", cli_session(c)->where);
		return;
	}
	device_log(d, "SYS", 5, "RELOAD", "Reload requested by %s. Reload Reason: Reload command.", user ? user : "console");
	d->reload(d);
}

static void reload_ask(struct cli *c, void *minutes)
{
	cli_ask(c, "Proceed with reload? [confirm]", "", reload_confirmed, minutes);
}

static void reload_save(struct cli *c, void *minutes, const char *answer)
{
	if (*answer == 'y' || *answer == 'Y') {
		if (!keep_now(c))
			return;
	} else if (*answer == '\003') {
		return;
	} else if (*answer != 'n' && *answer != 'N') {
		cli_print(c, "%% Please answer 'yes' or 'no'.\n");
		cli_ask(c, "System configuration has been modified. Save? [yes/no]: ", "yes", reload_save, minutes);
		return;
	}
	reload_ask(c, minutes);
}

static bool is_modified(struct device *d)
{
	char *text = shell_running(d->shell, false);
	bool modified = !d->startup || strcmp(text, d->startup);

	free(text);
	return modified;
}

static bool reload(struct cli *c, uintptr_t minutes)
{
	struct device *d = cli_device(c);

	if (!d->reload) {
		cli_error(c, "%% Unsupported here: reload (no lab holds this node)");
		return false;
	}
	if (is_modified(d))
		cli_ask(c, "System configuration has been modified. Save? [yes/no]: ", "yes", reload_save, (void *)minutes);
	else
		reload_ask(c, (void *)minutes);
	return true;
}

bool keep_reload(struct cli *c, const struct args *a)
{
	(void)a;
	return reload(c, 0);
}

bool keep_reload_in(struct cli *c, const struct args *a)
{
	return reload(c, (uintptr_t)args_num(a, "minutes", 1));
}

bool keep_reload_cancel(struct cli *c, const struct args *a)
{
	struct device *d = cli_device(c);

	(void)a;
	if (!timer_is_set(&d->system->reload_at)) {
		cli_print(c, "%%No reload is scheduled.\n");
		return true;
	}
	timer_stop(d->node.worker, &d->system->reload_at);
	cli_print(c, "\n\n***\n*** --- SHUTDOWN ABORTED ---\n***\n");
	device_log(d, "SYS", 5, "SCHEDULED_RELOAD_CANCELLED", "Scheduled reload cancelled");
	return true;
}

bool show_reload(struct cli *c, const struct args *a, struct show *s)
{
	struct device *d = cli_device(c);
	char left[16];

	(void)a;
	if (!timer_is_set(&d->system->reload_at)) {
		show_text(s, "No reload is scheduled.\n");
		return true;
	}
	nsec span = d->system->reload_at.due - node_now(&d->node);

	show_num(s, "reload_in_s", span / NSEC_PER_SEC);
	show_end(s);
	show_text(s, "Reload scheduled in %s\n", uptime_short(span, left));
	return true;
}
