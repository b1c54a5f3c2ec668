/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of layer 3, shared by the files of router/ that make it up; everybody else uses router/ip.h.
 *
 * A destination is looked up in the FIB, which gives the number of a leaf; a leaf says what to do. A leaf of kind LEAF_ADJ
 * holds the Ethernet header to write: its packet never leaves the fast path. All others are dealt with one packet at a time.
 * A neighbour owns one leaf all its life (an IPv6 one a second, when IPv4 goes by way of it): a route through it points there and needs no change when its MAC
 * address does.
 */
#ifndef ROUTER_STACK_H
#define ROUTER_STACK_H

#include "core/slab.h"
#include "device/debug.h"
#include "net/eth.h"
#include "net/ip4.h"
#include "net/ip6.h"
#include "net/rd.h"
#include "router/fib.h"
#include "router/ip.h"

enum leaf_kind {
	LEAF_NONE,	/* 0: no route */
	LEAF_ADJ,	/* header complete: rewrite and send */
	LEAF_NEIGH,	/* a neighbour whose MAC address is not known */
	LEAF_GLEAN,	/* on the link of `out`: the destination is the neighbour */
	LEAF_GROUP,	/* several leaves of equal cost: the flow's hash picks */
	LEAF_LOCAL,	/* for us */
	LEAF_BROADCAST, /* of one of our subnets */
	LEAF_NULL,	/* Null0 */
	LEAF_DEAD,	/* a permanent route whose interface is down */
};

enum {
	ECMP_MAX = 32,		/* next hops side by side */
	BUCKETS_MAX = 64,	/* of a group: members, those with greater shares several times */
	NEIGH_MAX = 16384,	/* neighbours a device, both families */
	NEIGH_QUEUE_MAX = 16,	/* frames that wait for a neighbour */
	NEIGH_UNRESOLVED_MAX = 1024, /* neighbours being asked for */
	REASM_MAX = 32,		/* datagrams being put together */
	REASM_FRAGS_MAX = 64,	/* fragments of one */
	PMTU_MAX = 128,
	REDIRECTS_MAX = 64,	/* a host's routes by ICMP redirect */
	LOOP_MAX = 256,		/* own packets to ourselves that wait for their turn */
	ADDRS_MAX = 64,		/* of one family on an interface */
	IP_DEPTH_MAX = 16,	/* routes that resolve through routes */
};

struct leaf {
	u8 kind;
	u8 hlen;		/* of hdr: 14, or 18 with a tag */
	u8 hdr[18];
	u32 n;			/* members of a group, each as often as its share asks */
	u32 mtu;		/* of layer 3 */
	struct ipif *out;
	union {
		struct neigh *neigh; /* LEAF_ADJ, LEAF_NEIGH; NULL: `out` is point to point */
		u32 *member;	     /* LEAF_GROUP */
		u32 next_free;	     /* LEAF_NONE on the free list */
	};
	u32 refs;		/* FIB entries, groups and next hops that point here */
	u32 turn[2];		/* LEAF_GROUP: of a burst's packets, of others, where members take turns */
	u32 pad;
};
_Static_assert(sizeof(struct leaf) == 64, "one cache line");

/* Neighbour states: RFC 4861 7.3.2; ARP uses INCOMPLETE, REACHABLE, PROBE (asked again before it ages out) and STATIC. */
enum neigh_state { NEIGH_NONE, NEIGH_INCOMPLETE, NEIGH_REACHABLE, NEIGH_STALE, NEIGH_DELAY, NEIGH_PROBE, NEIGH_STATIC };

struct neigh {
	struct neigh *next;	/* in its hash chain */
	struct ipif *ifp;
	struct ipaddr addr;
	u8 mac[6];
	u8 state;
	u8 probes;		/* sent in this state */
	bool router;		/* IPv6: says that it is */
	bool in_fib;		/* has a host entry of its own there */
	u8 queued;
	u32 leaf;
	u32 leaf4;		/* IPv6: IPv4 by way of it (RFC 8950); 0: no route asked for that yet */
	nsec since;		/* last confirmed */
	struct timer timer;
	struct frame *queue;	/* IP header at data; linked through scratch[0], in scratch[1] where it came in */
};

struct addr4 {
	struct addr4 *next;
	u32 addr;
	u8 plen;
	bool secondary;
	bool borrowed;		/* another interface's (router/unnumbered.h): no subnet, no routes */
};

enum addr6_state { ADDR6_TENTATIVE, ADDR6_PREFERRED, ADDR6_DEPRECATED, ADDR6_DUPLICATE };
struct addr6 {
	struct addr6 *next;
	struct ipif *ifp;
	struct ip6 addr;
	u8 plen;
	u8 state;
	u8 dad_sent;
	bool linklocal, eui64, autoconf, dhcp, general /* of a general prefix */;
	bool routed; /* routed: its connected and local routes are in the RIB */
	nsec valid_until, preferred_until; /* NSEC_NEVER: for ever */
	struct timer timer;	/* duplicate address detection, then lifetimes */
};

