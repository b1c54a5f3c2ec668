/* SPDX-License-Identifier: GPL-3.0-or-later */
/* VTP: digests that real switches made, revisions that bite, what a client may not, bytes that lie. */
#include "campus.h"
#include "device/debug.h"
#include "switch/vtp/vtp_switch.h"

/* ---- bytes ---- */

static size_t unhex(const char *text, u8 *out)
{
	size_t n = 0;

	for (unsigned v; sscanf(text + 2 * n, "%2x", &v) == 1; n++)
		out[n] = (u8)v;
	return n;
}

/*
 * Summaries and databases of real switches with the password "123", recorded for a password cracker's own tests (John the Ripper, format vtp): the digest
 * is theirs. Of the second, version 1, and the first, version 2, the factory's VLANs have to be the same octets, too.
 */
static void digests_of_real_switches(void **state)
{
	static const struct {
		const char *vlans, *summary;
		const char *own; /* the user's VLAN in it */
		u16 id;
	} real[] = {
		{ "14000107000105dc000186a164656661756c740014000105000505dc000186a56368656e6100000010000103000605dc000186a6666666001800020c03ea05dc00018a8a666464692d6465"
		  "6661756c743000030d03eb117800018a8b74726372662d64656661756c7400000001010ccc040103ed0701000208010007090100072000040f03ec05dc00018a8c666464696e65742d646566"
		  "61756c7400030100012400050d03ed117800018a8d74726272662d64656661756c740000000201000f03010002",
		  "0201010c646f6d61696e313233343536000000000000000000000000000000000000000000000015000000003134313030393134333631376010913064949d6f47a53b2ad68ef06b0000000106010002",
		  "chena", 5 },
		{ "14000107000105dc000186a164656661756c740014000105000505dc000186a568656c6c6f0000002000020c03ea05dc00018a8a666464692d64656661756c740101000004010000280003"
		  "1203eb05dc00018a8b746f6b656e2d72696e672d64656661756c74000001010000040100002400040f03ec05dc00018a8c666464696e65742d64656661756c7400020100000301000124"
		  "00050d03ed05dc00018a8d74726e65742d64656661756c740000000201000003010002",
		  "0101010c646f6d61696e313233343536000000000000000000000000000000000000000000000010000000003134313030393134313432372212dd93025abc600281d74ddda8a21c0101000200",
		  "hello", 5 },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(real); i++) {
		u8 vlans[512], bytes[128], again[128], secret[VTP_DIGEST], digest[VTP_DIGEST], *blob;
		size_t n = unhex(real[i].vlans, vlans), len = unhex(real[i].summary, bytes), blob_len;
		struct vtp_msg m, ours;
		struct vtp_db db;

		assert_true(vtp_parse(&m, rd_of(bytes, len)));
		assert_string_equal(m.domain, "domain123456");
		vtp_secret("123", secret);
		vtp_digest(&m, secret, vlans, n, digest);
		assert_memory_equal(digest, m.digest, VTP_DIGEST);
		assert_true(vtp_blob_read(&db, rd_of(vlans, n), m.version));
		assert_int_equal(db.vlan[1].id, real[i].id);
		assert_string_equal(db.vlan[1].name, real[i].own);
		blob = vtp_blob(&db, m.version, &blob_len);
		assert_int_equal(blob_len, n);
		assert_memory_equal(blob, vlans, n);
		ours = m;
		vtp_trailer(&ours);
		assert_int_equal(vtp_fill(&ours, again, sizeof(again)), len);
		assert_memory_equal(again, bytes, len);
		free(blob);
		free(db.vlan);
	}
}

/* The digest that every switch shows that comes out of its box: 0x57 0xCD 0x40 0x65 ... */
static void digest_of_the_factory(void **state)
{
	struct world *w = campus_new();
	struct device *x = campus_switch(w, "x", 2, "");

	(void)state;
	pass_s(w, 1);
	assert_non_null(strstr(campus_show(x, "show vtp status"), "MD5 digest                        : 0x57 0xCD 0x40 0x65 0x63 0x59 0x47 0xBD"));
	world_free(w);
}

