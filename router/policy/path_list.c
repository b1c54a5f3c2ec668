/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lists of expressions over AS paths; what they have in common with lists of communities (comm_list.c). `_` in an expression is IOS's: a blank, a comma, a brace, a
 * parenthesis, the beginning or the end.
 */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

#include "net/rd.h"
#include "router/policy/own.h"

struct path_list *path_list_find(const struct policy *p, enum list_kind kind, const char *name)
{
	for (struct path_list *l = p->paths; l; l = l->next)
		if (l->kind == kind && !strcmp(l->name, name))
			return l;
	return NULL;
}

struct path_list *path_list_get(struct policy *p, enum list_kind kind, const char *name)
{
	struct path_list *l = path_list_find(p, kind, name), **at = &p->paths;

	if (l)
		return l;
	while (*at)
		at = &(*at)->next;
	l = xcalloc(1, sizeof(*l));
	l->of = p;
	l->kind = kind;
	l->name = xstrdup(name);
	*at = l;
	return l;
}

static void entry_free(struct path_entry *e)
{
	if (e->re) {
		regfree(e->re);
		free(e->re);
	}
	free(e->text);
	free(e->value);
}

void path_list_free(struct path_list *l)
{
	struct path_list **at = &l->of->paths;

	while (*at != l)
		at = &(*at)->next;
	*at = l->next;
	for (u32 k = 0; k < l->n; k++)
		entry_free(&l->e[k]);
	free(l->e);
	free(l->name);
	free(l);
}

void path_list_tidy(struct path_list *l)
{
	if (!l->holds && !l->n)
		path_list_free(l);
}

struct path_list *list_hold(struct policy *p, enum list_kind kind, const char *name)
{
	struct path_list *l = path_list_get(p, kind, name);

	l->holds++;
	return l;
}

struct path_list *path_list_hold(struct ipstack *s, const char *name) { return list_hold(policy_of(s), LIST_PATH, name); }

struct path_list *path_list_again(struct path_list *l)
{
	if (l)
		l->holds++;
	return l;
}

void path_list_release(struct path_list *l)
{
	if (!l)
		return;
	l->holds--;
	path_list_tidy(l);
}


/* IOS's `_` in POSIX's words. */
static bool compile(struct path_entry *e, const char *text)
{
	char re[1024];
	size_t n = 0;

	for (; *text; text++) {
		const char *put = *text == '_' ? "(^|[,{}() ]|$)" : NULL;
		size_t len = put ? strlen(put) : 1;

		if (n + len + 1 > sizeof(re))
			return false;
		memcpy(re + n, put ? put : text, len);
		n += len;
	}
	re[n] = 0;
	e->re = xcalloc(1, sizeof(regex_t));
	if (!regcomp(e->re, re, REG_EXTENDED | REG_NOSUB))
		return true;
	free(e->re);
	e->re = NULL;
	return false;
}

bool path_list_add(struct path_list *l, bool permit, const char *text, char *why, size_t why_len)
{
	struct path_entry e = { .permit = permit };

	for (u32 k = 0; k < l->n; k++)
		if (l->e[k].permit == permit && !strcmp(l->e[k].text, text))
			return true;
	if (l->n == 1024) {
		snprintf(why, why_len, "%% Too many entries");
		return false;
	}
	if (l->kind != LIST_PATH && !l->expanded ? !comm_entry_parse(&e, l->kind, text) : !compile(&e, text)) {
		snprintf(why, why_len, "%% Invalid %s", l->kind != LIST_PATH && !l->expanded ? comm_list_title[l->kind] : "regular expression");
		free(e.value);
		return false;
	}
	e.text = xstrdup(text);
	l->e = xrealloc(l->e, l->n + 1, sizeof(*l->e));
	l->e[l->n++] = e;
	policy_changed(l->of);
	return true;
}

void path_list_del(struct path_list *l, bool permit, const char *text)
{
	for (u32 k = 0; k < l->n; k++)
		if (l->e[k].permit == permit && !strcmp(l->e[k].text, text)) {
			entry_free(&l->e[k]);
			memmove(l->e + k, l->e + k + 1, (--l->n - k) * sizeof(*l->e));
			break;
		}
	policy_changed(l->of);
}

const char *as_path_text(const u8 *path, u32 path_len, char *buf, size_t len)
{
	static const char open[] = " {  [", shut[] = " }  ]";	/* of a set, (a sequence of) a confederation, a set of one */
	struct rd r = rd_of(path, path_len);
	size_t n = 0;

	buf[0] = 0;
	while (rd_left(&r) && n < len) {
		u8 type = rd_u8(&r), count = rd_u8(&r);
		char o = type == 3 ? '(' : type < 5 ? open[type] : ' ', s = type == 3 ? ')' : type < 5 ? shut[type] : ' ', sep = type == 2 || type == 3 ? ' ' : ',';

		for (u8 k = 0; k < count && n < len; k++) {
			u32 as = rd_u32(&r);

			if (r.bad)
				break;
			n += (size_t)snprintf(buf + n, len - n, "%s%.*s%u%.*s", k ? (sep == ' ' ? " " : ",") : n ? " " : "", !k && o != ' ' && type != 2, &o, as,
					      k + 1 == count && s != ' ' && type != 2, &s);
		}
	}
	return buf;
}

bool path_list_permits(struct path_list *l, const u8 *path, u32 len)
{
	char text[4096];

	as_path_text(path, len, text, sizeof(text));
	for (u32 k = 0; k < l->n; k++)
		if (!regexec(l->e[k].re, text, 0, NULL, 0))
			return l->e[k].permit;
	return !l->n;
}

struct path_list *path_list_once(const char *text)
{
	struct path_list *l = xcalloc(1, sizeof(*l));
	struct path_entry e = { .permit = true };

	if (!compile(&e, text)) {
		free(l);
		return NULL;
	}
	l->e = xcalloc(1, sizeof(*l->e));
	l->e[l->n++] = e;
	return l;
}

void path_list_once_free(struct path_list *l)
{
	entry_free(&l->e[0]);
	free(l->e);
	free(l);
}
