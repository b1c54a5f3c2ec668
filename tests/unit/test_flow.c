/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flow accounting: what a flow is and when it is over, exact counts, a cache that holds no more than it should, and messages octet by octet (version 5, RFC 3954, RFC 7011). */
#include "ip_net.h"
#include "router/flow/own.h"

static const char BASE[] =
	"flow record R\n match ipv4 protocol\n match ipv4 source address\n match ipv4 destination address\n match transport source-port\n match transport destination-port\n"
	" collect interface output\n collect transport tcp flags\n collect counter bytes\n collect counter packets\n collect timestamp sys-uptime first\n collect timestamp sys-uptime last\n"
	"flow exporter E\n destination 10.0.1.9\n transport udp 2055\n"
	"flow monitor M\n exporter E\n cache timeout active 60\n cache timeout inactive 10\n cache entries 16\n record R\n"
	"interface g0/0\n ip address 10.0.1.1 255.255.255.0\n ip flow monitor M input\n"
	"interface g0/1\n ip address 10.0.2.1 255.255.255.0\n";

struct bed { struct net n; struct device *d; struct raw *r, *far; };

static void open_bed(struct bed *t, const char *more)
{
	char config[4096];
	u8 p[64];

	net_open(&t->n);
	snprintf(config, sizeof(config), "%s%s", BASE, more);
	t->d = net_node(&t->n, &appliance_router, "r1", config);
	t->r = net_raw(&t->n, "r", t->d, 0);
	t->far = net_raw(&t->n, "f", t->d, 1);
	net_run(&t->n, NSEC_PER_SEC);
	raw_send(&t->n, t->r, p, arp_put(p, net_port(t->d, 0)->mac, 1, A4(10, 0, 1, 9), A4(10, 0, 1, 1)));
	raw_send(&t->n, t->far, p, arp_put(p, net_port(t->d, 1)->mac, 1, A4(10, 0, 2, 9), A4(10, 0, 2, 1)));
	net_run(&t->n, NSEC_PER_SEC);
	t->r->next = t->r->n;
	t->far->next = t->far->n;
}

/* One packet from 10.0.1.9 to 10.0.2.9; flags of TCP (proto 6). */
static void packet(struct bed *t, u8 proto, u16 sport, u16 dport, u8 flags, u32 payload)
{
	u8 p[1600] = { 0 }, *l4 = p + 34;

	ip4_put(p, net_port(t->d, 0)->mac, A4(10, 0, 1, 9), A4(10, 0, 2, 9), proto, 64, 0, 20 + payload);
	put_be16(l4, sport);
	put_be16(l4 + 2, dport);
	l4[12] = 0x50;
	l4[13] = flags;
	raw_send(&t->n, t->r, p, 54 + payload);
}

static struct flow_monitor *monitor(struct bed *t, const char *name) { return flow_monitor_at(t->d->ip->flows, name, false); }

static const u8 *message(struct bed *t, struct rd *body)
{
	u16 src, dst;
	const u8 *ip;

	while ((ip = raw_next_udp(t->r, &src, &dst, body)))
		if (dst == 2055)
			return ip;
	return NULL;
}

