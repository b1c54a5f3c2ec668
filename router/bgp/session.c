/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Links: a TCP connection each, what comes and goes on it, and the timers of the machine in fsm.c. A neighbour has two: the one we open and the one it opens; when
 * both have heard OPEN, the one opened by the higher identifier stays (RFC 4271 6.8).
 */
#include <stdio.h>
#include <stdlib.h>

#include "device/debug.h"
#include "router/bgp/bgp.h"
#include "router/vrf/vrf.h"

enum { OPEN_HOLD_S = 240, OPEN_WRONG_AS = 2, QUEUE_HARD_MAX = BGP_QUEUE_MAX + BGP_WALK_TURN + 64 };

/* ---- messages ---- */

struct bgp_msg *bgp_msg_new(u8 type, const void *body, size_t len)
{
	struct bgp_msg *m = xcalloc(1, sizeof(*m) + BGP_HLEN + len);

	m->refs = 1;
	m->len = (u16)(BGP_HLEN + len);
	memset(m->bytes, 0xff, 16);
	put_be16(m->bytes + 16, m->len);
	m->bytes[18] = type;
	if (len)
		memcpy(m->bytes + BGP_HLEN, body, len);
	return m;
}

void bgp_msg_put(struct bgp_msg *m)
{
	if (m && !--m->refs)
		free(m);
}

u32 bgp_queued(const struct bgp_link *l) { return l->q_n - l->q_from; }

/* The message as it goes to this neighbour: the next hop of a shared one is filled in. */
static void own_bytes(const struct bgp_link *l, const struct bgp_msg *m, u8 *room)
{
	const struct bgp_peer *p = l->peer;

	memcpy(room, m->bytes, m->len);
	if (!m->hop_at)
		return;
	if (m->hop_len == 4) {
		put_be32(room + m->hop_at, p->self4);
	} else {
		memcpy(room + m->hop_at, p->self6.b, 16);
		if (m->hop_len == 32)
			memcpy(room + m->hop_at + 16, p->local_link.b, 16);
	}
}

void bgp_link_flush(struct bgp_link *l)
{
	u8 room[4 * BGP_MSG_MAX];

	while (l->c && l->q_from < l->q_n) {
		u32 n = 0, took;

		/* Many at once: each write to TCP is a segment, as none shall wait. */
		for (u32 k = l->q_from; k < l->q_n && n + l->q[k]->len <= sizeof(room); k++) {
			own_bytes(l, l->q[k], room + n);
			n += l->q[k]->len;
		}
		n -= l->q_sent;
		took = (u32)tcp_write(l->c, room + l->q_sent, n);
		l->q_sent += took;
		while (l->q_from < l->q_n && l->q_sent >= l->q[l->q_from]->len) {
			l->q_sent -= l->q[l->q_from]->len;
			bgp_msg_put(l->q[l->q_from++]);
		}
		if (took < n)
			return;
	}
	if (l->q_from == l->q_n)
		l->q_from = l->q_n = 0;
}

bool bgp_send(struct bgp_link *l, struct bgp_msg *m)
{
	struct bgp_peer *p = l->peer;

	if (!l->c || bgp_queued(l) >= QUEUE_HARD_MAX) {
		bgp_msg_put(m);
		return false;
	}
	if (l->q_n == l->q_cap && l->q_from > l->q_n / 2) {
		memmove(l->q, l->q + l->q_from, bgp_queued(l) * sizeof(struct bgp_msg *));
		l->q_n -= l->q_from;
		l->q_from = 0;
	} else if (l->q_n == l->q_cap) {
		l->q_cap = l->q_cap ? 2 * l->q_cap : 16;
		l->q = xrealloc(l->q, l->q_cap, sizeof(struct bgp_msg *));
	}
	l->q[l->q_n++] = m;
	p->out[m->bytes[18]]++;
	p->last_write = bgp_now(p->b);
	if (!p->b->corked || bgp_queued(l) >= BGP_QUEUE_MAX)
		bgp_link_flush(l);
	return true;
}

