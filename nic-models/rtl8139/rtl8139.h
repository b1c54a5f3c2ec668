/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Realtek RTL8139C and C+: what its files share. chip.c has the registers, frames.c what both ways of moving frames need, linear.c the old way, cplus.c the new. */
#ifndef NIC_MODELS_RTL8139_H
#define NIC_MODELS_RTL8139_H

#include "net/eth.h"
#include "nic-models/microwire.h"
#include "nic-models/offload.h"
#include "nic-models/pci.h"

enum {
	MAR = 0x08, TSD = 0x10, TSAD = 0x20, RBSTART = 0x30, CR = 0x37, CAPR = 0x38, CBR = 0x3a, IMR = 0x3c, ISR = 0x3e, TCR = 0x40, RCR = 0x44, TCTR = 0x48,
	MPC = 0x4c, EECR = 0x50, CONFIG1 = 0x52, TIMER_INT = 0x54, MSR = 0x58, TSAD_STATUS = 0x60, BMCR = 0x62, BMSR = 0x64, ANLPAR = 0x68, CSCR = 0x74,
	TPPOLL = 0xd9, CPCR = 0xe0, RDSAR = 0xe4, DTCCR = 0x10, TNPDS = 0x20, THPDS = 0x28,
	CR_BUFE = 1, CR_TE = 4, CR_RE = 8, CR_RST = 0x10,
	I_ROK = 1, I_RER = 2, I_TOK = 4, I_TER = 8, I_RX_OVER = 0x10, I_LINK = 0x20, I_TX_EMPTY = 0x80, I_TIMER = 0x4000,
	TSD_OWN = 1 << 13, TSD_TUN = 1 << 14, TSD_TOK = 1 << 15, TSD_ABORT = 1 << 30, TSD_LEN = 0x1fff,
	TCR_LOOP = 3 << 17,
	RCR_ALL = 1, RCR_MINE = 2, RCR_MULTI = 4, RCR_BROAD = 8, RCR_RUNT = 0x10, RCR_ERROR = 0x20, RCR_WRAP = 0x80,
	HEAD_OK = 1, HEAD_LONG = 8, HEAD_RUNT = 0x10, HEAD_BROAD = 0x2000, HEAD_MINE = 0x4000, HEAD_MULTI = 0x8000,
	CP_TX = 1, CP_RX = 2, CP_CSUM = 0x20, CP_VLAN = 0x40,
	FCS_LEN = 4, SLOTS = 4, SLOT_MAX = 1792, RING_MAX = 64, DESC = 16, STANDARD_MAX = 1518 + VLAN_HLEN,
	NPQ = 0, HPQ = 1, /* queues of C+ */
};

struct rtl_queue {
	u16 at;			/* the next descriptor */
	u16 first, pieces;	/* of the frame under way */
	bool active, skip;	/* there may be some; the frame under way is lost */
};

struct rtl {
	struct nic nic;
	struct microwire microwire;
	struct rtl_queue tx[2];
	u16 rx_at;
	u8 slot;		/* transmitted next */
	bool starved, dump, link_event; /* link_event: CSCR has not been read since the link changed */
	nsec counting;		/* since when TCTR counts */
	u64 tx_ok, tx_bad, rx_ok, rx_bad, rx_broadcast, rx_multicast;
};

struct rtl_chip {
	bool plus;
	u32 tcr;	/* which version it is: read-only bits of TCR */
};

static inline u16 rtl_reg16(const struct nic *n, u32 at) { return get_le16(n->bar[0] + at); }
static inline void rtl_set16(struct nic *n, u32 at, u16 v) { put_le16(n->bar[0] + at, v); }
static inline bool rtl_plus_mode(const struct nic *n, u16 bit) { return rtl_reg16(n, CPCR) & bit; }
/* Where a ring of C+ begins: TNPDS, THPDS, RDSAR. */
static inline u64 rtl_ring_base(const struct nic *n, u32 at) { return (nic_reg(n, at) & ~0xffu) + ((u64)nic_reg(n, at + 4) << 32); }
/* The linear buffer: its length, and where what the driver has not read begins. */
static inline u32 rtl_buffer_len(const struct nic *n) { return 8192u << (nic_reg(n, RCR) >> 11 & 3); }
static inline u32 rtl_buffer_unread(const struct nic *n) { return (u16)(rtl_reg16(n, CAPR) + 16) % rtl_buffer_len(n); }

/* chip.c: bits of ISR. */
void rtl_cause(struct nic *n, u16 bits);

/* frames.c */
bool rtl_work(struct nic *n, unsigned budget);
/* Is there a frame of a length that can be? If not, a fault. */
bool rtl_is_frame(struct nic *n, const struct frame *f);
/* Into the lab, or back. Consumed. From so many descriptors of the queue, or a slot. */
void rtl_sent(struct rtl *c, struct frame *f, unsigned queue, u32 index, u32 count);
/* Not sent; f may be NULL. */
void rtl_not_sent(struct rtl *c, struct frame *f);

/* The frame as it lies in guest memory: padded, FCS at its end. */
struct rtl_rx {
	u8 tail[OFFLOAD_FRAME_MIN + FCS_LEN];
	u32 body, tail_len; /* of the frame, and what follows it */
};

struct rtl_buffer {
	u64 start;
	u32 len, at;
	bool wrap, bad; /* goes on at its beginning; could not be written */
};

void rtl_rx_of(struct nic *n, const struct frame *f, struct rtl_rx *r);
/* Writes on in b. */
void rtl_put(struct nic *n, struct rtl_buffer *b, const u8 *p, u32 len);
/* The first frame has been written, well or not: counted, told, put back. match: HEAD_*. index: its descriptor, or where in the linear buffer. */
void rtl_received(struct rtl *c, u32 match, u32 index, bool bad);
/* No room for the first frame. */
void rtl_starve(struct rtl *c);

/* linear.c, cplus.c: descriptors done, at most budget. */
unsigned rtl_slots_work(struct rtl *c, unsigned budget);
unsigned rtl_rings_work(struct rtl *c, unsigned budget);
/* The first frame. false: it stays. */
bool rtl_deliver_linear(struct rtl *c, struct frame *f, u32 match);
bool rtl_deliver_ring(struct rtl *c, struct frame *f, u32 match);
/* Writes the tally counters to where DTCCR says. */
void rtl_dump(struct rtl *c);
bool rtl_ring(struct nic *n, unsigned i, struct nic_ring *r);
void rtl_describe(struct nic *n, const struct nic_ring *r, const u8 *d, char *text, size_t room);

#endif
