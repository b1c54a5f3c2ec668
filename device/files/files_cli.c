/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dir, more, delete, rename, mkdir, rmdir, verify, format, show flash, show file systems: IOS's words and layouts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "device/files/own.h"
#include "net/digest.h"

enum { NVRAM_BYTES = 262144 };

bool file_error(struct cli *c, const char *verb, const struct file_url *u, const char *why)
{
	char name[400];

	cli_error(c, "%%Error %s %s (%s)", verb, file_url_text(u, name), why);
	return false;
}

bool file_arg(struct cli *c, const char *text, struct file_url *u)
{
	const char *why;

	if (file_url_here(c, text, u, &why))
		return true;
	cli_error(c, "%%Error opening %s (%s)", text, why);
	return false;
}

void file_complete(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help))
{
	struct device *d = cli_device(c);

	(void)arg;
	add(c, "flash:", "Files of flash: file system");
	add(c, "nvram:", "Files of nvram: file system");
	add(c, "system:", "Files of system: file system");
	for (unsigned i = 0; i < CARRIERS_MAX && d->carriers[i]; i++) {
		char name[32];

		snprintf(name, sizeof(name), "%s:", d->carriers[i]->scheme);
		add(c, name, "Files of another host");
	}
	for (const struct flash_file *x = device_flash(d)->first; x; x = x->next) {
		char name[FLASH_PATH_MAX + 8];

		snprintf(name, sizeof(name), "flash:%s", x->path);
		add(c, name, x->folder ? "A directory" : "A file");
	}
}

/* One of flash:, and not the whole of it. */
static bool flash_arg(struct cli *c, const char *text, const char *verb, struct file_url *u)
{
	if (!file_arg(c, text, u))
		return false;
	if (u->place == FILE_FLASH && *u->path)
		return true;
	return file_error(c, verb, u, u->place == FILE_FLASH ? flash_words(FLASH_BAD_PATH) : "Operation not supported");
}

/* A change of flash: is over: keeps it, or says why not. */
static bool settle(struct cli *c, const char *verb, const struct file_url *u, enum flash_why e)
{
	const char *why = flash_words(e);

	if (!e && device_flash_keep(cli_device(c), &why))
		return true;
	return file_error(c, verb, u, why);
}

/* ---- dir ---- */

static void list_entry(struct show *s, u32 number, const char *mode, u32 size, s64 at_s, const char *name)
{
	struct civil t = civil_of(at_s * (s64)NSEC_PER_SEC);
	char when[64];

	snprintf(when, sizeof(when), "%s %2u %d %02u:%02u:%02u +00:00", civil_month[t.month - 1], t.day, t.year, t.hour, t.minute, t.second);
	show_num(s, "id", number);
	show_str(s, "permissions", mode);
	show_num(s, "size", size);
	show_str(s, "date_time", when);
	show_str(s, "name", name);
	show_text(s, "%5u  %s  %10u  %s  %s\n", number, mode, size, when, name);
}

static void end_entry(struct show *s, const char *file_system, u32 total, u32 free_bytes)
{
	show_str(s, "file_system", file_system);
	show_num(s, "total_size", total);
	show_num(s, "total_free", free_bytes);
	show_end(s);
}

static void list_flash(struct show *s, struct device *d, const char *folder, bool deep)
{
	const struct flash *f = device_flash(d);
	size_t skip = *folder ? strlen(folder) + 1 : 0;
	bool any = false;
	char name[400];

	snprintf(name, sizeof(name), "flash:/%s", folder);
	show_text(s, "Directory of %s\n\n", name);
	for (const struct flash_file *x = f->first; x; x = x->next) {
		bool inside = deep ? !skip || (!strncmp(x->path, folder, skip - 1) && x->path[skip - 1] == '/') : flash_is_in(x, folder);

		if (!inside)
			continue;
		list_entry(s, x->number, x->folder ? "drwx" : "-rw-", x->body ? x->body->len : 0, x->written_s, x->path + skip);
		end_entry(s, name, FLASH_BYTES, FLASH_BYTES - f->used);
		any = true;
	}
	if (!any)
		show_text(s, "No files in directory\n");
	show_text(s, "\n%u bytes total (%u bytes free)\n", FLASH_BYTES, FLASH_BYTES - f->used);
}

