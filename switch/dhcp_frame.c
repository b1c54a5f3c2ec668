/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/dhcp_frame.h"

#include <string.h>

#include "core/csum.h"
#include "net/addr.h"
#include "net/eth.h"
#include "net/ip4.h"
#include "net/rd.h"
#include "net/udp.h"

enum { OPTIONS_MAX = 128, FRAME_MAX = 1514 };

const char *dhcp_type_name(u8 type) { return type ? dhcp_message_name(type) : "BOOTP"; }

/* RFC 2132; s->end and option 82 are places in the frame. */
static bool options(struct rd *r, const u8 *base, struct dhcp_seen *s)
{
	for (unsigned n = 0; n < OPTIONS_MAX && rd_left(r); n++) {
		u32 at = (u32)(r->p - base);
		u8 code = rd_u8(r), len;
		struct rd v;

		if (code == OPT_PAD) {
			n--; /* padding is bounded by the datagram */
			continue;
		}
		if (code == OPT_END) {
			s->end = at;
			return true;
		}
		len = rd_u8(r);
		v = rd_sub(r, len);
		if (v.bad)
			return false;
		if (code == OPT_TYPE && len == 1)
			s->type = rd_u8(&v);
		else if (code == OPT_LEASE && len == 4)
			s->lease_s = rd_u32(&v);
		else if (code == OPT_AGENT) {
			s->option82 = at;
			s->option82_len = 2u + len;
		}
	}
	return true;
}

static bool bootp(struct rd r, const u8 *base, struct dhcp_seen *s)
{
	u8 hlen;

	s->op = rd_u8(&r);
	rd_skip(&r, 1);
	hlen = rd_u8(&r);
	rd_skip(&r, 1 + 4 + 2 + 2);
	s->ciaddr = rd_u32(&r);
	s->yiaddr = rd_u32(&r);
	rd_skip(&r, 4);
	s->giaddr = rd_u32(&r);
	rd_copy(&r, s->chaddr, 6);
	rd_skip(&r, 10 + 64 + 128);
	if (r.bad || hlen != 6 || (s->op != 1 && s->op != 2))
		return false;
	if (rd_left(&r) < 4)
		return true; /* BOOTP without options */
	if (rd_u32(&r) != DHCP_COOKIE)
		return true;
	return options(&r, base, s) && s->type < DHCP_TYPE_N;
}

enum dhcp_look dhcp_look(const struct frame *f, struct dhcp_seen *s)
{
	struct rd r = rd_of(f->data, f->len), ip, udp;
	u16 type, total, source, dest, len;
	u8 version, protocol;
	u16 fragment;

	type = eth_type_read(&r);
	if (r.bad || type != ETH_TYPE_IP4)
		return DHCP_NOT;
	*s = (struct dhcp_seen){ .l3 = (u32)(r.p - f->data) };
	ip = r;
	version = rd_u8(&ip);
	rd_skip(&ip, 1);
	total = rd_u16(&ip);
	rd_skip(&ip, 2);
	fragment = rd_u16(&ip);
	rd_skip(&ip, 1);
	protocol = rd_u8(&ip);
	if (ip.bad || version >> 4 != 4 || (version & 15) < 5 || protocol != IP_UDP || (fragment & 0x1fff))
		return DHCP_NOT;
	s->udp = s->l3 + (version & 15) * 4u;
	r = rd_sub(&r, total);
	rd_skip(&r, (version & 15) * 4u);
	udp = r;
	source = rd_u16(&udp);
	dest = rd_u16(&udp);
	len = rd_u16(&udp);
	if (udp.bad || !((source == DHCP_SERVER_PORT || source == DHCP_CLIENT_PORT) && (dest == DHCP_SERVER_PORT || dest == DHCP_CLIENT_PORT)))
		return DHCP_NOT;
	udp = rd_sub(&r, len);
	rd_skip(&udp, UDP_HLEN);
	if (udp.bad)
		return DHCP_BAD;
	s->tail = (u32)(udp.end - f->data);
	return bootp(udp, f->data, s) ? DHCP_IS : DHCP_BAD;
}

/* ---- changing it ---- */

/* The datagram ends at `tail` now: lengths and checksums say so. */
static void finish(struct frame *f, const struct dhcp_seen *s, u32 tail)
{
	u8 *ip = f->data + s->l3, *udp = f->data + s->udp;
	u16 len = (u16)(tail - s->udp);
	u16 sum;

	put_be16(ip + 2, (u16)(tail - s->l3));
	put_be16(ip + 10, 0);
	put_be16(ip + 10, csum_finish(csum_add(0, ip, s->udp - s->l3)));
	put_be16(udp + 4, len);
	put_be16(udp + 6, 0);
	sum = csum_finish(csum_add(csum_add(IP_UDP + len, ip + 12, 8), udp, len));
	put_be16(udp + 6, sum ? sum : 0xffff);
	f->flags = 0;
	f->len = tail < 60 ? 60 : tail;
}

bool dhcp_add_option82(struct frame *f, const struct dhcp_seen *s, u16 vlan, u8 module, u8 port, const u8 mac[6])
{
	u8 option[OPTION82_LEN];
	struct wr w = wr_of(option, sizeof(option));

	if (!s->end || s->option82 || s->tail + OPTION82_LEN > frame_room(f) || s->tail + OPTION82_LEN > FRAME_MAX)
		return false;
	memmove(f->data + s->end + OPTION82_LEN, f->data + s->end, s->tail - s->end);
	wr_u16(&w, OPT_AGENT << 8 | (OPTION82_LEN - 2));
	wr_u16(&w, 0x0106); /* circuit ID: RFC 3046, 3.1 */
	wr_u16(&w, 0x0004);
	wr_u16(&w, vlan);
	wr_u8(&w, module);
	wr_u8(&w, port);
	wr_u16(&w, 0x0208); /* remote ID: 3.2 */
	wr_u16(&w, 0x0006);
	wr_copy(&w, mac, 6);
	memcpy(f->data + s->end, option, sizeof(option));
	finish(f, s, s->tail + OPTION82_LEN);
	return true;
}

bool dhcp_option82_is(const struct frame *f, const struct dhcp_seen *s, const u8 mac[6])
{
	return s->option82_len == OPTION82_LEN && mac_eq(f->data + s->option82 + OPTION82_LEN - 6, mac);
}

void dhcp_strip_option82(struct frame *f, const struct dhcp_seen *s)
{
	u32 after = s->option82 + s->option82_len;

	memmove(f->data + s->option82, f->data + after, s->tail - after);
	finish(f, s, s->tail - s->option82_len);
}
