/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of BGP's configuration by their effect: each test fails where its word, or its `no`, does nothing. */
#include "bgp_rig.h"

#define SAY(line) do { TYPE(&n, r, "configure terminal", "router bgp 65001", line, "end"); net_run(&n, 10 * NSEC_PER_MS); } while (0)

/* Paths made by hand, of neighbours that are nobody's: the first is the newest. */
static struct { struct bgp_net net; u8 addr[4]; } x;
static struct bgp_peer of[3];
static struct bgp_hop hop[3];
static struct bgp_path *p[3];

static void paths_setup(void)
{
	struct bgp_table *t;

	setup("");
	t = r->ip->bgp->table[BGP_IP4];
	memset(&x, 0, sizeof(x));
	for (unsigned k = 0; k < 3; k++) {
		of[k] = (struct bgp_peer){ .addr = { .af = AF_IP4, .v4 = k + 1 }, .b = r->ip->bgp };
		of[k].link[0].remote_id = k + 1;
		hop[k] = (struct bgp_hop){ .valid = true };
		p[k] = slab_at(&t->paths, slab_alloc(&t->paths));
	}
}

static void path_is(unsigned k, u32 med, const u8 *path, u16 len)
{
	struct bgp_draft d = { .h = { .med = med, .has = HAS_MED } };

	d.part[PART_PATH] = path;
	d.h.len[PART_PATH] = len;
	*p[k] = (struct bgp_path){ .peer = &of[k], .attr = bgp_draft_intern(r->ip->bgp->w, &d), .hop = &hop[k], .seq = k };
}

/* Which of the first `many` is the best, in that order. */
static unsigned best_of(unsigned many)
{
	struct bgp_table *t = r->ip->bgp->table[BGP_IP4];

	x.net.paths = slab_id(&t->paths, p[0]);
	for (unsigned k = 0; k < many; k++)
		p[k]->next = k + 1 < many ? slab_id(&t->paths, p[k + 1]) : 0;
	bgp_decide_only(t, &x.net);
	for (unsigned k = 0; k < many; k++)
		if (p[k]->flags & PF_BEST)
			return k;
	return many;
}

static void paths_done(unsigned many)
{
	for (unsigned k = 0; k < many; k++)
		intern_put(r->ip->bgp->w, p[k]->attr);
	teardown();
}

static const u8 seven[] = { 2, 1, 0, 0, 0, 7 }, nine[] = { 2, 1, 0, 0, 0, 9 };

/*
 * Compared two by two, the nearest of AS 7 beats the one of AS 9 and then loses its MED against the other of AS 7, which is the farthest of all. With the word those of AS 7
 * come to terms first.
 */
static void t_deterministic(void **state)
{
	(void)state;
	paths_setup();
	path_is(0, 2, seven, sizeof(seven));
	path_is(1, 0, nine, sizeof(nine));
	path_is(2, 1, seven, sizeof(seven));
	hop[0].metric = 1;
	hop[1].metric = 5;
	hop[2].metric = 9;
	assert_int_equal(best_of(3), 2);
	SAY("bgp deterministic-med");
	assert_int_equal(best_of(3), 1);
	SAY("no bgp deterministic-med");
	assert_int_equal(best_of(3), 2);
	paths_done(3);
}

