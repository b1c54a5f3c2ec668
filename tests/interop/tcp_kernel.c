/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Our TCP on a TUN device, in real time, for tests/interop/tcp_kernel.py: the small servers, and a client that sends a pattern to an echo server
 * of the kernel's and checks what comes back. Loss and reordering by ourselves, in both directions.
 *
 *   tcp_kernel TUN serve LOSS REORDER            until killed
 *   tcp_kernel TUN client LOSS REORDER ADDRESS PORT BYTES [MD5KEY]
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/csum.h"
#include "core/loop.h"
#include "net/rd.h"
#include "router/tcp_conn.h"

enum { PROTO = 6, HELD = 1 };

struct ipstack {
	struct tcp *tcp;
	struct node *node;
	struct watch tun;
	struct loop *loop;
	struct ipaddr addr[2];
	u64 loss, reorder;
	struct rng rng;
	u8 held[65536];		/* a packet that others overtake */
	ssize_t n_held;
	u16 id;
	u64 n_lost;
};
struct client {
	struct ipstack *s;
	struct tcp_conn *c;
	u64 sent, got, total;
};

static u8 pattern(u64 i) { return (u8)(i * 31 + (i >> 9) * 7); }

static void to_tun(struct ipstack *s, const u8 *p, size_t n)
{
	if (write(s->tun.fd, p, n) < 0 && errno != EAGAIN && errno != EIO)
		perror("tun");
}

static enum drop tun_send(struct ipstack *s, const struct ip_send *to, struct frame *f)
{
	u8 *h;

	if (to->dst.af == AF_IP4) {
		h = frame_push(f, 20);
		memset(h, 0, 20);
		h[0] = 0x45;
		put_be16(h + 2, (u16)f->len);
		put_be16(h + 4, s->id++);
		put_be16(h + 6, to->df ? 0x4000 : 0);
		h[8] = to->ttl;
		h[9] = PROTO;
		put_be32(h + 12, to->src.v4);
		put_be32(h + 16, to->dst.v4);
		put_be16(h + 10, csum_finish(csum_add(0, h, 20)));
	} else {
		h = frame_push(f, 40);
		memset(h, 0, 40);
		h[0] = 0x60;
		put_be16(h + 4, (u16)(f->len - 40));
		h[6] = PROTO;
		h[7] = to->ttl;
		memcpy(h + 8, to->src.v6.b, 16);
		memcpy(h + 24, to->dst.v6.b, 16);
	}
	if (rng_chance(&s->rng, s->loss)) {
		s->n_lost++;
	} else if (!s->n_held && rng_chance(&s->rng, s->reorder)) {
		memcpy(s->held, f->data, f->len);
		s->n_held = f->len;
	} else {
		to_tun(s, f->data, f->len);
		if (s->n_held)
			to_tun(s, s->held, (size_t)s->n_held);
		s->n_held = 0;
	}
	frame_put(f);
	return DROP_NONE;
}

static bool tun_route(struct ipstack *s, const struct ipaddr *dst, struct iface *out, struct ipaddr *src, u32 *mtu)
{
	(void)out;
	*src = s->addr[dst->af == AF_IP6];
	if (mtu)
		*mtu = 1500;
	return true;
}

static struct frame *tun_frame(struct ipstack *s, u32 len) { return frame_get(node_pool(s->node), len); }

static const struct tcp_lower lower = { .send = tun_send, .route_source = tun_route, .frame = tun_frame };

static void one_packet(struct ipstack *s, const u8 *p, size_t n)
{
	struct ip_recv r = { .proto = PROTO };
	struct frame *f;
	size_t header;

	if (n >= 20 && p[0] >> 4 == 4 && p[9] == PROTO) {
		header = 4u * (p[0] & 15);
		r.src = (struct ipaddr){ .af = AF_IP4, .v4 = get_be32(p + 12) };
		r.dst = (struct ipaddr){ .af = AF_IP4, .v4 = get_be32(p + 16) };
		r.ttl = p[8];
	} else if (n >= 40 && p[0] >> 4 == 6 && p[6] == PROTO) {
		header = 40;
		r.src.af = r.dst.af = AF_IP6;
		memcpy(r.src.v6.b, p + 8, 16);
		memcpy(r.dst.v6.b, p + 24, 16);
		r.ttl = p[7];
	} else {
		return;
	}
	if (n < header || rng_chance(&s->rng, s->loss))
		return;
	f = frame_get(node_pool(s->node), (u32)(n - header));
	if (!f)
		return;
	memcpy(f->data, p + header, n - header);
	tcp_input(s->tcp, &r, f);
}

