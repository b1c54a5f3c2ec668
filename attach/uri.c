/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parsing of attachment URIs, SCHEME:PATH[?KEY[=VALUE]&...], and the table of schemes. */
#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attach/list.h"
#include "attach/uri.h"
#include "attach_built.h" /* tests/configure.sh wrote it */
#include "net/addr.h"

static const struct {
	const char *name;
	const struct attach_scheme *scheme; /* NULL: left out of this build */
	const char *package;
} schemes[] = {
#define X(name, package) { #name, ATTACH_REF_##name, package },
	ATTACH_LIST(X)
#undef X
	{ "=container", ATTACH_REF_container, "" },
};
/* Those that are for users, who begin no word with "=". */
enum { N_PUBLIC = ARRAY_LEN(schemes) - 1 };

const struct attach_scheme *attach_scheme_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (!strcmp(schemes[i].name, name))
			return schemes[i].scheme;
	return NULL;
}

const struct attach_scheme *attach_scheme_at(unsigned i)
{
	for (size_t k = 0; k < N_PUBLIC; k++)
		if (schemes[k].scheme && !i--)
			return schemes[k].scheme;
	return NULL;
}

const char *attach_left_out(unsigned i, const char **package)
{
	for (size_t k = 0; k < ARRAY_LEN(schemes); k++)
		if (!schemes[k].scheme && !i--) {
			*package = schemes[k].package;
			return schemes[k].name;
		}
	return NULL;
}

bool uri_bad(const struct attach_uri *u, const char *at, char why[256], unsigned *column,
		const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, 256, fmt, ap);
	va_end(ap);
	*column = (unsigned)(at - u->path) + (unsigned)strlen(u->scheme->name) + 1;
	return false;
}

bool uri_number(const char *s, u64 min, u64 max, u64 *v)
{
	u64 n = 0;

	if (!*s)
		return false;
	for (; *s; s++) {
		if (*s < '0' || *s > '9' || n > (UINT64_MAX - 9) / 10)
			return false;
		n = n * 10 + (u64)(*s - '0');
	}
	*v = n;
	return n >= min && n <= max;
}

const char *uri_ifname_wrong(const char *name)
{
	if (!*name)
		return "is empty";
	if (strlen(name) > 15)
		return "is longer than 15 characters";
	if (!strcmp(name, ".") || !strcmp(name, ".."))
		return "is not a name";
	for (const char *s = name; *s; s++)
		if (*s <= ' ' || *s >= 127 || *s == '/' || *s == ':' || *s == '%')
			return "holds a character that a name of an interface cannot have";
	return NULL;
}

/* Which scheme text names. NULL: why. */
static const struct attach_scheme *scheme_of(const char *text, size_t len, char why[256])
{
	size_t n;

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		if (strlen(schemes[i].name) != len || memcmp(schemes[i].name, text, len))
			continue;
		if (!schemes[i].scheme)
			snprintf(why, 256,
					"%s: was left out when this program was built; install %s and build again", schemes[i].name,
				 schemes[i].package);
		return schemes[i].scheme;
	}
	n = (size_t)snprintf(why, 256, "there is no attachment \"%.*s:\"; use one of",
			(int)(len > 32 ? 32 : len), text);
	for (size_t i = 0; i < N_PUBLIC && n < 240; i++)
		n += (size_t)snprintf(why + n, 256 - n, " %s:", schemes[i].name);
	return NULL;
}

/* Is key one of the blank-separated words? */
static bool word_in(const char *words, const char *key)
{
	size_t len = strlen(key);

	for (const char *s = words; *s;) {
		size_t n = strcspn(s, " ");

		if (n && n == len && !memcmp(s, key, n))
			return true;
		s += n + strspn(s + n, " ");
	}
	return false;
}

static bool parse_param(struct attach_uri *u, char *s, char why[256], unsigned *column)
{
	char *eq = strchr(s, '=');
	const char *words = u->scheme->params;

	if (u->n_params == ATTACH_PARAMS_MAX)
		return uri_bad(u, s, why, column, "more than %d parameters", ATTACH_PARAMS_MAX);
	if (eq)
		*eq = 0;
	if (!words || !*words)
		return uri_bad(u, s, why, column, "%s: takes no parameters; write %s",
				u->scheme->name, u->scheme->usage);
	if (!word_in(words, s))
		return uri_bad(u, s, why, column, "%s: has no parameter \"%.32s\"; it takes: %s",
				u->scheme->name, s, words);
	if (attach_param(u, s))
		return uri_bad(u, s, why, column, "\"%s\" is given twice", s);
	u->param[u->n_params].key = s;
	u->param[u->n_params++].value = eq ? eq + 1 : s + strlen(s);
	return true;
}

static bool parse_params(struct attach_uri *u, char *s, char why[256], unsigned *column)
{
	while (s) {
		char *next = strchr(s, '&');

		if (next)
			*next++ = 0;
		if (!parse_param(u, s, why, column))
			return false;
		s = next;
	}
	return true;
}

bool attach_parse(const char *text, struct attach_uri *u, char why[256], unsigned *column)
{
	if (*text != '=')
		return attach_parse_own(text, u, why, column);
	*u = (struct attach_uri){ 0 };
	*column = 0;
	snprintf(why, 256, "\"%.64s\" is a name of the lab's own: write SCHEME:..., for example tap:lab0", text);
	return false;
}

