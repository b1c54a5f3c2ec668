/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SSH client's side of the gate: what is asked of it, what its user is asked and shown, servers' keys, and messages that make no sense. */
#include "cli/editor.h"
#include "gate_fake.h"
#include "router/ssh_own.h"
#include "router/term/ssh_client.h"

static const char KEY[] = "AAAAC3NzaC1lZDI1NTE5AAAAIOBq6DV4PxLa7nVj59Cp+rj2KGgpU+1Qf5T/iiPDLmFR"; /* made by ssh-keygen */

struct bed {
	struct net n;
	struct device *d, *far;
	struct ssh_client *x;
	char shown[4096];
	unsigned n_keys, n_over;
	enum ssh_client_end how;
	u32 status;
	struct tcp_conn *server;
};

static void on_show(void *arg, const char *bytes, size_t n) { strncat(((struct bed *)arg)->shown, bytes, n); }
static void on_keys(void *arg) { ((struct bed *)arg)->n_keys++; }

static void on_over(void *arg, enum ssh_client_end how, u32 status)
{
	struct bed *b = arg;

	b->n_over++;
	b->how = how;
	b->status = status;
	ssh_client_free(b->x);
	b->x = NULL;
}

static void on_event(struct tcp_conn *c, enum tcp_event e, void *arg) { (void)c, (void)e, (void)arg; }
static bool accept_peer(struct tcp_listener *l, const struct ipaddr *peer, u16 port, struct tcp_options *o) { (void)l, (void)peer, (void)port, (void)o; return true; }
static void accepted(struct tcp_listener *l, struct tcp_conn *c)
{
	struct bed *b = tcp_listener_arg(l);

	b->server = c;
	tcp_set_user(c, &(struct tcp_user){ on_event, b });
}

static void call(struct bed *b)
{
	struct ssh_client_options o = { .user = "admin", .host = "far", .address = "10.0.0.2", .command = "", .ciphers = "aes256-ctr", .macs = "", .tries = 3, .width = 100, .length = 30 };
	struct ssh_client_user u = { on_show, on_keys, on_over, b };
	struct tcp_options to = { .user = { on_event, b } };
	struct ipaddr dst = ipaddr4(A4(10, 0, 0, 2)), none = { .af = AF_NONE };
	struct tcp_conn *c = tcp_connect(b->d->ip->tcp, &none, 0, &dst, 22, &to);

	assert_non_null(c);
	net_run(&b->n, NSEC_PER_SEC);
	assert_non_null(b->server);
	b->x = ssh_client_new(b->d->ip, c, &o, &u);
	assert_non_null(b->x);
	b->shown[0] = 0;
	b->n_keys = b->n_over = 0;
}

static void make_bed(struct bed *b, const char *config)
{
	memset(b, 0, sizeof(*b));
	net_open(&b->n);
	b->d = net_node(&b->n, &appliance_router, "r1", config);
	b->far = net_node(&b->n, &appliance_router, "r2", "interface g0/0\n ip address 10.0.0.2 255.255.255.0\n");
	net_wire(b->d, 0, b->far, 0);
	b->d->gate = &gate;
	tcp_listen(b->far->ip->tcp, &(struct ipaddr){ .af = AF_NONE }, 22, 4, accept_peer, accepted, b);
}

static void open_bed(struct bed *b, const char *config)
{
	make_bed(b, config);
	call(b);
}
#define CONFIG "interface g0/0\n ip address 10.0.0.1 255.255.255.0\n"

static void close_bed(struct bed *b)
{
	if (b->x)
		ssh_client_free(b->x);
	net_close(&b->n);
	gate_fake_free();
}

static void type(struct bed *b, const char *text) { ssh_client_type(b->x, text, strlen(text)); }

/* The request says who calls and how; a question's answer is kept until RETURN, and a password is not shown. RFC 4256. */
static void t_prompt(void **state)
{
	static const u8 want[] = "t\0\x78\3\0\x64\0\x1e" "admin\0\0aes256-ctr\0\0";
	struct bed b;

	(void)state;
	open_bed(&b, CONFIG);
	assert_int_equal(job->n_request, sizeof(want));
	assert_memory_equal(job->request, want, sizeof(want));
	SAY("xaes128-ctr\0hmac-sha2-256\0SSH-2.0-Test\0");
	SAY("dWho is there?\n");
	SAY("m\0Password: \0");
	assert_int_equal(b.n_keys, 1);
	type(&b, "x\025cisx\b");
	type(&b, "co\rtoo early");
	assert_memory_equal(job->last, "rcisco\0", 7);
	assert_string_equal(b.shown, "Who is there?\nPassword: \n");
	SAY("m\1Token: \0");
	type(&b, "42\r");
	assert_memory_equal(job->last, "r42\0", 4);
	assert_string_equal(b.shown + strlen("Who is there?\nPassword: \n"), "Token: 42\n");
	SAY("o");
	type(&b, "show clock\r");
	assert_string_equal(job->said, "show clock\r");
	SAY("n\0\0\0\0\7");
	assert_int_equal(b.n_over, 1);
	assert_int_equal(b.how, SSHC_CLOSED);
	assert_int_equal(b.status, 7);
	close_bed(&b);
}

