/* SPDX-License-Identifier: GPL-3.0-or-later */
/* standby: the lines of an interface; shows are in hsrp_show.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/access.h"
#include "device/debug.h"
#include "router/bfd/bfd.h"
#include "router/fhrp/auth.h"
#include "router/fhrp/hsrp.h"
#include "router/ip_cli.h"

/* As group() of vrrp_cli.c: the group of the line, made unless it is being removed; NULL with *ok: nothing to remove. */
static struct hsrp *group(struct cli *c, const struct args *a, bool *ok)
{
	struct ipif *p = cli_ipif(c);
	u16 number = (u16)args_num(a, "group", 0);
	struct hsrp *h;

	*ok = p && args_no(a);
	if (!p || (args_no(a) && !p->fhrp))
		return NULL;
	if (number > 255 && fhrp_get(p)->hsrp_version == 1 && !args_no(a) && !cli_is_replay(c)) {
		*ok = false;
		cli_error(c, "%% Group number must be in the range 0-255 with HSRP version 1");
		return NULL;
	}
	h = hsrp_get(fhrp_get(p), number, !args_no(a));
	if (!h && !args_no(a))
		cli_error(c, "%% Too many HSRP groups on this interface");
	return h;
}

static void remove_address(struct hsrp *h, u8 k)
{
	memmove(h->addr + k, h->addr + k + 1, (size_t)(--h->n_addr - k) * sizeof(*h->addr));
	memmove(h->plen + k, h->plen + k + 1, h->n_addr - k);
}

/* An address behind the first; plen as configured. */
static bool further_address(struct cli *c, const struct args *a, struct hsrp *h, const struct ipaddr *addr, u8 plen)
{
	u8 k;

	for (k = 1; k < h->n_addr && !ipaddr_eq(&h->addr[k], addr); k++)
		;
	if (args_no(a)) {
		if (k < h->n_addr)
			remove_address(h, k);
	} else if (k < h->n_addr && h->plen[k] != plen) {
		cli_error(c, "%% The group has the address with prefix length %u", h->plen[k]);
		return false;
	} else if (k == h->n_addr) {
		if (h->n_addr == VIRTUAL_ADDRS_MAX) {
			cli_error(c, "%% Too many addresses");
			return false;
		}
		h->plen[h->n_addr] = plen;
		h->addr[h->n_addr++] = *addr;
	}
	return true;
}

/* A group has one family: that of the addresses it was given. false: *ok says whether it matters. */
static bool of_family(struct cli *c, const struct args *a, struct hsrp *h, u8 af, bool *ok)
{
	if (h->af == af)
		return true;
	*ok = args_no(a);
	if (!*ok && !h->enabled && h->n_addr == 1) {
		hsrp_set_family(h, af);
		return true;
	}
	if (!*ok)
		cli_error(c, "%% Group %u is one of IPv%u", h->group, h->af == AF_IP4 ? 4u : 6u);
	return false;
}

static struct hsrp *group6(struct cli *c, const struct args *a, bool *ok)
{
	struct ipif *p = cli_ipif(c);
	struct hsrp *h;

	if (p && !args_no(a) && fhrp_get(p)->hsrp_version == 1 && !cli_is_replay(c)) {
		*ok = false;
		cli_error(c, "%% IPv6 needs HSRP version 2: standby version 2");
		return NULL;
	}
	h = group(c, a, ok);
	return h && of_family(c, a, h, AF_IP6, ok) ? h : NULL;
}

/* The group of IPv6 is on while any line gives it an address. */
static bool enable6(struct hsrp *h)
{
	h->enabled = h->autoconf || h->has_addr || h->n_addr > 1;
	hsrp_update(h);
	if (!h->enabled)
		hsrp_set_family(h, AF_IP4);
	return true;
}

