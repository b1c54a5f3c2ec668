/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names of interfaces. A long name is a type and one to three numbers, "GigabitEthernet0/1", perhaps with a sub-interface's, ".10".
 * A user may cut the type to anything unambiguous on this device and may put a blank before the numbers. A type that has
 * no such interface here does not count: on a host `e0` is eth0, though Ethernet begins so too. Ports whose names do not have this
 * form ("mgmt") are known by the whole name only.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "device/own.h"

static const struct iface_type_info types[IF_TYPE_N] = {
	/*                    name                short help                              hardware         media            rank n virt  max         mtu   kbit      10us */
	[IF_ETHERNET] =     { "Ethernet",           "Et",  "IEEE 802.3",                    "Ethernet",      "10BaseT",           4, 3, false, 0,          1500, 10000,    100 },
	[IF_FASTETHERNET] = { "FastEthernet",       "Fa",  "FastEthernet IEEE 802.3",       "Fast Ethernet", "10/100BaseTX",      5, 3, false, 0,          1500, 100000,   10 },
	[IF_GIGABIT] =      { "GigabitEthernet",    "Gi",  "GigabitEthernet IEEE 802.3z",   "Gigabit Ethernet", "10/100/1000BaseTX", 6, 3, false, 0,       1500, 1000000,  1 },
	[IF_TENGIGABIT] =   { "TenGigabitEthernet", "Te",  "Ten Gigabit Ethernet",          "Ten Gigabit Ethernet", "10GBase-SR", 7, 3, false, 0,          1500, 10000000, 1 },
	[IF_ETH] =          { "eth",                "eth", "Ethernet of a host",            "Ethernet",      "10/100/1000BaseTX", 8, 1, false, 0,          1500, 1000000,  1 },
	[IF_LOOPBACK] =     { "Loopback",           "Lo",  "Loopback interface",            "Loopback",      "",                  1, 1, true,  2147483647, 1514, 8000000,  500 },
	[IF_PORT_CHANNEL] = { "Port-channel",       "Po",  "Ethernet Channel of interfaces", "EtherChannel",     "",                  2, 1, true,  48,         1500, 1000000,  1 },
	[IF_TUNNEL] =       { "Tunnel",             "Tu",  "Tunnel interface",              "Tunnel",        "",                  3, 1, true,  2147483647, 17916, 100,      5000 },
	[IF_VLAN] =         { "Vlan",               "Vl",  "Catalyst Vlans",                "EtherSVI",      "",                  9, 1, true,  4094,       1500, 1000000,  1 },
	[IF_NULL] =         { "Null",               "Nu",  "Null interface",                "Unknown",       "",                 10, 1, true,  0,          1500, 10000000, 0 },
};

const struct iface_type_info *iface_type_info(enum iface_type t)
{
	return &types[t];
}

static bool digits(const char **s, u32 *v)
{
	u64 n = 0;

	if (!isdigit((unsigned char)**s))
		return false;
	for (; isdigit((unsigned char)**s); (*s)++) {
		n = n * 10 + (u64)(**s - '0');
		if (n > UINT32_MAX)
			return false;
	}
	*v = (u32)n;
	return true;
}

bool ifname_parse(const char *text, struct ifname *n)
{
	size_t len = 0;

	*n = (struct ifname){ 0 };
	for (; isalpha((unsigned char)*text) || (*text == '-' && len); text++) {
		if (len + 1 >= sizeof(n->word))
			return false;
		n->word[len++] = *text;
	}
	if (!len)
		return false;
	while (*text == ' ')
		text++;
	do {
		if (n->n_num == ARRAY_LEN(n->num) || !digits(&text, &n->num[n->n_num]))
			return false;
		n->n_num++;
	} while (*text == '/' && text++);
	if (*text == '.') {
		text++;
		n->sub = true;
		if (!digits(&text, &n->sub_number) || !n->sub_number)
			return false;
	}
	return !*text;
}

enum iface_type ifname_type(const char *word)
{
	enum iface_type t = 0;

	while (t < IF_TYPE_N && strcasecmp(word, types[t].name))
		t++;
	return t;
}

