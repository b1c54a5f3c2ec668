/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A NIC's life, its frames, timers and interrupts: what every model shares. See model.h. */
#include "nic-models/model.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "nic-models/list.h"
#include "nic-models/offload.h"
#include "nic-models/pci.h"

#define NIC(name) extern const struct nic_model nic_##name;
NIC_LIST(NIC)
#undef NIC
#define NIC(name) &nic_##name,
static const struct nic_model *const models[] = { NIC_LIST(NIC) };
#undef NIC

#define X(name, text) text,
const char *const nic_fault_name[NIC_FAULTS] = { NIC_FAULT_LIST(X) };
#undef X

const struct nic_model *nic_model_at(unsigned i)
{
	return i < ARRAY_LEN(models) ? models[i] : NULL;
}

const struct nic_model *nic_model_find(const char *name)
{
	for (unsigned i = 0; i < ARRAY_LEN(models); i++)
		if (!strcmp(models[i]->name, name))
			return models[i];
	return NULL;
}

/* Birth and death. */

static void check_rows(const struct nic_model *m, const struct nic_bar *b)
{
	for (unsigned i = 0; i < b->n_regs; i++) {
		const struct nic_reg *r = &b->regs[i];
		u32 len = nic_reg_len(r), last = r->offset + (r->n > 1 ? (r->n - 1u) * r->stride : 0u);

		if ((i && r->offset <= r[-1].offset) || last + len > b->len || (r->n > 1 && r->stride < len))
			bug("%s: register %s is out of place", m->name, r->name);
	}
}

static void forget_frames(struct nic *n)
{
	while (nic_fifo_first(n))
		frame_put(nic_fifo_take(n));
	n->fifo_looked = n->fifo_head;
	for (unsigned i = 0; i < NIC_PARTIALS; i++)
		if (n->partial[i])
			frame_put(nic_partial_take(n, i));
	frames_put(n->out, n->n_out);
	n->n_out = 0;
}

static void tell_carrier(struct nic *n)
{
	bool carrier = !n->phy_off && !(n->inject.flaps & 1);

	if (n->carrier == carrier)
		return;
	n->carrier = carrier;
	if (n->host->carrier)
		n->host->carrier(n);
}

void nic_phy_off(struct nic *n, bool off)
{
	n->phy_off = off;
	tell_carrier(n);
}

static void device_reset(struct nic *n)
{
	forget_frames(n);
	for (unsigned i = 0; i < NIC_TIMERS; i++)
		n->timer[i] = NSEC_NEVER;
	n->n_writebacks = 0;
	n->pending = 0;
	n->waiting = false;
	n->phy_off = false;
	nic_commit(n);
	nic_reset_regs(n);
	n->model->reset(n);
	tell_carrier(n);
}

struct nic *nic_new(const struct nic_model *m, const struct nic_host *host, void *owner, struct pool *pool, const u8 mac[6], nsec now)
{
	struct nic *n = xcalloc(1, m->size);

	n->model = m;
	n->host = host;
	n->owner = owner;
	n->pool = pool;
	n->now = now;
	n->alarm = NSEC_NEVER;
	n->budget = NIC_BUDGET;
	n->carrier = true;
	memcpy(n->mac, mac, 6);
	n->config = xcalloc(2, NIC_CONFIG_LEN);
	n->config_writable = n->config + NIC_CONFIG_LEN;
	for (unsigned i = 0; i < NIC_BARS; i++) {
		const struct nic_bar *b = &m->bar[i];

		check_rows(m, b);
		if (b->n_regs || (m->n_vectors && i == m->msix_bar))
			n->bar[i] = xcalloc(1, b->len);
	}
	pci_init(n);
	if (m->init)
		m->init(n);
	device_reset(n);
	return n;
}

void nic_free(struct nic *n)
{
	forget_frames(n);
	dma_free(&n->dma);
	for (unsigned i = 0; i < NIC_BARS; i++)
		free(n->bar[i]);
	free(n->config);
	free(n->fcs);
	free(n);
}

