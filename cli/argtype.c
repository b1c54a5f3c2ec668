/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The types of arguments: what fits, and its canonical spelling. And what a handler reads of them. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

static const struct {
	const char *name;
	u8 type;
} types[] = {
	/* The longer of two that begin alike first. */
	{ "X:X:X:X::X/<0-128>", ARG_IP6_PREFIX },
	{ "X:X:X:X::X", ARG_IP6 },
	{ "A.B.C.D/nn", ARG_IP4_PREFIX },
	{ "A.B.C.D", ARG_IP4 },
	{ "H.H.H", ARG_MAC },
	{ "hh:mm:ss", ARG_TIME },
	{ "hh:mm", ARG_HOUR },
	{ "INTERFACE", ARG_INTERFACE },
	{ "IFRANGE", ARG_IFRANGE },
	{ "NUMBERS", ARG_NUMBERS },
	{ "WORD", ARG_WORD },
	{ "LINE", ARG_LINE },
	{ "DELIMITED", ARG_DELIMITED },
	{ "BODY", ARG_BODY },
};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Decimal digits only; false too when it does not fit 64 bits. */
static bool number_parse(const char *s, size_t len, u64 *v)
{
	*v = 0;
	if (!len || len > 20)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_digit(s[i]) || *v > (UINT64_MAX - (u64)(s[i] - '0')) / 10)
			return false;
		*v = *v * 10 + (u64)(s[i] - '0');
	}
	return true;
}

/* "<1-4094>": the length of it, or 0. */
static size_t range_parse(const char *s, size_t len, u64 *lo, u64 *hi)
{
	const char *dash = memchr(s, '-', len), *end = memchr(s, '>', len);

	if (*s != '<' || !dash || !end || dash > end)
		return 0;
	if (!number_parse(s + 1, (size_t)(dash - s - 1), lo) || !number_parse(dash + 1, (size_t)(end - dash - 1), hi))
		return 0;
	return (size_t)(end - s) + 1;
}

bool argtype_parse(struct op *op, const char *s, size_t len, struct grammar *g)
{
	size_t n = range_parse(s, len, &op->lo, &op->hi), name_len;
	const char *equals;

	op->type = ARG_NUMBER;
	for (unsigned i = 0; !n && i < ARRAY_LEN(types); i++) {
		size_t size = strlen(types[i].name);

		if (len < size || memcmp(s, types[i].name, size) || (len > size && s[size] != ':'))
			continue;
		n = size;
		op->type = types[i].type;
	}
	if (!n || (n < len && s[n] != ':'))
		return false;
	op->word = grammar_keep(g, s, n);
	equals = memchr(s + n, '=', len - n);
	name_len = equals ? (size_t)(equals - s) : len;
	op->name = n + 1 < name_len ? grammar_keep(g, s + n + 1, name_len - n - 1) : op->word;
	if (equals)
		op->unsaid = grammar_keep(g, equals + 1, (size_t)(s + len - equals) - 1);
	return true;
}

/* ---- what fits ---- */

static bool number_match(const struct op *op, const char *s, u32 len, struct text *out)
{
	u64 v;

	if (!number_parse(s, len, &v) || v < op->lo || v > op->hi)
		return false;
	if (out)
		text_printf(out, "%llu", (unsigned long long)v);
	return true;
}

static bool address_match(u8 type, const char *s, struct text *out)
{
	char buf[IP6_TEXT];
	struct ip6 a6;
	u32 a4 = 0;
	u8 plen = 0, mac[6];

	switch (type) {
	case ARG_IP4:
		if (!ip4_parse(s, &a4))
			return false;
		break;
	case ARG_IP4_PREFIX:
		if (!ip4_prefix_parse(s, &a4, &plen) || !strchr(s, '/'))
			return false;
		break;
	case ARG_IP6:
		if (!ip6_parse(s, &a6))
			return false;
		break;
	case ARG_IP6_PREFIX:
		if (!ip6_prefix_parse(s, &a6, &plen) || !strchr(s, '/'))
			return false;
		break;
	default:
		if (!mac_parse(s, mac))
			return false;
		if (out)
			text_puts(out, mac_dotted(mac, buf));
		return true;
	}
	if (!out)
		return true;
	text_puts(out, type == ARG_IP4 || type == ARG_IP4_PREFIX ? ip4_text(a4, buf) : ip6_text(&a6, buf));
	if (type == ARG_IP4_PREFIX || type == ARG_IP6_PREFIX)
		text_printf(out, "/%u", plen);
	return true;
}

static bool time_match(const char *s, u32 len, unsigned colons, struct text *out)
{
	unsigned v[3] = { 0 }, k = 0, digits = 0;

	for (u32 i = 0; i < len; i++) {
		if (s[i] == ':' && digits && k < colons) {
			k++;
			digits = 0;
		} else if (is_digit(s[i]) && digits < 2) {
			v[k] = v[k] * 10 + (unsigned)(s[i] - '0');
			digits++;
		} else {
			return false;
		}
	}
	if (k != colons || !digits || v[0] > 23 || v[1] > 59 || v[2] > 59)
		return false;
	if (out)
		text_printf(out, "%02u:%02u:%02u", v[0], v[1], v[2]);
	return true;
}

