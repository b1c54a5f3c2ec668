/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Accesses to BARs. An access of any width and place becomes accesses to registers: each register that it touches is read once, with its side
 * effects, and each is written once, the bytes that were not given staying as they are (byte enables).
 */
#include <stdio.h>

#include "nic-models/pci.h"

static u32 row_end(const struct nic_reg *r)
{
	return r->n > 1 ? r->offset + (r->n - 1u) * r->stride + nic_reg_len(r) : r->offset + nic_reg_len(r);
}

const struct nic_reg *nic_reg_find(const struct nic_bar *b, u32 offset, u32 *element)
{
	unsigned lo = 0, hi = b->n_regs;

	while (lo < hi) { /* the last row that starts at or before offset */
		unsigned mid = (lo + hi) / 2;

		if (b->regs[mid].offset <= offset)
			lo = mid + 1;
		else
			hi = mid;
	}
	/* Arrays may be woven into one another (RAL, RAH): some rows back. */
	for (unsigned back = 0; back < 16 && lo > back; back++) {
		const struct nic_reg *r = &b->regs[lo - 1 - back];
		u32 at = offset - r->offset;

		if (offset >= row_end(r))
			continue;
		if (r->n > 1)
			at %= r->stride;
		if (at < nic_reg_len(r)) {
			*element = offset - at;
			return r;
		}
	}
	return NULL;
}

void nic_reg_name(const struct nic_bar *b, u32 offset, char name[32])
{
	u32 at;
	const struct nic_reg *r = nic_reg_find(b, offset, &at);

	if (!r)
		snprintf(name, 32, "%#x", offset);
	else if (r->n > 1)
		snprintf(name, 32, "%s[%u]", r->name, (at - r->offset) / r->stride);
	else
		snprintf(name, 32, "%s", r->name);
}

static void reset_row(u8 *bytes, const struct nic_reg *r)
{
	u32 n = r->n ? r->n : 1;

	if (!r->reset && r->stride <= nic_reg_len(r)) { /* packet memory is long */
		memset(bytes + r->offset, 0, (size_t)n * nic_reg_len(r));
		return;
	}
	for (u32 e = 0; e < n; e++)
		memcpy(bytes + r->offset + (size_t)e * r->stride, &r->reset, nic_reg_len(r));
}

void nic_reset_regs(struct nic *n)
{
	for (unsigned i = 0; i < NIC_BARS; i++) {
		const struct nic_bar *b = &n->model->bar[i];

		for (unsigned k = 0; k < b->n_regs; k++)
			if (!(b->regs[k].flags & REG_KEEP))
				reset_row(n->bar[i], &b->regs[k]);
	}
}

u32 nic_reg_stored(const struct nic *n, unsigned bar, const struct nic_reg *r, u32 element)
{
	u32 v = 0;

	memcpy(&v, n->bar[bar] + element, nic_reg_len(r));
	return v;
}

static void note(struct nic *n, unsigned bar, u32 offset, unsigned len, u32 value, bool write)
{
	n->trace[n->n_trace++ % NIC_TRACE] = (struct nic_access){ n->now, offset, value, (u8)bar, (u8)len, write };
	if (write)
		n->writes++;
	else
		n->reads++;
	if (nic_debugs(n, NIC_DEBUG_REGISTERS)) {
		char name[32];

		nic_reg_name(&n->model->bar[bar], offset, name);
		nic_debugf(n, NIC_DEBUG_REGISTERS, "%s %s %0*x", write ? "write" : "read", name, (int)len * 2, value);
	}
}

static u32 inject_stuck(const struct nic *n, u32 offset, u32 v)
{
	if (unlikely(n->inject.stuck_mask && n->inject.stuck_offset == offset))
		v = (v & ~n->inject.stuck_mask) | (n->inject.stuck_value & n->inject.stuck_mask);
	return v;
}

static u32 element_read(struct nic *n, unsigned bar, const struct nic_reg *r, u32 at)
{
	u32 v = r->read ? r->read(n, at) : nic_reg_stored(n, bar, r, at);

	if (r->flags & REG_RC)
		memset(n->bar[bar] + at, 0, nic_reg_len(r));
	v = inject_stuck(n, at, v);
	note(n, bar, at, nic_reg_len(r), v, false);
	return v;
}

/* mask: the bytes that the access gives. */
static void element_write(struct nic *n, unsigned bar, const struct nic_reg *r, u32 at, u32 value, u32 mask)
{
	u32 was = nic_reg_stored(n, bar, r, at), may = r->writable & mask, v;

	v = r->flags & REG_W1C ? was & ~(value & may) : (was & ~may) | (value & may);
	memcpy(n->bar[bar] + at, &v, nic_reg_len(r));
	note(n, bar, at, nic_reg_len(r), value, true);
	if (r->wrote)
		r->wrote(n, at, was);
}

static unsigned bar_of(const struct nic *n, unsigned bar)
{
	const struct nic_bar *b = &n->model->bar[bar];

	return b->same_as ? b->same_as - 1 : bar;
}

