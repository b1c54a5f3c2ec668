/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * VMware's vmxnet3, a NIC that was never silicon: two pages of registers, and a page that the driver shares, from which the device reads its whole
 * configuration when a command says so. There is no data sheet; the layout is what VMware published in the headers of its drivers for Linux and FreeBSD.
 * chip.c has registers, commands and interrupts; config.c reads what the driver shares; tx.c and rx.c walk the rings.
 *
 * A ring's descriptors carry a generation bit, which the side that hands one over sets to the ring's current generation; it flips at each turn. So nobody
 * needs to be told a position: a doorbell only says "look".
 *
 * Offered: revisions 1 to 4 (2: segments joined on receipt are told with their size; 3: data rings, coalescing; 4: RSS over UDP), 8 transmit and 16
 * receive queues, 25 vectors. Left out: revisions 5 to 7 (tunnel offloads, 32 queues), wake-up, the switch to pass-through (UPT), registered memory, and
 * intrCtrl of the shared page, because every driver masks each vector too.
 */
#ifndef NIC_MODELS_VMXNET3_H
#define NIC_MODELS_VMXNET3_H

#include "net/eth.h"
#include "nic-models/offload.h"
#include "nic-models/pci.h"

enum {
	/* BAR 0 */
	IMR = 0x000, TXPROD = 0x600, RXPROD = 0x800, RXPROD2 = 0xa00,
	/* BAR 1 */
	VRRS = 0x00, UVRS = 0x08, DSAL = 0x10, DSAH = 0x18, CMD = 0x20, MACL = 0x28, MACH = 0x30, ICR = 0x38, ECR = 0x40,

	TX_QUEUES = 8, RX_QUEUES = 16, VECTORS = 25, DESC = 16, RING_ALIGN = 32, CMD_RING_MAX = 4096, DONE_RING_MAX = 8192, GROUPS = 256, RSS_TABLE = 128,
	REVISIONS = 4,

	/* The shared page, by offsets */
	SHARED_LEN = 720, S_FEATURES = 24, S_QUEUES = 40, S_QUEUES_LEN = 52, S_MTU = 56, S_N_TX = 62, S_N_RX = 63, S_AUTO_MASK = 80,
	S_EVENT_VECTOR = 82, S_LEVELS = 83, S_RX_MODE = 120, S_GROUPS_LEN = 124, S_GROUPS = 128, S_VLANS = 136, S_RSS_LEN = 652, S_RSS = 656, S_EVENTS = 696,
	S_INFO = 704,
	/* A queue's descriptor there */
	QUEUE_LEN = 256, Q_UPDATE_PROD = 0, Q_RING = 16, Q_RING2 = 24, Q_TX_DONE = 32, Q_RX_DONE = 32, Q_RX_DATA = 48, Q_SIZE = 56, Q_RX_SIZE2 = 60,
	Q_DONE_SIZE = 64, Q_VECTOR = 72, Q_RX_DATA_SIZE = 74, Q_STOPPED = 80, Q_STATS = 88, Q_STATS_LEN = 80,

	FEATURE_RXCSUM = 1, FEATURE_RSS = 2, FEATURE_RXVLAN = 4, FEATURE_LRO = 8,
	MODE_UNICAST = 1, MODE_MULTICAST = 2, MODE_BROADCAST = 4, MODE_ALL_MULTI = 8, MODE_PROMISC = 0x10,
	EVENT_RX_ERROR = 1, EVENT_TX_ERROR = 2, EVENT_LINK = 4,
	RSS_IP4 = 1, RSS_TCP4 = 2, RSS_IP6 = 4, RSS_TCP6 = 8,	   /* UPT1_RSSConf.hashType */
	FIELD_TCP4 = 1, FIELD_TCP6 = 2, FIELD_UDP4 = 4, FIELD_UDP6 = 8, /* revision 4 */
	COALESCE_OFF = 0, COALESCE_ADAPT = 1, COALESCE_STATIC = 2, COALESCE_RATE = 3,
};

/* Where a side of a ring stands. at < size wherever size is not 0. */
struct vmxnet3_ring {
	u64 base;
	u32 size, at;
	u8 gen;		/* 0 or 1 */
};

/* Statistics in the order in which the driver reads them: packets, then bytes. */
enum { STAT_SEGMENTED = 0, STAT_UNICAST = 2, STAT_MULTICAST = 4, STAT_BROADCAST = 6, STAT_TX_ERROR = 8, STAT_TX_DISCARD = 9, STAT_NO_BUFFER = 8, STAT_RX_ERROR = 9, STATS = 10 };

