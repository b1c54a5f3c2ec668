/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show snmp and what belongs to it, in IOS's layout. */
#include "router/snmp/snmp_show.h"

#include <stdio.h>
#include <string.h>

#include "router/snmp/own.h"

typedef unsigned long long ull;

static const char *const level_name[] = { "noauth", "auth", "priv" };

static struct snmp *enabled(struct cli *c)
{
	struct snmp *a = cli_stack(c)->snmp;

	if (!a)
		cli_print(c, "%%SNMP agent not enabled\n");
	return a;
}

static const char *engine_text(const struct snmp *a, char buf[2 * SNMP_ENGINE_MAX + 1])
{
	return hex_text(a->engine, a->engine_len, buf);
}

VIEW(snmp_show)
{
	const struct snmp *x = enabled(c);

	(void)a;
	if (!x)
		return true;
	show_num(s, "in_packets", x->count.in);
	show_num(s, "bad_versions", x->count.bad_version);
	show_num(s, "unknown_communities", x->count.bad_community);
	show_num(s, "illegal_operations", x->count.bad_use);
	show_num(s, "encoding_errors", x->count.parse);
	show_num(s, "variables", x->count.vars);
	show_num(s, "altered", x->count.altered);
	show_num(s, "gets", x->count.get);
	show_num(s, "get_nexts", x->count.next);
	show_num(s, "get_bulks", x->count.bulk);
	show_num(s, "sets", x->count.set);
	show_num(s, "queue_drops", x->count.busy);
	show_num(s, "out_packets", x->count.out);
	show_num(s, "too_big", x->count.too_big);
	show_num(s, "no_such_names", x->count.no_such);
	show_num(s, "bad_values", x->count.bad_values);
	show_num(s, "general_errors", x->count.gen_errors);
	show_num(s, "responses", x->count.response);
	show_num(s, "traps", x->count.traps);
	show_num(s, "informs", x->count.informs);
	show_num(s, "informs_dropped", x->count.inform_drops);
	show_num(s, "informs_waiting", x->n_informs);
	show_end(s);
	show_text(s, "Chassis: %s\n", x->chassis ? x->chassis : "");
	if (x->contact)
		show_text(s, "Contact: %s\n", x->contact);
	if (x->location)
		show_text(s, "Location: %s\n", x->location);
	show_text(s, "%llu SNMP packets input\n    %llu Bad SNMP version errors\n    %llu Unknown community name\n    %llu Illegal operation for community name supplied\n"
		  "    %llu Encoding errors\n    %llu Number of requested variables\n    %llu Number of altered variables\n    %llu Get-request PDUs\n    %llu Get-next PDUs\n"
		  "    %llu Set-request PDUs\n    %llu Input queue packet drops (Maximum queue size 1000)\n",
		  (ull)x->count.in, (ull)x->count.bad_version, (ull)x->count.bad_community, (ull)x->count.bad_use, (ull)x->count.parse, (ull)x->count.vars, (ull)x->count.altered, (ull)x->count.get,
		  (ull)(x->count.next + x->count.bulk), (ull)x->count.set, (ull)x->count.busy);
	show_text(s, "%llu SNMP packets output\n    %llu Too big errors (Maximum packet size %u)\n    %llu No such name errors\n    %llu Bad values errors\n    %llu General errors\n"
		  "    %llu Response PDUs\n    %llu Trap PDUs\n", (ull)x->count.out, (ull)x->count.too_big, SNMP_MESSAGE_MAX, (ull)x->count.no_such, (ull)x->count.bad_values, (ull)x->count.gen_errors,
		  (ull)x->count.response, (ull)x->count.traps);
	show_text(s, "SNMP Dispatcher:\n   queue 0/75 (current/max), 0 dropped\nSNMP Engine:\n   queue 0/1000 (current/max), 0 dropped\n\n");
	show_text(s, "SNMP logging: %s\n", x->hosts ? "enabled" : "disabled");
	for (const struct snmp_host *h = x->hosts; h; h = h->next) {
		char t[IP6_TEXT];

		show_text(s, "    Logging to %s.%u, 0/10, %llu sent, %llu dropped.\n", ipaddr_text(&h->addr, t), h->port, (ull)h->sent, (ull)h->dropped);
	}
	return true;
}

VIEW(snmp_show_community)
{
	const struct snmp *x = enabled(c);

	(void)a;
	for (const struct snmp_community *k = x ? x->communities : NULL; k; k = k->next) {
		show_str(s, "community", k->name);
		show_str(s, "view", k->view);
		show_bool(s, "write", k->rw);
		show_str(s, "acl", k->acl ? acl_name(k->acl) : "");
		show_end(s);
		show_text(s, "\nCommunity name: %s\nCommunity Index: %s\nCommunity SecurityName: %s\nstorage-type: nonvolatile        active%s%s\n\n", k->name, k->name, k->name,
			  k->acl ? "\taccess-list: " : "", k->acl ? acl_name(k->acl) : "");
	}
	return true;
}

