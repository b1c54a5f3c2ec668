/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The resolver: dns.h says in which order it asks. */
#include "router/dns/dns.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "router/dhcp/own.h"
#include "router/dhcp6/dhcp6.h"
#include "router/dns/own.h"
#include "router/dns/tcp.h"
#include "router/ra_dns.h"

struct dns *dns_of(struct ipstack *s)
{
	struct dns *d;

	s = s->root;	/* configured once a device */
	d = s->dns;
	if (d)
		return d;
	d = s->dns = xcalloc(1, sizeof(*d));
	d->ip = s;
	d->timeout_s = DNS_TIMEOUT_S;
	d->retry = DNS_RETRY;
	return d;
}

/* ---- whom, and what for ---- */

unsigned dns_servers(struct dns *d, struct ipaddr out[DNS_SERVERS_MAX])
{
	unsigned n = d->n_servers;

	memcpy(out, d->server, n * sizeof(*out));
	for (const struct ipif *p = n ? NULL : d->ip->ifs; p; p = p->next) {
		const struct dhcp_client *c = p->dhcp ? p->dhcp->client : NULL;

		for (unsigned k = 0; c && c->state >= CLIENT_BOUND && k < c->n_dns && n < DNS_SERVERS_MAX; k++)
			out[n++] = ipaddr4(c->dns[k]);
		if (!d->n_servers) {
			n += dhcp6_dns(p, out + n, DNS_SERVERS_MAX - n);
			n += ra_dns_servers(p, out + n, DNS_SERVERS_MAX - n);
		}
	}
	return n;
}

const char *dns_domain(struct dns *d)
{
	for (const struct ipif *p = *d->domain ? NULL : d->ip->ifs; p; p = p->next)
		if (p->dhcp && p->dhcp->client && p->dhcp->client->state >= CLIENT_BOUND && dns_name_ok(p->dhcp->client->domain))
			return p->dhcp->client->domain;
	for (const struct ipif *p = *d->domain ? NULL : d->ip->ifs; p; p = p->next) {
		const char *heard = dhcp6_domain(p) ? dhcp6_domain(p) : ra_dns_domain(p);

		if (heard)
			return heard;
	}
	return d->domain;
}

const char *dns_default_domain(struct ipstack *s) { return dns_domain(dns_of(s)); }

/* Whoever may hear a broadcast: interfaces with an address, other than loopbacks. */
static bool hears(const struct ipif *p) { return p->up && p->a4 && p->i->type != IF_LOOPBACK; }

static bool anybody_hears(const struct ipstack *s)
{
	for (const struct ipif *p = s->ifs; p; p = p->next)
		if (hears(p))
			return true;
	return false;
}

bool dns_can_ask(struct ipstack *s)
{
	struct ipaddr server[DNS_SERVERS_MAX];

	return shell_domain_lookup(s->dev->shell) && (dns_servers(dns_of(s), server) || anybody_hears(s));
}

bool dns_candidate(struct dns *d, const char *name, unsigned k, char out[DNS_NAME_MAX + 1])
{
	const char *domain = dns_domain(d);
	size_t len = strlen(name);
	unsigned n = strchr(name, '.') ? 0 : d->n_list ? d->n_list : *domain != 0;

	if (k > n || len > DNS_NAME_MAX)
		return false;
	if (k < n && d->n_list)
		domain = d->list[k];
	if (k < n && len + 1 + strlen(domain) > DNS_NAME_MAX)
		return false;
	strcpy(out, name);
	if (k < n) {
		out[len] = '.';
		strcpy(out + len + 1, domain);
	}
	len = strlen(out);
	if (len && out[len - 1] == '.')
		out[len - 1] = 0;
	return true;
}

static unsigned known_one(struct ipstack *s, const char *name, u8 af, struct ipaddr *out)
{
	unsigned n = names_addresses(s, name, af, out, DNS_ADDRS_MAX);

	return n || !s->root->dns ? n : dns_remembered(s->root->dns, name, af, out, NULL);
}