/* 3954 5.1, 5.2, 5.3: header, template before data, one record with exact counts, padding to four octets. */
static void t_version9(void **state)
{
	static const u16 want[][2] = { { 4, 1 }, { 8, 4 }, { 12, 4 }, { 7, 2 }, { 11, 2 }, { 14, 4 }, { 6, 1 }, { 1, 4 }, { 2, 4 }, { 22, 4 }, { 21, 4 } };
	struct bed t;
	struct rd b;
	u16 id, len;
	u32 first, last;

	(void)state;
	open_bed(&t, "");
	packet(&t, IP_TCP, 1000, 80, 2, 0);
	net_run(&t.n, 3 * NSEC_PER_SEC);
	packet(&t, IP_TCP, 1000, 80, 16, 100);
	assert_int_equal(monitor(&t, "M")->c.n, 1);
	net_run(&t.n, 9 * NSEC_PER_SEC);
	assert_int_equal(monitor(&t, "M")->c.n, 1); /* not yet */
	assert_null(message(&t, &b));
	net_run(&t.n, 2 * NSEC_PER_SEC);
	assert_int_equal(monitor(&t, "M")->c.n, 0);
	assert_int_equal(monitor(&t, "M")->c.aged[AGED_INACTIVE], 1);
	assert_non_null(message(&t, &b));
	assert_int_equal(rd_u16(&b), 9);
	assert_int_equal(rd_u16(&b), 2); /* a template and a record */
	assert_in_range(rd_u32(&b), 14000, 17000);
	assert_int_equal(rd_u32(&b), 1767225600 + 16);
	assert_int_equal(rd_u32(&b), 0);
	assert_int_equal(rd_u32(&b), 0);
	assert_int_equal(rd_u16(&b), 0); /* templates */
	assert_int_equal(rd_u16(&b), 8 + 4 * ARRAY_LEN(want));
	id = rd_u16(&b);
	assert_true(id >= 256);
	assert_int_equal(rd_u16(&b), ARRAY_LEN(want));
	for (unsigned k = 0; k < ARRAY_LEN(want); k++) {
		assert_int_equal(rd_u16(&b), want[k][0]);
		assert_int_equal(rd_u16(&b), want[k][1]);
	}
	assert_int_equal(rd_u16(&b), id);
	len = rd_u16(&b);
	assert_int_equal(len & 3, 0);
	assert_int_equal(rd_u8(&b), IP_TCP);
	assert_int_equal(rd_u32(&b), A4(10, 0, 1, 9));
	assert_int_equal(rd_u32(&b), A4(10, 0, 2, 9));
	assert_int_equal(rd_u16(&b), 1000);
	assert_int_equal(rd_u16(&b), 80);
	assert_int_equal(rd_u32(&b), 2);
	assert_int_equal(rd_u8(&b), 18);
	assert_int_equal(rd_u32(&b), 40 + 140);
	assert_int_equal(rd_u32(&b), 2);
	first = rd_u32(&b);
	last = rd_u32(&b);
	assert_in_range(last - first, 3000, 3010);
	assert_int_equal(rd_left(&b), len - 4 - 34);
	/* The next has no template before it, and the next number. */
	packet(&t, IP_TCP, 1001, 80, 2, 0);
	net_run(&t.n, 12 * NSEC_PER_SEC);
	assert_non_null(message(&t, &b));
	rd_skip(&b, 2);
	assert_int_equal(rd_u16(&b), 1);
	rd_skip(&b, 8);
	assert_int_equal(rd_u32(&b), 1);
	rd_skip(&b, 4);
	assert_int_equal(rd_u16(&b), id);
	net_close(&t.n);
}

/* 7011 3.1: the length counts octets, the sequence data records; set 2 is templates. */
static void t_ipfix(void **state)
{
	struct bed t;
	struct rd b;

	(void)state;
	open_bed(&t, "flow exporter E\n export-protocol ipfix\n");
	for (unsigned k = 0; k < 3; k++)
		packet(&t, IP_UDP, (u16)(1000 + k), 53, 0, 0);
	net_run(&t.n, 12 * NSEC_PER_SEC);
	assert_non_null(message(&t, &b));
	assert_int_equal(rd_left(&b), get_be16(b.p + 2));
	assert_int_equal(rd_u16(&b), 10);
	rd_skip(&b, 6);
	assert_int_equal(rd_u32(&b), 0);
	rd_skip(&b, 4);
	assert_int_equal(rd_u16(&b), 2);
	packet(&t, IP_UDP, 2000, 53, 0, 0);
	net_run(&t.n, 12 * NSEC_PER_SEC);
	assert_non_null(message(&t, &b));
	assert_int_equal(get_be32(b.p + 8), 3);
	net_close(&t.n);
}

/* A flow that goes on is told after the active time, and begins anew. */
static void t_active(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "");
	for (unsigned k = 0; k < 70; k++) {
		packet(&t, IP_UDP, 1000, 53, 0, 0);
		net_run(&t.n, NSEC_PER_SEC);
	}
	assert_int_equal(monitor(&t, "M")->c.aged[AGED_ACTIVE], 1);
	assert_int_equal(monitor(&t, "M")->c.added, 2);
	assert_int_equal(monitor(&t, "M")->c.aged[AGED_INACTIVE], 0);
	net_close(&t.n);
}

