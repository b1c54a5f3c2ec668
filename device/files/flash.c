/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The image: "LYFLASH1", then for each entry: number (4), seconds since 1970 (8), kind (1: 0 file, 1 folder), length of the path (1), the path,
 * length of the content (4), the content; all big-endian; an entry's folders stand before it.
 */
#include "device/files/flash.h"

#include <stdlib.h>
#include <string.h>

#include "net/rd.h"

static const char magic[8] = "LYFLASH1";
enum { ENTRY_LEN = 4 + 8 + 1 + 1 + 4, NUMBER_MAX = 1 << 30 };

const char *flash_words(enum flash_why why)
{
	static const char *const words[] = {
		[FLASH_OK] = "OK", [FLASH_NO_FILE] = "No such file or directory", [FLASH_BAD_PATH] = "Invalid argument",
		[FLASH_IS_FOLDER] = "Is a directory", [FLASH_NO_FOLDER] = "No such file or directory", [FLASH_THERE] = "File exists",
		[FLASH_FULL] = "No space left on device", [FLASH_NOT_EMPTY] = "Directory not empty",
	};

	return words[why];
}

struct body *body_new(const void *data, u32 len)
{
	struct body *b = xcalloc(1, sizeof(*b) + len + 1);

	b->refs = 1;
	b->len = len;
	if (len)
		memcpy(b->data, data, len);
	return b;
}

struct body *body_hold(struct body *b)
{
	b->refs++;
	return b;
}

void body_put(struct body *b)
{
	if (b && !--b->refs)
		free(b);
}

struct flash *flash_new(void) { return xcalloc(1, sizeof(struct flash)); }

static void file_free(struct flash_file *x)
{
	body_put(x->body);
	free(x->path);
	free(x);
}

void flash_free(struct flash *f)
{
	while (f && f->first) {
		struct flash_file *x = f->first;

		f->first = x->next;
		file_free(x);
	}
	free(f);
}

/* ---- paths ---- */

/* What may stand in a name: what a terminal shows, and no character that a shell's line or a pattern would take for its own. */
static bool good_name(const char *s, size_t len)
{
	if (!len || len > FLASH_NAME_MAX || (len == 1 && s[0] == '.') || (len == 2 && s[0] == '.' && s[1] == '.'))
		return false;
	for (size_t i = 0; i < len; i++)
		if (s[i] <= ' ' || s[i] > '~' || strchr("\\:*?\"<>|", s[i]))
			return false;
	return true;
}

bool flash_path(const char *text, char path[FLASH_PATH_MAX + 1])
{
	unsigned depth = 0;
	size_t at = 0;

	path[0] = 0;
	while (*text) {
		size_t len = strcspn(text, "/");

		if (len) {
			if (!good_name(text, len) || ++depth > FLASH_DEPTH_MAX || at + len + 1 > FLASH_PATH_MAX)
				return false;
			if (at)
				path[at++] = '/';
			memcpy(path + at, text, len);
			at += len;
			path[at] = 0;
		}
		text += len;
		text += *text == '/';
	}
	return true;
}

const char *flash_name(const struct flash_file *x)
{
	const char *slash = strrchr(x->path, '/');

	return slash ? slash + 1 : x->path;
}

bool flash_is_in(const struct flash_file *x, const char *folder)
{
	size_t len = (size_t)(flash_name(x) - x->path), want = strlen(folder);

	return want ? len == want + 1 && !memcmp(x->path, folder, want) : !len;
}

/* Is it the folder, or does it stand somewhere in it? */
static bool is_under(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return !strncmp(path, folder, len) && (!path[len] || path[len] == '/');
}

struct flash_file *flash_find(const struct flash *f, const char *path)
{
	for (struct flash_file *x = f->first; x; x = x->next)
		if (!strcmp(x->path, path))
			return x;
	return NULL;
}

/* The folder that the path stands in is there. */
static bool has_folder(const struct flash *f, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct flash_file *x;
	char folder[FLASH_PATH_MAX + 1];

	if (!slash)
		return true;
	memcpy(folder, path, (size_t)(slash - path));
	folder[slash - path] = 0;
	x = flash_find(f, folder);
	return x && x->folder;
}

/* ---- changes ---- */

static struct flash_file *add(struct flash *f, const char *path, u32 number, s64 now_s)
{
	struct flash_file *x = xcalloc(1, sizeof(*x)), **at = &f->first;

	x->path = xstrdup(path);
	x->number = number;
	x->written_s = now_s;
	while (*at)
		at = &(*at)->next;
	*at = x;
	f->n++;
	f->last_number = number > f->last_number ? number : f->last_number;
	return x;
}

static void drop(struct flash *f, struct flash_file *x)
{
	struct flash_file **at = &f->first;

	while (*at != x)
		at = &(*at)->next;
	*at = x->next;
	f->n--;
	f->used -= x->body ? x->body->len : 0;
	file_free(x);
}

enum flash_why flash_may_write(const struct flash *f, const char *path, u32 len)
{
	const struct flash_file *x = flash_find(f, path);

	if (!*path || (x && x->folder))
		return FLASH_IS_FOLDER;
	if (!has_folder(f, path))
		return FLASH_NO_FOLDER;
	if ((!x && f->n == FLASH_FILES_MAX) || len > FLASH_BYTES || f->used - (x ? x->body->len : 0) > FLASH_BYTES - len)
		return FLASH_FULL;
	return FLASH_OK;
}

