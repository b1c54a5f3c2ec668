/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packet scripts: one device on the virtual clock, packets in, packets out. What a script does not name is a failure.
 *
 *	node router                      the kind under test (first line that is not a comment)
 *	config                           its startup-config, up to `end`
 *	 ...
 *	end
 *	ignore eth type=0x88cc           packets like this are no failure, and never expected
 *	0.5    < g0/0 eth ... / arp ...  at 0.5 s of lab time this enters the port
 *	0.501  > g0/0 eth ... / arp ...  until 0.501 s this leaves it, in this order among all that leaves the port
 *	+0.1   > ...                     times may be relative to the line before
 *	2      - g0/1 down               carrier of the port: down, up
 *	3      ? show arp | include 10.  the command's output must match the POSIX ERE in the next line
 *	       ~ 10\.0\.0\.2 .* ARPA
 *
 * Usage: script FILE...   One line a script: ok NAME, or not ok NAME: FILE:LINE: why.
 */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "appliances/appliances.h"
#include "core/wire.h"
#include "net/field.h"

enum { LINE_MAX_LEN = 2048, PORTS_MAX = 8, TEXT_MAX = 65536, SEEN_MAX = 4096, IGNORES_MAX = 16 };

struct seen {
	nsec at;
	u32 len;
	bool used;
	u8 *data;
};

/* The far end of a port: keeps what comes out of it. */
struct probe {
	struct node node;
	struct seen *seen;
	u32 n;
};

struct script {
	const char *file;
	unsigned line;
	struct world *world;
	struct node *dut;
	struct probe *probe[PORTS_MAX];
	unsigned n_ports;
	char ignore[IGNORES_MAX][LINE_MAX_LEN];
	unsigned n_ignores;
	nsec now;
	char output[TEXT_MAX];
	size_t output_len;
	bool ready;
	char why[1400];
};

static void probe_input(struct port *in, struct frame **f, unsigned n)
{
	struct probe *p = (struct probe *)in->node;

	for (unsigned i = 0; i < n && p->n < SEEN_MAX; i++) {
		struct seen *s;

		p->seen = xrealloc(p->seen, p->n + 1, sizeof(*p->seen));
		s = &p->seen[p->n++];
		*s = (struct seen){ .at = node_now(in->node), .len = f[i]->len, .data = xcalloc(1, f[i]->len) };
		memcpy(s->data, f[i]->data, f[i]->len);
	}
	frames_put(f, n);
}
static void probe_fini(struct node *n)
{
	struct probe *p = (struct probe *)n;

	for (u32 i = 0; i < p->n; i++)
		free(p->seen[i].data);
	free(p->seen);
}
static const struct node_kind kind_probe = {
	.name = "probe", .size = sizeof(struct probe), .input = probe_input, .fini = probe_fini, .default_ports = 1,
};

static bool fail(struct script *s, const char *what, const char *detail)
{
	snprintf(s->why, sizeof(s->why), "%.200s:%u: %s%.900s", s->file, s->line, what, detail);
	return false;
}

static bool parse_time(struct script *s, const char *text, nsec *at)
{
	char *end;
	u64 sec, frac = 0, scale = NSEC_PER_SEC;
	bool relative = *text == '+';

	sec = strtoull(text + relative, &end, 10);
	if (*end == '.')
		for (end++; *end >= '0' && *end <= '9' && scale > 1; end++)
			frac += (u64)(*end - '0') * (scale /= 10);
	*at = sec * NSEC_PER_SEC + frac + (relative ? s->now : 0);
	return !*end && *at >= s->now;
}

static struct probe *find_port(struct script *s, const char *name)
{
	struct device *d = device_of(s->dut);
	struct iface *i = NULL;
	unsigned k = 0;

	for (struct port *p = s->dut->ports; p; p = p->next, k++) {
		i = device_iface_of_port(d, p);
		/* "g0/1" for GigabitEthernet0/1, "eth0" as it stands */
		if (k < s->n_ports && i && (!strcmp(i->name, name) || (name[0] == (i->name[0] | 0x20) && strpbrk(i->name, "0123456789") &&
								     !strcmp(strpbrk(i->name, "0123456789"), name + 1))))
			return s->probe[k];
	}
	return NULL;
}

