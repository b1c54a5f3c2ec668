/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The machine of RFC 4271 8.2.2, in its order; one a connection. Two things are as routers do them rather than as the RFC has it: a connection that fails
 * before OPEN leads to Active (it may be called while it waits), and DelayOpen, DampPeerOscillations and the Track options do not exist.
 */
#include "router/bgp/bgp.h"
#include "router/snmp/snmp.h"

const char *const bgp_state_name[BS_N] = { "Idle", "Connect", "Active", "OpenSent", "OpenConfirm", "Established" };

#define S(x) (1u << BS_##x)
#define WAITING (S(CONNECT) | S(ACTIVE))
#define OPENING (S(OPENSENT) | S(OPENCONFIRM))
#define TALKING (OPENING | S(ESTABLISHED))
#define E(x) (1u << EV_##x)

static void none(struct bgp_link *l) { (void)l; }

static void restart_hold(struct bgp_link *l)
{
	if (l->hold_s)
		timer_set(l->peer->b->w, &l->hold, bgp_now(l->peer->b) + l->hold_s * NSEC_PER_SEC);
}

/* OPEN is good: ours is answered by KEEPALIVE, and the agreed times run. */
static void confirm(struct bgp_link *l)
{
	if (!l->hold_s)
		timer_stop(l->peer->b->w, &l->hold);
	restart_hold(l);
	bgp_link_keepalive(l);
}

static void say(struct bgp_link *l, u8 code, u8 sub)
{
	bgp_error_set(l, code, sub, NULL, 0);
	bgp_link_notify(l);
}

static void hold_expired(struct bgp_link *l) { say(l, ERR_HOLD, 0); }
static void wrong_turn(struct bgp_link *l) { say(l, ERR_FSM, l->state - BS_OPENSENT + 1); } /* RFC 6608 */
static void collided(struct bgp_link *l) { say(l, ERR_CEASE, CEASE_COLLISION); }

static const struct row {
	u32 in, events;
	void (*act)(struct bgp_link *l);
	u8 next;
} rows[] = {
	/* in these states	on						does		then is */
	{ S(IDLE),		E(START),					bgp_link_connect, BS_CONNECT },
	{ S(IDLE) | S(ACTIVE),	E(TCP_UP),					bgp_link_open,	BS_OPENSENT },	/* it called */
	{ S(CONNECT) | S(ACTIVE), E(RETRY_EXPIRES) | E(START),			bgp_link_connect, BS_CONNECT },
	{ S(CONNECT),		E(TCP_UP),					bgp_link_open,	BS_OPENSENT },
	{ WAITING,		E(STOP) | E(COLLISION),				none,		BS_IDLE },
	{ WAITING,		E(TCP_FAILS),					bgp_link_close,	BS_ACTIVE },
	{ S(OPENSENT),		E(OPEN),					confirm,	BS_OPENCONFIRM },
	{ S(OPENSENT),		E(TCP_FAILS),					bgp_link_close,	BS_ACTIVE },
	{ S(OPENSENT),		E(KEEPALIVE) | E(UPDATE),			wrong_turn,	BS_IDLE },
	{ S(OPENCONFIRM),	E(KEEPALIVE),					restart_hold,	BS_ESTABLISHED },
	{ S(OPENCONFIRM),	E(OPEN) | E(UPDATE),				wrong_turn,	BS_IDLE },
	{ S(OPENCONFIRM) | S(ESTABLISHED), E(KEEPALIVE_EXPIRES),		bgp_link_keepalive, BS_N },
	{ S(ESTABLISHED),	E(KEEPALIVE) | E(UPDATE),			restart_hold,	BS_N },
	{ S(ESTABLISHED),	E(OPEN),					wrong_turn,	BS_IDLE },
	{ TALKING,		E(STOP) | E(HEADER_ERR) | E(OPEN_ERR) | E(UPDATE_ERR), bgp_link_notify, BS_IDLE },
	{ TALKING,		E(HOLD_EXPIRES),				hold_expired,	BS_IDLE },
	{ TALKING,		E(COLLISION),					collided,	BS_IDLE },
	{ TALKING,		E(NOTIFICATION) | E(VERSION_ERR) | E(TCP_FAILS), none,		BS_IDLE },
};

