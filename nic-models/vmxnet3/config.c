/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the driver shares: read by commands, checked once, kept in forms that cannot be wrong. */
#include "net/addr.h"
#include "nic-models/vmxnet3/vmxnet3.h"

enum { MAGIC = 0xbabefee1, TOEPLITZ = 1, RSS_LEN = 8 + 40 + RSS_TABLE, INFO_LEN = 16, SCHEME_LEN = 16, DEPTH_MAX = 128, RATE_MIN = 100, RATE_MAX = 100000 };

void vmxnet3_count(u64 stats[STATS], const struct frame *f, u32 packets)
{
	unsigned at = !mac_is_group(f->data) ? STAT_UNICAST : mac_is_broadcast(f->data) ? STAT_BROADCAST : STAT_MULTICAST;

	stats[at] += packets;
	stats[at + 1] += f->len;
	if (f->gso) {
		stats[STAT_SEGMENTED] += packets;
		stats[STAT_SEGMENTED + 1] += f->len;
	}
}

/* Where the driver says that the page is; v->shared: where it was when it activated. */
static u64 page_of(const struct vmxnet3 *v)
{
	return (u64)vmxnet3_reg(v, DSAH) << 32 | vmxnet3_reg(v, DSAL);
}

static enum nic_dma shared(struct vmxnet3 *v, u32 at, void *to, u32 len)
{
	return nic_read(&v->nic, v->shared + at, to, len);
}

/* Parts. Until the device is active there is nothing to read: activation reads all of it. */

static enum nic_dma read_word(struct vmxnet3 *v, u32 at, u32 *word)
{
	u8 b[4];
	enum nic_dma got = v->active ? shared(v, at, b, sizeof(b)) : DMA_OK;

	if (!got && v->active)
		*word = get_le32(b);
	return got;
}

enum nic_dma vmxnet3_read_mode(struct vmxnet3 *v) { return read_word(v, S_RX_MODE, &v->rx_mode); }
enum nic_dma vmxnet3_read_features(struct vmxnet3 *v) { return read_word(v, S_FEATURES, &v->features); }

enum nic_dma vmxnet3_read_groups(struct vmxnet3 *v)
{
	u8 b[12], group[GROUPS][6];
	u32 n;
	enum nic_dma got = v->active ? shared(v, S_GROUPS_LEN, b, sizeof(b)) : DMA_OK;

	if (got || !v->active)
		return got;
	n = get_le16(b) / 6;
	if (n && v->nic.posted)
		n = GROUPS + 1; /* the driver has freed the table by now, and what stands there may be anything: all groups, which it sorts out itself */
	if (n && n <= GROUPS) {
		got = nic_read(&v->nic, get_le64(b + 4), group, n * 6);
		if (got)
			return got;
		memcpy(v->group, group, n * 6);
	}
	v->all_groups = n > GROUPS;
	v->n_groups = n > GROUPS ? 0 : n;
	return DMA_OK;
}

enum nic_dma vmxnet3_read_vlans(struct vmxnet3 *v)
{
	return v->active ? shared(v, S_VLANS, v->vlans, sizeof(v->vlans)) : DMA_OK;
}

enum nic_dma vmxnet3_read_rss(struct vmxnet3 *v)
{
	u8 where[12], b[RSS_LEN];
	u32 entries;
	enum nic_dma got;

	if (!v->active)
		return DMA_OK;
	if (!(v->features & FEATURE_RSS)) {
		v->rss_type = 0;
		return DMA_OK;
	}
	got = shared(v, S_RSS_LEN, where, sizeof(where));
	if (!got && get_le32(where) >= RSS_LEN)
		got = nic_read(&v->nic, get_le64(where + 4), b, RSS_LEN);
	if (got)
		return got;
	entries = get_le16(b + 6);
	v->rss_type = 0;
	if (get_le32(where) < RSS_LEN || get_le16(b + 2) != TOEPLITZ || get_le16(b + 4) != sizeof(v->rss_key) || !entries || entries > RSS_TABLE) {
		nic_fault(&v->nic, NIC_FAULT_CONTEXT);
		return DMA_OK; /* everything goes to the first queue */
	}
	v->rss_entries = (u16)entries;
	memcpy(v->rss_key, b + 8, sizeof(v->rss_key));
	memcpy(v->rss_table, b + 48, sizeof(v->rss_table));
	for (unsigned i = 0; i < RSS_TABLE; i++)
		if (v->rss_table[i] >= v->n_rx)
			v->rss_table[i] = 0;
	v->rss_type = get_le16(b);
	return DMA_OK;
}

enum nic_dma vmxnet3_read_levels(struct vmxnet3 *v)
{
	return v->active ? shared(v, S_LEVELS, v->level, sizeof(v->level)) : DMA_OK;
}

