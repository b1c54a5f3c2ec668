/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A vhost-user back end: what its files share. vhost.c opens the socket and says what is offered, vhost_door.c serves the front
 * end's coming and going, vhost_msg.c its messages, vhost_mem.c its memory, vhost_notify.c what it is told unasked, vhost_log.c what outlives us,
 * vhost_ring.c moves frames.
 */
#ifndef ATTACH_VHOST_H
#define ATTACH_VHOST_H

#include <string.h>

#include "attach/door.h"
#include "attach/ring_fd.h"
#include "attach/shared_mem.h"
#include "nic-models/virtio/features.h"
#include "nic-models/vring.h"

enum {
	VHOST_PAIRS = 8,
	VHOST_QUEUES = 2 * VHOST_PAIRS, /* even: to the guest; odd: from it */
	VHOST_FDS = 8,			/* with one message */
	VHOST_HEAD = 12,		/* request, flags, size: 4 bytes each, the host's order */
	VHOST_VERSION = 1,		/* of the protocol, in each header's flags */
	VHOST_PAYLOAD = 264,		/* the longest message we take: a table of 8 regions */
};

enum {
	P_MQ = 0, P_REPLY_ACK = 3, P_NET_MTU = 4, P_BACKEND_REQ = 5, P_CONFIG = 9, P_INFLIGHT = 12, P_RESET_DEVICE = 13, P_INBAND = 14, P_MEM_SLOTS = 15,
	P_STATUS = 16,
};

struct vhost_queue {
	struct vring ring;
	struct vhost *vhost;
	u64 user[3];	    /* addresses of the ring's parts, the front end's */
	u32 base;
	u16 size;
	bool addressed;	    /* user[] is set */
	bool kicked;	    /* told to start: a kick descriptor came, or that there is none */
	bool enabled;
	bool running;	    /* started, and found good */
	struct watch kick;  /* fd -1: none, the ring is looked at again and again */
	int call, err;	    /* eventfds of the front end, or -1 */
	struct vring_given given[VRING_HEADS];
};

struct vhost {
	struct door door;	/* its fd: the connection, -1 without one */
	struct watch listener;	/* the socket that front ends call, or the pair over which the helper hands us connections */
	bool calls;		/* the latter */
	bool whole;		/* ?config: the front end has no device of its own to go with the rings (user-mode Linux) */
	u64 features, protocol; /* as acknowledged */
	u64 status;		/* the device status that the front end last told */
	struct vmem mem;
	struct shared_map map[VMEM_REGIONS]; /* of mem.region[i] */
	u64 mapped;		/* bytes of them and of their_map */
	struct vhost_queue queue[VHOST_QUEUES];
	u8 rx[VHOST_PAIRS];	/* running and enabled queues to the guest */
	unsigned n_rx;
	/* A log a queue: of our own, in memory that the keeper holds, or (INFLIGHT_SHMFD) in what the front end keeps for us. NULL: none. */
	struct vring_log *own_log, *their_log;
	struct shared_map their_map; /* base NULL: none */
	struct door_looking looking;
	bool large;		/* there was a super-frame in this turn */
	nsec looked;		/* into the driver's rings */
	unsigned next;		/* the pair that is served first in the next turn */
	struct timer tell;	/* of a change of the configuration space once more */
	int back;		/* where our own messages to the front end go, or -1 */
	struct ringing ringing;
	u64 messages, refused;	/* from front ends, ever */
	/* The message that is being received. */
	u8 in[VHOST_HEAD + VHOST_PAYLOAD];
	u32 in_len;
	int fd[VHOST_FDS];
	unsigned n_fds;
	struct vchain chain;	/* room to work in */
};

/* Numbers in messages: the host's order. */
static inline u32 vhost_get32(const u8 *p)
{
	u32 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline u64 vhost_get64(const u8 *p)
{
	u64 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline bool vhost_has(const struct vhost *v, unsigned bit)
{
	return v->features >> bit & 1;
}

/* What `lanyard helper-vhost FD` runs: calls the front end. */
int vhost_caller_main(int engine);

extern const struct attach_scheme attach_vhost;
/* What is offered. */
extern const u64 vhost_features, vhost_protocol;
u64 vhost_offers(const struct vhost *v), vhost_offers_protocol(const struct vhost *v);
struct node *vhost_door(struct world *w, unsigned worker, const char *name, const struct attach_uri *uri, struct attach_handle *h,
			char why[256]);

/* The node is a back end. */
bool vhost_is(const struct node *n);

/* Reads and answers messages. false: the connection is over, by its end or because it is not what it must be. */
bool vhost_serve(struct vhost *v);
/* Nothing is left of the front end: rings, memory, descriptors. */
void vhost_forget(struct vhost *v);
void vhost_close_fd(int *fd);
/* vhost_mem.c. p: a table as it came; a region's guest address, size, the front end's address (and offset in the file that came along). false: refused. */
bool vhost_mem_table(struct vhost *v, const u8 *p, u32 len);
bool vhost_mem_add(struct vhost *v, const u8 *p);
bool vhost_mem_remove(struct vhost *v, const u8 *p);
void vhost_mem_forget(struct vhost *v);
/* vhost_log.c. */
bool vhost_log_map(struct vhost *v, int fd); /* our own */
void vhost_log_forget(struct vhost *v, bool own);
struct vring_log *vhost_log_of(struct vhost_queue *q);
/* GET_INFLIGHT_FD: makes memory for n queues; its size, -1 in *fd: it cannot. SET_INFLIGHT_FD: that memory again. */
u64 vhost_inflight_make(u32 queues, int *fd);
bool vhost_inflight_take(struct vhost *v, int fd, u64 size, u64 offset, u32 queues);
/* vhost_notify.c. Tells the front end of a queue: by its descriptor, or in a message where that was agreed on. */
void vhost_call(struct vhost_queue *q);
void vhost_report(struct vhost_queue *q); /* that it is broken */
/* The configuration space is another: the lab's carrier has changed. */
void vhost_config_changed(struct vhost *v);

/* A queue may have become able to run, or unable: starts and stops it, and tells the lab whether the guest is there. */
void vhost_queue_update(struct vhost_queue *q);
void vhost_queue_stop(struct vhost_queue *q);
void vhost_receive(struct door *d, unsigned room);
void vhost_input(struct port *in, struct frame **f, unsigned n);

#endif
