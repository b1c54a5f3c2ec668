/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every NIC model against a guest made of the input (tests/unit/nic_storm.h): the first byte picks the model. */
#include "../unit/nic_storm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input { const u8 *p; size_t left; };

static u32 draw(void *arg)
{
	struct input *in = arg;
	u8 b[4] = { 0 };
	size_t n = in->left < 4 ? in->left : 4;

	memcpy(b, in->p, n);
	in->p += n;
	in->left -= n;
	return get_le32(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct storm s = { .draw = draw, .arg = &in };
	unsigned n = 0;

	if (!size)
		return 0;
	while (nic_model_at(n))
		n++;
	in.p++;
	in.left--;
	nic_rig_start(&s.rig, nic_model_at(data[0] % n)->name);
	s.rig.n->debug_flags = 0;
	for (int i = 0; i < 4000 && in.left; i++)
		storm_step(&s);
	nic_rig_end(&s.rig);
	return 0;
}
