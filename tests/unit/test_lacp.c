/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LACP and PAgP of a port, and what a Port-channel does with frames. Clauses are those of IEEE 802.1AX-2014. */
#include "campus.h"
#include "switch/lag/lag.h"

/* ---- two machines, back to back ---- */

static struct lacp_info numbers(u8 system, u16 key, u16 port, u8 state)
{
	return (struct lacp_info){ .system_priority = 32768, .system = { 2, 0, 0, 0, 0, system }, .key = key, .port_priority = 32768, .port = port,
				   .state = (u8)(LACP_AGGREGATION | state) };
}

/* What it says is heard, and answered as long as anybody has to. */
static void hear(struct lacp_port *to, struct lacp_port *from)
{
	u8 b[LACP_BYTES];
	struct lacp_pdu u;

	lacp_fill(from, b);
	assert_true(lacp_parse(&u, rd_of(b, sizeof(b))));
	if (lacp_receive(to, &u, 1) & LACP_SEND)
		hear(from, to);
}

/* Lets both speak when they want to, for so many seconds. */
static void live(struct lacp_port *a, struct lacp_port *b, unsigned seconds)
{
	for (unsigned i = 0; i < seconds; i++) {
		if (lacp_second(a) & LACP_SEND)
			hear(b, a);
		if (lacp_second(b) & LACP_SEND)
			hear(a, b);
	}
}

static void begin(struct lacp_port *a, u8 sa, struct lacp_port *b, u8 sb)
{
	struct lacp_info ia = numbers(1, 1, 1, sa), ib = numbers(2, 7, 5, sb);

	memset(a, 0, sizeof(*a));
	memset(b, 0, sizeof(*b));
	lacp_set(a, true, &ia);
	lacp_set(b, true, &ib);
	lacp_link(a, true);
	lacp_link(b, true);
}

/* 6.4.12, 6.4.15: heard, selected, waited for, in step: both carry. */
static void both_ends_carry(void **state)
{
	struct lacp_port a, b;

	(void)state;
	begin(&a, LACP_ACTIVITY, &b, 0);
	assert_int_equal(a.rx, LACP_RX_EXPIRED);
	live(&a, &b, 4);
	assert_true(lacp_current(&a) && lacp_current(&b));
	assert_int_equal(a.partner.key, 7);
	assert_false(lacp_carries(&a));
	lacp_select(&a, LACP_SELECTED);
	lacp_select(&b, LACP_SELECTED);
	assert_int_equal(a.mux, LACP_WAITING);
	live(&a, &b, 5);
	assert_true(lacp_carries(&a) && lacp_carries(&b));
	assert_true(a.actor.state & LACP_DISTRIBUTING && a.partner.state & LACP_COLLECTING);
	assert_false(a.actor.state & (LACP_EXPIRED | LACP_DEFAULTED));
}

/* 6.4.13: two that are passive never speak. */
static void passive_ends_stay_silent(void **state)
{
	struct lacp_port a, b;

	(void)state;
	begin(&a, 0, &b, 0);
	live(&a, &b, 200);
	assert_int_equal(a.tx_pdus + b.tx_pdus, 0);
	assert_true(lacp_alone(&a));
}

/* 6.4.12: silence: three seconds after the long timeout, or after the short one, the partner is forgotten; the link leaves the bundle before. */
static void a_silent_partner_is_forgotten(void **state)
{
	struct lacp_port a, b;

	(void)state;
	for (unsigned fast = 0; fast < 2; fast++) {
		unsigned long_s = fast ? LACP_SHORT_S : LACP_LONG_S;

		begin(&a, LACP_ACTIVITY | (fast ? LACP_SHORT_TIMEOUT : 0), &b, LACP_ACTIVITY);
		lacp_select(&a, LACP_SELECTED);
		lacp_select(&b, LACP_SELECTED);
		live(&a, &b, 10);
		lacp_select(&a, LACP_SELECTED);
		lacp_select(&b, LACP_SELECTED);
		live(&a, &b, 10);
		assert_true(lacp_carries(&a));
		hear(&a, &b);
		for (unsigned i = 0; i < long_s; i++) {
			assert_int_equal(a.rx, LACP_RX_CURRENT);
			lacp_second(&a);
		}
		assert_int_equal(a.rx, LACP_RX_EXPIRED);
		assert_false(lacp_carries(&a));
		for (unsigned i = 0; i < LACP_SHORT_S; i++)
			lacp_second(&a);
		assert_true(lacp_alone(&a));
		assert_true(a.actor.state & LACP_DEFAULTED);
	}
}

