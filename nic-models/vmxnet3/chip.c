/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registers, commands and interrupts. */
#include <stdio.h>

#include "nic-models/vmxnet3/vmxnet3.h"

enum { FIRST_SET = 0xcafe0000, FIRST_GET = 0xf00d0000, FAILED = 1, LINK_UP = 10000 << 16 | 1, DATA_DESC = 128 };
/* A moderation level is so much between two messages; "adaptive" (8) and 0 are none, since a burst is one message anyway. */
#define LEVEL_GAP (25 * NSEC_PER_US)
/* No completion waits longer for others to be told with it. */
#define HELD_MAX (200 * NSEC_PER_US)

/* Interrupts. */

static void fire(struct vmxnet3 *v, unsigned i)
{
	struct nic *n = &v->nic;
	nsec gap = v->level[i] < 8 ? v->level[i] * LEVEL_GAP : 0;

	v->irq_pending &= ~(1u << i);
	v->irq_count[i] = 0;
	if (v->auto_mask)
		v->irq_masked |= 1u << i;
	v->irq_until[i] = n->now + (v->coalesce == COALESCE_RATE ? v->coalesce_gap : gap);
	switch (nic_irq_mode(n)) {
	case NIC_MSIX: nic_message(n, i); break;
	case NIC_MSI: nic_message(n, 0); break;
	case NIC_INTX:
		v->icr = true;
		nic_intx(n, true);
		break;
	}
}

static void irq_update(struct vmxnet3 *v)
{
	u32 told = v->irq_pending & ~v->irq_masked;

	for (unsigned i = 0; told; i++, told >>= 1) {
		if (!(told & 1))
			continue;
		if (v->nic.now >= v->irq_until[i])
			fire(v, i);
		else if (!nic_timer_is_set(&v->nic, i))
			nic_timer_set(&v->nic, i, v->irq_until[i]);
	}
}

void vmxnet3_interrupt(struct vmxnet3 *v, unsigned vector, u32 completions, u32 depth)
{
	v->irq_count[vector] += completions;
	if (v->coalesce == COALESCE_STATIC && v->irq_count[vector] < depth) {
		if (!nic_timer_is_set(&v->nic, vector))
			nic_timer_set(&v->nic, vector, v->nic.now + HELD_MAX);
		return;
	}
	v->irq_pending |= 1u << vector;
	irq_update(v);
}

static void timer(struct nic *n, unsigned id)
{
	struct vmxnet3 *v = (struct vmxnet3 *)n;

	if (v->irq_count[id])
		v->irq_pending |= 1u << id;
	irq_update(v);
}

static void irq_changed(struct nic *n)
{
	irq_update((struct vmxnet3 *)n);
}

static void imr_wrote(struct nic *n, u32 offset, u32 was)
{
	struct vmxnet3 *v = (struct vmxnet3 *)n;
	u32 bit = 1u << (offset - IMR) / 8;

	(void)was;
	v->irq_masked = nic_reg(n, offset) & 1 ? v->irq_masked | bit : v->irq_masked & ~bit;
	irq_update(v);
}

static u32 imr_read(struct nic *n, u32 offset)
{
	return ((struct vmxnet3 *)n)->irq_masked >> (offset - IMR) / 8 & 1;
}

/* Says whether it was us who pulls the pin, and lets go of it. */
static u32 icr_read(struct nic *n, u32 offset)
{
	struct vmxnet3 *v = (struct vmxnet3 *)n;
	bool ours = v->icr;

	(void)offset;
	v->icr = false;
	nic_intx(n, false);
	return ours;
}

void vmxnet3_event(struct vmxnet3 *v, u32 event)
{
	v->events |= event;
	v->events_due = true;
	v->nic.host->soon(&v->nic);
}

/* Acknowledges events: the shared page is to lose them too, in work(). */
static void ecr_wrote(struct nic *n, u32 offset, u32 was)
{
	struct vmxnet3 *v = (struct vmxnet3 *)n;

	(void)was;
	v->events &= ~vmxnet3_reg(v, offset);
	vmxnet3_set(v, offset, 0);
	v->events_due = true;
	n->host->soon(n);
}

static u32 ecr_read(struct nic *n, u32 offset)
{
	(void)offset;
	return ((struct vmxnet3 *)n)->events;
}

