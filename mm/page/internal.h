/* SPDX-License-Identifier: MIT */
/* What the page allocator shares with the layers of mm to its right only. */
#ifndef _MM_PAGE_INTERNAL_H
#define _MM_PAGE_INTERNAL_H

#include <linux/gfp.h>
#include <linux/mmzone.h>
#include <linux/page-flags.h>

/* mm_hooks.c: bytes of mem_map up to max_pfn: see is_page(). Set at boot. */
extern unsigned long mem_map_size;
void set_mem_map_size(unsigned long size);

/* kmap_local.c: boot, before the first thread. */
void kmap_local_init(void);

/*
 * Down to which level a request may use a zone. The watermark is an index into zone->_watermark; HIGH lowers
 * it by a half, then HARDER by a quarter of the rest, as in Linux.
 */
#define ALLOC_WMARK_MIN	    WMARK_MIN
#define ALLOC_WMARK_LOW	    WMARK_LOW
#define ALLOC_WMARK_HIGH    WMARK_HIGH
#define ALLOC_WMARK_MASK    3
#define ALLOC_NO_WATERMARKS 4
#define ALLOC_HARDER	    0x10
#define ALLOC_HIGH	    0x20

/* Where the function that calls this was called from, one caller up: all code keeps frame pointers. */
static __always_inline unsigned long callers_caller(void)
{
	unsigned long *frame = __builtin_frame_address(0);

	return ((unsigned long *)frame[0])[1];
}

/* ---- page_slow.c ---- */

/* Would the zone stay above @mark and its lowmem_reserve for @classzone after such an allocation? Any context. */
bool zone_watermark_ok(const struct zone *zone, unsigned int order, unsigned long mark,
		       enum zone_type classzone, unsigned int alloc_flags);

/* What a request does when its preferred zone is not above its low watermark. May sleep if @gfp says so. */
struct page *__alloc_pages_slowpath(gfp_t gfp, unsigned int order);

/* The report of a failure, unless __GFP_NOWARN. Any context. */
void warn_alloc(gfp_t gfp, unsigned int order);

/*
 * Called with interrupts off when pages have gone back to a zone whose reclaim_active is set: wakes a request
 * that waits, and clears reclaim_active above the high watermark.
 */
void pages_came_back(struct zone *zone, unsigned long pages);

/* ---- page_check.c ---- */

/* Says what is wrong with a page and leaves it as it is. Any context. */
void bad_page(struct page *page, const char *reason);
/* Why a page cannot be freed with this order; called only when something is wrong. */
const char *free_fault(const struct page *page, unsigned int order);
void report_no_page(const void *what);

/* ---- trace.c ---- */

/* Frees of slab objects are traced from now on, or no longer. The slab allocator sets it at boot. A task. */
extern void (*kmem_watch_frees)(bool watch);

/* ---- buddy.c ---- */

/* The part of page->flags that never changes. */
#define ZONE_FLAGS_MASK (3UL << ZONES_SHIFT)

/* The flags of a free block's first page, exactly: no other bit is set in a free page. */
static __always_inline unsigned long free_flags(enum zone_type zone, unsigned int order)
{
	return (unsigned long)zone << ZONES_SHIFT | (unsigned long)order << PAGE_ORDER_SHIFT |
	       1UL << PG_buddy;
}

/*
 * The block that @pfn's block of @size pages can merge with: 1 << order is the one bit in which the two
 * differ. mem_map reaches to a multiple of the largest block, so it always has a struct page.
 */
static __always_inline unsigned long buddy_of(unsigned long pfn, unsigned long size)
{
	return pfn ^ size;
}

/* A block for an order without a per-CPU list, or past that list. Any context. NULL when none is large enough. */
struct page *rmqueue_buddy(struct zone *zone, unsigned int order);

/*
 * Up to @n single pages out of blocks of the zone, the smallest first and each used up before the next. Interrupts
 * off. Return: how many.
 */
unsigned long rmqueue_singles(struct zone *zone, unsigned long n, struct page **pages);

/* Boot: the free frames [pfn, end) become free blocks. */
void free_pages_core(unsigned long pfn, unsigned long end);

/* ---- mend.c ---- */

#ifdef CONFIG_DEBUG_LIST
/* The free list of @area, which was found to lead nowhere, is made anew, from the flags of the pages. zone->lock held. */
void mend_free_list(struct zone *zone, struct free_area *area) __cold;
#else
static inline void mend_free_list(struct zone *zone, struct free_area *area)
{
}
#endif

/* ---- page_alloc.c ---- */

/* One block from one zone, whatever its watermarks say. Any context. NULL when none is large enough. */
struct page *take_page(struct zone *zone, gfp_t gfp, unsigned int order);

/* ---- pcp.c ---- */

/*
 * Sets zone->reclaim_active. While it is true nothing stays on a CPU's list: the requests that wait see every
 * page that is freed, and each is counted. Any context.
 */
void set_reclaim_active(struct zone *zone, bool active);

/* watermark.c: from the sizes of the zones. Boot. */
void init_per_zone_wmark_min(void);

#endif
