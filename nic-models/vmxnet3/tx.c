/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transmit: frames are gathered descriptor by descriptor; the first says what is to be done with the frame, the last asks for a completion. */
#include "net/rd.h"
#include "nic-models/vmxnet3/vmxnet3.h"

enum {
	LEN_MASK = 0x3fff, LEN_WHOLE = 0x4000, W2_GEN = 1 << 14, W2_TYPE = 1 << 16, W2_MSSCOF = 18,
	W3_HLEN = 0x3ff, W3_OM = 10, W3_EOP = 1 << 12, W3_CQ = 1 << 13, W3_TI = 1 << 15, W3_TCI = 16,
	OM_NONE = 0, OM_CSUM = 2, OM_TSO = 3,
	TXD_INVALID = 0x80000007,
};

/* A ring that cannot be: the driver is told, and resets the device. */
static void stop(struct vmxnet3 *v, unsigned q)
{
	u8 status[8] = { 1 };

	put_le32(status + 4, TXD_INVALID);
	nic_write(&v->nic, vmxnet3_tx_desc(v, q) + Q_STOPPED, status, sizeof(status));
	v->tx[q].rung = false;
	v->tx[q].stopped = true;
	vmxnet3_event(v, EVENT_TX_ERROR);
}

/* Where the driver says no more than that the frame is to be cut, its headers say the rest. */
static bool segmentation(const struct frame *f, u32 header, u32 mss, struct tx_offload *o)
{
	struct rx_info i;

	offload_rx(f, false, &i);
	if (i.l4 != L4_TCP)
		return false;
	*o = (struct tx_offload){ .segment = true, .ip = i.l3_at, .l4 = i.l4_at, .l4_csum_at = (u16)(i.l4_at + 16), .header = (u16)header, .mss = (u16)mss };
	return true;
}

static bool offload(struct frame *f, const struct vmxnet3_tx *t)
{
	u32 mode = t->first3 >> W3_OM & 3, hlen = t->first3 & W3_HLEN, msscof = t->first2 >> W2_MSSCOF;
	struct tx_offload o = { .l4_csum = true, .l4 = (u16)hlen, .l4_csum_at = (u16)msscof };

	switch (mode) {
	case OM_NONE: return true;
	case OM_CSUM: return offload_tx(f, &o);
	case OM_TSO: return segmentation(f, hlen, msscof, &o) && offload_tx(f, &o);
	}
	return false;
}

static void count(struct vmxnet3_tx *t, const struct frame *f)
{
	u32 packets = f->gso ? (f->len - (t->first3 & W3_HLEN) + f->gso_size - 1) / f->gso_size : 1;

	vmxnet3_count(t->stats, f, packets);
}

static void transmit(struct vmxnet3 *v, unsigned q)
{
	struct vmxnet3_tx *t = &v->tx[q];
	struct frame *f = nic_partial_take(&v->nic, q);
	enum drop why = t->skip;

	t->started = false;
	t->skip = DROP_NONE;
	t->counted = true;
	if (f && !why && f->len < ETH_HLEN) {
		nic_fault(&v->nic, NIC_FAULT_SHORT);
		why = DROP_SHORT;
	}
	if (f && !why && !offload(f, t)) {
		nic_fault(&v->nic, NIC_FAULT_CONTEXT);
		why = DROP_BAD_FIELD;
	}
	if (!f || why) {
		t->stats[STAT_TX_ERROR]++;
		if (f)
			v->nic.host->drop(&v->nic, f, why);
		return;
	}
	count(t, f);
	if (t->first3 & W3_TI)
		offload_tag_push(f, ETH_TYPE_VLAN, (u16)(t->first3 >> W3_TCI));
	offload_pad(f);
	nic_send(&v->nic, f, q, t->first, t->pieces);
}

static void complete(struct vmxnet3 *v, struct vmxnet3_tx *t, u32 index)
{
	u8 d[DESC] = { 0 };

	put_le32(d, index);
	put_le32(d + 12, (u32)t->done.gen << 31);
	nic_write_back(&v->nic, vmxnet3_at(&t->done), d, DESC);
	vmxnet3_next(&t->done);
}

/* The bytes of one descriptor. DMA_WAIT: nothing has changed. */
static enum nic_dma gather(struct vmxnet3 *v, unsigned q, const u8 *d)
{
	struct vmxnet3_tx *t = &v->tx[q];
	u32 w2 = get_le32(d + 8), len = w2 & LEN_MASK ? w2 & LEN_MASK : LEN_WHOLE;
	enum drop why = DROP_NONE;

	if (!t->started) {
		t->first2 = w2;
		t->first3 = get_le32(d + 12);
		t->first = t->ring.at;
		t->pieces = 0;
	}
	if (w2 & W2_TYPE) {
		nic_fault(&v->nic, NIC_FAULT_DESCRIPTOR);
		why = DROP_BAD_DESCRIPTOR;
	} else if (!t->skip && nic_append(&v->nic, q, get_le64(d), len, 0, &why) == DMA_WAIT) {
		return DMA_WAIT;
	}
	t->started = true;
	t->pieces++;
	if (why)
		t->skip = (u8)why;
	return DMA_OK;
}

/* One descriptor. false: there is none, or not now. */
static bool one(struct vmxnet3 *v, unsigned q, u32 *completions)
{
	struct vmxnet3_tx *t = &v->tx[q];
	u8 d[DESC];
	u32 index = t->ring.at, w3;
	enum nic_dma got = nic_read(&v->nic, vmxnet3_at(&t->ring), d, DESC);

	if (got == DMA_FAULT)
		stop(v, q);
	if (got)
		return false;
	if ((get_le32(d + 8) & W2_GEN) != (t->ring.gen ? W2_GEN : 0)) {
		t->rung = false;
		return false;
	}
	if (gather(v, q, d) == DMA_WAIT)
		return false;
	w3 = get_le32(d + 12);
	if (nic_debugs(&v->nic, NIC_DEBUG_DESCRIPTORS))
		nic_debugf(&v->nic, NIC_DEBUG_DESCRIPTORS, "tx %u: descriptor %u addr %llx words %08x %08x", q, index, (unsigned long long)get_le64(d), get_le32(d + 8), w3);
	vmxnet3_next(&t->ring);
	if (w3 & W3_EOP) {
		transmit(v, q);
		if (w3 & W3_CQ) {
			complete(v, t, index);
			++*completions;
		}
	}
	nic_commit(&v->nic);
	return true;
}

bool vmxnet3_tx_work(struct vmxnet3 *v, unsigned q, unsigned budget)
{
	struct vmxnet3_tx *t = &v->tx[q];
	u32 completions = 0;

	for (unsigned i = 0; i < budget && t->rung && v->nic.room; i++)
		if (!one(v, q, &completions))
			break;
	if (completions)
		vmxnet3_interrupt(v, t->vector, completions, v->tx_depth);
	return t->rung && v->nic.room && !v->nic.waiting;
}
