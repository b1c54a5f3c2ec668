/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A records in DNS over TCP (RFC 7766 8, RFC 2694) through NAT. A sender and a receiver of a stream of messages stand around it: segments are cut anywhere, lost on either
 * side, sent again in other pieces, and what the receiver puts together must be the messages with the other names, octet for octet.
 */
#include "nat_bed.h"

#include "router/nat/alg.h"

enum { STREAM_MAX = 8192, ISN_A = 0xfffffc00, ISN_Q = 7000 }; /* the numbers of the answers run over */

struct stream { u8 is[STREAM_MAX], becomes[STREAM_MAX]; u32 len; };

static void add(struct stream *s, const void *data, u32 n)
{
	memcpy(s->is + s->len, data, n);
	memcpy(s->becomes + s->len, data, n);
	s->len += n;
}

static void add16(struct stream *s, u16 v) { add(s, (u8[]){ (u8)(v >> 8), (u8)v }, 2); }

static void add_record(struct stream *s, u16 type, u16 class, const void *data, u16 n)
{
	add16(s, 0xc00c);
	add16(s, type);
	add16(s, class);
	add(s, "\0\0\0\74", 4);
	add16(s, n);
	add(s, data, n);
}

static void add_a(struct stream *s, u32 is, u32 becomes)
{
	u8 was[4];

	put_be32(was, is);
	add_record(s, 1, 1, was, 4);
	put_be32(s->becomes + s->len - 4, becomes);
}

/* Where the message's length is; *fill is told it by end(). */
static u32 begin(struct stream *s, u16 flags, u16 answers, u16 authority, u16 additional)
{
	u32 at = s->len;

	add16(s, 0);
	add16(s, 0x1234);
	add16(s, flags);
	add16(s, 1);
	add16(s, answers);
	add16(s, authority);
	add16(s, additional);
	add(s, "\3www\7example\0\0\1\0\1", 17);
	return at;
}

static void end(struct stream *s, u32 at)
{
	put_be16(s->is + at, (u16)(s->len - at - 2));
	put_be16(s->becomes + at, (u16)(s->len - at - 2));
}

/* is, becomes: an address with another name; other: one that has none. */
static void messages(struct stream *s, u32 is, u32 becomes, u32 other)
{
	u8 text[300];
	u32 at;

	memset(text, 'x', sizeof(text));
	s->len = 0;
	at = begin(s, 0x8180, 4, 1, 2);
	add_a(s, is, becomes);
	add_a(s, other, other);
	add_record(s, 5, 1, "\3two\300\20", 6);
	add_a(s, is, becomes);
	add_record(s, 16, 1, text, sizeof(text));
	add_record(s, 28, 1, text, 16);
	add_a(s, is, becomes);
	end(s, at);
	add16(s, 0); /* a message of nothing */
	add16(s, 5); /* one that is too short */
	add(s, "abcde", 5);
	at = begin(s, 0x0100, 1, 0, 0); /* a question: its records are let be */
	put_be32(text, is);
	add_record(s, 1, 1, text, 4);
	end(s, at);
	at = begin(s, 0x8180, 3, 0, 0); /* of another class, of another length; says more than there is */
	add_record(s, 1, 3, text, 4);
	add_record(s, 1, 1, text, 5);
	end(s, at);
	at = begin(s, 0x8180, 2, 0, 0);
	add(s, "\100bad", 4); /* no form of label that there is */
	add_record(s, 1, 1, text, 4);
	end(s, at);
	at = begin(s, 0x8180, 40, 0, 0);
	for (unsigned k = 0; k < 40; k++)
		add_a(s, k % 3 ? is : other, k % 3 ? becomes : other);
	add(s, text, 9); /* behind its records */
	end(s, at);
}

struct ends {
	struct bed t;
	bool out;		/* the server is inside */
	u32 server, client;	/* as each knows itself */
	u32 server_as, client_as; /* as the other end knows it */
};

/* A segment of the server's (else of the client's); flags, numbers, data. */
static void segment(struct ends *e, bool server, u32 seq, u32 ack, u8 flags, const u8 *data, u32 n)
{
	struct raw *from = server == e->out ? e->t.in : e->t.out, *to = server == e->out ? e->t.out : e->t.in;
	u8 p[1600] = { 0 }, *tcp = p + 34;

	to->n = to->next = 0;
	ip4_put(p, mac_at(&e->t, from), server ? e->server : e->client, server ? e->client_as : e->server_as, IP_TCP, 64, 0, 20 + n);
	put_be16(tcp, server ? 53 : 4000);
	put_be16(tcp + 2, server ? 4000 : 53);
	put_be32(tcp + 4, seq);
	put_be32(tcp + 8, ack);
	tcp[12] = 0x50;
	tcp[13] = flags;
	if (n)
		memcpy(tcp + 20, data, n);
	finish(p, IP_TCP, 20 + n);
	raw_send(&e->t.n, from, p, 54 + n);
}

