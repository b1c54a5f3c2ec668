/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why a frame was discarded. Every discard anywhere has one of these names; it is counted per port, shown by
 * `show drops`, and written into captures. Append new reasons in their group; the name in the second column is
 * what a user and a script see and never changes.
 */
#ifndef CORE_DROP_H
#define CORE_DROP_H

#define DROP_LIST(X)                                                                   \
	/* engine and wires */                                                         \
	X(NONE, "none")                                                                \
	X(NO_CARRIER, "no_carrier")             /* sent into a port without link */     \
	X(NO_FRAME, "no_frame")                 /* the frame pool is exhausted */       \
	X(PORT_DOWN, "port_down")               /* administratively down */             \
	X(WIRE_CUT, "wire_cut")                 /* one-way cut of a wire */             \
	X(WIRE_FULL, "wire_full")               /* a wire's bounded queue is full */    \
	X(WIRE_LOSS, "wire_loss")               /* configured loss */                   \
	X(WIRE_MTU, "wire_mtu")                 /* longer than the wire's MTU */        \
	X(QUEUE_FULL, "queue_full")             /* tail drop before a rated wire */     \
	X(DOOR_FULL, "door_full")               /* the host side took no more */        \
	X(DOOR_ERROR, "door_error")             /* the host side refused the frame */   \
	X(BAD_DESCRIPTOR, "bad_descriptor")     /* a guest's ring is not what it must be */ \
	X(BAD_MESSAGE, "bad_message")           /* nor is what its front end says */    \
	/* any layer's parser */                                                       \
	X(SHORT, "short")                       /* ends before its fields do */         \
	X(TOO_LONG, "too_long")                                                        \
	X(BAD_FIELD, "bad_field")                                                      \
	X(BAD_CHECKSUM, "bad_checksum")                                                \
	X(UNKNOWN_ETHERTYPE, "unknown_ethertype")                                      \
	X(NOT_FOR_US, "not_for_us")                                                    \
	X(BAD_SOURCE_MAC, "bad_source_mac")     /* a group address as source */         \
	/* switching */                                                                \
	X(VLAN_UNKNOWN, "vlan_unknown")         /* tag of a VLAN that does not exist */ \
	X(VLAN_NOT_ALLOWED, "vlan_not_allowed") /* not carried by this port */          \
	X(NOT_TAGGED, "not_tagged")             /* without a tag, where the native VLAN is tagged, too */ \
	X(MAC_SAME_PORT, "mac_same_port")       /* the destination is where it came from */ \
	X(RESERVED_MAC, "reserved_mac")         /* 01-80-C2-00-00-0x is not forwarded */ \
	X(NO_DESTINATION, "no_destination")     /* flooded to nobody */                 \
	X(STP_BLOCKING, "stp_blocking")                                                \
	X(BPDU_GUARD, "bpdu_guard")           /* a BPDU where none may come */          \
	X(BPDU_FILTER, "bpdu_filter")                                                  \
	X(MAC_TABLE_FULL, "mac_table_full")                                            \
	X(MAC_DROPPED, "mac_dropped")           /* `mac address-table static ... drop` */ \
	X(PORT_SECURITY, "port_security")       /* one address too many, or another port's */ \
	X(STORM_CONTROL, "storm_control")                                              \
	X(DHCP_SNOOPING, "dhcp_snooping")                                              \
	X(ARP_INSPECTION, "arp_inspection")                                            \
	X(MONITOR_PORT, "monitor_port")         /* came in where mirrored frames go out */ \
	X(SOURCE_GUARD, "source_guard")         /* IP source guard: no such binding */  \
	X(VTP_DOMAIN, "vtp_domain")             /* of another VTP domain */             \
	X(VTP_DIGEST, "vtp_digest")             /* another password, or not what was announced */ \
	X(VTP_VERSION, "vtp_version")                                                  \
	X(VTP_PRIMARY, "vtp_primary")           /* of a primary server that is not ours */ \
	/* routing */                                                                  \
	X(TTL, "ttl")                                                                  \
	X(NO_ROUTE, "no_route")                                                        \
	X(NULL_ROUTE, "null_route")             /* routed to Null0 */                   \
	X(MARTIAN, "martian")                   /* source or destination cannot be */   \
	X(NEEDS_FRAGMENT, "needs_fragment")     /* DF set, or IPv6, and over the MTU */ \
	X(BAD_OPTIONS, "bad_options")                                                  \
	X(NOT_FORWARDING, "not_forwarding")     /* a host does not route */             \
	X(NEIGHBOUR_FAILED, "neighbour_failed") /* no answer to ARP or ND */            \
	X(NEIGHBOUR_QUEUE, "neighbour_queue")   /* waiting for ARP or ND, queue full */ \
	X(REASSEMBLY_TIMEOUT, "reassembly_timeout")                                    \
	X(REASSEMBLY_LIMIT, "reassembly_limit")                                        \
	X(FRAGMENT_OVERLAP, "fragment_overlap")                                        \
	X(RATE_LIMIT, "rate_limit")             /* control-plane rate limit */          \
	X(NO_PROTOCOL, "no_protocol")           /* nobody here speaks it */             \
	X(NO_SOCKET, "no_socket")               /* no port is open */                   \
	X(TCP_SEQUENCE, "tcp_sequence")         /* outside the window */                \
	X(TCP_STATE, "tcp_state")               /* illegal in the connection's state */ \
	X(TCP_CLOSED, "tcp_closed")             /* no connection, no listener: reset */ \
	X(TCP_SIGNATURE, "tcp_signature")       /* MD5 option wrong, missing, unasked */ \
	X(TCP_OLD_TIMESTAMP, "tcp_old_timestamp") /* PAWS, or none where agreed on */   \
	X(TCP_BACKLOG, "tcp_backlog")           /* refused: the listener is full */     \
	X(TTL_SECURITY, "ttl_security")         /* GTSM: below the configured TTL */    \
	X(RECEIVE_BUFFER, "receive_buffer")                                            \
	X(ACL, "acl")                                                                  \
	X(POLICE, "police")                     /* above the rate of its class, coming in */ \
	X(POLICE_OUT, "police_out")             /* the same, going out */               \
	X(RANDOM_DETECT, "random_detect")       /* dropped before the queue is full */  \
	X(CLASS_DROP, "class_drop")             /* `drop` in a policy's class, coming in */ \
	X(CLASS_DROP_OUT, "class_drop_out")                                             \
	X(NAT, "nat")                           /* no translation to be had */         \
	X(NO_TUNNEL, "no_tunnel")               /* of no tunnel: other ends, or another key */ \
	X(TUNNEL_LOOP, "tunnel_loop")           /* into the tunnel that it leads through */ \
	X(TUNNEL_NESTED, "tunnel_nested")       /* too many headers, or too long with them */ \
	/* routing protocols */                                                        \
	X(OSPF_VERSION, "ospf_version")                                                \
	X(OSPF_AREA, "ospf_area")               /* of another area, or none runs here */ \
	X(AAA_AUTH, "aaa_auth")                 /* a server with another key, or somebody else */ \
	X(EIGRP_AUTH, "eigrp_auth")             /* no digest, a wrong one, or an old sequence */ \
	X(EIGRP_TLV, "eigrp_tlv")               /* malformed */                         \
	X(EIGRP_NEIGHBOR, "eigrp_neighbor")     /* from no neighbour, or one that cannot be */ \
	X(RIP_AUTH, "rip_auth")                 /* no, another or a wrong password or digest */ \
	X(OSPF_AUTH, "ospf_auth")               /* type, key, digest or sequence is wrong */ \
	X(OSPF_HELLO, "ospf_hello")             /* mask, timers or options do not match */ \
	X(OSPF_OWN_ID, "ospf_own_id")           /* our router ID from somebody else */  \
	X(OSPF_NEIGHBOR, "ospf_neighbor")       /* not a neighbour, or not yet one */   \
	X(OSPF_MTU, "ospf_mtu")                                                        \
	X(OSPF_LSA, "ospf_lsa")                 /* malformed, of unknown type, or one too many */

enum drop {
#define X(name, text) DROP_##name,
	DROP_LIST(X)
#undef X
	DROP_N
};

/* The name a user sees, "wire_loss". */
const char *drop_name(enum drop reason);

#endif
