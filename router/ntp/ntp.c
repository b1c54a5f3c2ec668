/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packets (RFC 5905 7.3), the on-wire protocol (8), the clock filter (10), selection (11.2.1: those that agree with most of the others; then prefer,
 * stratum, distance) and a plain discipline. Not done: the clock's frequency (ours and the world's are the same crystal), broadcast, NTS.
 */
#include "router/ntp/ntp.h"

#include <stdlib.h>

#include "device/debug.h"
#include "net/digest.h"
#include "router/acl/acl.h"

enum { UNIX_EPOCH_S = 2208988800u, LOCAL_REFID = 0x7f7f0101 /* 127.127.1.1 */ };
static const s64 STEP = 128 * (s64)NSEC_PER_MS;

static s64 wall(const struct ntp *n) { return device_wall_clock(n->ip->dev); }

static u64 stamp(s64 ns)
{
	u64 s = (u64)ns / NSEC_PER_SEC, f = (u64)ns % NSEC_PER_SEC;

	return (s + UNIX_EPOCH_S) << 32 | (f << 32) / NSEC_PER_SEC;
}

/* Of the era that we live in: 2036 is passed by the sign. */
s64 ntp_unstamp(u64 t)
{
	u64 s = (u32)((t >> 32) - UNIX_EPOCH_S);

	return (s64)(s * NSEC_PER_SEC + ((t & 0xffffffff) * NSEC_PER_SEC >> 32));
}

static s64 short_ns(u32 v) { return (s64)(((u64)v * NSEC_PER_SEC) >> 16); }
static u32 ns_short(s64 v) { return v <= 0 ? 0 : (u32)min_u64(((u64)v << 16) / NSEC_PER_SEC, 0xffffffff); }
static s64 abs64(s64 v) { return v < 0 ? -v : v; }

/* ---- keys: RFC 5905 7.3, MD5 over the key and the packet ---- */

struct ntp_key *ntp_key_get(struct ntp *n, u16 id, bool make)
{
	struct ntp_key **at = &n->keys, *k;
	unsigned count = 0;

	for (; *at && (*at)->id != id; at = &(*at)->next)
		count++;
	if (*at || !make || count >= NTP_KEYS_MAX)
		return *at;
	k = *at = xcalloc(1, sizeof(*k));
	k->id = id;
	return k;
}

void ntp_key_remove(struct ntp *n, u16 id)
{
	for (struct ntp_key **at = &n->keys, *k; (k = *at); at = &k->next)
		if (k->id == id) {
			*at = k->next;
			free(k);
			return;
		}
}

bool ntp_trusts(const struct ntp *n, u16 id)
{
	for (unsigned i = 0; i < n->n_trust; i++)
		if (id >= n->trust[i].first && id <= n->trust[i].last)
			return true;
	return false;
}

static void digest(const struct ntp_key *k, const u8 *p, u8 out[16])
{
	struct digest m;

	digest_begin(&m, DIGEST_MD5);
	digest_add(&m, k->secret, strlen(k->secret));
	digest_add(&m, p, NTP_LEN);
	digest_end(&m, out);
}

/* The key that the packet proves to know; NULL: it proves nothing. *wrong: it tries. */
static const struct ntp_key *proven(struct ntp *n, const u8 *p, u32 len, bool *wrong)
{
	const struct ntp_key *k;
	u8 d[16];

	*wrong = false;
	if (len < NTP_LEN + NTP_MAC_LEN)
		return NULL;
	k = ntp_key_get(n, (u16)get_be32(p + NTP_LEN), false);
	*wrong = true;
	if (!k || !ntp_trusts(n, k->id) || !*k->secret)
		return NULL;
	digest(k, p, d);
	if (memcmp(d, p + NTP_LEN + 4, 16))
		return NULL;
	*wrong = false;
	return k;
}

/* ---- packets out ---- */

u8 ntp_stratum(const struct ntp *n)
{
	if (n->system && n->system->stratum + 1 < NTP_STRATUM_NONE)
		return (u8)(n->system->stratum + 1);
	return n->master ? n->master : NTP_STRATUM_NONE;
}

u32 ntp_refid(const struct ipaddr *a)
{
	struct digest m;
	u8 d[DIGEST_MAX];

	if (a->af == AF_IP4)
		return a->v4;
	digest_begin(&m, DIGEST_MD5);
	digest_add(&m, a->v6.b, sizeof(a->v6.b));
	digest_end(&m, d);
	return get_be32(d);
}

