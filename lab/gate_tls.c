/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TLS by OpenSSL (versions 1.2 and 1.3: RFC 5246, 8446): what a peer sends is deciphered for the engine, what the engine says goes to the peer in records. What one
 * side does not read is not read from the other: at most a message of the engine's and one of the peer's stand here, beside a record of the library's.
 */
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lab/gate_channel.h"
#include "net/rd.h"

enum { LINGER_S = 5 /* after our last word, until the peer has said its */, FACT_MAX = 63, WHY_MAX = 120 };

struct tls_job {
	int line, conn;
	SSL *ssl;
	bool keyed;
	bool finishing;		/* the engine has said its last word */
	bool finished;		/* and the peer was told */
	bool ended;		/* the peer has said its last, and the engine knows */
	bool full;		/* the peer takes nothing for now */
	s64 until;		/* ms: of the handshake, then of lingering; 0: for ever */
	u8 out[GATE_MESSAGE_MAX]; /* to the peer */
	size_t out_at, out_len;
	u8 in[GATE_MESSAGE_MAX]; /* to the engine, a whole message */
	size_t in_len;
};

static s64 now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (s64)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static size_t put_fact(u8 *m, size_t at, const char *text, size_t max)
{
	size_t end = gate_put_text(m, at, text ? text : "", max);

	for (size_t i = at; i + 1 < end; i++)
		if (m[i] < 0x20 || m[i] >= 0x7f)
			m[i] = '?';
	return end;
}

static void say_keyed(struct tls_job *x)
{
	X509 *cert = SSL_get0_peer_certificate(x->ssl);
	u8 m[GATE_MESSAGE_MAX] = { GATE_KEYED };
	char subject[256] = "";
	size_t at = 1;

	if (cert)
		X509_NAME_oneline(X509_get_subject_name(cert), subject, sizeof(subject));
	at = put_fact(m, at, SSL_get_cipher_name(x->ssl), FACT_MAX);
	at = put_fact(m, at, SSL_get_version(x->ssl), FACT_MAX);
	at = put_fact(m, at, subject, FACT_MAX);
	gate_tell(x->line, m, at);
}

static void say_failed(struct tls_job *x, const char *why)
{
	unsigned long e = ERR_peek_last_error();
	long verdict = SSL_get_verify_result(x->ssl);
	u8 m[GATE_MESSAGE_MAX] = { GATE_FAILED };

	if (!why && verdict != X509_V_OK)
		why = X509_verify_cert_error_string(verdict);
	if (!why)
		why = e ? ERR_reason_error_string(e) : "connection closed";
	gate_tell(x->line, m, put_fact(m, 1, why ? why : "protocol error", WHY_MAX));
}

/* ---- bytes; each: false: it is over ---- */

/* What a call of the library's that did nothing means: to be tried again. */
static bool try_again(struct tls_job *x, int r)
{
	int e = SSL_get_error(x->ssl, r);

	x->full |= e == SSL_ERROR_WANT_WRITE;
	return e == SSL_ERROR_WANT_READ || e == SSL_ERROR_WANT_WRITE;
}

static bool shake_hands(struct tls_job *x)
{
	int r;

	ERR_clear_error();
	r = SSL_do_handshake(x->ssl);
	if (r != 1 && try_again(x, r))
		return true;
	if (r != 1) {
		say_failed(x, NULL);
		return false;
	}
	x->keyed = true;
	x->until = 0;
	say_keyed(x);
	return true;
}

static bool from_engine(struct tls_job *x)
{
	ssize_t n = recv(x->line, x->out, sizeof(x->out), MSG_DONTWAIT);

	if (n <= 0)
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	if (x->out[0] == GATE_DATA) {
		x->out_at = 1;
		x->out_len = (size_t)n - 1;
	} else if (x->out[0] == GATE_EOF) {
		x->finishing = true;
	}
	return true;
}

static bool to_peer(struct tls_job *x)
{
	int r;

	while (x->out_len) {
		ERR_clear_error();
		r = SSL_write(x->ssl, x->out + x->out_at, (int)x->out_len);
		if (r <= 0)
			return try_again(x, r);
		x->out_at += (size_t)r;
		x->out_len -= (size_t)r;
	}
	if (!x->finishing || x->finished)
		return true;
	ERR_clear_error();
	r = SSL_shutdown(x->ssl);
	if (r < 0)
		return try_again(x, r);
	x->finished = true;
	x->until = now_ms() + LINGER_S * 1000;
	return true;
}

