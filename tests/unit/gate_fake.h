/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A gate that is the test: what appliances ask of it and tell it is kept, and the test says what a job says. */
#ifndef TESTS_GATE_FAKE_H
#define TESTS_GATE_FAKE_H

#include <string.h>

#include "device/gate.h"
#include "ip_net.h"

struct gate_job {
	struct gate_job *next;
	struct gate_user u;
	u8 request[GATE_MESSAGE_MAX];
	size_t n_request;
	char said[200000];	/* GATE_DATA, as one text */
	u8 last[GATE_MESSAGE_MAX]; /* what is no data */
	size_t n_last;
	bool full, held, ended;
};

static struct gate_job *job; /* of the last begin(), and those before */

static struct gate_job *begin(struct device *d, const u8 *request, size_t len, int conn, bool raw, const struct gate_user *u)
{
	struct gate_job *j = xcalloc(1, sizeof(*j));

	(void)d, (void)conn, (void)raw;
	j->next = job;
	job = j;
	job->u = *u;
	memcpy(job->request, request, len);
	job->n_request = len;
	return job;
}

static bool tell(struct gate_job *j, const u8 *m, size_t len)
{
	if (j->full)
		return false;
	if (m[0] == GATE_DATA) {
		size_t at = strlen(j->said);

		assert_true(at + len < sizeof(j->said));
		memcpy(j->said + at, m + 1, len - 1);
	} else {
		memcpy(j->last, m, len);
		j->n_last = len;
	}
	return true;
}

static size_t raw_write(struct gate_job *j, const void *data, size_t len) { (void)j, (void)data; return len; }
static size_t raw_read(struct gate_job *j, void *data, size_t len, bool *end) { (void)j, (void)data, (void)len; *end = false; return 0; }
static void raw_close(struct gate_job *j) { (void)j; }
static void hold(struct gate_job *j, bool on) { j->held = on; }
static void end(struct gate_job *j) { j->ended = true; }
static char *host_key(struct device *d) { (void)d; return xstrdup("r1.lab.test\n2048\nssh-rsa AAAA\n"); }
static void drop_key(struct device *d) { (void)d; }

static const struct gate gate = { .begin = begin, .tell = tell, .raw_write = raw_write, .raw_read = raw_read, .raw_close = raw_close, .hold = hold, .end = end,
				  .host_key = host_key, .drop_key = drop_key };

static inline void say(const void *m, size_t len) { job->u.told(job->u.arg, m, len); }
#define SAY(text) say(text, sizeof(text) - 1)

static inline void gate_fake_free(void)
{
	for (struct gate_job *j; (j = job);) {
		assert_true(j->ended);
		job = j->next;
		free(j);
	}
}

#endif
