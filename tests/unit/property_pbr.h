/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of policy routing for the property test of routers. */
#ifndef TESTS_PROPERTY_PBR_H
#define TESTS_PROPERTY_PBR_H

#define PBR_MAP                                                         \
	"route-map WAY permit 10\n"                                     \
	" match length 100 1400\n"                                      \
	" set ip next-hop verify-availability 10.0.1.8 5 track 1\n"     \
	" set ip next-hop verify-availability 10.0.1.9 10 track 2\n"    \
	" set ip next-hop 10.0.1.7\n"                                   \
	" set ip next-hop recursive 10.0.2.7\n"                         \
	" set interface Null0\n"                                        \
	" set ip default next-hop 10.0.1.6\n"                           \
	" set default interface GigabitEthernet0/1\n"                   \
	"!\n"

#endif
