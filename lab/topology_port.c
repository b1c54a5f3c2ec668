/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ports and their names: how many a node has, what they are called, and which one a user means.
 *
 * A name is letters and numbers apart by slashes: "GigabitEthernet0/1". A short form is any beginning of the letters (in
 * either case, or none at all) with the same numbers; it counts if it fits one port of the node only.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lab/topology_reader.h"

static const char *const port_types[] = { "Ethernet", "FastEthernet", "GigabitEthernet", "TenGigabitEthernet", NULL };

enum port_match topology_port_match(const char *long_name, const char *text)
{
	const char *n = long_name;

	if (!strcmp(long_name, text))
		return PORT_MATCH_EXACT;
	for (; isalpha((u8)*text) && tolower((u8)*text) == tolower((u8)*n); text++, n++)
		;
	if (isalpha((u8)*text))
		return PORT_MATCH_NO;
	while (isalpha((u8)*n) || *n == '-')
		n++;
	while (*text == ' ')
		text++;
	if (!*text || strcmp(n, text))
		return PORT_MATCH_NO;
	return PORT_MATCH_SHORT;
}

/* How a kind names its ports when the file gives a number of them. */
struct naming {
	const char *letters, *before; /* "GigabitEthernet", "0/" */
	u32 from, dflt;
	bool grows;
};

static const struct naming naming[TOPO_KIND_N] = {
	/*                    letters            before  from dflt grows */
	[TOPO_ROUTER] =     { "GigabitEthernet", "0/",   0,   4,   true },
	[TOPO_SWITCH] =     { "GigabitEthernet", "0/",   1,   24,  false },
	[TOPO_HOST] =       { "eth",             "",     0,   1,   true },
	[TOPO_HUB] =        { "",                "",     1,   8,   false },
	[TOPO_NAT] =        { "eth",             "",     0,   1,   false },
	[TOPO_VM] =         { "",                "",     0,   1,   false },
	[TOPO_CONTAINER] =  { "eth",             "",     0,   1,   true },
};

void topo_set_ports(struct topo_reader *r, struct topo_node *n, u32 count)
{
	const struct naming *k = &naming[n->kind];
	struct topo_port *p = yaml_alloc(r->f, count + 1, sizeof(*p));
	char name[64];

	if (n->n_ports)
		memcpy(p, n->ports, n->n_ports * sizeof(*p));
	for (u32 i = n->n_ports; i < count; i++) {
		snprintf(name, sizeof(name), "%s%s%u", k->letters, k->before, k->from + i);
		p[i].name = yaml_copy_text(r->f, name);
	}
	n->ports = p;
	n->n_ports = count;
}

void topo_default_ports(struct topo_reader *r, struct topo_node *n)
{
	if (n->kind < TOPO_KIND_N)
		topo_set_ports(r, n, naming[n->kind].dflt);
}

/* A decimal number of at most 9 digits; *end after it. */
static bool number(const char *s, const char **end, u32 *v)
{
	const char *p = s;

	for (*v = 0; isdigit((u8)*p) && p - s < 9; p++)
		*v = *v * 10 + (u32)(*p - '0');
	*end = p;
	return p != s && !isdigit((u8)*p);
}

/* ---- the list of names ---- */

/* The long name of a type that `letters` (len of them) begins; NULL: none or several. */
static const char *type_of(const struct topo_node *n, const char *letters, size_t len)
{
	const char *found = NULL;

	if (n->kind != TOPO_ROUTER && n->kind != TOPO_SWITCH)
		return len == strlen(naming[n->kind].letters) && !strncmp(letters, naming[n->kind].letters, len) ?
			naming[n->kind].letters : NULL;
	for (unsigned i = 0; port_types[i]; i++) {
		if (!len || strncasecmp(port_types[i], letters, len))
			continue;
		if (!port_types[i][len])
			return port_types[i];
		if (found)
			return NULL;
		found = port_types[i];
	}
	return found;
}