/* "10,20-25": digits apart by commas and dashes, and not a number alone. */
static bool numbers_match(const char *s, u32 len, struct text *out)
{
	bool several = false, digit = false;

	for (u32 i = 0; i < len; i++) {
		bool mark = s[i] == ',' || s[i] == '-';

		if (mark ? !digit : !is_digit(s[i]))
			return false;
		several |= mark;
		digit = !mark;
	}
	if (!several || !digit)
		return false;
	if (out)
		text_add(out, s, len);
	return true;
}

bool argtype_match(const struct op *op, const struct match_env *env, bool create, const char *s, u32 len, struct text *out)
{
	char word[128], name[64];

	if (op->type == ARG_NUMBER)
		return number_match(op, s, len, out);
	if (op->type == ARG_NUMBERS)
		return numbers_match(s, len, out);
	if (op->type == ARG_TIME || op->type == ARG_HOUR)
		return time_match(s, len, op->type == ARG_TIME ? 2 : 1, out);
	if (op->type == ARG_WORD) {
		if (out)
			text_add(out, s, len);
		return true;
	}
	if (len >= sizeof(word))
		return false;
	memcpy(word, s, len);
	word[len] = 0;
	if (op->type != ARG_INTERFACE)
		return address_match(op->type, word, out);
	if (!env->ops || !env->ops->iface || !env->ops->iface(env->node, word, create, name))
		return false;
	if (out)
		text_puts(out, name);
	return true;
}

static void type_add(struct cli *c, const char *word, const char *help)
{
	struct arg_word *ask = c->gather;

	(void)help;
	if (ask->text && !strncasecmp(word, ask->text, strlen(ask->text)))
		ask->text = NULL;
}

bool argtype_is_iface_type(const struct match_env *env, const char *s, u32 len)
{
	struct arg_word ask = { NULL, NULL };
	char word[64];

	if (!len || len >= sizeof(word) || !env->ops || !env->ops->iface_types)
		return false;
	for (u32 i = 0; i < len; i++)
		if (!isalpha((unsigned char)s[i]) && s[i] != '-')
			return false;
	memcpy(word, s, len);
	word[len] = 0;
	ask.text = word;
	env->cli->gather = &ask;
	env->ops->iface_types(env->node, env->cli, type_add);
	return !ask.text;
}

size_t delimited_find(const char *s, const char **inside, size_t *len)
{
	/* "^C" is how running-config shows the delimiter, whatever was typed. */
	size_t d = s[0] == '^' && s[1] == 'C' ? 2 : 1;
	char delimiter[3] = { s[0], d == 2 ? 'C' : 0, 0 };
	const char *end = strstr(s + d, delimiter);

	*inside = s + d;
	*len = end ? (size_t)(end - s) - d : strlen(s + d);
	return end ? (size_t)(end - s) + d : 0;
}

bool body_find(const char *s, size_t *len)
{
	for (const char *at = s; *at; at += strcspn(at, "\n") + (at[strcspn(at, "\n")] == '\n')) {
		const char *word = at + strspn(at, " \t\r");

		if (*word != '@' || word[1 + strspn(word + 1, " \t\r")] > '\n')
			continue;
		*len = (size_t)(at - s);
		return true;
	}
	return false;
}

/* ---- what handlers read ---- */

/* The argument of that name; else the keyword ("repeat <1-10>:repeat" has both). */
static const struct arg_word *find(const struct args *a, const char *name)
{
	for (u32 i = 0; i < a->n; i++)
		if (a->word[i].op->kind == OP_ARG && !strcmp(a->word[i].op->name, name))
			return &a->word[i];
	for (u32 i = 0; i < a->n; i++)
		if (a->word[i].op->kind == OP_KEYWORD && !strcmp(a->word[i].op->word, name))
			return &a->word[i];
	return NULL;
}

bool args_has(const struct args *a, const char *name)
{
	return find(a, name) != NULL;
}

bool args_no(const struct args *a)
{
	return a->no;
}

u64 args_num(const struct args *a, const char *name, u64 dflt)
{
	const struct arg_word *w = find(a, name);
	u64 v;

	return w && number_parse(w->text, strlen(w->text), &v) ? v : dflt;
}

const char *args_str(const struct args *a, const char *name)
{
	const struct arg_word *w = find(a, name);

	return w ? w->text : NULL;
}

u32 args_ip4(const struct args *a, const char *name, u32 dflt)
{
	const struct arg_word *w = find(a, name);
	u32 v;

	return w && ip4_parse(w->text, &v) ? v : dflt;
}

bool args_ip4_prefix(const struct args *a, const char *name, u32 *addr, u8 *plen)
{
	const struct arg_word *w = find(a, name);

	return w && ip4_prefix_parse(w->text, addr, plen);
}

bool args_ip6(const struct args *a, const char *name, struct ip6 *addr)
{
	const struct arg_word *w = find(a, name);

	return w && ip6_parse(w->text, addr);
}

bool args_ip6_prefix(const struct args *a, const char *name, struct ip6 *addr, u8 *plen)
{
	const struct arg_word *w = find(a, name);

	return w && ip6_prefix_parse(w->text, addr, plen);
}

bool args_mac(const struct args *a, const char *name, u8 mac[6])
{
	const struct arg_word *w = find(a, name);

	return w && mac_parse(w->text, mac);
}

const char *args_line(const struct args *a)
{
	return a->line ? a->line : "";
}
