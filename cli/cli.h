/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shell framework: what a feature writes to have commands. It knows no protocol.
 *
 * A command is a row (struct cmd). All rows of a node kind make a grammar, compiled once and shared by all its nodes. A
 * node has one shell (configuration tree, histories, aliases); any number of sessions (consoles, exec, boot) run on it.
 *
 * Configuration is data: every accepted configuration line is kept, in canonical spelling, in a tree of blocks. The row's
 * run() makes it take effect. show running-config, `no`, `default`, boot, replace, rollback and diff come from the tree.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "core/node.h"
#include "net/addr.h"

struct args;
struct cli;
struct grammar;
struct shell;
struct show;

/* A mode. User EXEC and privileged EXEC are one mode with two privileges. */
struct cli_mode {
	const char *name;		/* for documentation: "interface" */
	const char *prompt;		/* "(config-if)"; "" in EXEC */
	const struct cli_mode *parent;	/* NULL for EXEC and CONFIG */
};
extern const struct cli_mode mode_exec, mode_config;

enum { CMD_SPELLED = 64 };	/* octets of a line's key words, as struct cmd's spelled() writes them */

/*
 * Syntax of a row: words apart by blanks.
 *   word            a keyword (lower case; also digits, '-', '_', '.'; capitals but at the start, as in dot1Q)
 *   <1-4094>        a number in the range
 *   A.B.C.D  A.B.C.D/nn  X:X:X:X::X  X:X:X:X::X/<0-128>  H.H.H  hh:mm:ss  hh:mm   as IOS names them
 *   A.B.C.D|HOST    written {A.B.C.D:dst|WORD:host}
 *   INTERFACE       an interface of the node, any unambiguous short form, number glued or apart; canonical: long name
 *   IFRANGE         as `interface range` takes: Gi0/1 - 4 , Gi0/6
 *   NUMBERS         several numbers, "10,20-25": in a row with enter, the block of each as if the row said `<1-4094>`, and their mode, whose lines go to all
 *   WORD            one word         LINE   the rest of the line, at least one character
 *   TYPE:name       the argument's name for the handler (default: the type's text, "A.B.C.D")
 *   TYPE:name=0     it may be left out, and is 0 then: the line is kept with it, and it counts as one of the key words
 *   [ ... ]         may be left out   { a | b }  one of      [ a | b ]  one of or none     (nest freely)
 *   [ ... ]*        any number of these options, each at most once, in any order: [repeat <1-10>:repeat|size <36-18024>:size]*
 * help: a text for each word of the syntax in order, apart by '|'; an empty or missing text is taken from another row
 * that shares the path, or from HELP rows.
 */
struct cmd {
	const struct cli_mode *mode;
	const char *syntax;
	const char *help;

	/* EXEC: does it. Configuration: makes the line take effect (a->no: undoes it). Returns false after cli_error() or cli_print()
	 * said why: then the line is not stored, and the status is 1. Never both half done. NULL with `show`. */
	bool (*run)(struct cli *c, const struct args *a);
	/* A show command: yields cells and text (cli/show.h). */
	bool (*show)(struct cli *c, const struct args *a, struct show *s);

	/* Configuration rows. */
	const struct cli_mode *enter; /* the line opens a block: run() calls cli_enter_object(). `no LINE` removes the block whole:
				       * its lines are undone one by one first, then run(a->no) */
	bool (*may_go)(struct cli *c, const struct args *a); /* with `enter`: asked before the first of its lines is undone; false: it was said why. May be NULL */
	u8 key;		/* how many words, arguments included, tell this line from others that stand beside it: a new line with the
			 * same first `key` words replaces the old. `no` needs just those. 0: the whole line. Options beyond count for the full line */
	u16 order;	/* place in the running-config among its mode: lower first; ties: order of the tables, then by canonical sort key */
	u32 flags;	/* enum cmd_flag */
	u8 privilege;	/* EXEC: 0: user, 15: privileged (default when 0 and CMD_PRIV set). Configuration is 15 */

