/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pcapng writer. Blocks are built in place in a buffer that is a ring of laps: a block never wraps; where one does not fit before the
 * end, the lap ends early (`lap`). The lock is taken only when several workers can meet here. Blocks are in the machine's byte order, as the format allows.
 *
 * A frame whose checksum is still to be filled in is shown with it filled in, except super-frames, which are on no real wire.
 */
#include "core/capture.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/wire_dir.h"

enum {
	BLOCK_SHB = 0x0a0d0d0a, BLOCK_IDB = 1, BLOCK_ISB = 5, BLOCK_EPB = 6,
	OPT_END = 0, OPT_COMMENT = 1, OPT_IF_NAME = 2, OPT_IF_TSRESOL = 9, OPT_EPB_FLAGS = 2, OPT_ISB_IFRECV = 4, OPT_ISB_IFDROP = 5,
	OPT_USERAPPL = 4, LINKTYPE_ETHERNET = 1,
	SMALL_BLOCK = 512, /* room kept for statistics blocks at the end */
};

struct capture {		/* one port of a file */
	struct capture *next;	/* of the port */
	struct capture *sibling; /* of the file */
	struct capture_file *file;
	struct port_tap *tap;	/* instead of a file */
	struct port *port;
	struct capture *lands, *passed; /* capture_add_landing(): at the port, where its frames land; there, the port's */
	enum capture_way landing;	/* which way's */
	u32 id;
	u64 seen, lost;
};

struct capture_file {
	struct capture_options o;
	pthread_mutex_t lock;
	bool shared;
	struct capture *ports, **ports_tail;
	u32 n_ports;
	u8 *buf;
	u32 size, head, tail, lap; /* lap: where the reader goes back to 0; 0 while the writer is ahead of it in the same lap */
	u64 seen, lost;
	bool ended;
};

static void enter(struct capture_file *c)
{
	if (c->shared)
		pthread_mutex_lock(&c->lock);
}

static void leave(struct capture_file *c)
{
	if (c->shared)
		pthread_mutex_unlock(&c->lock);
}

/* n contiguous bytes to write, or NULL. keep: bytes that must stay free behind them. */
static u8 *reserve(struct capture_file *c, u32 n, u32 keep)
{
	if (!c->lap) { /* free: tail .. size, and 0 .. head */
		if (c->tail + n + keep <= c->size)
			return c->buf + c->tail;
		if (n + keep >= c->head)
			return NULL;
		c->lap = c->tail;
		if (c->head == c->lap) { /* nothing left to read in the old lap */
			c->head = 0;
			c->lap = 0;
		}
		c->tail = 0;
		return c->buf;
	}
	return c->tail + n + keep < c->head ? c->buf + c->tail : NULL;
}

static bool is_empty(const struct capture_file *c)
{
	return !c->lap && c->head == c->tail;
}

static void commit(struct capture_file *c, u32 n)
{
	bool wake = is_empty(c);

	c->tail += n;
	if (wake && c->o.wake)
		c->o.wake(c->o.arg);
}

static u8 *put32(u8 *p, u32 v)
{
	memcpy(p, &v, 4);
	return p + 4;
}

static u8 *put_option(u8 *p, unsigned code, const void *value, u32 len)
{
	u16 head[2] = { (u16)code, (u16)len };

	memcpy(p, head, 4);
	memset(p + 4 + (len & ~3u), 0, len & 3 ? 4 : 0);
	memcpy(p + 4, value, len);
	return p + 4 + ((len + 3) & ~3u);
}

/* Fills in both lengths of the block that begins at start and ends at p (without its last word), and commits it. */
static void end_block(struct capture_file *c, u8 *start, u8 *p)
{
	u32 len = (u32)(p - start) + 4;

	put32(start + 4, len);
	put32(p, len);
	commit(c, len);
}

static void put_section(struct capture_file *c)
{
	static const char appl[] = "Lanyard";
	u8 *start = reserve(c, SMALL_BLOCK, 0), *p;

	p = put32(start, BLOCK_SHB) + 4;
	p = put32(p, 0x1a2b3c4d);
	p = put32(p, 1); /* major 1, minor 0 */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#error "version words"
#endif
	memset(p, 0xff, 8);
	p = put_option(p + 8, OPT_USERAPPL, appl, sizeof(appl) - 1);
	p = put_option(p, OPT_END, "", 0);
	end_block(c, start, p);
}

