/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the states of RFC 6811 do to paths: which state a path has, the decision, revalidation of what a changed VRP covers and of nothing else, route maps that ask for it,
 * and states within an AS (RFC 8097). The neighbour, 10.0.0.2, is the cache as well.
 */
#include "rtr_rig.h"
#include "router/bgp/damp.h"

static const u8 other_nlri[] = { 16, 10, 8 };	/* the cache says it is AS 65008's */

static void told(const u8 *path, u8 len, const u8 *routes, u32 n_routes)
{
	u8 attrs[128] = { 0x40, 1, 1, 0, 0x40, 3, 4, 10, 0, 0, 2, 0x40, 2 };

	attrs[13] = len;
	memcpy(attrs + 14, path, len);
	update(attrs, 14u + len, routes, n_routes);
}

static enum rpki_state state_of(u32 prefix)
{
	const struct bgp_path *p = has(prefix, 16);

	assert_non_null(p);
	return bgp_rpki_state(p);
}

static bool best(u32 prefix) { return has(prefix, 16) && has(prefix, 16)->flags & PF_BEST; }

/* The router asks: now, so that the BGP session stays. */
static void notify(u32 serial)
{
	u8 body[4];

	put_be32(body, serial);
	pdu(RTR_SERIAL_NOTIFY, 7, body, 4);
	net_run(&n, NSEC_PER_SEC);
	say(BGP_KEEPALIVE, NULL, 0);
	expect_pdu(RTR_SERIAL_QUERY, 7, "notified");
}

static void type(const char *line)
{
	TYPE(&n, r, "configure terminal", "router bgp 65001", line, "end");
	net_run(&n, 10 * NSEC_PER_MS);
}

static void begin(const char *more)
{
	cache_setup(more);
	dial();
	up();
}

/* 2: the rightmost AS of a path that ends in a sequence; of one that ends in a set there is none. AS 0 is nobody's. */
static void t_origin(void **state)
{
	static const struct { const char *name; u8 path[24]; u8 len; enum rpki_state is; } table[] = {
		{ "its AS", { 2, 1, 0, 0, 0xfd, 0xea }, 6, RPKI_VALID },
		{ "another one behind", { 2, 2, 0, 0, 0xfd, 0xea, 0, 0, 0, 9 }, 10, RPKI_INVALID },
		{ "another between, itself behind", { 2, 3, 0, 0, 0xfd, 0xea, 0, 0, 0, 9, 0, 0, 0xfd, 0xea }, 14, RPKI_VALID },
		{ "a set behind", { 2, 1, 0, 0, 0xfd, 0xea, 1, 1, 0, 0, 0xfd, 0xea }, 12, RPKI_INVALID },
		{ "two sequences", { 2, 1, 0, 0, 0xfd, 0xea, 2, 1, 0, 0, 0xfd, 0xea }, 12, RPKI_VALID },
	};

	(void)state;
	begin("");
	told(table[0].path, table[0].len, nlri, sizeof(nlri));
	assert_int_equal(state_of(NET), RPKI_NOT_FOUND);
	assert_true(best(NET));
	load();
	for (unsigned k = 0; k < ARRAY_LEN(table); k++) {
		told(table[k].path, table[k].len, nlri, sizeof(nlri));
		if (state_of(NET) != table[k].is)
			fail_msg("%s: %u", table[k].name, state_of(NET));
		assert_int_equal(best(NET), table[k].is != RPKI_INVALID);
	}
	cache_down();
}