static void log_notice(const struct bgp_peer *p, const struct bgp_link *l, const char *what, const struct bgp_notice *n)
{
	char name[IP6_TEXT], hex[2 * sizeof(n->data) + 1];

	bgp_log(p->b, 3, "NOTIFICATION", "%s neighbor %s%s %u/%u (%s) %u bytes %s", what, bgp_peer_name(p, name),
		l->state == BS_ESTABLISHED ? "" : l->passive ? " passive" : " active", n->code, n->sub, bgp_error_text(n->code, n->sub), n->len,
		hex_text(n->data, n->len < sizeof(n->data) ? n->len : sizeof(n->data), hex));
}

void bgp_error_set(struct bgp_link *l, u8 code, u8 sub, const void *data, size_t len)
{
	l->error = (struct bgp_notice){ .code = code, .sub = sub, .len = (u8)(len > sizeof(l->error.data) ? sizeof(l->error.data) : len) };
	if (len)
		memcpy(l->error.data, data, l->error.len);
}

/* ---- actions of the machine ---- */

void bgp_link_notify(struct bgp_link *l)
{
	u8 body[2 + sizeof(l->error.data)] = { l->error.code, l->error.sub };

	if (!l->c || !l->error.code)
		return;
	memcpy(body + 2, l->error.data, l->error.len);
	log_notice(l->peer, l, "sent to", &l->error);
	l->peer->last_notice = l->error;
	bgp_send(l, bgp_msg_new(BGP_NOTIFICATION, body, 2u + l->error.len));
	l->error.code = 0;
}

void bgp_link_keepalive(struct bgp_link *l)
{
	struct bgp_peer *p = l->peer;

	if (debug_on(p->b->s->dev, DEBUG_IP_BGP_KEEPALIVES)) {
		char name[IP6_TEXT];

		bgp_debug(p->b, "BGP: %s sending KEEPALIVE", bgp_peer_name(p, name));
	}
	bgp_send(l, bgp_msg_new(BGP_KEEPALIVE, NULL, 0));
	if (l->hold_s)
		timer_set(p->b->w, &l->keepalive, bgp_in(p->b, bgp_peer_keepalive_s(p, l->hold_s)));
}

void bgp_link_open(struct bgp_link *l)
{
	struct bgp_peer *p = l->peer;
	u8 body[512];
	size_t n = bgp_open_write(p, body, sizeof(body));

	l->said_as = p->local_as;
	l->notice_said = p->b->graceful_notice && bgp_peer_graceful(p);
	l->hard = false;
	tcp_local(l->c, &p->local, &(u16){ 0 });
	timer_set(p->b->w, &l->hold, bgp_now(p->b) + OPEN_HOLD_S * NSEC_PER_SEC);
	bgp_send(l, bgp_msg_new(BGP_OPEN, body, n));
}

void bgp_link_close(struct bgp_link *l)
{
	struct worker *w = l->peer->b->w;
	struct tcp_conn *c = l->c;

	timer_stop(w, &l->hold);
	timer_stop(w, &l->keepalive);
	timer_stop(w, &l->more);
	if (c)
		bgp_link_flush(l);	/* the last word */
	l->c = NULL;
	if (c) {
		tcp_set_user(c, &(struct tcp_user){ 0 });
		tcp_release(c);
	}
	while (l->q_from < l->q_n)
		bgp_msg_put(l->q[l->q_from++]);
	free(l->q);
	l->q = NULL;
	l->q_from = l->q_n = l->q_sent = l->q_cap = 0;
	free(l->rx);
	l->rx = NULL;
	l->rx_len = 0;
}

/* ---- what comes ---- */

static struct bgp_link *other(struct bgp_link *l) { return &l->peer->link[l == l->peer->link]; }

/* 6.8: both have heard OPEN: the connection of the lower identifier goes. false: it was this one. */
static bool collision(struct bgp_link *l)
{
	struct bgp_peer *p = l->peer;
	struct bgp_link *o = other(l);
	bool ours_higher = p->b->router_id > l->remote_id || (p->b->router_id == l->remote_id && p->local_as > l->remote_as); /* RFC 6286 2.3 */

	if (o->state == BS_ESTABLISHED) {
		bgp_fsm(l, EV_COLLISION);
		return false;
	}
	if (o->state != BS_OPENCONFIRM)
		return true;
	if (l->passive == ours_higher) {	/* the one that the higher opened stays */
		bgp_fsm(l, EV_COLLISION);
		return false;
	}
	bgp_fsm(o, EV_COLLISION);
	return true;
}

