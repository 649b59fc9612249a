/* SPDX-License-Identifier: MIT */
/*
 * The slab allocator: objects of one size, cut out of pages.
 *
 * The idea (Linux's SLUB). A cache takes 2^n pages at a time, a slab, and cuts it into objects. What is
 * free is a list whose links lie inside the free objects themselves, so an object costs nothing but its
 * own bytes; the slab's books are in its struct page.
 *
 *	page->freelist ---------------.
 *	                              v
 *	+--------+--------+--------+--------+--------+--------+---+
 *	| object | object |  free  |  free  | object |  free  |   |   the rest is less than an eighth
 *	+--------+--------+--------+--------+--------+--------+---+
 *	                    ^  `----> NULL      ^        |
 *	                    |        .----------+--------'
 *	                    `--------'
 *
 * Each CPU works on one slab of each cache, the active one, whose free list it has taken over
 * (kmem_cache_cpu). Allocating takes the first object of that list, freeing puts it back in front; both
 * need nothing but interrupts off for a few instructions. Other slabs are partial (some objects free)
 * or full, on two lists:
 *
 *	           alloc: list empty                    alloc: none partial
 *	 partial -------------------> active (CPU) <----------------------- page allocator
 *	    ^  \                         |                                        ^
 *	    |   \                        | its last object handed out             |
 *	    |    `-----------------------+-----------------------------------.    |
 *	    | free: first one            v                  free: last one    \   |
 *	    `-------------------------- full                                   `--'
 *
 * Empty slabs stay on the partial list while that is short (min_partial), else go back at once.
 *
 * An object's address is checked on every free, debugged or not: it must be a multiple of the size away
 * from the start of a slab of this cache, and not the object freed last. Two multiplications' worth of
 * arithmetic replaces the division: see is_multiple().
 *
 * Caches that are debugged (mm/slab_debug.c) have no active slabs, and a reciprocal of 0 makes every
 * free look wrong at first sight. So they always come to the slow functions, which ask; the fast paths
 * test nothing for them.
 *
 * Locks: this CPU's kmem_cache_cpu and the books of a slab: interrupts off. The lists of slabs and their
 * counts: cache->list_lock, inside of that. The page allocator is called without the lock.
 *
 * Tests: tests/mm/slab_test.c, tests/mm/kmalloc_test.c; figures: tests/bench/slab_bench.c.
 */
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "slab.h"

/* ---- addresses ---- */

/*
 * Is @offset a multiple of the object size? With r = 2^32 / size rounded up, offset * r is, apart from
 * an error that is too small to matter, the quotient in the upper 32 bits and the rest's share of 2^32 in
 * the lower ones; those are below r exactly if the rest is 0. The error stays small enough as long as
 * slab size times object size is below 2^32, and is 0 for powers of two: kmem_cache_open() sees to it.
 */
static __always_inline bool is_multiple(const struct kmem_cache *s, unsigned long offset)
{
	return offset * s->reciprocal < s->reciprocal;
}

/* The same for an address in whichever slab. */
static __always_inline bool may_be_object(const struct kmem_cache *s, const void *object)
{
	unsigned long offset = (unsigned long)object & s->mask;

	return offset < s->bytes && is_multiple(s, offset);
}

bool is_object(const struct kmem_cache *s, const struct page *page, const void *object)
{
	unsigned long offset = object - slab_start(s, page);

	return offset < (unsigned long)page->objects * s->size && offset % s->size == 0;
}

/* ---- lists of slabs ---- */

/* list_lock held. At the end: slabs with more objects in use are in front and fill up first. */
static void add_partial_locked(struct kmem_cache *s, struct page *page)
{
	list_add_tail(&page->lru, &s->partial);
	s->nr_partial++;
}

static void del_partial_locked(struct kmem_cache *s, struct page *page)
{
	list_del(&page->lru);
	s->nr_partial--;
}

void add_partial(struct kmem_cache *s, struct page *page)
{
	unsigned long flags;

	spin_lock_irqsave(&s->list_lock, flags);
	add_partial_locked(s, page);
	spin_unlock_irqrestore(&s->list_lock, flags);
}

/* ---- slabs ---- */