bool attach_parse_own(const char *text, struct attach_uri *u, char why[256], unsigned *column)
{
	const char *colon = strchr(text, ':');
	char *q;

	*u = (struct attach_uri){ 0 };
	*column = 0;
	*why = 0;
	if (!colon) {
		snprintf(why, 256,
				"\"%.64s\" is not an attachment: write SCHEME:..., for example tap:lab0", text);
		return false;
	}
	u->scheme = scheme_of(text, (size_t)(colon - text), why);
	if (!u->scheme)
		return false;
	u->text = xstrdup(text);
	u->path = xstrdup(text) + (colon - text) + 1;
	for (const char *s = u->path; *s; s++) {
		if ((u8)*s < ' ' || *s == 127) {
			uri_bad(u, s, why, column, "a control character in a URI");
			goto bad;
		}
	}
	q = strchr(u->path, '?');
	if (q)
		*q++ = 0;
	if (!parse_params(u, q, why, column))
		goto bad;
	if (u->scheme->check && !u->scheme->check(u, why, column))
		goto bad;
	return true;
bad:
	attach_uri_free(u);
	return false;
}

void attach_uri_free(struct attach_uri *u)
{
	if (u->path)
		free(u->path - strlen(u->scheme->name) - 1);
	free(u->text);
	*u = (struct attach_uri){ 0 };
}

const char *attach_param(const struct attach_uri *u, const char *key)
{
	for (unsigned i = 0; i < u->n_params; i++)
		if (!strcmp(u->param[i].key, key))
			return u->param[i].value;
	return NULL;
}

static bool endpoint_bad(char why[256], const char **at, const char *where, const char *text)
{
	snprintf(why, 256, "%s", text);
	*at = where;
	return false;
}

static bool host_of(const char *s, size_t len, bool bracketed, struct endpoint *e, char why[256],
		const char **at)
{
	struct ip6 a;

	if (!len)
		return endpoint_bad(why, at, s,
				"the host is missing: write HOST:PORT, for example 127.0.0.1:5000");
	if (len > ENDPOINT_HOST_MAX)
		return endpoint_bad(why, at, s, "the name of the host is too long");
	memcpy(e->host, s, len);
	e->host[len] = 0;
	if (bracketed)
		return ip6_parse(e->host, &a) || endpoint_bad(why, at, s,
				"this is not an IPv6 address; write for example [2001:db8::1]:5000");
	if (memchr(s, ':', len))
		return endpoint_bad(why, at, s,
				"an IPv6 address stands in brackets: write for example [::1]:5000");
	for (size_t i = 0; i < len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_", s[i]))
			return endpoint_bad(why, at, s + i, "a host cannot have this character");
	if (strspn(e->host, "0123456789.") == len) {
		u32 v4;

		return ip4_parse(e->host, &v4) || endpoint_bad(why, at, s,
				"this is not an IPv4 address; write four numbers, 192.0.2.1");
	}
	return true;
}

bool endpoint_parse(const char *s, size_t len, u16 default_port, struct endpoint *e, char why[256],
		const char **at)
{
	const char *end = s + len, *host = s, *host_end, *port;
	bool bracketed = len && *s == '[';
	char digits[8];
	u64 v;

	if (bracketed) {
		host++;
		host_end = memchr(s, ']', len);
		if (!host_end)
			return endpoint_bad(why, at, s,
					"the bracket is not closed: write for example [::1]:5000");
		port = host_end + 1;
		if (port < end && *port != ':')
			return endpoint_bad(why, at, port, "after the bracket comes :PORT");
	} else {
		host_end = memrchr(s, ':', len);
		if (!host_end)
			host_end = end;
		port = host_end;
	}
	if (!host_of(host, (size_t)(host_end - host), bracketed, e, why, at))
		return false;
	if (port == end) {
		e->port = default_port;
		return default_port || endpoint_bad(why, at, end, "the port is missing: write HOST:PORT");
	}
	port++;
	len = (size_t)(end - port);
	if (len < sizeof(digits)) {
		memcpy(digits, port, len);
		digits[len] = 0;
	}
	if (len >= sizeof(digits) || !uri_number(digits, 1, 65535, &v))
		return endpoint_bad(why, at, port, "a port is a number from 1 to 65535");
	e->port = (u16)v;
	return true;
}

bool endpoint_resolve(const struct endpoint *e, int socktype, struct sockaddr_storage *sa,
		socklen_t *len, char why[256])
{
	struct addrinfo hints = { .ai_socktype = socktype }, *list;
	char port[8];
	int err;

	snprintf(port, sizeof(port), "%u", e->port);
	err = getaddrinfo(e->host, port, &hints, &list);
	if (err) {
		snprintf(why, 256, "%.160s: %s", e->host, gai_strerror(err));
		return false;
	}
	memcpy(sa, list->ai_addr, list->ai_addrlen);
	*len = list->ai_addrlen;
	freeaddrinfo(list);
	return true;
}

u64 facts_number(const char *facts, const char *key)
{
	size_t len = strlen(key);

	for (const char *s = facts; *s; s += strspn(s, " ")) {
		if (!strncmp(s, key, len) && s[len] == '=')
			return strtoull(s + len + 1, NULL, 10);
		s += strcspn(s, " ");
	}
	return 0;
}
