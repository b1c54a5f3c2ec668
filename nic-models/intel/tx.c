/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Transmit rings: legacy descriptors, those of the 82543 and later (context and data, 8254x manual 3.3), and the advanced ones of the 82575 and later
 * (82576 datasheet, 7.2.2). All are 16 bytes, and all are told done by bit 0 of byte 12.
 *
 * A frame is gathered descriptor by descriptor in the NIC's partial frame of that queue; what is wrong with one of them (memory that is nobody's, a
 * length beyond bounds) loses the frame, not the ring.
 */
#include <stdio.h>

#include "net/rd.h"
#include "nic-models/intel/intel.h"

enum {
	DESC = 16,
	CMD_EOP = 1, CMD_IFCS = 2, CMD_IC = 4, CMD_RS = 8, CMD_RPS = 0x10, CMD_DEXT = 0x20, CMD_VLE = 0x40, CMD_IDE = 0x80,
	DCMD_TSE = 4,		  /* of data descriptors: bit 2, where legacy ones have IC */
	DCMD_TSE_ADVANCED = 0x80, /* there IDE does not exist */
	TUCMD_TCP = 1, TUCMD_TSE = 4,
	POPTS_IXSM = 1, POPTS_TXSM = 2,
	DTYP_CONTEXT = 0, DTYP_DATA = 1, DTYP_ADVANCED_CONTEXT = 2, DTYP_ADVANCED_DATA = 3,
	FRAME_TINY = 14,
};

/* One descriptor, in one form for all kinds. */
struct tx_desc {
	bool context, data, eop, report, delay, tag, segment, ip_csum, l4_csum, legacy_csum, tag_in_context;
	u8 index;		/* of the context that is set or used */
	u8 css, cso;		/* legacy */
	u16 tci;
	u32 len, payload;
	u64 addr;
};

static void decode_legacy(struct tx_desc *t, const u8 *d)
{
	u8 cmd = d[11];

	t->data = true;
	t->len = get_le16(d + 8);
	t->cso = d[10];
	t->css = d[13];
	t->eop = cmd & CMD_EOP;
	t->report = cmd & (CMD_RS | CMD_RPS);
	t->delay = cmd & CMD_IDE;
	t->tag = cmd & CMD_VLE;
	t->legacy_csum = cmd & CMD_IC;
	t->tci = get_le16(d + 14);
}

static bool decode_extended(struct tx_desc *t, const u8 *d)
{
	u32 word = get_le32(d + 8);
	u8 cmd = (u8)(word >> 24), type = word >> 20 & 15;

	t->report = cmd & (CMD_RS | CMD_RPS);
	t->delay = cmd & CMD_IDE;
	t->len = word & 0xfffff;
	if (type == DTYP_CONTEXT) {
		t->context = true;
		return true;
	}
	t->data = true;
	t->eop = cmd & CMD_EOP;
	t->tag = cmd & CMD_VLE;
	t->segment = cmd & DCMD_TSE;
	t->ip_csum = d[13] & POPTS_IXSM;
	t->l4_csum = d[13] & POPTS_TXSM;
	t->tci = get_le16(d + 14);
	return type == DTYP_DATA;
}

static bool decode_advanced(struct tx_desc *t, const u8 *d)
{
	u32 word = get_le32(d + 8), status = get_le32(d + 12);
	u8 cmd = (u8)(word >> 24), type = word >> 20 & 15;

	if (type == DTYP_ADVANCED_CONTEXT) {
		t->context = true;
		t->index = status >> 4 & 1;
		return true;
	}
	t->data = true;
	t->report = cmd & CMD_RS;
	t->len = word & 0xffff;
	t->eop = cmd & CMD_EOP;
	t->tag = t->tag_in_context = cmd & CMD_VLE;
	t->segment = cmd & DCMD_TSE_ADVANCED;
	t->index = status >> 4 & 1;
	t->ip_csum = status >> 8 & POPTS_IXSM;
	t->l4_csum = status >> 8 & POPTS_TXSM;
	t->payload = status >> 14;
	return type == DTYP_ADVANCED_DATA;
}

static bool decode(const struct intel *c, struct tx_desc *t, const u8 *d)
{
	*t = (struct tx_desc){ .addr = get_le64(d) };
	if (!(d[11] & CMD_DEXT)) {
		decode_legacy(t, d);
		return true;
	}
	return intel_chip(c)->advanced ? decode_advanced(t, d) : decode_extended(t, d);
}

