/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes to the control socket of an engine that runs alone, on the virtual clock: answers or a closed connection, whatever is asked, cut short or left
 * half read. `attach` is left out: alone, an engine opens what the URI names. The lab lives on from input to input, as an engine does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "lab/engine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TURNS = 48 };

static const char lab[] =
	"name: fuzz\n"
	"nodes:\n"
	"  r1: {kind: router, config: \"hostname r1\\ninterface GigabitEthernet0/0\\n ip address 10.0.0.1 255.255.255.0\\n ip ospf 1 area 0\\n\"}\n"
	"  r2: {kind: router, config: \"hostname r2\\ninterface GigabitEthernet0/0\\n ip address 10.0.0.2 255.255.255.0\\n ip ospf 1 area 0\\n\"}\n"
	"  hub: {kind: hub}\n"
	"wires:\n"
	"  - [r1:g0/0, r2:g0/0]\n"
	"  - [r1:g0/1, hub:1]\n";

struct turning {
	struct engine *e;
	unsigned left;
};

static void turn(void *arg)
{
	struct turning *t = arg;

	if (t->left--)
		engine_post(t->e, turn, t);
	else
		loop_stop(t->e->loop);
}

static void turn_around(struct engine *e)
{
	struct turning t = { e, TURNS };

	engine_post(e, turn, &t);
	loop_run(e->loop);
}

static void request(struct engine *e, struct client *c, json_t *m)
{
	if (!strcmp(message_string(m, "do"), "attach"))
		client_done(c, EXIT_USAGE, "not here");
	else
		engine_request(e, c, m);
}

static struct sockaddr_un address(socklen_t *len)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	*len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)snprintf(a.sun_path + 1, sizeof(a.sun_path) - 1, "lanyard-fuzz-%d", getpid()));
	return a;
}

static struct engine *engine_made(void)
{
	static struct engine e = { .hold_lock = PTHREAD_MUTEX_INITIALIZER, .hold_cond = PTHREAD_COND_INITIALIZER };
	static struct setup s = { .clock = CLOCK_VIRTUAL, .seed = 1, .workers = 1, .listen = -1, .report = -1, .keeper = -1, .gate = -1, .gate_end = -1 };
	struct world_options o = { .name = "fuzz", .clock = CLOCK_VIRTUAL, .seed = 1, .n_workers = 1, .small_frames = 8192, .large_frames = 64 };
	struct topology_options to = { .virtual_clock = true };
	char folder[] = "/tmp/lanyard-fuzz-XXXXXX";
	struct sockaddr_un a;
	socklen_t len;

	if (e.world)
		return &e;
	s.topo = topology_parse("fuzz.yml", lab, sizeof(lab) - 1, &to);
	s.live = json_object();
	s.state.run = -1;
	if (!mkdtemp(folder))
		bug("no folder");
	s.state.saved = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* nothing is kept: it is gone already */
	rmdir(folder);
	snprintf(s.state.name, sizeof(s.state.name), "fuzz");
	e.s = &s;
	e.world = world_new(&o);
	e.loops = xcalloc(1, sizeof(*e.loops));
	e.loop = e.loops[0] = loop_new(&e.world->workers[0]);
	if (engine_build(&e))
		bug("the lab cannot be built");
	a = address(&len);
	s.listen = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(s.listen, (struct sockaddr *)&a, len) || listen(s.listen, 8))
		bug("cannot listen");
	e.control = control_new(&e, e.loop, s.listen, request);
	return &e;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct engine *e = engine_made();
	struct sockaddr_un a;
	socklen_t len;
	char sink[4096];
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	a = address(&len);
	if (connect(fd, (struct sockaddr *)&a, len))
		bug("cannot connect");
	while (size) { /* a message may come in two */
		size_t n = size > 7 ? size - size / 3 : size;
		ssize_t sent = send(fd, data, n, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent <= 0)
			break;
		data += sent;
		size -= (size_t)sent;
		turn_around(e);
		if (recv(fd, sink, sizeof(sink), MSG_DONTWAIT) == 0)
			break;
	}
	close(fd);
	turn_around(e);
	return 0;
}
