/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NetFlow as it was before it became flexible: ip flow ingress, ip flow-export, ip flow-cache. It exports version 9 or 5. */
#include <stdio.h>

#include "router/flow/own.h"

static struct flow_monitor *classic(struct cli *c) { return flow_classic(flows_of(cli_stack(c))); }

static RUN(run_iface)
{
	struct ipif *p = cli_ipif(c);
	bool out = args_has(a, "egress");

	if (!p)
		return false;
	if (args_no(a))
		flow_detach(p, out, AF_IP4, classic(c));
	else if (!flow_attach(p, out, AF_IP4, classic(c), NULL)) {
		cli_error(c, "%% At most %u monitors on an interface", FLOW_TAPS_MAX);
		return false;
	}
	return true;
}

/* `ip route-cache flow`: the same in older words. */
static RUN(run_iface_old)
{
	if (args_no(a))
		return cli_remove_in(c, NULL, "ip flow ingress");
	cli_store(c, "ip flow ingress");
	return run_iface(c, a);
}

static struct flow_exporter *exporter_at(struct cli *c, const struct args *a, bool make)
{
	char name[FLOW_NAME_MAX + 1], text[IP4_TEXT];

	snprintf(name, sizeof(name), "main %s %u", ip4_text(args_ip4(a, "address", 0), text), (unsigned)args_num(a, "port", 0)); /* a name that nobody can type */
	return flow_exporter_at(flows_of(cli_stack(c)), name, make);
}

static RUN(run_destination)
{
	struct flow_monitor *m = classic(c);
	struct flow_exporter *x;
	char line[80], text[IP4_TEXT];

	x = exporter_at(c, a, !args_no(a) && m->n_to < 2); /* two at most (IOS) */
	if (args_no(a))
		return !x || flow_monitor_set_exporter(m, x, false);
	if (!x) {
		cli_error(c, "%% Exceeded maximum export destinations");
		return false;
	}
	x->classic = true;
	x->v5 = m->main->v5;
	x->to = ipaddr4(args_ip4(a, "address", 0));
	x->port = (u16)args_num(a, "port", 0);
	memcpy(x->source, m->main->source, sizeof(x->source));
	x->template_s = m->main->refresh_min * 60;
	if (args_has(a, "udp")) {
		snprintf(line, sizeof(line), "ip flow-export destination %s %u", ip4_text(x->to.v4, text), x->port);
		cli_store(c, line);
	}
	return flow_monitor_set_exporter(m, x, true);
}

static RUN(run_source)
{
	struct flow_monitor *m = classic(c);

	snprintf(m->main->source, sizeof(m->main->source), "%s", args_no(a) ? "" : args_str(a, "INTERFACE"));
	for (unsigned k = 0; k < m->n_to; k++)
		memcpy(m->to[k].x->source, m->main->source, sizeof(m->main->source));
	return true;
}

static RUN(run_version)
{
	struct flow_monitor *m = classic(c);
	u8 as = args_no(a) ? AS_NONE : args_has(a, "origin-as") ? AS_ORIGIN : args_has(a, "peer-as") ? AS_PEER : AS_NONE;
	bool v5 = !args_no(a) && args_has(a, "5");

	if (as != m->main->as)
		flow_cache_flush(m); /* each flow has one kind */
	m->main->as = as;
	if (v5 == m->main->v5)
		return true;
	m->main->v5 = v5;
	for (unsigned k = 0; k < m->n_to; k++) {
		m->to[k].x->v5 = v5;
		m->to[k].x->sequence = 0; /* it counts something else now */
		flow_exporter_update(m->to[k].x);
	}
	return true;
}

static RUN(run_template)
{
	struct flow_monitor *m = classic(c);

	if (args_has(a, "refresh-rate")) {
		m->main->refresh = args_no(a) ? 20 : (u32)args_num(a, "n", 20);
		return true;
	}
	m->main->refresh_min = args_no(a) ? 30 : (u32)args_num(a, "n", 30);
	for (unsigned k = 0; k < m->n_to; k++) {
		m->to[k].x->template_s = m->main->refresh_min * 60;
		flow_exporter_update(m->to[k].x);
	}
	return true;
}

static RUN(run_cache)
{
	struct flow_monitor *m = classic(c);
	u32 v = (u32)args_num(a, "n", 0);

	if (args_has(a, "entries")) {
		m->entries = args_no(a) ? FLOW_ENTRIES : v;
		flow_cache_update(m);
	} else if (args_has(a, "active")) {
		m->active_s = args_no(a) ? FLOW_ACTIVE_S : v * 60;
		flow_cache_retime(m);
	} else {
		m->inactive_s = args_no(a) ? FLOW_INACTIVE_S : v;
		flow_cache_retime(m);
	}
	return true;
}