static bool header_bad(struct bgp_link *l, u8 sub, const u8 *data, size_t len)
{
	bgp_error_set(l, ERR_HEADER, sub, data, len);
	bgp_fsm(l, EV_HEADER_ERR);
	return false;
}

/* `local-as ... dual-as`: who knows us by the other of our numbers is told that one next. */
static void other_as(const struct bgp_link *l, const struct bgp_notice *n)
{
	struct bgp_peer *p = l->peer;
	const struct bgp_opt *local = bgp_opt(p, OPT_LOCAL_AS, 0);

	if (!local || !(local->flags & LOCAL_DUAL) || p->up || n->code != ERR_OPEN || n->sub != OPEN_WRONG_AS || l->said_as != p->local_as)
		return;
	p->real_as = !p->real_as;
	bgp_peer_apply(p);
}

static void notified(struct bgp_link *l, struct rd r)
{
	struct bgp_notice n = { .code = rd_u8(&r), .sub = rd_u8(&r) };

	n.len = (u8)(rd_left(&r) > sizeof(n.data) ? sizeof(n.data) : rd_left(&r));
	rd_copy(&r, n.data, n.len);
	l->peer->last_notice = n;
	l->hard = n.code == ERR_CEASE && n.sub == CEASE_HARD_RESET;
	log_notice(l->peer, l, "received from", &n);
	other_as(l, &n);
	bgp_fsm(l, EV_NOTIFICATION);
}

/* One whole message. false: the link is not as it was, and what follows is not for it. */
static bool message(struct bgp_link *l, const u8 *m, u32 len)
{
	struct bgp_peer *p = l->peer;
	struct rd r = rd_of(m + BGP_HLEN, len - BGP_HLEN);
	u8 type = m[18];
	static const u16 least[] = { 0, 29, 23, 21, 19, 23 };

	if (!type || type > BGP_REFRESH)
		return header_bad(l, 3, m + 18, 1);
	if (len < least[type] || (type == BGP_KEEPALIVE && len != BGP_HLEN))
		return header_bad(l, 2, m + 16, 2);
	p->in[type]++;
	p->last_read = bgp_now(p->b);
	switch (type) {
	case BGP_OPEN:
		if (l->state != BS_OPENSENT) {
			bgp_fsm(l, EV_OPEN);
			return l->state != BS_IDLE;
		}
		if (!bgp_open_read(l, r)) {
			bgp_fsm(l, EV_OPEN_ERR);
			return false;
		}
		if (!collision(l))
			return false;
		bgp_fsm(l, EV_OPEN);
		break;
	case BGP_KEEPALIVE:
		bgp_told(l);
		bgp_fsm(l, EV_KEEPALIVE);
		break;
	case BGP_NOTIFICATION:
		notified(l, r);
		return false;
	case BGP_UPDATE:
		l->peer->last_update = bgp_now(l->peer->b);
		bgp_fsm(l, EV_UPDATE);
		if (l->state != BS_ESTABLISHED)
			return false;
		if (!bgp_update_read(l, r))
			bgp_fsm(l, EV_UPDATE_ERR);
		break;
	case BGP_REFRESH:
		if (l->state == BS_ESTABLISHED)
			bgp_refresh_read(l, r);
		break;
	}
	return l->state >= BS_OPENSENT;
}

/* Messages out of n octets; returns how many octets were whole messages. dead: the link went. */
static u32 messages(struct bgp_link *l, const u8 *p, u32 n, bool *dead)
{
	u32 at = 0;

	while (n - at >= BGP_HLEN) {
		u32 len = get_be16(p + at + 16);

		for (unsigned k = 0; k < 16; k++)
			if (p[at + k] != 0xff) {
				*dead = !header_bad(l, 1, NULL, 0);
				return at;
			}
		if (len < BGP_HLEN || len > BGP_MSG_MAX) {
			*dead = !header_bad(l, 2, p + at + 16, 2);
			return at;
		}
		if (n - at < len)
			break;
		if (!message(l, p + at, len)) {
			*dead = true;
			return at;
		}
		at += len;
	}
	return at;
}

