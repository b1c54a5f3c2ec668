/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * BGP table load: a feeder (AS 65001, 10.9.9.2) sends N prefixes to the router under test (AS 65002, 10.9.9.1), a sink (AS 65003, 10.9.9.3) counts what comes out.
 *	bgpfeed N PORT [FAMILY [TIMEOUT [SINKS]]]
 * Prints seconds from the first UPDATE sent to the last prefix that the last sink got, and the same for the withdrawal of all of them. More than one sink: AS 65003 and
 * on, at 10.9.10.1 to .200, 10.9.11.1 and on.
 * Prefix lengths as in lpm.c (IPv6: /48), about 4.5 prefixes an UPDATE, AS paths of 2 to 7 hops.
 */
#include "bench.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

struct in { int s, up; uint8_t b[1 << 17]; int n; long reached, gone; };
static int six;

static int dial(const char *src, int port)
{
	for (int k = 0; k < 100; k++) {
		int s = socket(AF_INET, SOCK_STREAM, 0), one = 1;
		struct sockaddr_in a = { .sin_family = AF_INET };

		inet_pton(AF_INET, src, &a.sin_addr);
		setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, 4);
		setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, 4);
		bind(s, (void *)&a, sizeof(a));
		inet_pton(AF_INET, "10.9.9.1", &a.sin_addr);
		a.sin_port = htons(port);
		if (!connect(s, (void *)&a, sizeof(a)))
			return s;
		close(s);
		usleep(100000);
	}
	die("connect");
	return -1;
}

static void hello(int s, int as, uint32_t id)
{
	uint8_t m[64], caps[] = { 14, 2, 12, 1, 4, 0, six ? 2 : 1, 0, 1, 65, 4, 0, 0, as >> 8, as };
	int n = 19;

	memset(m, 255, 16);
	m[18] = 1;
	m[n++] = 4;
	m[n++] = as >> 8;
	m[n++] = as;
	m[n++] = 0;
	m[n++] = 180;
	memcpy(m + n, &id, 4);
	n += 4;
	memcpy(m + n, caps, sizeof(caps));
	n += sizeof(caps);
	m[16] = 0;
	m[17] = n;
	if (write(s, m, n) != n)
		die("open");
}

static void keepalive(int s)
{
	uint8_t m[19];

	memset(m, 255, 16);
	m[16] = 0;
	m[17] = 19;
	m[18] = 4;
	if (write(s, m, 19) != 19)
		die("keepalive");
}

static long prefixes(const uint8_t *p, const uint8_t *end)
{
	long n = 0;

	for (; p < end; n++)
		p += 1 + (*p + 7) / 8;
	return n;
}

static void update(struct in *c, const uint8_t *m, int len)
{
	int w = m[19] << 8 | m[20], at = m[21 + w] << 8 | m[22 + w];
	const uint8_t *a = m + 23 + w, *end = a + at;

	c->gone += prefixes(m + 21, m + 21 + w);
	c->reached += prefixes(end, m + len);
	while (a < end) {
		int type = a[1], l = a[0] & 16 ? a[2] << 8 | a[3] : a[2];

		a += a[0] & 16 ? 4 : 3;
		if (type == 14)
			c->reached += prefixes(a + 5 + a[3], a + l);
		if (type == 15)
			c->gone += prefixes(a + 3, a + l);
		a += l;
	}
}

static void eat(struct in *c)
{
	int r = read(c->s, c->b + c->n, sizeof(c->b) - c->n), o = 0;

	if (r <= 0) {
		fprintf(stderr, "# session closed\n");
		exit(1);
	}
	c->n += r;
	while (c->n - o >= 19) {
		uint8_t *m = c->b + o;
		int l = m[16] << 8 | m[17];

		if (l < 19 || c->n - o < l)
			break;
		if (m[18] == 1)
			keepalive(c->s);
		if (m[18] == 4)
			c->up = 1;
		if (m[18] == 3) {
			fprintf(stderr, "# notification %d/%d\n", m[19], m[20]);
			exit(1);
		}
		if (m[18] == 2)
			update(c, m, l);
		o += l;
	}
	memmove(c->b, c->b + o, c->n -= o);
}

