/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "device/discovery/discovery.h"

#include <stdio.h>
#include <stdlib.h>

#include "device/debug.h"
#include "device/own.h"
#include "device/neighbour_frame.h"

enum { LLDP_TYPE = 0x88cc, MED_NETWORK_CONNECTIVITY = 4 };

static const u8 lldp_mac[6] = { 0x01, 0x80, 0xc2, 0, 0, 0x0e };

static nsec now_of(const struct discovery *s)
{
	return node_now(&s->dev->node);
}

struct disc_port *discovery_port(const struct discovery *s, const struct iface *i)
{
	return iface_is_physical(i) && i->port->index < s->n_ports ? &s->port[i->port->index] : NULL;
}

/* ---- what is said of a port ---- */

static void own_address(const struct device *d, const struct iface *i, struct disc_info *out)
{
	const struct iface *from = i;
	u8 plen;
	u32 a;

	if (!d->ops || !d->ops->iface_ip4)
		return;
	if (!d->ops->iface_ip4(i, &a, &plen))
		for (from = d->ifaces; from && !(from->up && d->ops->iface_ip4(from, &a, &plen)); from = from->next)
			;
	if (!from)
		return;
	out->address = (struct ipaddr){ .af = AF_IP4, .v4 = a };
	out->address_ifindex = from->ifindex;
}

/* 802.3 clause 79.3.1: what the port could, and (MAU types of RFC 4836) what it runs at. */
static void own_phy(const struct iface *i, struct disc_info *out)
{
	bool half = i->duplex == DUPLEX_HALF;
	u8 speed = i->speed ? i->speed : i->type == IF_ETHERNET ? SPEED_10 : i->type == IF_FASTETHERNET ? SPEED_100 : i->type == IF_TENGIGABIT ? SPEED_10000 : SPEED_1000;
	static const u16 full_mau[] = { 0, 11, 16, 30, 54 }, half_mau[] = { 0, 10, 15, 29, 54 };

	out->has_mau = true;
	out->autoneg = i->speed || i->duplex ? 1 : 3;
	out->pmd = speed >= SPEED_1000 ? 0x6c01 : speed == SPEED_100 ? 0x6c00 : 0x6000;
	out->mau = (half ? half_mau : full_mau)[speed];
	out->has_frame_size = true;
	out->frame_size = (u16)(i->mtu + 18);
	out->has_duplex = true;
	out->full_duplex = !half;
}

void discovery_own(const struct discovery *s, const struct iface *i, enum disc_protocol protocol, struct disc_info *out)
{
	const struct device *d = s->dev;
	const char *host = shell_hostname(d->shell);

	*out = (struct disc_info){ .hold_s = s->hold_s[protocol] };
	snprintf(out->chassis, sizeof(out->chassis), "%s", host);
	snprintf(out->name, sizeof(out->name), "%s", host);
	snprintf(out->port, sizeof(out->port), "%s", protocol == DISC_CDP ? i->name : i->short_name);
	snprintf(out->port_description, sizeof(out->port_description), "%s", i->description ? i->description : i->name);
	snprintf(out->description, sizeof(out->description), "%s Software, Version 15.9", d->image ? d->image : "Lanyard");
	snprintf(out->platform, sizeof(out->platform), "%s", d->model ? d->model : d->image ? d->image : "Lanyard");
	own_address(d, i, out);
	own_phy(i, out);
	snprintf(out->inventory[INVENTORY_HARDWARE], DISC_INVENTORY_MAX + 1, "1.0");
	snprintf(out->inventory[INVENTORY_SOFTWARE], DISC_INVENTORY_MAX + 1, "15.9");
	snprintf(out->inventory[INVENTORY_SERIAL], DISC_INVENTORY_MAX + 1, "%s", d->system->serial);
	snprintf(out->inventory[INVENTORY_MANUFACTURER], DISC_INVENTORY_MAX + 1, "Lanyard");
	snprintf(out->inventory[INVENTORY_MODEL], DISC_INVENTORY_MAX + 1, "%.*s", DISC_INVENTORY_MAX, out->platform);
	if (s->describe)
		s->describe(i, out);
}

