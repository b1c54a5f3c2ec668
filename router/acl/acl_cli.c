/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Configuration of access lists. Entries are kept with their numbers, in the block of their list, as newer IOS shows them: what is typed
 * without a number, or as `access-list 101 ...`, gets the next one and stands there too.
 */
#include <stdio.h>
#include <stdlib.h>

#include "router/acl/acl_cli.h"
#include "router/acl/acl_port.h"
#include "router/feature.h"

const struct cli_mode mode_std_nacl = { "access list", "(config-std-nacl)", &mode_config };
const struct cli_mode mode_ext_nacl = { "access list", "(config-ext-nacl)", &mode_config };
const struct cli_mode mode_ip6_acl = { "IPv6 access list", "(config-ipv6-acl)", &mode_config };

/* ---- an entry from its words ---- */

static bool wrong(struct cli *c, const char *what, const char *text)
{
	cli_error(c, "%% Invalid %s: %s", what, text);
	return false;
}

static bool get_addr4(struct cli *c, const struct args *a, const char *p, struct ace_addr *x)
{
	char host[8], addr[8], wild[8], group[8];
	const char *g;

	snprintf(host, sizeof(host), "%shost", p);
	snprintf(addr, sizeof(addr), "%saddr", p);
	snprintf(wild, sizeof(wild), "%swild", p);
	snprintf(group, sizeof(group), "%sgroup", p);
	g = args_str(a, group);
	if (g) {
		x->group = group_get(cli_stack(c), g, true); /* may be configured later: matches nothing until then */
		if (!x->group)
			return wrong(c, "object group", g);
	} else if (args_has(a, host)) {
		x->addr = ipaddr4(args_ip4(a, host, 0));
	} else if (args_has(a, addr)) {
		x->wild = args_ip4(a, wild, 0);
		x->addr = ipaddr4(args_ip4(a, addr, 0) & ~x->wild);
		if (x->wild == ~0u)
			*x = (struct ace_addr){ .addr = { .af = AF_NONE } };
	}
	return true;
}

static void get_addr6(const struct args *a, const char *host, const char *prefix, struct ace_addr *x)
{
	struct ip6 v6;
	u8 plen = 128;

	if (args_ip6(a, host, &v6) || args_ip6_prefix(a, prefix, &v6, &plen)) {
		v6 = ip6_masked(&v6, plen);
		x->addr = ipaddr6(&v6);
		x->plen = plen;
		if (!plen)
			*x = (struct ace_addr){ .addr = { .af = AF_NONE } };
	}
}

static bool get_port(struct cli *c, const struct args *a, u16 proto, char side, struct ace_port *p)
{
	static const struct { const char *name; u8 op, n; } ops[] = {
		{ "e", PORT_EQ, ACL_PORTS_MAX }, { "n", PORT_NEQ, 1 }, { "g", PORT_GT, 1 }, { "l", PORT_LT, 1 }, { "r", PORT_RANGE, 2 },
	};

	for (unsigned k = 0; k < ARRAY_LEN(ops); k++)
		for (unsigned i = 0; i < ops[k].n; i++) {
			char name[24];
			const char *text;

			snprintf(name, sizeof(name), "%cp%s%u", side, ops[k].name, i);
			text = args_str(a, name);
			if (!text)
				break;
			if (!acl_port_parse((u8)proto, text, &p->value[p->n]))
				return wrong(c, "port", text);
			p->op = ops[k].op;
			p->n++;
		}
	if (p->op == PORT_RANGE && p->value[0] > p->value[1]) { /* as IOS: put in order */
		u16 v = p->value[0];

		p->value[0] = p->value[1];
		p->value[1] = v;
	}
	return true;
}

