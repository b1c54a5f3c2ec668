/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Payloads that name addresses: FTP (RFC 959, 2428), DNS (RFC 2694). Called for a packet of a flow before its own addresses are exchanged. */
#ifndef ROUTER_NAT_ALG_H
#define ROUTER_NAT_ALG_H

#include "net/tcp.h"
#include "router/nat/own.h"

enum { NAT_TCP_SEQ = 4, NAT_TCP_ACK_NO = 8, NAT_TCP_OFF = 12, NAT_TCP_FLAGS = 13, NAT_TCP_CSUM = 16 };	/* places in the header */
enum { NAT_FTP_PORT = 21, NAT_DNS_PORT = 53, NAT_EXPECT_MAX = 1024 };

/* May change the packet's length. false: it must not go on. */
bool nat_alg_ftp(struct nat *n, struct nat_flow *f, struct nat_packet *p, bool outward);
void nat_alg_dns(struct nat *n, const struct nat_flow *f, struct nat_packet *p, bool outward); /* over UDP */
bool nat_alg_dns_tcp(struct nat *n, struct nat_flow *f, struct nat_packet *p, bool outward);
void nat_alg_dns_free(struct nat *n, struct nat_flow *f);
/* The packet ends `by` octets further on, or earlier: the lengths say so, and the checksum of the IP header. */
void nat_alg_resize(struct nat_packet *p, s32 by);
/* The checksum at `at` of the transport's header, over all of it, or (partial) over the pseudo header with the new length. */
void nat_alg_sum(struct nat_packet *p, u32 at);
/* The binding that a connection from og, of that VRF, to ig:igp was announced for; NULL: none was. came(): it has its flow. */
struct nat_bind *nat_expected(const struct nat *n, const struct ipstack *out_ip, u8 proto, u32 ig, u16 igp, u32 og);
void nat_expect_came(struct nat *n, const struct nat_flow *f);
void nat_expect_clear(struct nat *n);

#endif