/* Revisions 3 and 4: the argument stands in the shared page, or is pointed to from there; a driver may set these before it activates. */
static enum nic_dma info(struct vmxnet3 *v, u8 b[INFO_LEN])
{
	return nic_read(&v->nic, page_of(v) + S_INFO, b, INFO_LEN);
}

enum nic_dma vmxnet3_read_fields(struct vmxnet3 *v)
{
	u8 b[INFO_LEN];
	enum nic_dma got = info(v, b);

	if (!got)
		v->rss_fields = get_le32(b) & (FIELD_TCP4 | FIELD_TCP6 | FIELD_UDP4 | FIELD_UDP6);
	return got;
}

enum nic_dma vmxnet3_read_coalescing(struct vmxnet3 *v)
{
	u8 b[INFO_LEN], scheme[SCHEME_LEN];
	u32 mode, rate;
	enum nic_dma got = info(v, b);

	if (!got && get_le32(b + 4) < SCHEME_LEN)
		got = DMA_FAULT;
	if (!got)
		got = nic_read(&v->nic, get_le64(b + 8), scheme, SCHEME_LEN);
	if (got)
		return got;
	mode = get_le32(scheme);
	rate = get_le32(scheme + 4);
	if (mode > COALESCE_RATE || (mode == COALESCE_RATE && (rate < RATE_MIN || rate > RATE_MAX)) ||
	    (mode == COALESCE_STATIC && (get_le32(scheme + 8) > DEPTH_MAX || get_le32(scheme + 12) > DEPTH_MAX))) {
		nic_fault(&v->nic, NIC_FAULT_CONTEXT);
		v->result = 1;
		return DMA_OK;
	}
	v->coalesce = mode;
	v->tx_depth = mode == COALESCE_STATIC ? get_le32(scheme + 8) : 0;
	v->rx_depth = mode == COALESCE_STATIC ? get_le32(scheme + 12) : 0;
	v->coalesce_gap = mode == COALESCE_RATE ? NSEC_PER_SEC / rate : 0;
	return DMA_OK;
}

enum nic_dma vmxnet3_write_coalescing(struct vmxnet3 *v)
{
	u8 b[INFO_LEN], scheme[SCHEME_LEN] = { 0 };
	enum nic_dma got = info(v, b);

	if (!got && get_le32(b + 4) < SCHEME_LEN)
		got = DMA_FAULT;
	if (got)
		return got;
	put_le32(scheme, v->coalesce);
	if (v->coalesce == COALESCE_RATE) {
		put_le32(scheme + 4, (u32)(NSEC_PER_SEC / v->coalesce_gap));
	} else if (v->coalesce == COALESCE_STATIC) {
		put_le32(scheme + 8, v->tx_depth);
		put_le32(scheme + 12, v->rx_depth);
	}
	return nic_write(&v->nic, get_le64(b + 8), scheme, SCHEME_LEN);
}

/* Whatever was counted since the last time. */
enum nic_dma vmxnet3_write_stats(struct vmxnet3 *v)
{
	for (unsigned q = 0; q < v->n_tx; q++) {
		if (v->tx[q].counted && nic_write(&v->nic, vmxnet3_tx_desc(v, q) + Q_STATS, v->tx[q].stats, Q_STATS_LEN) == DMA_WAIT)
			return DMA_WAIT;
		v->tx[q].counted = false;
	}
	for (unsigned q = 0; q < v->n_rx; q++) {
		if (v->rx[q].counted && nic_write(&v->nic, vmxnet3_rx_desc(v, q) + Q_STATS, v->rx[q].stats, Q_STATS_LEN) == DMA_WAIT)
			return DMA_WAIT;
		v->rx[q].counted = false;
	}
	return DMA_OK;
}
_Static_assert(Q_STATS_LEN == STATS * sizeof(u64), "as the driver reads them");

/* Activation. */

static bool ring_of(struct vmxnet3_ring *r, u64 base, u32 size, u32 max)
{
	*r = (struct vmxnet3_ring){ .base = base, .size = size, .gen = 1 };
	return size && size <= max && size % RING_ALIGN == 0;
}

static bool tx_of(struct vmxnet3_tx *t, const u8 *d)
{
	*t = (struct vmxnet3_tx){ .vector = d[Q_VECTOR], .rung = true };
	return ring_of(&t->ring, get_le64(d + Q_RING), get_le32(d + Q_SIZE), CMD_RING_MAX) &&
	       ring_of(&t->done, get_le64(d + Q_TX_DONE), get_le32(d + Q_DONE_SIZE), CMD_RING_MAX) && t->vector < VECTORS;
}

