// SPDX-License-Identifier: MIT
/* Tests of page_alloc_check() in mm/page/page_check.c: it notices each thing that can be wrong with free blocks and lists. */
#include <k896/check.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "tests/support/noticed.h"

/* So that an empty machine is an answer and not a wait or a report. */
#define GFP_TEST (GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN)

/* The lowest and the highest free block of a zone. Interrupts off. */
static void outermost_blocks(const struct zone *zone, unsigned long *start, unsigned long *end)
{
	*start = -1UL;
	*end = 0;
	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		struct page *page;

		list_for_each_entry(page, &zone->free_area[order].free_list, lru) {
			*start = min(*start, page_to_pfn(page));
			*end = max(*end, page_to_pfn(page) + (1UL << order));
		}
	}
}

static void check_notices_bad_blocks(struct kunit *test, struct zone *zone)
{
	unsigned int order =
		fls(zone->nonempty) - 1; /* the largest there is, so it can be halved */
	struct free_area *area = &zone->free_area[order];
	struct page *page = list_first_entry(&area->free_list, struct page, lru);
	unsigned long start, end;

	EXPECT_FAULTS(test, page->flags, page->flags | 1UL << PG_slab, page_alloc_check(), 1);
	EXPECT_FAULTS(test, page->flags, page->flags & ~(1UL << PG_buddy), page_alloc_check(), 1);
	EXPECT_FAULTS(test, page->_refcount.counter, 1, page_alloc_check(), 1);
	if (order) {
		unsigned long flags = page[1].flags;

		page[1].flags = page->flags;
		list_replace(&page->lru, &page[1].lru);
		KUNIT_EXPECT_EQ(test, page_alloc_check(), 1);
		list_replace(&page[1].lru, &page->lru);
		page[1].flags = flags;
	}
	/* To the frame: the blocks themselves lie in a zone that is no larger than they are. */
	outermost_blocks(zone, &start, &end);
	EXPECT_FAULTS(test, zone->spanned_pages, end - zone->zone_start_pfn, page_alloc_check(), 0);
	EXPECT_FAULTS(test, zone->spanned_pages, end - zone->zone_start_pfn - 1, page_alloc_check(),
		      1);
	zone->spanned_pages -= start + 1 - zone->zone_start_pfn;
	EXPECT_FAULTS(test, zone->zone_start_pfn, start + 1, page_alloc_check(), 1);
	zone->spanned_pages++;
	EXPECT_FAULTS(test, zone->zone_start_pfn, start, page_alloc_check(), 0);
	zone->spanned_pages += start - zone->zone_start_pfn;
}

static void check_notices_bad_counts(struct kunit *test, struct zone *zone)
{
	struct free_area *area = &zone->free_area[fls(zone->nonempty) - 1];
	unsigned int empty = ffz(zone->nonempty), order = fls(zone->nonempty) - 1;

	EXPECT_FAULTS(test, zone->free_pages, zone->free_pages + 1, page_alloc_check(), 1);
	/* The list's length, and the sum over all lists. */
	EXPECT_FAULTS(test, area->nr_free, area->nr_free + 1, page_alloc_check(), 2);
	EXPECT_FAULTS(test, area->nr_free, area->nr_free - 1, page_alloc_check(), 2);
	EXPECT_FAULTS(test, zone->nonempty, zone->nonempty ^ 1UL << order, page_alloc_check(), 1);
	if (empty < MAX_ORDER)
		EXPECT_FAULTS(test, zone->nonempty, zone->nonempty | 1UL << empty,
			      page_alloc_check(), 1);
}

/* The list has a page, in front, and no others of its zone's pages behind it matter. */
static void check_notices_a_bad_cpu_list(struct kunit *test, struct pcp_list *list)
{
	struct page *page = list->first;

	EXPECT_FAULTS(test, list->room, list->room + 1, page_alloc_check(), 1);
	EXPECT_FAULTS(test, list->room, list->room - 1, page_alloc_check(), 1);
	EXPECT_FAULTS(test, page->_refcount.counter, 1, page_alloc_check(), 1);
	EXPECT_NOTICED(test, page->flags, page->flags | 1UL << PG_buddy, page_alloc_check());
	EXPECT_FAULTS(test, page->flags, page->flags | 1UL << PAGE_ORDER_SHIFT, page_alloc_check(),
		      1);
	EXPECT_FAULTS(test, page->flags, page->flags ^ 1UL << ZONES_SHIFT, page_alloc_check(), 1);
}

/* Two free buddies that have not become one. */
static void the_check_notices_free_buddies(struct kunit *test)
{
	struct page *block = alloc_pages(GFP_TEST, 5);
	unsigned long flags;

	KUNIT_ASSERT_NOT_NULL(test, block);
	split_page(block, 5);
	for (unsigned int i = 16; i < 32; i++)
		__free_page(block + i);
	local_irq_save(flags);
	drain_all_pages();
	KUNIT_EXPECT_TRUE(test, PageBuddy(block + 16));
	KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
	EXPECT_FAULTS(test, block->flags, block[16].flags, page_alloc_check(), 1);
	local_irq_restore(flags);
	for (unsigned int i = 0; i < 16; i++)
		__free_page(block + i);
}

static void the_check_notices_what_is_wrong(struct kunit *test)
{
	struct page *page = alloc_page(GFP_TEST);
	struct zone *zone;
	unsigned long flags;

	KUNIT_ASSERT_NOT_NULL(test, page);
	zone = page_zone(page);
	__free_page(page);
	local_irq_save(flags);
	KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
	check_notices_a_bad_cpu_list(test, &zone->pcp[0]);
	check_notices_bad_counts(test, zone);
	check_notices_bad_blocks(test, zone);
	KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
	local_irq_restore(flags);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(the_check_notices_what_is_wrong),
	KUNIT_CASE(the_check_notices_free_buddies),
	{},
};

static struct kunit_suite suite = { .name = "page_check", .test_cases = cases };
kunit_test_suite(suite);
