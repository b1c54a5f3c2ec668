/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of VLANs as people write them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "switch/bridge.h"

bool vlan_set_parse(const char *text, struct vlan_set *s)
{
	char *end;

	memset(s, 0, sizeof(*s));
	for (;;) {
		unsigned long a, b;

		if (*text < '0' || *text > '9')
			return false;
		a = b = strtoul(text, &end, 10);
		if (*end == '-') {
			if (end[1] < '0' || end[1] > '9')
				return false;
			b = strtoul(end + 1, &end, 10);
		}
		if (a < 1 || b > VLAN_MAX || a > b)
			return false;
		for (unsigned long v = a; v <= b; v++)
			vlan_add(s, (u16)v);
		if (!*end)
			return true;
		if (*end != ',')
			return false;
		text = end + 1;
	}
}

int vlan_set_format(const struct vlan_set *s, char *buf, size_t len)
{
	size_t at = 0;

	for (u16 v = 1; v <= VLAN_MAX; v++) {
		u16 first = v;

		if (!vlan_in(s, v))
			continue;
		while (v < VLAN_MAX && vlan_in(s, v + 1))
			v++;
		/* Two in a row stand apart, as IOS writes them. */
		at += (size_t)snprintf(buf + (at < len ? at : len), at < len ? len - at : 0, "%s%u", at ? "," : "", first);
		if (v != first)
			at += (size_t)snprintf(buf + (at < len ? at : len), at < len ? len - at : 0, "%s%u", v - first > 1 ? "-" : ",", v);
	}
	if (!at)
		at = (size_t)snprintf(buf, len, "none");
	return (int)at;
}
