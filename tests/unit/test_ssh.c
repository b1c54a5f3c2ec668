/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SSH server's side of the gate: who is admitted, what is shown, messages that make no sense, users' keys. The gate here is the test. */
#include "gate_fake.h"
#include "router/ssh_own.h"

/* Made by ssh-keygen. */
static const char KEY[] = "AAAAC3NzaC1lZDI1NTE5AAAAIOBq6DV4PxLa7nVj59Cp+rj2KGgpU+1Qf5T/iiPDLmFR";

static const char CONFIG[] = "hostname r1\nusername admin privilege 15 password cisco\nusername oper password opensesame\nusername open nopassword\n"
	"ip ssh authentication-retries 1\nip ssh logging events\nline vty 0 4\n login local\n transport input ssh\n";

struct bed { struct net n; struct device *d; };

static struct bed *bed; /* of the test under way */

static void open_bed(struct bed *t, const char *more)
{
	struct config_error err;

	bed = t;
	net_open(&t->n);
	t->d = net_node(&t->n, &appliance_router, "r1", CONFIG);
	t->d->gate = &gate;
	if (!shell_apply(t->d->shell, more, false, &err, NULL, NULL))
		fail_msg("%s: %s", err.input, err.text);
}

static void close_bed(struct bed *t)
{
	net_close(&t->n);
	gate_fake_free();
}

static void run(struct bed *t) { net_run(&t->n, NSEC_PER_SEC); }

static void connect_to(struct bed *t)
{
	assert_true(sshd_begin(t->d, 3, "10.0.0.9"));
	SAY("xaes128-ctr\0hmac-sha2-256\0SSH-2.0-Test\0");
}

static unsigned answer_to(const void *m, size_t len)
{
	job->n_last = 0;
	say(m, len);
	net_run(&bed->n, NSEC_PER_MS);
	assert_int_equal(job->n_last, 2);
	assert_int_equal(job->last[0], GATE_ANSWER);
	return job->last[1];
}
#define ANSWER(text) answer_to(text, sizeof(text) - 1)

static void t_shell(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "banner login ^CWho?^C\n");
	connect_to(&t);
	assert_int_equal(job->request[0], GATE_SSH);
	assert_int_equal(get_be16(job->request + 1), 120);
	assert_string_equal((char *)job->request + 5, "Who?\n");
	assert_int_equal(ANSWER("a\x02" "admin\0wrong\0"), GATE_DENIED);
	assert_int_equal(ANSWER("a\x04" "admin\0cisco\0"), GATE_ADMITTED);
	SAY("p\0\x64\0\x1e");
	SAY("h");
	SAY("dshow privilege\r");
	run(&t);
	assert_non_null(strstr(job->said, "r1#show privilege\r\nCurrent privilege level is 15\r\nr1#"));
	EXPECT(&t.n, t.d, "0          2.0     IN   aes128-ctr  hmac-sha2-256 Session started       admin\n", "show ssh");
	EXPECT(&t.n, t.d, "vty 0     admin", "show users");
	SAY("dexit\r");
	run(&t);
	assert_int_equal(job->last[0], GATE_EXIT);
	EXPECT(&t.n, t.d, "%SSH-5-SSH2_CLOSE: SSH2 Session from 10.0.0.9 (tty = 0) for user 'admin' using crypto cipher 'aes128-ctr', hmac 'hmac-sha2-256' closed", "show logging");
	job->u.gone(job->u.arg);
	assert_true(job->ended);
	EXPECT(&t.n, t.d, "%No SSHv2 server connections running.\n", "show ssh");
	close_bed(&t);
}

static void t_exec(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "");
	connect_to(&t);
	assert_int_equal(ANSWER("a\x02" "open\0anything\0"), GATE_ADMITTED);
	SAY("eshow running-config\0");
	run(&t);
	assert_non_null(strstr(job->said, "% Invalid input detected at '^' marker.\r\n"));
	assert_memory_equal(job->last, "q\0\0\0\1", 5); /* the status */
	close_bed(&t);
}

/* RFC 4252 4: the server bounds the tries. */
static void t_tries(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "");
	connect_to(&t);
	assert_int_equal(ANSWER("a\x02nobody\0cisco\0"), GATE_DENIED);
	assert_int_equal(ANSWER("a\x02" "admin\0\0"), GATE_ENOUGH);
	EXPECT(&t.n, t.d, "User 'admin' authentication for SSH2 Session from 10.0.0.9 (tty = 0) using crypto cipher 'aes128-ctr', hmac 'hmac-sha2-256' Failed", "show logging");
	close_bed(&t);
}

/* Lines that ask for no name let nobody in. */
static void t_no_local(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "line vty 0 4\n no login\n");
	connect_to(&t);
	assert_int_equal(ANSWER("a\x02" "admin\0cisco\0"), GATE_DENIED);
	close_bed(&t);
	open_bed(&t, "line vty 0 4\n transport input telnet\n");
	assert_false(sshd_begin(t.d, 3, "10.0.0.9"));
	net_close(&t.n);
}

