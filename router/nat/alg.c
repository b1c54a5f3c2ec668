/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What NAT does to FTP's control connection: the addresses in it (RFC 959 PORT, 227; RFC 2428 EPRT, 229).
 *
 * A text that becomes longer or shorter shifts the numbers of all that follows: a flow so changed remembers where and by how much, before and behind
 * that place, so that a segment that is sent again becomes again what it was. The connection for data that was announced is expected for a minute.
 * Only lines that stand in one segment are seen, and only the speaker's own address is translated: no one else's (RFC 2577 3).
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "net/udp.h"
#include "router/nat/alg.h"

enum { OPT_SACK = 5, EXPECT_S = 60, LINE_MAX_LEN = 256 };

struct nat_shift {
	u32 at;			/* the sequence number of the last segment that was changed */
	s32 before, behind;	/* added to numbers up to there, and to those behind */
};

struct nat_expect {
	struct nat_expect *next;
	struct nat *nat;
	struct nat_bind *bind;	/* held */
	struct ipstack *out_ip;	/* whence, */
	u32 og;			/* and who may come */
	struct timer timer;
};

/* ---- what is expected ---- */

static void expect_free(struct nat_expect *e)
{
	struct nat_expect **at = &e->nat->expected;

	while (*at != e)
		at = &(*at)->next;
	*at = e->next;
	timer_stop(e->nat->ip->node->worker, &e->timer);
	e->nat->n_expected--;
	nat_bind_unref(e->nat, e->bind);
	free(e);
}

static void expect_over(struct timer *t) { expect_free(container_of(t, struct nat_expect, timer)); }

void nat_expect_clear(struct nat *n)
{
	while (n->expected)
		expect_free(n->expected);
}

static struct nat_expect *expected(const struct nat *n, const struct ipstack *out_ip, u32 ig, u16 igp, u32 og)
{
	struct nat_expect *e = n->expected;

	while (e && !(e->bind->ig == ig && e->bind->igp == igp && e->og == og && e->out_ip == out_ip))
		e = e->next;
	return e;
}

struct nat_bind *nat_expected(const struct nat *n, const struct ipstack *out_ip, u8 proto, u32 ig, u16 igp, u32 og)
{
	struct nat_expect *e = proto == IP_TCP ? expected(n, out_ip, ig, igp, og) : NULL;

	return e ? e->bind : NULL;
}

void nat_expect_came(struct nat *n, const struct nat_flow *f)
{
	struct nat_expect *e = expected(n, f->out_ip, f->ig, f->igp, f->og);

	if (e)
		expect_free(e);
}

/* The global name under which a port of the flow's inside host can be reached from its other end. false: none. */
static bool announce(struct nat *n, const struct nat_flow *f, const struct nat_packet *p, u16 port, u32 *ig, u16 *igp)
{
	struct nat_way w = { .out = f->out, .ip = f->in_ip, .len = p->len, .src = p->src, .dst = p->dst };
	const struct nat_static *st;
	struct nat_expect *e;
	struct nat_bind *b;
	struct acl_key k;
	bool tried;

	if (!acl_key_of(&k, p->ip, p->len))
		return false;
	w.key = &k;
	st = nat_static_find(n, f->in_ip, false, true, IP_TCP, f->il, port, &w);
	*ig = st ? nat_static_global(st, f->il) : 0;
	*igp = st && st->proto ? st->gport : port;
	if (st)
		return *ig != 0;
	b = nat_bind_get(n, &w, IP_TCP, f->il, port, &tried);
	if (!b)
		return false;
	*ig = b->ig;
	*igp = b->proto ? b->igp : port;
	if (!b->proto)
		return true; /* a whole address: whoever knows it may come */
	e = expected(n, f->out_ip, b->ig, b->igp, f->og);
	if (!e && n->n_expected >= NAT_EXPECT_MAX) {
		if (!b->refs)
			nat_bind_free(n, b);
		return false;
	}
	if (!e) {
		e = xcalloc(1, sizeof(*e));
		*e = (struct nat_expect){ .next = n->expected, .nat = n, .bind = b, .out_ip = f->out_ip, .og = f->og, .timer.fire = expect_over };
		b->refs++;
		n->expected = e;
		n->n_expected++;
	}
	timer_set(n->ip->node->worker, &e->timer, stack_now(n->ip) + EXPECT_S * NSEC_PER_SEC);
	return true;
}

/* ---- FTP: what stands in a line ---- */

enum ftp_form { FTP_COMMAS, FTP_BARS, FTP_PORT_ONLY };
struct ftp_line {
	enum ftp_form form;
	u32 addr, from, to;	/* the part to be replaced: [from, to) of the payload */
	u16 port;
};

