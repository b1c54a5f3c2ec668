/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * virtio over PCI (virtio 1.2, 4.1). BAR 4 has the modern registers, each group a page of its own: common, interrupt status, device, notification. BAR 0, in
 * I/O space, has those of drivers from before 1.0 (4.1.4.10). BAR 1 is the MSI-X table. Configuration space has the window into BARs of 4.1.4.9.
 *
 * A notification costs the guest one posted write and us a flag: rings are walked in work().
 */
#include <stdio.h>

#include "nic-models/pci.h"
#include "nic-models/virtio/virtio.h"

#define BIT(n) (1ull << (n))

enum {
	LEGACY = 0, MODERN = 4, /* BARs */
	/* 4.1.4.3 */
	DEVICE_FEATURE = 0x04, DRIVER_FEATURE = 0x0c, QUEUE_DESC = 0x20,
	CONFIG_MAC = 0x2000, NOTIFY = 0x3000,
	/* 4.1.4.10 */
	LEGACY_CONFIG = 0x14, LEGACY_CONFIG_LEN = 44, LEGACY_PAGE = 4096,
	CAP_COMMON = 1, CAP_NOTIFY = 2, CAP_ISR = 3, CAP_DEVICE = 4, CAP_PCI_CFG = 5,
	WINDOW = 0x98,		/* where CAP_PCI_CFG stands */
	ISR_QUEUE = 1, ISR_CONFIG = 2,
	LINK_UP = 1, ANNOUNCE = 2, SPEED = 1000, FULL_DUPLEX = 1,
};

static const u64 offered = BIT(F_CSUM) | BIT(F_GUEST_CSUM) | BIT(F_CTRL_GUEST_OFFLOADS) | BIT(F_MAC) | BIT(F_GUEST_TSO4) | BIT(F_GUEST_TSO6) |
			   BIT(F_GUEST_ECN) | BIT(F_HOST_TSO4) | BIT(F_HOST_TSO6) | BIT(F_HOST_ECN) | BIT(F_MRG_RXBUF) | BIT(F_STATUS) |
			   BIT(F_CTRL_VQ) | BIT(F_CTRL_RX) | BIT(F_CTRL_VLAN) | BIT(F_CTRL_RX_EXTRA) | BIT(F_GUEST_ANNOUNCE) | BIT(F_MQ) |
			   BIT(F_CTRL_MAC_ADDR) | BIT(F_ANY_LAYOUT) | BIT(F_INDIRECT_DESC) | BIT(F_EVENT_IDX) | BIT(F_VERSION_1) |
			   BIT(F_RING_RESET) | BIT(F_GUEST_USO4) | BIT(F_GUEST_USO6) | BIT(F_HOST_USO) | BIT(F_SPEED_DUPLEX) |
			   BIT(F_RSS) | BIT(F_HASH_REPORT) | BIT(F_NOTF_COAL) | BIT(F_VQ_NOTF_COAL);
static const u64 guest_offloads = BIT(F_GUEST_CSUM) | BIT(F_GUEST_TSO4) | BIT(F_GUEST_TSO6) | BIT(F_GUEST_ECN) | BIT(F_GUEST_USO4) | BIT(F_GUEST_USO6);

/* What tells the two models apart. */
struct virtio_chip {
	u64 features;
};

static const struct virtio_chip *chip(const struct virtio *v)
{
	return v->nic.model->chip;
}

u64 virtio_offers(const struct virtio *v)
{
	return offered | chip(v)->features;
}

/* Interrupts (4.1.5.1.3, 4.1.5.2). */

static void message(struct virtio *v, u16 vector, u8 isr)
{
	if (nic_irq_mode(&v->nic) == NIC_MSIX) {
		if (vector < VIRTIO_VECTORS)
			nic_message(&v->nic, vector);
		return;
	}
	v->isr |= isr;
	nic_intx(&v->nic, true);
}

void virtio_interrupt(struct virtio *v, const struct virtio_queue *q)
{
	message(v, q->vector, ISR_QUEUE);
}

