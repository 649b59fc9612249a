// SPDX-License-Identifier: MIT
/*
 * Tests of mm/slab.c and mm/slab_common.c: caches as their users see them. After every case the runner
 * compares the number of live objects of all caches with what it was, and walks every list (slab_check).
 * Damage and wrong frees are slab_debug_test.c's.
 */
#include <asm/processor.h>
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tick.h>
#include <linux/vmstat.h>

#include "../../mm/slab.h"
#include "../kernel/noticed.h"
#include "../kernel/reports.h"
#include "../kernel/step.h"
#include "pressure.h"

static long live_objects(void)
{
	return slab_live_objects();
}
KUNIT_LEDGER("live_objects", NULL, live_objects);
KUNIT_INVARIANT("slab", slab_check);

/* ---- one cache's line in /proc/slabinfo ---- */

struct row {
	unsigned long active, objects;
	unsigned int size, per_slab, pages_per_slab;
	unsigned long slabs;
};

static char text[16384];

static bool find_row(const char *name, struct row *r)
{
	struct seq_file m;
	char start[40];
	const char *line;

	seq_init(&m, text, sizeof(text) - 1, NULL);
	slabinfo_show(&m);
	text[m.count] = '\0';
	snprintf(start, sizeof(start), "\n%-17s ", name);
	line = strstr(text, start);
	return line &&
	       sscanf(line + strlen(start), "%lu %lu %u %u %u : tunables 0 0 0 : slabdata %lu",
		      &r->active, &r->objects, &r->size, &r->per_slab, &r->pages_per_slab,
		      &r->slabs) == 6;
}

static void expect_active(struct kunit *test, const char *name, unsigned long active)
{
	struct row r = {};

	KUNIT_ASSERT_TRUE(test, find_row(name, &r));
	KUNIT_EXPECT_EQ(test, r.active, active);
	KUNIT_EXPECT_LE(test, r.active, r.objects);
	KUNIT_EXPECT_EQ(test, r.objects, r.slabs * r.per_slab);
}

/* With slub_debug= on the command line every cache has another layout, and keeps no active slab. */
static bool all_are_debugged(void)
{
	struct row r = {};

	return find_row("kmalloc-32", &r) && r.size != 32;
}

static void skip_if_debugged(struct kunit *test)
{
	if (all_are_debugged())
		kunit_skip(test, "slub_debug= changes the layout of all caches");
}

/* ---- the classic sample ---- */

struct xj_unit_t {
	int id;
	char name[20];
};

/* As in the books, but for the arguments that kmem_cache_create() no longer has. */
static void the_classic_sample_runs(struct kunit *test)
{
	struct kmem_cache *xj_cachep;
	struct xj_unit_t *unit;

	hold_faults(); /* SLAB_PANIC means it; nor may a cache of that name stay behind */
	xj_cachep = kmem_cache_create("xjslab", sizeof(struct xj_unit_t), 0,
				      SLAB_CACHE_DMA | SLAB_PANIC, NULL);
	unit = kmem_cache_alloc(xj_cachep, GFP_KERNEL);
	release_faults();
	KUNIT_ASSERT_NOT_NULL(test, unit);
	unit->id = 7;
	strscpy(unit->name, "xj", sizeof(unit->name));
	KUNIT_EXPECT_LE(test, virt_to_phys(unit + 1), 16U << 20);
	expect_active(test, "xjslab", 1);
	kmem_cache_free(xj_cachep, unit);
	expect_active(test, "xjslab", 0);
	kmem_cache_destroy(xj_cachep);
}

/* ---- making a cache ---- */

