/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show glbp. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "device/debug.h"
#include "router/fhrp/auth.h"
#include "router/fhrp/glbp.h"
#include "router/ip_cli.h"

static const char *const balance_name[] = { "round-robin", "host-dependent", "weighted", "none" };

static nsec now_of(const struct glbp *g) { return stack_now(g->on->ifp->ip); }
static nsec left_of(const struct glbp *g, const struct timer *t) { return timer_is_set(t) && t->due > now_of(g) ? t->due - now_of(g) : 0; }
static nsec until_of(const struct glbp *g, nsec at) { return at > now_of(g) ? at - now_of(g) : 0; }

static const char *sec(nsec t, char buf[32])
{
	snprintf(buf, 32, "%llu.%03llu", (unsigned long long)(t / NSEC_PER_SEC), (unsigned long long)(t % NSEC_PER_SEC / NSEC_PER_MS));
	return buf;
}

static const char *peer_text(const struct glbp *g, u32 addr, u8 role, char buf[IP4_TEXT])
{
	return g->state == role ? "local" : addr ? ip4_text(addr, buf) : "unknown";
}

static const char *active_text(const struct glbp_forwarder *f, char buf[IP4_TEXT])
{
	return f->state == GLBP_ACTIVE ? "local" : f->active ? ip4_text(f->active, buf) : "unknown";
}

/* ---- cells ---- */

static void forwarder_cells(struct show *s, const struct glbp_forwarder *f)
{
	char a[IP4_TEXT];

	show_num(s, "forwarder", f->number);
	show_str(s, "state", glbp_state_name[f->state]);
	show_num(s, "state_changes", f->changes);
	show_mac(s, "virtual_mac", f->virt.mac);
	show_mac(s, "owner", f->owner);
	show_bool(s, "own", f->own);
	show_str(s, "active", active_text(f, a));
	show_num(s, "priority", f->state == GLBP_ACTIVE ? glbp_forwarder_priority(f) : f->active_priority);
	show_num(s, "weighting", f->state == GLBP_ACTIVE ? glbp_weight(f->g) : f->active_weight);
	show_bool(s, "redirects", glbp_redirects(f));
	show_num(s, "arp_replies", f->replies);
}

static void cells(struct show *s, const struct glbp *g)
{
	char a[IP4_TEXT];

	show_str(s, "interface", g->on->ifp->i->name);
	show_num(s, "group", g->group);
	show_str(s, "state", glbp_state_name[g->state]);
	show_num(s, "state_changes", g->changes);
	if (g->addr[0])
		show_ip4(s, "virtual_address", g->addr[0]);
	show_num(s, "hello_ms", g->hello_now_ms);
	show_num(s, "hold_ms", g->hold_now_ms);
	show_num(s, "redirect_s", g->redirect_now_s);
	show_num(s, "timeout_s", g->timeout_now_s);
	show_bool(s, "preempt", g->preempt);
	show_num(s, "priority", g->priority);
	show_num(s, "weighting", glbp_weight(g));
	show_bool(s, "weighting_low", g->low);
	show_str(s, "load_balancing", balance_name[g->balance]);
	show_str(s, "active", peer_text(g, g->active.addr, GLBP_ACTIVE, a));
	show_str(s, "standby", peer_text(g, g->standby.addr, GLBP_STANDBY, a));
	show_num(s, "sent", g->tx);
	show_num(s, "received", g->rx);
	show_num(s, "bad_authentication", g->bad_auth);
	show_push_list(s, "forwarders");
	for (unsigned k = 0; k < GLBP_FORWARDERS; k++)
		if (g->fwd[k].state != GLBP_DISABLED) {
			forwarder_cells(s, &g->fwd[k]);
			show_end(s);
		}
	show_pop(s);
}

/* ---- text ---- */

static void period(struct show *s, const char *what, u32 ms)
{
	show_text(s, ms % 1000 ? "%s %u msec" : "%s %u sec", what, ms % 1000 ? ms : ms / 1000);
}

static void peer_line(struct show *s, const struct glbp *g, const char *what, const struct glbp_peer *peer, const struct timer *t, u8 role)
{
	char a[IP4_TEXT], b[32];

	show_text(s, "  %s is %s", what, peer_text(g, peer->addr, role, a));
	if (g->state != role && peer->addr)
		show_text(s, ", priority %u (expires in %s sec)", peer->priority, sec(left_of(g, t), b));
	show_text(s, "\n");
}

static void weighting(struct show *s, const struct glbp *g)
{
	show_text(s, "  Weighting %u%s (%s %u), thresholds: lower %u, upper %u\n", glbp_weight(g), g->low ? ", low" : "", g->weight_set ? "configured" : "default", g->weight,
		  g->lower, g->upper);
	fhrp_tracks_text(s, g->tracks, "Up", "Down", "Undefined");
}

static void member_line(struct show *s, const u8 *mac, u32 addr, const char *what)
{
	char a[IP4_TEXT], m[MAC_TEXT];

	show_text(s, "    %s (%s)%s\n", mac_dotted(mac, m), ip4_text(addr, a), what);
}

