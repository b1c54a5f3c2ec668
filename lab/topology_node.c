/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A node's keys. What a node does not say comes from its group, and then from its kind's defaults; a key that a group has
 * and a node's kind does not take is passed over, because groups may hold nodes of several kinds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/topology_reader.h"

#define K(kind) (1u << (kind))
#define NATIVE_SHELL (K(TOPO_ROUTER) | K(TOPO_SWITCH) | K(TOPO_HOST))
#define ALL_KINDS ((1u << TOPO_KIND_N) - 1)

struct node_key {
	const char *name;
	u32 kinds;	/* that take it */
	void (*read)(struct topo_reader *r, struct topo_node *n, struct yaml_value *v);
	const char *instead; /* what to do where a kind does not take it */
	void (*read_named)(struct topo_reader *r, struct topo_node *n, struct yaml_value *v, const char *key); /* for keys of one form */
};

static void read_mac(struct topo_reader *r, struct topo_node *n, struct yaml_value *v)
{
	const char *s = topo_scalar(r, v, "mac", "an address");

	if (!s)
		return;
	if (!mac_parse(s, n->mac))
		yaml_error(r->f, v->at, "02:00:00:00:00:01", "\"%s\" is not a MAC address", s);
	else if (mac_is_group(n->mac))
		yaml_error(r->f, v->at, "the second digit is even in a station's address", "%s is a group's address", s);
	else
		n->has_mac = true;
}

/* ---- config ---- */

/* Blanks that YAML took from the front of each line of a | text. */
static u32 block_indent(const struct yaml_file *f, const struct yaml_value *v)
{
	const char *line = v->text;

	for (u32 k = v->at.line; k < f->n_lines && *line; k++) {
		size_t len = strcspn(line, "\n"), from = f->line_at[k], to = f->line_at[k + 1];

		while (to > from && (f->text[to - 1] == '\n' || f->text[to - 1] == '\r'))
			to--;
		if (len)
			return to - from > len ? (u32)(to - from - len) : 0;
		line += 1;
	}
	return 0;
}

static void config_inline(struct topo_reader *r, struct topo_config *c, const struct yaml_value *v)
{
	c->text = v->text;
	c->len = v->len;
	c->file = r->f->name;
	c->inline_text = true;
	c->at = v->at;
	if (v->literal) {
		c->first_line = v->at.line + 1;
		c->indent = block_indent(r->f, v);
	}
}

static void config_file(struct topo_reader *r, struct topo_config *c, const struct yaml_value *v)
{
	const char *dir = v->text[0] == '/' ? "" : r->dir;
	char *path = yaml_alloc(r->f, strlen(dir) + v->len + 1, 1), *text, why[256] = "";
	size_t len = 0;

	memcpy(path, dir, strlen(dir));
	memcpy(path + strlen(dir), v->text, v->len);
	text = r->o->load ? r->o->load(r->o->load_arg, path, &len, why) : yaml_slurp(path, TOPO_CONFIG_MAX, &len, why);
	if (!text) {
		yaml_error(r->f, v->at, "a file beside the topology; lines of configuration stand after \"config: |\"",
			   "config file %s %s", path, why);
		return;
	}
	if (memchr(text, 0, len)) {
		yaml_error(r->f, v->at, NULL, "config file %s is not text", path);
	} else {
		c->text = yaml_alloc(r->f, len + 1, 1);
		memcpy(c->text, text, len);
		c->len = len;
		c->file = path;
		c->first_line = 1;
		c->at = v->at;
	}
	free(text);
}

static void read_config(struct topo_reader *r, struct topo_node *n, struct yaml_value *v)
{
	if (!topo_scalar(r, v, "config", "a file's name or, after |, lines of configuration"))
		return;
	for (struct topo_shared *s = r->inherited ? r->shared : NULL; s; s = s->next)
		if (s->value == v) {
			n->config = s->config;
			return;
		}
	if (v->block || memchr(v->text, '\n', v->len))
		config_inline(r, &n->config, v);
	else
		config_file(r, &n->config, v);
	if (r->inherited && n->config.text) {
		struct topo_shared *s = yaml_alloc(r->f, 1, sizeof(*s));

		s->value = v;
		s->config = n->config;
		s->next = r->shared;
		r->shared = s;
	}
}

