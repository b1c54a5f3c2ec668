/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show running-config partition NAME: the lines and blocks of global configuration that belong to a part of it, as IOS divides it; `common` is what is in none. */
#include <string.h>

#include "cli/shell.h"

enum { STARTS_MAX = 4 };

static const struct {
	const char *name, *starts[STARTS_MAX];
} partitions[] = {
	{ "access-list", { "access-list ", "ip access-list ", "ipv6 access-list " } },
	{ "class-map", { "class-map " } },
	{ "global-cdp", { "cdp ", "no cdp " } },
	{ "interface", { "interface " } },
	{ "ip-as-path", { "ip as-path " } },
	{ "ip-community", { "ip community-list " } },
	{ "ip-prefix-list", { "ip prefix-list ", "ipv6 prefix-list " } },
	{ "ip-static-routes", { "ip route ", "ipv6 route " } },
	{ "line", { "line " } },
	{ "policy-map", { "policy-map " } },
	{ "route-map", { "route-map " } },
	{ "router", { "router ", "ipv6 router " } },
	{ "snmp", { "snmp-server " } },
	{ "tacacs", { "tacacs-server ", "tacacs server " } },
};

static bool is_of(const char *line, unsigned k)
{
	for (unsigned i = 0; i < STARTS_MAX && partitions[k].starts[i]; i++)
		if (!strncmp(line, partitions[k].starts[i], strlen(partitions[k].starts[i])))
			return true;
	return false;
}

bool partition_has(const char *name, const char *line)
{
	bool common = !strcmp(name, "common");

	for (unsigned k = 0; k < ARRAY_LEN(partitions); k++) {
		if (!strcmp(name, partitions[k].name))
			return is_of(line, k);
		if (common && is_of(line, k))
			return false;
	}
	return common;
}

const char *partition_of(const struct args *a)
{
	for (unsigned k = 0; k < ARRAY_LEN(partitions); k++)
		if (args_has(a, partitions[k].name))
			return partitions[k].name;
	return "common";
}
