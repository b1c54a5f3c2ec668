/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Version 3: messages (RFC 3412 6), the user-based security model (3414: HMAC-MD5-96 and HMAC-SHA-96, DES; AES of 3826), and which view a user's group
 * has (3415). The agent is the authoritative engine, but for its informs (inform.c).
 */
#include <string.h>

#include "router/snmp/own.h"

enum { AUTH_LEN = 12, SALT_LEN = 8, FLAG_AUTH = 1, FLAG_PRIV = 2, FLAG_REPORT = 4, MODEL_USM = 3 };

u32 snmp_engine_time(const struct snmp *a) { return (u32)((stack_now(a->ip) - a->ip->dev->booted) / NSEC_PER_SEC); }

struct snmp_user *snmp_user(const struct snmp *a, const char *name)
{
	for (struct snmp_user *u = a->users; u; u = u->next)
		if (!strcmp(u->name, name))
			return u;
	return NULL;
}

/* 3414 A.2: a megabyte of the password, then with the engine's name in between. */
static void localized_key(const u8 *engine, u8 engine_len, enum digest_alg alg, const char *password, u8 *key)
{
	u8 ku[DIGEST_MAX], chunk[64];
	size_t len = strlen(password), at = 0;
	struct digest d;

	digest_begin(&d, alg);
	for (unsigned n = 0; n < 1048576; n += sizeof(chunk)) {
		for (unsigned k = 0; k < sizeof(chunk); k++, at = at + 1 < len ? at + 1 : 0)
			chunk[k] = (u8)password[at];
		digest_add(&d, chunk, sizeof(chunk));
	}
	digest_end(&d, ku);
	digest_begin(&d, alg);
	digest_add(&d, ku, digest_len(alg));
	digest_add(&d, engine, engine_len);
	digest_add(&d, ku, digest_len(alg));
	digest_end(&d, ku);
	memcpy(key, ku, digest_len(alg) < 20 ? digest_len(alg) : 20);
}

void snmp_keys(const struct snmp_user *u, const u8 *engine, u8 engine_len, u8 auth_key[20], u8 priv_key[20])
{
	if (u->level >= SNMP_AUTH)
		localized_key(engine, engine_len, u->auth, u->auth_text, auth_key);
	if (u->level == SNMP_PRIV)
		localized_key(engine, engine_len, u->auth, u->priv_text, priv_key);
}

void snmp_localize(struct snmp *a, struct snmp_user *u) { snmp_keys(u, a->engine, a->engine_len, u->auth_key, u->priv_key); }

void snmp_as_local(const struct snmp *a, const struct snmp_user *u, struct snmp_as *x)
{
	*x = (struct snmp_as){ .name = "", .engine = a->engine, .engine_len = a->engine_len, .boots = a->boots, .time = snmp_engine_time(a) };
	if (!u)
		return;
	x->name = u->name;
	x->auth = u->auth;
	x->priv = u->priv;
	x->auth_key = u->auth_key;
	x->priv_key = u->priv_key;
}

static void mac_of(const struct snmp_as *x, const u8 *msg, size_t before, size_t len, u8 out[DIGEST_MAX])
{
	static const u8 zero[AUTH_LEN];
	struct digest d;

	hmac_begin(&d, x->auth, x->auth_key, digest_len(x->auth));
	digest_add(&d, msg, before);
	digest_add(&d, zero, AUTH_LEN);
	digest_add(&d, msg + before + AUTH_LEN, len - before - AUTH_LEN);
	hmac_end(&d, out);
}

/* 3414 8.1.1.1; 3826 3.1.2.1. */
static void iv_of(const struct snmp_as *x, u32 boots, u32 time, const u8 salt[SALT_LEN], u8 iv[16])
{
	if (x->priv == CIPHER_DES_CBC) {
		for (unsigned k = 0; k < 8; k++)
			iv[k] = x->priv_key[8 + k] ^ salt[k];
		return;
	}
	put_be32(iv, boots);
	put_be32(iv + 4, time);
	memcpy(iv + 8, salt, SALT_LEN);
}

/* ---- sending ---- */

