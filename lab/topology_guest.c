/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of vms and containers. Files are looked for when the topology is read, so that nothing is started that would fail for want of one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attach/hostif.h"
#include "lab/container.h"
#include "lab/guest_nics.h"
#include "lab/topology_reader.h"
#include "nic-models/model.h"

enum { CPUS_MAX = 64, CPUS_MIN_MILLI = 10 /* a quota of the kernel has at least a millisecond of a hundred */, MEMORY_MIN_MB = 1, MEMORY_MAX_MB = 1 << 20, NICS_MAX = 32, EXEC_MAX = 64, COMMAND_MAX = 4096, PROCESSES_MIN = 4, PROCESSES_MAX = 1 << 20, CONTAINER_MEMORY_MIN_MB = 4 };

const struct guest_nic guest_nics[] = {
	{ "virtio-net", "virtio-net-pci", 0,    true },
	{ "e1000",      "e1000",          0,    false },
	{ "e1000e",     "e1000e",         0,    false },
	{ "igb",        "igb",            800,  false },
	{ "vmxnet3",    "vmxnet3",        0,    false },
	{ "rtl8139",    "rtl8139",        0,    false },
	{ "pcnet",      "pcnet",          0,    false },
	{ "ne2000",     "ne2k_pci",       0,    false },
};
const unsigned n_guest_nics = ARRAY_LEN(guest_nics);

const struct guest_nic *guest_nic_find(const char *name)
{
	for (unsigned i = 0; i < n_guest_nics; i++)
		if (!strcmp(guest_nics[i].name, name))
			return &guest_nics[i];
	return NULL;
}

static struct topo_guest *guest_of(struct topo_reader *r, struct topo_node *n)
{
	if (!n->guest)
		n->guest = yaml_alloc(r->f, 1, sizeof(*n->guest));
	return n->guest;
}

/* Relative to the topology; absolute afterwards, because the keeper works in no folder. */
static char *find_file(struct topo_reader *r, const struct yaml_value *v, const char *key, bool folder)
{
	const char *dir = v->text[0] == '/' ? "" : r->dir;
	char *path = xasprintf("%s%s", dir, v->text), *whole = realpath(path, NULL), *kept = NULL;
	struct stat st;

	if (!whole || stat(whole, &st))
		yaml_error(r->f, v->at, folder ? "a folder beside the topology, or with its whole path" : "a file beside the topology, or with its whole path",
			   "%s %s is not there", key, path);
	else if (S_ISDIR(st.st_mode) != folder)
		yaml_error(r->f, v->at, NULL, "%s %s is %s", key, path, folder ? "not a folder" : "a folder");
	else if (access(whole, folder ? R_OK | X_OK : R_OK))
		yaml_error(r->f, v->at, NULL, "%s %s cannot be read", key, path);
	else if (strpbrk(whole, ",\n") && strcmp(key, "root") && strcmp(key, "bundle"))
		yaml_error(r->f, v->at, "rename it", "%s %s: QEMU takes no comma in a name", key, path);
	else
		kept = yaml_copy_text(r->f, whole);
	free(whole);
	free(path);
	return kept;
}

void topo_read_file(struct topo_reader *r, struct topo_node *n, struct yaml_value *v, const char *key)
{
	struct topo_guest *g = guest_of(r, n);
	const struct { const char *key; char **at; bool folder; } files[] = {
		{ "image", &g->image, false },	 { "cdrom", &g->cdrom, false },	  { "cloud-init", &g->seed, true }, { "kernel", &g->kernel, false },
		{ "initrd", &g->initrd, false }, { "root", &g->root, true },	  { "bundle", &g->bundle, true },
	};
	bool wrong = g->wrong_file;
	char why[256];

	g->wrong_file = true; /* until it is found */
	if (!topo_scalar(r, v, key, "a file's name"))
		return;
	for (unsigned i = 0; i < ARRAY_LEN(files); i++)
		if (!strcmp(files[i].key, key)) {
			*files[i].at = find_file(r, v, key, files[i].folder);
			g->wrong_file = wrong || !*files[i].at;
			if (files[i].at == &g->bundle && g->bundle && !bundle_check(g->bundle, why))
				yaml_error(r->f, v->at, "runc spec writes a config.json", "bundle %s: %s", v->text, why);
		}
}

/* A word that goes to QEMU between commas. */
static bool plain_word(const char *s)
{
	return *s && strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == strlen(s);
}

