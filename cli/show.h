/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a show command yields: rows of named cells, and the text a person sees. The cells are the machine form (`| json`);
 * tables print themselves from the cells; a show with a free layout prints text as well.
 */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include "cli/cli.h"

struct show;

/* A cell of the present row; the name is lower_snake_case. In a table the column of that name shows it. */
void show_str(struct show *s, const char *name, const char *value);
void show_fmt(struct show *s, const char *name, const char *fmt, ...) PRINTF(3, 4);
void show_num(struct show *s, const char *name, u64 value);
void show_bool(struct show *s, const char *name, bool value);
void show_ip4(struct show *s, const char *name, u32 addr);
void show_ip6(struct show *s, const char *name, const struct ip6 *addr);
void show_mac(struct show *s, const char *name, const u8 mac[6]); /* 0011.2233.4455 */
/* Nested values: everything until show_pop() belongs to a list or an object of that name. show_end() ends an element of a list. */
void show_push_list(struct show *s, const char *name);
void show_push_object(struct show *s, const char *name);
void show_pop(struct show *s);
/* Ends the row. */
void show_end(struct show *s);

/* Text for people only. */
void show_text(struct show *s, const char *fmt, ...) PRINTF(2, 3);

/* Declares a table for the rows that follow: IOS-like columns; prints the header at once and each row at its show_end(). */
struct show_col {
	const char *cell;   /* name of the cell */
	const char *title;
	s8 width;	    /* blanks included; negative: right-aligned; 0: the rest */
};
void show_table(struct show *s, const struct show_col *cols, unsigned n);
/* Of this table: behind a value that fills its column the row goes on in a line of its own, as IOS does with addresses of IPv6. */
void show_wrap(struct show *s);
/* The cells that follow are in no table any more: text comes from show_text(). */
void show_table_end(struct show *s);

struct cli *show_cli(struct show *s);

#endif
