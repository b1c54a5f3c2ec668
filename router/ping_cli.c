/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ping command, with IOS's lines. */
#include <stdlib.h>
#include <string.h>

#include "router/ip_cli.h"
#include "router/ping.h"

enum { MARKS_A_LINE = 70 };

struct session {
	struct ping ping;
	struct cli *cli;
	u32 column;
};

static void result(struct ping *p, const struct ping_result *r)
{
	struct session *s = container_of(p, struct session, ping);
	char mark[3] = { r->mark, 0 };

	if (++s->column == MARKS_A_LINE) {
		mark[1] = '\n';
		s->column = 0;
	}
	cli_print(s->cli, "%s", mark);
}

static void summary(struct session *s)
{
	const struct ping *p = &s->ping;

	if (s->column)
		cli_print(s->cli, "\n");
	if (!p->sent) {
		cli_print(s->cli, "Success rate is 0 percent (0/0)\n");
		return;
	}
	cli_print(s->cli, "Success rate is %u percent (%u/%u)", 100 * p->received / p->sent, p->received, p->sent);
	if (p->received)
		cli_print(s->cli, ", round-trip min/avg/max = %llu/%llu/%llu ms", (unsigned long long)((p->min + NSEC_PER_MS / 2) / NSEC_PER_MS),
			  (unsigned long long)((p->sum / p->received + NSEC_PER_MS / 2) / NSEC_PER_MS),
			  (unsigned long long)((p->max + NSEC_PER_MS / 2) / NSEC_PER_MS));
	cli_print(s->cli, "\n");
}

static void over(struct session *s)
{
	bool ok = s->ping.received > 0;
	struct cli *c = s->cli;

	summary(s);
	ping_stop(&s->ping);
	free(s);
	cli_done(c, ok);
}

static void done(struct ping *p) { over(container_of(p, struct session, ping)); }

static void stop(struct cli *c, void *state, bool gone)
{
	struct session *s = state;

	(void)c;
	if (gone) {
		ping_stop(&s->ping);
		free(s);
		return;
	}
	if (s->ping.waiting) /* the one under way does not count */
		s->ping.sent--;
	over(s);
}

/* `source`: one of our addresses, or an interface whose address is meant. false: said why. */
bool ping_source(struct cli *c, const struct args *a, struct ip_send *to)
{
	struct ipstack *s = cli_vrf(c, a);
	const char *text = args_str(a, "source-if");
	struct ip6 v6;

	if (!s)
		return false;
	if (text) {
		struct iface *i = device_iface(device_of(cli_node(c)), text);
		const struct ipif *p = i && i->ip && i->ip->ip == s ? i->ip : NULL;

		if (p && to->dst.af == AF_IP4 && p->a4) {
			to->src = ipaddr4(p->a4->addr);
			return true;
		}
		for (const struct addr6 *x = p ? p->a6 : NULL; x && to->dst.af == AF_IP6; x = x->next)
			if (x->linklocal == ip6_is_linklocal(&to->dst.v6) && x->state <= ADDR6_DEPRECATED) {
				to->src = ipaddr6(&x->addr);
				to->out = x->linklocal ? i : NULL;
				return true;
			}
		cli_error(c, "%% Invalid source interface - IP not enabled or interface is down");
		return false;
	}
	if (args_str(a, "source") && args_ip4(a, "source", 0)) {
		to->src = ipaddr4(args_ip4(a, "source", 0));
	} else if (args_ip6(a, "source6", &v6)) {
		to->src = ipaddr6(&v6);
	} else {
		return true;
	}
	for (const struct ipif *p = s->ifs; p; p = p->next)
		if (to->src.af == to->dst.af && (to->src.af == AF_IP4 ? (bool)ipif_addr4(p, to->src.v4) : (bool)ipif_addr6(p, &to->src.v6)))
			return true;
	cli_error(c, "%% Invalid source");
	return false;
}

/* A link-local or group destination needs a link: the only one there is, or the one named. */
bool ping_link(struct cli *c, const struct args *a, struct ip_send *to)
{
	struct ipif *only = NULL;

	if (to->out || to->dst.af != AF_IP6 || (!ip6_is_linklocal(&to->dst.v6) && !ip6_is_multicast(&to->dst.v6)))
		return true;
	for (struct ipif *p = cli_vrf(c, a)->ifs; p; p = p->next) {
		struct ipaddr own = to->dst;

		if (!p->up || !p->on6 || p->i->type == IF_LOOPBACK)
			continue;
		if (ipif_addr6(p, &to->dst.v6) || neigh_find(p, &own)) {
			to->out = p->i;
			return true;
		}
		if (only) {
			cli_error(c, "%% Several links: say which with \"source INTERFACE\"");
			return false;
		}
		only = p;
	}
	to->out = only ? only->i : NULL;
	return true;
}

RUN(ping_run)
{
	struct ipstack *st = cli_vrf(c, a);
	struct session *s;
	struct ip_send to = { 0 };
	u8 prefer = args_has(a, "ipv6") ? AF_IP6 : args_has(a, "ip") ? AF_IP4 : AF_NONE;
	char t[IP6_TEXT], src[IP6_TEXT];
	u32 least, size;

	if (!st || !cli_target(c, args_str(a, "host"), prefer, &to.dst) || !ping_source(c, a, &to) || !ping_link(c, a, &to))
		return false;
	if (to.dst.af == AF_IP4 && ip4_is_multicast(to.dst.v4) && !to.out) {
		cli_error(c, "%% Unrecognized host or address, or protocol not running.");
		return false;
	}
	least = to.dst.af == AF_IP4 ? 36 : 48;
	size = (u32)args_num(a, "size", 100);
	if (size < least)
		size = least;
	to.df = args_has(a, "df-bit");
	to.tos = (u8)args_num(a, "tos", 0);
	s = xcalloc(1, sizeof(*s));
	s->cli = c;
	s->ping = (struct ping){ .to = to, .kind = PING_ECHO, .count = (u32)args_num(a, "repeat", 5), .size = size,
				 .timeout = max_u64(args_num(a, "timeout", 2) * NSEC_PER_SEC, NSEC_PER_MS),
				 .pattern = (u16)args_num(a, "data", 0xabcd), .validate = args_has(a, "validate"), .result = result, .done = done };
	cli_print(c, "Type escape sequence to abort.\nSending %u, %u-byte ICMP Echos to %s, timeout is %llu seconds:\n", s->ping.count, size,
		  ipaddr_text(&to.dst, t), (unsigned long long)args_num(a, "timeout", 2));
	if (to.src.af)
		cli_print(c, "Packet sent with a source address of %s%s\n", ipaddr_text(&to.src, src), "");
	if (to.df && to.dst.af == AF_IP4)
		cli_print(c, "Packet sent with the DF bit set\n");
	cli_busy(c, stop, s);
	ping_start(st, &s->ping);
	return true;
}
