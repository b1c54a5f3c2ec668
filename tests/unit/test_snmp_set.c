/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SetRequest by the clauses of RFC 3416 4.2.5: what is set is as if typed, each refusal by its name, all or nothing; version 1's errors (RFC 3584 4.4). */
#include "ip_net.h"

#include "router/snmp/own.h"

static const char CONFIG[] = "hostname core\naccess-list 7 deny 10.0.1.9\nsnmp-server view V 1.3.6.1.2.1.1 included\nsnmp-server view V 1.3.6.1.2.1.1.5 excluded\n"
	"snmp-server community public ro\nsnmp-server community private rw\nsnmp-server community few view V rw\nsnmp-server community denied rw 7\nsnmp-server community gone view NONE rw\n"
	"snmp-server location here\narp 10.0.1.9 0200.0000.0009 arpa\ninterface g0/0\n ip address 10.0.1.1 255.255.255.0\ninterface Null0\ninterface Loopback0\n";

#define SYSTEM "1.3.6.1.2.1.1."
#define ALIAS "1.3.6.1.2.1.31.1.1.1.18."
#define ADMIN "1.3.6.1.2.1.2.2.1.7."
#define SERIAL "1.3.6.1.6.3.1.1.6.1.0"

struct bed { struct net n; struct device *d; struct raw *r; };
struct var { const char *name; u8 tag; const char *text; s32 n; };
#define STR(name, text) { name, BER_OCTETS, text, 0 }
#define INT(name, n) { name, BER_INTEGER, NULL, n }
#define VARS(...) (const struct var[]){ __VA_ARGS__, { 0 } }

static void open_bed(struct bed *t)
{
	net_open(&t->n);
	t->d = net_node(&t->n, &appliance_router, "r1", CONFIG);
	t->r = net_raw(&t->n, "r", t->d, 0);
	net_run(&t->n, NSEC_PER_SEC);
	t->r->next = t->r->n;
}

static void put(struct wr *w, const struct var *v)
{
	u8 *one = ber_begin(w, BER_SEQUENCE);
	struct oid o;

	assert_true(oid_parse(v->name, &o));
	ber_oid(w, &o);
	if (v->tag == BER_INTEGER)
		ber_int(w, v->n);
	else
		ber_octets(w, v->tag, v->text, v->text ? strlen(v->text) : 0);
	ber_end(w, one);
}

/* Sends the request; the answer's error and index. The variables come back as they were sent. */
static const char *set_by(struct bed *t, s32 version, const char *community, const struct var *v)
{
	static char out[32];
	u8 buf[1500];
	struct wr w = wr_of(buf, 1400);
	u8 *all = ber_begin(&w, BER_SEQUENCE), *pdu, *list, *from, *to;
	struct rd r, message, response, vars;
	u16 src, dst;
	s64 e;

	ber_int(&w, version);
	ber_octets(&w, BER_OCTETS, community, strlen(community));
	pdu = ber_begin(&w, PDU_SET);
	ber_int(&w, 4711);
	ber_int(&w, 0);
	ber_int(&w, 0);
	list = from = ber_begin(&w, BER_SEQUENCE);
	for (; v->name; v++)
		put(&w, v);
	to = w.p;
	ber_end(&w, list);
	ber_end(&w, pdu);
	ber_end(&w, all);
	assert_false(w.bad);
	raw_udp(&t->n, t->r, t->d, A4(10, 0, 1, 9), 4000, 161, buf, wr_len(&w));
	if (!raw_next_udp(t->r, &src, &dst, &r))
		return "nothing";
	message = ber_expect(&r, BER_SEQUENCE);
	assert_int_equal(ber_read_int(&message), version);
	ber_expect(&message, BER_OCTETS);
	response = ber_expect(&message, PDU_RESPONSE);
	assert_int_equal(ber_read_int(&response), 4711);
	e = ber_read_int(&response);
	snprintf(out, sizeof(out), "%d/%d", (int)e, (int)ber_read_int(&response));
	vars = ber_expect(&response, BER_SEQUENCE);
	assert_false(response.bad);
	assert_int_equal(rd_left(&vars), to - from);
	assert_memory_equal(vars.p, from, (size_t)(to - from));
	return out;
}

static const char *set(struct bed *t, const struct var *v) { return set_by(t, SNMP_V2C, "private", v); }

static void has(struct bed *t, const char *line, bool yes)
{
	char *text = shell_running(t->d->shell, false);

	if (!!strstr(text, line) != yes)
		fail_msg("%s in %s", line, text);
	free(text);
}

static const char *logged(struct bed *t)
{
	return net_type(&t->n, t->d, (const char *const[]){ "show logging", NULL });
}

