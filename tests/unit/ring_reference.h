/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What IEEE 802.1D-2004's machines do in a ring, computed as plainly as they are printed: clause 17.19 to 17.30 with the variables' names of there, rapid alone, two ports a
 * bridge, on wires of a microsecond. It shares nothing with switch/. Stations stand at the bridges and send to all; what a station gets twice, or gets back, is a copy.
 */
#ifndef TESTS_RING_REFERENCE_H
#define TESTS_RING_REFERENCE_H

#include <stdlib.h>
#include <string.h>

#include "core/types.h"

enum { REF_BRIDGES = 8, REF_SEQS = 4096, FWD_DELAY = 15, HELLO = 2, TX_HOLD = 6, MAX_AGE = 20, PORT_COST = 4 };
enum ref_role { R_DISABLED, R_ROOT, R_DESIGNATED, R_ALTERNATE, R_BACKUP };
enum ref_info { I_DISABLED, I_AGED, I_MINE, I_RECEIVED };

struct ref_vector { u64 root; u32 cost; u64 bridge; u16 port; };
struct ref_bpdu { enum ref_role role; bool proposal, agreement, learning; struct ref_vector pri; };
struct ref_port {
	bool enabled, selected, updtInfo, reselect, rcvdMsg, proposed, proposing, agree, agreed, synced, sync, reRoot, learn, learning, forward, forwarding, newInfo, disputed, init;
	enum ref_role role, selectedRole;
	enum ref_info infoIs;
	struct ref_vector desigPri, portPri;
	struct ref_bpdu msg;
	unsigned fdWhile, rrWhile, rbWhile, helloWhen, rcvdInfoWhile, txCount;
};
struct ref_bridge { u64 id; bool on; struct ref_port p[2]; };

enum ref_kind { K_BPDU, K_FRAME, K_STATION, K_TICK };
struct ref_event { nsec at; u64 order; enum ref_kind kind; unsigned bridge, port, epoch, from; u32 seq; struct ref_bpdu bpdu; };
struct ref {
	struct ref_bridge b[REF_BRIDGES];
	bool up[REF_BRIDGES];		/* the wire from port 0 of i to port 1 of i + 1 */
	bool silent[REF_BRIDGES];	/* has carrier, carries nothing */
	unsigned epoch[REF_BRIDGES], life[REF_BRIDGES];
	nsec now;
	u64 order;
	unsigned ties;			/* what is due at one time: 0 as it was sent, 1 BPDUs first, 2 frames first */
	struct ref_event *heap;
	size_t n, cap;
	u8 (*got)[REF_BRIDGES][REF_SEQS]; /* by station: how often it got that one of whom */
};

/* ---- events ---- */

static inline bool ref_before(const struct ref_event *a, const struct ref_event *b) { return a->at != b->at ? a->at < b->at : a->order < b->order; }

static inline void ref_push(struct ref *r, struct ref_event e)
{
	size_t i = r->n++;
	u64 class = r->ties == 1 ? e.kind != K_BPDU : r->ties == 2 ? e.kind == K_BPDU : 0;

	e.order = class << 62 | r->order++;
	if (r->n > r->cap) {
		r->cap = r->cap ? 2 * r->cap : 1024;
		r->heap = xrealloc(r->heap, r->cap, sizeof(*r->heap));
	}
	for (; i && ref_before(&e, &r->heap[(i - 1) / 2]); i = (i - 1) / 2)
		r->heap[i] = r->heap[(i - 1) / 2];
	r->heap[i] = e;
}

static inline struct ref_event ref_pop(struct ref *r)
{
	struct ref_event top = r->heap[0], e = r->heap[--r->n];
	size_t i = 0, c;

	for (; (c = 2 * i + 1) < r->n; i = c) {
		if (c + 1 < r->n && ref_before(&r->heap[c + 1], &r->heap[c]))
			c++;
		if (!ref_before(&r->heap[c], &e))
			break;
		r->heap[i] = r->heap[c];
	}
	r->heap[i] = e;
	return top;
}