/* The piece of an access that starts at offset: one register, or bytes that are none's. Returns its length. */
static u32 piece(struct nic *n, unsigned bar, u32 offset, u8 *p, u32 len, bool write)
{
	u32 at, part, value = 0;
	const struct nic_reg *r;

	if (n->model->bar[bar].canonical)
		offset = n->model->bar[bar].canonical(offset);
	r = nic_reg_find(&n->model->bar[bar], offset, &at);

	if (!r) {
		part = 4 - offset % 4;
		part = part < len ? part : len;
		if (n->bar[bar] && !n->model->bar[bar].n_regs) { /* the MSI-X table: plain memory */
			memcpy(write ? n->bar[bar] + offset : p, write ? p : n->bar[bar] + offset, part);
			return part;
		}
		if (!write)
			memset(p, 0, part);
		nic_fault(n, NIC_FAULT_REGISTER);
		note(n, bar, offset, part, 0, write);
		return part;
	}
	part = nic_reg_len(r) - (offset - at);
	part = part < len ? part : len;
	if (write) {
		u32 shift = 8 * (offset - at);

		memcpy(&value, p, part);
		element_write(n, bar, r, at, value << shift, (u32)((1ull << 8 * part) - 1) << shift);
	} else {
		value = element_read(n, bar, r, at) >> 8 * (offset - at);
		memcpy(p, &value, part);
	}
	return part;
}

/* A window: whole accesses of 1, 2 or 4 bytes; longer ones are split. */
static void window(struct nic *n, const struct nic_bar *b, u32 offset, u8 *p, u32 len, bool write)
{
	while (len) {
		unsigned part = len >= 4 && offset % 4 == 0 ? 4 : len >= 2 && offset % 2 == 0 ? 2 : 1;
		u32 value = 0;

		if (write) {
			memcpy(&value, p, part);
			if (b->write)
				b->write(n, offset, part, value);
		} else {
			value = b->read ? b->read(n, offset, part) : 0;
			memcpy(p, &value, part);
		}
		p += part;
		offset += part;
		len -= part;
	}
}

static void access(struct nic *n, unsigned bar, u64 offset, u8 *p, u32 len, bool write)
{
	const struct nic_bar *b = bar < NIC_BARS ? &n->model->bar[bar] : NULL;
	u32 at = (u32)offset;

	if (!b || b->kind == BAR_NONE || offset > b->len || len > b->len - offset) {
		nic_fault(n, NIC_FAULT_ACCESS);
		if (!write)
			memset(p, 0xff, len);
		return;
	}
	if (b->read || b->write) {
		window(n, b, at, p, len, write);
		return;
	}
	bar = bar_of(n, bar);
	while (len) {
		u32 part = piece(n, bar, at, p, len, write);

		p += part;
		at += part;
		len -= part;
	}
}

void nic_bar_read(struct nic *n, unsigned bar, u64 offset, void *to, u32 len, nsec now)
{
	n->now = now;
	access(n, bar, offset, to, len, false);
}

void nic_bar_write(struct nic *n, unsigned bar, u64 offset, const void *from, u32 len, nsec now)
{
	n->now = now;
	access(n, bar, offset, (u8 *)(uintptr_t)from, len, true);
}

u32 nic_reg_read(struct nic *n, unsigned bar, u32 offset, unsigned len)
{
	u32 v = 0;

	if (offset <= n->model->bar[bar].len - len)
		for (unsigned done = 0; done < len;)
			done += piece(n, bar, offset + done, (u8 *)&v + done, len - done, false);
	return v;
}

void nic_reg_write(struct nic *n, unsigned bar, u32 offset, unsigned len, u32 value)
{
	if (offset <= n->model->bar[bar].len - len)
		for (unsigned done = 0; done < len;)
			done += piece(n, bar, offset + done, (u8 *)&value + done, len - done, true);
}

void nic_config_read(struct nic *n, u32 offset, void *to, u32 len)
{
	u32 size = n->model->pcie ? NIC_CONFIG_LEN : 256;

	if (offset > size || len > size - offset) {
		nic_fault(n, NIC_FAULT_ACCESS);
		memset(to, 0xff, len);
		return;
	}
	if (n->model->config_access)
		n->model->config_access(n, offset, len, false);
	memcpy(to, n->config + offset, len);
}

void nic_config_write(struct nic *n, u32 offset, const void *from, u32 len, nsec now)
{
	u32 size = n->model->pcie ? NIC_CONFIG_LEN : 256;
	const u8 *p = from;

	n->now = now;
	if (offset > size || len > size - offset) {
		nic_fault(n, NIC_FAULT_ACCESS);
		return;
	}
	for (u32 i = 0; i < len; i++) {
		u8 may = n->config_writable[offset + i];

		n->config[offset + i] = (u8)((n->config[offset + i] & ~may) | (p[i] & may));
	}
	pci_wrote(n, offset, len);
	if (n->model->config_access)
		n->model->config_access(n, offset, len, true);
}
