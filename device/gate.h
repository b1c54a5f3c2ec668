/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an appliance leaves to a process beside the engine (lab/gate*.c): SSH's cryptography and its hostile bytes, the slow hashes of passwords, keys. A job is
 * one piece of that work, and a line of messages to whoever does it. All of it lives in real time: on the virtual clock and in tests there is no gate.
 *
 * A request, and each message on a job's line, is a byte that names it and what follows; numbers are big-endian, texts end with a zero byte.
 */
#ifndef DEVICE_GATE_H
#define DEVICE_GATE_H

#include "core/types.h"

struct device;
struct gate_job;

enum { GATE_MESSAGE_MAX = 4096, GATE_DATA_MAX = 4000, GATE_BANNER_MAX = 2000 };

/* What a job is asked for: its first message. */
enum gate_request {
	GATE_SSH = 's',		/* u16 seconds until a user is admitted, u8 tries, u8 methods, the banner: serves an SSH client */
	GATE_CHECK = 'c',	/* u8 type, the secret's text, what was given: GATE_VERDICT */
	GATE_CLIENT = 't',	/* u16 seconds for the exchange of keys, u8 tries, u16 columns, u16 rows, user, what to run ("": a shell), then ciphers, MACs and key
				 * exchanges, apart by commas ("": as usual): an SSH client */
	GATE_TLS = 'l',		/* u16 seconds for the handshake, u8 least and u8 most enum gate_tls_version: a TLS server, by the node's certificate */
	GATE_TLS_CLIENT = 'i',	/* the same, u8 verify the server's certificate (we trust nobody: none will do), the server's name ("": none) */
	GATE_CERT = 'z',	/* the node's name: makes its certificate, where it has none; GATE_VERDICT */
	GATE_KEY = 'k',		/* u16 bits, u8 replace what is there, the key's name: makes the host key; GATE_VERDICT */
};

enum gate_method { GATE_NONE = 1, GATE_PASSWORD = 2, GATE_KEYBOARD = 4, GATE_PUBLICKEY = 8, GATE_PROBE = 16 /* would this key do? Admits nobody */ };

enum gate_tls_version { GATE_TLS_12 = 1, GATE_TLS_13 };

/* On a job's line. */
enum gate_word {
	/* from the gate */
	GATE_VERDICT = 'v',	/* u8 yes: the answer, and the end */
	GATE_KEYED = 'x',	/* cipher, MAC, the peer's version: keys are exchanged. TLS: cipher, version, the peer's certificate's subject */
	GATE_AUTH = 'a',	/* u8 enum gate_method, user, then the password, or the public key as its type and its base64 */
	GATE_PTY = 'p',		/* u16 columns, u16 rows; again when they change */
	GATE_SHELL = 'h',
	GATE_EXEC = 'e',	/* the command */
	GATE_EOF = 'f',		/* the peer will send no more */
	GATE_HOST = 'y',	/* client: the server's key, as its type and its base64. GATE_ANSWER says whether it will do */
	GATE_PROMPT = 'm',	/* client: u8 what is typed is shown, a text: to be answered by GATE_REPLY */
	GATE_OPENED = 'o',	/* client: the shell or the command runs */
	GATE_FAILED = 'b',	/* TLS: why, a text: the end */
	GATE_ENDED = 'n',	/* client: u8 enum gate_end, u32 exit status: the end */
	/* both ways */
	GATE_DATA = 'd',
	/* to the gate */
	GATE_ANSWER = 'w',	/* u8 enum gate_answer: to GATE_AUTH, GATE_HOST */
	GATE_REPLY = 'r',	/* a text: to GATE_PROMPT */
	GATE_EXIT = 'q',	/* u32 exit status: the session is over */
};

enum gate_answer { GATE_DENIED, GATE_ADMITTED, GATE_ENOUGH /* denied, and the connection ends */ };

/* How a client's session ended: as sessions do, nobody was admitted, no keys could be agreed on, or the server's key would not do. */
enum gate_end { GATE_END_CLOSED, GATE_END_DENIED, GATE_END_KEYS, GATE_END_HOST };

/* Whoever asked. No call comes after gate->end(). */
struct gate_user {
	void (*told)(void *arg, const u8 *message, size_t len);
	void (*room)(void *arg);	/* tell() takes messages again. May be NULL */
	void (*raw)(void *arg);		/* raw_read() or raw_write() may do something again. May be NULL */
	void (*gone)(void *arg);	/* the job is over; end() is still to come */
	bool to_the_end;		/* what a job said before it ended is wanted, however long it is held: gone() waits for that */
	void *arg;
};

struct gate {
	/* A job for the device. conn: a connection of this machine that goes with it, or -1; from now on the gate's. raw: what the client sends and gets is moved by
	 * raw_write() and raw_read() instead. NULL: it cannot be; conn is closed. */
	struct gate_job *(*begin)(struct device *d, const u8 *request, size_t len, int conn, bool raw, const struct gate_user *u);
	bool (*tell)(struct gate_job *j, const u8 *message, size_t len); /* false: no room */
	size_t (*raw_write)(struct gate_job *j, const void *data, size_t len);
	size_t (*raw_read)(struct gate_job *j, void *data, size_t len, bool *end);
	void (*raw_close)(struct gate_job *j); /* the client has finished */
	/* Whether told() is not called for now: what comes waits with the gate. */
	void (*hold)(struct gate_job *j, bool on);
	void (*end)(struct gate_job *j);
	/* The host key: "NAME\nBITS\nTYPE BASE64\n", the caller's; NULL: there is none. And out with it. */
	char *(*host_key)(struct device *d);
	void (*drop_key)(struct device *d);
};

#endif
