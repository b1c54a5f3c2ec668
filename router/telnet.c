/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/telnet.h"

#include <string.h>

#include "net/rd.h"

enum { IAC = 255, DONT = 254, DO = 253, WONT = 252, WILL = 251, SB = 250, AYT = 246, INTERRUPT = 244, BREAK = 243, SE = 240 };
enum { OPT_ECHO = 1, OPT_SGA = 3, OPT_NAWS = 31 };
enum telnet_state { DATA, GOT_IAC, GOT_OPTION, IN_SB, SB_IAC };

static void say(struct vty *v, u8 verb, u8 option)
{
	const u8 text[3] = { IAC, verb, option };

	vty_send(v, text, sizeof(text));
}

void telnet_open(struct vty *v)
{
	say(v, WILL, OPT_ECHO);
	say(v, WILL, OPT_SGA);
	say(v, DO, OPT_SGA);
	say(v, DO, OPT_NAWS);
}

/* What we do we said at the beginning; everything else is declined (RFC 855). */
static void negotiate(struct vty *v, u8 verb, u8 option)
{
	if (verb == WILL && option != OPT_NAWS && option != OPT_SGA)
		say(v, DONT, option);
	else if (verb == DO && option != OPT_ECHO && option != OPT_SGA)
		say(v, WONT, option);
}

static void suboption(struct telnet *t, struct vty *v)
{
	if (t->n_sub == 5 && t->sub[0] == OPT_NAWS)
		vty_size(v, get_be16(t->sub + 3), get_be16(t->sub + 1));
}

static void command(struct telnet *t, struct vty *v, u8 k)
{
	t->state = DATA;
	switch (k) {
	case WILL:
	case WONT:
	case DO:
	case DONT:
		t->verb = k;
		t->state = GOT_OPTION;
		break;
	case SB:
		t->n_sub = 0;
		t->state = IN_SB;
		break;
	case AYT:
		vty_send(v, "\r\n[yes]\r\n", 9);
		break;
	case INTERRUPT:
	case BREAK:
		vty_keys(v, "\003", 1);
		break;
	case IAC:
		vty_keys(v, "\377", 1);
		break;
	}
}

static void take(struct telnet *t, struct vty *v, u8 k)
{
	switch (t->state) {
	case DATA:
		if (k == IAC)
			t->state = GOT_IAC;
		else
			vty_keys(v, (const char *)&k, 1);
		break;
	case GOT_IAC:
		command(t, v, k);
		break;
	case GOT_OPTION:
		t->state = DATA;
		negotiate(v, t->verb, k);
		break;
	case IN_SB:
		if (k == IAC)
			t->state = SB_IAC;
		else if (t->n_sub < TELNET_SUB_MAX)
			t->sub[t->n_sub++] = k;
		break;
	case SB_IAC:
		t->state = k == IAC ? IN_SB : DATA;
		if (k == SE)
			suboption(t, v);
		else if (k == IAC && t->n_sub < TELNET_SUB_MAX)
			t->sub[t->n_sub++] = k;
		break;
	}
}

void telnet_take(struct telnet *t, struct vty *v, const u8 *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		take(t, v, bytes[i]);
}

void telnet_write(struct vty *v, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		const char *at = memchr(text + i, IAC, len - i);
		size_t n = at ? (size_t)(at - text) - i + 1 : len - i;

		vty_send(v, text + i, n);
		if (at)
			vty_send(v, "\377", 1);
		i += n;
	}
}
