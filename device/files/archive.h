/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Archives of the running configuration, the log of configuration commands, replacing the configuration by a file, and the confirmation
 * without which it comes back (IOS's Configuration Replace and Rollback, Rollback Confirmed Change, Configuration Logger).
 *
 * Archives are files "PATH-N" of flash:, or of a host; of flash: those are listed that are there, so that the list survives a reload.
 */
#ifndef DEVICE_FILES_ARCHIVE_H
#define DEVICE_FILES_ARCHIVE_H

#include "device/files/files.h"

enum {
	ARCHIVE_MAX = 14,		/* files; IOS's limit */
	ARCHIVE_MAX_DEFAULT = 10,
	CFGLOG_MAX = 1000,		/* commands that are remembered */
	CFGLOG_DEFAULT = 100,
	REPLACE_PASSES_MAX = 5,
};

struct cfglog_line {
	u32 index, session;
	char *who, *line;		/* "console@console" */
};

struct archive {
	struct device *dev;
	/* archive */
	char *path;			/* as configured; NULL: archives are off */
	u32 maximum;
	bool write_memory;
	u32 period_min;			/* 0: none */
	struct timer period;
	char *names[ARCHIVE_MAX];	/* oldest first */
	u32 n, next_number;		/* next_number: from 1 */
	bool stale;			/* names are to be looked for anew */
	struct transfer transfer;	/* of one on its way to a host */
	bool transferring;
	char *transfer_name;
	/* log config */
	bool log_on, hide_keys, notify;
	u32 log_max, log_n, log_first, log_index, log_session;
	struct cfglog_line log[CFGLOG_MAX];
	/* rollback confirmed change */
	struct timer revert, revert_warning;
	char *revert_text, *revert_name; /* what comes back, and the file it is said to be */
	u32 revert_min;
	char who[64];
};

struct archive *archive_of(struct device *d);	/* made when there is none */
void archive_free(struct device *d);
/* names[] and next_number as they are now: from what flash: has, when the path has changed. */
void archive_look(struct archive *a);
/* The name of the next archive, without its number's file being made. */
char *archive_next_name(const struct archive *a);
/* Archives the running configuration; *name: the file's, good until the next. false: *why. One to a host is only begun. */
bool archive_now(struct archive *a, const char **name, const char **why);
/* `write memory` was done: archives, if it is to. */
void archive_saved(struct device *d);
/* The running configuration becomes text; passes: how many it took. false: err, and nothing has changed. */
bool archive_replace(struct device *d, const char *text, struct config_error *err, unsigned *passes);
/* From now on, unless confirmed in so many minutes, the configuration that runs now comes back. */
bool archive_arm(struct archive *a, struct cli *c, u32 minutes, const char *text, const char *name);
bool archive_disarm(struct archive *a);	/* false: nothing was pending */
void archive_revert_now(struct archive *a);
void archive_log(struct archive *a, struct cli *c, const char *line);
void archive_log_cut(struct archive *a, u32 n);	/* forgets all but the last n */

#endif
