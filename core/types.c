/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/types.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

void bug(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("lanyard: bug: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	abort();
}

void *xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (!p)
		bug("out of memory (%zu times %zu bytes)", n, size);
	return p;
}

void *xcalloc_line(size_t size)
{
	size_t whole = (size + 63) & ~(size_t)63;
	void *p = aligned_alloc(64, whole);

	if (!p)
		bug("out of memory (%zu bytes)", size);
	memset(p, 0, whole);
	return p;
}

void *xalloc_table(size_t n, size_t size)
{
	enum { HUGE_PAGE = 2 << 20 };
	void *p;

	if (n * size < HUGE_PAGE)
		return xrealloc(NULL, n, size);
	p = aligned_alloc(HUGE_PAGE, (n * size + HUGE_PAGE - 1) & ~(size_t)(HUGE_PAGE - 1));
	if (!p)
		bug("out of memory (%zu times %zu bytes)", n, size);
	madvise(p, n * size & ~(size_t)(HUGE_PAGE - 1), MADV_HUGEPAGE);
	return p;
}

void *xcalloc_table(size_t n, size_t size) { return memset(xalloc_table(n, size), 0, n * size); }

void *xrealloc(void *p, size_t n, size_t size)
{
	p = reallocarray(p, n ? n : 1, size ? size : 1);
	if (!p)
		bug("out of memory (%zu times %zu bytes)", n, size);
	return p;
}

char *xstrdup(const char *s)
{
	char *p = strdup(s);

	if (!p)
		bug("out of memory");
	return p;
}

char *xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *p;

	va_start(ap, fmt);
	if (vasprintf(&p, fmt, ap) < 0)
		bug("out of memory");
	va_end(ap);
	return p;
}