static void nothing_cut_is_taken(void **state)
{
	struct vtp_vlan v[] = { { .id = 1, .name = "default" }, { .id = 10, .name = "ten" }, { .id = 2000, .name = "far" } };
	struct vtp_db db = { 3, v }, out;
	size_t len;
	u8 *blob = vtp_blob(&db, 3, &len), b[100] = { 2, 1, 0, 3, 'l', 'a', 'b' };
	struct vtp_msg m;

	(void)state;
	assert_true(vtp_blob_read(&out, rd_of(blob, len), 3));
	assert_int_equal(out.n, 3);
	free(out.vlan);
	for (size_t cut = 0; cut < len; cut++) {
		u8 *exact = malloc(cut ? cut : 1);

		memcpy(exact, blob, cut);
		if (vtp_blob_read(&out, rd_of(exact, cut), 3))
			free(out.vlan);
		free(exact);
	}
	free(blob);
	for (u8 code = 1; code < 6; code++)
		for (size_t cut = 0; cut < sizeof(b); cut++) {
			u8 *exact = malloc(cut ? cut : 1);

			b[1] = code;
			memcpy(exact, b, cut);
			if (vtp_parse(&m, rd_of(exact, cut)))
				assert_true(cut >= 36);
			free(exact);
		}
	b[3] = 33;
	assert_false(vtp_parse(&m, rd_of(b, sizeof(b))));
	b[3] = 5; /* a name that ends before it does */
	assert_false(vtp_parse(&m, rd_of(b, sizeof(b))));
}

/* A name is typed into the configuration later: what is no word, or another VLAN's, is replaced. */
static void names_that_lie(void **state)
{
	struct vtp_vlan v[] = { { .id = 1, .name = "evil" }, { .id = 10, .name = "a\nno ip routing" }, { .id = 11, .name = "same" }, { .id = 12, .name = "same" }, { .id = 13, .name = "two words" } };
	struct vtp_db db = { 5, v }, out;
	size_t len;
	u8 *blob = vtp_blob(&db, 1, &len);

	(void)state;
	assert_true(vtp_blob_read(&out, rd_of(blob, len), 1));
	assert_string_equal(out.vlan[0].name, "default");
	assert_string_equal(out.vlan[1].name, "VLAN0010");
	assert_string_equal(out.vlan[2].name, "same");
	assert_string_equal(out.vlan[3].name, "VLAN0012");
	assert_string_equal(out.vlan[4].name, "VLAN0013");
	free(out.vlan);
	free(blob);
}

/* ---- in switches ---- */

#define TRUNK(n) "interface g0/" #n "\n switchport mode trunk\n"

static u32 revision(struct device *d) { return d->bridge->vtp->v.revision; }

static void a_client_learns_and_may_not(void **state)
{
	struct world *w = campus_new();
	struct device *x = campus_switch(w, "x", 4, "vtp domain lab\nvlan 10\n name ten\nvlan 20\n state suspend\n" TRUNK(1));
	struct device *y = campus_switch(w, "y", 4, "vtp domain lab\nvtp mode client\n" TRUNK(1) TRUNK(2) "interface g0/3\n switchport access vlan 10\n switchport mode access\n");
	struct device *z = campus_switch(w, "z", 4, "vtp mode client\nvtp domain lab\n" TRUNK(1));

	(void)state;
	campus_join(x, 1, y, 1);
	campus_join(y, 2, z, 1);
	pass_s(w, 5);
	assert_int_equal(revision(x), 2);
	assert_int_equal(revision(z), 2);
	assert_non_null(z->bridge->vlan[10]);
	assert_string_equal(z->bridge->vlan[10]->name, "ten");
	assert_true(z->bridge->vlan[20]->suspended);
	assert_true(has_line(z, "vlan 10\n name ten\n"));
	assert_true(has_line(z, "vtp database revision 2 updater 0.0.0.0 at 260101"));
	campus_apply(x, "vlan 30\n name thirty\nno vlan 20\n");
	pass_s(w, 1);
	assert_int_equal(revision(z), 4);
	assert_null(z->bridge->vlan[20]);
	assert_string_equal(z->bridge->vlan[30]->name, "thirty");
	assert_false(has_line(z, "vlan 20\n"));
	assert_memory_equal(x->bridge->vtp->v.digest, z->bridge->vtp->v.digest, VTP_DIGEST);
	assert_true(campus_refuses(z, "vlan 40\n"));
	assert_true(campus_refuses(z, "no vlan 10\n"));
	assert_true(campus_refuses(x, "vlan 2000\n"));
	campus_apply(z, "interface g0/4\n switchport access vlan 77\n");
	assert_null(z->bridge->vlan[77]);
	assert_non_null(strstr(campus_show(z, "show vtp status"), "VTP Operating Mode                : Client\n"));
	world_free(w);
}