static void list_nvram(struct show *s, struct device *d)
{
	u32 len = d->startup ? (u32)strlen(d->startup) : 0, left = len < NVRAM_BYTES ? NVRAM_BYTES - len : 0;

	show_text(s, "Directory of nvram:/\n\n");
	if (d->startup) {
		show_num(s, "id", 1);
		show_str(s, "permissions", "-rw-");
		show_num(s, "size", len);
		show_str(s, "date_time", "<no date>");
		show_str(s, "name", "startup-config");
		end_entry(s, "nvram:/", NVRAM_BYTES, left);
		show_text(s, "%5u  -rw-  %10u                    <no date>  startup-config\n", 1, len);
	} else {
		show_text(s, "No files in directory\n");
	}
	show_text(s, "\n%u bytes total (%u bytes free)\n", NVRAM_BYTES, left);
}

static void list_system(struct show *s, struct device *d)
{
	char *text = shell_running(d->shell, false);

	show_text(s, "Directory of system:/\n\n");
	show_num(s, "id", 1);
	show_str(s, "permissions", "-rw-");
	show_num(s, "size", strlen(text));
	show_str(s, "date_time", "<no date>");
	show_str(s, "name", "running-config");
	end_entry(s, "system:/", 0, 0);
	show_text(s, "%5u  -rw-  %10zu                    <no date>  running-config\n\nNo space information available\n", 1, strlen(text));
	free(text);
}

static bool list(struct cli *c, struct show *s, const struct file_url *u, bool deep)
{
	struct device *d = cli_device(c);
	const struct flash_file *x;

	switch (u->place) {
	case FILE_STARTUP:
		list_nvram(s, d);
		return true;
	case FILE_RUNNING:
		list_system(s, d);
		return true;
	case FILE_FLASH:
		break;
	default:
		return file_error(c, "opening", u, "Operation not supported");
	}
	x = *u->path ? flash_find(device_flash(d), u->path) : NULL;
	if (*u->path && !x)
		return file_error(c, "opening", u, flash_words(FLASH_NO_FILE));
	if (x && !x->folder) {
		show_text(s, "Directory of flash:/%s\n\n", u->path);
		list_entry(s, x->number, "-rw-", x->body->len, x->written_s, flash_name(x));
		end_entry(s, "flash:/", FLASH_BYTES, FLASH_BYTES - device_flash(d)->used);
		show_text(s, "\n%u bytes total (%u bytes free)\n", FLASH_BYTES, FLASH_BYTES - device_flash(d)->used);
		return true;
	}
	list_flash(s, d, u->path, deep);
	return true;
}

bool files_dir(struct cli *c, const struct args *a, struct show *s)
{
	const char *first = args_str(a, "place"), *second = args_str(a, "path");
	bool deep = first && !strcasecmp(first, "/recursive"), all = first && !strcasecmp(first, "/all");
	struct file_url u = { .place = FILE_FLASH };

	if (first && *first == '/' && !deep && !all && second) {
		cli_error(c, "%%Error opening %s (Invalid argument)", first);
		return false;
	}
	if (first && !strcasecmp(first, "all-filesystems")) {
		for (enum file_place p = FILE_FLASH; p <= FILE_STARTUP; p++) {
			u.place = p;
			list(c, s, &u, false);
			show_text(s, "\n");
		}
		return true;
	}
	if (deep || all)
		first = second;
	snprintf(u.path, sizeof(u.path), "%s", file_folder(c));
	if (first && !file_arg(c, first, &u))
		return false;
	return list(c, s, &u, deep);
}

bool files_show_flash(struct cli *c, const struct args *a, struct show *s)
{
	const struct flash *f = device_flash(cli_device(c));

	(void)a;
	show_text(s, "-#- --length-- -----date/time------ path\n");
	for (const struct flash_file *x = f->first; x; x = x->next) {
		struct civil t = civil_of(x->written_s * (s64)NSEC_PER_SEC);
		char when[64];

		snprintf(when, sizeof(when), "%s %u %d %02u:%02u:%02u", civil_month[t.month - 1], t.day, t.year, t.hour, t.minute, t.second);
		show_num(s, "number", x->number);
		show_num(s, "length", x->body ? x->body->len : 0);
		show_str(s, "written", when);
		show_str(s, "path", x->path);
		show_end(s);
		show_text(s, "%-3u %10u %s +00:00 %s\n", x->number, x->body ? x->body->len : 0, when, x->path);
	}
	show_text(s, "\n%u bytes available (%u bytes used)\n", FLASH_BYTES - f->used, f->used);
	return true;
}

