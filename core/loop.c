/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loop. In real time a turn is: what others posted, events that are due (a bounded number), descriptors. While turns find work,
 * and for SPIN after work that came from outside, it asks epoll without waiting; else it sleeps until the next timer, a descriptor, or a
 * wake-up from another thread. Nobody answers a timer of our own: it is slept for, however near, since who spins has a processor, or half
 * of one, that a guest beside us could use.
 * On the virtual clock a turn moves the world by a slice of events when an advance is under way.
 */
#include "core/loop.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "core/wire_dir.h"

enum { TURN_EVENTS = 64, SLICE_EVENTS = 2048, EPOLL_MAX = 64 };
#define SPIN (20 * NSEC_PER_US)

struct post {
	struct post *next;
	void (*fn)(void *arg);
	void *arg;
};

struct after {
	struct after *next;
	nsec due;
	u64 id;
	void (*fn)(void *arg);
	void *arg;
};

struct loop {
	struct worker *w;
	int epoll, event;
	struct watch **watches; /* by slot; NULL: free */
	u32 n_watches;
	_Atomic bool stop, asleep;
	pthread_mutex_t lock; /* of posts */
	struct post *posts, **posts_tail;
	_Atomic bool posted;
	struct after *afters; /* by due */
	u64 next_after;
	nsec last_work;
	bool resting; /* loop_rest() was called for what is being dispatched */
	bool advancing;
	nsec advance_until;
	void (*advance_done)(void *arg);
	void *advance_arg;
};

nsec loop_host_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (nsec)t.tv_sec * NSEC_PER_SEC + (nsec)t.tv_nsec;
}

struct loop *loop_new(struct worker *w)
{
	struct loop *l = xcalloc(1, sizeof(*l));
	struct epoll_event ev = { .events = EPOLLIN, .data.u64 = 0 };

	l->w = w;
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	l->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	l->posts_tail = &l->posts;
	pthread_mutex_init(&l->lock, NULL);
	if (l->epoll < 0 || l->event < 0 || epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->event, &ev)) {
		int saved = errno;

		loop_free(l);
		errno = saved;
		return NULL;
	}
	if (w) {
		w->loop = l;
		if (w->world->clock == CLOCK_REAL && !w->world->host_base)
			w->world->host_base = loop_host_now() - w->now;
	}
	return l;
}

void loop_free(struct loop *l)
{
	struct post *p, *next_post;
	struct after *a, *next_after;

	for (p = l->posts; p; p = next_post) {
		next_post = p->next;
		free(p);
	}
	for (a = l->afters; a; a = next_after) {
		next_after = a->next;
		free(a);
	}
	if (l->epoll >= 0)
		close(l->epoll);
	if (l->event >= 0)
		close(l->event);
	if (l->w)
		l->w->loop = NULL;
	pthread_mutex_destroy(&l->lock);
	free(l->watches);
	free(l);
}

static void ring_bell(struct loop *l)
{
	u64 one = 1;

	if (write(l->event, &one, sizeof(one)) < 0) {
		/* Full: the bell rings already. */
	}
}

void loop_wake(struct loop *l)
{
	if (atomic_load(&l->asleep))
		ring_bell(l);
}

void loop_stop(struct loop *l)
{
	atomic_store(&l->stop, true);
	ring_bell(l);
}

bool loop_watch(struct loop *l, struct watch *wa, u32 events)
{
	struct epoll_event ev = { .events = events };
	u32 slot = 0;

	if (wa->loop) {
		ev.data.u64 = wa->slot + 1ull;
		return !epoll_ctl(l->epoll, EPOLL_CTL_MOD, wa->fd, &ev);
	}
	while (slot < l->n_watches && l->watches[slot])
		slot++;
	if (slot == l->n_watches) {
		u32 n = l->n_watches ? 2 * l->n_watches : 16;

		l->watches = xrealloc(l->watches, n, sizeof(*l->watches));
		for (u32 i = l->n_watches; i < n; i++)
			l->watches[i] = NULL;
		l->n_watches = n;
	}
	ev.data.u64 = slot + 1ull;
	if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, wa->fd, &ev))
		return false;
	l->watches[slot] = wa;
	wa->slot = slot;
	wa->loop = l;
	return true;
}

void loop_unwatch(struct watch *wa)
{
	struct loop *l = wa->loop;

	if (!l)
		return;
	epoll_ctl(l->epoll, EPOLL_CTL_DEL, wa->fd, NULL);
	l->watches[wa->slot] = NULL;
	wa->loop = NULL;
}

void loop_rest(struct loop *l)
{
	l->resting = true;
}

void loop_post(struct loop *l, void (*fn)(void *arg), void *arg)
{
	struct post *p = xcalloc(1, sizeof(*p));

	p->fn = fn;
	p->arg = arg;
	pthread_mutex_lock(&l->lock);
	*l->posts_tail = p;
	l->posts_tail = &p->next;
	atomic_store(&l->posted, true);
	pthread_mutex_unlock(&l->lock);
	ring_bell(l);
}