static void put_scoped(const struct snmp_as *x, struct wr *w, const u8 *pdu, u32 len)
{
	u8 *at = ber_begin(w, BER_SEQUENCE);

	ber_octets(w, BER_OCTETS, x->engine, x->engine_len);
	ber_octets(w, BER_OCTETS, NULL, 0);
	wr_copy(w, pdu, len);
	ber_end(w, at);
}

static void put_encrypted(const struct snmp_as *x, struct wr *w, const u8 salt[SALT_LEN], const u8 *pdu, u32 len)
{
	u8 buf[SNMP_MESSAGE_MAX + 64] = { 0 }, iv[16];
	struct wr s = wr_of(buf, sizeof(buf) - 8);
	size_t n;

	put_scoped(x, &s, pdu, len);
	n = wr_len(&s);
	if (x->priv == CIPHER_DES_CBC)
		n = (n + 7) & ~(size_t)7;
	iv_of(x, x->boots, x->time, salt, iv);
	cipher_run(x->priv, true, x->priv_key, iv, buf, buf, n);
	w->bad |= s.bad;
	ber_octets(w, BER_OCTETS, buf, n);
}

u32 snmp_usm_write(struct snmp *a, const struct snmp_as *x, u8 level, s32 msg_id, bool reportable, const u8 *pdu, u32 pdu_len, u8 *out, u32 room)
{
	struct wr w = wr_of(out, room);
	u8 flags = (u8)((level >= SNMP_AUTH ? FLAG_AUTH : 0) | (level == SNMP_PRIV ? FLAG_PRIV : 0) | (reportable ? FLAG_REPORT : 0));
	u8 salt[SALT_LEN], mac[DIGEST_MAX], zero[AUTH_LEN] = { 0 }, *auth_at = NULL, *all, *global, *params, *usm;

	put_be32(salt, x->priv == CIPHER_DES_CBC ? a->boots : (u32)(a->salt >> 32));
	put_be32(salt + 4, (u32)a->salt++);
	all = ber_begin(&w, BER_SEQUENCE);
	ber_int(&w, SNMP_V3);
	global = ber_begin(&w, BER_SEQUENCE);
	ber_int(&w, msg_id);
	ber_int(&w, SNMP_MESSAGE_MAX);
	ber_octets(&w, BER_OCTETS, &flags, 1);
	ber_int(&w, MODEL_USM);
	ber_end(&w, global);
	params = ber_begin(&w, BER_OCTETS);
	usm = ber_begin(&w, BER_SEQUENCE);
	ber_octets(&w, BER_OCTETS, x->engine, x->engine_len);
	ber_int(&w, x->boots);
	ber_int(&w, x->time);
	ber_octets(&w, BER_OCTETS, x->name, strlen(x->name));
	ber_octets(&w, BER_OCTETS, zero, level >= SNMP_AUTH ? AUTH_LEN : 0);
	auth_at = w.p - AUTH_LEN;
	ber_octets(&w, BER_OCTETS, salt, level == SNMP_PRIV ? SALT_LEN : 0);
	ber_end(&w, usm);
	ber_end(&w, params);
	if (level == SNMP_PRIV)
		put_encrypted(x, &w, salt, pdu, pdu_len);
	else
		put_scoped(x, &w, pdu, pdu_len);
	ber_end(&w, all);
	if (w.bad)
		return 0;
	if (level >= SNMP_AUTH) {
		mac_of(x, out, (size_t)(auth_at - out), wr_len(&w), mac);
		memcpy(auth_at, mac, AUTH_LEN);
	}
	return (u32)wr_len(&w);
}

/* 3412 7.1 (3): a counter of ours tells the peer what was wrong, and our engine's name and time. */
static void report(struct snmp *a, const struct ip_recv *p, u16 port, const struct snmp_v3 *m, const char *which, u64 count, u8 level)
{
	u8 pdu[128], buf[SNMP_MESSAGE_MAX], *at, *list, *one;
	struct wr w = wr_of(pdu, sizeof(pdu));
	struct snmp_as as;
	struct oid name;
	u32 len;

	if (!(m->flags & FLAG_REPORT) || !oid_parse(which, &name))
		return;
	at = ber_begin(&w, PDU_REPORT);
	ber_int(&w, 0);
	ber_int(&w, 0);
	ber_int(&w, 0);
	list = ber_begin(&w, BER_SEQUENCE);
	one = ber_begin(&w, BER_SEQUENCE);
	ber_oid(&w, &name);
	ber_unsigned(&w, BER_COUNTER32, (u32)count);
	ber_end(&w, one);
	ber_end(&w, list);
	ber_end(&w, at);
	snmp_as_local(a, level ? m->user : NULL, &as);
	len = snmp_usm_write(a, &as, level, (s32)m->msg_id, false, pdu, (u32)wr_len(&w), buf, sizeof(buf));
	if (len)
		snmp_reply(a, p, port, buf, len);
}

