/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenario files: the literal text of their mistakes, and the runner against a lab that is a few lines of this file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those first */
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/scenario.h"

#define GOLDEN "tests/golden/scenario"

static void check_bad(const char *name)
{
	char path[256], why[256];
	struct scenario *s = scenario_read(name);
	char *got = scenario_errors(s), *want;
	size_t len;

	snprintf(path, sizeof(path), "%.*s.expected", (int)strlen(name) - 4, name);
	if (getenv("LANYARD_GOLDEN")) {
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		fputs(got, f);
		fclose(f);
	}
	want = yaml_slurp(path, 1 << 20, &len, why);
	assert_non_null(want);
	assert_string_equal(got, want);
	assert_false(scenario_good(s));
	free(want);
	free(got);
	scenario_free(s);
}

static void test_bad(void **state)
{
	(void)state;
	assert_int_equal(chdir(GOLDEN), 0);
	check_bad("bad.yml");
	check_bad("bad-lab.yml");
	check_bad("bad-tap.yml");
	assert_int_equal(chdir("../../.."), 0);
}

static void test_good(void **state)
{
	struct scenario *s = scenario_read(GOLDEN "/good.yml");
	char *e = scenario_errors(s);

	(void)state;
	assert_string_equal(e, "");
	assert_true(scenario_good(s));
	assert_int_equal(s->seed, 7);
	assert_int_equal(s->n_steps, 10);
	assert_int_equal(s->steps[0].kind, STEP_PING);
	assert_int_equal(s->steps[0].count, 5);
	assert_int_equal(s->steps[0].within, 30 * NSEC_PER_SEC);
	assert_string_equal(s->steps[1].port->name, "GigabitEthernet0/1");
	assert_int_equal(s->steps[1].change.state, 0);
	assert_int_equal(s->steps[1].change.n_settings, 1);
	assert_int_equal(s->steps[2].kind, STEP_NO_PING);
	assert_int_equal(s->steps[2].score, 10);
	assert_int_equal(s->steps[3].n_commands, 3);
	assert_int_equal(s->steps[3].n_rows, 2);
	assert_int_equal(s->steps[3].ok, 1);
	assert_string_equal(s->steps[5].config, "interface g0/1\n shutdown\n");
	assert_int_equal(s->steps[7].wait, 1500 * NSEC_PER_MS);
	assert_true(s->steps[8].until_idle);
	assert_string_equal(s->steps[9].port->name, "eth0");
	assert_int_equal(s->steps[9].change.cut, 1);
	free(e);
	scenario_free(s);
}

/* A lab in which pings are answered from 3 s on, and every command prints the time. */
struct fake {
	nsec now;
	unsigned execs;
	char log[1024];
};

static nsec fake_now(void *arg)
{
	return ((struct fake *)arg)->now;
}

static bool fake_advance(void *arg, nsec until, char **why)
{
	(void)why;
	((struct fake *)arg)->now = until;
	return true;
}

static bool fake_idle(void *arg, char **why)
{
	return fake_advance(arg, ((struct fake *)arg)->now + 60 * NSEC_PER_SEC, why);
}

static bool fake_exec(void *arg, const char *node, char *const *lines, unsigned n, bool json, struct scenario_answer *a, char **why)
{
	struct fake *f = arg;

	(void)why;
	(void)node;
	f->execs++;
	a->ok = strcmp(lines[n - 1], "reject") != 0;
	if (!strncmp(lines[0], "ping", 4)) {
		a->ok = f->now >= 3 * NSEC_PER_SEC;
		f->now += a->ok ? NSEC_PER_MS : NSEC_PER_SEC;
		a->text = xasprintf("Success rate is %s\n", a->ok ? "100 percent (1/1), round-trip min/avg/max = 1/1/1 ms" :
				    "0 percent (0/1)");
	} else {
		a->text = xasprintf("the time\nis %llu ms\n", (unsigned long long)(f->now / NSEC_PER_MS));
		if (json)
			a->rows = json_pack("[{s:s,s:b,s:I},{s:s}]", "name", "x", "up", 1, "ms", (json_int_t)(f->now / NSEC_PER_MS),
					    "name", "y");
	}
	return true;
}

static void note(struct fake *f, const char *what, const char *node, const char *text)
{
	size_t len = strlen(f->log);

	snprintf(f->log + len, sizeof(f->log) - len, "%s %s %s;", what, node, text);
}

