/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vtp: configuration, `vtp primary`, debug. The texts are those of IOS 15 on access switches. */
#include <stdio.h>
#include <string.h>

#include "device/debug.h"
#include "switch/switch_cli.h"
#include "switch/vtp/vtp_show.h"

struct vtp_switch *vtp_of(const struct cli *c)
{
	return device_of(cli_node(c))->bridge->vtp;
}

static bool is_person(const struct cli *c)
{
	return !cli_is_replay(c);
}

static bool set_domain(struct cli *c, const struct args *a)
{
	struct vtp_switch *s = vtp_of(c);
	const char *name = args_no(a) ? "" : args_str(a, "name");

	if (strlen(name) > VTP_NAME_MAX) {
		cli_error(c, "The VTP domain name is longer than %d characters.", VTP_NAME_MAX);
		return false;
	}
	if (args_no(a) && s->v.version == 3 && is_person(c)) {
		cli_error(c, "The VTP domain name cannot be removed in version 3.");
		return false;
	}
	if (!strcmp(s->v.domain, name)) {
		if (is_person(c))
			cli_print(c, "Domain name already set to %s.\n", name);
		return true;
	}
	if (is_person(c) && !args_no(a)) {
		cli_print(c, "Changing VTP domain name from %s to %s\n", *s->v.domain ? s->v.domain : "NULL", name);
		device_log(s->b->dev, "SW_VLAN", 6, "VTP_DOMAIN_NAME_CHG", "VTP domain name changed to %s.", name);
	}
	vtp_commit(s);
	vtp_set_domain(&s->v, name);
	vtp_configured(s);
	return true;
}

static bool set_mode(struct cli *c, const struct args *a)
{
	struct vtp_switch *s = vtp_of(c);
	enum vtp_mode mode = args_no(a) || args_has(a, "server") ? VTP_SERVER : args_has(a, "client") ? VTP_CLIENT : args_has(a, "transparent") ? VTP_TRANSPARENT : VTP_OFF;

	if (mode == VTP_SERVER)
		cli_store(c, "");
	if (s->v.mode == mode) {
		if (is_person(c))
			cli_print(c, "Device mode already VTP %s for VLANS.\n", vtp_mode_name(mode));
		return true;
	}
	if (is_person(c) && !args_no(a)) {
		cli_print(c, "Setting device to VTP %s mode for VLANS.\n", vtp_mode_name(mode));
		device_log(s->b->dev, "SW_VLAN", 6, "VTP_MODE_CHANGE", "VLAN manager changing device state from %s to %s.", vtp_mode_upper(s->v.mode),
			   vtp_mode_upper(mode));
	}
	vtp_commit(s);
	vtp_set_mode(&s->v, mode);
	vtp_configured(s);
	return true;
}

static bool set_password(struct cli *c, const struct args *a)
{
	struct vtp_switch *s = vtp_of(c);
	const char *text = args_no(a) ? "" : args_str(a, "password");
	bool hidden = !args_no(a) && args_has(a, "hidden");

	if (strlen(text) > VTP_PASSWORD_MAX) {
		cli_error(c, "The VTP password is longer than %d characters.", VTP_PASSWORD_MAX);
		return false;
	}
	if (is_person(c) && !args_no(a))
		cli_print(c, hidden ? "Setting device VTP password\n" : "Setting device VTP password to %s\n", text);
	s->hidden = hidden;
	vtp_set_password(&s->v, text);
	vtp_configured(s);
	return true;
}

