/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A records in answers of DNS (RFC 2694): over UDP a message at a time, over TCP (RFC 7766) in a stream of messages with their lengths before them.
 *
 * An address has four octets whatever its name, so that nothing in a stream moves: the octets of each direction go through a reader that needs no
 * message whole, and remembers what it put in place of what until that is acknowledged, since a segment may be sent again, cut elsewhere. Three
 * things are not let through at once, which a sender that sees no acknowledgement sends again:
 *  - a segment beyond one that is missing: nobody can tell where its records stand;
 *  - the octets of an address of which the rest is in the next segment: that one tells its other name, and both parts of it go out changed. Where they
 *    come again and nothing behind them has, they pass as they are, or a sender of small segments would wait for ever;
 *  - a segment with more names than there is room for beside those that wait for an acknowledgement.
 * A connection whose beginning was not seen passes untouched.
 */
#include <stdlib.h>

#include "net/udp.h"
#include "router/dns/wire.h"
#include "router/nat/alg.h"

enum {
	CHANGES_MAX = 512,	/* of a direction, that wait for an acknowledgement */
	CHANGED_MAX = 1024,	/* directions that have any, of a device; beyond, names are let be */
	QUESTION_TAIL = 4, RECORD_TAIL = 10, ADDRESS = 4,
};

enum part { PART_LENGTH, PART_HEADER, PART_NAME, PART_RECORD, PART_ADDRESS };

/* Octets that a part is read by; names by label. */
static const u8 part_len[] = { [PART_LENGTH] = 2, [PART_HEADER] = DNS_HLEN, [PART_NAME] = 1, [PART_RECORD] = RECORD_TAIL, [PART_ADDRESS] = ADDRESS };

struct change { u32 seq; u32 addr; };

struct stream {			/* one direction of a connection */
	bool begun;		/* its SYN was seen */
	u8 part, n_have;
	u8 have[DNS_HLEN];	/* of the part */
	u16 questions, records;	/* of the message, still to come */
	u32 left;		/* octets of the message, still to come */
	u32 skip;		/* of them, that say nothing */
	u32 first, next;	/* number of its first octet; of the first that was not seen */
	u32 n_changes;
	struct change *changes;	/* in order; NULL: none */
};

struct nat_dns { struct stream way[2]; }; /* inward, outward */

/* ---- names ---- */

/* The other name of an address that stands in an answer on its way. 0: it has none. */
static u32 other_name(const struct nat *n, const struct nat_flow *f, u32 a, bool outward)
{
	const struct nat_static *in = nat_static_find(n, outward ? f->in_ip : f->out_ip, false, outward, 0, a, 0, NULL);
	const struct nat_static *out = nat_static_find(n, f->in_ip, true, outward, 0, a, 0, NULL);

	if (in && !in->proto)
		return outward ? nat_static_global(in, a) : nat_static_local(in, a);
	if (out && !out->proto)
		return outward ? nat_static_global(out, a) : nat_static_local(out, a);
	return 0;
}

static void trace(const struct nat *n, u32 was, u32 is)
{
	char a[IP4_TEXT], b[IP4_TEXT];

	if (debug_on(n->ip->dev, DEBUG_IP_NAT))
		device_debug(n->ip->dev, "NAT: DNS resource record %s -> %s", ip4_text(was, a), ip4_text(is, b));
}

void nat_alg_dns(struct nat *n, const struct nat_flow *f, struct nat_packet *p, bool outward)
{
	u8 *msg = p->l4 + UDP_HLEN;
	struct rd r = rd_of(msg, p->l4_len - UDP_HLEN);
	struct dns_record rec;
	struct dns_msg m;
	bool changed = false;
	u32 records;

	if (!n->statics || !dns_read(&r, msg, &m) || !(m.flags & DNS_QR))
		return;
	records = (u32)m.n_answer + m.n_authority + m.n_additional;
	for (u32 k = 0; k < records && k < DNS_RECORDS_MAX && dns_read_record(&r, msg, &rec); k++) {
		u32 name = rec.type == DNS_A && rec.addr.af == AF_IP4 ? other_name(n, f, rec.addr.v4, outward) : 0;

		if (!name)
			continue;
		put_be32(msg + (r.p - msg) - 4, name);
		changed = true;
		trace(n, rec.addr.v4, name);
	}
	if (changed && get_be16(p->l4 + UDP_CSUM) && !(p->f->flags & FRAME_CSUM_PARTIAL))
		nat_alg_sum(p, UDP_CSUM);
}

/* ---- what was changed ---- */

