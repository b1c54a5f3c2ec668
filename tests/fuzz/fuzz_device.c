/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines typed at a device's console, while time passes and cables come and go: the first byte of a line may say so. In the end the
 * running configuration boots another device, which then says the same, byte for byte.
 */
#include "tests/unit/device_box.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool keep(struct device *d, const char *text, const char **why)
{
	*why = "full";
	return !text || strlen(text) % 3 != 0 || !d;
}

static void no_reload(struct device *d)
{
	(void)d;
}

static void one_line(struct lab *l, const char *line, nsec *now)
{
	struct device *d = &l->r1->d;

	switch (*line) {
	case 1:
		*now += (nsec)(u8)line[1] * NSEC_PER_SEC;
		world_run(l->w, *now, UINT64_MAX);
		break;
	case 2:
		wire_set_up(l->wire, !l->wire->up);
		break;
	case 3:
		cli_help(l->s.c, line + 1);
		break;
	case 4:
		device_debug(d, "%s", line + 1);
		device_log(d, "FUZZ", (u8)line[1] % 8, "LINE", "%s", line + 1);
		break;
	case 5:
		cli_interrupt(l->s.c);
		break;
	default:
		type(&l->s, line);
	}
	if (l->s.ended) {
		cli_free(l->s.c);
		session_open(&l->s, d, "console", true);
	}
}

static void check_round_trip(struct lab *l)
{
	struct config_error e = { 0 };
	char *first = shell_running(l->r1->d.shell, false), *second;

	if (!device_boot(&l->r2->d, first, false, &e, NULL, NULL))
		bug("line %u of the configuration is refused: %s\n%s", e.line, e.text, first);
	second = shell_running(l->r2->d.shell, false);
	if (strcmp(first, second))
		bug("booted, the configuration is another one:\n%s\n%s", first, second);
	free(first);
	free(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config_error e;
	struct lab *l;
	void *state;
	nsec now = 0;
	char *text = malloc(size + 1), *at = text, *line;

	memcpy(text, data, size);
	text[size] = 0;
	lab_setup(&state);
	l = state;
	l->r1->d.store = keep;
	l->r1->d.reload = no_reload;
	device_boot(&l->r1->d, NULL, true, &e, NULL, NULL);
	type(&l->s, "configure terminal");
	while ((line = strsep(&at, "\n")))
		one_line(l, line, &now);
	check_round_trip(l);
	lab_teardown(&state);
	free(text);
	return 0;
}
