/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A discriminator of the log, for the files of device/ alone: log_filter.c, log_filter_cli.c. */
#ifndef DEVICE_LOG_FILTER_OWN_H
#define DEVICE_LOG_FILTER_OWN_H

#include <regex.h>

#include "device/log_filter.h"

enum log_condition { LOG_BY_FACILITY, LOG_BY_MNEMONIC, LOG_BY_BODY, LOG_CONDITION_N };

struct log_pattern {
	char pattern[LOG_FILTER_PATTERN + 1]; /* POSIX extended; "": no condition */
	bool drops;			      /* what fits is dropped, not included */
	regex_t re;
};
struct log_filter {
	struct log_filter *next;	/* by name */
	char name[LOG_FILTER_NAME + 1];
	struct log_pattern on[LOG_CONDITION_N];
	u8 severities;			/* a bit each; 0: no condition */
	bool severity_drops;
	u32 rate, told;			/* messages a second, told in `second`; 0: any number */
	nsec second;
};

struct log;
struct log_filter *log_filter_find(const struct log *l, const char *name);
struct log_filter *log_filter_new(const char *name); /* not in the log yet */
void log_filter_drop(struct log_filter *f);
bool log_filter_condition(struct log_filter *f, enum log_condition k, bool drops, const char *pattern); /* false: no such pattern */
void log_filter_add(struct log *l, struct log_filter *f); /* takes it; in place of one of its name */
void log_filter_remove(struct log *l, const char *name);
bool log_filter_is_active(const struct log *l, const struct log_filter *f); /* some place names it */
void log_filter_free(struct log *l);
void log_filters_show(const struct log *l, struct show *s);

#endif
