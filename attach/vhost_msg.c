/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The vhost-user protocol, the back end's side (QEMU's docs/interop/vhost-user.rst is its specification). A message is a header of 12
 * bytes and a payload whose size its number fixes; descriptors come along with it. The front end is not trusted: one that breaks the framing
 * (version, size, number of descriptors) loses its connection, one that asks for what cannot be gets an error where it asked
 * for an answer; both are counted as bad_message. Descriptors that no handler kept are closed after each message.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/passfd.h"
#include "attach/vhost.h"

enum { FLAG_REPLY = 4, FLAG_NEED_REPLY = 8, TURN = 32, NO_FD = 1 << 8 };

struct message {
	u32 request, flags, size;
	const u8 *p;	/* payload */
	u8 reply[32];
	u32 reply_len;	/* 0: an answer only where one is asked for */
	int fd;		/* goes with the answer and is closed then; -1: none */
};

static bool answer64(struct message *m, u64 v)
{
	memcpy(m->reply, &v, sizeof(v));
	m->reply_len = sizeof(v);
	return true;
}

void vhost_close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int keep_fd(struct vhost *v)
{
	int fd = v->fd[0];

	v->fd[0] = -1;
	return fd;
}

/* Memory. */

static bool set_mem_table(struct vhost *v, struct message *m)
{
	return vhost_mem_table(v, m->p, m->size);
}

static bool add_mem_reg(struct vhost *v, struct message *m)
{
	return vhost_mem_add(v, m->p + 8);
}

static bool rem_mem_reg(struct vhost *v, struct message *m)
{
	return vhost_mem_remove(v, m->p + 8);
}

/* Features and state of the device. */

static bool get_features(struct vhost *v, struct message *m)
{
	return answer64(m, vhost_offers(v));
}

static bool set_features(struct vhost *v, struct message *m)
{
	u64 want = vhost_get64(m->p);

	if (want & ~vhost_offers(v))
		return false;
	for (unsigned i = 0; i < VHOST_QUEUES; i++)
		if (v->queue[i].running && (v->features ^ want) >> F_RING_PACKED & 1)
			return false;
	v->features = want;
	return true;
}

static bool get_protocol_features(struct vhost *v, struct message *m)
{
	return answer64(m, vhost_offers_protocol(v));
}

static bool set_protocol_features(struct vhost *v, struct message *m)
{
	u64 want = vhost_get64(m->p);

	if (want & ~vhost_offers_protocol(v))
		return false;
	v->protocol = want;
	return true;
}

static bool accepted(struct vhost *v, struct message *m)
{
	(void)v;
	(void)m;
	return true;
}

static void stop_all(struct vhost *v)
{
	for (unsigned i = 0; i < VHOST_QUEUES; i++) {
		struct vhost_queue *q = &v->queue[i];

		vhost_queue_stop(q);
		q->kicked = q->enabled = q->addressed = false;
		q->base = 0;
		vhost_queue_update(q);
	}
}

/* Stopped in an orderly way: where it stands is what the front end is told, or nothing. */
static void end_log(struct vhost_queue *q)
{
	struct vring_log *log = vhost_log_of(q);

	if (log)
		vring_log_end(log);
}

static void reset(struct vhost *v)
{
	stop_all(v);
	for (unsigned i = 0; i < VHOST_QUEUES; i++)
		end_log(&v->queue[i]);
}

static bool reset_device(struct vhost *v, struct message *m)
{
	(void)m;
	reset(v);
	v->status = 0;
	return true;
}

static bool set_status(struct vhost *v, struct message *m)
{
	v->status = vhost_get64(m->p) & 0xff;
	if (!v->status)
		reset(v);
	return true;
}

static bool get_status(struct vhost *v, struct message *m)
{
	return answer64(m, v->status);
}

static bool get_queue_num(struct vhost *v, struct message *m)
{
	(void)v;
	return answer64(m, VHOST_PAIRS);
}

static bool get_max_mem_slots(struct vhost *v, struct message *m)
{
	(void)v;
	return answer64(m, VMEM_REGIONS);
}

/* Rings. */

static struct vhost_queue *queue_at(struct vhost *v, u32 index)
{
	return index < VHOST_QUEUES ? &v->queue[index] : NULL;
}

