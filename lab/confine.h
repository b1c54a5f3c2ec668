/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gives up what the engine does not need: capabilities, gaining privileges, the file system beyond one folder (Landlock), new
 * sockets, programs and processes (seccomp). What the kernel has not is skipped.
 */
#ifndef LAB_CONFINE_H
#define LAB_CONFINE_H

#include "core/types.h"

/* folder: may be written beneath. Irrevocable, for this thread and those it makes later. false: why (nothing is lost but the confinement). */
bool confine(int folder, char why[256]);
/* For `doctor`: what this kernel has, "Landlock (ABI 7), seccomp". */
void confine_describe(char *text, size_t len);

#endif
