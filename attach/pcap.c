/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pcap: plays a capture file (pcap or pcapng, read by libpcap in the engine) into the lab, from
 * when the wire has link: with the file's timing on the world's clock, or flat out, as fast as the
 * lab takes it. Works on the virtual clock. What the lab sends here ends here. Packets that were
 * cut when captured are played as they stand in the file.
 */
#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attach/door.h"
#include "attach/uri.h"

enum { ETH_HEADER = 14, TURN = BURST_MAX };
#define STEP NSEC_PER_US /* between turns on the virtual clock, which must not stand still */

static bool pcap_check(const struct attach_uri *u, char why[256], unsigned *column)
{
	const char *rate = attach_param(u, "rate");

	if (!*u->path)
		return uri_bad(u, u->path, why, column, "the file is missing: write pcap:FILE");
	if (rate && strcmp(rate, "file") && strcmp(rate, "max"))
		return uri_bad(u, rate, why, column, "rate is file (the file's timing) or max (flat out)");
	return true;
}

static enum attach_status pcap_open_file(const struct attach_uri *u, struct attach_handle *h, char why[256])
{
	int fd = open(u->path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	*h = (struct attach_handle){ 0 };
	if (fd < 0)
		return door_errno(why, u->path);
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		snprintf(why, 256, "%.200s is not a file", u->path);
		close(fd);
		return ATTACH_BAD;
	}
	handle_add_fd(h, fd);
	return ATTACH_OK;
}

/* The engine's side. It reads no descriptor by events, so it is no struct door. */
struct player {
	struct node node;
	pcap_t *file;		/* NULL: played to its end */
	bool flat_out, started;
	nsec start;		/* when the first packet was sent; later ones follow by their distance from it in the file */
	s64 first;		/* the first packet's time in the file, ns */
	struct pcap_pkthdr *next; /* read, not sent yet; NULL: none. libpcap's own, until the next is read */
	const u8 *bytes;
	struct timer timer;
};

static s64 file_time(const struct pcap_pkthdr *h)
{
	/* Opened with nanosecond precision: tv_usec counts nanoseconds. A hostile file's seconds
	 * may be anything. */
	return (s64)((u64)h->ts.tv_sec * NSEC_PER_SEC + (u64)h->ts.tv_usec);
}

static void read_next(struct player *p)
{
	int got = pcap_next_ex(p->file, &p->next, &p->bytes);

	if (got == 1)
		return;
	p->next = NULL;
	if (got != PCAP_ERROR_BREAK) /* not the end, but damage */
		p->node.ports->drops[DROP_BAD_FIELD]++;
	pcap_close(p->file);
	p->file = NULL;
}

static nsec due(const struct player *p)
{
	s64 distance = (s64)((u64)file_time(p->next) - (u64)p->first);

	return p->flat_out || distance < 0 ? 0 : p->start + (u64)distance;
}

static struct frame *make_frame(struct player *p)
{
	struct port *port = p->node.ports;
	u32 len = p->next->caplen;
	struct frame *f;

	if (len < ETH_HEADER || len > FRAME_LARGE_MAX) {
		port->drops[len < ETH_HEADER ? DROP_SHORT : DROP_TOO_LONG]++;
		return NULL;
	}
	f = frame_get(node_pool(&p->node), len);
	if (!f) {
		port->drops[DROP_NO_FRAME]++;
		return NULL;
	}
	memcpy(f->data, p->bytes, len);
	f->arrival = node_now(&p->node);
	return f;
}

static void play(struct timer *t)
{
	struct player *p = container_of(t, struct player, timer);
	struct port *port = p->node.ports;
	nsec now = node_now(&p->node);
	struct frame *out[TURN], *f;
	u32 room = p->flat_out && port->link ? (u32)min_u64(port_send_room(port),
			pool_available(node_pool(&p->node))) : TURN;
	unsigned n = 0;

	for (unsigned i = 0; i < TURN && i < room && p->next && due(p) <= now; i++) {
		f = make_frame(p);
		if (f)
			out[n++] = f;
		read_next(p);
	}
	if (n)
		port_send(port, out, n);
	if (p->next)
		timer_set(p->node.worker, t, max_u64(due(p),
				!room ? now + DOOR_PAUSE : now + (p->flat_out ? STEP : 0)));
}

static void player_link(struct port *port)
{
	struct player *p = (struct player *)port->node;

	if (p->started || !port->link || !p->next)
		return;
	p->started = true;
	p->start = node_now(&p->node);
	p->first = file_time(p->next);
	timer_set(p->node.worker, &p->timer, p->start);
}

static void player_input(struct port *in, struct frame **f, unsigned n)
{
	port_drop_n(in, f, n, DROP_NO_DESTINATION);
}

static void player_fini(struct node *n)
{
	struct player *p = (struct player *)n;

	timer_stop(n->worker, &p->timer);
	if (p->file)
		pcap_close(p->file);
}

static const struct node_kind kind_player = {
	.name = "pcap", .size = sizeof(struct player), .fini = player_fini, .input = player_input,
			.link = player_link, .default_ports = 1,
};

/* fd as a capture of Ethernet frames. Takes fd over. */
static pcap_t *open_capture(int fd, const char *path, char why[256])
{
	char err[PCAP_ERRBUF_SIZE] = "";
	FILE *stream;
	pcap_t *file;

	/* An engine before us may have read from the same open file. */
	if (lseek(fd, 0, SEEK_SET) < 0 || !(stream = fdopen(fd, "r"))) {
		door_errno(why, path);
		close(fd);
		return NULL;
	}
	file = pcap_fopen_offline_with_tstamp_precision(stream, PCAP_TSTAMP_PRECISION_NANO, err);
	if (!file) {
		snprintf(why, 256, "%.100s is not a capture: %.120s", path, err);
		fclose(stream);
		return NULL;
	}
	if (pcap_datalink(file) != DLT_EN10MB) {
		snprintf(why, 256, "%.100s holds frames of %s, not Ethernet", path,
				pcap_datalink_val_to_description_or_dlt(pcap_datalink(file)));
		pcap_close(file);
		return NULL;
	}
	return file;
}

static struct node *pcap_door(struct world *w, unsigned worker, const char *name,
		const struct attach_uri *uri,
			      struct attach_handle *h, char why[256])
{
	const char *rate = attach_param(uri, "rate");
	struct player *p;
	pcap_t *file;

	p = (struct player *)node_new(w, &kind_player, name, 1, worker);
	if (!p) {
		snprintf(why, 256, "\"%.200s\" is in use in this lab already", name);
		return NULL;
	}
	file = open_capture(h->fd[0], uri->path, why);
	h->fd[0] = -1;
	h->n_fds = 0;
	if (!file) {
		node_free(&p->node);
		return NULL;
	}
	p->file = file;
	p->flat_out = rate && !strcmp(rate, "max");
	p->timer.fire = play;
	read_next(p);
	return &p->node;
}

static const char *pcap_doctor(void)
{
	return NULL;
}

const struct attach_scheme attach_pcap = {
	.name = "pcap",
	.params = "rate",
	.usage = "pcap:FILE[?rate=file|max]",
	.virtual_clock = true,
	.check = pcap_check,
	.open = pcap_open_file,
	.close = handle_close_fds,
	.door = pcap_door,
	.doctor = pcap_doctor,
};
