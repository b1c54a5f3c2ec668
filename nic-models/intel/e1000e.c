/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Intel 82574L: two transmit and two receive queues with RSS, extended descriptors, INTx, MSI, or MSI-X with five messages. 82574 datasheet (318694),
 * chapters 7, 9 and 10.
 *
 * Interrupts (7.4): by pin or MSI as in the 8254x, but for what a read of ICR does (10.2.4.1). By MSI-X each queue's causes and all others have an entry
 * of IVAR that names their message; EITR keeps messages apart; what EIAC names is cleared and masked when it is told.
 *
 * Left out: wake-up, flash, manageability, time stamps (the clock registers stand still).
 */
#include "nic-models/intel/intel.h"

enum {
	EIAC = 0x00dc, IVAR = 0x00e4, EITR = 0x00e8, MESSAGES = 5,
	ENTRIES = 5,		/* of IVAR, four bits each: ICR_RXQ0 to ICR_OTHER */
	EITR_SENT = 1200,	/* 307 us: nobody waits for what was sent, and a guest under emulation pays for a message what several frames cost it */
	EITR_OVERRUN = 40000,	/* 10 ms: of a receiver that is too slow; such messages would make it slower, as they do beside a real one */
	ICR_RXQ0 = 1 << 20, ICR_RXQ1 = 1 << 21, ICR_TXQ0 = 1 << 22, ICR_TXQ1 = 1 << 23, ICR_OTHER = 1 << 24,
	OTHER_CAUSES = ICR_LSC | ICR_RXO | ICR_MDAC | 0x10000 /* SRPD */ | 0x20000 /* ACK */,
};

static u32 tx_base(unsigned q) { return 0x3800 + 0x100 * q; }
static u32 rx_base(unsigned q) { return 0x2800 + 0x100 * q; }

/* The pin, or MSI: one message where the pin would rise. */
static void pin_update(struct intel *c)
{
	struct nic *n = &c->nic;
	bool want = R(c, ICR) & R(c, IMS), msi = nic_irq_mode(n) == NIC_MSI;
	u32 fresh = R(c, ICR) & R(c, IMS) & ~c->sent;

	if (want && (msi ? fresh != 0 : !n->intx) && n->now < c->irq_until[0]) {
		if (!nic_timer_is_set(n, T_ITR))
			nic_timer_set(n, T_ITR, c->irq_until[0]);
		return;
	}
	c->sent = R(c, ICR) & R(c, IMS);
	if (want && (msi ? fresh != 0 : !n->intx))
		c->irq_until[0] = n->now + (nsec)(R(c, ITR) & 0xffff) * 256;
	if (msi && fresh)
		nic_message(n, 0);
	nic_intx(n, want && !msi);
}

/* The message tells of those causes (ICR_RXQ0 to ICR_OTHER) and nothing else. */
static bool tells_only(const struct intel *c, u32 vector, u32 causes)
{
	for (unsigned i = 0; i < ENTRIES; i++)
		if (!(causes & (u32)ICR_RXQ0 << i) && (R(c, IVAR) >> 4 * i & 15) == (8 | vector))
			return false;
	return true;
}

/* How long no message follows this one. Where the driver wants messages kept apart, those of sent frames and of overruns alone are more so. */
static u32 apart(const struct intel *c, u32 bit, u32 vector)
{
	u32 interval = R(c, EITR + 4 * vector) & 0xffff, least = 0;

	if (tells_only(c, vector, ICR_TXQ0 | ICR_TXQ1))
		least = EITR_SENT;
	else if (bit == ICR_OTHER && (R(c, ICR) & OTHER_CAUSES) == ICR_RXO && tells_only(c, vector, ICR_OTHER))
		least = EITR_OVERRUN;
	return interval && interval < least ? least : interval;
}

/* Tells of cause `bit` by the message that its entry names. */
static void message(struct intel *c, u32 bit, u32 entry)
{
	struct nic *n = &c->nic;
	u32 vector = entry & 7;

	if (!(entry & 8) || vector >= MESSAGES) {
		c->sent |= bit;
		return;
	}
	if (n->now < c->irq_until[vector]) {
		if (!nic_timer_is_set(n, T_ITR + 1 + vector))
			nic_timer_set(n, T_ITR + 1 + vector, c->irq_until[vector]);
		return;
	}
	c->irq_until[vector] = n->now + (nsec)apart(c, bit, vector) * 256;
	c->sent |= bit;
	if (R(c, EIAC) & bit) {
		W(c, ICR, R(c, ICR) & ~bit);
		W(c, IMS, R(c, IMS) & ~bit);
		c->sent &= ~bit;
	}
	nic_message(n, vector);
}

