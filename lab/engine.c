/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's life: confinement, world, workers, socket; and the workers' safe point. */
#include "lab/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "lab/confine.h"
#include "lab/manage.h"

/* The virtual clock's zero: what IOS shows before anybody has set its clock, 1 March 1993. */
#define VIRTUAL_EPOCH (730944000 * (s64)NSEC_PER_SEC)

/*
 * The tables of a router grow by doubling and go when their routes do. The C library would move its limits up by itself with the first large one that goes, and keep
 * the later ones in its heap, where whatever lies behind them holds them.
 */
enum { LARGE_PIECE = 256 << 10, KEPT_FREE = 1 << 20 };

static void memory_limits(void)
{
	mallopt(M_MMAP_THRESHOLD, LARGE_PIECE);
	mallopt(M_TRIM_THRESHOLD, KEPT_FREE);
}

/* ---- holding the workers ---- */

static void stand_still(void *arg)
{
	struct engine *e = arg;

	pthread_mutex_lock(&e->hold_lock);
	e->held++;
	pthread_cond_broadcast(&e->hold_cond);
	while (!e->release)
		pthread_cond_wait(&e->hold_cond, &e->hold_lock);
	e->held--;
	pthread_cond_broadcast(&e->hold_cond);
	pthread_mutex_unlock(&e->hold_lock);
}

void engine_hold(struct engine *e)
{
	unsigned n = e->world->n_workers - 1;

	if (!n || !e->running || e->holds++)
		return;
	e->release = false;
	for (unsigned i = 1; i <= n; i++)
		loop_post(e->loops[i], stand_still, e);
	pthread_mutex_lock(&e->hold_lock);
	while (e->held < n)
		pthread_cond_wait(&e->hold_cond, &e->hold_lock);
	pthread_mutex_unlock(&e->hold_lock);
}

void engine_release(struct engine *e)
{
	if (e->world->n_workers < 2 || !e->running || --e->holds)
		return;
	pthread_mutex_lock(&e->hold_lock);
	e->release = true;
	pthread_cond_broadcast(&e->hold_cond);
	while (e->held)
		pthread_cond_wait(&e->hold_cond, &e->hold_lock);
	pthread_mutex_unlock(&e->hold_lock);
}

void engine_on(const struct node *n, void (*fn)(void *arg), void *arg)
{
	if (!n->worker->id)
		fn(arg);
	else
		loop_post(n->worker->loop, fn, arg);
}

void engine_post(struct engine *e, void (*fn)(void *arg), void *arg)
{
	loop_post(e->loop, fn, arg);
}

/* ---- life ---- */

static void *worker_thread(void *arg)
{
	loop_run(arg);
	return NULL;
}

static bool start_workers(struct engine *e)
{
	for (unsigned i = 1; i < e->world->n_workers; i++)
		if (pthread_create(&e->threads[i], NULL, worker_thread, e->loops[i])) {
			setup_say(e->s, 'E', "lanyard: cannot start a worker's thread");
			while (--i) {
				loop_stop(e->loops[i]);
				pthread_join(e->threads[i], NULL);
			}
			return false;
		}
	e->running = true;
	return true;
}

static void stop_workers(struct engine *e)
{
	if (!e->running)
		return;
	for (unsigned i = 1; i < e->world->n_workers; i++) {
		loop_stop(e->loops[i]);
		pthread_join(e->threads[i], NULL);
	}
	e->running = false;
}

static bool make_loops(struct engine *e)
{
	for (unsigned i = 0; i < e->world->n_workers; i++) {
		e->loops[i] = loop_new(&e->world->workers[i]);
		if (!e->loops[i]) {
			char *text = xasprintf("lanyard: cannot make an event loop: %s", strerror(errno));

			setup_say(e->s, 'E', text);
			free(text);
			return false;
		}
	}
	e->loop = e->loops[0];
	return true;
}