static RUN(run_clear)
{
	struct flow_monitor *m = flows_of(cli_stack(c))->classic;

	(void)a;
	if (!m)
		return true;
	memset(m->main->size, 0, sizeof(m->main->size));
	memset(m->main->by, 0, sizeof(m->main->by));
	m->main->packets = m->main->polls = 0;
	m->main->cleared = flow_now(m->fl);
	m->c.added = m->c.not_added = 0;
	memset(m->c.aged, 0, sizeof(m->c.aged));
	for (unsigned k = 0; k < m->n_to; k++)
		memset(&m->to[k].x->count, 0, sizeof(m->to[k].x->count));
	return true;
}

#define ORDER_CLASSIC (ORDER_ROUTE - 20)
const struct cmd classic_rows[CLASSIC_ROWS] = {
	{ &mode_interface, "ip flow ingress", "|NetFlow related commands|Enable inbound NetFlow", .run = run_iface, .order = ORDER_IF_IP + 68 },
	{ &mode_interface, "ip flow egress", "||Enable outbound NetFlow", .run = run_iface, .order = ORDER_IF_IP + 69 },
	{ &mode_interface, "ip route-cache flow", "|Enable fast-switching cache for outgoing packets|Enable Flow fast-switching cache", .run = run_iface_old, .order = ORDER_IF_IP + 68, .flags = CMD_ELSEWHERE },
	{ &mode_config, "ip flow-cache entries <1024-524288>:n", "|Configure netflow cache parameters|Number of entries in the main flow cache|Entries", .run = run_cache, .key = 3, .order = ORDER_CLASSIC,
	  .dflt = "ip flow-cache entries 4096" },
	{ &mode_config, "ip flow-cache timeout active <1-60>:n", "||Specify flow cache timeout|Specify the active flow timeout|Timeout in minutes", .run = run_cache, .key = 4, .order = ORDER_CLASSIC + 1,
	  .dflt = "ip flow-cache timeout active 30" },
	{ &mode_config, "ip flow-cache timeout inactive <10-600>:n", "|||Specify the inactive flow timeout|Timeout in seconds", .run = run_cache, .key = 4, .order = ORDER_CLASSIC + 2,
	  .dflt = "ip flow-cache timeout inactive 15" },
	{ &mode_config, "ip flow-export source INTERFACE", "|Specify host/port to send flow statistics|Specify the interface for source address|", .run = run_source, .key = 3, .order = ORDER_CLASSIC + 3, .flags = CMD_IFACE_LATER },
	{ &mode_config, "ip flow-export version {5 | 9} [origin-as | peer-as]", "||Specify the version number|Version 5|Version 9|record origin AS|record peer AS", .run = run_version, .key = 3, .order = ORDER_CLASSIC + 4,
	  .dflt = "ip flow-export version 9" },
	{ &mode_config, "ip flow-export version 1 [LINE]", "|||Version 1|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip flow-export template refresh-rate <1-600>:n", "||Template specific parameters|Specify refresh rate|Number of packets", .run = run_template, .key = 4, .order = ORDER_CLASSIC + 5,
	  .dflt = "ip flow-export template refresh-rate 20" },
	{ &mode_config, "ip flow-export template timeout-rate <1-3600>:n", "|||Specify timeout rate|Timeout in minutes", .run = run_template, .key = 4, .order = ORDER_CLASSIC + 6,
	  .dflt = "ip flow-export template timeout-rate 30" },
	{ &mode_config, "ip flow-export destination A.B.C.D:address <1-65535>:port [udp]", "||Specify the Destination IP address|Hostname or A.B.C.D|UDP/SCTP port number|Use UDP as transport protocol",
	  .run = run_destination, .order = ORDER_CLASSIC + 7, .flags = CMD_MULTI },
	{ &mode_config, "ip flow-export {interface-names | hardware | template options} [LINE]", "||Export interface names|Hardware flows||Options|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip {flow-top-talkers | flow-capture | flow-aggregation} [LINE]", "|Configure top talkers|Capture additional flow information|Configure flow aggregation|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "clear ip flow stats", "|IP|Clear IP flow|Clear IP flow statistics", .run = run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "show ip cache flow", "||IP fast-switching route cache|Netflow switched flows", .show = classic_show_cache },
	{ &mode_exec, "show ip cache verbose flow", "|||Verbose display|Netflow switched flows", .show = classic_show_cache },
	{ &mode_exec, "show ip flow export", "||NetFlow switching|Display export Statistics", .show = classic_show_export },
	{ &mode_exec, "show ip flow interface", "|||Display flow configuration on Interfaces", .show = classic_show_interface },
	{ &mode_exec, "debug ip flow export", "||Flow switching|Display export details", .run = debug_run, .flags = CMD_PRIV },
};
