/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/json.h"

#include <string.h>

/* Length of the UTF-8 sequence at s, 0 if there is none that is well-formed (RFC 3629 section 4) within the n octets that are left. */
static unsigned utf8_len(const u8 *s, size_t left)
{
	unsigned n = s[0] < 0x80 ? 1 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : s[0] >= 0xe0 && s[0] < 0xf0 ? 3 : s[0] >= 0xf0 && s[0] < 0xf5 ? 4 : 0;

	if (n > left)
		return 0;
	for (unsigned i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) || (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

static bool is_plain(u8 c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; }

void json_quoted_len(struct text *t, const char *s, size_t len)
{
	const u8 *p = (const u8 *)s;

	text_putc(t, '"');
	while (len) {
		size_t n = 0;

		while (n < len && is_plain(p[n])) /* nearly all there is: at once */
			n++;
		if (n) {
			text_add(t, (const char *)p, n);
		} else if (!(n = utf8_len(p, len))) {
			text_puts(t, "\\ufffd");
			n = 1;
		} else if (*p == '"' || *p == '\\') {
			text_printf(t, "\\%c", *p);
		} else if (*p == '\n') {
			text_puts(t, "\\n");
		} else if (*p < 0x20 || *p == 0x7f) {
			text_printf(t, "\\u%04x", *p);
		} else {
			text_add(t, (const char *)p, n);
		}
		p += n;
		len -= n;
	}
	text_putc(t, '"');
}

void json_quoted(struct text *t, const char *s) { json_quoted_len(t, s, strlen(s)); }
