/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/dhcp/wire.h"

static void take_list(u32 *to, u8 *n, struct rd r)
{
	while (rd_left(&r) >= 4 && *n < DHCP_LIST_MAX)
		to[(*n)++] = rd_u32(&r);
}

/* Text up to its end or a zero; nothing that moves a cursor. */
static void take_text(char to[64], struct rd r)
{
	size_t n = 0;

	while (rd_left(&r) && n < 63) {
		u8 c = rd_u8(&r);

		if (!c)
			break;
		to[n++] = c < ' ' || c > '~' ? '?' : (char)c;
	}
	to[n] = 0;
}

static void take_bytes(u8 *to, u8 *len, size_t max, struct rd r)
{
	*len = (u8)min_u64(rd_left(&r), max);
	rd_copy(&r, to, *len);
}

static void take_option(struct dhcp_msg *m, u8 code, struct rd o, u8 *overload)
{
	switch (code) {
	case OPT_MASK: m->mask = rd_u32(&o); break;
	case OPT_ROUTER: take_list(m->router, &m->n_router, o); break;
	case OPT_DNS: take_list(m->dns, &m->n_dns, o); break;
	case OPT_HOSTNAME: take_text(m->hostname, o); break;
	case OPT_DOMAIN: take_text(m->domain, o); break;
	case OPT_REQUESTED: m->requested = rd_u32(&o); break;
	case OPT_LEASE: m->lease_s = rd_u32(&o); break;
	case OPT_OVERLOAD: *overload = rd_u8(&o); break;
	case OPT_TYPE: m->type = rd_u8(&o); break;
	case OPT_SERVER: m->server_id = rd_u32(&o); break;
	case OPT_PARAMETERS: take_bytes(m->parameters, &m->n_parameters, sizeof(m->parameters), o); break;
	case OPT_T1: m->t1_s = rd_u32(&o); break;
	case OPT_T2: m->t2_s = rd_u32(&o); break;
	case OPT_CLIENT_ID: take_bytes(m->client_id, &m->client_id_len, sizeof(m->client_id), o); break;
	case OPT_AGENT: take_bytes(m->agent, &m->agent_len, sizeof(m->agent), o); break;
	}
}

/* false: an option that runs over the end. */
static bool take_options(struct dhcp_msg *m, struct rd r, u8 *overload)
{
	while (rd_left(&r)) {
		u8 code = rd_u8(&r);
		struct rd o;

		if (code == OPT_PAD)
			continue;
		if (code == OPT_END)
			return true;
		o = rd_sub(&r, rd_u8(&r));
		if (r.bad)
			return false;
		take_option(m, code, o, overload);
	}
	return true;
}

enum drop dhcp_parse(struct dhcp_msg *m, struct rd r)
{
	struct rd sname, file;
	u8 overload = 0;

	memset(m, 0, sizeof(*m));
	m->op = rd_u8(&r);
	m->htype = rd_u8(&r);
	m->hlen = rd_u8(&r);
	m->hops = rd_u8(&r);
	m->xid = rd_u32(&r);
	m->secs = rd_u16(&r);
	m->flags = rd_u16(&r);
	m->ciaddr = rd_u32(&r);
	m->yiaddr = rd_u32(&r);
	m->siaddr = rd_u32(&r);
	m->giaddr = rd_u32(&r);
	rd_copy(&r, m->chaddr, 16);
	sname = rd_sub(&r, 64);
	file = rd_sub(&r, 128);
	if (r.bad)
		return DROP_SHORT;
	if ((m->op != 1 && m->op != 2) || m->hlen > 16)
		return DROP_BAD_FIELD;
	if (rd_left(&r) < 4)
		return DROP_NONE; /* BOOTP of old */
	if (rd_u32(&r) != DHCP_COOKIE)
		return DROP_BAD_FIELD;
	/* RFC 2131 4.1: options first, then the fields that an overload option gives to options */
	if (!take_options(m, r, &overload) || ((overload & 1) && !take_options(m, file, &overload)) || ((overload & 2) && !take_options(m, sname, &overload)))
		return DROP_BAD_OPTIONS;
	return m->type < DHCP_TYPE_N ? DROP_NONE : DROP_BAD_FIELD;
}

void dhcp_begin(struct wr *w, const struct dhcp_msg *m, const char *file)
{
	char text[128] = "";

	wr_u8(w, m->op);
	wr_u8(w, m->htype);
	wr_u8(w, m->hlen);
	wr_u8(w, m->hops);
	wr_u32(w, m->xid);
	wr_u16(w, m->secs);
	wr_u16(w, m->flags);
	wr_u32(w, m->ciaddr);
	wr_u32(w, m->yiaddr);
	wr_u32(w, m->siaddr);
	wr_u32(w, m->giaddr);
	wr_copy(w, m->chaddr, 16);
	wr_zero(w, 64);
	if (file)
		memcpy(text, file, strnlen(file, sizeof(text) - 1));
	wr_copy(w, text, sizeof(text));
	wr_u32(w, DHCP_COOKIE);
	if (m->type) {
		u8 type = m->type;

		dhcp_put(w, OPT_TYPE, &type, 1);
	}
}

void dhcp_put(struct wr *w, u8 option, const void *data, size_t len)
{
	/* one byte stays for the end */
	if (len > 255 || (size_t)(w->end - w->p) < len + 3)
		return;
	wr_u8(w, option);
	wr_u8(w, (u8)len);
	wr_copy(w, data, len);
}

void dhcp_put32(struct wr *w, u8 option, u32 value)
{
	u8 b[4];

	put_be32(b, value);
	dhcp_put(w, option, b, 4);
}

void dhcp_put_list(struct wr *w, u8 option, const u32 *addr, unsigned n)
{
	u8 b[4 * DHCP_LIST_MAX];

	for (unsigned k = 0; k < n && k < DHCP_LIST_MAX; k++)
		put_be32(b + 4 * k, addr[k]);
	if (n)
		dhcp_put(w, option, b, 4 * min_u64(n, DHCP_LIST_MAX));
}

size_t dhcp_end(struct wr *w)
{
	wr_u8(w, OPT_END);
	if (wr_len(w) < DHCP_LEN_MIN)
		wr_zero(w, DHCP_LEN_MIN - wr_len(w));
	return wr_len(w);
}

const char *dhcp_message_name(u8 type)
{
	static const char *const names[DHCP_TYPE_N] = {
		"BOOTREQUEST", "DHCPDISCOVER", "DHCPOFFER", "DHCPREQUEST", "DHCPDECLINE", "DHCPACK", "DHCPNAK", "DHCPRELEASE", "DHCPINFORM",
	};

	return type < DHCP_TYPE_N ? names[type] : "unknown";
}