static enum bgp_down reason(enum bgp_event e, const struct bgp_link *l)
{
	switch (e) {
	case EV_STOP:
		return (enum bgp_down)l->peer->last_down;
	case EV_NOTIFICATION:
	case EV_VERSION_ERR:
		return DOWN_RECEIVED;
	case EV_TCP_FAILS:
		return DOWN_CLOSED;
	default:
		return DOWN_SENT;
	}
}

/* The one place where a state changes. */
static void become(struct bgp_link *l, u8 next, enum bgp_event e)
{
	struct bgp_peer *p = l->peer;
	u8 was = l->state, peer_was = bgp_peer_state(p);
	char name[IP6_TEXT];

	if (l->passive && next == BS_ACTIVE)
		next = BS_IDLE;		/* the one that was called has nothing to wait for */
	l->state = next;
	if (debug_on(p->b->s->dev, DEBUG_IP_BGP) || debug_on(p->b->s->dev, DEBUG_IP_BGP_EVENTS))
		bgp_debug(p->b, "BGP: %s %s went from %s to %s", bgp_peer_name(p, name), l->passive ? "passive" : "active", bgp_state_name[was], bgp_state_name[next]);
	if (next == BS_ESTABLISHED)
		bgp_session_up(l);
	if (was == BS_ESTABLISHED)
		bgp_session_down(l, reason(e, l));
	snmp_bgp_neighbour(p, peer_was);
	if (next == BS_IDLE)
		bgp_link_close(l);
	if (next == BS_IDLE || next == BS_ACTIVE || next == BS_CONNECT)
		bgp_peer_retry(p);
}

void bgp_fsm(struct bgp_link *l, enum bgp_event e)
{
	const struct row *r = rows;

	while (r < rows + ARRAY_LEN(rows) && !(r->in >> l->state & 1 && r->events >> e & 1))
		r++;
	if (r == rows + ARRAY_LEN(rows))
		return; /* 8.2.2: ignored */
	r->act(l);
	if (r->next != BS_N && (l->state != r->next || r->next == BS_CONNECT))
		become(l, r->next, e);
}

/* As IOS words them. */
const char *bgp_error_text(u8 code, u8 sub)
{
	static const char *const header[] = { "", "connection not synchronized", "illegal header length", "illegal message type" };
	static const char *const open[] = { "", "unsupported version number", "peer in wrong AS", "BGP identifier wrong", "unsupported option", "authentication failure",
					    "unacceptable hold time", "unsupported/disjoint capability" };
	static const char *const update[] = { "", "update malformed", "unrecognized well-known", "missing well-known", "attribute flags error", "attribute length error",
					      "invalid ORIGIN", "AS routing loop", "invalid NEXT_HOP", "optional attribute error", "illegal network", "invalid or corrupt AS path" };
	static const char *const fsm[] = { "unspecified error", "unexpected message in OpenSent", "unexpected message in OpenConfirm", "unexpected message in Established" };
	static const char *const cease[] = { "cease", "Maximum Number of Prefixes Reached", "Administrative Shutdown", "Peer De-configured", "Administrative Reset",
					     "Connection Rejected", "Other Configuration Change", "Connection Collision Resolution", "Out of Resources", "Hard Reset", "BFD Down" };
	static const struct { const char *const *text; unsigned n; } by[] = {
		[ERR_HEADER] = { header, ARRAY_LEN(header) }, [ERR_OPEN] = { open, ARRAY_LEN(open) }, [ERR_UPDATE] = { update, ARRAY_LEN(update) },
		[ERR_FSM] = { fsm, ARRAY_LEN(fsm) }, [ERR_CEASE] = { cease, ARRAY_LEN(cease) },
	};

	if (code == ERR_HOLD)
		return "hold time expired";
	return code < ARRAY_LEN(by) && sub < by[code].n && *by[code].text[sub] ? by[code].text[sub] : "unknown error";
}
