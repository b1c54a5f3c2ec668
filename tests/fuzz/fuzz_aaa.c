/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What servers of aaa may answer: the first byte says of which protocol, the rest is the packet: as it is, or (0x10) mended so that its digest (RADIUS) or its header
 * (TACACS+) is right and what stands behind is looked at. And what a telnet server may send to our client (protocol 2).
 */
#include <stdlib.h>
#include <string.h>

#include "net/digest.h"
#include "router/aaa/radius_wire.h"
#include "router/aaa/tacacs_wire.h"
#include "router/telnet.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

static const char SECRET[] = "key";

static void radius(u8 *p, size_t len, bool mend)
{
	u8 request[RADIUS_HEADER] = { RADIUS_ACCESS_REQUEST, 7 }, sum[MD5_LEN];
	struct radius_answer a;

	if (mend && len >= RADIUS_HEADER) {
		struct digest d;

		p[1] = 7;
		put_be16(p + 2, (u16)len);
		memcpy(p + 4, request + 4, RADIUS_AUTH_LEN);
		digest_begin(&d, DIGEST_MD5);
		digest_add(&d, p, len);
		digest_add(&d, SECRET, strlen(SECRET));
		digest_end(&d, sum);
		memcpy(p + 4, sum, sizeof(sum));
	}
	if (radius_read(&a, p, len, request, SECRET) == DROP_NONE && (a.privilege > 16 || strlen(a.message) > RADIUS_TEXT_MAX))
		abort();
}

static void tacacs(u8 *p, size_t len, bool mend)
{
	struct tacacs_reply t;

	if (mend && len >= TACACS_HEADER) {
		p[0] = 0xc0;
		p[3] = TACACS_UNENCRYPTED;
		put_be32(p + 4, 1);
		put_be32(p + 8, (u32)(len - TACACS_HEADER));
	}
	if (tacacs_read(&t, p, len, 1, mend ? "" : SECRET) == DROP_NONE && (t.privilege > 16 || strlen(t.message) > TACACS_TEXT_MAX))
		abort();
}

struct sink { size_t sent, shown; };
static void sent(void *arg, const void *data, size_t len) { (void)data; ((struct sink *)arg)->sent += len; }
static void shown(void *arg, const char *bytes, size_t n) { (void)bytes; ((struct sink *)arg)->shown += n; }

static void telnet(const u8 *p, size_t len)
{
	static const struct telnet_user user = { .send = sent, .data = shown };
	struct sink s = { 0 };
	struct telnet t;

	telnet_connect(&t, &user, &s, 24, 80);
	telnet_take(&t, p, len);
	if (s.shown > len || s.sent > 16 * len)
		abort(); /* more is said than was asked */
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	u8 *copy;

	if (len < 1 || len > RADIUS_MAX)
		return 0;
	copy = malloc(len);
	memcpy(copy, data + 1, len - 1);
	if (data[0] % 3 == 0)
		radius(copy, len - 1, data[0] & 0x10);
	else if (data[0] % 3 == 1)
		tacacs(copy, len - 1, data[0] & 0x10);
	else
		telnet(copy, len - 1);
	free(copy);
	return 0;
}
