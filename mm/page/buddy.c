/* SPDX-License-Identifier: MIT */
/*
 * The buddy system of a zone: everything that needs zone->lock. In front of it are the lists of each CPU
 * (mm/page/pcp.h); which request may have a page is decided in mm/page/page_alloc.c.
 *
 * The idea. Free memory is kept as blocks of 2^order pages, each aligned to its size. Two blocks of one
 * order that differ in one address bit are buddies; together they are a block of the next order:
 *
 *	pfn    0       1       2       3       4       5       6       7
 *	     [ order 0 ][ order 0 ][     order 1      ][             order 2             ]
 *	       buddies: 0 ^ 1        2 ^ 2 = 0 is split  4 ^ 4 = 0 is split
 *
 * Allocating takes the smallest block that is large enough; what is too much is halved off, so that each
 * order on the way down gets one free block (expand). Freeing merges the block with its buddy as long as
 * the buddy is free too (__free_one_page). Which orders have blocks is a bit mask, zone->nonempty, so finding
 * one is one instruction.
 *
 * Locks: zone->lock, interrupts off, innermost.
 *
 * In a DEBUG=1 build the lists survive being written over: mm/page/mend.c.
 *
 * Not here: migrate types (Linux sorts blocks by mobility), so /proc/pagetypeinfo is missing.
 *
 * Tests: tests/mm/page/page_alloc_test.c, page_bulk_test.c.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>

#include "internal.h"
#include "page_hooks.h"
#include "pcp.h"

/* @page has its flags already. */
static __always_inline void add_to_free_list(struct free_area *area, struct page *page)
{
	bool added = __list_add_checked(&page->lru, &area->free_list, area->free_list.next);

	area->nr_free++;
	if (!added)
		mend_free_list(page_zone(page), area);
}

/* @size is also the order's bit in zone->nonempty. */
static __always_inline void del_page_from_free_list(struct zone *zone, struct free_area *area,
						    struct page *page, unsigned long size)
{
	if (!__list_del_checked(&page->lru)) {
		mend_free_list(zone, area);
		__list_del_entry(&page->lru);
	}
	if (!--area->nr_free)
		zone->nonempty ^= size;
}

/*
 * Cuts a block of @size pages, the order of @area, down to @wanted pages: the upper halves become free
 * blocks. The plain form, from order high down to order low:
 *
 *	while (high > low) {
 *		high--;
 *		page[1 << high].flags = free_flags(zone, high);
 *		add_to_free_list(&zone->free_area[high], &page[1 << high]);
 *	}
 *
 * Here size, area and flags go down together instead of being computed from the order each time: seven
 * instructions less for each order.
 */
static __always_inline void expand(struct free_area *area, struct page *page, unsigned long size,
				   unsigned long wanted)
{
	unsigned long flags = page->flags;

	while (size > wanted) {
		size >>= 1;
		flags -= 1UL << PAGE_ORDER_SHIFT;
		area--;
		page[size].flags = flags;
		add_to_free_list(area, &page[size]);
	}
}

/* NULL when no block is large enough. */
static __always_inline struct page *__rmqueue_smallest(struct zone *zone, unsigned int order)
{
	unsigned long wanted = 1UL << order, fit, size;
	struct free_area *area;
	struct page *page;

	lockdep_assert_held(&zone->lock);
	VM_BUG_ON(order >= MAX_ORDER);
again:
	fit = zone->nonempty & -wanted;
	if (unlikely(!fit))
		return NULL;
	size = fit & -fit;
	area = &zone->free_area[__builtin_ctzl(fit)];
	if (!__list_first_valid(&area->free_list)) {
		mend_free_list(zone, area);
		goto again;
	}
	page = list_first_entry(&area->free_list, struct page, lru);
	VM_BUG_ON_PAGE(page->flags != free_flags(zone_idx(zone), area - zone->free_area), page);
	del_page_from_free_list(zone, area, page, size);
	zone->nonempty |=
		size - wanted; /* every order from @order to the one above which we found it */
	expand(area, page, size, wanted);
	zone->free_pages -= wanted;
	page->flags = (page->flags & ZONE_FLAGS_MASK) | (unsigned long)order << PAGE_ORDER_SHIFT;
	return page;
}

