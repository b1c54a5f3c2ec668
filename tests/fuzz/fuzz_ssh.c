/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the gate's process may tell of an SSH session, were it a stranger's: messages of a length byte each; 0xff: the session begins anew, 0xfe: time passes, 0xfd and 0xfc: no
 * room, and room again. */
#include <stdlib.h>
#include <string.h>

#include "appliances/appliances.h"
#include "core/world.h"
#include "device/device.h"
#include "device/gate.h"
#include "router/ssh.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

struct gate_job {
	struct gate_user u;
	bool full, held, check;
};

struct seat {
	struct node *node;
	struct gate_job *job;	/* the last session's; NULL: it has ended */
	struct gate_job *check;
};

static struct seat *seat_of(struct device *d) { return d->lab; }

static struct gate_job *begin(struct device *d, const u8 *request, size_t len, int conn, bool raw, const struct gate_user *u)
{
	struct gate_job *j = xcalloc(1, sizeof(*j));

	(void)len, (void)conn, (void)raw;
	j->u = *u;
	j->check = request[0] == GATE_CHECK;
	if (j->check)
		seat_of(d)->check = j;
	else
		seat_of(d)->job = j;
	return j;
}

static bool tell(struct gate_job *j, const u8 *m, size_t len) { (void)m, (void)len; return !j->full; }
static size_t raw_write(struct gate_job *j, const void *data, size_t len) { (void)j, (void)data; return len; }
static size_t raw_read(struct gate_job *j, void *data, size_t len, bool *end) { (void)j, (void)data, (void)len; *end = false; return 0; }
static void raw_close(struct gate_job *j) { (void)j; }
static void hold(struct gate_job *j, bool on) { j->held = on; }
static char *host_key(struct device *d) { (void)d; return xstrdup("r1\n2048\nssh-rsa AAAA\n"); }
static void drop_key(struct device *d) { (void)d; }

/* The seat forgets a job by looking at whose it is: the user's pointer is all that names it. */
static void end(struct gate_job *j)
{
	j->u.told = NULL;
}

static void reap(struct seat *s)
{
	if (s->job && !s->job->u.told) {
		free(s->job);
		s->job = NULL;
	}
	if (s->check && !s->check->u.told) {
		free(s->check);
		s->check = NULL;
	}
}

static const struct gate gate = { .begin = begin, .tell = tell, .raw_write = raw_write, .raw_read = raw_read, .raw_close = raw_close, .hold = hold, .end = end,
				  .host_key = host_key, .drop_key = drop_key };

static void step(struct seat *s, struct world *w, const u8 *m, size_t n, u8 what)
{
	struct gate_job *j = s->job;

	if (what == 0xfe || (s->check && what & 1)) {
		if (s->check)
			s->check->u.told(s->check->u.arg, (const u8 *)"v\1", 2);
		else
			world_run(w, world_now(w) + NSEC_PER_SEC, 10000);
	} else if (j && what == 0xfd) {
		j->full = true;
	} else if (j && what == 0xfc) {
		j->full = false;
		j->u.room(j->u.arg);
	} else if (j && !j->held) {
		j->u.told(j->u.arg, m, n);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	static const char config[] = "hostname r1\nusername u privilege 15 password p\nusername n nopassword\nusername h secret 5 $1$28772684$iEwNOgGugqO9.bIz5sk8k/\n"
		"line vty 0 4\n login local\n transport input ssh\nip ssh logging events\nend\n";
	struct world *w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 256, .large_frames = 16 });
	struct device *d = device_of(node_new(w, appliance_find("router")->kind, "r1", 0, 0));
	struct config_error err;
	struct seat s = { .node = &d->node };

	if (!device_boot(d, config, false, &err, NULL, NULL))
		abort();
	d->gate = &gate;
	d->lab = &s;
	for (size_t at = 0; at < len && at < 65536;) {
		u8 what = data[at++];
		size_t n = what < 0xfc ? what : 0;

		reap(&s);
		if (n > len - at)
			n = len - at;
		if (!s.job) {
			if (!sshd_begin(d, 3, "10.0.0.9"))
				abort();
			reap(&s);
			world_run(w, world_now(w) + NSEC_PER_SEC, 10000);
		}
		if (what == 0xff && s.job)
			s.job->u.gone(s.job->u.arg);
		else
			step(&s, w, data + at, n, what);
		at += n;
	}
	world_free(w);
	reap(&s);
	return 0;
}
