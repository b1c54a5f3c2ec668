/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packet in, packet out: one TCP of ours (10.0.0.1) and a peer (10.0.0.2) that is a script. What the script does not name is a failure. Sequence
 * numbers are relative to each side's first.
 *
 *   connect | listen       from port 4000 to 80 | on port 80, the peer at 4000; before: `option nodelay`, `option keepalive 10`, ...
 *   < SA 0:0 ack 1 win 8000 mss 1000 sackok ws 7 ts 5 0 sack 3001-4001    the peer sends; bytes are (u8)sequence number
 *   > A 1:1 ack 1 win 8000 sack ...                                       we have sent; only what is named is compared, but flags (less P),
 *                                                                         sequence numbers and ack always are. `len` is END - SEQ
 *   none                   we have sent nothing more (also checked before each `<`, `+`, and at the end)
 *   + 1.5                  that many seconds pass
 *   write N | read N | shutdown | abort | release        the user; read checks bytes
 *   state ESTAB | gone     the connection's state | it is freed
 *   event CONNECTED        the last event told, of those not asked for yet; `noevent`
 */
#ifndef TEST_TCP_SCRIPT_H
#define TEST_TCP_SCRIPT_H

#include <stdio.h>

#include "tests/unit/tcp_net.h"

enum { PEER_ISN = 100000, OUR_PORT_LISTEN = 80, PEER_PORT_CLIENT = 4000 };

struct script {
	struct net net;
	struct tcp_conn *c;
	struct tcp_listener *l;
	struct tcp_options o;
	u16 our_port, peer_port;
	u32 iss;
	bool iss_known;
	int event;		/* -1: none */
	const char *name, *line;
	u64 wrote, got;
	u8 ttl;
};

static const char *const event_names[] = { "CONNECTED", "READABLE", "WRITABLE", "CLOSED", "RESET", "REFUSED", "TIMEOUT", "UNREACHABLE" };

#define SCRIPT_FAIL(s, ...)                                                         \
	do {                                                                        \
		print_error("%s: at \"%s\": ", (s)->name, (s)->line);               \
		fail_msg(__VA_ARGS__);                                              \
	} while (0)

static void script_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct script *s = arg;

	(void)c;
	s->event = (int)e;
}

static bool script_accept(struct tcp_listener *l, const struct ipaddr *peer, u16 port, struct tcp_options *o)
{
	struct script *s = tcp_listener_arg(l);

	(void)peer;
	(void)port;
	*o = s->o;
	return true;
}

static void script_accepted(struct tcp_listener *l, struct tcp_conn *c)
{
	struct script *s = tcp_listener_arg(l);

	s->c = c;
	tcp_set_user(c, &(struct tcp_user){ script_event, s });
}

static struct tcp *script_tcp(struct script *s) { return s->net.end[0].tcp; }

static void script_open(struct script *s, const char *name)
{
	memset(s, 0, sizeof(*s));
	net_open(&s->net, 7);
	s->net.catch = true;
	s->event = -1;
	s->name = name;
	s->line = "";
	s->our_port = OUR_PORT_LISTEN;
	s->peer_port = PEER_PORT_CLIENT;
	s->ttl = 64;
}

struct script_case {
	const char *name, *text;
};

static struct caught *script_pop(struct script *s)
{
	struct caught *c = s->net.first;

	if (!c)
		return NULL;
	s->net.first = c->next;
	if (!c->next)
		s->net.last = &s->net.first;
	return c;
}

static void script_none(struct script *s)
{
	struct caught *c = s->net.first;

	if (c)
		SCRIPT_FAIL(s, "sent unexpectedly: flags %02x seq %u len %u ack %d", c->g.flags, c->g.seq - s->iss, c->g.len,
			    (int)(c->g.ack - PEER_ISN));
}

