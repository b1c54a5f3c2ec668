/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "device/files/archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/files/own.h"

static void period_fire(struct timer *t)
{
	struct archive *a = container_of(t, struct archive, period);
	const char *name, *why;

	if (!archive_now(a, &name, &why))
		device_log(a->dev, "ARCHIVE", 4, "PERIOD", "The configuration was not archived (%s)", why);
	timer_set(a->dev->node.worker, &a->period, node_now(&a->dev->node) + a->period_min * 60 * NSEC_PER_SEC);
}

/* ---- the way back ---- */

static void forget_revert(struct archive *a)
{
	timer_stop(a->dev->node.worker, &a->revert);
	timer_stop(a->dev->node.worker, &a->revert_warning);
	free(a->revert_text);
	free(a->revert_name);
	a->revert_text = a->revert_name = NULL;
}

void archive_revert_now(struct archive *a)
{
	char *text = a->revert_text, *name = a->revert_name;
	struct config_error err;
	unsigned passes;

	a->revert_text = a->revert_name = NULL;
	forget_revert(a);
	device_log(a->dev, "ARCHIVE_DIFF", 5, "ROLLBK_CNFMD_CHG_ROLLBACK_START", "Start rolling to: %s", name);
	if (!archive_replace(a->dev, text, &err, &passes))
		device_log(a->dev, "ARCHIVE_DIFF", 3, "ROLLBK_CNFMD_CHG_FAILED", "line %u: %s: %s", err.line, err.input, err.text);
	free(text);
	free(name);
}

static void revert_fire(struct timer *t) { archive_revert_now(container_of(t, struct archive, revert)); }

static void warning_fire(struct timer *t)
{
	struct archive *a = container_of(t, struct archive, revert_warning);

	device_log(a->dev, "ARCHIVE_DIFF", 5, "ROLLBK_CNFMD_CHG_WARNING_ABSTIMER",
		   "System will rollback to config %s in one minute. Enter \"configure confirm\" if you wish to keep what you've configured", a->revert_name);
}

bool archive_arm(struct archive *a, struct cli *c, u32 minutes, const char *text, const char *name)
{
	const char *user = cli_session(c)->user;
	nsec due = node_now(&a->dev->node) + minutes * 60 * NSEC_PER_SEC;

	if (text) {
		char *kept = xstrdup(text), *named = xstrdup(name);

		forget_revert(a);
		a->revert_text = kept;
		a->revert_name = named;
	}
	if (!a->revert_text)
		return false;
	a->revert_min = minutes;
	snprintf(a->who, sizeof(a->who), "%s", user ? user : "console");
	timer_set(a->dev->node.worker, &a->revert, due);
	timer_stop(a->dev->node.worker, &a->revert_warning);
	if (minutes > 1)
		timer_set(a->dev->node.worker, &a->revert_warning, due - 60 * NSEC_PER_SEC);
	device_log(a->dev, "ARCHIVE_DIFF", 5, "ROLLBK_CNFMD_CHG_START_ABSTIMER", "User: %s: Scheduled to rollback to config %s in %u minutes", a->who,
		   a->revert_name, minutes);
	return true;
}

bool archive_disarm(struct archive *a)
{
	bool pending = a->revert_text;

	forget_revert(a);
	return pending;
}

/* ---- life ---- */

struct archive *archive_of(struct device *d)
{
	struct archive *a = d->archive;

	if (a)
		return a;
	a = d->archive = xcalloc(1, sizeof(*a));
	a->dev = d;
	a->maximum = ARCHIVE_MAX_DEFAULT;
	a->log_max = CFGLOG_DEFAULT;
	a->next_number = 1;
	a->log_session = 1;
	a->period.fire = period_fire;
	a->revert.fire = revert_fire;
	a->revert_warning.fire = warning_fire;
	return a;
}

static void forget_names(struct archive *a)
{
	while (a->n)
		free(a->names[--a->n]);
}

