/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/fhrp/fhrp.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/show.h"
#include "core/csum.h"
#include "net/udp.h"
#include "router/fhrp/glbp_packet.h"
#include "router/fhrp/hsrp_packet.h"
#include "router/fhrp/vrrp.h"
#include "router/stack.h"

static void delay_over(struct timer *t)
{
	for (struct hsrp *h = container_of(t, struct fhrp_if, hsrp_delay)->hsrp; h; h = h->next)
		hsrp_update(h);
}

static void vrrp_delay_over(struct timer *t)
{
	for (struct vrrp *v = container_of(t, struct fhrp_if, vrrp_delay)->vrrp; v; v = v->next)
		vrrp_update(v);
}

/* Any of them may be a group's: which one is new does not matter. FNV-1a. */
static u64 digest(const struct ipif *p)
{
	u64 h = 0xcbf29ce484222325;

	for (const struct addr4 *a = p->a4; a; a = a->next)
		h = (h ^ a->addr) * 0x100000001b3;
	for (const struct addr6 *a = p->a6; a; a = a->next)
		for (unsigned k = 0; k < 16; k++)
			h = (h ^ a->addr.b[k]) * 0x100000001b3;
	return h;
}

struct fhrp_if *fhrp_get(struct ipif *p)
{
	if (!p->fhrp) {
		p->fhrp = xcalloc(1, sizeof(*p->fhrp));
		p->fhrp->ifp = p;
		p->fhrp->hsrp_version = 1;
		p->fhrp->hsrp_refresh_s = HSRP_REFRESH_S;
		p->fhrp->hsrp_arps = HSRP_ARPS;
		p->fhrp->hsrp_arp_s = HSRP_ARP_S;
		p->fhrp->hsrp_delay.fire = delay_over;
		p->fhrp->vrrp_delay.fire = vrrp_delay_over;
		p->fhrp->up_since = p->ip->dev->booted;
		memcpy(p->fhrp->was_mac, p->mac, 6);
		p->fhrp->was_addrs = digest(p);
		p->fhrp->was_addr6 = fhrp_source(p->fhrp, AF_IP6).v6;
		p->fhrp->was_up = p->up && (p->a4 || !ip6_is_zero(&p->fhrp->was_addr6));
		p->fhrp->ups = p->fhrp->was_up;
	}
	return p->fhrp;
}

nsec fhrp_hsrp_delay(const struct fhrp_if *f)
{
	return f->up_since + (f->ups > 1 ? f->hsrp_delay_s : f->hsrp_reload_s) * NSEC_PER_SEC;
}

nsec fhrp_vrrp_delay(const struct fhrp_if *f)
{
	return f->up_since + (f->ups > 1 ? f->vrrp_delay_s : f->vrrp_reload_s) * NSEC_PER_SEC;
}

struct ipaddr fhrp_source(const struct fhrp_if *f, u8 af)
{
	const struct ipif *p = f->ifp;
	const struct addr6 *a = p->a6;

	if (af == AF_IP4)
		return p->up && p->a4 ? ipaddr4(p->a4->addr) : (struct ipaddr){ .af = AF_NONE };
	return p->up && p->on6 && a && a->linklocal && (a->state == ADDR6_PREFERRED || a->state == ADDR6_DEPRECATED) ? ipaddr6(&a->addr) : (struct ipaddr){ .af = AF_NONE };
}

void fhrp_addresses(struct ipaddr to[VIRTUAL_ADDRS_MAX], const u32 *addr, u8 n)
{
	for (u8 k = 0; k < n; k++)
		to[k] = addr[k] ? ipaddr4(addr[k]) : (struct ipaddr){ .af = AF_NONE };
}

void fhrp_group6(struct fhrp_if *f, bool there)
{
	f->ifp->groups6 += there ? 1 : -1u;
	nd_ra_update(f->ifp);
}

void fhrp_changed(struct ipif *p)
{
	struct fhrp_if *f = p->fhrp;
	struct ip6 addr6 = fhrp_source(f, AF_IP6).v6;
	u64 addrs = digest(p);
	bool up = p->up && (p->a4 || !ip6_is_zero(&addr6));

	if (f->was_up == up && mac_eq(f->was_mac, p->mac) && f->was_addrs == addrs && ip6_eq(&f->was_addr6, &addr6))
		return;
	if (up && !f->was_up && stack_now(p->ip) > p->ip->dev->booted) {
		f->up_since = stack_now(p->ip);
		f->ups++;
	}
	f->was_up = up;
	memcpy(f->was_mac, p->mac, 6);
	f->was_addrs = addrs;
	f->was_addr6 = addr6;
	for (struct vrrp *v = f->vrrp; v; v = v->next)
		vrrp_update(v);
	for (struct hsrp *h = f->hsrp; h; h = h->next)
		hsrp_update(h);
	for (struct glbp *g = f->glbp; g; g = g->next)
		glbp_update(g);
}

void fhrp_moved(struct ipif *p)
{
	if (p->fhrp && p->fhrp->hsrp)
		hsrp_listen(p->ip);
	if (p->fhrp && p->fhrp->glbp)
		glbp_listen(p->ip);
	if (p->fhrp && p->fhrp->vrrp)
		vrrp_listen(p->ip);
}

void fhrp_if_free(struct ipif *p)
{
	struct fhrp_if *f = p->fhrp;

	if (!f)
		return;
	while (f->vrrp)
		vrrp_free(f->vrrp);
	while (f->hsrp)
		hsrp_free(f->hsrp);
	while (f->glbp)
		glbp_free(f->glbp);
	timer_stop(p->ip->node->worker, &f->hsrp_delay);
	timer_stop(p->ip->node->worker, &f->vrrp_delay);
	free(f);
	p->fhrp = NULL;
}

