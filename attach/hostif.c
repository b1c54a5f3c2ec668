/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netlink/netlink.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/veth.h>
#include <netlink/route/route.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "attach/hostif.h"
#include "attach/netns.h"
#include "attach/uri.h"
#include "net/rd.h"

enum { MTU_MIN = 68, MTU_MAX = 65521, PREFIX_LEN_MAX = 63 };

/* The next of the comma-separated words in *s, copied to buf; NULL when there are no more. Words
 * too long are cut, so never valid. */
static const char *next_word(const char **s, char buf[PREFIX_LEN_MAX + 1])
{
	const char *word = *s;
	size_t len;

	if (!word)
		return NULL;
	len = strcspn(word, ",");
	snprintf(buf, PREFIX_LEN_MAX + 1, "%.*s", (int)len, word);
	*s = word[len] ? word + len + 1 : NULL;
	return word;
}

static bool parse_addresses(const struct attach_uri *u, struct hostif *h, char why[256], unsigned *column)
{
	const char *s = attach_param(u, "address"), *at;
	char buf[PREFIX_LEN_MAX + 1];

	while ((at = next_word(&s, buf))) {
		struct ipaddr ip = { .af = AF_IP4 };
		u8 plen;

		if (h->n_addresses == HOSTIF_ADDRESSES)
			return uri_bad(u, at, why, column, "more than %d addresses", HOSTIF_ADDRESSES);
		if (!ip4_prefix_parse(buf, &ip.v4, &plen)) {
			ip.af = AF_IP6;
			if (!ip6_prefix_parse(buf, &ip.v6, &plen))
				return uri_bad(u, at, why, column,
					       "\"%s\" is not an address with its length: write for example 10.0.0.2/24 or 2001:db8::2/64", buf);
		}
		if (ip.af == AF_IP4 ? !ip.v4 || ip4_is_multicast(ip.v4) : ip6_is_zero(&ip.v6) ||
				ip6_is_multicast(&ip.v6))
			return uri_bad(u, at, why, column,
					"\"%s\" cannot be the address of an interface", buf);
		h->address[h->n_addresses].ip = ip;
		h->address[h->n_addresses++].plen = plen;
	}
	return true;
}

/* Is the gateway a neighbour on one of the interface's networks? */
static bool reachable(const struct hostif *h, const struct ipaddr *gw)
{
	if (gw->af == AF_IP6 && ip6_is_linklocal(&gw->v6))
		return true;
	for (unsigned i = 0; i < h->n_addresses; i++) {
		const struct ipaddr *a = &h->address[i].ip;
		u8 plen = h->address[i].plen;

		if (ipaddr_in(gw, a, plen))
			return true;
	}
	return false;
}

static bool parse_gateways(const struct attach_uri *u, struct hostif *h, char why[256], unsigned *column)
{
	const char *s = attach_param(u, "gateway"), *at;
	char buf[PREFIX_LEN_MAX + 1];

	if (s && !h->netns)
		return uri_bad(u, s, why, column,
				"a gateway here would be the default route of this machine; give netns=NAME too");
	while ((at = next_word(&s, buf))) {
		struct ipaddr gw = { .af = AF_IP4 };

		if (!ip4_parse(buf, &gw.v4)) {
			gw.af = AF_IP6;
			if (!ip6_parse(buf, &gw.v6))
				return uri_bad(u, at, why, column,
						"\"%s\" is not an address: write for example 10.0.0.1", buf);
		}
		if (h->n_gateways == ARRAY_LEN(h->gateway) || (h->n_gateways && h->gateway[0].af == gw.af))
			return uri_bad(u, at, why, column, "one gateway each for IPv4 and IPv6, not more");
		if (!reachable(h, &gw))
			return uri_bad(u, at, why, column,
					"the gateway %s is in none of the networks given by address=", buf);
		h->gateway[h->n_gateways++] = gw;
	}
	return true;
}