static void file_system(struct show *s, bool dflt, u32 size, u32 free_bytes, bool sized, const char *type, const char *flags, const char *prefix)
{
	show_bool(s, "default", dflt);
	if (sized) {
		show_num(s, "size", size);
		show_num(s, "free", free_bytes);
		show_text(s, "%c %11u %12u %10s %5s   %s\n", dflt ? '*' : ' ', size, free_bytes, type, flags, prefix);
	} else {
		show_text(s, "%c %11s %12s %10s %5s   %s\n", dflt ? '*' : ' ', "-", "-", type, flags, prefix);
	}
	show_str(s, "type", type);
	show_str(s, "flags", flags);
	show_str(s, "prefix", prefix);
	show_end(s);
}

bool files_show_systems(struct cli *c, const struct args *a, struct show *s)
{
	struct device *d = cli_device(c);
	u32 startup = d->startup ? (u32)strlen(d->startup) : 0;

	(void)a;
	show_text(s, "File Systems:\n\n     Size(b)     Free(b)      Type  Flags  Prefixes\n");
	file_system(s, false, 0, 0, false, "opaque", "rw", "system:");
	file_system(s, false, 0, 0, false, "opaque", "rw", "null:");
	for (unsigned i = 0; i < CARRIERS_MAX && d->carriers[i]; i++) {
		char prefix[32];

		snprintf(prefix, sizeof(prefix), "%s:", d->carriers[i]->scheme);
		file_system(s, false, 0, 0, false, "network", "rw", prefix);
	}
	file_system(s, true, FLASH_BYTES, FLASH_BYTES - device_flash(d)->used, true, "disk", "rw", "flash:");
	file_system(s, false, NVRAM_BYTES, startup < NVRAM_BYTES ? NVRAM_BYTES - startup : 0, true, "nvram", "rw", "nvram:");
	show_text(s, "\n");
	return true;
}

/* ---- more ---- */

/* What a terminal must not get from a file: control characters are shown as ^X, the rest that is no ASCII as dots. */
static void print_safely(struct cli *c, const struct body *b)
{
	char line[512];
	size_t n = 0;

	for (u32 i = 0; i < b->len; i++) {
		u8 x = b->data[i];

		if (x == '\r' && i + 1 < b->len && b->data[i + 1] == '\n')
			continue;
		if (x == '\n' || x == '\t' || (x >= ' ' && x <= '~')) {
			line[n++] = (char)x;
		} else if (x < ' ' || x == 0x7f) {
			line[n++] = '^';
			line[n++] = (char)(x ^ 0x40);
		} else {
			line[n++] = '.';
		}
		if (n >= sizeof(line) - 2 || x == '\n' || i + 1 == b->len) {
			cli_print(c, "%.*s", (int)n, line);
			n = 0;
		}
	}
	if (b->len && b->data[b->len - 1] != '\n')
		cli_print(c, "\n");
}

bool files_more(struct cli *c, const struct args *a)
{
	struct file_url u;
	const char *why;
	struct body *b;

	if (!file_arg(c, args_str(a, "file"), &u))
		return false;
	b = u.place == FILE_ELSEWHERE ? NULL : file_read(cli_device(c), &u, &why);
	if (!b)
		return file_error(c, "opening", &u, u.place == FILE_ELSEWHERE ? "Operation not supported" : why);
	print_safely(c, b);
	body_put(b);
	return true;
}

/* ---- changes with questions ---- */

/* One question's answer is awaited for this. */
struct act {
	struct file_url u, to;
	bool all;	/* /recursive */
	bool forced;	/* /force: no questions */
};

static bool cancelled(struct act *k, const char *answer)
{
	if (*answer != '\003')
		return false;
	free(k);
	return true;
}

static void delete_now(struct cli *c, void *state, const char *answer)
{
	struct act *k = state;
	struct device *d = cli_device(c);

	if (cancelled(k, answer))
		return;
	if (file_confirmed(answer))
		settle(c, "deleting", &k->u, k->all ? flash_remove_all(device_flash(d), k->u.path) : flash_remove(device_flash(d), k->u.path));
	free(k);
}

