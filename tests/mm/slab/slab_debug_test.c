// SPDX-License-Identifier: MIT
/*
 * Tests of mm/slab/slab_debug.c: each kind of damage and each wrong free is found, reported and repaired, and
 * the cache goes on working. The last section does the same to caches without any debugging. What a report
 * says is tested in slab_report_test.c, damaged free lists in slab_freelist_test.c.
 */
#include <asm/processor.h>
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/poison.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "tests/support/kasan.h"
#include "victim.h"

/* ---- how many ---- */

static void each_damaged_part_of_an_object_counts(struct kunit *test)
{
	struct reports before = mark_reports();

	its_object[-1] = its_object[SIZE] = 1;
	KUNIT_EXPECT_EQ(test, validate_slab_cache(victim), 2L);
	EXPECT_REPORTS(test, before, 2, "BUG victim (Not tainted): Left Redzone overwritten");
	kmem_cache_free(victim, its_object);
	before = mark_reports();
	memset(its_object, 0, SIZE);
	KUNIT_EXPECT_EQ(test, validate_slab_cache(victim), 2L);
	EXPECT_REPORTS(test, before, 2, "BUG victim (Not tainted): Poison overwritten");
	EXPECT_REPORTS(test, before, 2, "BUG victim (Not tainted): End Poison overwritten");
	before = mark_reports();
	memset(its_object - 1, 0, SIZE + 2);
	KUNIT_EXPECT_EQ(test, validate_slab_cache(victim), 4L);
	EXPECT_REPORTS(test, before, 4, "BUG victim (Not tainted): End Poison overwritten");
}

/* ---- contents ---- */

static void a_fresh_object_reads_a5(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, memchr_inv(its_object, 0xa5, SIZE));
	kmem_cache_free(victim, its_object);
}

static void a_freed_object_reads_6b_and_a5(struct kunit *test)
{
	memset(its_object, 1, SIZE);
	kmem_cache_free(victim, its_object);
	KUNIT_EXPECT_NULL(test, memchr_inv(its_object, 0x6b, SIZE - 1));
	KUNIT_EXPECT_EQ(test, its_object[SIZE - 1], 0xa5);
}

static void zeroes_are_zeroes(struct kunit *test)
{
	u8 *q = kmem_cache_zalloc(victim, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, q);
	KUNIT_EXPECT_NULL(test, memchr_inv(q, 0, SIZE));
	kmem_cache_free(victim, q);
	kmem_cache_free(victim, its_object);
}

static void seven(void *object)
{
	memset(object, 7, SIZE);
}

static void a_constructed_object_is_not_poisoned(struct kunit *test)
{
	struct kmem_cache *made = kmem_cache_create("constructed", SIZE, 0, DEBUG, seven);
	u8 *q = made ? kmem_cache_alloc(made, GFP_KERNEL) : NULL;

	KUNIT_ASSERT_NOT_NULL(test, made);
	KUNIT_ASSERT_NOT_NULL(test, q);
	KUNIT_EXPECT_NULL(test, memchr_inv(q, 7, SIZE));
	kmem_cache_free(made, q);
	KUNIT_EXPECT_NULL(test, memchr_inv(q, 7, SIZE));
	kmem_cache_destroy(made);
	kmem_cache_free(victim, its_object);
}

/* ---- damage ---- */

static void overflow_by_one_byte_is_found(struct kunit *test)
{
	struct reports before;

	its_object[SIZE] = 0x5a;
	before = free_twice(test);
	EXPECT_BUG(test, before, "Right Redzone overwritten");
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "0x%px-0x%px @offset=", its_object + SIZE,
					  its_object + SIZE));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "First byte 0x5a instead of 0xcc"));
	KUNIT_EXPECT_TRUE(test, is_logged(before.log,
					  "FIX victim: Restoring Right Redzone 0x%px-0x%px=0xcc",
					  its_object + SIZE, its_object + SIZE));
}

