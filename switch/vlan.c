/* SPDX-License-Identifier: GPL-3.0-or-later */
/* VLANs, ports' membership, ageing: what the forwarding path only reads. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/neighbour_frame.h"
#include "router/ip.h"
#include "switch/dtp_port.h"
#include "switch/errdisable.h"
#include "switch/lag/lag.h"
#include "switch/secure.h"
#include "switch/storm.h"
#include "switch/stp.h"
#include "switch/udld_port.h"
#include "switch/vtp/vtp_switch.h"

enum { AGEING_DEFAULT_S = 300 };

static void svi_line(struct bridge *b, u16 id)
{
	if (b->vlan[id] && b->vlan[id]->svi)
		iface_update(b->vlan[id]->svi);
}

static bool always(const struct fdb_entry *e, const void *arg)
{
	(void)e;
	(void)arg;
	return true;
}

static bool on_port(const struct fdb_entry *e, const void *arg)
{
	const u32 *want = arg; /* port, VLAN */

	return (want[0] == FDB_NONE || e->port == want[0]) && (!want[1] || (e->key & 0xffff) == want[1]);
}

u32 bridge_flush(struct bridge *b, const struct swport *p, u16 vlan)
{
	u32 want[2] = { p ? p->index : (u32)FDB_NONE, vlan };

	if (!p && !vlan)
		return fdb_flush(&b->fdb, always, NULL);
	return fdb_flush(&b->fdb, on_port, want);
}

bool swport_carries(const struct swport *p, u16 vlan)
{
	return p->trunk ? vlan_in(&p->allowed, vlan) : vlan == p->access_vlan || vlan == p->voice_vlan;
}

static void checks_of(struct swport *p)
{
	const struct bridge *b = p->bridge;

	p->storms = b->storm && storm_wants(p);
	p->secures = b->secure && secure_wants(p);
	p->n_checks = p->check_narrow = 0;
	for (unsigned i = 0; i < b->n_checks; i++) {
		if (!b->check[i].wants(p))
			continue;
		p->check_narrow |= (u8)((b->check[i].of == CHECK_ARP_UDP) << p->n_checks);
		p->check[p->n_checks++] = b->check[i].look;
	}
}

void bridge_checks_changed(struct bridge *b)
{
	for (u16 i = 0; i < b->n_ports; i++)
		checks_of(&b->port[i]);
}

void bridge_check_add(struct bridge *b, bool (*wants)(const struct swport *p), bridge_look *look, enum check_of of)
{
	if (b->n_checks == BRIDGE_CHECKS)
		bug("more checks of incoming frames than BRIDGE_CHECKS");
	b->check[b->n_checks].wants = wants;
	b->check[b->n_checks].of = of;
	b->check[b->n_checks++].look = look;
}

void bridge_port_changed(struct swport *p)
{
	struct bridge *b = p->bridge;
	struct vlan_set was = p->passes;
	bool lost = false;

	if (b->err)
		errdisable_port_changed(p);
	if (b->lags)
		lag_port_changed(b->lags, p);
	if (b->dtp)
		dtp_port_changed(b->dtp, p);
	if (b->udld)
		udld_port_changed(b->udld, p);
	p->trunk = p->mode == SWPORT_TRUNK || (p->mode != SWPORT_ACCESS && p->negotiated);
	p->untagged_vlan = !p->trunk ? p->access_vlan : b->tag_native && !p->native_untagged ? 0 : p->native_vlan;
	if (b->secure)
		secure_port_changed(b->secure, p);
	checks_of(p);
	swport_set_detour(p);
	if (b->vtp)
		vtp_port_changed(b->vtp, p);
	if (b->stp)
		stp_port_changed(b->stp, p);
	memset(&p->passes, 0, sizeof(p->passes));
	for (u16 v = 1; v <= VLAN_MAX && swport_link(p); v++) {
		if (!b->vlan[v] || !vlan_passes(b->vlan[v]) || vlan_in(&p->blocked, v))
			continue;
		if (swport_carries(p, v))
			vlan_add(&p->passes, v);
	}
	for (u16 v = 1; v <= VLAN_MAX; v++) {
		if (vlan_in(&was, v) == vlan_in(&p->passes, v))
			continue;
		lost |= vlan_in(&was, v);
		svi_line(b, v);
	}
	if (b->vtp && memcmp(&was, &p->passes, sizeof(was)))
		vtp_prune_soon(b->vtp);
	if (lost && !swport_link(p))
		bridge_flush(b, p, 0);
	else if (lost)
		for (u16 v = 1; v <= VLAN_MAX; v++)
			if (vlan_in(&was, v) && !vlan_in(&p->passes, v))
				bridge_flush(b, p, v);
}

