/* SPDX-License-Identifier: GPL-3.0-or-later */
/* errdisable recovery, and its show. */
#include "switch/errdisable.h"

#include <stdlib.h>
#include <string.h>

#include "cli/show.h"
#include "switch/switch_cli.h"

enum { ORDER_CAUSE = ORDER_SPANNING_TREE - 30 };

static struct errdisable *err_of(const struct cli *c)
{
	return device_of(cli_node(c))->bridge->err;
}

static bool recovery_cause(struct cli *c, const struct args *a)
{
	struct errdisable *e = err_of(c);

	if (args_has(a, "all"))
		e->recover_all = !args_no(a);
	for (unsigned i = 0; i < ERR_CAUSES; i++)
		if (args_has(a, errdisable_name(i)))
			e->recover = (e->recover & ~(1u << i)) | (u32)!args_no(a) << i;
	errdisable_recovery_changed(e);
	return true;
}

static bool detect_cause(struct cli *c, const struct args *a)
{
	struct errdisable *e = err_of(c);

	for (unsigned i = 0; i < ERR_CAUSES; i++)
		if (args_has(a, errdisable_name(i)))
			e->ignore = (e->ignore & ~(1u << i)) | (u32)args_no(a) << i;
	return true;
}

/* All are looked for: no line says otherwise any more. */
static bool is_detect(const char *line, const void *arg)
{
	(void)arg;
	return !strncmp(line, "no errdisable detect cause ", 27);
}

static bool detect_all(struct cli *c, const struct args *a)
{
	if (!args_no(a))
		return cli_remove_lines(c, true, is_detect, NULL);
	for (unsigned i = 0; i < ERR_CAUSES; i++) {
		char *line = xasprintf("no errdisable detect cause %s", errdisable_name(i));

		cli_store_in(c, NULL, line);
		free(line);
	}
	err_of(c)->ignore = (1u << ERR_CAUSES) - 1;
	return true;
}

static enum flap_cause flap_of(const struct args *a)
{
	return args_has(a, "link-flap") ? FLAP_LINK : args_has(a, "dtp-flap") ? FLAP_DTP : FLAP_PAGP;
}

static bool flap_setting(struct cli *c, const struct args *a)
{
	enum flap_cause cause = flap_of(a);
	const struct flap_limit usual = flap_limit_default(cause);
	struct flap_limit *l = &err_of(c)->limit[cause];

	*l = usual;
	if (args_no(a))
		return true;
	*l = (struct flap_limit){ (u8)args_num(a, "flaps", usual.most), (u8)args_num(a, "seconds", usual.within_s) };
	if (l->most == usual.most && l->within_s == usual.within_s)
		cli_store(c, "");
	return true;
}

static bool show_flap_values(struct cli *c, const struct args *a, struct show *s)
{
	const struct errdisable *e = err_of(c);

	(void)a;
	show_text(s, "ErrDisable Reason    Flaps    Time (sec)\n-----------------    ------   ----------\n");
	for (unsigned i = 0; i < FLAP_CAUSES; i++) {
		const char *reason = errdisable_words(flap_error(i));

		show_str(s, "reason", reason);
		show_num(s, "flaps", e->limit[i].most);
		show_num(s, "seconds", e->limit[i].within_s);
		show_end(s);
		show_text(s, "%-20s %3u      %3u\n", reason, e->limit[i].most, e->limit[i].within_s);
	}
	return true;
}

static bool recovery_interval(struct cli *c, const struct args *a)
{
	err_of(c)->interval_s = args_no(a) ? ERRDISABLE_RECOVERY_S : (u32)args_num(a, "seconds", ERRDISABLE_RECOVERY_S);
	errdisable_recovery_changed(err_of(c));
	return true;
}

static bool show_recovery(struct cli *c, const struct args *a, struct show *s)
{
	const struct errdisable *e = err_of(c);
	struct node *n = cli_node(c);

	(void)a;
	show_text(s, "ErrDisable Reason            Timer Status\n-----------------            --------------\n");
	for (unsigned i = 0; i < ERR_CAUSES; i++)
		show_text(s, "%-28s %s\n", errdisable_words(i), errdisable_recovers(e, i) ? "Enabled" : "Disabled");
	show_text(s, "\nTimer interval: %u seconds\n\nInterfaces that will be enabled at the next timeout:\n\n", e->interval_s);
	show_text(s, "Interface       Errdisable reason       Time left(sec)\n---------       -----------------       --------------\n");
	for (u16 i = 0; i < e->b->n_ports; i++) {
		const struct errdisable_port *p = &e->port[i];
		u64 left;

		if (!p->sw->iface->err_disabled || !timer_is_set(&p->timer))
			continue;
		left = (p->timer.due - node_now(n)) / NSEC_PER_SEC;
		show_str(s, "interface", p->sw->iface->name);
		show_str(s, "reason", p->sw->iface->err_disabled);
		show_num(s, "seconds_left", left);
		show_end(s);
		show_text(s, "%-14s %18s %19llu\n", p->sw->iface->short_name, p->sw->iface->err_disabled, (unsigned long long)left);
	}
	return true;
}

static bool show_detect(struct cli *c, const struct args *a, struct show *s)
{
	const struct errdisable *e = err_of(c);

	(void)a;
	show_text(s, "ErrDisable Reason            Detection    Mode\n-----------------            ---------    ----\n");
	for (unsigned i = 0; i < ERR_CAUSES; i++) {
		const char *on = errdisable_detects(e, i) ? "Enabled" : "Disabled";

		show_str(s, "reason", errdisable_words(i));
		show_str(s, "detection", on);
		show_str(s, "mode", "port");
		show_end(s);
		show_text(s, "%-28s %-12s port\n", errdisable_words(i), on);
	}
	return true;
}

