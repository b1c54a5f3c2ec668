/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Intel 82576: sixteen transmit and receive queues, advanced descriptors, RSS, ten and more messages by MSI-X. 82576 datasheet (320961), chapters 7 and 8.
 *
 * Interrupts (7.3): by MSI-X a queue's byte of IVAR names its vector; vectors are bits of EICR, let through by EIMS, cleared by EIAC and masked by EIAM (when
 * GPIE says so) as they are told, kept apart by EITR. All other causes stand in ICR and share the vector of IVAR_MISC. By pin or MSI everything
 * is in ICR.
 *
 * Left out: virtual functions and their mailboxes, VMDq, time stamps (the clock stands still), wake-up, the SerDes side, header split, head
 * write-back, direct cache access.
 */
#include "nic-models/intel/intel.h"

enum {
	ICR_ = ICR_ADVANCED, ICS_ = 0x1504, IMS_ = 0x1508, IMC_ = 0x150c, IAM_ = 0x1510, GPIE = 0x1514, EICS = 0x1520, EIMS = 0x1524, EIMC = 0x1528,
	EIAC_ = 0x152c, EIAM = 0x1530, EICR = 0x1580, EITR_ = 0x1680, IVAR_ = 0x1700, IVAR_MISC = 0x1740,
	MESSAGES = 25, VALID = 0x80,
};
#define GPIE_EIAME (1u << 30)

/* The first four queues stand where older chips have them; all stand at 0xc000 and 0xe000 too. */
static u32 tx_base(unsigned q) { return q < 4 ? 0x3800 + 0x100 * q : 0xe000 + 0x40 * q; }
static u32 rx_base(unsigned q) { return q < 4 ? 0x2800 + 0x100 * q : 0xc000 + 0x40 * q; }

static u32 canonical(u32 offset)
{
	static const u16 old[][2] = { { 0xc0, ICR_ }, { 0xc8, ICS_ }, { 0xd0, IMS_ }, { 0xd8, IMC_ }, { 0xe0, IAM_ } };

	if (offset - 0xc000 < 0x100)
		return rx_base((offset - 0xc000) / 0x40) + (offset & 0x3f);
	if (offset - 0xe000 < 0x100)
		return tx_base((offset - 0xe000) / 0x40) + (offset & 0x3f);
	for (unsigned i = 0; i < ARRAY_LEN(old) && offset < 0x100; i++)
		if ((offset & ~3u) == old[i][0])
			return old[i][1] + (offset & 3);
	return offset;
}

/* Interrupts. */

static void pin_update(struct intel *c)
{
	struct nic *n = &c->nic;
	u32 told = R(c, ICR_) & R(c, IMS_), fresh = told & ~c->sent;
	bool msi = nic_irq_mode(n) == NIC_MSI, tell = told && (msi ? fresh != 0 : !n->intx);

	if (tell && n->now < c->irq_until[0]) {
		if (!nic_timer_is_set(n, T_ITR))
			nic_timer_set(n, T_ITR, c->irq_until[0]);
		return;
	}
	c->sent = told;
	if (tell)
		c->irq_until[0] = n->now + (R(c, EITR_) >> 2 & 0x1fff) * NSEC_PER_US;
	if (msi && fresh)
		nic_message(n, 0);
	nic_intx(n, told && !msi);
}

/* Vectors whose bits stand in EICR and are let through. */
static void vectors_update(struct intel *c)
{
	struct nic *n = &c->nic;
	u32 told = R(c, EICR) & R(c, EIMS) & ((1u << MESSAGES) - 1);

	c->sent &= told;
	for (u32 v = 0, left = told & ~c->sent; left; v++, left >>= 1) {
		u32 bit = 1u << v;

		if (!(left & 1))
			continue;
		if (n->now < c->irq_until[v]) {
			if (!nic_timer_is_set(n, T_ITR + 1 + v))
				nic_timer_set(n, T_ITR + 1 + v, c->irq_until[v]);
			continue;
		}
		c->irq_until[v] = n->now + (R(c, EITR_ + 4 * v) >> 2 & 0x1fff) * NSEC_PER_US;
		c->sent |= bit;
		if (R(c, EIAC_) & bit) {
			W(c, EICR, R(c, EICR) & ~bit);
			c->sent &= ~bit;
		}
		if (R(c, GPIE) & GPIE_EIAME && R(c, EIAM) & bit)
			W(c, EIMS, R(c, EIMS) & ~bit);
		nic_message(n, v);
	}
}