/* Paths of the confederation alone name no neighbouring AS: their MEDs count with the word. Those of one's own AS count always, those that begin with a set never. */
static void t_med_confed(void **state)
{
	static const u8 one[] = { 3, 1, 0, 0, 0xfd, 0xea }, two[] = { 3, 1, 0, 0, 0xfd, 0xeb }, set[] = { 1, 1, 0, 0, 0, 5 };

	(void)state;
	paths_setup();
	of[0].confed = of[1].confed = true;
	path_is(0, 9, one, sizeof(one));
	path_is(1, 1, two, sizeof(two));
	assert_int_equal(best_of(2), 0);	/* the lower router ID */
	SAY("bgp bestpath med confed");
	assert_int_equal(best_of(2), 1);
	assert_int_equal(p[0]->why, WHY_MED);
	intern_put(r->ip->bgp->w, p[0]->attr);
	intern_put(r->ip->bgp->w, p[1]->attr);
	path_is(0, 9, set, sizeof(set));
	path_is(1, 1, set, sizeof(set));
	assert_int_equal(best_of(2), 0);
	intern_put(r->ip->bgp->w, p[0]->attr);
	intern_put(r->ip->bgp->w, p[1]->attr);
	SAY("no bgp bestpath med confed");
	path_is(0, 9, one, sizeof(one));
	path_is(1, 1, two, sizeof(two));
	assert_int_equal(best_of(2), 0);
	intern_put(r->ip->bgp->w, p[0]->attr);
	intern_put(r->ip->bgp->w, p[1]->attr);
	of[0] = of[1] = (struct bgp_peer){ .addr = { .af = AF_IP4, .v4 = 1 }, .b = r->ip->bgp, .ibgp = true };
	path_is(0, 9, NULL, 0);
	path_is(1, 1, NULL, 0);
	assert_int_equal(best_of(2), 1);
	paths_done(2);
}

/* Side by side only by the same AS path, unless relaxed; and then only by one as long. */
static void t_relax(void **state)
{
	static const u8 longer[] = { 2, 2, 0, 0, 0, 9, 0, 0, 0, 8 };

	(void)state;
	paths_setup();
	SAY("maximum-paths 3");
	path_is(0, 0, seven, sizeof(seven));
	path_is(1, 0, nine, sizeof(nine));
	path_is(2, 0, longer, sizeof(longer));
	assert_int_equal(best_of(3), 0);
	assert_false(p[1]->flags & PF_MULTI);
	SAY("bgp bestpath as-path multipath-relax");
	assert_int_equal(best_of(3), 0);
	assert_true(p[1]->flags & PF_MULTI);
	assert_false(p[2]->flags & PF_MULTI);
	SAY("no bgp bestpath as-path multipath-relax");
	best_of(3);
	assert_false(p[1]->flags & PF_MULTI);
	paths_done(3);
}

/* Internal paths beside an external best one, the nearest alone; as many as the word says, and not where the decision came before. */
static void t_both(void **state)
{
	(void)state;
	paths_setup();
	of[1].ibgp = of[2].ibgp = true;
	for (unsigned k = 0; k < 3; k++)
		path_is(k, 0, seven, sizeof(seven));
	hop[1].metric = 30;
	hop[2].metric = 20;
	SAY("maximum-paths 3");
	SAY("maximum-paths ibgp 3");
	assert_int_equal(best_of(3), 0);
	assert_false((p[1]->flags | p[2]->flags) & PF_MULTI);
	SAY("maximum-paths eibgp 3");
	assert_int_equal(best_of(3), 0);
	assert_false(p[1]->flags & PF_MULTI);
	assert_true(p[2]->flags & PF_MULTI);
	assert_int_equal(p[2]->why, WHY_EXTERNAL);
	hop[1].metric = 20;
	best_of(3);
	assert_true(p[1]->flags & p[2]->flags & PF_MULTI);
	SAY("maximum-paths eibgp 2");
	best_of(3);
	assert_int_equal((p[1]->flags & PF_MULTI) + (p[2]->flags & PF_MULTI), PF_MULTI);
	SAY("maximum-paths eibgp 3");
	intern_put(r->ip->bgp->w, p[1]->attr);
	path_is(1, 5, seven, sizeof(seven));	/* it loses its MED: not as good */
	of[1].ibgp = true;
	best_of(3);
	assert_false(p[1]->flags & PF_MULTI);
	assert_true(p[2]->flags & PF_MULTI);
	SAY("no maximum-paths eibgp 3");
	best_of(3);
	assert_false(p[2]->flags & PF_MULTI);
	paths_done(3);
}

