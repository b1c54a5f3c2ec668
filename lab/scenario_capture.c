/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `lanyard test --capture`: every wire of a scenario's lab, from its first end, into one pcapng file. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lab/scenario_capture.h"

/* A native port of each wire; what has none joins two attachments, and is nobody's port. */
static json_t *port_list(const struct topology *t)
{
	json_t *ports = json_array();

	for (u32 i = 0; i < t->n_wires; i++) {
		const struct topo_end *e = t->wires[i].end[0].node ? &t->wires[i].end[0] : &t->wires[i].end[1];

		if (e->node)
			json_array_append_new(ports, json_sprintf("%s:%s", e->node->name, e->port->name));
	}
	return ports;
}

/* The last word of the engine on this line. */
static int wait_status(struct line *l)
{
	for (;;) {
		json_t *m = message_wait(&l->in);
		const json_t *status = json_object_get(m, "status");
		long long lost = json_integer_value(json_object_get(m, "lost"));
		int value = m ? (int)json_integer_value(status) : EXIT_GONE;
		bool last = !m || status;

		if (last && lost)
			complain(EXIT_NO, "capture: %lld frames lost", lost);
		if (last && m && *message_string(m, "error"))
			complain(EXIT_NO, "capture: %s", message_string(m, "error"));
		json_decref(m);
		if (last)
			return lost && !value ? EXIT_NO : value;
	}
}

int scenario_capture_start(struct line *l, const struct topology *t, const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s.pcapng", folder, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), status = EXIT_DONE;
	json_t *m;

	if (fd < 0)
		status = complain(EXIT_HOST, "%s: %s", path, strerror(errno));
	else
		status = line_open_lab(l, t->name);
	if (!status) {
		line_send(l, json_pack("{s:s,s:o,s:s,s:i,s:i}", "do", "capture", "ports", port_list(t), "filter", "", "count", 0, "ns", 0), fd);
		m = message_wait(&l->in);
		if (!json_is_true(json_object_get(m, "armed")))
			status = complain(EXIT_NO, "%s: not captured: %s", path, m ? message_string(m, "error") : "the engine has died");
		json_decref(m);
	}
	if (fd >= 0)
		close(fd);
	free(path);
	return status;
}

int scenario_capture_stop(struct line *l)
{
	if (l->in.fd < 0)
		return EXIT_DONE;
	line_send(l, json_pack("{s:b}", "stop", 1), -1);
	return wait_status(l);
}

bool scenario_count_start(struct line *l, const struct topology *t, const char *port, const char *filter, char **why)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC), status = fd < 0 ? EXIT_HOST : line_open_lab(l, t->name);
	json_t *m = NULL;

	if (!status) {
		line_send(l, json_pack("{s:s,s:[s],s:s,s:i,s:i}", "do", "capture", "ports", port, "filter", filter, "count", 0, "ns", 0), fd);
		m = message_wait(&l->in);
	}
	if (fd >= 0)
		close(fd);
	if (!json_is_true(json_object_get(m, "armed"))) {
		*why = xasprintf("%s is not watched: %s", port, m ? message_string(m, "error") : "the engine has died");
		json_decref(m);
		return false;
	}
	json_decref(m);
	return true;
}

bool scenario_count_stop(struct line *l, u64 *n, char **why)
{
	json_t *m;
	bool last = false;

	line_send(l, json_pack("{s:b}", "stop", 1), -1);
	while (!last) {
		m = message_wait(&l->in);
		last = !m || json_object_get(m, "status");
		*n = m ? (u64)json_integer_value(json_object_get(m, "frames")) : 0;
		if (!m)
			*why = xstrdup("the engine has died");
		if (!m)
			return false;
		json_decref(m);
	}
	return true;
}
