/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * VRF-lite: several routing tables on one device, each an ipstack of its own (router/ip.h) with its interfaces, RIB, FIB, sockets and protocols. What
 * lies below addresses is the device's: leaves and neighbours are one table (router/stack.h), so that a route of one VRF can lead out through
 * an interface of another, at the same speed. What is configured once a device (access lists, route maps, key chains, names) hangs at the root stack.
 */
#ifndef ROUTER_VRF_VRF_H
#define ROUTER_VRF_VRF_H

#include "router/route.h"
#include "router/stack.h"

enum { VRFS_MAX = 256, VRF_NAME_MAX = 32, VRF_TARGETS_MAX = 32 };

struct route_map;
/* What comes in from other VRFs, and what goes out to them (RFC 4364 4.3): route targets as extended communities, and the maps beside them. */
struct vrf_targets {
	u64 import[VRF_TARGETS_MAX], export[VRF_TARGETS_MAX];
	u8 n_import, n_export;
	struct route_map *import_map, *export_map;	/* held; NULL: none */
};

struct vrf_limit {	/* limit.c: `maximum routes` */
	struct ipstack *ip;
	struct rib_watch watch;
	struct timer look;
	u32 warn;		/* so many, and a message; 0: no line */
	u32 limit;		/* no more than these; 0: any number */
	u8 percent;		/* of them are `warn` */
	u8 reinstall;		/* per cent of them: below, what was refused comes in */
	u8 af;
	bool over, told;	/* told: that one was refused */
};

struct vrf {
	struct vrf *next;
	struct ipstack *ip;
	char *name, *description;
	u32 id;			/* as `show vrf detail` numbers them, from 1 in order of definition */
	u64 rd;			/* route distinguisher (RFC 4364 4.2: 2 octets of type, 6 of value); 0: none */
	bool old;		/* `ip vrf`: IPv4 alone, without address families */
	bool on[2];		/* IPv4, IPv6 are enabled */
	struct vrf_limit limits[2];
	struct vrf_targets targets[3]; /* of IPv4, of IPv6; of both, for the family that has none of its own */
};

struct vrf *vrf_find(const struct ipstack *s, const char *name);
/* Made where there is none; NULL: too many, or the name is too long. */
struct vrf *vrf_get(struct ipstack *s, const char *name);
/* Its interfaces fall to the root. */
void vrf_remove(struct vrf *v);
void vrf_limits_end(struct ipstack *s);	/* of a stack that is about to end */
u32 vrf_routes(const struct vrf *v, unsigned af); /* how many the table has */
void vrf_refused(struct ipstack *s, const struct rib_entry *e); /* the table is full: it stays out */
void vrfs_free(struct ipstack *root); /* when all stacks are gone but the root */
/* "default" of the root. */
static inline const char *vrf_name(const struct ipstack *s) { return s->vrf ? s->vrf->name : "default"; }
/* "65000:1", "10.0.0.1:7", "70000:3"; false: none of these. */
bool vrf_rd_parse(const char *text, u64 *rd);
const char *vrf_rd_text(u64 rd, char buf[24]);

/* A route target of that text, as an extended community of eight octets (RFC 4360 3.1); false: none. */
bool vrf_target_parse(const char *text, u64 *target);
const char *vrf_target_text(u64 target, char buf[24]);
/* What holds for the family (0: IPv4, 1: IPv6). */
const u64 *vrf_imports(const struct vrf *v, unsigned af, unsigned *n);
const u64 *vrf_exports(const struct vrf *v, unsigned af, unsigned *n);
struct route_map *vrf_import_map(const struct vrf *v, unsigned af);
struct route_map *vrf_export_map(const struct vrf *v, unsigned af);

extern const struct cmd_table vrf_cmds[];
extern const unsigned n_vrf_cmds;

#endif
