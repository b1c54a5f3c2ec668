/* SPDX-License-Identifier: GPL-3.0-or-later */
/* logging discriminator: the filters of a log and what they say of a message. */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/log_filter_own.h"
#include "device/own.h"

struct log_filter *log_filter_find(const struct log *l, const char *name)
{
	struct log_filter *f = l->filters;

	while (f && strcmp(f->name, name))
		f = f->next;
	return f;
}

void log_filter_drop(struct log_filter *f)
{
	for (unsigned k = 0; k < LOG_CONDITION_N; k++)
		if (f->on[k].pattern[0])
			regfree(&f->on[k].re);
	free(f);
}

void log_filter_remove(struct log *l, const char *name)
{
	for (struct log_filter **at = &l->filters, *f; (f = *at); at = &f->next)
		if (!strcmp(f->name, name)) {
			*at = f->next;
			l->n_filters--;
			log_filter_drop(f);
			return;
		}
}

void log_filter_free(struct log *l)
{
	while (l->filters)
		log_filter_remove(l, l->filters->name);
}

struct log_filter *log_filter_new(const char *name)
{
	struct log_filter *f = xcalloc(1, sizeof(*f));

	snprintf(f->name, sizeof(f->name), "%s", name);
	return f;
}

bool log_filter_condition(struct log_filter *f, enum log_condition k, bool drops, const char *pattern)
{
	struct log_pattern *p = &f->on[k];
	size_t len = strlen(pattern);

	if (len > 1 && pattern[0] == '"' && pattern[len - 1] == '"') { /* as IOS: what stands in quotes, without them */
		pattern++;
		len -= 2;
	}
	if (!len || len > LOG_FILTER_PATTERN)
		return false;
	memcpy(p->pattern, pattern, len);
	p->pattern[len] = 0;
	p->drops = drops;
	if (!regcomp(&p->re, p->pattern, REG_EXTENDED | REG_NOSUB))
		return true;
	p->pattern[0] = 0;
	return false;
}

void log_filter_add(struct log *l, struct log_filter *f)
{
	struct log_filter **at = &l->filters, *const old = log_filter_find(l, f->name);

	if (old)
		log_filter_remove(l, f->name);
	while (*at && strcmp((*at)->name, f->name) < 0)
		at = &(*at)->next;
	f->next = *at;
	*at = f;
	l->n_filters++;
}

static bool fits(const struct log_filter *f, const struct log_message *m)
{
	const char *text[LOG_CONDITION_N] = { m->facility, m->mnemonic, m->text };

	if (f->severities && ((f->severities >> m->severity & 1) != 0) == f->severity_drops)
		return false;
	for (unsigned k = 0; k < LOG_CONDITION_N; k++)
		if (f->on[k].pattern[0] && !regexec(&f->on[k].re, text[k], 0, NULL, 0) == f->on[k].drops)
			return false;
	return true;
}

/* So many a second, all places together that name the filter and take the message. */
static bool is_too_many(struct log_filter *f, nsec now)
{
	if (!f->rate)
		return false;
	if (now / NSEC_PER_SEC != f->second) {
		f->second = now / NSEC_PER_SEC;
		f->told = 0;
	}
	return f->told++ >= f->rate;
}

bool log_place_takes(struct device *d, struct log_place *p)
{
	struct log *l = d->log;
	struct log_filter *f = p->filter[0] ? log_filter_find(l, p->filter) : NULL;

	if (!f || !l->now)
		return true;
	if (!fits(f, l->now)) {
		p->dropped++;
		return false;
	}
	if (is_too_many(f, node_now(&d->node))) {
		p->limited++;
		return false;
	}
	return true;
}

void log_place_give(struct device *d, struct log_place *p, const char *name)
{
	struct log *l = d->log;
	struct log_place **at = &l->places;

	while (*at && *at != p)
		at = &(*at)->next;
	if (*at)
		*at = p->next;
	snprintf(p->filter, sizeof(p->filter), "%s", name);
	p->dropped = p->limited = 0;
	if (*name) {
		p->next = l->places;
		l->places = p;
	}
}

bool log_filter_is_active(const struct log *l, const struct log_filter *f)
{
	const struct log_place *p = l->places;

	while (p && strcmp(p->filter, f->name))
		p = p->next;
	return p;
}
