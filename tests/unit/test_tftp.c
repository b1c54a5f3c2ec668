/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TFTP packet by packet: RFC 1350 (blocks, the last one, duplicates, transfer identifiers, errors), 2347 to 2349 (options), and `copy`'s dialogues. */
#include "ip_net.h"

#include "router/tftp/tftp.h"

static const char CONFIG[] = "tftp-server flash:small\ntftp-server flash:big alias large 7\naccess-list 7 permit 10.0.1.9\ninterface g0/0\n ip address 10.0.1.1 255.255.255.0\n";

struct bed { struct net n; struct device *d; struct raw *r; u8 big[1030]; };

static void open_bed(struct bed *t)
{
	u8 p[64];

	net_open(&t->n);
	t->d = net_node(&t->n, &appliance_router, "r1", CONFIG);
	t->r = net_raw(&t->n, "r", t->d, 0);
	for (unsigned i = 0; i < sizeof(t->big); i++)
		t->big[i] = (u8)(i * 7);
	flash_write(device_flash(t->d), "small", "one\ntwo\r", 8, 0);
	flash_write(device_flash(t->d), "big", t->big, sizeof(t->big), 0);
	net_run(&t->n, NSEC_PER_SEC);
	raw_send(&t->n, t->r, p, arp_put(p, net_port(t->d, 0)->mac, 1, A4(10, 0, 1, 9), A4(10, 0, 1, 1)));
	net_run(&t->n, NSEC_PER_SEC);
	t->r->next = t->r->n;
}

/* A TFTP packet from 10.0.1.9:from to :to. */
static void say(struct bed *t, u16 from, u16 to, const void *data, u32 len) { raw_udp(&t->n, t->r, t->d, A4(10, 0, 1, 9), from, to, data, len); }
#define SAY(t, from, to, text) say(t, from, to, text, sizeof(text) - 1)

/* The next TFTP packet from the device; its port. NULL: none. */
static const u8 *hear(struct bed *t, u16 *port, u32 *len)
{
	struct rd r;
	u16 to;

	if (!raw_next_udp(t->r, port, &to, &r))
		return NULL;
	*len = (u32)rd_left(&r);
	return r.p;
}
#define HEAR(t, port, bytes) do { \
		u32 len_ = 0; \
		const u8 *p_ = hear(t, port, &len_); \
		assert_non_null(p_); \
		assert_int_equal(len_, sizeof(bytes) - 1); \
		assert_memory_equal(p_, bytes, sizeof(bytes) - 1); \
	} while (0)
#define SILENCE(t) do { u16 port_; u32 len_; assert_null(hear(t, &port_, &len_)); } while (0)

/* 1350 2, 5, 6: data from another port, acknowledged there, ended by a block that is not full; a duplicate acknowledgement gets nothing. */
static void t_read(void **state)
{
	struct bed t;
	u16 port;
	u32 len;
	const u8 *p;

	(void)state;
	open_bed(&t);
	SAY(&t, 3000, 69, "\0\1small\0octet\0");
	HEAR(&t, &port, "\0\3\0\1one\ntwo\r");
	assert_int_not_equal(port, 69);
	SAY(&t, 3001, port, "\0\4\0\1");	/* somebody else's port */
	HEAR(&t, &port, "\0\5\0\5Unknown transfer ID\0");
	SAY(&t, 3000, port, "\0\4\0\1");
	SILENCE(&t);
	SAY(&t, 3000, 69, "\0\1/large\0OCTET\0");
	for (u16 block = 1; block <= 3; block++) {
		u8 ack[4] = { 0, 4, 0, (u8)block };

		p = hear(&t, &port, &len);
		assert_non_null(p);
		assert_int_equal(get_be16(p + 2), block);
		assert_int_equal(len, block < 3 ? 516 : 4 + 6);
		assert_memory_equal(p + 4, t.big + 512 * (block - 1u), len - 4);
		say(&t, 3000, port, ack, 4);
		say(&t, 3000, port, ack, 4);	/* twice: the next block goes once */
	}
	while ((p = hear(&t, &port, &len)))
		assert_int_equal(get_be16(p), TFTP_ERROR); /* for what comes after the end: nobody is there */
	EXPECT(&t.n, t.d, "small", "dir");
	net_close(&t.n);
}