static bool to_engine(struct tls_job *x) { return gate_pass(x->line, x->in, &x->in_len); }

/* As much as the engine takes. */
static bool from_peer(struct tls_job *x)
{
	while (!x->in_len && !x->ended) {
		int n;

		ERR_clear_error();
		n = SSL_read(x->ssl, x->in + 1, GATE_DATA_MAX);
		if (n > 0) {
			x->in[0] = GATE_DATA;
			x->in_len = 1 + (size_t)n;
		} else if (SSL_get_error(x->ssl, n) == SSL_ERROR_ZERO_RETURN) {
			x->in[0] = GATE_EOF;
			x->in_len = 1;
			x->ended = true;
		} else {
			bool again = try_again(x, n);

			if (!again)
				say_failed(x, NULL);
			return again;
		}
		if (!to_engine(x))
			return false;
	}
	return true;
}

static bool move(struct tls_job *x)
{
	x->full = false;
	if (!x->keyed)
		return shake_hands(x);
	if (!to_peer(x) || !to_engine(x) || !from_peer(x))
		return false;
	return !(x->finished && x->ended && !x->in_len);
}

/* One turn. false: it is over, on either side. */
static bool turn(struct tls_job *x)
{
	bool hear = x->keyed && !x->out_len && !x->finishing, see = !x->keyed || (!x->in_len && !x->ended);
	s64 left = x->until ? x->until - now_ms() : -1;
	struct pollfd p[2] = {
		{ .fd = x->conn, .events = (short)((see ? POLLIN : 0) | (x->full ? POLLOUT : 0)) },
		{ .fd = x->line, .events = (short)((hear ? POLLIN : 0) | (x->in_len ? POLLOUT : 0)) },
	};

	if (x->until && left <= 0) {
		if (!x->keyed)
			say_failed(x, "handshake timed out");
		return false;
	}
	if (!p[0].events)
		p[0].fd = -1; /* its end is no news */
	if (poll(p, 2, (int)left) < 0 && errno != EINTR)
		return false;
	if (p[1].revents & (POLLHUP | POLLERR) && !(p[1].revents & POLLIN))
		return false;
	if (hear && p[1].revents & POLLIN && !from_engine(x))
		return false;
	return move(x);
}

/* ---- the two ends ---- */

static void run(const struct gate_tls *g, SSL_CTX *ctx)
{
	struct tls_job x = { .line = g->line, .conn = g->conn, .until = now_ms() + g->timeout_s * 1000 };

	SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
	/* Many programs close without a word of TLS's: HTTP's own lengths say whether all came. */
	SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_TICKET);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	x.ssl = SSL_new(ctx);
	if (!x.ssl || SSL_set_fd(x.ssl, g->conn) != 1)
		return;
	if (g->server)
		SSL_set_accept_state(x.ssl);
	else
		SSL_set_connect_state(x.ssl);
	if (!g->server && *g->name)
		SSL_set_tlsext_host_name(x.ssl, g->name);
	for (bool on = move(&x); on;)
		on = turn(&x);
	SSL_free(x.ssl);
}

static bool take_certificate(SSL_CTX *ctx, const char *pem)
{
	BIO *in = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key = in ? PEM_read_bio_PrivateKey(in, NULL, NULL, NULL) : NULL;
	X509 *cert = key ? PEM_read_bio_X509(in, NULL, NULL, NULL) : NULL;
	bool ok = cert && SSL_CTX_use_certificate(ctx, cert) == 1 && SSL_CTX_use_PrivateKey(ctx, key) == 1;

	X509_free(cert);
	EVP_PKEY_free(key);
	BIO_free(in);
	return ok;
}

void gate_tls_run(const struct gate_tls *g)
{
	static const int version[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	SSL_CTX *ctx = SSL_CTX_new(g->server ? TLS_server_method() : TLS_client_method());

	if (!ctx || !g->least || g->least > g->most || g->most > ARRAY_LEN(version))
		return;
	SSL_CTX_set_min_proto_version(ctx, version[g->least - 1]);
	SSL_CTX_set_max_proto_version(ctx, version[g->most - 1]);
	SSL_CTX_set_verify(ctx, g->verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
	if (fcntl(g->conn, F_SETFL, O_NONBLOCK))
		return;
	if (!g->server || take_certificate(ctx, g->pem))
		run(g, ctx);
	SSL_CTX_free(ctx);
}
