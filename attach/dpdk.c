/* SPDX-License-Identifier: GPL-3.0-or-later */
/* needs: libdpdk */
/*
 * dpdk: any port that DPDK has a driver for, by its device arguments: net_memif0,role=client,socket=PATH · net_tap0,iface=NAME · net_vhost0,iface=PATH · a PCI
 * address. One queue each way; a burst is copied once, between the driver's buffers and the engine's pool.
 *
 * DPDK's environment (EAL) lives in the engine's process: without huge pages, files, telemetry or other processes, on the threads and processors that
 * are ours anyway. It is started, and the device opened, before the engine gives up its rights (struct attach_scheme's claim); what comes later, a
 * device has its own threads for (memif's and vhost's sockets: they are made before, and keep the rights that the keeper has). So such a port can
 * stand in the topology file alone, not be attached to a running lab.
 *
 * Drivers have no descriptor to wait for, in general: the port is looked at again at once while frames come, and less and less often as none do, at least
 * each millisecond. The device's link is the port's carrier, and the lab's carrier the device's link, where its driver can do that; looked at
 * each 100 ms.
 */
#include <poll.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/door.h"
#include "attach/unixsock.h"
#include "attach/uri.h"
#include "core/wire.h"

/* After ours: they define container_of() where nobody has yet. */
#include <rte_alarm.h>
#include <rte_build_config.h>
#include <rte_dev.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_lcore.h>
#include <rte_log.h>
#include <rte_mbuf.h>

enum { SWEEP_TURNS = 15, SWEEP_WAIT_MS = 20 };
enum {
	RING = 512,		   /* descriptors each way, where the driver has no other idea */
	SPARE = 1024,		   /* buffers beyond those that the rings can hold */
	CACHE = 256,
	ETH_HEADER = 14, FCS = 4,
	TAGS = 8,		   /* what a frame is longer than the MTU */
	LINK_LOOK = 100 * NSEC_PER_MS,
	POLL_MIN = 50 * NSEC_PER_US, POLL_MAX = NSEC_PER_MS,
	GATE_OPEN_MS = 10, GATE_SHUT_US = 100,
};
#define EAL_MEMORY "256" /* MiB; touched as it is used */

static bool dpdk_check(const struct attach_uri *u, char why[256], unsigned *column)
{
	const char *mtu = attach_param(u, "mtu");
	u64 v;

	if (!*u->path || *u->path == ',')
		return uri_bad(u, u->path, why, column, "write the device's arguments: dpdk:net_memif0,role=client,socket=/run/x.sock, dpdk:0000:03:00.0");
	if (strchr(u->path, ' '))
		return uri_bad(u, strchr(u->path, ' '), why, column, "a blank cannot be part of device arguments");
	if (mtu && !uri_number(mtu, 68, 9198, &v))
		return uri_bad(u, mtu, why, column, "mtu is a number from 68 to 9198");
	return true;
}

/* ---- the keeper's side: nothing to open; drivers leave the path of a socket behind when their process is killed ---- */

static void sweep_path(const char *devargs)
{
	static const char *const keys[] = { ",socket=", ",iface=" };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const char *at = strstr(devargs, keys[i]);
		struct sockaddr_un sa;
		char why[256];

		at = at ? at + strlen(keys[i]) : "";
		if (*at == '/' && unixsock_address(at, strcspn(at, ","), &sa, why)) {
			/* The engine has let go of the device; a thread of its driver may yet listen for a moment. */
			for (unsigned turn = 0; turn < SWEEP_TURNS && !access(sa.sun_path, F_OK); turn++) {
				if (turn)
					poll(NULL, 0, SWEEP_WAIT_MS);
				unixsock_sweep(&sa, SOCK_STREAM);
				unixsock_sweep(&sa, SOCK_SEQPACKET);
			}
		}
	}
}

static void dpdk_sweep(const struct attach_uri *u)
{
	sweep_path(u->path);
}

static enum attach_status dpdk_open(const struct attach_uri *u, struct attach_handle *h, char why[256])
{
	(void)why;
	*h = (struct attach_handle){ .opened = xstrdup(u->path) };
	return ATTACH_OK;
}

static void dpdk_close(struct attach_handle *h)
{
	if (h->opened)
		sweep_path(h->opened);
	free(h->opened);
	h->opened = NULL;
}

/* ---- the engine's side, while it may still open things ---- */

