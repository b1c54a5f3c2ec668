/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of VTP. A message: version, code, count, length of the domain's name, 32 octets of it; then
 *	summary: revision, updater, time stamp, digest, a trailer (that of version 1 says only whether pruning is on; from version 2 on TLVs of 16-bit words)
 *	subset: revision, records of VLANs		request: the first VLAN that is wanted		join: first and last VLAN, a bit for each between
 * A record: its length, status, type, length of the name, VLAN, MTU, 802.10 SAID, the name padded to words, TLVs.
 * The digest is MD5 of: secret, summary with count, time stamp and digest zeroed, trailer (from version 2 on), all records, secret.
 */
#include "switch/vtp/vtp.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/world.h"
#include "net/digest.h"

enum {
	RECORD_HEAD = 12, TYPE_ETHERNET = 1, SUSPENDED = 1, SAID = 100000, TRAILER_V2 = 8,
	TLV_PRUNING = 6, TLV_PRIMARY = 0x20, TLV_PRIMARY_NAME = 0x21, TLV_TAKEOVER = 0x22, /* the last three are ours */
	PRUNING_ON = 1, PRUNING_OFF = 2,
	SECRET_ROUNDS = 1563, SECRET_BLOCK = 64,
};

/* ---- messages ---- */

static void read_trailer(struct vtp_msg *m, struct rd r)
{
	m->n_trailer = (u8)(rd_left(&r) < sizeof(m->trailer) ? rd_left(&r) : sizeof(m->trailer));
	rd_copy(&r, m->trailer, m->n_trailer);
	r = rd_of(m->trailer, m->n_trailer);
	if (m->version == 1) {
		rd_skip(&r, 2);
		m->pruning = rd_u16(&r) == PRUNING_ON;
		m->has_pruning = !r.bad;
		return;
	}
	rd_skip(&r, 4);
	while (rd_left(&r) >= 2) {
		u8 type = rd_u8(&r);
		struct rd value = rd_sub(&r, 2u * rd_u8(&r));
		size_t n = rd_left(&value);

		if (type == TLV_PRUNING && n == 2) {
			m->has_pruning = true;
			m->pruning = rd_u16(&value) == PRUNING_ON;
		} else if (m->version < 3) {
			continue;
		} else if (type == TLV_PRIMARY && n == 6) {
			m->has_primary = true;
			rd_copy(&value, m->primary, 6);
		} else if (type == TLV_PRIMARY_NAME && n <= VTP_NAME_MAX) {
			rd_copy(&value, m->primary_name, n);
		} else if (type == TLV_TAKEOVER) {
			m->takeover = !value.bad;
		}
	}
}

bool vtp_parse(struct vtp_msg *m, struct rd r)
{
	u8 len;

	*m = (struct vtp_msg){ 0 };
	m->version = rd_u8(&r);
	m->code = rd_u8(&r);
	m->count = rd_u8(&r);
	len = rd_u8(&r);
	if (m->version < 1 || m->version > 3 || len > VTP_NAME_MAX)
		return false;
	rd_copy(&r, m->domain, VTP_NAME_MAX);
	memset(m->domain + len, 0, sizeof(m->domain) - len);
	if (strlen(m->domain) != len)
		return false;
	switch (m->code) {
	case VTP_SUMMARY:
		m->revision = rd_u32(&r);
		m->updater = rd_u32(&r);
		rd_copy(&r, m->stamp, VTP_STAMP);
		rd_copy(&r, m->digest, VTP_DIGEST);
		if (!r.bad)
			read_trailer(m, r);
		break;
	case VTP_SUBSET:
		m->revision = rd_u32(&r);
		m->vlans = r;
		break;
	case VTP_REQUEST:
		rd_u16(&r);
		break;
	case VTP_JOIN:
		m->first = rd_u16(&r);
		rd_u16(&r); /* the last: as far as there are bits */
		m->vlans = r;
		break;
	default:
		return false;
	}
	return !r.bad;
}

/* What a summary of ours has behind it. */
void vtp_trailer(struct vtp_msg *m)
{
	struct wr w = wr_of(m->trailer, sizeof(m->trailer));

	if (m->version == 1) {
		wr_copy(&w, (const u8[5]){ 1, 1, 0, m->pruning ? PRUNING_ON : PRUNING_OFF, 0 }, 5);
	} else {
		wr_u32(&w, 1);
		wr_u32(&w, (u32)(TLV_PRUNING << 24 | 1 << 16 | (m->pruning ? PRUNING_ON : PRUNING_OFF)));
	}
	if (m->version == 3 && m->has_primary) {
		u8 words = (u8)((strlen(m->primary_name) + 1) / 2);

		wr_u16(&w, TLV_PRIMARY << 8 | 3);
		wr_copy(&w, m->primary, 6);
		wr_u16(&w, (u16)(TLV_PRIMARY_NAME << 8 | words));
		wr_copy(&w, m->primary_name, 2u * words);
		if (m->takeover)
			wr_u16(&w, TLV_TAKEOVER << 8);
	}
	m->n_trailer = (u8)wr_len(&w);
}

