/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a router refuses, in IOS's words: policies that contradict themselves, and policies where they cannot be. */
#include <stdio.h>

#include "router/qos/own.h"

static bool no(char *why, size_t len, const char *text)
{
	snprintf(why, len, "%s", text);
	return false;
}

/* ---- a policy by itself ---- */

static bool class_consistent(const struct class_conf *c, char *why, size_t len)
{
	bool own_queue = c->bw_kind || c->shape || c->fair;

	if (c->prio_kind && c->bw_kind)
		return no(why, len, "% Bandwidth and priority commands are mutually exclusive in a class");
	if (c->prio_kind && c->shape)
		return no(why, len, "% Shape and priority commands are mutually exclusive in a class");
	if (c->prio_kind && c->fair)
		return no(why, len, "% Fair-queue and priority commands are mutually exclusive in a class");
	if (c->prio_kind && c->wred.on)
		return no(why, len, "% Random-detect and priority commands are mutually exclusive in a class");
	if (c->drop && (c->set.flags || c->police.on || own_queue || c->prio_kind || c->wred.on || c->child))
		return no(why, len, "% Drop cannot be configured with any other action in a class");
	return true;
}

bool policy_consistent(const struct policy_map *m, char *why, size_t len)
{
	u32 percent = 0, remaining = 0;
	u8 unit = BW_NONE;

	for (const struct policy_class *p = m->classes; p; p = p->next) {
		const struct class_conf *c = &p->c;

		if (!class_consistent(c, why, len))
			return false;
		if (c->bw_kind && unit && c->bw_kind != unit)
			return no(why, len, "All classes with bandwidth should have consistent units");
		unit = c->bw_kind ? c->bw_kind : unit;
		percent += (c->bw_kind == BW_PERCENT ? c->bw : 0) + (c->prio_kind == PRIO_PERCENT ? c->prio : 0);
		remaining += c->bw_kind == BW_REMAINING ? c->bw : 0;
	}
	if (percent > 100 || remaining > 100)
		return no(why, len, "Sum total of class bandwidths exceeds 100 percent");
	return true;
}

/* ---- where it is attached ---- */

static const char *input_refusal(const struct class_conf *c)
{
	return c->prio_kind		    ? "Low Latency Queueing feature not supported in input policy." :
	       c->shape			    ? "Traffic Shaping feature not supported in input policy." :
	       c->wred.on		    ? "Weighted Random Early Detection feature not supported in input policy." :
	       c->bw_kind		    ? "Class Based Weighted Fair Queueing feature not supported in input policy." :
	       c->fair			    ? "Fair Queueing feature not supported in input policy." :
	       c->limit || c->limit_bytes   ? "Queue Limit feature not supported in input policy." :
	       c->set.flags & ACT_COS	    ? "Set cos not supported in input policy" :
					      NULL;
}

static bool admitted_in(const struct policy_map *m, unsigned depth, char *why, size_t len)
{
	for (const struct policy_class *p = m->classes; p; p = p->next) {
		const char *text = input_refusal(&p->c);

		if (text)
			return no(why, len, text);
		if (p->c.child && !(depth + 1 < QOS_DEPTH_MAX ? admitted_in(p->c.child, depth + 1, why, len) : no(why, len, "% Policy nesting exceeds 3 levels")))
			return false;
	}
	return true;
}

/* Guarantees may not come to more than there is. */
static bool fits(const struct qos_attach *a, const struct policy_map *m, u64 bps, char *why, size_t len)
{
	u64 left = bps / 1000;

	for (const struct policy_class *p = m->classes; p; p = p->next) {
		u64 want = bandwidth_kbps(&p->c, bps) + (u64)priority_kbps(&p->c, bps);

		if (want > left) {
			snprintf(why, len, "I/f %s class %s requested bandwidth %llu (kbps), available only %llu (kbps)", a->p->i->name, class_name(p),
				 (unsigned long long)want, (unsigned long long)left);
			return false;
		}
		left -= want;
	}
	return true;
}

static bool admitted_out(const struct qos_attach *a, const struct policy_map *m, u64 bps, unsigned depth, char *why, size_t len)
{
	const struct iface *i = a->p->i;

	if (depth >= QOS_DEPTH_MAX)
		return no(why, len, "% Policy nesting exceeds 3 levels");
	for (const struct policy_class *p = m->classes; p; p = p->next) {
		const struct class_conf *c = &p->c;
		bool queues = c->bw_kind || c->prio_kind || c->fair || c->wred.on || c->limit || c->limit_bytes;

		if (queues && !depth && i->type == IF_TUNNEL && !c->shape)
			return no(why, len, "Class Based Weighted Fair Queueing not supported on this interface");
		if (queues && !depth && i->parent && !c->shape)
			return no(why, len, "CBWFQ : Not supported on subinterfaces");
		if (c->set.flags & ACT_COS && !i->parent && !i->subs)
			return no(why, len, "% Set cos is only supported on interfaces with 802.1Q encapsulation");
		if (c->child && policy_queues(c->child) && !c->shape)
			return no(why, len, "CBWFQ : Hierarchy supported only if shaping is configured in this class");
		if (c->child && !admitted_out(a, c->child, c->shape ? shape_bps(c, bps) : bps, depth + 1, why, len))
			return false;
	}
	return fits(a, m, bps, why, len);
}

bool policy_admitted(const struct qos_attach *a, const struct policy_map *m, char *why, size_t len)
{
	if (a->p && a->out)
		return admitted_out(a, m, a->p->i->bandwidth_kbit * 1000ull, 0, why, len);
	return admitted_in(m, 0, why, len);
}
