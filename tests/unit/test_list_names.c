/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every line that names an access list takes a name, or a number that such a list can have, and no other: nothing would ever match it. */
#include "ip_net.h"

extern const struct appliance appliance_switch;

struct line {
	const char *block, *before, *after;
	bool standard; /* of standard lists alone */
};

static const struct line router_lines[] = {
	{ "interface GigabitEthernet0/0", "ip access-group", "in", false },
	{ "interface GigabitEthernet0/0", "ip access-group", "out", false },
	{ "do show clock", "ip nat inside source list", "interface GigabitEthernet0/1 overload", false },
	{ "do show clock", "ip nat inside destination list", "pool P", false },
	{ "do show clock", "ip nat translation max-entries list", "5", false },
	{ "do show clock", "ip nat service list", "ftp tcp port 2121", false },
	{ "route-map M permit 10", "match ip address", "", false },
	{ "route-map M permit 10", "match ip next-hop", "", false },
	{ "router rip", "distribute-list", "in", false },
	{ "router rip", "distance 100 10.0.0.0 0.0.0.255", "", false },
	{ "router rip", "offset-list", "in 3", false },
	{ "router ospf 1", "distribute-list", "in", false },
	{ "router eigrp 1", "distribute-list", "out", false },
	{ "router eigrp 1", "offset-list", "out 3", false },
	{ "router eigrp 1", "distance 100 10.0.0.0 0.0.0.255", "", false },
	{ "router bgp 1", "neighbor 10.0.0.2 distribute-list", "in", false },
	{ "line vty 0 4", "access-class", "in", false },
	{ "line vty 0 4", "access-class", "out", false },
	{ "do show clock", "login quiet-mode access-class", "", false },
	{ "class-map match-all C", "match access-group", "", false },
	{ "do show clock", "snmp-server community one RO", "", true },
	{ "do show clock", "snmp-server group G v3 auth access", "", true },
	{ "do show clock", "snmp-server user U G v3 access", "", true },
	{ "do show clock", "ntp access-group peer", "", true },
	{ "do show clock", "ip http access-class ipv4", "", true },
};

static const struct line switch_lines[] = {
	{ "interface GigabitEthernet0/1", "ip access-group", "in", false },
	{ "vlan access-map M 10", "match ip address", "", false },
};

static const char *say(struct net *n, struct device *d, const struct line *l, const char *list)
{
	char line[160];

	snprintf(line, sizeof(line), "%s %s %s", l->before, list, l->after);
	return TYPE(n, d, "configure terminal", l->block, line, "end");
}

/* Lines of some features have several lists. */
static bool kept(struct net *n, struct device *d, const struct line *l, const char *list)
{
	const char *at = TYPE(n, d, "show running-config");
	char word[32];

	snprintf(word, sizeof(word), " %s", list);
	while ((at = strstr(at, l->before))) {
		const char *found = strstr(at, word), *end = strchr(at, '\n');

		if (found && found < end && (found[strlen(word)] == ' ' || found[strlen(word)] == '\n'))
			return true;
		at = end;
	}
	return false;
}

static void look(struct net *n, struct device *d, const struct line *l, u32 n_lines)
{
	static const char *const bad[] = { "300", "0", "700", "1200", "2700", "10x", "99999999999" }, *const extended[] = { "100", "2000" };

	for (; n_lines--; l++) {
		const char *none = TYPE(n, d, "configure terminal", l->block, "end"), *got;

		if (strchr(none, '%'))
			fail_msg("%s: %s", l->block, none);
		for (u32 k = 0; k < ARRAY_LEN(bad); k++) {
			got = say(n, d, l, bad[k]);
			if (!strcmp(bad[k], "0") && !strcmp(l->before, "offset-list")) /* all routes */
				continue;
			/* the words of a number alone know where it ends */
			if (!strstr(got, "% Invalid access list name.") && !(!strcmp(l->before, "match access-group") && strstr(got, "% Invalid input")))
				fail_msg("%s %s %s: %s", l->before, bad[k], l->after, got);
			if (kept(n, d, l, bad[k]))
				fail_msg("%s %s %s is kept", l->before, bad[k], l->after);
		}
		for (u32 k = 0; k < ARRAY_LEN(extended); k++) {
			got = say(n, d, l, extended[k]);
			if (l->standard != (strstr(got, "% Invalid access list name.") != NULL))
				fail_msg("%s %s: %s", l->before, extended[k], got);
		}
		got = say(n, d, l, "1300");
		if (strchr(got, '%') || !kept(n, d, l, "1300"))
			fail_msg("%s 1300 %s: %s", l->before, l->after, got);
	}
}

static void t_router(void **state)
{
	struct device *d;
	struct net n;

	(void)state;
	net_open(&n);
	d = net_node(&n, &appliance_router, "r1",
		     "interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\nip nat pool P 10.0.1.1 10.0.1.9 netmask 255.255.255.0 type rotary\n"
		     "router bgp 1\n neighbor 10.0.0.2 remote-as 2\nlogin block-for 10 attempts 3 within 10\n");
	look(&n, d, router_lines, ARRAY_LEN(router_lines));
	net_close(&n);
}

static void t_switch(void **state)
{
	struct device *d;
	struct net n;

	(void)state;
	net_open(&n);
	d = net_node(&n, &appliance_switch, "sw1", "");
	look(&n, d, switch_lines, ARRAY_LEN(switch_lines));
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_router), cmocka_unit_test(t_switch) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
