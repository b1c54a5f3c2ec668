/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feature bits of network devices and of rings that we look at: bit numbers (virtio 1.2, 5.1.3 and 6). For every transport. */
#ifndef NIC_MODELS_VIRTIO_FEATURES_H
#define NIC_MODELS_VIRTIO_FEATURES_H

enum {
	F_CSUM = 0, F_GUEST_CSUM = 1, F_CTRL_GUEST_OFFLOADS = 2, F_MTU = 3, F_MAC = 5, F_GSO = 6, F_GUEST_TSO4 = 7, F_GUEST_TSO6 = 8, F_GUEST_ECN = 9,
	F_HOST_TSO4 = 11, F_HOST_TSO6 = 12, F_HOST_ECN = 13, F_MRG_RXBUF = 15, F_STATUS = 16, F_CTRL_VQ = 17, F_CTRL_RX = 18, F_CTRL_VLAN = 19,
	F_CTRL_RX_EXTRA = 20, F_GUEST_ANNOUNCE = 21, F_MQ = 22, F_CTRL_MAC_ADDR = 23, F_ANY_LAYOUT = 27, F_INDIRECT_DESC = 28, F_EVENT_IDX = 29,
	F_PROTOCOL_FEATURES = 30, F_VERSION_1 = 32, F_RING_PACKED = 34, F_IN_ORDER = 35, F_RING_RESET = 40,
	F_GUEST_USO4 = 54, F_GUEST_USO6 = 55, F_HOST_USO = 56, F_SPEED_DUPLEX = 63,
};

#endif
