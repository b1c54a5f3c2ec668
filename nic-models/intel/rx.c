/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The receive side: which frames are taken (8254x manual, 3.2.1), to which queue they go (82574 datasheet, 7.1.11), and how descriptors are filled:
 * legacy, extended, packet split, advanced. A frame is looked at once, when it comes to stand first; what was found out waits with
 * the NIC for descriptors (not with the frame, which other NICs may hold too). A frame is put into descriptors only when there are enough for all of it.
 *
 * Left out: splitting headers from data (a split descriptor's first buffer holds as much as fits), early receive interrupts, time stamps.
 */
#include "net/addr.h"
#include "net/eth.h"
#include "net/rd.h"
#include "nic-models/intel/intel.h"

enum {
	DESC = 16, SPLIT_DESC = 32, SEGMENTS_MAX = 80, FCS_LEN = 4, STANDARD_MAX = 1518, LONG_MAX = 16384,
	ST_DD = 1, ST_EOP = 2, ST_IXSM = 4, ST_VP = 8, ST_UDPCS = 0x10, ST_TCPCS = 0x20, ST_IPCS = 0x40, ST_PIF = 0x80,
	ER_TCPE = 0x20, ER_IPE = 0x40, ER_RXE = 0x80,
};

/* Filters. */

static bool exact_match(const struct intel *c, const u8 *mac)
{
	u32 low = get_le32(mac), high = get_le16(mac + 4);

	for (unsigned i = 0; i < intel_chip(c)->n_ral; i++) {
		u32 at = i < 16 ? 8 * i : 0xe0 + 8 * (i - 16); /* 82576: the rest begin at 0x54e0 */

		if (R(c, RAH + at) >> 31 && R(c, RAL + at) == low && (R(c, RAH + at) & 0xffff) == high)
			return true;
	}
	return false;
}

static bool multicast_match(const struct intel *c, const u8 *mac)
{
	static const u8 shift[4] = { 4, 3, 2, 0 };
	u32 bit = get_le16(mac + 4) >> shift[R(c, RCTL) >> 12 & 3] & 0xfff;

	return R(c, MTA + (bit >> 5) * 4) >> (bit & 31) & 1;
}

static bool address_match(const struct intel *c, const u8 *mac)
{
	u32 rctl = R(c, RCTL);

	if (rctl & RCTL_UPE && !mac_is_group(mac))
		return true;
	if (rctl & RCTL_MPE && mac_is_group(mac))
		return true;
	if (rctl & RCTL_BAM && mac_is_broadcast(mac))
		return true;
	return exact_match(c, mac) || (mac_is_group(mac) && multicast_match(c, mac));
}

static bool tag_match(const struct intel *c, int tci)
{
	u32 id = (u32)tci & 0xfff;

	return tci < 0 || !(R(c, RCTL) & RCTL_VFE) || R(c, VFTA + (id >> 5) * 4) >> (id & 31) & 1;
}

static u32 longest(const struct intel *c)
{
	if (!(R(c, RCTL) & RCTL_LPE))
		return STANDARD_MAX + VLAN_HLEN;
	return intel_chip(c)->advanced && R(c, RLPML) & 0x3fff ? R(c, RLPML) & 0x3fff : LONG_MAX;
}

/* DROP_NONE, or why the frame is not taken. */
static enum drop filter(struct intel *c, const struct frame *f)
{
	if (!(R(c, RCTL) & RCTL_EN))
		return DROP_PORT_DOWN;
	if (f->len < ETH_HLEN)
		return DROP_SHORT;
	if (f->len + FCS_LEN > longest(c) && !(R(c, RCTL) & RCTL_SBP)) {
		intel_count(c, ROC, 1);
		return DROP_TOO_LONG;
	}
	if (f->len + FCS_LEN > LONG_MAX)
		return DROP_TOO_LONG;
	intel_count(c, TPR, 1);
	intel_count64(c, TORL, f->len < OFFLOAD_FRAME_MIN ? 64 : f->len + FCS_LEN);
	if (!tag_match(c, offload_tag(f, (u16)R(c, VET))) || !address_match(c, f->data))
		return DROP_NOT_FOR_US;
	return DROP_NONE;
}

/* Receive-side scaling. */

static void scale(struct intel *c, const struct frame *f, const struct rx_info *i, struct intel_seen *v)
{
	enum { TCP4 = 1 << 16, IP4 = 1 << 17, TCP6X = 1 << 18, IP6X = 1 << 19, IP6 = 1 << 20, TCP6 = 1 << 21, UDP4 = 1 << 22, UDP6 = 1 << 23 };
	bool advanced = intel_chip(c)->advanced, ports = false;
	u32 mrqc = R(c, MRQC), entry;
	u8 key[40];

	if ((mrqc & 7) != (advanced ? 2 : 1) || !i->l3)
		return;
	if (i->l3 == L3_IP4) {
		if (i->l4 == L4_TCP && mrqc & TCP4)
			v->hash_type = 1, ports = true;
		else if (advanced && i->l4 == L4_UDP && mrqc & UDP4)
			v->hash_type = 7, ports = true;
		else if (mrqc & IP4)
			v->hash_type = 2;
	} else {
		if (i->l4 == L4_TCP && mrqc & TCP6)
			v->hash_type = 3, ports = true;
		else if (i->l4 == L4_TCP && mrqc & TCP6X)
			v->hash_type = advanced ? 6 : 3, ports = true;
		else if (advanced && i->l4 == L4_UDP && mrqc & UDP6)
			v->hash_type = 8, ports = true;
		else if (mrqc & IP6)
			v->hash_type = 5;
		else if (mrqc & IP6X)
			v->hash_type = 4;
	}
	if (!v->hash_type)
		return;
	for (unsigned k = 0; k < 10; k++)
		put_le32(key + 4 * k, R(c, RSSRK + 4 * k));
	v->hash = offload_hash(f, i, ports, key);
	entry = R(c, RETA + (v->hash & 0x7c)) >> 8 * (v->hash & 3);
	v->queue = (u8)(advanced ? entry & 15 : entry >> 7 & 1);
	if (v->queue >= intel_chip(c)->n_rx)
		v->queue = 0;
}

static void look(struct intel *c, const struct frame *f, struct intel_seen *v)
{
	u32 rxcsum = R(c, RXCSUM);
	struct rx_info i;

	offload_rx(f, rxcsum & (RXCSUM_IPOFL | RXCSUM_TUOFL), &i);
	*v = (struct intel_seen){ .ip_id = i.ip_id };
	if (rxcsum & RXCSUM_IPOFL && i.ip_sum) {
		v->status |= ST_IPCS;
		v->errors |= i.ip_sum == SUM_BAD ? ER_IPE : 0;
	}
	if (rxcsum & RXCSUM_TUOFL && i.l4_sum) {
		v->status |= ST_TCPCS | (i.l4 == L4_UDP ? ST_UDPCS : 0);
		v->errors |= i.l4_sum == SUM_BAD ? ER_TCPE : 0;
	}
	if (!(v->status & (ST_IPCS | ST_TCPCS)))
		v->status |= ST_IXSM;
	if (mac_is_group(f->data) && !exact_match(c, f->data) && !mac_is_broadcast(f->data))
		v->status |= ST_PIF;
	v->packet_type = (u16)((i.l3 == L3_IP4 ? (i.options ? 0x20 : 0x10) : i.l3 == L3_IP6 ? (i.options ? 0x80 : 0x40) : 0) |
			       (i.l4 == L4_TCP ? 0x100 : i.l4 == L4_UDP ? 0x200 : i.l4 == L4_SCTP ? 0x400 : 0));
	scale(c, f, &i, v);
}

/* The first frame as the MAC hands it on: padded, tag taken off. NULL: the pool is empty, it is gone. */
static struct frame *prepare(struct intel *c, struct frame *f)
{
	struct intel_seen v;
	int tci = offload_tag(f, (u16)R(c, VET));
	bool strip = tci >= 0 && R(c, CTRL) & CTRL_VME;

	look(c, f, &v);
	if (strip || f->len < OFFLOAD_FRAME_MIN) {
		f = nic_fifo_writable(&c->nic);
		if (!f)
			return NULL;
	}
	offload_pad(f);
	if (strip) {
		offload_tag_pull(f);
		v.has_tag = true;
		v.tci = (u16)tci;
		v.status |= ST_VP;
	}
	c->seen = v;
	return f;
}

/* Descriptors. */

struct fill {
	struct frame *f;
	const struct intel_seen *v;
	u8 fcs[FCS_LEN];
	u32 len, at;		/* bytes, with FCS where it is asked for; written so far */
	bool bad;		/* a buffer could not be written */
};

/* The next part of the frame, FCS included, to guest memory. Returns its length. */
static u32 put(struct intel *c, struct fill *w, u64 addr, u32 room)
{
	u32 part = w->len - w->at, body;

	if (part > room)
		part = room;
	body = w->at < w->f->len ? w->f->len - w->at : 0;
	if (body > part)
		body = part;
	if (!part)
		return 0;
	if (!addr) {
		nic_fault(&c->nic, NIC_FAULT_NULL_BUFFER);
		w->bad = true;
	} else {
		u32 rest = part - body, fcs_at = w->at + body - w->f->len;

		if (nic_write(&c->nic, addr, w->f->data + w->at, body) == DMA_FAULT ||
		    (rest && nic_write(&c->nic, addr + body, w->fcs + fcs_at, rest) == DMA_FAULT))
			w->bad = true;
	}
	w->at += part;
	return part;
}

static u32 legacy_buffer(const struct intel *c)
{
	u32 rctl = R(c, RCTL), size = 2048u >> (rctl >> 16 & 3);

	return rctl & RCTL_BSEX && size < 2048 ? size * 16 : size;
}

static enum intel_format format_of(const struct intel *c, unsigned q)
{
	if (intel_chip(c)->advanced)
		return R(c, intel_chip(c)->rx_base(q) + Q_SRRCTL) >> 25 & 7 ? RX_ADVANCED : RX_LEGACY;
	if (intel_chip(c)->n_rx > 1 && R(c, RFCTL) & RFCTL_EXSTEN)
		return R(c, RCTL) & RCTL_DTYP_PS ? RX_SPLIT : RX_EXTENDED;
	return RX_LEGACY;
}

/* Sizes of a descriptor's buffers; returns how many. */
static unsigned buffers(const struct intel *c, unsigned q, enum intel_format format, u32 size[4])
{
	enum { PSRCTL = 0x2170 };
	u32 v;

	size[0] = legacy_buffer(c);
	if (intel_chip(c)->advanced) {
		v = (R(c, intel_chip(c)->rx_base(q) + Q_SRRCTL) & 0x7f) * 1024;
		size[0] = v ? v : size[0];
	}
	if (format != RX_SPLIT)
		return 1;
	v = R(c, PSRCTL);
	size[0] = (v & 0x7f) * 128;
	for (unsigned i = 1; i < 4; i++)
		size[i] = (v >> 8 * i & 0x3f) * 1024;
	return 4;
}

static void status_of(struct intel *c, unsigned q, const struct fill *w, u8 *d)
{
	bool last = w->at == w->len;
	u32 v = ST_DD;

	if (last)
		v |= ST_EOP | w->v->status | (u32)(w->v->errors | (w->bad ? ER_RXE : 0)) << 24;
	put_le32(d + 8, v);
	put_le16(d + 14, last ? w->v->tci : 0);
	if (intel_chip(c)->advanced)
		put_le32(d, w->v->packet_type << 4 | w->v->hash_type);
	else
		put_le32(d, w->v->hash_type | (R(c, MRQC) & 1 ? q << 8 : 0));
	put_le32(d + 4, R(c, RXCSUM) & RXCSUM_PCSD || intel_chip(c)->advanced ? w->v->hash : w->v->ip_id);
}

/* Fills one descriptor's buffers and makes what is written back of it; d holds what the driver wrote. Returns its length. */
static u32 fill(struct intel *c, unsigned q, enum intel_format format, struct fill *w, u8 *d)
{
	u64 addr[4] = { get_le64(d) };
	u32 size[4], wrote[4] = { 0 };
	unsigned n = buffers(c, q, format, size);

	for (unsigned i = 1; i < n; i++)
		addr[i] = get_le64(d + 8 * i);
	for (unsigned i = 0; i < n; i++)
		wrote[i] = put(c, w, addr[i], size[i]);
	memset(d, 0, format == RX_SPLIT ? SPLIT_DESC : DESC);
	if (format == RX_LEGACY) {
		bool last = w->at == w->len;

		put_le64(d, addr[0]);
		put_le16(d + 8, (u16)wrote[0]);
		d[12] = (u8)(ST_DD | (last ? ST_EOP | (w->v->status & ~ST_UDPCS) : 0));
		d[13] = (u8)(last ? w->v->errors | (w->bad ? ER_RXE : 0) : 0);
		put_le16(d + 14, last ? w->v->tci : 0);
		return DESC;
	}
	status_of(c, q, w, d);
	put_le16(d + 12, (u16)wrote[0]);
	if (format != RX_SPLIT)
		return DESC;
	for (unsigned i = 1; i < 4; i++)
		put_le16(d + 16 + 2 * i, (u16)wrote[i]);
	return SPLIT_DESC;
}

static void statistics(struct intel *c, const struct frame *f, u32 len)
{
	intel_count(c, GPRC, 1);
	intel_count64(c, GORCL, len);
	intel_count_size(c, PRC64, len);
	if (f->data[0] & 1)
		intel_count(c, f->data[0] == 0xff && f->data[1] == 0xff ? BPRC : MPRC, 1);
}

u32 intel_rx_desc_len(const struct intel *c, unsigned q)
{
	return format_of(c, q) == RX_SPLIT ? SPLIT_DESC : DESC;
}

/* Head and tail count descriptors here; their registers count 16 bytes, and so two for each that splits packets (82574 datasheet, 7.1.4). */
struct ring {
	u64 at;
	u32 n, head, tail, free, desc, unit;
};

/* false: there is nothing to put frames into. */
static bool ring_of(struct intel *c, unsigned q, enum intel_format format, struct ring *r)
{
	u32 base = intel_chip(c)->rx_base(q);

	*r = (struct ring){ .at = (u64)R(c, base + Q_BAH) << 32 | R(c, base + Q_BAL), .head = R(c, base + Q_HEAD), .tail = R(c, base + Q_TAIL) };
	r->desc = format == RX_SPLIT ? SPLIT_DESC : DESC;
	r->unit = r->desc / DESC;
	r->head /= r->unit;
	r->tail /= r->unit;
	r->n = R(c, base + Q_LEN) / r->desc;
	if (c->rx[q].stuck || !r->n || (intel_chip(c)->advanced && !(R(c, base + Q_CTL) & Q_CTL_ENABLE)))
		return false;
	if (r->head >= r->n || r->tail > r->n) {
		nic_fault(&c->nic, NIC_FAULT_RING);
		c->rx[q].stuck = true;
		return false;
	}
	r->free = r->tail >= r->head ? r->tail - r->head : r->n - r->head + r->tail;
	return true;
}

static void starved(struct intel *c, unsigned q)
{
	if (c->rx[q].starved)
		return;
	c->rx[q].starved = true;
	intel_count(c, RNBC, 1);
	intel_chip(c)->cause(c, ICR_RXO);
}

/* 82576, 8.10.2 and 8.10.12: a queue that is off, or without room while it may drop, does not hold up the others: the frame is counted and gone. */
static bool loses(const struct intel *c, unsigned q)
{
	u32 base = intel_chip(c)->rx_base(q);

	return intel_chip(c)->advanced && (!(R(c, base + Q_CTL) & Q_CTL_ENABLE) || R(c, base + Q_SRRCTL) & SRRCTL_DROP_EN);
}

enum { LOST = SEGMENTS_MAX + 1 };

static unsigned lose(struct intel *c, unsigned q)
{
	u32 at = intel_chip(c)->rx_base(q) + Q_RQDPC, lost = R(c, at);

	W(c, at, lost < 0xfff ? lost + 1 : lost);
	c->nic.host->drop(&c->nic, nic_fifo_take(&c->nic), DROP_QUEUE_FULL);
	return LOST;
}

/* Descriptors that w needs; 0: it cannot be placed. */
static u32 needed(const struct intel *c, unsigned q, enum intel_format format, const struct fill *w)
{
	u32 size[4], all = 0, need;
	unsigned n = buffers(c, q, format, size);

	for (unsigned i = 0; i < n; i++)
		all += size[i];
	if (!all)
		return 0;
	need = (w->len + all - 1) / all;
	return need <= SEGMENTS_MAX ? need : 0;
}

static void take(struct intel *c, unsigned q, const struct fill *w, u32 first, u32 count)
{
	if (w->bad) {
		c->nic.host->drop(&c->nic, nic_fifo_take(&c->nic), DROP_BAD_DESCRIPTOR);
		return;
	}
	statistics(c, w->f, w->f->len + FCS_LEN + (w->v->has_tag ? VLAN_HLEN : 0));
	c->rx[q].starved = false;
	nic_landed(&c->nic, q, first, count);
}

/* The first frame into queue q. Returns descriptors used; 0: it stays; LOST. */
static unsigned deliver(struct intel *c, unsigned q, struct frame *f)
{
	enum intel_format format = format_of(c, q);
	struct fill w = { .f = f, .v = &c->seen, .len = f->len };
	u8 d[SEGMENTS_MAX][SPLIT_DESC];
	u32 base = intel_chip(c)->rx_base(q), need, first;
	struct ring r;

	bool keep_fcs = !(R(c, RCTL) & RCTL_SECRC);

	w.len += keep_fcs ? FCS_LEN : 0;
	if (!ring_of(c, q, format, &r))
		return loses(c, q) ? lose(c, q) : 0;
	need = needed(c, q, format, &w);
	if (!need) {
		nic_fault(&c->nic, NIC_FAULT_DESCRIPTOR);
		c->nic.host->drop(&c->nic, nic_fifo_take(&c->nic), DROP_BAD_DESCRIPTOR);
		return 1;
	}
	if (r.free < need) {
		starved(c, q);
		return loses(c, q) ? lose(c, q) : 0;
	}
	for (u32 i = 0, at = r.head; i < need; i++, at = at + 1 == r.n ? 0 : at + 1) {
		enum nic_dma got = nic_read(&c->nic, r.at + (u64)at * r.desc, d[i], r.desc);

		c->rx[q].stuck = got == DMA_FAULT;
		if (got)
			return 0;
	}
	if (keep_fcs)
		put_le32(w.fcs, nic_fcs(&c->nic, f->data, f->len));
	first = r.head;
	for (u32 i = 0; i < need; i++) {
		u32 len = fill(c, q, format, &w, d[i]);

		nic_write_back(&c->nic, r.at + (u64)r.head * r.desc, d[i], len);
		if (nic_debugs(&c->nic, NIC_DEBUG_DESCRIPTORS))
			nic_debugf(&c->nic, NIC_DEBUG_DESCRIPTORS, "rx %u: descriptor %u of %u filled%s", q, r.head, r.n, w.at == w.len ? " EOP" : "");
		r.head = r.head + 1 == r.n ? 0 : r.head + 1;
	}
	W(c, base + Q_HEAD, r.head * r.unit);
	take(c, q, &w, first, need);
	nic_commit(&c->nic);
	if (!intel_chip(c)->advanced && r.free - need <= r.n >> (1 + (R(c, RCTL) >> 8 & 3)))
		intel_chip(c)->cause(c, ICR_RXDMT0);
	return need;
}

unsigned intel_rx_work(struct intel *c, unsigned budget)
{
	unsigned used = 0;
	u32 queues = 0;
	struct frame *f;

	for (unsigned turn = 0; turn < budget && used < budget && (f = nic_fifo_first(&c->nic)); turn++) {
		unsigned q, n;

		if (c->nic.fifo_looked != c->nic.fifo_head + 1) {
			enum drop why = filter(c, f);

			if (why) {
				c->nic.rx_filtered++;
				c->nic.host->drop(&c->nic, nic_fifo_take(&c->nic), why);
				continue;
			}
			f = prepare(c, f);
			if (!f)
				continue;
			c->nic.fifo_looked = c->nic.fifo_head + 1;
		}
		q = c->seen.queue;
		n = deliver(c, q, f);
		if (!n)
			break;
		if (n == LOST)
			continue;
		queues |= 1u << q;
		used += n;
	}
	for (unsigned q = 0; queues; q++, queues >>= 1)
		if (queues & 1)
			intel_chip(c)->rx_done(c, q);
	return used;
}