/* 6.4.13: the rate is the partner's wish. */
static void the_partner_sets_the_rate(void **state)
{
	struct lacp_port a, b;
	u64 was;

	(void)state;
	begin(&a, LACP_ACTIVITY, &b, LACP_ACTIVITY | LACP_SHORT_TIMEOUT);
	live(&a, &b, 10);
	was = a.tx_pdus;
	live(&a, &b, 30);
	assert_in_range(a.tx_pdus - was, 29, 31);
	was = b.tx_pdus;
	live(&a, &b, 30);
	assert_in_range(b.tx_pdus - was, 1, 2);
}

/* 6.4.16: three in a second, whatever happens. */
static void no_more_than_three_a_second(void **state)
{
	struct lacp_port a, b;
	unsigned sent = 0;

	(void)state;
	begin(&a, LACP_ACTIVITY, &b, LACP_ACTIVITY);
	lacp_second(&a);
	for (unsigned i = 0; i < 50; i++) {
		struct lacp_info own = numbers(1, (u16)(10 + i), 1, LACP_ACTIVITY);

		sent += (lacp_set(&a, true, &own) & LACP_SEND) != 0;
	}
	assert_in_range(sent, 1, LACP_A_SECOND);
}

/* 6.4.9, update_Selected: another partner is another selection. */
static void a_new_partner_ends_the_bundle(void **state)
{
	struct lacp_port a, b, other;

	(void)state;
	begin(&a, LACP_ACTIVITY, &b, LACP_ACTIVITY);
	live(&a, &b, 3);
	lacp_select(&a, LACP_SELECTED);
	lacp_select(&b, LACP_SELECTED);
	live(&a, &b, 5);
	assert_true(lacp_carries(&a));
	other = b;
	other.actor.system[5] = 9;
	hear(&a, &other);
	assert_int_equal(a.selected, LACP_UNSELECTED);
	assert_false(lacp_carries(&a));
}

/* 6.4.2.3: lengths and kinds of the TLVs. Later versions are read as version 1 (6.4.2.2). */
static void what_is_no_lacpdu(void **state)
{
	struct lacp_port a = { 0 };
	u8 b[LACP_BYTES];
	struct lacp_pdu u;

	(void)state;
	lacp_fill(&a, b);
	for (size_t n = 0; n < 42; n++)
		assert_false(lacp_parse(&u, rd_of(b, n)));
	assert_true(lacp_parse(&u, rd_of(b, sizeof(b))));
	b[1] = 2;
	assert_true(lacp_parse(&u, rd_of(b, sizeof(b))));
	b[1] = 1;
	b[3] = 19;
	assert_false(lacp_parse(&u, rd_of(b, sizeof(b))));
}

/* ---- switches ---- */

#define BUNDLE(mode)                                                                                                                                  \
	"spanning-tree mode rapid-pvst\nport-channel load-balance src-dst-mac\ninterface Port-channel1\ninterface range GigabitEthernet0/1 - 2\n"     \
	" channel-group 1 mode " mode "\ninterface range GigabitEthernet0/3 - 4\n spanning-tree portfast\n"

/* 6.5.4: a marker comes back as its response. */
static void a_marker_is_answered(void **state)
{
	struct world *w = campus_new();
	struct device *d = campus_switch(w, "s1", 4, "");
	struct station *s = campus_station(w, "pc", d, 1);
	u8 b[124] = { 0x01, 0x80, 0xc2, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0x09, 2, 1, 1, 16, 0, 7 };

	(void)state;
	pass_s(w, 1);
	say(s, b, sizeof(b));
	pass(w, NSEC_PER_MS);
	assert_int_equal(s->control[14], 2);
	assert_int_equal(s->control[16], 2);
	assert_int_equal(s->control[19], 7);
	world_free(w);
}

static void join_two(struct world *w, struct device *a, struct device *b)
{
	for (unsigned i = 1; i <= 2; i++)
		campus_join(a, i, b, i);
	pass_s(w, 8);
}

