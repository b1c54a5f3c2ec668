/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doors made of sockets, against a peer socket: every size, garbage, floods, peers that come and go, an engine that dies. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "attach_rig.h"
#include "net/rd.h"

static const u32 sizes[] = { 14, 15, 60, 64, 127, 128, 1514, 1518, 1919, 1920, 1921, 2000, 4096, 9014, 9018, 65000 };

static int udp_socket(u16 port, u16 to)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), big = 1 << 20;

	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &big, sizeof(big));
	assert_false(bind(fd, (struct sockaddr *)&a, sizeof(a)));
	a.sin_port = htons(to);
	assert_false(connect(fd, (struct sockaddr *)&a, sizeof(a)));
	return fd;
}

/* Each size both ways over a datagram peer whose messages carry `prefix` bytes before the frame. */
static void both_ways(struct rig *r, int fd, const u8 *prefix, u32 prefix_len, u32 max)
{
	static u8 buf[70000];

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		u32 len = sizes[i], had = r->probe->got;

		if (len > max)
			continue;
		memcpy(buf, prefix, prefix_len);
		rig_fill(buf + prefix_len, len, (u8)i);
		assert_int_equal(send(fd, buf, prefix_len + len, 0), prefix_len + len);
		rig_run_until(r, had + 1);
		assert_int_equal(r->probe->got, had + 1);
		assert_int_equal(r->probe->len[had % RIG_KEEP], len);
		rig_send(r, len, (u8)i);
		rig_run(r, 1);
		memset(buf, 0, sizeof(buf));
		assert_int_equal(recv(fd, buf, sizeof(buf), MSG_DONTWAIT), prefix_len + len);
		assert_memory_equal(buf, prefix, prefix_len);
		assert_true(rig_is(buf + prefix_len, len));
	}
	assert_int_equal(r->probe->bad_bytes, 0);
}

static void test_udp(void **state)
{
	struct rig r;
	u8 buf[2000];
	int fd;

	(void)state;
	rig_open(&r, "udp:127.0.0.1:45001-127.0.0.1:45002");
	/* Nobody there yet: ICMP errors come back, and do no harm. */
	for (int i = 0; i < 5; i++) {
		rig_send(&r, 100, 1);
		rig_run(&r, 1);
	}
	fd = udp_socket(45002, 45001);
	rig_run(&r, 1);
	both_ways(&r, fd, (const u8 *)"", 0, 65000);
	assert_int_equal(send(fd, buf, 13, 0), 13);
	assert_int_equal(send(fd, buf, 0, 0), 0);
	rig_run(&r, 2);
	assert_int_equal(rig_drops(&r, DROP_SHORT), 2);
	/* Longer than a datagram. */
	rig_send(&r, 66000, 1);
	rig_run(&r, 1);
	assert_int_equal(rig_drops(&r, DROP_TOO_LONG), 1);
	/* A stranger is not heard. */
	close(fd);
	fd = udp_socket(45003, 45001);
	send(fd, buf, 100, 0);
	rig_run(&r, 2);
	assert_int_equal(r.probe->got, ARRAY_LEN(sizes));
	close(fd);
	rig_close(&r);
}

static void test_udp_flood(void **state)
{
	static u8 buf[64];
	struct rig r;
	int fd, sent = 0;

	(void)state;
	rig_open(&r, "udp:127.0.0.1:45001-127.0.0.1:45002");
	fd = udp_socket(45002, 45001);
	rig_fill(buf, sizeof(buf), 9);
	for (int i = 0; i < 3000; i++)
		sent += send(fd, buf, sizeof(buf), 0) == sizeof(buf);
	rig_run_until(&r, (u32)sent);
	assert_int_equal(r.probe->got, sent);
	/* The lab side without link: what comes is dropped by name, not kept. */
	wire_set_up(r.wire, false);
	for (int i = 0; i < 100; i++)
		send(fd, buf, sizeof(buf), 0);
	rig_run(&r, 5);
	assert_int_equal(r.probe->got, sent);
	assert_true(rig_drops(&r, DROP_NO_CARRIER) == 100);
	close(fd);
	rig_close(&r);
}

