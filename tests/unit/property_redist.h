/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of `redistribute` with `match` and `include-connected`, and of what else a line of another protocol says. */
#define REDIST_ALL(mode, source, tail) { mode, "redistribute " source tail, "redistribute " source tail }
#define REDIST_MATCHED_OF(mode, word) \
	REDIST_ALL(mode, word " 3", " match internal external 1 external 2 nssa-external 1 nssa-external 2"), REDIST_ALL(mode, word " 4", " match external nssa-external")
#define REDIST_MATCHED(mode) REDIST_MATCHED_OF(mode, "ospf")
#define REDIST_DEFAULT(mode) \
	{ mode, "default-information originate always metric 5 metric-type 1 route-map RM", "default-information originate always metric 5 metric-type 1 route-map RM" }
#define VECTOR_TAIL " metric 1 2 3 4 5 route-map RM"
#define OSPF_TAIL " metric 5 metric-type 1 tag 8 route-map RM"

/* And OSPF's virtual links with their keys. */
#define VLINK(tail) { "router ospf 1", "area 9 virtual-link 9.9.9.9 " tail, "area 9 virtual-link 9.9.9.9 " tail }
#define VLINK_DOTTED(tail) { "router ospf 1", "area 0.0.0.8 virtual-link 9.9.9.9 " tail, "area 0.0.0.8 virtual-link 9.9.9.9 " tail }
#define VLINK_TYPED \
	VLINK_DOTTED("authentication null"), VLINK_DOTTED("authentication key-chain KC"), VLINK_DOTTED("authentication-key plain"), VLINK_DOTTED("message-digest-key 3 md5 secret"), \
	VLINK("authentication"), VLINK("authentication message-digest"), VLINK("authentication null"), VLINK("authentication key-chain KC"), VLINK("authentication-key plain"), \
	VLINK("message-digest-key 3 md5 secret")

/* RIP's and RIPng's `metric transparent`, of each source. */
#define TRANSPARENT(mode) \
	{ mode, "redistribute connected metric transparent", "redistribute connected metric transparent route-map RM" }, /* the sample's map stays */ \
	REDIST_ALL(mode, "bgp 7", " metric transparent"), REDIST_ALL(mode, "ospf 77", " metric transparent"), \
	REDIST_ALL(mode, "eigrp 78", " metric transparent")
#define TRANSPARENT_NG(mode) TRANSPARENT(mode), REDIST_ALL(mode, "rip THREE", " metric transparent")
#define TRANSPARENT_TYPED \
	TRANSPARENT("router rip"), TRANSPARENT("router rip / address-family ipv4 vrf BLUE"), TRANSPARENT_NG("ipv6 router rip ONE"), \
	TRANSPARENT_NG("ipv6 router rip ONE / address-family ipv6 vrf BLUE")

/* Of what a layer-3 switch routes by, too. */
#define REDIST_TYPED_SWITCH \
	VLINK_TYPED, TRANSPARENT_TYPED, \
	REDIST_DEFAULT("router ospf 1"), REDIST_DEFAULT("ipv6 router ospf 7"), \
	REDIST_MATCHED("router rip"), REDIST_ALL("router rip", "eigrp 5", " metric 3 route-map RM"), \
	REDIST_MATCHED("ipv6 router rip ONE"), REDIST_ALL("ipv6 router rip ONE", "ospf 5", " metric 3 route-map RM include-connected"), \
	REDIST_ALL("ipv6 router rip ONE", "eigrp 5", " include-connected"), REDIST_ALL("ipv6 router rip ONE", "rip TWO", " include-connected"), \
	REDIST_MATCHED("router ospf 1"), REDIST_ALL("router ospf 1", "eigrp 5", OSPF_TAIL " subnets"), \
	REDIST_ALL("ipv6 router ospf 7", "eigrp 5", OSPF_TAIL " include-connected"), REDIST_ALL("ipv6 router ospf 7", "rip ONE", " include-connected"), \
	REDIST_MATCHED("router ospfv3 9 / address-family ipv4 unicast"), REDIST_ALL("router ospfv3 9 / address-family ipv4 unicast", "eigrp 5", OSPF_TAIL), \
	REDIST_ALL("router ospfv3 9 / address-family ipv6 unicast", "eigrp 5", OSPF_TAIL " include-connected"), \
	REDIST_MATCHED("ipv6 router ospf 7"), REDIST_ALL("ipv6 router ospf 7", "ospf 8", OSPF_TAIL " include-connected"), REDIST_ALL("ipv6 router ospf 7", "bgp 65001", OSPF_TAIL), \
	REDIST_MATCHED_OF("router ospfv3 9 / address-family ipv6 unicast", "ospfv3"), \
	REDIST_ALL("router ospfv3 9 / address-family ipv6 unicast", "ospfv3 8", OSPF_TAIL " include-connected"), \
	REDIST_ALL("router ospfv3 9 / address-family ipv6 unicast", "rip ONE", " include-connected")

#define REDIST_TYPED \
	REDIST_TYPED_SWITCH, \
	REDIST_MATCHED("router eigrp 77"), REDIST_ALL("router eigrp 77", "eigrp 5", VECTOR_TAIL), \
	REDIST_MATCHED("ipv6 router eigrp 77"), REDIST_ALL("ipv6 router eigrp 77", "ospf 5", VECTOR_TAIL " include-connected"), \
	REDIST_ALL("ipv6 router eigrp 77", "eigrp 5", VECTOR_TAIL " include-connected"), REDIST_ALL("ipv6 router eigrp 77", "rip ONE", " include-connected"), \
	REDIST_MATCHED("router bgp 65001"), REDIST_ALL("router bgp 65001", "ospf 5", " include-connected"), REDIST_ALL("router bgp 65001", "eigrp 5", " include-connected"), \
	REDIST_ALL("router bgp 65001 / address-family ipv6", "rip ONE", " include-connected")
