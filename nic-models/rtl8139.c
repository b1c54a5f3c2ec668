/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Realtek RTL8139C and C+ (data sheets of both). The old way: four transmit slots in registers, and one linear receive buffer that the chip writes headers and
 * frames into, at CBR, behind CAPR, which the driver moves. The C+ way, when its command register says so: rings of 16-byte descriptors, checksums, large send, tags.
 *
 * Left out: the flash, wake-up, early transmit and receive thresholds, the twister. Full-duplex at 100 Mbit/s whatever was advertised.
 */
#include <stdio.h>

#include "net/addr.h"
#include "net/eth.h"
#include "net/ip4.h"
#include "core/csum.h"
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
	T_TIMER = 0,
	NPQ = 0, HPQ = 1, /* queues of C+ */
};

/* Bits of a C+ descriptor's first word. */
enum {
	D_EOR = 1 << 30, D_FS = 1 << 29, D_LS = 1 << 28, D_LARGE_SEND = 1 << 27, D_IP_CSUM = 1 << 18, D_UDP_CSUM = 1 << 17, D_TCP_CSUM = 1 << 16,
	D_MULTI = 1 << 26, D_MINE = 1 << 25, D_BROAD = 1 << 24, D_ERROR = 1 << 20, D_PID_TCP = 1 << 16, D_PID_UDP = 2 << 16, D_PID_IP = 3 << 16,
	D_IP_BAD = 1 << 15, D_UDP_BAD = 1 << 14, D_TCP_BAD = 1 << 13,
	D_TAG_IN = 1 << 17, D_TAG_OUT = 1 << 16, /* second word */
};
#define D_OWN (1u << 31)

struct rtl_queue {
	u16 at;			/* the next descriptor */
	bool active, skip;	/* there may be some; the frame under way is lost */
};

