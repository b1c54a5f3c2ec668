/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TCP on our IP layer: two hosts, a router, wires that delay and lose, on the virtual clock; shells as a user has them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "appliances/appliances.h"
#include "core/wire.h"
#include "router/tcp_conn.h"

struct rig {
	struct world *w;
	struct node *r1, *r2, *pc1, *pc2;
	struct wire *wan;
	char out[8192];
	size_t len;
	bool ready;
};

static void rig_write(void *arg, const char *text, size_t len)
{
	struct rig *g = arg;

	len = min_u64(len, sizeof(g->out) - 1 - g->len);
	memcpy(g->out + g->len, text, len);
	g->len += len;
	g->out[g->len] = 0;
}

static void rig_ready(void *arg, bool ended)
{
	(void)ended;
	((struct rig *)arg)->ready = true;
}

static void configure(struct node *n, const char *text)
{
	struct config_error e;

	if (!shell_apply(device_of(n)->shell, text, false, &e, NULL, NULL))
		fail_msg("%s: line %u: %s %s", n->name, e.line, e.input, e.text);
}

/* One command in a session of its own; up to `seconds` of virtual time. Returns the status. */
static int run(struct rig *g, struct node *n, const char *line, unsigned seconds)
{
	struct cli_io io = { rig_write, rig_ready, g };
	struct cli_options o = { .where = "exec", .privilege = 15 };
	struct cli *c = cli_new(device_of(n)->shell, &io, &o);
	int status;

	g->len = 0;
	g->out[0] = 0;
	g->ready = false;
	cli_line(c, line);
	for (unsigned i = 0; i < 10 * seconds && !g->ready; i++)
		world_run(g->w, world_now(g->w) + NSEC_PER_SEC / 10, UINT64_MAX);
	status = g->ready ? cli_status(c) : -1;
	if (getenv("TCP_VERBOSE"))
		printf("%s# %s\n%s", n->name, line, g->out);
	cli_free(c);
	return status;
}

static int setup(void **state)
{
	struct rig *g = calloc(1, sizeof(*g));
	struct world_options o = { .name = "t", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 16384, .large_frames = 64 };

	g->w = world_new(&o);
	g->r1 = node_new(g->w, appliance_find("router")->kind, "r1", 0, 0);
	g->r2 = node_new(g->w, appliance_find("router")->kind, "r2", 0, 0);
	g->pc1 = node_new(g->w, appliance_find("host")->kind, "pc1", 0, 0);
	g->pc2 = node_new(g->w, appliance_find("host")->kind, "pc2", 0, 0);
	wire_new(g->pc1->ports, g->r1->ports);
	wire_new(g->pc2->ports, g->r2->ports);
	g->wan = wire_new(g->r1->ports->next, g->r2->ports->next);
	configure(g->r1, "ipv6 unicast-routing\n"
			 "interface g0/0\n ip address 10.0.1.1 255.255.255.0\n ipv6 address fd00:1::1/64\n no shutdown\n"
			 "interface g0/1\n ip address 10.0.12.1 255.255.255.0\n ipv6 address fd00:12::1/64\n no shutdown\n"
			 "ip route 10.0.2.0 255.255.255.0 10.0.12.2\nipv6 route fd00:2::/64 fd00:12::2\n");
	configure(g->r2, "ipv6 unicast-routing\n"
			 "interface g0/0\n ip address 10.0.2.1 255.255.255.0\n ipv6 address fd00:2::1/64\n no shutdown\n"
			 "interface g0/1\n ip address 10.0.12.2 255.255.255.0\n ipv6 address fd00:12::2/64\n no shutdown\n"
			 "ip route 10.0.1.0 255.255.255.0 10.0.12.1\nipv6 route fd00:1::/64 fd00:12::1\n");
	configure(g->pc1, "interface eth0\n ip address 10.0.1.10 255.255.255.0\n ipv6 address fd00:1::10/64\nip default-gateway 10.0.1.1\n"
			  "ipv6 route ::/0 fd00:1::1\n");
	configure(g->pc2, "interface eth0\n ip address 10.0.2.10 255.255.255.0\n ipv6 address fd00:2::10/64\nip default-gateway 10.0.2.1\n"
			  "ipv6 route ::/0 fd00:2::1\nservice tcp-small-servers\n");
	world_run(g->w, 10 * NSEC_PER_SEC, UINT64_MAX);	/* duplicate address detection */
	*state = g;
	return 0;
}