static void underflow_by_one_byte_is_found(struct kunit *test)
{
	struct reports before;

	its_object[-1] = 0;
	before = free_twice(test);
	EXPECT_BUG(test, before, "Left Redzone overwritten");
	KUNIT_EXPECT_TRUE(test, is_logged(before.log,
					  "FIX victim: Restoring Left Redzone 0x%px-0x%px=0xcc",
					  its_object - 1, its_object - 1));
}

static void a_write_after_free_is_found_by_the_next_alloc(struct kunit *test)
{
	struct reports before;

	kmem_cache_free(victim, its_object);
	its_object[8] = 0x5a;
	before = mark_reports();
	KUNIT_EXPECT_PTR_EQ(test, kmem_cache_alloc(victim, GFP_KERNEL), (void *)its_object);
	EXPECT_BUG(test, before, "Poison overwritten");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "First byte 0x5a instead of 0x6b"));
	KUNIT_EXPECT_TRUE(test,
			  is_logged(before.log, "FIX victim: Restoring Poison 0x%px-0x%px=0x6b",
				    its_object + 8, its_object + 8));
	KUNIT_EXPECT_NULL(test, memchr_inv(its_object, 0xa5, SIZE));
	kmem_cache_free(victim, its_object);
}

static void a_write_to_the_end_of_a_freed_object_is_found(struct kunit *test)
{
	struct reports before;

	kmem_cache_free(victim, its_object);
	its_object[SIZE - 1] = 0;
	before = mark_reports();
	its_object = kmem_cache_alloc(victim, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, its_object);
	EXPECT_BUG(test, before, "End Poison overwritten");
	kmem_cache_free(victim, its_object);
}

static void a_write_after_free_is_found_when_the_slab_goes_back(struct kunit *test)
{
	struct reports before;

	kmem_cache_free(victim, its_object);
	its_object[0] = 1;
	before = mark_reports();
	kmem_cache_shrink(victim);
	EXPECT_BUG(test, before, "Poison overwritten");
}

/* A slab holds few such objects and is empty after their free: it must not be given back before the check. */
static void a_write_after_free_is_found_in_an_object_of_any_size(struct kunit *test)
{
	static const unsigned int sizes[] = { 256,  1000,  1024,  2048,	 4096,	 5000,
					      8192, 16384, 32768, 65536, 100000, 131072 };
	struct kmem_cache *large;
	struct reports before;
	u8 *q[3];

	kmem_cache_free(victim, its_object);
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		large = kmem_cache_create("large", sizes[i], 0, DEBUG, NULL);
		KUNIT_ASSERT_NOT_NULL(test, large);
		if (!kmem_cache_alloc_bulk(large, GFP_KERNEL, ARRAY_SIZE(q), (void **)q)) {
			kmem_cache_destroy(large);
			kunit_skip(test, "no memory for objects of %u bytes", sizes[i]);
		}
		kmem_cache_free_bulk(large, ARRAY_SIZE(q), (void **)q);
		q[0][sizes[i] / 2] = q[1][0] = q[2][sizes[i] - 2] = 1;
		before = mark_reports();
		KUNIT_EXPECT_EQ(test,
				kmem_cache_alloc_bulk(large, GFP_KERNEL, ARRAY_SIZE(q), (void **)q),
				ARRAY_SIZE(q));
		KUNIT_EXPECT_EQ_MSG(test,
				    log_count(before.log,
					      "BUG large (Not tainted): Poison overwritten"),
				    3U, "objects of %u bytes\n", sizes[i]);
		KUNIT_EXPECT_REPORTS(test, 3);
		kmem_cache_free_bulk(large, ARRAY_SIZE(q), (void **)q);
		kmem_cache_destroy(large);
	}
}