/* Invalid ones are not best, nor in the RIB, unless allowed; with `disable` they are valid; without a server there are no states. */
static void t_words(void **state)
{
	(void)state;
	begin("");
	load();
	update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
	update(good_attrs, sizeof(good_attrs), other_nlri, sizeof(other_nlri));
	assert_int_equal(state_of(NET), RPKI_VALID);
	assert_int_equal(state_of(A4(10, 8, 0, 0)), RPKI_INVALID);
	assert_true(best(NET) && !best(A4(10, 8, 0, 0)));
	EXPECT(&n, r, "V*>  10.9.0.0/16 ", "show ip bgp");
	EXPECT(&n, r, "I*   10.8.0.0/16 ", "show ip bgp");
	EXPECT(&n, r, "RPKI State invalid", "show ip bgp 10.8.0.0");
	EXPECT(&n, r, "Best Path Evaluation: RPKI state invalid", "show ip bgp 10.8.0.0");
	EXPECT(&n, r, "% Network not in table", "show ip route 10.8.0.0 255.255.0.0");
	type("bgp bestpath prefix-validate allow-invalid");
	assert_int_equal(state_of(A4(10, 8, 0, 0)), RPKI_INVALID);
	assert_true(best(A4(10, 8, 0, 0)));
	EXPECT(&n, r, "Known via \"bgp 65001\"", "show ip route 10.8.0.0 255.255.0.0");
	type("bgp bestpath prefix-validate disable");
	assert_int_equal(state_of(A4(10, 8, 0, 0)), RPKI_VALID);
	type("no bgp bestpath prefix-validate disable");
	assert_int_equal(state_of(A4(10, 8, 0, 0)), RPKI_INVALID);
	assert_false(best(A4(10, 8, 0, 0)));
	type("no bgp rpki server tcp 10.0.0.2 port 323 refresh 600");
	assert_int_equal(state_of(NET), RPKI_NONE);
	assert_int_equal(state_of(A4(10, 8, 0, 0)), RPKI_NONE);
	assert_true(best(A4(10, 8, 0, 0)));
	EXPECT(&n, r, " *>  10.8.0.0/16 ", "show ip bgp");
	assert_int_equal(n_table(), 0);
	cache_down();
}

/* What a changed VRP covers is looked at again, and nothing else: of what is not, not even the version changes. */
static void t_revalidation(void **state)
{
	static const u8 more[] = { 24, 10, 9, 1 };
	u32 version_of_other;

	(void)state;
	begin("");
	load();
	update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
	update(good_attrs, sizeof(good_attrs), more, sizeof(more));
	update(good_attrs, sizeof(good_attrs), other_nlri, sizeof(other_nlri));
	assert_int_equal(bgp_rpki_state(has(A4(10, 9, 1, 0), 24)), RPKI_VALID);
	/* As if it were another: who is not looked at keeps it. */
	has(A4(10, 8, 0, 0), 16)->rpki = RPKI_NOT_FOUND;
	version_of_other = r->ip->bgp->table[BGP_IP4]->version;
	notify(101);
	respond(7);
	vrp(false, A4(10, 9, 0, 0), 16, 24, 65002);
	vrp(true, A4(10, 9, 0, 0), 16, 16, 65002);
	end_of_data(7, 101);
	assert_int_equal(state_of(NET), RPKI_VALID);
	assert_int_equal(bgp_rpki_state(has(A4(10, 9, 1, 0), 24)), RPKI_INVALID);	/* longer than the maximum */
	assert_int_equal(state_of(A4(10, 8, 0, 0)), RPKI_NOT_FOUND);
	assert_int_equal(r->ip->bgp->table[BGP_IP4]->version, version_of_other + 1);	/* the one that is not best any more */
	notify(102);
	respond(7);
	vrp(true, A4(10, 0, 0, 0), 8, 8, 1);
	end_of_data(7, 102);
	assert_int_equal(state_of(A4(10, 8, 0, 0)), RPKI_INVALID);	/* covered now */
	cache_down();
}