/* What comes out: its number, flags and data. false: nothing. */
static bool comes(struct ends *e, bool server, u32 *seq, u8 *flags, const u8 **data, u32 *n)
{
	struct raw *to = server == e->out ? e->t.out : e->t.in;
	u32 total;
	const u8 *ip = next(to, &total);

	if (!ip)
		return false;
	*seq = get_be32(ip + 24);
	*flags = ip[33];
	*data = ip + 40;
	*n = total - 40;
	return true;
}

static void open_ends(struct ends *e, bool out, const char *more)
{
	char config[600];

	*e = (struct ends){ .out = out, .server = out ? IL + 1 : OG, .client = out ? OG : IL };
	snprintf(config, sizeof(config), "ip nat inside source static 10.0.1.11 203.0.113.11\nip nat inside source list 1 interface g0/1 overload\n%s", more);
	open_bed(&e->t, config);
	e->server_as = out ? A4(203, 0, 113, 11) : OG;
	e->client_as = out ? OG : IG;
}

static void connect(struct ends *e)
{
	segment(e, false, ISN_Q, 0, 2, NULL, 0);
	segment(e, true, ISN_A, ISN_Q + 1, 0x12, NULL, 0);
	segment(e, false, ISN_Q + 1, ISN_A + 1, 0x10, NULL, 0);
}

static void close_ends(struct ends *e)
{
	TYPE(&e->t.n, e->t.d, "clear ip nat translation *");
	assert_int_equal(e->t.d->ip->nat->n_changed, 0);
	net_close(&e->t.n);
}

static u32 dice(u64 *seed, u32 n)
{
	*seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(*seed >> 33) % n;
}

/* The stream crosses, whatever becomes of its segments. */
static void cross(struct ends *e, const struct stream *s, u64 seed, u32 max, u32 lost)
{
	u8 got[STREAM_MAX];
	bool have[STREAM_MAX] = { false };
	u32 una = 0, nxt = 0, rcv = 0;

	for (unsigned turn = 0; una < s->len; turn++) {
		u32 from = nxt, n, seq;
		const u8 *data;
		u8 flags;

		assert_true(turn < 100000);
		if (nxt == s->len || !dice(&seed, 3))
			from = dice(&seed, 2) ? una : una + dice(&seed, nxt - una + 1); /* again */
		n = 1 + dice(&seed, max);
		if (from == una && from < nxt)
			n += 8; /* a sender that repeats an address's first octets alone is t_small_segments' */
		n = from + n > s->len ? s->len - from : n;
		if (!n)
			continue;
		nxt = from + n > nxt ? from + n : nxt;
		if (dice(&seed, 100) < lost)
			continue;
		segment(e, true, ISN_A + 1 + from, ISN_Q + 1, 0x18, s->is + from, n);
		if (!comes(e, true, &seq, &flags, &data, &n) || dice(&seed, 100) < lost)
			continue;
		from = seq - ISN_A - 1;
		for (u32 k = 0; k < n; k++) {
			if (!have[from + k])
				got[from + k] = data[k];
			have[from + k] = true;
		}
		while (rcv < s->len && have[rcv])
			rcv++;
		if (dice(&seed, 100) < lost)
			continue;
		segment(e, false, ISN_Q + 1, ISN_A + 1 + rcv, 0x10, NULL, 0);
		if (dice(&seed, 100) >= lost)
			una = rcv;
	}
	for (u32 k = 0; k < s->len; k++)
		if (got[k] != s->becomes[k])
			fail_msg("octet %u of %u is %02x, not %02x (seed %llu)", k, s->len, got[k], s->becomes[k], (unsigned long long)seed);
}

static void t_streams(void **state)
{
	static struct stream s;
	struct ends e;

	(void)state;
	for (unsigned out = 0; out < 2; out++)
		for (unsigned k = 0; k < 24; k++) {
			open_ends(&e, out, "");
			if (out)
				messages(&s, A4(10, 0, 1, 11), A4(203, 0, 113, 11), A4(203, 0, 113, 11));
			else
				messages(&s, A4(203, 0, 113, 11), A4(10, 0, 1, 11), A4(10, 0, 1, 11));
			connect(&e);
			cross(&e, &s, k, k % 4 == 0 ? 1400 : k % 4 == 1 ? 100 : k % 4 == 2 ? 20 : 3, k < 4 ? 0 : 15);
			close_ends(&e);
		}
}