void virtio_config_changed(struct virtio *v)
{
	v->generation++;
	if (v->status & S_DRIVER_OK)
		message(v, v->vector, ISR_CONFIG);
}

void virtio_needs_reset(struct virtio *v)
{
	if (v->status & S_NEEDS_RESET)
		return;
	v->status |= S_NEEDS_RESET;
	virtio_config_changed(v);
}

static u32 isr_read(struct nic *n, u32 offset)
{
	struct virtio *v = (struct virtio *)n;
	u8 isr = v->isr;

	(void)offset;
	v->isr = 0;
	nic_intx(n, false);
	return isr;
}

/* Status and features, of both kinds of registers (3.1.1). */

static void driver_ok(struct virtio *v)
{
	v->offloads = v->features & guest_offloads;
	memset(v->filter.vlan, virtio_has(v, F_CTRL_VLAN) ? 0 : 0xff, sizeof(v->filter.vlan));
	v->nic.host->soon(&v->nic);
}

static void set_status(struct virtio *v, u8 status, bool modern)
{
	u8 was = v->status;

	if (!status) {
		nic_soft_reset(&v->nic);
		return;
	}
	if (modern && status & S_FEATURES_OK && (v->features & ~virtio_offers(v) || !virtio_has(v, F_VERSION_1))) {
		nic_fault(&v->nic, NIC_FAULT_CONTEXT);
		status &= (u8)~S_FEATURES_OK;
	}
	v->status = (u8)(status | (was & S_NEEDS_RESET));
	if (status & ~was & S_DRIVER_OK)
		driver_ok(v);
}

static u32 status_read(struct nic *n, u32 offset)
{
	(void)offset;
	return ((struct virtio *)n)->status;
}

static void status_wrote(struct nic *n, u32 offset, u32 was)
{
	(void)was;
	set_status((struct virtio *)n, n->bar[MODERN][offset], true);
}

static u32 feature_read(struct nic *n, u32 offset)
{
	struct virtio *v = (struct virtio *)n;
	u32 word = offset == DEVICE_FEATURE ? v->device_select : v->driver_select;
	u64 all = offset == DEVICE_FEATURE ? virtio_offers(v) : v->features;

	return word < 2 ? (u32)(all >> 32 * word) : 0;
}

static void feature_wrote(struct nic *n, u32 offset, u32 was)
{
	struct virtio *v = (struct virtio *)n;
	u64 word = get_le32(n->bar[MODERN] + offset);

	(void)was;
	if (v->status & S_FEATURES_OK || v->driver_select > 1)
		return;
	v->features = v->driver_select ? (u32)v->features | word << 32 : (v->features & ~0xffffffffull) | word;
}

static void select_wrote(struct nic *n, u32 offset, u32 was)
{
	struct virtio *v = (struct virtio *)n;
	u32 value = get_le32(n->bar[MODERN] + offset);

	(void)was;
	if (offset)
		v->driver_select = value;
	else
		v->device_select = value;
}

/* Queues. */

static struct virtio_queue *selected(struct virtio *v)
{
	return v->select < VIRTIO_QUEUES ? &v->queue[v->select] : NULL;
}

static void queue_forget(struct virtio *v, struct virtio_queue *q)
{
	unsigned i = (unsigned)(q - v->queue);

	*q = (struct virtio_queue){ .size = VIRTIO_SIZE, .vector = VIRTIO_NO_VECTOR };
	if (i < VIRTIO_CONTROL)
		q->coal = v->coal[i & 1];
	nic_timer_stop(&v->nic, i);
}

static u16 vector_of(u32 value)
{
	return value < VIRTIO_VECTORS ? (u16)value : VIRTIO_NO_VECTOR;
}

static void notified(struct virtio *v, u32 queue)
{
	if (queue >= VIRTIO_QUEUES) {
		nic_fault(&v->nic, NIC_FAULT_RING);
		return;
	}
	v->queue[queue].stuck = false;
	v->nic.host->soon(&v->nic);
}