/* What has no preference is preferred as the word says. */
static void t_preference(void **state)
{
	struct bgp_draft d = { .h = { .has = HAS_LOCAL_PREF, .local_pref = 120 } };

	(void)state;
	paths_setup();
	path_is(0, 0, seven, sizeof(seven));
	path_is(1, 0, seven, sizeof(seven));
	intern_put(r->ip->bgp->w, p[1]->attr);
	p[1]->attr = bgp_draft_intern(r->ip->bgp->w, &d);
	assert_int_equal(best_of(2), 1);
	assert_int_equal(p[0]->why, WHY_LOCAL_PREF);
	SAY("bgp default local-preference 150");
	assert_int_equal(best_of(2), 0);
	assert_int_equal(p[1]->why, WHY_LOCAL_PREF);
	SAY("no bgp default local-preference 150");
	assert_int_equal(best_of(2), 1);
	paths_done(2);
}

/* A path that does not begin with the neighbour's AS is taken only without the word. */
static void t_enforce(void **state)
{
	u8 attrs[sizeof(good_attrs)];

	(void)state;
	memcpy(attrs, good_attrs, sizeof(attrs));
	attrs[12] = 0xeb;
	setup("");
	up();
	update(attrs, sizeof(attrs), nlri, sizeof(nlri));
	assert_null(has(NET, 16));
	SAY("no bgp enforce-first-as");
	update(attrs, sizeof(attrs), nlri, sizeof(nlri));
	assert_non_null(has(NET, 16));
	SAY("bgp enforce-first-as");
	update(attrs, sizeof(attrs), nlri, sizeof(nlri));	/* RFC 7606: as if it were withdrawn */
	assert_null(has(NET, 16));
	teardown();
}

/* A neighbour of another AS on its loopback, one hop away, is called only with the word; TTL 1 is enough. */
static void t_connected_check(void **state)
{
#define LOOPED(me, it, as, its) \
	"interface Loopback0\n ip address " me "." me "." me "." me " 255.255.255.255\ninterface GigabitEthernet0/0\n ip address 10.0.0." me " 255.255.255.0\n" \
	"ip route " it "." it "." it "." it " 255.255.255.255 10.0.0." it "\nrouter bgp " as "\n neighbor " it "." it "." it "." it " remote-as " its "\n neighbor " it "." it "." it "." it \
	" update-source Loopback0\n"

	(void)state;
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", LOOPED("1", "2", "65001", "65002"));
	other = net_node(&n, &appliance_router, "r2", LOOPED("2", "1", "65002", "65001"));
	net_wire(r, 0, other, 0);
	net_run(&n, 300 * NSEC_PER_SEC);
	assert_int_not_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
	SAY("neighbor 2.2.2.2 disable-connected-check");
	net_run(&n, 300 * NSEC_PER_SEC);
	assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
	assert_int_equal(bgp_peer_ttl(peer()), 1);
	SAY("no neighbor 2.2.2.2 disable-connected-check");
	TYPE(&n, r, "clear ip bgp 2.2.2.2");
	net_run(&n, 300 * NSEC_PER_SEC);
	assert_int_not_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
	net_close(&n);
}

static unsigned calls;

static bool let_in(struct tcp_listener *l, const struct ipaddr *from, u16 port, struct tcp_options *o)
{
	(void)l;
	(void)from;
	(void)port;
	(void)o;
	return true;
}

static void called_by(struct tcp_listener *l, struct tcp_conn *c)
{
	(void)l;
	calls++;
	tcp_abort(c);
}

static bool calls_us(void)
{
	calls = 0;
	net_run(&n, 300 * NSEC_PER_SEC);
	return calls;
}

