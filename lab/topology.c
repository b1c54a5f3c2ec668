/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a topology file, its frame: the file's keys, the nodes by name, errors.
 *
 * The order: YAML to a tree (yaml_tree.c); names of all nodes; each node's keys, merged with its group's and its kind's
 * defaults (topology_node.c, topology_host.c); then the wires, in two rounds, because a wire may make a router's ports
 * grow and a host's only port need not be named (topology_wire.c, topology_port.c). Every step goes on after an error and
 * avoids saying what follows from one that was said: a node of an unknown kind has no wrong ports.
 */
#include "lab/topology.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/topology_reader.h"

static const char *const kind_names[TOPO_KIND_N] = { "router", "switch", "host", "hub", "nat", "vm", "container" };

const char *topology_kind_name(enum topo_kind k)
{
	return k < TOPO_KIND_N ? kind_names[k] : "node";
}

bool topology_kind_find(const char *name, enum topo_kind *k)
{
	for (unsigned i = 0; i < TOPO_KIND_N; i++)
		if (!strcmp(name, kind_names[i])) {
			*k = (enum topo_kind)i;
			return true;
		}
	return false;
}

bool topo_name_good(const char *s)
{
	size_t len = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

	return len && len <= TOPO_NAME_MAX && !s[len] && s[0] != '.' && s[0] != '-';
}

const char *topo_scalar(struct topo_reader *r, const struct yaml_value *v, const char *key, const char *what)
{
	if (v->kind == YAML_SCALAR && !v->null)
		return v->text;
	yaml_error(r->f, v->at, NULL, "\"%s\" takes %s, %s", key, what,
		   v->kind == YAML_MAP ? "not a map" : v->kind == YAML_LIST ? "not a list" : "and has no value here");
	return NULL;
}

static const char *nth_name(const void *arg, unsigned i)
{
	return ((const char *const *)arg)[i];
}

const char *topo_hint(char buf[HINT_LEN], const char *word, const char *plural, const char *const *names)
{
	const char *near = yaml_nearest(word, nth_name, names);
	size_t len = 0;

	buf[0] = 0;
	if (near)
		len = (size_t)snprintf(buf, HINT_LEN, "did you mean \"%s\"? ", near);
	len += (size_t)snprintf(buf + len, HINT_LEN - len, "%s: ", plural);
	for (unsigned i = 0; names[i] && len < HINT_LEN - 80; i++)
		len += (size_t)snprintf(buf + len, HINT_LEN - len, "%s%s", i ? ", " : "", names[i]);
	return buf;
}

bool topo_among(const char *const *words, const char *s)
{
	for (; *words; words++)
		if (!strcmp(*words, s))
			return true;
	return false;
}

void topo_unknown_key(struct topo_reader *r, const struct yaml_value *key, const char *const *keys)
{
	char hint[HINT_LEN];

	yaml_error(r->f, key->at, topo_hint(hint, key->text, "the keys here", keys), "unknown key \"%s\"", key->text);
}

/* ---- nodes by name ---- */

static u32 name_hash(const char *s)
{
	u64 h = 14695981039346656037ull;

	for (; *s; s++)
		h = (h ^ (u8)*s) * 1099511628211ull;
	return (u32)(h ^ h >> 32);
}

struct topo_node *topology_node(const struct topology *t, const char *name)
{
	struct topo_node **slot = t->index;

	if (!slot)
		return NULL;
	for (u32 h = name_hash(name) & (t->index_cap - 1); slot[h]; h = (h + 1) & (t->index_cap - 1))
		if (!strcmp(slot[h]->name, name))
			return slot[h];
	return NULL;
}

static void index_nodes(struct topology *t)
{
	struct topo_node **slot;

	for (t->index_cap = 8; t->index_cap < 2 * t->n_nodes;)
		t->index_cap *= 2;
	slot = yaml_alloc(t->file, t->index_cap, sizeof(*slot));
	for (u32 i = 0; i < t->n_nodes; i++) {
		u32 h = name_hash(t->nodes[i].name) & (t->index_cap - 1);

		while (slot[h])
			h = (h + 1) & (t->index_cap - 1);
		slot[h] = &t->nodes[i];
	}
	t->index = slot;
}

static void check_node_name(struct topo_reader *r, const struct yaml_value *key)
{
	if (!topo_name_good(key->text))
		yaml_error(r->f, key->at, "letters, digits, \".\", \"_\" and \"-\", at most 63, and the first a letter or a digit",
			   "\"%s\" cannot be a node's name", key->text);
	else if (attach_scheme_find(key->text))
		yaml_error(r->f, key->at, "attachments begin with this word: in a wire it would not be clear which is meant",
			   "\"%s\" cannot be a node's name", key->text);
}

