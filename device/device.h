/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every device with a shell has, whatever it forwards: interfaces, a log, a startup configuration, system commands.
 * A kind's state begins with struct device; switching (switch/) and routing (router/) hang their own state on it.
 */
#ifndef DEVICE_DEVICE_H
#define DEVICE_DEVICE_H

#include "cli/cli.h"
#include "core/node.h"

struct device;
struct show;
struct ipif;	/* router/: the layer-3 side of an interface */
struct ipstack; /* router/: the layer-3 side of a device */
struct swport;	/* switch/: the layer-2 side of an interface */
struct bridge;	/* switch/ */
struct discovery;
struct log;
struct archive;
struct flash;
struct carrier;

enum iface_type {
	IF_ETHERNET,	/* sorts in this order */
	IF_FASTETHERNET,
	IF_GIGABIT,
	IF_TENGIGABIT,
	IF_ETH,		/* eth0 of hosts */
	IF_LOOPBACK,
	IF_PORT_CHANNEL,
	IF_TUNNEL,
	IF_VLAN,
	IF_NULL,
	IF_TYPE_N
};

struct iface_counters {
	u64 rx_frames, rx_bytes, tx_frames, tx_bytes, rx_broadcast, rx_multicast, rx_drops, tx_drops, tx_broadcast, tx_multicast;
};

struct iface {
	struct device *dev;
	struct iface *next;	/* in running-config's order */
	enum iface_type type;
	char *name;		/* "GigabitEthernet0/1.10" */
	char *short_name;	/* "Gi0/1.10" */
	u32 ifindex;		/* from 1, in order of creation */
	struct port *port;	/* physical, and Port-channels (iface_is_physical()) */
	struct iface *parent;	/* of a sub-interface; its `port` is NULL */
	struct iface *subs, *next_sub; /* sub-interfaces, by number */
	u32 number;		/* Loopback5: 5; Vlan10: 10; Gi0/1.10: 10 */
	u8 mac[6];
	/* configuration */
	bool shutdown;
	char *description;
	u32 mtu;		/* 1500 */
	u32 bandwidth_kbit;
	u32 delay_10us;
	/* state */
	bool link;		/* "GigabitEthernet0/1 is up" */
	bool up;		/* "line protocol is up": frames pass */
	nsec changed;		/* when `up` last changed */
	nsec last_input, last_output; /* of interfaces without a port; NSEC_NEVER: never. Physical: port->stats */
	struct iface_counters count; /* of interfaces without a port; physical: port->stats */
	u64 *drops;		/* of a tunnel: by reason, as a port has them; NULL */
	struct ipif *ip;	/* NULL: no layer 3 here */
	struct swport *sw;	/* NULL: not a switch port */
	nsec counters_cleared;	/* NSEC_NEVER: never */
	struct iface_counters baseline;
	u64 *drops_baseline;	/* by reason, DROP_N of them; NULL: never cleared */
	u8 speed, duplex;	/* enum iface_speed, iface_duplex: as configured */
	u16 load_interval;	/* seconds */
	bool mtu_set;		/* by `mtu`: a sub-interface does not follow its parent */
	bool bandwidth_set;	/* by `bandwidth`: does not follow the speed */
	u64 order;		/* place in running-config */
	bool link_untold;	/* `no snmp trap link-status` */
	bool started;		/* its state was computed once: from now on changes are logged */
	bool was_shut;		/* `shutdown` as of the last message */
	u32 resets;		/* times the line went down */
	bool monitoring;	/* where a switch mirrors to: carries nothing else, its line protocol is down */
	const char *err_disabled; /* a guard took it out of service: its name, static text; NULL: none. `shutdown` ends it */
	struct iface_rate *rate; /* device/rate.c; NULL until it is asked or sampled */
};

enum iface_speed { SPEED_AUTO, SPEED_10, SPEED_100, SPEED_1000, SPEED_10000 };
enum iface_duplex { DUPLEX_AUTO, DUPLEX_FULL, DUPLEX_HALF };

