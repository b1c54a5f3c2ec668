/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is kept of nodes: one file a node and sort. After a crash at any moment the file is the old one or the new one, whole: a new one
 * is written beside it, synced, renamed over it, and the folder is synced.
 */
#ifndef LAB_STORE_H
#define LAB_STORE_H

#include "core/types.h"

enum store_sort {
	STORE_CONFIG,		/* the startup-config */
	STORE_FLASH,		/* flash:, an image of all of it */
	STORE_KEY,		/* of the host: private, as PEM */
	STORE_KEY_PUBLIC,	/* and public (device/gate.h) */
	STORE_CERT,		/* of the HTTPS server, behind its private key, as PEM */
};

/* Each: false, and why, naming the step that failed; then the old one stands (an error of the last step: the new one, perhaps not durable). */
bool store_save(int folder, const char *node, enum store_sort sort, const void *data, size_t len, char why[256]);
bool store_erase(int folder, const char *node, enum store_sort sort, char why[256]);
/* The content, and a zero behind it (caller frees); len may be NULL. NULL: there is none, or (why[0] set) it cannot be read. */
char *store_load(int folder, const char *node, enum store_sort sort, size_t *len, char why[256]);
/* Removes all but host keys: nobody's known_hosts shall complain of a lab that was only started anew. */
bool store_clear(int folder, char why[256]);

#endif
