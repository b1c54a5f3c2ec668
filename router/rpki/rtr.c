/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session of RFC 8210: what is asked, and the PDUs that come, as a table (5): in which states each is good, how long it is, what it does. Whatever else comes
 * ends the session with an Error Report that quotes it (5.11, 12), but for an Error Report. The version that is spoken is the one of the cache's first answer (7).
 */
#include <stdlib.h>

#include "device/debug.h"
#include "router/rpki/rpki.h"

enum { HEADER = 8, ERROR_QUOTE = 64 };

const char *const rtr_error_text[RTR_ERRORS] = {
	"Corrupt Data", "Internal Error", "No Data Available", "Invalid Request", "Unsupported Protocol Version", "Unsupported PDU Type", "Withdrawal of Unknown Record",
	"Duplicate Announcement Received", "Unexpected Protocol Version",
};

/* ---- what we say ---- */

static void say(struct rtr *s, u8 type, u16 field, const void *body, u32 len)
{
	u8 pdu[HEADER + 2 * ERROR_QUOTE] = { s->version, type };

	if (!s->c)
		return;
	put_be16(pdu + 2, field);
	put_be32(pdu + 4, HEADER + len);
	if (len)
		memcpy(pdu + HEADER, body, len);
	tcp_write(s->c, pdu, HEADER + len);
	s->out++;
}

/* A Serial Query where we know what we have, else a Reset Query (8.1, 8.2). */
void rtr_ask(struct rtr *s)
{
	u8 serial[4];

	s->anew = !s->known;
	s->notified = false;
	s->asked = rtr_now(s);
	rtr_be(s, RTR_ASKED);
	rtr_due(s, RTR_ANSWER_S);
	if (s->anew) {
		rtr_debug(s, "sends Reset Query, version %u", s->version);
		say(s, RTR_RESET_QUERY, 0, NULL, 0);
		return;
	}
	rtr_debug(s, "sends Serial Query, session %u serial %u", s->session, s->serial);
	put_be32(serial, s->serial);
	say(s, RTR_SERIAL_QUERY, s->session, serial, sizeof(serial));
}

/* 5.11: quotes what it is about, as much of it as fits. */
void rtr_complain(struct rtr *s, enum rtr_error e, const u8 *pdu, u32 len)
{
	u8 body[2 * ERROR_QUOTE];
	struct wr w = wr_of(body, sizeof(body));
	u32 quote = len < ERROR_QUOTE ? len : ERROR_QUOTE;
	size_t text = strlen(rtr_error_text[e]);

	wr_u32(&w, quote);
	wr_copy(&w, pdu, quote);
	wr_u32(&w, (u32)text);
	wr_copy(&w, rtr_error_text[e], text);
	rtr_log(s, 3, "sent an Error Report: %s", rtr_error_text[e]);
	s->errors_sent++;
	say(s, RTR_ERROR, e, body, (u32)wr_len(&w));
}

/* ---- what comes: each returns what is wrong with it, GOOD, or GONE where the connection is not there any more ---- */

enum { GOOD = -1, GONE = -2 };

/* 5.1: the cache is not who it was. All that it said is forgotten. */
static int other_session(struct rtr *s)
{
	rtr_log(s, 4, "has another session: all its prefixes are forgotten");
	s->known = false;
	rtr_purge(s);
	return RTR_CORRUPT;
}

/* 5.2: at once, but not more often than each second. */
static int serial_notify(struct rtr *s, u16 session, struct rd r)
{
	u32 serial = rd_u32(&r);
	nsec from = s->asked + NSEC_PER_SEC;

	if (!s->agreed)	/* 7: whatever it says */
		return GOOD;
	if (s->known && session != s->session)
		return other_session(s);
	if (s->state != RTR_SYNCED)
		s->notified = true;
	else if (!s->known || serial != s->serial)
		timer_set(s->of->s->node->worker, &s->due, from > rtr_now(s) ? from : rtr_now(s));
	return GOOD;
}

static int cache_response(struct rtr *s, u16 session, struct rd r)
{
	(void)r;
	if (!s->anew && session != s->session)
		return other_session(s);
	s->session_now = session;
	rtr_be(s, RTR_LOADING);
	return GOOD;
}

/* 5.6, 5.7 */
static int prefix(struct rtr *s, struct rd r, bool six)
{
	u8 flags = rd_u8(&r);
	struct rtr_op op = { .plen = rd_u8(&r), .maxlen = rd_u8(&r), .six = six, .announce = flags & 1 };
	unsigned words = six ? 4 : 1, bits = 32 * words;

	rd_u8(&r);
	for (unsigned k = 0; k < words; k++) {
		u32 mask = op.plen >= 32 * k + 32 ? ~0u : op.plen > 32 * k ? ip4_mask(op.plen - 32 * k) : 0;

		op.key[k] = rd_u32(&r);
		if (op.key[k] & ~mask)
			return RTR_CORRUPT;
	}
	op.as = rd_u32(&r);
	if (op.plen > bits || op.maxlen > bits || op.maxlen < op.plen)
		return RTR_CORRUPT;
	return rtr_op_add(s, &op) ? GOOD : RTR_INTERNAL;
}

