/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nic-models/microwire.h"

enum { OPCODE_READ = 6 }; /* with its start bit */

/* A rising edge of the clock with the part selected. */
static void clocked(struct microwire *m, bool di, unsigned address_bits, u16 (*word)(void *arg, u32 at), void *arg)
{
	u32 mask = (1u << address_bits) - 1;

	if (m->out_n) {
		m->data = m->out >> 15;
		m->out = (u16)(m->out << 1);
		if (!--m->out_n) { /* sequential read: the next word follows */
			m->in++;
			m->out = word(arg, m->in & mask);
			m->out_n = 16;
		}
		return;
	}
	if (!m->in_n && !di)
		return; /* before the start bit */
	m->in = (u16)(m->in << 1 | di);
	if (++m->in_n < 3 + address_bits)
		return;
	m->data = false;
	m->in_n = 0;
	if (m->in >> address_bits == OPCODE_READ) {
		m->out = word(arg, m->in & mask);
		m->out_n = 16;
	} else {
		m->in = 0;
	}
}

void microwire_lines(struct microwire *m, bool cs, bool sk, bool di, unsigned address_bits, u16 (*word)(void *arg, u32 at), void *arg)
{
	if (!cs || !m->cs) {
		m->in = m->in_n = m->out_n = 0;
		m->data = false;
	} else if (sk && !m->sk) {
		clocked(m, di, address_bits, word, arg);
	}
	m->cs = cs;
	m->sk = sk;
}