static void put_packet(struct ntp *n, u8 *p, enum ntp_mode mode, u8 version, u8 poll)
{
	u8 stratum = ntp_stratum(n);
	const struct ntp_assoc *a = n->system;
	s64 age = (s64)(stack_now(n->ip) - n->updated_at);

	memset(p, 0, NTP_LEN);
	p[0] = (u8)((stratum < NTP_STRATUM_NONE ? 0 : 3) << 6 | version << 3 | mode);
	p[1] = stratum < NTP_STRATUM_NONE ? stratum : 0;
	p[2] = poll;
	p[3] = (u8)-20;
	if (a) {
		put_be32(p + 4, ns_short(a->root_delay + a->delay));
		put_be32(p + 8, ns_short(a->root_dispersion + a->jitter + abs64(n->last_offset) + age * 15 / 1000000));
		put_be32(p + 12, ntp_refid(&a->addr));
		put_be64(p + 16, stamp(n->updated));
	} else if (n->master) {
		put_be32(p + 12, LOCAL_REFID);
		put_be64(p + 16, stamp(wall(n)));
	}
}

/* from NULL: of source (NULL: of none), or as the route says. out: where a link-local address is; else NULL. */
static void send(struct ntp *n, const struct ipaddr *to, const struct ipaddr *from, struct iface *source, struct iface *out, u16 port, u8 *p, const struct ntp_key *k)
{
	struct ip_send t = { .dst = *to, .tos = 0xc0, .out = out };
	u32 len = NTP_LEN;

	t.src = from ? *from : ipif_source(source, &t.dst);
	if (k) {
		put_be32(p + NTP_LEN, k->id);
		digest(k, p, p + NTP_LEN + 4);
		len += NTP_MAC_LEN;
	}
	n->sent++;
	if (debug_on(n->ip->dev, DEBUG_NTP_PACKET)) {
		char a[IP6_TEXT];

		device_debug(n->ip->dev, "NTP message sent to %s: mode %u, stratum %u, poll %u", ipaddr_text(to, a), p[0] & 7, p[1], p[2]);
	}
	udp_send(&n->udp, &t, port, p, len);
}

/* ---- selection and the clock ---- */

s64 ntp_distance(const struct ntp_assoc *a)
{
	return a->delay / 2 + a->root_delay / 2 + a->root_dispersion + a->jitter + (s64)NSEC_PER_MS;
}

static bool fit(const struct ntp_assoc *a)
{
	return a->reach && a->leap != 3 && a->stratum && a->stratum < NTP_STRATUM_NONE && a->n >= NTP_SAMPLES_MIN && !(a->stratum > 1 && (a->refid == a->self || ipif_find(a->ntp->ip, a->refid)));
}

static bool better(const struct ntp_assoc *a, const struct ntp_assoc *b)
{
	if (a->prefer != b->prefer)
		return a->prefer;
	if (a->stratum != b->stratum)
		return a->stratum < b->stratum;
	return ntp_distance(a) < ntp_distance(b);
}

static struct ntp_assoc *select_system(struct ntp *n)
{
	struct ntp_assoc *best = NULL;
	unsigned fits = 0;

	for (struct ntp_assoc *a = n->assocs; a; a = a->next) {
		a->mark = ' ';
		fits += fit(a);
	}
	for (struct ntp_assoc *a = n->assocs; a; a = a->next) {
		unsigned agree = 0;

		if (!fit(a))
			continue;
		for (const struct ntp_assoc *b = n->assocs; b; b = b->next)
			agree += fit(b) && abs64(a->offset - b->offset) <= ntp_distance(a) + ntp_distance(b);
		a->mark = 2 * agree > fits ? '+' : 'x';
		if (a->mark == '+' && (!best || better(a, best)))
			best = a;
	}
	/* as its own master a device follows only what is better */
	if (best && n->master && best->stratum >= n->master)
		best = NULL;
	if (best)
		best->mark = '*';
	return best;
}

static void discipline(struct ntp *n)
{
	struct ntp_assoc *a = n->system;
	s64 move;

	n->last_offset = a->offset;
	move = abs64(a->offset) > STEP ? a->offset : a->offset / 2;
	device_clock_adjust(n->ip->dev, move);
	n->updated = wall(n);
	n->updated_at = stack_now(n->ip);
	if (debug_on(n->ip->dev, DEBUG_NTP_ADJUST))
		device_debug(n->ip->dev, "NTP: clock %s by %lld us", abs64(move) > STEP ? "stepped" : "slewed", (long long)(move / 1000));
	for (struct ntp_assoc *b = n->assocs; b; b = b->next) {
		b->offset -= move;
		for (unsigned k = 0; k < b->n; k++)
			b->sample[k].offset -= move;
		if (move == n->last_offset && abs64(move) > STEP) { /* 11.3: a step begins all anew */
			b->sent_at += move;
			b->xmt = 0;
		}
	}
}

