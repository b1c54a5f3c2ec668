/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RADIUS and TACACS+ packets: the examples of the RFCs, what is cut short, what is forged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "router/aaa/radius_wire.h"
#include "router/aaa/tacacs_wire.h"

/* RFC 2865 7.1: nemo logs in with arctangent, the secret is xyzzy5461. */
static const u8 rfc_request[] = {
	0x01, 0x00, 0x00, 0x38, 0x0f, 0x40, 0x3f, 0x94, 0x73, 0x97, 0x80, 0x57, 0xbd, 0x83, 0xd5, 0xcb, 0x98, 0xf4, 0x22, 0x7a, 0x01, 0x06, 0x6e, 0x65, 0x6d, 0x6f, 0x02, 0x12,
	0x0d, 0xbe, 0x70, 0x8d, 0x93, 0xd4, 0x13, 0xce, 0x31, 0x96, 0xe4, 0x3f, 0x78, 0x2a, 0x0a, 0xee, 0x04, 0x06, 0xc0, 0xa8, 0x01, 0x10, 0x05, 0x06, 0x00, 0x00, 0x00, 0x03,
};
static const u8 rfc_answer[] = {
	0x02, 0x00, 0x00, 0x26, 0x86, 0xfe, 0x22, 0x0e, 0x76, 0x24, 0xba, 0x2a, 0x10, 0x05, 0xf6, 0xbf, 0x9b, 0x55, 0xe0, 0xb2, 0x06, 0x06, 0x00, 0x00, 0x00, 0x01, 0x0f, 0x06,
	0x00, 0x00, 0x00, 0x00, 0x0e, 0x06, 0xc0, 0xa8, 0x01, 0x03,
};
static const char SECRET[] = "xyzzy5461";

static void t_rfc2865_example(void **state)
{
	struct radius_answer a;
	u8 buf[256];
	struct wr w = wr_of(buf, sizeof(buf));

	(void)state;
	radius_begin(&w, RADIUS_ACCESS_REQUEST, 0, rfc_request + 4);
	radius_put_text(&w, RADIUS_USER_NAME, "nemo");
	radius_put_password(&w, "arctangent", SECRET);
	radius_put_u32(&w, RADIUS_NAS_IP, 0xc0a80110);
	radius_put_u32(&w, RADIUS_NAS_PORT, 3);
	assert_true(radius_end(&w, SECRET));
	/* Ours has the Message-Authenticator before what the example has. */
	assert_int_equal(wr_len(&w), sizeof(rfc_request) + 18);
	assert_memory_equal(buf + RADIUS_HEADER + 18, rfc_request + RADIUS_HEADER, sizeof(rfc_request) - RADIUS_HEADER);
	assert_int_equal(radius_read(&a, rfc_answer, sizeof(rfc_answer), rfc_request, SECRET), DROP_NONE);
	assert_int_equal(a.code, RADIUS_ACCESS_ACCEPT);
	assert_int_equal(a.service, 1);
	assert_int_equal(radius_read(&a, rfc_answer, sizeof(rfc_answer), rfc_request, "xyzzy5462"), DROP_AAA_AUTH);
}

static void t_radius_cut_and_forged(void **state)
{
	struct radius_answer a;
	u8 copy[sizeof(rfc_answer)];

	(void)state;
	for (size_t n = 0; n < sizeof(rfc_answer); n++)
		assert_int_not_equal(radius_read(&a, rfc_answer, n, rfc_request, SECRET), DROP_NONE);
	for (size_t i = 0; i < sizeof(copy); i++) {
		memcpy(copy, rfc_answer, sizeof(copy));
		copy[i] ^= 1;
		assert_int_not_equal(radius_read(&a, copy, sizeof(copy), rfc_request, SECRET), DROP_NONE);
	}
}

/* 5.2: a password of several blocks, and none. */
static void t_radius_long_password(void **state)
{
	static const u8 auth[RADIUS_AUTH_LEN] = { 1 };
	u8 buf[400];
	struct wr w = wr_of(buf, sizeof(buf));
	char long_one[200];

	(void)state;
	memset(long_one, 'x', sizeof(long_one));
	long_one[199] = 0;
	radius_begin(&w, RADIUS_ACCESS_REQUEST, 0, auth);
	radius_put_password(&w, long_one, SECRET);
	assert_false(w.bad);
	assert_int_equal(buf[RADIUS_HEADER + 18 + 1], 130); /* 128 bytes at most */
	w = wr_of(buf, sizeof(buf));
	radius_begin(&w, RADIUS_ACCESS_REQUEST, 0, auth);
	radius_put_password(&w, "", SECRET);
	assert_int_equal(buf[RADIUS_HEADER + 18 + 1], 18);
	w = wr_of(buf, 30);
	radius_begin(&w, RADIUS_ACCESS_REQUEST, 0, auth);
	assert_false(radius_end(&w, SECRET));
}

