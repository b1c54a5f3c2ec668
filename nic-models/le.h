/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Little-endian bytes: what PCI devices, their descriptors and configuration space are made of. */
#ifndef NIC_MODELS_LE_H
#define NIC_MODELS_LE_H

#include <string.h>

#include "core/types.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "loads below are plain loads");

static inline u16 get_le16(const u8 *p) { u16 v; memcpy(&v, p, 2); return v; }
static inline u32 get_le32(const u8 *p) { u32 v; memcpy(&v, p, 4); return v; }
static inline u64 get_le64(const u8 *p) { u64 v; memcpy(&v, p, 8); return v; }
static inline void put_le16(u8 *p, u16 v) { memcpy(p, &v, 2); }
static inline void put_le32(u8 *p, u32 v) { memcpy(p, &v, 4); }
static inline void put_le64(u8 *p, u64 v) { memcpy(p, &v, 8); }

#endif
