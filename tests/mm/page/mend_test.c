// SPDX-License-Identifier: MIT
/* Tests of mm/page/mend.c: free lists that are written over. In a DEBUG=1 build only. */
#ifdef CONFIG_DEBUG_LIST
#include <k896/check.h>
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "mm/page/internal.h"
#include "mm/page/pcp.h"
#include "tests/support/reports.h"

#define ORDER (PCP_MAX_ORDER + 1) /* such blocks come from the zone and go back to it at once */

static struct page *page, *buddy;
static struct zone *zone;
static struct free_area *area;
static unsigned long free_before;

/* An allocated block whose buddy is free. */
static int init(struct kunit *test)
{
	struct page *others = NULL;

	for (;;) {
		page = alloc_pages(GFP_KERNEL, ORDER);
		KUNIT_ASSERT_NOT_NULL(test, page);
		zone = page_zone(page);
		buddy = pfn_to_page(buddy_of(page_to_pfn(page), 1UL << ORDER));
		if (buddy->flags == free_flags(zone_idx(zone), ORDER))
			break;
		page->pcp_next = others;
		others = page;
	}
	while (others) {
		struct page *next = others->pcp_next;

		__free_pages(others, ORDER);
		others = next;
	}
	area = &zone->free_area[ORDER];
	free_before = zone->free_pages;
	return 0;
}

#define EXPECT_MENDED(test, before, n, report)                                                     \
	do {                                                                                       \
		EXPECT_REPORTS(test, before, n, report);                                           \
		KUNIT_EXPECT_TRUE(test,                                                            \
				  is_logged((before).log,                                          \
					    "zone %s: the free list of order %u is made anew, ",   \
					    zone->name, ORDER));                                   \
		KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);                                      \
	} while (0)

/* The free block is not the first of its list, so nobody sees it but whoever frees its buddy. */
static void a_free_that_meets_a_damaged_buddy_mends_the_list(struct kunit *test)
{
	struct reports before = mark_reports();

	buddy->lru = (struct list_head){ (void *)0x41414141, (void *)0x42424242 };
	__free_pages(page, ORDER);
	EXPECT_MENDED(test, before, 1, "list_del corruption. prev->next should be ");
	KUNIT_EXPECT_EQ(test, zone->free_pages, free_before + (1UL << ORDER));
}

/* All free blocks of the order. */
static struct page *take_all(void)
{
	struct page *taken = NULL, *next;

	while (area->nr_free) {
		next = rmqueue_buddy(zone, ORDER);
		if (!next)
			break;
		next->pcp_next = taken;
		taken = next;
	}
	return taken;
}

static void give_back(struct page *taken)
{
	for (struct page *next; taken; taken = next) {
		next = taken->pcp_next;
		atomic_set(&taken->_refcount, 1);
		__free_pages(taken, ORDER);
	}
}

static void an_allocation_that_meets_a_damaged_block_mends_the_list(struct kunit *test)
{
	struct reports before = mark_reports();

	buddy->lru.next = (void *)0x41414141;
	give_back(take_all());
	EXPECT_MENDED(test, before, 1, "list_del corruption. next->prev should be ");
	KUNIT_EXPECT_EQ(test, zone->free_pages, free_before);
	__free_pages(page, ORDER);
}

static void an_allocation_survives_a_head_that_was_written_over(struct kunit *test)
{
	struct reports before = mark_reports();

	area->free_list = (struct list_head){ (void *)0x41414141, (void *)0x42424242 };
	give_back(take_all());
	EXPECT_MENDED(test, before, 1, "list corruption. next->prev should be ");
	KUNIT_EXPECT_EQ(test, zone->free_pages, free_before);
	__free_pages(page, ORDER);
}

static void a_free_survives_a_head_that_was_written_over(struct kunit *test)
{
	struct page *taken = take_all(); /* the buddy, too: so the free merges nothing */
	struct reports before = mark_reports();

	area->free_list.next = NULL;
	__free_pages(page, ORDER);
	EXPECT_MENDED(test, before, 1, "list_add corruption. next is NULL.");
	give_back(taken);
}

static void a_block_whose_flags_were_hit_too_is_lost_but_not_silently(struct kunit *test)
{
	struct reports before = mark_reports();
	unsigned long flags = buddy->flags, blocks = area->nr_free;

	memset(buddy, 0x41, sizeof(buddy->flags) + sizeof(buddy->lru));
	give_back(take_all());
	EXPECT_MENDED(test, before, 1, "corruption. ");
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "%lu of its %lu blocks were found",
					  blocks - 1, blocks));
	KUNIT_EXPECT_EQ(test, zone->free_pages, free_before - (1UL << ORDER));
	buddy->flags = flags;
	spin_lock_irqsave(&zone->lock, flags);
	mend_free_list(zone, area);
	spin_unlock_irqrestore(&zone->lock, flags);
	KUNIT_EXPECT_EQ(test, zone->free_pages, free_before);
	__free_pages(page, ORDER);
}

/* ---- the list of a CPU ---- */

/* Pages that no list leads to any more are given back one by one. Interrupts off. */
static int give_back_lost(struct page *lost)
{
	int n = 0;

	while (lost) {
		struct page *next = lost->pcp_next;

		atomic_set(&lost->_refcount, 1);
		__free_page(lost);
		lost = next;
		n++;
	}
	return n;
}

static void a_cpus_list_ends_where_its_link_was_written_over(struct kunit *test)
{
	struct page *single[6], *first, *lost;
	struct pcp_list *list;
	struct reports before = mark_reports();
	unsigned long flags;
	int count;

	__free_pages(page, ORDER);
	for (unsigned int i = 0; i < ARRAY_SIZE(single); i++)
		KUNIT_ASSERT_NOT_NULL(test, single[i] = alloc_page(GFP_KERNEL));
	list = pcp_list_of(single[0]);
	local_irq_save(flags);
	for (unsigned int i = 0; i < ARRAY_SIZE(single); i++)
		__free_page(single[i]);
	first = list->first;
	count = pcp_count(list);
	if (count > 2) {
		lost = first->pcp_next;
		first->pcp_next = (void *)0x41414141;
		KUNIT_EXPECT_PTR_EQ(test, alloc_page(GFP_ATOMIC), first);
		KUNIT_EXPECT_EQ(test, pcp_count(list), 0);
		KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
		KUNIT_EXPECT_EQ(test, give_back_lost(lost), count - 1);
		EXPECT_REPORTS(test, before, 1, "was written over, 41414141");
		KUNIT_EXPECT_TRUE(test,
				  is_logged(before.log,
					    "BUG: Bad per-CPU page list of zone %s, order 0: the link of pfn %#lx ",
					    page_zone(first)->name, page_to_pfn(first)));
		KUNIT_EXPECT_TRUE(test, is_logged(before.log, "%d free blocks behind it are lost",
						  count - 1));
		__free_page(first);
	}
	local_irq_restore(flags);
	KUNIT_EXPECT_GT(test, count, 2);
	KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_free_that_meets_a_damaged_buddy_mends_the_list),
	KUNIT_CASE(an_allocation_that_meets_a_damaged_block_mends_the_list),
	KUNIT_CASE(an_allocation_survives_a_head_that_was_written_over),
	KUNIT_CASE(a_free_survives_a_head_that_was_written_over),
	KUNIT_CASE(a_cpus_list_ends_where_its_link_was_written_over),
	KUNIT_CASE(a_block_whose_flags_were_hit_too_is_lost_but_not_silently),
	{},
};

static struct kunit_suite suite = { .name = "mend", .init = init, .test_cases = cases };
kunit_test_suite(suite);
#endif
