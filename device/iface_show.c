/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show interfaces: IOS's block of some thirty lines an interface, true where the lab knows the value, 0 where hardware would count. */
#include <stdio.h>
#include <string.h>

#include "device/own.h"

static const char *ago(const struct iface *i, nsec then, char buf[16])
{
	return then == NSEC_NEVER ? "never" : uptime_short(node_now(&i->dev->node) - then, buf);
}

/* "txload 1/255": of the bandwidth; never 0. */
static unsigned load(const struct iface *i, u64 bits256)
{
	u64 whole = (u64)i->bandwidth_kbit * 1000;

	return (unsigned)max_u64(1, min_u64(255, whole ? rate_whole(bits256) * 255 / whole : 255));
}

/* Its interfaces are a Catalyst's, and are shown as there. */
static bool is_switch(const struct iface *i) { return i->dev->bridge != NULL; }

/* Of a Port-channel: the ports that are bundled now. */
static void show_members(struct show *s, const struct iface *i)
{
	const struct device_ops *ops = i->dev->ops;
	bool any = false;

	if (i->type != IF_PORT_CHANNEL || !ops->iface_members)
		return;
	show_push_list(s, "members");
	for (const struct iface *m = ops->iface_members(i, NULL); m; m = ops->iface_members(i, m)) {
		show_text(s, "%s%s ", any ? "" : "  Members in this channel: ", m->short_name);
		show_str(s, "member", m->name);
		show_end(s);
		any = true;
	}
	show_pop(s);
	if (any)
		show_text(s, "\n");
}

static void show_speed(struct show *s, const struct iface *i)
{
	static const char *const duplex[] = { "Auto-duplex", "Full-duplex", "Half-duplex" };
	static const char *const speed[] = { "", "10Mb/s", "100Mb/s", "1000Mb/s", "10Gb/s" };
	const char *by_type = i->type == IF_ETHERNET ? speed[1] : i->type == IF_FASTETHERNET ? speed[2] :
			      i->type == IF_TENGIGABIT ? speed[4] : speed[3];
	const char *now = i->speed ? speed[i->speed] : i->link ? by_type : "Auto-speed";

	const char *dup = i->duplex == DUPLEX_AUTO && i->link ? duplex[DUPLEX_FULL] : duplex[i->duplex];

	if (is_switch(i)) { /* as Catalysts say it */
		const char *media = iface_type_info(i->type)->media;

		show_text(s, "  %s, %s, %smedia type is %s\n  input flow-control is off, output flow-control is unsupported \n", dup, now,
			  i->type == IF_PORT_CHANNEL ? "link type is auto, " : "", *media ? media : "N/A");
		show_members(s, i);
	} else {
		show_text(s, "  %s, %s, link type is %s, media type is %s\n", dup, now, i->speed || i->duplex ? "force-up" : "auto",
			  iface_is_fibre(i) ? iface_type_info(i->type)->media : "RJ45");
		show_text(s, "  output flow-control is unsupported, input flow-control is unsupported\n");
	}
	show_str(s, "duplex", i->duplex == DUPLEX_AUTO ? "auto" : i->duplex == DUPLEX_FULL ? "full" : "half");
	show_str(s, "speed", now);
}

static void show_head(struct show *s, struct iface *i)
{
	const struct iface_type_info *info = iface_type_info(i->type);
	const struct device_ops *ops = i->dev->ops;
	const u8 *bia = i->port ? i->port->mac : i->parent && i->parent->port ? i->parent->port->mac : i->dev->system->base_mac;
	bool has_mac = i->port || i->parent || i->type == IF_VLAN;
	char mac[MAC_TEXT], burnt[MAC_TEXT], ip[IP4_TEXT];
	u32 addr;
	u8 plen;

	show_str(s, "interface", i->name);
	show_str(s, "link_status", iface_status(i));
	show_str(s, "protocol_status", i->up ? "up" : "down");
	show_str(s, "hardware_type", i->parent ? iface_type_info(i->parent->type)->hardware : info->hardware);
	show_text(s, "%s is %s, line protocol is %s%s\n", i->name, iface_status(i), i->up ? "up" : "down",
		  i->port && i->dev->bridge ? (i->up ? " (connected) " : i->monitoring && i->link ? " (monitoring) " : i->shutdown ? " (disabled) " : i->err_disabled ? " (err-disabled) " : " (notconnect) ") : " ");
	show_text(s, "  Hardware is %s", info->hardware);
	if (has_mac) {
		show_mac(s, "mac_address", i->mac);
		show_mac(s, "bia", bia);
		show_text(s, ", address is %s (bia %s)", mac_dotted(i->mac, mac), mac_dotted(bia, burnt));
	}
	show_text(s, "\n");
	if (i->description) {
		show_str(s, "description", i->description);
		show_text(s, "  Description: %s\n", i->description);
	}
	if (ops && ops->iface_ip4 && ops->iface_ip4(i, &addr, &plen)) {
		show_ip4(s, "ip_address", addr);
		if (ops->iface_lender && ops->iface_lender(i)) {
			show_text(s, "  Interface is unnumbered. Using address of %s (%s)\n", ops->iface_lender(i), ip4_text(addr, ip));
		} else {
			show_num(s, "prefix_length", plen);
			show_text(s, "  Internet address is %s/%u\n", ip4_text(addr, ip), plen);
		}
	}
}

