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
	/* a packet that is dropped leaves the queue as empty as it was */
	w.mean = 60ull << 32;
	wred_emptied(&w, 0);
	wred_arrival(&w, 9, 0, 0, 1000);
	assert_int_equal(wred_mean(&w), 60);
	wred_arrival(&w, 9, 0, 10 * NSEC_PER_MS, 1000);
	assert_int_equal(wred_mean(&w), 0);
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

enum { HOST = A4(10, 0, 0, 9), BEYOND = A4(10, 1, 0, 9), EF = 46 << 2, AF21 = 18 << 2, AF22 = 20 << 2 };

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
static struct { u64 n, bytes, ce; nsec first, last, worst; } got[64];
static unsigned overflow;

static void collect(void)
{
	for (unsigned k = 0; k < out->n; k++)
		if (get_be16(out->got[k].data + 12) == ETH_TYPE_IP4) {
			unsigned d = out->got[k].data[15] >> 2;
			nsec sent;

			got[d].first = got[d].n++ ? got[d].first : out->got[k].at;
			got[d].last = out->got[k].at;
			got[d].bytes += out->got[k].len;
			got[d].ce += (out->got[k].data[15] & 3) == 3;
			memcpy(&sent, out->got[k].data + 42, sizeof(sent));
			got[d].worst = max_u64(got[d].worst, out->got[k].at - sent);
			assert_int_equal(csum_finish(csum_add(0, out->got[k].data + 14, 20)), 0);
		}
	overflow += out->n == RAW_MAX;
	out->n = out->next = 0;
}

/* The time it is sent stands behind the UDP header. */
static u32 packet(u8 tos, u32 len, u16 port)
{
	nsec now = world_now(n.w);
	u32 l = ip4_put(pkt, net_port(r, 0)->mac, HOST, BEYOND, IP_UDP, 9, 0, len - 34);

	pkt[15] = tos;
	memcpy(pkt + 42, &now, sizeof(now));
	put_be16(pkt + 24, 0);
	put_be16(pkt + 24, csum_finish(csum_add(0, pkt + 14, 20)));
	put_be16(pkt + 34, port);
	return l;
}

static u32 packet_to(u32 dst, u8 tos, u32 len)
{
	u32 l = packet(tos, len, 7);

	put_be32(pkt + 30, dst);
	put_be16(pkt + 24, 0);
	put_be16(pkt + 24, csum_finish(csum_add(0, pkt + 14, 20)));
	return l;
}

static void send_one(u8 tos, u32 len, u16 port)
{
	struct frame *f = frame_get(node_pool(&in->node), packet(tos, len, port));

	memcpy(f->data, pkt, f->len);
	port_send(in->node.ports, &f, 1);
}

struct flow_in { u8 tos; u32 len; nsec every; };
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
		send_one(f[k].tos, f[k].len, (u16)(1000 + k));
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
	static const struct flow_in flows[] = { { EF, 200, 10 * NSEC_PER_MS }, { AF21, 1000, 8 * NSEC_PER_MS }, { 0, 1000, 8 * NSEC_PER_MS } };
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
	/* a packet of the others on the line, and its own bits; two wires of a microsecond */
	assert_in_range(got[46].worst, 1000 * 8 * NSEC_PER_US / 2, (1000 + 200) * 8 * NSEC_PER_US + 3 * NSEC_PER_US);
	assert_true(got[0].worst > 100 * NSEC_PER_MS);
	assert_int_equal(pool_in_use(node_pool(&r->node)), 0);
	net_close(&n);
}

/* The second of two packets finds the line busy and nobody waiting: it goes when the line is free, though nothing comes after it. */
static void t_second(void **state)
{
	(void)state;
	setup(LLQ, " bandwidth 1000\n service-policy output WAN\n", 1000000);
	for (unsigned k = 0; k < 2; k++) {
		memset(got, 0, sizeof(got));
		send_one(AF21, 1000, 1);
		send_one(AF21, 1000, 1);
		net_run(&n, NSEC_PER_SEC);
		collect();
		assert_int_equal(got[18].n, 2);
		assert_int_equal(got[18].last - got[18].first, 8 * NSEC_PER_MS);
	}
	assert_int_equal(pool_in_use(node_pool(&r->node)), 0);
	net_close(&n);
}