static bool set_vring_num(struct vhost *v, struct message *m)
{
	struct vhost_queue *q = queue_at(v, vhost_get32(m->p));
	u32 n = vhost_get32(m->p + 4);

	if (!q || q->running || !n || n > VRING_SIZE_MAX)
		return false;
	q->size = (u16)n;
	return true;
}

static bool set_vring_base(struct vhost *v, struct message *m)
{
	struct vhost_queue *q = queue_at(v, vhost_get32(m->p));

	if (!q || q->running)
		return false;
	q->base = vhost_get32(m->p + 4);
	return true;
}

/* index, flags, then the addresses of descriptors, used ring, available ring, log. */
static bool set_vring_addr(struct vhost *v, struct message *m)
{
	struct vhost_queue *q = queue_at(v, vhost_get32(m->p));
	u64 user[3];

	if (!q || vhost_get32(m->p + 4) & 1)
		return false;
	user[0] = vhost_get64(m->p + 8);
	user[1] = vhost_get64(m->p + 24);
	user[2] = vhost_get64(m->p + 16);
	if (q->running && !vring_locate(&q->ring, user))
		return false;
	memcpy(q->user, user, sizeof(user));
	q->addressed = true;
	vhost_queue_update(q);
	return true;
}

static bool get_vring_base(struct vhost *v, struct message *m)
{
	struct vhost_queue *q = queue_at(v, vhost_get32(m->p));
	u32 reply[2] = { vhost_get32(m->p) };

	if (!q)
		return false;
	if (q->running)
		q->base = vring_base(&q->ring);
	vhost_queue_stop(q);
	end_log(q);
	q->kicked = false;
	vhost_queue_update(q);
	reply[1] = q->base;
	memcpy(m->reply, reply, sizeof(reply));
	m->reply_len = sizeof(reply);
	return true;
}

/* Queue of a message with a descriptor, or with the mark that there is none. */
static struct vhost_queue *queue_of_fd(struct vhost *v, struct message *m)
{
	u64 what = vhost_get64(m->p);

	if (what & ~(u64)(NO_FD | 0xff) || v->n_fds != !(what & NO_FD))
		return NULL;
	return queue_at(v, what & 0xff);
}

/* Their own write() of 8 bytes must not make us wait. */
static int event_fd(struct vhost *v)
{
	int fd = v->n_fds ? keep_fd(v) : -1;

	ring_fd_prepare(fd);
	return fd;
}

static bool set_vring_kick(struct vhost *v, struct message *m)
{
	struct vhost_queue *q = queue_of_fd(v, m);

	if (!q)
		return false;
	if (q->running)
		q->base = vring_base(&q->ring);
	vhost_queue_stop(q);
	q->kick.fd = event_fd(v);
	q->kicked = true;
	if (!(v->features >> F_PROTOCOL_FEATURES & 1))
		q->enabled = true;
	vhost_queue_update(q);
	return q->running || !q->addressed;
}

static bool set_vring_call(struct vhost *v, struct message *m)
{
	struct vhost_queue *q = queue_of_fd(v, m);

	if (!q)
		return false;
	vhost_close_fd(&q->call);
	q->call = event_fd(v);
	if (q->running) /* what we told the old one may not have been heard */
		vhost_call(q);
	return true;
}

static bool set_vring_err(struct vhost *v, struct message *m)
{
	struct vhost_queue *q = queue_of_fd(v, m);

	if (!q)
		return false;
	vhost_close_fd(&q->err);
	q->err = event_fd(v);
	return true;
}

static bool set_vring_enable(struct vhost *v, struct message *m)
{
	struct vhost_queue *q = queue_at(v, vhost_get32(m->p));

	if (!q || vhost_get32(m->p + 4) > 1)
		return false;
	q->enabled = vhost_get32(m->p + 4);
	vhost_queue_update(q);
	return true;
}

static bool net_set_mtu(struct vhost *v, struct message *m)
{
	u64 mtu = vhost_get64(m->p);

	(void)v;
	return mtu >= 68 && mtu <= 65535;
}

/* Memory for what is in flight (vhost_log.c): size, offset, number of queues, their size; padded or not. */

static bool get_inflight_fd(struct vhost *v, struct message *m)
{
	u64 size;

	(void)v;
	if (m->size != 20 && m->size != 24)
		return false;
	size = vhost_inflight_make(vhost_get32(m->p + 16) & 0xffff, &m->fd);
	memcpy(m->reply, m->p, m->size);
	memset(m->reply, 0, 16);
	if (m->fd >= 0)
		memcpy(m->reply, &size, sizeof(size));
	m->reply_len = m->size;
	return m->fd >= 0;
}

