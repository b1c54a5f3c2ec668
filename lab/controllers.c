/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The NICs of guests, for people: `lanyard controllers`, `show controllers` and `debug nic` of the node that a guest is wired to, and where the frames of a capture
 * came from. A NIC is a door: it hangs on a node's port, or on the outer side of a vm.
 *
 * A node's shell runs in the thread of its worker, and so does the door of what is plugged into it. Between a switch and a vm of another worker neither looks.
 */
#include <stdio.h>
#include <stdlib.h>

#include "attach/vfio.h"
#include "attach/vhost.h"
#include "cli/show.h"
#include "core/capture.h"
#include "core/wire.h"
#include "device/debug.h"
#include "lab/engine.h"
#include "nic-models/show.h"

/* The other side of a guest's node; any other port is its own. */
static struct port *through(const struct engine *e, struct port *p)
{
	const struct lab_node *ln = engine_node_of(e, p->node);

	return ln && ln->guest && p->priv ? p->priv : p;
}

static bool is_ring(struct node *n) { return vfio_nic(n) || vhost_is(n); }

/* The guest's end behind a port: the one that is wired to it, the one of the vm that is wired to it, or of the vm whose port it is. NULL: none. */
static struct node *ring_at(const struct engine *e, struct port *p)
{
	struct port *peer = port_peer(through(e, p));

	if (!peer || is_ring(peer->node))
		return peer ? peer->node : NULL;
	p = through(e, peer);
	peer = p != peer ? port_peer(p) : NULL;
	return peer && is_ring(peer->node) ? peer->node : NULL;
}

static struct nic *nic_at(const struct engine *e, struct port *p)
{
	struct node *n = ring_at(e, p);

	return n ? vfio_nic(n) : NULL;
}

/* The device that a NIC is wired to, perhaps by a vm. NULL: none that is on and has a shell. */
static struct device *device_at(const struct engine *e, struct nic *n, struct port **at)
{
	struct port *p = port_peer(vfio_port(n));

	if (p && through(e, p) != p)
		p = port_peer(through(e, p));
	if (!p || !p->node->on || !p->node->shell)
		return NULL;
	*at = p;
	return device_of(p->node);
}

/* ---- lanyard controllers ---- */

static bool give_orders(struct nic *n, const json_t *orders, nsec now, char why[256])
{
	struct nic_inject before = n->inject;
	const json_t *word;
	size_t i;

	json_array_foreach(orders, i, word)
		if (!nic_order(n, json_is_string(word) ? json_string_value(word) : "", why)) {
			n->inject = before; /* all of them or none */
			return false;
		}
	nic_ordered(n, now);
	return true;
}

void controllers_asked(struct engine *e, struct client *c, json_t *m)
{
	char why[256], *text = NULL;
	bool good = true;
	int status;
	struct port *p = engine_port(e, message_string(m, "port"), &status, why);
	struct nic *n;

	engine_hold(e);
	n = p ? nic_at(e, p) : NULL;
	if (n) {
		good = give_orders(n, json_object_get(m, "orders"), node_now(vfio_port(n)->node), why);
		text = good ? nic_show(n) : NULL;
	}
	engine_release(e);
	if (!p)
		client_done(c, status, "%s", why);
	else if (!n)
		client_done(c, EXIT_GONE, "no NIC of ours is wired to that port: vfio:PATH?model=M, or a vm's NIC with over: vfio");
	else if (!good)
		client_done(c, EXIT_USAGE, "%s", why);
	else
		client_result(c, EXIT_DONE, json_pack("{s:s}", "text", text ? text : ""));
	free(text);
}

/* ---- show controllers ---- */

static void show_cells(const struct iface *i, const struct nic *n, struct show *s)
{
	show_str(s, "interface", i->name);
	show_str(s, "model", n->model->name);
	show_str(s, "title", n->model->title);
	show_mac(s, "mac", n->mac);
	show_bool(s, "link", n->link);
	show_num(s, "to_guest_frames", n->rx_frames);
	show_num(s, "to_guest_bytes", n->rx_bytes);
	show_num(s, "from_guest_frames", n->tx_frames);
	show_num(s, "from_guest_bytes", n->tx_bytes);
	show_num(s, "interrupts", n->irqs);
	show_num(s, "register_reads", n->reads);
	show_num(s, "register_writes", n->writes);
	show_end(s);
}

