/* SPDX-License-Identifier: GPL-3.0-or-later */
/* key chain: its keys and their lifetimes. */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "device/access.h"
#include "device/civil.h"
#include "router/ip_cli.h"
#include "router/policy/own.h"

static const struct cli_mode mode_chain = { "key chain", "(config-keychain)", &mode_config };
static const struct cli_mode mode_key = { "key of a chain", "(config-keychain-key)", &mode_chain };

static RUN(run_chain)
{
	struct policy *p = policy_of(cli_stack(c));
	struct keychain *k;

	if (args_no(a)) {
		k = keychain_find(p, args_str(a, "name"));
		if (k)
			keychain_remove(p, k);
		policy_changed(p);
		return true;
	}
	if (strlen(args_str(a, "name")) >= POLICY_NAME_MAX) {
		cli_error(c, "%% Key chain name too long");
		return false;
	}
	cli_enter_object(c, keychain_get(p, args_str(a, "name")));
	return true;
}

static RUN(run_key)
{
	struct keychain *k = cli_object(c, 0);
	u32 id = (u32)args_num(a, "id", 0);

	if (args_no(a))
		key_remove(k, id);
	else
		cli_enter_object(c, key_get(k, id));
	policy_changed(policy_of(cli_stack(c)));
	return true;
}

static RUN(run_string)
{
	struct key *k = cli_object(c, 0);
	char clear[SECRET_CLEAR_MAX + 1];

	if (!args_no(a) && !access_line_key(c, a, "text", clear))
		return false;
	free(k->text);
	k->text = args_no(a) ? NULL : xstrdup(clear);
	policy_changed(policy_of(cli_stack(c)));
	return true;
}

static const char *const algorithms[] = { "md5", "hmac-sha-1", "hmac-sha-256", "hmac-sha-384", "hmac-sha-512" };

static RUN(run_algorithm)
{
	struct key *k = cli_object(c, 0);

	k->algorithm = KEY_MD5;
	for (u8 n = 1; n < ARRAY_LEN(algorithms) && !args_no(a); n++)
		if (args_has(a, algorithms[n]))
			k->algorithm = n;
	policy_changed(policy_of(cli_stack(c)));
	return true;
}

/*
 * "hh:mm:ss Mon D YYYY" (or "D Mon") of the arguments with that prefix, ns since 1970. There is no `clock timezone` here, local time is UTC: `local` says
 * nothing new.
 */
static bool moment(struct cli *c, const struct args *a, const char *side, s64 *at)
{
	char name[32];
	const char *text, *month_text;
	unsigned h, m, s, month = 0, day;
	int year;

	snprintf(name, sizeof(name), "%s", side);
	text = args_str(a, name);
	snprintf(name, sizeof(name), "%s-month", side);
	month_text = args_str(a, name);
	snprintf(name, sizeof(name), "%s-day", side);
	day = (unsigned)args_num(a, name, 0);
	snprintf(name, sizeof(name), "%s-year", side);
	year = (int)args_num(a, name, 0);
	for (unsigned k = 0; k < 12; k++)
		if (strlen(month_text) >= 3 && !strncasecmp(civil_month[k], month_text, 3))
			month = k + 1;
	if (sscanf(text, "%u:%u:%u", &h, &m, &s) != 3 || h > 23 || m > 59 || s > 59 || !month || !civil_valid(year, month, day)) {
		cli_error(c, "%% Invalid time");
		return false;
	}
	*at = civil_seconds(year, month, day, h, m, s) * NSEC_PER_SEC;
	return true;
}

static RUN(run_lifetime)
{
	struct key *k = cli_object(c, 0);
	bool send = !strncmp(args_line(a), "send", 4);
	s64 from = 0, to = INT64_MAX;

	if (!args_no(a)) {
		if (!moment(c, a, "start", &from))
			return false;
		if (args_str(a, "seconds"))
			to = from + (s64)args_num(a, "seconds", 0) * NSEC_PER_SEC;
		else if (args_str(a, "end") && !moment(c, a, "end", &to))
			return false;
	}
	if (send) {
		k->has_send = !args_no(a);
		k->send_from = from;
		k->send_to = to;
	} else {
		k->has_accept = !args_no(a);
		k->accept_from = from;
		k->accept_to = to;
	}
	policy_changed(policy_of(cli_stack(c)));
	return true;
}

/* ---- shows ---- */

