/* SPDX-License-Identifier: MIT */
/*
 * The page allocator: a buddy system per zone, with lists per CPU in front.
 *
 * The idea. Free memory is kept as blocks of 2^order pages, each aligned to its size. Two blocks of one
 * order that differ in one address bit are buddies; together they are a block of the next order:
 *
 *	pfn    0       1       2       3       4       5       6       7
 *	     [ order 0 ][ order 0 ][     order 1      ][             order 2             ]
 *	       buddies: 0 ^ 1        2 ^ 2 = 0 is split  4 ^ 4 = 0 is split
 *
 * Taking: the smallest block that is large enough; what is too much is halved off, one free block per
 * order on the way down (expand). Giving back: as long as the buddy is free too, both become one
 * (merge). Which orders have blocks is a bit mask, so finding one is one instruction.
 *
 * In front of that, each CPU has its own lists of orders 0-3 in each zone. The common case takes the
 * first page there with interrupts off, no lock, no search, no merge. A batch at a time goes between
 * those lists and the zone. Larger orders go the same way with lists that are allowed to hold nothing.
 *
 *	__alloc_pages		the preferred zone's per-CPU list, above watermark_fast: the common case, in which
 *				all that remains to be checked is two compares
 *	alloc_pages_checked	each check by itself; the preferred zone above low, its per-CPU list refilled:
 *				together with the line above, this is Linux's __alloc_pages()
 *	__alloc_pages_slowpath	all the rest: mm/page/page_slow.c
 *
 * The steps have Linux's names: rmqueue() takes a block from a zone ("remove from the queue"), from the per-CPU
 * list (rmqueue_pcplist) or from the buddy system (rmqueue_buddy); rmqueue_bulk() refills a list,
 * free_pcppages_bulk() empties it; free_unref_page() frees a page that nobody refers to any more.
 *
 * The books: a page on a per-CPU list is not free to its zone (zone->free_pages). An allocated block
 * has reference count 1 in its first page and remembers its order in the flags, so that a free with
 * another order, a second free, and a free of something that was never allocated are all noticed and
 * reported as a bad page, and change nothing.
 *
 * Locks: zone->lock, interrupts off, innermost. Per-CPU lists: interrupts off.
 *
 * Longer than 500 lines: taking and giving back share the helpers of the lists, and the compiler must see these to make
 * them part of the fast paths.
 *
 * Not here: migrate types (Linux sorts blocks by mobility), so /proc/pagetypeinfo is missing.
 *
 * Tests: tests/mm/page/page_alloc_test.c; bad frees that are reported: tests/mm/page/bad_page_test.c.
 */
#include <linux/fault-inject.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <trace/events/kmem.h>

#include "internal.h"
#include "watermark.h"

struct pglist_data contig_page_data = {
	.node_zones = {
		[ZONE_DMA].name = "DMA",
		[ZONE_NORMAL].name = "Normal",
		[ZONE_HIGHMEM].name = "HighMem",
	},
	.kswapd_order = -1,
};
#define zones (contig_page_data.node_zones)

struct page *mem_map;

/* ---- blocks ---- */

static __always_inline void add_to_free_list(struct free_area *area, struct page *page)
{
	list_add(&page->lru, &area->free_list);
	area->nr_free++;
}

/* @size is the order's bit in zone->nonempty, too. */
static __always_inline void del_page_from_free_list(struct zone *zone, struct free_area *area,
						    struct page *page, unsigned long size)
{
	__list_del_entry(&page->lru);
	if (!--area->nr_free)
		zone->nonempty ^= size;
}

/*
 * @page's block of @size pages, the order of @area, must be cut down to @wanted pages: the upper halves
 * go back, so afterwards every order in between has a free block.
 */
static __always_inline void expand(struct zone *zone, struct free_area *area, struct page *page,
				   unsigned long size, unsigned long wanted, unsigned long flags)
{
	zone->nonempty |= size - wanted;
	while (size > wanted) {
		size >>= 1;
		flags -= 1UL << PAGE_ORDER_SHIFT;
		area--;
		page[size].flags = flags;
		add_to_free_list(area, &page[size]);
	}
}

/* zone->lock held. NULL when no block is large enough. */
static __always_inline struct page *__rmqueue_smallest(struct zone *zone, unsigned int order)
{
	unsigned long wanted = 1UL << order, fit = zone->nonempty & -wanted, size;
	struct free_area *area;
	struct page *page;

	if (unlikely(!fit))
		return NULL;
	size = fit & -fit;
	area = &zone->free_area[__builtin_ctzl(fit)];
	page = list_first_entry(&area->free_list, struct page, lru);
	del_page_from_free_list(zone, area, page, size);
	expand(zone, area, page, size, wanted, page->flags);
	zone->free_pages -= wanted;
	page->flags = (page->flags & ZONE_FLAGS_MASK) | (unsigned long)order << PAGE_ORDER_SHIFT;
	return page;
}

