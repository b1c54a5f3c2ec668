/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Several paths of a prefix (RFC 7911): what is agreed upon, which paths are told, and that after whatever happens to them, to the policy and to a neighbour that reads
 * slowly, it knows exactly those that are to be told, by identifiers that stay; and networks of autonomous systems where all tell each other several.
 */
#include "bgp_rig.h"

enum { PREFIXES = 200, SOURCES = 4, IDS = 3 };
static const char several[] = " neighbor 10.0.0.2 additional-paths send\n neighbor 10.0.0.2 advertisement-interval 0\n neighbor 10.0.0.2 advertise additional-paths best 3 group-best all\n"
			      " bgp additional-paths select all\n neighbor 10.0.0.11 remote-as 65011\n neighbor 10.0.0.12 remote-as 65012\n neighbor 10.0.0.13 remote-as 65013\n"
			      " neighbor 10.0.0.14 remote-as 65014\n";

static void offer(u8 mode) { open_body[sizeof(open_body) - 1] = mode; }

/* ---- what is agreed upon: RFC 7911 4 ---- */

static void t_agreed(void **state)
{
	static const struct { const char *lines; u8 theirs, ours; bool tx, rx; } table[] = {
		{ "", 3, 0, false, false },
		{ " bgp additional-paths send\n", 3, 2, true, false },
		{ " bgp additional-paths send\n", 2, 2, false, false },
		{ " bgp additional-paths receive\n", 2, 1, false, true },
		{ " bgp additional-paths receive\n", 1, 1, false, false },
		{ " bgp additional-paths send receive\n", 3, 3, true, true },
		{ " bgp additional-paths send receive\n", 1, 3, true, false },
		{ " bgp additional-paths send receive\n", 0, 3, false, false },
		{ " bgp additional-paths send receive\n", 7, 3, false, false },
		{ " bgp additional-paths send receive\n neighbor 10.0.0.2 additional-paths disable\n", 3, 0, false, false },
		{ " bgp additional-paths receive\n neighbor 10.0.0.2 additional-paths send\n", 3, 2, true, false },
		{ " neighbor 10.0.0.2 additional-paths send receive\n", 2, 3, false, true },
	};

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(table); k++) {
		const u8 *p, *end;
		u8 said = 0;

		setup(table[k].lines);
		offer(table[k].theirs);
		up();
		p = found(BGP_OPEN) + 12;
		end = p + p[-1];
		for (; p < end; p += 2 + p[1])
			if (p[0] == 69)
				said = p[5];
		if (said != table[k].ours || peer()->up->caps.add_tx[BGP_IP4] != table[k].tx || peer()->up->caps.add_rx[BGP_IP4] != table[k].rx ||
		    bgp_table(r->ip->bgp, BGP_IP4)->n_add != table[k].tx)
			fail_msg("row %u: says %u, sends %d, receives %d", k, said, peer()->up->caps.add_tx[BGP_IP4], peer()->up->caps.add_rx[BGP_IP4]);
		teardown();
	}
	offer(0);
}

/* ---- the neighbour, as far as it listens ---- */

static u32 known[PREFIXES][BGP_TX_DEFAULT + 1];	/* the last AS of the path that it knows by an identifier; 0: none */
static u32 n_news, n_again;			/* announcements; of what was known so already */

static u32 net_of(u32 k) { return A4(20, 0, 0, 0) + (k << 8); }

static void prefixes(const u8 *p, const u8 *end, u32 last)
{
	for (; p < end; p += 8) {
		u32 id = get_be32(p), net = (get_be32(p + 4) << 8) - A4(20, 0, 0, 0);

		assert_true(id && id <= BGP_TX_MAX && p[4] == 24 && net >> 8 < PREFIXES);
		n_news += last != 0;
		n_again += last && known[net >> 8][id] == last;
		known[net >> 8][id] = last;
	}
}

/* All messages that came; what remains of the last is kept. */
static void listen_to(void)
{
	u32 at = 0, len;

	for (; n_heard - at >= BGP_HLEN && (len = get_be16(heard + at + 16)) <= n_heard - at; at += len) {
		const u8 *p = heard + at + BGP_HLEN, *attr, *end;
		u32 last = 0;

		if (heard[at + 18] != BGP_UPDATE)
			continue;
		attr = p + 2 + get_be16(p);
		prefixes(p + 2, attr, 0);
		end = attr + 2 + get_be16(attr);
		for (attr += 2; attr < end; attr += 3 + attr[2]) {
			assert_false(attr[0] & 0x10);
			if (attr[1] == AT_AS_PATH)
				last = get_be32(attr + 3 + attr[2] - 4);
		}
		prefixes(end, heard + at + len, last);
	}
	n_heard -= at;
	memmove(heard, heard + at, n_heard);
}

