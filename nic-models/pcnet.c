/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * AMD Am79C970A, PCnet-PCI II (data sheet 19436). All is behind a window of 32 bytes: an address register, and data registers for control and status (CSR)
 * and bus configuration (BCR), in words or double words. They stand here as the registers of a BAR that the guest does not see, so that they have names, resets
 * and rights as other chips' have: CSR i at 2i, BCR i at 256 + 2i.
 *
 * Rings and the initialization block are in guest memory, in three layouts (SWSTYLE). Descriptors change hands by their OWN bit; a driver may ring (TDMD) or
 * wait until the chip looks by itself, which it does every POLL.
 *
 * Left out: the expansion ROM and EEPROM port, AUI and GPSI (10BASE-T always), magic packets, the burst and FIFO watermark settings.
 */
#include <stdio.h>

#include "net/addr.h"
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
	T_POLL = 0,
};
#define POLL (5 * 1000000ull) /* the chip's own: about 2 ms; nobody waits for it who rings */

struct pcnet {
	struct nic nic;
	u16 address;		/* RAP */
	bool init, demand;	/* to be done in work() */
	bool started;		/* a frame is being gathered */
	bool skip;
	u16 tx_at, rx_at;	/* the next descriptors */
	bool waits;		/* for a receive descriptor */
	u8 prom[16];
};

static u16 csr(const struct pcnet *p, unsigned i) { return get_le16(p->nic.bar[HIDDEN] + 2 * i); }
static void csr_set(struct pcnet *p, unsigned i, u16 v) { put_le16(p->nic.bar[HIDDEN] + 2 * i, v); }
static u16 bcr(const struct pcnet *p, unsigned i) { return csr(p, BCR_AT / 2 + i); }
static u32 csr32(const struct pcnet *p, unsigned i) { return csr(p, i) | (u32)csr(p, i + 1) << 16; }
static bool runs(const struct pcnet *p, u16 bit) { return csr(p, 0) & bit && !(csr(p, 5) & C5_SPND); }

/* Interrupts (CSR0, CSR3, CSR4). */

static bool wants_interrupt(const struct pcnet *p)
{
	u16 c4 = csr(p, 4);

	return csr(p, 0) & C0_EVENTS & ~(csr(p, 3) & C3_MASKS) || c4 & C4_UINT || (c4 >> 1 & ~c4 & C4_MASKS);
}

static void irq_update(struct pcnet *p)
{
	nic_intx(&p->nic, csr(p, 0) & C0_IENA && wants_interrupt(p));
}

static void event(struct pcnet *p, u16 bits)
{
	csr_set(p, 0, csr(p, 0) | bits);
	irq_update(p);
}

static u32 csr0_read(struct nic *n, u32 offset)
{
	struct pcnet *p = (struct pcnet *)n;
	u16 v = csr(p, offset / 2);

	v |= v & (C0_BABL | C0_CERR | C0_MISS | C0_MERR) ? C0_ERR : 0;
	return v | (wants_interrupt(p) ? C0_INTR : 0u);
}

/* State (chapter "Detailed functions", Am79C970A): stopped, initialized, started. */

static void stop(struct pcnet *p)
{
	if (p->nic.partial[0])
		frame_put(nic_partial_take(&p->nic, 0));
	p->init = p->demand = p->started = p->skip = false;
	csr_set(p, 0, C0_STOP);
	csr_set(p, 4, csr(p, 4) & (u16)~(C4_EVENTS | C4_UINTCMD));
	csr_set(p, 5, csr(p, 5) & (u16)~C5_SPND);
	nic_timer_stop(&p->nic, T_POLL);
}

static void start(struct pcnet *p)
{
	u16 mode = csr(p, MODE), v = csr(p, 0) & (u16)~C0_STOP;

	v |= C0_STRT | (mode & MODE_DTX ? 0 : C0_TXON) | (mode & MODE_DRX ? 0 : C0_RXON);
	csr_set(p, 0, v);
	p->demand = true;
	nic_timer_set(&p->nic, T_POLL, p->nic.now + POLL);
}