static void t_slow_hash(void **state)
{
	struct gate_job *first;
	struct bed t;

	(void)state;
	open_bed(&t, "username slow secret 5 $1$28772684$iEwNOgGugqO9.bIz5sk8k/\n");
	connect_to(&t);
	first = job;
	first->n_last = 0;
	SAY("a\x02slow\0hashcat\0");
	net_run(&t.n, NSEC_PER_MS);
	assert_ptr_not_equal(job, first);
	assert_memory_equal(job->request, "c\5$1$28772684$iEwNOgGugqO9.bIz5sk8k/\0hashcat\0", job->n_request);
	assert_int_equal(first->n_last, 0);
	SAY("v\1");
	assert_true(job->ended);
	assert_memory_equal(first->last, "w\1", 2);
	close_bed(&t);
}

static void t_keys(void **state)
{
	char probe[300] = "a\x10" "admin", key[300] = "a\x08" "admin";
	struct ssh *s;
	char type[24];
	u8 md5[16];
	size_t n = 8 + (size_t)snprintf(probe + 8, 290, "ssh-ed25519 %s", KEY) + 1;
	struct bed t;

	(void)state;
	snprintf(key + 8, 290, "ssh-ed25519 %s", KEY);
	open_bed(&t, "");
	s = t.d->ip->ssh;
	assert_true(sshd_pubkey_md5(KEY, md5, type));
	assert_string_equal(type, "ssh-ed25519");
	assert_false(sshd_pubkey_md5("AAAA", md5, type));
	assert_false(sshd_pubkey_md5("", md5, type));
	assert_false(sshd_pubkey_md5("####", md5, type));
	connect_to(&t);
	assert_int_equal(answer_to(probe, n), GATE_DENIED);
	sshd_pubkey_md5(KEY, md5, type);
	assert_true(sshd_pubkey_add(sshd_keyowner(&s->users, "admin"), type, md5));
	assert_int_equal(answer_to(probe, n), GATE_ADMITTED);
	SAY("h"); /* a key that was only shown admits nobody: out of turn */
	assert_true(job->ended);
	connect_to(&t);
	assert_int_equal(answer_to(key, n), GATE_ADMITTED);
	SAY("h");
	assert_false(job->ended);
	close_bed(&t);
}

/* Whatever the gate's process says: a session at most ends. */
static void t_nonsense(void **state)
{
	static const struct { const char *m; size_t len; } bad[] = {
		{ "", 0 }, { "z", 1 }, { "h", 1 }, { "eshow version\0", 14 }, { "dx", 2 }, { "p\0", 2 }, { "a", 1 }, { "a\x02" "admin", 7 }, { "a\x02" "admin\0cisco", 13 },
		{ "a\x02" "ad\x1bmin\0cisco\0", 15 }, { "a\x7f" "admin\0cisco\0", 14 }, { "x\0\0\0", 4 }, { "v\1", 2 },
	};
	struct bed t;

	(void)state;
	open_bed(&t, "");
	for (unsigned i = 0; i < ARRAY_LEN(bad); i++) {
		connect_to(&t);
		say(bad[i].m, bad[i].len);
		assert_true(job->ended);
		run(&t);
	}
	EXPECT(&t.n, t.d, "%No SSHv2", "show ssh");
	close_bed(&t);
}

/* As many sessions as lines; the next is refused, and its job ended. All end with the device. */
static void t_bounds(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "line vty 5 15\n login local\n transport input ssh\n");
	for (unsigned i = 0; i < VTY_MAX; i++)
		connect_to(&t);
	assert_false(job->ended);
	assert_true(sshd_begin(t.d, 3, "10.0.0.9"));
	assert_true(job->ended);
	close_bed(&t);
}

/* What the client does not read waits, and input waits while nobody takes it. */
static void t_slow_reader(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "");
	connect_to(&t);
	assert_int_equal(ANSWER("a\x02" "admin\0cisco\0"), GATE_ADMITTED);
	SAY("h");
	SAY("dterminal length 0\r");
	job->full = true;
	SAY("dshow interfaces\rexit\r");
	run(&t);
	assert_null(strstr(job->said, "GigabitEthernet0/3 is"));
	job->full = false;
	job->u.room(job->u.arg);
	run(&t);
	assert_non_null(strstr(job->said, "GigabitEthernet0/3 is"));
	assert_int_equal(job->last[0], GATE_EXIT);
	run(&t);
	net_run(&t.n, 20 * NSEC_PER_SEC);
	assert_true(job->ended); /* one that does not leave is left */
	close_bed(&t);
}

static void t_shows(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "ip ssh version 2\nip ssh time-out 60\n");
	EXPECT(&t.n, t.d, "SSH Enabled - version 2.0\nAuthentication methods:publickey,keyboard-interactive,password\nAuthentication timeout: 60 secs; Authentication retries: 1\n", "show ip ssh");
	EXPECT(&t.n, t.d, "(ssh-rsa, base64 encoded): r1.lab.test\nssh-rsa AAAA\n", "show ip ssh");
	EXPECT(&t.n, t.d, "% Please define a domain-name first.", "configure terminal", "crypto key generate rsa modulus 2048");
	t.d->gate = NULL;
	EXPECT(&t.n, t.d, "%No SSHv2", "show ssh");
	net_close(&t.n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_shell), cmocka_unit_test(t_exec), cmocka_unit_test(t_tries), cmocka_unit_test(t_no_local), cmocka_unit_test(t_slow_hash),
		cmocka_unit_test(t_keys), cmocka_unit_test(t_nonsense), cmocka_unit_test(t_bounds), cmocka_unit_test(t_slow_reader), cmocka_unit_test(t_shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
