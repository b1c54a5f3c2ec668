/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An interface that goes, or that moves to another stack (a VRF): everybody who knows it lets go of it. */
#include <stdlib.h>

#include "router/bfd/bfd.h"
#include "router/bgp/bgp.h"
#include "router/dhcp/dhcp.h"
#include "router/dhcp6/dhcp6.h"
#include "router/feature.h"
#include "router/nat/nat.h"
#include "router/nat64/own.h"
#include "router/ntp/ntp.h"
#include "router/flow/flow.h"
#include "router/syslog.h"
#include "router/http/http.h"
#include "router/tftp/tftp.h"
#include "router/fhrp/fhrp.h"
#include "router/ospf/proc.h"
#include "router/eigrp/eigrp.h"
#include "router/rip/rip.h"
#include "router/snmp/snmp.h"
#include "router/tunnel/tunnel.h"
#include "router/unnumbered.h"

void ip_iface_removed(struct iface *i)
{
	track_iface_removed(i);
	ip_iface_leave(i);
}

/* Out of the list of its stack's interfaces. */
static void unlink_of(struct ipif *p)
{
	struct ipif **at = &p->ip->ifs;

	while (*at && *at != p)
		at = &(*at)->next;
	if (*at)
		*at = p->next;
}

void ip_iface_leave(struct iface *i)
{
	if (!i->ip || !i->dev->ip)
		return;
	unlink_of(i->ip);
	ipif_free(i->ip);
}

void ipif_move(struct ipif *p, struct ipstack *to)
{
	struct ipstack *from = p->ip;
	struct ipif **at = &to->ifs;

	if (from == to)
		return;
	ipif_del4(p, 0, true);
	for (struct addr6 *a = p->a6, *next; a; a = next) {
		next = a->next;
		if (!a->linklocal)
			ipif_del6(p, a);
	}
	if (from->tcp)
		tcp_iface_removed(from->tcp, p->i);
	ospf_iface_left(p);
	rip_iface_left(p);
	eigrp_iface_left(p);
	bgp_iface_gone(p);
	bfd_iface_left(p);
	dhcp6_iface_gone(p);
	if (p->up) {
		p->up = false;
		ipif_went_down(p);
	}
	if (p->fhrp)
		fhrp_changed(p); /* what is virtual leaves the old table */
	rib_iface_left(p);
	neigh_flush(p, AF_NONE, true);
	neigh_statics_move(p, to);
	reasm_flush(from, p);
	ip_loop_forget(p);
	nat_iface_gone(p);
	unlink_of(p);
	p->next = NULL;
	while (*at)
		at = &(*at)->next;
	*at = p;
	p->ip = to;
	p->last_leaf = 0;
	ripng_iface_moved(p, from);
	dhcp_iface_moved(p, from);
	fhrp_moved(p);
	ipif_update(p);
}

void ipif_free(struct ipif *p)
{
	struct ipstack *s = p->ip;

	if (s->tcp)
		tcp_iface_removed(s->tcp, p->i);
	fhrp_if_free(p);
	for (struct ipstack *t = s->root; t; t = t->next)
		route_track_iface_gone(t, p->i);
	ospf_iface_gone(p);
	rip_iface_gone(p);
	eigrp_iface_gone(p);
	bgp_iface_gone(p);
	bfd_iface_gone(p);
	if (p->up) {
		p->up = false;
		ipif_went_down(p);
		rib_iface(p);
	}
	neigh_statics_free(s, p);
	neigh_flush(p, AF_NONE, true);
	neigh_forget_input(s, p);
	reasm_flush(s, p);
	if (p->vlan && p->i->parent && p->i->parent->ip) {
		ipif_vid_set(p->i->parent->ip, p->vlan, NULL);
		if (p->i->parent->ip->native_sub == p)
			p->i->parent->ip->native_sub = NULL;
	}
	nd_if_free(p);
	ntp_iface_gone(p);
	syslog_iface_gone(p);
	tftp_iface_gone(p);
	http_iface_gone(p);
	dns_iface_gone(p);
	snmp_iface_gone(p);
	dhcp_iface_gone(p);
	dhcp6_iface_gone(p);
	nat_iface_gone(p);
	if (p->nat64)
		nat64_set_iface(s->nat64, p, false);
	qos_iface_gone(p);
	flow_iface_gone(p);
	feature_free(p);
	ip_loop_forget(p);
	while (p->a4) {
		struct addr4 *a = p->a4;

		p->a4 = a->next;
		free(a);
	}
	while (p->a6) {
		struct addr6 *a = p->a6;

		p->a6 = a->next;
		timer_stop(s->node->worker, &a->timer);
		free(a);
	}
	while (p->groups) {
		struct group *g = p->groups;

		p->groups = g->next;
		free(g);
	}
	for (unsigned k = 0; p->vid && k < 64; k++)
		free(p->vid[k]);
	free(p->vid);
	rib_iface_gone(p);
	leaf_unref(s, p->glean4);
	leaf_unref(s, p->glean6);
	if (p->tunnel)
		tunnel_free(p->tunnel);
	p->i->ip = NULL;
	if (p->i->port)
		p->i->port->priv = NULL;
	if (!s->root->cleaning)
		unnumbered_lent(s, p->i);
	free(p->lender[0]);
	free(p->lender[1]);
	free(p);
}