static bool get_proto(struct cli *c, const struct args *a, u8 af, struct ace *e)
{
	const char *text = args_str(a, "proto"), *group = args_str(a, "service");

	if (group) {
		e->proto = PROTO_GROUP;
		e->service = group_get(cli_stack(c), group, true);
		return e->service || wrong(c, "object group", group);
	}
	e->proto = args_has(a, "tcp") ? IP_TCP : args_has(a, "udp") ? IP_UDP : args_has(a, "icmp") ? af == AF_IP4 ? IP_ICMP : IP_ICMP6 : PROTO_IP;
	if (text && !acl_proto_parse(af, text, &e->proto))
		return wrong(c, "protocol", text);
	return true;
}

/* `match-all +syn -ack`: with that flag, without it. */
static bool get_flags(struct cli *c, const struct args *a, struct ace *e)
{
	static const char *const names[] = { "fin", "syn", "rst", "psh", "ack", "urg" };

	e->flag_word = args_has(a, "match-all") ? 'a' : args_has(a, "match-any") ? 'n' : 0;
	for (unsigned k = 0; k < ARRAY_LEN(names) && e->flag_word; k++) {
		char with[8], without[8];

		snprintf(with, sizeof(with), "+%s", names[k]);
		snprintf(without, sizeof(without), "-%s", names[k]);
		e->flags_set |= (u8)(args_has(a, with) << k);
		e->flags_clear |= (u8)(args_has(a, without) << k);
	}
	if (e->flag_word && (!(e->flags_set | e->flags_clear) || e->flags_set & e->flags_clear)) {
		cli_error(c, "%% match-%s needs flags, each of them once", e->flag_word == 'a' ? "all" : "any");
		return false;
	}
	return true;
}

static bool get_ttl(struct cli *c, const struct args *a, struct ace_port *t)
{
	static const struct { const char *name; u8 op, n; } ops[] = {
		{ "te", PORT_EQ, ACL_PORTS_MAX }, { "tn", PORT_NEQ, 1 }, { "tg", PORT_GT, 1 }, { "tl", PORT_LT, 1 }, { "tr", PORT_RANGE, 2 },
	};

	for (unsigned k = 0; k < ARRAY_LEN(ops); k++)
		for (unsigned i = 0; i < ops[k].n; i++) {
			char name[16];

			snprintf(name, sizeof(name), "%s%u", ops[k].name, i);
			if (!args_has(a, name))
				break;
			t->op = ops[k].op;
			t->value[t->n++] = (u16)args_num(a, name, 0);
		}
	if (t->op == PORT_RANGE && t->value[0] > t->value[1]) {
		cli_error(c, "%% Invalid TTL range");
		return false;
	}
	return true;
}

static void get_headers(const struct args *a, struct ace *e)
{
	static const struct { const char *word; u8 bit; } words[] = {
		{ "auth", ACL_AUTH }, { "dest-option", ACL_DEST_OPTION }, { "hbh", ACL_HBH }, { "mobility", ACL_MOBILITY }, { "routing", ACL_ROUTING },
		{ "undetermined-transport", ACL_UNDETERMINED },
	};

	for (unsigned k = 0; k < ARRAY_LEN(words); k++)
		e->headers |= args_has(a, words[k].word) ? words[k].bit : 0;
	if (args_has(a, "label"))
		e->flow_label = (s32)args_num(a, "label", 0);
}

/* Behind `log` and `log-input`. */
static bool get_cookie(struct cli *c, const struct args *a, struct ace *e)
{
	const char *text = args_str(a, "cookie");

	if (!text)
		text = args_str(a, "cookie-input");
	if (text && (strlen(text) > ACL_COOKIE_MAX || !strncasecmp(text, "0x", 2))) { /* those are IOS's own hashes */
		cli_error(c, "%% Invalid cookie: at most %u characters, and not 0x", ACL_COOKIE_MAX);
		return false;
	}
	e->cookie = text ? xstrdup(text) : NULL;
	return true;
}

