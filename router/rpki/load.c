/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a cache has said, into the table: the PDUs of a whole answer in their order, some a turn; behind the answer to a Reset Query goes what the cache has not said
 * anew. What it must not say (RFC 8210 5.6: once, before it is withdrawn; 12) ends the session, and all is asked for anew.
 */
#include <stdlib.h>

#include "device/debug.h"
#include "router/rpki/rpki.h"

static void gone(void *arg, const struct ipaddr *prefix, u8 plen)
{
	struct rtr *s = arg;

	vrp_set_add(&s->of->changed, prefix, plen);
}

static void tell(struct rtr *s)
{
	if (!vrp_set_empty(&s->of->changed))
		s->of->tell(s->of);
}

static void soon(struct rtr *s) { timer_set(s->of->s->node->worker, &s->more, rtr_now(s)); }

bool rtr_op_add(struct rtr *s, const struct rtr_op *op)
{
	if (s->n_ops + (s->anew ? 0 : s->n_vrps) >= RTR_VRPS_MAX)
		return false;
	if (s->n_ops == s->cap_ops) {
		s->cap_ops = s->cap_ops ? s->cap_ops + s->cap_ops / 2 : 64;
		s->ops = xrealloc(s->ops, s->cap_ops, sizeof(*s->ops));
	}
	s->ops[s->n_ops++] = *op;
	return true;
}

void rtr_ops_drop(struct rtr *s)
{
	free(s->ops);
	s->ops = NULL;
	s->n_ops = s->cap_ops = s->at = 0;
}

void rtr_load(struct rtr *s)
{
	rtr_be(s, RTR_APPLYING);
	s->at = s->n_anew = 0;
	s->work |= s->anew ? WORK_APPLY | WORK_SWEEP : WORK_APPLY;
	soon(s);
}

void rtr_purge(struct rtr *s)
{
	s->work = WORK_PURGE;
	s->sweep_at = 0;
	soon(s);
}

static struct vrp vrp_of(const struct rtr_op *op)
{
	struct vrp v = { .as = op->as, .plen = op->plen, .maxlen = op->maxlen };

	v.prefix.af = op->six ? AF_IP6 : AF_IP4;
	v.prefix.v4 = op->key[0];
	for (unsigned k = 0; op->six && k < 4; k++)
		put_be32(v.prefix.v6.b + 4 * k, op->key[k]);
	return v;
}

/* The PDU as it came, but for what is of no meaning in it. */
static void wrong(struct rtr *s, const struct rtr_op *op)
{
	u8 pdu[32] = { s->version, op->six ? RTR_IP6 : RTR_IP4, 0, 0, 0, 0, 0, op->six ? 32 : 20, op->announce, op->plen, op->maxlen };
	unsigned words = op->six ? 4 : 1;

	for (unsigned k = 0; k < words; k++)
		put_be32(pdu + 12 + 4 * k, op->key[k]);
	put_be32(pdu + 12 + 4 * words, op->as);
	rtr_complain(s, op->announce ? RTR_DUPLICATE : RTR_UNKNOWN_RECORD, pdu, pdu[7]);
}

static bool apply(struct rtr *s)
{
	for (u32 budget = RTR_TURN; s->at < s->n_ops && budget; s->at++, budget--) {
		const struct rtr_op *op = &s->ops[s->at];
		struct vrp v = vrp_of(op);
		enum vrp_said said = op->announce ? vrp_add(&s->of->table, &v, s->number, s->anew) : vrp_del(&s->of->table, &v, s->number, s->anew);
		char x[IP6_TEXT];

		if (debug_on(s->of->s->dev, DEBUG_IP_BGP_RPKI))
			rtr_debug(s, "%s %s/%u-%u AS %u", op->announce ? "announces" : "withdraws", ipaddr_text(&v.prefix, x), v.plen, v.maxlen, v.as);
		if (said == VRP_WRONG) {
			wrong(s, op);
			s->known = false;
			s->work = !s->anew ? 0 : s->n_vrps ? WORK_FORGET : WORK_PURGE;	/* of a first answer nothing stays */
			s->sweep_at = 0;
			rtr_be(s, RTR_DOWN);
			rtr_hang_up(s, s->retry_s);
			tell(s);
			return true;
		}
		if (said == VRP_CHANGED)
			vrp_set_add(&s->of->changed, &v.prefix, v.plen);
		*(s->anew ? &s->n_anew : &s->n_vrps) += op->announce ? 1u : ~0u;
	}
	return s->at == s->n_ops;
}

static void done(struct rtr *s)
{
	rtr_ops_drop(s);
	if (s->anew)
		s->n_vrps = s->n_anew;
	s->session = s->session_now;
	s->serial = s->serial_now;
	s->known = true;
	rtr_synced(s);
	tell(s);
}

/* A turn: of the table, else of the connection. */
void rtr_work(struct timer *t)
{
	struct rtr *s = container_of(t, struct rtr, more);
	u8 now = s->work & -s->work;
	bool over = true;

	switch (now) {
	case 0:
		rtr_hear(s);
		return;
	case WORK_APPLY:
		over = apply(s);
		if (s->state != RTR_APPLYING) {
			if (s->work)
				soon(s);
			return;
		}
		break;
	default:
		over = vrp_sweep(&s->of->table, s->number, now == WORK_PURGE ? VRP_SWEEP_ALL : now == WORK_SWEEP ? VRP_SWEEP_OLD : VRP_FORGET_ANEW, &s->sweep_at, RTR_TURN, gone, s);
	}
	if (over) {
		s->work &= (u8)~now;
		s->sweep_at = 0;
	}
	if (over && now == WORK_PURGE) {
		s->n_vrps = 0;
		tell(s);
		if (s->deleted) {
			rtr_free(s);
			return;
		}
	}
	if (over && !s->work && s->state == RTR_APPLYING)
		done(s);
	soon(s);	/* and what came meanwhile */
}
