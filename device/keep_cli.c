/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeping the configuration and starting anew: write, copy, erase, reload. What is asked, and in which words, is IOS's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/files/archive.h"
#include "device/own.h"

static bool is_yes(const char *answer)
{
	return !*answer || *answer == 'y' || *answer == 'Y';
}

/* ---- running to startup ---- */

bool device_keep(struct device *d, char *text, const char **why)
{
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

bool device_save(struct device *d, const char **why) { return device_keep(d, shell_running(d->shell, false), why); }

bool keep_now(struct cli *c)
{
	const char *why = "no space";

	cli_print(c, "Building configuration...\n");
	if (!device_save(cli_device(c), &why)) {
		cli_error(c, "%%Error writing nvram:/startup-config (%s)", why);
		return false;
	}
	cli_print(c, "[OK]\n");
	archive_saved(cli_device(c));
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