/* Hands raw TCP bytes to us; returns what became of them. */
static enum drop script_raw(struct script *s, const u8 *bytes, u32 len, bool fix_checksum)
{
	struct ip_recv r = { .src = s->net.end[1].addr[0], .dst = s->net.end[0].addr[0], .proto = 6, .ttl = s->ttl };
	struct frame *f = frame_get(node_pool(s->net.end[0].node), len);

	memcpy(f->data, bytes, len);
	if (fix_checksum && len >= 18) {
		put_be16(f->data + 16, 0);
		put_be16(f->data + 16, tcp_checksum(&r.src, &r.dst, f->data, len));
	}
	s->net.why = tcp_input(script_tcp(s), &r, f);
	return s->net.why;
}

struct script_words {
	char buf[256];
	char *word[32];
	unsigned n, at;
};

static char *next_word(struct script_words *w) { return w->at < w->n ? w->word[w->at++] : NULL; }
static long next_num(struct script *s, struct script_words *w)
{
	char *text = next_word(w);

	if (!text)
		SCRIPT_FAIL(s, "a number is missing");
	return strtol(text, NULL, 0);
}

static u8 flags_of(const char *text)
{
	static const char letters[] = "FSRPAU";
	u8 flags = 0;

	for (; *text; text++)
		flags |= (u8)(1u << (strchr(letters, *text) - letters));
	return flags;
}

static void script_in(struct script *s, struct script_words *w)
{
	u8 bytes[2048], flags;
	struct wr o = wr_of(bytes + 20, 40);
	u32 seq, end, ack = 0, win = 65535;
	char *word;

	script_none(s);
	memset(bytes, 0, 60);
	flags = flags_of(next_word(w));
	word = next_word(w);
	seq = (u32)strtol(word, &word, 10);
	end = (u32)strtol(word + 1, NULL, 10);
	while ((word = next_word(w))) {
		if (!strcmp(word, "ack")) {
			ack = (u32)next_num(s, w);
		} else if (!strcmp(word, "win")) {
			win = (u32)next_num(s, w);
		} else if (!strcmp(word, "mss")) {
			wr_u32(&o, 0x02040000 | (u32)next_num(s, w));
		} else if (!strcmp(word, "ws")) {
			wr_u32(&o, 0x01030300 | (u32)next_num(s, w));
		} else if (!strcmp(word, "sackok")) {
			wr_u32(&o, 0x01010402);
		} else if (!strcmp(word, "ts")) {
			wr_u32(&o, 0x0101080a);
			wr_u32(&o, (u32)next_num(s, w));
			wr_u32(&o, (u32)next_num(s, w));
		} else if (!strcmp(word, "sack")) {
			char *range = next_word(w);

			wr_u32(&o, 0x0101050a);
			wr_u32(&o, s->iss + (u32)strtol(range, &range, 10));
			wr_u32(&o, s->iss + (u32)strtol(range + 1, NULL, 10));
		} else {
			SCRIPT_FAIL(s, "what is %s?", word);
		}
	}
	put_be16(bytes, s->peer_port);
	put_be16(bytes + 2, s->our_port);
	put_be32(bytes + 4, PEER_ISN + seq);
	put_be32(bytes + 8, flags & TCP_ACK ? s->iss + ack : 0);
	put_be16(bytes + 12, (u16)((20 + wr_len(&o)) / 4 << 12 | flags));
	put_be16(bytes + 14, (u16)win);
	if (flags & TCP_URG)
		put_be16(bytes + 18, 1);
	for (u32 i = 0; i < end - seq; i++)
		bytes[20 + wr_len(&o) + i] = (u8)(seq + i);
	script_raw(s, bytes, (u32)(20 + wr_len(&o) + end - seq), true);
}

