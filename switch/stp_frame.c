/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * BPDUs on the wire. An access port speaks IEEE (802.1D-2004, clause 9; LLC 42 42 03) for its VLAN. A trunk speaks SSTP, Cisco's per-VLAN form, for
 * each VLAN, tagged as the trunk tags the VLAN: SNAP 00-00-0C 01-0B, the BPDU, and at offset 36 a TLV with the VLAN it is about, so that
 * trunks whose native VLANs differ are found out. VLAN 1's is sent in the IEEE form, too, untagged, and that one counts: bridges of others
 * understand it.
 */
#include "net/rd.h"
#include "switch/lag/lag.h"
#include "switch/stp.h"

enum { LLC_LEN = 3, SNAP_LEN = 8, BPDU_MAX = 36, TLV_LEN = 6, FRAME_MIN = 60, CONTROL_PRIORITY = 0xe000 };

static const u8 ieee_mac[6] = { 0x01, 0x80, 0xc2, 0, 0, 0 }, sstp_mac[6] = { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcd };
static const u8 llc[LLC_LEN] = { 0x42, 0x42, 0x03 }, snap[SNAP_LEN] = { 0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x01, 0x0b };

/* ---- out ---- */

/* tag: 0: none. */
static void send_frame(struct stp_port *p, bool sstp, u16 vlan, u16 tag, const u8 *bpdu, size_t len)
{
	struct port *port = p->sw->iface->port;
	struct frame *f = frame_get(node_pool(port->node), (u32)(FRAME_MIN + 8 + len));
	bool tlv = sstp && len >= BPDU_MAX - 1; /* a TCN has none */
	struct wr w;

	if (!f) {
		port->drops[DROP_NO_FRAME]++;
		return;
	}
	w = wr_of(f->data, f->len);
	wr_copy(&w, sstp ? sstp_mac : ieee_mac, 6);
	wr_copy(&w, port->mac, 6);
	if (tag) {
		wr_u16(&w, TPID);
		wr_u16(&w, (u16)(CONTROL_PRIORITY | tag));
	}
	wr_u16(&w, (u16)(!sstp ? LLC_LEN + len : tlv ? SNAP_LEN + BPDU_MAX + TLV_LEN : SNAP_LEN + len));
	if (sstp)
		wr_copy(&w, snap, SNAP_LEN);
	else
		wr_copy(&w, llc, LLC_LEN);
	wr_copy(&w, bpdu, len);
	if (tlv) {
		wr_zero(&w, BPDU_MAX - len);
		wr_u16(&w, 0);
		wr_u16(&w, 2);
		wr_u16(&w, vlan);
	}
	if (wr_len(&w) < FRAME_MIN)
		wr_zero(&w, FRAME_MIN - wr_len(&w));
	f->len = (u32)wr_len(&w);
	p->tx++;
	swport_send(p->sw, &f, 1);
}

/* `bpdufilter default`: an edge port says a little at first, in case a bridge is there, and then nothing while it is one. */
static bool is_quiet(struct stp_tree *t, const struct stp_port *p)
{
	struct stp_tree_port *tp = &t->port[p->sw->index];
	struct rstp_port_status st;

	if (!p->stp->bpdufilter_default || p->bpdufilter != STP_CHOICE_DEFAULT || !stp_port_edge(p))
		return false;
	rstp_port_status(t->r, p->sw->index, &st);
	if (!st.edge)
		return false;
	if (tp->said == STP_FILTER_BPDUS)
		return true;
	tp->said++;
	return false;
}

void stp_send(struct stp_tree *t, u16 port, const struct rstp_bpdu *b)
{
	struct stp_port *p = &t->stp->port[port];
	u8 bytes[BPDU_MAX];
	size_t len = bpdu_write(b, bytes, sizeof(bytes));

	if (stp_port_filter(p) || !p->sw->iface->link || is_quiet(t, p))
		return;
	if (p->sw->trunk ? t->vlan == 1 : t->vlan == p->sw->access_vlan) /* a telephone's VLAN has no BPDUs */
		send_frame(p, false, t->vlan, 0, bytes, len);
	if (p->sw->trunk)
		send_frame(p, true, t->vlan, t->vlan == p->sw->untagged_vlan ? 0 : t->vlan, bytes, len);
}