/* A full cache puts out whoever would be looked at next; all packets are accounted for. */
static void t_full(void **state)
{
	struct bed t;
	struct flow_monitor *m;
	struct rd b;
	u64 packets = 0;

	(void)state;
	open_bed(&t, "flow monitor M\n no record\n");
	TYPE(&t.n, t.d, "configure terminal", "flow record P", "match transport source-port", "collect counter packets", "flow monitor M", "record P");
	m = monitor(&t, "M");
	for (unsigned k = 0; k < 100; k++)
		packet(&t, IP_UDP, (u16)(1000 + k), 53, 0, 0);
	assert_true(m->c.n <= 16);
	assert_int_equal(m->c.added, 100);
	assert_int_equal(m->c.aged[AGED_EMERGENCY] + m->c.aged[AGED_WATERMARK] + m->c.n, 100);
	net_run(&t.n, 12 * NSEC_PER_SEC);
	assert_int_equal(m->c.n, 0);
	while (message(&t, &b)) {
		rd_skip(&b, 20);
		while (rd_left(&b) >= 4) {
			u16 id = rd_u16(&b), len = rd_u16(&b);
			struct rd set = rd_sub(&b, len - 4u);

			while (id >= 256 && rd_left(&set) >= 6) {
				rd_u16(&set);
				packets += rd_u32(&set);
			}
		}
	}
	assert_int_equal(packets, 100);
	net_close(&t.n);
}

/* More new flows in one burst than the spare room holds: counted, and nothing is lost of what was taken. */
static void t_flood(void **state)
{
	struct bed t;
	struct flow_monitor *m;
	u8 p[64] = { 0 };

	(void)state;
	open_bed(&t, "");
	m = monitor(&t, "M");
	for (unsigned burst = 0; burst < 8; burst++) {
		struct frame *f[BURST_MAX];

		for (unsigned k = 0; k < BURST_MAX; k++) {
			ip4_put(p, net_port(t.d, 0)->mac, A4(10, 0, 1, 9), A4(10, 0, 2, 9), IP_UDP, 64, 0, 8);
			put_be16(p + 34, (u16)(burst * BURST_MAX + k + 1));
			f[k] = frame_get(node_pool(&t.r->node), 60);
			memset(f[k]->data, 0, 60);
			memcpy(f[k]->data, p, 42);
		}
		port_send(t.r->node.ports, f, BURST_MAX);
	}
	net_run(&t.n, 12 * NSEC_PER_SEC);
	assert_int_equal(m->c.added + m->c.not_added, 8 * BURST_MAX);
	assert_int_equal(m->c.n, 0);
	assert_true(m->c.touched <= m->c.room);
	net_close(&t.n);
}

/* Classic: FIN ends a flow at the next tick; directions are two flows; what is for us is Local; what is refused is Null. */
static void t_classic(void **state)
{
	struct bed t;
	struct flow_monitor *m;

	(void)state;
	open_bed(&t, "ip flow-export destination 10.0.1.9 2055\ninterface g0/0\n no ip flow monitor M input\n ip flow ingress\ninterface g0/1\n ip flow egress\n");
	m = t.d->ip->flows->classic;
	packet(&t, IP_TCP, 1000, 80, 2, 0);
	assert_int_equal(m->c.n, 2);
	EXPECT(&t.n, t.d, "Gi0/0         10.0.1.9        Gi0/1         10.0.2.9        06 03E8 0050     1", "show ip cache flow");
	EXPECT(&t.n, t.d, "Gi0/0         10.0.1.9        Gi0/1*        10.0.2.9        06 03E8 0050     1", "show ip cache flow");
	packet(&t, IP_TCP, 1000, 80, 17, 0);
	net_run(&t.n, 2 * NSEC_PER_SEC);
	assert_int_equal(m->c.n, 0);
	assert_int_equal(m->c.aged[AGED_EVENT], 2);
	EXPECT(&t.n, t.d, "TCP-WWW             2 ", "show ip cache flow");
	EXPECT(&t.n, t.d, "  2 flows exported in 1 udp datagrams", "show ip flow export");
	raw_udp(&t.n, t.r, t.d, A4(10, 0, 1, 9), 5, 7, "x", 1);
	EXPECT(&t.n, t.d, "Gi0/0         10.0.1.9        Local         10.0.1.1        11 0005 0007     1", "show ip cache flow");
	TYPE(&t.n, t.d, "configure terminal", "access-list 101 deny tcp any any", "access-list 101 permit ip any any", "interface g0/0", "ip access-group 101 in");
	packet(&t, IP_TCP, 1002, 80, 2, 0);
	EXPECT(&t.n, t.d, "Gi0/0         10.0.1.9        Null          10.0.2.9        06 03EA 0050     1", "show ip cache flow");
	TYPE(&t.n, t.d, "clear ip flow stats");
	EXPECT(&t.n, t.d, "(0 total packets)", "show ip cache flow");
	net_close(&t.n);
}

