/* SPDX-License-Identifier: GPL-3.0-or-later */
/* logging count: how often each message was logged, and when last; logging rate-limit: no more than so many a second. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/own.h"

enum { COUNTS_MAX = 512 }; /* kinds of messages: what is logged is named by us, not by a peer */

struct log_count {
	char facility[21], mnemonic[41];
	u8 severity;
	u32 n;
	nsec last;
};

void log_count_message(struct log *l, nsec now, const char *facility, unsigned severity, const char *mnemonic)
{
	struct log_count *k = NULL;

	if (!l->counting)
		return;
	for (u32 i = 0; i < l->n_counts && !k; i++)
		if (!strcmp(l->counts[i].facility, facility) && !strcmp(l->counts[i].mnemonic, mnemonic) && l->counts[i].severity == severity)
			k = &l->counts[i];
	if (!k) {
		if (l->n_counts == COUNTS_MAX)
			return;
		l->counts = xrealloc(l->counts, l->n_counts + 1, sizeof(*l->counts));
		k = &l->counts[l->n_counts++];
		*k = (struct log_count){ .severity = (u8)severity };
		snprintf(k->facility, sizeof(k->facility), "%s", facility);
		snprintf(k->mnemonic, sizeof(k->mnemonic), "%s", mnemonic);
	}
	k->n++;
	k->last = now;
}

void log_count_free(struct log *l)
{
	free(l->counts);
	l->counts = NULL;
	l->n_counts = 0;
}

bool logging_count(struct cli *c, const struct args *a)
{
	struct log *l = cli_device(c)->log;

	l->counting = !args_no(a);
	if (!l->counting)
		log_count_free(l);
	return true;
}

/* ---- the rate ---- */

bool log_limited(struct log *l, nsec now, unsigned severity, bool console)
{
	const struct log_rate *r = &l->rate;

	if (!r->a_second || (r->console_alone && !console) || (int)severity <= r->except)
		return false;
	if (now / NSEC_PER_SEC != r->second) {
		l->rate.second = now / NSEC_PER_SEC;
		l->rate.told = 0;
	}
	return r->told >= r->a_second;
}

bool logging_rate(struct cli *c, const struct args *a)
{
	struct log_rate *r = &cli_device(c)->log->rate;

	*r = (struct log_rate){ .except = -1 };
	if (args_no(a))
		return true;
	r->a_second = (u32)args_num(a, "rate", 0);
	r->console_alone = args_has(a, "console") && !args_has(a, "all");
	if (args_has(a, "except"))
		r->except = (s8)log_level_of(a);
	return true;
}

/* ---- show logging count ---- */

static int by_facility(const void *a, const void *b)
{
	const struct log_count *x = a, *y = b;
	int order = strcmp(x->facility, y->facility);

	return order ? order : x->severity != y->severity ? x->severity - y->severity : strcmp(x->mnemonic, y->mnemonic);
}

static void total(struct show *s, const char *facility, u32 n)
{
	show_text(s, "------------- ------------------------------- -------------------\n%s TOTAL%*u\n\n", facility, 44 - (int)strlen(facility), n);
}

bool show_logging_count(struct cli *c, const struct args *a, struct show *s)
{
	struct device *d = cli_device(c);
	struct log *l = d->log;
	u32 sum = 0;
	char span[16];

	(void)a;
	if (!l->counting) {
		show_text(s, "Logging count is not enabled\n");
		return true;
	}
	if (l->n_counts)
		qsort(l->counts, l->n_counts, sizeof(*l->counts), by_facility);
	show_text(s, "Facility      Message Name                    Sev Occur  Last Time\n=================================================================\n");
	for (u32 i = 0; i < l->n_counts; i++) {
		const struct log_count *k = &l->counts[i];
		nsec ago = node_now(&d->node) - k->last;

		show_str(s, "facility", k->facility);
		show_str(s, "mnemonic", k->mnemonic);
		show_num(s, "severity", k->severity);
		show_num(s, "count", k->n);
		show_num(s, "last_s", ago / NSEC_PER_SEC);
		show_end(s);
		show_text(s, "%-13s %-31s %3u %5u  %s\n", k->facility, k->mnemonic, k->severity, k->n, uptime_short(ago, span));
		sum += k->n;
		if (i + 1 == l->n_counts || strcmp(k->facility, k[1].facility)) {
			total(s, k->facility, sum);
			sum = 0;
		}
	}
	return true;
}
