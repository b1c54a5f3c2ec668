/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop and its threads: workers that share a wire, posts, timeouts, descriptors, advances of the virtual clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/loop.h"
#include "core/wire.h"
#include "net/rd.h"

/* Sends what it was told to in bursts by a timer, sends back what it gets (echo), counts. */
struct talker {
	struct node node;
	struct timer t;
	u32 to_send, sent, got, wrong;
	u32 window; /* frames under way at once */
	bool echo;
	struct loop *stop;
};

static void talk(struct timer *t)
{
	struct talker *k = container_of(t, struct talker, t);
	struct frame *f[32];
	unsigned n = 0;

	while (n < 32 && k->sent < k->to_send && port_send_room(k->node.ports) > 64 && k->sent - k->got < k->window) {
		f[n] = frame_get(node_pool(&k->node), 60 + k->sent % 1000);
		if (!f[n])
			break;
		memset(f[n]->data, 0, 14);
		put_be32(f[n]->data + 14, k->sent++);
		n++;
	}
	if (n)
		port_send(k->node.ports, f, n);
	if (k->sent < k->to_send)
		timer_set(k->node.worker, t, node_now(&k->node) + 20 * NSEC_PER_US);
}

static void talker_input(struct port *in, struct frame **f, unsigned n)
{
	struct talker *k = (struct talker *)in->node;

	for (unsigned i = 0; i < n; i++)
		k->wrong += get_be32(f[i]->data + 14) != k->got++;
	if (k->echo)
		port_send(in, f, n);
	else
		frames_put(f, n);
	if (!k->echo && k->got == k->to_send)
		loop_stop(k->stop);
}
static const struct node_kind kind_talker = { .name = "talker", .size = sizeof(struct talker), .input = talker_input, .default_ports = 1 };

static void *run_thread(void *l)
{
	loop_run(l);
	return NULL;
}

static void test_workers_share_a_wire(void **state)
{
	struct world_options o = { .name = "t", .clock = CLOCK_REAL, .n_workers = 2, .small_frames = 4096, .large_frames = 64 };
	struct world *w = world_new(&o);
	struct talker *a = (struct talker *)node_new(w, &kind_talker, "a", 0, 0), *b = (struct talker *)node_new(w, &kind_talker, "b", 0, 1);
	struct wire *wire = wire_new(a->node.ports, b->node.ports);
	struct loop *la = loop_new(&w->workers[0]), *lb = loop_new(&w->workers[1]);
	pthread_t th;

	(void)state;
	a->to_send = 200000;
	a->window = 900; /* fits either direction, however long one of the threads is kept from its processor: nothing may be lost */
	a->t.fire = talk;
	a->stop = la;
	b->echo = true;
	timer_set(a->node.worker, &a->t, 0);
	assert_int_equal(pthread_create(&th, NULL, run_thread, lb), 0);
	loop_run(la);
	loop_stop(lb);
	pthread_join(th, NULL);
	assert_int_equal(a->got, 200000);
	assert_int_equal(a->wrong, 0);
	assert_int_equal(b->wrong, 0);
	loop_free(la);
	loop_free(lb);
	wire_free(wire);
	/* Every pool has its number of frames again. */
	assert_int_equal(pool_in_use(w->workers[0].pool), 0);
	assert_int_equal(pool_in_use(w->workers[1].pool), 0);
	world_free(w);
}

/* A timer of our own is slept for, however near it is: turns that find nothing but such work leave the processor to others. */
static void test_sleeps_between_timers(void **state)
{
	struct world_options o = { .name = "t", .clock = CLOCK_REAL };
	struct world *w = world_new(&o);
	struct talker *a = (struct talker *)node_new(w, &kind_talker, "a", 0, 0), *b = (struct talker *)node_new(w, &kind_talker, "b", 0, 0);
	struct wire *wire = wire_new(a->node.ports, b->node.ports);
	struct loop *l = loop_new(&w->workers[0]);
	struct rusage before, after;

	(void)state;
	a->to_send = 32 * 400; /* a burst each 20 us */
	a->window = 32;
	a->t.fire = talk;
	a->stop = l;
	b->echo = true;
	timer_set(a->node.worker, &a->t, 0);
	assert_int_equal(getrusage(RUSAGE_THREAD, &before), 0);
	loop_run(l);
	assert_int_equal(getrusage(RUSAGE_THREAD, &after), 0);
	assert_int_equal(a->got, 32 * 400);
	assert_true(after.ru_nvcsw - before.ru_nvcsw > 20);
	loop_free(l);
	wire_free(wire);
	world_free(w);
}