/* ---- receiving ---- */

bool snmp_v3_head(struct rd *r, struct snmp_v3 *m)
{
	struct rd global = ber_expect(r, BER_SEQUENCE), flags, params, usm;

	m->msg_id = ber_read_int(&global);
	m->max_size = ber_read_int(&global);
	flags = ber_expect(&global, BER_OCTETS);
	m->flags = rd_u8(&flags);
	if (ber_read_int(&global) != MODEL_USM || global.bad || flags.bad || m->max_size < 484)
		return false;
	params = ber_expect(r, BER_OCTETS);
	usm = ber_expect(&params, BER_SEQUENCE);
	m->engine = ber_expect(&usm, BER_OCTETS);
	m->boots = (u32)ber_read_int(&usm);
	m->time = (u32)ber_read_int(&usm);
	m->name = ber_expect(&usm, BER_OCTETS);
	m->auth = ber_expect(&usm, BER_OCTETS);
	m->priv = ber_expect(&usm, BER_OCTETS);
	m->level = m->flags & FLAG_PRIV ? SNMP_PRIV : m->flags & FLAG_AUTH ? SNMP_AUTH : SNMP_NOAUTH;
	return !usm.bad && !r->bad && !((m->flags & FLAG_PRIV) && !(m->flags & FLAG_AUTH));
}

bool snmp_v3_genuine(const struct snmp_as *x, const struct snmp_v3 *m, const u8 *msg, u32 len)
{
	u8 mac[DIGEST_MAX];

	if (rd_left(&m->auth) != AUTH_LEN)
		return false;
	mac_of(x, msg, (size_t)(m->auth.p - msg), len, mac);
	return !memcmp(mac, m->auth.p, AUTH_LEN);
}

struct rd snmp_v3_open(const struct snmp_as *x, const struct snmp_v3 *m, struct rd *r, u8 *plain, size_t room)
{
	struct rd data;
	u8 iv[16];

	if (!(m->flags & FLAG_PRIV))
		return ber_expect(r, BER_SEQUENCE);
	data = ber_expect(r, BER_OCTETS);
	if (r->bad || rd_left(&m->priv) != SALT_LEN || rd_left(&data) > room || (x->priv == CIPHER_DES_CBC && rd_left(&data) % 8)) {
		r->bad = true;
		return data;
	}
	iv_of(x, m->boots, m->time, m->priv.p, iv);
	cipher_run(x->priv, false, x->priv_key, iv, data.p, plain, rd_left(&data));
	data = rd_of(plain, rd_left(&data));
	return ber_expect(&data, BER_SEQUENCE);
}

#define USM_STATS "1.3.6.1.6.3.15.1.1."

