/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All node kinds. */
APPLIANCE(hub)
APPLIANCE(switch)
APPLIANCE(router)
APPLIANCE(host)
APPLIANCE(nat)
APPLIANCE(vm)
APPLIANCE(container)
