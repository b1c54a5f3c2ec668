/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * BGP: templates of options, which neighbours of the device's own speaker inherit: of sessions, and of the policies of a family. A template is there while its block,
 * a neighbour or another template names it; without its block it has nothing. Its own options come before those that it inherits, of which the higher number comes first.
 */
#ifndef ROUTER_BGP_TEMPLATE_H
#define ROUTER_BGP_TEMPLATE_H

#include "router/bgp/bgp.h"

enum { BGP_INHERIT_MAX = 7 };	/* templates that one inherits, and those that they inherit in turn */

struct bgp_inherit {
	struct bgp_inherit *next;	/* the higher number first */
	struct bgp_template *of;
	u32 number;			/* 0 of a session's, which has one */
};

struct bgp_template {
	struct bgp_template *next;	/* by name */
	struct bgp *b;
	char *name;
	bool session;
	bool defined;			/* its block is there */
	u32 index;			/* for shows */
	u32 refs;			/* neighbours and templates that name it */
	struct bgp_opt *opts;		/* policies: one for each family, since lists of one name are others there */
	struct bgp_inherit *from;
};

struct bgp_template *bgp_template_find(const struct bgp *b, bool session, const char *name);
struct bgp_template *bgp_template_get(struct bgp *b, bool session, const char *name);	/* made where there is none */
void bgp_template_undefine(struct bgp_template *t);	/* its lines have gone before it; it may be gone then */
const struct bgp_opt *bgp_template_opt(const struct bgp_template *t, u8 kind, u8 af);	/* its own, else inherited; NULL: not set */
void bgp_template_changed(struct bgp_template *t, u8 kind, u8 af);	/* an option of it, to those who have no other */
/* A policy's number, or (NULL) nothing any more. false: it would inherit itself, or too many. */
bool bgp_template_inherit(struct bgp_template *t, u32 number, const char *name);
void bgp_templates_close(struct bgp *b);	/* no neighbour is there any more */
/* A neighbour inherits that template of sessions, or of policies in a family; name NULL: none any more. */
void bgp_peer_inherit(struct bgp_peer *p, bool session, u8 af, const char *name);

#endif
