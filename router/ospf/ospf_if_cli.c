/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `ip ospf ...` of interfaces: kept whoever runs there, or nobody yet. */
#include <stdlib.h>

#include "net/digest.h"
#include "router/ospf/cli.h"

/* The interface's configuration; NULL, and said why: it switches. */
static struct ospf_ifc *ifc(struct cli *c, const struct args *a)
{
	struct ipif *p = cli_ipif(c);

	return p ? ospf_ifc(ospf_all(p->ip, ospf_line_version(a)), p->i) : NULL;
}

static bool done(struct cli *c, const struct args *a)
{
	ospf_sync_soon(ospf_all(cli_ipif(c)->ip, ospf_line_version(a)));
	return true;
}

static RUN(run_area)
{
	struct ospf_ifc *x = ifc(c, a);
	const struct ospf_proc *p = ospf_proc_any(cli_stack(c), ospf_line_version(a), (u32)args_num(a, "id", 0));

	if (!x)
		return false;
	if (!args_no(a) && p && p->all->s != cli_ipif(c)->ip) {
		cli_error(c, "%% OSPF: Process %u is in another VRF than %s", p->id, x->i->name);
		return false;
	}
	x->process = args_no(a) ? 0 : (u32)args_num(a, "id", 0);
	x->area = args_no(a) ? 0 : ospf_area_arg(a);
	x->conf.instance = args_no(a) ? 0 : (u32)args_num(a, "instance", 0);
	x->secondaries_none = !args_no(a) && args_has(a, "none");
	if (!args_no(a))
		ospf_proc_get(ospf_all(cli_ipif(c)->ip, ospf_line_version(a)), x->process);
	return done(c, a);
}

static RUN(run_number)
{
	struct ospf_ifc *x = ifc(c, a);
	u32 v = args_no(a) ? 0 : (u32)args_num(a, "value", 0);

	if (!x)
		return false;
	if (args_has(a, "cost"))
		x->conf.cost = v;
	else if (args_has(a, "hello-interval"))
		x->conf.hello_s = v;
	else if (args_has(a, "dead-interval")) {
		x->conf.dead_s = v;
		x->conf.hello_multiplier = args_no(a) ? 0 : (u32)args_num(a, "multiplier", 0);
	} else if (args_has(a, "retransmit-interval"))
		x->conf.rxmt_s = v;
	else if (args_has(a, "transmit-delay"))
		x->conf.delay_s = v;
	else
		x->conf.priority = args_no(a) ? -1 : (s32)v;
	return done(c, a);
}

static RUN(run_network)
{
	struct ospf_ifc *x = ifc(c, a);

	if (!x)
		return false;
	if (args_no(a))
		x->conf.net = NET_N;
	else if (args_has(a, "broadcast"))
		x->conf.net = NET_BROADCAST;
	else if (args_has(a, "point-to-point"))
		x->conf.net = NET_P2P;
	else if (args_has(a, "point-to-multipoint"))
		x->conf.net = args_has(a, "non-broadcast") ? NET_P2MP_NB : NET_P2MP;
	else
		x->conf.net = NET_NBMA;
	return done(c, a);
}

static RUN(run_flag)
{
	struct ospf_ifc *x = ifc(c, a);

	if (!x)
		return false;
	if (args_has(a, "mtu-ignore"))
		x->conf.mtu_ignore = !args_no(a);
	else if (args_has(a, "shutdown"))
		x->conf.shut = !args_no(a);
	else {
		x->conf.suppress_set = !args_no(a);
		x->conf.prefix_suppress = !args_no(a) && !args_has(a, "disable");
	}
	return done(c, a);
}

static RUN(run_bfd)
{
	struct ospf_ifc *x = ifc(c, a);

	if (!x)
		return false;
	x->conf.bfd = !args_no(a) && !args_has(a, "disable");
	x->conf.no_bfd = !args_no(a) && args_has(a, "disable");
	return done(c, a);
}

static RUN(run_auth)
{
	struct ospf_ifc *x = ifc(c, a);

	if (!x)
		return false;
	free(x->conf.chain);
	x->conf.chain = !args_no(a) && args_has(a, "chain") ? xstrdup(args_str(a, "chain")) : NULL;
	x->conf.auth = args_no(a) || x->conf.chain ? AUTH_UNSET : args_has(a, "null") ? AUTH_NONE : args_has(a, "message-digest") ? AUTH_CRYPT : AUTH_SIMPLE;
	return done(c, a);
}