struct rtl {
	struct nic nic;
	u16 nvm[64];
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

static const struct rtl_chip *chip(const struct rtl *c) { return c->nic.model->chip; }
static u16 reg16(const struct nic *n, u32 at) { return get_le16(n->bar[0] + at); }
static void set16(struct nic *n, u32 at, u16 v) { put_le16(n->bar[0] + at, v); }
static bool plus_mode(const struct nic *n, u16 bit) { return reg16(n, CPCR) & bit; }

/* Interrupts. */

static void irq_update(struct nic *n)
{
	nic_intx(n, reg16(n, ISR) & reg16(n, IMR));
}

static void cause(struct nic *n, u16 bits)
{
	set16(n, ISR, reg16(n, ISR) | bits);
	irq_update(n);
}

static void irq_wrote(struct nic *n, u32 offset, u32 was)
{
	(void)offset;
	(void)was;
	irq_update(n);
}

/* The timer: 33 MHz. */

static u32 ticks(const struct rtl *c)
{
	return (u32)((c->nic.now - c->counting) * 33 / 1000);
}

static u32 tctr_read(struct nic *n, u32 offset)
{
	(void)offset;
	return ticks((struct rtl *)n);
}

static void timer_arm(struct rtl *c)
{
	u32 at = nic_reg(&c->nic, TIMER_INT);

	nic_timer_stop(&c->nic, T_TIMER);
	if (at)
		nic_timer_set(&c->nic, T_TIMER, c->nic.now + ((u64)(u32)(at - ticks(c)) * 1000 + 32) / 33);
}

static void tctr_wrote(struct nic *n, u32 offset, u32 was)
{
	(void)was;
	if (offset == TCTR)
		((struct rtl *)n)->counting = n->now;
	timer_arm((struct rtl *)n);
}

static void timer(struct nic *n, unsigned id)
{
	(void)id;
	cause(n, I_TIMER);
}

/* EEPROM, PHY, link. */

static u16 nvm_word(void *arg, u32 at)
{
	struct rtl *c = arg;

	return at == 63 && c->nic.inject.nvm_checksum ? (u16)(c->nvm[at] + 1) : c->nvm[at];
}

static u32 eecr_read(struct nic *n, u32 offset)
{
	struct rtl *c = (struct rtl *)n;
	u8 v = n->bar[0][offset];

	return v >> 6 == 2 ? (v & 0xfeu) | c->microwire.data : v & 0xfeu;
}

static void eecr_wrote(struct nic *n, u32 offset, u32 was)
{
	struct rtl *c = (struct rtl *)n;
	u8 v = n->bar[0][offset];

	(void)was;
	if (v >> 6 == 2)
		microwire_lines(&c->microwire, v & 8, v & 4, v & 2, 6, nvm_word, c);
}

static u32 cscr_read(struct nic *n, u32 offset)
{
	struct rtl *c = (struct rtl *)n;
	u32 v = (n->link ? 0x0400u : 0) | (c->link_event ? 0x0800u : 0) | 0x03c0;

	(void)offset;
	c->link_event = false;
	return v;
}

static u32 phy_read(struct nic *n, u32 offset)
{
	switch (offset) {
	case BMSR: return n->link ? 0x782d : 0x7809; /* negotiated, link */
	case ANLPAR: return n->link ? 0x41e1 : 0;
	default: return (n->bar[0][MSR] & 0xc0u) | (n->link ? 0 : 4);
	}
}

static void bmcr_wrote(struct nic *n, u32 offset, u32 was)
{
	u16 v = reg16(n, offset);

	(void)was;
	if (v & 0x8000)
		v = 0x1100;
	set16(n, offset, v & (u16)~0x0200); /* negotiation is over at once */
}

static void link_changed(struct nic *n)
{
	((struct rtl *)n)->link_event = true;
	cause(n, I_LINK);
}

/* Commands. */

static void doorbell(struct nic *n, u32 offset, u32 was)
{
	(void)offset;
	(void)was;
	n->host->soon(n);
}

static u32 cr_read(struct nic *n, u32 offset)
{
	u32 len = 8192u << (nic_reg(n, RCR) >> 11 & 3);
	bool empty = (u16)(reg16(n, CAPR) + 16) % len == reg16(n, CBR) % len;

	return (n->bar[0][offset] & (CR_TE | CR_RE)) | (empty ? CR_BUFE : 0u);
}

static void cr_wrote(struct nic *n, u32 offset, u32 was)
{
	u8 v = n->bar[0][offset];

	if (v & CR_RST) {
		nic_soft_reset(n);
		return;
	}
	if (v & ~was & CR_RE) { /* the receiver begins anew */
		set16(n, CBR, 0);
		set16(n, CAPR, 0xfff0);
	}
	n->host->soon(n);
}

static void tsd_wrote(struct nic *n, u32 offset, u32 was)
{
	struct rtl *c = (struct rtl *)n;
	u32 v = nic_reg(n, offset);

	(void)was;
	if (plus_mode(n, CP_TX | CP_RX)) { /* DTCCR stands there */
		c->dump = c->dump || (offset == DTCCR && v & 8);
	} else {
		nic_set(n, offset, v & 0x003f3fff);
	}
	n->host->soon(n);
}

static void tsad_wrote(struct nic *n, u32 offset, u32 was)
{
	struct rtl *c = (struct rtl *)n;

	(void)was;
	c->tx[offset >= THPDS ? HPQ : NPQ].at = 0;
}

static u32 tsad_status_read(struct nic *n, u32 offset)
{
	u32 v = 0;

	(void)offset;
	for (unsigned i = 0; i < SLOTS; i++) {
		u32 t = nic_reg(n, TSD + 4 * i);

		v |= (t & TSD_OWN ? 1u : 0) << i | (t & TSD_ABORT ? 1u : 0) << (4 + i) | (t & TSD_TUN ? 1u : 0) << (8 + i) | (t & TSD_TOK ? 1u : 0) << (12 + i);
	}
	return v;
}

static u32 tcr_read(struct nic *n, u32 offset)
{
	return nic_reg(n, offset) | chip((struct rtl *)n)->tcr;
}

static void poll_wrote(struct nic *n, u32 offset, u32 was)
{
	struct rtl *c = (struct rtl *)n;
	u8 v = n->bar[0][offset];

	(void)was;
	n->bar[0][offset] = 0;
	c->tx[NPQ].active |= v & 0x40;
	c->tx[HPQ].active |= v >> 7;
	n->host->soon(n);
}

static void cpcr_wrote(struct nic *n, u32 offset, u32 was)
{
	(void)was;
	if (!chip((struct rtl *)n)->plus)
		set16(n, offset, 0);
	n->host->soon(n);
}

static void rdsar_wrote(struct nic *n, u32 offset, u32 was)
{
	(void)offset;
	(void)was;
	((struct rtl *)n)->rx_at = 0;
	n->host->soon(n);
}

static const struct nic_reg regs[] = {
	/* offset    name     reset   writable    flags    len n  stride after a write  instead of reading */
	{ 0x00,      "IDR",    0,      0xff,       0,       1, 6, 1, NULL, NULL },
	{ MAR,       "MAR",    0,      0xff,       0,       1, 8, 1, NULL, NULL },
	{ TSD,       "TSD",    TSD_OWN, 0xffffffff, 0,      4, 4, 4, tsd_wrote, NULL },
	{ TSAD,      "TSAD",   0,      0xffffffff, 0,       4, 4, 4, tsad_wrote, NULL },
	{ RBSTART,   "RBSTART", 0,     0xffffffff, 0,       4, 0, 0, NULL, NULL },
	{ 0x34,      "ERBCR",  0,      0,          0,       2, 0, 0, NULL, NULL },
	{ 0x36,      "ERSR",   0,      0,          0,       1, 0, 0, NULL, NULL },
	{ CR,        "CR",     0,      0x1c,       0,       1, 0, 0, cr_wrote, cr_read },
	{ CAPR,      "CAPR",   0xfff0, 0xffff,     0,       2, 0, 0, doorbell, NULL },
	{ CBR,       "CBR",    0,      0,          0,       2, 0, 0, NULL, NULL },
	{ IMR,       "IMR",    0,      0xe1ff,     0,       2, 0, 0, irq_wrote, NULL },
	{ ISR,       "ISR",    0,      0xe1ff,     REG_W1C, 2, 0, 0, irq_wrote, NULL },
	{ TCR,       "TCR",    0,      0x0307ffff, 0,       4, 0, 0, NULL, tcr_read },
	{ RCR,       "RCR",    0,      0x0f07ffff, 0,       4, 0, 0, doorbell, NULL },
	{ TCTR,      "TCTR",   0,      0,          0,       4, 0, 0, tctr_wrote, tctr_read },
	{ MPC,       "MPC",    0,      0,          REG_RC,  4, 0, 0, NULL, NULL },
	{ EECR,      "9346CR", 0x10,   0xce,       0,       1, 0, 0, eecr_wrote, eecr_read },
	{ 0x51,      "CONFIG0", 0,     0,          0,       1, 0, 0, NULL, NULL },
	{ CONFIG1,   "CONFIG1", 0x0d,  0xf3,       0,       1, 0, 0, NULL, NULL },
	{ TIMER_INT, "TIMERINT", 0,    0xffffffff, 0,       4, 0, 0, tctr_wrote, NULL },
	{ MSR,       "MSR",    0x40,   0xc0,       0,       1, 0, 0, NULL, phy_read },
	{ 0x59,      "CONFIG3", 0x01,  0x7f,       0,       1, 0, 0, NULL, NULL },
	{ 0x5a,      "CONFIG4", 0,     0xff,       0,       1, 0, 0, NULL, NULL },
	{ 0x5b,      "HLTCLK", 0,      0xff,       0,       1, 0, 0, NULL, NULL },
	{ 0x5c,      "MULINT", 0,      0x0fff,     0,       2, 0, 0, NULL, NULL },
	{ 0x5e,      "RERID",  0x10,   0,          0,       1, 0, 0, NULL, NULL },
	{ TSAD_STATUS, "TSADS", 0,     0,          0,       2, 0, 0, NULL, tsad_status_read },
	{ BMCR,      "BMCR",   0x1100, 0xffff,     0,       2, 0, 0, bmcr_wrote, NULL },
	{ BMSR,      "BMSR",   0,      0,          0,       2, 0, 0, NULL, phy_read },
	{ 0x66,      "ANAR",   0x05e1, 0x7fff,     0,       2, 0, 0, NULL, NULL },
	{ ANLPAR,    "ANLPAR", 0,      0,          0,       2, 0, 0, NULL, phy_read },
	{ 0x6a,      "ANER",   0x0001, 0,          0,       2, 0, 0, NULL, NULL },
	{ 0x6c,      "DIS",    0,      0,          REG_RC,  2, 0, 0, NULL, NULL },
	{ 0x6e,      "FCSC",   0,      0,          REG_RC,  2, 0, 0, NULL, NULL },
	{ 0x70,      "NWAYTR", 0,      0xffff,     0,       2, 0, 0, NULL, NULL },
	{ 0x72,      "REC",    0,      0,          REG_RC,  2, 0, 0, NULL, NULL },
	{ CSCR,      "CSCR",   0,      0xffff,     0,       2, 0, 0, NULL, cscr_read },
	{ 0x78,      "PHY1",   0,      0xffffffff, 0,       4, 0, 0, NULL, NULL },
	{ 0x7c,      "TW",     0,      0xffffffff, 0,       4, 0, 0, NULL, NULL },
	{ 0x80,      "PHY2",   0,      0xff,       0,       1, 0, 0, NULL, NULL },
	{ 0xd8,      "CONFIG5", 0,     0xff,       0,       1, 0, 0, NULL, NULL },
	{ TPPOLL,    "TPPOLL", 0,      0xff,       0,       1, 0, 0, poll_wrote, NULL },
	{ CPCR,      "CPCR",   0,      0x007f,     0,       2, 0, 0, cpcr_wrote, NULL },
	{ 0xe2,      "INTMIT", 0,      0xffff,     0,       2, 0, 0, NULL, NULL },
	{ RDSAR,     "RDSAR",  0,      0xffffffff, 0,       4, 2, 4, rdsar_wrote, NULL },
	{ 0xec,      "ETTHR",  0,      0x3f,       0,       1, 0, 0, NULL, NULL },
	{ 0xf0,      "FER",    0,      0x8000,     0,       4, 4, 4, NULL, NULL },
};

/* Sending. */

static void sent(struct rtl *c, struct frame *f)
{
	struct nic *n = &c->nic;

	offload_pad(f);
	c->tx_ok++;
	if ((nic_reg(n, TCR) & TCR_LOOP) == TCR_LOOP)
		nic_loop_back(n, f);
	else
		nic_send(n, f);
}

static bool is_frame(struct nic *n, const struct frame *f)
{
	if (f && f->len >= ETH_HLEN)
		return true;
	nic_fault(n, NIC_FAULT_SHORT);
	return false;
}

static unsigned slots_work(struct rtl *c, unsigned budget)
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
		if (got == DMA_OK && is_frame(n, f)) {
			sent(c, f);
			nic_set(n, at, v | TSD_OWN | TSD_TOK);
			cause(n, I_TOK);
		} else {
			if (f)
				n->host->drop(n, f, DROP_BAD_DESCRIPTOR);
			c->tx_bad++;
			nic_set(n, at, v | TSD_OWN | TSD_ABORT);
			cause(n, I_TER);
		}
		c->slot = (c->slot + 1) % SLOTS;
		nic_commit(n);
		done++;
	}
	return done;
}

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
	bool good = !c->tx[q].skip && is_frame(n, f);

	c->tx[q].skip = false;
	if (good && !offload(f, word)) {
		nic_fault(n, NIC_FAULT_CONTEXT);
		good = false;
	}
	if (good && tag & D_TAG_IN)
		offload_tag_push(f, ETH_TYPE_VLAN, (u16)(tag << 8 | (tag >> 8 & 0xff)));
	if (good) {
		sent(c, f);
	} else {
		c->tx_bad++;
		if (f)
			n->host->drop(n, f, DROP_BAD_DESCRIPTOR);
	}
	return good;
}