static void hear_all(void)
{
	for (unsigned k = 0; k < 400; k++) {
		u32 was;

		listen_to();
		if (k % 20 == 0)
			say(BGP_KEEPALIVE, NULL, 0);
		was = n_heard;
		happened(conn, TCP_READABLE, NULL);
		net_run(&n, 50 * NSEC_PER_MS);
		if (k > 40 && n_heard == was && peer()->af[BGP_IP4].caught_up)
			break;
	}
	listen_to();
}

/* ---- the paths ---- */

static struct bgp_peer *source(u32 k)
{
	struct ipaddr a = ipaddr4(A4(10, 0, 0, 11 + k));

	return bgp_peer_find(r->ip->bgp, &a);
}

/* A path of that source: by one of three next hops, of an AS path of one or two. */
static void put_path(u32 net, u32 from, u32 id, u32 hop, u32 last)
{
	struct bgp *b = r->ip->bgp;
	struct bgp_table *t = b->table[BGP_IP4];
	struct ipaddr prefix = ipaddr4(net_of(net)), nh = ipaddr4(A4(10, 0, 0, 21 + hop));
	struct bgp_draft d = { .h = { .origin = 0 } };
	u8 path[10] = { SEG_SEQUENCE, 2 };

	put_be32(path + 2, 65011 + from);
	put_be32(path + 6, last);
	d.part[PART_PATH] = path;
	d.h.len[PART_PATH] = sizeof(path);
	bgp_path_set(t, bgp_net_get(t, &prefix, 24), source(from), BGP_LEARNED, id, bgp_draft_intern(b->w, &d), NULL, bgp_hop_get(b, &nh, &(struct ip6){ 0 }));
}

static void take_path(u32 net, u32 from, u32 id)
{
	struct bgp_table *t = r->ip->bgp->table[BGP_IP4];
	struct ipaddr prefix = ipaddr4(net_of(net));
	struct bgp_net *x = bgp_net_find(t, &prefix, 24);
	struct bgp_path *p = x ? bgp_path_find(t, x, source(from), id) : NULL;

	if (p)
		bgp_path_del(t, x, p);
}

static struct bgp_net *net_at(u32 k)
{
	struct ipaddr prefix = ipaddr4(net_of(k));

	return bgp_net_find(r->ip->bgp->table[BGP_IP4], &prefix, 24);
}

static u32 last_as(const struct bgp_path *p)
{
	u16 len;
	const u8 *path = bgp_part(bgp_attrs(p->attr), PART_PATH, &len);

	return get_be32(path + len - 4);
}

/* Selected by the book: at least so many, none but for a reason, the best first. */
static void check_selected(const struct bgp_net *x, struct bgp_select s, struct bgp_path **all, unsigned count)
{
	struct ipaddr hops[64];
	u32 systems[64];
	unsigned n_paths = 0, n_hops = 0, n_systems = 0;

	for (const struct bgp_path *p = bgp_paths(r->ip->bgp->table[BGP_IP4], x); p; p = bgp_path_next(r->ip->bgp->table[BGP_IP4], p), n_paths++) {
		struct ipaddr hop = bgp_path_next_hop(p);
		unsigned k = 0;

		while (k < n_hops && !ipaddr_eq(&hops[k], &hop))
			k++;
		if (k == n_hops)
			hops[n_hops++] = hop;
		for (k = 0; k < n_systems && systems[k] != bgp_attrs(p->attr)->first_as;)
			k++;
		if (k == n_systems)
			systems[n_systems++] = bgp_attrs(p->attr)->first_as;
	}
	assert_int_equal(count != 0, n_paths != 0);
	if (!count)
		return;
	assert_ptr_equal(all[0], bgp_best(r->ip->bgp->table[BGP_IP4], x));
	for (unsigned k = 1; k < count; k++)
		for (unsigned m = 0; m < k; m++)
			assert_ptr_not_equal(all[k], all[m]);
	if (!s.how)
		assert_int_equal(count, min_u64(n_paths, s.best ? s.best : 1));
	if (s.how == SELECT_ALL && s.best < 2)
		assert_int_equal(count, n_hops);
	if (s.how == SELECT_GROUP && s.best < 2)
		assert_int_equal(count, n_systems);
}

