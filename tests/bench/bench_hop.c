/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a hop costs in a chain of 8 in one thread, 64 B frames in bursts of 256. Usage: bench_hop wire|l2|campus|ipv4|ipv6|workers|capture [SECONDS] [HOPS], acl [SECONDS] [ENTRIES], flow|noflow [SECONDS]
 *   wire  nodes that only pass frames on: the engine's share
 *   l2    switches of ours that know 1,000 addresses, half of them behind either end
 *   campus  the same with 20 VLANs on trunks, their trees, and every guard that looks at frames
 *   workers  two chains of such switches on two workers and cores, against one
 *   capture  one node that passes frames on, each written as pcapng to memory
 *   acl   one such router with an access list of that many entries on the way in, of which the last lets all through
 *   flow, noflow  one such router that counts flows in its main cache of 524,288, and one that does not
 *   ipv4, ipv6  routers, each with a table of its own of 900,000 or 200,000 prefixes, destinations Zipf-distributed
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/capture.h"
#include "net/rd.h"
#include "tests/bench/chain.h"
#include "tests/bench/nodes.h"
#include "router/stack.h"
#include "tests/bench/routes.h"

enum { MACS = 500 };

static void header(struct frame *f, u8 to, unsigned dst, u8 from, unsigned src)
{
	u8 *d = f->data;

	put_be32(d, 0x02000000 | to);
	put_be16(d + 4, (u16)dst);
	put_be32(d + 6, 0x02000000 | from);
	put_be16(d + 10, (u16)src);
	put_be16(d + 12, 0x0800);
}

static void make_l2(struct frame *f, void *arg)
{
	unsigned *i = arg;

	++*i;
	header(f, 2, *i * 7 % MACS, 1, *i % MACS);
}

/* Every address speaks once, so that all switches know it. */
static void introduce(struct chain *c)
{
	for (unsigned i = 0; i < MACS; i++) {
		struct frame *f = frame_get(c->world->workers[c->worker].pool, 60);

		header(f, 1, 0, 2, i);
		chain_send(c, c->to, &f, 1);
		f = frame_get(c->world->workers[c->worker].pool, 60);
		header(f, 2, 0, 1, i);
		chain_send(c, c->from, &f, 1);
	}
}

/* ---- everything configured ---- */

enum { VLANS = 20, VLAN_FIRST = 10 };

static const char campus_config[] =
	"spanning-tree mode rapid-pvst\nip dhcp snooping\nip dhcp snooping vlan 10-29\nip arp inspection vlan 10-29\nip arp inspection validate src-mac dst-mac ip-addresses\n"
	"ip igmp snooping querier\nlldp run\nvtp domain bench\nvtp mode transparent\n";
static const char campus_port[] = " switchport mode trunk\n switchport trunk allowed vlan 1,10-29\n storm-control broadcast level bps 9g\n storm-control multicast level bps 9g\n"
				  " storm-control unicast level bps 10g\n udld port\n switchport port-security maximum 3000\n switchport port-security\n";

static void tag_it(struct frame *f, unsigned vlan)
{
	put_be16(f->data + 12, 0x8100);
	put_be16(f->data + 14, (u16)(VLAN_FIRST + vlan));
	put_be16(f->data + 16, 0x0800); /* TCP over IPv4: what the guards of ARP and DHCP pass by */
	f->data[18] = 0x45;
	f->data[27] = 6;
}

/* Each address is of one VLAN, and talks to those of its own. */
static void make_campus(struct frame *f, void *arg)
{
	unsigned *i = arg;

	++*i;
	header(f, 2, (*i + VLANS * (*i * 7)) % MACS, 1, *i % MACS);
	tag_it(f, *i % VLANS);
}

