/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/snoop_db.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/files/files.h"

enum { LINE_MAX_LEN = 160, WORDS = 6 };
#define SUM_BEGIN 0x811c9dc5u

/* Of a line and all before it. The function of real switches was never published: this is FNV-1a, and `validation none` reads their files. */
static u32 sum(u32 so_far, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		so_far = (so_far ^ (u8)text[i]) * 16777619u;
	return so_far;
}

static void over(struct snoop_db *db, bool ok, const char *what, const char *why)
{
	struct device *d = db->s->b->dev;

	*(ok ? &db->succeeded : &db->failed) = device_wall_clock(d);
	if (ok) {
		db->first = db->first ? db->first : what;
		device_log(d, "DHCP_SNOOPING", 6, "AGENT_OPERATION_SUCCEEDED", "DHCP snooping database %s succeeded.", what);
		return;
	}
	db->why = why;
	device_log(d, "DHCP_SNOOPING", 4, "AGENT_OPERATION_FAILED", "DHCP snooping binding transfer failed. %s", why);
}

/* ---- reading ---- */

static bool number(const char *text, int base, u64 max, u64 *v)
{
	char *end;

	if (!isxdigit((unsigned char)*text))
		return false;
	*v = strtoull(text, &end, base);
	return !*end && *v <= max;
}

/* One binding: which counter says why it was not taken; NULL: it was. */
static u32 *take(struct snoop_db *db, char *const *word)
{
	struct snoop *s = db->s;
	struct device *d = s->b->dev;
	u64 vlan, ends;
	s64 now = device_wall_clock(d) / (s64)NSEC_PER_SEC;
	const struct binding *there;
	struct iface *i;
	u32 ip;
	u8 mac[6];

	if (!ip4_parse(word[0], &ip) || !number(word[1], 10, VLAN_MAX, &vlan) || !mac_parse(word[2], mac) || mac_is_group(mac) || !number(word[3], 16, UINT32_MAX, &ends))
		return &db->last.parse;
	i = device_iface(d, word[4]);
	if (!i || !i->sw)
		return &db->last.interfaces;
	if (!vlan_in(&s->vlans, (u16)vlan))
		return &db->last.vlans;
	if (ends != UINT32_MAX && (s64)ends <= now)
		return &db->last.expired;
	there = binding_of_ip(&s->table, ip, (u16)vlan);
	if (there && (there->type == BINDING_STATIC || !mac_eq(there->mac, mac) || there->port != i->sw->index))
		return &db->last.collisions;
	if (!snoop_bind(s, mac, (u16)vlan, ip, i->sw->index, ends == UINT32_MAX ? NSEC_NEVER : node_now(&d->node) + (nsec)((s64)ends - now) * NSEC_PER_SEC))
		return &db->last.collisions;
	return NULL;
}

static void read_line(struct snoop_db *db, char *line, u32 *so_far, bool checked)
{
	char *word[WORDS + 1], *rest = NULL, *end = strrchr(line, ' ');
	unsigned n = 0;
	u32 *bad;
	u64 said;

	if (!end) {
		db->last.parse++;
		return;
	}
	*so_far = sum(*so_far, line, (size_t)(end - line));
	for (char *w = strtok_r(line, " \t\r", &rest); w && n < ARRAY_LEN(word); w = strtok_r(NULL, " \t\r", &rest))
		word[n++] = w;
	if (n != WORDS || !number(word[5], 16, UINT32_MAX, &said) || (checked && said != *so_far))
		bad = &db->last.parse;
	else
		bad = take(db, word);
	if (bad)
		++*bad;
}

static void count_ignored(struct snoop_db *db)
{
	const struct snoop_ignored *l = &db->last;

	db->total.collisions += l->collisions;
	db->total.expired += l->expired;
	db->total.interfaces += l->interfaces;
	db->total.vlans += l->vlans;
	db->total.parse += l->parse;
	if (l->collisions || l->expired || l->interfaces || l->vlans || l->parse)
		db->ignored_at = device_wall_clock(db->s->b->dev);
}

/* The lines between BEGIN and END; false: it is no such file. */
static bool read_text(struct snoop_db *db, const struct body *b, bool checked)
{
	u32 so_far = SUM_BEGIN, at = 0;
	bool began = false;

	while (at < b->len) {
		char line[LINE_MAX_LEN];
		const u8 *end = memchr(b->data + at, '\n', b->len - at);
		u32 len = end ? (u32)(end - b->data) - at : b->len - at;
		bool whole = len < sizeof(line) && !memchr(b->data + at, 0, len);

		snprintf(line, sizeof(line), "%.*s", whole ? (int)len : 0, (const char *)b->data + at);
		if (began && !strcmp(line, "END"))
			return true;
		if (began)
			read_line(db, line, &so_far, checked);
		else
			began = !strcmp(line, "BEGIN");
		at += len + 1;
	}
	return false;
}