/* The first time in this process. EAL moves the thread that starts it to one processor and leaves a folder behind; neither is wanted. */
static bool eal_start(char why[256])
{
	char lcore[32], prefix[32];
	char *argv[] = { "lanyard", "--no-huge", "-m", EAL_MEMORY, "--no-shconf", "--no-telemetry", "--file-prefix", prefix, "-a", "0000:00:00.0",
			 "--lcores", lcore, "--log-level", "error", NULL };
	cpu_set_t cpus;
	int cpu = 0, got;

	if (rte_lcore_id() != LCORE_ID_ANY)
		return true;
	CPU_ZERO(&cpus);
	if (sched_getaffinity(0, sizeof(cpus), &cpus))
		CPU_SET(0, &cpus);
	while (cpu < CPU_SETSIZE - 1 && !CPU_ISSET(cpu, &cpus))
		cpu++;
	snprintf(lcore, sizeof(lcore), "0@%d", cpu);
	snprintf(prefix, sizeof(prefix), "lanyard-%d", (int)getpid());
	got = rte_eal_init((int)ARRAY_LEN(argv) - 1, argv);
	sched_setaffinity(0, sizeof(cpus), &cpus);
	if (got >= 0) {
		rmdir(rte_eal_get_runtime_dir());
		return true;
	}
	snprintf(why, 256, "DPDK does not start here: %s", rte_strerror(rte_errno));
	return false;
}

/*
 * ---- the gate of drivers whose control thread takes rings away ----
 *
 * memif's driver hears on EAL's interrupt thread that its peer has left, and unmaps the rings there and then, whoever reads them (memif_disconnect() of
 * DPDK 22.11). So that thread is kept in an alarm of ours most of the time: the gate is open while it sleeps there, and shut for one round of its
 * events (100 us each 10 ms: an alarm that is due before it has left alarms would hear none), in which no worker touches such a device. What leaves
 * while it is shut is kept for the next look.
 */
static struct {
	_Atomic unsigned inside;
	atomic_bool open, turning;
} gate;

static bool gate_enter(void)
{
	atomic_fetch_add(&gate.inside, 1);
	if (atomic_load(&gate.open))
		return true;
	atomic_fetch_sub(&gate.inside, 1);
	return false;
}

static void gate_leave(void)
{
	atomic_fetch_sub(&gate.inside, 1);
}

static void gate_turn(void *unused)
{
	(void)unused;
	atomic_store(&gate.open, true);
	poll(NULL, 0, GATE_OPEN_MS);
	atomic_store(&gate.open, false);
	while (atomic_load(&gate.inside))
		sched_yield();
	rte_eal_alarm_set(GATE_SHUT_US, gate_turn, NULL);
}

/* At the first such device; it turns for as long as the process lives. */
static bool gate_wanted(const struct rte_eth_dev_info *info)
{
	if (strcmp(info->driver_name, "net_memif"))
		return false;
	if (!atomic_exchange(&gate.turning, true))
		rte_eal_alarm_set(GATE_SHUT_US, gate_turn, NULL);
	return true;
}

static bool failed(char why[256], const char *what, int err)
{
	snprintf(why, 256, "DPDK: %.128s: %s", what, rte_strerror(-err));
	return false;
}

static void pool_name(u16 id, char name[32])
{
	snprintf(name, 32, "lanyard-%u", id);
}

/* Some drivers say so by the one, some by the other. */
static u32 mtu_max(const struct rte_eth_dev_info *info)
{
	u32 by_length = info->max_rx_pktlen > ETH_HEADER + FCS ? info->max_rx_pktlen - ETH_HEADER - FCS : 0;

	return info->max_mtu != UINT16_MAX || by_length > info->max_mtu ? info->max_mtu : by_length;
}

