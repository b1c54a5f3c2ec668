/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who begins transfers: the client's carrier for `copy`, and the server on port 69. */
#include "router/tftp/tftp.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "device/debug.h"
#include "router/acl/acl.h"
#include "router/stack.h"

/* ---- client ---- */

/* false: there is no way to such an address. */
static bool ask_server(struct tftp_conn *c, const struct ipaddr *server)
{
	const struct transfer *x = c->transfer;

	if (server->af == AF_IP4 && (!server->v4 || ip4_is_multicast(server->v4)))
		return false;
	c->to.dst = *server;
	c->to.src = ipif_source(c->tftp->source, server);
	tftp_request(c, x->put ? TFTP_WRQ : TFTP_RRQ, x->path);
	return true;
}

static void address_known(struct dns_lookup *q)
{
	struct tftp_conn *c = container_of(q, struct tftp_conn, lookup);

	c->state = TFTP_ASKING;
	if (q->result != DNS_FOUND || !q->n_found)
		tftp_finish(c, "Unknown host");
	else if (!ask_server(c, &q->found[0]))
		tftp_finish(c, "No route to host");
}

static bool client_start(struct transfer *x, const char **why)
{
	struct tftp *t = tftp_of(x->dev->ip);
	struct tftp_conn *c = tftp_conn_new(t, &(struct ipaddr){ .af = AF_NONE }, TFTP_PORT);
	enum dns_asked asked;
	struct ipaddr to;

	*why = "No route to host";
	if (!c)
		return false;
	c->client = true;
	c->transfer = x;
	c->size = t->block;
	if (x->put)
		c->body = body_hold(x->body);
	x->state = c;
	c->lookup.done = address_known;
	asked = dns_find(t->ip, x->host, &c->lookup, &to);
	if (asked == DNS_ASKED)
		c->state = TFTP_NAMING;
	if (asked == DNS_ASKED || (asked == DNS_AT_ONCE && ask_server(c, &to)))
		return true;
	if (asked == DNS_NOBODY)
		*why = "Unknown host";
	x->state = NULL;
	tftp_conn_free(c);
	return false;
}

static void client_stop(struct transfer *x)
{
	struct tftp_conn *c = x->state;

	x->state = NULL;
	if (!c)
		return;
	if (c->state != TFTP_ASKING && c->state != TFTP_NAMING)
		tftp_send_error(&c->udp, &c->to, c->peer_port, TFTP_E_OTHER, "Transfer aborted");
	tftp_conn_free(c);
}

const struct carrier tftp_carrier = { .scheme = "tftp", .start = client_start, .stop = client_stop };

/* ---- server ---- */

struct request {
	char name[FLASH_PATH_MAX + 1];
	bool netascii;
	bool blksize, timeout, tsize;
	u32 size, wait_s;
};

static u32 option_number(const char *value)
{
	u64 n = 0;

	for (; *value >= '0' && *value <= '9' && n < 1000000; value++)
		n = n * 10 + (u64)(*value - '0');
	return *value ? 0 : (u32)n;
}

/* RFC 1350 section 5: name, mode; RFC 2347: pairs of option and value, those unknown passed over. */
static bool read_request(struct rd *r, struct request *q)
{
	char mode[16], name[32], value[32];

	*q = (struct request){ .size = TFTP_BLOCK, .wait_s = TFTP_WAIT_S };
	if (!tftp_text(r, q->name, sizeof(q->name)) || !tftp_text(r, mode, sizeof(mode)))
		return false;
	q->netascii = !strcasecmp(mode, "netascii");
	if (!q->netascii && strcasecmp(mode, "octet"))
		return false;
	while (rd_left(r)) {
		u32 n;

		if (!tftp_text(r, name, sizeof(name)) || !tftp_text(r, value, sizeof(value)))
			return false;
		n = option_number(value);
		if (!strcasecmp(name, "blksize") && n >= TFTP_BLOCK_MIN) {
			q->blksize = true;
			q->size = n < TFTP_BLOCK_MAX ? n : TFTP_BLOCK_MAX;
		} else if (!strcasecmp(name, "timeout") && n >= 1 && n <= 255) {
			q->timeout = true;
			q->wait_s = n;
		} else if (!strcasecmp(name, "tsize")) {
			q->tsize = true;
		}
	}
	return true;
}

static u32 write_options(const struct request *q, const struct body *b, u8 *buf, u32 len)
{
	struct wr w = wr_of(buf, len);
	char n[16];

	if (q->blksize) {
		wr_copy(&w, "blksize", 8);
		wr_copy(&w, n, (size_t)snprintf(n, sizeof(n), "%u", q->size) + 1);
	}
	if (q->timeout) {
		wr_copy(&w, "timeout", 8);
		wr_copy(&w, n, (size_t)snprintf(n, sizeof(n), "%u", q->wait_s) + 1);
	}
	if (q->tsize && !q->netascii) {
		wr_copy(&w, "tsize", 6);
		wr_copy(&w, n, (size_t)snprintf(n, sizeof(n), "%u", b->len) + 1);
	}
	return (u32)wr_len(&w);
}

static const struct tftp_file *find_file(const struct tftp *t, const char *name)
{
	if (!strncasecmp(name, "flash:", 6))
		name += 6;
	name += strspn(name, "/");
	for (const struct tftp_file *x = t->files; x; x = x->next)
		if (!strcmp(*x->alias ? x->alias : x->path, name))
			return x;
	return NULL;
}

