/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attachment URIs: whatever a user writes is taken or explained, with a column inside of what was written. */
#include <stdlib.h>
#include <string.h>

#include "attach/attach.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xcalloc(1, size + 1), why[256];
	struct attach_uri u;
	unsigned column;

	memcpy(text, data, size);
	if (attach_parse(text, &u, why, &column))
		attach_uri_free(&u);
	else if (column > strlen(text) || !*why)
		abort();
	free(text);
	return 0;
}