static bool get_options(struct cli *c, const struct args *a, u8 af, struct ace *e)
{
	static const struct { const char *word; u8 flag; } flags[] = {
		{ "ack", TCP_ACK }, { "fin", TCP_FIN }, { "psh", TCP_PSH }, { "rst", TCP_RST }, { "syn", TCP_SYN }, { "urg", TCP_URG },
	};
	const char *text;
	u8 value;

	for (unsigned k = 0; k < ARRAY_LEN(flags); k++)
		if (args_has(a, flags[k].word))
			e->tcp_any |= flags[k].flag;
	if (!get_flags(c, a, e) || !get_ttl(c, a, &e->ttl))
		return false;
	get_headers(a, e);
	text = args_str(a, "option-name");
	if (text && !acl_option_parse(text, &e->option))
		return wrong(c, "IP option", text);
	e->more = e->flag_word || e->option >= 0 || e->headers || e->flow_label >= 0 || e->ttl.op;
	text = args_str(a, "icmp-type");
	e->established = args_has(a, "established");
	e->fragments = args_has(a, "fragments");
	e->log_input = args_has(a, "log-input");
	e->log = args_has(a, "log");
	if (!get_cookie(c, a, e))
		return false;
	if (text && !acl_icmp_parse(af, text, &e->icmp_type, &e->icmp_code))
		return wrong(c, "ICMP message", text);
	if (text && args_has(a, "icmp-code"))
		e->icmp_code = (s16)args_num(a, "icmp-code", 0);
	text = args_str(a, "dscp-value");
	if (text) {
		if (!acl_dscp_parse(text, &e->tos))
			return wrong(c, "DSCP", text);
		e->tos = (u8)(e->tos << 2);
		e->tos_mask = DSCP_MASK;
		if (args_str(a, "precedence-value") || args_str(a, "tos-value")) {
			cli_error(c, "%% A DSCP may not be used with precedence or TOS");
			return false;
		}
	}
	text = args_str(a, "precedence-value");
	if (text) {
		if (!acl_precedence_parse(text, &value))
			return wrong(c, "precedence", text);
		e->tos = (u8)(value << 5);
		e->tos_mask = PRECEDENCE_MASK;
	}
	text = args_str(a, "tos-value");
	if (text) {
		if (!acl_tos_parse(text, &value))
			return wrong(c, "TOS", text);
		e->tos |= (u8)(value << 1);
		e->tos_mask |= TOS_MASK;
	}
	text = args_str(a, "range-name");
	if (text && !(e->range = time_range_get(cli_stack(c), text, true)))
		return wrong(c, "time range", text);
	text = args_str(a, "reflect-name");
	if (text) {
		e->reflect = reflexive_get(cli_stack(c), text, true);
		e->reflect_s = (u32)args_num(a, "seconds", 0);
	}
	if (e->fragments && (e->sport.op || e->dport.op || e->icmp_type >= 0 || e->established || e->tcp_any || e->flag_word)) {
		cli_error(c, "%% Fragments keyword may not be used with layer-4 information");
		return false;
	}
	return true;
}

static struct ace *entry_of(struct cli *c, const struct args *a, enum acl_kind kind)
{
	u8 af = kind == ACL_IP6 ? AF_IP6 : AF_IP4;
	struct ace *e = xcalloc(1, sizeof(*e));
	const char *text;
	bool ok = true;

	e->icmp_type = e->icmp_code = e->option = -1;
	e->flow_label = -1;
	e->proto = PROTO_IP;
	e->seq = (u32)args_num(a, "seq", 0);
	text = args_str(a, "remark-text");
	if (text) {
		e->act = ACE_REMARK;
		e->remark = xasprintf("%.*s", 100, text);
		return e;
	}
	text = args_str(a, "evaluate-name");
	if (text) {
		e->act = ACE_EVALUATE;
		e->evaluate = reflexive_get(cli_stack(c), text, true);
		return e;
	}
	e->act = args_has(a, "permit") ? ACE_PERMIT : ACE_DENY;
	if (kind == ACL_STANDARD) {
		ok = get_addr4(c, a, "s", &e->src) && get_cookie(c, a, e);
		e->log = args_has(a, "log");
	} else {
		ok = get_proto(c, a, af, e);
		if (ok && af == AF_IP4)
			ok = get_addr4(c, a, "s", &e->src) && get_addr4(c, a, "d", &e->dst);
		if (af == AF_IP6) {
			get_addr6(a, "shost", "saddr", &e->src);
			get_addr6(a, "dhost", "daddr", &e->dst);
		}
		ok = ok && get_port(c, a, e->proto, 's', &e->sport) && get_port(c, a, e->proto, 'd', &e->dport) && get_options(c, a, af, e);
	}
	if (ok)
		return e;
	ace_free(e);
	return NULL;
}

