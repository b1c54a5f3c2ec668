/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/fhrp/glbp_packet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/debug.h"
#include "net/udp.h"
#include "router/policy/policy.h"
#include "router/stack.h"

enum { HEAD = 12, TLV_HELLO = 1, TLV_FORWARDER = 2, TLV_AUTH = 3, HELLO_LEN = 28, FORWARDER_LEN = 20, TLVS_MAX = 16, FAMILY_IP4 = 1 };

const char *const glbp_opcode_name[GLBP_OPCODES] = { "Hello", "Request", "Response" };

/* ---- out ---- */

static void hello(struct wr *w, const struct glbp_packet *m)
{
	wr_u8(w, TLV_HELLO);
	wr_u8(w, HELLO_LEN);
	wr_u8(w, 0);
	wr_u8(w, glbp_state_wire[m->state]);
	wr_u8(w, 0);
	wr_u8(w, m->priority);
	wr_u16(w, 0);
	wr_u32(w, m->hello_ms);
	wr_u32(w, m->hold_ms);
	wr_u16(w, m->redirect_s);
	wr_u16(w, m->timeout_s);
	wr_u16(w, 0);
	wr_u8(w, FAMILY_IP4);
	wr_u8(w, 4);
	wr_u32(w, m->addr);
}

static void forwarder(struct wr *w, const struct glbp_vf *v)
{
	wr_u8(w, TLV_FORWARDER);
	wr_u8(w, FORWARDER_LEN);
	wr_u8(w, v->number);
	wr_u8(w, glbp_state_wire[v->state]);
	wr_u8(w, 0);
	wr_u8(w, v->priority);
	wr_u8(w, v->weight);
	wr_zero(w, 7);
	wr_copy(w, v->mac, 6);
}

/* Before the others, as captures have it. Returns where the digest goes; 0: there is none. */
static u32 authentication(struct wr *w, const struct glbp *g, const struct key *k)
{
	u8 len = (u8)(g->auth == FHRP_AUTH_PLAIN ? strlen(g->key) : g->auth == FHRP_AUTH_KEY ? MD5_LEN : 4 + MD5_LEN);
	u32 at;

	wr_u8(w, TLV_AUTH);
	wr_u8(w, (u8)(4 + len));
	wr_u8(w, (u8)(g->auth + 1));
	wr_u8(w, len);
	if (g->auth == FHRP_AUTH_PLAIN) {
		wr_copy(w, g->key, len);
		return 0;
	}
	if (g->auth == FHRP_AUTH_CHAIN)
		wr_u32(w, k->id);
	at = (u32)wr_len(w);
	wr_zero(w, MD5_LEN);
	return at;
}

u32 glbp_write(const struct glbp *g, const struct glbp_packet *m, u32 src, u8 *d)
{
	const struct key *k = g->key && g->auth == FHRP_AUTH_CHAIN ? keychain_send(g->on->ifp->ip, g->key) : NULL;
	const char *secret = k ? k->text : g->key;
	struct wr w = wr_of(d, GLBP_PACKET_MAX);
	u32 at = 0;

	wr_u8(&w, 1);
	wr_u8(&w, m->opcode);
	wr_u16(&w, m->group);
	wr_u16(&w, 0);
	wr_copy(&w, m->id, 6);
	if (secret && (g->auth != FHRP_AUTH_CHAIN || (k && k->text)))
		at = authentication(&w, g, k);
	if (m->has_vg)
		hello(&w, m);
	for (unsigned n = 0; n < m->n_vf; n++)
		forwarder(&w, &m->vf[n]);
	if (at)
		fhrp_md5(secret, d, (u32)wr_len(&w), at, src, d + at);
	return (u32)wr_len(&w);
}

/* ---- in ---- */

static u8 state_of(u8 wire)
{
	u8 k = 0;

	while (k < GLBP_STATES && glbp_state_wire[k] != wire)
		k++;
	return k;
}

static enum drop read_hello(struct glbp_packet *m, struct rd t)
{
	u8 family;

	rd_skip(&t, 1);
	m->state = state_of(rd_u8(&t));
	rd_skip(&t, 1);
	m->priority = rd_u8(&t);
	rd_skip(&t, 2);
	m->hello_ms = rd_u32(&t);
	m->hold_ms = rd_u32(&t);
	m->redirect_s = rd_u16(&t);
	m->timeout_s = rd_u16(&t);
	rd_skip(&t, 2);
	family = rd_u8(&t);
	if (rd_u8(&t) != 4 || family != FAMILY_IP4)
		return t.bad ? DROP_SHORT : DROP_NOT_FOR_US;
	m->addr = rd_u32(&t);
	m->has_vg = true;
	return t.bad ? DROP_SHORT : m->state >= GLBP_STATES || m->hello_ms > 60000 || m->hold_ms > 180000 ? DROP_BAD_FIELD : DROP_NONE;
}

static enum drop read_forwarder(struct glbp_packet *m, struct rd t)
{
	struct glbp_vf *v = &m->vf[m->n_vf];

	if (m->n_vf == GLBP_FORWARDERS)
		return DROP_BAD_FIELD;
	v->number = rd_u8(&t);
	v->state = state_of(rd_u8(&t));
	rd_skip(&t, 1);
	v->priority = rd_u8(&t);
	v->weight = rd_u8(&t);
	rd_skip(&t, 7);
	rd_copy(&t, v->mac, 6);
	if (t.bad)
		return DROP_SHORT;
	m->n_vf++;
	return v->number > GLBP_FORWARDERS || v->state >= GLBP_STATES ? DROP_BAD_FIELD : DROP_NONE;
}