enum { R_VECTOR = 0x10, R_NUM_QUEUES = 0x12, R_GENERATION = 0x15, R_SELECT = 0x16, R_SIZE = 0x18, R_QUEUE_VECTOR = 0x1a, R_ENABLE = 0x1c, R_NOTIFY_OFF = 0x1e,
       R_RESET = 0x3a };

static u32 common_read(struct nic *n, u32 offset)
{
	struct virtio *v = (struct virtio *)n;
	const struct virtio_queue *q = selected(v);

	switch (offset) {
	case R_VECTOR: return v->vector;
	case R_NUM_QUEUES: return VIRTIO_QUEUES;
	case R_GENERATION: return v->generation;
	case R_SELECT: return v->select;
	case R_SIZE: return q ? q->size : 0;
	case R_QUEUE_VECTOR: return q ? q->vector : VIRTIO_NO_VECTOR;
	case R_ENABLE: return q && q->enabled;
	case R_NOTIFY_OFF: return q ? v->select : 0;
	default: return 0;
	}
}

static void set_size(struct virtio *v, struct virtio_queue *q, u16 size)
{
	/* A split ring's length is a power of two (2.7). */
	if (!size || size > VIRTIO_SIZE || (!virtio_has(v, F_RING_PACKED) && size & (size - 1)))
		nic_fault(&v->nic, NIC_FAULT_RING);
	else
		q->size = size;
}

static void common_wrote(struct nic *n, u32 offset, u32 was)
{
	struct virtio *v = (struct virtio *)n;
	struct virtio_queue *q = selected(v);
	u16 value = get_le16(n->bar[MODERN] + offset);

	(void)was;
	if (offset == R_VECTOR) {
		v->vector = vector_of(value);
	} else if (offset == R_SELECT) {
		v->select = value;
	} else if (q && offset == R_QUEUE_VECTOR) {
		q->vector = vector_of(value);
	} else if (q && offset == R_SIZE && !q->enabled) {
		set_size(v, q, value);
	} else if (q && offset == R_ENABLE && value == 1) {
		q->enabled = true;
		n->host->soon(n);
	} else if (q && offset == R_RESET && value == 1 && virtio_has(v, F_RING_RESET)) {
		queue_forget(v, q); /* at once: reads 0 again */
	}
}

static u32 part_read(struct nic *n, u32 offset)
{
	struct virtio *v = (struct virtio *)n;
	const struct virtio_queue *q = selected(v);
	u32 at = offset - QUEUE_DESC;

	return q ? (u32)(q->part[at / 8] >> (at & 4 ? 32 : 0)) : 0;
}

static void part_wrote(struct nic *n, u32 offset, u32 was)
{
	struct virtio *v = (struct virtio *)n;
	struct virtio_queue *q = selected(v);
	u32 at = offset - QUEUE_DESC;
	u64 word = get_le32(n->bar[MODERN] + offset);

	(void)was;
	if (q && !q->enabled)
		q->part[at / 8] = at & 4 ? (u32)q->part[at / 8] | word << 32 : (q->part[at / 8] & ~0xffffffffull) | word;
}

static void notify_wrote(struct nic *n, u32 offset, u32 was)
{
	(void)was;
	notified((struct virtio *)n, (offset - NOTIFY) / 4);
}

/* The device's own configuration (5.1.4), a byte at a time for legacy drivers. */

static u16 net_status(const struct virtio *v)
{
	return (u16)((v->nic.link ? LINK_UP : 0) | (v->announce ? ANNOUNCE : 0));
}

static u32 config_byte(const struct virtio *v, u32 at)
{
	u8 all[24] = { 0 };

	memcpy(all, v->filter.mac, 6);
	put_le16(all + 6, net_status(v));
	put_le16(all + 8, VIRTIO_PAIRS);
	put_le16(all + 10, 1500);
	put_le32(all + 12, SPEED);
	all[16] = FULL_DUPLEX;
	all[17] = VIRTIO_RSS_KEY;
	put_le16(all + 18, VIRTIO_RSS_TABLE);
	put_le32(all + 20, VIRTIO_HASHES);
	return at < sizeof(all) ? all[at] : 0;
}

