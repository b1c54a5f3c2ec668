/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of the lab that need no world: messages, the state folder, saved configurations, confinement. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/confine.h"
#include "lab/message.h"
#include "lab/state.h"
#include "lab/store.h"

static char folder[64];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/lanyard-test-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	setenv("LANYARD_STATE", folder, 1);
	return 0;
}

static int remove_folder(void **state)
{
	char *command = xasprintf("rm -rf '%s'", folder);

	(void)state;
	if (system(command))
		return -1;
	free(command);
	return 0;
}

/* ---- messages ---- */

static void test_message_round_trip(void **state)
{
	json_t *m = json_pack("{s:s,s:i}", "do", "list", "n", 7), *got;
	struct message_reader r = { 0 };
	int pair[2], fd = memfd_create("x", MFD_CLOEXEC), came;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	r.fd = pair[1];
	assert_true(message_send(pair[0], m, &fd, 1));
	assert_true(message_send(pair[0], m, NULL, 0));
	for (unsigned i = 0; i < 2; i++) {
		got = message_wait(&r);
		assert_true(json_equal(got, m));
		json_decref(got);
	}
	came = message_take_fd(&r);
	assert_true(came >= 0 && came != fd);
	assert_int_equal(message_take_fd(&r), -1);
	close(came);
	close(fd);
	close(pair[0]);
	assert_null(message_wait(&r));
	close(pair[1]);
	message_reader_free(&r);
	json_decref(m);
}

static void test_message_pieces(void **state)
{
	static const char text[] = "{\"a\":1}\nnonsense\n[1]\n{\"b\":2}\n{\"c\"";
	struct message_reader r = { 0 };
	json_t *m;
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	r.fd = pair[1];
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		assert_int_equal(write(pair[0], text + i, 1), 1);
		assert_int_equal(message_fill(&r, 0), 1);
	}
	assert_int_equal(message_take(&r, &m), MESSAGE_ONE);
	json_decref(m);
	assert_int_equal(message_take(&r, &m), MESSAGE_BAD);
	assert_int_equal(message_take(&r, &m), MESSAGE_BAD);
	assert_int_equal(message_take(&r, &m), MESSAGE_ONE);
	assert_int_equal(json_integer_value(json_object_get(m, "b")), 2);
	json_decref(m);
	assert_int_equal(message_take(&r, &m), MESSAGE_NONE);
	close(pair[0]);
	close(pair[1]);
	message_reader_free(&r);
}

