/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TCP segment's bytes: header and options (RFC 9293 3.1, 3.2), checksum, signature (RFC 2385). */
#include "core/csum.h"
#include "net/rd.h"
#include "router/tcp_conn.h"

enum { OPT_END, OPT_NOP, OPT_MSS, OPT_SCALE, OPT_SACK_PERMITTED, OPT_SACK, OPT_TS = 8, OPT_MD5 = 19 };

/* An option of a known kind and an unknown length is skipped, as an unknown kind is. */
static void take_option(struct tcp_segment *g, u8 kind, struct rd o)
{
	size_t len = rd_left(&o);
	bool syn = g->flags & TCP_SYN;

	if (kind == OPT_MSS && len == 2 && syn) {
		g->has_mss = true;
		g->mss = rd_u16(&o);
	} else if (kind == OPT_SCALE && len == 1 && syn) {
		g->has_scale = true;
		g->scale = (u8)min_u64(rd_u8(&o), 14);	/* RFC 7323 2.3 */
	} else if (kind == OPT_SACK_PERMITTED && len == 0 && syn) {
		g->sack_permitted = true;
	} else if (kind == OPT_TS && len == 8) {
		g->has_ts = true;
		g->tsval = rd_u32(&o);
		g->tsecr = rd_u32(&o);
	} else if (kind == OPT_SACK && len % 8 == 0 && len && !syn) {
		for (g->n_sack = 0; g->n_sack < 4 && rd_left(&o); g->n_sack++) {
			g->sack[g->n_sack].start = rd_u32(&o);
			g->sack[g->n_sack].end = rd_u32(&o);
		}
	} else if (kind == OPT_MD5 && len == 16) {
		g->md5 = o.p;
	}
}

enum drop tcp_parse(struct tcp_segment *g, const u8 *p, u32 len)
{
	struct rd r = rd_of(p, len), options;
	u16 offset_flags;
	u32 header;

	*g = (struct tcp_segment){ .src_port = rd_u16(&r), };
	g->dst_port = rd_u16(&r);
	g->seq = rd_u32(&r);
	g->ack = rd_u32(&r);
	offset_flags = rd_u16(&r);
	g->wnd = rd_u16(&r);
	rd_skip(&r, 4);		/* checksum; the urgent pointer, which RFC 6093 lets go unheeded: its byte stays in line */
	if (r.bad)
		return DROP_SHORT;
	header = (u32)(offset_flags >> 12) * 4;
	g->flags = offset_flags & 0x3f;
	if (header < TCP_HEADER)
		return DROP_BAD_FIELD;
	options = rd_sub(&r, header - TCP_HEADER);
	if (r.bad)
		return DROP_SHORT;
	while (rd_left(&options)) {
		u8 kind = rd_u8(&options), n;
		struct rd one;

		if (kind == OPT_END)
			break;
		if (kind == OPT_NOP)
			continue;
		n = rd_u8(&options);
		if (options.bad || n < 2)
			return DROP_BAD_OPTIONS;	/* RFC 9293 3.1, MUST-7 */
		one = rd_sub(&options, n - 2u);
		if (options.bad)
			return DROP_BAD_OPTIONS;
		take_option(g, kind, one);
	}
	g->data = r.p;
	g->len = (u32)rd_left(&r);
	return DROP_NONE;
}

/* Writes the pseudo-header and returns its length: RFC 9293 3.1, RFC 8200 8.1. */
static u32 pseudo_header(const struct ipaddr *src, const struct ipaddr *dst, u32 len, u8 buf[40])
{
	struct wr w = wr_of(buf, 40);

	if (src->af == AF_IP4) {
		wr_u32(&w, src->v4);
		wr_u32(&w, dst->v4);
		wr_u16(&w, 6);
		wr_u16(&w, (u16)len);
	} else {
		wr_copy(&w, src->v6.b, 16);
		wr_copy(&w, dst->v6.b, 16);
		wr_u32(&w, len);
		wr_u32(&w, 6);
	}
	return (u32)wr_len(&w);
}

u16 tcp_checksum(const struct ipaddr *src, const struct ipaddr *dst, const u8 *p, u32 len)
{
	u8 pseudo[40];
	u32 n = pseudo_header(src, dst, len, pseudo);

	return csum_finish(csum_add(csum_add(0, pseudo, n), p, len));
}

void tcp_signature(const struct ipaddr *src, const struct ipaddr *dst, const u8 *p, u32 len, const char *key, u32 key_len, u8 out[16])
{
	u32 header = (u32)(p[12] >> 4) * 4;
	u8 pseudo[40], fixed[TCP_HEADER];
	struct digest m;

	digest_begin(&m, DIGEST_MD5);
	digest_add(&m, pseudo, pseudo_header(src, dst, len, pseudo));
	memcpy(fixed, p, TCP_HEADER);
	put_be16(fixed + 16, 0);
	digest_add(&m, fixed, TCP_HEADER);	/* without options */
	digest_add(&m, p + header, len - header);
	digest_add(&m, key, key_len);
	digest_end(&m, out);
}

enum drop tcp_check_signature(const struct ip_recv *r, const struct tcp_segment *g, const u8 *p, u32 len, const char *key, u32 key_len)
{
	u8 want[16], differ = 0;

	if (!key)
		return g->md5 ? DROP_TCP_SIGNATURE : DROP_NONE;
	if (!g->md5)
		return DROP_TCP_SIGNATURE;
	tcp_signature(&r->src, &r->dst, p, len, key, key_len, want);
	for (unsigned i = 0; i < 16; i++)
		differ |= want[i] ^ g->md5[i];
	return differ ? DROP_TCP_SIGNATURE : DROP_NONE;
}