/* All that follows a neighbour lies between: red zone, link, tracks, padding. */
static void a_long_overflow_is_found_piece_by_piece(struct kunit *test)
{
	struct reports before = mark_reports();

	its_object[SIZE] = its_object[SIZE + 1] = 0;
	its_object[-2] = its_object[-1] = 0;
	kmem_cache_free(victim, its_object);
	KUNIT_EXPECT_REPORTS(test, 2);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "Left Redzone overwritten"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "Right Redzone overwritten"));
	kmem_cache_free(victim, its_object);
}

/* ---- frees ---- */

static void a_second_free_is_found(struct kunit *test)
{
	struct reports before;

	kmem_cache_free(victim, its_object);
	before = mark_reports();
	kmem_cache_free(victim, its_object);
	EXPECT_BUG(test, before, "Object already free");
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "FIX victim: Object at 0x%px not freed",
					  its_object));
}

static void a_second_free_is_found_later_too(struct kunit *test)
{
	void *q = kmem_cache_alloc(victim, GFP_KERNEL);
	struct reports before;

	KUNIT_ASSERT_NOT_NULL(test, q);
	kmem_cache_free(victim, its_object);
	kmem_cache_free(victim, q);
	before = mark_reports();
	kmem_cache_free(victim, its_object);
	EXPECT_BUG(test, before, "Object already free");
}

static void a_pointer_into_the_middle_is_no_object(struct kunit *test)
{
	struct reports before = mark_reports();

	kmem_cache_free(victim, its_object + 16);
	EXPECT_BUG(test, before, "Invalid object pointer 0x");
	KUNIT_EXPECT_TRUE(test,
			  is_logged(before.log, "Invalid object pointer 0x%px", its_object + 16));
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "Object 0x%px @offset=", its_object));
	kmem_cache_free(victim, its_object);
}

static void an_object_of_another_cache_is_refused(struct kunit *test)
{
	struct kmem_cache *other = kmem_cache_create("owner", SIZE, 0, DEBUG, NULL);
	void *q = other ? kmem_cache_alloc(other, GFP_KERNEL) : NULL;
	struct reports before = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, other);
	KUNIT_ASSERT_NOT_NULL(test, q);
	kmem_cache_free(victim, q);
	EXPECT_BUG(test, before, "Wrong slab cache. victim but object is from owner");
	kmem_cache_free(other, q);
	kmem_cache_destroy(other);
	kmem_cache_free(victim, its_object);
}

static void a_page_is_no_slab(struct kunit *test)
{
	void *page = (void *)__get_free_page(GFP_KERNEL);
	struct reports before = mark_reports();

	kmem_cache_free(victim, page);
	EXPECT_BUG(test, before, "Attempt to free object(0x");
	before = mark_reports();
	kfree(page);
	EXPECT_REPORTS(test, before, 1, "BUG kfree (Not tainted): Attempt to free object(0x");
	free_page((unsigned long)page);
	kmem_cache_free(victim, its_object);
}

/* ---- on demand ---- */

static void validation_finds_each_damaged_object(struct kunit *test)
{
	void *q = kmem_cache_alloc(victim, GFP_KERNEL), *r = kmem_cache_alloc(victim, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, q);
	kmem_cache_free(victim, q);
	KUNIT_EXPECT_EQ(test, validate_slab_cache(victim), 0L);
	((u8 *)q)[5] = 1;
	its_object[SIZE] = 1;
	((u8 *)r)[-1] = 1;
	KUNIT_EXPECT_EQ(test, validate_slab_cache(victim), 3L);
	KUNIT_EXPECT_REPORTS(test, 3);
	KUNIT_EXPECT_EQ(test, validate_all_slab_caches(), 0L);
	kmem_cache_free(victim, r);
	kmem_cache_free(victim, its_object);
}

static void validation_looks_into_full_slabs(struct kunit *test)
{
	static u8 *q[100];
	struct reports before;

	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(victim, GFP_KERNEL, 100, (void **)q), 100);
	q[5][SIZE] = 0;
	before = mark_reports();
	KUNIT_EXPECT_EQ(test, validate_slab_cache(victim), 1L);
	EXPECT_BUG(test, before, "Right Redzone overwritten");
	kmem_cache_free_bulk(victim, 100, (void **)q);
	kmem_cache_free(victim, its_object);
}

