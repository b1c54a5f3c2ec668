/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a NIC model is, and what it may ask for. docs/add-a-nic.md is the guide; this is the contract.
 *
 * A model is tables (PCI identity, registers) and three functions: a register was written, there is work, a timer ran out. It is pure: no
 * system call, no clock, no socket. Around it stands a *host* (struct nic_host): a transport such as vfio-user, a test, a fuzzer. The host brings
 * accesses, frames and the time; the model answers by DMA, frames and interrupts. One thread calls a NIC.
 *
 * The guest is hostile. Registers keep what their row allows; memory is reached by nic_read() and nic_write() alone; a descriptor is copied once and
 * used from the copy; rings are walked in work(), by a budget, never by a register's hook; what cannot be is nic_fault(), counted, and the
 * device goes on. There is no recursion: sending queues, and loopback goes through the receive queue.
 *
 * Guest memory may be far away (a client that shares none). Then nic_read() returns DMA_WAIT: the model leaves its function with nothing
 * changed, is called again when the bytes are there, and reads the same again. nic_commit() ends such a step. Written like this, a model needs not
 * know where memory is:
 *
 *	if (nic_read(n, addr, desc, 16))     fault or wait: see nic_dma_done()
 *	...read the buffer...
 *	change state, write back, advance
 *	nic_commit(n);
 *
 * State: a model's struct begins with struct nic; what follows it, the register bytes and the configuration space are all there is, and hold no pointer,
 * so that a NIC can be saved and restored (nic_save()).
 */
#ifndef NIC_MODELS_MODEL_H
#define NIC_MODELS_MODEL_H

#include "core/drop.h"
#include "core/frame.h"
#include "core/rng.h"
#include "nic-models/dma.h"
#include "nic-models/le.h"

enum {
	NIC_BARS = 6,
	NIC_CONFIG_LEN = 4096,
	NIC_VECTORS = 32,	/* MSI-X messages, at most */
	NIC_FIFO = 512,		/* frames that wait for descriptors; a power of two */
	NIC_BURST = 64,		/* frames sent at once */
	NIC_BUDGET = 256,	/* descriptors (or what corresponds) a call of work() */
	NIC_TIMERS = 64,
	NIC_PARTIALS = 16,	/* transmit queues: each may have a frame that is not complete */
	NIC_TRACE = 256,	/* register accesses remembered */
};

struct nic;

/* Registers. */

enum nic_reg_flag {
	REG_RC = 1,	/* reading clears it */
	REG_W1C = 2,	/* bits written as 1 are cleared (those that are writable) */
	REG_KEEP = 4,	/* keeps its value over nic_reset_regs() */
};

/* A row, or an array of `n` registers `stride` apart. Rows of a BAR stand in the order of their offsets. */
struct nic_reg {
	u32 offset;
	const char *name;
	u32 reset;
	u32 writable;	/* bits that a write changes */
	u8 flags;	/* enum nic_reg_flag */
	u8 len;		/* bytes: 1, 2, 4; 0: 4 */
	u16 n, stride;	/* 0: one */
	/* After a write: the value is stored, `was` what stood there, offset that of the element. May be NULL. */
	void (*wrote)(struct nic *n, u32 offset, u32 was);
	/* Instead of reading what is stored. May be NULL. */
	u32 (*read)(struct nic *n, u32 offset);
};

enum nic_bar_kind { BAR_NONE, BAR_MEM, BAR_MEM64, BAR_IO };

struct nic_bar {
	enum nic_bar_kind kind;
	u32 len;	/* a power of two; 16 at least */
	const struct nic_reg *regs;
	unsigned n_regs;
	unsigned same_as; /* 1 + the BAR whose registers show here too; 0: its own */
	/* Registers that stand at a second place: where their rows are. May be NULL. */
	u32 (*canonical)(u32 offset);
	/* A window that is no table: indirect access, data ports. May be NULL; len is 1, 2 or 4. */
	u32 (*read)(struct nic *n, u32 offset, unsigned len);
	void (*write)(struct nic *n, u32 offset, unsigned len, u32 value);
};

/* A ring, for people who look: nic_model.ring(). */
struct nic_ring {
	char name[16];		/* "tx 0" */
	u64 base;
	u32 n, desc_len;	/* descriptors, bytes of each */
	u32 head, tail;		/* the device's next, the driver's next */
	bool enabled;
};

