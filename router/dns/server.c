/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ip dns server: answers for the names of `ip host` (addresses; records.c) and the zones of `ip dns primary`, from what is remembered, and passes everything else on to
 * the name servers, from a port and with a number of its own (RFC 5452), as the client wrote it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "router/dns/tcp.h"

/* ---- answers of our own ---- */

/* Who asked: by a connection, or by a datagram from that port. */
struct asker {
	struct dns_peer *peer;
	struct ip_send to;
	u16 port;
};

struct reply {
	struct wr w;
	u16 flags, n_answer, n_authority, n_additional;
	bool own_ns;	/* `ip host` names its servers */
};

/* Place for the header, and the question; a malformed one has none. */
static void begin_reply(struct wr *w, const struct dns_msg *m)
{
	wr_zero(w, DNS_HLEN);
	if (m->question_len)
		wr_copy(w, m->question, m->question_len);
}

/* name NULL: the question's. */
static void add_address(struct reply *y, const char *name, const struct ipaddr *a, u32 ttl, u16 *count)
{
	u8 *len = dns_record_begin(&y->w, name, a->af == AF_IP4 ? DNS_A : DNS_AAAA, ttl);

	if (a->af == AF_IP4)
		wr_u32(&y->w, a->v4);
	else
		wr_copy(&y->w, a->v6.b, 16);
	dns_record_end(&y->w, len);
	(*count)++;
}

static void add_name(struct reply *y, u16 type, const char *target, u32 ttl)
{
	u8 *len = dns_record_begin(&y->w, NULL, type, ttl);

	dns_write_name(&y->w, target);
	dns_record_end(&y->w, len);
	y->n_answer++;
}

static void add_soa(struct reply *y, const struct dns_zone *z, u16 *count)
{
	u8 *len = dns_record_begin(&y->w, z->domain, DNS_SOA, z->minimum);

	dns_write_name(&y->w, z->server);
	dns_write_name(&y->w, z->mailbox);
	wr_u32(&y->w, 1); /* serial */
	wr_u32(&y->w, z->refresh);
	wr_u32(&y->w, z->retry);
	wr_u32(&y->w, z->expire);
	wr_u32(&y->w, z->minimum);
	dns_record_end(&y->w, len);
	(*count)++;
}

/* Is name in the domain, or the domain itself? */
static bool within(const char *name, const char *domain)
{
	size_t n = strlen(name), d = strlen(domain);

	return n >= d && !strcasecmp(name + n - d, domain) && (n == d || name[n - d - 1] == '.');
}

static const struct dns_zone *zone_of(const struct dns *d, const char *name)
{
	const struct dns_zone *best = NULL;

	for (const struct dns_zone *z = d->zones; z; z = z->next)
		if (within(name, z->domain) && (!best || strlen(z->domain) > strlen(best->domain)))
			best = z;
	return best;
}

/* Names of `ip host` stand alone or in the default domain. */
static bool first_part(struct dns *d, const char *name, char first[DNS_NAME_MAX + 1])
{
	const char *domain = dns_domain(d);
	size_t len = strlen(name);

	if (!*domain || !within(name, domain) || len <= strlen(domain))
		return false;
	snprintf(first, DNS_NAME_MAX + 1, "%.*s", (int)(len - strlen(domain) - 1), name);
	return true;
}

static unsigned host_addresses(struct dns *d, const char *name, u8 af, struct ipaddr *out)
{
	unsigned n = names_addresses(d->ip, name, af, out, DNS_ADDRS_MAX);
	char first[DNS_NAME_MAX + 1];

	return n || !first_part(d, name, first) ? n : names_addresses(d->ip, first, af, out, DNS_ADDRS_MAX);
}

static bool wants(const struct dns_msg *m, u16 type) { return m->type == type || m->type == DNS_ANY; }

static bool answer_addresses(struct dns *d, const struct dns_msg *m, struct reply *y)
{
	struct ipaddr a[DNS_ADDRS_MAX];
	unsigned n4 = host_addresses(d, m->name, AF_IP4, a), n;

	for (unsigned k = 0; k < n4 && wants(m, DNS_A); k++)
		add_address(y, NULL, &a[k], DNS_TTL_HOST, &y->n_answer);
	n = host_addresses(d, m->name, AF_IP6, a);
	for (unsigned k = 0; k < n && wants(m, DNS_AAAA); k++)
		add_address(y, NULL, &a[k], DNS_TTL_HOST, &y->n_answer);
	return n || n4;
}