/* The flows of a value, the highest and lowest of a field; what the record has not is said. */
static void t_sort(void **state)
{
	struct bed t;
	const char *text;

	(void)state;
	open_bed(&t, "flow record R4\n match ipv4 source address\n match transport destination-port\n collect counter bytes long\n collect counter packets\n"
		     "flow monitor S\n record R4\ninterface g0/0\n no ip flow monitor M input\n ip flow monitor S input\n ip flow ingress\n");
	for (u16 port = 1; port <= 30; port++)
		for (u16 k = 0; k < (port == 7 ? 3 : 1); k++)
			packet(&t, IP_TCP, 1000, (u16)(port * 100), 2, (u32)(400 - 10 * port));
	EXPECT(&t.n, t.d, "Processed 30 flows\nShowing the top 20 flows\n\n", "show flow monitor S cache sort counter bytes format csv");
	text = TYPE(&t.n, t.d, "show flow monitor S cache sort counter bytes top 2 format csv");
	assert_non_null(strstr(text, "\n10.0.1.9,700,1110,3\n10.0.1.9,100,430,1\n"));
	assert_null(strstr(text, ",200,"));
	EXPECT(&t.n, t.d, "\n10.0.1.9,3000,140,1\n10.0.1.9,2900,150,1\n10.0.1.9,2800,160,1\n", "show flow monitor S cache sort lowest counter bytes top 3 format csv");
	EXPECT(&t.n, t.d, "Processed 30 flows\nMatched 1 flow\n", "show flow monitor S cache filter transport destination-port 700");
	EXPECT(&t.n, t.d, "Matched 0 flows\nShowing the top 0 flows\n", "show flow monitor S cache filter ipv4 source address 10.0.1.8 sort transport destination-port");
	EXPECT(&t.n, t.d, "\n10.0.1.9,3000,140,1\n10.0.1.9,2900,150,1\n", "show flow monitor S cache filter ipv4 source address 10.0.1.9 sort highest transport destination-port top 2 format csv");
	EXPECT(&t.n, t.d, "% Flow Monitor: the record of 'S' has no such field", "show flow monitor S cache sort ipv4 tos");
	EXPECT(&t.n, t.d, "% Unsupported here: show flow monitor S cache aggregate ipv4 tos", "show flow monitor S cache aggregate ipv4 tos");
	EXPECT(&t.n, t.d, "\n03E8 /24 0               02BC /24 0             0.0.0.0 ", "show ip cache verbose flow");
	net_close(&t.n);
}

/* One of ten, exactly; at random one in each ten. */
static void t_sampler(void **state)
{
	static const char *const modes[] = { "deterministic", "random" };

	(void)state;
	for (unsigned k = 0; k < 2; k++) {
		struct bed t;
		char more[256];

		snprintf(more, sizeof(more), "sampler S\n mode %s 1 out-of 10\ninterface g0/0\n ip flow monitor M sampler S input\n", modes[k]);
		open_bed(&t, more);
		for (unsigned i = 0; i < 50; i++)
			packet(&t, IP_UDP, 1000, 53, 0, 0);
		EXPECT(&t.n, t.d, "  Samples:        5\n  Requests:       50", "show sampler S");
		EXPECT(&t.n, t.d, "flow monitor M (ip,Gi0/0,Input) 5 out of 50", "show sampler S");
		EXPECT(&t.n, t.d, "counter packets:           5\n", "show flow monitor M cache");
		net_close(&t.n);
	}
}

