/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a summary's revision makes a switch do:
 *	lower than ours: it learns of ours		equal: the digests are compared
 *	higher: its subsets are collected, or asked for; when they are complete and the digest is right, they become the database, and
 *	all other trunks are told
 * A server without a domain takes the first that it hears of. Which is why a switch from the drawer, with the right domain and a higher
 * revision, erases everybody's VLANs.
 */
#include "switch/vtp/vtp.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/world.h"

static bool takes_part(const struct vtp *v)
{
	return v->mode == VTP_SERVER || v->mode == VTP_CLIENT;
}

static bool knows_primary(const struct vtp *v)
{
	static const u8 none[6];

	return memcmp(v->primary, none, 6) != 0;
}

/* ---- sending ---- */

static struct vtp_msg summary_of(const struct vtp *v, unsigned version)
{
	struct vtp_msg m = { .version = (u8)version, .code = VTP_SUMMARY, .revision = v->revision, .updater = v->updater, .pruning = v->pruning };

	memcpy(m.domain, v->domain, sizeof(m.domain));
	memcpy(m.stamp, v->stamp, VTP_STAMP);
	if (version == 3) {
		m.has_primary = knows_primary(v);
		memcpy(m.primary, v->primary, 6);
		memcpy(m.primary_name, v->primary_name, sizeof(m.primary_name));
	}
	vtp_trailer(&m);
	return m;
}

/* To the version 2 neighbours of a version 3 switch, in their words. */
static unsigned version_for(const struct vtp *v, const struct vtp_port *p)
{
	return v->version == 3 && p->old_left ? 2 : v->version;
}

static void put_out(struct vtp *v, unsigned port, const struct vtp_msg *m)
{
	u8 bytes[VTP_FRAME_MAX];
	size_t len = vtp_fill(m, bytes, sizeof(bytes));

	v->count.tx_summary += m->code == VTP_SUMMARY;
	v->count.tx_subset += m->code == VTP_SUBSET;
	v->count.tx_request += m->code == VTP_REQUEST;
	v->port[port].tx_join += m->code == VTP_JOIN;
	if (len)
		v->ops->send(v->arg, port, bytes, len);
}

static void send_subsets(struct vtp *v, unsigned port, unsigned version, const u8 *blob, size_t len)
{
	struct vtp_msg m = summary_of(v, version);

	m.code = VTP_SUBSET;
	for (size_t at = 0; at < len;) {
		size_t n = vtp_blob_cut(blob + at, len - at);

		m.count++;
		m.vlans = rd_of(blob + at, n);
		put_out(v, port, &m);
		at += n;
	}
}

static unsigned parts_of(const u8 *blob, size_t len)
{
	unsigned n = 0;

	for (size_t at = 0; at < len; n++)
		at += vtp_blob_cut(blob + at, len - at);
	return n;
}

/* full: with the database behind it. */
static void advertise(struct vtp *v, unsigned port, bool full, bool takeover)
{
	struct vtp_port *p = &v->port[port];
	unsigned version = version_for(v, p);
	struct vtp_msg m = summary_of(v, version);
	size_t len;
	u8 *blob;

	if (!p->trunk || !*v->domain || !takes_part(v))
		return;
	blob = vtp_blob(&v->db, version, &len);
	if (takeover && version == 3) {
		m.takeover = true;
		vtp_trailer(&m);
	}
	vtp_digest(&m, v->secret, blob, len, m.digest);
	m.count = full ? (u8)parts_of(blob, len) : 0;
	put_out(v, port, &m);
	if (full)
		send_subsets(v, port, version, blob, len);
	p->summary_left = VTP_SUMMARY_S;
	free(blob);
}

static void tell_all(struct vtp *v, unsigned but, bool takeover)
{
	for (unsigned i = 0; i < v->n_ports; i++)
		if (i != but)
			advertise(v, i, true, takeover);
}

static void ask(struct vtp *v, unsigned port)
{
	struct vtp_msg m = { .version = (u8)version_for(v, &v->port[port]), .code = VTP_REQUEST };

	v->port[port].ask = false;
	if (!v->port[port].trunk || !takes_part(v))
		return;
	memcpy(m.domain, v->domain, sizeof(m.domain));
	put_out(v, port, &m);
}

static void ask_all(struct vtp *v)
{
	for (unsigned i = 0; i < v->n_ports && *v->domain; i++)
		ask(v, i);
}

/* ---- the database ---- */

