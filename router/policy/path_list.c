/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lists of expressions over AS paths, and community lists. `_` in an expression is IOS's: a blank, a comma, a brace, a parenthesis, the beginning or
 * the end. A standard community entry fits a route that has all of its communities; an expanded one is an expression over their text.
 */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

#include "net/rd.h"
#include "router/policy/own.h"

struct path_list *path_list_find(const struct policy *p, bool community, const char *name)
{
	for (struct path_list *l = p->paths; l; l = l->next)
		if (l->community == community && !strcmp(l->name, name))
			return l;
	return NULL;
}

struct path_list *path_list_get(struct policy *p, bool community, const char *name)
{
	struct path_list *l = path_list_find(p, community, name), **at = &p->paths;

	if (l)
		return l;
	while (*at)
		at = &(*at)->next;
	l = xcalloc(1, sizeof(*l));
	l->of = p;
	l->community = community;
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

struct path_list *path_list_hold(struct ipstack *s, const char *name)
{
	struct path_list *l = path_list_get(policy_of(s), false, name);

	l->holds++;
	return l;
}

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


const char *community_text(u32 c, char buf[16])
{
	const char *known = c == 0xffffff01 ? "no-export" : c == 0xffffff02 ? "no-advertise" : c == 0xffffff03 ? "local-AS" : c == 0xffff0000 ? "gshut" : NULL;

	if (known)
		snprintf(buf, 16, "%s", known);
	else
		snprintf(buf, 16, "%u:%u", c >> 16, c & 0xffff);
	return buf;
}

bool community_parse(const char *w, u32 *c)
{
	unsigned long hi, lo;
	char *end;

	if (!strcmp(w, "no-export") || !strcmp(w, "no-advertise") || !strcmp(w, "local-AS") || !strcmp(w, "local-as") || !strcmp(w, "gshut")) {
		*c = w[0] == 'l' ? 0xffffff03 : w[0] == 'g' ? 0xffff0000 : w[3] == 'e' ? 0xffffff01 : 0xffffff02;
		return true;
	}
	if (*w < '0' || *w > '9')
		return false;
	hi = strtoul(w, &end, 10);
	if (!*end && hi <= UINT32_MAX) {
		*c = (u32)hi;
		return true;
	}
	if (*end != ':' || hi > 65535 || end[1] < '0' || end[1] > '9')
		return false;
	lo = strtoul(end + 1, &end, 10);
	*c = (u32)(hi << 16 | lo);
	return !*end && lo <= 65535;
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

static bool communities(struct path_entry *e, const char *text)
{
	char copy[256], *save, *w;

	if (strlen(text) >= sizeof(copy))
		return false;
	memcpy(copy, text, strlen(text) + 1);
	for (w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		if (!strcmp(w, "internet"))
			continue;
		if (e->n == ARRAY_LEN(e->comm) || !community_parse(w, &e->comm[e->n++]))
			return false;
	}
	return true;
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
	if (l->community && !l->expanded ? !communities(&e, text) : !compile(&e, text)) {
		snprintf(why, why_len, "%% Invalid %s", l->community && !l->expanded ? "community" : "regular expression");
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

static bool has_all(const struct path_entry *e, const u32 *comm, u32 n)
{
	for (u32 k = 0; k < e->n; k++) {
		u32 m = 0;

		while (m < n && comm[m] != e->comm[k])
			m++;
		if (m == n)
			return false;
	}
	return true;
}

bool comm_list_permits(struct path_list *l, const u32 *comm, u32 n, bool exact)
{
	char text[POLICY_COMMUNITIES_MAX * 16 + 1] = "", one[16];
	size_t len = 0;

	for (u32 k = 0; k < n && l->expanded && len + 17 < sizeof(text); k++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s", k ? " " : "", community_text(comm[k], one));
	for (u32 k = 0; k < l->n; k++) {
		const struct path_entry *e = &l->e[k];

		if (e->re ? !regexec(e->re, text, 0, NULL, 0) : has_all(e, comm, n) && (!exact || e->n == n))
			return e->permit;
	}
	return !l->n;
}