/* ---- entries ---- */

static char *kept_line(const struct acl *l, const struct ace *e)
{
	char text[512];

	ace_text(l, e, ACE_CONFIG, text, sizeof(text));
	return xasprintf("%s%u %s", l->kind == ACL_IP6 ? "sequence " : "", e->seq, text);
}

static bool logs_alike(const struct ace *x, const struct ace *y)
{
	return x->log == y->log && (x->cookie && y->cookie ? !strcmp(x->cookie, y->cookie) : !x->cookie && !y->cookie);
}

static struct ace *like(const struct acl *l, const struct ace *e)
{
	for (u32 k = 0; k < l->n_aces; k++)
		if (ace_same(l->aces[k], e) && (logs_alike(l->aces[k], e) || !e->log))
			return l->aces[k];
	return NULL;
}

static bool reject(struct cli *c, struct ace *e, const char *why)
{
	ace_free(e);
	cli_error(c, "%s", why);
	return false;
}

/* A line with its number, in the list's block. */
RUN(acl_run_entry)
{
	struct acl *l = cli_object(c, 0);
	u32 seq = (u32)args_num(a, "seq", 0);
	struct ace *old = acl_entry(l, seq), *e;
	const char *why;
	char *line;

	if (args_no(a)) {
		if (old)
			acl_remove(l, old);
		return true;
	}
	e = entry_of(c, a, l->kind);
	if (!e)
		return false;
	if (old && !cli_is_replay(c))
		return reject(c, e, "% Duplicate sequence number");
	if (old)
		acl_remove(l, old);
	if (!acl_add(l, e, &why))
		return reject(c, e, why);
	line = kept_line(l, e);
	cli_store(c, line);
	free(line);
	return true;
}

/* The number stands last: `permit tcp any any sequence 10`. */
RUN(acl_run_tailed)
{
	struct acl *l = cli_object(c, 0);
	struct ace *old = acl_entry(l, (u32)args_num(a, "seq", 0)), *e = entry_of(c, a, l->kind);
	bool there = old && e && ace_same(old, e) && logs_alike(old, e);
	char key[32];

	if (!e)
		return false;
	ace_free(e);
	if (!args_no(a))
		return there || acl_run_entry(c, a);
	snprintf(key, sizeof(key), "sequence %u", (u32)args_num(a, "seq", 0));
	return !there || cli_remove_in(c, NULL, key);
}

/* One without. */
RUN(acl_run_append)
{
	struct acl *l = cli_object(c, 0);
	struct ace *e = entry_of(c, a, l->kind), *old;
	char *line, key[32];
	const char *why;

	if (!e)
		return false;
	old = like(l, e);
	if (args_no(a)) {
		ace_free(e);
		if (!old)
			return true;
		snprintf(key, sizeof(key), "%s%u", l->kind == ACL_IP6 ? "sequence " : "", old->seq);
		return cli_remove_in(c, NULL, key);
	}
	if (old && e->act != ACE_REMARK) { /* there already: nothing is new */
		ace_free(e);
		return true;
	}
	if (!acl_add(l, e, &why))
		return reject(c, e, why);
	line = kept_line(l, e);
	cli_store(c, line);
	free(line);
	return true;
}

