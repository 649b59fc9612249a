/* SPDX-License-Identifier: MIT */
/* Per-CPU lists of pages (struct pcp_list, linux/mmzone.h). Interrupts are off in all of these. */
#ifndef _MM_PAGE_PCP_H
#define _MM_PAGE_PCP_H

#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>

#include "internal.h"

/*
 * The list that a page goes to when it is freed. The plain form is
 *
 *	&page_zone(page)->pcp[page_alloc_order(page)]
 *
 * Zone and order have such places in page->flags that one shift makes them the offset of that list in the
 * array of zones (linux/page-flags.h): seven instructions less in each free.
 */
static __always_inline struct pcp_list *pcp_list_of(const struct page *page)
{
	static_assert(sizeof(struct pcp_list) == 1 << 4 && sizeof(struct zone) == 1 << 9);
	static_assert(offsetof(struct zone, pcp) == 0 && ZONES_SHIFT - 9 == PAGE_ORDER_SHIFT - 4);
	return (void *)contig_page_data.node_zones +
	       (page->flags >> (ZONES_SHIFT - 9) & (3 << 9 | 15 << 4));
}

#ifdef CONFIG_DEBUG_LIST
/* Does the link of @page, the first of @list, lead to another page that may be on it, or nowhere? */
static __always_inline bool pcp_link_is_sound(const struct pcp_list *list, const struct page *page)
{
	const struct page *next = page->pcp_next;
	unsigned long offset = (unsigned long)next - (unsigned long)mem_map;

	return !next || (offset < mem_map_size && offset % sizeof(struct page) == 0 &&
			 !page_ref_count(next) && !PageBuddy(next) && pcp_list_of(next) == list);
}

/* The link was written over: reports it. The list ends there. (mend.c) */
void mend_pcp_list(struct pcp_list *list, struct page *page) __cold;
#else
#define pcp_link_is_sound(list, page) true
static inline void mend_pcp_list(struct pcp_list *list, struct page *page)
{
}
#endif

/* The list is not empty. */
static __always_inline struct page *pcp_pop(struct pcp_list *list)
{
	struct page *page = list->first;

	lockdep_assert_irqs_disabled();
	VM_BUG_ON(!page);
	if (unlikely(!pcp_link_is_sound(list, page)))
		mend_pcp_list(list, page);
	list->first = page->pcp_next;
	list->room++;
	return page;
}

/* Return: false when the list now has one block too many. */
static __always_inline bool pcp_push(struct pcp_list *list, struct page *page)
{
	lockdep_assert_irqs_disabled();
	VM_BUG_ON_PAGE(page_ref_count(page) || list != pcp_list_of(page), page);
	page->pcp_next = list->first;
	list->first = page;
	return --list->room >= 0;
}

/* ---- mm/page/buddy.c ---- */

/* Fetches a batch of blocks from the zone into an empty list; fewer, or none, when the zone has no more. */
void rmqueue_bulk(struct zone *zone, struct pcp_list *list, unsigned int order);

/*
 * Gives @blocks back to the zone, or all when there are fewer. For an order that has no per-CPU list that is
 * what freeing means. The blocks themselves know their zone and order.
 */
void free_pcppages_bulk(struct pcp_list *list, int blocks);

#endif
