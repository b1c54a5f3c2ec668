/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What shows say of outbound route filters (orf.c). */
#include "router/bgp/cli.h"

static void mode_text(struct show *s, const char *name, bool ours, bool theirs)
{
	if (ours || theirs)
		show_text(s, "      %s-mode: %s%s%s\n", name, ours ? "advertised" : "", ours && theirs ? ", " : "", theirs ? "received" : "");
}

void bgp_show_orf_family(struct show *s, const struct bgp_peer *p, u8 af)
{
	const struct bgp_peer_af *x = &p->af[af];
	u8 ours = bgp_orf_mode(p, af), theirs = p->up ? p->up->caps.orf[af] : 0, agreed = bgp_orf_agreed(p, af);
	u32 n = 0;

	if (!ours && !theirs)
		return;
	if (x->orf)
		prefix_list_entries(x->orf, &n);
	show_text(s, "  AF-dependant capabilities:\n    Outbound Route Filter (ORF) type (%u) Prefix-list:\n", BGP_ORF_PREFIX);
	mode_text(s, "Send", ours & ORF_SEND, theirs & ORF_SEND);
	mode_text(s, "Receive", ours & ORF_RECEIVE, theirs & ORF_RECEIVE);
	if (agreed & ORF_SEND)
		show_text(s, "  Outbound Route Filter (ORF): %s\n", x->orf_sent ? "sent" : "nothing to send");
	if (agreed & ORF_RECEIVE)
		show_text(s, "  Outbound Route Filter (ORF): %s (%u entries)\n", x->orf_waits ? "waited for" : x->orf ? "received" : x->orf_over ? "received, too long, not applied" : "none received", n);
}

void bgp_orf_cells(struct show *s, const struct bgp_peer *p)
{
	static const char *const names[BGP_AFS][2] = { { "orf_sent_ipv4", "orf_received_ipv4" }, { "orf_sent_ipv6", "orf_received_ipv6" } };

	for (u8 af = 0; af < BGP_AFS; af++) {
		u32 n = 0;

		if (p->af[af].orf)
			prefix_list_entries(p->af[af].orf, &n);
		show_num(s, names[af][0], p->af[af].orf_sent);
		show_num(s, names[af][1], n);
	}
	show_num(s, "orf_malformed", p->orf_bad);
}

VIEW(bgp_show_orf)
{
	struct bgp *b = bgp_cli_next(c, a, NULL);
	u8 af = strstr(args_line(a), "ipv6") || strstr(args_line(a), "vpnv6") ? BGP_IP6 : BGP_IP4;
	const struct bgp_peer *p;
	const struct prefix_entry *e;
	struct ipaddr addr;
	char name[IP6_TEXT], text[2 * IP6_TEXT + 64];
	u32 n;

	bgp_cli_address(a, &addr);
	p = b && b->on ? bgp_peer_find(b, &addr) : NULL;
	if (!p) {
		show_text(s, "%% No such neighbor or address family\n");
		return true;
	}
	if (!p->af[af].orf)
		return true;
	e = prefix_list_entries(p->af[af].orf, &n);
	show_text(s, "Address family: %s Unicast\n%s prefix-list %s: %u entries\n", bgp_family_name(b, af), af == BGP_IP4 ? "ip" : "ipv6", bgp_peer_name(p, name), n);
	for (u32 k = 0; k < n; k++) {
		prefix_entry_text(e + k, text, sizeof(text));
		show_text(s, "   %s\n", text);
		show_num(s, "seq", e[k].seq);
		show_str(s, "action", e[k].permit ? "permit" : "deny");
		show_fmt(s, "prefix", "%s/%u", ipaddr_text(&e[k].prefix, name), e[k].plen);
		show_num(s, "ge", e[k].ge);
		show_num(s, "le", e[k].le);
		show_end(s);
	}
	return true;
}
