/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nic-models/pci.h"

enum { CLASS_ETHERNET = 0x0200, BAR_IO_BIT = 1, BAR_64_BITS = 4, MSIX_LEN = 12 };

void pci_init(struct nic *n)
{
	const struct nic_model *m = n->model;

	pci_put16(n, PCI_VENDOR, m->vendor, 0);
	pci_put16(n, PCI_DEVICE, m->device, 0);
	pci_put16(n, PCI_COMMAND, 0, PCI_COMMAND_IO | PCI_COMMAND_MEM | PCI_COMMAND_MASTER | 0x140 | PCI_COMMAND_NO_INTX);
	n->config[PCI_REVISION] = m->revision;
	pci_put16(n, PCI_CLASS, CLASS_ETHERNET, 0);
	n->config_writable[0x0c] = 0xff; /* cache line size */
	n->config_writable[0x0d] = 0xf8; /* latency timer */
	pci_put16(n, PCI_SUB_VENDOR, m->sub_vendor, 0);
	pci_put16(n, PCI_SUB_DEVICE, m->sub_device, 0);
	n->config_writable[PCI_LINE] = 0xff;
	n->config[PCI_PIN] = 1;
	for (unsigned i = 0; i < NIC_BARS; i++) {
		const struct nic_bar *b = &m->bar[i];
		u32 at = PCI_BAR + 4 * i, low = b->kind == BAR_IO ? BAR_IO_BIT : b->kind == BAR_MEM64 ? BAR_64_BITS : 0;

		if (b->kind == BAR_NONE)
			continue;
		pci_put32(n, at, low, ~(b->len - 1));
		if (b->kind == BAR_MEM64)
			pci_put32(n, at + 4, 0, ~0u);
	}
}

void pci_reset(struct nic *n)
{
	u8 line = n->config[PCI_LINE];

	for (u32 i = PCI_COMMAND; i < NIC_CONFIG_LEN; i++)
		if (i < PCI_BAR || i >= PCI_BAR + 4 * NIC_BARS)
			n->config[i] &= (u8)~n->config_writable[i];
	n->config[PCI_LINE] = line;
	n->config[PCI_STATUS] &= (u8)~PCI_STATUS_INTX;
}

void pci_cap(struct nic *n, u8 id, u8 at, u8 len)
{
	u8 *link = n->cap_last ? n->config + n->cap_last + 1 : n->config + PCI_CAP;

	if (at < 0x40 || at + len > 256)
		bug("%s: capability %#x at %#x", n->model->name, id, at);
	*link = at;
	n->config[at] = id;
	n->config[at + 1] = 0;
	n->config[PCI_STATUS] |= PCI_STATUS_CAPS;
	n->cap_last = at;
}

void pci_ext_cap(struct nic *n, u16 id, u8 version, u16 at)
{
	if (!n->model->pcie || (!n->ext_cap_last && at != 0x100))
		bug("%s: extended capability %#x at %#x", n->model->name, id, at);
	if (n->ext_cap_last)
		put_le16(n->config + n->ext_cap_last + 2, (u16)((get_le16(n->config + n->ext_cap_last + 2) & 0xf) | at << 4));
	put_le32(n->config + at, (u32)id | (u32)version << 16);
	n->ext_cap_last = at;
}

void pci_cap_pm(struct nic *n, u8 at)
{
	pci_cap(n, PCI_CAP_PM, at, 8);
	put_le16(n->config + at + 2, 0xc822); /* version 2, PME from D0 and D3 */
	pci_put16(n, at + 4u, 0x2000, 0x0103);
	n->pm_cap = at;
}

void pci_cap_msi(struct nic *n, u8 at)
{
	pci_cap(n, PCI_CAP_MSI, at, 14);
	pci_put16(n, at + 2u, 0x0080, 0x0001); /* 64 bits, one message */
	pci_put32(n, at + 4u, 0, ~3u);
	pci_put32(n, at + 8u, 0, ~0u);
	pci_put16(n, at + 12u, 0, 0xffff);
	n->msi_cap = at;
}

