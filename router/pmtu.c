/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Path MTU cache: RFC 1191 6.3, 8201 5.3. An entry is forgotten after ten minutes, so that a better path is found. */
#include <stdlib.h>

#include "router/stack.h"

#define PMTU_LIFE (600 * NSEC_PER_SEC)

struct pmtu {
	struct pmtu *next;
	struct ipaddr dst;
	u32 mtu;
	nsec until;
};

u32 pmtu_get(struct ipstack *s, const struct ipaddr *dst)
{
	for (struct pmtu **at = &s->pmtu, *p; (p = *at);) {
		if (p->until <= stack_now(s)) {
			*at = p->next;
			s->n_pmtu--;
			free(p);
			continue;
		}
		if (ipaddr_eq(&p->dst, dst))
			return p->mtu;
		at = &p->next;
	}
	return 0;
}

void pmtu_set(struct ipstack *s, const struct ipaddr *dst, u32 mtu)
{
	u32 known = pmtu_get(s, dst);
	struct pmtu *p = s->pmtu, **at = &s->pmtu;

	if (known && mtu > known) /* an error never raises it: RFC 8201 4 */
		return;
	while (p && known && !ipaddr_eq(&p->dst, dst))
		p = p->next;
	if (!known) {
		if (s->n_pmtu >= PMTU_MAX) { /* the oldest goes */
			while ((*at)->next)
				at = &(*at)->next;
			free(*at);
			*at = NULL;
			s->n_pmtu--;
		}
		p = xcalloc(1, sizeof(*p));
		p->dst = *dst;
		p->next = s->pmtu;
		s->pmtu = p;
		s->n_pmtu++;
	}
	p->mtu = mtu;
	p->until = stack_now(s) + PMTU_LIFE;
}

void pmtu_free(struct ipstack *s)
{
	while (s->pmtu) {
		struct pmtu *p = s->pmtu;

		s->pmtu = p->next;
		free(p);
	}
}
