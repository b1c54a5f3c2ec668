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
#include "nic-models/pcnet/pcnet.h"

/* Interrupts (CSR0, CSR3, CSR4). */

static bool wants_interrupt(const struct pcnet *p)
{
	u16 c4 = pcnet_csr(p, 4);

	return pcnet_csr(p, 0) & C0_EVENTS & ~(pcnet_csr(p, 3) & C3_MASKS) || c4 & C4_UINT || (c4 >> 1 & ~c4 & C4_MASKS);
}

static void irq_update(struct pcnet *p)
{
	nic_intx(&p->nic, pcnet_csr(p, 0) & C0_IENA && wants_interrupt(p));
}

void pcnet_event(struct pcnet *p, u16 bits)
{
	pcnet_csr_set(p, 0, pcnet_csr(p, 0) | bits);
	irq_update(p);
}

static u32 csr0_read(struct nic *n, u32 offset)
{
	struct pcnet *p = (struct pcnet *)n;
	u16 v = pcnet_csr(p, offset / 2);

	v |= v & (C0_BABL | C0_CERR | C0_MISS | C0_MERR) ? C0_ERR : 0;
	return v | (wants_interrupt(p) ? C0_INTR : 0u);
}

/* State (chapter "Detailed functions", Am79C970A): stopped, initialized, started. */

static void stop(struct pcnet *p)
{
	if (p->nic.partial[0])
		frame_put(nic_partial_take(&p->nic, 0));
	p->init = p->demand = p->started = p->skip = false;
	pcnet_csr_set(p, 0, C0_STOP);
	pcnet_csr_set(p, 4, pcnet_csr(p, 4) & (u16)~(C4_EVENTS | C4_UINTCMD));
	pcnet_csr_set(p, 5, pcnet_csr(p, 5) & (u16)~C5_SPND);
	nic_timer_stop(&p->nic, T_POLL);
}

void pcnet_start(struct pcnet *p)
{
	u16 mode = pcnet_csr(p, MODE), v = pcnet_csr(p, 0) & (u16)~C0_STOP;

	v |= C0_STRT | (mode & MODE_DTX ? 0 : C0_TXON) | (mode & MODE_DRX ? 0 : C0_RXON);
	pcnet_csr_set(p, 0, v);
	p->demand = true;
	nic_timer_set(&p->nic, T_POLL, p->nic.now + POLL);
}

static void csr0_wrote(struct nic *n, u32 offset, u32 was)
{
	struct pcnet *p = (struct pcnet *)n;
	u16 v = pcnet_csr(p, 0), now = (u16)was & ~(v & C0_EVENTS);

	(void)offset;
	now = (u16)((now & ~C0_IENA) | (v & C0_IENA));
	pcnet_csr_set(p, 0, now);
	if (v & C0_STOP) {
		if (!(was & C0_STOP))
			stop(p);
	} else {
		if (v & C0_INIT && !(was & C0_INIT)) {
			pcnet_csr_set(p, 0, (u16)((now | C0_INIT) & ~C0_STOP));
			p->init = true;
		}
		if (v & C0_STRT && !(was & C0_STRT))
			pcnet_start(p);
		p->demand |= v & C0_TDMD;
		n->host->soon(n);
	}
	irq_update(p);
}

/* Registers that may be written while the chip is stopped or suspended alone. */
static bool is_quiet(const struct pcnet *p)
{
	return pcnet_csr(p, 0) & C0_STOP || pcnet_csr(p, 5) & C5_SPND;
}

static void quiet_wrote(struct nic *n, u32 offset, u32 was)
{
	struct pcnet *p = (struct pcnet *)n;

	if (!is_quiet(p))
		pcnet_csr_set(p, offset / 2, (u16)was);
	else if (offset == CSR(RX_LEN))
		p->rx_at = 0;
	else if (offset == CSR(TX_LEN))
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
	u16 v = pcnet_csr(p, offset / 2), events = (u16)was & C4_EVENTS & ~v;

	pcnet_csr_set(p, 4, (u16)((v & ~(C4_EVENTS | C4_UINTCMD)) | events | (v & C4_UINTCMD ? C4_UINT : 0)));
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
	while (rx < 15 && (u16)-pcnet_csr(p, RX_LEN) >> (rx + 1))
		rx++;
	while (tx < 15 && (u16)-pcnet_csr(p, TX_LEN) >> (tx + 1))
		tx++;
	return tx << 12 | rx << 8;
}