/* One C+ descriptor. false: not now. */
static bool tx_one(struct rtl *c, unsigned q, u16 *causes)
{
	struct nic *n = &c->nic;
	struct rtl_queue *t = &c->tx[q];
	u32 base = q == HPQ ? THPDS : TNPDS;
	u64 at = (nic_reg(n, base) & ~0xffu) + ((u64)nic_reg(n, base + 4) << 32) + DESC * (u64)t->at;
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
	if (word & D_FS && n->partial[q])
		frame_put(nic_partial_take(n, q)); /* the one before never ended */
	got = nic_append(n, q, get_le64(d + 8), word & 0xffff, 0, &why);
	if (got == DMA_WAIT)
		return false;
	t->skip |= got == DMA_FAULT;
	if (word & D_LS)
		*causes |= last_descriptor(c, q, word, get_le32(d + 4)) ? I_TOK : I_TER;
	put_le32(d, word & ~D_OWN & ~(u32)(word & D_LS ? 0x00f00000 : 0));
	nic_write_back(n, at, d, 4);
	t->at = word & D_EOR || t->at + 1 >= RING_MAX ? 0 : t->at + 1;
	nic_commit(n);
	return true;
}

static unsigned rings_work(struct rtl *c, unsigned budget)
{
	unsigned done = 0;
	u16 causes = 0;

	for (int q = HPQ; q >= NPQ; q--)
		while (c->tx[q].active && done < budget && c->nic.room && tx_one(c, (unsigned)q, &causes))
			done++;
	if (causes)
		cause(&c->nic, causes);
	return done;
}

