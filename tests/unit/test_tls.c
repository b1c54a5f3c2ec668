/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTPS's side of the gate: the certificate that it waits for, what is asked of a job, plain bytes both ways and their bounds, ends, and messages that make no sense. */
#include "gate_fake.h"
#include "http_raw.h"
#include "router/http/http.h"

struct bed {
	struct net n;
	struct device *r, *h;
	struct http_raw raw;
	struct http_fetch f;
	char got[4096], why[200];
	unsigned n_done;
};

static void run(struct bed *t) { net_run(&t->n, NSEC_PER_SEC / 2); }

static void open_bed(struct bed *t)
{
	memset(t, 0, sizeof(*t));
	net_open(&t->n);
	t->r = net_node(&t->n, &appliance_router, "r1", "enable password e\ninterface g0/0\n ip address 10.0.1.1 255.255.255.0\n");
	t->h = net_node(&t->n, &appliance_host, "h1", "interface eth0\n ip address 10.0.1.9 255.255.255.0\n");
	net_wire(t->r, 0, t->h, 0);
	net_run(&t->n, 2 * NSEC_PER_SEC);
	t->r->gate = t->h->gate = &gate;
	http_of(t->r->ip)->secure_on = true;
	assert_true(http_secure_update(http_of(t->r->ip)));
}

static void close_bed(struct bed *t)
{
	http_raw_close(&t->raw);
	net_close(&t->n);
	gate_fake_free();
}

static const struct http *http(const struct bed *t) { return t->r->ip->http; }

static void connect_to(struct bed *t)
{
	http_raw_close(&t->raw);
	run(t);
	http_raw_open(&t->raw, t->h, A4(10, 0, 1, 1), HTTPS_PORT);
	run(t);
}

static void certified(struct bed *t)
{
	assert_memory_equal(job->request, "zr1", 4);
	SAY("v\1");
	assert_true(job->ended && http(t)->secure_listener);
}

#define KEYED "xTLS_AES_256_GCM_SHA384\0TLSv1.3\0\0"

/* Nobody listens before the certificate is there; where it could not be made it is tried again. */
static void t_certificate(void **state)
{
	static struct bed t;

	(void)state;
	open_bed(&t);
	connect_to(&t);
	assert_null(t.raw.c);
	SAY("v\0");
	assert_true(job->ended);
	net_run(&t.n, 11 * NSEC_PER_SEC);
	assert_false(job->ended);
	job->u.gone(job->u.arg);
	net_run(&t.n, 11 * NSEC_PER_SEC);
	certified(&t);
	close_bed(&t);
}

/* A request deciphered is answered in plain text, in messages, as far as the gate takes them; then the end is said, and the connection goes with the job. */
static void t_server(void **state)
{
	static const u8 want[] = "l\0\x0f\1\2";
	static struct bed t;

	(void)state;
	open_bed(&t);
	certified(&t);
	connect_to(&t);
	assert_int_equal(job->n_request, sizeof(want) - 1);
	assert_memory_equal(job->request, want, sizeof(want) - 1);
	say(KEYED, sizeof(KEYED) - 1);
	assert_int_equal(http(&t)->handshakes, 1);
	job->full = true;
	SAY("dGET / HTTP/1.1\r\nHost: r\r\n\r\n");
	assert_false(job->held);	/* it has been read */
	assert_string_equal(job->said, "");
	job->full = false;
	job->u.room(job->u.arg);
	assert_non_null(strstr(job->said, "401 Unauthorized"));
	SAY("f");
	assert_int_equal(job->last[0], GATE_EOF);
	assert_int_equal(http(&t)->n_conns, 1);
	job->u.gone(job->u.arg);
	run(&t);
	assert_int_equal(http(&t)->n_conns, 0);
	net_run(&t.n, 11 * NSEC_PER_SEC);	/* what it left is not to come from this gate: it is not waited for without end */
	assert_true(job->ended && !http(&t)->tls.first);
	close_bed(&t);
}

