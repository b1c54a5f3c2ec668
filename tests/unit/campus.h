/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A campus for tests: switches on the virtual clock, and stations that send what they are told and keep what they got. */
#ifndef TESTS_CAMPUS_H
#define TESTS_CAMPUS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "appliances/appliances.h"
#include "core/wire.h"
#include "net/rd.h"
#include "switch/bridge.h"

enum { STATION_KEEPS = 64, STATION_BYTES = 1600 };

struct station {
	struct node node;
	unsigned n;		/* frames got, but for control frames of switches */
	unsigned n_control;
	struct {
		u8 data[STATION_BYTES];
		u32 len;
	} got[STATION_KEEPS];	/* the last ones, by count */
	u8 control[STATION_BYTES]; /* the last control frame */
	u32 control_len;
};

static void station_input(struct port *in, struct frame **f, unsigned n)
{
	struct station *s = (struct station *)in->node;

	for (unsigned i = 0; i < n; i++) {
		const u8 *d = f[i]->data;
		u32 len = f[i]->len < STATION_BYTES ? f[i]->len : STATION_BYTES;

		if (d[0] == 1 && ((d[1] == 0x80 && d[2] == 0xc2) || (d[1] == 0 && d[2] == 0x0c))) {
			memcpy(s->control, d, len);
			s->control_len = f[i]->len;
			s->n_control++;
		} else {
			memcpy(s->got[s->n % STATION_KEEPS].data, d, len);
			s->got[s->n++ % STATION_KEEPS].len = f[i]->len;
		}
		frame_put(f[i]);
	}
}
static const struct node_kind kind_station = { .name = "station", .size = sizeof(struct station), .input = station_input, .default_ports = 1 };

static inline struct world *campus_new(void)
{
	return world_new(&(struct world_options){ .name = "t", .clock = CLOCK_VIRTUAL, .seed = 7, .small_frames = 16384, .large_frames = 16 });
}

static inline void pass(struct world *w, nsec span) { world_run(w, world_now(w) + span, 50000000); }
static inline void pass_s(struct world *w, unsigned seconds) { pass(w, seconds * NSEC_PER_SEC); }

static inline struct device *campus_switch(struct world *w, const char *name, unsigned ports, const char *config)
{
	struct config_error e;
	struct device *d = device_of(node_new(w, appliance_find("switch")->kind, name, ports, 0));

	if (!device_boot(d, config, false, &e, NULL, NULL))
		fail_msg("%s, line %u, \"%s\": %s", name, e.line, e.input, e.text);
	return d;
}

static inline void campus_apply(struct device *d, const char *lines)
{
	struct config_error e;

	if (!shell_apply(d->shell, lines, false, &e, NULL, NULL))
		fail_msg("%s: \"%s\": %s", d->node.name, e.input, e.text);
}

static inline bool campus_refuses(struct device *d, const char *lines)
{
	return !shell_apply(d->shell, lines, false, NULL, NULL, NULL);
}

/* Port n of a node, from 1, as the names of a switch count. */
static inline struct port *campus_port(struct node *n, unsigned number)
{
	struct port *p = n->ports;

	while (--number)
		p = p->next;
	return p;
}
static inline struct swport *campus_sw(struct device *d, unsigned number) { return &d->bridge->port[number - 1]; }

static inline struct wire *campus_join(struct device *a, unsigned pa, struct device *b, unsigned pb)
{
	return wire_new(campus_port(&a->node, pa), campus_port(&b->node, pb));
}

static inline struct station *campus_station(struct world *w, const char *name, struct device *at, unsigned port)
{
	struct station *s = (struct station *)node_new(w, &kind_station, name, 0, 0);

	if (at)
		wire_new(s->node.ports, campus_port(&at->node, port));
	return s;
}

/* Sends bytes as they are. */
static inline void say(struct station *s, const void *bytes, size_t len)
{
	struct frame *f = frame_get(node_pool(&s->node), len < 60 ? 60 : (u32)len);

	memset(f->data, 0, f->len);
	memcpy(f->data, bytes, len);
	port_send(s->node.ports, &f, 1);
}

/* 02:00:00:00:00:NN */
static inline const u8 *mac_n(u8 n, u8 mac[6])
{
	memcpy(mac, (const u8[6]){ 2, 0, 0, 0, 0, n }, 6);
	return mac;
}

/* A frame of an experimental protocol from station number `from` to number `to` (0xff: everybody), in a tag when vlan is not 0. */
static inline void talk(struct station *s, u8 from, u8 to, u16 vlan)
{
	u8 b[60] = { 0 }, mac[6];
	struct wr w = wr_of(b, sizeof(b));

	wr_copy(&w, to == 0xff ? (const u8[6]){ 255, 255, 255, 255, 255, 255 } : mac_n(to, mac), 6);
	wr_copy(&w, mac_n(from, mac), 6);
	if (vlan)
		wr_u32(&w, 0x81000000u | vlan);
	wr_u16(&w, 0x88b5);
	say(s, b, sizeof(b));
}

/* An RST BPDU of a designated port. */
static inline void say_bpdu(struct station *s)
{
	static const u8 bpdu[60] = { 0x01, 0x80, 0xc2, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 38, 0x42, 0x42, 3, 0, 0, 2, 2, 0x3c };

	say(s, bpdu, sizeof(bpdu));
}

/* ---- what a switch says ---- */

static struct {
	char text[1 << 16];
	size_t len;
} said;

static void said_write(void *arg, const char *text, size_t len)
{
	(void)arg;
	if (said.len + len < sizeof(said.text)) {
		memcpy(said.text + said.len, text, len);
		said.len += len;
		said.text[said.len] = 0;
	}
}
static void said_ready(void *arg, bool ended)
{
	(void)arg;
	(void)ended;
}

/* What a command prints; good until the next. */
static inline const char *campus_show(struct device *d, const char *command)
{
	struct cli_io io = { said_write, said_ready, NULL };
	struct cli_options o = { .where = "exec", .privilege = 15 };
	struct cli *c = cli_new(d->shell, &io, &o);

	said.len = 0;
	said.text[0] = 0;
	cli_line(c, command);
	cli_free(c);
	return said.text;
}

static inline bool campus_logged(struct device *d, const char *text)
{
	return strstr(campus_show(d, "show logging"), text) != NULL;
}

static inline bool has_line(struct device *d, const char *line)
{
	char *text = shell_running(d->shell, false);
	bool has = strstr(text, line) != NULL;

	free(text);
	return has;
}

#endif
