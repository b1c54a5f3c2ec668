/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of nodes: write beside, sync, rename, sync the folder. */
#include "lab/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STORE_TEXT_MAX = 16 << 20 };

/* No node's name ends like this: names have no '~'. */
#define NEW_ENDING "~new"

static const struct {
	const char *ending, *what;
	bool stays;		/* store_clear() leaves it */
} sorts[] = {
	[STORE_CONFIG]     = { "",         "startup-config", false },
	[STORE_FLASH]      = { "~flash",   "flash",          false },
	[STORE_KEY]        = { "~rsa",     "host key",       true },
	[STORE_KEY_PUBLIC] = { "~rsa.pub", "host key",       true },
	[STORE_CERT]       = { "~tls",     "certificate",    true },
};

static char *file_of(const char *node, enum store_sort sort) { return xasprintf("%s%s", node, sorts[sort].ending); }

/* What no sort has, such as a new file that was never renamed, counts as a configuration. */
static enum store_sort sort_of(const char *file)
{
	const char *ending = strchr(file, '~');

	for (unsigned i = 0; ending && i < ARRAY_LEN(sorts); i++)
		if (!strcmp(ending, sorts[i].ending))
			return (enum store_sort)i;
	return STORE_CONFIG;
}

static bool failed(char why[256], const char *step, const char *file)
{
	snprintf(why, 256, "%s of %.*s: cannot %s: %.100s", sorts[sort_of(file)].what, (int)strcspn(file, "~"), file, step, strerror(errno));
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
static bool write_new(int folder, const char *new, const char *file, const void *data, size_t len, char why[256])
{
	int fd = openat(folder, new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool ok = false;

	if (fd < 0)
		return failed(why, "make a file", file);
	if (!write_all(fd, data, len))
		failed(why, "write it", file);
	else if (sync_retry(fd))
		failed(why, "sync it", file);
	else
		ok = true;
	if (close(fd) && ok)
		ok = failed(why, "close it", file);
	return ok;
}

static bool save(int folder, const char *file, const void *data, size_t len, char why[256])
{
	char *new = xasprintf("%s" NEW_ENDING, file);
	bool ok = write_new(folder, new, file, data, len, why);

	if (ok && renameat(folder, new, folder, file))
		ok = failed(why, "rename it", file);
	if (!ok)
		unlinkat(folder, new, 0);
	else if (sync_retry(folder))
		ok = failed(why, "sync its folder", file);
	free(new);
	return ok;
}

bool store_save(int folder, const char *node, enum store_sort sort, const void *data, size_t len, char why[256])
{
	char *file = file_of(node, sort);
	bool ok = save(folder, file, data, len, why);

	free(file);
	return ok;
}

bool store_erase(int folder, const char *node, enum store_sort sort, char why[256])
{
	char *file = file_of(node, sort);
	bool ok = true;

	if (unlinkat(folder, file, 0) && errno != ENOENT)
		ok = failed(why, "remove it", file);
	else if (sync_retry(folder))
		ok = failed(why, "sync its folder", file);
	free(file);
	return ok;
}

static char *load(int folder, const char *file, size_t *size, char why[256])
{
	int fd = openat(folder, file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	size_t len = 0;
	char *text;

	why[0] = 0;
	if (fd < 0) {
		if (errno != ENOENT)
			failed(why, "open it", file);
		return NULL;
	}
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size > STORE_TEXT_MAX) {
		snprintf(why, 256, "%s: not a file of at most %d bytes", file, STORE_TEXT_MAX);
		close(fd);
		return NULL;
	}
	text = xcalloc(1, (size_t)st.st_size + 1);
	while (len < (size_t)st.st_size) {
		ssize_t n = read(fd, text + len, (size_t)st.st_size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			failed(why, "read it", file);
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
	if (size)
		*size = len;
	return text;
}

char *store_load(int folder, const char *node, enum store_sort sort, size_t *len, char why[256])
{
	char *file = file_of(node, sort), *data = load(folder, file, len, why);

	free(file);
	return data;
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
		if (!sorts[sort_of(e->d_name)].stays && strcmp(e->d_name, ".") && strcmp(e->d_name, "..") && unlinkat(folder, e->d_name, 0) && ok)
			ok = failed(why, "remove it", e->d_name);
	closedir(d);
	if (ok && sync_retry(folder))
		ok = failed(why, "sync its folder", "all nodes");
	return ok;
}
