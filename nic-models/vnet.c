/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <linux/virtio_net.h>
#include <string.h>

#include "nic-models/vnet.h"
#include "net/rd.h"

enum {
	GSO_TYPE_UDP_L4 = 5, /* VIRTIO_NET_HDR_GSO_UDP_L4: newer than the headers of some distributions */
	ETH_HEADER = 14,
	VLAN_TAGS_MAX = 4,
};

_Static_assert(sizeof(struct virtio_net_hdr) == VNET_LEN, "the header without num_buffers");

/* The EtherType behind any VLAN tags; 0 when the frame ends before. */
static u16 ethertype(const struct frame *f)
{
	u32 at = 12;

	for (int i = 0; i <= VLAN_TAGS_MAX && at + 2 <= f->len; i++, at += 4) {
		u16 type = get_be16(f->data + at);

		if (type != 0x8100 && type != 0x88a8)
			return type;
	}
	return 0;
}

static enum drop set_gso(struct frame *f, const struct virtio_net_hdr *h)
{
	u16 type = ethertype(f);

	switch (h->gso_type & ~VIRTIO_NET_HDR_GSO_ECN) {
	case VIRTIO_NET_HDR_GSO_TCPV4:
		if (type != 0x0800)
			return DROP_BAD_FIELD;
		f->gso = GSO_TCP4;
		break;
	case VIRTIO_NET_HDR_GSO_TCPV6:
		if (type != 0x86dd)
			return DROP_BAD_FIELD;
		f->gso = GSO_TCP6;
		break;
	case GSO_TYPE_UDP_L4:
		if (type != 0x0800 && type != 0x86dd)
			return DROP_BAD_FIELD;
		f->gso = type == 0x0800 ? GSO_UDP4 : GSO_UDP6;
		break;
	default:
		return DROP_BAD_FIELD;
	}
	/* A segment size without a place for its checksum cannot be cut. */
	if (!h->gso_size || !(h->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM))
		return DROP_BAD_FIELD;
	f->gso_size = h->gso_size;
	return DROP_NONE;
}

enum drop vnet_to_frame(const u8 vnet[VNET_LEN], struct frame *f)
{
	struct virtio_net_hdr h;

	memcpy(&h, vnet, sizeof(h));
	f->flags = 0;
	f->gso = GSO_NONE;
	f->gso_size = 0;
	if (f->len < ETH_HEADER)
		return DROP_SHORT;
	if (h.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) {
		u32 start = (u32)h.csum_start + frame_headroom(f);

		if (h.csum_start < ETH_HEADER || (u32)h.csum_start + h.csum_offset + 2 > f->len ||
				start > UINT16_MAX)
			return DROP_BAD_FIELD;
		f->flags = FRAME_CSUM_PARTIAL;
		f->csum_start = (u16)start;
		f->csum_offset = h.csum_offset;
	} else if (h.flags & VIRTIO_NET_HDR_F_DATA_VALID) {
		f->flags = FRAME_CSUM_VALID;
	}
	return h.gso_type == VIRTIO_NET_HDR_GSO_NONE ? DROP_NONE : set_gso(f, &h);
}

static bool put_gso(struct frame *f, struct virtio_net_hdr *h)
{
	static const u8 type[] = {
		[GSO_TCP4] = VIRTIO_NET_HDR_GSO_TCPV4, [GSO_TCP6] = VIRTIO_NET_HDR_GSO_TCPV6,
		[GSO_UDP4] = GSO_TYPE_UDP_L4,	       [GSO_UDP6] = GSO_TYPE_UDP_L4,
	};
	bool tcp = f->gso == GSO_TCP4 || f->gso == GSO_TCP6;
	u32 header = tcp ? 20 : 8;

	if (f->gso >= ARRAY_LEN(type) || !(h->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) ||
			(u32)h->csum_start + header > f->len)
		return false;
	if (tcp)
		header = (u32)(f->data[h->csum_start + 12] >> 4) * 4;
	if (h->csum_start + header > f->len)
		return false;
	h->gso_type = type[f->gso];
	h->gso_size = f->gso_size;
	h->hdr_len = (u16)(h->csum_start + header);
	return true;
}

bool vnet_of_frame(struct frame *f, u8 vnet[VNET_LEN])
{
	struct virtio_net_hdr h = { 0 };
	bool good = true;

	if (f->flags & FRAME_CSUM_PARTIAL) {
		if (f->csum_start < frame_headroom(f))
			return false;
		h.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
		h.csum_start = (u16)(f->csum_start - frame_headroom(f));
		h.csum_offset = f->csum_offset;
		good = (u32)h.csum_start + h.csum_offset + 2 <= f->len;
	} else if (f->flags & FRAME_CSUM_VALID) {
		h.flags = VIRTIO_NET_HDR_F_DATA_VALID;
	}
	if (f->gso)
		good = good && put_gso(f, &h);
	memcpy(vnet, &h, sizeof(h));
	return good;
}

u32 vnet_flow(const struct frame *f)
{
	u32 at = ETH_HEADER + 12, len = 8, hash = 0;

	if (f->len < 54)
		return 0;
	if (get_be16(f->data + 12) == 0x86dd) {
		at = ETH_HEADER + 8;
		len = 32;
	} else if (get_be16(f->data + 12) != 0x0800) {
		at = 0;
		len = 12;
	}
	for (u32 i = 0; i < len; i += 4)
		hash = (hash ^ get_be32(f->data + at + i)) * 0x9e3779b1u;
	if (at && (at != ETH_HEADER + 12 || f->data[ETH_HEADER] == 0x45)) {
		u8 protocol = f->data[at == ETH_HEADER + 12 ? 23 : 20];

		if ((protocol == 6 || protocol == 17) && f->len >= at + len + 4)
			hash = (hash ^ get_be32(f->data + at + len)) * 0x9e3779b1u;
	}
	return hash >> 16;
}