static bool read_truth(struct topo_reader *r, const struct yaml_value *v, const char *s, const char *hint)
{
	bool yes = !strcmp(s, "true");

	if (!yes && strcmp(s, "false"))
		yaml_error(r->f, v->at, hint, "\"%s\" is neither true nor false", s);
	return yes;
}

void topo_read_word(struct topo_reader *r, struct topo_node *n, struct yaml_value *v, const char *key)
{
	struct topo_guest *g = guest_of(r, n);
	const char *s = topo_scalar(r, v, key, "one value");

	if (!s)
		return;
	if (!strcmp(key, "persistent")) {
		g->persistent = read_truth(r, v, s, "persistent: true, or persistent: false");
	} else if (!strcmp(key, "append")) {
		g->append = v->text;
	} else if (!plain_word(s)) {
		yaml_error(r->f, v->at, "machine: q35, accel: tcg", "\"%s\" is not a name of QEMU's", s);
	} else if (!strcmp(key, "machine")) {
		g->machine = v->text;
	} else if (strcmp(s, "auto") && strcmp(s, "kvm") && strcmp(s, "tcg")) {
		yaml_error(r->f, v->at, "accel: auto, kvm or tcg", "there is no accelerator \"%s\"", s);
	} else {
		g->accel = strcmp(s, "auto") ? v->text : NULL;
	}
}

/* Thousandths: "2", "0.5". */
static bool parse_milli(const char *s, u32 *milli)
{
	u32 whole = 0, part = 0, scale = 100;
	const char *from = s;

	for (; *s >= '0' && *s <= '9' && whole < 10000; s++)
		whole = whole * 10 + (u32)(*s - '0');
	if (s == from)
		return false;
	if (*s == '.')
		for (s++; *s >= '0' && *s <= '9'; s++, scale /= 10)
			part += scale * (u32)(*s - '0');
	*milli = whole * 1000 + part;
	return !*s;
}

/* "512M", "2G"; a number alone is mebibytes, as QEMU takes it. */
static bool parse_mb(const char *s, u32 *mb)
{
	u64 v = 0;
	const char *from = s;

	for (; *s >= '0' && *s <= '9' && v < MEMORY_MAX_MB * 10ull; s++)
		v = v * 10 + (u64)(*s - '0');
	if (s == from)
		return false;
	if (*s == 'G')
		v *= 1024;
	s += *s == 'G' || *s == 'M';
	if (*s)
		return false;
	*mb = (u32)min_u64(v, MEMORY_MAX_MB + 1);
	return *mb >= MEMORY_MIN_MB && *mb <= MEMORY_MAX_MB;
}

static void read_processes(struct topo_reader *r, struct topo_guest *g, const struct yaml_value *v)
{
	char *end;
	unsigned long n = strspn(v->text, "0123456789") && strlen(v->text) < 9 ? strtoul(v->text, &end, 10) : 0;

	if (n < PROCESSES_MIN || n > PROCESSES_MAX || *end)
		yaml_error(r->f, v->at, "processes: 512", "\"%s\" is not a number of processes (%u to %u)", v->text, PROCESSES_MIN, PROCESSES_MAX);
	else
		g->processes = (u32)n;
}

void topo_read_size(struct topo_reader *r, struct topo_node *n, struct yaml_value *v, const char *key)
{
	struct topo_guest *g = guest_of(r, n);
	const char *s = topo_scalar(r, v, key, "a number");
	u32 milli;

	if (!s)
		return;
	if (!strcmp(key, "processes")) {
		read_processes(r, g, v);
	} else if (!strcmp(key, "memory")) {
		if (!parse_mb(s, &g->memory_mb))
			yaml_error(r->f, v->at, "memory: 512M, or 2G", "\"%s\" is not an amount of memory", s);
	} else if (!parse_milli(s, &milli) || !milli || milli > CPUS_MAX * 1000) {
		yaml_error(r->f, v->at, n->kind == TOPO_VM ? "cpus: 2" : "cpus: 0.5", "\"%s\" is not a number of processors (at most %u)", s, CPUS_MAX);
	} else if (milli < CPUS_MIN_MILLI) {
		yaml_error(r->f, v->at, "cpus: 0.01", "\"%s\" is less of a processor than Linux gives out (at least 0.01)", s);
	} else if (n->kind == TOPO_VM && milli % 1000) {
		yaml_error(r->f, v->at, "cpus: 2", "a vm has whole processors");
	} else {
		g->cpus_milli = milli;
	}
}