static void nonsense_is_refused(struct kunit *test)
{
	static const struct {
		const char *name;
		unsigned int size, align;
		slab_flags_t flags;
	} bad[] = {
		{ NULL, 64, 0, 0 },	    { "t", 0, 0, 0 },	{ "t", (128 << 10) + 1, 0, 0 },
		{ "t", 64, 3, 0 },	    { "t", 64, 96, 0 }, { "t", 64, 256 << 10, 0 },
		{ "t", 64, 0, 0x80000000 }, { "t", 64, 0, 1 },	{ "kmalloc-64", 64, 0, 0 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		struct reports before = mark_reports();

		KUNIT_EXPECT_NULL(test, kmem_cache_create(bad[i].name, bad[i].size, bad[i].align,
							  bad[i].flags, NULL));
		EXPECT_REPORTS(test, before, 1, "failed with error -");
	}
}

static void slab_panic_panics(struct kunit *test)
{
	kmem_cache_create("too_large", 129 << 10, 0, SLAB_PANIC, NULL);
}

static void a_name_is_free_again_after_destroy(struct kunit *test)
{
	for (int i = 0; i < 3; i++) {
		struct kmem_cache *s = kmem_cache_create("again", 100, 0, 0, NULL);

		KUNIT_ASSERT_NOT_NULL(test, s);
		kmem_cache_destroy(s);
	}
}

static void the_name_is_copied(struct kunit *test)
{
	char name[] = "on_the_stack";
	struct kmem_cache *s = kmem_cache_create(name, 64, 0, 0, NULL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	name[0] = 'X';
	KUNIT_EXPECT_STREQ(test, kmem_cache_name(s), "on_the_stack");
	kmem_cache_destroy(s);
}

static void sizes_below_32_become_32(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("tiny", 1, 0, 0, NULL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_EQ(test, kmem_cache_size(s), 32U);
	kmem_cache_destroy(s);
}

static void destroying_nothing_is_nothing(struct kunit *test)
{
	struct reports before = mark_reports();

	kmem_cache_destroy(NULL);
	EXPECT_SILENCE(test, before);
}

static void the_kernels_own_caches_stay(struct kunit *test)
{
	struct reports before = mark_reports();
	struct row r;

	kmem_cache_destroy(kmalloc_caches[KMALLOC_NORMAL][KMALLOC_SHIFT_LOW]);
	EXPECT_REPORTS(test, before, 1,
		       "kmem_cache_destroy kmalloc-32: the kernel needs this cache");
	KUNIT_EXPECT_TRUE(test, find_row("kmalloc-32", &r));
}

/* ---- where objects lie ---- */

static const struct {
	unsigned int size, align;
	slab_flags_t flags;
	unsigned int expected; /* alignment */
} layouts[] = {
	{ 32, 0, 0, 8 },
	{ 33, 0, 0, 8 },
	{ 100, 0, 0, 8 },
	{ 100, 64, 0, 64 },
	{ 60, 0, SLAB_HWCACHE_ALIGN, 64 },
	{ 33, 0, SLAB_HWCACHE_ALIGN, 64 },
	{ 32, 0, SLAB_HWCACHE_ALIGN, 32 },
	{ 500, 512, 0, 512 },
	{ 1000, 4096, 0, 4096 },
	{ 4097, 8192, 0, 8192 },
	{ 40000, 0, 0, 8 },
	{ 131072, 131072, 0, 131072 },
	{ 100, 0, SLAB_TYPESAFE_BY_RCU, 8 },
	{ 131072, 0, SLAB_TYPESAFE_BY_RCU, 8 },
	{ 72, 32, SLAB_POISON | SLAB_RED_ZONE | SLAB_STORE_USER, 32 },
	{ 64, 256, SLAB_RED_ZONE, 256 },
};

#define BATCH 20

static bool overlap(const void *a, const void *b, unsigned int size)
{
	return a < b + size && b < a + size;
}

static void expect_apart(struct kunit *test, void **p, unsigned int n, unsigned int size)
{
	for (unsigned int i = 0; i < n; i++)
		for (unsigned int j = 0; j < i; j++)
			KUNIT_EXPECT_FALSE_MSG(test, overlap(p[i], p[j], size), "size %u", size);
}

static void objects_are_aligned_and_apart(struct kunit *test)
{
	for (unsigned int l = 0; l < ARRAY_SIZE(layouts); l++) {
		unsigned int size = layouts[l].size;
		struct kmem_cache *s =
			kmem_cache_create("layout", size, layouts[l].align, layouts[l].flags, NULL);
		void *p[BATCH];

		KUNIT_ASSERT_NOT_NULL(test, s);
		for (int i = 0; i < BATCH; i++) {
			p[i] = kmem_cache_alloc(s, GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, p[i]);
			KUNIT_EXPECT_EQ_MSG(test, (unsigned long)p[i] % layouts[l].expected, 0UL,
					    "size %u", size);
			memset(p[i], i, size);
		}
		expect_apart(test, p, BATCH, size);
		for (int i = 0; i < BATCH; i++) {
			KUNIT_EXPECT_NULL(test, memchr_inv(p[i], i, size));
			kmem_cache_free(s, p[i]);
		}
		kmem_cache_destroy(s);
	}
}

static void objects_of_32_bytes_fill_a_page(struct kunit *test)
{
	struct kmem_cache *s;
	struct row r = {};

	skip_if_debugged(test);
	s = kmem_cache_create("full_page", 32, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_ASSERT_TRUE(test, find_row("full_page", &r));
	KUNIT_EXPECT_EQ(test, r.per_slab, 128U);
	KUNIT_EXPECT_EQ(test, r.pages_per_slab, 1U);
	kmem_cache_destroy(s);
}

static void no_slab_wastes_an_eighth(struct kunit *test)
{
	skip_if_debugged(test);
	for (unsigned int size = 32; size <= 128 << 10; size += 8 + size / 10) {
		struct kmem_cache *s = kmem_cache_create("waste", size, 0, 0, NULL);
		unsigned long bytes;
		struct row r = {};

		KUNIT_ASSERT_NOT_NULL(test, s);
		KUNIT_ASSERT_TRUE(test, find_row("waste", &r));
		bytes = r.pages_per_slab * PAGE_SIZE;
		KUNIT_EXPECT_LT_MSG(test, bytes - r.per_slab * r.size, bytes / 8, "size %u", size);
		kmem_cache_destroy(s);
	}
}

/* Without a large block there is a small one: the first try is allowed to fail, and is not reported. */
static void smaller_slabs_do_where_memory_is_in_pieces(struct kunit *test)
{
	struct reports before = mark_reports();
	struct kmem_cache *s;
	struct row r = {};
	void *p;

	skip_if_debugged(test);
	s = kmem_cache_create("pieces", 4096, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	fail_nth_page_alloc(1);
	p = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_EXPECT_TRUE(test, fail_nth_page_alloc_done());
	KUNIT_ASSERT_NOT_NULL(test, p);
	EXPECT_SILENCE(test, before);
	KUNIT_ASSERT_TRUE(test, find_row("pieces", &r));
	KUNIT_EXPECT_EQ(test, r.per_slab, 8U);
	KUNIT_EXPECT_EQ(test, r.objects, 1UL);
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
}

/* Every second of the pages in @from. */
static void give_every_second(struct hoard *from)
{
	struct hoard kept = {};

	while (from->first) {
		struct page *page = from->first;

		from->first = (struct page *)page->index;
		page->index = (unsigned long)kept.first;
		if (page_to_pfn(page) & 1)
			kept.first = page;
		else
			put_page(page);
	}
	*from = kept;
}

/* Nobody's cache is emptied for a large slab where a small one does. */
static void for_a_larger_slab_nothing_is_reclaimed(struct kunit *test)
{
	unsigned long stalls, old = min_free_kbytes;
	struct hoard singles = {}, rest = {};
	struct kmem_cache *s;
	void *p;

	skip_if_debugged(test);
	s = kmem_cache_create("pieces", 4096, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	set_min_free_kbytes(0);
	for (unsigned int i = 0; i < 512; i++)
		hoard_take(&singles, GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN, 0);
	hoard_all(&rest, GFP_ATOMIC | __GFP_MEMALLOC);
	give_every_second(&singles);
	stalls = vm_event(ALLOCSTALL);
	p = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, vm_event(ALLOCSTALL), stalls);
	set_min_free_kbytes(old);
	hoard_give_all(&rest);
	hoard_give_all(&singles);
	KUNIT_EXPECT_NOT_NULL(test, p);
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
}

static void dma_objects_lie_below_16_mib(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("dma", 1000, 0, SLAB_CACHE_DMA, NULL);
	void *p[BATCH];

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (int i = 0; i < BATCH; i++) {
		p[i] = kmem_cache_alloc(s, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p[i]);
		KUNIT_EXPECT_LE(test, virt_to_phys(p[i] + 1000), 16U << 20);
	}
	kmem_cache_free_bulk(s, BATCH, p);
	kmem_cache_destroy(s);
}

/* ---- contents ---- */

static unsigned int constructed;

static void make_seven(void *object)
{
	constructed++;
	*(int *)object = 7;
}

static void a_constructor_runs_once_an_object(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("ctor", 100, 0, 0, make_seven);
	struct row r = {};
	int *p;

	KUNIT_ASSERT_NOT_NULL(test, s);
	constructed = 0;
	for (int i = 0; i < 1000; i++) {
		p = kmem_cache_alloc(s, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_EQ(test, *p, 7);
		kmem_cache_free(s, p);
	}
	KUNIT_ASSERT_TRUE(test, find_row("ctor", &r));
	KUNIT_EXPECT_EQ(test, r.slabs, 1UL);
	KUNIT_EXPECT_EQ(test, constructed, r.per_slab);
	kmem_cache_destroy(s);
}

/* In a cache with checks as in one without. */
static void zeroes_do_not_undo_a_constructor(struct kunit *test)
{
	static const slab_flags_t flags[] = { 0, SLAB_RED_ZONE | SLAB_CONSISTENCY_CHECKS };

	for (int i = 0; i < ARRAY_SIZE(flags); i++) {
		struct kmem_cache *s = kmem_cache_create("ctor", 100, 0, flags[i], make_seven);
		struct reports before = mark_reports();
		void *p[4];

		KUNIT_ASSERT_NOT_NULL(test, s);
		p[0] = kmem_cache_zalloc(s, GFP_KERNEL);
		p[1] = kmem_cache_alloc(s, GFP_ATOMIC | __GFP_ZERO);
		KUNIT_EXPECT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL | __GFP_ZERO, 2, p + 2),
				2);
		for (int j = 0; j < ARRAY_SIZE(p); j++) {
			KUNIT_ASSERT_NOT_NULL(test, p[j]);
			KUNIT_EXPECT_EQ(test, *(int *)p[j], 7);
		}
		KUNIT_EXPECT_TRUE(test, log_contains(before.log, "WARNING: CPU: 0 PID: "));
		KUNIT_EXPECT_REPORTS(test, log_count(before.log, "WARNING: CPU: 0 PID: "));
		kmem_cache_free_bulk(s, ARRAY_SIZE(p), p);
		kmem_cache_destroy(s);
	}
}

static void a_typesafe_object_keeps_its_bytes_when_freed(struct kunit *test)
{
	struct kmem_cache *s =
		kmem_cache_create("typesafe", 64, 0, SLAB_TYPESAFE_BY_RCU | SLAB_POISON, NULL);
	u8 *p;

	KUNIT_ASSERT_NOT_NULL(test, s);
	p = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 0x17, 64);
	kmem_cache_free(s, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0x17, 64));
	kmem_cache_destroy(s);
}

static void zalloc_is_zero_all_over(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("zero", 200, 0, 0, NULL);
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (int i = 0; i < 3; i++) {
		p = kmem_cache_zalloc(s, i ? GFP_KERNEL : GFP_ATOMIC);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, 200));
		memset(p, 0xff, 200);
		kmem_cache_free(s, p);
	}
	kmem_cache_destroy(s);
}

