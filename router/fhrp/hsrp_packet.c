/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/fhrp/hsrp_packet.h"

#include <string.h>

#include "router/policy/policy.h"
#include "router/stack.h"

enum { V1_LEN = 20, TLV_STATE = 1, TLV_STATE_LEN = 40, TLV_TEXT = 3, TLV_TEXT_LEN = 8, TLV_MD5 = 4, TLV_MD5_LEN = 28, MD5_ALGORITHM = 1, TLVS_MAX = 16 };

const char *const hsrp_opcode_name[HSRP_OPCODES] = { "Hello", "Coup", "Resign" };

/* Version 1 has bits of the RFC for states; version 2 counts from 0 (Disabled) to 6 (Active), Init being 1. */
static const u8 state_v1[HSRP_STATES] = { 0, 1, 2, 4, 8, 16 };

static u32 write_v1(const struct hsrp_packet *m, u8 *d, bool text)
{
	d[1] = m->opcode;
	d[2] = state_v1[m->state];
	d[3] = (u8)((m->hello_ms + 999) / 1000);
	d[4] = (u8)((m->hold_ms + 999) / 1000);
	d[5] = m->priority;
	d[6] = (u8)m->group;
	if (text)
		memcpy(d + 8, m->auth, 8);
	put_be32(d + 16, m->addr.af ? m->addr.v4 : 0);
	return V1_LEN;
}

static u32 write_v2(const struct hsrp_packet *m, u8 *d, bool text)
{
	d[0] = TLV_STATE;
	d[1] = TLV_STATE_LEN;
	d[2] = 2;
	d[3] = m->opcode;
	d[4] = (u8)(m->state + 1);
	d[5] = m->af == AF_IP4 ? 4 : 6;
	put_be16(d + 6, m->group);
	memcpy(d + 8, m->id, 6);
	put_be32(d + 14, m->priority);
	put_be32(d + 18, m->hello_ms);
	put_be32(d + 22, m->hold_ms);
	if (m->addr.af == AF_IP4)
		put_be32(d + 26, m->addr.v4);
	else if (m->addr.af)
		memcpy(d + 26, m->addr.v6.b, 16);
	if (!text)
		return 2 + TLV_STATE_LEN;
	d[42] = TLV_TEXT;
	d[43] = TLV_TEXT_LEN;
	memcpy(d + 44, m->auth, 8);
	return 2 + TLV_STATE_LEN + 2 + TLV_TEXT_LEN;
}

u32 hsrp_write(const struct hsrp *h, const struct hsrp_packet *m, const struct ipaddr *src, u8 *d)
{
	const struct key *k = h->key && h->auth_kind == FHRP_AUTH_CHAIN ? keychain_send(h->on->ifp->ip, h->key) : NULL;
	const char *secret = h->auth_kind == FHRP_AUTH_CHAIN ? (k ? k->text : NULL) : h->key;
	u32 len;

	memset(d, 0, HSRP_PACKET_MAX);
	len = (m->version == 1 ? write_v1 : write_v2)(m, d, !h->key);
	if (!secret)
		return len;
	d[len] = TLV_MD5;
	d[len + 1] = TLV_MD5_LEN;
	d[len + 2] = MD5_ALGORITHM;
	put_be32(d + len + 6, src->af == AF_IP4 ? src->v4 : 0); /* of IPv6 there is no room for it */
	put_be32(d + len + 10, k ? k->id : 0);
	len += 2 + TLV_MD5_LEN;
	fhrp_md5(secret, d, len, len - MD5_LEN, 0, d + len - MD5_LEN);
	return len;
}

static void read_md5(struct hsrp_packet *m, struct rd t, const u8 *d)
{
	u8 algorithm = rd_u8(&t);

	rd_skip(&t, 7); /* padding, flags, the sender's address */
	m->key_id = rd_u32(&t);
	if (algorithm == MD5_ALGORITHM && rd_left(&t) == MD5_LEN)
		m->md5_at = (u32)(t.p - d);
}

static struct ipaddr known4(u32 a) { return a ? ipaddr4(a) : (struct ipaddr){ .af = AF_NONE }; }

static enum drop read_v1(struct hsrp_packet *m, struct rd r)
{
	const u8 *d = r.p;
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
	m->af = AF_IP4;
	m->addr = known4(rd_u32(&r));
	if (r.bad)
		return DROP_SHORT;
	while (m->state < HSRP_STATES && state_v1[m->state] != state)
		m->state++;
	if (rd_left(&r) >= 2 && rd_u8(&r) == TLV_MD5)
		read_md5(m, rd_sub(&r, rd_u8(&r)), d);
	return r.bad ? DROP_SHORT : DROP_NONE;
}