/* The neighbour knows what it is to be told, by the identifiers the paths have. */
static void check_known(u64 seed, unsigned round)
{
	struct bgp_table *t = r->ip->bgp->table[BGP_IP4];
	struct bgp_select s = bgp_add_select(peer(), BGP_IP4);
	u32 told = 0;

	for (u32 k = 0; k < PREFIXES; k++) {
		struct bgp_net *x = net_at(k);
		struct bgp_path *all[BGP_PATHS_MAX];
		unsigned count = x ? bgp_select(t, x, s, all) : 0, has = 0;

		if (x)
			check_selected(x, s, all, count);
		for (u32 id = 0; id <= BGP_TX_DEFAULT; id++)
			has += known[k][id] != 0;
		if (has != count)
			fail_msg("seed %lu round %u: prefix %u: %u paths known, of %u", (unsigned long)seed, round, k, has, count);
		for (unsigned m = 0; m < count; m++)
			if (!all[m]->tx || known[k][all[m]->tx] != last_as(all[m]))
				fail_msg("seed %lu round %u: prefix %u: path %u is %u, not %u", (unsigned long)seed, round, k, all[m]->tx, known[k][all[m]->tx], last_as(all[m]));
		told += count;
	}
	assert_int_equal(peer()->af[BGP_IP4].group->n_told, told);
}

static void begin(const char *more)
{
	char all[1024];

	snprintf(all, sizeof(all), "%s%s", several, more);
	memset(known, 0, sizeof(known));
	n_news = n_again = 0;
	setup(all);
	offer(1);
	up();
}

static void end(void)
{
	for (u32 k = 0; k < PREFIXES; k++)
		for (u32 from = 0; from < SOURCES; from++)
			for (u32 id = 0; id < IDS; id++)
				take_path(k, from, id);
	hear_all();
	check_known(0, 0);
	assert_int_equal(r->ip->bgp->table[BGP_IP4]->nets.n, 0);
	offer(0);
	teardown();
}

/* An identifier stays while its path changes, goes with it, and is not the next one's. */
static void t_identifiers(void **state)
{
	u16 one, two;

	(void)state;
	begin("");
	put_path(0, 0, 0, 0, 1);
	put_path(0, 1, 0, 1, 2);
	hear_all();
	check_known(0, 1);
	assert_int_equal(n_news, 2);
	one = bgp_path_find(r->ip->bgp->table[BGP_IP4], net_at(0), source(0), 0)->tx;
	two = bgp_path_find(r->ip->bgp->table[BGP_IP4], net_at(0), source(1), 0)->tx;
	put_path(0, 1, 0, 1, 3);	/* other attributes: that path alone is told again */
	hear_all();
	check_known(0, 2);
	assert_int_equal(n_news, 3);
	assert_int_equal(known[0][two], 3);
	take_path(0, 0, 0);		/* the best goes: the other is known already */
	hear_all();
	check_known(0, 3);
	assert_int_equal(n_news, 3);
	assert_int_equal(known[0][one], 0);
	put_path(0, 2, 0, 2, 4);
	hear_all();
	check_known(0, 4);
	assert_int_equal(known[0][one], 0);
	assert_int_equal(n_news, 4);
	EXPECT(&n, r, "Path advertised to update-groups:", "show ip bgp 20.0.0.0/24");
	EXPECT(&n, r, "valid, external, all\n      Best Path Evaluation: ", "show ip bgp 20.0.0.0/24");
	EXPECT(&n, r, "rx pathid: 0x0, tx pathid: 0x3", "show ip bgp 20.0.0.0/24");
	EXPECT(&n, r, "Additional Paths send capability: advertised\n  Additional Paths receive capability: received\n", "show ip bgp neighbors 10.0.0.2");
	EXPECT(&n, r, "Advertise additional paths: all", "show ip bgp neighbors 10.0.0.2");
	EXPECT(&n, r, "Total number of prefixes 2", "show ip bgp neighbors 10.0.0.2 advertised-routes");
	TYPE(&n, r, "clear ip bgp * soft out");	/* all again, and the same */
	hear_all();
	check_known(0, 5);
	assert_int_equal(n_news, 6);
	assert_int_equal(n_again, 2);
	say(BGP_REFRESH, "\0\1\0\1", 4);
	hear_all();
	check_known(0, 6);
	assert_int_equal(n_news, 8);
	end();
}

static void random_change(struct rng *g)
{
	u32 net = (u32)rng_below(g, PREFIXES), from = (u32)rng_below(g, SOURCES), id = (u32)rng_below(g, IDS);

	if (rng_below(g, 3))
		put_path(net, from, id, (u32)rng_below(g, 3), 1 + (u32)rng_below(g, 100000));
	else
		take_path(net, from, id);
}