static int teardown(void **state)
{
	struct rig *g = *state;
	struct pool *p = g->w->workers[0].pool;

	for (struct node *n = g->w->nodes; n; n = n->next)
		node_power(n, false);
	world_run(g->w, world_now(g->w) + 10 * NSEC_PER_SEC, UINT64_MAX);
	assert_int_equal(pool_in_use(p), 0);
	world_free(g->w);
	free(g);
	return 0;
}

static void impair(struct rig *g, nsec delay, unsigned loss_percent)
{
	struct impair im = { .delay = delay, .loss = ((u64)loss_percent << 32) / 100 };

	wire_set_impair(g->wan, 0, &im);
	wire_set_impair(g->wan, 1, &im);
}

static void across_routers(void **state)
{
	struct rig *g = *state;

	impair(g, 10 * NSEC_PER_MS, 0);
	assert_int_equal(run(g, g->pc1, "traffic tcp 10.0.2.10 kilobytes 2000", 30), 0);
	assert_non_null(strstr(g->out, "2000000 bytes acknowledged in "));
	assert_non_null(strstr(g->out, "0 of "));
	assert_int_equal(run(g, g->pc1, "traffic tcp fd00:2::10 kilobytes 2000", 30), 0);
	assert_int_equal(run(g, g->pc1, "traffic tcp 10.0.2.10 port 7 seconds 3", 60), 0);
}

static void across_loss(void **state)
{
	struct rig *g = *state;

	impair(g, 10 * NSEC_PER_MS, 3);
	assert_int_equal(run(g, g->pc1, "traffic tcp 10.0.2.10 kilobytes 500", 120), 0);
	assert_int_equal(run(g, g->pc1, "traffic tcp fd00:2::10 kilobytes 500", 120), 0);
}

/* The far router's WAN port takes less: ICMP tells, no timeout. RFC 1191, 8201. */
static void path_mtu(void **state)
{
	struct rig *g = *state;

	configure(g->r1, "interface g0/1\n ip mtu 1000\n ipv6 mtu 1300\n");
	assert_int_equal(run(g, g->pc1, "traffic tcp 10.0.2.10 kilobytes 500", 30), 0);
	assert_non_null(strstr(g->out, " 0 timeouts"));
	assert_int_equal(run(g, g->pc1, "traffic tcp fd00:2::10 kilobytes 500", 30), 0);
	assert_non_null(strstr(g->out, " 0 timeouts"));
	/* the next connection knows */
	assert_int_equal(run(g, g->pc1, "traffic tcp 10.0.2.10 kilobytes 500", 30), 0);
	assert_non_null(strstr(g->out, "0 of "));
}

static void refused_and_unreachable(void **state)
{
	struct rig *g = *state;

	assert_int_equal(run(g, g->pc1, "traffic tcp 10.0.2.10 port 81", 30), 1);
	assert_non_null(strstr(g->out, "% Connection refused by remote host"));
	assert_int_equal(run(g, g->pc1, "traffic tcp 10.0.77.1", 200), 1);
	assert_non_null(strstr(g->out, "% Destination unreachable; gateway or host down"));
	assert_int_equal(run(g, g->r1, "traffic tcp 10.99.0.1", 30), 1);	/* no route at all */
	assert_non_null(strstr(g->out, "% Destination unreachable; gateway or host down"));
}