struct vmxnet3_tx {
	struct vmxnet3_ring ring, done;
	u8 vector;
	bool rung;	/* there may be descriptors */
	bool stopped;	/* until the device is activated again */
	bool started;	/* a frame is being gathered */
	u8 skip;	/* enum drop: the frame under way is lost */
	u32 first2, first3; /* words of its first descriptor */
	u32 first, pieces; /* where that stands, and how many so far */
	u64 stats[STATS];
	bool counted;	/* since the driver's copy was written */
};

struct vmxnet3_rx {
	struct vmxnet3_ring ring[2], done;
	u64 data;	/* data ring: small frames go there; 0: none */
	u16 data_size;	/* of an element */
	u8 vector;
	bool asked;	/* the driver is to say when there are buffers again */
	u64 stats[STATS];
	bool counted;
};

/* What was found out about the frame that waits first. */
struct vmxnet3_seen {
	u8 queue, hash_type;
	bool tagged;
	u16 tci;
	u32 hash;
	u32 sums;	/* last word of the completion, without its generation */
};

struct vmxnet3 {
	struct nic nic;
	u32 revision;	/* as the driver has chosen */
	u32 todo;	/* commands that wait for guest memory, by number */
	u32 result;	/* what reading CMD gives */
	bool active;
	bool auto_mask, icr, events_due;
	u8 n_tx, n_rx, event_vector;
	u8 level[VECTORS]; /* moderation */
	u32 features, rx_mode, events;
	u64 shared, queues; /* addresses */
	u32 irq_pending, irq_masked;
	u32 irq_count[VECTORS]; /* completions since the latest */
	nsec irq_until[VECTORS];
	u32 coalesce, tx_depth, rx_depth;
	nsec coalesce_gap;
	struct vmxnet3_tx tx[TX_QUEUES];
	struct vmxnet3_rx rx[RX_QUEUES];
	u32 n_groups;
	bool all_groups; /* more than fit */
	u8 group[GROUPS][6];
	u8 vlans[512];	/* a bit each */
	u32 rss_fields, rss_type;
	u16 rss_entries;
	u8 rss_key[40], rss_table[RSS_TABLE];
	struct vmxnet3_seen seen;
};

static inline u32 vmxnet3_reg(const struct vmxnet3 *v, u32 offset) { return get_le32(v->nic.bar[1] + offset); }
static inline void vmxnet3_set(struct vmxnet3 *v, u32 offset, u32 value) { put_le32(v->nic.bar[1] + offset, value); }
static inline u64 vmxnet3_at(const struct vmxnet3_ring *r) { return r->base + (u64)r->at * DESC; }
static inline void vmxnet3_next(struct vmxnet3_ring *r)
{
	if (++r->at >= r->size) {
		r->at = 0;
		r->gen ^= 1;
	}
}
/* Counts f, which stands for so many packets on a wire. */
void vmxnet3_count(u64 stats[STATS], const struct frame *f, u32 packets);

/* chip.c: completions of a queue whose driver wants to hear of so many at once; causes. */
void vmxnet3_interrupt(struct vmxnet3 *v, unsigned vector, u32 completions, u32 depth);
void vmxnet3_event(struct vmxnet3 *v, u32 event);

/* config.c: commands that read or write what the driver shares. DMA_WAIT: nothing has changed, call again. */
enum nic_dma vmxnet3_activate(struct vmxnet3 *v);
void vmxnet3_deactivate(struct vmxnet3 *v);
enum nic_dma vmxnet3_read_mode(struct vmxnet3 *v);
enum nic_dma vmxnet3_read_groups(struct vmxnet3 *v);
enum nic_dma vmxnet3_read_vlans(struct vmxnet3 *v);
enum nic_dma vmxnet3_read_rss(struct vmxnet3 *v);
enum nic_dma vmxnet3_read_levels(struct vmxnet3 *v);
enum nic_dma vmxnet3_read_features(struct vmxnet3 *v);
enum nic_dma vmxnet3_read_fields(struct vmxnet3 *v);
enum nic_dma vmxnet3_read_coalescing(struct vmxnet3 *v);
enum nic_dma vmxnet3_write_coalescing(struct vmxnet3 *v);
enum nic_dma vmxnet3_write_stats(struct vmxnet3 *v);
/* The addresses of queues' descriptors in the shared table. */
static inline u64 vmxnet3_tx_desc(const struct vmxnet3 *v, unsigned q) { return v->queues + QUEUE_LEN * q; }
static inline u64 vmxnet3_rx_desc(const struct vmxnet3 *v, unsigned q) { return v->queues + QUEUE_LEN * (v->n_tx + q); }

/* tx.c, rx.c: at most budget descriptors or frames; true: there is more. */
bool vmxnet3_tx_work(struct vmxnet3 *v, unsigned q, unsigned budget);
bool vmxnet3_rx_work(struct vmxnet3 *v, unsigned budget);
bool vmxnet3_takes(struct nic *n, const struct frame *f);

#endif
