/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of router/flow/ share with each other; everybody else uses router/flow/flow.h. */
#ifndef ROUTER_FLOW_OWN_H
#define ROUTER_FLOW_OWN_H

#include "router/flow/flow.h"
#include "router/ip_cli.h"

enum {
	FLOW_NAME_MAX = 63,
	FLOW_OBJECTS_MAX = 64,		/* records, exporters, monitors, samplers: of each */
	FLOW_FIELDS_MAX = 32,		/* of a record */
	FLOW_EXPORTERS_MAX = 4,		/* of a monitor */
	FLOW_TAPS_MAX = 8,		/* monitors of an interface and direction */
	FLOW_ENTRIES_MIN = 16, FLOW_ENTRIES_MAX = 524288, FLOW_ENTRIES = 4096,
	FLOW_SPARE = 512,		/* flows that have left the cache and wait to be told */
	FLOW_WHEEL = 64,		/* seconds */
	FLOW_TICK_BUDGET = 4096,	/* flows looked at in one go */
	FLOW_MESSAGE_MAX = 1400,
	FLOW_V5_HEADER = 24, FLOW_V5_RECORD = 48, FLOW_V5_RECORDS = 30, /* of version 5 */
	FLOW_ACTIVE_S = 1800, FLOW_INACTIVE_S = 15, FLOW_TEMPLATE_S = 600, FLOW_OPTION_S = 600,
	FLOW_PORT = 9995,
	FLOW_TEMPLATE_FIRST = 256,
};

/* ---- fields ---- */

enum flow_source {
	FROM_FACTS, FROM_BYTES, FROM_PACKETS, FROM_FIRST_UP, FROM_LAST_UP, FROM_FIRST, FROM_LAST, FROM_TCP_FLAGS, FROM_NEXT_HOP, FROM_SRC_MASK, FROM_DST_MASK, FROM_SRC_AS,
	FROM_DST_AS, FROM_SRC_PEER, FROM_DST_PEER, FROM_TTL_MIN, FROM_TTL_MAX, FROM_LEN_MIN, FROM_LEN_MAX,
};
enum flow_look { AS_NUMBER, AS_HEX, AS_IP4, AS_IP6, AS_MAC, AS_IFACE, AS_TIME, AS_DIRECTION, AS_FLAGS };

struct flow_field {
	const char *words;	/* behind `match` or `collect` */
	const char *title;	/* in `show flow monitor cache` */
	const char *cell;	/* in its JSON */
	u16 element;		/* RFC 7012; the same number in version 9 */
	u8 len;			/* on the wire */
	u8 off, width;		/* FROM_FACTS: place in the facts */
	u8 mask, shift;		/* FROM_FACTS, of one octet: which bits; 0: all */
	u8 from, look;
	u8 af;			/* enum AF_, of which alone it is; AF_NONE: any */
};
extern const struct flow_field flow_field[];
extern const unsigned n_flow_field;
const struct flow_field *flow_field_of(const char *words);

struct flow_record {
	struct flow_record *next;
	char name[FLOW_NAME_MAX + 1];
	char *description;
	bool defined, built_in;
	u32 users;		/* monitors */
	u8 n_match, n_collect;	/* fields: matched first, each kind in the order of the table */
	const struct flow_field *field[FLOW_FIELDS_MAX];
	/* compiled by flow_record_compile() */
	union flow_facts mask;
	u8 word[10], n_words;	/* those of mask that are not 0 */
	u16 bytes;		/* of a record on the wire */
	u8 af;			/* AF_NONE: fits either */
	bool routed;		/* wants to know where a flow goes */
	bool keyed_out;		/* and asks that of each packet */
	bool short_counts;	/* has a counter of four octets */
};
void flow_record_compile(struct flow_record *r);
struct flow;
struct flows;
/* The field's value of a flow as it goes on the wire, field->len octets. */
void flow_field_put(const struct flows *fl, const struct flow *f, const struct flow_field *field, u8 *out);
/* As text for people, and for a cell. */
const char *flow_field_text(const struct flows *fl, const struct flow *f, const struct flow_field *field, char *buf, size_t len);

/* ---- the cache ---- */

/* flow_sort.c: the flows that `show flow monitor cache` is asked for, in the order that it is asked for. */
struct flow_pick;
struct flow_monitor;
struct flow_pick *flow_pick_new(struct cli *c, const struct args *a, struct flow_monitor *m); /* NULL: a field is not of the record; said so */
struct flow *flow_pick_at(const struct flow_pick *p, u32 k);	/* NULL: no more */
void flow_pick_head(const struct flow_pick *p, struct show *s);	/* how many were looked at, and found */
void flow_pick_free(struct flow_pick *p);

enum flow_aged { AGED_ACTIVE, AGED_INACTIVE, AGED_EVENT, AGED_WATERMARK, AGED_EMERGENCY, AGED_FORCED, AGED_N };