/* The wire of a port, and who is at its other end. */
static inline unsigned ref_wire(unsigned b, unsigned port) { return port ? (b + REF_BRIDGES - 1) % REF_BRIDGES : b; }
static inline unsigned ref_peer(unsigned b, unsigned port) { return port ? (b + REF_BRIDGES - 1) % REF_BRIDGES : (b + 1) % REF_BRIDGES; }

static inline void ref_send(struct ref *r, unsigned b, unsigned port, struct ref_event e)
{
	unsigned w = ref_wire(b, port);

	if (!r->up[w] || r->silent[w] || !r->b[ref_peer(b, port)].on)
		return;
	e.at = r->now + NSEC_PER_US;
	e.bridge = ref_peer(b, port);
	e.port = !port;
	e.epoch = r->epoch[w];
	ref_push(r, e);
}

/* ---- 17.21: procedures ---- */

static inline int ref_compare(const struct ref_vector *a, const struct ref_vector *b)
{
	if (a->root != b->root)
		return a->root < b->root ? -1 : 1;
	if (a->cost != b->cost)
		return a->cost < b->cost ? -1 : 1;
	if (a->bridge != b->bridge)
		return a->bridge < b->bridge ? -1 : 1;
	return a->port == b->port ? 0 : a->port < b->port ? -1 : 1;
}

static inline void ref_roles(struct ref_bridge *b) /* 17.21.25 */
{
	struct ref_vector root = { b->id, 0, b->id, 0 };
	int root_port = -1;

	for (int i = 0; i < 2; i++) {
		struct ref_vector path = b->p[i].portPri;

		if (b->p[i].infoIs != I_RECEIVED || path.bridge == b->id)
			continue;
		path.cost += PORT_COST;
		if (ref_compare(&path, &root) < 0) { /* a tie is the lower port's */
			root = path;
			root_port = i;
		}
	}
	for (int i = 0; i < 2; i++) {
		struct ref_port *p = &b->p[i];

		p->desigPri = (struct ref_vector){ root.root, root.cost, b->id, (u16)(0x8001 + i) };
		switch (p->infoIs) {
		case I_DISABLED:
			p->selectedRole = R_DISABLED;
			break;
		case I_AGED:
			p->updtInfo = true;
			p->selectedRole = R_DESIGNATED;
			break;
		case I_MINE:
			p->selectedRole = R_DESIGNATED;
			p->updtInfo |= ref_compare(&p->portPri, &p->desigPri) != 0;
			break;
		case I_RECEIVED:
			p->updtInfo = false;
			if (i == root_port) {
				p->selectedRole = R_ROOT;
			} else if (ref_compare(&p->desigPri, &p->portPri) >= 0) {
				p->selectedRole = p->portPri.bridge == b->id ? R_BACKUP : R_ALTERNATE;
			} else {
				p->selectedRole = R_DESIGNATED;
				p->updtInfo = true;
			}
		}
	}
}

static inline bool ref_all_synced(const struct ref_bridge *b) /* 17.20.3 */
{
	for (unsigned i = 0; i < 2; i++)
		if (!b->p[i].selected || b->p[i].role != b->p[i].selectedRole || (!b->p[i].synced && b->p[i].role != R_ROOT))
			return false;
	return true;
}

static inline void ref_set_sync(struct ref_bridge *b) { b->p[0].sync = b->p[1].sync = true; }

/* ---- the machines: each makes at most a step; whether it did ---- */

