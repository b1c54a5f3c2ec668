/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The gate's process: takes requests and forks for each. Sessions are at most SESSIONS_MAX; slow sums (hashes, keys) run SLOW_MAX at a time, in the order of
 * their coming, SLOW_WAITING more may wait, and what is beyond is told no.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libssh/libssh.h>
#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attach/passfd.h"
#include "device/secret.h"
#include "lab/confine.h"
#include "lab/gate.h"
#include "net/rd.h"

enum { SESSIONS_MAX = 256, SLOW_MAX = 2, SLOW_WAITING = 128, CHILDREN_MAX = SESSIONS_MAX + SLOW_MAX, NOBODY = 65534, NICE = 5 };

struct request {
	struct request *next;
	int fd[GATE_FDS];
	size_t len;
	u8 text[GATE_REQUEST_MAX];
};

struct gate_process {
	int line, folder, signals;
	struct { pid_t pid; bool slow; } child[CHILDREN_MAX];
	unsigned n, n_slow;
	struct request *waiting;	/* slow ones */
	unsigned n_waiting;
};

/* ---- a job, in its own process ---- */

static void verdict(int line, bool yes)
{
	const u8 m[2] = { GATE_VERDICT, yes };

	send(line, m, sizeof(m), MSG_NOSIGNAL);
}

/* No rights, no files, no way to new sockets. */
static bool give_up_rights(void)
{
	struct rlimit none = { 0, 0 };
	char why[256];

	setrlimit(RLIMIT_CORE, &none);
	if (!geteuid() && (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) || setresuid(NOBODY, NOBODY, NOBODY)))
		return false;
	if (!confine(-1, why)) {
		fprintf(stderr, "gate: not confined: %s\n", why);
		return false;
	}
	return true;
}

/* A text of the request: up to its zero byte. NULL: there is none. */
static const char *text_of(struct rd *r)
{
	size_t left = rd_left(r), n = strnlen((const char *)r->p, left);

	return n < left ? (const char *)rd_bytes(r, n + 1) : NULL;
}

static void serve_ssh(const struct request *q, const char *node, int folder, struct rd *r)
{
	struct gate_ssh g = { .line = q->fd[GATE_LINE], .conn = q->fd[GATE_CONN] };

	g.timeout_s = rd_u16(r);
	g.tries = rd_u8(r);
	g.methods = rd_u8(r);
	g.banner = text_of(r);
	g.key = gate_key_load(folder, node);
	close(folder);
	if (g.banner && g.key && g.conn >= 0 && give_up_rights())
		gate_ssh_serve(&g);
	free((char *)g.key);
}

static void serve_client(const struct request *q, int folder, struct rd *r)
{
	struct gate_client g = { .line = q->fd[GATE_LINE], .conn = q->fd[GATE_CONN] };

	close(folder);
	g.timeout_s = rd_u16(r);
	g.tries = rd_u8(r);
	g.width = rd_u16(r);
	g.length = rd_u16(r);
	g.user = text_of(r);
	g.command = text_of(r);
	g.ciphers = text_of(r);
	g.macs = text_of(r);
	g.exchanges = text_of(r);
	if (!r->bad && g.user && g.command && g.ciphers && g.macs && g.exchanges && g.conn >= 0 && give_up_rights())
		gate_client_run(&g);
}

static void serve_tls(const struct request *q, const char *node, int folder, struct rd *r, bool server)
{
	struct gate_tls g = { .line = q->fd[GATE_LINE], .conn = q->fd[GATE_CONN], .server = server, .name = "" };

	g.timeout_s = rd_u16(r);
	g.least = rd_u8(r);
	g.most = rd_u8(r);
	if (server) {
		g.pem = gate_cert_load(folder, node);
	} else {
		g.verify = rd_u8(r);
		g.name = text_of(r);
	}
	close(folder);
	if (!r->bad && g.name && (g.pem || !server) && g.conn >= 0 && give_up_rights())
		gate_tls_run(&g);
	free((char *)g.pem);
}

static void serve_check(const struct request *q, struct rd *r)
{
	unsigned type = rd_u8(r);
	const char *text = text_of(r), *given = text ? text_of(r) : NULL;
	struct secret s = { 0 };

	verdict(q->fd[GATE_LINE], given && secret_take(&s, type, text) && secret_check(&s, given));
}

static void serve_key(const struct request *q, const char *node, int folder, struct rd *r)
{
	unsigned bits = rd_u16(r);
	bool replace = rd_u8(r);
	const char *name = text_of(r);

	verdict(q->fd[GATE_LINE], name && gate_key_make(folder, node, name, bits, replace));
}

static void serve_cert(const struct request *q, const char *node, int folder, struct rd *r)
{
	const char *name = text_of(r);

	verdict(q->fd[GATE_LINE], name && gate_cert_make(folder, node, name));
}

static const char *node_of(const struct request *q, struct rd *r)
{
	const char *node;

	*r = rd_of(q->text, q->len);
	node = text_of(r);
	return node && *node && *node != '.' && !strpbrk(node, "/~") ? node : NULL;
}

static void become_job(struct gate_process *g, struct request *q, pid_t gate)
{
	struct rd r;
	const char *node = node_of(q, &r);

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != gate)
		_exit(EXIT_GONE);
	close(g->line);
	close(g->signals);
	switch (node ? rd_u8(&r) : 0) {
	case GATE_SSH:
		prctl(PR_SET_NAME, "lanyard-ssh", 0, 0, 0);
		serve_ssh(q, node, g->folder, &r);
		break;
	case GATE_CLIENT:
		prctl(PR_SET_NAME, "lanyard-sshc", 0, 0, 0);
		serve_client(q, g->folder, &r);
		break;
	case GATE_TLS:
	case GATE_TLS_CLIENT:
		prctl(PR_SET_NAME, "lanyard-tls", 0, 0, 0);
		serve_tls(q, node, g->folder, &r, q->text[strlen(node) + 1] == GATE_TLS);
		break;
	case GATE_CHECK:
		close(g->folder);
		if (give_up_rights())
			serve_check(q, &r);
		break;
	case GATE_KEY: /* needs the folder, and reads nothing of a stranger's */
		serve_key(q, node, g->folder, &r);
		break;
	case GATE_CERT: /* as for a key */
		serve_cert(q, node, g->folder, &r);
		break;
	}
	_exit(0);
}