static void test_message_text(void **state)
{
	static const struct {
		const char *in;
		size_t len;
		const char *out;
	} rows[] = {
		{ "plain", 5, "plain" },
		{ "", 0, "" },
		{ "\xc3\xa4", 2, "\xc3\xa4" },
		{ "a\xff z", 4, "a? z" },
		{ "\xc3", 1, "?" },			     /* cut off */
		{ "\xc0\xaf", 2, "??" },		     /* overlong */
		{ "\xed\xa0\x80", 3, "???" },		     /* half of a surrogate pair */
		{ "\xf4\x90\x80\x80", 4, "????" },	     /* beyond the last character */
		{ "a\0b", 3, "a?b" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		json_t *s = message_text(rows[i].in, rows[i].len);

		assert_non_null(s);
		assert_string_equal(json_string_value(s), rows[i].out);
		json_decref(s);
	}
}

/* ---- the state folder ---- */

static void test_state_names(void **state)
{
	static const char *const good[] = { "a", "first", "my-lab_2.0", "0" };
	static const char *const bad[] = { "", ".", "..", ".x", "-x", "a/b", "a b", "a:b", "caf\xc3\xa9", "~",
					   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(good); i++)
		assert_true(state_name_ok(good[i]));
	for (unsigned i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(state_name_ok(bad[i]));
}

static void test_state_take(void **state)
{
	struct state_lab a, b;
	char why[256], **labs;
	unsigned n;

	(void)state;
	assert_int_equal(state_take(&a, "one", why), STATE_TAKEN);
	state_note_keeper(&a);
	assert_int_equal(state_take(&b, "one", why), STATE_RUNS);
	assert_int_equal(state_keeper("one"), getpid());
	labs = state_labs(&n, why);
	assert_int_equal(n, 1);
	assert_string_equal(labs[0], "one");
	free(labs[0]);
	free(labs);
	/* As when its process dies: the lock goes, the files stay, and the next who looks removes them. */
	close(a.lock);
	a.lock = -1;
	assert_int_equal(state_keeper("one"), 0);
	labs = state_labs(&n, why);
	assert_int_equal(n, 0);
	free(labs);
	assert_int_equal(access(a.run_path, F_OK), -1);
	state_close(&a);
	assert_int_equal(state_take(&b, "one", why), STATE_TAKEN);
	state_release(&b);
}

static unsigned mode_of(const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	struct stat st = { 0 };

	assert_int_equal(stat(path, &st), 0);
	free(path);
	return st.st_mode & 0777;
}

static void test_state_folder_is_ours(void **state)
{
	char why[256] = "", *path;

	(void)state;
	path = state_folder(why);
	assert_non_null(path);
	free(path);
	/* A folder of the user's is left as it is; what we make in it is private. */
	assert_int_equal(chmod(folder, 0755), 0);
	path = xasprintf("%s/run", folder);
	assert_int_equal(chmod(path, 0755), 0);
	free(path);
	path = state_folder(why);
	assert_non_null(path);
	free(path);
	assert_int_equal(mode_of(""), 0755);
	assert_int_equal(mode_of("run"), 0700);
	assert_int_equal(mode_of("saved"), 0700);
	assert_int_equal(chmod(folder, 0777), 0);
	assert_null(state_folder(why));
	assert_non_null(strstr(why, "others can write"));
	assert_int_equal(chmod(folder, 0700), 0);
	setenv("LANYARD_STATE", "/dev/null", 1);
	assert_null(state_folder(why));
	assert_non_null(strstr(why, "/dev/null"));
	setenv("LANYARD_STATE", folder, 1);
}

/* ---- what is kept of nodes ---- */

static bool save_text(int fd, const char *node, const char *text, char why[256]) { return store_save(fd, node, STORE_CONFIG, text, strlen(text), why); }

static void test_store(void **state)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char why[256], *text;

	(void)state;
	assert_null(store_load(fd, "r1", STORE_CONFIG, NULL, why));
	assert_string_equal(why, "");
	assert_true(save_text(fd, "r1", "hostname r1\nend\n", why));
	assert_true(save_text(fd, "r1", "hostname r2\nend\n", why));
	text = store_load(fd, "r1", STORE_CONFIG, NULL, why);
	assert_string_equal(text, "hostname r2\nend\n");
	free(text);
	assert_int_equal(faccessat(fd, "r1~new", F_OK, 0), -1);
	assert_true(store_erase(fd, "r1", STORE_CONFIG, why));
	assert_true(store_erase(fd, "r1", STORE_CONFIG, why));
	assert_null(store_load(fd, "r1", STORE_CONFIG, NULL, why));
	assert_true(save_text(fd, "r1", "", why));
	text = store_load(fd, "r1", STORE_CONFIG, NULL, why);
	assert_string_equal(text, "");
	free(text);
	assert_true(store_erase(fd, "r1", STORE_CONFIG, why));
	close(fd);
}

/* Each sort is a file of its own, each says whose it is; starting anew leaves host keys. */
static void test_store_sorts(void **state)
{
	static const char *const what[] = { "startup-config of r7: ", "flash of r7: ", "host key of r7: ", "host key of r7: " };
	static const char *const files[] = { "r7", "r7~flash", "r7~rsa", "r7~rsa.pub" };
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), keep;
	char why[256], *data;
	size_t len;

	(void)state;
	assert_int_equal(mkdirat(fd, "sorts", 0700), 0);
	keep = openat(fd, "sorts", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (unsigned i = 0; i < ARRAY_LEN(files); i++) {
		assert_int_equal(mkdirat(keep, files[i], 0700), 0);
		assert_false(store_save(keep, "r7", (enum store_sort)i, "x", 1, why));
		assert_int_equal(strncmp(why, what[i], strlen(what[i])), 0);
		assert_int_equal(unlinkat(keep, files[i], AT_REMOVEDIR), 0);
		assert_true(store_save(keep, "r7", (enum store_sort)i, "a\0b\0\0\0", 3 + i, why));
		assert_int_equal(faccessat(keep, files[i], F_OK, 0), 0);
	}
	data = store_load(keep, "r7", STORE_FLASH, &len, why);
	assert_int_equal(len, 4);
	assert_memory_equal(data, "a\0b", 4);
	free(data);
	assert_true(store_clear(keep, why));
	for (unsigned i = 0; i < ARRAY_LEN(files); i++) {
		assert_int_equal(faccessat(keep, files[i], F_OK, 0), i < STORE_KEY ? -1 : 0);
		assert_true(store_erase(keep, "r7", (enum store_sort)i, why));
	}
	assert_int_equal(unlinkat(fd, "sorts", AT_REMOVEDIR), 0);
	close(keep);
	close(fd);
}

static void test_store_refuses(void **state)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char why[256];

	(void)state;
	assert_int_equal(mkdirat(fd, "r9", 0700), 0);
	assert_false(save_text(fd, "r9", "x", why));
	assert_non_null(strstr(why, "rename"));
	assert_int_equal(faccessat(fd, "r9~new", F_OK, 0), -1);
	assert_null(store_load(fd, "r9", STORE_CONFIG, NULL, why));
	assert_true(why[0]);
	assert_int_equal(unlinkat(fd, "r9", AT_REMOVEDIR), 0);
	assert_int_equal(symlinkat("/etc/passwd", fd, "r8"), 0);
	assert_null(store_load(fd, "r8", STORE_CONFIG, NULL, why));
	assert_true(why[0]);
	assert_true(store_erase(fd, "r8", STORE_CONFIG, why));
	close(fd);
}

