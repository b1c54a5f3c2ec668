/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show interfaces summary: queues and rates, a line an interface. Nothing waits in a queue here but where a rate is shaped, which is not the interface's. */
#include <string.h>

#include "device/own.h"

enum { LINE_LEN = 115 };

static void head(struct show *s)
{
	char line[LINE_LEN + 1];

	memset(line, '-', LINE_LEN);
	line[LINE_LEN] = 0;
	show_text(s, "\n *: interface is up\n IHQ: pkts in input hold queue     IQD: pkts dropped from input queue\n"
		     " OHQ: pkts in output hold queue    OQD: pkts dropped from output queue\n RXBS: rx rate (bits/sec)          RXPS: rx rate (pkts/sec)\n"
		     " TXBS: tx rate (bits/sec)          TXPS: tx rate (pkts/sec)\n TRTL: throttle count\n\n"
		     "  Interface                   IHQ       IQD       OHQ       OQD      RXBS      RXPS      TXBS      TXPS      TRTL\n%s\n", line);
}

bool show_interfaces_summary(struct cli *c, const struct args *a, struct show *s)
{
	struct device *d = cli_device(c);
	const char *name = args_str(a, "INTERFACE");

	head(s);
	for (struct iface *i = iface_shown(d, NULL); i; i = iface_shown(d, i)) {
		const struct iface_rate *r = rate_now(i);
		u64 rate[4] = { rate_whole(r->rx.bits_a_s), rate_whole(r->rx.frames_a_s), rate_whole(r->tx.bits_a_s), rate_whole(r->tx.frames_a_s) };
		struct iface_counters n;

		if ((name && strcmp(name, i->name)) || i->parent || i->type == IF_NULL)
			continue;
		iface_counters_shown(i, &n);
		show_bool(s, "up", i->up);
		show_str(s, "interface", i->name);
		show_num(s, "input_drops", n.rx_drops);
		show_num(s, "output_drops", n.tx_drops);
		show_num(s, "input_rate_bps", rate[0]);
		show_num(s, "input_rate_pps", rate[1]);
		show_num(s, "output_rate_bps", rate[2]);
		show_num(s, "output_rate_pps", rate[3]);
		show_end(s);
		show_text(s, "%c %-24s%8u%10llu%10u%10llu%10llu%10llu%10llu%10llu%10u\n", i->up ? '*' : ' ', i->name, 0u, (unsigned long long)n.rx_drops, 0u,
			  (unsigned long long)n.tx_drops, (unsigned long long)rate[0], (unsigned long long)rate[1], (unsigned long long)rate[2],
			  (unsigned long long)rate[3], 0u);
	}
	return true;
}