static enum drop read_auth(struct glbp_packet *m, struct rd t, const u8 *d)
{
	u8 len;

	m->auth = rd_u8(&t);
	len = rd_u8(&t);
	if (t.bad || len > rd_left(&t))
		return DROP_SHORT;
	if (m->auth == FHRP_AUTH_CHAIN + 1) {
		m->key_id = rd_u32(&t);
		len = len > 4 ? len - 4 : 0;
	}
	m->auth_at = (u32)(t.p - d);
	m->auth_len = len;
	return t.bad || len > rd_left(&t) ? DROP_SHORT : DROP_NONE;
}

enum drop glbp_read(struct glbp_packet *m, const u8 *d, u32 len)
{
	struct rd r = rd_of(d, len);
	u8 version = rd_u8(&r);
	enum drop why = DROP_NONE;

	*m = (struct glbp_packet){ .opcode = rd_u8(&r) };
	m->group = rd_u16(&r);
	rd_skip(&r, 2);
	rd_copy(&r, m->id, 6);
	if (r.bad)
		return DROP_SHORT;
	if (version != 1 || m->opcode >= GLBP_OPCODES || mac_is_group(m->id))
		return DROP_BAD_FIELD;
	for (unsigned n = 0; !why && r.p < r.end && n < TLVS_MAX; n++) {
		u8 type = rd_u8(&r), l = rd_u8(&r);
		struct rd t = rd_sub(&r, l < 2 ? 0 : l - 2u);

		if (r.bad || l < 2)
			return DROP_SHORT;
		if (type == TLV_HELLO)
			why = read_hello(m, t);
		else if (type == TLV_FORWARDER)
			why = read_forwarder(m, t);
		else if (type == TLV_AUTH)
			why = read_auth(m, t, d);
	}
	return why;
}

bool glbp_authentic(const struct glbp *g, const struct glbp_packet *m, u32 src, const u8 *d, u32 len)
{
	const struct key *k = NULL;
	u8 digest[MD5_LEN];

	if (!g->key)
		return !m->auth;
	if (m->auth != g->auth + 1)
		return false;
	if (g->auth == FHRP_AUTH_PLAIN)
		return m->auth_len == strlen(g->key) && digest_same(d + m->auth_at, (const u8 *)g->key, m->auth_len);
	if (g->auth == FHRP_AUTH_CHAIN)
		k = keychain_accept(g->on->ifp->ip, g->key, m->key_id);
	if (m->auth_len != MD5_LEN || (g->auth == FHRP_AUTH_CHAIN && (!k || !k->text)))
		return false;
	fhrp_md5(k ? k->text : g->key, d, len, m->auth_at, src, digest);
	return digest_same(digest, d + m->auth_at, MD5_LEN);
}

void glbp_debug(const struct glbp *g, const struct glbp_packet *m, bool out, u32 src)
{
	struct device *dev = g->on->ifp->ip->dev;
	char line[512], a[IP4_TEXT], mac[MAC_TEXT];
	int n;

	if (!debug_on(dev, DEBUG_GLBP) && !debug_on(dev, DEBUG_GLBP_PACKETS) && (m->opcode == GLBP_HELLO || !debug_on(dev, DEBUG_GLBP_TERSE)))
		return;
	n = snprintf(line, sizeof(line), "GLBP: %s Grp %u %-6s %-3s %s", g->on->ifp->i->short_name, m->group, glbp_opcode_name[m->opcode], out ? "out" : "in", ip4_text(src, a));
	if (m->has_vg)
		n += snprintf(line + n, sizeof(line) - (size_t)n, " VG %-7s pri %u vIP %s hello %u, hold %u", glbp_state_name[m->state], m->priority, ip4_text(m->addr, a),
			      m->hello_ms, m->hold_ms);
	for (unsigned k = 0; k < m->n_vf; k++)
		n += snprintf(line + n, sizeof(line) - (size_t)n, " VF %u %-7s pri %u vMAC %s", m->vf[k].number, glbp_state_name[m->vf[k].state], m->vf[k].priority,
			      mac_dotted(m->vf[k].mac, mac));
	device_debug(dev, "%s", line);
}

/* ---- the port ---- */

static void receive(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f)
{
	struct fhrp_if *on = r->in->ip ? r->in->ip->fhrp : NULL;
	struct glbp *g = on && on->ifp->ip == u->ip ? on->glbp : NULL;
	char a[IP4_TEXT];
	struct glbp_packet m;
	enum drop why = glbp_read(&m, f->data, f->len);

	while (!why && g && g->group != m.group)
		g = g->next;
	if (!why && (!g || r->src.af != AF_IP4 || !on->ifp->a4 || src_port != GLBP_PORT))
		why = DROP_NOT_FOR_US;
	if (!why && (r->ttl != 255 || ipif_addr4(on->ifp, r->src.v4) || !ipif_on_link4(on->ifp, r->src.v4)))
		why = DROP_BAD_FIELD;
	if (!why && !glbp_authentic(g, &m, r->src.v4, f->data, f->len)) {
		if (!g->bad_auth++)
			device_log(u->ip->dev, "GLBP", 4, "BADAUTH", "Bad authentication received from %s, group %u", ip4_text(r->src.v4, a), g->group);
		why = DROP_BAD_FIELD;
	}
	if (why)
		u->ip->drops[why]++;
	else
		glbp_heard(g, &m, r->src.v4);
	frame_put(f);
}

bool glbp_listen(struct ipstack *s) { return fhrp_listen(s, &s->glbp_socket, GLBP_PORT, receive); }
void glbp_close(struct ipstack *s) { fhrp_close(&s->glbp_socket); }
