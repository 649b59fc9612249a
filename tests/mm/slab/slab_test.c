// SPDX-License-Identifier: MIT
/*
 * Tests of mm/slab/slab.c and mm/slab/slab_common.c: caches as their users see them. After every case the
 * runner compares the number of live objects of all caches with what it was, and calls slab_check(). Where
 * objects lie is tested in slab_page_test.c, many of them at a time in slab_soak_test.c, damage and wrong
 * frees in slab_debug_test.c.
 */
#include <asm/processor.h>
#include <k896/log.h>
#include <k896/check.h>
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "mm/slab/slab.h"
#include "tests/support/kasan.h"
#include "tests/support/reports.h"
#include "slab_row.h"

static long live_objects(void)
{
	return slab_live_objects();
}
KUNIT_LEDGER("live_objects", NULL, live_objects);
KUNIT_INVARIANT("slab", slab_check);

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

	hold_faults(); /* or SLAB_PANIC would panic; and no cache of that name may stay */
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

/* ---- the end ---- */

static void a_cache_with_live_objects_stays_and_lists_them(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("in_use", 100, 0, 0, NULL);
	struct reports before = mark_reports();
	static void *p[60]; /* more than one slab; the log has room for their stacks */
	char line[40];

	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, ARRAY_SIZE(p), p),
			ARRAY_SIZE(p));
	kmem_cache_destroy(s);
	EXPECT_REPORTS(test, before, 2,
		       "BUG in_use (Not tainted): Objects remaining in in_use on __kmem_cache_shutdown()");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "WARNING: CPU: 0 PID: "));
	KUNIT_EXPECT_TRUE(test,
			  log_contains(before.log,
				       "kmem_cache_destroy in_use: Slab cache still has objects when "
				       "called from a_cache_with_live_objects_stays"));
	for (int i = 0; i < (int)ARRAY_SIZE(p); i++) {
		snprintf(line, sizeof(line), "Object 0x%px @offset=", p[i]);
		KUNIT_EXPECT_EQ(test, log_count(before.log, line), 1U);
	}
	KUNIT_EXPECT_EQ(test, log_count(before.log, "Object 0x"), ARRAY_SIZE(p));
	expect_active(test, "in_use", ARRAY_SIZE(p));
	kmem_cache_free_bulk(s, ARRAY_SIZE(p), p);
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
			memcmp(slabinfo,
			       "slabinfo - version: 2.1\n# name            <active_objs> <num_objs> ",
			       66),
			0);
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
#if defined(CONFIG_UBSAN) || defined(CONFIG_KASAN) || defined(CONFIG_DEBUG_OBJECTS)
	kunit_skip(test, "the checks are instructions, too");
#endif
	skip_if_debugged(test);
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kmem_cache *s = kmem_cache_create("fast", sizes[i], 0, 0, NULL);

		KUNIT_ASSERT_NOT_NULL(test, s);
		time_of_pairs(s);
		KUNIT_EXPECT_LT_MSG(test, time_of_pairs(s), 100 * 100ULL, "size %u", sizes[i]);
		kmem_cache_destroy(s);
	}
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
	KUNIT_CASE(a_constructor_runs_once_an_object),
	KUNIT_CASE(zeroes_do_not_undo_a_constructor),
	KUNIT_CASE(a_typesafe_object_keeps_its_bytes_when_freed),
	KUNIT_CASE(zalloc_is_zero_all_over),
	KUNIT_CASE(bulk_is_all_or_nothing),
	KUNIT_CASE(a_cache_with_live_objects_stays_and_lists_them),
	KUNIT_CASE(slabinfo_is_true_at_every_moment),
	KUNIT_CASE(slabinfo_has_linuxs_head),
	KUNIT_CASE(a_failure_at_any_point_leaks_nothing),
	KUNIT_CASE(running_out_is_reported_once),
	KUNIT_CASE(the_fast_path_is_fast),
	{},
};

static struct kunit_suite slab_suite = {
	.name = "slab",
	KASAN_LOOKS_AWAY,
	.test_cases = cases,
};
kunit_test_suite(slab_suite);
