/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SNMP byte by byte: BER at its edges, names in order, GetNext and GetBulk (RFC 3416 4.2), views, what is refused, keys of RFC 3414 A.3, reports, notifications. */
#include "ip_net.h"

#include "router/snmp/own.h"

static const char CONFIG[] = "hostname core\naccess-list 7 deny 10.0.1.9\nsnmp-server view V 1.3.6.1.2.1.1 included\nsnmp-server view V 1.3.6.1.2.1.1.3 excluded\n"
	"snmp-server community public ro\nsnmp-server community few view V ro\nsnmp-server community denied ro 7\nsnmp-server community gone view NONE ro\nsnmp-server location here\n"
	"snmp-server group G v3 auth\nsnmp-server user u G v3 auth md5 maplesyrup\nsnmp-server engineID local 000000000000000000000002\n"
	"arp 10.0.1.9 0200.0000.0009 arpa\ninterface g0/0\n ip address 10.0.1.1 255.255.255.0\n";

struct bed { struct net n; struct device *d; struct raw *r; };

static void open_bed(struct bed *t, const char *more)
{
	char config[2048];

	net_open(&t->n);
	snprintf(config, sizeof(config), "%s%s", CONFIG, more);
	t->d = net_node(&t->n, &appliance_router, "r1", config);
	t->r = net_raw(&t->n, "r", t->d, 0);
	net_run(&t->n, NSEC_PER_SEC);
	t->r->next = t->r->n;
}

static void say(struct bed *t, u16 from, u16 to, const void *data, size_t len) { raw_udp(&t->n, t->r, t->d, A4(10, 0, 1, 9), from, to, data, len); }

/* The next UDP packet from the device: a reader of its payload. */
static bool hear(struct bed *t, struct rd *r, u16 *src, u16 *dst) { return raw_next_udp(t->r, src, dst, r) != NULL; }

static size_t request_by(u8 *buf, s32 version, const char *community, u8 type, s32 id, s32 e, s32 index, const char *const *names)
{
	struct wr w = wr_of(buf, 1400);
	u8 *all = ber_begin(&w, BER_SEQUENCE), *pdu, *list, *one;
	struct oid o;

	ber_int(&w, version);
	ber_octets(&w, BER_OCTETS, community, strlen(community));
	pdu = ber_begin(&w, type);
	ber_int(&w, id);
	ber_int(&w, e);
	ber_int(&w, index);
	list = ber_begin(&w, BER_SEQUENCE);
	for (; *names; names++) {
		one = ber_begin(&w, BER_SEQUENCE);
		assert_true(oid_parse(*names, &o));
		ber_oid(&w, &o);
		ber_octets(&w, BER_NULL, NULL, 0);
		ber_end(&w, one);
	}
	ber_end(&w, list);
	ber_end(&w, pdu);
	ber_end(&w, all);
	assert_false(w.bad);
	return wr_len(&w);
}
static size_t request(u8 *buf, const char *community, u8 type, s32 id, s32 e, s32 index, const char *const *names)
{
	return request_by(buf, SNMP_V2C, community, type, id, e, index, names);
}
#define NAMES(...) (const char *const[]){ __VA_ARGS__, NULL }

/* The answer as text: "error/index name=tag:value ...". */
static const char *answer_by(struct bed *t, s32 version)
{
	static char out[4096];
	struct rd r, all, pdu, vars, one, id, value;
	struct oid o;
	u16 src, dst;
	size_t n;
	s64 e, index;

	if (!hear(t, &r, &src, &dst))
		return "nothing";
	assert_int_equal(src, 161);
	all = ber_expect(&r, BER_SEQUENCE);
	assert_int_equal(ber_read_int(&all), version);
	ber_expect(&all, BER_OCTETS);
	pdu = ber_expect(&all, PDU_RESPONSE);
	assert_int_equal(ber_read_int(&pdu), 4711);
	e = ber_read_int(&pdu);
	index = ber_read_int(&pdu);
	vars = ber_expect(&pdu, BER_SEQUENCE);
	n = (size_t)snprintf(out, sizeof(out), "%d/%d", (int)e, (int)index);
	while (rd_left(&vars)) {
		char text[OID_MAX * 4];
		u8 tag;

		one = ber_expect(&vars, BER_SEQUENCE);
		id = ber_expect(&one, BER_OID);
		assert_true(ber_read_oid(id, &o));
		tag = ber_read(&one, &value);
		n += (size_t)snprintf(out + n, sizeof(out) - n, " %s=%02x", oid_text(&o, text, sizeof(text)), tag);
		if (tag == BER_OCTETS)
			n += (size_t)snprintf(out + n, sizeof(out) - n, ":%.*s", (int)rd_left(&value), (const char *)value.p);
	}
	assert_false(vars.bad || all.bad);
	return out;
}