static unsigned long nr_slab_pages, nr_reclaimable_pages;

unsigned long slab_pages(void)
{
	return nr_slab_pages;
}

unsigned long slab_reclaimable_pages(void)
{
	return nr_reclaimable_pages;
}

/* One slab more, or with @sign -1 less. */
static void account_slab(struct kmem_cache *s, const struct page *page, int sign)
{
	long pages = sign * (1L << page_alloc_order(page));
	unsigned long flags;

	spin_lock_irqsave(&s->list_lock, flags);
	s->nr_slabs += sign;
	s->nr_objects += sign * page->objects;
	nr_slab_pages += pages;
	if (s->flags & SLAB_RECLAIM_ACCOUNT)
		nr_reclaimable_pages += pages;
	spin_unlock_irqrestore(&s->list_lock, flags);
}

/* What a slab needs of the caller's flags: how to get pages, not which. */
#define GFP_PAGE_MASK                                                                              \
	(__GFP_RECLAIM | __GFP_HIGH | __GFP_ATOMIC | __GFP_IO | __GFP_FS | __GFP_NOWARN | __GFP_NORETRY |   \
	 __GFP_RETRY_MAYFAIL | __GFP_NOFAIL | __GFP_MEMALLOC | __GFP_NOMEMALLOC)

gfp_t fix_gfp(gfp_t gfp)
{
	gfp_t bad = gfp & (__GFP_HIGHMEM | __GFP_DMA32 | __GFP_MOVABLE);

	if (unlikely(bad)) {
		pr_warn("Unexpected gfp: %#x (%pGg). Fixing up to gfp: %#x (%pGg). Fix your code!\n", bad, &bad,
			gfp & ~bad, &(gfp_t){ gfp & ~bad });
		dump_stack();
	}
	return gfp & ~bad;
}

/* The usual order without much effort, where a smaller one would do; then the smallest with all. */
static struct page *alloc_slab_pages(struct kmem_cache *s, gfp_t gfp)
{
	struct page *page;

	gfp = (fix_gfp(gfp) & GFP_PAGE_MASK) | s->allocflags;
	if (s->order > s->min_order) {
		page = __alloc_pages((gfp | __GFP_NOWARN | __GFP_NORETRY) & ~(__GFP_DIRECT_RECLAIM | __GFP_NOFAIL),
				     s->order);
		if (likely(page))
			return page;
	}
	return __alloc_pages(gfp, s->min_order);
}

/* Calls the constructor on each object and makes all of them one list, lowest address first. */
static void make_objects(struct kmem_cache *s, struct page *page)
{
	void *object, *last = NULL;

	for_each_object(object, s, page) {
		if (unlikely(s->flags & SLAB_DEBUG_FLAGS))
			debug_setup_object(s, object);
		if (unlikely(s->ctor))
			s->ctor(object);
		set_next_free(s, object, object + s->size);
		last = object;
	}
	set_next_free(s, last, NULL);
	page->freelist = slab_start(s, page);
}

struct page *new_slab(struct kmem_cache *s, gfp_t gfp)
{
	struct page *page = alloc_slab_pages(s, gfp);

	if (unlikely(!page))
		return NULL;
	SetPageSlab(page);
	page->slab_cache = s;
	page->objects = (PAGE_SIZE << page_alloc_order(page)) / s->size;
	page->inuse = 0;
	page->frozen = 0;
	if (unlikely(s->flags & SLAB_DEBUG_FLAGS))
		debug_setup_slab(s, page);
	make_objects(s, page);
	account_slab(s, page, 1);
	return page;
}

/* On no list any more. */
static void discard_slab(struct kmem_cache *s, struct page *page)
{
	if (unlikely(s->flags & SLAB_DEBUG_FLAGS))
		debug_check_empty_slab(s, page);
	account_slab(s, page, -1);
	page->slab_cache = NULL;
	page->freelist = NULL;
	ClearPageSlab(page);
	__free_pages(page, page_alloc_order(page));
}