/* What is out of turn, too long or no text ends the connection. */
static void t_nonsense(void **state)
{
	static const struct { const char *m; size_t len; bool keyed; } bad[] = {
#define BAD(text, k) { text, sizeof(text) - 1, k }
		BAD("d1", false), BAD("f", false), BAD("d", true), BAD(KEYED, true), BAD("x1\0002", false), BAD("x\1\0a\0b\0", false), BAD("q", true), BAD("", true), BAD("bno end", false),
	};
	static struct bed t;

	(void)state;
	open_bed(&t);
	certified(&t);
	for (unsigned i = 0; i < ARRAY_LEN(bad); i++) {
		connect_to(&t);
		assert_false(job->ended);
		if (bad[i].keyed)
			say(KEYED, sizeof(KEYED) - 1);
		say(bad[i].m, bad[i].len);
		run(&t);
		assert_true(job->ended && !t.raw.c && !http(&t)->tls.first && !http(&t)->n_conns);
	}
	connect_to(&t);	/* a handshake that failed, with its reason */
	SAY("bwrong version number\0");
	job->u.gone(job->u.arg);
	net_run(&t.n, 11 * NSEC_PER_SEC);
	assert_true(job->ended && !http(&t)->tls.first);
	assert_true(http(&t)->failed > 0);
	http_of(t.r->ip)->on = true;	/* two servers at one port */
	http_of(t.r->ip)->port = HTTPS_PORT;
	assert_false(http_server_update(http_of(t.r->ip)));
	http_of(t.r->ip)->on = false;
	assert_true(http_server_update(http_of(t.r->ip)));
	connect_to(&t);	/* and the server switched off in the middle of one */
	http_of(t.r->ip)->secure_on = false;
	http_secure_update(http_of(t.r->ip));
	run(&t);
	assert_true(job->ended && !http(&t)->n_conns && !t.raw.c);
	close_bed(&t);
}

static void on_head(struct http_fetch *f, const char *text, size_t len) { (void)f, (void)text, (void)len; }
static void on_data(struct http_fetch *f, const u8 *data, size_t len) { strncat(((struct bed *)f->arg)->got, (const char *)data, len); }

static void on_done(struct http_fetch *f, const char *why)
{
	struct bed *t = f->arg;

	t->n_done++;
	snprintf(t->why, sizeof(t->why), "%s", why ? why : "all well");
}

static void fetch(struct bed *t, const char *url)
{
	const char *why = NULL;

	memset(&t->f, 0, sizeof(t->f));
	t->got[0] = t->why[0] = 0;
	t->f.method = "GET";
	t->f.head = on_head;
	t->f.data = on_data;
	t->f.done = on_done;
	t->f.arg = t;
	assert_true(http_url_parse(url, &t->f.url, &why) && http_fetch_start(t->h->ip, &t->f, &why));
	run(t);
}

/* The client: its job begins when the connection stands, and the request goes when the keys do. Each way that it can end is told once. */
static void t_client(void **state)
{
	static struct bed t;
	struct gate_job *youngest;

	(void)state;
	open_bed(&t);
	certified(&t);
	fetch(&t, "https://10.0.1.1/x");
	youngest = job;
	while (job->request[0] != GATE_TLS_CLIENT) /* the server's job is the younger */
		job = job->next;
	assert_memory_equal(job->request, "i\0\x0f\1\2\0\0", 7);
	assert_string_equal(job->said, "");
	say(KEYED, sizeof(KEYED) - 1);
	assert_non_null(strstr(job->said, "GET /x HTTP/1.1\r\nHost: 10.0.1.1\r\n"));
	SAY("dHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
	SAY("dlo");
	assert_string_equal(t.got, "hello");
	assert_string_equal(t.why, "all well");
	assert_int_equal(t.n_done, 1);
	job->u.gone(job->u.arg);
	job = youngest;
	close_bed(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_certificate), cmocka_unit_test(t_server), cmocka_unit_test(t_nonsense), cmocka_unit_test(t_client) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
