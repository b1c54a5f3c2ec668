/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `ip ospf ...` of interfaces: kept whoever runs there, or nobody yet. */
#include <stdio.h>
#include <stdlib.h>

#include "device/access.h"
#include "net/digest.h"
#include "router/ospf/cli.h"
#include "router/vrf/vrf.h"

/* Whose configuration a line is: `ospfv3 ...` without a process is both families', kept with IPv6's. */
static u8 form_of(const struct args *a)
{
	const char *line = args_line(a);

	if (!strncmp(line, "ospfv3 ", 7))
		return strstr(line, " ipv4 ") ? OSPF_FORM_3_IP4 : OSPF_FORM_3;
	return !strncmp(line, "ipv6 ", 5) ? OSPF_FORM_3 : OSPF_FORM_2;
}

static bool for_both(const struct args *a) { return !strncmp(args_line(a), "ospfv3 ", 7) && !args_str(a, "pid") && !args_str(a, "id"); }

static struct ospf_ifc *ifc(struct cli *c, const struct args *a)
{
	struct ipif *p = cli_ipif(c);

	return p ? ospf_ifc(ospf_all(p->ip, form_of(a)), p->i) : NULL;
}

static bool is_plain(const struct ospf_if_conf *k)
{
	return !k->cost && !k->hello_s && !k->dead_s && !k->rxmt_s && !k->delay_s && k->priority < 0 && k->net == NET_N && k->auth == AUTH_UNSET && !k->chain &&
	       !k->mtu_ignore && !k->mute && !k->shut && !k->bfd && !k->no_bfd;
}

static bool of_vlink(const struct args *a) { return !strncmp(args_line(a), "area ", 5); }

/* A line of a virtual link makes the link, as in IOS: its own line is kept beside. NULL: refused, or it is gone already. */
static struct ospf_if_conf *vlink_conf(struct cli *c, const struct args *a)
{
	struct ospf_proc *p = cli_object(c, 0);
	u32 area = ospf_area_arg(a), peer = args_ip4(a, "peer", 0);
	char block[POLICY_NAME_MAX + 40], line[64], t[IP4_TEXT], u[IP4_TEXT];
	struct ospf_vlink *v = ospf_vlink_conf(p, area, peer);

	if (v || args_no(a))
		return v ? &v->conf : NULL;
	if (!ospf_run_vlink(c, a))
		return NULL;
	snprintf(block, sizeof(block), "router ospf %u%s%s", p->id, p->all->s == p->all->s->root ? "" : " vrf ", p->all->s == p->all->s->root ? "" : vrf_name(p->all->s));
	snprintf(line, sizeof(line), "area %s virtual-link %s", args_str(a, "aip") ? ip4_text(area, u) : ospf_area_text(area, u), ip4_text(peer, t));
	cli_store_in(c, block, line);
	v = ospf_vlink_conf(p, area, peer);
	return &v->conf;
}

/* What the line changes. NULL, and said why: the interface switches, or another process has such lines there. */
static struct ospf_if_conf *conf(struct cli *c, const struct args *a)
{
	struct ospf_ifc *x = of_vlink(a) ? NULL : ifc(c, a);
	u32 id = (u32)args_num(a, "pid", 0);

	if (of_vlink(a))
		return vlink_conf(c, a);
	if (!x || for_both(a))
		return x ? &x->common : NULL;
	if (x->own_of != id && !is_plain(&x->own)) {
		cli_error(c, "%% OSPFv3: Another process is configured on %s", x->i->name);
		return NULL;
	}
	x->own_of = id;
	return &x->own;
}

static bool gone(const struct args *a) { return of_vlink(a) && args_no(a); }

static bool done(struct cli *c, const struct args *a)
{
	struct ipif *p = of_vlink(a) ? NULL : cli_ipif(c);
	u8 first = form_of(a), last = for_both(a) ? OSPF_FORM_3_IP4 : first;

	if (of_vlink(a)) {
		ospf_sync_soon(((struct ospf_proc *)cli_object(c, 0))->all);
		return true;
	}
	for (u8 form = first; form <= last; form++) {
		struct ospf_all *all = ospf_all(p->ip, form);
		struct ospf_ifc *x = ospf_ifc_find(all, p->i);

		if (x)
			ospf_ifc_settle(all, x);
		ospf_sync_soon(all);
	}
	return true;
}

static RUN(run_area)
{
	struct ospf_ifc *x = ifc(c, a);
	bool on = !args_no(a), fams = !strncmp(args_line(a), "ospfv3 ", 7);
	u8 form = form_of(a);
	u32 id = (u32)args_num(a, "id", 0);
	const struct ospf_proc *p;

	if (!x)
		return false;
	p = fams ? NULL : ospf_elsewhere(cli_ipif(c)->ip, form, id);
	if (on && p) {
		cli_error(c, "%% OSPF: Process %u is in another VRF than %s", p->id, x->i->name);
		return false;
	}
	if (on && x->process && (x->process != id || x->by_families != fams)) {
		cli_error(c, "%% OSPF%s: Process %u runs on %s already", form == OSPF_FORM_2 ? "" : "v3", x->process, x->i->name);
		return false;
	}
	x->by_families = fams;
	x->process = on ? id : 0;
	x->area = on ? ospf_area_arg(a) : 0;
	x->own.instance = on ? (u32)args_num(a, "instance", form == OSPF_FORM_3_IP4 ? OSPF_INSTANCE_IP4 : 0) : 0;
	x->secondaries_none = on && args_has(a, "none");
	if (on)
		ospf_bring(c, cli_ipif(c)->ip, form, id, fams);
	return done(c, a);
}