/* The order of the decision, before all else: valid, not found, invalid. */
static void t_order(void **state)
{
	static const struct bgp_attrs plain = { .nh_af = AF_NONE };
	struct { struct bgp_net net; u8 addr[4]; } x;
	struct bgp_peer one = { .addr = { .af = AF_IP4, .v4 = 1 } }, two = { .addr = { .af = AF_IP4, .v4 = 2 } };
	struct bgp_draft d = { .h = plain };
	struct bgp_path *p, *q;
	struct bgp_table *t;

	(void)state;
	setup("");
	t = r->ip->bgp->table[BGP_IP4];
	one.b = two.b = r->ip->bgp;
	p = slab_at(&t->paths, slab_alloc(&t->paths));
	q = slab_at(&t->paths, slab_alloc(&t->paths));
	memset(&x, 0, sizeof(x));
	for (unsigned k = 0; k < 2; k++)	/* the newer one better, and worse */
		for (u8 good = RPKI_VALID; good < RPKI_INVALID; good++)
			for (u8 bad = (u8)(good + 1); bad <= RPKI_INVALID; bad++)
				for (u8 barred = 0; barred <= (bad == RPKI_INVALID ? BGP_RPKI_BARRED : 0); barred = (u8)(barred + BGP_RPKI_BARRED)) {
					*p = (struct bgp_path){ .peer = &one, .attr = bgp_draft_intern(t->b->w, &d), .rpki = good };
					*q = (struct bgp_path){ .peer = &two, .attr = intern_ref(p->attr), .weight = 900, .rpki = bad | barred };
					x.net.paths = slab_id(&t->paths, k ? p : q);
					(k ? p : q)->next = slab_id(&t->paths, k ? q : p);
					(k ? q : p)->next = 0;
					bgp_decide_only(t, &x.net);
					assert_true(p->flags & PF_BEST);
					assert_int_equal(q->why, barred ? WHY_RPKI_INVALID : WHY_RPKI);
					assert_true(q->flags & PF_VALID);
					if (barred) {	/* alone, it is nothing */
						x.net.paths = slab_id(&t->paths, q);
						q->next = 0;
						x.net.best = 0;
						bgp_decide_only(t, &x.net);
						assert_int_equal(x.net.best, 0);
						assert_int_equal(q->why, WHY_RPKI_INVALID);
					}
					intern_put(t->b->w, p->attr);
					intern_put(t->b->w, q->attr);
				}
	teardown();
}

static u32 n_flaps(void)
{
	u32 count;

	free(bgp_flaps_sorted(r->ip->bgp, BGP_IP4, &count));
	return count;
}

/* Maps that are asked of paths in the table: which of them are dampened, and whether there is one on which others are told. */
static void t_maps_of_paths(void **state)
{
	static const u8 gone_all[] = { 0, 6, 16, 10, 9, 16, 10, 8, 0, 0 };

	(void)state;
	begin(" bgp bestpath prefix-validate allow-invalid\n bgp dampening route-map BAD\n neighbor 10.0.0.2 advertise-map ANY exist-map GOOD\nroute-map ANY permit 10\n"
	      "route-map BAD permit 10\n match rpki invalid\nroute-map GOOD permit 10\n match rpki valid\n");
	update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
	update(good_attrs, sizeof(good_attrs), other_nlri, sizeof(other_nlri));
	EXPECT(&n, r, "Condition-map GOOD, Advertise-map ANY, status: Withdraw", "show ip bgp neighbors 10.0.0.2");
	load();
	update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
	update(good_attrs, sizeof(good_attrs), other_nlri, sizeof(other_nlri));
	net_run(&n, 6 * NSEC_PER_SEC);
	EXPECT(&n, r, "Condition-map GOOD, Advertise-map ANY, status: Advertise", "show ip bgp neighbors 10.0.0.2");
	say(BGP_UPDATE, gone_all, sizeof(gone_all));
	assert_int_equal(n_flaps(), 1);	/* of what was invalid */
	cache_down();
}

#define MAP "route-map IN permit 10\n match rpki valid\n set local-preference 200\nroute-map IN permit 20\n match rpki not-found\n set local-preference 50\n"

