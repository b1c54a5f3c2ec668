/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A topology file as plain data: what the lab builder makes a world of. Reading it finds everything that is wrong in one
 * pass; nothing of a topology with errors may be started. Ports are named and every wire's ends are resolved here.
 * All strings and arrays belong to the topology and live until topology_free().
 */
#ifndef LAB_TOPOLOGY_H
#define LAB_TOPOLOGY_H

#include "attach/attach.h"
#include "core/wire.h"
#include "lab/yaml_tree.h"
#include "net/addr.h"

enum {
	TOPO_PORTS_MAX = 4096, /* of one node */
	TOPO_NAME_MAX = 63,
	TOPO_ADDRESSES_MAX = 64,
	TOPO_DNS_MAX = 6,
	TOPO_CONFIG_MAX = 4 << 20,
	TOPO_EXEC_BYTES = 16384, /* of a container's commands at start, together */
	TOPO_PROCESSES = 1024, /* of a container that says nothing of them, where the machine can limit them */
	TOPO_DIRS = 2,
};

enum topo_kind { TOPO_ROUTER, TOPO_SWITCH, TOPO_HOST, TOPO_HUB, TOPO_NAT, TOPO_VM, TOPO_CONTAINER, TOPO_KIND_N };

/* A configuration: startup-config's text, and where it came from for saying what is wrong in it. */
struct topo_config {
	char *text;		/* NULL: none given */
	size_t len;
	char *file;		/* the file its lines stand in, as the user would name it */
	u32 first_line;		/* of that file; 0: lines cannot be told (a folded or quoted scalar): see `at` */
	u32 indent;		/* characters before its first column */
	struct yaml_place at;	/* of the value in the topology file */
	bool inline_text;
};

enum topo_address_how { TOPO_STATIC, TOPO_DHCP, TOPO_SLAAC, TOPO_DHCP6 };

struct topo_address {
	enum topo_address_how how;
	struct ipaddr addr;	/* static */
	u8 plen;
	char *text;		/* as written */
	struct yaml_place at;
};

struct topo_port {
	char *name;		/* long: "GigabitEthernet0/1" */
	struct topo_wire *wire;	/* what is plugged in; NULL: nothing */
	u8 end;			/* which end of it */
};

/* `management:`: protocols to a node's shell. */
enum topo_management { MANAGE_TELNET, MANAGE_SSH, MANAGE_N };

/* Where to listen on this machine. */
struct topo_listen {
	struct ipaddr addr;	/* af AF_NONE: nowhere */
	u16 port;
	struct yaml_place at;
};

/* How a vm's NIC reaches the lab: shared rings, QEMU's own model and frames over a socket, or our model by vfio-user. */
enum topo_nic_over { NIC_OVER_VHOST, NIC_OVER_STREAM, NIC_OVER_VFIO };

struct topo_nic {
	char *model;		/* a name of lab/guest_nics.h */
	enum topo_nic_over over;
	bool msix;		/* over vfio: the guest sees the chip's MSI-X, and QEMU cannot unplug it */
	struct yaml_place at;
};

/* What a vm or a container is made of. Files are absolute, and were there when the file was read. */
struct topo_guest {
	char *image, *cdrom, *seed;	/* seed: a folder with cloud-init's user-data, meta-data ... */
	bool wrong_file;		/* the reader's own: one of the files cannot be had */
	bool persistent;		/* what is written to image is kept when the lab goes down; to a container's root: goes there */
	char *kernel, *initrd, *append;
	char *machine, *accel;		/* NULL: chosen by what works */
	u32 memory_mb, cpus_milli;	/* 0: a vm's defaults; a container: no limit */
	struct topo_nic *nics;
	u32 n_nics;
	char *root, *bundle;		/* a container's: a folder, an OCI bundle; NULL: the host's own files */
	u32 processes;			/* a container's; 0: TOPO_PROCESSES */
	char **exec;			/* a container's: what runs at its start, each by /bin/sh -c */
	u32 n_exec;
};

struct topo_node {
	char *name;
	enum topo_kind kind;
	struct yaml_place at, kind_at;
	struct topo_port *ports;
	u32 n_ports;
	u32 ports_cap;		/* the reader's own */
	bool ports_fixed;	/* a number of them was given */
	bool ports_named;	/* given as a list of names: use ports[].name; else they are what the kind names them anyway */
	struct topo_config config;
	struct topo_address *addresses;
	u32 n_addresses;
	struct ipaddr gateway4, gateway6; /* af AF_NONE: none */
	char *gateway_text[2];	/* as written */
	u32 n_gateways;
	struct ipaddr dns[TOPO_DNS_MAX]; /* name servers */
	u32 n_dns;
	bool has_mac;
	u8 mac[6];		/* of the first port; the others count up */
	struct topo_listen management[MANAGE_N]; /* addresses of this machine at which the node's vty lines are served */
	struct topo_guest *guest; /* of a vm, a container; NULL: it is neither */
	u32 n_inside;		/* of those: ports that wires may end at; each has a port `outside` n_inside further on */
};

