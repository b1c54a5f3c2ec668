/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stack as a whole: its life, its way out to ports, and its counters of discards. */
#include <stdlib.h>

#include "router/acl/acl.h"
#include "router/bfd/bfd.h"
#include "router/bgp/bgp.h"
#include "router/dhcp/dhcp.h"
#include "router/dhcp6/dhcp6.h"
#include "router/dns/dns.h"
#include "router/term/term.h"
#include "router/feature.h"
#include "router/nat/nat.h"
#include "router/nat64/nat64.h"
#include "router/ntp/ntp.h"
#include "router/flow/flow.h"
#include "router/syslog.h"
#include "router/http/http.h"
#include "router/tftp/tftp.h"
#include "router/fhrp/glbp_packet.h"
#include "router/fhrp/hsrp_packet.h"
#include "router/ospf/proc.h"
#include "router/packet_debug.h"
#include "router/policy/policy.h"
#include "router/qos/qos.h"
#include "router/eigrp/eigrp.h"
#include "router/rip/rip.h"
#include "router/snmp/snmp.h"
#include "router/stack.h"
#include "router/tcp.h"
#include "router/track.h"
#include "router/traffic.h"
#include "router/tunnel/tunnel.h"
#include "router/vrf/vrf.h"

bool bucket_take(struct bucket *b, nsec now)
{
	if (!b->interval)
		return true;
	if (b->full < now)
		b->full = now;
	/* `full` lies a token's interval ahead for each token taken. */
	if (b->full - now > (b->burst - 1) * b->interval)
		return false;
	b->full += b->interval;
	return true;
}

static bool owned4(const struct ipstack *s, u32 dst) { return s->leaf[ip4_leaf(s, 0, dst, 0)].kind == LEAF_LOCAL; }

/* A packet that was sent to a loopback interface comes in there: through its features, and to its route. */
static void reenter(struct ipif *in, struct frame *f)
{
	u8 *eth = frame_push(f, ETH_HLEN);

	memcpy(eth, in->mac, 6);
	memcpy(eth + ETH_SRC, in->mac, 6);
	put_be16(eth + ETH_TYPE, ETH_TYPE_IP4);
	ip_burst(in, &f, 1);
}

static void loop_deliver(struct timer *t)
{
	struct ipstack *s = container_of(t, struct ipstack, loop_timer);
	struct frame *f = s->loop;

	/* What these cause to be sent to ourselves waits for the next turn. */
	s->loop = NULL;
	s->n_loop = 0;
	while (f) {
		struct frame *next = (struct frame *)(uintptr_t)f->scratch[0];
		struct ipif *in = (struct ipif *)(uintptr_t)f->scratch[1];

		if (f->data[0] >> 4 == 4 && in->i->type == IF_LOOPBACK && !owned4(s, get_be32(f->data + IP4_DST)))
			reenter(in, f);
		else if (f->data[0] >> 4 == 4)
			ip4_deliver(in, f, false);
		else
			ip6_deliver(in, f, false);
		f = next;
	}
}

/* What every stack of a device has of its own. */
static struct ipstack *stack_new(struct device *d, bool forwarding)
{
	struct ipstack *s = xcalloc_line(sizeof(*s));

	s->dev = d;
	s->node = &d->node;
	s->root = s;
	s->forwarding = s->is_router = forwarding;
	s->loop_timer.fire = loop_deliver;
	s->fib4 = fib4_new();
	rib_open(s);
	s->fib6 = fib6_new();
	s->seed = rng_u64(&s->node->rng);
	s->ip_id = (u16)rng_u64(&s->node->rng);
	s->frag_id6 = (u32)rng_u64(&s->node->rng);
	s->unreach4 = s->unreach4_df = (struct bucket){ .interval = 500 * NSEC_PER_MS, .burst = 1 };
	s->errors4 = (struct bucket){ .interval = NSEC_PER_MS, .burst = 100 };
	s->errors6 = (struct bucket){ .interval = 100 * NSEC_PER_MS, .burst = 10 };
	s->arp_replies = (struct bucket){ .interval = 100 * NSEC_PER_US, .burst = 256 };
	ip_proto_set(s, IP_ICMP, icmp_input);
	ip_proto_set(s, IP_ICMP6, icmp6_input);
	ip_proto_set(s, IP_UDP, udp_input);
	ip_error_set(s, IP_UDP, udp_error);
	ip_error_set(s, IP_ICMP, ping_error);
	ip_error_set(s, IP_ICMP6, ping_error);
	return s;
}

struct ipstack *ipstack_new(struct device *d, bool forwarding)
{
	struct ipstack *s = stack_new(d, forwarding);

