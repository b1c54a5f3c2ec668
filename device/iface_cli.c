/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configuration of interfaces: what is of no layer in particular. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/iface_usual.h"
#include "device/own.h"

enum { DESCRIPTION_MAX = 240 };

static struct iface *object(struct cli *c)
{
	return cli_object(c, 0);
}

static bool is_virtual(const struct iface *i)
{
	return iface_type_info(i->type)->virtual;
}

/* Why the interface that a name is a part of has no parts; NULL: it may, or the name is no part's. */
static const char *whole(struct device *d, const char *name)
{
	const char *dot = strrchr(name, '.');
	char parent[64];
	const struct iface *i;

	if (!dot || !d->ops->iface_whole)
		return NULL;
	snprintf(parent, sizeof(parent), "%.*s", (int)(dot - name), name);
	i = device_iface(d, parent);
	return i ? d->ops->iface_whole(i) : "The interface that it is a part of is not there.";
}

bool device_remove_subs(struct cli *c, const struct iface *i)
{
	for (const struct iface *s = i->subs, *next; s; s = next) {
		char block[80];

		next = s->next_sub;
		snprintf(block, sizeof(block), "interface %s", s->name);
		if (!cli_remove_in(c, block, NULL))
			return false;
	}
	return true;
}

bool iface_cmd(struct cli *c, const struct args *a)
{
	struct device *d = cli_device(c);
	const char *name = args_str(a, "INTERFACE");
	struct iface *i = device_iface(d, name);

	if (args_no(a)) {
		if (i && (iface_is_physical(i) || i->type == IF_NULL)) {
			cli_error(c, "%% Removal of physical interfaces is not permitted.");
			return false;
		}
		if (i && d->ops->iface_kept && d->ops->iface_kept(i)) {
			cli_error(c, "%% %s: %s.", i->name, d->ops->iface_kept(i));
			return false;
		}
		if (i && !device_remove_subs(c, i))
			return false;
		if (i)
			device_iface_remove(i);
		return true;
	}
	if (!i && whole(d, name)) {
		cli_error(c, "Command rejected: %s", whole(d, name));
		return false;
	}
	if (!i)
		i = device_iface_make(d, name);
	if (!i) {
		cli_error(c, "%% Unsupported here: %s", args_line(a));
		return false;
	}
	cli_enter_object(c, i);
	if (i->parent)
		cli_enter_prompt(c, "(config-subif)");
	return true;
}

bool iface_description(struct cli *c, const struct args *a)
{
	struct iface *i = object(c);
	const char *text = args_str(a, "LINE");

	if (!args_no(a) && strlen(text) > DESCRIPTION_MAX) {
		cli_error(c, "%% A description has at most %d characters", DESCRIPTION_MAX);
		return false;
	}
	free(i->description);
	i->description = args_no(a) ? NULL : xstrdup(text);
	return true;
}

bool iface_shutdown(struct cli *c, const struct args *a)
{
	struct iface *i = object(c);

	if (i->type == IF_NULL && !args_no(a)) {
		cli_error(c, "%% Unsupported here: %s", args_line(a));
		return false;
	}
	iface_set_shutdown(i, !args_no(a));
	return true;
}

bool iface_delay_is_usual(const struct iface *i) { return i->delay_10us == iface_type_info(i->type)->delay_10us; }

static const u8 *own_mac(const struct iface *i)
{
	return i->port ? i->port->mac : i->parent ? i->parent->mac : i->dev->system->base_mac;
}

bool iface_mac(struct cli *c, const struct args *a)
{
	struct iface *i = object(c);
	static const u8 zero[6];
	u8 mac[6];

	if (args_no(a)) {
		iface_set_mac(i, own_mac(i));
		return true;
	}
	if (!i->port && i->type != IF_VLAN) {
		cli_error(c, "%% Interface %s has no MAC address of its own", i->name);
		return false;
	}
	if (!args_mac(a, "H.H.H", mac) || mac_is_group(mac) || !memcmp(mac, zero, 6)) {
		cli_error(c, "%% Invalid MAC address: it must be that of one station");
		return false;
	}
	iface_set_mac(i, mac);
	return true;
}