/* The second ring may be missing. */
static bool rx_of(const struct vmxnet3 *v, struct vmxnet3_rx *r, const u8 *d)
{
	u32 second = get_le32(d + Q_RX_SIZE2);

	*r = (struct vmxnet3_rx){ .vector = d[Q_VECTOR] };
	if (v->revision >= 3 && get_le16(d + Q_RX_DATA_SIZE)) {
		r->data = get_le64(d + Q_RX_DATA);
		r->data_size = get_le16(d + Q_RX_DATA_SIZE);
	}
	if (!ring_of(&r->ring[1], get_le64(d + Q_RING2), second, CMD_RING_MAX) && second)
		return false;
	return ring_of(&r->ring[0], get_le64(d + Q_RING), get_le32(d + Q_SIZE), CMD_RING_MAX) &&
	       ring_of(&r->done, get_le64(d + Q_RX_DONE), get_le32(d + Q_DONE_SIZE), DONE_RING_MAX) && r->vector < VECTORS;
}

static void forget_partials(struct vmxnet3 *v)
{
	for (unsigned q = 0; q < TX_QUEUES; q++) {
		struct frame *f = nic_partial_take(&v->nic, q);

		if (f)
			frame_put(f);
	}
}

/* Keeps what the driver sets only once: revision, address, masks, coalescing, RSS fields. */
void vmxnet3_deactivate(struct vmxnet3 *v)
{
	forget_partials(v);
	v->active = v->icr = v->events_due = v->all_groups = false;
	v->n_tx = v->n_rx = 0;
	v->events = v->irq_pending = v->features = v->rx_mode = v->n_groups = v->rss_type = 0;
	memset(v->irq_count, 0, sizeof(v->irq_count));
	memset(v->tx, 0, sizeof(v->tx));
	memset(v->rx, 0, sizeof(v->rx));
	nic_intx(&v->nic, false);
	v->nic.fifo_looked = v->nic.fifo_head;
}

static enum nic_dma refuse(struct vmxnet3 *v)
{
	nic_fault(&v->nic, NIC_FAULT_CONTEXT);
	vmxnet3_deactivate(v);
	v->result = 1;
	return DMA_OK;
}

static bool queues_of(struct vmxnet3 *v, const u8 *d)
{
	for (unsigned q = 0; q < v->n_tx; q++)
		if (!tx_of(&v->tx[q], d + QUEUE_LEN * q))
			return false;
	for (unsigned q = 0; q < v->n_rx; q++)
		if (!rx_of(v, &v->rx[q], d + QUEUE_LEN * (v->n_tx + q)))
			return false;
	return true;
}

/* What the page points to; afterwards the device runs. */
static enum nic_dma read_parts(struct vmxnet3 *v)
{
	enum nic_dma got = vmxnet3_read_groups(v);

	return got ? got : vmxnet3_read_rss(v);
}

enum nic_dma vmxnet3_activate(struct vmxnet3 *v)
{
	u64 page = page_of(v);
	u8 s[SHARED_LEN], d[(TX_QUEUES + RX_QUEUES) * QUEUE_LEN];
	u32 n;
	enum nic_dma got;

	vmxnet3_deactivate(v);
	got = nic_read(&v->nic, page, s, sizeof(s));
	if (got)
		return got;
	n = s[S_N_TX] + s[S_N_RX];
	if (get_le32(s) != MAGIC || !s[S_N_TX] || s[S_N_TX] > TX_QUEUES || !s[S_N_RX] || s[S_N_RX] > RX_QUEUES || get_le32(s + S_QUEUES_LEN) < n * QUEUE_LEN ||
	    s[S_EVENT_VECTOR] >= VECTORS)
		return refuse(v);
	got = nic_read(&v->nic, get_le64(s + S_QUEUES), d, n * QUEUE_LEN);
	if (got)
		return got;
	v->shared = page;
	v->queues = get_le64(s + S_QUEUES);
	v->n_tx = s[S_N_TX];
	v->n_rx = s[S_N_RX];
	v->features = get_le32(s + S_FEATURES);
	v->auto_mask = s[S_AUTO_MASK] & 1;
	v->event_vector = s[S_EVENT_VECTOR];
	v->rx_mode = get_le32(s + S_RX_MODE);
	memcpy(v->level, s + S_LEVELS, sizeof(v->level));
	memcpy(v->vlans, s + S_VLANS, sizeof(v->vlans));
	if (!queues_of(v, d))
		return refuse(v);
	v->active = true;
	got = read_parts(v);
	if (got) { /* to be read from the start again; the pages that it asked for will be there */
		v->active = false;
		return got;
	}
	v->nic.host->soon(&v->nic);
	return DMA_OK;
}
