/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show controllers: what stands at the other end of a port's wire, where that is the NIC of a guest. The lab knows (struct device). */
#include "device/own.h"

static bool has_nic(struct device *d, struct iface *i, struct show *s)
{
	return iface_is_physical(i) && d->controller && d->controller(d, i->port, s);
}

/* The same cells as of one that has. */
static void show_none(const struct iface *i, struct show *s)
{
	static const char *const counters[] = { "to_guest_frames", "to_guest_bytes", "from_guest_frames", "from_guest_bytes", "interrupts", "register_reads", "register_writes" };

	show_str(s, "interface", i->name);
	show_str(s, "model", "none");
	show_str(s, "title", "");
	show_str(s, "mac", "");
	show_bool(s, "link", false);
	for (unsigned k = 0; k < ARRAY_LEN(counters); k++)
		show_num(s, counters[k], 0);
	show_end(s);
	show_text(s, "%s: %s\n", i->name, iface_is_physical(i) ? "no NIC of a guest is wired to it" : "a virtual interface has no controller");
}

bool show_controllers(struct cli *c, const struct args *a, struct show *s)
{
	struct device *d = cli_device(c);
	const char *name = args_str(a, "INTERFACE");
	struct iface *i = name ? device_iface(d, name) : NULL;
	bool any = false;

	if (i) {
		if (!has_nic(d, i->parent ? i->parent : i, s))
			show_none(i, s);
		return true;
	}
	for (i = iface_shown(d, NULL); i; i = iface_shown(d, i))
		any |= has_nic(d, i, s);
	if (!any)
		show_text(s, "No NIC of a guest is wired to this device.\n");
	return true;
}
