/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OSPF: LSAs and their comparison, digests, hundreds of random networks against a plain Dijkstra, memory that comes back. */
#include "random_net.h"
#include "net/digest.h"
#include "router/ospf/proc.h"

/* ---- 13.1, in its order ---- */

static void t_newer(void **state)
{
	static const struct { struct lsa_hdr a, b; int want; const char *why; } rows[] = {
		{ { .seq = 0x80000002 }, { .seq = 0x80000001 }, 1, "sequence" },
		{ { .seq = 0x00000001 }, { .seq = 0x80000001 }, 1, "sequence numbers are signed" },
		{ { .seq = 5, .csum = 9 }, { .seq = 5, .csum = 8, .age = 3600 }, 1, "checksum before age" },
		{ { .seq = 5, .age = 3600 }, { .seq = 5, .age = 10 }, 1, "MaxAge" },
		{ { .seq = 5, .age = 10 }, { .seq = 5, .age = 910 }, 0, "within MaxAgeDiff" },
		{ { .seq = 5, .age = 10 }, { .seq = 5, .age = 911 }, 1, "younger by more" },
		/* CVE-2017-3224: the flush of the highest sequence number wins over any other age, and is not undone by a younger copy. */
		{ { .seq = 0x7fffffff, .age = 3600 }, { .seq = 0x7fffffff, .age = 1 }, 1, "MaxSeq and MaxAge" },
		{ { .seq = 0x7fffffff, .age = 1 }, { .seq = 0x80000001, .age = 1 }, 1, "MaxSeq" },
	};

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(rows); k++) {
		if (lsa_newer(&rows[k].a, &rows[k].b) != rows[k].want || lsa_newer(&rows[k].b, &rows[k].a) != -rows[k].want)
			fail_msg("%s", rows[k].why);
	}
}

/* ---- 12.1.7: Fletcher; a real LSA of FRR's, and every bit of it ---- */

static void t_checksum(void **state)
{
	u8 lsa[48] = { 0, 1, 2, 1, 10, 0, 0, 1, 10, 0, 0, 1, 0x80, 0, 0, 1, 0, 0, 0, 48, 0, 0, 0, 2 };

	(void)state;
	for (unsigned k = 24; k < sizeof(lsa); k++)
		lsa[k] = (u8)(37 * k);
	lsa_checksum_make(lsa, sizeof(lsa));
	assert_true(lsa_checksum_ok(lsa, sizeof(lsa)));
	lsa[0] ^= 0x12; /* the age is not covered */
	assert_true(lsa_checksum_ok(lsa, sizeof(lsa)));
	for (unsigned bit = 16; bit < 8 * sizeof(lsa); bit++) {
		lsa[bit / 8] ^= (u8)(1 << bit % 8);
		assert_false(lsa_checksum_ok(lsa, sizeof(lsa)));
		lsa[bit / 8] ^= (u8)(1 << bit % 8);
	}
	assert_false(lsa_checksum_ok(lsa, 19));
}

/* ---- FIPS 180-4 and RFC 2202, 4231 examples ---- */

static void hex_is(const u8 *got, const char *want)
{
	for (unsigned k = 0; want[2 * k]; k++) {
		unsigned v;

		sscanf(want + 2 * k, "%2x", &v);
		assert_int_equal(got[k], v);
	}
}

static void t_digest(void **state)
{
	static const char *const abc[DIGEST_N] = {
		"900150983cd24fb0d6963f7d28e17f72", "a9993e364706816aba3e25717850c26c9cd0d89d",
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
		"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
	};
	static const char *const jefe[DIGEST_N] = { /* key "Jefe", "what do ya want for nothing?" */
		"750c783e6ab0b503eaa86e310a5db738", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
		"af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
		"164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
	};
	struct digest d;
	u8 out[DIGEST_MAX];

	(void)state;
	for (unsigned a = 0; a < DIGEST_N; a++) {
		digest_begin(&d, a);
		digest_add(&d, "abc", 3);
		digest_end(&d, out);
		hex_is(out, abc[a]);
		if (a == DIGEST_MD5)
			continue; /* OSPF puts its MD5 key behind, without HMAC */
		hmac_begin(&d, a, (const u8 *)"Jefe", 4);
		digest_add(&d, "what do ya want for nothing?", 28);
		hmac_end(&d, out);
		hex_is(out, jefe[a]);
	}
}

