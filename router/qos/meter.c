/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/qos/meter.h"

void meter_set(struct meter *m, enum meter_kind kind, u64 cir, u64 cbs, u64 pir, u64 ebs, nsec now)
{
	cbs = min_u64(cbs, METER_BURST_MAX);
	ebs = min_u64(ebs, METER_BURST_MAX);
	*m = (struct meter){ .kind = (u8)kind, .cir = cir, .pir = pir, .cbs = cbs, .ebs = ebs, .c = cbs * METER_BYTE, .e = ebs * METER_BYTE, .at = now };
}

/* What flows in at the rate; tokens over the top are returned. */
static u64 fill(u64 *tokens, u64 top, u64 rate, nsec span)
{
	unsigned __int128 in = (unsigned __int128)rate * span, room = top - *tokens;
	unsigned __int128 over;

	if (in <= room) {
		*tokens += (u64)in;
		return 0;
	}
	*tokens = top;
	over = in - room;
	return over > UINT64_MAX ? UINT64_MAX : (u64)over;
}

static bool spend(u64 *tokens, u64 want)
{
	if (*tokens < want)
		return false;
	*tokens -= want;
	return true;
}

/* RFC 2698 3: red above the peak, yellow above the committed rate; yellow takes of the peak alone. */
static enum colour two_rates(struct meter *m, u64 want)
{
	if (m->e < want)
		return VIOLATE;
	m->e -= want;
	return spend(&m->c, want) ? CONFORM : EXCEED;
}

enum colour meter_packet(struct meter *m, nsec now, u32 bytes)
{
	u64 want = bytes * METER_BYTE, over = fill(&m->c, m->cbs * METER_BYTE, m->cir, now - m->at);

	if (m->kind == METER_SINGLE_RATE) { /* RFC 2697 3: what the first bucket cannot hold goes into the second */
		u64 room = m->ebs * METER_BYTE - m->e;

		m->e += over < room ? over : room;
	} else if (m->kind == METER_DUAL_RATE) {
		fill(&m->e, m->ebs * METER_BYTE, m->pir, now - m->at);
	}
	m->at = now;
	if (m->kind == METER_DUAL_RATE)
		return two_rates(m, want);
	if (spend(&m->c, want))
		return CONFORM;
	if (m->kind == METER_TWO_COLOUR)
		return EXCEED;
	return spend(&m->e, want) ? EXCEED : VIOLATE;
}

void pacer_set(struct pacer *p, u64 rate, nsec depth)
{
	if (rate != p->rate)
		p->rest = 0;
	p->rate = rate;
	p->depth = depth;
}

void pacer_take(struct pacer *p, u32 bytes)
{
	unsigned __int128 bits;

	if (!p->rate)
		return;
	bits = (unsigned __int128)bytes * METER_BYTE + p->rest;
	p->rest = (u64)(bits % p->rate);
	p->free += (nsec)(bits / p->rate);
}

void pacer_idle(struct pacer *p, nsec now)
{
	nsec since = now > p->depth ? now - p->depth : 0;

	if (p->free < since) {
		p->free = since;
		p->rest = 0;
	}
}
