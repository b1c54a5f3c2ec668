/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/snoop.h"
#include "switch/snoop_db.h"

#include <stdlib.h>
#include <string.h>

#include "device/debug.h"
#include "net/rd.h"
#include "switch/dhcp_frame.h"
#include "switch/errdisable.h"

enum { AGE_S = 10 };

/* ---- what is refused ---- */

/* A line of the log, once in SNOOP_LOG_S a port. */
static bool may_log(struct snoop_port *p, nsec now)
{
	if (p->logged && now - p->logged < SNOOP_LOG_S * NSEC_PER_SEC)
		return false;
	p->logged = now;
	return true;
}

static enum drop refuse(struct swport *in, const struct frame *f, const struct dhcp_seen *d, bool mac_fails)
{
	struct snoop *s = in->bridge->snoop;
	struct snoop_port *p = &s->port[in->index];
	struct device *dev = s->b->dev;
	char chaddr[MAC_TEXT], source[MAC_TEXT];

	p->dropped++;
	s->dropped++;
	s->dropped_untrusted += !p->trusted;
	if (!may_log(p, node_now(&dev->node)))
		return DROP_DHCP_SNOOPING;
	mac_dotted(f->data + 6, source);
	if (mac_fails)
		device_log(dev, "DHCP_SNOOPING", 5, "DHCP_SNOOPING_MATCH_MAC_FAIL",
			   "DHCP_SNOOPING drop message because the chaddr doesn't match source mac, message type: %s, chaddr: %s, MAC sa: %s",
			   dhcp_type_name(d->type), mac_dotted(d->chaddr, chaddr), source);
	else
		device_log(dev, "DHCP_SNOOPING", 5, "DHCP_SNOOPING_UNTRUSTED_PORT", "DHCP_SNOOPING drop message on untrusted port, message type: %s, MAC sa: %s",
			   dhcp_type_name(d->type), source);
	return DROP_DHCP_SNOOPING;
}

/* ip dhcp snooping limit rate */
static bool too_many(struct swport *in)
{
	struct snoop_port *p = snoop_port_of(in);
	struct device *d = in->bridge->dev;
	u64 second = node_now(&d->node) / NSEC_PER_SEC;

	if (p->second != second) {
		p->second = second;
		p->in_second = 0;
	}
	p->in_second += p->in_second < UINT16_MAX;
	if (!p->limit || p->in_second <= p->limit)
		return false;
	if (errdisable_hit(in, ERR_DHCP_RATE))
		device_log(d, "DHCP_SNOOPING", 4, "DHCP_SNOOPING_ERRDISABLE_WARNING", "DHCP Snooping received %u DHCP packets on interface %s", p->in_second,
			   in->iface->short_name);
	return true;
}

/* ---- clients ---- */

static enum drop judge_client(struct snoop *s, struct swport *in, const struct frame *f, const struct dhcp_seen *d, u16 vlan)
{
	const struct binding *b = binding_of_mac(&s->table, d->chaddr, vlan);

	if (d->giaddr || (d->option82 && !s->allow_untrusted))
		return refuse(in, f, d, false);
	if (s->verify_mac && !mac_eq(f->data + 6, d->chaddr))
		return refuse(in, f, d, true);
	/* who lets go of an address must be where it was given out */
	if ((d->type == DHCP_RELEASE || d->type == DHCP_DECLINE) && b && b->port != in->index)
		return refuse(in, f, d, false);
	return DROP_NONE;
}

static bool is_trusted(const struct swport *p, u16 vlan, const void *arg)
{
	(void)vlan;
	return ((const struct snoop *)arg)->port[p->index].trusted;
}

