/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports of scenarios for programs: JSON, and JUnit's XML as continuous integration reads it. Times are the lab's. */
#include <string.h>

#include "lab/message.h"
#include "lab/scenario.h"

bool scenario_report_json(const json_t *files, FILE *out)
{
	return !json_dumpf(files, out, JSON_INDENT(2)) && fputc('\n', out) != EOF && !fflush(out);
}

/* XML 1.0 2.2: of the control characters only tab, newline and return may stand in it. */
static void xml(FILE *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '<')
			fputs("&lt;", out);
		else if (*s == '>')
			fputs("&gt;", out);
		else if (*s == '&')
			fputs("&amp;", out);
		else if (*s == '"')
			fputs("&quot;", out);
		else if (*s == '\n')
			fputs("&#10;", out);
		else if ((u8)*s >= 0x20 || *s == '\t')
			fputc(*s, out);
		else
			fputc('?', out);
	}
}

static double seconds(const json_t *o, const char *key) { return (double)json_integer_value(json_object_get(o, key)) / 1e9; }

static void one_case(const json_t *file, const json_t *step, size_t n, FILE *out)
{
	const char *result = message_string(step, "result");

	fprintf(out, "    <testcase classname=\"");
	xml(out, message_string(file, "name"));
	fprintf(out, "\" name=\"%zu: ", n + 1);
	xml(out, message_string(step, "step"));
	fprintf(out, "\" time=\"%.3f\"", seconds(step, "ended_ns") - seconds(step, "began_ns"));
	if (!strcmp(result, "passed")) {
		fputs("/>\n", out);
		return;
	}
	if (!strcmp(result, "skipped")) {
		fputs("><skipped/></testcase>\n", out);
		return;
	}
	fputs(">\n      <failure message=\"", out);
	xml(out, message_string(step, "why"));
	fputs("\">expected: ", out);
	xml(out, message_string(step, "expected"));
	fputs("&#10;", out);
	xml(out, message_string(step, "seen"));
	if (*message_string(step, "hint")) {
		fputs("&#10;hint: ", out);
		xml(out, message_string(step, "hint"));
	}
	fputs("</failure>\n    </testcase>\n", out);
}

bool scenario_report_junit(const json_t *files, FILE *out)
{
	json_t *file, *step;
	size_t i, k;

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", out);
	json_array_foreach((json_t *)files, i, file) {
		const json_t *steps = json_object_get(file, "steps"), *last = json_array_get(steps, json_array_size(steps) ? json_array_size(steps) - 1 : 0);

		fputs("  <testsuite name=\"", out);
		xml(out, message_string(file, "name"));
		fputs("\" file=\"", out);
		xml(out, message_string(file, "file"));
		fprintf(out, "\" tests=\"%zu\" failures=\"%lld\" skipped=\"%lld\" time=\"%.3f\">\n", json_array_size(steps),
			(long long)json_integer_value(json_object_get(file, "failed")), (long long)json_integer_value(json_object_get(file, "skipped")),
			seconds(last, "ended_ns"));
		json_array_foreach((json_t *)steps, k, step)
			one_case(file, step, k, out);
		fputs("  </testsuite>\n", out);
	}
	fputs("</testsuites>\n", out);
	return !fflush(out) && !ferror(out);
}
