/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A NIC for people who look at it: `lanyard controllers`. And the faults that they may order. */
#ifndef NIC_MODELS_SHOW_H
#define NIC_MODELS_SHOW_H

#include "nic-models/model.h"

/* Identity, counters, causes, registers as stored, descriptors around the head of each ring that runs, what the guest got wrong, the latest accesses. Reads
 * nothing that has an effect. To be freed. */
char *nic_show(struct nic *n);

/*
 * An order in one word; false: why it is none. `stuck=REGISTER:MASK:VALUE` (a name as the show has it, or an offset), `lose-interrupts=N`,
 * `delay-writeback=MS`, `link-flap=TIMES[:MS]`, `eeprom=bad|good`, `none` (all is well again). After the last of them: nic_ordered().
 */
bool nic_order(struct nic *n, const char *word, char why[256]);

#endif