/* To the servers: out of trusted ports, and to the switch's own. Consumes. */
static void to_servers(struct snoop *s, struct swport *in, struct frame *f, u16 vlan)
{
	const struct fdb_entry *e = mac_is_group(f->data) ? NULL : fdb_find(&s->b->fdb, fdb_key8(f->data, vlan));

	if (e && e->port == FDB_CPU) {
		bridge_to_cpu(s->b, f, vlan);
		return;
	}
	if (e && e->port < s->b->n_ports && e->port != in->index && s->port[e->port].trusted) {
		bridge_send(&s->b->port[e->port], f, vlan);
		return;
	}
	if (mac_is_group(f->data))
		bridge_to_cpu(s->b, frame_ref(f), vlan);
	bridge_flood_to(s->b, in, f, vlan, is_trusted, s);
}

/* Module and port of option 82's circuit: 0 and the number at the end of the name. */
static u8 number_of_port(const struct swport *p)
{
	return (u8)(p->index + 1);
}

static enum drop from_client(struct snoop *s, struct swport *in, struct frame *f, const struct dhcp_seen *d, u16 vlan)
{
	struct snoop_port *p = &s->port[in->index];
	struct binding *b;
	enum drop why;

	if (!p->trusted) {
		why = judge_client(s, in, f, d, vlan);
		if (why != DROP_NONE)
			return why;
		b = d->type == DHCP_RELEASE || d->type == DHCP_DECLINE ? binding_of_mac(&s->table, d->chaddr, vlan) : NULL;
		if (b && b->type == BINDING_DHCP)
			binding_remove(&s->table, b);
	}
	p->forwarded++;
	s->forwarded++;
	fdb_learn(&s->b->fdb, fdb_key8(f->data + 6, vlan), in->index, fdb_tick(node_now(&s->b->dev->node)));
	if (!p->trusted && s->option82) {
		f = frame_writable(f);
		if (!f)
			return CHECK_TAKEN;
		dhcp_add_option82(f, d, vlan, 0, number_of_port(in), s->mac);
	}
	to_servers(s, in, f, vlan);
	return CHECK_TAKEN;
}

/* ---- servers ---- */

/* The untrusted port that a client is behind; NULL: not known. */
static struct swport *client_port(const struct snoop *s, const struct dhcp_seen *d, u16 vlan)
{
	const struct fdb_entry *e = fdb_find(&s->b->fdb, fdb_key(d->chaddr, vlan));

	return e && e->port < s->b->n_ports ? &s->b->port[e->port] : NULL;
}

struct binding *snoop_bind(struct snoop *s, const u8 mac[6], u16 vlan, u32 ip, u16 port, nsec expires)
{
	struct binding *b = binding_set(&s->table, mac, vlan, ip, port, BINDING_DHCP, expires);
	struct node *n = &s->b->dev->node;

	if (b && !timer_is_set(&s->age))
		timer_set(n->worker, &s->age, node_now(n) + AGE_S * NSEC_PER_SEC);
	return b;
}

static void learn_lease(struct snoop *s, const struct dhcp_seen *d, u16 vlan)
{
	struct swport *client = client_port(s, d, vlan);
	struct node *n = &s->b->dev->node;
	u32 ip = d->yiaddr;
	nsec expires = d->lease_s == UINT32_MAX || !d->lease_s ? NSEC_NEVER : node_now(n) + d->lease_s * NSEC_PER_SEC;

	if (d->type != DHCP_ACK || !ip || !client || s->port[client->index].trusted)
		return;
	if (!snoop_bind(s, d->chaddr, vlan, ip, client->index, expires))
		device_log(s->b->dev, "DHCP_SNOOPING", 3, "DHCP_SNOOPING_INTERNAL_ERROR", "DHCP Snooping internal error, the table of %u bindings is full", s->table.n);
}

static enum drop from_server(struct snoop *s, struct swport *in, struct frame *f, const struct dhcp_seen *d, u16 vlan)
{
	struct swport *client;

	if (in && !s->port[in->index].trusted)
		return refuse(in, f, d, false);
	learn_lease(s, d, vlan);
	s->forwarded++;
	if (in)
		s->port[in->index].forwarded++;
	client = client_port(s, d, vlan);
	if (in)
		fdb_learn(&s->b->fdb, fdb_key8(f->data + 6, vlan), in->index, fdb_tick(node_now(&s->b->dev->node)));
	if (d->option82 && dhcp_option82_is(f, d, s->mac)) {
		f = frame_writable(f);
		if (!f)
			return CHECK_TAKEN;
		dhcp_strip_option82(f, d);
	}
	if (client && client != in)
		bridge_send(client, f, vlan);
	else
		bridge_forward(s->b, in, f, vlan);
	return CHECK_TAKEN;
}