/* A switch from the drawer: the same domain, a higher revision, no VLANs. Everybody's are gone; a ping through VLAN 10, too. */
static void the_highest_revision_wins(void **state)
{
	static const char *const modes[] = { "", "vtp mode client\n" };

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct world *w = campus_new();
		struct device *x = campus_switch(w, "x", 4, "vtp domain lab\nvlan 10\nvlan 20\n" TRUNK(1));
		struct device *old = campus_switch(w, "old", 4, "vtp domain lab\nvtp database revision 77 updater 10.0.0.9 at 930301001122\n" TRUNK(1));

		campus_apply(old, modes[i]);
		pass_s(w, 5);
		assert_int_equal(revision(old), 77);
		assert_non_null(x->bridge->vlan[10]);
		campus_join(x, 1, old, 1);
		pass_s(w, 5);
		assert_int_equal(revision(x), 77);
		assert_null(x->bridge->vlan[10]);
		assert_false(has_line(x, "vlan 10"));
		assert_non_null(strstr(campus_show(x, "show vtp status"), "Configuration last modified by 10.0.0.9 at 3-1-93 00:11:22\n"));
		world_free(w);
	}
}

/* Which is why the book says: transparent and back, or another domain and back, before it is plugged in. */
static void what_resets_a_revision(void **state)
{
	struct world *w = campus_new();
	struct device *x = campus_switch(w, "x", 4, "vtp domain lab\nvlan 10\nvlan 20\n");

	(void)state;
	pass_s(w, 1);
	assert_int_equal(revision(x), 2);
	campus_apply(x, "vtp mode client\n");
	pass_s(w, 1);
	assert_int_equal(revision(x), 2);
	campus_apply(x, "vtp mode transparent\n");
	pass_s(w, 1);
	assert_int_equal(revision(x), 0);
	assert_false(has_line(x, "vtp database"));
	campus_apply(x, "vlan 30\nvtp mode server\n");
	pass_s(w, 1);
	campus_apply(x, "vlan 40\n");
	pass_s(w, 1);
	assert_int_equal(revision(x), 1);
	campus_apply(x, "vtp domain other\n");
	pass_s(w, 1);
	assert_int_equal(revision(x), 0);
	world_free(w);
}

static void without_a_domain_the_first_is_taken(void **state)
{
	struct world *w = campus_new();
	struct device *x = campus_switch(w, "x", 4, "vtp domain lab\nvlan 10\n" TRUNK(1)), *y = campus_switch(w, "y", 4, "vlan 99\n" TRUNK(1) TRUNK(2));
	struct device *other = campus_switch(w, "other", 4, "vtp domain elsewhere\nvlan 50\nvlan 51\nvlan 52\n" TRUNK(2));

	(void)state;
	campus_join(x, 1, y, 1);
	pass_s(w, 5);
	assert_true(has_line(y, "vtp domain lab\n"));
	assert_true(campus_logged(y, "%SW_VLAN-6-VTP_DOMAIN_NAME_CHG: VTP domain name changed to lab."));
	assert_non_null(y->bridge->vlan[10]);
	assert_null(y->bridge->vlan[99]);
	assert_string_equal(y->bridge->domain, "lab");
	campus_join(y, 2, other, 2);
	pass_s(w, 5);
	assert_null(y->bridge->vlan[50]);
	assert_true(campus_port(&y->node, 2)->drops[DROP_VTP_DOMAIN] > 0);
	world_free(w);
}

static void a_wrong_password_is_told(void **state)
{
	struct world *w = campus_new();
	struct device *x = campus_switch(w, "x", 4, "vtp domain lab\nvtp password one\nvlan 10\n" TRUNK(1));
	struct device *y = campus_switch(w, "y", 4, "vtp domain lab\nvtp password two\nvtp mode client\n" TRUNK(1));

	(void)state;
	campus_join(x, 1, y, 1);
	pass_s(w, 5);
	assert_null(y->bridge->vlan[10]);
	assert_true(campus_logged(y, "%SW_VLAN-4-VTP_USER_NOTIFICATION: VTP protocol user notification: MD5 digest checksum mismatch on trunk: Gi0/1"));
	assert_true(y->bridge->vtp->v.count.digest_errors > 0);
	campus_apply(y, "vtp password one\n");
	pass_s(w, 301);
	assert_non_null(y->bridge->vlan[10]);
	world_free(w);
}

