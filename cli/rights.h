/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which commands a session may use, beyond the level that each has by nature: `privilege MODE level N COMMAND`, and views (`parser view`), whose sessions have
 * what their view names and nothing else.
 */
#ifndef CLI_RIGHTS_H
#define CLI_RIGHTS_H

#include "cli/cli.h"

struct row;
struct view;

enum { RULES_MAX = 1024, VIEWS_MAX = 64, VIEW_NAME_MAX = 31, RULE_WORDS_MAX = 200, VIEW_MEMBERS_MAX = 8 };

/* The mode that a configuration means by "exec", "configure", "interface" ...; NULL: there is none. */
const struct cli_mode *rights_mode(struct cli *c, const char *name);
/* The beginning of a command in canonical words, "show ip" for "sh ip"; NULL: it is none. The caller frees it. */
char *rights_words(struct cli *c, const struct cli_mode *mode, const char *text);

/* `privilege`: level 0-15; on false: by nature again. false: too many. */
bool rights_set_level(struct shell *sh, const struct cli_mode *mode, const char *words, unsigned level, bool all, bool on);

struct view *rights_view(struct shell *sh, const char *name, bool make); /* NULL: there is none, or too many */
void rights_view_remove(struct shell *sh, const char *name);	/* sessions in it are in none from then on */
const char *rights_view_name(const struct view *v);
enum view_rule { VIEW_EXCLUDE, VIEW_INCLUDE, VIEW_ALONE }; /* alone: include-exclusive, no other view has it, whatever it includes */
bool rights_view_rule(struct view *v, const struct cli_mode *mode, const char *words, enum view_rule what, bool all, bool on); /* false: too many */
const char *rights_view_alone(const struct shell *sh, const struct view *but, const struct cli_mode *mode, const char *words); /* the other view that has those words for itself; NULL: none */
bool rights_view_member(struct view *v, const char *name, bool on);	/* a superview has those views; false: too many */
/* The session is in that view, NULL: in none. */
void rights_enter(struct cli *c, struct view *v);
const struct view *rights_of(const struct cli *c);
void rights_free(struct shell *sh);

/* ---- for the shell ---- */

/* Does anything here differ from nature for this session? */
bool rights_apply(const struct cli *c);
/* May the row be seen; may the canonical line run; its level. */
bool rights_see(const struct cli *c, const struct row *r, unsigned privilege);
bool rights_may(const struct cli *c, const struct row *r, const char *line, unsigned privilege);
unsigned rights_level(const struct shell *sh, const struct row *r, const char *line);

extern const struct cmd_table rights_cmds[];	/* routers, switches */
extern const unsigned n_rights_cmds;

#endif
