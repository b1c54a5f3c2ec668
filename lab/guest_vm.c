/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A vm: QEMU, started with a pair of sockets for QMP (lab/guest_qmp.c) and one for the serial console, so that nothing of it has a name that could be left
 * behind.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attach/passfd.h"
#include "lab/guest.h"
#include "lab/guest_nics.h"
#include "lab/message.h"

enum { QMP_FD = 3, CONSOLE_FD = 4, QEMU_OLDEST = 702, QEMU_BOOKWORM = 702, QEMU_TRIXIE = 1000, QEMU_VFIO_USER = 1001, TOOL_MS = 20000, IMAGE_MB_DEFAULT = 512 };

/* ---- disks ---- */

static const char *image_format(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char magic[4] = "";
	ssize_t n = fd < 0 ? 0 : read(fd, magic, sizeof(magic));

	if (fd >= 0)
		close(fd);
	return n == 4 && !memcmp(magic, "QFI\xfb", 4) ? "qcow2" : "raw";
}

/* qemu-img stands beside QEMU, or in PATH. */
static char *qemu_img(const char *qemu)
{
	const char *slash = strrchr(qemu, '/');
	char *beside = slash ? xasprintf("%.*s/qemu-img", (int)(slash - qemu), qemu) : xstrdup("qemu-img");

	if (slash && access(beside, X_OK)) {
		free(beside);
		return xstrdup("qemu-img");
	}
	return beside;
}

/* The overlay that this lab writes to, so that the image stays as it is. NULL: why. */
static char *overlay(struct guest *g, char why[256])
{
	const struct setup *s = g->all->s;
	const struct topo_guest *tg = g->node->guest;
	char *path, **argv = NULL, out[512], *tool;
	int how;

	if (tg->persistent) {
		char *folder = xasprintf("%s/../../disks", s->state.run_path);

		mkdir(folder, 0700);
		path = xasprintf("%s/%s.%s.qcow2", folder, s->state.name, g->node->name);
		free(folder);
		if (s->fresh && g->state == GUEST_OFF && !g->why[0])
			unlink(path);
		if (!access(path, R_OK | W_OK))
			return path;
	} else {
		path = xasprintf("%s/disk-%u", s->state.run_path, (unsigned)(g->node - s->topo->nodes));
		if (!access(path, R_OK | W_OK)) /* off and on again: a disk keeps what it holds */
			return path;
	}
	tool = qemu_img(g->all->qemu);
	words_add(&argv, "%s", tool);
	for (const char *const *w = (const char *const[]){ "create", "-q", "-f", "qcow2", "-F", image_format(tg->image), "-b", tg->image, path, NULL }; *w; w++)
		words_add(&argv, "%s", *w);
	free(tool);
	how = guest_run(argv, NULL, TOOL_MS, out, sizeof(out));
	words_free(argv);
	if (!how)
		return path;
	snprintf(why, 256, "no overlay for %.120s: %.*s (qemu-img: apt install qemu-utils)", tg->image, (int)strcspn(out, "\n") > 80 ? 80 : (int)strcspn(out, "\n"), out);
	free(path);
	return NULL;
}

/* ---- the command line ---- */

static bool add_disks(struct guest *g, char ***a, char why[256])
{
	const struct topo_guest *tg = g->node->guest;
	char *path;

	if (tg->image) {
		path = overlay(g, why);
		if (!path)
			return false;
		words_add(a, "-drive");
		words_add(a, "if=none,id=disk0,format=qcow2,file=%s", path);
		words_add(a, "-device");
		words_add(a, "virtio-blk-pci,drive=disk0,bootindex=1");
		free(path);
	}
	if (tg->seed) {
		words_add(a, "-blockdev");
		words_add(a, "driver=vvfat,node-name=seed,read-only=on,label=CIDATA,dir=%s", tg->seed);
		words_add(a, "-device");
		words_add(a, "virtio-blk-pci,drive=seed");
	}
	if (tg->cdrom) {
		words_add(a, "-drive");
		words_add(a, "if=none,id=cd0,media=cdrom,readonly=on,format=raw,file=%s", tg->cdrom);
		words_add(a, "-device");
		words_add(a, "ide-cd,drive=cd0,bootindex=2");
	}
	return true;
}

/* How this QEMU is told to connect again. */
static const char *reconnect(unsigned version, bool netdev)
{
	if (version >= 902)
		return ",reconnect-ms=100";
	return netdev && version < 800 ? "" : ",reconnect=1";
}

static char *json_dumps_of(json_t *m)
{
	char *text = json_dumps(m, JSON_COMPACT);

	json_decref(m);
	return text;
}

