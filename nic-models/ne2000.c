/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Realtek RTL8029AS: an NE2000 on PCI, that is a DP8390 (National's data sheet) with 32 KiB of packet memory that the driver reaches through a data port a word
 * at a time. No bus mastering: all that it knows of the guest is what the guest writes into it.
 *
 * The 8390's sixteen addresses are four pages of registers, which differ in what is read and what is written. They stand in a BAR that the guest does not
 * see: page p, register r is read at 16p + r and written at 64 + 16p + r.
 *
 * Left out: the EEPROM port of page 3, the tally counters of errors that cannot occur here, 16-bit address alignment of the ISA card. The chip tells no
 * link to its driver.
 */
#include <stdio.h>

#include "net/addr.h"
#include "net/eth.h"
#include "nic-models/offload.h"
#include "nic-models/pci.h"

enum {
	HIDDEN = 5, WRITES = 64, DATA_PORT = 0x10, RESET_PORT = 0x18,
	CR = 0,
	/* page 0, read */
	CLDA = 0x01, BNRY = 0x03, TSR = 0x04, NCR = 0x05, ISR = 0x07, CRDA = 0x08, ID0 = 0x0a, RSR = 0x0c, CNTR = 0x0d,
	/* page 0, written */
	PSTART = WRITES + 1, PSTOP = WRITES + 2, W_BNRY = WRITES + 3, TPSR = WRITES + 4, TBCR = WRITES + 5, W_ISR = WRITES + 7, RSAR = WRITES + 8,
	RBCR = WRITES + 10, RCR = WRITES + 12, TCR = WRITES + 13, DCR = WRITES + 14, IMR = WRITES + 15,
	/* page 1, read; written WRITES further on */
	PAR = 0x11, CURR = 0x17, MAR = 0x18,
	CR_STP = 1, CR_STA = 2, CR_TXP = 4, CR_RD = 0x38, CR_RD_READ = 8, CR_RD_WRITE = 0x10, CR_RD_SEND = 0x18, CR_RD_ABORT = 0x20,
	I_PRX = 1, I_PTX = 2, I_RXE = 4, I_TXE = 8, I_OVW = 0x10, I_CNT = 0x20, I_RDC = 0x40, I_RST = 0x80,
	RCR_SEP = 1, RCR_RUNT = 2, RCR_BROAD = 4, RCR_MULTI = 8, RCR_PROM = 0x10, RCR_MON = 0x20,
	DCR_WTS = 1, TCR_LOOP = 6, RSR_PRX = 1, RSR_PHY = 0x20, TSR_PTX = 1, TSR_ABT = 8,
	MEM_AT = 0x4000, MEM_LEN = 0x8000, PAGE = 256, SEND_MAX = 1518,
};

struct ne {
	struct nic nic;
	u16 remote, left;	/* remote DMA: the next address, bytes to go */
	bool send;		/* the driver has said so */
	u8 prom[32];
	u8 mem[MEM_LEN];
};

static u8 *reg(struct nic *n, u32 at) { return &n->bar[HIDDEN][at]; }
static u16 reg16(struct nic *n, u32 at) { return get_le16(reg(n, at)); }

static void irq_update(struct nic *n)
{
	nic_intx(n, *reg(n, ISR) & *reg(n, IMR) & 0x7f);
}

static void event(struct nic *n, u8 bits)
{
	*reg(n, ISR) |= bits;
	irq_update(n);
}

/* Packet memory and PROM as the remote DMA sees them. Elsewhere nothing is. */

static u8 *cell(struct ne *e, u32 at)
{
	if (at < sizeof(e->prom))
		return &e->prom[at];
	return at >= MEM_AT && at - MEM_AT < MEM_LEN ? &e->mem[at - MEM_AT] : NULL;
}

static void remote_next(struct ne *e)
{
	u32 stop = *reg(&e->nic, PSTOP) * PAGE, start = *reg(&e->nic, PSTART) * PAGE;

	e->remote++;
	if (e->remote == stop && stop) /* the ring closes for whoever reads along it */
		e->remote = (u16)start;
	put_le16(reg(&e->nic, CRDA), e->remote);
	if (--e->left == 0)
		event(&e->nic, I_RDC);
}

/* In word mode a byte of the port stands for a word: the upper half is lost. */
static void skip_half(struct ne *e, unsigned len)
{
	if (len == 1 && *reg(&e->nic, DCR) & DCR_WTS && e->left)
		remote_next(e);
}

static u32 data_read(struct ne *e, unsigned len)
{
	u32 v = 0;

	for (unsigned i = 0; i < len; i++) {
		const u8 *p = e->left ? cell(e, e->remote) : NULL;

		v |= (p ? *p : 0xffu) << 8 * i;
		if (e->left)
			remote_next(e);
	}
	skip_half(e, len);
	return v;
}

static void data_write(struct ne *e, unsigned len, u32 v)
{
	for (unsigned i = 0; i < len && e->left; i++) {
		u8 *p = cell(e, e->remote);

		if (p && e->remote >= MEM_AT)
			*p = (u8)(v >> 8 * i);
		else
			nic_fault(&e->nic, NIC_FAULT_NO_MEMORY);
		remote_next(e);
	}
	skip_half(e, len);
}

/* Registers. */

static void cr_wrote(struct nic *n, u32 offset, u32 was)
{
	struct ne *e = (struct ne *)n;
	u8 v = *reg(n, offset);

	(void)was;
	if (!(v & (CR_STP | CR_STA))) /* neither is said: as it was; Linux turns pages so */
		v |= *reg(n, CR) & (CR_STP | CR_STA);
	*reg(n, CR) = v;
	if (v & CR_STP) {
		*reg(n, ISR) |= I_RST;
		e->send = false;
		return;
	}
	*reg(n, ISR) &= (u8)~I_RST;
	if ((v & CR_RD) == CR_RD_READ || (v & CR_RD) == CR_RD_WRITE) {
		e->remote = reg16(n, RSAR);
		e->left = reg16(n, RBCR);
		put_le16(reg(n, CRDA), e->remote);
		if (!e->left)
			event(n, I_RDC);
	} else if ((v & CR_RD) == CR_RD_SEND) { /* the packet at BNRY */
		u8 *p = cell(e, *reg(n, BNRY) * PAGE);

		e->remote = (u16)(*reg(n, BNRY) * PAGE);
		e->left = p && *reg(n, BNRY) * PAGE >= MEM_AT ? get_le16(p + 2) : 0;
	}
	e->send |= v & CR_TXP;
	n->host->soon(n);
}

static void isr_wrote(struct nic *n, u32 offset, u32 was)
{
	(void)was;
	*reg(n, ISR) &= (u8)~(*reg(n, offset) & 0x7f);
	irq_update(n);
}

static void imr_wrote(struct nic *n, u32 offset, u32 was)
{
	(void)offset;
	(void)was;
	irq_update(n);
}

/* What is read elsewhere than written. */
static void copy_wrote(struct nic *n, u32 offset, u32 was)
{
	(void)was;
	*reg(n, offset - WRITES) = *reg(n, offset);
	if (offset == W_BNRY)
		n->host->soon(n);
}

/* Page 2 shows what page 0 was told. */
static u32 page2_read(struct nic *n, u32 offset)
{
	return *reg(n, WRITES + (offset & 15));
}

static const struct nic_reg regs[] = {
	/* offset  name      reset   writable flags len n  stride after a write  instead of reading */
	{ CR,      "CR",     0x21,   0,       0,      1, 0, 0, NULL, NULL },
	{ CLDA,    "CLDA",   0,      0,       0,      1, 2, 1, NULL, NULL },
	{ BNRY,    "BNRY",   0,      0,       0,      1, 0, 0, NULL, NULL },
	{ TSR,     "TSR",    0,      0,       0,      1, 0, 0, NULL, NULL },
	{ NCR,     "NCR",    0,      0,       0,      1, 0, 0, NULL, NULL },
	{ 0x06,    "FIFO",   0,      0,       0,      1, 0, 0, NULL, NULL },
	{ ISR,     "ISR",    I_RST,  0,       0,      1, 0, 0, NULL, NULL },
	{ CRDA,    "CRDA",   0,      0,       0,      1, 2, 1, NULL, NULL },
	{ ID0,     "8029ID0", 'P',   0,       0,      1, 0, 0, NULL, NULL },
	{ ID0 + 1, "8029ID1", 'C',   0,       0,      1, 0, 0, NULL, NULL },
	{ RSR,     "RSR",    0,      0,       0,      1, 0, 0, NULL, NULL },
	{ CNTR,    "CNTR",   0,      0,       REG_RC, 1, 3, 1, NULL, NULL },
	{ PAR,     "PAR",    0,      0,       0,      1, 6, 1, NULL, NULL },
	{ CURR,    "CURR",   0,      0,       0,      1, 0, 0, NULL, NULL },
	{ MAR,     "MAR",    0,      0,       0,      1, 8, 1, NULL, NULL },
	{ 0x21,    "PAGE2",  0,      0,       0,      1, 15, 1, NULL, page2_read },
	{ 0x33,    "CONFIG0", 0,     0,       0,      1, 0, 0, NULL, NULL },
	{ 0x35,    "CONFIG2", 0x40,  0,       0,      1, 0, 0, NULL, NULL },
	{ 0x36,    "CONFIG3", 0x40,  0,       0,      1, 0, 0, NULL, NULL }, /* full duplex */
	{ WRITES,  "CR!",    0x21,   0xff,    0,      1, 0, 0, cr_wrote, NULL },
	{ PSTART,  "PSTART", 0,      0xff,    0,      1, 0, 0, NULL, NULL },
	{ PSTOP,   "PSTOP",  0,      0xff,    0,      1, 0, 0, NULL, NULL },
	{ W_BNRY,  "BNRY!",  0,      0xff,    0,      1, 0, 0, copy_wrote, NULL },
	{ TPSR,    "TPSR",   0,      0xff,    0,      1, 0, 0, NULL, NULL },
	{ TBCR,    "TBCR",   0,      0xff,    0,      1, 2, 1, NULL, NULL },
	{ W_ISR,   "ISR!",   0,      0xff,    0,      1, 0, 0, isr_wrote, NULL },
	{ RSAR,    "RSAR",   0,      0xff,    0,      1, 2, 1, NULL, NULL },
	{ RBCR,    "RBCR",   0,      0xff,    0,      1, 2, 1, NULL, NULL },
	{ RCR,     "RCR",    0,      0x3f,    0,      1, 0, 0, NULL, NULL },
	{ TCR,     "TCR",    0,      0x1f,    0,      1, 0, 0, NULL, NULL },
	{ DCR,     "DCR",    0,      0x7f,    0,      1, 0, 0, NULL, NULL },
	{ IMR,     "IMR",    0,      0x7f,    0,      1, 0, 0, imr_wrote, NULL },
	{ WRITES + PAR, "PAR!", 0,   0xff,    0,      1, 6, 1, copy_wrote, NULL },
	{ WRITES + CURR, "CURR!", 0, 0xff,    0,      1, 0, 0, copy_wrote, NULL },
	{ WRITES + MAR, "MAR!", 0,   0xff,    0,      1, 8, 1, copy_wrote, NULL },
};

/* Registers are bytes; a longer access is one after the other. */
static u32 register_at(struct nic *n, u32 offset)
{
	u32 page = (*reg(n, CR) >> 6) * 16u;

	return offset == CR ? CR : page + offset;
}

static u32 window_read(struct nic *n, u32 offset, unsigned len)
{
	struct ne *e = (struct ne *)n;
	u32 v = 0;

	if (offset >= DATA_PORT && offset < RESET_PORT)
		return data_read(e, len);
	if (offset >= RESET_PORT && offset < 0x20) {
		nic_soft_reset(n);
		return 0;
	}
	for (unsigned i = 0; i < len && offset + i < DATA_PORT; i++)
		v |= nic_reg_read(n, HIDDEN, register_at(n, offset + i), 1) << 8 * i;
	return v;
}

static void window_write(struct nic *n, u32 offset, unsigned len, u32 value)
{
	if (offset >= DATA_PORT && offset < RESET_PORT) {
		data_write((struct ne *)n, len, value);
		return;
	}
	for (unsigned i = 0; i < len && offset + i < DATA_PORT; i++) {
		u32 at = register_at(n, offset + i);

		if (at == CR || at < 0x20) /* pages 2 and 3 are for reading */
			nic_reg_write(n, HIDDEN, WRITES + at, 1, value >> 8 * i & 0xff);
	}
}

/* Sending. */

static void transmit(struct ne *e)
{
	struct nic *n = &e->nic;
	u32 at = *reg(n, TPSR) * (u32)PAGE, len = reg16(n, TBCR);
	struct frame *f = NULL;

	e->send = false;
	*reg(n, CR) &= (u8)~CR_TXP;
	if (at < MEM_AT || at - MEM_AT >= MEM_LEN || len > MEM_LEN - (at - MEM_AT) || len > SEND_MAX || len < ETH_HLEN)
		nic_fault(n, len < ETH_HLEN ? NIC_FAULT_SHORT : NIC_FAULT_TOO_LONG);
	else
		f = frame_get(n->pool, len);
	if (!f) {
		*reg(n, TSR) = TSR_ABT;
		event(n, I_TXE);
		return;
	}
	memcpy(f->data, e->mem + (at - MEM_AT), len);
	offload_pad(f);
	f->arrival = n->now;
	*reg(n, TSR) = TSR_PTX;
	if (*reg(n, TCR) & TCR_LOOP)
		nic_loop_back(n, f);
	else
		nic_send(n, f, 0, at / PAGE, 1); /* a page of its own memory */
	event(n, I_PTX);
}

/* Receiving. */

static bool address_match(struct nic *n, const u8 *mac)
{
	u8 rcr = *reg(n, RCR);
	u32 hash;

	if (rcr & RCR_PROM && !mac_is_group(mac))
		return true;
	if (mac_is_broadcast(mac))
		return rcr & RCR_BROAD;
	if (mac_is_group(mac)) {
		hash = offload_mac_hash(mac, true);
		return rcr & RCR_MULTI && *reg(n, MAR + hash / 8) >> hash % 8 & 1;
	}
	return mac_eq(mac, reg(n, PAR));
}

/* Copies into the ring, which closes at PSTOP; at lies in memory, and so do start and stop. */
static u32 put(struct ne *e, u32 at, const u8 *p, u32 len, u32 start, u32 stop)
{
	while (len) {
		u32 part = stop - at < len ? stop - at : len;

		memcpy(e->mem + (at - MEM_AT), p, part);
		at += part;
		p += part;
		len -= part;
		if (at == stop)
			at = start;
	}
	return at;
}

/* false: the ring is full, or no ring. */
static bool deliver(struct ne *e, struct frame *f)
{
	struct nic *n = &e->nic;
	u32 start = *reg(n, PSTART) * (u32)PAGE, stop = *reg(n, PSTOP) * (u32)PAGE, at = *reg(n, CURR) * (u32)PAGE, behind = *reg(n, BNRY) * (u32)PAGE;
	u32 len = f->len < OFFLOAD_FRAME_MIN ? OFFLOAD_FRAME_MIN : f->len, pages = (len + 4 + 4 + PAGE - 1) / PAGE, room, next, first;
	u8 pad[OFFLOAD_FRAME_MIN] = { 0 }, head[4];

	if (behind + PAGE == start) /* a driver that keeps it at the last page it has read, and does not close the ring: Linux */
		behind = stop - PAGE;
	if (start < MEM_AT || stop > MEM_AT + MEM_LEN || start >= stop || at < start || at >= stop || behind < start || behind >= stop) {
		nic_fault(n, NIC_FAULT_RING);
		n->host->drop(n, nic_fifo_take(n), DROP_BAD_DESCRIPTOR);
		return true;
	}
	room = at < behind ? behind - at : stop - start - (at - behind); /* CURR at BNRY: empty */
	if (room <= pages * PAGE) {
		if (!(*reg(n, ISR) & I_OVW))
			event(n, I_OVW);
		return false;
	}
	next = at + pages * PAGE;
	next = next >= stop ? next - stop + start : next;
	first = at / PAGE;
	head[0] = (u8)(RSR_PRX | (mac_is_group(f->data) ? RSR_PHY : 0));
	head[1] = (u8)(next / PAGE);
	put_le16(head + 2, (u16)(len + 4));
	at = put(e, at, head, 4, start, stop);
	at = put(e, at, f->data, f->len, start, stop);
	put(e, at, pad, len - f->len, start, stop);
	*reg(n, CURR) = (u8)(next / PAGE);
	*reg(n, RSR) = head[0];
	nic_landed(n, 0, first, pages); /* pages of its own memory */
	event(n, I_PRX);
	return true;
}

static bool work(struct nic *n, unsigned budget)
{
	struct ne *e = (struct ne *)n;
	struct frame *f;

	if (e->send && n->room)
		transmit(e);
	for (unsigned turn = 0; (f = nic_fifo_first(n)); turn++) {
		enum drop why = (*reg(n, CR) & (CR_STP | CR_STA)) != CR_STA || *reg(n, RCR) & RCR_MON ? DROP_PORT_DOWN :
				f->len < ETH_HLEN ? DROP_SHORT : f->len > SEND_MAX ? DROP_TOO_LONG : !address_match(n, f->data) ? DROP_NOT_FOR_US : DROP_NONE;

		if (turn == budget)
			return true;
		if (why) {
			n->rx_filtered++;
			n->host->drop(n, nic_fifo_take(n), why);
		} else if (!deliver(e, f)) {
			return false;
		}
	}
	return false;
}

static void reset(struct nic *n)
{
	struct ne *e = (struct ne *)n;

	memset(&e->remote, 0, sizeof(*e) - offsetof(struct ne, remote));
	for (unsigned i = 0; i < 6; i++) /* each byte twice, as on a card of 16 bits */
		e->prom[2 * i] = e->prom[2 * i + 1] = n->mac[i];
	memset(e->prom + 28, 'W', 4);
	if (n->inject.nvm_checksum)
		e->prom[28] = e->prom[29] = 0;
}

static const char *const causes[] = { "PRX", "PTX", "RXE", "TXE", "OVW", "CNT", "RDC", "RST" };

static const struct nic_limit limits[] = { NIC_LIMIT(struct ne, send, 1), { 0 } };

const struct nic_model nic_ne2000 = {
	.name = "ne2000", .title = "Realtek RTL8029AS, NE2000 on PCI", .vendor = 0x10ec, .device = 0x8029, .sub_vendor = 0x10ec, .sub_device = 0x8029,
	.size = sizeof(struct ne), .max_frame = SEND_MAX, .no_master = true, .no_writeback = true,
	.bar = { [0] = { .kind = BAR_IO, .len = 32, .read = window_read, .write = window_write },
		 [HIDDEN] = { .kind = BAR_NONE, .len = 128, .regs = regs, .n_regs = ARRAY_LEN(regs) } },
	.limits = limits, .reset = reset, .work = work, .causes = causes, .n_causes = ARRAY_LEN(causes), .cause_reg = ISR,
};