static void show_encapsulation(struct show *s, const struct iface *i)
{
	const struct device_ops *ops = i->dev->ops;
	char buf[12] = "";

	if (i->parent) {
		const char *vlan = ops && ops->iface_vlan ? ops->iface_vlan(i, buf) : "";

		if (*vlan) {
			show_str(s, "vlan", vlan);
			show_text(s, "  Encapsulation 802.1Q Virtual LAN, Vlan ID  %s.\n", vlan);
		} else {
			show_text(s, "  Encapsulation ARPA, loopback not set\n");
		}
	} else {
		show_text(s, "  Encapsulation %s, loopback not set\n", i->type == IF_LOOPBACK ? "LOOPBACK" : i->type == IF_TUNNEL ? "TUNNEL" : "ARPA");
	}
	if (i->type == IF_TUNNEL && ops && ops->iface_transport)
		ops->iface_transport(i, s);
	else if (!i->parent)
		show_text(s, "  Keepalive %s\n", i->port || i->type == IF_LOOPBACK ? "set (10 sec)" : "not supported");
}

static void show_line_state(struct show *s, struct iface *i)
{
	const struct iface_rate *r = rate_now(i);

	show_num(s, "mtu", i->mtu);
	show_num(s, "bandwidth_kbit", i->bandwidth_kbit);
	show_num(s, "delay_us", (u64)i->delay_10us * 10);
	show_text(s, "  MTU %u bytes, BW %u Kbit/sec, DLY %u usec, \n     reliability 255/255, txload %u/255, rxload %u/255\n",
		  i->mtu, i->bandwidth_kbit, i->delay_10us * 10, load(i, r->tx.bits_a_s), load(i, r->rx.bits_a_s));
	show_encapsulation(s, i);
	if (i->port)
		show_speed(s, i);
	if (i->port || i->parent || i->type == IF_VLAN)
		show_text(s, "  ARP type: ARPA, ARP Timeout 04:00:00\n");
}

static void show_rates(struct show *s, struct iface *i)
{
	const struct iface_rate *r = rate_now(i);
	char every[24];

	if (i->load_interval % 60)
		snprintf(every, sizeof(every), "%u second", i->load_interval);
	else
		snprintf(every, sizeof(every), "%u minute", i->load_interval / 60);
	show_num(s, "load_interval_s", i->load_interval);
	show_num(s, "input_rate_bps", rate_whole(r->rx.bits_a_s));
	show_num(s, "input_rate_pps", rate_whole(r->rx.frames_a_s));
	show_num(s, "output_rate_bps", rate_whole(r->tx.bits_a_s));
	show_num(s, "output_rate_pps", rate_whole(r->tx.frames_a_s));
	show_text(s, "  %s input rate %llu bits/sec, %llu packets/sec\n  %s output rate %llu bits/sec, %llu packets/sec\n", every,
		  (unsigned long long)rate_whole(r->rx.bits_a_s), (unsigned long long)rate_whole(r->rx.frames_a_s), every,
		  (unsigned long long)rate_whole(r->tx.bits_a_s), (unsigned long long)rate_whole(r->tx.frames_a_s));
}