/* Route maps in: by what is kept where it is, else by asking for it again. */
static void t_maps(void **state)
{
	(void)state;
	for (unsigned soft = 0; soft < 2; soft++) {
		begin(soft ? " neighbor 10.0.0.2 soft-reconfiguration inbound\n neighbor 10.0.0.2 route-map IN in\n" MAP : " neighbor 10.0.0.2 route-map IN in\n" MAP);
		update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
		update(good_attrs, sizeof(good_attrs), other_nlri, sizeof(other_nlri));
		assert_int_equal(bgp_path_local_pref(r->ip->bgp, has(NET, 16)), 50);
		assert_int_equal(bgp_path_local_pref(r->ip->bgp, has(A4(10, 8, 0, 0), 16)), 50);
		n_heard = 0;
		load();
		if (!soft) {
			assert_non_null(found(BGP_REFRESH));
			update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
			update(good_attrs, sizeof(good_attrs), other_nlri, sizeof(other_nlri));
		} else {
			assert_null(found(BGP_REFRESH));
		}
		assert_int_equal(bgp_path_local_pref(r->ip->bgp, has(NET, 16)), 200);
		assert_true(soft ? has(A4(10, 8, 0, 0), 16)->flags & PF_DENIED : !has(A4(10, 8, 0, 0), 16));	/* an invalid one: neither clause fits */
		notify(101);
		respond(7);
		vrp(false, A4(10, 8, 0, 0), 16, 16, 65008);
		vrp(true, A4(10, 8, 0, 0), 16, 16, 65002);
		end_of_data(7, 101);
		if (!soft)
			update(good_attrs, sizeof(good_attrs), other_nlri, sizeof(other_nlri));
		assert_int_equal(bgp_path_local_pref(r->ip->bgp, has(A4(10, 8, 0, 0), 16)), 200);
		cache_down();
	}
}

/* What was kept before soft-reconfiguration was taken back: a path that the map would deny now stays until it is told anew, for it is asked for. */
static void t_kept_no_more(void **state)
{
	(void)state;
	begin(" neighbor 10.0.0.2 soft-reconfiguration inbound\n neighbor 10.0.0.2 route-map IN in\n" MAP);
	update(good_attrs, sizeof(good_attrs), other_nlri, sizeof(other_nlri));
	type("no neighbor 10.0.0.2 soft-reconfiguration inbound");
	n_heard = 0;
	load();
	assert_int_equal(state_of(A4(10, 8, 0, 0)), RPKI_INVALID);
	assert_non_null(found(BGP_REFRESH));
	update(good_attrs, sizeof(good_attrs), other_nlri, sizeof(other_nlri));
	assert_null(has(A4(10, 8, 0, 0), 16));
	cache_down();
}

/* VRPs make a map permit more than the neighbour may tell. */
static void t_maximum(void **state)
{
	const u8 *last;

	(void)state;
	begin(" neighbor 10.0.0.2 soft-reconfiguration inbound\n neighbor 10.0.0.2 maximum-prefix 1\n neighbor 10.0.0.2 route-map IN in\nroute-map IN permit 10\n match rpki valid\n");
	update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
	update(good_attrs, sizeof(good_attrs), other_nlri, sizeof(other_nlri));
	load();
	assert_int_equal(peer()->af[BGP_IP4].accepted, 1);
	notify(101);
	respond(7);
	vrp(true, A4(10, 8, 0, 0), 16, 16, 65002);
	end_of_data(7, 101);
	last = found(BGP_NOTIFICATION);
	assert_non_null(last);
	assert_memory_equal(last, ((const u8[]){ ERR_CEASE, CEASE_MAX_PREFIX }), 2);
	cache_down();
}

