/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What NICs do to frames so that processors need not: checksums, segmentation, tags, hashes. Shared by models; each fills in struct
 * tx_offload from its own descriptors, and its own descriptors from struct rx_info.
 */
#ifndef NIC_MODELS_OFFLOAD_H
#define NIC_MODELS_OFFLOAD_H

#include "core/frame.h"

/* Offsets are bytes from the frame's first. */
struct tx_offload {
	bool ip_csum;		/* sum [ip, ip_end) at ip_csum_at */
	bool l4_csum;		/* sum [l4, l4_end) at l4_csum_at, which holds the pseudo-header's sum */
	bool sctp;		/* of l4_csum: CRC32c */
	bool segment;		/* cut into pieces of mss; the IP length stands as 0, the pseudo-header's sum lacks the length */
	bool udp;		/* of segment */
	u16 ip, ip_csum_at, ip_end; /* an end of 0: the frame's */
	u16 l4, l4_csum_at, l4_end;
	u16 header, mss;	/* of segment: bytes before the payload, payload of a piece */
};

/* Does what can be done at once, and leaves the rest to the lab in the frame's offload fields. The frame must have one owner. false: the offsets do
 * not fit the frame. */
bool offload_tx(struct frame *f, const struct tx_offload *o);

enum l3_kind { L3_NONE, L3_IP4, L3_IP6 };
enum l4_kind { L4_NONE, L4_TCP, L4_UDP, L4_SCTP };
enum verdict { SUM_UNKNOWN, SUM_GOOD, SUM_BAD };

/* What a receiving NIC sees of a frame. */
struct rx_info {
	u8 l3, l4;		/* enum l3_kind, l4_kind; L4_NONE for fragments */
	u8 ip_sum, l4_sum;	/* enum verdict */
	bool fragment, options; /* IPv4 options, IPv6 extension headers */
	u16 l3_at, l4_at;
	u16 ip_id;		/* IPv4 */
};
/* Looks at a frame whose checksums are complete. `sums`: verify them. */
void offload_rx(const struct frame *f, bool sums, struct rx_info *i);

/* Toeplitz over the addresses, and the ports where asked for (Microsoft's RSS): key of 40 bytes. */
u32 offload_hash(const struct frame *f, const struct rx_info *i, bool ports, const u8 key[40]);

/* Tags. The frame must have one owner. */
void offload_tag_push(struct frame *f, u16 type, u16 tci);
void offload_tag_pull(struct frame *f);
/* The EtherType of the tag that the frame begins with is `type`: its TCI; -1: it has none. */
int offload_tag(const struct frame *f, u16 type);

enum { OFFLOAD_FRAME_MIN = 60 };
/* Fills a shorter frame up with zeros, as it is on the wire. It must have one owner. */
void offload_pad(struct frame *f);

/* FCS of IEEE 802.3 3.2.9 (as transmitted: least significant byte first), with a table that was filled once; CRC32c of RFC 9260 appendix A. */
void offload_fcs_table(u32 table[8][256]);
u32 offload_fcs(u32 table[8][256], const u8 *p, u32 len);
u32 offload_crc32c(const u8 *p, u32 len);
/* Which of 64 bits of a multicast filter an address stands for: the first six bits of its CRC as it is transmitted, or as it is computed. */
u32 offload_mac_hash(const u8 mac[6], bool transmitted);

#endif