/* ---- many at once ---- */

static void bulk_is_all_or_nothing(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("bulk", 1024, 0, 0, NULL);
	void *p[50];

	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 50, p), 50);
	expect_apart(test, p, 50, 1024);
	expect_active(test, "bulk", 50);
	kmem_cache_free_bulk(s, 50, p);
	for (int n = 1; n <= 50; n += 7) {
		fail_nth_slab_alloc(n);
		KUNIT_EXPECT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL | __GFP_NOWARN, 50, p),
				0);
		KUNIT_EXPECT_TRUE(test, fail_nth_slab_alloc_done());
	}
	expect_active(test, "bulk", 0);
	kmem_cache_destroy(s);
}

/* ---- giving back ---- */

static void empty_slabs_go_back_beyond_a_reserve(struct kunit *test)
{
	static void *p[800];
	struct kmem_cache *s;
	struct row r = {};

	skip_if_debugged(test);
	s = kmem_cache_create("reserve", 512, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 800, p), 800);
	find_row("reserve", &r);
	KUNIT_EXPECT_EQ(test, r.slabs, 100UL);
	kmem_cache_free_bulk(s, 800, p);
	find_row("reserve", &r);
	KUNIT_EXPECT_LE(test, r.slabs, 10UL);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
	find_row("reserve", &r);
	KUNIT_EXPECT_EQ(test, r.slabs, 0UL);
	kmem_cache_destroy(s);
}

