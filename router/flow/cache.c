/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cache of a monitor. All its flows are one array, made (and not touched) when the monitor is put to use; a flow is a number in it, from 1. A flow is in the hash
 * and in one slot of a wheel of seconds; it is not moved when a packet comes: the wheel looks at it when it could be over at the earliest, and puts it on to when it
 * could be then. Whoever is over leaves the hash and waits in a list until the tick has told it to the exporters. A full cache puts out the flow that would be looked
 * at next; when as many as FLOW_SPARE wait to be told, a packet of a new flow is counted as not added.
 */
#include <stdlib.h>

#include "net/ip6.h"
#include "router/acl/own.h"
#include "router/flow/own.h"

/* ---- lists of numbers ---- */

static u32 *head_of(struct flow_cache *c, const struct flow *f) { return &c->wheel[f->slot]; }

static void wheel_out(struct flow_cache *c, struct flow *f)
{
	if (f->prev)
		c->flow[f->prev].next = f->next;
	else
		*head_of(c, f) = f->next;
	if (f->next)
		c->flow[f->next].prev = f->prev;
}

static void wheel_in(struct flow_cache *c, struct flow *f, u64 second)
{
	u32 me = (u32)(f - c->flow), *head;

	f->slot = second % FLOW_WHEEL;
	head = head_of(c, f);
	f->prev = 0;
	f->next = *head;
	if (f->next)
		c->flow[f->next].prev = me;
	*head = me;
}

static void hash_out(struct flow_cache *c, struct flow *f)
{
	u32 *at = &c->bucket[f->hash & (c->buckets - 1)], me = (u32)(f - c->flow);

	while (*at != me)
		at = &c->flow[*at].chain;
	*at = f->chain;
}

static nsec deadline(const struct flow_monitor *m, const struct flow *f)
{
	return f->closing ? f->last : min_u64(f->last + m->inactive_s * NSEC_PER_SEC, f->first + m->active_s * NSEC_PER_SEC);
}

/* The slot's second in which it is looked at: not before it can be over, within the wheel, not one that is gone by. */
static u64 second_of(const struct flow_monitor *m, const struct flow *f)
{
	u64 s = (deadline(m, f) + NSEC_PER_SEC - 1) / NSEC_PER_SEC;

	return s < m->c.at ? m->c.at : min_u64(s, m->c.at + FLOW_WHEEL - 1);
}

/* It is over: leaves hash and wheel. */
static void end(struct flow_monitor *m, struct flow *f, enum flow_aged why)
{
	struct flow_cache *c = &m->c;
	u32 me = (u32)(f - c->flow);

	hash_out(c, f);
	wheel_out(c, f);
	c->n--;
	c->aged[why]++;
	f->next = 0;
	if (c->over)
		c->flow[c->over_last].next = me;
	else
		c->over = me;
	c->over_last = me;
}

/* The flow that would be looked at next. The cache holds one. */
static struct flow *soonest(struct flow_cache *c)
{
	for (u64 s = c->at;; s++)
		if (c->wheel[s % FLOW_WHEEL])
			return &c->flow[c->wheel[s % FLOW_WHEEL]];
}

/* ---- a packet ---- */

static void facts6(union flow_facts *k, const u8 *ip)
{
	memcpy(k->src, ip + IP6_SRC, 16);
	memcpy(k->dst, ip + IP6_DST, 16);
	k->ttl = ip[IP6_HOPS];
	k->version = 6;
	put_be32(k->label, get_be32(ip) & 0xfffff);
}

static void facts4(union flow_facts *k, const u8 *ip)
{
	u16 frag = get_be16(ip + IP4_FRAG);

	memcpy(k->src, ip + IP4_SRC, 4);
	memcpy(k->dst, ip + IP4_DST, 4);
	k->ttl = ip[IP4_TTL];
	k->version = 4;
	put_be32(k->id, get_be16(ip + IP4_ID));
	put_be16(k->offset, frag & IP4_OFFSET);
	k->fragment = (u8)(frag >> 8 & 0x60); /* DF, MF where the element has them */
}