static const struct node_key node_keys[] = {
	{ "kind",       ALL_KINDS,             NULL,              NULL, NULL },
	{ "group",      ALL_KINDS,             NULL,              NULL, NULL },
	{ "ports",      ALL_KINDS & ~(K(TOPO_VM) | K(TOPO_NAT)), topo_read_ports,
	  "a vm has a port for each of its nics, a nat has one", NULL },
	{ "config",     NATIVE_SHELL,          read_config,
	  "it has no configuration", NULL },
	{ "address",    K(TOPO_HOST) | K(TOPO_CONTAINER), topo_read_address,
	  "routers and switches have theirs in config: interface X, ip address A.B.C.D MASK", NULL },
	{ "gateway",    K(TOPO_HOST) | K(TOPO_CONTAINER), topo_read_gateway,
	  "routers have routes in config: ip route 0.0.0.0 0.0.0.0 A.B.C.D; switches: ip default-gateway A.B.C.D", NULL },
	{ "dns",        K(TOPO_HOST) | K(TOPO_CONTAINER), topo_read_dns,
	  "routers and switches have theirs in config: ip name-server A.B.C.D", NULL },
	{ "mac",        ALL_KINDS,             read_mac,          NULL, NULL },
	{ "management", NATIVE_SHELL,          topo_read_management,
	  "it has no shell", NULL },
	{ "image",      K(TOPO_VM),            NULL,              "only a vm has one", topo_read_file },
	{ "persistent", K(TOPO_VM) | K(TOPO_CONTAINER), NULL,     "only a vm's image and a container's root have it", topo_read_word },
	{ "cdrom",      K(TOPO_VM),            NULL,              "only a vm has one", topo_read_file },
	{ "cloud-init", K(TOPO_VM),            NULL,              "only a vm has it", topo_read_file },
	{ "kernel",     K(TOPO_VM),            NULL,              "only a vm has one", topo_read_file },
	{ "initrd",     K(TOPO_VM),            NULL,              "only a vm has one", topo_read_file },
	{ "append",     K(TOPO_VM),            NULL,              "only a vm has one", topo_read_word },
	{ "machine",    K(TOPO_VM),            NULL,              "only a vm has one", topo_read_word },
	{ "accel",      K(TOPO_VM),            NULL,              "only a vm has one", topo_read_word },
	{ "cpus",       K(TOPO_VM) | K(TOPO_CONTAINER), NULL,     "only a vm and a container have them", topo_read_size },
	{ "memory",     K(TOPO_VM) | K(TOPO_CONTAINER), NULL,     "only a vm and a container have it", topo_read_size },
	{ "nics",       K(TOPO_VM),            topo_read_nics,    "only a vm has them; others have \"ports\"", NULL },
	{ "root",       K(TOPO_CONTAINER),     NULL,              "only a container has one", topo_read_file },
	{ "bundle",     K(TOPO_CONTAINER),     NULL,              "only a container has one", topo_read_file },
	{ "processes",  K(TOPO_CONTAINER),     NULL,              "only a container has them", topo_read_size },
	{ "exec",       K(TOPO_CONTAINER),     topo_read_exec,    "only a container has it", NULL },
};

static const struct node_key *key_row(const char *name)
{
	for (unsigned i = 0; i < ARRAY_LEN(node_keys); i++)
		if (!strcmp(node_keys[i].name, name))
			return &node_keys[i];
	return NULL;
}

/* Keys that no node has, or none of this kind (TOPO_KIND_N: any). */
static void check_keys(struct topo_reader *r, const struct yaml_value *map, enum topo_kind kind, bool in_defaults)
{
	const char *names[ARRAY_LEN(node_keys) + 1];
	char hint[HINT_LEN];
	unsigned n = 0;

	for (unsigned i = 0; i < ARRAY_LEN(node_keys); i++)
		if ((kind == TOPO_KIND_N || node_keys[i].kinds & K(kind)))
			names[n++] = node_keys[i].name;
	names[n] = NULL;
	for (u32 i = 0; i < map->n; i++) {
		const struct yaml_value *key = map->pairs[i].key;
		const struct node_key *row = key_row(key->text);

		if (!row)
			yaml_error(r->f, key->at, topo_hint(hint, key->text, "the keys here", names), "unknown key \"%s\"",
				   key->text);
		else if (kind < TOPO_KIND_N && !(row->kinds & K(kind)))
			yaml_error(r->f, key->at, row->instead, "a %s takes no \"%s\"", topology_kind_name(kind), row->name);
		else if (in_defaults && !strcmp(row->name, "kind"))
			yaml_error(r->f, key->at, "defaults: {router: {ports: 8}}", "defaults stand by kind already");
	}
}

/* The value a node has for a key: its own, its group's, its kind's default. */
static struct yaml_value *inherited_value(struct topo_reader *r, const struct topo_node *n, struct yaml_value *own,
					  struct yaml_value *group, const char *key)
{
	struct yaml_value *v = yaml_get(own, key);

	r->inherited = !v;
	if (!v)
		v = yaml_get(group, key);
	if (!v && r->defaults && n->kind < TOPO_KIND_N)
		v = yaml_get(yaml_get(r->defaults, topology_kind_name(n->kind)), key);
	return v;
}

static struct yaml_value *find_group(struct topo_reader *r, struct yaml_value *own)
{
	struct yaml_value *v = yaml_get(own, "group"), *g;
	const char *name = v ? topo_scalar(r, v, "group", "a group's name") : NULL;

