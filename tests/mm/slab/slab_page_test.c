// SPDX-License-Identifier: MIT
/* Tests of mm/slab/slab_page.c: where objects lie in slabs, where slabs come from, and when they go back. */
#include <kunit/test.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmstat.h>

#include "mm/slab/slab.h"
#include "tests/support/kasan.h"
#include "tests/support/reports.h"
#include "tests/support/pressure.h"
#include "slab_row.h"

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

/* No cache is emptied for the sake of a large slab where a small one will do. */
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

static struct kunit_case cases[] = {
	KUNIT_CASE(objects_are_aligned_and_apart),
	KUNIT_CASE(objects_of_32_bytes_fill_a_page),
	KUNIT_CASE(no_slab_wastes_an_eighth),
	KUNIT_CASE(smaller_slabs_do_where_memory_is_in_pieces),
	KUNIT_CASE(for_a_larger_slab_nothing_is_reclaimed),
	KUNIT_CASE(dma_objects_lie_below_16_mib),
	KUNIT_CASE(empty_slabs_go_back_beyond_a_reserve),
	KUNIT_CASE(slabs_of_one_object_go_back_as_well),
	KUNIT_CASE(shrink_says_whether_slabs_remain),
	KUNIT_CASE(slab_pages_are_counted),
	{},
};

static struct kunit_suite slab_page_suite = {
	.name = "slab_page",
	KASAN_LOOKS_AWAY,
	.test_cases = cases,
};
kunit_test_suite(slab_page_suite);
