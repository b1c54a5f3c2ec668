/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outbound route filters of prefixes (RFC 5291, 5292): the capability, the neighbour's filter and what it is told by it, ours as it goes out, and what cannot be read. */
#include "bgp_rig.h"

/* Three routes of ours: 192.168.1.0/24 to 192.168.3.0/24. */
#define ROUTES " neighbor 10.0.0.2 advertisement-interval 0\n network 192.168.1.0\n network 192.168.2.0\n network 192.168.3.0\n"
#define STATICS "ip route 192.168.1.0 255.255.255.0 Null0\nip route 192.168.2.0 255.255.255.0 Null0\nip route 192.168.3.0 255.255.255.0 Null0\n"
#define MODE(m) " neighbor 10.0.0.2 capability orf prefix-list " m "\n"

enum { IMMEDIATE = 1, DEFER = 2, ADD = 0, REMOVE = 0x40, ALL = 0x80, DENY = 0x20, NONE = 0, ONE = 2, TWO = 4, THREE = 8, EVERY = ONE | TWO | THREE };

/* As open_body, with the capability: types 63 and 64 in IPv4, 64 in IPv6. */
static void up_with(u8 mode)
{
	u8 body[] = { 4, 0xfd, 0xea, 0, 9, 2, 2, 2, 2, 36, 2, 34, 1, 4, 0, 1, 0, 1, 1, 4, 0, 2, 0, 1, 65, 4, 0, 0, 0xfd, 0xea, 2, 0, 3, 16, 0, 1, 0, 1, 2, 63, 3, 64, mode, 0, 2, 0, 1, 1, 64, mode };

	body[9] = sizeof(body) - 10;
	body[11] = sizeof(body) - 12;
	say(BGP_OPEN, body, sizeof(body));
	say(BGP_KEEPALIVE, NULL, 0);
	assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
	net_run(&n, NSEC_PER_SEC);
}

/* A bit by the third octet of each prefix that the neighbour has been told, and not told otherwise since. */
static unsigned told(void)
{
	unsigned has_them = 0;

	say(BGP_KEEPALIVE, NULL, 0);	/* the session shall stay, however often this is asked */
	net_run(&n, 500 * NSEC_PER_MS);
	for (u32 at = 0; at + BGP_HLEN <= n_heard; at += get_be16(heard + at + 16)) {
		const u8 *m = heard + at, *p = m + BGP_HLEN + 2, *end = p + get_be16(m + BGP_HLEN);

		if (m[18] != BGP_UPDATE)
			continue;
		for (; p < end; p += 1 + (*p + 7) / 8)
			has_them &= ~(1u << p[3]);
		p = end + 2 + get_be16(end);
		for (end = m + get_be16(m + 16); p < end; p += 1 + (*p + 7) / 8)
			has_them |= 1u << p[3];
	}
	return has_them;
}

static void refresh(const void *more, u32 len)
{
	u8 body[256] = { 0, 1, 0, 1 };

	if (len)
		memcpy(body + 4, more, len);
	say(BGP_REFRESH, body, 4 + len);
}

/* One entry about 192.168.third.0/24, or (third 0) about all there is. */
static void one(u8 when, u8 head, u8 seq, u8 third)
{
	const u8 exact[] = { when, 64, 0, 11, head, 0, 0, 0, seq, 0, 0, 24, 192, 168, third }, any[] = { when, 64, 0, 8, head, 0, 0, 0, seq, 0, 32, 0 };

	if (third)
		refresh(exact, sizeof(exact));
	else
		refresh(any, sizeof(any));
}

static void remove_all(u8 when) { refresh((const u8[]){ when, 64, 0, 1, ALL }, 5); }

static void t_agreement(void **state)
{
	static const struct { const char *more; u8 said; } modes[] = { { "", 0 }, { MODE("receive"), 1 }, { MODE("send"), 2 }, { MODE("both"), 3 } };

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(modes); k++) {
		const u8 *m, *p;

		setup(modes[k].more);
		up_with(3);
		m = found(BGP_OPEN);
		for (p = m + 12; p < m + 12 + m[11] && p[0] != 3; p += 2 + p[1])
			;
		assert_int_equal(p < m + 12 + m[11], k > 0);
		if (k)
			assert_memory_equal(p, ((const u8[]){ 3, 7, 0, 1, 0, 1, 1, 64, modes[k].said }), 9);
		assert_int_equal(bgp_orf_agreed(peer(), BGP_IP4), modes[k].said);
		teardown();
	}
	setup(MODE("both"));
	up_with(2);	/* it sends, and takes none */
	assert_int_equal(bgp_orf_agreed(peer(), BGP_IP4), ORF_RECEIVE);
	EXPECT(&n, r, "      Send-mode: advertised, received\n      Receive-mode: advertised\n", "show ip bgp neighbors");
	teardown();
	setup(MODE("both"));
	up();		/* it knows nothing of them */
	assert_int_equal(bgp_orf_agreed(peer(), BGP_IP4), 0);
	assert_null(found(BGP_REFRESH));
	teardown();
}

