/* SPDX-License-Identifier: GPL-3.0-or-later */
/* doctor: what this machine can run, and for what it cannot, why and what to install. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach/attach.h"
#include "lab/client_side.h"
#include "lab/confine.h"

static bool in_path(const char *program)
{
	const char *path = getenv("PATH");
	char *copy = xstrdup(path ? path : "/usr/bin:/bin"), *rest, *dir;
	bool found = false;

	for (dir = strtok_r(copy, ":", &rest); dir && !found; dir = strtok_r(NULL, ":", &rest)) {
		char *file = xasprintf("%s/%s", dir, program);

		found = !access(file, X_OK);
		free(file);
	}
	free(copy);
	return found;
}

static void line(const char *name, bool ok, const char *text)
{
	printf("  %-12s %-4s %s\n", name, ok ? "yes" : "no", text);
}

static void attachments(void)
{
	const struct attach_scheme *s;
	const char *name, *package;

	printf("attachments\n");
	for (unsigned i = 0; (s = attach_scheme_at(i)); i++) {
		const char *why = s->doctor ? s->doctor() : NULL;

		line(s->name, !why, why ? why : s->usage);
	}
	for (unsigned i = 0; (name = attach_left_out(i, &package)); i++) {
		char text[96];

		snprintf(text, sizeof(text), "left out of this build: install %s and build again", package);
		line(name, false, text);
	}
}

static void guests(void)
{
	static const char *const qemu[] = { "qemu-system-x86_64", "qemu-system-aarch64", "qemu-system-i386" };
	bool any = false;

	printf("guests over attachments\n");
	for (unsigned i = 0; i < ARRAY_LEN(qemu); i++)
		if (in_path(qemu[i])) {
			line("qemu", true, qemu[i]);
			any = true;
		}
	if (!any)
		line("qemu", false, "no qemu-system-* in PATH: apt install qemu-system-x86");
	if (!access("/dev/kvm", R_OK | W_OK))
		line("kvm", true, "/dev/kvm");
	else
		line("kvm", false, errno == ENOENT ? "no /dev/kvm: guests run emulated, slower (no hardware virtualization here)" :
						     "/dev/kvm: no permission: add yourself to the group kvm");
	line("wireshark", in_path("tshark") || in_path("wireshark"),
	     in_path("tshark") || in_path("wireshark") ? "opens captures" : "apt install tshark wireshark, to look into captures");
}

int command_doctor(int argc, char **argv)
{
	char text[256], why[256], *folder;

	(void)argv;
	if (argc > 1)
		return usage_error("doctor", "doctor takes no arguments");
	folder = state_folder(why);
	printf("state folder\n");
	line("folder", folder != NULL, folder ? folder : why);
	free(folder);
	printf("engine\n");
	confine_describe(text, sizeof(text));
	line("confined by", true, text);
	line("privileges", !geteuid(), geteuid() ? "not root: tap, veth and packet need capabilities (see below)" : "root");
	attachments();
	guests();
	return EXIT_DONE;
}