bool ifname_means(const char *word, enum iface_type t)
{
	return !strncasecmp(word, types[t].name, strlen(word));
}

/* Physical: rank 4 bits, three numbers of 8, 8 and 12, sub-interface 32. A single number is the port's, and a Port-channel's. Virtual: rank, number. */
u64 ifname_order(enum iface_type t, const struct ifname *n)
{
	u64 key = (u64)types[t].rank << 60;
	u64 part[3] = { 0 };

	if (types[t].virtual && t != IF_PORT_CHANNEL)
		return key | n->num[0];
	for (unsigned i = 0; i < n->n_num; i++)
		part[3 - n->n_num + i] = n->num[i];
	if (n->n_num == 2) { /* slot/port: the slot leads */
		part[0] = n->num[0];
		part[1] = 0;
	}
	return key | min_u64(part[0], 255) << 52 | min_u64(part[1], 255) << 44 | min_u64(part[2], 4095) << 32 |
	       (n->sub ? n->sub_number : 0);
}

/* The interfaces that are there and that the name may mean; the last of them by reference. */
static unsigned find_existing(struct device *d, const struct ifname *n, struct iface **found)
{
	unsigned hits = 0;

	for (struct iface *i = d->ifaces; i; i = i->next) {
		struct ifname have;

		if (!ifname_means(n->word, i->type) || !ifname_parse(i->name, &have))
			continue;
		if (have.n_num != n->n_num || memcmp(have.num, n->num, sizeof(n->num)) || have.sub != n->sub ||
		    have.sub_number != n->sub_number)
			continue;
		*found = i;
		hits++;
	}
	return hits;
}

static bool allowed(struct device *d, enum iface_type t, bool sub)
{
	/* Where there are none they are taken here and refused by `interface` in so many words. */
	if ((t == IF_TUNNEL || t == IF_PORT_CHANNEL) && !sub)
		return true;
	return d->ops && d->ops->iface_allowed && d->ops->iface_allowed(d, t, sub);
}

static bool make_up(struct device *d, const struct ifname *n, char out[64])
{
	unsigned hits = 0;

	if (n->sub) {
		struct ifname parent = *n;
		struct iface *p = NULL;

		parent.sub = false;
		parent.sub_number = 0;
		/* of a configuration that is read whole, the lines before may make it */
		if (!find_existing(d, &parent, &p) && n->n_num == 1 && n->num[0] && n->num[0] <= types[IF_PORT_CHANNEL].number_max &&
		    ifname_means(n->word, IF_PORT_CHANNEL) && allowed(d, IF_PORT_CHANNEL, true)) {
			snprintf(out, 64, "%s%u.%u", types[IF_PORT_CHANNEL].name, n->num[0], n->sub_number);
			return true;
		}
		if (find_existing(d, &parent, &p) != 1 || (types[p->type].virtual && !p->port) || !allowed(d, p->type, true))
			return false;
		snprintf(out, 64, "%s.%u", p->name, n->sub_number);
		return true;
	}
	for (enum iface_type t = 0; t < IF_TYPE_N; t++) {
		if (!types[t].virtual || n->n_num != 1 || !ifname_means(n->word, t) || !allowed(d, t, false))
			continue;
		if (n->num[0] > types[t].number_max || ((t == IF_VLAN || t == IF_PORT_CHANNEL) && !n->num[0]))
			continue;
		snprintf(out, 64, "%s%u", types[t].name, n->num[0]);
		hits++;
	}
	return hits == 1;
}

bool ifname_resolve(struct device *d, const char *text, bool create, char out[64])
{
	struct iface *found = NULL;
	struct ifname n;

	for (struct iface *i = d->ifaces; i; i = i->next) {
		if (!strcasecmp(i->name, text) || !strcasecmp(i->short_name, text)) {
			snprintf(out, 64, "%s", i->name);
			return true;
		}
	}
	if (!ifname_parse(text, &n))
		return false;
	switch (find_existing(d, &n, &found)) {
	case 0:
		return create && make_up(d, &n, out);
	case 1:
		snprintf(out, 64, "%s", found->name);
		return true;
	default:
		return false;
	}
}
