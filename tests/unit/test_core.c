/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine on the virtual clock: pool, timers, wires and each of their impairments, carrier, checksums, segmentation, captures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/capture.h"
#include "core/csum.h"
#include "core/wire.h"
#include "core/world.h"
#include "net/rd.h"

/* A node that keeps what it gets. */
struct probe {
	struct node node;
	u32 got, last_seq, out_of_order, links;
	u64 bytes;
	nsec first, last;
};

static void probe_input(struct port *in, struct frame **f, unsigned n)
{
	struct probe *p = (struct probe *)in->node;

	for (unsigned i = 0; i < n; i++) {
		u32 seq = get_be32(f[i]->data + 14);

		if (!p->got)
			p->first = node_now(&p->node);
		p->last = node_now(&p->node);
		p->out_of_order += p->got && seq < p->last_seq;
		p->last_seq = seq;
		p->got++;
		p->bytes += f[i]->len;
	}
	frames_put(f, n);
}
static void probe_link(struct port *port)
{
	((struct probe *)port->node)->links++;
}
static const struct node_kind kind_probe = {
	.name = "probe", .size = sizeof(struct probe), .input = probe_input, .link = probe_link, .default_ports = 1,
};

struct pair {
	struct world *w;
	struct probe *a, *b;
	struct wire *wire;
};

static struct pair pair_new(void)
{
	struct world_options o = { .name = "t", .clock = CLOCK_VIRTUAL, .seed = 1 };
	struct pair p = { .w = world_new(&o) };

	p.a = (struct probe *)node_new(p.w, &kind_probe, "a", 0, 0);
	p.b = (struct probe *)node_new(p.w, &kind_probe, "b", 0, 0);
	p.wire = wire_new(p.a->node.ports, p.b->node.ports);
	return p;
}

static void send_seq(struct probe *from, u32 seq, u32 len)
{
	struct frame *f = frame_get(node_pool(&from->node), len);

	assert_non_null(f);
	memset(f->data, 0, len < 60 ? len : 60);
	put_be32(f->data + 14, seq);
	port_send(from->node.ports, &f, 1);
}

static void impair(struct pair *p, const char *text)
{
	struct impair im = *wire_impair(p->wire, 0);
	char copy[200], *save = NULL;
	const char *why;

	snprintf(copy, sizeof(copy), "%s", text);
	for (char *k = strtok_r(copy, " ", &save); k; k = strtok_r(NULL, " ", &save)) {
		char *v = strchr(k, '=');

		*v++ = 0;
		assert_true(impair_parse(&im, k, v, &why));
	}
	wire_set_impair(p->wire, 0, &im);
}

static void pair_free(struct pair *p)
{
	world_run(p->w, world_now(p->w) + 100 * NSEC_PER_SEC, UINT64_MAX);
	assert_int_equal(pool_in_use(p->w->workers[0].pool), 0);
	world_free(p->w);
}

static void test_plain_wire_loses_nothing(void **state)
{
	struct pair p = pair_new();

	(void)state;
	for (u32 i = 0; i < 1000000; i++) {
		send_seq(p.a, i, 60);
		if (i % 100 == 99)
			assert_true(world_run(p.w, world_now(p.w) + NSEC_PER_US, UINT64_MAX));
	}
	assert_int_equal(p.b->got, 1000000);
	assert_int_equal(p.b->out_of_order, 0);
	pair_free(&p);
}

static void test_delay_keeps_the_rate(void **state)
{
	struct pair p = pair_new();

	(void)state;
	impair(&p, "delay=100ms");
	for (u32 i = 0; i < 300000; i++) { /* a million a second */
		send_seq(p.a, i, 60);
		world_run(p.w, world_now(p.w) + NSEC_PER_US, UINT64_MAX);
	}
	assert_int_equal(p.b->first, 100 * NSEC_PER_MS);
	world_run(p.w, NSEC_PER_SEC, UINT64_MAX);
	assert_int_equal(p.b->got, 300000);
	assert_int_equal(p.b->last - p.b->first, 299999 * NSEC_PER_US);
	pair_free(&p);
}