/* A number in a model's own struct that is never more than `max`: a count, an index, a truth (1), a pointer that is not kept (0). In n elements, `stride` apart. */
struct nic_limit {
	u32 at, len;
	u64 max;
	u32 n, stride;
};
#define NIC_LIMIT(type, field, max_) { offsetof(type, field), sizeof(((type *)NULL)->field), max_, 1, 0 }
/* The same field of each element of an array. */
#define NIC_LIMITS(type, array, field, max_) \
	{ offsetof(type, array[0].field), sizeof(((type *)NULL)->array[0].field), max_, ARRAY_LEN(((type *)NULL)->array), sizeof(((type *)NULL)->array[0]) }

struct nic_model {
	const char *name;	/* "e1000": `?model=` and nics: */
	const char *title;	/* "Intel 82540EM Gigabit Ethernet" */
	u16 vendor, device, sub_vendor, sub_device;
	u8 revision;
	bool no_master;		/* reaches no guest memory: works without bus mastering */
	bool pcie;		/* 4,096 bytes of configuration space */
	bool no_nvm;		/* it has no EEPROM or PROM with a sum */
	bool no_writeback;	/* it gives no descriptor back by nic_write_back() */
	size_t size;		/* of its struct, which begins with struct nic */
	struct nic_bar bar[NIC_BARS];
	unsigned n_vectors;	/* MSI-X; 0: none */
	unsigned msix_bar;	/* its table and, at half of it, its pending bits; memory without rows */
	u32 max_frame;		/* longest frame it can take, without FCS */
	/* Capabilities and whatever else is not zero at birth; then reset() is called. May be NULL. */
	void (*init)(struct nic *n);
	/* Power-on or bus reset: register rows have their reset values already, timers are stopped, nothing is in flight. */
	void (*reset)(struct nic *n);
	/* Walks rings: at most budget descriptors. true: there is more to do right away; called again anyway when n->room was used up. Not called while the guest forbids bus mastering. */
	bool (*work)(struct nic *n, unsigned budget);
	/* May be NULL: it sets none. */
	void (*timer)(struct nic *n, unsigned id);
	/* n->link has changed. May be NULL. */
	void (*link)(struct nic *n);
	/* Does the driver take this super-frame, or this frame whose checksum is not finished, from the lab? If not, the host cuts and finishes it. NULL: never. */
	bool (*takes)(struct nic *n, const struct frame *f);
	/* Configuration space is about to be read, or was written, where it has effects of its own. May be NULL. */
	void (*config_access)(struct nic *n, u32 offset, u32 len, bool write);
	/* Interrupts go another way now: the driver switched INTx, MSI, MSI-X on or off, or took or gave a vector. May be NULL. */
	void (*irq_changed)(struct nic *n);
	/* For show: the i-th ring; false beyond the last. A descriptor in words. Each may be NULL. */
	bool (*ring)(struct nic *n, unsigned i, struct nic_ring *r);
	void (*describe)(struct nic *n, const struct nic_ring *r, const u8 *desc, char *text, size_t room);
	/* For show: the names of the bits of its cause register, from bit 0; in the first BAR that has rows. May be NULL. */
	const char *const *causes;
	unsigned n_causes;
	u32 cause_reg;
	/* What nic_restore() does not take on trust: numbers, up to a row without a length; and how they go together. Each may be NULL. */
	const struct nic_limit *limits;
	bool (*sound)(const struct nic *n);
	const void *chip;	/* for models that share their code: what tells them apart */
};

/* What stands around a NIC. */

enum nic_dma { DMA_OK, DMA_WAIT, DMA_FAULT };

struct nic_host {
	/* The level of the interrupt pin. */
	void (*intx)(struct nic *n, bool level);
	/* A message of MSI (0) or MSI-X. */
	void (*message)(struct nic *n, unsigned vector);
	/* Call nic_alarm() at `due`; NSEC_NEVER: not at all. One at a time. */
	void (*alarm)(struct nic *n, nsec due);
	/* Call nic_work() soon. */
	void (*soon)(struct nic *n);
	/* Frames into the lab: consumed. */
	void (*send)(struct nic *n, struct frame **f, unsigned count);
	/* How many may be sent now. */
	u32 (*room)(struct nic *n);
	/* A frame of the lab's that the NIC discards: counts it, puts it back. */
	void (*drop)(struct nic *n, struct frame *f, enum drop reason);
	/* n->carrier has changed: the NIC gives its wire no signal any more, or does again. Perhaps from a register's hook: to take effect soon, not at once. May be NULL. */
	void (*carrier)(struct nic *n);
	/* Memory without a place in ours: DMA_WAIT, until the answer is there; then DMA_OK for the same arguments until nic_commit(). NULL: there is none. */
	enum nic_dma (*far_read)(struct nic *n, u64 addr, void *to, u32 len);
	enum nic_dma (*far_write)(struct nic *n, u64 addr, const void *from, u32 len);
	void (*far_commit)(struct nic *n);
};

