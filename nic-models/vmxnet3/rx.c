/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Receive: which frames are taken and by which queue, and how they are laid into buffers. The first buffer of a frame is a "head" of ring 1; what does not fit
 * goes on in "body" buffers, of ring 1 while they follow there, else of ring 2. Heads come in ring 1 alone, so bodies in front of the next head are
 * skipped, for good. A frame is laid down only when there are buffers for all of it.
 *
 * The driver rings no bell for new buffers unless it is asked to; a device that has run out asks.
 */
#include "net/addr.h"
#include "nic-models/vmxnet3/vmxnet3.h"

enum {
	BUFFERS_MAX = 24, LEN_MASK = 0x3fff, RX_BODY = 1 << 14,
	D0_EOP = 1 << 14, D0_SOP = 1 << 15, D0_QUEUE = 16, D0_HASH_TYPE = 26, D0_NO_SUMS = 1 << 30,
	D2_TAGGED = 1 << 15, D2_ERROR = 1 << 14, D2_TCI = 16,
	D3_L4_GOOD = 1 << 16, D3_UDP = 1 << 17, D3_TCP = 1 << 18, D3_IP_GOOD = 1 << 19, D3_IP6 = 1 << 20, D3_IP4 = 1 << 21, D3_FRAGMENT = 1 << 22,
	D3_FCS_GOOD = 1 << 23, D3_TYPE = 24, TYPE_RX = 3, TYPE_JOINED = 4,
	HASHED_IP4 = 1, HASHED_TCP4, HASHED_IP6, HASHED_TCP6, HASHED_UDP4, HASHED_UDP6,
};

struct buffer {
	u8 ring;
	u32 index, len;
	u64 addr;
};

/* Filters. */

static bool is_ours(const struct vmxnet3 *v, const u8 *mac)
{
	u8 own[8];

	put_le32(own, vmxnet3_reg(v, MACL));
	put_le32(own + 4, vmxnet3_reg(v, MACH));
	return mac_eq(mac, own);
}

static bool is_joined(const struct vmxnet3 *v, const u8 *mac)
{
	if (v->rx_mode & MODE_ALL_MULTI || v->all_groups)
		return true;
	for (u32 i = 0; i < v->n_groups; i++)
		if (mac_eq(v->group[i], mac))
			return true;
	return false;
}

static enum drop filter(const struct vmxnet3 *v, const struct frame *f)
{
	const u8 *mac = f->data;
	int tci = offload_tag(f, ETH_TYPE_VLAN);
	u32 id = (u32)tci & 0xfff, mode = v->rx_mode;

	if (f->len < ETH_HLEN)
		return DROP_SHORT;
	if (mode & MODE_PROMISC)
		return DROP_NONE;
	if (tci >= 0 && id && !(v->vlans[id / 8] >> id % 8 & 1))
		return DROP_NOT_FOR_US;
	if (mac_is_broadcast(mac))
		return mode & MODE_BROADCAST ? DROP_NONE : DROP_NOT_FOR_US;
	if (mac_is_group(mac))
		return mode & (MODE_MULTICAST | MODE_ALL_MULTI) && is_joined(v, mac) ? DROP_NONE : DROP_NOT_FOR_US;
	return mode & MODE_UNICAST && is_ours(v, mac) ? DROP_NONE : DROP_NOT_FOR_US;
}

bool vmxnet3_takes(struct nic *n, const struct frame *f)
{
	const struct vmxnet3 *v = (const struct vmxnet3 *)n;

	return v->active && v->revision >= 2 && v->features & FEATURE_LRO && (f->gso == GSO_TCP4 || f->gso == GSO_TCP6);
}