/* A priority class above its rate is held to it while others wait, and is free while none do. */
static void t_priority_policer(void **state)
{
	static const struct flow_in both[] = { { EF, 500, 5 * NSEC_PER_MS }, { 0, 1000, 6 * NSEC_PER_MS } }; /* 800 kbit/s of voice */

	(void)state;
	setup(LLQ, " bandwidth 1000\n service-policy output WAN\n", 1000000);
	play(both, 2, 20 * NSEC_PER_SEC);
	assert_in_range(got[46].bytes, 200000 / 8 * 20 * 99 / 100, 200000 / 8 * 20 * 101 / 100 + 5000);
	assert_in_range(got[0].bytes, 800000 / 8 * 20ull * 99 / 100 - 5000, 800000 / 8 * 20ull * 101 / 100 + 30000);
	play(both, 1, 10 * NSEC_PER_SEC);
	assert_int_equal(got[46].n, 2000);
	net_close(&n);
}

/* A shaper with a policy inside, on a wire without a rate of its own: 500,000 bit/s exactly; within it voice first. */
static void t_shaper(void **state)
{
	static const struct flow_in flows[] = { { EF, 200, 20 * NSEC_PER_MS }, { 0, 1000, 8 * NSEC_PER_MS } };
	u64 bits;

	(void)state;
	setup("class-map match-any VOICE\n match ip dscp ef\npolicy-map INNER\n class VOICE\n  priority percent 40\n"
	      "policy-map SHAPE\n class class-default\n  shape average 500000\n  service-policy INNER\n", " service-policy output SHAPE\n", 0);
	play(flows, 2, 20 * NSEC_PER_SEC);
	assert_int_equal(got[46].n, 1000);
	bits = (got[46].bytes + got[0].bytes) * 8;
	assert_in_range(bits, 500000 * 20ull * 99 / 100, 500000 * 20ull * 101 / 100 + 64 * 8000);
	/* voice waits until the shaper has paid for the packet before it: 1,000 bytes at 500 kbit/s */
	assert_in_range(got[46].worst, NSEC_PER_MS, 16 * NSEC_PER_MS + 10 * NSEC_PER_US);
	EXPECT(&n, r, "Priority: 40% (200 kbps), burst bytes 5000", "show policy-map interface g0/1");
	/* by its name, a class of the policy within */
	EXPECT(&n, r, "  Service-policy output: SHAPE\n\n    Class-map: VOICE (match-any)  \n      1000 packets,", "show policy-map interface g0/1 output class VOICE");
	assert_null(strstr(TYPE(&n, r, "show policy-map interface g0/1 output class VOICE"), "class-default"));
	net_close(&n);
}

/* Peak shaping: CIR and excess in every interval (here twice the CIR), to 1 %; `show interfaces` says what stands before the line. */
static void t_shape_peak(void **state)
{
	static const struct flow_in one[] = { { AF21, 1000, 2 * NSEC_PER_MS } }; /* 4 Mbit/s */

	(void)state;
	setup("policy-map PEAK\n class class-default\n  shape peak 500000 4000 4000\n", " service-policy output PEAK\n", 0);
	play(one, 1, 20 * NSEC_PER_SEC);
	assert_in_range(got[18].bytes * 8, 1000000 * 20ull * 99 / 100, 1000000 * 20ull * 101 / 100 + 64 * 8000);
	EXPECT(&n, r, "shape (peak) cir 500000, bc 4000, be 4000\n      target shape rate 1000000\n", "show policy-map interface g0/1");
	EXPECT(&n, r, "      Peak Rate Traffic Shaping\n      cir 500000 (bps) bc 4000 (bits) be 4000 (bits)\n", "show policy-map PEAK");
	EXPECT(&n, r, "  Queueing strategy: Class-based queueing\n  Output queue: 0/1000/", "show interfaces g0/1");
	for (unsigned k = 0; k < 12; k++)
		raw_send(&n, in, pkt, packet(AF21, 1000, 7));
	EXPECT(&n, r, "  Output queue: 9/1000/", "show interfaces g0/1");
	EXPECT(&n, r, "  Queueing strategy: fifo\n  Output queue: 0/40 (size/max)\n", "show interfaces g0/0");
	TYPE(&n, r, "configure terminal", "interface g0/1", "no service-policy output PEAK", "end");
	EXPECT(&n, r, "  Queueing strategy: fifo\n", "show interfaces g0/1");
	net_close(&n);
}

