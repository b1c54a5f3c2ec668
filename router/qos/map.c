/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Class maps and policy maps by name. Whoever names one holds it; one that is named before it is defined matches nothing, or does nothing. */
#include <stdlib.h>
#include <string.h>

#include "router/qos/own.h"

struct class_map *class_map_find(const struct qos *q, const char *name)
{
	struct class_map *m = q->classes;

	while (m && strcmp(m->name, name))
		m = m->next;
	return m;
}

struct class_map *class_map_get(struct qos *q, const char *name)
{
	struct class_map **at = &q->classes, *m;
	unsigned n = 0;

	for (; *at; at = &(*at)->next, n++)
		if (!strcmp((*at)->name, name))
			return *at;
	if (n >= QOS_CLASS_MAPS_MAX)
		return NULL;
	m = *at = xcalloc(1, sizeof(*m));
	m->q = q;
	m->name = xstrdup(name);
	m->id = ++q->next_class;
	return m;
}

/* The line goes, and trees no longer know of it. */
void class_match_remove(struct class_map *m, struct qos_match **at)
{
	struct qos_match *x = *at;

	*at = x->next;
	m->n--;
	qos_class_changed(m);
	for (unsigned k = 0; k < 2; k++)
		acl_release(x->acl[k]);
	if (x->class) {
		x->class->holds--;
		class_map_tidy(x->class);
	}
	free(x->iface);
	free(x->line);
	free(x->text);
	free(x);
}

void class_map_tidy(struct class_map *m)
{
	struct class_map **at = &m->q->classes;

	if (m->defined || m->holds)
		return;
	while (*at != m)
		at = &(*at)->next;
	*at = m->next;
	while (m->match)
		class_match_remove(m, &m->match);
	free(m->name);
	free(m->description);
	free(m);
}

bool class_map_contains(struct class_map *m, const struct class_map *what)
{
	if (m == what)
		return true;
	for (const struct qos_match *x = m->match; x; x = x->next)
		if (x->class && class_map_contains(x->class, what))
			return true;
	return false;
}

struct policy_map *policy_map_find(const struct qos *q, const char *name)
{
	struct policy_map *m = q->policies;

	while (m && strcmp(m->name, name))
		m = m->next;
	return m;
}

struct policy_map *policy_map_get(struct qos *q, const char *name)
{
	struct policy_map **at = &q->policies, *m;
	unsigned n = 0;

	for (; *at; at = &(*at)->next, n++)
		if (!strcmp((*at)->name, name))
			return *at;
	if (n >= QOS_POLICY_MAPS_MAX)
		return NULL;
	m = *at = xcalloc(1, sizeof(*m));
	m->q = q;
	m->name = xstrdup(name);
	return m;
}

void policy_map_tidy(struct policy_map *m)
{
	struct policy_map **at = &m->q->policies;

	if (m->defined || m->holds)
		return;
	while (*at != m)
		at = &(*at)->next;
	*at = m->next;
	while (m->classes)
		policy_class_remove(m->classes);
	free(m->name);
	free(m->description);
	free(m);
}

bool policy_map_contains(struct policy_map *m, const struct policy_map *what)
{
	if (m == what)
		return true;
	for (const struct policy_class *c = m->classes; c; c = c->next)
		if (c->c.child && policy_map_contains(c->c.child, what))
			return true;
	return false;
}

struct policy_class *policy_class_find(const struct policy_map *m, const struct class_map *class)
{
	struct policy_class *c = m->classes;

	while (c && c->class != class)
		c = c->next;
	return c;
}

struct policy_class *policy_class_get(struct policy_map *m, struct class_map *class)
{
	struct policy_class *c = policy_class_find(m, class), **at = &m->classes;

	if (c || (class && m->n >= QOS_CLASSES_MAX))
		return c;
	c = xcalloc(1, sizeof(*c));
	c->of = m;
	c->class = class;
	if (class) {
		class->holds++;
		m->n++;
	}
	while (*at && (!class || (*at)->class))
		at = &(*at)->next;
	c->next = *at;
	*at = c;
	return c;
}

void policy_class_remove(struct policy_class *c)
{
	struct policy_class **at = &c->of->classes;
	struct policy_map *child = c->c.child;

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	c->of->n -= c->class != NULL;
	qos_policy_changed(c->of); /* while the trees may look at it still */
	if (c->class) {
		c->class->holds--;
		class_map_tidy(c->class);
	}
	free(c);
	if (child) {
		child->holds--;
		policy_map_tidy(child);
	}
}

bool policy_queues(const struct policy_map *m)
{
	for (const struct policy_class *c = m->classes; c; c = c->next)
		if (conf_queues(&c->c))
			return true;
	return false;
}

bool conf_queues(const struct class_conf *c)
{
	return c->shape || c->bw_kind || c->prio_kind || c->fair || c->limit || c->limit_bytes || c->wred.on || (c->child && policy_queues(c->child));
}
