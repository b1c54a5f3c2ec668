/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session is a carrier, and a line editor or a single command. What they write gathers in a buffer that the carrier empties; a peer that reads too slowly
 * for VTY_OUT_MAX is cut off. A session is taken apart by a timer, never in the middle of a call that it made itself.
 */
#include "router/vty.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/editor.h"
#include "device/access.h"
#include "device/guard.h"
#include "router/aaa/aaa_net.h"
#include "router/acl/acl.h"
#include "router/ssh.h"
#include "router/stack.h"
#include "router/telnet.h"
#include "router/term/term.h"

struct vty {
	struct vty *next;
	struct vtys *all;
	struct vty_carrier carrier;
	bool carried;		/* false: the carrier is gone */
	bool is_telnet;
	struct telnet telnet;
	struct tcp_conn *c;	/* where the carrier is our TCP */
	struct editor *e;	/* NULL: not begun, or a single command */
	struct cli *exec;	/* the single command's session */
	bool exec_done;
	u8 number;
	int status;
	unsigned length, width;	/* as the peer said before it began; 0: not known */
	bool over;		/* the session has ended: what is left is written, then the connection closed */
	char *out;
	size_t out_at, out_len, out_cap;
	struct timer end;
	char where[64];
};

struct vtys {
	struct ipstack *ip;
	struct tcp_listener *telnet;	/* NULL: closed */
	struct vty *first;
	struct acl *acl[VTY_MAX][2][2];	/* access-class of each line, in, out, of IPv4, IPv6; NULL: none */
	bool vrf_also[VTY_MAX];		/* the list in is for who comes in a VRF, too; else nobody may who does */
	struct acl *quiet;		/* login quiet-mode access-class */
};

struct ipstack *vtys_stack(const struct vtys *all) { return all->ip; }
unsigned vty_number(const struct vty *v) { return v->number; }

/* ---- out ---- */

static void end_soon(struct vty *v)
{
	if (!timer_is_set(&v->end))
		timer_set(v->all->ip->node->worker, &v->end, stack_now(v->all->ip));
}

static void flush(struct vty *v)
{
	while (v->carried && v->out_len) {
		size_t n = v->carrier.write(v->carrier.arg, v->out + v->out_at, v->out_len);

		v->out_at += n;
		v->out_len -= n;
		if (!n)
			break; /* vty_writable() says when */
	}
	if (!v->out_len)
		v->out_at = 0;
	if (v->over && !v->out_len)
		end_soon(v);
}

void vty_send(struct vty *v, const void *data, size_t len)
{
	if (!v->carried || v->out_len + len > VTY_OUT_MAX) {
		v->over = true;
		end_soon(v);
		return;
	}
	if (v->out_at + v->out_len + len > v->out_cap) {
		if (v->out_len)
			memmove(v->out, v->out + v->out_at, v->out_len);
		v->out_at = 0;
		while (v->out_len + len > v->out_cap)
			v->out_cap = v->out_cap ? 2 * v->out_cap : 1024;
		v->out = xrealloc(v->out, v->out_cap, 1);
	}
	memcpy(v->out + v->out_at + v->out_len, data, len);
	v->out_len += len;
}

static void editor_write(void *arg, const char *text, size_t len)
{
	struct vty *v = arg;

	if (v->is_telnet)
		telnet_write(&v->telnet, text, len);
	else
		vty_send(v, text, len);
	flush(v);
}

static void editor_ended(void *arg)
{
	struct vty *v = arg;

	v->over = true;
	flush(v);
	end_soon(v);
}

static void receive(struct vty *v);

static void editor_room_again(void *arg)
{
	struct vty *v = arg;

	if (v->e)
		receive(v);
}

/* ---- in ---- */

void vty_keys(struct vty *v, const char *bytes, size_t n)
{
	if (v->e && !v->over)
		editor_input(v->e, bytes, n);
}

void vty_size(struct vty *v, unsigned length, unsigned width)
{
	if (!width || !length) /* not known; the line's own stands */
		return;
	v->length = length < 1000 ? length : 0;
	v->width = width < 1000 ? width : 0;
	if (v->e)
		editor_size(v->e, v->length, v->width);
}