static void csr0_wrote(struct nic *n, u32 offset, u32 was)
{
	struct pcnet *p = (struct pcnet *)n;
	u16 v = csr(p, 0), now = (u16)was & ~(v & C0_EVENTS);

	(void)offset;
	now = (u16)((now & ~C0_IENA) | (v & C0_IENA));
	csr_set(p, 0, now);
	if (v & C0_STOP) {
		if (!(was & C0_STOP))
			stop(p);
	} else {
		if (v & C0_INIT && !(was & C0_INIT)) {
			csr_set(p, 0, (u16)((now | C0_INIT) & ~C0_STOP));
			p->init = true;
		}
		if (v & C0_STRT && !(was & C0_STRT))
			start(p);
		p->demand |= v & C0_TDMD;
		n->host->soon(n);
	}
	irq_update(p);
}

/* Registers that may be written while the chip is stopped or suspended alone. */
static bool is_quiet(const struct pcnet *p)
{
	return csr(p, 0) & C0_STOP || csr(p, 5) & C5_SPND;
}

static void quiet_wrote(struct nic *n, u32 offset, u32 was)
{
	struct pcnet *p = (struct pcnet *)n;

	if (!is_quiet(p))
		csr_set(p, offset / 2, (u16)was);
	else if (offset == 2 * 76)
		p->rx_at = 0;
	else if (offset == 2 * 78)
		p->tx_at = 0;
}

static void csr3_wrote(struct nic *n, u32 offset, u32 was)
{
	(void)offset;
	(void)was;
	irq_update((struct pcnet *)n);
}

static void csr4_wrote(struct nic *n, u32 offset, u32 was)
{
	struct pcnet *p = (struct pcnet *)n;
	u16 v = csr(p, offset / 2), events = (u16)was & C4_EVENTS & ~v;

	csr_set(p, 4, (u16)((v & ~(C4_EVENTS | C4_UINTCMD)) | events | (v & C4_UINTCMD ? C4_UINT : 0)));
	irq_update(p);
}

static void csr5_wrote(struct nic *n, u32 offset, u32 was)
{
	(void)offset;
	(void)was;
	n->host->soon(n); /* no longer suspended, perhaps */
}

static u32 chip_read(struct nic *n, u32 offset)
{
	(void)n;
	return offset == 2 * 88 ? 0x1003 : 0x0262; /* 0x2621: Am79C970A, of AMD */
}

static u32 lengths_read(struct nic *n, u32 offset)
{
	struct pcnet *p = (struct pcnet *)n;
	unsigned rx = 0, tx = 0;

	(void)offset;
	while (rx < 15 && (u16)-csr(p, 76) >> (rx + 1))
		rx++;
	while (tx < 15 && (u16)-csr(p, 78) >> (tx + 1))
		tx++;
	return tx << 12 | rx << 8;
}

static u32 led_read(struct nic *n, u32 offset)
{
	struct pcnet *p = (struct pcnet *)n;
	u16 v = csr(p, offset / 2), on = v & 0x017f & (n->link ? 0x40 : 0);

	return (v & 0x7fffu) | (on ? 0x8000 : 0);
}

static u32 style_read(struct nic *n, u32 offset)
{
	struct pcnet *p = (struct pcnet *)n;
	u16 v = bcr(p, BCR_STYLE) & 0xff;

	(void)offset;
	return v | ((v == 2 || v == 3) ? 0x0300 : 0x0200); /* SSIZE32, CSRPCNET */
}

static void style_wrote(struct nic *n, u32 offset, u32 was)
{
	struct pcnet *p = (struct pcnet *)n;
	u16 v = csr(p, offset / 2) & 0xff;

	if (!is_quiet(p))
		v = was & 0xff;
	csr_set(p, 58, v); /* two views of one register */
	csr_set(p, BCR_AT / 2 + BCR_STYLE, v);
}

