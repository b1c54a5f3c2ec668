/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DNS messages (RFC 1035 4, AAAA of 3596, OPT of 6891): reading through cursors, writing. Names are text with dots, without the last one; "" is the root. */
#ifndef ROUTER_DNS_WIRE_H
#define ROUTER_DNS_WIRE_H

#include "net/addr.h"
#include "net/rd.h"

enum {
	DNS_PORT = 53,
	DNS_HLEN = 12,
	DNS_NAME_MAX = 253,	/* characters of a name as text */
	DNS_LABEL_MAX = 63,
	DNS_UDP_MAX = 512,	/* bytes of a message over UDP, unless EDNS says more */
	DNS_EDNS_MAX = 1232,	/* what we take and send */
	DNS_RECORDS_MAX = 64,	/* of one message that are looked at */
	DNS_POINTERS_MAX = 32,	/* of one name that are followed */
};

enum dns_type {
	DNS_A = 1, DNS_NS = 2, DNS_CNAME = 5, DNS_SOA = 6, DNS_PTR = 12, DNS_MX = 15, DNS_AAAA = 28, DNS_SRV = 33, DNS_OPT = 41, DNS_ANY = 255,
};
enum { DNS_CLASS_IN = 1, DNS_CLASS_ANY = 255 };
enum dns_rcode { DNS_NOERROR, DNS_FORMERR, DNS_SERVFAIL, DNS_NXDOMAIN, DNS_NOTIMP, DNS_REFUSED };
enum { DNS_QR = 0x8000, DNS_OPCODE = 0x7800, DNS_AA = 0x0400, DNS_TC = 0x0200, DNS_RD = 0x0100, DNS_RA = 0x0080, DNS_RCODE = 0x000f };

/* The header and the one question of a message. */
struct dns_msg {
	u16 id, flags, n_answer, n_authority, n_additional;
	char name[DNS_NAME_MAX + 1];
	u16 type, class;
	const u8 *question;	/* as it stands in the message: name, type, class */
	u16 question_len;
	u16 edns_size;		/* of the sender's OPT record; 0: none (dns_read_edns()) */
};

struct dns_record {
	char name[DNS_NAME_MAX + 1];
	u16 type, class;
	u32 ttl;
	struct ipaddr addr;	/* A, AAAA; af AF_NONE: it is neither, or malformed */
	char target[DNS_NAME_MAX + 1]; /* CNAME, PTR, NS */
};

/* A name at r, in the message that r reads; pointers only go back. false (and bad): malformed, or with what no name of ours has. */
bool dns_read_name(struct rd *r, const u8 *msg, char name[DNS_NAME_MAX + 1]);
void dns_write_name(struct wr *w, const char *name); /* w->bad: it is no name */
/* Is the text a name that can be asked for? */
bool dns_name_ok(const char *name);
/* Header and question; exactly one question. r stands behind it afterwards. */
bool dns_read(struct rd *r, const u8 *msg, struct dns_msg *m);
bool dns_read_record(struct rd *r, const u8 *msg, struct dns_record *rec);
/* Looks for OPT among what follows the question; r is a copy. */
void dns_read_edns(struct rd r, const u8 *msg, struct dns_msg *m);
/* Header with one question, as asked for by name or as it came (m->question). */
void dns_write_query(struct wr *w, u16 id, const char *name, u16 type);
/* One record: its head, the body's length to be filled in by dns_record_end(). */
u8 *dns_record_begin(struct wr *w, const char *name, u16 type, u32 ttl);
void dns_record_end(struct wr *w, u8 *len_at);
/* "9.1.0.10.in-addr.arpa" and ip6.arpa, and back; false: it is no such name. */
void dns_reverse_name(const struct ipaddr *a, char name[DNS_NAME_MAX + 1]);
bool dns_reverse_parse(const char *name, struct ipaddr *a);

#endif