void bridge_port_state(struct swport *p, u16 vlan, bool learns, bool forwards)
{
	bool was = vlan_in(&p->passes, vlan);

	if (forwards) {
		vlan_del(&p->blocked, vlan);
		vlan_del(&p->learns, vlan);
		vlan_add(&p->passes, vlan);
	} else {
		vlan_add(&p->blocked, vlan);
		vlan_del(&p->passes, vlan);
		if (learns)
			vlan_add(&p->learns, vlan);
		else
			vlan_del(&p->learns, vlan);
	}
	if (was == forwards)
		return;
	svi_line(p->bridge, vlan);
	if (p->bridge->vtp)
		vtp_prune_soon(p->bridge->vtp);
}

void bridge_svi_bind(struct bridge *b, u16 id, struct iface *svi)
{
	struct vlan *v = b->vlan[id];

	if (!v)
		return;
	if (v->svi)
		fdb_remove(&b->fdb, fdb_key(v->svi_mac, id));
	v->svi = svi;
	if (b->vtp)
		vtp_prune_soon(b->vtp);
	if (!svi)
		return;
	memcpy(v->svi_mac, svi->mac, 6);
	fdb_set(&b->fdb, fdb_key(svi->mac, id), FDB_CPU, FDB_SELF);
}

void bridge_svi_mac(struct iface *svi, const u8 mac[6], bool add)
{
	struct fdb *t = &svi->dev->bridge->fdb;
	u64 key = fdb_key(mac, (u16)svi->number);

	if (add)
		fdb_set(t, key, FDB_CPU, FDB_SELF);
	else
		fdb_remove(t, key);
}

struct vlan *bridge_vlan_add(struct bridge *b, u16 id)
{
	struct vlan *v = b->vlan[id];
	char svi[16];

	if (v)
		return v;
	v = b->vlan[id] = xcalloc(1, sizeof(*v));
	v->rate.at = node_now(&b->dev->node);
	b->n_vlans++;
	if (id == 1)
		snprintf(v->name, sizeof(v->name), "default");
	else
		snprintf(v->name, sizeof(v->name), "VLAN%04u", id);
	snprintf(svi, sizeof(svi), "Vlan%u", id);
	bridge_svi_bind(b, id, device_iface(b->dev, svi));
	bridge_vlan_changed(b, id);
	return v;
}

void bridge_vlan_remove(struct bridge *b, u16 id)
{
	struct vlan *v = b->vlan[id];
	struct iface *svi = v ? v->svi : NULL;

	if (!v)
		return;
	bridge_svi_bind(b, id, NULL);
	b->vlan[id] = NULL;
	b->n_vlans--;
	free(v);
	bridge_flush(b, NULL, id);
	bridge_vlan_changed(b, id);
	if (svi)
		iface_update(svi);
}

void bridge_vlan_changed(struct bridge *b, u16 id)
{
	for (u16 i = 0; i < b->n_ports; i++) {
		struct swport *p = &b->port[i];

		if (swport_carries(p, id) || p->trunk)
			bridge_port_changed(p);
	}
	svi_line(b, id);
	if (b->vtp)
		vtp_vlans_changed(b->vtp);
}

bool bridge_sample(struct device *d)
{
	struct bridge *b = d->bridge;
	bool moved = false;

	for (u16 id = 1; b && id <= VLAN_MAX; id++)
		if (b->vlan[id] && b->vlan[id]->count.frames)
			moved |= rate_sample(&b->vlan[id]->rate, node_now(&d->node), 300, b->vlan[id]->count.bytes, b->vlan[id]->count.frames);
	return moved;
}

bool bridge_vlan_up(const struct bridge *b, u16 id)
{
	for (u16 i = 0; i < b->n_ports; i++)
		if (vlan_in(&b->port[i].passes, id))
			return true;
	return false;
}