static const struct guest_nic *read_model(struct topo_reader *r, const struct yaml_value *v)
{
	const char *s = topo_scalar(r, v, "model", "a model's name"), *names[32] = { NULL };
	const struct guest_nic *nic = s ? guest_nic_find(s) : NULL;
	char hint[HINT_LEN];

	for (unsigned i = 0; i < n_guest_nics && i < 31; i++)
		names[i] = guest_nics[i].name;
	if (s && !nic)
		yaml_error(r->f, v->at, topo_hint(hint, s, "models", names), "there is no NIC \"%s\"", s);
	return nic;
}

static void read_over(struct topo_reader *r, const struct yaml_value *v, const struct guest_nic *model, struct topo_nic *nic)
{
	const char *s = topo_scalar(r, v, "over", "vhost, stream or vfio"), *ours[32] = { NULL };
	char hint[HINT_LEN];

	if (!s)
		return;
	if (!strcmp(s, "stream"))
		nic->over = NIC_OVER_STREAM;
	else if (!strcmp(s, "vfio") && nic_model_find(model->name))
		nic->over = NIC_OVER_VFIO;
	else if (!strcmp(s, "vfio")) {
		for (unsigned i = 0; nic_model_at(i) && i < 31; i++)
			ours[i] = nic_model_at(i)->name;
		yaml_error(r->f, v->at, topo_hint(hint, model->name, "models", ours), "there is no %s of ours yet: leave \"over\" out for QEMU's", model->name);
	} else if (strcmp(s, "vhost"))
		yaml_error(r->f, v->at, "{model: e1000, over: stream}", "\"%s\" is no way to a vm's NIC: vhost, stream or vfio", s);
	else if (!model->vhost)
		yaml_error(r->f, v->at, "leave it out, or write over: stream", "only virtio-net shares its rings");
}

static void read_msix(struct topo_reader *r, const struct yaml_value *v, struct topo_nic *nic)
{
	const char *s = topo_scalar(r, v, "msix", "true or false");

	if (!s)
		return;
	nic->msix = read_truth(r, v, s, "msix: true, or msix: false");
	if (nic->over != NIC_OVER_VFIO)
		yaml_error(r->f, v->at, "{model: e1000e, over: vfio, msix: true}", "only a NIC over vfio can be with MSI-X or without");
	else if (nic->msix && !nic_model_find(nic->model)->n_vectors)
		yaml_error(r->f, v->at, "e1000e, igb, virtio-net and vmxnet3 have it", "%s has no MSI-X", nic->model);
}

static void read_nic(struct topo_reader *r, struct topo_nic *nic, const struct yaml_value *v)
{
	static const char *const keys[] = { "model", "over", "msix", NULL };
	const struct yaml_value *model = v->kind == YAML_MAP ? yaml_get(v, "model") : v;
	const struct guest_nic *gn;

	nic->at = v->at;
	if (!model) {
		yaml_error(r->f, v->at, "{model: e1000, over: stream}", "a NIC without a model");
		return;
	}
	for (u32 i = 0; v->kind == YAML_MAP && i < v->n; i++)
		if (!topo_among(keys, v->pairs[i].key->text))
			topo_unknown_key(r, v->pairs[i].key, keys);
	gn = read_model(r, model);
	if (!gn)
		return;
	nic->model = model->text;
	nic->over = gn->vhost ? NIC_OVER_VHOST : NIC_OVER_STREAM;
	if (v->kind == YAML_MAP && yaml_get(v, "over"))
		read_over(r, yaml_get(v, "over"), gn, nic);
	if (v->kind == YAML_MAP && yaml_get(v, "msix"))
		read_msix(r, yaml_get(v, "msix"), nic);
}

void topo_read_nics(struct topo_reader *r, struct topo_node *n, struct yaml_value *v)
{
	struct topo_guest *g = guest_of(r, n);

	if (v->kind != YAML_LIST || !v->n || v->n > NICS_MAX) {
		yaml_error(r->f, v->at, "nics: [virtio-net, {model: e1000, over: stream}]", "\"nics\" takes a list of 1 to %u models", NICS_MAX);
		return;
	}
	g->nics = yaml_alloc(r->f, v->n, sizeof(*g->nics));
	g->n_nics = v->n;
	for (u32 i = 0; i < v->n; i++)
		read_nic(r, &g->nics[i], v->items[i]);
	if (n->kind == TOPO_VM)
		topo_set_ports(r, n, v->n);
}