static inline bool ref_receive(struct ref_port *p) /* 17.27: RECEIVE and what follows */
{
	const struct ref_bpdu *m = &p->msg;
	int c = ref_compare(&m->pri, &p->portPri);
	bool same_port = m->pri.bridge == p->portPri.bridge && m->pri.port == p->portPri.port;

	p->rcvdMsg = false;
	if (m->role == R_DESIGNATED && (c < 0 || (c && same_port))) { /* SUPERIOR_DESIGNATED */
		p->agreed = p->proposing = false;
		p->proposed |= m->proposal;
		p->agree = p->agree && p->infoIs == I_RECEIVED && c <= 0;
		p->portPri = m->pri;
		p->rcvdInfoWhile = 3 * HELLO;
		p->infoIs = I_RECEIVED;
		p->reselect = true;
		p->selected = false;
	} else if (m->role == R_DESIGNATED && !c) { /* REPEATED_DESIGNATED */
		p->proposed |= m->proposal;
		p->rcvdInfoWhile = 3 * HELLO;
	} else if (m->role == R_DESIGNATED) { /* INFERIOR_DESIGNATED: recordDispute */
		if (m->learning) {
			p->disputed = true;
			p->agreed = false;
		}
	} else if (c >= 0) { /* NOT_DESIGNATED: recordAgreement */
		p->agreed = m->agreement;
		if (m->agreement)
			p->proposing = false;
	}
	return true;
}

static inline bool ref_information(struct ref_port *p) /* 17.27 */
{
	if (!p->enabled) {
		if (p->infoIs == I_DISABLED && p->init)
			return false;
		p->init = true;
		p->rcvdMsg = p->proposing = p->proposed = p->agree = p->agreed = false;
		p->rcvdInfoWhile = 0;
		p->infoIs = I_DISABLED;
		p->reselect = true;
		p->selected = false;
		return true;
	}
	if (p->infoIs == I_DISABLED || (p->infoIs == I_RECEIVED && !p->rcvdInfoWhile && !p->updtInfo && !p->rcvdMsg)) {
		p->infoIs = I_AGED;
		p->reselect = true;
		p->selected = false;
		return true;
	}
	if (p->selected && p->updtInfo) { /* UPDATE */
		p->proposing = p->proposed = false;
		p->agreed = p->agreed && p->infoIs == I_MINE && ref_compare(&p->desigPri, &p->portPri) <= 0;
		p->synced = p->synced && p->agreed;
		p->portPri = p->desigPri;
		p->updtInfo = false;
		p->infoIs = I_MINE;
		p->newInfo = true;
		return true;
	}
	return p->infoIs != I_AGED && p->rcvdMsg && !p->updtInfo && ref_receive(p);
}

static inline bool ref_designated(struct ref_port *p) /* 17.29.3 */
{
	bool may = !p->fdWhile || p->agreed;

	if (!p->forward && !p->agreed && !p->proposing)
		return p->proposing = p->newInfo = true;
	if ((!p->learning && !p->forwarding && !p->synced) || (p->agreed && !p->synced) || (p->sync && p->synced)) {
		p->rrWhile = 0;
		p->synced = true;
		p->sync = false;
	} else if (!p->rrWhile && p->reRoot) {
		p->reRoot = false;
	} else if (((p->sync && !p->synced) || (p->reRoot && p->rrWhile) || p->disputed) && (p->learn || p->forward)) {
		p->learn = p->forward = p->disputed = false;
		p->fdWhile = HELLO;
	} else if (may && (!p->rrWhile || !p->reRoot) && !p->sync && !p->learn) {
		p->learn = true;
		p->fdWhile = HELLO;
	} else if (may && (!p->rrWhile || !p->reRoot) && !p->sync && p->learn && !p->forward) {
		p->forward = true;
		p->fdWhile = 0;
		p->agreed = true;
	} else {
		return false;
	}
	return true;
}

static inline bool ref_root(struct ref_bridge *b, struct ref_port *p) /* 17.29.2 */
{
	bool reRooted = !b->p[p == &b->p[0]].rrWhile, may = !p->fdWhile || (reRooted && !p->rbWhile);

	if (p->proposed && !p->agree) {
		ref_set_sync(b);
		p->proposed = false;
	} else if ((ref_all_synced(b) && !p->agree) || (p->proposed && p->agree)) {
		p->proposed = p->sync = false;
		p->agree = p->newInfo = true;
	} else if (!p->forward && !p->reRoot) {
		b->p[0].reRoot = b->p[1].reRoot = true;
	} else if (p->rrWhile != FWD_DELAY) {
		p->rrWhile = FWD_DELAY;
	} else if (p->reRoot && p->forward) {
		p->reRoot = false;
	} else if (may && !p->learn) {
		p->fdWhile = HELLO;
		p->learn = true;
	} else if (may && p->learn && !p->forward) {
		p->fdWhile = 0;
		p->forward = true;
	} else {
		return false;
	}
	return true;
}

