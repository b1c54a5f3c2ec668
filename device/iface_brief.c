/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shows with one line an interface: description, status, counters; and show drops. */
#include <stdio.h>
#include <string.h>

#include "device/own.h"

static struct iface *next_asked(struct device *d, const struct args *a, const struct iface *after)
{
	const char *name = args_str(a, "INTERFACE");
	struct iface *i = iface_shown(d, after);

	while (i && name && strcmp(name, i->name))
		i = iface_shown(d, i);
	return i;
}

bool show_interfaces_description(struct cli *c, const struct args *a, struct show *s)
{
	static const struct show_col cols[] = {
		{ "interface", "Interface", 31 }, { "status", "Status", 15 }, { "protocol", "Protocol", 9 }, { "description", "Description", 0 },
	};
	struct device *d = cli_device(c);

	show_table(s, cols, ARRAY_LEN(cols));
	for (struct iface *i = next_asked(d, a, NULL); i; i = next_asked(d, a, i)) {
		if (i->type == IF_NULL)
			continue;
		show_str(s, "interface", i->short_name);
		show_str(s, "status", !strncmp(iface_status(i), "admin", 5) ? "admin down" : iface_status(i));
		show_str(s, "protocol", i->up ? "up" : "down");
		show_str(s, "description", i->description ? i->description : "");
		show_end(s);
	}
	return true;
}

static const char *speed_word(const struct iface *i)
{
	static const char *const set[] = { "auto", "10", "100", "1000", "10G" };

	if (i->speed || !i->link)
		return set[i->speed];
	switch (i->type) {
	case IF_ETHERNET:
		return "a-10";
	case IF_FASTETHERNET:
		return "a-100";
	case IF_TENGIGABIT:
		return "a-10G";
	default:
		return "a-1000";
	}
}

bool show_interfaces_status(struct cli *c, const struct args *a, struct show *s)
{
	static const char *const duplex[] = { "auto", "full", "half" };
	struct device *d = cli_device(c);
	char buf[12];

	show_text(s, "\nPort      Name               Status       Vlan       Duplex  Speed Type\n");
	for (struct iface *i = next_asked(d, a, NULL); i; i = next_asked(d, a, i)) {
		const char *status = i->shutdown ? "disabled" : i->err_disabled ? "err-disabled" : i->monitoring ? "monitoring" : i->up ? "connected" : "notconnect";
		const char *vlan = d->ops && d->ops->iface_vlan ? d->ops->iface_vlan(i, buf) : "routed";
		const char *dup = i->duplex ? duplex[i->duplex] : i->link ? "a-full" : "auto";

		if (!i->port)
			continue;
		show_str(s, "port", i->short_name);
		show_str(s, "interface", i->name);
		show_str(s, "name", i->description ? i->description : "");
		show_str(s, "status", status);
		show_str(s, "vlan", vlan);
		show_str(s, "duplex", dup);
		show_str(s, "speed", speed_word(i));
		show_str(s, "type", iface_type_info(i->type)->media);
		show_end(s);
		show_text(s, "%-9s %-18.18s %-12s %-10s %6s %6s %s\n", i->short_name, i->description ? i->description : "", status, vlan,
			  dup, speed_word(i), iface_type_info(i->type)->media);
	}
	return true;
}

static void counter_row(struct show *s, const char *port, u64 octets, u64 frames, u64 multicast, u64 broadcast)
{
	show_text(s, "%-9s %14llu %14llu %14llu %14llu \n", port, (unsigned long long)octets, (unsigned long long)(frames - multicast - broadcast),
		  (unsigned long long)multicast, (unsigned long long)broadcast);
}

static void counter_cells(struct show *s, const struct iface *i, const struct iface_counters *n)
{
	show_str(s, "port", i->short_name);
	show_num(s, "rx_bytes", n->rx_bytes);
	show_num(s, "rx_frames", n->rx_frames);
	show_num(s, "rx_multicast", n->rx_multicast);
	show_num(s, "rx_broadcast", n->rx_broadcast);
	show_num(s, "tx_bytes", n->tx_bytes);
	show_num(s, "tx_frames", n->tx_frames);
	show_num(s, "tx_multicast", n->tx_multicast);
	show_num(s, "tx_broadcast", n->tx_broadcast);
	show_end(s);
}

