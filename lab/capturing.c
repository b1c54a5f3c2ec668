/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * capture: the client hands over a descriptor; frames gather in a bounded buffer (core/capture.h), and worker 0 writes that out. A pipe
 * is not blocking (the client opened it so) or is written in pieces that it has room for; what finds the buffer full is lost and counted.
 *
 * It ends when the count or the time (on the lab's clock) is reached, when the client leaves or says {"stop": true}, or when the
 * descriptor takes no more.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/capture.h"
#include "lab/engine.h"

enum { TURN_BYTES = 4 << 20, PORTS_MAX = 1024, LAST_WAIT_MS = 1000 };

struct capturing {
	struct capturing *next;
	struct engine *engine;
	struct client *client;	/* NULL: it has left */
	struct capture_file *file;
	int fd;
	bool is_socket, is_pipe, nonblocking;
	struct watch watch;	/* of a descriptor that was full */
	struct timer timer;	/* --seconds */
	bool has_filter;
	struct bpf_program filter;
	_Atomic bool posted;
	bool ending, over;
	const char *error;	/* why it ended early; NULL */
	int error_number;
};

static void drain(void *arg);

static bool matches(void *arg, const u8 *data, u32 len, u32 cap)
{
	const struct capturing *k = arg;
	struct pcap_pkthdr h = { .caplen = cap, .len = len };

	return pcap_offline_filter(&k->filter, &h, data) != 0;
}

static const char *about(void *arg, struct port *p, const struct frame *f, enum capture_way way, char buf[64])
{
	const struct capturing *k = arg;

	return controllers_origin(k->engine, p, f, way, buf);
}

/* From any worker's thread. */
static void wake(void *arg)
{
	struct capturing *k = arg;

	if (!atomic_exchange(&k->posted, true))
		engine_post(k->engine, drain, k);
}

static void free_capturing(void *arg)
{
	struct capturing *k = arg;

	capture_free(k->file);
	if (k->has_filter)
		pcap_freecode(&k->filter);
	close(k->fd);
	free(k);
}

/* The last bytes are out, or never will be. */
static void over(struct capturing *k)
{
	struct capturing **at;

	loop_unwatch(&k->watch);
	for (at = &k->engine->captures; *at != k; at = &(*at)->next)
		;
	*at = k->next;
	if (k->client) {
		json_t *m = json_pack("{s:I,s:I}", "frames", (json_int_t)(capture_frames_seen(k->file) - capture_frames_lost(k->file)), "lost",
				      (json_int_t)capture_frames_lost(k->file));

		if (k->error && k->error_number != EPIPE) {
			char text[200];

			snprintf(text, sizeof(text), "capture: %s: %s", k->error, strerror(k->error_number));
			json_object_set_new(m, "error", json_string(text));
		}
		client_result(k->client, k->error && k->error_number != EPIPE ? EXIT_HOST : EXIT_DONE, m);
	}
	k->over = true; /* for a drain that is posted already */
	engine_post(k->engine, free_capturing, k);
}

/* No more frames; what is in the buffer still goes out. */
static void finish(struct capturing *k)
{
	if (k->ending)
		return;
	k->ending = true;
	timer_stop(&k->engine->world->workers[0], &k->timer);
	engine_hold(k->engine);
	capture_end(k->file);
	engine_release(k->engine);
}

/* What the descriptor takes at once: > 0, 0: full, -1: errno. */
static ssize_t write_some(struct capturing *k, const u8 *p, size_t n)
{
	struct pollfd pf = { .fd = k->fd, .events = POLLOUT };
	ssize_t r;

	if (k->is_socket) {
		r = send(k->fd, p, n, MSG_DONTWAIT | MSG_NOSIGNAL);
	} else {
		if (k->is_pipe && !k->nonblocking) {
			if (poll(&pf, 1, 0) != 1 || !(pf.revents & (POLLOUT | POLLERR)))
				return 0;
			n = n < PIPE_BUF ? n : PIPE_BUF;
		}
		r = write(k->fd, p, n);
	}
	return r < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : r;
}

static void drain(void *arg)
{
	struct capturing *k = arg;
	size_t done = 0;

	atomic_store(&k->posted, false);
	if (k->over || k->watch.loop)
		return;
	if (!k->ending && capture_full(k->file))
		finish(k);
	while (done < TURN_BYTES) {
		const u8 *p;
		size_t n = capture_read(k->file, &p);
		ssize_t w;

		if (!n && !k->ending && capture_full(k->file)) {
			finish(k);
			continue;
		}
		if (!n) {
			if (k->ending)
				over(k);
			return;
		}
		w = write_some(k, p, n);
		if (w < 0) {
			k->error = "cannot write";
			k->error_number = errno;
			finish(k);
			over(k);
			return;
		}
		if (!w) {
			if (!k->client && k->ending) /* nobody waits for the rest */
				over(k);
			else
				loop_watch(k->engine->loop, &k->watch, EPOLLOUT);
			return;
		}
		capture_consume(k->file, (size_t)w);
		done += (size_t)w;
	}
	wake(k);
}

static void writable(struct watch *wa, u32 events)
{
	(void)events;
	loop_unwatch(wa);
	wake(container_of(wa, struct capturing, watch));
}

static void time_over(struct timer *t)
{
	struct capturing *k = container_of(t, struct capturing, timer);

	finish(k);
	wake(k);
}

static void client_left(struct client *c)
{
	struct capturing *k = c->serving;

	k->client = NULL;
	finish(k);
	loop_unwatch(&k->watch);
	wake(k);
}

static void client_says(struct client *c, json_t *m)
{
	struct capturing *k = c->serving;

	if (json_is_true(json_object_get(m, "stop"))) {
		finish(k);
		loop_unwatch(&k->watch);
		wake(k);
	}
}

/* Compiles the filter. false: the client was told why. */
static bool compile(struct capturing *k, struct client *c, const char *text)
{
	pcap_t *p;
	bool ok;

	if (!*text)
		return true;
	p = pcap_open_dead(DLT_EN10MB, 262144);
	ok = p && !pcap_compile(p, &k->filter, text, 1, PCAP_NETMASK_UNKNOWN);
	if (!ok)
		client_done(c, EXIT_USAGE, "filter \"%s\": %s", text, p ? pcap_geterr(p) : "no memory");
	if (p)
		pcap_close(p);
	k->has_filter = ok;
	return ok;
}

/* The ports named. 0: the client was told why. */
static unsigned find_ports(struct engine *e, struct client *c, const json_t *names, struct port **ports)
{
	unsigned n = 0;
	size_t i;
	json_t *name;

	json_array_foreach(names, i, name) {
		char why[256];
		int status = EXIT_USAGE;
		struct port *p = json_is_string(name) ? engine_port(e, json_string_value(name), &status, why) : NULL;
		unsigned at;

		if (!p || n == PORTS_MAX) {
			client_done(c, status, "%s", p ? "too many ports" : why);
			return 0;
		}
		for (at = 0; at < n && ports[at] != p; at++)
			;
		if (at == n)
			ports[n++] = p;
	}
	if (!n)
		client_done(c, EXIT_USAGE, "no port to capture on");
	return n;
}

static void look_at_fd(struct capturing *k)
{
	struct stat st = { 0 };

	if (!fstat(k->fd, &st)) {
		k->is_socket = S_ISSOCK(st.st_mode);
		k->is_pipe = S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode);
	}
	k->nonblocking = (fcntl(k->fd, F_GETFL) & O_NONBLOCK) != 0;
	if (S_ISFIFO(st.st_mode))
		fcntl(k->fd, F_SETPIPE_SZ, 1 << 20);
}