static bool parse_names(const struct attach_uri *u, struct hostif *h, char why[256], unsigned *column)
{
	const char *wrong = uri_ifname_wrong(h->name);

	if (wrong)
		return uri_bad(u, h->name, why, column,
				"the name of the interface, \"%.32s\", %s; write %s", h->name,
				wrong, u->scheme->usage);
	if (strchr(h->name, '%'))
		return uri_bad(u, h->name, why, column, "write the whole name of the interface, without %%");
	wrong = h->netns ? netns_name_wrong(h->netns) : NULL;
	if (wrong)
		return uri_bad(u, h->netns, why, column,
				"the name of the namespace %s; write netns=NAME", wrong);
	wrong = h->bridge ? uri_ifname_wrong(h->bridge) : NULL;
	if (wrong)
		return uri_bad(u, h->bridge, why, column,
				"the name of the bridge %s; write bridge=br0", wrong);
	return true;
}

bool hostif_parse(const struct attach_uri *u, struct hostif *h, char why[256], unsigned *column)
{
	const char *mac = attach_param(u, "mac"), *mtu = attach_param(u, "mtu");
	u64 v;

	*h = (struct hostif){ .name = u->path, .netns = attach_param(u, "netns"), .bridge = attach_param(u, "bridge") };
	snprintf(h->user, sizeof(h->user), "%s-%.15s", u->scheme->name, h->name);
	if (!parse_names(u, h, why, column))
		return false;
	if (mac) {
		if (!mac_parse(mac, h->mac) || mac_is_group(h->mac))
			return uri_bad(u, mac, why, column,
					"\"%.32s\" is not a station's MAC address: write 02:00:00:00:00:01", mac);
		h->has_mac = true;
	}
	if (mtu) {
		if (!uri_number(mtu, MTU_MIN, MTU_MAX, &v))
			return uri_bad(u, mtu, why, column, "an MTU is a number from %d to %d",
					MTU_MIN, MTU_MAX);
		h->mtu = (u32)v;
	}
	return parse_addresses(u, h, why, column) && parse_gateways(u, h, why, column);
}

static enum attach_status failed(char why[256], const char *what, const char *name, int nlerr)
{
	bool denied = nlerr == -NLE_PERM || nlerr == -NLE_NOACCESS;

	snprintf(why, 256, "%s %s: %s%s", what, name, nl_geterror(nlerr),
			denied ? "; run as root, or give the program CAP_NET_ADMIN" : "");
	return ATTACH_REFUSED;
}

static struct nl_addr *nl_of(const struct ipaddr *ip, u8 plen)
{
	struct nl_addr *a;
	u8 v4[4];

	if (ip->af == AF_IP4) {
		put_be32(v4, ip->v4);
		a = nl_addr_build(AF_INET, v4, 4);
	} else {
		a = nl_addr_build(AF_INET6, ip->v6.b, 16);
	}
	nl_addr_set_prefixlen(a, plen);
	return a;
}

static int change_address(struct nl_sock *sk, const struct hostif *h, unsigned i, int ifindex, bool add)
{
	const struct ipaddr *ip = &h->address[i].ip;
	struct nl_addr *local = nl_of(ip, h->address[i].plen), *broadcast = NULL;
	struct rtnl_addr *a = rtnl_addr_alloc();
	int err;

	rtnl_addr_set_ifindex(a, ifindex);
	rtnl_addr_set_local(a, local);
	if (ip->af == AF_IP6) {
		rtnl_addr_set_flags(a, IFA_F_NODAD); /* usable at once: given, not guessed */
	} else if (h->address[i].plen < 31) {
		struct ipaddr last = { .af = AF_IP4, .v4 = ip->v4 | ~ip4_mask(h->address[i].plen) };

		broadcast = nl_of(&last, 32);
		rtnl_addr_set_broadcast(a, broadcast);
	}
	err = add ? rtnl_addr_add(sk, a, 0) : rtnl_addr_delete(sk, a, 0);
	rtnl_addr_put(a);
	nl_addr_put(local);
	if (broadcast)
		nl_addr_put(broadcast);
	return err == -NLE_EXIST ? 0 : err;
}