	/* Applied when neither the line nor its `no` stands in the tree, and shown by `show running-config all`; NULL: nothing. The line
	 * equal to it is accepted and not stored. "no X" for switches that are on by default: then `no X` is what is stored. */
	const char *dflt;

	/* Live values for `?` and completion of an argument: appends candidates. May be NULL. */
	void (*complete)(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help));

	/* With `enter`: the line that ends its blocks in running-config ("exit-address-family"); NULL: none. */
	const char *trailer;

	/* The key words under which run() keeps a line by cli_store(), where that is another spelling: `no` in any spelling takes the line away. May be NULL. */
	void (*spelled)(const struct args *a, char key[CMD_SPELLED]);
};

enum cmd_flag {
	CMD_PRIV = 1,	  /* EXEC: privileged only */
	CMD_HIDDEN = 2,	  /* matches in full only, not in help */
	CMD_MULTI = 4,	  /* several lines stand side by side even when key words are equal (ip address ... secondary); the whole line is the key */
	CMD_NO_STORE = 8, /* takes effect but is not kept (a configuration row that acts) */
	CMD_UNSUPPORTED = 16, /* recognised, not emulated: "% Unsupported here: LINE", counts as rejected; run and show are NULL */
	CMD_SORT_ENTRY = 64, /* lines of all rows with this flag and the same order (> 0) stand among each other in order of entry (ACL entries, route
			      * map clauses); likewise rows of one order with CMD_SORT_NUMERIC mix by their arguments */
	CMD_ELSEWHERE = 128, /* another line is kept for it, as run() says by cli_store(), cli_store_in(): `access-list 1 ...` stands in the block
			      * of its list. `no` always runs it */
	CMD_ON_EACH = 512, /* on by default for each value of its argument: `no LINE` is run though nothing is stored, and says by cli_store() what is kept */
	CMD_IFACE_LATER = 1024, /* its INTERFACE may be one that can be made: run() is told its name, and sees to it that it is there or comes */
	CMD_TIGHT = 2048, /* with `enter`: within another block, no comment line stands before it in running-config */
	CMD_OFF = 4096, /* with CMD_UNSUPPORTED: it is off, so that `no` of it is taken */
	CMD_SPELLING = 8192, /* its last word goes without saying: the line is, and is kept as, that of the row before it, which has all the others */
	CMD_OPTIONS_GO = 16384, /* `no LINE` with options beyond the key takes these alone: run() sees them, and says by cli_store() what stays. Without, and wherever
				 * else the line is undone, all of it goes: run() sees none */
	CMD_OPTIONS_ADD = 65536, /* a line typed adds its options, the alternatives of the last [...]* of the row, to those that the line has (a later value takes the place
				  * of an earlier one), and `no LINE` with options takes these away: either way run() sees the line that it comes to */
	CMD_SORT_GROUP = 256, /* with CMD_SORT_NUMERIC: lines with the same first argument (a group's number) stand together, in the order of their rows */
	CMD_BARS = 32768, /* EXEC: its LINE takes bars (a regular expression): of those behind its begin none but that of `| json` at the very end is a pipe's */
	CMD_SORT_NUMERIC = 32, /* blocks and lines of this row stand in order of their arguments (interfaces, vlans, routes), not of entry */
};

struct cmd_table {
	const struct cmd *rows;
	unsigned n;
};
#define CMD_TABLE(rows) { rows, ARRAY_LEN(rows) }

/* Words of help that no row has, and nothing else: { &mode_exec, "show ip", "IP information" } gives the last word's text. */
struct help_row {
	const struct cli_mode *mode;
	const char *path, *text;
};