/* 5291 6: nothing before it has said what it wants; then just that, at once or when it asks. 5292: the first entry that fits decides, none: denied. */
static void t_told(void **state)
{
	(void)state;
	setup(MODE("receive") ROUTES STATICS);
	up_with(2);
	assert_int_equal(told(), NONE);
	one(DEFER, ADD, 5, 1);
	assert_int_equal(told(), NONE);
	refresh(NULL, 0);
	assert_int_equal(told(), ONE);
	EXPECT(&n, r, "Address family: IPv4 Unicast\nip prefix-list 10.0.0.2: 1 entries\n   seq 5 permit 192.168.1.0/24\n", "show ip bgp neighbors 10.0.0.2 received prefix-filter");
	EXPECT(&n, r, "  Outbound Route Filter (ORF): received (1 entries)\n", "show ip bgp neighbors");
	one(IMMEDIATE, ADD, 7, 2);
	assert_int_equal(told(), ONE | TWO);
	one(IMMEDIATE, ADD | DENY, 5, 1);	/* in place of 5 */
	assert_int_equal(told(), TWO);
	one(IMMEDIATE, ADD, 9, 0);
	assert_int_equal(told(), TWO | THREE);
	one(IMMEDIATE, REMOVE, 5, 1);		/* 5 is another: it denies */
	assert_int_equal(told(), TWO | THREE);
	one(DEFER, REMOVE | DENY, 5, 1);
	assert_int_equal(told(), TWO | THREE);
	refresh(NULL, 0);
	assert_int_equal(told(), EVERY);
	one(IMMEDIATE, ADD | DENY, 1, 0);
	assert_int_equal(told(), NONE);
	remove_all(IMMEDIATE);
	assert_int_equal(told(), EVERY);
	assert_ptr_equal(peer()->af[BGP_IP4].orf, NULL);
	one(IMMEDIATE, ADD, 5, 3);
	assert_int_equal(told(), THREE);
	one(IMMEDIATE, REMOVE, 5, 3);		/* the last one */
	assert_int_equal(told(), EVERY);
	one(IMMEDIATE, ADD, 5, 3);
	/* It lives as long as the session. */
	hang_up();
	dial();
	up_with(2);
	assert_int_equal(told(), NONE);
	refresh(NULL, 0);
	assert_int_equal(told(), EVERY);
	teardown();
}

/* Beside our own list out; of a type that was not agreed upon, or without the capability, it is but a refresh. */
static void t_beside(void **state)
{
	(void)state;
	setup(MODE("receive") ROUTES " neighbor 10.0.0.2 prefix-list OURS out\n" STATICS "ip prefix-list OURS permit 192.168.0.0/23 le 24\n");
	up_with(2);
	one(IMMEDIATE, ADD, 5, 2);
	assert_int_equal(told(), NONE);
	remove_all(IMMEDIATE);
	assert_int_equal(told(), ONE);
	refresh((const u8[]){ IMMEDIATE, 63, 0, 1, 0xff }, 5);
	assert_int_equal(told(), ONE);
	assert_int_equal(peer()->orf_bad, 0);
	teardown();
	setup(ROUTES STATICS);
	up_with(2);
	assert_int_equal(told(), EVERY);
	one(IMMEDIATE, ADD, 5, 2);
	assert_int_equal(told(), EVERY);
	assert_null(peer()->af[BGP_IP4].orf);
	teardown();
}

