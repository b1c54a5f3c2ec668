/* SPDX-License-Identifier: GPL-3.0-or-later */
/* logging history: a short table of the severest messages, beside the buffer, which SNMP's managers ask for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/own.h"

enum { HISTORY_MAX = 500, HISTORY_SIZE = 1, HISTORY_LEVEL = 4 };

struct entry {
	char name[64];	/* "SYS-5-CONFIG_I" */
	char *text;
	u32 at;		/* hundredths of a second after boot */
};
struct log_history {
	u8 level;	/* severities up to this; LOG_OFF */
	u16 size, n;
	u32 ignored, flushed;
	u64 number;	/* of the newest */
	struct entry *entries; /* the oldest first */
};

static struct log_history *history_of(struct log *l)
{
	if (l->history)
		return l->history;
	l->history = xcalloc(1, sizeof(*l->history));
	l->history->size = HISTORY_SIZE;
	l->history->level = HISTORY_LEVEL;
	return l->history;
}

static void drop_oldest(struct log_history *h)
{
	free(h->entries[0].text);
	h->n--;
	memmove(h->entries, h->entries + 1, h->n * sizeof(*h->entries));
	h->flushed++;
}

void log_history_message(struct log *l, nsec now, const struct log_message *m)
{
	struct log_history *h = history_of(l);
	struct entry *e;

	if (!l->on || h->level == LOG_OFF || m->severity > h->level) {
		h->ignored++;
		return;
	}
	if (!h->size)
		return;
	while (h->n >= h->size)
		drop_oldest(h);
	h->entries = xrealloc(h->entries, h->n + 1u, sizeof(*h->entries));
	e = &h->entries[h->n++];
	*e = (struct entry){ .text = xstrdup(m->text), .at = (u32)(now / (NSEC_PER_SEC / 100)) };
	snprintf(e->name, sizeof(e->name), "%.20s-%u-%.40s", m->facility, m->severity, m->mnemonic);
	h->number++;
}

void log_history_free(struct log *l)
{
	struct log_history *h = l->history;

	if (!h)
		return;
	while (h->n)
		drop_oldest(h);
	free(h->entries);
	free(h);
	l->history = NULL;
}

bool logging_history(struct cli *c, const struct args *a)
{
	struct log_history *h = history_of(cli_device(c)->log);
	char line[40];

	h->level = args_no(a) ? HISTORY_LEVEL : log_level_of(a);
	if (args_no(a))
		return true;
	snprintf(line, sizeof(line), "logging history %s", log_severity[h->level]);
	cli_store(c, h->level == HISTORY_LEVEL ? "" : line);
	return true;
}

bool logging_history_size(struct cli *c, const struct args *a)
{
	struct log_history *h = history_of(cli_device(c)->log);

	h->size = args_no(a) ? HISTORY_SIZE : (u16)args_num(a, "entries", HISTORY_SIZE);
	while (h->n > h->size)
		drop_oldest(h);
	return true;
}

bool show_logging_history(struct cli *c, const struct args *a, struct show *s)
{
	const struct log_history *h = history_of(cli_device(c)->log);

	(void)a;
	show_num(s, "size", h->size);
	show_str(s, "level", log_severity[h->level]);
	show_num(s, "ignored", h->ignored);
	show_num(s, "flushed", h->flushed);
	show_text(s, "Syslog History Table:%u maximum table entries,\nsaving level %s or higher\n %u messages ignored, 0 dropped, 0 recursion drops\n"
		     " %u table entries flushed\n SNMP notifications not enabled\n", h->size, log_severity[h->level], h->ignored, h->flushed);
	show_push_list(s, "entries");
	for (unsigned k = 0; k < h->n; k++) {
		const struct entry *e = &h->entries[k];

		show_num(s, "number", h->number - h->n + k + 1);
		show_str(s, "name", e->name);
		show_str(s, "text", e->text);
		show_num(s, "timestamp", e->at);
		show_end(s);
		show_text(s, "   entry number %llu : %s\n    %s\n    timestamp: %u\n", (unsigned long long)(h->number - h->n + k + 1), e->name, e->text, e->at);
	}
	show_pop(s);
	show_end(s);
	return true;
}
