/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vrrp: configuration and shows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/debug.h"
#include "router/fhrp/vrrp.h"
#include "router/ip_cli.h"

/* The group that the line is about. NULL: *ok tells whether there was just nothing to remove, or it was said why not. */
static struct vrrp *group_of(struct cli *c, const struct args *a, bool make, bool *ok)
{
	struct ipif *p = cli_ipif(c);
	struct vrrp *v;

	*ok = p && args_no(a);
	if (!p || (!make && !p->fhrp))
		return NULL;
	v = vrrp_get(fhrp_get(p), (u8)args_num(a, "group", 0), make);
	if (!v && make)
		cli_error(c, "%% Too many VRRP groups on this interface");
	return v;
}

static struct vrrp *group(struct cli *c, const struct args *a, bool *ok) { return group_of(c, a, !args_no(a), ok); }

static bool run_ip(struct cli *c, const struct args *a)
{
	u32 addr = args_ip4(a, "A.B.C.D", 0);
	bool secondary = args_has(a, "secondary"), ok;
	struct vrrp *v = group(c, a, &ok);
	u8 k;

	if (!v)
		return ok;
	for (k = 1; k < v->n_addr && v->addr[k] != addr; k++)
		;
	if (!secondary) {
		v->addr[0] = args_no(a) ? 0 : addr;
	} else if (args_no(a)) {
		if (k < v->n_addr)
			memmove(v->addr + k, v->addr + k + 1, (size_t)(--v->n_addr - k) * 4);
	} else if (k == v->n_addr) {
		if (v->n_addr == VIRTUAL_ADDRS_MAX) {
			cli_error(c, "%% Too many addresses");
			return false;
		}
		v->addr[v->n_addr++] = addr;
	}
	vrrp_update(v);
	return true;
}

static bool run_priority(struct cli *c, const struct args *a)
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

