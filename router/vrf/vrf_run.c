/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show running-config vrf [NAME]: of the running configuration what concerns VRFs, or one: its definition, the interfaces in it, processes of its own and address families
 * of others (with the line that opens their process), and the lines of global configuration that name it.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/text.h"
#include "router/vrf/vrf_cli.h"

bool vrf_line_names(const char *line, size_t len, const char *name)
{
	static const char *const between[] = { "forwarding ", "definition " };

	for (size_t at = 0; at + 4 < len; at++) {
		const char *word = line + at + 4;
		size_t left = len - at - 4, n;

		if (strncmp(line + at, "vrf ", 4) || (at && line[at - 1] != ' '))
			continue;
		for (unsigned k = 0; k < ARRAY_LEN(between); k++)
			if (left > 11 && !strncmp(word, between[k], 11)) {
				word += 11;
				left -= 11;
			}
		n = strcspn(word, " \n");
		n = n < left ? n : left;
		if (!name || (n == strlen(name) && !strncmp(word, name, n)))
			return true;
	}
	return false;
}

static size_t length(const char *line) { return strcspn(line, "\n"); }
static const char *after(const char *line) { return line + length(line) + (line[length(line)] == '\n'); }
static bool begins(const char *line, const char *word) { return !strncmp(line, word, strlen(word)); }
static unsigned indent(const char *line) { return (unsigned)strspn(line, " "); }

/* Behind a line and what stands below it. */
static const char *block_end(const char *line)
{
	unsigned deep = indent(line);
	const char *p = after(line);

	while (*p && *p != '!' && indent(p) > deep)
		p = after(p);
	return p;
}

static void put(struct text *t, const char *from, const char *to) { text_printf(t, "%.*s", (int)(to - from), from); }

/* Lines of global configuration without a block, of these alone: what a person wrote (banners, remarks) may look like anything. */
static bool is_plain(const char *line)
{
	static const char *const words[] = { "ip ", "ipv6 ", "arp ", "bfd ", "logging ", "ntp ", "snmp-server ", "nat64 " };

	for (unsigned k = 0; k < ARRAY_LEN(words); k++)
		if (begins(line, words[k]))
			return true;
	return false;
}

static bool interface_in(const char *line, const char *end, const char *name)
{
	for (line = after(line); line < end; line = after(line))
		if ((begins(line, " vrf forwarding ") || begins(line, " ip vrf forwarding ")) && vrf_line_names(line, length(line), name))
			return true;
	return false;
}

/* Address families of a process that is not the VRF's as a whole. */
static bool families(struct text *t, const char *line, const char *end, const char *name)
{
	const char *head = line;
	bool some = false;

	for (line = after(line); line < end;) {
		const char *last = block_end(line);

		if (begins(line, " address-family ") && vrf_line_names(line, length(line), name)) {
			if (!some)
				put(t, head, after(head));
			some = true;
			text_puts(t, " !\n");
			if (begins(last, " exit-address-family\n"))
				last = after(last);
			put(t, line, last);
		}
		line = last > line ? last : after(line);
	}
	return some;
}

/* What of the block or the line that begins there; whether there was anything. */
static bool part(struct text *t, const char *line, const char *end, const char *name)
{
	bool named = vrf_line_names(line, length(line), name);

	if (begins(line, "interface ") ? interface_in(line, end, name) : named && (begins(line, "vrf ") || begins(line, "router ") || is_plain(line))) {
		put(t, line, end);
		return true;
	}
	return (begins(line, "router ") || begins(line, "ipv6 router ")) && families(t, line, end, name);
}

VIEW(vrf_show_running)
{
	const char *name = args_str(a, "name");
	bool single = false;
	char *all;
	struct text t = { 0 };

	if (name && !vrf_find(cli_stack(c), name)) {
		cli_error(c, "%% No VRF named %s", name);
		return false;
	}
	all = shell_running(cli_shell(c), false);
	for (const char *line = all, *end; *line; line = end) {
		struct text one = { 0 };

		end = block_end(line);
		if (*line != '!' && part(&one, line, end, name)) {
			bool alone = end == after(line) && is_plain(line);

			/* Lines of one kind stand together, blocks apart. */
			text_printf(&t, "%s%s", single && alone ? "" : "!\n", one.s);
			single = alone;
		}
		text_free(&one);
	}
	text_puts(&t, "!\n");
	text_puts(&t, "end\n");
	free(all);
	show_num(s, "bytes", t.len);
	show_str(s, "configuration", t.s);
	show_end(s);
	show_text(s, "Building configuration...\n\nCurrent configuration : %zu bytes\n", t.len);
	show_text(s, "%s\n", t.s);
	text_free(&t);
	return true;
}