static void show_events(struct vmxnet3 *v)
{
	u8 word[4];

	put_le32(word, v->events);
	if (v->active && nic_write(&v->nic, v->shared + S_EVENTS, word, sizeof(word)) == DMA_WAIT)
		return;
	nic_commit(&v->nic);
	v->events_due = false;
	if (v->active && v->events)
		vmxnet3_interrupt(v, v->event_vector, 1, 0);
}

/* Commands. */

static enum nic_dma done(struct vmxnet3 *v, u32 result)
{
	v->result = result;
	return DMA_OK;
}

static enum nic_dma get_link(struct vmxnet3 *v) { return done(v, v->nic.link ? LINK_UP : 0); }
static enum nic_dma get_mac_low(struct vmxnet3 *v) { return done(v, get_le32(v->nic.mac)); }
static enum nic_dma get_mac_high(struct vmxnet3 *v) { return done(v, get_le16(v->nic.mac + 4)); }
static enum nic_dma get_device(struct vmxnet3 *v) { return done(v, v->nic.model->device); }
static enum nic_dma get_revision(struct vmxnet3 *v) { return done(v, v->nic.model->revision); }
/* Type and mask mode are the driver's to choose: "auto" for both. */
static enum nic_dma nothing(struct vmxnet3 *v) { return done(v, 0); }
static enum nic_dma get_data_desc(struct vmxnet3 *v) { return done(v, v->revision >= 3 ? DATA_DESC : 0); }
static enum nic_dma get_fields(struct vmxnet3 *v) { return done(v, v->rss_fields); }

/* Both end what went before: an activation that still waits for memory does not happen any more. */
static enum nic_dma quiesce(struct vmxnet3 *v)
{
	v->todo = 0;
	v->active = false;
	return done(v, 0);
}

static enum nic_dma reset_device(struct vmxnet3 *v)
{
	v->todo = 0;
	vmxnet3_deactivate(v);
	return done(v, 0);
}

struct command {
	u32 code;
	enum nic_dma (*run)(struct vmxnet3 *v);
	u8 since;	/* revision; 0: always */
	const char *name;
};

static const struct command commands[] = {
	{ FIRST_SET + 0, vmxnet3_activate, 0, "ACTIVATE_DEV" },
	{ FIRST_SET + 1, quiesce, 0, "QUIESCE_DEV" },
	{ FIRST_SET + 2, reset_device, 0, "RESET_DEV" },
	{ FIRST_SET + 3, vmxnet3_read_mode, 0, "UPDATE_RX_MODE" },
	{ FIRST_SET + 4, vmxnet3_read_groups, 0, "UPDATE_MAC_FILTERS" },
	{ FIRST_SET + 5, vmxnet3_read_vlans, 0, "UPDATE_VLAN_FILTERS" },
	{ FIRST_SET + 6, vmxnet3_read_rss, 0, "UPDATE_RSSIDT" },
	{ FIRST_SET + 7, vmxnet3_read_levels, 0, "UPDATE_IML" },
	{ FIRST_SET + 8, nothing, 0, "UPDATE_PMCFG" }, /* there is no sleep to wake from */
	{ FIRST_SET + 9, vmxnet3_read_features, 0, "UPDATE_FEATURE" },
	{ FIRST_SET + 14, vmxnet3_read_coalescing, 3, "SET_COALESCE" },
	{ FIRST_SET + 16, vmxnet3_read_fields, 4, "SET_RSS_FIELDS" },
	{ FIRST_GET + 0, vmxnet3_write_stats, 0, "GET_QUEUE_STATUS" },
	{ FIRST_GET + 1, vmxnet3_write_stats, 0, "GET_STATS" },
	{ FIRST_GET + 2, get_link, 0, "GET_LINK" },
	{ FIRST_GET + 3, get_mac_low, 0, "GET_PERM_MAC_LO" },
	{ FIRST_GET + 4, get_mac_high, 0, "GET_PERM_MAC_HI" },
	{ FIRST_GET + 5, get_device, 0, "GET_DID_LO" },
	{ FIRST_GET + 6, get_revision, 0, "GET_DID_HI" },
	{ FIRST_GET + 7, nothing, 0, "GET_DEV_EXTRA_INFO" },
	{ FIRST_GET + 8, nothing, 0, "GET_CONF_INTR" },
	{ FIRST_GET + 10, get_data_desc, 0, "GET_TXDATA_DESC_SIZE" },
	{ FIRST_GET + 11, vmxnet3_write_coalescing, 3, "GET_COALESCE" },
	{ FIRST_GET + 12, get_fields, 4, "GET_RSS_FIELDS" },
};
_Static_assert(ARRAY_LEN(commands) <= 32, "bits of vmxnet3.todo");

