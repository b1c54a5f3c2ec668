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
#include "lab/container.h"
#include "lab/guest.h"

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

/* kind vm: which QEMU it starts, what that one can do, and whether KVM boots anything. */
static void vms(const char *folder)
{
	char *qemu = qemu_find(), why[128] = "", text[400];
	unsigned version = qemu ? qemu_version(qemu) : 0;
	bool kvm = version && folder && qemu_kvm_works(qemu, NULL, folder, why);

	if (!version)
		snprintf(text, sizeof(text), "%s: apt install qemu-system-x86", qemu ? qemu : "no qemu-system-x86_64 in PATH");
	else if (version < 702)
		snprintf(text, sizeof(text), "%s is %u.%u, too old: apt install -t RELEASE-backports qemu-system-x86", qemu, version / 100, version % 100);
	else if (version < 1000)
		snprintf(text, sizeof(text), "%s %u.%u; before 10.0 the link of a virtio-net over vhost cannot be cut%s", qemu, version / 100, version % 100,
			 version < 800 ? ", and there is no igb (8.0)" : "");
	else
		snprintf(text, sizeof(text), "%s %u.%u", qemu, version / 100, version % 100);
	line("vm", version >= 702, text);
	line("vm image", in_path("qemu-img"), in_path("qemu-img") ? "qemu-img makes overlays" : "for disk images: apt install qemu-utils");
	snprintf(text, sizeof(text), "%s%s", why[0] ? why : "no QEMU to try it with", kvm ? "" : ": guests run emulated, slower");
	line("kvm", kvm, text);
	free(qemu);
}

/* kind container: which limits hold, and who runs a bundle. */
static void containers(void)
{
	char text[256], why[256], *runtime = bundle_runtime(why);

	line("container", !geteuid(), geteuid() ? "needs root, for namespaces and interfaces" : "namespaces of its own");
	cgroup_describe(text, sizeof(text));
	line("limits", !strstr(text, "cannot"), text);
	line("bundle", runtime != NULL, runtime ? runtime : why);
	free(runtime);
}

static void guests(const char *folder)
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
	vms(folder);
	containers();
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
	printf("engine\n");
	confine_describe(text, sizeof(text));
	line("confined by", true, text);
	line("privileges", !geteuid(), geteuid() ? "not root: tap, veth and packet need capabilities (see below)" : "root");
	attachments();
	guests(folder);
	free(folder);
	return EXIT_DONE;
}