static void changes_free(struct nat *n, struct stream *x)
{
	if (x->changes)
		n->n_changed--;
	free(x->changes);
	x->changes = NULL;
	x->n_changes = 0;
}

static void acknowledged(struct nat *n, struct stream *x, u32 ack)
{
	u32 k = 0;

	if (!x->n_changes || (s32)(ack - x->next) > 0)
		return; /* of what was never sent */
	while (k < x->n_changes && (s32)(ack - x->changes[k].seq) >= ADDRESS)
		k++;
	if (k == x->n_changes) {
		changes_free(n, x);
		return;
	}
	x->n_changes -= k;
	memmove(x->changes, x->changes + k, x->n_changes * sizeof(*x->changes));
}

/* false: no room beside the others. */
static bool change_note(struct nat *n, struct stream *x, u32 seq, u32 addr)
{
	if (!x->changes && n->n_changed < CHANGED_MAX) {
		x->changes = xcalloc(CHANGES_MAX, sizeof(*x->changes));
		n->n_changed++;
	}
	if (!x->changes || x->n_changes >= CHANGES_MAX)
		return false;
	x->changes[x->n_changes++] = (struct change){ seq, addr };
	return true;
}

/* What of the segment was changed is so again. -> anything? */
static bool change_again(const struct stream *x, u8 *data, u32 len, u32 seq)
{
	bool any = false;

	for (u32 k = 0; k < x->n_changes; k++)
		for (u32 b = 0; b < ADDRESS; b++) {
			u32 at = x->changes[k].seq + b - seq;

			if (at < len) {
				data[at] = (u8)(x->changes[k].addr >> (24 - 8 * b));
				any = true;
			}
		}
	return any;
}

/* ---- reading a stream ---- */

/* What comes behind a question or a record, or behind the header, after `skip` octets that say nothing. */
static void next_item(struct stream *x, u32 skip)
{
	x->part = PART_NAME;
	x->skip = x->questions || x->records ? skip : x->left; /* whatever else there is */
}

static void read_header(struct stream *x)
{
	x->questions = get_be16(x->have + 4);
	x->records = 0;
	if (!(get_be16(x->have + 2) & DNS_QR)) {
		x->skip = x->left; /* a question names no addresses */
		return;
	}
	for (u32 k = 6; k < DNS_HLEN; k += 2) /* more than 65535 cannot be in 65535 octets */
		x->records = (u16)min_u64(0xffff, (u64)x->records + get_be16(x->have + k));
	next_item(x, 0);
}

/* A label of a name, or its end. */
static void read_label(struct stream *x)
{
	u8 n = x->have[0];

	if (n && n <= DNS_LABEL_MAX) {
		x->skip = n;
		return;
	}
	if (n && n < 0xc0) {
		x->skip = x->left; /* no form of label that there is */
		return;
	}
	x->skip = n ? 1 : 0; /* the rest of a pointer */
	if (!x->questions) {
		x->part = PART_RECORD;
		return;
	}
	x->questions--;
	next_item(x, x->skip + QUESTION_TAIL);
}

static void read_record(struct stream *x)
{
	u16 len = get_be16(x->have + 8);

	x->records--;
	if (get_be16(x->have) == DNS_A && get_be16(x->have + 2) == DNS_CLASS_IN && len == ADDRESS) {
		x->part = PART_ADDRESS;
		return;
	}
	next_item(x, len);
}

/* false: its other name finds no room. */
static bool read_address(struct nat *n, const struct nat_flow *f, struct stream *x, bool outward)
{
	u32 addr = get_be32(x->have), name = n->statics ? other_name(n, f, addr, outward) : 0;

	next_item(x, 0);
	if (!name || name == addr)
		return true;
	if (!change_note(n, x, x->next - ADDRESS, name))
		return false;
	trace(n, addr, name);
	return true;
}

/* A part is whole. */
static bool read_part(struct nat *n, const struct nat_flow *f, struct stream *x, bool outward)
{
	x->n_have = 0;
	switch (x->part) {
	case PART_LENGTH:
		x->left = get_be16(x->have);
		x->part = x->left ? PART_HEADER : PART_LENGTH;
		return true;
	case PART_HEADER:
		read_header(x);
		return true;
	case PART_NAME:
		read_label(x);
		return true;
	case PART_RECORD:
		read_record(x);
		return true;
	default:
		return read_address(n, f, x, outward);
	}
}