/* A slow wire pushes back: what the lab has no room for stays in the socket. */
static void test_udp_backpressure(void **state)
{
	struct impair slow = { .rate = 8 * 64 * 100000, .queue_frames = 8 };
	static u8 buf[64];
	struct rig r;
	int fd;

	(void)state;
	rig_open(&r, "udp:127.0.0.1:45001-127.0.0.1:45002");
	wire_set_impair(r.wire, 1, &slow);
	fd = udp_socket(45002, 45001);
	rig_fill(buf, sizeof(buf), 9);
	for (int i = 0; i < 1000; i++)
		send(fd, buf, sizeof(buf), 0);
	rig_run_until(&r, 1000);
	assert_int_equal(r.probe->got, 1000);
	assert_int_equal(wire_stats(r.wire, 1)->drops[DROP_QUEUE_FULL], 0);
	close(fd);
	rig_close(&r);
}

static void test_udp_refused(void **state)
{
	struct attach_handle h, h2;
	struct attach_uri u;
	char why[256];
	unsigned column;

	(void)state;
	assert_true(attach_parse("udp:127.0.0.1:45001-127.0.0.1:45002", &u, why, &column));
	assert_int_equal(u.scheme->open(&u, &h, why), ATTACH_OK);
	assert_int_equal(u.scheme->open(&u, &h2, why), ATTACH_REFUSED);
	assert_non_null(strstr(why, "127.0.0.1:45001"));
	u.scheme->close(&h);
	attach_uri_free(&u);
	assert_true(attach_parse("udp:127.0.0.1:45001-[::1]:45002", &u, why, &column));
	assert_int_equal(u.scheme->open(&u, &h, why), ATTACH_BAD);
	attach_uri_free(&u);
}

static void test_vxlan(void **state)
{
	u8 head[8] = { 0x08, 0, 0, 0, 0, 0, 100, 0 }, buf[200];
	struct rig r;
	int fd;

	(void)state;
	rig_open(&r, "vxlan:127.0.0.2:45789?vni=100&local=127.0.0.1");
	/* The peer, on its own address of the loopback. */
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1), .sin_port = htons(45789) };

	fd = socket(AF_INET, SOCK_DGRAM, 0);
	assert_false(bind(fd, (struct sockaddr *)&a, sizeof(a)));
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_false(connect(fd, (struct sockaddr *)&a, sizeof(a)));
	both_ways(&r, fd, head, 8, 65000);
	memset(buf, 0, sizeof(buf));
	memcpy(buf, head, 8);
	buf[0] = 0;
	send(fd, buf, 100, 0);
	buf[0] = 0xff; /* reserved bits are ignored on receipt (section 5) */
	send(fd, buf, 100, 0);
	buf[6] = 101;
	send(fd, buf, 100, 0);
	send(fd, buf, 21, 0);
	send(fd, buf, 3, 0);
	rig_run(&r, 3);
	assert_int_equal(rig_drops(&r, DROP_BAD_FIELD), 1);
	assert_int_equal(rig_drops(&r, DROP_NOT_FOR_US), 1);
	assert_int_equal(rig_drops(&r, DROP_SHORT), 2);
	assert_int_equal(r.probe->got, ARRAY_LEN(sizes) + 1);
	close(fd);
	rig_close(&r);
}

static int unix_socket(int type, const char *bind_to, const char *connect_to)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, type, 0), big = 1 << 20;

	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &big, sizeof(big));
	if (bind_to) {
		unlink(bind_to);
		strcpy(a.sun_path, bind_to);
		assert_false(bind(fd, (struct sockaddr *)&a, sizeof(a)));
	}
	if (connect_to) {
		strcpy(a.sun_path, connect_to);
		assert_false(connect(fd, (struct sockaddr *)&a, sizeof(a)));
	}
	return fd;
}