static void readable(struct bgp_link *l)
{
	u8 buf[BGP_READ + BGP_MSG_MAX];
	struct tcp_conn *c = l->c;
	bool end = false, dead = false;
	u32 n = l->rx_len, used;

	if (n)
		memcpy(buf, l->rx, n);
	free(l->rx);
	l->rx = NULL;
	l->rx_len = 0;
	n += (u32)tcp_read(c, buf + n, BGP_READ, &end);
	used = messages(l, buf, n, &dead);
	if (dead || l->c != c)
		return;
	if (used < n) {
		l->rx_len = n - used;
		l->rx = xcalloc(1, l->rx_len);
		memcpy(l->rx, buf + used, l->rx_len);
	}
	if (end)
		bgp_fsm(l, EV_TCP_FAILS);
	else if (tcp_readable(c))
		timer_set(l->peer->b->w, &l->more, bgp_now(l->peer->b));
}

static void more(struct timer *t)
{
	struct bgp_link *l = container_of(t, struct bgp_link, more);

	if (l->c)
		readable(l);
}

void bgp_link_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct bgp_link *l = arg;

	if (l->c != c)
		return;
	switch (e) {
	case TCP_CONNECTED:
		if (!l->passive)
			bgp_fsm(l, EV_TCP_UP);
		break;
	case TCP_READABLE:
		readable(l);
		break;
	case TCP_WRITABLE:
		bgp_link_flush(l);
		if (l->state == BS_ESTABLISHED)
			bgp_group_writable(l->peer);
		break;
	default:
		bgp_fsm(l, EV_TCP_FAILS);
	}
}

/* ---- timers, and the session's beginning and end ---- */

static void hold_due(struct timer *t) { bgp_fsm(container_of(t, struct bgp_link, hold), EV_HOLD_EXPIRES); }
static void keepalive_due(struct timer *t) { bgp_fsm(container_of(t, struct bgp_link, keepalive), EV_KEEPALIVE_EXPIRES); }

void bgp_link_init(struct bgp_peer *p)
{
	for (unsigned k = 0; k < 2; k++) {
		struct bgp_link *l = &p->link[k];

		l->peer = p;
		l->passive = k;
		l->hold.fire = hold_due;
		l->keepalive.fire = keepalive_due;
		l->more.fire = more;
	}
}

/* The interface that has our address of this session. */
static const struct ipif *own_iface(const struct bgp_peer *p)
{
	const struct ipif *i = p->b->s->ifs;

	while (i && !(p->local.af == AF_IP4 ? (bool)ipif_addr4(i, p->local.v4) : (bool)ipif_addr6(i, &p->local.v6)))
		i = i->next;
	return i;
}

/* What we are as a next hop. A family that is not the session's takes its address from the interface of the session's. */
bool bgp_session_self(struct bgp_peer *p)
{
	const struct ipif *i = own_iface(p);
	const struct ip6 *link = p->iface && p->iface->ip ? ipif_linklocal(p->iface->ip) : NULL;
	struct ip6 self6 = { 0 }, local_link = { 0 };
	u32 self4 = p->local.af == AF_IP4 ? p->local.v4 : i && i->a4 ? i->a4->addr : 0;
	bool other;

	if (p->local.af == AF_IP6)
		self6 = p->local.v6;
	for (const struct addr6 *a = p->local.af == AF_IP4 && i ? i->a6 : NULL; a; a = a->next) {
		if (a->linklocal || (a->state != ADDR6_PREFERRED && a->state != ADDR6_DEPRECATED))
			continue;
		self6 = a->addr;
		if (ip6_eq(&self6, &p->self6)) /* what it has been told stands while it can */
			break;
	}
	if (link)
		local_link = *link;
	other = self4 != p->self4 || !ip6_eq(&self6, &p->self6) || !ip6_eq(&local_link, &p->local_link);
	p->self4 = self4;
	p->self6 = self6;
	p->local_link = local_link;
	return other;
}

