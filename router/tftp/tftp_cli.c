/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tftp-server, ip tftp, debug tftp. */
#include <stdio.h>

#include "device/debug.h"
#include "router/ip_cli.h"
#include "router/tftp/tftp.h"

static bool run_server(struct cli *c, const struct args *a)
{
	struct tftp *t = tftp_of(cli_stack(c));
	const char *alias = args_str(a, "alias-name"), *why;
	struct file_url u;
	char name[400], line[900], list[16];

	if (!file_url_parse(device_of(cli_node(c)), args_str(a, "file"), &u, &why) || u.place != FILE_FLASH || !*u.path) {
		cli_error(c, "%%Error opening %s (%s)", args_str(a, "file"), "Invalid argument");
		return false;
	}
	if (args_no(a)) {
		tftp_unserve(t, u.path);
		return true;
	}
	if (alias && strlen(alias) > FLASH_PATH_MAX) {
		cli_error(c, "%% Alias is too long");
		return false;
	}
	snprintf(list, sizeof(list), "%llu", (unsigned long long)args_num(a, "list", 0));
	if (!tftp_serve(t, u.path, alias ? alias : "", args_has(a, "list") ? list : NULL)) {
		cli_error(c, "%% No more files can be served");
		return false;
	}
	snprintf(line, sizeof(line), "tftp-server flash:%s%s%s%s%s", u.path, alias ? " alias " : "", alias ? alias : "", args_has(a, "list") ? " " : "",
		 args_has(a, "list") ? list : "");
	snprintf(name, sizeof(name), "flash:%s", u.path);
	if (strcmp(name, args_str(a, "file")))
		cli_store(c, line);
	return true;
}

static bool run_block(struct cli *c, const struct args *a)
{
	tftp_of(cli_stack(c))->block = args_no(a) ? TFTP_BLOCK : (u32)args_num(a, "bytes", TFTP_BLOCK);
	return true;
}

static bool run_source(struct cli *c, const struct args *a)
{
	tftp_of(cli_stack(c))->source = args_no(a) ? NULL : device_iface(device_of(cli_node(c)), args_str(a, "INTERFACE"));
	return true;
}

static const struct cmd rows[] = {
	{ &mode_config, "tftp-server WORD:file [alias WORD:alias-name] [<1-99>:list]",
	  "Provide TFTP service for netload requests|File of flash: to hand out|Specify an alias for the file|Name that is asked for|IP access list of requesting hosts",
	  .run = run_server, .key = 2, .order = ORDER_IPV6_ROUTE + 37, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip tftp blocksize <512-8192>:bytes", "|TFTP configuration commands|TFTP blocksize|Bytes in a block", .run = run_block, .key = 3,
	  .order = ORDER_IPV6_ROUTE + 35, .dflt = "ip tftp blocksize 512" },
	{ &mode_config, "ip tftp source-interface INTERFACE", "||Specify interface for source address in TFTP connections|", .run = run_source, .key = 3,
	  .order = ORDER_IPV6_ROUTE + 36 },
	DEBUG_CMDS("tftp", "TFTP debugging"),
};
const struct cmd_table tftp_cmds[] = { CMD_TABLE(rows) };
const unsigned n_tftp_cmds = ARRAY_LEN(tftp_cmds);
