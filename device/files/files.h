/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files of a device: flash:, nvram:startup-config, system:running-config, and files elsewhere (tftp:), which a carrier of another room fetches
 * and brings. Names are written as IOS writes them; a name without a scheme is one of flash:.
 */
#ifndef DEVICE_FILES_FILES_H
#define DEVICE_FILES_FILES_H

#include "device/device.h"
#include "device/files/flash.h"

/* ---- flash: files.c ---- */

/* The device's flash, as it is kept. Never NULL. */
struct flash *device_flash(struct device *d);
/* It has been changed: keeps it durably. false: why; then it is again as it is kept. */
bool device_flash_keep(struct device *d, const char **why);
void device_flash_free(struct device *d);
/* ---- places: files.c ---- */

enum file_place { FILE_FLASH, FILE_RUNNING, FILE_STARTUP, FILE_NULL, FILE_ELSEWHERE };
enum { FILE_HOST_MAX = 63 };

struct file_url {
	enum file_place place;
	char path[FLASH_PATH_MAX + 1];	/* flash, elsewhere; "": none was said */
	char host[FILE_HOST_MAX + 1];	/* elsewhere; "": none was said */
	const struct carrier *carrier;	/* elsewhere */
};
/* false: text for after "%Error opening NAME " in *why. */
bool file_url_parse(struct device *d, const char *text, struct file_url *u, const char **why);
/* "flash:/a/b", "tftp://10.0.0.1/x", "nvram:/startup-config", "system:/running-config", "null:". */
const char *file_url_text(const struct file_url *u, char buf[400]);
/* The content of a file of this device (elsewhere: NULL); the caller puts it. NULL: *why. */
struct body *file_read(struct device *d, const struct file_url *u, const char **why);
/* Writes one of flash: or the startup-config, durably. false: *why. */
bool file_write(struct device *d, const struct file_url *u, const void *data, u32 len, const char **why);

/* ---- files elsewhere ---- */

/* One file on its way. Whoever starts it fills in the first part; the carrier tells by the callbacks, from its own events, never from start(). */
struct transfer {
	struct device *dev;
	const struct carrier *carrier;
	char host[FILE_HOST_MAX + 1], path[FLASH_PATH_MAX + 1];
	bool put;
	struct body *body;		/* put: what is sent, held. get: NULL */
	void (*began)(struct transfer *t, const char *iface); /* the other side has answered; by which interface */
	void (*mark)(struct transfer *t, char mark);	/* '!': another ten blocks; '.': nothing came in time */
	/* It is over; why NULL: well. data, len: what came; good for the call alone. stop() must not be called any more. */
	void (*done)(struct transfer *t, const char *why, const void *data, u32 len);
	void *owner;
	void *state;			/* the carrier's */
};
struct carrier {
	const char *scheme;		/* "tftp" */
	bool by_url;			/* `copy` names what it loads by its whole name, as IOS does for all but TFTP */
	bool (*start)(struct transfer *t, const char **why);
	void (*stop)(struct transfer *t);
};
enum { CARRIERS_MAX = 4 };
void device_carrier_add(struct device *d, const struct carrier *k);

/* For shell_ops. */
bool files_write_output(struct node *n, struct cli *c, const char *name, const char *data, size_t len, bool append);

extern const struct cmd_table files_cmds[], archive_cmds[];
extern const unsigned n_files_cmds, n_archive_cmds;

#endif
