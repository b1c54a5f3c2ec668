/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The machines of a port, in the standard's order: receive (6.4.12), periodic transmission (6.4.13), mux (6.4.15), transmit (6.4.16). After
 * each event run() lets them act until none has anything to do. Time is counted in whole seconds, so a timer ends up to one second late, within
 * what 6.4.4 allows. Churn detection (6.4.17) and version 2 (conversations) are left out: they change no frame's way.
 */
#include "switch/lag/lacp.h"

enum { VERSION = 1, TLV_ACTOR = 1, TLV_PARTNER = 2, TLV_COLLECTOR = 3, INFO_LEN = 20, COLLECTOR_LEN = 16, RESERVED = 50, MARKER_LEN = 16 };
enum { TLV_MARKER = 1, TLV_MARKER_RESPONSE = 2 };

/* ---- receive machine: 6.4.9 and 6.4.12 ---- */

static bool same_numbers(const struct lacp_info *a, const struct lacp_info *b)
{
	return a->port == b->port && a->port_priority == b->port_priority && a->key == b->key && a->system_priority == b->system_priority &&
	       !memcmp(a->system, b->system, 6) && !((a->state ^ b->state) & LACP_AGGREGATION);
}

static u8 timeout_s(u8 state)
{
	return state & LACP_SHORT_TIMEOUT ? LACP_SHORT_S : LACP_LONG_S;
}

static unsigned forget_partner(struct lacp_port *p)
{
	bool news = p->partner.system_priority || p->partner.key;

	p->partner = (struct lacp_info){ 0 };
	p->actor.state |= LACP_DEFAULTED;
	return news ? LACP_RESELECT : 0;
}

/* The one place where the receive machine's state changes; returns what the new state asks for. */
static unsigned rx_enter(struct lacp_port *p, enum lacp_rx_state s)
{
	unsigned what = p->rx == s ? 0 : LACP_RESELECT;

	p->rx = (u8)s;
	p->current_left = 0;
	switch (s) {
	case LACP_RX_PORT_DISABLED:
		p->partner.state &= (u8)~LACP_SYNC;
		break;
	case LACP_RX_EXPIRED:
		p->partner.state = (u8)((p->partner.state & ~LACP_SYNC) | LACP_SHORT_TIMEOUT);
		p->current_left = LACP_SHORT_S;
		p->actor.state |= LACP_EXPIRED;
		break;
	case LACP_RX_LACP_DISABLED:
	case LACP_RX_DEFAULTED:
		what |= forget_partner(p);
		p->actor.state &= (u8)~LACP_EXPIRED;
		break;
	case LACP_RX_CURRENT:
		p->current_left = timeout_s(p->actor.state);
		p->actor.state &= (u8)~(LACP_EXPIRED | LACP_DEFAULTED);
		break;
	}
	return what;
}

/* 6.4.9, recordPDU: is the partner in step with us? */
static bool partner_in_sync(const struct lacp_port *p, const struct lacp_pdu *u)
{
	bool active = (u->actor.state & LACP_ACTIVITY) || ((p->actor.state & LACP_ACTIVITY) && (u->partner.state & LACP_ACTIVITY));
	bool knows_us = same_numbers(&u->partner, &p->actor) || !(u->actor.state & LACP_AGGREGATION);

	return active && knows_us && (u->actor.state & LACP_SYNC);
}

/* ---- periodic machine ---- */

static bool is_periodic(const struct lacp_port *p)
{
	return p->up && p->enabled && ((p->actor.state | p->partner.state) & LACP_ACTIVITY);
}

static void periodic(struct lacp_port *p)
{
	u8 every = p->partner.state & LACP_SHORT_TIMEOUT ? LACP_FAST_S : LACP_SLOW_S;

	if (!is_periodic(p)) {
		p->periodic_left = 0;
	} else if (!p->periodic_left || p->periodic_left > every) { /* begins, or gets faster: at once */
		p->periodic_left = every;
		p->ntt = true;
	}
}

/* ---- mux machine, coupled control ---- */