/* A counter of four octets does not run over: the flow is told before. */
static void t_short_counter(void **state)
{
	struct bed t;
	struct flow_monitor *m;

	(void)state;
	open_bed(&t, "");
	m = monitor(&t, "M");
	packet(&t, IP_UDP, 1000, 53, 0, 0);
	for (unsigned k = 0; k < FLOW_WHEEL; k++)
		if (m->c.wheel[k])
			m->c.flow[m->c.wheel[k]].bytes = 0x80000000u;
	packet(&t, IP_UDP, 1000, 53, 0, 0);
	net_run(&t.n, 2 * NSEC_PER_SEC);
	assert_int_equal(m->c.aged[AGED_EVENT], 1);
	net_close(&t.n);
}

/* What others use does not go (IOS); a configuration that is replaced takes it away with them. */
static void t_in_use(void **state)
{
	struct flow_monitor *m;
	struct bed t;
	char *was;
	u32 cached;

	(void)state;
	open_bed(&t, "");
	was = shell_running(t.d->shell, false);
	TYPE(&t.n, t.d, "configure terminal", "sampler S", "mode random 1 out-of 10", "interface g0/0", "no ip flow monitor M input", "ip flow monitor M sampler S input", "end");
	for (u16 port = 1000; port < 1100; port++)
		packet(&t, IP_UDP, port, 53, 0, 0);
	net_run(&t.n, NSEC_PER_SEC);
	m = flow_monitor_at(flows_of(t.d->ip), "M", false);
	cached = m->c.n;
	assert_true(cached > 0);
	EXPECT(&t.n, t.d, "% Flow Monitor: Flow Monitor 'M' is in use. Remove from all clients before deleting.", "configure terminal", "no flow monitor M");
	EXPECT(&t.n, t.d, "% Flow Record: Flow Record 'R' is in use. Remove from all clients before deleting.", "configure terminal", "no flow record R");
	EXPECT(&t.n, t.d, "% Flow Exporter: Flow Exporter 'E' is in use. Remove from all clients before deleting.", "configure terminal", "no flow exporter E");
	EXPECT(&t.n, t.d, "% Sampler: Sampler 'S' is in use. Remove from all clients before deleting.", "configure terminal", "no sampler S");
	assert_int_equal(m->c.n, cached);	/* what was refused has not even begun */
	EXPECT(&t.n, t.d, "flow monitor M\n", "show running-config");
	EXPECT(&t.n, t.d, "sampler S\n", "show running-config");
	assert_true(shell_replace(t.d->shell, "hostname r1\n", NULL, NULL));
	assert_null(strstr(TYPE(&t.n, t.d, "show running-config"), "flow "));
	assert_true(shell_replace(t.d->shell, was, NULL, NULL));
	TYPE(&t.n, t.d, "configure terminal", "interface g0/0", "no ip flow monitor M input", "end");
	assert_null(strchr(TYPE(&t.n, t.d, "configure terminal", "no flow monitor M", "no flow record R", "no flow exporter E", "end"), '%'));
	free(was);
	net_close(&t.n);
}

