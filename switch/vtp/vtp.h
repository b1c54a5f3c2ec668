/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cisco's VLAN Trunking Protocol: the switches of a domain keep one VLAN database, and the highest revision wins. Pure: it is told of trunks,
 * configuration, seconds and messages, and answers through struct vtp_ops.
 *
 * There is no standard. Versions 1 and 2 are laid out as the published dissectors and captures of real switches agree (the digest too: tests/unit/test_vtp.c
 * checks it against recorded ones). The frames of version 3 were never published: ours are version 2's with what a primary server needs
 * behind them (TLV_PRIMARY ...), so version 3 is spoken among switches of this program; towards a version 2 neighbour it falls back to version 2, which is real.
 */
#ifndef SWITCH_VTP_VTP_H
#define SWITCH_VTP_VTP_H

#include "core/drop.h"
#include "core/types.h"
#include "net/rd.h"

enum vtp_mode { VTP_SERVER, VTP_CLIENT, VTP_TRANSPARENT, VTP_OFF };
enum vtp_code { VTP_SUMMARY = 1, VTP_SUBSET = 2, VTP_REQUEST = 3, VTP_JOIN = 4 };

enum {
	VTP_PID = 0x2003, VTP_NAME_MAX = 32, VTP_PASSWORD_MAX = 64, VTP_DIGEST = 16, VTP_STAMP = 12,
	VTP_SUMMARY_S = 300,	/* between summaries on a trunk */
	VTP_GATHER_S = 5,	/* a row of subsets that is not complete by then is asked for again */
	VTP_OLD_S = 600,	/* a version 2 neighbour is remembered */
	VTP_JOIN_S = 6,		/* between joins on a trunk */
	VTP_JOIN_OLD_S = 20,	/* a neighbour's join holds */
	VTP_JOIN_LAST = 1007, VTP_JOIN_BYTES = (VTP_JOIN_LAST + 1) / 8, /* a bit a VLAN, from 0 */
	VTP_A_SECOND = 4,	/* answers to a port, and databases taken over */
	VTP_VLANS = 4094,
	VTP_VLAN_BYTES = 12 + VTP_NAME_MAX,
	VTP_BLOB_MAX = VTP_VLANS * VTP_VLAN_BYTES + 256,
	VTP_FRAME_MAX = 1480,	/* behind the SNAP header */
	VTP_FRAME_DATA = VTP_FRAME_MAX - 40,
	VTP_EXTENDED = 1006,	/* VLANs from here on are version 3's alone; 1002 - 1005 are Token Ring's and FDDI's */
};

struct vtp_vlan {
	u16 id, mtu;
	bool suspended;
	char name[VTP_NAME_MAX + 1];
};

struct vtp_msg {
	u8 version, code;
	u8 count;		/* summary: subsets that follow; subset: which of them, from 1 */
	char domain[VTP_NAME_MAX + 1];
	u32 revision, updater;
	u8 stamp[VTP_STAMP];	/* yymmddhhmmss */
	u8 digest[VTP_DIGEST];
	u8 trailer[64];		/* what stands behind a summary */
	u8 n_trailer;
	bool has_primary, takeover; /* version 3 */
	u8 primary[6];
	char primary_name[VTP_NAME_MAX + 1];
	bool pruning;		/* a summary's word, and whether it has one: */
	bool has_pruning;
	u16 first;		/* of a join: VLAN of its first bit */
	struct rd vlans;	/* of a subset: records; of a join: bits */
};

/* What a log line may be due about. */
enum vtp_note { VTP_NOTE_DOMAIN, VTP_NOTE_DIGEST, VTP_NOTE_EQUAL, VTP_NOTE_PRIMARY, VTP_NOTE_CONFLICT, VTP_NOTE_VERSION, VTP_NOTE_PRUNING };

struct vtp;
struct vtp_ops {
	void (*send)(void *arg, unsigned port, const u8 *bytes, size_t len);
	/* The database is now v->db: the switch's VLANs have to become that. */
	void (*install)(void *arg);
	void (*note)(void *arg, enum vtp_note what, unsigned port);
	/* A neighbour's join: VLANs from `first` on, a bit each, of the highest first. */
	void (*join)(void *arg, unsigned port, u16 first, struct rd bits);
};

struct vtp_db {
	unsigned n;
	struct vtp_vlan *vlan;	/* in order of id, 1 among them, 1002 - 1005 not */
};

struct vtp_port {
	bool trunk;		/* up, and VTP is not off here */
	u8 answers;		/* in this second */
	u8 ask;			/* a request is due */
	u16 summary_left;	/* seconds */
	u16 old_left;		/* version 3: a neighbour of version 2 was heard; seconds */
	u64 tx_join, rx_join, rx_not_pruning;
};

