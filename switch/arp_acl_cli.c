/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arp access-list, ip arp inspection filter. */
#include <stdio.h>
#include <string.h>

#include "cli/show.h"
#include "net/eth.h"
#include "switch/snoop.h"
#include "switch/switch_cli.h"

enum { ORDER_ARP_ACL = ORDER_IP + 113, ORDER_FILTER = ORDER_IP + 112 };

static const struct cli_mode mode_arp_nacl = { "ARP access list", "(config-arp-nacl)", &mode_config };

static struct arp_acls *acls_of(const struct cli *c)
{
	return &device_of(cli_node(c))->bridge->snoop->arp_acls;
}

static bool good_name(struct cli *c, const char *name)
{
	if (strlen(name) <= ARP_ACL_NAME_MAX)
		return true;
	cli_error(c, "%% Invalid access list name: longer than %d characters", ARP_ACL_NAME_MAX);
	return false;
}

static bool enter_list(struct cli *c, const struct args *a)
{
	const char *name = args_str(a, "name");

	if (!good_name(c, name))
		return false;
	if (args_no(a) && arp_acl_find(acls_of(c), name))
		arp_acl_remove(acls_of(c), arp_acl_find(acls_of(c), name));
	else if (!args_no(a))
		cli_enter_object(c, arp_acl_make(acls_of(c), name));
	return true;
}

/* The arguments are named SIDE and ip, net, wild, mac, oui, mask; none of them: any. */
static struct arp_side side_of(const struct args *a, const char *side)
{
	struct arp_side s = { .ip_wild = UINT32_MAX, .mac_wild = { 255, 255, 255, 255, 255, 255 } };
	char name[3][8];

	snprintf(name[0], sizeof(name[0]), "%sip", side);
	snprintf(name[1], sizeof(name[1]), "%snet", side);
	snprintf(name[2], sizeof(name[2]), "%swild", side);
	if (args_has(a, name[0])) {
		s.ip = args_ip4(a, name[0], 0);
		s.ip_wild = 0;
	} else if (args_has(a, name[1])) {
		s.ip_wild = args_ip4(a, name[2], 0);
		s.ip = args_ip4(a, name[1], 0);
	}
	snprintf(name[0], sizeof(name[0]), "%smac", side);
	snprintf(name[1], sizeof(name[1]), "%soui", side);
	snprintf(name[2], sizeof(name[2]), "%smask", side);
	if (args_mac(a, name[0], s.mac))
		memset(s.mac_wild, 0, 6);
	else if (args_mac(a, name[1], s.mac))
		args_mac(a, name[2], s.mac_wild);
	return s;
}

static bool entry(struct cli *c, const struct args *a)
{
	struct arp_acl *l = cli_object(c, 0);
	struct arp_ace e = { .permit = args_has(a, "permit"), .op = args_has(a, "request") ? 1 : args_has(a, "response") ? 2 : 0, .sender = side_of(a, "s"),
			     .target = side_of(a, "t") };

	if (args_no(a))
		return arp_acl_delete(l, &e) || true;
	if (arp_acl_add(l, &e))
		return true;
	cli_error(c, l->n == ARP_ACL_ENTRIES_MAX ? "%% The access list is full" : "%% The entry is there already");
	return false;
}

/* ---- filters ---- */

/* Another list for one of the VLANs, or NULL. */
static const struct arp_filter *other_filter(const struct arp_acls *s, const struct vlan_set *v, const char *name)
{
	for (const struct arp_filter *f = s->filter; f; f = f->next)
		for (size_t i = 0; i < sizeof(v->bit) && strcmp(f->name, name); i++)
			if (f->vlans.bit[i] & v->bit[i])
				return f;
	return NULL;
}

static bool run_filter(struct cli *c, const struct args *a)
{
	struct arp_acls *s = acls_of(c);
	const char *name = args_str(a, "name");
	struct arp_filter *f = good_name(c, name) ? arp_filter_named(s, name, !args_no(a)) : NULL;
	const struct arp_filter *other;
	static const struct vlan_set none;
	struct vlan_set v;
	char words[ARP_ACL_NAME_MAX + 64];
	bool ok = f && vlan_set_parse(args_str(a, "list"), &v);

	if (args_no(a) && !f)
		return true;
	if (!f)
		return false;
	other = ok && !args_no(a) ? other_filter(s, &v, name) : NULL;
	snprintf(words, sizeof(words), "ip arp inspection filter %s vlan", name);
	if (other)
		cli_error(c, "%% The VLANs have the filter %s already", other->name);
	ok = !other && vlan_list_line(c, a, &f->vlans, words, args_has(a, "static") ? " static" : "");
	if (ok)
		f->strict = args_has(a, "static");
	if (!memcmp(&f->vlans, &none, sizeof(none)))
		arp_filter_remove(s, f);
	return ok;
}

/* ---- show ---- */

