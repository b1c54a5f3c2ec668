/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which QEMU this machine has, and whether KVM is of use to it: a processor that runs under another hypervisor may offer /dev/kvm and yet boot nothing. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lab/guest.h"

enum { VERSION_MS = 10000, KVM_MS = 15000 };

char *qemu_find(void)
{
	const char *path = getenv("PATH"), *asked = getenv("LANYARD_QEMU");
	char *copy, *rest, *dir, *found = NULL;

	if (asked && *asked)
		return xstrdup(asked);
	copy = xstrdup(path ? path : "/usr/bin:/bin");
	for (dir = strtok_r(copy, ":", &rest); dir && !found; dir = strtok_r(NULL, ":", &rest)) {
		found = xasprintf("%s/qemu-system-x86_64", dir);
		if (access(found, X_OK)) {
			free(found);
			found = NULL;
		}
	}
	free(copy);
	return found;
}

unsigned qemu_version(const char *program)
{
	char **argv = NULL, out[512];
	const char *at;
	unsigned major = 0, minor = 0;

	words_add(&argv, "%s", program);
	words_add(&argv, "--version");
	guest_run(argv, NULL, VERSION_MS, out, sizeof(out));
	words_free(argv);
	at = strstr(out, "version ");
	return at && sscanf(at, "version %u.%u", &major, &minor) == 2 ? 100 * major + minor : 0;
}

/* A word that changes with each boot of this machine, and with the kernel to be booted. */
static char *when_and_what(const char *program, const char *kernel)
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	char id[64] = "";
	ssize_t n = fd < 0 ? 0 : read(fd, id, sizeof(id) - 1);

	if (fd >= 0)
		close(fd);
	id[n > 0 ? strcspn(id, "\n") : 0] = 0;
	return xasprintf("%s %s %s", id, program, kernel);
}

static char *verdict_file(const char *folder, char *text, size_t cap)
{
	char *file = xasprintf("%s/kvm", folder);
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n = fd < 0 ? 0 : read(fd, text, cap - 1);

	text[n > 0 ? n : 0] = 0;
	if (fd >= 0)
		close(fd);
	return file;
}

/* To its end: without a root it panics. A KVM that dies on the way (nested ones do) is none. */
static bool boots(const char *program, const char *kernel)
{
	char **argv = NULL, out[16384];
	int how;

	for (const char *const *w = (const char *const[]){ program, "-accel", "kvm", "-cpu", "host", "-M", "q35", "-m", "256", "-nodefaults", "-display", "none",
							   "-no-reboot", "-serial", "stdio", "-kernel", kernel, "-append",
							   "console=ttyS0 earlyprintk=serial panic=-1", NULL };
	     *w; w++)
		words_add(&argv, "%s", *w);
	how = guest_run(argv, "Kernel panic", KVM_MS, out, sizeof(out));
	words_free(argv);
	return how == -3;
}

bool qemu_kvm_works(const char *program, const char *kernel, const char *folder, char why[128])
{
	char *host = NULL, *key, *file, text[1024], line[1100];
	struct utsname u;
	bool works;

	if (access("/dev/kvm", R_OK | W_OK)) {
		snprintf(why, 128, "%s", errno == ENOENT ? "there is no /dev/kvm" : "no permission for /dev/kvm: join the group kvm");
		return false;
	}
	if (!kernel && !uname(&u))
		kernel = host = xasprintf("/boot/vmlinuz-%s", u.release);
	if (!kernel || access(kernel, R_OK)) {
		snprintf(why, 128, "no kernel to try it with (%s)", kernel ? kernel : "none");
		free(host);
		return false;
	}
	key = when_and_what(program, kernel);
	file = verdict_file(folder, text, sizeof(text));
	snprintf(line, sizeof(line), "yes %s\n", key);
	works = !strcmp(text, line);
	snprintf(line, sizeof(line), "no %s\n", key);
	if (!works && strcmp(text, line)) {
		int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

		works = boots(program, kernel);
		if (fd >= 0) {
			dprintf(fd, "%s %s\n", works ? "yes" : "no", key);
			close(fd);
		}
	}
	snprintf(why, 128, "%s", works ? "boots a kernel" : "/dev/kvm is there and boots no kernel");
	free(file);
	free(key);
	free(host);
	return works;
}
