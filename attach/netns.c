/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Entering is done by a thread that ends in the namespace it entered, so the caller's own thread
 * never moves and need not find its way back (which takes privileges that it may not have).
 */
#include <dirent.h>
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
	int ns;			/* -1: a new one */
	void (*fn)(void *arg);
	void *arg;
	int err;		/* of entering */
};

static void *visit_thread(void *arg)
{
	struct visit *v = arg;

	if (v->ns < 0 ? unshare(CLONE_NEWNET) : setns(v->ns, CLONE_NEWNET))
		v->err = errno;
	else
		v->fn(v->arg);
	return NULL;
}

/* false: why; or "" and v->err. */
static bool visit(struct visit *v, char why[256])
{
	pthread_t thread;
	int err = pthread_create(&thread, NULL, visit_thread, v);

	*why = 0;
	if (err) {
		snprintf(why, 256, "cannot start a thread: %s", strerror(err));
		return false;
	}
	pthread_join(thread, NULL);
	return !v->err;
}

int netns_open(const char *name, char why[256])
{
	char path[PATH_LEN];
	int fd;

	if (name)
		snprintf(path, sizeof(path), "%s/%s", NETNS_DIR, name);
	else
		snprintf(path, sizeof(path), "/proc/self/task/%d/ns/net", (int)gettid());
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		snprintf(why, 256, "cannot open the network namespace %s: %s", name ? name : path, strerror(errno));
	return fd;
}

bool netns_run_at(int ns, void (*fn)(void *arg), void *arg, char why[256])
{
	struct visit v = { .ns = ns, .fn = fn, .arg = arg };
	bool good = visit(&v, why);

	if (v.err)
		snprintf(why, 256, "cannot enter a network namespace: %s%s", strerror(v.err), v.err == EPERM ? "; run as root" : "");
	return good;
}

bool netns_run(const char *name, void (*fn)(void *arg), void *arg, char why[256])
{
	struct visit v = { .ns = -1, .fn = fn, .arg = arg };
	bool good;

	if (!name) {
		fn(arg);
		return true;
	}
	if (*name && (v.ns = netns_open(name, why)) < 0)
		return false;
	good = visit(&v, why);
	if (v.err && *name)
		snprintf(why, 256, "cannot enter the network namespace %s: %s%s", name, strerror(v.err), v.err == EPERM ? "; run as root" : "");
	else if (v.err)
		snprintf(why, 256, "cannot make a network namespace: %s; run as root", strerror(v.err));
	if (v.ns >= 0)
		close(v.ns);
	return good;
}

/* What `ip netns` does once per machine: namespaces mounted here are to be seen in all mount
 * namespaces that share it. */
static bool share_dir(void)
{
	if (mkdir(NETNS_DIR, 0755) && errno != EEXIST)
		return false;
	if (!mount("", NETNS_DIR, "none", MS_SHARED | MS_REC, NULL))
		return true;
	if (errno != EINVAL)
		return false;
	return !mount(NETNS_DIR, NETNS_DIR, "none", MS_BIND | MS_REC, NULL) && !mount("",
			NETNS_DIR, "none", MS_SHARED | MS_REC, NULL);
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

/* Where things stand for one namespace. */
struct place {
	char path[PATH_LEN], marks[PATH_LEN], mark[PATH_LEN + NAME_MAX_LEN], id[PATH_LEN + NAME_MAX_LEN];
};

static void place_of(struct place *p, const char *name, const char *user)
{
	snprintf(p->path, sizeof(p->path), "%s/%s", NETNS_DIR, name);
	snprintf(p->marks, sizeof(p->marks), "%s/%s", NETNS_MARKS, name);
	snprintf(p->mark, sizeof(p->mark), "%s/%.63s", p->marks, user);
	snprintf(p->id, sizeof(p->id), "%s/.id", p->marks);
}

/* Number and time of birth of what stands at path: numbers are used again. */
static void identify(const char *path, char buf[64])
{
	struct stat st;

	*buf = 0;
	if (!stat(path, &st))
		snprintf(buf, 64, "%lu %ld.%ld", (unsigned long)st.st_ino, (long)st.st_ctim.tv_sec,
				st.st_ctim.tv_nsec);
}

static bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return good;
}

/* Is what stands there the namespace that we made? */
static bool is_ours(const struct place *p)
{
	char now[64], then[64] = "";
	int fd = open(p->id, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	if (read(fd, then, sizeof(then) - 1) < 0)
		*then = 0;
	close(fd);
	identify(p->path, now);
	return *now && !strcmp(now, then);
}

/* Marks of a namespace that is no more. */
static void forget(const struct place *p)
{
	DIR *dir = opendir(p->marks);
	char file[PATH_LEN + 256];

	if (!dir)
		return;
	for (struct dirent *e; (e = readdir(dir));) {
		snprintf(file, sizeof(file), "%s/%.255s", p->marks, e->d_name);
		unlink(file);
	}
	closedir(dir);
	rmdir(p->marks);
}

static bool make_marked(const struct place *p, const char *name, char why[256])
{
	char id[64];

	forget(p);
	if (mkdir(p->marks, 0755) || !write_file(p->mark, "")) {
		snprintf(why, 256, "cannot make the network namespace %s: %s: %s; run as root",
				name, NETNS_MARKS, strerror(errno));
		forget(p);
		return false;
	}
	if (!make(p->path, name, why)) {
		forget(p);
		return false;
	}
	identify(p->path, id);
	write_file(p->id, id);
	return true;
}

bool netns_join(const char *name, const char *user, char why[256])
{
	struct place p;
	bool good = true;
	int guard = lock();

	place_of(&p, name, user);
	if (access(p.path, F_OK))
		good = make_marked(&p, name, why);
	else if (is_ours(&p))
		write_file(p.mark, "");
	else
		forget(&p);
	if (guard >= 0)
		close(guard);
	return good;
}

void netns_leave(const char *name, const char *user)
{
	struct place p;
	int guard = lock();
	char id[64];
	bool ours;

	place_of(&p, name, user);
	ours = is_ours(&p);
	if (!unlink(p.mark)) {
		unlink(p.id);
		if (rmdir(p.marks)) { /* others use it still */
			identify(p.path, id);
			if (ours)
				write_file(p.id, id);
		} else if (ours) {
			umount2(p.path, MNT_DETACH);
			unlink(p.path);
		}
	}
	if (guard >= 0)
		close(guard);
}