static void receive(struct vty *v)
{
	u8 buf[VTY_IN_TURN];
	bool end = false;
	size_t n;

	/* While a command runs, what cannot wait here waits with the peer: the window tells it. */
	while (!v->over && v->carried && editor_room(v->e) >= sizeof(buf) && (n = v->carrier.read(v->carrier.arg, buf, sizeof(buf), &end))) {
		if (v->is_telnet)
			telnet_take(&v->telnet, buf, n);
		else
			vty_keys(v, (const char *)buf, n);
	}
	if (end) {
		v->over = true;
		end_soon(v);
	}
	flush(v);
}

/* ---- sessions ---- */

static void vty_free(struct vty *v)
{
	struct vty **at = &v->all->first;

	while (*at != v)
		at = &(*at)->next;
	*at = v->next;
	timer_stop(v->all->ip->node->worker, &v->end);
	v->over = true;
	editor_free(v->e);
	if (v->exec)
		cli_free(v->exec);
	if (v->carried)
		v->carrier.close(v->carrier.arg, v->status);
	free(v->out);
	free(v);
}

static void end_fired(struct timer *t)
{
	struct vty *v = container_of(t, struct vty, end);

	if (v->exec && v->exec_done) {
		cli_free(v->exec);
		v->exec = NULL;
	}
	if (v->carried && v->out_len && v->out_len <= VTY_OUT_MAX && !v->e && !v->exec)
		return;
	if (v->carried && v->out_len && v->e) { /* the last words: they leave first, or the connection ends */
		editor_free(v->e);
		v->e = NULL;
		flush(v);
		if (v->out_len)
			return;
	}
	vty_free(v);
}

void vty_readable(struct vty *v)
{
	if (v->e)
		receive(v);
}

void vty_writable(struct vty *v) { flush(v); }

void vty_gone(struct vty *v)
{
	v->carried = false;
	v->over = true;
	end_soon(v);
}

static bool number_taken(const struct vtys *all, u8 number)
{
	for (const struct vty *v = all->first; v; v = v->next)
		if (v->number == number)
			return true;
	return false;
}

static bool takes(const struct vtys *all, u8 k, const struct ipaddr *peer, bool in_vrf)
{
	bool six = peer->af == AF_IP6;
	struct acl *a = all->acl[k][0][six];

	return !a || ((six || !in_vrf || all->vrf_also[k]) && acl_permits_source(a, peer));
}

/* The first line that is free, has the transport and takes the peer (NULL: whoever); VTY_MAX: none. A list is asked once, however many lines have it: it counts whom it sees. */
static u8 free_number(const struct vtys *all, u8 transport, const struct ipaddr *peer, bool in_vrf)
{
	const struct acl *denied[VTY_MAX];
	bool six = peer && peer->af == AF_IP6;
	unsigned n = 0;

	for (u8 k = 0; k < VTY_MAX; k++) {
		unsigned i = 0;

		if (!(access_line_transports(all->ip->dev, k) & transport) || number_taken(all, k))
			continue;
		while (i < n && denied[i] != all->acl[k][0][six])
			i++;
		if (peer && i < n)
			continue;
		if (!peer || takes(all, k, peer, in_vrf))
			return k;
		if (six || !in_vrf || all->vrf_also[k])
			denied[n++] = all->acl[k][0][six];
	}
	return VTY_MAX;
}

static bool read_address(const char *text, struct ipaddr *a)
{
	struct ip6 v6;
	u32 v4;

	if (ip4_parse(text, &v4))
		*a = ipaddr4(v4);
	else if (ip6_parse(text, &v6))
		*a = ipaddr6(&v6);
	else
		return false;
	return true;
}

struct vty *vty_take(struct device *d, const struct vty_carrier *carrier, const char *peer, u8 transport, enum vty_way way)
{
	struct vtys *all = d->ip ? d->ip->vtys : NULL;
	struct ipaddr from;
	u8 number = !all ? VTY_MAX : free_number(all, transport, way != VTY_HERE && read_address(peer, &from) ? &from : NULL, way == VTY_VRF);
	struct vty *v, **at;

