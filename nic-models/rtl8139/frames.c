/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both ways of moving frames share: the address filter, padding and FCS, counters, the turn of work. */
#include "net/addr.h"
#include "nic-models/rtl8139/rtl8139.h"

/* Sending. */

void rtl_sent(struct rtl *c, struct frame *f, unsigned queue, u32 index, u32 count)
{
	struct nic *n = &c->nic;

	offload_pad(f);
	c->tx_ok++;
	if ((nic_reg(n, TCR) & TCR_LOOP) == TCR_LOOP)
		nic_loop_back(n, f);
	else
		nic_send(n, f, queue, index, count);
}

void rtl_not_sent(struct rtl *c, struct frame *f)
{
	c->tx_bad++;
	if (f)
		c->nic.host->drop(&c->nic, f, DROP_BAD_DESCRIPTOR);
}

bool rtl_is_frame(struct nic *n, const struct frame *f)
{
	if (f && f->len >= ETH_HLEN)
		return true;
	nic_fault(n, NIC_FAULT_SHORT);
	return false;
}

/* Receiving. */

/* How the frame's address is wanted: HEAD_* bits; 0: it is not. */
static u32 address_match(const struct nic *n, const u8 *mac)
{
	u32 rcr = nic_reg(n, RCR), hash;

	if (mac_is_broadcast(mac))
		return rcr & (RCR_BROAD | RCR_ALL) ? HEAD_BROAD : 0;
	if (mac_is_group(mac)) {
		hash = offload_mac_hash(mac, true);
		return rcr & RCR_ALL || (rcr & RCR_MULTI && n->bar[0][MAR + hash / 8] >> hash % 8 & 1) ? HEAD_MULTI : 0;
	}
	if (mac_eq(mac, n->bar[0]) && rcr & (RCR_MINE | RCR_ALL))
		return HEAD_MINE;
	return rcr & RCR_ALL ? HEAD_OK : 0;
}

void rtl_received(struct rtl *c, u32 match, u32 index, bool bad)
{
	struct nic *n = &c->nic;

	if (bad) {
		c->rx_bad++;
		n->host->drop(n, nic_fifo_take(n), DROP_BAD_DESCRIPTOR);
	} else {
		c->rx_ok++;
		c->rx_broadcast += match == HEAD_BROAD;
		c->rx_multicast += match == HEAD_MULTI;
		c->starved = false;
		nic_landed(n, 0, index, 1);
	}
	rtl_cause(n, bad ? I_RER : I_ROK);
}

void rtl_starve(struct rtl *c)
{
	if (!c->starved)
		rtl_cause(&c->nic, I_RX_OVER);
	c->starved = true;
}

void rtl_rx_of(struct nic *n, const struct frame *f, struct rtl_rx *r)
{
	u32 pad = f->len < OFFLOAD_FRAME_MIN ? OFFLOAD_FRAME_MIN - f->len : 0;

	memset(r->tail, 0, sizeof(r->tail));
	r->body = f->len;
	r->tail_len = pad + FCS_LEN;
	if (pad) { /* short ones are summed as they are on the wire */
		u8 whole[OFFLOAD_FRAME_MIN] = { 0 };

		memcpy(whole, f->data, f->len);
		put_le32(r->tail + pad, nic_fcs(n, whole, OFFLOAD_FRAME_MIN));
	} else {
		put_le32(r->tail, nic_fcs(n, f->data, f->len));
	}
}

void rtl_put(struct nic *n, struct rtl_buffer *b, const u8 *p, u32 len)
{
	while (len) {
		u32 part = b->wrap && b->len - b->at < len ? b->len - b->at : len;

		b->bad |= nic_write(n, b->start + b->at, p, part) == DMA_FAULT;
		b->at += part;
		if (b->wrap && b->at == b->len)
			b->at = 0;
		p += part;
		len -= part;
	}
}

/* true: there may be more to do. */
static bool rx_work(struct rtl *c, unsigned budget)
{
	struct nic *n = &c->nic;
	struct frame *f;

	for (unsigned turn = 0; (f = nic_fifo_first(n)); turn++) {
		enum drop why = !(n->bar[0][CR] & CR_RE) ? DROP_PORT_DOWN : f->len < ETH_HLEN ? DROP_SHORT : DROP_NONE;
		u32 match = why ? 0 : address_match(n, f->data);

		if (turn == budget)
			return true;
		if (!why && f->len + FCS_LEN > STANDARD_MAX)
			why = DROP_TOO_LONG;
		if (!why && !match)
			why = DROP_NOT_FOR_US;
		if (why) {
			n->rx_filtered++;
			n->host->drop(n, nic_fifo_take(n), why);
		} else if (!(rtl_plus_mode(n, CP_RX) ? rtl_deliver_ring(c, f, match) : rtl_deliver_linear(c, f, match))) {
			return false;
		}
	}
	return false;
}

bool rtl_work(struct nic *n, unsigned budget)
{
	struct rtl *c = (struct rtl *)n;
	bool more = rx_work(c, budget);
	unsigned done = 0;

	rtl_set16(n, MPC, (u16)n->rx_missed);
	if (c->dump)
		rtl_dump(c);
	if (n->bar[0][CR] & CR_TE)
		done = rtl_plus_mode(n, CP_TX) ? rtl_rings_work(c, budget) : rtl_slots_work(c, budget);
	return done || more;
}
