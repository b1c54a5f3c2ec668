/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quality of service, as IOS's modular command line has it: class maps say which packets, policy maps what is done to them, `service-policy` where.
 *
 * A policy that is attached is compiled into a tree (struct qos_sched): an array of classes, each with its counters, meter, shaper, and a queue or a
 * child of its own. The tree is made when the configuration changes; a packet on its way allocates nothing. Coming in, a packet is classified, marked and policed at
 * once. Going out, it may be put into a queue; then the attachment's line, a pacer at the rate of the wire (or of the interface, where the wire has none), asks the
 * tree for the next frame when the last one's bits have left, so that congestion is felt where the policy is and the wire behind it has nothing to queue.
 *
 * Who is asked first: the priority queue of a policy; then the class whose start tag is lowest (start-time fair queueing: Goyal, Vin, Cheng, 1996), with
 * weights from `bandwidth`; a class that is shaped is passed over until its pacer is open, and then the timer is set for the first that opens.
 *
 * An interface without a policy pays one test of a byte that is read anyway.
 */
#ifndef ROUTER_QOS_QOS_H
#define ROUTER_QOS_QOS_H

#include "router/ip.h"

struct ipif;

/* A burst goes out of an interface that has an output policy, Ethernet header and tag on. in: where it came in, NULL: our own. Consumes. */
void qos_output(struct ipif *in, struct ipif *out, struct frame **f, unsigned n);
/* One frame that came in, Ethernet header at data. false: consumed. May put another in its place. */
bool qos_input(struct ipif *in, struct frame **f);
/* One packet on its way to the device itself (CoPP), or one that it has to deal with by itself, IP header at data; type: ETH_TYPE_. false: consumed. Asked while
 * ipstack.control is not NULL. */
bool qos_control(struct ipif *in, struct frame **f, u16 type);
bool qos_control_frame(struct ipif *in, struct frame **f, u16 type); /* the same, Ethernet header at data */

/* A burst that holds super-frames comes in where packets are counted: it is cut, and goes to ip_burst() again. false: it holds none. */
bool qos_cut(struct ipif *in, struct frame **f, unsigned n);

/* The interface's rate or state is new. */
void qos_iface_changed(struct ipif *p);
void qos_iface_gone(struct ipif *p);
void qos_stack_free(struct ipstack *s);

/* For device_ops: whether a policy's queues stand before the interface, and how many frames wait in them; rates are being sampled; `clear counters`. */
bool qos_iface_queues(const struct iface *i, u32 *waiting);
bool qos_sampled(struct device *d);
void qos_counters_cleared(struct iface *i);

extern const struct cmd_table qos_cmds[];
extern const unsigned n_qos_cmds;

#endif
