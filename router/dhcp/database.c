/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/dhcp/database.h"

#include <stdlib.h>

#include "device/civil.h"
#include "device/files/files.h"

static void over(struct lease_db *db, bool ok, const char *status)
{
	*(ok ? &db->successes : &db->failures) += 1;
	db->status = status;
}

/* ---- times ---- */

s64 lease_wall_at(struct device *dev, nsec when) { return device_wall_clock(dev) + (s64)(when - node_now(&dev->node)); }

void lease_db_put_end(const struct lease_db *db, FILE *f, nsec expires)
{
	char t[32];

	if (expires == NSEC_NEVER)
		fprintf(f, "Infinite");
	else /* to the minute, and not too early */
		fprintf(f, "%s", lease_date_text(lease_wall_at(db->dev, expires) + 59 * (s64)NSEC_PER_SEC, t));
}

u32 lease_db_get_end(const struct lease_db *db, char *const *word, unsigned n)
{
	unsigned month = 0, day, year, hour, minute;
	s64 s;

	if (n == 1 && !strcmp(word[0], "Infinite"))
		return ~0u;
	while (month < 12 && n == 5 && strcmp(word[0], civil_month[month]))
		month++;
	if (n != 5 || month == 12 || sscanf(word[1], "%2u", &day) != 1 || sscanf(word[2], "%4u", &year) != 1 || sscanf(word[3], "%2u:%2u", &hour, &minute) != 2 || !hour || hour > 12 ||
	    minute > 59 || !civil_valid((int)year, month + 1, day))
		return 0;
	hour = hour % 12 + (word[4][0] == 'P' ? 12 : 0);
	s = civil_seconds((int)year, month + 1, day, hour, minute, 0) - device_wall_clock(db->dev) / (s64)NSEC_PER_SEC;
	return s <= 0 ? 0 : s >= 0xffffffffll ? 0xfffffffeu : (u32)s;
}

/* ---- reading and writing ---- */

static void read_line(struct lease_db *db, char *line, unsigned *bad)
{
	char *word[24], *rest = NULL;
	unsigned n = 0;

	for (char *w = strtok_r(line, " \t\r", &rest); w && n < ARRAY_LEN(word); w = strtok_r(NULL, " \t\r", &rest))
		word[n++] = w;
	if (n && word[0][0] != '*' && word[0][0] != '!')
		*bad += !db->load(db, word, n);
}

static void read_now(struct timer *t)
{
	struct lease_db *db = container_of(t, struct lease_db, read);
	struct file_url u;
	const char *why;
	struct body *b = file_url_parse(db->dev, db->url, &u, &why) ? file_read(db->dev, &u, &why) : NULL;
	unsigned bad = 0;

	if (!b) {
		over(db, false, "Last read failed.");
		return;
	}
	for (u32 at = 0; at < b->len;) {
		char line[LEASE_DB_LINE_MAX];
		const u8 *end = memchr(b->data + at, '\n', b->len - at);
		u32 len = end ? (u32)(end - b->data) - at : b->len - at;

		if (len < sizeof(line) && !memchr(b->data + at, 0, len)) {
			memcpy(line, b->data + at, len);
			line[len] = 0;
			read_line(db, line, &bad);
		} else {
			bad++;
		}
		at += len + 1;
	}
	body_put(b);
	db->read_at = device_wall_clock(db->dev);
	over(db, !bad, bad ? "Last read succeeded. Some bindings were not usable." : "Last read succeeded. Bindings have been loaded in RAM.");
}

static void write_now(struct timer *t)
{
	struct lease_db *db = container_of(t, struct lease_db, write);
	char *text = NULL, when[32];
	size_t len;
	FILE *f = open_memstream(&text, &len);
	struct file_url u;
	const char *why;

	if (!f)
		bug("lease database: out of memory");
	fprintf(f, "*time* %s\n*version* 4\n", lease_date_text(device_wall_clock(db->dev), when));
	db->save(db, f);
	fprintf(f, "*end*\n");
	fclose(f);
	if (file_url_parse(db->dev, db->url, &u, &why) && file_write(db->dev, &u, text, (u32)len, &why)) {
		db->written_at = device_wall_clock(db->dev);
		over(db, true, "Last write succeeded. Agent information is up-to-date.");
	} else {
		over(db, false, "Last write failed.");
	}
	free(text);
}

void lease_db_changed(struct lease_db *db)
{
	if (*db->url && !timer_is_set(&db->write))
		timer_set(db->dev->node.worker, &db->write, node_now(&db->dev->node) + db->delay_s * NSEC_PER_SEC);
}

bool lease_db_run(struct lease_db *db, struct cli *c, const struct args *a)
{
	const char *url = args_str(a, "url"), *why;
	bool other = strcmp(db->url, url) != 0;
	struct file_url u;

	if (args_no(a)) {
		lease_db_off(db);
		return true;
	}
	if (!file_url_parse(db->dev, url, &u, &why) || u.place != FILE_FLASH || !*u.path || strlen(url) >= sizeof(db->url)) {
		cli_error(c, "%% Database agents are files of flash: here");
		return false;
	}
	if (other)
		lease_db_off(db);
	snprintf(db->url, sizeof(db->url), "%s", url);
	db->delay_s = (u32)args_num(a, "delay", LEASE_DB_DELAY_S);
	db->timeout_s = (u32)args_num(a, "seconds", LEASE_DB_DELAY_S);
	db->read.fire = read_now;
	db->write.fire = write_now;
	if (other)
		timer_set(db->dev->node.worker, &db->read, node_now(&db->dev->node) + NSEC_PER_MS);
	return true;
}

void lease_db_off(struct lease_db *db)
{
	timer_stop(db->dev->node.worker, &db->read);
	timer_stop(db->dev->node.worker, &db->write);
	db->url[0] = 0;
	db->read_at = db->written_at = 0;
	db->failures = db->successes = 0;
	db->status = NULL;
}

static void show_when(struct show *s, const char *cell, const char *title, s64 when)
{
	char t[32];

	show_str(s, cell, when ? lease_date_text(when, t) : "Never");
	show_text(s, "%-10s:  %s\n", title, when ? t : "Never");
}

void lease_db_show(const struct lease_db *db, struct show *s)
{
	if (!*db->url)
		return;
	show_str(s, "url", db->url);
	show_text(s, "URL       :  %s\n", db->url);
	show_when(s, "read", "Read", db->read_at);
	show_when(s, "written", "Written", db->written_at);
	show_str(s, "status", db->status ? db->status : "");
	show_num(s, "delay", db->delay_s);
	show_num(s, "failures", db->failures);
	show_num(s, "successes", db->successes);
	show_end(s);
	show_text(s, "Status    :  %s\nDelay     :  %u seconds\nTimeout   :  %u seconds\nFailures  :  %u\nSuccesses :  %u\n", db->status ? db->status : "", db->delay_s, db->timeout_s, db->failures,
		  db->successes);
}