/* A prefix that router advertisements announce, `ipv6 nd prefix`. */
struct ra_prefix {
	struct ra_prefix *next;
	struct ip6 prefix;
	u8 plen;
	bool no_advertise, no_onlink, no_autoconf;
	u32 valid_s, preferred_s;
};

struct nd_if {
	u32 ra_interval_ms, ra_min_ms, ra_lifetime_s, reachable_ms, ns_interval_ms;
	bool ra_interval_set, ra_suppress, ra_suppress_all, managed, other;
	u8 dad_attempts, ra_sent, rs_sent, preference;
	struct ra_prefix *prefixes;
	struct ra_prefix dflt;	/* what connected prefixes get */
	struct timer ra_timer, rs_timer;
	nsec last_ra;		/* multicast */
	u64 ra_tx, ra_rx;
	struct ra_dns *dns;	/* router/ra_dns.h; NULL until there is one */
	bool ra_answer;		/* a solicitation's answer is due */
	bool ra_own;		/* hosts were told of our own address */
	struct ipif *ra_of;
};

/* The layer-3 side of an interface. */
struct ipif {	/* the fast path reads the first cache line */
	u64 match;		/* the first 8 bytes of a frame for us, the last 2 blank, as they lie in memory */
	struct ipstack *ip;
	struct port *port;	/* frames leave there; NULL: virtual */
	struct ipif *native_sub;
	bool up;		/* layer 3 runs here */
	bool on4, on6;		/* an address / IPv6 is configured */
	bool redirects;
	bool per_packet;	/* `ip load-sharing per-packet` */
	const struct ip_virtual *taken_by; /* while a burst is dealt with: whose MAC address its frames had; NULL: the interface's */
	bool taken_by_several;
	bool counts;		/* the interface has no port of its own: its counters are kept here */
	u8 features;		/* router/feature.h: has any, in or out */
	u8 nat;			/* enum nat_side */
	bool tagged;		/* frames leave with a tag of `vlan` */
	u16 vlan;		/* 0: none (a sub-interface without encapsulation passes nothing) */
	u32 last_leaf;		/* of the last packet forwarded: where the next is guessed to go */
	struct iface *i;
	u8 mac[6];
	bool native;
	bool redirects6, unreachables, unreachables6, proxy_arp, autoconf, autoconf_default, enable6;
	bool forward4;		/* `ip forward`: IPv4 passes, whether or not there is an address */
	u32 mtu4_set, mtu6_set; /* as configured, 0: the interface's */
	u32 mtu4, mtu6;
	u32 arp_timeout_s;
	bool no_ntp;		/* `ntp disable` */
	u8 hop_limit;		/* hosts: from RAs; 0: 64 */
	struct addr4 *a4;	/* the primary first */
	char *lender[2];	/* `ip unnumbered`, `ipv6 unnumbered` (router/unnumbered.h); NULL */
	struct addr6 *a6;	/* the link-local first */
	u32 glean4, glean6;	/* leaves */
	struct ipif ***vid;	/* physical with sub-interfaces: [vid >> 6][vid & 63] */
	struct ipif *next;	/* of the stack */
	struct group *groups;	/* joined on behalf of protocols */
	struct nd_if *nd;	/* IPv6 is on: its state */
	struct ra_router *ra_routers; /* hosts: default routers learned */
	nsec dup_logged;
	struct dhcp_if *dhcp;	/* helpers, client (router/dhcp/); NULL until one is configured */
	struct dhcp6_if *dhcp6;	/* server, relay, client, general prefixes (router/dhcp6/); the same */
	struct qos_attach *qos[2]; /* `service-policy` in, out (router/qos/); NULL */
	struct acl *acl[2][2];	/* access lists in, out; of IPv4, IPv6 (router/acl/); NULL: none */
	struct ip_virtual *virtuals; /* active here (router/virtual.h) */
	u32 groups6;		/* redundancy groups of IPv6, active or not: routers to hosts instead of the interface itself */
	struct fhrp_if *fhrp;	/* redundancy protocols (router/fhrp/fhrp.h); NULL: none */
	struct flow_tap *flow[2]; /* flow monitors in, out (router/flow/); NULL: none */
	struct route_map *policy[2]; /* `ip policy`, `ipv6 policy` (router/policy/pbr.h); NULL */
	struct nat64_iface *nat64; /* `nat64 enable` (router/nat64/); NULL */
	struct tunnel *tunnel;	/* it is one (router/tunnel/): point to point; NULL */
};

struct group {
	struct group *next;
	struct ipaddr addr;
	u32 refs;
};

