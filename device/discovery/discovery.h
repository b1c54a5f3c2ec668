/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is at the other end of a wire: LLDP (IEEE 802.1AB-2016) and Cisco's CDP, versions 1 and 2, of every device with a shell. This file is what
 * both share: ports, times, the table of neighbours; lldp.c and cdp.c are the bytes.
 *
 * One timer a device, set to whatever is due next, so that a thousand quiet devices cost nothing between their hellos.
 */
#ifndef DEVICE_DISCOVERY_DISCOVERY_H
#define DEVICE_DISCOVERY_DISCOVERY_H

#include "device/device.h"
#include "net/rd.h"

enum { CDP_PID = 0x2000 }; /* of its SNAP header */
enum disc_protocol { DISC_LLDP, DISC_CDP, DISC_N };

enum {
	DISC_NEIGHBOURS_A_PORT = 16, /* of one protocol; 802.1AB 9.2.7.7.5: more are not kept */
	DISC_HEARD_A_SECOND = 32,    /* frames a port; more are dropped */
	DISC_FRAME_MAX = 1500,	     /* behind the addresses */
	DISC_ID_MAX = 255, DISC_TEXT_MAX = 512, DISC_PLATFORM_MAX = 128, DISC_DOMAIN_MAX = 32, DISC_INVENTORY_MAX = 32, DISC_LOCATION_MAX = 32,
	DISC_FAST = 3, DISC_FAST_S = 1, /* of a port that has come up, or met somebody (802.1AB 9.2.5.19) */
	LLDP_TIMER_S = 30, LLDP_HOLD_S = 120, LLDP_REINIT_S = 2, CDP_TIMER_S = 60, CDP_HOLD_S = 180,
};

/* What both protocols say a device can do; the bits are LLDP's (802.1AB 8.5.8). */
enum disc_capability {
	DISC_OTHER = 1, DISC_REPEATER = 2, DISC_BRIDGE = 4, DISC_WLAN = 8, DISC_ROUTER = 16, DISC_TELEPHONE = 32, DISC_DOCSIS = 64, DISC_STATION = 128,
};

enum lldp_med { LLDP_MED_CAPABILITIES = 1, LLDP_MED_POLICY = 2, LLDP_MED_INVENTORY = 32, LLDP_MED_ALL = 35 }; /* who speaks it, and of what (TIA-1057 10.2.2) */
/* TIA-1057 10.2.6, in the order of their subtypes. */
enum disc_inventory { INVENTORY_HARDWARE, INVENTORY_FIRMWARE, INVENTORY_SOFTWARE, INVENTORY_SERIAL, INVENTORY_MANUFACTURER, INVENTORY_MODEL, INVENTORY_ASSET, DISC_INVENTORY_N };

/* What is known of a neighbour, or of this device's own port. Texts are printable. */
struct disc_info {
	/* LLDP: chassis and port, with their subtypes (8.5.2, 8.5.3); CDP: device and port, subtypes 0 */
	u8 chassis_subtype, port_subtype;
	char chassis[DISC_ID_MAX + 1], port[DISC_ID_MAX + 1];
	char port_description[DISC_ID_MAX + 1];
	char name[DISC_ID_MAX + 1];	/* system name */
	char description[DISC_TEXT_MAX + 1]; /* LLDP: system description; CDP: software version */
	char platform[DISC_PLATFORM_MAX + 1]; /* CDP */
	u16 hold_s;
	u16 capabilities, enabled;	/* enum disc_capability */
	struct ipaddr address;		/* for management; AF_NONE: none */
	u32 address_ifindex;
	bool has_native_vlan, has_duplex, full_duplex, has_domain;
	u16 native_vlan;		/* LLDP: PVID; 0 there: none */
	char domain[DISC_DOMAIN_MAX + 1]; /* CDP: VTP's */
	u8 version;			/* CDP: 1 or 2 */
	/* LLDP, 802.1: name of the native VLAN; 802.3: 79.3 */
	char vlan_name[DISC_DOMAIN_MAX + 1];
	bool has_mau, has_aggregation, has_frame_size;
	u8 autoneg;			/* bit 0 supported, 1 enabled */
	u16 pmd;			/* advertised capabilities */
	u16 mau;			/* operational MAU type */
	u8 aggregation;			/* bit 0 can, 1 is */
	u32 aggregate_port;
	u16 frame_size;
	u16 med;			/* capabilities, TIA-1057; 0: does not speak it */
	u8 med_class;
	char inventory[DISC_INVENTORY_N][DISC_INVENTORY_MAX + 1];
	char location[DISC_LOCATION_MAX + 1]; /* in words */
	bool has_power, has_mdi;
	u8 power;			/* MED: type, source, priority (10.2.5.1) */
	u16 power_dw;			/* in 0.1 W */
	u8 mdi, mdi_pair, mdi_class;	/* 802.3 79.3.2: support, pair, class + 1 */
	bool has_policy;
	u16 voice_vlan;			/* of the network policy, or CDP's appliance VLAN; 0: none */
	u8 voice_priority, voice_dscp;
};

