/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind an area is: `area N stub`, `area N nssa`, and their options, each of which goes alone by a `no` that names it (CMD_OPTIONS_GO). */
#include "cli/text.h"
#include "router/ospf/cli.h"

static struct ospf_proc *proc(struct cli *c) { return cli_object(c, 0); }

static const char area_option[][32] = { "no-summary", "no-redistribution", "default-information-originate", "always", "suppress-fa" };

/* less: those that the line names go; else they are as the line has them. */
static void area_options(struct ospf_area *x, const struct args *a, bool less)
{
	bool *const on[] = { &x->no_summary, &x->nssa_no_redist, &x->nssa_default, &x->translate_always, &x->suppress_fa };

	for (unsigned k = 0; k < ARRAY_LEN(on); k++)
		*on[k] = less ? *on[k] && !args_has(a, area_option[k]) : args_has(a, area_option[k]);
	if (less && x->nssa_default)
		return;
	x->nssa_metric = less ? 1 : (u32)args_num(a, "metric", 1);
	x->nssa_e1 = !less && args_num(a, "type", 2) == 1;
}

static void store_area_kind(struct cli *c, const struct ospf_area *x, const struct args *a)
{
	struct text t = { 0 };

	text_printf(&t, "area %s %s", args_str(a, "aid") ? args_str(a, "aid") : args_str(a, "aip"), x->kind == AREA_STUB ? "stub" : "nssa");
	text_printf(&t, "%s%s", x->nssa_no_redist ? " no-redistribution" : "", x->no_summary ? " no-summary" : "");
	if (x->nssa_default)
		text_puts(&t, " default-information-originate");
	if (x->nssa_default && x->nssa_metric != 1)
		text_printf(&t, " metric %u", x->nssa_metric);
	if (x->nssa_default && x->nssa_e1)
		text_puts(&t, " metric-type 1");
	if (x->translate_always || x->suppress_fa)
		text_printf(&t, " translate type7 %s", x->translate_always ? "always" : "suppress-fa");
	cli_store(c, t.s);
	text_free(&t);
}

RUN(ospf_run_area_kind)
{
	struct ospf_area *x = ospf_area_get(proc(c)->o, ospf_area_arg(a));
	bool less = false;
	enum ospf_area_kind kind;

	for (unsigned k = 0; k < ARRAY_LEN(area_option) && args_no(a); k++)
		less |= args_has(a, area_option[k]);
	kind = args_no(a) && !less ? AREA_NORMAL : args_has(a, "stub") ? AREA_STUB : AREA_NSSA;
	if (!x->id && !args_no(a)) {
		cli_error(c, "%% OSPF: Backbone can not be configured as %s area", kind == AREA_STUB ? "stub" : "NSSA");
		ospf_area_said(x);
		return false;
	}
	if (kind && x->kind_said && x->kind != kind) {
		cli_error(c, "%% OSPF: Area is configured as %s area already", x->kind == AREA_STUB ? "stub" : "NSSA");
		return false;
	}
	for (const struct ospf_vlink *v = proc(c)->vlinks; v && kind; v = v->next)
		if (v->area == x->id) {
			cli_error(c, "%% OSPF: Area cannot be a stub as it contains a virtual link");
			return false;
		}
	area_options(x, a, less);
	x->kind_said = kind != AREA_NORMAL;
	x->configured = true;
	ospf_area_kind(x, kind);
	spf_schedule(x->o, true);
	proc(c)->redist_dirty = true;
	if (less)
		store_area_kind(c, x, a);
	ospf_area_said(x);
	ospf_sync_soon(proc(c)->all);
	return true;
}
