/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The vfio-user protocol, the server's side. A message is a header of 16 bytes (id, command, size, flags, error) and a payload. The framing must hold (size,
 * type), else the connection ends; what a command asks for and cannot have is an error reply. Both are counted as bad_message.
 *
 * Messages are read many at once. A descriptor arrives with the bytes of the message that it was sent with, and a read ends after it: it belongs to the
 * last message that begins in what was read.
 */
#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "attach/passfd.h"
#include "attach/vfio.h"

enum {
	TYPE_MASK = 15, TYPE_COMMAND = 0, TYPE_REPLY = 1, FLAG_NO_REPLY = 16, FLAG_ERROR = 32,
	C_VERSION = 1, C_DMA_MAP, C_DMA_UNMAP, C_GET_INFO, C_GET_REGION, C_GET_REGION_FDS, C_GET_IRQ, C_SET_IRQS, C_REGION_READ, C_REGION_WRITE,
	C_DMA_READ, C_DMA_WRITE, C_RESET, C_DIRTY, C_WRITE_MULTI,
	INFO_RESET = 1, INFO_PCI = 2, REGION_READABLE = 1, REGION_WRITABLE = 2,
	TURNS = 16, MULTI_ITEM = 24,
};

struct request {
	u16 id, command;
	u32 flags;
	const u8 *p;	/* payload */
	u32 len;
	u32 reply_len;	/* bytes in v->reply behind its header */
};

void vfio_put_head(u8 *to, u16 id, u16 command, u32 size, u32 flags, u32 error)
{
	put_le16(to, id);
	put_le16(to + 2, command);
	put_le32(to + 4, size);
	put_le32(to + 8, flags);
	put_le32(to + 12, error);
}

void vfio_close_fds(struct vfio *v)
{
	for (unsigned i = 0; i < v->n_fds; i++)
		if (v->fd[i] >= 0)
			close(v->fd[i]);
	v->n_fds = 0;
}

/* Out. */

static bool keep(struct vfio *v, const u8 *p, u32 len)
{
	if (v->out_len + len > VFIO_OUT_MAX)
		return !(v->dead = true);
	if (v->out_len + len > v->out_cap) {
		while (v->out_cap < v->out_len + len)
			v->out_cap = v->out_cap ? v->out_cap * 2 : 65536;
		v->out = xrealloc(v->out, v->out_cap, 1);
	}
	memcpy(v->out + v->out_len, p, len);
	v->out_len += len;
	return true;
}

