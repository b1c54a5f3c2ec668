/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * logging discriminator: which messages a place takes, by facility, severity, mnemonic and text, and how many a second. A filter belongs to the device's log;
 * places (console, monitor, buffer, servers) name theirs. A name that nobody has lets everything through, as a list of addresses does that is not there.
 */
#ifndef DEVICE_LOG_FILTER_H
#define DEVICE_LOG_FILTER_H

#include "cli/show.h"
#include "device/device.h"

enum { LOG_FILTER_NAME = 8, LOG_FILTER_PATTERN = 128, LOG_FILTERS_MAX = 32 };

/* What is being logged. A line of debug has neither facility nor mnemonic. */
struct log_message {
	const char *facility, *mnemonic, *text;
	unsigned severity;
};

/* A place with a filter, and what it kept away: by its conditions, and by its rate. */
struct log_place {
	struct log_place *next;	/* of all that name a filter */
	char filter[LOG_FILTER_NAME + 1]; /* "": none */
	u32 dropped, limited;
};

/* From a log_tap's line(), and within device/: does the place take the message that is being logged? Counts when not. */
bool log_place_takes(struct device *d, struct log_place *p);
/* From run() of a row with `discriminator WORD:discriminator`: the place's filter from now on. false: there is none of that name, and it was said. */
bool log_place_set(struct cli *c, const struct args *a, struct log_place *p);
/* " discriminator NAME" for the line that is kept, or "". */
const char *log_place_text(const struct log_place *p, char buf[32]);
/* For shows of what comes after "filtering disabled": ", discriminator(NAME),\n<pad>N messages rate-limited, M messages dropped-by-MD", or nothing; and its cells. */
void log_place_show(struct show *s, const struct log_place *p, unsigned pad);
/* For `?`: the names there are. */
void log_filter_names(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help));
/* The filter's name, "": none, is the place's from now on, which starts its counts anew. A place that goes has to be given "". */
void log_place_give(struct device *d, struct log_place *p, const char *name);

#endif
