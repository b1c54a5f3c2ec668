/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/syslog.h"

#include <stdio.h>
#include <stdlib.h>

static void line(struct log_tap *t, unsigned severity, const char *text)
{
	struct syslog *l = container_of(t, struct syslog, tap);
	const char *origin = l->origin_hostname ? shell_hostname(l->ip->dev->shell) : l->origin;
	u32 takes = 0;

	if (!l->hosts || l->trap == 255 || severity > l->trap || l->sending)
		return;
	l->lines++;
	for (struct syslog_host *h = l->hosts; h; h = h->next)
		if (log_place_takes(l->ip->dev, &h->place))
			takes |= 1u << h->slot;
	if (!takes)
		return;
	if (l->n == SYSLOG_QUEUE) {
		l->lost++;
		return;
	}
	l->queue[(l->first + l->n) % SYSLOG_QUEUE] = (struct syslog_line){
		.takes = takes, .text = xasprintf("<%u>%u: %s%s%.480s", l->facility * 8u + severity, ++l->seq, origin, *origin ? ": " : "", text),
	};
	l->n++;
	if (!timer_is_set(&l->timer))
		timer_set(l->ip->node->worker, &l->timer, stack_now(l->ip));
}

static void send(struct timer *t)
{
	struct syslog *l = container_of(t, struct syslog, timer);
	l->sending = true;
	for (; l->n; l->n--, l->first = (l->first + 1) % SYSLOG_QUEUE) {
		char *text = l->queue[l->first].text;
		u32 takes = l->queue[l->first].takes;

		for (struct syslog_host *h = l->hosts; h; h = h->next) {
			struct ip_send to = { .dst = h->addr };

			if (!(takes >> h->slot & 1))
				continue;
			if (l->source && l->source->ip && l->source->ip->ip == h->ip)
				to.src = ipif_source(l->source, &to.dst);
			if (!udp_send(h->udp.ip ? &h->udp : &l->udp, &to, h->port, text, (u32)strlen(text)))
				h->sent++;
		}
		free(text);
	}
	l->sending = false;
}

struct syslog *syslog_of(struct ipstack *s)
{
	struct syslog *l = s->syslog;

	if (l)
		return l;
	l = s->syslog = xcalloc(1, sizeof(*l));
	l->ip = s;
	l->trap = SYSLOG_TRAP_DEFAULT;
	l->facility = SYSLOG_LOCAL7;
	l->timer.fire = send;
	l->tap.line = line;
	return l;
}

static struct syslog_host **host_at(struct syslog *l, const struct ipstack *vrf, const struct ipaddr *addr)
{
	struct syslog_host **at = &l->hosts;

	while (*at && ((*at)->ip != vrf || !ipaddr_eq(&(*at)->addr, addr)))
		at = &(*at)->next;
	return at;
}

u16 syslog_host_port(struct syslog *l, const struct ipstack *vrf, const struct ipaddr *addr)
{
	const struct syslog_host *h = *host_at(l, vrf, addr);

	return h ? h->port : 0;
}

struct syslog_host *syslog_host_set(struct syslog *l, struct ipstack *vrf, const struct ipaddr *addr, u16 port)
{
	struct syslog_host **at = host_at(l, vrf, addr), *h = *at;

	if (!h) {
		if (l->n_hosts == SYSLOG_HOSTS_MAX)
			return NULL;
		h = *at = xcalloc(1, sizeof(*h));
		h->addr = *addr;
		h->ip = vrf;
		while (l->slots >> h->slot & 1)
			h->slot++;
		l->slots |= 1u << h->slot;
		l->n_hosts++;
	}
	h->port = port;
	udp_open_if(vrf, vrf->vrf ? &h->udp : &l->udp, true);
	return h;
}

void syslog_host_remove(struct syslog *l, const struct ipstack *vrf, const struct ipaddr *addr)
{
	struct syslog_host **at = host_at(l, vrf, addr), *h = *at;

	if (h) {
		*at = h->next;
		log_place_give(l->ip->dev, &h->place, "");
		l->slots &= ~(1u << h->slot);
		for (unsigned k = 0; k < l->n; k++) /* what waits is not the next one's who has the slot */
			l->queue[(l->first + k) % SYSLOG_QUEUE].takes &= ~(1u << h->slot);
		udp_close(&h->udp);
		free(h);
		l->n_hosts--;
	}
	if (!l->hosts)
		udp_close(&l->udp);
}

void syslog_iface_gone(struct ipif *p)
{
	struct syslog *l = p->ip->root->syslog;

	if (l && l->source == p->i)
		l->source = NULL;
}

void syslog_stack_free(struct ipstack *s)
{
	struct syslog *l = s->syslog;

	if (!l)
		return;
	device_log_tap(s->dev, NULL);
	timer_stop(s->node->worker, &l->timer);
	udp_close(&l->udp);
	while (l->hosts)
		syslog_host_remove(l, l->hosts->ip, &(struct ipaddr){ .af = l->hosts->addr.af, .v6 = l->hosts->addr.v6 });
	for (; l->n; l->n--, l->first = (l->first + 1) % SYSLOG_QUEUE)
		free(l->queue[l->first].text);
	free(l);
	s->syslog = NULL;
}
