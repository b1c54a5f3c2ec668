/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The copper PHY behind MDIC (IEEE 802.3 clause 22, 8254x manual 5.6 and 13.4.8). Its link partner is the wire: a gigabit station that can do
 * everything. Negotiation takes a while, in which there is no link; a carrier that comes and goes is link at once.
 */
#include "nic-models/intel/intel.h"

enum {
	BMCR = 0, BMSR = 1, PHYID1 = 2, PHYID2 = 3, ANAR = 4, ANLPAR = 5, ANER = 6, NPTX = 7, GCTRL = 9, GSTATUS = 10, ESTATUS = 15,
	PSCR = 16, PSSR = 17, IER = 18, ISR = 19, EPSCR = 20,
	BMCR_RESET = 0x8000, BMCR_LOOPBACK = 0x4000, BMCR_ANE = 0x1000, BMCR_POWER_DOWN = 0x0800, BMCR_RESTART = 0x0200,
	BMSR_LINK = 4, BMSR_DONE = 0x20,
	PSSR_LINK = 0x0400, PSSR_RESOLVED = 0x0800,
};
#define NEGOTIATION (40 * NSEC_PER_MS)

bool intel_phy_loops(const struct intel *c)
{
	return c->phy[BMCR] & BMCR_LOOPBACK;
}

static void set_link(struct intel *c, bool link)
{
	bool changed = c->link != link;

	c->link = link;
	c->phy[BMSR] = (u16)(link ? c->phy[BMSR] | BMSR_LINK | BMSR_DONE : c->phy[BMSR] & ~(BMSR_LINK | BMSR_DONE));
	c->phy[PSSR] = (u16)(link ? 0xac00 | PSSR_LINK | 0x0008 : 0x8000);
	c->phy[ANLPAR] = link ? 0x4de1 : 0;
	c->phy[GSTATUS] = link ? 0x7c00 : 0;
	c->phy[ANER] = link ? 0x0003 : 0;
	if (link)
		W(c, STATUS, R(c, STATUS) | STATUS_LU | STATUS_SPEED_1000 | STATUS_FD);
	else
		W(c, STATUS, R(c, STATUS) & ~(u32)STATUS_LU);
	if (changed) {
		c->phy[ISR] |= 0x0400;
		intel_chip(c)->cause(c, ICR_LSC);
	}
}

void intel_phy_link(struct intel *c, bool carrier)
{
	if (c->phy[BMCR] & BMCR_POWER_DOWN || nic_timer_is_set(&c->nic, T_AUTONEG))
		carrier = false; /* negotiation will find out */
	set_link(c, carrier);
}

void intel_phy_reset(struct intel *c)
{
	static const struct { u8 reg; u16 value; } born[] = {
		{ BMCR, 0x1140 }, { BMSR, 0x7949 }, { ANAR, 0x0de1 }, { NPTX, 0x2001 }, { GCTRL, 0x0e00 }, { ESTATUS, 0x3000 },
		{ PSCR, 0x0360 }, { EPSCR, 0x0d60 },
	};

	memset(c->phy, 0, sizeof(c->phy));
	for (unsigned i = 0; i < ARRAY_LEN(born); i++)
		c->phy[born[i].reg] = born[i].value;
	c->phy[PHYID1] = (u16)(intel_chip(c)->phy_id >> 16);
	c->phy[PHYID2] = (u16)intel_chip(c)->phy_id;
}

static void negotiate(struct intel *c)
{
	nic_timer_set(&c->nic, T_AUTONEG, c->nic.now + NEGOTIATION);
	set_link(c, false);
}

static void bmcr_wrote(struct intel *c)
{
	u16 v = c->phy[BMCR];

	c->phy[BMCR] &= (u16)~(BMCR_RESET | BMCR_RESTART);
	nic_phy_off(&c->nic, v & BMCR_POWER_DOWN && !(v & BMCR_RESET));
	if (v & BMCR_RESET) {
		intel_phy_reset(c);
		negotiate(c);
	} else if (v & BMCR_LOOPBACK) {
		set_link(c, true);
	} else if (v & BMCR_POWER_DOWN) {
		set_link(c, false);
	} else if (v & BMCR_ANE && v & BMCR_RESTART) {
		negotiate(c);
	} else {
		intel_phy_link(c, c->nic.link);
	}
}

static void phy_write(struct intel *c, unsigned reg, u16 v)
{
	switch (reg) {
	case BMSR: case PHYID1: case PHYID2: case ANLPAR: case ANER: case GSTATUS: case ESTATUS: case PSSR: case ISR:
		return; /* read only */
	case BMCR:
		c->phy[reg] = v;
		bmcr_wrote(c);
		return;
	default:
		c->phy[reg] = v;
	}
}

static u16 phy_read(struct intel *c, unsigned reg)
{
	u16 v = c->phy[reg];

	if (reg == ISR)
		c->phy[ISR] = 0;
	return v;
}

void intel_mdic_wrote(struct nic *n, u32 offset, u32 was)
{
	enum { READY = 1 << 28, IRQ = 1 << 29, ERROR = 1 << 30, READ = 2, WRITE = 1 };
	struct intel *c = (struct intel *)n;
	u32 v = R(c, offset), reg = v >> 16 & 31, op = v >> 26 & 3;

	(void)was;
	if (v & READY)
		return;
	if ((v >> 21 & 31) != 1 && !intel_chip(c)->advanced)
		v |= ERROR; /* nobody at that address */
	else if (op == READ)
		v = (v & ~0xffffu) | phy_read(c, reg);
	else if (op == WRITE)
		phy_write(c, reg, (u16)v);
	else
		v |= ERROR;
	W(c, offset, v | READY);
	if (v & IRQ)
		intel_chip(c)->cause(c, ICR_MDAC);
}
