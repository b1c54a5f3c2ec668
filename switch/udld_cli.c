/* SPDX-License-Identifier: GPL-3.0-or-later */
/* udld: lines and show. The global `udld enable` is of ports of fibre alone, as on the real thing. */
#include <string.h>

#include "cli/show.h"
#include "switch/errdisable.h"
#include "switch/switch_cli.h"
#include "switch/udld_port.h"

static struct udld_switch *udld_of(const struct cli *c)
{
	return device_of(cli_node(c))->bridge->udld;
}

static bool set_port(struct cli *c, const struct args *a)
{
	struct iface *i = cli_object(c, 0);

	if (!i || !iface_is_physical(i)) {
		cli_error(c, "Command rejected: %s is not a physical switching port.", i ? i->name : "this");
		return false;
	}
	udld_of(c)->choice[bridge_place_of(i)->index] = args_no(a)			? UDLD_AS_SWITCH
							: args_has(a, "aggressive") ? UDLD_PORT_AGGRESSIVE
							: args_has(a, "disable")	? UDLD_PORT_OFF
										: UDLD_PORT_ON;
	udld_port_apply(udld_of(c), bridge_place_of(i));
	return true;
}

static bool set_fibre(struct cli *c, const struct args *a)
{
	bool aggressive = args_has(a, "aggressive");

	if (args_no(a) && udld_of(c)->fibre != (aggressive ? UDLD_AGGRESSIVE : UDLD_NORMAL))
		return true; /* no of the one does not take the other away */
	if (!args_no(a) && !cli_remove_in(c, NULL, aggressive ? "udld enable" : "udld aggressive"))
		return false;
	udld_of(c)->fibre = args_no(a) ? UDLD_OFF : aggressive ? UDLD_AGGRESSIVE : UDLD_NORMAL;
	udld_apply(udld_of(c));
	return true;
}

static bool set_message_time(struct cli *c, const struct args *a)
{
	struct udld_switch *s = udld_of(c);

	s->message_s = args_no(a) ? UDLD_MESSAGE_S : (u8)args_num(a, "seconds", UDLD_MESSAGE_S);
	udld_apply(s);
	return true;
}

static bool reset(struct cli *c, const struct args *a)
{
	struct udld_switch *s = udld_of(c);
	unsigned n = 0;

	(void)a;
	for (u16 i = 0; i < s->b->n_ports; i++) {
		struct iface *f = s->b->port[i].iface;

		if (!f->err_disabled || strcmp(f->err_disabled, errdisable_name(ERR_UDLD)))
			continue;
		iface_set_err_disabled(f, NULL);
		n++;
	}
	cli_print(c, n ? "%u ports shutdown by UDLD were reset.\n" : "No ports are disabled by UDLD.\n", n);
	return true;
}

static const char *phase_words(const struct udld *u)
{
	static const char *const word[] = { "Link down", "Detection", "Advertisement - Single neighbor detected", "Extended detection" };

	return word[u->phase];
}

static void neighbours(struct show *s, const struct udld *u)
{
	unsigned n = 0;

	show_push_list(s, "neighbors");
	for (unsigned i = 0; i < UDLD_NEIGHBOURS; i++) {
		const struct udld_neighbour *x = &u->near[i];

		if (!x->left_s)
			continue;
		show_str(s, "device", x->id.device);
		show_str(s, "port", x->id.port);
		show_bool(s, "hears_us", x->hears_us);
		show_end(s);
		n++;
		show_text(s, "\n    Entry %u\n    ---\n    Expiration time: %u\n    Cache Device index: %u\n    Current neighbor state: %s\n    Device ID: %s\n    Port ID: %s\n", n,
			  x->left_s, n, x->hears_us ? "Bidirectional" : "Unknown", x->id.device, x->id.port);
	}
	show_pop(s);
	if (!n)
		show_text(s, "No neighbor cache information stored\n");
}

static const char *mode_words(const struct udld *u)
{
	return u->mode == UDLD_OFF ? "Disabled" : u->mode == UDLD_NORMAL ? "Enabled" : "Enabled / in aggressive mode";
}

static bool show_udld(struct cli *c, const struct args *a, struct show *s)
{
	const struct udld_switch *d = udld_of(c);
	const char *only = args_str(a, "port");

	for (u16 i = 0; i < d->b->n_ports; i++) {
		const struct iface *f = d->b->port[i].iface;
		const struct udld *u = &d->port[i];

		if (!f->port || (only && strcmp(only, f->name)))
			continue;
		show_text(s, "\nInterface %s\n---\n", f->short_name);
		show_text(s, "Port enable administrative configuration setting: %s\n",
			  d->choice[i] == UDLD_AS_SWITCH && iface_is_fibre(f) ? "Follows device default" : mode_words(u));
		show_text(s, "Port enable operational state: %s\nCurrent bidirectional state: %s\n", mode_words(u), udld_state_name(u->state));
		show_str(s, "interface", f->name);
		show_str(s, "mode", u->mode == UDLD_OFF ? "disabled" : u->mode == UDLD_NORMAL ? "normal" : "aggressive");
		show_str(s, "state", udld_state_name(u->state));
		if (u->mode != UDLD_OFF)
			show_text(s, "Current operational state: %s\nMessage interval: %u\nTime out interval: %d\n", phase_words(u), u->message_s, UDLD_TIMEOUT_S);
		neighbours(s, u);
		show_end(s);
	}
	return true;
}

static const struct cmd rows[] = {
	{ &mode_interface, "udld port [aggressive|disable]", "Configure UDLD enabled or disabled and ignore global UDLD setting|Enable UDLD protocol on this interface despite global UDLD setting|Enable UDLD protocol in aggressive mode on this interface despite global UDLD setting|Disable UDLD protocol on this interface despite global UDLD setting",
	  .run = set_port, .key = 2, .order = ORDER_IF_SPEED + 5 },
	{ &mode_config, "udld message time <1-90>:seconds", "Configure global UDLD setting|Set UDLD message parameters|Set UDLD message time period|Time in seconds between sending of messages in steady state",
	  .run = set_message_time, .key = 3, .order = ORDER_SPANNING_TREE - 5, .dflt = "udld message time 15" },
	{ &mode_config, "udld enable", "|Enable UDLD protocol on fiber ports except where locally configured", .run = set_fibre, .order = ORDER_SPANNING_TREE - 6 },
	{ &mode_config, "udld aggressive", "|Enable UDLD protocol in aggressive mode on fiber ports except where locally configured", .run = set_fibre, .order = ORDER_SPANNING_TREE - 6 },
	{ &mode_exec, "udld reset", "UDLD commands|Reset all ports disabled by UDLD", .run = reset, .flags = CMD_PRIV },
	{ &mode_exec, "show udld [INTERFACE:port]", "|UDLD information|", .show = show_udld },
};
const struct cmd_table udld_cmds[] = { CMD_TABLE(rows) };
const unsigned n_udld_cmds = ARRAY_LEN(udld_cmds);