static void script_out(struct script *s, struct script_words *w)
{
	struct caught *c = script_pop(s);
	const u8 plain = (u8)~TCP_PSH;
	u32 seq, end;
	char *word;
	u8 flags;

	if (!c)
		SCRIPT_FAIL(s, "nothing was sent");
	if (!s->iss_known && c->g.flags & TCP_SYN) {
		s->iss = c->g.seq;
		s->iss_known = true;
	}
	flags = flags_of(next_word(w));
	word = next_word(w);
	seq = (u32)strtol(word, &word, 10);
	end = (u32)strtol(word + 1, NULL, 10);
	if ((c->g.flags & plain) != (flags & plain) || c->g.seq - s->iss != seq || c->g.len != end - seq)
		SCRIPT_FAIL(s, "sent flags %02x %u:%u", c->g.flags, c->g.seq - s->iss, c->g.seq - s->iss + c->g.len);
	while ((word = next_word(w))) {
		long want = strcmp(word, "sackok") && strcmp(word, "rawack") ? next_num(s, w) : 0, is = 0;

		if (!strcmp(word, "ack"))
			is = (s32)(c->g.ack - PEER_ISN);
		else if (!strcmp(word, "win"))
			is = c->g.wnd;
		else if (!strcmp(word, "mss"))
			is = c->g.mss;
		else if (!strcmp(word, "ws"))
			is = c->g.scale;
		else if (!strcmp(word, "tsecr"))
			is = c->g.tsecr;
		else if (!strcmp(word, "sackn"))
			is = c->g.n_sack;
		else if (!strcmp(word, "sack"))
			is = (s32)(c->g.sack[0].start - PEER_ISN);
		else
			SCRIPT_FAIL(s, "what is %s?", word);
		if (is != want)
			SCRIPT_FAIL(s, "%s is %ld", word, is);
	}
	for (u32 i = 0; i < c->g.len; i++)
		assert_int_equal(c->g.data[i], (u8)(c->g.seq - s->iss + i));
	free(c);
}

static void script_write(struct script *s, u32 n)
{
	u8 *data = malloc(n + 1);

	for (u32 i = 0; i < n; i++)
		data[i] = (u8)(1 + s->wrote + i);
	s->wrote += tcp_write(s->c, data, n);
	free(data);
}

static void script_read(struct script *s, u32 n)
{
	u8 *data = malloc(n + 1);
	bool end;
	size_t got = tcp_read(s->c, data, n, &end);

	if (got != n)
		SCRIPT_FAIL(s, "read %zu", got);
	for (u32 i = 0; i < n; i++)
		assert_int_equal(data[i], (u8)(1 + s->got + i));
	s->got += n;
	free(data);
}

static void script_option(struct script *s, struct script_words *w)
{
	char *word = next_word(w);

	if (!strcmp(word, "nodelay"))
		s->o.nodelay = true;
	else if (!strcmp(word, "keepalive"))
		s->o.keepalive_idle = (nsec)next_num(s, w) * NSEC_PER_SEC;
	else if (!strcmp(word, "timeout"))
		s->o.user_timeout = (nsec)next_num(s, w) * NSEC_PER_SEC;
	else if (!strcmp(word, "receive"))
		s->o.receive_buffer = (u32)next_num(s, w);
	else if (!strcmp(word, "minttl"))
		s->o.min_ttl = (u8)next_num(s, w);
	else
		SCRIPT_FAIL(s, "what is %s?", word);
}

