/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logins that ask a RADIUS server, which here is the test: when it is asked again, when it is dead, what it may say; and what becomes of a session meanwhile. */
#include "ip_net.h"
#include "device/own.h"
#include "net/digest.h"
#include "router/aaa/aaa_net.h"

static const char R1[] = "hostname r1\nenable secret class\nusername bob privilege 5 password bob\naaa new-model\naaa authentication login default group radius local\n"
	"aaa authorization exec default group radius local\nradius server A\n address ipv4 10.0.0.2 auth-port 1812 acct-port 1813\n key k1\n"
	"radius server B\n address ipv4 10.0.0.3 auth-port 1812 acct-port 1813\n key k2\nradius-server timeout 2\nradius-server retransmit 1\nradius-server deadtime 1\n"
	"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n";

/* A server: answers with a code and attributes as told; 0: not at all. */
struct server {
	struct udp_socket udp;
	const char *key;
	u8 code, forge;		/* forge: breaks the digest */
	u8 attrs[64], n_attrs;
	unsigned asked;
	u8 last[RADIUS_MAX];
	u32 last_len;
};
struct bed {
	struct net n;
	struct device *d, *s[2];
	struct server a, b;
	struct cli *c;
	bool ended;
};

static void asked(struct udp_socket *u, const struct ip_recv *r, u16 port, struct frame *f)
{
	struct server *s = u->arg;
	struct ip_send to = { .dst = r->src };
	u8 out[256] = { 0 }, sum[MD5_LEN];
	struct digest d;
	u32 len = RADIUS_HEADER + s->n_attrs;

	s->asked++;
	s->last_len = f->len;
	memcpy(s->last, f->data, f->len);
	out[0] = s->code;
	out[1] = f->data[1];
	put_be16(out + 2, (u16)len);
	memcpy(out + 4, f->data + 4, RADIUS_AUTH_LEN);
	memcpy(out + RADIUS_HEADER, s->attrs, s->n_attrs);
	digest_begin(&d, DIGEST_MD5);
	digest_add(&d, out, len);
	digest_add(&d, s->key, strlen(s->key));
	digest_end(&d, sum);
	memcpy(out + 4, sum, sizeof(sum));
	out[5] ^= s->forge;
	frame_put(f);
	if (s->code)
		udp_send(u, &to, port, out, len);
}

static void serve(struct device *d, struct server *s, const char *key)
{
	*s = (struct server){ .udp = { .port = 1812, .receive = asked, .arg = s }, .key = key };
	assert_true(udp_open(d->ip, &s->udp));
}

static void bed_open(struct bed *t)
{
	char config[100];

	memset(t, 0, sizeof(*t));
	net_open(&t->n);
	t->d = net_node(&t->n, &appliance_router, "r1", R1);
	for (unsigned i = 0; i < 2; i++) {
		snprintf(config, sizeof(config), "interface GigabitEthernet0/0\n ip address 10.0.0.%u 255.255.255.0\n", i + 2);
		t->s[i] = net_node(&t->n, &appliance_router, i ? "b" : "a", config);
	}
	struct device *hub = device_of(node_new(t->n.w, appliance_find("hub")->kind, "h", 0, 0));

	net_wire(t->d, 0, hub, 0);
	net_wire(t->s[0], 0, hub, 1);
	net_wire(t->s[1], 0, hub, 2);
	serve(t->s[0], &t->a, "k1");
	serve(t->s[1], &t->b, "k2");
	net_run(&t->n, NSEC_PER_SEC);
}

static void over(void *arg, bool ended)
{
	((struct bed *)arg)->ended |= ended;
	((struct bed *)arg)->n.ready = true;
}
static void wrote(void *arg, const char *text, size_t len) { net_write(&((struct bed *)arg)->n, text, len); }

static void begin(struct bed *t)
{
	struct cli_io io = { wrote, over, t };
	struct cli_options o = { .where = "vty0 (10.0.0.9)", .privilege = 1, .interactive = true };

	t->n.len = 0;
	t->ended = false;
	t->c = cli_new(t->d->shell, &io, &o);
}
static void type(struct bed *t, const char *line, unsigned seconds)
{
	cli_line(t->c, line);
	net_run(&t->n, seconds * NSEC_PER_SEC);
}
static void bed_close(struct bed *t)
{
	cli_free(t->c);
	udp_close(&t->a.udp);
	udp_close(&t->b.udp);
	net_close(&t->n);
}
#define SAID(t, text) do { if (!strstr((t)->n.out, text)) fail_msg("got:\n%s\nwithout:\n%s", (t)->n.out, text); } while (0)

