/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/vtp/vtp_switch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/civil.h"
#include "device/debug.h"
#include "device/neighbour_frame.h"
#include "router/ip.h"
#include "switch/switch_cli.h"

/* ---- frames ---- */

static void send_message(void *arg, unsigned port, const u8 *bytes, size_t len)
{
	struct vtp_switch *s = arg;
	struct swport *p = &s->b->port[port];
	struct frame *f = snap_frame(p->iface->port, VTP_PID, bytes, len);

	if (debug_on(s->b->dev, DEBUG_VTP_EVENTS))
		device_debug(s->b->dev, "VTP LOG RUNTIME: Transmit vtp %s, domain %s, trunk %s",
			     bytes[1] == VTP_SUMMARY ? "summary" : bytes[1] == VTP_SUBSET ? "subset" : bytes[1] == VTP_JOIN ? "join" : "request", s->v.domain, p->iface->short_name);
	if (f)
		f = bridge_retag(f, p->untagged_vlan != 1, 1); /* VTP is of VLAN 1, whichever is the native one */
	if (f)
		swport_send(p, &f, 1);
}

/* A switch without a part in the domain hands messages on, where VLAN 1 has no loop. */
static void relay(struct vtp_switch *s, const struct swport *in, struct frame *f)
{
	for (u16 i = 0; i < s->b->n_ports && vlan_in(&in->passes, 1); i++) {
		struct swport *p = &s->b->port[i];
		struct frame *copy;

		if (p == in || !s->v.port[i].trunk || !vlan_in(&p->passes, 1))
			continue;
		copy = frame_copy(f->pool, f);
		if (copy)
			bridge_send(p, copy, 1);
		else
			p->iface->port->drops[DROP_NO_FRAME]++;
	}
	frame_put(f);
}

static void input(struct bridge *b, struct swport *in, struct frame *f, void *arg)
{
	struct vtp_switch *s = arg;
	struct rd r = rd_of(f->data, f->len), body;
	enum drop why;
	u16 len = eth_type_read(&r);

	(void)b;
	body = rd_sub(&r, len);
	rd_skip(&body, SNAP_LEN);
	if (body.bad) {
		port_drop(in->iface->port, f, DROP_SHORT);
		return;
	}
	if (!s->v.port[in->index].trunk) {
		port_drop(in->iface->port, f, DROP_NOT_FOR_US);
		return;
	}
	if (debug_on(b->dev, DEBUG_VTP_EVENTS))
		device_debug(b->dev, "VTP LOG RUNTIME: Received vtp packet of %u bytes, trunk %s", (unsigned)rd_left(&body), in->iface->short_name);
	if (vtp_relays(&s->v, body)) {
		relay(s, in, f);
		return;
	}
	why = vtp_receive(&s->v, in->index, body);
	if (why == DROP_NONE)
		frame_put(f);
	else
		port_drop(in->iface->port, f, why);
}

/* ---- the database and the bridge ---- */

static struct vtp_vlan *vlans_of(const struct bridge *b, unsigned *n)
{
	struct vtp_vlan *list = xcalloc(b->n_vlans + 1, sizeof(*list));

	*n = 0;
	for (u16 id = 1; id <= VLAN_MAX; id++) {
		if (!b->vlan[id])
			continue;
		list[*n] = (struct vtp_vlan){ .id = id, .mtu = 1500, .suspended = b->vlan[id]->suspended };
		snprintf(list[(*n)++].name, sizeof(list->name), "%s", b->vlan[id]->name);
	}
	return list;
}

/* Both in order of id: how many VLANs are not the same in them. */
static unsigned differences(const struct vtp_db *db, const struct vtp_vlan *v, unsigned n)
{
	unsigned i = 0, k = 0, found = 0;

	while (i < db->n || k < n) {
		if (k == n || (i < db->n && db->vlan[i].id < v[k].id)) {
			i++;
			found++;
		} else if (i == db->n || db->vlan[i].id > v[k].id) {
			k++;
			found++;
		} else {
			found += db->vlan[i].suspended != v[k].suspended || strcmp(db->vlan[i].name, v[k].name);
			i++;
			k++;
		}
	}
	return found;
}

void vtp_commit(struct vtp_switch *s)
{
	char stamp[VTP_STAMP + 1];
	unsigned n, changes;
	struct vtp_vlan *list;

	if (!s->booted || s->installing || s->heard)
		return;
	list = vlans_of(s->b, &n);
	vtp_stamp_now(s, stamp);
	changes = differences(&s->v.db, list, n);
	if (changes)
		vtp_set_database(&s->v, list, n, changes, vtp_updater(s, NULL), stamp);
	free(list);
}

static bool in_scope(const struct vtp *v, u16 id)
{
	return id != 1 && (id < VTP_EXTENDED || v->version == 3);
}

/* The VLAN in the database; asked in order of id, from *at = 0 on. */
static const struct vtp_vlan *in_database(const struct vtp_db *db, u16 id, unsigned *at)
{
	while (*at < db->n && db->vlan[*at].id < id)
		++*at;
	return *at < db->n && db->vlan[*at].id == id ? &db->vlan[*at] : NULL;
}