static void random_policy(struct rng *g)
{
	static const char *const words[] = { "best 2", "best 3", "group-best", "all", "best 2 group-best", "best 3 group-best all" };
	char line[100];

	if (rng_below(g, 2))
		snprintf(line, sizeof(line), "bgp additional-paths select %s", words[rng_below(g, ARRAY_LEN(words))]);
	else
		snprintf(line, sizeof(line), "neighbor 10.0.0.2 advertise additional-paths %s", words[rng_below(g, ARRAY_LEN(words))]);
	TYPE(&n, r, "configure terminal", "router bgp 65001", line, "end", "clear ip bgp * soft out");
}

static void t_known(void **state)
{
	(void)state;
	for (u64 seed = 1; seed <= 8; seed++) {
		struct rng g;
		bool behind = false;

		rng_seed(&g, seed, "addpath");
		begin("");
		for (unsigned round = 0; round < 6; round++) {
			for (unsigned burst = 0; burst < 60; burst++) {
				for (unsigned k = 0; k < 400; k++)
					random_change(&g);
				net_run(&n, NSEC_PER_MS);
				behind |= !peer()->af[BGP_IP4].caught_up;
				if (burst % 20 == 19 && rng_below(&g, 3) == 0)
					random_policy(&g);
			}
			hear_all();
			check_known(seed, round);
		}
		if (!behind)
			fail_msg("seed %lu: it was never too slow", (unsigned long)seed);
		end();
	}
}

/* ---- networks where all tell each other several ---- */

enum { SYSTEMS = 6, LINKS = 10, ROUNDS = 9 };
static struct device *as[SYSTEMS];
static u8 link_of[LINKS][2];
static struct wire *wire[LINKS];
static bool cut[LINKS];

/* What x has told to y over a link: of each path that is selected, but those that y told, and those that y refuses since it stands in them. */
static void check_link(u64 seed, unsigned k, unsigned side, unsigned to)
{
	struct bgp *x = as[link_of[k][side]]->ip->bgp, *y = as[link_of[k][!side]]->ip->bgp;
	struct ipaddr y_addr = ipaddr4(A4(10, 0, k, 2 - side)), x_addr = ipaddr4(A4(10, 0, k, 1 + side)), prefix = ipaddr4(A4(172, 16, to, 0));
	const struct bgp_peer *out = bgp_peer_find(x, &y_addr), *in = bgp_peer_find(y, &x_addr);
	const struct bgp_group *g = out->af[BGP_IP4].group;
	struct bgp_net *net = bgp_net_find(x->table[BGP_IP4], &prefix, 24), *there = bgp_net_find(y->table[BGP_IP4], &prefix, 24);
	struct bgp_path *all[BGP_PATHS_MAX];
	unsigned n_all = net && out->up ? bgp_select(x->table[BGP_IP4], net, g->key.select, all) : 0, want = 0, have = 0;

	assert_int_equal(out->up != NULL, !cut[k]);
	for (unsigned m = 0; m < n_all; m++) {
		u16 len;
		const u8 *path = bgp_part(bgp_attrs(all[m]->attr), PART_PATH, &len);

		if (all[m]->peer == out || bgp_path_count(path, len, y->as))
			continue;
		want++;
		if (!there || !bgp_path_find(y->table[BGP_IP4], there, in, g->key.add ? all[m]->tx : 0))
			fail_msg("seed %lu: AS %u does not have path %u of prefix %u from AS %u", (unsigned long)seed, y->as, all[m]->tx, to, x->as);
	}
	for (const struct bgp_path *p = there ? bgp_paths(y->table[BGP_IP4], there) : NULL; p; p = bgp_path_next(y->table[BGP_IP4], p))
		have += p->peer == in;
	if (have != want)
		fail_msg("seed %lu: AS %u has %u paths of prefix %u from AS %u, not %u", (unsigned long)seed, y->as, have, to, x->as, want);
}

static void check_network(u64 seed)
{
	unsigned dist[SYSTEMS];

	for (unsigned to = 0; to < SYSTEMS; to++) {
		for (unsigned k = 0; k < SYSTEMS; k++)
			dist[k] = k == to ? 0 : 99;
		for (unsigned pass = 0; pass < SYSTEMS; pass++)
			for (unsigned k = 0; k < LINKS; k++)
				for (unsigned side = 0; side < 2; side++)
					if (!cut[k] && dist[link_of[k][side]] + 1 < dist[link_of[k][!side]])
						dist[link_of[k][!side]] = dist[link_of[k][side]] + 1;
		for (unsigned at = 0; at < SYSTEMS; at++) {
			struct ipaddr prefix = ipaddr4(A4(172, 16, to, 0));
			struct bgp_table *t = as[at]->ip->bgp->table[BGP_IP4];
			struct bgp_net *x = bgp_net_find(t, &prefix, 24);
			const struct bgp_path *best = x ? bgp_best(t, x) : NULL;

			assert_int_equal(best ? bgp_attrs(best->attr)->hops : 99, dist[at]);
		}
		for (unsigned k = 0; k < LINKS; k++)
			for (unsigned side = 0; side < 2; side++)
				check_link(seed, k, side, to);
	}
}

