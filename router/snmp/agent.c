/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests and answers (RFC 3416 4.2; of version 1 as RFC 3584 4.2 maps them), and messages of versions 1 and 2c around them (RFC 1157 4, 1901). */
#include <stdlib.h>
#include <string.h>

#include "router/snmp/own.h"

/* ---- what may be seen ---- */

const struct snmp_view *snmp_view(const struct snmp *a, const char *name)
{
	for (const struct snmp_view *v = a->views; v; v = v->next)
		if (!strcmp(v->name, name))
			return v;
	return NULL;
}

/* 3415 4: of the trees that hold the name, the longest decides. */
bool snmp_seen(const void *access, const struct oid *name)
{
	const struct snmp_access *x = access;
	bool seen = false;
	unsigned len = 0;

	if (!x->view)
		return true;
	for (unsigned k = 0; k < x->view->n; k++)
		if (x->view->tree[k].tree.n >= len && oid_within(name, &x->view->tree[k].tree)) {
			len = x->view->tree[k].tree.n;
			seen = x->view->tree[k].included;
		}
	return seen;
}

/* By the longest of the trees that it stands in: the next tree within that one shows something again, else what is behind that one. */
static bool skip(const void *access, struct oid *name)
{
	const struct snmp_view *view = ((const struct snmp_access *)access)->view;
	const struct oid *in = NULL, *to = NULL;

	for (unsigned k = 0; k < view->n; k++)
		if (oid_within(name, &view->tree[k].tree) && (!in || view->tree[k].tree.n >= in->n))
			in = &view->tree[k].tree;
	for (unsigned k = 0; k < view->n; k++) {
		const struct oid *tree = &view->tree[k].tree;

		if (view->tree[k].included && oid_cmp(tree, name) > 0 && (!in || oid_within(tree, in)) && (!to || oid_cmp(tree, to) < 0))
			to = tree;
	}
	if (!to && !in)
		return false;
	*name = to ? *to : *in;
	if (to && !name->id[name->n - 1]) {
		name->n--; /* the first of what is behind its parent */
		return true;
	}
	if (to)
		name->id[name->n - 1]--;
	if (name->n < OID_MAX)
		name->id[name->n++] = ~0u;
	return true;
}

/* ---- a PDU ---- */

bool snmp_read_pdu(struct rd *r, struct snmp_request *q)
{
	struct rd body;

	q->v1 = false;
	q->type = ber_read(r, &body);
	q->id = ber_read_int(&body);
	q->error = ber_read_int(&body);
	q->index = ber_read_int(&body);
	q->vars = ber_expect(&body, BER_SEQUENCE);
	return !r->bad && !body.bad && !q->vars.bad;
}

bool snmp_read_var(struct rd *vars, struct oid *name, struct mib_value *v)
{
	struct rd one = ber_expect(vars, BER_SEQUENCE), body, id = ber_expect(&one, BER_OID), number = one;

	v->tag = ber_read(&one, &body);
	v->len = 0;
	if (one.bad || rd_left(&one) || !ber_read_oid(id, name))
		return false;
	if (v->tag == BER_INTEGER) {
		v->n = (u64)ber_read_int(&number);
		return !number.bad;
	}
	if (v->tag == BER_OCTETS) {
		v->len = (u32)rd_left(&body); /* what is longer than data is too long for any object of ours */
		memcpy(v->data, body.p, v->len < sizeof(v->data) ? v->len : sizeof(v->data));
	}
	return true;
}

static bool put_var(struct wr *w, const struct oid *name, const struct mib_value *v)
{
	u8 *keep = w->p, *at = ber_begin(w, BER_SEQUENCE);

	ber_oid(w, name);
	mib_write(w, v);
	ber_end(w, at);
	if (!w->bad)
		return true;
	w->p = keep; /* it does not fit: nothing of it stays */
	w->bad = false;
	return false;
}

static void get(struct snmp *a, const struct snmp_access *x, const struct oid *name, struct mib_value *v)
{
	static const u8 tag[] = { [MIB_NO_OBJECT] = BER_NO_OBJECT, [MIB_NO_INSTANCE] = BER_NO_INSTANCE };
	enum mib_answer e = snmp_seen(x, name) ? mib_get(a, name, v) : MIB_NO_OBJECT;

	a->count.vars++;
	if (e != MIB_OK)
		v->tag = tag[e];
}

struct mib_view snmp_mib_view(const struct snmp_access *x) { return (struct mib_view){ snmp_seen, skip, x }; }