/* 5291 6: a value that cannot be takes the whole filter away, and the session stays. */
static void t_bad(void **state)
{
	static const struct { u8 len, m[24]; } bad[] = {
		{ 12, { IMMEDIATE, 64, 0, 8, ADD, 0, 0, 0, 9, 0, 0, 33 } },			/* longer than an address */
		{ 15, { IMMEDIATE, 64, 0, 11, ADD, 0, 0, 0, 9, 23, 0, 24, 192, 168, 1 } },	/* ge shorter than the prefix */
		{ 15, { IMMEDIATE, 64, 0, 11, ADD, 0, 0, 0, 9, 0, 33, 24, 192, 168, 1 } },	/* le too long */
		{ 15, { IMMEDIATE, 64, 0, 11, ADD, 0, 0, 0, 9, 30, 28, 24, 192, 168, 1 } },	/* le below ge */
		{ 14, { IMMEDIATE, 64, 0, 10, ADD, 0, 0, 0, 9, 0, 0, 24, 192, 168 } },		/* cut */
		{ 6, { IMMEDIATE, 64, 0, 2, ADD, 0 } },
		{ 5, { IMMEDIATE, 64, 0, 9, ADD } },
		{ 3, { IMMEDIATE, 64, 0 } },
		{ 5, { 3, 64, 0, 1, ALL } },							/* no such time */
	};
	u8 good[] = { IMMEDIATE, 64, 0, 23, ADD, 0, 0, 0, 6, 24, 32, 16, 192, 168, REMOVE, 0, 0, 0, 5, 0, 0, 24, 192, 168, 1, ADD | DENY, 0 };

	(void)state;
	setup(MODE("receive") ROUTES STATICS);
	debug_set_all(r, true);
	up_with(2);
	for (unsigned k = 0; k < ARRAY_LEN(bad); k++) {
		one(IMMEDIATE, ADD, 5, 1);
		assert_int_equal(told(), ONE);
		refresh(bad[k].m, bad[k].len);
		assert_int_equal(told(), EVERY);
		assert_int_equal(peer()->orf_bad, k + 1);
	}
	/* Each cut, each octet otherwise. */
	say(BGP_KEEPALIVE, NULL, 0);
	for (u32 len = 0; len <= sizeof(good); len++)
		refresh(good, len);
	for (u32 k = 0; k < sizeof(good); k++) {
		say(BGP_KEEPALIVE, NULL, 0);
		for (unsigned bit = 0; bit < 8; bit++) {
			good[k] ^= (u8)(1 << bit);
			refresh(good, sizeof(good));
			good[k] ^= (u8)(1 << bit);
		}
	}
	assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
	remove_all(IMMEDIATE);
	assert_int_equal(told(), EVERY);
	teardown();
}

/* More than is kept is not applied, until it begins anew. */
static void t_bound(void **state)
{
	u8 body[5 + 3 + 8 * 256] = { 0, 1, 0, 1, DEFER, 64, 8 * 256 >> 8, 0 };
	u32 seq = 1;

	(void)state;
	setup(MODE("receive") ROUTES STATICS);
	up_with(2);
	for (unsigned k = 0; k < BGP_ORF_MAX / 256; k++) {
		for (unsigned e = 0; e < 256; e++, seq++) {
			memset(body + 8 + 8 * e, 0, 8);
			body[8 + 8 * e] = ADD | DENY;
			put_be32(body + 9 + 8 * e, seq);
			body[8 + 8 * e + 6] = 32;	/* le */
		}
		say(BGP_REFRESH, body, sizeof(body));
	}
	refresh(NULL, 0);
	assert_int_equal(told(), NONE);
	EXPECT(&n, r, "4096 entries", "show ip bgp neighbors 10.0.0.2 received prefix-filter");
	one(IMMEDIATE, ADD, 0, 1);	/* one more */
	assert_int_equal(told(), EVERY);
	one(IMMEDIATE, ADD, 1, 1);
	assert_int_equal(told(), EVERY);
	EXPECT(&n, r, "%BGP-4-ORFLIMIT: Prefix filter received from 10.0.0.2", "show logging");
	remove_all(DEFER);
	one(IMMEDIATE, ADD, 1, 1);
	assert_int_equal(told(), ONE);
	teardown();
}

/* ROUTE-REFRESH messages that came: the k-th; NULL: so many there are not. */
static const u8 *nth(unsigned k, u32 *len)
{
	for (u32 at = 0; at + BGP_HLEN <= n_heard; at += get_be16(heard + at + 16))
		if (heard[at + 18] == BGP_REFRESH && !k--) {
			*len = get_be16(heard + at + 16) - BGP_HLEN;
			return heard + at + BGP_HLEN;
		}
	return NULL;
}