static void run_posts(struct loop *l)
{
	struct post *p, *next;

	pthread_mutex_lock(&l->lock);
	p = l->posts;
	l->posts = NULL;
	l->posts_tail = &l->posts;
	atomic_store(&l->posted, false);
	pthread_mutex_unlock(&l->lock);
	for (; p; p = next) {
		next = p->next;
		p->fn(p->arg);
		free(p);
	}
}

u64 loop_after(struct loop *l, nsec delay, void (*fn)(void *arg), void *arg)
{
	struct after *a = xcalloc(1, sizeof(*a)), **at = &l->afters;

	*a = (struct after){ .due = loop_host_now() + delay, .id = ++l->next_after, .fn = fn, .arg = arg };
	while (*at && (*at)->due <= a->due)
		at = &(*at)->next;
	a->next = *at;
	*at = a;
	return a->id;
}

void loop_cancel(struct loop *l, u64 id)
{
	for (struct after **at = &l->afters; *at; at = &(*at)->next) {
		struct after *a = *at;

		if (a->id != id)
			continue;
		*at = a->next;
		free(a);
		return;
	}
}

static void run_afters(struct loop *l)
{
	nsec now = l->afters ? loop_host_now() : 0;

	while (l->afters && l->afters->due <= now) {
		struct after *a = l->afters;

		l->afters = a->next;
		a->fn(a->arg);
		free(a);
	}
}

bool loop_advance(struct loop *l, nsec until, void (*done)(void *arg), void *arg)
{
	if (l->advancing)
		return false;
	l->advancing = true;
	l->advance_until = until;
	l->advance_done = done;
	l->advance_arg = arg;
	return true;
}

void loop_advance_stop(struct loop *l)
{
	if (!l->advancing)
		return;
	l->advancing = false;
	if (l->advance_done)
		l->advance_done(l->advance_arg);
}

/* Moves the world. Returns whether there is more to do at once. */
static bool turn_world(struct loop *l)
{
	struct worker *w = l->w;
	bool crossed;
	nsec now;

	if (!w)
		return false;
	if (w->world->clock == CLOCK_VIRTUAL) {
		if (!l->advancing)
			return false;
		/* Nothing will ever happen and no end was given: the end is now. */
		if (world_run(w->world, l->advance_until, SLICE_EVENTS))
			loop_advance_stop(l);
		return true;
	}
	now = loop_host_now() - w->world->host_base;
	if (now > w->now)
		w->now = now;
	crossed = w->crossings != NULL;
	if (!worker_step(w, TURN_EVENTS))
		return now - l->last_work < SPIN;
	if (crossed)
		l->last_work = now;
	return true;
}

static nsec time_to_wait(const struct loop *l)
{
	nsec wait = NSEC_NEVER, now = loop_host_now();

	if (l->afters)
		wait = l->afters->due > now ? l->afters->due - now : 0;
	if (l->w && l->w->world->clock == CLOCK_REAL) {
		nsec due = worker_next(l->w);

		now -= l->w->world->host_base;
		if (due != NSEC_NEVER)
			wait = min_u64(wait, due > now ? due - now : 0);
	}
	return wait;
}

static int wait_events(struct loop *l, struct epoll_event *ev, bool busy)
{
	nsec wait;
	struct timespec ts;
	int n;

	if (busy || atomic_load(&l->posted) || atomic_load(&l->stop))
		return epoll_wait(l->epoll, ev, EPOLL_MAX, 0);
	atomic_store(&l->asleep, true);
	wait = time_to_wait(l); /* looks at crossings after asleep is set: whoever adds one now rings */
	ts = (struct timespec){ .tv_sec = (time_t)(wait / NSEC_PER_SEC), .tv_nsec = (long)(wait % NSEC_PER_SEC) };
	n = epoll_pwait2(l->epoll, ev, EPOLL_MAX, wait == NSEC_NEVER ? NULL : &ts, NULL);
	atomic_store(&l->asleep, false);
	return n;
}

static void dispatch(struct loop *l, const struct epoll_event *ev)
{
	nsec worked = l->last_work;
	struct watch *wa;
	u64 count;

	if (!ev->data.u64) {
		if (read(l->event, &count, sizeof(count)) < 0) {
			/* Somebody else's turn emptied it. */
		}
		return;
	}
	wa = l->watches[ev->data.u64 - 1];
	if (!wa) /* unwatched by one before it in this turn */
		return;
	if (l->w && l->w->world->clock == CLOCK_REAL)
		l->last_work = l->w->now;
	l->resting = false;
	wa->ready(wa, ev->events);
	if (l->resting)
		l->last_work = worked;
}

void loop_run(struct loop *l)
{
	struct epoll_event ev[EPOLL_MAX];

	while (!atomic_load(&l->stop)) {
		bool busy;
		int n;

		if (atomic_load(&l->posted))
			run_posts(l);
		run_afters(l);
		busy = turn_world(l);
		n = wait_events(l, ev, busy);
		if (n > 0 && l->w && l->w->world->clock == CLOCK_REAL) {
			nsec now = loop_host_now() - l->w->world->host_base;

			if (now > l->w->now)
				l->w->now = now;
		}
		for (int i = 0; i < n; i++)
			dispatch(l, &ev[i]);
	}
	atomic_store(&l->stop, false);
}