#define CSR(i) (2 * (i))
#define BCR(i) (BCR_AT + 2 * (i))
static const struct nic_reg regs[] = {
	/* offset  name       reset   writable flags len n  stride after a write  instead of reading */
	{ CSR(0),  "CSR0",    C0_STOP, 0x7f4f, 0,    2, 0, 0, csr0_wrote, csr0_read },
	{ CSR(1),  "IADR",    0,      0xffff,  0,    2, 2, 2, quiet_wrote, NULL },
	{ CSR(3),  "CSR3",    0,      0x5f7c,  0,    2, 0, 0, csr3_wrote, NULL },
	{ CSR(4),  "CSR4",    0x0115, 0xffff,  0,    2, 0, 0, csr4_wrote, NULL },
	{ CSR(5),  "CSR5",    0,      0xd9ff,  0,    2, 0, 0, csr5_wrote, NULL },
	{ CSR(6),  "TLEN_RLEN", 0,    0,       0,    2, 0, 0, NULL, lengths_read },
	{ CSR(8),  "LADRF",   0,      0xffff,  0,    2, 4, 2, quiet_wrote, NULL },
	{ CSR(12), "PADR",    0,      0xffff,  0,    2, 3, 2, quiet_wrote, NULL },
	{ CSR(15), "MODE",    0,      0xffff,  0,    2, 0, 0, quiet_wrote, NULL },
	{ CSR(16), "CSR16_",  0,      0xffff,  0,    2, 8, 2, quiet_wrote, NULL },
	{ CSR(24), "BADR",    0,      0xffff,  0,    2, 2, 2, quiet_wrote, NULL },
	{ CSR(26), "CSR26_",  0,      0xffff,  0,    2, 4, 2, quiet_wrote, NULL },
	{ CSR(30), "BADX",    0,      0xffff,  0,    2, 2, 2, quiet_wrote, NULL },
	{ CSR(32), "CSR32_",  0,      0xffff,  0,    2, 15, 2, quiet_wrote, NULL },
	{ CSR(47), "POLLINT", 0,      0xffff,  0,    2, 0, 0, quiet_wrote, NULL },
	{ CSR(58), "SWS",     0x0200, 0x00ff,  0,    2, 0, 0, style_wrote, style_read },
	{ CSR(72), "RCVRC",   1,      0xffff,  0,    2, 0, 0, quiet_wrote, NULL },
	{ CSR(74), "XMTRC",   1,      0xffff,  0,    2, 0, 0, quiet_wrote, NULL },
	{ CSR(76), "RCVRL",   1,      0xffff,  0,    2, 0, 0, quiet_wrote, NULL },
	{ CSR(78), "XMTRL",   1,      0xffff,  0,    2, 0, 0, quiet_wrote, NULL },
	{ CSR(80), "DMATC",   0x1410, 0xffff,  0,    2, 0, 0, quiet_wrote, NULL },
	{ CSR(82), "DMABAT",  0,      0xffff,  0,    2, 0, 0, quiet_wrote, NULL },
	{ CSR(84), "DMABA",   0,      0xffff,  0,    2, 2, 2, quiet_wrote, NULL },
	{ CSR(88), "CHIPID",  0,      0,       0,    2, 2, 2, NULL, chip_read },
	{ CSR(94), "XMTTDR",  0,      0,       0,    2, 0, 0, NULL, NULL },
	{ CSR(100), "MERRTO", 0x0200, 0xffff,  0,    2, 0, 0, quiet_wrote, NULL },
	{ CSR(112), "MFC",    0,      0xffff,  0,    2, 0, 0, NULL, NULL },
	{ CSR(114), "RCC",    0,      0xffff,  0,    2, 0, 0, NULL, NULL },
	{ CSR(122), "RCVALGN", 0,     0x0001,  0,    2, 0, 0, NULL, NULL },
	{ CSR(124), "BMTEST", 0,      0x001f,  0,    2, 0, 0, NULL, NULL },
	{ BCR(0),  "MSRDA",   0x0005, 0xffff,  0,    2, 2, 2, NULL, NULL },
	{ BCR(2),  "MC",      0x0002, 0xffff,  0,    2, 0, 0, NULL, NULL },
	{ BCR(4),  "LNKST",   0x00c0, 0x7fff,  0,    2, 0, 0, NULL, led_read },
	{ BCR(5),  "LED1",    0x0084, 0x7fff,  0,    2, 0, 0, NULL, led_read },
	{ BCR(6),  "LED2",    0x0088, 0x7fff,  0,    2, 0, 0, NULL, led_read },
	{ BCR(7),  "LED3",    0x0090, 0x7fff,  0,    2, 0, 0, NULL, led_read },
	{ BCR(9),  "FDC",     0,      0x0007,  0,    2, 0, 0, NULL, NULL },
	{ BCR(16), "IOBASE",  0,      0xffff,  0,    2, 2, 2, NULL, NULL },
	{ BCR(18), "BSBC",    0x9001, 0xffff,  0,    2, 0, 0, NULL, NULL },
	{ BCR(19), "EECAS",   0x0002, 0x001f,  0,    2, 0, 0, NULL, NULL },
	{ BCR(20), "SWSTYLE", 0x0200, 0x00ff,  0,    2, 0, 0, style_wrote, style_read },
	{ BCR(21), "INTCON",  0,      0xffff,  0,    2, 0, 0, NULL, NULL },
	{ BCR(22), "PCILAT",  0xff06, 0xffff,  0,    2, 0, 0, NULL, NULL },
};

