/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The forwarding path. A burst is walked twice: first each frame's VLAN and the hashes of its addresses, so that the table's lines
 * are on their way; then learning, look-up and the output lists, chained by index. A frame keeps the tag it came with; only where its
 * way out wants it otherwise is it changed, and for a flood that happens once for all ports that want the other form.
 *
 * Frames to 01-80-C2-00-00-0x and to Cisco's 01-00-0C-CC-CC-CC/CD are never forwarded (802.1Q, 8.6.3): a claim takes them or they are dropped.
 */
#include "switch/bridge.h"

#include <stdlib.h>
#include <string.h>

#include "net/rd.h"
#include "router/ip.h"
#include "switch/filter/filter.h"
#include "switch/flap.h"
#include "switch/lag/lag.h"
#include "switch/igmp_snoop.h"
#include "switch/secure.h"
#include "switch/snoop.h"
#include "switch/span.h"
#include "switch/storm.h"

enum { NO_LINK = 0xffff };

/* How a frame came. */
enum form {
	FORM_PLAIN = 1,	 /* without a tag: leaves an access port as it is */
	FORM_TAGGED = 2, /* with the tag of its VLAN: leaves a trunk as it is */
	FORM_OTHER = 4,	 /* with a tag of VLAN 0: is changed either way */
};

/* What the first frame, or the one before this, came to: most of a burst comes and goes alike, and the question is the same. */
struct memo {
	u32 what;	/* on the way in: VLAN of the tag, or UNTAGGED; on the way out: VLAN and output port; NO_MEMO */
	u16 vlan;
	enum drop why;
};
enum { VLAN_MASK = 0xfff, UNTAGGED = 0x1000, PLACES = 32 };
#define NO_MEMO UINT32_MAX

/* The same of further VLANs that a burst mixes: a place each by the lowest bits of its number; VLANs that share one take turns. */
struct mixed {
	u16 vlan, why;
	u64 sum;	/* of those that came in it, not yet added to the VLAN's counters */
};
/* The sum of some frames of a burst: how many, how many of them to a group, their bytes, in one number. */
enum { SUM_GROUP = 32, SUM_FRAMES = 48 };
static inline u64 sum_of(const struct frame *f) { return f->len + ((u64)(f->data[0] & 1) << SUM_GROUP) + (1ull << SUM_FRAMES); }
static inline struct vlan_count sum_parts(u64 sum) { return (struct vlan_count){ .frames = sum >> SUM_FRAMES, .bytes = (u32)sum, .group = (u16)(sum >> SUM_GROUP) }; }
_Static_assert(BURST_MAX * (u64)(FRAME_LARGE_MAX + FRAME_HEADROOM) < 1ull << SUM_GROUP, "a burst's bytes fit");

struct burst {
	struct bridge *b;
	struct swport *in;	/* NULL: the switch itself */
	struct swport *port;	/* where the frames came in: `in`, or a port of that bundle */
	u32 tick;
	bool learns;		/* sources */
	unsigned n;
	unsigned forms;		/* of all frames, enum form */
	struct memo came;
	u64 sum;		/* of all frames that were let in */
	bool crowded;		/* a place of `mixed` has been of several tags */
	u32 mixes, owing;	/* a bit a place of `mixed`: in use; with frames that are not counted yet */
	u32 came_what[PLACES], goes_what[PLACES]; /* NO_MEMO: nobody's; else as `what` of struct memo */
	struct mixed mixed[PLACES];
	u16 goes_why[PLACES];
	struct frame *f[BURST_MAX];
	u64 src[BURST_MAX], dst[BURST_MAX]; /* keys of the forwarding table */
	u16 vlan[BURST_MAX];
	u16 out[BURST_MAX];	/* index of the output port; NO_LINK: done with */
	u16 next[BURST_MAX];	/* in the list of an output port */
	u8 form[BURST_MAX];
};