static void tell_alarm(struct nic *n)
{
	nsec due = NSEC_NEVER;

	for (unsigned i = 0; i < NIC_TIMERS; i++)
		if (n->timer[i] < due)
			due = n->timer[i];
	for (unsigned i = 0; i < n->n_writebacks; i++)
		if (n->writeback[i].due < due)
			due = n->writeback[i].due;
	if (n->inject.flaps && n->inject.flap_due < due)
		due = n->inject.flap_due;
	if (due == n->alarm)
		return;
	n->alarm = due;
	n->host->alarm(n, due);
}

void nic_reset(struct nic *n, nsec now)
{
	n->now = now;
	pci_reset(n);
	device_reset(n);
	nic_intx(n, false);
	nic_irq_changed(n, now);
	tell_alarm(n);
}

void nic_soft_reset(struct nic *n)
{
	device_reset(n);
	nic_intx(n, false);
}

/* Timers. */

void nic_timer_set(struct nic *n, unsigned id, nsec due)
{
	n->timer[id] = due;
	if (due < n->alarm)
		tell_alarm(n);
}

void nic_timer_stop(struct nic *n, unsigned id)
{
	n->timer[id] = NSEC_NEVER; /* an alarm for nothing does no harm */
}

static void write_backs_due(struct nic *n)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < n->n_writebacks; i++) {
		struct nic_writeback *w = &n->writeback[i];

		if (w->due > n->now)
			n->writeback[kept++] = *w;
		else
			nic_write(n, w->addr, w->bytes, w->len);
	}
	n->n_writebacks = kept;
}

/* One turn a call: who comes late does not make the link flap faster. */
static void flap(struct nic *n)
{
	if (!n->inject.flaps || n->inject.flap_due > n->now)
		return;
	n->inject.flaps--;
	n->inject.flap_due = n->now + n->inject.flap_for;
	tell_carrier(n);
}

void nic_ordered(struct nic *n, nsec now)
{
	n->now = now;
	if (!n->inject.flap_due)
		n->inject.flap_due = now; /* the first turn is at once */
	flap(n);
	tell_carrier(n);
	tell_alarm(n);
}

void nic_alarm(struct nic *n, nsec now)
{
	n->now = now;
	n->alarm = NSEC_NEVER;
	write_backs_due(n);
	flap(n);
	for (unsigned i = 0; i < NIC_TIMERS; i++)
		if (n->timer[i] <= now) {
			n->timer[i] = NSEC_NEVER;
			if (n->model->timer)
				n->model->timer(n, i);
		}
	tell_alarm(n);
}

/* Interrupts. */

static bool is_lost(struct nic *n)
{
	if (likely(!n->inject.lose_irqs))
		return false;
	n->inject.lose_irqs--;
	nic_debugf(n, NIC_DEBUG_INTERRUPTS, "an interrupt is lost, as ordered");
	return true;
}

void nic_intx(struct nic *n, bool level)
{
	u8 *status = n->config + PCI_STATUS;

	if (n->intx == level || (level && is_lost(n)))
		return;
	n->intx = level;
	*status = (u8)(level ? *status | PCI_STATUS_INTX : *status & ~PCI_STATUS_INTX);
	n->irqs += level;
	if (nic_debugs(n, NIC_DEBUG_INTERRUPTS))
		nic_debugf(n, NIC_DEBUG_INTERRUPTS, "INTA %s", level ? "asserted" : "deasserted");
	n->host->intx(n, level && !(get_le16(n->config + PCI_COMMAND) & PCI_COMMAND_NO_INTX));
}

void nic_message(struct nic *n, unsigned vector)
{
	if (is_lost(n))
		return;
	n->irqs++;
	if (nic_debugs(n, NIC_DEBUG_INTERRUPTS))
		nic_debugf(n, NIC_DEBUG_INTERRUPTS, "%s message %u", nic_irq_mode(n) == NIC_MSIX ? "MSI-X" : "MSI", vector);
	n->host->message(n, vector);
}

void nic_set_pending(struct nic *n, unsigned vector, bool pending)
{
	u8 *bar = n->bar[n->model->msix_bar];

	n->pending = pending ? n->pending | 1u << vector : n->pending & ~(1u << vector);
	if (n->msix_cap && bar)
		put_le32(bar + n->model->bar[n->model->msix_bar].len / 2, n->pending);
}

