/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ciphers that hide protocols: DES in CBC (FIPS 46-3, 81) and AES-128 in CFB with 128-bit feedback (FIPS 197, SP 800-38A). OpenSSL's libcrypto computes them. */
#ifndef NET_CIPHER_H
#define NET_CIPHER_H

#include "core/types.h"

enum cipher { CIPHER_NONE, CIPHER_DES_CBC, CIPHER_AES128_CFB };

/* DES: key and iv of 8 bytes, len a multiple of 8. AES: 16 and 16, any len. in and out may be the same. */
void cipher_run(enum cipher c, bool encrypt, const u8 *key, const u8 *iv, const u8 *in, u8 *out, size_t len);

#endif
