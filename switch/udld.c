/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/udld.h"

#include <string.h>

#include "core/csum.h"

enum { VERSION = 1, TLVS_MAX = 16, TLV_HEAD = 4, T_DEVICE = 1, T_PORT, T_ECHO, T_INTERVAL, T_TIMEOUT, T_NAME, T_SEQUENCE, FLAG_RT = 1, FLAG_RSY = 2 };

/* ---- bytes: RFC 5171, 4 ---- */

/* 4.1: as the Internet checksum, but an odd byte counts as the low one. */
static u16 checksum(const u8 *p, size_t len)
{
	return csum_finish(csum_add(0, p, len & ~(size_t)1) + (len & 1 ? p[len - 1] : 0));
}

static bool take_text(struct rd *r, size_t n, char *out)
{
	if (n > UDLD_ID_MAX || rd_left(r) < n)
		return false;
	memset(out, 0, UDLD_ID_MAX + 1);
	rd_copy(r, out, n);
	return true;
}

static bool take_echo(struct udld_msg *m, struct rd *r)
{
	u32 n = rd_u32(r);

	for (u32 i = 0; i < n && rd_left(r); i++) {
		struct udld_id id;

		if (!take_text(r, rd_u16(r), id.device) || !take_text(r, rd_u16(r), id.port))
			return false;
		if (m->n_echo < UDLD_NEIGHBOURS)
			m->echo[m->n_echo++] = id;
	}
	return !r->bad;
}

static bool take_tlv(struct udld_msg *m, u16 type, struct rd *r)
{
	switch (type) {
	case T_DEVICE:
		return take_text(r, rd_left(r), m->id.device);
	case T_PORT:
		return take_text(r, rd_left(r), m->id.port);
	case T_ECHO:
		return take_echo(m, r);
	case T_INTERVAL:
		m->interval_s = rd_u8(r);
		return !r->bad;
	case T_SEQUENCE:
		m->sequence = rd_u32(r);
		return !r->bad;
	default:
		return true;
	}
}

bool udld_parse(struct udld_msg *m, struct rd r)
{
	u8 head, flags;

	memset(m, 0, sizeof(*m));
	if (rd_left(&r) < 4 || checksum(r.p, rd_left(&r)))
		return false;
	head = rd_u8(&r);
	flags = rd_u8(&r);
	rd_skip(&r, 2);
	m->opcode = head & 31;
	m->resync = flags & FLAG_RSY;
	m->interval_s = UDLD_MESSAGE_S;
	for (unsigned n = 0; n < TLVS_MAX && rd_left(&r) >= TLV_HEAD; n++) {
		u16 type = rd_u16(&r), len = rd_u16(&r);
		struct rd v;

		if (len < TLV_HEAD)
			return false;
		v = rd_sub(&r, len - TLV_HEAD);
		if (v.bad || !take_tlv(m, type, &v))
			return false;
	}
	return head >> 5 == VERSION && m->opcode >= UDLD_PROBE && m->opcode <= UDLD_FLUSH && *m->id.device && *m->id.port;
}

static void put_text(struct wr *w, u16 type, const char *text)
{
	wr_u16(w, type);
	wr_u16(w, (u16)(TLV_HEAD + strlen(text)));
	wr_copy(w, text, strlen(text));
}

static void put_echo(struct wr *w, const struct udld *p)
{
	size_t len = TLV_HEAD + 4;
	u32 n = 0;

	for (unsigned i = 0; i < UDLD_NEIGHBOURS; i++)
		if (p->near[i].left_s) {
			n++;
			len += 4 + strlen(p->near[i].id.device) + strlen(p->near[i].id.port);
		}
	wr_u16(w, T_ECHO);
	wr_u16(w, (u16)len);
	wr_u32(w, n);
	for (unsigned i = 0; i < UDLD_NEIGHBOURS; i++) {
		const struct udld_id *id = &p->near[i].id;

		if (!p->near[i].left_s)
			continue;
		wr_u16(w, (u16)strlen(id->device));
		wr_copy(w, id->device, strlen(id->device));
		wr_u16(w, (u16)strlen(id->port));
		wr_copy(w, id->port, strlen(id->port));
	}
}

