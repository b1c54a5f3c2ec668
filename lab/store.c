/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved configurations: write beside, sync, rename, sync the folder. */
#include "lab/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/gate.h"

enum { STORE_TEXT_MAX = 16 << 20 };

/* No node's name ends like this: names have no '~'. */
#define NEW_ENDING "~new"
#define FLASH_ENDING "~flash"

static bool failed(char why[256], const char *step, const char *node)
{
	const char *ending = strchr(node, '~');

	snprintf(why, 256, "%s of %.*s: cannot %s: %.100s", ending ? "flash" : "startup-config", ending ? (int)(ending - node) : 63, node, step,
		 strerror(errno));
	return false;
}

static bool write_all(int fd, const u8 *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			if (!n)
				errno = ENOSPC;
			return false;
		}
		text += n;
		len -= (size_t)n;
	}
	return true;
}

static int sync_retry(int fd)
{
	int r;

	do
		r = fsync(fd);
	while (r && errno == EINTR);
	return r;
}

/* Writes the new file beside the old. */
static bool write_new(int folder, const char *new, const char *node, const void *data, size_t len, char why[256])
{
	int fd = openat(folder, new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool ok = false;

	if (fd < 0)
		return failed(why, "make a file", node);
	if (!write_all(fd, data, len))
		failed(why, "write it", node);
	else if (sync_retry(fd))
		failed(why, "sync it", node);
	else
		ok = true;
	if (close(fd) && ok)
		ok = failed(why, "close it", node);
	return ok;
}

static bool save(int folder, const char *node, const void *data, size_t len, char why[256])
{
	char *new = xasprintf("%s" NEW_ENDING, node);
	bool ok = write_new(folder, new, node, data, len, why);

	if (ok && renameat(folder, new, folder, node))
		ok = failed(why, "rename it", node);
	if (!ok)
		unlinkat(folder, new, 0);
	else if (sync_retry(folder))
		ok = failed(why, "sync its folder", node);
	free(new);
	return ok;
}

bool store_save(int folder, const char *node, const char *text, char why[256]) { return save(folder, node, text, strlen(text), why); }

bool store_save_flash(int folder, const char *node, const void *image, size_t len, char why[256])
{
	char *name = xasprintf("%s" FLASH_ENDING, node);
	bool ok = save(folder, name, image, len, why);

	free(name);
	return ok;
}

bool store_erase(int folder, const char *node, char why[256])
{
	if (unlinkat(folder, node, 0) && errno != ENOENT)
		return failed(why, "remove it", node);
	if (sync_retry(folder))
		return failed(why, "sync its folder", node);
	return true;
}

static char *load(int folder, const char *node, size_t *size, char why[256])
{
	int fd = openat(folder, node, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	size_t len = 0;
	char *text;

	why[0] = 0;
	if (fd < 0) {
		if (errno != ENOENT)
			failed(why, "open it", node);
		return NULL;
	}
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size > STORE_TEXT_MAX) {
		snprintf(why, 256, "%s: not a file of at most %d bytes", node, STORE_TEXT_MAX);
		close(fd);
		return NULL;
	}
	text = xcalloc(1, (size_t)st.st_size + 1);
	while (len < (size_t)st.st_size) {
		ssize_t n = read(fd, text + len, (size_t)st.st_size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			failed(why, "read it", node);
			close(fd);
			free(text);
			return NULL;
		}
		if (!n)
			break;
		len += (size_t)n;
	}
	close(fd);
	text[len] = 0;
	*size = len;
	return text;
}

char *store_load(int folder, const char *node, char why[256])
{
	size_t len;

	return load(folder, node, &len, why);
}

u8 *store_load_flash(int folder, const char *node, size_t *len, char why[256])
{
	char *name = xasprintf("%s" FLASH_ENDING, node), *image = load(folder, name, len, why);

	free(name);
	return (u8 *)image;
}

bool store_clear(int folder, char why[256])
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;
	bool ok = true;

	if (!d) {
		if (fd >= 0)
			close(fd);
		return failed(why, "list the folder", "all nodes");
	}
	while ((e = readdir(d)))
		if (!gate_key_file(e->d_name) && strcmp(e->d_name, ".") && strcmp(e->d_name, "..") && unlinkat(folder, e->d_name, 0) && ok)
			ok = failed(why, "remove it", e->d_name);
	closedir(d);
	if (ok && sync_retry(folder))
		ok = failed(why, "sync its folder", "all nodes");
	return ok;
}