/* 1350 1: netascii ends lines by CR LF, and a CR alone is CR NUL. */
static void t_netascii(void **state)
{
	struct bed t;
	u16 port;

	(void)state;
	open_bed(&t);
	SAY(&t, 3000, 69, "\0\1small\0netascii\0blksize\0" "8\0");
	HEAR(&t, &port, "\0\6blksize\0" "8\0");
	SAY(&t, 3000, port, "\0\4\0\0");
	HEAR(&t, &port, "\0\3\0\1one\r\ntwo");
	SAY(&t, 3000, port, "\0\4\0\1");
	HEAR(&t, &port, "\0\3\0\2\r\0");
	net_close(&t.n);
}

/* 2347 to 2349: what is known is answered, the rest passed over. */
static void t_options(void **state)
{
	struct bed t;
	u16 port;
	u32 len;

	(void)state;
	open_bed(&t);
	SAY(&t, 3000, 69, "\0\1large\0octet\0tsize\0" "0\0blksize\0" "1024\0windowsize\0" "4\0timeout\0" "1\0");
	HEAR(&t, &port, "\0\6blksize\0" "1024\0timeout\0" "1\0tsize\0" "1030\0");
	SAY(&t, 3000, port, "\0\4\0\0");
	assert_non_null(hear(&t, &port, &len));
	assert_int_equal(len, 1028);
	net_run(&t.n, NSEC_PER_SEC); /* as agreed on, again after one second */
	assert_non_null(hear(&t, &port, &len));
	assert_int_equal(len, 1028);
	net_close(&t.n);
}

/* A peer that is silent is left after five tries; the server takes no writes, no unknown file, and none from whom the list refuses. */
static void t_refusals(void **state)
{
	struct bed t;
	unsigned n = 0;
	u16 port;
	u32 len;

	(void)state;
	open_bed(&t);
	SAY(&t, 3000, 69, "\0\2small\0octet\0");
	HEAR(&t, &port, "\0\5\0\2Access violation\0");
	SAY(&t, 3000, 69, "\0\1../small\0octet\0");
	HEAR(&t, &port, "\0\5\0\1File not found\0");
	SAY(&t, 3000, 69, "\0\1big\0octet\0");	/* its alias is its name */
	HEAR(&t, &port, "\0\5\0\1File not found\0");
	SAY(&t, 3000, 69, "\0\1small\0mail\0");
	SAY(&t, 3000, 69, "\0\1small");
	SAY(&t, 3000, 69, "\0");
	SILENCE(&t);
	TYPE(&t.n, t.d, "configure terminal", "no access-list 7", "access-list 7 deny 10.0.1.9", "end");
	SAY(&t, 3000, 69, "\0\1large\0octet\0");
	HEAR(&t, &port, "\0\5\0\2Access violation\0");
	SAY(&t, 3000, 69, "\0\1small\0octet\0");
	net_run(&t.n, 120 * NSEC_PER_SEC);
	while (hear(&t, &port, &len))
		n++;
	assert_int_equal(n, TFTP_TRIES);
	for (unsigned k = 0; k < 40; k++)
		say(&t, (u16)(4000 + k), 69, "\0\1small\0octet\0", 14);
	assert_int_equal(t.d->ip->tftp->n_served, TFTP_SERVED_MAX);
	net_run(&t.n, 120 * NSEC_PER_SEC);
	assert_int_equal(t.d->ip->tftp->n_served, 0);
	TYPE(&t.n, t.d, "configure terminal", "no tftp-server flash:small", "no tftp-server flash:big", "end");
	t.r->next = t.r->n;
	SAY(&t, 3000, 69, "\0\1small\0octet\0");
	assert_null(t.d->ip->tftp->files);
	net_close(&t.n);
}