static enum drop read_v2(struct hsrp_packet *m, struct rd r)
{
	const u8 *d = r.p;
	bool seen = false;

	for (unsigned n = 0; r.p < r.end && n < TLVS_MAX; n++) {
		u8 type = rd_u8(&r), len = rd_u8(&r);
		struct rd t = rd_sub(&r, len);
		u8 family;
		u32 priority;

		if (r.bad)
			return DROP_SHORT;
		if (type == TLV_TEXT)
			rd_copy(&t, m->auth, 8);
		if (type == TLV_MD5)
			read_md5(m, t, d);
		if (type != TLV_STATE)
			continue;
		if (rd_u8(&t) != 2)
			return DROP_BAD_FIELD;
		m->opcode = rd_u8(&t);
		m->state = (u8)(rd_u8(&t) - 1);
		family = rd_u8(&t);
		if (family != 4 && family != 6)
			return DROP_NOT_FOR_US;
		m->group = rd_u16(&t);
		rd_copy(&t, m->id, 6);
		priority = rd_u32(&t);
		m->priority = priority > 255 ? 255 : (u8)priority;
		m->hello_ms = rd_u32(&t);
		m->hold_ms = rd_u32(&t);
		m->af = family == 4 ? AF_IP4 : AF_IP6;
		if (family == 4) {
			m->addr = known4(rd_u32(&t));
		} else {
			m->addr = (struct ipaddr){ .af = AF_IP6 };
			rd_copy(&t, m->addr.v6.b, 16);
		}
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

bool hsrp_authentic(const struct hsrp *h, const struct hsrp_packet *m, const u8 *d, u32 len)
{
	const struct key *k = h->key && h->auth_kind == FHRP_AUTH_CHAIN ? keychain_accept(h->on->ifp->ip, h->key, m->key_id) : NULL;
	const char *secret = h->auth_kind == FHRP_AUTH_CHAIN ? (k ? k->text : NULL) : h->key;
	u8 digest[MD5_LEN];

	if (!h->key)
		return !m->md5_at && !memcmp(h->auth, m->auth, sizeof(m->auth));
	if (!m->md5_at || !secret)
		return false;
	fhrp_md5(secret, d, len, m->md5_at, 0, digest);
	if (digest_same(digest, d + m->md5_at, MD5_LEN))
		return true;
	if (!h->old_key || stack_now(h->on->ifp->ip) >= h->old_key_until)
		return false;
	fhrp_md5(h->old_key, d, len, m->md5_at, 0, digest);
	return digest_same(digest, d + m->md5_at, MD5_LEN);
}

/* ---- the port ---- */

static void receive(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f)
{
	struct fhrp_if *on = r->in->ip ? r->in->ip->fhrp : NULL;
	struct hsrp_packet m;
	struct hsrp *h = NULL;
	enum drop why = hsrp_read(&m, f->data, f->len);

	(void)src_port;
	if (!why && (m.af != r->src.af || u->port != (m.af == AF_IP4 ? HSRP_PORT : HSRP6_PORT) || (m.af == AF_IP6 && (r->ttl != 255 || !ip6_is_linklocal(&r->src.v6)))))
		why = DROP_BAD_FIELD;
	if (!why)
		for (h = on && on->hsrp_version == m.version ? on->hsrp : NULL; h && (h->group != m.group || h->af != m.af); h = h->next)
			;
	if (!why && !h)
		why = DROP_NOT_FOR_US;
	if (!why && !hsrp_authentic(h, &m, f->data, f->len)) {
		if (!h->bad_auth++)
			device_log(u->ip->dev, "HSRP", 4, "BADAUTH", "Bad authentication from %s, group %u, remote state %s", ipaddr_text(&r->src, (char[IP6_TEXT]){ 0 }),
				   h->group, hsrp_state_name[m.state]);
		why = DROP_BAD_FIELD;
	}
	if (why)
		u->ip->drops[why]++;
	else
		hsrp_heard(h, &m, &r->src, m.id);
	frame_put(f);
}

bool hsrp_listen(struct ipstack *s) { return fhrp_listen(s, &s->hsrp_socket, HSRP_PORT, receive) && fhrp_listen(s, &s->hsrp6_socket, HSRP6_PORT, receive); }

void hsrp_close(struct ipstack *s)
{
	fhrp_close(&s->hsrp_socket);
	fhrp_close(&s->hsrp6_socket);
}