static const char *answer(struct bed *t) { return answer_by(t, SNMP_V2C); }

static void expect(struct bed *t, const char *community, u8 type, s32 e, s32 index, const char *const *names, const char *want)
{
	u8 buf[1500];

	say(t, 4000, 161, buf, request(buf, community, type, 4711, e, index, names));
	assert_string_equal(answer(t), want);
}

static void t_ber(void **state)
{
	static const s64 ints[] = { 0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, 32768, 2147483647, -2147483648ll };
	static const struct { u64 v; u8 len; } counters[] = { { 0, 1 }, { 127, 1 }, { 128, 2 }, { 0xffffffff, 5 }, { 0x7fffffffffffffff, 8 }, { ~0ull, 9 } };
	u8 buf[64];
	struct oid o, p;

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(ints); k++) {
		struct wr w = wr_of(buf, sizeof(buf));
		struct rd r;

		ber_int(&w, ints[k]);
		r = rd_of(buf, wr_len(&w));
		assert_int_equal(ber_read_int(&r), ints[k]);
		assert_false(r.bad);
		r = rd_of(buf, wr_len(&w) - 1);
		ber_read_int(&r);
		assert_true(r.bad);
	}
	for (unsigned k = 0; k < ARRAY_LEN(counters); k++) {
		struct wr w = wr_of(buf, sizeof(buf));

		ber_unsigned(&w, BER_COUNTER64, counters[k].v);
		assert_int_equal(buf[1], counters[k].len);
		assert_int_equal(wr_len(&w), 2 + counters[k].len);
	}
	assert_true(oid_parse("1.3.6.1.4294967295.0.128", &o));
	{
		struct wr w = wr_of(buf, sizeof(buf));
		struct rd r;

		ber_oid(&w, &o);
		r = rd_of(buf, wr_len(&w));
		assert_true(ber_read_oid(ber_expect(&r, BER_OID), &p));
		assert_int_equal(oid_cmp(&o, &p), 0);
	}
	assert_false(oid_parse("1.", &o) || oid_parse("3.1", &o) || oid_parse("1.40", &o) || oid_parse("1.3.4294967296", &o) || oid_parse("1..3", &o) || oid_parse("a", &o));
	assert_false(ber_read_oid(rd_of("\x2b\xff\xff\xff\xff\xff\x7f", 7), &o));	/* more than 32 bits */
	assert_false(ber_read_oid(rd_of("\x2b\x86", 2), &o));				/* ends amid an identifier */
}

