/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Passwords as a configuration keeps them, by IOS's numbers: 0 clear; 5 MD5-based crypt ("$1$SALT$..."); 7 reversible, to hide them from a glance;
 * 8 PBKDF2 with SHA-256, 20,000 rounds ("$8$SALT$..."); 9 scrypt with N = 16384, r = p = 1 ("$9$SALT$..."). libcrypt and OpenSSL do the arithmetic.
 */
#ifndef DEVICE_SECRET_H
#define DEVICE_SECRET_H

#include "core/rng.h"

enum secret_type { SECRET_CLEAR = 0, SECRET_MD5 = 5, SECRET_HIDDEN = 7, SECRET_PBKDF2 = 8, SECRET_SCRYPT = 9 };
enum { SECRET_CLEAR_MAX = 64, SECRET_TEXT_MAX = 160 };

struct secret {
	bool set;
	u8 type;			/* enum secret_type */
	char text[SECRET_TEXT_MAX];	/* as it stands behind the number */
};

/* From what a person typed. type: as it is to be kept. false: longer than SECRET_CLEAR_MAX. */
bool secret_make(struct secret *s, enum secret_type type, const char *clear, struct rng *rng);
/* From what a configuration has. false: not of that type's form. */
bool secret_take(struct secret *s, unsigned type, const char *text);
bool secret_check(const struct secret *s, const char *given);
/* Type 7 for a salt of 0 .. 15, and back; false: not such a text. out has room for 2 * SECRET_CLEAR_MAX + 3. */
void secret_hide(const char *clear, unsigned salt, char *out);
bool secret_reveal(const char *hidden, char out[SECRET_CLEAR_MAX + 1]);

#endif