static void run(struct vmxnet3 *v, unsigned i)
{
	enum nic_dma got = commands[i].run(v);

	v->todo = got == DMA_WAIT ? v->todo | 1u << i : v->todo & ~(1u << i);
	if (got == DMA_FAULT)
		v->result = FAILED;
	if (got == DMA_WAIT)
		v->nic.host->soon(&v->nic);
	else
		nic_commit(&v->nic);
}

/*
 * The driver expects a command to have been done when its write has returned: it changes what the command reads, or reads what it writes, right away. So
 * this hook, unlike others, reaches guest memory itself; its work is bounded by the shared page and the tables of fixed length that are named there. Where
 * memory is far it comes later, from work().
 */
static void cmd_wrote(struct nic *n, u32 offset, u32 was)
{
	struct vmxnet3 *v = (struct vmxnet3 *)n;
	u32 code = vmxnet3_reg(v, offset);

	(void)was;
	v->result = 0;
	for (unsigned i = 0; i < ARRAY_LEN(commands); i++)
		if (commands[i].code == code && v->revision >= commands[i].since) {
			nic_debugf(n, NIC_DEBUG_REGISTERS, "command %s", commands[i].name);
			if (pci_is_master(n))
				run(v, i);
			else
				v->result = FAILED;
			return;
		}
	nic_fault(n, NIC_FAULT_REGISTER);
	v->result = code >= FIRST_GET ? 0 : FAILED;
}

static u32 cmd_read(struct nic *n, u32 offset)
{
	(void)offset;
	return ((struct vmxnet3 *)n)->result;
}

/* Registers. */

static u32 revisions_read(struct nic *n, u32 offset) { (void)n; (void)offset; return (1u << REVISIONS) - 1; }
static u32 upt_read(struct nic *n, u32 offset) { (void)n; (void)offset; return 1; }

static void revision_wrote(struct nic *n, u32 offset, u32 was)
{
	struct vmxnet3 *v = (struct vmxnet3 *)n;
	u32 chosen = vmxnet3_reg(v, offset);

	(void)was;
	if (!chosen || chosen >> REVISIONS || chosen & (chosen - 1))
		nic_fault(n, NIC_FAULT_REGISTER);
	else
		v->revision = 1 + (u32)__builtin_ctz(chosen);
}

static void tx_rung(struct nic *n, u32 offset, u32 was)
{
	struct vmxnet3_tx *t = &((struct vmxnet3 *)n)->tx[(offset - TXPROD) / 8];

	(void)was;
	t->rung = !t->stopped;
	n->host->soon(n);
}

static void rx_rung(struct nic *n, u32 offset, u32 was)
{
	(void)offset;
	(void)was;
	n->host->soon(n);
}

static const struct nic_reg doors[] = {
	{ IMR,     "IMR",     0, 0x00000001, 0, 0, VECTORS,   8, imr_wrote, imr_read },
	{ TXPROD,  "TXPROD",  0, 0xffffffff, 0, 0, TX_QUEUES, 8, tx_rung, NULL },
	{ RXPROD,  "RXPROD",  0, 0xffffffff, 0, 0, RX_QUEUES, 8, rx_rung, NULL },
	{ RXPROD2, "RXPROD2", 0, 0xffffffff, 0, 0, RX_QUEUES, 8, rx_rung, NULL },
};

static const struct nic_reg device[] = {
	{ VRRS, "VRRS", 0, 0xffffffff, 0, 0, 0, 0, revision_wrote, revisions_read },
	{ UVRS, "UVRS", 0, 0xffffffff, 0, 0, 0, 0, NULL, upt_read },
	{ DSAL, "DSAL", 0, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ DSAH, "DSAH", 0, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ CMD,  "CMD",  0, 0xffffffff, 0, 0, 0, 0, cmd_wrote, cmd_read },
	{ MACL, "MACL", 0, 0xffffffff, 0, 0, 0, 0, NULL, NULL },
	{ MACH, "MACH", 0, 0x0000ffff, 0, 0, 0, 0, NULL, NULL },
	{ ICR,  "ICR",  0, 0,          0, 0, 0, 0, NULL, icr_read },
	{ ECR,  "ECR",  0, 0xffffffff, 0, 0, 0, 0, ecr_wrote, ecr_read },
};

