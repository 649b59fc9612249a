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
 *	__alloc_pages
 *	  1 the preferred zone's per-CPU list, above the low watermark	  (the common case)
 *	  2 the preferred zone, its per-CPU list refilled
 *	  3 all allowed zones, low watermark
 *	  4 down to the min watermark and, for who may, into the reserve
 *	  5 per-CPU pages back to the zones, once more
 *	  6 failure, reported
 *
 * The books: a page on a per-CPU list is not free to its zone (zone->free_pages). An allocated block
 * has reference count 1 in its first page and remembers its order in the flags, so that a free with
 * another order, a second free, and a free of something that was never allocated are all noticed and
 * reported as a bad page, and change nothing.
 *
 * Locks: zone->lock, interrupts off, innermost. Per-CPU lists: interrupts off.
 *
 * Not here: migrate types (Linux sorts blocks by mobility), so /proc/pagetypeinfo is missing.
 *
 * Tests: tests/mm/page_alloc_test.c; bad frees that are reported: tests/mm/bad_page_test.c.
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

#include "internal.h"

struct pglist_data contig_page_data = {
	.node_zones = {
		[ZONE_DMA].name = "DMA",
		[ZONE_NORMAL].name = "Normal",
		[ZONE_HIGHMEM].name = "HighMem",
	},
};
#define zones (contig_page_data.node_zones)

struct page *mem_map;
unsigned long mem_map_size; /* bytes, up to max_pfn */
unsigned long max_pfn, max_low_pfn;
void *high_memory;

/* ---- blocks ---- */

#define ZONE_FLAGS_MASK (3UL << ZONES_SHIFT)

/* The flags of a free block's first page, exactly: no other bit is set in a free page. */
static __always_inline unsigned long free_flags(enum zone_type zone, unsigned int order)
{
	return (unsigned long)zone << ZONES_SHIFT | (unsigned long)order << PAGE_ORDER_SHIFT | 1UL << PG_buddy;
}

/*
 * The block that @pfn's block of @size pages can merge with: 1 << order is the one bit in which the two
 * differ. mem_map reaches to a multiple of the largest block, so it always has a struct page.
 */
static __always_inline unsigned long buddy_of(unsigned long pfn, unsigned long size)
{
	return pfn ^ size;
}

static __always_inline void link_block(struct free_area *area, struct page *page)
{
	list_add(&page->lru, &area->free_list);
	area->nr_free++;
}

/* @size is the order's bit in zone->nonempty, too. */
static __always_inline void unlink_block(struct zone *zone, struct free_area *area, struct page *page,
					 unsigned long size)
{
	__list_del_entry(&page->lru);
	if (!--area->nr_free)
		zone->nonempty ^= size;
}

/*
 * @page's block of @size pages, the order of @area, is wanted as one of @wanted pages: the upper halves
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
		link_block(area, &page[size]);
	}
}

/* zone->lock held. NULL when no block is large enough. */
static __always_inline struct page *take_block_locked(struct zone *zone, unsigned int order)
{
	unsigned long wanted = 1UL << order, fit = zone->nonempty & -wanted, size;
	struct free_area *area;
	struct page *page;

	if (unlikely(!fit))
		return NULL;
	size = fit & -fit;
	area = &zone->free_area[__builtin_ctzl(fit)];
	page = list_first_entry(&area->free_list, struct page, lru);
	unlink_block(zone, area, page, size);
	expand(zone, area, page, size, wanted, page->flags);
	zone->free_pages -= wanted;
	page->flags = (page->flags & ZONE_FLAGS_MASK) | (unsigned long)order << PAGE_ORDER_SHIFT;
	return page;
}

/* zone->lock held. */
static __always_inline void free_block_locked(struct zone *zone, struct page *page, unsigned int order)
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
		unlink_block(zone, area, buddy, size);
		buddy->flags = flags & ZONE_FLAGS_MASK;
		pfn &= buddy_pfn;
		size <<= 1;
		flags += 1UL << PAGE_ORDER_SHIFT;
	}
	page = pfn_to_page(pfn);
	page->flags = flags;
	link_block(area, page);
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

