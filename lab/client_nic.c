/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `lanyard nic`: one NIC on its own, for a hypervisor that somebody else runs. It is a small lab in the foreground, of two attachments and a
 * hub between them, so that `lanyard show`, `wire` and `capture` work on it too.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "attach/attach.h"
#include "lab/client_side.h"
#include "nic-models/model.h"

static const char nic_usage[] = "usage: lanyard nic MODEL --socket PATH --wire URI [--transport vfio|vhost] [--mac MAC] [--no-msix]\n";

struct nic_options {
	const char *model, *socket, *wire, *transport, *mac;
	bool no_msix;	/* QEMU aborts when it frees a device of vfio-user that has MSI-X */
};

static const struct option nic_long[] = {
	{ "socket", required_argument, NULL, 's' }, { "wire", required_argument, NULL, 'w' }, { "transport", required_argument, NULL, 't' },
	{ "mac", required_argument, NULL, 'm' }, { "no-msix", no_argument, NULL, 'x' }, { "help", no_argument, NULL, 'h' }, { 0 },
};

/* -1: go on; else the exit status. */
static int nic_parse(struct nic_options *o, int argc, char **argv)
{
	int opt;

	while ((opt = getopt_long(argc, argv, "", nic_long, NULL)) != -1)
		switch (opt) {
		case 's':
			o->socket = optarg;
			break;
		case 'w':
			o->wire = optarg;
			break;
		case 't':
			o->transport = optarg;
			break;
		case 'm':
			o->mac = optarg;
			break;
		case 'x':
			o->no_msix = true;
			break;
		case 'h':
			fputs(nic_usage, stdout);
			return EXIT_DONE;
		default:
			fputs(nic_usage, stderr);
			return EXIT_USAGE;
		}
	if (argc - optind != 1)
		return usage_error("nic", argc == optind ? "nic: which model?" : "nic: one model at a time");
	o->model = argv[optind];
	if (!o->socket || !o->wire)
		return usage_error("nic", "nic: say where the hypervisor connects (--socket PATH) and where frames go (--wire URI)");
	return -1;
}

/* what: the options that it was made of. */
static int uri_check(const char *what, const char *text)
{
	struct attach_uri uri;
	unsigned column;
	char why[256];

	if (!attach_parse(text, &uri, why, &column))
		return complain(EXIT_USAGE, "nic: %s %s: %s", what, text, why);
	attach_uri_free(&uri);
	return -1;
}

static int nic_check(struct nic_options *o)
{
	bool virtio = !strcmp(o->model, "virtio-net"), vhost;
	char names[512];
	size_t at = 0;

	if (!o->transport)
		o->transport = virtio && !nic_model_find(o->model) ? "vhost" : "vfio";
	vhost = !strcmp(o->transport, "vhost");
	if (!vhost && strcmp(o->transport, "vfio"))
		return complain(EXIT_USAGE, "nic: the transport is vfio or vhost, not \"%s\"", o->transport);
	if (vhost && !virtio)
		return complain(EXIT_USAGE, "nic: vhost-user carries virtio-net alone; for %s say --transport vfio", o->model);
	if (vhost && (o->mac || o->no_msix))
		return complain(EXIT_USAGE, "nic: over vhost-user the hypervisor gives the NIC its address and its vectors: no --mac, no --no-msix");
	if (vhost || nic_model_find(o->model))
		return -1;
	for (unsigned i = 0; nic_model_at(i) && at < sizeof(names); i++)
		at += (size_t)snprintf(names + at, sizeof(names) - at, "%s, ", nic_model_at(i)->name);
	return complain(EXIT_USAGE, "nic: there is no model \"%s\"; there are %sand virtio-net with --transport vhost", o->model, names);
}

/* A string as YAML has it in double quotes. */
static void put_quoted(FILE *f, const char *s)
{
	fputc('"', f);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			fputc('\\', f);
		fputc(*s, f);
	}
	fputc('"', f);
}

/* Where the hypervisor connects. */
static char *nic_uri(const struct nic_options *o)
{
	if (!strcmp(o->transport, "vhost"))
		return xasprintf("vhost:%s", o->socket);
	return xasprintf("vfio:%s?model=%s%s%s%s", o->socket, o->model, o->mac ? "&mac=" : "", o->mac ? o->mac : "", o->no_msix ? "&msix=off" : "");
}

static void write_topology(FILE *f, const char *uri, const char *wire)
{
	fprintf(f, "name: nic-%d\nnodes:\n  nic: {kind: hub, ports: 2}\nwires:\n  - [nic:1, ", (int)getpid());
	put_quoted(f, uri);
	fputs("]\n  - [nic:2, ", f);
	put_quoted(f, wire);
	fputs("]\n", f);
}

/* A descriptor of a file with the lab; -1: errno says why. */
static int topology_file(const char *uri, const char *wire)
{
	int fd = memfd_create("topology", MFD_CLOEXEC);
	FILE *f = fd < 0 ? NULL : fdopen(dup(fd), "w");

	if (!f)
		return -1;
	write_topology(f, uri, wire);
	fclose(f);
	return fd;
}

int command_nic(int argc, char **argv)
{
	struct nic_options o = { 0 };
	char path[64], *uri, *up[] = { "up", "--foreground", "--fresh", path, NULL };
	int status = nic_parse(&o, argc, argv), fd = -1;

	if (status < 0)
		status = nic_check(&o);
	if (status < 0)
		status = uri_check("--wire", o.wire);
	if (status >= 0)
		return status;
	uri = nic_uri(&o);
	status = uri_check("the NIC's port", uri);
	if (status < 0 && (fd = topology_file(uri, o.wire)) < 0)
		status = complain(EXIT_HOST, "nic: %s", strerror(errno));
	free(uri);
	if (status >= 0)
		return status;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	optind = 1;
	return command_up(4, up);
}