/* More extended communities than a map could ever set: none is lost on the way out, where those of states are taken away, nor beside targets that a map sets. */
static void t_many_communities(void **state)
{
	enum { MANY = 300 };
	u8 ext[8 * MANY];
	struct policy_route set = { .set = SET_TARGET, .target_more = true, .n_target = 1, .target = { 5 } };
	struct bgp_table *t;
	struct bgp_path *p;
	struct bgp_draft d;
	struct bgp_room room;
	struct intern *out;
	struct ipaddr own = ipaddr4(A4(10, 77, 0, 0));
	u16 len;
	const u8 *part;

	(void)state;
	setup(" neighbor 10.0.0.2 send-community extended\n network 10.77.0.0 mask 255.255.0.0\nip route 10.77.0.0 255.255.0.0 Null0\n");
	up();
	t = r->ip->bgp->table[BGP_IP4];
	p = has(A4(10, 77, 0, 0), 16);
	for (unsigned k = 0; k < MANY; k++)
		put_be64(ext + 8 * k, 0x0002fde900000000ull + k);
	bgp_path_draft(&d, p);
	d.part[PART_EXT] = ext;
	d.h.len[PART_EXT] = sizeof(ext);
	intern_put(t->b->w, p->attr);
	p->attr = bgp_draft_intern(t->b->w, &d);
	out = bgp_view(peer()->af[BGP_IP4].group, t, bgp_net_find(t, &own, 16), p);
	part = bgp_part(bgp_attrs(out), PART_EXT, &len);
	assert_int_equal(len, sizeof(ext));
	assert_memory_equal(part, ext, sizeof(ext));
	intern_put(t->b->w, out);
	assert_true(bgp_policy_apply(&set, &d, &room));
	assert_int_equal(d.h.len[PART_EXT], sizeof(ext) + 8);
	assert_memory_equal(d.part[PART_EXT], ext, sizeof(ext));
	teardown();
}

/* ---- within an AS: RFC 8097 ---- */

static u8 inner_open[] = { 4, 0xfd, 0xe9, 0, 9, 2, 2, 2, 2, 14, 2, 12, 1, 4, 0, 1, 0, 1, 65, 4, 0, 0, 0xfd, 0xe9 };

static void inner_dial(void)
{
	dial();
	say(BGP_OPEN, inner_open, sizeof(inner_open));
	say(BGP_KEEPALIVE, NULL, 0);
	assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
	net_run(&n, NSEC_PER_SEC);
}

static void inner_setup(const char *more)
{
	char all[1024];

	snprintf(all, sizeof(all), "interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\nrouter bgp 65001\n bgp router-id 1.1.1.1\n neighbor 10.0.0.2 remote-as 65001\n"
				   " neighbor 10.0.0.2 transport connection-mode passive\n neighbor 10.0.0.2 timers 3 9\n network 10.77.0.0 mask 255.255.0.0\n%sip route 10.77.0.0 255.255.0.0 Null0\n", more);
	wired(all);
	net_run(&n, NSEC_PER_SEC);
	inner_dial();
}

static void inner_told(const u8 *ext, u8 len)
{
	u8 attrs[64] = { 0x40, 1, 1, 0, 0x40, 2, 0, 0x40, 3, 4, 10, 0, 0, 2, 0x40, 5, 4, 0, 0, 0, 100, 0xc0, 16, len };

	if (len)
		memcpy(attrs + 24, ext, len);
	update(attrs, len ? 24u + len : 21, nlri, sizeof(nlri));
}

/* The extended communities of the UPDATE that came, if any. */
static const u8 *heard_ext(u8 *len)
{
	const u8 *u = found(BGP_UPDATE);

	for (const u8 *p = u + 4; u && p < u + 4 + get_be16(u + 2); p += 3 + p[2])
		if (p[1] == AT_EXT_COMMUNITY) {
			*len = p[2];
			return p + 3;
		}
	return NULL;
}

#define OVS(x) 0x43, 0, 0, 0, 0, 0, 0, x

