/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Interfaces of a device: their list, their state, their counters.
 *
 * An interface has two states. `link`, "GigabitEthernet0/1 is up": it is not shut down, and has carrier if it is a port; a
 * sub-interface follows its parent. `up`, "line protocol is up": frames pass; for ports the same as `link`, for an SVI what the switch says.
 * iface_update() alone computes both, logs, stamps and tells the kind. What it says is what IOS says:
 *
 *	shutdown              %LINK-5-CHANGED ... administratively down, %LINEPROTO-5-UPDOWN ... down
 *	no shutdown           %LINK-3-UPDOWN ... up (or down: no carrier), %LINEPROTO-5-UPDOWN ... up
 *	carrier comes, goes   %LINK-3-UPDOWN, %LINEPROTO-5-UPDOWN
 *	a loopback is made    %LINEPROTO-5-UPDOWN ... up
 *
 * Sub-interfaces are silent: their parent speaks for them. Line protocol follows at once, not a second later as on hardware,
 * where that second is carrier delay.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/own.h"

struct iface *device_iface(struct device *d, const char *long_name)
{
	for (struct iface *i = d->ifaces; i; i = i->next)
		if (!strcmp(i->name, long_name))
			return i;
	return NULL;
}

/* "GigabitEthernet0/1.10" -> "Gi0/1.10". */
static char *short_name_of(enum iface_type t, const char *name)
{
	const char *numbers = name + strlen(iface_type_info(t)->name);

	return xasprintf("%s%s", iface_type_info(t)->short_name, numbers);
}

static void insert(struct device *d, struct iface *i)
{
	struct iface **at = &d->ifaces;

	while (*at && (*at)->order <= i->order)
		at = &(*at)->next;
	i->next = *at;
	*at = i;
	d->n_ifaces++;
	if (!i->parent)
		return;
	at = &i->parent->subs;
	while (*at && (*at)->number < i->number)
		at = &(*at)->next_sub;
	i->next_sub = *at;
	*at = i;
}

static void remove_from(struct device *d, struct iface *i)
{
	struct iface **at = &d->ifaces;

	while (*at != i)
		at = &(*at)->next;
	*at = i->next;
	d->n_ifaces--;
	if (!i->parent)
		return;
	at = &i->parent->subs;
	while (*at != i)
		at = &(*at)->next_sub;
	*at = i->next_sub;
}

u32 iface_speed_kbit(const struct iface *i)
{
	static const u32 by_speed[] = { 0, 10000, 100000, 1000000, 10000000 };

	return i->port && i->speed ? by_speed[i->speed] : iface_type_info(i->type)->bandwidth_kbit;
}

void iface_default_bandwidth(struct iface *i)
{
	if (!i->bandwidth_set)
		i->bandwidth_kbit = i->parent ? i->parent->bandwidth_kbit : iface_speed_kbit(i);
}

struct iface *iface_add(struct device *d, enum iface_type t, const char *name, struct port *p, struct iface *parent)
{
	struct iface *i = xcalloc(1, sizeof(*i));
	const struct iface_type_info *info = iface_type_info(t);
	struct ifname n;

	i->dev = d;
	i->type = t;
	i->name = xstrdup(name);
	i->ifindex = ++d->next_ifindex;
	i->port = p;
	i->parent = parent;
	if (ifname_parse(name, &n) && ifname_type(n.word) == t) {
		i->number = n.sub ? n.sub_number : n.num[n.n_num - 1];
		i->order = ifname_order(t, &n);
		i->short_name = short_name_of(t, name);
	} else { /* a port with a name of its own */
		i->order = (u64)info->rank << 60 | 0xffull << 52 | (u64)i->ifindex << 32;
		i->short_name = xstrdup(name);
	}
	if (p)
		memcpy(i->mac, p->mac, 6);
	else if (parent)
		memcpy(i->mac, parent->mac, 6);
	else if (t == IF_VLAN || t == IF_TUNNEL)
		memcpy(i->mac, d->system->base_mac, 6);
	i->mtu = parent ? parent->mtu : info->mtu;
	i->delay_10us = info->delay_10us;
	iface_default_bandwidth(i);
	i->load_interval = 300;
	i->changed = node_now(&d->node);
	i->last_input = i->last_output = i->counters_cleared = NSEC_NEVER;
	insert(d, i);
	return i;
}

static void free_one(struct iface *i)
{
	free(i->name);
	free(i->short_name);
	free(i->description);
	free(i->rate);
	free(i->drops_baseline);
	free(i->drops);
	free(i);
}

void iface_free_all(struct device *d)
{
	while (d->ifaces) {
		struct iface *i = d->ifaces;

		if (d->ops && d->ops->iface_removed)
			d->ops->iface_removed(i);
		d->ifaces = i->next;
		free_one(i);
	}
	d->n_ifaces = 0;
	free(d->by_port);
	d->by_port = NULL;
	d->n_by_port = 0;
}