	s->leaf = xcalloc(1, sizeof(*s->leaf));
	s->n_leaf = 1; /* leaf 0: no route */
	s->leaf_local = leaf_new(s, LEAF_LOCAL, NULL);
	s->leaf_bcast = leaf_new(s, LEAF_BROADCAST, NULL);
	s->leaf_null = leaf_new(s, LEAF_NULL, NULL);
	s->leaf_dead = leaf_new(s, LEAF_DEAD, NULL);
	leaf_ref(s, s->leaf_local);
	leaf_ref(s, s->leaf_bcast);
	leaf_ref(s, s->leaf_null);
	leaf_ref(s, s->leaf_dead);
	d->ip = s;
	device_carrier_add(d, &tftp_carrier);
	device_carrier_add(d, &http_carrier);
	device_carrier_add(d, &https_carrier);
	shell_set_host_word(d->shell, term_typed_word);
	shell_set_empty_line(d->shell, term_empty_line);
	return s;
}

struct ipstack *ipstack_new_vrf(struct ipstack *root, struct vrf *v)
{
	struct ipstack *s = stack_new(root->dev, root->is_router), **at = &root->next;

	s->root = root;
	s->vrf = v;
	s->forwarding = root->forwarding;
	s->forwarding6 = root->forwarding6;
	s->unreach4 = root->unreach4;
	s->unreach4_df = root->unreach4_df;
	s->errors6 = root->errors6;
	s->leaf = root->leaf;
	s->leaf_local = root->leaf_local;
	s->leaf_bcast = root->leaf_bcast;
	s->leaf_null = root->leaf_null;
	s->leaf_dead = root->leaf_dead;
	s->output = root->output;
	s->virtual_mac = root->virtual_mac;
	while (*at && strcmp((*at)->vrf->name, v->name) < 0)
		at = &(*at)->next;
	s->next = *at;
	*at = s;
	tcp_new_vrf(s, root->tcp);
	return s;
}

struct proto {
	struct proto *next;
	ip_proto_fn fn;
	void (*error)(struct ipstack *s, const struct ip_error *e);
	u8 proto;
};

/* What runs on the stack, and what it has learned. */
static void stack_empty(struct ipstack *s)
{
	s->cleaning = true;
	vrf_limits_end(s);
	default_network_free(s);
	ospf_stack_free(s);
	rip_stack_free(s);
	eigrp_stack_free(s);
	bgp_stack_free(s);
	bfd_stack_free(s);
	ping_free(s);
	hsrp_close(s);
	glbp_close(s);
	traffic_free(s);
	udp_free(s);
	rib_flush(s);	/* its next hops hold neighbours, and those their interface */
}

/* The rest that is a stack's own. */
static void stack_end(struct ipstack *s)
{
	reasm_flush(s, NULL);
	pmtu_free(s);
	rib_free(s);
	neigh_statics_free(s, NULL);
	timer_stop(s->node->worker, &s->loop_timer);
	timer_stop(s->node->worker, &s->reasm_timer);
	while (s->loop) {
		struct frame *f = s->loop;

		s->loop = (struct frame *)(uintptr_t)f->scratch[0];
		frame_put(f);
	}
	while (s->protos) {
		struct proto *p = s->protos;

		s->protos = p->next;
		free(p);
	}
	dhcp_stack_free(s);
	dhcp6_stack_free(s);
	nat_stack_free(s);
	fib4_free(s->fib4);
	fib6_free(s->fib6);
}

/* A VRF's, empty and without interfaces. */
static void vrf_stack_end(struct ipstack *s)
{
	struct ipstack **at = &s->root->next;

	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	route_track_free(s);
	stack_end(s);
	free(s);
}

void ipstack_free_vrf(struct ipstack *s)
{
	terms_leave(s);
	tcp_end_guests(s->tcp);
	tcp_free(s->tcp);
	s->tcp = NULL;
	while (s->ifs)
		ipif_move(s->ifs, s->root);
	stack_empty(s);
	vrf_stack_end(s);
}

void ipstack_free(struct ipstack *s)
{
	for (struct ipstack *t = s->next; t; t = t->next) {
		tcp_free(t->tcp);
		t->tcp = NULL;
		stack_empty(t);
	}
	stack_empty(s);
	for (struct ipstack *t = s; t; t = t->next)
		while (t->ifs) {
			struct ipif *p = t->ifs;

			t->ifs = p->next;
			ipif_free(p);
		}
	while (s->next)
		vrf_stack_end(s->next);
	vrfs_free(s);
	track_free(s);
	nat64_stack_free(s); /* holds addresses of NAT's */
	nat_stack_free(s); /* holds route maps */
	policy_stack_free(s);
	names_free(s);
	qos_stack_free(s);
	ntp_stack_free(s);
	syslog_stack_free(s);
	flow_stack_free(s);
	dns_stack_free(s);
	snmp_stack_free(s);
	tftp_stack_free(s);
	stack_end(s);
	packet_debug_free(s);
	acl_stack_free(s);
	for (u32 k = 0; k < s->n_leaf; k++)
		if (s->leaf[k].kind == LEAF_GROUP)
			free(s->leaf[k].member);
	free(s->neigh);
	free(s->leaf);
	s->dev->ip = NULL;
	free(s);
}

struct device *ipstack_device(const struct ipstack *s) { return s->dev; }
struct tcp **ipstack_tcp(struct ipstack *s) { return &s->tcp; }

void ipstack_set_output(struct ipstack *s, void (*output)(struct iface *i, struct frame **f, unsigned n))
{
	s->output = output;
}

