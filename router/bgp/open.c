/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OPEN (RFC 4271 4.2, 6.2) and its capabilities (5492): multiprotocol 4760, route refresh 2918, four-octet AS 6793, graceful restart 4724,
 * add-path 7911, outbound route filters 5291, IPv6 next hops of IPv4 8950. */
#include "router/bgp/bgp.h"

enum { CAP_MP = 1, CAP_REFRESH = 2, CAP_ORF = 3, CAP_EXT_HOP = 5, AFI_IP4 = 1, AFI_IP6 = 2, CAP_GR = 64, CAP_AS4 = 65, CAP_ADD_PATH = 69, CAP_REFRESH_OLD = 128, PARAM_CAPS = 2, HOLD_MIN_S = 3, GR_RESTARTED = 0x8000, GR_NOTICE = 0x4000, GR_TIME = 0xfff,
       GR_KEPT = 0x80 };

static void cap_mp(struct wr *w, u8 af)
{
	const u8 cap[] = { CAP_MP, 4, 0, (u8)bgp_afi(af), 0, BGP_SAFI_UNICAST };

	wr_copy(w, cap, sizeof(cap));
}

static u8 add_mode(const struct bgp_peer *p, u8 af) { return bgp_peer_active(p, af) ? bgp_add_mode(p, af) : 0; }

static void cap_add_path(const struct bgp_peer *p, struct wr *w)
{
	u8 n = 0;

	for (u8 af = 0; af < BGP_AFS; af++)
		n = (u8)(n + !!add_mode(p, af));
	if (!n)
		return;
	wr_u8(w, CAP_ADD_PATH);
	wr_u8(w, (u8)(4 * n));
	for (u8 af = 0; af < BGP_AFS; af++)
		if (add_mode(p, af)) {
			wr_u16(w, bgp_afi(af));
			wr_u8(w, BGP_SAFI_UNICAST);
			wr_u8(w, add_mode(p, af));
		}
}

/* RFC 5291 5: one type of filter, and which of us sends it. Of each family apart: FRR and tshark read the first family of one alone. */
static void cap_orf(const struct bgp_peer *p, u8 af, struct wr *w)
{
	const u8 cap[] = { CAP_ORF, 7, 0, (u8)bgp_afi(af), 0, BGP_SAFI_UNICAST, 1, BGP_ORF_PREFIX, bgp_orf_mode(p, af) };

	if (bgp_orf_mode(p, af))
		wr_copy(w, cap, sizeof(cap));
}

static void read_orf(struct bgp_caps *c, struct rd r)
{
	while (rd_left(&r)) {
		u16 afi = rd_u16(&r), safi = rd_u16(&r);
		u8 n = rd_u8(&r);
		int af = bgp_af_named(afi, (u8)safi);	/* above it is reserved */

		while (n-- && !r.bad) {
			u8 type = rd_u8(&r), mode = rd_u8(&r);

			if (!r.bad && af >= 0 && type == BGP_ORF_PREFIX && mode <= (ORF_RECEIVE | ORF_SEND))
				c->orf[af] = mode;
		}
	}
}

static void cap_ext_hop(const struct bgp_peer *p, struct wr *w)
{
	static const u8 cap[] = { CAP_EXT_HOP, 6, 0, AFI_IP4, 0, BGP_SAFI_UNICAST, 0, AFI_IP6 };

	if (bgp_opt(p, OPT_EXT_HOP, 0) && bgp_peer_active(p, BGP_IP4))
		wr_copy(w, cap, sizeof(cap));
}