struct flow {
	union flow_facts seen;	/* of the first packet */
	u64 packets, bytes;	/* octets of layer 3 */
	nsec first, last;
	u32 chain, prev, next;	/* numbers of flows, from 1: the hash, the wheel or the list of those that are over */
	u32 hash;
	u32 src_as, dst_as, src_peer, dst_peer;
	u8 next_hop[16];
	u16 len_min, len_max;
	u8 ttl_min, ttl_max, tcp_flags, src_mask, dst_mask, af, slot;
	bool closing;		/* FIN or RST went by, or a counter is near its end: over at the next tick */
	bool local;		/* it is for the router itself */
} __attribute__((aligned(64)));	/* three lines of the cache */
_Static_assert(sizeof(struct flow) == 192, "three lines");

struct flow_cache {
	struct flow *flow;	/* [0] is nobody; NULL: not in use */
	void *block;		/* what it stands in */
	u32 *bucket, buckets;	/* a power of 2 */
	u32 size, room;		/* flows at a time; with those that are over */
	u32 touched, free, n, high;
	u32 wheel[FLOW_WHEEL];	/* when a flow is looked at again */
	u64 at;			/* the second whose slot is next */
	u32 over, over_last;	/* in the order in which they ended */
	u64 added, aged[AGED_N], not_added;
};

struct flow_export_link {	/* of a monitor to an exporter */
	struct flow_exporter *x; /* held */
	bool told;		/* it has the template */
	u64 records, bytes;
};

struct flow_totals {		/* of what `show ip cache flow` counts, by protocol */
	u64 flows, packets, bytes;
	nsec active, idle;
};
enum { FLOW_SIZES = 26, FLOW_PROTOCOLS = 20 };
enum flow_as { AS_NONE, AS_ORIGIN, AS_PEER };
struct flow_main {		/* what classic has beside its monitor */
	u8 as;			/* enum flow_as: which number is told */
	bool v5;		/* exporters are to speak version 5 */
	u64 size[FLOW_SIZES], packets, polls;
	struct flow_totals by[FLOW_PROTOCOLS];
	nsec cleared;		/* NSEC_NEVER: never */
	u32 refresh;		/* packets between templates */
	u32 refresh_min;	/* minutes */
	char source[64]; /* as of an exporter */
};

struct flow_monitor {
	struct flow_monitor *next;
	struct flows *fl;
	char name[FLOW_NAME_MAX + 1];
	char *description;
	bool defined;
	u32 users;		/* interfaces */
	struct flow_record *record; /* held; NULL: none yet */
	struct flow_export_link to[FLOW_EXPORTERS_MAX];
	u8 n_to;
	u32 entries, active_s, inactive_s;
	u16 template;		/* a new one with each shape of the record */
	struct flow_main *main;	/* NULL: flexible */
	struct flow_cache c;
};
/* Makes the cache, or empties and frees it, by what is configured now. */
void flow_cache_update(struct flow_monitor *m);
void flow_cache_free(struct flow_monitor *m);
/* Timeouts are new. */
void flow_cache_retime(struct flow_monitor *m);
/* All flows are over. */
void flow_cache_flush(struct flow_monitor *m);
/* Looks at what is due, at most budget flows; what is left of it. */
u32 flow_cache_age(struct flow_monitor *m, nsec now, u32 budget);
/* The next that is over, to be told and given back; NULL: none. */
struct flow *flow_cache_over(struct flow_monitor *m);
void flow_cache_put(struct flow_monitor *m, struct flow *f);

/* ---- samplers, exporters ---- */

enum sampler_mode { SAMPLER_NONE, SAMPLER_DETERMINISTIC, SAMPLER_RANDOM };
struct flow_sampler {
	struct flow_sampler *next;
	char name[FLOW_NAME_MAX + 1];
	char *description;
	bool defined;
	u8 id, mode;
	u32 rate, users;	/* one of so many */
	u32 seen, pick;		/* of the present `rate` packets; which one is taken */
	u64 requests, samples;
};

enum flow_option { OPTION_INTERFACES, OPTION_EXPORTER, OPTION_SAMPLERS, OPTION_N };
struct flow_exporter {
	struct flow_exporter *next;
	struct flows *fl;
	char name[FLOW_NAME_MAX + 1];
	char *description;
	bool defined, ipfix, classic;
	bool v5;		/* version 5: fixed records, no templates */
	u32 users;
	struct ipaddr to;	/* AF_NONE: nowhere yet */
	u16 port;
	u8 dscp, ttl;
	char source[64]; /* whose address messages have: of that name, if there is one now; "": the route says */
	u32 template_s;
	u32 option_s[OPTION_N];	/* 0: not wanted */
	u16 option_template[OPTION_N];
	nsec option_due[OPTION_N];
	struct udp_socket udp;
	struct timer timer;	/* templates and options */
	nsec template_due;
	u32 unrefreshed;	/* messages since the last templates */
	/* the message being written */
	u8 *set;
	u32 set_len;		/* of a record in it */
	u16 n;			/* records in it, templates too */
	u16 data;		/* records of flows and options alone */
	u32 sequence;		/* version 9: messages; IPFIX: data records; version 5: flows */
	struct wr w;
	u8 message[FLOW_V5_HEADER + FLOW_V5_RECORDS * FLOW_V5_RECORD];
	struct { u64 messages, bytes, records, no_route, no_neighbour, failed; nsec cleared; } count;
};
void flow_exporter_update(struct flow_exporter *x);	/* its configuration is new: templates again */
void flow_exporter_stop(struct flow_exporter *x);
struct ipaddr flow_exporter_source(const struct flow_exporter *x); /* AF_NONE: the route says */
void flow_export(struct flow_monitor *m, struct flow_export_link *l, const struct flow *f);
void flow_export_flush(struct flow_exporter *x);

