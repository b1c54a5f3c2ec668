/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vrrp: the lines of an interface; blocks are in vrrp_block_cli.c, shows in vrrp_show.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/debug.h"
#include "router/fhrp/vrrp.h"
#include "router/ip_cli.h"

/* The group that the line is about: one without a number stands in the group's block. NULL: *ok tells whether there was just nothing to remove, or it was said why not. */
static struct vrrp *group_of(struct cli *c, const struct args *a, bool make, bool *ok)
{
	u8 number = (u8)args_num(a, "group", 0);
	struct ipif *p;
	struct vrrp *v;

	if (!number)
		return cli_object(c, 0);
	p = cli_ipif(c);
	*ok = p && args_no(a);
	if (!p || (!make && !p->fhrp))
		return NULL;
	v = vrrp_get(fhrp_get(p), number, AF_IP4, make);
	if (v && v->block && make) {
		cli_error(c, "%% Group %u is configured by its address-family block", v->vrid);
		*ok = false;
		return NULL;
	}
	return v && v->block ? NULL : v;
}

static struct vrrp *group(struct cli *c, const struct args *a, bool *ok) { return group_of(c, a, !args_no(a), ok); }

bool vrrp_secondary(struct cli *c, struct vrrp *v, struct ipaddr addr, bool add)
{
	u8 k = 1;

	while (k < v->n_addr && !ipaddr_eq(&v->addr[k], &addr))
		k++;
	if (!add && k < v->n_addr) {
		memmove(v->addr + k, v->addr + k + 1, (size_t)(--v->n_addr - k) * sizeof(*v->addr));
	} else if (add && k == v->n_addr) {
		if (v->n_addr == VIRTUAL_ADDRS_MAX) {
			cli_error(c, "%% Too many addresses");
			return false;
		}
		v->addr[v->n_addr++] = addr;
	}
	vrrp_update(v);
	return true;
}

static bool run_ip(struct cli *c, const struct args *a)
{
	u32 addr = args_ip4(a, "A.B.C.D", 0);
	bool secondary = args_has(a, "secondary"), ok;
	struct vrrp *v = group(c, a, &ok);

	if (!v)
		return ok;
	if (!args_no(a))
		fhrp_warn_subnet(c, v->on->ifp, addr);
	if (secondary)
		return vrrp_secondary(c, v, ipaddr4(addr), !args_no(a));
	v->addr[0] = args_no(a) ? (struct ipaddr){ .af = AF_NONE } : ipaddr4(addr);
	vrrp_update(v);
	return true;
}

bool vrrp_run_priority(struct cli *c, const struct args *a)
{
	bool ok;
	struct vrrp *v = group(c, a, &ok);

	if (!v)
		return ok;
	v->priority = args_no(a) ? 100 : (u8)args_num(a, "priority", 100);
	vrrp_update(v);
	return true;
}

static bool run_preempt(struct cli *c, const struct args *a)
{
	char line[40];
	bool ok;
	struct vrrp *v = group_of(c, a, true, &ok);

	if (!v)
		return ok;
	v->preempt = !args_no(a);
	v->preempt_delay_s = args_no(a) ? 0 : (u32)args_num(a, "seconds", 0);
	/* On by default: what is kept is that it is off, or its delay. */
	snprintf(line, sizeof(line), "no vrrp %u preempt", v->vrid);
	if (args_no(a) || !v->preempt_delay_s)
		cli_store(c, args_no(a) ? line : "");
	vrrp_update(v);
	return true;
}

bool vrrp_run_advertise(struct cli *c, const struct args *a)
{
	bool ok;
	struct vrrp *v = group(c, a, &ok);

	if (!v)
		return ok;
	v->advertise_ms = args_no(a) ? 1000 : (u32)args_num(a, "ms", 1000 * args_num(a, "seconds", 1));
	vrrp_update(v);
	return true;
}

static bool run_learn(struct cli *c, const struct args *a)
{
	bool ok;
	struct vrrp *v = group(c, a, &ok);

	if (!v)
		return ok;
	v->learn = !args_no(a);
	vrrp_update(v);
	return true;
}

bool vrrp_run_shutdown(struct cli *c, const struct args *a)
{
	bool ok;
	struct vrrp *v = group(c, a, &ok);

	if (!v)
		return ok;
	v->shutdown = !args_no(a);
	vrrp_update(v);
	return true;
}

static bool run_text(struct cli *c, const struct args *a)
{
	bool ok;
	struct vrrp *v = group(c, a, &ok);
	const char *text = args_str(a, "text");

	if (!v)
		return ok;
	if (text && strlen(text) > sizeof(v->auth)) {
		cli_error(c, "%% Authentication string is of at most 8 characters");
		return false;
	}
	memset(v->auth, 0, sizeof(v->auth));
	v->auth_type = !args_no(a);
	if (!args_no(a))
		memcpy(v->auth, text, strlen(text));
	vrrp_update(v);
	return true;
}

bool vrrp_run_description(struct cli *c, const struct args *a)
{
	bool ok;
	struct vrrp *v = group(c, a, &ok);

	if (!v)
		return ok;
	free(v->description);
	v->description = args_no(a) ? NULL : xstrdup(args_str(a, "LINE"));
	return true;
}

