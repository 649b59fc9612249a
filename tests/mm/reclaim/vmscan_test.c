// SPDX-License-Identifier: MIT
/* Tests of mm/reclaim/vmscan.c: kswapd, direct reclaim, and shrinkers that behave badly. */
#include <k896/blockcache.h>
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/swap.h>
#include <linux/vmalloc.h>
#include <linux/vmstat.h>

#include "mm/page/reclaim.h"
#include "tests/support/pressure.h"
#include "tests/support/purse.h"

#define LONG_ENOUGH (60 * HZ)

static struct zone *const zones = contig_page_data.node_zones;
static struct hoard hoard;

static void give_all_back(struct kunit *test)
{
	purse_close();
	blockcache_drop();
	hoard_give_all(&hoard);
}

static struct zone *lowmem_zone(void)
{
	return populated_zone(&zones[ZONE_NORMAL]) ? &zones[ZONE_NORMAL] : &zones[ZONE_DMA];
}

/* Free pages that GFP_KERNEL can see. */
static unsigned long lowmem_free(void)
{
	return zones[ZONE_DMA].free_pages + zones[ZONE_NORMAL].free_pages;
}

/* Reads blocks [0, n) into the cache; false if one had wrong contents. */
static bool read_blocks(u32 n)
{
	bool right = true;

	for (u32 nr = 0; nr < n; nr++) {
		u32 sum;

		blockcache_read(nr, &sum);
		/* Computing the expected sum takes as long as making the block: check one in sixteen. */
		right &= nr % 16 || sum == blockcache_expected(nr);
	}
	return right;
}

/* Memory for the cache to fill, so that a test takes as long on a large machine as on a small one. */
#define ROOM_PAGES 1024

/* ---- the cache ---- */

static void a_block_is_computed_once(struct kunit *test)
{
	u32 sum;

	KUNIT_EXPECT_EQ(test, blockcache_read(7, &sum), 0);
	KUNIT_EXPECT_EQ(test, sum, blockcache_expected(7));
	sum = 0;
	KUNIT_EXPECT_EQ(test, blockcache_read(7, &sum), 1);
	KUNIT_EXPECT_EQ(test, sum, blockcache_expected(7));
	KUNIT_EXPECT_EQ(test, blockcache_blocks(), 1);
	blockcache_drop();
	KUNIT_EXPECT_EQ(test, blockcache_blocks(), 0);
	KUNIT_EXPECT_EQ(test, blockcache_read(7, &sum), 0);
}

static void without_memory_a_block_is_computed_and_not_kept(struct kunit *test)
{
	u32 sum = 0, log;

	hoard_all(&hoard, GFP_KERNEL | __GFP_NORETRY);
	log = log_position();
	KUNIT_EXPECT_EQ(test, blockcache_read(9, &sum), -ENOMEM);
	KUNIT_EXPECT_FALSE(test, log_contains(log, "llocat")); /* a cache prints no failure */
	KUNIT_EXPECT_EQ(test, sum, blockcache_expected(9));
	KUNIT_EXPECT_EQ(test, blockcache_blocks(), 0);
}

/* Also when there is memory for the struct, and none for the page. */
static void without_a_page_the_block_is_not_kept_either(struct kunit *test)
{
	u32 sum = 0, log;

	KUNIT_EXPECT_EQ(test, blockcache_read(7, &sum),
			0); /* so there is room for another struct */
	log = log_position();
	fail_nth_page_alloc(1);
	KUNIT_EXPECT_EQ(test, blockcache_read(9, &sum), -ENOMEM);
	KUNIT_EXPECT_TRUE(test, fail_nth_page_alloc_done());
	KUNIT_EXPECT_EQ(test, sum, blockcache_expected(9));
	KUNIT_EXPECT_EQ(test, blockcache_blocks(), 1);
	KUNIT_EXPECT_FALSE(test, log_contains(log, "llocat"));
}

/* ---- kswapd ---- */

/*
 * After reclaim has freed pages for a read, the read takes one, and perhaps one for a slab of block structs.
 */
#define A_READ 2