static unsigned mux_enter(struct lacp_port *p, enum lacp_mux_state s)
{
	enum { CARRIES = LACP_COLLECTING | LACP_DISTRIBUTING };
	u8 was = p->actor.state;
	bool carried = lacp_carries(p);

	p->mux = (u8)s;
	p->wait_left = s == LACP_WAITING ? LACP_WAIT_S : 0;
	p->actor.state &= (u8)~(LACP_SYNC | CARRIES);
	if (s == LACP_ATTACHED)
		p->actor.state |= LACP_SYNC;
	else if (s == LACP_COLLECTING_DISTRIBUTING)
		p->actor.state |= LACP_SYNC | CARRIES;
	p->ntt |= was != p->actor.state;
	return carried != lacp_carries(p) ? LACP_CHANGED : 0;
}

/* One step; the state it ends in. wait_left is 0 in WAITING once the time is over. */
static enum lacp_mux_state mux_next(const struct lacp_port *p)
{
	bool in_sync = p->partner.state & LACP_SYNC;

	switch ((enum lacp_mux_state)p->mux) {
	case LACP_DETACHED:
		return p->selected == LACP_UNSELECTED ? LACP_DETACHED : LACP_WAITING;
	case LACP_WAITING:
		if (p->selected == LACP_UNSELECTED)
			return LACP_DETACHED;
		return p->selected == LACP_SELECTED && !p->wait_left ? LACP_ATTACHED : LACP_WAITING;
	case LACP_ATTACHED:
		if (p->selected != LACP_SELECTED)
			return LACP_DETACHED;
		return in_sync ? LACP_COLLECTING_DISTRIBUTING : LACP_ATTACHED;
	case LACP_COLLECTING_DISTRIBUTING:
		return p->selected == LACP_SELECTED && in_sync ? LACP_COLLECTING_DISTRIBUTING : LACP_ATTACHED;
	}
	return LACP_DETACHED;
}

static unsigned run(struct lacp_port *p)
{
	unsigned what = 0;

	for (enum lacp_mux_state s = mux_next(p); s != p->mux; s = mux_next(p))
		what |= mux_enter(p, s);
	periodic(p);
	if (p->ntt && p->up && p->enabled && (is_periodic(p) || p->rx == LACP_RX_CURRENT) && p->sent < LACP_A_SECOND) {
		p->ntt = false;
		p->sent++;
		what |= LACP_SEND;
	}
	return what;
}

/* ---- events ---- */

static unsigned begin(struct lacp_port *p)
{
	if (!p->up)
		return rx_enter(p, LACP_RX_PORT_DISABLED);
	return rx_enter(p, p->enabled ? LACP_RX_EXPIRED : LACP_RX_LACP_DISABLED);
}

unsigned lacp_set(struct lacp_port *p, bool enabled, const struct lacp_info *own)
{
	enum { CONFIGURED = LACP_ACTIVITY | LACP_SHORT_TIMEOUT };
	u8 state = (u8)((p->actor.state & ~CONFIGURED) | (own->state & CONFIGURED) | LACP_AGGREGATION);
	bool fresh = p->enabled != enabled || !same_numbers(&p->actor, own);
	unsigned what = 0;

	if (!fresh && state == p->actor.state)
		return 0;
	p->enabled = enabled;
	p->actor = *own;
	p->actor.state = state;
	p->ntt = true;
	if (fresh) {
		p->selected = LACP_UNSELECTED;
		what = begin(p);
	}
	return what | run(p);
}

unsigned lacp_link(struct lacp_port *p, bool up)
{
	unsigned what;

	if (p->up == up)
		return 0;
	p->up = up;
	p->sent = 0;
	if (!up)
		p->selected = LACP_UNSELECTED;
	what = begin(p);
	return what | run(p);
}

unsigned lacp_second(struct lacp_port *p)
{
	unsigned what = 0;

	p->sent = p->heard = 0;
	if (!p->up || !p->enabled)
		return 0;
	if (p->current_left && !--p->current_left)
		what |= rx_enter(p, p->rx == LACP_RX_CURRENT ? LACP_RX_EXPIRED : LACP_RX_DEFAULTED);
	p->wait_left -= p->wait_left > 0;
	if (p->periodic_left && !--p->periodic_left)
		p->ntt = true;
	return what | run(p);
}