static u32 config_read(struct nic *n, u32 offset)
{
	const struct virtio *v = (const struct virtio *)n;
	u32 at = offset - CONFIG_MAC, value = 0;

	for (unsigned i = 0; i < 4; i++)
		value |= config_byte(v, at + i) << 8 * i;
	return at < 6 || at == 16 || at == 17 ? value & 0xff : at < 12 || at == 18 ? value & 0xffff : value;
}

/* Legacy registers. */

static u32 legacy_read(struct nic *n, u32 offset)
{
	struct virtio *v = (struct virtio *)n;
	const struct virtio_queue *q = selected(v);

	switch (offset) {
	case 0x00: return (u32)virtio_offers(v);
	case 0x04: return (u32)v->features;
	case 0x08: return q ? (u32)(q->part[0] / LEGACY_PAGE) : 0;
	case 0x0c: return q ? VIRTIO_SIZE : 0;
	case 0x0e: return v->select;
	default: return v->status;
	}
}

/* Where a legacy driver puts the three parts of a ring of VIRTIO_SIZE that begins at a page (2.7.2). */
static void legacy_ring(struct virtio *v, struct virtio_queue *q, u32 page)
{
	u64 len[3];

	if (!page) {
		queue_forget(v, q);
		return;
	}
	vring_lengths(false, VIRTIO_SIZE, len);
	q->size = VIRTIO_SIZE;
	q->part[0] = (u64)page * LEGACY_PAGE;
	q->part[1] = q->part[0] + len[0];
	q->part[2] = (q->part[1] + len[1] + LEGACY_PAGE - 1) & ~(u64)(LEGACY_PAGE - 1);
	q->enabled = true;
	q->started = false;
	v->nic.host->soon(&v->nic);
}

static void legacy_wrote(struct nic *n, u32 offset, u32 was)
{
	struct virtio *v = (struct virtio *)n;
	struct virtio_queue *q = selected(v);
	u32 value = get_le32(n->bar[LEGACY] + (offset & ~3u)) >> 8 * (offset & 3);

	(void)was;
	switch (offset) {
	case 0x04:
		if (!(v->status & S_DRIVER_OK))
			v->features = value & (u32)virtio_offers(v);
		break;
	case 0x08:
		if (q)
			legacy_ring(v, q, value);
		break;
	case 0x0e: v->select = value & 0xffff; break;
	case 0x10: notified(v, value & 0xffff); break;
	default: set_status(v, value & 0xff, false); break;
	}
}

/* The vectors stand before the configuration while MSI-X is on, two of two bytes (4.1.4.10). */
static u32 legacy_vectors(const struct nic *n)
{
	return nic_irq_mode(n) == NIC_MSIX ? 4 : 0;
}

static u32 legacy_config_read(struct nic *n, u32 offset)
{
	struct virtio *v = (struct virtio *)n;
	const struct virtio_queue *q = selected(v);
	u32 at = offset - LEGACY_CONFIG, vectors = legacy_vectors(n);

	if (at >= vectors)
		return config_byte(v, at - vectors);
	return (at < 2 ? v->vector : q ? q->vector : VIRTIO_NO_VECTOR) >> 8 * (at & 1) & 0xff;
}

static void legacy_config_wrote(struct nic *n, u32 offset, u32 was)
{
	struct virtio *v = (struct virtio *)n;
	struct virtio_queue *q = selected(v);
	u32 at = offset - LEGACY_CONFIG, vectors = legacy_vectors(n);
	u8 *b = n->bar[LEGACY] + LEGACY_CONFIG;

	(void)was;
	if (at >= vectors) {
		if (at - vectors < 6)
			v->filter.mac[at - vectors] = n->bar[LEGACY][offset];
	} else if (at == 1) { /* the upper half is written last */
		v->vector = vector_of(get_le16(b));
	} else if (at == 3 && q) {
		q->vector = vector_of(get_le16(b + 2));
	}
}

