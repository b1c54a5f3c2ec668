/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is this the password? The slow hashes are done by the gate where there is one, so that nobody who guesses passwords slows the lab down. */
#ifndef DEVICE_CHECK_H
#define DEVICE_CHECK_H

#include "device/device.h"
#include "device/secret.h"

struct check;

/* Calls done(arg, good) once, perhaps from within (then NULL is returned), unless check_end() is called before. secret NULL: nobody's; never good. */
struct check *check_begin(struct device *d, const struct secret *s, const char *given, void (*done)(void *arg, bool good), void *arg);
void check_end(struct check *c); /* NULL: nothing */

#endif
