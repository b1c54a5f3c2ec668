/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reactions of an operation: a value of its latest result is held against two thresholds. Over the upper one it "occurs", as its type asks: at once, after so many in a row, after x of
 * the last y, or when the mean of the last so many is over; below the lower one it clears, in the same way. In between nothing changes. What is or is not so (a timeout) counts as 1 or 0.
 */
#include <stdlib.h>
#include <string.h>

#include "router/sla/sla.h"
#include "router/stack.h"

const struct sla_element sla_elements[SLA_ELEMENTS] = {
	[SLA_RTT] = { "rtt", 5000, 3000 },
	[SLA_TIMED_OUT] = { "timeout", 0, 0 },
	[SLA_CONNECTION_LOST] = { "connectionLoss", 0, 0 },
	[SLA_JITTER_AVG] = { "jitterAvg", 100, 100 },
	[SLA_JITTER_SD] = { "jitterSDAvg", 100, 100 },
	[SLA_JITTER_DS] = { "jitterDSAvg", 100, 100 },
	[SLA_LOSS_SD] = { "packetLossSD", 10000, 10000 },
	[SLA_LOSS_DS] = { "packetLossDS", 10000, 10000 },
	[SLA_MIA] = { "packetMIA", 10000, 10000 },
	[SLA_LATE] = { "packetLateArrival", 10000, 10000 },
	[SLA_SEQUENCE] = { "packetOutOfSequence", 10000, 10000 },
};

static bool is_yes_or_no(u8 element) { return element == SLA_TIMED_OUT || element == SLA_CONNECTION_LOST; }

static u32 mean(const struct sla_range *a, const struct sla_range *b)
{
	u64 n = (u64)a->n + (b ? b->n : 0), sum = a->sum + (b ? b->sum : 0);

	return n ? (u32)(sum / n) : 0;
}

/* false: the result has none (a round trip that did not end, jitter of another kind). */
static bool value_of(const struct sla *a, u8 element, u32 *value)
{
	const struct sla_result *r = &a->last;
	bool ok = r->code == SLA_OK || r->code == SLA_OVER_THRESHOLD, jitter = ok && a->conf.kind == SLA_JITTER;

	switch (element) {
	case SLA_RTT:
		*value = r->rtt_ms;
		return ok;
	case SLA_TIMED_OUT:
		*value = r->code == SLA_TIMEOUT;
		return true;
	case SLA_CONNECTION_LOST:
		*value = r->code == SLA_NO_CONNECTION;
		return true;
	case SLA_JITTER_AVG:
		*value = mean(&r->sd, &r->ds);
		return jitter;
	case SLA_JITTER_SD:
		*value = mean(&r->sd, NULL);
		return jitter;
	case SLA_JITTER_DS:
		*value = mean(&r->ds, NULL);
		return jitter;
	case SLA_LOSS_SD:
		*value = r->lost_sd;
		return jitter;
	case SLA_LOSS_DS:
		*value = r->lost_ds;
		return jitter;
	case SLA_MIA:
		*value = r->mia;
		return jitter;
	case SLA_LATE:
		*value = r->late;
		return jitter;
	case SLA_SEQUENCE:
		*value = r->out_of_sequence;
		return jitter;
	}
	return false;
}

static bool is_over(const struct sla_reaction *x, u32 v) { return is_yes_or_no(x->element) ? v : v > x->upper; }
static bool is_below(const struct sla_reaction *x, u32 v) { return is_yes_or_no(x->element) ? !v : v < x->lower; }

/* How many of the newest n are so; in a row: until the first that is not. */
static u32 how_many(const struct sla_reaction *x, u32 n, bool (*is)(const struct sla_reaction *, u32), bool in_a_row)
{
	u32 count = 0;

	for (u32 k = 0; k < n && k < x->n; k++) {
		if (is(x, x->value[k]))
			count++;
		else if (in_a_row)
			break;
	}
	return count;
}

static bool holds(const struct sla_reaction *x, bool (*is)(const struct sla_reaction *, u32))
{
	u64 sum = 0;

	switch (x->type) {
	case SLA_IMMEDIATE:
		return is(x, x->value[0]);
	case SLA_CONSECUTIVE:
		return how_many(x, x->x, is, true) == x->x;
	case SLA_X_OF_Y:
		return how_many(x, x->y, is, false) >= x->x;
	case SLA_AVERAGE:
		for (u32 k = 0; k < x->x && k < x->n; k++)
			sum += x->value[k];
		return x->n >= x->x && is(x, (u32)(sum / x->x));
	}
	return false;
}

/* The message goes out for SNMP's notifications alone, and of those only where `ip sla logging traps` is said. */
static void say(const struct sla *a, const struct sla_reaction *x)
{
	const char *name = sla_elements[x->element].name;

	if (x->action != SLA_TRAP || !a->ip->slas->log_traps)
		return;
	if (is_yes_or_no(x->element))
		device_log(a->ip->dev, "RTT", 3, "IPSLATHRESHOLD", "IP SLAs(%u): Threshold %s for %s", a->number, x->occurred ? "Occurred" : "Cleared", name);
	else
		device_log(a->ip->dev, "RTT", 3, "IPSLATHRESHOLD", "IP SLAs(%u): Threshold %s for %s", a->number, x->occurred ? "exceeded" : "below", name);
}

void sla_react(struct sla *a)
{
	for (struct sla_reaction *x = a->reactions; x; x = x->next) {
		u32 v;

		if (x->type == SLA_NEVER || !value_of(a, x->element, &v))
			continue;
		memmove(x->value + 1, x->value, sizeof(x->value) - sizeof(*x->value));
		x->value[0] = v;
		x->n += x->n < SLA_REACTION_VALUES;
		if (!holds(x, x->occurred ? is_below : is_over))
			continue;
		x->occurred = !x->occurred;
		say(a, x);
	}
}

struct sla_reaction *sla_reaction(struct sla *a, u8 element, bool make)
{
	struct sla_reaction **at = &a->reactions, *x;

	while (*at && (*at)->element < element)
		at = &(*at)->next;
	if ((*at && (*at)->element == element) || !make)
		return *at && (*at)->element == element ? *at : NULL;
	x = xcalloc(1, sizeof(*x));
	x->element = element;
	x->next = *at;
	*at = x;
	return x;
}

void sla_reaction_remove(struct sla *a, u8 element)
{
	struct sla_reaction **at = &a->reactions, *x;

	while (*at && (*at)->element != element)
		at = &(*at)->next;
	x = *at;
	if (!x)
		return;
	*at = x->next;
	free(x);
}
