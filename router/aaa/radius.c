/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A RADIUS question: a port of its own for each, so that an answer finds it by where it comes to. It is sent again unchanged until the server's tries are used up
 * (RFC 2865 2.5). A challenge is the user's to answer, and its state goes back with what he says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/aaa/aaa_net.h"
#include "router/stack.h"

enum { SERVICE_LOGIN = 1, SERVICE_ADMINISTRATIVE = 6, SERVICE_NAS_PROMPT = 7, PORT_ASYNC = 0, PORT_VIRTUAL = 5, ACCT_START = 1, ACCT_STOP = 2, AUTHENTIC_LOCAL = 2,
       CAUSE_USER_REQUEST = 1 };

static void debug(const struct aaa_ask *k, const char *what)
{
	const struct aaa_server *s = ask_server(k);
	char t[IP6_TEXT];

	if (debug_on(k->net->ip->dev, DEBUG_RADIUS) && s)
		device_debug(k->net->ip->dev, "RADIUS(%08X): %s %s:%u id 1645/%u, len %u", (unsigned)s->id, what, ipaddr_text(&s->addr, t),
			     k->r->kind >= AAA_ACCT_EXEC ? s->acct_port : s->port, k->packet[1], k->len);
}

static void put_nas(struct wr *w, const struct aaa_ask *k)
{
	const struct aaa_request *r = k->r;
	struct ipaddr src;
	bool console = !strcmp(r->peer, "async");

	radius_put_u32(w, RADIUS_NAS_PORT, (u32)strtoul(r->tty + 3, NULL, 10));
	radius_put_text(w, RADIUS_NAS_PORT_ID, r->tty);
	radius_put_u32(w, RADIUS_NAS_PORT_TYPE, console ? PORT_ASYNC : PORT_VIRTUAL);
	if (!console)
		radius_put_text(w, RADIUS_CALLING_STATION, r->peer);
	if (ask_source(k, &src) && src.af == AF_IP4)
		radius_put_u32(w, RADIUS_NAS_IP, src.v4);
	radius_put_text(w, RADIUS_NAS_ID, shell_hostname(k->net->ip->dev->shell));
}

static void put_access(struct wr *w, const struct aaa_ask *k, const char *password)
{
	const struct aaa_request *r = k->r;
	char user[AAA_USER_MAX + 1];

	snprintf(user, sizeof(user), "%s", r->user);
	if (r->kind == AAA_ENABLE)
		snprintf(user, sizeof(user), "$enab%u$", r->level);
	radius_put_text(w, RADIUS_USER_NAME, user);
	radius_put_password(w, password, ask_key(k));
	radius_put_u32(w, RADIUS_SERVICE_TYPE, r->kind == AAA_ENABLE ? SERVICE_ADMINISTRATIVE : SERVICE_LOGIN);
	if (k->n_state)
		radius_put(w, RADIUS_STATE, k->state, k->n_state);
}

static void put_account(struct wr *w, const struct aaa_ask *k)
{
	const struct aaa_request *r = k->r;
	char id[12];

	snprintf(id, sizeof(id), "%08X", (unsigned)r->task);
	radius_put_u32(w, RADIUS_ACCT_STATUS, r->stop ? ACCT_STOP : ACCT_START);
	radius_put_text(w, RADIUS_ACCT_SESSION, id);
	radius_put_text(w, RADIUS_USER_NAME, r->user);
	radius_put_u32(w, RADIUS_ACCT_AUTHENTIC, AUTHENTIC_LOCAL);
	radius_put_u32(w, RADIUS_SERVICE_TYPE, SERVICE_NAS_PROMPT);
	radius_put_u32(w, RADIUS_ACCT_DELAY, 0);
	if (r->stop) {
		radius_put_u32(w, RADIUS_ACCT_TIME, r->elapsed_s);
		radius_put_u32(w, RADIUS_ACCT_CAUSE, CAUSE_USER_REQUEST);
	}
}

static void transmit(struct aaa_ask *k)
{
	struct aaa_server *s = ask_server(k);
	struct ip_send to = { .dst = s->addr };
	bool account = k->r->kind >= AAA_ACCT_EXEC;

	ask_source(k, &to.src);
	k->sent++;
	debug(k, account ? "Send Accounting-Request to" : "Send Access-Request to");
	udp_send(&k->udp, &to, account ? s->acct_port : s->port, k->packet, k->len);
	ask_arm(k);
}

static void receive(struct udp_socket *u, const struct ip_recv *r, u16 port, struct frame *f);