static uint8_t *u, *gone;
static size_t len, gone_len;
static uint32_t at = 0x01000000;

/* The next prefix of the walk; its length in octets. */
static int next_prefix(uint8_t *p, long n)
{
	int x = rnd() % 1000, l = x < 605 ? 24 : x < 710 ? 23 : x < 826 ? 22 : x < 881 ? 21 : x < 928 ? 20 : 19;
	uint32_t step, be;

	if (n > 500000 && l < 22)
		l = 22;
	step = 1u << (32 - l);
	at = (at + step - 1) & ~(step - 1);
	be = htonl(at);
	if (six) {
		p[0] = 48;
		p[1] = 0x20;
		p[2] = 1;
		memcpy(p + 3, &be, 4);
		at += 256;
		p[6] = at >> 8;
		return 7;
	}
	p[0] = l;
	memcpy(p + 1, &be, 3);
	at += step;
	if (at >> 24 == 10)
		at = 0x0b000000;
	else if (at >> 24 == 127)
		at = 0x80000000;
	return 4;
}

/* Withdrawals stand by themselves, several hundred in a message. */
static void withdraw(const uint8_t *p, int n, int last)
{
	static uint8_t m[4096];
	static int used;
	int head = six ? 19 + 4 + 7 : 21;

	if (used && (last || head + used + n + 2 > 4090)) {
		uint8_t *o = gone + gone_len;
		int all = head + used + (six ? 0 : 2);

		memset(o, 255, 16);
		o[16] = all >> 8;
		o[17] = all;
		o[18] = 2;
		if (six) {
			int a = 7 + used;

			memcpy(o + 19, (uint8_t[]){ 0, 0, a >> 8, a, 0x90, 15, (used + 3) >> 8, used + 3, 0, 2, 1 }, 11);
		} else {
			o[19] = used >> 8;
			o[20] = used;
			o[21 + used] = o[22 + used] = 0;
		}
		memcpy(o + head, m, used);
		gone_len += all;
		used = 0;
	}
	memcpy(m + used, p, n);
	used += n;
}

static void make(long n)
{
	for (long made = 0; made < n;) {
		uint8_t *m = u + len, nlri[64];
		int p = 23, hops = 2 + rnd() % 6, k = 0;

		memset(m, 255, 16);
		m[18] = 2;
		m[19] = m[20] = 0;
		memcpy(m + p, (uint8_t[]){ 0x40, 1, 1, 0 }, 4);
		p += 4;
		m[p++] = 0x40;
		m[p++] = 2;
		m[p++] = 2 + 4 * hops;
		m[p++] = 2;
		m[p++] = hops;
		for (int h = 0; h < hops; h++) {
			uint32_t as = h ? 1000 + rnd() % 60000 : 65001;

			as = htonl(as);
			memcpy(m + p, &as, 4);
			p += 4;
		}
		for (int c = 1 + rnd() % 8; c-- && made < n; made++) {
			int l = next_prefix(nlri + k, n);

			withdraw(nlri + k, l, 0);
			k += l;
		}
		if (six) {
			memcpy(m + p, (uint8_t[]){ 0x80, 14, 21 + k, 0, 2, 1, 16, 0x20, 1, 0x0d, 0xb8, 0, 9, 0, 9, 0, 0, 0, 0, 0, 0, 0, 2, 0 }, 24);
			p += 24;
		} else {
			memcpy(m + p, (uint8_t[]){ 0x40, 3, 4, 10, 9, 9, 2 }, 7);
			p += 7;
		}
		m[21] = (p - 23 + (six ? k : 0)) >> 8;
		m[22] = p - 23 + (six ? k : 0);
		memcpy(m + p, nlri, k);
		p += k;
		m[16] = p >> 8;
		m[17] = p;
		len += p;
	}
	withdraw(NULL, 0, 1);
}