/* Everything taken away under traffic, in every order; a record that changes its shape has a template of a new number. */
static void t_gone(void **state)
{
	static const char *const lines[][4] = {
		{ "flow monitor M", "no record R", "no flow record R" }, { "flow monitor M", "no exporter E", "no flow exporter E" },
		{ "interface g0/0", "no ip flow monitor M input", "no flow monitor M" }, { "interface g0/0", "no ip flow monitor M input" }, { "flow monitor M", "no exporter E" },
		{ "flow monitor M", "cache entries 1000" }, { "flow record R", "match ipv4 tos" }, { "flow monitor M", "no record R" }, { "interface g0/0", "no ip address" },
		{ "interface g0/0", "vrf forwarding V" }, { "no interface g0/0.5" }, { "no interface Tunnel0" }, { "no vrf definition V" },
	};

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(lines); k++) {
		struct bed t;

		open_bed(&t, "vrf definition V\n address-family ipv4\ninterface g0/0.5\n encapsulation dot1Q 5\n vrf forwarding V\n ip address 10.5.0.1 255.255.255.0\n ip flow monitor M input\n"
			 "interface Tunnel0\n ip address 10.6.0.1 255.255.255.0\n ip flow monitor M output\n tunnel source g0/0\n tunnel destination 10.0.1.9\n");
		packet(&t, IP_UDP, 1000, 53, 0, 0);
		TYPE(&t.n, t.d, "configure terminal", lines[k][0], lines[k][1] ? lines[k][1] : "exit", lines[k][2] ? lines[k][2] : "exit");
		packet(&t, IP_UDP, 1000, 53, 0, 0);
		net_run(&t.n, 12 * NSEC_PER_SEC);
		TYPE(&t.n, t.d, "show flow record", "show flow exporter", "show flow monitor", "show flow interface", "show flow exporter statistics", "show flow monitor M cache format table");
		net_close(&t.n);
	}
}

/* Every field has its line, is known by its words, and comes out with its own length. */
static void t_fields(void **state)
{
	struct bed t;
	struct flow f = { .af = AF_IP4 };

	(void)state;
	open_bed(&t, "");
	for (unsigned k = 0; k < n_flow_field; k++) {
		u8 out[17];
		char text[80];

		memset(out, 0xee, sizeof(out));
		assert_ptr_equal(flow_field_of(flow_field[k].words), &flow_field[k]);
		flow_field_put(t.d->ip->flows, &f, &flow_field[k], out);
		assert_int_equal(out[flow_field[k].len], 0xee);
		flow_field_text(t.d->ip->flows, &f, &flow_field[k], text, sizeof(text));
		assert_true(*text);
		snprintf(text, sizeof(text), "collect %s", flow_field[k].words);
		assert_null(strstr(TYPE(&t.n, t.d, "configure terminal", "flow record T", text, "exit", "no flow record T"), "%"));
	}
	net_close(&t.n);
}

/* What the device has of its own doesn't meet what users name, and there is room for it when they have named all they may. */
static void t_own_names(void **state)
{
	struct bed t;
	char line[64];

	(void)state;
	open_bed(&t, "");
	TYPE(&t.n, t.d, "configure terminal", "flow record main", "match ipv6 source address");
	for (unsigned k = 0; k < FLOW_OBJECTS_MAX; k++) {
		snprintf(line, sizeof(line), "flow monitor X%u", k);
		TYPE(&t.n, t.d, "configure terminal", line);
		snprintf(line, sizeof(line), "flow record X%u", k);
		TYPE(&t.n, t.d, "configure terminal", line);
	}
	EXPECT(&t.n, t.d, "% Flow Monitor: too many of them", "configure terminal", "flow monitor Y");
	EXPECT(&t.n, t.d, "% Flow Record: 'netflow-original' is built in", "configure terminal", "flow record netflow-original");
	TYPE(&t.n, t.d, "configure terminal", "interface g0/0", "ip flow ingress", "ip flow egress", "flow monitor X1", "record netflow ipv4 original-input");
	packet(&t, IP_UDP, 1000, 53, 0, 0);
	EXPECT(&t.n, t.d, "  1 active", "show ip cache flow");
	assert_string_equal(monitor(&t, "X1")->record->name, "netflow ipv4 original-input");
	assert_int_equal(flow_record_at(t.d->ip->flows, "main", false)->n_match, 1);
	net_close(&t.n);
}

/* A monitor on an interface for one family gets no record of the other: the interface's line would be lost over a reload. */
static void t_families(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "flow record O\n match transport source-port\nflow monitor N\ninterface g0/0\n ip flow monitor N input\n");
	EXPECT(&t.n, t.d, "% Flow Monitor: Flow Monitor 'N' is on interfaces for the other IP version", "configure terminal", "flow monitor N", "record netflow ipv6 original-input");
	TYPE(&t.n, t.d, "configure terminal", "flow monitor N", "record O");
	EXPECT(&t.n, t.d, "% Flow Record: Flow Monitor 'N' is on interfaces for the other IP version", "configure terminal", "flow record O", "match ipv6 source address");
	assert_null(strstr(TYPE(&t.n, t.d, "configure terminal", "flow record O", "match ipv4 source address"), "%"));
	net_close(&t.n);
}