/* Most packets: IPv4 without options, no fragment, TCP or UDP with the head of its header. What is behind it says the same of any packet, and slower. */
static bool is_plain(const u8 *ip, u32 len)
{
	return ip[0] == 0x45 && !(get_be16(ip + IP4_FRAG) & (IP4_MF | IP4_OFFSET)) && (ip[IP4_PROTO] == IP_UDP ? len >= IP4_HLEN + 8 : ip[IP4_PROTO] == IP_TCP && len >= IP4_HLEN + 20);
}

static bool facts(union flow_facts *k, const u8 *eth, const u8 *ip, u32 len)
{
	struct acl_key a;

	memset(k, 0, sizeof(*k));
	if (len >= IP4_HLEN && is_plain(ip, len)) {
		facts4(k, ip);
		memcpy(k->sport, ip + IP4_HLEN, 4);
		k->proto = ip[IP4_PROTO];
		k->tos = ip[IP4_TOS];
		k->tcp_flags = k->proto == IP_TCP ? ip[IP4_HLEN + 13] : 0;
		put_be16(k->len, (u16)len);
		if (eth) {
			memcpy(k->smac, eth + ETH_SRC, 6);
			memcpy(k->dmac, eth + ETH_DST, 6);
		}
		return true;
	}
	if (!acl_key_of(&a, ip, len))
		return false;
	if (a.af == AF_IP4)
		facts4(k, ip);
	else
		facts6(k, ip);
	put_be16(k->sport, a.sport);
	put_be16(k->dport, a.dport);
	k->proto = a.proto;
	k->tos = a.tos;
	k->tcp_flags = a.tcp_flags;
	put_be16(k->len, (u16)len);
	if (a.proto == IP_ICMP || a.proto == IP_ICMP6) {
		k->icmp_type = (u8)(a.dport >> 8);
		k->icmp_code = (u8)a.dport;
	}
	if (eth) {
		memcpy(k->smac, eth + ETH_SRC, 6);
		memcpy(k->dmac, eth + ETH_DST, 6);
	}
	return true;
}

/* A super-frame stands for as many packets as it will be cut into, each with its headers. */
static void weigh(const struct frame *f, const union flow_facts *k, const u8 *ip, u32 len, u64 *packets, u64 *bytes)
{
	u32 head, n;

	*packets = 1;
	*bytes = len;
	if (likely(!f->gso) || !f->gso_size)
		return;
	head = k->version == 4 ? 4 * (ip[0] & 15u) : IP6_HLEN;
	head += k->proto == IP_TCP && len >= head + 20 ? 4 * (u32)(ip[head + 12] >> 4) : 8;
	if (len <= head)
		return;
	n = (len - head + f->gso_size - 1) / f->gso_size;
	*packets = n;
	*bytes = (u64)len + (u64)(n - 1) * head;
}

static u32 hash_of(const union flow_facts *k, const struct flow_record *r)
{
	u64 h = 0x9e3779b97f4a7c15ull;

	for (unsigned i = 0; i < r->n_words; i++) {
		h = (h ^ (k->w[r->word[i]] & r->mask.w[r->word[i]])) * 0xbf58476d1ce4e5b9ull;
		h ^= h >> 32;
	}
	return (u32)h;
}

static bool same(const union flow_facts *a, const union flow_facts *b, const struct flow_record *r)
{
	u64 differs = 0;

	for (unsigned i = 0; i < r->n_words; i++)
		differs |= (a->w[r->word[i]] ^ b->w[r->word[i]]) & r->mask.w[r->word[i]];
	return !differs;
}

/* What the interface adds. */
static void facts_of_way(union flow_facts *k, const struct flow_tap *t, const struct ipif *in, const struct ipif *out)
{
	put_be32(k->in, in->i->ifindex);
	put_be32(k->out, out ? out->i->ifindex : 0);
	put_be16(k->vlan, in->vlan);
	k->direction = out != NULL;
	k->sampler = t->sampler ? t->sampler->id : 0;
}