/* RTP by its even ports, VLANs by ranges of them, a policer by `rate ... bps`. */
static void t_ranges(void **state)
{
	static const struct { u16 port; bool rtp; } ports[] = { { 16382, false }, { 16384, true }, { 16385, false }, { 20000, true }, { 32766, true }, { 32768, false } };
	u32 rtp = 0;

	(void)state;
	setup("class-map match-all RTP\n match ip rtp 16384 16383\nclass-map match-all VL\n match vlan 5 10-12\npolicy-map P\n class RTP\n  police rate 1000000 bps burst 20000 bytes\n class VL\n"
	      "  police rate 1000000 bps burst 2000 bytes peak-rate 2000000 bps peak-burst 4000 bytes\n",
	      "interface GigabitEthernet0/1.12\n encapsulation dot1Q 12\n ip address 10.2.0.1 255.255.255.0\ninterface GigabitEthernet0/1.13\n encapsulation dot1Q 13\n"
	      " ip address 10.3.0.1 255.255.255.0\ninterface GigabitEthernet0/1\n service-policy output P\n", 0);
	for (unsigned k = 0; k < ARRAY_LEN(ports); k++) {
		packet(0, 100, 9);
		put_be16(pkt + 36, ports[k].port);
		raw_send(&n, in, pkt, 100);
		rtp += ports[k].rtp;
	}
	assert_int_equal(rtp, 3);
	EXPECT(&n, r, "Class-map: RTP (match-all)  \n      3 packets, 300 bytes\n      5 minute offered rate 0000 bps, drop rate 0000 bps\n      Match: ip rtp 16384 16383\n      police:\n"
		      "          cir 1000000 bps, bc 20000 bytes\n        conformed 3 packets, 300 bytes;", "show policy-map interface g0/1");
	TYPE(&n, r, "configure terminal", "arp 10.2.0.9 02aa.0000.0001 arpa", "arp 10.3.0.9 02aa.0000.0001 arpa", "end");
	raw_send(&n, in, pkt, packet_to(A4(10, 2, 0, 9), 0, 100));
	raw_send(&n, in, pkt, packet_to(A4(10, 3, 0, 9), 0, 100));
	EXPECT(&n, r, "Class-map: VL (match-all)  \n      2 packets, 150 bytes\n" /* and a question of ours at the start */, "show policy-map interface g0/1");
	EXPECT(&n, r, "      Match:  vlan 5 10-12\n      police:\n          cir 1000000 bps, bc 2000 bytes\n          pir 2000000 bps, be 4000 bytes\n", "show policy-map interface g0/1");
	EXPECT(&n, r, "% Invalid VLAN or range of VLANs 12-10", "configure terminal", "class-map match-all VL", "match vlan 12-10", "end");
	EXPECT(&n, r, "% Invalid VLAN or range of VLANs 4096", "configure terminal", "class-map match-all VL", "match vlan 4096", "end");
	net_close(&n);
}

/* Three colours, each with its mark, through the router; the counters say the same. */
static void t_police(void **state)
{
	static const struct flow_in one[] = { { AF21, 1000, 4 * NSEC_PER_MS } }; /* 2 Mbit/s */

	(void)state;
	setup("policy-map P\n class class-default\n  police cir 500000 bc 2000 pir 1000000 be 2000 conform-action transmit exceed-action set-dscp-transmit af22 violate-action drop\n", "", 0);
	TYPE(&n, r, "configure terminal", "interface g0/0", "service-policy input P");
	play(one, 1, 16 * NSEC_PER_SEC);
	assert_int_equal(got[18].n, 1000 + 1);	/* 500,000 bit/s, and of the bursts what the interval leaves whole */
	assert_int_equal(got[20].n, 1000);
	EXPECT(&n, r, "conformed 1001 packets, 1001000 bytes; actions:", "show policy-map interface g0/0");
	EXPECT(&n, r, "exceeded 1000 packets, 1000000 bytes; actions:", "show policy-map interface g0/0");
	EXPECT(&n, r, "violated 1999 packets, 1999000 bytes; actions:", "show policy-map interface g0/0");
	net_close(&n);
}