/* Life. */

static void init(struct nic *n)
{
	pci_cap_pm(n, 0x40);
	pci_cap_pcie(n, 0x48, 1);
	pci_cap_msi(n, 0x84);
	pci_cap_msix(n, 0x9c);
	pci_ext_dsn(n, 0x100);
}

static void reset(struct nic *n)
{
	struct vmxnet3 *v = (struct vmxnet3 *)n;

	memset(&v->revision, 0, sizeof(*v) - offsetof(struct vmxnet3, revision));
	v->revision = 1;
	v->rss_fields = FIELD_TCP4 | FIELD_TCP6;
	vmxnet3_set(v, MACL, get_le32(n->mac));
	vmxnet3_set(v, MACH, get_le16(n->mac + 4));
}

static void link_changed(struct nic *n)
{
	vmxnet3_event((struct vmxnet3 *)n, EVENT_LINK);
}

/* Also shows the driver what has been counted: it reads its copy without asking. */
static bool work(struct nic *n, unsigned budget)
{
	struct vmxnet3 *v = (struct vmxnet3 *)n;
	bool more = false;

	for (unsigned i = 0; v->todo >> i; i++)
		if (v->todo >> i & 1)
			run(v, i);
	if (v->events_due)
		show_events(v);
	more |= vmxnet3_rx_work(v, budget);
	for (unsigned q = 0; q < v->n_tx && v->active; q++)
		more |= vmxnet3_tx_work(v, q, budget);
	if (v->active)
		vmxnet3_write_stats(v);
	nic_commit(n);
	return more;
}

/* For people who look. */

static bool ring(struct nic *n, unsigned i, struct nic_ring *r)
{
	struct vmxnet3 *v = (struct vmxnet3 *)n;
	unsigned q = i < 2u * v->n_tx ? i / 2 : (i - 2u * v->n_tx) / 3, part = i < 2u * v->n_tx ? i % 2 : 2 + (i - 2u * v->n_tx) % 3;
	static const char *const name[] = { "tx", "tx done", "rx head", "rx body", "rx done" };
	const struct vmxnet3_ring *of;

	if (i >= 2u * v->n_tx + 3u * v->n_rx)
		return false;
	of = part == 0 ? &v->tx[q].ring : part == 1 ? &v->tx[q].done : part == 4 ? &v->rx[q].done : &v->rx[q].ring[part - 2];
	*r = (struct nic_ring){ .base = of->base, .n = of->size, .desc_len = DESC, .head = of->at, .tail = of->at, .enabled = v->active && of->size };
	snprintf(r->name, sizeof(r->name), "%s %u", name[part], q);
	return true;
}

static void describe(struct nic *n, const struct nic_ring *r, const u8 *d, char *text, size_t room)
{
	u32 w2 = get_le32(d + 8), w3 = get_le32(d + 12);

	(void)n;
	if (strstr(r->name, "done"))
		snprintf(text, room, "of descriptor %u%s%s gen %u", get_le32(d) & 0xfff, get_le32(d) & 1 << 15 ? " SOP" : "", get_le32(d) & 1 << 14 ? " EOP" : "", w3 >> 31);
	else if (r->name[0] == 't')
		snprintf(text, room, "addr %016llx len %u gen %u%s%s om %u hlen %u", (unsigned long long)get_le64(d), w2 & 0x3fff, w2 >> 14 & 1,
			 w3 & 1 << 12 ? " EOP" : "", w3 & 1 << 13 ? " CQ" : "", w3 >> 10 & 3, w3 & 0x3ff);
	else
		snprintf(text, room, "addr %016llx len %u gen %u %s", (unsigned long long)get_le64(d), w2 & 0x3fff, w2 >> 31, w2 & 1 << 14 ? "body" : "head");
}