/* ---- out ---- */

static const struct disc_neighbour *with_med(const struct discovery *s, const struct iface *i)
{
	for (const struct disc_neighbour *n = s->first; n; n = n->next)
		if (n->iface == i && n->protocol == DISC_LLDP && n->i.med && n->i.med_class != MED_NETWORK_CONNECTIVITY)
			return n;
	return NULL;
}

static size_t fill(const struct discovery *s, const struct iface *i, enum disc_protocol protocol, bool goodbye, u8 *bytes, size_t room)
{
	struct disc_info own;

	discovery_own(s, i, protocol, &own);
	if (goodbye)
		own.hold_s = 0;
	if (protocol == DISC_CDP)
		return cdp_fill(&own, s->cdp_v2, bytes, room);
	return lldp_fill(&own, s->dev->node.ports->mac, s->lldp_tlvs, with_med(s, i) ? LLDP_MED_ALL & ~discovery_port(s, i)->med_off : 0, bytes, room);
}

static struct frame *lldp_frame(struct port *port, const u8 *bytes, size_t len)
{
	struct frame *f = neighbour_frame(port, lldp_mac, LLDP_TYPE, len);

	if (f)
		memcpy(f->data + NEIGHBOUR_HEAD, bytes, len);
	return f;
}

static void send(struct discovery *s, struct disc_port *p, enum disc_protocol protocol, bool goodbye)
{
	struct port *port = p->iface->port;
	u8 bytes[DISC_FRAME_MAX];
	size_t len = fill(s, p->iface, protocol, goodbye, bytes, sizeof(bytes) - SNAP_LEN);
	struct frame *f;

	if (!len) {
		port->drops[DROP_NO_FRAME]++;
		return;
	}
	f = protocol == DISC_CDP ? snap_frame(port, CDP_PID, bytes, len) : lldp_frame(port, bytes, len);
	if (!f) {
		p->count[protocol].no_memory++;
		return;
	}
	p->count[protocol].out++;
	p->count[protocol].out_v1 += protocol == DISC_CDP && !s->cdp_v2;
	if (debug_on(s->dev, protocol == DISC_CDP ? DEBUG_CDP_PACKETS : DEBUG_LLDP_PACKETS))
		device_debug(s->dev, protocol == DISC_CDP ? "CDP-PA: version %u packet sent out on %s" : "LLDP: version %u packet sent out on %s", s->cdp_v2 ? 2u : 1u, p->iface->name);
	port_send(port, &f, 1);
}

/* ---- the table ---- */

static bool same_peer(const struct disc_info *a, const struct disc_info *b)
{
	return a->chassis_subtype == b->chassis_subtype && a->port_subtype == b->port_subtype && !strcmp(a->chassis, b->chassis) && !strcmp(a->port, b->port);
}

static void tell(const struct discovery *s, const struct disc_neighbour *n, bool here)
{
	device_adjacency(s->dev, n->protocol == DISC_CDP ? "CDP" : "LLDP", 0, n->i.name[0] ? n->i.name : n->i.chassis, n->iface->name, here ? "none" : "present",
			 here ? "present" : "none");
}

static void forget(struct disc_port *p, struct disc_neighbour *n)
{
	struct discovery *s = p->of;
	struct disc_neighbour **at = &p->first;

	if (n->expires) /* it was told of */
		tell(s, n, false);
	while (*at != n)
		at = &(*at)->next_here;
	*at = n->next_here;
	*n->prev = n->next;
	*(n->next ? &n->next->prev : &s->last) = n->prev;
	s->n_neighbours--;
	s->last_change = now_of(s);
	free(n);
}

/* All of them: protocol DISC_N. */
static void forget_all(struct disc_port *p, unsigned protocol)
{
	for (struct disc_neighbour *n = p->first, *next; n; n = next) {
		next = n->next_here;
		if (protocol == DISC_N || n->protocol == protocol)
			forget(p, n);
	}
}

