/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that read scenarios share: looking at keys, and saying what is wrong with them. Each error is noted; reading goes on. */
#ifndef LAB_SCENARIO_READER_H
#define LAB_SCENARIO_READER_H

#include "lab/scenario.h"
#include "lab/topology_reader.h"

struct reading {
	struct scenario *s;
	struct yaml_file *f;
};

/* Are all keys of the map among these? */
void scenario_keys(struct reading *r, const struct yaml_value *map, const char *const *keys);
bool scenario_map(struct reading *r, const struct yaml_value *v, const char *key, const char *example);
/* The text of a key's value; NULL, after saying so, when it is missing or no text. */
char *scenario_text(struct reading *r, const struct yaml_value *map, const char *key);
void scenario_number(struct reading *r, const struct yaml_value *map, const char *key, u64 max, u64 *n);
void scenario_time(struct reading *r, const struct yaml_value *map, const char *key, nsec *d);
struct topo_node *scenario_find_node(struct reading *r, const char *name, struct yaml_place at);
struct topo_node *scenario_node(struct reading *r, const struct yaml_value *map, const char *key);
void scenario_commands(struct reading *r, struct scenario_step *step, const struct yaml_value *map);
/* The map's "port", "r1:g0/1", into step->node and step->port; a wire must be plugged in. */
void scenario_port(struct reading *r, struct scenario_step *step, const struct yaml_value *map, const char *example);
/* scenario_expect.c: what stands behind `expect:`. */
void scenario_read_expect(struct reading *r, struct scenario_step *step, const struct yaml_value *v);

#endif