unsigned lacp_receive(struct lacp_port *p, const struct lacp_pdu *u, nsec now)
{
	enum { TELLS = LACP_ACTIVITY | LACP_SHORT_TIMEOUT | LACP_SYNC | LACP_AGGREGATION };
	unsigned what = 0;
	bool in_sync;

	if (!p->up || !p->enabled)
		return 0;
	p->rx_pdus++;
	p->heard_at = now;
	/* update_Selected */
	if (!same_numbers(&u->actor, &p->partner)) {
		p->selected = LACP_UNSELECTED;
		what |= LACP_RESELECT;
	}
	/* update_NTT */
	p->ntt |= !same_numbers(&u->partner, &p->actor) || ((u->partner.state ^ p->actor.state) & TELLS);
	in_sync = partner_in_sync(p, u);
	p->partner = u->actor;
	p->partner.state = (u8)((u->actor.state & ~LACP_SYNC) | (in_sync ? LACP_SYNC : 0));
	what |= rx_enter(p, LACP_RX_CURRENT);
	return what | run(p);
}

unsigned lacp_select(struct lacp_port *p, enum lacp_selected s)
{
	if (p->selected == s)
		return run(p);
	p->selected = (u8)s;
	return run(p);
}

/* ---- bytes: 6.4.2.3 ---- */

static void take_info(struct lacp_info *i, struct rd *r)
{
	i->system_priority = rd_u16(r);
	rd_copy(r, i->system, 6);
	i->key = rd_u16(r);
	i->port_priority = rd_u16(r);
	i->port = rd_u16(r);
	i->state = rd_u8(r);
	rd_skip(r, 3);
}

bool lacp_parse(struct lacp_pdu *u, struct rd r)
{
	bool good = rd_u8(&r) == LACP_SUBTYPE && rd_u8(&r) >= VERSION; /* later versions only add (6.4.2.2) */

	good &= rd_u8(&r) == TLV_ACTOR && rd_u8(&r) == INFO_LEN;
	take_info(&u->actor, &r);
	good &= rd_u8(&r) == TLV_PARTNER && rd_u8(&r) == INFO_LEN;
	take_info(&u->partner, &r);
	return good && !r.bad;
}

static void put_info(struct wr *w, u8 tlv, const struct lacp_info *i)
{
	wr_u8(w, tlv);
	wr_u8(w, INFO_LEN);
	wr_u16(w, i->system_priority);
	wr_copy(w, i->system, 6);
	wr_u16(w, i->key);
	wr_u16(w, i->port_priority);
	wr_u16(w, i->port);
	wr_u8(w, i->state);
	wr_zero(w, 3);
}

void lacp_fill(struct lacp_port *p, u8 *bytes)
{
	struct wr w = wr_of(bytes, LACP_BYTES);

	wr_u8(&w, LACP_SUBTYPE);
	wr_u8(&w, VERSION);
	put_info(&w, TLV_ACTOR, &p->actor);
	put_info(&w, TLV_PARTNER, &p->partner);
	wr_u8(&w, TLV_COLLECTOR);
	wr_u8(&w, COLLECTOR_LEN);
	wr_u16(&w, 0);		/* frames are handed up at once */
	wr_zero(&w, 12);
	wr_zero(&w, 2 + RESERVED); /* terminator */
	p->tx_pdus++;
}

bool lacp_marker_respond(u8 *bytes, size_t len)
{
	struct rd r = rd_of(bytes, len);
	bool good = rd_u8(&r) == MARKER_SUBTYPE && rd_u8(&r) >= VERSION && rd_u8(&r) == TLV_MARKER && rd_u8(&r) == MARKER_LEN;

	rd_skip(&r, MARKER_LEN - 2);
	if (!good || r.bad)
		return false;
	bytes[2] = TLV_MARKER_RESPONSE;
	return true;
}

const char *lacp_flags(u8 state)
{
	static const char *const text[] = { "SP", "SA", "FP", "FA" };

	return text[state & (LACP_ACTIVITY | LACP_SHORT_TIMEOUT)];
}