/* Tally counters (C+ data sheet, "dump tally counter command"): 64 bytes. */
static void dump(struct rtl *c)
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

static void count(struct rtl *c, const struct frame *f, u32 match)
{
	c->rx_ok++;
	c->rx_broadcast += match == HEAD_BROAD;
	c->rx_multicast += match == HEAD_MULTI;
	c->nic.rx_frames++;
	c->nic.rx_bytes += f->len;
	c->starved = false;
}

static void starve(struct rtl *c)
{
	if (!c->starved)
		cause(&c->nic, I_RX_OVER);
	c->starved = true;
}

/* The frame as it lies behind its header: padded, FCS at its end. */
struct rtl_rx {
	u8 tail[OFFLOAD_FRAME_MIN + FCS_LEN];
	u32 body, tail_len; /* of the frame, and what follows it */
};

static void tail_of(struct nic *n, const struct frame *f, struct rtl_rx *r)
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

struct rtl_buffer {
	u64 start;
	u32 len, at;
	bool wrap, bad; /* goes on at its beginning; could not be written */
};

static void put(struct nic *n, struct rtl_buffer *b, const u8 *p, u32 len)
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

/* Into the linear buffer. false: there is no room. */
static bool deliver_linear(struct rtl *c, struct frame *f, u32 match)
{
	struct nic *n = &c->nic;
	u32 rcr = nic_reg(n, RCR), len = 8192u << (rcr >> 11 & 3), used, need;
	struct rtl_buffer b = { .start = nic_reg(n, RBSTART), .len = len, .at = reg16(n, CBR) % len, .wrap = !(rcr & RCR_WRAP) || len == 65536 };
	u32 behind = (u16)(reg16(n, CAPR) + 16) % len, at = b.at;
	struct rtl_rx r;
	u8 head[4];

	tail_of(n, f, &r);
	need = (4 + r.body + r.tail_len + 3) & ~3u;
	used = (at + len - behind) % len;
	if (used + need + 4 > len) {
		starve(c);
		return false;
	}
	put_le16(head, (u16)(HEAD_OK | match));
	put_le16(head + 2, (u16)(r.body + r.tail_len));
	put(n, &b, head, 4);
	put(n, &b, f->data, r.body);
	put(n, &b, r.tail, r.tail_len);
	set16(n, CBR, (u16)((at + need) % len));
	nic_commit(n);
	if (b.bad) {
		c->rx_bad++;
		cause(n, I_RER);
		n->host->drop(n, nic_fifo_take(n), DROP_BAD_DESCRIPTOR);
		return true;
	}
	count(c, f, match);
	cause(n, I_ROK);
	frame_put(nic_fifo_take(n));
	return true;
}

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

