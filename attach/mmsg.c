/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "attach/mmsg.h"

enum { ETH_HEADER = 14, SPILL_LEN = FRAME_LARGE_MAX - FRAME_SMALL_MAX };

struct mmsg {
	const struct mmsg_scheme *scheme;
	struct frame *slot[MMSG_BATCH]; /* received into next */
	u8 *spill;			/* MMSG_BATCH x SPILL_LEN, touched only by long frames */
	struct sockaddr_storage *from;	/* MMSG_BATCH of them, or NULL */
	u8 (*control)[MMSG_CONTROL_MAX];
	struct mmsghdr rx[MMSG_BATCH], tx[MMSG_BATCH];
	struct iovec rx_iov[MMSG_BATCH][3], tx_iov[MMSG_BATCH][2];
	u8 rx_prefix[MMSG_BATCH][MMSG_PREFIX_MAX], tx_prefix[MMSG_BATCH][MMSG_PREFIX_MAX];
};

struct mmsg *mmsg_new(const struct mmsg_scheme *scheme)
{
	struct mmsg *m = xcalloc(1, sizeof(*m));

	m->scheme = scheme;
	m->spill = mmap(NULL, (size_t)MMSG_BATCH * SPILL_LEN, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (m->spill == MAP_FAILED)
		bug("no address space for a door");
	if (scheme->want_from)
		m->from = xcalloc(MMSG_BATCH, sizeof(*m->from));
	if (scheme->control_len)
		m->control = xcalloc(MMSG_BATCH, sizeof(*m->control));
	for (unsigned i = 0; i < MMSG_BATCH; i++) {
		struct iovec *rx = m->rx_iov[i];

		/* Without a prefix the first element is empty: the kernel skips it. */
		rx[0] = (struct iovec){ m->rx_prefix[i], scheme->prefix_len };
		rx[1] = (struct iovec){ NULL, FRAME_SMALL_MAX };
		rx[2] = (struct iovec){ m->spill + (size_t)i * SPILL_LEN, SPILL_LEN };
		m->rx[i].msg_hdr.msg_iov = scheme->prefix_len ? rx : rx + 1;
		m->rx[i].msg_hdr.msg_iovlen = scheme->prefix_len ? 3 : 2;
		m->tx_iov[i][0] = (struct iovec){ m->tx_prefix[i], scheme->prefix_len };
		m->tx[i].msg_hdr.msg_iov = scheme->prefix_len ? m->tx_iov[i] : m->tx_iov[i] + 1;
		m->tx[i].msg_hdr.msg_iovlen = scheme->prefix_len ? 2 : 1;
	}
	return m;
}

void mmsg_free(struct mmsg *m)
{
	if (!m)
		return;
	for (unsigned i = 0; i < MMSG_BATCH; i++)
		if (m->slot[i])
			frame_put(m->slot[i]);
	munmap(m->spill, (size_t)MMSG_BATCH * SPILL_LEN);
	free(m->from);
	free(m->control);
	free(m);
}

void mmsg_set_to(struct mmsg *m, const void *to, u32 len)
{
	for (unsigned i = 0; i < MMSG_BATCH; i++) {
		m->tx[i].msg_hdr.msg_name = (void *)to;
		m->tx[i].msg_hdr.msg_namelen = len;
	}
}

/* Puts frames where the next n messages are to go. Returns for how many there were any. */
static unsigned refill(struct mmsg *m, struct pool *pool, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (!m->slot[i]) {
			m->slot[i] = frame_get(pool, FRAME_SMALL_MAX);
			if (!m->slot[i])
				return i;
			m->rx_iov[i][1].iov_base = m->slot[i]->data;
		}
		if (m->from) {
			m->rx[i].msg_hdr.msg_name = &m->from[i];
			m->rx[i].msg_hdr.msg_namelen = sizeof(m->from[i]);
		}
		if (m->control) {
			m->rx[i].msg_hdr.msg_control = m->control[i];
			m->rx[i].msg_hdr.msg_controllen = m->scheme->control_len;
		}
	}
	return n;
}

/* Message i as a frame that is the caller's; NULL: it is gone, and counted. */
static struct frame *take(struct mmsg *m, struct door *d, unsigned i)
{
	const struct mmsg_scheme *s = m->scheme;
	struct frame *f = m->slot[i];
	enum drop drop;
	u32 len;