void archive_free(struct device *d)
{
	struct archive *a = d->archive;

	if (!a)
		return;
	if (a->transferring && a->transfer.state)
		a->transfer.carrier->stop(&a->transfer);
	body_put(a->transfer.body);
	free(a->transfer_name);
	timer_stop(d->node.worker, &a->period);
	forget_revert(a);
	forget_names(a);
	archive_log_cut(a, 0);
	free(a->path);
	free(a);
	d->archive = NULL;
}

/* ---- files ---- */

/* $h is the hostname, $t the time, as IOS has them. */
static char *expand(const struct archive *a)
{
	struct civil t = civil_of(device_wall_clock(a->dev));
	char *out = xcalloc(1, FLASH_PATH_MAX + 1);
	size_t n = 0;

	for (const char *p = a->path; *p && n < FLASH_PATH_MAX - 16; p++) {
		char word[80] = { *p, 0 };

		if (p[0] == '$' && (p[1] == 'h' || p[1] == 'H')) {
			snprintf(word, sizeof(word), "%.63s", shell_hostname(a->dev->shell));
			p++;
		} else if (p[0] == '$' && (p[1] == 't' || p[1] == 'T')) {
			snprintf(word, sizeof(word), "%s-%02u-%02u-%02u-%02u.%03u", civil_month[t.month - 1], t.day, t.hour, t.minute, t.second, t.msec);
			p++;
		}
		n += (size_t)snprintf(out + n, FLASH_PATH_MAX - 15 - n, "%s", word);
		n = n > FLASH_PATH_MAX - 16 ? FLASH_PATH_MAX - 16 : n;
	}
	return out;
}

char *archive_next_name(const struct archive *a)
{
	char *path = expand(a), *name = xasprintf("%s-%u", path, a->next_number);

	free(path);
	return name;
}

static void add_name(struct archive *a, const char *name)
{
	struct file_url u;
	const char *why;

	while (a->n && a->n >= a->maximum) {
		if (file_url_parse(a->dev, a->names[0], &u, &why) && u.place == FILE_FLASH && !flash_remove(device_flash(a->dev), u.path))
			device_flash_keep(a->dev, &why);
		free(a->names[0]);
		a->n--;
		memmove(a->names, a->names + 1, a->n * sizeof(*a->names));
	}
	a->names[a->n++] = xstrdup(name);
}

/* "PREFIX-12": 12; 0: another file. */
static u32 number_of(const char *path, const char *prefix)
{
	size_t len = strlen(prefix);
	char *end;
	unsigned long n;

	if (strncmp(path, prefix, len) || path[len] != '-' || path[len + 1] < '1' || path[len + 1] > '9')
		return 0;
	n = strtoul(path + len + 1, &end, 10);
	return *end || n > 1000000000 ? 0 : (u32)n;
}

void archive_look(struct archive *a)
{
	struct file_url u;
	const char *why;
	char *path;

	if (!a->stale)
		return;
	a->stale = false;
	forget_names(a);
	a->next_number = 1;
	if (!a->path)
		return;
	path = expand(a);
	if (file_url_parse(a->dev, path, &u, &why) && u.place == FILE_FLASH) {
		for (u32 last = 0, best;; last = best) {
			const struct flash_file *found = NULL;
			char name[400];

			best = UINT32_MAX;
			for (const struct flash_file *x = device_flash(a->dev)->first; x; x = x->next) {
				u32 n = x->body ? number_of(x->path, u.path) : 0;

				if (n > last && n < best) {
					best = n;
					found = x;
				}
			}
			if (!found)
				break;
			snprintf(name, sizeof(name), "flash:%s", found->path);
			add_name(a, name);
			a->next_number = best + 1;
		}
	}
	free(path);
}

static void began(struct transfer *t, const char *iface)
{
	(void)t;
	(void)iface;
}
static void mark(struct transfer *t, char m)
{
	(void)t;
	(void)m;
}
static void done(struct transfer *t, const char *why, const void *data, u32 len)
{
	struct archive *a = container_of(t, struct archive, transfer);

	(void)data;
	(void)len;
	a->transferring = false;
	if (why)
		device_log(a->dev, "ARCHIVE", 4, "FAILED", "%s was not written (%s)", a->transfer_name, why);
	else
		add_name(a, a->transfer_name);
	body_put(t->body);
	t->body = NULL;
	free(a->transfer_name);
	a->transfer_name = NULL;
}

