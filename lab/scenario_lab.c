/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `lanyard test`: scenarios against an engine of their own. The engine runs alone in a child process, in a state folder that exists
 * for that scenario only, and is asked through its control socket as by anyone: what passes here passes for users. A child rather
 * than a thread, so that whatever becomes of an engine, the next scenario begins clean.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab/client_side.h"
#include "lab/scenario.h"
#include "lab/scenario_capture.h"

/* A capture that is counted and thrown away. */
struct watching {
	struct watching *next;
	struct line line;
	char *name;
};

struct scenario_lab {
	struct setup setup;
	struct line line;
	struct line tap;	/* of --capture */
	struct watching *watching;
	pid_t engine;
	char folder[64];
	nsec now;		/* as of the last answer */
};

/* ---- asking ---- */

/* Sends a request (consumed), gathers what comes until the end. The last message, which the caller drops; NULL: the engine has died. */
static json_t *ask(struct scenario_lab *l, json_t *request, char **output)
{
	size_t len = 0;
	char *text = xstrdup("");
	json_t *reply;

	message_send(l->line.in.fd, request, NULL, 0); /* a failure shows as the end of the answer */
	json_decref(request);
	while ((reply = message_wait(&l->line.in))) {
		const char *part = message_string(reply, "output");
		size_t more = strlen(part);

		text = xrealloc(text, len + more + 1, 1);
		memcpy(text + len, part, more + 1);
		len += more;
		if (json_object_get(reply, "status"))
			break;
		json_decref(reply);
	}
	if (output)
		*output = text;
	else
		free(text);
	return reply;
}

/* Why an act was not done: the engine's words, or the line of configuration that was rejected. */
static char *refusal(const json_t *reply, const char *output)
{
	const json_t *line = json_object_get(reply, "rejected");

	if (line)
		return xasprintf("line %d, \"%s\": %s", (int)json_integer_value(json_object_get(line, "line")),
				 message_string(line, "input"), message_string(line, "text"));
	return xasprintf("%s%s%s", message_string(reply, "error"), *output ? "\n" : "", output);
}

/* An act: nothing but whether it was done. */
static bool ask_done(struct scenario_lab *l, json_t *request, char **why)
{
	char *output;
	json_t *reply = ask(l, request, &output);
	bool done = reply && !json_integer_value(json_object_get(reply, "status"));

	if (!reply)
		*why = xstrdup("the engine has died");
	else if (!done)
		*why = refusal(reply, output);
	free(output);
	json_decref(reply);
	return done;
}

static nsec lab_now(void *arg)
{
	struct scenario_lab *l = arg;
	json_t *reply = ask(l, json_pack("{s:s}", "do", "list"), NULL);

	if (reply)
		l->now = (nsec)json_integer_value(json_object_get(reply, "now_ns"));
	json_decref(reply);
	return l->now;
}

static bool lab_advance(void *arg, nsec until, char **why)
{
	struct scenario_lab *l = arg;
	nsec now = lab_now(l), d = until > now ? until - now : 0;
	char span[32];

	if (!d)
		return true;
	if (l->setup.clock == CLOCK_REAL) {
		struct timespec t = { (time_t)(d / NSEC_PER_SEC), (long)(d % NSEC_PER_SEC) };

		nanosleep(&t, NULL);
		return true;
	}
	snprintf(span, sizeof(span), "%lluns", (unsigned long long)d);
	return ask_done(l, json_pack("{s:s,s:s}", "do", "run", "for", span), why);
}

static bool lab_idle(void *arg, char **why)
{
	return ask_done(arg, json_pack("{s:s,s:b}", "do", "run", "until_idle", 1), why);
}

static bool lab_exec(void *arg, const char *node, char *const *lines, unsigned n, bool json, struct scenario_answer *a, char **why)
{
	struct scenario_lab *l = arg;
	json_t *commands = json_array(), *reply, *results;

	for (unsigned i = 0; i < n; i++)
		json_array_append_new(commands, json_string(lines[i]));
	reply = ask(l, json_pack("{s:s,s:s,s:o,s:b}", "do", "exec", "node", node, "commands", commands, "json", json), &a->text);
	if (!reply) {
		*why = xstrdup("the engine has died");
		return false;
	}
	a->ok = !json_integer_value(json_object_get(reply, "status"));
	results = json_object_get(reply, "results");
	if (json) {
		json_t *last = json_array_get(results, n - 1);

		a->rows = json_incref(json_object_get(last, "rows"));
		free(a->text);
		a->text = xstrdup(message_string(last, "output"));
	}
	if (*message_string(reply, "error") && !a->ok && !*a->text) {
		free(a->text);
		a->text = xstrdup(message_string(reply, "error"));
	}
	json_decref(reply);
	return true;
}

