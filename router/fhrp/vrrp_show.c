/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show vrrp: groups of lines as IOS shows version 2's, groups of blocks as IOS XE shows version 3's. */
#include <stdio.h>
#include <string.h>

#include "device/civil.h"
#include "device/debug.h"
#include "router/fhrp/vrrp.h"
#include "router/ip_cli.h"

static void seconds(struct show *s, const char *what, nsec t)
{
	show_text(s, "  %s is %llu.%03llu sec\n", what, (unsigned long long)(t / NSEC_PER_SEC), (unsigned long long)(t % NSEC_PER_SEC / NSEC_PER_MS));
}

static void show_addr(struct show *s, const char *name, const struct ipaddr *a)
{
	if (a->af == AF_IP6)
		show_ip6(s, name, &a->v6);
	else
		show_ip4(s, name, a->af ? a->v4 : 0);
}

static void cells(struct show *s, const struct vrrp *v)
{
	show_str(s, "interface", v->on->ifp->i->name);
	show_num(s, "group", v->vrid);
	show_str(s, "family", v->af == AF_IP4 ? "IPv4" : "IPv6");
	show_num(s, "version", vrrp_version(v));
	show_str(s, "state", vrrp_state_name[v->state]);
	show_addr(s, "virtual_address", &v->addr[0]);
	show_mac(s, "virtual_mac", v->virt.mac);
	show_num(s, "priority", vrrp_priority(v));
	show_num(s, "configured_priority", v->priority);
	show_bool(s, "preempt", v->preempt);
	show_bool(s, "owner", vrrp_is_owner(v));
	show_num(s, "advertise_ms", v->advertise_ms);
	show_addr(s, "master", &v->master);
	show_num(s, "master_priority", v->master_priority);
	show_num(s, "master_down_ms", vrrp_down_interval(v) / NSEC_PER_MS);
	show_num(s, "sent", v->sent);
	show_num(s, "received", v->received);
	show_num(s, "bad_checksum", v->bad_checksum);
	show_num(s, "bad_version", v->bad_version);
	show_num(s, "bad_ttl", v->bad_vrid_ttl);
	show_num(s, "bad_authentication", v->bad_auth);
	show_num(s, "bad_interval", v->bad_interval);
	show_num(s, "bad_list", v->bad_list);
}

static void preemption(struct show *s, const struct vrrp *v)
{
	show_text(s, "  Preemption %s", v->preempt ? "enabled" : "disabled");
	if (v->preempt_delay_s)
		show_text(s, ", delay min %u secs", v->preempt_delay_s);
	show_text(s, "\n  Priority is %u", vrrp_priority(v));
}

static void master_router(struct show *s, const struct vrrp *v)
{
	char a[IP6_TEXT];

	if (v->master.af)
		show_text(s, "  Master Router is %s%s, priority is %u\n", ipaddr_text(&v->master, a), v->state == VRRP_MASTER ? " (local)" : "", v->master_priority);
	else
		show_text(s, "  Master Router is unknown, priority is unknown\n");
}

static void lines_text(struct show *s, const struct vrrp *v)
{
	char a[IP6_TEXT], m[MAC_TEXT];

	show_text(s, "%s - Group %u\n", v->on->ifp->i->name, v->vrid);
	if (v->description)
		show_text(s, "%s\n", v->description);	/* so stands IOS's, by itself */
	show_text(s, "  State is %s%s\n", vrrp_state_name[v->state], v->shutdown ? " (shutdown)" : "");
	show_text(s, "  Virtual IP address is %s\n", v->addr[0].af ? ipaddr_text(&v->addr[0], a) : "no address");
	for (unsigned k = 1; k < v->n_addr; k++)
		show_text(s, "    Secondary Virtual IP address is %s\n", ipaddr_text(&v->addr[k], a));
	show_text(s, "  Virtual MAC address is %s\n", mac_dotted(v->virt.mac, m));
	seconds(s, "Advertisement interval", v->advertise_ms * NSEC_PER_MS);
	preemption(s, v);
	if (v->tracks && !vrrp_is_owner(v))
		show_text(s, " (cfgd %u)", v->priority);
	show_text(s, "\n");
	fhrp_tracks_text(s, v->tracks, "Up", "Down", "Undefined");
	if (v->auth_type)
		show_text(s, "  Authentication text \"%.8s\"\n", (const char *)v->auth);
	master_router(s, v);
	seconds(s, "Master Advertisement interval", (v->state == VRRP_BACKUP && v->master_adver_ms ? v->master_adver_ms : v->advertise_ms) * NSEC_PER_MS);
	seconds(s, "Master Down interval", vrrp_down_interval(v));
	show_text(s, "\n");
}