/* Compiles tables into a grammar; a mistake in a row is a bug and aborts naming the row. Kept for the life of the process. */
struct grammar *grammar_new(const struct cmd_table *tables, unsigned n, const struct help_row *help, unsigned n_help);
void grammar_free(struct grammar *g);

/* The framework's own rows (modes, show running-config, terminal, alias ...): every kind includes them. */
extern const struct cmd_table cli_cmds[];
extern const unsigned n_cli_cmds;

/* ---- arguments, as the handler sees them ---- */

/* true: the optional keyword (or the named argument) was given. */
bool args_has(const struct args *a, const char *name);
bool args_no(const struct args *a);	 /* `no LINE`, or being undone */
u64 args_num(const struct args *a, const char *name, u64 dflt);
/* Text as canonicalized; NULL when not given. LINE: as typed. INTERFACE: long name. */
const char *args_str(const struct args *a, const char *name);
u32 args_ip4(const struct args *a, const char *name, u32 dflt);
bool args_ip4_prefix(const struct args *a, const char *name, u32 *addr, u8 *plen);
bool args_ip6(const struct args *a, const char *name, struct ip6 *addr);
bool args_ip6_prefix(const struct args *a, const char *name, struct ip6 *addr, u8 *plen);
bool args_mac(const struct args *a, const char *name, u8 mac[6]);
const char *args_line(const struct args *a); /* the whole canonical line, without `no` */

/* ---- what a handler can do ---- */

struct node *cli_node(const struct cli *c);
/* The object of the block the line stands in (interface, vlan ...), as cli_enter_object() gave it; outer blocks by level 1, 2 .. */
void *cli_object(const struct cli *c, unsigned level);
/* From run() of a row with `enter`: what lines of the block are about. May be NULL. */
void cli_enter_object(struct cli *c, void *object);
/* From the same place: the block's prompt instead of its mode's, "(config-subif)"; static text. */
void cli_enter_prompt(struct cli *c, const char *prompt);
/* From run() of a configuration row: what is kept is this line instead of the one typed ("switchport trunk allowed vlan 1-20" for "... add 20"); it must
 * be a line of the same row's key, or of another row of the mode. "": nothing is kept, and what stood there with the same key goes.
 * From `no`, too: "no LINE" keeps that (what is on by default and has a value, turned off), the line itself of a block keeps it, emptied. From a row with CMD_ELSEWHERE it may be several lines of
 * the block, apart by newlines. */
void cli_store(struct cli *c, const char *line);
/* From run() of a row with CMD_ELSEWHERE: keeps `line` in the block that `block` opens in global configuration (made where there is none; NULL: in global
 * configuration itself; "router bgp 1\naddress-family ipv4": in one within it), without running either. From run() of another row: a line that is kept already is kept otherwise from now on. */
void cli_store_in(struct cli *c, const char *block, const char *line);
/* From run() of any configuration row: takes the line with that key, and its effect, from that block (NULL: from the one the line stands in). line NULL: the whole block.
 * false: refused; true also when nothing is kept there. */
bool cli_remove_in(struct cli *c, const char *block, const char *line);
/* The same for every line for which which() says yes, the last first: of the block the line stands in, or (global) of global configuration, blocks apart.
 * Nothing goes while the block is undone as a whole. */
bool cli_remove_lines(struct cli *c, bool global, bool (*which)(const char *line, const void *arg), const void *arg);
/* run() of a row that has but the first words of others (CMD_ELSEWHERE): `no` takes all lines that go on from them, of the block or of global configuration. */
bool cli_run_begun(struct cli *c, const struct args *a, bool global);
/* From run() of a row with enter: the block that `from` opens in global configuration is opened by `to` from now on, which opens none yet; nothing is run. */
void cli_move_block(struct cli *c, const char *from, const char *to);
/* Is the block that the line stands in undone as a whole, so that nothing goes? */
bool cli_in_whole(const struct cli *c);
/* The same for every line and every block of the whole configuration (global) or of the block the line stands in, and of the blocks in them, however deep; which() is told
 * the line that opens the block, NULL in global configuration. A block for which it says yes goes whole. */
