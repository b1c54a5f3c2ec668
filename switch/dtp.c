/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/dtp.h"

#include <string.h>

enum { VERSION = 1, TLV_DOMAIN = 1, TLV_STATUS = 2, TLV_TYPE = 3, TLV_NEIGHBOUR = 4, TLV_HEAD = 4, TLVS_MAX = 16 };

/* ---- bytes ---- */

static void take_tlv(struct dtp_msg *m, u16 type, struct rd *r, unsigned *seen)
{
	u8 v;

	switch (type) {
	case TLV_DOMAIN: {
		size_t n = rd_left(r);

		if (n > DTP_DOMAIN_MAX)
			return;
		memset(m->domain, 0, sizeof(m->domain));
		rd_copy(r, m->domain, n);
		break;
	}
	case TLV_STATUS:
		v = rd_u8(r);
		m->trunk = v >> 7;
		m->admin = v & 7;
		break;
	case TLV_TYPE:
		v = rd_u8(r);
		m->oper_type = v >> 5;
		m->admin_type = v & 7;
		break;
	case TLV_NEIGHBOUR:
		rd_copy(r, m->mac, 6);
		break;
	default:
		return;
	}
	if (!r->bad)
		*seen |= 1u << type;
}

bool dtp_parse(struct dtp_msg *m, struct rd r)
{
	unsigned seen = 0;

	*m = (struct dtp_msg){ 0 };
	if (rd_u8(&r) != VERSION)
		return false;
	for (unsigned n = 0; n < TLVS_MAX && rd_left(&r) >= TLV_HEAD; n++) {
		u16 type = rd_u16(&r), len = rd_u16(&r);
		struct rd value;

		if (len < TLV_HEAD)
			break; /* padding */
		value = rd_sub(&r, len - TLV_HEAD);
		if (value.bad)
			return false;
		take_tlv(m, type, &value, &seen);
	}
	return (seen >> TLV_STATUS & 1) && m->admin >= DTP_ON && m->admin <= DTP_AUTO;
}

static void put_tlv(struct wr *w, u16 type, const void *value, u16 len)
{
	wr_u16(w, type);
	wr_u16(w, (u16)(len + TLV_HEAD));
	wr_copy(w, value, len);
}

size_t dtp_fill(struct dtp *p, const char *domain, const u8 mac[6], u8 *bytes, size_t room)
{
	u8 status = (u8)(p->trunk << 7 | p->admin), type = (u8)((p->trunk ? DTP_DOT1Q : DTP_NATIVE) << 5 | DTP_DOT1Q);
	struct wr w = wr_of(bytes, room);

	wr_u8(&w, VERSION);
	put_tlv(&w, TLV_DOMAIN, domain, (u16)(strlen(domain) + 1));
	put_tlv(&w, TLV_STATUS, &status, 1);
	put_tlv(&w, TLV_TYPE, &type, 1);
	put_tlv(&w, TLV_NEIGHBOUR, mac, 6);
	p->tx++;
	p->sent++;
	return w.bad ? 0 : wr_len(&w);
}

/* ---- what is agreed on ---- */

/* By what this end and the other want. */
static bool agreed(const struct dtp *p)
{
	u8 peer = p->heard && p->peer.admin_type != DTP_ISL && p->peer.admin_type != DTP_NATIVE ? p->peer.admin : DTP_OFF;

	switch (p->admin) {
	case DTP_ON:
		return true;
	case DTP_DESIRABLE:
		return peer == DTP_ON || peer == DTP_DESIRABLE || peer == DTP_AUTO;
	case DTP_AUTO:
		return peer == DTP_ON || peer == DTP_DESIRABLE;
	default:
		return false;
	}
}

/* The one place where `trunk` changes. */
static unsigned settle(struct dtp *p)
{
	bool now = agreed(p);

	if (now == p->trunk)
		return 0;
	p->trunk = now;
	return DTP_CHANGED;
}

static unsigned speak(const struct dtp *p)
{
	return p->up && !p->silent && p->sent < DTP_A_SECOND ? DTP_SEND : 0;
}

static void forget(struct dtp *p)
{
	p->heard = p->mismatched = false;
	p->hold_left = 0;
	p->peer = (struct dtp_msg){ 0 };
}

static unsigned begin(struct dtp *p)
{
	unsigned what;

	forget(p);
	p->fast = DTP_FAST;
	p->hello_left = DTP_FAST_S;
	what = settle(p);
	return what | speak(p);
}

unsigned dtp_set(struct dtp *p, enum dtp_status admin, bool silent)
{
	unsigned what;

	if (p->admin == admin && p->silent == silent)
		return 0;
	p->admin = (u8)admin;
	if (p->silent != silent) {
		p->silent = silent;
		return begin(p);
	}
	p->fast = DTP_FAST;
	p->hello_left = DTP_FAST_S;
	what = settle(p);
	return what | speak(p);
}

unsigned dtp_link(struct dtp *p, bool up)
{
	if (p->up == up)
		return 0;
	p->up = up;
	p->ups += up;
	p->downs += !up;
	p->sent = 0;
	return begin(p);
}

unsigned dtp_second(struct dtp *p)
{
	unsigned what = 0;

	p->sent = 0;
	if (!p->up || p->silent)
		return 0;
	if (p->hold_left && !--p->hold_left) {
		p->timeouts++;
		forget(p);
		what = settle(p);
	}
	if (--p->hello_left)
		return what;
	p->fast -= p->fast > 0;
	p->hello_left = p->fast ? DTP_FAST_S : DTP_HELLO_S;
	return what | DTP_SEND;
}

unsigned dtp_receive(struct dtp *p, const struct dtp_msg *m, const char *domain)
{
	bool news = !p->heard || p->peer.admin != m->admin || p->peer.trunk != m->trunk || p->peer.admin_type != m->admin_type;
	unsigned what;

	if (!p->up || p->silent)
		return 0;
	if (*m->domain && *domain && strcmp(m->domain, domain)) {
		p->rx_mismatch++;
		what = p->mismatched ? 0 : DTP_MISMATCH;
		forget(p);
		p->mismatched = true;
		return what | settle(p);
	}
	p->mismatched = false;
	p->rx++;
	p->heard = true;
	p->peer = *m;
	p->hold_left = DTP_HOLD_S;
	what = settle(p);
	if (what || news) /* the other end learns at once how we stand */
		what |= speak(p);
	return what;
}

const char *dtp_status_name(u8 status)
{
	static const char *const name[] = { "UNKNOWN", "ON", "OFF", "DESIRABLE", "AUTO" };

	return name[status < ARRAY_LEN(name) ? status : 0];
}