static int add_default(struct nl_sock *sk, const struct ipaddr *gw, int ifindex)
{
	struct ipaddr any = { .af = gw->af };
	struct nl_addr *dst = nl_of(&any, 0), *via = nl_of(gw, gw->af == AF_IP4 ? 32 : 128);
	struct rtnl_nexthop *nh = rtnl_route_nh_alloc();
	struct rtnl_route *r = rtnl_route_alloc();
	int err;

	rtnl_route_nh_set_ifindex(nh, ifindex);
	rtnl_route_nh_set_gateway(nh, via);
	rtnl_route_set_family(r, gw->af == AF_IP4 ? AF_INET : AF_INET6);
	rtnl_route_set_dst(r, dst);
	rtnl_route_set_table(r, RT_TABLE_MAIN);
	rtnl_route_set_scope(r, RT_SCOPE_UNIVERSE);
	rtnl_route_set_protocol(r, RTPROT_STATIC);
	rtnl_route_add_nexthop(r, nh);
	err = rtnl_route_add(sk, r, NLM_F_REPLACE);
	rtnl_route_put(r);
	nl_addr_put(dst);
	nl_addr_put(via);
	return err;
}

/* MAC, MTU, bridge, up: in one message, and none when nothing is to change (a tap of the user's own
 * may be out of our rights). */
static enum attach_status change_link(struct nl_sock *sk, const struct hostif *h,
		struct rtnl_link *link, char why[256])
{
	struct rtnl_link *want = rtnl_link_alloc();
	bool change = false;
	int err = 0;

	if (h->has_mac) {
		struct nl_addr *mac = nl_addr_build(AF_LLC, h->mac, 6);

		rtnl_link_set_addr(want, mac);
		nl_addr_put(mac);
		change = true;
	}
	if (h->mtu && h->mtu != rtnl_link_get_mtu(link)) {
		rtnl_link_set_mtu(want, h->mtu);
		change = true;
	}
	if (h->bridge) {
		struct rtnl_link *bridge;

		err = rtnl_link_get_kernel(sk, 0, h->bridge, &bridge);
		if (err || !rtnl_link_get_type(bridge) || strcmp(rtnl_link_get_type(bridge), "bridge")) {
			rtnl_link_put(want);
			snprintf(why, 256,
					"there is no bridge %s; make one with: ip link add %s type bridge", h->bridge, h->bridge);
			if (!err)
				rtnl_link_put(bridge);
			return ATTACH_REFUSED;
		}
		rtnl_link_set_master(want, rtnl_link_get_ifindex(bridge));
		rtnl_link_put(bridge);
		change = true;
	}
	if (!(rtnl_link_get_flags(link) & IFF_UP)) {
		rtnl_link_set_flags(want, IFF_UP);
		change = true;
	}
	if (change)
		err = rtnl_link_change(sk, link, want, 0);
	rtnl_link_put(want);
	return err ? failed(why, "cannot set up", h->name, err) : ATTACH_OK;
}

static enum attach_status configure(struct nl_sock *sk, const struct hostif *h, char why[256])
{
	enum attach_status status;
	struct rtnl_link *link;
	int ifindex, err;

	err = rtnl_link_get_kernel(sk, 0, h->name, &link);
	if (err)
		return failed(why, "there is no interface", h->name, err);
	ifindex = rtnl_link_get_ifindex(link);
	status = change_link(sk, h, link, why);
	rtnl_link_put(link);
	for (unsigned i = 0; status == ATTACH_OK && i < h->n_addresses; i++) {
		err = change_address(sk, h, i, ifindex, true);
		if (err)
			status = failed(why, "cannot add the address to", h->name, err);
	}
	for (unsigned i = 0; status == ATTACH_OK && i < h->n_gateways; i++) {
		err = add_default(sk, &h->gateway[i], ifindex);
		if (err)
			status = failed(why, "cannot add the default route through", h->name, err);
	}
	return status;
}

