/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a device's files. */
#include "device/files/own.h"

#define FILE_HELP "File, as flash:NAME"

static const struct cmd rows[] = {
	{ &mode_exec, "copy {running-config | startup-config | WORD:from} {running-config | startup-config | WORD:to}",
	  "Copy from one file to another|Copy from current system configuration|Copy from startup configuration|Copy from this file|"
	  "Update (merge with) current system configuration|Copy to startup configuration|Copy to this file", .run = files_copy, .flags = CMD_PRIV,
	  .complete = file_complete },
	{ &mode_exec, "dir [WORD:place [WORD:path]]", "List files on a filesystem|Filesystem or directory; /all, /recursive; all-filesystems|Filesystem or directory",
	  .show = files_dir, .complete = file_complete },
	{ &mode_exec, "cd [WORD:place]", "Change current directory|Directory, as flash:NAME or in the one that is current; none: flash:", .run = files_cd,
	  .complete = file_complete },
	{ &mode_exec, "pwd", "Display current working directory", .run = files_pwd },
	{ &mode_exec, "more WORD:file", "Display the contents of a file|" FILE_HELP, .run = files_more, .flags = CMD_PRIV, .complete = file_complete },
	{ &mode_exec, "delete WORD:first [WORD:second [WORD:third]]", "Delete a file|" FILE_HELP ", or /force, /recursive|" FILE_HELP "|" FILE_HELP,
	  .run = files_delete, .flags = CMD_PRIV, .complete = file_complete },
	{ &mode_exec, "rename WORD:file WORD:to", "Rename a file|" FILE_HELP "|Its new name", .run = files_rename, .flags = CMD_PRIV, .complete = file_complete },
	{ &mode_exec, "mkdir WORD:file", "Create new directory|Directory, as flash:NAME", .run = files_mkdir, .flags = CMD_PRIV },
	{ &mode_exec, "rmdir WORD:file", "Remove existing directory|Directory, as flash:NAME", .run = files_rmdir, .flags = CMD_PRIV },
	{ &mode_exec, "verify WORD:option [WORD:file [WORD:hash]]", "Verify a file|/md5, /sha1, /sha256, /sha384, /sha512|" FILE_HELP "|What it should come to",
	  .run = files_verify, .flags = CMD_PRIV, .complete = file_complete },
	{ &mode_exec, "format WORD:file", "Format a filesystem|flash:", .run = files_format, .flags = CMD_PRIV },
	{ &mode_exec, "show flash:", "|Display information about flash: file system", .show = files_show_flash },
	{ &mode_exec, "show file systems", "|Show filesystem information|List filesystems", .show = files_show_systems },
};
const struct cmd_table files_cmds[] = { CMD_TABLE(rows) };
const unsigned n_files_cmds = ARRAY_LEN(files_cmds);
