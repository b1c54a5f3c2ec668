/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The control queue (virtio 1.2, 5.1.6.5): which frames the guest wants, on how many queues, with which offloads. */
#include "net/addr.h"
#include "net/eth.h"
#include "nic-models/virtio/virtio.h"

enum {
	CLASS_RX = 0, CLASS_MAC = 1, CLASS_VLAN = 2, CLASS_ANNOUNCE = 3, CLASS_MQ = 4, CLASS_OFFLOADS = 5, CLASS_COALESCE = 6,
	RX_PROMISC = 0, RX_ALLMULTI, RX_ALLUNI, RX_NOMULTI, RX_NOUNI, RX_NOBCAST,
	MAC_TABLE_SET = 0, MAC_ADDR_SET = 1,
	VLAN_ADD = 0, VLAN_DEL = 1,
	MQ_PAIRS = 0, MQ_RSS = 1, MQ_HASH = 2,
	ACK_OK = 0, ACK_ERR = 1,
};

bool virtio_command_get(struct virtio_command *m, void *to, u32 len)
{
	if (m->left < len)
		return false;
	vchain_read(m->c, m->at, to, len);
	m->at += len;
	m->left -= len;
	return true;
}

bool virtio_command_answer(struct virtio_command *m, const u8 *from, u32 len)
{
	const struct vchain *c = m->c;
	u64 skip = 1 + (u64)m->answered; /* the acknowledgement */

	if (c->in_len - skip < len || c->in_len < skip)
		return false;
	m->answered += len;
	for (u32 k = c->n_out; len; skip -= c->seg[k++].len) {
		u32 part;

		if (skip >= c->seg[k].len)
			continue;
		part = (u32)min_u64(len, c->seg[k].len - skip);
		memcpy(c->seg[k].p + skip, from, part);
		from += part;
		len -= part;
		skip += part;
	}
	return true;
}

void virtio_filter_reset(struct virtio *v)
{
	v->filter = (struct virtio_filter){ .promisc = true }; /* until the driver says otherwise */
	memcpy(v->filter.mac, v->nic.mac, 6);
	memset(v->filter.vlan, 0xff, sizeof(v->filter.vlan));
}

static bool rx_mode(struct virtio *v, u8 command, struct virtio_command *m)
{
	struct virtio_filter *f = &v->filter;
	bool *const flag[] = { &f->promisc, &f->all_multi, &f->all_uni, &f->no_multi, &f->no_uni, &f->no_broadcast };
	u8 on;

	if (!virtio_has(v, command > RX_ALLMULTI ? F_CTRL_RX_EXTRA : F_CTRL_RX) || command > RX_NOBCAST || !virtio_command_get(m, &on, 1) || m->left)
		return false;
	*flag[command] = on;
	return true;
}

/* One of the two tables; what there is no room for makes all of its kind wanted. */
static bool mac_table(struct virtio_command *m, u8 table[][6], u16 *n, bool *overflow)
{
	u8 count[4];
	u32 entries;

	*n = 0;
	*overflow = false;
	if (!virtio_command_get(m, count, 4))
		return false;
	entries = get_le32(count);
	if (entries > m->left / 6)
		return false;
	if (entries > VIRTIO_MACS) {
		*overflow = true;
		m->at += 6ull * entries;
		m->left -= 6ull * entries;
		return true;
	}
	*n = (u16)entries;
	return virtio_command_get(m, table, 6 * entries);
}

static bool mac(struct virtio *v, u8 command, struct virtio_command *m)
{
	struct virtio_filter f = v->filter;

	if (command == MAC_ADDR_SET && virtio_has(v, F_CTRL_MAC_ADDR) && m->left == 6)
		return virtio_command_get(m, v->filter.mac, 6);
	if (command != MAC_TABLE_SET || !virtio_has(v, F_CTRL_RX) || !mac_table(m, f.uni, &f.n_uni, &f.uni_overflow) ||
	    !mac_table(m, f.multi, &f.n_multi, &f.multi_overflow) || m->left)
		return false;
	v->filter = f;
	return true;
}

static bool vlan(struct virtio *v, u8 command, struct virtio_command *m)
{
	u8 word[2];
	u16 id;

	if (!virtio_has(v, F_CTRL_VLAN) || command > VLAN_DEL || !virtio_command_get(m, word, 2) || m->left)
		return false;
	id = get_le16(word);
	if (id > VLAN_MAX)
		return false;
	if (command == VLAN_ADD)
		v->filter.vlan[id / 8] |= (u8)(1 << id % 8);
	else
		v->filter.vlan[id / 8] &= (u8)~(1 << id % 8);
	return true;
}

