/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a lab runs is asked of the kernel, not of a file: its keeper holds run/LAB/lock with flock(), and that goes with the process.
 * A lock file that was removed by its last holder between our open() and flock() is told from the one at its path by its inode.
 */
#include "lab/state.h"

#include "lab/cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "attach/attach.h"

enum { LISTEN_BACKLOG = 512, DOORS_TEXT_MAX = 1 << 20 };

bool state_name_ok(const char *name)
{
	size_t n = strlen(name);

	if (!n || n > LAB_NAME_MAX || name[0] == '.' || name[0] == '-')
		return false;
	for (const char *p = name; *p; p++)
		if (!(*p >= 'a' && *p <= 'z') && !(*p >= 'A' && *p <= 'Z') && !(*p >= '0' && *p <= '9') && !strchr("-_.", *p))
			return false;
	return true;
}

/*
 * A folder that is ours. One that is inside (`run`, `saved`) is made private. The one that the user named may be a folder of other things
 * too, so its mode is left alone; but nobody else may be able to exchange what is in it.
 */
static bool own_folder(const char *path, bool inside, char why[256])
{
	struct stat st;

	if (mkdir(path, 0700) && errno != EEXIST) {
		snprintf(why, 256, "cannot make %s: %s", path, strerror(errno));
		return false;
	}
	if (lstat(path, &st)) {
		snprintf(why, 256, "%s: %s", path, strerror(errno));
		return false;
	}
	if (S_ISLNK(st.st_mode) && (st.st_uid != geteuid() || stat(path, &st))) {
		snprintf(why, 256, "%s is a link that is not to be followed; set LANYARD_STATE to a folder of your own", path);
		return false;
	}
	if (!S_ISDIR(st.st_mode)) {
		snprintf(why, 256, "%s is not a folder; set LANYARD_STATE to one", path);
		return false;
	}
	if (st.st_uid != geteuid()) {
		snprintf(why, 256, "%s belongs to another user; set LANYARD_STATE to a folder of your own", path);
		return false;
	}
	if (!inside && (st.st_mode & 022) && !(st.st_mode & S_ISVTX)) {
		snprintf(why, 256, "others can write to %s: chmod go-w it, or set LANYARD_STATE to a folder of your own", path);
		return false;
	}
	if (inside && (st.st_mode & 077) && chmod(path, 0700)) {
		snprintf(why, 256, "%s is open to others: %s", path, strerror(errno));
		return false;
	}
	return true;
}

/* Makes the parents of a folder that the user named; those may be anybody's. */
static void make_parents(const char *path)
{
	char *copy = xstrdup(path);

	for (char *p = copy + 1; *p; p++)
		if (*p == '/') {
			*p = 0;
			mkdir(copy, 0700);
			*p = '/';
		}
	free(copy);
}

static char *folder_name(void)
{
	const char *given = getenv("LANYARD_STATE"), *run = getenv("XDG_RUNTIME_DIR");

	if (given && *given == '/')
		return xstrdup(given);
	if (given && *given) {
		char cwd[4096];

		return xasprintf("%s/%s", getcwd(cwd, sizeof(cwd)) ? cwd : "", given);
	}
	if (run && *run == '/')
		return xasprintf("%s/lanyard", run);
	return xasprintf("/tmp/lanyard-%u", (unsigned)geteuid());
}

char *state_folder(char why[256])
{
	char *path = folder_name(), *sub;
	static const char *const subs[] = { "run", "saved" };

	make_parents(path);
	if (!own_folder(path, false, why)) {
		free(path);
		return NULL;
	}
	for (unsigned i = 0; i < ARRAY_LEN(subs); i++) {
		bool ok;

		sub = xasprintf("%s/%s", path, subs[i]);
		ok = own_folder(sub, true, why);
		free(sub);
		if (!ok) {
			free(path);
			return NULL;
		}
	}
	return path;
}

/* Takes run/LAB/lock. 0: taken; else errno, EWOULDBLOCK when another has it. */
static int take_lock(const char *run_path, int *lock)
{
	char *path = xasprintf("%s/lock", run_path);
	int error = 0;

	for (unsigned tries = 0; tries < 100; tries++) {
		struct stat here, there;
		int fd;

		if (mkdir(run_path, 0700) && errno != EEXIST) {
			error = errno;
			break;
		}
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd < 0) {
			error = errno;
			if (error == ENOENT) /* its folder has just been removed */
				continue;
			break;
		}
		if (flock(fd, LOCK_EX | LOCK_NB)) {
			error = errno;
			close(fd);
			break;
		}
		if (!fstat(fd, &here) && !stat(path, &there) && here.st_ino == there.st_ino && here.st_dev == there.st_dev) {
			free(path);
			*lock = fd;
			return 0;
		}
		close(fd);
		error = EAGAIN;
	}
	free(path);
	return error;
}