static bool lab_configure(void *arg, const char *node, const char *text, char **why)
{
	return ask_done(arg, json_pack("{s:s,s:s,s:s}", "do", "configure", "node", node, "text", text), why);
}

static bool lab_power(void *arg, const char *node, const char *state, char **why)
{
	return ask_done(arg, json_pack("{s:s,s:s,s:s}", "do", "power", "node", node, "state", state), why);
}

static void add_word(json_t *words, const char *key, const char *value)
{
	char *word = xasprintf("%s=%s", key, value);

	json_array_append_new(words, json_string(word));
	free(word);
}

/* The words of a change for these directions (1 forward, 2 back, 3 both) as `lanyard wire` takes them. */
static json_t *wire_words(const struct topo_event *c, u8 dirs)
{
	json_t *words = json_array();

	if (dirs == 3 && c->state >= 0)
		json_array_append_new(words, json_string(c->state ? "up" : "down"));
	if (dirs != 3 && c->cut & dirs)
		json_array_append_new(words, json_string("down"));
	if (dirs != 3 && c->uncut & dirs)
		json_array_append_new(words, json_string("up"));
	for (u32 i = 0; i < c->n_settings; i++)
		if (c->settings[i].dirs == dirs)
			add_word(words, c->settings[i].key, c->settings[i].value);
	if (json_array_size(words) && dirs != 3)
		add_word(words, "dir", dirs == 1 ? "forward" : "back");
	return words;
}

static bool lab_wire(void *arg, const char *node, const char *port, const struct topo_event *c, char **why)
{
	static const u8 dirs[] = { 3, 1, 2 };
	char *end = xasprintf("%s:%s", node, port);
	bool ok = true;

	for (unsigned i = 0; ok && i < ARRAY_LEN(dirs); i++) {
		json_t *words = wire_words(c, dirs[i]);

		if (json_array_size(words))
			ok = ask_done(arg, json_pack("{s:s,s:s,s:O}", "do", "wire", "port", end, "settings", words), why);
		json_decref(words);
	}
	free(end);
	return ok;
}

/* ---- watching ---- */

static void watching_free(struct watching *w)
{
	line_close(&w->line);
	free(w->name);
	free(w);
}

static bool lab_watch(void *arg, const char *name, const char *node, const char *port, const char *filter, char **why)
{
	struct scenario_lab *l = arg;
	struct watching *w = xcalloc(1, sizeof(*w));
	char *end = xasprintf("%s:%s", node, port);
	bool ok = scenario_count_start(&w->line, l->setup.topo, end, filter, why);

	free(end);
	w->name = xstrdup(name);
	if (!ok) {
		watching_free(w);
		return false;
	}
	w->next = l->watching;
	l->watching = w;
	return true;
}

static bool lab_watched(void *arg, const char *name, u64 *n, char **why)
{
	struct scenario_lab *l = arg;
	struct watching **at = &l->watching, *w;
	bool ok;

	while (*at && strcmp((*at)->name, name))
		at = &(*at)->next;
	w = *at;
	if (!w) {
		*why = xasprintf("nothing watches under the name %s any more", name);
		return false;
	}
	*at = w->next;
	ok = scenario_count_stop(&w->line, n, why);
	watching_free(w);
	return ok;
}

/* ---- the engine ---- */

static _Noreturn void engine_child(struct scenario_lab *l)
{
	int status;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_IGN);
	status = engine_run(&l->setup);
	while (l->setup.doors)
		setup_close(&l->setup, l->setup.doors);
	_exit(status);
}

/* What the engine had to say; only errors are for a test's report. */
static void print_errors(int fd)
{
	FILE *f = lseek(fd, 0, SEEK_SET) ? NULL : fdopen(fd, "r");
	char *line = NULL;
	size_t cap = 0;

	while (f && getline(&line, &cap, f) > 0)
		if (line[0] == 'E')
			fputs(line + 1, stderr);
	free(line);
	if (f)
		fclose(f);
	else
		close(fd);
}