/* Receive-side scaling. */
static void scale(const struct vmxnet3 *v, const struct frame *f, const struct rx_info *i, struct vmxnet3_seen *s)
{
	bool ip4 = i->l3 == L3_IP4, ports = true;

	if (!v->rss_type || !i->l3)
		return;
	if (i->l4 == L4_TCP && v->rss_type & (ip4 ? RSS_TCP4 : RSS_TCP6))
		s->hash_type = ip4 ? HASHED_TCP4 : HASHED_TCP6;
	else if (i->l4 == L4_UDP && v->revision >= 4 && v->rss_fields & (ip4 ? FIELD_UDP4 : FIELD_UDP6))
		s->hash_type = ip4 ? HASHED_UDP4 : HASHED_UDP6;
	else if (ports = false, v->rss_type & (ip4 ? RSS_IP4 : RSS_IP6))
		s->hash_type = ip4 ? HASHED_IP4 : HASHED_IP6;
	if (!s->hash_type)
		return;
	s->hash = offload_hash(f, i, ports, v->rss_key);
	s->queue = v->rss_table[s->hash % v->rss_entries];
}

static u32 sums_of(const struct vmxnet3 *v, const struct rx_info *i)
{
	u32 w = D3_FCS_GOOD;

	if (i->l3)
		w |= i->l3 == L3_IP4 ? D3_IP4 : D3_IP6;
	if (i->fragment)
		w |= D3_FRAGMENT;
	if (i->l4 == L4_TCP || i->l4 == L4_UDP)
		w |= i->l4 == L4_TCP ? D3_TCP : D3_UDP;
	if (!(v->features & FEATURE_RXCSUM))
		return w;
	if (i->ip_sum == SUM_GOOD || i->l3 == L3_IP6)
		w |= D3_IP_GOOD;
	if (i->l4_sum == SUM_GOOD && w & (D3_TCP | D3_UDP))
		w |= D3_L4_GOOD;
	return w;
}

/* Looks at the frame that came to stand first, and makes it what the driver is to get. false: it is gone. */
static bool prepare(struct vmxnet3 *v)
{
	struct frame *f = nic_fifo_first(&v->nic);
	struct vmxnet3_seen s = { 0 };
	int tci = offload_tag(f, ETH_TYPE_VLAN);
	bool strip = tci >= 0 && v->features & FEATURE_RXVLAN, joined = f->gso;
	struct rx_info i;

	if (joined || strip || f->len < OFFLOAD_FRAME_MIN) {
		f = nic_fifo_writable(&v->nic);
		if (!f)
			return false;
	}
	/* The sum of the whole: a driver that forwards it may need it. */
	if (f->flags & FRAME_CSUM_PARTIAL && !frame_finish_checksum(f)) {
		v->nic.host->drop(&v->nic, nic_fifo_take(&v->nic), DROP_BAD_FIELD);
		return false;
	}
	if (f->flags & FRAME_CSUM_PARTIAL)
		f->flags = FRAME_CSUM_VALID;
	offload_rx(f, v->features & FEATURE_RXCSUM, &i);
	scale(v, f, &i, &s);
	s.sums = sums_of(v, &i);
	offload_pad(f);
	if (strip) {
		offload_tag_pull(f);
		s.tagged = true;
		s.tci = (u16)tci;
	}
	if (joined) {
		u32 doff = i.l4 == L4_TCP ? (u32)(f->data[i.l4_at - (strip ? VLAN_HLEN : 0) + 12] >> 4) * 4 : 20, head = i.l4_at + doff - (strip ? VLAN_HLEN : 0);
		u32 packets = head < f->len ? (f->len - head + f->gso_size - 1) / f->gso_size : 1;

		s.hash_type = 0; /* its place holds the number of segments */
		s.hash = packets < 255 ? packets : 255;
		s.sums |= TYPE_JOINED << D3_TYPE | f->gso_size;
	} else {
		s.sums |= TYPE_RX << D3_TYPE;
	}
	v->seen = s;
	return true;
}

/* Buffers. */

