/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What clients and name servers may say to a router that answers, forwards and looks up, with debug on. The input is a row of messages: a byte of flags, one
 * of length, the bytes. Flags: 1: to port 53, else to the port that the router asked from last, with its number and question in front when 2 is set; 4: time
 * passes; 8: a lookup begins, by the bytes' first.
 */
#include "router/dns/own.h"
#include "tests/fuzz/rig.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { TO_SERVER = 1, FITTING = 2, TIME = 4, LOOKUP = 8, PAYLOAD_MAX = 1400 };

/* An answer's head: the number and the question that are waited for. Returns the port; 0: nothing is. */
static u16 fit(const struct dns *d, struct wr *w, bool fitting)
{
	struct wr head = *w;
	u16 port = 0;

	if (d->lookups) {
		port = d->lookups->udp.port;
		dns_write_query(&head, d->lookups->id, d->lookups->asked, d->lookups->type);
	} else if (d->forwards) {
		port = d->forwards->udp.port;
		wr_copy(&head, d->forwards->query, DNS_HLEN + d->forwards->question_len);
	}
	if (port && fitting && !head.bad) {
		*w = head;
		put_be16(w->start + 2, DNS_QR | DNS_RA);
		put_be16(w->start + 6, 4);
	}
	return port;
}

static void say(struct rig *g, u8 flags, const u8 *p, u32 n)
{
	u8 msg[PAYLOAD_MAX + DNS_UDP_MAX];
	struct wr w = wr_of(msg, sizeof(msg));
	u16 port = flags & TO_SERVER ? DNS_PORT : fit(g->d->ip->dns, &w, flags & FITTING);

	wr_copy(&w, p, n);
	rig_say(g, flags & TO_SERVER ? 5000 : DNS_PORT, port, msg, (u32)wr_len(&w));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	static const char *const lookups[] = { "ping far", "ping www.far.example", "nothing", "traceroute x.y", "ping ipv6 six", "show hosts", "show ip dns statistics" };
	struct rig g = rig_open("ip domain name lab.example\nip host alpha 10.0.0.1 10.0.0.2\nip name-server 10.0.0.9\nip dns server\nip host lab.example mx 1 alpha\nip host lab.example ns alpha\nip host _s._udp srv 1 2 3 alpha\nip dns primary lab.example soa a b\n"
				"arp 10.0.0.9 0200.0000.0009 arpa\ninterface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n", "peer", NULL);
	struct cli *c = rig_session(&g);
	struct rd r = rd_of(data, len);

	rig_run(&g, NSEC_PER_SEC);
	while (rd_left(&r) > 2) {
		u8 flags = rd_u8(&r);
		u32 says = rd_u8(&r) * 6u, n = rig_len(&r, says, PAYLOAD_MAX);
		const u8 *p = rd_bytes(&r, n);

		if (flags & LOOKUP)
			cli_line(c, lookups[n ? p[0] % ARRAY_LEN(lookups) : 0]);
		else
			say(&g, flags, p, n);
		rig_run(&g, flags & TIME ? 4 * NSEC_PER_SEC : NSEC_PER_MS);
	}
	rig_settle(&g, 60 * NSEC_PER_SEC);
	if (g.d->ip->dns->n_cached > DNS_CACHE_MAX || g.d->ip->dns->n_forwards)
		abort();
	cli_free(c);
	rig_close(&g);
	return 0;
}