static void follow(struct ntp *n, struct ntp_assoc *a)
{
	char t[IP6_TEXT];

	if (a != n->system && debug_on(n->ip->dev, DEBUG_NTP_EVENTS))
		device_debug(n->ip->dev, "NTP Core(NOTICE): Clock %s%s.", a ? "is synchronized to " : "synchronization lost", a ? ipaddr_text(&a->addr, t) : "");
	if (!a && n->system && !n->master)
		device_clock_lost(n->ip->dev);
	if (a != n->system && n->log && a)
		device_log(n->ip->dev, "NTP", 5, "PEERSYNC", "NTP synced to peer %s", ipaddr_text(&a->addr, t));
	else if (a != n->system && n->log)
		device_log(n->ip->dev, "NTP", 4, "UNSYNC", "NTP sync is lost");
	n->system = a;
}

/* ---- associations ---- */

/* The sample with the least delay speaks for all (10); what the others differ from it is the jitter. */
static void filter(struct ntp_assoc *a, s64 offset, s64 delay)
{
	const struct ntp_sample *best = a->sample;
	s64 sum = 0;

	memmove(&a->sample[1], &a->sample[0], (NTP_STAGES - 1) * sizeof(a->sample[0]));
	a->sample[0] = (struct ntp_sample){ offset, delay, stack_now(a->ntp->ip) };
	if (a->n < NTP_STAGES)
		a->n++;
	for (unsigned k = 1; k < a->n; k++)
		if (a->sample[k].delay < best->delay)
			best = &a->sample[k];
	for (unsigned k = 0; k < a->n; k++)
		sum += abs64(a->sample[k].offset - best->offset);
	a->offset = best->offset;
	a->delay = best->delay;
	a->jitter = sum / (s64)a->n;
}

static void poll_timer(struct timer *t)
{
	struct ntp_assoc *a = container_of(t, struct ntp_assoc, timer);
	struct ntp *n = a->ntp;
	u8 p[NTP_LEN + NTP_MAC_LEN];
	char text[IP6_TEXT];
	bool was = a->reach;

	a->reach = (u8)(a->reach << 1);
	if (was && !a->reach && debug_on(n->ip->dev, DEBUG_NTP_EVENTS))
		device_debug(n->ip->dev, "NTP Core(INFO): %s is unreachable", ipaddr_text(&a->addr, text));
	if (was && !a->reach && n->log)
		device_log(n->ip->dev, "NTP", 3, "PEERUNREACH", "Peer %s is unreachable", ipaddr_text(&a->addr, text));
	if (!a->reach) {
		a->n = 0;
		a->mark = ' ';
		a->poll = a->poll_min;
		if (n->system == a)
			follow(n, select_system(n));
	}
	if (!a->reach && a->iburst && !a->burst)
		a->burst = NTP_BURST;
	put_packet(n, p, a->peer ? NTP_ACTIVE : NTP_CLIENT, a->version, a->poll);
	a->sent_at = wall(n);
	a->xmt = stamp(a->sent_at);
	put_be64(p + 40, a->xmt);
	a->n_out++;
	send(n, &a->addr, NULL, a->source ? a->source : n->source, NULL, NTP_PORT, p, a->key ? ntp_key_get(n, a->key, false) : NULL);
	if (a->burst)
		a->burst--;
	timer_set(n->ip->node->worker, t, stack_now(n->ip) + (a->burst ? NTP_BURST_S : 1ull << a->poll) * NSEC_PER_SEC);
}