void nic_irq_changed(struct nic *n, nsec now)
{
	n->now = now;
	n->host->intx(n, n->intx && nic_irq_mode(n) == NIC_INTX && !(get_le16(n->config + PCI_COMMAND) & PCI_COMMAND_NO_INTX));
	if (n->model->irq_changed)
		n->model->irq_changed(n);
}

/* Frames. */

void nic_receive(struct nic *n, struct frame **f, unsigned count, nsec now)
{
	n->now = now;
	for (unsigned i = 0; i < count; i++) {
		if (nic_fifo_len(n) == NIC_FIFO) {
			n->rx_missed++;
			n->host->drop(n, f[i], DROP_DOOR_FULL);
			continue;
		}
		n->fifo[n->fifo_tail++ % NIC_FIFO] = f[i];
	}
}

struct frame *nic_fifo_writable(struct nic *n)
{
	struct frame **first = &n->fifo[n->fifo_head % NIC_FIFO];

	*first = frame_writable(*first);
	if (*first)
		return *first;
	n->fifo_head++;
	n->rx_missed++;
	return NULL;
}

void nic_loop_back(struct nic *n, struct frame *f)
{
	nic_receive(n, &f, 1, n->now);
}

static void flush(struct nic *n)
{
	if (n->n_out)
		n->host->send(n, n->out, n->n_out);
	n->n_out = 0;
}

struct nic_origin nic_untrace(u64 trace)
{
	return (struct nic_origin){ .node = (u32)(trace >> 32) - 1, .queue = trace >> 24 & 0xff, .count = trace >> 16 & 0xff, .index = trace & 0xffff };
}

bool nic_origin(const struct frame *f, struct nic_origin *o)
{
	if (!(f->trace >> 32))
		return false;
	*o = nic_untrace(f->trace);
	return true;
}

const char *nic_origin_text(const struct nic *n, const char *way, struct nic_origin o, char buf[64])
{
	int len = n ? snprintf(buf, 64, "%s %02x:%02x:%02x", n->model->name, n->mac[3], n->mac[4], n->mac[5]) : snprintf(buf, 64, "vhost");

	snprintf(buf + len, 64 - (size_t)len, o.count > 1 ? " %s %u descriptor %u and %u more" : " %s %u descriptor %u", way, o.queue, o.index, o.count - 1);
	return buf;
}

void nic_landed(struct nic *n, unsigned queue, u32 index, u32 count)
{
	u32 at = n->fifo_head % NIC_FIFO;
	struct frame *f = nic_fifo_take(n);

	n->rx_frames++;
	n->rx_bytes += f->len;
	if (unlikely(n->landing != NULL))
		n->landing[at] = nic_trace((struct nic_origin){ n->node, queue, count, index });
	frame_put(f);
}

void nic_send(struct nic *n, struct frame *f, unsigned queue, u32 index, u32 count)
{
	f->trace = nic_trace((struct nic_origin){ n->node, queue, count, index });
	n->tx_frames++;
	n->tx_bytes += f->len;
	n->out[n->n_out++] = f;
	n->room -= n->room > 0;
	if (n->n_out == NIC_BURST)
		flush(n);
}

u32 nic_fcs(struct nic *n, const u8 *p, u32 len)
{
	if (!n->fcs) {
		n->fcs = xcalloc(8, sizeof(*n->fcs));
		offload_fcs_table(n->fcs);
	}
	return offload_fcs(n->fcs, p, len);
}

bool nic_work(struct nic *n, nsec now)
{
	bool more;

	n->now = now;
	n->waiting = false;
	if (!pci_is_master(n) && !n->model->no_master)
		return false;
	n->room = n->host->room(n);
	more = n->model->work(n, n->budget);
	flush(n);
	if (unlikely(n->n_writebacks))
		tell_alarm(n);
	return (more || !n->room) && !n->waiting; /* what there was no room for goes later */
}

void nic_set_link(struct nic *n, bool link, nsec now)
{
	n->now = now;
	if (n->link == link)
		return;
	n->link = link;
	if (!link)
		while (nic_fifo_first(n))
			n->host->drop(n, nic_fifo_take(n), DROP_NO_CARRIER);
	if (n->model->link)
		n->model->link(n);
}

void nic_debugf(struct nic *n, unsigned flag, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	if (!n->debug || !(n->debug_flags & flag))
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	n->debug(n, flag, text);
}