static bool set_inflight_fd(struct vhost *v, struct message *m)
{
	for (unsigned i = 0; i < VHOST_QUEUES; i++)
		if (v->queue[i].running)
			return false;
	return (m->size == 20 || m->size == 24) && v->n_fds == 1 &&
	       vhost_inflight_take(v, v->fd[0], vhost_get64(m->p), vhost_get64(m->p + 8), vhost_get32(m->p + 16) & 0xffff);
}

/* The configuration space (?config; virtio 1.2, 5.1.4): the address, and the link's status. */

enum { CONFIG_LEN = 8 };

/* offset, size, flags, then so many bytes, which the front end fills with anything. A size of 0 is the answer to what cannot be. */
static bool get_config(struct vhost *v, struct message *m)
{
	u8 space[CONFIG_LEN] = { [6] = v->door.port->link };
	u32 head[3] = { m->size >= 12 ? vhost_get32(m->p) : 1, m->size >= 12 ? vhost_get32(m->p + 4) : 0, 0 };
	bool good = head[0] <= CONFIG_LEN && head[1] <= CONFIG_LEN - head[0];

	if (m->size < 12)
		return false;
	memcpy(space, v->door.port->mac, 6);
	if (!good)
		head[1] = 0;
	memcpy(m->reply, head, sizeof(head));
	memcpy(m->reply + sizeof(head), space + (good ? head[0] : 0), head[1]);
	m->reply_len = (u32)sizeof(head) + head[1];
	return good;
}

/* Messages of ours, and notifications in messages instead of descriptors (F_INBAND_NOTIFICATIONS). */

static bool set_backend_req_fd(struct vhost *v, struct message *m)
{
	(void)m;
	if (v->n_fds != 1)
		return false;
	vhost_close_fd(&v->back);
	v->back = keep_fd(v);
	return true;
}

static bool vring_kick(struct vhost *v, struct message *m)
{
	struct vhost_queue *q = queue_at(v, vhost_get32(m->p));

	if (!q || !q->addressed)
		return false;
	if (!q->kicked) { /* user-mode Linux sends no SET_VRING_KICK: the first of these starts the ring */
		q->kicked = true;
		vhost_queue_update(q);
	}
	if (q->running)
		door_soon(&v->door);
	return q->running;
}

/* By number; size: of the payload, exactly; fds: may it bring descriptors; needs: the protocol feature, -1: none. */
static const struct {
	bool (*handle)(struct vhost *v, struct message *m);
	u16 size;
	bool fds;
	s8 needs;
} requests[] = {
	[1] = { get_features, 0, false, -1 },
	[2] = { set_features, 8, false, -1 },
	[3] = { accepted, 0, false, -1 }, /* SET_OWNER */
	[4] = { accepted, 0, false, -1 }, /* RESET_OWNER: means nothing any more */
	[5] = { set_mem_table, 0xffff, true, -1 },
	[8] = { set_vring_num, 8, false, -1 },
	[9] = { set_vring_addr, 40, false, -1 },
	[10] = { set_vring_base, 8, false, -1 },
	[11] = { get_vring_base, 8, false, -1 },
	[12] = { set_vring_kick, 8, true, -1 },
	[13] = { set_vring_call, 8, true, -1 },
	[14] = { set_vring_err, 8, true, -1 },
	[15] = { get_protocol_features, 0, false, -1 },
	[16] = { set_protocol_features, 8, false, -1 },
	[17] = { get_queue_num, 0, false, P_MQ },
	[18] = { set_vring_enable, 8, false, -1 },
	[20] = { net_set_mtu, 8, false, P_NET_MTU },
	[21] = { set_backend_req_fd, 0, true, P_BACKEND_REQ },
	[24] = { get_config, 0xffff, false, P_CONFIG },
	[31] = { get_inflight_fd, 0xffff, false, P_INFLIGHT },
	[32] = { set_inflight_fd, 0xffff, true, P_INFLIGHT },
	[34] = { reset_device, 0, false, P_RESET_DEVICE },
	[35] = { vring_kick, 8, false, P_INBAND },
	[36] = { get_max_mem_slots, 0, false, P_MEM_SLOTS },
	[37] = { add_mem_reg, 40, true, P_MEM_SLOTS },
	[38] = { rem_mem_reg, 40, true, P_MEM_SLOTS },
	[39] = { set_status, 8, false, P_STATUS },
	[40] = { get_status, 0, false, P_STATUS },
};

