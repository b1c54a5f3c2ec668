/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Realtek RTL8139C and C+ (data sheets of both). The old way: four transmit slots in registers, and one linear receive buffer that the chip writes headers and
 * frames into, at CBR, behind CAPR, which the driver moves. The C+ way, when its command register says so: rings of 16-byte descriptors, checksums, large send, tags.
 *
 * Left out: the flash, wake-up, early transmit and receive thresholds, the twister. Full-duplex at 100 Mbit/s whatever was advertised.
 */
#include "nic-models/rtl8139/rtl8139.h"

enum { T_TIMER = 0 };

static const struct rtl_chip *chip(const struct rtl *c)
{
	return c->nic.model->chip;
}

/* Interrupts. */

static void irq_update(struct nic *n)
{
	nic_intx(n, rtl_reg16(n, ISR) & rtl_reg16(n, IMR));
}

void rtl_cause(struct nic *n, u16 bits)
{
	rtl_set16(n, ISR, rtl_reg16(n, ISR) | bits);
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
	rtl_cause(n, I_TIMER);
}

/* EEPROM, PHY, link. */

static u16 nvm_word(void *arg, u32 at)
{
	const struct nic *n = arg;
	const struct nic_model *m = n->model;
	u16 head[] = { 0x8129, m->vendor, m->device, m->sub_vendor, m->sub_device };

	if (at < ARRAY_LEN(head))
		return head[at];
	if (at >= 7 && at < 10)
		return get_le16(n->mac + 2 * (at - 7));
	return at == 63 && n->inject.nvm_checksum;
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
		microwire_lines(&c->microwire, v & 8, v & 4, v & 2, 6, nvm_word, n);
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
	u16 v = rtl_reg16(n, offset);

	(void)was;
	if (v & 0x8000)
		v = 0x1100;
	rtl_set16(n, offset, v & (u16)~0x0200); /* negotiation is over at once */
	nic_phy_off(n, v & 0x0800);
}

static void link_changed(struct nic *n)
{
	((struct rtl *)n)->link_event = true;
	rtl_cause(n, I_LINK);
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
	bool empty = rtl_buffer_unread(n) == rtl_reg16(n, CBR) % rtl_buffer_len(n);

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
		rtl_set16(n, CBR, 0);
		rtl_set16(n, CAPR, 0xfff0);
	}
	n->host->soon(n);
}

static void tsd_wrote(struct nic *n, u32 offset, u32 was)
{
	struct rtl *c = (struct rtl *)n;
	u32 v = nic_reg(n, offset);

	(void)was;
	if (rtl_plus_mode(n, CP_TX | CP_RX)) { /* DTCCR stands there */
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
		rtl_set16(n, offset, 0);
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

	memset(&c->microwire, 0, sizeof(*c) - offsetof(struct rtl, microwire));
	c->counting = n->now;
	memcpy(n->bar[0], n->mac, 6);
}

static const char *const causes[] = { "ROK", "RER", "TOK", "TER", "RXOVW", "LINKCHG", "FOVW", "TDU", "SWINT", NULL, NULL, NULL, NULL, "LENCHG", "TIMEOUT", "SERR" };

static const struct nic_limit limits[] = {
	MICROWIRE_LIMITS(struct rtl, microwire),
	NIC_LIMITS(struct rtl, tx, at, RING_MAX - 1),
	NIC_LIMITS(struct rtl, tx, active, 1),
	NIC_LIMITS(struct rtl, tx, skip, 1),
	NIC_LIMIT(struct rtl, rx_at, RING_MAX - 1),
	NIC_LIMIT(struct rtl, slot, SLOTS - 1),
	NIC_LIMIT(struct rtl, starved, 1),
	NIC_LIMIT(struct rtl, dump, 1),
	NIC_LIMIT(struct rtl, link_event, 1),
	{ 0 },
};

#define MODEL                                                                                                                      \
	.vendor = 0x10ec, .device = 0x8139, .sub_vendor = 0x10ec, .sub_device = 0x8139, .size = sizeof(struct rtl),                    \
	.max_frame = STANDARD_MAX - FCS_LEN,                                                                                            \
	.bar = { { .kind = BAR_IO, .len = 256, .regs = regs, .n_regs = ARRAY_LEN(regs) }, { .kind = BAR_MEM, .len = 256, .same_as = 1 } }, \
	.limits = limits, .init = init, .reset = reset, .work = rtl_work, .timer = timer, .link = link_changed, .ring = rtl_ring, .describe = rtl_describe,           \
	.causes = causes, .n_causes = ARRAY_LEN(causes), .cause_reg = ISR

static const struct rtl_chip chip_c = { .tcr = 0x74000000 }, chip_cplus = { .plus = true, .tcr = 0x74800000 };

const struct nic_model nic_rtl8139 = { .name = "rtl8139", .title = "Realtek RTL8139C+ Fast Ethernet", .revision = 0x20, .chip = &chip_cplus, MODEL };
const struct nic_model nic_rtl8139c = { .name = "rtl8139c", .title = "Realtek RTL8139C Fast Ethernet", .revision = 0x10, .no_writeback = true, .chip = &chip_c, MODEL };