static bool show_interfaces_status(struct cli *c, const struct args *a, struct show *s)
{
	const struct errdisable *e = err_of(c);

	(void)a;
	show_text(s, "\nPort      Name               Status       Reason               Err-disabled Vlans\n");
	for (u16 i = 0; i < e->b->n_ports; i++) {
		const struct iface *f = e->port[i].sw->iface;

		if (!f->err_disabled)
			continue;
		show_str(s, "port", f->name);
		show_str(s, "name", f->description ? f->description : "");
		show_str(s, "status", "err-disabled");
		show_str(s, "reason", f->err_disabled);
		show_end(s);
		show_text(s, "%-9s %-18.18s %-12s %s\n", f->short_name, f->description ? f->description : "", "err-disabled", f->err_disabled);
	}
	return true;
}

#define DETECT(cause, help, at) \
	{ &mode_config, "errdisable detect cause " cause, "|||" help, .run = detect_cause, .order = ORDER_CAUSE - 10 + at, .dflt = "errdisable detect cause " cause }

static const struct cmd rows[] = {
	{ &mode_config, "errdisable recovery cause all", "Error disable|Error disable recovery|Enable error disable recovery for application|Enable timer to recover from all error causes", .run = recovery_cause, .order = ORDER_CAUSE },
	{ &mode_config, "errdisable recovery cause arp-inspection", "|||Enable timer to recover from arp inspection error disable state", .run = recovery_cause, .order = ORDER_CAUSE + 1 },
	{ &mode_config, "errdisable recovery cause bpduguard", "|||Enable timer to recover from BPDU Guard error", .run = recovery_cause, .order = ORDER_CAUSE + 2 },
	{ &mode_config, "errdisable recovery cause channel-misconfig", "|||Enable timer to recover from channel misconfig error", .run = recovery_cause, .order = ORDER_CAUSE + 3 },
	{ &mode_config, "errdisable recovery cause dhcp-rate-limit", "|||Enable timer to recover from dhcp-rate-limit error", .run = recovery_cause, .order = ORDER_CAUSE + 4 },
	{ &mode_config, "errdisable recovery cause dtp-flap", "|||Enable timer to recover from dtp-flap error", .run = recovery_cause, .order = ORDER_CAUSE + 5 },
	{ &mode_config, "errdisable recovery cause link-flap", "|||Enable timer to recover from link-flap error", .run = recovery_cause, .order = ORDER_CAUSE + 6 },
	{ &mode_config, "errdisable recovery cause pagp-flap", "|||Enable timer to recover from pagp-flap error", .run = recovery_cause, .order = ORDER_CAUSE + 7 },
	{ &mode_config, "errdisable recovery cause psecure-violation", "|||Enable timer to recover from psecure violation error", .run = recovery_cause, .order = ORDER_CAUSE + 8 },
	{ &mode_config, "errdisable recovery cause storm-control", "|||Enable timer to recover from storm-control error", .run = recovery_cause, .order = ORDER_CAUSE + 9 },
	{ &mode_config, "errdisable recovery cause udld", "|||Enable timer to recover from udld error", .run = recovery_cause, .order = ORDER_CAUSE + 10 },
	{ &mode_config, "errdisable flap-setting cause {dtp-flap|link-flap|pagp-flap} max-flaps <1-100>:flaps time <1-120>:seconds",
	  "|Error disable flap detection setting|Error disable flap detection setting for application|Set the dtp-flap values|Set the link-flap values|Set the pagp-flap values|"
	  "Maximum flaps allowed before setting to errdisable|Number of flaps|Time period during which max-flaps are counted|Time value in seconds",
	  .run = flap_setting, .key = 4, .order = ORDER_CAUSE - 15 },
	{ &mode_config, "errdisable recovery interval <30-86400>:seconds", "||Error disable recovery timer value|timer-interval(sec)",
	  .run = recovery_interval, .key = 3, .order = ORDER_SPANNING_TREE - 9, .dflt = "errdisable recovery interval 300" },
	{ &mode_config, "errdisable detect cause all", "|Error disable detection|Enable error disable detection for application|Enable error detection on all cases", .run = detect_all, .flags = CMD_ELSEWHERE },
	DETECT("arp-inspection", "Enable error detection for arp inspection", 0),
	DETECT("bpduguard", "Enable error detection on bpdu-guard", 1),
	DETECT("channel-misconfig", "Enable error detection on channel misconfig", 2),
	DETECT("dhcp-rate-limit", "Enable error detection on dhcp-rate-limit", 3),
	DETECT("dtp-flap", "Enable error detection on dtp-flapping", 4),
	DETECT("link-flap", "Enable error detection on linkstate-flapping", 5),
	DETECT("pagp-flap", "Enable error detection on pagp-flapping", 6),
	DETECT("psecure-violation", "Enable error detection on psecure violation", 7),
	DETECT("storm-control", "Enable error detection on storm-control", 8),
	DETECT("udld", "Enable error detection on udld", 9),
	{ &mode_exec, "show errdisable detect", "||Error disable detection", .show = show_detect },
	{ &mode_exec, "show errdisable flap-values", "||Error disable flap detection settings", .show = show_flap_values },
	{ &mode_exec, "show errdisable recovery", "|Error disable|Error disable recovery status", .show = show_recovery },
	{ &mode_exec, "show interfaces status err-disabled", "||Show interface line status|Show interface error disabled status", .show = show_interfaces_status },
};
const struct cmd_table errdisable_cmds[] = { CMD_TABLE(rows) };
const unsigned n_errdisable_cmds = ARRAY_LEN(errdisable_cmds);