/* The descriptor where the ring stands. DMA_OK: it is the driver's gift, in *b. DMA_FAULT: there is none. */
static enum nic_dma peek(struct vmxnet3 *v, const struct vmxnet3_ring *r, struct buffer *b, bool *body)
{
	u8 d[DESC];
	u32 w;
	enum nic_dma got;

	if (!r->size)
		return DMA_FAULT;
	got = nic_read(&v->nic, vmxnet3_at(r), d, DESC);
	if (got)
		return got;
	w = get_le32(d + 8);
	if (w >> 31 != r->gen)
		return DMA_FAULT;
	*b = (struct buffer){ .index = r->at, .len = w & LEN_MASK, .addr = get_le64(d) };
	*body = w & RX_BODY;
	return DMA_OK;
}

/* Buffers for len bytes, with copies of the rings that have moved on. Returns how many; 0: there are too few, *got says whether to wait. */
static unsigned collect(struct vmxnet3 *v, struct vmxnet3_rx *q, u32 len, struct vmxnet3_ring ring[2], struct buffer *b, enum nic_dma *got)
{
	unsigned n = 0;
	u32 left = q->ring[0].size;
	bool body = true;

	/* At most one turn: beyond it generations differ, unless somebody turns them over before us. */
	while (!(*got = peek(v, &q->ring[0], &b[0], &body)) && body && left--)
		vmxnet3_next(&q->ring[0]);
	if (!*got && body)
		*got = DMA_FAULT;
	if (*got)
		return 0;
	memcpy(ring, q->ring, sizeof(q->ring));
	vmxnet3_next(&ring[0]);
	if (q->data && len <= q->data_size)
		return 1;
	for (u32 room = b[n++].len; room < len; room += b[n++].len) {
		unsigned from = 0;

		if (n == BUFFERS_MAX) {
			*got = DMA_FAULT;
			return 0;
		}
		*got = peek(v, &ring[0], &b[n], &body);
		if (*got == DMA_FAULT || (!*got && !body))
			*got = peek(v, &ring[from = 1], &b[n], &body);
		if (*got)
			return 0;
		b[n].ring = (u8)from;
		vmxnet3_next(&ring[from]);
	}
	return n;
}

static void complete(struct vmxnet3 *v, struct vmxnet3_rx *q, unsigned queue, const struct buffer *b, u32 len, u32 flags, bool bad)
{
	const struct vmxnet3_seen *s = &v->seen;
	bool sums = s->sums & D3_L4_GOOD, last = flags & D0_EOP;
	u8 d[DESC];

	put_le32(d, b->index | flags | queue << D0_QUEUE | (u32)s->hash_type << D0_HASH_TYPE | (sums ? 0 : D0_NO_SUMS));
	put_le32(d + 4, s->hash);
	put_le32(d + 8, len | (bad ? D2_ERROR : 0) | (s->tagged && last ? D2_TAGGED | (u32)s->tci << D2_TCI : 0));
	put_le32(d + 12, s->sums | (u32)q->done.gen << 31);
	nic_write_back(&v->nic, vmxnet3_at(&q->done), d, DESC);
	vmxnet3_next(&q->done);
}

/* Lays the frame into n buffers. false: one could not be written; the driver sees an error. */
static bool lay(struct vmxnet3 *v, unsigned i, const struct frame *f, const struct buffer *b, unsigned n)
{
	struct vmxnet3_rx *q = &v->rx[i];
	bool small = q->data && f->len <= q->data_size, bad = false;
	u32 at = 0;

	for (unsigned k = 0; k < n; k++) {
		u32 part = f->len - at < b[k].len || small ? f->len - at : b[k].len;
		u64 to = small ? q->data + (u64)b[k].index * q->data_size : b[k].addr;
		u32 flags = (k ? 0 : D0_SOP) | (k + 1 < n ? 0 : D0_EOP);

		if (!to && part)
			nic_fault(&v->nic, NIC_FAULT_NULL_BUFFER);
		bad |= part && (!to || nic_write(&v->nic, to, f->data + at, part) == DMA_FAULT);
		complete(v, q, i + v->n_rx * (small ? 2u : b[k].ring), &b[k], part, flags, bad && flags & D0_EOP);
		at += part;
	}
	return !bad;
}