/* The first object that comes back is the last one, too. */
static void slabs_of_one_object_go_back_as_well(struct kunit *test)
{
	struct kmem_cache *s;
	struct row r = {};
	void *p[30];

	skip_if_debugged(test);
	s = kmem_cache_create("single", 30000, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 30, p), 30);
	find_row("single", &r);
	KUNIT_EXPECT_EQ(test, r.per_slab, 1U);
	kmem_cache_free_bulk(s, 30, p);
	find_row("single", &r);
	KUNIT_EXPECT_LE(test, r.slabs, 3UL);
	kmem_cache_destroy(s);
}

static void shrink_says_whether_slabs_remain(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("shrink", 512, 0, 0, NULL);
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, s);
	p = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NE(test, kmem_cache_shrink(s), 0);
	memset(p, 1, 512);
	kmem_cache_free(s, p);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
	kmem_cache_destroy(s);
}

static void a_cache_with_live_objects_stays_and_lists_them(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("in_use", 100, 0, 0, NULL);
	struct reports before = mark_reports();
	static void *p[100];
	char line[40];

	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 100, p), 100);
	kmem_cache_destroy(s);
	EXPECT_REPORTS(test, before, 2,
		       "BUG in_use (Not tainted): Objects remaining in in_use on __kmem_cache_shutdown()");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "WARNING: CPU: 0 PID: "));
	KUNIT_EXPECT_TRUE(test,
			  log_contains(before.log,
				       "kmem_cache_destroy in_use: Slab cache still has objects when "
				       "called from a_cache_with_live_objects_stays"));
	for (int i = 0; i < 100; i++) {
		snprintf(line, sizeof(line), "Object 0x%px @offset=", p[i]);
		KUNIT_EXPECT_EQ(test, log_count(before.log, line), 1U);
	}
	KUNIT_EXPECT_EQ(test, log_count(before.log, "Object 0x"), 100U);
	expect_active(test, "in_use", 100);
	kmem_cache_free_bulk(s, 100, p);
	kmem_cache_destroy(s);
}

/* ---- the books ---- */

