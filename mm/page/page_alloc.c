/* SPDX-License-Identifier: MIT */
/*
 * The page allocator: which request gets a page from where, and what is checked when the page comes back.
 *
 * The memory itself is in two places: in the buddy system of each zone (mm/page/buddy.c), which has blocks
 * of 2^order pages, and in front of that in lists of each CPU for orders 0-3 (mm/page/pcp.h). The common case
 * takes the first page of such a list with interrupts off: no lock, no search, no merge. A batch at a
 * time goes between the lists and the zone. Larger orders go the same way, with lists that are allowed to
 * hold nothing.
 *
 *	__alloc_pages		the preferred zone's per-CPU list, above watermark_fast: the common case, in which
 *				two compares are all that remains to be checked
 *	alloc_pages_checked	each check by itself; the preferred zone above low, its per-CPU list refilled.
 *				Together with the line above this is Linux's __alloc_pages()
 *	__alloc_pages_slowpath	all the rest: mm/page/page_slow.c
 *
 * The steps have Linux's names: rmqueue() takes a block from a zone ("remove from the queue"), from the per-CPU
 * list (rmqueue_pcplist) or from the buddy system (rmqueue_buddy); rmqueue_bulk() refills a list,
 * free_pcppages_bulk() empties it; free_unref_page() frees a page that nobody refers to any more.
 *
 * What is counted: a page on a per-CPU list is not free to its zone (zone->free_pages). An allocated block
 * has reference count 1 in its first page and its order in the flags, so that a free with another order, a
 * second free, and a free of something that was never allocated are all noticed and reported as a bad page,
 * and change nothing.
 *
 * Locks: none here. Per-CPU lists: interrupts off.
 *
 * Tests: tests/mm/page/page_alloc_test.c, page_step_test.c; bad frees that are reported: tests/mm/page/bad_page_test.c.
 */
#include <linux/fault-inject.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/page_owner.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <trace/events/kmem.h>

#include "internal.h"
#include "page_hooks.h"
#include "pcp.h"

#define zones (contig_page_data.node_zones)

/*
 * What holds for a page when the last reference to it goes, and again when it is allocated. The plain form:
 *
 *	page_alloc_order(page) == order && !(page->flags & bad_flags) && !page->mapping && !page_mapcount(page)
 *
 * Here one compare covers the order and the flags, and one the other two words.
 */
static __always_inline bool page_expected_state(const struct page *page, unsigned int order,
						unsigned long bad_flags)
{
	return !((page->flags ^ (unsigned long)order << PAGE_ORDER_SHIFT) &
		 (bad_flags | PAGE_ORDER_MASK)) &&
	       !((unsigned long)page->mapping | page_mapcount(page));
}

/* ---- allocation ---- */

/*
 * Tail pages lead to the head, so that a reference to any of them is one to the whole. There is an odd number of
 * them: the first by itself, the others two at a time.
 */
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

/* From free to allocated. The flags, with the order, are right already. */
static __always_inline struct page *prep_new_page(struct page *page, unsigned int order, gfp_t gfp)
{
	VM_BUG_ON_PAGE(!page_expected_state(page, order, PAGE_FLAGS_CHECK_AT_FREE | 1UL << PG_head),
		       page);
	VM_BUG_ON_PAGE(page_ref_count(page), page);
	page->private = 0;
	atomic_set(&page->_refcount, 1);
	post_alloc_hook(page, order, gfp);
	if (unlikely(gfp & (__GFP_ZERO | __GFP_COMP)))
		prepare_special(page, order, gfp);
	return page;
}

/* An order that has a per-CPU list, which may be empty. */
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
	struct page *page;

	VM_BUG_ON(order >= MAX_ORDER);
	page = zone->pcp[order].first ? rmqueue_pcplist(zone, order) : rmqueue_buddy(zone, order);
	return page ? prep_new_page(page, order, gfp) : NULL;
}

