/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The DHCP client: RFC 2131 4.4, its states in the order of figure 5. Times between tries: 4, 8, 16, 32, 64 s, each up to a second more
 * or less (4.1); renewing and rebinding: half of what is left, at least a minute (4.4.5). Replies are asked for as broadcasts: there is no address yet.
 */
#include <stdio.h>
#include <stdlib.h>

#include "router/dhcp/own.h"

const char *const dhcp_client_state_name[CLIENT_STATE_N] = { "Init", "Selecting", "Requesting", "Bound", "Renewing", "Rebinding" };

static const u8 everybody[6] = { 255, 255, 255, 255, 255, 255 };

static void arm(struct dhcp_client *c, nsec after)
{
	timer_set(c->ifp->ip->node->worker, &c->timer, stack_now(c->ifp->ip) + after);
}

static void become(struct dhcp_client *c, enum client_state st)
{
	if (c->state != st && debug_on(c->ifp->ip->dev, DEBUG_DHCP_CLIENT))
		device_debug(c->ifp->ip->dev, "DHCP: %s: %s -> %s", c->ifp->i->name, dhcp_client_state_name[c->state], dhcp_client_state_name[st]);
	c->state = (u8)st;
	c->tries = 0;
}

static nsec backoff(struct dhcp_client *c)
{
	u32 s = 4u << (c->tries < 4 ? c->tries : 4);

	c->tries++;
	return (s - 1) * NSEC_PER_SEC + rng_below(&c->ifp->ip->node->rng, 2000) * NSEC_PER_MS;
}

static void say(struct dhcp_client *c, u8 type)
{
	static const u8 wanted[] = { OPT_MASK, OPT_ROUTER, OPT_DNS, OPT_DOMAIN, OPT_LEASE, OPT_T1, OPT_T2, OPT_HOSTNAME };
	struct ipif *p = c->ifp;
	bool has = c->state == CLIENT_RENEWING || c->state == CLIENT_REBINDING || type == DHCP_RELEASE;
	struct dhcp_msg m = { .op = 1, .type = type, .htype = 1, .hlen = 6, .xid = c->xid, .flags = has ? 0 : DHCP_BROADCAST, .ciaddr = has ? c->addr : 0 };
	const char *name = shell_hostname(p->ip->dev->shell);
	u8 buf[DHCP_MESSAGE_MAX];
	struct wr w = wr_of(buf, sizeof(buf));
	u16 max = 1152;
	u8 size[2];
	size_t len;

	put_be16(size, max);
	m.secs = (u16)min_u64((stack_now(p->ip) - c->started) / NSEC_PER_SEC, 0xffff);
	memcpy(m.chaddr, p->mac, 6);
	dhcp_begin(&w, &m, NULL);
	dhcp_put(&w, OPT_MAX_SIZE, size, 2);
	dhcp_put(&w, OPT_CLIENT_ID, c->id, c->id_len);
	if (type == DHCP_REQUEST && c->state == CLIENT_REQUESTING)
		dhcp_put32(&w, OPT_REQUESTED, c->addr);
	if ((type == DHCP_REQUEST && c->state == CLIENT_REQUESTING) || type == DHCP_RELEASE)
		dhcp_put32(&w, OPT_SERVER, c->server);
	if (type == DHCP_DECLINE) {
		dhcp_put32(&w, OPT_REQUESTED, c->addr);
		dhcp_put32(&w, OPT_SERVER, c->server);
	}
	if (name && type != DHCP_RELEASE && type != DHCP_DECLINE)
		dhcp_put(&w, OPT_HOSTNAME, name, min_u64(strlen(name), 63));
	if (type == DHCP_DISCOVER || type == DHCP_REQUEST)
		dhcp_put(&w, OPT_PARAMETERS, wanted, sizeof(wanted));
	len = dhcp_end(&w);
	c->said[type]++;
	if (debug_on(p->ip->dev, DEBUG_DHCP_CLIENT))
		device_debug(p->ip->dev, "DHCP: %s: sending %s", p->i->name, dhcp_message_name(type));
	if (c->state == CLIENT_RENEWING || type == DHCP_RELEASE) {
		struct ip_send to = { .src = ipaddr4(c->addr), .dst = ipaddr4(c->server) };

		udp_send(&p->ip->dhcp->client_udp, &to, DHCP_SERVER_PORT, buf, (u32)len);
	} else {
		dhcp_send_link(p, has ? c->addr : 0, ~0u, everybody, DHCP_CLIENT_PORT, DHCP_SERVER_PORT, buf, len);
	}
}

enum { DISTANCE_LEARNT = 254 }; /* as IOS has it without a line */