/* An answer of the server, or of the peer: 8, figure 21. */
static void answered(struct ntp_assoc *a, const struct ipaddr *self, const u8 *p)
{
	struct ntp *n = a->ntp;
	s64 t1 = a->sent_at, t4 = wall(n), t2 = ntp_unstamp(get_be64(p + 32)), t3 = ntp_unstamp(get_be64(p + 40));
	char text[IP6_TEXT];

	if (!a->xmt || get_be64(p + 24) != a->xmt) { /* TEST2: not of what we asked */
		n->bad_format++;
		a->n_bad++;
		if (debug_on(n->ip->dev, DEBUG_NTP_CORE))
			device_debug(n->ip->dev, "NTP Core(DEBUG): %s answers what was not asked", ipaddr_text(&a->addr, text));
		return;
	}
	a->n_in++;
	a->origin = a->xmt;
	a->received = get_be64(p + 32);
	a->transmitted = get_be64(p + 40);
	a->its_poll = p[2];
	a->its_precision = (s8)p[3];
	a->xmt = 0;
	a->leap = p[0] >> 6;
	a->stratum = p[1] ? p[1] : NTP_STRATUM_NONE;
	a->root_delay = short_ns(get_be32(p + 4));
	a->root_dispersion = short_ns(get_be32(p + 8));
	a->refid = get_be32(p + 12);
	a->self = ntp_refid(self);
	a->reftime = get_be64(p + 16);
	if (!p[1] && a->refid == 0x52415445 && a->poll < a->poll_max) /* 7.4: the kiss "RATE" */
		a->poll++;
	if (a->leap == 3 || a->stratum >= NTP_STRATUM_NONE) { /* TEST6: it is not synchronized itself */
		if (debug_on(n->ip->dev, DEBUG_NTP_CORE))
			device_debug(n->ip->dev, "NTP Core(DEBUG): %s is not synchronized", ipaddr_text(&a->addr, text));
		return;
	}
	if (!a->reach && debug_on(n->ip->dev, DEBUG_NTP_EVENTS))
		device_debug(n->ip->dev, "NTP Core(INFO): %s is reachable", ipaddr_text(&a->addr, text));
	if (!a->reach && n->log)
		device_log(n->ip->dev, "NTP", 6, "PEERREACH", "Peer %s is reachable", ipaddr_text(&a->addr, text));
	a->reach |= 1;
	a->heard = stack_now(n->ip);
	filter(a, ((t2 - t1) + (t3 - t4)) / 2, max_u64((u64)1, (u64)abs64((t4 - t1) - (t3 - t2))));
	follow(n, select_system(n));
	if (n->system == a)
		discipline(n);
	if (++a->steady >= NTP_STAGES && a->poll < a->poll_max && abs64(a->offset) < (s64)(10 * NSEC_PER_MS)) {
		a->poll++;
		a->steady = 0;
	}
}

static bool to_many(const struct ipaddr *a) { return a->af == AF_IP6 ? ip6_is_multicast(&a->v6) : ip4_is_multicast(a->v4) || a->v4 == ~0u; }

static void serve(struct ntp *n, const struct ip_recv *r, u16 port, const u8 *q, const struct ntp_key *k)
{
	u8 p[NTP_LEN + NTP_MAC_LEN], mode = q[0] & 7;
	s64 now = wall(n);

	put_packet(n, p, mode == NTP_ACTIVE ? NTP_PASSIVE : NTP_SERVER, q[0] >> 3 & 7, q[2]);
	memcpy(p + 24, q + 40, 8);
	put_be64(p + 32, stamp(now));
	put_be64(p + 40, stamp(now));
	send(n, &r->src, to_many(&r->dst) ? NULL : &r->dst, n->source, r->src.af == AF_IP6 && ip6_is_linklocal(&r->src.v6) ? r->in : NULL, port, p, k);
}

/* `ntp access-group`: the first group that holds the source says what it may; of whom none does nothing is taken, once there is any. */
static bool admitted(const struct ntp *n, const struct ip_recv *r, bool asks)
{
	bool any = false;

	for (unsigned k = 0; k < NTP_ACCESS_N; k++) {
		struct acl *list = n->access[r->src.af == AF_IP6][k];

		if (!list)
			continue;
		any = true;
		if (acl_permits_source(list, &r->src))
			return k == NTP_MAY_PEER || (asks && k != NTP_MAY_QUERY);
	}
	return !any;
}

static void debug_refused(const struct ntp *n, const struct ip_recv *r, const char *why)
{
	char t[IP6_TEXT];

	if (debug_on(n->ip->dev, DEBUG_NTP_CORE))
		device_debug(n->ip->dev, "NTP Core(DEBUG): message from %s dropped: %s", ipaddr_text(&r->src, t), why);
}