/* q35 takes nothing new on its own bus: there a NIC stands behind a port of its own, which costs a range of I/O ports, of which there are few. */
static bool has_root_port(const struct guest *g, u32 i)
{
	const char *machine = g->node->guest->machine;

	return (!machine || !strncmp(machine, "q35", 3) || !strncmp(machine, "pc-q35", 6)) && i < ROOT_PORTS;
}

bool vm_nic_plugs(const struct guest *g, u32 i)
{
	const char *machine = g->node->guest->machine;

	return has_root_port(g, i) || (machine && (!strcmp(machine, "pc") || !strncmp(machine, "pc-i440fx", 9)));
}

json_t *vm_nic_device(const struct guest *g, u32 i)
{
	const struct topo_nic *nic = &g->node->guest->nics[i];
	json_t *m = json_object();
	char text[32];
	u8 mac[6];

	snprintf(text, sizeof(text), "d%u", i);
	json_object_set_new(m, "id", json_string(text));
	if (has_root_port(g, i)) {
		snprintf(text, sizeof(text), "rp%u", i);
		json_object_set_new(m, "bus", json_string(text));
	}
	if (nic->over == NIC_OVER_VFIO) {
		char *path = guest_socket_path(g->all->s, g->node, i);

		json_object_set_new(m, "driver", json_string("vfio-user-pci"));
		json_object_set_new(m, "rombar", json_integer(0));
		json_object_set_new(m, "socket", json_pack("{s:s,s:o}", "type", "unix", "path", message_text(path, strlen(path))));
		free(path);
		return m;
	}
	json_object_set_new(m, "driver", json_string(guest_nic_find(nic->model)->device));
	snprintf(text, sizeof(text), "n%u", i);
	json_object_set_new(m, "netdev", json_string(text));
	topology_port_mac(g->all->s->topo, g->node, i, mac);
	snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	json_object_set_new(m, "mac", json_string(text));
	/* Before 10, QEMU without KVM crashes when such a driver starts with MSI-X. */
	if (nic->over == NIC_OVER_VHOST && g->all->qemu_version < 1000)
		json_object_set_new(m, "vectors", json_integer(0));
	return m;
}

/* Who has what: bookworm 7.2, trixie 10.0, their backports 10.0 and 11. */
static void too_old(const char *what, unsigned need, unsigned version, char why[256])
{
	const char *from = need <= QEMU_BOOKWORM ? "bookworm" : need <= QEMU_TRIXIE ? "trixie, or bookworm-backports" : "trixie-backports";

	snprintf(why, 256, "%s needs QEMU %u.%u, this is %u.%u: Debian has it in %s (apt install [-t RELEASE-backports] qemu-system-x86); LANYARD_QEMU names another program",
		 what, need / 100, need % 100, version / 100, version % 100, from);
}

static bool add_nic(struct guest *g, char ***a, u32 i, char why[256])
{
	const struct topo_nic *nic = &g->node->guest->nics[i];
	const struct guest_nic *model = guest_nic_find(nic->model);
	unsigned version = g->all->qemu_version;
	char *path, *text;

	unsigned need = nic->over == NIC_OVER_VFIO ? QEMU_VFIO_USER : model->qemu;

	if (version < need) {
		too_old(model->name, need, version, why);
		return false;
	}
	path = guest_socket_path(g->all->s, g->node, i);
	if (nic->over == NIC_OVER_VHOST) {
		words_add(a, "-chardev");
		words_add(a, "socket,id=c%u,path=%s%s", i, path, reconnect(version, false));
		words_add(a, "-netdev");
		words_add(a, "vhost-user,id=n%u,chardev=c%u", i, i);
	} else if (nic->over == NIC_OVER_STREAM) {
		words_add(a, "-netdev");
		words_add(a, "stream,id=n%u,server=off,addr.type=unix,addr.path=%s%s", i, path, reconnect(version, true));
	}
	free(path);
	if (has_root_port(g, i)) {
		words_add(a, "-device");
		words_add(a, "pcie-root-port,id=rp%u,chassis=%u", i, i + 1);
	}
	text = json_dumps_of(vm_nic_device(g, i));
	words_add(a, "-device");
	words_add(a, "%s", text);
	free(text);
	return true;
}

static bool use_kvm(struct guest *g, char why[128])
{
	struct guests *all = g->all;
	const struct topo_guest *tg = g->node->guest;
	char *folder;

	if (tg->accel)
		return !strcmp(tg->accel, "kvm");
	if (all->kvm < 0) {
		folder = xasprintf("%s/../..", all->s->state.run_path);
		all->kvm = qemu_kvm_works(all->qemu, tg->kernel, folder, why);
		fprintf(stderr, "keeper: %s: %s\n", all->kvm ? "KVM is used" : "KVM is not used", why);
		free(folder);
	}
	return all->kvm;
}

