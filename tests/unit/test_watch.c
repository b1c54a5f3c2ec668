/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a switch counts, per port and per VLAN; causes of err-disable that are looked for or not; the guard against half a channel. */
#include "campus.h"
#include "switch/errdisable.h"
#include "switch/lag/lag.h"

#define TWO "spanning-tree mode rapid-pvst\ninterface range GigabitEthernet0/1 - 2\n switchport access vlan 10\n switchport mode access\n spanning-tree portfast\n"

static void vlans_are_counted(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, TWO "vlan 20\ninterface GigabitEthernet0/3\n switchport mode trunk\n spanning-tree portfast trunk\n");
	struct station *x = campus_station(w, "x", a, 1), *y = campus_station(w, "y", a, 2), *t = campus_station(w, "t", a, 3);
	const struct vlan_count *ten, *twenty;

	(void)state;
	pass_s(w, 5);
	ten = &a->bridge->vlan[10]->count;
	twenty = &a->bridge->vlan[20]->count;
	talk(x, 1, 0xff, 0);
	talk(y, 2, 1, 0);
	talk(t, 3, 1, 10);
	talk(t, 3, 0xff, 20);
	talk(t, 3, 0xff, 30); /* there is no such VLAN */
	pass_s(w, 1);
	assert_int_equal(ten->frames, 3);
	assert_int_equal(ten->group, 1);
	assert_int_equal(ten->bytes, 3 * 60);
	assert_int_equal(twenty->frames, 1);
	assert_non_null(strstr(campus_show(a, "show vlan id 10 counters"), "L2 Unicast Packets                   :2\nL2 Multicast Packets                 :1\n"));
	campus_show(a, "clear vlan 10 counters");
	assert_non_null(strstr(campus_show(a, "show vlan id 10 counters"), "L2 Unicast Packets                   :0\n"));
	assert_non_null(strstr(campus_show(a, "show vlan id 20 counters"), "L2 Multicast Packets                 :1\n"));
	for (unsigned s = 0; s < 1200; s++) {
		talk(x, 1, 2, 0);
		pass_s(w, 1);
	}
	assert_non_null(strstr(campus_show(a, "show vlan id 10 counters"), "5 minute input rate                  :47"));
	assert_non_null(strstr(campus_show(a, "show vlan id 99 counters"), "does not exist"));
	world_free(w);
}

static void ports_are_counted(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, TWO);
	struct station *x = campus_station(w, "x", a, 1), *y = campus_station(w, "y", a, 2);
	u8 runt[13] = { 2, 0, 0, 0, 0, 1, 2 };
	struct frame *f;
	struct port_stats was;

	(void)state;
	pass_s(w, 5);
	was = campus_port(&a->node, 2)->stats;
	talk(x, 1, 0xff, 0);
	talk(y, 2, 1, 0);
	f = frame_get(node_pool(&x->node), sizeof(runt));
	memcpy(f->data, runt, sizeof(runt));
	port_send(x->node.ports, &f, 1);
	pass(w, 10 * NSEC_PER_MS);
	assert_int_equal(campus_port(&a->node, 2)->stats.tx_broadcast - was.tx_broadcast, 1);
	assert_non_null(strstr(campus_show(a, "show interfaces counters"), "Port           OutOctets   OutUcastPkts   OutMcastPkts   OutBcastPkts"));
	assert_non_null(strstr(campus_show(a, "show interfaces GigabitEthernet0/1 counters errors"),
			       "Gi0/1               0           0           0           1          1            0"));
	assert_non_null(strstr(campus_show(a, "show interfaces GigabitEthernet0/1"), "     1 runts, 0 giants"));
	campus_show(a, "clear counters GigabitEthernet0/1");
	assert_non_null(strstr(campus_show(a, "show interfaces GigabitEthernet0/1"), "     0 runts, 0 giants"));
	assert_non_null(strstr(campus_show(a, "show interfaces GigabitEthernet0/1 counters"), "Gi0/1                  0              0              0              0"));
	world_free(w);
}

static void detection_is_a_choice(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, "no errdisable detect cause bpduguard\ninterface GigabitEthernet0/1\n spanning-tree portfast\n spanning-tree bpduguard enable\n");
	struct station *x = campus_station(w, "x", a, 1);

	(void)state;
	pass_s(w, 2);
	assert_non_null(strstr(campus_show(a, "show errdisable detect"), "bpduguard                    Disabled     port"));
	say_bpdu(x);
	pass_s(w, 1);
	assert_null(campus_sw(a, 1)->iface->err_disabled);
	campus_apply(a, "errdisable detect cause all\n");
	assert_false(has_line(a, "errdisable detect"));
	say_bpdu(x);
	pass_s(w, 1);
	assert_string_equal(campus_sw(a, 1)->iface->err_disabled, "bpduguard");
	campus_apply(a, "no errdisable detect cause all\n");
	assert_true(has_line(a, "no errdisable detect cause bpduguard\n") && has_line(a, "no errdisable detect cause udld\n"));
	assert_null(strstr(campus_show(a, "show errdisable detect"), "Enabled"));
	campus_apply(a, "interface GigabitEthernet0/1\n shutdown\n no shutdown\n");
	pass_s(w, 1);
	say_bpdu(x);
	pass_s(w, 1);
	assert_null(campus_sw(a, 1)->iface->err_disabled);
	campus_apply(a, "no errdisable detect cause all\nerrdisable detect cause all\n");
	assert_false(has_line(a, "errdisable detect"));
	world_free(w);
}

