/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SetRequest (RFC 3416 4.2.5): all of a request's variables, or none. First each is looked at, and says by which lines of the shell it would be given; then these
 * lines run as one text of configuration, which puts everything back where a line is refused. So there is no second way of setting anything: what a line
 * checks is checked, and running-config says what was set.
 */
#include <stdlib.h>
#include <string.h>

#include "device/configured.h"
#include "router/snmp/own.h"

/* ---- values ---- */

static bool as_text(const struct mib_value *v, char out[MIB_TEXT_MAX + 1])
{
	if (v->len && (v->data[0] == ' ' || v->data[v->len - 1] == ' '))
		return false;
	for (u32 k = 0; k < v->len; k++)
		if (v->data[k] < ' ' || v->data[k] > '~') /* it would end the line, or come back as something else */
			return false;
	memcpy(out, v->data, v->len);
	out[v->len] = 0;
	return true;
}

enum snmp_error mib_want_text(const struct mib_value *v, u32 max, char out[MIB_TEXT_MAX + 1])
{
	if (v->tag != BER_OCTETS)
		return ERR_WRONG_TYPE;
	if (v->len > max)
		return ERR_WRONG_LENGTH;
	return as_text(v, out) ? ERR_NONE : ERR_WRONG_VALUE;
}

enum snmp_error mib_want_int(const struct mib_value *v, s64 least, s64 most)
{
	if (v->tag != BER_INTEGER)
		return ERR_WRONG_TYPE;
	return (s64)v->n < least || (s64)v->n > most ? ERR_WRONG_VALUE : ERR_NONE;
}

/* ---- the first phase ---- */

struct plan {
	struct mib_change x;
	size_t until[SNMP_VARS_MAX];	/* where the lines of each variable end */
	u32 n;
};

/* false: malformed. *index: the variable that *error is about. */
static bool examine(struct snmp *a, const struct snmp_request *q, const struct snmp_access *access, struct plan *p, enum snmp_error *error, u32 *index)
{
	const struct snmp_access write = { .view = access->write };
	enum snmp_error first = ERR_NONE;
	struct rd vars = q->vars;
	struct mib_value v;
	struct oid name;

	*index = 0;
	for (u32 k = 1; rd_left(&vars); k++) {
		enum snmp_error e;

		if (!snmp_read_var(&vars, &name, &v)) /* of all of them: what is malformed is no request */
			return false;
		if (first)
			continue;
		a->count.vars++;
		e = access->no_write || !snmp_seen(&write, &name) ? ERR_NO_ACCESS : k > SNMP_VARS_MAX ? ERR_RESOURCE : mib_set(a, &name, &v, &p->x);
		if (!e) {
			p->until[p->n++] = p->x.lines.len;
			continue;
		}
		first = e;
		*index = k;
	}
	*error = first;
	return true;
}

/* ---- the second ---- */

/* Whose line that is, from 1. */
static u32 variable_of(const struct plan *p, u32 line)
{
	size_t at = 0;
	u32 k = 0;

	for (const char *s = text_str(&p->x.lines); line > 1 && s[at]; at++)
		line -= s[at] == '\n';
	while (k + 1 < p->n && p->until[k] <= at)
		k++;
	return k + 1;
}

static enum snmp_error commit(struct snmp *a, const struct plan *p, const struct ipaddr *from, u32 *index)
{
	struct device *d = a->ip->dev;
	struct config_error e;
	char t[IP6_TEXT];

	if (p->x.lines.len && !shell_apply(d->shell, text_str(&p->x.lines), false, &e, NULL, NULL)) {
		*index = variable_of(p, e.line);
		if (debug_on(d, DEBUG_SNMP))
			device_debug(d, "SNMP: %s: %s", e.input, e.text);
		return ERR_COMMIT;
	}
	if (p->x.has_serial)
		a->set_serial = p->x.serial;
	a->count.altered += p->n;
	if (p->x.lines.len) {
		device_configured(d, NULL, ipaddr_text(from, t), "snmp");
		snmp_config_event(a, SNMP_BY_SNMP);
	}
	return ERR_NONE;
}

bool snmp_set(struct snmp *a, const struct snmp_request *q, const struct snmp_access *x, size_t room, enum snmp_error *error, u32 *index)
{
	struct plan *p = xcalloc(1, sizeof(*p));
	bool ok = examine(a, q, x, p, error, index);

	if (ok && !*error && rd_left(&q->vars) > room) /* nothing is set that could not be answered */
		*error = ERR_TOO_BIG;
	if (ok && !*error)
		*error = commit(a, p, q->from, index);
	text_free(&p->x.lines);
	free(p);
	return ok;
}

/* RFC 3584 4.4. */
enum snmp_error snmp_error_v1(enum snmp_error e)
{
	switch (e) {
	case ERR_WRONG_VALUE:
	case ERR_WRONG_TYPE:
	case ERR_WRONG_LENGTH:
	case ERR_INCONSISTENT:
		return ERR_BAD_VALUE;
	case ERR_NO_ACCESS:
	case ERR_NOT_WRITABLE:
	case ERR_NO_CREATION:
	case ERR_AUTHORIZATION:
		return ERR_NO_SUCH_NAME;
	case ERR_RESOURCE:
	case ERR_COMMIT:
		return ERR_GEN;
	default:
		return e;
	}
}