/* Waits for its first answer: it is up then. */
static int wait_until_up(struct scenario_lab *l, const char *lab, int report)
{
	json_t *reply = NULL;
	int status = line_open_lab(&l->line, lab), end = 0;

	if (!status)
		reply = ask(l, json_pack("{s:s}", "do", "list"), NULL);
	if (reply) {
		json_decref(reply);
		close(report);
		return EXIT_DONE;
	}
	waitpid(l->engine, &end, 0);
	l->engine = 0;
	print_errors(report);
	status = WIFEXITED(end) ? WEXITSTATUS(end) : EXIT_GONE;
	return status ? status : EXIT_GONE;
}

static int lab_start(struct scenario_lab *l, const struct scenario *s)
{
	char why[256];
	int report;

	l->setup = (struct setup){ .topo = s->topo, .clock = s->virtual_clock ? CLOCK_VIRTUAL : CLOCK_REAL, .seed = s->seed, .workers = 1,
				   .listen = -1, .report = -1, .keeper = -1, .gate = -1, .gate_end = -1 };
	if (state_take(&l->setup.state, s->topo->name, why) != STATE_TAKEN)
		return complain(EXIT_HOST, "%s", why);
	l->setup.listen = state_listen(&l->setup.state);
	report = open(l->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (l->setup.listen < 0 || report < 0)
		return complain(EXIT_HOST, "%s: %s", l->folder, strerror(errno));
	l->setup.live = json_pack("{s:{},s:{},s:{}}", "running", "power", "wires");
	fflush(NULL);
	l->engine = fork();
	if (!l->engine) {
		l->setup.report = report;
		engine_child(l);
	}
	close(l->setup.listen); /* the engine's alone: when it dies, who waits for it hears of it */
	l->setup.listen = -1;
	if (l->engine < 0) {
		close(report);
		return complain(EXIT_HOST, "cannot start the engine: %s", strerror(errno));
	}
	return wait_until_up(l, s->topo->name, report);
}

static void lab_stop(struct scenario_lab *l)
{
	line_close(&l->tap);
	while (l->watching) {
		struct watching *w = l->watching;

		l->watching = w->next;
		watching_free(w);
	}
	line_close(&l->line);
	if (l->engine > 0) {
		kill(l->engine, SIGTERM);
		waitpid(l->engine, NULL, 0);
	}
	if (l->setup.listen >= 0)
		close(l->setup.listen);
	json_decref(l->setup.live);
	if (l->setup.state.run_path)
		state_release(&l->setup.state);
}

/* ---- scenarios ---- */

static int remove_one(const char *path, const struct stat *st, int what, struct FTW *ftw)
{
	(void)st;
	(void)what;
	(void)ftw;
	remove(path);
	return 0;
}

/* The lab is the scenario's alone: a state folder that goes with it. */
static bool own_folder(struct scenario_lab *l)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(l->folder, sizeof(l->folder), "%.40s/lanyard-test-XXXXXX", tmp && *tmp == '/' ? tmp : "/tmp");
	return mkdtemp(l->folder) && !setenv("LANYARD_STATE", l->folder, 1);
}

/* "first" of "labs/first.yml": what its capture is called. */
static char *base_name(const char *path)
{
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	const char *end = strrchr(base, '.');

	return xasprintf("%.*s", end ? (int)(end - base) : (int)strlen(base), base);
}

static void add_report(json_t *files, const struct scenario *s, struct scenario_result *r)
{
	char *name = base_name(s->file->name);

	json_array_append_new(files, json_pack("{s:s,s:s,s:i,s:i,s:i,s:I,s:I,s:o}", "file", s->file->name, "name", s->name ? s->name : name, "passed", (int)r->passed, "failed",
					       (int)r->failed, "skipped", (int)r->skipped, "score", (json_int_t)r->score, "score_max", (json_int_t)r->score_max,
					       "steps", r->steps));
	free(name);
}

