/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <mntent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

enum { REMOVE_TRIES = 100, MAKE_TURNS = 100, DEPTH_MAX = 16, PERIOD_US = 100000, HIERARCHIES_MAX = 32 };

static const char *const names[CGROUP_N] = { "memory", "cpu", "pids", "freezer" };
static const char *const what[CGROUP_N] = { "memory", "cpus", "processes", "suspend" };

static bool read_text(const char *path, char *text, size_t cap)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, cap - 1);

	text[n > 0 ? n : 0] = 0;
	if (fd >= 0)
		close(fd);
	return n >= 0;
}

/* false: errno */
static bool write_text(const char *folder, const char *file, const char *text)
{
	char *path = xasprintf("%s/%s", folder, file);
	int fd = open(path, O_WRONLY | O_CLOEXEC), err;
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	err = errno;
	if (fd >= 0)
		close(fd);
	free(path);
	errno = err;
	return good;
}

static bool has_word(const char *text, const char *word, const char *apart)
{
	size_t len = strlen(word);

	for (const char *s = text; *s;) {
		size_t n = strcspn(s, apart);

		if (n == len && !memcmp(s, word, n))
			return true;
		s += n + strspn(s + n, apart);
	}
	return false;
}

/* ---- where ---- */

struct hierarchy {
	char *root;		/* where it is mounted */
	bool v2;
	char *options;
};

/* The hierarchies that are mounted here; returns their number. */
static unsigned find_all(struct hierarchy h[HIERARCHIES_MAX])
{
	FILE *f = setmntent("/proc/self/mounts", "re");
	struct mntent *m;
	unsigned n = 0;

	while (f && (m = getmntent(f)) && n < HIERARCHIES_MAX) {
		bool v2 = !strcmp(m->mnt_type, "cgroup2");
		struct statfs fs;

		/* One that another mount hides is listed, too. */
		if ((v2 || !strcmp(m->mnt_type, "cgroup")) && !statfs(m->mnt_dir, &fs) && fs.f_type == (v2 ? CGROUP2_SUPER_MAGIC : CGROUP_SUPER_MAGIC))
			h[n++] = (struct hierarchy){ xstrdup(m->mnt_dir), v2, xstrdup(m->mnt_opts) };
	}
	if (f)
		endmntent(f);
	return n;
}

static void free_all(struct hierarchy *h, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		free(h[i].root);
		free(h[i].options);
	}
}

/* cgroup v2 has its freezer in every group, without a controller. */
static bool offers(const struct hierarchy *h, enum cgroup_controller c)
{
	char *path, text[1024];

	if (!h->v2)
		return has_word(h->options, names[c], ",");
	if (c == CGROUP_FREEZER)
		return true;
	path = xasprintf("%s/cgroup.controllers", h->root);
	read_text(path, text, sizeof(text));
	free(path);
	return has_word(text, names[c], " \n");
}

/* v2 where it has the controller, else v1. */
static const struct hierarchy *choose(const struct hierarchy *h, unsigned n, enum cgroup_controller c)
{
	for (unsigned v2 = 2; v2-- > 0;)
		for (unsigned i = 0; i < n; i++)
			if (h[i].v2 == (bool)v2 && offers(&h[i], c))
				return &h[i];
	return NULL;
}

/* ---- making ---- */

static bool make_folder(const struct hierarchy *h, struct cgroup *g, enum cgroup_controller c, char why[256])
{
	char *parent = xasprintf("%s/lanyard", h->root), *folder = xasprintf("%s/%s", h->root, g->name), plus[16];
	bool good = false;

	snprintf(plus, sizeof(plus), "+%s", names[c]);
	/* A controller is handed down level by level; a group that only hands down has no process. */
	if (h->v2 && c != CGROUP_FREEZER)
		write_text(h->root, "cgroup.subtree_control", plus);
	/* Another lab that ends takes the parent along when it is empty: between our two steps, too. */
	for (unsigned turn = 0; turn < MAKE_TURNS; turn++) {
		good = (!mkdir(parent, 0755) || errno == EEXIST) && (!h->v2 || c == CGROUP_FREEZER || write_text(parent, "cgroup.subtree_control", plus)) &&
		       (!mkdir(folder, 0755) || errno == EEXIST);
		if (good || errno != ENOENT)
			break;
	}
	if (!good)
		snprintf(why, 256, "%s: cannot make the control group %.120s: %s%s", what[c], folder, strerror(errno),
			 errno == EACCES || errno == EPERM ? "; run as root" : "");
	free(parent);
	if (good) {
		g->folder[c] = folder;
		g->v2[c] = h->v2;
	} else {
		free(folder);
	}
	return good;
}

static bool set(const struct cgroup *g, enum cgroup_controller c, const char *file, u64 value, char why[256])
{
	char text[48];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	if (c == CGROUP_CPU && g->v2[c])
		snprintf(text, sizeof(text), "%llu %d", (unsigned long long)value, PERIOD_US);
	if (write_text(g->folder[c], file, text))
		return true;
	snprintf(why, 256, "%s: %.100s/%s does not take %s: %s", what[c], g->folder[c], file, text, strerror(errno));
	return false;
}

static bool limit(struct cgroup *g, const struct cgroup_limits *want, enum cgroup_controller c, char why[256])
{
	bool v2 = g->v2[c], good = true;

	if (c == CGROUP_MEMORY && want->memory) {
		good = set(g, c, v2 ? "memory.max" : "memory.limit_in_bytes", want->memory, why);
		/* Without this, what does not fit goes to the machine's swap, where there is one. */
		if (good)
			write_text(g->folder[c], v2 ? "memory.swap.max" : "memory.swappiness", "0");
	} else if (c == CGROUP_CPU && want->cpus_milli) {
		good = set(g, c, v2 ? "cpu.max" : "cpu.cfs_quota_us", (u64)want->cpus_milli * PERIOD_US / 1000, why);
	} else if (c == CGROUP_PIDS && want->processes) {
		good = set(g, c, "pids.max", want->processes, why);
	}
	return good;
}