static RUN(run_simple)
{
	struct ospf_ifc *x = ifc(c, a);
	const char *key = args_str(a, "WORD");

	if (!x)
		return false;
	if (!args_no(a) && strlen(key) > 8) {
		cli_error(c, "%% OSPF: Warning: The password/key will be truncated to 8 characters");
		return false;
	}
	memset(x->conf.simple, 0, sizeof(x->conf.simple));
	if (!args_no(a))
		memcpy(x->conf.simple, key, strlen(key));
	return done(c, a);
}

static RUN(run_digest)
{
	struct ospf_ifc *x = ifc(c, a);
	struct ospf_if_conf *k;
	u8 id = (u8)args_num(a, "id", 0);
	const char *key = args_str(a, "WORD");
	u8 at = 0;

	if (!x)
		return false;
	k = &x->conf;
	while (at < k->n_keys && k->keys[at].id != id)
		at++;
	if (args_no(a)) {
		if (at < k->n_keys) {
			memmove(k->keys + at, k->keys + at + 1, (size_t)(k->n_keys - at - 1) * sizeof(*k->keys));
			k->n_keys--;
		}
		return done(c, a);
	}
	if (strlen(key) > 16) {
		cli_error(c, "%% OSPF: Warning: The password/key will be truncated to 16 characters");
		return false;
	}
	if (at == k->n_keys) { /* the highest ID is the youngest: so it is the same after a reload */
		if (k->n_keys == OSPF_KEYS_MAX) {
			cli_error(c, "%% OSPF: Too many keys on the interface");
			return false;
		}
		k->keys = xrealloc(k->keys, k->n_keys + 1u, sizeof(*k->keys));
		for (at = k->n_keys++; at && k->keys[at - 1].id > id; at--)
			k->keys[at] = k->keys[at - 1];
	}
	k->keys[at] = (struct ospf_key){ .id = id, .len = (u8)strlen(key), .alg = DIGEST_MD5 };
	memcpy(k->keys[at].text, key, strlen(key));
	return done(c, a);
}

#define IFR(...) { &mode_interface, __VA_ARGS__ }
#define AT(n) ORDER_IF_IP + 80 + (n)
#define AT6(n) ORDER_IF_IPV6 + 60 + (n)

