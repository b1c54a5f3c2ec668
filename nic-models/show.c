/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nic-models/show.h"

#include <stdio.h>
#include <stdlib.h>

#include "nic-models/pci.h"

enum { ACCESSES = 16, AROUND = 2, RINGS = 64, ELEMENTS = 32, DELAY_MAX = 60000, FLAPS_MAX = 1000, FLAP_MS = 1000 };

/* The first BAR whose rows stand in it: that of causes, and of registers by name. */
static int main_bar(const struct nic_model *m)
{
	for (int i = 0; i < NIC_BARS; i++)
		if (m->bar[i].n_regs && !m->bar[i].same_as)
			return i;
	return -1;
}

static void show_head(FILE *f, const struct nic *n)
{
	static const char *const irq[] = { [NIC_INTX] = "the INTA pin", [NIC_MSI] = "MSI", [NIC_MSIX] = "MSI-X" };
	const struct nic_model *m = n->model;

	fprintf(f, "%s, model %s, %04x:%04x revision %02x\n", m->title, m->name, m->vendor, m->device, m->revision);
	fprintf(f, "  address %02x%02x.%02x%02x.%02x%02x, link %s, bus mastering %s, interrupts by %s%s\n", n->mac[0], n->mac[1], n->mac[2], n->mac[3],
		n->mac[4], n->mac[5], n->link ? "up" : "down", pci_is_master(n) ? "on" : "off", irq[nic_irq_mode(n)], n->intx ? ", asserted" : "");
	fprintf(f, "  %llu frames to the guest, %llu bytes, %llu missed, %llu filtered, %u waiting\n", (unsigned long long)n->rx_frames,
		(unsigned long long)n->rx_bytes, (unsigned long long)n->rx_missed, (unsigned long long)n->rx_filtered, nic_fifo_len(n));
	fprintf(f, "  %llu frames from the guest, %llu bytes\n", (unsigned long long)n->tx_frames, (unsigned long long)n->tx_bytes);
	fprintf(f, "  %llu interrupts, %llu register reads, %llu register writes\n", (unsigned long long)n->irqs, (unsigned long long)n->reads,
		(unsigned long long)n->writes);
}

static void show_orders(FILE *f, const struct nic *n)
{
	const struct nic_inject *i = &n->inject;

	if (i->stuck_mask)
		fprintf(f, "  Ordered: bits %08x of register %#x stuck at %08x\n", i->stuck_mask, i->stuck_offset, i->stuck_value & i->stuck_mask);
	if (i->lose_irqs)
		fprintf(f, "  Ordered: the next %u interrupts are lost\n", i->lose_irqs);
	if (i->writeback_delay)
		fprintf(f, "  Ordered: descriptors are written back %llu ms late\n", (unsigned long long)(i->writeback_delay / 1000000));
	if (i->flaps)
		fprintf(f, "  Ordered: the link flaps, %u turns of %llu ms are left\n", i->flaps, (unsigned long long)(i->flap_for / 1000000));
	if (n->phy_off)
		fprintf(f, "  The driver has powered its PHY down\n");
	if (i->nvm_checksum)
		fprintf(f, "  Ordered: the EEPROM's checksum is wrong\n");
}

static void show_causes(FILE *f, const struct nic *n)
{
	int bar = main_bar(n->model);
	const struct nic_reg *r;
	u32 at, v;

	r = n->model->causes && bar >= 0 ? nic_reg_find(&n->model->bar[bar], n->model->cause_reg, &at) : NULL;
	if (!r)
		return;
	v = nic_reg_stored(n, (unsigned)bar, r, at);
	fprintf(f, "  Interrupt causes %s %08x:", r->name, v);
	for (unsigned i = 0; i < n->model->n_causes && i < 32; i++)
		if (v >> i & 1 && n->model->causes[i])
			fprintf(f, " %s", n->model->causes[i]);
	fprintf(f, "%s\n", v ? "" : " none");
}

