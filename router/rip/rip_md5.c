/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/rip/rip_md5.h"

#include "router/ospf/digest.h"

void rip_md5(const u8 *packet, size_t len, const char *key, u8 out[16])
{
	struct digest g;
	u8 pad[16] = { 0 };

	memcpy(pad, key, strnlen(key, 16));
	digest_begin(&g, DIGEST_MD5);
	digest_add(&g, packet, len);
	digest_add(&g, pad, 16);
	digest_end(&g, out);
}