/* Octets in their order, up to the end of the message at least: a message that ends within a part of it is none, and the next one begins. */
static bool read_octets(struct nat *n, const struct nat_flow *f, struct stream *x, const u8 *data, u32 len, bool outward)
{
	bool room = true;

	while (len) {
		bool in_message = x->part != PART_LENGTH;
		u32 want = x->skip ? x->skip : (u32)part_len[x->part] - x->n_have, k = (u32)min_u64(len, want);

		if (in_message)
			k = (u32)min_u64(k, x->left);
		if (!x->skip) {
			memcpy(x->have + x->n_have, data, k);
			x->n_have = (u8)(x->n_have + k);
		} else {
			x->skip -= k;
		}
		data += k;
		len -= k;
		x->next += k;
		x->left -= in_message ? k : 0;
		if (!x->skip && x->n_have == part_len[x->part])
			room &= read_part(n, f, x, outward);
		if (in_message && !x->left) {
			x->part = PART_LENGTH;
			x->n_have = 0;
			x->skip = 0;
		}
	}
	return room;
}

/* ---- segments ---- */

void nat_alg_dns_free(struct nat *n, struct nat_flow *f)
{
	for (unsigned k = 0; f->dns && k < 2; k++)
		changes_free(n, &f->dns->way[k]);
	free(f->dns);
	f->dns = NULL;
}

/* A SYN: the numbers begin. One in the middle of a connection may be anybody's: that is looked at no more. */
static void begin(struct nat *n, struct nat_flow *f, const struct nat_packet *p, u32 seq, bool outward)
{
	struct stream *x;

	if (f->dns && f->dns->way[outward].begun && f->dns->way[outward].first == seq + 1)
		return; /* sent again */
	if (f->cls != NAT_SYN && f->cls != NAT_FINRST) {
		nat_alg_dns_free(n, f);
		return;
	}
	if (!(p->flags & TCP_ACK))
		nat_alg_dns_free(n, f);
	if (!f->dns && (n->no_dns_tcp || !n->statics)) /* no address has another name: nothing is to be read, and no segment need wait for another */
		return;
	if (!f->dns)
		f->dns = xcalloc(1, sizeof(*f->dns));
	x = &f->dns->way[outward];
	changes_free(n, x);
	*x = (struct stream){ .begun = true, .first = seq + 1, .next = seq + 1 };
}

/* The last octets of its data go; its FIN comes again with them. */
static void cut(struct nat_packet *p, u32 octets)
{
	nat_alg_resize(p, -(s32)octets);
	p->l4[NAT_TCP_FLAGS] &= (u8)~TCP_FIN;
	p->flags &= (u8)~TCP_FIN;
}

/* Octets of an address whose rest has not come. false: nothing is left of the segment. */
static bool hold_back(struct stream *x, struct nat_packet *p, u32 len, u32 seq, bool fresh, bool *changed)
{
	u32 from = x->next - x->n_have, keep = (s32)(from - seq) > 0 ? from - seq : 0;

	if (x->part != PART_ADDRESS || !x->n_have || (s32)(seq + len - from) <= 0)
		return true;
	if (!keep && !fresh) { /* the sender waits for this one before it says more */
		next_item(x, (u32)ADDRESS - x->n_have);
		x->n_have = 0;
		return true;
	}
	if (!keep)
		return false;
	cut(p, len - keep);
	*changed = true;
	return true;
}

bool nat_alg_dns_tcp(struct nat *n, struct nat_flow *f, struct nat_packet *p, bool outward)
{
	u32 hlen = 4u * (p->l4[NAT_TCP_OFF] >> 4), len = p->l4_len - hlen, seq = get_be32(p->l4 + NAT_TCP_SEQ), seen;
	u8 *data = p->l4 + hlen;
	struct stream *x, was;
	bool changed;

	if (hlen < 20 || hlen > p->l4_len)
		return true; /* its receiver has no use for it either */
	if (p->flags & TCP_SYN)
		begin(n, f, p, seq++, outward);
	if (!f->dns)
		return true;
	if (p->flags & TCP_ACK)
		acknowledged(n, &f->dns->way[!outward], get_be32(p->l4 + NAT_TCP_ACK_NO));
	x = &f->dns->way[outward];
	if (!len || !x->begun)
		return true;
	was = *x;
	seen = x->next - seq;
	if ((s32)seen < 0)
		return false;
	if (seen < len && !read_octets(n, f, x, data + seen, len - seen, outward) && was.n_changes) {
		*x = was; /* once more when there is room */
		return false;
	}
	changed = change_again(x, data, len, seq);
	if (!hold_back(x, p, len, seq, seen < len, &changed))
		return false;
	if (changed)
		nat_alg_sum(p, NAT_TCP_CSUM);
	return true;
}