static void test_rate_is_exact(void **state)
{
	struct pair p = pair_new();

	(void)state;
	impair(&p, "rate=10mbit queue=2000");
	for (u32 i = 0; i < 1250; i++)
		send_seq(p.a, i, 1000);
	world_run(p.w, 2 * NSEC_PER_SEC, UINT64_MAX);
	assert_int_equal(p.b->got, 1250);
	/* 1,250 frames of 8,000 bits at 10 Mbit/s: one second to the last bit */
	assert_true(p.b->last >= NSEC_PER_SEC && p.b->last <= NSEC_PER_SEC + 2 * VIRTUAL_WIRE_DELAY);
	pair_free(&p);
}

static void test_queue_drops_its_tail(void **state)
{
	struct pair p = pair_new();

	(void)state;
	impair(&p, "rate=1mbit queue=10");
	for (u32 i = 0; i < 100; i++)
		send_seq(p.a, i, 125);
	world_run(p.w, NSEC_PER_SEC, UINT64_MAX);
	assert_int_equal(p.b->got, 11); /* one on the line, ten behind it */
	assert_int_equal(p.a->node.ports->drops[DROP_QUEUE_FULL], 89);
	impair(&p, "queue=1kb");
	for (u32 i = 0; i < 100; i++)
		send_seq(p.a, i, 125);
	world_run(p.w, 2 * NSEC_PER_SEC, UINT64_MAX);
	assert_int_equal(p.b->got, 11 + 9);
	pair_free(&p);
}

static u32 losses(const char *text, u32 *longest)
{
	struct pair p = pair_new();
	u32 got, run = 0;

	impair(&p, text);
	*longest = 0;
	for (u32 i = 0; i < 100000; i++) {
		u64 before = p.a->node.ports->drops[DROP_WIRE_LOSS];

		send_seq(p.a, i, 60);
		run = p.a->node.ports->drops[DROP_WIRE_LOSS] > before ? run + 1 : 0;
		*longest = run > *longest ? run : *longest;
		if (i % 100 == 99)
			world_run(p.w, world_now(p.w) + NSEC_PER_MS, UINT64_MAX);
	}
	world_run(p.w, world_now(p.w) + NSEC_PER_SEC, UINT64_MAX);
	got = p.b->got;
	assert_int_equal(p.b->out_of_order, 0);
	pair_free(&p);
	return 100000 - got;
}

static void test_loss(void **state)
{
	u32 longest, n;

	(void)state;
	assert_int_equal(losses("loss=0%", &longest), 0);
	assert_int_equal(losses("loss=100%", &longest), 100000);
	n = losses("loss=5%", &longest);
	assert_in_range(n, 4700, 5300);
	assert_in_range(longest, 1, 8);
	n = losses("loss=5% burst=20", &longest);
	assert_in_range(n, 4000, 6000);
	assert_in_range(longest, 40, 400);
}

static void test_jitter_keeps_order(void **state)
{
	static const char *const dist[] = { "delay=10ms jitter=5ms", "delay=10ms jitter=5ms dist=normal" };

	(void)state;
	for (unsigned k = 0; k < 2; k++) {
		struct pair p = pair_new();

		impair(&p, dist[k]);
		for (u32 i = 0; i < 10000; i++) {
			send_seq(p.a, i, 60);
			world_run(p.w, world_now(p.w) + 100 * NSEC_PER_US, UINT64_MAX);
		}
		world_run(p.w, world_now(p.w) + NSEC_PER_SEC, UINT64_MAX);
		assert_int_equal(p.b->got, 10000);
		assert_int_equal(p.b->out_of_order, 0);
		impair(&p, "reorder=10%");
		for (u32 i = 10000; i < 20000; i++) {
			send_seq(p.a, i, 60);
			world_run(p.w, world_now(p.w) + 100 * NSEC_PER_US, UINT64_MAX);
		}
		world_run(p.w, world_now(p.w) + NSEC_PER_SEC, UINT64_MAX);
		assert_int_equal(p.b->got, 20000);
		assert_true(p.b->out_of_order > 500);
		pair_free(&p);
	}
}