/* Early detection before the queue is full: what ECN understands is marked, and then nothing of it is dropped early; the same seed gives the same. */
static void t_wred_ecn(void **state)
{
	static const struct flow_in flows[] = { { AF21 | 2, 500, 7 * NSEC_PER_MS / 2 }, { AF22, 500, 35 * NSEC_PER_MS } };
	u64 ce = 0, n22 = 0;

	(void)state;
	for (unsigned turn = 0; turn < 2; turn++) {
		setup("policy-map P\n class class-default\n  random-detect dscp-based\n  random-detect exponential-weighting-constant 4\n  random-detect dscp af21 5 200 1\n"
		      "  random-detect dscp af22 2 200 1\n  random-detect ecn\n",
		      " bandwidth 1000\n service-policy output P\n", 1000000);
		play(flows, 2, 20 * NSEC_PER_SEC);
		assert_true(got[18].ce > 50);
		assert_int_equal(got[20].ce, 0);	/* not ECN-capable: dropped */
		assert_true(got[20].n < 560);
		if (turn) {
			assert_int_equal(ce, got[18].ce);
			assert_int_equal(n22, got[20].n);
		}
		ce = got[18].ce;
		n22 = got[20].n;
		EXPECT(&n, r, "Exp-weight-constant: 4 (1/16)", "show policy-map interface g0/1");
		net_close(&n);
	}
}

/* Classes by tag: a main interface's policy sees its sub-interfaces' frames, and marks their tags. */
static void t_tags(void **state)
{
	u32 len;
	const u8 *p;

	(void)state;
	setup("class-map match-all V10\n match vlan 10\nclass-map match-all CAME\n match input-interface GigabitEthernet0/0\n match not precedence 5\n"
	      "policy-map P\n class V10\n  set cos 5\npolicy-map Q\n class CAME\n  set ip precedence 3\n",
	      "interface GigabitEthernet0/1.10\n encapsulation dot1Q 10\n ip address 10.2.0.1 255.255.255.0\ninterface GigabitEthernet0/1\n service-policy output P\n", 0);
	TYPE(&n, r, "configure terminal", "arp 10.2.0.9 02aa.0000.0001 arpa", "interface g0/1.10", "service-policy output Q");
	len = packet_to(A4(10, 2, 0, 9), AF21, 200);
	raw_send(&n, in, pkt, len);
	p = raw_next(out, ETH_TYPE_VLAN, &len);
	assert_non_null(p);
	assert_int_equal(get_be16(p + 14), 5 << 13 | 10);
	assert_int_equal(p[19], 3 << 5 | (AF21 & 0x1f));
	assert_int_equal(csum_finish(csum_add(0, p + 18, 20)), 0);
	EXPECT(&n, r, "Class-map: V10 (match-all)  \n      2 packets, 250 bytes", "show policy-map interface g0/1");
	EXPECT(&n, r, "Packets marked 1", "show policy-map interface g0/1.10");
	/* the main interface's policy knows where it came in, though the sub-interface's was asked before */
	TYPE(&n, r, "configure terminal", "class-map match-all V10", "match input-interface GigabitEthernet0/0");
	out->n = out->next = 0;
	raw_send(&n, in, pkt, len = packet_to(A4(10, 2, 0, 9), AF21, 200));
	p = raw_next(out, ETH_TYPE_VLAN, &len);
	assert_non_null(p);
	assert_int_equal(get_be16(p + 14), 5 << 13 | 10);
	/* and coming in, the tag that was */
	TYPE(&n, r, "configure terminal", "class-map match-all C5", "match cos 5", "policy-map I", "class C5", "set ip dscp ef", "interface g0/1.10", "service-policy input I");
	len = packet(0, 200, 7);
	memmove(pkt + 18, pkt + 14, len - 14);
	memcpy(pkt, net_port(r, 1)->mac, 6);
	put_be16(pkt + 12, ETH_TYPE_VLAN);
	put_be16(pkt + 14, 5 << 13 | 10);
	put_be16(pkt + 16, 0x0800);
	put_be32(pkt + 34, HOST);
	put_be32(pkt + 30, A4(10, 2, 0, 9));
	put_be16(pkt + 28, 0);
	put_be16(pkt + 28, csum_finish(csum_add(0, pkt + 18, 20)));
	in->n = in->next = 0;
	raw_send(&n, out, pkt, len + 4);
	p = raw_next(in, ETH_TYPE_IP4, &len);
	assert_non_null(p);
	assert_int_equal(p[15], EF);
	net_close(&n);
}