enum flash_why flash_write(struct flash *f, const char *path, const void *data, u32 len, s64 now_s)
{
	enum flash_why why = flash_may_write(f, path, len);
	struct flash_file *x;

	if (why)
		return why;
	x = flash_find(f, path);
	if (!x)
		x = add(f, path, f->last_number + 1, now_s);
	f->used += len - (x->body ? x->body->len : 0);
	body_put(x->body);
	x->body = body_new(data, len);
	x->written_s = now_s;
	return FLASH_OK;
}

enum flash_why flash_remove(struct flash *f, const char *path)
{
	struct flash_file *x = flash_find(f, path);

	if (!x)
		return FLASH_NO_FILE;
	for (struct flash_file *o = f->first; o && x->folder; o = o->next)
		if (flash_is_in(o, path))
			return FLASH_NOT_EMPTY;
	drop(f, x);
	return FLASH_OK;
}

enum flash_why flash_remove_all(struct flash *f, const char *path)
{
	if (*path && !flash_find(f, path))
		return FLASH_NO_FILE;
	for (struct flash_file *x = f->first, *next; x; x = next) {
		next = x->next;
		if (!*path || is_under(x->path, path))
			drop(f, x);
	}
	return FLASH_OK;
}

/* All that is moved goes to the end under new numbers: a folder stands before what is in it. */
static void move(struct flash *f, const char *from, const char *to)
{
	struct flash_file *moved = NULL, **tail = &moved, **at = &f->first;

	while (*at) {
		struct flash_file *x = *at;
		char *path;

		if (!is_under(x->path, from)) {
			at = &x->next;
			continue;
		}
		*at = x->next;
		path = xasprintf("%s%s", to, x->path + strlen(from));
		free(x->path);
		x->path = path;
		x->number = ++f->last_number;
		*tail = x;
		tail = &x->next;
	}
	*tail = NULL;
	*at = moved;
}

enum flash_why flash_rename(struct flash *f, const char *from, const char *to)
{
	struct flash_file *x = flash_find(f, from);

	if (!x)
		return FLASH_NO_FILE;
	if (!*to || (x->folder && is_under(to, from)))
		return FLASH_BAD_PATH;
	if (flash_find(f, to))
		return FLASH_THERE;
	if (!has_folder(f, to))
		return FLASH_NO_FOLDER;
	for (struct flash_file *o = f->first; o; o = o->next) {
		char path[FLASH_PATH_MAX + 1], *moved;
		bool good;

		if (!is_under(o->path, from))
			continue;
		moved = xasprintf("%s%s", to, o->path + strlen(from));
		good = strlen(moved) <= FLASH_PATH_MAX && flash_path(moved, path);
		free(moved);
		if (!good)
			return FLASH_BAD_PATH;
	}
	move(f, from, to);
	return FLASH_OK;
}

enum flash_why flash_make_folder(struct flash *f, const char *path, s64 now_s)
{
	if (!*path || flash_find(f, path))
		return FLASH_THERE;
	if (!has_folder(f, path))
		return FLASH_NO_FOLDER;
	if (f->n == FLASH_FILES_MAX)
		return FLASH_FULL;
	add(f, path, f->last_number + 1, now_s)->folder = true;
	return FLASH_OK;
}

/* ---- the image ---- */

u8 *flash_image(const struct flash *f, size_t *len)
{
	size_t size = sizeof(magic);
	struct wr w;
	u8 *image;

	for (const struct flash_file *x = f->first; x; x = x->next)
		size += ENTRY_LEN + strlen(x->path) + (x->body ? x->body->len : 0);
	image = xcalloc(1, size);
	w = wr_of(image, size);
	wr_copy(&w, magic, sizeof(magic));
	for (const struct flash_file *x = f->first; x; x = x->next) {
		wr_u32(&w, x->number);
		wr_u64(&w, (u64)x->written_s);
		wr_u8(&w, x->folder);
		wr_u8(&w, (u8)strlen(x->path));
		wr_copy(&w, x->path, strlen(x->path));
		wr_u32(&w, x->body ? x->body->len : 0);
		if (x->body)
			wr_copy(&w, x->body->data, x->body->len);
	}
	*len = size;
	return image;
}

static bool read_entry(struct flash *f, struct rd *r)
{
	char text[FLASH_PATH_MAX + 1] = "", path[FLASH_PATH_MAX + 1];
	u32 number = rd_u32(r), len;
	s64 written_s = (s64)rd_u64(r);
	bool folder = rd_u8(r);
	u8 path_len = rd_u8(r);
	const u8 *data;

	rd_copy(r, text, path_len);
	len = rd_u32(r);
	data = rd_bytes(r, len);
	if (r->bad || !flash_path(text, path) || strcmp(text, path) || strlen(text) != path_len || number <= f->last_number || number > NUMBER_MAX)
		return false;
	if (folder && (len || flash_make_folder(f, path, written_s)))
		return false;
	if (!folder && flash_write(f, path, data, len, written_s))
		return false;
	flash_find(f, path)->number = f->last_number = number;
	return true;
}

struct flash *flash_of_image(const u8 *data, size_t len)
{
	struct rd r = rd_of(data, len);
	const u8 *head = rd_bytes(&r, sizeof(magic));
	struct flash *f;

	if (!head || memcmp(head, magic, sizeof(magic)))
		return NULL;
	f = flash_new();
	while (rd_left(&r))
		if (!read_entry(f, &r)) {
			flash_free(f);
			return NULL;
		}
	return f;
}
