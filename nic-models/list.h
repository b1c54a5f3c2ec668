/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every NIC model: its file exports `const struct nic_model nic_NAME`. */
#ifndef NIC_MODELS_LIST_H
#define NIC_MODELS_LIST_H

#define NIC_LIST(NIC) \
	NIC(e1000)    \
	NIC(e1000_82545em) \
	NIC(e1000e)   \
	NIC(igb)      \
	NIC(virtio_net) \
	NIC(virtio_net_packed) \
	NIC(rtl8139)  \
	NIC(rtl8139c) \
	NIC(pcnet)    \
	NIC(ne2000)   \
	NIC(vmxnet3)

#endif
