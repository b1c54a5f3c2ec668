/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quality of service: each machine with exact figures (token buckets, pacers, the curve of early detection, round robin), and policies on the virtual clock. */
#include "ip_net.h"
#include "router/qos/meter.h"
#include "router/qos/queue.h"
#include "router/qos/wred.h"

/* ---- meters ---- */

/* RFC 2697: 8,000 bit/s, CBS 2000, EBS 1000. */
static void t_single_rate(void **state)
{
	struct meter m;

	(void)state;
	meter_set(&m, METER_SINGLE_RATE, 8000, 2000, 0, 1000, 0);
	assert_int_equal(meter_packet(&m, 0, 1500), CONFORM);	/* both buckets begin full */
	assert_int_equal(meter_packet(&m, 0, 600), EXCEED);	/* 500 left: of the second, which has 400 then */
	assert_int_equal(meter_packet(&m, 0, 500), CONFORM);	/* exactly what is left */
	assert_int_equal(meter_packet(&m, 0, 401), VIOLATE);	/* red takes of none */
	assert_int_equal(meter_packet(&m, 0, 400), EXCEED);
	assert_int_equal(meter_packet(&m, 0, 1), VIOLATE);
	/* 1,000 bytes a second: first the committed bucket, what it cannot hold into the second */
	assert_int_equal(meter_packet(&m, NSEC_PER_SEC - 1, 1000), VIOLATE);
	assert_int_equal(meter_packet(&m, NSEC_PER_SEC, 1000), CONFORM);
	assert_int_equal(meter_packet(&m, 3 * NSEC_PER_SEC + NSEC_PER_SEC / 2, 2000), CONFORM);
	assert_int_equal(meter_packet(&m, 3 * NSEC_PER_SEC + NSEC_PER_SEC / 2, 501), VIOLATE);
	assert_int_equal(meter_packet(&m, 3 * NSEC_PER_SEC + NSEC_PER_SEC / 2, 500), EXCEED);
	assert_int_equal(meter_packet(&m, 1000 * NSEC_PER_SEC, 2000), CONFORM);	/* no more than the burst, however long it was quiet */
	assert_int_equal(meter_packet(&m, 1000 * NSEC_PER_SEC, 1000), EXCEED);
	assert_int_equal(meter_packet(&m, 1000 * NSEC_PER_SEC, 1), VIOLATE);
}

/* RFC 2698: CIR 8,000, PIR 16,000, CBS 1000, PBS 2000. */
static void t_two_rates(void **state)
{
	struct meter m;

	(void)state;
	meter_set(&m, METER_DUAL_RATE, 8000, 1000, 16000, 2000, 0);
	assert_int_equal(meter_packet(&m, 0, 1000), CONFORM);
	assert_int_equal(meter_packet(&m, 0, 1000), EXCEED);
	assert_int_equal(meter_packet(&m, 0, 1), VIOLATE);
	assert_int_equal(meter_packet(&m, NSEC_PER_SEC / 2, 500), CONFORM);	/* the peak bucket has 500 more */
	assert_int_equal(meter_packet(&m, NSEC_PER_SEC / 2, 501), VIOLATE);
	assert_int_equal(meter_packet(&m, NSEC_PER_SEC / 2, 500), EXCEED);
	assert_int_equal(meter_packet(&m, NSEC_PER_SEC, 1000), EXCEED);		/* 500 of the one, 1000 of the other */
	assert_int_equal(meter_packet(&m, NSEC_PER_SEC, 1), VIOLATE);
}

/* Over any span a meter lets through the rate and the burst, whatever the size of packets, and however large the numbers. */
static void t_meter_exact(void **state)
{
	struct meter m;
	u64 bytes = 0;

	(void)state;
	meter_set(&m, METER_TWO_COLOUR, 333333, 1500, 0, 0, 0);
	for (nsec t = 0; t < 100 * NSEC_PER_SEC; t += 777777)
		if (meter_packet(&m, t, 97) == CONFORM)
			bytes += 97;
	assert_in_range(bytes, 333333 * 100ull / 8 + 1500 - 200, 333333 * 100ull / 8 + 1500);
	meter_set(&m, METER_TWO_COLOUR, 10000000000ull, METER_BURST_MAX, 0, 0, 0);
	assert_int_equal(meter_packet(&m, 0, METER_BURST_MAX), CONFORM);
	assert_int_equal(meter_packet(&m, 0, 1), EXCEED);
	assert_int_equal(meter_packet(&m, NSEC_NEVER / 2, METER_BURST_MAX), CONFORM);
	assert_int_equal(meter_packet(&m, NSEC_NEVER / 2, 1), EXCEED);
}