static void kswapd_starts_at_low_and_stops_at_high(struct kunit *test)
{
	unsigned long runs, stolen, high = 0;
	u32 nr = 0, sum;

	hoard_all_but(&hoard, ROOM_PAGES);
	runs = vm_event(PAGEOUTRUN);
	stolen = vm_event(PGSTEAL_KSWAPD);
	/* Above low kswapd sleeps. */
	while (lowmem_zone()->free_pages > lowmem_zone()->watermark_fast + 8 &&
	       vm_event(PAGEOUTRUN) == runs)
		blockcache_read(nr++, &sum);
	KUNIT_EXPECT_EQ(test, vm_event(PGSTEAL_KSWAPD), stolen);

	for (int i = 0; i < 4 * ROOM_PAGES && vm_event(PGSTEAL_KSWAPD) == stolen; i++)
		blockcache_read(nr++, &sum);
	KUNIT_EXPECT_GT(test, vm_event(PAGEOUTRUN), runs);
	for (int i = 0; i < LONG_ENOUGH && !high; i++) {
		for (int z = 0; z <= ZONE_NORMAL; z++)
			high |= zones[z].free_pages + A_READ >
				high_wmark_pages(&zones[z]) + zones[z].lowmem_reserve[ZONE_NORMAL];
		schedule_timeout_uninterruptible(1);
	}
	KUNIT_EXPECT_TRUE(test, high);
	KUNIT_EXPECT_GT(test, vm_event(PGSTEAL_KSWAPD), stolen);

	/* kswapd has stopped: the rest of the cache stays. */
	stolen = vm_event(PGSTEAL_KSWAPD);
	KUNIT_EXPECT_GT(test, blockcache_blocks(), 0);
	schedule_timeout_uninterruptible(HZ);
	KUNIT_EXPECT_EQ(test, vm_event(PGSTEAL_KSWAPD), stolen);
}

static void under_steady_pressure_kswapd_does_most_of_the_work(struct kunit *test)
{
	unsigned long direct = vm_event(PGSTEAL_DIRECT), kswapd_stole = vm_event(PGSTEAL_KSWAPD);

	hoard_all_but(&hoard, ROOM_PAGES);
	KUNIT_EXPECT_TRUE(test, read_blocks(3 * ROOM_PAGES));
	direct = vm_event(PGSTEAL_DIRECT) - direct;
	kswapd_stole = vm_event(PGSTEAL_KSWAPD) - kswapd_stole;
	kunit_info(test, "kswapd stole %lu pages, direct reclaim %lu\n", kswapd_stole, direct);
	KUNIT_EXPECT_GT(test, kswapd_stole, direct);
	KUNIT_EXPECT_GT(test, kswapd_stole, ROOM_PAGES);
}

/* Also those that bring a zone above high, from where on its per-CPU lists are used again. */
static void every_page_that_reclaim_frees_is_counted(struct kunit *test)
{
	unsigned long stolen = vm_event(PGSTEAL_DIRECT), blocks;

	read_blocks(200);
	blocks = blockcache_blocks();
	KUNIT_ASSERT_EQ(test, blocks, 200);
	KUNIT_EXPECT_GE(test, reclaim_ops.try_to_free_pages(GFP_KERNEL, 6), 64);
	blocks -= blockcache_blocks();
	KUNIT_EXPECT_GE(test, blocks, 1);
	KUNIT_EXPECT_GE(test, vm_event(PGSTEAL_DIRECT) - stolen, blocks);
	KUNIT_EXPECT_FALSE(test, lowmem_zone()->reclaim_active);
}

/* ---- direct reclaim ---- */

static void a_cache_gives_way_to_a_request(struct kunit *test)
{
	hoard_all_but(&hoard, ROOM_PAGES);
	read_blocks(ROOM_PAGES / 2);
	/* Far more than is free: the cache must be freed for it. */
	for (int i = 0; i < ROOM_PAGES - 64; i++)
		KUNIT_ASSERT_TRUE(test, hoard_take(&hoard, GFP_KERNEL | __GFP_NORETRY, 0));
	KUNIT_EXPECT_LT(test, blockcache_blocks(), ROOM_PAGES / 4);
}

/* ---- shrinkers ---- */

static unsigned long counted = 1000, scans, nested, asked_for;
static bool busy;

static unsigned long count_many(struct shrinker *s, struct shrink_control *sc)
{
	return counted;
}

static unsigned long scan_nothing(struct shrinker *s, struct shrink_control *sc)
{
	scans++;
	asked_for = sc->nr_to_scan;
	return 0;
}

static unsigned long scan_lie(struct shrinker *s, struct shrink_control *sc)
{
	scans++;
	return sc->nr_to_scan;
}