/* ---- all of a device ---- */

struct flow_tap {		/* a monitor on an interface, one way */
	struct flow_tap *next;
	struct flow_monitor *m;	/* held */
	struct flow_sampler *sampler; /* held; NULL: every packet */
	u8 af;
	u64 requests, samples;
};

struct flows {
	struct ipstack *ip;	/* the root */
	struct flow_record *records;
	struct flow_exporter *exporters;
	struct flow_monitor *monitors; /* classic's among them, once it is there */
	struct flow_monitor *classic;
	struct flow_sampler *samplers;
	u16 next_template;
	u8 next_sampler;
	struct timer tick;
};
struct flows *flows_of(struct ipstack *s);	/* made where there is none */
void flow_tick_at(struct flows *fl, nsec due);	/* not later than that */
static inline struct flows *flows(struct cli *c) { return flows_of(cli_stack(c)); }
static inline nsec flow_now(const struct flows *fl) { return stack_now(fl->ip); }

/* By name; make: there is one afterwards (NULL: too many). One that nobody defines or holds goes by its _tidy(). */
struct flow_record *flow_record_at(struct flows *fl, const char *name, bool make);
struct flow_exporter *flow_exporter_at(struct flows *fl, const char *name, bool make);
struct flow_monitor *flow_monitor_at(struct flows *fl, const char *name, bool make);
struct flow_sampler *flow_sampler_at(struct flows *fl, const char *name, bool make);
void flow_record_tidy(struct flows *fl, struct flow_record *r);
void flow_exporter_tidy(struct flow_exporter *x);
void flow_monitor_tidy(struct flow_monitor *m);
void flow_sampler_tidy(struct flows *fl, struct flow_sampler *s);
/* The record of that name which every device has: "netflow ipv4 original-input"; NULL: there is none. */
struct flow_record *flow_record_built_in(struct flows *fl, const char *name);
bool flow_record_is_built_in(const char *name);
void flow_record_changing(struct flows *fl, struct flow_record *r);	/* before its fields change: what has ended already goes in the old shape */
void flow_record_changed(struct flows *fl, struct flow_record *r);	/* fields are other than they were */
void flow_monitor_set_record(struct flow_monitor *m, struct flow_record *r); /* NULL: none */
bool flow_monitor_set_exporter(struct flow_monitor *m, struct flow_exporter *x, bool on); /* false: too many */
struct flow_monitor *flow_classic(struct flows *fl);	/* made where there is none */
bool flow_attach(struct ipif *p, bool out, u8 af, struct flow_monitor *m, struct flow_sampler *s); /* false: too many */
void flow_detach(struct ipif *p, bool out, u8 af, const struct flow_monitor *m);
const char *flow_iface_name(const struct flows *fl, u32 ifindex); /* short; NULL: none */

/* route.c */
struct flow_way { u32 out; struct ipaddr next_hop; bool local; };
/* Where a packet with these facts would go that came in at `in`. */
void flow_way_of(struct ipif *in, const union flow_facts *k, u8 af, struct flow_way *w);
/* Masks and AS numbers of either end. */
void flow_ends(struct ipstack *s, struct flow *f);

/* classic_show.c: a flow is over. */
void flow_main_count(struct flow_main *c, const struct flow *f, nsec now);

/* flow_cli.c, flow_clear.c, classic_cli.c, flow_show.c, flow_show_cache.c, classic_show.c */
enum { CLASSIC_ROWS = 20 };
extern const struct cmd classic_rows[CLASSIC_ROWS];
VIEW(flow_show_record); VIEW(flow_show_exporter); VIEW(flow_show_exporter_stats); VIEW(flow_show_monitor); VIEW(flow_show_monitor_stats); VIEW(flow_show_cache); VIEW(flow_show_interface); VIEW(flow_show_sampler);
RUN(flow_run_clear_monitor); RUN(flow_run_clear_exporter); RUN(flow_run_clear_sampler);
VIEW(classic_show_cache); VIEW(classic_show_export); VIEW(classic_show_interface);

#endif