struct nhop {
	struct nhop *next, **prev; /* of its list */
	struct nhop *same;	/* hash */
	struct nexthop hop;
	struct ipstack *ip;	/* whose routes use it */
	u8 source;		/* ROUTE_LOCAL and ROUTE_BROADCAST have leaves of their own kind */
	u8 af;
	bool deep;		/* under is itself reached by recursive ones */
	u32 leaf;		/* 0: unresolved; holds a reference */
	const struct rib_entry *under; /* a recursive one's: by which it resolves now; NULL: it does not */
	u32 number;		/* of those that this table ever had */
	u32 refs;		/* sets that it is in */
	struct rib_way *ways;	/* its places there */
	struct rib_ways *alone;	/* the set that is it and nothing else; NULL: there is none */
};

/* The next hops of a route, in the order of the protocol. Equal sets are one: a thousand prefixes by two neighbours have a handful. */
struct rib_way {
	struct nhop *nh;
	u8 share;		/* struct nexthop's; 1 where it is the only one */
	struct rib_ways *of;
	struct rib_way *next, **prev; /* of the next hop */
};
struct rib_ways {
	struct rib_ways *same;	/* hash */
	u32 id;			/* in ipstack.way_sets */
	u32 refs;		/* routes */
	u32 users;		/* the first of them */
	u32 n;			/* 1 .. ECMP_MAX */
	struct rib_way way[];
};

/* Entries and routes stand in slabs and name each other by number: a full table has a million of both. */
struct rib_route {	/* 40 bytes */
	u32 next;		/* of the entry: by distance, metric */
	u32 e;			/* its entry, of the table of its family */
	u32 user_next, user_prev; /* of its set of next hops */
	u32 ways : 30;		/* the set: rib_ways() */
	bool permanent : 1, named : 1;
	u32 used;		/* bit k: its k-th next hop is in the FIB; 0: the route is not chosen */
	u32 since;		/* when it was chosen, in 1/100 s: rib_age() */
	u32 metric, tag;
	u16 process;
	u8 distance;
	u8 source : 4, kind : 4;
};
_Static_assert(sizeof(struct rib_route) == 40, "a million of them");
_Static_assert(ROUTE_SOURCE_N <= 16 && ECMP_MAX <= 32, "they fit");

struct rib_entry {
	u32 next;		/* hash chain */
	u32 routes;
	u32 leaf;		/* in the FIB; 0: not there */
	u8 plen, af;
	bool busy : 1;		/* being computed */
	bool again : 1;		/* and asked for anew meanwhile */
	bool altered : 1;	/* what is chosen is other than what watchers heard of */
	bool glean : 1;		/* it is counted in rib.glean */
	bool counted : 1;	/* it is counted in rib.n_in */
	bool lends : 1;		/* some next hop has resolved by it: nhop.under */
	bool refused : 1;	/* it would be chosen, were there room (`maximum routes`) */
	u8 addr[];		/* 4 octets, as a number of this machine's, or 16 */
};

struct rib {
	struct slab entries;
	u32 *hash;
	u32 size;		/* buckets, a power of 2 */
	u32 by_len[129];	/* entries of each length: which lengths a longest match must try */
	u32 glean[129];		/* of those, subnets: neighbours in them have host entries (neigh_sync()) */
	u32 limit, n_refused;	/* `maximum routes N PERCENT` of a VRF (router/vrf/limit.c); 0: none */
	u32 n_in;		/* with a limit: entries in the FIB, without broadcast addresses */
};

/* A token bucket in nanoseconds: no division on the way. */
struct bucket {
	nsec interval;		/* a token; 0: unlimited */
	nsec full;		/* when it will be full */
	u32 burst;
};
bool bucket_take(struct bucket *b, nsec now);

enum ip_count { /* `show ip traffic`, `show ipv6 traffic` */
	C_RCVD, C_FORWARDED, C_LOCAL, C_BAD_HDR, C_BAD_CSUM, C_BAD_HOP, C_NO_ROUTE, C_NOT_FWD, C_UNKNOWN_PROTO, C_OPTIONS, C_BCAST_RCVD, C_MCAST_RCVD, C_BCAST_SENT, C_MCAST_SENT,
	C_SENT, C_NO_ADJ, C_UNRESOLVED, C_ENCAP_FAILED, C_FRAGS_RCVD, C_REASSEMBLED, C_REASM_TIMEOUT, C_REASM_FAILED, C_FRAGMENTED, C_FRAGS_SENT,
	C_CANT_FRAGMENT, C_MARTIAN, C_TOO_SHORT,
	C_N
};

struct sent_icmp { u64 in[256], out[256]; };