/* Who wants to hear of interfaces; set by the kind. All may be NULL. */
struct device_ops {
	void (*iface_added)(struct iface *i);
	void (*iface_removed)(struct iface *i);	 /* before it goes */
	void (*iface_changed)(struct iface *i);	 /* up, shutdown, mtu, mac ... are new */
	/* May this virtual interface be made (Loopback on any, Vlan on switches, sub-interfaces on routers)? */
	bool (*iface_allowed)(struct device *d, enum iface_type type, bool sub);
	/* May the virtual interface go? NULL: yes; else why not, static text without a full stop. May itself be NULL. */
	const char *(*iface_kept)(const struct iface *i);
	/* May it have sub-interfaces as it is configured now? NULL: yes; else why not, static text. May itself be NULL. */
	const char *(*iface_whole)(const struct iface *i);
	/* Is the virtual interface's line protocol up (an SVI: when a port of its VLAN forwards)? NULL: up unless shut down. */
	bool (*iface_line_up)(struct iface *i);
	/* What `show interfaces` says of a tunnel after its encapsulation: keepalives, ends, protocol. May be NULL. */
	void (*iface_transport)(const struct iface *i, struct show *s);
	/* The ports that make up a Port-channel now: after that one, NULL: the first. NULL: no more. May itself be NULL. */
	const struct iface *(*iface_members)(const struct iface *i, const struct iface *after);
	/* Calls add with each further interface that a line typed for this one is for. May be NULL. */
	void (*iface_spread)(const struct iface *i, const char *line, void (*add)(void *arg, const char *name), void *arg);
	void (*saved)(struct device *d);
	/* What `show interfaces` says of layer 3: the primary address; false: none. NULL: no layer 3. */
	bool (*iface_ip4)(const struct iface *i, u32 *addr, u8 *plen);
	/* Whose address that is; NULL, or no function: its own. */
	const char *(*iface_lender)(const struct iface *i);
	/* The Vlan column of `show interfaces status`: "1", "trunk"; into buf, returns buf. NULL: "routed". */
	const char *(*iface_vlan)(const struct iface *i, char buf[12]);
	/* Whether the interface has other queues than the plain one; how many frames wait in them. May be NULL. */
	bool (*iface_queues)(const struct iface *i, u32 *waiting);
	/* Rates are being sampled: the kind's own, too. Whether anything moved. NULL: it has none. */
	bool (*sampled)(struct device *d);
	/* `clear counters`: the kind's own of this interface, too. May be NULL. */
	void (*counters_cleared)(struct iface *i);
	/* Without a startup configuration physical ports are administratively down (routers). */
	bool ports_shut;
};

/* What happens to a device, for those who subscribe to it. All of it is borrowed for the call. */
enum device_event_kind { EVENT_INTERFACE, EVENT_ADJACENCY, EVENT_LOG };
struct device_event {
	enum device_event_kind kind;
	const struct iface *iface;	/* EVENT_INTERFACE: its state is new */
	/* EVENT_ADJACENCY: "OSPF", its process, who, where ("" is nowhere), and what became of it */
	const char *protocol, *neighbor, *port, *from, *to;
	u32 process;
	/* EVENT_LOG: "LINK", 3, "UPDOWN", what follows the colon; debug lines have an empty facility and mnemonic */
	const char *facility, *mnemonic, *text;
	unsigned severity;
};