static bool set_up(u16 id, const char *mtu, char why[256])
{
	struct rte_eth_dev_info info;
	struct rte_eth_conf conf = { 0 };
	struct rte_mempool *pool;
	u16 n_rx = RING, n_tx = RING, length = 1500;
	char name[32];
	u64 v;
	int err;

	if ((err = rte_eth_dev_info_get(id, &info)))
		return failed(why, "no facts about the device", err);
	if (mtu && uri_number(mtu, 68, 9198, &v))
		length = (u16)v;
	if (mtu)
		conf.rxmode.mtu = length;
	else if (!rte_eth_dev_get_mtu(id, &length) && length > 9198)
		length = 9198;
	if (mtu && length > mtu_max(&info)) {
		snprintf(why, 256, "this device takes an MTU of %u at most", mtu_max(&info));
		return false;
	}
	if ((err = rte_eth_dev_configure(id, 1, 1, &conf)))
		return failed(why, "the device takes no queue each way", err);
	if ((err = rte_eth_dev_adjust_nb_rx_tx_desc(id, &n_rx, &n_tx)))
		return failed(why, "rings", err);
	pool_name(id, name);
	pool = rte_pktmbuf_pool_create(name, (unsigned)n_rx + n_tx + SPARE, CACHE, 0,
				       (u16)(RTE_PKTMBUF_HEADROOM + (length > 2048 ? length + ETH_HEADER + TAGS : 2048)), SOCKET_ID_ANY);
	if (!pool)
		return failed(why, "no memory for its buffers", -rte_errno);
	if ((err = rte_eth_rx_queue_setup(id, 0, n_rx, SOCKET_ID_ANY, NULL, pool)) || (err = rte_eth_tx_queue_setup(id, 0, n_tx, SOCKET_ID_ANY, NULL)))
		return failed(why, "queues", err);
	if (mtu && (err = rte_eth_dev_set_mtu(id, length)) && err != -ENOTSUP)
		return failed(why, "mtu", err);
	if ((err = rte_eth_dev_start(id)))
		return failed(why, "the device does not start", err);
	rte_eth_promiscuous_enable(id);
	rte_eth_allmulticast_enable(id);
	return true;
}

/* Finds and opens the device; what its driver complains of is the reason that the user is shown. */
static bool probe(const struct attach_uri *u, u16 *id, char why[256])
{
	struct rte_dev_iterator it;
	size_t len = 0;
	char *said = NULL;
	FILE *log = open_memstream(&said, &len);
	int err;

	rte_openlog_stream(log);
	err = rte_dev_probe(u->path);
	rte_openlog_stream(NULL);
	fclose(log);
	if (err == -EEXIST)
		snprintf(why, 256, "this lab has that device already");
	else if (err)
		snprintf(why, 256, "DPDK: %.200s", len ? strtok(said, "\n") : rte_strerror(-err));
	free(said);
	if (err)
		return false;
	RTE_ETH_FOREACH_MATCHING_DEV(*id, u->path, &it) {
		rte_eth_iterator_cleanup(&it);
		return true;
	}
	snprintf(why, 256, "DPDK has such a device, but it is not a network port");
	return false;
}

static void discard(u16 id)
{
	struct rte_eth_dev_info info = { 0 };
	char name[32];
	bool gated;

	rte_eth_dev_info_get(id, &info);
	gated = info.device && gate_wanted(&info);
	while (gated && !gate_enter())
		poll(NULL, 0, 1);
	rte_eth_dev_stop(id);
	if (info.device)
		rte_dev_remove(info.device);
	if (gated)
		gate_leave();
	pool_name(id, name);
	rte_mempool_free(rte_mempool_lookup(name));
}

static void dpdk_claim(const struct attach_uri *u, struct attach_handle *h)
{
	char why[256];
	u16 id;

	dpdk_sweep(u);
	if (!eal_start(why) || !probe(u, &id, why)) {
		snprintf(h->facts, sizeof(h->facts), "%s", why);
	} else if (!set_up(id, attach_param(u, "mtu"), why)) {
		discard(id);
		snprintf(h->facts, sizeof(h->facts), "%s", why);
	} else {
		snprintf(h->facts, sizeof(h->facts), "port=%u", id);
	}
}

/* ---- the door ---- */

struct dpdk_door {
	struct door door;
	struct timer poll, look;
	struct rte_mempool *pool;
	nsec last;	/* frames came from the device */
	u32 max_len;
	u16 id;
	bool ours;	/* id is open */
	bool gated;	/* its rings may be touched inside the gate alone */
	unsigned n_kept;
	struct frame *kept[BURST_MAX]; /* to be sent when the gate opens */
	bool lab_up;	/* as the device was told */
};