static int prefix4(struct rtr *s, u16 zero, struct rd r) { (void)zero; return prefix(s, r, false); }
static int prefix6(struct rtr *s, u16 zero, struct rd r) { (void)zero; return prefix(s, r, true); }

/* Of BGPsec, which is not spoken here. */
static int router_key(struct rtr *s, u16 flags, struct rd r)
{
	(void)s, (void)flags, (void)r;
	return GOOD;
}

static u32 within(u32 x, u32 least, u32 most) { return x < least ? least : x > most ? most : x; }

/*
 * 6: the cache's intervals, within their bounds: it is not asked more often than it says, nor believed for longer. Version 0 has none: what is configured, and
 * twice that (RFC 6810 10).
 */
static void intervals(struct rtr *s, struct rd r)
{
	u32 refresh, retry;

	if (!s->version) {
		s->refresh_s = s->refresh_set_s;
		s->retry_s = within(RTR_RETRY_S, 1, s->refresh_set_s);
		s->expire_s = 2 * s->refresh_set_s;
		return;
	}
	refresh = within(rd_u32(&r), 1, 86400);
	retry = within(rd_u32(&r), 1, 7200);
	s->expire_s = within(rd_u32(&r), 600, 172800);
	s->refresh_s = within(refresh < s->refresh_set_s ? s->refresh_set_s : refresh, 1, s->expire_s - 1);
	s->retry_s = within(retry, 1, s->expire_s - 1);
}

static int end_of_data(struct rtr *s, u16 session, struct rd r)
{
	if (session != s->session_now)
		return other_session(s);
	s->serial_now = rd_u32(&r);
	intervals(s, r);
	rtr_debug(s, "End of Data, session %u serial %u, %u PDUs", session, s->serial_now, s->n_ops);
	rtr_load(s);
	return GOOD;
}

/* 5.9, 8.3: it cannot say what has changed. What we have stands until all is there anew. */
static int cache_reset(struct rtr *s, u16 zero, struct rd r)
{
	(void)zero, (void)r;
	if (s->anew)
		return RTR_CORRUPT;
	s->known = false;
	rtr_ask(s);
	return GOOD;
}

/* 5.11: whatever the text is, it is shown as text. */
static void error_words(struct rd r, char out[ERROR_QUOTE + 1])
{
	size_t n;

	rd_skip(&r, rd_u32(&r));
	n = rd_u32(&r);
	n = n < rd_left(&r) ? n : rd_left(&r);
	n = n < ERROR_QUOTE ? n : ERROR_QUOTE;
	for (size_t k = 0; k < n; k++) {
		u8 c = rd_u8(&r);

		out[k] = c >= 32 && c < 127 ? (char)c : '.';
	}
	out[n] = 0;
}

static int error_report(struct rtr *s, u16 code, struct rd r)
{
	char words[ERROR_QUOTE + 1];

	s->errors_received++;
	error_words(r, words);
	rtr_log(s, 3, "received an Error Report: %s%s%s", code < RTR_ERRORS ? rtr_error_text[code] : "unknown", *words ? ": " : "", words);
	if (code == RTR_NO_DATA && s->state == RTR_ASKED) {	/* 8.4: the one that is not fatal; the version is not what it minds */
		s->agreed = true;
		rtr_be(s, RTR_SYNCED);
		rtr_due(s, s->retry_s);
		return GOOD;
	}
	s->known = false;
	s->try_old = code == RTR_BAD_VERSION && s->version;	/* 7: once more, as it can */
	if (s->state == RTR_ASKED && !s->anew && !s->try_old)	/* the next query is another one */
		rtr_hang_up(s, (u32)min_u64(RTR_AGAIN_S, s->retry_s));
	else
		rtr_hang_up(s, s->try_old ? RTR_FIRST_S : s->retry_s);
	return GONE;
}

