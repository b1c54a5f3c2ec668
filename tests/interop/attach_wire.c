/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attach_wire URI URI [SECONDS]: a wire between two attachments and nothing else, opener and door
 * in one process, for tests against the kernel and other programs. Says "ready", runs until
 * SIGTERM, SIGINT or the end of the time, and prints what passed and what was dropped. attach_wire
 * sweep URI...: what a keeper that was killed left behind. SIGUSR1 cuts the wire, SIGUSR2 joins it.
 * SIGHUP: the doors are made anew from copies of the same descriptors, as after a crash.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "attach/attach.h"
#include "core/wire.h"

struct end {
	struct attach_uri uri;
	struct attach_handle handle;
	struct node *node;
};

struct lab {
	struct world *world;
	struct loop *loop;
	struct end end[2];
	struct wire *wire;
	struct watch signals;
};

static bool make_doors(struct lab *l)
{
	char why[256];

	for (int i = 0; i < 2; i++) {
		struct end *e = &l->end[i];
		struct attach_handle copy = e->handle;
		char name[300];

		copy.opened = NULL;
		for (unsigned k = 0; k < copy.n_fds; k++)
			copy.fd[k] = dup(copy.fd[k]);
		snprintf(name, sizeof(name), "%d %s", i, e->uri.text);
		e->node = e->uri.scheme->door(l->world, 0, name, &e->uri, &copy, why);
		if (!e->node) {
			fprintf(stderr, "%s: %s\n", e->uri.text, why);
			return false;
		}
	}
	l->wire = wire_new(l->end[0].node->ports, l->end[1].node->ports);
	return true;
}

static void print_drops(const char *where, const u64 *drops)
{
	for (int i = 0; i < DROP_N; i++)
		if (drops[i])
			printf(" %s:%s=%lu", where, drop_name((enum drop)i), drops[i]);
}

static void free_doors(struct lab *l)
{
	for (int i = 0; i < 2; i++) {
		printf("%s frames=%lu bytes=%lu", l->end[i].uri.text,
				l->end[i].node->ports->stats.tx_frames,
				l->end[i].node->ports->stats.tx_bytes);
		print_drops("door", l->end[i].node->ports->drops);
		print_drops("wire", wire_stats(l->wire, (unsigned)i)->drops);
		printf("\n");
	}
	for (int i = 0; i < 2; i++)
		node_free(l->end[i].node);
	fflush(stdout);
}

static void signalled(struct watch *wa, u32 events)
{
	struct lab *l = container_of(wa, struct lab, signals);
	struct signalfd_siginfo s;

	(void)events;
	if (read(wa->fd, &s, sizeof(s)) != sizeof(s))
		return;
	if (s.ssi_signo == SIGUSR1 || s.ssi_signo == SIGUSR2) {
		wire_set_up(l->wire, s.ssi_signo == SIGUSR2);
	} else if (s.ssi_signo == SIGHUP) {
		free_doors(l);
		if (!make_doors(l))
			loop_stop(l->loop);
	} else {
		loop_stop(l->loop);
	}
}

static void stop(void *arg)
{
	loop_stop(arg);
}

static bool open_end(struct end *e, const char *text)
{
	char why[256];
	unsigned column;

	if (!attach_parse(text, &e->uri, why, &column)) {
		fprintf(stderr, "%s\n%*s^ %s\n", text, (int)column, "", why);
		return false;
	}
	if (e->uri.scheme->open(&e->uri, &e->handle, why) == ATTACH_OK)
		return true;
	fprintf(stderr, "%s: %s\n", text, why);
	return false;
}

static int sweep(char **uris)
{
	struct attach_uri u;
	char why[256];
	unsigned column;

	for (; *uris; uris++) {
		if (!attach_parse(*uris, &u, why, &column))
			return 2;
		if (u.scheme->sweep)
			u.scheme->sweep(&u);
		attach_uri_free(&u);
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct world_options o = { .name = "wire", .clock = CLOCK_REAL, .seed = 1 };
	struct lab lab = { 0 };
	sigset_t set;
	bool good;

	if (argc == 3 && !strcmp(argv[1], "helper-nat"))
		return attach_scheme_find("nat")->helper(atoi(argv[2]));
	if (argc < 3)
		return 2;
	if (!strcmp(argv[1], "sweep"))
		return sweep(argv + 2);
	sigemptyset(&set);
	for (size_t i = 0; i < 5; i++)
		sigaddset(&set, (const int[]){ SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2 }[i]);
	good = open_end(&lab.end[0], argv[1]); /* before the mask: a helper is not to inherit it */
	if (good && !open_end(&lab.end[1], argv[2])) {
		lab.end[0].uri.scheme->close(&lab.end[0].handle);
		good = false;
	}
	if (!good)
		return 4;
	sigprocmask(SIG_BLOCK, &set, NULL);
	lab.world = world_new(&o);
	lab.loop = loop_new(&lab.world->workers[0]);
	lab.signals = (struct watch){ .fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC),
			.ready = signalled };
	loop_watch(lab.loop, &lab.signals, EPOLLIN);
	if (make_doors(&lab)) {
		printf("ready\n");
		fflush(stdout);
		if (argc > 3)
			loop_after(lab.loop, (nsec)(atof(argv[3]) * NSEC_PER_SEC), stop, lab.loop);
		loop_run(lab.loop);
		free_doors(&lab);
	}
	for (int i = 0; i < 2; i++) {
		lab.end[i].uri.scheme->close(&lab.end[i].handle);
		attach_uri_free(&lab.end[i].uri);
	}
	loop_unwatch(&lab.signals);
	close(lab.signals.fd);
	loop_free(lab.loop);
	world_free(lab.world);
	return 0;
}