static void t_inner(void **state)
{
	static const struct { const char *name; u8 ext[24]; u8 len; enum rpki_state is; } table[] = {
		{ "valid", { OVS(0) }, 8, RPKI_VALID }, { "not found", { OVS(1) }, 8, RPKI_NOT_FOUND }, { "invalid", { OVS(2) }, 8, RPKI_INVALID },
		{ "a state that is none", { OVS(3) }, 8, RPKI_NOT_FOUND }, { "none at all", { 0 }, 0, RPKI_NOT_FOUND },
		{ "several: the worst", { OVS(0), OVS(2), OVS(1) }, 24, RPKI_INVALID }, { "beside others", { 0, 2, 0, 1, 0, 0, 0, 1, OVS(0) }, 16, RPKI_VALID },
	};
	const u8 *ext;
	u8 len;

	(void)state;
	inner_setup("");
	inner_told(table[0].ext, 8);
	assert_int_equal(state_of(NET), RPKI_NONE);
	assert_null(heard_ext(&len));
	type("neighbor 10.0.0.2 announce rpki state");
	assert_int_equal(state_of(NET), RPKI_VALID);
	for (unsigned k = 0; k < ARRAY_LEN(table); k++) {
		say(BGP_KEEPALIVE, NULL, 0);
		inner_told(table[k].ext, table[k].len);
		if (state_of(NET) != table[k].is)
			fail_msg("%s: %u", table[k].name, state_of(NET));
		assert_int_equal(best(NET), table[k].is != RPKI_INVALID);
	}
	teardown();
	inner_setup(" neighbor 10.0.0.2 announce rpki state\n");
	ext = heard_ext(&len);	/* what is ours is valid */
	assert_non_null(ext);
	assert_int_equal(len, 8);
	assert_memory_equal(ext, ((const u8[]){ OVS(0) }), 8);
	teardown();
}

/* `announce rpki state` comes with a group, and goes with the neighbour. */
static void t_inner_group(void **state)
{
	static const u8 invalid[] = { OVS(2) };

	(void)state;
	inner_setup(" neighbor G peer-group\n neighbor G announce rpki state\n");
	assert_int_equal(state_of(A4(10, 77, 0, 0)), RPKI_NONE);
	type("neighbor 10.0.0.2 peer-group G");
	assert_int_equal(state_of(A4(10, 77, 0, 0)), RPKI_VALID);
	hang_up();
	net_run(&n, 20 * NSEC_PER_SEC);
	inner_dial();
	inner_told(invalid, sizeof(invalid));
	assert_int_equal(state_of(NET), RPKI_INVALID);
	type("no neighbor 10.0.0.2");
	net_run(&n, NSEC_PER_SEC);
	assert_int_equal(state_of(A4(10, 77, 0, 0)), RPKI_NONE);
	teardown();
}

/* A neighbour of another AS has no say in it, and does not hear of it. */
static void t_outer(void **state)
{
	static const u8 ext[] = { 0xc0, 16, 16, OVS(0), 0, 2, 0, 1, 0, 0, 0, 1 };
	u8 attrs[sizeof(good_attrs) + sizeof(ext)];
	u16 len;
	const u8 *p;

	(void)state;
	begin("");
	load();
	memcpy(attrs, good_attrs, sizeof(good_attrs));
	memcpy(attrs + sizeof(good_attrs), ext, sizeof(ext));
	update(attrs, sizeof(attrs), other_nlri, sizeof(other_nlri));
	assert_int_equal(state_of(A4(10, 8, 0, 0)), RPKI_INVALID);
	p = bgp_part(bgp_attrs(has(A4(10, 8, 0, 0), 16)->attr), PART_EXT, &len);
	assert_int_equal(len, 8);
	assert_memory_equal(p, ext + 11, 8);
	cache_down();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_origin), cmocka_unit_test(t_words), cmocka_unit_test(t_revalidation), cmocka_unit_test(t_order), cmocka_unit_test(t_maps), cmocka_unit_test(t_maps_of_paths), cmocka_unit_test(t_kept_no_more),
		cmocka_unit_test(t_maximum), cmocka_unit_test(t_many_communities), cmocka_unit_test(t_inner), cmocka_unit_test(t_inner_group), cmocka_unit_test(t_outer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
