/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an interface has where nothing is configured: for those to whom it matters that something is. */
#ifndef DEVICE_IFACE_USUAL_H
#define DEVICE_IFACE_USUAL_H

#include "device/device.h"

bool iface_delay_is_usual(const struct iface *i);	/* no `delay` but the type's own */

#endif
