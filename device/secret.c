/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "device/secret.h"

#include <crypt.h>
#include <ctype.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/types.h"

enum { SALT_5 = 4, SALT_8_9 = 14, HASH = 32, HASH_TEXT = 43, ROUNDS_8 = 20000, N_9 = 16384, KEY_7_LEN = 53, SALTS_7 = 16 };

/* What type 7 is added to, byte by byte from the salt on: every IOS has it, and so has every tool that undoes it. */
static const char key_7[] = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87";
/* The order of crypt(3)'s letters, which types 8 and 9 write their bits with. */
static const char letters[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static void salt(struct rng *rng, char *out, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		out[i] = letters[rng_below(rng, 64)];
	out[n] = 0;
}

void secret_hide(const char *clear, unsigned from, char *out)
{
	snprintf(out, 3, "%02u", from % 100);
	for (unsigned i = 0; clear[i]; i++)
		snprintf(out + 2 + 2 * i, 3, "%02X", (u8)((u8)clear[i] ^ (u8)key_7[(from + i) % KEY_7_LEN]));
}

static int hex(char c)
{
	return isdigit((unsigned char)c) ? c - '0' : isxdigit((unsigned char)c) ? toupper((unsigned char)c) - 'A' + 10 : -1;
}

bool secret_reveal(const char *hidden, char out[SECRET_CLEAR_MAX + 1])
{
	size_t len = strlen(hidden), n = len / 2 - 1;
	unsigned from;

	if (len < 4 || len % 2 || n > SECRET_CLEAR_MAX || !isdigit((unsigned char)hidden[0]) || !isdigit((unsigned char)hidden[1]))
		return false;
	from = (unsigned)(hidden[0] - '0') * 10 + (unsigned)(hidden[1] - '0');
	if (from >= KEY_7_LEN)
		return false;
	for (size_t i = 0; i < n; i++) {
		int hi = hex(hidden[2 + 2 * i]), lo = hex(hidden[3 + 2 * i]);

		if (hi < 0 || lo < 0)
			return false;
		out[i] = (char)((u8)(hi << 4 | lo) ^ (u8)key_7[(from + i) % KEY_7_LEN]);
		if (!out[i])
			return false;
	}
	out[n] = 0;
	return true;
}

/* 256 bits, six a letter, the most significant first. */
static void spell(const u8 *hash, char out[HASH_TEXT + 1])
{
	u32 bits = 0;
	unsigned n = 0, at = 0;

	for (unsigned i = 0; i < HASH; i++) {
		bits = bits << 8 | hash[i];
		for (n += 8; n >= 6; n -= 6)
			out[at++] = letters[bits >> (n - 6) & 63];
	}
	out[at++] = letters[bits << (6 - n) & 63];
	out[at] = 0;
}

/* "$8$SALT$HASH", "$9$...", of a salt; false: the library would not. */
static bool derive(unsigned type, const char *clear, const char *of_salt, size_t salt_len, char *out)
{
	char text[HASH_TEXT + 1];
	u8 hash[HASH];
	int ok;

	if (type == SECRET_PBKDF2)
		ok = PKCS5_PBKDF2_HMAC(clear, (int)strlen(clear), (const u8 *)of_salt, (int)salt_len, ROUNDS_8, EVP_sha256(), HASH, hash);
	else
		ok = EVP_PBE_scrypt(clear, strlen(clear), (const u8 *)of_salt, salt_len, N_9, 1, 1, 0, hash, HASH);
	if (ok != 1)
		return false;
	spell(hash, text);
	snprintf(out, SECRET_TEXT_MAX, "$%u$%.*s$%s", type, (int)salt_len, of_salt, text);
	return true;
}

/* crypt(3) with a setting, "$1$SALT$"; false: it would not. */
static bool md5_crypt(const char *clear, const char *setting, char *out)
{
	struct crypt_data *data = xcalloc(1, sizeof(*data));
	const char *got = crypt_r(clear, setting, data);
	bool ok = got && got[0] == '$' && strlen(got) < SECRET_TEXT_MAX;

	if (ok)
		strcpy(out, got);
	explicit_bzero(data, sizeof(*data));
	free(data);
	return ok;
}

bool secret_make(struct secret *s, enum secret_type type, const char *clear, struct rng *rng)
{
	char of_salt[SALT_8_9 + 1], setting[24];

	if (!*clear || strlen(clear) > SECRET_CLEAR_MAX)
		return false;
	s->set = true;
	s->type = (u8)type;
	switch (type) {
	case SECRET_CLEAR:
		strcpy(s->text, clear);
		return true;
	case SECRET_HIDDEN:
		secret_hide(clear, (unsigned)rng_below(rng, SALTS_7), s->text);
		return true;
	case SECRET_MD5:
		salt(rng, of_salt, SALT_5);
		snprintf(setting, sizeof(setting), "$1$%s$", of_salt);
		return md5_crypt(clear, setting, s->text);
	case SECRET_PBKDF2:
	case SECRET_SCRYPT:
		salt(rng, of_salt, SALT_8_9);
		return derive(type, clear, of_salt, SALT_8_9, s->text);
	}
	return false;
}

/* "$N$salt$hash": the salt's place and length. */
static bool parts(const char *text, unsigned type, const char **of_salt, size_t *salt_len)
{
	const char *end;

	if (text[0] != '$' || text[1] != (char)('0' + type) || text[2] != '$')
		return false;
	*of_salt = text + 3;
	end = strchr(*of_salt, '$');
	if (!end || end == *of_salt || end - *of_salt > SALT_8_9)
		return false;
	*salt_len = (size_t)(end - *of_salt);
	return strlen(end + 1) == (type == 1 ? 22 : HASH_TEXT) && strspn(end + 1, letters) == strlen(end + 1);
}

bool secret_take(struct secret *s, unsigned type, const char *text)
{
	char clear[SECRET_CLEAR_MAX + 1];
	const char *of_salt;
	size_t len;
	bool good;

	switch (type) {
	case SECRET_CLEAR:
		good = *text && strlen(text) <= SECRET_CLEAR_MAX;
		break;
	case SECRET_HIDDEN:
		good = secret_reveal(text, clear);
		break;
	case SECRET_MD5:
		good = parts(text, 1, &of_salt, &len);
		break;
	default:
		good = (type == SECRET_PBKDF2 || type == SECRET_SCRYPT) && parts(text, type, &of_salt, &len);
	}
	if (!good)
		return false;
	s->set = true;
	s->type = (u8)type;
	snprintf(s->text, sizeof(s->text), "%s", text);
	return true;
}

/* In the same time wherever they differ. */
static bool same(const char *a, const char *b)
{
	size_t n = strlen(a);
	u8 differ = 0;

	if (n != strlen(b))
		return false;
	for (size_t i = 0; i < n; i++)
		differ |= (u8)(a[i] ^ b[i]);
	return !differ;
}

bool secret_check(const struct secret *s, const char *given)
{
	char text[SECRET_TEXT_MAX];
	const char *of_salt;
	size_t len;

	if (!s->set || !*given || strlen(given) > SECRET_CLEAR_MAX)
		return false;
	switch (s->type) {
	case SECRET_CLEAR:
		return same(given, s->text);
	case SECRET_HIDDEN:
		return secret_reveal(s->text, text) && same(given, text);
	case SECRET_MD5:
		return md5_crypt(given, s->text, text) && same(text, s->text);
	default:
		return parts(s->text, s->type, &of_salt, &len) && derive(s->type, given, of_salt, len, text) && same(text, s->text);
	}
}
