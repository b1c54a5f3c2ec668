/* SPDX-License-Identifier: GPL-3.0-or-later */
/* login block-for, quiet-mode, delay, on-failure, on-success; show login. */
#include <stdio.h>
#include <string.h>

#include "device/guard.h"
#include "device/own.h"

static struct guard *guard(struct cli *c) { return guard_of(cli_device(c)); }

static bool run_block(struct cli *c, const struct args *a)
{
	struct guard *g = guard(c);

	g->block_s = args_no(a) ? 0 : (u32)args_num(a, "block", 0);
	g->attempts = (u32)args_num(a, "tries", 1);
	g->within_s = (u32)args_num(a, "window", 1);
	g->window_from = NSEC_NEVER;
	g->in_window = 0;
	if (args_no(a)) {
		g->quiet_until = 0;
		timer_stop(cli_node(c)->worker, &g->timer);
	}
	return true;
}

static bool run_delay(struct cli *c, const struct args *a)
{
	guard(c)->delay_s = args_no(a) ? 0 : (u32)args_num(a, "seconds", 1);
	return true;
}

static bool run_log(struct cli *c, const struct args *a)
{
	struct guard *g = guard(c);
	bool success = args_has(a, "on-success");
	u32 every = (u32)args_num(a, "n", 1);
	char kept[64];

	*(success ? &g->log_success : &g->log_failure) = !args_no(a);
	*(success ? &g->every_success : &g->every_failure) = every;
	if (args_no(a))
		return true;
	snprintf(kept, sizeof(kept), every > 1 ? "login on-%s log every %u" : "login on-%s log", success ? "success" : "failure", every);
	cli_store(c, kept);
	return true;
}

/* ---- show ---- */

/* A guard is there, and counts, once something of it is configured: looking makes none. */
static const struct guard *seen(struct cli *c)
{
	static const struct guard none = { .window_from = NSEC_NEVER };
	const struct guard *g = cli_device(c)->system->access->guard;

	return g ? g : &none;
}

static void show_mode(struct show *s, const struct guard *g, nsec now)
{
	if (g->quiet_until) {
		show_text(s, "     Router presently in Quiet-Mode.\n     Will remain in Quiet-Mode for %u seconds.\n", (unsigned)((g->quiet_until - now) / NSEC_PER_SEC));
		if (*g->quiet_class)
			show_text(s, "     Restricted logins filtered by applied ACL %s.\n", g->quiet_class);
		else
			show_text(s, "     Denying logins from all sources.\n");
		return;
	}
	nsec end = g->window_from == NSEC_NEVER ? 0 : g->window_from + g->within_s * NSEC_PER_SEC;

	show_text(s, "     Router presently in Normal-Mode.\n     Current Watch Window\n         Time remaining: %u seconds.\n"
		     "         Login failures for current window: %u.\n     Total login failures: %u.\n",
		  end > now ? (unsigned)((end - now) / NSEC_PER_SEC) : 0, end > now ? g->in_window : 0, g->failures);
}

static bool show_login(struct cli *c, const struct args *a, struct show *s)
{
	const struct guard *g = seen(c);
	unsigned delay = (unsigned)(guard_delay(cli_device(c)) / NSEC_PER_SEC);

	(void)a;
	show_num(s, "delay_seconds", delay);
	show_str(s, "quiet_class", g->quiet_class);
	show_num(s, "block_seconds", g->block_s);
	show_num(s, "attempts", g->attempts);
	show_num(s, "within_seconds", g->within_s);
	show_bool(s, "quiet", g->quiet_until);
	show_num(s, "failures", g->failures);
	show_end(s);
	if (delay)
		show_text(s, "     A%s login delay of %u seconds is applied.\n", g->delay_s ? "" : " default", delay);
	else
		show_text(s, "     No login delay has been applied.\n");
	if (*g->quiet_class)
		show_text(s, "     Quiet-Mode access list %s is applied.\n", g->quiet_class);
	else
		show_text(s, "     No Quiet-Mode access list has been configured.\n");
	if (g->log_success)
		show_text(s, "     All successful login is logged.\n");
	if (g->log_failure)
		show_text(s, "     All failed login is logged.\n");
	if (!g->block_s) {
		show_text(s, "\n     Router NOT enabled to watch for login Attacks\n");
		return true;
	}
	show_text(s, "\n     Router enabled to watch for login Attacks.\n     If more than %u login failures occur in %u seconds or less,\n"
		     "     logins will be disabled for %u seconds.\n\n", g->attempts, g->within_s, g->block_s);
	show_mode(s, g, node_now(cli_node(c)));
	return true;
}

static bool show_failures(struct cli *c, const struct args *a, struct show *s)
{
	const struct guard *g = seen(c);
	char at[64];

	(void)a;
	if (!g->n_failures) {
		show_text(s, "*** No logged failed login attempts with the device.***\n");
		return true;
	}
	show_text(s, "Total failed logins: %u\nDetailed information about last %u failures\n\nUsername        SourceIPAddr    lPort Count TimeStamp\n", g->failures, g->n_failures);
	for (u32 i = 0; i < g->n_failures; i++) {
		const struct guard_failure *f = &g->failure[i];

		civil_text(f->last, false, at);
		show_str(s, "user", f->user);
		show_str(s, "source", f->peer);
		show_num(s, "port", f->port);
		show_num(s, "count", f->count);
		show_str(s, "last", at);
		show_end(s);
		show_text(s, "%-15s %-15s %-5u %-5u %s\n", f->user, f->peer, f->port, f->count, at);
	}
	return true;
}

#define LOGIN_HELP "Enable secure login checking|"
static const struct cmd rows[] = {
	{ &mode_config, "login block-for <1-65535>:block attempts <1-65535>:tries within <1-65535>:window",
	  LOGIN_HELP "Set quiet-mode active time period|Time period in seconds|Set max number of fail attempts|Fail attempts|Watch period for fail attempts|Time period in seconds",
	  .run = run_block, .key = 2, .order = ORDER_LOGGING + 60 },
	{ &mode_config, "login delay <1-10>:seconds", LOGIN_HELP "Set delay between successive fail login|Time period in seconds", .run = run_delay, .key = 2,
	  .order = ORDER_LOGGING + 61 },
	{ &mode_config, "login on-failure log [every <1-65535>:n]", LOGIN_HELP "Set options for failed login attempt|Generate syslogs on failure logins|Periodicity of syslogs generated|Number of failed attempts", .run = run_log, .key = 2,
	  .order = ORDER_LOGGING + 63 },
	{ &mode_config, "login on-success log [every <1-65535>:n]", LOGIN_HELP "Set options for successful login attempt|Generate syslogs on successful logins|Periodicity of syslogs generated|Number of successful attempts", .run = run_log, .key = 2,
	  .order = ORDER_LOGGING + 64 },
	{ &mode_exec, "show login", "|Display Secure Login Configurations and State", .show = show_login },
	{ &mode_exec, "show login failures", "||Display login failures", .show = show_failures, .flags = CMD_PRIV },
};
const struct cmd_table guard_cmds[] = { CMD_TABLE(rows) };
const unsigned n_guard_cmds = ARRAY_LEN(guard_cmds);
