/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/gate_pipe.h"

#include "net/rd.h"

bool gate_pipe_up(struct gate_pipe *p)
{
	bool end = false;

	while (p->c) {
		size_t n;

		if (!p->up_len) {
			p->up_at = 0;
			p->up_len = tcp_read(p->c, p->up, sizeof(p->up), &end);
		}
		n = p->up_len ? p->gate->raw_write(p->job, p->up + p->up_at, p->up_len) : 0;
		p->up_at += n;
		p->up_len -= n;
		if (!n)
			break;
	}
	if (end)
		p->gate->raw_close(p->job);
	return end;
}

void gate_pipe_down(struct gate_pipe *p)
{
	bool end = false;

	while (p->c) {
		size_t n;

		if (!p->down_len) {
			p->down_at = 0;
			p->down_len = p->gate->raw_read(p->job, p->down, sizeof(p->down), &end);
		}
		n = p->down_len ? tcp_write(p->c, p->down + p->down_at, p->down_len) : 0;
		p->down_at += n;
		p->down_len -= n;
		if (!n)
			break;
	}
	if (end && p->c) {
		tcp_shutdown(p->c);
		tcp_release(p->c);
		p->c = NULL;
	}
}

bool gate_text(struct rd *r, char *out, size_t max)
{
	size_t n = 0;
	u8 k;

	while ((k = rd_u8(r)) && !r->bad && n < max) {
		if (k < 0x20 || k == 0x7f)
			return false;
		out[n++] = (char)k;
	}
	out[n] = 0;
	return !r->bad && !k;
}