/* false: it is not known what comes next. */
static bool next(struct snmp *a, const struct snmp_access *x, struct oid *name, struct mib_value *v)
{
	const struct mib_view view = snmp_mib_view(x);
	enum mib_answer e = mib_next(a, name, &view, v);

	a->count.vars++;
	if (e != MIB_OK)
		v->tag = BER_END_OF_MIB;
	return e != MIB_GAVE_UP;
}

/* 4.2.3: what does not fit is left out. */
static bool bulk(struct snmp *a, const struct snmp_request *q, const struct snmp_access *x, struct wr *w, u8 *error, u32 *index)
{
	struct oid name[SNMP_VARS_MAX];
	struct rd vars = q->vars;
	unsigned n = 0, first = q->error > 0 ? (unsigned)min_u64((u64)q->error, SNMP_VARS_MAX) : 0, repeats = q->index > 0 ? (unsigned)min_u64((u64)q->index, SNMP_REPEATS_MAX) : 0;
	struct mib_value v;
	bool ended = false;

	while (rd_left(&vars) && n < SNMP_VARS_MAX)
		if (!snmp_read_var(&vars, &name[n++], &v))
			return false;
	for (unsigned k = 0; k < n && k < first; k++) {
		if (!next(a, x, &name[k], &v)) {
			*error = ERR_GEN;
			*index = k + 1;
			return true;
		}
		if (!put_var(w, &name[k], &v))
			return true;
	}
	for (unsigned r = 0; r < repeats && !ended && first < n; r++) {
		ended = true;
		for (unsigned k = first; k < n; k++) {
			if (snmp_tired(a)) /* fewer than were asked for is an answer */
				return true;
			if (!next(a, x, &name[k], &v)) {
				*error = wr_len(w) ? ERR_NONE : ERR_GEN;
				*index = k + 1;
				return true;
			}
			ended = ended && v.tag == BER_END_OF_MIB;
			if (!put_var(w, &name[k], &v))
				return true;
		}
	}
	return true;
}

/* A value that version 1 can carry; false: there is none of that name (3584 4.2.2.1). A walk passes counters of 64 bits by. */
static bool version1(struct snmp *a, const struct snmp_request *q, const struct snmp_access *x, struct oid *name, struct mib_value *v)
{
	for (unsigned n = 0; q->type == PDU_NEXT && v->tag == BER_COUNTER64 && n < SNMP_WIDE_MAX; n++)
		if (!next(a, x, name, v))
			return false;
	return v->tag != BER_COUNTER64 && v->tag != BER_NO_OBJECT && v->tag != BER_NO_INSTANCE && v->tag != BER_END_OF_MIB;
}

/* false: the variables are malformed; *error, *index: what the answer says. */
static bool vars_of(struct snmp *a, const struct snmp_request *q, const struct snmp_access *x, struct wr *w, u8 *error, u32 *index)
{
	struct rd vars = q->vars;
	struct mib_value v;
	struct oid name;

	if (q->type == PDU_BULK)
		return bulk(a, q, x, w, error, index);
	for (u32 k = 1; rd_left(&vars); k++) {
		if (!snmp_read_var(&vars, &name, &v))
			return false;
		if (q->type == PDU_GET) {
			get(a, x, &name, &v);
		} else if (!next(a, x, &name, &v)) {
			*error = ERR_GEN;
			*index = k;
			return true;
		}
		if (q->v1 && !version1(a, q, x, &name, &v)) {
			*error = ERR_NO_SUCH_NAME;
			*index = k;
			return true;
		}
		if (!put_var(w, &name, &v)) {
			*error = ERR_TOO_BIG;
			return true;
		}
	}
	return true;
}

static void answer_with(struct snmp *a, struct wr *w, const struct snmp_request *q, u8 error, u32 index, const void *vars, size_t len)
{
	u8 *pdu = ber_begin(w, PDU_RESPONSE), *list;

	ber_int(w, q->id);
	ber_int(w, error);
	ber_int(w, index);
	list = ber_begin(w, BER_SEQUENCE);
	wr_copy(w, vars, len);
	ber_end(w, list);
	ber_end(w, pdu);
	a->count.too_big += error == ERR_TOO_BIG;
	a->count.no_such += error == ERR_NO_SUCH_NAME;
	a->count.bad_values += error == ERR_BAD_VALUE;
	a->count.gen_errors += error == ERR_GEN;
	snmp_debug_answer(a, q, error, index);
}