/* The VLAN of frames that come with this tag's VLAN, or UNTAGGED, or the reason why none. CHECK_TAKEN: they are mirrored ones. 802.1Q 6.9. */
static enum drop classify(const struct swport *p, u32 tag, u16 *vlan)
{
	u16 v = tag & VLAN_MASK;

	if (!v)
		v = p->untagged_vlan;
	else if (!p->trunk && v != p->access_vlan && v != p->voice_vlan)
		return DROP_VLAN_NOT_ALLOWED;
	*vlan = v;
	if (likely(vlan_in(&p->passes, v)))
		return unlikely(p->bridge->vlan[v]->remote_span) ? CHECK_TAKEN : DROP_NONE;
	if (!v)
		return DROP_NOT_TAGGED;
	if (v > VLAN_MAX || !p->bridge->vlan[v])
		return DROP_VLAN_UNKNOWN;
	return vlan_in(&p->blocked, v) ? DROP_STP_BLOCKING : DROP_VLAN_NOT_ALLOWED;
}

static bool is_reserved(const u8 *d)
{
	static const u8 ieee[5] = { 0x01, 0x80, 0xc2, 0x00, 0x00 }, cisco[5] = { 0x01, 0x00, 0x0c, 0xcc, 0xcc };

	return (!memcmp(d, ieee, 5) && d[5] < 0x10) || (!memcmp(d, cisco, 5) && (d[5] == 0xcc || d[5] == 0xcd));
}

/* Which of Cisco's protocols a frame is of: LLC AA AA 03, 00-00-0C, and this number; 0: none. */
static u16 snap_protocol(const struct frame *f)
{
	static const u8 snap[6] = { 0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c };
	struct rd r = rd_of(f->data, f->len);
	const u8 *head;

	rd_skip(&r, bridge_is_tagged(f) ? 12 + TAG_LEN + 2 : 14);
	head = rd_bytes(&r, sizeof(snap));
	return head && !memcmp(head, snap, sizeof(snap)) ? rd_u16(&r) : 0;
}

/* port: where it came in; in: of which port that is a part. A routed port hears what is about the wire alone. */
static void reserved(struct bridge *b, struct swport *port, struct swport *in, struct frame *f)
{
	u16 pid = snap_protocol(f);

	for (unsigned i = 0; i < b->n_claims; i++)
		if (mac_eq(b->claim[i].mac, f->data) && (!b->claim[i].pid || b->claim[i].pid == pid) && (b->claim[i].link || !in->routed)) {
			b->claim[i].input(b, b->claim[i].link ? port : in, f, b->claim[i].arg);
			return;
		}
	port_drop(port->iface->port, f, DROP_RESERVED_MAC);
}

/* Its address is new here, is to be dropped, or has moved. */
static enum drop learn_slow(struct burst *k, u64 src, const struct fdb_entry *e)
{
	u16 was = e ? e->port : FDB_NONE;

	if (was == FDB_DISCARD)
		return DROP_MAC_DROPPED;
	if (fdb_learn(&k->b->fdb, src, k->in->index, k->tick) && was != FDB_NONE)
		flap_moved(k->b->flap, src, was, k->in->index);
	return DROP_NONE;
}

static inline enum drop learn(struct burst *k, u64 src)
{
	struct fdb_entry *e = fdb_find(&k->b->fdb, src);

	if (likely(e && e->port == k->in->index)) {
		if (e->seen != k->tick)
			e->seen = k->tick;
		return DROP_NONE;
	}
	return learn_slow(k, src, e);
}

/* May frames of the VLAN that came as this burst did leave by out? */
static enum drop may_leave(const struct burst *k, const struct swport *out, u16 vlan)
{
	if (out == k->in)
		return DROP_MAC_SAME_PORT;
	if (!vlan_in(&out->passes, vlan) || (k->in && k->in->protect && out->protect))
		return DROP_VLAN_NOT_ALLOWED;
	return DROP_NONE;
}

