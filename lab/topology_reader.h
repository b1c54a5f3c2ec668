/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the topology reader share; nobody else includes this. */
#ifndef LAB_TOPOLOGY_READER_H
#define LAB_TOPOLOGY_READER_H

#include "lab/topology.h"

enum { HINT_LEN = 400 };

struct topo_reader {
	struct topology *t;
	struct yaml_file *f;
	const struct topology_options *o;
	char *dir;			/* of the file, for those it names; "" or with a final slash */
	struct yaml_value *groups, *defaults;
	bool scratch;			/* a group's values by themselves: what they lack may stand in the nodes */
	bool inherited;			/* the value being read comes from a group or a default */
	struct topo_shared *shared;	/* configurations that nodes inherit, read once */
	const char **uris;		/* attachments seen, a hash table, with their wires */
	struct topo_wire **uri_wires;
	u32 uri_cap;
};

/* What is known of the files of configurations that several nodes share. */
struct topo_shared {
	struct topo_shared *next;
	const struct yaml_value *value;
	struct topo_config config;
};

/* topology_node.c: fills in n from its map, its group and its kind's defaults. */
void topo_read_node(struct topo_reader *r, struct topo_node *n, struct yaml_value *v);
/* The maps of groups and defaults by themselves, whether used or not. */
void topo_check_shared(struct topo_reader *r);
/* topology_wire.c */
void topo_read_change(struct topo_reader *r, struct topo_event *e, const struct yaml_value *v, const char *other);
/* list NULL: no wires but those of guests to the outside. */
void topo_read_wires(struct topo_reader *r, struct yaml_value *list);
/* topology_host.c: `address:`, `gateway:` and how they fit. */
void topo_read_address(struct topo_reader *r, struct topo_node *n, struct yaml_value *v);
void topo_read_gateway(struct topo_reader *r, struct topo_node *n, struct yaml_value *v);
void topo_read_dns(struct topo_reader *r, struct topo_node *n, struct yaml_value *v);

/* topology_manage.c: `management: {telnet: 127.0.0.1:2301}`. */
void topo_read_management(struct topo_reader *r, struct topo_node *n, struct yaml_value *v);
/* topology_guest.c: the keys of a vm and of a container, and what they need together. */
void topo_read_file(struct topo_reader *r, struct topo_node *n, struct yaml_value *v, const char *key);
void topo_read_word(struct topo_reader *r, struct topo_node *n, struct yaml_value *v, const char *key);
void topo_read_size(struct topo_reader *r, struct topo_node *n, struct yaml_value *v, const char *key);
void topo_read_nics(struct topo_reader *r, struct topo_node *n, struct yaml_value *v);
void topo_read_exec(struct topo_reader *r, struct topo_node *n, struct yaml_value *v);
void topo_check_guest(struct topo_reader *r, struct topo_node *n);

/* topology_port.c */
/* Gives a node this many ports, named as its kind names them. */
void topo_set_ports(struct topo_reader *r, struct topo_node *n, u32 count);
void topo_read_ports(struct topo_reader *r, struct topo_node *n, struct yaml_value *v);
/* The ports a node has when its file says nothing of them. */
void topo_default_ports(struct topo_reader *r, struct topo_node *n);
/* Makes room for a port that a wire names, where the kind's number of ports grows. */
void topo_grow_ports(struct topo_reader *r, struct topo_node *n, const char *text);
/* The port that text means; NULL: says why at `at`. text NULL: the only one. */
struct topo_port *topo_find_port(struct topo_reader *r, struct topo_node *n, const char *text, struct yaml_place at);

/* The text of a plain value; NULL after saying that it must be one. what: "a name". */
const char *topo_scalar(struct topo_reader *r, const struct yaml_value *v, const char *key, const char *what);
/* "did you mean "x"? PLURAL: a, b, c" into buf. names end with NULL. */
const char *topo_hint(char buf[HINT_LEN], const char *word, const char *plural, const char *const *names);
/* Is s one of the words, which end with NULL? */
bool topo_among(const char *const *words, const char *s);
/* The key is none of those: says so, and which there are. */
void topo_unknown_key(struct topo_reader *r, const struct yaml_value *key, const char *const *keys);
bool topo_name_good(const char *s);

#endif