/* Does what `ip host` says of x answer for name? */
static bool is_of(struct dns *d, const struct dns_own_record *x, const char *name)
{
	char first[DNS_NAME_MAX + 1];

	return !strcasecmp(x->name, name) || (first_part(d, name, first) && !strcasecmp(x->name, first));
}

/* Its MX, NS and SRV. What stands below a name makes it one that is there (RFC 8020). */
static bool answer_records(struct dns *d, const struct dns_msg *m, struct reply *y)
{
	char first[DNS_NAME_MAX + 1];
	bool known = false;

	if (!first_part(d, m->name, first))
		strcpy(first, m->name);
	for (const struct dns_own_record *x = d->records; x; x = x->next) {
		bool of = is_of(d, x, m->name);

		known |= of || within(x->name, m->name) || within(x->name, first);
		if (!of || !wants(m, x->type))
			continue;
		u8 *len = dns_record_begin(&y->w, NULL, x->type, DNS_TTL_HOST);

		dns_record_write(&y->w, x);
		dns_record_end(&y->w, len);
		y->n_answer++;
		y->own_ns |= x->type == DNS_NS;
	}
	return known;
}

/* The addresses of one that the answer names, as far as there is room. */
static void add_target(struct dns *d, const char *name, u8 af, struct reply *y)
{
	struct ipaddr a[DNS_ADDRS_MAX];
	unsigned n = host_addresses(d, name, af, a);

	for (unsigned k = 0; k < n && !y->w.bad; k++) {
		struct wr before = y->w;

		add_address(y, name, &a[k], DNS_TTL_HOST, &y->n_additional);
		if (y->w.bad) {
			y->w = before;
			y->n_additional--;
			return;
		}
	}
}

/* Each once, also where it has several offices. */
static void add_targets(struct dns *d, const struct dns_msg *m, struct reply *y)
{
	for (const struct dns_own_record *x = d->records, *e; x; x = x->next)
		if (wants(m, x->type) && is_of(d, x, m->name)) {
			for (e = d->records; e != x && (strcasecmp(e->target, x->target) != 0 || !wants(m, e->type) || !is_of(d, e, m->name)); e = e->next)
				;
			if (e != x)
				continue;
			add_target(d, x->target, AF_IP4, y);
			add_target(d, x->target, AF_IP6, y);
		}
}

static bool answer_reverse(struct dns *d, const struct dns_msg *m, struct reply *y)
{
	const char *domain = dns_domain(d), *name;
	char full[2 * DNS_NAME_MAX + 2];
	struct ipaddr a;

	if (!wants(m, DNS_PTR) || !dns_reverse_parse(m->name, &a) || !(name = names_of_address(d->ip, &a)))
		return false;
	snprintf(full, sizeof(full), "%s%s%s", name, *domain && !strchr(name, '.') ? "." : "", *domain && !strchr(name, '.') ? domain : "");
	add_name(y, DNS_PTR, dns_name_ok(full) ? full : name, DNS_TTL_HOST);
	y->flags |= DNS_AA;
	return true;
}

static bool answer_zone(struct dns *d, const struct dns_msg *m, bool known, struct reply *y)
{
	const struct dns_zone *z = zone_of(d, m->name);
	bool apex = z && !strcasecmp(m->name, z->domain);

	if (!z)
		return false;
	if (apex && wants(m, DNS_SOA))
		add_soa(y, z, &y->n_answer);
	if (apex && wants(m, DNS_NS) && !y->own_ns)
		add_name(y, DNS_NS, z->server, z->minimum);
	if (!apex && !known)
		y->flags |= DNS_NXDOMAIN;
	if (!y->n_answer)
		add_soa(y, z, &y->n_authority);
	return true;
}