/* The zone in which a request starts, zones[gfp_zone(gfp)], by its two zone bits. */
static struct zone *const first_zone[] = {
	[0] = &zones[ZONE_NORMAL],
	[___GFP_DMA] = &zones[ZONE_DMA],
	[___GFP_HIGHMEM] = &zones[ZONE_HIGHMEM],
	[___GFP_DMA | ___GFP_HIGHMEM] = &zones[ZONE_DMA],
};

/* The preferred zone while it has enough; else all other zones and ways. */
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

/* Some bit of mm_hooks is set: allocations are traced, or are to fail. */
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

/* Makes each check by itself, those that the common case makes in one compare as well. */
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

/*
 * nr_fast_orders is MAX_ORDER while no bit of mm_hooks is set, else 0; above watermark_fast no block that a list may
 * hold takes the zone below low. So the first line is, in plain words: the order is possible, no hook is set, the
 * watermark allows it.
 */
struct page *__alloc_pages(gfp_t gfp, unsigned int order)
{
	struct zone *zone = first_zone[gfp & (__GFP_DMA | __GFP_HIGHMEM)];
	struct pcp_list *list;
	unsigned long flags;
	struct page *page;

	if (unlikely(order >= nr_fast_orders || zone->free_pages <= zone->watermark_fast))
		return alloc_pages_checked(gfp, order);
	list = this_cpu_ptr(&zone->pcp[order]);
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

/*
 * The opposite of prep_compound_page(), with the tails in the same order. False when a tail does not belong to this
 * head: then it stays a compound page.
 */
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

damaged:
	while (--tail > page)
		tail->compound_head = head;
	return false;
}

/* The last reference is gone and all checks have passed. Interrupts off. */
static __always_inline void free_unref_page_irqs_off(struct page *page)
{
	struct pcp_list *list = pcp_list_of(page);

	OPTIMIZER_HIDE_VAR(list); /* one register, not a sum in each access */
	atomic_set(&page->_refcount, 0);
	if (unlikely(!pcp_push(list, page)))
		free_pcppages_bulk(list, list->batch);
}

static __always_inline void free_unref_page(struct page *page)
{
	unsigned long flags;

	free_pages_prepare(page, page_alloc_order(page));
	local_irq_save(flags);
	free_unref_page_irqs_off(page);
	local_irq_restore(flags);
}

/*
 * Is this the address of an element of mem_map? One compare covers NULL and every stray pointer. While frees are
 * traced fast_map_size is 0, so that the answer is no for every page: see is_traced_page().
 */
static __always_inline bool is_page(const struct page *page)
{
	return (unsigned long)page - (unsigned long)mem_map < fast_map_size;
}

/* is_page() says no: is it a page after all, whose free is to be traced? */
static noinline bool is_traced_page(const struct page *page, unsigned int order)
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
	if (!is_page(page) && !is_traced_page(page, order)) {
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

/* The common case: the last reference to a block that is not a compound page, and nothing is wrong. */
static __always_inline bool is_simple_free(const struct page *page, unsigned int order)
{
	return is_page(page) && page->_refcount.counter == 1 &&
	       page_expected_state(page, order, PAGE_FLAGS_CHECK_AT_FREE | 1UL << PG_head);
}

void __free_pages(struct page *page, unsigned int order)
{
	if (likely(is_simple_free(page, order))) {
		debug_check_no_locks_freed(page_address(page), PAGE_SIZE << order);
		free_unref_page(page);
	} else {
		free_slow(page, order);
	}
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
	/* What the owner has marked need be undone for the last user only: a page of a file stays the file's. */
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
	split_page_owner(page, 1 << order);
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

	lockdep_assert_irqs_disabled();
	while (got < n && list->first)
		pages[got++] = pcp_pop(list);
	return got == n ? got : got + rmqueue_singles(zone, n - got, pages + got);
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

	VM_BUG_ON(!pages);
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

	VM_BUG_ON(nr < 0);
	local_irq_save(flags);
	while (nr--) {
		struct page *page = pages[nr];

		if (likely(is_simple_free(page, 0))) {
			free_pages_prepare(page, 0);
			free_unref_page_irqs_off(page);
		} else {
			release_slow(page);
		}
	}
	local_irq_restore(flags);
}
