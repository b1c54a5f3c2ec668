/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `mac access-list extended`: entries in the order in which they were made, the first that fits decides. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "switch/filter/filter.h"

static const struct { const char *name; u16 type; } types[] = {
	{ "aarp", 0x80f3 }, { "amber", 0x6008 }, { "appletalk", 0x809b }, { "dec-spanning", 0x8038 }, { "decnet-iv", 0x6003 }, { "diagnostic", 0x6005 }, { "dsm", 0x8039 },
	{ "etype-6000", 0x6000 }, { "etype-8042", 0x8042 }, { "lat", 0x6004 }, { "lavc-sca", 0x6007 }, { "mop-console", 0x6002 }, { "mop-dump", 0x6001 },
	{ "msdos", 0x8041 }, { "mumps", 0x6009 }, { "netbios", 0x8040 }, { "vines-echo", 0x0baf }, { "vines-ip", 0x0bad }, { "xns-idp", 0x0600 },
};

bool mac_type_parse(const char *text, u16 *type)
{
	char *end;
	unsigned long v = strtoul(text, &end, 0);

	for (unsigned k = 0; k < ARRAY_LEN(types); k++)
		if (!strcmp(types[k].name, text)) {
			*type = types[k].type;
			return true;
		}
	*type = (u16)v;
	return *text >= '0' && *text <= '9' && !*end && v <= 0xffff;
}

const char *mac_type_name(u16 type)
{
	for (unsigned k = 0; k < ARRAY_LEN(types); k++)
		if (types[k].type == type)
			return types[k].name;
	return NULL;
}

const char *mac_type_word(unsigned at) { return at < ARRAY_LEN(types) ? types[at].name : NULL; }

/* ---- lists ---- */

struct mac_acl *mac_acl_find(const struct filter *x, const char *name)
{
	struct mac_acl *l = x->mac_acls;

	while (l && strcmp(l->name, name) != 0)
		l = l->next;
	return l;
}

static struct mac_acl *get(struct filter *x, const char *name)
{
	struct mac_acl *l = mac_acl_find(x, name), **at = &x->mac_acls;

	if (l || x->n_mac_acls >= MAC_ACLS_MAX || strlen(name) >= FILTER_NAME_MAX)
		return l;
	while (*at && strcmp((*at)->name, name) < 0)
		at = &(*at)->next;
	l = xcalloc(1, sizeof(*l));
	snprintf(l->name, sizeof(l->name), "%s", name);
	l->next = *at;
	*at = l;
	x->n_mac_acls++;
	return l;
}

static void tidy(struct filter *x, struct mac_acl *l)
{
	struct mac_acl **at = &x->mac_acls;

	if (l->defined || l->holds)
		return;
	while (*at != l)
		at = &(*at)->next;
	*at = l->next;
	x->n_mac_acls--;
	free(l->ace);
	free(l);
}

struct mac_acl *mac_acl_hold(struct filter *x, const char *name)
{
	struct mac_acl *l = get(x, name);

	if (l)
		l->holds++;
	return l;
}

void mac_acl_release(struct filter *x, struct mac_acl *l)
{
	if (!l)
		return;
	l->holds--;
	tidy(x, l);
}

struct mac_acl *mac_acl_define(struct filter *x, const char *name)
{
	struct mac_acl *l = get(x, name);

	if (l)
		l->defined = true;
	return l;
}

void mac_acl_undefine(struct filter *x, struct mac_acl *l)
{
	l->n = 0;
	l->defined = false;
	tidy(x, l);
}

/* ---- entries ---- */

static bool side_same(const struct mac_side *x, const struct mac_side *y) { return mac_eq(x->mac, y->mac) && mac_eq(x->wild, y->wild); }

struct mac_ace *mac_acl_entry(struct mac_acl *l, const struct mac_ace *like)
{
	for (u32 k = 0; k < l->n; k++) {
		struct mac_ace *e = &l->ace[k];

		if (e->permit == like->permit && side_same(&e->src, &like->src) && side_same(&e->dst, &like->dst) && e->type == like->type &&
		    e->type_wild == like->type_wild && e->cos == like->cos)
			return e;
	}
	return NULL;
}

bool mac_acl_add(struct mac_acl *l, const struct mac_ace *e)
{
	if (l->n >= MAC_ACES_MAX)
		return false;
	l->ace = xrealloc(l->ace, l->n + 1, sizeof(*l->ace));
	l->ace[l->n++] = *e;
	return true;
}

void mac_acl_delete(struct mac_acl *l, struct mac_ace *e)
{
	memmove(e, e + 1, (size_t)(l->ace + --l->n - e) * sizeof(*e));
}

static bool fits(const struct mac_side *s, const u8 *mac)
{
	u8 differ = 0;

	for (unsigned k = 0; k < 6; k++)
		differ |= (u8)((s->mac[k] ^ mac[k]) & ~s->wild[k]);
	return !differ;
}

enum acl_answer mac_acl_match(struct mac_acl *l, const struct frame *f, u16 type)
{
	int cos = bridge_is_tagged(f) && f->len >= ETH_HLEN + TAG_LEN ? f->data[14] >> 5 : -1;

	for (u32 k = 0; k < l->n; k++) {
		struct mac_ace *e = &l->ace[k];

		if (!fits(&e->dst, f->data) || !fits(&e->src, f->data + ETH_SRC) || (e->type >= 0 && (e->type ^ type) & ~e->type_wild) || (e->cos >= 0 && e->cos != cos))
			continue;
		e->matches++;
		return e->permit ? ACL_PERMIT : ACL_DENY;
	}
	return l->n ? ACL_DENY : ACL_NOTHING;
}

static int side_text(const struct mac_side *s, char *buf, size_t len)
{
	static const u8 all[6] = { 255, 255, 255, 255, 255, 255 }, none[6];
	char mac[MAC_TEXT], wild[MAC_TEXT];

	if (mac_eq(s->wild, all))
		return snprintf(buf, len, " any");
	if (mac_eq(s->wild, none))
		return snprintf(buf, len, " host %s", mac_dotted(s->mac, mac));
	return snprintf(buf, len, " %s %s", mac_dotted(s->mac, mac), mac_dotted(s->wild, wild));
}

void mac_ace_text(const struct mac_ace *e, char *buf, size_t len)
{
	const char *name = e->type >= 0 && !e->type_wild ? mac_type_name((u16)e->type) : NULL;
	char src[48], dst[48], type[32] = "", cos[16] = "";

	side_text(&e->src, src, sizeof(src));
	side_text(&e->dst, dst, sizeof(dst));
	if (name)
		snprintf(type, sizeof(type), " %s", name);
	else if (e->type >= 0)
		snprintf(type, sizeof(type), " 0x%X 0x%X", (unsigned)e->type, e->type_wild);
	if (e->cos >= 0)
		snprintf(cos, sizeof(cos), " cos %d", e->cos);
	snprintf(buf, len, "%s%s%s%s%s", e->permit ? "permit" : "deny", src, dst, type, cos);
}