/* Decimal up to max at *at, moved on. false: none. */
static bool number(const u8 *s, u32 len, u32 *at, u32 max, u32 *v)
{
	u32 start = *at;

	for (*v = 0; *at < len && isdigit(s[*at]) && *at - start < 5; ++*at)
		*v = *v * 10 + (u32)(s[*at] - '0');
	return *at > start && *v <= max && !(*at < len && isdigit(s[*at]));
}

/* "10,0,1,10,4,1" */
static bool commas(const u8 *s, u32 len, u32 at, struct ftp_line *l)
{
	u32 v[6];

	l->form = FTP_COMMAS;
	l->from = at;
	for (unsigned k = 0; k < 6; k++)
		if ((k && (at >= len || s[at++] != ',')) || !number(s, len, &at, 255, &v[k]))
			return false;
	l->to = at;
	l->addr = v[0] << 24 | v[1] << 16 | v[2] << 8 | v[3];
	l->port = (u16)(v[4] << 8 | v[5]);
	return l->port;
}

/* "|1|10.0.1.10|1025|", and of a reply "|||1025|" */
static bool bars(const u8 *s, u32 len, u32 at, bool port_only, struct ftp_line *l)
{
	u8 bar = at < len ? s[at] : 0;
	u32 v[4] = { 0 }, port;

	l->form = port_only ? FTP_PORT_ONLY : FTP_BARS;
	l->from = at;
	if (bar < 33 || bar > 126 || isdigit(bar))
		return false;
	if (port_only) {
		if (at + 3 > len || s[at + 1] != bar || s[at + 2] != bar)
			return false;
		at += 3;
	} else {
		if (at + 3 > len || s[at + 1] != '1' || s[at + 2] != bar)
			return false;
		at += 3;
		for (unsigned k = 0; k < 4; k++)
			if ((k && (at >= len || s[at++] != '.')) || !number(s, len, &at, 255, &v[k]))
				return false;
		if (at >= len || s[at++] != bar)
			return false;
	}
	if (!number(s, len, &at, 65535, &port) || !port || at >= len || s[at++] != bar)
		return false;
	l->to = at;
	l->addr = v[0] << 24 | v[1] << 16 | v[2] << 8 | v[3];
	l->port = (u16)port;
	return true;
}

static bool begins(const u8 *s, u32 len, const char *word)
{
	u32 n = (u32)strlen(word);

	if (len < n)
		return false;
	for (u32 k = 0; k < n; k++)
		if (toupper(s[k]) != word[k])
			return false;
	return true;
}

/* s: one line with its end. client: of the client's, else of the server's. */
static bool read_line(const u8 *s, u32 len, bool client, struct ftp_line *l)
{
	u32 at = 4;

	if (client)
		return (begins(s, len, "PORT ") && commas(s, len, 5, l)) || (begins(s, len, "EPRT ") && bars(s, len, 5, false, l));
	if (!begins(s, len, "227 ") && !begins(s, len, "229 "))
		return false;
	while (at < len && s[at] != '(')
		at++;
	return s[2] == '7' ? commas(s, len, at + 1, l) : bars(s, len, at + 1, true, l);
}

static bool find_line(const u8 *s, u32 len, bool client, struct ftp_line *l)
{
	for (u32 at = 0; at < len;) {
		const u8 *end = memchr(s + at, '\n', len - at);
		u32 n = end ? (u32)(end - s) + 1 - at : 0;

		if (!n)
			return false;
		if (n <= LINE_MAX_LEN && read_line(s + at, n, client, l)) {
			l->from += at;
			l->to += at;
			return true;
		}
		at += n;
	}
	return false;
}

/* ---- changing a segment ---- */

void nat_alg_sum(struct nat_packet *p, u32 at)
{
	u64 pseudo = ip4_pseudo(p->src, p->dst, p->proto, p->l4_len);
	u16 sum;

	put_be16(p->l4 + at, 0);
	if (p->f->flags & FRAME_CSUM_PARTIAL) {
		put_be16(p->l4 + at, (u16)~csum_finish(pseudo));
		return;
	}
	sum = csum_finish(csum_add(pseudo, p->l4, p->l4_len));
	put_be16(p->l4 + at, p->proto == IP_UDP && !sum ? 0xffff : sum);
}

void nat_alg_resize(struct nat_packet *p, s32 by)
{
	u16 total = (u16)((s32)p->len + by);

	ip4_put16(p->ip, IP4_LEN, total);
	p->len = total;
	p->l4_len = (u32)((s32)p->l4_len + by);
	p->f->len = (u32)((s32)p->f->len + by);
}