static void slabinfo_is_true_at_every_moment(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("moments", 256, 0, 0, NULL);
	static void *p[40];

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (int i = 0; i < 40; i++) {
		expect_active(test, "moments", i);
		p[i] = kmem_cache_alloc(s, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p[i]);
	}
	for (int i = 0; i < 40; i++) {
		expect_active(test, "moments", 40 - i);
		kmem_cache_free(s, p[(i * 7) % 40]);
	}
	expect_active(test, "moments", 0);
	kmem_cache_destroy(s);
}

static void slabinfo_has_linuxs_head(struct kunit *test)
{
	struct row r;

	find_row("kmalloc-32", &r);
	KUNIT_EXPECT_EQ(test,
			memcmp(text,
			       "slabinfo - version: 2.1\n# name            <active_objs> <num_objs> ",
			       66),
			0);
}

static void slab_pages_are_counted(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("pages", 1024, 0, SLAB_RECLAIM_ACCOUNT, NULL);
	unsigned long all = slab_pages(), reclaimable = slab_reclaimable_pages();
	struct row r = {};
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, s);
	p = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	find_row("pages", &r);
	KUNIT_EXPECT_EQ(test, slab_pages() - all, (unsigned long)r.pages_per_slab);
	KUNIT_EXPECT_EQ(test, slab_reclaimable_pages() - reclaimable,
			(unsigned long)r.pages_per_slab);
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
	KUNIT_EXPECT_EQ(test, slab_pages(), all);
}

/* ---- failure ---- */

/* Everything that can fail, once. */
static void use_a_cache(void)
{
	struct kmem_cache *s = kmem_cache_create("failing", 2000, 0, 0, NULL);
	void *p[12], *q;

	if (!s)
		return;
	q = kmem_cache_zalloc(s, GFP_KERNEL | __GFP_NOWARN);
	if (q) {
		if (kmem_cache_alloc_bulk(s, GFP_KERNEL | __GFP_NOWARN, 12, p))
			kmem_cache_free_bulk(s, 12, p);
		kmem_cache_free(s, q);
	}
	kmem_cache_destroy(s);
}

static void a_failure_at_any_point_leaks_nothing(struct kunit *test)
{
	struct reports mark;
	bool done;
	int n = 0;

	do {
		mark = mark_reports();
		fail_nth_slab_alloc(++n);
		use_a_cache();
		done = fail_nth_slab_alloc_done();
		EXPECT_FAILURES_ONLY(test, mark);
	} while (done);
	fail_nth_slab_alloc(0);
	KUNIT_EXPECT_GT(test, n, 14);
	n = 0;
	do {
		drain_all(); /* so that each round asks for pages */
		mark = mark_reports();
		fail_nth_page_alloc(++n);
		use_a_cache();
		done = fail_nth_page_alloc_done();
		EXPECT_FAILURES_ONLY(test, mark);
	} while (done);
	fail_nth_page_alloc(0);
	KUNIT_EXPECT_GT(test, n, 1);
}