static void show_registers(FILE *f, const struct nic *n)
{
	unsigned column = 0;

	fputs("Registers as stored, those that hold 0 left out:\n", f);
	for (unsigned bar = 0; bar < NIC_BARS; bar++)
		for (unsigned k = 0; k < n->model->bar[bar].n_regs; k++) {
			const struct nic_reg *r = &n->model->bar[bar].regs[k];

			for (u32 e = 0; e < (r->n ? r->n : 1u) && e < ELEMENTS; e++) {
				u32 at = r->offset + e * r->stride, v = nic_reg_stored(n, bar, r, at);
				int digits = 2 * (int)nic_reg_len(r);
				char name[32];

				if (!v)
					continue;
				nic_reg_name(&n->model->bar[bar], at, name);
				fprintf(f, "  %-18s %0*x%*s%s", name, digits, v, 8 - digits, "", ++column % 3 ? "" : "\n");
			}
		}
	fputs(column % 3 ? "\n" : "", f);
}

static void show_descriptor(FILE *f, struct nic *n, const struct nic_ring *r, u32 i)
{
	u64 addr = r->base + (u64)i * r->desc_len;
	u32 len = r->desc_len;
	const struct dma_range *range = dma_find(&n->dma, addr, &len, DMA_READABLE);
	char text[160] = "";
	u8 d[64];

	if (!range || !range->host || len < r->desc_len || r->desc_len > sizeof(d)) {
		fprintf(f, "    %5u  (not in shared memory)\n", i);
		return;
	}
	memcpy(d, range->host + (addr - range->addr), r->desc_len);
	if (n->model->describe)
		n->model->describe(n, r, d, text, sizeof(text));
	fprintf(f, "    %5u%c%c%s\n", i, i == r->head ? 'h' : ' ', i == r->tail ? 't' : ' ', text);
}

static void show_rings(FILE *f, struct nic *n)
{
	struct nic_ring r;

	for (unsigned i = 0; i < RINGS && n->model->ring && n->model->ring(n, i, &r); i++) {
		if (!r.enabled || !r.n)
			continue;
		fprintf(f, "Ring %s: %u descriptors of %u bytes at %#llx, head %u, tail %u\n", r.name, r.n, r.desc_len, (unsigned long long)r.base, r.head, r.tail);
		for (u32 k = 0; k < 2 * AROUND + 1 && k < r.n; k++)
			show_descriptor(f, n, &r, (u32)(((u64)r.head % r.n + r.n + k - (r.n > AROUND ? AROUND : 0)) % r.n));
	}
}

static void show_faults(FILE *f, const struct nic *n)
{
	bool any = false;

	for (unsigned i = 0; i < NIC_FAULTS; i++)
		any |= n->faults[i] != 0;
	fputs("What the guest got wrong:", f);
	for (unsigned i = 0; i < NIC_FAULTS; i++)
		if (n->faults[i])
			fprintf(f, " %s %llu", nic_fault_name[i], (unsigned long long)n->faults[i]);
	fputs(any ? "\n" : " nothing\n", f);
}

static void show_accesses(FILE *f, const struct nic *n)
{
	u32 from = n->n_trace > ACCESSES ? n->n_trace - ACCESSES : 0;

	fputs("The latest register accesses:\n", f);
	for (u32 i = from; i != n->n_trace; i++) {
		const struct nic_access *a = &n->trace[i % NIC_TRACE];
		char name[32];

		nic_reg_name(&n->model->bar[a->bar], a->offset, name);
		fprintf(f, "  %llu.%06llu  %-5s %-18s %0*x\n", (unsigned long long)(a->at / NSEC_PER_SEC), (unsigned long long)(a->at % NSEC_PER_SEC / 1000),
			a->write ? "write" : "read", name, 2 * a->len, a->value);
	}
}

char *nic_show(struct nic *n)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return NULL;
	show_head(f, n);
	show_orders(f, n);
	show_causes(f, n);
	show_faults(f, n);
	show_registers(f, n);
	show_rings(f, n);
	show_accesses(f, n);
	fclose(f);
	return text;
}

/* Orders. */

static bool number(const char *s, char end, u32 max, u32 *v, const char **rest)
{
	char *stop;
	unsigned long got;

	if (*s < '0' || *s > '9')
		return false;
	got = strtoul(s, &stop, 0);
	*v = (u32)got;
	*rest = stop + 1;
	return *stop == end && got <= max;
}