static const struct nic_reg legacy_regs[] = {
	/* offset name             reset writable    flags len n  stride after a write  instead of reading */
	{ 0x00, "DEVICE_FEATURES", 0, 0,          0, 4, 0, 0, NULL, legacy_read },
	{ 0x04, "DRIVER_FEATURES", 0, 0xffffffff, 0, 4, 0, 0, legacy_wrote, legacy_read },
	{ 0x08, "QUEUE_ADDRESS",   0, 0xffffffff, 0, 4, 0, 0, legacy_wrote, legacy_read },
	{ 0x0c, "QUEUE_SIZE",      0, 0,          0, 2, 0, 0, NULL, legacy_read },
	{ 0x0e, "QUEUE_SELECT",    0, 0xffff,     0, 2, 0, 0, legacy_wrote, legacy_read },
	{ 0x10, "QUEUE_NOTIFY",    0, 0xffff,     0, 2, 0, 0, legacy_wrote, NULL },
	{ 0x12, "DEVICE_STATUS",   0, 0xff,       0, 1, 0, 0, legacy_wrote, legacy_read },
	{ 0x13, "ISR",             0, 0,          0, 1, 0, 0, NULL, isr_read },
	{ LEGACY_CONFIG, "CONFIG", 0, 0xff,       0, 1, LEGACY_CONFIG_LEN, 1, legacy_config_wrote, legacy_config_read },
};

static const struct nic_reg modern_regs[] = {
	{ 0x00, "DEVICE_FEATURE_SELECT", 0, 0xffffffff, 0, 4, 0, 0, select_wrote, NULL },
	{ DEVICE_FEATURE, "DEVICE_FEATURE", 0, 0,       0, 4, 0, 0, NULL, feature_read },
	{ 0x08, "DRIVER_FEATURE_SELECT", 0, 0xffffffff, 0, 4, 0, 0, select_wrote, NULL },
	{ DRIVER_FEATURE, "DRIVER_FEATURE", 0, 0xffffffff, 0, 4, 0, 0, feature_wrote, feature_read },
	{ R_VECTOR, "CONFIG_MSIX_VECTOR", 0, 0xffff,    0, 2, 0, 0, common_wrote, common_read },
	{ R_NUM_QUEUES, "NUM_QUEUES",    0, 0,          0, 2, 0, 0, NULL, common_read },
	{ 0x14, "DEVICE_STATUS",         0, 0xff,       0, 1, 0, 0, status_wrote, status_read },
	{ R_GENERATION, "CONFIG_GENERATION", 0, 0,      0, 1, 0, 0, NULL, common_read },
	{ R_SELECT, "QUEUE_SELECT",      0, 0xffff,     0, 2, 0, 0, common_wrote, common_read },
	{ R_SIZE, "QUEUE_SIZE",          0, 0xffff,     0, 2, 0, 0, common_wrote, common_read },
	{ R_QUEUE_VECTOR, "QUEUE_MSIX_VECTOR", 0, 0xffff, 0, 2, 0, 0, common_wrote, common_read },
	{ R_ENABLE, "QUEUE_ENABLE",      0, 0xffff,     0, 2, 0, 0, common_wrote, common_read },
	{ R_NOTIFY_OFF, "QUEUE_NOTIFY_OFF", 0, 0,       0, 2, 0, 0, NULL, common_read },
	{ 0x20, "QUEUE_DESC_LO",         0, 0xffffffff, 0, 4, 0, 0, part_wrote, part_read },
	{ 0x24, "QUEUE_DESC_HI",         0, 0xffffffff, 0, 4, 0, 0, part_wrote, part_read },
	{ 0x28, "QUEUE_DRIVER_LO",       0, 0xffffffff, 0, 4, 0, 0, part_wrote, part_read },
	{ 0x2c, "QUEUE_DRIVER_HI",       0, 0xffffffff, 0, 4, 0, 0, part_wrote, part_read },
	{ 0x30, "QUEUE_DEVICE_LO",       0, 0xffffffff, 0, 4, 0, 0, part_wrote, part_read },
	{ 0x34, "QUEUE_DEVICE_HI",       0, 0xffffffff, 0, 4, 0, 0, part_wrote, part_read },
	{ 0x38, "QUEUE_NOTIFY_DATA",     0, 0,          0, 2, 0, 0, NULL, common_read },
	{ R_RESET, "QUEUE_RESET",        0, 0xffff,     0, 2, 0, 0, common_wrote, common_read },
	{ 0x1000, "ISR",                 0, 0,          0, 1, 0, 0, NULL, isr_read },
	{ CONFIG_MAC, "MAC",             0, 0,          0, 1, 6, 1, NULL, config_read },
	{ 0x2006, "STATUS",              0, 0,          0, 2, 0, 0, NULL, config_read },
	{ 0x2008, "MAX_VIRTQUEUE_PAIRS", 0, 0,          0, 2, 0, 0, NULL, config_read },
	{ 0x200a, "MTU",                 0, 0,          0, 2, 0, 0, NULL, config_read },
	{ 0x200c, "SPEED",               0, 0,          0, 4, 0, 0, NULL, config_read },
	{ 0x2010, "DUPLEX",              0, 0,          0, 1, 0, 0, NULL, config_read },
	{ 0x2011, "RSS_MAX_KEY_SIZE",    0, 0,          0, 1, 0, 0, NULL, config_read },
	{ 0x2012, "RSS_MAX_TABLE_LENGTH", 0, 0,         0, 2, 0, 0, NULL, config_read },
	{ 0x2014, "SUPPORTED_HASH_TYPES", 0, 0,         0, 4, 0, 0, NULL, config_read },
	{ NOTIFY, "NOTIFY",              0, 0xffff,     0, 2, VIRTIO_QUEUES, 4, notify_wrote, NULL },
};