void capturing_start(struct engine *e, struct client *c, json_t *m)
{
	struct capture_options o = { .wall_base = (u64)e->wall_base, .about = about, .wake = wake };
	json_int_t count = json_integer_value(json_object_get(m, "count")), ns = json_integer_value(json_object_get(m, "ns"));
	struct port *ports[PORTS_MAX];
	struct capturing *k = xcalloc(1, sizeof(*k));
	unsigned n;

	k->engine = e;
	k->fd = message_take_fd(&c->in);
	if (k->fd < 0) {
		client_done(c, EXIT_USAGE, "capture: no descriptor came with the request");
		free(k);
		return;
	}
	n = find_ports(e, c, json_object_get(m, "ports"), ports);
	if (!n || !compile(k, c, message_string(m, "filter"))) {
		close(k->fd);
		free(k);
		return;
	}
	look_at_fd(k);
	o.arg = k;
	o.count = count > 0 ? (u64)count : 0;
	o.match = k->has_filter ? matches : NULL;
	o.until = ns > 0 ? world_now(e->world) + (nsec)ns : 0;
	k->client = c;
	k->watch = (struct watch){ .fd = k->fd, .ready = writable };
	k->timer.fire = time_over;
	k->next = e->captures;
	e->captures = k;
	c->serving = k;
	c->gone = client_left;
	c->message = client_says;
	engine_hold(e);
	k->file = capture_new(&o);
	for (unsigned i = 0; i < n; i++) {
		capture_add(k->file, ports[i]);
		controllers_landing(e, k->file, ports[i]);
	}
	engine_release(e);
	if (o.until)
		timer_set(&e->world->workers[0], &k->timer, o.until);
	client_send(c, json_pack("{s:b}", "armed", 1));
	wake(k);
}

/* The lab goes down: what was captured is written out, as far as that goes. */
void capturings_free(struct engine *e)
{
	while (e->captures) {
		struct capturing *k = e->captures;
		struct pollfd pf = { .fd = k->fd, .events = POLLOUT };
		const u8 *p;
		size_t n;

		e->captures = k->next;
		finish(k);
		while ((n = capture_read(k->file, &p))) {
			ssize_t w = write_some(k, p, n);

			if (w < 0 || (!w && poll(&pf, 1, LAST_WAIT_MS) != 1))
				break;
			capture_consume(k->file, (size_t)w);
		}
		loop_unwatch(&k->watch);
		if (k->client) {
			k->client->gone = NULL;
			k->client->message = NULL;
			client_done(k->client, EXIT_GONE, "lab %s is going down", e->s->state.name);
		}
		free_capturing(k);
	}
}