/* The window. */

static void reset_by_read(struct nic *n)
{
	u8 bcrs[64];

	memcpy(bcrs, n->bar[HIDDEN] + BCR_AT, sizeof(bcrs)); /* S_RESET leaves them */
	nic_soft_reset(n);
	memcpy(n->bar[HIDDEN] + BCR_AT, bcrs, sizeof(bcrs));
	csr_set((struct pcnet *)n, 58, bcr((struct pcnet *)n, BCR_STYLE));
}

static u32 window_read(struct nic *n, u32 offset, unsigned len)
{
	struct pcnet *p = (struct pcnet *)n;
	bool dwio = bcr(p, BCR_BUS) & BUS_DWIO;
	unsigned step = dwio ? 4 : 2, which = (offset - 16) / step;
	u32 v = 0;

	if (offset < 16) {
		memcpy(&v, p->prom + offset, len);
		return v;
	}
	if (len != step || offset % step) {
		nic_fault(n, NIC_FAULT_ACCESS);
		return 0;
	}
	switch (which) {
	case 0: return nic_reg_read(n, HIDDEN, CSR(p->address & 127), 2);
	case 1: return p->address;
	case 2:
		reset_by_read(n);
		return 0;
	case 3: return nic_reg_read(n, HIDDEN, BCR(p->address & 31), 2);
	default: return 0;
	}
}

static void window_write(struct nic *n, u32 offset, unsigned len, u32 value)
{
	struct pcnet *p = (struct pcnet *)n;
	unsigned step;

	if (offset < 16)
		return; /* the address PROM */
	if (offset == 16 && len == 4) /* how a driver chooses double words */
		put_le16(n->bar[HIDDEN] + BCR(BCR_BUS), bcr(p, BCR_BUS) | BUS_DWIO);
	step = bcr(p, BCR_BUS) & BUS_DWIO ? 4 : 2;
	if (len != step || offset % step) {
		nic_fault(n, NIC_FAULT_ACCESS);
		return;
	}
	switch ((offset - 16) / step) {
	case 0: nic_reg_write(n, HIDDEN, CSR(p->address & 127), 2, value); break;
	case 1: p->address = value & 127; break;
	case 3: nic_reg_write(n, HIDDEN, BCR(p->address & 31), 2, value); break;
	default: break;
	}
}

/* Memory: the initialization block, descriptors. */

static bool wide(const struct pcnet *p)
{
	u16 style = bcr(p, BCR_STYLE) & 0xff;

	return style == 2 || style == 3;
}

/* false: its bytes are not there yet. */
static bool initialize(struct pcnet *p)
{
	u64 at = csr(p, 1) | (u32)(csr(p, 2) & (wide(p) ? 0xffff : 0xff)) << 16;
	u8 b[28] = { 0 };
	unsigned rlen, tlen, mac = wide(p) ? 4 : 2, filter = mac + (wide(p) ? 8 : 6), rings = filter + 8;
	enum nic_dma got = nic_read(&p->nic, at, b, wide(p) ? 28 : 24);

	if (got == DMA_WAIT)
		return false;
	p->init = false;
	if (got == DMA_FAULT) {
		event(p, C0_MERR);
		return true;
	}
	rlen = wide(p) ? b[2] >> 4 : b[rings + 3] >> 5;
	tlen = wide(p) ? b[3] >> 4 : b[rings + 7] >> 5;
	csr_set(p, MODE, get_le16(b));
	memcpy(p->nic.bar[HIDDEN] + CSR(12), b + mac, 6);
	memcpy(p->nic.bar[HIDDEN] + CSR(8), b + filter, 8);
	for (unsigned k = 0; k < 2; k++) {
		u32 base = get_le32(b + rings + 4 * k);

		if (!wide(p))
			base = (base & 0xffffff) | (u32)(csr(p, 2) & 0xff00) << 16;
		put_le32(p->nic.bar[HIDDEN] + CSR(k ? 30 : 24), base & ~7u);
	}
	csr_set(p, 76, (u16)-(1u << (rlen < 9 ? rlen : 9)));
	csr_set(p, 78, (u16)-(1u << (tlen < 9 ? tlen : 9)));
	csr_set(p, 72, csr(p, 76));
	csr_set(p, 74, csr(p, 78));
	p->rx_at = p->tx_at = 0;
	event(p, C0_IDON);
	if (csr(p, 0) & C0_STRT)
		start(p); /* both at once: the mode counts from now on */
	nic_commit(&p->nic);
	return true;
}