bool cli_remove_all(struct cli *c, bool global, bool (*which)(const char *block, const char *line, const void *arg), const void *arg);
/* For each line that is kept, however deep, with the line of global configuration that opens the block it stands in (NULL: it stands there itself): what it is kept as
 * from now on, under the same key; malloc()ed; NULL: as it was. Nothing is run. */
void cli_rewrite_stored(struct cli *c, char *(*fn)(struct cli *c, const char *block, const char *line));
/* Calls fn for each line that is kept, with the line that opens the block it stands in (NULL: global configuration). fn may store lines in place of others. */
void cli_each_stored(struct cli *c, void (*fn)(struct cli *c, const char *block, const char *line, void *arg), void *arg);
/* What is kept in the block becomes these lines, ended by newlines; nothing is run. */
void cli_keep_in(struct cli *c, const char *block, const char *lines);
/* From within a command: runs a line of EXEC, as if it had been typed in its place; what it prints and its rows are this command's. */
bool cli_exec(struct cli *c, const char *line);
/* Would the line be taken in EXEC? */
bool cli_knows(struct cli *c, const char *line);
/* From run() of a command in EXEC: enters configuration mode, and says so, as `configure terminal` does. */
void cli_configure(struct cli *c);
/* Leaves the mode the line stands in, as `exit` does: for rows such as exit-address-family (CMD_NO_STORE). */
void cli_leave(struct cli *c);
/* Text to the session; through the pager and the pipe where there are. */
void cli_print(struct cli *c, const char *fmt, ...) PRINTF(2, 3);
/* An error line to the session (a newline is added); run() then returns false. */
void cli_error(struct cli *c, const char *fmt, ...) PRINTF(2, 3);
/* Whether this is boot, replace or rollback rather than a person: for messages. */
bool cli_is_replay(const struct cli *c);
/* Whether the configuration is being made equal to another, line by line (replace, rollback): whatever that one has comes as a line, so run() keeps no other. */
bool cli_is_sync(const struct cli *c);

/* A command that takes time (ping): run() starts it and returns true. The session is busy until cli_done(). ^C and Ctrl-^ call
 * stop(c, state), as does the session's end; stop must end with cli_done() or leave nothing behind when `gone` is true. */
void cli_busy(struct cli *c, void (*stop)(struct cli *c, void *state, bool gone), void *state);
void cli_done(struct cli *c, bool ok);
/* Instead of cli_done(): what the command lacked (the address of a name) is there now, and it is run again; line: this one instead, in EXEC. */
void cli_again(struct cli *c, const char *line);
bool cli_is_again(const struct cli *c);
/* From run() after cli_busy(): it takes no time after all. */
void cli_busy_no_more(struct cli *c);
/* Between cli_busy() and cli_done(): what is typed goes to fn, byte by byte, as to a session on another machine; RETURN is CR. The state is cli_busy()'s. */
void cli_take_keys(struct cli *c, void (*fn)(struct cli *c, void *state, const char *bytes, size_t n));
/* Such a command waits for what will be typed. false: whoever holds the session cannot type. */
bool cli_rest(struct cli *c);
/* Output as it is, past pager and pipe; newlines alone end lines. */
void cli_write_raw(struct cli *c, const char *bytes, size_t n);
/* Calls fn when the session ends; the node embeds. Not more than once. */
struct cli_end {
	struct cli_end *next;
	void (*fn)(struct cli *c, struct cli_end *e);
};
void cli_at_end(struct cli *c, struct cli_end *e);
/* From run(): this EXEC line instead; false without a word: it is none. */
bool cli_run_instead(struct cli *c, const char *line);
/* Asks; answer(c, state, text) is called with the line typed ("" for RETURN). Without a person (exec): dflt at once, which is shown. */
void cli_ask(struct cli *c, const char *prompt, const char *dflt, void (*answer)(struct cli *c, void *state, const char *text), void *state);