/* A port that came after device_init() gets its interface here. */
struct iface *device_iface_of_port(struct device *d, const struct port *p)
{
	if (likely(p->index < d->n_by_port && d->by_port[p->index]))
		return d->by_port[p->index];
	if (p->index >= d->n_by_port) {
		u32 n = max_u64(p->index + 1, p->node->n_ports);

		d->by_port = xrealloc(d->by_port, n, sizeof(struct iface *));
		memset(d->by_port + d->n_by_port, 0, (n - d->n_by_port) * sizeof(struct iface *));
		d->n_by_port = n;
	}
	struct ifname n;
	enum iface_type t = ifname_parse(p->name, &n) ? ifname_type(n.word) : IF_TYPE_N;
	struct port *port = p->node->ports;

	while (port != p) /* the same, not const */
		port = port->next;
	if (t == IF_TYPE_N || iface_type_info(t)->virtual)
		t = IF_ETH;
	struct iface *i = iface_add(d, t, p->name, port, NULL);

	d->by_port[p->index] = i;
	i->shutdown = !p->enabled;
	iface_update(i);
	if (d->ops && d->ops->iface_added)
		d->ops->iface_added(i);
	return i;
}

void device_link(struct port *p)
{
	struct device *d = device_of(p->node);

	if (d->system) /* else: before init or after fini */
		iface_update(device_iface_of_port(d, p));
}

/* Names are resolved already: made as they stand, or not at all. */
struct iface *device_iface_make(struct device *d, const char *long_name)
{
	struct iface *i = device_iface(d, long_name), *parent = NULL;
	char name[64];
	struct ifname n;

	if (i)
		return i;
	if (!ifname_resolve(d, long_name, true, name) || strcmp(name, long_name) || !ifname_parse(name, &n))
		return NULL;
	enum iface_type t = ifname_type(n.word);

	if (t == IF_TYPE_N || ((t == IF_PORT_CHANNEL || t == IF_TUNNEL) && !(d->ops && d->ops->iface_allowed && d->ops->iface_allowed(d, t, n.sub))))
		return NULL;
	if (n.sub) {
		*strrchr(name, '.') = 0;
		parent = device_iface(d, name);
		if (!parent)
			return NULL;
	}
	i = iface_add(d, t, long_name, NULL, parent);
	if (d->ops->iface_added)
		d->ops->iface_added(i);
	iface_update(i);
	return i;
}

void device_iface_remove(struct iface *i)
{
	struct device *d = i->dev;

	if (iface_is_physical(i))
		bug("%s: interface %s has a port and cannot be removed", d->node.name, i->name);
	while (i->subs)
		device_iface_remove(i->subs);
	i->shutdown = true;
	iface_update(i);
	if (d->ops && d->ops->iface_removed)
		d->ops->iface_removed(i);
	remove_from(d, i);
	free_one(i);
}

static bool admin_down(const struct iface *i)
{
	return i->shutdown || (i->parent && i->parent->shutdown);
}

static void log_line_protocol(struct iface *i, bool up)
{
	device_log(i->dev, "LINEPROTO", 5, "UPDOWN", "Line protocol on Interface %s, changed state to %s", i->name,
		   up ? "up" : "down");
}

/* What changed, in IOS's words. */
static void announce(struct iface *i, bool was_link, bool was_up, bool fresh)
{
	bool shut = admin_down(i), silent = i->parent || i->type == IF_NULL;

	if (silent)
		return;
	if (shut && !i->was_shut)
		device_log(i->dev, "LINK", 5, "CHANGED", "Interface %s, changed state to administratively down", i->name);
	else if (!shut && (i->was_shut || was_link != i->link) && !fresh)
		device_log(i->dev, "LINK", 3, "UPDOWN", "Interface %s, changed state to %s", i->name, i->link ? "up" : "down");
	if (was_up != i->up)
		log_line_protocol(i, i->up);
}

void iface_update(struct iface *i)
{
	const struct device_ops *ops = i->dev->ops;
	bool was_link = i->link, was_up = i->up, shut = admin_down(i), fresh = !i->started;

	if (i->port)
		i->link = !shut && !i->err_disabled && i->port->link;
	else
		i->link = !shut && (!i->parent || i->parent->link);
	i->up = i->link && !i->monitoring && (!i->parent || i->parent->up);
	if (i->up && !i->port && ops && ops->iface_line_up)
		i->up = ops->iface_line_up(i);
	i->started = true;
	if (i->link != was_link || i->up != was_up || shut != i->was_shut) {
		if (i->up != was_up)
			i->changed = node_now(&i->dev->node);
		if (was_up && !i->up)
			i->resets++;
		if (!fresh || !i->port) /* ports at boot are as they are */
			announce(i, was_link, was_up, fresh);
		i->was_shut = shut;
		if (!fresh || i->up)
			iface_tell(i);
		if (i->dev->happened && !fresh)
			i->dev->happened(i->dev, &(struct device_event){ .kind = EVENT_INTERFACE, .iface = i });
	}
	for (struct iface *s = i->subs; s; s = s->next_sub)
		iface_update(s);
}

void iface_tell(struct iface *i)
{
	const struct device_ops *ops = i->dev->ops;

	if (ops && ops->iface_changed)
		ops->iface_changed(i);
}