static RUN(run_number)
{
	struct ospf_if_conf *x = conf(c, a);
	u32 v = args_no(a) ? 0 : (u32)args_num(a, "value", 0);

	if (!x)
		return false;
	if (args_has(a, "cost"))
		x->cost = v;
	else if (args_has(a, "hello-interval"))
		x->hello_s = v;
	else if (args_has(a, "dead-interval")) {
		x->dead_s = v;
		x->hello_multiplier = args_no(a) ? 0 : (u32)args_num(a, "multiplier", 0);
	} else if (args_has(a, "retransmit-interval"))
		x->rxmt_s = v;
	else if (args_has(a, "transmit-delay"))
		x->delay_s = v;
	else
		x->priority = args_no(a) ? -1 : (s32)v;
	return done(c, a);
}

static RUN(run_network)
{
	struct ospf_if_conf *x = conf(c, a);

	if (!x)
		return false;
	if (args_no(a))
		x->net = NET_N;
	else if (args_has(a, "broadcast"))
		x->net = NET_BROADCAST;
	else if (args_has(a, "point-to-point"))
		x->net = NET_P2P;
	else if (args_has(a, "point-to-multipoint"))
		x->net = args_has(a, "non-broadcast") ? NET_P2MP_NB : NET_P2MP;
	else
		x->net = NET_NBMA;
	return done(c, a);
}

static RUN(run_flag)
{
	struct ospf_if_conf *x = conf(c, a);

	if (!x)
		return false;
	if (args_has(a, "mtu-ignore"))
		x->mtu_ignore = !args_no(a);
	else if (args_has(a, "database-filter"))
		x->mute = !args_no(a);
	else if (args_has(a, "shutdown"))
		x->shut = !args_no(a);
	else {
		x->suppress_set = !args_no(a);
		x->prefix_suppress = !args_no(a) && !args_has(a, "disable");
	}
	return done(c, a);
}

static RUN(run_bfd)
{
	struct ospf_if_conf *x = conf(c, a);

	if (!x)
		return false;
	x->bfd = !args_no(a) && !args_has(a, "disable");
	x->no_bfd = !args_no(a) && args_has(a, "disable");
	return done(c, a);
}

RUN(ospf_run_auth)
{
	struct ospf_if_conf *x = conf(c, a);

	if (!x)
		return gone(a);
	free(x->chain);
	x->chain = !args_no(a) && args_has(a, "chain") ? xstrdup(args_str(a, "chain")) : NULL;
	x->auth = args_no(a) || x->chain ? AUTH_UNSET : args_has(a, "null") ? AUTH_NONE : args_has(a, "message-digest") ? AUTH_CRYPT : AUTH_SIMPLE;
	return done(c, a);
}

RUN(ospf_run_simple)
{
	struct ospf_if_conf *x = conf(c, a);
	char key[SECRET_CLEAR_MAX + 1] = "";

	if (!x)
		return gone(a);
	if (!args_no(a) && !access_line_key(c, a, "LINE", key))
		return false;
	if (strlen(key) > 8) {
		cli_error(c, "%% OSPF: Warning: The password/key will be truncated to 8 characters");
		return false;
	}
	memset(x->simple, 0, sizeof(x->simple));
	if (!args_no(a))
		memcpy(x->simple, key, strlen(key));
	return done(c, a);
}

RUN(ospf_run_digest)
{
	struct ospf_if_conf *x = conf(c, a);
	u8 id = (u8)args_num(a, "id", 0);
	char key[SECRET_CLEAR_MAX + 1];
	u8 at = 0;

	if (!x)
		return gone(a);
	while (at < x->n_keys && x->keys[at].id != id)
		at++;
	if (args_no(a)) {
		if (at < x->n_keys) {
			memmove(x->keys + at, x->keys + at + 1, (size_t)(x->n_keys - at - 1) * sizeof(*x->keys));
			x->n_keys--;
		}
		return done(c, a);
	}
	if (!access_line_key(c, a, "LINE", key))
		return false;
	if (strlen(key) > 16) {
		cli_error(c, "%% OSPF: Warning: The password/key will be truncated to 16 characters");
		return false;
	}
	if (at == x->n_keys) { /* the highest ID is the youngest: so it is the same after a reload */
		if (x->n_keys == OSPF_KEYS_MAX) {
			cli_error(c, "%% OSPF: Too many keys on the interface");
			return false;
		}
		x->keys = xrealloc(x->keys, x->n_keys + 1u, sizeof(*x->keys));
		for (at = x->n_keys++; at && x->keys[at - 1].id > id; at--)
			x->keys[at] = x->keys[at - 1];
	}
	x->keys[at] = (struct ospf_key){ .id = id, .len = (u8)strlen(key), .alg = DIGEST_MD5 };
	memcpy(x->keys[at].text, key, strlen(key));
	return done(c, a);
}