static bool run_advertise(struct cli *c, const struct args *a)
{
	bool ok;
	struct vrrp *v = group(c, a, &ok);

	if (!v)
		return ok;
	v->advertise_ms = args_no(a) ? 1000 : args_has(a, "msec") ? (u32)args_num(a, "ms", 1000) : 1000 * (u32)args_num(a, "seconds", 1);
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

static bool run_shutdown(struct cli *c, const struct args *a)
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

static bool run_description(struct cli *c, const struct args *a)
{
	bool ok;
	struct vrrp *v = group(c, a, &ok);

	if (!v)
		return ok;
	free(v->description);
	v->description = args_no(a) ? NULL : xstrdup(args_str(a, "LINE"));
	return true;
}

static void object_changed(struct track_user *u) { vrrp_update(container_of(u, struct fhrp_track, user)->group); }

static void object_describe(const struct track_user *u, char buf[64])
{
	const struct vrrp *v = container_of(u, struct fhrp_track, user)->group;

	snprintf(buf, 64, "VRRP %s %u", v->on->ifp->i->name, v->vrid);
}

static bool run_track(struct cli *c, const struct args *a)
{
	bool ok;
	struct vrrp *v = group(c, a, &ok);
	struct fhrp_track t = { .user = { .changed = object_changed, .describe = object_describe, .object = (u16)args_num(a, "object", 0) },
				.decrement = (u8)args_num(a, "decrement-by", 10), .shut = args_has(a, "shutdown"), .group = v };

	if (!v)
		return ok;
	if (args_no(a)) {
		fhrp_track_del(cli_stack(c), &v->tracks, t.user.object);
	} else if (!fhrp_track_set(cli_stack(c), &v->tracks, &t)) {
		cli_error(c, "%% Too many tracked objects");
		return false;
	}
	vrrp_update(v);
	return true;
}

static bool run_version(struct cli *c, const struct args *a)
{
	vrrp_set_version(cli_stack(c), args_no(a) || args_has(a, "v2") ? 2 : 3);
	return true;
}

/* ---- shows ---- */

static void seconds(struct show *s, const char *what, nsec t)
{
	show_text(s, "  %s is %llu.%03llu sec\n", what, (unsigned long long)(t / NSEC_PER_SEC), (unsigned long long)(t % NSEC_PER_SEC / NSEC_PER_MS));
}

static void cells(struct show *s, const struct vrrp *v)
{
	show_str(s, "interface", v->on->ifp->i->name);
	show_num(s, "group", v->vrid);
	show_str(s, "state", vrrp_state_name[v->state]);
	show_ip4(s, "virtual_address", v->addr[0]);
	show_mac(s, "virtual_mac", v->virt.mac);
	show_num(s, "priority", vrrp_priority(v));
	show_num(s, "configured_priority", v->priority);
	show_bool(s, "preempt", v->preempt);
	show_bool(s, "owner", vrrp_is_owner(v));
	show_num(s, "advertise_ms", v->advertise_ms);
	show_ip4(s, "master", v->master);
	show_num(s, "master_priority", v->master_priority);
	show_num(s, "master_down_ms", vrrp_down_interval(v) / NSEC_PER_MS);
	show_num(s, "sent", v->sent);
	show_num(s, "received", v->received);
	show_num(s, "bad_checksum", v->bad_checksum);
	show_num(s, "bad_version", v->bad_version);
	show_num(s, "bad_ttl", v->bad_vrid_ttl);
	show_num(s, "bad_authentication", v->bad_auth);
	show_num(s, "bad_interval", v->bad_interval);
}

static void text_of(struct show *s, const struct vrrp *v)
{
	char a[IP4_TEXT], m[MAC_TEXT];

	show_text(s, "%s - Group %u\n", v->on->ifp->i->name, v->vrid);
	if (v->description)
		show_text(s, "  %s\n", v->description);
	show_text(s, "  State is %s%s\n", vrrp_state_name[v->state], v->shutdown ? " (shutdown)" : "");
	show_text(s, "  Virtual IP address is %s\n", v->addr[0] ? ip4_text(v->addr[0], a) : "no address");
	for (unsigned k = 1; k < v->n_addr; k++)
		show_text(s, "    Secondary Virtual IP address is %s\n", ip4_text(v->addr[k], a));
	show_text(s, "  Virtual MAC address is %s\n", mac_dotted(v->virt.mac, m));
	seconds(s, "Advertisement interval", v->advertise_ms * NSEC_PER_MS);
	show_text(s, "  Preemption %s", v->preempt ? "enabled" : "disabled");
	if (v->preempt && v->preempt_delay_s)
		show_text(s, ", delay min %u secs", v->preempt_delay_s);
	show_text(s, "\n  Priority is %u", vrrp_priority(v));
	if (v->tracks && !vrrp_is_owner(v))
		show_text(s, " (cfgd %u)", v->priority);
	show_text(s, "\n");
	for (const struct fhrp_track *t = v->tracks; t; t = t->next)
		show_text(s, t->shut ? "    Track object %u state %s shutdown\n" : "    Track object %u state %s decrement %u\n", t->user.object,
			  t->user.up ? "Up" : "Down", t->decrement);
	if (v->auth_type)
		show_text(s, "  Authentication text, string \"%.8s\"\n", (const char *)v->auth);
	if (v->master)
		show_text(s, "  Master Router is %s%s, priority is %u\n", ip4_text(v->master, a), v->state == VRRP_MASTER ? " (local)" : "", v->master_priority);
	else
		show_text(s, "  Master Router is unknown, priority is unknown\n");
	seconds(s, "Master Advertisement interval", (v->state == VRRP_BACKUP && v->master_adver_ms ? v->master_adver_ms : v->advertise_ms) * NSEC_PER_MS);
	seconds(s, "Master Down interval", vrrp_down_interval(v));
	show_text(s, "\n");
}

/* A group whose lines are all gone has nothing to show. */
static bool is_there(const struct vrrp *v)
{
	return v->addr[0] || v->tracks || v->shutdown || v->description || v->auth_type || v->priority != 100 || !v->preempt || v->advertise_ms != 1000;
}

static bool show_vrrp(struct cli *c, const struct args *a, struct show *s)
{
	static const struct show_col cols[] = { { "short_interface", "Interface", 19 }, { "group", "Grp", 4 }, { "priority", "Pri", 4 },
						{ "master_down_ms", "Time", 6 }, { "own", "Own", 4 }, { "pre", "Pre", 4 }, { "state", "State", 8 },
						{ "master", "Master addr", 16 }, { "virtual_address", "Group addr", 0 } };
	const char *only = args_str(a, "INTERFACE");
	bool brief = args_has(a, "brief");

	if (brief)
		show_table(s, cols, ARRAY_LEN(cols));
	for (const struct ipif *p = ipif_after(cli_stack(c), NULL); p; p = ipif_after(cli_stack(c), p))
		for (const struct vrrp *v = p->fhrp && (!only || !strcmp(only, p->i->name)) ? p->fhrp->vrrp : NULL; v; v = v->next) {
			if (!is_there(v))
				continue;
			cells(s, v);
			if (brief) {
				show_str(s, "short_interface", p->i->short_name);
				show_str(s, "own", vrrp_is_owner(v) ? " Y" : "");
				show_str(s, "pre", v->preempt ? " Y" : "");
			} else {
				text_of(s, v);
			}
			show_end(s);
		}
	return true;
}

#define VRRP "vrrp <1-255>:group "
#define HELP "VRRP Interface configuration commands|Group number|"
#define AMONG .order = ORDER_IF_IP + 60, .flags = CMD_SORT_NUMERIC | CMD_SORT_GROUP /* a group's lines stand together */
#define PLACE .key = 3, AMONG
static const struct cmd rows[] = {
	{ &mode_config, "fhrp version vrrp {v2|v3}", "Configure First Hop Redundancy Protocols|Version|VRRP|Version 2|Version 3", .run = run_version, .key = 3,
	  .order = ORDER_IP + 61, .dflt = "fhrp version vrrp v2" },
	{ &mode_interface, VRRP "description LINE", HELP "Group specific description|Up to 80 characters", .run = run_description, PLACE },
	{ &mode_interface, VRRP "ip A.B.C.D", HELP "Enable Virtual Router Redundancy Protocol (VRRP) for IP|VRRP group IP address", .run = run_ip, PLACE },
	{ &mode_interface, VRRP "ip A.B.C.D secondary", HELP "||Specify an additional VRRP address for this group", .run = run_ip, .key = 5,
	  .order = ORDER_IF_IP + 60, .flags = CMD_SORT_NUMERIC | CMD_SORT_GROUP | CMD_MULTI },
	{ &mode_interface, VRRP "shutdown", HELP "Disable VRRP Configuration", .run = run_shutdown, PLACE },
	{ &mode_interface, VRRP "timers learn", HELP "Set the VRRP timers|Learn timer values from current Master", .run = run_learn, .key = 4, AMONG },
	{ &mode_interface, VRRP "timers advertise <1-255>:seconds", HELP "|Set the Advertisement timer|Seconds", .run = run_advertise, .key = 4, AMONG },
	{ &mode_interface, VRRP "timers advertise msec <50-999>:ms", HELP "||Specify time in milliseconds|Milliseconds", .run = run_advertise, .key = 4, AMONG },
	{ &mode_interface, VRRP "preempt", HELP "Enable preemption of lower priority Master", .run = run_preempt, .key = 3, AMONG | CMD_ON_EACH },
	{ &mode_interface, VRRP "preempt delay minimum <0-3600>:seconds", HELP "|Wait before preempting|Delay at least this long|Seconds", .run = run_preempt,
	  PLACE },
	{ &mode_interface, VRRP "priority <1-254>:priority", HELP "Priority of this VRRP group|Priority level", .run = run_priority, PLACE },
	{ &mode_interface, VRRP "authentication text WORD:text", HELP "Authentication|Plain text authentication|Authentication string", .run = run_text, PLACE },
	{ &mode_interface, VRRP "track <1-1000>:object [decrement <1-255>:decrement-by]", HELP "Event Tracking|Track object number|Priority decrement|Value",
	  .run = run_track, .key = 4, AMONG },
	{ &mode_interface, VRRP "track <1-1000>:object shutdown", HELP "||Disable VRRP Configuration", .run = run_track, .key = 4, AMONG },
	{ &mode_exec, "show vrrp [brief|all]", "|VRRP information|Brief output|Include groups in disabled state", .show = show_vrrp },
	{ &mode_exec, "show vrrp interface INTERFACE", "||VRRP interface status and configuration|", .show = show_vrrp },
	DEBUG_CMDS("vrrp", "VRRP information"),
};
const struct cmd_table vrrp_cmds[] = { CMD_TABLE(rows) };
const unsigned n_vrrp_cmds = ARRAY_LEN(vrrp_cmds);