static void read_nodes(struct topo_reader *r, struct yaml_value *v)
{
	struct topology *t = r->t;

	if (v->kind != YAML_MAP) {
		yaml_error(r->f, v->at, "nodes: {r1: {kind: router}, pc1: {kind: host}}", "\"nodes\" takes a map of nodes by name");
		return;
	}
	t->nodes = yaml_alloc(r->f, v->n + 1, sizeof(*t->nodes));
	for (u32 i = 0; i < v->n; i++) {
		check_node_name(r, v->pairs[i].key);
		t->nodes[i].name = v->pairs[i].key->text;
		t->nodes[i].at = v->pairs[i].key->at;
	}
	t->n_nodes = v->n;
	index_nodes(t);
	for (u32 i = 0; i < v->n; i++)
		topo_read_node(r, &t->nodes[i], v->pairs[i].value);
}

/* ---- the file's keys ---- */

static void read_name(struct topo_reader *r, const struct yaml_value *v)
{
	const char *s = topo_scalar(r, v, "name", "a word");

	if (!s)
		return;
	if (!topo_name_good(s))
		yaml_error(r->f, v->at, "letters, digits, \".\", \"_\" and \"-\", at most 63, and the first a letter or a digit",
			   "\"%s\" cannot be a lab's name", s);
	else if (!r->t->name)
		r->t->name = yaml_copy_text(r->f, s);
}

/* The file's name without folders and ending, as far as it can be a lab's. */
static void default_name(struct topology *t)
{
	const char *base = strrchr(t->file->name, '/'), *dot;
	char *s;

	base = base ? base + 1 : t->file->name;
	dot = strrchr(base, '.');
	s = yaml_alloc(t->file, TOPO_NAME_MAX + 1, 1);
	snprintf(s, TOPO_NAME_MAX + 1, "%.*s", (int)(dot && dot != base ? dot - base : (ptrdiff_t)strlen(base)), base);
	for (char *p = s; *p; p++) {
		char one[3] = { 'x', *p, 0 };

		if (!topo_name_good(one))
			*p = '-';
	}
	t->name = topo_name_good(s) ? s : yaml_copy_text(t->file, "lab");
}

static struct yaml_value *need_map(struct topo_reader *r, struct yaml_value *v, const char *key)
{
	if (v && v->kind != YAML_MAP) {
		yaml_error(r->f, v->at, NULL, "\"%s\" takes a map", key);
		return NULL;
	}
	return v;
}

static void read_root(struct topo_reader *r, struct yaml_value *root)
{
	static const char *const keys[] = { "name", "nodes", "wires", "defaults", "groups", NULL };
	struct yaml_value *nodes = yaml_get(root, "nodes"), *wires = yaml_get(root, "wires"), *name = yaml_get(root, "name");

	if (root->kind != YAML_MAP) {
		yaml_error(r->f, root->at, "a topology has the keys name, nodes and wires", "this is not a topology file");
		return;
	}
	for (u32 i = 0; i < root->n; i++) {
		const struct yaml_value *key = root->pairs[i].key;

		if (!topo_among(keys, key->text))
			topo_unknown_key(r, key, keys);
	}
	if (name)
		read_name(r, name);
	r->groups = need_map(r, yaml_get(root, "groups"), "groups");
	r->defaults = need_map(r, yaml_get(root, "defaults"), "defaults");
	topo_check_shared(r);
	if (nodes)
		read_nodes(r, nodes);
	else
		yaml_error(r->f, root->at, "nodes: {r1: {kind: router}, pc1: {kind: host}}", "a topology without nodes");
	topo_read_wires(r, wires && !wires->null ? wires : NULL);
}

/* ---- entry ---- */

static char *dir_of(struct yaml_file *f)
{
	const char *slash = strrchr(f->name, '/');
	char *dir = yaml_alloc(f, strlen(f->name) + 1, 1);

	if (slash)
		memcpy(dir, f->name, (size_t)(slash - f->name) + 1);
	return dir;
}

struct topology *topology_of(struct yaml_file *f, struct yaml_value *root, const struct topology_options *o)
{
	static const struct topology_options none;
	struct topology *t = xcalloc(1, sizeof(*t));
	struct topo_reader r = { .t = t, .f = f, .o = o ? o : &none };

	t->file = f;
	if (r.o->name)
		t->name = yaml_copy_text(f, r.o->name);
	r.dir = dir_of(f);
	if (root)
		read_root(&r, root);
	else if (!f->errors.n)
		yaml_error(f, (struct yaml_place){ 0 }, "a topology has the keys name, nodes and wires", "the file is empty");
	if (!t->name)
		default_name(t);
	free(r.uris);
	free(r.uri_wires);
	return t;
}

static struct topology *topology_of_file(struct yaml_file *f, const struct topology_options *o)
{
	struct topology *t = topology_of(f, f->root, o);

	t->owns_file = true;
	return t;
}

