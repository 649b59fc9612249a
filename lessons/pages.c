/* SPDX-License-Identifier: MIT */
/*
 * Lesson 2, the buddy system: one block is split down to a single page and merged back, and the real
 * free lists are drawn before and after each step.
 *
 * To see a split from top to bottom, no smaller block may be in the way: the lesson first takes all
 * free blocks below the largest order out of one zone, and gives them back at the end. The largest order
 * is 10, except in a zone that is too small for such a block.
 */
#include <k896/lesson.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "draw.h"

static struct page *take(struct zone *zone, unsigned int order, struct page *chain)
{
	struct page *page = alloc_pages(lesson_gfp() | __GFP_NORETRY | __GFP_NOWARN, order);

	if (page)
		page->index = (unsigned long)chain;
	drain_all_pages();
	return page ?: chain;
}

/* Chained through page->index; each block remembers its order. */
static struct page *take_small_blocks(struct zone *zone, int top)
{
	struct page *chain = NULL;

	for (int order = top - 1; order >= 0; order--) {
		unsigned long left = zone->free_area[order].nr_free;

		while (left--)
			chain = take(zone, order, chain);
	}
	return chain;
}

static void give_back(struct page *chain)
{
	while (chain) {
		struct page *next = (struct page *)chain->index;

		put_page(chain);
		chain = next;
	}
	drain_all_pages();
}

static void draw_block(struct seq_file *m, const char *what, unsigned long pfn, unsigned int order)
{
	seq_printf(m, "    order %2u  pfn %#7lx-%#7lx  physical %#010lx, %5lu KiB  %s\n", order,
		   pfn, pfn + (1UL << order) - 1, pfn << PAGE_SHIFT, 4UL << order, what);
}

/* The halves that the split must have left: the buddy of our block at each order. */
static int show_split(struct seq_file *m, const struct zone *zone, unsigned long pfn,
		      unsigned int top)
{
	int faults = 0;

	draw_block(m, "ours", pfn, 0);
	for (unsigned int order = 0; order < top; order++) {
		unsigned long buddy = (pfn & ~((1UL << order) - 1)) ^ (1UL << order);
		const struct page *page = pfn_to_page(buddy);

		draw_block(m, "free: the buddy", buddy, order);
		faults += LESSON_CHECK(m, PageBuddy(page) && page_alloc_order(page) == order);
		faults += LESSON_CHECK(m, zone->free_area[order].nr_free == 1);
	}
	return faults;
}

/* Where merging climbs to: at each order the lower of the two is the new block. */
static int show_merge(struct seq_file *m, unsigned long pfn, unsigned int top)
{
	unsigned long block = pfn;

	for (unsigned int order = 0; order < top; order++) {
		unsigned long buddy = block ^ (1UL << order);

		seq_printf(m,
			   "    order %2u  %#7lx ^ %#5lx = %#7lx is free: together a block of order %u at %#lx\n",
			   order, block, 1UL << order, buddy, order + 1, block & buddy);
		block &= buddy;
	}
	return LESSON_CHECK(m, PageBuddy(pfn_to_page(block)) &&
				       page_alloc_order(pfn_to_page(block)) == top);
}

static int split_and_merge(struct seq_file *m, struct zone *zone, int top)
{
	unsigned long largest = zone->free_area[top].nr_free, pfn;
	gfp_t gfp = lesson_gfp();
	struct page *page;
	int faults = 0;

	page = alloc_page(gfp);
	if (!page)
		return LESSON_CHECK(m, page);
	drain_all_pages();
	pfn = page_to_pfn(page);
	seq_printf(m,
		   "\n2. alloc_page(%pGg) gave frame %#lx, address %px. A block of order %d was halved %d\n"
		   "   times; each time the half that is not ours went onto the list of its order:\n\n",
		   &gfp, pfn, page_address(page), top, top);
	LESSON_STOP("one page is ours; the other halves are on the free lists",
		    "k-free Normal\nk-page &mem_map[pfn]");
	faults += show_split(m, zone, pfn, top);
	draw_free_lists(m, zone);
	faults += LESSON_CHECK(m, zone->free_area[top].nr_free == largest - 1);

	__free_page(page);
	drain_all_pages();
	LESSON_STOP("freed: every half met its buddy", "k-free Normal");
	seq_puts(m,
		 "\n3. __free_page() puts it back. The buddy of a block is one flipped bit away, pfn ^ (1 << order). As\n"
		 "   long as it is free too, both become one block of the next order:\n\n");
	faults += show_merge(m, pfn, top);
	draw_free_lists(m, zone);
	faults += LESSON_CHECK(m, zone->free_area[top].nr_free == largest);
	return faults;
}

static int run(struct seq_file *m)
{
	struct zone *zone = lesson_zone();
	unsigned long before;
	struct page *chain;
	int faults, top;

	drain_all_pages();
	before = nr_free_pages();
	seq_puts(m,
		 "The page allocator keeps free memory as blocks of 2^order pages, each aligned to its size, in one\n"
		 "list per order and zone. /proc/buddyinfo shows how many blocks each list has. A request is served\n"
		 "from the smallest block that is large enough.\n\n");
	seq_printf(m, "Zone %s of this machine now:\n\n", zone->name);
	draw_free_lists(m, zone);

	top = fls(zone->nonempty) - 1;
	chain = take_small_blocks(zone, top);
	seq_printf(m,
		   "\n1. To see a whole split, all blocks below order %d are taken away first:\n\n",
		   top);
	draw_free_lists(m, zone);
	faults = LESSON_CHECK(m, top >= 0 && zone->nonempty == 1U << top);
	if (!faults)
		faults = split_and_merge(m, zone, top);

	give_back(chain);
	seq_puts(m, "\n4. The blocks taken away at first are given back, and merge as well:\n\n");
	draw_free_lists(m, zone);
	faults += LESSON_CHECK(m, nr_free_pages() == before);
	seq_puts(m,
		 "\nOrders 0 to 3 have a list per CPU in front of this (count, high and batch in zoneinfo), which the\n"
		 "lesson emptied at each step. So a page that was just freed is usually the next one given out, and\n"
		 "no block is split or merged for it.\n");
	return faults;
}

LESSON(2, pages, .title = "pages, the buddy system",
       .teaches = "a block split down to one page and merged again",
       .question =
	       "a block of order 4 is taken: which numbers of the zone change, and is that undone by the free?",
       .answer = "buddyinfo\npages 4\nbuddyinfo\nfree p1\nbuddyinfo", .run = run);