struct device {
	struct node node;
	struct shell *shell;
	struct log *log;
	const struct device_ops *ops;
	struct iface *ifaces;	/* all, sub-interfaces too, in running-config's order */
	u32 n_ifaces, next_ifindex;
	struct ipstack *ip;	/* NULL: none */
	struct bridge *bridge;	/* NULL: none */
	struct discovery *discovery; /* LLDP and CDP (device/discovery/); NULL: none */
	nsec booted;
	const char *boot_reason; /* "reload", as the lab knows it; NULL: power-on */
	char *startup;		/* the startup configuration; NULL: none. device_save() hands it to the lab for keeping */
	const char *image;	/* for show version: "Lanyard router" */
	const char *model;
	bool (*store)(struct device *d, const char *text, const char **why); /* the lab's: keeps (NULL: erases) it durably; why on failure */
	void (*reload)(struct device *d); /* the lab's: asks for a power cycle of this node, soon */
	/* The lab's: what is kept of flash: (malloc()ed; NULL: nothing), and keeping it. NULL: it lives as long as the device. */
	u8 *(*flash_load)(struct device *d, size_t *len);
	bool (*flash_keep)(struct device *d, const void *image, size_t len, const char **why);
	s64 (*wall_clock)(struct device *d); /* the lab's: ns since 1970 of the world's now */
	void (*on_configured)(struct device *d); /* whoever else wants to hear of it (router/snmp/). May be NULL */
	void (*configured)(struct device *d); /* the lab's: somebody has left configuration mode. May be NULL */
	void (*happened)(struct device *d, const struct device_event *ev); /* the lab's, while somebody subscribes to this device; else NULL */
	/* The lab's: cells and text of the guest's NIC that is wired to a port of ours; false: there is none. NULL: as if there never were one. */
	bool (*controller)(struct device *d, struct port *p, struct show *s);
	struct debug_note *debug_notes; /* device/debug.c's */
	void (*debug_changed)(struct device *d); /* the lab's: flags of `debug` are new. May be NULL */
	const struct gate *gate; /* the lab's: device/gate.h; NULL: none, as on the virtual clock */
	void *lab;
	void *kind_state;
	/* device/'s own */
	struct iface **by_port;	/* by port->index */
	u32 n_by_port;
	struct archive *archive; /* device/files/archive.h: ask archive_of() */
	struct flash *flash;	/* device/files/files.h: ask device_flash() */
	const struct carrier *carriers[4]; /* of files elsewhere; as many as there are, then NULL */
	struct system *system;	/* clock, banners, lines (device/system.h) */
	struct timer sample;	/* for rates (device/rate.c) */
	nsec sample_every;
};

/* init: makes interfaces for all ports, shell, log. fini frees all. */
void device_init(struct device *d, const struct grammar *g, const struct device_ops *ops);
void device_fini(struct device *d);
/* For the kind's link(): recomputes state, logs %LINK/%LINEPROTO, calls iface_changed. */
void device_link(struct port *p);
/* A port of the node; a Port-channel has one of its own that no wire is plugged into. */
static inline bool iface_is_physical(const struct iface *i) { return i->port && i->type != IF_PORT_CHANNEL; }
/* By a pair of fibres, not copper: its ends may hear and not be heard. */
static inline bool iface_is_fibre(const struct iface *i) { return i->type == IF_TENGIGABIT && i->port; }
static inline struct device *device_of(struct node *n) { return (struct device *)n; }

struct iface *device_iface(struct device *d, const char *long_name);
struct iface *device_iface_of_port(struct device *d, const struct port *p); /* O(1) */
/* Makes a virtual interface or sub-interface (or finds it): Loopback0, Vlan10, GigabitEthernet0/0.10. NULL: not allowed here. */
struct iface *device_iface_make(struct device *d, const char *long_name);
void device_iface_remove(struct iface *i);
/* From run() of a configuration row: its sub-interfaces go, and their blocks. false: refused, and it was said why. */
bool device_remove_subs(struct cli *c, const struct iface *i);
/* Recomputes `up`; on change logs, stamps and tells. */
void iface_update(struct iface *i);
/* Takes it out of service (reason), as `shutdown` would, or back (NULL). Not from within the node's input(). */
void iface_set_err_disabled(struct iface *i, const char *reason);
/* What the port itself can do, whatever `bandwidth` says. */
u32 iface_speed_kbit(const struct iface *i);
void iface_get_counters(const struct iface *i, struct iface_counters *c);

/* Logs "%LINK-3-UPDOWN: Interface X, changed state to up" in IOS's form to console, monitors and buffer. facility "LINK", mnemonic "UPDOWN". */
void device_log(struct device *d, const char *facility, unsigned severity, const char *mnemonic, const char *fmt, ...) PRINTF(5, 6);
/* A protocol's neighbour has come, changed its state or gone. from, to: states as the protocol calls them; port: long name of an interface, or "". */
void device_adjacency(struct device *d, const char *protocol, u32 process, const char *neighbor, const char *port, const char *from, const char *to);
/* Whoever sends log lines on over the network. line() is called wherever something is logged: it only notes it. show(): its part of `show logging`. */
struct log_tap {
	void (*line)(struct log_tap *t, unsigned severity, const char *text);
	void (*show)(struct log_tap *t, struct show *s);
};
void device_log_tap(struct device *d, struct log_tap *t); /* NULL: nobody */
/* Debug: is this flag on, and print a line of it. Flags are registered by rows of `debug`: see device/debug.h */
void device_debug(struct device *d, const char *fmt, ...) PRINTF(2, 3);