static void rehash(struct vtp *v)
{
	struct vtp_msg m = summary_of(v, v->version);
	size_t len;
	u8 *blob = vtp_blob(&v->db, v->version, &len);

	vtp_digest(&m, v->secret, blob, len, v->digest);
	free(blob);
}

static void stamp(struct vtp *v, u32 updater, const char *text)
{
	v->updater = updater;
	snprintf(v->stamp, sizeof(v->stamp), "%s", text);
}

void vtp_change(struct vtp *v, unsigned changes, u32 updater, const char *text)
{
	if (changes && v->mode == VTP_SERVER && (v->version < 3 || vtp_is_primary(v))) {
		v->revision += changes;
		stamp(v, updater, text);
		rehash(v);
		tell_all(v, v->n_ports, false);
		return;
	}
	rehash(v);
}

void vtp_set_database(struct vtp *v, const struct vtp_vlan *vlan, unsigned n, unsigned changes, u32 updater, const char *text)
{
	free(v->db.vlan);
	v->db.vlan = xcalloc(n + 1, sizeof(*vlan));
	v->db.n = n;
	if (n)
		memcpy(v->db.vlan, vlan, n * sizeof(*vlan));
	vtp_change(v, changes, updater, text);
}

void vtp_set_revision(struct vtp *v, u32 revision, u32 updater, const char *text)
{
	v->revision = takes_part(v) ? revision : 0;
	stamp(v, updater, text);
	rehash(v);
}

void vtp_take_over(struct vtp *v, u32 updater, const char *text)
{
	memcpy(v->primary, v->device, 6);
	memcpy(v->primary_name, v->name, sizeof(v->primary_name));
	v->revision++;
	stamp(v, updater, text);
	rehash(v);
	v->ops->note(v->arg, VTP_NOTE_PRIMARY, 0);
	tell_all(v, v->n_ports, true);
}

static void gather_end(struct vtp *v)
{
	free(v->gather.bytes);
	v->gather = (struct vtp_gather){ 0 };
}

static void take_primary(struct vtp *v, const struct vtp_msg *m)
{
	bool news = m->has_primary && memcmp(v->primary, m->primary, 6);

	if (!news)
		return;
	memcpy(v->primary, m->primary, 6);
	memcpy(v->primary_name, m->primary_name, sizeof(v->primary_name));
	v->ops->note(v->arg, VTP_NOTE_PRIMARY, 0);
}

/* All subsets are here. */
static enum drop install(struct vtp *v)
{
	struct vtp_gather *g = &v->gather;
	const struct vtp_msg m = g->summary;
	unsigned port = g->port;
	u8 digest[VTP_DIGEST];
	struct vtp_db db;

	vtp_digest(&m, v->secret, g->bytes, g->len, digest);
	if (memcmp(digest, m.digest, VTP_DIGEST)) {
		gather_end(v);
		v->count.digest_errors++;
		v->ops->note(v->arg, VTP_NOTE_DIGEST, port);
		return DROP_VTP_DIGEST;
	}
	if (!vtp_blob_read(&db, rd_of(g->bytes, g->len), m.version)) {
		gather_end(v);
		return DROP_BAD_FIELD;
	}
	gather_end(v);
	v->installs++;
	free(v->db.vlan);
	v->db = db;
	v->revision = m.revision;
	v->updater = m.updater;
	memcpy(v->stamp, m.stamp, VTP_STAMP);
	if (v->version != m.version) {
		v->version = m.version;
		v->ops->note(v->arg, VTP_NOTE_VERSION, port);
	}
	if (m.version < 3 && m.has_pruning && m.pruning != v->pruning) {
		v->pruning = m.pruning;
		v->ops->note(v->arg, VTP_NOTE_PRUNING, port);
	}
	take_primary(v, &m);
	rehash(v);
	v->ops->install(v->arg);
	tell_all(v, port, m.takeover);
	return DROP_NONE;
}

/* ---- receiving ---- */

static bool answer_allowed(struct vtp *v, unsigned port)
{
	if (v->port[port].answers == VTP_A_SECOND)
		return false;
	v->port[port].answers++;
	return true;
}

static void equal_revision(struct vtp *v, unsigned port, const struct vtp_msg *m)
{
	u8 digest[VTP_DIGEST];
	size_t len;
	u8 *blob = vtp_blob(&v->db, m->version, &len);

	vtp_digest(m, v->secret, blob, len, digest);
	free(blob);
	if (!memcmp(digest, m->digest, VTP_DIGEST))
		return;
	v->count.revision_errors++;
	if (answer_allowed(v, port))
		v->ops->note(v->arg, VTP_NOTE_EQUAL, port);
}

