/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines about files, for the samples of all kinds. They stand behind the hosts of `logging host`. */
#ifndef TESTS_PROPERTY_FILES_H
#define TESTS_PROPERTY_FILES_H

#define FILES_TFTP(iface) \
	"ip tftp blocksize 1024\n" \
	"!\n" \
	"ip tftp source-interface " iface "\n" \
	"!\n" \
	"tftp-server flash:images/r1.bin alias r1 7\n" \
	"tftp-server flash:plain\n" \
	"!\n"

#define FILES_TYPED \
	{ "", "tftp-server bootflash:/x", "tftp-server flash:x" }

#endif
