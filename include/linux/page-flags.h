/* SPDX-License-Identifier: MIT */
/*
 * The flags word of struct page:
 *
 *	bit  0-24	PG_* below
 *	bit 25-28	order the page was allocated with (or is free with, while PageBuddy)
 *	bit 29		0
 *	bit 30-31	zone
 *
 * Zone and order are at places from which a shift by 21 makes them the byte offset of the page's per-CPU list
 * in the array of zones: zone * 512 + order * 16 (pcp_list_of() in mm/page/pcp.h).
 *
 * Linux keeps no allocation order for pages without __GFP_COMP; here it is kept for all, so that a
 * free with the wrong order is noticed.
 */
#ifndef _LINUX_PAGE_FLAGS_H
#define _LINUX_PAGE_FLAGS_H

#include <linux/mm_types.h>

enum pageflags {
	PG_locked,
	PG_dirty,
	PG_lru,
	PG_head,     /* first page of a compound page */
	PG_slab,     /* belongs to the slab allocator */
	PG_reserved, /* never allocated: firmware, holes, the kernel itself, boot allocations */
	PG_private,
	PG_buddy, /* first page of a block in the free lists of its zone */
	PG_table, /* a page table */
	__NR_PAGEFLAGS,
};

/* lib/vsprintf_flags.c */
extern const char *const pageflag_names[__NR_PAGEFLAGS];

#define PAGE_ORDER_SHIFT 25
#define PAGE_ORDER_MASK	 (15UL << PAGE_ORDER_SHIFT)
#define ZONES_SHIFT	 30

/* A page that is allocated or freed just now has none of these set. */
#define PAGE_FLAGS_CHECK_AT_FREE                                                                   \
	(1UL << PG_locked | 1UL << PG_lru | 1UL << PG_slab | 1UL << PG_reserved |                  \
	 1UL << PG_buddy | 1UL << PG_table)

#define PAGEFLAG(uname, lname)                                                                     \
	static __always_inline bool Page##uname(const struct page *page)                           \
	{                                                                                          \
		return page->flags & (1UL << PG_##lname);                                          \
	}                                                                                          \
	static __always_inline void SetPage##uname(struct page *page)                              \
	{                                                                                          \
		page->flags |= 1UL << PG_##lname;                                                  \
	}                                                                                          \
	static __always_inline void ClearPage##uname(struct page *page)                            \
	{                                                                                          \
		page->flags &= ~(1UL << PG_##lname);                                               \
	}

PAGEFLAG(Locked, locked)
PAGEFLAG(Dirty, dirty)
PAGEFLAG(LRU, lru)
PAGEFLAG(Head, head)
PAGEFLAG(Slab, slab)
PAGEFLAG(Reserved, reserved)
PAGEFLAG(Private, private)
PAGEFLAG(Buddy, buddy)
PAGEFLAG(Table, table)

/* A tail page carries the address of its head with bit 0 set. */
static __always_inline bool PageTail(const struct page *page)
{
	return page->compound_head & 1;
}

static __always_inline bool PageCompound(const struct page *page)
{
	return PageHead(page) || PageTail(page);
}

static __always_inline struct page *compound_head(struct page *page)
{
	return PageTail(page) ? (struct page *)(page->compound_head - 1) : page;
}

static __always_inline unsigned int page_alloc_order(const struct page *page)
{
	return (page->flags & PAGE_ORDER_MASK) >> PAGE_ORDER_SHIFT;
}

/* Of a compound page's head; 0 for any other page. */
static __always_inline unsigned int compound_order(const struct page *page)
{
	return PageHead(page) ? page_alloc_order(page) : 0;
}

#endif