/* Fetches a batch from the zone. */
static noinline void pcp_refill(struct zone *zone, struct pcp_list *list, unsigned int order)
{
	spin_lock(&zone->lock);
	for (int i = 0; i < list->batch; i++) {
		struct page *page = take_block_locked(zone, order);

		if (!page)
			break;
		pcp_push(list, page);
	}
	spin_unlock(&zone->lock);
}

/*
 * Gives @blocks back to the zone; for an order that is not kept here, that is what freeing means. The
 * blocks themselves know their zone and order.
 */
static noinline void pcp_give_back(struct pcp_list *list, int blocks)
{
	unsigned int order;
	struct zone *zone;

	if (!list->first)
		return;
	order = page_alloc_order(list->first);
	zone = page_zone(list->first);
	spin_lock(&zone->lock);
	while (blocks-- > 0 && list->first)
		free_block_locked(zone, pcp_pop(list), order);
	spin_unlock(&zone->lock);
}

void drain_all_pages(void)
{
	struct zone *zone;
	unsigned long flags;

	for_each_populated_zone(zone) {
		local_irq_save(flags);
		for (unsigned int order = 0; order <= PCP_MAX_ORDER; order++)
			pcp_give_back(&zone->pcp[order], pcp_count(&zone->pcp[order]));
		local_irq_restore(flags);
	}
}

unsigned long zone_pcp_pages(const struct zone *zone)
{
	unsigned long sum = 0;

	for (unsigned int order = 0; order <= PCP_MAX_ORDER; order++)
		sum += (unsigned long)pcp_count(&zone->pcp[order]) << order;
	return sum;
}

static struct drain *drains;

void register_drain(struct drain *d)
{
	d->next = drains;
	drains = d;
}

void drain_all(void)
{
	for (struct drain *d = drains; d; d = d->next)
		d->drain();
	drain_all_pages();
}

/* ---- allocation ---- */

/* Tail pages lead to the head, so that a reference to any of them is one to the whole. */
static void make_compound(struct page *page, unsigned int order)
{
	SetPageHead(page);
	for (unsigned long i = 1; i < 1UL << order; i++)
		page[i].compound_head = (unsigned long)page | 1;
}

static noinline void prepare_special(struct page *page, unsigned int order, gfp_t gfp)
{
	if (gfp & __GFP_COMP && order)
		make_compound(page, order);
	if (gfp & __GFP_ZERO)
		for (unsigned long i = 0; i < 1UL << order; i++)
			clear_highpage(page + i);
}

/* From free to allocated; the flags, with the order, are right already. */
static __always_inline struct page *prepare(struct page *page, unsigned int order, gfp_t gfp)
{
	page->private = 0;
	atomic_set(&page->_refcount, 1);
	if (unlikely(gfp & (__GFP_ZERO | __GFP_COMP)))
		prepare_special(page, order, gfp);
	return page;
}

bool zone_watermark_ok(const struct zone *zone, unsigned int order, unsigned long mark,
		       enum zone_type classzone, unsigned int alloc_flags)
{
	long min = mark, free = zone->free_pages - ((1L << order) - 1);

	if (alloc_flags & ALLOC_HIGH)
		min -= min / 2;
	if (alloc_flags & ALLOC_HARDER)
		min -= min / 4;
	if (free <= min + zone->lowmem_reserve[classzone])
		return false;
	return zone->nonempty >> order || zone->pcp[order].first;
}

/* Orders without a per-CPU list. */
static struct page *take_block(struct zone *zone, unsigned int order)
{
	unsigned long flags;
	struct page *page;

	spin_lock_irqsave(&zone->lock, flags);
	page = take_block_locked(zone, order);
	spin_unlock_irqrestore(&zone->lock, flags);
	return page;
}

/* Orders with one, which may be empty. */
static struct page *take_from_pcp(struct zone *zone, unsigned int order)
{
	struct pcp_list *list = this_cpu_ptr(&zone->pcp[order]);
	unsigned long flags;
	struct page *page;

	local_irq_save(flags);
	if (!list->first)
		pcp_refill(zone, list, order);
	page = list->first;
	if (likely(page))
		pcp_pop(list);
	local_irq_restore(flags);
	return page;
}

static __always_inline struct page *take_from_zone(struct zone *zone, unsigned int order)
{
	return order > PCP_MAX_ORDER ? take_block(zone, order) : take_from_pcp(zone, order);
}