static void t_get(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "");
	expect(&t, "public", PDU_GET, 0, 0, NAMES("1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.6.0"), "0/0 1.3.6.1.2.1.1.5.0=04:core 1.3.6.1.2.1.1.6.0=04:here");
	expect(&t, "public", PDU_GET, 0, 0, NAMES("1.3.6.1.2.1.1.5", "1.3.6.1.2.1.1.5.1", "1.3.6.1.2.1.1.99.0", "1.3"), "0/0 1.3.6.1.2.1.1.5=81 1.3.6.1.2.1.1.5.1=81 1.3.6.1.2.1.1.99.0=80 1.3=80");
	expect(&t, "public", PDU_NEXT, 0, 0, NAMES("1.3", "1.3.6.1.2.1.2.2.1.2.1", "1.3.6.1.2.1.4.20.1.1", "2.999"),
	       "0/0 1.3.6.1.2.1.1.1.0=04:Lanyard router Software (LYR), Version 15.9 1.3.6.1.2.1.2.2.1.2.2=04:GigabitEthernet0/1 1.3.6.1.2.1.4.20.1.1.10.0.1.1=40 2.999=82");
	expect(&t, "public", PDU_BULK, 1, 2, NAMES("1.3.6.1.2.1.1.4", "1.3.6.1.2.1.2.2.1.1.4", "1.3.6.1.6.3.10.2.1.4"),
	       "0/0 1.3.6.1.2.1.1.4.0=04: 1.3.6.1.2.1.2.2.1.1.5=02 1.3.6.1.6.3.10.2.1.4.0=02 1.3.6.1.2.1.2.2.1.2.1=04:GigabitEthernet0/0 1.3.6.1.6.3.10.2.1.4.0=82");
	expect(&t, "few", PDU_NEXT, 0, 0, NAMES("1.3.6.1.2.1.1.2.0", "1.3.6.1.2.1.1.8.0"), "0/0 1.3.6.1.2.1.1.4.0=04: 1.3.6.1.2.1.1.8.0=82");
	expect(&t, "few", PDU_GET, 0, 0, NAMES("1.3.6.1.2.1.1.3.0"), "0/0 1.3.6.1.2.1.1.3.0=80");
	expect(&t, "public", PDU_SET, 0, 0, NAMES("1.3.6.1.2.1.1.5.0"), "6/1 1.3.6.1.2.1.1.5.0=05");
	expect(&t, "gone", PDU_GET, 0, 0, NAMES("1.3.6.1.2.1.1.5.0"), "16/0 1.3.6.1.2.1.1.5.0=05");
	expect(&t, "denied", PDU_GET, 0, 0, NAMES("1.3.6.1.2.1.1.5.0"), "nothing");
	expect(&t, "Public", PDU_GET, 0, 0, NAMES("1.3.6.1.2.1.1.5.0"), "nothing");
	expect(&t, "public", PDU_RESPONSE, 0, 0, NAMES("1.3.6.1.2.1.1.5.0"), "nothing");
	EXPECT(&t.n, t.d, "    2 Unknown community name\n", "show snmp");
	EXPECT(&t.n, t.d, "%SNMP agent not enabled", "configure terminal", "no snmp-server", "end", "show snmp");
	expect(&t, "public", PDU_GET, 0, 0, NAMES("1.3.6.1.2.1.1.5.0"), "nothing");
	net_close(&t.n);
}

static void expect1(struct bed *t, const char *community, u8 type, const char *const *names, const char *want)
{
	u8 buf[1500];

	say(t, 4000, 161, buf, request_by(buf, SNMP_V1, community, type, 4711, 0, 0, names));
	assert_string_equal(answer_by(t, SNMP_V1), want);
}

/* 1157 4.1, 3584 4.2.2.1: what is not there is an error with its place and the request's variables; counters of 64 bits are not there. */
static void t_version1(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "");
	expect1(&t, "public", PDU_GET, NAMES("1.3.6.1.2.1.1.5.0"), "0/0 1.3.6.1.2.1.1.5.0=04:core");
	expect1(&t, "public", PDU_GET, NAMES("1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.5.1"), "2/2 1.3.6.1.2.1.1.5.0=05 1.3.6.1.2.1.1.5.1=05");
	expect1(&t, "public", PDU_GET, NAMES("1.3.6.1.2.1.31.1.1.1.6.1"), "2/1 1.3.6.1.2.1.31.1.1.1.6.1=05");
	expect1(&t, "public", PDU_NEXT, NAMES("1.3.6.1.2.1.1.5"), "0/0 1.3.6.1.2.1.1.5.0=04:core");
	expect1(&t, "public", PDU_NEXT, NAMES("1.3.6.1.2.1.31.1.1.1.6.1"), "0/0 1.3.6.1.2.1.31.1.1.1.14.1=02");
	expect1(&t, "public", PDU_NEXT, NAMES("2.999"), "2/1 2.999=05");
	expect1(&t, "public", PDU_SET, NAMES("1.3.6.1.2.1.1.5.0"), "2/1 1.3.6.1.2.1.1.5.0=05");
	expect1(&t, "public", PDU_BULK, NAMES("1.3"), "nothing");
	expect1(&t, "few", PDU_GET, NAMES("1.3.6.1.2.1.1.3.0"), "2/1 1.3.6.1.2.1.1.3.0=05");
	net_close(&t.n);
}

static u64 value(struct bed *t, const char *name)
{
	struct mib_value v = { 0 };
	struct oid o;

	assert_true(oid_parse(name, &o));
	assert_int_equal(mib_get(t->d->ip->snmp, &o, &v), MIB_OK);
	return v.n;
}