static void put_head(struct wr *w, const struct vtp_msg *m, u8 count)
{
	size_t len = strlen(m->domain);

	wr_u8(w, m->version);
	wr_u8(w, m->code);
	wr_u8(w, count);
	wr_u8(w, (u8)len);
	wr_copy(w, m->domain, len);
	wr_zero(w, VTP_NAME_MAX - len);
}

size_t vtp_fill(const struct vtp_msg *m, u8 *bytes, size_t room)
{
	struct wr w = wr_of(bytes, room);

	put_head(&w, m, m->count);
	if (m->code == VTP_REQUEST) {
		wr_u16(&w, 0);
	} else if (m->code == VTP_JOIN) {
		wr_u16(&w, 0);
		wr_u16(&w, VTP_JOIN_LAST);
		wr_copy(&w, m->vlans.p, rd_left(&m->vlans));
	} else {
		wr_u32(&w, m->revision);
		if (m->code == VTP_SUBSET) {
			wr_copy(&w, m->vlans.p, rd_left(&m->vlans));
		} else {
			wr_u32(&w, m->updater);
			wr_copy(&w, m->stamp, VTP_STAMP);
			wr_copy(&w, m->digest, VTP_DIGEST);
			wr_copy(&w, m->trailer, m->n_trailer);
		}
	}
	return w.bad ? 0 : wr_len(&w);
}

/* ---- the digest ---- */

/* The password over and over, some 100 KiB of it. */
void vtp_secret(const char *password, u8 out[VTP_DIGEST])
{
	size_t len = strlen(password), at = 0;
	struct digest d;

	memset(out, 0, VTP_DIGEST);
	if (!len)
		return;
	digest_begin(&d, DIGEST_MD5);
	for (unsigned i = 0; i < SECRET_ROUNDS; i++) {
		u8 block[SECRET_BLOCK];

		for (unsigned k = 0; k < SECRET_BLOCK; k++)
			block[k] = (u8)password[at++ % len];
		digest_add(&d, block, sizeof(block));
	}
	digest_end(&d, out);
}

void vtp_digest(const struct vtp_msg *m, const u8 secret[VTP_DIGEST], const u8 *blob, size_t len, u8 out[VTP_DIGEST])
{
	struct vtp_msg head = *m;
	struct digest d;
	u8 bytes[40 + 4 + VTP_STAMP + VTP_DIGEST];
	struct wr w = wr_of(bytes, sizeof(bytes));

	head.code = VTP_SUMMARY;
	put_head(&w, &head, 0);
	wr_u32(&w, m->revision);
	wr_u32(&w, m->updater);
	wr_zero(&w, VTP_STAMP + VTP_DIGEST);
	digest_begin(&d, DIGEST_MD5);
	digest_add(&d, secret, VTP_DIGEST);
	digest_add(&d, bytes, wr_len(&w));
	if (m->version > 1)
		digest_add(&d, m->trailer, m->n_trailer);
	digest_add(&d, blob, len);
	digest_add(&d, secret, VTP_DIGEST);
	digest_end(&d, out);
}

/* ---- the database ---- */

/* 1002 - 1005 as they leave the factory: the same in every switch, and part of the digest. */
struct factory {
	u16 id;
	u8 type;
	u16 mtu;
	const char *name;
	u8 n_tlvs;
	u8 tlv[20];
};
static const struct factory factory[2][4] = {
	{ { 1002, 2, 1500, "fddi-default", 8, { 1, 1, 0, 0, 4, 1, 0, 0 } },
	  { 1003, 3, 1500, "token-ring-default", 8, { 1, 1, 0, 0, 4, 1, 0, 0 } },
	  { 1004, 4, 1500, "fddinet-default", 8, { 2, 1, 0, 0, 3, 1, 0, 1 } },
	  { 1005, 5, 1500, "trnet-default", 8, { 2, 1, 0, 0, 3, 1, 0, 2 } } },
	{ { 1002, 2, 1500, "fddi-default", 0, { 0 } },
	  { 1003, 3, 4472, "trcrf-default", 20, { 1, 1, 0x0c, 0xcc, 4, 1, 0x03, 0xed, 7, 1, 0, 2, 8, 1, 0, 7, 9, 1, 0, 7 } },
	  { 1004, 4, 1500, "fddinet-default", 4, { 3, 1, 0, 1 } },
	  { 1005, 5, 4472, "trbrf-default", 8, { 2, 1, 0, 15, 3, 1, 0, 2 } } },
};

static void put_record(struct wr *w, u8 status, u8 type, u16 id, u16 mtu, const char *name, const u8 *tlvs, u8 n_tlvs)
{
	size_t len = strlen(name), padded = (len + 3) & ~3ul;

	wr_u8(w, (u8)(RECORD_HEAD + padded + n_tlvs));
	wr_u8(w, status);
	wr_u8(w, type);
	wr_u8(w, (u8)len);
	wr_u16(w, id);
	wr_u16(w, mtu);
	wr_u32(w, SAID + id);
	wr_copy(w, name, len);
	wr_zero(w, padded - len);
	wr_copy(w, tlvs, n_tlvs);
}

