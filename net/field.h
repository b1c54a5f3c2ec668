/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Headers as tables of fields: described once, used to write packets as text and to read them back (test scripts, failure
 * reports). Text: layers apart by " / ", each a name and fields: "eth dst=ffff.ffff.ffff / arp op=1 spa=10.0.0.2 tpa=10.0.0.1".
 */
#ifndef NET_FIELD_H
#define NET_FIELD_H

#include "core/types.h"

enum field_kind { FIELD_NUM, FIELD_HEX, FIELD_MAC, FIELD_IP4, FIELD_IP6 };

struct field {
	const char *name;
	u16 bit;	/* from the layer's first byte, most significant bit first */
	u8 bits;	/* 1 .. 64; MAC 48, IPv4 32, IPv6 128 */
	u8 kind;	/* enum field_kind */
};

struct layer {
	const char *name;
	u16 len;	/* of the fixed part in bytes */
	const struct field *fields;
	u16 n_fields;
	const char *next;	/* the field that names the layer inside it, or NULL */
};

const struct layer *layer_find(const char *name);
const struct field *field_find(const struct layer *l, const char *name);

/*
 * Composes a packet. What is not given is 0, or what the other fields make it: eth.type, ip4.proto, lengths and checksums. A last layer
 * "data" takes hex=0102.., or len=N (bytes counting up). Returns the length, or 0 with why.
 */
u32 packet_compose(const char *text, u8 *buf, u32 room, char why[128]);

/* Does the packet have the layers (each as the one around it says) and the fields that text names? On false why says which field is what instead. "data len=N" and hex= compare the rest. */
bool packet_matches(const char *text, const u8 *p, u32 len, char why[128]);

/* The packet in the same language, cut to room. */
void packet_describe(const u8 *p, u32 len, char *buf, size_t room);

#endif