/* Version 3: an update is that of the primary server that is known, or of the one that takes over. */
static bool of_my_primary(struct vtp *v, unsigned port, const struct vtp_msg *m)
{
	if (v->version < 3 || m->takeover || !m->has_primary || !knows_primary(v) || !memcmp(v->primary, m->primary, 6))
		return v->version < 3 || m->has_primary;
	if (answer_allowed(v, port))
		v->ops->note(v->arg, VTP_NOTE_CONFLICT, port);
	return false;
}

static void higher_revision(struct vtp *v, unsigned port, const struct vtp_msg *m)
{
	struct vtp_gather *g = &v->gather;

	if (g->on && g->summary.revision >= m->revision)
		return;
	gather_end(v);
	if (v->installs >= VTP_A_SECOND || !m->count) {
		v->port[port].ask = true;
		if (v->installs < VTP_A_SECOND && answer_allowed(v, port))
			ask(v, port);
		return;
	}
	*g = (struct vtp_gather){ .on = true, .port = port, .next = 1, .left_s = VTP_GATHER_S, .summary = *m, .bytes = xcalloc(1, VTP_BLOB_MAX) };
}

static enum drop summary_in(struct vtp *v, unsigned port, const struct vtp_msg *m)
{
	v->count.rx_summary++;
	v->port[port].rx_not_pruning += v->pruning && !m->has_pruning;
	if (!of_my_primary(v, port, m))
		return DROP_VTP_PRIMARY;
	if (m->revision < v->revision) {
		if (answer_allowed(v, port))
			advertise(v, port, false, false);
	} else if (m->revision == v->revision) {
		equal_revision(v, port, m);
	} else {
		higher_revision(v, port, m);
	}
	return DROP_NONE;
}

static enum drop subset_in(struct vtp *v, unsigned port, const struct vtp_msg *m)
{
	struct vtp_gather *g = &v->gather;
	size_t n = rd_left(&m->vlans);

	v->count.rx_subset++;
	if (!g->on || g->port != port || m->revision != g->summary.revision)
		return DROP_NONE;
	if (m->count != g->next || g->len + n > VTP_BLOB_MAX) {
		gather_end(v);
		v->port[port].ask = true;
		return DROP_BAD_FIELD;
	}
	if (n)
		memcpy(g->bytes + g->len, m->vlans.p, n);
	g->len += n;
	return g->next++ == g->summary.count ? install(v) : DROP_NONE;
}

/* Is the message one of this switch's domain, in words that it understands? */
static enum drop accept(struct vtp *v, unsigned port, const struct vtp_msg *m)
{
	struct vtp_port *p = &v->port[port];

	if (!*v->domain && !*v->password && *m->domain && m->code == VTP_SUMMARY) {
		memcpy(v->domain, m->domain, sizeof(v->domain));
		v->revision = 0;
		v->ops->note(v->arg, VTP_NOTE_DOMAIN, port);
	}
	if (!*v->domain || strcmp(v->domain, m->domain)) {
		v->count.rx_other_domain++;
		return DROP_VTP_DOMAIN;
	}
	if (v->version == 3 && m->version < 3) {
		if (!p->old_left)
			p->summary_left = 1; /* it is told in its own words */
		p->old_left = VTP_OLD_S;
		v->count.v1_errors += m->version == 1;
		return m->code == VTP_REQUEST || m->code == VTP_JOIN ? DROP_NONE : DROP_VTP_VERSION;
	}
	if (v->version < 3 && m->version == 3)
		return DROP_VTP_VERSION;
	return DROP_NONE;
}

enum drop vtp_receive(struct vtp *v, unsigned port, struct rd r)
{
	enum drop why;
	struct vtp_msg m;

	if (!v->port[port].trunk || !takes_part(v))
		return DROP_NONE;
	if (!vtp_parse(&m, r)) {
		v->count.rx_bad++;
		return DROP_BAD_FIELD;
	}
	why = accept(v, port, &m);
	if (why != DROP_NONE)
		return why;
	switch (m.code) {
	case VTP_SUMMARY:
		return summary_in(v, port, &m);
	case VTP_SUBSET:
		return subset_in(v, port, &m);
	case VTP_REQUEST:
		v->count.rx_request++;
		if (answer_allowed(v, port))
			advertise(v, port, true, false);
		return DROP_NONE;
	default:
		v->port[port].rx_join++;
		if (v->pruning)
			v->ops->join(v->arg, port, m.first, m.vlans);
		return DROP_NONE;
	}
}

