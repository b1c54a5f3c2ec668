/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Intel's gigabit controllers, from the 82540EM to the 82576: what their models share. Sources: the 8254x Software Developer's Manual, the
 * 82574 and 82576 datasheets. A chip is a table of registers, a struct intel_chip, and its own way to interrupt; transmit and receive rings, filters, PHY and
 * EEPROM are here.
 */
#ifndef NIC_MODELS_INTEL_H
#define NIC_MODELS_INTEL_H

#include "nic-models/microwire.h"
#include "nic-models/model.h"
#include "nic-models/offload.h"
#include "nic-models/pci.h"

/* Registers that more than one chip has. */
enum {
	CTRL = 0x0000, STATUS = 0x0008, EECD = 0x0010, EERD = 0x0014, CTRL_EXT = 0x0018, FLA = 0x001c, MDIC = 0x0020, FCAL = 0x0028, FCAH = 0x002c,
	FCT = 0x0030, VET = 0x0038, ICR = 0x00c0, ITR = 0x00c4, ICS = 0x00c8, IMS = 0x00d0, IMC = 0x00d8, IAM = 0x00e0,
	ICR_ADVANCED = 0x1500, /* 82575 and later; the rest of them follow */
	RCTL = 0x0100, FCTTV = 0x0170, TXCW = 0x0178, RXCW = 0x0180, TCTL = 0x0400, TIPG = 0x0410, LEDCTL = 0x0e00, PBA = 0x1000,
	FCRTL = 0x2160, FCRTH = 0x2168, RDTR = 0x2820, RADV = 0x282c, RSRPD = 0x2c00, TIDV = 0x3820, TADV = 0x382c,
	RXCSUM = 0x5000, RLPML = 0x5004, RFCTL = 0x5008, MTA = 0x5200, RAL = 0x5400, RAH = 0x5404, VFTA = 0x5600, WUC = 0x5800, MRQC = 0x5818,
	MANC = 0x5820, RETA = 0x5c00, RSSRK = 0x5c80, SWSM = 0x5b50, FWSM = 0x5b54,
	/* of a queue, from its base */
	Q_BAL = 0x00, Q_BAH = 0x04, Q_LEN = 0x08, Q_SRRCTL = 0x0c, Q_HEAD = 0x10, Q_TAIL = 0x18, Q_CTL = 0x28, Q_RQDPC = 0x30,
	/* statistics */
	CRCERRS = 0x4000, MPC = 0x4010, RLEC = 0x4040, XOFFRXC = 0x4050, PRC64 = 0x405c, GPRC = 0x4074, BPRC = 0x4078, MPRC = 0x407c, GPTC = 0x4080,
	GORCL = 0x4088, GOTCL = 0x4090, RNBC = 0x40a0, RUC = 0x40a4, ROC = 0x40ac, TORL = 0x40c0, TOTL = 0x40c8, TPR = 0x40d0, TPT = 0x40d4,
	PTC64 = 0x40d8, MPTC = 0x40f0, BPTC = 0x40f4, TSCTC = 0x40f8,
};

enum {
	CTRL_FD = 1, CTRL_MASTER_DISABLE = 1 << 2, CTRL_SLU = 1 << 6, CTRL_RST = 1 << 26, CTRL_VME = 1 << 30,
	STATUS_FD = 1, STATUS_LU = 2, STATUS_SPEED_1000 = 0x80, STATUS_MASTER = 1 << 19,
	CTRL_EXT_EE_RST = 1 << 13, CTRL_EXT_EIAME = 1 << 24, CTRL_EXT_IAME = 1 << 27,
	ICR_TXDW = 1, ICR_TXQE = 2, ICR_LSC = 4, ICR_RXDMT0 = 0x10, ICR_RXO = 0x40, ICR_RXT0 = 0x80, ICR_MDAC = 0x200, ICR_TXD_LOW = 0x8000,
	RCTL_EN = 2, RCTL_SBP = 4, RCTL_UPE = 8, RCTL_MPE = 0x10, RCTL_LPE = 0x20, RCTL_LBM = 0xc0, RCTL_BAM = 0x8000, RCTL_VFE = 1 << 18,
	RCTL_DTYP_PS = 0x400, RCTL_BSEX = 1 << 25, RCTL_SECRC = 1 << 26,
	TCTL_EN = 2, TCTL_PSP = 8,
	RXCSUM_IPOFL = 0x100, RXCSUM_TUOFL = 0x200, RXCSUM_PCSD = 0x2000,
	RFCTL_EXSTEN = 0x8000,
	Q_CTL_ENABLE = 1 << 25, SRRCTL_DROP_EN = 1 << 31, RDTR_FPD = 1 << 31,
	INTEL_PHY_LOOPBACK = 0x4000,
};
#define ICR_ASSERTED (1u << 31)

enum {
	INTEL_QUEUES = 16,
	NVM_WORDS = 1024,	/* at most */
	NVM_SUM = 0xbaba,
	/* timers */
	T_RDTR = 0, T_RADV, T_TIDV, T_TADV, T_AUTONEG, T_FLAP, T_ITR, /* and one for each vector behind it */
};

