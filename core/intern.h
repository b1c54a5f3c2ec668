/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Byte strings held once a worker: what a thousand routers have learnt of one another (bodies of link-state advertisements, path
 * attributes) is the same bytes. A string lives as long as somebody refers to it. It belongs to one worker; nothing is locked.
 */
#ifndef CORE_INTERN_H
#define CORE_INTERN_H

#include "core/types.h"

struct worker;

struct intern {
	struct intern *next;	/* hash chain */
	u32 hash;
	u32 refs;
	u16 user;		/* of whoever made it: 0 at first (a body that was verified, say) */
	u16 pad;
	u32 len;
	u8 bytes[];
};

/* The string with these bytes, one reference more; made where there is none. */
struct intern *intern_get(struct worker *w, const void *bytes, u32 len);
static inline struct intern *intern_ref(struct intern *s) { s->refs++; return s; }
/* Gives a reference back. NULL is nothing. */
void intern_put(struct worker *w, struct intern *s);
/* References to it are given back soon: what the last of them will touch is on its way. */
void intern_prefetch(const struct worker *w, const struct intern *s);
/* Strings and bytes held: for tests and figures. */
void intern_count(const struct worker *w, u32 *n, size_t *bytes);
/* For world_free(): the table. All references must have been given back. */
void intern_free(struct worker *w);

#endif
