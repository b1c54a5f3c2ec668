/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A virtio-net header and a frame from a hostile kernel or guest: what is taken can be written out again, and cut into segments. */
#include <stdlib.h>
#include <string.h>

#include "nic-models/vnet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame *out[256], *f;
	u8 again[VNET_LEN];
	struct pool *pool;

	if (size < VNET_LEN || size - VNET_LEN > FRAME_LARGE_MAX)
		return 0;
	pool = pool_new(512, 8);
	f = frame_get(pool, (u32)size - VNET_LEN);
	memcpy(f->data, data + VNET_LEN, size - VNET_LEN);
	if (vnet_to_frame(data, f) == DROP_NONE) {
		vnet_of_frame(f, again);
		frames_put(out, frame_segment(f, out, 256));
	} else {
		frame_put(f);
	}
	if (pool_in_use(pool))
		abort();
	pool_free(pool);
	return 0;
}