static struct disc_neighbour *place(struct disc_port *p, enum disc_protocol protocol, const struct disc_info *info)
{
	struct discovery *s = p->of;
	struct disc_neighbour **at = &p->first, *n;
	unsigned here = 0;

	for (; *at; at = &(*at)->next_here) {
		if ((*at)->protocol != protocol)
			continue;
		if (same_peer(&(*at)->i, info))
			return *at;
		here++;
	}
	if (here >= DISC_NEIGHBOURS_A_PORT)
		return NULL;
	n = *at = xcalloc(1, sizeof(*n));
	n->iface = p->iface;
	n->protocol = (u8)protocol;
	n->met = now_of(s);
	n->prev = s->last;
	*s->last = n;
	s->last = &n->next;
	s->n_neighbours++;
	s->last_change = now_of(s);
	return n;
}

/* What does not fit together, said each time it is heard, as IOS does. CDP alone says it. */
static void look_for_mismatch(struct discovery *s, const struct disc_neighbour *n)
{
	const struct iface *i = n->iface;
	struct disc_info own;

	discovery_own(s, i, DISC_CDP, &own);
	if (n->i.has_native_vlan && own.has_native_vlan && n->i.native_vlan != own.native_vlan)
		device_log(s->dev, "CDP", 4, "NATIVE_VLAN_MISMATCH", "Native VLAN mismatch discovered on %s (%u), with %s %s (%u).", i->name, own.native_vlan, n->i.chassis,
			   n->i.port, n->i.native_vlan);
	if (s->log_mismatch && n->i.has_duplex && own.has_duplex && n->i.full_duplex != own.full_duplex)
		device_log(s->dev, "CDP", 4, "DUPLEX_MISMATCH", "duplex mismatch discovered on %s (%s), with %s %s (%s).", i->name, own.full_duplex ? "not half duplex" : "not full duplex",
			   n->i.chassis, n->i.port, n->i.full_duplex ? "full duplex" : "half duplex");
}

static void set_timer(struct disc_port *p);

static void heard(struct discovery *s, struct disc_port *p, enum disc_protocol protocol, const struct disc_info *info)
{
	struct disc_neighbour *n = place(p, protocol, info);
	bool fresh;

	if (!n) {
		p->count[protocol].in_discarded++;
		return;
	}
	fresh = !n->expires;
	n->i = *info;
	if (info->hold_s)
		n->expires = now_of(s) + info->hold_s * NSEC_PER_SEC;
	if (!info->hold_s) {
		forget(p, n);
	} else if (fresh) { /* 9.2.5.19: who has just come shall not wait for our next hello */
		p->fast[protocol] = DISC_FAST;
		p->send_at[protocol] = now_of(s) + DISC_FAST_S * NSEC_PER_SEC;
		tell(s, n, true);
	}
	if (info->hold_s && protocol == DISC_CDP)
		look_for_mismatch(s, n);
	set_timer(p);
}

/* ---- in ---- */

static enum drop take(struct discovery *s, struct disc_port *p, enum disc_protocol protocol, struct rd r)
{
	nsec second = now_of(s) / NSEC_PER_SEC;
	struct disc_info info;
	unsigned unknown = 0;
	enum drop why;