void slab_changed(struct kmem_cache *s, struct page *page, bool was_full)
{
	spin_lock(&s->list_lock);
	if (!page->inuse && s->nr_partial >= s->min_partial) {
		if (was_full)
			list_del(&page->lru);
		else
			del_partial_locked(s, page);
		spin_unlock(&s->list_lock);
		discard_slab(s, page);
		return;
	}
	if (was_full) {
		list_del(&page->lru);
		add_partial_locked(s, page);
	}
	spin_unlock(&s->list_lock);
}

/* ---- the active slab; interrupts are off in all of these ---- */

/* @page, on no list, becomes this CPU's. */
static void activate(struct kmem_cache *s, struct page *page)
{
	struct kmem_cache_cpu *c = this_cpu_ptr(&s->cpu_slab);

	c->freelist = page->freelist;
	c->page = page;
	c->base = (unsigned long)lowmem_page_address(page);
	c->bytes = (unsigned long)page->objects * s->size;
	page->freelist = NULL;
	page->inuse = page->objects;
	page->frozen = 1;
}

/* The active slab, whose objects are all handed out, goes to the full list. */
static void retire(struct kmem_cache *s)
{
	struct kmem_cache_cpu *c = this_cpu_ptr(&s->cpu_slab);

	if (!c->page)
		return;
	c->page->frozen = 0;
	spin_lock(&s->list_lock);
	list_add(&c->page->lru, &s->full);
	spin_unlock(&s->list_lock);
	*c = (struct kmem_cache_cpu){};
}

/* The fullest partial slab becomes the active one; false where there is none. */
static bool activate_partial(struct kmem_cache *s)
{
	struct page *page;

	spin_lock(&s->list_lock);
	page = list_first_entry_or_null(&s->partial, struct page, lru);
	if (page)
		del_partial_locked(s, page);
	spin_unlock(&s->list_lock);
	if (page)
		activate(s, page);
	return page;
}

/* The active slab's free objects are its own again. */
static void deactivate(struct kmem_cache *s)
{
	struct kmem_cache_cpu *c = this_cpu_ptr(&s->cpu_slab);
	struct page *page = c->page;
	void *object = c->freelist;

	if (!object) {
		retire(s);
		return;
	}
	page->freelist = object;
	page->frozen = 0;
	for (; object; object = next_free(s, object))
		page->inuse--;
	*c = (struct kmem_cache_cpu){};
	spin_lock(&s->list_lock);
	add_partial_locked(s, page);
	spin_unlock(&s->list_lock);
}

void flush_cpu_slabs(struct kmem_cache *s)
{
	unsigned long flags;

	local_irq_save(flags);
	deactivate(s);
	local_irq_restore(flags);
}

/* ---- allocation ---- */

static __always_inline void *pop(struct kmem_cache *s, struct kmem_cache_cpu *c)
{
	void *object = c->freelist;

	c->freelist = next_free(s, object);
	return object;
}

/* Puts a new slab to use. Another one may have become active while this one was fetched. */
static void use_new_slab(struct kmem_cache *s, struct page *page)
{
	unsigned long flags;

	local_irq_save(flags);
	if (this_cpu_ptr(&s->cpu_slab)->freelist) {
		add_partial(s, page);
	} else {
		retire(s);
		activate(s, page);
	}
	local_irq_restore(flags);
}

/* An object of this CPU's slab, or of a partial one made active. */
static void *take_object(struct kmem_cache *s)
{
	struct kmem_cache_cpu *c = this_cpu_ptr(&s->cpu_slab);
	unsigned long flags;
	void *object = NULL;

	local_irq_save(flags);
	if (!c->freelist) {
		retire(s);
		activate_partial(s);
	}
	if (c->freelist)
		object = pop(s, c);
	local_irq_restore(flags);
	return object;
}

static void __cold report_out_of_memory(struct kmem_cache *s, gfp_t gfp)
{
	if (gfp & __GFP_NOWARN)
		return;
	pr_warn("SLUB: Unable to allocate memory on node -1, gfp=%#x(%pGg)\n", gfp, &gfp);
	pr_warn("  cache: %s, object size: %u, buffer size: %u, default order: %u, min order: %u\n", s->name,
		s->object_size, s->size, s->order, s->min_order);
	pr_warn("  node 0: slabs: %lu, objs: %lu, free: %lu\n", s->nr_slabs, s->nr_objects, count_free(s));
}