size_t udld_fill(struct udld *p, enum udld_opcode op, const char *name, u8 *bytes, size_t room)
{
	struct wr w = wr_of(bytes, room);

	wr_u8(&w, (u8)(VERSION << 5 | op));
	wr_u8(&w, (u8)(FLAG_RT | (p->phase == UDLD_ADVERTISEMENT ? 0 : FLAG_RSY)));
	wr_u16(&w, 0);
	put_text(&w, T_DEVICE, p->self.device);
	put_text(&w, T_PORT, p->self.port);
	put_echo(&w, p);
	wr_u16(&w, T_INTERVAL);
	wr_u16(&w, TLV_HEAD + 1);
	wr_u8(&w, p->message_s);
	wr_u16(&w, T_TIMEOUT);
	wr_u16(&w, TLV_HEAD + 1);
	wr_u8(&w, UDLD_TIMEOUT_S);
	put_text(&w, T_NAME, name);
	wr_u16(&w, T_SEQUENCE);
	wr_u16(&w, TLV_HEAD + 4);
	wr_u32(&w, ++p->sequence);
	if (w.bad)
		return 0;
	put_be16(bytes + 2, checksum(bytes, wr_len(&w)));
	p->tx++;
	p->sent++;
	return wr_len(&w);
}

/* ---- what is known ---- */

static bool same(const struct udld_id *a, const struct udld_id *b)
{
	return !strcmp(a->device, b->device) && !strcmp(a->port, b->port);
}

static bool knows_somebody(const struct udld *p)
{
	for (unsigned i = 0; i < UDLD_NEIGHBOURS; i++)
		if (p->near[i].left_s)
			return true;
	return false;
}

static bool is_heard(const struct udld *p)
{
	for (unsigned i = 0; i < UDLD_NEIGHBOURS; i++)
		if (p->near[i].left_s && p->near[i].hears_us)
			return true;
	return false;
}

/* The one place where the phase changes. */
static unsigned enter(struct udld *p, enum udld_phase phase)
{
	p->phase = (u8)phase;
	p->left_s = phase == UDLD_DETECTION ? UDLD_DETECT_S : phase == UDLD_RETRY ? UDLD_RETRIES : 0;
	p->hello_left_s = phase == UDLD_ADVERTISEMENT ? p->message_s : 1;
	return phase == UDLD_DETECTION || phase == UDLD_RETRY ? UDLD_SEND_PROBE : 0;
}

static unsigned disable(struct udld *p, enum udld_state why)
{
	p->state = (u8)why;
	enter(p, UDLD_DOWN);
	return UDLD_DISABLE;
}

static unsigned restart(struct udld *p)
{
	memset(p->near, 0, sizeof(p->near));
	p->state = UDLD_UNKNOWN;
	return enter(p, p->up && p->mode != UDLD_OFF ? UDLD_DETECTION : UDLD_DOWN);
}

unsigned udld_set(struct udld *p, enum udld_mode mode, u8 message_s)
{
	unsigned what = 0;
	bool turned_off = p->mode != UDLD_OFF && mode == UDLD_OFF && p->up;

	p->message_s = message_s;
	if (p->mode == mode)
		return 0;
	if (p->mode == UDLD_OFF || mode == UDLD_OFF) {
		p->mode = (u8)mode;
		what = restart(p);
	}
	p->mode = (u8)mode;
	return what | (turned_off ? UDLD_SEND_FLUSH : 0);
}

unsigned udld_link(struct udld *p, bool up)
{
	u8 state = p->state;
	unsigned what;

	if (p->up == up)
		return 0;
	p->up = up;
	what = restart(p);
	if (!up && (state == UDLD_ONE_WAY || state == UDLD_LOOP || state == UDLD_LOST))
		p->state = state; /* why it went down stays to be seen */
	return what;
}

