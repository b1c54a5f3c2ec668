/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AMD Am79C970A: what its files share. chip.c has the registers, rings.c the initialization block, descriptors and frames. */
#ifndef NIC_MODELS_PCNET_H
#define NIC_MODELS_PCNET_H

#include "net/eth.h"
#include "nic-models/offload.h"
#include "nic-models/pci.h"

enum {
	HIDDEN = 5, BCR_AT = 0x100, WINDOW = 32,
	C0_INIT = 1, C0_STRT = 2, C0_STOP = 4, C0_TDMD = 8, C0_TXON = 0x10, C0_RXON = 0x20, C0_IENA = 0x40, C0_INTR = 0x80, C0_IDON = 0x100, C0_TINT = 0x200,
	C0_RINT = 0x400, C0_MERR = 0x800, C0_MISS = 0x1000, C0_CERR = 0x2000, C0_BABL = 0x4000, C0_ERR = 0x8000,
	C0_EVENTS = 0x7f00, C3_MASKS = 0x5f00,
	C4_APAD_XMT = 0x800, C4_ASTRP_RCV = 0x400, C4_DPOLL = 0x1000, C4_EVENTS = 0x026a, C4_MASKS = 0x0115, C4_TXSTRT = 8, C4_UINTCMD = 0x80, C4_UINT = 0x40,
	C5_SPND = 1, C5_LTINTEN = 0x4000, C5_TOKINTD = 0x8000,
	MODE = 15, MODE_DRX = 1, MODE_DTX = 2, MODE_LOOP = 4, MODE_NO_FCS = 8, MODE_DRCVPA = 0x2000, MODE_DRCVBC = 0x4000, MODE_PROM = 0x8000,
	BCR_LINK = 4, BCR_LED3 = 7, BCR_BUS = 18, BCR_STYLE = 20, BUS_DWIO = 0x80,
	D_OWN = 0x8000, D_ERR = 0x4000, D_MORE = 0x1000, D_ONE = 0x0800, D_STP = 0x0200, D_ENP = 0x0100, D_LTINT = 0x1000, /* upper half of [RT]MD1 */
	R_PAM = 0x40, R_LAFM = 0x20, R_BAM = 0x10, R_BUFF = 0x0400,
	FCS_LEN = 4, STANDARD_MAX = 1518 + VLAN_HLEN, RX_BUFFERS = 32,
	/* numbers of CSRs */
	RX_AT = 24, TX_AT = 30, RX_LEFT = 72, TX_LEFT = 74, RX_LEN = 76, TX_LEN = 78, /* rings */
	T_POLL = 0,
};
#define CSR(i) (2 * (i))
#define BCR(i) (BCR_AT + 2 * (i))
#define POLL (5 * 1000000ull) /* the chip's own: about 2 ms; nobody waits for it who rings */

struct pcnet {
	struct nic nic;
	u16 address;		/* RAP */
	bool init, demand;	/* to be done in work() */
	bool started;		/* a frame is being gathered */
	bool skip;
	u16 tx_at, rx_at;	/* the next descriptors */
	u16 first, pieces;	/* of the frame being gathered */
	bool waits;		/* for a receive descriptor */
	u8 prom[16];
};

static inline u16 pcnet_csr(const struct pcnet *p, unsigned i) { return get_le16(p->nic.bar[HIDDEN] + 2 * i); }
static inline void pcnet_csr_set(struct pcnet *p, unsigned i, u16 v) { put_le16(p->nic.bar[HIDDEN] + 2 * i, v); }
static inline u16 pcnet_bcr(const struct pcnet *p, unsigned i) { return pcnet_csr(p, BCR_AT / 2 + i); }
static inline u32 pcnet_csr32(const struct pcnet *p, unsigned i) { return pcnet_csr(p, i) | (u32)pcnet_csr(p, i + 1) << 16; }
/* How things lie in guest memory; wide: 32 bits of address, 16 bytes a descriptor. */
static inline u16 pcnet_style(const struct pcnet *p) { return pcnet_bcr(p, BCR_STYLE) & 0xff; }
static inline bool pcnet_wide(const struct pcnet *p) { return pcnet_style(p) == 2 || pcnet_style(p) == 3; }
static inline bool pcnet_runs(const struct pcnet *p, u16 bit) { return pcnet_csr(p, 0) & bit && !(pcnet_csr(p, 5) & C5_SPND); }

/* chip.c: bits of CSR0. */
void pcnet_event(struct pcnet *p, u16 bits);
void pcnet_start(struct pcnet *p);

/* rings.c */
bool pcnet_work(struct nic *n, unsigned budget);
bool pcnet_ring(struct nic *n, unsigned i, struct nic_ring *r);
void pcnet_describe(struct nic *n, const struct nic_ring *r, const u8 *d, char *text, size_t room);

#endif
