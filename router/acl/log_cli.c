/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often `log` of access lists speaks. */
#include "router/acl/acl_cli.h"

RUN(acl_run_log_threshold)
{
	acl_log_threshold(cli_stack(c), args_no(a) ? 0 : (u32)args_num(a, "packets", 0));
	return true;
}

RUN(acl_run_log_interval)
{
	acl_log_interval(cli_stack(c), args_no(a) ? 0 : (u32)args_num(a, "ms", 0));
	return true;
}