static void delete_named(struct cli *c, void *state, const char *answer)
{
	struct act *k = state;
	const struct flash_file *x;
	char question[400];

	if (cancelled(k, answer))
		return;
	if (*answer && !flash_arg(c, answer, "deleting", &k->u)) {
		free(k);
		return;
	}
	x = flash_find(device_flash(cli_device(c)), k->u.path);
	if (!x || (x->folder && !k->all)) {
		file_error(c, "deleting", &k->u, flash_words(x ? FLASH_IS_FOLDER : FLASH_NO_FILE));
		free(k);
	} else if (k->forced) {
		delete_now(c, k, "");
	} else {
		snprintf(question, sizeof(question), "Delete flash:/%s? [confirm]", k->u.path);
		cli_ask(c, question, "", delete_now, k);
	}
}

bool files_delete(struct cli *c, const struct args *a)
{
	struct act *k = xcalloc(1, sizeof(*k));
	char question[400], copy[800];
	char *rest, *word, *file = NULL;

	snprintf(copy, sizeof(copy), "%s", args_line(a));
	strtok_r(copy, " ", &rest);
	while ((word = strtok_r(NULL, " ", &rest))) {
		if (!strcasecmp(word, "/force") || !strcasecmp(word, "/f"))
			k->forced = true;
		else if (!strcasecmp(word, "/recursive") || !strcasecmp(word, "/r"))
			k->all = true;
		else
			file = word;
	}
	if (!file || !flash_arg(c, file, "deleting", &k->u)) {
		if (!file)
			cli_error(c, "%% Incomplete command.\n");
		free(k);
		return false;
	}
	snprintf(question, sizeof(question), "Delete filename [%s]? ", k->u.path);
	if (k->forced)
		delete_named(c, k, "");
	else
		cli_ask(c, question, "", delete_named, k);
	return true;
}

static void rename_named(struct cli *c, void *state, const char *answer)
{
	struct act *k = state;

	if (cancelled(k, answer))
		return;
	if (!*answer || flash_arg(c, answer, "renaming", &k->to))
		settle(c, "renaming", &k->u, flash_rename(device_flash(cli_device(c)), k->u.path, k->to.path));
	free(k);
}

bool files_rename(struct cli *c, const struct args *a)
{
	struct act *k = xcalloc(1, sizeof(*k));
	char question[400];

	if (!flash_arg(c, args_str(a, "file"), "renaming", &k->u) || !flash_arg(c, args_str(a, "to"), "renaming", &k->to)) {
		free(k);
		return false;
	}
	snprintf(question, sizeof(question), "Destination filename [%s]? ", k->to.path);
	cli_ask(c, question, "", rename_named, k);
	return true;
}

static void mkdir_named(struct cli *c, void *state, const char *answer)
{
	struct act *k = state;
	struct device *d = cli_device(c);

	if (cancelled(k, answer))
		return;
	if ((!*answer || flash_arg(c, answer, "Creating dir", &k->u)) &&
	    settle(c, "Creating dir", &k->u, flash_make_folder(device_flash(d), k->u.path, device_wall_clock(d) / (s64)NSEC_PER_SEC)))
		cli_print(c, "Created dir flash:/%s\n", k->u.path);
	free(k);
}

bool files_mkdir(struct cli *c, const struct args *a)
{
	struct act *k = xcalloc(1, sizeof(*k));
	char question[400];

	if (!flash_arg(c, args_str(a, "file"), "Creating dir", &k->u)) {
		free(k);
		return false;
	}
	snprintf(question, sizeof(question), "Create directory filename [%s]? ", k->u.path);
	cli_ask(c, question, "", mkdir_named, k);
	return true;
}

static void rmdir_now(struct cli *c, void *state, const char *answer)
{
	struct act *k = state;

	if (cancelled(k, answer))
		return;
	if (file_confirmed(answer) && settle(c, "Removing dir", &k->u, flash_remove(device_flash(cli_device(c)), k->u.path)))
		cli_print(c, "Removed dir flash:/%s\n", k->u.path);
	free(k);
}