static void test_duplication_corruption_mtu_cut(void **state)
{
	struct pair p = pair_new();
	const struct wire_stats *st = wire_stats(p.wire, 0);
	struct impair im;

	(void)state;
	impair(&p, "dup=50%");
	for (u32 i = 0; i < 1000; i++)
		send_seq(p.a, i, 60);
	world_run(p.w, NSEC_PER_SEC, UINT64_MAX);
	assert_int_equal(p.b->got, 1000 + st->dups);
	assert_in_range(st->dups, 400, 600);
	impair(&p, "dup=0% corrupt=100%");
	send_seq(p.a, 0, 60);
	assert_int_equal(st->corrupted, 1);
	impair(&p, "corrupt=0% mtu=1500");
	send_seq(p.a, 0, 1514);
	send_seq(p.a, 0, 1515);
	assert_int_equal(p.a->node.ports->drops[DROP_WIRE_MTU], 1);
	im = *wire_impair(p.wire, 0);
	im.cut = true;
	wire_set_impair(p.wire, 0, &im);
	send_seq(p.a, 0, 60);
	send_seq(p.b, 0, 60);
	world_run(p.w, 2 * NSEC_PER_SEC, UINT64_MAX);
	assert_int_equal(p.a->node.ports->drops[DROP_WIRE_CUT], 1);
	assert_int_equal(p.a->got, 1); /* the other way still works */
	assert_true(p.a->node.ports->link);
	pair_free(&p);
}

static void test_carrier(void **state)
{
	struct pair p = pair_new();

	(void)state;
	assert_int_equal(p.a->links, 1);
	impair(&p, "delay=10ms");
	send_seq(p.a, 0, 60);
	wire_set_up(p.wire, false);
	assert_int_equal(p.a->links, 2);
	assert_int_equal(p.b->links, 2);
	assert_false(p.b->node.ports->link);
	world_run(p.w, NSEC_PER_SEC, UINT64_MAX);
	assert_int_equal(p.b->got, 0); /* what flew is lost */
	send_seq(p.a, 0, 60);
	assert_int_equal(p.a->node.ports->drops[DROP_NO_CARRIER], 2);
	wire_set_up(p.wire, true);
	port_enable(p.a->node.ports, false);
	assert_false(p.b->node.ports->link);
	send_seq(p.a, 0, 60);
	assert_int_equal(p.a->node.ports->drops[DROP_PORT_DOWN], 1);
	port_enable(p.a->node.ports, true);
	assert_true(p.b->node.ports->link);
	node_power(&p.b->node, false);
	assert_false(p.a->node.ports->link);
	node_power(&p.b->node, true);
	assert_true(p.a->node.ports->link);
	pair_free(&p);
}

static void test_impairments_read_back(void **state)
{
	static const char *const good[] = {
		"delay=10ms", "delay=1500us jitter=2ms dist=normal", "loss=0.1%", "loss=33.333%", "loss=12.5% burst=7",
		"rate=10mbit queue=100", "rate=512kbit queue=64kb", "mtu=1400 dup=1% corrupt=0.0001% reorder=25%", "delay=2s",
	};
	static const char *const bad[][2] = {
		{ "delay", "10" }, { "delay", "ms" }, { "delay", "-1ms" }, { "loss", "101%" }, { "loss", "1" }, { "loss", "" },
		{ "rate", "10x" }, { "queue", "0b" }, { "mtu", "10" }, { "dist", "pareto" }, { "colour", "red" }, { "delay", "1.2.3s" },
		{ "delay", "99999999999999999999s" }, { "loss", "nan%" },
	};
	struct impair im, back;
	const char *why;
	char text[200];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct pair p = pair_new();

		impair(&p, good[i]);
		impair_format(wire_impair(p.wire, 0), text, sizeof(text));
		assert_string_equal(text, good[i]);
		pair_free(&p);
	}
	memset(&im, 0, sizeof(im));
	back = im;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_false(impair_parse(&im, bad[i][0], bad[i][1], &why));
		assert_memory_equal(&im, &back, sizeof(im));
		assert_true(strlen(why) > 10);
	}
}

struct tick {
	struct timer t;
	struct worker *w;
	u32 id, *order, *n;
};
static void tick_fire(struct timer *t)
{
	struct tick *k = container_of(t, struct tick, t);

	assert_true(k->w->now >= t->due);
	k->order[(*k->n)++] = k->id;
}

