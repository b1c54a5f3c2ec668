/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finishing what an offload left undone: partial checksums, and cutting a super-frame into the frames it stands for (TCP as
 * Linux's GSO and virtio 1.2, 5.1.6.2 describe it; UDP by USO). The frame's claims are checked against its bytes: a guest wrote them.
 */
#include <string.h>

#include "core/csum.h"
#include "core/frame.h"

enum { ETH_LEN = 14, TCP_MIN = 20, UDP_LEN = 8, UDP_CSUM = 6, TCP_FIN = 1, TCP_PSH = 8, TCP_CWR = 0x80 };

static u16 be16(const u8 *p)
{
	return (u16)(p[0] << 8 | p[1]);
}

static void set16(u8 *p, unsigned v)
{
	p[0] = (u8)(v >> 8);
	p[1] = (u8)v;
}

/* Offsets within the frame. */
struct layout {
	u32 l3, l4, payload;
	bool v6, tcp;
};

static bool frame_layout(const struct frame *f, struct layout *l)
{
	u32 at = ETH_LEN;
	u16 type;

	l->v6 = f->gso == GSO_TCP6 || f->gso == GSO_UDP6;
	l->tcp = f->gso == GSO_TCP4 || f->gso == GSO_TCP6;
	if (f->len < at + 40)
		return false;
	while ((type = be16(f->data + at - 2)) == 0x8100 || type == 0x88a8) {
		at += 4;
		if (f->len < at + 40)
			return false;
	}
	if (type != (l->v6 ? 0x86dd : 0x0800))
		return false;
	l->l3 = at;
	if (l->v6) {
		/* Extension headers stand between; csum_start knows where the transport header begins. */
		l->l4 = f->csum_start - frame_headroom((struct frame *)f);
		if (l->l4 < at + 40)
			return false;
	} else {
		if (f->data[at] >> 4 != 4 || f->data[at + 9] != (l->tcp ? 6 : 17))
			return false;
		l->l4 = at + 4 * (f->data[at] & 15u);
	}
	if (l->l4 > f->len || f->len - l->l4 < (l->tcp ? TCP_MIN : UDP_LEN))
		return false;
	l->payload = l->l4 + (l->tcp ? 4 * (f->data[l->l4 + 12] >> 4) : UDP_LEN);
	return l->payload < f->len && l->payload >= l->l4 + (l->tcp ? TCP_MIN : UDP_LEN) && l->payload <= 1024 && f->gso_size;
}

void frame_checksum_at(u8 *data, u32 len, u32 start, u32 offset)
{
	/* The field holds the pseudo-header's sum: it is summed with the rest. */
	u16 sum = csum_finish(csum_add(0, data + start, len - start));

	/* A zero says "none" to UDP alone (RFC 768), whose field is the only one at 6; in TCP 0xffff never comes out of RFC 9293's sum. */
	set16(data + start + offset, !sum && offset == UDP_CSUM ? 0xffff : sum);
}

bool frame_finish_checksum(struct frame *f)
{
	u32 start = f->csum_start, room = frame_headroom(f);

	if (!(f->flags & FRAME_CSUM_PARTIAL))
		return true;
	if (start < room || start - room + f->csum_offset + 2u > f->len)
		return false;
	frame_checksum_at(f->data, f->len, start - room, f->csum_offset);
	f->flags = (u8)((f->flags & ~FRAME_CSUM_PARTIAL) | FRAME_CSUM_VALID);
	return true;
}

u32 frame_wire_len(const struct frame *f)
{
	struct layout l;

	if (!f->gso || !frame_layout(f, &l) || f->len - l.payload <= f->gso_size)
		return f->len;
	return l.payload + f->gso_size;
}

static u64 pseudo_sum(const u8 *l3, bool v6, u8 proto, u32 len)
{
	return csum_add(len + proto, l3 + (v6 ? 8 : 12), v6 ? 32 : 8);
}

/* Segment i of the frame laid out as l: headers copied, lengths, ids, sequence, flags and checksums made right. */
static struct frame *segment(const struct frame *f, const struct layout *l, u32 i, u32 off, u32 len, bool last)
{
	struct frame *s = frame_get(f->pool, l->payload + len);
	u8 *l3, *l4, *field;
	u16 sum;

	if (!s)
		return NULL;
	s->arrival = f->arrival;
	s->trace = f->trace;
	memcpy(s->data, f->data, l->payload);
	memcpy(s->data + l->payload, f->data + l->payload + off, len);
	l3 = s->data + l->l3;
	l4 = s->data + l->l4;
	if (l->v6) {
		set16(l3 + 4, s->len - l->l3 - 40);
	} else {
		set16(l3 + 2, s->len - l->l3);
		set16(l3 + 4, (be16(l3 + 4) + i) & 0xffff);
		set16(l3 + 10, 0);
		set16(l3 + 10, csum_finish(csum_add(0, l3, l->l4 - l->l3)));
	}
	if (l->tcp) {
		u32 seq = ((u32)be16(l4 + 4) << 16 | be16(l4 + 6)) + off;

		set16(l4 + 4, seq >> 16);
		set16(l4 + 6, seq & 0xffff);
		if (!last)
			l4[13] &= (u8) ~(TCP_FIN | TCP_PSH);
		if (i)
			l4[13] &= (u8)~TCP_CWR; /* RFC 3168, 6.1.2: once a window */
		field = l4 + 16;
	} else {
		set16(l4 + 4, UDP_LEN + len);
		field = l4 + 6;
	}
	set16(field, 0);
	sum = csum_finish(csum_add(pseudo_sum(l3, l->v6, l->tcp ? 6 : 17, s->len - l->l4), l4, s->len - l->l4));
	set16(field, !sum && !l->tcp ? 0xffff : sum);
	s->flags = FRAME_CSUM_VALID;
	return s;
}

static unsigned finish_whole(struct frame *f, struct frame **out)
{
	if (f->flags & FRAME_CSUM_PARTIAL) {
		f = frame_writable(f);
		if (!f)
			return 0;
		if (!frame_finish_checksum(f)) {
			frame_put(f);
			return 0;
		}
	}
	out[0] = f;
	return 1;
}

unsigned frame_segment(struct frame *f, struct frame **out, unsigned max)
{
	struct layout l;
	u32 payload, n;

	if (!f->gso)
		return finish_whole(f, out);
	if (!frame_layout(f, &l)) {
		frame_put(f);
		return 0;
	}
	payload = f->len - l.payload;
	n = (payload + f->gso_size - 1) / f->gso_size;
	if (n > max) {
		frame_put(f);
		return 0;
	}
	for (u32 i = 0; i < n; i++) {
		u32 off = i * f->gso_size, len = (u32)min_u64(f->gso_size, payload - off);

		out[i] = segment(f, &l, i, off, len, i == n - 1);
		if (!out[i]) {
			frames_put(out, i);
			frame_put(f);
			return 0;
		}
	}
	frame_put(f);
	return n;
}