	if (m->rx[i].msg_len < s->prefix_len + ETH_HEADER || m->rx[i].msg_hdr.msg_flags & MSG_TRUNC) {
		door_count(d, m->rx[i].msg_hdr.msg_flags & MSG_TRUNC ? DROP_TOO_LONG : DROP_SHORT);
		return NULL;
	}
	len = m->rx[i].msg_len - s->prefix_len;
	if (len > FRAME_SMALL_MAX) {
		f = frame_get(node_pool(&d->node), len);
		if (!f) {
			door_count(d, DROP_NO_FRAME);
			return NULL;
		}
		memcpy(f->data, m->slot[i]->data, FRAME_SMALL_MAX);
		memcpy(f->data + FRAME_SMALL_MAX, m->rx_iov[i][2].iov_base, len - FRAME_SMALL_MAX);
	} else {
		m->slot[i] = NULL;
	}
	f->len = len;
	f->arrival = node_now(&d->node);
	drop = s->accept ? s->accept(d, m->rx_prefix[i], &m->rx[i].msg_hdr, f) : DROP_NONE;
	if (!drop)
		return f;
	port_drop(d->port, f, drop);
	return NULL;
}

bool mmsg_receive(struct mmsg *m, struct door *d, unsigned room)
{
	struct frame *out[DOOR_TURN];
	unsigned n = 0, want;
	int got = 0;

	while (room) {
		want = refill(m, node_pool(&d->node), room < MMSG_BATCH ? room : MMSG_BATCH);
		if (!want) {
			door_pause(d);
			break;
		}
		got = recvmmsg(d->fd, m->rx, want, MSG_DONTWAIT, NULL);
		if (got <= 0)
			break;
		for (int i = 0; i < got; i++) {
			struct frame *f = take(m, d, (unsigned)i);

			if (f)
				out[n++] = f;
		}
		room -= (unsigned)got;
		if ((unsigned)got < want)
			break;
	}
	if (n) {
		int saved = errno;

		port_send(d->port, out, n);
		errno = saved;
	}
	return got >= 0 || errno == EAGAIN || errno == EINTR;
}

/* Fills tx with up to MMSG_BATCH of f. What cannot go is dropped: kept frames move up within f.
 * Returns how many are in tx. */
static unsigned load(struct mmsg *m, struct door *d, struct frame **f, unsigned n, struct frame **kept)
{
	unsigned k = 0;

	for (unsigned i = 0; i < n; i++) {
		if (m->scheme->prefix && !m->scheme->prefix(d, f[i], m->tx_prefix[k])) {
			port_drop(d->port, f[i], DROP_BAD_FIELD);
			continue;
		}
		m->tx_iov[k][1] = (struct iovec){ f[i]->data, f[i]->len };
		kept[k++] = f[i];
	}
	return k;
}

static bool is_full(int err)
{
	return err == EAGAIN || err == ENOBUFS || err == ENOMEM;
}

unsigned mmsg_send(struct mmsg *m, struct door *d, struct frame **f, unsigned n)
{
	struct frame *kept[MMSG_BATCH];
	unsigned done = 0;

	while (done < n) {
		unsigned batch = n - done < MMSG_BATCH ? n - done : MMSG_BATCH, k = load(m, d,
				f + done, batch, kept), at = 0;
		bool retried = false;

		while (at < k) {
			int sent = sendmmsg(d->fd, m->tx + at, k - at, MSG_DONTWAIT | MSG_NOSIGNAL);

			if (sent > 0) {
				frames_put(kept + at, (unsigned)sent);
				at += (unsigned)sent;
			} else if (is_full(errno)) {
				/* The rest stays the caller's, at the end of its array. */
				memmove(f + done + batch - (k - at), kept + at, (k - at) * sizeof(*kept));
				errno = EAGAIN;
				return done + batch - (k - at);
			} else if (errno == ECONNREFUSED && !retried) {
				retried = true; /* an ICMP error of an earlier message: this one was not sent yet */
			} else if (errno != EINTR) {
				port_drop(d->port, kept[at++],
						errno == EMSGSIZE ? DROP_TOO_LONG : DROP_DOOR_ERROR);
			}
		}
		done += batch;
	}
	return n;
}