static void test_timers_fire_in_order(void **state)
{
	struct world_options o = { .clock = CLOCK_VIRTUAL };
	struct world *w = world_new(&o);
	enum { N = 2000 };
	static struct tick k[N];
	static u32 order[N];
	u32 n = 0, live = 0;
	struct rng r;

	(void)state;
	rng_seed(&r, 7, "timers");
	for (u32 i = 0; i < N; i++) {
		k[i] = (struct tick){ { .fire = tick_fire }, &w->workers[0], i, order, &n };
		timer_set(&w->workers[0], &k[i].t, 1 + rng_below(&r, 500));
	}
	for (u32 i = 0; i < N; i += 3)
		timer_set(&w->workers[0], &k[i].t, 1 + rng_below(&r, 500));
	for (u32 i = 0; i < N; i += 7)
		timer_stop(&w->workers[0], &k[i].t);
	for (u32 i = 0; i < N; i++)
		live += timer_is_set(&k[i].t);
	assert_true(world_run(w, 1000, UINT64_MAX));
	assert_int_equal(n, live);
	for (u32 i = 1; i < n; i++)
		assert_true(k[order[i - 1]].t.due <= k[order[i]].t.due);
	world_free(w);
}

static void test_checksums(void **state)
{
	u8 b[1501];
	struct rng r;

	(void)state;
	rng_seed(&r, 1, "csum");
	for (u32 len = 0; len < sizeof(b); len++) {
		u64 naive = 0;

		for (u32 i = 0; i < len; i++) {
			b[i] = (u8)rng_u64(&r);
			naive += i & 1 ? b[i] : (u32)b[i] << 8;
		}
		assert_int_equal(csum_fold(csum_add(0, b, len)) % 0xffff, csum_fold(naive) % 0xffff);
	}
	for (u32 i = 0; i < 10000; i++) { /* RFC 1624: update equals recomputation */
		u16 was = (u16)rng_u64(&r), is = (u16)rng_u64(&r), rest = (u16)rng_u64(&r);

		assert_int_equal(csum_update(csum_finish((u64)was + rest), was, is) % 0xffff, csum_finish((u64)is + rest) % 0xffff);
	}
	/* A partial sum of 0xffff: TCP's field becomes 0, UDP's 0xffff (RFC 768). */
	memset(b, 0, 40);
	put_be16(b, 0xfffe);
	put_be16(b + 16, 1);
	frame_checksum_at(b, 20, 0, 16);
	assert_int_equal(get_be16(b + 16), 0);
	put_be16(b + 6, 1);
	frame_checksum_at(b, 20, 0, 6);
	assert_int_equal(get_be16(b + 6), 0xffff);
}

static void test_segmentation(void **state)
{
	struct pool *pool = pool_new(1024, 16);
	u32 payload = 60000, hdr = 14 + 20 + 20, n;
	struct frame *f = frame_get(pool, hdr + payload), *out[BURST_MAX];

	(void)state;
	memset(f->data, 0, hdr);
	put_be16(f->data + 12, 0x0800);
	f->data[14] = 0x45;
	put_be16(f->data + 16, (u16)(hdr - 14 + payload));
	put_be16(f->data + 18, 0xfff0);
	f->data[23] = 6;
	put_be32(f->data + 26, 0x0a000001);
	put_be32(f->data + 30, 0x0a000002);
	put_be32(f->data + 38, 0xffffff00); /* wraps on the way */
	f->data[46] = 5 << 4;
	f->data[47] = 0x80 | 0x10 | 8 | 1; /* CWR ACK PSH FIN */
	for (u32 i = 0; i < payload; i++)
		f->data[hdr + i] = (u8)(i * 7);
	f->gso = GSO_TCP4;
	f->gso_size = 1460;
	assert_int_equal(frame_wire_len(f), 1514);
	n = frame_segment(f, out, BURST_MAX);
	assert_int_equal(n, (payload + 1459) / 1460);
	for (u32 i = 0, off = 0; i < n; i++) {
		u8 *d = out[i]->data;
		u32 len = out[i]->len - hdr;
		u64 pseudo = csum_add(6 + 20 + len, d + 26, 8);

		assert_int_equal(csum_finish(csum_add(0, d + 14, 20)), 0);
		assert_int_equal(csum_finish(csum_add(pseudo, d + 34, 20 + len)), 0);
		assert_int_equal(get_be32(d + 38), 0xffffff00 + off);
		assert_int_equal(d[47], i == 0 ? 0x90 : i == n - 1 ? 0x19 : 0x10);
		assert_int_equal(get_be16(d + 18), (u16)(0xfff0 + i));
		for (u32 k = 0; k < len; k++)
			assert_int_equal(d[hdr + k], (u8)((off + k) * 7));
		off += len;
	}
	frames_put(out, n);
	/* claims that do not fit the bytes */
	for (u32 len = 0; len < 70; len++) {
		f = frame_get(pool, len);
		memset(f->data, 0x45, len);
		f->gso = len & 1 ? GSO_TCP4 : GSO_UDP6;
		f->gso_size = 100;
		f->csum_start = (u16)(len * 9);
		assert_int_equal(frame_segment(f, out, BURST_MAX), 0);
	}
	assert_int_equal(pool_in_use(pool), 0);
	pool_free(pool);
}