bool snoop_db_read(struct snoop_db *db, const char *url, bool checked)
{
	struct device *d = db->s->b->dev;
	struct file_url u;
	const char *why = "No such file";
	struct body *b = file_url_parse(d, url ? url : db->url, &u, &why) && u.place == FILE_FLASH ? file_read(d, &u, &why) : NULL;
	bool ok;

	memset(&db->last, 0, sizeof(db->last));
	ok = b && read_text(db, b, checked);
	if (b)
		body_put(b);
	count_ignored(db);
	++*(ok ? &db->reads : &db->failed_reads);
	over(db, ok, "Read", b ? "The file is not of DHCP snooping." : "Unable to access URL.");
	return ok;
}

static void read_now(struct timer *t)
{
	struct snoop_db *db = container_of(t, struct snoop_db, read);

	if (!snoop_db_read(db, NULL, true))
		db->startup_failures++;
}

/* ---- writing ---- */

static void put(FILE *f, const struct snoop_db *db, const struct binding *b, u32 *so_far)
{
	struct device *d = db->s->b->dev;
	char ip[IP4_TEXT], mac[MAC_TEXT], line[LINE_MAX_LEN];
	u32 ends = UINT32_MAX;
	int len;

	if (b->expires != NSEC_NEVER)
		ends = (u32)((device_wall_clock(d) + (s64)(b->expires - node_now(&d->node))) / (s64)NSEC_PER_SEC);
	len = snprintf(line, sizeof(line), "%s %u %s %X %s", ip4_text(b->ip, ip), b->vlan, mac_dotted(b->mac, mac), ends, db->s->b->port[b->port].iface->name);
	*so_far = sum(*so_far, line, (size_t)len);
	fprintf(f, "%s %08x\n", line, *so_far);
}

static void write_now(struct timer *t)
{
	struct snoop_db *db = container_of(t, struct snoop_db, write);
	u32 so_far = SUM_BEGIN;
	struct device *d = db->s->b->dev;
	struct binding *b = NULL;
	struct file_url u;
	const char *why;
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	bool ok;

	if (!f)
		bug("snooping database: out of memory");
	fprintf(f, "%08x\nTYPE DHCP-SNOOPING\nVERSION 1\nBEGIN\n", so_far);
	while ((b = binding_next(&db->s->table, b)))
		if (b->type == BINDING_DHCP)
			put(f, db, b, &so_far);
	fprintf(f, "END\n");
	fclose(f);
	ok = file_url_parse(d, db->url, &u, &why) && file_write(d, &u, text, (u32)len, &why);
	free(text);
	++*(ok ? &db->writes : &db->failed_writes);
	over(db, ok, "Write", "Unable to access URL.");
}

void snoop_db_changed(struct snoop_db *db)
{
	struct node *n = &db->s->b->dev->node;

	if (*db->url && !timer_is_set(&db->write))
		timer_set(n->worker, &db->write, node_now(n) + db->delay_s * NSEC_PER_SEC);
}

/* ---- life ---- */

bool snoop_db_set(struct snoop_db *db, const char *url, const char **why)
{
	struct device *d = db->s->b->dev;
	struct file_url u;

	if (url && (!file_url_parse(d, url, &u, why) || u.place != FILE_FLASH || !*u.path || strlen(url) >= sizeof(db->url))) {
		*why = "% Database agents are files of flash: here";
		return false;
	}
	timer_stop(d->node.worker, &db->read);
	timer_stop(d->node.worker, &db->write);
	snprintf(db->url, sizeof(db->url), "%s", url ? url : "");
	if (url)
		timer_set(d->node.worker, &db->read, node_now(&d->node) + NSEC_PER_MS);
	return true;
}

struct snoop_db *snoop_db_new(struct snoop *s)
{
	struct snoop_db *db = xcalloc(1, sizeof(*db));

	db->s = s;
	db->delay_s = SNOOP_DB_DELAY_S;
	db->timeout_s = SNOOP_DB_TIMEOUT_S;
	db->read.fire = read_now;
	db->write.fire = write_now;
	return db;
}

void snoop_db_free(struct snoop_db *db)
{
	timer_stop(db->s->b->dev->node.worker, &db->read);
	timer_stop(db->s->b->dev->node.worker, &db->write);
	free(db);
}