struct pcnet_desc {
	u64 at;
	u32 addr, len;
	u16 status;
	u8 raw[16];
};

static u32 ring_len(const struct pcnet *p, unsigned which)
{
	return (u16)-csr(p, which);
}

static enum nic_dma desc_read(struct pcnet *p, bool rx, u32 i, struct pcnet_desc *d)
{
	u16 style = bcr(p, BCR_STYLE) & 0xff;
	u32 size = wide(p) ? 16 : 8, mid;
	enum nic_dma got;

	d->at = csr32(p, rx ? 24 : 30) + (u64)i * size;
	got = nic_read(&p->nic, d->at, d->raw, size);
	if (got)
		return got;
	mid = get_le32(d->raw + 4);
	if (!wide(p)) {
		d->addr = (get_le32(d->raw) & 0xffffff) | (u32)(csr(p, 2) & 0xff00) << 16;
		d->status = get_le16(d->raw + 2) & 0xff00;
		d->len = 4096 - (mid & 0xfff);
	} else {
		d->addr = get_le32(d->raw + (style == 3 ? 8 : 0));
		d->status = (u16)(mid >> 16);
		d->len = 4096 - (mid & 0xfff);
	}
	return DMA_OK;
}

/* Gives it back: status without OWN, and for the end of a received frame its length. */
static void desc_return(struct pcnet *p, struct pcnet_desc *d, u16 status, u32 count)
{
	u16 style = bcr(p, BCR_STYLE) & 0xff;

	status &= (u16)~D_OWN;
	if (!wide(p)) {
		put_le16(d->raw + 2, (get_le16(d->raw + 2) & 0xff) | (status & 0xff00));
		put_le16(d->raw + 6, (u16)count);
		nic_write_back(&p->nic, d->at, d->raw, 8);
		return;
	}
	put_le16(d->raw + 6, status);
	put_le32(d->raw + (style == 3 ? 0 : 8), count);
	nic_write_back(&p->nic, d->at, d->raw, 12);
}

/* Sending. */

static void transmit(struct pcnet *p)
{
	struct nic *n = &p->nic;
	struct frame *f = nic_partial_take(n, 0);

	if (!f)
		return;
	if (p->skip || f->len < ETH_HLEN) {
		if (!p->skip)
			nic_fault(n, NIC_FAULT_SHORT);
		n->host->drop(n, f, p->skip ? DROP_BAD_DESCRIPTOR : DROP_SHORT);
		return;
	}
	if (csr(p, 4) & C4_APAD_XMT)
		offload_pad(f);
	if (csr(p, MODE) & MODE_LOOP)
		nic_loop_back(n, f);
	else
		nic_send(n, f);
}

/* One descriptor. false: not now, or none. */
static bool tx_one(struct pcnet *p)
{
	struct nic *n = &p->nic;
	u32 len = ring_len(p, 78);
	struct pcnet_desc d;
	enum drop why;
	enum nic_dma got;

	if (!len || p->tx_at >= len)
		p->tx_at = 0;
	got = len ? desc_read(p, false, p->tx_at, &d) : DMA_FAULT;
	if (got == DMA_FAULT)
		event(p, C0_MERR);
	if (got || !(d.status & D_OWN)) {
		p->demand = p->demand && got == DMA_WAIT;
		return false;
	}
	if (nic_debugs(n, NIC_DEBUG_DESCRIPTORS))
		nic_debugf(n, NIC_DEBUG_DESCRIPTORS, "tx: descriptor %u addr %08x len %u status %04x", p->tx_at, d.addr, d.len, d.status);
	if (d.status & D_STP) {
		if (n->partial[0])
			frame_put(nic_partial_take(n, 0)); /* the one before never ended */
		p->started = true;
		p->skip = false;
	}
	if (p->started && !p->skip) {
		got = nic_append(n, 0, d.addr, d.len, 0, &why);
		if (got == DMA_WAIT)
			return false;
		p->skip = got == DMA_FAULT;
	}
	if (!p->started)
		nic_fault(n, NIC_FAULT_DESCRIPTOR);
	desc_return(p, &d, (u16)((d.status & ~(D_ERR | D_MORE | D_ONE)) | (p->skip || !p->started ? D_ERR : 0)), 0);
	if (d.status & D_ENP) {
		transmit(p);
		p->started = p->skip = false;
		if (!(csr(p, 5) & C5_TOKINTD) || (csr(p, 5) & C5_LTINTEN && d.status & D_LTINT))
			event(p, C0_TINT);
	}
	p->tx_at = p->tx_at + 1u >= len ? 0 : (u16)(p->tx_at + 1);
	csr_set(p, 74, (u16)-(len - p->tx_at));
	csr_set(p, 4, csr(p, 4) | C4_TXSTRT);
	nic_commit(n);
	return true;
}