/* The last command says how frames are spread. */
static bool queues(struct virtio *v, u8 command, struct virtio_command *m)
{
	u8 word[2];
	u16 n;

	if (command == MQ_RSS && virtio_has(v, F_RSS))
		return virtio_rss_config(v, m);
	if (command == MQ_HASH && virtio_has(v, F_HASH_REPORT))
		return virtio_hash_config(v, m);
	if (!virtio_has(v, F_MQ) || command != MQ_PAIRS || !virtio_command_get(m, word, 2) || m->left)
		return false;
	n = get_le16(word);
	if (n < 1 || n > VIRTIO_PAIRS)
		return false;
	v->pairs = n;
	v->rss.on = false;
	return true;
}

static bool offloads(struct virtio *v, u8 command, struct virtio_command *m)
{
	u8 word[8];
	u64 all;

	if (!virtio_has(v, F_CTRL_GUEST_OFFLOADS) || command || !virtio_command_get(m, word, 8) || m->left)
		return false;
	all = get_le64(word);
	if (all & ~v->features)
		return false;
	v->offloads = all;
	return true;
}

static bool obey(struct virtio *v, struct virtio_command *m)
{
	u8 head[2];

	if (!virtio_command_get(m, head, 2))
		return false;
	if (nic_debugs(&v->nic, NIC_DEBUG_DESCRIPTORS))
		nic_debugf(&v->nic, NIC_DEBUG_DESCRIPTORS, "control: class %u command %u, %u bytes", head[0], head[1], (unsigned)m->left);
	switch (head[0]) {
	case CLASS_RX: return rx_mode(v, head[1], m);
	case CLASS_MAC: return mac(v, head[1], m);
	case CLASS_VLAN: return vlan(v, head[1], m);
	case CLASS_MQ: return queues(v, head[1], m);
	case CLASS_OFFLOADS: return offloads(v, head[1], m);
	case CLASS_COALESCE: return virtio_coalesce(v, head[1], m);
	case CLASS_ANNOUNCE:
		v->announce = false;
		return virtio_has(v, F_GUEST_ANNOUNCE) && !head[1];
	default: return false;
	}
}

bool virtio_control_work(struct virtio *v, struct vring *r, struct vchain *c, unsigned budget)
{
	unsigned done;

	for (done = 0; done < budget; done++) {
		enum vring_result got = vring_take(r, c);
		u32 len = 0;

		if (got == VRING_EMPTY || got == VRING_BROKEN)
			break;
		if (got == VRING_GOT && c->in_len) {
			struct virtio_command m = { .c = c, .left = c->out_len };

			*c->seg[c->n_out].p = obey(v, &m) ? ACK_OK : ACK_ERR;
			len = 1 + m.answered;
		} else {
			nic_fault(&v->nic, NIC_FAULT_DESCRIPTOR);
		}
		vring_give(r, c->id, c->n_desc, len);
	}
	return done == budget;
}

/* The address filter. */

static bool listed(const u8 table[][6], u16 n, const u8 *mac)
{
	for (u16 i = 0; i < n; i++)
		if (mac_eq(table[i], mac))
			return true;
	return false;
}

static bool address_match(const struct virtio_filter *f, const u8 *mac)
{
	if (mac_is_broadcast(mac))
		return !f->no_broadcast;
	if (mac_is_group(mac))
		return !f->no_multi && (f->all_multi || f->multi_overflow || listed(f->multi, f->n_multi, mac));
	return !f->no_uni && (f->all_uni || f->uni_overflow || mac_eq(mac, f->mac) || listed(f->uni, f->n_uni, mac));
}

enum drop virtio_filter(const struct virtio *v, const struct frame *f)
{
	const struct virtio_filter *w = &v->filter;
	u16 id;

	if (f->len < ETH_HLEN)
		return DROP_SHORT;
	if (w->promisc)
		return DROP_NONE;
	id = f->len >= ETH_HLEN + VLAN_HLEN && get_be16(f->data + ETH_TYPE) == ETH_TYPE_VLAN ? get_be16(f->data + ETH_HLEN) & 0xfff : 0;
	/* A tag without a VLAN says a priority only. */
	if (id && !(w->vlan[id / 8] >> id % 8 & 1))
		return DROP_NOT_FOR_US;
	return address_match(w, f->data) ? DROP_NONE : DROP_NOT_FOR_US;
}