	if (p->second != second) {
		p->second = second;
		p->heard = 0;
	}
	if (!s->run[protocol] || !p->receive[protocol])
		return DROP_NO_PROTOCOL;
	if (p->heard++ >= DISC_HEARD_A_SECOND)
		return DROP_RATE_LIMIT;
	p->count[protocol].in++;
	why = protocol == DISC_CDP ? cdp_parse(&info, r) : lldp_parse(&info, r, &unknown);
	p->count[protocol].in_unknown += unknown;
	if (debug_on(s->dev, protocol == DISC_CDP ? DEBUG_CDP_PACKETS : DEBUG_LLDP_PACKETS))
		device_debug(s->dev, protocol == DISC_CDP ? "CDP-PA: Packet received from %s on interface %s%s" : "LLDP: packet received from %s on interface %s%s",
			     why == DROP_NONE ? info.chassis : "?", p->iface->name, why == DROP_NONE ? "" : ", wrong");
	if (why == DROP_NONE)
		heard(s, p, protocol, &info);
	else if (protocol == DISC_CDP && (why == DROP_BAD_CHECKSUM || why == DROP_SHORT))
		*(why == DROP_SHORT ? &p->count[protocol].in_short : &p->count[protocol].in_checksum) += 1;
	else
		p->count[protocol].in_error++;
	p->count[protocol].in_v1 += protocol == DISC_CDP && why == DROP_NONE && info.version == 1;
	return why;
}

/* The packet behind the header: false: none of ours. */
static bool recognise(const struct frame *f, enum disc_protocol *protocol, struct rd *body)
{
	struct rd r = rd_of(f->data, f->len);
	const u8 *dst = rd_bytes(&r, 6);
	u16 type;

	rd_skip(&r, 6);
	type = rd_u16(&r);
	if (r.bad || !(dst[0] & 1))
		return false;
	if (type == LLDP_TYPE) {
		static const u8 group[5] = { 0x01, 0x80, 0xc2, 0, 0 };

		*protocol = DISC_LLDP;
		*body = r;
		return !memcmp(dst, group, 5) && (dst[5] == 0x0e || dst[5] == 3 || dst[5] == 0);
	}
	if (!mac_eq(dst, snap_mac))
		return false;
	*protocol = DISC_CDP;
	*body = rd_sub(&r, type <= rd_left(&r) ? type : rd_left(&r));
	return snap_is(body, CDP_PID);
}

bool discovery_input(struct iface *i, struct frame *f)
{
	struct discovery *s = i->dev->discovery;
	struct disc_port *p = s ? discovery_port(s, i) : NULL;
	enum disc_protocol protocol;
	enum drop why;
	struct rd r;

	if (!p || !recognise(f, &protocol, &r))
		return false;
	why = take(s, p, protocol, r);
	if (why == DROP_NONE)
		frame_put(f);
	else
		port_drop(i->port, f, why);
	return true;
}

/* ---- time ---- */

static bool speaks(const struct discovery *s, const struct disc_port *p, enum disc_protocol protocol)
{
	return s->run[protocol] && p->up && p->transmit[protocol];
}

static void set_timer(struct disc_port *p)
{
	struct worker *w = p->of->dev->node.worker;
	nsec next = NSEC_NEVER;

	for (unsigned k = 0; k < DISC_N; k++)
		if (speaks(p->of, p, k) && p->send_at[k] < next)
			next = p->send_at[k];
	for (const struct disc_neighbour *n = p->first; n; n = n->next_here)
		if (n->expires < next)
			next = n->expires;
	if (next == NSEC_NEVER)
		timer_stop(w, &p->timer);
	else
		timer_set(w, &p->timer, next);
}

void discovery_clear(struct discovery *s, enum disc_protocol protocol)
{
	for (u32 i = 0; i < s->n_ports; i++) {
		forget_all(&s->port[i], protocol);
		set_timer(&s->port[i]);
	}
}

static void hellos(struct discovery *s, struct disc_port *p)
{
	nsec now = now_of(s);

	for (unsigned k = 0; k < DISC_N; k++) {
		if (!speaks(s, p, k) || p->send_at[k] > now)
			continue;
		p->fast[k] -= p->fast[k] > 0;
		p->send_at[k] = now + (p->fast[k] ? DISC_FAST_S : s->timer_s[k]) * NSEC_PER_SEC;
		send(s, p, k, false);
	}
}

