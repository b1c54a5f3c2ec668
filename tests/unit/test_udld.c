/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UDLD (RFC 5171): bytes, both ends agreeing, a wire that carries one way, a neighbour that goes silent, one's own frames. */
#include "campus.h"
#include "switch/udld_port.h"

static void takes_what_it_writes_and_nothing_cut(void **state)
{
	struct udld p = { .mode = UDLD_NORMAL, .message_s = 7, .self = { "AABBCCDDEEFF", "Gi0/1" } };
	u8 b[UDLD_BYTES_MAX];
	struct udld_msg m;
	size_t len;

	(void)state;
	p.near[3] = (struct udld_neighbour){ .id = { "001122334455", "Gi0/24" }, .left_s = 9 };
	len = udld_fill(&p, UDLD_ECHO, "sw1", b, sizeof(b));
	assert_true(udld_parse(&m, rd_of(b, len)));
	assert_true(m.opcode == UDLD_ECHO && m.interval_s == 7 && m.n_echo == 1 && m.sequence == 1);
	assert_string_equal(m.id.device, "AABBCCDDEEFF");
	assert_string_equal(m.echo[0].port, "Gi0/24");
	for (size_t cut = 0; cut < len; cut++) {
		u8 *exact = malloc(cut ? cut : 1);

		memcpy(exact, b, cut);
		assert_false(udld_parse(&m, rd_of(exact, cut)));
		free(exact);
	}
	b[20] ^= 1;
	assert_false(udld_parse(&m, rd_of(b, len)));
	assert_int_equal(udld_fill(&p, UDLD_ECHO, "sw1", b, 20), 0);
}

struct lab {
	struct world *w;
	struct device *x, *y;
	struct wire *wire;
};

static void open_lab(struct lab *t, const char *mode)
{
	char config[128];

	t->w = campus_new();
	snprintf(config, sizeof(config), "udld message time 7\ninterface g0/1\n udld port%s\n", mode);
	t->x = campus_switch(t->w, "x", 2, config);
	t->y = campus_switch(t->w, "y", 2, config);
	t->wire = campus_join(t->x, 1, t->y, 1);
	pass_s(t->w, 20);
}

static struct udld *udld1(struct device *d) { return &d->bridge->udld->port[0]; }
static const char *disabled(struct device *d) { return campus_sw(d, 1)->iface->err_disabled; }

static void cut(struct lab *t, unsigned dir, bool on)
{
	struct impair im = *wire_impair(t->wire, dir);

	im.cut = on;
	wire_set_impair(t->wire, dir, &im);
}

static void both_ends_hear_each_other(void **state)
{
	struct lab t;

	(void)state;
	open_lab(&t, "");
	assert_int_equal(udld1(t.x)->state, UDLD_BIDIRECTIONAL);
	assert_int_equal(udld1(t.y)->state, UDLD_BIDIRECTIONAL);
	assert_non_null(strstr(campus_show(t.x, "show udld g0/1"), "Current bidirectional state: Bidirectional"));
	pass_s(t.w, 600);
	assert_true(!disabled(t.x) && udld1(t.x)->state == UDLD_BIDIRECTIONAL);
	assert_true(udld1(t.x)->tx < 120);
	world_free(t.w);
}

/* Normal mode: the end that is heard of by nobody goes down; the one that hears nothing does not know. */
static void one_way(void **state)
{
	for (unsigned dir = 0; dir < 2; dir++) {
		struct lab t;
		struct device *deaf, *other;

		(void)state;
		open_lab(&t, "");
		deaf = dir ? t.x : t.y;
		other = dir ? t.y : t.x;
		cut(&t, dir, true);
		pass_s(t.w, 60);
		assert_string_equal(disabled(other), "udld");
		assert_null(disabled(deaf));
		assert_true(campus_logged(other, "%UDLD-4-UDLD_PORT_DISABLED: UDLD disabled interface Gi0/1, unidirectional link detected"));
		assert_true(campus_logged(other, "%PM-4-ERR_DISABLE: udld error detected on Gi0/1"));
		cut(&t, dir, false);
		campus_show(other, "udld reset");
		pass_s(t.w, 30);
		assert_int_equal(udld1(other)->state, UDLD_BIDIRECTIONAL);
		world_free(t.w);
	}
}

