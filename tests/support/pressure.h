/* SPDX-License-Identifier: MIT */
/* Making memory short and giving it back: shared by the tests of the slow path and of reclaim. */
#ifndef _TESTS_MM_PRESSURE_H
#define _TESTS_MM_PRESSURE_H

#include <linux/mm.h>

/* Are @pages pages of high memory to be had? Where there is little of it, programs may have taken it. */
static inline bool highmem_left(unsigned long pages)
{
	struct sysinfo_mem info;

	si_meminfo(&info);
	return info.free_high >= pages + 64;
}

/* Chained through page->index; each block remembers its order. */
struct hoard {
	struct page *first;
};

static inline bool hoard_take(struct hoard *h, gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp, order);

	if (!page)
		return false;
	page->index = (unsigned long)h->first;
	h->first = page;
	return true;
}

/* Gives the last block back. */
static inline bool hoard_give(struct hoard *h)
{
	struct page *page = h->first;

	if (!page)
		return false;
	h->first = (struct page *)page->index;
	put_page(page);
	return true;
}

static inline void hoard_give_all(struct hoard *h)
{
	while (hoard_give(h))
		;
}

/* Takes with @gfp until nothing is left for it: large blocks first, single pages at the end. */
static inline void hoard_all(struct hoard *h, gfp_t gfp)
{
	for (int order = MAX_ORDER - 1; order >= 0; order--)
		while (hoard_take(h, gfp | __GFP_NOWARN, order))
			;
}

/* Of what GFP_KERNEL can have, leaves about @pages. */
static inline void hoard_all_but(struct hoard *h, unsigned long pages)
{
	struct hoard spare = {};

	for (unsigned long i = 0; i < pages; i++)
		hoard_take(&spare, GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN, 0);
	hoard_all(h, GFP_KERNEL | __GFP_NORETRY);
	hoard_give_all(&spare);
}

#endif
