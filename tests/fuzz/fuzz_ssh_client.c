/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the gate's process may tell of a session of `ssh`, were it a stranger's: messages of a length byte each; 0xff: the job ends, 0xfe: what follows is typed, 0xfd and
 * 0xfc: no room, and room again. A session that has ended begins anew. */
#include <stdlib.h>
#include <string.h>

#include "appliances/appliances.h"
#include "core/world.h"
#include "device/device.h"
#include "router/stack.h"
#include "router/term/ssh_client.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

struct gate_job {
	struct gate_user u;
	bool full, ended;
};

struct seat {
	struct gate_job job;
	struct ssh_client *x;	/* NULL: it has ended */
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
static size_t raw_read(struct gate_job *j, void *data, size_t len, bool *end) { (void)j, (void)data, (void)len; *end = false; return 0; }
static void raw_close(struct gate_job *j) { (void)j; }
static void hold(struct gate_job *j, bool on) { (void)j, (void)on; }
static void end(struct gate_job *j) { j->ended = true; }

static const struct gate gate = { .begin = begin, .tell = tell, .raw_write = raw_write, .raw_read = raw_read, .raw_close = raw_close, .hold = hold, .end = end };

static void on_show(void *arg, const char *bytes, size_t n) { (void)arg, (void)bytes, (void)n; }
static void on_keys(void *arg) { (void)arg; }
static void on_over(void *arg, enum ssh_client_end how, u32 status)
{
	struct seat *s = arg;

	(void)how, (void)status;
	ssh_client_free(s->x);
	s->x = NULL;
}
static void on_event(struct tcp_conn *c, enum tcp_event e, void *arg) { (void)c, (void)e, (void)arg; }

static void call(struct device *d, struct seat *s)
{
	struct ssh_client_options o = { .user = "u", .host = "far", .address = "10.0.0.2", .command = "", .ciphers = "", .macs = "", .tries = 3 };
	struct ssh_client_user u = { on_show, on_keys, on_over, s };
	struct tcp_options to = { .user = { on_event, s } };
	struct ipaddr dst = ipaddr4(0x0a000002), none = { .af = AF_NONE };
	struct tcp_conn *c = tcp_connect(d->ip->tcp, &none, 0, &dst, 22, &to);

	if (!c)
		abort();
	s->x = ssh_client_new(d->ip, c, &o, &u);
	if (!s->x)
		abort();
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	static const char config[] = "interface Loopback0\n ip address 10.0.0.1 255.255.255.0\nip ssh stricthostkeycheck\nip ssh pubkey-chain\n server far\n"
		"  key-string AAAAC3NzaC1lZDI1NTE5AAAAIOBq6DV4PxLa7nVj59Cp+rj2KGgpU+1Qf5T/iiPDLmFR\nend\n";
	struct world *w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 256, .large_frames = 16 });
	struct device *d = device_of(node_new(w, appliance_find("router")->kind, "r1", 0, 0));
	struct config_error err;
	struct seat s = { 0 };

	if (!device_boot(d, config, false, &err, NULL, NULL))
		abort();
	d->gate = &gate;
	d->lab = &s;
	for (size_t at = 0; at < len && at < 65536;) {
		u8 what = data[at++];
		size_t n = what == 0xfe ? 16 : what < 0xfc ? what : 0;

		if (n > len - at)
			n = len - at;
		if (!s.x)
			call(d, &s);
		if (what == 0xff)
			s.job.u.gone(s.job.u.arg);
		else if (what == 0xfe)
			ssh_client_type(s.x, (const char *)data + at, n);
		else if (what == 0xfd || what == 0xfc)
			s.job.full = what == 0xfd;
		else
			s.job.u.told(s.job.u.arg, data + at, n);
		if (!s.x && !s.job.ended)
			abort();
		at += n;
	}
	if (s.x)
		ssh_client_free(s.x);
	world_free(w);
	return 0;
}