struct names {
	struct topo_port *ports;
	u32 n, cap;
};

static void add_name(struct topo_reader *r, struct names *l, const char *name)
{
	if (l->n == l->cap) {
		struct topo_port *p = yaml_alloc(r->f, l->cap = l->cap ? 2 * l->cap : 32, sizeof(*p));

		if (l->n)
			memcpy(p, l->ports, l->n * sizeof(*p));
		l->ports = p;
	}
	l->ports[l->n++].name = yaml_copy_text(r->f, name);
}

static bool name_taken(const struct names *l, const char *name)
{
	for (u32 i = 0; i < l->n; i++)
		if (!strcmp(l->ports[i].name, name))
			return true;
	return false;
}

/* "FastEthernet0/1-24": letters, numbers apart by slashes, the last perhaps a range. */
static bool parse_range(const struct topo_node *n, const char *s, char stem[64], u32 *from, u32 *to)
{
	size_t letters = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
	const char *type = type_of(n, s, letters), *p = s + letters, *end;
	int len;
	u32 v;

	if (!type)
		return false;
	p += strspn(p, " ");
	len = snprintf(stem, 64, "%s", type);
	for (;; p = end + 1) {
		if (!number(p, &end, &v))
			return false;
		if (*end != '/')
			break;
		if (v > 255 || len > 40)
			return false;
		len += snprintf(stem + len, 64 - (size_t)len, "%u/", v);
	}
	*from = *to = v;
	return !*end || (*end == '-' && number(end + 1, &end, to) && !*end && *to >= *from);
}

static void read_names(struct topo_reader *r, struct topo_node *n, const struct yaml_value *v)
{
	struct names l = { 0 };
	char stem[64], name[80];
	u32 from, to;

	for (u32 i = 0; i < v->n; i++) {
		const struct yaml_value *item = v->items[i];
		const char *s = topo_scalar(r, item, "ports", "names of ports");

		if (!s)
			continue;
		if (!parse_range(n, s, stem, &from, &to)) {
			yaml_error(r->f, item->at, "[FastEthernet0/1-24, GigabitEthernet1/0/1]; types: Ethernet, FastEthernet, "
				   "GigabitEthernet, TenGigabitEthernet; eth0 on hosts, numbers on hubs",
				   "\"%s\" is not a name of ports of a %s", s, topology_kind_name(n->kind));
			continue;
		}
		if (to - from >= TOPO_PORTS_MAX || l.n + (to - from) >= TOPO_PORTS_MAX) {
			yaml_error(r->f, item->at, NULL, "a node has at most %u ports", TOPO_PORTS_MAX);
			break;
		}
		for (u32 k = from; k <= to; k++) {
			snprintf(name, sizeof(name), "%s%u", stem, k);
			if (name_taken(&l, name)) {
				yaml_error(r->f, item->at, NULL, "port %s is named twice", name);
				break;
			}
			add_name(r, &l, name);
		}
	}
	if (!l.n) {
		if (!v->n)
			yaml_error(r->f, v->at, NULL, "\"ports\" takes a number or a list of names, and this list is empty");
		topo_default_ports(r, n);
		return;
	}
	n->ports = l.ports;
	n->n_ports = l.n;
	n->ports_named = true;
}

void topo_read_ports(struct topo_reader *r, struct topo_node *n, struct yaml_value *v)
{
	const char *end = NULL;
	u32 count = 0;

	if (n->kind == TOPO_KIND_N)
		return;
	if (v->kind == YAML_LIST) {
		read_names(r, n, v);
		return;
	}
	if (v->kind != YAML_SCALAR || !number(v->text, &end, &count) || *end || !count || count > TOPO_PORTS_MAX) {
		yaml_error(r->f, v->at, "ports: 24, or ports: [FastEthernet0/1-24, GigabitEthernet0/1-2]",
			   "\"ports\" takes a number from 1 to %u or a list of names", TOPO_PORTS_MAX);
		topo_default_ports(r, n);
		return;
	}
	topo_set_ports(r, n, count);
	n->ports_fixed = true;
}