	if (number == VTY_MAX)
		return NULL;
	v = xcalloc(1, sizeof(*v));
	v->all = all;
	v->number = number;
	v->carried = true;
	v->carrier = *carrier;
	v->end.fire = end_fired;
	snprintf(v->where, sizeof(v->where), "vty%u (%.*s)", number, VTY_PEER_MAX, peer);
	for (at = &all->first; *at; at = &(*at)->next)
		;
	*at = v;
	return v;
}

void vty_shell(struct vty *v, const struct vty_login *l)
{
	struct editor_io io = { .write = editor_write, .ended = editor_ended, .room = editor_room_again, .arg = v };
	struct cli_options o = { .where = v->where, .privilege = 1, .interactive = true, .length = 24, .width = 80 };

	if (l && l->user) {
		o.user = l->user;
		o.privilege = l->view && *l->view ? 15 : (u8)l->privilege;
	}
	if (l)
		vty_size(v, l->length, l->width);
	v->e = editor_new(v->all->ip->dev->shell, &o, &io);
	if (v->width || v->length)
		editor_size(v->e, v->length, v->width);
	if (l && l->user && l->view)
		access_give_view(editor_cli(v->e), l->view);
	flush(v);
}

static void telnet_send(void *arg, const void *data, size_t len) { vty_send(arg, data, len); }
static void telnet_data(void *arg, const char *bytes, size_t n) { vty_keys(arg, bytes, n); }
static void telnet_size(void *arg, unsigned length, unsigned width) { vty_size(arg, length, width); }

void vty_telnet(struct vty *v)
{
	static const struct telnet_user user = { telnet_send, telnet_data, telnet_size };

	v->is_telnet = true;
	telnet_open(&v->telnet, &user, v);
	vty_shell(v, NULL);
}

/* ---- a single command ---- */

static void exec_write(void *arg, const char *text, size_t len)
{
	struct vty *v = arg;

	for (size_t i = 0; i < len;) {
		const char *at = memchr(text + i, '\n', len - i);
		size_t n = at ? (size_t)(at - text) - i : len - i;

		vty_send(v, text + i, n);
		if (at)
			vty_send(v, "\r\n", 2);
		i += n + (at != NULL);
	}
	flush(v);
}

static void exec_ready(void *arg, bool ended)
{
	struct vty *v = arg;

	(void)ended;
	if (v->exec)
		v->status = cli_status(v->exec);
	v->exec_done = true;
	v->over = true;
	end_soon(v);
}

void vty_exec(struct vty *v, const struct vty_login *l, const char *command)
{
	struct cli_io io = { .write = exec_write, .ready = exec_ready, .arg = v };
	struct cli_options o = { .where = v->where, .user = l->user, .privilege = (u8)l->privilege };

	v->exec = cli_new(v->all->ip->dev->shell, &io, &o);
	if (l->view)
		access_give_view(v->exec, l->view);
	cli_line(v->exec, command);
}

struct vty *vty_begin(struct device *d, const struct vty_carrier *carrier, const char *peer)
{
	struct vty *v = vty_take(d, carrier, peer, TRANSPORT_TELNET, VTY_HERE);

	if (v)
		vty_telnet(v);
	return v;
}

/* ---- our TCP as telnet's carrier ---- */

static size_t conn_write(void *arg, const void *data, size_t len) { return tcp_write(((struct vty *)arg)->c, data, len); }
static size_t conn_read(void *arg, void *data, size_t len, bool *end) { return tcp_read(((struct vty *)arg)->c, data, len, end); }

static void conn_close(void *arg, int status)
{
	struct vty *v = arg;

	(void)status;
	tcp_shutdown(v->c);
	tcp_release(v->c);
}

static void event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct vty *v = arg;

	switch (e) {
	case TCP_READABLE:
		vty_readable(v);
		break;
	case TCP_WRITABLE:
		vty_writable(v);
		break;
	case TCP_CONNECTED:
		break;
	default: /* whatever the reason, it is over, and the connection with it */
		if (e != TCP_CLOSED)
			tcp_abort(c);
		tcp_release(c);
		vty_gone(v);
	}
}

bool vtys_admit(const struct vtys *all, const struct ipaddr *peer, u8 transport, struct tcp_options *o)
{
	o->nodelay = true;
	o->keepalive_idle = 60 * NSEC_PER_SEC;
	o->tos = 0xc0;
	if (guard_is_quiet(all->ip->dev) && !(all->quiet && acl_permits_source(all->quiet, peer)))
		return false;
	return free_number(all, transport, peer, o->guest) != VTY_MAX;
}