/* What a guest got wrong. */
#define NIC_FAULT_LIST(X)                                                            \
	X(NO_MEMORY, "unmapped_memory")	    /* an address that is nobody's */         \
	X(NULL_BUFFER, "null_buffer")	    /* a buffer at address 0 */               \
	X(RING, "ring_position")	    /* head or tail beyond the ring */        \
	X(DESCRIPTOR, "bad_descriptor")	    /* of a kind or length that cannot be */  \
	X(CONTEXT, "bad_context")	    /* offloads that do not fit the frame */  \
	X(TOO_LONG, "frame_too_long")                                                \
	X(SHORT, "frame_too_short")                                                  \
	X(REGISTER, "unknown_register")	    /* an access to where nothing is */       \
	X(ACCESS, "bad_access")             /* beyond a region, or of an odd width */

enum nic_fault {
#define X(name, text) NIC_FAULT_##name,
	NIC_FAULT_LIST(X)
#undef X
	NIC_FAULTS
};
extern const char *const nic_fault_name[NIC_FAULTS];

/* An access that is remembered. */
struct nic_access {
	nsec at;
	u32 offset, value;
	u8 bar, len;
	bool write;
};

/* Faults that a person has ordered (show.h has the words). All zero: none. */
struct nic_inject {
	u32 stuck_offset, stuck_mask, stuck_value; /* bits that read as value whatever is written; mask 0: none */
	u32 lose_irqs;		/* so many of the next interrupts do not arrive */
	nsec writeback_delay;	/* descriptors are written back so much later */
	bool nvm_checksum;	/* the EEPROM's sum is wrong */
	/* The link flaps: turns left (down and up are two), the length of each, and when the next is due; odd: it is down. */
	u32 flaps;
	nsec flap_for, flap_due;
};

struct nic_writeback {
	nsec due;
	u64 addr;
	u8 len;
	u8 bytes[32];
};

enum { NIC_WRITEBACKS = 64 };

struct nic {
	const struct nic_model *model;
	const struct nic_host *host;
	void *owner;		/* the host's */
	u32 node;		/* the host's: its node in the lab, for traces */
	struct pool *pool;
	nsec now;		/* the host sets it whenever it calls */
	u8 mac[6];		/* permanent address */
	bool link;		/* the wire has carrier */
	bool carrier;		/* it gives the wire a signal; false: its PHY is off, or it was ordered so */
	bool posted;		/* the host's: the driver does not wait for the write that is being done, and is further by now */
	bool phy_off;		/* powered down by the driver: nic_phy_off() */
	bool intx;		/* level of the pin */
	struct dma_map dma;
	u8 *bar[NIC_BARS];	/* register bytes of BARs that have rows; MSI-X table */
	u8 *config, *config_writable; /* NIC_CONFIG_LEN each */
	u8 cap_last;		/* where the latest capability stands; 0: none */
	u16 ext_cap_last;
	u8 msi_cap, msix_cap, pm_cap; /* 0: none */
	u32 pending;		/* MSI-X messages that nobody could take */
	nsec timer[NIC_TIMERS]; /* due; NSEC_NEVER: stopped */
	nsec alarm;		/* what the host was told last */
	struct frame *fifo[NIC_FIFO]; /* from the lab */
	u32 fifo_head, fifo_tail;
	u64 *landing;		/* the host's, NIC_FIFO of them: where the frame of each place of the fifo went (nic_trace()); NULL: nobody asks */
	u32 fifo_looked;	/* the model's: 1 + the fifo_head whose frame it has looked at, its scratch words filled */
	struct frame *partial[NIC_PARTIALS]; /* being put together from descriptors */
	struct frame *out[NIC_BURST]; /* to be sent */
	unsigned n_out;
	u32 room;		/* frames that this call of work() may still send */
	unsigned budget;	/* what work() is given; NIC_BUDGET unless the host sets less */
	bool waiting;		/* a DMA_WAIT is open */
	bool far;		/* this step has used far memory */
	u64 faults[NIC_FAULTS];
	u64 rx_frames, rx_bytes, tx_frames, tx_bytes, rx_missed, rx_filtered;
	u64 irqs, reads, writes;
	struct nic_access trace[NIC_TRACE];
	u32 n_trace;		/* ever */
	struct nic_inject inject;
	struct nic_writeback writeback[NIC_WRITEBACKS];
	unsigned n_writebacks;
	u32 (*fcs)[256];	/* table of nic_fcs(); NULL: not used yet */
	/* A line for `debug`; NULL when it is off. */
	void (*debug)(struct nic *n, unsigned flag, const char *text);
	unsigned debug_flags;
};

