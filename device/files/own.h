/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of device/files/ share. */
#ifndef DEVICE_FILES_OWN_H
#define DEVICE_FILES_OWN_H

#include "device/files/files.h"
#include "device/own.h"

/* A question that takes RETURN for yes, as all that end in [confirm] do. */
static inline bool file_confirmed(const char *answer) { return !*answer || *answer == 'y' || *answer == 'Y'; }
/* "%Error opening flash:/x (why)". */
bool file_error(struct cli *c, const char *verb, const struct file_url *u, const char *why);
/* What was typed as a file of this device; false: said why. */
bool file_arg(struct cli *c, const char *text, struct file_url *u);
/* Candidates for `?`. */
void file_complete(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help));

/* copy_cli.c */
cmd_run files_copy;
/* files_cli.c */
cmd_run files_delete, files_rename, files_mkdir, files_rmdir, files_more, files_verify, files_format;
cmd_show files_dir, files_show_systems, files_show_flash;

#endif