/* 2.5: sent again unchanged; then the next server; and the dead one is left alone for its time. */
static void t_failover(void **state)
{
	struct bed t;
	u8 first[RADIUS_MAX];
	u32 len;

	(void)state;
	bed_open(&t);
	t.b.code = RADIUS_ACCESS_ACCEPT;
	memcpy(t.b.attrs, "\6\6\0\0\0\6", t.b.n_attrs = 6); /* Administrative */
	begin(&t);
	type(&t, "carol", 0);
	type(&t, "pw", 1);
	assert_int_equal(t.a.asked, 1);
	len = t.a.last_len;
	memcpy(first, t.a.last, len);
	net_run(&t.n, 2 * NSEC_PER_SEC);
	assert_int_equal(t.a.asked, 2);
	assert_int_equal(t.a.last_len, len);
	assert_memory_equal(t.a.last, first, len);
	assert_int_equal(t.b.asked, 0);
	net_run(&t.n, 2 * NSEC_PER_SEC);
	assert_int_equal(t.b.asked, 1);
	assert_int_equal(cli_privilege(t.c), 15);
	assert_string_equal(cli_session(t.c)->user, "carol");
	cli_free(t.c);
	begin(&t);
	type(&t, "carol", 0);
	type(&t, "pw", 1);
	assert_int_equal(t.a.asked, 2); /* dead */
	assert_int_equal(t.b.asked, 2);
	cli_free(t.c);
	net_run(&t.n, 60 * NSEC_PER_SEC);
	t.a.code = RADIUS_ACCESS_REJECT;
	begin(&t);
	type(&t, "carol", 0);
	type(&t, "pw", 1);
	assert_int_equal(t.a.asked, 3);
	assert_int_equal(t.b.asked, 2);
	SAID(&t, "% Authentication failed");
	bed_close(&t);
}

/* 3: what is not the server's is not heard: another key, another code. */
static void t_forged(void **state)
{
	struct bed t;

	(void)state;
	bed_open(&t);
	t.a.code = RADIUS_ACCESS_ACCEPT;
	t.a.forge = 1;
	t.b.code = RADIUS_ACCOUNTING_RESPONSE;
	begin(&t);
	type(&t, "bob", 0);
	type(&t, "bob", 20);
	assert_int_equal(t.a.asked, 2);
	assert_int_equal(t.b.asked, 2);
	/* No server has spoken: the users here; but the shell is asked of RADIUS, which knows nothing of bob. */
	SAID(&t, "% Authorization failed.");
	assert_true(t.ended);
	assert_true(t.d->ip->drops[DROP_AAA_AUTH] >= 2);
	bed_close(&t);
}

/* 4.4: a challenge is shown, its state goes back. */
static void t_challenge(void **state)
{
	struct bed t;

	(void)state;
	bed_open(&t);
	t.a.code = RADIUS_ACCESS_CHALLENGE;
	memcpy(t.a.attrs, "\x18\4ab\x12\7Code:", t.a.n_attrs = 11);
	begin(&t);
	type(&t, "carol", 0);
	type(&t, "pw", 1);
	assert_non_null(strstr(cli_prompt(t.c, (char[96]){ 0 }), "Code:"));
	t.a.code = RADIUS_ACCESS_ACCEPT;
	t.a.n_attrs = 0;
	type(&t, "4711", 1);
	assert_non_null(memmem(t.a.last, t.a.last_len, "\x18\4ab", 4));
	assert_string_equal(cli_session(t.c)->user, "carol");
	assert_int_equal(cli_privilege(t.c), 1);
	bed_close(&t);
}