unsigned dns_known(struct ipstack *s, const char *name, u8 af, struct ipaddr out[DNS_ADDRS_MAX])
{
	char full[DNS_NAME_MAX + 1];
	unsigned n = 0;

	if (!af)
		return (n = dns_known(s, name, AF_IP4, out)) ? n : dns_known(s, name, AF_IP6, out);
	n = names_addresses(s, name, af, out, DNS_ADDRS_MAX);
	for (unsigned k = 0; !n && dns_candidate(dns_of(s), name, k, full); k++)
		n = known_one(s, full, af, out);
	return n;
}

/* A link-local address means something on the link alone where it was heard. */
struct iface *dns_heard_on(const struct ipstack *s, const struct ipaddr *server)
{
	struct ipaddr all[2 * DNS_SERVERS_MAX];

	for (const struct ipif *p = s->ifs; p; p = p->next) {
		unsigned n = dhcp6_dns(p, all, DNS_SERVERS_MAX);

		n += ra_dns_servers(p, all + n, DNS_SERVERS_MAX);
		while (n--)
			if (ipaddr_eq(&all[n], server))
				return p->i;
	}
	return NULL;
}

enum dns_asked dns_find(struct ipstack *s, const char *text, struct dns_lookup *q, struct ipaddr *a)
{
	struct ipaddr found[DNS_ADDRS_MAX];

	*a = ipaddr4(0);
	if (ip4_parse(text, &a->v4))
		return DNS_AT_ONCE;
	a->af = AF_IP6;
	if (ip6_parse(text, &a->v6))
		return DNS_AT_ONCE;
	if (!dns_name_ok(text))
		return DNS_NOBODY;
	if (dns_known(s, text, AF_NONE, found)) {
		*a = found[0];
		return DNS_AT_ONCE;
	}
	strcpy(q->name, text);
	return dns_can_ask(s) && dns_lookup_start(s, q) ? DNS_ASKED : DNS_NOBODY;
}

enum drop dns_send(struct dns *d, struct udp_socket *u, const struct ipaddr *server, const void *msg, u32 len)
{
	struct ip_send to = { .dst = *server, .src = ipif_source(d->source, server) };
	enum drop why = DROP_NO_ROUTE;

	if (server->af == AF_IP6 && ip6_is_linklocal(&server->v6))
		to.out = dns_heard_on(d->ip, server);
	if (server->af != AF_IP4 || server->v4 != ~0u)
		return udp_send(u, &to, DNS_PORT, msg, len);
	for (const struct ipif *p = d->ip->ifs; p; p = p->next)
		if (hears(p)) {
			to.src = ipaddr4(p->a4->addr);
			to.out = p->i;
			why = udp_send(u, &to, DNS_PORT, msg, len);
		}
	return why;
}

/* ---- a lookup ---- */

static void over(struct dns_lookup *q, enum dns_result result)
{
	dns_lookup_stop(q);
	q->result = result;
	if (debug_on(q->ip->dev, DEBUG_DOMAIN)) {
		static const char *const text[] = { "Reply received ok", "Reply received empty", "Reply received empty", "timed out", "server failed" };

		device_debug(q->ip->dev, "Domain: query for %s %s", q->asked, text[result]);
	}
	q->done(q);
}

static void arm(struct dns_lookup *q, nsec after) { timer_set(q->ip->node->worker, &q->timer, stack_now(q->ip) + after); }

static void ask(struct dns_lookup *q)
{
	struct dns *d = dns_of(q->ip);
	u8 msg[DNS_UDP_MAX];
	struct wr w = wr_of(msg, sizeof(msg));
	char t[IP6_TEXT];

	dns_call_free(q->call); /* of a server that said too little in time */
	q->call = NULL;
	q->id = (u16)rng_u64(&q->ip->node->rng);
	dns_write_query(&w, q->id, q->asked, q->type);
	if (q->asking && !q->round && !q->candidate && !q->step)
		q->asking(q, &q->server[q->server_at]);
	if (debug_on(q->ip->dev, DEBUG_DOMAIN))
		device_debug(q->ip->dev, "Domain: query for %s type %u to %s", q->asked, q->type, ipaddr_text(&q->server[q->server_at], t));
	if (w.bad || dns_send(d, &q->udp, &q->server[q->server_at], msg, (u32)wr_len(&w)))
		arm(q, 100 * NSEC_PER_MS); /* no way there: the next may be better */
	else
		arm(q, d->timeout_s * NSEC_PER_SEC);
}

