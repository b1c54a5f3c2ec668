/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loop: the only place that waits and that reads the host's clock. One a worker; worker 0's runs in the calling
 * thread and serves the control socket too. In real time it spins while there is work and sleeps in epoll until the next
 * timer else; on the virtual clock it advances only when told to, in slices.
 */
#ifndef CORE_LOOP_H
#define CORE_LOOP_H

#include "core/world.h"

struct loop;

/* A descriptor to watch. Embedded in what owns it. */
struct watch {
	int fd;
	/* events: EPOLLIN, EPOLLOUT, EPOLLHUP, EPOLLERR. Level triggered. May unwatch and free itself. */
	void (*ready)(struct watch *wa, u32 events);
	struct loop *loop;	/* set while watched */
	u32 slot;		/* the loop's own */
};

/* A loop for one worker (NULL: none, only descriptors and timeouts: the keeper). NULL when the host refuses. */
struct loop *loop_new(struct worker *w);
void loop_free(struct loop *l);
/* Runs until loop_stop(), which may be called from within, from a signal handler, and from another thread. */
void loop_run(struct loop *l);
void loop_stop(struct loop *l);

/* false: the kernel refused (errno says why). Changing events of a watched one is loop_watch() again. */
bool loop_watch(struct loop *l, struct watch *wa, u32 events);
void loop_unwatch(struct watch *wa);
/*
 * For ready(): its descriptor's other end waited for this answer, and goes to work on it now. There is nothing to spin for then: who spins holds a processor that the
 * other end's threads have to be woken on.
 */
void loop_rest(struct loop *l);

/* Runs fn(arg) in that loop's thread between bursts; from any thread; in the order posted. The one lock of the control path. */
void loop_post(struct loop *l, void (*fn)(void *arg), void *arg);

/* Host time, for control work that is not an appliance's: monotonic ns. */
nsec loop_host_now(void);
/* Calls fn(arg) after that much host time; once. Returns an id for loop_cancel(). */
u64 loop_after(struct loop *l, nsec delay, void (*fn)(void *arg), void *arg);
void loop_cancel(struct loop *l, u64 id);

/* Virtual clock: advance the world to `until` (NSEC_NEVER: until stopped), then call done(arg). One at a time; false if one is under way. */
bool loop_advance(struct loop *l, nsec until, void (*done)(void *arg), void *arg);
/* Ends the advance under way where it stands, calling done. */
void loop_advance_stop(struct loop *l);

#endif
