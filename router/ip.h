/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Layer 3 of a device: IPv4 and IPv6 forwarding, neighbours, ICMP, routes, and what runs on top of it. One ipstack a device, and one more for each
 * of its VRFs (router/vrf/); routers forward, hosts do not; a layer-3 switch hangs it on its SVIs. This header is what other rooms and protocols use.
 */
#ifndef ROUTER_IP_H
#define ROUTER_IP_H

#include "device/device.h"
#include "net/addr.h"

struct ipstack;
struct ipif;
struct vrf;

struct ipstack *ipstack_new(struct device *d, bool forwarding);
/* A further one, for a VRF (router/vrf/vrf.h); ipstack_free() of the first does not free it. */
struct ipstack *ipstack_new_vrf(struct ipstack *root, struct vrf *v);
void ipstack_free_vrf(struct ipstack *s); /* its interfaces fall to the first */
void ipstack_free(struct ipstack *s);

struct device *ipstack_device(const struct ipstack *s);
/* Where the stack's TCP (router/tcp.h) hangs: a field that the stack keeps, NULL at first, and does not look at. */
struct tcp;
struct tcp **ipstack_tcp(struct ipstack *s);

/* Frames for layer 3 of interface i, Ethernet header at data (untagged; for an SVI or sub-interface the tag is off). Consumes. */
void ip_input(struct iface *i, struct frame **f, unsigned n);
/* node_kind.fetch: a burst is guessed to go where the last one went. */
void ip_port_fetch(const struct port *in, unsigned ahead);
/* The same for a physical port of a router: picks sub-interfaces by 802.1Q tag. */
void ip_port_input(struct port *in, struct frame **f, unsigned n);
/* Interface events, for device_ops. */
void ip_iface_changed(struct iface *i);
void ip_iface_removed(struct iface *i);
/* Layer 3 leaves the interface, which stays (it switches from now on). */
void ip_iface_leave(struct iface *i);
/* Layer 3 hands frames of an interface without a wire of its own (SVI, Port-channel) down: the kind sets this. Consumes. */
void ipstack_set_output(struct ipstack *s, void (*output)(struct iface *i, struct frame **f, unsigned n));
/* Such an interface takes frames to a MAC address beside its own (router/virtual.h), or does so no more: the kind may set this. */
void ipstack_set_virtual_mac(struct ipstack *s, void (*fn)(struct iface *i, const u8 mac[6], bool add));

/* Addresses, as the host kind needs them without a shell. */
bool ip_address_add4(struct iface *i, u32 addr, u8 plen, const char **why);
bool ip_address_add6(struct iface *i, const struct ip6 *addr, u8 plen, const char **why);

/* The primary IPv4 address, for device_ops.iface_ip4; false: none. */
bool ip_iface_primary4(const struct iface *i, u32 *addr, u8 *plen);
/* device_ops.iface_lender: the name of the interface whose address it speaks with (router/unnumbered.h); NULL: its own. */
const char *ip_iface_lender(const struct iface *i);
/* device_ops.iface_vlan of a router: a sub-interface's tag ("" without one), "routed" for a port. */
const char *ip_iface_vlan(const struct iface *i, char buf[12]);

/* ---- sending of the device's own packets ---- */

struct ip_send {
	struct ipaddr src;	/* af AF_NONE: chosen (RFC 6724 for IPv6) */
	struct ipaddr dst;
	struct iface *out;	/* needed for link-local and multicast destinations; NULL: by route */
	u8 proto;		/* IPPROTO_ */
	u8 ttl;			/* 0: default 255 for control, 64 for UDP and TCP */
	u8 tos;
	bool df;		/* IPv4: don't fragment */
	bool router_alert;
};
/* f->data stands at the transport header, checksum filled in or FRAME_CSUM_PARTIAL; headers are pushed into the headroom. Consumes f.
 * Fragments where the MTU asks. Returns DROP_NONE, or why it could not go. */
enum drop ip_send(struct ipstack *s, const struct ip_send *to, struct frame *f);
/* The source address that ip_send would choose; false: no route. mtu of the path (PMTU cache) may be NULL. */
bool ip_route_source(struct ipstack *s, const struct ipaddr *dst, struct iface *out, struct ipaddr *src, u32 *mtu);
/* Room for len bytes of transport header and payload after room for all lower headers; NULL: pool empty. */
struct frame *ip_frame(struct ipstack *s, u32 len);