/* 3414 3.2. false: it was refused, and said. */
static bool judge(struct snmp *a, const struct ip_recv *p, u16 port, struct snmp_v3 *m, const u8 *msg, u32 len)
{
	struct snmp_as as;
	char name[SNMP_NAME_MAX + 1] = "";

	if (rd_left(&m->engine) != a->engine_len || memcmp(m->engine.p, a->engine, a->engine_len)) {
		report(a, p, port, m, USM_STATS "4.0", ++a->count.unknown_engine, SNMP_NOAUTH);
		return false;
	}
	if (rd_left(&m->name) <= SNMP_NAME_MAX && rd_left(&m->name))
		memcpy(name, m->name.p, rd_left(&m->name));
	m->user = snmp_user(a, name);
	if (!m->user || (m->user->acl && !acl_permits_source(m->user->acl, &p->src))) {
		report(a, p, port, m, USM_STATS "3.0", ++a->count.unknown_user, SNMP_NOAUTH);
		snmp_notify_auth(a);
		return false;
	}
	if (m->level > m->user->level) {
		report(a, p, port, m, USM_STATS "1.0", ++a->count.bad_level, SNMP_NOAUTH);
		return false;
	}
	if (m->level == SNMP_NOAUTH)
		return true;
	snmp_as_local(a, m->user, &as);
	if (!snmp_v3_genuine(&as, m, msg, len)) {
		report(a, p, port, m, USM_STATS "5.0", ++a->count.wrong_digest, SNMP_NOAUTH);
		snmp_notify_auth(a);
		return false;
	}
	if (m->boots != a->boots || m->time + SNMP_WINDOW_S < snmp_engine_time(a) || m->time > snmp_engine_time(a) + SNMP_WINDOW_S) {
		report(a, p, port, m, USM_STATS "2.0", ++a->count.not_in_time, SNMP_AUTH);
		return false;
	}
	return true;
}

/* Of the user's groups the one with the highest level that this message reaches. */
static void access_of(const struct snmp *a, const struct snmp_user *u, u8 level, const struct ipaddr *from, bool set, struct snmp_access *x)
{
	const struct snmp_group *best = NULL;

	for (const struct snmp_group *g = a->groups; g; g = g->next)
		if (!strcmp(g->name, u->group) && g->level <= level && (!best || g->level > best->level))
			best = g;
	x->none = !best || (best->acl && !acl_permits_source(best->acl, from));
	x->view = best && *best->read ? snmp_view(a, best->read) : NULL;
	x->none |= best && *best->read && !x->view;
	if (!set)
		return;
	x->write = best ? snmp_view(a, best->write) : NULL;
	x->none |= !x->write;
}

static void answer(struct snmp *a, const struct ip_recv *p, u16 port, const struct snmp_v3 *m, struct rd scoped)
{
	struct rd context_engine = ber_expect(&scoped, BER_OCTETS), context = ber_expect(&scoped, BER_OCTETS);
	u8 pdu[SNMP_MESSAGE_MAX], buf[SNMP_MESSAGE_MAX];
	struct wr w = wr_of(pdu, min_u64(SNMP_MESSAGE_MAX, (u64)m->max_size) - 200); /* room for what goes around it */
	struct snmp_access x = { 0 };
	struct snmp_request q;
	struct snmp_as as;
	u32 len;

	if (scoped.bad || !snmp_read_pdu(&scoped, &q) || q.type == PDU_RESPONSE || q.type < PDU_GET || q.type > PDU_BULK || q.type == PDU_TRAP1) {
		a->count.parse++;
		return;
	}
	if (rd_left(&context_engine) != a->engine_len || memcmp(context_engine.p, a->engine, a->engine_len) || rd_left(&context)) {
		report(a, p, port, m, "1.3.6.1.6.3.12.1.5.0", ++a->count.unavailable, m->level);
		return;
	}
	q.from = &p->src;
	access_of(a, m->user, m->level, &p->src, q.type == PDU_SET, &x);
	snmp_answer(a, &q, &x, &w);
	snmp_as_local(a, m->user, &as);
	len = w.bad ? 0 : snmp_usm_write(a, &as, m->level, (s32)m->msg_id, false, pdu, (u32)wr_len(&w), buf, sizeof(buf));
	if (len)
		snmp_reply(a, p, port, buf, len);
}

void snmp_usm_input(struct snmp *a, const struct ip_recv *p, u16 port, struct rd r, const u8 *msg, u32 len)
{
	u8 plain[2048];
	struct snmp_v3 m = { 0 };
	struct snmp_as as;
	struct rd scoped;

	if (!snmp_v3_head(&r, &m)) {
		a->count.parse++;
		return;
	}
	if (!judge(a, p, port, &m, msg, len))
		return;
	snmp_as_local(a, m.user, &as);
	scoped = snmp_v3_open(&as, &m, &r, plain, sizeof(plain));
	if (r.bad)
		report(a, p, port, &m, USM_STATS "6.0", ++a->count.bad_crypt, m.level == SNMP_PRIV ? SNMP_AUTH : SNMP_NOAUTH);
	else
		answer(a, p, port, &m, scoped);
}
