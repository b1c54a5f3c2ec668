/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tunnels: interfaces whose link is a path through the network. GRE over IPv4 and IPv6 (RFC 2784, 2890, 7676), IP in IP (RFC 2003, 4213, 2473).
 *
 * A tunnel's interface is point to point: its routes have one complete leaf for each family (leaf_point_to_point()), whose Ethernet header nobody reads, so
 * that a packet is forwarded into a tunnel as into any port; ipif_output() then hands the burst to tunnel_output(), which puts the header before each packet that
 * was made when the tunnel was configured, and sends them by the one route to the far end. Nothing is allocated on either way. Packets that come
 * in enter the interface as if an Ethernet header had been before them.
 *
 * The line protocol is up while there is a source, and a route to the destination which does not lead through the tunnel itself; with keepalives, while the far end
 * sends them back. That is worked out from a timer after every change of routes, interfaces or configuration (tunnel_soon()).
 */
#ifndef ROUTER_TUNNEL_TUNNEL_H
#define ROUTER_TUNNEL_TUNNEL_H

#include "router/route.h"

struct show;

enum tunnel_mode { TUNNEL_GRE4, TUNNEL_IPIP, TUNNEL_6IN4, TUNNEL_GRE6, TUNNEL_IN6, TUNNEL_MODE_N };

enum {
	TUNNEL_MTU = 17916,		/* of the interface, as IOS has it: what passes is told by the path */
	TUNNEL_HDR_MAX = IP6_HLEN + 16,	/* IPv6, GRE with checksum and key */
	TUNNEL_NESTED_MAX = 8,		/* tunnels in tunnels that a packet may come out of in one go */
	TUNNEL_HOLD_S = 60,		/* down after a recursive route */
	TUNNEL_HASH = 64,
	IP_IPIP = 4, IP_IPV6 = 41, IP_GRE = 47,
};

/* Why the line protocol is down: the first that holds. */
enum tunnel_state { TUNNEL_UP, TUNNEL_NO_SOURCE, TUNNEL_SOURCE_DOWN, TUNNEL_NO_DESTINATION, TUNNEL_NO_ROUTE, TUNNEL_RECURSIVE, TUNNEL_SILENT, TUNNEL_STATE_N };

struct tunnel {
	struct tunnel *next;		/* of the device, by number */
	struct tunnel *chain;		/* in its bucket, while it has both ends */
	struct ipif *p;			/* the interface: the inside */
	struct ipstack *under;		/* whose routes lead to the far end */
	/* configuration; tunnel_soon() after a change */
	u8 mode;			/* enum tunnel_mode */
	struct ipaddr source;		/* AF_NONE: source_if */
	char *source_if;		/* long name; NULL: none */
	struct ipaddr destination;	/* AF_NONE: none */
	bool has_key, checksum, has_tos, pmtud;
	u32 key;
	u8 ttl, tos;
	u16 pmtud_min;			/* no lower than this */
	u8 pmtud_age_min;		/* minutes that a lowered MTU holds; 0: for ever */
	u16 keepalive_s;		/* 0: none are sent */
	u8 retries;
	/* state */
	u8 state;			/* enum tunnel_state */
	bool busy;			/* sending: what comes back to it now goes in a circle */
	bool hashed;
	u8 bucket;			/* where */
	u8 hlen;			/* of hdr */
	u8 hdr[TUNNEL_HDR_MAX];		/* without length, identification, checksums */
	u64 hdr_sum;			/* IPv4: of the header as it stands there */
	struct ipaddr local;		/* the source that is used */
	u32 transport_mtu;		/* of the interface towards the far end */
	u32 path_mtu;			/* told by ICMP (`tunnel path-mtu-discovery`); 0: nothing */
	u32 unanswered;			/* keepalives since the last that came back */
	nsec held_until;		/* after a recursive route; 0: not held */
	struct timer hold, keepalive, path_age;
	u64 keepalives_sent, keepalives_rcvd;
};

struct tunnels { /* of a device */
	struct tunnel *first;
	struct tunnel *hash[TUNNEL_HASH];	/* by both ends and key */
	struct ipstack *s;
	struct rib_watch watch;
	struct timer soon;
	unsigned n;
	u8 depth;
};

/* tunnel.c */
struct tunnel *tunnel_new(struct ipif *p);	/* called by ipif_get() */
void tunnel_free(struct tunnel *t);
void tunnel_soon(const struct ipstack *s);	/* something that tunnels depend on is new */
/* What the interface's MTUs are, when nobody has set them: called by ipif_update(). */
u32 tunnel_mtu(const struct tunnel *t);
/* For device_ops.iface_line_up and iface_transport. */
bool ip_iface_line_up(struct iface *i);
void ip_iface_transport(const struct iface *i, struct show *s);
bool tunnel_outer6(u8 mode);
bool tunnel_gre(u8 mode);
bool tunnel_keeps_alive(const struct tunnel *t); /* only GRE over IPv4 can */
u8 tunnel_proto(u8 mode, bool inner6);		/* of the outer header */
u32 tunnel_overhead(const struct tunnel *t);
void tunnel_alive(struct tunnel *t);		/* a keepalive came back */
void tunnel_path_mtu(struct tunnel *t, u32 mtu);
struct tunnel *tunnel_find(const struct ipstack *under, u8 mode, const struct ipaddr *local, const struct ipaddr *remote, bool has_key, u32 key);
extern const char *const tunnel_state_text[TUNNEL_STATE_N];

/* tunnel_packet.c */
void tunnel_header(struct tunnel *t);		/* makes hdr */
/* A burst for the far end, Ethernet header at data. Consumes. */
void tunnel_output(struct ipif *out, struct frame **f, unsigned n);
void tunnel_send_keepalive(struct tunnel *t);
void tunnel_handlers(struct ipstack *s, bool on);

extern const struct cmd_table tunnel_cmds[];
extern const unsigned n_tunnel_cmds;

#endif
