/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A node's certificate (RFC 5280), signed by itself as a device's is that no authority knows: RSA, of version 3, with the node's name as its subject. */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/gate.h"
#include "lab/store.h"

enum { BITS = 2048, SERIAL_BITS = 63, DAY_S = 86400, YEARS = 10 };

char *gate_cert_load(int folder, const char *node)
{
	char why[256];

	return store_load(folder, node, STORE_CERT, NULL, why);
}

static bool add_extension(X509 *x, int nid, const char *value)
{
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	bool ok = e && X509_add_ext(x, e, -1) == 1;

	X509_EXTENSION_free(e);
	return ok;
}

static bool add_serial(X509 *x)
{
	BIGNUM *n = BN_new();
	bool ok = n && BN_rand(n, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 && BN_to_ASN1_INTEGER(n, X509_get_serialNumber(x));

	BN_free(n);
	return ok;
}

static bool fill(X509 *x, EVP_PKEY *key, const char *name)
{
	X509_NAME *subject = X509_get_subject_name(x);
	char other[80];

	snprintf(other, sizeof(other), "DNS:%s", name);
	return X509_set_version(x, X509_VERSION_3) == 1 && add_serial(x) && X509_gmtime_adj(X509_getm_notBefore(x), -DAY_S) &&
	       X509_gmtime_adj(X509_getm_notAfter(x), YEARS * 365L * DAY_S) && X509_set_pubkey(x, key) == 1 &&
	       X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const u8 *)name, -1, -1, 0) == 1 && X509_set_issuer_name(x, subject) == 1 &&
	       add_extension(x, NID_basic_constraints, "critical,CA:TRUE") && add_extension(x, NID_subject_alt_name, other) && X509_sign(x, key, EVP_sha256());
}

/* PEM, the caller's; NULL: it cannot be. */
static char *text_of(EVP_PKEY *key, X509 *x)
{
	BIO *out = BIO_new(BIO_s_mem());
	char *text = NULL, *at;
	long len;

	if (out && PEM_write_bio_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL) == 1 && PEM_write_bio_X509(out, x) == 1 && (len = BIO_get_mem_data(out, &at)) > 0) {
		text = xcalloc(1, (size_t)len + 1);
		memcpy(text, at, (size_t)len);
	}
	BIO_free(out);
	return text;
}

bool gate_cert_make(int folder, const char *node, const char *name)
{
	char *pem = gate_cert_load(folder, node), why[256];
	bool ok = pem != NULL;
	EVP_PKEY *key;
	X509 *x;

	if (!ok) {
		key = EVP_RSA_gen(BITS);
		x = X509_new();
		pem = key && x && fill(x, key, name) ? text_of(key, x) : NULL;
		ok = pem && store_save(folder, node, STORE_CERT, pem, strlen(pem), why);
		if (pem && !ok)
			fprintf(stderr, "gate: %s\n", why);
		X509_free(x);
		EVP_PKEY_free(key);
	}
	if (pem)
		explicit_bzero(pem, strlen(pem));
	free(pem);
	return ok;
}