static const struct nic_limit limits[] = {
	NIC_LIMIT(struct vmxnet3, revision, REVISIONS),
	NIC_LIMIT(struct vmxnet3, todo, (1u << ARRAY_LEN(commands)) - 1),
	NIC_LIMIT(struct vmxnet3, active, 1),
	NIC_LIMIT(struct vmxnet3, auto_mask, 1),
	NIC_LIMIT(struct vmxnet3, icr, 1),
	NIC_LIMIT(struct vmxnet3, events_due, 1),
	NIC_LIMIT(struct vmxnet3, n_tx, TX_QUEUES),
	NIC_LIMIT(struct vmxnet3, n_rx, RX_QUEUES),
	NIC_LIMIT(struct vmxnet3, event_vector, VECTORS - 1),
	NIC_LIMIT(struct vmxnet3, irq_pending, (1u << VECTORS) - 1),
	NIC_LIMIT(struct vmxnet3, coalesce, COALESCE_RATE),
	NIC_LIMIT(struct vmxnet3, n_groups, GROUPS),
	NIC_LIMIT(struct vmxnet3, all_groups, 1),
	NIC_LIMIT(struct vmxnet3, rss_entries, RSS_TABLE),
	NIC_LIMITS(struct vmxnet3, tx, ring.size, CMD_RING_MAX),
	NIC_LIMITS(struct vmxnet3, tx, ring.gen, 1),
	NIC_LIMITS(struct vmxnet3, tx, done.size, CMD_RING_MAX),
	NIC_LIMITS(struct vmxnet3, tx, done.gen, 1),
	NIC_LIMITS(struct vmxnet3, tx, vector, VECTORS - 1),
	NIC_LIMITS(struct vmxnet3, tx, rung, 1),
	NIC_LIMITS(struct vmxnet3, tx, stopped, 1),
	NIC_LIMITS(struct vmxnet3, tx, started, 1),
	NIC_LIMITS(struct vmxnet3, tx, skip, DROP_N - 1),
	NIC_LIMITS(struct vmxnet3, tx, counted, 1),
	NIC_LIMITS(struct vmxnet3, rx, ring[0].size, CMD_RING_MAX),
	NIC_LIMITS(struct vmxnet3, rx, ring[0].gen, 1),
	NIC_LIMITS(struct vmxnet3, rx, ring[1].size, CMD_RING_MAX),
	NIC_LIMITS(struct vmxnet3, rx, ring[1].gen, 1),
	NIC_LIMITS(struct vmxnet3, rx, done.size, DONE_RING_MAX),
	NIC_LIMITS(struct vmxnet3, rx, done.gen, 1),
	NIC_LIMITS(struct vmxnet3, rx, vector, VECTORS - 1),
	NIC_LIMITS(struct vmxnet3, rx, asked, 1),
	NIC_LIMITS(struct vmxnet3, rx, counted, 1),
	{ 0 },
};

static bool ring_sound(const struct vmxnet3_ring *r)
{
	return r->at < r->size || !(r->at | r->size);
}

static bool sound(const struct nic *n)
{
	const struct vmxnet3 *v = (const struct vmxnet3 *)n;
	bool good = v->revision && (v->coalesce != COALESCE_RATE || v->coalesce_gap) && (!v->rss_type || v->rss_entries);

	for (unsigned i = VECTORS; i < NIC_TIMERS; i++)
		good = good && !nic_timer_is_set(n, i);
	for (unsigned i = 0; i < RSS_TABLE && v->rss_type; i++)
		good = good && v->rss_table[i] < v->n_rx;
	for (unsigned q = 0; q < TX_QUEUES; q++)
		good = good && ring_sound(&v->tx[q].ring) && ring_sound(&v->tx[q].done);
	for (unsigned q = 0; q < RX_QUEUES; q++)
		good = good && ring_sound(&v->rx[q].ring[0]) && ring_sound(&v->rx[q].ring[1]) && ring_sound(&v->rx[q].done);
	return good;
}

const struct nic_model nic_vmxnet3 = {
	.name = "vmxnet3", .title = "VMware VMXNET3 Ethernet Controller", .vendor = 0x15ad, .device = 0x07b0, .sub_vendor = 0x15ad, .sub_device = 0x07b0,
	.revision = 1, .pcie = true, .no_nvm = true, .size = sizeof(struct vmxnet3), .max_frame = 9000 + ETH_HLEN + VLAN_HLEN, .n_vectors = VECTORS, .msix_bar = 2,
	.bar = { { .kind = BAR_MEM, .len = 4096, .regs = doors, .n_regs = ARRAY_LEN(doors) },
		 { .kind = BAR_MEM, .len = 4096, .regs = device, .n_regs = ARRAY_LEN(device) },
		 { .kind = BAR_MEM, .len = 8192 } },
	.limits = limits, .sound = sound, .init = init, .reset = reset, .work = work, .timer = timer, .link = link_changed, .takes = vmxnet3_takes, .irq_changed = irq_changed,
	.ring = ring, .describe = describe,
};
