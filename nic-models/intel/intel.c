/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Intel's models share beside rings, PHY and EEPROM: reset, link, statistics, and what is shown. */
#include <stdio.h>

#include "nic-models/intel/intel.h"

void intel_count64(struct intel *c, u32 low, u64 by)
{
	u64 v = R(c, low) | (u64)R(c, low + 4) << 32;

	v = v + by < v ? ~0ull : v + by;
	W(c, low, (u32)v);
	W(c, low + 4, (u32)(v >> 32));
}

void intel_count_size(struct intel *c, u32 first, u32 len)
{
	unsigned i = len <= 64 ? 0 : len <= 127 ? 1 : len <= 255 ? 2 : len <= 511 ? 3 : len <= 1023 ? 4 : 5;

	intel_count(c, first + 4 * i, 1);
}

u32 intel_read_high(struct nic *n, u32 offset)
{
	u32 v = nic_reg(n, offset);

	nic_set(n, offset, 0);
	nic_set(n, offset - 4, 0);
	return v;
}

void intel_reset(struct nic *n)
{
	struct intel *c = (struct intel *)n;
	u32 mac_high = get_le16(n->mac + 4);

	memset(&c->microwire, 0, (size_t)((u8 *)(c + 1) - (u8 *)&c->microwire));
	intel_nvm_init(c);
	intel_phy_reset(c);
	W(c, RAL, get_le32(n->mac));
	W(c, RAH, mac_high | 1u << 31);
	if (n->link)
		intel_phy_link(c, true);
	W(c, intel_chip(c)->advanced ? ICR_ADVANCED : ICR, 0); /* the link is as it was: nothing to be told */
}

static bool has_work(const struct intel *c)
{
	const struct intel_chip *chip = intel_chip(c);

	for (unsigned q = 0; q < chip->n_tx; q++) {
		u32 base = chip->tx_base(q);

		if (R(c, base + Q_HEAD) != R(c, base + Q_TAIL) && !c->tx[q].stuck && R(c, TCTL) & TCTL_EN &&
		    (!chip->advanced || R(c, base + Q_CTL) & Q_CTL_ENABLE))
			return true;
	}
	return false;
}

bool intel_work(struct nic *n, unsigned budget)
{
	struct intel *c = (struct intel *)n;
	const struct intel_chip *chip = intel_chip(c);
	unsigned rx = intel_rx_work(c, budget);

	for (unsigned q = 0; q < chip->n_tx; q++)
		intel_tx_work(c, q, budget);
	return (rx && nic_fifo_len(n)) || has_work(c);
}

void intel_link(struct nic *n)
{
	intel_phy_link((struct intel *)n, n->link);
}

void intel_timer(struct intel *c, unsigned id)
{
	if (id == T_AUTONEG)
		intel_phy_link(c, c->nic.link);
}

void intel_ctrl_wrote(struct nic *n, u32 offset, u32 was)
{
	(void)was;
	if (nic_reg(n, offset) & CTRL_RST)
		nic_soft_reset(n);
}

u32 intel_status_read(struct nic *n, u32 offset)
{
	u32 v = nic_reg(n, offset) & ~(u32)STATUS_MASTER;

	return nic_reg(n, CTRL) & CTRL_MASTER_DISABLE ? v : v | STATUS_MASTER;
}

/* Which queue's register that is; its stop is over. */
void intel_doorbell(struct nic *n, u32 offset, u32 was)
{
	struct intel *c = (struct intel *)n;
	const struct intel_chip *chip = intel_chip(c);

	(void)was;
	for (unsigned q = 0; q < chip->n_tx; q++)
		if (offset - chip->tx_base(q) < 0x40)
			c->tx[q].stuck = false;
	for (unsigned q = 0; q < chip->n_rx; q++)
		if (offset - chip->rx_base(q) < 0x40)
			c->rx[q].stuck = false;
	n->host->soon(n);
}

void intel_rctl_wrote(struct nic *n, u32 offset, u32 was)
{
	(void)offset;
	(void)was;
	n->host->soon(n);
}

bool intel_ring(struct nic *n, unsigned i, struct nic_ring *r)
{
	struct intel *c = (struct intel *)n;
	const struct intel_chip *chip = intel_chip(c);
	bool tx = i < chip->n_tx;
	unsigned q = tx ? i : i - chip->n_tx;
	u32 base, len;

	if (!tx && q >= chip->n_rx)
		return false;
	base = tx ? chip->tx_base(q) : chip->rx_base(q);
	len = tx ? 16 : intel_rx_desc_len(c, q);
	*r = (struct nic_ring){ .base = (u64)R(c, base + Q_BAH) << 32 | R(c, base + Q_BAL), .desc_len = len, .n = R(c, base + Q_LEN) / len,
				.head = R(c, base + Q_HEAD) / (len / 16), .tail = R(c, base + Q_TAIL) / (len / 16) };
	snprintf(r->name, sizeof(r->name), "%s %u", tx ? "tx" : "rx", q);
	r->enabled = r->n && (tx ? R(c, TCTL) & TCTL_EN : R(c, RCTL) & RCTL_EN) && (!chip->advanced || R(c, base + Q_CTL) & Q_CTL_ENABLE);
	return true;
}

void intel_describe(struct nic *n, const struct nic_ring *r, const u8 *d, char *text, size_t room)
{
	u32 word = get_le32(d + 8), status = get_le32(d + 12);
	bool tx = r->name[0] == 't';

	(void)n;
	if (!tx)
		snprintf(text, room, "addr %016llx word %08x %08x", (unsigned long long)get_le64(d), word, status);
	else
		snprintf(text, room, "addr %016llx len %u cmd %02x%s%s%s%s", (unsigned long long)get_le64(d),
			 d[11] & 0x20 ? word & 0xfffff : word & 0xffff, d[11], d[11] & 0x20 ? " DEXT" : "", d[11] & 1 ? " EOP" : "",
			 d[11] & 8 ? " RS" : "", status & 1 ? " DD" : "");
}

const struct nic_limit intel_limits[] = {
	MICROWIRE_LIMITS(struct intel, microwire),
	NIC_LIMIT(struct intel, link, 1),
	NIC_LIMITS(struct intel, tx, context[0].tcp, 1),
	NIC_LIMITS(struct intel, tx, context[0].sctp, 1),
	NIC_LIMITS(struct intel, tx, context[1].tcp, 1),
	NIC_LIMITS(struct intel, tx, context[1].sctp, 1),
	NIC_LIMITS(struct intel, tx, offload.ip_csum, 1),
	NIC_LIMITS(struct intel, tx, offload.l4_csum, 1),
	NIC_LIMITS(struct intel, tx, offload.sctp, 1),
	NIC_LIMITS(struct intel, tx, offload.segment, 1),
	NIC_LIMITS(struct intel, tx, offload.udp, 1),
	NIC_LIMITS(struct intel, tx, started, 1),
	NIC_LIMITS(struct intel, tx, push_tag, 1),
	NIC_LIMITS(struct intel, tx, report, 1),
	NIC_LIMITS(struct intel, tx, delayed, 1),
	NIC_LIMITS(struct intel, tx, stuck, 1),
	NIC_LIMITS(struct intel, tx, skip, DROP_N - 1),
	NIC_LIMITS(struct intel, rx, starved, 1),
	NIC_LIMITS(struct intel, rx, stuck, 1),
	{ 0 },
};
