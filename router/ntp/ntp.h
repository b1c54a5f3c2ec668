/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NTP version 4 (RFC 5905): client, server, symmetric peer, MD5 keys. The device's clock (device_clock_adjust()) is stepped by what is over 128 ms, and brought
 * half the way otherwise. Times here are ns since 1970 of that clock; on the wire seconds since 1900 and a fraction of 32 bits.
 */
#ifndef ROUTER_NTP_NTP_H
#define ROUTER_NTP_NTP_H

#include "router/stack.h"

enum {
	NTP_PORT = 123, NTP_LEN = 48, NTP_MAC_LEN = 20, NTP_STAGES = 8, NTP_SAMPLES_MIN = 4, NTP_POLL_MIN = 6, NTP_POLL_MAX = 10, NTP_STRATUM_NONE = 16,
	NTP_ASSOCS_MAX = 64, NTP_KEYS_MAX = 64, NTP_TRUSTS_MAX = 64, NTP_BURST = 8, NTP_BURST_S = 2, NTP_MASTER_DEFAULT = 8,
};
enum ntp_mode { NTP_ACTIVE = 1, NTP_PASSIVE = 2, NTP_CLIENT = 3, NTP_SERVER = 4 };

struct ntp_sample { s64 offset, delay; nsec at; };

struct ntp_assoc {
	struct ntp_assoc *next;
	struct ntp *ntp;
	struct ipaddr addr;
	bool peer, prefer, iburst;
	u8 version;
	u8 poll_min, poll_max;	/* log2 s */
	u16 key;		/* 0: none */
	struct iface *source;	/* NULL: the common one */
	/* as they go */
	u8 reach, stratum, leap, poll, burst, steady;
	char mark;		/* of the last selection: '*' '+' 'x' '-' ' ' */
	u32 refid;
	u32 self;		/* what we are called as somebody's reference: a loop is told by it */
	u64 xmt;		/* of our last packet, as sent; 0: answered */
	u64 reftime;
	u64 origin, received, transmitted; /* of the last answer: when we asked, when it came there, when it left */
	u8 its_poll;
	s8 its_precision;
	u64 n_in, n_out, n_bad;
	s64 sent_at, root_delay, root_dispersion;
	struct ntp_sample sample[NTP_STAGES];
	unsigned n;		/* samples in the register, the newest first */
	s64 offset, delay, jitter;
	nsec heard;
	struct timer timer;
};

struct ntp_key { struct ntp_key *next; u16 id; char secret[33]; };
struct ntp_trust { u16 first, last; };	/* `ntp trusted-key` */

u32 ntp_refid(const struct ipaddr *a);	/* of a server: its address; of IPv6 four octets of its digest (7.3) */
enum ntp_access { NTP_MAY_PEER, NTP_MAY_SERVE, NTP_MAY_SERVE_ONLY, NTP_MAY_QUERY /* control queries, which get no answer here: no time */, NTP_ACCESS_N };
struct acl;
struct ntp {
	struct ipstack *ip;
	struct udp_socket udp;
	struct ntp_assoc *assocs;
	struct ntp_key *keys;
	struct ntp_trust trust[NTP_TRUSTS_MAX];
	unsigned n_trust;
	bool authenticate, log;
	u8 master;		/* stratum; 0: not one */
	struct acl *access[2][NTP_ACCESS_N]; /* `ntp access-group` of IPv4, IPv6, in the order in which they are asked; NULL: not said */
	struct iface *source;
	struct ntp_assoc *system; /* whom we follow; NULL */
	s64 updated, last_offset; /* the clock, when it was set last */
	nsec updated_at;
	u64 received, sent, bad_auth, bad_version, bad_format, refused;
};

struct ntp *ntp_of(struct ipstack *s);	/* makes it */
struct ntp_assoc *ntp_assoc_find(const struct ntp *n, const struct ipaddr *addr);
struct ntp_assoc *ntp_assoc_new(struct ntp *n, const struct ipaddr *addr); /* NULL: too many */
void ntp_assoc_free(struct ntp_assoc *a);
void ntp_assoc_start(struct ntp_assoc *a);	/* its settings are new */
struct ntp_key *ntp_key_get(struct ntp *n, u16 id, bool make);
void ntp_key_remove(struct ntp *n, u16 id);
bool ntp_trusts(const struct ntp *n, u16 id);
s64 ntp_distance(const struct ntp_assoc *a);	/* to the root of time: 11.2.1 */
s64 ntp_unstamp(u64 t);	/* ns since 1970 of a time on the wire */
void ntp_listen(struct ntp *n);		/* open while something is configured */
u8 ntp_stratum(const struct ntp *n);	/* ours; NTP_STRATUM_NONE */
void ntp_iface_gone(struct ipif *p);
void ntp_stack_free(struct ipstack *s);

#endif