static void validation_looks_behind_the_last_object(struct kunit *test)
{
	u8 *end = (u8 *)((unsigned long)its_object | (PAGE_SIZE - 1));
	struct reports before = mark_reports();

	end[0] ^= 0xff; /* a slab of such objects is one page, and wastes something */
	KUNIT_EXPECT_EQ(test, validate_slab_cache(victim), 1L);
	EXPECT_BUG(test, before, "Padding overwritten");
	kmem_cache_free(victim, its_object);
}

/* Instructions for a check of a cache with @n objects, in pages from kmalloc() that lead to them. */
static u64 time_of_validation(struct kunit *test, unsigned int n)
{
	void **list = NULL, **next;
	struct kmem_cache *many = kmem_cache_create("many", 32, 0, SLAB_RED_ZONE, NULL);
	u64 start, time;

	KUNIT_ASSERT_NOT_NULL(test, many);
	for (unsigned int i = 0; i < n; i++) {
		next = kmem_cache_alloc(many, GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);
		KUNIT_ASSERT_NOT_NULL(test, next);
		*next = list;
		list = next;
	}
	start = rdtsc_ordered();
	KUNIT_EXPECT_EQ(test, validate_slab_cache(many), 0L);
	time = rdtsc_ordered() - start;
	for (; list; list = next) {
		next = *list;
		kmem_cache_free(many, list);
	}
	kmem_cache_destroy(many);
	return time;
}

static void validation_is_linear(struct kunit *test)
{
	u64 small = time_of_validation(test, 10000), large = time_of_validation(test, 100000);

	KUNIT_EXPECT_LT(test, large, 12 * small);
	kmem_cache_free(victim, its_object);
}

/* ---- one flag at a time ---- */

static void red_zones_alone_find_an_overflow(struct kunit *test)
{
	struct reports before;

	use_flags(test, SLAB_RED_ZONE);
	its_object[SIZE] = 0;
	before = free_twice(test);
	EXPECT_BUG(test, before, "Right Redzone overwritten");
}

static void poison_alone_finds_a_late_write(struct kunit *test)
{
	struct reports before;

	use_flags(test, SLAB_POISON);
	kmem_cache_free(victim, its_object);
	its_object[20] = 0;
	before = mark_reports();
	its_object = kmem_cache_alloc(victim, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, its_object);
	EXPECT_BUG(test, before, "Poison overwritten");
	kmem_cache_free(victim, its_object);
}

static void checks_alone_find_a_second_free(struct kunit *test)
{
	struct reports before;

	use_flags(test, SLAB_CONSISTENCY_CHECKS);
	kmem_cache_free(victim, its_object);
	before = mark_reports();
	kmem_cache_free(victim, its_object);
	EXPECT_BUG(test, before, "Object already free");
}

static void owners_alone_are_known(struct kunit *test)
{
	struct reports before;

	use_flags(test, SLAB_STORE_USER);
	before = mark_reports();
	kmem_cache_free(victim, its_object + 4);
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "Allocated in init_flags+0x"));
	kmem_cache_free(victim, its_object);
}

/* ---- kmalloc(), where slub_debug= says so ---- */

static void kmalloc_guards_to_the_requested_byte(struct kunit *test)
{
	struct reports before;
	u8 *q = kmalloc(50, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, q);
	kmem_cache_free(victim, its_object);
	if (ksize(q) != 50) {
		kfree(q);
		kunit_skip(test, "needs slub_debug=Z");
	}
	q[50] = 0;
	before = mark_reports();
	kfree(q);
	EXPECT_REPORTS(test, before, 1,
		       "BUG kmalloc-64 (Not tainted): kmalloc Redzone overwritten");
	before = mark_reports();
	kfree(q);
	EXPECT_SILENCE(test, before);
	q = krealloc(kmalloc(20, GFP_KERNEL), 25, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, q);
	q[24] = 0;
	kfree(q);
	EXPECT_SILENCE(test, before);
}