static struct in f, *k;
static int sinks;

/* The least that a sink has of one of its counts. */
static long least(int gone_too)
{
	long n = gone_too ? k->gone : k->reached;

	for (int i = 1; i < sinks; i++)
		if ((gone_too ? k[i].gone : k[i].reached) < n)
			n = gone_too ? k[i].gone : k[i].reached;
	return n;
}

/* What has come, to all; out: is there room for the feeder's bytes? */
static int hear(int out)
{
	static struct pollfd pf[1024];
	int ready;

	pf[0] = (struct pollfd){ f.s, POLLIN | (out ? POLLOUT : 0), 0 };
	for (int i = 0; i < sinks; i++)
		pf[1 + i] = (struct pollfd){ k[i].s, POLLIN, 0 };
	ready = poll(pf, 1 + sinks, 100);
	if (ready > 0 && pf[0].revents & (POLLIN | POLLHUP))
		eat(&f);
	for (int i = 0; i < sinks && ready > 0; i++)
		if (pf[1 + i].revents)
			eat(&k[i]);
	return ready > 0 && pf[0].revents & POLLOUT;
}

/* Sends all of it; seconds until every sink has n. */
static double run(const uint8_t *bytes, size_t all, int gone_too, long n, double most)
{
	double t0 = now(), ka = t0;
	size_t sent = 0;

	while (least(gone_too) < n) {
		double t = now();

		if (hear(sent < all)) {
			ssize_t w = write(f.s, bytes + sent, all - sent < 262144 ? all - sent : 262144);

			sent += w > 0 ? w : 0;
		}
		if (t - ka > 20) {
			for (int i = 0; i < sinks; i++)
				keepalive(k[i].s);
			if (sent == all)
				keepalive(f.s);
			ka = t;
		}
		if (t - t0 > most) {
			fprintf(stderr, "# timeout: a sink has %ld\n", least(gone_too));
			exit(1);
		}
	}
	return now() - t0;
}

static int all_up(void)
{
	int up = f.up;

	for (int i = 0; i < sinks; i++)
		up &= k[i].up;
	return up;
}

int main(int argc, char **argv)
{
	long n = ARG(1, 100000);
	int port = ARG(2, 1179);
	double most = ARG(4, 120), end;

	six = ARG(3, 4) == 6;
	sinks = ARG(5, 1);
	if (sinks < 1 || sinks > 1000)
		die("sinks: 1 to 1000");
	u = malloc(n * 80 + 100000);
	gone = malloc(n * 10 + 100000);
	k = calloc(sinks, sizeof(*k));
	make(n);
	for (int i = 0; i < sinks; i++) {
		char src[32] = "10.9.9.3";

		if (sinks > 1)
			snprintf(src, sizeof(src), "10.9.%d.%d", 10 + i / 200, 1 + i % 200);
		k[i].s = dial(src, port);
		hello(k[i].s, 65003 + i, htonl(0x0a090a00 + 256 * (i / 200) + 1 + i % 200));
	}
	f.s = dial("10.9.9.2", port);
	hello(f.s, 65001, htonl(0x0a090902));
	for (end = now() + 60; !all_up(); hear(0)) {
		if (now() > end) {
			fprintf(stderr, "# no session\n");
			return 1;
		}
	}
	for (end = now() + 1.5; now() < end; hear(0)) /* what was said at the start settles */
		;
	fcntl(f.s, F_SETFL, O_NONBLOCK);
	for (int i = 0; i < sinks; i++)
		k[i].reached = k[i].gone = 0;
	report("bgp_load", run(u, len, 0, n, most), "s");
	fflush(stdout);
	if (sinks > 1)	/* FRR takes minutes for the way back */
		return 0;
	usleep(1000000); /* memory is looked at meanwhile, by who wants to */
	report("bgp_withdraw", run(gone, gone_len, 1, n, most), "s");
	return 0;
}