static inline bool ref_alternate(struct ref_bridge *b, struct ref_port *p) /* 17.29.4; a disabled port has but the last of it (17.29.1) */
{
	unsigned rest = p->role == R_DISABLED ? MAX_AGE : HELLO;

	if (p->role != R_DISABLED && p->proposed && !p->agree) {
		ref_set_sync(b);
		p->proposed = false;
	} else if (p->role != R_DISABLED && ((ref_all_synced(b) && !p->agree) || (p->proposed && p->agree))) {
		p->proposed = false;
		p->agree = p->newInfo = true;
	} else if (!p->learning && !p->forwarding && (p->fdWhile != rest || p->sync || p->reRoot || !p->synced)) {
		p->fdWhile = rest;
		p->synced = true;
		p->rrWhile = 0;
		p->sync = p->reRoot = false;
	} else {
		return false;
	}
	return true;
}

static inline bool ref_transition(struct ref_bridge *b, struct ref_port *p) /* 17.29, 17.30 */
{
	bool moved = false;

	if (p->learn != p->learning && (p->learn || !p->forwarding))
		return p->learning = p->learn, true;
	if (p->forward != p->forwarding)
		return p->forwarding = p->forward, true;
	if (!p->selected || p->updtInfo)
		return false;
	if (p->role != p->selectedRole) {
		p->role = p->selectedRole;
		if (p->role == R_ROOT)
			p->rrWhile = FWD_DELAY;
		else if (p->role != R_DESIGNATED)
			p->learn = p->forward = false;
		return true;
	}
	switch (p->role) {
	case R_ROOT:
		moved = ref_root(b, p);
		break;
	case R_DESIGNATED:
		moved = ref_designated(p);
		break;
	default:
		moved = ref_alternate(b, p);
	}
	return moved;
}

static inline bool ref_transmit(struct ref *r, unsigned i, unsigned port) /* 17.26 */
{
	struct ref_port *p = &r->b[i].p[port];
	struct ref_event e = { .kind = K_BPDU };

	if (!p->enabled || !p->selected || p->updtInfo)
		return false;
	if (!p->helloWhen) {
		p->newInfo |= p->role == R_DESIGNATED;
		p->helloWhen = HELLO;
	}
	if (!p->newInfo || p->txCount >= TX_HOLD)
		return false;
	e.bpdu = (struct ref_bpdu){ p->role, p->role == R_DESIGNATED && p->proposing, p->agree, p->learning, p->desigPri };
	p->newInfo = false;
	p->txCount++;
	p->helloWhen = HELLO;
	ref_send(r, i, port, e);
	return true;
}

/* Until none has anything to do; messages leave when the others have come to rest. */
static inline void ref_settle(struct ref *r, unsigned i)
{
	struct ref_bridge *b = &r->b[i];
	bool moved = true;

	while (b->on && moved) {
		moved = false;
		for (unsigned k = 0; k < 2; k++)
			moved |= ref_information(&b->p[k]);
		if (b->p[0].reselect || b->p[1].reselect) { /* 17.28 */
			b->p[0].reselect = b->p[1].reselect = false;
			ref_roles(b);
			b->p[0].selected = b->p[1].selected = true;
			moved = true;
		}
		for (unsigned k = 0; k < 2; k++)
			moved |= ref_transition(b, &b->p[k]);
		for (unsigned k = 0; k < 2 && !moved; k++)
			moved |= ref_transmit(r, i, k);
	}
}

/* ---- frames of stations ---- */

