/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP: messages by the clauses of RFC 9112 and 9110; a server's connections; the client against answers of all sorts. */
#include "ip_net.h"

#include "http_raw.h"
#include "router/http/http.h"

/* ---- messages ---- */

static unsigned read_request(const char *text, struct http_head *h)
{
	size_t n = http_head_len((const u8 *)text, strlen(text));

	assert_int_equal(n, strlen(text));
	return http_request_read(h, (const u8 *)text, n);
}
#define REFUSED(status, text) assert_int_equal(read_request(text, &h), status)

/* 9112 2.2, 3, 5: what a request is, and what is refused because it could be read in two ways. */
static void t_request(void **state)
{
	struct http_head h;

	(void)state;
	REFUSED(0, "\r\nGET /a?b HTTP/1.1\r\nHost: r1\r\nCONNECTION: foo, Close\r\nContent-Length:  12 \r\n\r\n");
	assert_string_equal(h.method, "GET");
	assert_string_equal(h.target, "/a?b");
	assert_string_equal(h.host, "r1");
	assert_true(h.close && h.has_length && h.length == 12);
	REFUSED(0, "GET / HTTP/1.0\n\n");	/* bare LF; no Host before 1.1 */
	assert_false(http_stays_open(&h));
	REFUSED(400, "GET / HTTP/1.1\r\n\r\n");
	REFUSED(400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
	REFUSED(400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n");	/* 5.1 */
	REFUSED(400, "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n");	/* 5.2 */
	REFUSED(400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n");
	REFUSED(400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");	/* 6.3 */
	REFUSED(400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n");
	REFUSED(400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999999999999\r\n\r\n");
	REFUSED(501, "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n");
	REFUSED(505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n");
	REFUSED(400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n");
	REFUSED(400, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n");
	REFUSED(400, "GET /\r\n\r\n");
	REFUSED(400, "GET / HTTP/1.1\r\nHost: a\r\nX: \001\r\n\r\n");
	assert_int_equal(http_head_len((const u8 *)"GET / HTTP/1.1\r\nHost: a\r\n", 25), 0);
}

struct gathered {
	char text[256];
	size_t n;
};
static void gather(void *arg, const u8 *data, size_t len)
{
	struct gathered *g = arg;

	assert_true(g->n + len < sizeof(g->text));
	memcpy(g->text + g->n, data, len);
	g->n += len;
}

/* A body given in pieces of every length comes out the same; how many bytes of it were taken. */
static enum http_body_state body(const struct http_head *h, const char *text, const char *want, size_t *taken)
{
	struct http_body b;

	for (size_t piece = 1; piece <= strlen(text); piece++) {
		struct gathered g = { .n = 0 };

		*taken = 0;
		http_body_begin(&b, h, false, false);
		for (size_t at = 0; at < strlen(text) && b.state < HTTP_BODY_DONE; at += piece) {
			size_t n = strlen(text) - at < piece ? strlen(text) - at : piece;

			*taken += http_body_take(&b, (const u8 *)text + at, n, gather, &g);
		}
		g.text[g.n] = 0;
		assert_string_equal(g.text, want);
	}
	return b.state;
}

/* 9112 6.3, 7.1 */
static void t_body(void **state)
{
	struct http_head chunked = { .chunked = true }, five = { .has_length = true, .length = 5 }, none = { 0 };
	size_t n;
	struct http_body b;

	(void)state;
	assert_int_equal(body(&chunked, "4\r\nWiki\r\nA;x=\"y\"\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nbehind", "Wiki0123456789", &n), HTTP_BODY_DONE);
	assert_int_equal(n, strlen("4\r\nWiki\r\nA;x=\"y\"\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"));
	assert_int_equal(body(&chunked, "4\r\nWikiX\r\n", "Wiki", &n), HTTP_BODY_BAD);
	assert_int_equal(body(&chunked, "x\r\n", "", &n), HTTP_BODY_BAD);
	assert_int_equal(body(&chunked, "\r\n", "", &n), HTTP_BODY_BAD);
	assert_int_equal(body(&chunked, "123456789\r\n", "", &n), HTTP_BODY_BAD);
	assert_int_equal(body(&five, "helloworld", "hello", &n), HTTP_BODY_DONE);
	assert_int_equal(n, 5);
	assert_int_equal(body(&none, "to the end", "to the end", &n), HTTP_BODY_TO_END);
	http_body_begin(&b, &none, false, false);
	assert_true(http_body_ended(&b));
	http_body_begin(&b, &five, false, false);
	assert_false(http_body_ended(&b));
	http_body_begin(&b, &five, true, false);	/* the answer to HEAD */
	assert_int_equal(b.state, HTTP_BODY_DONE);
}

static void t_texts(void **state)
{
	char user[HTTP_VALUE_MAX + 1], password[HTTP_VALUE_MAX + 1], made[320], text[] = "a%2Fb%20c", bad[] = "a%0Ab", cut[] = "%4";
	struct http_url u;
	struct http_head h;
	const char *why, *answer = "HTTP/1.1 404 Not There\r\nContent-Type: text/html\r\n\r\n";

	(void)state;
	assert_true(http_unescape(text));
	assert_string_equal(text, "a/b c");
	assert_false(http_unescape(bad) || http_unescape(cut));
	assert_true(http_basic("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", user, password));	/* RFC 7617 2 */
	assert_string_equal(user, "Aladdin");
	assert_string_equal(password, "open sesame");
	http_basic_make("Aladdin", "open sesame", made, sizeof(made));
	assert_string_equal(made, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
	assert_false(http_basic("Basic !!!!", user, password) || http_basic("Digest x", user, password) || http_basic("Basic QUJD", user, password));
	assert_true(http_url_parse("http://u:p@[2001:db8::1]:8080/x?y", &u, &why));
	assert_string_equal(u.host, "2001:db8::1");
	assert_string_equal(u.path, "/x?y");
	assert_int_equal(u.port, 8080);
	assert_true(http_url_parse("10.0.0.1", &u, &why) && u.port == 80 && !strcmp(u.path, "/"));
	assert_true(http_url_parse("https://a/", &u, &why) && u.secure && u.port == 443);
	assert_true(http_url_parse("HTTPS://[::1]:8443", &u, &why) && u.secure && u.port == 8443 && !strcmp(u.host, "::1"));
	assert_false(http_url_parse("ftp://a/", &u, &why) || http_url_parse("http://a:0/", &u, &why) || http_url_parse("http://a:1x/", &u, &why) ||
		     http_url_parse("http:///x", &u, &why) || http_url_parse("http://[::1/x", &u, &why));
	assert_true(http_answer_read(&h, (const u8 *)answer, strlen(answer)));
	assert_int_equal(h.status, 404);
	assert_string_equal(h.reason, "Not There");
	assert_false(http_answer_read(&h, (const u8 *)"HTTP/1.1 20 OK\r\n\r\n", 18));
}

/* ---- a server's connections ---- */

struct bed {
	struct net n;
	struct device *r, *h;
	struct http_raw raw;
};

static void open_bed(struct bed *t, const char *config)
{
	net_open(&t->n);
	t->r = net_node(&t->n, &appliance_router, "r1", config);
	t->h = net_node(&t->n, &appliance_host, "h1", "ip http server\ninterface eth0\n ip address 10.0.1.9 255.255.255.0\n");
	net_wire(t->r, 0, t->h, 0);
	net_run(&t->n, 2 * NSEC_PER_SEC);
}
#define ROUTER "enable password e\nip http server\ninterface g0/0\n ip address 10.0.1.1 255.255.255.0\n"
#define AUTH "Authorization: Basic OmU=\r\n"

static void say(struct bed *t, const char *text)
{
	if (t->raw.c)
		assert_int_equal(tcp_write(t->raw.c, text, strlen(text)), strlen(text));
	net_run(&t->n, NSEC_PER_SEC / 2);
}
static void begin(struct bed *t)
{
	http_raw_close(&t->raw);
	net_run(&t->n, NSEC_PER_SEC / 2);
	http_raw_open(&t->raw, t->h, A4(10, 0, 1, 1), 80);
	net_run(&t->n, NSEC_PER_SEC / 2);
}
static unsigned count(const char *text, const char *what)
{
	unsigned n = 0;

	for (; (text = strstr(text, what)); text++)
		n++;
	return n;
}

/* 9112 9.3: the connection stays, requests may come ahead, in pieces; the limit of requests and what a body makes of it. */
static void t_connection(void **state)
{
	static struct bed t;

	(void)state;
	open_bed(&t, ROUTER "ip http timeout-policy idle 20 life 60 requests 4\n");
	begin(&t);
	say(&t, "GET /level/15/exec/-/show/clock HTTP/1.1\r\nHost: r\r\n" AUTH "\r\nGET /x HTTP/1.1\r\nHost: r\r\n\r\nHE");
	assert_int_equal(count(t.raw.got, "HTTP/1.1 200 OK\r\n"), 1);
	assert_int_equal(count(t.raw.got, "HTTP/1.1 401 Unauthorized\r\n"), 1);
	say(&t, "AD / HTTP/1.1\r\nHost: r\r\n" AUTH "\r\n");
	assert_int_equal(count(t.raw.got, "200 OK"), 2);
	assert_null(strstr(t.raw.got, "Home Page"));
	assert_false(t.raw.ended);
	say(&t, "POST / HTTP/1.1\r\nHost: r\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\n");
	assert_non_null(strstr(t.raw.got, "405 Method Not Allowed\r\n"));
	assert_non_null(strstr(t.raw.got, "Allow: GET, HEAD\r\n"));
	assert_true(t.raw.ended);
	begin(&t);
	say(&t, "NONSENSE\r\n\r\nGET / HTTP/1.1\r\n\r\n");
	assert_int_equal(count(t.raw.got, "HTTP/1.1 "), 1);
	assert_non_null(strstr(t.raw.got, "400 Bad Request"));
	assert_true(t.raw.ended);
	begin(&t);	/* silence */
	assert_false(t.raw.ended);
	net_run(&t.n, 21 * NSEC_PER_SEC);
	assert_null(t.raw.c);
	begin(&t);	/* a head without an end */
	for (unsigned i = 0; i < 9 && t.raw.c; i++) {
		char line[1001];

		memset(line, 'x', 1000);
		line[1000] = 0;
		say(&t, line);
	}
	assert_non_null(strstr(t.raw.got, "431 "));
	net_close(&t.n);
}

/* No more at once than `max-connections`; nobody gets in where there is no password; paths that are none; the command's own end. */
static void t_doors(void **state)
{
	static struct bed t;
	struct http_raw *two = calloc(1, sizeof(*two));

	(void)state;
	open_bed(&t, "ip http server\nip http max-connections 1\ninterface g0/0\n ip address 10.0.1.1 255.255.255.0\n");
	begin(&t);
	http_raw_open(two, t.h, A4(10, 0, 1, 1), 80);
	net_run(&t.n, NSEC_PER_SEC / 2);
	assert_null(two->c);
	say(&t, "GET / HTTP/1.1\r\nHost: r\r\n" AUTH "\r\n");
	assert_non_null(strstr(t.raw.got, "401 "));
	TYPE(&t.n, t.r, "configure terminal", "enable secret e", "ip http path flash:", "end");
	flash_write(device_flash(t.r), "a.txt", "hello\n", 6, 0);
	say(&t, "GET /a.txt HTTP/1.1\r\nHost: r\r\n" AUTH "\r\n");
	assert_non_null(strstr(t.raw.got, "Content-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n"));
	say(&t, "GET /../a.txt HTTP/1.1\r\nHost: r\r\n" AUTH "\r\n");
	say(&t, "GET /%2e%2e/a.txt HTTP/1.1\r\nHost: r\r\n" AUTH "\r\n");
	assert_int_equal(count(t.raw.got, "404 Not Found\r\n"), 2);
	say(&t, "GET /level/15/exec/-/show%0Aclock HTTP/1.1\r\nHost: r\r\n" AUTH "\r\n");
	assert_int_equal(count(t.raw.got, "400 Bad Request\r\n"), 1);
	begin(&t);	/* the server is closed by what it runs */
	flash_write(device_flash(t.r), "off", "no ip http server\n", 18, 0);
	say(&t, "GET /level/15/exec/-/copy/flash:off/running-config HTTP/1.1\r\nHost: r\r\n" AUTH "\r\n");
	assert_null(t.raw.c);
	assert_null(strstr(TYPE(&t.n, t.r, "show running-config"), "\nip http server"));
	free(two);
	net_close(&t.n);
}

/* ---- the client ---- */

static const char *served;	/* what the test's server says */
static struct http_raw server;
static bool server_accept(struct tcp_listener *l, const struct ipaddr *peer, u16 port, struct tcp_options *o)
{
	(void)l;
	(void)peer;
	(void)port;
	(void)o;
	return true;
}
static void server_accepted(struct tcp_listener *l, struct tcp_conn *c)
{
	(void)l;
	server = (struct http_raw){ .c = c };
	tcp_set_user(c, &(struct tcp_user){ http_raw_event, &server });
	tcp_write(c, served, strlen(served));
	tcp_shutdown(c);
}

/* Answers with a length, in chunks, to the end, after a 100; cut short, or none of HTTP's. */
static void t_client(void **state)
{
	static struct bed t;
	static const struct { const char *says, *want; } table[] = {
		{ "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\nmore", "hello\n" },
		{ "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde\n" },
		{ "HTTP/1.0 200 OK\r\n\r\nto the end", "to the end\n" },
		{ "HTTP/1.1 204 No Content\r\n\r\n", "" },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\nhello\n", "hello\ncurl: 10.0.1.1 port 8000: Connection reset by peer\n" },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "curl: 10.0.1.1 port 8000: Protocol error\n" },
		{ "SSH-2.0-x\r\n\r\n", "curl: 10.0.1.1 port 8000: Protocol error\n" },
	};

	(void)state;
	open_bed(&t, ROUTER);
	assert_non_null(tcp_listen(t.r->ip->tcp, NULL, 8000, 8, server_accept, server_accepted, NULL));
	for (unsigned i = 0; i < ARRAY_LEN(table); i++) {
		served = table[i].says;
		assert_string_equal(TYPE(&t.n, t.h, "curl http://10.0.1.1:8000/x"), table[i].want);
		assert_non_null(strstr(server.got, "GET /x HTTP/1.1\r\nHost: 10.0.1.1:8000\r\n"));
		http_raw_close(&server);
	}
	EXPECT(&t.n, t.h, "No route to host", "curl http://192.0.2.1/");
	EXPECT(&t.n, t.h, "TLS needs a lab on the real clock", "curl -k https://10.0.1.1/");
	EXPECT(&t.n, t.h, "Unknown host", "no ip domain lookup", "curl http://nobody/");
	net_close(&t.n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_request), cmocka_unit_test(t_body), cmocka_unit_test(t_texts), cmocka_unit_test(t_connection), cmocka_unit_test(t_doors),
		cmocka_unit_test(t_client),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