/* RFC 4724 3. F: what we told it before still leads where it did, which is so as long as we have not restarted. */
static void cap_graceful(const struct bgp_peer *p, struct wr *w)
{
	bool restarting = bgp_restarting(p->b);
	u8 n = 0;

	if (!bgp_peer_graceful(p))
		return;
	for (u8 af = 0; af < BGP_AFS; af++)
		n = (u8)(n + bgp_peer_active(p, af));
	wr_u8(w, CAP_GR);
	wr_u8(w, (u8)(2 + 4 * n));
	wr_u16(w, (u16)((restarting ? GR_RESTARTED : 0) | (p->b->graceful_notice ? GR_NOTICE : 0) | p->b->gr_restart_s));
	for (u8 af = 0; af < BGP_AFS; af++)
		if (bgp_peer_active(p, af)) {
			wr_u16(w, bgp_afi(af));
			wr_u8(w, BGP_SAFI_UNICAST);
			wr_u8(w, !restarting && p->established ? GR_KEPT : 0);
		}
}

size_t bgp_open_write(struct bgp_peer *p, u8 *out, size_t room)
{
	u8 caps[200];
	struct wr w = wr_of(caps, sizeof(caps)), all = wr_of(out, room);

	p->offered = bgp_peer_families(p);
	for (u8 af = 0; af < BGP_AFS; af++)
		if (bgp_peer_active(p, af))
			cap_mp(&w, af);
	wr_u16(&w, CAP_REFRESH_OLD << 8);
	wr_u16(&w, CAP_REFRESH << 8);
	cap_ext_hop(p, &w);
	if (!bgp_opt(p, OPT_NO_AS4, 0)) {
		wr_u8(&w, CAP_AS4);
		wr_u8(&w, 4);
		wr_u32(&w, p->local_as);
	}
	cap_graceful(p, &w);
	cap_add_path(p, &w);
	for (u8 af = 0; af < BGP_AFS; af++)
		cap_orf(p, af, &w);
	wr_u8(&all, 4);
	wr_u16(&all, p->local_as > 65535 ? BGP_AS_TRANS : (u16)p->local_as);
	wr_u16(&all, bgp_peer_hold_s(p));
	wr_u32(&all, p->b->router_id);
	wr_u8(&all, (u8)(2 + wr_len(&w)));
	wr_u8(&all, PARAM_CAPS);
	wr_u8(&all, (u8)wr_len(&w));
	wr_copy(&all, caps, wr_len(&w));
	return wr_len(&all);
}

static bool bad(struct bgp_link *l, u8 sub, const void *data, size_t len)
{
	bgp_error_set(l, ERR_OPEN, sub, data, len);
	return false;
}

/* One said more than once: the last one holds. */
static void read_graceful(struct bgp_caps *c, struct rd r)
{
	u16 head = rd_u16(&r);

	if (r.bad)
		return;
	c->gr = true;
	memset(c->gr_af, 0, sizeof(c->gr_af));
	memset(c->gr_kept, 0, sizeof(c->gr_kept));
	c->gr_restarted = head & GR_RESTARTED;
	c->gr_notice = head & GR_NOTICE;
	c->gr_s = head & GR_TIME;
	while (rd_left(&r)) {
		u16 afi = rd_u16(&r);
		u8 safi = rd_u8(&r), flags = rd_u8(&r);
		int af = bgp_af_named(afi, safi);

		if (af < 0 || r.bad)
			continue;
		c->gr_af[af] = true;
		c->gr_kept[af] = flags & GR_KEPT;
	}
}

