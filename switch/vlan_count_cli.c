/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show vlan counters, in the layout of the switches that have it; clear vlan counters. What is routed is counted by the VLAN's interface. */
#include "cli/show.h"
#include "switch/bridge.h"
#include "switch/switch_cli.h"

static struct bridge *bridge_of(const struct cli *c)
{
	return device_of(cli_node(c))->bridge;
}

static void line(struct show *s, const char *title, const char *cell, u64 value)
{
	show_num(s, cell, value);
	show_text(s, "%-37s:%llu\n", title, (unsigned long long)value);
}

static void one(struct show *s, const struct bridge *b, u16 id)
{
	static const struct iface_counters none;
	struct vlan *v = b->vlan[id];
	const struct iface_counters *l3 = v->svi ? &v->svi->count : &none, *base = v->svi ? &v->svi->baseline : &none;
	u64 frames = v->count.frames - v->cleared.frames, group = v->count.group - v->cleared.group;

	rate_sample(&v->rate, node_now(&b->dev->node), 300, v->count.bytes, v->count.frames);
	line(s, "Vlan Id", "vlan_id", id);
	line(s, "L2 Unicast Packets", "unicast_frames", frames - group);
	line(s, "L2 Multicast Packets", "group_frames", group);
	line(s, "L2 Octets", "bytes", v->count.bytes - v->cleared.bytes);
	line(s, "L3 Input Packets", "l3_input_frames", l3->rx_frames - base->rx_frames);
	line(s, "L3 Input Octets", "l3_input_bytes", l3->rx_bytes - base->rx_bytes);
	line(s, "L3 Output Packets", "l3_output_frames", l3->tx_frames - base->tx_frames);
	line(s, "L3 Output Octets", "l3_output_bytes", l3->tx_bytes - base->tx_bytes);
	show_num(s, "rate_bps", rate_whole(v->rate.bits_a_s));
	show_num(s, "rate_pps", rate_whole(v->rate.frames_a_s));
	show_text(s, "5 minute input rate                  :%llu bits/sec, %llu packets/sec\n\n", (unsigned long long)rate_whole(v->rate.bits_a_s),
		  (unsigned long long)rate_whole(v->rate.frames_a_s));
	show_end(s);
}

static bool show_counters(struct cli *c, const struct args *a, struct show *s)
{
	const struct bridge *b = bridge_of(c);
	u16 only = (u16)args_num(a, "id", 0);

	if (only && !b->vlan[only]) {
		cli_error(c, "VLAN id %u does not exist in current VLAN database", only);
		return false;
	}
	show_text(s, "* Multicast counters include broadcast packets\n\n");
	for (u16 id = 1; id <= VLAN_MAX; id++)
		if (b->vlan[id] && (!only || only == id))
			one(s, b, id);
	return true;
}

static bool clear_counters(struct cli *c, const struct args *a)
{
	struct bridge *b = bridge_of(c);
	u16 only = (u16)args_num(a, "id", 0);

	for (u16 id = 1; id <= VLAN_MAX; id++)
		if (b->vlan[id] && (!only || only == id))
			b->vlan[id]->cleared = b->vlan[id]->count;
	return true;
}

static const struct cmd rows[] = {
	{ &mode_exec, "show vlan counters", "||VLAN traffic counters", .show = show_counters },
	{ &mode_exec, "show vlan id <1-4094>:id counters", "||||VLAN traffic counters", .show = show_counters },
	{ &mode_exec, "clear vlan counters", "|VLAN|VLAN traffic counters", .run = clear_counters, .flags = CMD_PRIV },
	{ &mode_exec, "clear vlan <1-4094>:id counters", "||VLAN ID|VLAN traffic counters", .run = clear_counters, .flags = CMD_PRIV },
};
const struct cmd_table vlan_count_cmds[] = { CMD_TABLE(rows) };
const unsigned n_vlan_count_cmds = ARRAY_LEN(vlan_count_cmds);