static u32 sender(struct bed *t)
{
	const u8 *ip;
	struct rd b;

	packet(t, IP_UDP, 1000, 53, 0, 0);
	net_run(&t->n, 12 * NSEC_PER_SEC);
	ip = message(t, &b);
	return ip ? get_be32(ip + 12) : 0;
}

/* The source's interface stands behind its exporter in a configuration, and may go and come again. */
static void t_source(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "flow exporter E\n source Loopback7\ninterface Loopback7\n ip address 10.7.7.7 255.255.255.255\n ipv6 address 2001:DB8:7::7/128\n");
	assert_int_equal(sender(&t), A4(10, 7, 7, 7));
	TYPE(&t.n, t.d, "configure terminal", "no interface Loopback7");
	EXPECT(&t.n, t.d, " source Loopback7", "show running-config");
	assert_int_equal(sender(&t), A4(10, 0, 1, 1));
	TYPE(&t.n, t.d, "configure terminal", "interface Loopback7", "ip address 10.7.7.8 255.255.255.255", "ipv6 address 2001:DB8:7::8/128");
	assert_int_equal(sender(&t), A4(10, 7, 7, 8));
	EXPECT(&t.n, t.d, "Source IP address:      2001:DB8:7::8", "configure terminal", "flow exporter E", "destination 2001:DB8:1::9", "do show flow exporter E");
	net_close(&t.n);
}

/* Numbers of templates and samplers go round without meeting those of sets, no sampler, or each other. */
static void t_numbers(void **state)
{
	struct flow_sampler *kept;
	struct flows *fl;
	struct bed t;

	(void)state;
	open_bed(&t, "");
	fl = t.d->ip->flows;
	fl->next_template = 65534;
	for (unsigned k = 0; k < 2; k++) {
		TYPE(&t.n, t.d, "configure terminal", "flow record R", "match ipv4 tos", "no match ipv4 tos");
		assert_in_range(monitor(&t, "M")->template, 256, 65535);
	}
	TYPE(&t.n, t.d, "configure terminal", "sampler KEPT");
	kept = flow_sampler_at(fl, "KEPT", false);
	for (unsigned k = 0; k < 300; k++) {
		struct flow_sampler *s = flow_sampler_at(fl, "S", true);

		assert_true(s->id && s->id != kept->id);
		flow_sampler_tidy(fl, s);
	}
	net_close(&t.n);
}

/* Flows that are over when their record changes are told by the template they had. */
static void t_old_shape(void **state)
{
	struct bed t;
	struct rd b;
	u16 id;

	(void)state;
	open_bed(&t, "");
	packet(&t, IP_UDP, 1000, 53, 0, 0);
	TYPE(&t.n, t.d, "clear flow monitor M force-export", "configure terminal", "flow record R", "no collect counter bytes");
	net_run(&t.n, NSEC_PER_SEC);
	assert_non_null(message(&t, &b));
	rd_skip(&b, 24);
	id = rd_u16(&b);
	assert_int_equal(rd_u16(&b), 11);
	rd_skip(&b, 44);
	assert_int_equal(rd_u16(&b), id);
	assert_int_equal(rd_u16(&b), 4 + 34 + 2);
	net_close(&t.n);
}

/* 7011 3.3.1: padding that is as long as a record would be one. */
static void t_short_record(void **state)
{
	struct bed t;
	struct rd b;

	(void)state;
	open_bed(&t, "flow record S\n match ipv4 protocol\nflow monitor M\n record S\n");
	packet(&t, IP_UDP, 1000, 53, 0, 0);
	net_run(&t.n, 12 * NSEC_PER_SEC);
	assert_non_null(message(&t, &b));
	rd_skip(&b, 20 + 12 + 2);
	assert_int_equal(rd_u16(&b), 5);
	assert_int_equal(rd_u8(&b), IP_UDP);
	assert_int_equal(rd_left(&b), 0);
	net_close(&t.n);
}