static void test_dgram(void **state)
{
	char uri[200], ours[80], theirs[80];
	static u8 buf[70000];
	struct rig r;
	int fd, n = 0;

	(void)state;
	snprintf(ours, sizeof(ours), "/tmp/lanyard-t%d-a", getpid());
	snprintf(theirs, sizeof(theirs), "/tmp/lanyard-t%d-b", getpid());
	snprintf(uri, sizeof(uri), "dgram:unix:%s,%s", ours, theirs);
	rig_open(&r, uri);
	rig_send(&r, 100, 1); /* no peer yet */
	rig_run(&r, 1);
	assert_int_equal(rig_drops(&r, DROP_DOOR_ERROR), 1);
	fd = unix_socket(SOCK_DGRAM, theirs, ours);
	both_ways(&r, fd, (const u8 *)"", 0, 65000);
	close(fd);
	fd = unix_socket(SOCK_DGRAM, theirs, NULL); /* as QEMU's: not connected, so the kernel's limit holds */
	/* A burst is far more than the kernel lets wait at the peer: it waits here, in order. */
	for (int i = 0; i < 200; i++)
		rig_send(&r, 100, (u8)i);
	for (int i = 0; i < 1000 && n < 200; i++) {
		rig_run(&r, 1);
		while (recv(fd, buf, sizeof(buf), MSG_DONTWAIT) == 100)
			assert_int_equal(buf[14], n++);
	}
	assert_int_equal(n, 200);
	/* A peer that takes nothing: a bounded number waits, the rest is counted. */
	for (int i = 0; i < 3000; i++)
		rig_send(&r, 100, (u8)i);
	rig_run(&r, 2);
	assert_in_range(rig_drops(&r, DROP_DOOR_FULL), 1, 3000 - 512);
	/* The peer ends, and comes back. */
	close(fd);
	rig_run(&r, 2);
	fd = unix_socket(SOCK_DGRAM, theirs, ours);
	rig_run(&r, 1);
	both_ways(&r, fd, (const u8 *)"", 0, 65000);
	close(fd);
	unlink(theirs);
	rig_close(&r);
	assert_int_equal(access(ours, F_OK), -1);
}

/* ---- stream ---- */

static void stream_write(int fd, u32 len, u8 seed)
{
	static u8 buf[70004];

	put_be32(buf, len);
	rig_fill(buf + 4, len, seed);
	assert_int_equal(send(fd, buf, 4 + len, 0), 4 + len);
}

/* Exactly len bytes, while the rig runs. */
static bool stream_read(struct rig *r, int fd, u8 *buf, u32 len)
{
	u32 at = 0;

	for (int i = 0; i < 1000 && at < len; i++) {
		ssize_t got = recv(fd, buf + at, len - at, MSG_DONTWAIT);

		if (got > 0)
			at += (u32)got;
		else
			rig_run(r, 1);
	}
	return at == len;
}

static void stream_expect(struct rig *r, int fd, u32 len, u8 seed)
{
	static u8 buf[70004];

	assert_true(stream_read(r, fd, buf, 4));
	assert_int_equal(get_be32(buf), len);
	assert_true(stream_read(r, fd, buf, len));
	assert_true(rig_is(buf, len));
	assert_true(len <= 14 || buf[14] == seed);
}

static void stream_path(char *path, char *uri, size_t len)
{
	snprintf(path, 80, "/tmp/lanyard-t%d-s", getpid());
	snprintf(uri, len, "stream:unix:%s?listen", path);
}

static void test_stream_sizes(void **state)
{
	char path[80], uri[200];
	struct rig r;
	int fd;

	(void)state;
	stream_path(path, uri, sizeof(uri));
	rig_open(&r, uri);
	assert_false(r.probe->node.ports->link);
	fd = unix_socket(SOCK_STREAM, NULL, path);
	rig_run(&r, 2);
	assert_true(r.probe->node.ports->link);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		stream_write(fd, sizes[i], (u8)i);
		rig_run_until(&r, (u32)i + 1);
		assert_int_equal(r.probe->len[i], sizes[i]);
		rig_send(&r, sizes[i], (u8)i);
		rig_run(&r, 1);
		stream_expect(&r, fd, sizes[i], (u8)i);
	}
	assert_int_equal(r.probe->bad_bytes, 0);
	close(fd);
	rig_close(&r);
	assert_int_equal(access(path, F_OK), -1);
}

