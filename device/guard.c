/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Failures are counted in a window that begins with the first; as many as configured within it begin quiet mode. */
#include "device/guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/own.h"

const char *clock_text(struct device *d, char buf[64])
{
	civil_text(device_wall_clock(d), false, buf);
	return buf;
}

static void fired(struct timer *t)
{
	struct guard *g = container_of(t, struct guard, timer);
	char at[64];

	g->quiet_until = 0;
	device_log(g->dev, "SEC_LOGIN", 5, "QUIET_MODE_OFF", "Quiet Mode is OFF, because block period timed out at %s", clock_text(g->dev, at));
}

struct guard *guard_of(struct device *d)
{
	struct access *a = d->system->access;

	if (!a->guard) {
		a->guard = xcalloc(1, sizeof(*a->guard));
		a->guard->dev = d;
		a->guard->timer.fire = fired;
		a->guard->window_from = NSEC_NEVER;
	}
	return a->guard;
}

void guard_free(struct device *d)
{
	struct guard *g = d->system->access->guard;

	if (!g)
		return;
	timer_stop(d->node.worker, &g->timer);
	free(g);
	d->system->access->guard = NULL;
}

nsec guard_delay(const struct device *d)
{
	const struct guard *g = d->system->access->guard;

	return !g ? 0 : g->delay_s ? g->delay_s * NSEC_PER_SEC : g->block_s ? NSEC_PER_SEC : 0;
}

bool guard_is_quiet(const struct device *d) { return d->system->access->guard && d->system->access->guard->quiet_until; }
const char *guard_quiet_class(const struct device *d) { return d->system->access->guard ? d->system->access->guard->quiet_class : ""; }

static void remember(struct guard *g, const char *user, const char *peer, u16 port)
{
	struct guard_failure f = { .port = port };
	u32 at = 0;

	snprintf(f.user, sizeof(f.user), "%.*s", GUARD_NAME_MAX, user);
	snprintf(f.peer, sizeof(f.peer), "%s", peer);
	while (at < g->n_failures && (strcmp(g->failure[at].user, f.user) || strcmp(g->failure[at].peer, f.peer) || g->failure[at].port != port))
		at++;
	if (at < g->n_failures)
		f.count = g->failure[at].count;
	else if (g->n_failures < GUARD_FAILURES_MAX)
		g->n_failures++;
	else
		at--; /* the oldest goes */
	memmove(g->failure + 1, g->failure, at * sizeof(f));
	f.count++;
	f.last = device_wall_clock(g->dev);
	g->failure[0] = f;
}

/* One failure more. */
static void watch(struct guard *g, const char *user, const char *peer, u16 port)
{
	nsec now = node_now(&g->dev->node), window = g->within_s * NSEC_PER_SEC;
	char at[64];

	if (!g->block_s || g->quiet_until)
		return;
	if (g->window_from == NSEC_NEVER || now >= g->window_from + window) {
		g->window_from = now;
		g->in_window = 0;
	}
	if (++g->in_window < g->attempts)
		return;
	device_log(g->dev, "SEC_LOGIN", 1, "QUIET_MODE_ON", "Still timeleft for watching failures is %u secs, [user: %s] [Source: %s] [localport: %u] [Reason: Login Authentication Failed] [ACL: %s] at %s",
		   (unsigned)((g->window_from + window - now) / NSEC_PER_SEC), user, peer, port, *g->quiet_class ? g->quiet_class : "sl_def_acl", clock_text(g->dev, at));
	g->window_from = NSEC_NEVER;
	g->in_window = 0;
	g->quiet_until = now + g->block_s * NSEC_PER_SEC;
	timer_set(g->dev->node.worker, &g->timer, g->quiet_until);
}

void guard_tried(struct device *d, const char *user, const char *where, u16 port, bool good)
{
	struct guard *g = d->system->access->guard;
	char at[64], peer[48];

	if (!g)
		return;
	line_peer(where, "0.0.0.0", peer, sizeof(peer));
	if (good) {
		if (g->log_success && ++g->successes % (g->every_success ? g->every_success : 1) == 0)
			device_log(d, "SEC_LOGIN", 5, "LOGIN_SUCCESS", "Login Success [user: %s] [Source: %s] [localport: %u] at %s", user, peer, port, clock_text(d, at));
		return;
	}
	g->failures++;
	remember(g, user, peer, port);
	if (g->log_failure && g->failures % (g->every_failure ? g->every_failure : 1) == 0)
		device_log(d, "SEC_LOGIN", 4, "LOGIN_FAILED", "Login failed [user: %s] [Source: %s] [localport: %u] [Reason: Login Authentication Failed] at %s", user, peer, port,
			   clock_text(d, at));
	watch(g, user, peer, port);
}