static bool accept_peer(struct tcp_listener *l, const struct ipaddr *peer, u16 port, struct tcp_options *o)
{
	(void)port;
	return vtys_admit(tcp_listener_arg(l), peer, TRANSPORT_TELNET, o);
}

static void accepted(struct tcp_listener *l, struct tcp_conn *c)
{
	struct vtys *all = tcp_listener_arg(l);
	char text[IP6_TEXT];
	struct ipaddr peer;
	struct vty *v;
	u16 port;

	tcp_peer(c, &peer, &port);
	v = vty_take(all->ip->dev, &(struct vty_carrier){ .write = conn_write, .read = conn_read, .close = conn_close }, ipaddr_text(&peer, text),
		     TRANSPORT_TELNET, tcp_is_guest(c) ? VTY_VRF : VTY_NET);
	if (!v) { /* taken since the SYN */
		tcp_abort(c);
		tcp_release(c);
		return;
	}
	v->c = c;
	v->carrier.arg = v;
	tcp_set_user(c, &(struct tcp_user){ event, v });
	vty_telnet(v);
}

/* ---- the device's lines ---- */

static void lines_changed(struct device *d)
{
	struct vtys *all = d->ip ? d->ip->vtys : NULL;
	bool want = all && access_transports(d) & TRANSPORT_TELNET;

	if (!all)
		return;
	if (want && !all->telnet) {
		all->telnet = tcp_listen(d->ip->tcp, &(struct ipaddr){ .af = AF_NONE }, TELNET_PORT, VTY_MAX, accept_peer, accepted, all);
		if (all->telnet)
			tcp_listen_in_vrfs(all->telnet);
	} else if (!want && all->telnet) {
		tcp_unlisten(all->telnet);
		all->telnet = NULL;
	}
	if (d->ip->ssh)
		sshd_lines_changed(d->ip->ssh);
}

struct vtys *vtys_new(struct ipstack *s)
{
	struct vtys *v = xcalloc(1, sizeof(*v));

	v->ip = s;
	s->vtys = v;
	s->ssh = sshd_new(s);
	access_on_lines(s->dev, lines_changed);
	return v;
}

void vtys_free(struct ipstack *s)
{
	struct vtys *v = s->vtys;

	if (!v)
		return;
	access_on_lines(v->ip->dev, NULL);
	while (v->first)
		vty_free(v->first);
	if (v->telnet)
		tcp_unlisten(v->telnet);
	terms_free(s);
	aaa_net_free(s);
	sshd_free(s->ssh);
	s->ssh = NULL;
	for (unsigned k = 0; k < VTY_MAX; k++)
		for (unsigned i = 0; i < 4; i++)
			acl_release(v->acl[k][i / 2][i % 2]);
	acl_release(v->quiet);
	s->vtys = NULL;
	free(v);
}

void vtys_set_class(struct ipstack *s, unsigned first, unsigned last, bool out, bool six, const char *name, bool vrf_also)
{
	for (unsigned k = first; s->vtys && k <= last && k < VTY_MAX; k++) {
		acl_release(s->vtys->acl[k][out][six]);
		s->vtys->acl[k][out][six] = name ? acl_hold(s, six ? AF_IP6 : AF_IP4, name) : NULL;
		if (!out && !six)
			s->vtys->vrf_also[k] = vrf_also;
	}
}

void vtys_set_quiet_class(struct ipstack *s, const char *name)
{
	if (!s->vtys)
		return;
	acl_release(s->vtys->quiet);
	s->vtys->quiet = name ? acl_hold(s, AF_IP4, name) : NULL;
}

bool vty_may_open(struct ipstack *s, const char *where, const struct ipaddr *to)
{
	struct acl *acl = NULL;
	unsigned long k = strncmp(where, "vty", 3) ? VTY_MAX : strtoul(where + 3, NULL, 10);

	if (s->vtys && k < VTY_MAX)
		acl = s->vtys->acl[k][1][to->af == AF_IP6];
	return !acl || acl_permits_source(acl, to);
}