static void fire(struct timer *t)
{
	struct disc_port *p = container_of(t, struct disc_port, timer);
	nsec now = now_of(p->of);

	hellos(p->of, p);
	for (struct disc_neighbour *n = p->first, *next; n; n = next) {
		next = n->next_here;
		if (n->expires > now)
			continue;
		p->count[n->protocol].aged++;
		forget(p, n);
	}
	set_timer(p);
}

/* ---- ports and configuration ---- */

/* Devices that come up together do not speak together. */
static void start(struct discovery *s, struct disc_port *p, enum disc_protocol protocol)
{
	u64 spread = rng_below(&s->dev->node.rng, NSEC_PER_SEC);

	p->fast[protocol] = DISC_FAST;
	p->send_at[protocol] = now_of(s) + (protocol == DISC_LLDP ? s->reinit_s * NSEC_PER_SEC : 0) + NSEC_PER_MS + spread;
}

void discovery_iface_changed(struct iface *i)
{
	struct discovery *s = i->dev->discovery;
	struct disc_port *p = s ? discovery_port(s, i) : NULL;

	bool up = i->link && !i->monitoring;

	if (!p || p->up == up)
		return;
	p->up = up;
	for (unsigned k = 0; k < DISC_N && p->up; k++)
		if (speaks(s, p, k))
			start(s, p, k);
	if (!p->up)
		forget_all(p, DISC_N);
	set_timer(p);
}

void discovery_apply(struct discovery *s)
{
	for (u32 i = 0; i < s->n_ports; i++) {
		struct disc_port *p = &s->port[i];

		for (unsigned k = 0; k < DISC_N; k++) {
			if (!speaks(s, p, k)) {
				if (p->send_at[k] && p->up) /* was speaking: says goodbye (9.2.7.1) */
					send(s, p, k, true);
				p->send_at[k] = 0;
			} else if (!p->send_at[k]) {
				start(s, p, k);
			} else if (p->send_at[k] > now_of(s) + s->timer_s[k] * NSEC_PER_SEC) {
				p->send_at[k] = now_of(s) + s->timer_s[k] * NSEC_PER_SEC;
			}
		}
	}
	for (u32 i = 0; i < s->n_ports; i++) {
		for (unsigned k = 0; k < DISC_N; k++)
			if (!s->run[k])
				forget_all(&s->port[i], k);
		set_timer(&s->port[i]);
	}
}

struct discovery *discovery_new(struct device *d, void (*describe)(const struct iface *i, struct disc_info *out))
{
	struct discovery *s = xcalloc(1, sizeof(*s));

	s->dev = d;
	s->describe = describe;
	s->last = &s->first;
	s->timer_s[DISC_LLDP] = LLDP_TIMER_S;
	s->hold_s[DISC_LLDP] = LLDP_HOLD_S;
	s->timer_s[DISC_CDP] = CDP_TIMER_S;
	s->hold_s[DISC_CDP] = CDP_HOLD_S;
	s->reinit_s = LLDP_REINIT_S;
	s->run[DISC_CDP] = s->cdp_v2 = s->log_mismatch = true;
	s->lldp_tlvs = LLDP_ALL;
	s->n_ports = d->node.n_ports;
	s->port = xcalloc(s->n_ports, sizeof(*s->port));
	for (struct port *p = d->node.ports; p; p = p->next) {
		struct disc_port *dp = &s->port[p->index];

		dp->of = s;
		dp->timer.fire = fire;
		dp->iface = device_iface_of_port(d, p);
		for (unsigned k = 0; k < DISC_N; k++)
			dp->transmit[k] = dp->receive[k] = true;
	}
	d->discovery = s;
	for (u32 i = 0; i < s->n_ports; i++)
		discovery_iface_changed(s->port[i].iface);
	return s;
}

void discovery_free(struct discovery *s)
{
	for (u32 i = 0; i < s->n_ports; i++) {
		timer_stop(s->dev->node.worker, &s->port[i].timer);
		forget_all(&s->port[i], DISC_N);
	}
	s->dev->discovery = NULL;
	free(s->port);
	free(s);
}
