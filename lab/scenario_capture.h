/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `lanyard test --capture FOLDER`: what passed the wires of a scenario's lab. */
#ifndef LAB_SCENARIO_CAPTURE_H
#define LAB_SCENARIO_CAPTURE_H

#include "lab/client_side.h"

/* Begins FOLDER/NAME.pcapng over a line of its own to the running lab of t, one interface a wire. EXIT_DONE, else it has complained. */
int scenario_capture_start(struct line *l, const struct topology *t, const char *folder, const char *name);
/* Ends it in order; the caller closes the line. EXIT_NO: frames were lost, which has been said. Nothing to do for a line that was never opened. */
int scenario_capture_stop(struct line *l);

/* Counts what passes a port and the filter, until it is stopped. false: *why. */
bool scenario_count_start(struct line *l, const struct topology *t, const char *port, const char *filter, char **why);
bool scenario_count_stop(struct line *l, u64 *n, char **why);

#endif