static void irq_update(struct intel *c)
{
	u32 told;

	if (nic_irq_mode(&c->nic) != NIC_MSIX) {
		pin_update(c);
		return;
	}
	nic_intx(&c->nic, false);
	told = R(c, ICR) & R(c, IMS);
	c->sent &= told;
	for (unsigned i = 0; i < ENTRIES; i++) {
		u32 bit = (u32)ICR_RXQ0 << i;

		if (told & bit & ~c->sent)
			message(c, bit, R(c, IVAR) >> 4 * i);
	}
}

static void cause(struct intel *c, u32 bits)
{
	if (bits & OTHER_CAUSES)
		bits |= ICR_OTHER;
	W(c, ICR, R(c, ICR) | (bits & ~ICR_ASSERTED));
	irq_update(c);
}

static u32 icr_read(struct nic *n, u32 offset)
{
	struct intel *c = (struct intel *)n;
	u32 v = R(c, offset), ims = R(c, IMS);
	bool asserted = v & ims;

	if (asserted)
		v |= ICR_ASSERTED;
	if (!ims || asserted)
		W(c, offset, 0);
	if (asserted && R(c, CTRL_EXT) & CTRL_EXT_IAME)
		W(c, IMS, ims & ~R(c, IAM));
	irq_update(c);
	return v;
}

#include "nic-models/intel/irq.h"

static void irq_changed(struct nic *n)
{
	struct intel *c = (struct intel *)n;

	c->sent = 0;
	irq_update(c);
}

/* Delays of packets' causes. */

static void delayed(struct intel *c, unsigned timer, u32 delay, unsigned limit_timer, u32 limit, u32 bits)
{
	struct nic *n = &c->nic;

	if (!(delay & 0xffff)) {
		cause(c, bits);
		return;
	}
	c->late |= bits;
	nic_timer_set(n, timer, n->now + (delay & 0xffff) * 1024ull);
	if (limit & 0xffff && !nic_timer_is_set(n, limit_timer))
		nic_timer_set(n, limit_timer, n->now + (limit & 0xffff) * 1024ull);
}

static void tx_done(struct intel *c, unsigned q, bool late)
{
	u32 bits = ICR_TXDW | (u32)ICR_TXQ0 << q;

	if (late)
		delayed(c, T_TIDV, R(c, TIDV), T_TADV, R(c, TADV), bits);
	else
		cause(c, bits);
}

static void rx_done(struct intel *c, unsigned q)
{
	delayed(c, T_RDTR, R(c, RDTR), T_RADV, R(c, RADV), ICR_RXT0 | (u32)ICR_RXQ0 << q);
}

static void tell_late(struct intel *c, unsigned timer, unsigned limit_timer, u32 mask)
{
	u32 bits = c->late & mask;

	nic_timer_stop(&c->nic, timer);
	nic_timer_stop(&c->nic, limit_timer);
	c->late &= ~mask;
	cause(c, bits);
}