/* Into the next descriptor. false: there is none. */
static bool deliver_ring(struct rtl *c, struct frame *f, u32 match)
{
	struct nic *n = &c->nic;
	u64 at = (nic_reg(n, RDSAR) & ~0xffu) + ((u64)nic_reg(n, RDSAR + 4) << 32) + DESC * (u64)c->rx_at;
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
		starve(c);
		return false;
	}
	out = plus_mode(n, CP_CSUM) ? sums(f) : 0;
	if (tci >= 0 && plus_mode(n, CP_VLAN)) {
		f = frame_writable(f);
		n->fifo[n->fifo_head % NIC_FIFO] = f;
		if (!f) {
			n->fifo_head++;
			return true;
		}
		offload_tag_pull(f);
		tag = D_TAG_OUT | (u32)(tci & 0xff) << 8 | (u32)tci >> 8;
	}
	tail_of(n, f, &r);
	if (r.body + r.tail_len > (word & 0x1fff)) {
		c->rx_bad++;
		n->host->drop(n, nic_fifo_take(n), DROP_TOO_LONG);
		return true;
	}
	b.start = get_le64(d + 8);
	put(n, &b, f->data, r.body);
	put(n, &b, r.tail, r.tail_len);
	out |= (word & D_EOR) | D_FS | D_LS | (match == HEAD_BROAD ? D_BROAD : match == HEAD_MULTI ? D_MULTI : match == HEAD_MINE ? D_MINE : 0u);
	put_le32(d, out | (b.bad ? D_ERROR : 0u) | (r.body + r.tail_len));
	put_le32(d + 4, tag);
	nic_write_back(n, at, d, 8);
	c->rx_at = word & D_EOR || c->rx_at + 1 >= RING_MAX ? 0 : c->rx_at + 1;
	nic_commit(n);
	f = nic_fifo_take(n);
	if (b.bad) {
		c->rx_bad++;
		n->host->drop(n, f, DROP_BAD_DESCRIPTOR);
	} else {
		count(c, f, match);
		frame_put(f);
	}
	cause(n, b.bad ? I_RER : I_ROK);
	return true;
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
		} else if (!(plus_mode(n, CP_RX) ? deliver_ring(c, f, match) : deliver_linear(c, f, match))) {
			return false;
		}
	}
	return false;
}