#define S(x) (1u << RTR_##x)
static const struct pdu {
	u8 type, versions;	/* a bit each */
	u16 least[2], most[2];	/* octets, by version */
	u16 states;
	const char *name;
	int (*get)(struct rtr *s, u16 field, struct rd r);
} pdus[] = {
	/* type			versions  length			in these states					   RFC 8210 */
	{ RTR_SERIAL_NOTIFY,	3, { 12, 12 }, { 12, 12 },	S(ASKED) | S(LOADING) | S(SYNCED), "Serial Notify", serial_notify },	/* 5.2 */
	{ RTR_CACHE_RESPONSE,	3, { 8, 8 }, { 8, 8 },		S(ASKED), "Cache Response", cache_response },			/* 5.5 */
	{ RTR_IP4,		3, { 20, 20 }, { 20, 20 },	S(LOADING), "IPv4 Prefix", prefix4 },				/* 5.6 */
	{ RTR_IP6,		3, { 32, 32 }, { 32, 32 },	S(LOADING), "IPv6 Prefix", prefix6 },				/* 5.7 */
	{ RTR_END_OF_DATA,	3, { 12, 24 }, { 12, 24 },	S(LOADING), "End of Data", end_of_data },			/* 5.8 */
	{ RTR_CACHE_RESET,	3, { 8, 8 }, { 8, 8 },		S(ASKED), "Cache Reset", cache_reset },				/* 5.9 */
	{ RTR_ROUTER_KEY,	2, { 0, 32 }, { 0, RTR_PDU_MAX }, S(LOADING), "Router Key", router_key },			/* 5.10 */
	{ RTR_ERROR,		3, { 16, 16 }, { RTR_PDU_MAX, RTR_PDU_MAX }, S(ASKED) | S(LOADING) | S(SYNCED), "Error Report", error_report }, /* 5.11 */
};
#undef S

/* 7: the version of the first answer is the one that is spoken, if it is one of ours. */
static int version_of(struct rtr *s, const u8 *pdu)
{
	u8 version = pdu[0];

	if (pdu[1] == RTR_ERROR || (pdu[1] == RTR_SERIAL_NOTIFY && !s->agreed))	/* StayRTR's Error Reports are not always of the version that is spoken */
		return GOOD;
	if (!s->agreed && version < s->version) {
		rtr_debug(s, "speaks version %u", version);
		if (!s->anew) {	/* sessions are of a version: this one is of no use */
			s->known = false;
			s->try_old = true;
			rtr_hang_up(s, RTR_FIRST_S);
			return GONE;
		}
		s->version = version;
	}
	s->agreed |= version == s->version;
	return version == s->version ? GOOD : s->agreed && s->version ? RTR_OTHER_VERSION : RTR_BAD_VERSION;
}

static int pdu_read(struct rtr *s, const u8 *p, u32 len)
{
	struct rd r = rd_of(p + HEADER, len - HEADER);
	const struct pdu *d = pdus;
	int wrong = version_of(s, p);
	u8 v;

	if (wrong != GOOD)
		return wrong;
	while (d < pdus + ARRAY_LEN(pdus) && d->type != p[1])
		d++;
	v = s->version;
	if (d == pdus + ARRAY_LEN(pdus) || !(d->versions >> v & 1))
		return RTR_BAD_TYPE;
	if (p[1] != RTR_IP4 && p[1] != RTR_IP6)
		rtr_debug(s, "received %s", d->name);
	if (len < d->least[v] || len > d->most[v] || !(d->states >> s->state & 1))
		return RTR_CORRUPT;
	return d->get(s, get_be16(p + 2), r);
}

/* PDUs out of n octets; how many octets were whole ones. */
static u32 pdus_read(struct rtr *s, const u8 *p, u32 n)
{
	u32 at = 0;

	while (n - at >= HEADER && s->state != RTR_APPLYING) {	/* what comes behind an answer waits for it */
		u32 len = get_be32(p + at + 4);
		int wrong;

		if (len < HEADER || len > RTR_PDU_MAX) {
			wrong = RTR_CORRUPT;
			len = n - at;
		} else if (n - at < len) {
			break;
		} else {
			s->in++;
			wrong = pdu_read(s, p + at, len);
		}
		if (wrong >= 0) {
			if (p[at + 1] != RTR_ERROR)	/* 12: none about one */
				rtr_complain(s, (enum rtr_error)wrong, p + at, len);
			rtr_hang_up(s, s->work & WORK_PURGE ? (u32)min_u64(RTR_AGAIN_S, s->retry_s) : s->retry_s);	/* another session: the next query is another one */
			s->known = false;
		}
		if (!s->c)
			return n;
		at += len;
	}
	return at;
}

void rtr_hear(struct rtr *s)
{
	u32 budget = RTR_READ;
	bool end = false;

	while (s->c && s->state != RTR_APPLYING && budget) {
		u32 n = (u32)tcp_read(s->c, s->rx + s->rx_len, 2 * RTR_PDU_MAX - s->rx_len, &end), used;

		s->heard |= n > 0;
		s->rx_len += n;
		budget -= n < budget ? n : budget;
		used = pdus_read(s, s->rx, s->rx_len);
		if (!s->c)
			return;
		memmove(s->rx, s->rx + used, s->rx_len - used);
		s->rx_len -= used;
		if (n && (s->state == RTR_LOADING || s->state == RTR_ASKED))
			rtr_due(s, RTR_ANSWER_S);
		if (!n && !used)
			break;
	}
	if (end && s->c && s->state != RTR_APPLYING)
		rtr_fail(s);
	else if (s->c && s->state != RTR_APPLYING && !budget)
		timer_set(s->of->s->node->worker, &s->more, rtr_now(s));
}