void ipstack_set_virtual_mac(struct ipstack *s, void (*fn)(struct iface *i, const u8 mac[6], bool add)) { s->virtual_mac = fn; }

static struct proto *proto_of(struct ipstack *s, u8 proto)
{
	struct proto *p;

	for (p = s->protos; p; p = p->next)
		if (p->proto == proto)
			return p;
	p = xcalloc(1, sizeof(*p));
	p->proto = proto;
	p->next = s->protos;
	s->protos = p;
	return p;
}

void ip_proto_set(struct ipstack *s, u8 proto, ip_proto_fn fn) { proto_of(s, proto)->fn = fn; }

void ip_error_set(struct ipstack *s, u8 proto, void (*fn)(struct ipstack *s, const struct ip_error *e))
{
	proto_of(s, proto)->error = fn;
}

ip_proto_fn ip_proto(const struct ipstack *s, u8 proto)
{
	for (const struct proto *p = s->protos; p; p = p->next)
		if (p->proto == proto)
			return p->fn;
	return NULL;
}

void ip_error_tell(struct ipstack *s, const struct ip_error *e)
{
	for (const struct proto *p = s->protos; p; p = p->next)
		if (p->proto == e->proto && p->error) {
			p->error(s, e);
			return;
		}
}

/* For a capture: what was received stands behind its Ethernet header still; what we made never had one. */
static void header_again(struct frame *f)
{
	u16 type = !f->len ? 0 : f->data[0] >> 4 == 4 ? ETH_TYPE_IP4 : f->data[0] >> 4 == 6 ? ETH_TYPE_IP6 : 0x88b5 /* 802.1: for local use */;

	if (f->refs > 1 || frame_headroom(f) < ETH_HLEN)
		return;
	if (get_be16(f->data - 2) != type) {
		memset(f->data - ETH_HLEN, 0, ETH_TYPE);
		put_be16(f->data - 2, type);
	}
	frame_push(f, ETH_HLEN);
}

void ip_drop(struct ipstack *s, struct ipif *at, struct frame *f, enum drop why)
{
	if (unlikely(at && at->port && at->port->captures))
		header_again(f);
	ip_drop_frame(s, at, f, why);
}

void ip_drop_frame(struct ipstack *s, struct ipif *at, struct frame *f, enum drop why)
{
	s->drops[why]++;
	if (at && at->port)
		port_drop(at->port, f, why);
	else
		frame_put(f);
	if (at && !at->port) {
		at->i->count.rx_drops++;
		if (at->i->drops)
			at->i->drops[why]++;
	}
}

void ipif_output(struct ipif *out, struct frame **f, unsigned n)
{
	if (unlikely(out->features & FEATURE_QOS))
		qos_output(NULL, out, f, n);
	else
		ipif_transmit(NULL, out, f, n);
}

void ipif_transmit(struct ipif *in, struct ipif *out, struct frame **f, unsigned n)
{
	struct iface *i;

	if (likely(!out->counts)) {
		port_send(out->port, f, n);
		return;
	}
	i = out->i;
	if (out->tunnel) {
		tunnel_output(out, f, n);
		return;
	}
	i->last_output = stack_now(out->ip);
	i->count.tx_frames += n;
	for (unsigned k = 0; k < n; k++)
		i->count.tx_bytes += f[k]->len;
	if (i->parent && i->parent->ip && i->parent->ip->qos[1])
		qos_output(in, i->parent->ip, f, n); /* a main interface's policy is its sub-interfaces', too */
	else if (out->ip->output && (i->type == IF_VLAN || i->type == IF_PORT_CHANNEL))
		out->ip->output(i->parent ? i->parent : i, f, n);
	else if (out->port)
		port_send(out->port, f, n);
	else
		frames_put(f, n);
}

void ipif_output_grouped(struct ipif *in, struct frame **f, struct ipif **out, unsigned n)
{
	struct frame *same[BURST_MAX];

	while (n) {
		struct ipif *o = out[0];
		unsigned left = 0, m = 0;

		for (unsigned k = 0; k < n; k++) {
			if (out[k] == o) {
				same[m++] = f[k];
			} else {
				f[left] = f[k];
				out[left++] = out[k];
			}
		}
		feature_send(in, o, same, m);
		n = left;
	}
}

void ipif_send_from(struct ipif *out, const u8 src[6], const u8 dst[6], u16 type, struct frame *f)
{
	u8 *p = frame_push(f, out->tagged ? ETH_HLEN + VLAN_HLEN : ETH_HLEN);

	memcpy(p + ETH_DST, dst, 6);
	memcpy(p + ETH_SRC, src, 6);
	if (out->tagged) {
		put_be16(p + ETH_TYPE, ETH_TYPE_VLAN);
		put_be16(p + ETH_TYPE + 2, out->vlan);
		p += VLAN_HLEN;
	}
	put_be16(p + ETH_TYPE, type);
	ipif_output(out, &f, 1);
}

void ipif_send_to(struct ipif *out, const u8 dst[6], u16 type, struct frame *f) { ipif_send_from(out, out->mac, dst, type, f); }