/* What is sent is told apart as what is received is: to one, to many, to all (2863 3.1.5). */
static void t_sent(void **state)
{
	struct port_stats was, *now;
	struct bed t;

	(void)state;
	open_bed(&t, "");
	now = &net_port(t.d, 0)->stats;
	was = *now;
	TYPE(&t.n, t.d, "ping 10.0.1.9", "ping 10.0.1.77");
	assert_true(now->tx_broadcast > was.tx_broadcast);
	assert_in_range(now->tx_frames - now->tx_broadcast - now->tx_multicast, 5, now->tx_frames - 1);
	assert_int_equal(value(&t, "1.3.6.1.2.1.2.2.1.17.1"), now->tx_frames - now->tx_broadcast - now->tx_multicast);
	assert_int_equal(value(&t, "1.3.6.1.2.1.2.2.1.18.1"), now->tx_broadcast + now->tx_multicast);
	assert_int_equal(value(&t, "1.3.6.1.2.1.31.1.1.1.4.1"), now->tx_multicast);
	assert_int_equal(value(&t, "1.3.6.1.2.1.31.1.1.1.5.1"), now->tx_broadcast);
	assert_int_equal(value(&t, "1.3.6.1.2.1.31.1.1.1.11.1"), now->tx_frames - now->tx_broadcast - now->tx_multicast);
	assert_int_equal(value(&t, "1.3.6.1.2.1.31.1.1.1.12.1"), now->tx_multicast);
	assert_int_equal(value(&t, "1.3.6.1.2.1.31.1.1.1.13.1"), now->tx_broadcast);
	net_close(&t.n);
}

/* Each message cut at every byte, and each byte wrong: nothing but an answer or a drop. */
static void t_broken(void **state)
{
	struct bed t;
	u8 buf[1500], bad[1500];
	size_t len;

	(void)state;
	open_bed(&t, "");
	len = request(buf, "public", PDU_BULK, 4711, 0, 3, NAMES("1.3.6.1.2.1.1", "1.3.6.1.2.1.4.24.4"));
	for (size_t k = 0; k < len; k++)
		say(&t, 4000, 161, buf, k);
	assert_string_equal(answer(&t), "nothing");
	for (size_t k = 0; k < len; k++) {
		memcpy(bad, buf, len);
		bad[k] ^= 0xff;
		say(&t, 4000, 161, bad, len);
	}
	t.r->n = t.r->next = 0;
	expect(&t, "public", PDU_GET, 0, 0, NAMES("1.3.6.1.2.1.1.5.0"), "0/0 1.3.6.1.2.1.1.5.0=04:core");
	net_close(&t.n);
}

/* 3414 A.3.1 and A.3.2: the published keys. */
static void t_keys(void **state)
{
	static const u8 md5[] = { 0x52, 0x6f, 0x5e, 0xed, 0x9f, 0xcc, 0xe2, 0x6f, 0x89, 0x64, 0xc2, 0x93, 0x07, 0x87, 0xd8, 0x2b };
	static const u8 sha[] = { 0x66, 0x95, 0xfe, 0xbc, 0x92, 0x88, 0xe3, 0x62, 0x82, 0x23, 0x5f, 0xc7, 0x15, 0x1f, 0x12, 0x84, 0x97, 0xb3, 0x8f, 0x3f };
	struct bed t;
	struct snmp *a;

	(void)state;
	open_bed(&t, "snmp-server user s G v3 auth sha maplesyrup priv aes 128 maplesyrup\n");
	a = t.d->ip->snmp;
	assert_memory_equal(snmp_user(a, "u")->auth_key, md5, sizeof(md5));
	assert_memory_equal(snmp_user(a, "s")->auth_key, sha, sizeof(sha));
	assert_memory_equal(snmp_user(a, "s")->priv_key, sha, sizeof(sha));
	net_close(&t.n);
}