static bool run_ip(struct cli *c, const struct args *a)
{
	u32 addr = args_ip4(a, "A.B.C.D", 0);
	bool ok;
	struct hsrp *h = group(c, a, &ok);
	struct ipif *p = cli_ipif(c);

	if (!h)
		return ok;
	if (!of_family(c, a, h, AF_IP4, &ok))
		return ok;
	if (!args_no(a) && addr && fhrp_refuse_own(c, p, ipaddr4(addr)))
		return false;
	if (!args_no(a) && addr)
		fhrp_warn_subnet(c, p, addr);
	h->enabled = !args_no(a);
	h->has_addr = h->enabled && addr;
	if (h->has_addr || !h->enabled)
		h->addr[0] = h->has_addr ? ipaddr4(addr) : (struct ipaddr){ .af = AF_NONE };
	hsrp_update(h);
	return true;
}

static bool run_secondary(struct cli *c, const struct args *a)
{
	struct ipaddr addr = ipaddr4(args_ip4(a, "A.B.C.D", 0));
	bool ok;
	struct hsrp *h = group(c, a, &ok);

	if (!h || !of_family(c, a, h, AF_IP4, &ok))
		return ok;
	if ((!args_no(a) && fhrp_refuse_own(c, h->on->ifp, addr)) || !further_address(c, a, h, &addr, 0))
		return false;
	if (!args_no(a))
		fhrp_warn_subnet(c, h->on->ifp, addr.v4);
	hsrp_update(h);
	return true;
}

/* IPv6: `autoconfig`, or the link-local address. */
static bool run_ipv6(struct cli *c, const struct args *a)
{
	struct ipaddr addr = { .af = AF_IP6 };
	bool ok, said = args_ip6(a, "X:X:X:X::X", &addr.v6);
	struct hsrp *h = group6(c, a, &ok);

	if (!h)
		return ok;
	if (said && !args_no(a) && !ip6_is_linklocal(&addr.v6)) {
		cli_error(c, "%% A virtual address that is not link-local is given with its prefix length");
		return false;
	}
	if (said && !args_no(a) && fhrp_refuse_own(c, h->on->ifp, addr))
		return false;
	h->autoconf = !args_no(a) && !said;
	h->has_addr = !args_no(a) && said;
	if (h->has_addr)
		h->addr[0] = addr;
	return enable6(h);
}

static bool run_prefix(struct cli *c, const struct args *a)
{
	struct ipaddr addr = { .af = AF_IP6 };
	bool ok;
	struct hsrp *h = group6(c, a, &ok);
	struct ip6 net;
	u8 plen = 0;

	if (!h)
		return ok;
	args_ip6_prefix(a, "X:X:X:X::X/<0-128>", &addr.v6, &plen);
	net = ip6_masked(&addr.v6, plen);
	if (!args_no(a) && (ip6_is_linklocal(&addr.v6) || ip6_is_multicast(&addr.v6) || (ip6_eq(&net, &addr.v6) && plen < 127))) {
		cli_error(c, "%% Invalid address");
		return false;
	}
	if (!args_no(a) && fhrp_refuse_own(c, h->on->ifp, addr))
		return false;
	return further_address(c, a, h, &addr, plen) && enable6(h);
}

/* IOS takes them, and says so. */
static void without_effect(struct cli *c, const struct hsrp *h)
{
	if (h->follow && !cli_is_replay(c))
		cli_print(c, "%% Warning: This setting has no effect while following another group\n");
}

static bool run_priority(struct cli *c, const struct args *a)
{
	bool ok;
	struct hsrp *h = group(c, a, &ok);

	if (!h)
		return ok;
	without_effect(c, h);
	h->priority = args_no(a) ? 100 : (u8)args_num(a, "priority", 100);
	hsrp_update(h);
	return true;
}

static bool run_preempt(struct cli *c, const struct args *a)
{
	bool ok;
	struct hsrp *h = group(c, a, &ok);

	if (!h)
		return ok;
	without_effect(c, h);
	h->preempt = !args_no(a);
	h->preempt_delay_s = args_no(a) ? 0 : (u32)args_num(a, "minimum-s", 0);
	h->reload_delay_s = args_no(a) ? 0 : (u32)args_num(a, "reload-s", 0);
	h->sync_delay_s = args_no(a) ? 0 : (u32)args_num(a, "sync-s", 0);
	hsrp_update(h);
	return true;
}