/* A change elsewhere in the policy gives nobody a new burst; a new rate does. */
static void t_spent(void **state)
{
	static const char *const change[] = { "police 8000 2000 conform-action transmit exceed-action drop", "set dscp ef", "police 8000 3000 conform-action transmit exceed-action drop" };
	static const unsigned pass[] = { 2, 0, 3 };

	(void)state;
	setup("policy-map P\n class class-default\n  set dscp default\n", " service-policy output P\n", 0);
	for (unsigned k = 0; k < ARRAY_LEN(change); k++) {
		TYPE(&n, r, "configure terminal", "policy-map P", "class class-default", change[k]);
		memset(got, 0, sizeof(got));
		for (unsigned i = 0; i < 4; i++)
			send_one(AF21, 1000, 1);
		net_run(&n, NSEC_PER_MS);
		collect();
		assert_int_equal(got[0].n + got[46].n, pass[k]);
	}
	net_close(&n);
}

/* `set dscp` and `set ip dscp` are one action: the later stands, and `no` of the other form does not take it. */
static void t_set_forms(void **state)
{
	(void)state;
	setup("policy-map P\n class class-default\n  set dscp ef\n  set ip dscp af11\n", "", 0);
	EXPECT(&n, r, " class class-default\n  set ip dscp af11\n!", "show running-config");
	TYPE(&n, r, "configure terminal", "policy-map P", "class class-default", "no set dscp");
	EXPECT(&n, r, "      set ip dscp af11\n", "show policy-map P");
	TYPE(&n, r, "configure terminal", "policy-map P", "class class-default", "set dscp cs1");
	EXPECT(&n, r, " class class-default\n  set dscp cs1\n!", "show running-config");
	TYPE(&n, r, "configure terminal", "policy-map P", "class class-default", "no set dscp", "set precedence 1", "set ip precedence 2");
	EXPECT(&n, r, " class class-default\n  set ip precedence 2\n!", "show running-config");
	TYPE(&n, r, "configure terminal", "policy-map P", "class class-default", "no set ip precedence");
	EXPECT(&n, r, "    Class class-default\n\n", "show policy-map P");
	net_close(&n);
}

/* What goes when it is looked at: configuration under load, carrier, the interface, the policy. */
static void t_changes(void **state)
{
	static const struct flow_in flows[] = { { EF, 200, 10 * NSEC_PER_MS }, { AF21, 1000, 4 * NSEC_PER_MS } };
	static const char *const lines[] = {
		"no class VOICE", "class VOICE", "no class class-default", "class class-default", "class DATA", "no class DATA", "class DATA", NULL,
	};

	(void)state;
	setup(LLQ, " bandwidth 1000\n service-policy output WAN\n", 100000);
	for (unsigned k = 0; lines[k]; k++) {
		play(flows, 2, 100 * NSEC_PER_MS);
		send_one(AF21, 1000, 1);
		TYPE(&n, r, "configure terminal", "policy-map WAN", lines[k]);
	}
	for (unsigned k = 0; k < 30; k++)
		send_one(AF21, 1000, 1);
	net_run(&n, NSEC_PER_MS);
	EXPECT(&n, r, "drop_bps", "show policy-map interface g0/1 | json");
	wire_set_up(port_wire(out->node.ports), false);
	net_run(&n, NSEC_PER_SEC);
	assert_int_equal(pool_in_use(node_pool(&r->node)), 0);
	wire_set_up(port_wire(out->node.ports), true);
	for (unsigned k = 0; k < 30; k++)
		send_one(AF21, 1000, 1);
	net_run(&n, NSEC_PER_MS);
	TYPE(&n, r, "configure terminal", "interface g0/1", "no service-policy output WAN");	/* what waited goes at once */
	net_run(&n, 10 * NSEC_PER_SEC);
	assert_int_equal(pool_in_use(node_pool(&r->node)), 0);
	TYPE(&n, r, "configure terminal", "interface g0/1", "service-policy output WAN");
	for (unsigned k = 0; k < 30; k++)
		send_one(AF21, 1000, 1);
	net_run(&n, NSEC_PER_MS);
	net_close(&n);	/* with frames in its queues */
}