/* 3414 4: who asks with nothing learns the engine's name and time. A replay from another time, and another digest, are told so. */
static void t_usm(void **state)
{
	struct bed t;
	struct snmp *a;
	struct rd r;
	u8 buf[1500], pdu[200];
	struct wr w = wr_of(pdu, sizeof(pdu));
	u8 *at, *list, *one;
	struct oid o;
	u16 src, dst;
	u32 len;
	struct snmp_as as;

	(void)state;
	open_bed(&t, "");
	a = t.d->ip->snmp;
	snmp_as_local(a, snmp_user(a, "u"), &as);
	at = ber_begin(&w, PDU_GET);
	ber_int(&w, 1);
	ber_int(&w, 0);
	ber_int(&w, 0);
	list = ber_begin(&w, BER_SEQUENCE);
	one = ber_begin(&w, BER_SEQUENCE);
	oid_parse("1.3.6.1.2.1.1.5.0", &o);
	ber_oid(&w, &o);
	ber_octets(&w, BER_NULL, NULL, 0);
	ber_end(&w, one);
	ber_end(&w, list);
	ber_end(&w, at);
	len = snmp_usm_write(a, &as, SNMP_AUTH, 9, true, pdu, (u32)wr_len(&w), buf, sizeof(buf));
	assert_true(len);
	say(&t, 4000, 161, buf, len);
	assert_true(hear(&t, &r, &src, &dst));
	assert_non_null(memmem(r.p, rd_left(&r), "core", 4));
	net_run(&t.n, 151 * NSEC_PER_SEC);
	say(&t, 4000, 161, buf, len);	/* later than 150 s: 3414 3.2 (7) */
	assert_int_equal(a->count.not_in_time, 1);
	assert_true(hear(&t, &r, &src, &dst));
	assert_non_null(memmem(r.p, rd_left(&r), "\x06\x0a\x2b\x06\x01\x06\x03\x0f\x01\x01\x02\x00", 12));
	buf[len - 1] ^= 1;
	say(&t, 4000, 161, buf, len);
	assert_int_equal(a->count.wrong_digest, 1);
	snmp_as_local(a, NULL, &as);
	len = snmp_usm_write(a, &as, SNMP_NOAUTH, 10, true, pdu, (u32)wr_len(&w), buf, sizeof(buf));
	say(&t, 4000, 161, buf, len);
	assert_int_equal(a->count.unknown_user, 1);
	at = memmem(buf, len, a->engine, a->engine_len);
	at[0] ^= 1;
	say(&t, 4000, 161, buf, len);
	assert_int_equal(a->count.unknown_engine, 1);
	for (u32 k = 0; k < len; k++) {
		at = buf + k;
		*at ^= 0x55;
		say(&t, 4000, 161, buf, len);
		*at ^= 0x55;
		say(&t, 4000, 161, buf, k);
	}
	net_close(&t.n);
}

/* Traps of links and of the configuration; informs are sent again three times, 15 s apart, until they are answered. */
static void t_notify(void **state)
{
	struct bed t;
	struct rd r;
	u8 buf[1500];
	u16 src, dst;
	unsigned n = 0;

	(void)state;
	open_bed(&t, "snmp-server enable traps\nsnmp-server host 10.0.1.9 version 2c tell\ninterface lo0\ninterface lo1\n no snmp trap link-status\n");
	net_run(&t.n, 10 * NSEC_PER_SEC);
	assert_true(hear(&t, &r, &src, &dst));	/* coldStart */
	assert_int_equal(dst, 162);
	assert_non_null(memmem(r.p, rd_left(&r), "\x06\x09\x2b\x06\x01\x06\x03\x01\x01\x05\x01", 11));
	assert_false(hear(&t, &r, &src, &dst));
	TYPE(&t.n, t.d, "configure terminal", "interface lo1", "shutdown", "interface lo0", "shutdown", "end");
	net_run(&t.n, NSEC_PER_MS);
	assert_true(hear(&t, &r, &src, &dst));
	assert_non_null(memmem(r.p, rd_left(&r), "Loopback0", 9));
	assert_non_null(memmem(r.p, rd_left(&r), "administratively down", 21));
	assert_true(hear(&t, &r, &src, &dst));	/* and the configuration, as the session left it */
	assert_non_null(memmem(r.p, rd_left(&r), "\x2b\x06\x01\x04\x01\x09\x09\x2b\x02\x00\x01", 11));
	assert_false(hear(&t, &r, &src, &dst));
	TYPE(&t.n, t.d, "configure terminal", "no snmp-server enable traps config", "no snmp-server host 10.0.1.9 version 2c tell", "snmp-server host 10.0.1.9 informs version 2c ask",
	     "interface lo0", "no shutdown", "end");
	net_run(&t.n, 100 * NSEC_PER_SEC);
	while (hear(&t, &r, &src, &dst))
		n++;
	assert_int_equal(n, 4);
	TYPE(&t.n, t.d, "configure terminal", "interface lo0", "shutdown", "end");
	net_run(&t.n, NSEC_PER_MS);
	assert_true(hear(&t, &r, &src, &dst));
	memcpy(buf, r.p, rd_left(&r));
	*(u8 *)memchr(buf + 10, PDU_INFORM, 30) = PDU_RESPONSE;
	say(&t, 162, src, buf, rd_left(&r));
	net_run(&t.n, 100 * NSEC_PER_SEC);
	assert_false(hear(&t, &r, &src, &dst));
	EXPECT(&t.n, t.d, "type: inform", "show snmp host");
	net_close(&t.n);
}