static void silence(void **state)
{
	for (unsigned aggressive = 0; aggressive < 2; aggressive++) {
		struct lab t;

		(void)state;
		open_lab(&t, aggressive ? " aggressive" : "");
		cut(&t, 0, true);
		cut(&t, 1, true);
		pass_s(t.w, 60);
		assert_int_equal(disabled(t.x) != NULL, aggressive);
		assert_int_equal(campus_logged(t.x, "UDLD disabled interface Gi0/1, aggressive mode failure detected"), aggressive);
		world_free(t.w);
	}
}

/* `udld enable` is about fibre; a port may have its own word. */
static void all_of_fibre(void **state)
{
	struct lab t = { .w = campus_new() };
	const struct udld *copper, *fibre;

	(void)state;
	for (unsigned k = 0; k < 2; k++) {
		struct node *n = node_new_off(t.w, appliance_find("switch")->kind, k ? "y" : "x", 0);

		node_port_add(n, "GigabitEthernet0/1");
		node_port_add(n, "TenGigabitEthernet0/1");
		node_power(n, true);
		*(k ? &t.y : &t.x) = device_of(n);
	}
	for (unsigned p = 1; p <= 2; p++)
		campus_join(t.x, p, t.y, p);
	assert_true(device_boot(t.x, "udld enable\n", false, NULL, NULL, NULL) && device_boot(t.y, "udld aggressive\n", false, NULL, NULL, NULL));
	copper = udld1(t.x);
	fibre = &t.x->bridge->udld->port[1];
	pass_s(t.w, 40);
	assert_int_equal(copper->mode, UDLD_OFF);
	assert_true(fibre->mode == UDLD_NORMAL && fibre->state == UDLD_BIDIRECTIONAL && t.y->bridge->udld->port[1].mode == UDLD_AGGRESSIVE);
	assert_non_null(strstr(campus_show(t.x, "show udld te0/1"), "configuration setting: Follows device default\nPort enable operational state: Enabled\n"));
	campus_apply(t.x, "udld aggressive\n");
	assert_true(fibre->mode == UDLD_AGGRESSIVE && has_line(t.x, "udld aggressive\n") && !has_line(t.x, "udld enable"));
	campus_apply(t.x, "no udld enable\n");
	assert_true(fibre->mode == UDLD_AGGRESSIVE && has_line(t.x, "udld aggressive\n"));
	campus_apply(t.x, "interface te0/1\n udld port disable\n");
	assert_int_equal(fibre->mode, UDLD_OFF);
	campus_apply(t.x, "interface te0/1\n no udld port\nno udld aggressive\n");
	assert_int_equal(fibre->mode, UDLD_OFF);
	world_free(t.w);
}

static void nobody_there_speaks_it_or_it_is_us(void **state)
{
	struct lab t;
	struct station *s;
	unsigned n;

	(void)state;
	open_lab(&t, " aggressive");
	campus_apply(t.x, "interface g0/2\n udld port aggressive\n");
	s = campus_station(t.w, "s", t.x, 2);
	pass_s(t.w, 100);
	assert_null(campus_sw(t.x, 2)->iface->err_disabled);
	n = s->n_control;
	for (unsigned i = 0; i < 40 && s->n_control - n < 60 && get_be16(s->control + 20) != UDLD_PID; i++)
		pass_s(t.w, 1);
	assert_int_equal(get_be16(s->control + 20), UDLD_PID);
	say(s, s->control, s->control_len);
	pass_s(t.w, 1);
	assert_string_equal(campus_sw(t.x, 2)->iface->err_disabled, "udld");
	assert_true(campus_logged(t.x, "TX-RX loop detected"));
	world_free(t.w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_it_writes_and_nothing_cut), cmocka_unit_test(both_ends_hear_each_other), cmocka_unit_test(one_way),
		cmocka_unit_test(silence), cmocka_unit_test(all_of_fibre), cmocka_unit_test(nobody_there_speaks_it_or_it_is_us),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