static void route(struct dhcp_client *c, bool add)
{
	u8 said = c->ifp->ip->dhcp_default;
	struct route r = { .prefix = ipaddr4(0), .source = ROUTE_STATIC, .distance = !add ? c->distance : said ? said : DISTANCE_LEARNT, .nh.via = ipaddr4(c->router), .name = "DHCP" };

	if (add == c->has_route || !c->router)
		return;
	(add ? rib_add : rib_del)(c->ifp->ip, &r);
	c->has_route = add;
	c->distance = r.distance;
}

void dhcp_client_routes(struct ipstack *s, u8 distance)
{
	s->dhcp_default = distance;
	for (struct ipif *p = s->ifs; p; p = p->next) {
		struct dhcp_client *c = p->dhcp ? p->dhcp->client : NULL;

		if (c && c->has_route) {
			route(c, false);
			route(c, true);
		}
	}
}

static void give_up(struct dhcp_client *c)
{
	route(c, false);
	if (c->addr && ipif_addr4(c->ifp, c->addr))
		ipif_del4(c->ifp, c->addr, true);
	ipif_update(c->ifp);
	c->addr = c->router = c->n_dns = 0;
}

static void begin(struct dhcp_client *c)
{
	become(c, CLIENT_INIT);
	c->xid = (u32)rng_u64(&c->ifp->ip->node->rng);
	c->started = stack_now(c->ifp->ip);
	if (c->ifp->up)
		arm(c, rng_below(&c->ifp->ip->node->rng, 1000) * NSEC_PER_MS); /* 4.4.1: not all at once */
	else
		timer_stop(c->ifp->ip->node->worker, &c->timer);
}

static nsec left_until(const struct dhcp_client *c, u32 seconds)
{
	nsec end = c->bound_at + seconds * NSEC_PER_SEC, now = stack_now(c->ifp->ip);

	return end > now ? end - now : 0;
}

static void retry_lease(struct dhcp_client *c, u32 until_s)
{
	nsec left = left_until(c, until_s), wait = max_u64(left / 2, 60 * NSEC_PER_SEC);

	arm(c, min_u64(wait, max_u64(left, NSEC_PER_MS)));
}

static void fire(struct timer *t)
{
	struct dhcp_client *c = container_of(t, struct dhcp_client, timer);

	switch (c->state) {
	case CLIENT_INIT:
		become(c, CLIENT_SELECTING);
		__attribute__((fallthrough));
	case CLIENT_SELECTING:
		say(c, DHCP_DISCOVER);
		arm(c, backoff(c));
		return;
	case CLIENT_REQUESTING:
		if (c->tries >= 4) {
			c->addr = 0;
			begin(c);
			return;
		}
		say(c, DHCP_REQUEST);
		arm(c, backoff(c));
		return;
	case CLIENT_BOUND:
		become(c, CLIENT_RENEWING);
		__attribute__((fallthrough));
	case CLIENT_RENEWING:
		if (!left_until(c, c->t2_s)) {
			become(c, CLIENT_REBINDING);
			say(c, DHCP_REQUEST);
			retry_lease(c, c->lease_s);
			return;
		}
		say(c, DHCP_REQUEST);
		retry_lease(c, c->t2_s);
		return;
	case CLIENT_REBINDING:
		if (!left_until(c, c->lease_s)) {
			give_up(c);
			begin(c);
			return;
		}
		say(c, DHCP_REQUEST);
		retry_lease(c, c->lease_s);
		return;
	}
}

/* 4.4.1: an ACK makes the lease ours. false: its address cannot be used here. */
static bool bound(struct dhcp_client *c, const struct dhcp_msg *m)
{
	struct ipif *p = c->ifp;
	bool was = c->state == CLIENT_RENEWING || c->state == CLIENT_REBINDING;
	char why[160], a[IP4_TEXT], b[IP4_TEXT];
	u8 plen = 0;

	if (!ip4_mask_len(m->mask, &plen) || !m->yiaddr || !ipif_add4(p, m->yiaddr, plen, false, why, sizeof(why))) {
		device_log(p->ip->dev, "DHCP", 5, "RESTART", "Interface %s is being restarted by DHCP: %s", p->i->name, plen ? why : "no mask");
		return false;
	}
	ipif_update(p);
	if (c->router != (m->n_router ? m->router[0] : 0))
		route(c, false);
	c->addr = m->yiaddr;
	c->mask = m->mask;
	c->router = m->n_router ? m->router[0] : 0;
	c->lease_s = m->lease_s ? m->lease_s : 3600;
	c->t1_s = m->t1_s && m->t1_s < c->lease_s ? m->t1_s : c->lease_s / 2;
	c->t2_s = m->t2_s && m->t2_s > c->t1_s && m->t2_s <= c->lease_s ? m->t2_s : (u32)((u64)c->lease_s * 7 / 8);
	if (m->server_id)
		c->server = m->server_id;
	c->n_dns = m->n_dns;
	memcpy(c->dns, m->dns, sizeof(c->dns));
	memcpy(c->domain, m->domain, sizeof(c->domain));
	c->bound_at = stack_now(p->ip);
	route(c, true);
	become(c, CLIENT_BOUND);
	if (c->lease_s == ~0u)
		timer_stop(p->ip->node->worker, &c->timer);
	else
		arm(c, c->t1_s * NSEC_PER_SEC);
	c->leases += !was;
	if (!was)
		device_log(p->ip->dev, "DHCP", 6, "ADDRESS_ASSIGN", "Interface %s assigned DHCP address %s, mask %s, hostname %s", p->i->name, ip4_text(c->addr, a),
			   ip4_text(c->mask, b), shell_hostname(p->ip->dev->shell));
	return true;
}