static u32 led_read(struct nic *n, u32 offset)
{
	struct pcnet *p = (struct pcnet *)n;
	u16 v = pcnet_csr(p, offset / 2), on = v & 0x017f & (n->link ? 0x40 : 0);

	return (v & 0x7fffu) | (on ? 0x8000 : 0);
}

static u32 style_read(struct nic *n, u32 offset)
{
	struct pcnet *p = (struct pcnet *)n;

	(void)offset;
	return pcnet_style(p) | (pcnet_wide(p) ? 0x0300 : 0x0200); /* SSIZE32, CSRPCNET */
}

static void style_wrote(struct nic *n, u32 offset, u32 was)
{
	struct pcnet *p = (struct pcnet *)n;
	u16 v = pcnet_csr(p, offset / 2) & 0xff;

	if (!is_quiet(p))
		v = was & 0xff;
	pcnet_csr_set(p, 58, v); /* two views of one register */
	pcnet_csr_set(p, BCR_AT / 2 + BCR_STYLE, v);
}

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
	{ CSR(RX_AT), "BADR",    0,      0xffff,  0,    2, 2, 2, quiet_wrote, NULL },
	{ CSR(26), "CSR26_",  0,      0xffff,  0,    2, 4, 2, quiet_wrote, NULL },
	{ CSR(TX_AT), "BADX",    0,      0xffff,  0,    2, 2, 2, quiet_wrote, NULL },
	{ CSR(32), "CSR32_",  0,      0xffff,  0,    2, 15, 2, quiet_wrote, NULL },
	{ CSR(47), "POLLINT", 0,      0xffff,  0,    2, 0, 0, quiet_wrote, NULL },
	{ CSR(58), "SWS",     0x0200, 0x00ff,  0,    2, 0, 0, style_wrote, style_read },
	{ CSR(RX_LEFT), "RCVRC",   1,      0xffff,  0,    2, 0, 0, quiet_wrote, NULL },
	{ CSR(TX_LEFT), "XMTRC",   1,      0xffff,  0,    2, 0, 0, quiet_wrote, NULL },
	{ CSR(RX_LEN), "RCVRL",   1,      0xffff,  0,    2, 0, 0, quiet_wrote, NULL },
	{ CSR(TX_LEN), "XMTRL",   1,      0xffff,  0,    2, 0, 0, quiet_wrote, NULL },
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
	pcnet_csr_set((struct pcnet *)n, 58, pcnet_bcr((struct pcnet *)n, BCR_STYLE));
}

static u32 window_read(struct nic *n, u32 offset, unsigned len)
{
	struct pcnet *p = (struct pcnet *)n;
	bool dwio = pcnet_bcr(p, BCR_BUS) & BUS_DWIO;
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
		put_le16(n->bar[HIDDEN] + BCR(BCR_BUS), pcnet_bcr(p, BCR_BUS) | BUS_DWIO);
	step = pcnet_bcr(p, BCR_BUS) & BUS_DWIO ? 4 : 2;
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

static void timer(struct nic *n, unsigned id)
{
	struct pcnet *p = (struct pcnet *)n;
	bool polls = pcnet_csr(p, 0) & C0_TXON && !(pcnet_csr(p, 4) & C4_DPOLL);

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

static const char *const causes[] = { "INIT", "STRT", "STOP", "TDMD", "TXON", "RXON", "IENA", "INTR", "IDON", "TINT", "RINT", "MERR", "MISS", "CERR", "BABL", "ERR" };

static const struct nic_limit limits[] = {
	NIC_LIMIT(struct pcnet, init, 1),  NIC_LIMIT(struct pcnet, demand, 1), NIC_LIMIT(struct pcnet, started, 1),
	NIC_LIMIT(struct pcnet, skip, 1), NIC_LIMIT(struct pcnet, waits, 1), { 0 },
};

const struct nic_model nic_pcnet = {
	.name = "pcnet", .title = "AMD Am79C970A PCnet-PCI II", .vendor = 0x1022, .device = 0x2000, .revision = 0x10, .size = sizeof(struct pcnet),
	.max_frame = STANDARD_MAX - FCS_LEN,
	.bar = { [0] = { .kind = BAR_IO, .len = WINDOW, .read = window_read, .write = window_write },
		 [1] = { .kind = BAR_MEM, .len = WINDOW, .read = window_read, .write = window_write },
		 [HIDDEN] = { .kind = BAR_NONE, .len = 0x140, .regs = regs, .n_regs = ARRAY_LEN(regs) } },
	.limits = limits, .init = init, .reset = reset, .work = pcnet_work, .timer = timer, .ring = pcnet_ring, .describe = pcnet_describe,
	.causes = causes, .n_causes = ARRAY_LEN(causes),
};
