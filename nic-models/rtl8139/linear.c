/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The old way: four transmit slots in registers, one linear receive buffer (RTL8139C data sheet). */
#include "nic-models/rtl8139/rtl8139.h"

unsigned rtl_slots_work(struct rtl *c, unsigned budget)
{
	struct nic *n = &c->nic;
	unsigned done = 0;

	while (done < budget && done < SLOTS && n->room && !(nic_reg(n, TSD + 4u * c->slot) & TSD_OWN)) {
		u32 at = TSD + 4u * c->slot, v = nic_reg(n, at), len = v & TSD_LEN;
		enum nic_dma got = DMA_FAULT;
		enum drop why = DROP_TOO_LONG;
		struct frame *f;

		if (len <= SLOT_MAX)
			got = nic_append(n, NPQ, nic_reg(n, TSAD + 4u * c->slot), len, 0, &why);
		else
			nic_fault(n, NIC_FAULT_TOO_LONG);
		if (got == DMA_WAIT)
			break;
		f = nic_partial_take(n, NPQ);
		if (got == DMA_OK && rtl_is_frame(n, f)) {
			rtl_sent(c, f, NPQ, c->slot, 1);
			nic_set(n, at, v | TSD_OWN | TSD_TOK);
			rtl_cause(n, I_TOK);
		} else {
			rtl_not_sent(c, f);
			nic_set(n, at, v | TSD_OWN | TSD_ABORT);
			rtl_cause(n, I_TER);
		}
		c->slot = (c->slot + 1) % SLOTS;
		nic_commit(n);
		done++;
	}
	return done;
}

bool rtl_deliver_linear(struct rtl *c, struct frame *f, u32 match)
{
	struct nic *n = &c->nic;
	u32 len = rtl_buffer_len(n), at = rtl_reg16(n, CBR) % len, used = (at + len - rtl_buffer_unread(n)) % len, need;
	struct rtl_buffer b = { .start = nic_reg(n, RBSTART), .len = len, .at = at, .wrap = !(nic_reg(n, RCR) & RCR_WRAP) || len == 65536 };
	struct rtl_rx r;
	u8 head[4];

	rtl_rx_of(n, f, &r);
	need = (4 + r.body + r.tail_len + 3) & ~3u;
	if (used + need + 4 > len) {
		rtl_starve(c);
		return false;
	}
	put_le16(head, (u16)(HEAD_OK | match));
	put_le16(head + 2, (u16)(r.body + r.tail_len));
	rtl_put(n, &b, head, 4);
	rtl_put(n, &b, f->data, r.body);
	rtl_put(n, &b, r.tail, r.tail_len);
	rtl_set16(n, CBR, (u16)((at + need) % len));
	nic_commit(n);
	rtl_received(c, match, at, b.bad);
	return true;
}
