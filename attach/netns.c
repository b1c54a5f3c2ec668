/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Entering is done by a thread that ends in the namespace it entered, so the caller's own thread never moves and need not find its
 * way back (which takes privileges that it may not have).
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attach/hostif.h"
#include "attach/netns.h"

enum { NAME_MAX_LEN = 64, PATH_LEN = 160 };

const char *netns_name_wrong(const char *name)
{
	if (!*name)
		return "is empty";
	if (strlen(name) > NAME_MAX_LEN)
		return "is longer than 64 characters";
	if (name[0] == '.')
		return "begins with a dot";
	for (const char *s = name; *s; s++)
		if (*s <= ' ' || *s >= 127 || *s == '/')
			return "holds a character that a name of a namespace cannot have";
	return NULL;
}

struct visit {
	const char *name;
	void (*fn)(void *arg);
	void *arg;
	char *why;
	bool done;
};

static void *visit_thread(void *arg)
{
	struct visit *v = arg;
	char path[PATH_LEN];
	int fd, err;

	if (!*v->name) {
		err = unshare(CLONE_NEWNET);
		if (err)
			snprintf(v->why, 256, "cannot make a network namespace: %s; run as root", strerror(errno));
	} else {
		snprintf(path, sizeof(path), "%s/%s", NETNS_DIR, v->name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		err = fd < 0 ? -1 : setns(fd, CLONE_NEWNET);
		if (err)
			snprintf(v->why, 256, "cannot enter the network namespace %s: %s%s", v->name, strerror(errno),
				 errno == EPERM ? "; run as root" : "");
		if (fd >= 0)
			close(fd);
	}
	if (err)
		return NULL;
	v->fn(v->arg);
	v->done = true;
	return NULL;
}

bool netns_run(const char *name, void (*fn)(void *arg), void *arg, char why[256])
{
	struct visit v = { .name = name, .fn = fn, .arg = arg, .why = why };
	pthread_t thread;
	int err;

	if (!name) {
		fn(arg);
		return true;
	}
	err = pthread_create(&thread, NULL, visit_thread, &v);
	if (err) {
		snprintf(why, 256, "cannot start a thread: %s", strerror(err));
		return false;
	}
	pthread_join(thread, NULL);
	return v.done;
}

/* What `ip netns` does once per machine: namespaces mounted here are to be seen in all mount namespaces that share it. */
static bool share_dir(void)
{
	if (mkdir(NETNS_DIR, 0755) && errno != EEXIST)
		return false;
	if (!mount("", NETNS_DIR, "none", MS_SHARED | MS_REC, NULL))
		return true;
	if (errno != EINVAL)
		return false;
	return !mount(NETNS_DIR, NETNS_DIR, "none", MS_BIND | MS_REC, NULL) && !mount("", NETNS_DIR, "none", MS_SHARED | MS_REC, NULL);
}

struct birth {
	const char *path;
	int err;
};

static void name_namespace(void *arg)
{
	struct birth *b = arg;
	char self[64];
	int fd = open(b->path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);

	if (fd < 0) {
		b->err = errno;
		return;
	}
	close(fd);
	snprintf(self, sizeof(self), "/proc/self/task/%d/ns/net", (int)gettid());
	if (mount(self, b->path, "none", MS_BIND, NULL)) {
		b->err = errno;
		unlink(b->path);
		return;
	}
	hostif_loopback_up();
}

static bool make(const char *path, const char *name, char why[256])
{
	struct birth b = { .path = path };

	if (!share_dir())
		b.err = errno;
	else if (!netns_run("", name_namespace, &b, why))
		return false;
	if (!b.err)
		return true;
	snprintf(why, 256, "cannot make the network namespace %s: %s%s", name, strerror(b.err),
		 b.err == EPERM || b.err == EACCES ? "; run as root" : "");
	return false;
}

/* One keeper at a time. -1: no marks can be kept. */
static int lock(void)
{
	int fd;

	mkdir("/run/lanyard", 0755);
	mkdir(NETNS_MARKS, 0755);
	fd = open(NETNS_MARKS "/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0)
		flock(fd, LOCK_EX);
	return fd;
}

bool netns_join(const char *name, const char *user, char why[256])
{
	char path[PATH_LEN], marks[PATH_LEN], mark[PATH_LEN + NAME_MAX_LEN];
	bool there, ok = true;
	int guard = lock(), fd = -1;

	snprintf(path, sizeof(path), "%s/%s", NETNS_DIR, name);
	snprintf(marks, sizeof(marks), "%s/%s", NETNS_MARKS, name);
	snprintf(mark, sizeof(mark), "%s/%.63s", marks, user);
	there = !access(path, F_OK);
	if (!there)
		mkdir(marks, 0755);
	if (!there || !access(marks, F_OK)) /* ours: made now, or for another attachment before */
		fd = open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (!there && fd < 0) {
		snprintf(why, 256, "cannot make the network namespace %s: %s: %s; run as root", name, NETNS_MARKS, strerror(errno));
		ok = false;
	} else if (!there && !make(path, name, why)) {
		unlink(mark);
		rmdir(marks);
		ok = false;
	}
	if (fd >= 0)
		close(fd);
	if (guard >= 0)
		close(guard);
	return ok;
}

void netns_leave(const char *name, const char *user)
{
	char path[PATH_LEN], marks[PATH_LEN], mark[PATH_LEN + NAME_MAX_LEN];
	int guard = lock();

	snprintf(path, sizeof(path), "%s/%s", NETNS_DIR, name);
	snprintf(marks, sizeof(marks), "%s/%s", NETNS_MARKS, name);
	snprintf(mark, sizeof(mark), "%s/%.63s", marks, user);
	if (!unlink(mark) && !rmdir(marks)) {
		umount2(path, MNT_DETACH);
		unlink(path);
	}
	if (guard >= 0)
		close(guard);
}