/* zone->lock held. */
static __always_inline void __free_one_page(struct zone *zone, struct page *page,
					    unsigned int order)
{
	struct free_area *area = &zone->free_area[order], *last = &zone->free_area[MAX_ORDER - 1];
	unsigned long flags = free_flags(zone_idx(zone), order);
	unsigned long pfn = page_to_pfn(page), size = 1UL << order;

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

/* ---- per-CPU lists; interrupts are off in all of these ---- */

/* A page's zone and order are its list's offset in the array of zones (linux/page-flags.h). */
static __always_inline struct pcp_list *pcp_list_of(const struct page *page)
{
	static_assert(sizeof(struct pcp_list) == 1 << 4 && sizeof(struct zone) == 1 << 9);
	static_assert(offsetof(struct zone, pcp) == 0 && ZONES_SHIFT - 9 == PAGE_ORDER_SHIFT - 4);
	return (void *)zones + (page->flags >> (ZONES_SHIFT - 9) & (3 << 9 | 15 << 4));
}

static __always_inline struct page *pcp_pop(struct pcp_list *list)
{
	struct page *page = list->first;

	list->first = page->pcp_next;
	list->room++;
	return page;
}

/* false: one too many. */
static __always_inline bool pcp_push(struct pcp_list *list, struct page *page)
{
	page->pcp_next = list->first;
	list->first = page;
	return --list->room >= 0;
}

/*
 * Fetches a batch from the zone into an empty list. The first block taken, which split the least, is the
 * first to be used; the others follow in the order of their addresses where they come from one block.
 */
static noinline void rmqueue_bulk(struct zone *zone, struct pcp_list *list, unsigned int order)
{
	struct page **tail = &list->first;

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

/*
 * Gives @blocks back to the zone; for an order that is not kept here, that is what freeing means. The
 * blocks themselves know their zone and order.
 */
static noinline void free_pcppages_bulk(struct pcp_list *list, int blocks)
{
	unsigned int order;
	struct zone *zone;
	int left = blocks;

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

static void drain_pages_zone(struct zone *zone)
{
	for (unsigned int order = 0; order <= PCP_MAX_ORDER; order++)
		free_pcppages_bulk(&zone->pcp[order], pcp_count(&zone->pcp[order]));
}

void drain_all_pages(void)
{
	struct zone *zone;
	unsigned long flags;

	for_each_populated_zone(zone) {
		local_irq_save(flags);
		drain_pages_zone(zone);
		local_irq_restore(flags);
	}
}

/* During reclaim nothing stays on a CPU's list: the requests that wait see every free, and it is counted. */
void set_reclaim_active(struct zone *zone, bool active)
{
	unsigned long flags;

	local_irq_save(flags);
	if (zone->reclaim_active != active) {
		zone->reclaim_active = active;
		drain_pages_zone(zone);
		set_pageset(zone);
	}
	local_irq_restore(flags);
}

unsigned long zone_pcp_pages(const struct zone *zone)
{
	unsigned long sum = 0;

	for (unsigned int order = 0; order <= PCP_MAX_ORDER; order++)
		sum += (unsigned long)pcp_count(&zone->pcp[order]) << order;
	return sum;
}

static struct drain_hook *drain_hooks;

void register_drain(struct drain_hook *hook)
{
	hook->next = drain_hooks;
	drain_hooks = hook;
}

void drain_all(void)
{
	for (struct drain_hook *hook = drain_hooks; hook; hook = hook->next)
		hook->drain();
	drain_all_pages();
}

/* ---- allocation ---- */

/* Tail pages lead to the head, so that a reference to any of them is one to the whole. */
static void prep_compound_page(struct page *page, unsigned int order)
{
	unsigned long head = (unsigned long)page | 1;

	SetPageHead(page);
	page[1].compound_head = head;
	for (struct page *tail = page + 2; tail < page + (1UL << order); tail += 2) {
		tail[0].compound_head = head;
		tail[1].compound_head = head;
	}
}

static noinline void prepare_special(struct page *page, unsigned int order, gfp_t gfp)
{
	if (gfp & __GFP_COMP && order)
		prep_compound_page(page, order);
	if (gfp & __GFP_ZERO)
		for (unsigned long i = 0; i < 1UL << order; i++)
			clear_highpage(page + i);
}

/* From free to allocated; the flags, with the order, are right already. */
static __always_inline struct page *prep_new_page(struct page *page, unsigned int order, gfp_t gfp)
{
	page->private = 0;
	atomic_set(&page->_refcount, 1);
	if (unlikely(gfp & (__GFP_ZERO | __GFP_COMP)))
		prepare_special(page, order, gfp);
	return page;
}

/* Orders without a per-CPU list; any order while zone->reclaim_active. */
static struct page *rmqueue_buddy(struct zone *zone, unsigned int order)
{
	unsigned long flags;
	struct page *page;

	spin_lock_irqsave(&zone->lock, flags);
	page = __rmqueue_smallest(zone, order);
	spin_unlock_irqrestore(&zone->lock, flags);
	return page;
}

/* Orders with one, which may be empty. */
static struct page *rmqueue_pcplist(struct zone *zone, unsigned int order)
{
	struct pcp_list *list = this_cpu_ptr(&zone->pcp[order]);
	unsigned long flags;
	struct page *page;

	local_irq_save(flags);
	if (!list->first)
		rmqueue_bulk(zone, list, order);
	page = list->first;
	if (likely(page))
		pcp_pop(list);
	local_irq_restore(flags);
	return page;
}

static __always_inline struct page *rmqueue(struct zone *zone, unsigned int order)
{
	return order > PCP_MAX_ORDER || unlikely(zone->reclaim_active) ?
		       rmqueue_buddy(zone, order) :
		       rmqueue_pcplist(zone, order);
}

/* Never fetches a batch: near a watermark each page counts. */
struct page *take_page(struct zone *zone, gfp_t gfp, unsigned int order)
{
	struct page *page = zone->pcp[order].first ? rmqueue_pcplist(zone, order) :
						     rmqueue_buddy(zone, order);

	return page ? prep_new_page(page, order, gfp) : NULL;
}

/* Where a request starts, by its two zone bits; both at once mean DMA. */
static struct zone *const first_zone[] = {
	[0] = &zones[ZONE_NORMAL],
	[___GFP_DMA] = &zones[ZONE_DMA],
	[___GFP_HIGHMEM] = &zones[ZONE_HIGHMEM],
	[___GFP_DMA | ___GFP_HIGHMEM] = &zones[ZONE_DMA],
};

/* The preferred zone while it has enough, or else all that may be tried. */
static __always_inline struct page *alloc_from_zones(gfp_t gfp, unsigned int order)
{
	struct zone *zone = first_zone[gfp & (__GFP_DMA | __GFP_HIGHMEM)];
	struct page *page;

	if (likely(zone->free_pages > low_wmark_pages(zone) + (1UL << order))) {
		page = rmqueue(zone, order);
		if (likely(page))
			return prep_new_page(page, order, gfp);
	}
	return __alloc_pages_slowpath(gfp, order);
}

/* Some bit of mm_hooks is set: somebody wants to see allocations, or to see them fail. */
static noinline struct page *alloc_pages_watched(gfp_t gfp, unsigned int order,
						 unsigned long caller)
{
	struct page *page = NULL;

	if (mm_hooks & MM_HOOK_FAIL_PAGE_ALLOC && should_fail_alloc_page(gfp, order))
		warn_alloc(gfp, order);
	else
		page = alloc_from_zones(gfp, order);
	trace_mm_page_alloc(caller, page, page ? page_to_pfn(page) : 0, order, gfp);
	return page;
}

/* Everything but the common case. */
static noinline struct page *alloc_pages_checked(gfp_t gfp, unsigned int order)
{
	if (WARN(order >= MAX_ORDER && !(gfp & __GFP_NOWARN),
		 "alloc_pages: order %u is above the largest, %u\n", order, MAX_ORDER - 1) ||
	    order >= MAX_ORDER)
		return NULL;
	if (unlikely(mm_hooks_enabled()))
		return alloc_pages_watched(gfp, order, callers_caller());
	return alloc_from_zones(gfp, order);
}

struct page *__alloc_pages(gfp_t gfp, unsigned int order)
{
	struct zone *zone = first_zone[gfp & (__GFP_DMA | __GFP_HIGHMEM)];
	struct pcp_list *list = this_cpu_ptr(&zone->pcp[order]);
	unsigned long flags;
	struct page *page;

	if (unlikely(order >= nr_fast_orders || zone->free_pages <= zone->watermark_fast))
		return alloc_pages_checked(gfp, order);
	local_irq_save(flags);
	page = list->first;
	if (unlikely(!page)) {
		local_irq_restore(flags);
		return alloc_pages_checked(gfp, order);
	}
	pcp_pop(list);
	local_irq_restore(flags);
	return prep_new_page(page, order, gfp);
}

unsigned long __get_free_pages(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp & ~__GFP_HIGHMEM, order);

	return page ? (unsigned long)lowmem_page_address(page) : 0;
}

/* ---- freeing ---- */

/* Everything that must hold when the last reference goes. One compare for all flags and the order. */
static __always_inline bool page_expected_state(const struct page *page, unsigned int order,
						unsigned long bad_flags)
{
	return !((page->flags ^ (unsigned long)order << PAGE_ORDER_SHIFT) &
		 (bad_flags | PAGE_ORDER_MASK)) &&
	       !((unsigned long)page->mapping | page_mapcount(page));
}

/* false if a tail does not belong to this head. */
static bool undo_compound(struct page *page, unsigned int order)
{
	unsigned long head = (unsigned long)page | 1;
	struct page *tail = page + 1;

	if (tail->compound_head != head)
		return false;
	tail->compound_head = 0;
	for (tail++; tail < page + (1UL << order); tail += 2) {
		if (tail[0].compound_head != head || tail[1].compound_head != head)
			goto damaged;
		tail[0].compound_head = 0;
		tail[1].compound_head = 0;
	}
	ClearPageHead(page);
	return true;

damaged: /* it stays what it was */
	while (--tail > page)
		tail->compound_head = head;
	return false;
}

/* The last reference is gone and all checks have passed. */
static __always_inline void free_unref_page(struct page *page)
{
	struct pcp_list *list = pcp_list_of(page);
	unsigned long flags;

	OPTIMIZER_HIDE_VAR(list); /* one register, not a sum in each access */
	atomic_set(&page->_refcount, 0);
	local_irq_save(flags);
	if (unlikely(!pcp_push(list, page)))
		free_pcppages_bulk(list, list->batch);
	local_irq_restore(flags);
}

/*
 * Is this the address of an element of mem_map? One compare covers NULL and every stray pointer; and while
 * frees are watched, every page, which then comes to is_watched_page().
 */
static __always_inline bool is_page(const struct page *page)
{
	return (unsigned long)page - (unsigned long)mem_map < fast_map_size;
}

/* Frees are watched, and all pages look like none (is_page()): is it one, after all? Then it is seen. */
static noinline bool is_watched_page(const struct page *page, unsigned int order)
{
	if ((unsigned long)page - (unsigned long)mem_map >= mem_map_size)
		return false;
	if (page_ref_count(page) == 1)
		trace_mm_page_free(page, page_to_pfn(page), order);
	return true;
}

/* Not the simple case: other users are left, a compound page, or something is wrong. */
static noinline void free_slow(struct page *page, unsigned int order)
{
	if (!is_page(page) && !is_watched_page(page, order)) {
		report_no_page(page);
	} else if (PageReserved(page) || PageTail(page) || page_ref_count(page) <= 0 ||
		   !page_expected_state(page, order, PAGE_FLAGS_CHECK_AT_FREE)) {
		bad_page(page, free_fault(page, order));
	} else if (atomic_dec_and_test(&page->_refcount)) {
		if (PageHead(page) && !undo_compound(page, order))
			bad_page(page, "compound_head of a tail page is not consistent");
		else
			free_unref_page(page);
	}
}

void __free_pages(struct page *page, unsigned int order)
{
	if (likely(is_page(page) && page->_refcount.counter == 1 &&
		   page_expected_state(page, order, PAGE_FLAGS_CHECK_AT_FREE | 1UL << PG_head)))
		free_unref_page(page);
	else
		free_slow(page, order);
}

void free_pages(unsigned long addr, unsigned int order)
{
	if (!addr)
		return;
	if (unlikely(!virt_addr_valid((void *)addr) || offset_in_page(addr))) {
		report_no_page((void *)addr);
		return;
	}
	__free_pages(virt_to_page(addr), order);
}

void put_page(struct page *page)
{
	page = compound_head(page);
	/* Only the last user must have taken the owner's marks away: a file's page stays the file's. */
	if (page_ref_count(page) > 1 && atomic_add_unless(&page->_refcount, -1, 1))
		return;
	__free_pages(page, page_alloc_order(page));
}

void split_page(struct page *page, unsigned int order)
{
	if (WARN(PageCompound(page) || page_alloc_order(page) != order || page_ref_count(page) != 1,
		 "split_page: pfn %#lx is not a block of order %u\n", page_to_pfn(page), order))
		return;
	for (unsigned long i = 0; i < 1UL << order; i++) {
		page[i].flags &= ZONE_FLAGS_MASK;
		atomic_set(&page[i]._refcount, 1);
	}
}

/* ---- any number of pages ---- */

void *alloc_pages_exact(size_t size, gfp_t gfp)
{
	unsigned long pages = PFN_UP(size);
	unsigned int order = get_order(size);
	struct page *page;

	if (!size || size > MAX_ORDER_NR_PAGES << PAGE_SHIFT)
		return NULL;
	page = alloc_pages(gfp & ~(__GFP_COMP | __GFP_HIGHMEM), order);
	if (!page)
		return NULL;
	split_page(page, order);
	for (unsigned long i = pages; i < 1UL << order; i++)
		__free_page(page + i);
	return lowmem_page_address(page);
}

void free_pages_exact(void *addr, size_t size)
{
	for (unsigned long i = 0; i < PFN_UP(size); i++)
		free_page((unsigned long)addr + i * PAGE_SIZE);
}

/* ---- many single pages at once ---- */

/*
 * What the CPU has, then blocks of the zone, the smallest first and each used up before the next: the
 * pages that taking them one by one would have found. Interrupts off. How many.
 */
static unsigned long take_singles(struct zone *zone, unsigned long n, struct page **pages)
{
	struct pcp_list *list = this_cpu_ptr(&zone->pcp[0]);
	unsigned long got = 0;

	while (got < n && list->first)
		pages[got++] = pcp_pop(list);
	if (got == n)
		return got;
	spin_lock(&zone->lock);
	while (got < n && zone->nonempty) {
		unsigned int order = min(__builtin_ctzl(zone->nonempty), ilog2(n - got));
		struct page *page = __rmqueue_smallest(zone, order);

		for (struct page *end = page + (1UL << order); page < end; page++) {
			page->flags &= ZONE_FLAGS_MASK;
			pages[got++] = page;
		}
	}
	spin_unlock(&zone->lock);
	return got;
}

/* The common case: the preferred zone has more than enough, and nothing is to be counted or failed. */
static __always_inline bool may_take_singles(const struct zone *zone, unsigned long n)
{
	return nr_fast_orders && !zone->reclaim_active &&
	       zone->free_pages > zone->watermark_fast + n;
}

unsigned long alloc_pages_bulk_array(gfp_t gfp, unsigned long nr_pages, struct page **pages)
{
	struct zone *zone = first_zone[gfp & (__GFP_DMA | __GFP_HIGHMEM)];
	unsigned long done = 0, end, flags;

	might_alloc(gfp);
	while (done < nr_pages && pages[done])
		done++;
	if (unlikely(!may_take_singles(zone, nr_pages) || done == nr_pages)) {
		if (done < nr_pages && (pages[done] = __alloc_pages(gfp, 0)))
			done++;
		return done;
	}
	local_irq_save(flags);
	end = done + take_singles(zone, nr_pages - done, pages + done);
	local_irq_restore(flags);
	while (done < end)
		prep_new_page(pages[done++], 0, gfp & ~__GFP_COMP);
	return end;
}

/* One of many that is not the simple case. */
static noinline void release_slow(struct page *page)
{
	if (page_ref_count(page) == 1)
		trace_mm_page_free_batched(page, page_to_pfn(page));
	put_page(page);
}

void release_pages(struct page **pages, int nr)
{
	unsigned long flags;

	local_irq_save(flags);
	while (nr--) {
		struct page *page = pages[nr];
		struct pcp_list *list;

		if (unlikely(!is_page(page) || page->_refcount.counter != 1 ||
			     !page_expected_state(page, 0,
						  PAGE_FLAGS_CHECK_AT_FREE | 1UL << PG_head))) {
			release_slow(page);
			continue;
		}
		list = pcp_list_of(page);
		OPTIMIZER_HIDE_VAR(list);
		atomic_set(&page->_refcount, 0);
		if (unlikely(!pcp_push(list, page)))
			free_pcppages_bulk(list, list->batch);
	}
	local_irq_restore(flags);
}

/* ---- boot ---- */

void __init free_pages_core(unsigned long pfn, unsigned long end)
{
	while (pfn < end) {
		struct zone *zone = page_zone(pfn_to_page(pfn));
		unsigned long stop = min(end, zone_end_pfn(zone));
		unsigned int order = pfn ? min_t(unsigned int, __builtin_ctzl(pfn), MAX_ORDER - 1) :
					   MAX_ORDER - 1;

		while (pfn + (1UL << order) > stop)
			order--;
		__free_one_page(zone, pfn_to_page(pfn), order);
		zone->managed_pages += 1UL << order;
		pfn += 1UL << order;
	}
}