static void set_context(struct intel_context *x, const u8 *d)
{
	u8 cmd = d[11];

	*x = (struct intel_context){
		.ip = d[0], .ip_csum_at = d[1], .ip_end = get_le16(d + 2), .l4 = d[4], .l4_csum_at = d[5], .l4_end = get_le16(d + 6),
		.payload = get_le32(d + 8) & 0xfffff, .tcp = cmd & TUCMD_TCP, .header = d[13], .mss = get_le16(d + 14),
	};
	x->ip_end = (u16)(x->ip_end ? x->ip_end + 1 : 0); /* inclusive there */
	x->l4_end = (u16)(x->l4_end ? x->l4_end + 1 : 0);
}

static void set_advanced_context(struct intel_context *x, const u8 *d)
{
	u32 lens = get_le32(d), type = get_le32(d + 8), mss = get_le32(d + 12);
	u16 ip = lens >> 9 & 0x7f, l4 = (u16)(ip + (lens & 0x1ff)), l4_type = type >> 11 & 3;

	*x = (struct intel_context){
		.ip = ip, .ip_csum_at = (u16)(ip + 10), .ip_end = l4, .l4 = l4, .tag = (u16)(lens >> 16), .tcp = l4_type == 1, .sctp = l4_type == 2,
		.header = (u16)(l4 + (mss >> 8 & 0xff)), .mss = (u16)(mss >> 16),
	};
	x->l4_csum_at = (u16)(l4 + (x->tcp ? 16 : x->sctp ? 8 : 6));
}

/* The first data descriptor of a frame says what is to be done with it. */
static void begin(struct intel *c, unsigned q, const struct tx_desc *t)
{
	struct intel_tx *tx = &c->tx[q];
	const struct intel_context *x = &tx->context[t->index];

	tx->started = true;
	tx->offload = (struct tx_offload){
		.ip_csum = t->ip_csum, .l4_csum = t->l4_csum, .segment = t->segment, .udp = t->segment && !x->tcp, .sctp = x->sctp,
		.ip = x->ip, .ip_csum_at = x->ip_csum_at, .ip_end = x->ip_end, .l4 = x->l4, .l4_csum_at = x->l4_csum_at, .l4_end = x->l4_end,
		.header = x->header, .mss = x->mss,
	};
}

static u32 expected(const struct intel *c, unsigned q, const struct tx_desc *t)
{
	const struct intel_context *x = &c->tx[q].context[t->index];

	if (!t->segment)
		return 0;
	return x->header + (t->payload ? t->payload : x->payload);
}

static void statistics(struct intel *c, const struct frame *f, bool segmented)
{
	u32 len = f->len + 4;

	intel_count(c, TPT, 1);
	intel_count(c, GPTC, 1);
	intel_count64(c, GOTCL, len);
	intel_count64(c, TOTL, len);
	intel_count_size(c, PTC64, len);
	if (f->data[0] & 1)
		intel_count(c, f->data[0] == 0xff ? BPTC : MPTC, 1);
	if (segmented)
		intel_count(c, TSCTC, 1);
}

static bool finish(struct intel *c, struct intel_tx *tx, struct frame *f)
{
	if (f->len < FRAME_TINY) {
		nic_fault(&c->nic, NIC_FAULT_SHORT);
		return false;
	}
	if (!offload_tx(f, &tx->offload)) {
		nic_fault(&c->nic, NIC_FAULT_CONTEXT);
		return false;
	}
	if (tx->push_tag)
		offload_tag_push(f, (u16)R(c, VET), tx->tag);
	if (R(c, TCTL) & TCTL_PSP)
		offload_pad(f);
	return true;
}

static void transmit(struct intel *c, unsigned q)
{
	struct intel_tx *tx = &c->tx[q];
	struct frame *f = nic_partial_take(&c->nic, q);
	bool loop = (R(c, RCTL) & RCTL_LBM) != 0 || intel_phy_loops(c);

	if (f && !tx->skip && finish(c, tx, f)) {
		statistics(c, f, tx->offload.segment);
		if (loop)
			nic_loop_back(&c->nic, f);
		else
			nic_send(&c->nic, f, q, tx->first, tx->pieces);
	} else if (f) {
		c->nic.host->drop(&c->nic, f, tx->skip ? tx->skip : DROP_BAD_FIELD);
	}
	tx->started = tx->push_tag = false;
	tx->skip = DROP_NONE;
	tx->pieces = 0;
}

/* Bytes of one data descriptor. DMA_WAIT: nothing has changed. */
static enum nic_dma gather(struct intel *c, unsigned q, const struct tx_desc *t)
{
	struct intel_tx *tx = &c->tx[q];
	enum drop why = DROP_NONE;
	enum nic_dma got = DMA_OK;

