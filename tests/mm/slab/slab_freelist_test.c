// SPDX-License-Identifier: MIT
/*
 * Tests of mm/slab/slab_freelist.c: a free list with a link that leads nowhere, with a wrong beginning, or that
 * is a ring, and a slab with a wrong count of its objects, are reported and repaired.
 */
#include <k896/check.h>
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "victim.h"
#include "tests/support/kasan.h"

/* The link to the next free object follows the red zone. */
static void a_torn_free_list_is_made_anew(struct kunit *test)
{
	void *q = kmem_cache_alloc(victim, GFP_KERNEL);
	struct reports before;

	KUNIT_ASSERT_NOT_NULL(test, q);
	kmem_cache_free(victim, q);
	kmem_cache_free(victim, its_object);
	*(void **)(its_object + SIZE + 4) = (void *)0x12345678;
	before = mark_reports();
	q = kmem_cache_alloc(victim, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, q);
	EXPECT_REPORTS(test, before, 2, "BUG victim (Not tainted): Freechain corrupt");
	KUNIT_EXPECT_TRUE(test, is_logged(before.log,
					  "Wrong object count. Counter is 0 but counted were "));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "FIX victim: Object count adjusted"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "FIX victim: Free list rebuilt, "));
	kmem_cache_free(victim, q);
}

/* The first link is the slab's own. */
static void a_list_that_begins_nowhere_is_made_anew(struct kunit *test)
{
	struct reports before;

	kmem_cache_free(victim, its_object);
	virt_to_page(its_object)->freelist = its_object + 1;
	before = mark_reports();
	its_object = kmem_cache_alloc(victim, GFP_KERNEL);
	EXPECT_BUG(test, before, "Freepointer corrupt");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "FIX victim: Freelist cleared"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "FIX victim: Free list rebuilt, "));
	kmem_cache_free(victim, its_object);
}

static void a_wrong_count_of_objects_is_corrected(struct kunit *test)
{
	struct page *page = virt_to_page(its_object);
	struct reports before = mark_reports();

	page->inuse += 2;
	kmem_cache_free(victim, its_object);
	EXPECT_BUG(test, before, "Wrong object count. Counter is 3 but counted were 1");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "FIX victim: Object count adjusted"));
}

static void a_ring_in_the_free_list_is_made_straight(struct kunit *test)
{
	struct reports before;

	kmem_cache_free(victim, its_object);
	*(void **)(its_object + SIZE + 4) = its_object;
	before = mark_reports();
	KUNIT_EXPECT_EQ(test, validate_slab_cache(victim), 1L);
	EXPECT_BUG(test, before, "Wrong object count. Counter is 0 but counted were -1");
}

/* Nothing tells which objects are free: all count as used, and a caller that knows better can free them. */
static void without_red_zones_what_lies_behind_a_tear_is_fenced_off(struct kunit *test)
{
	static u8 *q[PAGE_SIZE / SIZE];
	unsigned int n = 0;
	struct reports before;

	if (all_are_debugged()) {
		kmem_cache_free(victim, its_object);
		kunit_skip(test, "slub_debug= leaves no cache without red zones");
	}
	use_flags(test, SLAB_POISON);
	do { /* fill this slab, and begin another */
		q[n] = kmem_cache_alloc(victim, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, q[n]);
	} while (virt_to_page(q[n++]) == virt_to_page(its_object));
	kmem_cache_free(victim, q[0]);
	kmem_cache_free(victim, q[1]);
	*(void **)(q[1] + SIZE) = q[1];
	before = mark_reports();
	KUNIT_EXPECT_EQ(test, validate_slab_cache(victim), 1L);
	EXPECT_BUG(test, before, "Wrong object count. Counter is ");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, " but counted were -1"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "FIX victim: Object count adjusted"));
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	before = mark_reports();
	while (n)
		kmem_cache_free(victim, q[--n]);
	kmem_cache_free(victim, its_object);
	EXPECT_SILENCE(test, before);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_torn_free_list_is_made_anew),
	KUNIT_CASE(a_list_that_begins_nowhere_is_made_anew),
	KUNIT_CASE(a_wrong_count_of_objects_is_corrected),
	KUNIT_CASE(a_ring_in_the_free_list_is_made_straight),
	KUNIT_CASE(without_red_zones_what_lies_behind_a_tear_is_fenced_off),
	{},
};

static struct kunit_suite slab_freelist_suite = {
	.name = "slab_freelist",
	.init = make_victim,
	.exit = end_victim,
	KASAN_LOOKS_AWAY,
	.test_cases = cases,
};
kunit_test_suite(slab_freelist_suite);
