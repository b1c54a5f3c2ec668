/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/dhcp6/wire.h"

#include <stdio.h>

#include "router/dns/wire.h"

static const char *const type_name[D6_TYPE_N] = {
	"unknown", "SOLICIT", "ADVERTISE", "REQUEST", "CONFIRM", "RENEW", "REBIND", "REPLY", "RELEASE", "DECLINE", "RECONFIGURE", "INFORMATION-REQUEST",
	"RELAY-FORWARD", "RELAY-REPLY",
};
static const char *const status_name[S6_N] = { "SUCCESS", "UNSPECFAIL", "NOADDRS-AVAIL", "NOBINDING", "NOTONLINK", "USEMULTICAST", "NOPREFIX-AVAIL" };

const char *dhcp6_type_name(u8 type) { return type < D6_TYPE_N ? type_name[type] : type_name[0]; }
const char *dhcp6_status_name(u16 status) { return status < S6_N ? status_name[status] : "unknown"; }

const char *duid_text(const struct duid *d, char buf[2 * D6_DUID_MAX + 1])
{
	return hex_text(d->b, d->len, buf);
}

/* ---- reading ---- */

/* false: the option's head or body runs over the end. */
static bool next_option(struct rd *r, u16 *code, struct rd *body)
{
	u16 len;

	*code = rd_u16(r);
	len = rd_u16(r);
	*body = rd_sub(r, len);
	return !r->bad;
}

static u16 take_status(struct rd o)
{
	u16 s = rd_u16(&o);

	return o.bad ? S6_NONE : s;
}

static bool take_duid(struct duid *d, struct rd o)
{
	size_t n = rd_left(&o);

	if (n < 3 || n > D6_DUID_MAX)
		return false;
	d->len = (u8)n;
	rd_copy(&o, d->b, n);
	return true;
}

static bool take_lease(struct dhcp6_ia *ia, u16 code, struct rd o)
{
	struct dhcp6_lease l = { .plen = 128, .status = S6_NONE };
	struct rd body;

	if (code == O6_IAADDR)
		rd_copy(&o, l.addr.b, 16);
	l.preferred_s = rd_u32(&o);
	l.valid_s = rd_u32(&o);
	if (code == O6_IAPREFIX) {
		l.plen = rd_u8(&o);
		rd_copy(&o, l.addr.b, 16);
	}
	if (o.bad || l.plen > 128)
		return false;
	while (rd_left(&o)) {
		if (!next_option(&o, &code, &body))
			return false;
		if (code == O6_STATUS)
			l.status = take_status(body);
	}
	/* 21.6, 21.22: preferred longer than valid: as if it were not there */
	if (l.preferred_s > l.valid_s || ip6_is_multicast(&l.addr) || ia->n >= D6_LEASES_MAX)
		return true;
	if (l.plen < 128)
		l.addr = ip6_masked(&l.addr, l.plen);
	ia->lease[ia->n++] = l;
	return true;
}

static bool take_ia(struct dhcp6_msg *m, u16 code, struct rd o)
{
	struct dhcp6_ia ia = { .pd = code == O6_IA_PD, .status = S6_NONE };
	struct rd body;

	ia.iaid = rd_u32(&o);
	ia.t1_s = rd_u32(&o);
	ia.t2_s = rd_u32(&o);
	if (o.bad)
		return false;
	while (rd_left(&o)) {
		if (!next_option(&o, &code, &body))
			return false;
		if (code == O6_STATUS)
			ia.status = take_status(body);
		else if (code == (ia.pd ? O6_IAPREFIX : O6_IAADDR) && !take_lease(&ia, code, body))
			return false;
	}
	/* 21.4: T1 after T2, both said: the option is void */
	if (m->n_ia < D6_IAS_MAX && !(ia.t1_s && ia.t2_s && ia.t1_s > ia.t2_s))
		m->ia[m->n_ia++] = ia;
	return true;
}

static bool take_domains(struct dhcp6_msg *m, struct rd o)
{
	const u8 *start = o.p;
	char name[DNS_NAME_MAX + 1];

	while (rd_left(&o)) {
		if (!dns_read_name(&o, start, name))
			return false;
		if (*name && m->n_domains < D6_DOMAINS_MAX)
			memcpy(m->domain[m->n_domains++], name, sizeof(name));
	}
	return true;
}

static bool take_option(struct dhcp6_msg *m, u16 code, struct rd o)
{
	switch (code) {
	case O6_CLIENT_ID: return take_duid(&m->client, o);
	case O6_SERVER_ID: return take_duid(&m->server, o);
	case O6_IA_NA:
	case O6_IA_PD: return take_ia(m, code, o);
	case O6_ORO:
		while (rd_left(&o) >= 2 && m->n_oro < D6_ORO_MAX)
			m->oro[m->n_oro++] = rd_u16(&o);
		return true;
	case O6_PREFERENCE: m->preference = rd_u8(&o); break;
	case O6_ELAPSED: m->elapsed = rd_u16(&o); break;
	case O6_STATUS: m->status = take_status(o); break;
	case O6_RAPID_COMMIT: m->rapid = true; break;
	case O6_DNS:
		while (rd_left(&o) && m->n_dns < D6_DNS_MAX)
			rd_copy(&o, m->dns[m->n_dns++].b, 16);
		break;
	case O6_DOMAINS: return take_domains(m, o);
	case O6_REFRESH: m->refresh_s = rd_u32(&o); break;
	case O6_SOL_MAX_RT: m->sol_max_rt_s = rd_u32(&o); break;
	case O6_INF_MAX_RT: m->inf_max_rt_s = rd_u32(&o); break;
	}
	return !o.bad;
}