/* In the order of their MAC addresses, as IOS has them. */
static void members(struct show *s, const struct glbp *g)
{
	const struct ipif *p = g->on->ifp;
	const u8 *last = NULL;

	show_text(s, "  Group members:\n");
	for (;;) {
		const u8 *next = !last || memcmp(p->mac, last, 6) > 0 ? p->mac : NULL;
		const struct glbp_peer *peer = NULL;

		for (u32 k = 0; k < g->n_peers; k++)
			if (g->peers[k].until > now_of(g) && (!last || memcmp(g->peers[k].mac, last, 6) > 0) && (!next || memcmp(g->peers[k].mac, next, 6) < 0)) {
				peer = &g->peers[k];
				next = peer->mac;
			}
		if (!next)
			return;
		member_line(s, next, peer ? peer->addr : p->a4 ? p->a4->addr : 0, !peer ? " local" : peer->authentic ? " authenticated" : "");
		last = next;
	}
}

static void forwarder_text(struct show *s, const struct glbp_forwarder *f)
{
	const struct glbp *g = f->g;
	char a[IP4_TEXT], m[MAC_TEXT], b[32], age[16];

	show_text(s, "  Forwarder %u\n    State is %s\n", f->number, glbp_state_name[f->state]);
	if (f->changes)
		show_text(s, "      %u state change%s, last state change %s\n", f->changes, f->changes == 1 ? "" : "s", age_text(now_of(g) - f->changed, age));
	show_text(s, "    MAC address is %s (%s)\n", mac_dotted(f->virt.mac, m), f->own ? "default" : "learnt");
	show_text(s, "    Owner ID is %s\n", mac_dotted(f->owner, m));
	if (g->state == GLBP_ACTIVE && f->own)
		show_text(s, "    Redirection enabled\n");
	else if (g->state == GLBP_ACTIVE && glbp_redirects(f))
		show_text(s, "    Redirection enabled, %s sec remaining (maximum %u sec)\n", sec(until_of(g, f->redirect_until), b), g->redirect_now_s);
	else if (g->state == GLBP_ACTIVE)
		show_text(s, "    Redirection disabled\n");
	if (!f->own)
		show_text(s, "    Time to live: %s sec (maximum %u sec)\n", sec(until_of(g, f->timeout_at), b), g->timeout_now_s);
	if (g->forwarder_preempt)
		show_text(s, "    Preemption enabled, min delay %u sec\n", g->forwarder_delay_s);
	else
		show_text(s, "    Preemption disabled\n");
	show_text(s, "    Active is %s", active_text(f, a));
	if (f->state == GLBP_ACTIVE)
		show_text(s, ", weighting %u\n", glbp_weight(g));
	else if (f->active)
		show_text(s, " (%s), weighting %u (expires in %s sec)\n", f->active_owns ? "primary" : "secondary", f->active_weight, sec(left_of(g, &f->expire), b));
	else
		show_text(s, "\n");
	if (f->replies)
		show_text(s, "    Arp replies sent: %u\n", f->replies);
}

static void text_of(struct show *s, const struct glbp *g)
{
	static const char *const auth_name[] = { "text, string", "MD5, key-string", "MD5, key-chain" };
	char a[IP4_TEXT], age[16], b[32];
	unsigned n = 0;

	show_text(s, "%s - Group %u\n  State is %s\n", g->on->ifp->i->name, g->group, glbp_state_name[g->state]);
	show_text(s, "    %u state change%s, last state change %s\n", g->changes, g->changes == 1 ? "" : "s", age_text(now_of(g) - g->changed, age));
	show_text(s, "  Virtual IP address is %s%s\n", g->addr[0] ? ip4_text(g->addr[0], a) : "unknown", g->addr[0] && !g->has_addr ? " (learnt)" : "");
	for (unsigned k = 1; k < g->n_addr; k++)
		show_text(s, "    Secondary virtual IP address %s\n", ip4_text(g->addr[k], a));
	period(s, "  Hello time", g->hello_now_ms);
	period(s, ", hold time", g->hold_now_ms);
	show_text(s, "\n");
	if (timer_is_set(&g->hello))
		show_text(s, "    Next hello sent in %s secs\n", sec(left_of(g, &g->hello), b));
	show_text(s, "  Redirect time %u sec, forwarder time-out %u sec\n", g->redirect_now_s, g->timeout_now_s);
	if (g->key)
		show_text(s, g->auth == FHRP_AUTH_KEY ? "  Authentication %s\n" : "  Authentication %s \"%s\"\n", auth_name[g->auth], g->key);
	if (g->preempt)
		show_text(s, "  Preemption enabled, min delay %u sec\n", g->preempt_delay_s);
	else
		show_text(s, "  Preemption disabled\n");
	peer_line(s, g, "Active", &g->active, &g->active_timer, GLBP_ACTIVE);
	peer_line(s, g, "Standby", &g->standby, &g->standby_timer, GLBP_STANDBY);
	show_text(s, "  Priority %u (%s)\n", g->priority, g->priority == 100 ? "default" : "configured");
	weighting(s, g);
	if (g->balance != GLBP_NONE)
		show_text(s, "  Load balancing: %s\n", balance_name[g->balance]);
	if (g->name)
		show_text(s, "  IP redundancy name is \"%s\"\n", g->name);
	members(s, g);
	for (unsigned k = 0; k < GLBP_FORWARDERS; k++)
		n += g->fwd[k].state != GLBP_DISABLED;
	if (!n)
		show_text(s, "  There are no forwarders\n");
	else
		show_text(s, n == 1 ? "  There is %u forwarder (%u active)\n" : "  There are %u forwarders (%u active)\n", n, glbp_n_active(g));
	for (unsigned k = 0; k < GLBP_FORWARDERS; k++)
		if (g->fwd[k].state != GLBP_DISABLED)
			forwarder_text(s, &g->fwd[k]);
}