/* The first zone, from the preferred one down, that stays above its watermark. */
static struct page *get_page_from_freelist(gfp_t gfp, unsigned int order, unsigned int alloc_flags)
{
	enum zone_type classzone = gfp_zone(gfp);

	for (int z = classzone; z >= 0; z--) {
		struct zone *zone = &zones[z];
		unsigned long mark = zone->_watermark[alloc_flags & ALLOC_WMARK_MASK];
		struct page *page;

		if (!(alloc_flags & ALLOC_NO_WATERMARKS) &&
		    !zone_watermark_ok(zone, order, mark, classzone, alloc_flags))
			continue;
		page = take_from_zone(zone, order);
		if (page)
			return prepare(page, order, gfp);
	}
	return NULL;
}

/* How deep this request may dig when the low watermark is reached. */
static unsigned int gfp_to_alloc_flags(gfp_t gfp)
{
	unsigned int flags = ALLOC_WMARK_MIN;

	if (gfp & __GFP_MEMALLOC)
		return ALLOC_NO_WATERMARKS;
	if (gfp & __GFP_HIGH)
		flags |= ALLOC_HIGH;
	if (gfp & __GFP_ATOMIC)
		flags |= ALLOC_HARDER;
	return flags;
}

static void __cold warn_alloc(gfp_t gfp, unsigned int order)
{
	pr_warn("%s: page allocation failure: order:%u, mode:%#x(%pGg), nodemask=(null)\n", current->comm, order,
		gfp, &gfp);
	dump_stack();
	show_mem();
}

static noinline struct page *alloc_pages_slow(gfp_t gfp, unsigned int order)
{
	unsigned int alloc_flags = gfp_to_alloc_flags(gfp);
	struct page *page = get_page_from_freelist(gfp, order, alloc_flags);

	if (!page && gfpflags_allow_blocking(gfp)) {
		drain_all_pages();
		page = get_page_from_freelist(gfp, order, alloc_flags);
	}
	if (!page && !(gfp & __GFP_NOWARN))
		warn_alloc(gfp, order);
	return page;
}

/* Where a request starts, by its two zone bits; both at once mean DMA. */
static struct zone *const first_zone[] = {
	[0] = &zones[ZONE_NORMAL],
	[___GFP_DMA] = &zones[ZONE_DMA],
	[___GFP_HIGHMEM] = &zones[ZONE_HIGHMEM],
	[___GFP_DMA | ___GFP_HIGHMEM] = &zones[ZONE_DMA],
};

/* Everything but the common case. */
static noinline struct page *alloc_pages_medium(gfp_t gfp, unsigned int order)
{
	struct zone *zone = first_zone[gfp & (__GFP_DMA | __GFP_HIGHMEM)];
	struct page *page;

	if (WARN(order >= MAX_ORDER && !(gfp & __GFP_NOWARN), "alloc_pages: order %u is above the largest, %u\n",
		 order, MAX_ORDER - 1) || order >= MAX_ORDER)
		return NULL;
	if (unlikely(mm_slow & MM_SLOW_FAIL_PAGE_ALLOC) && should_fail_alloc_page(gfp, order)) {
		if (!(gfp & __GFP_NOWARN))
			warn_alloc(gfp, order);
		return NULL;
	}
	if (likely(zone->free_pages > low_wmark_pages(zone) + (1UL << order))) {
		page = take_from_zone(zone, order);
		if (likely(page))
			return prepare(page, order, gfp);
	}
	page = get_page_from_freelist(gfp, order, ALLOC_WMARK_LOW);
	return likely(page) ? page : alloc_pages_slow(gfp, order);
}

struct page *__alloc_pages(gfp_t gfp, unsigned int order)
{
	struct zone *zone = first_zone[gfp & (__GFP_DMA | __GFP_HIGHMEM)];
	struct pcp_list *list = this_cpu_ptr(&zone->pcp[order]);
	unsigned long flags;
	struct page *page;

	if (unlikely(order >= nr_fast_orders || zone->free_pages <= zone->fast_mark))
		return alloc_pages_medium(gfp, order);
	local_irq_save(flags);
	page = list->first;
	if (unlikely(!page)) {
		local_irq_restore(flags);
		return alloc_pages_medium(gfp, order);
	}
	pcp_pop(list);
	local_irq_restore(flags);
	return prepare(page, order, gfp);
}

