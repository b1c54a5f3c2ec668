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

/* In its place between service and hostname. */
#define FILES_ARCHIVE \
	"archive\n" \
	" !\n" \
	" log config\n" \
	"  logging enable\n" \
	"  logging size 200\n" \
	"  notify syslog\n" \
	"  hidekeys\n" \
	" path flash:old\n" \
	" maximum 5\n" \
	" write-memory\n" \
	" time-period 1440\n" \
	"!\n"

/* Before the interfaces. */
#define FILES_RANGES(iface) \
	"define interface-range lan " iface "\n" \
	"!\n"

#define FILES_TYPED \
	{ "", "tftp-server bootflash:/x", "tftp-server flash:x" }

#endif
