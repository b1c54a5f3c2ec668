/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Doing the steps of a scenario.
 *
 * An expectation is tried at once, and until it holds again and again in small steps of lab time; the last try is at its
 * `within` exactly. A ping takes lab time itself: one that begins in time counts. What fails is reported with what was
 * seen in the last try; the scenario goes on. An act that cannot be done makes the rest meaningless: it ends there.
 */
#include <stdlib.h>
#include <string.h>

#include "lab/scenario_try.h"

enum { TRIES = 300 };

/* ---- expectations ---- */

/* Tries until it holds or its time is over. */
static void expect(const struct run *r, const struct scenario_step *step, struct verdict *v)
{
	nsec start = r->ops->now(r->ops->arg), deadline = start + step->within, now;
	nsec pause = step->within / TRIES > 10 * NSEC_PER_MS ? step->within / TRIES : 10 * NSEC_PER_MS;

	for (;;) {
		scenario_try(r, step, v);
		now = r->ops->now(r->ops->arg);
		if (v->holds || v->broken || v->final || now >= deadline)
			return;
		verdict_clear(v);
		if (!r->ops->advance(r->ops->arg, min_u64(now + pause, deadline), &v->why)) {
			v->broken = true;
			return;
		}
	}
}

/* ---- acting ---- */

static void act_exec(const struct run *r, const struct scenario_step *step, struct verdict *v)
{
	struct scenario_answer a = { 0 };

	v->holds = r->ops->exec(r->ops->arg, step->node->name, step->commands, step->n_commands, false, &a, &v->why);
	v->broken = !v->holds;
	if (v->holds && !a.ok) {
		v->holds = false;
		v->why = xstrdup("a command was rejected");
	}
	v->seen = a.text;
	json_decref(a.rows);
}

static void act(const struct run *r, const struct scenario_step *step, struct verdict *v)
{
	const struct scenario_ops *o = r->ops;

	switch (step->kind) {
	case STEP_WIRE:
		v->holds = o->wire(o->arg, step->node->name, step->port->name, &step->change, &v->why);
		break;
	case STEP_POWER:
		v->holds = o->power(o->arg, step->node->name, step->state, &v->why);
		break;
	case STEP_CONFIGURE:
		v->holds = o->configure(o->arg, step->node->name, step->config, &v->why);
		break;
	case STEP_WATCH:
		v->holds = o->watch(o->arg, step->watch, step->node->name, step->port->name, step->filter ? step->filter : "", &v->why);
		break;
	case STEP_WAIT:
		v->holds = step->until_idle ? o->idle(o->arg, &v->why) : o->advance(o->arg, o->now(o->arg) + step->wait, &v->why);
		break;
	default:
		act_exec(r, step, v);
	}
	v->broken = !v->holds;
}

/* The name of a step that has not passed and that this one needs; NULL: all have. */
static const char *unmet(const struct scenario *s, const struct scenario_step *step, const bool *passed)
{
	for (u32 i = 0; i < step->n_needs; i++)
		if (!passed[step->needs[i]])
			return s->steps[step->needs[i]].name;
	return NULL;
}

bool scenario_run(const struct scenario *s, const struct scenario_ops *ops, FILE *out, struct scenario_result *res)
{
	struct run r = { s, ops, out, res };
	bool *passed = xcalloc(s->n_steps + 1, sizeof(bool)), stopped = false;

	memset(res, 0, sizeof(*res));
	res->steps = json_array();
	for (u32 i = 0; i < s->n_steps; i++) {
		const struct scenario_step *step = &s->steps[i];
		const char *missing = NULL;
		struct verdict v = { 0 };
		nsec since;

		res->score_max += step->score;
		if (stopped || (missing = unmet(s, step, passed))) {
			res->skipped++;
			scenario_tell_skipped(&r, step, stopped ? NULL : missing);
			continue;
		}
		since = ops->now(ops->arg);
		if (scenario_expects(step->kind))
			expect(&r, step, &v);
		else
			act(&r, step, &v);
		scenario_tell(&r, step, &v, since);
		fflush(out);
		passed[i] = v.holds;
		if (v.holds) {
			res->passed++;
			res->score += step->score;
		} else {
			res->failed++;
			stopped = v.broken;
		}
		verdict_clear(&v);
	}
	free(passed);
	return !res->failed && !res->skipped;
}