/* The server goes while the user thinks: what he says then is nobody's, and the next method is asked, but not within his own call. */
static void t_challenged_by_nobody(void **state)
{
	struct config_error err;
	struct bed t;

	(void)state;
	bed_open(&t);
	t.a.code = RADIUS_ACCESS_CHALLENGE;
	memcpy(t.a.attrs, "\x18\4ab\x12\7Code:", t.a.n_attrs = 11);
	begin(&t);
	type(&t, "carol", 0);
	type(&t, "pw", 1);
	assert_true(shell_apply(t.d->shell, "no radius server A\nno radius server B\n", false, &err, NULL, NULL));
	t.n.ready = false;
	cli_line(t.c, "4711");
	assert_null(strstr(t.n.out, "% Authentication failed"));
	assert_false(t.n.ready);
	net_run(&t.n, NSEC_PER_SEC);
	SAID(&t, "% Authentication failed");
	assert_true(t.n.ready);
	assert_int_equal(t.a.asked, 1);
	assert_int_equal(aaa_net_of(t.d->ip)->n_asks, 0);
	bed_close(&t);
}

/* Whatever goes while an answer is awaited: the session, the server's line, aaa itself, the node. */
static void t_gone_meanwhile(void **state)
{
	static const char *const lines[] = { "no radius server A\n", "no aaa new-model\n", "no radius server A\nno radius server B\n", "no aaa authentication login default\n", "" };

	(void)state;
	for (unsigned i = 0; i <= ARRAY_LEN(lines); i++) {
		struct config_error err;
		struct bed t;

		bed_open(&t);
		t.b.code = RADIUS_ACCESS_ACCEPT;
		begin(&t);
		type(&t, "carol", 0);
		type(&t, "pw", 1);
		if (i < ARRAY_LEN(lines)) {
			assert_true(shell_apply(t.d->shell, lines[i], false, &err, NULL, NULL));
			if (*lines[i])
				net_run(&t.n, 30 * NSEC_PER_SEC);
		} else {
			cli_interrupt(t.c);
			assert_true(t.ended);
		}
		bed_close(&t);
	}
}

/* `enable` of RADIUS is a user of its own. */
static void t_enable(void **state)
{
	struct config_error err;
	struct bed t;

	(void)state;
	bed_open(&t);
	assert_true(shell_apply(t.d->shell, "aaa authentication enable default group radius enable\n", false, &err, NULL, NULL));
	t.a.code = RADIUS_ACCESS_ACCEPT;
	begin(&t);
	type(&t, "carol", 0);
	type(&t, "pw", 1);
	assert_int_equal(cli_privilege(t.c), 1);
	type(&t, "enable", 0);
	type(&t, "anything", 1);
	assert_non_null(memmem(t.a.last, t.a.last_len, "$enab15$", 8));
	assert_int_equal(cli_privilege(t.c), 15);
	type(&t, "disable", 0);
	t.a.code = t.b.code = 0;
	type(&t, "enable", 0);
	type(&t, "class", 20);
	assert_int_equal(cli_privilege(t.c), 15); /* nobody answers: the secret here */
	bed_close(&t);
}

/* A list has four methods and no more; a full table still takes other methods for the lists it has. */
static void t_lists(void **state)
{
	struct bed t;
	char line[80];

	(void)state;
	bed_open(&t);
	t.c = NULL;
	EXPECT(&t.n, t.d, "% More than 4 methods", "conf t", "aaa authentication login L group radius local enable line none");
	assert_null(aaa_list(aaa_of(t.d), AAA_LOGIN, 0, "L"));
	EXPECT(&t.n, t.d, "", "conf t", "aaa authentication login L group radius local enable line");
	assert_int_equal(aaa_list(aaa_of(t.d), AAA_LOGIN, 0, "L")->n, 4);
	for (unsigned i = 0; aaa_of(t.d)->n_lists < AAA_LISTS_MAX; i++) {
		snprintf(line, sizeof(line), "aaa authentication login list%u local", i);
		EXPECT(&t.n, t.d, "", "conf t", line);
	}
	EXPECT(&t.n, t.d, "% Too many lists", "conf t", "aaa authentication login more local");
	EXPECT(&t.n, t.d, "", "conf t", "aaa authentication login L none");
	assert_int_equal(aaa_list(aaa_of(t.d), AAA_LOGIN, 0, "L")->n, 1);
	assert_int_equal(aaa_list(aaa_of(t.d), AAA_LOGIN, 0, "L")->method[0].type, AAA_NONE);
	bed_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_failover), cmocka_unit_test(t_forged), cmocka_unit_test(t_challenge), cmocka_unit_test(t_challenged_by_nobody), cmocka_unit_test(t_gone_meanwhile), cmocka_unit_test(t_enable), cmocka_unit_test(t_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