bool iface_mtu(struct cli *c, const struct args *a)
{
	struct iface *i = object(c);

	if (args_no(a)) {
		i->mtu_set = false;
		iface_set_mtu(i, i->parent ? i->parent->mtu : iface_type_info(i->type)->mtu);
		return true;
	}
	if (is_virtual(i) && i->type != IF_VLAN) {
		cli_error(c, "%% Interface %s does not support user settable mtu.", i->name);
		return false;
	}
	i->mtu_set = true;
	iface_set_mtu(i, (u32)args_num(a, "bytes", 1500));
	return true;
}

bool iface_bandwidth(struct cli *c, const struct args *a)
{
	struct iface *i = object(c);

	i->bandwidth_set = !args_no(a);
	i->bandwidth_kbit = (u32)args_num(a, "kbit", 0);
	iface_default_bandwidth(i);
	iface_tell(i);
	return true;
}

bool iface_delay(struct cli *c, const struct args *a)
{
	struct iface *i = object(c);

	i->delay_10us = args_no(a) ? iface_type_info(i->type)->delay_10us : (u32)args_num(a, "tens", 1);
	iface_tell(i);
	return true;
}

bool iface_load_interval(struct cli *c, const struct args *a)
{
	struct iface *i = object(c);
	u64 seconds = args_no(a) ? 300 : args_num(a, "seconds", 300);

	if (seconds % 30) {
		cli_error(c, "%% Load interval must be a multiple of 30 seconds");
		return false;
	}
	i->load_interval = (u16)seconds;
	return true;
}

static bool needs_port(struct cli *c, const struct args *a, const struct iface *i)
{
	if (iface_is_physical(i))
		return true;
	cli_error(c, "%% Unsupported here: %s", args_line(a));
	return false;
}

bool iface_speed(struct cli *c, const struct args *a)
{
	static const struct { const char *word; u8 speed; } speeds[] = {
		{ "10", SPEED_10 }, { "100", SPEED_100 }, { "1000", SPEED_1000 }, { "10000", SPEED_10000 },
	};
	struct iface *i = object(c);
	u8 speed = SPEED_AUTO;

	for (size_t k = 0; !args_no(a) && k < ARRAY_LEN(speeds); k++)
		if (args_has(a, speeds[k].word))
			speed = speeds[k].speed;
	if (speed != SPEED_AUTO && !needs_port(c, a, i))
		return false;
	i->speed = speed;
	iface_default_bandwidth(i);
	return true;
}

bool iface_duplex(struct cli *c, const struct args *a)
{
	struct iface *i = object(c);
	u8 duplex = args_no(a) ? DUPLEX_AUTO : args_has(a, "full") ? DUPLEX_FULL : args_has(a, "half") ? DUPLEX_HALF : DUPLEX_AUTO;

	if (duplex != DUPLEX_AUTO && !needs_port(c, a, i))
		return false;
	i->duplex = duplex;
	return true;
}

/* ---- clear counters ---- */

static void clear_them(struct cli *c, void *state, const char *answer)
{
	struct device *d = cli_device(c);
	const struct iface *only = NULL;

	if (*answer && *answer != 'y' && *answer != 'Y')
		return;
	for (struct iface *i = d->ifaces; i; i = i->next) {
		if (state && i->ifindex != (uintptr_t)state)
			continue;
		iface_clear_counters(i);
		if (d->ops && d->ops->counters_cleared)
			d->ops->counters_cleared(i);
		only = i;
	}
	if (state && only)
		device_log(d, "CLEAR", 5, "COUNTERS", "Clear counter on interface %s by console", only->name);
	else if (!state)
		device_log(d, "CLEAR", 5, "COUNTERS", "Clear counter on all interfaces by console");
}

bool clear_counters(struct cli *c, const struct args *a)
{
	const char *name = args_str(a, "INTERFACE");
	struct iface *i = name ? device_iface(cli_device(c), name) : NULL;

	cli_ask(c, i ? "Clear \"show interface\" counters on this interface [confirm]" :
		       "Clear \"show interface\" counters on all interfaces [confirm]", "", clear_them,
		(void *)(uintptr_t)(i ? i->ifindex : 0));
	return true;
}