static bool run_timers(struct cli *c, const struct args *a)
{
	u32 hello = args_has(a, "hello-ms") ? (u32)args_num(a, "hello-ms", 0) : 1000 * (u32)args_num(a, "hello-s", 3);
	u32 hold = args_has(a, "hold-ms") ? (u32)args_num(a, "hold-ms", 0) : 1000 * (u32)args_num(a, "hold-s", 10);
	bool ok;
	struct hsrp *h = group(c, a, &ok);

	if (!h)
		return ok;
	if (!args_no(a) && hold <= hello) {
		cli_error(c, "%% Hold time must be greater than hello time");
		return false;
	}
	without_effect(c, h);
	h->timers_set = !args_no(a);
	h->hello_ms = h->hello_now_ms = args_no(a) ? 3000 : hello;
	h->hold_ms = h->hold_now_ms = args_no(a) ? 10000 : hold;
	hsrp_update(h);
	return true;
}

/* MD5 and text stand for each other: the last line holds. */
static bool run_md5(struct cli *c, const struct args *a)
{
	const char *chain = args_str(a, "chain"), *key = chain;
	char clear[SECRET_CLEAR_MAX + 1], behind[24] = "";
	bool ok;
	struct hsrp *h = group(c, a, &ok);

	if (!h)
		return ok;
	if (!chain && !args_no(a)) {
		if (args_has(a, "timeout"))
			snprintf(behind, sizeof(behind), " timeout %u", (unsigned)args_num(a, "timeout-s", 0));
		if (!access_line_key_before(c, a, "key", behind, clear))
			return false;
		key = clear;
	}
	if (!args_no(a) && strlen(key) > FHRP_KEY_MAX) {
		cli_error(c, "%% Authentication string is of at most %u characters", (unsigned)FHRP_KEY_MAX);
		return false;
	}
	free(h->old_key);
	h->old_key = NULL;
	h->key_timeout_s = args_no(a) || chain ? 0 : (u32)args_num(a, "timeout-s", 0);
	if (h->key_timeout_s && h->auth_kind == FHRP_AUTH_KEY && strcmp(h->key, key)) {
		h->old_key = h->key;
		h->old_key_until = stack_now(cli_stack(c)) + h->key_timeout_s * NSEC_PER_SEC;
	} else {
		free(h->key);
	}
	h->key = args_no(a) ? NULL : xstrdup(key);
	h->auth_kind = args_no(a) ? FHRP_AUTH_PLAIN : chain ? FHRP_AUTH_CHAIN : FHRP_AUTH_KEY;
	return true;
}

static bool run_auth(struct cli *c, const struct args *a)
{
	const char *text = args_no(a) ? "cisco" : args_str(a, "text");
	bool ok;
	struct hsrp *h = group(c, a, &ok);

	if (!h)
		return ok;
	if (strlen(text) > sizeof(h->auth)) {
		cli_error(c, "%% Authentication string is of at most 8 characters");
		return false;
	}
	memset(h->auth, 0, sizeof(h->auth));
	memcpy(h->auth, text, strlen(text));
	free(h->key);
	free(h->old_key);
	h->key = h->old_key = NULL;
	h->key_timeout_s = 0;
	h->auth_kind = FHRP_AUTH_PLAIN;
	return true;
}

static bool run_name(struct cli *c, const struct args *a)
{
	bool ok;
	struct hsrp *h = group(c, a, &ok);

	if (!h)
		return ok;
	free(h->name);
	h->name = args_no(a) ? NULL : xstrdup(args_str(a, "name"));
	hsrp_refollow(cli_stack(c));
	return true;
}

static bool run_follow(struct cli *c, const struct args *a)
{
	bool ok;
	struct hsrp *h = group(c, a, &ok);

	if (!h)
		return ok;
	hsrp_set_follow(h, args_no(a) ? NULL : args_str(a, "name"));
	return true;
}

/* For every group of the device. */
static void each(struct cli *c, void (*fn)(struct hsrp *h))
{
	for (struct hsrp *h = hsrp_after(cli_stack(c), NULL); h; h = hsrp_after(cli_stack(c), h))
		fn(h);
}

static bool run_bfd_all(struct cli *c, const struct args *a)
{
	bfd_all(cli_stack(c))->no_hsrp = args_no(a);
	each(c, hsrp_bfd);
	return true;
}

