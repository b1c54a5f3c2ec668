/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EtherChannel misconfiguration guard. Negotiated channels need none: their partner is one system by its own word. */
#include "switch/errdisable.h"
#include "switch/lag/lag.h"

static void take_down(struct lag_switch *s, struct lag *g)
{
	device_log(s->b->dev, "SPANTREE", 2, "CHNL_MISCFG", "Detected loop due to etherchannel misconfiguration of %s", g->iface->name);
	for (unsigned i = 0; i < g->n_active; i++)
		errdisable_hit(g->active[i]->sw, ERR_CHANNEL);
}

void lag_guard_bpdu(struct swport *channel, const u8 from[6])
{
	struct lag *g = channel->lag;
	struct lag_switch *s = channel->bridge->lags;
	nsec now = node_now(&s->b->dev->node);

	if (s->no_guard || !g->n_active || g->active[0]->mode != LAG_ON || mac_eq(g->bpdu_from, from) || !errdisable_detects(s->b->err, ERR_CHANNEL))
		return;
	memcpy(g->bpdu_from, from, 6);
	if (now - g->bpdu_changed > LAG_GUARD_S * NSEC_PER_SEC)
		g->bpdu_changes = 0;
	g->bpdu_changed = now;
	if (++g->bpdu_changes < LAG_GUARD_CHANGES)
		return;
	g->bpdu_changes = 0;
	take_down(s, g);
}
