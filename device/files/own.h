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
/* The folder of flash: that the session is in, and a name as typed there; otherwise as file_url_parse(). folder.c */
const char *file_folder(const struct cli *c);
bool file_url_here(struct cli *c, const char *text, struct file_url *u, const char **why);
/* Candidates for `?`. */
void file_complete(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help));

/* copy_cli.c */
cmd_run files_copy;
/* folder.c */
cmd_run files_cd, files_pwd;
/* files_cli.c */
cmd_run files_delete, files_rename, files_mkdir, files_rmdir, files_more, files_verify, files_format;
cmd_show files_dir, files_show_systems, files_show_flash;

#endif