struct disc_neighbour {
	struct disc_neighbour *next, **prev; /* of the device, in the order in which they were met */
	struct disc_neighbour *next_here; /* of the port, likewise */
	struct iface *iface;
	u8 protocol;			/* enum disc_protocol */
	nsec expires, met;
	bool said_vlan, said_duplex;	/* mismatches that stand */
	struct disc_info i;
};

struct disc_counters {
	u64 out, in, in_error, in_unknown, in_discarded, aged;
	u64 in_short, in_checksum, out_v1, in_v1, no_memory; /* CDP's; the first two are no in_error */
};

struct disc_port {
	struct discovery *of;
	struct iface *iface;
	/* configuration, by protocol */
	bool transmit[DISC_N], receive[DISC_N];
	u16 med_off;			/* enum lldp_med that are not sent */
	/* state */
	bool up;
	u8 fast[DISC_N];		/* hellos that are due a second apart */
	nsec send_at[DISC_N];
	nsec second;			/* the second that `heard` counts */
	u16 heard;
	struct disc_counters count[DISC_N];
	struct disc_neighbour *first;
	struct timer timer;		/* the next hello, or the end of a neighbour */
};

struct discovery {
	struct device *dev;
	/* configuration, by protocol */
	bool run[DISC_N];
	u16 timer_s[DISC_N], hold_s[DISC_N];
	u8 reinit_s;
	bool cdp_v2, log_mismatch;
	u16 lldp_tlvs;			/* enum lldp_optional that are sent */
	/* state */
	struct disc_port *port;		/* by port->index */
	u32 n_ports;
	struct disc_neighbour *first, **last;
	unsigned n_neighbours;
	nsec last_change;
	/* What only the kind knows of its port (VLANs, capabilities, aggregation): adds to what stands there. Set by the kind. */
	void (*describe)(const struct iface *i, struct disc_info *out);
};

/* `lldp tlv-select` */
enum lldp_optional {
	LLDP_PORT_DESCRIPTION = 1, LLDP_SYSTEM_NAME = 2, LLDP_SYSTEM_DESCRIPTION = 4, LLDP_SYSTEM_CAPABILITIES = 8, LLDP_MANAGEMENT = 16, LLDP_PORT_VLAN = 32,
	LLDP_MAC_PHY = 64, LLDP_ALL = 127,
};

struct discovery *discovery_new(struct device *d, void (*describe)(const struct iface *i, struct disc_info *out));
void discovery_free(struct discovery *s);
/* Is the frame one of LLDP's or CDP's? Then it is consumed. i: the port it came in on. */
bool discovery_input(struct iface *i, struct frame *f);
/* An interface's state is new. */
void discovery_iface_changed(struct iface *i);
/* Protocols or ports were turned on or off, times are new. */
void discovery_apply(struct discovery *s);
struct disc_port *discovery_port(const struct discovery *s, const struct iface *i); /* NULL: has none */
/* Forgets neighbours of a protocol. */
void discovery_clear(struct discovery *s, enum disc_protocol protocol);
/* What is said of this port. */
void discovery_own(const struct discovery *s, const struct iface *i, enum disc_protocol protocol, struct disc_info *out);

/* ---- lldp.c, cdp.c: bytes; both pure ---- */

/* From behind the EtherType. DROP_NONE, or what is wrong. What is not recognised is counted in *unknown. */
enum drop lldp_parse(struct disc_info *i, struct rd r, unsigned *unknown);
/* Behind the EtherType; returns the length, 0 when it does not fit. hold_s 0: goodbye. own address: for the chassis. optional: enum lldp_optional; med:
 * enum lldp_med, 0: the neighbour does not speak it. */
size_t lldp_fill(const struct disc_info *i, const u8 chassis[6], u16 optional, u16 med, u8 *bytes, size_t room);
/* From behind the SNAP header, all of the packet. */
enum drop cdp_parse(struct disc_info *i, struct rd r);
size_t cdp_fill(const struct disc_info *i, bool v2, u8 *bytes, size_t room);

#endif