static bool is_ip_multicast(const u8 *d)
{
	return d[0] == 0x01 && d[1] == 0x00 && d[2] == 0x5e;
}

/* Where a frame goes that is for nobody known, or for the switch; or why it goes nowhere. Always NO_LINK: it is done with. */
static u16 settle(struct burst *k, struct frame *f, u16 vlan, const struct fdb_entry *e, enum drop why)
{
	memset(k->goes_what, 0xff, sizeof(k->goes_what)); /* what the switch itself hears may change its ports */
	if (!e && is_ip_multicast(f->data) && igmp_snoop_frame(k->b->igmp, k->in, f, vlan))
		return NO_LINK;
	if (!e)
		bridge_flood_to(k->b, k->in, f, vlan, NULL, NULL);
	else if (e->port == FDB_CPU)
		bridge_to_cpu(k->b, f, vlan);
	else if (e->port == FDB_DISCARD)
		port_drop((k->in ? k->in : &k->b->port[0])->iface->port, f, DROP_MAC_DROPPED);
	else
		port_drop(k->in ? k->in->iface->port : k->b->port[e->port].iface->port, f, why);
	return NO_LINK;
}

/* Where frame i goes: an output port's index, or NO_LINK when it is done with. */
static inline u16 decide(struct burst *k, unsigned i)
{
	const struct fdb_entry *e = NULL;
	u16 vlan = k->vlan[i], m = vlan % PLACES;

	if (likely(!(k->dst[i] >> 56 & 1)))
		e = fdb_find(&k->b->fdb, k->dst[i]);
	if (unlikely(!e || e->port >= FDB_DISCARD))
		return settle(k, k->f[i], vlan, e, DROP_NONE);
	if (unlikely(k->goes_what[m] != ((u32)vlan << 16 | e->port))) {
		k->goes_what[m] = (u32)vlan << 16 | e->port;
		k->goes_why[m] = (u16)may_leave(k, &k->b->port[e->port], vlan);
	}
	if (unlikely(k->goes_why[m] != DROP_NONE))
		return settle(k, k->f[i], vlan, e, (enum drop)k->goes_why[m]);
	return e->port;
}

static void send_list(struct burst *k, struct swport *out, u16 first)
{
	struct frame *f[BURST_MAX];
	unsigned n = 0;

	for (u16 i = first; i != NO_LINK; i = k->next[i]) {
		bool tag = swport_tags(out, k->vlan[i]);

		f[n] = likely(k->form[i] == (tag ? FORM_TAGGED : FORM_PLAIN)) ? k->f[i] : bridge_retag(k->f[i], tag, k->vlan[i]);
		if (likely(f[n] != NULL))
			n++;
		else
			out->iface->port->drops[DROP_NO_FRAME]++;
	}
	if (n)
		swport_send(out, f, n);
}

/* Frames for several ports, or for one that wants them changed: a list a port. */
static void send_lists(struct burst *k)
{
	u16 first[64], last[64], touched[64];
	unsigned n_out = 0;

	for (unsigned i = 0; i < k->n; i++) {
		u16 port = k->out[i];
		unsigned o = 0;

		if (port == NO_LINK)
			continue;
		k->next[i] = NO_LINK;
		while (o < n_out && touched[o] != port)
			o++;
		if (likely(o < n_out)) {
			k->next[last[o]] = (u16)i;
			last[o] = (u16)i;
			continue;
		}
		if (n_out == ARRAY_LEN(touched)) { /* more ports than a burst should spread over: the first list leaves now */
			send_list(k, &k->b->port[touched[0]], first[0]);
			o = 0;
		} else {
			n_out++;
		}
		touched[o] = port;
		first[o] = last[o] = (u16)i;
	}
	for (unsigned o = 0; o < n_out; o++)
		send_list(k, &k->b->port[touched[o]], first[o]);
}