static void irq_update(struct intel *c)
{
	u32 misc = R(c, IVAR_MISC) >> 8;

	if (nic_irq_mode(&c->nic) != NIC_MSIX) {
		pin_update(c);
		return;
	}
	nic_intx(&c->nic, false);
	if (R(c, ICR_) & R(c, IMS_) & ~c->late && misc & VALID)
		W(c, EICR, R(c, EICR) | 1u << (misc & 31));
	c->late = R(c, ICR_) & R(c, IMS_); /* told of once */
	vectors_update(c);
}

static void cause(struct intel *c, u32 bits)
{
	W(c, ICR_, R(c, ICR_) | (bits & ~ICR_ASSERTED));
	irq_update(c);
}

/* Byte `lane` of queue q's IVAR: 0 receives, 1 sends. */
static void queue_cause(struct intel *c, unsigned q, unsigned lane, u32 bit)
{
	u32 entry = R(c, IVAR_ + 4 * (q & 7)) >> (8 * lane + (q & 8 ? 16 : 0));

	if (nic_irq_mode(&c->nic) != NIC_MSIX) {
		cause(c, bit);
		return;
	}
	if (entry & VALID)
		W(c, EICR, R(c, EICR) | 1u << (entry & 31));
	vectors_update(c);
}

static void tx_done(struct intel *c, unsigned q, bool late)
{
	(void)late; /* there is no IDE in advanced descriptors */
	queue_cause(c, q, 1, ICR_TXDW);
}

static void rx_done(struct intel *c, unsigned q)
{
	queue_cause(c, q, 0, ICR_RXT0);
}

static u32 icr_read(struct nic *n, u32 offset)
{
	struct intel *c = (struct intel *)n;
	u32 v = R(c, offset), ims = R(c, IMS_);

	if (v & ims) {
		v |= ICR_ASSERTED;
		W(c, IMS_, ims & ~(R(c, CTRL_EXT) & CTRL_EXT_IAME ? R(c, IAM_) : 0));
	}
	W(c, offset, 0);
	irq_update(c);
	return v;
}

static u32 eicr_read(struct nic *n, u32 offset)
{
	struct intel *c = (struct intel *)n;
	u32 v = R(c, offset);

	W(c, offset, 0);
	irq_update(c);
	return v;
}

static void update(struct nic *n, u32 offset, u32 was)
{
	(void)offset;
	(void)was;
	irq_update((struct intel *)n);
}

static void set_bits(struct nic *n, u32 offset, u32 was)
{
	nic_set(n, offset, nic_reg(n, offset) | was);
	irq_update((struct intel *)n);
}

static void clear_other(struct nic *n, u32 offset, u32 other)
{
	u32 bits = nic_reg(n, offset);

	nic_set(n, offset, 0);
	nic_set(n, other, nic_reg(n, other) & ~bits);
	irq_update((struct intel *)n);
}

static void imc_wrote(struct nic *n, u32 offset, u32 was) { (void)was; clear_other(n, offset, IMS_); }
static void eimc_wrote(struct nic *n, u32 offset, u32 was) { (void)was; clear_other(n, offset, EIMS); }

static void ics_wrote(struct nic *n, u32 offset, u32 was)
{
	u32 bits = nic_reg(n, offset);

	(void)was;
	nic_set(n, offset, 0);
	cause((struct intel *)n, bits);
}