static void t_set(void **state)
{
	struct bed t;
	struct snmp *a;
	u64 altered;

	(void)state;
	open_bed(&t);
	a = t.d->ip->snmp;
	assert_string_equal(set(&t, VARS(STR(SYSTEM "4.0", "me | you ! \"x\" ? \\"), STR(SYSTEM "5.0", "edge"), STR(SYSTEM "6.0", "rack 3"))), "0/0");
	has(&t, "\nsnmp-server contact me | you ! \"x\" ? \\\n", true);
	has(&t, "\nsnmp-server location rack 3\n", true);
	has(&t, "\nhostname edge\n", true);
	assert_string_equal(shell_hostname(t.d->shell), "edge");
	assert_non_null(strstr(logged(&t), "%SYS-5-CONFIG_I: Configured from 10.0.1.9 by snmp"));
	assert_int_equal(a->count.altered, 3);
	assert_string_equal(set(&t, VARS(STR(SYSTEM "4.0", ""), STR(SYSTEM "6.0", ""))), "0/0");
	has(&t, "snmp-server contact", false);
	has(&t, "snmp-server location", false);
	/* an interface's, and something global behind it */
	assert_string_equal(set(&t, VARS(STR(ALIAS "2", "to the attic"), INT(ADMIN "2", 2), STR(SYSTEM "5.0", "core"), INT("1.3.6.1.2.1.31.1.1.1.14.2", 2))), "0/0");
	has(&t, "\ninterface GigabitEthernet0/1\n description to the attic\n", true);
	has(&t, "\n no snmp trap link-status\n", true);
	assert_true(device_iface(t.d, "GigabitEthernet0/1")->shutdown);
	assert_string_equal(set(&t, VARS(STR(ALIAS "2", ""), INT(ADMIN "2", 1), INT("1.3.6.1.2.1.31.1.1.1.14.2", 1))), "0/0");
	has(&t, "description", false);
	has(&t, "link-status", false);
	assert_false(device_iface(t.d, "GigabitEthernet0/1")->shutdown);
	/* snmpEnableAuthenTraps leaves the other kinds */
	a->traps = 0;
	assert_string_equal(set(&t, VARS(INT("1.3.6.1.2.1.11.30.0", 1))), "0/0");
	has(&t, "\nsnmp-server enable traps snmp authentication\n", true);
	assert_true(shell_apply(t.d->shell, "snmp-server enable traps snmp authentication linkup\n", false, NULL, NULL, NULL));
	assert_string_equal(set(&t, VARS(INT("1.3.6.1.2.1.11.30.0", 2))), "0/0");
	has(&t, "\nsnmp-server enable traps snmp linkup\n", true);
	assert_true(shell_apply(t.d->shell, "snmp-server enable traps snmp authentication\n", false, NULL, NULL, NULL));
	assert_string_equal(set(&t, VARS(INT("1.3.6.1.2.1.11.30.0", 2))), "0/0");
	has(&t, "enable traps", false);
	assert_string_equal(set(&t, VARS(INT("1.3.6.1.2.1.4.1.0", 2))), "0/0");
	has(&t, "\nno ip routing\n", true);
	assert_false(t.d->ip->forwarding);
	altered = a->count.altered;
	assert_string_equal(set(&t, VARS(INT("1.3.6.1.2.1.4.1.0", 1))), "0/0");
	assert_true(t.d->ip->forwarding);
	assert_int_equal(a->count.altered, altered + 1);
	net_close(&t.n);
}

static char long_text[300];

