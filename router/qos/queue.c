/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/qos/queue.h"

#include <stdlib.h>

void queue_init(struct queue *q, u32 limit, u32 limit_bytes, u32 flows)
{
	*q = (struct queue){ .limit = limit, .limit_bytes = limit_bytes, .n_flows = flows ? flows : 1 };
	if (flows)
		q->flow_limit = limit_bytes ? (u32)max_u64(limit_bytes / QUEUE_QUANTUM / 4, 1) : (u32)max_u64(limit / 4, 1); /* a quarter of the whole (IOS) */
	q->flow = xcalloc(q->n_flows, sizeof(*q->flow));
}

void queue_free(struct queue *q)
{
	free(q->flow);
	q->flow = NULL;
}

enum queue_answer queue_push(struct queue *q, struct frame *f, u32 hash)
{
	struct flow *w = &q->flow[hash % q->n_flows];

	if (q->limit_bytes ? q->bytes + f->len > q->limit_bytes : q->n >= q->limit)
		return QUEUE_TAIL;
	if (q->flow_limit && w->n >= q->flow_limit)
		return QUEUE_FLOW;
	f->scratch[0] = 0;
	if (w->first) {
		w->last->scratch[0] = (uintptr_t)f;
	} else {
		w->first = f;
		w->deficit = 0;
		w->next = NULL;
		if (q->turn)
			q->turn_last->next = w;
		else
			q->turn = w;
		q->turn_last = w;
	}
	w->last = f;
	w->n++;
	q->n++;
	q->bytes += f->len;
	return QUEUE_OK;
}

/* The flow whose turn it is has credit for its first frame: others give way, each with a quantum more. */
static struct flow *turn(struct queue *q)
{
	struct flow *w = q->turn;

	while (q->flow_limit && w->deficit < w->first->len) {
		w->deficit += QUEUE_QUANTUM;
		if (w->deficit >= w->first->len || !w->next)
			continue;
		q->turn = w->next;
		q->turn_last->next = w;
		q->turn_last = w;
		w->next = NULL;
		w = q->turn;
	}
	return w;
}

struct frame *queue_pop(struct queue *q)
{
	struct flow *w = turn(q);
	struct frame *f = w->first;

	w->first = (struct frame *)(uintptr_t)f->scratch[0];
	w->n--;
	if (q->flow_limit)
		w->deficit -= f->len;
	q->n--;
	q->bytes -= f->len;
	if (!w->first) {
		q->turn = w->next;
	} else if (q->flow_limit && w->deficit < w->first->len && w->next) { /* its turn is over */
		q->turn = w->next;
		q->turn_last->next = w;
		q->turn_last = w;
		w->next = NULL;
	}
	return f;
}