/* ---- pacers ---- */

static void t_pacer(void **state)
{
	struct pacer p = { 0 };
	nsec now = 5 * NSEC_PER_SEC;

	(void)state;
	pacer_set(&p, 7, 0);
	pacer_idle(&p, now);
	for (unsigned k = 0; k < 7000; k++)
		pacer_take(&p, 1);
	assert_int_equal(p.free, now + 8000 * NSEC_PER_SEC); /* 56,000 bits at 7 a second: the rests add up */
	/* a burst of 4 ms after a rest, never more */
	pacer_set(&p, 1000000, 4 * NSEC_PER_MS);
	now = 20000 * NSEC_PER_SEC;
	pacer_idle(&p, now);
	for (unsigned k = 0; k < 5; k++) {
		assert_true(pacer_open(&p, now));
		pacer_take(&p, 125);
	}
	assert_false(pacer_open(&p, now));
	assert_true(pacer_open(&p, now + NSEC_PER_MS));
}

/* ---- early detection ---- */

static void t_wred_curve(void **state)
{
	static const struct { u8 dscp; u16 min; } of[] = { { 0, 20 }, { 10, 32 }, { 12, 28 }, { 14, 24 }, { 18, 32 }, { 38, 24 }, { 8, 22 }, { 24, 26 }, { 46, 36 }, { 48, 32 }, { 56, 34 }, { 1, 20 } };
	struct wred_curve c = { 20, 40, 10 };
	struct wred w = { .mean = 20ull << 32 };

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(of); k++)
		assert_int_equal(wred_default(true, of[k].dscp).min, of[k].min);
	for (unsigned k = 0; k < 8; k++)
		assert_int_equal(wred_default(false, k).min, 20 + 2 * k);
	assert_int_equal(wred_chance(&w, &c), 0);
	w.mean = (20ull << 32) - 1;
	assert_int_equal(wred_chance(&w, &c), 0);
	w.mean = 30ull << 32;
	assert_int_equal(wred_chance(&w, &c), (1ull << 32) / 20);	/* half way: half of a tenth */
	w.mean = (40ull << 32) - 1;
	assert_in_range(wred_chance(&w, &c), (1ull << 32) / 10 - 2, (1ull << 32) / 10);
	w.mean = 40ull << 32;
	assert_true(wred_chance(&w, &c) == 1ull << 32);
}

/* The mean follows q with weight 2^-n, and falls while nothing comes as if so many packets had found the queue empty. */
static void t_wred_mean(void **state)
{
	struct wred w = { 0 };

	(void)state;
	wred_arrival(&w, 1, 64, 0, 0);
	assert_int_equal(w.mean, 32ull << 32);
	wred_arrival(&w, 1, 0, 0, 0);
	assert_int_equal(w.mean, 16ull << 32);
	wred_emptied(&w, 0);
	wred_arrival(&w, 1, 0, 4000, 1000);	/* four packets' time: 1, then this one's half */
	assert_int_equal(w.mean, 1ull << 31);
	w = (struct wred){ 0 };
	for (unsigned k = 0; k < 4096; k++)
		wred_arrival(&w, 9, 50, 0, 0);
	assert_int_equal(wred_mean(&w), 50);
}

/* ---- queues ---- */

static struct frame *frame_of(struct pool *p, u32 len)
{
	struct frame *f = frame_get(p, len);

	assert_non_null(f);
	return f;
}

