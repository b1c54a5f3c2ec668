/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device that forwards nothing: four gigabit ports, loopbacks, SVIs and sub-interfaces, and a session that keeps what it is told. */
#ifndef TESTS_DEVICE_BOX_H
#define TESTS_DEVICE_BOX_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/files/files.h"
#include "device/access.h"
#include "core/wire.h"
#include "device/debug.h"
#include "device/own.h"

struct box {
	struct device d;
	unsigned n_added, n_removed, n_changed;
};

static struct box *box_of(struct iface *i) { return (struct box *)i->dev; }
static void box_added(struct iface *i) { box_of(i)->n_added++; }
static void box_removed(struct iface *i) { box_of(i)->n_removed++; }
static void box_changed(struct iface *i) { box_of(i)->n_changed++; }
static bool box_allowed(struct device *d, enum iface_type t, bool sub)
{
	(void)d;
	return sub ? t == IF_GIGABIT : t == IF_LOOPBACK || t == IF_VLAN || t == IF_NULL;
}
static bool box_ip4(const struct iface *i, u32 *addr, u8 *plen)
{
	*addr = 0x0a000001;
	*plen = 24;
	return !strcmp(i->name, "GigabitEthernet0/0");
}
static const struct device_ops box_ops = {
	.iface_added = box_added, .iface_removed = box_removed, .iface_changed = box_changed, .iface_allowed = box_allowed,
	.iface_ip4 = box_ip4,
};

static const struct cmd box_rows[] = {
	DEBUG_CMDS("ip icmp", "IP information|ICMP transactions"),
	DEBUG_CMDS("arp", "IP ARP and HP Probe transactions"),
};
static const struct cmd_table box_cmds = CMD_TABLE(box_rows);

static void box_grammar_free(void *g) { grammar_free(g); }

static void box_init(struct node *n)
{
	struct cmd_table tables[16];
	unsigned k = 0;

	if (!n->world->shared) {
		for (unsigned i = 0; i < n_cli_cmds; i++)
			tables[k++] = cli_cmds[i];
		for (unsigned i = 0; i < n_device_cmds; i++)
			tables[k++] = device_cmds[i];
		for (unsigned i = 0; i < n_access_cmds; i++)
			tables[k++] = access_cmds[i];
		tables[k++] = files_cmds[0];
		tables[k++] = archive_cmds[0];
		tables[k++] = box_cmds;
		n->world->shared = grammar_new(tables, k, device_help, n_device_help);
		n->world->shared_free = box_grammar_free;
	}
	device_init(device_of(n), n->world->shared, &box_ops);
}
static void box_fini(struct node *n) { device_fini(device_of(n)); }
static void box_input(struct port *p, struct frame **f, unsigned n) { port_drop_n(p, f, n, DROP_NOT_FOR_US); }
static void box_name(u32 index, char buf[32]) { snprintf(buf, 32, "GigabitEthernet0/%u", index); }

static const struct node_kind kind_box = {
	.name = "box", .size = sizeof(struct box), .init = box_init, .fini = box_fini, .input = box_input, .link = device_link,
	.port_name = box_name, .default_ports = 4,
};

/* ---- a session ---- */

struct session {
	struct cli *c;
	char out[65536];
	size_t len;
	unsigned n_ready;
	bool ended;
};

static void session_write(void *arg, const char *text, size_t len)
{
	struct session *s = arg;

	if (s->len + len >= sizeof(s->out))
		len = sizeof(s->out) - 1 - s->len;
	memcpy(s->out + s->len, text, len);
	s->len += len;
	s->out[s->len] = 0;
}
static void session_ready(void *arg, bool ended)
{
	struct session *s = arg;

	s->n_ready++;
	s->ended = ended;
}
static void session_open(struct session *s, struct device *d, const char *where, bool interactive)
{
	struct cli_io io = { session_write, session_ready, s };
	struct cli_options o = { .where = where, .privilege = 15, .interactive = interactive };

	memset(s, 0, sizeof(*s));
	s->c = cli_new(d->shell, &io, &o);
}
/* Types one line; returns what came. */
static __attribute__((unused)) const char *type(struct session *s, const char *line)
{
	s->len = 0;
	s->out[0] = 0;
	cli_line(s->c, line);
	return s->out;
}
/* A session over the network, on a line that asks nothing. */
static __attribute__((unused)) void session_open_vty(struct session *s, struct device *d, const char *where)
{
	struct config_error err;

	if (!shell_apply(d->shell, "line vty 0 4\n no login\n", false, &err, NULL, NULL))
		abort();
	session_open(s, d, where, true);
}
/* ---- a world with two boxes, r1 and r2, joined by their ports 0 ---- */

struct lab {
	struct world *w;
	struct box *r1, *r2;
	struct wire *wire;
	struct session s;
};

static int lab_setup(void **state)
{
	struct lab *l = calloc(1, sizeof(*l));

	l->w = world_new(&(struct world_options){ .name = "t", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 4096, .large_frames = 16 });
	l->r1 = (struct box *)node_new(l->w, &kind_box, "r1", 0, 0);
	l->r2 = (struct box *)node_new(l->w, &kind_box, "r2", 0, 0);
	l->wire = wire_new(l->r1->d.node.ports, l->r2->d.node.ports);
	session_open(&l->s, &l->r1->d, "console", true);
	*state = l;
	return 0;
}
static int lab_teardown(void **state)
{
	struct lab *l = *state;

	if (l->s.c)
		cli_free(l->s.c);
	world_free(l->w);
	free(l);
	return 0;
}

#endif