void bridge_port_route(struct swport *p, bool routed)
{
	struct iface *i = p->iface;

	if (!routed && i->dev->ip)
		ip_iface_leave(i);
	p->routed = routed;
	i->sw = routed ? NULL : p;
	bridge_port_changed(p);
	if (p->lag)
		p->lag->layer3 = routed;
}

static struct bridge_claim *claim(struct bridge *b, const u8 mac[6], u16 pid, void (*input)(struct bridge *b, struct swport *in, struct frame *f, void *arg), void *arg)
{
	struct bridge_claim *c = &b->claim[b->n_claims];

	if (b->n_claims == BRIDGE_CLAIMS)
		bug("more claims of reserved addresses than BRIDGE_CLAIMS");
	memcpy(c->mac, mac, 6);
	c->pid = pid;
	c->input = input;
	c->arg = arg;
	b->n_claims++;
	return c;
}

void bridge_claim_mac(struct bridge *b, const u8 mac[6], void (*input)(struct bridge *b, struct swport *in, struct frame *f, void *arg), void *arg)
{
	claim(b, mac, 0, input, arg);
}

void bridge_claim_snap(struct bridge *b, u16 pid, void (*input)(struct bridge *b, struct swport *in, struct frame *f, void *arg), void *arg)
{
	claim(b, snap_mac, pid, input, arg);
}

void bridge_claim_link(struct bridge *b, const u8 mac[6], u16 pid, void (*input)(struct bridge *b, struct swport *in, struct frame *f, void *arg), void *arg)
{
	claim(b, mac, pid, input, arg)->link = true;
}

struct age {
	u32 now, limit;
};
static bool is_old(const struct fdb_entry *e, const void *arg)
{
	const struct age *a = arg;

	return a->now - e->seen > a->limit;
}

/* Looked over thirty times an ageing period, so an entry lives at most 3 % too long. */
static void age_fire(struct timer *t)
{
	struct bridge *b = container_of(t, struct bridge, age);
	struct node *n = &b->dev->node;
	struct age a = { fdb_tick(node_now(n)), fdb_tick(b->ageing_s * NSEC_PER_SEC) };

	if (b->ageing_s)
		fdb_flush(&b->fdb, is_old, &a);
	timer_set(n->worker, t, node_now(n) + (b->ageing_s ? max_u64(b->ageing_s * NSEC_PER_SEC / 30, NSEC_PER_SEC) : 60 * NSEC_PER_SEC));
}

static void port_init(struct bridge *b, u16 index, struct iface *i)
{
	struct swport *p = &b->port[index];

	p->bridge = b;
	p->iface = i;
	p->index = index;
	p->path = p;
	p->access_vlan = p->native_vlan = p->untagged_vlan = 1;
	memset(&p->allowed, 0xff, sizeof(p->allowed));
	vlan_del(&p->allowed, 0);
	vlan_del(&p->allowed, 4095);
	vlan_set_parse("2-1001", &p->prunable);
	i->sw = p;
}

struct swport *bridge_port_add(struct bridge *b, struct iface *i)
{
	if (b->n_ports == b->max_ports)
		return NULL;
	port_init(b, b->n_ports, i);
	b->n_ports++;
	if (b->stp)
		stp_ports_grown(b->stp);
	return i->sw;
}

struct bridge *bridge_new(struct device *d)
{
	struct bridge *b = xcalloc(1, sizeof(*b));

	b->dev = d;
	b->ageing_s = AGEING_DEFAULT_S;
	b->n_ports = (u16)d->node.n_ports;
	b->max_ports = (u16)(b->n_ports + PORT_CHANNELS);
	b->port = xcalloc(b->max_ports, sizeof(*b->port)); /* pages that no port is in are never touched */
	b->age.fire = age_fire;
	d->bridge = b;
	fdb_init(&b->fdb);
	for (struct port *p = d->node.ports; p; p = p->next)
		port_init(b, (u16)p->index, device_iface_of_port(d, p));
	bridge_vlan_add(b, 1);
	age_fire(&b->age);
	return b;
}

void bridge_free(struct bridge *b)
{
	timer_stop(b->dev->node.worker, &b->age);
	for (u16 v = 0; v <= VLAN_MAX; v++)
		free(b->vlan[v]);
	for (u16 i = 0; i < b->n_ports; i++)
		if (b->port[i].iface)
			b->port[i].iface->sw = NULL;
	fdb_fini(&b->fdb);
	free(b->port);
	b->dev->bridge = NULL;
	free(b);
}
