/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The gate: a process beside the engine that speaks SSH (libssh) and TLS (OpenSSL), hashes passwords and makes host keys (device/gate.h says why). It takes requests from the
 * engine over one socket, a message each, with the descriptors of the job: its line, and the client's connection. Each job is a process of its own, which
 * gives up every right before it reads a byte of a stranger's.
 *
 *   keeper ── starts it when the first request waits, and again should it die
 *   engine ── request + line (+ connection) ──> gate ── fork ──> job
 *   engine <──────────────── line ────────────────────────────> job <── connection ── client
 */
#ifndef LAB_GATE_H
#define LAB_GATE_H

#include "device/gate.h"
#include "lab/setup.h"

/* A request as it goes over the socket: the node's name, a zero byte, then what the appliance asked. */
enum { GATE_REQUEST_MAX = GATE_MESSAGE_MAX + TOPO_NAME_MAX + 2, GATE_LINE = 0, GATE_CONN = 1, GATE_FDS };

/* ---- gate.c: in the engine ---- */
extern const struct gate lab_gate;

/* ---- gate_main.c ---- */

/* Makes the socket: s->gate is the engine's end, s->gate_end the gate's. */
bool gate_open(struct setup *s);
void gate_close(struct setup *s);
/* Starts the process; -1: it cannot be. */
pid_t gate_start(const struct setup *s);

/* ---- gate_key.c: host keys, in the folder of saved configurations ---- */

/* The private key as PEM, the caller's; NULL: none. */
char *gate_key_load(int folder, const char *node);
/* false: there is one already (and replace is not asked for), or it cannot be. */
bool gate_key_make(int folder, const char *node, const char *name, unsigned bits, bool replace);
/* The public half, as device/gate.h has it. */
char *gate_key_facts(int folder, const char *node);
void gate_key_drop(int folder, const char *node);

/* ---- gate_ssh.c ---- */

struct gate_ssh {
	int line, conn;
	unsigned timeout_s, tries, methods; /* enum gate_method */
	const char *banner;	/* "": none */
	const char *key;	/* PEM */
};
/* Speaks with one client until it is over. In a process of its own. */
void gate_ssh_serve(const struct gate_ssh *g);

/* ---- gate_cert.c: certificates of nodes, beside the host keys ---- */

/* The private key and the certificate, as PEM, the caller's; NULL: none. */
char *gate_cert_load(int folder, const char *node);
/* Signed by itself, for the name. true: there is one now, made or already there. */
bool gate_cert_make(int folder, const char *node, const char *name);

/* ---- gate_tls.c ---- */

struct gate_tls {
	int line, conn;
	bool server, verify;
	unsigned timeout_s, least, most; /* enum gate_tls_version */
	const char *name;	/* client: the server's; "": none */
	const char *pem;	/* server */
};
/* Speaks with one peer until it is over. In a process of its own. */
void gate_tls_run(const struct gate_tls *g);

/* ---- gate_client.c ---- */

struct gate_client {
	int line, conn;
	unsigned timeout_s, tries, width, length;
	const char *user, *command;			/* "": a shell */
	const char *ciphers, *macs, *exchanges;		/* "": libssh's own */
};
/* Speaks with one server until it is over. In a process of its own. */
void gate_client_run(const struct gate_client *g);

#endif