void iface_set_err_disabled(struct iface *i, const char *reason)
{
	i->err_disabled = reason;
	if (i->port)
		port_enable(i->port, !i->shutdown && !reason);
	iface_update(i);
}

void iface_set_shutdown(struct iface *i, bool shut)
{
	if (i->shutdown == shut)
		return;
	i->shutdown = shut;
	i->err_disabled = NULL;
	if (i->port)
		port_enable(i->port, !shut); /* comes back through device_link() when carrier changed */
	iface_update(i);
}

void iface_set_mtu(struct iface *i, u32 mtu)
{
	if (i->mtu == mtu)
		return;
	for (struct iface *s = i->subs; s; s = s->next_sub)
		if (!s->mtu_set)
			iface_set_mtu(s, mtu);
	i->mtu = mtu;
	iface_tell(i);
}

void iface_set_mac(struct iface *i, const u8 mac[6])
{
	if (!memcmp(i->mac, mac, 6))
		return;
	for (struct iface *s = i->subs; s; s = s->next_sub)
		iface_set_mac(s, mac);
	memcpy(i->mac, mac, 6);
	iface_tell(i);
}

static unsigned shown_group(const struct iface *i)
{
	return i->type == IF_VLAN ? 0 : iface_type_info(i->type)->virtual ? 2 : 1;
}

struct iface *iface_shown(struct device *d, const struct iface *after)
{
	unsigned group = after ? shown_group(after) : 0;
	struct iface *i = after ? after->next : d->ifaces;

	for (; group < 3; group++, i = d->ifaces)
		for (; i; i = i->next)
			if (shown_group(i) == group)
				return i;
	return NULL;
}

const char *iface_status(const struct iface *i)
{
	return admin_down(i) ? "administratively down" : i->link ? "up" : "down";
}

bool drop_is_output(enum drop reason)
{
	switch (reason) {
	case DROP_NO_CARRIER:
	case DROP_PORT_DOWN:
	case DROP_WIRE_CUT:
	case DROP_WIRE_FULL:
	case DROP_WIRE_LOSS:
	case DROP_WIRE_MTU:
	case DROP_QUEUE_FULL:
	case DROP_POLICE_OUT:
	case DROP_CLASS_DROP_OUT:
	case DROP_RANDOM_DETECT:
	case DROP_DOOR_FULL:
	case DROP_DOOR_ERROR:
	case DROP_NEIGHBOUR_FAILED:
	case DROP_NEIGHBOUR_QUEUE:
		return true;
	default:
		return false;
	}
}

void iface_get_counters(const struct iface *i, struct iface_counters *c)
{
	const struct port *p = i->port;

	if (!p) {
		*c = i->count;
		return;
	}
	*c = (struct iface_counters){
		.rx_frames = p->stats.rx_frames, .rx_bytes = p->stats.rx_bytes,
		.tx_frames = p->stats.tx_frames, .tx_bytes = p->stats.tx_bytes,
		.rx_broadcast = p->stats.rx_broadcast, .rx_multicast = p->stats.rx_multicast,
		.tx_broadcast = p->stats.tx_broadcast, .tx_multicast = p->stats.tx_multicast,
	};
	for (unsigned r = 0; r < DROP_N; r++)
		*(drop_is_output(r) ? &c->tx_drops : &c->rx_drops) += p->drops[r];
}

nsec iface_last_input(const struct iface *i)
{
	if (!i->port)
		return i->last_input;
	return i->port->stats.rx_frames ? i->port->stats.rx_last : NSEC_NEVER;
}

nsec iface_last_output(const struct iface *i)
{
	if (!i->port)
		return i->last_output;
	return i->port->stats.tx_frames ? i->port->stats.tx_last : NSEC_NEVER;
}

void iface_counters_shown(const struct iface *i, struct iface_counters *c)
{
	const struct iface_counters *b = &i->baseline;

	iface_get_counters(i, c);
	c->rx_frames -= b->rx_frames;
	c->rx_bytes -= b->rx_bytes;
	c->tx_frames -= b->tx_frames;
	c->tx_bytes -= b->tx_bytes;
	c->rx_broadcast -= b->rx_broadcast;
	c->rx_multicast -= b->rx_multicast;
	c->tx_broadcast -= b->tx_broadcast;
	c->tx_multicast -= b->tx_multicast;
	c->rx_drops -= b->rx_drops;
	c->tx_drops -= b->tx_drops;
}

void iface_clear_counters(struct iface *i)
{
	iface_get_counters(i, &i->baseline);
	if (i->port && !i->drops_baseline)
		i->drops_baseline = xcalloc(DROP_N, sizeof(u64));
	if (i->port)
		memcpy(i->drops_baseline, i->port->drops, DROP_N * sizeof(u64));
	i->counters_cleared = node_now(&i->dev->node);
}

u64 iface_drops_shown(const struct iface *i, enum drop reason)
{
	if (!i->port)
		return 0;
	return i->port->drops[reason] - (i->drops_baseline ? i->drops_baseline[reason] : 0);
}
