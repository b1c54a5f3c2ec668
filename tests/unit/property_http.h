/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines about HTTP, for the samples of all kinds. */
#ifndef TESTS_PROPERTY_HTTP_H
#define TESTS_PROPERTY_HTTP_H

#define HTTP_SERVER \
	"ip http server\n" \
	"!\n" \
	"ip http port 8080\n" \
	"ip http secure-server\n" \
	"ip http secure-port 8443\n" \
	"ip http tls-version TLSv1.3\n" \
	"!\n"
#define HTTP_CLASS \
	"ip http access-class 5\n" \
	"ip http access-class ipv6 V6\n" \
	"!\n" \
	"ip http authentication local\n" \
	"!\n"
#define HTTP_REST(iface) \
	"ip http path flash:www\n" \
	"ip http max-connections 7\n" \
	"ip http timeout-policy idle 60 life 86400 requests 10000\n" \
	"!\n" \
	"ip http client source-interface " iface "\n" \
	"ip http client username admin\n" \
	"ip http client password secret\n" \
	"!\n"

#define HTTP_TYPED \
	{ "", "ip http path flash0:/a/", "ip http path flash:a" }, \
	{ "", "ip http tls-version TLSv1.2", "ip http tls-version TLSv1.2" }
#define HTTP_TYPED_CLASS \
	{ "", "ip http access-class ipv4 IN", "ip http access-class ipv4 IN" }, \
	{ "", "ip http authentication enable", NULL }, \
	{ "", "ip http authentication aaa", "ip http authentication aaa" }, \
	{ "", "ip http authentication aaa login-authentication WEB", "ip http authentication aaa login-authentication WEB" }, \
	{ "", "ip http authentication aaa exec-authorization WEB", "ip http authentication aaa exec-authorization WEB" }

#endif
