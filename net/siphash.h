/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SipHash-2-4 (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012): 64 bits that nobody can tell without the key. For numbers that a stranger must not guess,
 * and for nothing that two parties must agree upon: those digests are in digest.h. Of the library it would cost each engine two megabytes and half a millisecond.
 */
#ifndef NET_SIPHASH_H
#define NET_SIPHASH_H

#include "core/types.h"

u64 siphash(const u64 key[2], const void *data, size_t len);

#endif