static void transmit(struct dpdk_door *p, struct frame **f, unsigned n)
{
	struct rte_mbuf *m[BURST_MAX];
	unsigned done = 0, k;

	if (rte_pktmbuf_alloc_bulk(p->pool, m, n)) {
		port_drop_n(p->door.port, f, n, DROP_DOOR_FULL);
		return;
	}
	for (unsigned i = 0; i < n; i++)
		memcpy(rte_pktmbuf_append(m[i], (u16)f[i]->len), f[i]->data, f[i]->len);
	do { /* some take 32 a call */
		k = rte_eth_tx_burst(p->id, 0, m + done, (u16)(n - done));
		done += k;
	} while (k && done < n);
	frames_put(f, done);
	if (done == n)
		return;
	rte_pktmbuf_free_bulk(m + done, n - done);
	port_drop_n(p->door.port, f + done, n - done, DROP_DOOR_FULL);
}

/* What left while the gate was shut. */
static void transmit_kept(struct dpdk_door *p)
{
	if (p->n_kept)
		transmit(p, p->kept, p->n_kept);
	p->n_kept = 0;
}

static void keep(struct dpdk_door *p, struct frame **f, unsigned n)
{
	unsigned taken = n < BURST_MAX - p->n_kept ? n : BURST_MAX - p->n_kept;

	memcpy(p->kept + p->n_kept, f, taken * sizeof(struct frame *));
	p->n_kept += taken;
	if (taken < n)
		port_drop_n(p->door.port, f + taken, n - taken, DROP_DOOR_FULL);
	timer_set(p->door.node.worker, &p->poll, node_now(&p->door.node) + POLL_MIN);
}

static void dpdk_emit(struct door *d, struct frame **f, unsigned n)
{
	struct dpdk_door *p = (struct dpdk_door *)d;

	if (p->gated && !gate_enter()) {
		keep(p, f, n);
		return;
	}
	transmit_kept(p);
	transmit(p, f, n);
	if (p->gated)
		gate_leave();
}

static void dpdk_input(struct port *in, struct frame **f, unsigned n)
{
	door_flatten((struct door *)in->node, f, n, ((struct dpdk_door *)in->node)->max_len, dpdk_emit);
}

/* NULL: counted, or *starved. */
static struct frame *frame_of(struct dpdk_door *p, const struct rte_mbuf *m, bool *starved)
{
	struct frame *f;
	u32 at = 0;

	if (m->pkt_len < ETH_HEADER || m->pkt_len > FRAME_LARGE_MAX) {
		door_count(&p->door, m->pkt_len < ETH_HEADER ? DROP_SHORT : DROP_TOO_LONG);
		return NULL;
	}
	f = frame_get(node_pool(&p->door.node), m->pkt_len);
	if (!f) {
		*starved = true;
		return NULL;
	}
	for (; m && at < f->len; at += m->data_len, m = m->next)
		memcpy(f->data + at, rte_pktmbuf_mtod(m, const u8 *), m->data_len < f->len - at ? m->data_len : f->len - at);
	f->arrival = node_now(&p->door.node);
	return f;
}

static void dpdk_receive(struct door *d, unsigned room)
{
	struct dpdk_door *p = (struct dpdk_door *)d;
	nsec now = node_now(&d->node), idle = (now - p->last) / 8;
	struct rte_mbuf *m[DOOR_TURN];
	struct frame *out[DOOR_TURN], *f;
	unsigned got, n = 0;
	bool starved = false;

	if (p->gated && !gate_enter()) {
		timer_set(d->node.worker, &p->poll, now + POLL_MIN);
		return;
	}
	transmit_kept(p);
	got = rte_eth_rx_burst(p->id, 0, m, (u16)room);
	if (p->gated)
		gate_leave();
	for (unsigned i = 0; i < got; i++) {
		f = frame_of(p, m[i], &starved);
		if (f)
			out[n++] = f;
		else if (starved) /* what is out of the driver's ring cannot go back into it */
			door_count(d, DROP_NO_FRAME);
		starved = false;
	}
	rte_pktmbuf_free_bulk(m, got);
	if (n)
		port_send(d->port, out, n);
	if (got)
		p->last = now;
	timer_set(d->node.worker, &p->poll, got ? now : now + (idle < POLL_MIN ? POLL_MIN : idle > POLL_MAX ? POLL_MAX : idle));
}

