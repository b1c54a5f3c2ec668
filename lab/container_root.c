/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A container's files, put together in its mount namespace by its first process.
 *
 * With a root: the folder beneath a layer in memory (overlayfs), so that it stays as it is; or itself, when it is persistent. It becomes the root
 * (pivot_root) before anything is mounted in it, so that a symbolic link in it leads nowhere else. Without: the machine's own files, with /run and
 * /dev/shm apart. Both get their own /proc, /sys (for reading), terminals; of /proc/sys only net can be written, because only that is the container's own.
 *
 * This keeps accidents inside. It is no cage for an enemy: root in here is the machine's root, less a few rights.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lab/container.h"

static bool PRINTF(2, 3) wrong(char why[256], const char *fmt, ...)
{
	int err = errno, n;
	va_list ap;

	va_start(ap, fmt);
	n = vsnprintf(why, 256, fmt, ap);
	va_end(ap);
	if (n > 0 && n < 250)
		snprintf(why + n, 256 - (size_t)n, ": %s", strerror(err));
	return false;
}

/* A folder to mount on. One that a link stands for would be somewhere else than it says. */
static bool place(const char *path, char why[256])
{
	struct stat st;

	if (mkdir(path, 0755) && errno != EEXIST)
		return wrong(why, "cannot make %s in the root", path);
	if (!lstat(path, &st) && S_ISDIR(st.st_mode))
		return true;
	snprintf(why, 256, "%s in the root is %s: it must be a folder", path, S_ISLNK(st.st_mode) ? "a symbolic link" : "no folder");
	return false;
}

static bool put(const char *what, const char *path, unsigned long flags, const char *options, char why[256])
{
	if (!place(path, why))
		return false;
	return !mount(what, path, what, flags, options) || wrong(why, "cannot mount %s on %s", what, path);
}

/* Files in memory: where that is limited, half of it at most, so that a full one is a full disk and not the end. */
static bool put_memory(const struct container_spec *s, const char *path, unsigned long flags, const char *mode, char why[256])
{
	char options[64];

	snprintf(options, sizeof(options), s->memory_mb ? "mode=%s,size=%uM" : "mode=%s", mode, s->memory_mb / 2);
	return put("tmpfs", path, flags, options, why);
}

/* ---- a root of its own ---- */

/* What overlayfs takes apart at : and , is written with \ before it. */
static char *escaped(const char *path)
{
	char *out = xcalloc(2 * strlen(path) + 1, 1), *p = out;

	for (; *path; path++) {
		if (strchr(":,\\", *path))
			*p++ = '\\';
		*p++ = *path;
	}
	return out;
}

/* A layer in memory over the folder; the whole at work/root. */
static bool mount_layer(const struct container_spec *s, char why[256])
{
	char *lower = escaped(s->root), *options = xasprintf("lowerdir=%s,upperdir=up,workdir=work", lower);
	bool good = put_memory(s, s->work, MS_NODEV, "0755", why) && !chdir(s->work) && !mkdir("up", 0755) && !mkdir("work", 0755) &&
		    !mkdir("root", 0755);

	if (!good)
		wrong(why, "no memory for what the container writes");
	else if (mount("overlay", "root", "overlay", 0, options))
		good = wrong(why, "overlayfs over %.100s (\"persistent: true\" does without it)", s->root);
	else
		good = !chdir("root") || wrong(why, "%s", s->root);
	free(options);
	free(lower);
	return good;
}

static bool mount_folder(const struct container_spec *s, char why[256])
{
	if (!mount(s->root, s->root, NULL, MS_BIND | MS_REC, NULL) && !chdir(s->root))
		return true;
	return wrong(why, "root %.200s", s->root);
}

/* The working folder becomes /; what was / is gone from here. pivot_root(2), "pivot_root(".", ".")". */
static bool pivot(char why[256])
{
	if (!syscall(SYS_pivot_root, ".", ".") && !umount2(".", MNT_DETACH) && !chdir("/"))
		return true;
	return wrong(why, "cannot make the folder the root");
}

static bool make_devices(char why[256])
{
	static const struct { const char *path; u8 major, minor; } devices[] = {
		{ "/dev/null", 1, 3 },	  { "/dev/zero", 1, 5 }, { "/dev/full", 1, 7 },		{ "/dev/random", 1, 8 },
		{ "/dev/urandom", 1, 9 }, { "/dev/tty", 5, 0 },	 { "/dev/net/tun", 10, 200 },
	};
	static const char *const links[][2] = {
		{ "pts/ptmx", "/dev/ptmx" },	     { "/proc/self/fd", "/dev/fd" },	    { "/proc/self/fd/0", "/dev/stdin" },
		{ "/proc/self/fd/1", "/dev/stdout" }, { "/proc/self/fd/2", "/dev/stderr" }, { "pts/0", "/dev/console" },
	};

	if (!put("tmpfs", "/dev", MS_NOSUID | MS_NOEXEC, "mode=0755,size=256k", why))
		return false;
	umask(0);
	mkdir("/dev/net", 0755);
	for (unsigned i = 0; i < ARRAY_LEN(devices); i++)
		if (mknod(devices[i].path, S_IFCHR | 0666, makedev(devices[i].major, devices[i].minor)))
			return wrong(why, "cannot make %s", devices[i].path);
	for (unsigned i = 0; i < ARRAY_LEN(links); i++)
		if (symlink(links[i][0], links[i][1]))
			return wrong(why, "cannot make %s", links[i][1]);
	umask(022);
	return true;
}

