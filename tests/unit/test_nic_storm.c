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
#include "nic-models/show.h"
#include "nic_storm.h"

enum { CHANGED = 1000, STEPS = 500000, STEPS_OF_A_TWIN = 50000 }; /* LANYARD_STORM=10000000 asks for more */

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

/* A state that somebody has changed is refused or makes a NIC that goes on; one that nobody has changed is taken. */
static void hostile_state(void **state)
{
	const struct nic_model *m = *state;
	struct storm s = { .draw = draw };
	size_t own_len = m->size - sizeof(struct nic);
	u32 taken = 0;
	struct rng rng;

	rng_seed(&rng, 5, m->name);
	s.arg = &rng;
	nic_rig_start(&s.rig, m->name);
	for (u32 turn = 0; turn < CHANGED; turn++) {
		struct nic *n = s.rig.n;
		size_t len;
		u8 *a, *own;

		for (u32 i = 0; i < 25; i++)
			storm_step(&s);
		len = nic_save_len(n);
		a = malloc(len);
		nic_save(n, a);
		assert_true(nic_restore(n, a, len, s.rig.now));
		own = memmem(a, len, (u8 *)n + sizeof(struct nic), own_len);
		assert_non_null(own);
		for (u32 v = draw(&rng), k = 0; k <= (v & 3); k++) {
			u32 w = draw(&rng);
			u8 *p = w & 3 ? own + draw(&rng) % (own_len < 2048 || w & 4 ? own_len : 2048) : a + draw(&rng) % len;

			*p = w & 8 ? (u8)(w >> 8) : (u8)(*p ^ 1u << (w >> 8 & 7));
		}
		taken += nic_restore(n, a, len, s.rig.now);
		free(a);
		free(nic_show(n));
	}
	print_message("%s: %u of %u changed states taken\n", m->name, taken, (u32)CHANGED);
	assert_true(taken && taken < CHANGED);
	nic_rig_end(&s.rig);
}

/* Each thing that is found out of its limits, alone. */
static void test_limits(void **state)
{
	(void)state;
	for (unsigned i = 0; nic_model_at(i); i++) {
		const struct nic_model *m = nic_model_at(i);
		struct nic_rig r;
		size_t len;
		u8 *a, *own;

		nic_rig_start(&r, m->name);
		len = nic_save_len(r.n);
		a = malloc(len);
		nic_save(r.n, a);
		own = memmem(a, len, (u8 *)r.n + sizeof(struct nic), m->size - sizeof(struct nic));
		assert_non_null(m->limits);
		for (const struct nic_limit *l = m->limits; l->len; l++) {
			u8 *p = own + (l->at - sizeof(struct nic)) + (l->n - 1) * l->stride, was[8];
			u64 more = l->max + 1;

			assert_true(l->at >= sizeof(struct nic) && l->at + (l->n - 1) * l->stride + l->len <= m->size);
			assert_true(l->len == 1 || l->len == 2 || l->len == 4 || l->len == 8);
			memcpy(was, p, l->len);
			memcpy(p, &more, l->len);
			assert_false(nic_restore(r.n, a, len, r.now));
			memcpy(p, was, l->len);
			assert_true(nic_restore(r.n, a, len, r.now));
		}
		free(a);
		nic_rig_end(&r);
	}
}

/* A PHY that is powered down stays so, and what is to be done with a frame is not forgotten. */
static void test_state_is_whole(void **state)
{
	struct nic_rig r;
	struct frame *f;
	size_t len;
	u8 *a;

	(void)state;
	nic_rig_start(&r, "e1000");
	rig_write(&r, 0x20, 0x0800 | 1 << 21 | 1 << 26);
	assert_false(r.n->carrier);
	f = rig_frame(&r, "\x02\0\0\0\0\xaa", 1000, 1);
	put_le16(f->data + 12, 0x0008);
	f->flags = FRAME_CSUM_PARTIAL;
	f->csum_start = (u16)(frame_headroom(f) + 34);
	f->csum_offset = 16;
	f->gso = GSO_TCP4;
	f->gso_size = 400;
	f->data[34 + 12] = 0x50;
	nic_receive(r.n, &f, 1, r.now);
	len = nic_save_len(r.n);
	a = malloc(len);
	nic_save(r.n, a);
	nic_reset(r.n, r.now);
	assert_true(r.n->carrier);
	assert_true(nic_restore(r.n, a, len, r.now));
	assert_false(r.n->carrier);
	f = nic_fifo_first(r.n);
	assert_int_equal(f->flags, FRAME_CSUM_PARTIAL);
	assert_int_equal(f->csum_start - frame_headroom(f), 34);
	assert_int_equal(f->csum_offset, 16);
	assert_int_equal(f->gso, GSO_TCP4);
	assert_int_equal(f->gso_size, 400);
	free(a);
	nic_rig_end(&r);
}

int main(void)
{
	struct CMUnitTest tests[66] = { cmocka_unit_test(test_limits), cmocka_unit_test(test_state_is_whole) };
	char names[66][48];
	unsigned n = 2;

	for (unsigned i = 0; nic_model_at(i) && n + 2 <= 66; i++) {
		const struct nic_model *m = nic_model_at(i);

		snprintf(names[n], sizeof(names[n]), "hostile_state_%s", m->name);
		tests[n] = (struct CMUnitTest){ names[n], hostile_state, NULL, NULL, (void *)(uintptr_t)m };
		n++;
		snprintf(names[n], sizeof(names[n]), "storm_%s", m->name);
		tests[n] = (struct CMUnitTest){ names[n], storm, NULL, NULL, (void *)(uintptr_t)m };
		n++;
	}
	return _cmocka_run_group_tests("nic_storm", tests, n, NULL, NULL);
}
