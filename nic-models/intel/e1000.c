/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Intel 82540EM and 82545EM: one transmit and one receive ring, one interrupt pin. 8254x Software Developer's Manual, chapters 3, 13 and 14.
 *
 * Interrupts: a cause that the mask lets through asserts the pin, at most once an ITR interval; reading ICR takes it back. RDTR and TIDV delay what
 * packets cause, RADV and TADV bound the delay.
 *
 * Left out: wake-up, the TBI (fibre) side, early transmit and receive, flash.
 */
#include "nic-models/intel/intel.h"

static u32 tx_base(unsigned q)
{
	(void)q;
	return 0x3800;
}

static u32 rx_base(unsigned q)
{
	(void)q;
	return 0x2800;
}

/* Interrupts (chapter 3.4, 13.4.17 to 13.4.21). */

static void irq_update(struct intel *c)
{
	struct nic *n = &c->nic;
	bool want = R(c, ICR) & R(c, IMS);
	u32 itr = R(c, ITR) & 0xffff;

	if (want && !n->intx && n->now < c->irq_until[0]) {
		if (!nic_timer_is_set(n, T_ITR))
			nic_timer_set(n, T_ITR, c->irq_until[0]);
		return;
	}
	if (want && !n->intx)
		c->irq_until[0] = n->now + (nsec)itr * 256;
	nic_intx(n, want);
}

static void cause(struct intel *c, u32 bits)
{
	W(c, ICR, R(c, ICR) | bits);
	irq_update(c);
}

static u32 icr_read(struct nic *n, u32 offset)
{
	struct intel *c = (struct intel *)n;
	u32 v = R(c, offset);

	if (v & R(c, IMS))
		v |= ICR_ASSERTED;
	W(c, offset, 0);
	irq_update(c);
	return v;
}

#include "nic-models/intel/irq.h"

/* Delays: units of 1.024 us. */

static void delayed(struct intel *c, unsigned timer, u32 delay, unsigned limit_timer, u32 limit, u32 bit)
{
	struct nic *n = &c->nic;

	if (!(delay & 0xffff)) {
		cause(c, bit);
		return;
	}
	nic_timer_set(n, timer, n->now + (delay & 0xffff) * 1024ull);
	if (limit & 0xffff && !nic_timer_is_set(n, limit_timer))
		nic_timer_set(n, limit_timer, n->now + (limit & 0xffff) * 1024ull);
}

static void tx_done(struct intel *c, unsigned q, bool late)
{
	(void)q;
	if (late)
		delayed(c, T_TIDV, R(c, TIDV), T_TADV, R(c, TADV), ICR_TXDW);
	else
		cause(c, ICR_TXDW);
}

static void rx_done(struct intel *c, unsigned q)
{
	(void)q;
	delayed(c, T_RDTR, R(c, RDTR), T_RADV, R(c, RADV), ICR_RXT0);
}

static void rdtr_wrote(struct nic *n, u32 offset, u32 was)
{
	struct intel *c = (struct intel *)n;

	(void)was;
	if (!(R(c, offset) & RDTR_FPD))
		return;
	W(c, offset, R(c, offset) & 0xffff);
	if (nic_timer_is_set(n, T_RDTR))
		nic_timer_set(n, T_RDTR, n->now);
}

static void timer(struct nic *n, unsigned id)
{
	struct intel *c = (struct intel *)n;

	switch (id) {
	case T_RDTR: case T_RADV:
		nic_timer_stop(n, T_RDTR);
		nic_timer_stop(n, T_RADV);
		cause(c, ICR_RXT0);
		break;
	case T_TIDV: case T_TADV:
		nic_timer_stop(n, T_TIDV);
		nic_timer_stop(n, T_TADV);
		cause(c, ICR_TXDW);
		break;
	case T_ITR:
		irq_update(c);
		break;
	default:
		intel_timer(c, id);
	}
}

/* The window in I/O space: an address, and the register there (13.2.2.1). */

static u32 io_read(struct nic *n, u32 offset, unsigned len)
{
	struct intel *c = (struct intel *)n;

	if (offset == 0)
		return c->io_addr;
	return offset == 4 ? nic_reg_read(n, 0, c->io_addr & 0x1fffc, len) : 0;
}

static void io_write(struct nic *n, u32 offset, unsigned len, u32 value)
{
	struct intel *c = (struct intel *)n;

	if (offset == 0)
		c->io_addr = value;
	else if (offset == 4)
		nic_reg_write(n, 0, c->io_addr & 0x1fffc, len, value);
}

