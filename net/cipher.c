/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DES is in libcrypto's own code only: its providers would have to load a module, and the engine opens no files. */
#define OPENSSL_API_COMPAT 0x10100000L
#include "net/cipher.h"

#include <openssl/aes.h>
#include <openssl/des.h>
#include <string.h>

void cipher_run(enum cipher c, bool encrypt, const u8 *key, const u8 *iv, const u8 *in, u8 *out, size_t len)
{
	u8 state[16];
	int at = 0;

	if (c == CIPHER_DES_CBC) {
		DES_cblock k, v;
		DES_key_schedule ks;

		memcpy(k, key, 8);
		memcpy(v, iv, 8);
		DES_set_key_unchecked(&k, &ks);
		DES_ncbc_encrypt(in, out, (long)len, &ks, &v, encrypt ? DES_ENCRYPT : DES_DECRYPT);
	} else if (c == CIPHER_AES128_CFB) {
		AES_KEY ks;

		memcpy(state, iv, 16);
		AES_set_encrypt_key(key, 128, &ks);
		AES_cfb128_encrypt(in, out, len, &ks, state, &at, encrypt ? AES_ENCRYPT : AES_DECRYPT);
	}
}