/* Receiving. */

static u16 address_match(const struct pcnet *p, const u8 *mac)
{
	u16 mode = csr(p, MODE);
	u32 hash;

	if (mac_is_broadcast(mac) && !(mode & MODE_DRCVBC))
		return R_BAM;
	if (mac_eq(mac, p->nic.bar[HIDDEN] + CSR(12)) && !(mode & MODE_DRCVPA))
		return R_PAM;
	if (mac_is_group(mac) && !mac_is_broadcast(mac)) {
		hash = offload_mac_hash(mac, false);
		if (p->nic.bar[HIDDEN][CSR(8) + hash / 8] >> hash % 8 & 1)
			return R_LAFM;
	}
	return mode & MODE_PROM ? D_STP : 0;
}

/* The frame that waits first. false: it stays. */
static bool deliver(struct pcnet *p, struct frame *f, u16 match)
{
	struct nic *n = &p->nic;
	struct pcnet_desc d[RX_BUFFERS];
	u32 len = ring_len(p, 76), need = 0, at = 0, room = 0, body = f->len < OFFLOAD_FRAME_MIN ? OFFLOAD_FRAME_MIN : f->len, total = body + FCS_LEN;
	u8 whole[STANDARD_MAX + FCS_LEN] = { 0 };
	bool bad = false;

	if (body > STANDARD_MAX - FCS_LEN) {
		n->host->drop(n, nic_fifo_take(n), DROP_TOO_LONG);
		return true;
	}
	if (!len || p->rx_at >= len)
		p->rx_at = 0;
	while (room < total && need < RX_BUFFERS && need < len) {
		u32 i = (p->rx_at + need) % len;
		enum nic_dma got = desc_read(p, true, i, &d[need]);

		if (got == DMA_FAULT)
			event(p, C0_MERR);
		if (got || !(d[need].status & D_OWN))
			return false;
		room += d[need++].len;
	}
	if (room < total) {
		if (len)
			nic_fault(n, NIC_FAULT_DESCRIPTOR);
		n->host->drop(n, nic_fifo_take(n), DROP_TOO_LONG);
		return true;
	}
	memcpy(whole, f->data, f->len);
	put_le32(whole + body, nic_fcs(n, whole, body));
	for (u32 k = 0; k < need; k++) {
		u32 part = d[k].len < total - at ? d[k].len : total - at;
		u16 status = (u16)((k ? 0 : D_STP) | (k + 1 == need ? D_ENP | (match & (R_BAM | R_PAM | R_LAFM)) : 0));

		bad |= nic_write(n, d[k].addr, whole + at, part) == DMA_FAULT;
		at += part;
		desc_return(p, &d[k], (u16)(status | (bad ? D_ERR | R_BUFF : 0)), k + 1 == need ? total : 0);
	}
	p->rx_at = (u16)((p->rx_at + need) % len);
	csr_set(p, 72, (u16)-(len - p->rx_at));
	nic_commit(n);
	n->rx_frames += !bad;
	n->rx_bytes += bad ? 0 : f->len;
	f = nic_fifo_take(n);
	if (bad)
		n->host->drop(n, f, DROP_BAD_DESCRIPTOR);
	else
		frame_put(f);
	event(p, C0_RINT);
	return true;
}

static bool rx_work(struct pcnet *p, unsigned budget)
{
	struct nic *n = &p->nic;
	struct frame *f;

	p->waits = false;
	for (unsigned turn = 0; (f = nic_fifo_first(n)); turn++) {
		enum drop why = !(csr(p, 0) & C0_RXON) ? DROP_PORT_DOWN : f->len < ETH_HLEN ? DROP_SHORT : DROP_NONE;
		u16 match = why ? 0 : address_match(p, f->data);

		if (turn == budget)
			return true;
		if (!why && !match)
			why = DROP_NOT_FOR_US;
		if (why) {
			n->rx_filtered++;
			n->host->drop(n, nic_fifo_take(n), why);
		} else if (csr(p, 5) & C5_SPND || !deliver(p, f, match)) {
			p->waits = true;
			return false;
		}
	}
	return false;
}