static void campus(struct chain *c)
{
	char text[4096];
	int at = snprintf(text, sizeof(text), "%s", campus_config);

	for (unsigned v = 0; v < VLANS; v++)
		at += snprintf(text + at, sizeof(text) - (size_t)at, "vlan %u\n", VLAN_FIRST + v);
	for (unsigned k = 1; k <= 2; k++)
		at += snprintf(text + at, sizeof(text) - (size_t)at, "interface GigabitEthernet0/%u\n%s", k, campus_port);
	chain_boot(c, text);
	for (unsigned k = 0; k < 600; k++) { /* a minute: trees, DTP, UDLD */
		c->world->workers[c->worker].now += NSEC_PER_SEC / 10;
		chain_send(c, c->from, NULL, 0);
	}
	for (unsigned i = 0; i < MACS; i++) {
		struct frame *f = frame_get(c->world->workers[c->worker].pool, 60);

		header(f, 1, 0, 2, i);
		tag_it(f, i % VLANS);
		chain_send(c, c->to, &f, 1);
		f = frame_get(c->world->workers[c->worker].pool, 60);
		header(f, 2, 0, 1, i);
		tag_it(f, i % VLANS);
		chain_send(c, c->from, &f, 1);
	}
}

/* ---- capture ---- */

struct watched {
	struct capture_file *file;
	unsigned i;
};

/* Empties the capture's buffer after each burst, as whoever writes it away would. */
static void make_watched(struct frame *f, void *arg)
{
	struct watched *w = arg;
	const u8 *p;
	size_t n;

	make_l2(f, &w->i);
	if (w->i % BURST_MAX == 0)
		while ((n = capture_read(w->file, &p)))
			capture_consume(w->file, n);
}

static void capture(struct chain *c, double secs)
{
	struct watched w = { .file = capture_new(&(struct capture_options){ 0 }) };

	capture_add(w.file, c->node[0]->ports);
	rig_print("capture", chain_run(c, secs, make_watched, &w), "Mframes/s");
	if (capture_frames_lost(w.file))
		fprintf(stderr, "# capture lost %llu frames\n", (unsigned long long)capture_frames_lost(w.file));
	capture_end(w.file);
	capture_free(w.file);
}

/* ---- two workers ---- */

struct job {
	struct chain c;
	double secs, rate;
	unsigned i;
};

static void *job_run(void *arg)
{
	struct job *j = arg;

	rig_pin(j->c.worker);
	j->rate = chain_run(&j->c, j->secs, make_l2, &j->i);
	return NULL;
}

/* The speed of two chains of switches on a worker and core each, as a multiple of one alone. */
static void workers(double secs)
{
	struct world *w = chain_world(2);
	struct job j[2] = { { .secs = secs }, { .secs = secs } };
	pthread_t t[2];
	double alone;

	for (unsigned k = 0; k < 2; k++) {
		chain_new(&j[k].c, w, k, bench_kind("switch"), CHAIN_MAX);
		chain_boot(&j[k].c, "no spanning-tree vlan 1-4094\n");
		introduce(&j[k].c);
	}
	job_run(&j[1]);
	alone = j[1].rate;
	for (unsigned k = 0; k < 2; k++)
		pthread_create(&t[k], NULL, job_run, &j[k]);
	for (unsigned k = 0; k < 2; k++)
		pthread_join(t[k], NULL);
	rig_print("workers_2", (j[0].rate + j[1].rate) / alone, "times");
	world_free(w);
}

/* Hosts, networks, ports and ranges mixed, as lists that have grown have them. */
static void acl_boot(struct chain *c, unsigned entries)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	for (unsigned k = 0; k + 1 < entries; k++) {
		unsigned x = k * 2654435761u >> 8;

		switch (k % 4) {
		case 0:
			fprintf(f, "access-list 101 deny tcp host 172.16.%u.%u host 10.%u.%u.1 eq %u\n", x & 255, x >> 8 & 255, x >> 4 & 255, x >> 12 & 255, 1024 + (x & 4095));
			break;
		case 1:
			fprintf(f, "access-list 101 deny udp 172.17.%u.0 0.0.0.255 any range %u %u\n", x & 255, 1000 + (x & 1023), 3000 + (x & 1023));
			break;
		case 2:
			fprintf(f, "access-list 101 deny ip host 192.0.%u.%u any\n", x & 255, x >> 8 & 255);
			break;
		default:
			fprintf(f, "access-list 101 deny tcp any host 203.0.%u.%u eq %u\n", x & 255, x >> 8 & 255, x & 8191);
		}
	}
	fprintf(f, "access-list 101 permit ip any any\ninterface GigabitEthernet0/0\n ip access-group 101 in\n");
	fclose(f);
	chain_boot(c, text);
	free(text);
}

