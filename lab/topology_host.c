/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host's addresses and gateways: what is no station's address, and a gateway that no network of the host holds. */
#include <stdio.h>
#include <string.h>

#include "lab/topology_reader.h"

#define FORMS "10.0.1.10/24, 2001:db8:1::10/64, dhcp, dhcp6, slaac, or a list of them"

/* Why an address cannot be a station's; NULL: it can. */
static const char *unfit4(u32 a, u8 plen)
{
	u32 mask = ip4_mask(plen);

	if (!a || a >> 24 == 0)
		return "is in the network 0.0.0.0/8, which no station is in";
	if (a >> 24 == 127)
		return "is a loopback address";
	if (ip4_is_multicast(a))
		return "is a multicast address";
	if (a >> 28 == 0xf)
		return "is reserved";
	if (plen < 31 && !(a & ~mask))
		return "is the network's own address";
	if (plen < 31 && (a & ~mask) == ~mask)
		return "is the network's broadcast address";
	return NULL;
}

static const char *unfit6(const struct ip6 *a)
{
	static const struct ip6 one = { { .b = { [15] = 1 } } };

	if (ip6_is_zero(a))
		return "is the unspecified address";
	if (ip6_eq(a, &one))
		return "is the loopback address";
	if (ip6_is_multicast(a))
		return "is a multicast address";
	return NULL;
}

static bool parse_prefix(const char *s, struct topo_address *a)
{
	if (ip4_prefix_parse(s, &a->addr.v4, &a->plen))
		a->addr.af = AF_IP4;
	else if (ip6_prefix_parse(s, &a->addr.v6, &a->plen))
		a->addr.af = AF_IP6;
	else
		return false;
	return true;
}

static bool parse_ip(const char *s, struct ipaddr *a)
{
	if (ip4_parse(s, &a->v4))
		a->af = AF_IP4;
	else if (ip6_parse(s, &a->v6))
		a->af = AF_IP6;
	else
		return false;
	return true;
}

static bool same_address(const struct topo_address *a, const struct topo_address *b)
{
	if (a->how != b->how || a->addr.af != b->addr.af)
		return false;
	if (a->how != TOPO_STATIC)
		return true;
	return a->addr.af == AF_IP4 ? a->addr.v4 == b->addr.v4 : ip6_eq(&a->addr.v6, &b->addr.v6);
}

static bool read_one(struct topo_reader *r, const struct yaml_value *v, struct topo_address *a)
{
	const char *s = topo_scalar(r, v, "address", "an address or a list of them"), *why;
	struct ipaddr bare;

	a->at = v->at;
	if (!s)
		return false;
	a->text = v->text;
	if (!strcmp(s, "slaac")) {
		a->how = TOPO_SLAAC;
		a->addr.af = AF_IP6;
		return true;
	}
	if (!strcmp(s, "dhcp6")) {
		a->how = TOPO_DHCP6;
		a->addr.af = AF_IP6;
		return true;
	}
	if (!strcmp(s, "dhcp")) {
		a->how = TOPO_DHCP;
		a->addr.af = AF_IP4;
		return true;
	}
	if (!parse_prefix(s, a)) {
		if (parse_ip(s, &bare))
			yaml_error(r->f, v->at, bare.af == AF_IP4 ? "add the length of the network's prefix, such as /24" :
				   "add the length of the network's prefix, such as /64", "%s says nothing of its network", s);
		else
			yaml_error(r->f, v->at, FORMS, "\"%s\" is not an address", s);
		return false;
	}
	why = a->addr.af == AF_IP4 ? unfit4(a->addr.v4, a->plen) : unfit6(&a->addr.v6);
	if (why)
		yaml_error(r->f, v->at, NULL, "%s %s", s, why);
	return !why;
}

void topo_read_address(struct topo_reader *r, struct topo_node *n, struct yaml_value *v)
{
	u32 count = v->kind == YAML_LIST ? v->n : 1;

	if (count > TOPO_ADDRESSES_MAX) {
		yaml_error(r->f, v->at, NULL, "a host has at most %u addresses", TOPO_ADDRESSES_MAX);
		return;
	}
	n->addresses = yaml_alloc(r->f, count + 1, sizeof(*n->addresses));
	for (u32 i = 0; i < count; i++) {
		struct topo_address *a = &n->addresses[n->n_addresses];
		bool twice = false;

		if (!read_one(r, v->kind == YAML_LIST ? v->items[i] : v, a)) {
			memset(a, 0, sizeof(*a));
			continue;
		}
		for (u32 k = 0; k < n->n_addresses; k++)
			twice = twice || same_address(&n->addresses[k], a);
		if (twice)
			yaml_error(r->f, a->at, NULL, "%s has this address already", n->name);
		else
			n->n_addresses++;
	}
}

static bool in_network(const struct topo_address *a, const struct ipaddr *g)
{
	return a->how == TOPO_STATIC && ipaddr_in(g, &a->addr, a->plen);
}