struct ipstack {	/* the fast path reads the first cache line */
	struct node *node;
	struct leaf *leaf;
	struct fib4 *fib4;
	struct fib6 *fib6;
	u64 seed;		/* of the flow hash */
	bool forwarding, forwarding6;
	u8 dhcp_default;	/* `ip route 0.0.0.0 0.0.0.0 dhcp`: the distance of the route that our client learnt; 0: as without the line */
	bool is_router;		/* kind: says so in NA, sends RAs when forwarding6 */
	bool http_plain;	/* kind: its web server asks nobody who he is (router/http/) */
	bool cleaning;
	u32 n_leaf;
	u64 c4[C_N], c6[C_N];
	struct device *dev;
	struct ipstack *root;	/* the device's first: leaves, neighbours and what is configured once a device hang there */
	struct ipstack *next;	/* the device's others, by name of their VRF */
	struct vrf *vrf;	/* router/vrf/vrf.h; NULL: the root */
	struct vrf *vrfs;	/* the root's: all of the device, by name */
	u32 free_leaf;
	u32 leaf_local, leaf_bcast, leaf_null, leaf_dead;
	struct ipif *ifs;
	struct rib rib4, rib6;
	struct slab rib_routes;	/* of both */
	struct rib_name *rib_names;
	struct nhop *nhops, *recursive; /* recursive: those that this table's routes must resolve, for itself or another's */
	struct nhop **nhop_slot; /* hash of those that this table's routes use */
	u32 nhop_size, n_nhops, last_nhop;
	struct slab way_sets;	/* struct rib_ways * */
	struct rib_ways **ways_slot; /* hash of those of two next hops and more */
	u32 ways_size, n_ways;
	u32 depth;
	bool barred, moved;	/* some route or next hop was passed over lest a ring of several come to be; next hops were looked at since the last look at those */
	u64 looks;		/* at all next hops for that, ever: for tests */
	struct static_neigh *statics;
	struct neigh **neigh;	/* hash */
	u32 neigh_size, n_neigh, n_unresolved;
	struct frame *loop, *loop_last; /* own packets to ourselves, through scratch[0]; in scratch[1] whose they are */
	u32 n_loop;
	struct timer loop_timer;
	void (*output)(struct iface *i, struct frame **f, unsigned n);
	void (*virtual_mac)(struct iface *i, const u8 mac[6], bool add);
	struct proto *protos;	/* handlers */
	struct reasm *reasm;
	u32 n_reasm;
	struct timer reasm_timer;
	struct pmtu *pmtu;
	u32 n_pmtu, n_redirects;
	struct udp_socket *udp;
	u16 udp_next;
	u16 ip_id;
	u32 frag_id6;
	struct bucket unreach4, unreach4_df, errors4, errors6, arp_replies;
	u64 icmp_in[32], icmp_out[32], icmp6_in[160], icmp6_out[160]; /* by type; beyond: the last */
	u64 icmp_bad, icmp6_bad, icmp_limited, icmp6_limited;
	u64 arp_in_req, arp_in_reply, arp_out_req, arp_out_reply, arp_out_proxy, arp_in_other;
	u64 udp_in, udp_bad, udp_no_port, udp_out;
	u64 drops[DROP_N];
	struct ping *pings;	/* running */
	u16 ping_id;
	u32 default_gateway, gateway_in; /* as configured; in the RIB now */
	struct default_networks *default_networks; /* router/default_network.c; NULL: none */
	struct host_name *names; /* ip host */
	struct tcp *tcp;
	struct aaa_net *aaa;	/* router/aaa/; NULL until a server is configured */
	struct term *terms;	/* router/term/ */
	struct rib_watch *rib_watches; /* router/route.h */
	struct policy *policy;	/* router/policy/; NULL until one is needed */
	struct route_map *local_policy[2]; /* `ip local policy`, `ipv6 local policy`; NULL */
	struct rip *rip;	/* router/rip/; NULL: none */
	struct eigrp_all *eigrp; /* router/eigrp/; NULL: none */
	struct bgp *bgp;	/* router/bgp/; NULL: none */
	struct ospf_all *ospf[3]; /* enum ospf_form (router/ospf/proc.h) */
	struct services *services; /* router/traffic.c */
	struct acls *acls;	/* router/acl/; NULL until one is needed */
	struct packet_debug { struct acl *list; bool detail; } packet_debug[2]; /* of IPv4 and IPv6 (router/packet_debug.h); the root's */
	struct dhcp *dhcp;	/* router/dhcp/ */
	struct dhcp6 *dhcp6;	/* router/dhcp6/ */
	struct syslog *syslog;
	struct snmp *snmp;	/* router/snmp/; NULL until a line of snmp-server */
	const struct mib_table *snmp_more; /* what the kind adds to it */
	struct dns *dns;	/* router/dns/; NULL until one is needed */
	struct tftp *tftp;	/* router/tftp/; NULL until one is needed */
	struct http *http;	/* router/http/; the same */
	struct ntp *ntp;
	struct flows *flows;	/* router/flow/; NULL until one is needed */
	struct nat *nat;	/* router/nat/; the same */
	struct nat64 *nat64;	/* router/nat64/; the same */
	struct qos *qos;	/* router/qos/; NULL until one is needed */
	struct qos_attach *control; /* the policy of the control plane; NULL */
	struct vtys *vtys;	/* router/vty.c; NULL: none */
	struct ssh *ssh;	/* router/ssh.c; with vtys */
	struct tracks *tracks;	/* router/track.c; NULL: none */
	struct tracked_route *tracked_routes; /* router/route_track.c */
	struct slas *slas;	/* router/sla/; NULL: none */
	struct bfd *bfd;	/* router/bfd/; NULL: none */
	struct tunnels *tunnels; /* router/tunnel/; NULL: none */
	struct udp_socket *hsrp_socket, *hsrp6_socket; /* router/fhrp/hsrp_packet.c; NULL: none */
	struct udp_socket *glbp_socket; /* router/fhrp/glbp_packet.c; NULL: none */
	bool vrrp3;		/* version 3 of VRRP, of the whole device */
};