void flow_look_ahead(const struct flow_tap *t, const struct ipif *in, struct frame *const *f, unsigned n, struct flow_ahead *a)
{
	const struct flow_cache *c = &t->m->c;
	const struct flow_record *r = t->m->record;

	for (unsigned i = 0; i < n; i++) {
		const u8 *eth = f[i]->data;
		u16 type = f[i]->len >= ETH_HLEN + IP4_HLEN ? get_be16(eth + ETH_TYPE) : 0;
		u32 room = f[i]->len - ETH_HLEN, len = type == ETH_TYPE_IP4 ? get_be16(eth + ETH_HLEN + IP4_LEN) : 0;

		if (i + 4 < n)
			__builtin_prefetch(f[i + 4]->data);
		if (type == ETH_TYPE_IP6 && room >= IP6_HLEN)
			len = IP6_HLEN + get_be16(eth + ETH_HLEN + IP6_PLEN);
		a[i].len = 0;
		if (len > room || len < IP4_HLEN || !c->flow || t->sampler || !facts(&a[i].k, eth, eth + ETH_HLEN, len))
			continue;
		a[i].len = len;
		a[i].tap = t;
		facts_of_way(&a[i].k, t, in, NULL);
	}
	for (unsigned i = 0; i < n; i++) {
		if (!a[i].len)
			continue;
		a[i].hash = hash_of(&a[i].k, r);
		__builtin_prefetch(&c->bucket[a[i].hash & (c->buckets - 1)]);
	}
	for (unsigned i = 0; i < n; i++) { /* a flow is three lines: what it is called by, and what is counted */
		const u8 *flow = a[i].len ? (const u8 *)&c->flow[c->bucket[a[i].hash & (c->buckets - 1)]] : NULL;

		for (unsigned at = 0; flow && at < sizeof(struct flow); at += 64)
			__builtin_prefetch(flow + at, 1);
	}
}

/* Room for one more; NULL: there is none. */
static struct flow *room(struct flow_monitor *m)
{
	struct flow_cache *c = &m->c;
	u32 k = c->free;

	if (!k && c->touched == c->room)
		return NULL;
	if (k)
		c->free = c->flow[k].next;
	else
		k = ++c->touched;
	if (c->n >= c->size) {
		end(m, soonest(c), AGED_EMERGENCY);
		flow_tick_at(m->fl, flow_now(m->fl));
	}
	memset(&c->flow[k], 0, sizeof(c->flow[k]));
	return &c->flow[k];
}

static struct flow *begin(struct flow_monitor *m, const union flow_facts *k, u32 hash, struct ipif *in, u8 af, nsec now)
{
	struct flow_cache *c = &m->c;
	u64 second = now / NSEC_PER_SEC + 1;
	struct flow *f = room(m);

	if (!f) {
		c->not_added++;
		return NULL;
	}
	if (!c->n) {
		c->at = second;
		flow_tick_at(m->fl, second * NSEC_PER_SEC);
	}
	f->seen = *k;
	f->hash = hash;
	f->af = af;
	f->first = f->last = now;
	f->ttl_min = f->ttl_max = k->ttl;
	f->len_min = f->len_max = get_be16(k->len);
	if (m->record->routed) {
		struct flow_way w = { 0 };

		flow_way_of(in, k, af, &w);
		if (!k->direction)
			put_be32(f->seen.out, w.out);
		f->local = w.local;
		if (w.next_hop.af == AF_IP4)
			put_be32(f->next_hop, w.next_hop.v4);
		else if (w.next_hop.af == AF_IP6)
			memcpy(f->next_hop, w.next_hop.v6.b, 16);
		flow_ends(in->ip, f);
		if (m->main && m->main->as != AS_ORIGIN) {
			f->src_as = m->main->as == AS_PEER ? f->src_peer : 0;
			f->dst_as = m->main->as == AS_PEER ? f->dst_peer : 0;
		}
	}
	f->chain = c->bucket[hash & (c->buckets - 1)];
	c->bucket[hash & (c->buckets - 1)] = (u32)(f - c->flow);
	wheel_in(c, f, second_of(m, f));
	c->added++;
	if (++c->n > c->high)
		c->high = c->n;
	return f;
}