unsigned long __get_free_pages(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp & ~__GFP_HIGHMEM, order);

	return page ? (unsigned long)lowmem_page_address(page) : 0;
}

/* ---- freeing ---- */

/* Says what is wrong with a page and leaves it as it is. The form is Linux's. */
static void __cold bad_page(struct page *page, const char *reason)
{
	report_count++;
	pr_alert("BUG: Bad page state in process %s  pfn:%05lx\n", current->comm, page_to_pfn(page));
	pr_warn("page:%px refcount:%d mapcount:%d mapping:%px index:%#lx pfn:%#lx\n", page, page_ref_count(page),
		page_mapcount(page), page->mapping, page->index, page_to_pfn(page));
	pr_warn("flags: %#lx(order=%u|zone=%s%s%s%s%s)\n", page->flags, page_alloc_order(page),
		page_zone(page)->name, PageReserved(page) ? "|reserved" : "", PageBuddy(page) ? "|buddy" : "",
		PageSlab(page) ? "|slab" : "", PageCompound(page) ? "|compound" : "");
	pr_warn("page dumped because: %s\n", reason);
	dump_stack();
}

/* Why this page cannot be freed with this order; only asked when something is wrong. */
static const char *__cold free_fault(const struct page *page, unsigned int order)
{
	static char reason[80];

	if (PageReserved(page))
		return "freeing a reserved page: it was never allocated";
	if (PageTail(page))
		return "freeing a tail page of a compound page";
	if (PageBuddy(page) || page_ref_count(page) <= 0)
		return "freeing a page that is free, or that is not the first of its block";
	if (page_alloc_order(page) != order) {
		scnprintf(reason, sizeof(reason), "freeing with order %u a block allocated with order %u", order,
			  page_alloc_order(page));
		return reason;
	}
	if (page_mapcount(page))
		return "nonzero mapcount";
	if (page->mapping)
		return "non-NULL mapping";
	return "PAGE_FLAGS_CHECK_AT_FREE flag(s) set";
}

/* Everything that must hold when the last reference goes. One compare for all flags and the order. */
static __always_inline bool may_free(const struct page *page, unsigned int order, unsigned long bad_flags)
{
	return !((page->flags ^ (unsigned long)order << PAGE_ORDER_SHIFT) & (bad_flags | PAGE_ORDER_MASK)) &&
	       !((unsigned long)page->mapping | page_mapcount(page));
}

/* false if a tail does not belong to this head. */
static bool undo_compound(struct page *page, unsigned int order)
{
	for (unsigned long i = 1; i < 1UL << order; i++)
		if (page[i].compound_head != ((unsigned long)page | 1))
			return false;
	for (unsigned long i = 1; i < 1UL << order; i++)
		page[i].compound_head = 0;
	ClearPageHead(page);
	return true;
}

/* The last reference is gone and all checks have passed. */
static __always_inline void free_checked(struct page *page)
{
	struct pcp_list *list = pcp_list_of(page);
	unsigned long flags;

	OPTIMIZER_HIDE_VAR(list); /* one register, not a sum in each access */
	atomic_set(&page->_refcount, 0);
	local_irq_save(flags);
	if (unlikely(!pcp_push(list, page)))
		pcp_give_back(list, list->batch);
	local_irq_restore(flags);
}

/* Is this the address of an element of mem_map? One compare covers NULL and every stray pointer. */
static __always_inline bool is_page(const struct page *page)
{
	return (unsigned long)page - (unsigned long)mem_map < mem_map_size;
}

static void __cold report_no_page(const void *what)
{
	WARN(1, "free of %px, which is no page of this machine\n", what);
}

/* Not the simple case: other users are left, a compound page, or something is wrong. */
static noinline void free_slow(struct page *page, unsigned int order)
{
	if (!is_page(page)) {
		report_no_page(page);
	} else if (PageReserved(page) || PageTail(page) || page_ref_count(page) <= 0 ||
		   !may_free(page, order, PAGE_FLAGS_CHECK_AT_FREE)) {
		bad_page(page, free_fault(page, order));
	} else if (atomic_dec_and_test(&page->_refcount)) {
		if (PageHead(page) && !undo_compound(page, order))
			bad_page(page, "compound_head of a tail page is not consistent");
		else
			free_checked(page);
	}
}