/* The whole burst leaves by this port, and no frame needs another tag: nothing to sort. */
static bool leave_as_they_came(const struct burst *k, const struct swport *out)
{
	bool any = false;

	if (k->forms == FORM_PLAIN)
		return !swport_tags(out, k->vlan[0]); /* without tags, all are of one VLAN */
	if (k->forms != FORM_TAGGED)
		return false;
	if (unlikely(k->crowded))
		return false;
	if (k->came.vlan == out->untagged_vlan)
		return false;
	for (u32 m = k->mixes; m; m &= m - 1)
		any |= k->mixed[__builtin_ctz(m)].vlan == out->untagged_vlan;
	return !any;
}

static void forward(struct burst *k)
{
	bool learns = k->learns;
	u16 differ = 0;

	for (unsigned i = 0; i < k->n; i++) {
		enum drop why = learns ? learn(k, k->src[i]) : DROP_NONE;

		if (likely(why == DROP_NONE)) {
			k->out[i] = decide(k, i);
		} else {
			port_drop(k->in->iface->port, k->f[i], why);
			k->out[i] = NO_LINK;
		}
		differ |= k->out[i] ^ k->out[0];
	}
	if (!k->n || (!differ && k->out[0] == NO_LINK))
		return;
	if (likely(!differ && leave_as_they_came(k, &k->b->port[k->out[0]])))
		swport_send(&k->b->port[k->out[0]], k->f, k->n);
	else
		send_lists(k);
}

static inline u8 form_of(u32 tag)
{
	return tag == UNTAGGED ? FORM_PLAIN : tag ? FORM_TAGGED : FORM_OTHER;
}

static inline void add_job(struct burst *k, struct frame *f, u16 vlan, u8 form)
{
	unsigned i = k->n++;

	k->f[i] = f;
	k->vlan[i] = vlan;
	k->form[i] = form;
	k->forms |= form;
	k->dst[i] = fdb_key8(f->data, vlan);
	k->src[i] = fdb_key8(f->data + 6, vlan);
	__builtin_prefetch(&k->b->fdb.slot[fdb_hash(k->dst[i]) & k->b->fdb.mask]);
	__builtin_prefetch(&k->b->fdb.slot[fdb_hash(k->src[i]) & k->b->fdb.mask]);
}
/* A port that is about to forward learns who is there already (802.1D-2004, 7.8). */
static void refuse(struct burst *k, struct frame *f, enum drop why, u16 vlan)
{
	if (why == CHECK_TAKEN) {
		span_remote(k->b, k->in, f, vlan);
		return;
	}
	if (why == DROP_STP_BLOCKING && vlan_in(&k->in->learns, vlan))
		fdb_learn(&k->b->fdb, fdb_key(f->data + 6, vlan), k->in->index, k->tick);
	port_drop(k->in->iface->port, f, why);
}

static void burst_begin(struct burst *k, struct bridge *b, struct swport *in)
{
	k->b = b;
	k->in = k->port = in;
	k->learns = in != NULL;
	b->now = node_now(&b->dev->node);
	k->tick = in ? fdb_tick(b->now) : 0;
	k->n = 0;
	k->forms = 0;
	k->sum = k->mixes = k->owing = 0;
	k->crowded = false;
	k->came.what = NO_MEMO;
	memset(k->came_what, 0xff, sizeof(k->came_what));
	memset(k->goes_what, 0xff, sizeof(k->goes_what));
}

void bridge_forward(struct bridge *b, struct swport *in, struct frame *f, u16 vlan)
{
	struct burst k;

	burst_begin(&k, b, in);
	add_job(&k, f, vlan, bridge_is_tagged(f) ? FORM_OTHER : FORM_PLAIN);
	forward(&k);
}

static void count(struct burst *k, u16 vlan, u64 sum)
{
	struct vlan *v = sum ? k->b->vlan[vlan] : NULL;
	struct vlan_count c = sum_parts(sum);

	k->sum += sum;
	if (!v)
		return;
	v->count.frames += c.frames;
	v->count.bytes += c.bytes;
	v->count.group += c.group;
}