/* 6.2.4: each frame arrives once, in order, and flows use both wires. */
static void frames_arrive_once(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, BUNDLE("active")), *b = campus_switch(w, "b", 4, BUNDLE("passive"));
	struct station *x = campus_station(w, "x", a, 3), *y = campus_station(w, "y", b, 3);
	u64 first, second;

	(void)state;
	join_two(w, a, b);
	talk(y, 200, 0xff, 0);
	pass_s(w, 1);
	first = campus_port(&a->node, 1)->stats.tx_frames;
	second = campus_port(&a->node, 2)->stats.tx_frames;
	y->n = 0;
	for (u8 i = 1; i <= 40; i++)
		talk(x, i, 200, 0);
	talk(x, 50, 0xff, 0);
	pass(w, 10 * NSEC_PER_MS);
	assert_int_equal(y->n, 41);
	assert_in_range(campus_port(&a->node, 1)->stats.tx_frames - first, 8, 33);
	assert_in_range(campus_port(&a->node, 2)->stats.tx_frames - second, 8, 33);
	assert_int_equal(x->n, 1);	/* what y said at first, and nothing of its own */
	world_free(w);
}

/* What stands in Port-channel's block counts, not the port's. */
static void the_channel_carries_its_vlans(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, "vlan 10\ninterface Port-channel1\n switchport mode trunk\n switchport trunk allowed vlan 10\n"
						    "interface GigabitEthernet0/1\n channel-group 1 mode on\n");

	(void)state;
	campus_station(w, "x", a, 1);
	pass_s(w, 40);
	assert_true(vlan_in(&campus_sw(a, 5)->passes, 10));
	assert_false(vlan_in(&campus_sw(a, 5)->passes, 1));
	assert_false(vlan_in(&campus_sw(a, 1)->passes, 10));
	world_free(w);
}

/* A channel that a port makes begins as the port is. */
static void a_channel_is_made_by_its_port(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, "vlan 10\ninterface GigabitEthernet0/1\n switchport access vlan 10\n switchport mode access\n channel-group 7 mode active\n");

	(void)state;
	assert_true(has_line(a, "interface Port-channel7\n switchport access vlan 10\n switchport mode access\n"));
	assert_true(campus_refuses(a, "interface GigabitEthernet0/2\n channel-group 7 mode on\n"));
	assert_true(campus_refuses(a, "interface GigabitEthernet0/2\n channel-protocol pagp\n channel-group 7 mode active\n"));
	assert_true(campus_refuses(a, "no interface Port-channel7\n"));
	campus_apply(a, "interface GigabitEthernet0/1\n no channel-group 7 mode active\nno interface Port-channel7\n");
	campus_apply(a, "interface Port-channel9\n");
	assert_non_null(strstr(campus_show(a, "show etherchannel summary"), "Po9(SD)"));
	assert_null(strstr(campus_show(a, "show interfaces switchport"), "Po7"));
	world_free(w);
}

/* `shutdown` of a channel takes the carrier of its ports; a port whose speed is another stays out. */
static void shutdown_and_speed(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, BUNDLE("on")), *b = campus_switch(w, "b", 4, BUNDLE("on"));

	(void)state;
	join_two(w, a, b);
	campus_apply(a, "interface Port-channel1\n shutdown\n");
	pass_s(w, 1);
	assert_false(campus_sw(b, 1)->iface->link);
	campus_apply(a, "interface Port-channel1\n no shutdown\n");
	pass_s(w, 1);
	assert_true(campus_sw(b, 1)->iface->link);
	campus_apply(a, "interface GigabitEthernet0/2\n speed 100\n");
	campus_apply(a, "interface GigabitEthernet0/2\n shutdown\n");
	campus_apply(a, "interface GigabitEthernet0/2\n no shutdown\n");
	pass_s(w, 1);
	assert_non_null(strstr(campus_show(a, "show etherchannel summary"), "Gi0/2(s)"));
	assert_true(campus_logged(a, "%EC-5-CANNOT_BUNDLE2: Gi0/2 is not compatible with Po1 and will be suspended (speed of Gi0/2 is another)"));
	world_free(w);
}

/* Making a channel on a switch that forwards disturbs no other port. */
static void a_new_channel_disturbs_nobody(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, "spanning-tree mode rapid-pvst\n");

	(void)state;
	campus_station(w, "x", a, 3);
	campus_station(w, "y", a, 4);
	pass_s(w, 40);
	assert_true(vlan_in(&campus_sw(a, 3)->passes, 1));
	for (unsigned i = 1; i <= 48; i++) {
		char line[64];

		snprintf(line, sizeof(line), "interface Port-channel%u\n", i);
		campus_apply(a, line);
		assert_true(vlan_in(&campus_sw(a, 3)->passes, 1));
	}
	assert_true(campus_refuses(a, "interface Port-channel49\n"));
	world_free(w);
}