/* One end of a wire: a node's port, or an attachment. */
struct topo_end {
	struct topo_node *node;	/* NULL: an attachment */
	struct topo_port *port;	/* NULL: an attachment */
	struct attach_uri *uri;	/* NULL: a node's port */
	char *text;		/* as written */
	struct yaml_place at;
};

/* key=value as impair_parse() takes it, for the directions in dirs (bit 0: forward, bit 1: back). */
struct topo_setting {
	char *key, *value;
	u8 dirs;
};

/* What changes at a time: apply in order to what is in force then. */
struct topo_event {
	nsec at;
	int state;		/* 1: up, 0: down, -1: as it is */
	u8 cut, uncut;		/* directions to cut, to mend */
	struct topo_setting *settings;
	u32 n_settings;
	struct yaml_place place;
};

struct topo_wire {
	struct topo_end end[2];
	struct impair impair[TOPO_DIRS]; /* at the start; forward: away from end[0] */
	bool up;
	struct topo_event *events; /* in order of time */
	u32 n_events;
	struct yaml_place at;
};

struct topology {
	char *name;		/* of the lab: --name, `name:`, or the file's name without its ending */
	struct topo_node *nodes; /* in the file's order */
	u32 n_nodes;
	struct topo_wire *wires;
	u32 n_wires;
	struct yaml_file *file;	/* memory and errors; file->errors.n == 0: good */
	bool owns_file;
	void *index;		/* of nodes by name */
	u32 index_cap;
};

struct topology_options {
	const char *name;	/* NULL: as the file says */
	bool virtual_clock;	/* only attachments that need no real time */
	/* Reads a file that the topology names (path: already relative to it). NULL: from the disk. Returns malloc()ed text, or NULL and why. */
	char *(*load)(void *arg, const char *path, size_t *len, char why[256]);
	void *load_arg;
};

/* Each never returns NULL: look at topology_good(). o may be NULL. */
struct topology *topology_read(const char *path, const struct topology_options *o);
struct topology *topology_parse(const char *file_name, const char *text, size_t len, const struct topology_options *o);
/* Of a part of a file (a scenario's inline lab); errors go to the file, which must outlive the topology. */
struct topology *topology_of(struct yaml_file *f, struct yaml_value *root, const struct topology_options *o);
void topology_free(struct topology *t);

bool topology_good(const struct topology *t);
/* Everything that is wrong, as text for standard error (yaml_error.h shows the form); caller frees. */
char *topology_errors(struct topology *t);
/* For the builder: one thing more that is wrong, at a place of the file. hint may be NULL. */
void topology_error(struct topology *t, struct yaml_place at, const char *hint, const char *fmt, ...) PRINTF(4, 5);
/* A line of a node's config was rejected: line and column as the shell counts them (from 1), in the config's own text. */
void topology_config_error(struct topology *t, const struct topo_node *n, u32 line, u32 column, const char *text);

struct topo_node *topology_node(const struct topology *t, const char *name);
static inline bool topology_is_guest(const struct topo_node *n) { return n->kind == TOPO_VM || n->kind == TOPO_CONTAINER; }
const char *topology_kind_name(enum topo_kind k);
bool topology_kind_find(const char *name, enum topo_kind *k);

/* Puts an event into force: im and up are the wire's present state, and become the new one. */
void topology_event_apply(const struct topo_event *e, struct impair im[TOPO_DIRS], bool *up);

/* The MAC address of a port: locally administered, the same for the same names for ever. */
void topology_mac(const char *lab, const char *node, const char *port, u8 mac[6]);
/* The same, or what `mac:` asks. */
void topology_port_mac(const struct topology *t, const struct topo_node *n, u32 port, u8 mac[6]);

/* Does text ("g0/1", "Gi 0/1", "0/1", the whole) mean the port with this long name? */
enum port_match { PORT_MATCH_NO, PORT_MATCH_SHORT, PORT_MATCH_EXACT };
enum port_match topology_port_match(const char *long_name, const char *text);

/* "10s", "100ms", "5m", "1h", "250us", "10ns", "1.5s", "0"; false: not a duration. */
bool topology_duration(const char *text, nsec *d);

#endif