struct note {
	struct loop *l;
	int order[8], n;
	struct watch wa;
	int fd[2];
};
static void note_post(void *arg)
{
	struct note *k = arg;

	k->order[k->n++] = 1;
}
static void note_late(void *arg)
{
	struct note *k = arg;

	k->order[k->n++] = 3;
	assert_int_equal(write(k->fd[1], "x", 1), 1);
}
static void note_early(void *arg)
{
	((struct note *)arg)->order[((struct note *)arg)->n++] = 2;
}
static void note_never(void *arg)
{
	((struct note *)arg)->order[((struct note *)arg)->n++] = 9;
}
static void note_ready(struct watch *wa, u32 events)
{
	struct note *k = container_of(wa, struct note, wa);
	char c;

	assert_true(events & EPOLLIN);
	assert_int_equal(read(wa->fd, &c, 1), 1);
	k->order[k->n++] = 4;
	loop_unwatch(wa);
	loop_stop(k->l);
}

static void test_posts_timeouts_descriptors(void **state)
{
	struct note k = { .l = loop_new(NULL), .wa = { .ready = note_ready } };
	static const int want[] = { 1, 2, 3, 4 };
	u64 never;

	(void)state;
	assert_int_equal(pipe(k.fd), 0);
	k.wa.fd = k.fd[0];
	assert_true(loop_watch(k.l, &k.wa, EPOLLIN));
	loop_after(k.l, 4 * NSEC_PER_MS, note_late, &k);
	never = loop_after(k.l, 3 * NSEC_PER_MS, note_never, &k);
	loop_after(k.l, 2 * NSEC_PER_MS, note_early, &k);
	loop_cancel(k.l, never);
	loop_post(k.l, note_post, &k);
	loop_run(k.l);
	assert_int_equal(k.n, 4);
	assert_memory_equal(k.order, want, sizeof(want));
	loop_free(k.l);
	close(k.fd[0]);
	close(k.fd[1]);
}

static void stop_loop(void *l)
{
	loop_stop(l);
}

static void test_virtual_advance(void **state)
{
	struct world_options o = { .name = "t", .clock = CLOCK_VIRTUAL };
	struct world *w = world_new(&o);
	struct talker *a = (struct talker *)node_new(w, &kind_talker, "a", 0, 0), *b = (struct talker *)node_new(w, &kind_talker, "b", 0, 0);
	struct loop *l = loop_new(&w->workers[0]);

	(void)state;
	wire_new(a->node.ports, b->node.ports);
	a->to_send = 1000000; /* never stops by itself */
	a->window = UINT32_MAX;
	a->t.fire = talk;
	timer_set(a->node.worker, &a->t, 0);
	b->to_send = UINT32_MAX;
	assert_true(loop_advance(l, 10 * NSEC_PER_MS, stop_loop, l));
	assert_false(loop_advance(l, NSEC_PER_SEC, stop_loop, l));
	loop_run(l);
	assert_int_equal(world_now(w), 10 * NSEC_PER_MS);
	assert_int_equal(a->sent, 32 * 501);
	loop_free(l);
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_workers_share_a_wire),
		cmocka_unit_test(test_sleeps_between_timers),
		cmocka_unit_test(test_posts_timeouts_descriptors),
		cmocka_unit_test(test_virtual_advance),
	};

	return cmocka_run_group_tests_name("loop", tests, NULL, NULL);
}