VIEW(snmp_show_text)
{
	const struct snmp *x = enabled(c);
	const char *line = args_line(a), *text;

	if (!x)
		return true;
	text = strstr(line, "contact") ? x->contact : strstr(line, "location") ? x->location : x->chassis;
	show_str(s, "text", text ? text : "");
	show_end(s);
	show_text(s, "%s\n", text ? text : "");
	return true;
}

VIEW(snmp_show_engine)
{
	const struct snmp *x = enabled(c);
	char t[2 * SNMP_ENGINE_MAX + 1];

	(void)a;
	if (!x)
		return true;
	show_str(s, "engine_id", engine_text(x, t));
	show_num(s, "boots", x->boots);
	show_num(s, "time", snmp_engine_time(x));
	show_end(s);
	show_text(s, "Local SNMP engineID: %s\nRemote Engine ID          IP-addr    Port\n", t);
	return true;
}

VIEW(snmp_show_group)
{
	const struct snmp *x = enabled(c);

	(void)a;
	for (const struct snmp_group *g = x ? x->groups : NULL; g; g = g->next) {
		show_str(s, "group", g->name);
		show_str(s, "level", level_name[g->level]);
		show_str(s, "read_view", g->read);
		show_str(s, "write_view", g->write);
		show_str(s, "notify_view", g->notify);
		show_end(s);
		show_text(s, "groupname: %-32s security model:v3 %s \ncontextname: <no context specified>\t\tstorage-type: nonvolatile\nreadview : %-31s writeview: %-31s\n"
			  "notifyview: %s\nrow status: active%s%s\n\n", g->name, level_name[g->level], *g->read ? g->read : "v1default", *g->write ? g->write : "<no writeview specified>",
			  *g->notify ? g->notify : "<no notifyview specified>",
			  g->acl ? "\taccess-list: " : "", g->acl ? acl_name(g->acl) : "");
	}
	return true;
}

VIEW(snmp_show_host)
{
	const struct snmp *x = enabled(c);
	static const char *const model[] = { [SNMP_V1] = "v1", [SNMP_V2C] = "v2c", [SNMP_V3] = "v3 " };
	char t[IP6_TEXT];

	(void)a;
	for (const struct snmp_host *h = x ? x->hosts : NULL; h; h = h->next) {
		show_str(s, "host", ipaddr_text(&h->addr, t));
		show_num(s, "port", h->port);
		show_str(s, "type", h->inform ? "inform" : "trap");
		show_str(s, "user", h->name);
		show_str(s, "security_model", h->version == SNMP_V3 ? level_name[h->level] : model[h->version]);
		show_end(s);
		show_text(s, "Notification host: %s\tudp-port: %u\ttype: %s\nuser: %s\tsecurity model: %s%s\n\n", ipaddr_text(&h->addr, t), h->port, h->inform ? "inform" : "trap", h->name,
			  model[h->version], h->version == SNMP_V3 ? level_name[h->level] : "");
	}
	return true;
}

VIEW(snmp_show_user)
{
	const struct snmp *x = enabled(c);
	char t[2 * SNMP_ENGINE_MAX + 1];

	(void)a;
	for (const struct snmp_user *u = x ? x->users : NULL; u; u = u->next) {
		const char *auth = u->level == SNMP_NOAUTH ? "None" : u->auth == DIGEST_SHA1 ? "SHA" : "MD5";
		const char *priv = u->level < SNMP_PRIV ? "None" : u->priv == CIPHER_DES_CBC ? "DES" : "AES128";

		show_str(s, "user", u->name);
		show_str(s, "group", u->group);
		show_str(s, "authentication", auth);
		show_str(s, "privacy", priv);
		show_end(s);
		show_text(s, "User name: %s\nEngine ID: %s\nstorage-type: nonvolatile\t active%s%s\nAuthentication Protocol: %s\nPrivacy Protocol: %s\nGroup-name: %s\n\n", u->name, engine_text(x, t),
			  u->acl ? "\taccess-list: " : "", u->acl ? acl_name(u->acl) : "", auth, priv, u->group);
	}
	return true;
}

VIEW(snmp_show_view)
{
	const struct snmp *x = enabled(c);
	char t[OID_MAX * 4];

	(void)a;
	for (const struct snmp_view *v = x ? x->views : NULL; v; v = v->next)
		for (unsigned k = 0; k < v->n; k++) {
			show_str(s, "view", v->name);
			show_str(s, "tree", oid_text(&v->tree[k].tree, t, sizeof(t)));
			show_bool(s, "included", v->tree[k].included);
			show_end(s);
			show_text(s, "%s %s - %s nonvolatile active\n", v->name, snmp_tree_name(&v->tree[k].tree) ? snmp_tree_name(&v->tree[k].tree) : t, v->tree[k].included ? "included" : "excluded");
		}
	return true;
}
