/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `vrrp N address-family ipv4|ipv6`: a group of version 3 as a block of its interface. */
#include <stdio.h>
#include <stdlib.h>

#include "router/fhrp/vrrp.h"
#include "router/ip_cli.h"

static const struct cli_mode mode_vrrp4 = { "vrrp ipv4", "(config-if-vrrp)", &mode_interface };
static const struct cli_mode mode_vrrp6 = { "vrrp ipv6", "(config-if-vrrp)", &mode_interface };

static struct vrrp *group(const struct cli *c) { return cli_object(c, 0); }

static RUN(run_block)
{
	struct ipif *p = cli_ipif(c);
	u8 number = (u8)args_num(a, "group", 0), af = args_has(a, "ipv6") ? AF_IP6 : AF_IP4;
	struct vrrp *v = p && p->fhrp ? vrrp_get(p->fhrp, number, af, false) : NULL;

	if (!p)
		return false;
	if (args_no(a)) {
		if (v && v->block)
			vrrp_free(v);
		return true;
	}
	if (v && !v->block && vrrp_is_there(v)) {
		cli_error(c, "%% Group %u is configured by lines of the interface", number);
		return false;
	}
	if (!v)
		v = vrrp_get(fhrp_get(p), number, af, true);
	v->block = true;
	if (!p->ip->root->vrrp3 && !cli_is_replay(c))
		cli_print(c, "%% The group stands still until version 3 runs: fhrp version vrrp v3\n");
	cli_enter_object(c, v);
	return true;
}

static RUN(run_leave)
{
	(void)a;
	cli_leave(c);
	return true;
}

/* ---- addresses ---- */

static RUN(run_primary)
{
	struct vrrp *v = group(c);
	struct ipaddr addr = ipaddr4(args_ip4(a, "A.B.C.D", 0));
	char line[IP6_TEXT + 20], text[IP6_TEXT];

	if (v->af == AF_IP6) {
		addr = (struct ipaddr){ .af = AF_IP6 };
		args_ip6(a, "X:X:X:X::X", &addr.v6);
	}
	if (args_no(a)) {
		v->addr[0] = (struct ipaddr){ .af = AF_NONE };
		vrrp_update(v);
		return true;
	}
	if (v->af == AF_IP6 ? !ip6_is_linklocal(&addr.v6) : !addr.v4 || ip4_is_multicast(addr.v4)) {
		cli_error(c, v->af == AF_IP6 ? "%% The primary address is a link-local one" : "%% Invalid address");
		return false;
	}
	if (v->addr[0].af && !ipaddr_eq(&v->addr[0], &addr)) { /* there is one */
		snprintf(line, sizeof(line), "address %s primary", ipaddr_text(&v->addr[0], text));
		cli_remove_in(c, NULL, line);
	}
	v->addr[0] = addr;
	vrrp_update(v);
	return true;
}

static RUN(run_secondary)
{
	struct vrrp *v = group(c);
	struct ipaddr addr = ipaddr4(args_ip4(a, "A.B.C.D", 0));
	u8 plen;

	if (v->af == AF_IP6) {
		addr = (struct ipaddr){ .af = AF_IP6 };
		args_ip6_prefix(a, "X:X:X:X::X/<0-128>", &addr.v6, &plen);
	}
	if (!args_no(a) && (v->af == AF_IP6 ? ip6_is_linklocal(&addr.v6) || ip6_is_multicast(&addr.v6) || ip6_is_zero(&addr.v6) : !addr.v4 || ip4_is_multicast(addr.v4))) {
		cli_error(c, "%% Invalid address");
		return false;
	}
	return vrrp_secondary(c, v, addr, !args_no(a));
}

/* ---- the rest ---- */

static RUN(run_preempt)
{
	struct vrrp *v = group(c);
	bool delayed = args_has(a, "seconds");

	v->preempt = delayed || !args_no(a); /* without its delay it is on */
	v->preempt_delay_s = args_no(a) ? 0 : (u32)args_num(a, "seconds", 0);
	vrrp_update(v);
	return true;
}

