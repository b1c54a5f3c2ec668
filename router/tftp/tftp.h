/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TFTP (RFC 1350) with its options (RFC 2347: blksize of 2348, timeout and tsize of 2349), both sides of it: `copy` to and from tftp:, and a server that
 * hands out the files of flash: that `tftp-server` names, to read only. One connection of either side is one struct tftp_conn: its UDP port is
 * its transfer identifier, and one packet is under way at a time. The only data that is ever sent again is sent by the timer, never because
 * of a repeated acknowledgement.
 */
#ifndef ROUTER_TFTP_TFTP_H
#define ROUTER_TFTP_TFTP_H

#include "device/files/files.h"
#include "net/rd.h"
#include "router/dns/dns.h"
#include "router/ip.h"

struct acl;

enum {
	TFTP_PORT = 69,
	TFTP_BLOCK = 512,		/* bytes, unless agreed on otherwise */
	TFTP_BLOCK_MIN = 8,
	TFTP_BLOCK_MAX = 8192,
	TFTP_TRIES = 5,			/* of one packet, the first included; then it is given up */
	TFTP_WAIT_S = 3,		/* between them, at first; twice as long each time, up to */
	TFTP_WAIT_MAX_S = 12,
	TFTP_SERVED_MAX = 16,		/* transfers of the server at once */
	TFTP_FILES_MAX = 64,		/* lines of tftp-server */
	TFTP_MARK_BLOCKS = 10,		/* a '!' for each that many */
};

enum tftp_op { TFTP_RRQ = 1, TFTP_WRQ, TFTP_DATA, TFTP_ACK, TFTP_ERROR, TFTP_OACK };
enum tftp_error {
	TFTP_E_OTHER, TFTP_E_NO_FILE, TFTP_E_ACCESS, TFTP_E_FULL, TFTP_E_ILLEGAL, TFTP_E_TID, TFTP_E_THERE, TFTP_E_USER, TFTP_E_OPTION,
};

enum tftp_state {
	TFTP_NAMING,	/* client: the server's address is being asked for; nothing is out */
	TFTP_ASKING,	/* client: the request is out; the peer's port is not known */
	TFTP_SENDING,	/* block `block` is out (0: what the options are answered with); an acknowledgement of it is due */
	TFTP_RECEIVING,	/* `block` blocks have come and are acknowledged; the next is due */
	TFTP_LINGERING,	/* all has come; the last acknowledgement may have been lost */
};

struct tftp_conn {
	struct tftp_conn *next;
	struct tftp *tftp;
	struct udp_socket udp;
	struct ip_send to;
	u16 peer_port;
	bool client;
	enum tftp_state state;
	u32 block;		/* 16 bits of it are on the wire */
	u32 size;		/* of a block */
	u8 wait_s;		/* before the next packet is sent again */
	u8 first_wait_s;	/* as agreed on */
	u8 tries;
	bool held_back;		/* netascii: a character's second half opens the next block */
	u8 half;
	bool netascii;
	struct timer timer;
	struct body *body;	/* sending; NULL */
	u32 at;			/* first byte that is in no block yet */
	u8 *got;		/* receiving */
	u32 got_len, got_cap;
	u8 *packet;		/* the last one, for sending it again */
	u32 packet_len;
	struct transfer *transfer; /* client; NULL: it is over */
	struct dns_lookup lookup;  /* TFTP_NAMING */
	u32 blocks;		/* since the last mark */
	struct iface *via;	/* where the peer's packets come in */
};

/* tftp-server flash:FILE [alias NAME] [LIST] */
struct tftp_file {
	struct tftp_file *next;
	char path[FLASH_PATH_MAX + 1];
	char alias[FLASH_PATH_MAX + 1];	/* "": none */
	struct acl *acl;		/* NULL: all may */
};

struct tftp {
	struct ipstack *ip;
	struct udp_socket listen;	/* open while there are files */
	struct tftp_file *files;
	u32 n_files;
	struct tftp_conn *conns;
	u32 n_served;
	u32 block;			/* ip tftp blocksize */
	struct iface *source;		/* ip tftp source-interface */
	u64 requests, refused, served;
};

struct tftp *tftp_of(struct ipstack *s);	/* made when there is none */
void tftp_stack_free(struct ipstack *s);
void tftp_iface_gone(struct ipif *p);
extern const struct carrier tftp_carrier;
/* The server's lines. alias "": none; list NULL: all may. */
bool tftp_serve(struct tftp *t, const char *path, const char *alias, const char *list);
void tftp_unserve(struct tftp *t, const char *path);

/* ---- within router/tftp/ ---- */

struct tftp_conn *tftp_conn_new(struct tftp *t, const struct ipaddr *peer, u16 port);
void tftp_conn_free(struct tftp_conn *c);
void tftp_finish(struct tftp_conn *c, const char *why); /* tells whoever waits, if anybody does, and goes */
void tftp_begin_sending(struct tftp_conn *c, struct body *b);	/* the first block; holds b */
void tftp_request(struct tftp_conn *c, enum tftp_op op, const char *path);
/* Acknowledges options with `n` pairs of text that stand in w; then sending goes on from there. */
void tftp_send_oack(struct tftp_conn *c, const void *pairs, u32 len, struct body *b);
void tftp_send_error(struct udp_socket *u, const struct ip_send *to, u16 port, enum tftp_error e, const char *text);
void tftp_conn_input(struct udp_socket *u, const struct ip_recv *r, u16 port, struct frame *f);
/* The next text that ends with a NUL; NULL (and bad): it does not end, or has what no name has. */
const char *tftp_text(struct rd *r, char *buf, size_t len);

extern const struct cmd_table tftp_cmds[];
extern const unsigned n_tftp_cmds;

#endif