/* At the next tick it is over: the connection has ended, or a counter of four octets would not hold much more. */
static void close_soon(struct flow_monitor *m, struct flow *f)
{
	if (f->closing)
		return;
	f->closing = true;
	wheel_out(&m->c, f);
	wheel_in(&m->c, f, second_of(m, f));
}

static void count(struct flow_monitor *m, const union flow_facts *k, struct ipif *in, u8 af, u64 packets, u64 bytes, bool refused, u32 hash)
{
	struct flow_cache *c = &m->c;
	u32 at = c->bucket[hash & (c->buckets - 1)];
	nsec now = flow_now(m->fl);
	struct flow *f;

	while (at && (c->flow[at].hash != hash || !same(&c->flow[at].seen, k, m->record)))
		at = c->flow[at].chain;
	f = at ? &c->flow[at] : begin(m, k, hash, in, af, now);
	if (!f)
		return;
	if (refused && !m->record->keyed_out) {
		put_be32(f->seen.out, 0);
		f->local = false;
	}
	f->last = now;
	f->packets += packets;
	f->bytes += bytes;
	f->tcp_flags |= k->tcp_flags;
	f->ttl_min = k->ttl < f->ttl_min ? k->ttl : f->ttl_min;
	f->ttl_max = k->ttl > f->ttl_max ? k->ttl : f->ttl_max;
	if (get_be16(k->len) < f->len_min)
		f->len_min = get_be16(k->len);
	if (get_be16(k->len) > f->len_max)
		f->len_max = get_be16(k->len);
	if ((m->main && k->tcp_flags & (TCP_FIN | TCP_RST)) || (m->record->short_counts && unlikely(f->bytes >> 31)))
		close_soon(m, f);
}

static bool sampled(struct flows *fl, struct flow_tap *t)
{
	struct flow_sampler *s = t->sampler;
	bool take;

	if (!s->mode)
		return false;
	if (!s->seen)
		s->pick = s->mode == SAMPLER_RANDOM ? (u32)rng_below(&fl->ip->node->rng, s->rate) : s->rate - 1;
	take = s->seen == s->pick;
	s->seen = (s->seen + 1) % s->rate;
	s->requests++;
	t->requests++;
	s->samples += take;
	t->samples += take;
	return take;
}

/* Classic's distribution: to 480 by steps of 32, 512, 544, 576, 1024, then by 512. */
static unsigned size_class(u32 len)
{
	if (len <= 576)
		return (len - 1) / 32;
	return len <= 1024 ? 18 : (unsigned)min_u64(19 + (len - 1025) / 512, FLOW_SIZES - 1);
}

static void see(struct flow_tap *t, struct ipif *in, struct ipif *out, const struct frame *f, const u8 *eth, const u8 *ip, u32 len, bool refused,
		const struct flow_ahead *a)
{
	union flow_facts k;
	u64 packets, bytes;
	u8 af = ip[0] >> 4 == 4 ? AF_IP4 : AF_IP6;
	bool known = false, ready = a && a->len == len;

	for (; t; t = t->next) {
		if (t->af != af || !t->m->c.flow || (t->sampler && !sampled(t->m->fl, t)))
			continue;
		if (!known && ready)
			k = a->k;
		else if (!known && !facts(&k, eth, ip, len))
			return;
		known = true;
		weigh(f, &k, ip, len, &packets, &bytes);
		facts_of_way(&k, t, in, out);
		if (!out && !refused && t->m->record->keyed_out) {
			struct flow_way w = { 0 };

			flow_way_of(in, &k, af, &w);
			put_be32(k.out, w.out);
		}
		if (t->m->main) {
			t->m->main->packets += packets;
			t->m->main->size[size_class((u32)(bytes / packets))] += packets;
		}
		count(t->m, &k, in, af, packets, bytes, refused, ready && !t->m->record->keyed_out && a->tap == t ? a->hash : hash_of(&k, t->m->record));
	}
}