/* With the request's variables: 3416 4.2.5; 3416 4.2.2, 4.2.3; 3584 4.2.2. Of tooBig version 2 has none (3416 4.2.5). */
static void answer_again(struct snmp *a, struct wr *w, const struct snmp_request *q, enum snmp_error error, u32 index)
{
	answer_with(a, w, q, q->v1 ? snmp_error_v1(error) : error, error == ERR_TOO_BIG ? 0 : index, q->vars.p, error == ERR_TOO_BIG && !q->v1 ? 0 : rd_left(&q->vars));
}

static void count(struct snmp *a, const struct snmp_request *q)
{
	switch (q->type) {
	case PDU_GET: a->count.get++; break;
	case PDU_NEXT: a->count.next++; break;
	case PDU_BULK: a->count.bulk++; break;
	default: a->count.set++;
	}
	a->count.response++;
}

void snmp_answer(struct snmp *a, const struct snmp_request *q, const struct snmp_access *x, struct wr *w)
{
	u8 buf[SNMP_MESSAGE_MAX], error = ERR_NONE;
	size_t room = rd_left(&(struct rd){ w->p, w->end, w->bad });
	struct wr vars;
	u32 index = 0;
	bool ok;

	room = room > 64 ? room - 64 : 0; /* the PDU's own fields go around it */
	vars = wr_of(buf, room);
	count(a, q);
	snmp_debug_request(a, q);
	if (x->none) { /* 3413 3.2 (5) */
		a->count.bad_use++;
		answer_again(a, w, q, ERR_AUTHORIZATION, q->v1);
		return;
	}
	if (q->type == PDU_SET) {
		enum snmp_error e;

		ok = snmp_set(a, q, x, room, &e, &index);
		error = (u8)e;
		a->count.bad_use += x->no_write;
	} else {
		ok = vars_of(a, q, x, &vars, &error, &index);
	}
	if (!ok) {
		a->count.parse++;
		w->bad = true;
	} else if (q->type == PDU_SET || error == ERR_GEN || (q->v1 && error)) {
		answer_again(a, w, q, error, index);
	} else {
		answer_with(a, w, q, error, 0, buf, error ? 0 : wr_len(&vars));
	}
}

/* ---- versions 1 and 2c ---- */

void snmp_reply(struct snmp *a, const struct ip_recv *p, u16 port, const u8 *msg, u32 len)
{
	struct ip_send to = { .dst = p->src, .src = p->dst };

	if (p->src.af == AF_IP6 && ip6_is_linklocal(&p->src.v6))
		to.out = p->in;
	a->count.out++;
	udp_send(&a->udp, &to, port, msg, len);
}

static struct snmp_community *community(const struct snmp *a, struct rd name)
{
	size_t len = rd_left(&name);

	for (struct snmp_community *c = a->communities; c; c = c->next)
		if (strlen(c->name) == len && !memcmp(c->name, name.p, len))
			return c;
	return NULL;
}

static enum drop by_community(struct snmp *a, const struct ip_recv *p, u16 port, s64 version, struct rd r)
{
	struct rd name = ber_expect(&r, BER_OCTETS);
	struct snmp_access x = { 0 };
	struct snmp_community *c;
	struct snmp_request q;
	u8 buf[SNMP_MESSAGE_MAX], *all;
	struct wr w = wr_of(buf, sizeof(buf));

	if (r.bad || !snmp_read_pdu(&r, &q)) {
		a->count.parse++;
		return DROP_BAD_FIELD;
	}
	c = community(a, name);
	if (!c || (c->acl && !acl_permits_source(c->acl, &p->src))) {
		a->count.bad_community++;
		snmp_notify_auth(a);
		return DROP_ACL;
	}
	q.v1 = version == SNMP_V1;
	q.from = &p->src;
	if (q.type == PDU_RESPONSE || q.type < PDU_GET || q.type > (q.v1 ? PDU_SET : PDU_BULK) || q.type == PDU_TRAP1)
		return DROP_BAD_FIELD;
	x.view = *c->view ? snmp_view(a, c->view) : NULL;
	x.none = *c->view && !x.view;
	x.write = x.view;
	x.no_write = !c->rw;
	all = ber_begin(&w, BER_SEQUENCE);
	ber_int(&w, version);
	ber_octets(&w, BER_OCTETS, name.p, rd_left(&name));
	snmp_answer(a, &q, &x, &w);
	ber_end(&w, all);
	if (w.bad)
		return DROP_BAD_FIELD;
	snmp_reply(a, p, port, buf, (u32)wr_len(&w));
	return DROP_NONE;
}