/* RFC 8907 4.5: hiding undoes itself, and another key or session gives noise. */
static void t_tacacs_hide(void **state)
{
	const struct tacacs_who who = { .user = "admin", .port = "tty2", .address = "10.0.0.9", .privilege = 1 };
	u8 a[200], b[200];
	struct wr w = wr_of(a, sizeof(a)), clear = wr_of(b, sizeof(b));

	(void)state;
	assert_true(tacacs_start(&w, 0x12345678, "key", &who, TACACS_SERVICE_LOGIN));
	assert_true(tacacs_start(&clear, 0x12345678, "", &who, TACACS_SERVICE_LOGIN));
	assert_int_equal(a[3], 0);
	assert_int_equal(b[3], TACACS_UNENCRYPTED);
	assert_memory_not_equal(a + 12, b + 12, wr_len(&w) - 12);
	tacacs_hide(a, wr_len(&w), "key");
	assert_memory_equal(a + 12, b + 12, wr_len(&w) - 12);
	/* 5.1: action login, level 1, ASCII, service login, three lengths */
	assert_memory_equal(b + 12, "\1\1\1\1\5\4\10\0adminttty2", 14);
	assert_false(tacacs_start(&(struct wr){ .p = a, .end = a + 15, .start = a }, 1, "", &who, 1));
}

static size_t reply(u8 *p, u8 type, u8 seq, const void *body, size_t n, const char *key)
{
	memset(p, 0, TACACS_HEADER);
	p[0] = 0xc0;
	p[1] = type;
	p[2] = seq;
	p[3] = *key ? 0 : TACACS_UNENCRYPTED;
	put_be32(p + 4, 7);
	put_be32(p + 8, (u32)n);
	memcpy(p + TACACS_HEADER, body, n);
	if (*key)
		tacacs_hide(p, TACACS_HEADER + n, key);
	return TACACS_HEADER + n;
}

static void t_tacacs_replies(void **state)
{
	static const char authen[] = "\5\1\0\12\0\0Password: ", author[] = "\1\2\0\0\0\0\13\6priv-lvl=15idle=5", acct[] = "\0\2\0\0\1ok";
	struct tacacs_reply t;
	u8 p[200];
	size_t n;

	(void)state;
	n = reply(p, TACACS_AUTHEN, 2, authen, sizeof(authen) - 1, "k");
	assert_int_equal(tacacs_length(p, 7), n);
	assert_int_equal(tacacs_length(p, 8), 0);
	assert_int_equal(tacacs_read(&t, p, n, 7, "k"), DROP_NONE);
	assert_int_equal(t.status, TACACS_GETPASS);
	assert_int_equal(t.flags, TACACS_NO_ECHO);
	assert_string_equal(t.message, "Password: ");
	n = reply(p, TACACS_AUTHOR, 2, author, sizeof(author) - 1, "k");
	assert_int_equal(tacacs_read(&t, p, n, 7, "k"), DROP_NONE);
	assert_int_equal(t.privilege, 16);
	n = reply(p, TACACS_ACCT, 2, acct, sizeof(acct) - 1, "");
	assert_int_equal(tacacs_read(&t, p, n, 7, ""), DROP_NONE);
	assert_int_equal(t.status, TACACS_ACCT_SUCCESS);
	n = reply(p, TACACS_AUTHEN, 2, authen, sizeof(authen) - 1, "k");
	assert_int_equal(tacacs_read(&t, p, n, 7, "another"), DROP_AAA_AUTH);
	n = reply(p, TACACS_AUTHEN, 2, authen, sizeof(authen) - 1, "");
	assert_int_equal(tacacs_read(&t, p, n, 7, "k"), DROP_AAA_AUTH); /* in the clear though there is a key */
	for (size_t cut = 0; cut < sizeof(author) - 1; cut++) {
		n = reply(p, TACACS_AUTHOR, 2, author, cut, "k");
		assert_int_not_equal(tacacs_read(&t, p, n, 7, "k"), DROP_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_rfc2865_example), cmocka_unit_test(t_radius_cut_and_forged), cmocka_unit_test(t_radius_long_password), cmocka_unit_test(t_tacacs_hide),
		cmocka_unit_test(t_tacacs_replies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
