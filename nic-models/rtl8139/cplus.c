/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The C+ way: rings of 16-byte descriptors, checksums, large send, tags, tally counters (RTL8139C+ data sheet). */
#include <stdio.h>

#include "core/csum.h"
#include "net/ip4.h"
#include "nic-models/rtl8139/rtl8139.h"

/* Bits of a C+ descriptor's first word. */
enum {
	D_EOR = 1 << 30, D_FS = 1 << 29, D_LS = 1 << 28, D_LARGE_SEND = 1 << 27, D_IP_CSUM = 1 << 18, D_UDP_CSUM = 1 << 17, D_TCP_CSUM = 1 << 16,
	D_MULTI = 1 << 26, D_MINE = 1 << 25, D_BROAD = 1 << 24, D_ERROR = 1 << 20, D_PID_TCP = 1 << 16, D_PID_UDP = 2 << 16, D_PID_IP = 3 << 16,
	D_IP_BAD = 1 << 15, D_UDP_BAD = 1 << 14, D_TCP_BAD = 1 << 13,
	D_TAG_IN = 1 << 17, D_TAG_OUT = 1 << 16, /* second word */
};
#define D_OWN (1u << 31)

/* Sending. */

/* The chip parses IPv4 itself, and sums pseudo-headers too. false: it does not find what it is asked to fill in. */
static bool offload(struct frame *f, u32 word)
{
	u32 ip = f->len > ETH_HLEN + VLAN_HLEN && get_be16(f->data + ETH_TYPE) == ETH_TYPE_VLAN ? ETH_HLEN + VLAN_HLEN : ETH_HLEN, hlen, l4;
	bool large = word & D_LARGE_SEND, tcp = large || word & D_TCP_CSUM, udp = !tcp && word & D_UDP_CSUM;
	struct tx_offload o = { .ip = (u16)ip, .ip_csum = word & D_IP_CSUM || large, .ip_csum_at = (u16)(ip + IP4_CSUM), .segment = large };
	u64 sum;

	if (!large && !(word & (D_IP_CSUM | D_TCP_CSUM | D_UDP_CSUM)))
		return true;
	if (f->len < ip + IP4_HLEN || f->data[ip] >> 4 != 4)
		return false;
	hlen = (f->data[ip] & 15u) * 4;
	l4 = ip + hlen;
	o.ip_end = o.l4 = (u16)l4;
	if (hlen < IP4_HLEN || f->len < l4 + (tcp ? 20 : udp ? 8 : 0))
		return false;
	if (tcp || udp) {
		o.l4_csum = true;
		o.l4_csum_at = (u16)(l4 + (tcp ? 16 : 6));
		sum = csum_add(tcp ? 6 : 17, f->data + ip + IP4_SRC, 8) + (large ? 0 : f->len - l4);
		put_be16(f->data + o.l4_csum_at, csum_fold(sum));
	}
	if (large) {
		o.mss = word >> 16 & 0x7ff;
		o.header = (u16)(l4 + (f->data[l4 + 12] >> 4) * 4u);
		put_be16(f->data + ip + IP4_LEN, 0);
	}
	return offload_tx(f, &o);
}

static bool last_descriptor(struct rtl *c, unsigned q, u32 word, u32 tag)
{
	struct nic *n = &c->nic;
	struct frame *f = nic_partial_take(n, q);
	bool good = !c->tx[q].skip && rtl_is_frame(n, f);

	c->tx[q].skip = false;
	if (good && !offload(f, word)) {
		nic_fault(n, NIC_FAULT_CONTEXT);
		good = false;
	}
	if (good && tag & D_TAG_IN)
		offload_tag_push(f, ETH_TYPE_VLAN, (u16)(tag << 8 | (tag >> 8 & 0xff)));
	if (good)
		rtl_sent(c, f, q, c->tx[q].first, c->tx[q].pieces);
	else
		rtl_not_sent(c, f);
	return good;
}

/* One C+ descriptor. false: not now. */
static bool tx_one(struct rtl *c, unsigned q, u16 *causes)
{
	struct nic *n = &c->nic;
	struct rtl_queue *t = &c->tx[q];
	u32 base = q == HPQ ? THPDS : TNPDS;
	u64 at = rtl_ring_base(n, base) + DESC * (u64)t->at;
	u32 word;
	enum drop why;
	u8 d[DESC];
	enum nic_dma got = nic_read(n, at, d, DESC);

	word = get_le32(d);
	if (got == DMA_WAIT)
		return false;
	if (got == DMA_FAULT || !(word & D_OWN)) {
		t->active = false;
		*causes |= I_TX_EMPTY;
		return false;
	}
	if (nic_debugs(n, NIC_DEBUG_DESCRIPTORS))
		nic_debugf(n, NIC_DEBUG_DESCRIPTORS, "tx %u: descriptor %u word %08x addr %llx", q, t->at, word, (unsigned long long)get_le64(d + 8));
	if (word & D_FS) {
		t->skip = false;
		t->first = (u16)t->at;
		t->pieces = 0;
		if (n->partial[q])
			frame_put(nic_partial_take(n, q)); /* the one before never ended */
	}
	got = nic_append(n, q, get_le64(d + 8), word & 0xffff, 0, &why);
	if (got == DMA_WAIT)
		return false;
	t->skip |= got == DMA_FAULT;
	t->pieces++;
	if (word & D_LS)
		*causes |= last_descriptor(c, q, word, get_le32(d + 4)) ? I_TOK : I_TER;
	put_le32(d, word & ~D_OWN & ~(u32)(word & D_LS ? 0x00f00000 : 0));
	nic_write_back(n, at, d, 4);
	t->at = word & D_EOR || t->at + 1 >= RING_MAX ? 0 : t->at + 1;
	nic_commit(n);
	return true;
}