/* Two tables, of ports and Port-channels. */
bool show_interfaces_counters(struct cli *c, const struct args *a, struct show *s)
{
	struct device *d = cli_device(c);
	struct iface_counters n;

	show_text(s, "\nPort            InOctets    InUcastPkts    InMcastPkts    InBcastPkts \n");
	for (struct iface *i = next_asked(d, a, NULL); i; i = next_asked(d, a, i)) {
		if (!i->port)
			continue;
		iface_counters_shown(i, &n);
		counter_row(s, i->short_name, n.rx_bytes, n.rx_frames, n.rx_multicast, n.rx_broadcast);
		counter_cells(s, i, &n);
	}
	show_text(s, "\nPort           OutOctets   OutUcastPkts   OutMcastPkts   OutBcastPkts \n");
	for (struct iface *i = next_asked(d, a, NULL); i; i = next_asked(d, a, i)) {
		if (!i->port)
			continue;
		iface_counters_shown(i, &n);
		counter_row(s, i->short_name, n.tx_bytes, n.tx_frames, n.tx_multicast, n.tx_broadcast);
	}
	return true;
}

static void error_row(struct show *s, const struct iface *i)
{
	static const enum drop lost[] = { DROP_WIRE_FULL, DROP_QUEUE_FULL, DROP_DOOR_FULL, DROP_WIRE_MTU };
	u64 runts = iface_drops_shown(i, DROP_SHORT), giants = iface_drops_shown(i, DROP_TOO_LONG), fcs = iface_drops_shown(i, DROP_BAD_CHECKSUM);
	u64 rcv = runts + giants + fcs + iface_drops_shown(i, DROP_BAD_FIELD), xmit = iface_drops_shown(i, DROP_DOOR_ERROR), out = 0;

	for (size_t k = 0; k < ARRAY_LEN(lost); k++)
		out += iface_drops_shown(i, lost[k]);
	show_str(s, "port", i->short_name);
	show_num(s, "fcs_errors", fcs);
	show_num(s, "transmit_errors", xmit);
	show_num(s, "receive_errors", rcv);
	show_num(s, "undersize", runts);
	show_num(s, "giants", giants);
	show_num(s, "out_discards", out);
	show_end(s);
	show_text(s, "%-9s %11u %11llu %11llu %11llu %10llu %12llu \n", i->short_name, 0u, (unsigned long long)fcs, (unsigned long long)xmit, (unsigned long long)rcv,
		  (unsigned long long)runts, (unsigned long long)out);
}

/* What went wrong with frames as such. A lab's wires have no collisions, and no bit errors but those that they are told to make. */
bool show_interfaces_errors(struct cli *c, const struct args *a, struct show *s)
{
	struct device *d = cli_device(c);

	show_text(s, "\nPort        Align-Err     FCS-Err    Xmit-Err     Rcv-Err  UnderSize  OutDiscards \n");
	for (struct iface *i = next_asked(d, a, NULL); i; i = next_asked(d, a, i))
		if (i->port)
			error_row(s, i);
	show_text(s, "\nPort      Single-Col  Multi-Col   Late-Col  Excess-Col  Carri-Sen      Runts     Giants \n");
	for (struct iface *i = next_asked(d, a, NULL); i; i = next_asked(d, a, i))
		if (i->port)
			show_text(s, "%-9s %10u %10u %10u %11u %10u %10llu %10llu \n", i->short_name, 0u, 0u, 0u, 0u, 0u,
				  (unsigned long long)iface_drops_shown(i, DROP_SHORT), (unsigned long long)iface_drops_shown(i, DROP_TOO_LONG));
	return true;
}

bool show_drops(struct cli *c, const struct args *a, struct show *s)
{
	static const struct show_col cols[] = {
		{ "interface", "Interface", 24 }, { "direction", "Direction", 11 }, { "reason", "Reason", 20 }, { "frames", "Frames", -12 },
	};
	struct device *d = cli_device(c);

	show_table(s, cols, ARRAY_LEN(cols));
	for (struct iface *i = next_asked(d, a, NULL); i; i = next_asked(d, a, i)) {
		const u64 *drops = i->port ? i->port->drops : i->drops;

		for (unsigned r = 0; drops && r < DROP_N; r++) {
			if (!drops[r])
				continue;
			show_str(s, "interface", i->name);
			show_str(s, "direction", drop_is_output(r) ? "output" : "input");
			show_str(s, "reason", drop_name(r));
			show_num(s, "frames", drops[r]);
			show_end(s);
		}
	}
	return true;
}
