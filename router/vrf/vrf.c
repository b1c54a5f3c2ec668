/* SPDX-License-Identifier: GPL-3.0-or-later */
/* VRFs by name, and route distinguishers. */
#include "router/vrf/vrf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/policy/pbr.h"

struct vrf *vrf_find(const struct ipstack *s, const char *name)
{
	struct vrf *v = s->root->vrfs;

	while (v && strcmp(v->name, name))
		v = v->next;
	return v;
}

struct vrf *vrf_get(struct ipstack *s, const char *name)
{
	struct ipstack *root = s->root;
	struct vrf *v = vrf_find(root, name), **at = &root->vrfs;
	u32 n = 0, id = 0;

	if (v)
		return v;
	for (v = root->vrfs; v; v = v->next, n++)
		id = v->id > id ? v->id : id;
	if (n >= VRFS_MAX || strlen(name) > VRF_NAME_MAX)
		return NULL;
	v = xcalloc(1, sizeof(*v));
	v->name = xstrdup(name);
	v->id = id + 1;
	while (*at && strcmp((*at)->name, name) < 0)
		at = &(*at)->next;
	v->next = *at;
	*at = v;
	v->ip = ipstack_new_vrf(root, v);
	return v;
}

static void vrf_free(struct vrf *v)
{
	for (unsigned k = 0; k < ARRAY_LEN(v->targets); k++) {
		route_map_release(v->targets[k].import_map);
		route_map_release(v->targets[k].export_map);
	}
	free(v->name);
	free(v->description);
	free(v);
}

void vrf_remove(struct vrf *v)
{
	struct vrf **at = &v->ip->root->vrfs;

	while (*at != v)
		at = &(*at)->next;
	*at = v->next;
	pbr_vrf_gone(v->ip);
	ipstack_free_vrf(v->ip);
	vrf_free(v);
}

void vrfs_free(struct ipstack *root)
{
	for (struct vrf *v; (v = root->vrfs);) {
		root->vrfs = v->next;
		vrf_free(v);
	}
}

/* ---- distinguishers ---- */

static bool number(const char **p, u64 most, u64 *out)
{
	u64 n = 0;

	if (**p < '0' || **p > '9')
		return false;
	for (; **p >= '0' && **p <= '9'; ++*p) {
		n = 10 * n + (u64)(**p - '0');
		if (n > most)
			return false;
	}
	*out = n;
	return true;
}

bool vrf_rd_parse(const char *text, u64 *rd)
{
	const char *colon = strchr(text, ':'), *p = text;
	char left[16];
	u64 a, n;
	u32 ip;

	if (!colon || (size_t)(colon - text) >= sizeof(left))
		return false;
	memcpy(left, text, (size_t)(colon - text));
	left[colon - text] = 0;
	if (ip4_parse(left, &ip)) {
		p = colon + 1;
		if (!number(&p, 0xffff, &n) || *p)
			return false;
		*rd = 1ull << 48 | (u64)ip << 16 | n;
		return true;
	}
	if (!number(&p, 0xffffffff, &a) || p != colon || !a)
		return false;
	p++;
	if (!number(&p, a > 0xffff ? 0xffff : 0xffffffff, &n) || *p)
		return false;
	*rd = a > 0xffff ? 2ull << 48 | a << 16 | n : a << 32 | n;
	return true;
}

const char *vrf_rd_text(u64 rd, char buf[24])
{
	char t[IP4_TEXT];

	switch (rd >> 48) {
	case 0:
		snprintf(buf, 24, "%u:%u", (unsigned)(rd >> 32 & 0xffff), (unsigned)rd);
		break;
	case 1:
		snprintf(buf, 24, "%s:%u", ip4_text((u32)(rd >> 16), t), (unsigned)(rd & 0xffff));
		break;
	default:
		snprintf(buf, 24, "%u:%u", (unsigned)(rd >> 16), (unsigned)(rd & 0xffff));
	}
	return buf;
}

/* ---- route targets: the same value behind another type ---- */

enum { TARGET = 2 };	/* RFC 4360 4: the sub-type */

bool vrf_target_parse(const char *text, u64 *target)
{
	u64 rd;

	if (!vrf_rd_parse(text, &rd))
		return false;
	*target = rd >> 48 << 56 | (u64)TARGET << 48 | (rd & 0xffffffffffffull);
	return true;
}

const char *vrf_target_text(u64 target, char buf[24]) { return vrf_rd_text(target >> 56 << 48 | (target & 0xffffffffffffull), buf); }

static const struct vrf_targets *own(const struct vrf *v, unsigned af) { return &v->targets[af]; }
static const struct vrf_targets *shared(const struct vrf *v) { return &v->targets[2]; }

const u64 *vrf_imports(const struct vrf *v, unsigned af, unsigned *n)
{
	const struct vrf_targets *t = own(v, af)->n_import ? own(v, af) : shared(v);

	*n = t->n_import;
	return t->import;
}

const u64 *vrf_exports(const struct vrf *v, unsigned af, unsigned *n)
{
	const struct vrf_targets *t = own(v, af)->n_export ? own(v, af) : shared(v);

	*n = t->n_export;
	return t->export;
}

struct route_map *vrf_import_map(const struct vrf *v, unsigned af) { return own(v, af)->import_map ? own(v, af)->import_map : shared(v)->import_map; }
struct route_map *vrf_export_map(const struct vrf *v, unsigned af) { return own(v, af)->export_map ? own(v, af)->export_map : shared(v)->export_map; }
