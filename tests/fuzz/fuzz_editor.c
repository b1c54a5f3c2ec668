/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever may be typed at a vty line: keys, escape sequences, secrets, pages, log lines in between; time passes at bytes 0x80 and 0x81, the window changes at 0x82. */
#include <stdlib.h>

#include "appliances/appliances.h"
#include "cli/editor.h"
#include "core/world.h"
#include "device/device.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

struct seat {
	bool over;
	size_t shown;
};

static void show(void *arg, const char *text, size_t len)
{
	struct seat *s = arg;

	(void)text;
	s->shown += len;
}

static void ended(void *arg) { ((struct seat *)arg)->over = true; }

static struct editor *sit(struct device *d, struct seat *s, bool admin)
{
	struct editor_io io = { .write = show, .ended = ended, .arg = s };
	struct cli_options o = { .where = admin ? "script" : "vty0 (10.0.0.9)", .privilege = admin ? 15 : 1, .interactive = true, .length = 10, .width = 80 };

	*s = (struct seat){ 0 };
	return editor_new(d->shell, &o, &io);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	static const char config[] = "hostname r1\nusername u privilege 15 password p\nenable password e\nline vty 0 4\n login local\n"
		"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\nend\n";
	struct world *w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 256, .large_frames = 16 });
	struct device *d = device_of(node_new(w, appliance_find("router")->kind, "r1", 0, 0));
	struct config_error err;
	struct seat seat;
	struct editor *e;

	if (!device_boot(d, config, false, &err, NULL, NULL))
		abort();
	e = sit(d, &seat, len && data[0] & 1);
	for (size_t i = 0; i < len && i < 4096; i++) {
		char c = (char)data[i];

		if (seat.over) {
			editor_free(e);
			e = sit(d, &seat, i & 1);
		}
		if (data[i] == 0x80)
			world_run(w, world_now(w) + NSEC_PER_SEC, 10000);
		else if (data[i] == 0x81)
			device_log(d, "SYS", 5, "TEST", "a line from elsewhere");
		else if (data[i] == 0x82)
			editor_size(e, (unsigned)(i % 40), 80);
		else
			editor_input(e, &c, 1);
	}
	editor_free(e);
	world_free(w);
	return 0;
}