void topo_read_exec(struct topo_reader *r, struct topo_node *n, struct yaml_value *v)
{
	struct topo_guest *g = guest_of(r, n);
	u32 count = v->kind == YAML_LIST ? v->n : 1;
	size_t bytes = 0;

	if (count > EXEC_MAX) {
		yaml_error(r->f, v->at, NULL, "a container starts at most %u commands", EXEC_MAX);
		return;
	}
	g->exec = yaml_alloc(r->f, count + 1, sizeof(*g->exec));
	for (u32 i = 0; i < count; i++) {
		const struct yaml_value *item = v->kind == YAML_LIST ? v->items[i] : v;

		if (!topo_scalar(r, item, "exec", "a command or a list of them"))
			continue;
		if (!item->len || item->len > COMMAND_MAX || memchr(item->text, 0, item->len))
			yaml_error(r->f, item->at, "exec: [\"python3 -m http.server 80\"]", item->len > COMMAND_MAX ? "this command is too long (at most %u bytes)" : "this is no command",
				   COMMAND_MAX);
		else
			g->exec[g->n_exec++] = item->text;
		bytes += item->len;
	}
	if (bytes > TOPO_EXEC_BYTES)
		yaml_error(r->f, v->at, "exec: [\"sh /a/script\"]", "these commands are too long together (at most %u bytes)", TOPO_EXEC_BYTES);
}

/* One NIC that nobody asked for by name. */
static void default_nic(struct topo_reader *r, struct topo_node *n, struct topo_guest *g)
{
	g->nics = yaml_alloc(r->f, 1, sizeof(*g->nics));
	g->nics[0] = (struct topo_nic){ .model = yaml_copy_text(r->f, "virtio-net"), .over = NIC_OVER_VHOST, .at = n->at };
	g->n_nics = 1;
}

static void check_container(struct topo_reader *r, const struct topo_node *n, const struct topo_guest *g)
{
	if (g->root && g->bundle)
		yaml_error(r->f, n->at, "a bundle brings its own root", "%s has both \"root\" and \"bundle\"", n->name);
	if (g->bundle && n->n_dns)
		yaml_error(r->f, n->at, "its /etc/resolv.conf is in its root", "%s has a bundle, which brings its own name servers", n->name);
	if (g->persistent && !g->root && !g->wrong_file)
		yaml_error(r->f, n->at, NULL, "%s has no root that could be persistent", n->name);
	if (g->memory_mb && g->memory_mb < CONTAINER_MEMORY_MIN_MB)
		yaml_error(r->f, n->at, "memory: 64M", "%s has too little memory: at least %uM", n->name, CONTAINER_MEMORY_MIN_MB);
	for (u32 i = 0; i < n->n_addresses; i++)
		if (n->addresses[i].how == TOPO_DHCP || n->addresses[i].how == TOPO_DHCP6)
			yaml_error(r->f, n->addresses[i].at, "exec: [\"dhclient eth0\"], or busybox udhcpc -i eth0", "a container asks for %s itself, by a program of its own",
				   n->addresses[i].text);
	if (n->n_addresses > HOSTIF_ADDRESSES)
		yaml_error(r->f, n->addresses[HOSTIF_ADDRESSES].at, "exec: [\"ip addr add 10.0.0.9/24 dev eth0\"]", "a container has at most %u addresses here", HOSTIF_ADDRESSES);
}

void topo_check_guest(struct topo_reader *r, struct topo_node *n)
{
	struct topo_guest *g = guest_of(r, n);

	if (n->kind == TOPO_CONTAINER) {
		check_container(r, n, g);
		return;
	}
	if (!g->n_nics)
		default_nic(r, n, g);
	if (!g->image && !g->kernel && !g->cdrom && !g->wrong_file)
		yaml_error(r->f, n->at, "image: debian.qcow2, or kernel: vmlinuz, initrd: initrd.img", "%s has nothing to boot: no image, kernel or cdrom",
			   n->name);
	if (!g->kernel && !g->wrong_file && (g->initrd || g->append))
		yaml_error(r->f, n->at, NULL, "%s has an %s and no kernel", n->name, g->initrd ? "initrd" : "append");
	if (!g->image && !g->wrong_file && g->persistent)
		yaml_error(r->f, n->at, NULL, "%s has no image that could be persistent", n->name);
	if (g->memory_mb && g->memory_mb < 16)
		yaml_error(r->f, n->at, "memory: 512M", "%s has too little memory: at least 16M", n->name);
}