/* The same without showing what is typed: the front end asks cli_asks_secret(). */
void cli_ask_secret(struct cli *c, const char *prompt, void (*answer)(struct cli *c, void *state, const char *text), void *state);
/* ^C at a question answers it with "\003", as does the end of the session: never a yes. */

/* Who and where. */
const char *cli_where(const struct cli *c); /* "console", "vty0" */
unsigned cli_privilege(const struct cli *c);
void cli_set_privilege(struct cli *c, unsigned privilege);
void cli_set_user(struct cli *c, const char *user);	/* who has logged in */
bool cli_gone(const struct cli *c);	/* the session is being ended: nobody is there to be asked anything */
bool cli_interactive(const struct cli *c);
bool cli_configuring(const struct cli *c); /* in a configuration mode */
/* The interfaces of a list as `interface range` takes it ("Gi0/1 - 4 , Gi0/6"), each by its long name, until fn says no; false then, or (after an error) when it is no such
 * list. Virtual ones need not be there. */
bool cli_range(struct cli *c, const char *text, bool (*fn)(struct cli *c, const char *name, void *arg), void *arg);
struct shell *cli_shell(const struct cli *c);
/* From within a command: ends the session when it is over, as logout does. */
void cli_logout(struct cli *c);

/* ---- for the node: its shell ---- */

enum enable_answer { ENABLE_NO, ENABLE_YES, ENABLE_REFUSED, ENABLE_LATER };
enum cli_permission { CLI_MAY, CLI_MAY_NOT, CLI_WAIT };

/* The answer to ENABLE_LATER. text: what is said of a no that is final; NULL: "% Bad secrets". */
void cli_enabled(struct cli *c, enum enable_answer answer, const char *text);
/* The answer to CLI_WAIT: the line runs, or is over. */
void cli_permitted(struct cli *c, bool yes);

/* What the shell must know of the node, given by device/. */
struct shell_ops {
	/* Long name of the interface that `text` ("gi0/1", "Gi 0/1", "vlan10") means, into out. create: a name that may be made (Loopback5)
	 * counts. Returns false when there is none, or (ambiguous) several. */
	bool (*iface)(struct node *n, const char *text, bool create, char out[64]);
	/* For `?`: calls add with each type ("GigabitEthernet", "GigabitEthernet IEEE 802.3z"). */
	void (*iface_types)(struct node *n, struct cli *c, void (*add)(struct cli *c, const char *word, const char *help));
	/* Sort key of an interface name in running-config: type, then numbers. */
	u64 (*iface_order)(struct node *n, const char *name);
	/* The lines that stand before the tree's in running-config ("version 15.9"), and whether an empty block of this interface is
	 * shown (physical ports are, always). Each interface the node has by nature is listed even without a line. */
	const char *const *header;
	/* Calls add with the long name of each interface that is always there. */
	void (*iface_fixed)(struct node *n, void (*add)(void *arg, const char *name), void *arg);
	/* May the session have this level with this password (NULL: without any)? ENABLE_REFUSED: never, and it was said why. ENABLE_LATER: the
	 * session is busy until cli_enabled(). NULL: none is ever needed. */
	enum enable_answer (*enable)(struct node *n, struct cli *c, unsigned level, const char *given);
	/* Configuration was changed through a session (for %SYS-5-CONFIG_I at the end of configuration mode). where: "console", "vty0 (10.0.0.9)" */
	void (*configured)(struct node *n, const char *where, const char *user);
	/* May the session run the line, canonical ("no " before it or not), of that level? CLI_WAIT: the session is busy until cli_permitted(). May be NULL. */
	enum cli_permission (*command)(struct node *n, struct cli *c, const char *line, unsigned level, bool config);
	/* A person's session has run a line of configuration, which was taken. May be NULL. */
	void (*configured_line)(struct node *n, struct cli *c, const char *line);
	/* `show ... | redirect FILE`: the output goes there; append: to what is there. false: it was said why. NULL: there are no files. */
	bool (*write_file)(struct node *n, struct cli *c, const char *name, const char *data, size_t len, bool append);
	/* A comment for `show running-config` ("! Last configuration change at ..."); false: none. May be NULL. */
	bool (*heading)(struct node *n, char buf[192]);
	/* Calls add with each further interface that a line typed in this one's block is for (a Port-channel's are its ports', too). May be NULL. */
	void (*spread)(struct node *n, const char *name, const char *line, void (*add)(void *arg, const char *name), void *arg);
	/* A session has begun: its line's length, width and idle time are set here. May be NULL. */
	void (*session)(struct node *n, struct cli *c);
};