/* Which type is the step-th of this lookup; 0: no more. */
static u16 type_at(const struct dns_lookup *q, unsigned step)
{
	if (q->reverse)
		return step ? 0 : DNS_PTR;
	if (q->af)
		return step ? 0 : q->af == AF_IP6 ? DNS_AAAA : DNS_A;
	return step == 0 ? DNS_A : step == 1 ? DNS_AAAA : 0;
}

/* The question that the candidate and the step say, to the first server. false: there is none. */
static bool begin(struct dns_lookup *q)
{
	q->type = type_at(q, q->step);
	q->round = q->server_at = 0;
	if (!q->type || !dns_candidate(dns_of(q->ip), q->name, q->candidate, q->asked))
		return false;
	ask(q);
	return true;
}

static void next_question(struct dns_lookup *q, bool no_such_name)
{
	if (!no_such_name) {
		q->step++;
		if (begin(q))
			return;
	}
	q->step = 0;
	q->candidate++;
	if (!begin(q))
		over(q, no_such_name ? DNS_NO_SUCH_NAME : DNS_NO_DATA);
}

static void next_server(struct dns_lookup *q)
{
	if (++q->server_at == q->n_servers) {
		q->server_at = 0;
		if (++q->round > dns_of(q->ip)->retry || q->failed) {
			over(q, q->failed ? DNS_SERVER_FAILED : DNS_NO_ANSWER);
			return;
		}
	}
	ask(q);
}

static void silence(struct timer *t) { next_server(container_of(t, struct dns_lookup, timer)); }

static void take(struct dns_lookup *q, struct rd r, const u8 *msg, const struct dns_msg *m)
{
	struct dns_record rec;
	u32 ttl;

	if (q->reverse) {
		for (unsigned k = 0; k < m->n_answer && k < DNS_RECORDS_MAX && dns_read_record(&r, msg, &rec); k++)
			if (rec.type == DNS_PTR) {
				strcpy(q->found_name, rec.target);
				over(q, DNS_FOUND);
				return;
			}
		next_question(q, false);
		return;
	}
	q->n_found = (u8)dns_addresses_of(r, msg, m, q->found, &ttl, q->found_name);
	if (!q->n_found) {
		next_question(q, false);
		return;
	}
	dns_remember(dns_of(q->ip), q->asked, q->found[0].af, q->found, q->n_found, ttl);
	over(q, DNS_FOUND);
}

/* An answer's word, from whom was asked. */
static void heed(struct dns_lookup *q, struct rd r, const u8 *msg, const struct dns_msg *m)
{
	u16 rcode = m->flags & DNS_RCODE;

	if (rcode == DNS_NOERROR) {
		take(q, r, msg, m);
	} else if (rcode == DNS_NXDOMAIN) {
		next_question(q, true);
	} else {
		q->failed = true;
		next_server(q);
	}
}

static bool is_answer(const struct dns_lookup *q, const struct dns_msg *m)
{
	return m->id == q->id && m->flags & DNS_QR && m->type == q->type && m->class == DNS_CLASS_IN && !strcasecmp(m->name, q->asked);
}

static void called(void *arg, const u8 *msg, u32 len)
{
	struct dns_lookup *q = arg;
	struct rd r = rd_of(msg, len);
	struct dns_msg m;

	q->call = NULL;
	if (!len || !dns_read(&r, msg, &m) || !is_answer(q, &m))
		next_server(q);
	else
		heed(q, r, msg, &m);
}