static void brief_row(struct show *s, const struct glbp *g, const char *fwd, const char *pri, u8 state, const char *address, const char *active, const char *standby)
{
	show_text(s, "%-11s %-4u %-3s %-3s %-8s %-15s %-15s %s\n", g->on->ifp->i->short_name, g->group, fwd, pri, glbp_state_name[state], address, active, standby);
}

static void brief_of(struct show *s, const struct glbp *g)
{
	char a[IP4_TEXT], b[IP4_TEXT], d[IP4_TEXT], m[MAC_TEXT], n[8];

	snprintf(n, sizeof(n), "%u", g->priority);
	brief_row(s, g, "-", n, g->state, g->addr[0] ? ip4_text(g->addr[0], a) : "unknown", peer_text(g, g->active.addr, GLBP_ACTIVE, b),
		  peer_text(g, g->standby.addr, GLBP_STANDBY, d));
	for (unsigned k = 0; k < GLBP_FORWARDERS; k++)
		if (g->fwd[k].state != GLBP_DISABLED) {
			snprintf(n, sizeof(n), "%u", k + 1);
			brief_row(s, g, n, "-", g->fwd[k].state, mac_dotted(g->fwd[k].virt.mac, m), active_text(&g->fwd[k], a), "-");
		}
}

/* With a state: the gateway's, or a forwarder's of the group. */
static bool is_in(const struct glbp *g, const char *state)
{
	if (!strcasecmp(state, glbp_state_name[g->state]))
		return true;
	for (unsigned k = 0; k < GLBP_FORWARDERS; k++)
		if (g->fwd[k].state != GLBP_DISABLED && !strcasecmp(state, glbp_state_name[g->fwd[k].state]))
			return true;
	return false;
}

static bool show_glbp(struct cli *c, const struct args *a, struct show *s)
{
	const char *only = args_str(a, "INTERFACE");
	const char *const states[] = { "disabled", "init", "listen", "speak", "standby", "active" }, *state = NULL;
	bool brief = args_has(a, "brief"), one = args_has(a, "group");

	for (unsigned k = 0; k < ARRAY_LEN(states); k++)
		if (args_has(a, states[k]))
			state = states[k];

	if (brief)
		show_text(s, "Interface   Grp  Fwd Pri State    Address         Active router   Standby router\n");
	for (const struct ipif *p = ipif_after(cli_stack(c), NULL); p; p = ipif_after(cli_stack(c), p))
		for (const struct glbp *g = p->fhrp && (!only || !strcmp(only, p->i->name)) ? p->fhrp->glbp : NULL; g; g = g->next) {
			if (!g->enabled || (one && g->group != args_num(a, "group", 0)) || (state && !is_in(g, state)))
				continue;
			cells(s, g);
			(brief ? brief_of : text_of)(s, g);
			show_end(s);
		}
	return true;
}

static const struct cmd rows[] = {
	{ &mode_exec, "show glbp [brief]", "|GLBP information|Brief output", .show = show_glbp },
	{ &mode_exec, "show glbp <0-1023>:group [brief]", "||Group number|Brief output", .show = show_glbp },
	{ &mode_exec, "show glbp INTERFACE [brief]", "|||Brief output", .show = show_glbp },
	{ &mode_exec, "show glbp INTERFACE <0-1023>:group [brief]", "|||Group number|Brief output", .show = show_glbp },
	{ &mode_exec, "show glbp [INTERFACE] [<0-1023>:group] {active | disabled | init | listen | speak | standby} [brief]",
	  "|||Group number|Groups with an active gateway or forwarder here|Groups in the disabled state|Groups in the init state|Groups in the listen state|Groups in the speak state|Groups in the standby state|Brief output", .show = show_glbp },
	{ &mode_exec, "show glbp capability [INTERFACE]", "||GLBP capability|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show glbp {client-cache | detail} [LINE]", "||Client cache|Detailed output|", .flags = CMD_UNSUPPORTED },
};
const struct cmd_table glbp_show_cmds[] = { CMD_TABLE(rows) };
const unsigned n_glbp_show_cmds = ARRAY_LEN(glbp_show_cmds);