/* Packets by the table, while routes to where they go change: each change takes a /24 that is in use to another neighbour, through the RIB. */
struct churn {
	struct flows fl;
	struct ipstack *s;
	double start;
	u64 done, rate;		/* changes, a second */
};

static void change_one(struct churn *x)
{
	struct route r = { .prefix = ipaddr4(x->fl.dst4[rig_rnd() % 4096] & 0xffffff00), .plen = 24, .source = ROUTE_BGP, .distance = 20 };
	struct nexthop to = { .via = routes_neighbour(rig_rnd()) };

	rib_replace(x->s, &r, &to, 1);
	x->done++;
}

static void make_changing(struct frame *f, void *arg)
{
	struct churn *x = arg;

	if (!(x->fl.next & 1023)) {
		double t = rig_now();

		if (!x->start)
			x->start = t;
		while (x->done < (u64)((t - x->start) * (double)x->rate))
			change_one(x);
	}
	routes_packet4(f, &x->fl);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "l2";
	double secs = argc > 2 ? atof(argv[2]) : 1;
	unsigned hops = argc > 3 ? (unsigned)atoi(argv[3]) : CHAIN_MAX, i = 0;
	struct flows fl;
	struct chain c;
	struct world *w;

	if (!strcmp(what, "workers")) {
		workers(secs);
		return 0;
	}
	w = chain_world(1);
	if (!strcmp(what, "wire")) {
		chain_new(&c, w, 0, &bench_pass, hops);
		rig_print("wire_hop", chain_run(&c, secs, make_l2, &i), "Mhop/s");
	} else if (!strcmp(what, "capture")) {
		chain_new(&c, w, 0, &bench_pass, 1);
		capture(&c, secs);
	} else if (!strcmp(what, "l2")) {
		chain_new(&c, w, 0, bench_kind("switch"), hops);
		chain_boot(&c, "no spanning-tree vlan 1-4094\n");
		introduce(&c);
		rig_print("l2_hop", chain_run(&c, secs, make_l2, &i), "Mhop/s");
	} else if (!strcmp(what, "campus")) {
		chain_new(&c, w, 0, bench_kind("switch"), hops);
		campus(&c);
		rig_print("l2_campus", chain_run(&c, secs, make_campus, &i), "Mhop/s");
	} else if (!strcmp(what, "acl")) {
		chain_new(&c, w, 0, bench_kind("router"), 1);
		acl_boot(&c, hops);
		routes_fill(&c, false, &fl);
		rig_print("acl", chain_run(&c, secs, routes_packet4, &fl), "Mhop/s");
	} else if (!strcmp(what, "changes")) {
		struct churn x = { .rate = hops };
		double rate;

		chain_new(&c, w, 0, bench_kind("router"), 1);
		chain_boot(&c, "");
		routes_fill(&c, false, &x.fl);
		x.s = device_of(c.node[0])->ip;
		rate = chain_run(&c, secs, make_changing, &x);
		if (x.rate && (double)x.done < 0.9 * (double)x.rate * secs)
			fprintf(stderr, "# only %llu changes\n", (unsigned long long)x.done);
		rig_print("changes", rate, "Mhop/s");
	} else if (!strcmp(what, "flow") || !strcmp(what, "noflow")) {
		chain_new(&c, w, 0, bench_kind("router"), 1);
		chain_boot(&c, *what == 'f' ? "ip flow-cache entries 524288\ninterface GigabitEthernet0/0\n ip flow ingress\n" : "interface GigabitEthernet0/0\n");
		routes_fill(&c, false, &fl);
		rig_print(what, chain_run(&c, secs, routes_packet4, &fl), "Mhop/s");
	} else if (!strcmp(what, "ipv4") || !strcmp(what, "ipv6")) {
		bool v6 = what[3] == '6';

		chain_new(&c, w, 0, bench_kind("router"), hops);
		chain_boot(&c, "ipv6 unicast-routing\n");
		routes_fill(&c, v6, &fl);
		rig_print(v6 ? "l3_hop_ipv6" : "l3_hop_ipv4", chain_run(&c, secs, v6 ? routes_packet6 : routes_packet4, &fl), "Mhop/s");
	} else {
		return 2;
	}
	world_free(w);
	return 0;
}