/* RFC 7766 5: the same question over TCP. false: as it is, the answer must do. */
static bool call(struct dns_lookup *q)
{
	struct dns *d = dns_of(q->ip);
	u8 msg[DNS_UDP_MAX];
	struct wr w = wr_of(msg, sizeof(msg));

	dns_write_query(&w, q->id, q->asked, q->type);
	if (q->call || w.bad)
		return q->call;
	q->call = dns_call_new(d, &q->server[q->server_at], msg, (u32)wr_len(&w), called, q);
	if (!q->call)
		return false;
	if (debug_on(q->ip->dev, DEBUG_DOMAIN))
		device_debug(q->ip->dev, "Domain: answer for %s is truncated, asking over TCP", q->asked);
	arm(q, d->timeout_s * NSEC_PER_SEC);
	return true;
}

/* RFC 5452 4.2: an answer counts only from whom was asked, to the port and with the number and the question of the query. */
static void answer(struct udp_socket *u, const struct ip_recv *p, u16 port, struct frame *f)
{
	struct dns_lookup *q = container_of(u, struct dns_lookup, udp);
	const struct ipaddr *asked = &q->server[q->server_at];
	struct rd r = rd_of(f->data, f->len);
	bool everybody = asked->af == AF_IP4 && asked->v4 == ~0u;
	struct dns_msg m;

	if (!dns_read(&r, f->data, &m) || port != DNS_PORT || (!everybody && !ipaddr_eq(&p->src, asked)) || !is_answer(q, &m)) {
		ip_drop(q->ip, p->in->ip, f, r.bad ? DROP_SHORT : DROP_BAD_FIELD);
		return;
	}
	q->from = p->src;
	if (!(m.flags & DNS_TC) || (m.flags & DNS_RCODE) != DNS_NOERROR || everybody || !call(q))
		heed(q, r, f->data, &m);
	frame_put(f);
}

static void unreachable(struct udp_socket *u, const struct ip_error *e, u16 port)
{
	struct dns_lookup *q = container_of(u, struct dns_lookup, udp);

	if (port == DNS_PORT && ipaddr_eq(&e->dst, &q->server[q->server_at]))
		arm(q, 0);
}

bool dns_lookup_start(struct ipstack *s, struct dns_lookup *q)
{
	struct dns *d = dns_of(s);

	q->ip = s;
	q->n_servers = (u8)(q->only.af ? 1 : dns_servers(d, q->server));
	if (q->only.af)
		q->server[0] = q->only;
	if (!q->n_servers && anybody_hears(s)) {
		q->server[0] = ipaddr4(~0u);
		q->n_servers = 1;
	}
	q->timer.fire = silence;
	q->udp = (struct udp_socket){ .receive = answer, .error = unreachable };
	if (!q->n_servers || !dns_candidate(d, q->name, 0, q->asked) || !dns_name_ok(q->asked) || !udp_open(s, &q->udp))
		return false;
	q->next = d->lookups;
	d->lookups = q;
	q->candidate = q->step = 0;
	q->failed = false;
	q->n_found = 0;
	q->call = NULL;
	begin(q);
	return true;
}

void dns_lookup_stop(struct dns_lookup *q)
{
	struct dns_lookup **at = &dns_of(q->ip)->lookups;

	while (*at && *at != q)
		at = &(*at)->next;
	if (!*at)
		return;
	*at = q->next;
	timer_stop(q->ip->node->worker, &q->timer);
	udp_close(&q->udp);
	dns_call_free(q->call);
	q->call = NULL;
}

void dns_iface_gone(struct ipif *p)
{
	if (p->ip->root->dns && p->ip->root->dns->source == p->i)
		p->ip->root->dns->source = NULL;
}

/* Who waits for a lookup is a session, which outlives the stack: it hears that nobody answers. */
void dns_stack_free(struct ipstack *s)
{
	struct dns *d = s->dns;

	if (!d)
		return;
	while (d->lookups)
		over(d->lookups, DNS_NO_ANSWER);
	dns_server_set(d, false);
	dns_server_flush(d);
	dns_records_flush(d);
	while (d->zones) {
		struct dns_zone *z = d->zones;

		d->zones = z->next;
		free(z);
	}
	dns_forget(d, NULL);
	dns_tcp_unwatch(d);
	free(d);
	s->dns = NULL;
}
