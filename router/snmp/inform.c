/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Informs (RFC 3416 4.2.7): sent again until they are answered. Those of version 3 are the receiver's business: its engine is the authoritative one
 * (3414 1.5.1), so it is asked for its name before the first (3414 4), the user's keys are made for that name, and its clock is taken from what it reports.
 * A report counts only as the answer to the message it names; one about time only if it is signed (3414 3.2 (7) b).
 */
#include <stdlib.h>
#include <string.h>

#include "router/snmp/own.h"

static void inform_free(struct snmp_inform *i)
{
	struct snmp_inform **at = &i->a->informs;

	while (*at != i)
		at = &(*at)->next;
	*at = i->next;
	i->a->n_informs--;
	timer_stop(i->a->ip->node->worker, &i->timer);
	free(i);
}

void snmp_informs_end(struct snmp *a, const struct snmp_host *h)
{
	for (struct snmp_inform *i = a->informs, *next; i; i = next) {
		next = i->next;
		if (!h || i->host == h)
			inform_free(i);
	}
}

static void lose(struct snmp_inform *i)
{
	i->a->count.inform_drops++;
	i->host->dropped++;
	inform_free(i);
}

/* ---- sending ---- */

/* Who are you? (3414 4): as nobody, to no engine, and the report names it. */
static void probe(struct snmp *a, struct snmp_host *h)
{
	struct snmp_as nobody = { .name = "", .engine = (const u8 *)"" };
	u8 pdu[32], msg[256];
	struct wr w = wr_of(pdu, sizeof(pdu));
	u8 *at = ber_begin(&w, PDU_GET);
	u32 id = a->request_id++ & 0x7fffffff, len;

	for (unsigned k = 0; k < 3; k++)
		ber_int(&w, k ? 0 : id);
	ber_end(&w, ber_begin(&w, BER_SEQUENCE));
	ber_end(&w, at);
	len = snmp_usm_write(a, &nobody, SNMP_NOAUTH, (s32)id, true, pdu, (u32)wr_len(&w), msg, sizeof(msg));
	h->remote.asked = true;
	h->remote.probe_id = id;
	if (len)
		snmp_send(a, h, msg, len);
}

static u32 remote_time(const struct snmp *a, const struct snmp_remote *r) { return r->heard ? r->time + (u32)((stack_now(a->ip) - r->heard) / NSEC_PER_SEC) : 0; }

static void as_remote(const struct snmp *a, const struct snmp_user *u, const struct snmp_remote *r, struct snmp_as *x)
{
	*x = (struct snmp_as){ .name = u->name, .auth = u->auth, .priv = u->priv, .auth_key = r->auth_key, .priv_key = r->priv_key, .engine = r->engine,
			       .engine_len = r->engine_len, .boots = r->boots, .time = remote_time(a, r) };
}

static void transmit(struct snmp_inform *i)
{
	struct snmp *a = i->a;
	struct snmp_host *h = i->host;
	const struct snmp_user *u = h->version == SNMP_V3 ? snmp_user(a, h->name) : NULL;
	u8 msg[SNMP_MESSAGE_MAX];
	struct snmp_as as;
	u32 len;

	if (h->version == SNMP_V3 && (!u || u->level < h->level))
		return;
	if (u && !h->remote.known) {
		probe(a, h);
		return;
	}
	if (u) {
		as_remote(a, u, &h->remote, &as);
		len = snmp_usm_write(a, &as, h->level, (s32)i->request_id, true, i->pdu, i->len, msg, sizeof(msg));
	} else {
		len = snmp_v2c_write(h, i->pdu, i->len, msg, sizeof(msg));
	}
	if (len)
		snmp_send(a, h, msg, len);
}

static void inform_again(struct timer *t)
{
	struct snmp_inform *i = container_of(t, struct snmp_inform, timer);

	if (i->tries == SNMP_INFORM_TRIES) { /* another engine may stand there now */
		i->host->remote.known = false;
		lose(i);
		return;
	}
	i->tries++;
	i->corrected = false;
	timer_set(i->a->ip->node->worker, &i->timer, stack_now(i->a->ip) + SNMP_INFORM_WAIT_S * NSEC_PER_SEC);
	transmit(i);
}

void snmp_inform(struct snmp *a, struct snmp_host *h, u32 id, const u8 *pdu, u32 len)
{
	struct snmp_inform *i;

	if (a->n_informs == SNMP_INFORMS_MAX) { /* the oldest gives way */
		for (i = a->informs; i->next; i = i->next)
			;
		lose(i);
	}
	i = xcalloc(1, sizeof(*i));
	*i = (struct snmp_inform){ .next = a->informs, .a = a, .host = h, .timer.fire = inform_again, .request_id = id, .len = len };
	memcpy(i->pdu, pdu, len);
	a->informs = i;
	a->n_informs++;
	a->count.informs++;
	h->sent++;
	inform_again(&i->timer);
}