bool vrrp_run_track(struct cli *c, const struct args *a)
{
	bool ok;
	struct vrrp *v = group(c, a, &ok);
	struct fhrp_track t = { .user = vrrp_track, .decrement = (u8)args_num(a, "decrement-by", 10), .shut = args_has(a, "shutdown"), .group = v };

	if (!v)
		return ok;
	t.user.object = (u16)args_num(a, "object", 0);
	if (args_no(a)) {
		fhrp_track_del(cli_stack(c), &v->tracks, t.user.object);
	} else if (!fhrp_track_set(cli_stack(c), &v->tracks, &t)) {
		cli_error(c, "%% Too many tracked objects");
		return false;
	}
	vrrp_update(v);
	return true;
}

/* As HSRP's: what is there already runs on. */
static bool run_delay(struct cli *c, const struct args *a)
{
	struct ipif *p = cli_ipif(c);
	struct fhrp_if *f = p ? fhrp_get(p) : NULL;

	if (!f)
		return false;
	f->vrrp_delay_s = args_no(a) ? 0 : (u32)args_num(a, "minimum-s", 0);
	f->vrrp_reload_s = args_no(a) ? 0 : (u32)args_num(a, "reload-s", 0);
	for (struct vrrp *v = f->vrrp; v; v = v->next)
		vrrp_update(v);
	return true;
}

static bool run_version(struct cli *c, const struct args *a)
{
	vrrp_set_version(cli_stack(c), args_no(a) || args_has(a, "v2") ? 2 : 3);
	return true;
}

#define VRRP "vrrp <1-255>:group "
#define HELP "VRRP Interface configuration commands|Group number|"
#define AMONG .order = ORDER_IF_IP + 60, .flags = CMD_SORT_NUMERIC | CMD_SORT_GROUP /* a group's lines stand together */
#define PLACE .key = 3, AMONG
static const struct cmd rows[] = {
	{ &mode_config, "fhrp version vrrp {v2|v3}", "Configure First Hop Redundancy Protocols|Version|VRRP|Version 2|Version 3", .run = run_version, .key = 3,
	  .order = ORDER_IP + 61, .dflt = "fhrp version vrrp v2" },
	{ &mode_interface, "vrrp delay {minimum <0-10000>:minimum-s [reload <0-10000>:reload-s]|reload <0-10000>:reload-s}",
	  "|VRRP initialisation delay|Set minimum delay on interface up|Number of seconds|Set delay after reload|Number of seconds|Set delay after reload|Number of seconds", .run = run_delay, .key = 2,
	  .order = ORDER_IF_IP + 59 },
	{ &mode_interface, VRRP "description LINE", HELP "Group specific description|Up to 80 characters", .run = vrrp_run_description, PLACE },
	{ &mode_interface, VRRP "ip A.B.C.D", HELP "Enable Virtual Router Redundancy Protocol (VRRP) for IP|VRRP group IP address", .run = run_ip, PLACE },
	{ &mode_interface, VRRP "ip A.B.C.D secondary", HELP "||Specify an additional VRRP address for this group", .run = run_ip, .key = 5,
	  .order = ORDER_IF_IP + 60, .flags = CMD_SORT_NUMERIC | CMD_SORT_GROUP | CMD_MULTI },
	{ &mode_interface, VRRP "shutdown", HELP "Disable VRRP Configuration", .run = vrrp_run_shutdown, PLACE },
	{ &mode_interface, VRRP "timers learn", HELP "Set the VRRP timers|Learn timer values from current Master", .run = run_learn, .key = 4, AMONG },
	{ &mode_interface, VRRP "timers advertise <1-255>:seconds", HELP "|Set the Advertisement timer|Seconds", .run = vrrp_run_advertise, .key = 4, AMONG },
	{ &mode_interface, VRRP "timers advertise msec <50-999>:ms", HELP "||Specify time in milliseconds|Milliseconds", .run = vrrp_run_advertise, .key = 4, AMONG },
	{ &mode_interface, VRRP "preempt", HELP "Enable preemption of lower priority Master", .run = run_preempt, .key = 3, AMONG | CMD_ON_EACH },
	{ &mode_interface, VRRP "preempt delay minimum <0-3600>:seconds", HELP "|Wait before preempting|Delay at least this long|Seconds", .run = run_preempt,
	  PLACE },
	{ &mode_interface, VRRP "priority <1-254>:priority", HELP "Priority of this VRRP group|Priority level", .run = vrrp_run_priority, PLACE },
	{ &mode_interface, VRRP "authentication text WORD:text", HELP "Authentication|Plain text authentication|Authentication string", .run = run_text, PLACE },
	/* Its digest is Cisco's own and nowhere written down; RFC 5798 has no authentication at all. */
	{ &mode_interface, VRRP "authentication md5 LINE", HELP "|Use MD5 authentication|", .flags = CMD_UNSUPPORTED },
	{ &mode_interface, VRRP "track <1-1000>:object [decrement <1-255>:decrement-by]", HELP "Event Tracking|Track object number|Priority decrement|Value",
	  .run = vrrp_run_track, .key = 4, AMONG },
	{ &mode_interface, VRRP "track <1-1000>:object shutdown", HELP "||Disable VRRP Configuration", .run = vrrp_run_track, .key = 4, AMONG },
	DEBUG_CMDS("vrrp", "VRRP information"),
	DEBUG_CMDS("vrrp all", "|Enable all VRRP debugging"),
};
const struct cmd_table vrrp_cmds[] = { CMD_TABLE(rows) };
const unsigned n_vrrp_cmds = ARRAY_LEN(vrrp_cmds);