/* Capabilities (4.1.4). */

static void vendor_cap(struct nic *n, u8 at, u8 type, u32 offset, u32 len)
{
	u8 size = type == CAP_NOTIFY || type == CAP_PCI_CFG ? 20 : 16;

	pci_cap(n, 9, at, size);
	n->config[at + 2] = size;
	n->config[at + 3] = type;
	n->config[at + 4] = type == CAP_PCI_CFG ? 0 : MODERN;
	put_le32(n->config + at + 8, offset);
	put_le32(n->config + at + 12, len);
	if (type == CAP_NOTIFY)
		put_le32(n->config + at + 16, 4); /* bytes from one queue's place to the next */
	if (type != CAP_PCI_CFG)
		return;
	n->config_writable[at + 4] = 0xff;
	memset(n->config_writable + at + 8, 0xff, 12);
}

static void init(struct nic *n)
{
	pci_cap_msix(n, 0x40);
	vendor_cap(n, 0x4c, CAP_COMMON, 0, 0x3c);
	vendor_cap(n, 0x5c, CAP_ISR, 0x1000, 1);
	vendor_cap(n, 0x6c, CAP_DEVICE, CONFIG_MAC, 24);
	vendor_cap(n, 0x7c, CAP_NOTIFY, NOTIFY, 4 * VIRTIO_QUEUES);
	vendor_cap(n, WINDOW, CAP_PCI_CFG, 0, 0);
}

/* The window: four bytes of configuration space that stand for up to four bytes of a BAR. */
static void config_access(struct nic *n, u32 offset, u32 len, bool write)
{
	u8 *cap = n->config + WINDOW;
	u32 width = get_le32(cap + 12), at = get_le32(cap + 8);

	if (offset >= WINDOW + 20 || offset + len <= WINDOW + 16 || (width != 1 && width != 2 && width != 4) || at & (width - 1))
		return;
	if (cap[4] >= NIC_BARS || n->model->bar[cap[4]].kind == BAR_NONE)
		return;
	if (write)
		nic_bar_write(n, cap[4], at, cap + 16, width, n->now);
	else
		nic_bar_read(n, cap[4], at, cap + 16, width, n->now);
}