/* ---- without debugging: what is noticed all the same ---- */

static void the_last_object_freed_twice_is_noticed(struct kunit *test)
{
	struct reports before;

	use_flags(test, 0);
	kmem_cache_free(victim, its_object);
	before = mark_reports();
	kmem_cache_free(victim, its_object);
	EXPECT_BUG(test, before, "Object already free");
}

/* The same in a slab that is not the active one. */
static void the_last_object_freed_twice_into_another_slab_is_noticed(struct kunit *test)
{
	static void *q[200];
	struct reports before;

	use_flags(test, 0);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(victim, GFP_KERNEL, 200, q), 200);
	kmem_cache_free(victim, its_object);
	before = mark_reports();
	kmem_cache_free(victim, its_object);
	EXPECT_BUG(test, before, "Object already free");
	kmem_cache_free_bulk(victim, 200, q);
}

/* And by kfree(), which is told no cache. */
static void kfree_notices_the_same(struct kunit *test)
{
	static void *q[200];
	struct reports before;

	for (int i = 0; i < 200; i++) {
		q[i] = kmalloc(512, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, q[i]);
	}
	for (int i = 0; i < 200; i += 199) { /* one of another slab, one of the active one */
		kfree(q[i]);
		before = mark_reports();
		kfree(q[i]);
		EXPECT_REPORTS(test, before, 1,
			       "BUG kmalloc-512 (Not tainted): Object already free");
	}
	for (int i = 1; i < 199; i++)
		kfree(q[i]);
	kmem_cache_free(victim, its_object);
}

/* Every address of a slab, object by object: in the active slab, then in one that is not. */
static void try_all_addresses(struct kunit *test, unsigned int size, void **filler)
{
	struct kmem_cache *c = kmem_cache_create("addresses", size, 0, 0, NULL);
	u8 *first = c ? kmem_cache_alloc(c, GFP_KERNEL) : NULL,
	   *slab = (u8 *)((unsigned long)first & PAGE_MASK);
	unsigned int stride = kmem_cache_size(c), objects = PAGE_SIZE / stride,
		     level = console_loglevel;

	KUNIT_ASSERT_NOT_NULL(test, c);
	KUNIT_ASSERT_PTR_EQ(test, first, slab);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(c, GFP_KERNEL, 3 * objects, filler),
			3 * objects);
	console_loglevel = 0;
	for (int active = 0; active < 2; active++) {
		u8 *base = active ? (u8 *)((unsigned long)filler[3 * objects - 1] & PAGE_MASK) :
				    slab;

		for (unsigned int at = 0; at < PAGE_SIZE; at += size % 16 ? 20 : 16) {
			if (at % stride == 0 && at / stride < objects)
				continue;
			kmem_cache_free(c, base + at);
			KUNIT_EXPECT_REPORTS(test, 1);
		}
	}
	console_loglevel = level;
	kmem_cache_free_bulk(c, 3 * objects, filler);
	kmem_cache_free(c, first);
	kmem_cache_destroy(c);
}

static void only_the_start_of_an_object_is_one(struct kunit *test)
{
	static void *filler[3 * PAGE_SIZE / 32];

	kmem_cache_free(victim, its_object);
	if (SLAB_HAS_KASAN || all_are_debugged())
		kunit_skip(test, "slub_debug= leaves no cache without debugging");
	try_all_addresses(test, 32, filler);
	try_all_addresses(test, 96, filler);
	try_all_addresses(test, 192, filler);
	try_all_addresses(test, 200, filler);
}