/* Everything but the common case. */
static noinline void *alloc_slow(struct kmem_cache *s, gfp_t gfp, size_t size, unsigned long caller)
{
	struct page *page;
	void *object;

	/* might_sleep() has said what is to be said; from here on the call does not sleep. */
	if (preempt_count_nonzero() || irqs_disabled())
		gfp &= ~__GFP_DIRECT_RECLAIM;
	if (unlikely(mm_slow) && should_failslab(gfp)) {
		report_out_of_memory(s, gfp);
		return NULL;
	}
	if (unlikely(s->flags & SLAB_DEBUG_FLAGS)) {
		object = debug_alloc(s, gfp, size, caller);
	} else {
		while (!(object = take_object(s)) && (page = new_slab(s, gfp)))
			use_new_slab(s, page);
	}
	if (unlikely(!object))
		report_out_of_memory(s, gfp);
	else if (gfp & __GFP_ZERO)
		memset(object, 0, s->flags & SLAB_DEBUG_FLAGS ? size : s->object_size);
	return object;
}

static __always_inline void *alloc_object(struct kmem_cache *s, gfp_t gfp, size_t size, unsigned long caller)
{
	struct kmem_cache_cpu *c = this_cpu_ptr(&s->cpu_slab);
	unsigned long flags;
	void *object;

	if (unlikely(mm_slow))
		return alloc_slow(s, gfp, size, caller);
	local_irq_save(flags);
	if (unlikely(!c->freelist)) {
		local_irq_restore(flags);
		return alloc_slow(s, gfp, size, caller);
	}
	object = pop(s, c);
	local_irq_restore(flags);
	if (unlikely(gfp & __GFP_ZERO))
		memset(object, 0, s->object_size);
	return object;
}

void *__kmem_cache_alloc(struct kmem_cache *s, gfp_t gfp)
{
	return alloc_object(s, gfp, s->object_size, _RET_IP_);
}

void *kmalloc_trace(struct kmem_cache *s, gfp_t gfp, size_t size)
{
	return alloc_object(s, gfp, size, _RET_IP_);
}

void *slab_alloc(struct kmem_cache *s, gfp_t gfp, size_t size, unsigned long caller)
{
	return alloc_object(s, gfp, size, caller);
}

/* ---- freeing ---- */

/* To a slab that is no CPU's. Interrupts off. */
static __always_inline void put_object(struct kmem_cache *s, struct page *page, void *object)
{
	void *prior = page->freelist;

	set_next_free(s, object, prior);
	page->freelist = object;
	if (unlikely(!--page->inuse | !prior))
		slab_changed(s, page, !prior);
}

static __always_inline void put_active(struct kmem_cache *s, struct kmem_cache_cpu *c, void *object)
{
	set_next_free(s, object, c->freelist);
	c->freelist = object;
}

/* The object that would be handed out next by this slab. */
static void *first_free(struct kmem_cache *s, const struct page *page)
{
	return page->frozen ? this_cpu_ptr(&s->cpu_slab)->freelist : page->freelist;
}

/* Debugged caches, sizes that is_multiple() cannot handle, and whatever is wrong. */
static noinline void free_carefully(struct kmem_cache *s, void *object, unsigned long caller)
{
	struct page *page = virt_to_head_page(object);
	unsigned long flags;

	if (!page || !PageSlab(page) || page->slab_cache != s) {
		report_bad_free(s, page, object, caller);
		return;
	}
	if (s->flags & SLAB_DEBUG_FLAGS) {
		debug_free(s, page, object, caller);
		return;
	}
	local_irq_save(flags);
	if (!is_object(s, page, object) || first_free(s, page) == object)
		report_bad_free(s, page, object, caller);
	else if (page->frozen)
		put_active(s, this_cpu_ptr(&s->cpu_slab), object);
	else
		put_object(s, page, object);
	local_irq_restore(flags);
}

