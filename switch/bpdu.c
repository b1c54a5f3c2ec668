/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BPDUs as bytes: IEEE 802.1D-2004, clause 9. */
#include "net/rd.h"
#include "switch/rstp.h"

static u8 seconds(u16 v) /* from 1/256 s, rounded up: an age of 0.5 s is not 0 */
{
	return (u8)((v + 255) >> 8);
}

bool bpdu_parse(struct rstp_bpdu *b, const u8 *p, size_t len)
{
	struct rd r = rd_of(p, len);
	u16 protocol = rd_u16(&r), version_type, age, max_age, hello, delay;
	u8 type;

	*b = (struct rstp_bpdu){ 0 };
	version_type = rd_u16(&r);
	type = (u8)version_type;
	if (r.bad || protocol)
		return false;
	if (type == 0x80) {
		b->type = BPDU_TCN;
		return true;
	}
	b->flags = rd_u8(&r);
	b->root_id = rd_u64(&r);
	b->root_cost = rd_u32(&r);
	b->bridge_id = rd_u64(&r);
	b->port_id = rd_u16(&r);
	age = rd_u16(&r);
	max_age = rd_u16(&r);
	hello = rd_u16(&r);
	delay = rd_u16(&r);
	if (r.bad)
		return false;
	b->times = (struct rstp_times){ seconds(age), seconds(max_age), seconds(hello), seconds(delay), 0 };
	if (type == 0x00) {
		b->type = BPDU_CONFIG;
		return age < max_age; /* 9.3.4 b) */
	}
	b->type = BPDU_RST;
	return type == 0x02 && version_type >> 8 >= 2;
}

size_t bpdu_write(const struct rstp_bpdu *b, u8 *p, size_t room)
{
	struct wr w = wr_of(p, room);

	wr_u16(&w, 0);
	wr_u8(&w, b->type == BPDU_RST ? 2 : 0);
	wr_u8(&w, b->type == BPDU_TCN ? 0x80 : b->type == BPDU_RST ? 0x02 : 0);
	if (b->type != BPDU_TCN) {
		wr_u8(&w, b->flags);
		wr_u64(&w, b->root_id);
		wr_u32(&w, b->root_cost);
		wr_u64(&w, b->bridge_id);
		wr_u16(&w, b->port_id);
		wr_u16(&w, (u16)(b->times.message_age << 8));
		wr_u16(&w, (u16)(b->times.max_age << 8));
		wr_u16(&w, (u16)(b->times.hello << 8));
		wr_u16(&w, (u16)(b->times.forward_delay << 8));
		if (b->type == BPDU_RST)
			wr_u8(&w, 0); /* version 1 length */
	}
	return w.bad ? 0 : wr_len(&w);
}
