/* SPDX-License-Identifier: GPL-3.0-or-later */
/* needs: libbpf */
/*
 * xdp: one queue of an interface of the host by AF_XDP in copy mode, which every driver has. The
 * socket's memory (UMEM) is a memory file and its rings are mapped from the socket, so a door needs
 * two descriptors only, and the next one goes on where the last one stopped. The program that
 * steers frames to the socket is attached by a BPF link, which the kernel undoes when the keeper is
 * gone.
 *
 * AF_XDP knows no offloads: an interface whose far end leaves checksums to the hardware (a veth)
 * needs `ethtool -K FAREND tx off`.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/if_xdp.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/door.h"
#include "attach/uri.h"
#include "attach/xdp.h"

enum { QUEUE_MAX = 255 };

/* The keeper's own descriptors. */
struct xdp_opened {
	int map, program, link, promiscuous;
};

static bool xdp_check(const struct attach_uri *u, char why[256], unsigned *column)
{
	const char *wrong = uri_ifname_wrong(u->path), *queue = attach_param(u, "queue");
	u64 v;

	if (wrong)
		return uri_bad(u, u->path, why, column,
				"the name of the interface, \"%.32s\", %s; write xdp:eth0", u->path, wrong);
	if (queue && !uri_number(queue, 0, QUEUE_MAX, &v))
		return uri_bad(u, queue, why, column, "a queue is a number from 0 to %d", QUEUE_MAX);
	return true;
}

static bool register_memory(int xsk, int mem)
{
	static const int rings[] = { XDP_UMEM_FILL_RING, XDP_UMEM_COMPLETION_RING, XDP_RX_RING, XDP_TX_RING };
	void *p = mmap(NULL, XDP_MEM, PROT_READ | PROT_WRITE, MAP_SHARED, mem, 0);
	struct xdp_umem_reg reg = { .addr = (u64)(uintptr_t)p, .len = XDP_MEM, .chunk_size = XDP_CHUNK };
	int entries = XDP_RING;
	bool good = p != MAP_FAILED && !setsockopt(xsk, SOL_XDP, XDP_UMEM_REG, &reg, sizeof(reg));

	for (size_t i = 0; i < ARRAY_LEN(rings); i++)
		good = good && !setsockopt(xsk, SOL_XDP, rings[i], &entries, sizeof(entries));
	if (p != MAP_FAILED)
		munmap(p, XDP_MEM); /* the kernel holds the pages */
	return good;
}

/* Frames of the queue go to the socket in the map, others pass on to the host. */
static int load_program(int map)
{
	struct bpf_insn code[] = {
		{ .code = BPF_LDX | BPF_MEM | BPF_W, .dst_reg = 2, .src_reg = 1,
				.off = offsetof(struct xdp_md, rx_queue_index) },
		{ .code = BPF_LD | BPF_IMM | BPF_DW, .dst_reg = 1, .src_reg = BPF_PSEUDO_MAP_FD, .imm = map },
		{ 0 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 3, .imm = XDP_PASS },
		{ .code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_redirect_map },
		{ .code = BPF_JMP | BPF_EXIT },
	};

	return bpf_prog_load(BPF_PROG_TYPE_XDP, "lanyard", "GPL", code, ARRAY_LEN(code), NULL);
}

static bool steer(struct xdp_opened *o, int xsk, unsigned ifindex, u32 queue)
{
	LIBBPF_OPTS(bpf_link_create_opts, link, .flags = XDP_FLAGS_SKB_MODE);
	struct packet_mreq all = { .mr_ifindex = (int)ifindex, .mr_type = PACKET_MR_PROMISC };

	o->map = bpf_map_create(BPF_MAP_TYPE_XSKMAP, "lanyard", sizeof(u32), sizeof(u32),
			QUEUE_MAX + 1, NULL);
	if (o->map < 0 || bpf_map_update_elem(o->map, &queue, &xsk, 0))
		return false;
	o->program = load_program(o->map);
	if (o->program < 0)
		return false;
	o->link = bpf_link_create(o->program, (int)ifindex, BPF_XDP, &link);
	o->promiscuous = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	return o->link >= 0 && !setsockopt(o->promiscuous, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all,
			sizeof(all));
}

static void xdp_close(struct attach_handle *h)
{
	struct xdp_opened *o = h->opened;

	if (o) {
		int fds[] = { o->link, o->program, o->map, o->promiscuous };

		for (size_t i = 0; i < ARRAY_LEN(fds); i++)
			if (fds[i] >= 0)
				close(fds[i]);
	}
	free(o);
	h->opened = NULL;
	handle_close_fds(h);
}

static enum attach_status xdp_open(const struct attach_uri *u, struct attach_handle *h, char why[256])
{
	const char *queue = attach_param(u, "queue");
	struct sockaddr_xdp sa = { .sxdp_family = AF_XDP, .sxdp_flags = XDP_COPY,
			.sxdp_ifindex = if_nametoindex(u->path) };
	struct xdp_opened *o;
	int xsk, mem;

	*h = (struct attach_handle){ 0 };
	sa.sxdp_queue_id = queue ? (u32)strtoul(queue, NULL, 10) : 0;
	if (!sa.sxdp_ifindex) {
		snprintf(why, 256, "there is no interface %s; see: ip link", u->path);
		return ATTACH_REFUSED;
	}
	o = xcalloc(1, sizeof(*o));
	*o = (struct xdp_opened){ -1, -1, -1, -1 };
	h->opened = o;
	xsk = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (xsk >= 0)
		handle_add_fd(h, xsk);
	mem = xsk < 0 ? -1 : memfd_create("lanyard xdp", MFD_CLOEXEC);
	if (mem >= 0)
		handle_add_fd(h, mem);
	if (mem < 0 || ftruncate(mem, XDP_MEM) || !register_memory(xsk, mem) || bind(xsk,
			(struct sockaddr *)&sa, sizeof(sa)) ||
	    !steer(o, xsk, sa.sxdp_ifindex, sa.sxdp_queue_id)) {
		enum attach_status status = door_errno(why, u->path);

		if (errno == EBUSY)
			snprintf(why, 256,
					"%s has an XDP program or an AF_XDP socket on this queue already", u->path);
		if (errno == EAFNOSUPPORT)
			snprintf(why, 256, "this kernel has no AF_XDP; use packet:%s", u->path);
		xdp_close(h);
		return status;
	}
	return ATTACH_OK;
}

static const char *xdp_doctor(void)
{
	int fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return errno == EPERM ? "no rights to AF_XDP: run as root" : "this kernel has no AF_XDP: use packet:IFNAME";
	close(fd);
	return NULL;
}

const struct attach_scheme attach_xdp = {
	.name = "xdp",
	.params = "queue",
	.usage = "xdp:IFNAME[?queue=N]",
	.check = xdp_check,
	.open = xdp_open,
	.close = xdp_close,
	.door = xdp_door,
	.doctor = xdp_doctor,
};