static unsigned long scan_stop(struct shrinker *s, struct shrink_control *sc)
{
	scans++;
	return SHRINK_STOP;
}

/* Allocates, even when only the reserve is left, and frees the same: nothing in sum. */
static unsigned long scan_allocate(struct shrinker *s, struct shrink_control *sc)
{
	struct page *page;

	scans++;
	nested += busy;
	busy = true;
	page = alloc_page(GFP_KERNEL);
	busy = false;
	if (page)
		__free_page(page);
	return 0;
}

/* With such a shrinker and nothing else to reclaim, a request fails in the end, as it should. */
static void expect_failure_with(struct kunit *test,
				unsigned long (*scan)(struct shrinker *, struct shrink_control *))
{
	struct shrinker s = { .count_objects = count_many,
			      .scan_objects = scan,
			      .seeks = DEFAULT_SEEKS };

	scans = nested = 0;
	KUNIT_ASSERT_EQ(test, register_shrinker(&s, "test"), 0);
	hoard_all(&hoard, GFP_KERNEL | __GFP_NORETRY);
	KUNIT_EXPECT_FALSE(test,
			   hoard_take(&hoard, GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN, 0));
	KUNIT_EXPECT_GT(test, scans, 0);
	unregister_shrinker(&s);
}

static void a_shrinker_that_frees_nothing_is_survived(struct kunit *test)
{
	expect_failure_with(test, scan_nothing);
}

static void a_shrinker_that_lies_is_not_believed(struct kunit *test)
{
	unsigned long stolen = vm_event(PGSTEAL_DIRECT);

	expect_failure_with(test, scan_lie);
	KUNIT_EXPECT_EQ(test, vm_event(PGSTEAL_DIRECT), stolen);
	counted = ULONG_MAX / 8;
	expect_failure_with(test, scan_stop);
	counted = 1000;
}

static void a_shrinker_that_allocates_does_not_recurse(struct kunit *test)
{
	expect_failure_with(test, scan_allocate);
	KUNIT_EXPECT_EQ(test, nested, 0);
}

static void an_empty_shrinker_is_not_asked_to_scan(struct kunit *test)
{
	struct shrinker s = { .count_objects = count_many,
			      .scan_objects = scan_nothing,
			      .seeks = DEFAULT_SEEKS };

	counted = SHRINK_EMPTY;
	scans = 0;
	KUNIT_ASSERT_EQ(test, register_shrinker(&s, "test"), 0);
	reclaim_ops.try_to_free_pages(GFP_KERNEL, 0);
	KUNIT_EXPECT_EQ(test, scans, 0);
	counted = 0;
	reclaim_ops.try_to_free_pages(GFP_KERNEL, 0);
	KUNIT_EXPECT_EQ(test, scans, 0);
	counted = 1000;
	unregister_shrinker(&s);
}

static void batches_are_as_large_as_asked(struct kunit *test)
{
	struct shrinker s = { .count_objects = count_many,
			      .scan_objects = scan_nothing,
			      .batch = 7 };

	KUNIT_ASSERT_EQ(test, register_shrinker(&s, "test"), 0);
	asked_for = 0;
	reclaim_ops.try_to_free_pages(GFP_KERNEL, 0);
	KUNIT_EXPECT_LE(test, asked_for, 7);
	KUNIT_EXPECT_GT(test, asked_for, 0);
	unregister_shrinker(&s);
}

static void after_unregister_nobody_asks(struct kunit *test)
{
	struct shrinker s = { .count_objects = count_many, .scan_objects = scan_nothing };

	KUNIT_ASSERT_EQ(test, register_shrinker(&s, "test"), 0);
	unregister_shrinker(&s);
	unregister_shrinker(&s); /* a second time changes nothing */
	scans = 0;
	reclaim_ops.try_to_free_pages(GFP_KERNEL, 0);
	KUNIT_EXPECT_EQ(test, scans, 0);
}

static void a_shrinker_needs_both_functions(struct kunit *test)
{
	struct shrinker none = {}, counts = { .count_objects = count_many },
			scans = { .scan_objects = scan_nothing };

	KUNIT_EXPECT_EQ(test, register_shrinker(&none, "none"), -EINVAL);
	KUNIT_EXPECT_EQ(test, register_shrinker(&counts, "counts"), -EINVAL);
	KUNIT_EXPECT_EQ(test, register_shrinker(&scans, "scans"), -EINVAL);
	unregister_shrinker(&none);
	reclaim_ops.try_to_free_pages(GFP_KERNEL, 0); /* and it is not called any more */
}