static bool work(struct nic *n, unsigned budget)
{
	struct pcnet *p = (struct pcnet *)n;
	unsigned done = 0;
	bool more;

	if (p->init && !initialize(p))
		return false;
	more = rx_work(p, budget);
	while (p->demand && runs(p, C0_TXON) && done < budget && n->room && tx_one(p))
		done++;
	if (p->waits && !nic_timer_is_set(n, T_POLL))
		nic_timer_set(n, T_POLL, n->now + POLL);
	return more || done;
}

static void timer(struct nic *n, unsigned id)
{
	struct pcnet *p = (struct pcnet *)n;
	bool polls = csr(p, 0) & C0_TXON && !(csr(p, 4) & C4_DPOLL);

	(void)id;
	p->demand |= polls;
	if (polls || p->waits)
		n->host->soon(n);
	if (polls)
		nic_timer_set(n, T_POLL, n->now + POLL);
}

static void init(struct nic *n)
{
	n->config[PCI_MIN_GNT] = 6;
	n->config[PCI_MIN_GNT + 1] = 0xff;
}

static void reset(struct nic *n)
{
	struct pcnet *p = (struct pcnet *)n;
	u16 sum = 0;

	memset(&p->address, 0, sizeof(*p) - offsetof(struct pcnet, address));
	memcpy(p->prom, n->mac, 6);
	p->prom[14] = p->prom[15] = 'W';
	for (unsigned i = 0; i < 16; i++)
		sum = (u16)(sum + (i == 12 || i == 13 ? 0 : p->prom[i]));
	put_le16(p->prom + 12, (u16)(sum + n->inject.nvm_checksum));
	memcpy(n->bar[HIDDEN] + CSR(12), n->mac, 6);
}

static bool ring(struct nic *n, unsigned i, struct nic_ring *r)
{
	const struct pcnet *p = (const struct pcnet *)n;

	if (i > 1)
		return false;
	*r = (struct nic_ring){ .base = csr32(p, i ? 24 : 30), .desc_len = wide(p) ? 16 : 8, .n = ring_len(p, i ? 76 : 78), .head = i ? p->rx_at : p->tx_at,
				.tail = i ? p->rx_at : p->tx_at, .enabled = csr(p, 0) & (i ? C0_RXON : C0_TXON) };
	snprintf(r->name, sizeof(r->name), "%s", i ? "rx" : "tx");
	return true;
}

static void describe(struct nic *n, const struct nic_ring *r, const u8 *d, char *text, size_t room)
{
	u16 status = r->desc_len == 8 ? get_le16(d + 2) : get_le16(d + 6);

	(void)n;
	snprintf(text, room, "len %u status %04x%s%s%s%s", 4096 - (get_le16(d + 4) & 0xfffu), status, status & D_OWN ? " OWN" : "", status & D_ERR ? " ERR" : "",
		 status & D_STP ? " STP" : "", status & D_ENP ? " ENP" : "");
}

static const char *const causes[] = { "INIT", "STRT", "STOP", "TDMD", "TXON", "RXON", "IENA", "INTR", "IDON", "TINT", "RINT", "MERR", "MISS", "CERR", "BABL", "ERR" };

const struct nic_model nic_pcnet = {
	.name = "pcnet", .title = "AMD Am79C970A PCnet-PCI II", .vendor = 0x1022, .device = 0x2000, .revision = 0x10, .size = sizeof(struct pcnet),
	.max_frame = STANDARD_MAX - FCS_LEN,
	.bar = { [0] = { .kind = BAR_IO, .len = WINDOW, .read = window_read, .write = window_write },
		 [1] = { .kind = BAR_MEM, .len = WINDOW, .read = window_read, .write = window_write },
		 [HIDDEN] = { .kind = BAR_NONE, .len = 0x140, .regs = regs, .n_regs = ARRAY_LEN(regs) } },
	.init = init, .reset = reset, .work = work, .timer = timer, .ring = ring, .describe = describe, .causes = causes, .n_causes = ARRAY_LEN(causes),
};