void __free_pages(struct page *page, unsigned int order)
{
	if (likely(is_page(page) && page->_refcount.counter == 1 &&
		   may_free(page, order, PAGE_FLAGS_CHECK_AT_FREE | 1UL << PG_head)))
		free_checked(page);
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

/* ---- boot ---- */

void __init free_pages_core(unsigned long pfn, unsigned long end)
{
	while (pfn < end) {
		struct zone *zone = page_zone(pfn_to_page(pfn));
		unsigned long stop = min(end, zone_end_pfn(zone));
		unsigned int order = pfn ? min_t(unsigned int, __builtin_ctzl(pfn), MAX_ORDER - 1) : MAX_ORDER - 1;

		while (pfn + (1UL << order) > stop)
			order--;
		free_block_locked(zone, pfn_to_page(pfn), order);
		zone->managed_pages += 1UL << order;
		pfn += 1UL << order;
	}
}

/* ---- the invariants ---- */

static int check_block(const struct zone *zone, const struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page), buddy = buddy_of(pfn, 1UL << order);
	const char *fault = NULL;

	if (page->flags != free_flags(zone_idx(zone), order))
		fault = "has wrong flags";
	else if (pfn & ((1UL << order) - 1))
		fault = "is not aligned";
	else if (pfn < zone->zone_start_pfn || pfn + (1UL << order) > zone_end_pfn(zone))
		fault = "lies outside its zone";
	else if (page_ref_count(page))
		fault = "has users";
	else if (order < MAX_ORDER - 1 && pfn_to_page(buddy)->flags == page->flags)
		fault = "has a free buddy";
	if (fault)
		pr_err("zone %s: free block pfn %#lx order %u %s\n", zone->name, pfn, order, fault);
	return fault != NULL;
}

static int check_area(struct zone *zone, unsigned int order)
{
	struct free_area *area = &zone->free_area[order];
	unsigned long n = 0;
	struct page *page;
	int faults = 0;

	list_for_each_entry(page, &area->free_list, lru) {
		faults += check_block(zone, page, order);
		if (++n > area->nr_free)
			break;
	}
	if (n != area->nr_free || !!area->nr_free != !!(zone->nonempty & 1U << order)) {
		pr_err("zone %s: order %u has %lu blocks, counted as %lu, mask %#x\n", zone->name, order, n,
		       area->nr_free, zone->nonempty);
		faults++;
	}
	return faults;
}

static int check_pcp(const struct zone *zone, unsigned int order)
{
	const struct pcp_list *list = this_cpu_ptr(&zone->pcp[order]);
	int n = 0;

	for (const struct page *page = list->first; page && n <= pcp_count(list); page = page->pcp_next, n++) {
		if (!page_ref_count(page) && page_zone(page) == zone && page_alloc_order(page) == order && !PageBuddy(page))
			continue;
		pr_err("zone %s: pfn %#lx on the per-CPU list of order %u is not such a block\n", zone->name,
		       page_to_pfn(page), order);
		return 1;
	}
	if (n == pcp_count(list))
		return 0;
	pr_err("zone %s: per-CPU list of order %u has %d blocks, counted as %d\n", zone->name, order, n,
	       pcp_count(list));
	return 1;
}

static int check_zone(struct zone *zone)
{
	unsigned long free = 0, flags;
	int faults;

	spin_lock_irqsave(&zone->lock, flags);
	faults = 0;
	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		faults += check_pcp(zone, order);
		faults += check_area(zone, order);
		free += zone->free_area[order].nr_free << order;
	}
	if (free != zone->free_pages) {
		pr_err("zone %s: %lu pages in the lists, counted as %lu\n", zone->name, free, zone->free_pages);
		faults++;
	}
	spin_unlock_irqrestore(&zone->lock, flags);
	return faults;
}

int page_alloc_check(void)
{
	struct zone *zone;
	int faults = 0;

	for_each_populated_zone(zone)
		faults += check_zone(zone);
	return faults;
}