void kmem_cache_free(struct kmem_cache *s, void *object)
{
	struct kmem_cache_cpu *c = this_cpu_ptr(&s->cpu_slab);
	unsigned long flags, offset;
	struct page *page;

	local_irq_save(flags);
	offset = (unsigned long)object - c->base;
	if (likely(offset < c->bytes)) {
		if (likely(is_multiple(s, offset) && c->freelist != object)) {
			put_active(s, c, object);
			local_irq_restore(flags);
			return;
		}
	} else if (may_be_object(s, object)) {
		page = virt_to_head_page(object);
		if (likely(page && page->slab_cache == s && page->freelist != object)) {
			put_object(s, page, object);
			local_irq_restore(flags);
			return;
		}
	}
	local_irq_restore(flags);
	free_carefully(s, object, _RET_IP_);
}

/* NULL, memory of kmalloc_large(), and what is no memory of kmalloc() at all. */
static noinline void kfree_no_slab(struct page *page, const void *object, unsigned long caller)
{
	if (ZERO_OR_NULL_PTR(object))
		return;
	if (page && PageLargeKmalloc(page) && object == lowmem_page_address(page))
		__free_pages(page, page_alloc_order(page));
	else
		report_bad_free(NULL, page, object, caller);
}

void kfree(const void *object)
{
	struct page *page = virt_to_head_page(object);
	struct kmem_cache_cpu *c;
	struct kmem_cache *s;
	unsigned long flags, offset;

	if (unlikely(!page || !PageSlab(page))) {
		kfree_no_slab(page, object, _RET_IP_);
		return;
	}
	s = page->slab_cache;
	c = this_cpu_ptr(&s->cpu_slab);
	local_irq_save(flags);
	offset = (unsigned long)object - c->base;
	if (likely(offset < c->bytes)) {
		if (likely(is_multiple(s, offset) && c->freelist != object)) {
			put_active(s, c, (void *)object);
			local_irq_restore(flags);
			return;
		}
	} else if (may_be_object(s, object) && page->freelist != object) {
		put_object(s, page, (void *)object);
		local_irq_restore(flags);
		return;
	}
	local_irq_restore(flags);
	free_carefully(s, (void *)object, _RET_IP_);
}

/* ---- many at once ---- */

void kmem_cache_free_bulk(struct kmem_cache *s, size_t n, void **p)
{
	while (n)
		kmem_cache_free(s, p[--n]);
}

int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t gfp, size_t n, void **p)
{
	might_sleep_if(gfpflags_allow_blocking(gfp));
	for (size_t i = 0; i < n; i++) {
		p[i] = alloc_object(s, gfp, s->object_size, _RET_IP_);
		if (unlikely(!p[i])) {
			kmem_cache_free_bulk(s, i, p);
			return 0;
		}
	}
	return n;
}

void kfree_bulk(size_t n, void **p)
{
	while (n)
		kfree(p[--n]);
}

/* ---- what is free ---- */

void get_free_map(struct kmem_cache *s, const struct page *page, unsigned long *map)
{
	void *object = first_free(s, page);

	for (unsigned int n = 0; object && n < page->objects; n++, object = next_free(s, object)) {
		if (!is_object(s, page, object))
			break;
		__set_bit(object_index(s, page, object), map);
	}
}

unsigned long count_free(struct kmem_cache *s)
{
	struct kmem_cache_cpu *c = this_cpu_ptr(&s->cpu_slab);
	unsigned long flags, n = 0;
	struct page *page;

	spin_lock_irqsave(&s->list_lock, flags);
	list_for_each_entry(page, &s->partial, lru)
		n += page->objects - page->inuse;
	for (void *object = c->freelist; object; object = next_free(s, object))
		n++;
	spin_unlock_irqrestore(&s->list_lock, flags);
	return n;
}

int kmem_cache_shrink(struct kmem_cache *s)
{
	struct page *page, *next;
	unsigned long flags;
	LIST_HEAD(empty);

	flush_cpu_slabs(s);
	spin_lock_irqsave(&s->list_lock, flags);
	list_for_each_entry_safe(page, next, &s->partial, lru) {
		if (!page->inuse) {
			del_partial_locked(s, page);
			list_add(&page->lru, &empty);
		}
	}
	spin_unlock_irqrestore(&s->list_lock, flags);
	list_for_each_entry_safe(page, next, &empty, lru)
		discard_slab(s, page);
	return s->nr_slabs != 0;
}