static struct nl_sock *nl_open(char why[256])
{
	struct nl_sock *sk = nl_socket_alloc();
	int err = sk ? nl_connect(sk, NETLINK_ROUTE) : -NLE_NOMEM;

	if (!err)
		return sk;
	nl_socket_free(sk);
	failed(why, "no netlink socket", "", err);
	return NULL;
}

enum attach_status hostif_configure(const struct hostif *h, char why[256])
{
	struct nl_sock *sk = nl_open(why);
	enum attach_status status;

	if (!sk)
		return ATTACH_REFUSED;
	status = configure(sk, h, why);
	nl_socket_free(sk);
	return status;
}

void hostif_undo(const struct hostif *h)
{
	char why[256];
	struct nl_sock *sk = nl_open(why);
	struct rtnl_link *link = NULL, *want;

	if (!sk || rtnl_link_get_kernel(sk, 0, h->name, &link)) {
		nl_socket_free(sk);
		return;
	}
	for (unsigned i = 0; i < h->n_addresses; i++)
		change_address(sk, h, i, rtnl_link_get_ifindex(link), false);
	if (h->bridge) {
		want = rtnl_link_alloc();
		rtnl_link_set_master(want, 0);
		rtnl_link_change(sk, link, want, 0);
		rtnl_link_put(want);
	}
	rtnl_link_put(link);
	nl_socket_free(sk);
}

enum attach_status hostif_make_veth(const struct hostif *h, int ns, const char *ours, char why[256])
{
	struct nl_sock *sk = nl_open(why);
	struct rtnl_link *link, *peer, *want;
	enum attach_status status = ATTACH_REFUSED;
	int err;

	if (!sk)
		return ATTACH_REFUSED;
	link = rtnl_link_veth_alloc();
	peer = rtnl_link_veth_get_peer(link);
	rtnl_link_set_name(link, ours);
	rtnl_link_set_name(peer, h->name);
	rtnl_link_set_ns_fd(peer, ns);
	err = rtnl_link_add(sk, link, NLM_F_CREATE | NLM_F_EXCL);
	if (err) {
		failed(why, "cannot make the pair of", h->name, err);
		if (err == -NLE_EXIST)
			snprintf(why, 256, "there is an interface %s in the namespace %s already", h->name, h->netns ? h->netns : "of the container");
	} else {
		want = rtnl_link_alloc();
		rtnl_link_set_name(want, ours);
		rtnl_link_set_flags(want, IFF_UP);
		if (h->mtu)
			rtnl_link_set_mtu(want, h->mtu);
		err = rtnl_link_change(sk, want, want, 0);
		rtnl_link_put(want);
		status = err ? failed(why, "cannot set up", ours, err) : ATTACH_OK;
	}
	rtnl_link_put(peer);
	rtnl_link_put(link);
	nl_socket_free(sk);
	return status;
}

void hostif_remove(const char *name)
{
	char why[256];
	struct nl_sock *sk = nl_open(why);
	struct rtnl_link *link = rtnl_link_alloc();

	rtnl_link_set_name(link, name);
	if (sk)
		rtnl_link_delete(sk, link);
	rtnl_link_put(link);
	nl_socket_free(sk);
}

void hostif_set_up(const char *name, bool up)
{
	char why[256];
	struct nl_sock *sk = nl_open(why);
	struct rtnl_link *want = rtnl_link_alloc();

	rtnl_link_set_name(want, name);
	if (up)
		rtnl_link_set_flags(want, IFF_UP);
	else
		rtnl_link_unset_flags(want, IFF_UP);
	if (sk)
		rtnl_link_change(sk, want, want, 0);
	rtnl_link_put(want);
	nl_socket_free(sk);
}

void hostif_loopback_up(void)
{
	struct hostif lo = { .name = "lo" };
	char why[256];

	hostif_configure(&lo, why);
}

void hostif_new_are_silent(void)
{
	int fd = open("/proc/sys/net/ipv6/conf/default/disable_ipv6", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return; /* no IPv6 in this kernel, or no rights: a few stray frames at most */
	(void)!write(fd, "1", 1);
	close(fd);
}
