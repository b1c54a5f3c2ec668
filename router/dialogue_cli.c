/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `ping` and `traceroute` alone: they ask, in IOS's words, and what was answered is run as the command that says the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "router/ip_cli.h"

enum { ANSWER_MAX = 64, LINE_MAX = 512 };

/* A question, the answer that RETURN stands for, and how an answer is said in the command. */
struct question {
	const char *ask;
	const char *dflt;
	const char *word;	/* "repeat": followed by the answer; NULL: see kind */
	enum { Q_VALUE, Q_PROTOCOL, Q_TARGET, Q_MORE, Q_FLAG, Q_NONE } kind;
	bool extended;		/* asked after a yes to Q_MORE alone */
};

static const struct question ping_questions[] = {
	{ "Protocol", "ip", NULL, Q_PROTOCOL, false },
	{ "Target IP address", "", NULL, Q_TARGET, false },
	{ "Repeat count", "5", "repeat", Q_VALUE, false },
	{ "Datagram size", "100", "size", Q_VALUE, false },
	{ "Timeout in seconds", "2", "timeout", Q_VALUE, false },
	{ "Extended commands", "n", NULL, Q_MORE, false },
	{ "Source address or interface", "", "source", Q_VALUE, true },
	{ "Type of service", "0", "tos", Q_VALUE, true },
	{ "Set DF bit in IP header?", "no", "df-bit", Q_FLAG, true },
	{ "Validate reply data?", "no", "validate", Q_FLAG, true },
	{ "Data pattern", "0xABCD", "data", Q_VALUE, true },
	{ "Loose, Strict, Record, Timestamp, Verbose", "none", NULL, Q_NONE, true },
	{ "Sweep range of sizes", "n", NULL, Q_NONE, true },
	{ 0 },
};
static const struct question trace_questions[] = {
	{ "Protocol", "ip", NULL, Q_PROTOCOL, false },
	{ "Target IP address", "", NULL, Q_TARGET, false },
	{ "Source address", "", "source", Q_VALUE, false },
	{ "Numeric display", "n", NULL, Q_NONE, false },
	{ "Timeout in seconds", "3", "timeout", Q_VALUE, false },
	{ "Probe count", "3", "probe", Q_VALUE, false },
	{ "Minimum Time to Live", "1", "ttl", Q_VALUE, false },
	{ "Maximum Time to Live", "30", "", Q_VALUE, false },
	{ "Port Number", "33434", "port", Q_VALUE, false },
	{ "Loose, Strict, Record, Timestamp, Verbose", "none", NULL, Q_NONE, false },
	{ 0 },
};

struct dialogue {
	const struct question *at;
	bool more;
	size_t len;
	char line[LINE_MAX];
};

static void ask(struct cli *c, struct dialogue *d);

static void add(struct dialogue *d, const char *word, const char *value)
{
	int n = snprintf(d->line + d->len, sizeof(d->line) - d->len, "%s%s%s%s", *word ? " " : "", word, *value ? " " : "", value);

	d->len += n > 0 && d->len + (size_t)n < sizeof(d->line) ? (size_t)n : 0;
}

/* Takes an answer; false: it was said what is wrong with it. */
static bool take(struct cli *c, struct dialogue *d, const char *answer)
{
	const struct question *q = d->at;
	bool yes = *answer == 'y' || *answer == 'Y', dflt = !strcasecmp(answer, q->dflt);
	char number[16];

	switch (q->kind) {
	case Q_PROTOCOL:
		if (strcasecmp(answer, "ip") && strcasecmp(answer, "ipv6")) {
			cli_error(c, "%% Unknown protocol - \"%s\", type \"trace ?\" for help", answer);
			return false;
		}
		if (!strcasecmp(answer, "ipv6"))
			add(d, "ipv6", "");
		return true;
	case Q_TARGET:
		if (!*answer || strpbrk(answer, " |?")) {
			cli_error(c, "%% Bad IP address or host name");
			return false;
		}
		add(d, answer, "");
		return true;
	case Q_MORE:
		d->more = yes;
		return true;
	case Q_FLAG:
		if (yes)
			add(d, q->word, "");
		return true;
	case Q_NONE:
		if (!dflt && *answer != 'n' && *answer != 'N') {
			cli_error(c, "%% Unsupported here: %s", answer);
			return false;
		}
		return true;
	default:
		if (strpbrk(answer, "|?"))
			return true;
		if (!strcmp(q->word, "data") && !strncasecmp(answer, "0x", 2)) {
			snprintf(number, sizeof(number), "%lu", strtoul(answer, NULL, 16) & 0xffff);
			answer = number;
		}
		/* The minimum stands with the maximum, whatever was answered. */
		if (!dflt || !*q->word || !strcmp(q->word, "ttl"))
			add(d, q->word, answer);
		return true;
	}
}

static void answered(struct cli *c, void *state, const char *text)
{
	struct dialogue *d = state;
	const char *answer = *text ? text : d->at->dflt;

	if (*text == '\003' || strlen(text) > ANSWER_MAX || !take(c, d, answer)) {
		free(d);
		return;
	}
	do
		d->at++;
	while (d->at->ask && d->at->extended && !d->more);
	ask(c, d);
}

static void ask(struct cli *c, struct dialogue *d)
{
	char text[ANSWER_MAX + 32], line[LINE_MAX];

	if (!d->at->ask) {
		snprintf(line, sizeof(line), "%s", d->line);
		free(d);
		cli_exec(c, line);
		return;
	}
	if (*d->at->dflt)
		snprintf(text, sizeof(text), "%s%s[%s]: ", d->at->ask, strcmp(d->at->dflt, "none") ? " " : "", d->at->dflt);
	else
		snprintf(text, sizeof(text), "%s: ", d->at->ask);
	cli_ask(c, text, d->at->dflt, answered, d);
}

static bool begin(struct cli *c, const char *command, const struct question *q)
{
	struct dialogue *d;

	if (!cli_interactive(c)) {
		cli_error(c, "%% Incomplete command.\n");
		return false;
	}
	d = xcalloc(1, sizeof(*d));
	d->at = q;
	d->len = (size_t)snprintf(d->line, sizeof(d->line), "%s", command);
	ask(c, d);
	return true;
}

RUN(ping_ask)
{
	(void)a;
	return begin(c, "ping", ping_questions);
}

RUN(trace_ask)
{
	(void)a;
	return begin(c, "traceroute", trace_questions);
}
