/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/syslog.h"

#include <stdio.h>
#include <stdlib.h>

static void line(struct log_tap *t, unsigned severity, const char *text)
{
	struct syslog *l = container_of(t, struct syslog, tap);
	const char *origin = l->origin_hostname ? shell_hostname(l->ip->dev->shell) : l->origin;

	if (!l->hosts || l->trap == 255 || severity > l->trap || l->sending)
		return;
	l->lines++;
	if (l->n == SYSLOG_QUEUE) {
		l->lost++;
		return;
	}
	l->queue[(l->first + l->n) % SYSLOG_QUEUE] = xasprintf("<%u>%u: %s%s%.480s", l->facility * 8u + severity, ++l->seq, origin, *origin ? ": " : "", text);
	l->n++;
	if (!timer_is_set(&l->timer))
		timer_set(l->ip->node->worker, &l->timer, stack_now(l->ip));
}

static void send(struct timer *t)
{
	struct syslog *l = container_of(t, struct syslog, timer);
	l->sending = true;
	for (; l->n; l->n--, l->first = (l->first + 1) % SYSLOG_QUEUE) {
		char *text = l->queue[l->first];

		for (struct syslog_host *h = l->hosts; h; h = h->next) {
			struct ip_send to = { .dst = h->addr };

			to.src = ipif_source(l->source, &to.dst);
			if (!udp_send(&l->udp, &to, h->port, text, (u32)strlen(text)))
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

bool syslog_host_set(struct syslog *l, const struct ipaddr *addr, u16 port, bool on)
{
	struct syslog_host **at = &l->hosts, *h;

	while (*at && !ipaddr_eq(&(*at)->addr, addr))
		at = &(*at)->next;
	h = *at;
	if (!on) {
		if (h) {
			*at = h->next;
			free(h);
			l->n_hosts--;
		}
		if (!l->hosts)
			udp_close(&l->udp);
		return true;
	}
	if (!h) {
		if (l->n_hosts == SYSLOG_HOSTS_MAX)
			return false;
		h = *at = xcalloc(1, sizeof(*h));
		h->addr = *addr;
		l->n_hosts++;
	}
	h->port = port;
	if (!l->udp.ip)
		udp_open(l->ip, &l->udp);
	return true;
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
		syslog_host_set(l, &(struct ipaddr){ .af = l->hosts->addr.af, .v6 = l->hosts->addr.v6 }, 0, false);
	for (; l->n; l->n--, l->first = (l->first + 1) % SYSLOG_QUEUE)
		free(l->queue[l->first]);
	free(l);
	s->syslog = NULL;
}
