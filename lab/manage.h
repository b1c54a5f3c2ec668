/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `management:` of the topology file: shells of nodes on addresses of this machine. */
#ifndef LAB_MANAGE_H
#define LAB_MANAGE_H

#include "lab/engine.h"

/* Opens the listening sockets into s->manage, by node. false: said why. */
bool manage_open(struct setup *s);
/* Closes what it opened, also after it failed. */
void manage_close(struct setup *s);
/* In the engine: serves them; and no longer, when the workers have ended. Connections end with their nodes. */
void manage_start(struct engine *e);
void manage_stop(struct engine *e);

#endif