struct shell *shell_new(struct node *n, const struct grammar *g, const struct shell_ops *ops);
void shell_free(struct shell *sh);
const char *shell_hostname(const struct shell *sh);
void shell_set_hostname(struct shell *sh, const char *name);

/* running-config as text (caller frees). all: with defaults. Ends with "end\n". Without "Building configuration...". */
char *shell_running(struct shell *sh, bool all);
/* Only the lines of one block, e.g. "interface GigabitEthernet0/1"; NULL when there is none. */
char *shell_running_block(struct shell *sh, const char *line);

struct config_error {
	unsigned line;	/* from 1; 0: not one line's */
	unsigned column; /* from 1 */
	char text[256];	/* the shell's own words, "% Invalid input detected at '^' marker." */
	char input[256];
};
/* Feeds configuration text (indentation as running-config has it, or flat with implicit return to the parent; `!` comments; banners over several
 * lines; `end` ends). All or nothing: on the first rejected line everything is put back and false returned with err. lenient: lines
 * that are rejected as unsupported or unknown are skipped and reported through skipped (may be NULL), never false. */
bool shell_apply(struct shell *sh, const char *text, bool lenient, struct config_error *err,
		 void (*skipped)(void *arg, const struct config_error *e), void *arg);
/* Makes the running configuration equal to text: minimal ordered difference. n_changed: lines added and removed. */
bool shell_replace(struct shell *sh, const char *text, struct config_error *err, unsigned *n_changed);
/* What stands in `to` and not in `from` ("+line") and the other way round ("-line"), in their blocks; "" when they say the same. NULL with err when one
 * of them is no configuration of this device. from NULL: the running configuration. The caller frees it. */
char *shell_diff(struct shell *sh, const char *from, const char *to, struct config_error *err);

/* The commands that make `from` (NULL: the running configuration) into `to`, in the order that shell_replace() would give them, blocks entered where
 * need be; added_only: without what it takes away. NULL with err as above. The caller frees it. */
char *shell_plan(struct shell *sh, const char *from, const char *to, bool added_only, struct config_error *err);

/* ---- for front ends: sessions ---- */