/* ---- how much is asked for, and what is counted ---- */

static void direct_reclaim_says_what_it_freed_and_stops_at_enough(struct kunit *test)
{
	unsigned long stolen;

	purse_open(test, &hoard, 16, current);
	stolen = vm_event(PGSTEAL_DIRECT);
	/* 32 pages are enough for a small request; a large one gets as many as it needs. */
	KUNIT_EXPECT_EQ(test, reclaim_ops.try_to_free_pages(GFP_KERNEL, 0), 32UL);
	KUNIT_EXPECT_EQ(test, purse.asked, 2U);
	KUNIT_EXPECT_EQ(test, reclaim_ops.try_to_free_pages(GFP_KERNEL, 6), 64UL);
	KUNIT_EXPECT_EQ(test, purse.asked, 6U);
	KUNIT_EXPECT_EQ(test, vm_event(PGSTEAL_DIRECT), stolen + 96);
}

static unsigned long count_none(struct shrinker *s, struct shrink_control *sc)
{
	return 0;
}

static void the_counters_say_what_shrinkers_looked_at(struct kunit *test)
{
	struct shrinker last = { .count_objects = count_none, .scan_objects = scan_nothing };
	unsigned long without, with;

	purse_open(test, &hoard, 0, NULL);
	KUNIT_EXPECT_EQ(test, register_shrinker(&last, "last"), 0);
	without = vm_event(PGSCAN_DIRECT);
	KUNIT_EXPECT_EQ(test, reclaim_ops.try_to_free_pages(GFP_KERNEL, 0), 0UL);
	without = vm_event(PGSCAN_DIRECT) - without;
	purse.owner = current;
	with = vm_event(PGSCAN_DIRECT);
	KUNIT_EXPECT_EQ(test, reclaim_ops.try_to_free_pages(GFP_KERNEL, 0), 0UL);
	with = vm_event(PGSCAN_DIRECT) - with;
	KUNIT_EXPECT_EQ(test, purse.asked, PURSE_ROUND); /* once a priority */
	KUNIT_EXPECT_EQ(test, with - without, (unsigned long)PURSE_ROUND * PURSE_LOOKED_AT);
	unregister_shrinker(&last);
}

/* Wakes kswapd as a request does that finds no page. Return: has it reclaimed? */
static bool kswapd_works(void)
{
	unsigned long runs = vm_event(PAGEOUTRUN);

	hoard_take(&hoard, GFP_NOWAIT | __GFP_NOWARN, 0);
	schedule_timeout_uninterruptible(2);
	return vm_event(PAGEOUTRUN) != runs;
}

static void kswapd_is_asked_again_while_it_finds_something(struct kunit *test)
{
	unsigned long stolen, scanned;

	purse_open(test, &hoard, 1, NULL);
	stolen = vm_event(PGSTEAL_KSWAPD);
	scanned = vm_event(PGSCAN_KSWAPD);
	contig_page_data.kswapd_failures = 0;
	for (int i = 0; i < 19; i++)
		KUNIT_EXPECT_TRUE(test, kswapd_works());
	KUNIT_EXPECT_EQ(test, vm_event(PGSTEAL_KSWAPD), stolen + 19 * PURSE_ROUND);
	KUNIT_EXPECT_GE(test, vm_event(PGSCAN_KSWAPD),
			scanned + 19 * PURSE_ROUND * PURSE_LOOKED_AT);
}

static void kswapd_that_finds_nothing_is_left_alone_after_16_times(struct kunit *test)
{
	purse_open(test, &hoard, 0, NULL);
	contig_page_data.kswapd_failures = 0;
	for (int i = 0; i < 16; i++)
		KUNIT_EXPECT_TRUE(test, kswapd_works());
	KUNIT_EXPECT_FALSE(test, kswapd_works());
	/* Until direct reclaim finds something. */
	purse.owner = current;
	purse.portion = 1;
	reclaim_ops.try_to_free_pages(GFP_KERNEL, 0);
	KUNIT_EXPECT_TRUE(test, kswapd_works());
}

/* ---- sources ---- */