static void ask(struct vmxnet3 *v, unsigned i)
{
	static const u8 yes = 1;

	if (v->rx[i].asked)
		return;
	v->rx[i].asked = true;
	v->rx[i].stats[STAT_NO_BUFFER]++;
	v->rx[i].counted = true;
	nic_write(&v->nic, vmxnet3_rx_desc(v, i) + Q_UPDATE_PROD, &yes, 1);
}

static void answered(struct vmxnet3 *v, unsigned i)
{
	static const u8 no = 0;

	if (!v->rx[i].asked)
		return;
	v->rx[i].asked = false;
	nic_write(&v->nic, vmxnet3_rx_desc(v, i) + Q_UPDATE_PROD, &no, 1);
}

static void discard(struct vmxnet3 *v, enum drop why)
{
	v->nic.host->drop(&v->nic, nic_fifo_take(&v->nic), why);
}

/* The first frame, which has been looked at. false: it stays. */
static bool deliver(struct vmxnet3 *v, u32 *frames)
{
	unsigned i = v->seen.queue;
	struct vmxnet3_rx *q = &v->rx[i];
	struct frame *f = nic_fifo_first(&v->nic);
	struct buffer b[BUFFERS_MAX];
	struct vmxnet3_ring ring[2];
	enum nic_dma got;
	unsigned n = collect(v, q, f->len, ring, b, &got);

	if (!n && got == DMA_FAULT) { /* what came between the look and the question is seen now */
		ask(v, i);
		n = collect(v, q, f->len, ring, b, &got);
	}
	if (!n && got == DMA_FAULT && v->n_rx > 1) { /* one queue does not stop the others */
		v->nic.rx_missed++;
		discard(v, DROP_DOOR_FULL);
		return true;
	}
	if (!n)
		return false;
	memcpy(q->ring, ring, sizeof(ring));
	answered(v, i);
	if (nic_debugs(&v->nic, NIC_DEBUG_DESCRIPTORS))
		nic_debugf(&v->nic, NIC_DEBUG_DESCRIPTORS, "rx %u: %u bytes into %u buffers from descriptor %u", i, f->len, n, b[0].index);
	q->counted = true;
	if (lay(v, i, f, b, n)) {
		vmxnet3_count(q->stats, f, f->gso ? v->seen.hash : 1);
		nic_landed(&v->nic, i, b[0].index, n);
	} else {
		q->stats[STAT_RX_ERROR]++;
		discard(v, DROP_BAD_DESCRIPTOR);
	}
	nic_commit(&v->nic);
	frames[i]++;
	return true;
}

bool vmxnet3_rx_work(struct vmxnet3 *v, unsigned budget)
{
	u32 frames[RX_QUEUES] = { 0 };
	struct nic *n = &v->nic;
	struct frame *f;
	bool stays = false;

	for (unsigned turn = 0; turn < budget && !stays && (f = nic_fifo_first(n)); turn++) {
		if (!v->active || n->fifo_looked != n->fifo_head + 1) { /* who was told to be quiet writes nothing any more */
			enum drop why = !v->active ? DROP_PORT_DOWN : f->gso && !vmxnet3_takes(n, f) ? DROP_BAD_FIELD : filter(v, f);

			if (why) {
				n->rx_filtered++;
				discard(v, why);
				continue;
			}
			if (!prepare(v))
				continue;
			n->fifo_looked = n->fifo_head + 1;
		}
		stays = !deliver(v, frames);
	}
	for (unsigned i = 0; i < v->n_rx; i++)
		if (frames[i])
			vmxnet3_interrupt(v, v->rx[i].vector, frames[i], v->rx_depth);
	return !stays && nic_fifo_first(n);
}
