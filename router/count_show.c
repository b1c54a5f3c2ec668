/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip traffic, show ipv6 traffic: what the stack counted. */
#include "net/icmp.h"
#include "router/ip_cli.h"

typedef unsigned long long ull;

static void count(struct show *s, const char *name, u64 v) { show_num(s, name, v); }

VIEW(count_show4)
{
	const struct ipstack *t = cli_stack(c);
	const u64 *n = t->c4;

	(void)a;
	count(s, "received", n[C_RCVD]);
	count(s, "local", n[C_LOCAL]);
	count(s, "forwarded", n[C_FORWARDED]);
	count(s, "sent", n[C_SENT]);
	count(s, "bad_header", n[C_BAD_HDR] + n[C_TOO_SHORT]);
	count(s, "bad_checksum", n[C_BAD_CSUM]);
	count(s, "bad_hop_count", n[C_BAD_HOP]);
	count(s, "no_route", n[C_NO_ROUTE]);
	count(s, "martian", n[C_MARTIAN]);
	count(s, "encapsulation_failed", n[C_ENCAP_FAILED]);
	count(s, "fragments_received", n[C_FRAGS_RCVD]);
	count(s, "reassembled", n[C_REASSEMBLED]);
	count(s, "reassembly_timeouts", n[C_REASM_TIMEOUT]);
	count(s, "fragmented", n[C_FRAGMENTED]);
	count(s, "fragments_sent", n[C_FRAGS_SENT]);
	count(s, "could_not_fragment", n[C_CANT_FRAGMENT]);
	show_end(s);
	show_text(s, "IP statistics:\n  Rcvd:  %llu total, %llu local destination\n         %llu format errors, %llu checksum errors, %llu bad hop count\n"
		  "         %llu unknown protocol, %llu not a gateway\n         0 security failures, %llu bad options, %llu with options\n",
		  (ull)n[C_RCVD], (ull)n[C_LOCAL], (ull)(n[C_BAD_HDR] + n[C_TOO_SHORT]), (ull)n[C_BAD_CSUM], (ull)n[C_BAD_HOP], (ull)n[C_UNKNOWN_PROTO],
		  (ull)n[C_NOT_FWD], (ull)t->drops[DROP_BAD_OPTIONS], (ull)n[C_OPTIONS]);
	show_text(s, "  Frags: %llu reassembled, %llu timeouts, %llu couldn't reassemble\n         %llu fragmented, %llu fragments, %llu couldn't fragment\n"
		  "  Bcast: %llu received, %llu sent\n  Mcast: %llu received, %llu sent\n  Sent:  %llu generated, %llu forwarded\n",
		  (ull)n[C_REASSEMBLED], (ull)n[C_REASM_TIMEOUT], (ull)n[C_REASM_FAILED], (ull)n[C_FRAGMENTED], (ull)n[C_FRAGS_SENT], (ull)n[C_CANT_FRAGMENT],
		  (ull)n[C_BCAST_RCVD], (ull)n[C_BCAST_SENT], (ull)n[C_MCAST_RCVD], (ull)n[C_MCAST_SENT], (ull)n[C_SENT], (ull)n[C_FORWARDED]);
	show_text(s, "  Drop:  %llu encapsulation failed, %llu unresolved, 0 no adjacency\n         %llu no route, 0 unicast RPF, 0 forced drop, %llu martian\n\n",
		  (ull)n[C_ENCAP_FAILED], (ull)t->drops[DROP_NEIGHBOUR_QUEUE], (ull)n[C_NO_ROUTE], (ull)n[C_MARTIAN]);
	show_text(s, "ICMP statistics:\n  Rcvd: %llu format or checksum errors, %llu redirects, %llu unreachable\n        %llu echo, %llu echo reply, %llu timestamp, %llu parameter, %llu time exceeded\n",
		  (ull)t->icmp_bad, (ull)t->icmp_in[ICMP_REDIRECT], (ull)t->icmp_in[ICMP_UNREACH], (ull)t->icmp_in[ICMP_ECHO], (ull)t->icmp_in[ICMP_ECHO_REPLY],
		  (ull)t->icmp_in[ICMP_TIMESTAMP], (ull)t->icmp_in[ICMP_PARAM], (ull)t->icmp_in[ICMP_TIME_EXCEEDED]);
	show_text(s, "  Sent: %llu redirects, %llu unreachable, %llu echo, %llu echo reply\n        %llu timestamp replies, %llu time exceeded, %llu parameter problem, %llu rate limited\n\n",
		  (ull)t->icmp_out[ICMP_REDIRECT], (ull)t->icmp_out[ICMP_UNREACH], (ull)t->icmp_out[ICMP_ECHO], (ull)t->icmp_out[ICMP_ECHO_REPLY],
		  (ull)t->icmp_out[ICMP_TIMESTAMP_REPLY], (ull)t->icmp_out[ICMP_TIME_EXCEEDED], (ull)t->icmp_out[ICMP_PARAM], (ull)t->icmp_limited);
	show_text(s, "UDP statistics:\n  Rcvd: %llu total, %llu checksum or format errors, %llu no port\n  Sent: %llu total\n\n", (ull)t->udp_in, (ull)t->udp_bad,
		  (ull)t->udp_no_port, (ull)t->udp_out);
	show_text(s, "ARP statistics:\n  Rcvd: %llu requests, %llu replies, 0 reverse, %llu other\n  Sent: %llu requests, %llu replies (%llu proxy), 0 reverse\n",
		  (ull)t->arp_in_req, (ull)t->arp_in_reply, (ull)t->arp_in_other, (ull)t->arp_out_req, (ull)t->arp_out_reply, (ull)t->arp_out_proxy);
	return true;
}

