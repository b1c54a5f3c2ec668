/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A vfio-user server (QEMU's docs/interop/vfio-user.rst is the specification): what its files share. vfio.c opens the socket, vfio_door.c is the node and its
 * client's coming and going, vfio_msg.c the messages, vfio_dma.c the client's memory, vfio_irq.c the interrupts. The device is any model of
 * nic-models/.
 *
 * The client is not trusted, nor the guest behind it. Nobody waits for it: what it does not take stands in a bounded queue, what it does not answer within
 * VFIO_PATIENCE ends its connection.
 */
#ifndef ATTACH_VFIO_H
#define ATTACH_VFIO_H

#include "attach/door.h"
#include "attach/ring_fd.h"
#include "attach/shared_mem.h"
#include "nic-models/model.h"

enum {
	VFIO_HEAD = 16,
	VFIO_DATA_MAX = 65536,		/* bytes that one message may carry, either way */
	VFIO_IN = VFIO_HEAD + 32 + VFIO_DATA_MAX,
	VFIO_FDS = 16,			/* with one message */
	VFIO_OUT_MAX = 8 << 20,		/* bytes that wait for the client to read */
	VFIO_OUT_PAUSE = 256 << 10,	/* so many, and nothing more is read from it */
	VFIO_FAR = 128,			/* requests for memory that are open or answered */
	VFIO_FAR_WRITES = 64,		/* writes that are not acknowledged: beyond, the device rests */
	VFIO_REGIONS = 9, VFIO_CONFIG = 7,
	VFIO_IRQS = 5, VFIO_INTX = 0, VFIO_MSI = 1, VFIO_MSIX = 2, VFIO_ERR = 3, VFIO_REQ = 4,
};
#define VFIO_PATIENCE NSEC_PER_SEC

struct vfio_mapping {
	u64 addr;	/* of the range it serves */
	struct shared_map m;
};

/* A read of memory that the client keeps for itself. */
struct vfio_far {
	u64 addr;
	u32 len, got;	/* got: bytes that have come, or are asked for up to asked */
	u32 asked;
	u16 id;		/* of the open message */
	bool open, failed, orphan; /* orphan: nobody waits for it any more */
	u8 *bytes;	/* NULL: a free entry */
};

struct vfio {
	struct door door;		/* its fd: the connection, -1 without one */
	struct watch listener;
	struct nic *nic;
	struct timer alarm, turn, patience, carrier; /* the model's; the next turn of work; an answer is due; carrier is new */
	bool met;			/* versions are agreed upon */
	u32 client_data_max;
	/* Messages in. */
	u8 in[VFIO_IN];
	u32 in_len;
	int fd[VFIO_FDS];		/* of the message that starts last in `in` */
	unsigned n_fds;
	u32 fd_at;			/* where that message starts */
	u8 reply[VFIO_IN];
	/* and out. */
	u8 *out;
	u32 out_len, out_cap;
	bool dead;			/* the connection must end */
	bool answered;			/* the message before waited for its answer, as reads of registers do */
	/* Memory. */
	struct vfio_mapping map[DMA_RANGES_MAX];
	unsigned n_maps;
	u64 mapped;			/* bytes of them */
	struct vfio_far far[VFIO_FAR];
	unsigned far_writes;		/* not acknowledged */
	bool far_seen;
	u16 next_id;
	/* Interrupts. */
	int intx, msi, msix[NIC_VECTORS];
	struct watch unmask;
	bool intx_level, intx_masked, intx_late;
	u32 late;			/* messages that wait for far writes */
	struct ringing ringing;
	u64 messages, refused, broken;	/* ever */
	struct vfio_seen *seen;		/* NULL: no capture has looked yet */
};

extern const struct attach_scheme attach_vfio;
struct node *vfio_door(struct world *w, unsigned worker, const char *name, const struct attach_uri *uri, struct attach_handle *h,
		       char why[256]);

/* vfio_msg.c: reads and answers. false: the connection is over. */
bool vfio_serve(struct vfio *v);
/* Sends or queues; false: the client has not read for too long, the connection is over. */
bool vfio_send(struct vfio *v, const void *head, u32 head_len, const void *data, u32 len);
bool vfio_flush(struct vfio *v);
void vfio_put_head(u8 *to, u16 id, u16 command, u32 size, u32 flags, u32 error);
void vfio_close_fds(struct vfio *v);

/* vfio_dma.c. The errno for the client, or 0. */
int vfio_map(struct vfio *v, u32 flags, u64 offset, u64 addr, u64 len);
int vfio_unmap(struct vfio *v, u32 flags, u64 addr, u64 len);
void vfio_unmap_all(struct vfio *v);
enum nic_dma vfio_far_read(struct nic *n, u64 addr, void *to, u32 len);
enum nic_dma vfio_far_write(struct nic *n, u64 addr, const void *from, u32 len);
void vfio_far_commit(struct nic *n);
/* An answer to one of our requests. false: to none of them. */
bool vfio_far_answer(struct vfio *v, u16 id, u16 command, bool failed, const u8 *payload, u32 len);
static inline bool vfio_far_waits(const struct vfio *v) { return v->far_writes > 0; }

/* vfio_irq.c */
void vfio_irq_init(struct vfio *v);
void vfio_irq_forget(struct vfio *v);
u32 vfio_irq_count(const struct vfio *v, u32 index, u32 *flags);
int vfio_set_irqs(struct vfio *v, u32 flags, u32 index, u32 start, u32 count, const u8 *data, u32 len);
void vfio_intx(struct nic *n, bool level);
void vfio_message(struct nic *n, unsigned vector);
/* Far writes are through: what waited for them. */
void vfio_irq_late(struct vfio *v);

/* The NIC that a node is; NULL: it is none. */
struct nic *vfio_nic(struct node *n);
struct port *vfio_port(struct nic *n);

/* vfio_seen.c: frames for the model, of which captures want to know where they land; what has landed is shown. */
void vfio_seen_take(struct vfio *v, struct frame **f, unsigned n);
void vfio_seen_show(struct vfio *v);
void vfio_seen_free(struct vfio *v);

/* vfio_door.c: a turn of work soon. */
void vfio_soon(struct nic *n);

#endif