static int side_ip_text(const struct arp_side *s, char *buf, size_t len)
{
	char ip[IP4_TEXT], wild[IP4_TEXT];

	if (s->ip_wild == UINT32_MAX)
		return snprintf(buf, len, "any");
	if (!s->ip_wild)
		return snprintf(buf, len, "host %s", ip4_text(s->ip, ip));
	return snprintf(buf, len, "%s %s", ip4_text(s->ip, ip), ip4_text(s->ip_wild, wild));
}

static int side_mac_text(const struct arp_side *s, char *buf, size_t len)
{
	static const u8 all[6] = { 255, 255, 255, 255, 255, 255 }, none[6];
	char mac[MAC_TEXT], wild[MAC_TEXT];

	if (mac_eq(s->mac_wild, all))
		return snprintf(buf, len, "any");
	if (mac_eq(s->mac_wild, none))
		return snprintf(buf, len, "host %s", mac_dotted(s->mac, mac));
	return snprintf(buf, len, "%s %s", mac_dotted(s->mac, mac), mac_dotted(s->mac_wild, wild));
}

static void ace_text(const struct arp_ace *e, char *buf, size_t len)
{
	char sip[48], smac[48], tip[48], tmac[48];
	bool response = e->op == 2;

	side_ip_text(&e->sender, sip, sizeof(sip));
	side_mac_text(&e->sender, smac, sizeof(smac));
	side_ip_text(&e->target, tip, sizeof(tip));
	side_mac_text(&e->target, tmac, sizeof(tmac));
	snprintf(buf, len, "%s %sip %s%s%s mac %s%s%s", e->permit ? "permit" : "deny", e->op == 1 ? "request " : response ? "response " : "", sip, response ? " " : "",
		 response ? tip : "", smac, response ? " " : "", response ? tmac : "");
}

static bool show_lists(struct cli *c, const struct args *a, struct show *s)
{
	const char *only = args_str(a, "name");

	for (const struct arp_acl *l = acls_of(c)->first; l; l = l->next) {
		if (only && strcmp(only, l->name))
			continue;
		show_str(s, "name", l->name);
		show_text(s, "ARP access list %s\n", l->name);
		show_push_list(s, "entries");
		for (unsigned i = 0; i < l->n; i++) {
			char text[256];

			ace_text(&l->ace[i], text, sizeof(text));
			show_str(s, "entry", text);
			show_num(s, "matches", l->hits[i]);
			show_end(s);
			show_text(s, "    %s\n", text);
		}
		show_pop(s);
		show_end(s);
	}
	return true;
}

#define DAI_HELP "|Configure ARP features|Arp Inspection configuration"
#define SENDER_IP "{any|host A.B.C.D:sip|A.B.C.D:snet A.B.C.D:swild}"
#define SENDER_MAC "{any|host H.H.H:smac|H.H.H:soui H.H.H:smask}"
#define TARGET_IP "{any|host A.B.C.D:tip|A.B.C.D:tnet A.B.C.D:twild}"
#define TARGET_MAC "{any|host H.H.H:tmac|H.H.H:toui H.H.H:tmask}"
#define IP_HELP "Any IP address|Single host|IP address|IP address|IP wildcard bits"
#define MAC_HELP "Any MAC address|Single host|MAC address|MAC address|MAC wildcard bits"

static const struct cmd rows[] = {
	{ &mode_config, "arp access-list WORD:name", "Set a static ARP entry|Named access-list|Access-list name", .run = enter_list, .enter = &mode_arp_nacl,
	  .order = ORDER_ARP_ACL, .flags = CMD_SORT_NUMERIC },
	{ &mode_arp_nacl, "{permit|deny} [request] ip " SENDER_IP " mac " SENDER_MAC,
	  "Specify packets to forward|Specify packets to reject|ARP Request|Sender IP address|" IP_HELP "|Sender MAC address|" MAC_HELP, .run = entry, .order = 10,
	  .flags = CMD_SORT_ENTRY },
	{ &mode_arp_nacl, "{permit|deny} response ip " SENDER_IP " " TARGET_IP " mac " SENDER_MAC " " TARGET_MAC,
	  "||ARP Response|Sender and target IP address|" IP_HELP "|" IP_HELP "|Sender and target MAC address|" MAC_HELP "|" MAC_HELP, .run = entry, .order = 10,
	  .flags = CMD_SORT_ENTRY },
	{ &mode_config, "ip arp inspection filter WORD:name vlan WORD:list [static]",
	  DAI_HELP "|Specify ARP acl to be applied|ARP acl name|Specify vlans to apply|vlan range, example: 1,3-5,7,9-11|Apply the ACL statically", .run = run_filter, .key = 5,
	  .order = ORDER_FILTER },
	{ &mode_exec, "show arp access-list [WORD:name]", "|ARP table|Named access-list|Name", .show = show_lists },
};
const struct cmd_table arp_acl_cmds[] = { CMD_TABLE(rows) };
const unsigned n_arp_acl_cmds = ARRAY_LEN(arp_acl_cmds);