/* ---- lines ---- */

/* The vty lines of the block that a configuration line stands in; false: another line's. */
bool device_vty_range(struct cli *c, unsigned *first, unsigned *last);
/* `access-class` of those lines, for shows; NULL: none. */
void device_line_class(struct cli *c, bool out, const char *name);
/* `escape-character` of a session's line; 0: none. */
u8 device_escape_character(const struct device *d, const char *where);
/* May a session there be opened by that transport (enum line_transport)? `transport output` */
bool device_line_opens(const struct device *d, const char *where, u8 transport);
/* `session-timeout`: after how long without input the sessions that it has opened elsewhere are closed; 0: never. limit: `session-limit`, 0: none. */
nsec device_session_timeout(const struct device *d, const char *where, u16 *limit);

/* ---- boot and keeping ---- */

/* After device_init() and after the lab's callbacks are set: makes `config` the running configuration (NULL: d->startup; NULL too: as it leaves
 * the factory). lenient: lines that are not supported are skipped, logged, and reported through skipped (may be NULL); else false on the first
 * one, with err. */
bool device_boot(struct device *d, const char *config, bool lenient, struct config_error *err,
		 void (*skipped)(void *arg, const struct config_error *e), void *arg);
/* running-config to startup-config, through d->store. false: why. */
bool device_save(struct device *d, const char **why);
/* The same with a text of its own, which it takes. */
bool device_keep(struct device *d, char *text, const char **why);
/* The text of `banner motd` and so on, for front ends to print when a session begins; NULL: none. */
enum device_banner { BANNER_MOTD, BANNER_LOGIN, BANNER_EXEC, BANNER_TIMEOUT, BANNER_N };
const char *device_banner(const struct device *d, enum device_banner which);
/* ns since 1970 of the world's now, by this device's clock. */
s64 device_wall_clock(struct device *d);
/* Moves this device's clock, by NTP; from then on it is known to be right (no star before its log lines). Lost: NTP follows nobody any more (a dot). */
enum clock_source { CLOCK_UNSET, CLOCK_BY_USER, CLOCK_BY_NTP, CLOCK_LOST };
void device_clock_adjust(struct device *d, s64 by_ns);
void device_clock_lost(struct device *d);
/* "*", "." or "": what stands before its times. */
const char *device_clock_mark(const struct device *d);

/* The modes that features hang their rows on. interface: cli_object(c, 0) is the struct iface; line: device's own. */
extern const struct cli_mode mode_interface, mode_tty;

/* Places in the running-config (struct cmd.order), so that rooms that do not know each other make IOS's order together. */
enum config_order {
	ORDER_SERVICE = 100, ORDER_HOSTNAME = 200, ORDER_LOGGING = 300, ORDER_IP = 1000, ORDER_IPV6 = 1500, ORDER_SPANNING_TREE = 3000,
	ORDER_VLAN = 4000, ORDER_INTERFACE = 5000, ORDER_ROUTER = 6000, ORDER_ROUTE = 7000, ORDER_ACL = 7500, ORDER_IPV6_ROUTE = 7700,
	ORDER_BANNER = 9000, ORDER_LINE = 9500,
	/* within an interface */
	ORDER_IF_DESCRIPTION = 100, ORDER_IF_MAC = 110, ORDER_IF_MTU = 120, ORDER_IF_BANDWIDTH = 130, ORDER_IF_DELAY = 140,
	ORDER_IF_ENCAPSULATION = 200, ORDER_IF_SWITCHPORT = 250, ORDER_IF_IP = 300, ORDER_IF_LOAD = 800, ORDER_IF_SHUTDOWN = 810,
	ORDER_IF_DUPLEX = 820, ORDER_IF_SPEED = 830, ORDER_IF_IPV6 = 900,
};

/* The tables every kind includes. */
extern const struct cmd_table device_cmds[];
extern const unsigned n_device_cmds;
extern const struct help_row device_help[];
extern const unsigned n_device_help;

#endif
