/* SPDX-License-Identifier: MIT */
/*
 * Free lists that were written over, in a DEBUG=1 build.
 *
 * An overrun, or a write to a page after it was freed, may hit the links of a free block, or a list's own head. In
 * front of each step mm/page/buddy.c asks whether neighbours point to each other (linux/list.h). Where they do not, that
 * has been reported when we come here, and the list is thrown away: the books are kept twice, for a free block's
 * first page has flags that no other page has.
 *
 *	free_area[2].free_list --> page 8 --> 0x41414141		mem_map: 8 is free, order 2
 *			       <-- page 64 <-- page 32				32 ...
 *										64 ...
 *
 * A block whose flags were hit as well cannot be found any more. It is lost, which is said, and no longer counted as free.
 *
 * The list of a CPU has its links in one direction, and its pages no mark: one that leads to what cannot be on the list ends it.
 *
 * Lock: zone->lock. All frames of the zone are looked at, with interrupts off.
 *
 * Tests: tests/mm/page/mend_test.c, in a DEBUG=1 build.
 */
#ifdef CONFIG_DEBUG_LIST
#include <k896/report.h>
#include <linux/align.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/printk.h>

#include "internal.h"
#include "pcp.h"

void mend_free_list(struct zone *zone, struct free_area *area)
{
	unsigned int order = area - zone->free_area;
	unsigned long size = 1UL << order, before = area->nr_free;

	lockdep_assert_held(&zone->lock);
	INIT_LIST_HEAD(&area->free_list);
	area->nr_free = 0;
	for (unsigned long pfn = ALIGN(zone->zone_start_pfn, size);
	     pfn + size <= zone_end_pfn(zone); pfn += size) {
		struct page *page = pfn_to_page(pfn);

		if (page->flags != free_flags(zone_idx(zone), order))
			continue;
		list_add_tail(&page->lru, &area->free_list);
		area->nr_free++;
	}
	zone->nonempty &= ~size;
	if (area->nr_free)
		zone->nonempty |= size;
	zone->free_pages -= (before - area->nr_free) << order;
	pr_warn("zone %s: the free list of order %u is made anew, %lu of its %lu blocks were found\n",
		zone->name, order, area->nr_free, before);
}

/* What lay behind the link cannot be told from pages in use: it is lost. Interrupts off. */
void mend_pcp_list(struct pcp_list *list, struct page *page)
{
	int lost = pcp_count(list) - 1;
	unsigned long flags;

	if (report_begin(&flags)) {
		pr_err("BUG: Bad per-CPU page list of zone %s, order %u: the link of pfn %#lx was written over, %px\n",
		       page_zone(page)->name, page_alloc_order(page), page_to_pfn(page),
		       page->pcp_next);
		dump_page(page, "the list ends here now");
		dump_stack();
		pr_err("%d free blocks behind it are lost\n", lost);
		report_end(flags);
	}
	page->pcp_next = NULL;
	list->room = list->high - 1; /* this page */
}
#endif
