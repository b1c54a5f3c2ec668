/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * route-target, import map, export map: in `ip vrf`, in `vrf definition` (for the families that have none of their own), and in its address families. What they
 * do is BGP's (router/bgp/vpn.c).
 */
#include <stdio.h>
#include <string.h>

#include "router/bgp/bgp.h"
#include "router/vrf/vrf_cli.h"

struct vrf *vrf_of_block(struct cli *c, unsigned *which)
{
	void *o = cli_object(c, 0);

	for (struct vrf *v = cli_stack(c)->vrfs; v; v = v->next) {
		*which = o == v ? v->old ? 0 : 2 : o == &v->on[1] ? 1 : 0;
		if (o == v || o == &v->on[0] || o == &v->on[1])
			return v;
	}
	bug("vrf: a block of no VRF");
}

static bool set(struct cli *c, u64 *all, u8 *n, u64 target, bool no)
{
	unsigned k = 0;

	while (k < *n && all[k] != target)
		k++;
	if (no && k < *n) {
		memmove(all + k, all + k + 1, (size_t)(--*n - k) * sizeof(*all));
	} else if (!no && k == *n) {
		if (k == VRF_TARGETS_MAX) {
			cli_error(c, "%% No more than %d route targets", (int)VRF_TARGETS_MAX);
			return false;
		}
		all[(*n)++] = target;
	}
	return true;
}

/* `route-target both` and `route-target X` are kept as one line each way. */
RUN(vrf_run_target)
{
	bool import = args_has(a, "import"), export = args_has(a, "export"), both = !import && !export;
	unsigned which;
	struct vrf *v = vrf_of_block(c, &which);
	struct vrf_targets *t = &v->targets[which];
	char text[24], line[100];
	u64 target;

	if (!vrf_target_parse(args_str(a, "target"), &target)) {
		cli_error(c, "%% Invalid route target: ASN:nn or A.B.C.D:nn");
		return false;
	}
	vrf_target_text(target, text);
	if ((import || both) && !set(c, t->import, &t->n_import, target, args_no(a)))
		return false;
	if ((export || both) && !set(c, t->export, &t->n_export, target, args_no(a)))
		return false;
	if (both && args_no(a)) {
		snprintf(line, sizeof(line), "route-target export %s", text);
		cli_remove_in(c, NULL, line);
		snprintf(line, sizeof(line), "route-target import %s", text);
		cli_remove_in(c, NULL, line);
	} else if (both) {
		snprintf(line, sizeof(line), "route-target export %s\nroute-target import %s", text, text);
		cli_store(c, line);
	} else if (!args_no(a)) {
		snprintf(line, sizeof(line), "route-target %s %s", import ? "import" : "export", text);
		cli_store(c, line);
	}
	bgp_vpn_again(cli_stack(c));
	return true;
}

RUN(vrf_run_map)
{
	unsigned which;
	struct vrf *v = vrf_of_block(c, &which);
	struct route_map **at = args_has(a, "import") ? &v->targets[which].import_map : &v->targets[which].export_map;

	route_map_release(*at);
	*at = args_no(a) ? NULL : route_map_hold(cli_stack(c), args_str(a, "map"));
	bgp_vpn_again(cli_stack(c));
	return true;
}
