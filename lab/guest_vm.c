/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A vm: QEMU, started with a pair of sockets for QMP and one for the serial console, so that nothing of it has a name that could be left
 * behind. QMP tells when it runs, stands still, or powers down, and takes the power button's orders; what happens is known from the events,
 * never from the orders' answers.
 *
 *	greeting      -> qmp_capabilities
 *	first return  -> it runs; carriers that are down are told
 *	STOP, RESUME  -> suspended, up        SHUTDOWN -> it will end by itself
 *
 * The lab's carrier reaches a guest by set_link. An old QEMU (7.2 does) then takes over the rings of a vhost-user NIC with a stale index and gives the
 * driver buffers back that it never had, which wedges the guest: there such a NIC keeps its link.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attach/passfd.h"
#include "lab/guest.h"
#include "lab/guest_nics.h"
#include "lab/message.h"

enum { QMP_FD = 3, CONSOLE_FD = 4, QEMU_OLDEST = 702, QEMU_CUTS_VHOST = 1000, QEMU_VFIO_USER = 1001, TOOL_MS = 20000, IMAGE_MB_DEFAULT = 512 };

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

static bool add_nic(struct guest *g, char ***a, u32 i, char why[256])
{
	const struct topo_nic *nic = &g->node->guest->nics[i];
	const struct guest_nic *model = guest_nic_find(nic->model);
	unsigned version = g->all->qemu_version;
	char *path = guest_socket_path(g->all->s, g->node, i);
	u8 m[6];

	unsigned need = nic->over == NIC_OVER_VFIO ? QEMU_VFIO_USER : model->qemu;

	if (version < need) {
		snprintf(why, 256, "%s needs QEMU %u.%u, this is %u.%u: Debian has newer ones in its backports (apt install -t RELEASE-backports qemu-system-x86); "
			 "LANYARD_QEMU names another program", model->name, need / 100, need % 100, version / 100, version % 100);
		free(path);
		return false;
	}
	if (nic->over == NIC_OVER_VFIO) {
		words_add(a, "-device");
		words_add(a, "{\"driver\":\"vfio-user-pci\",\"id\":\"d%u\",\"rombar\":0,\"socket\":{\"type\":\"unix\",\"path\":\"%s\"}}", i, path);
		free(path);
		return true;
	}
	topology_port_mac(g->all->s->topo, g->node, i, m);
	if (nic->over == NIC_OVER_VHOST) {
		words_add(a, "-chardev");
		words_add(a, "socket,id=c%u,path=%s%s", i, path, reconnect(version, false));
		words_add(a, "-netdev");
		words_add(a, "vhost-user,id=n%u,chardev=c%u", i, i);
	} else {
		words_add(a, "-netdev");
		words_add(a, "stream,id=n%u,server=off,addr.type=unix,addr.path=%s%s", i, path, reconnect(version, true));
	}
	words_add(a, "-device");
	/* Before 10, QEMU without KVM crashes when such a driver starts with MSI-X. */
	words_add(a, "%s,id=d%u,netdev=n%u,mac=%02x:%02x:%02x:%02x:%02x:%02x%s", model->device, i, i, m[0], m[1], m[2], m[3], m[4], m[5],
		  nic->over == NIC_OVER_VHOST && version < 1000 ? ",vectors=0" : "");
	free(path);
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
	snprintf(why, 256, "%s is %s: a vm needs QEMU %u.%u or later", all->qemu, all->qemu_version ? "too old" : "not a QEMU that can be run", QEMU_OLDEST / 100,
		 QEMU_OLDEST % 100);
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

/* ---- QMP ---- */

static void say(struct guest *g, json_t *m)
{
	char *text = json_dumps(m, JSON_COMPACT);

	if (g->qmp >= 0 && send(g->qmp, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		fprintf(stderr, "keeper: %s's QEMU does not listen: %s\n", g->node->name, strerror(errno));
	free(text);
	json_decref(m);
}

static void order(struct guest *g, const char *command)
{
	say(g, json_pack("{s:s}", "execute", command));
}

void vm_carrier(struct guest *g, u32 nic)
{
	enum topo_nic_over over = g->node->guest->nics[nic].over;
	char name[16];

	if (over == NIC_OVER_VFIO) /* the model has a carrier of its own */
		return;
	if (over == NIC_OVER_VHOST && g->all->qemu_version < QEMU_CUTS_VHOST) {
		fprintf(stderr, "keeper: %s: NIC %u keeps its link: this QEMU cannot change it over vhost-user (10.0 can, and so can \"over: stream\")\n",
			g->node->name, nic);
		return;
	}
	snprintf(name, sizeof(name), "d%u", nic);
	if (g->state == GUEST_RUNNING || g->state == GUEST_SUSPENDED)
		say(g, json_pack("{s:s,s:{s:s,s:b}}", "execute", "set_link", "arguments", "name", name, "up", (int)g->carrier[nic]));
}

static void event(struct guest *g, const char *name)
{
	if (!strcmp(name, "SHUTDOWN"))
		g->ended_itself = true;
	else if (!strcmp(name, "STOP"))
		guest_set_state(g, GUEST_SUSPENDED, NULL);
	else if (!strcmp(name, "RESUME"))
		guest_set_state(g, GUEST_RUNNING, NULL);
}

static void message(struct guest *g, const json_t *m)
{
	const json_t *error = json_object_get(m, "error");

	if (json_object_get(m, "QMP")) {
		order(g, "qmp_capabilities");
	} else if (json_object_get(m, "event")) {
		event(g, message_string(m, "event"));
	} else if (error) {
		fprintf(stderr, "keeper: %s: QMP: %s\n", g->node->name, message_string(error, "desc"));
	} else if (json_object_get(m, "return") && g->state == GUEST_STARTING) {
		guest_set_state(g, GUEST_RUNNING, NULL);
		for (u32 i = 0; i < g->node->n_inside; i++)
			if (!g->carrier[i])
				vm_carrier(g, i);
	}
}

void vm_ready(struct guest *g)
{
	char *end;
	ssize_t n;

	if (!g->in)
		g->in = xcalloc(1, GUEST_QMP_MAX);
	n = recv(g->qmp, g->in + g->in_len, GUEST_QMP_MAX - g->in_len, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) { /* it ends, or its line is longer than any that we ask for */
		close(g->qmp);
		g->qmp = -1;
		if (g->in_len == GUEST_QMP_MAX)
			kill(g->pid, SIGKILL);
		return;
	}
	g->in_len += (size_t)n;
	while ((end = memchr(g->in, '\n', g->in_len))) {
		size_t len = (size_t)(end + 1 - g->in);
		json_t *m = json_loadb(g->in, len, 0, NULL);

		memmove(g->in, end + 1, g->in_len - len);
		g->in_len -= len;
		if (json_is_object(m))
			message(g, m);
		json_decref(m);
	}
}

int vm_power(struct guest *g, const char *verb, char why[256])
{
	static const struct { const char *verb, *order; } orders[] = {
		{ "off", "quit" }, { "restart", "system_reset" }, { "suspend", "stop" }, { "resume", "cont" },
	};

	for (unsigned i = 0; i < ARRAY_LEN(orders); i++)
		if (!strcmp(orders[i].verb, verb)) {
			g->asked_off = g->asked_off || !strcmp(verb, "off");
			if (g->state == GUEST_STARTING && g->asked_off) { /* QMP does not listen yet */
				kill(g->pid, SIGKILL);
				return EXIT_DONE;
			}
			order(g, orders[i].order);
			if (!strcmp(verb, "restart"))
				order(g, "cont");
			return EXIT_DONE;
		}
	snprintf(why, 256, "power %s: write on, off, restart, suspend or resume", verb);
	return EXIT_USAGE;
}
