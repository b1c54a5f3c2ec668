/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interfaces that borrow the address of another one: `ip unnumbered`, `ipv6 unnumbered`. */
#ifndef ROUTER_UNNUMBERED_H
#define ROUTER_UNNUMBERED_H

#include "router/stack.h"

struct cli;

/* Whose address p speaks with, of IPv4 (0) or IPv6 (1); NULL: p has its own, or there is nobody in the table with that name and addresses of his own. */
const struct ipif *unnumbered_lender(const struct ipif *p, unsigned v6);
/* p's borrowed address is the lender's again. */
void unnumbered_follow(struct ipif *p);
/* Those of the stack that borrow from `lender` hear that it is other than it was, or has left. */
void unnumbered_lent(struct ipstack *s, const struct iface *lender);
/* p takes an address of its own: the line that said otherwise goes. false: it may not. */
bool cli_number4(struct cli *c, const struct ipif *p);
bool cli_number6(struct cli *c, const struct ipif *p);

/* Who may be heard on the link at that address: where nothing says which subnet it is, everybody. */
static inline bool ipif_hears4(const struct ipif *p, u32 addr) { return p->lender[0] ? p->a4 != NULL : ipif_on_link4(p, addr) != NULL; }


#endif