/* The row of subsets that is being collected: of one switch at a time. */
struct vtp_gather {
	bool on;
	unsigned port;
	u8 next, left_s;
	struct vtp_msg summary;
	u8 *bytes;
	size_t len;
};

struct vtp_counters {
	u64 rx_summary, rx_subset, rx_request, tx_summary, tx_subset, tx_request, revision_errors, digest_errors, v1_errors, rx_bad, rx_other_domain;
};

struct vtp {
	const struct vtp_ops *ops;
	void *arg;
	/* configuration */
	u8 mode, version;
	bool pruning;		/* the domain's; in version 3 the switch's own */
	char domain[VTP_NAME_MAX + 1], password[VTP_PASSWORD_MAX + 1];
	u8 device[6];
	char name[VTP_NAME_MAX + 1];	/* of the switch: what a primary server is described by */
	/* state */
	u8 secret[VTP_DIGEST];
	struct vtp_db db;
	u32 revision, updater;
	char stamp[VTP_STAMP + 1];
	u8 digest[VTP_DIGEST];
	u8 primary[6];			/* version 3: 0: none known */
	char primary_name[VTP_NAME_MAX + 1];
	u8 installs;			/* in this second */
	unsigned n_ports;
	struct vtp_port *port;
	struct vtp_gather gather;
	struct vtp_counters count;
};

void vtp_init(struct vtp *v, const struct vtp_ops *ops, void *arg, unsigned n_ports, const u8 device[6]);
void vtp_fini(struct vtp *v);
/* Configuration. What IOS resets the revision for, resets it. */
void vtp_set_mode(struct vtp *v, enum vtp_mode mode);
void vtp_set_domain(struct vtp *v, const char *domain);
void vtp_set_password(struct vtp *v, const char *password);
void vtp_set_version(struct vtp *v, unsigned version);
/* The VLANs are these now (copied): changes: how many revisions that is worth; 0: as at boot, nobody is told. */
void vtp_set_database(struct vtp *v, const struct vtp_vlan *vlan, unsigned n, unsigned changes, u32 updater, const char *stamp);
/* Something else of the domain is new on a server. */
void vtp_change(struct vtp *v, unsigned changes, u32 updater, const char *stamp);
/* As it was kept. */
void vtp_set_revision(struct vtp *v, u32 revision, u32 updater, const char *stamp);
/* Version 3: becomes primary server, whoever was. */
void vtp_take_over(struct vtp *v, u32 updater, const char *stamp);
/* Tells a neighbour which VLANs are wanted of it: bits as in a message. */
void vtp_join(struct vtp *v, unsigned port, const u8 bits[VTP_JOIN_BYTES]);
static inline bool vtp_prunes(const struct vtp *v) { return v->pruning && *v->domain && (v->mode == VTP_SERVER || v->mode == VTP_CLIENT); }
void vtp_trunk(struct vtp *v, unsigned port, bool up);
void vtp_second(struct vtp *v);
/* From behind the SNAP header. */
enum drop vtp_receive(struct vtp *v, unsigned port, struct rd r);
/* Would a switch that only hands messages on hand this one on? */
bool vtp_relays(const struct vtp *v, struct rd r);
static inline bool vtp_is_primary(const struct vtp *v) { return v->version == 3 && v->mode == VTP_SERVER && !memcmp(v->primary, v->device, 6); }
/* May this switch change VLANs of its own will? NULL: yes; else IOS's text. */
const char *vtp_refuses(const struct vtp *v, u16 vlan);
const char *vtp_mode_name(u8 mode);	/* "Server" */

/* ---- bytes (vtp_wire.c) ---- */
bool vtp_parse(struct vtp_msg *m, struct rd r);
/* The database as it travels: VLANs that the version does not know are left out, the five of the factory are put in. Allocated; *len its length. */
u8 *vtp_blob(const struct vtp_db *db, unsigned version, size_t *len);
/* Out of such bytes; false: they are none. Names that could not be typed, or that another VLAN has, are replaced. The caller's to free. */
bool vtp_blob_read(struct vtp_db *db, struct rd r, unsigned version);
/* Where a frame's worth of records ends in the blob. */
size_t vtp_blob_cut(const u8 *blob, size_t len);
void vtp_secret(const char *password, u8 out[VTP_DIGEST]);
/* m: version, domain, revision, updater, trailer; the rest is not part of it. */
void vtp_digest(const struct vtp_msg *m, const u8 secret[VTP_DIGEST], const u8 *blob, size_t len, u8 out[VTP_DIGEST]);
void vtp_trailer(struct vtp_msg *m);
size_t vtp_fill(const struct vtp_msg *m, u8 *bytes, size_t room);

#endif
