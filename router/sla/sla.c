/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/sla/sla.h"

#include <stdlib.h>

#include "device/civil.h"
#include "router/stack.h"
#include "router/track.h"

const char *const sla_code_name[SLA_CODE_N] = { "Unknown", "OK", "Over threshold", "Timeout", "No connection" };
const char *const sla_kind_name[] = { "", "icmp-echo", "udp-jitter", "tcp-connect" };

u32 sla_ms(nsec span)
{
	u64 ms = (span + NSEC_PER_MS - 1) / NSEC_PER_MS;

	return ms ? (u32)min_u64(ms, UINT32_MAX) : 1;
}

struct slas *slas_of(struct ipstack *s)
{
	if (!s->slas) {
		s->slas = xcalloc(1, sizeof(*s->slas));
		s->slas->ip = s;
	}
	return s->slas;
}

struct sla *sla_find(const struct ipstack *s, u32 number)
{
	for (struct sla *a = s->slas ? s->slas->first : NULL; a; a = a->next)
		if (a->number == number)
			return a;
	return NULL;
}

void sla_defaults(struct sla_conf *c, u8 kind)
{
	*c = (struct sla_conf){ .kind = kind, .frequency_s = 60, .timeout_ms = 5000, .threshold_ms = 5000, .control = true, .packets = 10, .interval_ms = 20,
			       .hours = SLA_HOURS };
	c->size = kind == SLA_JITTER ? 32 : kind == SLA_ECHO ? 28 : 0;
}

/* From now to the next time that day comes: the 29th of February may be years away. */
static nsec until_day(const struct sla *a)
{
	s64 now = device_wall_clock(a->ip->dev), at = now;
	int year = civil_of(now).year;

	do
		if (civil_valid(year, a->month, a->day))
			at = (civil_seconds(year, a->month, a->day, 0, 0, 0) + a->after_s) * (s64)NSEC_PER_SEC;
	while (year++ < 9999 && at <= now);
	return (nsec)(at - now);
}

/* A daily one that a saved configuration has: its day of this year is past, by less than half of one, and so it has begun. */
static bool has_begun(const struct sla *a)
{
	s64 now = device_wall_clock(a->ip->dev) / (s64)NSEC_PER_SEC, day = 86400, at;
	int year = civil_of(device_wall_clock(a->ip->dev)).year;

	if (!a->recurring || !a->resumed || !civil_valid(year, a->month, a->day))
		return false;
	at = civil_seconds(year, a->month, a->day, 0, 0, 0) + a->after_s;
	return at <= now && now - at < 183 * day;
}

/* When a schedule of a time of day comes next. */
static nsec until(const struct sla *a, bool first)
{
	u64 day = 86400ull * NSEC_PER_SEC, at = a->after_s * NSEC_PER_SEC;
	u64 now = (u64)device_wall_clock(a->ip->dev) % day;

	if (a->start == SLA_START_NOW)
		return 0;
	if (a->day && first && !has_begun(a))
		return until_day(a);
	return a->start == SLA_START_AFTER ? at : at >= now ? at - now : day - now + at;
}

static void due_fired(struct timer *t)
{
	struct sla *a = container_of(t, struct sla, due);
	nsec now = stack_now(a->ip), next;

	if (!a->active) {
		a->active = true;
		a->began = now;
	}
	if (a->life_s && now >= a->began + a->life_s * NSEC_PER_SEC) {
		a->active = false;
		sla_trace(a, "INFRA", "life is over");
		if (a->recurring)
			timer_set(a->ip->node->worker, t, now + until(a, false));
		return;
	}
	next = now + a->conf.frequency_s * NSEC_PER_SEC;
	if (a->life_s)
		next = min_u64(next, a->began + a->life_s * NSEC_PER_SEC);
	timer_set(a->ip->node->worker, t, next);
	sla_trace(a, "INFRA", "slaSchedulerEventWakeup");
	if (a->phase != SLA_IDLE) {
		sla_error(a, "INFRA", "the operation before is still running, none is started");
		return;
	}
	sla_trace(a, "INFRA", "Starting an operation");
	sla_begin(a);
}

struct sla *sla_get(struct ipstack *s, u32 number)
{
	struct slas *all = slas_of(s);
	struct sla *a = sla_find(s, number), **at = &all->first;

	if (a || all->n == SLA_MAX)
		return a;
	a = xcalloc(1, sizeof(*a));
	a->ip = s;
	a->number = number;
	a->due.fire = due_fired;
	sla_defaults(&a->conf, SLA_NONE);
	while (*at && (*at)->number < number)
		at = &(*at)->next;
	a->next = *at;
	*at = a;
	all->n++;
	return a;
}

void sla_remove(struct sla *a)
{
	struct slas *all = a->ip->slas;
	struct sla **at = &all->first;
	struct ipstack *s = a->ip;
	u32 number = a->number;

	sla_unschedule(a);
	while (a->reactions)
		sla_reaction_remove(a, a->reactions->element);
	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
	all->n--;
	free(a);
	if (!s->cleaning)
		track_sla_changed(s, number);
}

void sla_schedule(struct sla *a)
{
	sla_unschedule(a);
	a->scheduled = true;
	if (a->conf.kind != SLA_NONE && a->start != SLA_START_PENDING)
		timer_set(a->ip->node->worker, &a->due, stack_now(a->ip) + until(a, true));
}

void sla_unschedule(struct sla *a)
{
	timer_stop(a->ip->node->worker, &a->due);
	sla_stop(a);
	a->scheduled = a->active = false;
}

static void say_result(const struct sla *a)
{
	char dst[IP4_TEXT];

	ip4_text(a->conf.dst, dst);
	if (a->last.code == SLA_OK || a->last.code == SLA_OVER_THRESHOLD) {
		sla_trace(a, "OPER", "RTT=%u%s", a->last.rtt_ms, a->last.code == SLA_OK ? "" : ", over threshold");
	} else {
		const char *what = sla_code_name[a->last.code];

		sla_trace(a, "OPER", "%s - destAddr=%s", what, dst);
		sla_error(a, "OPER", "%s - destAddr=%s", what, dst);
	}
	sla_trace(a, "INFRA", "Updating result");
}

void sla_finished(struct sla *a, enum sla_code code)
{
	sla_stop(a);
	if (code == SLA_OK && a->now.rtt_ms > a->conf.threshold_ms)
		code = SLA_OVER_THRESHOLD;
	a->now.code = (u8)code;
	if (code == SLA_OK || code == SLA_OVER_THRESHOLD)
		a->successes++;
	else
		a->failures++;
	a->last = a->now;
	sla_hour_count(a);
	sla_react(a);
	say_result(a);
	track_sla_changed(a->ip, a->number);
}

void sla_stack_free(struct ipstack *s)
{
	if (!s->slas)
		return;
	sla_responder(s, false);
	s->cleaning = true;
	while (s->slas->first)
		sla_remove(s->slas->first);
	free(s->slas);
	s->slas = NULL;
}