static enum acl_kind kind_of_number(u64 n)
{
	return n < 100 || (n >= 1300 && n < 2000) ? ACL_STANDARD : ACL_EXTENDED;
}

/* `access-list N ...` */
RUN(acl_run_numbered)
{
	enum acl_kind kind = kind_of_number(args_num(a, "number", 1));
	char *line, block[64], name[16];
	const char *why;
	struct ace *e;
	struct acl *l;

	snprintf(name, sizeof(name), "%u", (unsigned)args_num(a, "number", 1));
	snprintf(block, sizeof(block), "ip access-list %s %s", kind == ACL_STANDARD ? "standard" : "extended", name);
	if (args_no(a)) /* IOS: takes the whole list, whatever follows */
		return cli_remove_in(c, block, NULL);
	e = entry_of(c, a, kind);
	if (!e)
		return false;
	l = acl_define(cli_stack(c), kind, name, &why);
	if (!l)
		return reject(c, e, why);
	if (like(l, e) && e->act != ACE_REMARK) {
		ace_free(e);
		return true;
	}
	if (!acl_add(l, e, &why))
		return reject(c, e, why);
	line = kept_line(l, e);
	cli_store_in(c, block, line);
	free(line);
	return true;
}

RUN(acl_run_no_numbered)
{
	(void)a;
	if (args_no(a))
		return acl_run_numbered(c, a);
	cli_error(c, "%% Incomplete command.\n");
	return false;
}

/* ---- lists ---- */

static bool name_fits(enum acl_kind kind, const char *name)
{
	unsigned long n;

	if (strlen(name) >= ACL_NAME_MAX)
		return false;
	if (kind == ACL_IP6 || *name < '0' || *name > '9')
		return true;
	n = strtoul(name, NULL, 10);
	return strspn(name, "0123456789") == strlen(name) && ((n >= 1 && n < 200) || (n >= 1300 && n < 2700)) && kind_of_number(n) == kind;
}

static bool enter(struct cli *c, const struct args *a, enum acl_kind kind)
{
	const char *name = args_str(a, "name"), *why;
	struct acl *l = acl_find(cli_stack(c), kind == ACL_IP6 ? AF_IP6 : AF_IP4, name);

	if (args_no(a)) {
		if (l && l->kind == kind)
			acl_undefine(l);
		return true;
	}
	if (!name_fits(kind, name)) {
		cli_error(c, "%% Invalid access list name.");
		return false;
	}
	l = acl_define(cli_stack(c), kind, name, &why);
	if (!l) {
		cli_error(c, "%s", why);
		return false;
	}
	cli_enter_object(c, l);
	return true;
}
RUN(acl_run_standard) { return enter(c, a, ACL_STANDARD); }
RUN(acl_run_extended) { return enter(c, a, ACL_EXTENDED); }
RUN(acl_run_ip6) { return enter(c, a, ACL_IP6); }

bool acl_may_name(struct cli *c, u8 af, bool standard, const char *name)
{
	bool fits = !name || name_fits(af == AF_IP6 ? ACL_IP6 : ACL_STANDARD, name) || (af == AF_IP4 && !standard && name_fits(ACL_EXTENDED, name));

	if (fits && (!name || acl_room(cli_stack(c), af, name)))
		return true;
	cli_error(c, fits ? "%% Too many access lists" : "%% Invalid access list name.");
	return false;
}

