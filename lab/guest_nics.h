/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NICs that a vm can have: their names in a topology file, QEMU's devices, and the version from which QEMU has them. */
#ifndef LAB_GUEST_NICS_H
#define LAB_GUEST_NICS_H

#include "core/types.h"

struct guest_nic {
	const char *name, *device;
	unsigned qemu;		/* the first version, 100 * major + minor; 0: all */
	bool vhost;		/* can share rings with us; else its frames go over a socket */
};

extern const struct guest_nic guest_nics[];
extern const unsigned n_guest_nics;
/* NULL: there is none. */
const struct guest_nic *guest_nic_find(const char *name);

#endif