static void timer(struct nic *n, unsigned id)
{
	struct intel *c = (struct intel *)n;

	switch (id) {
	case T_RDTR: case T_RADV:
		tell_late(c, T_RDTR, T_RADV, ICR_RXT0 | ICR_RXQ0 | ICR_RXQ1);
		break;
	case T_TIDV: case T_TADV:
		tell_late(c, T_TIDV, T_TADV, ICR_TXDW | ICR_TXQ0 | ICR_TXQ1);
		break;
	case T_AUTONEG: case T_FLAP:
		intel_timer(c, id);
		break;
	default:
		irq_update(c);
	}
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

#define QUEUE_TX(base, q)                                                                          \
	{ (base),        "TDBAL" q,  0, 0xfffffff0, 0, 0, 0, 0, intel_doorbell, NULL },            \
	{ (base) + 0x04, "TDBAH" q,  0, 0xffffffff, 0, 0, 0, 0, intel_doorbell, NULL },            \
	{ (base) + 0x08, "TDLEN" q,  0, 0x000fff80, 0, 0, 0, 0, intel_doorbell, NULL },            \
	{ (base) + 0x10, "TDH" q,    0, 0x0000ffff, 0, 0, 0, 0, intel_doorbell, NULL },            \
	{ (base) + 0x18, "TDT" q,    0, 0x0000ffff, 0, 0, 0, 0, intel_doorbell, NULL }
#define QUEUE_RX(base, q)                                                                          \
	{ (base),        "RDBAL" q,  0, 0xfffffff0, 0, 0, 0, 0, intel_doorbell, NULL },            \
	{ (base) + 0x04, "RDBAH" q,  0, 0xffffffff, 0, 0, 0, 0, intel_doorbell, NULL },            \
	{ (base) + 0x08, "RDLEN" q,  0, 0x000fff80, 0, 0, 0, 0, intel_doorbell, NULL },            \
	{ (base) + 0x10, "RDH" q,    0, 0x0000ffff, 0, 0, 0, 0, intel_doorbell, NULL },            \
	{ (base) + 0x18, "RDT" q,    0, 0x0000ffff, 0, 0, 0, 0, intel_doorbell, NULL }

static const struct nic_reg regs[] = {
	/* offset   name        reset       writable    flags    len  n  stride  after a write       instead of reading */
	{ CTRL,     "CTRL",     0x00000240, 0xffffffff, 0, 0, 0, 0, intel_ctrl_wrote, NULL },
	{ STATUS,   "STATUS",   0x00000781, 0,          0, 0, 0, 0, NULL, intel_status_read },
	{ EECD,     "EECD",     0x00000000, 0x0000007f, 0, 0, 0, 0, intel_eecd_wrote, intel_eecd_read },
	{ EERD,     "EERD",     0x00000002, 0x0000fffd, 0, 0, 0, 0, intel_eerd2_wrote, NULL },
	{ CTRL_EXT, "CTRL_EXT", 0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ FLA,      "FLA",      0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ MDIC,     "MDIC",     0x10000000, 0xffffffff, 0, 0, 0, 0, intel_mdic_wrote, NULL },
	{ FCAL,     "FCAL",     0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ FCAH,     "FCAH",     0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ FCT,      "FCT",      0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ VET,      "VET",      0x00008100, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ ICR,      "ICR",      0x00000000, 0x7fffffff, REG_W1C, 0, 0, 0, icr_wrote, icr_read },
	{ ITR,      "ITR",      0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ ICS,      "ICS",      0x00000000, 0x7fffffff, 0, 0, 0, 0, ics_wrote, NULL },
	/* Bit 3, receive sequence error, is reserved by the datasheet and there in the chip: Linux tries by it whether MSI works. */
	{ IMS,      "IMS",      0x00000000, 0x01f782df, 0, 0, 0, 0, ims_wrote, NULL },
	{ IMC,      "IMC",      0x00000000, 0x7fffffff, 0, 0, 0, 0, imc_wrote, NULL },
	{ EIAC,     "EIAC",     0x00000000, 0x01f00000, 0, 0, 0, 0, NULL, NULL },
	{ IAM,      "IAM",      0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ IVAR,     "IVAR",     0x00000000, 0x800fffff, 0, 0, 0, 0, NULL, NULL },
	{ EITR,     "EITR",     0x00000000, 0x0000ffff, 0, 0, MESSAGES, 4, NULL, NULL },
	{ RCTL,     "RCTL",     0x00000000, 0xffffffff, 0, 0, 0, 0, intel_rctl_wrote, NULL },
	{ FCTTV,    "FCTTV",    0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ TXCW,     "TXCW",     0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ RXCW,     "RXCW",     0x00000000, 0,          0, 0, 0, 0, NULL, NULL },
	{ TCTL,     "TCTL",     0x00000000, 0xffffffff, 0, 0, 0, 0, intel_rctl_wrote, NULL },
	{ TIPG,     "TIPG",     0x00602008, 0x3fffffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x0458,   "AIT",      0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ LEDCTL,   "LEDCTL",   0x07068302, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x0f00,   "EXTCNF_CTRL", 0x00000000, 0x0fff00ff, 0, 0, 0, 0, NULL, NULL },
	{ 0x0f08,   "EXTCNF_SIZE", 0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x0f10,   "POEMB",    0x0000030d, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ PBA,      "PBA",      0x00140014, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x1008,   "PBS",      0x00000028, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x100c,   "PBECCSTS", 0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x1010,   "EEMNGCTL", 0x80040000, 0x7fffffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x102c,   "EEWR",     0x00000002, 0,          0, 0, 0, 0, NULL, NULL },
	{ 0x1030,   "FLSWCTL",  0x40000000, 0x30000000, 0, 0, 0, 0, NULL, NULL },
	{ 0x103c,   "FLOP",     0x00000000, 0x00ffffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x2008,   "ERT",      0x00000000, 0x00003fff, 0, 0, 0, 0, NULL, NULL },
	{ FCRTL,    "FCRTL",    0x00000000, 0x8000fff8, 0, 0, 0, 0, NULL, NULL },
	{ FCRTH,    "FCRTH",    0x00000000, 0x0000fff8, 0, 0, 0, 0, NULL, NULL },
	{ 0x2170,   "PSRCTL",   0x00040402, 0x3f3f3f7f, 0, 0, 0, 0, NULL, NULL },
	QUEUE_RX(0x2800, "0"),
	{ RDTR,     "RDTR",     0x00000000, 0x8000ffff, 0, 0, 0, 0, rdtr_wrote, NULL },
	{ 0x2828,   "RXDCTL0",  0x00010000, 0x013f3f3f, 0, 0, 0, 0, NULL, NULL },
	{ RADV,     "RADV",     0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	QUEUE_RX(0x2900, "1"),
	{ 0x2928,   "RXDCTL1",  0x00010000, 0x013f3f3f, 0, 0, 0, 0, NULL, NULL },
	{ RSRPD,    "RSRPD",    0x00000000, 0x00000fff, 0, 0, 0, 0, NULL, NULL },
	{ 0x2c08,   "RAID",     0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x3004,   "KABGTXD",  0x00040000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	QUEUE_TX(0x3800, "0"),
	{ TIDV,     "TIDV",     0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x3828,   "TXDCTL0",  0x00000000, 0xff3f3f3f, 0, 0, 0, 0, NULL, NULL },
	{ TADV,     "TADV",     0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x3840,   "TARC0",    0x00000403, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	QUEUE_TX(0x3900, "1"),
	{ 0x3928,   "TXDCTL1",  0x00000000, 0xff3f3f3f, 0, 0, 0, 0, NULL, NULL },
	{ 0x3940,   "TARC1",    0x00000403, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
#include "nic-models/intel/stats.h"
	{ 0x4100,   "IAC",      0x00000000, 0, REG_RC, 0, 10, 4, NULL, NULL },
	{ RXCSUM,   "RXCSUM",   0x00000300, 0x000037ff, 0, 0, 0, 0, NULL, NULL },
	{ RFCTL,    "RFCTL",    0x00000000, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ MTA,      "MTA",      0x00000000, 0xffffffff, 0, 0, 128, 4, NULL, NULL },
	{ RAL,      "RAL",      0x00000000, 0xffffffff, 0, 0, 16, 8, NULL, NULL },
	{ RAH,      "RAH",      0x00000000, 0x8003ffff, 0, 0, 16, 8, NULL, NULL },
	{ VFTA,     "VFTA",     0x00000000, 0xffffffff, 0, 0, 128, 4, NULL, NULL },
	{ WUC,      "WUC",      0x00000000, 0x0000000f, 0, 0, 0, 0, NULL, NULL },
	{ 0x5808,   "WUFC",     0x00000000, 0x000f80ff, 0, 0, 0, 0, NULL, NULL },
	{ 0x5810,   "WUS",      0x00000000, 0x000000ff, REG_W1C, 0, 0, 0, NULL, NULL },
	{ MRQC,     "MRQC",     0x00000000, 0x003f0003, 0, 0, 0, 0, NULL, NULL },
	{ MANC,     "MANC",     0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x5824,   "MFVAL",    0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x5838,   "IPAV",     0x00000000, 0x0001000f, 0, 0, 0, 0, NULL, NULL },
	{ 0x5840,   "IP4AT",    0x00000000, 0xffffffff, 0, 0, 3, 8, NULL, NULL },
	{ 0x5860,   "MANC2H",   0x00000000, 0x000000ff, 0, 0, 0, 0, NULL, NULL },
	{ 0x5880,   "IP6AT",    0x00000000, 0xffffffff, 0, 0, 4, 4, NULL, NULL },
	{ 0x5890,   "MDEF",     0x00000000, 0xffffffff, 0, 0, 8, 4, NULL, NULL },
	{ 0x5b00,   "GCR",      0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x5b08,   "FUNCTAG",  0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x5b10,   "GSCL1",    0x00000000, 0xffffffff, 0, 0, 4, 4, NULL, NULL },
	{ 0x5b20,   "GSCN",     0x00000000, 0xffffffff, 0, 0, 4, 4, NULL, NULL },
	{ 0x5b30,   "FACTPS",   0x20000000, 0,          0, 0, 0, 0, NULL, NULL },
	{ SWSM,     "SWSM",     0x00000000, 0x0000000b, 0, 0, 0, 0, NULL, NULL },
	{ FWSM,     "FWSM",     0x00000000, 0,          0, 0, 0, 0, NULL, NULL },
	{ 0x5b58,   "SWSM2",    0x00000000, 0x00000003, 0, 0, 0, 0, NULL, NULL },
	{ 0x5b64,   "GCR2",     0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ RETA,     "RETA",     0x00000000, 0xffffffff, 0, 0, 32, 4, NULL, NULL },
	{ RSSRK,    "RSSRK",    0x00000000, 0xffffffff, 0, 0, 10, 4, NULL, NULL },
	{ 0x5f00,   "FFLT",     0x00000000, 0x000007ff, 0, 0, 6, 8, NULL, NULL },
	{ 0x9000,   "FFMT",     0x00000000, 0x0000000f, 0, 0, 128, 8, NULL, NULL },
	{ 0x9800,   "FFVT",     0x00000000, 0xffffffff, 0, 0, 128, 8, NULL, NULL },
	{ 0xb600,   "SYSTIM",   0x00000000, 0xffffffff, 0, 0, 2, 4, NULL, NULL },
	{ 0xb608,   "TIMINCA",  0x00000000, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ 0xb60c,   "TIMADJ",   0x00000000, 0xffffffff, 0, 0, 2, 4, NULL, NULL },
	{ 0xb614,   "TSYNCTXCTL", 0x00000000, 0x00000010, 0, 0, 0, 0, NULL, NULL },
	{ 0xb618,   "TXSTMP",   0x00000000, 0,          0, 0, 2, 4, NULL, NULL },
	{ 0xb620,   "TSYNCRXCTL", 0x00000000, 0x0000001e, 0, 0, 0, 0, NULL, NULL },
	{ 0xb624,   "RXSTMP",   0x00000000, 0,          0, 0, 2, 4, NULL, NULL },
	{ 0xb62c,   "RXSATR",   0x00000000, 0,          0, 0, 2, 4, NULL, NULL },
	{ 0xb634,   "RXMTRL",   0x000088f7, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ 0xb638,   "RXUDP",    0x0000013f, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ 0x10000,  "PBM",      0x00000000, 0xffffffff, 0, 0, 10240, 4, NULL, NULL },
};

static const char *const causes[] = {
	"TXDW", "TXQE", "LSC", NULL, "RXDMT0", NULL, "RXO", "RXT0", NULL, "MDAC", NULL, NULL, NULL, NULL, NULL, "TXD_LOW", "SRPD", "ACK", "MNG",
	NULL, "RXQ0", "RXQ1", "TXQ0", "TXQ1", "OTHER",
};

static void init(struct nic *n)
{
	pci_cap_pm(n, 0xc8);
	pci_cap_msi(n, 0xd0);
	pci_cap_pcie(n, 0xe0, 1);
	pci_cap_msix(n, 0xa0);
	pci_ext_aer(n, 0x100);
	pci_ext_dsn(n, 0x140);
}

static const struct intel_chip chip = {
	.n_tx = 2, .n_rx = 2, .n_ral = 16, .tx_base = tx_base, .rx_base = rx_base, .phy_id = 0x01410cb1,
	.nvm_words = 64, .nvm_device = 0x10d3, .nvm_ctrl = 0x3040, .tx_done = tx_done, .rx_done = rx_done, .cause = cause,
};

const struct nic_model nic_e1000e = {
	.name = "e1000e", .title = "Intel 82574L Gigabit Network Connection", .vendor = 0x8086, .device = 0x10d3, .sub_vendor = 0x8086,
	.sub_device = 0x0000, .pcie = true, .size = sizeof(struct intel), .max_frame = 16380, .n_vectors = MESSAGES, .msix_bar = 3, .chip = &chip,
	.bar = { { .kind = BAR_MEM, .len = 0x20000, .regs = regs, .n_regs = ARRAY_LEN(regs) },
		 { .kind = BAR_MEM, .len = 0x20000 },
		 { .kind = BAR_IO, .len = 32, .read = io_read, .write = io_write },
		 { .kind = BAR_MEM, .len = 0x4000 } },
	.init = init, .reset = intel_reset, .work = intel_work, .timer = timer, .link = intel_link, .limits = intel_limits, .irq_changed = irq_changed,
	.ring = intel_ring, .describe = intel_describe, .causes = causes, .n_causes = ARRAY_LEN(causes), .cause_reg = ICR,
};
