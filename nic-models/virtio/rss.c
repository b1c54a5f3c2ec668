/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receive-side scaling by the driver's own table, and the hashes that it is told (virtio 1.2, 5.1.6.4.3, 5.1.6.5.5, 5.1.6.5.6). */
#include "nic-models/offload.h"
#include "nic-models/virtio/virtio.h"

/* Bits of hash types (5.1.6.4.3.1), IPv4's and IPv6's in the same order. A report is the bit's number and 1 (5.1.6.4.3.4). */
enum { BIT_IP, BIT_TCP, BIT_UDP, BITS_OF_A_FAMILY };

u8 virtio_hash(const struct virtio *v, const struct frame *f, u32 *hash)
{
	struct rx_info i;
	u32 types = v->rss.types, bit;
	bool ports;

	if (!types)
		return 0;
	offload_rx(f, false, &i);
	if (!i.l3)
		return 0;
	bit = i.l3 == L3_IP6 ? BITS_OF_A_FAMILY : 0;
	types >>= bit;
	ports = (i.l4 == L4_TCP && types >> BIT_TCP & 1) || (i.l4 == L4_UDP && types >> BIT_UDP & 1);
	if (!ports && !(types >> BIT_IP & 1))
		return 0;
	*hash = offload_hash(f, &i, ports, v->rss.key);
	return (u8)(bit + (!ports ? BIT_IP : i.l4 == L4_TCP ? BIT_TCP : BIT_UDP) + 1);
}

/* The key, which ends the command. Linux's driver sends a byte of padding behind it. */
static bool get_key(struct virtio_command *m, u8 len, u8 key[VIRTIO_RSS_KEY])
{
	return len <= VIRTIO_RSS_KEY && virtio_command_get(m, key, len);
}

bool virtio_rss_config(struct virtio *v, struct virtio_command *m)
{
	struct virtio_rss r = { .on = true };
	u8 head[8], word[2], tail[3];
	u32 pairs;

	if (!virtio_command_get(m, head, 8))
		return false;
	r.types = get_le32(head);
	r.mask = get_le16(head + 4);
	r.other = get_le16(head + 6);
	if (r.types & ~VIRTIO_HASHES || r.mask >= VIRTIO_RSS_TABLE || r.mask & (r.mask + 1) || r.other >= VIRTIO_PAIRS)
		return false;
	r.spread = r.other;
	for (u32 k = 0; k <= r.mask; k++) {
		if (!virtio_command_get(m, word, 2) || get_le16(word) >= VIRTIO_PAIRS)
			return false;
		r.table[k] = get_le16(word);
		r.spread = r.spread || r.table[k];
	}
	if (!virtio_command_get(m, tail, 3))
		return false;
	pairs = get_le16(tail);
	if (!pairs || pairs > VIRTIO_PAIRS || !get_key(m, tail[2], r.key))
		return false;
	v->rss = r;
	v->pairs = (u16)pairs;
	return true;
}

bool virtio_hash_config(struct virtio *v, struct virtio_command *m)
{
	struct virtio_rss r = { 0 };
	u8 head[13];

	if (!virtio_command_get(m, head, sizeof(head)))
		return false;
	r.types = get_le32(head);
	if (r.types & ~VIRTIO_HASHES || !get_key(m, head[12], r.key))
		return false;
	v->rss = r;
	return true;
}

bool virtio_rss_sound(const struct virtio_rss *r)
{
	bool good = !(r->types & ~VIRTIO_HASHES) && r->mask < VIRTIO_RSS_TABLE && !(r->mask & (r->mask + 1u)) && r->other < VIRTIO_PAIRS;

	for (u32 k = 0; good && k <= r->mask; k++)
		good = r->table[k] < VIRTIO_PAIRS;
	return good;
}