void pci_cap_msix(struct nic *n, u8 at)
{
	const struct nic_model *m = n->model;

	if (!m->n_vectors || m->n_vectors > NIC_VECTORS || m->bar[m->msix_bar].len < 32 * m->n_vectors)
		bug("%s: MSI-X of %u messages in BAR %u", m->name, m->n_vectors, m->msix_bar);
	pci_cap(n, PCI_CAP_MSIX, at, MSIX_LEN);
	pci_put16(n, at + 2u, (u16)(m->n_vectors - 1), 0xc000);
	pci_put32(n, at + 4u, m->msix_bar, 0);
	pci_put32(n, at + 8u, m->bar[m->msix_bar].len / 2 | m->msix_bar, 0);
	n->msix_cap = at;
}

void pci_without_msix(struct nic *n)
{
	u8 *link = n->config + PCI_CAP, at = n->msix_cap, before = 0;

	if (!at)
		return;
	while (*link != at) {
		before = *link;
		link = n->config + before + 1;
	}
	*link = n->config[at + 1];
	if (n->cap_last == at)
		n->cap_last = before;
	if (!n->config[PCI_CAP])
		n->config[PCI_STATUS] &= (u8)~PCI_STATUS_CAPS;
	memset(n->config + at, 0, MSIX_LEN);
	memset(n->config_writable + at, 0, MSIX_LEN);
	n->msix_cap = 0;
}

void pci_cap_pcie(struct nic *n, u8 at, u8 lanes)
{
	bool second = at + 0x3c <= 256; /* version 2 where there is room for it */

	pci_cap(n, PCI_CAP_PCIE, at, second ? 0x3c : 0x14);
	put_le16(n->config + at + 2, second ? 2 : 1);		/* an endpoint */
	put_le32(n->config + at + 4, 0x00008cc2);		/* 512 byte payloads, role-based errors */
	pci_put16(n, at + 8u, 0x2810, 0x7fff);
	put_le32(n->config + at + 12, 0x00000c01 | (u32)lanes << 4); /* 2.5 GT/s, L0s and L1 */
	pci_put16(n, at + 16u, 0, 0x0fcb);
	put_le16(n->config + at + 18, (u16)(0x1001 | lanes << 4));
	if (second) {
		put_le32(n->config + at + 0x24, 0x0000001f); /* completion timeouts */
		pci_put16(n, at + 0x28u, 0, 0x001f);
	}
}

void pci_ext_aer(struct nic *n, u16 at)
{
	pci_ext_cap(n, PCI_EXT_AER, 1, at);
	pci_put32(n, at + 8u, 0, 0x0017f010);		/* which errors are masked, */
	pci_put32(n, at + 12u, 0x00062011, 0x0017f010); /* which are fatal */
	pci_put32(n, at + 20u, 0x00002000, 0x000031c1);
}

void pci_ext_dsn(struct nic *n, u16 at)
{
	u8 *p = n->config + at + 4;

	pci_ext_cap(n, PCI_EXT_DSN, 1, at);
	for (unsigned i = 0; i < 3; i++) {
		p[i] = n->mac[5 - i];
		p[5 + i] = n->mac[2 - i];
	}
	p[3] = 0xff;
	p[4] = 0xfe;
}

enum nic_irq_mode nic_irq_mode(const struct nic *n)
{
	if (n->msix_cap && n->config[n->msix_cap + 3] & 0x80)
		return NIC_MSIX;
	if (n->msi_cap && n->config[n->msi_cap + 2] & 1)
		return NIC_MSI;
	return NIC_INTX;
}

static bool touches(u32 offset, u32 len, u32 at, u32 n)
{
	return offset < at + n && at < offset + len;
}

void pci_wrote(struct nic *n, u32 offset, u32 len)
{
	bool irq = touches(offset, len, PCI_COMMAND, 2) || (n->msi_cap && touches(offset, len, n->msi_cap, 14)) ||
		   (n->msix_cap && touches(offset, len, n->msix_cap, 4));

	if (irq)
		nic_irq_changed(n, n->now);
	if (touches(offset, len, PCI_COMMAND, 2) && pci_is_master(n) && n->host->soon)
		n->host->soon(n);
}