enum drop dhcp6_parse(struct dhcp6_msg *m, struct rd r)
{
	u16 code;
	struct rd body;

	memset(m, 0, sizeof(*m));
	m->status = S6_NONE;
	m->type = rd_u8(&r);
	m->xid = rd_u24(&r);
	if (r.bad)
		return DROP_SHORT;
	if (m->type < D6_SOLICIT || m->type > D6_INFORMATION)
		return DROP_BAD_FIELD;
	while (rd_left(&r))
		if (!next_option(&r, &code, &body) || !take_option(m, code, body))
			return DROP_BAD_OPTIONS;
	return r.bad ? DROP_BAD_OPTIONS : DROP_NONE;
}

enum drop dhcp6_relay_parse(struct dhcp6_relay *m, struct rd r)
{
	u16 code;
	struct rd body;

	memset(m, 0, sizeof(*m));
	m->type = rd_u8(&r);
	m->hops = rd_u8(&r);
	rd_copy(&r, m->link.b, 16);
	rd_copy(&r, m->peer.b, 16);
	if (r.bad)
		return DROP_SHORT;
	if (m->type != D6_RELAY_FORW && m->type != D6_RELAY_REPL)
		return DROP_BAD_FIELD;
	while (rd_left(&r)) {
		if (!next_option(&r, &code, &body))
			return DROP_BAD_OPTIONS;
		if (code == O6_RELAY_MSG) {
			m->inner = body;
		} else if (code == O6_INTERFACE_ID) {
			if (rd_left(&body) > D6_IFID_MAX)
				return DROP_BAD_OPTIONS;
			m->ifid_len = (u8)rd_left(&body);
			rd_copy(&body, m->ifid, m->ifid_len);
		}
	}
	return m->inner.p && rd_left(&m->inner) >= 4 ? DROP_NONE : DROP_BAD_OPTIONS;
}

/* ---- writing ---- */

void dhcp6_begin(struct wr *w, u8 type, u32 xid) { wr_u32(w, (u32)type << 24 | (xid & 0xffffff)); }

void dhcp6_put(struct wr *w, u16 option, const void *data, size_t len)
{
	wr_u16(w, option);
	wr_u16(w, (u16)len);
	wr_copy(w, data, len);
}

u8 *dhcp6_open(struct wr *w, u16 option)
{
	wr_u16(w, option);
	wr_u16(w, 0);
	return w->p;
}

void dhcp6_close(struct wr *w, u8 *at)
{
	if (!w->bad)
		put_be16(at - 2, (u16)(w->p - at));
}

void dhcp6_put_status(struct wr *w, u16 status)
{
	const char *text = dhcp6_status_name(status);
	u8 *at;

	if (status == S6_NONE)
		return;
	at = dhcp6_open(w, O6_STATUS);
	wr_u16(w, status);
	wr_copy(w, text, strlen(text));
	dhcp6_close(w, at);
}

void dhcp6_put_ia(struct wr *w, const struct dhcp6_ia *ia)
{
	u8 *at = dhcp6_open(w, ia->pd ? O6_IA_PD : O6_IA_NA), *in;

	wr_u32(w, ia->iaid);
	wr_u32(w, ia->t1_s);
	wr_u32(w, ia->t2_s);
	for (unsigned k = 0; k < ia->n; k++) {
		const struct dhcp6_lease *l = &ia->lease[k];

		in = dhcp6_open(w, ia->pd ? O6_IAPREFIX : O6_IAADDR);
		if (!ia->pd)
			wr_copy(w, l->addr.b, 16);
		wr_u32(w, l->preferred_s);
		wr_u32(w, l->valid_s);
		if (ia->pd) {
			wr_u8(w, l->plen);
			wr_copy(w, l->addr.b, 16);
		}
		dhcp6_put_status(w, l->status);
		dhcp6_close(w, in);
	}
	dhcp6_put_status(w, ia->status);
	dhcp6_close(w, at);
}

void dhcp6_put_domains(struct wr *w, char (*domain)[D6_DOMAIN_LEN], unsigned n)
{
	u8 *at;

	if (!n)
		return;
	at = dhcp6_open(w, O6_DOMAINS);
	for (unsigned k = 0; k < n; k++)
		dns_write_name(w, domain[k]);
	dhcp6_close(w, at);
}

void dhcp6_put_dns(struct wr *w, const struct ip6 *dns, unsigned n)
{
	if (n)
		dhcp6_put(w, O6_DNS, dns, 16 * n);
}

void dhcp6_put_relay(struct wr *w, const struct dhcp6_relay *m)
{
	wr_u8(w, m->type);
	wr_u8(w, m->hops);
	wr_copy(w, m->link.b, 16);
	wr_copy(w, m->peer.b, 16);
	if (m->ifid_len)
		dhcp6_put(w, O6_INTERFACE_ID, m->ifid, m->ifid_len);
}