/* ---- the device's shell ---- */

static void take_output(void *arg, const char *text, size_t len)
{
	struct script *s = arg;

	if (len > sizeof(s->output) - 1 - s->output_len)
		len = sizeof(s->output) - 1 - s->output_len;
	memcpy(s->output + s->output_len, text, len);
	s->output_len += len;
	s->output[s->output_len] = 0;
}
static void take_ready(void *arg, bool ended)
{
	(void)ended;
	((struct script *)arg)->ready = true;
}

static void run_command(struct script *s, const char *line)
{
	struct cli_io io = { take_output, take_ready, s };
	struct cli_options o = { .where = "script", .privilege = 15 };
	struct cli *c = cli_new(device_of(s->dut)->shell, &io, &o);

	s->output_len = 0;
	s->output[0] = 0;
	s->ready = false;
	cli_line(c, line);
	while (!s->ready && world_run(s->world, world_now(s->world) + 100 * NSEC_PER_MS, 1000000))
		;
	s->now = world_now(s->world);
	cli_free(c);
}

/* ---- steps ---- */

static bool step_in(struct script *s, struct probe *p, const char *text)
{
	u8 buf[9100];
	char why[128];
	u32 len = packet_compose(text, buf, sizeof(buf), why);
	struct frame *f;

	if (!len)
		return fail(s, why, "");
	f = frame_get(node_pool(&p->node), len);
	f->arrival = s->now;
	memcpy(f->data, buf, len);
	port_send(p->node.ports, &f, 1);
	return true;
}

static bool ignored(const struct script *s, const struct seen *e)
{
	char why[128];

	for (unsigned i = 0; i < s->n_ignores; i++)
		if (packet_matches(s->ignore[i], e->data, e->len, why))
			return true;
	return false;
}

static bool step_out(struct script *s, struct probe *p, const char *text)
{
	char why[128] = "nothing was sent", is[900];

	for (u32 i = 0; i < p->n; i++) {
		struct seen *e = &p->seen[i];

		if (e->used || ignored(s, e))
			continue;
		e->used = true;
		if (packet_matches(text, e->data, e->len, why))
			return true;
		packet_describe(e->data, e->len, is, sizeof(is));
		snprintf(s->why, sizeof(s->why), "%.200s:%u: %s; sent was at %llu.%06llu s: %s", s->file, s->line, why,
			 (unsigned long long)(e->at / NSEC_PER_SEC), (unsigned long long)(e->at % NSEC_PER_SEC / 1000), is);
		return false;
	}
	return fail(s, why, "");
}

static bool nothing_else(struct script *s)
{
	char is[900];

	for (unsigned k = 0; k < s->n_ports; k++)
		for (u32 i = 0; i < s->probe[k]->n; i++) {
			struct seen *e = &s->probe[k]->seen[i];

			if (e->used || ignored(s, e))
				continue;
			packet_describe(e->data, e->len, is, sizeof(is));
			snprintf(s->why, sizeof(s->why), "%.200s:%u: not named, sent at %llu.%06llu s: %s", s->file, s->line,
				 (unsigned long long)(e->at / NSEC_PER_SEC), (unsigned long long)(e->at % NSEC_PER_SEC / 1000), is);
			return false;
		}
	return true;
}

static bool step_match(struct script *s, const char *pattern)
{
	regex_t re;
	bool good;

	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB | REG_NEWLINE))
		return fail(s, "not a regular expression: ", pattern);
	good = !regexec(&re, s->output, 0, NULL, 0);
	regfree(&re);
	return good || fail(s, "the output does not match; it is: ", s->output);
}