static void receive(struct udp_socket *u, const struct ip_recv *r, u16 port, struct frame *f)
{
	struct ntp *n = u->arg;
	const u8 *p = f->data;
	struct ntp_assoc *a = ntp_assoc_find(n, &r->src);
	const struct ntp_key *k;
	u8 mode, version;
	bool wrong;

	n->received++;
	if (f->len < NTP_LEN) {
		n->bad_format++;
		debug_refused(n, r, "too short");
		frame_put(f);
		return;
	}
	mode = p[0] & 7;
	version = p[0] >> 3 & 7;
	if (r->in->ip->no_ntp) {
		n->refused++;
		debug_refused(n, r, "NTP is disabled on the interface");
		ip_drop(n->ip, r->in->ip, f, DROP_ACL);
		return;
	}
	if (debug_on(n->ip->dev, DEBUG_NTP_PACKET)) {
		char from[IP6_TEXT], to[IP6_TEXT];

		device_debug(n->ip->dev, "NTP message received from %s on interface '%s' (%s): mode %u, stratum %u, poll %u", ipaddr_text(&r->src, from),
			     r->in->name, ipaddr_text(&r->dst, to), mode, p[1], p[2]);
	}
	k = proven(n, p, f->len, &wrong);
	if (version < 1 || version > 4) {
		n->bad_version++;
		debug_refused(n, r, "bad version");
	} else if (!admitted(n, r, mode == NTP_CLIENT)) {
		n->refused++;
		debug_refused(n, r, "access group");
		ip_drop(n->ip, r->in->ip, f, DROP_ACL);
		return;
	} else if (wrong || (a && a->key && n->authenticate && (!k || k->id != a->key))) {
		n->bad_auth++;
		if (a)
			a->n_bad++;
		debug_refused(n, r, "authentication failed");
	} else if (mode == NTP_SERVER || mode == NTP_PASSIVE || (mode == NTP_ACTIVE && a && a->peer && get_be64(p + 24))) {
		if (a)
			answered(a, &r->dst, p);
	} else if (mode == NTP_CLIENT || mode == NTP_ACTIVE) {
		serve(n, r, port, p, k);
	}
	frame_put(f);
}

struct ntp_assoc *ntp_assoc_find(const struct ntp *n, const struct ipaddr *addr)
{
	struct ntp_assoc *a = n->assocs;

	while (a && !ipaddr_eq(&a->addr, addr))
		a = a->next;
	return a;
}

struct ntp_assoc *ntp_assoc_new(struct ntp *n, const struct ipaddr *addr)
{
	struct ntp_assoc **at = &n->assocs, *a;
	unsigned count = 0;

	for (; *at; at = &(*at)->next)
		count++;
	if (count >= NTP_ASSOCS_MAX)
		return NULL;
	a = *at = xcalloc(1, sizeof(*a));
	a->ntp = n;
	a->addr = *addr;
	a->version = 4;
	a->stratum = NTP_STRATUM_NONE;
	a->mark = ' ';
	a->timer.fire = poll_timer;
	return a;
}

void ntp_assoc_start(struct ntp_assoc *a)
{
	a->poll = a->poll_min;
	a->n = a->reach = a->burst = 0;
	timer_set(a->ntp->ip->node->worker, &a->timer, stack_now(a->ntp->ip) + NSEC_PER_SEC + rng_below(&a->ntp->ip->node->rng, 1000) * NSEC_PER_MS);
}

void ntp_assoc_free(struct ntp_assoc *a)
{
	struct ntp *n = a->ntp;
	struct ntp_assoc **at = &n->assocs;

	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
	timer_stop(n->ip->node->worker, &a->timer);
	if (n->system == a)
		follow(n, select_system(n));
	free(a);
}

/* ---- life ---- */

struct ntp *ntp_of(struct ipstack *s)
{
	struct ntp *n = s->ntp;

	if (n)
		return n;
	n = s->ntp = xcalloc(1, sizeof(*n));
	n->ip = s;
	n->udp = (struct udp_socket){ .port = NTP_PORT, .receive = receive, .arg = n };
	return n;
}

void ntp_listen(struct ntp *n)
{
	udp_open_if(n->ip, &n->udp, n->assocs || n->master);
}

void ntp_iface_gone(struct ipif *p)
{
	if (p->ip->root->ntp && p->ip->root->ntp->source == p->i)
		p->ip->root->ntp->source = NULL;
	for (struct ntp_assoc *a = p->ip->root->ntp ? p->ip->root->ntp->assocs : NULL; a; a = a->next)
		if (a->source == p->i)
			a->source = NULL;
}

void ntp_stack_free(struct ipstack *s)
{
	struct ntp *n = s->ntp;

	if (!n)
		return;
	n->log = false;
	while (n->assocs)
		ntp_assoc_free(n->assocs);
	udp_close(&n->udp);
	for (unsigned k = 0; k < NTP_ACCESS_N; k++)
		for (unsigned v6 = 0; v6 < 2; v6++)
			acl_release(n->access[v6][k]);
	while (n->keys) {
		struct ntp_key *k = n->keys;

		n->keys = k->next;
		free(k);
	}
	free(n);
	s->ntp = NULL;
}
