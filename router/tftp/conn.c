/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One transfer: what comes on its port, what goes, and when again. RFC 1350 sections 2 to 6. */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "device/debug.h"
#include "router/stack.h"
#include "router/tftp/tftp.h"

#define DEBUG(c, ...)                                                    \
	do {                                                             \
		if (debug_on((c)->tftp->ip->dev, DEBUG_TFTP))            \
			device_debug((c)->tftp->ip->dev, "TFTP: " __VA_ARGS__); \
	} while (0)

/* ---- sending ---- */

static void send_packet(struct tftp_conn *c)
{
	udp_send(&c->udp, &c->to, c->peer_port, c->packet, c->packet_len);
	timer_set(c->tftp->ip->node->worker, &c->timer, stack_now(c->tftp->ip) + c->wait_s * NSEC_PER_SEC);
}

/* A packet that has not been sent before. */
static void send_new(struct tftp_conn *c, u32 len)
{
	c->packet_len = len;
	c->tries = 1;
	c->wait_s = c->first_wait_s;
	send_packet(c);
}

void tftp_send_error(struct udp_socket *u, const struct ip_send *to, u16 port, enum tftp_error e, const char *text)
{
	u8 packet[128];
	struct wr w = wr_of(packet, sizeof(packet));

	wr_u16(&w, TFTP_ERROR);
	wr_u16(&w, (u16)e);
	wr_copy(&w, text, strlen(text) + 1);
	udp_send(u, to, port, packet, (u32)wr_len(&w));
}

static void conn_error(struct tftp_conn *c, enum tftp_error e, const char *text) { tftp_send_error(&c->udp, &c->to, c->peer_port, e, text); }

static void send_ack(struct tftp_conn *c)
{
	put_be16(c->packet, TFTP_ACK);
	put_be16(c->packet + 2, (u16)c->block);
	send_new(c, 4);
}

/* As many bytes of the body as fit a block; netascii (RFC 764) makes two of a line's end and of a bare CR. */
static u32 fill(struct tftp_conn *c, u8 *out)
{
	u32 n = 0;

	if (!c->netascii) {
		n = c->body->len - c->at < c->size ? c->body->len - c->at : c->size;
		memcpy(out, c->body->data + c->at, n);
		c->at += n;
		return n;
	}
	while (n < c->size && (c->held_back || c->at < c->body->len)) {
		u8 b;

		if (c->held_back) {
			out[n++] = c->half;
			c->held_back = false;
			continue;
		}
		b = c->body->data[c->at++];
		out[n++] = b == '\n' ? '\r' : b;
		c->held_back = b == '\n' || b == '\r';
		c->half = b == '\n' ? '\n' : 0;
	}
	return n;
}

static void send_block(struct tftp_conn *c)
{
	u32 n;

	c->state = TFTP_SENDING;
	c->block++;
	put_be16(c->packet, TFTP_DATA);
	put_be16(c->packet + 2, (u16)c->block);
	n = fill(c, c->packet + 4);
	send_new(c, 4 + n);
}

void tftp_begin_sending(struct tftp_conn *c, struct body *b)
{
	c->body = body_hold(b);
	send_block(c);
}

void tftp_send_oack(struct tftp_conn *c, const void *pairs, u32 len, struct body *b)
{
	c->body = body_hold(b);
	c->state = TFTP_SENDING;
	put_be16(c->packet, TFTP_OACK);
	memcpy(c->packet + 2, pairs, len);
	send_new(c, 2 + len);
}

void tftp_request(struct tftp_conn *c, enum tftp_op op, const char *path)
{
	struct wr w = wr_of(c->packet, TFTP_BLOCK_MAX);
	char number[16];

	wr_u16(&w, (u16)op);
	wr_copy(&w, path, strlen(path) + 1);
	wr_copy(&w, "octet", 6);
	if (c->size != TFTP_BLOCK) {
		wr_copy(&w, "blksize", 8);
		wr_copy(&w, number, (size_t)snprintf(number, sizeof(number), "%u", c->size) + 1);
	}
	c->state = TFTP_ASKING;
	DEBUG(c, "Sending %s for %s", op == TFTP_RRQ ? "read request" : "write request", path);
	send_new(c, (u32)wr_len(&w));
}

/* ---- ends ---- */

