/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/fhrp/hsrp_packet.h"

#include <string.h>

#include "router/stack.h"

enum { V1_LEN = 20, TLV_STATE = 1, TLV_STATE_LEN = 40, TLV_TEXT = 3, TLV_TEXT_LEN = 8, TLVS_MAX = 16 };

const char *const hsrp_opcode_name[HSRP_OPCODES] = { "Hello", "Coup", "Resign" };

/* Version 1 has bits of the RFC for states; version 2 counts from 0 (Disabled) to 6 (Active), Init being 1. */
static const u8 state_v1[HSRP_STATES] = { 0, 1, 2, 4, 8, 16 };

u32 hsrp_write(const struct hsrp_packet *m, u8 *d)
{
	memset(d, 0, HSRP_PACKET_MAX);
	if (m->version == 1) {
		d[1] = m->opcode;
		d[2] = state_v1[m->state];
		d[3] = (u8)((m->hello_ms + 999) / 1000);
		d[4] = (u8)((m->hold_ms + 999) / 1000);
		d[5] = m->priority;
		d[6] = (u8)m->group;
		memcpy(d + 8, m->auth, 8);
		put_be32(d + 16, m->addr);
		return V1_LEN;
	}
	d[0] = TLV_STATE;
	d[1] = TLV_STATE_LEN;
	d[2] = 2;
	d[3] = m->opcode;
	d[4] = (u8)(m->state + 1);
	d[5] = 4;
	put_be16(d + 6, m->group);
	memcpy(d + 8, m->id, 6);
	put_be32(d + 14, m->priority);
	put_be32(d + 18, m->hello_ms);
	put_be32(d + 22, m->hold_ms);
	put_be32(d + 26, m->addr);
	d[42] = TLV_TEXT;
	d[43] = TLV_TEXT_LEN;
	memcpy(d + 44, m->auth, 8);
	return 52;
}

static enum drop read_v1(struct hsrp_packet *m, struct rd r)
{
	u8 state;

	rd_skip(&r, 1);
	m->opcode = rd_u8(&r);
	state = rd_u8(&r);
	m->hello_ms = rd_u8(&r) * 1000u;
	m->hold_ms = rd_u8(&r) * 1000u;
	m->priority = rd_u8(&r);
	m->group = rd_u8(&r);
	rd_skip(&r, 1);
	rd_copy(&r, m->auth, 8);
	m->addr = rd_u32(&r);
	if (r.bad)
		return DROP_SHORT;
	while (m->state < HSRP_STATES && state_v1[m->state] != state)
		m->state++;
	return DROP_NONE;
}

static enum drop read_v2(struct hsrp_packet *m, struct rd r)
{
	bool seen = false;

	for (unsigned n = 0; r.p < r.end && n < TLVS_MAX; n++) {
		u8 type = rd_u8(&r), len = rd_u8(&r);
		struct rd t = rd_sub(&r, len);
		u32 priority;

		if (r.bad)
			return DROP_SHORT;
		if (type == TLV_TEXT)
			rd_copy(&t, m->auth, 8);
		if (type != TLV_STATE)
			continue;
		if (rd_u8(&t) != 2)
			return DROP_BAD_FIELD;
		m->opcode = rd_u8(&t);
		m->state = (u8)(rd_u8(&t) - 1);
		if (rd_u8(&t) != 4)
			return DROP_NOT_FOR_US;
		m->group = rd_u16(&t);
		rd_copy(&t, m->id, 6);
		priority = rd_u32(&t);
		m->priority = priority > 255 ? 255 : (u8)priority;
		m->hello_ms = rd_u32(&t);
		m->hold_ms = rd_u32(&t);
		m->addr = rd_u32(&t);
		if (t.bad)
			return DROP_SHORT;
		seen = true;
	}
	return seen ? DROP_NONE : DROP_BAD_FIELD;
}

enum drop hsrp_read(struct hsrp_packet *m, const u8 *d, u32 len)
{
	enum drop why;

	*m = (struct hsrp_packet){ 0 };
	if (len < 2)
		return DROP_SHORT;
	m->version = d[0] ? 2 : 1;
	why = d[0] ? read_v2(m, rd_of(d, len)) : read_v1(m, rd_of(d, len));
	if (!why && (m->opcode >= HSRP_OPCODES || m->state >= HSRP_STATES))
		return DROP_BAD_FIELD;
	return why;
}

/* ---- the port ---- */

static void receive(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f)
{
	struct fhrp_if *on = r->in->ip ? r->in->ip->fhrp : NULL;
	struct hsrp_packet m;
	struct hsrp *h = NULL;
	enum drop why = hsrp_read(&m, f->data, f->len);

	(void)src_port;
	if (!why)
		for (h = on && on->hsrp_version == m.version ? on->hsrp : NULL; h && h->group != m.group; h = h->next)
			;
	if (!why && !h)
		why = DROP_NOT_FOR_US;
	if (!why && memcmp(h->auth, m.auth, sizeof(m.auth))) {
		if (!h->bad_auth++)
			device_log(u->ip->dev, "HSRP", 4, "BADAUTH", "Bad authentication from %s, group %u, remote state %s", ip4_text(r->src.v4, (char[IP4_TEXT]){ 0 }),
				   h->group, hsrp_state_name[m.state]);
		why = DROP_BAD_FIELD;
	}
	if (why)
		u->ip->drops[why]++;
	else
		hsrp_heard(h, &m, r->src.v4, m.id);
	frame_put(f);
}

bool hsrp_listen(struct ipstack *s) { return fhrp_listen(s, &s->hsrp_socket, HSRP_PORT, receive); }
void hsrp_close(struct ipstack *s) { fhrp_close(&s->hsrp_socket); }
