/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the services of a router cost, 64 B frames in bursts of 256 through one router and its interfaces. Usage: bench_services nat|natted|plain|qos [SECONDS]
 *   nat     200,000 translations by overload, each made by a packet of its own: how many a second, and the memory of one
 *   natted  packets of those 200,000, in no order
 *   plain   the same packets without translation
 *   qos     the same: four classes by access list and DSCP on the way in, one policed by two rates, all marked; and marked again on the way out
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/csum.h"
#include "net/rd.h"
#include "router/stack.h"
#include "tests/bench/chain.h"
#include "tests/bench/nodes.h"

enum { FLOWS = 200000, PORTS = 40000 };

static const char plain_config[] =
	"interface GigabitEthernet0/0\n ip address 10.1.0.1 255.255.0.0\ninterface GigabitEthernet0/1\n ip address 203.0.113.1 255.255.255.0\n"
	"ip route 0.0.0.0 0.0.0.0 203.0.113.9\n";
static const char nat_config[] =
	"access-list 1 permit 10.1.0.0 0.0.255.255\nip nat pool P 203.0.113.20 203.0.113.29 netmask 255.255.255.0\nip nat inside source list 1 pool P overload\n"
	"interface GigabitEthernet0/0\n ip nat inside\ninterface GigabitEthernet0/1\n ip nat outside\n";
static const char qos_config[] =
	"access-list 101 permit udp any any range 16384 32767\nclass-map match-any VOICE\n match dscp ef\n match access-group 101\nclass-map VIDEO\n match dscp af41\n"
	"class-map DATA\n match dscp af21\npolicy-map IN\n class VOICE\n  set dscp ef\n  police cir 8000000000 pir 9000000000 conform-action transmit exceed-action set-dscp-transmit af41 "
	"violate-action drop\n class VIDEO\n  set dscp af41\n class DATA\n  set dscp af21\n class class-default\n  set dscp default\n"
	"policy-map OUT\n class VOICE\n  set precedence 5\n class class-default\n  set precedence 0\n"
	"interface GigabitEthernet0/0\n service-policy input IN\ninterface GigabitEthernet0/1\n service-policy output OUT\n";

struct flows { u32 next, step; u8 to[6]; };

/* UDP from one of FLOWS sockets inside. */
static void packet(struct frame *f, void *arg)
{
	struct flows *fl = arg;
	u32 k = fl->next;
	u8 *ip = f->data + 14;

	fl->next = (fl->next + fl->step) % FLOWS;
	memset(f->data, 0, f->len);
	memcpy(f->data, fl->to, 6);
	memcpy(f->data + 6, "\002\0\0\0\0\1", 6);
	put_be16(f->data + 12, 0x0800);
	ip[0] = 0x45;
	put_be16(ip + 2, 46);
	ip[8] = 64;
	ip[9] = 17;
	put_be32(ip + 12, 0x0a010002 + k / PORTS);
	put_be32(ip + 16, 0xc6336409);
	put_be16(ip + 10, csum_finish(csum_add(0, ip, 20)));
	put_be16(ip + 20, (u16)(1024 + k % PORTS));
	put_be16(ip + 22, 9000);
	put_be16(ip + 24, 26);
}

static void make_all(struct chain *c, struct flows *fl, double *secs, double *mb)
{
	struct worker *w = &c->world->workers[c->worker];
	double start = rig_now(), was = rig_resident_mb();
	struct frame *f[BURST_MAX];

	c->arrived = 0;
	for (u32 k = 0; k < FLOWS;) {
		u32 n = 0;

		for (; n < BURST_MAX && k < FLOWS; n++, k++) {
			f[n] = frame_get(w->pool, 60);
			packet(f[n], fl);
		}
		chain_send(c, c->from, f, n);
	}
	*secs = rig_now() - start;
	*mb = rig_resident_mb() - was;
	if (c->arrived < FLOWS) /* ARP comes beside */
		bug("bench: %llu of %u translated", (unsigned long long)c->arrived, FLOWS);
}

static void next_hop(struct chain *c)
{
	struct device *d = device_of(c->node[0]);
	struct port *out = c->node[0]->ports->next;
	struct ipaddr a = ipaddr4(0xcb007109);

	neigh_static(d->ip, device_iface_of_port(d, out)->ip, &a, port_peer(out)->mac);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "nat";
	double secs = argc > 2 ? atof(argv[2]) : 0.5, took, mb;
	bool nat = !strncmp(what, "nat", 3), qos = !strcmp(what, "qos");
	struct flows fl = { .step = 1 };
	struct chain c;
	struct world *w = chain_world(1);

	if (!nat && !qos && strcmp(what, "plain") != 0)
		return 2;
	chain_new(&c, w, 0, bench_kind("router"), 1);
	chain_boot(&c, plain_config);
	if (nat || qos)
		chain_boot(&c, nat ? nat_config : qos_config);
	next_hop(&c);
	memcpy(fl.to, c.node[0]->ports->mac, 6);
	make_all(&c, &fl, &took, &mb);
	fl.step = 77777;
	if (!strcmp(what, "nat")) {
		rig_print("nat_new", FLOWS / took, "new/s");
		rig_print("nat_memory", mb * (1 << 20) / FLOWS, "bytes");
	} else {
		rig_print(what, chain_run(&c, secs, packet, &fl), "Mhop/s");
	}
	world_free(w);
	return 0;
}