static const struct nic_reg regs[] = {
	/* offset  name       reset       writable    flags    len  n  stride  after a write       instead of reading */
	{ CTRL,    "CTRL",    0x00000240, 0xffffffff, 0, 0, 0, 0, intel_ctrl_wrote, NULL },
	{ STATUS,  "STATUS",  0x00000781, 0,          0, 0, 0, 0, NULL, intel_status_read },
	{ EECD,    "EECD",    0x00000000, 0x0000007f, 0, 0, 0, 0, intel_eecd_wrote, intel_eecd_read },
	{ EERD,    "EERD",    0x00000000, 0x0000ff01, 0, 0, 0, 0, intel_eerd_wrote, NULL },
	{ CTRL_EXT, "CTRL_EXT", 0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ FLA,     "FLA",     0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ MDIC,    "MDIC",    0x10000000, 0xffffffff, 0, 0, 0, 0, intel_mdic_wrote, NULL },
	{ FCAL,    "FCAL",    0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ FCAH,    "FCAH",    0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ FCT,     "FCT",     0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ VET,     "VET",     0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ ICR,     "ICR",     0x00000000, 0x0001ffff, REG_W1C, 0, 0, 0, icr_wrote, icr_read },
	{ ITR,     "ITR",     0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ ICS,     "ICS",     0x00000000, 0x0001ffff, 0, 0, 0, 0, ics_wrote, NULL },
	{ IMS,     "IMS",     0x00000000, 0x0001ffff, 0, 0, 0, 0, ims_wrote, NULL },
	{ IMC,     "IMC",     0x00000000, 0x0001ffff, 0, 0, 0, 0, imc_wrote, NULL },
	{ RCTL,    "RCTL",    0x00000000, 0xffffffff, 0, 0, 0, 0, intel_rctl_wrote, NULL },
	{ FCTTV,   "FCTTV",   0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ TXCW,    "TXCW",    0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ RXCW,    "RXCW",    0x00000000, 0,          0, 0, 0, 0, NULL, NULL },
	{ TCTL,    "TCTL",    0x00000000, 0xffffffff, 0, 0, 0, 0, intel_rctl_wrote, NULL },
	{ TIPG,    "TIPG",    0x00602008, 0x3fffffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x0458,  "AIT",     0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ LEDCTL,  "LEDCTL",  0x07061302, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ PBA,     "PBA",     0x00100030, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ FCRTL,   "FCRTL",   0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ FCRTH,   "FCRTH",   0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x2800,  "RDBAL",   0x00000000, 0xfffffff0, 0, 0, 0, 0, intel_doorbell, NULL },
	{ 0x2804,  "RDBAH",   0x00000000, 0xffffffff, 0, 0, 0, 0, intel_doorbell, NULL },
	{ 0x2808,  "RDLEN",   0x00000000, 0x000fff80, 0, 0, 0, 0, intel_doorbell, NULL },
	{ 0x2810,  "RDH",     0x00000000, 0x0000ffff, 0, 0, 0, 0, intel_doorbell, NULL },
	{ 0x2818,  "RDT",     0x00000000, 0x0000ffff, 0, 0, 0, 0, intel_doorbell, NULL },
	{ RDTR,    "RDTR",    0x00000000, 0x8000ffff, 0, 0, 0, 0, rdtr_wrote, NULL },
	{ 0x2828,  "RXDCTL",  0x00000000, 0x013f3f3f, 0, 0, 0, 0, NULL, NULL },
	{ RADV,    "RADV",    0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ RSRPD,   "RSRPD",   0x00000000, 0x00000fff, 0, 0, 0, 0, NULL, NULL },
	{ 0x3000,  "TXDMAC",  0x00000000, 0x00000001, 0, 0, 0, 0, NULL, NULL },
	{ 0x3800,  "TDBAL",   0x00000000, 0xfffffff0, 0, 0, 0, 0, intel_doorbell, NULL },
	{ 0x3804,  "TDBAH",   0x00000000, 0xffffffff, 0, 0, 0, 0, intel_doorbell, NULL },
	{ 0x3808,  "TDLEN",   0x00000000, 0x000fff80, 0, 0, 0, 0, intel_doorbell, NULL },
	{ 0x3810,  "TDH",     0x00000000, 0x0000ffff, 0, 0, 0, 0, intel_doorbell, NULL },
	{ 0x3818,  "TDT",     0x00000000, 0x0000ffff, 0, 0, 0, 0, intel_doorbell, NULL },
	{ TIDV,    "TIDV",    0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x3828,  "TXDCTL",  0x00000000, 0xff3f3f3f, 0, 0, 0, 0, NULL, NULL },
	{ TADV,    "TADV",    0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x3830,  "TSPMT",   0x01000400, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
#include "nic-models/intel/stats.h"
	{ RXCSUM,  "RXCSUM",  0x00000000, 0x000007ff, 0, 0, 0, 0, NULL, NULL },
	{ MTA,     "MTA",     0x00000000, 0xffffffff, 0, 0, 128, 4, NULL, NULL },
	{ RAL,     "RAL",     0x00000000, 0xffffffff, 0, 0, 16, 8, NULL, NULL },
	{ RAH,     "RAH",     0x00000000, 0x8003ffff, 0, 0, 16, 8, NULL, NULL },
	{ VFTA,    "VFTA",    0x00000000, 0xffffffff, 0, 0, 128, 4, NULL, NULL },
	{ WUC,     "WUC",     0x00000000, 0x0000000f, 0, 0, 0, 0, NULL, NULL },
	{ 0x5808,  "WUFC",    0x00000000, 0x000f80ff, 0, 0, 0, 0, NULL, NULL },
	{ 0x5810,  "WUS",     0x00000000, 0x000000ff, REG_W1C, 0, 0, 0, NULL, NULL },
	{ MANC,    "MANC",    0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x5838,  "IPAV",    0x00000000, 0x0001000f, 0, 0, 0, 0, NULL, NULL },
	{ 0x5840,  "IP4AT",   0x00000000, 0xffffffff, 0, 0, 4, 8, NULL, NULL },
	{ 0x5880,  "IP6AT",   0x00000000, 0xffffffff, 0, 0, 4, 4, NULL, NULL },
	{ 0x5f00,  "FFLT",    0x00000000, 0x000007ff, 0, 0, 4, 8, NULL, NULL },
	{ 0x9000,  "FFMT",    0x00000000, 0x0000000f, 0, 0, 128, 8, NULL, NULL },
	{ 0x9800,  "FFVT",    0x00000000, 0xffffffff, 0, 0, 128, 8, NULL, NULL },
	{ 0x10000, "PBM",     0x00000000, 0xffffffff, 0, 0, 16384, 4, NULL, NULL },
};

static const char *const causes[] = {
	"TXDW", "TXQE", "LSC", "RXSEQ", "RXDMT0", NULL, "RXO", "RXT0", NULL, "MDAC", "RXCFG", NULL, NULL, NULL, NULL, "TXD_LOW", "SRPD",
};

static void init_82540em(struct nic *n)
{
	pci_cap_pm(n, 0xdc);
	n->config[PCI_MIN_GNT] = 0xff;
}

#define CHIP(name, id)                                                                                                         \
	static const struct intel_chip name = {                                                                                \
		.n_tx = 1, .n_rx = 1, .n_ral = 16, .tx_base = tx_base, .rx_base = rx_base, .phy_id = 0x01410c20,               \
		.nvm_words = 64, .nvm_address_bits = 6, .nvm_device = (id), .nvm_ctrl = 0x3040,                                \
		.tx_done = tx_done, .rx_done = rx_done, .cause = cause,                                                        \
	}
#define MODEL                                                                                                                  \
	.vendor = 0x8086, .sub_vendor = 0x8086, .size = sizeof(struct intel), .max_frame = 16380,                              \
	.bar = { { .kind = BAR_MEM, .len = 0x20000, .regs = regs, .n_regs = ARRAY_LEN(regs) },                                 \
		 { .kind = BAR_IO, .len = 64, .read = io_read, .write = io_write } },                                          \
	.init = init_82540em, .reset = intel_reset, .work = intel_work, .timer = timer, .link = intel_link, .limits = intel_limits, \
	.ring = intel_ring, .describe = intel_describe, .causes = causes, .n_causes = ARRAY_LEN(causes), .cause_reg = ICR

CHIP(chip_82540em, 0x100e);
CHIP(chip_82545em, 0x100f);

const struct nic_model nic_e1000 = {
	.name = "e1000", .title = "Intel 82540EM Gigabit Ethernet", .device = 0x100e, .sub_device = 0x001e, .revision = 2, .chip = &chip_82540em, MODEL,
};
const struct nic_model nic_e1000_82545em = {
	.name = "e1000-82545em", .title = "Intel 82545EM Gigabit Ethernet", .device = 0x100f, .sub_device = 0x1001, .revision = 1,
	.chip = &chip_82545em, MODEL,
};