static void running_out_is_reported_once(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("out", 64, 0, 0, NULL);
	u32 since = log_position();

	KUNIT_ASSERT_NOT_NULL(test, s);
	fail_nth_page_alloc(1);
	KUNIT_EXPECT_NULL(test, kmem_cache_alloc(s, GFP_KERNEL));
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_EQ(test, log_count(since, "SLUB: Unable to allocate memory on node -1"), 1U);
	KUNIT_EXPECT_TRUE(test,
			  log_contains(since, "  cache: out, object size: 64, buffer size: "));
	since = log_position();
	fail_nth_page_alloc(1);
	KUNIT_EXPECT_NULL(test, kmem_cache_alloc(s, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_EQ(test, log_count(since, "SLUB"), 0U);
	kmem_cache_destroy(s);
}

/* ---- speed ---- */

/* In instructions, where the suites run. */
static u64 time_of_pairs(struct kmem_cache *s)
{
	u64 start = rdtsc_ordered();

	for (int i = 0; i < 100; i++) {
		void *p = kmem_cache_alloc(s, GFP_KERNEL);

		if (likely(p))
			kmem_cache_free(s, p);
	}
	return rdtsc_ordered() - start;
}

/* Sizes that are no power of two, too: the check of the address is a multiplication. */
static void the_fast_path_is_fast(struct kunit *test)
{
	static const unsigned int sizes[] = { 32, 40, 96, 1000, 4096, 20000, 131072 };

	if (!cycles_are_instructions())
		kunit_skip(test, "counts instructions: make test T=slab");
	skip_if_debugged(test);
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kmem_cache *s = kmem_cache_create("fast", sizes[i], 0, 0, NULL);

		KUNIT_ASSERT_NOT_NULL(test, s);
		time_of_pairs(s);
		KUNIT_EXPECT_LT_MSG(test, time_of_pairs(s), 100 * 100ULL, "size %u", sizes[i]);
		kmem_cache_destroy(s);
	}
}

/* ---- interrupts ---- */

static struct kmem_cache *shared;
static void *taken[32];
static unsigned int in_tick, ticks, refused;

/* In hard interrupt context: takes and gives back, and now and then keeps some. */
static void tick(struct pt_regs *regs)
{
	ticks++;
	for (int i = 0; i < 5; i++) {
		unsigned int slot = in_tick++ % ARRAY_SIZE(taken);

		if (taken[slot]) {
			if (*(unsigned int *)taken[slot] != slot)
				refused += 1000;
			kmem_cache_free(shared, taken[slot]);
			taken[slot] = NULL;
			continue;
		}
		taken[slot] = kmem_cache_alloc(shared, GFP_ATOMIC);
		if (taken[slot])
			*(unsigned int *)taken[slot] = slot;
		else
			refused++;
	}
}

/* The task does the same to the same cache as fast as it can, so that ticks come at every instruction of it. */
static void tasks_and_interrupts_share_a_cache(struct kunit *test)
{
	static void *mine[100];
	struct rnd_state rnd;

	shared = kmem_cache_create("shared", 64, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, shared);
	prandom_seed_state(&rnd, kunit_case_seed(test));
	ticks = refused = 0;
	KUNIT_ASSERT_EQ(test, register_tick_hook(tick), 0);
	while (READ_ONCE(ticks) < kunit_rounds(400)) {
		unsigned int i = prandom_u32_state(&rnd) % ARRAY_SIZE(mine);

		if (mine[i]) {
			if (*(u32 *)mine[i] != (u32)mine[i] + i)
				refused += 1000000;
			kmem_cache_free(shared, mine[i]);
			mine[i] = NULL;
		} else {
			mine[i] = kmem_cache_alloc(shared, GFP_KERNEL);
			KUNIT_EXPECT_NOT_NULL(test, mine[i]);
			if (mine[i])
				*(u32 *)mine[i] = (u32)mine[i] + i;
		}
	}
	register_tick_hook(NULL);
	KUNIT_EXPECT_EQ(test, refused, 0U);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(mine); i++)
		if (mine[i])
			kmem_cache_free(shared, mine[i]);
	for (unsigned int i = 0; i < ARRAY_SIZE(taken); i++) {
		if (taken[i])
			kmem_cache_free(shared, taken[i]);
		taken[i] = NULL;
	}
	kmem_cache_destroy(shared);
}

/* Every path of allocation and free: slabs of two objects, so that these become full, partial and empty. */
static void use_shared(void *unused)
{
	void *p[5];

	for (int i = 0; i < 5; i++) {
		p[i] = kmem_cache_alloc(shared, GFP_KERNEL);
		if (p[i])
			*(int *)p[i] = i;
	}
	for (int i = 0; i < 5; i++) {
		unsigned int j = (i * 2) % 5;

		if (!p[j])
			continue;
		if (*(unsigned int *)p[j] != j)
			refused++;
		kmem_cache_free(shared, p[j]);
	}
}

static void interrupt_shared(void)
{
	void *a = kmem_cache_alloc(shared, GFP_ATOMIC), *b = kmem_cache_alloc(shared, GFP_ATOMIC);

	if (!a || !b) {
		refused++;
		if (a || b)
			kmem_cache_free(shared, a ?: b);
		return;
	}
	*(int *)a = *(int *)b = -1;
	if (taken[0])
		kmem_cache_free(shared, taken[0]);
	taken[0] = a;
	kmem_cache_free(shared, b);
}

static void an_interrupt_may_come_at_any_instruction(struct kunit *test)
{
	unsigned int n = 1, stride = all_are_debugged() ? 41 : 1; /* the paths are long then */

	shared = kmem_cache_create("stepped", 12000, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, shared);
	refused = 0;
	for (; run_interrupted(n, use_shared, NULL, interrupt_shared); n += stride) {
		KUNIT_EXPECT_EQ(test, slab_check(), 0);
		expect_active(test, "stepped", 1);
	}
	KUNIT_EXPECT_GT(test, n, 200U);
	KUNIT_EXPECT_EQ(test, refused, 0U);
	if (taken[0])
		kmem_cache_free(shared, taken[0]);
	taken[0] = NULL;
	kmem_cache_destroy(shared);
}

/* One of several threads, each with its own objects of the one cache, preempted wherever a tick finds it. */
static int use_shared_for_long(void *seed)
{
	void *mine[40] = {};
	struct rnd_state rnd;
	long bad = 0;

	prandom_seed_state(&rnd, (unsigned long)seed);
	while (!kthread_should_stop()) {
		u32 i = prandom_u32_state(&rnd) % ARRAY_SIZE(mine);

		current->time_slice = 1;
		if (mine[i]) {
			bad += *(u32 *)mine[i] != ((u32)mine ^ i);
			kmem_cache_free(shared, mine[i]);
			mine[i] = NULL;
		} else {
			mine[i] = kmem_cache_alloc(shared, GFP_KERNEL);
			if (mine[i])
				*(u32 *)mine[i] = (u32)mine ^ i;
		}
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(mine); i++)
		if (mine[i])
			kmem_cache_free(shared, mine[i]);
	return bad;
}

