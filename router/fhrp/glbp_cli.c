/* SPDX-License-Identifier: GPL-3.0-or-later */
/* glbp: configuration. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/access.h"
#include "device/debug.h"
#include "router/fhrp/auth.h"
#include "router/fhrp/glbp.h"
#include "router/ip_cli.h"

/* The group of the line, made unless it is being removed; NULL with *ok: nothing to remove. */
static struct glbp *group_of(struct cli *c, const struct args *a, bool make, bool *ok)
{
	struct ipif *p = cli_ipif(c);
	struct glbp *g;

	*ok = p && args_no(a);
	if (!p || (!make && !p->fhrp))
		return NULL;
	g = glbp_get(fhrp_get(p), (u16)args_num(a, "group", 0), make);
	if (!g && make)
		cli_error(c, "%% Too many GLBP groups on this interface");
	return g;
}

/* Every row: its group, and the machine told after it. */
#define SET(name) \
	static bool name##_set(struct cli *c, const struct args *a, struct glbp *g, bool no); \
	static bool name(struct cli *c, const struct args *a) { return run(c, a, name##_set, !args_no(a)); } \
	static bool name##_set(struct cli *c, const struct args *a, struct glbp *g, bool no)

static bool run(struct cli *c, const struct args *a, bool (*set)(struct cli *c, const struct args *a, struct glbp *g, bool no), bool make)
{
	bool ok;
	struct glbp *g = group_of(c, a, make, &ok);

	if (!g)
		return ok;
	if (!set(c, a, g, args_no(a)))
		return false;
	glbp_update(g);
	return true;
}

SET(run_ip)
{
	u32 addr = args_ip4(a, "A.B.C.D", 0);

	if (!no && addr && fhrp_refuse_own(c, g->on->ifp, ipaddr4(addr)))
		return false;
	if (!no && addr)
		fhrp_warn_subnet(c, g->on->ifp, addr);
	g->enabled = !no;
	g->has_addr = !no && addr;
	if (g->has_addr || no)
		g->addr[0] = g->has_addr ? addr : 0;
	return true;
}

SET(run_secondary)
{
	u32 addr = args_ip4(a, "A.B.C.D", 0);
	u8 k;

	if (!no && fhrp_refuse_own(c, g->on->ifp, ipaddr4(addr)))
		return false;
	for (k = 1; k < g->n_addr && g->addr[k] != addr; k++)
		;
	if (no) {
		if (k < g->n_addr)
			memmove(g->addr + k, g->addr + k + 1, (size_t)(--g->n_addr - k) * sizeof(*g->addr));
	} else if (k == g->n_addr) {
		if (g->n_addr == VIRTUAL_ADDRS_MAX) {
			cli_error(c, "%% Too many addresses");
			return false;
		}
		g->addr[g->n_addr++] = addr;
	}
	return true;
}

SET(run_priority)
{
	(void)c;
	g->priority = no ? 100 : (u8)args_num(a, "priority", 100);
	return true;
}

SET(run_preempt)
{
	(void)c;
	g->preempt = !no;
	g->preempt_delay_s = no ? 0 : (u32)args_num(a, "seconds", 0);
	return true;
}

/* On by default: what is kept is that it is off, or its delay. */
static bool forwarder_set(struct cli *c, const struct args *a, struct glbp *g, bool no)
{
	char line[48];

	g->forwarder_preempt = !no;
	g->forwarder_delay_s = no ? 30 : (u32)args_num(a, "seconds", 30);
	snprintf(line, sizeof(line), "no glbp %u forwarder preempt", g->group);
	if (no || g->forwarder_delay_s == 30)
		cli_store(c, no ? line : "");
	return true;
}

static bool run_forwarder(struct cli *c, const struct args *a) { return run(c, a, forwarder_set, true); }

SET(run_timers)
{
	u32 hello = args_has(a, "hello-ms") ? (u32)args_num(a, "hello-ms", 0) : 1000 * (u32)args_num(a, "hello-s", 3);
	u32 hold = args_has(a, "hold-ms") ? (u32)args_num(a, "hold-ms", 0) : 1000 * (u32)args_num(a, "hold-s", 10);

	if (!no && hold <= hello) {
		cli_error(c, "%% Hold time must be greater than hello time");
		return false;
	}
	g->timers_set = !no;
	g->hello_ms = no ? 3000 : hello;
	g->hold_ms = no ? 10000 : hold;
	return true;
}

SET(run_redirect)
{
	u32 redirect = (u32)args_num(a, "redirect", 600), timeout = (u32)args_num(a, "timeout", 14400);

	if (!no && timeout <= redirect) {
		cli_error(c, "%% Timeout must be greater than redirect time");
		return false;
	}
	g->redirect_set = !no;
	g->redirect_s = no ? 600 : (u16)redirect;
	g->timeout_s = no ? 14400 : (u16)timeout;
	return true;
}

/* Without a method: on by default, by turns; what is kept is that it is off. */
static bool balance_set(struct cli *c, const struct args *a, struct glbp *g, bool no)
{
	char line[48];

	(void)a;
	g->balance = no ? GLBP_NONE : GLBP_ROUND_ROBIN;
	snprintf(line, sizeof(line), "no glbp %u load-balancing", g->group);
	cli_store(c, no ? line : "");
	return true;
}

SET(run_method)
{
	g->balance = no ? GLBP_ROUND_ROBIN : args_has(a, "host-dependent") ? GLBP_HOST : args_has(a, "weighted") ? GLBP_WEIGHTED : GLBP_ROUND_ROBIN;
	if (!no && g->balance == GLBP_ROUND_ROBIN)
		cli_store(c, "");
	return true;
}

static bool run_balancing(struct cli *c, const struct args *a) { return run(c, a, balance_set, true); }

SET(run_weighting)
{
	u8 most = (u8)args_num(a, "maximum", 100), lower = (u8)args_num(a, "lower-value", 1), upper = (u8)args_num(a, "upper-value", most);

	if (!no && (lower > most || upper > most || upper < lower)) {
		cli_error(c, upper < lower ? "%% Upper threshold must be at least the lower one" : "%% Thresholds must not exceed the weighting");
		return false;
	}
	g->weight_set = !no;
	g->weight = no ? 100 : most;
	g->lower = no ? 1 : lower;
	g->upper = no ? 100 : upper;
	return true;
}

static void object_changed(struct track_user *u) { glbp_update(container_of(u, struct fhrp_track, user)->group); }

static void object_describe(const struct track_user *u, char buf[64])
{
	const struct glbp *g = container_of(u, struct fhrp_track, user)->group;

	snprintf(buf, 64, "GLBP %s %u", g->on->ifp->i->name, g->group);
}

SET(run_track)
{
	struct fhrp_track t = { .user = { .changed = object_changed, .describe = object_describe, .object = (u16)args_num(a, "object", 0) },
				.decrement = (u8)args_num(a, "value", 10), .group = g };

	if (no) {
		fhrp_track_del(cli_stack(c), &g->tracks, t.user.object);
	} else if (!fhrp_track_set(cli_stack(c), &g->tracks, &t)) {
		cli_error(c, "%% Too many tracked objects");
		return false;
	}
	return true;
}

SET(run_auth)
{
	const char *text = args_str(a, "text"), *key = args_str(a, "key"), *chain = args_str(a, "chain"), *what = text ? text : chain;
	char clear[SECRET_CLEAR_MAX + 1];

	if (key && !no) {
		if (!access_line_key(c, a, "key", clear))
			return false;
		what = clear;
	}
	if (!no && strlen(what) > FHRP_KEY_MAX) {
		cli_error(c, "%% Authentication string is of at most %u characters", (unsigned)FHRP_KEY_MAX);
		return false;
	}
	free(g->key);
	g->key = no ? NULL : xstrdup(what);
	g->auth = no || text ? FHRP_AUTH_PLAIN : key ? FHRP_AUTH_KEY : FHRP_AUTH_CHAIN;
	return true;
}

SET(run_name)
{
	(void)c;
	free(g->name);
	g->name = no ? NULL : xstrdup(args_str(a, "name"));
	return true;
}

#define GLBP "glbp <0-1023>:group "
#define HELP "Gateway Load Balancing Protocol interface commands|Group number|"
#define AMONG .order = ORDER_IF_IP + 55, .flags = CMD_SORT_NUMERIC | CMD_SORT_GROUP /* a group's lines stand together */
#define PLACE .key = 3, AMONG
#define LATER(syntax, help) { &mode_interface, syntax, help, .flags = CMD_UNSUPPORTED }
static const struct cmd rows[] = {
	{ &mode_interface, GLBP "ip [A.B.C.D]", HELP "Enable group and set virtual IP address|Virtual IP address", .run = run_ip, PLACE },
	{ &mode_interface, GLBP "ip A.B.C.D secondary", HELP "||Make this IP address a secondary virtual IP address", .run = run_secondary, .key = 5,
	  .order = ORDER_IF_IP + 55, .flags = CMD_SORT_NUMERIC | CMD_SORT_GROUP | CMD_MULTI },
	{ &mode_interface, GLBP "timers redirect <1-3600>:redirect <1-64800>:timeout",
	  HELP "Adjust GLBP timers|Specify time-out values for failed forwarders|Interval in seconds to redirect to failed forwarders|Time-out interval in seconds for failed forwarders",
	  .run = run_redirect, .key = 4, AMONG },
	{ &mode_interface, GLBP "timers <1-60>:hello-s <2-180>:hold-s", HELP "|Hello interval in seconds|Hold time in seconds", .run = run_timers, PLACE },
	{ &mode_interface, GLBP "timers msec <50-60000>:hello-ms <2-180>:hold-s", HELP "|Specify hello interval in milliseconds|Hello interval in milliseconds|",
	  .run = run_timers, PLACE },
	{ &mode_interface, GLBP "timers msec <50-60000>:hello-ms msec <70-180000>:hold-ms", HELP "|||Specify hold time in milliseconds|Hold time in milliseconds",
	  .run = run_timers, PLACE },
	{ &mode_interface, GLBP "priority <1-255>:priority", HELP "Priority level|Priority value", .run = run_priority, PLACE },
	{ &mode_interface, GLBP "preempt [delay minimum <0-3600>:seconds]",
	  HELP "Overthrow lower priority designated routers|Wait before preempting|Delay at least this long|Number of seconds for minimum delay", .run = run_preempt, PLACE },
	{ &mode_interface, GLBP "forwarder preempt", HELP "Forwarder configuration|Overthrow less preferred active forwarders", .run = run_forwarder, .key = 4,
	  AMONG | CMD_ON_EACH },
	{ &mode_interface, GLBP "forwarder preempt delay minimum <0-3600>:seconds", HELP "||Wait before preempting|Delay at least this long|Number of seconds for minimum delay",
	  .run = run_forwarder, .key = 4, AMONG },
	{ &mode_interface, GLBP "load-balancing", HELP "Load balancing method", .run = run_balancing, PLACE | CMD_ON_EACH },
	{ &mode_interface, GLBP "load-balancing {host-dependent|round-robin|weighted}",
	  HELP "|Load balance equally, source MAC determines forwarder choice|Load balance equally using each forwarder in turn|Load balance in proportion to forwarder weighting",
	  .run = run_method, PLACE },
	{ &mode_interface, GLBP "weighting <1-254>:maximum [lower <1-253>:lower-value] [upper <1-254>:upper-value]",
	  HELP "Gateway weighting and tracking|Weighting maximum value|Weighting lower threshold|Lower threshold value|Weighting upper threshold|Upper threshold value",
	  .run = run_weighting, PLACE },
	{ &mode_interface, GLBP "weighting track <1-1000>:object [decrement <1-254>:value]",
	  HELP "|Interface tracking|Tracked object number|Weighting decrement|Weighting decrement value", .run = run_track, .key = 5, AMONG },
	{ &mode_interface, GLBP "authentication text WORD:text", HELP "Authentication method|Plain text authentication|Plain text authentication string", .run = run_auth, PLACE },
	{ &mode_interface, GLBP "authentication md5 key-string [<0-7>:type] WORD:key", HELP "|MD5 authentication|Set key string|Type of what follows: 0 clear, 7 hidden|Key string", .run = run_auth, PLACE },
	{ &mode_interface, GLBP "authentication md5 key-chain WORD:chain", HELP "||Set key chain|Name of key-chain", .run = run_auth, PLACE },
	{ &mode_interface, GLBP "name WORD:name", HELP "Redundancy name|Name string", .run = run_name, PLACE },
	LATER(GLBP "ipv6 LINE", HELP "Enable group for IPv6 and set the virtual IPv6 address|"),
	LATER(GLBP "client-cache LINE", HELP "Client cache|"),
	DEBUG_CMDS("glbp", "GLBP debugging"),
	DEBUG_CMDS("glbp events", "|GLBP events"),
	DEBUG_CMDS("glbp terse", "|GLBP debugging, all but hellos"),
	DEBUG_CMDS("glbp packets", "|GLBP packets"),
};
const struct cmd_table glbp_cmds[] = { CMD_TABLE(rows) };
const unsigned n_glbp_cmds = ARRAY_LEN(glbp_cmds);
