/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GLBP's machines by the packet: who becomes the gateway and when, who forwards, what ARP says, the digest. */
#include "ip_net.h"
#include "router/fhrp/auth.h"
#include "router/fhrp/glbp_packet.h"
#include "router/virtual.h"

static struct net n;
static struct device *r;
static struct raw *a;
static u8 pkt[512];

enum { PEER = A4(10, 0, 0, 9), OWN = A4(10, 0, 0, 5), VIP = A4(10, 0, 0, 1), GROUP = (int)0xe0000066 };
static const u8 peer_mac[6] = { 2, 0, 0, 0, 0, 9 };

static struct glbp *group(void) { return device_iface(r, "GigabitEthernet0/0")->ip->fhrp->glbp; }

static void setup(const char *more)
{
	char config[400];

	snprintf(config, sizeof(config), "track 1 interface GigabitEthernet0/1 line-protocol\ninterface GigabitEthernet0/0\n ip address 10.0.0.5 255.255.255.0\n glbp 1 ip 10.0.0.1\n%s"
		 "interface GigabitEthernet0/1\n ip address 10.1.0.5 255.255.255.0\n", more);
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", config);
	a = net_raw(&n, "a", r, 0);
}

static void run(u64 ms) { net_run(&n, ms * NSEC_PER_MS); }

/* A message of a member, with the authentication of our group. */
static void say(const struct glbp_packet *m, u32 src)
{
	static const u8 to[6] = { 1, 0, 0x5e, 0, 0, 0x66 };
	u8 body[GLBP_PACKET_MAX];
	u32 len = glbp_write(group(), m, src, body), all = ip4_put(pkt, to, src, (u32)GROUP, IP_UDP, 255, 0, 8 + len);

	put_be16(pkt + 34, GLBP_PORT);
	put_be16(pkt + 36, GLBP_PORT);
	put_be16(pkt + 38, (u16)(8 + len));
	put_be16(pkt + 40, 0);
	memcpy(pkt + 42, body, len);
	raw_send(&n, a, pkt, all);
}

static struct glbp_packet hello(u8 state, u8 priority)
{
	struct glbp_packet m = { .group = 1, .has_vg = true, .state = state, .priority = priority, .hello_ms = 3000, .hold_ms = 10000, .redirect_s = 600,
				 .timeout_s = 14400, .addr = VIP };

	memcpy(m.id, peer_mac, 6);
	return m;
}

static void forwards(struct glbp_packet *m, u8 number, u8 state, u8 priority)
{
	m->vf[m->n_vf++] = (struct glbp_vf){ .number = number, .state = state, .priority = priority, .weight = 50, .mac = { 0, 7, 0xb4, 0, 1, number } };
}

/* Alone: hold time in Listen, hold time in Speak, then active; the forwarder a hold time later. */
static void t_alone(void **state)
{
	(void)state;
	setup("");
	run(9990);
	assert_int_equal(group()->state, GLBP_LISTEN);
	run(20);
	assert_int_equal(group()->state, GLBP_SPEAK);
	run(9970);
	assert_int_equal(group()->state, GLBP_SPEAK);
	run(30);
	assert_int_equal(group()->state, GLBP_ACTIVE);
	assert_int_equal(group()->changes, 1);
	run(9970);
	assert_int_equal(group()->fwd[0].state, GLBP_LISTEN);
	run(40);
	assert_int_equal(group()->fwd[0].state, GLBP_ACTIVE);
	assert_true(group()->fwd[0].own);
	net_close(&n);
}

/* The active router's hello keeps us; its silence for the hold time, to the millisecond, does not; a resignation at once. */
static void t_takes_over(void **state)
{
	struct glbp_packet m = hello(GLBP_ACTIVE, 150);

	(void)state;
	setup("");
	for (int k = 0; k < 12; k++) {
		say(&m, PEER);
		run(3000);
	}
	assert_int_equal(group()->state, GLBP_STANDBY);
	run(6990);
	assert_int_equal(group()->state, GLBP_STANDBY);
	run(20);
	assert_int_equal(group()->state, GLBP_ACTIVE);
	say(&m, PEER); /* the better one is back: we speak, and stand by again */
	run(10);
	assert_int_equal(group()->state, GLBP_SPEAK);
	for (int k = 0; k < 4; k++) {
		say(&m, PEER);
		run(3000);
	}
	assert_int_equal(group()->state, GLBP_STANDBY);
	m = hello(GLBP_LISTEN, 150);
	say(&m, PEER);
	run(10);
	assert_int_equal(group()->state, GLBP_ACTIVE);
	net_close(&n);
}

