/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One try of an expectation: what came of it. The runner tries again until it holds or its time is over. */
#ifndef LAB_SCENARIO_TRY_H
#define LAB_SCENARIO_TRY_H

#include "lab/scenario.h"

struct run {
	const struct scenario *s;
	const struct scenario_ops *ops;
	FILE *out;
	struct scenario_result *r;
};

/* What a try came to. why and seen are malloc()ed; seen NULL: nothing was. */
struct verdict {
	bool holds;
	bool broken;	/* it could not be tried */
	bool final;	/* it is not tried again */
	char *why;
	char *seen;
};
void verdict_clear(struct verdict *v);

void scenario_try(const struct run *r, const struct scenario_step *step, struct verdict *v);
/* "a row has x: y, z: >= 3" */
void scenario_print_row(FILE *f, const struct scenario_row *row);

/* scenario_tell.c: the step's lines, and its entry in r->r->steps. */
void scenario_tell(const struct run *r, const struct scenario_step *step, const struct verdict *v, nsec since);
/* why: the step that it needs; NULL: the scenario had ended. */
void scenario_tell_skipped(const struct run *r, const struct scenario_step *step, const char *why);

#endif