void stp_send_mst(void *arg, unsigned port, const struct mst_bpdu *b)
{
	struct stp *s = arg;
	struct stp_port *p = &s->port[port];
	u8 bytes[MST_BPDU_MAX];
	size_t len = mst_write(b, bytes, sizeof(bytes));

	if (stp_port_filter(p) || !p->sw->iface->link || is_quiet(s->tree[0], p))
		return;
	send_frame(p, false, 0, 0, bytes, len);
	if (p->pvst && stp_port_simulates(p))
		stp_send_simulated(p, &b->cist);
}

void stp_send_simulated(struct stp_port *p, const struct rstp_bpdu *cist)
{
	struct rstp_bpdu b = *cist;
	u8 bytes[BPDU_MAX];
	size_t len;

	b.bridge_id = cist->regional_root; /* to who stands outside, the region is one bridge */
	len = bpdu_write(&b, bytes, sizeof(bytes));
	for (u16 v = 1; v <= VLAN_MAX && p->sw->trunk; v++) {
		const struct vlan *vlan = p->stp->b->vlan[v];

		if (vlan && vlan_passes(vlan) && swport_carries(p->sw, v))
			send_frame(p, true, v, v == p->sw->untagged_vlan ? 0 : v, bytes, len);
	}
}

/* ---- in ---- */

struct heard {
	struct rstp_bpdu bpdu;
	struct mst_bpdu mst;	/* in MST mode, of IEEE frames */
	bool sstp;
	u16 tag;	/* 0: none */
	u16 pvid;	/* 0: not said */
};

static enum drop parse(struct heard *h, const struct frame *f, bool mst)
{
	struct rd r = rd_of(f->data, f->len), p;
	const u8 *head, *dst = rd_bytes(&r, 6);
	u16 len;
	size_t hlen;

	h->sstp = false;
	h->tag = h->pvid = 0;
	rd_skip(&r, 6);
	len = rd_u16(&r);
	if (len == TPID) {
		h->tag = rd_u16(&r) & 0xfff;
		len = rd_u16(&r);
	}
	if (r.bad || rd_left(&r) < len)
		return len > 1500 ? DROP_BAD_FIELD : DROP_SHORT;
	p = rd_sub(&r, len);
	h->sstp = mac_eq(dst, sstp_mac);
	hlen = h->sstp ? SNAP_LEN : LLC_LEN;
	head = rd_bytes(&p, hlen);
	if (!head)
		return DROP_SHORT;
	if (memcmp(head, h->sstp ? snap : llc, hlen))
		return DROP_NO_PROTOCOL; /* VTP, UDLD and the like share SSTP's neighbourhood */
	if (mst && !h->sstp)
		return mst_parse(&h->mst, p.p, rd_left(&p)) ? DROP_NONE : DROP_BAD_FIELD;
	if (!bpdu_parse(&h->bpdu, p.p, rd_left(&p)))
		return DROP_BAD_FIELD;
	if (!h->sstp || h->bpdu.type == BPDU_TCN)
		return DROP_NONE;
	rd_skip(&p, BPDU_MAX);
	if (rd_u16(&p) || rd_u16(&p) != 2)
		return DROP_BAD_FIELD;
	h->pvid = rd_u16(&p);
	return p.bad ? DROP_SHORT : DROP_NONE;
}

static struct stp_tree *member_tree(const struct stp *s, u16 vlan, u16 port)
{
	struct stp_tree *t = vlan <= VLAN_MAX ? s->tree[vlan] : NULL;

	return t && t->port[port].member ? t : NULL;
}

/* The other end calls the VLAN by another number: neither may pass, or two VLANs would be one. */
static void wrong_pvid(struct stp *s, struct swport *in, u16 vlan, u16 pvid)
{
	struct stp_tree *local = member_tree(s, vlan, in->index), *peer = member_tree(s, pvid, in->index);
	const char *name = in->iface->name;
	struct device *d = s->b->dev;

	if (local && local->port[in->index].fault != STP_PVID_INCONSISTENT) {
		device_log(d, "SPANTREE", 2, "RECV_PVID_ERR", "Received BPDU with inconsistent peer vlan id %u on %s VLAN%04u.", pvid, name, vlan);
		if (peer && peer->port[in->index].fault != STP_PVID_INCONSISTENT)
			device_log(d, "SPANTREE", 2, "BLOCK_PVID_PEER", "Blocking %s on VLAN%04u. Inconsistent peer vlan.", name, pvid);
		device_log(d, "SPANTREE", 2, "BLOCK_PVID_LOCAL", "Blocking %s on VLAN%04u. Inconsistent local vlan.", name, vlan);
	}
	if (local)
		stp_fault_set(local, in->index, STP_PVID_INCONSISTENT);
	if (peer)
		stp_fault_set(peer, in->index, STP_PVID_INCONSISTENT);
}