static struct ipaddr route_of(u32 k) { return ipaddr4(0x14000000 + (k * 2654435761u % 65536) * 256); }

static void set_routes(struct device *d, u32 from, u32 n, bool there)
{
	struct nexthop hop = { .null = true };

	for (u32 k = from; k < from + n; k++) {
		struct route r = { .prefix = route_of(k), .plen = 24, .source = ROUTE_STATIC, .distance = 1 };

		rib_replace(d->ip, &r, &hop, there ? 1 : 0);
	}
}

/* All names below base, one after the other as GetNext has them, each behind the last; `change` is called now and then. */
static u32 walk(struct bed *t, const char *base, void (*change)(struct bed *t, u32 n))
{
	const struct snmp_access all = { .view = snmp_view(t->d->ip->snmp, "walked") };
	const struct mib_view view = snmp_mib_view(&all);
	struct snmp *a = t->d->ip->snmp;
	struct oid tree, at, last;
	struct mib_value v;
	u32 n = 0;

	assert_true(oid_parse(base, &tree));
	for (at = last = tree; mib_next(a, &at, &view, &v) == MIB_OK && oid_within(&at, &tree); last = at, n++) {
		assert_true(oid_cmp(&at, &last) > 0);
		if (change)
			change(t, n);
	}
	return n;
}

static void churn(struct bed *t, u32 n)
{
	if (n % 100)
		return;
	set_routes(t->d, n % 9000, 50, (n / 100) & 1);
	net_run(&t->n, 200 * NSEC_PER_MS);
}

/* Ten thousand routes: a walk looks at them a few dozen times, not ten thousand times; goes on in order while they come and go; and has them all when they stay. */
static void t_many(void **state)
{
	static const char *const column[] = { "1.3.6.1.2.1.4.24.4.1.1", "1.3.6.1.2.1.4.24.7.1.7" };
	struct bed t;
	u64 before;

	(void)state;
	open_bed(&t, "");
	set_routes(t.d, 0, 10000, true);
	for (unsigned k = 0; k < ARRAY_LEN(column); k++) {
		before = t.d->ip->snmp->work;
		assert_int_equal(walk(&t, column[k], NULL), 10000 + 2); /* the interface's network and address */
		assert_true(t.d->ip->snmp->work - before < 30 * 10002);
		assert_in_range(walk(&t, column[k], churn), 5000, 10002);
		set_routes(t.d, 0, 10000, true);
		net_run(&t.n, 2 * NSEC_PER_SEC);
		assert_int_equal(walk(&t, column[k], NULL), 10000 + 2);
	}
	net_run(&t.n, 20 * NSEC_PER_SEC);
	for (u32 k = 0; k < t.d->ip->snmp->n_tables; k++)
		assert_null(t.d->ip->snmp->table[k].window);	/* nobody walks: nothing is kept */
	net_close(&t.n);
}

/* What a view hides is passed by at once, however long: a hidden column, rows of one, what is shown again within. */
static void t_hidden(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "snmp-server view walked 1.3.6.1.2.1.4.24 included\nsnmp-server view walked 1.3.6.1.2.1.4.24.4.1.1 excluded\n"
		     "snmp-server view walked 1.3.6.1.2.1.4.24.4.1.1.20.0.0.0 included\nsnmp-server view walked 1.3.6.1.2.1.4.24.4.1.1.20.121.177.0 included\n"
		     "snmp-server view walked 1.3.6.1.2.1.4.24.4.1.2 excluded\nsnmp-server view walked 1.3.6.1.2.1.4.24.7.1 excluded\n"
		     "snmp-server view walked 1.3.6.1.2.1.4.24.7.1.17 included\n");
	set_routes(t.d, 0, 10000, true);
	assert_int_equal(walk(&t, "1.3.6.1.2.1.4.24.4.1.1", NULL), 2);
	assert_int_equal(walk(&t, "1.3.6.1.2.1.4.24.4.1.2", NULL), 0);
	assert_int_equal(walk(&t, "1.3.6.1.2.1.4.24.7.1.17", NULL), 10000 + 2);
	assert_true(walk(&t, "1.3.6.1.2.1.4.24.7", NULL) == 10000 + 2);
	net_close(&t.n);
}