/* A transport protocol: gets packets for this device, whole (reassembled). f->data at the transport header, len exact. Consumes f. */
struct ip_recv {
	struct ipaddr src, dst;
	struct iface *in;
	u8 proto, ttl, tos;
	const u8 *ip_header;
	u16 ip_header_len;
};
typedef enum drop (*ip_proto_fn)(struct ipstack *s, const struct ip_recv *r, struct frame *f);
/* DROP_NO_SOCKET from a handler makes the stack answer port unreachable (UDP). One handler a protocol; NULL removes. */
void ip_proto_set(struct ipstack *s, u8 proto, ip_proto_fn fn);
/* An ICMP or ICMPv6 error came for a packet that this device had sent. transport: its first bytes (at least 8). */
struct ip_error {
	struct ipaddr dst, from;	/* the packet's destination; who complains */
	u8 proto, type, code;
	u32 mtu;			/* packet too big, fragmentation needed */
	const u8 *transport;
	u16 transport_len;
};
void ip_error_set(struct ipstack *s, u8 proto, void (*fn)(struct ipstack *s, const struct ip_error *e));

/* ---- routes ---- */

enum route_source {
	ROUTE_CONNECTED,
	ROUTE_LOCAL,
	ROUTE_STATIC,
	ROUTE_RA,
	ROUTE_OSPF,
	ROUTE_OSPF3, /* version 3's of IPv4 (RFC 5838): its processes have numbers of their own */
	ROUTE_RIP,
	ROUTE_EIGRP,
	ROUTE_BGP,
	ROUTE_BROADCAST, /* a subnet's broadcast address: received, never shown */
	ROUTE_DEFAULT_NETWORK, /* `ip default-network`: to where its network's routes lead; never shown either */
	ROUTE_SOURCE_N
};

struct nexthop {
	struct ipaddr via;	/* AF_NONE: connected through `out` */
	struct iface *out;	/* NULL: recursive, found through via */
	bool null;		/* Null0 */
	u8 share;		/* of the route's flows, in parts, beside its other next hops; 0: 1. WAY_STANDBY: none while another resolves */
	struct ipstack *table;	/* recursive: where via is looked up; NULL: in the route's own */
};
enum { WAY_STANDBY = 255 };
struct route {
	struct ipaddr prefix;
	u8 plen;
	u8 source;		/* enum route_source */
	u8 distance;
	u8 kind;		/* of a protocol: OSPF's enum ospf_path */
	u16 process;		/* of a protocol that may run several times */
	u32 metric, tag;
	struct nexthop nh;
	const char *name;
};
/* Each (prefix, source, nexthop) once; equal-cost ones stand side by side. Takes effect in the FIB before it returns. A source gives its routes so, one
 * next hop each, or by rib_replace(). */
void rib_add(struct ipstack *s, const struct route *r);
void rib_del(struct ipstack *s, const struct route *r);
/* What (prefix, source, process) has now is these n next hops (0: nothing; ECMP_MAX at most), with r's distance, metric, tag: one route, one change of the FIB. */
void rib_replace(struct ipstack *s, const struct route *r, const struct nexthop *nh, unsigned n);

/* ---- UDP (router/udp.c) ---- */

struct udp_socket {
	u16 port;		/* local */
	/* data: payload. May be NULL for sockets that only send. Consumes f (data at the payload). */
	void (*receive)(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f);
	void (*error)(struct udp_socket *u, const struct ip_error *e, u16 dst_port);
	void *arg;
	struct ipstack *ip;
	struct udp_socket *next;
};
/* port 0: an ephemeral one is chosen. false: taken. */
bool udp_open(struct ipstack *s, struct udp_socket *u);
void udp_close(struct udp_socket *u);
void udp_open_if(struct ipstack *s, struct udp_socket *u, bool wanted); /* open or closed, whatever it was */
enum drop udp_send(struct udp_socket *u, const struct ip_send *to, u16 dst_port, const void *data, u32 len);

/* What is recognised and not emulated yet, on routers and switches. */
extern const struct cmd_table ip_later_cmds[];
extern const unsigned n_ip_later_cmds;
extern const struct cmd_table unnumbered_cmds[];
extern const unsigned n_unnumbered_cmds;
extern const struct cmd_table ip_later_switch_cmds[];	/* on switches alone */
extern const unsigned n_ip_later_switch_cmds;
extern const struct cmd_table router_cmds[];	/* interfaces' ip and ipv6 lines, routes, shows, clear, debug */
extern const unsigned n_router_cmds;
/* The same for devices that do not forward unless told to: hosts, switches with an address for management. */
extern const struct cmd_table ip_host_cmds[];
extern const unsigned n_ip_host_cmds;
/* The same for switches. */
extern const struct cmd_table ip_switch_cmds[];
extern const unsigned n_ip_switch_cmds;

#endif
