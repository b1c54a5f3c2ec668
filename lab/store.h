/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Saved configurations, and images of flash: one file a node and sort. After a crash at any moment the file is the old one or the new one, whole: a new one
 * is written beside it, synced, renamed over it, and the folder is synced.
 */
#ifndef LAB_STORE_H
#define LAB_STORE_H

#include "core/types.h"

/* Each: false, and why, naming the step that failed; then the old one stands (an error of the last step: the new one, perhaps not durable). */
bool store_save(int folder, const char *node, const char *text, char why[256]);
bool store_erase(int folder, const char *node, char why[256]);
/* The text (caller frees); NULL: there is none, or (why[0] set) it cannot be read. */
char *store_load(int folder, const char *node, char why[256]);
/* The same for the image of a node's flash. */
bool store_save_flash(int folder, const char *node, const void *image, size_t len, char why[256]);
u8 *store_load_flash(int folder, const char *node, size_t *len, char why[256]);
/* Removes all of them. */
bool store_clear(int folder, char why[256]);

#endif