static inline nsec stack_now(const struct ipstack *s) { return node_now(s->node); }
static inline struct ipaddr ipaddr4(u32 a) { return (struct ipaddr){ .af = AF_IP4, .v4 = a }; }
static inline struct ipaddr ipaddr6(const struct ip6 *a) { return (struct ipaddr){ .af = AF_IP6, .v6 = *a }; }

/* stack.c */
/* Discards a packet, IP header at data; at may be NULL. Who captures there sees it behind the Ethernet header that it came with, or one made up. */
void ip_drop(struct ipstack *s, struct ipif *at, struct frame *f, enum drop why);
/* The same for a frame, Ethernet header at data. */
void ip_drop_frame(struct ipstack *s, struct ipif *at, struct frame *f, enum drop why);
void ipif_output(struct ipif *out, struct frame **f, unsigned n); /* Ethernet header and tag are on */
void ipif_transmit(struct ipif *in, struct ipif *out, struct frame **f, unsigned n); /* the same, behind the interface's own policy */
/* Groups frames that came in at `in` by out[k], lets them through its features and sends them. */
void ipif_output_grouped(struct ipif *in, struct frame **f, struct ipif **out, unsigned n);
/* A frame with dst and type pushed before what stands at data, and the interface's tag. */
void ipif_send_to(struct ipif *out, const u8 dst[6], u16 type, struct frame *f);
/* The same with another source than the interface's own. */
void ipif_send_from(struct ipif *out, const u8 src[6], const u8 dst[6], u16 type, struct frame *f);

/* leaf.c */
u32 leaf_new(struct ipstack *s, enum leaf_kind kind, struct ipif *out);
void leaf_free(struct ipstack *s, u32 leaf);
void leaf_ref(struct ipstack *s, u32 leaf);
void leaf_unref(struct ipstack *s, u32 leaf);
void leaf_header(struct leaf *l, const u8 dst[6], u16 type); /* from l->out; makes it LEAF_ADJ */
void leaf_point_to_point(struct leaf *l, u16 type); /* its link has no addresses: complete, with a header nobody reads */
u32 leaf_group(struct ipstack *s, const u32 *member, u32 n);
/* The same of n <= ECMP_MAX different members by their shares, as near as BUCKETS_MAX buckets come to them. */
u32 leaf_shares(struct ipstack *s, const u32 *member, const u8 *share, u32 n);
/* The member that this flow takes. ports: 0 for what has none. */
static inline u32 flow_pick(u64 seed, u64 a, u64 b, u64 ports, u32 n)
{
	u64 h = (a * 0x9e3779b97f4a7c15ull) ^ seed;

	h = (h ^ h >> 29 ^ b) * 0xbf58476d1ce4e5b9ull;
	h = (h ^ h >> 32 ^ ports) * 0x94d049bb133111ebull;
	return (u32)(((h >> 32) * n) >> 32);
}