static void wrong_frees_are_noticed_without_debugging(struct kunit *test)
{
	void *page = (void *)__get_free_page(GFP_KERNEL), *q = kmalloc(200, GFP_KERNEL);
	u8 *large = kmalloc(200000, GFP_KERNEL);
	struct reports before;

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_NOT_NULL(test, q);
	KUNIT_ASSERT_NOT_NULL(test, large);
	use_flags(test, 0);
	before = mark_reports();
	kmem_cache_free(victim, q);
	EXPECT_BUG(test, before, "Wrong slab cache. victim but object is from kmalloc-256");
	before = mark_reports();
	kmem_cache_free(victim, page);
	EXPECT_BUG(test, before, "Attempt to free object(0x");
	before = mark_reports();
	kmem_cache_free(victim, NULL);
	EXPECT_BUG(test, before, "Attempt to free object(0x00000000) outside of slab");
	before = mark_reports();
	kfree(page);
	EXPECT_REPORTS(test, before, 1, "BUG kfree (Not tainted): Attempt to free object");
	before = mark_reports();
	kfree(large + PAGE_SIZE);
	EXPECT_REPORTS(test, before, 1, "BUG kfree (Not tainted): Attempt to free object");
	before = mark_reports();
	kfree((void *)0x1234567);
	EXPECT_REPORTS(test, before, 1,
		       "BUG kfree (Not tainted): Attempt to free object(0x01234567) outside of slab");
	before = mark_reports();
	kfree(q + 4);
	EXPECT_REPORTS(test, before, 1, "BUG kmalloc-256 (Not tainted): Invalid object pointer 0x");
	free_page((unsigned long)page);
	kfree(q);
	kfree(large);
	kmem_cache_free(victim, its_object);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(each_damaged_part_of_an_object_counts),
	KUNIT_CASE(a_fresh_object_reads_a5),
	KUNIT_CASE(a_freed_object_reads_6b_and_a5),
	KUNIT_CASE(zeroes_are_zeroes),
	KUNIT_CASE(a_constructed_object_is_not_poisoned),
	KUNIT_CASE(overflow_by_one_byte_is_found),
	KUNIT_CASE(underflow_by_one_byte_is_found),
	KUNIT_CASE(a_write_after_free_is_found_by_the_next_alloc),
	KUNIT_CASE(a_write_to_the_end_of_a_freed_object_is_found),
	KUNIT_CASE(a_write_after_free_is_found_when_the_slab_goes_back),
	KUNIT_CASE(a_write_after_free_is_found_in_an_object_of_any_size),
	KUNIT_CASE(a_long_overflow_is_found_piece_by_piece),
	KUNIT_CASE(a_second_free_is_found),
	KUNIT_CASE(a_second_free_is_found_later_too),
	KUNIT_CASE(a_pointer_into_the_middle_is_no_object),
	KUNIT_CASE(an_object_of_another_cache_is_refused),
	KUNIT_CASE(a_page_is_no_slab),
	KUNIT_CASE(validation_finds_each_damaged_object),
	KUNIT_CASE(validation_looks_into_full_slabs),
	KUNIT_CASE(validation_looks_behind_the_last_object),
	KUNIT_CASE(validation_is_linear),
	KUNIT_CASE(red_zones_alone_find_an_overflow),
	KUNIT_CASE(poison_alone_finds_a_late_write),
	KUNIT_CASE(checks_alone_find_a_second_free),
	KUNIT_CASE(owners_alone_are_known),
	KUNIT_CASE(kmalloc_guards_to_the_requested_byte),
	KUNIT_CASE(the_last_object_freed_twice_is_noticed),
	KUNIT_CASE(the_last_object_freed_twice_into_another_slab_is_noticed),
	KUNIT_CASE(kfree_notices_the_same),
	KUNIT_CASE(only_the_start_of_an_object_is_one),
	KUNIT_CASE(wrong_frees_are_noticed_without_debugging),
	{},
};

static struct kunit_suite slab_debug_suite = {
	.name = "slab_debug",
	.init = make_victim,
	.exit = end_victim,
	KASAN_LOOKS_AWAY,
	.test_cases = cases,
};
kunit_test_suite(slab_debug_suite);
