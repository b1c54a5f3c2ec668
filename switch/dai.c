/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dynamic ARP inspection: an ARP message (RFC 826) from an untrusted port passes when its sender's addresses are a binding's (switch/snoop.h), and where asked
 * for, when they are plausible and those of the frame.
 */
#include <stdlib.h>
#include <string.h>

#include "net/eth.h"
#include "switch/errdisable.h"
#include "switch/snoop.h"

enum { RATE_DEFAULT = 15, LOG_S = 1 };

struct arp_seen {
	u16 op;
	const u8 *sha, *tha;
	u32 spa, tpa;
};

static bool is_arp(const struct frame *f, struct arp_seen *a, bool *good)
{
	struct rd r = rd_of(f->data, f->len);
	u16 type, hardware, protocol, lens;

	type = eth_type_read(&r);
	if (r.bad || type != ETH_TYPE_ARP)
		return false;
	hardware = rd_u16(&r);
	protocol = rd_u16(&r);
	lens = rd_u16(&r);
	a->op = rd_u16(&r);
	a->sha = rd_bytes(&r, 6);
	a->spa = rd_u32(&r);
	a->tha = rd_bytes(&r, 6);
	a->tpa = rd_u32(&r);
	*good = !r.bad && hardware == 1 && protocol == 0x0800 && lens == 0x0604;
	return true;
}

struct dai_vlan *dai_vlan_of(struct snoop *s, u16 vlan)
{
	if (!s->dai[vlan])
		s->dai[vlan] = xcalloc(1, sizeof(struct dai_vlan));
	return s->dai[vlan];
}

static bool too_many(struct swport *in)
{
	struct snoop_port *p = snoop_port_of(in);
	struct device *d = in->bridge->dev;
	nsec now = node_now(&d->node);
	u16 limit = p->arp_limit_set ? p->arp_limit : p->arp_trusted ? 0 : RATE_DEFAULT;
	u16 burst_s = p->arp_limit_set && p->arp_burst_s ? p->arp_burst_s : 1;

	if (now / NSEC_PER_SEC - p->arp_begin >= burst_s || !p->arp_in_burst) {
		p->arp_begin = now / NSEC_PER_SEC;
		p->arp_in_burst = 0;
		p->arp_first = now;
	}
	p->arp_in_burst++;
	if (!limit || p->arp_in_burst <= (u32)limit * burst_s)
		return false;
	if (errdisable_hit(in, ERR_ARP_INSPECTION))
		device_log(d, "SW_DAI", 4, "PACKET_RATE_EXCEEDED", "%u packets received in %llu milliseconds on %s.", p->arp_in_burst,
			   (unsigned long long)((now - p->arp_first) / NSEC_PER_MS), in->iface->short_name);
	return true;
}

static bool is_no_address(u32 a)
{
	return !a || a == UINT32_MAX || ip4_is_multicast(a);
}

/* ip arp inspection validate: NULL: plausible. */
static u64 *implausible(struct snoop *s, struct dai_vlan *v, const struct frame *f, const struct arp_seen *a)
{
	if (s->check_src && !mac_eq(f->data + 6, a->sha))
		return &v->source_mac;
	if (s->check_dst && a->op == 2 && !mac_eq(f->data, a->tha))
		return &v->dest_mac;
	if (s->check_ip && (is_no_address(a->spa) || (a->op == 2 && is_no_address(a->tpa))))
		return &v->ip_validation;
	return NULL;
}

static void log_denied(struct swport *in, const struct arp_seen *a, u16 vlan, const char *mnemonic)
{
	struct snoop_port *p = snoop_port_of(in);
	struct device *d = in->bridge->dev;
	nsec now = node_now(&d->node);
	char sha[MAC_TEXT], tha[MAC_TEXT], spa[IP4_TEXT], tpa[IP4_TEXT];

	p->arp_denied++;
	if (p->arp_logged && now - p->arp_logged < LOG_S * NSEC_PER_SEC)
		return;
	p->arp_logged = now;
	device_log(d, "SW_DAI", 4, mnemonic, "%u Invalid ARPs (%s) on %s, vlan %u.([%s/%s/%s/%s])", p->arp_denied, a->op == 2 ? "Res" : "Req",
		   in->iface->short_name, vlan, mac_dotted(a->sha, sha), ip4_text(a->spa, spa), mac_dotted(a->tha, tha), ip4_text(a->tpa, tpa));
	p->arp_denied = 0;
}

/* `ip arp inspection filter`: a list's word comes before the bindings'. */
static enum arp_verdict filtered(struct snoop *s, const struct arp_seen *a, u16 vlan)
{
	const struct arp_filter *f = arp_filter_of(&s->arp_acls, vlan);
	struct arp_acl *l = f ? arp_acl_find(&s->arp_acls, f->name) : NULL;
	struct arp_side sender = { .ip = a->spa }, target = { .ip = a->tpa };
	enum arp_verdict v;

	if (!l)
		return ARP_ACL_SILENT;
	memcpy(sender.mac, a->sha, 6);
	memcpy(target.mac, a->tha, 6);
	v = arp_acl_match(l, a->op, &sender, &target);
	return v == ARP_ACL_SILENT && f->strict ? ARP_ACL_DENY : v;
}

static enum drop inspect(struct snoop *s, struct swport *in, const struct frame *f, const struct arp_seen *a, u16 vlan)
{
	struct dai_vlan *v = dai_vlan_of(s, vlan);
	const struct binding *b;
	u64 *why = implausible(s, v, f, a);

	if (why) {
		(*why)++;
		log_denied(in, a, vlan, "INVALID_ARP");
		return DROP_ARP_INSPECTION;
	}
	switch (filtered(s, a, vlan)) {
	case ARP_ACL_PERMIT:
		v->acl_permits++;
		return DROP_NONE;
	case ARP_ACL_DENY:
		v->acl_drops++;
		log_denied(in, a, vlan, "ACL_DENY");
		return DROP_ARP_INSPECTION;
	default:
		break;
	}
	b = binding_of_ip(&s->table, a->spa, vlan);
	if (!b || !mac_eq(b->mac, a->sha)) {
		v->dhcp_drops++;
		log_denied(in, a, vlan, "DHCP_SNOOPING_DENY");
		return DROP_ARP_INSPECTION;
	}
	v->dhcp_permits++;
	return DROP_NONE;
}

static enum drop look(struct swport *in, struct frame *f, u16 vlan)
{
	struct snoop *s = in->bridge->snoop;
	struct snoop_port *p = &s->port[in->index];
	struct arp_seen a;
	enum drop why;
	bool good;

	if (!vlan_in(&s->arp_vlans, vlan) || !is_arp(f, &a, &good))
		return DROP_NONE;
	if (errdisable_is(in) || too_many(in))
		return DROP_RATE_LIMIT;
	if (!good && !p->arp_trusted) {
		dai_vlan_of(s, vlan)->invalid++;
		why = DROP_BAD_FIELD;
	} else {
		why = p->arp_trusted ? DROP_NONE : inspect(s, in, f, &a, vlan);
	}
	if (why == DROP_NONE) {
		p->arp_forwarded++;
		dai_vlan_of(s, vlan)->forwarded++;
	} else {
		p->arp_dropped++;
		dai_vlan_of(s, vlan)->dropped++;
	}
	return why;
}

static bool wants(const struct swport *p)
{
	static const struct vlan_set none;

	return memcmp(&p->bridge->snoop->arp_vlans, &none, sizeof(none)) != 0;
}

void dai_init(struct snoop *s)
{
	bridge_check_add(s->b, wants, look, CHECK_ARP_UDP);
}
