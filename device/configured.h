/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configuration that comes otherwise than in configuration mode: from a file, by SNMP. */
#ifndef DEVICE_CONFIGURED_H
#define DEVICE_CONFIGURED_H

#include "device/device.h"

bool hostname_good(const char *name); /* would `hostname` take it? */
/* It has been done: %SYS-5-CONFIG_I, "Configured from `from` by `by`". user NULL: nobody was logged in. */
void device_configured(struct device *d, const char *user, const char *from, const char *by);

#endif