static bool send_reply(struct vhost *v, const struct message *m)
{
	u8 out[VHOST_HEAD + sizeof(m->reply)];
	u32 head[3] = { m->request, VHOST_VERSION | FLAG_REPLY, m->reply_len };

	memcpy(out, head, sizeof(head));
	memcpy(out + VHOST_HEAD, m->reply, m->reply_len);
	return passfd_send(v->door.fd, out, VHOST_HEAD + m->reply_len, &m->fd, m->fd >= 0, MSG_DONTWAIT) == (ssize_t)(VHOST_HEAD + m->reply_len);
}

static void drop_fds(struct vhost *v)
{
	for (unsigned i = 0; i < v->n_fds; i++)
		vhost_close_fd(&v->fd[i]);
	v->n_fds = 0;
}

static bool refuse(struct vhost *v)
{
	v->refused++;
	door_count(&v->door, DROP_BAD_MESSAGE);
	return false;
}

/* One whole message. false: the connection must end. */
static bool handle(struct vhost *v)
{
	struct message m = { vhost_get32(v->in), vhost_get32(v->in + 4), vhost_get32(v->in + 8), v->in + VHOST_HEAD, { 0 }, 0, -1 };
	bool known = m.request < ARRAY_LEN(requests) && requests[m.request].handle, good = known;

	v->messages++;
	if (known && requests[m.request].size != 0xffff && m.size != requests[m.request].size)
		return refuse(v);
	if (known && v->n_fds && !requests[m.request].fds)
		return refuse(v);
	if (good && requests[m.request].needs >= 0)
		good = v->protocol >> requests[m.request].needs & 1;
	good = good && requests[m.request].handle(v, &m);
	drop_fds(v);
	if (!good)
		refuse(v);
	/* Who waits for a value would wait for ever. */
	if (!good && (m.request == 11 || !known) && !(m.flags & FLAG_NEED_REPLY))
		return !known;
	if (!m.reply_len && m.flags & FLAG_NEED_REPLY && v->protocol >> P_REPLY_ACK & 1)
		answer64(&m, !good);
	good = !m.reply_len || send_reply(v, &m);
	vhost_close_fd(&m.fd);
	return good;
}

/* Bytes of the message under way; 0: it cannot be. */
static u32 wanted(const struct vhost *v)
{
	u32 size;

	if (v->in_len < VHOST_HEAD)
		return VHOST_HEAD;
	size = vhost_get32(v->in + 8);
	if ((vhost_get32(v->in + 4) & 3) != VHOST_VERSION || vhost_get32(v->in + 4) & FLAG_REPLY || size > VHOST_PAYLOAD)
		return 0;
	return VHOST_HEAD + size;
}

bool vhost_serve(struct vhost *v)
{
	for (int turn = 0; turn < TURN && v->door.fd >= 0; turn++) {
		u32 want = wanted(v);
		bool lost;
		ssize_t got;

		if (!want)
			return refuse(v);
		got = passfd_receive(v->door.fd, v->in + v->in_len, want - v->in_len, v->fd, &v->n_fds, VHOST_FDS, &lost, MSG_DONTWAIT);
		if (got <= 0)
			return got < 0 && errno == EAGAIN;
		v->in_len += (u32)got;
		if (lost)
			return refuse(v);
		if (v->in_len < VHOST_HEAD || v->in_len < (want = wanted(v)))
			continue;
		if (!want)
			return refuse(v);
		v->in_len = 0;
		if (!handle(v))
			return false;
	}
	return true;
}

void vhost_forget(struct vhost *v)
{
	stop_all(v);
	for (unsigned i = 0; i < VHOST_QUEUES; i++) {
		vhost_close_fd(&v->queue[i].call);
		vhost_close_fd(&v->queue[i].err);
		v->queue[i].size = 0;
	}
	vhost_mem_forget(v);
	drop_fds(v);
	vhost_close_fd(&v->back);
	vhost_log_forget(v, false);
	v->in_len = 0;
	v->features = v->protocol = v->status = 0;
	v->looking = (struct door_looking){ 0 };
	v->looked = 0;
}