static void flaps(struct world *w, struct wire *wire, unsigned n, nsec every)
{
	for (unsigned i = 0; i < n; i++) {
		wire_set_up(wire, false);
		pass(w, every / 2);
		wire_set_up(wire, true);
		pass(w, every / 2);
	}
}

/* More than five losses of carrier within ten seconds: down, and back by the recovery timer. */
static void a_link_that_flaps(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, "errdisable recovery cause link-flap\nerrdisable recovery interval 30\n");
	struct device *b = campus_switch(w, "b", 4, "no errdisable detect cause link-flap\n");
	struct wire *wire = campus_join(a, 1, b, 1);
	const struct iface *i = campus_sw(a, 1)->iface;

	(void)state;
	pass_s(w, 5);
	flaps(w, wire, 5, NSEC_PER_SEC);
	assert_null(i->err_disabled);
	pass_s(w, 6); /* the first is too long ago now */
	flaps(w, wire, 1, NSEC_PER_SEC);
	assert_null(i->err_disabled);
	pass_s(w, 20);
	for (unsigned k = 0; k < 8; k++) /* what somebody shuts is no flap */
		campus_apply(a, "interface g0/1\n shutdown\n no shutdown\n");
	assert_null(i->err_disabled);
	flaps(w, wire, 6, NSEC_PER_SEC);
	assert_string_equal(i->err_disabled, "link-flap");
	assert_true(campus_logged(a, "%PM-4-ERR_DISABLE: link-flap error detected on Gi0/1, putting Gi0/1 in err-disable state"));
	assert_non_null(strstr(campus_show(a, "show interfaces status err-disabled"), "link-flap"));
	pass_s(w, 31);
	assert_null(i->err_disabled);
	assert_true(campus_logged(a, "%PM-4-ERR_RECOVER: Attempting to recover from link-flap err-disable state on Gi0/1"));
	campus_apply(a, "errdisable flap-setting cause link-flap max-flaps 1 time 3\n");
	assert_non_null(strstr(campus_show(a, "show errdisable flap-values"), "link-flap              1        3"));
	assert_string_equal(campus_show(b, "show errdisable flap-values"), "ErrDisable Reason    Flaps    Time (sec)\n-----------------    ------   ----------\n"
			    "pagp-flap              3       30\ndtp-flap               3       30\nlink-flap              5       10\n");
	flaps(w, wire, 2, 2 * NSEC_PER_SEC);
	assert_string_equal(i->err_disabled, "link-flap");
	campus_apply(a, "no errdisable detect cause link-flap\ninterface g0/1\n shutdown\n no shutdown\n");
	flaps(w, wire, 9, NSEC_PER_SEC);
	assert_null(i->err_disabled);
	campus_apply(a, "errdisable flap-setting cause link-flap max-flaps 5 time 10\n");
	assert_false(has_line(a, "flap-setting"));
	world_free(w);
}

/* A trunk that the other end makes and unmakes while the link stays up. */
static void a_trunk_that_flaps(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, ""), *b = campus_switch(w, "b", 4, "");

	(void)state;
	campus_join(a, 1, b, 1);
	for (unsigned i = 0; i < 4; i++) {
		assert_null(campus_sw(a, 1)->iface->err_disabled);
		campus_apply(b, "interface g0/1\n switchport mode dynamic desirable\n");
		pass_s(w, 3);
		assert_true(campus_sw(a, 1)->trunk);
		campus_apply(b, "interface g0/1\n switchport mode dynamic auto\n");
		pass_s(w, 3);
	}
	assert_string_equal(campus_sw(a, 1)->iface->err_disabled, "dtp-flap");
	world_free(w);
}

