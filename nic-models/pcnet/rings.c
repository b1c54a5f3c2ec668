/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The initialization block, descriptors in their three layouts, and frames (Am79C970A data sheet, "Buffer management"). */
#include <stdio.h>

#include "net/addr.h"
#include "nic-models/pcnet/pcnet.h"

/* Memory: the initialization block, descriptors. */

/* Addresses of 24 bits: CSR2 has those above. */
static u32 narrow(const struct pcnet *p, u32 addr)
{
	return (addr & 0xffffff) | (u32)(pcnet_csr(p, 2) & 0xff00) << 16;
}

/* false: its bytes are not there yet. */
static bool initialize(struct pcnet *p)
{
	u64 at = pcnet_csr(p, 1) | (u32)(pcnet_csr(p, 2) & (pcnet_wide(p) ? 0xffff : 0xff)) << 16;
	u8 b[28] = { 0 };
	unsigned rlen, tlen, mac = pcnet_wide(p) ? 4 : 2, filter = mac + (pcnet_wide(p) ? 8 : 6), rings = filter + 8;
	enum nic_dma got = nic_read(&p->nic, at, b, pcnet_wide(p) ? 28 : 24);

	if (got == DMA_WAIT)
		return false;
	p->init = false;
	if (got == DMA_FAULT) {
		pcnet_event(p, C0_MERR);
		return true;
	}
	rlen = pcnet_wide(p) ? b[2] >> 4 : b[rings + 3] >> 5;
	tlen = pcnet_wide(p) ? b[3] >> 4 : b[rings + 7] >> 5;
	pcnet_csr_set(p, MODE, get_le16(b));
	memcpy(p->nic.bar[HIDDEN] + CSR(12), b + mac, 6);
	memcpy(p->nic.bar[HIDDEN] + CSR(8), b + filter, 8);
	for (unsigned k = 0; k < 2; k++) {
		u32 base = get_le32(b + rings + 4 * k);

		if (!pcnet_wide(p))
			base = narrow(p, base);
		put_le32(p->nic.bar[HIDDEN] + CSR(k ? TX_AT : RX_AT), base & ~7u);
	}
	pcnet_csr_set(p, RX_LEN, (u16)-(1u << (rlen < 9 ? rlen : 9)));
	pcnet_csr_set(p, TX_LEN, (u16)-(1u << (tlen < 9 ? tlen : 9)));
	pcnet_csr_set(p, RX_LEFT, pcnet_csr(p, RX_LEN));
	pcnet_csr_set(p, TX_LEFT, pcnet_csr(p, TX_LEN));
	p->rx_at = p->tx_at = 0;
	pcnet_event(p, C0_IDON);
	if (pcnet_csr(p, 0) & C0_STRT)
		pcnet_start(p); /* both at once: the mode counts from now on */
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
	return (u16)-pcnet_csr(p, which);
}

static enum nic_dma desc_read(struct pcnet *p, bool rx, u32 i, struct pcnet_desc *d)
{
	u32 size = pcnet_wide(p) ? 16 : 8, mid;
	enum nic_dma got;

	d->at = pcnet_csr32(p, rx ? RX_AT : TX_AT) + (u64)i * size;
	got = nic_read(&p->nic, d->at, d->raw, size);
	if (got)
		return got;
	mid = get_le32(d->raw + 4);
	d->len = 4096 - (mid & 0xfff);
	if (pcnet_wide(p)) {
		d->addr = get_le32(d->raw + (pcnet_style(p) == 3 ? 8 : 0));
		d->status = (u16)(mid >> 16);
	} else {
		d->addr = narrow(p, get_le32(d->raw));
		d->status = get_le16(d->raw + 2) & 0xff00;
	}
	return DMA_OK;
}

/* Gives it back: status without OWN, and for the end of a received frame its length. */
static void desc_return(struct pcnet *p, struct pcnet_desc *d, u16 status, u32 count)
{
	status &= (u16)~D_OWN;
	if (!pcnet_wide(p)) {
		put_le16(d->raw + 2, (get_le16(d->raw + 2) & 0xff) | (status & 0xff00));
		put_le16(d->raw + 6, (u16)count);
		nic_write_back(&p->nic, d->at, d->raw, 8);
		return;
	}
	put_le16(d->raw + 6, status);
	put_le32(d->raw + (pcnet_style(p) == 3 ? 0 : 8), count);
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
	if (pcnet_csr(p, 4) & C4_APAD_XMT)
		offload_pad(f);
	if (pcnet_csr(p, MODE) & MODE_LOOP)
		nic_loop_back(n, f);
	else
		nic_send(n, f, 0, p->first, p->pieces);
}