#define IFR(...) { &mode_interface, __VA_ARGS__ }
#define AT(n) ORDER_IF_IP + 80 + (n)
#define AT6(n) ORDER_IF_IPV6 + 60 + (n)

/* A setting of an interface in version 3: for both families, or for one of one process. */
#define BOTH(words, k, at, runs, help) \
	IFR("ospfv3 " words, "|" help, .run = runs, .key = k, .order = AT6(at)), \
	IFR("ospfv3 <1-65535>:pid {ipv4|ipv6} " words, "||IPv4 address family|IPv6 address family|" help, .run = runs, .key = (k) + 2, .order = AT6((at) + 1))

const struct cmd ospf_if_rows[] = {
	IFR("ip ospf authentication", "Interface Internet Protocol config commands|OSPF interface commands|Enable authentication", .run = ospf_run_auth, .key = 3, .order = AT(0)),
	IFR("ip ospf authentication {message-digest|null}", "|||Use message-digest authentication|Use no authentication", .run = ospf_run_auth, .key = 3, .order = AT(0)),
	IFR("ip ospf authentication key-chain WORD:chain", "|||Use a key-chain for cryptographic authentication keys|Name of key-chain", .run = ospf_run_auth, .key = 3, .order = AT(0)),
	IFR("ip ospf authentication-key LINE", "||Authentication password (key)|The OSPF password (key)", .run = ospf_run_simple, .key = 3, .order = AT(1)),
	IFR("ip ospf message-digest-key <1-255>:id md5 LINE", "||Message digest authentication password (key)|Key ID|Use MD5 algorithm|The OSPF password (key)",
	    .run = ospf_run_digest, .key = 4, .order = AT(2), .flags = CMD_SORT_NUMERIC),
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
	IFR("ip ospf database-filter all out", "||Filter OSPF LSA during synchronization and flooding|Filter all LSA|Outgoing LSA", .run = run_flag, .key = 3, .order = AT(15)),
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
	IFR("ipv6 ospf database-filter all out", "||Filter OSPF LSA during synchronization and flooding|Filter all LSA|Outgoing LSA", .run = run_flag, .key = 3, .order = AT6(11)),
	IFR("ipv6 ospf LINE", "||", .flags = CMD_UNSUPPORTED),
	IFR("ospfv3 <1-65535>:id ipv4 area {<0-4294967295>:aid | A.B.C.D:aip} [instance <64-95>:instance]",
	    "OSPFv3 interface commands|Process ID|IPv4 address family|Set the OSPF area ID|OSPF area ID as a decimal value|OSPF area ID in IP address format|Set the OSPF instance|Instance ID",
	    .run = run_area, .key = 4, .order = AT6(20)),
	IFR("ospfv3 <1-65535>:id ipv6 area {<0-4294967295>:aid | A.B.C.D:aip} [instance <0-31>:instance]",
	    "||IPv6 address family|Set the OSPF area ID|OSPF area ID as a decimal value|OSPF area ID in IP address format|Set the OSPF instance|Instance ID", .run = run_area, .key = 4,
	    .order = AT6(21)),
	BOTH("network {broadcast|point-to-point}", 2, 22, run_network, "Network type|Specify OSPF broadcast multi-access network|Specify OSPF point-to-point network"),
	BOTH("cost <1-65535>:value", 2, 24, run_number, "Interface cost|Cost"),
	BOTH("priority <0-255>:value", 2, 26, run_number, "Router priority|Priority"),
	BOTH("hello-interval <1-65535>:value", 2, 28, run_number, "Time between HELLO packets|Seconds"),
	BOTH("dead-interval <1-65535>:value", 2, 30, run_number, "Interval after which a neighbor is declared dead|Seconds"),
	BOTH("retransmit-interval <1-65535>:value", 2, 32, run_number, "Time between retransmitting lost link state advertisements|Seconds"),
	BOTH("transmit-delay <1-65535>:value", 2, 34, run_number, "Link state transmit delay|Seconds"),
	BOTH("mtu-ignore", 2, 36, run_flag, "Ignores the MTU in DBD packets"),
	BOTH("shutdown", 2, 38, run_flag, "Set OSPF protocol's state to disable under current interface"),
	BOTH("authentication {key-chain WORD:chain|null}", 2, 40, ospf_run_auth,
	     "Enable authentication|Use a key-chain for cryptographic authentication keys|Name of key-chain|Use no authentication"),
	BOTH("bfd [disable]", 2, 42, run_bfd, "Enable or disable BFD on an interface|Disable BFD on this interface"),
	BOTH("database-filter all out", 2, 44, run_flag, "Filter OSPF LSA during synchronization and flooding|Filter all LSA|Outgoing LSA"),
	IFR("ospfv3 LINE", "|", .flags = CMD_UNSUPPORTED),
};
_Static_assert(ARRAY_LEN(ospf_if_rows) == OSPF_IF_ROWS, "the table's length in cli.h");