static void empty_slabs_are_given_back(struct kunit *test)
{
	struct kmem_cache *cache = kmem_cache_create("vmscan_test", 2048, 0, 0, NULL);
	void *objects[64];
	unsigned long before;

	KUNIT_ASSERT_NOT_NULL(test, cache);
	for (unsigned int i = 0; i < ARRAY_SIZE(objects); i++) {
		objects[i] = kmem_cache_alloc(cache, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, objects[i]);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(objects); i++)
		kmem_cache_free(cache, objects[i]);
	drain_all_pages();
	before = lowmem_free();
	reclaim_ops.try_to_free_pages(GFP_KERNEL, 0);
	drain_all_pages();
	KUNIT_EXPECT_GT(test, lowmem_free(), before);
	kmem_cache_destroy(cache);
}

static void per_cpu_pages_go_back_under_pressure(struct kunit *test)
{
	struct zone *zone = lowmem_zone();

	for (int i = 0; i < 32; i++)
		KUNIT_ASSERT_TRUE(test, hoard_take(&hoard, GFP_KERNEL, 0));
	hoard_give_all(&hoard);
	KUNIT_EXPECT_GT(test, zone_pcp_pages(zone), 0);
	hoard_all(&hoard, GFP_KERNEL | __GFP_NORETRY);
	KUNIT_EXPECT_EQ(test, zone_pcp_pages(zone), 0);
	KUNIT_EXPECT_TRUE(test, zone->reclaim_active);
	hoard_give(&hoard);
	KUNIT_EXPECT_EQ(test, zone_pcp_pages(zone), 0);
	hoard_give_all(&hoard);
	KUNIT_EXPECT_FALSE(test, zone->reclaim_active);
}

static void unused_vmalloc_areas_are_given_back(struct kunit *test)
{
	void *p = vmalloc(PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, p);
	vfree(p);
	KUNIT_EXPECT_GT(test, vmalloc_nr_unused(), 0);
	reclaim_ops.try_to_free_pages(GFP_KERNEL, MAX_ORDER - 1);
	KUNIT_EXPECT_EQ(test, vmalloc_nr_unused(), 0);
}

static int end_at_once(void *unused)
{
	return 0;
}

static void spare_stacks_are_given_back(struct kunit *test)
{
	struct task_struct *task = kthread_run(end_at_once, NULL, "short");
	unsigned long areas;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, task);
	schedule_timeout_uninterruptible(2); /* it ends, its stack is kept */
	areas = vmalloc_nr_areas();
	reclaim_ops.try_to_free_pages(GFP_KERNEL, MAX_ORDER - 1);
	KUNIT_EXPECT_LT(test, vmalloc_nr_areas(), areas);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_block_is_computed_once),
	KUNIT_CASE(without_memory_a_block_is_computed_and_not_kept),
	KUNIT_CASE(without_a_page_the_block_is_not_kept_either),
	KUNIT_CASE(kswapd_starts_at_low_and_stops_at_high),
	KUNIT_CASE(under_steady_pressure_kswapd_does_most_of_the_work),
	KUNIT_CASE(every_page_that_reclaim_frees_is_counted),
	KUNIT_CASE(a_cache_gives_way_to_a_request),
	KUNIT_CASE(a_shrinker_that_frees_nothing_is_survived),
	KUNIT_CASE(a_shrinker_that_lies_is_not_believed),
	KUNIT_CASE(a_shrinker_that_allocates_does_not_recurse),
	KUNIT_CASE(an_empty_shrinker_is_not_asked_to_scan),
	KUNIT_CASE(batches_are_as_large_as_asked),
	KUNIT_CASE(after_unregister_nobody_asks),
	KUNIT_CASE(a_shrinker_needs_both_functions),
	KUNIT_CASE(direct_reclaim_says_what_it_freed_and_stops_at_enough),
	KUNIT_CASE(the_counters_say_what_shrinkers_looked_at),
	KUNIT_CASE(kswapd_is_asked_again_while_it_finds_something),
	KUNIT_CASE(kswapd_that_finds_nothing_is_left_alone_after_16_times),
	KUNIT_CASE(empty_slabs_are_given_back),
	KUNIT_CASE(per_cpu_pages_go_back_under_pressure),
	KUNIT_CASE(unused_vmalloc_areas_are_given_back),
	KUNIT_CASE(spare_stacks_are_given_back),
	{},
};

static struct kunit_suite vmscan_suite = {
	.name = "vmscan",
	.exit = give_all_back,
	.test_cases = cases,
};
kunit_test_suite(vmscan_suite);
