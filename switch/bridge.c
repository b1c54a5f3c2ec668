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

enum { TAG_LEN = 4, TPID = 0x8100, NO_LINK = 0xffff };

struct job {
	struct frame *f;
	u64 src, dst;	/* keys of the forwarding table */
	u16 vlan;
	u16 next;	/* in the list of an output port */
	bool tagged;	/* carries the tag of its VLAN: leaves a trunk as it is */
	bool plain;	/* carries none: leaves an access port as it is */
};

struct burst {
	struct bridge *b;
	struct swport *in;	/* NULL: the switch itself */
	u32 tick;
	unsigned n;
	struct job job[BURST_MAX];
};

static bool is_tagged(const struct frame *f)
{
	return get_be16(f->data + 12) == TPID;
}

/* Adds or takes off the tag. f must be owned alone; NULL (put) when it was shared and the pool is empty. */
static struct frame *retag(struct frame *f, bool tagged, u16 vlan)
{
	bool has = is_tagged(f);

	if (has == tagged && (!tagged || (get_be16(f->data + 14) & 0xfff) == vlan))
		return f;
	f = frame_writable(f);
	if (!f)
		return NULL;
	if (has && tagged) {
		put_be16(f->data + 14, (u16)((get_be16(f->data + 14) & 0xf000) | vlan));
	} else if (has) {
		memmove(f->data + TAG_LEN, f->data, 12);
		frame_pull(f, TAG_LEN);
	} else {
		u8 *d = frame_push(f, TAG_LEN);

		memmove(d, d + TAG_LEN, 12);
		put_be16(d + 12, TPID);
		put_be16(d + 14, vlan);
	}
	return f;
}

/* Does the frame leave p with a tag? */
static bool wants_tag(const struct swport *p, u16 vlan)
{
	return p->trunk && vlan != p->native_vlan;
}

/* The VLAN a frame belongs to, or the reason why none. 802.1Q 6.9. */
static enum drop classify(const struct swport *p, const struct frame *f, u16 *vlan)
{
	u16 v = 0;

	if (unlikely(f->len < 14))
		return DROP_SHORT;
	if (unlikely(mac_is_group(f->data + 6)))
		return DROP_BAD_SOURCE_MAC;
	if (is_tagged(f)) {
		if (unlikely(f->len < 14 + TAG_LEN))
			return DROP_SHORT;
		v = get_be16(f->data + 14) & 0xfff;
	}
	if (!v)
		v = p->trunk ? p->native_vlan : p->access_vlan;
	else if (!p->trunk && v != p->access_vlan)
		return DROP_VLAN_NOT_ALLOWED;
	*vlan = v;
	if (likely(vlan_in(&p->passes, v)))
		return DROP_NONE;
	if (v > VLAN_MAX || !p->bridge->vlan[v])
		return DROP_VLAN_UNKNOWN;
	return vlan_in(&p->blocked, v) ? DROP_STP_BLOCKING : DROP_VLAN_NOT_ALLOWED;
}

static bool is_reserved(const u8 *d)
{
	static const u8 ieee[5] = { 0x01, 0x80, 0xc2, 0x00, 0x00 }, cisco[5] = { 0x01, 0x00, 0x0c, 0xcc, 0xcc };

	return (!memcmp(d, ieee, 5) && d[5] < 0x10) || (!memcmp(d, cisco, 5) && (d[5] == 0xcc || d[5] == 0xcd));
}

static void reserved(struct bridge *b, struct swport *in, struct frame *f)
{
	for (unsigned i = 0; i < b->n_claims; i++)
		if (mac_eq(b->claim[i].mac, f->data)) {
			b->claim[i].input(b, in, f, b->claim[i].arg);
			return;
		}
	port_drop(in->iface->port, f, DROP_RESERVED_MAC);
}

static void to_cpu(struct bridge *b, struct frame *f, u16 vlan)
{
	struct iface *svi = b->vlan[vlan] ? b->vlan[vlan]->svi : NULL;

	if (!svi || !svi->up || !svi->ip) {
		frame_put(f);
		return;
	}
	f = retag(f, false, vlan);
	if (!f)
		return;
	svi->count.rx_frames++;
	svi->count.rx_bytes += f->len;
	svi->last_input = node_now(&b->dev->node);
	ip_input(svi, &f, 1);
}

/* To every port of the VLAN but the one it came from; consumes f. */
static void flood(struct bridge *b, const struct swport *in, struct frame *f, u16 vlan)
{
	struct frame *form[2] = { NULL, NULL }; /* untagged, tagged */
	bool had_tag = is_tagged(f) && (get_be16(f->data + 14) & 0xfff) == vlan;
	unsigned sent = 0;

	form[had_tag] = f;
	for (u16 i = 0; i < b->n_ports; i++) {
		struct swport *p = &b->port[i];
		bool tag;

		if (p == in || !vlan_in(&p->passes, vlan) || (in && in->protect && p->protect))
			continue;
		tag = wants_tag(p, vlan);
		if (!form[tag]) {
			form[tag] = frame_copy(f->pool, f);
			if (form[tag])
				form[tag] = retag(form[tag], tag, vlan);
			if (!form[tag]) {
				p->iface->port->drops[DROP_NO_FRAME]++;
				continue;
			}
		}
		port_send_shared(p->iface->port, &form[tag], 1);
		sent++;
	}
	if (b->vlan[vlan] && b->vlan[vlan]->svi && in && mac_is_group(f->data)) {
		to_cpu(b, frame_ref(f), vlan);
		sent++;
	}
	if (form[!had_tag])
		frame_put(form[!had_tag]);
	if (!sent && in)
		port_drop(in->iface->port, f, DROP_NO_DESTINATION);
	else
		frame_put(f);
}