void dhcp_client_input(struct ipif *in, const struct dhcp_msg *m)
{
	struct dhcp_client *c = in->dhcp ? in->dhcp->client : NULL;

	if (!c || m->xid != c->xid || m->hlen != 6 || !mac_eq(m->chaddr, in->mac))
		return;
	c->heard[m->type < DHCP_TYPE_N ? m->type : 0]++;
	if (debug_on(in->ip->dev, DEBUG_DHCP_CLIENT))
		device_debug(in->ip->dev, "DHCP: %s: received %s", in->i->name, dhcp_message_name(m->type));
	if (m->type == DHCP_OFFER && c->state == CLIENT_SELECTING && m->server_id && m->yiaddr) {
		c->addr = m->yiaddr;
		c->server = m->server_id;
		become(c, CLIENT_REQUESTING);
		say(c, DHCP_REQUEST);
		arm(c, backoff(c));
	} else if (c->state == CLIENT_REQUESTING || c->state == CLIENT_RENEWING || c->state == CLIENT_REBINDING) {
		if (m->type == DHCP_NAK || (m->type == DHCP_ACK && !bound(c, m))) {
			give_up(c);
			begin(c);
		}
	}
}

/* As IOS makes it: "cisco-", the MAC address, the interface; a host's is its MAC address. */
static void identify(struct dhcp_client *c)
{
	char mac[MAC_TEXT], text[DHCP_ID_MAX];

	if (!c->ifp->ip->is_router) {
		c->id[0] = 1;
		memcpy(c->id + 1, c->ifp->mac, 6);
		c->id_len = 7;
		return;
	}
	c->id[0] = 0; /* RFC 2132 9.14: not a hardware type */
	snprintf(text, sizeof(text), "cisco-%s-%s", mac_dotted(c->ifp->mac, mac), c->ifp->i->short_name);
	c->id_len = (u8)min_u64(strlen(text), DHCP_ID_MAX - 1);
	memcpy(c->id + 1, text, c->id_len);
	c->id_len++;
}

bool dhcp_client_start(struct ipif *p)
{
	struct dhcp_if *d = dhcp_if(p);
	struct dhcp_client *c;

	if (d->client)
		return true;
	while (p->a4)
		ipif_del4(p, p->a4->addr, true);
	c = d->client = xcalloc(1, sizeof(*c));
	c->ifp = p;
	c->timer.fire = fire;
	identify(c);
	dhcp_listen(dhcp_of(p->ip));
	ipif_update(p);
	begin(c);
	return true;
}

void dhcp_client_stop(struct ipif *p, bool tell)
{
	struct dhcp_client *c = p->dhcp ? p->dhcp->client : NULL;

	if (!c)
		return;
	if (tell && c->state >= CLIENT_BOUND && p->up)
		say(c, DHCP_RELEASE);
	timer_stop(p->ip->node->worker, &c->timer);
	p->dhcp->client = NULL;
	if (tell) {
		c->ifp = p;
		give_up(c);
	}
	free(c);
	if (tell)
		dhcp_listen(p->ip->dhcp);
}

void dhcp_client_renew(struct ipif *p)
{
	struct dhcp_client *c = p->dhcp ? p->dhcp->client : NULL;

	if (c && c->state >= CLIENT_BOUND) {
		become(c, CLIENT_RENEWING);
		say(c, DHCP_REQUEST);
		retry_lease(c, c->t2_s);
	} else if (c) {
		begin(c);
	}
}

/* The link came back: perhaps another network. What we have is asked for again. */
void dhcp_client_link(struct ipif *p)
{
	struct dhcp_client *c = p->dhcp->client;

	if (!p->up) {
		timer_stop(p->ip->node->worker, &c->timer);
	} else if (c->state >= CLIENT_BOUND) {
		become(c, CLIENT_REBINDING);
		say(c, DHCP_REQUEST);
		arm(c, min_u64(10 * NSEC_PER_SEC, max_u64(left_until(c, c->lease_s), NSEC_PER_MS)));
	} else {
		begin(c);
	}
}