char *cgroup_name(const char *node)
{
	return xasprintf("lanyard/%d-%s", (int)getpid(), node);
}

struct cgroup *cgroup_new(const char *node, const struct cgroup_limits *want, char why[256])
{
	bool asked[CGROUP_N] = { [CGROUP_MEMORY] = want->memory, [CGROUP_CPU] = want->cpus_milli, [CGROUP_PIDS] = want->processes_asked };
	struct hierarchy h[HIERARCHIES_MAX];
	unsigned n = find_all(h);
	struct cgroup *g = xcalloc(1, sizeof(*g));
	bool good = true;

	g->name = cgroup_name(node);
	for (unsigned c = 0; good && c < CGROUP_N; c++) {
		const struct hierarchy *in = choose(h, n, c);

		if (in && make_folder(in, g, c, why))
			good = limit(g, want, c, why) || !asked[c];
		else if (!in && asked[c])
			snprintf(why, 256, "%s: this machine has no control group that limits it: no cgroup v2 and no v1 hierarchy with the controller \"%s\"",
				 what[c], names[c]);
		good = good && (g->folder[c] || !asked[c]);
	}
	free_all(h, n);
	if (good)
		return g;
	cgroup_free(g);
	return NULL;
}

bool cgroup_enter(const struct cgroup *g, pid_t pid, char why[256])
{
	char text[24];

	snprintf(text, sizeof(text), "%d", (int)pid);
	for (unsigned c = 0; c < CGROUP_N; c++)
		if (g->folder[c] && !write_text(g->folder[c], "cgroup.procs", text)) {
			snprintf(why, 256, "%s: no process gets into %.120s: %s", what[c], g->folder[c], strerror(errno));
			return false;
		}
	return true;
}

bool cgroup_freeze(const struct cgroup *g, bool stop, char why[256])
{
	const char *folder = g->folder[CGROUP_FREEZER];

	if (!folder) {
		snprintf(why, 256, "this machine has no control group that suspends: no cgroup v2 and no v1 hierarchy with the controller \"freezer\"");
		return false;
	}
	if (g->v2[CGROUP_FREEZER] ? write_text(folder, "cgroup.freeze", stop ? "1" : "0") : write_text(folder, "freezer.state", stop ? "FROZEN" : "THAWED"))
		return true;
	snprintf(why, 256, "%.120s: %s", folder, strerror(errno));
	return false;
}

u64 cgroup_oom_kills(const struct cgroup *g)
{
	const char *folder = g ? g->folder[CGROUP_MEMORY] : NULL, *at;
	char *path, text[1024];

	if (!folder)
		return 0;
	path = xasprintf("%s/%s", folder, g->v2[CGROUP_MEMORY] ? "memory.events" : "memory.oom_control");
	read_text(path, text, sizeof(text));
	free(path);
	at = strstr(text, "oom_kill ");
	return at ? strtoull(at + 9, NULL, 10) : 0;
}

/* ---- removing ---- */

/* With the groups below it, which what ran inside has made. */
static bool remove_tree(const char *folder, unsigned depth)
{
	DIR *d = depth < DEPTH_MAX ? opendir(folder) : NULL;
	struct dirent *e;

	while (d && (e = readdir(d)))
		if (e->d_type == DT_DIR && e->d_name[0] != '.') {
			char *below = xasprintf("%s/%s", folder, e->d_name);

			remove_tree(below, depth + 1);
			free(below);
		}
	if (d)
		closedir(d);
	return !rmdir(folder) || errno == ENOENT;
}

void cgroup_sweep(const char *name)
{
	struct hierarchy h[HIERARCHIES_MAX];
	unsigned n = find_all(h);

	if (strncmp(name, "lanyard/", 8) || name[8] == '.' || strchr(name + 8, '/'))
		n = 0;
	for (unsigned i = 0; i < n; i++) {
		char *folder = xasprintf("%s/%s", h[i].root, name), *parent = xasprintf("%s/lanyard", h[i].root);

		write_text(folder, h[i].v2 ? "cgroup.freeze" : "freezer.state", h[i].v2 ? "0" : "THAWED"); /* the frozen do not die */
		/* The kernel lets go of the dead a little after their end was told. */
		for (unsigned k = 0; k < REMOVE_TRIES && !remove_tree(folder, 0) && errno == EBUSY; k++)
			poll(NULL, 0, 2);
		rmdir(parent); /* with the last */
		free(parent);
		free(folder);
	}
	free_all(h, n);
}

void cgroup_free(struct cgroup *g)
{
	if (!g)
		return;
	cgroup_sweep(g->name);
	for (unsigned c = 0; c < CGROUP_N; c++)
		free(g->folder[c]);
	free(g->name);
	free(g);
}

void cgroup_describe(char *text, size_t len)
{
	struct hierarchy h[HIERARCHIES_MAX];
	unsigned n = find_all(h);
	size_t at = 0;

	*text = 0;
	for (unsigned c = 0; c < CGROUP_N; c++) {
		const struct hierarchy *in = choose(h, n, c);

		at += (size_t)snprintf(text + at, len - at, "%s%s %s", c ? ", " : "", what[c], !in ? "cannot be had" : in->v2 ? "by cgroup v2" : "by cgroup v1");
	}
	free_all(h, n);
}
