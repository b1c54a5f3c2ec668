/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A serial EEPROM as drivers clock it bit by bit (93C46: 64 words, 6 bits of address; 93C56: 256, 8 bits). Reading alone; other opcodes get no answer. */
#ifndef NIC_MODELS_MICROWIRE_H
#define NIC_MODELS_MICROWIRE_H

#include "core/types.h"

struct microwire {
	u16 in, out;
	u8 in_n, out_n;
	bool sk, cs, data; /* data: the level of its output */
};

/* Rows of nic_model.limits for one in a model's struct. */
#define MICROWIRE_LIMITS(type, field) NIC_LIMIT(type, field.sk, 1), NIC_LIMIT(type, field.cs, 1), NIC_LIMIT(type, field.data, 1)

/* The driver has set the lines. word() is what stands at an address. */
void microwire_lines(struct microwire *m, bool cs, bool sk, bool di, unsigned address_bits, u16 (*word)(void *arg, u32 at), void *arg);

#endif