static void read_cap(struct bgp_link *l, u8 code, struct rd r)
{
	struct bgp_caps *c = &l->caps;
	int af;

	switch (code) {
	case CAP_MP: {
		u16 afi = rd_u16(&r), safi = rd_u16(&r);

		af = bgp_af_named(afi, (u8)safi);
		if (r.bad)
			break;
		c->mp = true;
		if (af >= 0)
			c->af[af] = true;
		break;
	}
	case CAP_REFRESH:
		c->refresh = true;
		break;
	case CAP_REFRESH_OLD:
		c->refresh_old = true;
		break;
	case CAP_AS4: {
		u32 as = rd_u32(&r);

		if (!r.bad) {
			c->as4 = true;
			l->remote_as = as;
		}
		break;
	}
	case CAP_EXT_HOP:
		while (rd_left(&r)) {
			u16 afi = rd_u16(&r), safi = rd_u16(&r), hop = rd_u16(&r);

			c->ext_hop_said |= !r.bad && afi == AFI_IP4 && safi == BGP_SAFI_UNICAST && hop == AFI_IP6;
		}
		c->ext_hop = c->ext_hop_said && bgp_opt(l->peer, OPT_EXT_HOP, 0);
		break;
	case CAP_GR:
		read_graceful(c, r);
		break;
	case CAP_ORF:
		read_orf(c, r);
		break;
	case CAP_ADD_PATH:
		while (rd_left(&r)) {
			u16 afi = rd_u16(&r);
			u8 safi = rd_u8(&r), mode = rd_u8(&r);

			af = bgp_af_named(afi, safi);
			if (af >= 0 && !r.bad && mode <= (ADD_RECEIVE | ADD_SEND)) {	/* RFC 7911 4: another value is none; the last one holds */
				u8 ours = add_mode(l->peer, (u8)af);

				c->add[af] = mode;
				c->add_rx[af] = mode & ADD_SEND && ours & ADD_RECEIVE;
				c->add_tx[af] = mode & ADD_RECEIVE && ours & ADD_SEND;
			}
		}
		break;
	}
}

static bool read_params(struct bgp_link *l, struct rd r, bool extended)
{
	while (rd_left(&r)) {
		u8 type = rd_u8(&r);
		struct rd p = rd_sub(&r, extended ? rd_u16(&r) : rd_u8(&r));

		if (r.bad)
			return bad(l, 0, NULL, 0);
		if (type != PARAM_CAPS)
			return bad(l, 4, NULL, 0);
		while (rd_left(&p)) {
			u8 code = rd_u8(&p), len = rd_u8(&p);
			struct rd c = rd_sub(&p, len);

			if (p.bad)
				return bad(l, 0, NULL, 0);
			read_cap(l, code, c);
		}
	}
	return true;
}

bool bgp_open_read(struct bgp_link *l, struct rd r)
{
	struct bgp_peer *p = l->peer;
	u8 version = rd_u8(&r), opt_len, four[4];
	u16 as = rd_u16(&r), hold = rd_u16(&r), ours = bgp_peer_hold_s(p);
	u32 id = rd_u32(&r);
	size_t len = opt_len = rd_u8(&r);
	bool extended = false;
	struct rd params;

	if (version != 4)
		return bad(l, 1, "\0\4", 2);
	if (opt_len == 255 && rd_left(&r) && *r.p == 255) {	/* RFC 9072 */
		rd_u8(&r);
		len = rd_u16(&r);
		extended = true;
	}
	params = rd_sub(&r, len);
	if (r.bad || rd_left(&r))
		return bad(l, 0, NULL, 0);
	l->caps = (struct bgp_caps){ 0 };
	l->remote_as = as;
	if (!read_params(l, params, extended))
		return false;
	put_be32(four, l->remote_as);
	bgp_peer_says(p, l->remote_as);
	if (!l->remote_as || l->remote_as != p->remote_as || (l->caps.as4 && as != BGP_AS_TRANS && as != l->remote_as))
		return bad(l, 2, l->remote_as > 65535 ? four : four + 2, l->remote_as > 65535 ? 4 : 2);
	put_be32(four, id);
	if (!id || (id == p->b->router_id && p->ibgp))
		return bad(l, 3, four, 4);
	if ((hold && hold < HOLD_MIN_S) || hold < bgp_peer_hold_min_s(p))
		return bad(l, 6, NULL, 0);
	if (!l->caps.mp)
		l->caps.af[BGP_IP4] = true;	/* it knows nothing else */
	if (!(l->caps.af[BGP_IP4] && bgp_peer_active(p, BGP_IP4)) && !(l->caps.af[BGP_IP6] && bgp_peer_active(p, BGP_IP6)))
		return bad(l, 7, NULL, 0);
	l->caps.as4 &= !bgp_opt(p, OPT_NO_AS4, 0);
	l->remote_id = id;
	l->hold_s = hold < ours ? hold : ours;
	return true;
}