static void threads_share_a_cache(struct kunit *test)
{
	struct task_struct *threads[4];

	shared = kmem_cache_create("threads", 700, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, shared);
	for (int i = 0; i < 4; i++) {
		threads[i] = kthread_run(use_shared_for_long,
					 (void *)(unsigned long)(kunit_case_seed(test) + i),
					 "slab%d", i);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, threads[i]);
	}
	msleep(kunit_rounds(1200));
	for (int i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, kthread_stop(threads[i]), 0);
	expect_active(test, "threads", 0);
	kmem_cache_destroy(shared);
}

/* ---- soak ---- */

#define SOAK_CACHES	50
#define SOAK_OBJECTS	4000
#define SOAK_OPERATIONS 1000000

/* The oracle: what is allocated, from which cache, and the word that its first and last bytes are made of. */
static struct soak_object {
	u32 *p;
	u16 cache, used;
	u32 word;
} soaked[SOAK_OBJECTS];

static struct kmem_cache *soak_caches[SOAK_CACHES];
static unsigned int soak_sizes[SOAK_CACHES];

static bool soak_create(struct rnd_state *rnd)
{
	static const slab_flags_t flags[] = { 0, SLAB_HWCACHE_ALIGN, SLAB_TYPESAFE_BY_RCU,
					      SLAB_RED_ZONE,
					      SLAB_POISON | SLAB_RED_ZONE |
						      SLAB_CONSISTENCY_CHECKS };
	char name[16];

	for (int i = 0; i < SOAK_CACHES; i++) {
		soak_sizes[i] = 32 + 4 * (prandom_u32_state(rnd) % (i < 45 ? 100 : 1500));
		snprintf(name, sizeof(name), "soak%d", i);
		soak_caches[i] = kmem_cache_create(name, soak_sizes[i], 0,
						   flags[i < 40 ? i % 3 : i % 5], NULL);
		if (!soak_caches[i])
			return false;
	}
	return true;
}

/* The last word of the object says the same as the first: neither neighbour has written over its end. */
static u32 *last_word(const struct soak_object *o)
{
	return o->p + soak_sizes[o->cache] / 4 - 1;
}

static bool soak_step(struct rnd_state *rnd)
{
	u32 dice = prandom_u32_state(rnd);
	struct soak_object *o = &soaked[dice % SOAK_OBJECTS];
	bool good = true;

	if (o->used) {
		good = *o->p == o->word && *last_word(o) == o->word;
		kmem_cache_free(soak_caches[o->cache], o->p);
		o->used = false;
		return good;
	}
	o->cache = (dice >> 16) % SOAK_CACHES;
	o->p = kmem_cache_alloc(soak_caches[o->cache],
				dice & 1 << 30 ? GFP_KERNEL : GFP_ATOMIC | __GFP_NOWARN);
	if (o->p) {
		o->used = true;
		o->word = dice;
		*o->p = *last_word(o) = o->word;
	}
	return true;
}

static void random_soak_agrees_with_an_oracle(struct kunit *test)
{
	unsigned int bad = 0,
		     operations = kunit_rounds(SOAK_OPERATIONS) / (all_are_debugged() ? 5 : 1);
	struct rnd_state rnd;
	char name[16];

	prandom_seed_state(&rnd, kunit_case_seed(test));
	KUNIT_ASSERT_TRUE(test, soak_create(&rnd));
	for (unsigned int i = 1; i <= operations; i++) {
		bad += !soak_step(&rnd);
		if (i % (operations / 4) == 0)
			KUNIT_EXPECT_EQ(test, validate_all_slab_caches() + slab_check(), 0);
	}
	KUNIT_EXPECT_EQ(test, bad, 0U);
	for (int i = 0; i < SOAK_CACHES; i++) {
		unsigned long live = 0;

		for (int j = 0; j < SOAK_OBJECTS; j++)
			live += soaked[j].used && soaked[j].cache == i;
		snprintf(name, sizeof(name), "soak%d", i);
		expect_active(test, name, live);
	}
	for (int j = 0; j < SOAK_OBJECTS; j++) {
		if (soaked[j].used)
			kmem_cache_free(soak_caches[soaked[j].cache], soaked[j].p);
		soaked[j].used = false;
	}
	for (int i = 0; i < SOAK_CACHES; i++)
		kmem_cache_destroy(soak_caches[i]);
}