enum { NIC_DEBUG_REGISTERS = 1, NIC_DEBUG_DESCRIPTORS = 2, NIC_DEBUG_INTERRUPTS = 4 };

/* For hosts. */

const struct nic_model *nic_model_find(const char *name);
const struct nic_model *nic_model_at(unsigned i); /* NULL beyond the last */

struct nic *nic_new(const struct nic_model *m, const struct nic_host *host, void *owner, struct pool *pool, const u8 mac[6], nsec now);
void nic_free(struct nic *n);
/* Bus reset: as after power-on, but for memory, link and what a person ordered. */
void nic_reset(struct nic *n, nsec now);
/* The regions as PCI has them. Reads of anything give something; nothing a guest passes is refused otherwise than by a counted fault. */
void nic_bar_read(struct nic *n, unsigned bar, u64 offset, void *to, u32 len, nsec now);
void nic_bar_write(struct nic *n, unsigned bar, u64 offset, const void *from, u32 len, nsec now);
void nic_config_read(struct nic *n, u32 offset, void *to, u32 len);
void nic_config_write(struct nic *n, u32 offset, const void *from, u32 len, nsec now);
/* Frames from the lab, consumed; nic_work() puts them into the guest's memory. */
void nic_receive(struct nic *n, struct frame **f, unsigned count, nsec now);
/* A turn of work. true: call again soon; when n->room is 0, a little later. */
bool nic_work(struct nic *n, nsec now);
void nic_alarm(struct nic *n, nsec now);
void nic_set_link(struct nic *n, bool link, nsec now);
/* n->inject was changed by a person. */
void nic_ordered(struct nic *n, nsec now);
/* The host can or cannot take messages as before: asks the model to look again. */
void nic_irq_changed(struct nic *n, nsec now);
static inline u32 nic_fifo_len(const struct nic *n) { return n->fifo_tail - n->fifo_head; }

/* For models. */

static inline u32 nic_reg(const struct nic *n, u32 offset) { return get_le32(n->bar[0] + offset); }
static inline void nic_set(struct nic *n, u32 offset, u32 v) { put_le32(n->bar[0] + offset, v); }
/* Registers of every BAR as their rows say. */
void nic_reset_regs(struct nic *n);
/* The driver resets the chip by a register: all but PCI configuration space begins anew, and reset() is called. May be called by a register's hook. */
void nic_soft_reset(struct nic *n);
/* One register as if the guest had accessed it, side effects and trace included: for windows. */
u32 nic_reg_read(struct nic *n, unsigned bar, u32 offset, unsigned len);
void nic_reg_write(struct nic *n, unsigned bar, u32 offset, unsigned len, u32 value);
/* The row that covers offset, and the element's own offset. NULL: none. */
const struct nic_reg *nic_reg_find(const struct nic_bar *b, u32 offset, u32 *element);
/* Bytes of one element. */
static inline u32 nic_reg_len(const struct nic_reg *r) { return r->len ? r->len : 4; }
/* What an element holds; no side effect. */
u32 nic_reg_stored(const struct nic *n, unsigned bar, const struct nic_reg *r, u32 element);
/* Its name, "RAL[3]" for elements. */
void nic_reg_name(const struct nic_bar *b, u32 offset, char name[32]);

/* Guest memory. len 0 is DMA_OK. */
enum nic_dma nic_read(struct nic *n, u64 addr, void *to, u32 len);
enum nic_dma nic_write(struct nic *n, u64 addr, const void *from, u32 len);
/* The same for descriptors that are given back: may be told to come late (nic_inject). */
enum nic_dma nic_write_back(struct nic *n, u64 addr, const void *from, u32 len);
static inline void nic_commit(struct nic *n)
{
	if (unlikely(n->far) && n->host->far_commit)
		n->host->far_commit(n);
	n->far = false;
}
/* Counted. */
static inline void nic_fault(struct nic *n, enum nic_fault f) { n->faults[f]++; }