static bool fake_configure(void *arg, const char *node, const char *text, char **why)
{
	if (strstr(text, "bad")) {
		*why = xstrdup("line 1: % Invalid input detected at '^' marker.");
		return false;
	}
	note(arg, "configure", node, text);
	return true;
}

static bool fake_power(void *arg, const char *node, const char *state, char **why)
{
	(void)why;
	note(arg, "power", node, state);
	return true;
}

static bool fake_wire(void *arg, const char *node, const char *port, const struct topo_event *change, char **why)
{
	(void)why;
	note(arg, change->state ? "up" : "down", node, port);
	return true;
}

static bool fake_watch(void *arg, const char *name, const char *node, const char *port, const char *filter, char **why)
{
	struct fake *f = arg;

	(void)why;
	snprintf(f->log + strlen(f->log), sizeof(f->log) - strlen(f->log), "watch %s %s:%s %s;", name, node, port, filter);
	return true;
}

static bool fake_watched(void *arg, const char *name, u64 *n, char **why)
{
	(void)arg;
	(void)name;
	(void)why;
	*n = 3;
	return true;
}

static char *run(const char *steps, struct fake *f, bool *passed, struct scenario_result *res)
{
	struct scenario_ops ops = { f, fake_now, fake_advance, fake_idle, fake_exec, fake_configure, fake_power, fake_watch, fake_watched, fake_wire };
	char *text = xasprintf("lab: {nodes: {pc1: {kind: host, address: 10.0.0.1/24}, sw1: {kind: switch}}, "
			       "wires: [[pc1, sw1:g0/1]]}\nsteps:\n%s", steps), *out = NULL, *e;
	struct scenario *s = scenario_parse("t.yml", text, strlen(text));
	size_t len;
	FILE *stream = open_memstream(&out, &len);

	e = scenario_errors(s);
	assert_string_equal(e, "");
	*passed = scenario_run(s, &ops, stream, res);
	json_decref(res->steps);
	res->steps = NULL;
	fclose(stream);
	free(e);
	free(text);
	scenario_free(s);
	return out;
}

static void test_run(void **state)
{
	struct fake f = { 0 };
	struct scenario_result res;
	bool passed;
	char *out = run("  - expect: {no_ping: {from: pc1, to: 10.0.0.9}}\n"
			"  - expect: {ping: {from: pc1, to: 10.0.0.9}, within: 30s}\n    score: 5\n"
			"  - wire: {port: pc1, state: down}\n"
			"  - power: {node: sw1, state: restart}\n"
			"  - configure: {on: sw1, lines: \"hostname x\"}\n"
			"  - exec: {on: sw1, run: clear x}\n"
			"  - wait: 1s\n"
			"  - expect: {on: sw1, run: show x, matches: \"^is [0-9]+ ms$\", not_matches: \"^ms\"}\n"
			"  - expect: {on: sw1, run: show x, cells: [{name: x, up: true}, {name: y}], rows: 2}\n"
			"  - expect: {on: sw1, run: reject, ok: false}\n"
			"  - wait: idle\n",
			&f, &passed, &res);

	(void)state;
	assert_string_equal(out, "ok         1.000 s  no ping pc1 -> 10.0.0.9\n"
				 "ok         3.201 s  ping pc1 -> 10.0.0.9  [5 of 5]\n"
				 "ok         3.201 s  wire pc1:eth0 down\n"
				 "ok         3.201 s  power sw1 restart\n"
				 "ok         3.201 s  configure sw1\n"
				 "ok         3.201 s  sw1: clear x\n"
				 "ok         4.201 s  wait 1.000 s\n"
				 "ok         4.201 s  sw1: show x\n"
				 "ok         4.201 s  sw1: show x\n"
				 "ok         4.201 s  sw1: reject\n"
				 "ok        64.201 s  wait until idle\n");
	assert_string_equal(f.log, "down pc1 eth0;power sw1 restart;configure sw1 hostname x;");
	assert_true(passed);
	assert_int_equal(res.passed, 11);
	assert_int_equal(res.score, 5);
	free(out);
}