void flow_see(struct flow_tap *t, struct ipif *in, struct ipif *out, const struct frame *f, const u8 *eth, const u8 *ip, u32 len, const struct flow_ahead *a)
{
	see(t, in, out, f, eth, ip, len, false, a);
}

void flow_see_refused(struct flow_tap *t, struct ipif *in, const struct frame *f, const u8 *eth, const u8 *ip, u32 len)
{
	see(t, in, NULL, f, eth, ip, len, true, NULL);
}

/* ---- time ---- */

static bool look(struct flow_monitor *m, struct flow *f, nsec now)
{
	if (f->closing)
		end(m, f, AGED_EVENT);
	else if (f->first + m->active_s * NSEC_PER_SEC <= now)
		end(m, f, AGED_ACTIVE);
	else if (f->last + m->inactive_s * NSEC_PER_SEC <= now)
		end(m, f, AGED_INACTIVE);
	else
		return false;
	return true;
}

u32 flow_cache_age(struct flow_monitor *m, nsec now, u32 budget)
{
	struct flow_cache *c = &m->c;

	while (c->flow && c->n && c->at * NSEC_PER_SEC <= now) {
		u32 *head = &c->wheel[c->at % FLOW_WHEEL];

		if (*head) {
			struct flow *f = &c->flow[*head];

			if (!budget)
				return 0;
			budget--;
			if (look(m, f, c->at * NSEC_PER_SEC))
				continue;
			wheel_out(c, f);
			wheel_in(c, f, second_of(m, f)); /* it is not over at this second: another slot */
			continue;
		}
		c->at++;
		if (m->main)
			m->main->polls++;
	}
	/* Nearly full: room is made before it has to be (IOS's watermark). */
	for (unsigned k = 0; budget && k < 64 && c->n > c->size - c->size / 16; k++, budget--)
		end(m, soonest(c), AGED_WATERMARK);
	return budget;
}

struct flow *flow_cache_over(struct flow_monitor *m)
{
	return m->c.over ? &m->c.flow[m->c.over] : NULL;
}

void flow_cache_put(struct flow_monitor *m, struct flow *f)
{
	struct flow_cache *c = &m->c;

	c->over = f->next;
	f->next = c->free;
	c->free = (u32)(f - c->flow);
}

void flow_cache_retime(struct flow_monitor *m)
{
	struct flow_cache *c = &m->c;
	u32 all = 0;

	if (!c->flow)
		return;
	for (unsigned k = 0; k < FLOW_WHEEL; k++)
		while (c->wheel[k]) { /* all into one list, through `chain`'s neighbour, then each where it belongs now */
			struct flow *f = &c->flow[c->wheel[k]];

			wheel_out(c, f);
			f->next = all;
			all = (u32)(f - c->flow);
		}
	while (all) {
		struct flow *f = &c->flow[all];

		all = f->next;
		wheel_in(c, f, second_of(m, f));
	}
}

void flow_cache_flush(struct flow_monitor *m)
{
	while (m->c.flow && m->c.n)
		end(m, soonest(&m->c), AGED_FORCED);
	flow_tick_at(m->fl, flow_now(m->fl));
}

void flow_cache_free(struct flow_monitor *m)
{
	struct flow_cache *c = &m->c;

	free(c->block);
	free(c->bucket);
	memset(c, 0, sizeof(*c));
}

void flow_cache_update(struct flow_monitor *m)
{
	struct flow_cache *c = &m->c;
	bool wanted = m->users && m->record && m->record->n_match;

	if (c->flow && wanted && c->size == m->entries)
		return;
	flow_cache_free(m);
	if (!wanted)
		return;
	c->size = m->entries;
	c->room = m->entries + FLOW_SPARE;
	c->block = xcalloc(c->room + 2u, sizeof(*c->flow));
	c->flow = (struct flow *)(((uintptr_t)c->block + 63) & ~(uintptr_t)63);
	for (c->buckets = 64; c->buckets < m->entries; c->buckets *= 2)
		;
	c->bucket = xcalloc(c->buckets, sizeof(*c->bucket));
}
