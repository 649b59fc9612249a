// SPDX-License-Identifier: MIT
/* Tests of alloc_pages_bulk_array() and release_pages() in mm/page/page_alloc.c. */
#include <k896/check.h>
#include <kunit/test.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/string.h>

#include "tests/support/reports.h"

static void bulk_allocation_fills_what_is_missing(struct kunit *test)
{
	struct page *pages[100] = {}, *first;
	unsigned long n = 0;

	pages[0] = first = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pages[0]);
	while (n < 100) {
		unsigned long got = alloc_pages_bulk_array(GFP_KERNEL | __GFP_ZERO, 100, pages);

		KUNIT_ASSERT_GT(test, got, n);
		n = got;
	}
	KUNIT_EXPECT_PTR_EQ(test, pages[0], first);
	for (int i = 0; i < 100; i++) {
		KUNIT_EXPECT_EQ(test, page_count(pages[i]), 1);
		for (int j = 0; j < i; j++)
			KUNIT_EXPECT_PTR_NE(test, pages[i], pages[j]);
		if (i)
			KUNIT_EXPECT_NULL(test, memchr_inv(page_address(pages[i]), 0, PAGE_SIZE));
	}
	get_page(pages[50]);
	release_pages(pages, 100);
	KUNIT_EXPECT_EQ(test, page_count(pages[50]), 1);
	__free_page(pages[50]);
}

static void an_array_without_a_gap_gets_nothing(struct kunit *test)
{
	struct page *pages[4] = {}, *first;
	unsigned long free;

	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL, 0, pages), 0);
	KUNIT_EXPECT_NULL(test, pages[0]);
	while (alloc_pages_bulk_array(GFP_KERNEL, 3, pages) < 3)
		;
	first = pages[0];
	free = nr_free_pages();
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL, 3, pages), 3);
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL, 0, pages), 0);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	KUNIT_EXPECT_PTR_EQ(test, pages[0], first);
	KUNIT_EXPECT_NULL(test, pages[3]); /* behind what was asked for */
	release_pages(pages, 3);
}

static void a_failure_leaves_what_was_there(struct kunit *test)
{
	struct page *pages[4] = {};

	fail_nth_page_alloc(3);
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL | __GFP_NOWARN, 4, pages), 1);
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL | __GFP_NOWARN, 4, pages), 2);
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL | __GFP_NOWARN, 4, pages), 2);
	KUNIT_EXPECT_TRUE(test, fail_nth_page_alloc_done());
	KUNIT_EXPECT_NULL(test, pages[2]);
	release_pages(pages, 2);
}

/* The zone's blocks are used up one after the other, as single pages would have done it. */
static void the_zones_lists_stay_whole(struct kunit *test)
{
	static struct page *pages[1000];
	unsigned long free;

	drain_all();
	free = nr_free_pages();
	for (unsigned long n = 1; n <= 1000; n += 111) {
		unsigned long got = 0;

		memset(pages, 0, sizeof(pages));
		while (got < n) {
			unsigned long now = alloc_pages_bulk_array(GFP_KERNEL, n, pages);

			KUNIT_ASSERT_GT(test, now, got);
			got = now;
		}
		KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
		release_pages(pages, n);
		KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
	}
	drain_all();
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
}

/* As with single frees: they stay on the CPU's list for the next request, but not more than the list may hold. */
static void released_pages_stay_on_the_cpu_up_to_its_bound(struct kunit *test)
{
	struct page *pages[100] = {};
	struct pcp_list *list;
	unsigned long flags;
	int count;

	while (alloc_pages_bulk_array(GFP_KERNEL, 100, pages) < 100)
		;
	list = &page_zone(pages[0])->pcp[0];
	local_irq_save(flags);
	drain_all_pages();
	release_pages(pages, 1);
	count = pcp_count(list);
	local_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, count, list->high ? 1 : 0); /* nothing stays while reclaim_active */
	release_pages(pages + 1, 99);
	KUNIT_EXPECT_LE(test, pcp_count(list), list->high);
}

static void what_cannot_be_freed_is_reported_and_the_rest_is_freed(struct kunit *test)
{
	struct page *pages[3] = {};
	struct reports mark;

	while (alloc_pages_bulk_array(GFP_KERNEL, 3, pages) < 3)
		;
	__free_page(pages[1]);
	mark = mark_reports();
	release_pages(pages, 3);
	EXPECT_REPORTS(test, mark, 1, "page dumped because: freeing a page that is free");
}

static struct kunit_case page_bulk_cases[] = {
	KUNIT_CASE(bulk_allocation_fills_what_is_missing),
	KUNIT_CASE(an_array_without_a_gap_gets_nothing),
	KUNIT_CASE(a_failure_leaves_what_was_there),
	KUNIT_CASE(the_zones_lists_stay_whole),
	KUNIT_CASE(released_pages_stay_on_the_cpu_up_to_its_bound),
	KUNIT_CASE(what_cannot_be_freed_is_reported_and_the_rest_is_freed),
	{},
};

static struct kunit_suite page_bulk_suite = { .name = "page_bulk", .test_cases = page_bulk_cases };
kunit_test_suite(page_bulk_suite);