/* A class of two policies has a line more: what waited before the tunnel meets a tree on the wire that knows the line, too. Then all of it goes under load. */
static void t_tunnel(void **state)
{
	static const char *const lines[][6] = {
		{ "configure terminal", "class-map match-any XX", "match any" },
		{ "configure terminal", "class-map match-any XX", "no match any" },
		{ "configure terminal", "policy-map T", "no class XX" },
		{ "configure terminal", "interface tunnel 0", "no service-policy output T", "service-policy output T" },
		{ "configure terminal", "interface tunnel 0", "shutdown", "no shutdown" },
		{ "configure terminal", "no interface tunnel 0" },
	};

	(void)state;
	setup("class-map match-any XX\n match dscp ef\npolicy-map W\n class XX\n  set dscp ef\n class class-default\n"
	      "policy-map T\n class XX\n  set precedence 1\n class class-default\n  shape average 8000\n",
	      " service-policy output W\ninterface Tunnel0\n ip address 10.9.0.1 255.255.255.0\n tunnel source GigabitEthernet0/1\n tunnel destination 10.1.0.9\n"
	      " service-policy output T\nip route 10.8.0.0 255.255.255.0 Tunnel0\n", 0);
	for (unsigned k = 0; k < ARRAY_LEN(lines); k++) {
		for (unsigned i = 0; i < 20; i++)
			raw_send(&n, in, pkt, packet_to(A4(10, 8, 0, 9), AF21, 500));
		assert_true(pool_in_use(node_pool(&r->node)) > 10);
		out->n = out->next = 0;
		net_type(&n, r, lines[k]);
		net_run(&n, NSEC_PER_MS);
		assert_true(pool_in_use(node_pool(&r->node)) <= 1);
		assert_true(k > 3 ? !out->n : out->n > 10);
		net_run(&n, 2 * NSEC_PER_SEC);
	}
	net_close(&n);
}

/* Anything may come: every cut and every flipped byte of a packet, with every kind of class and mark. */
static void t_bad(void **state)
{
	(void)state;
	setup("ip access-list extended A\n permit udp any any\nclass-map match-any X\n match access-group name A\n match packet length max 40\n match vlan 5\n match cos 3\n"
	      "policy-map P\n class X\n  set dscp ef\n  police rate 5 pps\n class class-default\n  set precedence 3\n",
	      " service-policy output P\ncontrol-plane\n service-policy input P\n", 0);
	TYPE(&n, r, "configure terminal", "interface g0/0", "service-policy input P");
	for (u32 cut = 0; cut < 60; cut++)
		for (u32 at = 12; at < 44; at++) {
			u32 len = packet(AF21, 60, 7);

			pkt[at] ^= (u8)(cut * 5 + 1);
			raw_send(&n, in, pkt, cut ? cut : len);
			in->n = in->next = out->n = out->next = 0;
		}
	/* a super-frame that is none, coming in and going out: no packet, and counted */
	for (unsigned k = 0; k < 2; k++) {
		struct frame *f = frame_get(node_pool(&in->node), packet(AF21, 60, 7));
		u64 before = net_port(r, k)->drops[DROP_BAD_FIELD];

		memcpy(f->data, pkt, f->len);
		f->gso = GSO_TCP4;
		f->gso_size = 100;
		port_send(in->node.ports, &f, 1);
		net_run(&n, NSEC_PER_MS);
		assert_true(net_port(r, k)->drops[DROP_BAD_FIELD] == before + 1);
		TYPE(&n, r, "configure terminal", "interface g0/0", "no service-policy input P");
	}
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_single_rate), cmocka_unit_test(t_two_rates), cmocka_unit_test(t_meter_exact), cmocka_unit_test(t_pacer), cmocka_unit_test(t_wred_curve),
		cmocka_unit_test(t_wred_mean), cmocka_unit_test(t_queue), cmocka_unit_test(t_fair), cmocka_unit_test(t_llq), cmocka_unit_test(t_second),
		cmocka_unit_test(t_priority_policer), cmocka_unit_test(t_shaper), cmocka_unit_test(t_shape_peak), cmocka_unit_test(t_ranges), cmocka_unit_test(t_police), cmocka_unit_test(t_wred_ecn), cmocka_unit_test(t_tags),
		cmocka_unit_test(t_spent), cmocka_unit_test(t_set_forms), cmocka_unit_test(t_changes), cmocka_unit_test(t_tunnel), cmocka_unit_test(t_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