static void script_user(struct script *s, const char *verb, struct script_words *w)
{
	if (!strcmp(verb, "connect")) {
		s->our_port = 4000;
		s->peer_port = 80;
		s->o.user = (struct tcp_user){ script_event, s };
		s->c = tcp_connect(script_tcp(s), NULL, s->our_port, &s->net.end[1].addr[0], s->peer_port, &s->o);
		assert_non_null(s->c);
	} else if (!strcmp(verb, "listen")) {
		s->l = tcp_listen(script_tcp(s), NULL, s->our_port, 4, script_accept, script_accepted, s);
		assert_non_null(s->l);
	} else if (!strcmp(verb, "unlisten")) {
		tcp_unlisten(s->l);
	} else if (!strcmp(verb, "write")) {
		script_write(s, (u32)next_num(s, w));
	} else if (!strcmp(verb, "read")) {
		script_read(s, (u32)next_num(s, w));
	} else if (!strcmp(verb, "shutdown")) {
		tcp_shutdown(s->c);
	} else if (!strcmp(verb, "abort")) {
		tcp_abort(s->c);
		s->c = NULL;
	} else if (!strcmp(verb, "release")) {
		tcp_release(s->c);
		s->c = NULL;
	} else if (!strcmp(verb, "fresh")) {
		s->iss_known = false;	/* the next SYN of ours begins a new incarnation */
	} else {
		SCRIPT_FAIL(s, "what is %s?", verb);
	}
}

static void script_check(struct script *s, const char *verb, struct script_words *w)
{
	struct tcp_conn *c = s->c ? s->c : tcp_first(script_tcp(s));
	char *want = next_word(w);

	if (!strcmp(verb, "state")) {
		if (!c || strcmp(tcp_state_name(c), want))
			SCRIPT_FAIL(s, "state is %s", c ? tcp_state_name(c) : "gone");
	} else if (!strcmp(verb, "gone")) {
		if (tcp_first(script_tcp(s)))
			SCRIPT_FAIL(s, "state is %s", tcp_state_name(c));
	} else if (!strcmp(verb, "event")) {
		if (s->event < 0 || strcmp(event_names[s->event], want))
			SCRIPT_FAIL(s, "event is %s", s->event < 0 ? "none" : event_names[s->event]);
		s->event = -1;
	} else if (s->event >= 0) {
		SCRIPT_FAIL(s, "event is %s", event_names[s->event]);
	}
}

static void script_line(struct script *s, const char *line)
{
	struct script_words w = { .n = 0 };
	char *save, *verb;

	s->line = line;
	snprintf(w.buf, sizeof(w.buf), "%s", line);
	for (char *word = strtok_r(w.buf, " \t", &save); word && *word != '#'; word = strtok_r(NULL, " \t", &save))
		w.word[w.n++] = word;
	verb = next_word(&w);
	if (!verb)
		return;
	if (!strcmp(verb, "<")) {
		script_in(s, &w);
	} else if (!strcmp(verb, ">")) {
		script_out(s, &w);
	} else if (!strcmp(verb, "+")) {
		script_none(s);
		net_run(&s->net, (nsec)(strtod(next_word(&w), NULL) * 1e6 + 0.5) * NSEC_PER_US);
	} else if (!strcmp(verb, "none")) {
		script_none(s);
	} else if (!strcmp(verb, "option")) {
		script_option(s, &w);
	} else if (!strcmp(verb, "state") || !strcmp(verb, "gone") || !strcmp(verb, "event") || !strcmp(verb, "noevent")) {
		script_check(s, verb, &w);
	} else {
		script_user(s, verb, &w);
	}
}

static void script_run(struct script *s, const char *text)
{
	char *copy = strdup(text), *save;

	for (char *line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		script_line(s, line);
	free(copy);
	s->line = "the end";
	script_none(s);
}

static void script_close(struct script *s) { net_close(&s->net); }

/* One cmocka test a script. */
static void script_case_run(void **state)
{
	const struct script_case *one = *state;
	struct script s;

	script_open(&s, one->name);
	script_run(&s, one->text);
	script_close(&s);
}

static int script_cases_run(const struct script_case *cases, unsigned n)
{
	struct CMUnitTest *tests = calloc(n, sizeof(*tests));
	int failed;

	for (unsigned i = 0; i < n; i++)
		tests[i] = (struct CMUnitTest){ cases[i].name, script_case_run, NULL, NULL, (void *)&cases[i] };
	failed = _cmocka_run_group_tests("scripts", tests, n, NULL, NULL);
	free(tests);
	return failed;
}

#endif