/* Only who may preempt overthrows a worse one, and not before the delay. */
static void t_preempt(void **state)
{
	struct glbp_packet m = hello(GLBP_ACTIVE, 90);

	(void)state;
	for (int preempt = 0; preempt < 2; preempt++) {
		setup(preempt ? " glbp 1 preempt delay minimum 20\n" : "");
		for (int k = 0; k < 6; k++) {
			say(&m, PEER);
			run(3000);
		}
		assert_int_not_equal(group()->state, GLBP_ACTIVE);
		say(&m, PEER);
		run(3000);
		assert_int_equal(group()->state == GLBP_ACTIVE, preempt);
		net_close(&n);
	}
}

/* We ask, are given one, and forward at once, since it was nobody's; what is not for us is only known of. */
static void t_assigned(void **state)
{
	struct glbp_packet m = hello(GLBP_ACTIVE, 150), answer = hello(GLBP_ACTIVE, 150);

	(void)state;
	setup("");
	forwards(&m, 1, GLBP_ACTIVE, 167);
	say(&m, PEER);
	run(10);
	assert_int_equal(group()->fwd[0].state, GLBP_LISTEN);
	assert_memory_equal(group()->fwd[0].owner, peer_mac, 6);
	answer.opcode = GLBP_RESPONSE;
	forwards(&answer, 3, GLBP_LISTEN, 167);
	memcpy(answer.id, (const u8[6]){ 2, 0, 0, 0, 0, 7 }, 6);
	say(&answer, PEER);
	run(10);
	assert_int_equal(group()->fwd[2].state, GLBP_LISTEN);
	answer.vf[0].number = 2;
	memcpy(answer.id, device_iface(r, "GigabitEthernet0/0")->ip->mac, 6);
	say(&answer, A4(10, 0, 0, 8)); /* not the gateway's word */
	run(10);
	assert_null(glbp_own(group()));
	say(&answer, PEER);
	run(10);
	assert_ptr_equal(glbp_own(group()), &group()->fwd[1]);
	assert_int_equal(group()->fwd[1].state, GLBP_ACTIVE);
	answer.vf[0].number = 4; /* one is enough */
	say(&answer, PEER);
	run(10);
	assert_int_equal(group()->fwd[3].state, GLBP_DISABLED);
	net_close(&n);
}

/* As the gateway: the owner of a forwarder goes; we forward after the hold time, hosts are sent there until the redirect time, it is gone after the timeout. */
static void t_redirect_timeout(void **state)
{
	struct glbp_packet m = hello(GLBP_STANDBY, 90);

	(void)state;
	setup(" glbp 1 timers redirect 60 300\n");
	run(31000);
	m.opcode = GLBP_REQUEST;
	say(&m, PEER);
	run(10);
	assert_int_equal(group()->fwd[1].state, GLBP_LISTEN);
	m.opcode = GLBP_HELLO;
	forwards(&m, 2, GLBP_ACTIVE, 167);
	say(&m, PEER);
	run(9980);
	assert_int_equal(group()->fwd[1].state, GLBP_LISTEN);
	run(40);
	assert_int_equal(group()->fwd[1].state, GLBP_ACTIVE);
	assert_false(group()->fwd[1].own);
	run(49900);
	assert_true(glbp_redirects(&group()->fwd[1]));
	run(200);
	assert_false(glbp_redirects(&group()->fwd[1]));
	run(239800);
	assert_int_equal(group()->fwd[1].state, GLBP_ACTIVE);
	run(300);
	assert_int_equal(group()->fwd[1].state, GLBP_DISABLED);
	net_close(&n);
}

/* Below `lower` the forwarder says so by its priority and stays until somebody takes it; at `upper` it is well again. */
static void t_weighting(void **state)
{
	(void)state;
	setup(" glbp 1 weighting 100 lower 90 upper 95\n glbp 1 weighting track 1 decrement 30\n");
	run(31000);
	assert_int_equal(glbp_weight(group()), 70); /* nothing is wired there */
	assert_true(group()->low);
	assert_int_equal(glbp_forwarder_priority(&group()->fwd[0]), 39);
	TYPE(&n, r, "configure terminal", "interface g0/0", "no glbp 1 weighting track 1");
	assert_false(group()->low);
	assert_int_equal(glbp_forwarder_priority(&group()->fwd[0]), 167);
	net_close(&n);
}

