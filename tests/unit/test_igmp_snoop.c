/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IGMP snooping: RFC 4541, clause by clause; three versions of reports, leaving, queriers, limits, bytes that lie. */
#include "campus.h"
#include "switch/igmp_frame.h"
#include "switch/igmp_snoop.h"

#define GROUP 0xef010101u /* 239.1.1.1 */

static u16 sum16(const u8 *p, size_t n)
{
	u32 sum = 0;

	for (size_t i = 0; i < n; i += 2)
		sum += (u32)p[i] << 8 | p[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (u16)~sum;
}

/* An IPv4 frame to a group; its body follows. */
static size_t packet(u8 *b, u8 protocol, u32 to, const u8 *body, size_t len)
{
	struct wr w = wr_of(b, 400);
	u8 mac[6];

	wr_u16(&w, 0x0100);
	wr_u8(&w, 0x5e);
	wr_u8(&w, (u8)(to >> 16 & 0x7f));
	wr_u16(&w, (u16)to);
	wr_copy(&w, mac_n(1, mac), 6);
	wr_u16(&w, 0x0800);
	wr_u32(&w, 0x45000000u | (u32)(20 + len));
	wr_u32(&w, 0);
	wr_u32(&w, 0x01000000u | (u32)protocol << 16);
	wr_u32(&w, 0x0a000005);
	wr_u32(&w, to);
	wr_copy(&w, body, len);
	put_be16(b + 24, sum16(b + 14, 20));
	return wr_len(&w);
}

static void send_igmp(struct station *s, u8 type, u8 code, u32 group, u32 to)
{
	u8 b[400] = { 0 }, body[8] = { type, code };

	put_be32(body + 4, group);
	put_be16(body + 2, sum16(body, 8));
	say(s, b, packet(b, 2, to, body, 8));
}

static void send_v3(struct station *s, u8 record, u32 group, u16 sources)
{
	u8 b[400] = { 0 }, body[64] = { 0x22, 0, 0, 0, 0, 0, 0, 1, record, 0, 0, (u8)sources };
	size_t len = 16 + 4u * sources;

	put_be32(body + 12, group);
	put_be16(body + 2, sum16(body, len));
	say(s, b, packet(b, 2, 0xe0000016, body, len));
}

static void send_data(struct station *s, u32 group)
{
	u8 b[400] = { 0 }, body[20] = { 0 };

	say(s, b, packet(b, 17, group, body, sizeof(body)));
}

static void join(struct station *s, u32 group) { send_igmp(s, 0x16, 0, group, group); }
static void leave(struct station *s, u32 group) { send_igmp(s, 0x17, 0, group, 0xe0000002); }

struct lab {
	struct world *w;
	struct device *x;
	struct station *s[4]; /* 0: source; 1, 2: listeners; 3: where the router is */
};

static void open_lab(struct lab *t, const char *lines)
{
	t->w = campus_new();
	t->x = campus_switch(t->w, "x", 4, "spanning-tree portfast default\n");
	campus_apply(t->x, lines);
	for (unsigned i = 0; i < 4; i++)
		t->s[i] = campus_station(t->w, (const char *[]){ "a", "b", "c", "d" }[i], t->x, i + 1);
	pass_s(t->w, 2);
}

/* Who hears a frame to the group: a bit a station. */
static unsigned heard(struct lab *t, u32 group)
{
	unsigned before[4], who = 0;

	for (unsigned i = 0; i < 4; i++)
		before[i] = t->s[i]->n;
	send_data(t->s[0], group);
	pass(t->w, NSEC_PER_MS);
	for (unsigned i = 0; i < 4; i++)
		who |= (unsigned)(t->s[i]->n > before[i]) << i;
	return who;
}

static void settle(struct lab *t) { pass(t->w, NSEC_PER_MS); }

/* 2.1.2 3), 4), 2) */
static void groups_go_to_who_asked_and_others_everywhere(void **state)
{
	struct lab t;

	(void)state;
	open_lab(&t, "");
	assert_int_equal(heard(&t, GROUP), 14);
	join(t.s[1], GROUP);
	settle(&t);
	assert_int_equal(heard(&t, GROUP), 2);
	assert_int_equal(heard(&t, GROUP + 1), 14);
	join(t.s[2], 0xe0000005);
	settle(&t);
	assert_int_equal(heard(&t, 0xe0000005), 14); /* 224.0.0.x is never kept from anybody */
	assert_non_null(strstr(campus_show(t.x, "show ip igmp snooping groups"), "1         239.1.1.1                igmp        v2          Gi0/2"));
	campus_apply(t.x, "interface g0/3\n switchport block multicast\n");
	assert_int_equal(heard(&t, GROUP + 1), 10);
	campus_apply(t.x, "no ip igmp snooping\n");
	assert_int_equal(heard(&t, GROUP), 10);
	world_free(t.w);
}

/* 2.1.1 1), 2): routers are known by what they say; reports go to them alone */
static void routers_hear_all_and_reports(void **state)
{
	struct lab t;
	unsigned before;

	(void)state;
	open_lab(&t, "");
	send_igmp(t.s[3], 0x11, 100, 0, 0xe0000001);
	settle(&t);
	before = t.s[2]->n;
	join(t.s[1], GROUP);
	settle(&t);
	assert_int_equal(t.s[2]->n, before);
	assert_int_equal(t.s[3]->n, 1);
	assert_int_equal(heard(&t, GROUP), 10);
	assert_non_null(strstr(campus_show(t.x, "show ip igmp snooping mrouter"), "   1    Gi0/4(dynamic)"));
	assert_non_null(strstr(campus_show(t.x, "show ip igmp snooping querier"), "10.0.0.5                 v2             Gi0/4"));
	pass_s(t.w, SNOOP_ROUTER_S + 1);
	assert_int_equal(t.x->bridge->igmp->n_groups, 0);
	assert_false(igmp_is_router(t.x->bridge->igmp, 1, 3));
	campus_apply(t.x, "ip igmp snooping vlan 1 mrouter interface g0/3\nip igmp snooping vlan 1 static 239.1.1.1 interface g0/2\n");
	assert_int_equal(heard(&t, GROUP), 6);
	world_free(t.w);
}

/* 2.1.1 1) b), and fast leave */
static void leaving(void **state)
{
	struct lab t;
	unsigned before;

	(void)state;
	open_lab(&t, "");
	join(t.s[1], GROUP);
	join(t.s[2], GROUP);
	settle(&t);
	before = t.s[1]->n;
	leave(t.s[1], GROUP);
	settle(&t);
	assert_int_equal(t.s[1]->n, before + 1); /* asked whether there is another one */
	assert_int_equal(heard(&t, GROUP), 6);
	pass_s(t.w, 4);
	assert_int_equal(heard(&t, GROUP), 4);
	leave(t.s[2], GROUP);
	settle(&t);
	join(t.s[2], GROUP); /* there is */
	pass_s(t.w, 4);
	assert_int_equal(heard(&t, GROUP), 4);
	campus_apply(t.x, "ip igmp snooping vlan 1 immediate-leave\n");
	join(t.s[1], GROUP);
	settle(&t);
	leave(t.s[2], GROUP);
	settle(&t);
	assert_int_equal(heard(&t, GROUP), 2);
	world_free(t.w);
}

static void versions(void **state)
{
	struct lab t;

	(void)state;
	open_lab(&t, "ip igmp snooping vlan 1 immediate-leave\n");
	send_v3(t.s[1], 4, GROUP, 0); /* TO_EX {} */
	settle(&t);
	assert_int_equal(heard(&t, GROUP), 2);
	send_v3(t.s[2], 3, GROUP, 2); /* TO_IN {a, b}: wants it, from some */
	settle(&t);
	assert_int_equal(heard(&t, GROUP), 6);
	assert_non_null(strstr(campus_show(t.x, "show ip igmp snooping groups vlan 1"), "v3"));
	send_v3(t.s[1], 3, GROUP, 0); /* TO_IN {}: no more */
	settle(&t);
	assert_int_equal(heard(&t, GROUP), 4);
	send_igmp(t.s[1], 0x12, 0, GROUP, GROUP);
	settle(&t);
	assert_int_equal(heard(&t, GROUP), 6);
	send_v3(t.s[1], 9, GROUP, 0);
	settle(&t);
	assert_int_equal(t.x->bridge->igmp->rx_bad, 1);
	world_free(t.w);
}

/* BLOCK {a}: perhaps the last source that was wanted; who still wants the group says so when asked (a kernel that leaves its only source sends just this). */
static void the_last_source_is_blocked(void **state)
{
	struct lab t;

	(void)state;
	open_lab(&t, "ip igmp snooping vlan 1 immediate-leave\n");
	send_v3(t.s[1], 5, GROUP, 1);
	settle(&t);
	assert_int_equal(heard(&t, GROUP), 2);
	send_v3(t.s[1], 6, GROUP, 0); /* of no source: says nothing */
	pass_s(t.w, 5);
	assert_int_equal(heard(&t, GROUP), 2);
	send_v3(t.s[1], 6, GROUP, 1);
	settle(&t);
	assert_int_equal(heard(&t, GROUP), 2);
	send_v3(t.s[1], 4, GROUP, 0); /* "I do" */
	pass_s(t.w, 5);
	assert_int_equal(heard(&t, GROUP), 2);
	send_v3(t.s[1], 6, GROUP, 1);
	pass_s(t.w, 5);
	assert_int_equal(heard(&t, GROUP), 14);
	world_free(t.w);
}

static void the_querier_asks_until_a_lower_one_does(void **state)
{
	struct lab t;
	struct igmp_seen q;
	struct frame *f;
	unsigned before;

	(void)state;
	open_lab(&t, "ip igmp snooping querier\nip igmp snooping querier address 10.0.0.7\nip igmp snooping querier query-interval 30\n");
	pass_s(t.w, 3);
	assert_true(t.s[1]->n >= 1);
	f = frame_get(node_pool(&t.s[1]->node), t.s[1]->got[0].len);
	memcpy(f->data, t.s[1]->got[0].data, f->len);
	assert_int_equal(igmp_look(f, &q), IGMP_QUERY);
	assert_true(q.version == 2 && q.source == 0x0a000007 && !q.group && q.max_resp_ds == 100);
	frame_put(f);
	before = t.s[1]->n;
	pass_s(t.w, 60);
	assert_int_equal(t.s[1]->n, before + 2);
	send_igmp(t.s[3], 0x11, 100, 0, 0xe0000001); /* 10.0.0.5 */
	settle(&t);
	before = t.s[1]->n;
	pass_s(t.w, 120);
	assert_int_equal(t.s[1]->n, before);
	pass_s(t.w, 200);
	assert_true(t.s[1]->n > before);
	world_free(t.w);
}

/* RFC 3376, 4.1: 12 bytes, robustness and interval; RFC 1112 asks with no time. */
static void versions_of_our_queries(void **state)
{
	(void)state;
	for (u8 version = 1; version <= 3; version++) {
		struct lab t;
		struct igmp_seen q;
		struct frame *f;
		char lines[200];

		snprintf(lines, sizeof(lines), "ip igmp snooping querier\nip igmp snooping querier address 10.0.0.7\nip igmp snooping querier query-interval 500\nip igmp snooping querier version %u\n", version);
		open_lab(&t, lines);
		pass_s(t.w, 3);
		f = frame_get(node_pool(&t.s[1]->node), t.s[1]->got[0].len);
		memcpy(f->data, t.s[1]->got[0].data, f->len);
		assert_int_equal(igmp_look(f, &q), IGMP_QUERY);
		assert_int_equal(q.version, version);
		assert_int_equal(q.max_resp_ds, 100);
		if (version == 3) { /* 500 s: (15 + 16) << (1 + 3) is the nearest that is not above */
			assert_int_equal(f->data[14 + 24 + 8], 2);
			assert_int_equal(f->data[14 + 24 + 9], 0x80 | 1 << 4 | 15);
		}
		frame_put(f);
		snprintf(lines, sizeof(lines), "10.0.0.7                 v%u ", version);
		assert_non_null(strstr(campus_show(t.x, "show ip igmp snooping querier"), lines));
		world_free(t.w);
	}
}

static void what_a_station_can_grow_is_bounded(void **state)
{
	struct lab t;

	(void)state;
	open_lab(&t, "");
	for (u32 i = 0; i < 3000; i++) {
		join(t.s[1], GROUP + 256 + i);
		if (i % 100 == 99)
			pass_s(t.w, 1);
	}
	pass_s(t.w, 1);
	assert_int_equal(t.x->bridge->igmp->n_groups, SNOOP_GROUPS_MAX);
	for (u32 i = 0; i < 500; i++)
		join(t.s[1], GROUP);
	settle(&t);
	assert_true(t.x->bridge->igmp->rx_limited >= 300 && campus_port(&t.x->node, 2)->drops[DROP_RATE_LIMIT] >= 300);
	world_free(t.w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_go_to_who_asked_and_others_everywhere), cmocka_unit_test(routers_hear_all_and_reports), cmocka_unit_test(leaving),
		cmocka_unit_test(versions), cmocka_unit_test(the_last_source_is_blocked), cmocka_unit_test(the_querier_asks_until_a_lower_one_does), cmocka_unit_test(versions_of_our_queries), cmocka_unit_test(what_a_station_can_grow_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