static bool work(struct nic *n, unsigned budget)
{
	struct rtl *c = (struct rtl *)n;
	bool more = rx_work(c, budget);
	unsigned done = 0;

	set16(n, MPC, (u16)n->rx_missed);
	if (c->dump)
		dump(c);
	if (n->bar[0][CR] & CR_TE)
		done = plus_mode(n, CP_TX) ? rings_work(c, budget) : slots_work(c, budget);
	return done || more;
}

/* Birth. */

static void init(struct nic *n)
{
	n->config[0x3e] = 0x20;
	n->config[0x3f] = 0x40;
	pci_cap_pm(n, 0x50);
}

static void reset(struct nic *n)
{
	struct rtl *c = (struct rtl *)n;

	memset(&c->nvm, 0, sizeof(*c) - offsetof(struct rtl, nvm));
	c->nvm[0] = 0x8129;
	c->nvm[1] = n->model->vendor;
	c->nvm[2] = n->model->device;
	c->nvm[3] = n->model->sub_vendor;
	c->nvm[4] = n->model->sub_device;
	for (unsigned i = 0; i < 3; i++)
		c->nvm[7 + i] = get_le16(n->mac + 2 * i);
	c->counting = n->now;
	memcpy(n->bar[0], n->mac, 6);
}

static bool ring(struct nic *n, unsigned i, struct nic_ring *r)
{
	struct rtl *c = (struct rtl *)n;
	u32 base = i == 0 ? TNPDS : i == 1 ? THPDS : RDSAR;

	if (i > 2 || !plus_mode(n, CP_TX | CP_RX))
		return false;
	*r = (struct nic_ring){ .base = (nic_reg(n, base) & ~0xffu) + ((u64)nic_reg(n, base + 4) << 32), .desc_len = DESC, .n = RING_MAX };
	r->head = r->tail = i < 2 ? c->tx[i].at : c->rx_at;
	r->enabled = r->base && n->bar[0][CR] & (i < 2 ? CR_TE : CR_RE);
	snprintf(r->name, sizeof(r->name), "%s", i == 0 ? "tx normal" : i == 1 ? "tx high" : "rx");
	return true;
}

static void describe(struct nic *n, const struct nic_ring *r, const u8 *d, char *text, size_t room)
{
	u32 w = get_le32(d);

	(void)n;
	(void)r;
	snprintf(text, room, "addr %016llx len %u%s%s%s%s tag %08x", (unsigned long long)get_le64(d + 8), w & 0x1fff, w & D_OWN ? " OWN" : "",
		 w & D_EOR ? " EOR" : "", w & D_FS ? " FS" : "", w & D_LS ? " LS" : "", get_le32(d + 4));
}

static const char *const causes[] = { "ROK", "RER", "TOK", "TER", "RXOVW", "LINKCHG", "FOVW", "TDU", "SWINT", NULL, NULL, NULL, NULL, "LENCHG", "TIMEOUT", "SERR" };

#define MODEL                                                                                                                      \
	.vendor = 0x10ec, .device = 0x8139, .sub_vendor = 0x10ec, .sub_device = 0x8139, .size = sizeof(struct rtl),                    \
	.max_frame = STANDARD_MAX - FCS_LEN,                                                                                            \
	.bar = { { .kind = BAR_IO, .len = 256, .regs = regs, .n_regs = ARRAY_LEN(regs) }, { .kind = BAR_MEM, .len = 256, .same_as = 1 } }, \
	.init = init, .reset = reset, .work = work, .timer = timer, .link = link_changed, .ring = ring, .describe = describe,           \
	.causes = causes, .n_causes = ARRAY_LEN(causes), .cause_reg = ISR

static const struct rtl_chip chip_c = { .tcr = 0x74000000 }, chip_cplus = { .plus = true, .tcr = 0x74800000 };

const struct nic_model nic_rtl8139 = { .name = "rtl8139", .title = "Realtek RTL8139C+ Fast Ethernet", .revision = 0x20, .chip = &chip_cplus, MODEL };
const struct nic_model nic_rtl8139c = { .name = "rtl8139c", .title = "Realtek RTL8139C Fast Ethernet", .revision = 0x10, .chip = &chip_c, MODEL };