/* Transparent hands on and keeps its own; version 1 of its own domain alone; off hands nothing on. */
static void through_transparent(void **state)
{
	static const struct {
		const char *lines;
		bool passes;
	} mode[] = {
		{ "vtp domain lab\nvtp mode transparent\n", true }, { "vtp mode transparent\n", true }, { "vtp domain foreign\nvtp mode transparent\n", false },
		{ "vtp domain foreign\nvtp mode transparent\nvtp version 2\n", true }, { "vtp domain lab\nvtp mode off\n", false },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(mode); i++) {
		struct world *w = campus_new();
		struct device *x = campus_switch(w, "x", 4, "vtp domain lab\nvtp version 2\n vlan 10\n" TRUNK(1)), *y = campus_switch(w, "y", 4, "vlan 99\n" TRUNK(1) TRUNK(2));
		struct device *z = campus_switch(w, "z", 4, "vtp domain lab\nvtp version 2\nvtp mode client\n" TRUNK(1));

		campus_apply(y, mode[i].lines);
		campus_join(x, 1, y, 1);
		campus_join(y, 2, z, 1);
		pass_s(w, 40);
		campus_apply(x, "vlan 20\n");
		pass_s(w, 1);
		assert_int_equal(z->bridge->vlan[20] != NULL, mode[i].passes);
		assert_null(y->bridge->vlan[20]);
		assert_non_null(y->bridge->vlan[99]);
		assert_int_equal(revision(y), 0);
		world_free(w);
	}
}

/* Switches in a ring, each a server: what one says, all know; nobody talks for ever. */
static void rings_settle(void **state)
{
	struct world *w = campus_new();
	struct device *d[5];
	u64 before = 0, after = 0;

	(void)state;
	for (unsigned i = 0; i < 5; i++) {
		char name[4] = { 's', (char)('0' + i), 0 };

		d[i] = campus_switch(w, name, 4, "spanning-tree mode rapid-pvst\nvtp domain lab\n" TRUNK(1) TRUNK(2));
	}
	for (unsigned i = 0; i < 5; i++)
		campus_join(d[i], 1, d[(i + 1) % 5], 2);
	pass_s(w, 20);
	for (unsigned i = 0; i < 5; i++) {
		char line[32];

		snprintf(line, sizeof(line), "vlan %u\n", 100 + i);
		campus_apply(d[i], line);
		pass_s(w, 2);
	}
	for (unsigned i = 0; i < 5; i++) {
		assert_int_equal(revision(d[i]), 5);
		assert_memory_equal(d[i]->bridge->vtp->v.digest, d[0]->bridge->vtp->v.digest, VTP_DIGEST);
		before += d[i]->bridge->vtp->v.count.tx_summary;
	}
	pass_s(w, 100);
	for (unsigned i = 0; i < 5; i++)
		after += d[i]->bridge->vtp->v.count.tx_summary;
	assert_true(after - before <= 10);
	world_free(w);
}

/* Version 2 is the domain's: set on one server, all follow. */
static void version_2_spreads(void **state)
{
	struct world *w = campus_new();
	struct device *x = campus_switch(w, "x", 4, "vtp domain lab\nvlan 10\n" TRUNK(1)), *y = campus_switch(w, "y", 4, "vtp domain lab\nvtp mode client\n" TRUNK(1));

	(void)state;
	campus_join(x, 1, y, 1);
	pass_s(w, 3);
	campus_apply(x, "vtp version 2\n");
	pass_s(w, 2);
	assert_true(has_line(y, "vtp version 2\n"));
	assert_int_equal(y->bridge->vtp->v.version, 2);
	assert_int_equal(revision(y), revision(x));
	assert_true(campus_refuses(campus_switch(w, "z", 2, ""), "vtp version 3\n"));
	world_free(w);
}