struct capture_file *capture_new(const struct capture_options *o)
{
	struct capture_file *c = xcalloc(1, sizeof(*c));

	c->o = *o;
	c->size = o->buffer ? o->buffer : 8u << 20;
	c->buf = xcalloc(1, c->size);
	c->ports_tail = &c->ports;
	pthread_mutex_init(&c->lock, NULL);
	put_section(c);
	return c;
}

void capture_add(struct capture_file *c, struct port *p)
{
	struct capture *k = xcalloc(1, sizeof(*k));
	char name[256];
	u8 *start, *q, nine = 9;

	snprintf(name, sizeof(name), "%s:%s", p->node->name, p->name);
	c->shared |= p->node->world->n_workers > 1;
	k->file = c;
	k->port = p;
	k->id = c->n_ports++;
	*c->ports_tail = k;
	c->ports_tail = &k->sibling;
	k->next = p->captures;
	p->captures = k;
	enter(c);
	start = reserve(c, SMALL_BLOCK, 0);
	if (start) {
		q = put32(start, BLOCK_IDB) + 4;
		q = put32(q, LINKTYPE_ETHERNET);
		q = put32(q, c->o.snaplen);
		q = put_option(q, OPT_IF_NAME, name, (u32)strlen(name));
		q = put_option(q, OPT_IF_TSRESOL, &nine, 1);
		q = put_option(q, OPT_END, "", 0);
		end_block(c, start, q);
	}
	leave(c);
}

static void put_frame(struct capture *k, struct frame *f, enum capture_way way, const char *comment)
{
	struct capture_file *c = k->file;
	u32 cap = c->o.snaplen && c->o.snaplen < f->len ? c->o.snaplen : f->len;
	u32 padded = (cap + 3) & ~3u, flags = way == CAPTURE_IN ? 1 : 2, partial = f->csum_start - frame_headroom(f);
	u64 when = c->o.wall_base + node_now(k->port->node);
	u8 *start, *p;

	k->seen++;
	c->seen++;
	start = reserve(c, 48 + padded + (comment ? 80 : 0), SMALL_BLOCK);
	if (unlikely(!start)) {
		k->lost++;
		c->lost++;
		return;
	}
	p = put32(start, BLOCK_EPB) + 4;
	p = put32(p, k->id);
	p = put32(p, (u32)(when >> 32));
	p = put32(p, (u32)when);
	p = put32(p, cap);
	p = put32(p, f->len);
	if (padded != cap)
		memset(p + padded - 4, 0, 4);
	memcpy(p, f->data, cap);
	/* Of a super-frame, too: that of the packet which it looks like. */
	if (unlikely((f->flags & FRAME_CSUM_PARTIAL) && cap == f->len && partial + f->csum_offset + 2u <= cap))
		frame_checksum_at(p, cap, partial, f->csum_offset);
	p = put_option(p + padded, OPT_EPB_FLAGS, &flags, 4);
	if (comment)
		p = put_option(p, OPT_COMMENT, comment, (u32)strnlen(comment, 64));
	p = put_option(p, OPT_END, "", 0);
	end_block(c, start, p);
}

void capture_add_landing(struct capture_file *c, struct port *p, enum capture_way way, struct port *nic)
{
	struct capture *k = xcalloc(1, sizeof(*k)), *at = p->captures;

	while (at->file != c)
		at = at->next;
	k->file = c;
	k->port = nic;
	k->passed = at;
	at->lands = k;
	at->landing = way;
	k->next = nic->captures;
	nic->captures = k;
}

/* Frames of k's port that go this way are shown where they land. */
static bool lands(const struct capture *k, enum capture_way way)
{
	return k->lands && k->lands->port && way == k->landing && !(way == CAPTURE_OUT && k->port->tx->special);
}

bool capture_lands(const struct port *nic)
{
	for (const struct capture *k = nic->captures; k; k = k->next)
		if (k->passed && k->passed->port && lands(k->passed, k->passed->landing))
			return true;
	return false;
}

static bool wanted(const struct capture_file *c, const struct capture *k, const struct frame *f)
{
	return !capture_full(c) && (!c->o.until || node_now(k->port->node) <= c->o.until) &&
	       (!c->o.match || c->o.match(c->o.arg, f->data, f->len, f->len));
}

