/* SPDX-License-Identifier: GPL-3.0-or-later */
/* needs: slirp/libslirp.h=slirp */
/*
 * The helper process of nat: libslirp between one socket, whose messages are frames, and the host's
 * network. No privileges: what root was is nobody from the start. libslirp keeps no state that
 * survives it, and nothing is lost but connections.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <slirp/libslirp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "attach/nat.h"
#include "core/types.h"

enum { NOBODY = 65534, FRAME_LEN_MAX = 65536, POLL_MAX = 4096, TURN = 64, NAT_MTU = 1500 };

struct nat_timer {
	struct nat_timer *next;
	SlirpTimerCb fire;
	void *arg;
	s64 due_ms;	/* -1: not set */
};

struct nat {
	int fd;
	Slirp *slirp;
	struct nat_timer *timers;
	struct pollfd poll[POLL_MAX];
	unsigned n_poll;
	u8 frame[FRAME_LEN_MAX];
};

static s64 now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (s64)t.tv_sec * 1000000000 + t.tv_nsec;
}

static ssize_t nat_send(const void *buf, size_t len, void *opaque)
{
	struct nat *n = opaque;

	/* The lab has no room: lost, as on any link. TCP sends again. */
	return send(n->fd, buf, len, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void nat_guest_error(const char *msg, void *opaque)
{
	(void)msg; /* what a lab sends wrong is the lab's to see */
	(void)opaque;
}

static int64_t nat_clock(void *opaque)
{
	(void)opaque;
	return now_ns();
}

static void *nat_timer_new(SlirpTimerCb fire, void *arg, void *opaque)
{
	struct nat *n = opaque;
	struct nat_timer *t = xcalloc(1, sizeof(*t));

	*t = (struct nat_timer){ .next = n->timers, .fire = fire, .arg = arg, .due_ms = -1 };
	n->timers = t;
	return t;
}

static void nat_timer_free(void *timer, void *opaque)
{
	struct nat *n = opaque;

	for (struct nat_timer **at = &n->timers; *at; at = &(*at)->next) {
		if (*at != timer)
			continue;
		*at = (*at)->next;
		free(timer);
		return;
	}
}

static void nat_timer_mod(void *timer, int64_t due_ms, void *opaque)
{
	(void)opaque;
	((struct nat_timer *)timer)->due_ms = due_ms;
}

static void nat_nothing_fd(int fd, void *opaque)
{
	(void)fd;
	(void)opaque;
}

static void nat_nothing(void *opaque)
{
	(void)opaque;
}

static int nat_add_poll(int fd, int events, void *opaque)
{
	struct nat *n = opaque;
	short want = 0;

	if (n->n_poll == POLL_MAX)
		return -1;
	if (events & SLIRP_POLL_IN)
		want |= POLLIN;
	if (events & SLIRP_POLL_OUT)
		want |= POLLOUT;
	if (events & SLIRP_POLL_PRI)
		want |= POLLPRI;
	n->poll[n->n_poll] = (struct pollfd){ .fd = fd, .events = want };
	return (int)n->n_poll++;
}

static int nat_get_revents(int index, void *opaque)
{
	struct nat *n = opaque;
	short got;
	int events = 0;

	if (index < 0 || index >= (int)n->n_poll)
		return 0;
	got = n->poll[index].revents;
	events |= got & POLLIN ? SLIRP_POLL_IN : 0;
	events |= got & POLLOUT ? SLIRP_POLL_OUT : 0;
	events |= got & POLLPRI ? SLIRP_POLL_PRI : 0;
	events |= got & POLLERR ? SLIRP_POLL_ERR : 0;
	events |= got & POLLHUP ? SLIRP_POLL_HUP : 0;
	return events;
}

static void fire_timers(struct nat *n)
{
	s64 now = now_ns() / 1000000;
	struct nat_timer *t = n->timers;

	while (t) {
		if (t->due_ms < 0 || t->due_ms > now) {
			t = t->next;
			continue;
		}
		t->due_ms = -1;
		t->fire(t->arg);
		t = n->timers; /* the list may have changed */
	}
}

static u32 time_to_timer(const struct nat *n, u32 most)
{
	s64 now = now_ns() / 1000000;

	for (const struct nat_timer *t = n->timers; t; t = t->next)
		if (t->due_ms >= 0 && t->due_ms - now < (s64)most)
			most = t->due_ms > now ? (u32)(t->due_ms - now) : 0;
	return most;
}

/* Frames from the lab. false: the other end is closed. */
static bool nat_read(struct nat *n)
{
	for (int i = 0; i < TURN; i++) {
		ssize_t got = recv(n->fd, n->frame, sizeof(n->frame), MSG_DONTWAIT);

		if (got < 0)
			return errno == EAGAIN || errno == EINTR;
		if (!got)
			return false;
		slirp_input(n->slirp, n->frame, (int)got);
	}
	return true;
}

static void nat_loop(struct nat *n)
{
	for (;;) {
		u32 wait = 60000;
		int got;

		n->n_poll = 0;
		nat_add_poll(n->fd, SLIRP_POLL_IN, n);
		slirp_pollfds_fill(n->slirp, &wait, nat_add_poll, n);
		got = poll(n->poll, n->n_poll, (int)time_to_timer(n, wait));
		if (got < 0 && errno != EINTR)
			return;
		if (n->poll[0].revents && !nat_read(n))
			return;
		slirp_pollfds_poll(n->slirp, got < 0, nat_get_revents, n);
		fire_timers(n);
	}
}

/* No rights that the sockets of a user's programs don't have; dead when the keeper is. */
static bool drop_rights(pid_t parent)
{
	if (!geteuid() && (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
			setresuid(NOBODY, NOBODY, NOBODY)))
		return false;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0))
		return false;
	return getppid() == parent; /* else it died before we asked to hear of it */
}

static struct in_addr v4(u8 last)
{
	return (struct in_addr){ .s_addr = htonl(0x0a000200u | last) };
}

int attach_nat_helper_main(int fd)
{
	static const SlirpCb callbacks = {
		.send_packet = nat_send, .guest_error = nat_guest_error, .clock_get_ns = nat_clock,
		.timer_new = nat_timer_new, .timer_free = nat_timer_free, .timer_mod = nat_timer_mod,
		.register_poll_fd = nat_nothing_fd, .unregister_poll_fd = nat_nothing_fd,
				.notify = nat_nothing,
	};
	SlirpConfig config = {
		.version = 4, .in_enabled = true, .vnetwork = v4(0),
				.vnetmask = { htonl(0xffffff00) }, .vhost = v4(2),
		.vdhcp_start = v4(15), .vnameserver = v4(3), .in6_enabled = true, .vprefix_len = 64,
		.if_mtu = NAT_MTU, .if_mru = NAT_MTU,
	};
	struct nat *n = xcalloc(1, sizeof(*n));

	signal(SIGPIPE, SIG_IGN);
	if (!drop_rights(getppid())) {
		fprintf(stderr, "lanyard: helper-nat: cannot give up rights: %s\n", strerror(errno));
		free(n);
		return 4;
	}
	inet_pton(AF_INET6, "fec0::", &config.vprefix_addr6);
	inet_pton(AF_INET6, "fec0::2", &config.vhost6);
	inet_pton(AF_INET6, "fec0::3", &config.vnameserver6);
	n->fd = fd;
	n->slirp = slirp_new(&config, &callbacks, n);
	nat_loop(n);
	slirp_cleanup(n->slirp);
	for (struct nat_timer *t = n->timers, *next; t; t = next) {
		next = t->next;
		free(t);
	}
	free(n);
	return 0;
}
