/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the SSH server says of its sessions: `ip ssh logging events`. */
#include "router/ssh_own.h"

static bool wanted(const struct ssh_session *x) { return x->ssh->set.events; }

void sshd_log_session(const struct ssh_session *x)
{
	if (wanted(x))
		device_log(x->ssh->ip->dev, "SSH", 5, "SSH2_SESSION", "SSH2 Session request from %s (tty = %u) using crypto cipher '%s', hmac '%s' Succeeded", x->peer,
			   x->line, x->cipher, x->mac);
}

void sshd_log_auth(const struct ssh_session *x, bool good)
{
	if (wanted(x))
		device_log(x->ssh->ip->dev, "SSH", 5, "SSH2_USERAUTH", "User '%s' authentication for SSH2 Session from %s (tty = %u) using crypto cipher '%s', hmac '%s' %s",
			   x->user, x->peer, x->line, x->cipher, x->mac, good ? "Succeeded" : "Failed");
}

void sshd_log_close(const struct ssh_session *x)
{
	if (wanted(x))
		device_log(x->ssh->ip->dev, "SSH", 5, "SSH2_CLOSE", "SSH2 Session from %s (tty = %u) for user '%s' using crypto cipher '%s', hmac '%s' closed", x->peer,
			   x->line, x->user, x->cipher, x->mac);
}