static RUN(run_match)
{
	group(c)->any_list = args_no(a);
	return true;
}

static RUN(run_v2)
{
	group(c)->v2 = !args_no(a);
	return true;
}

#define BLOCK(family, mode_, more, place)                                                                                                                          \
	{ &mode_interface, "vrrp <1-255>:group address-family " family, "|Group number|Address family configuration|" more " address family", .run = run_block, \
	  .enter = &(mode_), .trailer = " exit-vrrp" /* within the block, as IOS has it */, .order = ORDER_IF_IP + (place), .flags = CMD_SORT_NUMERIC | CMD_TIGHT }
#define COMMON(m)                                                                                                                                           \
	{ m, "description LINE", "Group specific description|Up to 80 characters", .run = vrrp_run_description, .key = 1, .order = 1 },                          \
	{ m, "shutdown", "Disable VRRP group", .run = vrrp_run_shutdown, .key = 1, .order = 2 },                                                                 \
	{ m, "timers advertise <100-40950>:ms", "Set the VRRP timers|Set the Advertisement timer|Milliseconds", .run = vrrp_run_advertise, .key = 2, .order = 3,    \
	  .dflt = "timers advertise 1000" },                                                                                                                \
	{ m, "priority <1-254>:priority", "Priority of this VRRP group|Priority level", .run = vrrp_run_priority, .key = 1, .order = 4, .dflt = "priority 100" }, \
	{ m, "preempt", "Enable preemption of lower priority Master", .run = run_preempt, .key = 1, .order = 5, .dflt = "preempt" },                        \
	{ m, "preempt delay minimum <1-3600>:seconds", "|Wait before preempting|Delay at least this long|Seconds", .run = run_preempt, .key = 1, .order = 5 }, \
	{ m, "match-address", "Match the addresses of an advertisement with those configured", .run = run_match, .key = 1, .order = 7, .dflt = "match-address" }, \
	{ m, "track <1-1000>:object decrement <1-254>:decrement-by", "Event Tracking|Track object number|Priority decrement|Value", .run = vrrp_run_track,        \
	  .key = 2, .order = 8, .flags = CMD_SORT_NUMERIC },                                                                                                \
	{ m, "track <1-1000>:object shutdown", "||Disable VRRP group", .run = vrrp_run_track, .key = 2, .order = 8, .flags = CMD_SORT_NUMERIC },                 \
	{ m, "vrrs leader LINE", "VRRP service|Leader of VRRS|", .flags = CMD_UNSUPPORTED },                                                                \
	{ m, "exit-vrrp", "Exit from VRRP group configuration mode", .run = run_leave, .flags = CMD_NO_STORE }
static const struct cmd rows[] = {
	BLOCK("ipv4", mode_vrrp4, "IPv4", 61), BLOCK("ipv6", mode_vrrp6, "IPv6", 62),
	COMMON(&mode_vrrp4),
	{ &mode_vrrp4, "vrrpv2", "Enable VRRP version 2 beside version 3", .run = run_v2, .key = 1, .order = 6 },
	{ &mode_vrrp4, "address A.B.C.D primary", "Virtual address|IP address|Primary address of this group", .run = run_primary, .order = 9, .flags = CMD_MULTI },
	{ &mode_vrrp4, "address A.B.C.D secondary", "||Additional address of this group", .run = run_secondary, .order = 10, .flags = CMD_MULTI },
	COMMON(&mode_vrrp6),
	{ &mode_vrrp6, "address X:X:X:X::X primary", "Virtual address|IPv6 link-local address|Primary address of this group", .run = run_primary, .order = 9,
	  .flags = CMD_MULTI },
	{ &mode_vrrp6, "address X:X:X:X::X/<0-128>", "|IPv6 prefix", .run = run_secondary, .order = 10, .flags = CMD_MULTI },
};
const struct cmd_table vrrp_block_cmds[] = { CMD_TABLE(rows) };
const unsigned n_vrrp_block_cmds = ARRAY_LEN(vrrp_block_cmds);
