/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the gate's process may tell of a TLS connection, were it a stranger's: messages of a length byte each; 0xff: the job ends, 0xfe: the user writes, 0xfd and 0xfc:
 * no room, and room again, 0xfb: the user releases it, 0xfa: he has said his last. A job that has ended is followed by another. */
#include <stdlib.h>
#include <string.h>

#include "appliances/appliances.h"
#include "core/world.h"
#include "device/device.h"
#include "router/stack.h"
#include "router/tls.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

struct gate_job {
	struct gate_user u;
	bool full, held, over, ended;
};

struct seat {
	struct gate_job job;
	struct tls_set set;
	struct stream s;
};

static struct gate_job *begin(struct device *d, const u8 *request, size_t len, int conn, bool raw, const struct gate_user *u)
{
	struct seat *s = d->lab;

	(void)request, (void)len, (void)conn, (void)raw;
	s->job = (struct gate_job){ .u = *u };
	return &s->job;
}

static bool tell(struct gate_job *j, const u8 *m, size_t len) { (void)m, (void)len; return !j->full; }
static size_t raw_write(struct gate_job *j, const void *data, size_t len) { (void)j, (void)data; return len; }
static size_t raw_read(struct gate_job *j, void *data, size_t len, bool *end) { (void)data, (void)len; *end = j->over; return 0; }
static void raw_close(struct gate_job *j) { (void)j; }
static void hold(struct gate_job *j, bool on) { j->held = on; }
static void end(struct gate_job *j) { j->ended = true; }

static const struct gate gate = { .begin = begin, .tell = tell, .raw_write = raw_write, .raw_read = raw_read, .raw_close = raw_close, .hold = hold, .end = end };

static void on_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct seat *s = arg;
	u8 some[100];
	bool over = false;

	(void)c;
	if (e == TCP_READABLE)
		while (stream_read(&s->s, some, sizeof(some), &over))
			;
	else if (e == TCP_CLOSED)
		stream_release(&s->s);
	else if (e == TCP_RESET)
		stream_abort(&s->s);
}

static void call(struct device *d, struct seat *s)
{
	struct tls_options o = { .server = true, .least = GATE_TLS_12, .most = GATE_TLS_13 };
	struct tcp_user u = { on_event, s };
	struct tcp_options to = { .user = u };
	struct ipaddr dst = ipaddr4(0x0a000002), none = { .af = AF_NONE };
	struct tcp_conn *c = tcp_connect(d->ip->tcp, &none, 0, &dst, 443, &to);

	s->s.tls = c ? tls_over(&s->set, c, &o, &u) : NULL;
	if (!s->s.tls)
		abort();
}

/* What the gate says: nothing while it is held, nor behind its end. */
static void gate_says(struct gate_job *j, u8 what, const u8 *m, size_t n)
{
	if (what == 0xfd) {
		j->full = true;
	} else if (what == 0xfc) {
		j->full = false;
		j->u.room(j->u.arg);
	} else if (j->held || j->over) {
		return;
	} else if (what == 0xff) {
		j->over = true;
		j->u.gone(j->u.arg);
	} else if (n) {
		j->u.told(j->u.arg, m, n);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	static const char config[] = "interface Loopback0\n ip address 10.0.0.1 255.255.255.0\nend\n";
	struct world *w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 256, .large_frames = 16 });
	struct device *d = device_of(node_new(w, appliance_find("router")->kind, "r1", 0, 0));
	struct config_error err;
	struct seat s = { 0 };

	if (!device_boot(d, config, false, &err, NULL, NULL))
		abort();
	d->gate = &gate;
	d->lab = &s;
	s.set.ip = d->ip;
	for (size_t at = 0; at < len && at < 65536;) {
		u8 what = data[at++];
		size_t n = what == 0xfe ? 16 : what < 0xfa ? what : 0;

		if (n > len - at)
			n = len - at;
		if (!s.set.first)
			call(d, &s);
		if (what >= 0xfc && what != 0xfe)
			gate_says(&s.job, what, NULL, 0);
		else if (what < 0xfa)
			gate_says(&s.job, what, data + at, n);
		else if (s.s.tls && what == 0xfe)
			stream_write(&s.s, data + at, n);
		else if (s.s.tls && what == 0xfb)
			stream_release(&s.s);
		else if (s.s.tls)
			stream_shutdown(&s.s);
		if (!s.set.first != s.job.ended)
			abort();
		at += n;
	}
	if (s.s.tls)
		stream_abort(&s.s);
	tls_set_free(&s.set);
	world_free(w);
	return 0;
}