/* Version 3: nobody changes VLANs but the primary server; extended VLANs travel; a version 2 neighbour hears the rest in version 2. */
static void version_3_has_a_primary_server(void **state)
{
	struct world *w = campus_new();
	struct device *x = campus_switch(w, "x", 4, "vtp domain lab\nvtp version 3\n" TRUNK(1) TRUNK(2)), *y = campus_switch(w, "y", 4, "vtp domain lab\nvtp version 3\n" TRUNK(1));
	struct device *z = campus_switch(w, "z", 4, "vtp domain lab\nvtp version 2\nvtp mode client\n" TRUNK(1));

	(void)state;
	campus_join(x, 1, y, 1);
	campus_join(x, 2, z, 1);
	pass_s(w, 3);
	assert_true(campus_refuses(x, "vlan 10\n"));
	campus_show(x, "vtp primary force");
	pass_s(w, 1);
	assert_non_null(strstr(campus_show(y, "show vtp status"), "Primary Description               : x\n"));
	assert_true(campus_logged(y, "has become the primary server for the VLAN VTP feature"));
	campus_apply(x, "vlan 10\nvlan 2000\n name far\n");
	pass_s(w, 2);
	assert_string_equal(y->bridge->vlan[2000]->name, "far");
	assert_non_null(z->bridge->vlan[10]);
	assert_null(z->bridge->vlan[2000]);
	assert_true(campus_refuses(y, "vlan 11\n"));
	campus_show(y, "vtp primary force");
	pass_s(w, 1);
	assert_true(campus_refuses(x, "vlan 11\n"));
	campus_apply(y, "vlan 11\nno vlan 2000\n");
	pass_s(w, 1);
	assert_non_null(x->bridge->vlan[11]);
	assert_null(x->bridge->vlan[2000]);
	assert_non_null(strstr(campus_show(x, "show vtp status"), "VTP Operating Mode                : Server\n"));
	assert_non_null(strstr(campus_show(y, "show vtp status"), "VTP Operating Mode                : Primary Server\n"));
	world_free(w);
}

static void dtp_asks_for_the_domain(void **state)
{
	struct world *w = campus_new();
	struct device *x = campus_switch(w, "x", 2, "vtp domain one\ninterface g0/1\n switchport mode dynamic desirable\n"), *y = campus_switch(w, "y", 2, "vtp domain two\n");

	(void)state;
	campus_join(x, 1, y, 1);
	pass_s(w, 5);
	assert_false(campus_sw(x, 1)->trunk);
	assert_true(campus_logged(y, "VTP domain mismatch"));
	campus_apply(y, "vtp domain one\n");
	pass_s(w, 31);
	assert_true(campus_sw(x, 1)->trunk);
	world_free(w);
}

static void ports_may_be_left_out(void **state)
{
	struct world *w = campus_new();
	struct device *x = campus_switch(w, "x", 2, "vtp domain lab\n" TRUNK(1) " no vtp\n"), *y = campus_switch(w, "y", 2, "vtp domain lab\n" TRUNK(1));

	(void)state;
	campus_join(x, 1, y, 1);
	pass_s(w, 3);
	campus_apply(x, "vlan 10\n");
	pass_s(w, 3);
	assert_null(y->bridge->vlan[10]);
	campus_apply(x, "interface g0/1\n vtp\n");
	pass_s(w, 3);
	assert_non_null(y->bridge->vlan[10]);
	world_free(w);
}

/* In a tag where VLAN 1 is not the native one; and a thousand VLANs are many frames. */
static void native_vlans_and_many(void **state)
{
	struct world *w = campus_new();
	struct device *x = campus_switch(w, "x", 2, "vtp domain lab\n" TRUNK(1) " switchport trunk native vlan 99\n"), *y = campus_switch(w, "y", 2, "vtp domain lab\n" TRUNK(1) " switchport trunk native vlan 99\n");
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	(void)state;
	campus_join(x, 1, y, 1);
	pass_s(w, 3);
	for (unsigned id = 2; id <= 1001; id++)
		fprintf(f, "vlan %u\n", id);
	fclose(f);
	campus_apply(x, text);
	free(text);
	pass_s(w, 2);
	assert_int_equal(y->bridge->n_vlans, 1001);
	assert_int_equal(revision(y), 1000);
	assert_true(x->bridge->vtp->v.count.tx_subset > 12);
	world_free(w);
}

/* Whoever sends summaries and requests by the thousand: answers are few, databases taken over are few. */
static void answers_are_few(void **state)
{
	struct world *w = campus_new();
	struct device *x = campus_switch(w, "x", 2, "vtp domain lab\nvlan 10\n" TRUNK(1));
	struct station *s = campus_station(w, "s", x, 1);
	u8 b[128] = { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc, 2, 0, 0, 0, 0, 1, 0, 46, 0xaa, 0xaa, 3, 0, 0, 0x0c, 0x20, 0x03, 1, 3, 0, 3, 'l', 'a', 'b' };
	u64 before;

	(void)state;
	pass_s(w, 3);
	before = x->bridge->vtp->v.count.tx_summary + x->bridge->vtp->v.count.tx_request;
	for (unsigned i = 0; i < 1000; i++) {
		b[23] = i & 1 ? 3 : 1;
		b[13] = i & 1 ? 46 : 80;
		put_be32(b + 58, i & 2 ? 0 : 1000 + i);
		say(s, b, 14 + b[13]);
	}
	pass(w, 10 * NSEC_PER_MS);
	assert_true(x->bridge->vtp->v.count.tx_summary + x->bridge->vtp->v.count.tx_request - before <= 2 * VTP_A_SECOND);
	assert_non_null(x->bridge->vlan[10]);
	world_free(w);
}

