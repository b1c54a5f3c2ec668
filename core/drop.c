/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/drop.h"

const char *drop_name(enum drop reason)
{
	static const char *const name[] = {
#define X(name, text) text,
		DROP_LIST(X)
#undef X
	};

	return (unsigned)reason < DROP_N ? name[reason] : "unknown";
}