	if (!name)
		return NULL;
	g = r->groups ? yaml_get(r->groups, name) : NULL;
	if (!g)
		yaml_error(r->f, v->at, "groups stand in the file's key \"groups\"", "there is no group \"%s\"", name);
	return g;
}

static void read_kind(struct topo_reader *r, struct topo_node *n, struct yaml_value *own, struct yaml_value *group)
{
	static const char *const native[] = { "router", "switch", "host", "hub", "nat", "vm", "container", NULL };
	struct yaml_value *v = inherited_value(r, n, own, group, "kind");
	const char *name = v ? topo_scalar(r, v, "kind", "a kind's name") : NULL;
	char hint[HINT_LEN];

	n->kind = TOPO_KIND_N;
	if (!v) {
		if (group || !yaml_get(own, "group"))
			yaml_error(r->f, n->at, "kind: router, switch, host, hub, nat, vm or container", "%s has no kind", n->name);
		return;
	}
	n->kind_at = v->at;
	if (!name)
		return;
	if (!topology_kind_find(name, &n->kind))
		yaml_error(r->f, v->at, topo_hint(hint, name, "kinds", native), "there is no kind \"%s\"", name);
	else if (topology_is_guest(n) && r->o->virtual_clock)
		yaml_error(r->f, v->at, "--clock real", "a %s needs the real clock: its processor reads it", name);
}

static void read_keys(struct topo_reader *r, struct topo_node *n, struct yaml_value *own, struct yaml_value *group)
{
	for (unsigned i = 0; i < ARRAY_LEN(node_keys); i++) {
		const struct node_key *row = &node_keys[i];
		struct yaml_value *v;

		if ((!row->read && !row->read_named) || (n->kind < TOPO_KIND_N && !(row->kinds & K(n->kind))))
			continue;
		v = inherited_value(r, n, own, group, row->name);
		if (v && row->read)
			row->read(r, n, v);
		else if (v)
			row->read_named(r, n, v, row->name);
	}
}

void topo_read_node(struct topo_reader *r, struct topo_node *n, struct yaml_value *v)
{
	struct yaml_value *group;

	n->kind = TOPO_KIND_N;
	if (v->kind != YAML_MAP) {
		yaml_error(r->f, v->null ? n->at : v->at, "r1: {kind: router}", "%s needs a map that says what it is", n->name);
		return;
	}
	group = find_group(r, v);
	read_kind(r, n, v, group);
	check_keys(r, v, n->kind, false);
	read_keys(r, n, v, group);
	if (!n->ports)
		topo_default_ports(r, n);
	if (topology_is_guest(n))
		topo_check_guest(r, n);
	n->ports_cap = n->n_ports;
}

static void check_group(struct topo_reader *r, const struct yaml_pair *p)
{
	enum topo_kind kind = TOPO_KIND_N;
	struct yaml_value *v = yaml_get(p->value, "kind");
	struct topo_node scratch = { .name = p->key->text, .at = p->key->at };

	if (p->value->kind != YAML_MAP) {
		yaml_error(r->f, p->value->at, "groups: {edge: {kind: router, ports: 8}}", "group \"%s\" needs a map of nodes' keys",
			   p->key->text);
		return;
	}
	if (yaml_get(p->value, "group"))
		yaml_error(r->f, yaml_get(p->value, "group")->at, NULL, "a group cannot be in a group");
	if (v)
		read_kind(r, &scratch, p->value, NULL);
	if (v && v->kind == YAML_SCALAR && !topology_kind_find(v->text, &kind))
		kind = TOPO_KIND_N;
	check_keys(r, p->value, kind, false);
	scratch.kind = kind;
	read_keys(r, &scratch, NULL, p->value);
}

void topo_check_shared(struct topo_reader *r)
{
	char hint[HINT_LEN];
	static const char *const native[] = { "router", "switch", "host", "hub", "nat", "vm", "container", NULL };

	r->scratch = true;
	for (u32 i = 0; r->groups && i < r->groups->n; i++)
		check_group(r, &r->groups->pairs[i]);
	for (u32 i = 0; r->defaults && i < r->defaults->n; i++) {
		const struct yaml_pair *p = &r->defaults->pairs[i];
		struct topo_node scratch = { .name = p->key->text, .at = p->key->at, .kind = TOPO_KIND_N };

		if (!topology_kind_find(p->key->text, &scratch.kind))
			yaml_error(r->f, p->key->at, topo_hint(hint, p->key->text, "kinds", native), "there is no kind \"%s\"",
				   p->key->text);
		else if (p->value->kind != YAML_MAP)
			yaml_error(r->f, p->value->at, "defaults: {router: {ports: 8}}", "defaults of a kind are a map of nodes' keys");
		else {
			check_keys(r, p->value, scratch.kind, true);
			read_keys(r, &scratch, NULL, p->value);
		}
	}
	r->scratch = false;
}