static void reset(struct nic *n)
{
	struct virtio *v = (struct virtio *)n;

	memset(&v->features, 0, sizeof(*v) - offsetof(struct virtio, features));
	v->vector = VIRTIO_NO_VECTOR;
	v->pairs = 1;
	for (unsigned i = 0; i < VIRTIO_QUEUES; i++)
		queue_forget(v, &v->queue[i]);
	virtio_filter_reset(v);
}

static void link_changed(struct nic *n)
{
	struct virtio *v = (struct virtio *)n;

	if (!virtio_has(v, F_STATUS))
		return;
	/* Who comes back may stand elsewhere in the network now. */
	if (n->link && v->status & S_DRIVER_OK && virtio_has(v, F_GUEST_ANNOUNCE) && virtio_has(v, F_CTRL_VQ))
		v->announce = true;
	virtio_config_changed(v);
}

static bool ring(struct nic *n, unsigned i, struct nic_ring *r)
{
	const struct virtio *v = (const struct virtio *)n;
	const struct virtio_queue *q = &v->queue[i];

	if (i >= VIRTIO_QUEUES)
		return false;
	*r = (struct nic_ring){ .base = q->part[0], .n = q->size, .desc_len = 16, .enabled = q->enabled && v->status & S_DRIVER_OK };
	r->head = q->started ? q->ring.last_used % q->size : 0;
	r->tail = q->started ? q->ring.last_avail % q->size : 0;
	if (i == VIRTIO_CONTROL)
		snprintf(r->name, sizeof(r->name), "control");
	else
		snprintf(r->name, sizeof(r->name), "%s %u", i & 1 ? "tx" : "rx", i / 2);
	return true;
}

static void describe(struct nic *n, const struct nic_ring *r, const u8 *d, char *text, size_t room)
{
	bool packed = virtio_has((const struct virtio *)n, F_RING_PACKED);
	u16 flags = get_le16(d + (packed ? 14 : 12)), other = get_le16(d + (packed ? 12 : 14));

	(void)r;
	snprintf(text, room, "addr %016llx len %u %s %u%s%s%s%s%s", (unsigned long long)get_le64(d), get_le32(d + 8), packed ? "id" : "next", other,
		 flags & 1 ? " NEXT" : "", flags & 2 ? " WRITE" : "", flags & 4 ? " INDIRECT" : "", packed && flags & 0x80 ? " AVAIL" : "",
		 packed && flags & 0x8000 ? " USED" : "");
}

