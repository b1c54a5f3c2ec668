/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/telnet.h"

#include <string.h>

#include "net/rd.h"

enum { IAC = 255, DONT = 254, DO = 253, WONT = 252, WILL = 251, SB = 250, AYT = 246, INTERRUPT = 244, BREAK = 243, SE = 240 };
enum { OPT_ECHO = 1, OPT_SGA = 3, OPT_TTYPE = 24, OPT_NAWS = 31 };
enum telnet_state { DATA, GOT_IAC, GOT_OPTION, IN_SB, SB_IAC };

static void give(struct telnet *t, const void *data, size_t len) { t->user->send(t->arg, data, len); }

static void say(struct telnet *t, u8 verb, u8 option)
{
	const u8 text[3] = { IAC, verb, option };

	give(t, text, sizeof(text));
}

void telnet_open(struct telnet *t, const struct telnet_user *user, void *arg)
{
	*t = (struct telnet){ .user = user, .arg = arg };
	say(t, WILL, OPT_ECHO);
	say(t, WILL, OPT_SGA);
	say(t, DO, OPT_SGA);
	say(t, DO, OPT_NAWS);
}

void telnet_connect(struct telnet *t, const struct telnet_user *user, void *arg, unsigned length, unsigned width)
{
	*t = (struct telnet){ .user = user, .arg = arg, .client = true, .length = (u16)length, .width = (u16)width };
}

/* What we do we said at the beginning; everything else is declined (RFC 855). */
static void server_asked(struct telnet *t, u8 verb, u8 option)
{
	if (verb == WILL && option != OPT_NAWS && option != OPT_SGA)
		say(t, DONT, option);
	else if (verb == DO && option != OPT_ECHO && option != OPT_SGA)
		say(t, WONT, option);
}

static void tell_size(struct telnet *t)
{
	u8 text[9] = { IAC, SB, OPT_NAWS };

	put_be16(text + 3, t->width);
	put_be16(text + 5, t->length);
	text[7] = IAC;
	text[8] = SE;
	give(t, text, sizeof(text)); /* never a byte of 255 in it: sizes are below */
}

/* Each answer but to a change would be a loop of two that tell each other (RFC 854). */
static void client_asked(struct telnet *t, u8 verb, u8 option)
{
	if (option == OPT_ECHO && (verb == WILL || verb == WONT)) {
		if (t->remote_echo != (verb == WILL))
			say(t, verb == WILL ? DO : DONT, option);
		t->remote_echo = verb == WILL;
	} else if (verb == WILL) {
		say(t, option == OPT_SGA ? DO : DONT, option);
	} else if (verb == DO && option == OPT_NAWS && t->width && t->length && t->width < 255 && t->length < 255) {
		say(t, WILL, option);
		if (!t->sizes)
			tell_size(t);
		t->sizes = true;
	} else if (verb == DO) {
		say(t, option == OPT_SGA || option == OPT_TTYPE ? WILL : WONT, option);
	}
}

static void suboption(struct telnet *t)
{
	static const u8 terminal[] = { IAC, SB, OPT_TTYPE, 0, 'V', 'T', '1', '0', '0', IAC, SE };

	if (!t->client && t->n_sub == 5 && t->sub[0] == OPT_NAWS)
		t->user->size(t->arg, get_be16(t->sub + 3), get_be16(t->sub + 1));
	else if (t->client && t->n_sub == 2 && t->sub[0] == OPT_TTYPE && t->sub[1] == 1)
		give(t, terminal, sizeof(terminal));
}

static void command(struct telnet *t, u8 k)
{
	t->state = DATA;
	t->spoken |= k != IAC;
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
		if (!t->client)
			give(t, "\r\n[yes]\r\n", 9);
		break;
	case INTERRUPT:
	case BREAK:
		if (!t->client)
			t->user->data(t->arg, "\003", 1);
		break;
	case IAC:
		t->user->data(t->arg, "\377", 1);
		break;
	}
}

static void take(struct telnet *t, u8 k)
{
	switch (t->state) {
	case DATA:
		if (k == IAC)
			t->state = GOT_IAC;
		else
			t->user->data(t->arg, (const char *)&k, 1);
		break;
	case GOT_IAC:
		command(t, k);
		break;
	case GOT_OPTION:
		t->state = DATA;
		if (t->client)
			client_asked(t, t->verb, k);
		else
			server_asked(t, t->verb, k);
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
			suboption(t);
		else if (k == IAC && t->n_sub < TELNET_SUB_MAX)
			t->sub[t->n_sub++] = k;
		break;
	}
}

void telnet_take(struct telnet *t, const u8 *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		take(t, bytes[i]);
}

void telnet_write(struct telnet *t, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		const char *at = memchr(text + i, IAC, len - i);
		size_t n = at ? (size_t)(at - text) - i + 1 : len - i;

		give(t, text + i, n);
		if (at)
			give(t, "\377", 1);
		i += n;
	}
}

/* RFC 854: CR NUL is RETURN alone; what is no telnet server wants lines. */
void telnet_return(struct telnet *t) { give(t, t->spoken ? "\r\0" : "\r\n", 2); }

void telnet_break(struct telnet *t) { give(t, (const u8[]){ IAC, BREAK }, 2); }