static bool set_version(struct cli *c, const struct args *a)
{
	struct vtp_switch *s = vtp_of(c);
	unsigned version = args_no(a) ? 1 : (unsigned)args_num(a, "version", 1);

	if (version == 1)
		cli_store(c, "");
	if (version == s->v.version) {
		if (is_person(c))
			cli_print(c, "VTP version is already in V%u.\n", version);
		return true;
	}
	if (version == 3 && !*s->v.domain) {
		cli_error(c, "Cannot set the version to 3 because domain name is not configured");
		return false;
	}
	if (version < 3 && s->v.version < 3 && s->v.mode == VTP_CLIENT && is_person(c)) {
		cli_error(c, "Cannot modify version in VTP client mode");
		return false;
	}
	vtp_set_version(&s->v, version);
	if (s->booted && !s->installing && version < 3 && s->v.mode == VTP_SERVER) {
		char stamp[VTP_STAMP + 1];

		vtp_stamp_now(s, stamp); /* the domain follows */
		vtp_change(&s->v, 1, vtp_updater(s, NULL), stamp);
	}
	vtp_configured(s);
	return true;
}

static bool set_pruning(struct cli *c, const struct args *a)
{
	struct vtp_switch *s = vtp_of(c);
	bool on = !args_no(a);

	if (is_person(c) && s->v.version < 3 && s->v.mode == VTP_CLIENT) {
		cli_error(c, "Cannot modify pruning unless in VTP server mode");
		return false;
	}
	if (s->v.pruning == on)
		return true;
	if (is_person(c) && !args_no(a))
		cli_print(c, "Pruning switched on\n");
	s->v.pruning = on;
	if (s->booted && !s->installing && s->v.version < 3) {
		char stamp[VTP_STAMP + 1];

		vtp_stamp_now(s, stamp); /* the domain follows */
		vtp_change(&s->v, 1, vtp_updater(s, NULL), stamp);
	}
	vtp_configured(s);
	return true;
}

static bool set_interface(struct cli *c, const struct args *a)
{
	struct vtp_switch *s = vtp_of(c);

	snprintf(s->prefer, sizeof(s->prefer), "%s", args_no(a) ? "" : args_str(a, "name"));
	s->prefer_only = !args_no(a) && args_has(a, "only");
	return true;
}

static bool set_kept(struct cli *c, const struct args *a)
{
	struct vtp_switch *s = vtp_of(c);

	s->kept = (struct vtp_kept){ .on = !args_no(a) };
	if (args_no(a))
		return true;
	s->kept.revision = (u32)args_num(a, "revision", 0);
	s->kept.updater = args_ip4(a, "updater", 0);
	if (strcmp(args_str(a, "stamp"), "0"))
		snprintf(s->kept.stamp, sizeof(s->kept.stamp), "%s", args_str(a, "stamp"));
	return true;
}

static bool set_port(struct cli *c, const struct args *a)
{
	struct swport *p = switch_port_of(c);

	if (!p)
		return false;
	vtp_of(c)->off[p->index] = args_no(a);
	vtp_port_changed(vtp_of(c), p);
	return true;
}

static void primary_confirmed(struct cli *c, void *state, const char *answer)
{
	struct vtp_switch *s = vtp_of(c);
	char stamp[VTP_STAMP + 1];

	(void)state;
	if (*answer && *answer != 'y' && *answer != 'Y')
		return;
	vtp_stamp_now(s, stamp);
	snprintf(s->v.name, sizeof(s->v.name), "%s", shell_hostname(s->b->dev->shell));
	vtp_take_over(&s->v, vtp_updater(s, NULL), stamp);
	vtp_configured(s);
}

static bool become_primary(struct cli *c, const struct args *a)
{
	struct vtp_switch *s = vtp_of(c);

	if (s->v.version < 3) {
		cli_error(c, "VTP version 3 is required for this command");
		return false;
	}
	if (s->v.mode != VTP_SERVER) {
		cli_error(c, "System can become primary server for Vlan feature only when configured as a server");
		return false;
	}
	if (vtp_is_primary(&s->v)) {
		cli_print(c, "This system is already primary server for feature vlan\n");
		return true;
	}
	cli_print(c, "This system is becoming primary server for feature vlan\n");
	if (args_has(a, "force"))
		primary_confirmed(c, NULL, "");
	else
		cli_ask(c, "Do you want to continue? [confirm]", "", primary_confirmed, NULL);
	return true;
}

static bool clear_counters(struct cli *c, const struct args *a)
{
	(void)a;
	vtp_of(c)->v.count = (struct vtp_counters){ 0 };
	return true;
}

