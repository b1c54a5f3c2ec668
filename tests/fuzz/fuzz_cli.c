/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines into two sessions on one shell; the first byte of a line says what is done with it. In the end the configuration must
 * be its own: applied to a fresh device it gives itself, byte for byte, and replacing it by itself changes nothing.
 */
#include "tests/unit/cli_fake.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_round_trip(struct fake *f, const struct grammar *g)
{
	struct fake *other = fake_new(g);
	char *text = shell_running(f->sh, false), *again;
	struct config_error e;
	unsigned n;

	if (!shell_apply(other->sh, text, false, &e, NULL, NULL))
		bug("line %u of the configuration is refused: %s\n%s", e.line, e.text, text);
	again = shell_running(other->sh, false);
	if (strcmp(text, again))
		bug("applied, the configuration is another one:\n%s\n%s", text, again);
	if (!shell_replace(f->sh, text, &e, &n) || n)
		bug("%u changes by replacing the configuration by itself (%s):\n%s", n, e.text, text);
	free(again);
	free(text);
	fake_free(other);
}

static void one_line(struct fake *f, struct cli *c, const char *line)
{
	const char *const *list;
	struct config_error e;
	unsigned n;

	switch (*line) {
	case 1:
		cli_help(c, line + 1);
		break;
	case 2:
		cli_complete(c, line + 1, &list, &n);
		break;
	case 3:
		cli_interrupt(c);
		break;
	case 4:
		cli_key(c, line[1]);
		break;
	case 5:
		cli_line_end(c, line + 1);
		break;
	case 6:
		cli_notify(c, line + 1);
		break;
	case 7: /* what follows is one text, its lines apart by tabs */
	case 8:
		for (char *p = (char *)(size_t)line; *p; p++)
			if (*p == '\t')
				*p = '\n';
		if (*line == 7)
			shell_apply(f->sh, line + 1, line[1] == '!', &e, NULL, NULL);
		else
			shell_replace(f->sh, line + 1, &e, &n);
		break;
	case 14:
		snprintf(f->refuse, sizeof(f->refuse), "%s", line + 1);
		break;
	default:
		cli_line(c, line);
	}
	if (f->busy)
		cli_done(f->busy, true);
	f->busy = NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct grammar *g;
	struct cli_options o = { .where = "console", .privilege = 15, .interactive = true, .length = 24 };
	struct cli_options json = { .where = "exec", .privilege = 15, .json = true };
	struct cli *c[2];
	struct fake *f;
	char *text;

	if (!g)
		g = fake_grammar();
	if (size > 65536)
		return 0;
	f = fake_new(g);
	c[0] = fake_session(f, &o);
	c[1] = fake_session(f, &json);
	text = xcalloc(1, size + 1);
	memcpy(text, data, size);
	for (size_t i = 0; i < size;) {
		size_t len = strcspn(text + i, "\n");
		struct cli **at = &c[text[i] == '@'];

		text[i + len] = 0;
		one_line(f, *at, text + i + (text[i] == '@'));
		if (cli_paging(*at))
			cli_key(*at, len % 2 ? ' ' : '\r');
		if (f->ended) {
			cli_free(*at);
			*at = fake_session(f, at == c ? &o : &json);
			f->ended = false;
		}
		i += len + 1;
		text_clear(&f->out);
		text_clear(&f->trace);
	}
	f->refuse[0] = 0;
	cli_free(c[0]);
	cli_free(c[1]);
	check_round_trip(f, g);
	fake_free(f);
	free(text);
	return 0;
}
