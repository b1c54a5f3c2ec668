/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show dtp, debug dtp; the port's mode is in switch_cli.c. */
#include <string.h>

#include "cli/show.h"
#include "device/debug.h"
#include "switch/dtp_port.h"
#include "switch/switch_cli.h"

static const char *mode_word(bool trunk)
{
	return trunk ? "TRUNK" : "ACCESS";
}

static void port_text(struct show *s, const struct swport *p, const struct dtp *d)
{
	const u8 *m = d->peer.mac;

	show_text(s, "DTP information for %s:\n", p->iface->name);
	show_text(s, "  TOS/TAS/TNS:                              %s/%s/%s\n", mode_word(p->trunk), dtp_status_name(d->admin), mode_word(d->trunk));
	show_text(s, "  TOT/TAT/TNT:                              %s/802.1Q/%s\n", p->trunk ? "802.1Q" : "NATIVE", d->trunk ? "802.1Q" : "NATIVE");
	show_text(s, "  Neighbor address 1:                       %02X%02X%02X%02X%02X%02X\n", m[0], m[1], m[2], m[3], m[4], m[5]);
	show_text(s, "  Neighbor address 2:                       000000000000\n");
	if (d->up && !d->silent)
		show_text(s, "  Hello timer expiration (sec/state):       %u/RUNNING\n", d->hello_left);
	else
		show_text(s, "  Hello timer expiration (sec/state):       never/STOPPED\n");
	if (d->hold_left && d->admin != DTP_ON)
		show_text(s, "  Access timer expiration (sec/state):      %u/RUNNING\n", d->hold_left);
	else
		show_text(s, "  Access timer expiration (sec/state):      never/STOPPED\n");
	show_text(s, "  Negotiation timer expiration (sec/state): never/STOPPED\n  Multidrop timer expiration (sec/state):   never/STOPPED\n");
	show_text(s, "  FSM state:                                %s\n  # times multi & trunk                     0\n", !d->up || d->silent ? "S1:OFF" : d->trunk ? "S6:TRUNK" : "S2:ACCESS");
	show_text(s, "  Enabled:                                  %s\n  In STP:                                   no\n\n  Statistics\n  ----------\n", d->silent ? "no" : "yes");
	show_text(s, "  %llu packets received (%llu good)\n  %llu packets dropped\n", (unsigned long long)(d->rx + d->rx_bad + d->rx_mismatch), (unsigned long long)d->rx,
		  (unsigned long long)(d->rx_bad + d->rx_mismatch));
	show_text(s, "      0 nonegotiate, 0 bad version, %llu domain mismatches, \n      %llu bad TLVs, 0 bad TAS, 0 bad TAT, 0 bad TOT, 0 other\n",
		  (unsigned long long)d->rx_mismatch, (unsigned long long)d->rx_bad);
	show_text(s, "  %llu packets output (%llu good)\n      %llu native, 0 software encap isl, 0 isl hardware native\n  0 output errors\n", (unsigned long long)d->tx,
		  (unsigned long long)d->tx, (unsigned long long)d->tx);
	show_text(s, "  %llu trunk timeouts\n  %llu link ups\n  %llu link downs\n\n", (unsigned long long)d->timeouts, (unsigned long long)d->ups, (unsigned long long)d->downs);
}

static void port_cells(struct show *s, const struct swport *p, const struct dtp *d)
{
	show_str(s, "interface", p->iface->name);
	show_bool(s, "enabled", !d->silent);
	show_str(s, "admin", dtp_status_name(d->admin));
	show_bool(s, "trunk", p->trunk);
	show_bool(s, "heard", d->heard);
	show_str(s, "neighbor_admin", dtp_status_name(d->peer.admin));
	show_mac(s, "neighbor", d->peer.mac);
	show_num(s, "received", d->rx);
	show_num(s, "bad", d->rx_bad);
	show_num(s, "domain_mismatches", d->rx_mismatch);
	show_num(s, "sent", d->tx);
	show_end(s);
}

static bool show_dtp(struct cli *c, const struct args *a, struct show *s)
{
	const struct dtp_switch *d = device_of(cli_node(c))->bridge->dtp;
	const char *only = args_str(a, "port");
	unsigned n = 0;

	for (u16 i = 0; i < d->b->n_ports; i++)
		n += !d->port[i].silent;
	if (!only)
		show_text(s, "Global DTP information\n\tSending DTP Hello packets every %d seconds\n\tDynamic Trunk timeout is %d seconds\n\t%u interfaces using DTP\n", DTP_HELLO_S,
			  DTP_HOLD_S, n);
	for (u16 i = 0; i < d->b->n_ports; i++) {
		const struct swport *p = &d->b->port[i];

		if (p->gone || (only && strcmp(only, p->iface->name)))
			continue;
		port_cells(s, p, &d->port[i]);
		if (only)
			port_text(s, p, &d->port[i]);
	}
	return true;
}

static const struct cmd rows[] = {
	{ &mode_exec, "show dtp [interface INTERFACE:port]", "|DTP information|Interface|", .show = show_dtp },
	DEBUG_CMDS("dtp events", "DTP information|DTP events"),
};
const struct cmd_table dtp_cmds[] = { CMD_TABLE(rows) };
const unsigned n_dtp_cmds = ARRAY_LEN(dtp_cmds);