unsigned rtl_rings_work(struct rtl *c, unsigned budget)
{
	unsigned done = 0;
	u16 causes = 0;

	for (int q = HPQ; q >= NPQ; q--)
		while (c->tx[q].active && done < budget && c->nic.room && tx_one(c, (unsigned)q, &causes))
			done++;
	if (causes)
		rtl_cause(&c->nic, causes);
	return done;
}

/* Tally counters (C+ data sheet, "dump tally counter command"): 64 bytes. */
void rtl_dump(struct rtl *c)
{
	struct nic *n = &c->nic;
	u32 low = nic_reg(n, DTCCR);
	u8 b[64] = { 0 };

	put_le64(b, c->tx_ok);
	put_le64(b + 8, c->rx_ok);
	put_le64(b + 16, c->tx_bad);
	put_le32(b + 24, (u32)c->rx_bad);
	put_le16(b + 28, (u16)n->rx_missed);
	put_le64(b + 40, c->rx_ok - c->rx_broadcast - c->rx_multicast);
	put_le64(b + 48, c->rx_broadcast);
	put_le32(b + 56, (u32)c->rx_multicast);
	nic_write(n, (low & ~63u) + ((u64)nic_reg(n, DTCCR + 4) << 32), b, sizeof(b));
	nic_set(n, DTCCR, low & ~8u);
	nic_commit(n);
	c->dump = false;
}

/* Receiving. */

static u32 sums(const struct frame *f)
{
	struct rx_info i;
	u32 v;

	offload_rx(f, true, &i);
	if (i.l3 != L3_IP4)
		return 0;
	v = i.l4 == L4_TCP ? D_PID_TCP : i.l4 == L4_UDP ? D_PID_UDP : D_PID_IP;
	if (i.ip_sum == SUM_BAD)
		v |= D_IP_BAD;
	if (i.l4_sum == SUM_BAD)
		v |= i.l4 == L4_TCP ? D_TCP_BAD : D_UDP_BAD;
	return v;
}

bool rtl_deliver_ring(struct rtl *c, struct frame *f, u32 match)
{
	struct nic *n = &c->nic;
	u64 at = rtl_ring_base(n, RDSAR) + DESC * (u64)c->rx_at;
	struct rtl_buffer b = { 0 };
	u32 word, out, tag = 0;
	struct rtl_rx r;
	u8 d[DESC];
	enum nic_dma got = nic_read(n, at, d, DESC);
	int tci = offload_tag(f, ETH_TYPE_VLAN);

	if (got == DMA_WAIT)
		return false;
	word = get_le32(d);
	if (got == DMA_FAULT || !(word & D_OWN)) {
		rtl_starve(c);
		return false;
	}
	out = rtl_plus_mode(n, CP_CSUM) ? sums(f) : 0;
	if (tci >= 0 && rtl_plus_mode(n, CP_VLAN)) {
		f = nic_fifo_writable(n);
		if (!f)
			return true;
		offload_tag_pull(f);
		tag = D_TAG_OUT | (u32)(tci & 0xff) << 8 | (u32)tci >> 8;
	}
	rtl_rx_of(n, f, &r);
	if (r.body + r.tail_len > (word & 0x1fff)) {
		c->rx_bad++;
		n->host->drop(n, nic_fifo_take(n), DROP_TOO_LONG);
		return true;
	}
	b.start = get_le64(d + 8);
	rtl_put(n, &b, f->data, r.body);
	rtl_put(n, &b, r.tail, r.tail_len);
	out |= (word & D_EOR) | D_FS | D_LS | (match == HEAD_BROAD ? D_BROAD : match == HEAD_MULTI ? D_MULTI : match == HEAD_MINE ? D_MINE : 0u);
	put_le32(d, out | (b.bad ? D_ERROR : 0u) | (r.body + r.tail_len));
	put_le32(d + 4, tag);
	nic_write_back(n, at, d, 8);
	nic_commit(n);
	rtl_received(c, match, c->rx_at, b.bad);
	c->rx_at = word & D_EOR || c->rx_at + 1 >= RING_MAX ? 0 : c->rx_at + 1;
	return true;
}

/* For people who look. */

bool rtl_ring(struct nic *n, unsigned i, struct nic_ring *r)
{
	struct rtl *c = (struct rtl *)n;
	u32 base = i == 0 ? TNPDS : i == 1 ? THPDS : RDSAR;

	if (i > 2 || !rtl_plus_mode(n, CP_TX | CP_RX))
		return false;
	*r = (struct nic_ring){ .base = rtl_ring_base(n, base), .desc_len = DESC, .n = RING_MAX };
	r->head = r->tail = i < 2 ? c->tx[i].at : c->rx_at;
	r->enabled = r->base && n->bar[0][CR] & (i < 2 ? CR_TE : CR_RE);
	snprintf(r->name, sizeof(r->name), "%s", i == 0 ? "tx normal" : i == 1 ? "tx high" : "rx");
	return true;
}

void rtl_describe(struct nic *n, const struct nic_ring *r, const u8 *d, char *text, size_t room)
{
	u32 w = get_le32(d);

	(void)n;
	(void)r;
	snprintf(text, room, "addr %016llx len %u%s%s%s%s tag %08x", (unsigned long long)get_le64(d + 8), w & 0x1fff, w & D_OWN ? " OWN" : "",
		 w & D_EOR ? " EOR" : "", w & D_FS ? " FS" : "", w & D_LS ? " LS" : "", get_le32(d + 4));
}