/* Objects by number, then interfaces by name. */
static int order(const struct fhrp_track *a, const struct fhrp_track *b)
{
	if (a->user.iface && b->user.iface)
		return strcmp(a->user.iface, b->user.iface);
	return a->user.iface ? 1 : b->user.iface ? -1 : (int)a->user.object - b->user.object;
}

bool fhrp_track_set(struct ipstack *s, struct fhrp_track **list, const struct fhrp_track *like)
{
	struct fhrp_track **at = list, *t;
	unsigned n = 0;

	for (t = *list; t; t = t->next)
		n++;
	while (*at && order(*at, like) < 0)
		at = &(*at)->next;
	t = *at;
	if (t && !order(t, like)) {
		t->decrement = like->decrement;
		t->shut = like->shut;
		return true;
	}
	if (n >= FHRP_TRACKS_MAX)
		return false;
	t = xcalloc(1, sizeof(*t));
	*t = *like;
	if (like->user.iface)
		t->user.iface = t->iface = xstrdup(like->user.iface);
	t->next = *at;
	*at = t;
	track_watch(s, &t->user);
	return true;
}

static void forget(struct ipstack *s, struct fhrp_track **at)
{
	struct fhrp_track *t = *at;

	*at = t->next;
	track_unwatch(s, &t->user);
	free(t->iface);
	free(t);
}

/* What is like that, if it is there. */
static void forget_like(struct ipstack *s, struct fhrp_track **list, const struct fhrp_track *like)
{
	for (struct fhrp_track **at = list; *at; at = &(*at)->next)
		if (!order(*at, like)) {
			forget(s, at);
			return;
		}
}

void fhrp_track_del(struct ipstack *s, struct fhrp_track **list, u16 object)
{
	forget_like(s, list, &(struct fhrp_track){ .user = { .object = object } });
}

void fhrp_track_del_iface(struct ipstack *s, struct fhrp_track **list, const char *iface)
{
	forget_like(s, list, &(struct fhrp_track){ .user = { .iface = iface } });
}

void fhrp_track_del_all(struct ipstack *s, struct fhrp_track **list)
{
	while (*list)
		forget(s, list);
}

static bool is_down(const struct fhrp_track *t) { return !t->user.up && t->user.there; }

u8 fhrp_priority(const struct fhrp_track *list, u8 configured, u8 least)
{
	unsigned priority = configured;

	for (; list; list = list->next)
		if (is_down(list) && !list->shut)
			priority = priority > list->decrement + (unsigned)least ? priority - list->decrement : least;
	return (u8)priority;
}

bool fhrp_shut(const struct fhrp_track *list)
{
	for (; list; list = list->next)
		if (is_down(list) && list->shut)
			return true;
	return false;
}

void fhrp_warn_subnet(struct cli *c, const struct ipif *p, u32 addr)
{
	if (!cli_is_replay(c) && !ipif_on_link4(p, addr))
		cli_print(c, "%% Warning: address is not within a subnet on this interface\n");
}

bool fhrp_is_own(const struct ipif *p, const struct ipaddr *addr)
{
	return addr->af == AF_IP4 ? (bool)ipif_addr4(p, addr->v4) : addr->af && ipif_addr6(p, &addr->v6);
}

bool fhrp_refuse_own(struct cli *c, const struct ipif *p, struct ipaddr addr)
{
	if (cli_is_replay(c) || !fhrp_is_own(p, &addr))
		return false;
	cli_error(c, "%% Address cannot equal interface IP address");
	return true;
}

void fhrp_tracks_text(struct show *s, const struct fhrp_track *list, const char *up, const char *down, const char *undefined)
{
	for (const struct fhrp_track *t = list; t; t = t->next) {
		if (t->iface)
			show_text(s, "    Track interface %s", t->iface);
		else
			show_text(s, "    Track object %u", t->user.object);
		if (!t->user.there && !undefined)
			show_text(s, " (unknown)\n");
		else
			show_text(s, t->shut ? " state %s shutdown\n" : " state %s decrement %u\n", !t->user.there ? undefined : t->user.up ? up : down, t->decrement);
	}
}

bool fhrp_listen(struct ipstack *s, struct udp_socket **at, u16 port, void (*receive)(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f))
{
	struct udp_socket *u;

	if (*at)
		return true;
	u = xcalloc(1, sizeof(*u));
	u->port = port;
	u->receive = receive;
	if (!udp_open(s, u)) {
		free(u);
		return false;
	}
	*at = u;
	return true;
}

void fhrp_close(struct udp_socket **at)
{
	if (!*at)
		return;
	udp_close(*at);
	free(*at);
	*at = NULL;
}

void fhrp_udp(struct frame *f, u16 port, const struct ipaddr *src, const struct ipaddr *dst)
{
	u8 *d = frame_push(f, UDP_HLEN);
	u32 len = f->len;
	u16 sum;

	put_be16(d, port);
	put_be16(d + 2, port);
	put_be16(d + 4, (u16)len);
	put_be16(d + 6, 0);
	sum = csum_finish(csum_add(src->af == AF_IP6 ? ip6_pseudo(&src->v6, &dst->v6, IP_UDP, len) : ip4_pseudo(src->v4, dst->v4, IP_UDP, len), d, len));
	put_be16(d + 6, sum ? sum : 0xffff);
}