static void show_counts(struct show *s, struct iface *i)
{
	struct iface_counters c;
	u64 bad = iface_drops_shown(i, DROP_SHORT) + iface_drops_shown(i, DROP_TOO_LONG) + iface_drops_shown(i, DROP_BAD_FIELD) + iface_drops_shown(i, DROP_BAD_CHECKSUM);
	u64 unknown = iface_drops_shown(i, DROP_UNKNOWN_ETHERTYPE);

	iface_counters_shown(i, &c);
	show_num(s, "rx_frames", c.rx_frames);
	show_num(s, "rx_bytes", c.rx_bytes);
	show_num(s, "rx_broadcast", c.rx_broadcast);
	show_num(s, "rx_multicast", c.rx_multicast);
	show_num(s, "rx_drops", c.rx_drops);
	show_num(s, "tx_frames", c.tx_frames);
	show_num(s, "tx_bytes", c.tx_bytes);
	show_num(s, "tx_drops", c.tx_drops);
	show_num(s, "resets", i->resets);
	show_text(s, "     %llu packets input, %llu bytes, 0 no buffer\n     Received %llu broadcasts (%llu %smulticasts)\n",
		  (unsigned long long)c.rx_frames, (unsigned long long)c.rx_bytes,
		  (unsigned long long)(c.rx_broadcast + c.rx_multicast), (unsigned long long)c.rx_multicast, is_switch(i) && i->port ? "" : "IP ");
	show_text(s, "     %llu runts, %llu giants, 0 throttles \n     %llu input errors, %llu CRC, 0 frame, 0 overrun, 0 ignored\n",
		  (unsigned long long)iface_drops_shown(i, DROP_SHORT), (unsigned long long)iface_drops_shown(i, DROP_TOO_LONG), (unsigned long long)bad,
		  (unsigned long long)iface_drops_shown(i, DROP_BAD_CHECKSUM));
	if (is_switch(i) && !i->port) { /* an SVI, a loopback: nothing of a wire */
		show_text(s, "     %llu packets output, %llu bytes, 0 underruns\n     0 output errors, %u interface resets\n     %llu unknown protocol drops\n"
			     "     0 output buffer failures, 0 output buffers swapped out\n",
			  (unsigned long long)c.tx_frames, (unsigned long long)c.tx_bytes, i->resets, (unsigned long long)unknown);
		return;
	}
	show_text(s, "     0 watchdog, %llu multicast, 0 pause input\n%s", (unsigned long long)c.rx_multicast,
		  is_switch(i) ? "     0 input packets with dribble condition detected\n" : "");
	show_text(s, "     %llu packets output, %llu bytes, 0 underruns\n     0 output errors, 0 collisions, %u interface resets\n"
		     "     %llu unknown protocol drops\n     0 babbles, 0 late collision, 0 deferred\n",
		  (unsigned long long)c.tx_frames, (unsigned long long)c.tx_bytes, i->resets, (unsigned long long)unknown);
	show_text(s, "     %u lost carrier, %llu no carrier, 0 pause output\n     0 output buffer failures, 0 output buffers swapped out\n",
		  i->resets, (unsigned long long)iface_drops_shown(i, DROP_NO_CARRIER));
}

static void show_queueing(struct show *s, const struct iface *i, u64 drops)
{
	u32 waiting = 0;
	bool classes = i->dev->ops->iface_queues && i->dev->ops->iface_queues(i, &waiting);

	show_str(s, "queueing_strategy", classes ? "class-based" : "fifo");
	show_num(s, "output_queue", waiting);
	if (classes)
		show_text(s, "  Queueing strategy: Class-based queueing\n  Output queue: %u/1000/%llu (size/max total/drops)\n", waiting, (unsigned long long)drops);
	else
		show_text(s, "  Queueing strategy: fifo\n  Output queue: 0/%u (size/max)\n", i->type == IF_TUNNEL ? 0 : 40);
}

static void show_stamps(struct show *s, struct iface *i)
{
	char in[16], out[16], cleared[16];
	struct iface_counters c;
	nsec now = node_now(&i->dev->node);
	nsec last_in = iface_last_input(i), last_out = iface_last_output(i);

	iface_counters_shown(i, &c);
	if (last_in != NSEC_NEVER)
		show_num(s, "last_input_s", (now - last_in) / NSEC_PER_SEC);
	if (last_out != NSEC_NEVER)
		show_num(s, "last_output_s", (now - last_out) / NSEC_PER_SEC);
	show_num(s, "changed_ns", i->changed);
	if (!i->parent) {
		show_text(s, "  Last input %s, output %s, output hang never\n", ago(i, last_in, in), ago(i, last_out, out));
		show_text(s, "  Last clearing of \"show interface\" counters %s\n", ago(i, i->counters_cleared, cleared));
		show_text(s, "  Input queue: 0/75/%llu/0 (size/max/drops/flushes); Total output drops: %llu\n",
			  (unsigned long long)c.rx_drops, (unsigned long long)c.tx_drops);
		show_queueing(s, i, c.tx_drops);
	} else {
		show_text(s, "  Keepalive set (10 sec)\n  Last clearing of \"show interface\" counters %s\n",
			  ago(i, i->counters_cleared, cleared));
	}
}

static void show_one(struct show *s, struct iface *i)
{
	show_head(s, i);
	show_line_state(s, i);
	show_stamps(s, i);
	if (!i->parent) {
		show_rates(s, i);
		show_counts(s, i);
	}
	show_end(s);
}

bool show_interfaces(struct cli *c, const struct args *a, struct show *s)
{
	struct device *d = cli_device(c);
	const char *name = args_str(a, "INTERFACE");

	for (struct iface *i = iface_shown(d, NULL); i; i = iface_shown(d, i))
		if (!name || !strcmp(name, i->name))
			show_one(s, i);
	return true;
}