/* A VLAN's counters are touched once a burst, as a rule; sum: of those that `came` let in. */
static void count_all(struct burst *k, u64 sum)
{
	count(k, k->came.vlan, sum);
	for (; k->owing; k->owing &= k->owing - 1) {
		const struct mixed *x = &k->mixed[__builtin_ctz(k->owing)];

		count(k, x->vlan, x->sum);
	}
}

/* A place of `mixed` is for another tag from now on. */
static __attribute__((noinline)) void place_anew(struct burst *k, u32 tag, unsigned m)
{
	struct mixed *x = &k->mixed[m];

	if (k->owing >> m & 1)
		count(k, x->vlan, x->sum);
	k->crowded |= k->came_what[m] != NO_MEMO;
	*x = (struct mixed){ 0 };
	x->why = (u16)classify(k->in, tag, &x->vlan);
	k->mixes |= 1u << m;
	k->owing |= 1u << m;
	k->came_what[m] = tag;
}

/* A frame with another tag than the first of its burst. NULL: it may not come in, and is done with. */
static inline struct mixed *of_another(struct burst *k, struct frame *f, u32 tag)
{
	unsigned m = tag % PLACES;
	struct mixed *x = &k->mixed[m];

	if (unlikely(k->came_what[m] != tag))
		place_anew(k, tag, m);
	if (unlikely(x->why != DROP_NONE)) {
		refuse(k, f, (enum drop)x->why, x->vlan);
		return NULL;
	}
	x->sum += sum_of(f);
	return x;
}

static inline __attribute__((always_inline)) void receive(struct burst *k, struct frame *f, u64 *sum)
{
	const u8 *d = f->data;
	u32 tag = UNTAGGED;

	if (unlikely(f->len < 14)) {
		port_drop(k->in->iface->port, f, DROP_SHORT);
		return;
	}
	if (unlikely(mac_is_group(d + 6))) {
		port_drop(k->in->iface->port, f, DROP_BAD_SOURCE_MAC);
		return;
	}
	if (bridge_is_tagged(f)) {
		if (unlikely(f->len < 14 + TAG_LEN)) {
			port_drop(k->in->iface->port, f, DROP_SHORT);
			return;
		}
		tag = get_be16(d + 14) & VLAN_MASK;
	}
	if (unlikely(d[0] == 1 && is_reserved(d))) {
		count_all(k, *sum); /* a protocol may change the port, and the VLANs */
		*sum = 0;
		k->came.what = NO_MEMO;
		k->crowded = true;
		memset(k->came_what, 0xff, sizeof(k->came_what));
		reserved(k->b, k->port, k->in, f);
		return;
	}
	if (unlikely(k->came.what == NO_MEMO)) {
		k->came.what = tag;
		k->came.vlan = 0;
		k->came.why = classify(k->in, tag, &k->came.vlan);
	}
	if (k->came.what != tag) {
		const struct mixed *x = of_another(k, f, tag);

		if (likely(x != NULL))
			add_job(k, f, x->vlan, form_of(tag));
		return;
	}
	if (unlikely(k->came.why != DROP_NONE)) {
		refuse(k, f, k->came.why, k->came.vlan);
		return;
	}
	*sum += sum_of(f);
	add_job(k, f, k->came.vlan, form_of(tag));
}

/* Is it ARP, or UDP over IPv4, or too short to tell? */
static inline bool is_arp_or_udp(const struct frame *f, u8 form)
{
	const u8 *d = f->data + (form == FORM_PLAIN ? 12 : 12 + TAG_LEN);
	u16 type = get_be16(d);

	if (likely(type == 0x0800))
		return f->len < 28 || d[11] == 17;
	return type == 0x0806;
}