static void build(struct aaa_ask *k, const char *password)
{
	static const u8 zero[RADIUS_AUTH_LEN];
	struct rng *rng = &k->net->ip->node->rng;
	bool account = k->r->kind >= AAA_ACCT_EXEC;
	struct wr w = wr_of(k->packet, sizeof(k->packet));
	u8 random[RADIUS_AUTH_LEN];

	put_be64(random, rng_u64(rng));
	put_be64(random + 8, rng_u64(rng));
	radius_begin(&w, account ? RADIUS_ACCOUNTING_REQUEST : RADIUS_ACCESS_REQUEST, (u8)rng_u64(rng), account ? zero : random);
	if (account)
		put_account(&w, k);
	else
		put_access(&w, k, password);
	put_nas(&w, k);
	k->len = radius_end(&w, ask_key(k)) ? (u16)wr_len(&w) : 0;
	if (!k->open) {
		k->udp = (struct udp_socket){ .receive = receive, .arg = k };
		k->open = udp_open(k->net->ip, &k->udp);
	}
}

void radius_send(struct aaa_ask *k)
{
	build(k, k->r->password);
	if (!k->len || !k->open || !*ask_key(k)) {
		ask_next(k, false);
		return;
	}
	transmit(k);
}

void radius_late(struct aaa_ask *k)
{
	const struct aaa_server *s = ask_server(k);
	u32 most = s->retransmit ? s->retransmit - 1 : k->net->retransmit;

	if (k->sent > most) {
		debug(k, "No response from");
		ask_next(k, true);
		return;
	}
	ask_counts(k)->retransmitted++;
	transmit(k);
}

void radius_said(struct aaa_ask *k, const char *text)
{
	build(k, text);
	if (!k->len) {
		ask_next(k, false);
		return;
	}
	k->sent = 0;
	ask_counts(k)->requests++;
	transmit(k);
}

void radius_close(struct aaa_ask *k)
{
	if (k->open)
		udp_close(&k->udp);
	k->open = false;
	k->n_state = 0;
}

/* ---- answers ---- */

static void accepted(struct aaa_ask *k, const struct radius_answer *a)
{
	ask_counts(k)->accepted++;
	/* Without a word of levels, somebody who administers has all of them. */
	memcpy(k->r->view, a->view, sizeof(k->r->view));
	k->r->privilege = a->privilege ? a->privilege : a->service == SERVICE_ADMINISTRATIVE ? 16 : 2;
	snprintf(k->r->message, sizeof(k->r->message), "%.*s", AAA_PROMPT_MAX, a->message);
	ask_done(k, AAA_PASS);
}

static void challenged(struct aaa_ask *k, const struct radius_answer *a)
{
	char prompt[AAA_PROMPT_MAX + 1];
	struct aaa_request *r = k->r;

	ask_counts(k)->challenged++;
	memcpy(k->state, a->state, a->n_state);
	k->n_state = a->n_state;
	k->waits = true;
	timer_stop(k->net->ip->node->worker, &k->timer);
	snprintf(prompt, sizeof(prompt), "%.*s", AAA_PROMPT_MAX, *a->message ? a->message : "Response: ");
	aaa_challenge(r, prompt, false);
}

static void judge(struct aaa_ask *k, const struct radius_answer *a)
{
	bool account = k->r->kind >= AAA_ACCT_EXEC;

	ask_alive(k);
	if (account && a->code == RADIUS_ACCOUNTING_RESPONSE) {
		ask_counts(k)->accepted++;
		ask_done(k, AAA_PASS);
	} else if (!account && a->code == RADIUS_ACCESS_ACCEPT) {
		accepted(k, a);
	} else if (!account && a->code == RADIUS_ACCESS_REJECT) {
		ask_counts(k)->rejected++;
		snprintf(k->r->message, sizeof(k->r->message), "%.*s", AAA_PROMPT_MAX, a->message);
		ask_done(k, AAA_FAIL);
	} else if (!account && a->code == RADIUS_ACCESS_CHALLENGE) {
		challenged(k, a);
	} else {
		ask_counts(k)->unexpected++;
	}
}

static void receive(struct udp_socket *u, const struct ip_recv *r, u16 port, struct frame *f)
{
	struct aaa_ask *k = u->arg;
	struct aaa_server *s = ask_server(k);
	struct radius_answer a;
	enum drop why;

	if (!s || k->waits || !ipaddr_eq(&r->src, &s->addr) || port != (k->r->kind >= AAA_ACCT_EXEC ? s->acct_port : s->port)) {
		k->net->ip->drops[DROP_NO_SOCKET]++;
		frame_put(f);
		return;
	}
	why = radius_read(&a, f->data, f->len, k->packet, ask_key(k));
	frame_put(f);
	if (why != DROP_NONE) {
		k->net->ip->drops[why]++;
		ask_counts(k)->incorrect++;
		debug(k, why == DROP_AAA_AUTH ? "Response failed verification from" : "Malformed response from");
		return;
	}
	debug(k, a.code == RADIUS_ACCESS_ACCEPT ? "Received Access-Accept from" : a.code == RADIUS_ACCESS_REJECT ? "Received Access-Reject from" :
		 a.code == RADIUS_ACCESS_CHALLENGE ? "Received Access-Challenge from" : "Received response from");
	judge(k, &a);
}