/* ipif.c */
struct ipif *ipif_get(struct iface *i);	/* makes it where there is none */
/* Of all the device's VRFs: the next one; after NULL: the first. */
struct ipif *ipif_after(struct ipstack *root, const struct ipif *after);
struct ipif *ipif_find(const struct ipstack *s, u32 own);  /* the interface with this IPv4 address; NULL */
struct addr4 *ipif_addr4(const struct ipif *p, u32 addr);
/* What a `source-interface` (NULL: none is configured) gives packets to that address: its first address of that family; AF_NONE: nothing, the route's is taken. */
struct ipaddr ipif_source(const struct iface *i, const struct ipaddr *to);
struct addr6 *ipif_addr6(const struct ipif *p, const struct ip6 *addr);
struct addr4 *ipif_on_link4(const struct ipif *p, u32 addr); /* the address whose subnet holds addr */
void ipif_update(struct ipif *p);	/* after any change of interface or addresses */
bool ipif_joined(const struct ipif *p, const struct ipaddr *group);
void ipif_join(struct ipif *p, const struct ipaddr *group);
void ipif_leave(struct ipif *p, const struct ipaddr *group);
bool ipif_add4(struct ipif *p, u32 addr, u8 plen, bool secondary, char *why, size_t why_len);
void ipif_del4(struct ipif *p, u32 addr, bool all);
struct addr6 *ipif_add6(struct ipif *p, const struct ip6 *addr, u8 plen, char *why, size_t why_len);
void ipif_del6(struct ipif *p, struct addr6 *a);
void ipif_routes6(struct addr6 *a, bool add);
bool ipif_encapsulate(struct ipif *p, u16 vlan, bool native, char *why, size_t why_len);
/* For ipif_gone.c: routes, neighbours and SLAAC of an interface that is up no more; which sub-interface has a tag (NULL: none). */
void ipif_went_down(struct ipif *p);
void ipif_vid_set(struct ipif *parent, u16 vid, struct ipif *sub);
void ipif_free(struct ipif *p);
/* It joins another of the device's stacks. It keeps its configuration but for its addresses, which are to be gone before. */
void ipif_move(struct ipif *p, struct ipstack *to);
static inline const struct ip6 *ipif_linklocal(const struct ipif *p)
{
	return p->a6 && p->a6->linklocal ? &p->a6->addr : NULL;
}

/* ip4.c, ip6.c: a burst whose Ethernet header is at data, untagged, any type. Consumes. */
void ip_burst(struct ipif *in, struct frame **f, unsigned n);
/* IPv6 of a burst: consumes the fast ones, hands back the others in f; returns how many. */
unsigned ip6_burst(struct ipif *in, struct frame **f, unsigned n);

/* ip4_slow.c, ip6_slow.c: one packet, Ethernet header at data. */
void ip4_slow(struct ipif *in, struct frame *f);
/* A packet that came in at `in` and goes on in the table of another VRF; checked, IP header at data, len exact. Consumes. */
void ip4_forward(struct ipstack *s, struct ipif *in, struct frame *f);
void ip6_forward(struct ipstack *s, struct ipif *in, struct frame *f);
void ip6_slow(struct ipif *in, struct frame *f);
/* Gives a packet for us, header at `ip`, whole, to its transport; f->data at the IP header. */
void ip4_deliver(struct ipif *in, struct frame *f, bool l2_group);
void ip6_deliver(struct ipif *in, struct frame *f, bool l2_group);
ip_proto_fn ip_proto(const struct ipstack *s, u8 proto);
void ip_error_tell(struct ipstack *s, const struct ip_error *e);
/* Whose word an IPv4 packet of that interface's is: its own address, a loopback's or any other, else 192.0.0.8 (RFC 7600 4.8). */
u32 ip4_face(const struct ipif *p);
/* What the FIB says of dst: never a group. */
u32 ip4_leaf(const struct ipstack *s, u32 src, u32 dst, u32 ports);
u32 ip4_leaf_out(struct ipstack *s, u32 src, u32 dst); /* for a packet that leaves now: ways that share by packet take turns */
u32 ip6_leaf(const struct ipstack *s, const struct ip6 *src, const struct ip6 *dst, u32 ports);

/* ip_send.c: the IP header stands at data; sends through the leaf (glean: dst decides), cut where the MTU asks. in: where it came in, NULL: ours. */
enum drop ip_emit(struct ipstack *s, u32 leaf, const struct ipaddr *dst, struct frame *f, struct ipif *in);
/* The IP header of one of our own packets before what stands at data. false: too long. */
bool ip_push4(struct ipstack *s, const struct ip_send *to, struct frame *f, u32 src);
bool ip_push6(struct ipstack *s, const struct ip_send *to, struct frame *f, const struct ip6 *src);
enum drop ip_emit_out(struct ipif *out, const struct ipaddr *next, struct frame *f, struct ipif *in);

/* frag.c: cuts the IPv4 packet at data into frames of at most mtu, given to emit. Consumes. false: pool empty. */
bool ip4_fragment(struct ipstack *s, struct frame *f, u32 mtu, void (*emit)(void *arg, struct frame *f), void *arg);
bool ip6_fragment(struct ipstack *s, struct frame *f, u32 mtu, void (*emit)(void *arg, struct frame *f), void *arg);

/* reasm.c: takes a fragment (IP header at data); gives the whole datagram, IP header at data, or NULL. */
struct frame *reasm4(struct ipif *in, struct frame *f);
struct frame *reasm6(struct ipif *in, struct frame *f, u32 frag_at, u32 next_at);
void reasm_flush(struct ipstack *s, struct ipif *in); /* NULL: all */

