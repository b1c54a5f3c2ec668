/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All node kinds. */
APPLIANCE(switch)
APPLIANCE(router)
APPLIANCE(host)
