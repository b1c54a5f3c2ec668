/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An OCI bundle (runtime-spec 1.0: config.md, config-linux.md) is run by runc or crun inside the container that we have made: so the network is ours, and
 * whatever the runtime leaves ends with process 1. Its config.json is taken as it is but for: the root's path (it may be relative to the bundle), the network
 * namespace (that of who runs it), the hostname (the node's), the terminal (the node's console), and where its control group stands (within ours).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/container.h"
#include "lab/guest.h"

#define OURS "/run/bundle"
#define LOG OURS "/log"

char *bundle_runtime(char why[256])
{
	static const char *const names[] = { "runc", "crun" };
	const char *asked = getenv("LANYARD_OCI"), *path = getenv("PATH");
	char *found = NULL;

	if (asked && *asked)
		return xstrdup(asked);
	for (unsigned i = 0; i < ARRAY_LEN(names) && !found; i++) {
		char *copy = xstrdup(path ? path : "/usr/sbin:/usr/bin:/sbin:/bin"), *rest, *dir;

		for (dir = strtok_r(copy, ":", &rest); dir && !found; dir = strtok_r(NULL, ":", &rest)) {
			found = xasprintf("%s/%s", dir, names[i]);
			if (access(found, X_OK)) {
				free(found);
				found = NULL;
			}
		}
		free(copy);
	}
	if (!found)
		snprintf(why, 256, "a bundle needs runc or crun, and neither is in PATH: apt install runc");
	return found;
}

/* What is missing of what a runtime needs; NULL: nothing. */
static const char *missing(const json_t *m)
{
	if (!json_is_string(json_object_get(m, "ociVersion")))
		return "ociVersion";
	if (!json_is_string(json_array_get(json_object_get(json_object_get(m, "process"), "args"), 0)))
		return "process.args";
	return json_is_string(json_object_get(json_object_get(m, "root"), "path")) ? NULL : "root.path";
}

/* It is read at each power on, and may have changed since the topology was. NULL: why. */
static json_t *load(const char *folder, char why[256])
{
	char *path = xasprintf("%s/config.json", folder);
	json_error_t e;
	json_t *m = json_load_file(path, JSON_REJECT_DUPLICATES, &e);
	const char *lacks = m ? missing(m) : NULL;

	if (lacks) {
		snprintf(why, 256, "its config.json is none of OCI: it lacks \"%s\"", lacks);
		json_decref(m);
		m = NULL;
	} else if (!m && access(path, R_OK))
		snprintf(why, 256, "its config.json cannot be read: %s", strerror(errno));
	else if (!m)
		snprintf(why, 256, "its config.json, line %d column %d: %.100s", e.line > 0 ? e.line : 1, e.column > 0 ? e.column : 1, e.text);
	free(path);
	return m;
}

bool bundle_check(const char *folder, char why[256])
{
	json_t *m = load(folder, why);
	bool good = m;

	json_decref(m);
	return good;
}

/* Without a network namespace of its own, with names of its own. */
static json_t *namespaces(const json_t *linux_part)
{
	const json_t *list = json_object_get(linux_part, "namespaces");
	json_t *out = json_array(), *ns;
	bool uts = false;
	size_t i;

	json_array_foreach((json_t *)list, i, ns) {
		const char *type = json_string_value(json_object_get(ns, "type"));

		if (!type || !strcmp(type, "network"))
			continue;
		uts = uts || !strcmp(type, "uts");
		json_array_append(out, ns);
	}
	if (!uts)
		json_array_append_new(out, json_pack("{s:s}", "type", "uts"));
	return out;
}

/* What is ours to say. */
static void change(json_t *m, const struct container_spec *s)
{
	json_t *root = json_object_get(m, "root"), *linux_part = json_object_get(m, "linux");
	const char *path = json_string_value(json_object_get(root, "path"));
	char *text;

	if (!json_is_object(linux_part)) {
		json_object_set_new(m, "linux", json_object());
		linux_part = json_object_get(m, "linux");
	}
	if (path[0] != '/') {
		text = xasprintf("%s/%s", s->bundle, path);
		json_object_set_new(root, "path", json_string(text));
		free(text);
	}
	json_object_set_new(linux_part, "namespaces", namespaces(linux_part));
	text = xasprintf("/%s/oci", s->cgroup);
	json_object_set_new(linux_part, "cgroupsPath", json_string(text));
	free(text);
	json_object_set_new(m, "hostname", json_string(s->name));
	json_object_set_new(json_object_get(m, "process"), "terminal", json_true());
}

char **bundle_command(const struct container_spec *s, char why[256])
{
	json_t *m = load(s->bundle, why);
	char **list = NULL, *runtime = m ? bundle_runtime(why) : NULL;

	if (runtime) {
		change(m, s);
		if ((mkdir(OURS, 0700) && errno != EEXIST) || json_dump_file(m, OURS "/config.json", JSON_INDENT(1))) {
			snprintf(why, 256, "cannot write the bundle: %s", strerror(errno));
		} else {
			words_add(&list, "%s", runtime);
			for (const char *const *w = (const char *const[]){ "--log", LOG, "run", "--bundle", OURS, s->name, NULL }; *w; w++)
				words_add(&list, "%s", *w);
		}
	}
	free(runtime);
	json_decref(m);
	return list;
}

/* The lines of its log that are more than warnings; runc writes time="..." level=error msg="...". */
bool bundle_complaint(char *text, size_t len)
{
	FILE *f = fopen(LOG, "re");
	char *line = NULL, *at;
	size_t cap = 0, n = 0;

	*text = 0;
	while (f && n < len && getline(&line, &cap, f) > 0) {
		line[strcspn(line, "\n")] = 0;
		at = strstr(line, "msg=");
		if (!strstr(line, "level=warn") && !strstr(line, "level=info"))
			n += (size_t)snprintf(text + n, len - n, "%s%s", n ? "; " : "", at ? at + 4 : line);
	}
	free(line);
	if (f)
		fclose(f);
	return *text;
}

/* A command may be there before the container that it is to run in is. */
char **bundle_exec(const struct container_spec *s, const char *command)
{
	static const char *const script = "n=0; until \"$0\" state \"$1\" 2>/dev/null | grep -q '\"running\"'; do n=$((n + 1)); [ $n -le 50 ] || exit 125; sleep 0.1; done\n"
					  "exec \"$0\" exec \"$1\" /bin/sh -c \"$2\"";
	char **list = NULL, why[256], *runtime = bundle_runtime(why);

	if (!runtime)
		return NULL;
	for (const char *const *w = (const char *const[]){ "/bin/sh", "-c", script, runtime, s->name, command, NULL }; *w; w++)
		words_add(&list, "%s", *w);
	free(runtime);
	return list;
}