static void t_refused(void **state)
{
	static const struct { const char *want2, *want1; struct var v; } cases[] = {
		{ "7/1", "3/1", INT(SYSTEM "4.0", 1) },				/* wrongType */
		{ "7/1", "3/1", { SYSTEM "5.0", BER_NULL, NULL, 0 } },
		{ "7/1", "3/1", STR(ADMIN "2", "x") },
		{ "7/1", "3/1", STR(ADMIN "99", "x") },				/* (3) comes before (7) */
		{ "8/1", "3/1", STR(SYSTEM "4.0", long_text) },			/* wrongLength */
		{ "8/1", "3/1", STR(ALIAS "2", "12345678901234567890123456789012345678901234567890123456789012345") },
		{ "10/1", "3/1", STR(SYSTEM "4.0", "two\nhostname lines") },	/* wrongValue */
		{ "10/1", "3/1", STR(SYSTEM "4.0", "caf\xc3\xa9") },
		{ "10/1", "3/1", STR(SYSTEM "4.0", " leads") },
		{ "10/1", "3/1", STR(SYSTEM "4.0", "trails ") },
		{ "10/1", "3/1", STR(SYSTEM "5.0", "") },
		{ "10/1", "3/1", STR(SYSTEM "5.0", "no name") },
		{ "10/1", "3/1", INT(ADMIN "2", 3) },
		{ "10/1", "3/1", INT("1.3.6.1.2.1.4.1.0", 0) },
		{ "11/1", "2/1", INT(ADMIN "99", 1) },				/* noCreation */
		{ "11/1", "2/1", STR(ALIAS "99", "x") },
		{ "11/1", "2/1", STR(SYSTEM "4.1", "x") },
		{ "11/1", "2/1", STR(SYSTEM "4", "x") },
		{ "17/1", "2/1", STR(SYSTEM "1.0", "x") },			/* notWritable */
		{ "17/1", "2/1", INT("1.3.6.1.2.1.4.2.0", 64) },
		{ "17/1", "2/1", STR("1.3.6.1.4.1.9.9.9", "x") },
		{ "17/1", "2/1", STR("1.3", "x") },
	};
	struct bed t;
	struct snmp *a;
	char *before, *after;
	u64 bad, none;

	(void)state;
	memset(long_text, 'x', 256);
	open_bed(&t);
	a = t.d->ip->snmp;
	before = shell_running(t.d->shell, false);
	for (unsigned k = 0; k < ARRAY_LEN(cases); k++) {
		const struct var *v = &cases[k].v;
		const char *said = set(&t, VARS(*v));

		if (strcmp(said, cases[k].want2))
			fail_msg("%s %s: %s, not %s", v->name, v->text ? v->text : "", said, cases[k].want2);
		bad = a->count.bad_values;
		none = a->count.no_such;
		said = set_by(&t, SNMP_V1, "private", VARS(*v));
		if (strcmp(said, cases[k].want1))
			fail_msg("version 1: %s: %s, not %s", v->name, said, cases[k].want1);
		assert_int_equal(a->count.bad_values, bad + (*said == '3'));
		assert_int_equal(a->count.no_such, none + (*said == '2'));
	}
	/* all or nothing: the first that is refused is told of, what stands before it is not done */
	assert_string_equal(set(&t, VARS(STR(SYSTEM "5.0", "edge"), STR(ALIAS "2", "x"), INT(SYSTEM "6.0", 1), STR(SYSTEM "1.0", "x"))), "7/3");
	assert_int_equal(a->count.altered, 0);
	after = shell_running(t.d->shell, false);
	assert_string_equal(before, after);
	assert_null(strstr(logged(&t), "CONFIG_I: Configured from 10"));
	free(before);
	free(after);
	net_close(&t.n);
}

static void t_access(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t);
	assert_string_equal(set_by(&t, SNMP_V2C, "public", VARS(STR(SYSTEM "4.0", "x"))), "6/1");
	assert_int_equal(t.d->ip->snmp->count.bad_use, 1);
	assert_string_equal(set_by(&t, SNMP_V1, "public", VARS(STR(SYSTEM "4.0", "x"))), "2/1");
	assert_string_equal(set_by(&t, SNMP_V2C, "few", VARS(STR(SYSTEM "4.0", "x"), STR(SYSTEM "5.0", "x"))), "6/2");
	assert_string_equal(set_by(&t, SNMP_V1, "few", VARS(STR(SYSTEM "4.0", "x"), STR(ALIAS "2", "x"))), "2/2");
	assert_string_equal(set_by(&t, SNMP_V2C, "few", VARS(STR(SYSTEM "4.0", "x"))), "0/0");
	assert_string_equal(set_by(&t, SNMP_V2C, "gone", VARS(STR(SYSTEM "4.0", "x"))), "16/0");
	assert_string_equal(set_by(&t, SNMP_V2C, "denied", VARS(STR(SYSTEM "4.0", "y"))), "nothing");
	has(&t, "\nsnmp-server contact x\n", true);
	has(&t, "\nhostname core\n", true);
	net_close(&t.n);
}

/* What passes the first phase and fails in the second: its line is refused. Nothing stays of those before it. */
static bool odd_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	(void)s;
	(void)row;
	return mib_int(v, column);
}

static enum snmp_error odd_set(struct ipstack *s, u32 column, const struct oid *row, const struct mib_value *v, struct mib_change *x)
{
	(void)s;
	(void)row;
	(void)column;
	(void)v;
	text_puts(&x->lines, "interface GigabitEthernet0/2\n description half\n ip address 10.0.1.7 300.0.0.0\n");
	return ERR_NONE;
}