/* A storm of requests that each look at a long table from another place: what a second has room for is answered, the rest dropped and counted, and the next second serves. */
static void t_storm(void **state)
{
	struct bed t;
	struct snmp *a;
	char name[16][64];
	const char *names[17] = { NULL };
	u8 buf[1500];
	size_t len;

	(void)state;
	open_bed(&t, "");
	a = t.d->ip->snmp;
	set_routes(t.d, 0, 10000, true);
	for (u32 n = 0; n < 200; n++) {
		for (u32 k = 0; k < 16; k++) {
			snprintf(name[k], sizeof(name[k]), "1.3.6.1.2.1.4.24.4.1.1.20.%u", (n * 16 + k) * 37 % 250);
			names[k] = name[k];
		}
		len = request(buf, "public", PDU_BULK, 4711, 0, 100, names);
		raw_udp(&t.n, t.r, t.d, A4(10, 0, 1, 9), 4000, 161, buf, len);
		assert_true(a->work < SNMP_WORK_MAX + 100000);
	}
	assert_true(a->count.busy > 0 && a->count.response > 10);
	t.r->next = t.r->n;
	net_run(&t.n, 2 * NSEC_PER_SEC);
	t.r->next = t.r->n;
	len = request(buf, "public", PDU_GET, 4711, 0, 0, NAMES("1.3.6.1.2.1.1.5.0"));
	raw_udp(&t.n, t.r, t.d, A4(10, 0, 1, 9), 4000, 161, buf, len);
	assert_non_null(strstr(answer_by(&t, SNMP_V2C), "core"));
	net_close(&t.n);
}

static s64 number(struct bed *t, const char *name)
{
	struct mib_value v;
	struct oid o;

	assert_true(oid_parse(name, &o));
	assert_int_equal(mib_get(t->d->ip->snmp, &o, &v), MIB_OK);
	return (s64)v.n;
}

/* What a manager asks of either family: addresses with their prefixes, neighbours, routes. */
static void t_inet(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "interface g0/0\n ipv6 address 2001:DB8::1/64\nipv6 route 2001:DB8:5::/48 Null0\n");
	net_run(&t.n, 5 * NSEC_PER_SEC);
	assert_int_equal(number(&t, "1.3.6.1.2.1.4.34.1.3.1.4.10.0.1.1"), 1);
	assert_int_equal(number(&t, "1.3.6.1.2.1.4.34.1.3.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1"), 1);
	assert_int_equal(number(&t, "1.3.6.1.2.1.4.34.1.7.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1"), 1);
	assert_int_equal(number(&t, "1.3.6.1.2.1.4.32.1.5.1.1.4.10.0.1.0.24"), 2);
	assert_int_equal(number(&t, "1.3.6.1.2.1.4.35.1.6.1.1.4.10.0.1.9"), 4);
	assert_int_equal(number(&t, "1.3.6.1.2.1.4.24.7.1.8.2.16.32.1.13.184.0.5.0.0.0.0.0.0.0.0.0.0.48.2.0.0.0.0"), 5);
	assert_int_equal(number(&t, "1.3.6.1.2.1.4.24.7.1.9.1.4.10.0.1.0.24.2.0.0.0.0"), 2);
	assert_int_equal(walk(&t, "1.3.6.1.2.1.4.34.1.3", NULL), 3);	/* the link-local one too */
	net_close(&t.n);
}