static const char *words(struct rng *g)
{
	static const char *const all[] = { "best 2", "best 3", "group-best", "all", "best 3 group-best", "best 2 all" };

	return all[rng_below(g, ARRAY_LEN(all))];
}

static void build(struct rng *g)
{
	static const char *const modes[] = { "send receive", "send receive", "send receive", "send", "receive", "disable" };
	char text[SYSTEMS][2048], line[400];
	unsigned used[SYSTEMS] = { 0 }, at[SYSTEMS] = { 0 };

	for (unsigned i = 0; i < SYSTEMS; i++)
		snprintf(text[i], sizeof(text[i]),
			 "interface Loopback0\n ip address 172.16.%u.1 255.255.255.0\nrouter bgp %u\n bgp router-id 9.9.9.%u\n network 172.16.%u.0 mask 255.255.255.0\n"
			 " bgp additional-paths select %s\n", i, 65001 + i, i + 1, i, words(g));
	for (unsigned k = 0; k < LINKS; k++) {
		unsigned x, y;

		do {	/* a tree first */
			x = k < SYSTEMS - 1 ? k + 1 : (unsigned)rng_below(g, SYSTEMS);
			y = (unsigned)rng_below(g, k < SYSTEMS - 1 ? k + 1 : SYSTEMS);
		} while (x == y || used[x] == 4 || used[y] == 4);
		link_of[k][0] = (u8)x;
		link_of[k][1] = (u8)y;
		cut[k] = false;
		for (unsigned s = 0; s < 2; s++) {
			unsigned peer_at = 2 - s;

			snprintf(line, sizeof(line),
				 "interface GigabitEthernet0/%u\n ip address 10.0.%u.%u 255.255.255.252\nrouter bgp %u\n neighbor 10.0.%u.%u remote-as %u\n"
				 " neighbor 10.0.%u.%u advertisement-interval 0\n neighbor 10.0.%u.%u additional-paths %s\n neighbor 10.0.%u.%u advertise additional-paths %s\n",
				 used[link_of[k][s]]++, k, 1 + s, 65001 + link_of[k][s], k, peer_at, 65001 + link_of[k][!s], k, peer_at, k, peer_at, modes[rng_below(g, ARRAY_LEN(modes))],
				 k, peer_at, words(g));
			strcat(text[link_of[k][s]], line);
		}
	}
	for (unsigned i = 0; i < SYSTEMS; i++) {
		snprintf(line, sizeof(line), "as%u", i);
		as[i] = net_node(&n, &appliance_router, line, text[i]);
	}
	for (unsigned k = 0; k < LINKS; k++) {
		unsigned x = link_of[k][0], y = link_of[k][1];

		wire[k] = net_wire(as[x], at[x], as[y], at[y]);
		at[x]++;
		at[y]++;
	}
}

static void network(u64 seed)
{
	struct rng g;
	char line[100];
	size_t bytes;
	u32 count;

	rng_seed(&g, seed, "addpath network");
	net_open(&n);
	build(&g);
	net_run(&n, 90 * NSEC_PER_SEC);
	check_network(seed);
	for (unsigned round = 1; round <= ROUNDS; round++) {
		unsigned k = (unsigned)rng_below(&g, LINKS);

		cut[k] = !cut[k];
		wire_set_up(wire[k], !cut[k]);
		net_run(&n, rng_below(&g, 3) ? 60 * NSEC_PER_SEC : NSEC_PER_SEC / 4);
		if (round % 3 == 0) {
			net_run(&n, 90 * NSEC_PER_SEC);
			check_network(seed);
		}
	}
	for (unsigned i = 0; i < SYSTEMS; i++) {	/* all gone: no attribute is left behind */
		snprintf(line, sizeof(line), "no router bgp %u", 65001 + i);
		TYPE(&n, as[i], "configure terminal", line);
	}
	intern_count(as[0]->node.worker, &count, &bytes);
	assert_int_equal(count, 0);
	net_close(&n);
}

static void t_networks(void **state)
{
	(void)state;
	for (u64 seed = 1; seed <= 10; seed++)
		network(seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_agreed), cmocka_unit_test(t_identifiers), cmocka_unit_test(t_known), cmocka_unit_test(t_networks) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