/* ---- what both have ---- */

static void read_only(const char *path)
{
	if (!mount(path, path, NULL, MS_BIND, NULL))
		mount(NULL, path, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}

static bool mount_proc(char why[256])
{
	int net;

	if (!put("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL, why))
		return false;
	net = open_tree(AT_FDCWD, "/proc/sys/net", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	read_only("/proc/sys");
	if (net >= 0) {
		move_mount(net, "", AT_FDCWD, "/proc/sys/net", MOVE_MOUNT_F_EMPTY_PATH);
		close(net);
	}
	read_only("/proc/sysrq-trigger");
	read_only("/proc/irq");
	read_only("/proc/bus");
	return true;
}

/* The control groups of before, for an OCI runtime; -1: not wanted, or none. */
static bool mount_sys(bool cgroups, char why[256])
{
	int groups = cgroups ? open_tree(AT_FDCWD, "/sys/fs/cgroup", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE) : -1;
	bool good = put("sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, NULL, why);

	if (groups >= 0) {
		good = good && (!move_mount(groups, "", AT_FDCWD, "/sys/fs/cgroup", MOVE_MOUNT_F_EMPTY_PATH) || wrong(why, "the control groups"));
		close(groups);
		/* Where v1 and v2 stand beside each other crun takes neither: without this it sees v1, whose limits hold. */
		umount2("/sys/fs/cgroup/unified", MNT_DETACH);
	}
	return good;
}

static bool mount_terminals(const struct container_spec *s, char why[256])
{
	return put("devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620", why) &&
	       put_memory(s, "/dev/shm", MS_NOSUID | MS_NODEV, "1777", why);
}

/* ---- name servers ---- */

static bool write_file(const char *path, const char *text, char why[256])
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (!good)
		wrong(why, "cannot write %.100s", path);
	if (fd >= 0)
		close(fd);
	return good;
}

/* All folders of a path but the last part. */
static void make_way(const char *path)
{
	char *way = xstrdup(path);

	for (char *at = strchr(way + 1, '/'); at; at = strchr(at + 1, '/')) {
		*at = 0;
		mkdir(way, 0755);
		*at = '/';
	}
	free(way);
}

/*
 * The machine's name servers are not the lab's: a program would wait for their answers. Over the machine's file, whose name before /run was covered is
 * `file`, stands one with the lab's, or none.
 */
static bool cover_resolver(const struct container_spec *s, const char *file, char why[256])
{
	if (!file)
		return true; /* there is none: nobody is asked */
	if (!strncmp(file, "/run/", 5)) {
		make_way(file);
		return write_file(file, s->resolver, why);
	}
	if (!write_file("/run/resolv.conf", s->resolver, why))
		return false;
	return !mount("/run/resolv.conf", file, NULL, MS_BIND, NULL) || wrong(why, "cannot cover %.100s", file);
}

/* Its own, in a root of its own: as it is, unless the file names servers. */
static bool own_resolver(const struct container_spec *s, char why[256])
{
	if (!*s->resolver)
		return true;
	if (!place("/etc", why))
		return false;
	unlink("/etc/resolv.conf"); /* perhaps a link */
	return write_file("/etc/resolv.conf", s->resolver, why);
}

/* ---- all ---- */

static bool machines_files(const struct container_spec *s, char why[256])
{
	char *resolver = realpath("/etc/resolv.conf", NULL);
	bool good = mount_proc(why) && mount_sys(*s->bundle, why) && put_memory(s, "/run", MS_NOSUID | MS_NODEV, "0755", why) && mount_terminals(s, why) &&
		    cover_resolver(s, resolver, why);

	free(resolver);
	return good;
}

bool container_root(const struct container_spec *s, char why[256])
{
	/* What the machine mounts is seen; what is mounted here is not. */
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL))
		return wrong(why, "mounts cannot be kept apart from the machine's");
	if (!*s->root)
		return machines_files(s, why);
	if (!(s->persistent ? mount_folder(s, why) : mount_layer(s, why)) || !pivot(why))
		return false;
	return mount_proc(why) && mount_sys(false, why) && make_devices(why) && mount_terminals(s, why) && own_resolver(s, why);
}

/* ---- rights ---- */

void container_drop_rights(void)
{
	static const int beyond[] = {
		CAP_SYS_MODULE, CAP_SYS_RAWIO, CAP_SYS_TIME, CAP_SYSLOG, CAP_MAC_ADMIN, CAP_MAC_OVERRIDE, CAP_WAKE_ALARM, CAP_BLOCK_SUSPEND, CAP_AUDIT_CONTROL,
		CAP_AUDIT_READ, CAP_SYS_PACCT,
	};
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };

	if (syscall(SYS_capget, &head, data))
		return;
	for (unsigned i = 0; i < ARRAY_LEN(beyond); i++) {
		u32 bit = ~(1u << (beyond[i] % 32));

		prctl(PR_CAPBSET_DROP, beyond[i], 0, 0, 0);
		data[beyond[i] / 32].effective &= bit;
		data[beyond[i] / 32].permitted &= bit;
		data[beyond[i] / 32].inheritable &= bit;
	}
	syscall(SYS_capset, &head, data);
}
