/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each model under half a million steps (or more) of a hostile guest, guest memory between fences, while a second thread rewrites it: no report of a sanitizer, nothing
 * leaked, no step that sends more than rings hold, state that survives saving at any moment.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>
#include <pthread.h>

#include "core/rng.h"
#include "nic_storm.h"

enum { STEPS = 500000, STEPS_OF_A_TWIN = 50000 }; /* LANYARD_STORM=10000000 asks for more */

static u32 draw(void *arg)
{
	return (u32)rng_u64(arg);
}

struct scribbler {
	u8 *mem;
	_Atomic bool stop;
};

/* Writes where rings are likely to be. */
__attribute__((no_sanitize("address"))) static void *scribble(void *arg)
{
	struct scribbler *s = arg;
	struct rng rng;

	rng_seed(&rng, 7, "scribbler");
	while (!s->stop) {
		u64 v = rng_u64(&rng);

		*(volatile u64 *)(void *)(s->mem + (v & 0x1fff8)) = v & 1 ? GUEST_AT + (v >> 32 & (GUEST_MEM - 1)) : v;
		usleep(200);
	}
	return NULL;
}

static void save_and_restore(struct storm *s)
{
	struct nic *n = s->rig.n;
	size_t len = nic_save_len(n);
	u8 *a = malloc(len), *b;

	nic_save(n, a);
	assert_true(nic_restore(n, a, len, s->rig.now));
	assert_int_equal(nic_save_len(n), len);
	b = malloc(len);
	nic_save(n, b);
	assert_memory_equal(a, b, len);
	assert_false(nic_restore(n, a, len - 1, s->rig.now));
	free(a);
	free(b);
}

/* A chip by another name. */
static bool is_twin(const struct nic_model *m)
{
	return !strcmp(m->name, "e1000-82545em") || !strcmp(m->name, "rtl8139c");
}

static void storm(void **state)
{
	const struct nic_model *m = *state;
	struct storm s = { .draw = draw };
	struct scribbler scribbler = { 0 };
	pthread_t thread;
	const char *more = getenv("LANYARD_STORM");
	u32 steps = is_twin(m) ? STEPS_OF_A_TWIN : more ? (u32)strtoul(more, NULL, 10) : STEPS;
	struct rng rng;
	u64 frames;

	rng_seed(&rng, 1, m->name);
	s.arg = &rng;
	nic_rig_start(&s.rig, m->name);
	scribbler.mem = s.rig.mem;
	pthread_create(&thread, NULL, scribble, &scribbler);
	for (u32 i = 0; i < steps; i++) {
		storm_step(&s);
		if (i % 50000 == 0)
			save_and_restore(&s);
	}
	scribbler.stop = true;
	pthread_join(thread, NULL);
	frames = s.rig.n->rx_frames + s.rig.sent_ever;
	print_message("%s: %lu sent, %lu received, %lu faults of memory, %lu of rings, %lu of descriptors\n", m->name, (unsigned long)s.rig.sent_ever,
		      (unsigned long)s.rig.n->rx_frames, (unsigned long)s.rig.n->faults[NIC_FAULT_NO_MEMORY],
		      (unsigned long)s.rig.n->faults[NIC_FAULT_RING], (unsigned long)s.rig.n->faults[NIC_FAULT_DESCRIPTOR]);
	assert_true(frames > 0);
	assert_true(s.rings_max <= 64 * NIC_BUDGET);
	nic_rig_end(&s.rig);
}

int main(void)
{
	struct CMUnitTest tests[64];
	char names[64][48];
	unsigned n = 0;

	for (; nic_model_at(n) && n < 64; n++) {
		snprintf(names[n], sizeof(names[n]), "storm_%s", nic_model_at(n)->name);
		tests[n] = (struct CMUnitTest){ names[n], storm, NULL, NULL, (void *)(uintptr_t)nic_model_at(n) };
	}
	return _cmocka_run_group_tests("nic_storm", tests, n, NULL, NULL);
}