static void test_fail(void **state)
{
	struct fake f = { 0 };
	struct scenario_result res;
	bool passed;
	char *out = run("  - expect: {ping: {from: pc1, to: 10.0.0.9}, within: 1500ms}\n    score: 5\n"
			"  - expect: {on: sw1, run: show x, matches: \"^never$\"}\n    within: 100ms\n"
			"  - expect: {on: sw1, run: show x, cells: {name: z}}\n"
			"  - configure: {on: sw1, lines: \"bad\"}\n"
			"  - wait: 1s\n",
			&f, &passed, &res);

	(void)state;
	assert_string_equal(out, "FAIL       2.010 s  ping pc1 -> 10.0.0.9  [0 of 5]\n"
				 "      t.yml:3:5\n      expected: 1 of 1 answered, within 1.500 s\n"
				 "      seen from 0.000 s to 2.010 s: 0 of 1 answered\n"
				 "        | Success rate is 0 percent (0/1)\n"
				 "FAIL       2.110 s  sw1: show x\n"
				 "      t.yml:5:5\n      expected: a line matches /^never$/, within 0.100 s\n"
				 "      seen from 2.010 s to 2.110 s: no line matches /^never$/\n"
				 "        | the time\n        | is 2110 ms\n"
				 "FAIL       2.110 s  sw1: show x\n"
				 "      t.yml:7:5\n      expected: a row has name: z\n"
				 "      seen at 2.110 s: no row has name: z\n"
				 "        | [{\"ms\": 2110, \"name\": \"x\", \"up\": true}, {\"name\": \"y\"}]\n"
				 "FAIL       2.110 s  configure sw1\n"
				 "      t.yml:8:5\n      expected: done\n"
				 "      seen at 2.110 s: line 1: % Invalid input detected at '^' marker.\n");
	assert_false(passed);
	assert_int_equal(res.failed, 4);
	assert_int_equal(res.skipped, 1);
	assert_int_equal(res.score, 0);
	assert_int_equal(res.score_max, 5);
	/* tried at 0, then 10 ms at a time, and at the deadline exactly */
	assert_int_equal(f.execs, 2 + 11 + 1);
	free(out);
}

/* Conditions on cells, steps that need others, what passes on a wire, hints. */
static void test_grade(void **state)
{
	struct fake f = { .now = 5 * NSEC_PER_SEC };
	struct scenario_result res;
	bool passed;
	char *out = run("  - expect: {on: sw1, show: x, where: {name: x}, has: {ms: \">= 5000\", up: true}, rows: 1}\n"
			"  - expect: {on: sw1, show: x, where: {name: \"/^[yz]$/\"}, has_not: {ms: \"> 0\"}}\n"
			"  - watch: {name: w, port: pc1, filter: icmp}\n"
			"  - expect: {watched: {name: w, at_least: 2, at_most: 3}}\n"
			"  - expect: {packets: {port: pc1, count: 3}}\n"
			"  - expect: {converged: true}\n"
			"  - name: late\n    expect: {on: sw1, show: x, where: {name: x}, has: {ms: \"< 5000\"}}\n    hint: look at the clock\n"
			"  - expect: {ping: {from: pc1, to: 10.0.0.9}}\n    needs: late\n    score: 3\n"
			"  - expect: {on: sw1, show: x, where: {name: nobody}}\n",
			&f, &passed, &res);

	(void)state;
	assert_string_equal(out, "ok         5.000 s  sw1: show x\n"
				 "ok         5.000 s  sw1: show x\n"
				 "ok         5.000 s  watch w: pc1:eth0, icmp\n"
				 "ok         5.000 s  watched w\n"
				 "ok        15.000 s  packets at pc1:eth0\n"
				 "ok        75.000 s  converged\n"
				 "FAIL      75.000 s  late\n"
				 "      t.yml:9:5\n      expected: of rows with name: x, one has ms: < 5000\n"
				 "      seen at 75.000 s: it has not ms: < 5000\n"
				 "        | [{\"ms\": 75000, \"name\": \"x\", \"up\": true}, {\"name\": \"y\"}]\n"
				 "      hint: look at the clock\n"
				 "skip      75.000 s  ping pc1 -> 10.0.0.9  (needs: late)\n"
				 "FAIL      75.000 s  sw1: show x\n"
				 "      t.yml:15:5\n      expected: of rows with name: nobody\n"
				 "      seen at 75.000 s: no row has name: nobody\n"
				 "        | [{\"ms\": 75000, \"name\": \"x\", \"up\": true}, {\"name\": \"y\"}]\n");
	assert_false(passed);
	assert_int_equal(res.skipped, 1);
	assert_int_equal(res.score_max, 3);
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_run),
		cmocka_unit_test(test_fail),
		cmocka_unit_test(test_grade),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
