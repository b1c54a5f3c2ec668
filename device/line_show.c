/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show line, clear line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/own.h"

static struct cli *session_on(struct device *d, unsigned line)
{
	for (struct cli *c = shell_sessions(d->shell, NULL); c; c = shell_sessions(d->shell, c))
		if (cli_session(c)->interactive && line_of(cli_where(c)) == line)
			return c;
	return NULL;
}

static void show_one(struct cli *c, struct show *s, unsigned line)
{
	struct device *d = cli_device(c);
	const struct line *l = line_at(d, line);
	bool con = line == LINE_CON, on = session_on(d, line);
	unsigned n = line_number(line);

	show_num(s, "tty", n);
	show_str(s, "type", con ? "CTY" : "VTY");
	show_bool(s, "in_use", on);
	show_str(s, "access_out", l->class[1]);
	show_str(s, "access_in", l->class[0]);
	show_num(s, "uses", d->system->uses[line]);
	show_end(s);
	show_text(s, "%c %5u %4u %s              -    -      - %4s %4s %5u      0    0/0      -\n", on ? '*' : ' ', n, n, con ? "CTY" : "VTY",
		  *l->class[1] ? l->class[1] : "-", *l->class[0] ? l->class[0] : "-", d->system->uses[line]);
	if (con) {
		show_num(s, "tty", 1);
		show_str(s, "type", "AUX");
		show_bool(s, "in_use", false);
		show_str(s, "access_out", "");
		show_str(s, "access_in", "");
		show_num(s, "uses", 0);
		show_end(s);
		show_text(s, "      1    1 AUX   9600/9600  -    -      -    -    -     0      0    0/0      -\n");
	}
}

bool show_line(struct cli *c, const struct args *a, struct show *s)
{
	(void)a;
	show_text(s, "   Tty Line Typ     Tx/Rx    A Modem  Roty AccO AccI  Uses  Noise Overruns  Int\n");
	for (unsigned n = 0; n < LINE_N; n++)
		show_one(c, s, n);
	return true;
}

static void cleared(struct cli *c, void *state, const char *text)
{
	unsigned line = (unsigned)(uintptr_t)state;
	struct cli *x = cli_gone(c) ? NULL : session_on(cli_device(c), line);

	if (cli_gone(c) || (*text && strcasecmp(text, "y") && strcasecmp(text, "yes")))
		return;
	cli_print(c, " [OK]\n");
	if (x == c)
		cli_logout(c);
	else if (x)
		cli_end(x);
}

/* `clear line 2`, `clear line vty 0`, `clear line console 0`. */
bool clear_line(struct cli *c, const struct args *a)
{
	unsigned n = (unsigned)args_num(a, "line", 0), line;

	if (args_has(a, "vty"))
		line = LINE_VTY + (unsigned)args_num(a, "vty-line", 0);
	else if (args_has(a, "console") || !n)
		line = LINE_CON;
	else if (n == 1) {
		cli_error(c, "%% Nobody is ever on the auxiliary line");
		return false;
	} else {
		line = LINE_VTY + n - 2;
	}
	cli_ask(c, "[confirm]", "", cleared, (void *)(uintptr_t)line);
	return true;
}
