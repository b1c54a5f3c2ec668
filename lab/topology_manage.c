/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `management:` of a node: where on this machine its shell is served. */
#include <string.h>

#include "lab/topology_reader.h"

#define FORM "ADDRESS:PORT, as in 127.0.0.1:2301 or [::1]:2301"

/* "127.0.0.1:2301", "[::1]:2301" */
static bool parse_listen(const char *text, struct topo_listen *l)
{
	const char *colon = strrchr(text, ':');
	char host[64];
	size_t n = colon ? (size_t)(colon - text) : 0;
	u32 port = 0;

	if (!n || n >= sizeof(host) || !colon[1] || strlen(colon + 1) > 5 || strspn(colon + 1, "0123456789") != strlen(colon + 1))
		return false;
	memcpy(host, text, n);
	host[n] = 0;
	for (const char *p = colon + 1; *p; p++)
		port = port * 10 + (u32)(*p - '0');
	if (!port || port > 65535)
		return false;
	l->port = (u16)port;
	if (ip4_parse(host, &l->addr.v4)) {
		l->addr.af = AF_IP4;
		return true;
	}
	if (host[0] != '[' || host[n - 1] != ']')
		return false;
	host[n - 1] = 0;
	l->addr.af = AF_IP6;
	return ip6_parse(host + 1, &l->addr.v6);
}

void topo_read_management(struct topo_reader *r, struct topo_node *n, struct yaml_value *v)
{
	static const char *const protocol[MANAGE_N] = { "telnet", "ssh" };

	if (v->kind != YAML_MAP) {
		yaml_error(r->f, v->at, "management: {ssh: 127.0.0.1:2201}", "\"management\" is a map of protocols");
		return;
	}
	for (u32 i = 0; i < v->n; i++) {
		const struct yaml_value *key = v->pairs[i].key, *value = v->pairs[i].value;
		unsigned p = 0;
		const char *text;

		while (p < MANAGE_N && strcmp(key->text, protocol[p]))
			p++;
		if (p == MANAGE_N) {
			yaml_error(r->f, key->at, "the protocols here are ssh and telnet", "unknown key \"%s\"", key->text);
			continue;
		}
		text = topo_scalar(r, value, protocol[p], FORM);
		if (!text)
			continue;
		n->management[p].at = value->at;
		if (r->inherited) /* two nodes cannot stand at one address */
			yaml_error(r->f, value->at, "each node has its own", "\"management\" cannot stand in a group or in defaults");
		else if (!parse_listen(text, &n->management[p]))
			yaml_error(r->f, value->at, FORM, "\"%s\" is no address and port", text);
	}
}