static bool controller(struct device *d, struct port *p, struct show *s)
{
	const struct lab_node *ln = d->lab;
	const struct iface *i = device_iface_of_port(d, p);
	struct nic *n = nic_at(ln->engine, p);
	char *text;

	if (!n)
		return false;
	if (vfio_port(n)->node->worker != d->node.worker) {
		show_text(s, "%s: its NIC is another worker's; `lanyard controllers %s:%s` shows it\n", i->name, d->node.name, i->name);
		return true;
	}
	show_cells(i, n, s);
	text = nic_show(n);
	show_text(s, "%s: %s\n", i->name, text ? text : "");
	free(text);
	return true;
}

/* ---- debug nic ---- */

static const struct {
	enum debug_flag device;
	unsigned nic;
	const char *what;
} debugs[] = {
	{ DEBUG_NIC_REGISTERS, NIC_DEBUG_REGISTERS, "" },
	{ DEBUG_NIC_DESCRIPTORS, NIC_DEBUG_DESCRIPTORS, "" },
	{ DEBUG_NIC_INTERRUPTS, NIC_DEBUG_INTERRUPTS, "interrupt: " },
};

/* From the NIC's thread. Who it is wired to is looked up each time: nodes come and go. */
static void debug_line(struct nic *n, unsigned flag, const char *text)
{
	struct node *door = vfio_port(n)->node;
	struct port *p = NULL;
	struct device *d = device_at(door->world->lab, n, &p);

	if (!d || d->node.worker != door->worker)
		return;
	for (unsigned k = 0; k < ARRAY_LEN(debugs); k++)
		if (debugs[k].nic == flag && debug_on(d, debugs[k].device))
			device_debug(d, "NIC: %s: %s%s", device_iface_of_port(d, p)->short_name, debugs[k].what, text);
}

/* What a NIC tells is what the device at its wire asks for. */
static void debug_changed(struct device *d)
{
	const struct lab_node *ln = d->lab;

	for (struct port *p = d->node.ports; p; p = p->next) {
		struct nic *n = nic_at(ln->engine, p);

		if (!n || vfio_port(n)->node->worker != d->node.worker)
			continue;
		n->debug = debug_line;
		n->debug_flags = 0;
		for (unsigned k = 0; k < ARRAY_LEN(debugs); k++)
			if (debug_on(d, debugs[k].device))
				n->debug_flags |= debugs[k].nic;
	}
}

void controllers_born(struct device *d)
{
	d->controller = controller;
	d->debug_changed = debug_changed;
	debug_changed(d); /* it asks for nothing yet: what it had asked for before it was powered off is over */
}

void controllers_plugged(const struct engine *e, struct port *door)
{
	struct nic *n = vfio_nic(door->node);
	struct port *p;
	struct device *d = n ? device_at(e, n, &p) : NULL;

	if (d && d->debug_changed)
		d->debug_changed(d);
}

/* ---- captures ---- */

/* Where the guest's frames come out alone: a node may answer in the frame that asked, and then it is no longer the guest's. */
const char *controllers_origin(const struct engine *e, struct port *p, const struct frame *f, enum capture_way way, char buf[64])
{
	struct node *n = ring_at(e, p);
	struct nic_origin o;

	if (!n || !nic_origin(f, &o) || o.node != n->id || way != (through(e, p) == p ? CAPTURE_IN : CAPTURE_OUT))
		return NULL;
	return nic_origin_text(vfio_nic(n), "tx", o, buf);
}

/* What goes to the guest is shown as its NIC takes it, for only then is its descriptor known: at a port that a NIC is plugged into, or a vm's own. */
void controllers_landing(const struct engine *e, struct capture_file *c, struct port *p)
{
	struct port *inner = through(e, p), *nic = port_peer(inner);

	if (nic && is_ring(nic->node) && nic->node->worker == p->node->worker)
		capture_add_landing(c, p, inner == p ? CAPTURE_OUT : CAPTURE_IN, nic);
}