static bool answer_own(struct dns *d, const struct dns_msg *m, struct reply *y)
{
	bool addresses = answer_addresses(d, m, y), known = answer_records(d, m, y) || addresses;

	if (!answer_zone(d, m, known, y) && !known)
		return false;
	add_targets(d, m, y);
	y->flags |= DNS_AA;
	return true;
}

static bool answer_cached(struct dns *d, const struct dns_msg *m, struct reply *y)
{
	struct ipaddr a[DNS_ADDRS_MAX];
	u32 ttl;
	unsigned n = m->type == DNS_A || m->type == DNS_AAAA ? dns_remembered(d, m->name, m->type == DNS_A ? AF_IP4 : AF_IP6, a, &ttl) : 0;

	for (unsigned k = 0; k < n; k++)
		add_address(y, NULL, &a[k], ttl, &y->n_answer);
	return n;
}

static void send_to(struct dns *d, const struct asker *who, const void *msg, u32 len)
{
	if (who->peer)
		dns_peer_reply(who->peer, msg, len);
	else
		udp_send(&d->listen, &who->to, who->port, msg, len);
}

static void send_reply(struct dns *d, const struct dns_msg *m, const struct asker *who, struct reply *y)
{
	u8 *msg = y->w.start;

	if (y->w.bad) { /* longer than the client takes: 1035 4.1.1 */
		y->w = wr_of(msg, (size_t)(y->w.end - msg));
		begin_reply(&y->w, m);
		y->n_answer = y->n_authority = y->n_additional = 0;
		y->flags |= DNS_TC;
	}
	put_be16(msg, m->id);
	put_be16(msg + 2, (u16)(DNS_QR | y->flags | (m->flags & (DNS_RD | DNS_OPCODE)) | DNS_RA));
	put_be16(msg + 4, m->question_len ? 1 : 0);
	put_be16(msg + 6, y->n_answer);
	put_be16(msg + 8, y->n_authority);
	put_be16(msg + 10, y->n_additional);
	if (m->edns_size && (size_t)(y->w.end - y->w.p) >= 11) { /* 6891 6.1.1 */
		wr_u8(&y->w, 0);
		wr_u16(&y->w, DNS_OPT);
		wr_u16(&y->w, DNS_EDNS_MAX);
		wr_zero(&y->w, 6);
		put_be16(msg + 10, (u16)(y->n_additional + 1));
	}
	send_to(d, who, msg, (u32)wr_len(&y->w));
}

/* ---- what is passed on ---- */

static void forward_free(struct dns_forward *f)
{
	struct dns_forward **at = &f->dns->forwards;

	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	f->dns->n_forwards--;
	timer_stop(f->dns->ip->node->worker, &f->timer);
	udp_close(&f->udp);
	dns_call_free(f->call);
	free(f);
}

static void forward_called(void *arg, const u8 *msg, u32 len);
static struct asker asker_of(const struct dns_forward *f) { return (struct asker){ .peer = f->peer, .to = f->to, .port = f->client_port }; }

static void forward_send(struct dns_forward *f)
{
	struct dns *d = f->dns;
	bool bad;

	dns_call_free(f->call);
	f->call = f->peer ? dns_call_new(d, &f->server[f->at], f->query, f->len, forward_called, f) : NULL;
	bad = f->peer ? !f->call : dns_send(d, &f->udp, &f->server[f->at], f->query, f->len) != DROP_NONE;

	timer_set(d->ip->node->worker, &f->timer, stack_now(d->ip) + (bad ? 100 * NSEC_PER_MS : d->timeout_s * NSEC_PER_SEC));
}

/* The next server's turn; after the last round the client hears that nobody answers. */
static void forward_next(struct dns_forward *f)
{
	struct dns *d = f->dns;
	struct asker who = asker_of(f);
	struct dns_msg m;
	struct rd r = rd_of(f->query, f->len);
	u8 buf[DNS_UDP_MAX];
	struct reply y = { .w = wr_of(buf, sizeof(buf)), .flags = DNS_SERVFAIL };

	if (++f->at == f->n_servers) {
		f->at = 0;
		f->round++;
	}
	if (f->round <= f->dns->retry) {
		forward_send(f);
		return;
	}
	if (dns_read(&r, f->query, &m)) {
		m.id = f->client_id;
		begin_reply(&y.w, &m);
		f->peer = NULL; /* its connection may end with this, and f must not */
		send_reply(d, &m, &who, &y);
	}
	forward_free(f);
}