/* ---- the books ---- */

static void swap_slabs(struct page *a, struct page *b)
{
	struct list_head place;

	list_replace(&a->lru, &place);
	list_replace(&b->lru, &a->lru);
	list_replace(&place, &b->lru);
}

static void the_check_notices_what_is_wrong(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("checked", 500, 0, 0, NULL);
	struct page *full, *partial;
	void *objects[64] = {};
	unsigned int n;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (n = 0; n <= s->objects; n++) {
		objects[n] = kmem_cache_alloc(s, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, objects[n]);
	}
	KUNIT_ASSERT_EQ(test, slab_check(), 0); /* it also puts slabs back into the lists */
	full = list_first_entry(&s->full, struct page, lru);
	partial = list_first_entry(&s->partial, struct page, lru);
	KUNIT_ASSERT_EQ(test, full->inuse, full->objects);
	KUNIT_ASSERT_EQ(test, partial->inuse, 1);

	EXPECT_FAULTS(test, full->flags, full->flags ^ 1UL << PG_slab, slab_check(), 1);
	EXPECT_FAULTS(test, full->slab_cache, &kmem_cache, slab_check(), 1);
	EXPECT_FAULTS(test, partial->flags, partial->flags ^ 1UL << PG_slab, slab_check(), 1);
	EXPECT_FAULTS(test, partial->slab_cache, &kmem_cache, slab_check(), 1);
	EXPECT_FAULTS(test, full->inuse, full->inuse - 1, slab_check(), 1);
	EXPECT_FAULTS(test, partial->inuse, partial->inuse + 1, slab_check(), 1);
	EXPECT_FAULTS(test, s->nr_slabs, s->nr_slabs + 1, slab_check(), 1);
	EXPECT_FAULTS(test, s->nr_objects, s->nr_objects - 1, slab_check(), 1);
	EXPECT_FAULTS(test, s->nr_partial, s->nr_partial + 1, slab_check(), 1);
	swap_slabs(full, partial);
	KUNIT_EXPECT_EQ(test, slab_check(), 2);
	swap_slabs(full, partial);
	full->objects--;			/* a bit field */
	KUNIT_EXPECT_EQ(test, slab_check(), 2); /* and not as many objects in all */
	full->objects++;
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	while (n--)
		kmem_cache_free(s, objects[n]);
	kmem_cache_destroy(s);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(the_classic_sample_runs),
	KUNIT_CASE(nonsense_is_refused),
	KUNIT_CASE_PANIC(slab_panic_panics),
	KUNIT_CASE(a_name_is_free_again_after_destroy),
	KUNIT_CASE(the_name_is_copied),
	KUNIT_CASE(sizes_below_32_become_32),
	KUNIT_CASE(destroying_nothing_is_nothing),
	KUNIT_CASE(the_kernels_own_caches_stay),
	KUNIT_CASE(objects_are_aligned_and_apart),
	KUNIT_CASE(objects_of_32_bytes_fill_a_page),
	KUNIT_CASE(no_slab_wastes_an_eighth),
	KUNIT_CASE(smaller_slabs_do_where_memory_is_in_pieces),
	KUNIT_CASE(for_a_larger_slab_nothing_is_reclaimed),
	KUNIT_CASE(dma_objects_lie_below_16_mib),
	KUNIT_CASE(a_constructor_runs_once_an_object),
	KUNIT_CASE(zeroes_do_not_undo_a_constructor),
	KUNIT_CASE(a_typesafe_object_keeps_its_bytes_when_freed),
	KUNIT_CASE(zalloc_is_zero_all_over),
	KUNIT_CASE(bulk_is_all_or_nothing),
	KUNIT_CASE(empty_slabs_go_back_beyond_a_reserve),
	KUNIT_CASE(slabs_of_one_object_go_back_as_well),
	KUNIT_CASE(shrink_says_whether_slabs_remain),
	KUNIT_CASE(a_cache_with_live_objects_stays_and_lists_them),
	KUNIT_CASE(slabinfo_is_true_at_every_moment),
	KUNIT_CASE(slabinfo_has_linuxs_head),
	KUNIT_CASE(slab_pages_are_counted),
	KUNIT_CASE(a_failure_at_any_point_leaks_nothing),
	KUNIT_CASE(running_out_is_reported_once),
	KUNIT_CASE(the_fast_path_is_fast),
	KUNIT_CASE(tasks_and_interrupts_share_a_cache),
	KUNIT_CASE(an_interrupt_may_come_at_any_instruction),
	KUNIT_CASE(threads_share_a_cache),
	KUNIT_CASE(random_soak_agrees_with_an_oracle),
	KUNIT_CASE(the_check_notices_what_is_wrong),
	{},
};

static struct kunit_suite slab_suite = {
	.name = "slab",
	.test_cases = cases,
};
kunit_test_suite(slab_suite);