/* PAgP: two that only wait never form a channel; messages are read and cut short without harm. */
static void pagp_modes(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, BUNDLE("auto")), *b = campus_switch(w, "b", 4, BUNDLE("auto"));
	struct pagp_port p = { .up = true, .enabled = true };
	struct pagp_msg m;
	u8 bytes[PAGP_BYTES_MAX], mac[6] = { 2 };
	size_t len = pagp_fill(&p, "switch-one", "Gi0/1", mac, bytes, sizeof(bytes));

	(void)state;
	for (size_t n = 0; n < len; n++)
		pagp_parse(&m, rd_of(bytes, n));
	assert_true(pagp_parse(&m, rd_of(bytes, len)));
	assert_string_equal(m.device_name, "switch-one");
	assert_string_equal(m.port_name, "Gi0/1");
	join_two(w, a, b);
	assert_non_null(strstr(campus_show(a, "show etherchannel summary"), "Gi0/1(I)"));
	campus_apply(b, "interface range GigabitEthernet0/1 - 2\n channel-group 1 mode desirable\n");
	pass_s(w, 5);
	assert_non_null(strstr(campus_show(a, "show etherchannel summary"), "Gi0/1(P)"));
	campus_apply(b, "interface GigabitEthernet0/1\n shutdown\n");
	pass_s(w, 5);
	assert_non_null(strstr(campus_show(a, "show etherchannel summary"), "Gi0/1(D)    Gi0/2(P)"));
	pass_s(w, 300);
	assert_non_null(strstr(campus_show(a, "show etherchannel summary"), "Gi0/2(P)"));
	world_free(w);
}

/* `pagp learn-method`: what is told to the partner, and shown at both ends. `pagp timer`: how long a silent partner is believed. */
static void pagp_learning_and_timer(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, BUNDLE("desirable")), *b = campus_switch(w, "b", 4, BUNDLE("auto"));
	struct wire *first = campus_join(a, 1, b, 1);
	struct impair im;

	(void)state;
	pass_s(w, 5);
	assert_non_null(strstr(campus_show(a, "show pagp 1 internal"), "128       Any      "));
	campus_apply(b, "interface GigabitEthernet0/1\n pagp learn-method physical-port\n");
	pass_s(w, 35); /* it waits to be spoken to */
	assert_int_equal(lag_port_of(a->bridge->lags, campus_sw(a, 1))->pagp.peer.local.learn, PAGP_LEARN_PORT);
	assert_non_null(strstr(campus_show(b, "show pagp 1 internal"), "128       Port     "));
	assert_non_null(strstr(campus_show(a, "show pagp 1 neighbor"), "SACP"));
	assert_non_null(strstr(campus_show(a, "show etherchannel summary"), "Gi0/1(P)"));
	/* the wire is silent towards a: after 105 s (three and a half slow hellos) its partner is gone, with the timer after 45 */
	campus_apply(a, "interface GigabitEthernet0/1\n pagp timer 45\n");
	pass_s(w, 40);
	assert_non_null(strstr(campus_show(a, "show etherchannel summary"), "Gi0/1(P)"));
	im = *wire_impair(first, 1);
	im.cut = true;
	wire_set_impair(first, 1, &im);
	pass_s(w, 14);
	assert_non_null(strstr(campus_show(a, "show etherchannel summary"), "Gi0/1(P)"));
	pass_s(w, 32);
	assert_null(strstr(campus_show(a, "show etherchannel summary"), "Gi0/1(P)"));
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ends_carry),
		cmocka_unit_test(passive_ends_stay_silent),
		cmocka_unit_test(a_silent_partner_is_forgotten),
		cmocka_unit_test(the_partner_sets_the_rate),
		cmocka_unit_test(no_more_than_three_a_second),
		cmocka_unit_test(a_new_partner_ends_the_bundle),
		cmocka_unit_test(what_is_no_lacpdu),
		cmocka_unit_test(a_marker_is_answered),
		cmocka_unit_test(frames_arrive_once),
		cmocka_unit_test(the_channel_carries_its_vlans),
		cmocka_unit_test(a_channel_is_made_by_its_port),
		cmocka_unit_test(shutdown_and_speed),
		cmocka_unit_test(a_new_channel_disturbs_nobody),
		cmocka_unit_test(pagp_modes), cmocka_unit_test(pagp_learning_and_timer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
