/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Log lines to servers, over UDP (RFC 3164, as IOS writes it: "<189>25: *Jan  1 00:00:00.000: %SYS-5-CONFIG_I: ..."). A line is noted where it is made and
 * sent by a timer: whoever logs may be in the middle of anything. What is logged while lines are sent is not sent, or it would never end.
 */
#ifndef ROUTER_SYSLOG_H
#define ROUTER_SYSLOG_H

#include "device/log_filter.h"
#include "router/stack.h"

enum { SYSLOG_PORT = 514, SYSLOG_HOSTS_MAX = 16, SYSLOG_QUEUE = 128, SYSLOG_LOCAL7 = 23, SYSLOG_TRAP_DEFAULT = 6, SYSLOG_LINE_MAX = 560 };

struct syslog_host {
	struct syslog_host *next;
	struct log_place place; /* its discriminator */
	u8 slot;		/* which bit of a line's `keep` is its */
	struct ipstack *ip;	/* of its VRF */
	struct udp_socket udp;	/* open in a VRF: the socket of all is the root's */
	struct ipaddr addr;
	u16 port;
	u64 sent;
};

struct syslog_line {
	char *text;
	u32 takes;		/* a bit for each host that its discriminator lets the line through to */
};

struct syslog {
	struct log_tap tap;
	struct ipstack *ip;
	struct udp_socket udp;
	struct timer timer;
	struct syslog_host *hosts;
	unsigned n_hosts;
	u8 trap;		/* severities up to this go; 255: none */
	u8 facility;
	char origin[64];	/* `logging origin-id`; "": none */
	bool origin_hostname;
	struct iface *source;
	struct syslog_line queue[SYSLOG_QUEUE];
	u32 slots;		/* taken by hosts */
	unsigned first, n;
	bool sending;
	u32 seq;
	u64 lines, lost;
};

struct syslog *syslog_of(struct ipstack *s); /* makes it */
/* A host is an address in a VRF. set: finds or makes; NULL: too many. */
struct syslog_host *syslog_host_set(struct syslog *l, struct ipstack *vrf, const struct ipaddr *addr, u16 port);
u16 syslog_host_port(struct syslog *l, const struct ipstack *vrf, const struct ipaddr *addr); /* 0: there is no such host */
void syslog_host_remove(struct syslog *l, const struct ipstack *vrf, const struct ipaddr *addr);
void syslog_iface_gone(struct ipif *p);
void syslog_stack_free(struct ipstack *s);

#endif