static void on_access_port(struct stp *s, struct swport *in)
{
	struct stp_tree *t = member_tree(s, in->access_vlan, in->index);

	if (!t)
		return;
	if (t->port[in->index].fault != STP_TYPE_INCONSISTENT)
		device_log(s->b->dev, "SPANTREE", 7, "RECV_1Q_NON_TRUNK", "Received 802.1Q BPDU on non trunk %s VLAN%04u.", in->iface->name, in->access_vlan);
	stp_fault_set(t, in->index, STP_TYPE_INCONSISTENT);
}

/* Of trees by VLAN, that of VLAN 1 comes in the IEEE form, too, and counts as what the CIST hears; the others have to agree with it (stp_pvst.c). */
static enum drop take_mst(struct stp *s, struct swport *in, struct heard *h)
{
	struct stp_tree *t = s->tree[0];
	struct stp_tree_port *tp = &t->port[in->index];

	if (h->sstp)
		return stp_pvst_heard(&s->port[in->index], h->pvid ? h->pvid : h->tag ? h->tag : in->untagged_vlan, &h->bpdu);
	if (h->tag)
		return DROP_VLAN_NOT_ALLOWED;
	if (tp->bpdus >= STP_BPDUS_A_SECOND)
		return DROP_RATE_LIMIT;
	tp->bpdus++;
	if (h->mst.has_region)
		stp_pvst_forget(&s->port[in->index]);
	else
		stp_pvst_hold(&s->port[in->index], &h->mst.cist);
	mstp_receive(s->mstp, in->index, &h->mst);
	for (u16 i = 0; i <= VLAN_MAX; i++)
		if (s->tree[i])
			stp_guard_heard(s->tree[i], in->index);
	return DROP_NONE;
}

static enum drop take(struct stp *s, struct swport *in, struct heard *h)
{
	u16 vlan = in->trunk ? in->native_vlan : in->access_vlan;
	struct stp_tree_port *tp;
	struct stp_tree *t;

	if (s->mstp)
		return take_mst(s, in, h);
	if (h->sstp && !in->trunk) {
		on_access_port(s, in);
		return DROP_NONE;
	}
	if (h->tag && !h->sstp)
		return DROP_VLAN_NOT_ALLOWED;
	if (h->sstp)
		vlan = h->tag ? h->tag : vlan;
	else if (in->trunk)
		vlan = 1;
	t = member_tree(s, vlan, in->index);
	if (!t)
		return DROP_VLAN_NOT_ALLOWED;
	tp = &t->port[in->index];
	if (tp->bpdus >= STP_BPDUS_A_SECOND)
		return DROP_RATE_LIMIT;
	tp->bpdus++;
	if (h->pvid && h->pvid != vlan) {
		wrong_pvid(s, in, vlan, h->pvid);
		return DROP_NONE;
	}
	if (h->sstp && vlan == 1)
		return DROP_NONE; /* the IEEE form says the same */
	rstp_receive(t->r, in->index, &h->bpdu);
	stp_guard_heard(t, in->index);
	return DROP_NONE;
}

void stp_input(struct bridge *b, struct swport *in, struct frame *f, void *arg)
{
	struct stp *s = arg;
	struct stp_port *p = &s->port[in->index];
	struct heard h;
	enum drop why = parse(&h, f, s->mstp != NULL);

	(void)b;
	if (why == DROP_NONE && stp_port_filter(p))
		why = DROP_BPDU_FILTER;
	if (why == DROP_NONE && stp_port_bpduguard(p)) {
		stp_guard_hit(p);
		why = DROP_BPDU_GUARD;
	}
	if (why == DROP_NONE && unlikely(in->lag != NULL))
		lag_guard_bpdu(in, f->data + 6);
	if (why == DROP_NONE) {
		p->rx++;
		why = take(s, in, &h);
	}
	if (why == DROP_NONE)
		frame_put(f);
	else
		port_drop(in->iface->port, f, why);
}