static void eics_wrote(struct nic *n, u32 offset, u32 was)
{
	u32 bits = nic_reg(n, offset);

	(void)was;
	nic_set(n, offset, 0);
	nic_set(n, EICR, nic_reg(n, EICR) | bits);
	irq_update((struct intel *)n);
}

static void irq_changed(struct nic *n)
{
	((struct intel *)n)->sent = 0;
	irq_update((struct intel *)n);
}

static void timer(struct nic *n, unsigned id)
{
	if (id < T_ITR)
		intel_timer((struct intel *)n, id);
	else
		irq_update((struct intel *)n);
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

#define ROW(offset, name, reset, writable) { offset, name, reset, writable, 0, 0, 0, 0, NULL, NULL }
#define ARRAY(offset, name, writable, n, stride) { offset, name, 0, writable, 0, 0, n, stride, NULL, NULL }
#define BELL(offset, name, writable, n, stride) { offset, name, 0, writable, 0, 0, n, stride, intel_doorbell, NULL }
#define RX_ROWS(base, n, stride)                                                                                               \
	BELL((base), "RDBAL", 0xffffff80, n, stride), BELL((base) + 0x04, "RDBAH", 0xffffffff, n, stride),                     \
	BELL((base) + 0x08, "RDLEN", 0x000fff80, n, stride),                                                                   \
	{ (base) + 0x0c, "SRRCTL", 0x00000400, 0xfe007f7f, 0, 0, n, stride, NULL, NULL },                                      \
	BELL((base) + 0x10, "RDH", 0x0000ffff, n, stride), ARRAY((base) + 0x14, "DCA_RXCTRL", 0xffffffff, n, stride),          \
	BELL((base) + 0x18, "RDT", 0x0000ffff, n, stride), BELL((base) + 0x28, "RXDCTL", 0x061f1f1f, n, stride),               \
	{ (base) + 0x30, "RQDPC", 0, 0x00000fff, REG_RC, 0, n, stride, NULL, NULL }
#define TX_ROWS(base, n, stride)                                                                                               \
	BELL((base), "TDBAL", 0xffffff80, n, stride), BELL((base) + 0x04, "TDBAH", 0xffffffff, n, stride),                     \
	BELL((base) + 0x08, "TDLEN", 0x000fff80, n, stride), BELL((base) + 0x10, "TDH", 0x0000ffff, n, stride),                \
	ARRAY((base) + 0x14, "DCA_TXCTRL", 0xffffffff, n, stride), BELL((base) + 0x18, "TDT", 0x0000ffff, n, stride),          \
	BELL((base) + 0x28, "TXDCTL", 0x0e1f1f1f, n, stride), ARRAY((base) + 0x38, "TDWBAL", 0, n, stride),                    \
	ARRAY((base) + 0x3c, "TDWBAH", 0, n, stride)

static const struct nic_reg regs[] = {
	/* offset   name        reset       writable    flags    len  n  stride  after a write       instead of reading */
	{ CTRL,     "CTRL",     0x00000240, 0xffffffff, 0, 0, 0, 0, intel_ctrl_wrote, NULL },
	{ STATUS,   "STATUS",   0x00000681, 0,          0, 0, 0, 0, NULL, intel_status_read },
	{ EECD,     "EECD",     0x00000000, 0x0000007f, 0, 0, 0, 0, intel_eecd_wrote, intel_eecd_read },
	{ EERD,     "EERD",     0x00000002, 0x0000fffd, 0, 0, 0, 0, intel_eerd2_wrote, NULL },
	ROW(CTRL_EXT, "CTRL_EXT", 0x00000000, 0xffffffff),
	ROW(FLA, "FLA", 0, 0xffffffff),
	{ MDIC,     "MDIC",     0x10000000, 0xffffffff, 0, 0, 0, 0, intel_mdic_wrote, NULL },
	ROW(0x0024, "SERDESCTL", 0x80000000, 0x0000ffff),
	ROW(FCAL, "FCAL", 0x00c28001, 0),
	ROW(FCAH, "FCAH", 0x00000100, 0),
	ROW(FCT, "FCT", 0x00008808, 0),
	ROW(0x0034, "CONNSW", 0, 0x0000000f),
	ROW(VET, "VET", 0x81008100, 0xffffffff),
	{ RCTL,     "RCTL",     0x00000000, 0xffffffff, 0, 0, 0, 0, intel_rctl_wrote, NULL },
	ROW(FCTTV, "FCTTV", 0, 0x0000ffff),
	ROW(TXCW, "TXCW", 0, 0xffffffff),
	ROW(RXCW, "RXCW", 0, 0),
	{ TCTL,     "TCTL",     0x00000000, 0xffffffff, 0, 0, 0, 0, intel_rctl_wrote, NULL },
	ROW(0x0404, "TCTL_EXT", 0x0001040f, 0x0000ffff),
	ROW(TIPG, "TIPG", 0x00602008, 0x3fffffff),
	ROW(0x0458, "AIT", 0, 0x0000ffff),
	ARRAY(0x0800, "VMBMEM", 0xffffffff, 128, 4),
	ARRAY(0x0c00, "P2VMAILBOX", 0x0000001f, 8, 4),
	ARRAY(0x0c40, "V2PMAILBOX", 0, 8, 4),
	ROW(0x0c80, "MBVFICR", 0, 0),
	ROW(0x0c84, "MBVFIMR", 0xff, 0x000000ff),
	ROW(0x0c88, "VFLRE", 0, 0),
	ROW(0x0c8c, "VFRE", 0xff, 0x000000ff),
	ROW(0x0c90, "VFTE", 0xff, 0x000000ff),
	ROW(LEDCTL, "LEDCTL", 0x07068302, 0xffffffff),
	ROW(PBA, "PBA", 0x00140014, 0x0000ffff),
	ROW(0x1008, "PBS", 0x00000028, 0x0000ffff),
	ROW(0x1010, "EEMNGCTL", 0x80040000, 0),
	ROW(0x1024, "EEARBC", 0, 0xffffffff),
	ROW(0x1028, "I2CCMD", 0x20000000, 0x0fffffff),
	ROW(0x102c, "EEWR", 0x00000002, 0),
	ROW(0x1048, "FRTIMER", 0, 0),
	ROW(0x104c, "TCPTIMER", 0, 0x00000fff),
	{ ICR_,     "ICR",      0x00000000, 0x7fffffff, REG_W1C, 0, 0, 0, update, icr_read },
	{ ICS_,     "ICS",      0x00000000, 0x7fffffff, 0, 0, 0, 0, ics_wrote, NULL },
	{ IMS_,     "IMS",      0x00000000, 0x77d4fbfd, 0, 0, 0, 0, set_bits, NULL },
	{ IMC_,     "IMC",      0x00000000, 0x7fffffff, 0, 0, 0, 0, imc_wrote, NULL },
	ROW(IAM_, "IAM", 0, 0xffffffff),
	{ GPIE,     "GPIE",     0x00000000, 0xc0000f91, 0, 0, 0, 0, update, NULL },
	{ EICS,     "EICS",     0x00000000, 0x01ffffff, 0, 0, 0, 0, eics_wrote, NULL },
	{ EIMS,     "EIMS",     0x00000000, 0x01ffffff, 0, 0, 0, 0, set_bits, NULL },
	{ EIMC,     "EIMC",     0x00000000, 0x01ffffff, 0, 0, 0, 0, eimc_wrote, NULL },
	ROW(EIAC_, "EIAC", 0, 0x01ffffff),
	ROW(EIAM, "EIAM", 0, 0x01ffffff),
	{ EICR,     "EICR",     0x00000000, 0x01ffffff, REG_W1C, 0, 0, 0, update, eicr_read },
	ARRAY(EITR_, "EITR", 0x00007ffd, MESSAGES, 4),
	ARRAY(IVAR_, "IVAR", 0x9f9f9f9f, 8, 4),
	ROW(IVAR_MISC, "IVAR_MISC", 0, 0x00009f9f),
	ARRAY(FCRTL, "FCRT", 0x8001fff0, 4, 4),
	ROW(0x2404, "RXPBS", 0x00000040, 0x0000007f),
	ROW(0x2408, "QDE", 0x0000ffff, 0x0000ffff),
	ROW(0x2460, "FCRTV", 0, 0x0000ffff),
	RX_ROWS(0x2800, 4, 0x100),
	ROW(0x3404, "TXPBS", 0x00000028, 0x0000003f),
	ROW(0x3500, "DTXSWC", 0, 0xffffffff),
	ROW(0x3540, "RTTDCS", 0, 0xffffffff),
	ROW(0x3554, "WVBR", 0, 0),
	ROW(0x3590, "DTXCTL", 0, 0x000000ff),
	ROW(0x359c, "DTXTCPFLGL", 0x0ff60fff, 0x0fff0fff),
	ROW(0x35a0, "DTXTCPFLGH", 0x00000f7f, 0x00000fff),
	ARRAY(0x3700, "VMVIR", 0xffffffff, 8, 4),
	TX_ROWS(0x3800, 4, 0x100),
#include "nic-models/intel/stats.h"
	{ 0x4100,   "IAC",      0x00000000, 0, REG_RC, 0, 12, 4, NULL, NULL },
	{ 0x4138,   "LENERRS",  0x00000000, 0, REG_RC, 0, 0, 0, NULL, NULL },
	ROW(0x4200, "PCS_CFG0", 0x00000008, 0xffffffff),
	ROW(0x4208, "PCS_LCTL", 0, 0xffffffff),
	ROW(0x420c, "PCS_LSTAT", 0, 0),
	ARRAY(0x4218, "PCS_AN", 0xffffffff, 4, 4),
	{ 0x4228,   "SCVPC",    0x00000000, 0, REG_RC, 0, 0, 0, NULL, NULL },
	ROW(RXCSUM, "RXCSUM", 0x00000300, 0x00003fff),
	ROW(RLPML, "RLPML", 0x00002600, 0x00003fff),
	ROW(RFCTL, "RFCTL", 0, 0x000fffff),
	ARRAY(MTA, "MTA", 0xffffffff, 128, 4),
	ARRAY(RAL, "RAL", 0xffffffff, 16, 8),
	ARRAY(RAH, "RAH", 0x83ffffff, 16, 8),
	ARRAY(0x5480, "PSRTYPE", 0xffffffff, 8, 4),
	ARRAY(0x54e0, "RAL2", 0xffffffff, 8, 8),
	ARRAY(0x54e4, "RAH2", 0x83ffffff, 8, 8),
	ARRAY(VFTA, "VFTA", 0xffffffff, 128, 4),
	ROW(WUC, "WUC", 0, 0x0000000f),
	ROW(0x5808, "WUFC", 0, 0x800fc0ff),
	ROW(0x5810, "WUS", 0, 0),
	ROW(MRQC, "MRQC", 0, 0xffffffff),
	ROW(0x581c, "VT_CTL", 0, 0xffffffff),
	ROW(MANC, "MANC", 0, 0xffffffff),
	ROW(0x5838, "IPAV", 0, 0x0001000f),
	ROW(0x5860, "MANC2H", 0, 0x000000ff),
	ARRAY(0x5980, "SAQF", 0xffffffff, 8, 4),
	ARRAY(0x59e0, "FTQF", 0xffffffff, 8, 4),
	ARRAY(0x5a80, "IMIR", 0xffffffff, 8, 4),
	ARRAY(0x5aa0, "IMIREXT", 0xffffffff, 8, 4),
	ROW(0x5ac0, "IMIRVP", 0, 0xffffffff),
	ARRAY(0x5ad0, "VMOLR", 0xffffffff, 8, 4),
	ROW(0x5b00, "GCR", 0, 0xffffffff),
	ARRAY(0x5b10, "GSCL", 0xffffffff, 8, 4),
	ROW(0x5b30, "FACTPS", 0x20000000, 0),
	ROW(SWSM, "SWSM", 0, 0x00000007),
	ROW(FWSM, "FWSM", 0, 0),
	ROW(0x5b5c, "SW_FW_SYNC", 0, 0xffffffff),
	{ 0x5b68,   "PBACL",    0x00000000, 0xffffffff, REG_W1C, 0, 0, 0, NULL, NULL },
	ROW(0x5b74, "DCA_CTRL", 0, 0x0000001f),
	ARRAY(RETA, "RETA", 0xffffffff, 32, 4),
	ARRAY(RSSRK, "RSSRK", 0xffffffff, 10, 4),
	ARRAY(0x5d00, "VLVF", 0xffffffff, 32, 4),
	ARRAY(0x9000, "FHFT", 0xffffffff, 256, 4),
	ARRAY(0xa000, "UTA", 0xffffffff, 128, 4),
	ARRAY(0xb600, "SYSTIM", 0xffffffff, 2, 4),
	ROW(0xb608, "TIMINCA", 0, 0xffffffff),
	ROW(0xb614, "TSYNCTXCTL", 0, 0x00000010),
	ARRAY(0xb618, "TXSTMP", 0, 2, 4),
	ROW(0xb620, "TSYNCRXCTL", 0, 0x0000001e),
	ARRAY(0xb624, "RXSTMP", 0, 4, 4),
	ROW(0xb640, "TSAUXC", 0x80000000, 0xffffffff),
	RX_ROWS(0xc100, 12, 0x40),
	TX_ROWS(0xe100, 12, 0x40),
};

static const char *const causes[] = {
	"TXDW", NULL, "LSC", NULL, "RXDMT0", NULL, "RXO", "RXDW", "VMMB", "MDAC", NULL, "GPI0", "GPI1", "GPI2", "GPI3", NULL, NULL, NULL, "MNG",
};

static void init(struct nic *n)
{
	pci_cap_pm(n, 0x40);
	pci_cap_msi(n, 0x50);
	pci_cap_msix(n, 0x70);
	pci_cap_pcie(n, 0xa0, 4);
	pci_ext_aer(n, 0x100);
	pci_ext_dsn(n, 0x140);
}

/* After a reset the first queue of each kind is enabled (8.10.10, 8.12.12). */
static void reset(struct nic *n)
{
	nic_set(n, rx_base(0) + Q_CTL, Q_CTL_ENABLE);
	nic_set(n, tx_base(0) + Q_CTL, Q_CTL_ENABLE);
	intel_reset(n);
}

static const struct intel_chip chip = {
	.n_tx = 16, .n_rx = 16, .n_ral = 24, .tx_base = tx_base, .rx_base = rx_base, .advanced = true, .phy_id = 0x02a80391,
	.nvm_words = 1024, .nvm_device = 0x10c9, .nvm_ctrl = 0x3040, .tx_done = tx_done, .rx_done = rx_done, .cause = cause,
};

const struct nic_model nic_igb = {
	.name = "igb", .title = "Intel 82576 Gigabit Network Connection", .vendor = 0x8086, .device = 0x10c9, .sub_vendor = 0x8086, .sub_device = 0xa03c,
	.revision = 1, .pcie = true, .size = sizeof(struct intel), .max_frame = 9728, .n_vectors = MESSAGES, .msix_bar = 3, .chip = &chip,
	.bar = { { .kind = BAR_MEM, .len = 0x20000, .regs = regs, .n_regs = ARRAY_LEN(regs), .canonical = canonical },
		 { .kind = BAR_MEM, .len = 0x20000 },
		 { .kind = BAR_IO, .len = 32, .read = io_read, .write = io_write },
		 { .kind = BAR_MEM, .len = 0x4000 } },
	.init = init, .reset = reset, .work = intel_work, .timer = timer, .link = intel_link, .limits = intel_limits, .irq_changed = irq_changed,
	.ring = intel_ring, .describe = intel_describe, .causes = causes, .n_causes = ARRAY_LEN(causes), .cause_reg = ICR_,
};