static const struct mib_table odd[] = {
	{ "1.3.6.1.4.1.99999.1", (const u8[]){ 1, 0 }, NULL, odd_get, (const u8[]){ 1, 0 }, odd_set },
	{ 0 },
};

static void t_undone(void **state)
{
	struct bed t;
	char *before, *after;
	u32 serial;

	(void)state;
	open_bed(&t);
	snmp_tables(t.d->ip->snmp, odd);
	serial = t.d->ip->snmp->set_serial;
	before = shell_running(t.d->shell, false);
	assert_string_equal(set(&t, VARS(INT(SERIAL, (s32)serial), STR(SYSTEM "5.0", "edge"), INT(ADMIN "2", 2), INT("1.3.6.1.4.1.99999.1.1.0", 1), STR(SYSTEM "4.0", "x"))), "14/4");
	after = shell_running(t.d->shell, false);
	assert_string_equal(before, after);
	assert_string_equal(shell_hostname(t.d->shell), "core");
	assert_false(device_iface(t.d, "GigabitEthernet0/1")->shutdown);
	assert_int_equal(t.d->ip->snmp->set_serial, serial);
	assert_int_equal(t.d->ip->snmp->count.altered, 0);
	assert_int_equal(t.d->ip->snmp->count.gen_errors, 0);
	assert_string_equal(set_by(&t, SNMP_V1, "private", VARS(INT("1.3.6.1.4.1.99999.1.1.0", 1))), "5/1");
	assert_int_equal(t.d->ip->snmp->count.gen_errors, 1);
	free(before);
	free(after);
	net_close(&t.n);
}

/* RFC 3418 snmpSetSerialNo: of two who looked at the same time one is refused. */
static void t_serial(void **state)
{
	struct bed t;
	struct snmp *a;
	u32 was;

	(void)state;
	open_bed(&t);
	a = t.d->ip->snmp;
	was = a->set_serial;
	assert_string_equal(set(&t, VARS(INT(SERIAL, (s32)was), STR(SYSTEM "4.0", "first"))), "0/0");
	assert_int_equal(a->set_serial, was == INT32_MAX ? 0 : was + 1);
	assert_string_equal(set(&t, VARS(STR(SYSTEM "4.0", "second"), INT(SERIAL, (s32)was))), "12/2");
	assert_string_equal(set_by(&t, SNMP_V1, "private", VARS(INT(SERIAL, (s32)was))), "3/1");
	has(&t, "\nsnmp-server contact first\n", true);
	a->set_serial = INT32_MAX;
	assert_string_equal(set(&t, VARS(INT(SERIAL, INT32_MAX))), "0/0");
	assert_int_equal(a->set_serial, 0);
	net_close(&t.n);
}

static void t_bounds(void **state)
{
	struct var v[SNMP_VARS_MAX + 2] = { 0 };
	struct bed t;

	(void)state;
	open_bed(&t);
	for (unsigned k = 0; k <= SNMP_VARS_MAX; k++)
		v[k] = (struct var)STR(SYSTEM "4.0", "x");
	assert_string_equal(set(&t, v), "13/65"); /* resourceUnavailable */
	has(&t, "contact", false);
	v[SNMP_VARS_MAX] = (struct var){ 0 };
	assert_string_equal(set(&t, v), "0/0");
	assert_string_equal(set(&t, v + SNMP_VARS_MAX), "0/0"); /* nothing to set is set */
	net_close(&t.n);
}

/* The port that the request came by goes down with it. */
static void t_own_port(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t);
	assert_string_equal(set(&t, VARS(INT(ADMIN "1", 2))), "nothing");
	has(&t, "\ninterface GigabitEthernet0/0\n ip address 10.0.1.1 255.255.255.0\n shutdown\n", true);
	net_close(&t.n);
}

static void t_debug(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t);
	debug_set(t.d, DEBUG_SNMP, true);
	assert_string_equal(set(&t, VARS(STR(SYSTEM "4.0", "a\nb"))), "10/1");
	assert_non_null(strstr(logged(&t), "SNMP: Set request, reqid 4711, errstat 0, erridx 0"));
	assert_non_null(strstr(logged(&t), " 1.3.6.1.2.1.1.4.0 = a.b"));
	assert_non_null(strstr(logged(&t), "SNMP: Response, reqid 4711, errstat 10, erridx 1"));
	net_close(&t.n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_set), cmocka_unit_test(t_refused), cmocka_unit_test(t_access), cmocka_unit_test(t_undone), cmocka_unit_test(t_serial), cmocka_unit_test(t_bounds),
		cmocka_unit_test(t_own_port), cmocka_unit_test(t_debug),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