/* Who may open the connection: both, unless a word says which of them. */
static void t_mode(void **state)
{
	struct tcp_listener *l;

	(void)state;
	setup("");
	assert_false(gone);
	hang_up();
	l = tcp_listen(*ipstack_tcp(other->ip), NULL, BGP_PORT, 8, let_in, called_by, NULL);
	assert_false(calls_us());
	SAY("neighbor 10.0.0.2 transport connection-mode active");
	EXPECT(&n, r, "neighbor 10.0.0.2 transport connection-mode active", "show running-config | include connection-mode");
	assert_null(strstr(TYPE(&n, r, "show running-config | include connection-mode"), "passive"));
	EXPECT(&n, r, "  TCP session must be opened actively\n", "show ip bgp neighbors");
	assert_true(calls_us());
	dial();
	assert_true(gone);
	hang_up();
	SAY("no neighbor 10.0.0.2 transport connection-mode active");
	assert_null(strstr(TYPE(&n, r, "show ip bgp neighbors"), "session must be opened"));
	assert_true(calls_us());
	dial();
	assert_false(gone);
	hang_up();
	SAY("neighbor 10.0.0.2 transport connection-mode passive");
	EXPECT(&n, r, "  TCP session must be opened passively\n", "show ip bgp neighbors");
	assert_false(calls_us());
	dial();
	assert_false(gone);
	tcp_unlisten(l);
	teardown();
}

/* Lines of `show running-config` with these words. */
static unsigned lines_of(const char *words)
{
	char line[96];
	const char *at;
	unsigned count = 0;

	snprintf(line, sizeof(line), "show running-config | include %s", words);
	for (at = TYPE(&n, r, line); (at = strstr(at, words)); at++)
		count++;
	return count;
}

/* What `router bgp` and IPv4's block may both say is kept once, where it was said last. */
static void t_once(void **state)
{
	struct bgp *b;

	(void)state;
	setup(" bgp dampening 10\n bgp bestpath prefix-validate disable\n maximum-paths 2\n maximum-paths ibgp 3\n address-family ipv4\n  bgp dampening 20\n"
	      "  bgp bestpath prefix-validate allow-invalid\n  maximum-paths 4\n  neighbor 10.0.0.2 activate\n exit-address-family\n address-family ipv6\n  maximum-paths 7\n");
	b = r->ip->bgp;
	assert_int_equal(lines_of("bgp dampening"), 1);
	assert_int_equal(lines_of("prefix-validate"), 1);
	assert_int_equal(lines_of("maximum-paths 2"), 0);
	assert_int_equal(lines_of("  maximum-paths 4"), 1);
	assert_int_equal(lines_of("maximum-paths ibgp 3"), 1);
	assert_int_equal(b->fam[BGP_IP4].paths, 4);
	assert_int_equal(b->fam[BGP_IP4].paths_ibgp, 3);
	assert_int_equal(b->fam[BGP_IP4].validate, VALIDATE_ALLOW);
	EXPECT(&n, r, "bgp dampening 20", "show running-config | include dampening");
	SAY("maximum-paths 5");	/* typed in the other place: it moves */
	assert_int_equal(lines_of("maximum-paths 4"), 0);
	assert_int_equal(lines_of("maximum-paths 5"), 1);
	assert_int_equal(b->fam[BGP_IP4].paths, 5);
	SAY("bgp dampening 30");
	assert_int_equal(lines_of("bgp dampening"), 1);
	SAY("no bgp dampening");
	assert_int_equal(lines_of("bgp dampening"), 0);
	assert_null(b->fam[BGP_IP4].damp);
	SAY("no maximum-paths");
	SAY("no maximum-paths ibgp");
	assert_int_equal(lines_of("maximum-paths"), 1);		/* IPv6's */
	assert_int_equal(b->fam[BGP_IP4].paths, 1);
	assert_int_equal(b->fam[BGP_IP4].paths_ibgp, 1);
	assert_int_equal(b->fam[BGP_IP6].paths, 7);
	teardown();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_deterministic), cmocka_unit_test(t_med_confed), cmocka_unit_test(t_relax), cmocka_unit_test(t_both), cmocka_unit_test(t_preference), cmocka_unit_test(t_enforce),
		cmocka_unit_test(t_connected_check), cmocka_unit_test(t_mode), cmocka_unit_test(t_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
