/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Host keys of nodes, as lab/store.h keeps them: the private key is PKCS #8, its public half as shells show it. */
#include <libssh/libssh.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/gate.h"
#include "lab/store.h"

static char *load(int folder, const char *node, enum store_sort sort)
{
	char why[256];

	return store_load(folder, node, sort, NULL, why);
}

static bool save(int folder, const char *node, enum store_sort sort, const char *text)
{
	char why[256];
	bool ok = store_save(folder, node, sort, text, strlen(text), why);

	if (!ok)
		fprintf(stderr, "gate: %s\n", why);
	return ok;
}

char *gate_key_load(int folder, const char *node) { return load(folder, node, STORE_KEY); }
char *gate_key_facts(int folder, const char *node) { return load(folder, node, STORE_KEY_PUBLIC); }

void gate_key_drop(int folder, const char *node)
{
	char why[256];

	store_erase(folder, node, STORE_KEY_PUBLIC, why);
	store_erase(folder, node, STORE_KEY, why);
}

/* PEM, the caller's; NULL: it cannot be. */
static char *generate(unsigned bits)
{
	EVP_PKEY *key = EVP_RSA_gen(bits);
	BIO *out = key ? BIO_new(BIO_s_mem()) : NULL;
	char *text = NULL, *at;
	long len;

	if (out && PEM_write_bio_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL) == 1 && (len = BIO_get_mem_data(out, &at)) > 0) {
		text = xcalloc(1, (size_t)len + 1);
		memcpy(text, at, (size_t)len);
	}
	BIO_free(out);
	EVP_PKEY_free(key);
	return text;
}

static char *public_half(const char *pem, const char *name, unsigned bits)
{
	ssh_key key = NULL;
	char *base64 = NULL, *text = NULL;

	if (ssh_pki_import_privkey_base64(pem, NULL, NULL, NULL, &key) == SSH_OK && ssh_pki_export_pubkey_base64(key, &base64) == SSH_OK)
		text = xasprintf("%s\n%u\n%s %s\n", name, bits, ssh_key_type_to_char(ssh_key_type(key)), base64);
	ssh_string_free_char(base64);
	ssh_key_free(key);
	return text;
}

bool gate_key_make(int folder, const char *node, const char *name, unsigned bits, bool replace)
{
	char *old = replace ? NULL : gate_key_facts(folder, node), *pem, *facts;
	bool ok;

	if (old) {
		free(old);
		return false;
	}
	pem = generate(bits);
	facts = pem ? public_half(pem, name, bits) : NULL;
	/* The public half is what says that there is a key: last. */
	ok = facts && save(folder, node, STORE_KEY, pem) && save(folder, node, STORE_KEY_PUBLIC, facts);
	if (pem)
		explicit_bzero(pem, strlen(pem));
	free(pem);
	free(facts);
	return ok;
}
