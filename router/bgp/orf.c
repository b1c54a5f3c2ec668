/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Outbound route filters (RFC 5291) of prefixes (5292): a neighbour says by ROUTE-REFRESH which prefixes it wants to be told, and so do we, with the prefix list that we
 * apply to what it tells. Its filter stands beside our own policy out, makes its group another (struct bgp_group_key), and lives as long as the session. What cannot be
 * read takes the whole filter away (5291 6), as does more than BGP_ORF_MAX entries: too much is told then, never too little.
 */
#include "router/bgp/bgp.h"

enum { IMMEDIATE = 1, DEFER = 2 };	/* 5291 4: when to refresh */
enum { ADD = 0, REMOVE = 1, REMOVE_ALL = 2, REMOVE_ALL_TOO = 3 /* as FRR has it; by 5291 6 it comes to the same */, ACTION_SHIFT = 6, DENY = 0x20 };
enum { ENTRY_MAX = 8 + 16 };		/* octets */

u8 bgp_orf_mode(const struct bgp_peer *p, u8 af)
{
	const struct bgp_opt *o = bgp_peer_active(p, af) ? bgp_opt(p, OPT_ORF, af) : NULL;

	return o ? (u8)o->a : 0;
}

u8 bgp_orf_agreed(const struct bgp_peer *p, u8 af)
{
	u8 ours = bgp_orf_mode(p, af), theirs = p->up && p->af[af].on ? p->up->caps.orf[af] : 0;

	return (u8)((ours & ORF_SEND && theirs & ORF_RECEIVE ? ORF_SEND : 0) | (ours & ORF_RECEIVE && theirs & ORF_SEND ? ORF_RECEIVE : 0));
}

/* ---- the neighbour's ---- */

static void forget(struct bgp_peer_af *x)
{
	prefix_list_release(x->orf);
	x->orf = NULL;
	x->orf_over = false;
}

static bool same(const struct prefix_entry *a, const struct prefix_entry *b)
{
	return a->permit == b->permit && a->plen == b->plen && a->ge == b->ge && a->le == b->le && ipaddr_eq(&a->prefix, &b->prefix);
}

static const struct prefix_entry *numbered(const struct prefix_list *l, u32 seq, u32 *n)
{
	const struct prefix_entry *e = prefix_list_entries(l, n);
	u32 k = 0;

	while (k < *n && e[k].seq < seq)
		k++;
	return k < *n && e[k].seq == seq ? e + k : NULL;
}

static void add(struct bgp_peer_af *x, u8 af, const struct prefix_entry *e)
{
	char name[IP6_TEXT];
	u32 n;

	if (!x->orf)
		x->orf = prefix_list_alone(af == BGP_IP4 ? AF_IP4 : AF_IP6);
	if (!numbered(x->orf, e->seq, &n) && n == BGP_ORF_MAX) {
		bgp_log(x->peer->b, 4, "ORFLIMIT", "Prefix filter received from %s (afi %u) exceeds %u entries, not applied", bgp_peer_name(x->peer, name), af, BGP_ORF_MAX);
		forget(x);
		x->orf_over = true;
		return;
	}
	prefix_list_set(x->orf, e);
}

static void take_away(struct bgp_peer_af *x, const struct prefix_entry *e)
{
	const struct prefix_entry *was;
	u32 n;

	if (!x->orf || !(was = numbered(x->orf, e->seq, &n)) || !same(was, e))
		return;
	if (n == 1)	/* nothing is filtered any more */
		forget(x);
	else
		prefix_list_del(x->orf, e->seq);
}

/* 5292 3. false: some field has a value that it cannot have. */
static bool entry(struct bgp_peer_af *x, u8 af, struct rd *r)
{
	u8 head = rd_u8(r), action = head >> ACTION_SHIFT, whole = af == BGP_IP4 ? 32 : 128, bytes[16] = { 0 };
	struct prefix_entry e = { .permit = !(head & DENY), .prefix = { .af = af == BGP_IP4 ? AF_IP4 : AF_IP6 } };

	if (action == REMOVE_ALL || action == REMOVE_ALL_TOO) {
		forget(x);
		return true;
	}
	e.seq = rd_u32(r);
	e.ge = rd_u8(r);
	e.le = rd_u8(r);
	e.plen = rd_u8(r);
	if (r->bad || e.plen > whole || e.ge > whole || e.le > whole || (e.ge && e.ge < e.plen) || (e.le && (e.le < e.plen || e.le < e.ge)))
		return false;
	rd_copy(r, bytes, (e.plen + 7u) / 8);
	if (r->bad)
		return false;
	if (af == BGP_IP4) {
		e.prefix.v4 = get_be32(bytes) & ip4_mask(e.plen);
	} else {
		memcpy(e.prefix.v6.b, bytes, sizeof(bytes));
		e.prefix.v6 = ip6_masked(&e.prefix.v6, e.plen);
	}
	if (action == REMOVE)
		take_away(x, &e);
	else if (!x->orf_over)
		add(x, af, &e);
	return true;
}

