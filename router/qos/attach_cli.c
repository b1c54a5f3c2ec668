/* SPDX-License-Identifier: GPL-3.0-or-later */
/* service-policy on interfaces and on the control plane; clear. */
#include "router/ip_cli.h"
#include "router/qos/own.h"

const struct cli_mode mode_control_plane = { "control-plane", "(config-cp)", &mode_config };

static bool service_policy(struct cli *c, const struct args *a, struct ipif *p)
{
	struct qos *q = cli_qos(c);
	bool out = args_has(a, "output");
	struct qos_attach *at = p ? p->qos[out] : qos_control_plane(q, out);
	struct policy_map *m;
	char why[200];

	if (args_no(a)) {
		if (at)
			qos_detach(at);
		return true;
	}
	m = policy_map_find(q, args_str(a, "name"));
	if (!m || !m->defined) {
		cli_error(c, "%% policy map %s not configured", args_str(a, "name"));
		return false;
	}
	if (qos_attach(q, p, out, m, why, sizeof(why)))
		return true;
	cli_error(c, "%s", why);
	return false;
}

static RUN(run_iface)
{
	struct ipif *p = cli_ipif(c);

	if (p && (p->i->type == IF_LOOPBACK || p->i->type == IF_NULL)) {
		cli_error(c, "%% Service-policy is not supported on this interface");
		return false;
	}
	return p && service_policy(c, a, p);
}

static RUN(run_control) { return service_policy(c, a, NULL); }

static RUN(run_control_plane)
{
	if (!args_no(a))
		cli_enter_object(c, cli_qos(c));
	return true;
}

static RUN(run_clear)
{
	struct qos_attach *at = qos_control_plane(cli_qos(c), false);

	(void)a;
	if (at)
		qos_tree_clear(at->root);
	return true;
}

const struct cmd qos_attach_rows[QOS_ATTACH_ROWS] = {
	{ &mode_interface, "service-policy {input|output} WORD:name", "Configure CPL Service Policy|Assign policy-map to the input of an interface|Assign policy-map to the output of an interface|policy-map name",
	  .run = run_iface, .key = 2, .order = ORDER_IF_SHUTDOWN + 60, .complete = qos_complete_policy },
	{ &mode_interface, "service-policy {type|history} LINE", "|Configure a CPL service policy type|Keep history of QoS metrics|", .flags = CMD_UNSUPPORTED },
	{ &mode_interface, "fair-queue [LINE]", "Enable Fair Queuing on an Interface|", .flags = CMD_UNSUPPORTED },
	{ &mode_interface, "rate-limit LINE", "Rate Limit|", .flags = CMD_UNSUPPORTED },
	{ &mode_interface, "traffic-shape LINE", "Enable Traffic Shaping on an Interface or Sub-Interface|", .flags = CMD_UNSUPPORTED },
	{ &mode_interface, "random-detect [LINE]", "Enable Weighted Random Early Detection (WRED) on an Interface|", .flags = CMD_UNSUPPORTED },
	{ &mode_interface, "{priority-group | custom-queue-list | max-reserved-bandwidth} LINE",
	  "Assign a priority group to an interface|Assign a custom queue list to an interface|Maximum Reservable Bandwidth on an Interface|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "control-plane", "Configure control plane services", .run = run_control_plane, .enter = &mode_control_plane, .order = ORDER_BANNER - 20 },
	{ &mode_control_plane, "service-policy input WORD:name", "Configure QOS Service Policy|Assign policy-map to the input of the control plane|policy-map name", .run = run_control, .key = 2, .order = 10, .complete = qos_complete_policy },
	{ &mode_control_plane, "service-policy output LINE", "|Assign policy-map to the output of the control plane|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "clear control-plane *", "Reset functions|Clear counters of the control plane|All of them", .run = run_clear, .flags = CMD_PRIV },
};