/* The client against a server by hand. */
struct session { struct net *n; struct cli *c; };
static struct cli *typing(struct bed *t, const char *line)
{
	struct cli_io io = { net_write, net_ready, &t->n };
	struct cli_options o = { .where = "console", .privilege = 15, .interactive = true };
	struct cli *c = cli_new(t->d->shell, &io, &o);

	t->n.len = 0;
	t->n.out[0] = 0;
	cli_line(c, line);
	return c;
}

static void ask_is(struct cli *c, const char *want)
{
	char buf[96];

	assert_string_equal(cli_prompt(c, buf), want);
}

static void t_client(void **state)
{
	struct bed t;
	struct cli *c;
	u16 port;

	(void)state;
	open_bed(&t);
	c = typing(&t, "copy tftp: flash:");
	ask_is(c, "Address or name of remote host []? ");
	cli_line(c, "10.0.1.9");
	ask_is(c, "Source filename []? ");
	cli_line(c, "dir/up.cfg");
	ask_is(c, "Destination filename [up.cfg]? ");
	cli_line(c, "");
	net_run(&t.n, NSEC_PER_MS);
	HEAR(&t, &port, "\0\1dir/up.cfg\0octet\0");
	SAY(&t, 4999, port, "\0\4\0\0");	/* nobody asked to write: no answer to this */
	SILENCE(&t);
	SAY(&t, 5000, port, "\0\3\0\2xx");	/* not the first block */
	SILENCE(&t);
	SAY(&t, 5000, port, "\0\3\0\1hostname other\n");
	HEAR(&t, &port, "\0\4\0\1");
	SAY(&t, 5000, port, "\0\3\0\1hostname other\n"); /* our acknowledgement was lost: again, though all is over */
	HEAR(&t, &port, "\0\4\0\1");
	if (!strstr(t.n.out, "Accessing tftp://10.0.1.9/dir/up.cfg...\nLoading dir/up.cfg from 10.0.1.9 (via GigabitEthernet0/0): !\n[OK - 15 bytes]\n\n15 bytes copied in "))
		fail_msg("%s", t.n.out);
	cli_line(c, "copy flash:small flash:up.cfg");
	ask_is(c, "Destination filename [up.cfg]? ");
	cli_line(c, "");
	ask_is(c, "Do you want to over write? [confirm]");
	cli_line(c, "n");
	assert_int_equal(flash_find(device_flash(t.d), "up.cfg")->body->len, 15);
	cli_free(c);

	c = typing(&t, "copy startup-config tftp://10.0.1.9");
	ask_is(c, "Destination filename [r1-confg]? ");
	cli_line(c, "");
	assert_non_null(strstr(t.n.out, "%Error opening nvram:/startup-config (No such file or directory)"));
	cli_line(c, "copy flash:small tftp://10.0.1.9/x");
	cli_line(c, "");
	net_run(&t.n, NSEC_PER_MS);
	HEAR(&t, &port, "\0\2x\0octet\0");
	SAY(&t, 5000, port, "\0\4\0\0");
	HEAR(&t, &port, "\0\3\0\1one\ntwo\r");
	SAY(&t, 5000, port, "\0\4\0\1");
	assert_non_null(strstr(t.n.out, "!\n8 bytes copied in "));
	cli_line(c, "copy tftp://10.0.1.9/none flash:");
	cli_line(c, "");
	net_run(&t.n, NSEC_PER_MS);
	HEAR(&t, &port, "\0\1none\0octet\0");
	SAY(&t, 5000, port, "\0\5\0\1No\0");
	assert_non_null(strstr(t.n.out, "%Error opening tftp://10.0.1.9/none (No such file or directory)"));
	cli_line(c, "copy tftp://10.0.1.9/none flash:");
	cli_line(c, "");
	net_run(&t.n, NSEC_PER_MS);
	HEAR(&t, &port, "\0\1none\0octet\0");
	cli_interrupt(c);
	assert_non_null(strstr(t.n.out, "(Transfer aborted)"));
	cli_line(c, "copy tftp://10.0.1.9/none flash:");
	cli_line(c, "");
	net_run(&t.n, 100 * NSEC_PER_SEC);
	assert_non_null(strstr(t.n.out, ".....\n%Error opening tftp://10.0.1.9/none (Timed out)"));
	cli_line(c, "copy tftp://10.0.1.9/x flash:");	/* the session goes amid it */
	cli_line(c, "");
	cli_free(c);
	net_run(&t.n, 100 * NSEC_PER_SEC);
	c = typing(&t, "copy tftp://10.0.1.9/x flash:");	/* and the device */
	cli_line(c, "");
	net_close(&t.n);
	cli_free(c);
}

