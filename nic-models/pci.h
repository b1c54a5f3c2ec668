/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PCI configuration space and capabilities (PCI 3.0, chapter 6; PCI Express 3.0, chapter 7), for models' init(). */
#ifndef NIC_MODELS_PCI_H
#define NIC_MODELS_PCI_H

#include "nic-models/model.h"

enum {
	PCI_VENDOR = 0, PCI_DEVICE = 2, PCI_COMMAND = 4, PCI_STATUS = 6, PCI_REVISION = 8, PCI_CLASS = 0x0a, PCI_HEADER = 0x0e, PCI_BAR = 0x10,
	PCI_SUB_VENDOR = 0x2c, PCI_SUB_DEVICE = 0x2e, PCI_CAP = 0x34, PCI_LINE = 0x3c, PCI_PIN = 0x3d, PCI_MIN_GNT = 0x3e,
	PCI_COMMAND_IO = 1, PCI_COMMAND_MEM = 2, PCI_COMMAND_MASTER = 4, PCI_COMMAND_NO_INTX = 0x400,
	PCI_STATUS_INTX = 8, PCI_STATUS_CAPS = 0x10,
	PCI_CAP_PM = 1, PCI_CAP_MSI = 5, PCI_CAP_PCIX = 7, PCI_CAP_PCIE = 0x10, PCI_CAP_MSIX = 0x11,
	PCI_EXT_AER = 1, PCI_EXT_DSN = 3,
};

/* The header: identity, BARs, interrupt pin. For nic_new(). */
void pci_init(struct nic *n);
/* What a bus reset leaves: writable bits at their defaults. */
void pci_reset(struct nic *n);
/* A capability of len bytes at `at` (the chips' manuals say where), linked behind the one before. */
void pci_cap(struct nic *n, u8 id, u8 at, u8 len);
void pci_ext_cap(struct nic *n, u16 id, u8 version, u16 at);
static inline void pci_put16(struct nic *n, u32 at, u16 v, u16 writable) { put_le16(n->config + at, v); put_le16(n->config_writable + at, writable); }
static inline void pci_put32(struct nic *n, u32 at, u32 v, u32 writable) { put_le32(n->config + at, v); put_le32(n->config_writable + at, writable); }

void pci_cap_pm(struct nic *n, u8 at);
void pci_cap_msi(struct nic *n, u8 at);
/* Table at 0 of the model's msix_bar, pending bits at half of it. */
void pci_cap_msix(struct nic *n, u8 at);
/* A new NIC is as if its model had no such capability (its table's BAR stays): for hosts that cannot bear one. */
void pci_without_msix(struct nic *n);
/* An endpoint whose link is 2.5 GT/s times lanes. */
void pci_cap_pcie(struct nic *n, u8 at, u8 lanes);
/* Advanced error reporting, and a serial number made of the MAC address. */
void pci_ext_aer(struct nic *n, u16 at);
void pci_ext_dsn(struct nic *n, u16 at);

static inline bool pci_is_master(const struct nic *n) { return n->config[PCI_COMMAND] & PCI_COMMAND_MASTER; }
/* Tells what a write to [offset, offset + len) means: interrupts, mastering. For nic_config_write(). */
void pci_wrote(struct nic *n, u32 offset, u32 len);

#endif