/* Interrupts. */
enum nic_irq_mode { NIC_INTX, NIC_MSI, NIC_MSIX };
enum nic_irq_mode nic_irq_mode(const struct nic *n); /* as the driver has enabled */
void nic_intx(struct nic *n, bool level);
void nic_message(struct nic *n, unsigned vector);
/* A host could not deliver message `vector`, or now has: its pending bit. */
void nic_set_pending(struct nic *n, unsigned vector, bool pending);

void nic_timer_set(struct nic *n, unsigned id, nsec due);
void nic_timer_stop(struct nic *n, unsigned id);
static inline bool nic_timer_is_set(const struct nic *n, unsigned id) { return n->timer[id] != NSEC_NEVER; }

/* The next frame of the lab's, or NULL; nic_fifo_take() removes it, and whoever took it owns it. */
static inline struct frame *nic_fifo_first(struct nic *n) { return n->fifo_head == n->fifo_tail ? NULL : n->fifo[n->fifo_head % NIC_FIFO]; }
static inline struct frame *nic_fifo_take(struct nic *n) { return n->fifo[n->fifo_head++ % NIC_FIFO]; }
/* The first frame lies in `count` descriptors of receive queue `queue`, beginning at `index`: counted, and done with. */
void nic_landed(struct nic *n, unsigned queue, u32 index, u32 count);
/* The first frame with one owner, a copy if need be. NULL: the pool is empty; the frame is gone, missed. */
struct frame *nic_fifo_writable(struct nic *n);
/* Puts a frame behind those that wait: loopback. Consumed. */
void nic_loop_back(struct nic *n, struct frame *f);
/* Queues a frame for the lab; sent at the end of work() at the latest. The model looks at n->room first. It came from `count` descriptors of
 * transmit queue `queue`, beginning at `index`: that is its trace (nic_origin()). */
void nic_send(struct nic *n, struct frame *f, unsigned queue, u32 index, u32 count);
/* The driver has powered the PHY down, or up again. A reset of the chip powers it up. */
void nic_phy_off(struct nic *n, bool off);

/* Where a frame came from, as its trace has it: the NIC's node in the lab, queue, first descriptor and their number. false: from no NIC. */
struct nic_origin {
	u32 node;
	unsigned queue, count;
	u32 index;
};
/* 32 bits of node, 8 of queue, 8 of number (more are 255), 16 of index. A node's number is kept one higher: no trace is 0. */
static inline u64 nic_trace(struct nic_origin o)
{
	return (u64)(o.node + 1) << 32 | (u64)(o.queue & 0xff) << 24 | (u64)(o.count < 0xff ? o.count : 0xff) << 16 | (o.index & 0xffff);
}
struct nic_origin nic_untrace(u64 trace);
bool nic_origin(const struct frame *f, struct nic_origin *o);
/* As captures say it; way: "tx" or "rx". n NULL: of the rings of a vhost-user front end. */
const char *nic_origin_text(const struct nic *n, const char *way, struct nic_origin o, char buf[64]);
/*
 * Appends len bytes at addr to partial frame q, making or enlarging it. DMA_OK, DMA_WAIT (nothing changed), or DMA_FAULT: counted; the frame is as it was,
 * *why says what a frame that lacks these bytes is to be dropped as.
 */
enum nic_dma nic_append(struct nic *n, unsigned q, u64 addr, u32 len, u32 expect, enum drop *why);
/* Takes the partial frame away from q. NULL: there is none. */
static inline struct frame *nic_partial_take(struct nic *n, unsigned q) { struct frame *f = n->partial[q]; n->partial[q] = NULL; return f; }
/* The FCS of len bytes, for chips that are told to keep it. */
u32 nic_fcs(struct nic *n, const u8 *p, u32 len);

void nic_debugf(struct nic *n, unsigned flag, const char *fmt, ...) PRINTF(3, 4);
static inline bool nic_debugs(const struct nic *n, unsigned flag) { return unlikely(n->debug_flags & flag); }

/* State as bytes: the length that nic_save() needs. Restoring takes only what a NIC of the same model could have saved, and resets the NIC otherwise. */
size_t nic_save_len(const struct nic *n);
void nic_save(const struct nic *n, u8 *to);
bool nic_restore(struct nic *n, const u8 *from, size_t len, nsec now);

#endif