const struct cmd ospf_if_rows[] = {
	IFR("ip ospf authentication", "Interface Internet Protocol config commands|OSPF interface commands|Enable authentication", .run = run_auth, .key = 3, .order = AT(0)),
	IFR("ip ospf authentication {message-digest|null}", "|||Use message-digest authentication|Use no authentication", .run = run_auth, .key = 3, .order = AT(0)),
	IFR("ip ospf authentication key-chain WORD:chain", "|||Use a key-chain for cryptographic authentication keys|Name of key-chain", .run = run_auth, .key = 3, .order = AT(0)),
	IFR("ip ospf authentication-key WORD", "||Authentication password (key)|The OSPF password (key)", .run = run_simple, .key = 3, .order = AT(1)),
	IFR("ip ospf message-digest-key <1-255>:id md5 WORD", "||Message digest authentication password (key)|Key ID|Use MD5 algorithm|The OSPF password (key)",
	    .run = run_digest, .key = 4, .order = AT(2), .flags = CMD_SORT_NUMERIC),
	IFR("ip ospf network {broadcast|non-broadcast|point-to-point|point-to-multipoint [non-broadcast]}",
	    "||Network type|Specify OSPF broadcast multi-access network|Specify OSPF NBMA network|Specify OSPF point-to-point network|Specify OSPF point-to-multipoint network|Specify non-broadcast point-to-mpoint network",
	    .run = run_network, .key = 3, .order = AT(3)),
	IFR("ip ospf prefix-suppression [disable]", "||OSPF prefix suppression|Disable prefix suppression", .run = run_flag, .key = 3, .order = AT(4)),
	IFR("ip ospf dead-interval <1-65535>:value", "||Interval after which a neighbor is declared dead|Seconds", .run = run_number, .key = 3, .order = AT(5)),
	IFR("ip ospf dead-interval minimal hello-multiplier <3-20>:multiplier",
	    "|||Set to 1 second|Set multiplier for Hellos|Number of Hellos sent within 1 second", .run = run_number, .key = 3, .order = AT(5)),
	IFR("ip ospf hello-interval <1-65535>:value", "||Time between HELLO packets|Seconds", .run = run_number, .key = 3, .order = AT(6)),
	IFR("ip ospf retransmit-interval <1-65535>:value", "||Time between retransmitting lost link state advertisements|Seconds", .run = run_number, .key = 3,
	    .order = AT(7)),
	IFR("ip ospf transmit-delay <1-65535>:value", "||Link state transmit delay|Seconds", .run = run_number, .key = 3, .order = AT(8)),
	IFR("ip ospf mtu-ignore", "||Ignores the MTU in DBD packets", .run = run_flag, .order = AT(9)),
	IFR("ip ospf shutdown", "||Set OSPF protocol's state to disable under current interface", .run = run_flag, .order = AT(10)),
	IFR("ip ospf priority <0-255>:value", "||Router priority|Priority", .run = run_number, .key = 3, .order = AT(11)),
	IFR("ip ospf <1-65535>:id area {<0-4294967295>:aid | A.B.C.D:aip} [secondaries none]",
	    "||Process ID|Set the OSPF area ID|OSPF area ID as a decimal value|OSPF area ID in IP address format|Include or exclude secondary IP addresses|Do not include secondary IP addresses",
	    .run = run_area, .key = 4, .order = AT(12)),
	IFR("ip ospf cost <1-65535>:value", "||Interface cost|Cost", .run = run_number, .key = 3, .order = AT(13)),
	IFR("ip ospf bfd [disable]", "||Enable or disable BFD on an interface|Disable BFD on this interface", .run = run_bfd, .key = 3, .order = AT(14)),
	IFR("ip ospf LINE", "||", .flags = CMD_UNSUPPORTED),
	IFR("ipv6 ospf <1-65535>:id area {<0-4294967295>:aid | A.B.C.D:aip} [instance <0-255>:instance]",
	    "IPv6 interface subcommands|OSPF interface commands|Process ID|Set the OSPF area ID|OSPF area ID as a decimal value|OSPF area ID in IP address format|Set the OSPF instance|Instance ID",
	    .run = run_area, .key = 4, .order = AT6(0)),
	IFR("ipv6 ospf network {broadcast|point-to-point}", "||Network type|Specify OSPF broadcast multi-access network|Specify OSPF point-to-point network", .run = run_network,
	    .key = 3, .order = AT6(1)),
	IFR("ipv6 ospf cost <1-65535>:value", "||Interface cost|Cost", .run = run_number, .key = 3, .order = AT6(2)),
	IFR("ipv6 ospf priority <0-255>:value", "||Router priority|Priority", .run = run_number, .key = 3, .order = AT6(3)),
	IFR("ipv6 ospf hello-interval <1-65535>:value", "||Time between HELLO packets|Seconds", .run = run_number, .key = 3, .order = AT6(4)),
	IFR("ipv6 ospf dead-interval <1-65535>:value", "||Interval after which a neighbor is declared dead|Seconds", .run = run_number, .key = 3, .order = AT6(5)),
	IFR("ipv6 ospf retransmit-interval <1-65535>:value", "||Time between retransmitting lost link state advertisements|Seconds", .run = run_number, .key = 3,
	    .order = AT6(6)),
	IFR("ipv6 ospf transmit-delay <1-65535>:value", "||Link state transmit delay|Seconds", .run = run_number, .key = 3, .order = AT6(7)),
	IFR("ipv6 ospf mtu-ignore", "||Ignores the MTU in DBD packets", .run = run_flag, .order = AT6(8)),
	IFR("ipv6 ospf shutdown", "||Set OSPF protocol's state to disable under current interface", .run = run_flag, .order = AT6(9)),
	IFR("ipv6 ospf bfd [disable]", "||Enable or disable BFD on an interface|Disable BFD on this interface", .run = run_bfd, .key = 3, .order = AT6(10)),
	IFR("ipv6 ospf LINE", "||", .flags = CMD_UNSUPPORTED),
};
_Static_assert(ARRAY_LEN(ospf_if_rows) == OSPF_IF_ROWS, "the table's length in cli.h");
