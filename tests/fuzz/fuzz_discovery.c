/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an LLDPDU and as a CDP packet with its sum put right: what is taken is printable, and can be said again. */
#include <stdlib.h>
#include <string.h>

#include "core/csum.h"
#include "device/discovery/discovery.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

static void check(const char *text)
{
	for (; *text; text++)
		if ((*text < ' ' || *text > '~') && *text != '\n')
			abort();
}

static void check_all(const struct disc_info *i)
{
	u8 b[4096];

	check(i->chassis);
	check(i->port);
	check(i->name);
	check(i->description);
	check(i->platform);
	check(i->domain);
	check(i->vlan_name);
	check(i->location);
	for (unsigned k = 0; k < DISC_INVENTORY_N; k++)
		check(i->inventory[k]);
	lldp_fill(i, b, LLDP_ALL, LLDP_MED_ALL, b + 16, DISC_FRAME_MAX);
	cdp_fill(i, true, b, DISC_FRAME_MAX);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct disc_info i;
	unsigned unknown;
	u8 b[2048];

	if (lldp_parse(&i, rd_of(data, len), &unknown) == DROP_NONE)
		check_all(&i);
	if (len < 4 || len > sizeof(b))
		return 0;
	memcpy(b, data, len);
	put_be16(b + 2, 0);
	put_be16(b + 2, csum_finish(csum_add(0, b, len)));
	if (cdp_parse(&i, rd_of(b, len)) == DROP_NONE)
		check_all(&i);
	return 0;
}
