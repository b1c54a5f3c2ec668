/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A device's flash: files and folders by path, in memory, bounded. It does no I/O: whoever has it keeps its image (flash_image()), a copy of all of it
 * in one piece, so that what is kept is always one state or the next.
 *
 * A path is "folder/file" without a slash before or behind; flash_path() makes one of what was typed and refuses "..".
 */
#ifndef DEVICE_FILES_FLASH_H
#define DEVICE_FILES_FLASH_H

#include "core/types.h"

enum {
	FLASH_BYTES = 8 << 20,		/* of all files together */
	FLASH_FILES_MAX = 1024,		/* folders included */
	FLASH_NAME_MAX = 63,		/* one component */
	FLASH_PATH_MAX = 255,
	FLASH_DEPTH_MAX = 8,
};

/* A file's content; shared by those who send it while it is replaced. */
struct body {
	u32 refs, len;
	u8 data[];			/* and a NUL behind */
};

struct flash_file {
	struct flash_file *next;	/* in order of their numbers */
	char *path;
	bool folder;
	u32 number;
	struct body *body;		/* NULL: a folder */
	s64 written_s;			/* seconds since 1970 */
};

struct flash {
	struct flash_file *first;
	u32 n;
	u32 used;			/* bytes of all files */
	u32 last_number;
};

enum flash_why {
	FLASH_OK,
	FLASH_NO_FILE,
	FLASH_BAD_PATH,
	FLASH_IS_FOLDER,
	FLASH_NO_FOLDER,
	FLASH_THERE,
	FLASH_FULL,
	FLASH_NOT_EMPTY,
};
const char *flash_words(enum flash_why why); /* "No such file or directory" */

struct body *body_new(const void *data, u32 len);
struct body *body_hold(struct body *b);
void body_put(struct body *b);		/* NULL: nothing */

struct flash *flash_new(void);
void flash_free(struct flash *f);	/* NULL: nothing */
/* What was typed behind "flash:"; "" is the top. false: no path. */
bool flash_path(const char *text, char path[FLASH_PATH_MAX + 1]);
struct flash_file *flash_find(const struct flash *f, const char *path);
/* The file becomes that; made where it is not. */
enum flash_why flash_write(struct flash *f, const char *path, const void *data, u32 len, s64 now_s);
/* Would that many bytes fit, in place of what stands there? */
enum flash_why flash_may_write(const struct flash *f, const char *path, u32 len);
enum flash_why flash_remove(struct flash *f, const char *path);	/* a file, or an empty folder */
enum flash_why flash_remove_all(struct flash *f, const char *path); /* with all in it */
enum flash_why flash_rename(struct flash *f, const char *from, const char *to);
enum flash_why flash_make_folder(struct flash *f, const char *path, s64 now_s);
/* Does the file stand in that folder ("" the top), not in one of its folders? */
bool flash_is_in(const struct flash_file *file, const char *folder);
const char *flash_name(const struct flash_file *file); /* the last component */

/* All of it in one piece (caller frees); and made again from it. NULL: that is no image. */
u8 *flash_image(const struct flash *f, size_t *len);
struct flash *flash_of_image(const u8 *data, size_t len);

#endif
