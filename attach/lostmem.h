/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guest memory whose file is cut short by whoever gave it. */
#ifndef ATTACH_LOSTMEM_H
#define ATTACH_LOSTMEM_H

/*
 * Guest memory is a file of somebody else's. When it is cut short, the pages beyond become a SIGBUS for whoever touches them; from now on they are
 * replaced by empty ones, and that guest has lost its memory by its own doing. No other mapping of the engine can get there.
 */
void lostmem_survive(void);

#endif
