/* SPDX-License-Identifier: GPL-3.0-or-later */
/* System configuration: hostname, banners, the clock, and lines that are always so or never so here. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/configured.h"
#include "device/own.h"

enum { HOSTNAME_MAX = 63 };

bool hostname_good(const char *name)
{
	bool good = isalnum((unsigned char)*name) && strlen(name) <= HOSTNAME_MAX;

	for (const char *p = name; *p; p++)
		good &= isalnum((unsigned char)*p) || *p == '-' || *p == '_' || *p == '.';
	return good;
}

bool cmd_hostname(struct cli *c, const struct args *a)
{
	struct device *d = cli_device(c);
	const char *name = args_no(a) ? d->node.name : args_str(a, "WORD");

	if (!args_no(a) && !hostname_good(name)) {
		cli_error(c, "%% Hostname contains one or more illegal characters.");
		return false;
	}
	shell_set_hostname(d->shell, name);
	return true;
}

bool cmd_banner(struct cli *c, const struct args *a)
{
	struct system *s = cli_device(c)->system;
	enum device_banner which = args_has(a, "motd") ? BANNER_MOTD : args_has(a, "login") ? BANNER_LOGIN : args_has(a, "prompt-timeout") ? BANNER_TIMEOUT : BANNER_EXEC;

	free(s->banner[which]);
	s->banner[which] = args_no(a) ? NULL : xstrdup(args_str(a, "DELIMITED"));
	return true;
}

bool cmd_domain_lookup(struct cli *c, const struct args *a)
{
	shell_set_domain_lookup(cli_device(c)->shell, !args_no(a));
	return true;
}

bool cmd_nothing(struct cli *c, const struct args *a)
{
	(void)c;
	(void)a;
	return true;
}

/* What this device never does: turning it off is no change, turning it on would be a lie. */
bool cmd_always_off(struct cli *c, const struct args *a)
{
	if (args_no(a))
		return true;
	cli_error(c, "%% Unsupported here: %s", args_line(a));
	return false;
}

bool cmd_always_on(struct cli *c, const struct args *a)
{
	if (!args_no(a))
		return true;
	cli_error(c, "%% Unsupported here: no %s", args_line(a));
	return false;
}

void system_configured(struct device *d, const char *user)
{
	struct system *s = d->system;

	s->configured = true;
	s->configured_at = device_wall_clock(d);
	snprintf(s->configured_by, sizeof(s->configured_by), "%s", user ? user : "");
}

bool system_heading(struct device *d, char buf[192])
{
	const struct system *s = d->system;
	char at[64];

	if (!s->configured)
		return false;
	civil_text(s->configured_at, false, at);
	snprintf(buf, 192, "! Last configuration change at %s%s%s", at, *s->configured_by ? " by " : "", s->configured_by);
	return true;
}

bool clock_set(struct cli *c, const struct args *a)
{
	static const char *const months[12] = {
		"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
	};
	struct device *d = cli_device(c);
	const char *user = cli_session(c)->user;
	unsigned h, m, s, day = (unsigned)args_num(a, "day", 1), month = 1;
	int year = (int)args_num(a, "year", 2026);
	char was[64], is[64];

	for (unsigned i = 0; i < 12; i++)
		if (args_has(a, months[i]))
			month = i + 1;
	if (sscanf(args_str(a, "hh:mm:ss"), "%2u:%2u:%2u", &h, &m, &s) != 3 || !civil_valid(year, month, day)) {
		cli_error(c, "%% Invalid date");
		return false;
	}
	s64 now = device_wall_clock(d), to = civil_seconds(year, month, day, h, m, s) * (s64)NSEC_PER_SEC;

	civil_text(now, false, was);
	civil_text(to, false, is);
	d->system->clock_offset += to - now;
	d->system->clock_source = CLOCK_BY_USER;
	device_log(d, "SYS", 6, "CLOCKUPDATE", "System clock has been updated from %s to %s, configured from console by %s.", was, is,
		   user ? user : "console");
	return true;
}