enum { ORDER_VTP = ORDER_VLAN - 40 };

static const struct cmd rows[] = {
	{ &mode_config, "vtp domain WORD:name", "Configure global VTP state|Set the name of the VTP administrative domain.|The ascii name for the VTP administrative domain.",
	  .run = set_domain, .key = 2, .order = ORDER_VTP },
	{ &mode_config, "vtp mode {client|off|server|transparent} [vlan]",
	  "|Configure VTP device mode|Set the device to client mode.|Set the device to off mode.|Set the device to server mode.|Set the device to transparent mode.|Set the mode for VLAN VTP instance.",
	  .run = set_mode, .key = 2, .order = ORDER_VTP + 1 },
	{ &mode_config, "vtp password WORD:password [hidden]",
	  "|Set the password for the VTP administrative domain|The ascii password for the VTP administrative domain.|Set the VTP password hidden option", .run = set_password, .key = 2,
	  .order = ORDER_VTP + 2 },
	{ &mode_config, "vtp version <1-3>:version", "|Set the administrative domain to VTP version|Set the administrative domain VTP version number.", .run = set_version, .key = 2,
	  .order = ORDER_VTP + 3 },
	{ &mode_config, "vtp database revision <0-4294967295>:revision updater A.B.C.D:updater at WORD:stamp",
	  "|What is kept of the VLAN database over a reload|Its configuration revision|Revision number|Who changed it last|Address|When|yymmddhhmmss", .run = set_kept, .key = 2,
	  .order = ORDER_VLAN + 10 },
	{ &mode_config, "vtp pruning", "|Set the administrative domain to permit pruning", .run = set_pruning, .order = ORDER_VTP + 5 },
	{ &mode_config, "vtp interface INTERFACE:name [only]",
	  "|Configure interface as the preferred source for the VTP IP updater address.||Use only this interface's IP address as the VTP IP updater.", .run = set_interface, .key = 2,
	  .order = ORDER_VTP + 4, .flags = CMD_IFACE_LATER },
	{ &mode_config, "vtp file LINE", "|Configure IFS filesystem file where VTP configuration is stored.|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "vtp mode {client|off|server|transparent} {mst|unknown}", "||||||Set the mode for MST VTP instance.|Set the mode for unknown VTP instances.", .flags = CMD_UNSUPPORTED },
	{ &mode_interface, "vtp", "Enable VTP on this interface", .run = set_port, .key = 1, .order = ORDER_IF_SPEED + 6, .dflt = "vtp" },
	{ &mode_exec, "vtp primary [vlan] [force]", "Configure global VTP state|Become the primary server|VLAN feature|Do not check for conflicting devices", .run = become_primary, .flags = CMD_PRIV },
	{ &mode_exec, "clear vtp counters", "|Clear VTP items|Clear VTP counters", .run = clear_counters, .flags = CMD_PRIV },
	{ &mode_exec, "show vtp status", "|VTP information|VTP domain status", .show = show_vtp_status },
	{ &mode_exec, "show vtp password", "||VTP password", .show = show_vtp_password },
	{ &mode_exec, "show vtp counters", "||VTP statistics", .show = show_vtp_counters },
	{ &mode_exec, "show vtp devices [conflict]", "||VTP version 3 domain information|Only those devices that conflict", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show vtp interface [INTERFACE:port]", "||VTP interface status and configuration|", .show = show_vtp_interface },
	{ &mode_exec, "show interfaces pruning", "||Show interface trunk VTP pruning information", .show = show_vtp_pruning },
	DEBUG_CMDS("sw-vlan vtp pruning", "||Turn on VTP debugging|VTP pruning"),
	DEBUG_CMDS("sw-vlan vtp events", "VLAN manager information|Turn on VTP debugging|VTP events"),
};
const struct cmd_table vtp_cmds[] = { CMD_TABLE(rows) };
const unsigned n_vtp_cmds = ARRAY_LEN(vtp_cmds);