static void to_itself(void **state)
{
	struct rig *g = *state;

	assert_int_equal(run(g, g->pc2, "traffic tcp 10.0.2.10 kilobytes 3000", 30), 0);
	assert_int_equal(run(g, g->pc2, "traffic tcp fd00:2::10 kilobytes 3000", 30), 0);
}

/* A node is switched off under a stream: its peer finds out, and what remains can be switched off too. */
static void power_off(void **state)
{
	struct rig *g = *state;
	struct cli_io io = { rig_write, rig_ready, g };
	struct cli_options o = { .where = "exec", .privilege = 15 };
	struct cli *c = cli_new(device_of(g->pc1)->shell, &io, &o);

	impair(g, 50 * NSEC_PER_MS, 0);
	cli_line(c, "traffic tcp 10.0.2.10 seconds 3000");
	world_run(g->w, world_now(g->w) + 2 * NSEC_PER_SEC, UINT64_MAX);
	node_power(g->pc2, false);
	world_run(g->w, world_now(g->w) + 60 * NSEC_PER_SEC, UINT64_MAX);
	assert_false(g->ready);
	world_run(g->w, world_now(g->w) + 600 * NSEC_PER_SEC, UINT64_MAX);
	assert_true(g->ready);
	assert_int_equal(cli_status(c), 1);
	cli_free(c);
	node_power(g->pc2, true);
	configure(g->pc2, "interface eth0\n ip address 10.0.2.10 255.255.255.0\nip default-gateway 10.0.2.1\nservice tcp-small-servers\n");
	assert_int_equal(run(g, g->pc1, "traffic tcp 10.0.2.10 kilobytes 100", 30), 0);
	c = cli_new(device_of(g->pc1)->shell, &io, &o);
	cli_line(c, "traffic tcp 10.0.2.10 seconds 3000");
	world_run(g->w, world_now(g->w) + NSEC_PER_SEC, UINT64_MAX);
	cli_free(c);
}

/* A connection with a link-local peer ends with its interface, on the side where that goes; the other side finds out. */
static void interface_removed(void **state)
{
	struct rig *g = *state;
	struct ipaddr peer = { .af = AF_IP6, .v6 = { .b = { 0xfe, 0x80, [15] = 2 } } };
	struct tcp *t1 = *ipstack_tcp(device_of(g->r1)->ip), *t2 = *ipstack_tcp(device_of(g->r2)->ip);
	struct tcp_options o = { 0 };
	struct tcp_conn *c;

	configure(g->r1, "interface g0/1.5\n encapsulation dot1Q 5\n ipv6 address FE80::1 link-local\n");
	configure(g->r2, "service tcp-small-servers\ninterface g0/1.5\n encapsulation dot1Q 5\n ipv6 address FE80::2 link-local\n");
	world_run(g->w, world_now(g->w) + 10 * NSEC_PER_SEC, UINT64_MAX);
	o.out = device_iface(device_of(g->r1), "GigabitEthernet0/1.5");
	assert_non_null(o.out);
	c = tcp_connect(t1, NULL, 0, &peer, 7, &o);
	assert_non_null(c);
	world_run(g->w, world_now(g->w) + NSEC_PER_SEC, UINT64_MAX);
	assert_int_equal(c->state, TCPS_ESTABLISHED);
	assert_non_null(tcp_first(t2));
	configure(g->r2, "no interface g0/1.5\n");
	assert_null(tcp_first(t2));
	assert_int_equal(tcp_write(c, "x", 1), 1); /* nobody answers */
	world_run(g->w, world_now(g->w) + 10 * NSEC_PER_SEC, UINT64_MAX);
	configure(g->r1, "no interface g0/1.5\n");
	assert_int_equal(c->state, TCPS_CLOSED);
	tcp_release(c);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(across_routers), T(across_loss), T(path_mtu), T(refused_and_unreachable), T(to_itself), T(power_off), T(interface_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