static bool add_machine(struct guest *g, char ***a, char why[256])
{
	const struct topo_guest *tg = g->node->guest;
	u32 mb = tg->memory_mb ? tg->memory_mb : IMAGE_MB_DEFAULT, cpus = tg->cpus_milli ? tg->cpus_milli / 1000 : 1;
	char reason[128] = "";
	bool kvm = use_kvm(g, reason);

	(void)why;
	words_add(a, "%s", g->all->qemu);
	words_add(a, "-name");
	words_add(a, "guest=%s.%s", g->all->s->state.name, g->node->name);
	for (const char *const *w = (const char *const[]){ "-nodefaults", "-no-user-config", "-display", "none", "-accel", kvm ? "kvm" : "tcg,thread=multi", "-cpu",
							   kvm ? "host" : "max", NULL };
	     *w; w++)
		words_add(a, "%s", *w);
	words_add(a, "-machine");
	words_add(a, "%s,memory-backend=mem", tg->machine ? tg->machine : "q35");
	words_add(a, "-object");
	words_add(a, "memory-backend-memfd,id=mem,size=%uM,share=on", mb);
	words_add(a, "-m");
	words_add(a, "%u", mb);
	words_add(a, "-smp");
	words_add(a, "%u", cpus);
	words_add(a, "-chardev");
	words_add(a, "socket,id=qmp,fd=%d", QMP_FD);
	words_add(a, "-mon");
	words_add(a, "chardev=qmp,mode=control");
	words_add(a, "-chardev");
	words_add(a, "socket,id=con,fd=%d", CONSOLE_FD);
	words_add(a, "-serial");
	words_add(a, "chardev:con");
	return true;
}

static bool add_kernel(const struct topo_guest *tg, char ***a)
{
	const struct { const char *flag, *value; } parts[] = { { "-kernel", tg->kernel }, { "-initrd", tg->initrd }, { "-append", tg->append } };

	for (unsigned i = 0; i < ARRAY_LEN(parts); i++)
		if (parts[i].value) {
			words_add(a, "%s", parts[i].flag);
			words_add(a, "%s", parts[i].value);
		}
	return true;
}

static char **command_line(struct guest *g, char why[256])
{
	char **a = NULL;
	bool good = add_machine(g, &a, why) && add_kernel(g->node->guest, &a) && add_disks(g, &a, why);

	for (u32 i = 0; good && i < g->node->n_inside; i++)
		good = add_nic(g, &a, i, why);
	if (good)
		return a;
	words_free(a);
	return NULL;
}

static bool have_qemu(struct guests *all, char why[256])
{
	if (!all->qemu)
		all->qemu = qemu_find();
	if (!all->qemu) {
		snprintf(why, 256, "no qemu-system-x86_64 in PATH: apt install qemu-system-x86");
		return false;
	}
	if (!all->qemu_version)
		all->qemu_version = qemu_version(all->qemu);
	if (all->qemu_version >= QEMU_OLDEST)
		return true;
	if (all->qemu_version)
		too_old("a vm", QEMU_OLDEST, all->qemu_version, why);
	else
		snprintf(why, 256, "%.120s is not a QEMU that can be run: apt install qemu-system-x86, or let LANYARD_QEMU name one", all->qemu);
	return false;
}

bool vm_start(struct guest *g, char why[256])
{
	int qmp[2], con[2];
	struct guest_child c = { 0 };

	if (!have_qemu(g->all, why) || !(c.argv = command_line(g, why)))
		return false;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, qmp) || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, con)) {
		snprintf(why, 256, "no pair of sockets: %s", strerror(errno));
		words_free(c.argv);
		return false;
	}
	c.fd[0] = qmp[1];
	c.fd[1] = con[1];
	c.n_fds = 2;
	g->pid = guest_spawn(&c, &g->errors);
	close(qmp[1]);
	close(con[1]);
	words_free(c.argv);
	if (g->pid < 0) {
		snprintf(why, 256, "no process: %s", strerror(errno));
		g->pid = 0;
		close(qmp[0]);
		close(con[0]);
		return false;
	}
	fcntl(qmp[0], F_SETFL, O_NONBLOCK);
	fcntl(con[0], F_SETFL, O_NONBLOCK);
	g->qmp = qmp[0];
	g->console = con[0];
	guest_set_state(g, GUEST_STARTING, NULL);
	return true;
}