static void t_queue(void **state)
{
	struct pool *p = pool_new(2048, 1);
	struct frame *f[3];
	struct queue q;

	(void)state;
	queue_init(&q, 2, 0, 0);
	for (unsigned k = 0; k < 3; k++)
		f[k] = frame_of(p, 100 + k);
	assert_int_equal(queue_push(&q, f[0], 7), QUEUE_OK);
	assert_int_equal(queue_push(&q, f[1], 8), QUEUE_OK);
	assert_int_equal(queue_push(&q, f[2], 9), QUEUE_TAIL);
	assert_ptr_equal(queue_pop(&q), f[0]);
	assert_int_equal(queue_push(&q, f[0], 7), QUEUE_OK);
	assert_ptr_equal(queue_pop(&q), f[1]);
	assert_ptr_equal(queue_pop(&q), f[0]);
	assert_int_equal(q.n + q.bytes, 0);
	queue_free(&q);
	queue_init(&q, 1, 201, 0);	/* bytes count */
	assert_int_equal(queue_push(&q, f[0], 0), QUEUE_OK);
	assert_int_equal(queue_push(&q, f[1], 0), QUEUE_OK);
	assert_int_equal(queue_push(&q, f[2], 0), QUEUE_TAIL);
	queue_pop(&q);
	queue_pop(&q);
	queue_free(&q);
	frames_put(f, 3);
	pool_free(p);
}

/* Flows of small and of large packets get the same bytes; one flow may hold a quarter of the queue. */
static void t_fair(void **state)
{
	static const u32 size[4] = { 64, 300, 1000, 1514 };
	struct pool *p = pool_new(4096, 1);
	u64 bytes[4] = { 0 };
	struct queue q;
	struct frame *f;

	(void)state;
	queue_init(&q, 400, 0, 16);
	for (unsigned round = 0; round < 2000; round++) {
		for (unsigned w = 0; w < 4; w++)
			while (q.flow[w].n < 100) {
				f = frame_of(p, size[w]);
				assert_int_equal(queue_push(&q, f, w), QUEUE_OK);
			}
		f = frame_of(p, 64);
		assert_int_equal(queue_push(&q, f, 1), q.n == 400 ? QUEUE_TAIL : QUEUE_FLOW);
		frame_put(f);
		for (unsigned k = 0; k < 40; k++) {
			unsigned w = 0;

			f = queue_pop(&q);
			while (size[w] != f->len)
				w++;
			bytes[w] += f->len;
			frame_put(f);
		}
	}
	for (unsigned w = 0; w < 4; w++)
		assert_in_range(bytes[w], bytes[3] - 3 * 1514, bytes[3] + 3 * 1514);
	while (q.n)
		frame_put(queue_pop(&q));
	assert_int_equal(pool_in_use(p), 0);
	queue_free(&q);
	pool_free(p);
}

/* ---- policies on a router ---- */

static struct net n;
static struct device *r;
static struct raw *in, *out;
static u8 pkt[2048];

enum { HOST = A4(10, 0, 0, 9), BEYOND = A4(10, 1, 0, 9) };

static void setup(const char *maps, const char *iface, u64 rate)
{
	struct impair im = { .rate = rate };
	char config[4096];

	snprintf(config, sizeof(config), "%sinterface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\ninterface GigabitEthernet0/1\n ip address 10.1.0.1 255.255.255.0\n%s"
		 "arp 10.0.0.9 02aa.0000.0001 arpa\narp 10.1.0.9 02aa.0000.0001 arpa\n", maps, iface);
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", config);
	in = net_raw(&n, "in", r, 0);
	out = net_raw(&n, "out", r, 1);
	if (rate)
		wire_set_impair(port_wire(out->node.ports), 1, &im);
	net_run(&n, 2 * NSEC_PER_SEC);
	out->n = out->next = in->n = in->next = 0;
}

/* What came out, by DSCP. */
static struct { u64 n, bytes; nsec first, last; } got[64];
static unsigned overflow;

static void collect(void)
{
	for (unsigned k = 0; k < out->n; k++)
		if (get_be16(out->got[k].data + 12) == ETH_TYPE_IP4) {
			unsigned d = out->got[k].data[15] >> 2;

			got[d].first = got[d].n++ ? got[d].first : out->got[k].at;
			got[d].last = out->got[k].at;
			got[d].bytes += out->got[k].len;
		}
	overflow += out->n == RAW_MAX;
	out->n = out->next = 0;
}

