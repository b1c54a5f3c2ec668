/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames out of a chain and into a ring's buffers. See vring.h. */
#include <string.h>

#include "nic-models/vring.h"

void vchain_read(const struct vchain *c, u64 skip, u8 *to, u32 len)
{
	for (u32 i = 0; i < c->n_out && len; i++) {
		u32 have = c->seg[i].len, n;

		if (skip >= have) {
			skip -= have;
			continue;
		}
		n = have - (u32)skip < len ? have - (u32)skip : len;
		memcpy(to, c->seg[i].p + skip, n);
		to += n;
		len -= n;
		skip = 0;
	}
}

/* Where a frame's bytes go, over the buffers. */
struct spread {
	const u8 *head, *data;
	u32 head_len, len; /* of both together */
	u32 at;		   /* written so far, of both together */
	u8 *count[2];	   /* where bytes 10 and 11 of the header went */
};

static void spread_into(struct spread *s, const struct vchain *c)
{
	for (u32 i = c->n_out; i < c->n && s->at < s->len; i++) {
		u8 *p = c->seg[i].p;
		u32 room = c->seg[i].len, n;

		while (room && s->at < s->head_len) {
			if (s->at == 10 || s->at == 11)
				s->count[s->at - 10] = p;
			*p++ = s->head[s->at++];
			room--;
		}
		n = room < s->len - s->at ? room : s->len - s->at;
		memcpy(p, s->data + (s->at - s->head_len), n);
		s->at += n;
	}
}

enum vring_result vring_write(struct vring *r, struct vchain *c, const u8 *head, u32 head_len, const u8 *data, u32 len, bool merge)
{
	struct { u16 id, n_desc; u32 len; } taken[VRING_HEADS];
	struct spread s = { .head = head, .data = data, .head_len = head_len, .len = head_len + len };
	struct vring_mark start = vring_mark(r);
	enum vring_result got = VRING_GOT;
	u32 n = 0, all = 0, looked = 0;

	while (got == VRING_GOT && s.at < s.len) {
		u32 before = s.at;

		got = n == VRING_HEADS ? VRING_BAD : vring_take(r, c);
		if (got == VRING_EMPTY || got == VRING_BROKEN) {
			vring_rewind(r, start);
			return got;
		}
		if (n == VRING_HEADS)
			break;
		if (got == VRING_GOT && !merge && c->in_len && c->in_len < s.len) {
			vring_rewind(r, start);
			return VRING_SMALL;
		}
		looked += c->looked;
		if (got == VRING_GOT && (!c->in_len || looked > VRING_LOOKS))
			got = VRING_BAD; /* nothing to write into, or it goes on like that */
		if (got == VRING_GOT)
			spread_into(&s, c);
		taken[n].id = c->id;
		taken[n].n_desc = c->n_desc;
		taken[n++].len = s.at - before;
	}
	if (head_len >= 12 && got == VRING_GOT) {
		*s.count[0] = (u8)n;
		*s.count[1] = (u8)(n >> 8);
	}
	vring_room(r, n);
	for (u32 i = 0; i < n; i++) {
		vring_give(r, taken[i].id, taken[i].n_desc, got == VRING_GOT ? taken[i].len : 0);
		all += taken[i].n_desc;
	}
	c->id = taken[0].id;
	c->n_desc = (u16)all;
	return got;
}