static void receive(struct udp_socket *u, const struct ip_recv *p, u16 port, struct frame *f)
{
	struct snmp *a = container_of(u, struct snmp, udp);
	struct rd r = rd_of(f->data, f->len), all = ber_expect(&r, BER_SEQUENCE);
	s64 version = ber_read_int(&all);
	enum drop why = DROP_NONE;
	char t[IP6_TEXT];

	a->count.in++;
	if (stack_now(a->ip) >= a->work_at + NSEC_PER_SEC) {
		a->work_at = stack_now(a->ip);
		a->work = 0;
	}
	if (snmp_tired(a)) {
		a->count.busy++;
		ip_drop(a->ip, p->in->ip, f, DROP_RATE_LIMIT);
		return;
	}
	if (debug_on(a->ip->dev, DEBUG_SNMP))
		device_debug(a->ip->dev, "SNMP: Packet received via UDP from %s on %s", ipaddr_text(&p->src, t), p->in->name);
	if (all.bad) {
		a->count.parse++;
		why = DROP_BAD_FIELD;
	} else if (version == SNMP_V1 || version == SNMP_V2C) {
		why = by_community(a, p, port, version, all);
	} else if (version == SNMP_V3) {
		snmp_usm_input(a, p, port, all, f->data, f->len);
	} else {
		a->count.bad_version++;
		why = DROP_BAD_FIELD;
	}
	if (why)
		ip_drop(a->ip, p->in->ip, f, why);
	else
		frame_put(f);
}

/* ---- the agent ---- */

/* By the name of the first column: a table may stand below a group of scalars, and between two parts of it. */
static bool before(const struct snmp_table *x, const struct snmp_table *y)
{
	struct oid a = x->base, b = y->base;

	a.id[a.n++] = x->t->columns[0];
	b.id[b.n++] = y->t->columns[0];
	return oid_cmp(&a, &b) < 0;
}

void snmp_tables(struct snmp *a, const struct mib_table *t)
{
	for (; t->base && a->n_tables < SNMP_TABLES_MAX; t++) {
		struct snmp_table x = { .t = t };
		u32 k = a->n_tables;

		if (!oid_parse(t->base, &x.base))
			bug("%s is no name", t->base);
		for (; k && before(&x, &a->table[k - 1]); k--)
			a->table[k] = a->table[k - 1];
		a->table[k] = x;
		a->n_tables++;
	}
}

/* 3411 5: an enterprise's, by MAC address. */
void snmp_name_engine(struct snmp *a)
{
	const struct port *p = a->ip->node->ports;

	memcpy(a->engine, (u8[]){ 0x80, 0, 0, 9, 3 }, 5);
	if (p)
		memcpy(a->engine + 5, p->mac, 6);
	a->engine_len = 11;
}

static void forget(struct timer *t) { mib_forget(container_of(t, struct snmp, forget)); }

struct snmp *snmp_of(struct ipstack *s)
{
	struct snmp *a = s->snmp;

	if (a)
		return a;
	a = s->snmp = xcalloc(1, sizeof(*a));
	a->ip = s;
	a->forget.fire = forget;
	a->boots = 1 + (u32)(s->dev->booted / NSEC_PER_SEC); /* grows from reload to reload */
	snmp_name_engine(a);
	a->request_id = (u32)rng_u64(&s->node->rng) >> 1;
	a->set_serial = (u32)rng_u64(&s->node->rng) >> 1;
	a->salt = rng_u64(&s->node->rng);
	snmp_tables(a, mib_system);
	snmp_tables(a, mib_interfaces);
	snmp_tables(a, mib_ip_tables);
	snmp_tables(a, mib_entity);
	snmp_tables(a, mib_lldp);
	snmp_tables(a, mib_inet);
	snmp_tables(a, mib_ospf);
	snmp_tables(a, mib_bgp);
	if (s->snmp_more)
		snmp_tables(a, s->snmp_more);
	a->udp = (struct udp_socket){ .port = SNMP_PORT, .receive = receive };
	a->notify_udp = (struct udp_socket){ .receive = snmp_inform_receive };
	udp_open(s, &a->udp);
	udp_open(s, &a->notify_udp);
	snmp_notify_init(a);
	return a;
}

void snmp_stack_free(struct ipstack *s)
{
	struct snmp *a = s->snmp;

	if (!a)
		return;
	snmp_notify_flush(a);
	timer_stop(s->node->worker, &a->forget);
	mib_forget(a);
	snmp_config_free(a);
	udp_close(&a->udp);
	udp_close(&a->notify_udp);
	free(a->if_state);
	free(a->location);
	free(a->contact);
	free(a->chassis);
	free(a);
	s->snmp = NULL;
}