/* The end of a phase that asks. */
static unsigned conclude(struct udld *p)
{
	if (is_heard(p)) {
		p->state = UDLD_BIDIRECTIONAL;
		return enter(p, UDLD_ADVERTISEMENT);
	}
	if (knows_somebody(p))
		return disable(p, UDLD_ONE_WAY); /* 5171, 5: we hear it, it does not hear us */
	if (p->phase == UDLD_RETRY)
		return disable(p, UDLD_LOST);
	return enter(p, UDLD_ADVERTISEMENT); /* nobody there speaks UDLD */
}

unsigned udld_second(struct udld *p)
{
	bool knew = knows_somebody(p);
	unsigned what = 0;

	p->sent = 0;
	if (!p->up || p->mode == UDLD_OFF || p->phase == UDLD_DOWN)
		return 0;
	for (unsigned i = 0; i < UDLD_NEIGHBOURS; i++)
		p->near[i].left_s -= p->near[i].left_s > 0;
	if (p->phase == UDLD_ADVERTISEMENT && knew && !knows_somebody(p)) {
		p->state = UDLD_UNKNOWN; /* normal mode leaves it at that */
		if (p->mode == UDLD_AGGRESSIVE)
			return enter(p, UDLD_RETRY);
	}
	if (p->left_s && !--p->left_s)
		what = conclude(p);
	if (p->phase != UDLD_DOWN && !--p->hello_left_s) {
		p->hello_left_s = p->phase == UDLD_ADVERTISEMENT ? p->message_s : 1;
		what |= UDLD_SEND_PROBE;
	}
	return what;
}

static struct udld_neighbour *place(struct udld *p, const struct udld_id *id, bool *news)
{
	struct udld_neighbour *free_one = NULL;

	for (unsigned i = 0; i < UDLD_NEIGHBOURS; i++) {
		if (p->near[i].left_s && same(&p->near[i].id, id)) {
			*news = false;
			return &p->near[i];
		}
		if (!p->near[i].left_s && !free_one)
			free_one = &p->near[i];
	}
	*news = true;
	if (free_one)
		*free_one = (struct udld_neighbour){ .id = *id };
	return free_one;
}

unsigned udld_receive(struct udld *p, const struct udld_msg *m)
{
	struct udld_neighbour *n;
	unsigned what = 0;
	bool news, heard = false;

	if (!p->up || p->mode == UDLD_OFF || p->phase == UDLD_DOWN)
		return 0;
	p->rx++;
	if (same(&m->id, &p->self))
		return disable(p, UDLD_LOOP);
	n = place(p, &m->id, &news);
	if (!n)
		return 0;
	if (m->opcode == UDLD_FLUSH) {
		n->left_s = 0;
		return 0;
	}
	for (unsigned i = 0; i < m->n_echo; i++)
		heard |= same(&m->echo[i], &p->self);
	n->left_s = (u16)(3 * (m->interval_s ? m->interval_s : 1) + 1);
	n->hears_us = heard;
	if (heard && p->phase != UDLD_DETECTION) {
		p->state = UDLD_BIDIRECTIONAL;
		if (p->phase == UDLD_RETRY)
			what = enter(p, UDLD_ADVERTISEMENT);
	}
	if (!heard && p->phase == UDLD_ADVERTISEMENT && (news || m->n_echo || !m->resync)) /* it is new, or it lost us: find out */
		what = enter(p, UDLD_DETECTION);
	return (news || m->resync || what) && p->sent < UDLD_A_SECOND ? what | UDLD_SEND_ECHO : what;
}

const char *udld_state_name(u8 state)
{
	static const char *const name[] = { "Unknown", "Bidirectional", "Unidirectional", "TX-RX loop", "Neighbor lost" };

	return name[state];
}
