/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `log` of access lists: the first packet of a flow is told at once, further ones counted and told every five minutes. Flows that are
 * counted at a time are bounded; what comes beyond is told as missed.
 */
#include <stdio.h>
#include <stdlib.h>

#include "router/acl/own.h"

struct flow {
	struct flow *next;
	struct acl_key key;
	char name[ACL_NAME_MAX];
	char from[64];			/* log-input: " (Gi0/0 aabb.cc00.0100)" */
	char cookie[ACL_COOKIE_MAX + 4]; /* " [COOKIE]"; "": none */
	u32 seq;
	u8 kind;
	bool deny;
	u32 packets;			/* since the last message */
};

struct acl_log {
	struct timer timer;
	struct ipstack *ip;
	struct flow *flows;
	u32 n, missed, untold;
	struct bucket limit;		/* messages: a flood of flows must not flood the log */
	u32 threshold;			/* packets of a flow that are told at once; 0: only by time */
};

static const char *packets(u32 n, char buf[32])
{
	snprintf(buf, 32, "%u packet%s", n, n == 1 ? "" : "s");
	return buf;
}

static void tell(struct acl_log *l, struct flow *f)
{
	struct device *d = l->ip->dev;
	const char *verb = f->deny ? "denied" : "permitted";
	char src[IP6_TEXT], dst[IP6_TEXT], n[32], proto[8], list[ACL_NAME_MAX + 16];
	const struct acl_key *k = &f->key;
	struct ip6 s6, d6;

	if (k->af == AF_IP4) {
		ip4_text(get_be32(k->b), src);
		ip4_text(get_be32(k->b + 4), dst);
		snprintf(list, sizeof(list), "%s", f->name);
	} else {
		memcpy(s6.b, k->b, 16);
		memcpy(d6.b, k->b + 16, 16);
		ip6_text(&s6, src);
		ip6_text(&d6, dst);
		snprintf(list, sizeof(list), "%s/%u", f->name, f->seq);
	}
	packets(f->packets, n);
	f->packets = 0;
	if (f->kind == ACL_STANDARD)
		device_log(d, "SEC", 6, "IPACCESSLOGS", "list %s %s %s %s%s", list, verb, src, n, f->cookie);
	else if ((k->proto == IP_TCP || k->proto == IP_UDP))
		device_log(d, k->af == AF_IP4 ? "SEC" : "IPV6_ACL", 6, k->af == AF_IP4 ? "IPACCESSLOGP" : "ACCESSLOGP",
			   "list %s %s %s %s(%u)%s -> %s(%u), %s%s", list, verb, acl_proto_name(k->af, k->proto, proto), src, k->sport, f->from, dst, k->dport, n, f->cookie);
	else if (k->proto == IP_ICMP || k->proto == IP_ICMP6)
		device_log(d, k->af == AF_IP4 ? "SEC" : "IPV6_ACL", 6, k->af == AF_IP4 ? "IPACCESSLOGDP" : "ACCESSLOGDP",
			   "list %s %s %s %s%s -> %s (%u/%u), %s%s", list, verb, k->af == AF_IP4 ? "icmp" : "icmpv6", src, f->from, dst, k->dport >> 8, k->dport & 255, n, f->cookie);
	else
		device_log(d, k->af == AF_IP4 ? "SEC" : "IPV6_ACL", 6, k->af == AF_IP4 ? "IPACCESSLOGNP" : "ACCESSLOGNP",
			   "list %s %s %u %s%s -> %s, %s%s", list, verb, k->proto, src, f->from, dst, n, f->cookie);
}

static void fire(struct timer *t)
{
	struct acl_log *l = container_of(t, struct acl_log, timer);

	for (struct flow **at = &l->flows, *f; (f = *at);) {
		if (f->packets) {
			tell(l, f);
			at = &f->next;
			continue;
		}
		*at = f->next;
		l->n--;
		free(f);
	}
	if (l->missed)
		device_log(l->ip->dev, "SEC", 6, "IPACCESSLOGRL", "access-list logging rate-limited or missed %u packet%s", l->missed, l->missed == 1 ? "" : "s");
	l->missed = 0;
	if (l->flows)
		timer_set(l->ip->node->worker, t, stack_now(l->ip) + ACL_LOG_EVERY_S * NSEC_PER_SEC);
}

static struct acl_log *log_of(struct ipstack *s)
{
	struct acls *a = acls_of(s);

	if (!a->log) {
		a->log = xcalloc(1, sizeof(*a->log));
		a->log->ip = s;
		a->log->timer.fire = fire;
		acl_log_interval(s, 0);
	}
	return a->log;
}

void acl_log_threshold(struct ipstack *s, u32 packets) { log_of(s)->threshold = packets; }
void acl_log_interval(struct ipstack *s, u32 ms) { log_of(s)->limit = (struct bucket){ .interval = (ms ? ms : 100) * NSEC_PER_MS, .burst = ms ? 1 : 50 }; }

/* Of a standard list a flow is a source. */
static bool same(const struct flow *f, const struct acl *a, const struct ace *e, const struct acl_key *k)
{
	u32 len = a->kind == ACL_STANDARD ? 4 : ACL_KEY_LEN;

	return f->seq == e->seq && f->key.af == k->af && !memcmp(f->key.b, k->b, len) && !strcmp(f->name, a->name);
}

void acl_log_packet(struct acl *a, const struct ace *e, const struct acl_key *k, const struct ipif *in, const u8 *mac)
{
	struct acl_log *l = log_of(a->ip);
	struct flow *f;
	char m[MAC_TEXT];

	for (f = l->flows; f; f = f->next)
		if (same(f, a, e, k)) {
			if (++f->packets >= l->threshold && l->threshold)
				tell(l, f);
			return;
		}
	if (l->n >= ACL_LOG_MAX || !bucket_take(&l->limit, stack_now(a->ip))) {
		l->missed++;
	} else {
		f = xcalloc(1, sizeof(*f));
		f->key = *k;
		f->seq = e->seq;
		f->kind = a->kind;
		f->deny = e->act == ACE_DENY;
		f->packets = 1;
		snprintf(f->name, sizeof(f->name), "%s", a->name);
		if (e->cookie)
			snprintf(f->cookie, sizeof(f->cookie), " [%s]", e->cookie);
		if (e->log_input && in && mac)
			snprintf(f->from, sizeof(f->from), " (%s %s)", in->i->name, mac_dotted(mac, m));
		f->next = l->flows;
		l->flows = f;
		l->n++;
		tell(l, f);
	}
	if (!timer_is_set(&l->timer))
		timer_set(a->ip->node->worker, &l->timer, stack_now(a->ip) + ACL_LOG_EVERY_S * NSEC_PER_SEC);
}

void acl_log_free(struct ipstack *s)
{
	struct acl_log *l = s->acls->log;

	if (!l)
		return;
	timer_stop(s->node->worker, &l->timer);
	while (l->flows) {
		struct flow *f = l->flows;

		l->flows = f->next;
		free(f);
	}
	free(l);
	s->acls->log = NULL;
}