/* ---- what comes back ---- */

/* The inform of that number, which waits for a word from there; NULL: none. */
static struct snmp_inform *waiting(const struct snmp *a, const struct ipaddr *from, u8 version, u32 request_id)
{
	struct snmp_inform *i = a->informs;

	while (i && !(i->request_id == request_id && i->host->version == version && ipaddr_eq(from, &i->host->addr)))
		i = i->next;
	return i;
}

/* The engine's name, as it said it when it was asked. */
static void learn(struct snmp *a, struct snmp_host *h, const struct snmp_v3 *m)
{
	const struct snmp_user *u = snmp_user(a, h->name);
	struct snmp_remote *r = &h->remote;

	r->asked = false;
	if (!u || rd_left(&m->engine) < 5 || rd_left(&m->engine) > SNMP_ENGINE_MAX)
		return;
	*r = (struct snmp_remote){ .known = true, .engine_len = (u8)rd_left(&m->engine) };
	memcpy(r->engine, m->engine.p, r->engine_len);
	snmp_keys(u, r->engine, r->engine_len, r->auth_key, r->priv_key);
	for (struct snmp_inform *i = a->informs; i; i = i->next)
		if (i->host == h)
			transmit(i);
}

static bool is_from(const struct snmp_host *h, const struct snmp_v3 *m)
{
	return h->remote.known && rd_left(&m->engine) == h->remote.engine_len && !memcmp(m->engine.p, h->remote.engine, h->remote.engine_len);
}

/* Signed: what it says of its clock holds, unless it goes back (3414 3.2 (7) b). */
static void set_clock(struct snmp *a, struct snmp_host *h, const struct snmp_v3 *m)
{
	struct snmp_remote *r = &h->remote;

	if (r->heard && (m->boots < r->boots || (m->boots == r->boots && m->time < remote_time(a, r))))
		return;
	r->boots = m->boots;
	r->time = m->time;
	r->heard = stack_now(a->ip);
}

/* false: it is malformed, forged, or nobody's answer. */
static bool version3(struct snmp *a, const struct ip_recv *p, struct rd r, const u8 *msg, u32 len)
{
	struct snmp_host *h = a->hosts;
	struct snmp_inform *i;
	const struct snmp_user *u;
	struct snmp_request q;
	struct snmp_v3 m = { 0 };
	struct snmp_as as;
	struct rd scoped;
	u8 plain[2048];

	if (!snmp_v3_head(&r, &m))
		return false;
	while (h && !(h->remote.asked && h->remote.probe_id == (u32)m.msg_id && ipaddr_eq(&h->addr, &p->src)))
		h = h->next;
	if (h) {
		learn(a, h, &m);
		return true;
	}
	i = waiting(a, &p->src, SNMP_V3, (u32)m.msg_id); /* it went out under one number, inside and outside */
	u = i ? snmp_user(a, i->host->name) : NULL;
	if (!u || u->level < m.level || !is_from(i->host, &m))
		return false;
	h = i->host;
	as_remote(a, u, &h->remote, &as);
	if (m.level >= SNMP_AUTH && !snmp_v3_genuine(&as, &m, msg, len))
		return false;
	scoped = snmp_v3_open(&as, &m, &r, plain, sizeof(plain));
	ber_expect(&scoped, BER_OCTETS);
	ber_expect(&scoped, BER_OCTETS);
	if (r.bad || scoped.bad || !snmp_read_pdu(&scoped, &q))
		return false;
	if (m.level >= SNMP_AUTH)
		set_clock(a, h, &m);
	if (q.type == PDU_RESPONSE && m.level >= h->level && (u32)q.id == i->request_id) {
		inform_free(i);
	} else if (q.type == PDU_REPORT && m.level >= SNMP_AUTH && !i->corrected) { /* its clock is known now */
		i->corrected = true;
		transmit(i);
	}
	return true;
}

void snmp_inform_receive(struct udp_socket *u, const struct ip_recv *p, u16 port, struct frame *f)
{
	struct snmp *a = container_of(u, struct snmp, notify_udp);
	struct rd r = rd_of(f->data, f->len), all = ber_expect(&r, BER_SEQUENCE);
	struct snmp_inform *i;
	struct snmp_request q;
	s64 version = ber_read_int(&all);
	bool good;

	(void)port;
	if (version == SNMP_V3) {
		good = !all.bad && version3(a, p, all, f->data, f->len);
	} else {
		ber_expect(&all, BER_OCTETS);
		good = version == SNMP_V2C && snmp_read_pdu(&all, &q) && q.type == PDU_RESPONSE;
		i = good ? waiting(a, &p->src, SNMP_V2C, (u32)q.id) : NULL;
		if (i)
			inform_free(i);
	}
	if (good) {
		frame_put(f);
		return;
	}
	a->count.parse++;
	ip_drop(a->ip, p->in->ip, f, DROP_BAD_FIELD);
}