/* Lines that make the VLANs what the database says. */
static void write_vlans(FILE *f, struct vtp_switch *s)
{
	unsigned at = 0;

	for (u16 id = 1; id <= VLAN_MAX; id++) {
		const struct vlan *have = s->b->vlan[id];
		const struct vtp_vlan *want = in_database(&s->v.db, id, &at);

		if (!in_scope(&s->v, id))
			continue;
		if (have && !want)
			fprintf(f, "no vlan %u\n", id);
		if (!want || (have && have->suspended == want->suspended && !strcmp(have->name, want->name)))
			continue;
		fprintf(f, "vlan %u\n", id);
		if (!have || strcmp(have->name, want->name))
			fprintf(f, " name %s\n", want->name);
		fprintf(f, " state %s\n", want->suspended ? "suspend" : "active");
	}
}

static void write_kept(FILE *f, struct vtp_switch *s)
{
	const struct vtp *v = &s->v;
	bool keep = (v->mode == VTP_SERVER || v->mode == VTP_CLIENT) && *v->domain && v->revision;

	if (!keep && s->kept.on)
		fprintf(f, "no vtp database\n");
	else if (keep && (!s->kept.on || s->kept.revision != v->revision || s->kept.updater != v->updater || strcmp(s->kept.stamp, v->stamp)))
		fprintf(f, "vtp database revision %u updater %u.%u.%u.%u at %s\n", v->revision, v->updater >> 24, v->updater >> 16 & 255, v->updater >> 8 & 255,
			v->updater & 255, *v->stamp ? v->stamp : "0");
}

/* The first turn after boot: what was kept holds; without it each VLAN of the configuration was a change. */
static void boot_over(struct vtp_switch *s)
{
	char stamp[VTP_STAMP + 1];
	unsigned n;
	struct vtp_vlan *list = vlans_of(s->b, &n);

	s->booted = true;
	vtp_set_database(&s->v, list, n, 0, 0, "");
	free(list);
	if (s->kept.on) {
		vtp_set_revision(&s->v, s->kept.revision, s->kept.updater, s->kept.stamp);
	} else if (s->v.mode == VTP_SERVER && s->v.version < 3 && n > 1) {
		vtp_stamp_now(s, stamp);
		vtp_set_revision(&s->v, n - 1, vtp_updater(s, NULL), stamp);
	}
}

/* VLANs that were made without a line of their own, for a port. */
static void remove_unlisted(struct vtp_switch *s)
{
	unsigned at = 0;

	for (u16 id = 2; id <= VLAN_MAX; id++)
		if (s->b->vlan[id] && in_scope(&s->v, id) && !in_database(&s->v.db, id, &at))
			bridge_vlan_remove(s->b, id);
}

/* Not at once: a block of lines is one change, and lines are not run from within a message. */
static void later(struct timer *t)
{
	struct vtp_switch *s = container_of(t, struct vtp_switch, later);
	bool heard = s->heard;
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		bug("vtp: out of memory");
	if (!s->booted)
		boot_over(s);
	else
		vtp_commit(s);
	s->heard = false;
	if (s->domain_heard)
		fprintf(f, "vtp domain %s\n", s->v.domain);
	if (s->version_heard)
		fprintf(f, "vtp version %u\n", s->v.version);
	if (s->pruning_heard)
		fprintf(f, "%svtp pruning\n", s->v.pruning ? "" : "no ");
	s->domain_heard = s->version_heard = s->pruning_heard = false;
	if (heard)
		write_vlans(f, s);
	write_kept(f, s);
	fclose(f);
	s->installing = true;
	/* Lenient: a line that this switch does not take is lost, and no other. */
	if (len)
		shell_apply(s->b->dev->shell, text, true, NULL, NULL, NULL);
	if (heard)
		remove_unlisted(s);
	s->installing = false;
	free(text);
}

static void soon(struct vtp_switch *s)
{
	struct node *n = &s->b->dev->node;

	timer_set(n->worker, &s->later, node_now(n));
}

void vtp_vlans_changed(struct vtp_switch *s)
{
	if (s->booted && !s->installing)
		soon(s);
}

static void install(void *arg)
{
	struct vtp_switch *s = arg;

	s->heard = true;
	soon(s);
}

