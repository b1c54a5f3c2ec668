/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who moves the virtual clock: `run`, to a time or until the lab is idle, and sessions whose command takes time, as far as that
 * needs. Both at once share one advance; it ends when neither needs it.
 */
#include "lab/engine.h"

#define IDLE_AFTER (60 * NSEC_PER_SEC)
#define IDLE_LIMIT (3600 * NSEC_PER_SEC)

static void drive(struct engine *e);

/* When the lab will have been idle for long enough if nothing happens. */
static nsec idle_at(const struct engine *e)
{
	return e->world->last_change + IDLE_AFTER;
}

static void finish_run(struct engine *e, int status)
{
	struct client *c = e->runner;
	json_t *m = json_object();

	e->runner = NULL;
	json_object_set_new(m, "now_ns", json_integer((json_int_t)world_now(e->world)));
	if (status)
		json_object_set_new(m, "error", json_string("the lab is not idle after an hour of its time"));
	client_result(c, status, m);
}

/* Is the run over? */
static void check_run(struct engine *e)
{
	nsec now = world_now(e->world);

	if (!e->runner)
		return;
	if (!e->until_idle) {
		if (now >= e->run_until)
			finish_run(e, EXIT_DONE);
	} else if (!e->n_busy && now >= idle_at(e)) {
		finish_run(e, EXIT_DONE);
	} else if (now - e->run_from >= IDLE_LIMIT) {
		finish_run(e, EXIT_NO);
	}
}

/* The advance has ended: at its time, by clock_busy(), or because nothing will ever happen again. */
static void advanced(void *arg)
{
	struct engine *e = arg;
	bool stuck = e->n_busy && !e->runner && worker_next(&e->world->workers[0]) == NSEC_NEVER;

	e->advancing = false;
	if (stuck) /* what the commands wait for will not come */
		sessions_interrupt(e);
	drive(e);
}

static nsec next_stop(const struct engine *e)
{
	nsec limit = e->run_from + IDLE_LIMIT;

	if (!e->runner)
		return NSEC_NEVER;
	if (!e->until_idle)
		return e->run_until;
	if (e->n_busy)
		return min_u64(limit, world_now(e->world) + NSEC_PER_SEC);
	return min_u64(limit, idle_at(e));
}

/* Starts, goes on with, or leaves alone. */
static void drive(struct engine *e)
{
	check_run(e);
	if (e->advancing || (!e->runner && !e->n_busy))
		return;
	subscribe_clock_goes(e);
	e->advancing = loop_advance(e->loop, next_stop(e), advanced, e);
}

static void runner_gone(struct client *c)
{
	struct engine *e = c->serving;

	e->runner = NULL;
	if (e->advancing)
		loop_advance_stop(e->loop);
}

void clock_run(struct engine *e, struct client *c, json_t *m)
{
	const char *span = message_string(m, "for");
	nsec d = NSEC_PER_SEC;

	if (e->world->clock != CLOCK_VIRTUAL) {
		client_done(c, EXIT_USAGE, "lab %s runs on the real clock: start it with --clock virtual to advance it by hand", e->s->state.name);
		return;
	}
	if (*span && !topology_duration(span, &d)) {
		client_done(c, EXIT_USAGE, "\"%s\" is no span of time: write 60s, 5m, 100ms", span);
		return;
	}
	if (e->runner) {
		client_done(c, EXIT_NO, "lab %s is being run already", e->s->state.name);
		return;
	}
	c->serving = e;
	c->gone = runner_gone;
	e->runner = c;
	e->until_idle = json_is_true(json_object_get(m, "until_idle"));
	e->run_from = world_now(e->world);
	e->run_until = e->run_from + d < d ? NSEC_NEVER - 1 : e->run_from + d;
	if (e->advancing)
		loop_advance_stop(e->loop); /* drives anew, with both in mind */
	else
		drive(e);
}

void clock_busy(struct engine *e, int change)
{
	if (e->world->clock != CLOCK_VIRTUAL)
		return;
	e->n_busy += (unsigned)change;
	if (!e->n_busy && !e->runner && e->advancing)
		loop_advance_stop(e->loop);
	else
		drive(e);
}