bool vfio_send(struct vfio *v, const void *head, u32 head_len, const void *data, u32 len)
{
	struct iovec iov[2] = { { (void *)(uintptr_t)head, head_len }, { (void *)(uintptr_t)data, len } };
	struct msghdr m = { .msg_iov = iov, .msg_iovlen = len ? 2 : 1 };
	ssize_t n = 0;

	if (v->dead || v->door.fd < 0)
		return false;
	if (!v->out_len) {
		n = sendmsg(v->door.fd, &m, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return !(v->dead = true);
		n = n < 0 ? 0 : n;
	}
	if ((u32)n < head_len && !keep(v, (const u8 *)head + n, head_len - (u32)n))
		return false;
	n = (u32)n > head_len ? n - head_len : 0;
	return (u32)n == len || keep(v, (const u8 *)data + n, len - (u32)n);
}

bool vfio_flush(struct vfio *v)
{
	ssize_t n;

	if (!v->out_len)
		return true;
	n = send(v->door.fd, v->out, v->out_len, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	v->out_len -= (u32)n;
	memmove(v->out, v->out + n, v->out_len);
	return true;
}

/* Commands: each returns an errno, or 0 with its answer in v->reply. */

static u8 *answer(struct vfio *v, struct request *q, u32 len)
{
	q->reply_len = len;
	memset(v->reply + VFIO_HEAD, 0, len < 64 ? len : 64);
	return v->reply + VFIO_HEAD;
}

static u32 data_max_of(const u8 *p, u32 len)
{
	json_t *j = len ? json_loadb((const char *)p, strnlen((const char *)p, len), 0, NULL) : NULL, *n;
	json_int_t max = 1 << 20;

	n = json_object_get(json_object_get(j, "capabilities"), "max_data_xfer_size");
	if (json_is_integer(n))
		max = json_integer_value(n);
	json_decref(j);
	return max < 4096 ? 4096 : max > VFIO_DATA_MAX ? VFIO_DATA_MAX : (u32)max;
}

static int version(struct vfio *v, struct request *q)
{
	static const char ours[] = "{\"capabilities\":{\"max_msg_fds\":16,\"max_data_xfer_size\":65536,\"max_dma_maps\":1024,"
				   "\"pgsizes\":4096,\"write_multiple\":true}}";
	u8 *p;

	if (v->met || get_le16(q->p) != 0)
		return EINVAL;
	v->client_data_max = data_max_of(q->p + 4, q->len - 4);
	v->met = true;
	p = answer(v, q, 4 + sizeof(ours));
	put_le16(p + 2, get_le16(q->p + 2) ? 1 : 0);
	memcpy(p + 4, ours, sizeof(ours));
	return 0;
}

static int dma_map(struct vfio *v, struct request *q)
{
	return vfio_map(v, get_le32(q->p + 4), get_le64(q->p + 8), get_le64(q->p + 16), get_le64(q->p + 24));
}

static int dma_unmap(struct vfio *v, struct request *q)
{
	int error = vfio_unmap(v, get_le32(q->p + 4), get_le64(q->p + 8), get_le64(q->p + 16));

	if (!error)
		memcpy(answer(v, q, 24), q->p, 24);
	return error;
}

static int get_info(struct vfio *v, struct request *q)
{
	u8 *p = answer(v, q, 16);

	put_le32(p, 16);
	put_le32(p + 4, INFO_RESET | INFO_PCI);
	put_le32(p + 8, VFIO_REGIONS);
	put_le32(p + 12, VFIO_IRQS);
	return 0;
}

static u64 region_len(const struct vfio *v, u32 i)
{
	const struct nic_model *m = v->nic->model;

	if (i < NIC_BARS)
		return m->bar[i].kind == BAR_NONE ? 0 : m->bar[i].len;
	return i == VFIO_CONFIG ? (m->pcie ? NIC_CONFIG_LEN : 256) : 0;
}

static int get_region(struct vfio *v, struct request *q)
{
	u32 index = get_le32(q->p + 8);
	u8 *p;

	if (index >= VFIO_REGIONS)
		return EINVAL;
	p = answer(v, q, 32);
	put_le32(p, 32);
	put_le32(p + 4, region_len(v, index) ? REGION_READABLE | REGION_WRITABLE : 0);
	put_le32(p + 8, index);
	put_le64(p + 16, region_len(v, index));
	return 0;
}

static int get_irq(struct vfio *v, struct request *q)
{
	u32 index = get_le32(q->p + 8), flags, n;
	u8 *p;

	if (index >= VFIO_IRQS)
		return EINVAL;
	n = vfio_irq_count(v, index, &flags);
	p = answer(v, q, 16);
	put_le32(p, 16);
	put_le32(p + 4, flags);
	put_le32(p + 8, index);
	put_le32(p + 12, n);
	return 0;
}

static int set_irqs(struct vfio *v, struct request *q)
{
	return vfio_set_irqs(v, get_le32(q->p + 4), get_le32(q->p + 8), get_le32(q->p + 12), get_le32(q->p + 16), q->p + 20, q->len - 20);
}

static bool in_region(const struct vfio *v, u32 region, u64 offset, u64 count)
{
	u64 len = region < VFIO_REGIONS ? region_len(v, region) : 0;

	return count && offset <= len && count <= len - offset;
}

static void write_region(struct vfio *v, const struct request *q, u32 region, u64 offset, const u8 *p, u32 count)
{
	nsec now = node_now(&v->door.node);

	v->nic->posted = q->flags & FLAG_NO_REPLY;

	if (region == VFIO_CONFIG)
		nic_config_write(v->nic, (u32)offset, p, count, now);
	else
		nic_bar_write(v->nic, region, offset, p, count, now);
}

static int region_read(struct vfio *v, struct request *q)
{
	u64 offset = get_le64(q->p);
	u32 region = get_le32(q->p + 8), count = get_le32(q->p + 12);
	u8 *p;

	if (count > VFIO_DATA_MAX || !in_region(v, region, offset, count)) {
		nic_fault(v->nic, NIC_FAULT_ACCESS);
		return EINVAL;
	}
	p = answer(v, q, 16 + count);
	memcpy(p, q->p, 16);
	if (region == VFIO_CONFIG)
		nic_config_read(v->nic, (u32)offset, p + 16, count);
	else
		nic_bar_read(v->nic, region, offset, p + 16, count, node_now(&v->door.node));
	return 0;
}

static int region_write(struct vfio *v, struct request *q)
{
	u64 offset = get_le64(q->p);
	u32 region = get_le32(q->p + 8), count = get_le32(q->p + 12);

	if (q->len - 16 != count || !in_region(v, region, offset, count)) {
		nic_fault(v->nic, NIC_FAULT_ACCESS);
		return EINVAL;
	}
	write_region(v, q, region, offset, q->p + 16, count);
	memcpy(answer(v, q, 16), q->p, 16);
	return 0;
}

static int write_multi(struct vfio *v, struct request *q)
{
	u64 n = get_le64(q->p);

	if (n != (q->len - 8) / MULTI_ITEM || (q->len - 8) % MULTI_ITEM)
		return EINVAL;
	for (u64 i = 0; i < n; i++) {
		const u8 *item = q->p + 8 + i * MULTI_ITEM;
		u64 offset = get_le64(item);
		u32 region = get_le32(item + 8), count = get_le32(item + 12);

		if (count > 8 || !in_region(v, region, offset, count)) {
			nic_fault(v->nic, NIC_FAULT_ACCESS);
			return EINVAL;
		}
		write_region(v, q, region, offset, item + 16, count);
	}
	put_le64(answer(v, q, 8), n);
	return 0;
}

static int reset(struct vfio *v, struct request *q)
{
	(void)q;
	nic_reset(v->nic, node_now(&v->door.node));
	return 0;
}

static const struct {
	int (*run)(struct vfio *v, struct request *q);
	u32 min, max;	/* bytes of payload */
	bool fds;	/* may bring descriptors */
} commands[] = {
	[C_VERSION] = { version, 4, VFIO_DATA_MAX, false },
	[C_DMA_MAP] = { dma_map, 32, 32, true },
	[C_DMA_UNMAP] = { dma_unmap, 24, 24, false },
	[C_GET_INFO] = { get_info, 4, 64, false },
	[C_GET_REGION] = { get_region, 12, 4096, false },
	[C_GET_IRQ] = { get_irq, 12, 64, false },
	[C_SET_IRQS] = { set_irqs, 20, 20 + 65536, true },
	[C_REGION_READ] = { region_read, 16, 16, false },
	[C_REGION_WRITE] = { region_write, 17, 16 + VFIO_DATA_MAX, false },
	[C_RESET] = { reset, 0, 0, false },
	[C_WRITE_MULTI] = { write_multi, 8, VFIO_DATA_MAX, false },
};

/* In. */

static void refuse(struct vfio *v)
{
	v->refused++;
	door_count(&v->door, DROP_BAD_MESSAGE);
}

static bool respond(struct vfio *v, const struct request *q, int error)
{
	u32 len = VFIO_HEAD + (error ? 0 : q->reply_len);

	v->answered = !(q->flags & FLAG_NO_REPLY);
	if (!v->answered)
		return true;
	vfio_put_head(v->reply, q->id, q->command, len, TYPE_REPLY | (error ? FLAG_ERROR : 0), (u32)error);
	return vfio_send(v, v->reply, len, NULL, 0);
}

/* One whole message. false: the connection must end. */
static bool handle(struct vfio *v, const u8 *m, u32 size)
{
	struct request q = { .id = get_le16(m), .command = get_le16(m + 2), .flags = get_le32(m + 8), .p = m + VFIO_HEAD, .len = size - VFIO_HEAD };
	bool known = q.command < ARRAY_LEN(commands) && commands[q.command].run;
	int error;

	v->messages++;
	if ((q.flags & TYPE_MASK) == TYPE_REPLY) {
		if (!vfio_far_answer(v, q.id, q.command, q.flags & FLAG_ERROR, q.p, q.len))
			refuse(v);
		return !v->n_fds;
	}
	if ((q.flags & TYPE_MASK) != TYPE_COMMAND || (!v->met && q.command != C_VERSION)) {
		refuse(v);
		return false;
	}
	if (!known)
		error = ENOTSUP;
	else if (q.len < commands[q.command].min || q.len > commands[q.command].max || (v->n_fds && !commands[q.command].fds))
		error = EINVAL;
	else
		error = commands[q.command].run(v, &q);
	if (error)
		refuse(v);
	return respond(v, &q, error) && (v->met || !error);
}

/* Bytes of the message at `at`, as far as they are known; 0: it cannot be one. */
static u32 size_at(const struct vfio *v, u32 at)
{
	u32 size;

	if (v->in_len - at < VFIO_HEAD)
		return VFIO_HEAD;
	size = get_le32(v->in + at + 4);
	return size >= VFIO_HEAD && size <= VFIO_IN ? size : 0;
}

/* Descriptors came with what was read last. */
static void place_fds(struct vfio *v)
{
	u32 at = 0, size;

	while ((size = size_at(v, at)) && at + size < v->in_len)
		at += size;
	v->fd_at = at;
}

static bool handle_all(struct vfio *v)
{
	u32 at = 0;

	while (at < v->in_len) {
		u32 size = size_at(v, at);
		unsigned fds = v->n_fds;
		bool mine = fds && at == v->fd_at, good;

		if (!size) {
			refuse(v);
			return false;
		}
		if (v->in_len - at < VFIO_HEAD || v->in_len - at < size)
			break;
		if (!mine)
			v->n_fds = 0;
		good = handle(v, v->in + at, size);
		if (mine)
			vfio_close_fds(v);
		else
			v->n_fds = fds;
		at += size;
		if (!good)
			return false;
	}
	if (v->n_fds)
		v->fd_at -= at;
	v->in_len -= at;
	memmove(v->in, v->in + at, v->in_len);
	return true;
}

bool vfio_serve(struct vfio *v)
{
	for (int turn = 0; turn < TURNS && v->out_len < VFIO_OUT_PAUSE; turn++) {
		u32 room = VFIO_IN - v->in_len;
		unsigned before = v->n_fds;
		bool lost;
		ssize_t got;

		if (before) /* the message that has them must be whole before others bring theirs */
			room = size_at(v, 0) - v->in_len;
		got = passfd_receive(v->door.fd, v->in + v->in_len, room, v->fd, &v->n_fds, VFIO_FDS, &lost, MSG_DONTWAIT);
		if (got <= 0)
			return got < 0 && errno == EAGAIN && !v->dead;
		v->in_len += (u32)got;
		if (v->n_fds > before)
			place_fds(v);
		if (lost) {
			refuse(v);
			return false;
		}
		if (!handle_all(v) || v->dead)
			return false;
		if ((u32)got < room)
			break; /* that was all there was */
	}
	return true;
}