void tftp_finish(struct tftp_conn *c, const char *why)
{
	struct transfer *t = c->transfer;
	u8 *got = c->got;
	u32 len = c->got_len;

	DEBUG(c, "Finished %s, %s", t ? t->path : "serving", why ? why : "all well");
	c->got = NULL;
	if (c->state != TFTP_LINGERING || why)
		tftp_conn_free(c);
	else
		c->transfer = NULL;
	if (t) {
		t->state = NULL;
		t->done(t, why, got, len);
	}
	free(got);
}

static void fire(struct timer *timer)
{
	struct tftp_conn *c = container_of(timer, struct tftp_conn, timer);

	if (c->state == TFTP_LINGERING) {
		tftp_conn_free(c);
		return;
	}
	if (c->transfer)
		c->transfer->mark(c->transfer, '.');
	if (c->tries == TFTP_TRIES) {
		tftp_finish(c, "Timed out");
		return;
	}
	c->tries++;
	c->wait_s = (u8)min_u64(2u * c->wait_s, max_u64(TFTP_WAIT_MAX_S, c->first_wait_s));
	send_packet(c);
}

struct tftp_conn *tftp_conn_new(struct tftp *t, const struct ipaddr *peer, u16 port)
{
	struct tftp_conn *c = xcalloc(1, sizeof(*c));

	c->tftp = t;
	c->to.dst = *peer;
	c->peer_port = port;
	c->size = TFTP_BLOCK;
	c->first_wait_s = TFTP_WAIT_S;
	c->state = TFTP_ASKING;
	c->udp.receive = tftp_conn_input;
	c->timer.fire = fire;
	c->packet = xcalloc(1, 4 + TFTP_BLOCK_MAX);
	if (!udp_open(t->ip, &c->udp)) {
		free(c->packet);
		free(c);
		return NULL;
	}
	c->next = t->conns;
	t->conns = c;
	return c;
}

void tftp_conn_free(struct tftp_conn *c)
{
	struct tftp_conn **at = &c->tftp->conns;

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	if (!c->client)
		c->tftp->n_served--;
	timer_stop(c->tftp->ip->node->worker, &c->timer);
	if (c->state == TFTP_NAMING)
		dns_lookup_stop(&c->lookup);
	udp_close(&c->udp);
	body_put(c->body);
	free(c->got);
	free(c->packet);
	free(c);
}

/* ---- what comes ---- */

const char *tftp_text(struct rd *r, char *buf, size_t len)
{
	size_t n = 0;

	for (;;) {
		u8 b = rd_u8(r);

		if (r->bad || n + 1 == len || (b && (b < ' ' || b > '~'))) {
			r->bad = true;
			return NULL;
		}
		buf[n++] = (char)b;
		if (!b)
			return buf;
	}
}

static void count_block(struct tftp_conn *c)
{
	struct transfer *t = c->transfer;

	if (t && c->blocks++ % TFTP_MARK_BLOCKS == 0)
		t->mark(t, '!');
}

static enum drop on_data(struct tftp_conn *c, struct rd *r)
{
	u16 block = rd_u16(r);
	u32 n = (u32)rd_left(r);

	if (r->bad || n > c->size)
		return DROP_BAD_FIELD;
	if (block == (u16)c->block && (c->state == TFTP_LINGERING || (c->state == TFTP_RECEIVING && c->block))) {
		udp_send(&c->udp, &c->to, c->peer_port, c->packet, c->packet_len); /* our acknowledgement was lost */
		return DROP_NONE;
	}
	if (block != (u16)(c->block + 1) || c->state != TFTP_RECEIVING)
		return DROP_BAD_FIELD;
	if (c->got_len + n > FLASH_BYTES) {
		conn_error(c, TFTP_E_FULL, "Disk full");
		tftp_finish(c, "No space left on device");
		return DROP_NONE;
	}
	if (c->got_len + n > c->got_cap) {
		c->got_cap = 2 * (c->got_len + n);
		c->got = xrealloc(c->got, c->got_cap, 1);
	}
	if (n)
		memcpy(c->got + c->got_len, rd_bytes(r, n), n);
	c->got_len += n;
	c->block++;
	count_block(c);
	send_ack(c);
	if (n < c->size) {
		c->state = TFTP_LINGERING;
		tftp_finish(c, NULL);
	}
	return DROP_NONE;
}

static enum drop on_ack(struct tftp_conn *c, struct rd *r)
{
	u16 block = rd_u16(r);
	bool last = c->block && c->packet_len < 4 + c->size && get_be16(c->packet) == TFTP_DATA;