static void debug(const struct snoop *s, const struct swport *in, const struct frame *f, const struct dhcp_seen *d)
{
	char source[MAC_TEXT];

	device_debug(s->b->dev, "DHCP_SNOOPING: process new DHCP packet, message type: %s, input interface: %s, MAC sa: %s", dhcp_type_name(d->type),
		     in ? in->iface->short_name : "Cpu", mac_dotted(f->data + 6, source));
}

static enum drop look(struct swport *in, struct frame *f, u16 vlan)
{
	struct snoop *s = in->bridge->snoop;
	struct dhcp_seen d;
	enum dhcp_look is;

	if (!snoop_watches(s, vlan))
		return DROP_NONE;
	is = dhcp_look(f, &d);
	if (likely(is == DHCP_NOT))
		return DROP_NONE;
	if (errdisable_is(in) || too_many(in))
		return DROP_RATE_LIMIT;
	if (is == DHCP_BAD) {
		snoop_port_of(in)->dropped++;
		s->dropped++;
		return DROP_BAD_FIELD;
	}
	if (debug_on(s->b->dev, DEBUG_DHCP_SNOOPING))
		debug(s, in, f, &d);
	return d.op == 1 ? from_client(s, in, f, &d, vlan) : from_server(s, in, f, &d, vlan);
}

bool snoop_from_cpu(struct bridge *b, struct frame *f, u16 vlan)
{
	struct snoop *s = b->snoop;
	struct dhcp_seen d;

	if (!snoop_watches(s, vlan) || dhcp_look(f, &d) != DHCP_IS || d.op != 2)
		return false;
	if (debug_on(b->dev, DEBUG_DHCP_SNOOPING))
		debug(s, NULL, f, &d);
	return from_server(s, NULL, f, &d, vlan) == CHECK_TAKEN;
}

static bool wants(const struct swport *p)
{
	return p->bridge->snoop->on;
}

/* ---- life ---- */

static void age_fire(struct timer *t)
{
	struct snoop *s = container_of(t, struct snoop, age);
	struct node *n = &s->b->dev->node;
	struct binding *b = NULL;

	while ((b = binding_next(&s->table, b)))
		if (b->expires <= node_now(n))
			binding_remove(&s->table, b);
	if (s->table.n)
		timer_set(n->worker, t, node_now(n) + AGE_S * NSEC_PER_SEC);
}

void snoop_changed(struct snoop *s)
{
	bridge_checks_changed(s->b);
}

static void changed(struct bindings *t)
{
	snoop_db_changed(container_of(t, struct snoop, table)->db);
}

struct snoop *snoop_new(struct bridge *b)
{
	struct snoop *s = xcalloc(1, sizeof(*s));

	s->b = b;
	s->option82 = s->verify_mac = true;
	s->port = xcalloc(b->max_ports, sizeof(*s->port));
	if (b->dev->node.ports)
		memcpy(s->mac, b->dev->node.ports->mac, 6);
	bindings_init(&s->table);
	s->table.changed = changed;
	s->db = snoop_db_new(s);
	s->age.fire = age_fire;
	b->snoop = s;
	bridge_check_add(b, wants, look, CHECK_ARP_UDP);
	dai_init(s);
	source_guard_init(s);
	return s;
}

void snoop_free(struct snoop *s)
{
	timer_stop(s->b->dev->node.worker, &s->age);
	for (u16 v = 0; v <= VLAN_MAX; v++)
		free(s->dai[v]);
	s->table.changed = NULL;
	snoop_db_free(s->db);
	s->b->snoop = NULL;
	arp_acls_free(&s->arp_acls);
	bindings_free(&s->table);
	free(s->port);
	free(s);
}