/* Ours: as the session begins, and when it is pushed. */
static void t_ours(void **state)
{
	static const u8 first[] = { 0, 1, 0, 1, IMMEDIATE, 64, 0, 19, ADD, 0, 0, 0, 5, 24, 28, 8, 10, ADD | DENY, 0, 0, 0, 7, 0, 0, 16, 10, 9 }, none[] = { 0, 1, 0, 1 },
			all[] = { 0, 1, 0, 1, DEFER, 64, 0, 1, ALL }, last[] = { 0, 1, 0, 1, IMMEDIATE, 64, 0, 10, ADD | DENY, 0, 0, 0, 7, 0, 0, 16, 10, 9 };
	const u8 *m;
	u32 len;

	(void)state;
	setup(MODE("send") " neighbor 10.0.0.2 prefix-list IN in\nip prefix-list IN seq 5 permit 10.0.0.0/8 ge 24 le 28\nip prefix-list IN seq 7 deny 10.9.0.0/16\n");
	up_with(1);
	m = nth(0, &len);
	assert_non_null(m);
	assert_int_equal(len, sizeof(first));
	assert_memory_equal(m, first, sizeof(first));
	EXPECT(&n, r, "  Outbound Route Filter (ORF): sent\n", "show ip bgp neighbors");
	TYPE(&n, r, "clear ip bgp 10.0.0.2 in");	/* a refresh, as ever */
	net_run(&n, NSEC_PER_SEC);
	m = nth(1, &len);
	assert_non_null(m);
	assert_int_equal(len, sizeof(none));
	TYPE(&n, r, "configure terminal", "no ip prefix-list IN seq 5", "end", "clear ip bgp 10.0.0.2 in prefix-filter");
	net_run(&n, NSEC_PER_SEC);
	m = nth(2, &len);
	assert_non_null(m);
	assert_int_equal(len, sizeof(all));
	assert_memory_equal(m, all, len);
	m = nth(3, &len);
	assert_int_equal(len, sizeof(last));
	assert_memory_equal(m, last, len);
	/* Without a list it is asked for all, and has nothing of us any more. */
	TYPE(&n, r, "configure terminal", "router bgp 65001", "no neighbor 10.0.0.2 prefix-list IN in", "end", "clear ip bgp 10.0.0.2 in prefix-filter");
	net_run(&n, NSEC_PER_SEC);
	m = nth(4, &len);
	assert_memory_equal(m, all, sizeof(all));
	m = nth(5, &len);
	assert_int_equal(len, sizeof(none));
	assert_memory_equal(m, none, sizeof(none));
	TYPE(&n, r, "clear ip bgp 10.0.0.2 in prefix-filter");
	net_run(&n, NSEC_PER_SEC);
	m = nth(6, &len);
	assert_int_equal(len, sizeof(none));
	assert_null(nth(7, &len));
	teardown();
}

/* More than a message holds: the last alone is for now. Of IPv6, sixteen octets at most. */
static void t_long(void **state)
{
	char text[65536];
	size_t at = (size_t)snprintf(text, sizeof(text), "%s neighbor 10.0.0.2 activate\n address-family ipv6\n  neighbor 10.0.0.2 activate\n  neighbor 10.0.0.2 capability orf prefix-list both\n  neighbor 10.0.0.2 prefix-list IN6 in\n", config);
	static const u8 six[] = { 0, 2, 0, 1, IMMEDIATE, 64, 0, 16, ADD, 0, 0, 0, 3, 0, 48, 36, 0x20, 1, 0xd, 0xb8, 0xff, ADD | DENY, 0, 0, 0 };
	const u8 *m;
	u32 len, entries = 0;
	unsigned k = 0;

	(void)state;
	for (unsigned e = 1; e <= 400; e++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "ipv6 prefix-list IN6 seq %u permit 2001:db8:%x::1/128\n", e, e);
	wired(text);
	net_run(&n, NSEC_PER_SEC);
	dial();
	up_with(3);
	for (; (m = nth(k, &len)); k++) {
		assert_int_equal(get_be16(m), 2);
		assert_int_equal(m[4], nth(k + 1, &len) ? DEFER : IMMEDIATE);
		assert_int_equal(get_be16(m + 6) % 24, 0);
		entries += get_be16(m + 6) / 24;
	}
	assert_int_equal(k, 3);
	assert_int_equal(entries, 400);
	say(BGP_REFRESH, six, 8 + 13);	/* the length says more than there is */
	assert_int_equal(peer()->orf_bad, 1);
	m = six;
	{
		u8 good[21];

		memcpy(good, six, sizeof(good));
		good[7] = 13;
		say(BGP_REFRESH, good, sizeof(good));
	}
	EXPECT(&n, r, "ipv6 prefix-list 10.0.0.2: 1 entries\n   seq 3 permit 2001:DB8:F000::/36 le 48\n", "show bgp ipv6 unicast neighbors 10.0.0.2 received prefix-filter");
	assert_int_equal(peer()->orf_bad, 1);
	teardown();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_agreement), cmocka_unit_test(t_told), cmocka_unit_test(t_beside), cmocka_unit_test(t_bad), cmocka_unit_test(t_bound), cmocka_unit_test(t_ours), cmocka_unit_test(t_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
