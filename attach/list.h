/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every scheme: its file exports `const struct attach_scheme attach_NAME`. The second column is the
 * package to install when the build left the file out for want of a library: ATTACH_REF_NAME is
 * NULL then (tests/configure.sh), and the row tells the user.
 */
#ifndef ATTACH_LIST_H
#define ATTACH_LIST_H

#define ATTACH_LIST(X)         \
	X(tap, "")             \
	X(veth, "")            \
	X(packet, "")          \
	X(xdp, "libbpf-dev")   \
	X(stream, "")          \
	X(dgram, "")           \
	X(udp, "")             \
	X(vxlan, "")           \
	X(vde, "libvdeplug-dev") \
	X(vhost, "")           \
	X(vfio, "")            \
	X(pcap, "")            \
	X(nat, "libslirp-dev") \
	X(dpdk, "libdpdk-dev")

#endif