static bool run_bfd(struct cli *c, const struct args *a)
{
	struct ipif *p = cli_ipif(c);

	if (!p)
		return false;
	fhrp_get(p)->hsrp_no_bfd = args_no(a);
	for (struct hsrp *h = p->fhrp->hsrp; h; h = h->next)
		hsrp_bfd(h);
	return true;
}

/* On a sub-interface it is that one's alone in any case. */
static bool run_bia(struct cli *c, const struct args *a)
{
	struct ipif *p = cli_ipif(c);

	if (!p)
		return false;
	fhrp_get(p)->hsrp_bia = args_no(a) ? HSRP_BIA_NONE : args_has(a, "scope") ? HSRP_BIA_HERE : HSRP_BIA_ALL;
	each(c, hsrp_update);
	return true;
}

static bool run_refresh(struct cli *c, const struct args *a)
{
	struct ipif *p = cli_ipif(c);

	if (!p)
		return false;
	hsrp_set_refresh(fhrp_get(p), args_no(a) ? HSRP_REFRESH_S : (u32)args_num(a, "refresh-s", HSRP_REFRESH_S));
	return true;
}

static bool run_mac(struct cli *c, const struct args *a)
{
	bool ok;
	struct hsrp *h = group(c, a, &ok);

	if (!h)
		return ok;
	h->has_mac = !args_no(a) && args_mac(a, "H.H.H", h->mac);
	if (h->has_mac && mac_is_group(h->mac)) {
		h->has_mac = false;
		cli_error(c, "%% A group address is no virtual MAC address");
		return false;
	}
	hsrp_update(h);
	return true;
}

static void object_changed(struct track_user *u) { hsrp_update(container_of(u, struct fhrp_track, user)->group); }

static void object_describe(const struct track_user *u, char buf[64])
{
	const struct hsrp *h = container_of(u, struct fhrp_track, user)->group;

	snprintf(buf, 64, "HSRP %s %u", h->on->ifp->i->name, h->group);
}

static bool run_track(struct cli *c, const struct args *a)
{
	bool ok;
	struct hsrp *h = group(c, a, &ok);
	struct fhrp_track t = { .user = { .changed = object_changed, .describe = object_describe, .object = (u16)args_num(a, "object", 0) },
				.decrement = (u8)args_num(a, "decrement-by", 10), .shut = args_has(a, "shutdown"), .group = h };

	t.user.iface = args_str(a, "INTERFACE");

	if (!h)
		return ok;
	if (args_no(a) && t.user.iface) {
		fhrp_track_del_iface(cli_stack(c), &h->tracks, t.user.iface);
	} else if (args_no(a)) {
		fhrp_track_del(cli_stack(c), &h->tracks, t.user.object);
	} else if (!fhrp_track_set(cli_stack(c), &h->tracks, &t)) {
		cli_error(c, "%% Too many tracked objects");
		return false;
	}
	hsrp_update(h);
	return true;
}

static bool run_redirect(struct cli *c, const struct args *a)
{
	struct ipif *p = cli_ipif(c);

	if (p)
		fhrp_get(p)->hsrp_no_redirect = args_no(a);
	return p;
}

static bool run_arps(struct cli *c, const struct args *a)
{
	struct ipif *p = cli_ipif(c);

	if (p)
		hsrp_set_arps(fhrp_get(p), args_no(a) ? HSRP_ARPS : (u8)args_num(a, "arps", HSRP_ARPS), args_no(a) ? HSRP_ARP_S : (u16)args_num(a, "arp-s", HSRP_ARP_S));
	return p;
}

/* What is there already runs on: it holds for whoever starts. */
static bool run_delay(struct cli *c, const struct args *a)
{
	struct ipif *p = cli_ipif(c);
	struct fhrp_if *f = p ? fhrp_get(p) : NULL;

	if (!f)
		return false;
	f->hsrp_delay_s = args_no(a) ? 0 : (u32)args_num(a, "minimum-s", 0);
	f->hsrp_reload_s = args_no(a) ? 0 : (u32)args_num(a, "reload-s", 0);
	for (struct hsrp *h = f->hsrp; h; h = h->next)
		hsrp_update(h);
	return true;
}