RUN(acl_run_resequence)
{
	bool v6 = !strncmp(args_line(a), "ipv6", 4);
	struct acl *l = acl_find(cli_stack(c), v6 ? AF_IP6 : AF_IP4, args_str(a, "name"));
	char block[ACL_NAME_MAX + 32], *lines = NULL;
	size_t len = 0;

	if (args_no(a))
		return true;
	if (!l || !l->defined) {
		cli_error(c, "%% Access list %s does not exist", args_str(a, "name"));
		return false;
	}
	if (!acl_resequence(l, (u32)args_num(a, "first", 10), (u32)args_num(a, "step", 10))) {
		cli_error(c, "%% Sequence numbers exceed the range");
		return false;
	}
	for (u32 k = 0; k < l->n_aces; k++) {
		char *line = kept_line(l, l->aces[k]);
		size_t n = strlen(line);

		lines = xrealloc(lines, len + n + 2, 1);
		memcpy(lines + len, line, n);
		lines[len + n] = '\n';
		len += n + 1;
		lines[len] = 0;
		free(line);
	}
	snprintf(block, sizeof(block), l->kind == ACL_IP6 ? "ipv6 access-list %s" : l->kind == ACL_STANDARD ? "ip access-list standard %s" : "ip access-list extended %s",
		 l->name);
	cli_keep_in(c, block, lines ? lines : "");
	free(lines);
	return true;
}

RUN(acl_run_reflexive_timeout)
{
	acls_of(cli_stack(c))->reflexive_s = args_no(a) ? ACL_LOG_EVERY_S : (u32)args_num(a, "seconds", ACL_LOG_EVERY_S);
	return true;
}

/* ---- on interfaces ---- */

void acl_port_hook(struct ipstack *s, const struct acl_port_ops *ops) { acls_of(s)->ports = ops; }

RUN(acl_run_group)
{
	bool v6 = !strncmp(args_line(a), "ipv6", 4), out = args_has(a, "out");
	struct iface *i = cli_object(c, 0);
	const struct acl_port_ops *ports = i->sw ? acls_of(cli_stack(c))->ports : NULL;
	struct ipif *p = ports ? NULL : cli_ipif(c);
	u8 af = v6 ? AF_IP6 : AF_IP4;
	const char *name = args_str(a, "name");
	struct acl *now = p ? feature_acl(p, af, out) : NULL;

	if (ports)
		return ports->group(c, i, v6, a);
	if (!p)
		return false;
	if (args_no(a)) {
		if (now && !strcmp(acl_name(now), name))
			feature_set_acl(p, af, out, NULL);
		return true;
	}
	if (!acl_may_name(c, af, false, name))
		return false;
	if (now && strcmp(acl_name(now), name)) {
		char line[ACL_NAME_MAX + 40];

		snprintf(line, sizeof(line), "%s %s %s", v6 ? "ipv6 traffic-filter" : "ip access-group", acl_name(now), out ? "out" : "in");
		if (!cli_remove_in(c, NULL, line))
			return false;
	}
	if (!feature_set_acl(p, af, out, name)) {
		cli_error(c, "%% Too many access lists");
		return false;
	}
	return true;
}

/* ---- `?` ---- */

static void words(struct cli *c, const char *arg, const char *ports, u8 af, void (*add)(struct cli *c, const char *word, const char *help))
{
	if ((*arg == 's' || *arg == 'd') && arg[1] == 'p' && ports)
		acl_names(ports, af, add, c);
	else if (!strcmp(arg, "proto"))
		acl_names("proto", af, add, c);
	else if (!strcmp(arg, "icmp-type"))
		acl_names("icmp", af, add, c);
	else if (!strcmp(arg, "option-name"))
		acl_names("option", af, add, c);
	else if (!strcmp(arg, "dscp-value"))
		acl_names("dscp", af, add, c);
	else if (!strcmp(arg, "precedence-value"))
		acl_names("precedence", af, add, c);
	else if (!strcmp(arg, "tos-value"))
		acl_names("tos", af, add, c);
}
#define WORDS(name, ports, af) \
	void name(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help)) { words(c, arg, ports, af, add); }
WORDS(acl_words_tcp, "tcp", AF_IP4)
WORDS(acl_words_udp, "udp", AF_IP4)
WORDS(acl_words, NULL, AF_IP4)
WORDS(acl_words6_tcp, "tcp", AF_IP6)
WORDS(acl_words6_udp, "udp", AF_IP6)
WORDS(acl_words6, NULL, AF_IP6)
