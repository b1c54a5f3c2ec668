/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/lag/pagp.h"

enum { TLV_DEVICE = 1, TLV_PORT = 2, TLV_GROUP_MAC = 3, TLV_HEAD = 4, TLVS_MAX = 8 };

/* ---- bytes ---- */

static void take_info(struct pagp_info *i, struct rd *r)
{
	rd_copy(r, i->device, 6);
	i->learn = rd_u8(r);
	i->priority = rd_u8(r);
	i->port = rd_u32(r);
	i->capability = rd_u32(r);
	i->group = rd_u32(r);
}

static void take_name(char *name, struct rd r)
{
	size_t n = rd_left(&r) < PAGP_NAME_MAX ? rd_left(&r) : PAGP_NAME_MAX;

	memset(name, 0, PAGP_NAME_MAX + 1);
	rd_copy(&r, name, n);
	for (size_t i = 0; i < n && name[i]; i++)
		if (name[i] < ' ' || name[i] > '~')
			name[i] = '?';
}

bool pagp_parse(struct pagp_msg *m, struct rd r)
{
	u16 n;

	*m = (struct pagp_msg){ 0 };
	if (rd_u8(&r) != PAGP_INFORMATION)
		return false;
	m->flags = rd_u8(&r);
	take_info(&m->local, &r);
	take_info(&m->partner, &r);
	rd_u16(&r); /* how many partners it knows */
	n = rd_u16(&r);
	for (unsigned i = 0; i < n && i < TLVS_MAX && rd_left(&r) >= TLV_HEAD; i++) {
		u16 type = rd_u16(&r), len = rd_u16(&r);
		struct rd value;

		if (len < TLV_HEAD)
			return false;
		value = rd_sub(&r, len - TLV_HEAD);
		if (type == TLV_DEVICE)
			take_name(m->device_name, value);
		else if (type == TLV_PORT)
			take_name(m->port_name, value);
	}
	return !r.bad;
}

static void put_info(struct wr *w, const struct pagp_info *i)
{
	wr_copy(w, i->device, 6);
	wr_u8(w, i->learn);
	wr_u8(w, i->priority);
	wr_u32(w, i->port);
	wr_u32(w, i->capability);
	wr_u32(w, i->group);
}

static void put_tlv(struct wr *w, u16 type, const void *value, size_t len)
{
	wr_u16(w, type);
	wr_u16(w, (u16)(len + TLV_HEAD));
	wr_copy(w, value, len);
}

static size_t name_len(const char *s)
{
	return strnlen(s, PAGP_NAME_MAX);
}

size_t pagp_fill(struct pagp_port *p, const char *device_name, const char *port_name, const u8 group_mac[6], u8 *bytes, size_t room)
{
	struct wr w = wr_of(bytes, room);

	wr_u8(&w, PAGP_INFORMATION);
	wr_u8(&w, (u8)((p->heard ? PAGP_SLOW_HELLO : 0) | (p->desirable ? 0 : PAGP_AUTO) | (p->bundled ? PAGP_CONSISTENT : 0)));
	put_info(&w, &p->own);
	put_info(&w, &p->peer.local);
	wr_u16(&w, p->heard);
	wr_u16(&w, 3);
	put_tlv(&w, TLV_DEVICE, device_name, name_len(device_name));
	put_tlv(&w, TLV_PORT, port_name, name_len(port_name));
	put_tlv(&w, TLV_GROUP_MAC, group_mac, 6);
	p->tx++;
	p->sent++;
	return w.bad ? 0 : wr_len(&w);
}

/* ---- what is agreed on ---- */

static bool same_port(const struct pagp_info *a, const struct pagp_info *b)
{
	return !memcmp(a->device, b->device, 6) && a->port == b->port;
}

bool pagp_agrees(const struct pagp_port *p)
{
	return p->up && p->enabled && p->heard && same_port(&p->peer.partner, &p->own) && (p->desirable || !(p->peer.flags & PAGP_AUTO));
}

/* One that waits speaks only to whom it has heard. */
static unsigned speak(const struct pagp_port *p)
{
	return p->up && p->enabled && (p->desirable || p->heard) && p->sent < PAGP_A_SECOND ? PAGP_SEND : 0;
}

static void forget(struct pagp_port *p)
{
	p->heard = false;
	p->hold_left = 0;
	p->hello_left = PAGP_FAST_S;
	p->peer = (struct pagp_msg){ 0 };
}

unsigned pagp_set(struct pagp_port *p, bool enabled, bool desirable, const struct pagp_info *own)
{
	u32 group = p->own.group;
	bool same = p->enabled == enabled && p->desirable == desirable && same_port(&p->own, own) && p->own.priority == own->priority &&
		    p->own.capability == own->capability && p->own.learn == own->learn;

	if (same)
		return 0;
	p->enabled = enabled;
	p->desirable = desirable;
	p->own = *own;
	p->own.group = group;
	forget(p);
	return PAGP_RESELECT | speak(p);
}

unsigned pagp_link(struct pagp_port *p, bool up)
{
	if (p->up == up)
		return 0;
	p->up = up;
	p->sent = 0;
	forget(p);
	return PAGP_RESELECT | speak(p);
}

unsigned pagp_second(struct pagp_port *p)
{
	unsigned what = 0;

	p->sent = 0;
	if (!p->up || !p->enabled)
		return 0;
	if (p->hold_left && !--p->hold_left) {
		forget(p);
		what = PAGP_RESELECT;
	}
	if (p->hello_left && --p->hello_left)
		return what;
	p->hello_left = p->heard ? PAGP_SLOW_S : PAGP_FAST_S;
	return what | speak(p);
}

unsigned pagp_receive(struct pagp_port *p, const struct pagp_msg *m, nsec now)
{
	bool news = !p->heard || memcmp(&p->peer.local, &m->local, sizeof(m->local)) || memcmp(&p->peer.partner, &m->partner, sizeof(m->partner)) ||
		    ((p->peer.flags ^ m->flags) & PAGP_AUTO);
	unsigned hello = m->flags & PAGP_SLOW_HELLO ? PAGP_SLOW_S : PAGP_FAST_S;

	if (!p->up || !p->enabled)
		return 0;
	p->rx++;
	p->heard = true;
	p->heard_at = now;
	p->peer = *m;
	p->hold_left = p->timer_s ? p->timer_s : (u16)((hello * PAGP_HOLD_HELLOS_X10 + 9) / 10);
	if (!p->timer_s && p->hold_left < PAGP_SLOW_S && !news) /* the other end slows down once it knows us: its next word may take a slow hello */
		p->hold_left = PAGP_SLOW_S * PAGP_HOLD_HELLOS_X10 / 10;
	return news ? PAGP_RESELECT | speak(p) : same_port(&m->partner, &p->own) ? 0 : speak(p);
}

unsigned pagp_bundle(struct pagp_port *p, bool bundled, u32 group)
{
	if (p->bundled == bundled && p->own.group == group)
		return 0;
	p->bundled = bundled;
	p->own.group = group;
	return speak(p);
}