static bool is_address(const struct topo_address *a, const struct ipaddr *g)
{
	if (a->how != TOPO_STATIC || a->addr.af != g->af)
		return false;
	return g->af == AF_IP4 ? a->addr.v4 == g->v4 : ip6_eq(&a->addr.v6, &g->v6);
}

/* Says where a gateway must be: the networks of its family. */
static void networks_hint(const struct topo_node *n, u8 af, char hint[HINT_LEN])
{
	size_t len = (size_t)snprintf(hint, HINT_LEN, "%s's networks:", n->name);
	char text[IP6_TEXT];

	for (u32 i = 0; i < n->n_addresses && len < HINT_LEN - 64; i++) {
		const struct topo_address *a = &n->addresses[i];
		struct ipaddr net = a->addr;

		if (a->how != TOPO_STATIC || net.af != af)
			continue;
		if (af == AF_IP4)
			net.v4 &= ip4_mask(a->plen);
		else
			net.v6 = ip6_masked(&a->addr.v6, a->plen);
		len += (size_t)snprintf(hint + len, HINT_LEN - len, " %s/%u", ipaddr_text(&net, text), a->plen);
	}
}

/* A gateway must be a neighbour. Nothing is known of the networks that SLAAC will find, nor if the addresses are wrong. */
static void check_gateway(struct topo_reader *r, const struct topo_node *n, const struct ipaddr *g, const struct yaml_value *v)
{
	const char *why = g->af == AF_IP4 ? unfit4(g->v4, 32) : unfit6(&g->v6);
	bool near = g->af == AF_IP6 && ip6_is_linklocal(&g->v6), any = false, slaac = false;
	char hint[HINT_LEN];

	if (why) {
		yaml_error(r->f, v->at, NULL, "gateway %s %s", v->text, why);
		return;
	}
	for (u32 i = 0; i < n->n_addresses; i++) {
		const struct topo_address *a = &n->addresses[i];

		if (is_address(a, g)) {
			yaml_error(r->f, v->at, "the gateway is the router's address", "gateway %s is %s's own address", v->text, n->name);
			return;
		}
		near = near || in_network(a, g);
		slaac = slaac || a->how == TOPO_SLAAC || a->how == TOPO_DHCP6;
		any = any || (a->how == TOPO_STATIC && a->addr.af == g->af);
	}
	if (near || (g->af == AF_IP6 && slaac))
		return;
	if (any) {
		networks_hint(n, g->af, hint);
		yaml_error(r->f, v->at, hint, "gateway %s is in none of %s's networks", v->text, n->name);
	} else if (!n->addresses) {
		yaml_error(r->f, v->at, "address: 10.0.1.10/24", "%s has a gateway and no address", n->name);
	} else if (n->n_addresses) {
		yaml_error(r->f, v->at, NULL, "%s has an IPv%c gateway and no such address", n->name, g->af == AF_IP4 ? '4' : '6');
	}
}

static void read_gateway(struct topo_reader *r, struct topo_node *n, const struct yaml_value *v)
{
	const char *s = topo_scalar(r, v, "gateway", "an address, or two, one of each family");
	struct ipaddr g = { 0 }, *place;

	if (!s)
		return;
	if (!parse_ip(s, &g)) {
		yaml_error(r->f, v->at, strchr(s, '/') ? "an address without a prefix length" : NULL,
			   "\"%s\" is not a gateway's address", s);
		return;
	}
	place = g.af == AF_IP4 ? &n->gateway4 : &n->gateway6;
	if (place->af) {
		yaml_error(r->f, v->at, NULL, "%s has an IPv%c gateway already", n->name, g.af == AF_IP4 ? '4' : '6');
		return;
	}
	*place = g;
	n->gateway_text[n->n_gateways++] = v->text;
	if (n->kind != TOPO_KIND_N && !r->scratch)
		check_gateway(r, n, &g, v);
}

static void read_dns(struct topo_reader *r, struct topo_node *n, const struct yaml_value *v)
{
	const char *s = topo_scalar(r, v, "dns", "the address of a name server, or a list of them");

	if (!s)
		return;
	if (n->n_dns == TOPO_DNS_MAX)
		yaml_error(r->f, v->at, NULL, "a host has at most %u name servers", TOPO_DNS_MAX);
	else if (!parse_ip(s, &n->dns[n->n_dns]))
		yaml_error(r->f, v->at, NULL, "\"%s\" is not a name server's address", s);
	else
		n->n_dns++;
}

void topo_read_dns(struct topo_reader *r, struct topo_node *n, struct yaml_value *v)
{
	if (v->kind != YAML_LIST) {
		read_dns(r, n, v);
		return;
	}
	for (u32 i = 0; i < v->n && i < 16; i++)
		read_dns(r, n, v->items[i]);
}

/* Runs after topo_read_address(): the table of keys has it first. */
void topo_read_gateway(struct topo_reader *r, struct topo_node *n, struct yaml_value *v)
{
	if (v->kind != YAML_LIST) {
		read_gateway(r, n, v);
		return;
	}
	for (u32 i = 0; i < v->n && i < 16; i++)
		read_gateway(r, n, v->items[i]);
}
