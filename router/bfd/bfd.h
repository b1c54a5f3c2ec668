/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * BFD on a device: which sessions there are, over UDP (RFC 5881 on a link, RFC 5883 over several hops), what is configured, and who lives by them (client.h).
 */
#ifndef ROUTER_BFD_BFD_H
#define ROUTER_BFD_BFD_H

#include "cli/cli.h"
#include "router/bfd/client.h"
#include "router/bfd/session.h"
#include "router/ip.h"

enum { BFD_SESSIONS_MAX = 1024, BFD_PORT = 3784, BFD_ECHO_PORT = 3785, BFD_MULTIHOP_PORT = 4784, BFD_SOURCE_PORT = 49152, BFD_HASH = 256 };

struct ipif;
struct bfd_static;
struct show;

/* ---- configuration ---- */

/* `bfd-template`. Strings are its own. */
struct bfd_template {
	struct bfd_template *next; /* by name */
	char *name;
	bool multi, echo;
	u32 tx_ms, rx_ms;	/* 0: not said: it does nothing */
	u8 mult, auth;
	char *chain;
};
struct bfd_ifc {		/* of an interface */
	struct bfd_ifc *next;
	struct iface *iface;
	u32 tx_ms, rx_ms;	/* 0: no `bfd interval` */
	u8 mult;
	bool no_echo;
	char *template;		/* NULL: none */
};
struct bfd_map {		/* `bfd map`: where a session over several hops takes its template from */
	struct bfd_map *next;
	struct ipstack *ip;	/* the VRF's */
	struct ipaddr dst, src;
	u8 dst_len, src_len;
	char *template;
};

/* A session with its neighbour. */
struct bfd_peer {
	struct bfd_session b;
	struct bfd_peer *next;	/* in order of appearance */
	struct bfd_peer *hash_next;
	struct bfd *all;
	struct bfd_socks *socks; /* of its VRF */
	struct iface *iface;
	struct ipaddr peer, local;
	u32 clients;
};

/* The device's: sessions of all VRFs, each by the sockets of its own; discriminators are one row of numbers (RFC 5880 6.8.1). */
struct bfd {
	struct ipstack *s;	/* the root */
	struct bfd_peer *peers, *by_discr[BFD_HASH];
	u32 n_peers, discr;
	struct bfd_client *clients;
	struct bfd_ifc *ifcs;
	struct bfd_template *templates;
	struct bfd_map *maps;
	struct bfd_static *statics;
	u32 slow_ms;
	bool no_hsrp;		/* `no standby bfd all-interfaces` */
	struct timer sync, tell;
	struct bfd_socks *socks; /* a VRF's are open while it has sessions */
	u64 drops[DROP_N];
};

struct bfd *bfd_all(struct ipstack *s);		/* made where there is none */
void bfd_soon(struct bfd *all);			/* something of the configuration is new */
struct bfd_ifc *bfd_ifc(struct bfd *all, struct iface *i);
struct bfd_template *bfd_template(struct bfd *all, const char *name, bool make);
void bfd_template_chain(struct bfd *all, struct bfd_template *t, const char *chain); /* NULL: none */
void bfd_template_remove(struct bfd *all, struct bfd_template *t);

/* static.c: `ip route static bfd` */
/* vrf NULL: whatever VRF the interface is in; else the line does nothing while it is in another. */
void bfd_static_set(struct ipstack *s, struct ipstack *vrf, struct iface *i, const struct ipaddr *via, bool on);
void bfd_static_settle(struct bfd *all);	/* interfaces may have moved */
void bfd_static_vrf_gone(struct bfd *all, const struct ipstack *s);
void bfd_static_iface_gone(struct bfd *all, struct iface *i);	/* NULL: all go */
/* May a static route through that neighbour not be used? */
bool bfd_static_down(const struct ipstack *s, const struct iface *i, const struct ipaddr *via);

/* io.c */
struct bfd_socks {
	struct bfd_socks *next;
	struct bfd *all;
	struct ipstack *ip;
	struct udp_socket link, hops, echo, out;
	u32 n_peers;
};
struct bfd_socks *bfd_io_open(struct bfd *all, struct ipstack *ip); /* NULL: the ports are not free */
void bfd_io_close(struct bfd_socks *k);
void bfd_io_send(struct bfd_peer *p, const u8 *packet, u32 len);
void bfd_io_echo(struct bfd_peer *p, const u8 *packet, u32 len);
/* Whose discriminator of ours that is; NULL: nobody's. */
struct bfd_peer *bfd_by_discr(const struct bfd *all, u32 my);

/* For the stack. */
void bfd_stack_changed(struct ipstack *s);
void bfd_iface_gone(struct ipif *p);
void bfd_iface_left(struct ipif *p);	/* for another VRF, with what is configured for it */
void bfd_stack_free(struct ipstack *s);

/* bfd_show.c */
struct cli;
struct args;
bool bfd_show_neighbors(struct cli *c, const struct args *a, struct show *s);
bool bfd_show_summary(struct cli *c, const struct args *a, struct show *s);
bool bfd_show_drops(struct cli *c, const struct args *a, struct show *s);

extern const struct cmd_table bfd_cmds[];
extern const unsigned n_bfd_cmds;

#endif