/* ip tftp blocksize: asked for by an option; a server without options sends 512. */
static void t_blocksize(void **state)
{
	struct bed t;
	struct cli *c;
	u16 port;
	u8 data[1404] = { 0, 3, 0, 1 };

	(void)state;
	open_bed(&t);
	TYPE(&t.n, t.d, "configure terminal", "ip tftp blocksize 1400", "end");
	c = typing(&t, "copy tftp://10.0.1.9/x flash:y");
	cli_line(c, "");
	net_run(&t.n, NSEC_PER_MS);
	HEAR(&t, &port, "\0\1x\0octet\0blksize\0" "1400\0");
	SAY(&t, 5000, port, "\0\6blksize\0" "1500\0");	/* more than asked */
	HEAR(&t, &port, "\0\5\0\10Option negotiation failed\0");
	assert_non_null(strstr(t.n.out, "(Protocol error)"));
	cli_line(c, "copy tftp://10.0.1.9/x flash:y");
	cli_line(c, "");
	net_run(&t.n, NSEC_PER_MS);
	HEAR(&t, &port, "\0\1x\0octet\0blksize\0" "1400\0");
	SAY(&t, 5000, port, "\0\6blksize\0" "1400\0");
	HEAR(&t, &port, "\0\4\0\0");
	say(&t, 5000, port, data, sizeof(data));
	HEAR(&t, &port, "\0\4\0\1");
	SAY(&t, 5000, port, "\0\3\0\2");
	HEAR(&t, &port, "\0\4\0\2");
	assert_int_equal(flash_find(device_flash(t.d), "y")->body->len, 1400);
	cli_free(c);
	net_close(&t.n);
}

/* A name that no line has is asked for; ^C amid the question, a name that nobody knows, and the device that goes. */
static void t_names(void **state)
{
	static const u8 answer[] = { 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0 };
	static const u8 none[] = { 0x81, 0x83, 0, 1, 0, 0, 0, 0, 0, 0 };
	static const u8 record[] = { 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 1, 9 };
	struct bed t;
	struct cli *c;
	struct rd r;
	u16 port, to;
	u8 msg[128];

	(void)state;
	open_bed(&t);
	TYPE(&t.n, t.d, "configure terminal", "ip name-server 10.0.1.9", "end");
	c = typing(&t, "copy tftp://files.lab/x flash:");
	for (unsigned known = 0; known < 2; known++) {
		if (!known)
			cli_line(c, "");
		net_run(&t.n, NSEC_PER_MS);
		assert_true(raw_next_udp(t.r, &port, &to, &r));
		assert_int_equal(to, 53);
		u32 len = (u32)rd_left(&r);

		assert_in_range(len, 12, sizeof(msg) - sizeof(record));
		memcpy(msg, r.p, len);
		memcpy(msg + 2, known ? answer : none, sizeof(answer));
		memcpy(msg + len, record, sizeof(record));
		say(&t, 53, port, msg, len + (known ? sizeof(record) : 0));
		net_run(&t.n, NSEC_PER_MS);
		if (known)
			break;
		while (!strstr(t.n.out, "(Unknown host)")) { /* of no family */
			assert_true(raw_next_udp(t.r, &port, &to, &r));
			len = (u32)rd_left(&r);
			memcpy(msg, r.p, len);
			memcpy(msg + 2, none, sizeof(none));
			say(&t, 53, port, msg, len);
			net_run(&t.n, NSEC_PER_MS);
		}
		assert_null(t.d->ip->tftp->conns);
		cli_line(c, "copy tftp://other.lab/x flash:");
		cli_line(c, "");
	}
	HEAR(&t, &port, "\0\1x\0octet\0");
	SAY(&t, 5000, port, "\0\3\0\1abc");
	HEAR(&t, &port, "\0\4\0\1");
	assert_int_equal(flash_find(device_flash(t.d), "x")->body->len, 3);
	cli_line(c, "copy tftp://third.lab/x flash:z");
	cli_line(c, "");
	net_run(&t.n, NSEC_PER_MS);
	cli_interrupt(c);
	assert_non_null(strstr(t.n.out, "(Transfer aborted)"));
	cli_line(c, "copy tftp://third.lab/x flash:z");
	cli_line(c, "");
	net_run(&t.n, NSEC_PER_MS);
	net_close(&t.n);
	cli_free(c);
}