/* neigh.c */
struct neigh *neigh_find(const struct ipif *p, const struct ipaddr *a);
struct neigh *neigh_get(struct ipif *p, const struct ipaddr *a); /* NULL: table full */
void ip_emit_held(struct neigh *n, struct frame *f, struct ipif *in); /* it waited for n, and has been translated, filtered, counted and cut before */
void neigh_enqueue(struct neigh *n, struct frame *f); /* IP header at data; asks if nobody has */
void neigh_learn(struct neigh *n, const u8 mac[6], enum neigh_state st);
void neigh_leaves(struct neigh *n, bool complete); /* its packets take the fast path, or (so that they are noticed) the slow one */
u32 neigh_leaf(struct neigh *n, u8 af);	/* for packets of that family; 0: it takes none. May move the leaves */
void neigh_set_state(struct neigh *n, enum neigh_state st, nsec timeout); /* 0: no timer */
void neigh_fail(struct neigh *n);	/* no answer: the queue is dropped, routes keep an empty one */
void neigh_forget(struct neigh *n);
void neigh_flush(struct ipif *p, u8 af, bool statics); /* af AF_NONE: both */
void neigh_sync(struct ipstack *s, const struct ipaddr *prefix, unsigned plen); /* host entries in the FIB after a route's change */
struct neigh *neigh_next(const struct ipstack *s, const struct neigh *after); /* of the whole device, in order of the hash */
void neigh_statics_free(struct ipstack *s, struct ipif *p); /* NULL: all */
void neigh_statics_move(struct ipif *p, struct ipstack *to); /* those that name it go with it */
void neigh_forget_input(struct ipstack *s, const struct ipif *in); /* waiting frames that came in there: it is going */

/* arp.c */
void arp_input(struct ipif *in, struct frame *f);
void arp_ask(struct neigh *n);
void arp_timer(struct neigh *n);
void arp_announce(struct ipif *p, u32 addr);
void arp_announce_as(struct ipif *p, u32 addr, const u8 mac[6]);
/* `arp A.B.C.D H.H.H arpa`, `ipv6 neighbor`: mac NULL removes. p NULL (IPv4): on whatever interface has the subnet. */
void neigh_static(struct ipstack *s, struct ipif *p, const struct ipaddr *a, const u8 *mac);
void neigh_statics_apply(struct ipif *p); /* its addresses or its state changed */

/* nd.c */
void nd_ask(struct neigh *n);
void nd_timer(struct neigh *n);
void nd_used(struct neigh *n);	/* a packet went through it while stale */
void nd_input(struct ipif *in, const struct ip_recv *r, struct frame *f);
void nd_dad_start(struct addr6 *a);
void nd_announce_as(struct ipif *p, const struct ip6 *addr, const u8 mac[6]); /* unsolicited, of a virtual router */
void nd_learn(struct ipif *in, const struct ip6 *addr, const u8 *mac, bool router);
void nd_redirect(struct ipif *in, const u8 *ip6, u32 len, const struct ip6 *target, const struct ip6 *dst);
/* nd_ra.c */
struct nd_if *nd_if(struct ipif *p);
void nd_if_free(struct ipif *p);
void nd_ra_update(struct ipif *p);
void nd_ra_soon(struct ipif *p); /* a virtual router has begun to be here */
void nd_ra_farewell(struct ipif *p, const struct ip_virtual *v); /* hosts are to forget it: nobody has taken it over yet */
void nd_rs_input(struct ipif *in, const struct ip_recv *r, struct rd rd);
/* slaac.c */
void slaac_update(struct ipif *p);
void slaac_ra_input(struct ipif *in, const struct ip_recv *r, struct rd rd);
void slaac_flush(struct ipif *p);
void slaac_router_lost(struct ipif *p, const struct ip6 *addr);
void addr6_lifetime(struct addr6 *a); /* may free it */
void addr6_is_written(struct addr6 *a);	/* by a line now: it is nobody else's to take away */

/* icmp.c, icmp6.c. The offending packet's IP header stands at ip. */
void icmp_error(struct ipif *in, const u8 *ip, u32 len, u8 type, u8 code, u32 rest);
void icmp_redirect(struct ipif *in, const u8 *ip, u32 len, u32 via, u32 src); /* src 0: as of any error */
void icmp6_error(struct ipif *in, const u8 *ip, u32 len, u8 type, u8 code, u32 rest);
/* The packet of f (IP header at data) was not forwarded, for `why`: tells its sender as the RFCs ask, drops it. in NULL: our own packet. */
void ip_refuse(struct ipstack *s, struct ipif *in, struct frame *f, enum drop why, u32 mtu);
enum drop icmp_input(struct ipstack *s, const struct ip_recv *r, struct frame *f);
enum drop icmp6_input(struct ipstack *s, const struct ip_recv *r, struct frame *f);
/* Ends an ICMPv6 message at data: checksum, source chosen by `out`; hop limit as given. */
void icmp6_send(struct ipif *out, const struct ip6 *src, const struct ip6 *dst, struct frame *f, u8 hops);
/* The same to a group, hop limit 255, with mac as the Ethernet source. */
void icmp6_send_as(struct ipif *out, const u8 mac[6], const struct ip6 *src, const struct ip6 *group, struct frame *f);

