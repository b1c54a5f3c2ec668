/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vfio_zero PATH: a vfio-user server that is as fast as one can be that does nothing: a PCI device (8086:10d3, 128 KiB of registers in BAR 0) whose every register reads
 * as 0, answered by a thread that does nothing else. One client, messages one after the other.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { VERSION = 1, DMA_MAP, DMA_UNMAP, GET_INFO, REGION_INFO, IO_FDS, IRQ_INFO, SET_IRQS, READ, WRITE, RESET = 13 };

struct head {
	uint16_t id, command;
	uint32_t size, flags, error;
};

static uint8_t in[1 << 16], out[1 << 16], config[4096];

static int whole(int s, uint8_t *p, size_t len)
{
	char control[512];

	while (len) {
		struct iovec iov = { p, len };
		struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
		ssize_t n = recvmsg(s, &m, 0);

		if (n <= 0)
			return 0;
		for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c))
			for (size_t i = 0; i < (c->cmsg_len - CMSG_LEN(0)) / sizeof(int); i++)
				close(((int *)CMSG_DATA(c))[i]);
		p += n;
		len -= (size_t)n;
	}
	return 1;
}

static uint32_t get(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return v;
}

static void put(uint8_t *p, uint64_t v, size_t len)
{
	memcpy(p, &v, len);
}

/* The payload of the answer; its length. */
static uint32_t answer(uint16_t command, const uint8_t *p, uint32_t len, uint8_t *to)
{
	static const char version[] = "\0\0\0\0{\"capabilities\":{\"max_msg_fds\":8}}";
	uint32_t index, count;

	switch (command) {
	case VERSION:
		memcpy(to, version, sizeof(version));
		return sizeof(version);
	case DMA_MAP:
	case RESET:
	case SET_IRQS:
		return 0;
	case DMA_UNMAP:
		memcpy(to, p, 24);
		return 24;
	case GET_INFO:
		put(to, 16, 4);
		put(to + 4, 3, 4);
		put(to + 8, 9, 4);
		put(to + 12, 5, 4);
		return 16;
	case REGION_INFO:
		index = get(p + 8);
		memset(to, 0, 32);
		put(to, 32, 4);
		put(to + 4, index == 0 || index == 7 ? 3 : 0, 4);
		put(to + 8, index, 4);
		put(to + 16, index == 0 ? 0x20000 : index == 7 ? sizeof(config) : 0, 8);
		return 32;
	case IRQ_INFO:
		index = get(p + 8);
		memset(to, 0, 16);
		put(to, 16, 4);
		put(to + 4, index ? 0 : 7, 4);
		put(to + 8, index, 4);
		put(to + 12, !index, 4);
		return 16;
	case READ:
	case WRITE:
		index = get(p + 8);
		count = get(p + 12);
		memcpy(to, p, 16);
		if (command == WRITE) {
			if (index == 7 && get(p) + count <= sizeof(config) && get(p) >= 4 && get(p) < 0x40 && 16 + count <= len) {
				memcpy(config + get(p), p + 16, count);
				put(config + 0x10, get(config + 0x10) & 0xfffe0000, 4); /* BAR 0: 128 KiB; the others are none */
				memset(config + 0x14, 0, 20);
				put(config + 0x30, 0, 4);
			}
			return 16;
		}
		if (index == 7 && get(p) + count <= sizeof(config))
			memcpy(to + 16, config + get(p), count);
		else
			memset(to + 16, 0, count);
		return 16 + count;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int l = socket(AF_UNIX, SOCK_STREAM, 0), s;
	struct head h;

	if (argc != 2)
		return 2;
	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", argv[1]);
	if (bind(l, (struct sockaddr *)&sa, sizeof(sa)) || listen(l, 1))
		return 1;
	put(config, 0x10d38086, 4);
	put(config + 8, 0x02000000, 4);
	s = accept(l, NULL, NULL);
	while (whole(s, (uint8_t *)&h, sizeof(h)) && h.size >= sizeof(h) && h.size - sizeof(h) <= sizeof(in) && whole(s, in, h.size - sizeof(h))) {
		uint32_t len = answer(h.command, in, h.size - (uint32_t)sizeof(h), out + sizeof(h));

		if (h.flags & 16)
			continue;
		h.size = (uint32_t)sizeof(h) + len;
		h.flags = 1;
		h.error = 0;
		memcpy(out, &h, sizeof(h));
		if (send(s, out, h.size, 0) != (ssize_t)h.size)
			break;
	}
	return 0;
}
