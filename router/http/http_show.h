/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `show ip http server` has; its rows stand in http_cli.c. */
#ifndef ROUTER_HTTP_HTTP_SHOW_H
#define ROUTER_HTTP_HTTP_SHOW_H

#include "router/http/http.h"
#include "router/ip_cli.h"

VIEW(http_show_status);
VIEW(http_show_connections);
VIEW(http_show_history);
VIEW(http_show_statistics);
VIEW(http_show_all);
void http_show_secure_lines(const struct http *h, struct show *s); /* secure.c */

#endif
