/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show aaa servers, show tacacs. */
#include "router/aaa/aaa_net.h"
#include "router/aaa/own.h"
#include "router/ip_cli.h"

static unsigned seconds(nsec t) { return (unsigned)(t / NSEC_PER_SEC); }

static void show_counts(struct show *s, const char *what, const struct aaa_counts *n)
{
	show_push_object(s, what[0] == 'A' && what[1] == 'c' ? "accounting" : what[4] == 'e' ? "authentication" : "authorization");
	show_num(s, "requests", n->requests);
	show_num(s, "timeouts", n->timeouts);
	show_num(s, "failovers", n->failover);
	show_num(s, "retransmissions", n->retransmitted);
	show_num(s, "accepted", n->accepted);
	show_num(s, "rejected", n->rejected);
	show_num(s, "challenges", n->challenged);
	show_num(s, "unexpected", n->unexpected);
	show_num(s, "incorrect", n->incorrect);
	show_pop(s);
	show_text(s, "     %s: request %llu, timeouts %llu, failover %llu, retransmission %llu\n"
		     "             Response: accept %llu, reject %llu, challenge %llu\n"
		     "             Response: unexpected %llu, server error %llu, incorrect %llu, time %ums\n"
		     "             Transaction: success %llu, failure %llu\n",
		  what, (unsigned long long)n->requests, (unsigned long long)n->timeouts, (unsigned long long)n->failover, (unsigned long long)n->retransmitted,
		  (unsigned long long)n->accepted, (unsigned long long)n->rejected, (unsigned long long)n->challenged, (unsigned long long)n->unexpected,
		  (unsigned long long)n->refused, (unsigned long long)n->incorrect, (unsigned)(n->last_ns / NSEC_PER_MS), (unsigned long long)n->succeeded, (unsigned long long)n->failed);
}

static void show_server(struct show *s, const struct aaa_server *x, unsigned priority, nsec now)
{
	char t[IP6_TEXT];
	bool dead = x->dead_until > now;

	ipaddr_text(&x->addr, t);
	show_num(s, "id", x->id);
	show_str(s, "name", x->name);
	show_str(s, "protocol", x->proto == AAA_RADIUS ? "radius" : "tacacs+");
	show_str(s, "host", t);
	show_num(s, "port", x->port);
	show_str(s, "state", dead ? "DEAD" : "UP");
	if (x->proto == AAA_RADIUS)
		show_text(s, "\nRADIUS: id %u, priority %u, host %s, auth-port %u, acct-port %u, hostname %s\n", x->id, priority, t, x->port, x->acct_port, x->name);
	else
		show_text(s, "\nTACACS+: id %u, priority %u, host %s, port %u, hostname %s\n", x->id, priority, t, x->port, x->name);
	show_text(s, "     State: current %s, duration %us, previous duration %us\n     Dead: total time %us, count %u\n     Quarantined: No\n", dead ? "DEAD" : "UP",
		  seconds(now - x->since), seconds(x->before), seconds(x->dead_ns + (dead ? now - x->since : 0)), x->deaths);
	show_counts(s, "Authen", &x->count[0]);
	show_counts(s, "Author", &x->count[1]);
	show_counts(s, "Account", &x->count[2]);
	show_end(s);
}

bool aaa_show_servers(struct cli *c, const struct args *a, struct show *s)
{
	struct aaa_net *n = cli_stack(c)->aaa;
	unsigned priority[AAA_PROTO_N] = { 0 };

	(void)a;
	for (const struct aaa_server *x = n ? n->servers : NULL; x; x = x->next)
		show_server(s, x, ++priority[x->proto], stack_now(n->ip));
	return true;
}

bool aaa_show_tacacs(struct cli *c, const struct args *a, struct show *s)
{
	struct aaa_net *n = cli_stack(c)->aaa;
	char t[IP6_TEXT];

	(void)a;
	for (const struct aaa_server *x = n ? n->servers : NULL; x; x = x->next) {
		if (x->proto != AAA_TACACS)
			continue;
		ipaddr_text(&x->addr, t);
		show_str(s, "name", x->name);
		show_str(s, "address", t);
		show_num(s, "port", x->port);
		show_num(s, "opens", x->opens);
		show_num(s, "closes", x->closes);
		show_num(s, "aborts", x->aborts);
		show_num(s, "errors", x->errors);
		show_num(s, "failed_connects", x->connect_failures);
		show_num(s, "sent", x->sent);
		show_num(s, "received", x->received);
		show_end(s);
		show_text(s, "\nTacacs+ Server -  public  :\n               Server name: %s\n            Server address: %s\n               Server port: %u\n"
			     "              Socket opens: %10llu\n             Socket closes: %10llu\n             Socket aborts: %10llu\n             Socket errors: %10llu\n"
			     "           Socket Timeouts: %10llu\n   Failed Connect Attempts: %10llu\n        Total Packets Sent: %10llu\n        Total Packets Recv: %10llu\n",
			  x->name, t, x->port, (unsigned long long)x->opens, (unsigned long long)x->closes, (unsigned long long)x->aborts, (unsigned long long)x->errors,
			  (unsigned long long)(x->count[0].timeouts + x->count[1].timeouts + x->count[2].timeouts), (unsigned long long)x->connect_failures,
			  (unsigned long long)x->sent, (unsigned long long)x->received);
	}
	return true;
}