static void forward_silence(struct timer *t) { forward_next(container_of(t, struct dns_forward, timer)); }

/* RFC 5452 4.2. What it says is remembered. */
static bool forward_heard(struct dns_forward *f, const u8 *msg, u32 len, struct rd *r)
{
	struct dns *d = f->dns;
	char last[DNS_NAME_MAX + 1];
	struct ipaddr a[DNS_ADDRS_MAX];
	struct dns_msg m;
	unsigned n;
	u32 ttl;

	*r = rd_of(msg, len);
	if (!dns_read(r, msg, &m) || m.id != f->id || !(m.flags & DNS_QR) || m.question_len != f->question_len ||
	    memcmp(m.question, f->query + DNS_HLEN, m.question_len) != 0)
		return false;
	if (m.class == DNS_CLASS_IN && (m.type == DNS_A || m.type == DNS_AAAA) && !(m.flags & (DNS_RCODE | DNS_TC)) &&
	    (n = dns_addresses_of(*r, msg, &m, a, &ttl, last)) && ttl)
		dns_remember(d, m.name, a[0].af, a, n, ttl);
	return true;
}

static void forward_called(void *arg, const u8 *msg, u32 len)
{
	struct dns_forward *f = arg;
	struct asker who = asker_of(f);
	struct dns *d = f->dns;
	struct rd r;
	u8 *copy;

	f->call = NULL;
	if (!len || !forward_heard(f, msg, len, &r)) {
		forward_next(f);
		return;
	}
	copy = xcalloc(1, len);
	memcpy(copy, msg, len);
	put_be16(copy, f->client_id);
	f->peer = NULL;
	forward_free(f);
	send_to(d, &who, copy, len);
	free(copy);
}

static void forward_answer(struct udp_socket *u, const struct ip_recv *p, u16 port, struct frame *fr)
{
	struct dns_forward *f = container_of(u, struct dns_forward, udp);
	struct dns *d = f->dns;
	struct rd r = rd_of(fr->data, 0);

	if (port != DNS_PORT || !ipaddr_eq(&p->src, &f->server[f->at]) || !forward_heard(f, fr->data, fr->len, &r)) {
		ip_drop(d->ip, p->in->ip, fr, r.bad ? DROP_SHORT : DROP_BAD_FIELD);
		return;
	}
	fr = frame_writable(fr);
	if (fr) {
		put_be16(fr->data, f->client_id);
		udp_send(&d->listen, &f->to, f->client_port, fr->data, fr->len);
		frame_put(fr);
	}
	forward_free(f);
}

/* false: it cannot be. */
static bool forward(struct dns *d, const struct dns_msg *m, const struct asker *who, const u8 *q, u32 len)
{
	struct ipaddr server[DNS_SERVERS_MAX];
	unsigned n = dns_servers(d, server);
	struct dns_forward *f;

	if (!n || !(m->flags & DNS_RD) || len > DNS_UDP_MAX || d->n_forwards == DNS_FORWARDS_MAX)
		return false;
	f = xcalloc(1, sizeof(*f));
	*f = (struct dns_forward){ .dns = d, .next = d->forwards, .peer = who->peer, .to = who->to, .client_port = who->port, .client_id = m->id, .n_servers = (u8)n, .len = (u16)len,
				   .question_len = m->question_len, .udp.receive = forward_answer, .timer.fire = forward_silence };
	memcpy(f->server, server, n * sizeof(*server));
	memcpy(f->query, q, len);
	f->id = (u16)rng_u64(&d->ip->node->rng);
	put_be16(f->query, f->id);
	if (!udp_open(d->ip, &f->udp)) {
		free(f);
		return false;
	}
	d->forwards = f;
	d->n_forwards++;
	d->forwarded++;
	forward_send(f);
	return true;
}

/* ---- a question comes ---- */