static void test_stream_pieces(void **state)
{
	char path[80], uri[200];
	u8 buf[4 + 300];
	struct rig r;
	int fd;

	(void)state;
	stream_path(path, uri, sizeof(uri));
	rig_open(&r, uri);
	fd = unix_socket(SOCK_STREAM, NULL, path);
	rig_run(&r, 2);
	put_be32(buf, 300);
	rig_fill(buf + 4, 300, 5);
	for (u32 i = 0; i < sizeof(buf); i++) { /* a byte at a time */
		assert_int_equal(r.probe->got, 0);
		send(fd, buf + i, 1, 0);
		if (i < 8 || i % 50 == 0 || i == sizeof(buf) - 1)
			rig_run(&r, 1);
	}
	rig_run_until(&r, 1);
	assert_int_equal(r.probe->len[0], 300);
	/* Too short for a frame: skipped, the stream goes on. */
	put_be32(buf, 0);
	send(fd, buf, 4, 0);
	put_be32(buf, 13);
	send(fd, buf, 17, 0);
	stream_write(fd, 64, 7);
	rig_run_until(&r, 2);
	assert_int_equal(rig_drops(&r, DROP_SHORT), 2);
	assert_int_equal(r.probe->len[1], 64);
	assert_int_equal(r.probe->bad_bytes, 0);
	/* A length that cannot be: what follows cannot be found, so the connection ends. The next client is served. */
	put_be32(buf, 0xffffffff);
	send(fd, buf, 4, 0);
	rig_run(&r, 2);
	assert_int_equal(recv(fd, buf, 1, MSG_DONTWAIT), 0);
	assert_int_equal(rig_drops(&r, DROP_TOO_LONG), 1);
	assert_false(r.probe->node.ports->link);
	close(fd);
	fd = unix_socket(SOCK_STREAM, NULL, path);
	stream_write(fd, 64, 8);
	rig_run_until(&r, 3);
	assert_int_equal(r.probe->got, 3);
	close(fd);
	rig_close(&r);
}

static void test_stream_reconnect(void **state)
{
	char path[80], uri[200];
	struct rig r;
	int fd, second;

	(void)state;
	stream_path(path, uri, sizeof(uri));
	rig_open(&r, uri);
	for (u32 i = 0; i < 5; i++) {
		fd = unix_socket(SOCK_STREAM, NULL, path);
		second = unix_socket(SOCK_STREAM, NULL, path); /* waits its turn */
		rig_run(&r, 2);
		assert_true(r.probe->node.ports->link);
		stream_write(fd, 100, (u8)i);
		for (int k = 0; k < 400; k++) /* more than a turn, then gone: all of it counts */
			stream_write(fd, 60, 3);
		shutdown(fd, SHUT_WR);
		rig_run_until(&r, i * 402 + 401);
		assert_int_equal(r.probe->got, i * 402 + 401);
		close(fd);
		rig_run(&r, 2);
		stream_write(second, 100, 4);
		rig_run_until(&r, i * 402 + 402);
		assert_int_equal(r.probe->got, i * 402 + 402);
		assert_true(r.probe->node.ports->link);
		close(second);
		rig_run(&r, 2);
		assert_false(r.probe->node.ports->link);
	}
	rig_close(&r);
}

static void test_stream_slow_peer(void **state)
{
	char path[80], uri[200];
	static u8 buf[70000];
	unsigned sent = 0, got = 0;
	struct rig r;
	int fd;

	(void)state;
	stream_path(path, uri, sizeof(uri));
	rig_open(&r, uri);
	fd = unix_socket(SOCK_STREAM, NULL, path);
	rig_run(&r, 2);
	for (int i = 0; i < 1500; i++, sent++) {
		rig_send(&r, 1000, (u8)i);
		if (i % 100 == 0)
			rig_run(&r, 1);
	}
	rig_run(&r, 2);
	assert_in_range(rig_drops(&r, DROP_DOOR_FULL), 1, 1400);
	/* What was taken is whole, and in order. */
	while (got < sent - rig_drops(&r, DROP_DOOR_FULL)) {
		assert_true(stream_read(&r, fd, buf, 1004));
		assert_int_equal(get_be32(buf), 1000);
		assert_true(rig_is(buf + 4, 1000));
		got++;
	}
	rig_send(&r, 500, 3);
	rig_run(&r, 1);
	stream_expect(&r, fd, 500, 3);
	close(fd);
	rig_close(&r);
}

