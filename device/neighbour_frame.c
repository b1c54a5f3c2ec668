/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "device/neighbour_frame.h"

enum { FRAME_MIN = 60 };

const u8 snap_mac[6] = { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc };

static const u8 llc_cisco[6] = { 0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c };

struct frame *neighbour_frame(struct port *port, const u8 dst[6], u16 type_or_len, size_t body)
{
	size_t len = NEIGHBOUR_HEAD + body;
	struct frame *f = frame_get(node_pool(port->node), (u32)(len < FRAME_MIN ? FRAME_MIN : len));

	if (!f) {
		port->drops[DROP_NO_FRAME]++;
		return NULL;
	}
	memset(f->data, 0, f->len);
	memcpy(f->data, dst, 6);
	memcpy(f->data + 6, port->mac, 6);
	put_be16(f->data + 12, type_or_len);
	return f;
}

struct frame *snap_frame(struct port *port, u16 pid, const u8 *bytes, size_t len)
{
	struct frame *f = neighbour_frame(port, snap_mac, (u16)(SNAP_LEN + len), SNAP_LEN + len);
	u8 *at;

	if (!f)
		return NULL;
	at = f->data + NEIGHBOUR_HEAD;
	memcpy(at, llc_cisco, sizeof(llc_cisco));
	put_be16(at + sizeof(llc_cisco), pid);
	memcpy(at + SNAP_LEN, bytes, len);
	return f;
}

struct rd snap_body(const struct frame *f)
{
	struct rd r = rd_of(f->data, f->len), body;
	u16 len;

	rd_skip(&r, 12);
	len = rd_u16(&r);
	body = rd_sub(&r, len);
	rd_skip(&body, SNAP_LEN);
	return body;
}

bool snap_is(struct rd *r, u16 pid)
{
	const u8 *head = rd_bytes(r, sizeof(llc_cisco));

	return head && !memcmp(head, llc_cisco, sizeof(llc_cisco)) && rd_u16(r) == pid && !r->bad;
}