/* The question, its id and flags read already where there are as many octets. */
static void serve(struct dns *d, const struct asker *who, const struct ipaddr *from, const u8 *msg, u32 len, struct dns_msg *m, bool good, struct rd r)
{
	u8 buf[DNS_TCP_REPLY_MAX];
	struct reply y = { .flags = 0 };
	char t[IP6_TEXT];

	d->queries++;
	if (good)
		dns_read_edns(r, msg, m);
	else
		m->question_len = 0;
	if (debug_on(d->ip->dev, DEBUG_DOMAIN))
		device_debug(d->ip->dev, "DNS: Incoming %s query (id#%u) from %s: %s type %u", who->peer ? "TCP" : "UDP", m->id, ipaddr_text(from, t), good ? m->name : "malformed",
			     m->type);
	y.w = wr_of(buf, who->peer ? sizeof(buf) : min_u64(max_u64(m->edns_size, DNS_UDP_MAX), DNS_EDNS_MAX));
	begin_reply(&y.w, m);
	if (!good)
		y.flags = DNS_FORMERR;
	else if (m->flags & DNS_OPCODE)
		y.flags = DNS_NOTIMP;
	else if (m->class != DNS_CLASS_IN && m->class != DNS_CLASS_ANY)
		y.flags = DNS_REFUSED;
	else if (answer_reverse(d, m, &y) || answer_own(d, m, &y) || answer_cached(d, m, &y))
		d->answered++;
	else if (forward(d, m, who, msg, len))
		return;
	else
		y.flags = DNS_SERVFAIL;
	d->refused += y.flags == DNS_SERVFAIL || y.flags == DNS_REFUSED;
	send_reply(d, m, who, &y);
}

static void query(struct udp_socket *u, const struct ip_recv *p, u16 port, struct frame *f)
{
	struct dns *d = container_of(u, struct dns, listen);
	struct asker who = { .to = { .dst = p->src, .src = p->dst }, .port = port };
	struct rd r = rd_of(f->data, f->len);
	struct dns_msg m;
	bool good = dns_read(&r, f->data, &m);

	if (f->len < DNS_HLEN || m.flags & DNS_QR || port == DNS_PORT) { /* no answers to answers */
		d->dropped++;
		ip_drop(d->ip, p->in->ip, f, f->len < DNS_HLEN ? DROP_SHORT : DROP_BAD_FIELD);
		return;
	}
	if (p->dst.af == AF_IP4 ? !ipif_find(d->ip, p->dst.v4) : ip6_is_multicast(&p->dst.v6))
		who.to.src.af = AF_NONE; /* a broadcast */
	if (p->src.af == AF_IP6 && ip6_is_linklocal(&p->src.v6))
		who.to.out = p->in;
	serve(d, &who, &p->src, f->data, f->len, &m, good, r);
	frame_put(f);
}

/* What is no question, too, has an answer: the connection waits for one. */
void dns_peer_query(struct dns *d, struct dns_peer *k, const struct ipaddr *from, const u8 *msg, u32 len)
{
	struct asker who = { .peer = k };
	struct rd r = rd_of(msg, len);
	struct dns_msg m;
	bool good = dns_read(&r, msg, &m) && !(m.flags & DNS_QR);

	if (len < DNS_HLEN)
		m = (struct dns_msg){ 0 };
	m.flags &= (u16)~DNS_QR;
	serve(d, &who, from, msg, len, &m, good, r);
}

void dns_peer_gone(struct dns *d, struct dns_peer *k)
{
	for (struct dns_forward *f = d->forwards, *next; f; f = next) {
		next = f->next;
		if (f->peer == k)
			forward_free(f);
	}
}

bool dns_server_set(struct dns *d, bool on)
{
	if (!on) {
		udp_close(&d->listen);
		dns_tcp_close(d);
		dns_server_flush(d);
		return true;
	}
	if (d->listen.ip)
		return true;
	d->listen = (struct udp_socket){ .port = DNS_PORT, .receive = query };
	if (!udp_open(d->ip, &d->listen))
		return false;
	if (dns_tcp_listen(d))
		return true;
	udp_close(&d->listen);
	return false;
}

void dns_server_flush(struct dns *d)
{
	while (d->forwards)
		forward_free(d->forwards);
}