static void put_factory(struct wr *w, unsigned version)
{
	for (unsigned i = 0; i < 4; i++) {
		const struct factory *f = &factory[version > 1][i];

		put_record(w, 0, f->type, f->id, f->mtu, f->name, f->tlv, f->n_tlvs);
	}
}

u8 *vtp_blob(const struct vtp_db *db, unsigned version, size_t *len)
{
	u8 *bytes = xcalloc(1, VTP_BLOB_MAX);
	struct wr w = wr_of(bytes, VTP_BLOB_MAX);
	bool factory_in = false;

	for (unsigned i = 0; i < db->n; i++) {
		const struct vtp_vlan *v = &db->vlan[i];

		if (v->id >= VTP_EXTENDED && version < 3)
			break;
		if (v->id >= VTP_EXTENDED && !factory_in) {
			put_factory(&w, version);
			factory_in = true;
		}
		put_record(&w, v->suspended ? SUSPENDED : 0, TYPE_ETHERNET, v->id, v->mtu, v->name, factory[0][0].tlv, 0);
	}
	if (!factory_in)
		put_factory(&w, version);
	*len = wr_len(&w);
	return bytes;
}

size_t vtp_blob_cut(const u8 *blob, size_t len)
{
	size_t at = 0;

	while (at < len && at + blob[at] <= VTP_FRAME_DATA)
		at += blob[at];
	return at;
}

/* What comes off a wire becomes lines of a configuration: it has to be a word that could have been typed. */
static bool is_word(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] < 0x21 || s[i] > 0x7e || s[i] == '?' || s[i] == '|' || s[i] == '"')
			return false;
	return len > 0 && strlen(s) == len && *s != '!';
}

static bool read_record(struct vtp_vlan *v, struct rd *r, unsigned version, bool *wanted)
{
	u8 len = rd_u8(r), status, type, name_len;
	struct rd one = rd_sub(r, len ? len - 1u : 0);

	*v = (struct vtp_vlan){ 0 };
	status = rd_u8(&one);
	type = rd_u8(&one);
	name_len = rd_u8(&one);
	v->id = rd_u16(&one);
	v->mtu = rd_u16(&one);
	rd_u32(&one);
	if (name_len > VTP_NAME_MAX)
		return false;
	rd_copy(&one, v->name, name_len);
	v->suspended = status & SUSPENDED;
	*wanted = type == TYPE_ETHERNET && v->id >= 1 && (v->id < 1002 || (v->id >= VTP_EXTENDED && v->id <= VTP_VLANS && version == 3));
	if (!is_word(v->name, name_len))
		snprintf(v->name, sizeof(v->name), "VLAN%04u", v->id);
	return !one.bad && !r->bad;
}

static int by_name(const void *a, const void *b)
{
	const struct vtp_vlan *x = *(const struct vtp_vlan *const *)a, *y = *(const struct vtp_vlan *const *)b;
	int c = strcmp(x->name, y->name);

	return c ? c : (int)x->id - (int)y->id;
}

static void part_names(struct vtp_db *db)
{
	struct vtp_vlan **list = xcalloc(db->n + 1, sizeof(struct vtp_vlan *));
	const char *last = NULL;

	for (unsigned i = 0; i < db->n; i++)
		list[i] = &db->vlan[i];
	qsort(list, db->n, sizeof(struct vtp_vlan *), by_name);
	for (unsigned i = 0; i < db->n; i++) {
		char own[16];

		snprintf(own, sizeof(own), "VLAN%04u", list[i]->id);
		if (last && !strcmp(last, list[i]->name))
			snprintf(list[i]->name, sizeof(list[i]->name), "%s", own);
		else
			last = list[i]->name;
	}
	free(list);
}

bool vtp_blob_read(struct vtp_db *db, struct rd r, unsigned version)
{
	size_t most = rd_left(&r) / RECORD_HEAD + 2;
	bool good = true;
	u16 last = 0;

	db->n = 0;
	db->vlan = xcalloc(most < VTP_VLANS + 1 ? most : VTP_VLANS + 1, sizeof(*db->vlan));
	while (good && rd_left(&r)) {
		struct vtp_vlan v;
		bool wanted;

		good = read_record(&v, &r, version, &wanted) && v.id > last;
		wanted &= good;
		last = v.id;
		if (wanted && v.id > 1 && !db->n) /* whatever is said, VLAN 1 is there */
			db->vlan[db->n++] = (struct vtp_vlan){ .id = 1, .mtu = 1500 };
		if (wanted)
			db->vlan[db->n++] = v;
	}
	if (!good || !db->n) {
		free(db->vlan);
		*db = (struct vtp_db){ 0 };
		return false;
	}
	snprintf(db->vlan[0].name, sizeof(db->vlan[0].name), "default");
	db->vlan[0].suspended = false;
	part_names(db);
	return true;
}