void vtp_join(struct vtp *v, unsigned port, const u8 bits[VTP_JOIN_BYTES])
{
	struct vtp_msg m = { .version = (u8)version_for(v, &v->port[port]), .code = VTP_JOIN, .vlans = rd_of(bits, VTP_JOIN_BYTES) };

	memcpy(m.domain, v->domain, sizeof(m.domain));
	put_out(v, port, &m);
}

bool vtp_relays(const struct vtp *v, struct rd r)
{
	struct vtp_msg m;

	if (v->mode != VTP_TRANSPARENT || !vtp_parse(&m, r))
		return false;
	return v->version > 1 || !*v->domain || !strcmp(v->domain, m.domain); /* version 1 looks at the domain first */
}

/* ---- time, trunks, configuration ---- */

/* Out of what was the domain's. */
static void begin_anew(struct vtp *v)
{
	v->revision = 0;
	memset(v->primary, 0, sizeof(v->primary));
	*v->primary_name = 0;
}

void vtp_second(struct vtp *v)
{
	struct vtp_gather *g = &v->gather;

	v->installs = 0;
	if (g->on && !--g->left_s) {
		v->port[g->port].ask = true;
		gather_end(v);
	}
	for (unsigned i = 0; i < v->n_ports; i++) {
		struct vtp_port *p = &v->port[i];

		p->answers = 0;
		if (!p->trunk)
			continue;
		p->old_left -= p->old_left > 0;
		if (p->ask)
			ask(v, i);
		if (p->summary_left && !--p->summary_left) {
			p->summary_left = VTP_SUMMARY_S;
			advertise(v, i, false, false);
		}
	}
}

void vtp_trunk(struct vtp *v, unsigned port, bool up)
{
	struct vtp_port *p = &v->port[port];

	if (p->trunk == up)
		return;
	*p = (struct vtp_port){ .trunk = up, .summary_left = up ? 1 : 0 };
	if (v->gather.on && v->gather.port == port)
		gather_end(v);
}

void vtp_set_mode(struct vtp *v, enum vtp_mode mode)
{
	bool was = takes_part(v);

	if (v->mode == mode)
		return;
	v->mode = (u8)mode;
	gather_end(v);
	if (!takes_part(v) || !was)
		begin_anew(v);
	else if (mode == VTP_CLIENT && !memcmp(v->primary, v->device, 6))
		memset(v->primary, 0, sizeof(v->primary));
	rehash(v);
	ask_all(v);
}

void vtp_set_domain(struct vtp *v, const char *domain)
{
	if (!strcmp(v->domain, domain))
		return;
	memset(v->domain, 0, sizeof(v->domain));
	snprintf(v->domain, sizeof(v->domain), "%s", domain);
	gather_end(v);
	begin_anew(v);
	rehash(v);
	ask_all(v);
}

void vtp_set_password(struct vtp *v, const char *password)
{
	snprintf(v->password, sizeof(v->password), "%s", password);
	vtp_secret(v->password, v->secret);
	rehash(v);
}

void vtp_set_version(struct vtp *v, unsigned version)
{
	if (v->version == version)
		return;
	gather_end(v);
	if (v->version == 3 || version == 3)
		begin_anew(v);
	v->version = (u8)version;
	rehash(v);
}

void vtp_init(struct vtp *v, const struct vtp_ops *ops, void *arg, unsigned n_ports, const u8 device[6])
{
	*v = (struct vtp){ .ops = ops, .arg = arg, .version = 1, .n_ports = n_ports };
	memcpy(v->device, device, 6);
	v->port = xcalloc(n_ports, sizeof(*v->port));
}

void vtp_fini(struct vtp *v)
{
	gather_end(v);
	free(v->db.vlan);
	free(v->port);
}

const char *vtp_refuses(const struct vtp *v, u16 vlan)
{
	if (v->mode == VTP_CLIENT)
		return "VTP VLAN configuration not allowed when device is in CLIENT mode.";
	if (v->mode != VTP_SERVER)
		return NULL;
	if (v->version == 3 && !vtp_is_primary(v))
		return "VTP VLAN configuration not allowed when device is not the primary server for vlan database.";
	if (v->version < 3 && *v->domain && vlan >= VTP_EXTENDED)
		return "Extended VLAN(s) not allowed in current VTP mode.";
	return NULL;
}

const char *vtp_mode_name(u8 mode)
{
	static const char *const name[] = { "Server", "Client", "Transparent", "Off" };

	return name[mode < ARRAY_LEN(name) ? mode : 0];
}