static void rmdir_named(struct cli *c, void *state, const char *answer)
{
	struct act *k = state;
	const struct flash_file *x;
	char question[400];

	if (cancelled(k, answer))
		return;
	if (*answer && !flash_arg(c, answer, "Removing dir", &k->u)) {
		free(k);
		return;
	}
	x = flash_find(device_flash(cli_device(c)), k->u.path);
	if (!x || !x->folder) {
		file_error(c, "Removing dir", &k->u, x ? "Not a directory" : flash_words(FLASH_NO_FILE));
		free(k);
		return;
	}
	snprintf(question, sizeof(question), "Delete flash:/%s? [confirm]", k->u.path);
	cli_ask(c, question, "", rmdir_now, k);
}

bool files_rmdir(struct cli *c, const struct args *a)
{
	struct act *k = xcalloc(1, sizeof(*k));
	char question[400];

	if (!flash_arg(c, args_str(a, "file"), "Removing dir", &k->u)) {
		free(k);
		return false;
	}
	snprintf(question, sizeof(question), "Remove directory filename [%s]? ", k->u.path);
	cli_ask(c, question, "", rmdir_named, k);
	return true;
}

static void format_now(struct cli *c, void *state, const char *answer)
{
	struct file_url u = { .place = FILE_FLASH };

	(void)state;
	if (*answer != '\003' && file_confirmed(answer) && settle(c, "formatting", &u, flash_remove_all(device_flash(cli_device(c)), "")))
		cli_print(c, "\nFormat of flash: complete\n");
}

bool files_format(struct cli *c, const struct args *a)
{
	struct file_url u;

	if (!file_arg(c, args_str(a, "file"), &u))
		return false;
	if (u.place != FILE_FLASH || *u.path)
		return file_error(c, "formatting", &u, "Operation not supported");
	cli_ask(c, "Format operation will destroy all data in \"flash:\".  Continue? [confirm]", "", format_now, NULL);
	return true;
}

/* ---- verify ---- */

bool files_verify(struct cli *c, const struct args *a)
{
	const char *first = args_str(a, "option"), *file = args_str(a, "file"), *want = args_str(a, "hash"), *why;
	char hex[2 * DIGEST_MAX + 1] = "", name[400];
	u8 hash[DIGEST_MAX];
	struct digest g;
	struct file_url u;
	struct body *b;
	enum digest_alg alg;

	alg = !strcasecmp(first, "/md5") ? DIGEST_MD5 : !strcasecmp(first, "/sha1") ? DIGEST_SHA1 : !strcasecmp(first, "/sha256") ? DIGEST_SHA256 :
	      !strcasecmp(first, "/sha384") ? DIGEST_SHA384 : !strcasecmp(first, "/sha512") ? DIGEST_SHA512 : DIGEST_N;
	if (alg == DIGEST_N && *first == '/' && file) {
		cli_error(c, "%% Unsupported here: verify %s", first);
		return false;
	}
	if (alg != DIGEST_N && !file) {
		cli_error(c, "%% Incomplete command.\n");
		return false;
	}
	if (!file_arg(c, alg == DIGEST_N ? first : file, &u))
		return false;
	b = u.place == FILE_ELSEWHERE ? NULL : file_read(cli_device(c), &u, &why);
	if (!b)
		return file_error(c, "verifying", &u, u.place == FILE_ELSEWHERE ? "Operation not supported" : why);
	file_url_text(&u, name);
	if (alg == DIGEST_N) {
		body_put(b);
		cli_error(c, "%%ERROR:Signature not found in file %s.", name);
		return false;
	}
	digest_begin(&g, alg);
	digest_add(&g, b->data, b->len);
	digest_end(&g, hash);
	body_put(b);
	for (u32 i = 0; i < digest_len(alg); i++)
		snprintf(hex + 2 * i, 3, "%02x", hash[i]);
	if (!want) {
		cli_print(c, "..Done!\nverify %s (%s) = %s\n", first, name, hex);
		return true;
	}
	if (strcasecmp(want, hex)) {
		cli_error(c, "..Done!\n%%Error verifying %s\nComputed signature  = %s\nSubmitted signature = %s", name, hex, want);
		return false;
	}
	cli_print(c, "..Done!\nVerified (%s) = %s\n", name, hex);
	return true;
}
