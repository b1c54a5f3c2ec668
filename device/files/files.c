/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "device/files/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "device/own.h"

struct flash *device_flash(struct device *d)
{
	size_t len = 0;
	u8 *image;

	if (d->flash)
		return d->flash;
	image = d->flash_load ? d->flash_load(d, &len) : NULL;
	if (image) {
		d->flash = flash_of_image(image, len);
		if (!d->flash)
			device_log(d, "FLASH", 3, "UNREADABLE", "What was kept of flash: cannot be read; it is empty now");
		free(image);
	}
	if (!d->flash)
		d->flash = flash_new();
	return d->flash;
}

bool device_flash_keep(struct device *d, const char **why)
{
	size_t len;
	u8 *image;
	bool ok;

	if (!d->flash_keep)
		return true;
	image = flash_image(d->flash, &len);
	ok = d->flash_keep(d, image, len, why);
	free(image);
	if (!ok)
		device_flash_free(d); /* the next who asks gets what is kept */
	return ok;
}

void device_flash_free(struct device *d)
{
	flash_free(d->flash);
	d->flash = NULL;
}

void device_carrier_add(struct device *d, const struct carrier *k)
{
	for (unsigned i = 0; i < CARRIERS_MAX; i++)
		if (!d->carriers[i]) {
			d->carriers[i] = k;
			return;
		}
	bug("no room for the carrier %s:", k->scheme);
}

/* ---- names ---- */

static bool scheme_is(const char *text, size_t len, const char *name)
{
	return strlen(name) == len && !strncasecmp(text, name, len);
}

static bool parse_fixed(const char *rest, const char *name)
{
	rest += strspn(rest, "/");
	return !*rest || !strcasecmp(rest, name);
}

/* "//host/path", "", "path" behind "tftp:". */
static bool parse_elsewhere(const char *rest, struct file_url *u)
{
	u->place = FILE_ELSEWHERE;
	if (!strncmp(rest, "//", 2)) {
		size_t len = strcspn(rest + 2, "/");

		if (len > FILE_HOST_MAX)
			return false;
		memcpy(u->host, rest + 2, len);
		u->host[len] = 0;
		rest += 2 + len;
		rest += *rest == '/';
	}
	if (strlen(rest) > FLASH_PATH_MAX)
		return false;
	strcpy(u->path, rest);
	for (const char *p = u->path; *p; p++)
		if (*p <= ' ' || *p > '~')
			return false;
	return true;
}

bool file_url_parse(struct device *d, const char *text, struct file_url *u, const char **why)
{
	const char *colon = strchr(text, ':'), *rest = colon ? colon + 1 : text;
	size_t len = colon ? (size_t)(colon - text) : 0;

	*u = (struct file_url){ .place = FILE_FLASH };
	*why = "Invalid argument";
	if (!colon && !strcasecmp(text, "running-config"))
		u->place = FILE_RUNNING;
	else if (!colon && !strcasecmp(text, "startup-config"))
		u->place = FILE_STARTUP;
	else if (!colon || scheme_is(text, len, "flash") || scheme_is(text, len, "flash0") || scheme_is(text, len, "bootflash") || scheme_is(text, len, "disk0"))
		return flash_path(rest, u->path);
	else if (scheme_is(text, len, "null"))
		u->place = FILE_NULL;
	else if (scheme_is(text, len, "nvram") && parse_fixed(rest, "startup-config"))
		u->place = FILE_STARTUP;
	else if (scheme_is(text, len, "system") && parse_fixed(rest, "running-config"))
		u->place = FILE_RUNNING;
	else {
		for (unsigned i = 0; i < CARRIERS_MAX && d->carriers[i]; i++)
			if (scheme_is(text, len, d->carriers[i]->scheme)) {
				u->carrier = d->carriers[i];
				return parse_elsewhere(rest, u);
			}
		*why = scheme_is(text, len, "nvram") || scheme_is(text, len, "system") ? "No such file or directory" : "No such device";
		return false;
	}
	return true;
}

const char *file_url_text(const struct file_url *u, char buf[400])
{
	switch (u->place) {
	case FILE_FLASH:
		snprintf(buf, 400, "flash:/%s", u->path);
		break;
	case FILE_ELSEWHERE:
		if (*u->host)
			snprintf(buf, 400, "%s://%s/%s", u->carrier->scheme, u->host, u->path);
		else
			snprintf(buf, 400, "%s:%s", u->carrier->scheme, u->path);
		break;
	case FILE_RUNNING:
		snprintf(buf, 400, "system:/running-config");
		break;
	case FILE_STARTUP:
		snprintf(buf, 400, "nvram:/startup-config");
		break;
	default:
		snprintf(buf, 400, "null:");
	}
	return buf;
}

/* ---- content ---- */

struct body *file_read(struct device *d, const struct file_url *u, const char **why)
{
	const struct flash_file *x;
	struct body *b;
	char *text;

	*why = "No such file or directory";
	switch (u->place) {
	case FILE_RUNNING:
		text = shell_running(d->shell, false);
		b = body_new(text, (u32)strlen(text));
		free(text);
		return b;
	case FILE_STARTUP:
		return d->startup ? body_new(d->startup, (u32)strlen(d->startup)) : NULL;
	case FILE_FLASH:
		x = flash_find(device_flash(d), u->path);
		if (!*u->path || (x && x->folder))
			*why = flash_words(FLASH_IS_FOLDER);
		return x && x->body ? body_hold(x->body) : NULL;
	case FILE_NULL:
		return body_new(NULL, 0);
	default:
		return NULL;
	}
}

static bool write_startup(struct device *d, const void *data, u32 len, const char **why)
{
	char *text = xcalloc(1, (size_t)len + 1);

	if (len)
		memcpy(text, data, len);
	if (strlen(text) != len) {
		*why = "Invalid argument";
		free(text);
		return false;
	}
	return device_keep(d, text, why);
}

bool file_write(struct device *d, const struct file_url *u, const void *data, u32 len, const char **why)
{
	enum flash_why e;

	if (u->place == FILE_NULL)
		return true;
	if (u->place == FILE_STARTUP)
		return write_startup(d, data, len, why);
	if (u->place != FILE_FLASH) {
		*why = "Invalid argument";
		return false;
	}
	e = flash_write(device_flash(d), u->path, data, len, device_wall_clock(d) / (s64)NSEC_PER_SEC);
	*why = flash_words(e);
	return !e && device_flash_keep(d, why);
}