static bool step(struct script *s, char *line)
{
	char *save = NULL, *time = strtok_r(line, " \t", &save), *op, *port, *rest;
	struct probe *p;
	nsec at;

	if (!strcmp(time, "~"))
		return step_match(s, save + strspn(save, " \t"));
	op = strtok_r(NULL, " \t", &save);
	if (!op || !parse_time(s, time, &at))
		return fail(s, "a step is TIME < > - ? ..., and time does not go back: ", time);
	if (!strcmp(op, ">") ? false : !nothing_else(s))
		return false;
	world_run(s->world, at, UINT64_MAX);
	s->now = at;
	if (!strcmp(op, "?")) {
		run_command(s, save + strspn(save, " \t"));
		return true;
	}
	port = strtok_r(NULL, " \t", &save);
	rest = save ? save + strspn(save, " \t") : NULL;
	p = port ? find_port(s, port) : NULL;
	if (!p || !rest || !*rest)
		return fail(s, "no such port of the device, or nothing after it: ", port ? port : "");
	switch (*op) {
	case '<':
		return step_in(s, p, rest);
	case '>':
		return step_out(s, p, rest);
	case '-':
		wire_set_up(port_wire(p->node.ports), !strcmp(rest, "up"));
		return true;
	}
	return fail(s, "unknown step: ", op);
}

/* ---- a file ---- */

static char *next_line(struct script *s, FILE *f, char buf[LINE_MAX_LEN])
{
	while (fgets(buf, LINE_MAX_LEN, f)) {
		s->line++;
		buf[strcspn(buf, "\n")] = 0;
		if (buf[strspn(buf, " \t")] && buf[strspn(buf, " \t")] != '#')
			return buf;
	}
	return NULL;
}

static bool make_device(struct script *s, const char *kind, const char *config)
{
	const struct appliance *a = appliance_find(kind);
	struct config_error err;
	char name[16];

	if (!a)
		return fail(s, "no such kind: ", kind);
	s->dut = node_new(s->world, a->kind, "dut", 0, 0);
	s->n_ports = s->dut->n_ports < PORTS_MAX ? s->dut->n_ports : PORTS_MAX;
	if (*config && !shell_apply(device_of(s->dut)->shell, config, false, &err, NULL, NULL))
		return fail(s, err.text, err.input);
	for (unsigned i = 0; i < s->n_ports; i++) {
		struct port *p = s->dut->ports;

		for (unsigned k = 0; k < i; k++)
			p = p->next;
		snprintf(name, sizeof(name), "probe%u", i);
		s->probe[i] = (struct probe *)node_new(s->world, &kind_probe, name, 0, 0);
		wire_new(p, s->probe[i]->node.ports);
	}
	return true;
}

static bool run_lines(struct script *s, FILE *f)
{
	char line[LINE_MAX_LEN], kind[32] = "", *config = xcalloc(1, TEXT_MAX), *l;
	bool good = true, in_config = false;

	while (good && (l = next_line(s, f, line))) {
		if (!*kind)
			good = sscanf(l, "node %31s", kind) == 1 || fail(s, "the first line is `node KIND`, not ", l);
		else if (in_config && !strcmp(l, "end"))
			in_config = false;
		else if (in_config)
			good = strlen(config) + strlen(l) + 2 < TEXT_MAX && strcat(strcat(config, l), "\n");
		else if (!strcmp(l, "config"))
			in_config = true;
		else if (!strncmp(l, "ignore ", 7) && s->n_ignores < IGNORES_MAX)
			snprintf(s->ignore[s->n_ignores++], LINE_MAX_LEN, "%s", l + 7);
		else if (!s->dut && !make_device(s, kind, config))
			good = false;
		else
			good = step(s, l);
	}
	free(config);
	if (good && !s->dut)
		return fail(s, "the script does nothing", "");
	return good && nothing_else(s);
}

static bool run_file(const char *file)
{
	struct world_options o = { .name = "script", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 16384, .large_frames = 64 };
	struct script *s = xcalloc(1, sizeof(*s));
	const char *base = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
	FILE *f = fopen(file, "r");
	bool good = false;

	s->file = file;
	if (f) {
		s->world = world_new(&o);
		good = run_lines(s, f);
		world_free(s->world);
		fclose(f);
	} else {
		fail(s, "cannot be read", "");
	}
	if (good)
		printf("ok script %s\n", base);
	else
		printf("not ok script %s: %s\n", base, s->why);
	free(s);
	return good;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed += !run_file(argv[i]);
	return failed ? 1 : 0;
}
