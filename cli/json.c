/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/json.h"

#include <string.h>

/* Length of the UTF-8 sequence at s, 0 if there is none that is well-formed (RFC 3629 section 4). */
static unsigned utf8_len(const u8 *s)
{
	unsigned n = s[0] < 0x80 ? 1 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : s[0] >= 0xe0 && s[0] < 0xf0 ? 3 : s[0] >= 0xf0 && s[0] < 0xf5 ? 4 : 0;

	for (unsigned i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) || (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

void json_quoted(struct text *t, const char *s)
{
	const u8 *p = (const u8 *)s;

	text_putc(t, '"');
	while (*p) {
		unsigned n = utf8_len(p);

		if (!n)
			text_puts(t, "\\ufffd");
		else if (*p == '"' || *p == '\\')
			text_printf(t, "\\%c", *p);
		else if (*p == '\n')
			text_puts(t, "\\n");
		else if (*p < 0x20 || *p == 0x7f)
			text_printf(t, "\\u%04x", *p);
		else
			text_add(t, (const char *)p, n);
		p += n ? n : 1;
	}
	text_putc(t, '"');
}