/* One descriptor. false: not now, or none. */
static bool tx_one(struct pcnet *p)
{
	struct nic *n = &p->nic;
	u32 len = ring_len(p, TX_LEN);
	struct pcnet_desc d;
	enum drop why;
	enum nic_dma got;

	if (!len || p->tx_at >= len)
		p->tx_at = 0;
	got = len ? desc_read(p, false, p->tx_at, &d) : DMA_FAULT;
	if (got == DMA_FAULT)
		pcnet_event(p, C0_MERR);
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
		p->first = p->tx_at;
		p->pieces = 0;
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
	p->pieces++;
	if (d.status & D_ENP) {
		transmit(p);
		p->started = p->skip = false;
		if (!(pcnet_csr(p, 5) & C5_TOKINTD) || (pcnet_csr(p, 5) & C5_LTINTEN && d.status & D_LTINT))
			pcnet_event(p, C0_TINT);
	}
	p->tx_at = p->tx_at + 1u >= len ? 0 : (u16)(p->tx_at + 1);
	pcnet_csr_set(p, TX_LEFT, (u16)-(len - p->tx_at));
	pcnet_csr_set(p, 4, pcnet_csr(p, 4) | C4_TXSTRT);
	nic_commit(n);
	return true;
}

/* Receiving. */

static u16 address_match(const struct pcnet *p, const u8 *mac)
{
	u16 mode = pcnet_csr(p, MODE);
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
	u32 len = ring_len(p, RX_LEN), need = 0, at = 0, room = 0, body = f->len < OFFLOAD_FRAME_MIN ? OFFLOAD_FRAME_MIN : f->len, total = body + FCS_LEN;
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
			pcnet_event(p, C0_MERR);
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
	nic_commit(n);
	if (bad)
		n->host->drop(n, nic_fifo_take(n), DROP_BAD_DESCRIPTOR);
	else
		nic_landed(n, 0, p->rx_at, need);
	p->rx_at = (u16)((p->rx_at + need) % len);
	pcnet_csr_set(p, RX_LEFT, (u16)-(len - p->rx_at));
	pcnet_event(p, C0_RINT);
	return true;
}

static bool rx_work(struct pcnet *p, unsigned budget)
{
	struct nic *n = &p->nic;
	struct frame *f;

	p->waits = false;
	for (unsigned turn = 0; (f = nic_fifo_first(n)); turn++) {
		enum drop why = !(pcnet_csr(p, 0) & C0_RXON) ? DROP_PORT_DOWN : f->len < ETH_HLEN ? DROP_SHORT : DROP_NONE;
		u16 match = why ? 0 : address_match(p, f->data);

		if (turn == budget)
			return true;
		if (!why && !match)
			why = DROP_NOT_FOR_US;
		if (why) {
			n->rx_filtered++;
			n->host->drop(n, nic_fifo_take(n), why);
		} else if (pcnet_csr(p, 5) & C5_SPND || !deliver(p, f, match)) {
			p->waits = true;
			return false;
		}
	}
	return false;
}

bool pcnet_work(struct nic *n, unsigned budget)
{
	struct pcnet *p = (struct pcnet *)n;
	unsigned done = 0;
	bool more;

	if (p->init && !initialize(p))
		return false;
	more = rx_work(p, budget);
	while (p->demand && pcnet_runs(p, C0_TXON) && done < budget && n->room && tx_one(p))
		done++;
	if (p->waits && !nic_timer_is_set(n, T_POLL))
		nic_timer_set(n, T_POLL, n->now + POLL);
	return more || done;
}

/* For people who look. */

bool pcnet_ring(struct nic *n, unsigned i, struct nic_ring *r)
{
	const struct pcnet *p = (const struct pcnet *)n;

	if (i > 1)
		return false;
	*r = (struct nic_ring){ .base = pcnet_csr32(p, i ? RX_AT : TX_AT), .desc_len = pcnet_wide(p) ? 16 : 8, .n = ring_len(p, i ? RX_LEN : TX_LEN), .head = i ? p->rx_at : p->tx_at,
				.tail = i ? p->rx_at : p->tx_at, .enabled = pcnet_csr(p, 0) & (i ? C0_RXON : C0_TXON) };
	snprintf(r->name, sizeof(r->name), "%s", i ? "rx" : "tx");
	return true;
}

void pcnet_describe(struct nic *n, const struct nic_ring *r, const u8 *d, char *text, size_t room)
{
	u16 status = r->desc_len == 8 ? get_le16(d + 2) : get_le16(d + 6);

	(void)n;
	snprintf(text, room, "len %u status %04x%s%s%s%s", 4096 - (get_le16(d + 4) & 0xfffu), status, status & D_OWN ? " OWN" : "", status & D_ERR ? " ERR" : "",
		 status & D_STP ? " STP" : "", status & D_ENP ? " ENP" : "");
}
