/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cd, pwd: the folder of flash: that a session is in. It is the session's alone and ends with it; what configuration names knows nothing of it.
 * It is a name, not a file that is held: when somebody removes the folder, names in it are not found.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/ends.h"
#include "device/files/own.h"

struct folder {
	struct cli_end end;
	char path[FLASH_PATH_MAX + 1];
};

static void folder_end(struct cli *c, struct cli_end *e)
{
	(void)c;
	free(container_of(e, struct folder, end));
}

static struct folder *folder_of(const struct cli *c)
{
	struct cli_end *e = cli_end_of(c, folder_end);

	return e ? container_of(e, struct folder, end) : NULL;
}

const char *file_folder(const struct cli *c)
{
	const struct folder *f = folder_of(c);

	return f ? f->path : "";
}

/* "..", "../x": one up for each that the name begins with; what goes above the top is no name. */
static bool go_up(char *base, const char **text)
{
	while (!strncmp(*text, "..", 2) && ((*text)[2] == '/' || !(*text)[2])) {
		char *slash = strrchr(base, '/');

		if (!*base)
			return false;
		*(slash ? slash : base) = 0;
		*text += 2;
		*text += strspn(*text, "/");
	}
	return true;
}

bool file_url_here(struct cli *c, const char *text, struct file_url *u, const char **why)
{
	char base[FLASH_PATH_MAX + 1];
	char *whole;
	bool ok;

	if (*text == '/' || strchr(text, ':') || !strcasecmp(text, "running-config") || !strcasecmp(text, "startup-config"))
		return file_url_parse(cli_device(c), text, u, why);
	strcpy(base, file_folder(c));
	*why = "Invalid argument";
	if (!go_up(base, &text))
		return false;
	whole = xasprintf("flash:%s/%s", base, text);
	ok = file_url_parse(cli_device(c), whole, u, why);
	free(whole);
	return ok;
}

bool files_cd(struct cli *c, const struct args *a)
{
	const char *name = args_str(a, "place");
	struct file_url u = { .place = FILE_FLASH };
	struct folder *f = folder_of(c);
	const struct flash_file *x;

	if (name && !file_arg(c, name, &u))
		return false;
	if (u.place != FILE_FLASH)
		return file_error(c, "opening", &u, "Operation not supported");
	x = *u.path ? flash_find(device_flash(cli_device(c)), u.path) : NULL;
	if (*u.path && (!x || !x->folder))
		return file_error(c, "opening", &u, x ? "Not a directory" : flash_words(FLASH_NO_FILE));
	if (!f) {
		f = xcalloc(1, sizeof(*f));
		f->end.fn = folder_end;
		cli_at_end(c, &f->end);
	}
	strcpy(f->path, u.path);
	return true;
}

bool files_pwd(struct cli *c, const struct args *a)
{
	const char *path = file_folder(c);

	(void)a;
	cli_print(c, "flash:/%s%s\n", path, *path ? "/" : "");
	return true;
}