static void serve(struct tftp *t, const struct ip_send *to, u16 port, const struct request *q)
{
	const struct tftp_file *x = find_file(t, q->name);
	const struct flash_file *file;
	struct tftp_conn *c;
	u8 pairs[64];
	u32 len;

	if (x && x->acl && !acl_permits_source(x->acl, &to->dst)) {
		tftp_send_error(&t->listen, to, port, TFTP_E_ACCESS, "Access violation");
		t->refused++;
		return;
	}
	file = x ? flash_find(device_flash(t->ip->dev), x->path) : NULL;
	if (!file || !file->body) {
		tftp_send_error(&t->listen, to, port, TFTP_E_NO_FILE, "File not found");
		t->refused++;
		return;
	}
	c = t->n_served < TFTP_SERVED_MAX ? tftp_conn_new(t, &to->dst, port) : NULL;
	if (!c) {
		tftp_send_error(&t->listen, to, port, TFTP_E_OTHER, "Too many transfers");
		t->refused++;
		return;
	}
	t->n_served++;
	c->to = *to;
	c->size = q->size;
	c->first_wait_s = (u8)q->wait_s;
	c->netascii = q->netascii;
	len = write_options(q, file->body, pairs, sizeof(pairs));
	if (len)
		tftp_send_oack(c, pairs, len, file->body);
	else
		tftp_begin_sending(c, file->body);
}

static bool is_group(const struct ipaddr *a)
{
	return a->af == AF_IP4 ? ip4_is_multicast(a->v4) || a->v4 == 0xffffffff : ip6_is_multicast(&a->v6);
}

static void listen_input(struct udp_socket *u, const struct ip_recv *r, u16 port, struct frame *f)
{
	struct tftp *t = container_of(u, struct tftp, listen);
	struct rd p = rd_of(f->data, f->len);
	struct ip_send to = { .dst = r->src, .src = r->dst };
	u16 op = rd_u16(&p);
	struct request q;
	enum drop why = DROP_NONE;

	if (r->src.af == AF_IP6 && ip6_is_linklocal(&r->src.v6))
		to.out = r->in;
	if (p.bad)
		why = DROP_SHORT;
	else if (is_group(&r->dst) || is_group(&r->src) || port == TFTP_PORT || (op != TFTP_RRQ && op != TFTP_WRQ) || !read_request(&p, &q))
		why = DROP_BAD_FIELD;
	if (why) {
		ip_drop(t->ip, r->in->ip, f, why);
		return;
	}
	t->requests++;
	if (debug_on(t->ip->dev, DEBUG_TFTP))
		device_debug(t->ip->dev, "TFTP: Server request for %s, %s", q.name, op == TFTP_RRQ ? "read" : "write");
	if (op == TFTP_WRQ) {
		tftp_send_error(u, &to, port, TFTP_E_ACCESS, "Access violation");
		t->refused++;
	} else {
		serve(t, &to, port, &q);
	}
	frame_put(f);
}

/* ---- the stack's ---- */

struct tftp *tftp_of(struct ipstack *s)
{
	struct tftp *t = s->tftp;

	if (t)
		return t;
	t = s->tftp = xcalloc(1, sizeof(*t));
	t->ip = s;
	t->block = TFTP_BLOCK;
	return t;
}

static struct tftp_file **file_at(struct tftp *t, const char *path)
{
	struct tftp_file **at = &t->files;

	while (*at && strcmp((*at)->path, path))
		at = &(*at)->next;
	return at;
}

bool tftp_serve(struct tftp *t, const char *path, const char *alias, const char *list)
{
	struct tftp_file **at = file_at(t, path), *x = *at;
	struct acl *acl = list ? acl_hold(t->ip, AF_IP4, list) : NULL;

	if ((list && !acl) || (!x && t->n_files == TFTP_FILES_MAX)) {
		acl_release(acl);
		return false;
	}
	if (!t->listen.ip) {
		t->listen = (struct udp_socket){ .port = TFTP_PORT, .receive = listen_input };
		if (!udp_open(t->ip, &t->listen)) {
			acl_release(acl);
			return false;
		}
	}
	if (!x) {
		x = *at = xcalloc(1, sizeof(*x));
		t->n_files++;
	}
	snprintf(x->path, sizeof(x->path), "%s", path);
	snprintf(x->alias, sizeof(x->alias), "%s", alias);
	acl_release(x->acl);
	x->acl = acl;
	return true;
}

void tftp_unserve(struct tftp *t, const char *path)
{
	struct tftp_file **at = file_at(t, path), *x = *at;

	if (!x)
		return;
	*at = x->next;
	acl_release(x->acl);
	free(x);
	t->n_files--;
	if (!t->files)
		udp_close(&t->listen);
}

void tftp_iface_gone(struct ipif *p)
{
	struct tftp *t = p->ip->root->tftp;

	if (!t)
		return;
	if (t->source == p->i)
		t->source = NULL;
	for (struct tftp_conn *c = t->conns; c; c = c->next) {
		c->via = c->via == p->i ? NULL : c->via;
		c->to.out = c->to.out == p->i ? NULL : c->to.out;
	}
}

void tftp_stack_free(struct ipstack *s)
{
	struct tftp *t = s->tftp;

	if (!t)
		return;
	while (t->conns) {
		if (t->conns->transfer)
			t->conns->transfer->state = NULL; /* its session ends later */
		tftp_conn_free(t->conns);
	}
	while (t->files)
		tftp_unserve(t, t->files->path);
	free(t);
	s->tftp = NULL;
}
