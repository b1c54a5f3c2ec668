/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists on a switch's port and VLAN maps, frame by frame: cut everywhere, tagged twice, fragments; lists and maps that go while in use. */
#include "ip_net.h"

extern const struct appliance appliance_switch;

static const char CONFIG[] = "ip access-list extended WEB\n permit tcp any any eq www\nmac access-list extended M\n deny any any 0x806 0x0\n deny any any 0x8100 0x0\n permit any any\n"
	"interface g0/1\n spanning-tree portfast\n ip access-group WEB in\n mac access-group M in\ninterface g0/2\n spanning-tree portfast\n";
static const u8 FROM[6] = { 2, 0, 0, 0, 0, 9 };

struct bed { struct net n; struct device *d; struct raw *a, *b; u8 f[128]; };

static void open_bed(struct bed *t)
{
	net_open(&t->n);
	t->d = net_node(&t->n, &appliance_switch, "sw", CONFIG);
	t->a = net_raw(&t->n, "a", t->d, 0);
	t->b = net_raw(&t->n, "b", t->d, 1);
	net_run(&t->n, 5 * NSEC_PER_SEC);
}

/* The headers of a frame to all, behind n tags of VLAN vid. Returns where its type's data begins. */
static u32 head(struct bed *t, unsigned n, u16 vid, u16 type)
{
	u32 at = 12;

	memset(t->f, 0, sizeof(t->f));
	memset(t->f, 255, 6);
	memcpy(t->f + 6, FROM, 6);
	for (; n--; at += 4) {
		put_be16(t->f + at, 0x8100);
		put_be16(t->f + at + 2, vid);
	}
	put_be16(t->f + at, type);
	return at + 2;
}

static u32 ip(struct bed *t, unsigned tags, u8 proto, u16 fragment)
{
	u32 at = head(t, tags, 0, 0x0800);

	t->f[at] = 0x45;
	put_be16(t->f + at + 2, 60);
	put_be16(t->f + at + 6, fragment);
	t->f[at + 8] = 64;
	t->f[at + 9] = proto;
	put_be32(t->f + at + 12, 0x0a000009);
	put_be32(t->f + at + 16, 0x0a000001);
	put_be16(t->f + at + 22, 80);
	return at;
}

static bool passes(struct bed *t, u32 len)
{
	t->b->n = t->b->next = 0;
	raw_send(&t->n, t->a, t->f, len);
	for (unsigned k = 0; k < t->b->n; k++)
		if (!memcmp(t->b->got[k].data + 6, FROM, 6))
			return true;
	return false;
}

static void t_port(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t);
	for (unsigned tags = 0; tags < 2; tags++) { /* the one: of priority alone */
		u32 at = ip(&t, tags, 6, 0);

		assert_true(passes(&t, at + 60));
		for (u32 len = at + 1; len < at + 24; len++)
			assert_false(passes(&t, len)); /* no port to be seen */
		t.f[at] = 0x4f; /* options beyond the frame */
		assert_false(passes(&t, at + 40));
		t.f[at] = 0x65;
		assert_false(passes(&t, at + 60));
		ip(&t, tags, 1, 0);
		assert_false(passes(&t, at + 60));
		ip(&t, tags, 6, 5); /* no ports: by its addresses */
		assert_true(passes(&t, at + 60));
		assert_false(passes(&t, head(&t, tags, 0, 0x0806) + 46));
		assert_true(passes(&t, head(&t, tags, 0, 0x88b5) + 46));
	}
	ip(&t, 2, 6, 0);
	assert_false(passes(&t, 80)); /* a tag in a tag is no IP, and M denies its type */
	for (u32 len = 1; len < 18; len++) {
		head(&t, 1, 0, 0x0806);
		passes(&t, len);
	}
	head(&t, 1, 4095, 0x88b5);
	assert_false(passes(&t, 64));
	TYPE(&t.n, t.d, "configure terminal", "no mac access-list extended M", "no ip access-list extended WEB");
	assert_true(passes(&t, ip(&t, 0, 1, 0) + 60));
	assert_true(passes(&t, head(&t, 0, 0, 0x0806) + 46));
	net_close(&t.n);
}

static void t_map(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t);
	TYPE(&t.n, t.d, "configure terminal", "vlan access-map X", "match mac address M", "vlan filter X vlan-list 1");
	assert_true(passes(&t, head(&t, 0, 0, 0x88b5) + 46));
	assert_true(passes(&t, ip(&t, 0, 6, 0) + 60)); /* the map asks for no IP */
	TYPE(&t.n, t.d, "configure terminal", "no mac access-list extended M");
	assert_false(passes(&t, head(&t, 0, 0, 0x88b5) + 46)); /* a list that is not there means nothing */
	TYPE(&t.n, t.d, "configure terminal", "vlan access-map X", "match ip address WEB", "no match mac address M");
	assert_true(passes(&t, head(&t, 0, 0, 0x88b5) + 46));
	TYPE(&t.n, t.d, "configure terminal", "interface g0/1", "no ip access-group WEB in");
	assert_false(passes(&t, ip(&t, 0, 1, 0) + 60));
	assert_false(passes(&t, ip(&t, 0, 6, 0) + 10)); /* cannot be read: nobody's */
	TYPE(&t.n, t.d, "configure terminal", "no vlan access-map X");
	assert_true(passes(&t, ip(&t, 0, 1, 0) + 60));
	TYPE(&t.n, t.d, "configure terminal", "no vlan filter X vlan-list 1", "no ip access-list extended WEB");
	assert_true(passes(&t, ip(&t, 0, 1, 0) + 60));
	EXPECT(&t.n, t.d, "Inbound access-list is M", "show mac access-group");
	net_close(&t.n);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_port), cmocka_unit_test(t_map) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