/* Any key will do, but for `ip ssh stricthostkeycheck`: then it is one that the configuration names for that host, by its name or its address. */
static void t_host_key(void **state)
{
	u8 m[300] = { GATE_HOST };
	size_t n = 1 + (size_t)snprintf((char *)m + 1, 290, "ssh-ed25519 %s", KEY) + 1;
	char config[400];
	struct bed b;

	(void)state;
	open_bed(&b, CONFIG);
	say(m, n);
	assert_memory_equal(job->last, ((u8[]){ GATE_ANSWER, GATE_ADMITTED }), 2);
	close_bed(&b);
	for (unsigned i = 0; i < 3; i++) {
		static const char *const name[] = { "far", "10.0.0.2", "near" };

		snprintf(config, sizeof(config), CONFIG "ip ssh stricthostkeycheck\nip ssh pubkey-chain\n server %s\n  key-string %s\n", name[i], KEY);
		open_bed(&b, config);
		say(m, n);
		assert_memory_equal(job->last, ((u8[]){ GATE_ANSWER, i < 2 ? GATE_ADMITTED : GATE_DENIED }), 2);
		SAY("n\3\0\0\0\0");
		assert_int_equal(b.how, SSHC_HOST_KEY);
		close_bed(&b);
	}
}

/* The server goes while a question is open: the gate, which waits for the answer, would not know. */
static void t_server_goes(void **state)
{
	for (unsigned how = 0; how < 2; how++) {
		struct bed b;

		(void)state;
		open_bed(&b, CONFIG);
		SAY("m\0Password: \0");
		if (how)
			tcp_abort(b.server);
		else
			tcp_release(b.server);
		net_run(&b.n, NSEC_PER_SEC);
		assert_int_equal(b.n_over, 1);
		assert_int_equal(b.how, SSHC_CLOSED);
		close_bed(&b);
	}
}

/* ^C at a question, the gate's end, and whatever else it says: the session ends, once. */
static void t_ends(void **state)
{
	static const struct { const char *m; size_t len; } bad[] = {
		{ "", 0 }, { "z", 1 }, { "y", 1 }, { "ykey", 4 }, { "m", 1 }, { "m\0no end", 8 }, { "n", 1 }, { "n\0\0\0\0", 5 }, { "n\4\0\0\0\0", 6 }, { "q\0\0\0\0", 5 },
	};
	struct bed b;

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(bad); i++) {
		open_bed(&b, CONFIG);
		say(bad[i].m, bad[i].len);
		assert_int_equal(b.n_over, 1);
		assert_int_equal(b.how, SSHC_ABORTED);
		close_bed(&b);
	}
	open_bed(&b, CONFIG);
	SAY("m\0Password: \0");
	type(&b, "ci\003");
	assert_int_equal(b.how, SSHC_ABORTED);
	close_bed(&b);
	open_bed(&b, CONFIG);
	SAY("o");
	SAY("o"); /* twice */
	assert_int_equal(b.n_over, 1);
	close_bed(&b);
	open_bed(&b, CONFIG);
	SAY("o");
	job->u.gone(job->u.arg);
	assert_int_equal(b.how, SSHC_CLOSED);
	close_bed(&b);
	open_bed(&b, CONFIG);
	SAY("o");
	ssh_client_hold(b.x, true);
	assert_true(job->held);
	job->full = true;
	type(&b, "x");
	assert_string_equal(b.shown, "\a"); /* the server does not read */
	close_bed(&b);
}

static void no_end(void *arg) { (void)arg; }

/* The answer was typed before the question, and the gate dies in between: the connection is over while it is brought to the front. */
static void t_typed_ahead(void **state)
{
	static const char typed[] = "ssh -l admin 10.0.0.2\rcisco\rshow privilege\r";
	struct cli_options o = { .where = "con 0", .privilege = 1, .interactive = true };
	struct editor *e;
	struct bed b;

	(void)state;
	make_bed(&b, CONFIG);
	e = editor_new(b.d->shell, &o, &(struct editor_io){ net_write, no_end, NULL, &b.n });
	editor_input(e, typed, sizeof(typed) - 1);
	net_run(&b.n, NSEC_PER_SEC);
	assert_non_null(job);
	job->full = true;
	SAY("m\0Password: \0");
	net_run(&b.n, NSEC_PER_SEC);
	assert_true(job->ended);
	assert_non_null(strstr(b.n.out, "[Connection to 10.0.0.2 aborted: error status 0]\r\n"));
	assert_non_null(strstr(b.n.out, "Current privilege level is 1"));
	editor_free(e);
	close_bed(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_prompt), cmocka_unit_test(t_host_key), cmocka_unit_test(t_server_goes), cmocka_unit_test(t_ends), cmocka_unit_test(t_typed_ahead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