/* A register's offset by its name. */
static bool named(const struct nic *n, const char *name, size_t len, u32 *offset)
{
	int bar = main_bar(n->model);

	for (unsigned k = 0; bar >= 0 && k < n->model->bar[bar].n_regs; k++) {
		const struct nic_reg *r = &n->model->bar[bar].regs[k];

		for (u32 e = 0; e < (r->n ? r->n : 1u); e++) {
			char text[32];

			*offset = r->offset + e * r->stride;
			nic_reg_name(&n->model->bar[bar], *offset, text);
			if (strlen(text) == len && !strncmp(text, name, len))
				return true;
		}
	}
	return false;
}

static bool order_stuck(struct nic *n, const char *s, char why[256])
{
	const char *colon = strchr(s, ':'), *rest;
	struct nic_inject i = n->inject;
	u32 element;

	if (!colon || (!named(n, s, (size_t)(colon - s), &i.stuck_offset) && !number(s, ':', UINT32_MAX, &i.stuck_offset, &rest))) {
		snprintf(why, 256, "no register \"%.*s\"; `lanyard controllers` shows their names", colon ? (int)(colon - s) : 32, s);
		return false;
	}
	if (!number(colon + 1, ':', UINT32_MAX, &i.stuck_mask, &rest) || !number(rest, 0, UINT32_MAX, &i.stuck_value, &rest)) {
		snprintf(why, 256, "stuck=REGISTER:MASK:VALUE, such as stuck=STATUS:0x2:0");
		return false;
	}
	if (main_bar(n->model) < 0 || !nic_reg_find(&n->model->bar[main_bar(n->model)], i.stuck_offset, &element) || element != i.stuck_offset) {
		snprintf(why, 256, "no register stands at %#x; `lanyard controllers` shows their names", i.stuck_offset);
		return false;
	}
	n->inject = i;
	return true;
}

/* link-flap=TIMES[:MS] */
static bool order_flap(struct nic *n, const char *s, char why[256])
{
	const char *rest;
	u32 times, ms = FLAP_MS;

	if (!(number(s, 0, FLAPS_MAX, &times, &rest) || (number(s, ':', FLAPS_MAX, &times, &rest) && number(rest, 0, DELAY_MAX, &ms, &rest))) || !times || !ms) {
		snprintf(why, 256, "link-flap=TIMES[:MILLISECONDS], such as link-flap=3:500; at most %d times and %d ms", FLAPS_MAX, DELAY_MAX);
		return false;
	}
	n->inject.flaps = 2 * times;
	n->inject.flap_for = ms * 1000000ull;
	n->inject.flap_due = 0;
	return true;
}

bool nic_order(struct nic *n, const char *word, char why[256])
{
	const char *rest;
	u32 v;

	if ((n->model->no_nvm && !strncmp(word, "eeprom=", 7)) || (n->model->no_writeback && !strncmp(word, "delay-writeback=", 16))) {
		snprintf(why, 256, "%.*s: %s has %s", (int)strcspn(word, "="), word, n->model->name,
			 *word == 'e' ? "no EEPROM with a sum" : "no descriptors that are written back one by one");
		return false;
	}
	if (!strncmp(word, "stuck=", 6))
		return order_stuck(n, word + 6, why);
	if (!strncmp(word, "link-flap=", 10))
		return order_flap(n, word + 10, why);
	if (!strcmp(word, "none")) {
		n->inject = (struct nic_inject){ 0 };
	} else if (!strcmp(word, "eeprom=bad") || !strcmp(word, "eeprom=good")) {
		n->inject.nvm_checksum = word[7] == 'b';
	} else if (!strncmp(word, "lose-interrupts=", 16) && number(word + 16, 0, UINT32_MAX, &v, &rest)) {
		n->inject.lose_irqs = v;
	} else if (!strncmp(word, "delay-writeback=", 16) && number(word + 16, 0, DELAY_MAX, &v, &rest)) {
		n->inject.writeback_delay = v * 1000000ull;
	} else {
		snprintf(why, 256, "not an order: \"%.64s\"; there are stuck=REGISTER:MASK:VALUE, lose-interrupts=N, delay-writeback=MS, "
			       "link-flap=TIMES[:MS], eeprom=bad|good, none", word);
		return false;
	}
	return true;
}