/* pmtu.c */
u32 pmtu_get(struct ipstack *s, const struct ipaddr *dst); /* 0: nothing known */
void pmtu_set(struct ipstack *s, const struct ipaddr *dst, u32 mtu);
void pmtu_free(struct ipstack *s);

/* rib.c, rib_table.c */
void rib_open(struct ipstack *s);
/* Deletes all routes. rib_free() the tables too. */
void rib_flush(struct ipstack *s);
void rib_free(struct ipstack *s);
void rib_receive(struct ipstack *s, const struct ipaddr *a, struct ipif *p, bool add); /* a broadcast address of ours */
void rib_iface(struct ipif *p);	/* it went up or down: next hops through it again */
void rib_iface_left(struct ipif *p); /* it is down and leaves its VRF: no next hop leads through it, until it is up again */
void rib_iface_gone(struct ipif *p); /* it is freed: routes through it are forgotten */
const struct rib_entry *rib_lookup(const struct ipstack *s, const struct ipaddr *a);
const struct rib_entry *rib_under(const struct ipstack *s, const struct ipaddr *a, u8 source); /* by which a next hop of that source's routes resolves: none of those routes' own */
const struct rib_entry *rib_exact(const struct ipstack *s, const struct ipaddr *prefix, unsigned plen);
struct ipaddr rib_prefix(const struct rib_entry *e);
const char *rib_prefix_text(const struct rib_entry *e, char buf[IP6_TEXT]);	/* without its length */
/* An entry's routes, the best first; NULL: no more. */
const struct rib_route *rib_first(const struct ipstack *s, const struct rib_entry *e);
const struct rib_route *rib_next(const struct ipstack *s, const struct rib_route *r);
const char *rib_name(const struct ipstack *s, const struct rib_route *r); /* `name`; NULL: none */
static inline struct rib_ways *rib_ways(const struct ipstack *s, const struct rib_route *r) { return *(struct rib_ways **)slab_at(&s->way_sets, r->ways); }
/* Its first next hop that is used; of a route that is not chosen: the first. */
static inline const struct nhop *rib_nhop(const struct ipstack *s, const struct rib_route *r) { return rib_ways(s, r)->way[r->used ? __builtin_ctz(r->used) : 0].nh; }
/* How long it has been chosen. */
nsec rib_age(const struct ipstack *s, const struct rib_route *r);
/* An entry's ways that packets take (of its subnet's broadcast address: none), one after the other; { 0 } begins. e NULL: none. */
struct rib_path {
	const struct rib_route *r;
	const struct nhop *nh;
	u8 share;		/* 0: it stands by */
	u32 left;
};
bool rib_path_next(const struct ipstack *s, const struct rib_entry *e, struct rib_path *p);
/* All entries of a family, in no order that means anything. NULL begins, and ends. */
const struct rib_entry *rib_each(const struct ipstack *s, u8 af, const struct rib_entry *before);
void rib_set_permanent(struct ipstack *s, const struct route *r, bool permanent);
/* All entries of a family in order, NULL-terminated array the caller frees. */
struct rib_entry **rib_sorted(const struct ipstack *s, u8 af, u32 *n);
/* Many changes come, and no packet before rib_release(): router/fib.h. They nest. */
void rib_hold(struct ipstack *s);
void rib_release(struct ipstack *s);
/* The entry will be changed soon: its memory is asked for, here and in the FIB, as fib4_prefetch() does. prefix is masked. */
void rib_prefetch(const struct ipstack *s, const struct ipaddr *prefix, unsigned plen, bool far);

/* default_network.c */
void default_network_free(struct ipstack *s);

/* udp.c */
enum drop udp_input(struct ipstack *s, const struct ip_recv *r, struct frame *f);
void udp_error(struct ipstack *s, const struct ip_error *e);
void udp_free(struct ipstack *s);

/* ping.c */
void ping_icmp(struct ipstack *s, const struct ip_recv *r, u8 type, struct frame *f); /* an echo reply; does not consume */
void ping_error(struct ipstack *s, const struct ip_error *e);
void ping_free(struct ipstack *s);

/* names.c: ip host */
enum { NAMES_ADDRS_MAX = 8 };
bool names_find(const struct ipstack *s, const char *name, struct ipaddr *a);
unsigned names_addresses(const struct ipstack *s, const char *name, u8 af, struct ipaddr *out, unsigned max);
const char *names_of_address(const struct ipstack *s, const struct ipaddr *a); /* NULL: none */
void names_set(struct ipstack *s, const char *name, u8 af, const struct ipaddr *a, unsigned n); /* n 0: forget */
unsigned names_nth(const struct ipstack *s, unsigned k, const char **name, struct ipaddr a[NAMES_ADDRS_MAX]); /* how many addresses; 0: no k-th name */
void names_free(struct ipstack *s);

#endif