/* A static channel here, two ports of their own there, and the other end is root: BPDUs come from two. */
static void half_a_channel(void **state)
{
	(void)state;
	for (unsigned guard = 0; guard < 2; guard++) {
		struct world *w = campus_new();
		struct device *a = campus_switch(w, "a", 4, "interface range GigabitEthernet0/1 - 2\n channel-group 1 mode on\n");
		struct device *b = campus_switch(w, "b", 4, "spanning-tree vlan 1 priority 4096\n");

		if (!guard)
			campus_apply(a, "no spanning-tree etherchannel guard misconfig\n");
		campus_join(a, 1, b, 1);
		campus_join(a, 2, b, 2);
		pass_s(w, 200);
		if (guard) {
			assert_true(campus_logged(a, "%SPANTREE-2-CHNL_MISCFG: Detected loop due to etherchannel misconfiguration of Port-channel1"));
			assert_true(campus_logged(a, "%PM-4-ERR_DISABLE: channel-misconfig (STP) error detected on Gi0/1, putting Gi0/1 in err-disable state"));
			assert_false(campus_sw(a, 1)->iface->link || campus_sw(a, 2)->iface->link);
			assert_non_null(strstr(campus_show(a, "show interfaces status err-disabled"), "channel-misconfig (STP)"));
		} else {
			assert_true(campus_sw(a, 1)->iface->link && campus_sw(a, 2)->iface->link);
		}
		assert_non_null(strstr(campus_show(a, "show spanning-tree summary"), guard ? "EtherChannel misconfig guard is enabled" : "EtherChannel misconfig guard is disabled"));
		world_free(w);
	}
}

/* What is configured well is never taken for it, however long it runs. */
static void a_whole_channel(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, "interface range GigabitEthernet0/1 - 2\n channel-group 1 mode on\n");
	struct device *b = campus_switch(w, "b", 4, "spanning-tree vlan 1 priority 4096\ninterface range GigabitEthernet0/1 - 2\n channel-group 1 mode on\n");

	(void)state;
	campus_join(a, 1, b, 1);
	campus_join(a, 2, b, 2);
	pass_s(w, 1000);
	assert_non_null(strstr(campus_show(a, "show etherchannel summary"), "Gi0/1(P)    Gi0/2(P)"));
	world_free(w);
}

/* A burst that mixes VLANs, some of which share a place in what the forwarding path keeps of a burst: each frame comes where it should, each is counted in its VLAN. */
static void bursts_of_many_vlans(void **state)
{
	enum { N = 250, KINDS = 5 };
	static const u16 vlan[KINDS] = { 10, 42, 74, 11, 30 }; /* 10, 42 and 74 share; 30 is not there */
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, "no spanning-tree vlan 1-4094\nvlan 10\nvlan 11\nvlan 42\nvlan 74\ninterface range GigabitEthernet0/1 - 2\n switchport mode trunk\n"
						    "interface GigabitEthernet0/2\n switchport trunk native vlan 42\n");
	struct station *x = campus_station(w, "x", a, 1), *y = campus_station(w, "y", a, 2);
	struct frame *f[N];
	unsigned tagged = 0, plain = 0;
	u8 mac[6];

	(void)state;
	pass_s(w, 5);
	for (unsigned k = 0; k < KINDS; k++) /* y's station is known in each VLAN */
		talk(y, 2, 0xff, vlan[k] == 42 ? 0 : vlan[k]);
	pass_s(w, 1);
	y->n = 0;
	for (unsigned i = 0; i < N; i++) {
		f[i] = frame_get(node_pool(&x->node), 100);
		memset(f[i]->data, 0, 100);
		memcpy(f[i]->data, mac_n(2, mac), 6);
		memcpy(f[i]->data + 6, mac_n(1, mac), 6);
		put_be32(f[i]->data + 12, 0x81000000u | vlan[i % KINDS]);
		put_be16(f[i]->data + 16, 0x88b5);
		put_be16(f[i]->data + 18, (u16)i);
	}
	port_send(x->node.ports, f, N);
	pass_s(w, 1);
	assert_int_equal(y->n, N - N / KINDS);
	for (unsigned i = 0; i < STATION_KEEPS; i++) {
		const u8 *d = y->got[(y->n - 1 - i) % STATION_KEEPS].data;

		tagged += get_be16(d + 12) == 0x8100 && get_be16(d + 14) == vlan[get_be16(d + 18) % KINDS];
		plain += get_be16(d + 12) == 0x88b5 && vlan[get_be16(d + 14) % KINDS] == 42;
	}
	assert_int_equal(tagged + plain, STATION_KEEPS);
	assert_int_equal(plain, STATION_KEEPS / (KINDS - 1));
	for (unsigned k = 0; k < KINDS - 1; k++) {
		assert_int_equal(a->bridge->vlan[vlan[k]]->count.frames, N / KINDS + 1); /* and the one by which y was made known */
		assert_int_equal(a->bridge->vlan[vlan[k]]->count.bytes, N / KINDS * 100 + 60);
		assert_int_equal(a->bridge->vlan[vlan[k]]->count.group, 1);
	}
	assert_int_equal(campus_port(&a->node, 1)->drops[DROP_VLAN_UNKNOWN], N / KINDS);
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bursts_of_many_vlans),
		cmocka_unit_test(vlans_are_counted), cmocka_unit_test(ports_are_counted), cmocka_unit_test(detection_is_a_choice), cmocka_unit_test(half_a_channel),
		cmocka_unit_test(a_link_that_flaps), cmocka_unit_test(a_trunk_that_flaps),
		cmocka_unit_test(a_whole_channel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