struct cli_io {
	/* Output; len bytes. Newlines are "\n"; the front end makes CR LF of them. */
	void (*write)(void *arg, const char *text, size_t len);
	/* The session can take a line again (the prompt is due), or has ended (ended = true: logout). Called once per cli_line(). */
	void (*ready)(void *arg, bool ended);
	void *arg;
};
struct cli_options {
	const char *where;   /* "console", "vty0" */
	const char *user;    /* NULL: nobody logged in */
	u8 privilege;	     /* 1: user EXEC, 15: privileged */
	bool interactive;    /* pager and questions; false: exec, boot */
	unsigned length, width; /* of the terminal; 0: no paging / no limit */
	bool json;	     /* each command's result as an element {"command","ok","output","rows"} */
};
struct cli *cli_new(struct shell *sh, const struct cli_io *io, const struct cli_options *o);
void cli_free(struct cli *c);
const char *cli_prompt(struct cli *c, char buf[96]); /* "r1(config-if)#"; the text of a question when one is open */
/* One line as typed. Output comes through io->write; io->ready when it is over (perhaps at once). */
void cli_line(struct cli *c, const char *line);
/* ^Z: runs the line (perhaps empty), then leaves configuration. */
void cli_line_end(struct cli *c, const char *line);
/* The question that is open is for a password: what is typed is not to be shown. */
bool cli_asks_secret(const struct cli *c);
/* Whether the line was accepted and did what it said: status of the last cli_line(): 0 or 1. */
int cli_status(const struct cli *c);
/* The pager waits for a key: the front end shows " --More-- " and gives the key here. */
bool cli_paging(const struct cli *c);
/* What is paged is help: when the last key ends it (cli_paging() is false), the line being typed is due again, and ready is not called. */
bool cli_helping(const struct cli *c);
void cli_key(struct cli *c, int key);
void cli_interrupt(struct cli *c); /* ^C; Ctrl-^ */
/* The command under way takes what is typed, by cli_keys(), ^C and Ctrl-^ as well. */
bool cli_takes_keys(const struct cli *c);
void cli_keys(struct cli *c, const char *bytes, size_t n);
/* resting(io's arg) is called when such a command waits for keys, perhaps several times. Without, nobody can type any. */
void cli_on_resting(struct cli *c, void (*resting)(void *arg));
/* `?` with the cursor at the end of text: help to io->write; longer than a page, cli_paging() is true then. */
void cli_help(struct cli *c, const char *text);
/* Tab: the completed text (static to the session) or NULL: nothing, or several (then also candidates for a second Tab). */
const char *cli_complete(struct cli *c, const char *text, const char *const **candidates, unsigned *n);
/* A line from elsewhere (log, debug) for this session: printed at once or after the output under way. */
void cli_notify(struct cli *c, const char *text);
struct cli *shell_sessions(struct shell *sh, struct cli *after); /* iterate: NULL first */
/* What device/ asks of a session, for `show users`, log lines and lines' settings. */
const struct cli_options *cli_session(const struct cli *c); /* as given to cli_new(); privilege, length and width as they are now */
nsec cli_began(const struct cli *c);
nsec cli_last_input(const struct cli *c);	/* when its last line or key came */
bool cli_monitor(const struct cli *c);		/* `terminal monitor`: log lines come here though it is no console */
void cli_set_monitor(struct cli *c, bool on);
/* `logging synchronous`: a line from elsewhere that comes while somebody types stands on a line of its own, and what was typed is drawn again below it. Else, as on
 * IOS, it breaks in, and what is typed next follows it. From the start: yes. */
void cli_set_redraw(struct cli *c, bool on);
bool cli_redraws(const struct cli *c);
/* `transport preferred none`: a word that is no command is an error, and no host's name. From the start it is one. */
void cli_set_hosts(struct cli *c, bool on);
void cli_set_size(struct cli *c, unsigned length, unsigned width); /* 0: no paging, no limit */
void cli_end(struct cli *c);			/* ends it as `exit` does: io->ready(arg, true); not from within its own commands */
/* `no ip domain lookup`: an unknown word in EXEC is not translated. */
void shell_set_domain_lookup(struct shell *sh, bool on);
bool shell_domain_lookup(const struct shell *sh);
/* A single word in EXEC that is no command: fn takes it for a host's name. true: it ran; false: the session is busy with it, or an error was said, or else
 * it is as unknown as before. */
void shell_set_host_word(struct shell *sh, bool (*fn)(struct cli *c, const char *word));
/* An empty line in EXEC, typed by a person: fn may do something with it. */
void shell_set_empty_line(struct shell *sh, bool (*fn)(struct cli *c));
const char *cli_history(struct cli *c, unsigned i); /* of the present mode class, 0: oldest; NULL: no more */

#endif