/* ---- pruning ---- */

#define ACCESS(port, vlan) "interface g0/" port "\n switchport mode access\n switchport access vlan " vlan "\n spanning-tree portfast\n"
#define DOMAIN "spanning-tree mode rapid-pvst\nvtp domain lab\nvtp version 2\n"
#define TRUNKS12 "interface range g0/1 - 2\n switchport mode trunk\n"

static bool prunes(struct device *d, unsigned port, u16 vlan) { return vlan_in(&campus_sw(d, port)->pruned, vlan); }

/* a - b - c: VLAN 10 has ports at both ends, 20 and 30 at one. What is configured on one server holds in the domain. */
static void pruning_along_a_line(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 6, DOMAIN "vlan 10\nvlan 20\nvlan 30\n" TRUNKS12 ACCESS("3", "10") ACCESS("4", "20"));
	struct device *b = campus_switch(w, "b", 6, DOMAIN "vtp mode client\n" TRUNKS12), *c = campus_switch(w, "c", 6, DOMAIN "vtp mode client\n" TRUNKS12 ACCESS("3", "10") ACCESS("4", "30"));
	struct station *at[4] = { campus_station(w, "p", a, 3), campus_station(w, "q", a, 4), campus_station(w, "r", c, 3), campus_station(w, "s", c, 4) };
	u64 sent;

	(void)state;
	campus_join(a, 1, b, 1);
	campus_join(b, 2, c, 1);
	pass_s(w, 20);
	assert_non_null(strstr(campus_show(a, "show vtp status"), "VTP Pruning Mode                : Disabled"));
	campus_apply(a, "vtp pruning\n");
	pass_s(w, 30);
	assert_true(has_line(b, "vtp pruning\n") && has_line(c, "vtp pruning\n"));
	assert_non_null(strstr(campus_show(c, "show vtp status"), "VTP Pruning Mode                : Enabled"));
	assert_true(!prunes(a, 1, 10) && prunes(a, 1, 20) && !prunes(a, 1, 30) && !prunes(a, 1, 1));
	assert_true(!prunes(b, 1, 10) && !prunes(b, 1, 20) && prunes(b, 1, 30));
	assert_true(!prunes(b, 2, 10) && prunes(b, 2, 20) && !prunes(b, 2, 30));
	assert_true(!prunes(c, 1, 10) && !prunes(c, 1, 20) && prunes(c, 1, 30));
	assert_non_null(strstr(campus_show(a, "show interfaces pruning"), "Gi0/1               20\n"));
	assert_non_null(strstr(campus_show(a, "show interfaces pruning"), "Gi0/1               1,10,20\n"));
	assert_non_null(strstr(campus_show(a, "show interfaces trunk"), "forwarding state and not pruned\nGi0/1       1,10,30\n"));
	sent = campus_port(&a->node, 1)->stats.tx_broadcast;
	talk(at[1], 2, 0xff, 0); /* VLAN 20: nobody wants it */
	talk(at[0], 1, 0xff, 0);
	pass(w, 10 * NSEC_PER_MS);
	assert_int_equal(campus_port(&a->node, 1)->stats.tx_broadcast - sent, 1);
	assert_int_equal(at[2]->n, 1);
	/* a new port of the VLAN is asked for at once, all the way */
	campus_apply(c, "interface g0/4\n switchport access vlan 20\n");
	pass_s(w, 1);
	assert_true(!prunes(a, 1, 20) && !prunes(b, 2, 20));
	talk(at[1], 2, 0xff, 0);
	pass(w, 10 * NSEC_PER_MS);
	assert_int_equal(at[3]->n, 1);
	campus_apply(c, "interface g0/4\n shutdown\n");
	pass_s(w, 1);
	assert_true(prunes(a, 1, 20) && prunes(b, 2, 20));
	/* an interface of the switch wants its VLAN, too */
	campus_apply(b, "interface Vlan20\n ip address 10.0.20.1 255.255.255.0\n");
	pass_s(w, 1);
	assert_true(!prunes(a, 1, 20) && prunes(b, 2, 20));
	/* what may not be pruned here */
	campus_apply(b, "interface g0/2\n switchport trunk pruning vlan remove 20\n");
	pass_s(w, 1);
	assert_false(prunes(b, 2, 20));
	assert_non_null(strstr(campus_show(b, "show interfaces g0/2 switchport"), "Pruning VLANs Enabled: 2-19,21-1001\n"));
	assert_true(campus_refuses(b, "interface g0/2\n switchport trunk pruning vlan 1-5\n"));
	campus_apply(a, "no vtp pruning\n");
	pass_s(w, 2);
	assert_true(!prunes(a, 1, 20) && !prunes(c, 1, 30) && !has_line(c, "vtp pruning"));
	world_free(w);
}