/* The latest context of a transmit queue, in one form for all chips. */
struct intel_context {
	u16 ip, ip_csum_at, ip_end, l4, l4_csum_at, l4_end, header, mss, tag;
	bool tcp, sctp;
	u32 payload;
};

struct intel_tx {
	struct intel_context context[2];
	struct tx_offload offload;	/* of the frame under way */
	u16 tag;
	bool started, push_tag;
	bool report, delayed;	/* a descriptor since the last interrupt asked for one; all of them for a late one */
	bool stuck;		/* the ring cannot be: nothing is done until the driver touches it */
	u8 skip;		/* enum drop: the frame under way is lost */
	u16 first, pieces;	/* descriptors of the frame under way, for its trace */
};

struct intel_rx {
	bool starved;		/* RNBC has counted the frame that waits */
	bool stuck;
};

/* What was found out about the frame that waits first. */
struct intel_seen {
	u8 queue, status, errors, has_tag, hash_type;
	u16 tci;
	u32 hash;
	u16 packet_type, ip_id;
};

struct intel {
	struct nic nic;
	u16 nvm[NVM_WORDS];
	u16 phy[32];
	/* microwire (93C46, 93C56) */
	struct microwire microwire;
	u32 io_addr;		/* 8254x: the window in I/O space */
	bool link;		/* as the PHY has negotiated */
	struct intel_tx tx[INTEL_QUEUES];
	struct intel_rx rx[INTEL_QUEUES];
	struct intel_seen seen;
	nsec irq_until[NIC_VECTORS]; /* no interrupt of that vector before */
	u32 sent;		/* 82574: causes that a message has told of */
	u32 late;		/* 82574: causes that wait for RDTR, TIDV */
};

enum intel_format { RX_LEGACY, RX_EXTENDED, RX_SPLIT, RX_ADVANCED };

struct intel_chip {
	unsigned n_tx, n_rx, n_ral;
	u32 (*tx_base)(unsigned q);
	u32 (*rx_base)(unsigned q);
	bool advanced;		/* 82575 and later: descriptors, queue enable bits */
	u32 phy_id;
	unsigned nvm_words, nvm_address_bits; /* bits of a microwire address; 0: no microwire */
	u16 nvm_device, nvm_ctrl; /* words 0x0d and 0x0f */
	/* Queue q has sent or received; `now` is false where the driver asked for delay (IDE). */
	void (*tx_done)(struct intel *c, unsigned q, bool delayed);
	void (*rx_done)(struct intel *c, unsigned q);
	/* Bits of ICR. */
	void (*cause)(struct intel *c, u32 bits);
};

static inline const struct intel_chip *intel_chip(const struct intel *c) { return c->nic.model->chip; }
static inline u32 R(const struct intel *c, u32 offset) { return nic_reg(&c->nic, offset); }
static inline void W(struct intel *c, u32 offset, u32 v) { nic_set(&c->nic, offset, v); }
/* A statistics register, which stands still at its end. */
static inline void intel_count(struct intel *c, u32 offset, u32 by) { u32 v = R(c, offset); W(c, offset, v + by < v ? ~0u : v + by); }
void intel_count64(struct intel *c, u32 low, u64 by);
/* Sizes in the order of PRC64 and PTC64. */
void intel_count_size(struct intel *c, u32 first, u32 len);
/* Reads the high half of a 64-bit statistic: both halves are cleared. */
u32 intel_read_high(struct nic *n, u32 offset);

/* intel.c: what models put into their struct nic_model. */
extern const struct nic_limit intel_limits[];
void intel_reset(struct nic *n);
bool intel_work(struct nic *n, unsigned budget);
void intel_link(struct nic *n);
bool intel_ring(struct nic *n, unsigned i, struct nic_ring *r);
void intel_describe(struct nic *n, const struct nic_ring *r, const u8 *desc, char *text, size_t room);
/* T_AUTONEG and T_FLAP. */
void intel_timer(struct intel *c, unsigned id);
void intel_ctrl_wrote(struct nic *n, u32 offset, u32 was);
void intel_doorbell(struct nic *n, u32 offset, u32 was); /* of any register of a ring */
void intel_rctl_wrote(struct nic *n, u32 offset, u32 was);
u32 intel_status_read(struct nic *n, u32 offset);

/* nvm.c */
void intel_nvm_init(struct intel *c);
u32 intel_eecd_read(struct nic *n, u32 offset);
void intel_eecd_wrote(struct nic *n, u32 offset, u32 was);
void intel_eerd_wrote(struct nic *n, u32 offset, u32 was);  /* 8254x: address << 8, done bit 4 */
void intel_eerd2_wrote(struct nic *n, u32 offset, u32 was); /* later: address << 2, done bit 1 */

/* phy.c */
void intel_phy_reset(struct intel *c);
void intel_mdic_wrote(struct nic *n, u32 offset, u32 was);
void intel_phy_link(struct intel *c, bool carrier);
bool intel_phy_loops(const struct intel *c);

/* tx.c, rx.c. Descriptors done, at most budget. */
unsigned intel_tx_work(struct intel *c, unsigned q, unsigned budget);
unsigned intel_rx_work(struct intel *c, unsigned budget);
/* Of the format that the driver has chosen for the queue. */
u32 intel_rx_desc_len(const struct intel *c, unsigned q);

#endif