static void learn(struct burst *k, const struct job *j)
{
	struct fdb *t = &k->b->fdb;
	struct fdb_entry *e = fdb_find(t, j->src);

	if (likely(e && e->port == k->in->index)) {
		if (e->seen != k->tick)
			e->seen = k->tick;
		return;
	}
	fdb_learn(t, j->src, k->in->index, k->tick);
}

/* Where a frame with a known address goes: an output port's index, or NO_LINK when it is done with. */
static u16 decide(struct burst *k, struct job *j)
{
	struct bridge *b = k->b;
	struct fdb_entry *e;
	struct swport *out;

	if (unlikely(mac_is_group(j->f->data))) {
		flood(b, k->in, j->f, j->vlan);
		return NO_LINK;
	}
	e = fdb_find(&b->fdb, j->dst);
	if (unlikely(!e)) {
		flood(b, k->in, j->f, j->vlan);
		return NO_LINK;
	}
	if (unlikely(e->port == FDB_CPU)) {
		to_cpu(b, j->f, j->vlan);
		return NO_LINK;
	}
	out = &b->port[e->port];
	if (likely(out != k->in && vlan_in(&out->passes, j->vlan) && !(k->in && k->in->protect && out->protect)))
		return e->port;
	port_drop(k->in ? k->in->iface->port : out->iface->port, j->f,
		  out == k->in ? DROP_MAC_SAME_PORT : DROP_VLAN_NOT_ALLOWED);
	return NO_LINK;
}

static void send_list(struct burst *k, struct swport *out, u16 first)
{
	struct frame *f[BURST_MAX];
	unsigned n = 0;

	for (u16 i = first; i != NO_LINK; i = k->job[i].next) {
		struct job *j = &k->job[i];
		bool tag = wants_tag(out, j->vlan);

		f[n] = likely(tag ? j->tagged : j->plain) ? j->f : retag(j->f, tag, j->vlan);
		if (likely(f[n] != NULL))
			n++;
		else
			out->iface->port->drops[DROP_NO_FRAME]++;
	}
	if (n)
		port_send(out->iface->port, f, n);
}

static void forward(struct burst *k)
{
	u16 first[64], last[64], touched[64];
	unsigned n_out = 0;

	for (unsigned i = 0; i < k->n; i++) {
		struct job *j = &k->job[i];
		unsigned o = 0;
		u16 port;

		if (k->in)
			learn(k, j);
		port = decide(k, j);
		if (port == NO_LINK)
			continue;
		j->next = NO_LINK;
		while (o < n_out && touched[o] != port)
			o++;
		if (likely(o < n_out)) {
			k->job[last[o]].next = (u16)i;
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

static void add_job(struct burst *k, struct frame *f, u16 vlan)
{
	struct job *j = &k->job[k->n++];

	j->f = f;
	j->vlan = vlan;
	j->plain = !is_tagged(f);
	j->tagged = !j->plain && (get_be16(f->data + 14) & 0xfff) == vlan;
	j->dst = fdb_key8(f->data, vlan);
	j->src = fdb_key8(f->data + 6, vlan);
	__builtin_prefetch(&k->b->fdb.slot[fdb_hash(j->dst) & k->b->fdb.mask]);
	__builtin_prefetch(&k->b->fdb.slot[fdb_hash(j->src) & k->b->fdb.mask]);
}

/* A port that is about to forward learns who is there already (802.1D-2004, 7.8). */
static void refuse(struct burst *k, struct frame *f, enum drop why, u16 vlan)
{
	if (why == DROP_STP_BLOCKING && vlan_in(&k->in->learns, vlan))
		fdb_learn(&k->b->fdb, fdb_key(f->data + 6, vlan), k->in->index, k->tick);
	port_drop(k->in->iface->port, f, why);
}

void bridge_input(struct port *in, struct frame **f, unsigned n)
{
	struct device *d = device_of(in->node);
	struct swport *p = bridge_port_of(d->bridge, in);
	struct burst k;

	k.b = d->bridge;
	k.in = p;
	k.tick = fdb_tick(node_now(in->node));
	k.n = 0;
	for (unsigned i = 0; i < n; i++) {
		u16 vlan = 0;
		enum drop why = classify(p, f[i], &vlan);

		if (unlikely(why == DROP_SHORT || why == DROP_BAD_SOURCE_MAC))
			port_drop(in, f[i], why);
		else if (unlikely(f[i]->data[0] == 1 && is_reserved(f[i]->data)))
			reserved(k.b, p, f[i]);
		else if (unlikely(why != DROP_NONE))
			refuse(&k, f[i], why, vlan);
		else
			add_job(&k, f[i], vlan);
	}
	forward(&k);
}

void bridge_svi_output(struct iface *i, struct frame **f, unsigned n)
{
	struct bridge *b = i->dev->bridge;
	struct burst k;
	u16 vlan = (u16)i->number;

	k.b = b;
	k.in = NULL;
	k.tick = 0;
	k.n = 0;
	for (unsigned x = 0; x < n; x++) {
		i->count.tx_frames++;
		i->count.tx_bytes += f[x]->len;
		add_job(&k, f[x], vlan);
	}
	i->last_output = node_now(&b->dev->node);
	forward(&k);
}