/* An identifier beyond 255 is no octet: what the name would be modulo 256 is not there under it. */
static void t_no_octets(void **state)
{
	static const char *const names[] = {
		"1.3.6.1.2.1.4.20.1.1.10.0.1.257", "1.3.6.1.2.1.4.22.1.4.1.10.0.1.265", "1.3.6.1.2.1.4.35.1.6.1.1.4.10.256.1.9", "1.3.6.1.2.1.4.24.4.1.7.10.0.257.0.255.255.255.0.0.0.0.0.0",
		"1.3.6.1.2.1.14.2.1.1.0.0.0.256", "1.3.6.1.2.1.15.3.1.2.266.0.1.9", "1.3.6.1.2.1.15.6.1.2.10.0.257.0.24.0.0.0.0",
	};
	static const char *const there[] = {
		"1.3.6.1.2.1.4.20.1.1.10.0.1.1", "1.3.6.1.2.1.4.22.1.4.1.10.0.1.9", "1.3.6.1.2.1.4.35.1.6.1.1.4.10.0.1.9", "1.3.6.1.2.1.4.24.4.1.7.10.0.1.0.255.255.255.0.0.0.0.0.0",
		"1.3.6.1.2.1.14.2.1.1.0.0.0.0", "1.3.6.1.2.1.15.3.1.2.10.0.1.9", "1.3.6.1.2.1.15.6.1.2.10.0.1.0.24.0.0.0.0",
	};
	struct bed t;

	(void)state;
	open_bed(&t, "router ospf 1\n network 10.0.1.0 0.0.0.255 area 0\nrouter bgp 65000\n neighbor 10.0.1.9 remote-as 65001\n network 10.0.1.0 mask 255.255.255.0\n");
	net_run(&t.n, 5 * NSEC_PER_SEC);
	for (unsigned k = 0; k < ARRAY_LEN(names); k++) {
		struct snmp *a = t.d->ip->snmp;
		struct mib_value v;
		struct oid o;

		assert_true(oid_parse(there[k], &o));
		assert_int_equal(mib_get(a, &o, &v), MIB_OK);
		assert_true(oid_parse(names[k], &o));
		assert_int_equal(mib_get(a, &o, &v), MIB_NO_INSTANCE);
	}
	net_close(&t.n);
}

/* What the receiver of informs by version 3 says to message msg_id, by nobody's key. */
static void receiver_says(struct bed *t, u8 type, u32 msg_id, u32 id)
{
	struct snmp *a = t->d->ip->snmp;
	struct snmp_as x = { .name = "w", .engine = (const u8 *)"receiver", .engine_len = 8, .boots = 1, .time = 1 };
	u8 pdu[64], msg[400];
	struct wr w = wr_of(pdu, sizeof(pdu));
	u8 *at = ber_begin(&w, type);

	for (unsigned k = 0; k < 3; k++)
		ber_int(&w, k ? 0 : id);
	ber_end(&w, ber_begin(&w, BER_SEQUENCE));
	ber_end(&w, at);
	say(t, 162, a->notify_udp.port, msg, snmp_usm_write(a, &x, SNMP_NOAUTH, (s32)msg_id, false, pdu, (u32)wr_len(&w), msg, sizeof(msg)));
}

/* An unsigned answer to an unsigned inform answers that one: not a signed one to the same address, whatever number it names. */
static void t_inform3(void **state)
{
	struct bed t;
	struct snmp *a;
	struct snmp_inform *plain, *with_key;

	(void)state;
	open_bed(&t, "snmp-server group N v3 noauth\nsnmp-server user w N v3\nsnmp-server enable traps config\nsnmp-server host 10.0.1.9 informs version 3 auth u\n"
		     "snmp-server host 10.0.1.9 informs version 3 noauth w\n");
	a = t.d->ip->snmp;
	TYPE(&t.n, t.d, "configure terminal", "end");
	net_run(&t.n, NSEC_PER_MS);
	assert_int_equal(a->n_informs, 2);
	for (struct snmp_host *h = a->hosts; h; h = h->next)
		receiver_says(&t, PDU_REPORT, h->remote.probe_id, 0);
	plain = strcmp(a->informs->host->name, "w") ? a->informs->next : a->informs;
	with_key = plain == a->informs ? plain->next : a->informs;
	assert_true(plain->host->remote.known && with_key->host->remote.known);
	receiver_says(&t, PDU_RESPONSE, plain->request_id, with_key->request_id);
	assert_int_equal(a->n_informs, 2);
	receiver_says(&t, PDU_RESPONSE, with_key->request_id, with_key->request_id);
	assert_int_equal(a->n_informs, 2);
	receiver_says(&t, PDU_RESPONSE, plain->request_id, plain->request_id);
	assert_int_equal(a->n_informs, 1);
	assert_ptr_equal(a->informs, with_key);
	net_close(&t.n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_ber), cmocka_unit_test(t_get), cmocka_unit_test(t_version1), cmocka_unit_test(t_sent), cmocka_unit_test(t_broken), cmocka_unit_test(t_keys), cmocka_unit_test(t_usm), cmocka_unit_test(t_notify),
		cmocka_unit_test(t_many), cmocka_unit_test(t_hidden), cmocka_unit_test(t_storm), cmocka_unit_test(t_inet), cmocka_unit_test(t_no_octets), cmocka_unit_test(t_inform3),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