static void test_pool_runs_out(void **state)
{
	struct pool *pool = pool_new(4, 2);
	struct frame *f[4], *copy;

	(void)state;
	for (unsigned i = 0; i < 4; i++)
		assert_non_null(f[i] = frame_get(pool, 100));
	assert_null(frame_get(pool, 100));
	assert_null(frame_get(pool, FRAME_LARGE_MAX + 1));
	frame_ref(f[0]);
	assert_null(frame_writable(f[0])); /* no room for the copy: the reference is gone all the same */
	frame_put(f[1]);
	frame_ref(f[0]);
	copy = frame_writable(f[0]);
	assert_non_null(copy);
	assert_ptr_not_equal(copy, f[0]);
	frame_put(copy);
	frame_put(f[0]);
	frame_put(f[2]);
	frame_put(f[3]);
	assert_int_equal(pool_in_use(pool), 0);
	pool_free(pool);
}

static void test_capture(void **state)
{
	struct pair p = pair_new();
	struct capture_options o = { .buffer = 8192 };
	struct capture_file *c = capture_new(&o);
	const u8 *at;
	size_t n, blocks = 0, total = 0, frames = 0;
	u64 sent = 0;

	(void)state;
	capture_add(c, p.a->node.ports);
	capture_add(c, p.b->node.ports);
	for (u32 round = 0; round < 200; round++) {
		for (u32 i = 0; i < round % 40; i++, sent++)
			send_seq(p.a, i, 60 + i);
		world_run(p.w, world_now(p.w) + NSEC_PER_MS, UINT64_MAX);
		if (round == 199)
			capture_end(c);
		while ((n = capture_read(c, &at))) {
			for (size_t k = 0; k < n;) {
				u32 type, len, again;

				memcpy(&type, at + k, 4);
				memcpy(&len, at + k + 4, 4);
				assert_true(len >= 12 && len % 4 == 0 && k + len <= n);
				memcpy(&again, at + k + len - 4, 4);
				assert_int_equal(len, again);
				frames += type == 6;
				blocks++;
				k += len;
			}
			total += n;
			capture_consume(c, n);
		}
	}
	assert_int_equal(capture_frames_seen(c), 2 * sent);
	assert_int_equal(frames + capture_frames_lost(c), 2 * sent); /* none lost uncounted */
	assert_int_equal(blocks, frames + 1 + 2 + 2);
	assert_true(total > 100000 && capture_frames_lost(c) > 0);
	capture_free(c);
	pair_free(&p);
}

static void test_same_seed_same_fate(void **state)
{
	u64 got[2][2];

	(void)state;
	for (unsigned k = 0; k < 2; k++) {
		struct pair p = pair_new();

		impair(&p, "delay=5ms jitter=2ms dist=normal loss=3% dup=2% reorder=1%");
		for (u32 i = 0; i < 5000; i++) {
			send_seq(p.a, i, 60);
			world_run(p.w, world_now(p.w) + 10 * NSEC_PER_US, UINT64_MAX);
		}
		world_run(p.w, NSEC_PER_SEC, UINT64_MAX);
		got[k][0] = p.b->got;
		got[k][1] = p.b->last;
		pair_free(&p);
	}
	assert_memory_equal(got[0], got[1], sizeof(got[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_wire_loses_nothing), cmocka_unit_test(test_delay_keeps_the_rate),
		cmocka_unit_test(test_rate_is_exact), cmocka_unit_test(test_queue_drops_its_tail), cmocka_unit_test(test_loss),
		cmocka_unit_test(test_jitter_keeps_order), cmocka_unit_test(test_duplication_corruption_mtu_cut),
		cmocka_unit_test(test_carrier), cmocka_unit_test(test_impairments_read_back), cmocka_unit_test(test_timers_fire_in_order),
		cmocka_unit_test(test_checksums), cmocka_unit_test(test_segmentation), cmocka_unit_test(test_pool_runs_out),
		cmocka_unit_test(test_capture), cmocka_unit_test(test_same_seed_same_fate),
	};

	return cmocka_run_group_tests_name("core", tests, NULL, NULL);
}