/* The engine dies and another takes over copies of the same descriptors: the client notices nothing, not even amid a frame. */
static void test_stream_new_engine(void **state)
{
	char path[80], uri[200];
	struct attach_handle kept, copy;
	struct rig r;
	u8 buf[4 + 300];
	int fd;

	(void)state;
	stream_path(path, uri, sizeof(uri));
	memset(&r, 0, sizeof(r));
	rig_world(&r);
	unsigned column;

	assert_true(attach_parse(uri, &r.uri, r.why, &column));
	assert_int_equal(r.uri.scheme->open(&r.uri, &kept, r.why), ATTACH_OK);
	fd = unix_socket(SOCK_STREAM, NULL, path);
	for (u32 i = 0; i < 4; i++) {
		copy = kept;
		copy.opened = NULL;
		for (unsigned k = 0; k < kept.n_fds; k++)
			copy.fd[k] = dup(kept.fd[k]);
		r.handle = copy;
		rig_door(&r);
		rig_run(&r, 2);
		assert_true(r.probe->node.ports->link);
		put_be32(buf, 300);
		rig_fill(buf + 4, 300, (u8)i);
		if (i) { /* the rest of what the engine before saw half of */
			send(fd, buf + 100, sizeof(buf) - 100, 0);
			rig_run_until(&r, i);
			assert_int_equal(r.probe->got, i);
		}
		rig_send(&r, 200, (u8)i);
		rig_run(&r, 1);
		stream_expect(&r, fd, 200, (u8)i);
		put_be32(buf, 300);
		rig_fill(buf + 4, 300, (u8)(i + 1));
		send(fd, buf, 100, 0);
		rig_run(&r, 1);
		node_free(r.door);
	}
	assert_int_equal(r.probe->bad_bytes, 0);
	r.door = NULL;
	r.handle = kept;
	close(fd);
	rig_close(&r);
}

static void test_stream_tcp(void **state)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(45010) };
	int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1, fd;
	struct rig r;

	(void)state;
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	assert_false(bind(listener, (struct sockaddr *)&a, sizeof(a)));
	listen(listener, 1);
	rig_open(&r, "stream:127.0.0.1:45010");
	fd = accept(listener, NULL, NULL);
	rig_run(&r, 1);
	assert_true(r.probe->node.ports->link);
	stream_write(fd, 100, 1);
	rig_run_until(&r, 1);
	rig_send(&r, 64, 2);
	stream_expect(&r, fd, 64, 2);
	/* The listening side goes, and comes back: connected again within about a second. */
	close(fd);
	rig_run(&r, 5);
	assert_false(r.probe->node.ports->link);
	for (int i = 0; i < 40 && !r.probe->node.ports->link; i++)
		rig_run(&r, 50);
	assert_true(r.probe->node.ports->link);
	fd = accept(listener, NULL, NULL);
	stream_write(fd, 100, 1);
	rig_run_until(&r, 2);
	assert_int_equal(r.probe->got, 2);
	close(fd);
	close(listener);
	rig_close(&r);
}

static void test_stream_refused(void **state)
{
	struct attach_handle h;
	struct attach_uri u;
	char path[80], uri[200], why[256];
	unsigned column;
	int fd;

	(void)state;
	assert_true(attach_parse("stream:127.0.0.1:45011", &u, why, &column));
	assert_int_equal(u.scheme->open(&u, &h, why), ATTACH_REFUSED);
	assert_non_null(strstr(why, "listen"));
	attach_uri_free(&u);
	/* A dead keeper's socket is replaced; a living one's is not, nor a file. */
	stream_path(path, uri, sizeof(uri));
	fd = unix_socket(SOCK_STREAM, path, NULL);
	listen(fd, 1);
	assert_true(attach_parse(uri, &u, why, &column));
	assert_int_equal(u.scheme->open(&u, &h, why), ATTACH_REFUSED);
	u.scheme->sweep(&u);
	assert_int_equal(access(path, F_OK), 0);
	close(fd);
	u.scheme->sweep(&u);
	assert_int_equal(access(path, F_OK), -1);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	close(fd);
	assert_int_equal(u.scheme->open(&u, &h, why), ATTACH_REFUSED);
	u.scheme->sweep(&u);
	assert_int_equal(access(path, F_OK), 0);
	unlink(path);
	attach_uri_free(&u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_udp),	       cmocka_unit_test(test_udp_flood),	cmocka_unit_test(test_udp_backpressure),
		cmocka_unit_test(test_udp_refused),    cmocka_unit_test(test_vxlan),		cmocka_unit_test(test_dgram),
		cmocka_unit_test(test_stream_sizes),   cmocka_unit_test(test_stream_pieces),	cmocka_unit_test(test_stream_reconnect),
		cmocka_unit_test(test_stream_slow_peer), cmocka_unit_test(test_stream_new_engine), cmocka_unit_test(test_stream_tcp),
		cmocka_unit_test(test_stream_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