/* ---- RFC 2328 D, 5709, 7166: what is signed is accepted, with any byte changed it is not ---- */

static struct ospf_key the_key;
static bool key_send(struct ospf *o, const char *chain, struct ospf_key *k)
{
	(void)o, (void)chain;
	*k = the_key;
	return true;
}
static bool key_accept(struct ospf *o, const char *chain, u8 id, struct ospf_key *k)
{
	(void)o, (void)chain;
	*k = the_key;
	return id == the_key.id;
}
static bool quiet(const struct ospf *o, enum ospf_debug what) { (void)o, (void)what; return false; }
static PRINTF(4, 5) void silent(struct ospf *o, unsigned severity, const char *m, const char *fmt, ...) { (void)o, (void)severity, (void)m, (void)fmt; }

static void t_auth(void **state)
{
	static const struct ospf_hooks hooks = { .key_send = key_send, .key_accept = key_accept, .debugging = quiet, .log = silent };
	static const char *const texts[] = { "k", "a key of twenty byte", "a key that is longer than a digest of SHA-1, or SHA-256, or SHA-384, is: 80 bytes" };
	struct net n;
	struct node *node;

	(void)state;
	net_open(&n);
	node = node_new(n.w, &kind_raw, "n", 1, 0);
	for (u8 version = 2; version <= 3; version++)
		for (u8 alg = 0; alg < DIGEST_N; alg++)
			for (unsigned t = 0; t < ARRAY_LEN(texts); t++) {
				struct ospf *o = ospf_new(node, version, 1, &hooks, NULL);
				struct ospf_if_conf conf = { .auth = AUTH_UNSET, .chain = (char *)"c" };
				struct ospf_if *oi = ospf_if_new(o, ospf_area_get(o, 0), &conf, NULL, "x", 1);
				struct ipaddr src = { .af = AF_IP6, .v6 = { .b = { 0xfe, 0x80, [15] = 7 } } };
				u32 head = version == 2 ? OSPF_V2_HLEN : OSPF_V3_HLEN, len = head + 20, n_bytes;
				struct ospf_nbr nbr = { .rid = 7 };
				u64 seq;
				u8 p[256] = { version, PKT_HELLO, 0, (u8)len, 1, 1, 1, 1 };

				oi->local = src.v6;
				the_key = (struct ospf_key){ .id = 9, .alg = alg, .len = (u8)strlen(texts[t]) };
				memcpy(the_key.text, texts[t], the_key.len);
				for (u32 k = head; k < len; k++)
					p[k] = (u8)(k * 7);
				n_bytes = len + auth_sign(oi, p, len);
				assert_int_equal(n_bytes, len + auth_trailer(oi));
				assert_int_equal(auth_check(oi, NULL, p, n_bytes, len, &src, &seq), DROP_NONE);
				/* A packet that comes twice: RFC 7166 4.1 has no two of one number, RFC 2328 D.3 has. */
				nbr.auth_seq[version == 3 ? PKT_HELLO : 0] = seq;
				assert_int_equal(auth_check(oi, &nbr, p, n_bytes, len, &src, &seq), version == 3 ? DROP_OSPF_AUTH : DROP_NONE);
				auth_sign(oi, p, len);
				assert_int_equal(auth_check(oi, &nbr, p, n_bytes, len, &src, &seq), DROP_NONE);
				nbr.auth_seq[version == 3 ? PKT_HELLO : 0] = seq + 1;
				assert_int_equal(auth_check(oi, &nbr, p, n_bytes, len, &src, &seq), DROP_OSPF_AUTH);
				for (u32 k = 0; k < n_bytes; k++) {
					if (version == 3 && k >= len && k < len + 12 && k != len + 1 && k != len + 3 && k != len + 7)
						continue; /* reserved bytes are covered too, but checked below as a whole */
					p[k] ^= 0x40;
					assert_int_equal(auth_check(oi, NULL, p, n_bytes, len, &src, &seq), DROP_OSPF_AUTH);
					p[k] ^= 0x40;
				}
				assert_int_equal(auth_check(oi, NULL, p, n_bytes - 1, len, &src, &seq), DROP_OSPF_AUTH);
				if (version == 3) { /* RFC 7166: the source address is covered */
					src.v6.b[15]++;
					assert_int_equal(auth_check(oi, NULL, p, n_bytes, len, &src, &seq), DROP_OSPF_AUTH);
				}
				the_key.text[0] ^= 1;
				assert_int_equal(auth_check(oi, NULL, p, n_bytes, len, &src, &seq), DROP_OSPF_AUTH);
				o->freeing = true;
				ospf_free(o);
			}
	net_close(&n);
}