static void lifetime_text(char *buf, size_t len, bool has, s64 from, s64 to)
{
	struct civil f = civil_of(from), t = civil_of(to);
	size_t n;

	if (!has) {
		snprintf(buf, len, "(always valid) - (always valid)");
		return;
	}
	n = (size_t)snprintf(buf, len, "(%02u:%02u:%02u UTC %s %u %d) - ", f.hour, f.minute, f.second, civil_month[f.month - 1], f.day, f.year);
	if (to == INT64_MAX)
		snprintf(buf + n, len - n, "(infinite)");
	else
		snprintf(buf + n, len - n, "(%02u:%02u:%02u UTC %s %u %d)", t.hour, t.minute, t.second, civil_month[t.month - 1], t.day, t.year);
}

static VIEW(show_chain)
{
	struct ipstack *st = cli_stack(c);
	s64 now = device_wall_clock(st->dev);
	char text[128];

	for (const struct keychain *k = st->policy ? st->policy->chains : NULL; k; k = k->next) {
		if (args_str(a, "name") && strcmp(args_str(a, "name"), k->name))
			continue;
		show_text(s, "Key-chain %s:\n", k->name);
		for (const struct key *x = k->keys; x; x = x->next) {
			show_str(s, "chain", k->name);
			show_num(s, "key", x->id);
			show_bool(s, "accepted", x->text && keychain_accept(st, k->name, x->id));
			show_end(s);
			show_text(s, "    key %u -- text \"%s\"\n", x->id, x->text ? x->text : "(unset)");
			if (x->algorithm != KEY_MD5)
				show_text(s, "        cryptographic-algorithm: %s\n", algorithms[x->algorithm]);
			lifetime_text(text, sizeof(text), x->has_accept, x->accept_from, x->accept_to);
			show_text(s, "        accept lifetime %s%s\n", text, !x->has_accept || (now >= x->accept_from && now < x->accept_to) ? " [valid now]" : "");
			lifetime_text(text, sizeof(text), x->has_send, x->send_from, x->send_to);
			show_text(s, "        send lifetime %s%s\n", text, !x->has_send || (now >= x->send_from && now < x->send_to) ? " [valid now]" : "");
		}
	}
	return true;
}

#define MOMENT(x) \
	"hh:mm:ss:" x " {<1-31>:" x "-day WORD:" x "-month | WORD:" x "-month <1-31>:" x "-day} <1993-2035>:" x "-year"
#define MOMENT_HELP "Time|Day of the month|Month of the year|Month of the year|Day of the month|Year"
#define LIFETIME "[local] " MOMENT("start") " {infinite | duration <1-2147483646>:seconds | " MOMENT("end") "}"
#define LIFETIME_HELP "Specify time in local timezone|" MOMENT_HELP "|Never expires|Set key lifetime duration|Duration in seconds|" MOMENT_HELP

const struct cmd policy_key_rows[] = {
	{ &mode_config, "key chain WORD:name", "Key management|Key-chain management|Key-chain name", .run = run_chain, .enter = &mode_chain, .order = ORDER_IP - 20,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_chain, "key <0-2147483647>:id", "Configure a key|Key identifier", .run = run_key, .enter = &mode_key, .order = 10, .flags = CMD_SORT_NUMERIC },
	{ &mode_key, "key-string LINE:text", "Set key string|The UNENCRYPTED (cleartext) user password", .run = run_string, .key = 1, .order = 10,
	  .flags = CMD_HIDDEN }, /* in full alone: typed flat, "key 2" must open the next key, not be a short form of this */
	{ &mode_key, "accept-lifetime " LIFETIME, "Set accept lifetime of key|" LIFETIME_HELP, .run = run_lifetime, .key = 1, .order = 20 },
	{ &mode_key, "send-lifetime " LIFETIME, "Set send lifetime of key|" LIFETIME_HELP, .run = run_lifetime, .key = 1, .order = 30 },
	{ &mode_key, "cryptographic-algorithm {md5 | hmac-sha-1 | hmac-sha-256 | hmac-sha-384 | hmac-sha-512}",
	  "Set cryptographic authentication algorithm|MD5|HMAC-SHA-1|HMAC-SHA-256|HMAC-SHA-384|HMAC-SHA-512", .run = run_algorithm, .key = 1, .order = 40 },
	{ &mode_exec, "show key chain [WORD:name]", "|Key information|Key-chain information|Key-chain name", .show = show_chain },
};
_Static_assert(ARRAY_LEN(policy_key_rows) == POLICY_KEY_ROWS, "the table's length in own.h");