/* In a ring a wish ends with who had it; a neighbour that goes silent wants nothing. */
static void wishes_end(void **state)
{
	struct world *w = campus_new();
	struct device *d[3];

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		d[i] = campus_switch(w, (const char *const[]){ "a", "b", "c" }[i], 6, DOMAIN "vlan 10\nvtp pruning\n" TRUNKS12 ACCESS("3", "10"));
	for (unsigned i = 0; i < 3; i++) {
		campus_join(d[i], 1, d[(i + 1) % 3], 2);
		campus_station(w, (const char *const[]){ "p", "q", "r" }[i], d[i], 3);
	}
	pass_s(w, 60);
	for (unsigned i = 0; i < 3; i++)
		for (unsigned p = 1; p <= 2; p++)
			assert_true(!prunes(d[i], p, 10) || vlan_in(&campus_sw(d[i], p)->blocked, 10) || vlan_in(&campus_sw(d[p == 1 ? (i + 1) % 3 : (i + 2) % 3], 3 - p)->blocked, 10));
	for (unsigned i = 0; i < 3; i++)
		campus_apply(d[i], "interface g0/3\n shutdown\n");
	pass_s(w, 2);
	for (unsigned i = 0; i < 3; i++)
		for (unsigned p = 1; p <= 2; p++)
			assert_true(prunes(d[i], p, 10));
	campus_apply(d[1], "interface g0/3\n no shutdown\n");
	pass_s(w, 2);
	assert_true(!prunes(d[0], 1, 10) || !prunes(d[0], 2, 10));
	campus_apply(d[1], "interface range g0/1 - 2\n no vtp\n"); /* says nothing any more */
	pass_s(w, 25);
	assert_true(prunes(d[0], 1, 10) && prunes(d[0], 2, 10));
	world_free(w);
}

/* A trunk that becomes an access port of the one VLAN that it carried keeps no mark of pruning. */
static void no_trunk_is_pruned(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, DOMAIN "vtp pruning\nvlan 10\ninterface g0/1\n switchport mode trunk\n switchport trunk allowed vlan 10\n spanning-tree portfast trunk\n" ACCESS("2", "10"));
	struct station *p = campus_station(w, "p", a, 1), *q = campus_station(w, "q", a, 2);

	(void)state;
	pass_s(w, 60);
	assert_true(prunes(a, 1, 10));
	campus_apply(a, "interface g0/1\n switchport access vlan 10\n switchport mode access\n");
	pass_s(w, 60);
	assert_false(prunes(a, 1, 10));
	p->n = 0;
	talk(q, 1, 0xff, 0);
	pass(w, 10 * NSEC_PER_MS);
	assert_int_equal(p->n, 1);
	world_free(w);
}