static inline void ref_flood(struct ref *r, unsigned i, unsigned in, unsigned from, u32 seq)
{
	struct ref_event e = { .kind = K_FRAME, .from = from, .seq = seq };

	for (unsigned k = 0; k < 2; k++)
		if (k != in && r->b[i].p[k].forwarding)
			ref_send(r, i, k, e);
	if (in < 2)
		ref_push(r, (struct ref_event){ .at = r->now + NSEC_PER_US, .kind = K_STATION, .bridge = i, .epoch = r->life[i], .from = from, .seq = seq });
}

/* A station's frame comes in where it stands, now. */
static inline void ref_talk(struct ref *r, unsigned i, u32 seq)
{
	ref_push(r, (struct ref_event){ .at = r->now + NSEC_PER_US, .kind = K_FRAME, .bridge = i, .port = 2, .epoch = r->life[i], .from = i, .seq = seq });
}

static inline void ref_tick(struct ref_bridge *b)
{
	for (unsigned k = 0; k < 2; k++) {
		unsigned *t[] = { &b->p[k].fdWhile, &b->p[k].rrWhile, &b->p[k].rbWhile, &b->p[k].helloWhen, &b->p[k].rcvdInfoWhile, &b->p[k].txCount };

		for (unsigned n = 0; n < ARRAY_LEN(t); n++)
			*t[n] -= *t[n] > 0;
	}
}

static inline void ref_happens(struct ref *r, const struct ref_event *e)
{
	struct ref_bridge *b = &r->b[e->bridge];

	if (!b->on)
		return;
	switch (e->kind) {
	case K_TICK:
		if (e->epoch != r->life[e->bridge])
			return;
		ref_tick(b);
		ref_push(r, (struct ref_event){ .at = r->now + NSEC_PER_SEC, .kind = K_TICK, .bridge = e->bridge, .epoch = e->epoch });
		ref_settle(r, e->bridge);
		break;
	case K_BPDU:
		if (e->epoch != r->epoch[ref_wire(e->bridge, e->port)])
			return;
		b->p[e->port].msg = e->bpdu;
		b->p[e->port].rcvdMsg = true;
		ref_settle(r, e->bridge);
		break;
	case K_FRAME:
		if (e->port == 2 ? e->epoch == r->life[e->bridge] : e->epoch == r->epoch[ref_wire(e->bridge, e->port)] && b->p[e->port].forwarding)
			ref_flood(r, e->bridge, e->port, e->from, e->seq);
		break;
	case K_STATION:
		if (e->epoch == r->life[e->bridge] && e->seq < REF_SEQS)
			r->got[e->bridge][e->from][e->seq]++;
	}
}

static inline void ref_run(struct ref *r, nsec until)
{
	while (r->n && r->heap[0].at <= until) {
		struct ref_event e = ref_pop(r);

		r->now = e.at;
		ref_happens(r, &e);
	}
	r->now = until;
}

/* ---- what is done to the ring ---- */

static inline void ref_port_enable(struct ref *r, unsigned i, unsigned port)
{
	r->b[i].p[port].enabled = r->b[i].on && r->up[ref_wire(i, port)] && r->b[ref_peer(i, port)].on;
	ref_settle(r, i);
}

static inline void ref_wire_set(struct ref *r, unsigned w, bool up)
{
	r->up[w] = up;
	r->epoch[w]++;
	ref_port_enable(r, w, 0);
	ref_port_enable(r, (w + 1) % REF_BRIDGES, 1);
}

static inline void ref_power(struct ref *r, unsigned i, bool on)
{
	u64 id = r->b[i].id;

	r->b[i] = (struct ref_bridge){ .id = id, .on = on };
	r->life[i]++;
	r->epoch[ref_wire(i, 0)]++;
	r->epoch[ref_wire(i, 1)]++;
	if (on)
		ref_push(r, (struct ref_event){ .at = r->now + NSEC_PER_SEC, .kind = K_TICK, .bridge = i, .epoch = r->life[i] });
	for (unsigned k = 0; k < 2; k++) {
		ref_port_enable(r, i, k);
		ref_port_enable(r, ref_peer(i, k), !k);
	}
}

static inline void ref_free(struct ref *r)
{
	free(r->heap);
	free(r->got);
}

#endif
