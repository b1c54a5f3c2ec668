/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys: the device's own, which the gate makes and keeps (here is only its public half), and those of users. Of a user's key its MD5 is kept, as IOS does.
 */
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "net/rd.h"
#include "router/ssh_own.h"

/* ---- the host key ---- */

bool sshd_possible(const struct ssh *s) { return s->ip->dev->gate != NULL; }

const char *sshd_host_key(struct ssh *s)
{
	if (!s->asked && s->ip->dev->gate) {
		s->asked = true;
		s->host_key = s->ip->dev->gate->host_key(s->ip->dev);
	}
	return s->host_key;
}

static void ask_again(struct ssh *s)
{
	bool had = s->host_key != NULL;

	free(s->host_key);
	s->host_key = NULL;
	s->asked = false;
	sshd_host_key(s);
	if (had != (s->host_key != NULL))
		device_log(s->ip->dev, "SSH", 5, s->host_key ? "ENABLED" : "DISABLED", "SSH %s has been %s", s->set.version == 2 ? "2.0" : "1.99",
			   s->host_key ? "enabled" : "disabled");
	sshd_lines_changed(s);
}

static void made(struct ssh *s, bool ok)
{
	void (*done)(void *arg, bool ok) = s->made;

	s->ip->dev->gate->end(s->making);
	s->making = NULL;
	s->made = NULL;
	ask_again(s);
	if (done)
		done(s->made_arg, ok);
}

static void told(void *arg, const u8 *m, size_t len) { made(arg, len == 2 && m[0] == GATE_VERDICT && m[1] == 1); }
static void gone(void *arg) { made(arg, false); }

bool sshd_make_key(struct ssh *s, const char *name, unsigned bits, bool replace, void (*done)(void *arg, bool ok), void *arg)
{
	struct gate_user u = { .told = told, .gone = gone, .arg = s };
	u8 m[128] = { GATE_KEY };
	size_t n = strlen(name) + 1;

	if (!s->ip->dev->gate || s->making || n > sizeof(m) - 4)
		return false;
	put_be16(m + 1, (u16)bits);
	m[3] = replace;
	memcpy(m + 4, name, n);
	s->making = s->ip->dev->gate->begin(s->ip->dev, m, 4 + n, -1, false, &u);
	s->made = done;
	s->made_arg = arg;
	return s->making != NULL;
}

void sshd_want_key(struct device *d)
{
	struct ssh *s = d->ip ? d->ip->ssh : NULL;

	if (s && !sshd_host_key(s))
		sshd_make_key(s, shell_hostname(d->shell), SSH_KEY_BITS, false, NULL, NULL);
}

void sshd_forget_key(struct ssh *s, void *arg)
{
	if (s->made_arg == arg)
		s->made = NULL;
}

void sshd_drop_key(struct ssh *s)
{
	if (s->ip->dev->gate)
		s->ip->dev->gate->drop_key(s->ip->dev);
	ask_again(s);
}

/* ---- users' keys ---- */

bool sshd_pubkey_md5(const char *base64, u8 md5[16], char type[24])
{
	u8 blob[SSH_PUBKEY_MAX];
	size_t len = strlen(base64), n;
	struct rd r;
	u32 n_type;
	int got;

	if (!len || len % 4 || len > SSH_PUBKEY_MAX)
		return false;
	got = EVP_DecodeBlock(blob, (const u8 *)base64, (int)len);
	n = got < 0 ? 0 : (size_t)got - (base64[len - 1] == '=') - (base64[len - 2] == '=');
	r = rd_of(blob, n);
	n_type = rd_u32(&r); /* RFC 4253 6.6: the key begins with the name of its type */
	if (r.bad || n_type >= 24 || n_type > rd_left(&r) || !n_type)
		return false;
	memset(type, 0, 24);
	rd_copy(&r, type, n_type);
	return strlen(type) == n_type && EVP_Digest(blob, n, md5, NULL, EVP_md5(), NULL) == 1;
}

bool sshd_pubkey_fits(const struct ssh_keys *keys, const char *owner, const char *key)
{
	const char *blank = strchr(key, ' ');
	char type[24];
	u8 md5[16];

	if (!blank || !sshd_pubkey_md5(blank + 1, md5, type))
		return false;
	for (const struct ssh_pubkey *k = keys->first; k; k = k->next)
		if (!strcmp(k->owner, owner) && !strcmp(k->type, type) && !memcmp(k->md5, md5, 16))
			return true;
	return false;
}

bool sshd_pubkey_add(const struct ssh_keyowner *o, const char *type, const u8 md5[16])
{
	struct ssh_pubkey *k;

	if (o->keys->n == SSH_PUBKEYS_MAX)
		return false;
	k = xcalloc(1, sizeof(*k));
	memcpy(k->owner, o->name, sizeof(k->owner));
	strncpy(k->type, type, sizeof(k->type) - 1);
	memcpy(k->md5, md5, 16);
	k->next = o->keys->first;
	o->keys->first = k;
	o->keys->n++;
	return true;
}

void sshd_pubkey_remove(const struct ssh_keyowner *o, const char *type, const u8 *md5)
{
	for (struct ssh_pubkey **at = &o->keys->first, *k; (k = *at);) {
		if (strcmp(k->owner, o->name) || (type && (strcmp(k->type, type) || memcmp(k->md5, md5, 16)))) {
			at = &k->next;
			continue;
		}
		*at = k->next;
		o->keys->n--;
		free(k);
		if (type)
			return;
	}
}

const char *const sshd_pubkey_types[] = { "ssh-rsa", "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", NULL };

bool sshd_pubkey_type(const char *type)
{
	for (unsigned i = 0; sshd_pubkey_types[i]; i++)
		if (!strcmp(type, sshd_pubkey_types[i]))
			return true;
	return false;
}

struct ssh_keyowner *sshd_keyowner(struct ssh_keys *k, const char *name)
{
	struct ssh_keyowner *o = k->owners;

	while (o && strcmp(o->name, name))
		o = o->next;
	if (!o) {
		o = xcalloc(1, sizeof(*o));
		strncpy(o->name, name, SSH_USER_MAX);
		o->keys = k;
		o->next = k->owners;
		k->owners = o;
	}
	return o;
}

void sshd_keyowner_drop(struct ssh_keyowner *o)
{
	struct ssh_keyowner **at = &o->keys->owners;

	sshd_pubkey_remove(o, NULL, NULL);
	while (*at != o)
		at = &(*at)->next;
	*at = o->next;
	free(o);
}

void sshd_keys_free(struct ssh *s)
{
	while (s->users.owners)
		sshd_keyowner_drop(s->users.owners);
	while (s->servers.owners)
		sshd_keyowner_drop(s->servers.owners);
	if (s->making)
		s->ip->dev->gate->end(s->making);
	free(s->host_key);
}