/* ---- confinement ---- */

/* In a child: which of these is wrong, 0 none. */
static int confined(int fd)
{
	char why[256];
	bool landlock;

	confine_describe(why, sizeof(why));
	landlock = strstr(why, "Landlock") != NULL;
	if (!confine(fd, why))
		return 1;
	if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || errno != EPERM)
		return 2;
	if (execl("/bin/true", "true", (char *)NULL) != -1 || errno != EPERM)
		return 3;
	if (kill(getppid(), 0) != -1 || errno != EPERM)
		return 4;
	if (landlock && (open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0 || errno != EACCES))
		return 5;
	if (!save_text(fd, "r1", "hostname r1\n", why) || !save_text(fd, "r1", "hostname r2\n", why) || !store_erase(fd, "r1", STORE_CONFIG, why))
		return 6;
	if (landlock && (mkdirat(fd, "x", 0700) == 0 || symlinkat("/", fd, "y") == 0))
		return 7;
	return 0;
}

static void test_confine(void **state)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), how;
	pid_t pid = fork();

	(void)state;
	if (!pid)
		_exit(confined(fd));
	assert_int_equal(waitpid(pid, &how, 0), pid);
	assert_true(WIFEXITED(how));
	assert_int_equal(WEXITSTATUS(how), 0);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_message_round_trip), cmocka_unit_test(test_message_pieces), cmocka_unit_test(test_message_text),
		cmocka_unit_test(test_state_names),	   cmocka_unit_test(test_state_take),	  cmocka_unit_test(test_state_folder_is_ours),
		cmocka_unit_test(test_store),		   cmocka_unit_test(test_store_sorts), cmocka_unit_test(test_store_refuses),  cmocka_unit_test(test_confine),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