static void say_up(const struct engine *e)
{
	for (u32 i = 0; i < e->n_nodes; i++) {
		const struct lab_node *ln = &e->nodes[i];
		char line[512];
		const char *from = ln->saved ? "booted from its saved startup-config" :
				   ln->startup ? "booted from the file's config" :
				   ln->node->shell ? "booted without a startup-config" : "up";

		if (ln->guest) /* the keeper says so when it runs */
			continue;
		snprintf(line, sizeof(line), "%s: %s, %s", ln->node->name, ln->node->kind->name, from);
		setup_say(e->s, 'O', line);
	}
}

struct signals {
	struct watch watch;
	struct loop *loop;
};

static void on_signal(struct watch *wa, u32 events)
{
	struct signals *g = container_of(wa, struct signals, watch);
	struct signalfd_siginfo si;

	(void)events;
	if (read(wa->fd, &si, sizeof(si)) == sizeof(si))
		loop_stop(g->loop);
}

static void watch_signals(struct engine *e, struct signals *g)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	g->loop = e->loop;
	g->watch = (struct watch){ .fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK), .ready = on_signal };
	loop_watch(e->loop, &g->watch, EPOLLIN);
}

static s64 wall_base(const struct engine *e)
{
	struct timespec t;

	if (e->world->clock == CLOCK_VIRTUAL)
		return VIRTUAL_EPOCH;
	clock_gettime(CLOCK_REALTIME, &t);
	return (s64)t.tv_sec * (s64)NSEC_PER_SEC + t.tv_nsec;
}

/* Builds, serves, and takes down again. */
static int live(struct engine *e)
{
	struct setup *s = e->s;
	struct signals signals = { 0 };
	int status;

	watch_signals(e, &signals);
	if (s->keeper >= 0)
		e->keeper = keeper_line_new(e, s->keeper);
	status = engine_build(e);
	if (!status && !start_workers(e))
		status = EXIT_HOST;
	if (!status) {
		if (s->listen >= 0)
			e->control = control_new(e, e->loop, s->listen, engine_request);
		manage_start(e);
		if (!s->again)
			say_up(e);
		if (e->keeper) { /* which says so to whoever waits; from now on we write to the log */
			if (s->report >= 0)
				close(s->report);
			s->report = -1;
			keeper_tell_ready(e);
		}
		loop_run(e->loop);
	}
	stop_workers(e); /* from here on all is this thread's */
	manage_stop(e);
	capturings_free(e);
	subscriptions_free(e);
	sessions_free(e);
	if (e->control)
		control_free(e->control);
	if (e->keeper)
		keeper_line_free(e->keeper);
	loop_unwatch(&signals.watch);
	close(signals.watch.fd);
	return status;
}

int engine_run(struct setup *s)
{
	struct engine e = { .s = s, .hold_lock = PTHREAD_MUTEX_INITIALIZER, .hold_cond = PTHREAD_COND_INITIALIZER };
	struct world_options o = { .name = s->state.name, .clock = s->clock, .seed = s->seed, .n_workers = s->workers };
	int status = EXIT_HOST;
	char why[256];

	memory_limits();
	for (struct opened *d = s->doors; d; d = d->next)
		setup_claim(d);
	if (s->keeper >= 0 && !confine(s->state.saved, why))
		fprintf(stderr, "engine: not confined: %s\n", why);
	e.world = world_new(&o);
	if (!e.world) {
		setup_say(s, 'E', "lanyard: not enough memory for the frame pools");
		return EXIT_HOST;
	}
	e.loops = xcalloc(e.world->n_workers, sizeof(*e.loops));
	e.threads = xcalloc(e.world->n_workers, sizeof(*e.threads));
	e.wall_base = wall_base(&e);
	if (make_loops(&e))
		status = live(&e);
	engine_unbuild(&e);
	for (unsigned i = 0; i < e.world->n_workers; i++)
		if (e.loops[i])
			loop_free(e.loops[i]);
	world_free(e.world);
	free(e.loops);
	free(e.threads);
	return status;
}