/* Puts text in place of [from, to) behind the TCP header. false: there is no room. */
static bool splice(struct nat_packet *p, u8 *data, u32 from, u32 to, const char *text)
{
	u32 n = (u32)strlen(text), tail = (u32)(p->f->data + p->f->len - (data + to));
	s32 diff = (s32)n - (s32)(to - from);

	if (diff > 0 && (frame_room(p->f) < p->f->len + (u32)diff || p->len + (u32)diff > 65535))
		return false;
	memmove(data + from + n, data + to, tail);
	memcpy(data + from, text, n);
	nat_alg_resize(p, diff);
	return true;
}

static bool after(u32 a, u32 b) { return (s32)(a - b) > 0; }

/* The other side acknowledges what it has seen, not what was sent; so do its SACK blocks (RFC 2018). */
static void shift_acks(struct nat_packet *p, const struct nat_shift *x, u32 hlen)
{
	u32 ack = get_be32(p->l4 + NAT_TCP_ACK_NO);

#define BACK(v) ((v) - (u32)(after((v) - (u32)x->before, x->at) ? x->behind : x->before))
	put_be32(p->l4 + NAT_TCP_ACK_NO, BACK(ack));
	for (u32 at = 20; at + 1 < hlen && p->l4[at];) {
		u32 n = p->l4[at] == 1 ? 1 : p->l4[at + 1];

		if (p->l4[at] != 1 && (n < 2 || at + n > hlen))
			return;
		for (u32 k = at + 2; p->l4[at] == OPT_SACK && k + 4 <= at + n; k += 4) {
			u32 v = get_be32(p->l4 + k);

			put_be32(p->l4 + k, BACK(v));
		}
		at += n;
	}
#undef BACK
}

/* Where the announced address or port becomes another one. -> was anything changed? */
static bool rewrite(struct nat *n, struct nat_flow *f, struct nat_packet *p, u32 hlen, bool client)
{
	u8 *data = p->l4 + hlen;
	u32 ig, seq = get_be32(p->l4 + NAT_TCP_SEQ);
	struct ftp_line l;
	struct nat_shift *x = f->shift;
	char text[40], a[IP4_TEXT];
	s32 diff;
	u16 igp;

	if (!find_line(data, p->l4_len - hlen, client, &l) || (l.form != FTP_PORT_ONLY && l.addr != f->il) || !announce(n, f, p, l.port, &ig, &igp))
		return false;
	if (l.form == FTP_COMMAS)
		snprintf(text, sizeof(text), "%u,%u,%u,%u,%u,%u", ig >> 24, ig >> 16 & 255, ig >> 8 & 255, ig & 255, igp >> 8, igp & 255);
	else if (l.form == FTP_BARS)
		snprintf(text, sizeof(text), "%c1%c%s%c%u%c", data[l.from], data[l.from], ip4_text(ig, a), data[l.from], igp, data[l.from]);
	else
		snprintf(text, sizeof(text), "%c%c%c%u%c", data[l.from], data[l.from], data[l.from], igp, data[l.from]);
	diff = (s32)strlen(text) - (s32)(l.to - l.from);
	if (!splice(p, data, l.from, l.to, text))
		return false;
	if (debug_on(n->ip->dev, DEBUG_IP_NAT))
		device_debug(n->ip->dev, "NAT: FTP %s %s:%u -> %s", client ? "command" : "reply", ip4_text(f->il, a), l.port, text);
	if (diff && !x) {
		x = f->shift = xcalloc(1, sizeof(*x));
		x->at = seq;
		x->behind = diff;
	} else if (diff && after(seq, x->at)) {
		x->at = seq;
		x->before = x->behind;
		x->behind += diff;
	}
	return true;
}

bool nat_alg_ftp(struct nat *n, struct nat_flow *f, struct nat_packet *p, bool outward)
{
	u32 hlen = 4u * (p->l4[NAT_TCP_OFF] >> 4), seq;
	bool changed = false;

	if (hlen < 20 || hlen > p->l4_len || p->f->gso)
		return !f->shift; /* a super-segment's numbers could be shifted, its text not: it is not let through where that would matter */
	seq = get_be32(p->l4 + NAT_TCP_SEQ);
	if (outward) {
		if (p->l4_len > hlen && !n->no_ftp)
			changed = rewrite(n, f, p, hlen, f->ogp == NAT_FTP_PORT);
		if (f->shift) {
			put_be32(p->l4 + NAT_TCP_SEQ, seq + (u32)(after(seq, f->shift->at) ? f->shift->behind : f->shift->before));
			changed = true;
		}
	} else if (f->shift && p->flags & TCP_ACK) {
		shift_acks(p, f->shift, hlen);
		changed = true;
	}
	if (changed)
		nat_alg_sum(p, NAT_TCP_CSUM);
	return true;
}