static const char *about(const struct capture *k, const struct frame *f, enum capture_way way, char buf[64])
{
	const struct capture_options *o = &k->file->o;

	return unlikely(f->trace && o->about) ? o->about(o->arg, k->port, f, way, buf) : NULL;
}

void capture_frames(struct port *p, struct frame **f, unsigned n, enum capture_way way)
{
	char comment[64];

	for (struct capture *k = p->captures, *next; k; k = next) {
		next = k->next;
		if (k->tap) {
			k->tap->frames(k->tap, p, f, n, way);
			continue;
		}
		if (k->passed || lands(k, way))
			continue;
		enter(k->file);
		for (unsigned i = 0; i < n; i++)
			if (wanted(k->file, k, f[i]))
				put_frame(k, f[i], way, about(k, f[i], way, comment));
		leave(k->file);
	}
}

void capture_dropped(struct port *p, struct frame *f, enum drop reason)
{
	char comment[64];

	snprintf(comment, sizeof(comment), "dropped: %s", drop_name(reason));
	for (struct capture *k = p->captures; k; k = k->next) {
		if (k->tap || k->passed)
			continue;
		enter(k->file);
		if (wanted(k->file, k, f))
			put_frame(k, f, CAPTURE_DROPPED, comment);
		leave(k->file);
	}
}

void capture_landed(struct port *nic, struct frame *f, const char *comment)
{
	for (struct capture *k = nic->captures, *at; k; k = k->next) {
		at = k->passed;
		if (!at || !at->port)
			continue;
		enter(k->file);
		if (wanted(k->file, at, f))
			put_frame(at, f, at->landing, comment);
		leave(k->file);
	}
}

static void detach(struct capture *k)
{
	struct capture **at;

	if (!k->port)
		return;
	for (at = &k->port->captures; *at != k; at = &(*at)->next)
		;
	*at = k->next;
	k->port = NULL;
	if (k->tap) {
		k->tap->capture = NULL;
		free(k);
	}
}

void port_tap_add(struct port_tap *t, struct port *p)
{
	struct capture *k = xcalloc(1, sizeof(*k));

	k->tap = t;
	k->port = p;
	k->next = p->captures;
	p->captures = k;
	t->capture = k;
}

void port_tap_remove(struct port_tap *t)
{
	if (t->capture)
		detach(t->capture);
}

void capture_port_gone(struct port *p)
{
	while (p->captures)
		detach(p->captures);
}

void capture_end(struct capture_file *c)
{
	if (c->ended)
		return;
	c->ended = true;
	for (struct capture *k = c->ports; k; k = k->sibling) {
		u8 *start, *p;

		detach(k);
		if (k->lands)
			detach(k->lands);
		start = reserve(c, 64, 0);
		if (!start)
			continue;
		p = put32(start, BLOCK_ISB) + 4;
		p = put32(p, k->id);
		memset(p, 0, 8); /* when: that of the last frame is in its own block */
		p = put_option(p + 8, OPT_ISB_IFRECV, &k->seen, 8);
		p = put_option(p, OPT_ISB_IFDROP, &k->lost, 8);
		p = put_option(p, OPT_END, "", 0);
		end_block(c, start, p);
	}
}

void capture_free(struct capture_file *c)
{
	capture_end(c);
	for (struct capture *k = c->ports, *next; k; k = next) {
		next = k->sibling;
		free(k->lands);
		free(k);
	}
	pthread_mutex_destroy(&c->lock);
	free(c->buf);
	free(c);
}

bool capture_full(const struct capture_file *c)
{
	return c->o.count && c->seen >= c->o.count;
}

size_t capture_read(struct capture_file *c, const u8 **p)
{
	size_t n;

	enter(c);
	*p = c->buf + c->head;
	n = (c->lap ? c->lap : c->tail) - c->head;
	leave(c);
	return n;
}

void capture_consume(struct capture_file *c, size_t n)
{
	enter(c);
	c->head += (u32)n;
	if (c->lap && c->head == c->lap)
		c->head = c->lap = 0;
	else if (!c->lap && c->head == c->tail)
		c->head = c->tail = 0;
	leave(c);
}

u64 capture_frames_seen(const struct capture_file *c)
{
	return c->seen;
}

u64 capture_frames_lost(const struct capture_file *c)
{
	return c->lost;
}