/* Taken whatever groups there are (the whole interface may go, line by line): what does not fit stands still, and `show standby` says so. */
static bool run_version(struct cli *c, const struct args *a)
{
	u8 version = args_no(a) ? 1 : (u8)args_num(a, "version", 1);
	struct ipif *p = cli_ipif(c);

	if (!p)
		return false;
	hsrp_set_version(fhrp_get(p), version);
	return true;
}

/* `no`, and a group's number: all its lines. */
static bool run_group(struct cli *c, const struct args *a) { return cli_run_begun(c, a, false); }

#define HSRP "standby <0-4095>:group=0 "
#define HELP "HSRP interface configuration commands|group number|"
#define AMONG .order = ORDER_IF_IP + 51, .flags = CMD_SORT_NUMERIC | CMD_SORT_GROUP /* a group's lines stand together */
#define PLACE .key = 3, AMONG
#define LATER(syntax, help) { &mode_interface, syntax, help, .flags = CMD_UNSUPPORTED }
static const struct cmd rows[] = {
	{ &mode_interface, "standby delay {minimum <0-10000>:minimum-s [reload <0-10000>:reload-s]|reload <0-10000>:reload-s}",
	  "|HSRP initialisation delay|Set minimum delay on interface up|Number of seconds|Set delay after reload|Number of seconds|Set delay after reload|Number of seconds", .run = run_delay, .key = 2,
	  .order = ORDER_IF_IP + 50 },
	{ &mode_interface, "standby version <1-2>:version", "|HSRP version|Version", .run = run_version, .key = 2, .order = ORDER_IF_IP + 50,
	  .dflt = "standby version 1" },
	{ &mode_config, "standby bfd all-interfaces", "HSRP configuration commands|Enable HSRP BFD|Enable HSRP BFD on all interfaces", .run = run_bfd_all, .order = ORDER_IP + 62,
	  .dflt = "standby bfd all-interfaces" },
	{ &mode_interface, "standby bfd", "|Enable HSRP BFD", .run = run_bfd, .key = 2, .order = ORDER_IF_IP + 50, .dflt = "standby bfd" },
	{ &mode_interface, "standby use-bia [scope interface]", "|HSRP uses interface's burned in address|Specify the scope of use-bia|Use-bia applies to this interface or sub-interface alone",
	  .run = run_bia, .key = 2, .order = ORDER_IF_IP + 50 },
	{ &mode_interface, "standby mac-refresh <0-255>:refresh-s", "|Refresh MAC cache on switch by periodically sending packet from virtual mac address|Refresh time in seconds",
	  .run = run_refresh, .key = 2, .order = ORDER_IF_IP + 50, .dflt = "standby mac-refresh 10" },
	{ &mode_interface, "standby <1-4095>:group", HELP, .run = run_group, .flags = CMD_ELSEWHERE },
	{ &mode_interface, HSRP "ip [A.B.C.D]", HELP "Enable HSRP IPv4 and set the virtual IP address|Virtual IP address", .run = run_ip, PLACE },
	{ &mode_interface, HSRP "ip A.B.C.D secondary", HELP "||Make this IP address a secondary virtual IP address", .run = run_secondary, .key = 5,
	  .order = ORDER_IF_IP + 51, .flags = CMD_SORT_NUMERIC | CMD_SORT_GROUP | CMD_MULTI },
	{ &mode_interface, HSRP "ipv6 {autoconfig|X:X:X:X::X}", HELP "Enable HSRP IPv6|Obtain address using autoconfiguration|IPv6 link-local address",
	  .run = run_ipv6, PLACE },
	{ &mode_interface, HSRP "ipv6 X:X:X:X::X/<0-128>", HELP "|IPv6 prefix", .run = run_prefix, .key = 4, .order = ORDER_IF_IP + 51,
	  .flags = CMD_SORT_NUMERIC | CMD_SORT_GROUP | CMD_MULTI },
	{ &mode_interface, HSRP "timers <1-254>:hello-s <2-255>:hold-s", HELP "Hello and hold timers|Hello interval in seconds|Hold time in seconds", .run = run_timers,
	  PLACE },
	{ &mode_interface, HSRP "timers msec <15-999>:hello-ms <2-255>:hold-s", HELP "|Specify hello interval in milliseconds|Hello interval in milliseconds|",
	  .run = run_timers, PLACE },
	{ &mode_interface, HSRP "timers msec <15-999>:hello-ms msec <60-3000>:hold-ms", HELP "|||Specify hold time in milliseconds|Hold time in milliseconds",
	  .run = run_timers, .key = 3, AMONG },
	{ &mode_interface, HSRP "priority <0-255>:priority", HELP "Priority level|Priority value", .run = run_priority, PLACE },
	{ &mode_interface, HSRP "preempt [delay [minimum <0-3600>:minimum-s|reload <0-3600>:reload-s|sync <0-3600>:sync-s]*]",
	  HELP "Overthrow lower priority Active routers|Wait before preempting|Delay at least this long|Number of seconds for minimum delay|Delay after reload|Number of seconds for reload delay|Wait for IP redundancy clients|Number of seconds for sync delay",
	  .run = run_preempt, PLACE },
	{ &mode_interface, HSRP "authentication WORD:text", HELP "Authentication|Plain text authentication string", .run = run_auth, PLACE },
	{ &mode_interface, HSRP "authentication md5 key-string [<0-7>:type] WORD:key", HELP "|Use MD5 authentication|Set key string|Type of what follows: 0 clear, 7 hidden|Key string", .run = run_md5, PLACE },
	{ &mode_interface, HSRP "authentication md5 key-string [<0-7>:type] WORD:key timeout <0-32767>:timeout-s", HELP "|||||Set timeout: how long the key before this one is taken|Seconds",
	  .run = run_md5, PLACE },
	{ &mode_interface, HSRP "authentication md5 key-chain WORD:chain", HELP "||Set key chain|Name of key-chain", .run = run_md5, PLACE },
	{ &mode_interface, HSRP "name WORD:name", HELP "Redundancy name string|Name string", .run = run_name, PLACE },
	{ &mode_interface, HSRP "mac-address H.H.H", HELP "Virtual MAC address|MAC address", .run = run_mac, PLACE },
	{ &mode_interface, HSRP "track <1-1000>:object [decrement <1-255>:decrement-by]", HELP "Priority tracking|Track object number|Priority decrement|Decrement value",
	  .run = run_track, .key = 4, AMONG },
	{ &mode_interface, HSRP "track <1-1000>:object shutdown", HELP "||Shutdown group", .run = run_track, .key = 4, AMONG },
	{ &mode_interface, HSRP "follow WORD:name", HELP "Name of HSRP group to follow|Group name", .run = run_follow, PLACE },
	{ &mode_interface, HSRP "track INTERFACE [<1-255>:decrement-by]", HELP "|Interface|Decrement value", .run = run_track, .key = 4, AMONG },
	{ &mode_interface, "standby redirect", "|Configure sending of ICMP Redirect messages with an HSRP virtual IP address as the gateway IP address", .run = run_redirect, .key = 2,
	  .order = ORDER_IF_IP + 50, .dflt = "standby redirect" },
	LATER("standby redirect {timers|unknown} [LINE]", "||Adjust redirect timers|Allow redirects to be sent to unknown routers|"),
	{ &mode_interface, "standby arp gratuitous [count <0-60>:arps] [interval <3-1800>:arp-s]",
	  "|HSRP ARP parameters|Gratuitous ARPs|Number of gratuitous ARPs after the first; 0: without end|Number|Seconds between them|Seconds", .run = run_arps, .key = 3,
	  .order = ORDER_IF_IP + 50 },
	DEBUG_CMDS("standby", "HSRP debugging"),
	DEBUG_CMDS("standby events", "|HSRP Events"),
	DEBUG_CMDS("standby terse", "|HSRP debugging, all but hellos"),
	DEBUG_CMDS("standby packets", "|HSRP packets"),
};
const struct cmd_table hsrp_cmds[] = { CMD_TABLE(rows) };
const unsigned n_hsrp_cmds = ARRAY_LEN(hsrp_cmds);