/* cd is the session's alone: names without a scheme stand in its folder, those with one and configuration know nothing of it. */
static void t_folder(void **state)
{
	struct bed t;
	struct cli *c, *other;

	(void)state;
	open_bed(&t);
	assert_int_equal(flash_make_folder(device_flash(t.d), "a", 0), FLASH_OK);
	assert_int_equal(flash_make_folder(device_flash(t.d), "a/b", 0), FLASH_OK);
	c = typing(&t, "pwd");
	assert_string_equal(t.n.out, "flash:/\n");
	cli_line(c, "cd a/b");
	cli_line(c, "pwd");
	assert_non_null(strstr(t.n.out, "flash:/a/b/\n"));
	cli_line(c, "copy ../../small here");
	ask_is(c, "Destination filename [a/b/here]? ");
	cli_line(c, "");
	assert_non_null(flash_find(device_flash(t.d), "a/b/here"));
	cli_line(c, "mkdir sub");
	cli_line(c, "");
	cli_line(c, "rename here sub/there");
	cli_line(c, "");
	assert_non_null(flash_find(device_flash(t.d), "a/b/sub/there"));
	cli_line(c, "delete /force sub/there");
	assert_null(flash_find(device_flash(t.d), "a/b/sub/there"));
	t.n.len = 0;
	cli_line(c, "dir");
	assert_non_null(strstr(t.n.out, "Directory of flash:/a/b\n"));
	assert_null(strstr(t.n.out, "small"));
	cli_line(c, "more flash:small");
	assert_non_null(strstr(t.n.out, "one\ntwo"));
	t.n.len = 0;
	cli_line(c, "more ../../../small");	/* above the top */
	cli_line(c, "cd ../../../..");
	cli_line(c, "cd nowhere");
	cli_line(c, "cd /small");
	cli_line(c, "cd nvram:");
	assert_string_equal(t.n.out, "%Error opening ../../../small (Invalid argument)\n%Error opening ../../../.. (Invalid argument)\n"
			    "%Error opening flash:/a/b/nowhere (No such file or directory)\n%Error opening flash:/small (Not a directory)\n"
			    "%Error opening nvram:/startup-config (Operation not supported)\n");
	cli_line(c, "cd ..");
	other = typing(&t, "pwd");
	assert_string_equal(t.n.out, "flash:/\n");
	t.n.len = 0;
	cli_line(c, "pwd");
	cli_line(other, "delete /force /recursive flash:a");
	cli_line(c, "more x");	/* the folder has gone */
	cli_line(c, "cd");
	cli_line(c, "pwd");
	assert_string_equal(t.n.out, "flash:/a/\n%Error opening flash:/a/x (No such file or directory)\nflash:/\n");
	cli_free(c);
	cli_free(other);
	net_close(&t.n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_read), cmocka_unit_test(t_netascii), cmocka_unit_test(t_options), cmocka_unit_test(t_refusals), cmocka_unit_test(t_client),
		cmocka_unit_test(t_blocksize), cmocka_unit_test(t_names), cmocka_unit_test(t_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