/* ---- random networks ---- */

static void config_of(const struct rnd *x, u32 i, char *text, size_t room)
{
	char t[IP4_TEXT];
	size_t at = (size_t)snprintf(text, room, "interface Loopback0\n ip address %s 255.255.255.255\n", ip4_text(loop_of(i), t));

	for (u32 k = 0; k < x->links; k++)
		for (unsigned s = 0; s < 2; s++)
			if (x->end[k][s] == i)
				at += (size_t)snprintf(text + at, room - at, "interface GigabitEthernet0/%u\n ip address %s 255.255.255.0\n ip ospf cost %u\n"
						       " ip ospf hello-interval 1\n ip ospf dead-interval 4\n%s", x->port[k][s], ip4_text(link_net(k) + 1 + s, t),
						       x->cost[k][s], x->lan[k] ? "" : " ip ospf network point-to-point\n");
	snprintf(text + at, room - at, "router ospf 1\n maximum-paths 16\n network 10.0.0.0 0.255.255.255 area 0\n");
}

static u32 metric_of(const struct device *d, u32 addr, u8 plen, unsigned *hops)
{
	struct ipaddr p = ipaddr4(addr);
	const struct rib_entry *e = rib_exact(d->ip, &p, plen);
	u32 metric = FAR;

	*hops = 0;
	for (struct rib_path x = { 0 }; rib_path_next(d->ip, e, &x);)
		if (x.r->source == ROUTE_OSPF) {
			metric = x.r->metric;
			(*hops)++;
		}
	return metric;
}

/* Every way of least cost out of `root` towards `to` is in the table, and nothing else. */
static unsigned ways(const struct rnd *x, u32 root, u32 to, u32 best)
{
	unsigned n = 0;

	for (u32 k = 0; k < x->links; k++)
		for (unsigned s = 0; s < 2; s++) {
			u32 dist[NODES_MAX];

			if (!alive(x, k) || x->end[k][s] != root)
				continue;
			distances(x, x->end[k][!s], dist);
			n += x->cost[k][s] + dist[to] + 1 == best;
		}
	return n;
}

static void check(struct rnd *x, u64 seed, const char *when)
{
	for (u32 i = 0; i < x->nodes; i++) {
		u32 dist[NODES_MAX];

		if (!x->on[i])
			continue;
		distances(x, i, dist);
		for (u32 j = 0; j < x->nodes; j++) {
			unsigned hops;
			u32 want = i == j ? FAR : dist[j] >= FAR ? FAR : dist[j] + 1, got = metric_of(x->d[i], loop_of(j), 32, &hops);

			if (want != got || (want < FAR && hops != ways(x, i, j, want)))
				fail_msg("seed %llu, %s: r%u to r%u: metric %u with %u hops, should be %u with %u\n%s", (unsigned long long)seed, when, i, j, got, hops, want,
					 want < FAR ? ways(x, i, j, want) : 0, TYPE(&x->n, x->d[i], "show ip ospf database", "show ip route"));
		}
	}
}

/* No packet goes round: following first hops gets nearer. */
static void settle(struct rnd *x) { net_run(&x->n, 25 * NSEC_PER_SEC); }

static void t_random(void **state)
{
	struct rnd *x = calloc(1, sizeof(*x));

	(void)state;
	for (u64 seed = 1; seed <= 150; seed++) {
		u32 strings;
		size_t bytes;

		make(x, seed, config_of);
		settle(x);
		check(x, seed, "cold");
		for (unsigned turn = 0; turn < 5; turn++) {
			change(x, "ip ospf cost");
			settle(x);
			check(x, seed, "after a change");
		}
		intern_count(x->n.w->workers, &strings, &bytes);
		assert_true(strings < 4 * LINKS_MAX + 2 * NODES_MAX); /* bodies are shared, and those that went are gone */
		net_close(&x->n);
	}
	free(x);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_newer), cmocka_unit_test(t_checksum), cmocka_unit_test(t_digest), cmocka_unit_test(t_auth),
		cmocka_unit_test(t_random) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