/* Octets as dissectors have them: first VLAN, last VLAN, the highest bit first; real switches' word for pruning in summaries of both versions. */
static void joins_as_bytes(void **state)
{
	static const u8 on1[] = { 1, 1, 0, 1, 0 }, on2[] = { 0, 0, 0, 1, 6, 1, 0, 1 };
	struct world *w = campus_new();
	struct device *x = campus_switch(w, "x", 2, DOMAIN "vlan 10\nvtp pruning\ninterface g0/1\n switchport mode trunk\n");
	struct station *s = campus_station(w, "s", x, 1);
	u8 b[26 + 36 + 4 + VTP_JOIN_BYTES] = { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc, 2, 0, 0, 0, 0, 9, 0, 174, 0xaa, 0xaa, 3, 0, 0, 0x0c, 0x20, 3, 2, 4, 0, 3, 'l', 'a', 'b' };
	struct vtp_msg m = { .version = 1, .code = VTP_SUMMARY, .pruning = true };

	(void)state;
	vtp_trailer(&m);
	assert_true(m.n_trailer == sizeof(on1) && !memcmp(m.trailer, on1, sizeof(on1)));
	m.version = 2;
	vtp_trailer(&m);
	assert_true(m.n_trailer == sizeof(on2) && !memcmp(m.trailer, on2, sizeof(on2)));
	pass_s(w, 40);
	assert_true(prunes(x, 1, 10));
	assert_non_null(strstr(campus_show(x, "show vtp counters"), "Gi0/1               "));
	put_be16(b + 22 + 36 + 2, VTP_JOIN_LAST);
	b[22 + 36 + 4 + 1] = 0x20; /* VLAN 10 */
	say(s, b, 22 + 36 + 4 + VTP_JOIN_BYTES);
	pass_s(w, 1);
	assert_false(prunes(x, 1, 10));
	assert_int_equal(x->bridge->vtp->v.port[0].rx_join, 1);
	put_be16(b + 12, 8 + 36 + 4); /* none at all */
	say(s, b, 22 + 36 + 4);
	pass_s(w, 1);
	assert_true(prunes(x, 1, 10));
	put_be16(b + 12, 8 + 36 + 3);
	say(s, b, 22 + 36 + 3);
	pass_s(w, 1);
	assert_int_equal(x->bridge->vtp->v.count.rx_bad, 1);
	world_free(w);
}

static void preferred_updater(void **state)
{
	struct world *w = campus_new();
	struct device *x = campus_switch(w, "x", 2, "vlan 10\nvlan 20\ninterface Vlan10\n ip address 10.0.10.1 255.255.255.0\ninterface Vlan20\n ip address 10.0.20.1 255.255.255.0\n");

	(void)state;
	pass_s(w, 1);
	assert_non_null(strstr(campus_show(x, "show vtp status"), "Local updater ID is 10.0.10.1 on interface Vl10 (lowest numbered VLAN interface found)"));
	campus_apply(x, "vtp interface Vlan20\n");
	assert_non_null(strstr(campus_show(x, "show vtp status"), "Local updater ID is 10.0.20.1 on interface Vl20 (preferred interface)"));
	campus_apply(x, "interface Vlan20\n shutdown\n");
	assert_non_null(strstr(campus_show(x, "show vtp status"), "Local updater ID is 10.0.10.1 on interface Vl10"));
	campus_apply(x, "vtp interface Vlan20 only\n");
	assert_non_null(strstr(campus_show(x, "show vtp status"), "Local updater ID is 0.0.0.0"));
	world_free(w);
}

static void shows(void **state)
{
	struct world *w = campus_new();
	struct device *x = campus_switch(w, "x", 2, "vtp domain lab\nvtp password pw\nip routing\nvlan 10\ninterface Vlan10\n ip address 10.0.10.1 255.255.255.0\n");

	(void)state;
	pass_s(w, 1);
	assert_non_null(strstr(campus_show(x, "show vtp status"), "Number of existing VLANs          : 6\nConfiguration Revision            : 1\n"));
	assert_non_null(strstr(campus_show(x, "show vtp status"), "Local updater ID is 10.0.10.1 on interface Vl10 (lowest numbered VLAN interface found)\n"));
	assert_non_null(strstr(campus_show(x, "show vtp password"), "VTP Password: pw\n"));
	assert_non_null(strstr(campus_show(x, "show vtp counters"), "Number of config digest errors     : 0\n"));
	assert_non_null(strstr(campus_show(x, "show vtp status | json"), "\"revision\""));
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_of_real_switches), cmocka_unit_test(digest_of_the_factory), cmocka_unit_test(nothing_cut_is_taken),
		cmocka_unit_test(names_that_lie), cmocka_unit_test(a_client_learns_and_may_not), cmocka_unit_test(the_highest_revision_wins),
		cmocka_unit_test(what_resets_a_revision), cmocka_unit_test(without_a_domain_the_first_is_taken), cmocka_unit_test(a_wrong_password_is_told),
		cmocka_unit_test(through_transparent), cmocka_unit_test(rings_settle), cmocka_unit_test(version_2_spreads),
		cmocka_unit_test(version_3_has_a_primary_server), cmocka_unit_test(dtp_asks_for_the_domain), cmocka_unit_test(ports_may_be_left_out),
		cmocka_unit_test(native_vlans_and_many), cmocka_unit_test(answers_are_few), cmocka_unit_test(no_trunk_is_pruned), cmocka_unit_test(pruning_along_a_line),
		cmocka_unit_test(wishes_end), cmocka_unit_test(joins_as_bytes), cmocka_unit_test(preferred_updater), cmocka_unit_test(shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