bool bgp_orf_read(struct bgp_peer *p, u8 af, struct rd r)
{
	u8 when = rd_u8(&r);
	bool ours = bgp_orf_agreed(p, af) & ORF_RECEIVE, good = when == IMMEDIATE || when == DEFER;
	char name[IP6_TEXT];

	while (good && rd_left(&r)) {
		u8 type = rd_u8(&r);
		struct rd part = rd_sub(&r, rd_u16(&r));

		good = !r.bad;
		while (good && ours && type == BGP_ORF_PREFIX && rd_left(&part))	/* 6: filters that were not agreed upon are passed over */
			good = entry(&p->af[af], af, &part);
	}
	if (!good) {
		p->orf_bad++;
		if (ours)
			forget(&p->af[af]);
	}
	if (debug_on(p->b->s->dev, DEBUG_IP_BGP))
		bgp_debug(p->b, "BGP: %s rcvd REFRESH with a prefix filter, afi %u: %s%s", bgp_peer_name(p, name), bgp_afi(af), !ours ? "not agreed upon" : good ? "taken" : "malformed, all of it goes",
			  when == DEFER ? ", deferred" : "");
	return when != DEFER;
}

/* ---- ours ---- */

static void entry_write(struct wr *w, const struct prefix_entry *e)
{
	u8 bytes[16];

	if (e->prefix.af == AF_IP4)
		put_be32(bytes, e->prefix.v4);
	else
		memcpy(bytes, e->prefix.v6.b, sizeof(bytes));
	wr_u8(w, (u8)(ADD << ACTION_SHIFT | (e->permit ? 0 : DENY)));
	wr_u32(w, e->seq);
	wr_u8(w, e->ge);
	wr_u8(w, e->le);
	wr_u8(w, e->plen);
	wr_copy(w, bytes, (e->plen + 7u) / 8);
}

/* As many as a message holds, from the one that many past the first; with none, the family alone, which asks for all there is. */
static bool say(struct bgp_peer *p, u8 af, bool begin_anew, const struct prefix_entry *e, u32 n, u32 *from)
{
	u8 body[BGP_MSG_MAX - BGP_HLEN];
	struct wr w = wr_of(body, sizeof(body));

	wr_u16(&w, bgp_afi(af));
	wr_u16(&w, BGP_SAFI_UNICAST);
	if (begin_anew || n) {
		wr_u8(&w, 0);
		wr_u8(&w, BGP_ORF_PREFIX);
		wr_u16(&w, 0);
		if (begin_anew)
			wr_u8(&w, REMOVE_ALL << ACTION_SHIFT);
		while (!begin_anew && *from < n && wr_len(&w) + ENTRY_MAX <= sizeof(body))
			entry_write(&w, e + (*from)++);
		body[4] = begin_anew || *from < n ? DEFER : IMMEDIATE;
		put_be16(body + 6, (u16)(wr_len(&w) - 8));
	}
	return bgp_send(p->up, bgp_msg_new(BGP_REFRESH, body, wr_len(&w)));
}

void bgp_orf_send(struct bgp_peer *p, u8 af)
{
	struct bgp_peer_af *x = &p->af[af];
	const struct prefix_entry *e = NULL;
	u32 n = 0, from = 0;

	if (x->prefix_in)
		e = prefix_list_entries(x->prefix_in, &n);
	if (x->orf_sent)
		say(p, af, true, NULL, 0, &from);
	x->orf_sent = n;
	while (say(p, af, false, e, n, &from) && from < n)
		;
}

/* ---- the session ---- */

void bgp_orf_up(struct bgp_peer *p, u8 af)
{
	u8 agreed = bgp_orf_agreed(p, af);

	p->af[af].orf_waits = agreed & ORF_RECEIVE;	/* 5291 6 */
	if (agreed & ORF_SEND)
		bgp_orf_send(p, af);
}

void bgp_orf_down(struct bgp_peer *p, u8 af)
{
	forget(&p->af[af]);
	p->af[af].orf_waits = false;
	p->af[af].orf_sent = 0;
}