/* ---- which one is meant ---- */

/* The number that text gives to a port named by its kind: "g0/7" on a router: 7. */
static bool numbered(const struct topo_node *n, const char *text, u32 *v)
{
	const struct naming *k = &naming[n->kind];
	size_t letters = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
	const char *end;

	if (n->ports_named || letters > strlen(k->letters) || strncasecmp(text, k->letters, letters))
		return false;
	text += letters;
	text += strspn(text, " ");
	if (strncmp(text, k->before, strlen(k->before)))
		return false;
	return number(text + strlen(k->before), &end, v) && !*end && *v >= k->from;
}

void topo_grow_ports(struct topo_reader *r, struct topo_node *n, const char *text)
{
	u32 v;

	if (n->kind == TOPO_KIND_N || !naming[n->kind].grows || n->ports_fixed || !numbered(n, text, &v))
		return;
	v -= naming[n->kind].from;
	if (v >= n->n_ports && v < TOPO_PORTS_MAX) {
		/* By doubling: a router whose wires come in order would be copied for each else. The rest is cut off afterwards. */
		if (v >= n->ports_cap) {
			u32 had = n->n_ports;

			topo_set_ports(r, n, (u32)min_u64(TOPO_PORTS_MAX, 2ull * (v + 1)));
			n->ports_cap = n->n_ports;
			n->n_ports = had;
		}
		n->n_ports = v + 1;
	}
}

static const char *nth_port(const void *arg, unsigned i)
{
	const struct topo_node *n = arg;

	return i < n->n_ports ? n->ports[i].name : NULL;
}

static void no_such_port(struct topo_reader *r, const struct topo_node *n, const char *text, struct yaml_place at)
{
	const char *near = n->n_ports <= 256 ? yaml_nearest(text, nth_port, n) : NULL;
	char hint[HINT_LEN];

	if (n->n_ports == 1)
		snprintf(hint, sizeof(hint), "its only port is %s", n->ports[0].name);
	else
		snprintf(hint, sizeof(hint), "%s%s%sits ports are %s to %s%s", near ? "did you mean \"" : "", near ? near : "",
			 near ? "\"? " : "", n->ports[0].name, n->ports[n->n_ports - 1].name,
			 n->ports_named ? " (a list in \"ports\")" : "; \"ports\" gives it another number of them");
	yaml_error(r->f, at, hint, "%s has no port \"%s\"", n->name, text);
}

struct topo_port *topo_find_port(struct topo_reader *r, struct topo_node *n, const char *text, struct yaml_place at)
{
	struct topo_port *found = NULL;
	char hint[HINT_LEN];
	u32 v, fits = 0;

	if (!text) {
		if (n->n_ports == 1)
			return &n->ports[0];
		snprintf(hint, sizeof(hint), "%s:%s, for example", n->name, n->ports[0].name);
		yaml_error(r->f, at, hint, "%s has %u ports: say which one", n->name, n->n_ports);
		return NULL;
	}
	if (!n->ports_named) {
		if (numbered(n, text, &v) && v - naming[n->kind].from < n->n_ports)
			return &n->ports[v - naming[n->kind].from];
		no_such_port(r, n, text, at);
		return NULL;
	}
	for (u32 i = 0; i < n->n_ports; i++) {
		enum port_match m = topology_port_match(n->ports[i].name, text);

		if (m == PORT_MATCH_EXACT)
			return &n->ports[i];
		if (m == PORT_MATCH_SHORT && fits++ < 2)
			found = fits == 1 ? &n->ports[i] : found;
	}
	if (fits == 1)
		return found;
	if (!fits) {
		no_such_port(r, n, text, at);
		return NULL;
	}
	snprintf(hint, sizeof(hint), "%s, for example", found->name);
	yaml_error(r->f, at, hint, "\"%s\" fits %u ports of %s: write more of the name", text, fits, n->name);
	return NULL;
}