static bool send_away(struct archive *a, const struct file_url *u, const char *name, struct body *b, const char **why)
{
	*why = "the last one is still on its way";
	if (a->transferring)
		return false;
	a->transfer = (struct transfer){ .dev = a->dev, .carrier = u->carrier, .put = true, .body = body_hold(b), .began = began, .mark = mark, .done = done };
	snprintf(a->transfer.host, sizeof(a->transfer.host), "%s", u->host);
	snprintf(a->transfer.path, sizeof(a->transfer.path), "%s", u->path);
	if (!u->carrier->start(&a->transfer, why)) {
		body_put(b);
		a->transfer.body = NULL;
		return false;
	}
	a->transferring = true;
	a->transfer_name = xstrdup(name);
	return true;
}

bool archive_now(struct archive *a, const char **name, const char **why)
{
	struct file_url from = { .place = FILE_RUNNING }, u;
	char *next;
	struct body *b;
	bool ok;

	*why = "no archive path";
	if (!a->path)
		return false;
	archive_look(a);
	next = archive_next_name(a);
	b = file_read(a->dev, &from, why);
	ok = file_url_parse(a->dev, next, &u, why);
	if (ok && u.place == FILE_ELSEWHERE)
		ok = send_away(a, &u, next, b, why);
	else
		ok = ok && file_write(a->dev, &u, b->data, b->len, why);
	body_put(b);
	if (ok) {
		a->next_number++;
		if (u.place != FILE_ELSEWHERE)
			add_name(a, next);
		*name = u.place == FILE_ELSEWHERE ? a->transfer_name : a->names[a->n - 1];
	}
	free(next);
	return ok;
}

void archive_saved(struct device *d)
{
	struct archive *a = d->archive;
	const char *name, *why;

	if (a && a->write_memory && a->path && !archive_now(a, &name, &why))
		device_log(d, "ARCHIVE", 4, "FAILED", "The configuration was not archived (%s)", why);
}

/* Lines that change others by being there (passive-interface default) may need a pass more; a pass that changes as much as the one before changes nothing. */
bool archive_replace(struct device *d, const char *text, struct config_error *err, unsigned *passes)
{
	unsigned changed, before = 0;

	for (*passes = 0; *passes < REPLACE_PASSES_MAX; ++*passes) {
		if (!shell_replace(d->shell, text, err, &changed))
			return false;
		if (!changed || (*passes && changed == before))
			break;
		before = changed;
	}
	return true;
}

/* ---- the log of commands ---- */

void archive_log_cut(struct archive *a, u32 n)
{
	while (a->log_n > n) {
		struct cfglog_line *l = &a->log[a->log_first];

		free(l->who);
		free(l->line);
		a->log_first = (a->log_first + 1) % CFGLOG_MAX;
		a->log_n--;
	}
}

/* What stands behind a word that announces a secret. */
static void hide(char *line)
{
	static const char *const words[] = { "password ", "secret ", "key-string ", "community ", "md5 " };

	for (unsigned i = 0; i < ARRAY_LEN(words); i++) {
		char *at = strstr(line, words[i]);

		if (!at)
			continue;
		for (at += strlen(words[i]); *at; at++)
			if (*at != ' ')
				*at = '*';
	}
}

void archive_log(struct archive *a, struct cli *c, const char *typed)
{
	const struct cli_options *o = cli_session(c);
	char *line;

	if (!a->log_on || !a->log_max)
		return;
	line = xstrdup(typed + strspn(typed, " "));
	line[strcspn(line, "\r\n")] = 0;
	if (a->hide_keys)
		hide(line);
	archive_log_cut(a, a->log_max - 1);
	a->log[(a->log_first + a->log_n++) % CFGLOG_MAX] = (struct cfglog_line){
		.index = ++a->log_index, .session = a->log_session, .who = xasprintf("%s@%s", o->user ? o->user : "console", o->where), .line = line,
	};
	if (a->notify)
		device_log(a->dev, "PARSER", 5, "CFGLOG_LOGGEDCMD", "User:%s  logged command:%s", o->user ? o->user : "console", line);
}