static void note(void *arg, enum vtp_note what, unsigned port)
{
	struct vtp_switch *s = arg;
	struct device *d = s->b->dev;
	const char *on = s->b->port[port].iface->short_name;
	char text[MAC_TEXT];

	switch (what) {
	case VTP_NOTE_DOMAIN:
		device_log(d, "SW_VLAN", 6, "VTP_DOMAIN_NAME_CHG", "VTP domain name changed to %s.", s->v.domain);
		snprintf(s->b->domain, sizeof(s->b->domain), "%s", s->v.domain);
		s->domain_heard = true;
		soon(s);
		break;
	case VTP_NOTE_DIGEST:
		device_log(d, "SW_VLAN", 4, "VTP_USER_NOTIFICATION", "VTP protocol user notification: MD5 digest checksum mismatch on trunk: %s ", on);
		break;
	case VTP_NOTE_EQUAL:
		device_log(d, "SW_VLAN", 4, "VTP_USER_NOTIFICATION",
			   "VTP protocol user notification: MD5 digest checksum mismatch on receipt of equal revision summary on trunk: %s ", on);
		break;
	case VTP_NOTE_PRIMARY:
		device_log(d, "SW_VLAN", 4, "VTP_PRIMARY_SERVER_CHG", "%s has become the primary server for the VLAN VTP feature",
			   mac_dotted(s->v.primary, text));
		break;
	case VTP_NOTE_CONFLICT:
		device_log(d, "SW_VLAN", 4, "VTP_USER_NOTIFICATION", "VTP protocol user notification: another primary server's database on trunk: %s ", on);
		break;
	case VTP_NOTE_PRUNING:
		s->pruning_heard = true;
		soon(s);
		vtp_prune_soon(s);
		break;
	case VTP_NOTE_VERSION:
		s->version_heard = true;
		soon(s);
		break;
	}
}

static const struct vtp_ops ops = { .send = send_message, .install = install, .note = note, .join = vtp_prune_join };

/* ---- what others ask ---- */

bool vtp_vlan_refused(struct vtp_switch *s, struct cli *c, u16 vlan)
{
	const char *no = s->booted && !s->installing ? vtp_refuses(&s->v, vlan) : NULL;

	if (no)
		cli_error(c, "%s", no);
	return no;
}

u32 vtp_updater(const struct vtp_switch *s, const struct iface **of)
{
	u8 plen;
	u32 addr;

	const struct iface *first = *s->prefer ? device_iface(s->b->dev, s->prefer) : NULL;

	if (of)
		*of = NULL;
	if (first && !first->shutdown && ip_iface_primary4(first, &addr, &plen)) {
		if (of)
			*of = first;
		return addr;
	}
	if (*s->prefer && s->prefer_only)
		return 0;
	for (u16 id = 1; id <= VLAN_MAX; id++) {
		const struct vlan *v = s->b->vlan[id];

		if (!v || !v->svi || v->svi->shutdown || !ip_iface_primary4(v->svi, &addr, &plen))
			continue;
		if (of)
			*of = v->svi;
		return addr;
	}
	return 0;
}

void vtp_stamp_now(const struct vtp_switch *s, char out[VTP_STAMP + 1])
{
	struct civil c = civil_of(device_wall_clock(s->b->dev));

	snprintf(out, VTP_STAMP + 1, "%02u%02u%02u%02u%02u%02u", (unsigned)c.year % 100, c.month % 100, c.day % 100, c.hour % 100, c.minute % 100, c.second % 100);
}

void vtp_port_changed(struct vtp_switch *s, struct swport *p)
{
	bool trunk = p->trunk && swport_link(p) && !s->off[p->index] && s->v.mode != VTP_OFF;

	if (trunk != s->v.port[p->index].trunk)
		vtp_prune_soon(s);
	vtp_trunk(&s->v, p->index, trunk);
}

void vtp_configured(struct vtp_switch *s)
{
	snprintf(s->b->domain, sizeof(s->b->domain), "%s", s->v.domain);
	for (u16 i = 0; i < s->b->n_ports; i++)
		vtp_port_changed(s, &s->b->port[i]);
	vtp_prune_soon(s);
	if (s->booted)
		soon(s);
}

static void tick(struct timer *t)
{
	struct vtp_switch *s = container_of(t, struct vtp_switch, tick);
	struct node *n = &s->b->dev->node;

	timer_set(n->worker, t, node_now(n) + NSEC_PER_SEC);
	vtp_second(&s->v);
	vtp_prune_second(s);
}

struct vtp_switch *vtp_switch_new(struct bridge *b)
{
	struct vtp_switch *s = xcalloc(1, sizeof(*s));
	struct node *n = &b->dev->node;
	static const u8 nobody[6];

	s->b = b;
	s->off = xcalloc(b->max_ports, sizeof(*s->off));
	vtp_init(&s->v, &ops, s, b->max_ports, n->ports ? n->ports->mac : nobody);
	s->tick.fire = tick;
	s->later.fire = later;
	s->pruning.fire = vtp_prune_fire;
	s->prune = xcalloc(b->max_ports, sizeof(*s->prune));
	for (u16 i = 0; i < b->max_ports; i++)
		s->prune[i].hold_s = VTP_JOIN_OLD_S;
	bridge_claim_snap(b, VTP_PID, input, s);
	b->vtp = s;
	timer_set(n->worker, &s->tick, node_now(n) + NSEC_PER_SEC * 3 / 4);
	timer_set(n->worker, &s->later, node_now(n));
	return s;
}

void vtp_switch_free(struct vtp_switch *s)
{
	struct worker *w = s->b->dev->node.worker;

	timer_stop(w, &s->tick);
	timer_stop(w, &s->later);
	timer_stop(w, &s->pruning);
	s->b->vtp = NULL;
	vtp_fini(&s->v);
	free(s->off);
	free(s->prune);
	free(s);
}
