/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Forwarding tables: longest-prefix match for IPv4 and IPv6, for a lab router's three prefixes (some hundred bytes) as for
 * the Internet's million. A value is 1 .. FIB_VALUE_MAX and the caller's own (an adjacency's index; small numbers pack
 * better); 0 says that no prefix covers the address. One thread looks up and changes. fib_trie.h tells how it is built.
 */
#ifndef ROUTER_FIB_H
#define ROUTER_FIB_H

#include "net/addr.h"

enum { FIB_VALUE_MAX = 0xffffff };

struct fib4;
struct fib6;

struct fib4 *fib4_new(void);
void fib4_free(struct fib4 *f);
/* Adds a prefix or replaces its value; bits of prefix beyond plen don't matter. false, and nothing done: plen or value out of range. */
bool fib4_set(struct fib4 *f, u32 prefix, u8 plen, u32 value);
/* false: there is no such prefix. */
bool fib4_del(struct fib4 *f, u32 prefix, u8 plen);
/* It will be set or deleted soon: its memory is asked for, first what leads there (far), then, a few prefixes later, what will be written. */
void fib4_prefetch(const struct fib4 *f, u32 prefix, u8 plen, bool far);
u32 fib4_lookup(const struct fib4 *f, u32 addr);
/* value[i] = look-up of addr[i], i < n; any n. Cheaper than n single ones from about 4 on: cache misses overlap. */
void fib4_lookup_burst(const struct fib4 *f, const u32 *addr, u32 *value, unsigned n);
/* Between them nobody looks anything up, so that changes that lie side by side can be made at once. They nest. */
void fib4_hold(struct fib4 *f);
void fib4_release(struct fib4 *f);
size_t fib4_bytes(const struct fib4 *f);	/* memory it holds */
u32 fib4_count(const struct fib4 *f);		/* prefixes */

struct fib6 *fib6_new(void);
void fib6_free(struct fib6 *f);
bool fib6_set(struct fib6 *f, const struct ip6 *prefix, u8 plen, u32 value);
bool fib6_del(struct fib6 *f, const struct ip6 *prefix, u8 plen);
void fib6_prefetch(const struct fib6 *f, const struct ip6 *prefix, u8 plen, bool far);
u32 fib6_lookup(const struct fib6 *f, const struct ip6 *addr);
void fib6_lookup_burst(const struct fib6 *f, const struct ip6 *addr, u32 *value, unsigned n);
void fib6_hold(struct fib6 *f);
void fib6_release(struct fib6 *f);
size_t fib6_bytes(const struct fib6 *f);
u32 fib6_count(const struct fib6 *f);

#endif
