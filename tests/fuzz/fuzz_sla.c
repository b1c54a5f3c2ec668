/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may come to a router that measures and answers (IP SLA), with debug on. The input is a row of messages: a byte that says to which socket (0: the responder's control
 * port, 1: a port it has opened, 2: our UDP jitter operation, from the control port, 3: the same, from the measured one) and whether time passes, one of length, the payload.
 */
#include "router/sla/sla.h"
#include "tests/fuzz/rig.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { SOCKET = 3, TIME = 4 };

static const char config[] =
	"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\narp 10.0.0.9 0200.0000.0009 arpa\n"
	"track 1 ip sla 1 state\n"
	"ip sla 1\n udp-jitter 10.0.0.9 5000 num-packets 20 interval 10\n timeout 100\n frequency 1\nip sla schedule 1 life forever start-time now\n"
	"ip sla responder\nend\n";

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct rig g = rig_open(config, "p", NULL);
	struct rd r = rd_of(data, len);

	while (rd_left(&r) > 2) {
		u8 how = rd_u8(&r);
		u32 says = rd_u8(&r), n = rig_len(&r, says, 255);
		const struct sla *a = sla_find(g.d->ip, 1);
		const struct sla_session *x = g.d->ip->slas->sessions;
		const u8 *p = rd_bytes(&r, n);

		switch (how & SOCKET) {
		case 0:
			rig_say(&g, 1000, SLA_CONTROL_PORT, p, n);
			break;
		case 1:
			rig_say(&g, 1000, x ? x->port : 7000, p, n);
			break;
		case 2:
			rig_say(&g, SLA_CONTROL_PORT, a->udp.port, p, n);
			break;
		case 3:
			rig_say(&g, 5000, a->udp.port, p, n);
			break;
		}
		rig_run(&g, how & TIME ? 300 * NSEC_PER_MS : NSEC_PER_MS);
	}
	rig_settle(&g, 70 * NSEC_PER_SEC);
	rig_close(&g);
	return 0;
}