/* Undoes on the host what the doors noted in run/LAB had made. */
static void sweep_doors(int run)
{
	int fd = openat(run, "doors", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char *text, *line, *rest;
	ssize_t n;

	if (fd < 0)
		return;
	text = xcalloc(1, DOORS_TEXT_MAX + 1);
	n = read(fd, text, DOORS_TEXT_MAX);
	close(fd);
	if (n < 0)
		n = 0;
	text[n] = 0;
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		struct attach_uri uri = { 0 };
		char why[256];
		unsigned column;

		if (!strncmp(line, "cgroup:", 7)) {
			cgroup_sweep(line + 7);
			continue;
		}
		if (!attach_parse(line, &uri, why, &column))
			continue;
		if (uri.scheme->sweep)
			uri.scheme->sweep(&uri);
		attach_uri_free(&uri);
	}
	free(text);
}

/* Overlays of guests' disks that need not be kept: "disk-N". */
static void remove_disks(int run)
{
	int fd = openat(run, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;

	if (!d) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((e = readdir(d)))
		if (!strncmp(e->d_name, "disk-", 5))
			unlinkat(run, e->d_name, 0);
	closedir(d);
}

static void remove_files(const char *run_path, int run)
{
	static const char *const files[] = { "control", "keeper", "doors", "log", "lock" };

	remove_disks(run);

	for (unsigned i = 0; i < ARRAY_LEN(files); i++)
		unlinkat(run, files[i], 0);
	rmdir(run_path);
}

static bool open_folders(struct state_lab *l, char why[256])
{
	l->run = open(l->run_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (mkdir(l->saved_path, 0700) && errno != EEXIST) {
		snprintf(why, 256, "cannot make %s: %s", l->saved_path, strerror(errno));
		return false;
	}
	l->saved = open(l->saved_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (l->run < 0 || l->saved < 0) {
		snprintf(why, 256, "%s: %s", l->run < 0 ? l->run_path : l->saved_path, strerror(errno));
		return false;
	}
	return true;
}

static void init_lab(struct state_lab *l, const char *folder, const char *name)
{
	*l = (struct state_lab){ .run = -1, .saved = -1, .lock = -1 };
	snprintf(l->name, sizeof(l->name), "%s", name);
	l->run_path = xasprintf("%s/run/%s", folder, name);
	l->saved_path = xasprintf("%s/saved/%s", folder, name);
}

enum state_take state_take(struct state_lab *l, const char *name, char why[256])
{
	char *folder = state_folder(why);
	int error;

	if (!folder)
		return STATE_ERROR;
	init_lab(l, folder, name);
	free(folder);
	error = take_lock(l->run_path, &l->lock);
	if (error) {
		snprintf(why, 256, "%s/lock: %s", l->run_path, strerror(error));
		state_close(l);
		return error == EWOULDBLOCK ? STATE_RUNS : STATE_ERROR;
	}
	if (!open_folders(l, why)) {
		state_release(l);
		return STATE_ERROR;
	}
	sweep_doors(l->run);
	remove_disks(l->run);
	unlinkat(l->run, "control", 0);
	unlinkat(l->run, "keeper", 0);
	unlinkat(l->run, "doors", 0);
	unlinkat(l->run, "log", 0);
	return STATE_TAKEN;
}

void state_release(struct state_lab *l)
{
	if (l->run >= 0)
		remove_files(l->run_path, l->run);
	if (l->saved_path)
		rmdir(l->saved_path); /* goes only when it is empty */
	state_close(l);
}

void state_close(struct state_lab *l)
{
	if (l->run >= 0)
		close(l->run);
	if (l->saved >= 0)
		close(l->saved);
	if (l->lock >= 0)
		close(l->lock);
	free(l->run_path);
	free(l->saved_path);
	l->run_path = l->saved_path = NULL;
	l->run = l->saved = l->lock = -1;
}

/* Whether a keeper holds the lock of run/NAME; removes what is left of one that is dead. */
static bool is_alive(const char *folder, const char *name)
{
	struct state_lab l;
	int error;

	init_lab(&l, folder, name);
	error = take_lock(l.run_path, &l.lock);
	if (!error) {
		l.run = open(l.run_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (l.run >= 0)
			sweep_doors(l.run);
		state_release(&l);
		return false;
	}
	state_close(&l);
	return error == EWOULDBLOCK;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **state_labs(unsigned *n, char why[256])
{
	char *folder = state_folder(why), *path, **list = xcalloc(1, sizeof(*list));
	struct dirent *e;
	DIR *d;

	*n = 0;
	if (!folder) {
		free(list);
		return NULL;
	}
	path = xasprintf("%s/run", folder);
	d = opendir(path);
	while (d && (e = readdir(d))) {
		if (!state_name_ok(e->d_name) || !is_alive(folder, e->d_name))
			continue;
		list = xrealloc(list, *n + 2, sizeof(*list));
		list[(*n)++] = xstrdup(e->d_name);
	}
	if (d)
		closedir(d);
	qsort(list, *n, sizeof(*list), by_name);
	free(path);
	free(folder);
	return list;
}

/* Asks without making anything. */
static bool lock_is_held(const char *name)
{
	char why[256], *folder = state_folder(why), *path;
	bool held;
	int fd;

	if (!folder || !state_name_ok(name)) {
		free(folder);
		return false;
	}
	path = xasprintf("%s/run/%s/lock", folder, name);
	fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	held = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) && errno == EWOULDBLOCK;
	if (fd >= 0)
		close(fd);
	free(path);
	free(folder);
	return held;
}

pid_t state_keeper(const char *name)
{
	char why[256], text[32] = "", *folder, *path;
	int fd;

	if (!lock_is_held(name))
		return 0;
	folder = state_folder(why);
	path = xasprintf("%s/run/%s/keeper", folder ? folder : "", name);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0) {
		if (read(fd, text, sizeof(text) - 1) < 0)
			text[0] = 0;
		close(fd);
	}
	free(path);
	free(folder);
	return atoi(text) > 1 ? atoi(text) : 0;
}

bool state_wait_gone(const char *name, unsigned ms)
{
	for (unsigned waited = 0; lock_is_held(name); waited += 2) {
		if (waited >= ms)
			return false;
		poll(NULL, 0, 2);
	}
	return true;
}

/* Paths of sockets are short; a folder's need not be. */
static void socket_address(struct sockaddr_un *sa, int folder)
{
	*sa = (struct sockaddr_un){ .sun_family = AF_UNIX };
	snprintf(sa->sun_path, sizeof(sa->sun_path), "/proc/self/fd/%d/control", folder);
}

int state_listen(const struct state_lab *l)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un sa;
	mode_t old;

	if (fd < 0)
		return -1;
	socket_address(&sa, l->run);
	unlinkat(l->run, "control", 0);
	old = umask(0177);
	if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) || listen(fd, LISTEN_BACKLOG)) {
		int saved = errno;

		umask(old);
		close(fd);
		errno = saved;
		return -1;
	}
	umask(old);
	return fd;
}

int state_connect(const char *name)
{
	char why[256], *folder = state_folder(why), *path;
	struct sockaddr_un sa;
	int fd, dir, saved;

	if (!folder) {
		errno = EACCES;
		return -1;
	}
	path = xasprintf("%s/run/%s", folder, name);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(path);
	free(folder);
	if (dir < 0)
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socket_address(&sa, dir);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&sa, sizeof(sa))) {
		saved = errno;
		close(fd);
		fd = -1;
		errno = saved;
	}
	saved = errno;
	close(dir);
	errno = saved;
	return fd;
}

static void note(const struct state_lab *l, const char *file, int flags, const char *text)
{
	int fd = openat(l->run, file, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0600);

	if (fd < 0)
		return;
	dprintf(fd, "%s\n", text);
	close(fd);
}

void state_note_keeper(const struct state_lab *l)
{
	char text[32];

	snprintf(text, sizeof(text), "%d", (int)getpid());
	note(l, "keeper", O_TRUNC, text);
}

void state_note_door(const struct state_lab *l, const char *uri)
{
	if (!strchr(uri, '\n'))
		note(l, "doors", O_APPEND, uri);
}