/* One compare with the flags that a free block of this order has tells whether the buddy is one. */
static __always_inline void __free_one_page(struct zone *zone, struct page *page,
					    unsigned int order)
{
	struct free_area *area = &zone->free_area[order], *last = &zone->free_area[MAX_ORDER - 1];
	unsigned long flags = free_flags(zone_idx(zone), order);
	unsigned long pfn = page_to_pfn(page), size = 1UL << order;

	lockdep_assert_held(&zone->lock);
	VM_BUG_ON_PAGE(page_ref_count(page) || PageBuddy(page), page);
	VM_BUG_ON_PAGE(pfn & (size - 1), page);
	VM_BUG_ON_PAGE(pfn < zone->zone_start_pfn || pfn + size > zone_end_pfn(zone), page);
	zone->free_pages += size;
	for (; area < last; area++) {
		unsigned long buddy_pfn = buddy_of(pfn, size);
		struct page *buddy = pfn_to_page(buddy_pfn);

		if (buddy->flags != flags)
			break;
		del_page_from_free_list(zone, area, buddy, size);
		buddy->flags = flags & ZONE_FLAGS_MASK;
		pfn &= buddy_pfn;
		size <<= 1;
		flags += 1UL << PAGE_ORDER_SHIFT;
	}
	page = pfn_to_page(pfn);
	page->flags = flags;
	add_to_free_list(area, page);
	zone->nonempty |= size;
}

struct page *rmqueue_buddy(struct zone *zone, unsigned int order)
{
	unsigned long flags;
	struct page *page;

	spin_lock_irqsave(&zone->lock, flags);
	page = __rmqueue_smallest(zone, order);
	spin_unlock_irqrestore(&zone->lock, flags);
	return page;
}

/*
 * The first block taken, which split the least, is the first to be used; the others follow in the order of
 * their addresses where they come from one block.
 */
void rmqueue_bulk(struct zone *zone, struct pcp_list *list, unsigned int order)
{
	struct page **tail = &list->first;

	lockdep_assert_irqs_disabled();
	VM_BUG_ON(list->first);
	spin_lock(&zone->lock);
	for (int i = 0; i < list->batch; i++) {
		struct page *page = __rmqueue_smallest(zone, order);

		if (!page)
			break;
		*tail = page;
		tail = &page->pcp_next;
		list->room--;
	}
	*tail = NULL;
	spin_unlock(&zone->lock);
}

void free_pcppages_bulk(struct pcp_list *list, int blocks)
{
	unsigned int order;
	struct zone *zone;
	int left = blocks;

	lockdep_assert_irqs_disabled();
	VM_BUG_ON(blocks < 0);
	if (!list->first)
		return;
	order = page_alloc_order(list->first);
	zone = page_zone(list->first);
	spin_lock(&zone->lock);
	for (; left && list->first; left--)
		__free_one_page(zone, pcp_pop(list), order);
	spin_unlock(&zone->lock);
	if (unlikely(zone->reclaim_active))
		pages_came_back(zone, (unsigned long)(blocks - left) << order);
}

unsigned long rmqueue_singles(struct zone *zone, unsigned long n, struct page **pages)
{
	unsigned long left = n;

	lockdep_assert_irqs_disabled();
	spin_lock(&zone->lock);
	while (left && zone->nonempty) {
		unsigned int order = min(__builtin_ctzl(zone->nonempty), ilog2(left));
		struct page *page = __rmqueue_smallest(zone, order), *end = page + (1UL << order);

		left -= 1UL << order;
		for (; page < end; page++) {
			page->flags &= ZONE_FLAGS_MASK;
			*pages++ = page;
		}
	}
	spin_unlock(&zone->lock);
	return n - left;
}

void __init free_pages_core(unsigned long pfn, unsigned long end)
{
	while (pfn < end) {
		struct zone *zone = page_zone(pfn_to_page(pfn));
		unsigned long stop = min(end, zone_end_pfn(zone));
		unsigned int order = pfn ? min_t(unsigned int, __builtin_ctzl(pfn), MAX_ORDER - 1) :
					   MAX_ORDER - 1;

		while (pfn + (1UL << order) > stop)
			order--;
		free_core_hook(pfn_to_page(pfn), order);
		spin_lock(&zone->lock);
		__free_one_page(zone, pfn_to_page(pfn), order);
		spin_unlock(&zone->lock);
		zone->managed_pages += 1UL << order;
		pfn += 1UL << order;
	}
}
