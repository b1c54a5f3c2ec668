/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What anybody may say to an agent of versions 2c and 3 that lets him set what can be set, with debug on: a row of messages, each a byte of flags, one of length, the bytes. Flags: 1: the bytes are
 * a PDU, put into a message of a community that is known; 2: into one of version 3 of a user with a password, in time and signed; 4: also encrypted; 8: to the
 * port that notifications come from; 16: an interface changes.
 */
#include "router/snmp/own.h"
#include "tests/fuzz/rig.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { COMMUNITY = 1, USER = 2, PRIVATE = 4, NOTIFIED = 8, CHANGE = 16, ANSWERED = 32 /* as what the receiver of an inform by version 3 says */, PAYLOAD_MAX = 1000 };

static const char config[] =
	"snmp-server community public rw\nsnmp-server view W iso included\nsnmp-server group G v3 noauth write W\nsnmp-server user u G v3 auth md5 password1 priv aes 128 password2\nsnmp-server enable traps\n"
	"snmp-server host 10.0.0.9 informs version 2c public\nsnmp-server host 10.0.0.9 version 3 priv u\nsnmp-server host 10.0.0.9 informs version 3 noauth u2\nsnmp-server user u2 G v3\nsnmp-server host 10.0.0.9 v1\narp 10.0.0.9 0200.0000.0009 arpa\n"
	"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\nip route 10.9.0.0 255.255.0.0 10.0.0.9\n";

static u32 wrapped(struct snmp *a, u8 flags, const u8 *p, u32 n, u8 *out, u32 room)
{
	struct wr w = wr_of(out, room);
	struct snmp_as as;
	u8 *all;

	snmp_as_local(a, snmp_user(a, "u"), &as);
	if (flags & USER)
		return snmp_usm_write(a, &as, flags & PRIVATE ? SNMP_PRIV : SNMP_AUTH, 7, true, p, n, out, room);
	if (flags & COMMUNITY) {
		all = ber_begin(&w, BER_SEQUENCE);
		ber_int(&w, SNMP_V2C);
		ber_octets(&w, BER_OCTETS, "public", 6);
	}
	wr_copy(&w, p, n);
	if (flags & COMMUNITY)
		ber_end(&w, all);
	return w.bad ? 0 : (u32)wr_len(&w);
}

/* Around a PDU: the receiver's word to the message that waits for it, by an engine of some name. */
static u32 from_receiver(struct snmp *a, const u8 *p, u32 n, u8 *out, u32 room)
{
	struct snmp_as x = { .name = "u2", .engine = (const u8 *)"receiver", .engine_len = 8, .boots = 1, .time = n };
	u32 id = a->informs ? a->informs->request_id : 0;

	for (const struct snmp_host *h = a->hosts; h; h = h->next)
		if (h->remote.asked)
			id = h->remote.probe_id;
	return snmp_usm_write(a, &x, SNMP_NOAUTH, (s32)id, false, p, n, out, room);
}

static void say(struct rig *g, u8 flags, const u8 *p, u32 n)
{
	struct snmp *a = g->d->ip->snmp;
	u8 msg[PAYLOAD_MAX + 400];

	n = flags & ANSWERED ? from_receiver(a, p, n, msg, sizeof(msg)) : wrapped(a, flags, p, n, msg, sizeof(msg));
	rig_say(g, flags & NOTIFIED ? SNMP_TRAP_PORT : 5000, flags & NOTIFIED ? a->notify_udp.port : SNMP_PORT, msg, n);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct rig g = rig_open(config, "peer", NULL);
	struct iface *first = g.d->ifaces;
	struct rd r = rd_of(data, len);

	rig_run(&g, NSEC_PER_SEC);
	while (rd_left(&r) > 2) {
		u8 flags = rd_u8(&r);
		u32 says = rd_u8(&r) * 4u, n = rig_len(&r, says, PAYLOAD_MAX);
		const u8 *p = rd_bytes(&r, n);

		if (flags & CHANGE) {
			first->up = !first->up;
			snmp_iface_changed(first);
			first->up = !first->up;
		}
		say(&g, flags, p, n);
		rig_run(&g, NSEC_PER_MS);
	}
	rig_settle(&g, 200 * NSEC_PER_SEC);
	if (g.d->ip->snmp->n_informs)
		abort();
	rig_close(&g);
	return 0;
}