/* Version 5: header and records octet by octet, at most 30 of them, a sequence that counts flows; back in version 9 templates go first again. */
static void t_version5(void **state)
{
	struct bed t;
	struct rd b;
	u32 up, first, seen = 0;

	(void)state;
	open_bed(&t, "ip flow-export version 5\nip flow-export destination 10.0.1.9 2055\ninterface g0/0\n no ip flow monitor M input\n ip flow ingress\n");
	EXPECT(&t.n, t.d, "Flow export v5 is enabled for main cache", "show ip flow export");
	packet(&t, IP_TCP, 1000, 80, 2, 10);
	packet(&t, IP_TCP, 1000, 80, 17, 0);
	net_run(&t.n, 2 * NSEC_PER_SEC);
	assert_non_null(message(&t, &b));
	assert_int_equal(rd_left(&b), 24 + 48);
	assert_int_equal(rd_u16(&b), 5);
	assert_int_equal(rd_u16(&b), 1);
	up = rd_u32(&b);
	rd_skip(&b, 8);
	assert_int_equal(rd_u32(&b), 0);
	assert_int_equal(rd_u32(&b), 0); /* engine, sampling */
	assert_int_equal(rd_u32(&b), A4(10, 0, 1, 9));
	assert_int_equal(rd_u32(&b), A4(10, 0, 2, 9));
	assert_int_equal(rd_u32(&b), 0); /* on the link */
	assert_int_equal(rd_u16(&b), 1);
	assert_int_equal(rd_u16(&b), 2);
	assert_int_equal(rd_u32(&b), 2);
	assert_int_equal(rd_u32(&b), 90);
	first = rd_u32(&b);
	assert_true(first && first <= rd_u32(&b) && first <= up);
	assert_int_equal(rd_u16(&b), 1000);
	assert_int_equal(rd_u16(&b), 80);
	assert_int_equal(rd_u16(&b), 19); /* padding, flags of both */
	assert_int_equal(rd_u16(&b), IP_TCP << 8);
	assert_int_equal(rd_u32(&b), 0);
	assert_int_equal(rd_u32(&b), 24 << 24 | 24 << 16);
	for (u16 k = 0; k < 70; k++)
		packet(&t, IP_TCP, k, 80, 17, 0);
	net_run(&t.n, 2 * NSEC_PER_SEC);
	while (message(&t, &b)) {
		u32 n = (u32)(rd_left(&b) - 24) / 48;

		rd_skip(&b, 2);
		assert_int_equal(rd_u16(&b), n);
		assert_in_range(n, 1, 30);
		rd_skip(&b, 12);
		assert_int_equal(rd_u32(&b), 1 + seen);
		seen += n;
	}
	assert_int_equal(seen, 70);
	TYPE(&t.n, t.d, "configure terminal", "no ip flow-export version 5");
	packet(&t, IP_TCP, 1000, 80, 17, 0);
	net_run(&t.n, 2 * NSEC_PER_SEC);
	assert_non_null(message(&t, &b));
	assert_int_equal(rd_u16(&b), 9);
	rd_skip(&b, 18);
	assert_int_equal(rd_u16(&b), 0); /* templates */
	net_close(&t.n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_version9), cmocka_unit_test(t_ipfix), cmocka_unit_test(t_active), cmocka_unit_test(t_full), cmocka_unit_test(t_flood), cmocka_unit_test(t_classic),
		cmocka_unit_test(t_sampler), cmocka_unit_test(t_sort), cmocka_unit_test(t_short_counter), cmocka_unit_test(t_in_use), cmocka_unit_test(t_gone), cmocka_unit_test(t_fields),
		cmocka_unit_test(t_own_names), cmocka_unit_test(t_families), cmocka_unit_test(t_source), cmocka_unit_test(t_numbers), cmocka_unit_test(t_old_shape),
		cmocka_unit_test(t_short_record), cmocka_unit_test(t_version5),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