static void poll_fired(struct timer *t)
{
	struct dpdk_door *p = container_of(t, struct dpdk_door, poll);
	struct door *d = &p->door;
	u32 room = d->port->link ? port_send_room(d->port) : DOOR_TURN;

	if (rte_lcore_id() == LCORE_ID_ANY)
		rte_thread_register(); /* a worker's: with a cache of buffers of its own it is quicker */
	if (room)
		d->receive(d, room < DOOR_TURN ? room : DOOR_TURN);
	else
		timer_set(d->node.worker, t, node_now(&d->node) + DOOR_PAUSE);
}

/* Carrier as the far end of the wire has it: our own port's state must not count, or a link that went down because of it would stay so. */
static bool lab_is_up(const struct port *p)
{
	const struct wire *w = port_wire(p);
	const struct port *far = w ? port_peer(p) : NULL;

	return far && w->up && far->enabled && far->node->on;
}

static void look_fired(struct timer *t)
{
	struct dpdk_door *p = container_of(t, struct dpdk_door, look);
	bool lab = lab_is_up(p->door.port);
	struct rte_eth_link link = { 0 };

	if (lab != p->lab_up) {
		p->lab_up = lab;
		if (lab)
			rte_eth_dev_set_link_up(p->id);
		else
			rte_eth_dev_set_link_down(p->id);
	}
	if (!rte_eth_link_get_nowait(p->id, &link) && p->door.port->enabled != (link.link_status == RTE_ETH_LINK_UP))
		port_enable(p->door.port, link.link_status == RTE_ETH_LINK_UP);
	timer_set(p->door.node.worker, t, node_now(&p->door.node) + LINK_LOOK);
}

static void dpdk_fini(struct node *n)
{
	struct dpdk_door *p = (struct dpdk_door *)n;

	timer_stop(n->worker, &p->poll);
	timer_stop(n->worker, &p->look);
	frames_put(p->kept, p->n_kept);
	if (p->ours)
		discard(p->id);
	door_fini(n);
}

static const struct node_kind kind_dpdk = {
	.name = "dpdk", .size = sizeof(struct dpdk_door), .init = door_init, .fini = dpdk_fini, .input = dpdk_input, .default_ports = 1,
};

static struct node *dpdk_door(struct world *w, unsigned worker, const char *name, const struct attach_uri *uri, struct attach_handle *h, char why[256])
{
	struct rte_eth_dev_info info;
	struct dpdk_door *p;
	char pool[32];
	u16 mtu = 1500;
	u32 room;

	(void)uri;
	if (strncmp(h->facts, "port=", 5)) {
		snprintf(why, 256, "%.255s", *h->facts ? h->facts : "a DPDK device must stand in the topology file: a running engine may not open it any more");
		return NULL;
	}
	p = (struct dpdk_door *)door_new(w, worker, &kind_dpdk, name, -1, why);
	if (!p)
		return NULL;
	p->id = (u16)facts_number(h->facts, "port");
	p->ours = true;
	p->gated = !rte_eth_dev_info_get(p->id, &info) && gate_wanted(&info);
	pool_name(p->id, pool);
	p->pool = rte_mempool_lookup(pool);
	rte_eth_dev_get_mtu(p->id, &mtu);
	p->max_len = (u32)mtu + ETH_HEADER + TAGS;
	room = rte_pktmbuf_data_room_size(p->pool) - RTE_PKTMBUF_HEADROOM;
	if (p->max_len > room)
		p->max_len = room;
	p->door.receive = dpdk_receive;
	p->poll.fire = poll_fired;
	p->look.fire = look_fired;
	p->lab_up = true;
	port_enable(p->door.port, false); /* until the device has link */
	p->last = node_now(&p->door.node);
	timer_set(p->door.node.worker, &p->poll, p->last);
	timer_set(p->door.node.worker, &p->look, p->last);
	door_start(&p->door, h, why); /* nothing to be watched: cannot fail */
	return &p->door.node;
}

static const char *dpdk_doctor(void)
{
	return access(RTE_EAL_PMD_PATH, R_OK) ? "DPDK's drivers are not here: install the package dpdk" : NULL;
}

const struct attach_scheme attach_dpdk = {
	.name = "dpdk",
	.params = "mtu",
	.usage = "dpdk:DEVARGS[?mtu=N]",
	.check = dpdk_check,
	.open = dpdk_open,
	.close = dpdk_close,
	.sweep = dpdk_sweep,
	.claim = dpdk_claim,
	.door = dpdk_door,
	.doctor = dpdk_doctor,
};