VIEW(count_show6)
{
	const struct ipstack *t = cli_stack(c);
	const u64 *n = t->c6, *in = t->icmp6_in, *out = t->icmp6_out;

	(void)a;
	count(s, "received", n[C_RCVD]);
	count(s, "local", n[C_LOCAL]);
	count(s, "forwarded", n[C_FORWARDED]);
	count(s, "sent", n[C_SENT]);
	count(s, "bad_header", n[C_BAD_HDR] + n[C_TOO_SHORT]);
	count(s, "hop_count_exceeded", n[C_BAD_HOP]);
	count(s, "no_route", n[C_NO_ROUTE]);
	count(s, "fragments_received", n[C_FRAGS_RCVD]);
	count(s, "reassembled", n[C_REASSEMBLED]);
	count(s, "too_big", n[C_CANT_FRAGMENT]);
	show_end(s);
	show_text(s, "IPv6 statistics:\n  Rcvd:  %llu total, %llu local destination\n         %llu format errors, %llu hop count exceeded, %llu unknown protocol, %llu not a router\n"
		  "         %llu fragments, %llu total reassembled, %llu reassembly timeouts, %llu reassembly failures\n",
		  (ull)n[C_RCVD], (ull)n[C_LOCAL], (ull)(n[C_BAD_HDR] + n[C_TOO_SHORT]), (ull)n[C_BAD_HOP], (ull)n[C_UNKNOWN_PROTO], (ull)n[C_NOT_FWD],
		  (ull)n[C_FRAGS_RCVD], (ull)n[C_REASSEMBLED], (ull)n[C_REASM_TIMEOUT], (ull)n[C_REASM_FAILED]);
	show_text(s, "  Sent:  %llu generated, %llu forwarded\n         %llu fragmented into %llu fragments, %llu too big\n         %llu no route, %llu encapsulation failed\n"
		  "  Mcast: %llu received, %llu sent\n\n", (ull)n[C_SENT], (ull)n[C_FORWARDED], (ull)n[C_FRAGMENTED], (ull)n[C_FRAGS_SENT], (ull)n[C_CANT_FRAGMENT],
		  (ull)n[C_NO_ROUTE], (ull)n[C_ENCAP_FAILED], (ull)n[C_MCAST_RCVD], (ull)n[C_MCAST_SENT]);
	show_text(s, "ICMP statistics:\n  Rcvd: %llu checksum or format errors, %llu unreachable, %llu too big, %llu time exceeded, %llu parameter problem\n"
		  "        %llu echo request, %llu echo reply\n        %llu router solicit, %llu router advert, %llu redirects\n"
		  "        %llu neighbor solicit, %llu neighbor advert\n", (ull)t->icmp6_bad, (ull)in[ICMP6_UNREACH], (ull)in[ICMP6_TOO_BIG],
		  (ull)in[ICMP6_TIME_EXCEEDED], (ull)in[ICMP6_PARAM], (ull)in[ICMP6_ECHO], (ull)in[ICMP6_ECHO_REPLY], (ull)in[ICMP6_RS], (ull)in[ICMP6_RA],
		  (ull)in[ICMP6_REDIRECT], (ull)in[ICMP6_NS], (ull)in[ICMP6_NA]);
	show_text(s, "  Sent: %llu unreachable, %llu too big, %llu time exceeded, %llu parameter problem, %llu rate-limited\n        %llu echo request, %llu echo reply\n"
		  "        %llu router solicit, %llu router advert, %llu redirects\n        %llu neighbor solicit, %llu neighbor advert\n", (ull)out[ICMP6_UNREACH],
		  (ull)out[ICMP6_TOO_BIG], (ull)out[ICMP6_TIME_EXCEEDED], (ull)out[ICMP6_PARAM], (ull)t->icmp6_limited, (ull)out[ICMP6_ECHO],
		  (ull)out[ICMP6_ECHO_REPLY], (ull)out[ICMP6_RS], (ull)out[ICMP6_RA], (ull)out[ICMP6_REDIRECT], (ull)out[ICMP6_NS], (ull)out[ICMP6_NA]);
	return true;
}