/* ---- the gate ---- */

static void request_free(struct request *q)
{
	for (unsigned i = 0; i < GATE_FDS; i++)
		if (q->fd[i] >= 0)
			close(q->fd[i]);
	explicit_bzero(q, sizeof(*q));
	free(q);
}

static bool is_slow(const struct request *q)
{
	struct rd r;
	u8 what = node_of(q, &r) ? rd_u8(&r) : GATE_SSH;

	return what != GATE_SSH && what != GATE_CLIENT && what != GATE_TLS && what != GATE_TLS_CLIENT;
}

static void start(struct gate_process *g, struct request *q, bool slow)
{
	pid_t self = getpid(), pid = fork();

	if (!pid)
		become_job(g, q, self);
	request_free(q);
	if (pid < 0)
		return;
	g->child[g->n].pid = pid;
	g->child[g->n++].slow = slow;
	g->n_slow += slow;
}

static void admit(struct gate_process *g, struct request *q)
{
	struct request **at;
	bool slow = is_slow(q);

	if (slow ? g->n_slow < SLOW_MAX : g->n - g->n_slow < SESSIONS_MAX) {
		start(g, q, slow);
	} else if (slow && g->n_waiting < SLOW_WAITING) {
		for (at = &g->waiting; *at; at = &(*at)->next)
			;
		*at = q;
		g->n_waiting++;
	} else {
		request_free(q);
	}
}

static void reap(struct gate_process *g)
{
	struct signalfd_siginfo si;
	pid_t pid;

	if (read(g->signals, &si, sizeof(si)) < 0)
		return;
	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		for (unsigned i = 0; i < g->n; i++)
			if (g->child[i].pid == pid) {
				g->n_slow -= g->child[i].slow;
				g->child[i] = g->child[--g->n];
				break;
			}
	while (g->waiting && g->n_slow < SLOW_MAX) {
		struct request *q = g->waiting;

		g->waiting = q->next;
		g->n_waiting--;
		start(g, q, true);
	}
}

static bool take(struct gate_process *g)
{
	struct request *q = xcalloc(1, sizeof(*q));
	unsigned n_fds = 0;
	ssize_t n;

	q->fd[GATE_LINE] = q->fd[GATE_CONN] = -1;
	n = passfd_receive(g->line, q->text, sizeof(q->text), q->fd, &n_fds, GATE_FDS, NULL, MSG_DONTWAIT);
	if (n > 0 && n_fds) {
		q->len = (size_t)n;
		admit(g, q);
		return true;
	}
	request_free(q);
	return n || errno == EAGAIN;
}

static void run(int line, int folder)
{
	struct gate_process g = { .line = line, .folder = folder };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_SETMASK, &set, NULL);
	g.signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (g.signals < 0)
		return;
	for (;;) {
		struct pollfd p[2] = { { .fd = g.line, .events = POLLIN }, { .fd = g.signals, .events = POLLIN } };

		if (poll(p, 2, -1) < 0 && errno != EINTR)
			return;
		if (p[1].revents & POLLIN)
			reap(&g);
		if (p[0].revents && !take(&g))
			return;
	}
}

bool gate_open(struct setup *s)
{
	int pair[2];

	s->gate = s->gate_end = -1;
	if (s->clock == CLOCK_VIRTUAL)
		return true;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return false;
	s->gate = pair[0];
	s->gate_end = pair[1];
	return true;
}

void gate_close(struct setup *s)
{
	if (s->gate >= 0)
		close(s->gate);
	if (s->gate_end >= 0)
		close(s->gate_end);
	s->gate = s->gate_end = -1;
}

/* Keeps nothing of whoever started it but standard output and error, the socket and the folder. */
static void become_gate(const struct setup *s, pid_t parent)
{
	enum { LINE = 3, FOLDER = 4, HIGH = 64 };
	int line = fcntl(s->gate_end, F_DUPFD, HIGH), folder = fcntl(s->state.saved, F_DUPFD, HIGH);

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != parent)
		_exit(EXIT_GONE);
	prctl(PR_SET_NAME, "lanyard-gate", 0, 0, 0);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	if (line < 0 || folder < 0 || dup3(line, LINE, O_CLOEXEC) < 0 || dup3(folder, FOLDER, O_CLOEXEC) < 0 || close_range(FOLDER + 1, ~0U, 0))
		_exit(EXIT_HOST);
	if (setpriority(PRIO_PROCESS, 0, NICE))
		perror("gate: nice");
	if (ssh_init() || !OPENSSL_init_ssl(OPENSSL_INIT_LOAD_CONFIG | OPENSSL_INIT_LOAD_SSL_STRINGS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL) ||
	    !OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG | OPENSSL_INIT_ADD_ALL_CIPHERS | OPENSSL_INIT_ADD_ALL_DIGESTS, NULL)) /* here, and not in each job: the libraries read their files before the door closes */
		_exit(EXIT_HOST);
	run(LINE, FOLDER);
	_exit(EXIT_DONE);
}

pid_t gate_start(const struct setup *s)
{
	pid_t self = getpid(), pid;

	fflush(NULL);
	pid = fork();
	if (!pid)
		become_gate(s, self);
	return pid;
}