	if (r->bad || c->state != TFTP_SENDING || block != (u16)c->block)
		return DROP_BAD_FIELD;
	if (c->block)
		count_block(c);
	if (last) {
		c->tftp->served += !c->client;
		tftp_finish(c, NULL);
	} else {
		send_block(c);
	}
	return DROP_NONE;
}

/* The options that the server takes of those we asked for. RFC 2347, 2348: no larger than asked. */
static enum drop on_oack(struct tftp_conn *c, struct rd *r)
{
	char name[32], value[32];

	if (c->state != TFTP_ASKING)
		return DROP_BAD_FIELD;
	for (u32 asked = c->size, size = TFTP_BLOCK;; ) {
		unsigned long n;

		if (!rd_left(r)) {
			c->size = size;
			break;
		}
		if (!tftp_text(r, name, sizeof(name)) || !tftp_text(r, value, sizeof(value)))
			return DROP_BAD_FIELD;
		n = strtoul(value, NULL, 10);
		if (strcasecmp(name, "blksize") || asked == TFTP_BLOCK || n < TFTP_BLOCK_MIN || n > asked) {
			conn_error(c, TFTP_E_OPTION, "Option negotiation failed");
			tftp_finish(c, "Protocol error");
			return DROP_NONE;
		}
		size = (u32)n;
	}
	if (c->body) {
		send_block(c);
	} else {
		c->state = TFTP_RECEIVING;
		send_ack(c);
	}
	return DROP_NONE;
}

static enum drop on_error(struct tftp_conn *c, struct rd *r)
{
	static const char *const words[] = {
		"Undefined error", "No such file or directory", "Permission denied", "No space left on device", "Protocol error", "Protocol error",
		"File exists", "Permission denied", "Protocol error",
	};
	u16 code = rd_u16(r);
	char text[128];

	if (r->bad)
		return DROP_SHORT;
	DEBUG(c, "Received error %u, %s", code, tftp_text(r, text, sizeof(text)) ? text : "");
	tftp_finish(c, words[code < ARRAY_LEN(words) ? code : 0]);
	return DROP_NONE;
}

/* The first answer: the server's port is its transfer identifier from now on; without options agreed on, it is a plain transfer. */
static void first_answer(struct tftp_conn *c, const struct ip_recv *r, u16 port, u16 op)
{
	c->peer_port = port;
	c->via = r->in;
	if (op == TFTP_DATA || op == TFTP_ACK) {
		c->size = TFTP_BLOCK;
		c->state = op == TFTP_DATA ? TFTP_RECEIVING : TFTP_SENDING;
	}
	if (c->transfer && op != TFTP_ERROR)
		c->transfer->began(c->transfer, c->via->name);
}

static enum drop input(struct tftp_conn *c, const struct ip_recv *r, u16 port, struct rd p)
{
	u16 op = rd_u16(&p);

	if (p.bad)
		return DROP_SHORT;
	if (!ipaddr_eq(&r->src, &c->to.dst))
		return DROP_NO_SOCKET;
	if (c->state == TFTP_ASKING) {
		if (op < TFTP_DATA || op > TFTP_OACK || op == (c->body ? TFTP_DATA : TFTP_ACK)) /* of a request the other way */
			return DROP_BAD_FIELD;
		first_answer(c, r, port, op);
	} else if (port != c->peer_port) {
		if (op != TFTP_ERROR)
			tftp_send_error(&c->udp, &c->to, port, TFTP_E_TID, "Unknown transfer ID");
		return DROP_BAD_FIELD;
	}
	switch (op) {
	case TFTP_DATA:
		return on_data(c, &p);
	case TFTP_ACK:
		return on_ack(c, &p);
	case TFTP_OACK:
		return on_oack(c, &p);
	case TFTP_ERROR:
		return on_error(c, &p);
	default:
		conn_error(c, TFTP_E_ILLEGAL, "Illegal TFTP operation");
		tftp_finish(c, "Protocol error");
		return DROP_NONE;
	}
}

void tftp_conn_input(struct udp_socket *u, const struct ip_recv *r, u16 port, struct frame *f)
{
	struct tftp_conn *c = container_of(u, struct tftp_conn, udp);
	struct ipstack *s = c->tftp->ip;
	enum drop why = input(c, r, port, rd_of(f->data, f->len));

	if (why)
		ip_drop(s, r->in->ip, f, why);
	else
		frame_put(f);
}