struct topology *topology_read(const char *path, const struct topology_options *o)
{
	return topology_of_file(yaml_file_read(path), o);
}

struct topology *topology_parse(const char *file_name, const char *text, size_t len, const struct topology_options *o)
{
	return topology_of_file(yaml_file_parse(file_name, text, len), o);
}

void topology_free(struct topology *t)
{
	if (!t)
		return;
	for (u32 i = 0; i < t->n_wires; i++)
		for (unsigned e = 0; e < 2; e++)
			if (t->wires[i].end[e].uri)
				attach_uri_free(t->wires[i].end[e].uri);
	if (t->owns_file)
		yaml_file_free(t->file);
	free(t);
}

bool topology_good(const struct topology *t)
{
	return !t->file->errors.n;
}

char *topology_errors(struct topology *t)
{
	return yaml_errors_text(&t->file->errors);
}

void topology_error(struct topology *t, struct yaml_place at, const char *hint, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		bug("out of memory");
	va_end(ap);
	yaml_error(t->file, at, hint, "%s", text);
	free(text);
}

void topology_config_error(struct topology *t, const struct topo_node *n, u32 line, u32 column, const char *text)
{
	const struct topo_config *c = &n->config;
	const char *from = c->text;
	struct yaml_place at = { c->first_line + line - 1, column + c->indent };

	if (!c->text || !line || !c->first_line) {
		yaml_error(t->file, c->text ? c->at : n->at, NULL, "%s: %s", n->name, text);
	} else if (c->inline_text) {
		yaml_error(t->file, at, NULL, "%s: %s", n->name, text);
	} else {
		for (u32 i = 1; i < line && *from; i++) {
			from += strcspn(from, "\n");
			from += *from == '\n';
		}
		yaml_error_add(&t->file->errors, c->file, at, from, strcspn(from, "\r\n"), text, NULL);
	}
}

/* The first four octets of a port's name make no sense to a person; but the same names give the same address on every machine. */
void topology_mac(const char *lab, const char *node, const char *port, u8 mac[6])
{
	const char *part[3] = { lab, node, port };
	u64 h = 14695981039346656037ull;

	for (unsigned i = 0; i < 3; i++) {
		for (const char *s = part[i]; *s; s++)
			h = (h ^ (u8)*s) * 1099511628211ull;
		h = (h ^ 0xff) * 1099511628211ull; /* no name holds it: "a"+"bc" is not "ab"+"c" */
	}
	h ^= h >> 31;
	h *= 0x9e3779b97f4a7c15ull;
	h ^= h >> 29;
	for (unsigned i = 0; i < 6; i++)
		mac[i] = (u8)(h >> (8 * i));
	mac[0] = (u8)((mac[0] & 0xfc) | 0x02);
}

void topology_port_mac(const struct topology *t, const struct topo_node *n, u32 port, u8 mac[6])
{
	u32 low;

	if (!n->has_mac) {
		topology_mac(t->name, n->name, n->ports[port].name, mac);
		return;
	}
	memcpy(mac, n->mac, 6);
	low = ((u32)mac[3] << 16 | (u32)mac[4] << 8 | mac[5]) + port;
	mac[3] = (u8)(low >> 16);
	mac[4] = (u8)(low >> 8);
	mac[5] = (u8)low;
}

bool topology_duration(const char *s, nsec *d)
{
	static const struct { const char *name; u64 ns; } unit[] = {
		{ "ns", 1 }, { "us", NSEC_PER_US }, { "ms", NSEC_PER_MS }, { "s", NSEC_PER_SEC }, { "m", 60 * NSEC_PER_SEC },
		{ "min", 60 * NSEC_PER_SEC }, { "h", 3600 * NSEC_PER_SEC }, { "d", 86400 * NSEC_PER_SEC },
	};
	u64 whole = 0, part = 0, scale = 1;
	const char *p = s;

	for (; *p >= '0' && *p <= '9'; p++) {
		whole = whole * 10 + (u64)(*p - '0');
		if (whole > 100000000000000000ull)
			return false;
	}
	if (p == s)
		return false;
	if (*p == '.') {
		const char *from = ++p;

		for (; *p >= '0' && *p <= '9'; p++)
			if (scale < 1000000000ull) {
				part = part * 10 + (u64)(*p - '0');
				scale *= 10;
			}
		if (p == from)
			return false;
	}
	if (!*p && !whole && !part) {
		*d = 0;
		return true;
	}
	for (unsigned i = 0; i < ARRAY_LEN(unit); i++)
		if (!strcmp(p, unit[i].name)) {
			if (whole > 86400ull * 365 * 100 * NSEC_PER_SEC / unit[i].ns)
				return false;
			*d = whole * unit[i].ns + (u64)((unsigned __int128)part * unit[i].ns / scale);
			return true;
		}
	return false;
}