/* Which of two forwarders eight hosts are told: in turn, by the host, by weight (100 to 50), one alone. */
static void t_balance(void **state)
{
	static const struct { const char *line; const char *told; } cases[] = {
		{ "glbp 1 load-balancing round-robin", "21212121" }, { "glbp 1 load-balancing host-dependent", "12121212" },
		{ "glbp 1 load-balancing weighted", "12112112" }, { "no glbp 1 load-balancing", "11111111" } };
	struct glbp_packet m = hello(GLBP_STANDBY, 90);

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(cases); k++) {
		setup("");
		run(31000);
		forwards(&m, 2, GLBP_ACTIVE, 167);
		m.n_vf = 1;
		say(&m, PEER);
		run(10);
		TYPE(&n, r, "configure terminal", "interface g0/0", cases[k].line);
		group()->last_reply = 0;
		for (u8 host = 0; host < 8; host++) {
			const u8 *mac = glbp_choose(&group()->virt, (const u8[6]){ 2, 0, 0, 0, 0, host });

			assert_non_null(mac);
			assert_int_equal(mac[5], cases[k].told[host] - '0');
		}
		net_close(&n);
	}
}

/* Whoever has another key, another kind or none is not heard; the right one is, in each kind. */
static void t_authentication(void **state)
{
	static const char *const lines[] = { "glbp 1 authentication text one", "glbp 1 authentication md5 key-string one", "glbp 1 authentication md5 key-chain K" };
	struct glbp_packet m = hello(GLBP_ACTIVE, 200);

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(lines); k++) {
		setup("");
		TYPE(&n, r, "configure terminal", "key chain K", "key 7", "key-string one", "interface g0/0", lines[k]);
		run(1000);
		say(&m, PEER);
		run(10);
		assert_int_equal(group()->active.addr, PEER);
		assert_int_equal(group()->bad_auth, 0);
		pkt[42 + 12 + 4] ^= 1; /* the text, the digest, the key's number */
		raw_send(&n, a, pkt, 34 + get_be16(pkt + 38));
		run(10);
		assert_int_equal(group()->bad_auth, 1);
		m.addr ^= 1;
		say(&m, A4(10, 0, 0, 8));
		put_be32(pkt + 26, PEER); /* said by another: the digest has the address */
		put_be16(pkt + 24, 0);
		put_be16(pkt + 24, csum_finish(csum_add(0, pkt + 14, 20)));
		raw_send(&n, a, pkt, 34 + get_be16(pkt + 38));
		run(10);
		assert_int_equal(group()->bad_auth, k ? 2 : 1);
		m.addr ^= 1;
		net_close(&n);
	}
}

/* Every length and every byte of a message, all debug on: nothing becomes of it but drops. */
static void t_every_cut(void **state)
{
	struct glbp_packet m = hello(GLBP_STANDBY, 90);
	u32 len;

	(void)state;
	setup(" glbp 1 authentication md5 key-string one\n");
	debug_set_all(r, true);
	forwards(&m, 2, GLBP_ACTIVE, 167);
	say(&m, PEER);
	len = get_be16(pkt + 38);
	for (u32 cut = 8; cut < len; cut++) {
		put_be16(pkt + 38, (u16)cut);
		put_be16(pkt + 16, (u16)(20 + cut));
		put_be16(pkt + 24, 0);
		put_be16(pkt + 24, csum_finish(csum_add(0, pkt + 14, 20)));
		raw_send(&n, a, pkt, 34 + cut);
	}
	for (u32 at = 0; at < len - 8; at++) {
		say(&m, PEER);
		pkt[42 + at] ^= 0xff;
		raw_send(&n, a, pkt, 34 + len);
	}
	run(10);
	assert_true(group()->rx > 0 && group()->state != GLBP_ACTIVE);
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_alone), cmocka_unit_test(t_takes_over), cmocka_unit_test(t_preempt), cmocka_unit_test(t_assigned), cmocka_unit_test(t_redirect_timeout),
		cmocka_unit_test(t_weighting), cmocka_unit_test(t_balance), cmocka_unit_test(t_authentication), cmocka_unit_test(t_every_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