static const struct nic_limit limits[] = {
	NIC_LIMIT(struct virtio, pairs, VIRTIO_PAIRS),
	NIC_LIMIT(struct virtio, announce, 1),
	NIC_LIMIT(struct virtio, filter.promisc, 1),
	NIC_LIMIT(struct virtio, filter.all_multi, 1),
	NIC_LIMIT(struct virtio, filter.all_uni, 1),
	NIC_LIMIT(struct virtio, filter.no_multi, 1),
	NIC_LIMIT(struct virtio, filter.no_uni, 1),
	NIC_LIMIT(struct virtio, filter.no_broadcast, 1),
	NIC_LIMIT(struct virtio, filter.uni_overflow, 1),
	NIC_LIMIT(struct virtio, filter.multi_overflow, 1),
	NIC_LIMIT(struct virtio, filter.n_uni, VIRTIO_MACS),
	NIC_LIMIT(struct virtio, filter.n_multi, VIRTIO_MACS),
	NIC_LIMITS(struct virtio, queue, ring.mem, 0),
	NIC_LIMITS(struct virtio, queue, ring.log, 0),
	NIC_LIMITS(struct virtio, queue, ring.given, 0),
	NIC_LIMITS(struct virtio, queue, ring.n_given, 0),
	NIC_LIMITS(struct virtio, queue, ring.resumed, 0),
	NIC_LIMITS(struct virtio, queue, ring.owed, 1),
	NIC_LIMITS(struct virtio, queue, ring.packed, 1),
	NIC_LIMITS(struct virtio, queue, ring.event_idx, 1),
	NIC_LIMITS(struct virtio, queue, ring.indirect, 1),
	NIC_LIMITS(struct virtio, queue, ring.broken, 1),
	NIC_LIMITS(struct virtio, queue, ring.kicks, 1),
	NIC_LIMITS(struct virtio, queue, ring.size, VIRTIO_SIZE),
	NIC_LIMITS(struct virtio, queue, ring.desc, 0),
	NIC_LIMITS(struct virtio, queue, ring.driver, 0),
	NIC_LIMITS(struct virtio, queue, ring.device, 0),
	NIC_LIMITS(struct virtio, queue, ring.avail_wrap, 1),
	NIC_LIMITS(struct virtio, queue, ring.used_wrap, 1),
	NIC_LIMITS(struct virtio, queue, size, VIRTIO_SIZE),
	NIC_LIMITS(struct virtio, queue, enabled, 1),
	NIC_LIMITS(struct virtio, queue, started, 1),
	NIC_LIMITS(struct virtio, queue, stuck, 1),
	NIC_LIMITS(struct virtio, queue, owed, 1),
	NIC_LIMIT(struct virtio, rss.on, 1),
	NIC_LIMIT(struct virtio, rss.spread, 1),
	{ 0 },
};

/* A packed ring's places lie in it; a split ring's are taken modulo its size. */
static bool ring_sound(const struct vring *r)
{
	if (r->packed)
		return r->last_avail < r->size && r->last_used < r->size && r->batch_at < r->size;
	return r->size && !(r->size & (r->size - 1u));
}

static bool sound(const struct nic *n)
{
	const struct virtio *v = (const struct virtio *)n;
	bool good = v->pairs && virtio_rss_sound(&v->rss);

	for (unsigned i = 0; i < VIRTIO_QUEUES; i++)
		good = good && v->queue[i].size && (!v->queue[i].started || ring_sound(&v->queue[i].ring));
	return good;
}

#define MODEL                                                                                                                         \
	.vendor = 0x1af4, .sub_vendor = 0x1af4, .size = sizeof(struct virtio), .max_frame = FRAME_LARGE_MAX - 64, .takes = virtio_net_takes,  \
	.n_vectors = VIRTIO_VECTORS, .msix_bar = 1, .limits = limits, .sound = sound, .init = init, .reset = reset, .work = virtio_net_work, .timer = virtio_timer, .link = link_changed, \
	.config_access = config_access, .ring = ring, .describe = describe
#define MODERN_BAR { .kind = BAR_MEM64, .len = 0x4000, .regs = modern_regs, .n_regs = ARRAY_LEN(modern_regs) }

static const struct virtio_chip split = { 0 };
static const struct virtio_chip packed = { .features = BIT(F_RING_PACKED) | BIT(F_IN_ORDER) };

const struct nic_model nic_virtio_net = {
	.name = "virtio-net", .title = "Virtio network device, transitional, split rings", .no_nvm = true, .no_writeback = true, .device = 0x1000, .sub_device = 1, .chip = &split, MODEL,
	.bar = { [0] = { .kind = BAR_IO, .len = 64, .regs = legacy_regs, .n_regs = ARRAY_LEN(legacy_regs) }, [1] = { .kind = BAR_MEM, .len = 4096 },
		 [4] = MODERN_BAR },
};
const struct nic_model nic_virtio_net_packed = {
	.name = "virtio-net-packed", .title = "Virtio network device 1.2, packed rings", .no_nvm = true, .no_writeback = true, .device = 0x1041, .sub_device = 0x1100, .revision = 1, .chip = &packed,
	MODEL, .bar = { [1] = { .kind = BAR_MEM, .len = 4096 }, [4] = MODERN_BAR },
};