void bgp_session_up(struct bgp_link *l)
{
	struct bgp_peer *p = l->peer;
	struct bgp_link *o = other(l);
	char name[IP6_TEXT];

	p->up = l;
	p->failures = 0;
	p->changed = bgp_now(p->b);
	p->established++;
	timer_stop(p->b->w, &p->retry);
	if (o->state != BS_IDLE)
		bgp_fsm(o, EV_COLLISION);
	bgp_peer_reachable(p);
	bgp_session_self(p);
	bgp_bandwidth_settle(p);
	device_adjacency(p->b->s->dev, "BGP", p->b->as, bgp_peer_name(p, name), "", "Idle", "Established");
	if (!p->b->no_log)
		bgp_log(p->b, 5, "ADJCHANGE", "neighbor %s%s%s Up ", bgp_peer_name(p, name), p->b->s->vrf ? " vpn vrf " : "", p->b->s->vrf ? vrf_name(p->b->s) : "");
	world_changed(p->b->s->node);
	for (u8 af = 0; af < BGP_AFS; af++) {
		struct bgp_peer_af *x = &p->af[af];

		x->on = l->caps.af[af] && bgp_peer_active(p, af);
		if (x->on)
			bgp_orf_up(p, af);
		if (x->on && !x->orf_waits)
			bgp_group_join(p, af);
	}
	bgp_nsf_up(l);
	bgp_peer_bfd(p);
}

const char *const bgp_down_text[DOWN_N] = {
	"", "Admin. shutdown", "Neighbor deleted", "User reset", "BGP Notification sent", "BGP Notification received", "Peer closed the session", "Interface flap",
	"Remote AS changed", "Capability changed", "BFD adjacency down", "NSF peer closed the session", "Route to peer lost",
};

void bgp_session_down(struct bgp_link *l, enum bgp_down why)
{
	struct bgp_peer *p = l->peer;
	char name[IP6_TEXT];

	bool notice = (why == DOWN_SENT || why == DOWN_RECEIVED) && bgp_notice_graceful(l) && !l->hard;
	bool kept = (why == DOWN_CLOSED || notice) && l->caps.gr && bgp_peer_graceful(p) && !p->deleted && !p->shutdown && !p->b->stopping && !p->b->s->cleaning;

	p->up = NULL;
	bgp_peer_left(p);
	p->link[0].remote_id = l->remote_id;	/* for paths that outlive the session */
	if (kept && !notice)
		why = DOWN_NSF;
	bfd_unwatch(&p->bfd);
	p->changed = p->reset_at = bgp_now(p->b);
	p->dropped++;
	p->last_down = (u8)why;
	if (!p->b->s->cleaning)
		device_adjacency(p->b->s->dev, "BGP", p->b->as, bgp_peer_name(p, name), "", "Established", "Idle");
	if (!p->b->no_log && !p->b->s->cleaning) {
		const char *vrf = p->b->s->vrf ? vrf_name(p->b->s) : NULL;

		bgp_log(p->b, 5, "ADJCHANGE", "neighbor %s%s%s Down %s", bgp_peer_name(p, name), vrf ? " vpn vrf " : "", vrf ? vrf : "", bgp_down_text[why]);
		for (u8 af = 0; af < BGP_AFS; af++)
			if (p->af[af].on)
				device_log(p->b->s->dev, "BGP_SESSION", 5, "ADJCHANGE", "neighbor %s %s Unicast%s%s topology base removed from session  %s", bgp_peer_name(p, name),
					   bgp_family_name(p->b, af), vrf ? " vrf " : "", vrf ? vrf : "", bgp_down_text[why]);
	}
	world_changed(p->b->s->node);
	for (u8 af = 0; af < BGP_AFS; af++)
		if (p->af[af].on) {
			bgp_group_leave(p, af);
			bgp_orf_down(p, af);
		}
	if (!kept || !bgp_nsf_down(l))
		bgp_peer_purge(p);
	for (u8 af = 0; af < BGP_AFS; af++)
		p->af[af].on = false;
}