	if (!tx->started)
		begin(c, q, t);
	if (t->len && !tx->skip) {
		if (t->addr)
			got = nic_append(&c->nic, q, t->addr, t->len, expected(c, q, t), &why);
		else
			nic_fault(&c->nic, NIC_FAULT_NULL_BUFFER), why = DROP_BAD_DESCRIPTOR;
	}
	if (got == DMA_WAIT)
		return got;
	if (why)
		tx->skip = (u8)why;
	return DMA_OK;
}

static void end_of_frame(struct intel *c, unsigned q, const struct tx_desc *t)
{
	struct intel_tx *tx = &c->tx[q];

	if (t->legacy_csum) {
		tx->offload.l4_csum = true;
		tx->offload.sctp = false;
		tx->offload.l4 = t->css;
		tx->offload.l4_csum_at = t->cso;
		tx->offload.l4_end = 0;
	}
	tx->push_tag = t->tag && R(c, CTRL) & CTRL_VME;
	tx->tag = t->tag_in_context ? tx->context[t->index].tag : t->tci;
	transmit(c, q);
}

static bool write_back(struct intel *c, unsigned q, const struct tx_desc *t, u64 at, u8 *d)
{
	struct intel_tx *tx = &c->tx[q];

	if (!t->report)
		return true;
	d[12] |= 1;
	if (nic_write_back(&c->nic, at + 12, d + 12, 4) == DMA_WAIT)
		return false;
	tx->delayed = (!tx->report || tx->delayed) && t->delay;
	tx->report = true;
	return true;
}

/* Descriptor i of the ring. false: not now. */
static bool one(struct intel *c, unsigned q, u32 i, u64 at)
{
	struct tx_desc t;
	u8 d[DESC];
	enum nic_dma got = nic_read(&c->nic, at, d, DESC);

	if (got) {
		c->tx[q].stuck = got == DMA_FAULT;
		return false;
	}
	if (!decode(c, &t, d)) {
		nic_fault(&c->nic, NIC_FAULT_DESCRIPTOR);
		c->tx[q].skip = DROP_BAD_DESCRIPTOR;
	}
	if (nic_debugs(&c->nic, NIC_DEBUG_DESCRIPTORS))
		nic_debugf(&c->nic, NIC_DEBUG_DESCRIPTORS, "tx %u: descriptor %u %s addr %llx len %u%s%s%s", q, i, t.context ? "context" : "data",
			   (unsigned long long)t.addr, t.len, t.eop ? " EOP" : "", t.report ? " RS" : "", t.segment ? " TSE" : "");
	if (t.context) {
		if (intel_chip(c)->advanced)
			set_advanced_context(&c->tx[q].context[t.index], d);
		else
			set_context(&c->tx[q].context[0], d);
	} else {
		if (gather(c, q, &t) == DMA_WAIT)
			return false;
		if (!c->tx[q].pieces++)
			c->tx[q].first = (u16)i;
		if (t.eop)
			end_of_frame(c, q, &t);
	}
	return write_back(c, q, &t, at, d);
}

static void report(struct intel *c, unsigned q)
{
	struct intel_tx *tx = &c->tx[q];

	if (tx->report)
		intel_chip(c)->tx_done(c, q, tx->delayed);
	tx->report = tx->delayed = false;
}

unsigned intel_tx_work(struct intel *c, unsigned q, unsigned budget)
{
	u32 base = intel_chip(c)->tx_base(q), n = R(c, base + Q_LEN) / DESC, head = R(c, base + Q_HEAD), tail = R(c, base + Q_TAIL);
	u64 ring = (u64)R(c, base + Q_BAH) << 32 | R(c, base + Q_BAL);
	unsigned done = 0;

	if (head == tail || c->tx[q].stuck || !(R(c, TCTL) & TCTL_EN) || (intel_chip(c)->advanced && !(R(c, base + Q_CTL) & Q_CTL_ENABLE)))
		return 0;
	if (head >= n || tail >= n) {
		nic_fault(&c->nic, NIC_FAULT_RING);
		c->tx[q].stuck = true;
		return 0;
	}
	while (done < budget && head != tail && c->nic.room) {
		if (!one(c, q, head, ring + (u64)head * DESC))
			break;
		head = head + 1 == n ? 0 : head + 1;
		W(c, base + Q_HEAD, head);
		nic_commit(&c->nic);
		done++;
	}
	report(c, q);
	if (done && head == tail)
		intel_chip(c)->cause(c, ICR_TXQE);
	return done;
}
