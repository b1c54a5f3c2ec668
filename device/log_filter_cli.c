/* SPDX-License-Identifier: GPL-3.0-or-later */
/* logging discriminator, and what `show logging` says of it. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/log_filter_own.h"
#include "device/own.h"

static const char *const condition[LOG_CONDITION_N] = { "facility", "mnemonics", "msg-body" };

/* "6", "1,2,5", "0|1": a bit each; 0: none of that form. */
static u8 severities(const char *text)
{
	u8 bits = 0;

	for (; *text >= '0' && *text <= '7'; text++) {
		bits |= (u8)(1u << (*text - '0'));
		if (!text[1])
			return bits;
		if (*++text != ',' && *text != '|')
			return 0;
	}
	return 0;
}

/* A text may end in a rate: the text is what stands before it. false: it is no rate. */
static void split_rate(char *text, u32 *rate)
{
	char *at = strstr(text, " rate-limit ");
	unsigned long n;
	char *end;

	if (!at || !isdigit((unsigned char)at[12]))
		return;
	n = strtoul(at + 12, &end, 10);
	if (*end || !n || n > 10000)
		return;
	*at = 0;
	*rate = (u32)n;
}

/* One condition of the line, whose words stand in `at`; false: it was said why not. */
static bool read_condition(struct cli *c, struct log_filter *f, const char *what, bool drops, const char *text)
{
	for (unsigned k = 0; k < LOG_CONDITION_N; k++)
		if (!strcmp(what, condition[k])) {
			if (log_filter_condition(f, k, drops, text))
				return true;
			cli_error(c, "%% Invalid %s pattern: %s", what, text);
			return false;
		}
	f->severities = severities(text);
	f->severity_drops = drops;
	if (!f->severities)
		cli_error(c, "%% Invalid severity: %s", text);
	return f->severities;
}

static bool read_filter(struct cli *c, struct log_filter *f, char *words)
{
	char *save = NULL, *text;

	for (char *w = strtok_r(words, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		char *how = strtok_r(NULL, " ", &save);

		if (!how)
			return false; /* never: the grammar has seen to it */
		if (!strcmp(w, "rate-limit")) {
			f->rate = (u32)strtoul(how, NULL, 10);
			continue;
		}
		text = strcmp(w, "msg-body") ? strtok_r(NULL, " ", &save) : strtok_r(NULL, "", &save);
		if (!text)
			return false;
		if (!strcmp(w, "msg-body"))
			split_rate(text, &f->rate);
		if (!read_condition(c, f, w, !strcmp(how, "drops"), text))
			return false;
	}
	return true;
}

static bool is_name(const char *s)
{
	size_t n = 0;

	while (isalnum((unsigned char)s[n]) || s[n] == '-' || s[n] == '_')
		n++;
	return !s[n] && n && n <= LOG_FILTER_NAME;
}

bool logging_discriminator(struct cli *c, const struct args *a)
{
	struct log *l = cli_device(c)->log;
	const char *name = args_str(a, "name");
	struct log_filter *f;
	char *words;
	bool ok;

	if (args_no(a)) {
		log_filter_remove(l, name);
		return true;
	}
	if (!is_name(name) || (l->n_filters == LOG_FILTERS_MAX && !log_filter_find(l, name))) {
		if (is_name(name))
			cli_error(c, "%% Too many message discriminators");
		else
			cli_error(c, "%% The name of a discriminator has at most %d letters and digits", LOG_FILTER_NAME);
		return false;
	}
	f = log_filter_new(name);
	words = xstrdup(args_line(a) + strlen("logging discriminator ") + strlen(name));
	ok = *words && read_filter(c, f, words);
	if (!*words)
		cli_error(c, "%% Incomplete command.");
	free(words);
	if (ok)
		log_filter_add(l, f);
	else
		log_filter_drop(f);
	return ok;
}

/* ---- places ---- */

bool log_place_set(struct cli *c, const struct args *a, struct log_place *p)
{
	struct device *d = cli_device(c);
	const char *name = args_no(a) ? NULL : args_str(a, "discriminator");

	if (name && !log_filter_find(d->log, name) && (strlen(name) > LOG_FILTER_NAME || !cli_is_replay(c))) {
		cli_error(c, "Specified MD by the name %s is not found.", name);
		return false;
	}
	log_place_give(d, p, name ? name : "");
	return true;
}

const char *log_place_text(const struct log_place *p, char buf[32])
{
	snprintf(buf, 32, "%s%s", p->filter[0] ? " discriminator " : "", p->filter);
	return buf;
}

void log_place_show(struct show *s, const struct log_place *p, unsigned pad)
{
	if (!p->filter[0])
		return;
	show_str(s, "discriminator", p->filter);
	show_num(s, "rate_limited", p->limited);
	show_num(s, "discriminated", p->dropped);
	show_text(s, ", discriminator(%s), \n%*s%u messages rate-limited, %u messages dropped-by-MD", p->filter, (int)pad, "", p->limited, p->dropped);
}

void log_filter_names(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help))
{
	if (strcmp(arg, "discriminator") && strcmp(arg, "name"))
		return;
	for (const struct log_filter *f = cli_device(c)->log->filters; f; f = f->next)
		add(c, f->name, "Message discriminator");
}

/* ---- show logging ---- */

static void show_filter(struct show *s, const struct log_filter *f, bool active)
{
	char numbers[16] = "", name[LOG_FILTER_NAME + 1];

	strcpy(name, f->name);
	show_str(s, "name", f->name);
	show_bool(s, "active", active);
	for (unsigned k = 0; k < 8; k++)
		if (f->severities >> k & 1)
			snprintf(numbers + strlen(numbers), sizeof(numbers) - strlen(numbers), "%s%u", *numbers ? "," : "", k);
	if (f->severities) {
		show_str(s, f->severity_drops ? "severity_drops" : "severity_includes", numbers);
		show_text(s, "%-9s severity group %-8s %s\n", name, f->severity_drops ? "drops" : "includes", numbers);
		*name = 0;
	}
	for (unsigned k = 0; k < LOG_CONDITION_N; k++) {
		static const char *const cell[LOG_CONDITION_N][2] = { { "facility_includes", "facility_drops" }, { "mnemonics_includes", "mnemonics_drops" }, { "body_includes", "body_drops" } };

		if (!f->on[k].pattern[0])
			continue;
		show_str(s, cell[k][f->on[k].drops], f->on[k].pattern);
		show_text(s, "%-9s %-14s %-8s %s\n", name, condition[k], f->on[k].drops ? "drops" : "includes", f->on[k].pattern);
		*name = 0;
	}
	if (f->rate) {
		show_num(s, "rate_limit", f->rate);
		show_text(s, "%-9s rate-limit not to exceed %u messages per second\n", name, f->rate);
	}
	show_end(s);
}

void log_filters_show(const struct log *l, struct show *s)
{
	show_push_list(s, "discriminators");
	for (unsigned active = 2; active--;) {
		unsigned n = 0;

		for (const struct log_filter *f = l->filters; f; f = f->next)
			n += log_filter_is_active(l, f) == active;
		show_text(s, n ? "%sctive Message Discriminator:\n" : "No %sctive Message Discriminator.\n\n", active ? "A" : "Ina");
		for (const struct log_filter *f = l->filters; f; f = f->next)
			if (log_filter_is_active(l, f) == active)
				show_filter(s, f, active);
		show_text(s, active ? "\n\n" : "\n");
	}
	show_pop(s);
}