static void tun_ready(struct watch *wa, u32 events)
{
	struct ipstack *s = container_of(wa, struct ipstack, tun);
	static u8 buf[65536];
	ssize_t n;

	(void)events;
	for (int budget = 64; budget && (n = read(wa->fd, buf, sizeof(buf))) > 0; budget--)
		one_packet(s, buf, (size_t)n);
}

static void push(struct client *k)
{
	u8 buf[8192];
	size_t n, took;

	while (k->sent < k->total) {
		n = min_u64(sizeof(buf), k->total - k->sent);
		for (size_t i = 0; i < n; i++)
			buf[i] = pattern(k->sent + i);
		took = tcp_write(k->c, buf, n);
		k->sent += took;
		if (took < n)
			return;
	}
	tcp_shutdown(k->c);
}

static void finish(struct client *k, int status, const char *what)
{
	const struct tcp_conn *c = k->c;

	printf("%s: %llu of %llu bytes came back, sack %d ts %d scale %d/%d mss %u, %u sent %u again %u fast %u timeouts, srtt %llu us\n", what,
	       (unsigned long long)k->got, (unsigned long long)k->total, c->use_sack, c->use_ts, c->snd_scale, c->rcv_scale, c->mss, c->count.out,
	       c->count.out_rexmit, c->count.out_fast_rexmit, c->count.timeouts, (unsigned long long)(c->srtt / 1000));
	fflush(stdout);
	_exit(status);
}

static void client_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct client *k = arg;
	u8 buf[8192];
	size_t n;

	if (e == TCP_CONNECTED || e == TCP_WRITABLE) {
		push(k);
	} else if (e == TCP_READABLE) {
		while ((n = tcp_read(c, buf, sizeof(buf), NULL))) {
			for (size_t i = 0; i < n; i++)
				if (buf[i] != pattern(k->got + i))
					finish(k, 1, "wrong byte");
			k->got += n;
		}
	} else if (e == TCP_CLOSED) {
		finish(k, k->got == k->total ? 0 : 1, "closed");
	} else {
		static const char *const why[] = { "", "", "", "", "reset", "refused", "timeout", "unreachable" };

		finish(k, 1, why[e]);
	}
}

static void client_start(struct ipstack *s, struct client *k, char **argv, const char *key)
{
	struct tcp_options o = { .user = { client_event, k }, .send_buffer = 1 << 20, .receive_buffer = 1 << 20, .md5_key = key };
	struct ipaddr dst = { .af = AF_IP4 };

	if (!ip4_parse(argv[0], &dst.v4) && ip6_parse(argv[0], &dst.v6))
		dst.af = AF_IP6;
	k->s = s;
	k->total = strtoull(argv[2], NULL, 0);
	k->c = tcp_connect(s->tcp, NULL, 0, &dst, (u16)atoi(argv[1]), &o);
	if (!k->c)
		exit(2);
}

int main(int argc, char **argv)
{
	static const struct node_kind kind = { .name = "end", .size = sizeof(struct device) };
	struct world_options o = { .name = "kernel", .clock = CLOCK_REAL, .seed = (u64)getpid(), .small_frames = 8192, .large_frames = 64 };
	struct ifreq ifr = { .ifr_flags = IFF_TUN | IFF_NO_PI };
	struct ipstack *s = calloc(1, sizeof(*s));
	struct client k = { 0 };
	struct world *w = world_new(&o);

	if (argc < 5 || !s || !w)
		return 2;
	s->tun.fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", argv[1]);
	if (s->tun.fd < 0 || ioctl(s->tun.fd, TUNSETIFF, &ifr) < 0) {
		perror(argv[1]);
		return 4;
	}
	s->tun.ready = tun_ready;
	s->node = node_new(w, &kind, "us", 0, 0);
	s->loss = (u64)(atof(argv[3]) / 100 * 4294967296.0);
	s->reorder = (u64)(atof(argv[4]) / 100 * 4294967296.0);
	rng_seed(&s->rng, o.seed, "path");
	s->addr[0] = (struct ipaddr){ .af = AF_IP4 };
	s->addr[1] = (struct ipaddr){ .af = AF_IP6 };
	ip4_parse("10.99.0.2", &s->addr[0].v4);
	ip6_parse("fd99::2", &s->addr[1].v6);
	s->tcp = tcp_new_over(s->node, s, &lower);
	s->loop = loop_new(&w->workers[0]);
	loop_watch(s->loop, &s->tun, EPOLLIN);
	if (!strcmp(argv[2], "serve"))
		tcp_services_start(s->tcp, 100);
	else if (argc >= 8)
		client_start(s, &k, argv + 5, argc > 8 ? argv[8] : NULL);
	printf("ready\n");
	fflush(stdout);
	loop_run(s->loop);
	return 0;
}