/* The guards of this port see what was accepted; what they refuse or keep leaves the burst. */
static void look_at(struct burst *k)
{
	struct swport *in = k->in;
	const unsigned all = (1u << in->n_checks) - 1, wide = all & ~(unsigned)in->check_narrow;
	const struct vlan_count sum = sum_parts(k->sum);
	bool storms = in->storms && !storm_look_all(in, &sum), secures = in->secures;
	u64 last = 0;
	unsigned n = 0;

	k->learns = !secures; /* there, each source is bound, or refused: nothing to learn */
	for (unsigned i = 0; i < k->n; i++) {
		enum drop why = DROP_NONE;
		unsigned todo;

		if (unlikely(storms))
			why = storm_look(in, k->f[i]);
		if (secures && likely(why == DROP_NONE)) {
			last = k->src[i];
			why = secure_look(in, k->f[i], k->vlan[i], last, k->tick);
		}
		todo = unlikely(is_arp_or_udp(k->f[i], k->form[i])) ? all : wide;
		if (likely(why == DROP_NONE && !todo && n == i)) {
			n++;
			continue;
		}
		for (; todo && why == DROP_NONE; todo &= todo - 1)
			why = in->check[__builtin_ctz(todo)](in, k->f[i], k->vlan[i]);
		if (why == CHECK_TAKEN)
			continue;
		if (why != DROP_NONE) {
			port_drop(in->iface->port, k->f[i], why);
			continue;
		}
		k->f[n] = k->f[i];
		k->vlan[n] = k->vlan[i];
		k->form[n] = k->form[i];
		k->dst[n] = k->dst[i];
		k->src[n++] = k->src[i];
	}
	if (last)
		in->secured->last = last;
	k->n = n;
}

/* What goes to layer 3 as it is, but for protocols between neighbours. */
static void routed_input(struct swport *port, struct frame **f, unsigned n)
{
	struct swport *in = port->path;
	unsigned m = 0;

	for (unsigned i = 0; i < n; i++) {
		if (f[i]->len >= 14 && f[i]->data[0] == 1 && is_reserved(f[i]->data))
			reserved(port->bridge, port, in, f[i]);
		else
			f[m++] = f[i];
	}
	if (m)
		ip_port_input(in->iface->port, f, m);
}

/* Before switching: how many of the frames are left for it. */
static unsigned detour(struct swport *port, struct frame **f, unsigned n)
{
	if (port->detour & DETOUR_MONITOR) {
		span_ingress(port, f, n);
		return 0;
	}
	if (port->detour & DETOUR_BUNDLED)
		lag_count_input(port->path->lag, f, n);
	if (port->detour & DETOUR_ROUTED) {
		routed_input(port, f, n);
		return 0;
	}
	return n;
}

void bridge_input(struct port *in, struct frame **f, unsigned n)
{
	struct device *d = device_of(in->node);
	struct burst k;

	struct swport *port = bridge_port_of(d->bridge, in);
	u64 sum = 0;

	burst_begin(&k, d->bridge, port->path);
	if (unlikely(port->detour)) {
		k.port = port;
		n = detour(port, f, n);
	}
	for (unsigned i = 0; i < n; i++)
		receive(&k, f[i], &sum);
	count_all(&k, sum);
	if (unlikely(k.in->n_checks || k.in->storms || k.in->secures))
		look_at(&k);
	forward(&k);
}

void bridge_svi_output(struct iface *i, struct frame **f, unsigned n)
{
	struct bridge *b = i->dev->bridge;
	struct burst k;
	u16 vlan = (u16)i->number;

	burst_begin(&k, b, NULL);
	for (unsigned x = 0; x < n; x++) {
		i->count.tx_frames++;
		i->count.tx_bytes += f[x]->len;
		if (unlikely(b->filter && b->filter->filters) && filter_from_cpu(b, f[x], vlan))
			continue;
		if (unlikely(b->snoop && b->snoop->on) && snoop_from_cpu(b, f[x], vlan))
			continue;
		add_job(&k, f[x], vlan, FORM_PLAIN);
	}
	i->last_output = node_now(&b->dev->node);
	forward(&k);
}