/* What the header says of the address of the first record: length, header, question, its own head. */
enum { FIRST = 2 + 12 + 17 + 12 };

/* The first octets of an address are held back with the FIN behind them; come again alone, they pass as they are, and so does the rest. */
static void t_small_segments(void **state)
{
	static struct stream s;
	struct ends e;
	u32 seq, n;
	u8 flags;
	const u8 *data;

	(void)state;
	open_ends(&e, false, "");
	messages(&s, A4(203, 0, 113, 11), A4(10, 0, 1, 11), A4(10, 0, 1, 11));
	connect(&e);
	segment(&e, true, ISN_A + 1, ISN_Q + 1, 0x19, s.is, FIRST + 2);
	assert_true(comes(&e, true, &seq, &flags, &data, &n));
	assert_int_equal(n, FIRST);
	assert_int_equal(flags, 0x18);
	segment(&e, true, ISN_A + 1 + FIRST, ISN_Q + 1, 0x19, s.is + FIRST, 2);
	assert_true(comes(&e, true, &seq, &flags, &data, &n));
	assert_int_equal(n, 2);
	assert_int_equal(flags, 0x19);
	assert_memory_equal(data, s.is + FIRST, 2);
	segment(&e, true, ISN_A + 1 + FIRST + 2, ISN_Q + 1, 0x18, s.is + FIRST + 2, 40);
	assert_true(comes(&e, true, &seq, &flags, &data, &n));
	assert_memory_equal(data, s.is + FIRST + 2, 34);
	close_ends(&e);
}

/* What comes before its time is refused; a connection in the middle of which we come, another SYN in it, and one without the gateway pass untouched. */
static void t_not_read(void **state)
{
	static struct stream s;
	struct ends e;
	u32 seq, n;
	u8 flags;
	const u8 *data;

	(void)state;
	messages(&s, A4(203, 0, 113, 11), A4(10, 0, 1, 11), A4(10, 0, 1, 11));
	open_ends(&e, false, "");
	connect(&e);
	segment(&e, true, ISN_A + 11, ISN_Q + 1, 0x18, s.is + 10, 200);
	assert_false(comes(&e, true, &seq, &flags, &data, &n));
	assert_int_equal(net_port(e.t.d, 1)->drops[DROP_NAT], 1);
	segment(&e, true, ISN_A + 1, ISN_Q + 1, 0x18, s.is, 200);
	assert_true(comes(&e, true, &seq, &flags, &data, &n));
	assert_memory_equal(data, s.becomes, 200);
	segment(&e, true, ISN_A + 4000, ISN_Q + 1, 0x10, NULL, 0); /* without data it changes nothing */
	assert_true(comes(&e, true, &seq, &flags, &data, &n));
	segment(&e, false, 99, 0, 2, NULL, 0);
	segment(&e, true, ISN_A + 1, ISN_Q + 1, 0x18, s.is, 200);
	assert_true(comes(&e, true, &seq, &flags, &data, &n));
	assert_memory_equal(data, s.is, 200);
	TYPE(&e.t.n, e.t.d, "clear ip nat translation *");
	segment(&e, false, ISN_Q + 1, ISN_A + 1, 0x10, NULL, 0);
	segment(&e, true, ISN_A + 1, ISN_Q + 1, 0x18, s.is, 200);
	assert_true(comes(&e, true, &seq, &flags, &data, &n));
	assert_memory_equal(data, s.is, 200);
	close_ends(&e);

	open_ends(&e, false, "no ip nat service alg tcp dns\n");
	EXPECT(&e.t.n, e.t.d, "no ip nat service alg tcp dns\n", "show running-config");
	connect(&e);
	segment(&e, true, ISN_A + 1, ISN_Q + 1, 0x18, s.is, 200);
	assert_true(comes(&e, true, &seq, &flags, &data, &n));
	assert_memory_equal(data, s.is, 200);
	TYPE(&e.t.n, e.t.d, "configure terminal", "ip nat service alg tcp dns", "end"); /* of connections that begin */
	segment(&e, true, ISN_A + 1, ISN_Q + 1, 0x18, s.is, 200);
	assert_true(comes(&e, true, &seq, &flags, &data, &n));
	assert_memory_equal(data, s.is, 200);
	TYPE(&e.t.n, e.t.d, "clear ip nat translation *");
	connect(&e);
	segment(&e, true, ISN_A + 1, ISN_Q + 1, 0x18, s.is, 200);
	assert_true(comes(&e, true, &seq, &flags, &data, &n));
	assert_memory_equal(data, s.becomes, 200);
	TYPE(&e.t.n, e.t.d, "configure terminal", "no ip nat service alg tcp dns", "end"); /* nor do those that are read break */
	segment(&e, true, ISN_A + 1, ISN_Q + 1, 0x18, s.is, 400);
	assert_true(comes(&e, true, &seq, &flags, &data, &n));
	assert_memory_equal(data, s.becomes, 400);
	close_ends(&e);
}