/* captures: the folder for them, or NULL. What came of it is added to files. */
static int run_one(const struct scenario *s, const char *captures, FILE *out, json_t *files)
{
	struct scenario_lab l = { .line.in.fd = -1, .tap.in.fd = -1, .setup.listen = -1 };
	struct scenario_ops ops = { &l, lab_now, lab_advance, lab_idle, lab_exec, lab_configure, lab_power, lab_watch, lab_watched, lab_wire };
	struct scenario_result r = { 0 };
	int status;
	bool passed = false;

	if (!own_folder(&l))
		return complain(EXIT_HOST, "%s: %s", l.folder, strerror(errno));
	fprintf(out, "%s\n", s->file->name);
	status = lab_start(&l, s);
	if (!status && captures) {
		char *name = base_name(s->file->name);

		status = scenario_capture_start(&l.tap, s->topo, captures, name);
		free(name);
	}
	if (!status) {
		passed = scenario_run(s, &ops, out, &r);
		fprintf(out, "%s: %u passed, %u failed, %u not done", s->file->name, r.passed, r.failed, r.skipped);
		if (r.score_max)
			fprintf(out, "; %llu of %llu points", (unsigned long long)r.score, (unsigned long long)r.score_max);
		fputc('\n', out);
		status = scenario_capture_stop(&l.tap);
		add_report(files, s, &r);
	}
	lab_stop(&l);
	nftw(l.folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return status ? status : passed ? EXIT_DONE : EXIT_NO;
}

static const char usage[] = "usage: lanyard test FILE... [--capture FOLDER] [--json FILE] [--junit FILE]\n"
			    "  --capture FOLDER  writes FOLDER/NAME.pcapng for each file: all that passed on its wires\n"
			    "  --json FILE       writes what came of each step; - for standard output, in place of the text\n"
			    "  --junit FILE      the same as JUnit's XML\n";

struct reports {
	const char *captures, *json, *junit;
};

static int write_report(const char *path, bool (*write)(const json_t *files, FILE *out), const json_t *files)
{
	bool own = path && strcmp(path, "-");
	FILE *f = !path ? NULL : own ? fopen(path, "w") : stdout;
	bool ok;

	if (!path)
		return EXIT_DONE;
	ok = f && write(files, f);
	if (own && f && fclose(f))
		ok = false;
	return ok ? EXIT_DONE : complain(EXIT_HOST, "%s: %s", path, strerror(errno));
}

/* All files are read before any lab starts. */
static int run_all(char **names, int n, const struct reports *o)
{
	struct scenario **list = xcalloc((size_t)n, sizeof(struct scenario *));
	bool quiet = (o->json && !strcmp(o->json, "-")) || (o->junit && !strcmp(o->junit, "-"));
	FILE *out = quiet ? fopen("/dev/null", "w") : stdout;
	json_t *files = json_array();
	int status = out ? EXIT_DONE : EXIT_HOST;

	for (int i = 0; i < n; i++) {
		list[i] = scenario_read(names[i]);
		if (!scenario_good(list[i])) {
			char *text = scenario_errors(list[i]);

			fputs(text, stderr);
			free(text);
			status = EXIT_USAGE;
		}
	}
	for (int i = 0; i < n && status <= EXIT_NO; i++) {
		int one = run_one(list[i], o->captures, out, files);

		status = one > status ? one : status;
	}
	if (status <= EXIT_NO) {
		int bad = write_report(o->json, scenario_report_json, files);

		bad = bad ? bad : write_report(o->junit, scenario_report_junit, files);
		status = bad ? bad : status;
	}
	for (int i = 0; i < n; i++)
		scenario_free(list[i]);
	if (quiet && out)
		fclose(out);
	json_decref(files);
	free(list);
	return status;
}

int scenario_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' }, { "capture", required_argument, NULL, 'c' }, { "json", required_argument, NULL, 'j' },
		{ "junit", required_argument, NULL, 'u' }, { 0 },
	};
	struct reports o = { 0 };
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 'c':
			o.captures = optarg;
			break;
		case 'j':
			o.json = optarg;
			break;
		case 'u':
			o.junit = optarg;
			break;
		default:
			fputs(usage, opt == 'h' ? stdout : stderr);
			return opt == 'h' ? EXIT_DONE : EXIT_USAGE;
		}
	}
	if (optind == argc)
		return usage_error("test", "test: which scenario files?");
	return run_all(argv + optind, argc - optind, &o);
}
