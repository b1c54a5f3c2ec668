/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What HTTP's peers may say, with debug on. The first byte chooses. Even: a router's server that gives out files, the rest is a row of pieces (a byte of
 * length, the bytes; a length of 255 lets time pass, 254 opens the connection anew) that a client says. Odd: an answer to `copy http:` in such pieces.
 */
#include "router/http/http.h"
#include "tests/fuzz/rig.h"
#include "tests/unit/http_raw.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { PASS = 255, ANEW = 254 };

static struct http_raw *accepted_by;

static bool accept_all(struct tcp_listener *l, const struct ipaddr *peer, u16 port, struct tcp_options *o)
{
	(void)l;
	(void)peer;
	(void)port;
	(void)o;
	return !accepted_by->c;
}
static void accepted(struct tcp_listener *l, struct tcp_conn *c)
{
	(void)l;
	accepted_by->c = c;
	tcp_set_user(c, &(struct tcp_user){ http_raw_event, accepted_by });
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct rig g = rig_open("enable password e\nip http server\nip http path flash:\ninterface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n", NULL, NULL);
	struct device *h = device_of(node_new(g.w, appliance_find("host")->kind, "h", 0, 0));
	struct http_raw *raw = xcalloc(1, sizeof(*raw));
	struct cli *c = rig_session(&g);
	struct config_error e;
	struct rd r = rd_of(data, len);
	bool client = rd_u8(&r) & 1;

	wire_new(h->node.ports, g.port[0]);
	if (!device_boot(h, "interface eth0\n ip address 10.0.0.9 255.255.255.0\n", false, &e, NULL, NULL))
		abort();
	flash_write(device_flash(g.d), "x.txt", "text\n", 5, 0);
	rig_run(&g, 2 * NSEC_PER_SEC);
	accepted_by = raw;
	if (client) {
		tcp_listen(h->ip->tcp, NULL, 80, 4, accept_all, accepted, NULL);
		cli_line(c, "copy http://10.0.0.9/a flash:b");
	} else {
		http_raw_open(raw, h, 0x0a000001, 80);
	}
	rig_run(&g, NSEC_PER_SEC);
	while (rd_left(&r)) {
		u8 says = rd_u8(&r);
		u32 n = says < ANEW ? rig_len(&r, says, ANEW) : 0;
		const u8 *p = rd_bytes(&r, n);

		if (says == ANEW) {
			http_raw_close(raw);
			if (client)
				cli_line(c, "copy http://10.0.0.9/a flash:b");
			else
				http_raw_open(raw, h, 0x0a000001, 80);
		} else if (raw->c && n) {
			tcp_write(raw->c, p, n);
		}
		rig_run(&g, says == PASS ? 20 * NSEC_PER_SEC : 20 * NSEC_PER_MS);
	}
	rig_settle(&g, 400 * NSEC_PER_SEC);
	if (g.d->ip->http->n_conns || g.d->ip->http->fetches)
		abort();
	cli_free(c);
	http_raw_close(raw);
	rig_close(&g);
	free(raw);
	return 0;
}