/* ---- blocks ---- */

static const char *mac_upper(const u8 mac[6], char buf[MAC_TEXT])
{
	snprintf(buf, MAC_TEXT, "%02X%02X.%02X%02X.%02X%02X", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	return buf;
}

/* "9 mins 47.148 secs", "2 weeks 2 days 14 hours" */
static void duration(struct show *s, nsec t)
{
	u64 min = t / (60 * NSEC_PER_SEC), ms = t / NSEC_PER_MS % 60000;
	unsigned hours = (unsigned)(min / 60 % 24), days = (unsigned)(min / 1440 % 7), weeks = (unsigned)(min / 10080);

	show_text(s, "  State duration ");
	if (min >= 1440) {
		if (weeks)
			show_text(s, "%u weeks ", weeks);
		show_text(s, "%u days %u hours\n", days, hours);
		return;
	}
	if (min >= 60)
		show_text(s, "%llu hours ", (unsigned long long)(min / 60));
	if (min)
		show_text(s, "%llu mins ", (unsigned long long)(min % 60));
	show_text(s, "%llu.%03llu secs\n", (unsigned long long)(ms / 1000), (unsigned long long)(ms % 1000));
}

static unsigned left_ms(const struct vrrp *v)
{
	nsec now = stack_now(v->on->ifp->ip);

	return timer_is_set(&v->timer) && v->timer.due > now ? (unsigned)((v->timer.due - now) / NSEC_PER_MS) : 0;
}

static void master_text(struct show *s, const struct vrrp *v)
{
	master_router(s, v);
	if (v->state == VRRP_MASTER)
		show_text(s, "  Master Advertisement interval is %u msec (expires in %u msec)\n", v->advertise_ms, left_ms(v));
	else if (v->state == VRRP_BACKUP && v->master_adver_ms)
		show_text(s, "  Master Advertisement interval is %u msec (learned)\n", v->master_adver_ms);
	else
		show_text(s, "  Master Advertisement interval is unknown\n");
	if (v->state == VRRP_BACKUP)
		show_text(s, "  Master Down interval is %u msec (expires in %u msec)\n", (unsigned)(vrrp_down_interval(v) / NSEC_PER_MS), left_ms(v));
	else
		show_text(s, "  Master Down interval is unknown\n");
}

static void detail_text(struct show *s, const struct vrrp *v)
{
	static const struct { u8 from, to; const char *name; } moves[] = {
		{ VRRP_INIT, VRRP_MASTER, "Init to master" }, { VRRP_INIT, VRRP_BACKUP, "Init to backup" }, { VRRP_BACKUP, VRRP_MASTER, "Backup to master" },
		{ VRRP_MASTER, VRRP_BACKUP, "Master to backup" }, { VRRP_MASTER, VRRP_INIT, "Master to init" }, { VRRP_BACKUP, VRRP_INIT, "Backup to init" },
	};
	u32 other = v->bad_vrid_ttl + v->bad_checksum + v->short_rx + v->bad_auth, list = v->any_list ? 0 : v->bad_list;

	show_text(s, "  VRRPv3 Advertisements: sent %u (errors 0) - rcvd %u\n", v->sent, v->received);
	show_text(s, "  VRRPv2 Advertisements: sent %u (errors 0) - rcvd %u\n", v->sent2, v->received2);
	show_text(s, "  Group Discarded Packets: %u\n", v->bad_version + v->bad_count + list + v->bad_interval + v->in_init + other);
	show_text(s, "    VRRPv2 incompatibility: %u\n    IP Address Owner conflicts: %u\n    Invalid address count: %u\n", v->bad_version, v->bad_owner, v->bad_count);
	show_text(s, "    IP address configuration mismatch : %u\n    Invalid Advert Interval: %u\n", list, v->bad_interval);
	show_text(s, "    Adverts received in Init state: %u\n    Invalid group other reason: %u\n  Group State transition:\n", v->in_init, other);
	for (size_t k = 0; k < ARRAY_LEN(moves); k++) {
		u32 n = v->moves[moves[k].from][moves[k].to];
		struct civil t = civil_of(v->moved[moves[k].from][moves[k].to]);

		show_text(s, "    %s: %u", moves[k].name, n);
		if (n)
			show_text(s, " (Last change %s %s %u %02u:%02u:%02u.%03u)", civil_weekday[t.weekday], civil_month[t.month - 1], t.day, t.hour, t.minute, t.second, t.msec);
		show_text(s, "\n");
	}
}

static const char *why_init(const struct vrrp *v)
{
	if (v->state != VRRP_INIT)
		return "";
	if (!v->on->ifp->ip->root->vrrp3)
		return " (VRRP version 2 runs)";
	if (v->shutdown)
		return " (Shutdown)";
	if (!v->addr[0].af)
		return " (No Primary virtual IP address configured)";
	if (fhrp_vrrp_delay(v->on) > stack_now(v->on->ifp->ip))
		return " (Interface Delay)";
	return fhrp_shut(v->tracks) ? " (Tracked object down)" : !v->on->ifp->up ? " (Interface Down)" : " (No address to speak from)";
}

static void block_text(struct show *s, const struct vrrp *v, bool detail)
{
	char a[IP6_TEXT], m[MAC_TEXT];

	show_text(s, "%s - Group %u - Address-Family %s\n", v->on->ifp->i->name, v->vrid, v->af == AF_IP4 ? "IPv4" : "IPv6");
	if (v->description)
		show_text(s, "  Description is \"%s\"\n", v->description);
	show_text(s, "  State is %s%s\n", vrrp_state_upper[v->state], why_init(v));
	duration(s, stack_now(v->on->ifp->ip) - v->changed);
	show_text(s, "  Virtual IP address is %s\n", v->addr[0].af ? ipaddr_text(&v->addr[0], a) : "no address");
	if (v->n_addr > 1)
		show_text(s, "  Virtual secondary IP addresses:\n");
	for (unsigned k = 1; k < v->n_addr; k++)
		show_text(s, "    %s\n", ipaddr_text(&v->addr[k], a));
	show_text(s, "  Virtual MAC address is %s\n  Advertisement interval is %u msec\n", mac_upper(v->virt.mac, m), v->advertise_ms);
	preemption(s, v);
	if (vrrp_priority(v) != v->priority)
		show_text(s, " (Configured %u)", v->priority);
	show_text(s, "\n");
	fhrp_tracks_text(s, v->tracks, "UP", "DOWN", "UNDEFINED");
	master_text(s, v);
	if (detail)
		detail_text(s, v);
	show_text(s, "\n");
}

/* ---- both ---- */

struct asked { const char *only; u32 group; bool brief, detail, blocks; };

static void row(struct show *s, const struct vrrp *v, const struct asked *q)
{
	const struct ipif *p = v->on->ifp;
	char text[IP6_TEXT + 8], g[IP6_TEXT];

	cells(s, v);
	if (q->brief && v->block) {
		show_fmt(s, "where", "  %s", p->i->short_name);
		show_num(s, "time", v->state == VRRP_BACKUP ? vrrp_down_interval(v) / NSEC_PER_MS : 0);
		show_str(s, "own", vrrp_is_owner(v) ? "Y " : "N ");
		show_str(s, "pre", v->preempt ? "Y " : "N ");
		show_fmt(s, "upper", " %s", vrrp_state_upper[v->state]);
		snprintf(text, sizeof(text), "%s%s", v->master.af ? ipaddr_text(&v->master, g) : "AF-UNDEFINED", v->state == VRRP_MASTER ? "(local)" : "");
		show_fmt(s, "who", "%s %s", text, v->addr[0].af ? ipaddr_text(&v->addr[0], g) : "no address");
	} else if (q->brief) {
		show_str(s, "short_interface", p->i->short_name);
		show_str(s, "own", vrrp_is_owner(v) ? " Y" : "");
		show_str(s, "pre", v->preempt ? " Y" : "");
	} else if (v->block) {
		block_text(s, v, q->detail);
	} else {
		lines_text(s, v);
	}
	show_end(s);
}

static unsigned groups(struct cli *c, struct show *s, const struct asked *q)
{
	unsigned n = 0;

	for (const struct ipif *p = ipif_after(cli_stack(c), NULL); p; p = ipif_after(cli_stack(c), p))
		for (const struct vrrp *v = p->fhrp && (!q->only || !strcmp(q->only, p->i->name)) ? p->fhrp->vrrp : NULL; v; v = v->next)
			if (vrrp_is_there(v) && v->block == q->blocks && (!q->group || q->group == v->vrid)) {
				n++;
				if (s)
					row(s, v, q);
			}
	return n;
}

static bool show_vrrp(struct cli *c, const struct args *a, struct show *s)
{
	static const struct show_col lines[] = { { "short_interface", "Interface", 19 }, { "group", "Grp", 4 }, { "priority", "Pri", 4 },
						 { "master_down_ms", "Time", 6 }, { "own", "Own", 4 }, { "pre", "Pre", 4 }, { "state", "State", 8 },
						 { "master", "Master addr", 16 }, { "virtual_address", "Group addr", 0 } };
	static const struct show_col blocks[] = { { "where", "  Interface", 21 }, { "group", "Grp", -3 }, { "family", "A-F", -5 }, { "priority", "Pri", -4 },
						  { "time", "Time", -6 }, { "own", "Own", -4 }, { "pre", "Pre", -4 }, { "upper", " State", 9 },
						  { "who", "Master addr/Group addr", 0 } };
	struct asked q = { .only = args_str(a, "INTERFACE"), .group = (u32)args_num(a, "group", 0), .brief = args_has(a, "brief"), .detail = args_has(a, "detail") };

	if (q.brief && (groups(c, NULL, &q) || !cli_stack(c)->vrrp3))
		show_table(s, lines, ARRAY_LEN(lines));
	groups(c, s, &q);
	q.blocks = true;
	if (q.brief && groups(c, NULL, &q))
		show_table(s, blocks, ARRAY_LEN(blocks));
	groups(c, s, &q);
	return true;
}

static const struct cmd rows[] = {
	{ &mode_exec, "show vrrp [brief|detail|all]", "|VRRP information|Brief output|Detailed output|Include groups in disabled state", .show = show_vrrp },
	{ &mode_exec, "show vrrp INTERFACE [<1-255>:group] [brief|detail]", "|||Group number|Brief output|Detailed output", .show = show_vrrp },
	{ &mode_exec, "show vrrp interface INTERFACE [brief|detail]", "||VRRP interface status and configuration||Brief output|Detailed output", .show = show_vrrp },
};
const struct cmd_table vrrp_show_cmds[] = { CMD_TABLE(rows) };
const unsigned n_vrrp_show_cmds = ARRAY_LEN(vrrp_show_cmds);