/* More names than have room wait until those before are acknowledged; none is lost. */
static void t_many_names(void **state)
{
	struct ends e;
	u8 msg[16 * 90];
	u32 seq, n, at = 29, sent = 0;
	u8 flags;
	const u8 *data;

	(void)state;
	open_ends(&e, false, "");
	connect(&e);
	memset(msg, 0, sizeof(msg));
	memcpy(msg, "\xff\xff\0\1\x81\x80\0\0\xff\xff\0\0\0\0", 14); /* one message of 65535 octets, records to its end */
	segment(&e, true, ISN_A + 1, ISN_Q + 1, 0x18, msg, 14);
	for (unsigned k = 0; k < 90; k++) {
		memcpy(msg + 16 * k, "\xc0\x0c\0\1\0\1\0\0\0\74\0\4", 12);
		put_be32(msg + 16 * k + 12, A4(203, 0, 113, 11));
	}
	at = ISN_A + 15;
	for (sent = 0; sent < 10; sent++, at += sizeof(msg)) {
		segment(&e, true, at, ISN_Q + 1, 0x18, msg, sizeof(msg));
		if (!comes(&e, true, &seq, &flags, &data, &n))
			break;
		for (unsigned k = 0; k < 90; k++)
			assert_int_equal(get_be32(data + 16 * k + 12), A4(10, 0, 1, 11));
	}
	assert_int_equal(sent, 512 / 90);
	segment(&e, true, at - (u32)sizeof(msg), ISN_Q + 1, 0x18, msg, sizeof(msg)); /* those before are as they were */
	assert_true(comes(&e, true, &seq, &flags, &data, &n));
	assert_int_equal(get_be32(data + 12), A4(10, 0, 1, 11));
	segment(&e, false, ISN_Q + 1, at, 0x10, NULL, 0);
	assert_int_equal(e.t.d->ip->nat->n_changed, 0);
	segment(&e, true, at, ISN_Q + 1, 0x18, msg, sizeof(msg));
	assert_true(comes(&e, true, &seq, &flags, &data, &n));
	for (unsigned k = 0; k < 90; k++)
		assert_int_equal(get_be32(data + 16 * k + 12), A4(10, 0, 1, 11));
	close_ends(&e);
}

/* Where no address has another name, nothing is kept and no segment waits for another. A connection that is read stays so when the last name goes. */
static void t_no_names(void **state)
{
	static struct stream s;
	struct ends e;
	u32 seq, n;
	u8 flags;
	const u8 *data;

	(void)state;
	messages(&s, A4(203, 0, 113, 11), A4(10, 0, 1, 11), A4(10, 0, 1, 11));
	open_ends(&e, false, "no ip nat inside source static 10.0.1.11 203.0.113.11\n");
	connect(&e);
	assert_null(nat_find_in(e.t.d->ip->nat, e.t.d->ip, IP_TCP, IL, 4000, OG, 53)->dns);
	segment(&e, true, ISN_A + 11, ISN_Q + 1, 0x18, s.is + 10, 200);
	assert_true(comes(&e, true, &seq, &flags, &data, &n));
	assert_int_equal(seq, ISN_A + 11);
	assert_memory_equal(data, s.is + 10, 200);
	close_ends(&e);

	open_ends(&e, false, "");
	connect(&e);
	segment(&e, true, ISN_A + 1, ISN_Q + 1, 0x18, s.is, 200);
	assert_true(comes(&e, true, &seq, &flags, &data, &n));
	TYPE(&e.t.n, e.t.d, "configure terminal", "no ip nat inside source static 10.0.1.11 203.0.113.11", "end");
	segment(&e, true, ISN_A + 1, ISN_Q + 1, 0x18, s.is, 200); /* what was changed stays so */
	assert_true(comes(&e, true, &seq, &flags, &data, &n));
	assert_memory_equal(data, s.becomes, 200);
	segment(&e, true, ISN_A + 201, ISN_Q + 1, 0x18, s.is + 200, s.len - 200 > 1200 ? 1200 : s.len - 200);
	assert_true(comes(&e, true, &seq, &flags, &data, &n));
	assert_memory_equal(data, s.is + 200, n);
	close_ends(&e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_streams), cmocka_unit_test(t_small_segments), cmocka_unit_test(t_not_read), cmocka_unit_test(t_many_names),
		cmocka_unit_test(t_no_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