static u32 packet(u8 dscp, u32 len, u16 port)
{
	u32 l = ip4_put(pkt, net_port(r, 0)->mac, HOST, BEYOND, IP_UDP, 9, 0, len - 34);

	pkt[15] = (u8)(dscp << 2);
	put_be16(pkt + 24, 0);
	put_be16(pkt + 24, csum_finish(csum_add(0, pkt + 14, 20)));
	put_be16(pkt + 34, port);
	return l;
}

static void send(u8 dscp, u32 len, u16 port)
{
	struct frame *f = frame_get(node_pool(&in->node), packet(dscp, len, port));

	memcpy(f->data, pkt, f->len);
	port_send(in->node.ports, &f, 1);
}

struct flow_in { u8 dscp; u32 len; nsec every; };
/* Flows of packets for a time; what comes out is counted in got. */
static void play(const struct flow_in *f, unsigned n_flows, nsec span)
{
	nsec start = world_now(n.w), next[8] = { 0 };

	memset(got, 0, sizeof(got));
	overflow = 0;
	for (nsec t;;) {
		unsigned k = 0;

		for (unsigned i = 1; i < n_flows; i++)
			if (next[i] < next[k])
				k = i;
		t = next[k];
		if (t >= span)
			break;
		if (start + t > world_now(n.w))
			world_run(n.w, start + t, 100000000);
		send(f[k].dscp, f[k].len, (u16)(1000 + k));
		next[k] += f[k].every;
		if (out->n > RAW_MAX / 2)
			collect();
	}
	net_run(&n, 5 * NSEC_PER_SEC);
	collect();
	assert_int_equal(overflow, 0);
}

#define LLQ \
	"class-map match-any VOICE\n match dscp ef\n" \
	"class-map match-all DATA\n match dscp af21\n" \
	"policy-map WAN\n class VOICE\n  priority 200\n class DATA\n  bandwidth 500\n class class-default\n  queue-limit 20 packets\n"

/* 1 Mbit/s, twice overloaded: the wire stays full, the classes get what they were promised, and a priority packet waits for one of the others at most. */
static void t_llq(void **state)
{
	static const struct flow_in flows[] = { { 46, 200, 10 * NSEC_PER_MS }, { 18, 1000, 8 * NSEC_PER_MS }, { 0, 1000, 8 * NSEC_PER_MS } };
	nsec span = 20 * NSEC_PER_SEC;

	(void)state;
	setup(LLQ, " bandwidth 1000\n service-policy output WAN\n", 1000000);
	play(flows, 3, span);
	assert_int_equal(got[46].n, 2000);	/* all of it: 160 kbit/s */
	/* 840 kbit/s are left; 500 promised to DATA, 300 that nobody is promised: 5 to 3 */
	assert_in_range(got[18].bytes, 840000 / 8 * 20ull * 5 / 8 * 99 / 100 - 5000, 840000 / 8 * 20ull * 5 / 8 * 101 / 100 + 70000);
	assert_in_range(got[0].bytes, 840000 / 8 * 20ull * 3 / 8 * 99 / 100 - 5000, 840000 / 8 * 20ull * 3 / 8 * 101 / 100 + 30000);
	EXPECT(&n, r, "Priority: 200 kbps, burst bytes 5000, b/w exceed drops: 0", "show policy-map interface g0/1");
	EXPECT(&n, r, "(pkts output/bytes output) 2000/400000", "show policy-map interface g0/1 output");
	assert_int_equal(pool_in_use(node_pool(&r->node)), 0);
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_single_rate), cmocka_unit_test(t_two_rates), cmocka_unit_test(t_meter_exact), cmocka_unit_test(t_pacer), cmocka_unit_test(t_wred_curve),
		cmocka_unit_test(t_wred_mean), cmocka_unit_test(t_queue), cmocka_unit_test(t_fair), cmocka_unit_test(t_llq),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
