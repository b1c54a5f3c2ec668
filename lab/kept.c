/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a device outlives it: its startup-config and its flash, by the store. */
#include <stdlib.h>
#include <string.h>

#include "lab/engine.h"
#include "lab/store.h"

static bool keep_startup(struct device *d, const char *text, const char **why)
{
	struct lab_node *ln = d->lab;
	struct engine *e = ln->engine;
	bool ok = text ? store_save(e->s->state.saved, ln->node->name, STORE_CONFIG, text, strlen(text), ln->why) :
			 store_erase(e->s->state.saved, ln->node->name, STORE_CONFIG, ln->why);

	if (!ok) {
		*why = ln->why;
		return false;
	}
	free(ln->startup);
	ln->startup = text ? xstrdup(text) : NULL;
	ln->saved = text != NULL;
	return true;
}

static u8 *load_flash(struct device *d, size_t *len)
{
	struct lab_node *ln = d->lab;
	struct engine *e = ln->engine;
	u8 *image = (u8 *)store_load(e->s->state.saved, ln->node->name, STORE_FLASH, len, ln->why);

	if (!image && ln->why[0])
		device_log(d, "FLASH", 3, "UNREADABLE", "%s", ln->why);
	return image;
}

static bool keep_flash(struct device *d, const void *image, size_t len, const char **why)
{
	struct lab_node *ln = d->lab;

	*why = ln->why;
	return store_save(ln->engine->s->state.saved, ln->node->name, STORE_FLASH, image, len, ln->why);
}

void kept_born(struct device *d)
{
	d->store = keep_startup;
	d->flash_load = load_flash;
	d->flash_keep = keep_flash;
}
