/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OSPF's notifications (RFC 4750, ospfTraps) of version 2: neighbours and interfaces that change, virtual ones too. */
#include "router/snmp/mib_ospf.h"

static void told(struct snmp_note *n, const struct ospf *o, u32 which, const char *oid)
{
	*n = (struct snmp_note){ .which = which, .oid = oid };
	mib_ip(snmp_note_add(n, OSPF_MIB ".1.1", (const u32[]){ 0 }, 1), o->rid);
}

/* ospfNbrStateChange, ospfVirtNbrStateChange: it fell back, or has come as far as it goes. Between routers of a network with a DR, of Full only the DR speaks. */
void snmp_ospf_neighbour(struct ipstack *s, const struct ospf_nbr *n, u8 was)
{
	const struct ospf_if *oi = n->oi;
	struct snmp_note t;
	u32 id[8];
	bool full = n->state == NS_FULL || was == NS_FULL;

	if (!s->snmp || s->vrf || ospf_v3(oi->o) || (n->state > was && n->state != NS_FULL && (n->state != NS_2WAY || ospf_nbr_should_adjoin(n))))
		return;
	if (oi->net == NET_VIRTUAL) {
		told(&t, oi->o, SNMP_TRAP_OSPF_VNBR, OSPF_MIB ".16.2.3");
		mib_ospf_virt_id(oi, id);
		mib_ip(snmp_note_add(&t, OSPF_MIB ".11.1.1", id, 8), oi->transit->id);
		mib_ip(snmp_note_add(&t, OSPF_MIB ".11.1.2", id, 8), n->rid);
		mib_int(snmp_note_add(&t, OSPF_MIB ".11.1.5", id, 8), n->state + 1);
		snmp_note_send(s->snmp, &t);
		return;
	}
	if (full && ospf_if_multi(oi) && oi->state != IFS_DR)
		return;
	told(&t, oi->o, SNMP_TRAP_OSPF_NBR, OSPF_MIB ".16.2.2");
	mib_ospf_nbr_id(n, id);
	mib_ip(snmp_note_add(&t, OSPF_MIB ".10.1.1", id, 5), n->addr.v4);
	mib_int(snmp_note_add(&t, OSPF_MIB ".10.1.2", id, 5), id[4]);
	mib_ip(snmp_note_add(&t, OSPF_MIB ".10.1.3", id, 5), n->rid);
	mib_int(snmp_note_add(&t, OSPF_MIB ".10.1.6", id, 5), n->state + 1);
	snmp_note_send(s->snmp, &t);
}

/* ospfIfStateChange, ospfVirtIfStateChange: it fell back, or is what it will be. */
void snmp_ospf_interface(struct ipstack *s, const struct ospf_if *oi, u8 was)
{
	struct snmp_note t;
	u32 id[8];

	if (!s->snmp || s->vrf || ospf_v3(oi->o) || (oi->state > was && oi->state < IFS_P2P))
		return;
	if (oi->net == NET_VIRTUAL) {
		told(&t, oi->o, SNMP_TRAP_OSPF_VIF, OSPF_MIB ".16.2.1");
		mib_ospf_virt_id(oi, id);
		mib_ip(snmp_note_add(&t, OSPF_MIB ".9.1.1", id, 8), oi->transit->id);
		mib_ip(snmp_note_add(&t, OSPF_MIB ".9.1.2", id, 8), oi->peer);
		mib_int(snmp_note_add(&t, OSPF_MIB ".9.1.7", id, 8), mib_ospf_if_state(oi));
	} else {
		told(&t, oi->o, SNMP_TRAP_OSPF_IF, OSPF_MIB ".16.2.16");
		mib_ospf_if_id(oi, id);
		mib_ip(snmp_note_add(&t, OSPF_MIB ".7.1.1", id, 5), oi->unnumbered ? 0 : oi->addr);
		mib_int(snmp_note_add(&t, OSPF_MIB ".7.1.2", id, 5), id[4]);
		mib_int(snmp_note_add(&t, OSPF_MIB ".7.1.12", id, 5), mib_ospf_if_state(oi));
	}
	snmp_note_send(s->snmp, &t);
}
