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
 * from the start of a slab of this cache, and not the object freed last. A multiplication does it, no
 * division: see is_multiple().
 *
 * Caches that are debugged (mm/slab_debug.c) have no active slabs, and a limit of 0 makes every free look
 * wrong at first sight. So they always come to the slow functions, which ask; the fast paths test nothing
 * for them. Injected failures and the like are one test of one word (linux/mm_slow.h); while trace points
 * are on, every cache has a limit of 0.
 *
 * Slabs as pages, how they are made and given back: mm/slab_page.c.
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
#include <trace/events/kmem.h>

#include "slab.h"

/* ---- addresses ---- */

/*
 * Is @offset a multiple of the object size? With r = 2^32 / size rounded up, offset * r is, apart from
 * an error that is too small to matter, the quotient in the upper 32 bits and the rest's share of 2^32 in
 * the lower ones; those are below r exactly if the rest is 0. The error stays small enough as long as
 * slab size times object size is below 2^32, and is 0 for powers of two: kmem_cache_open() sees to it.
 * limit is r again, in a word of its own, which saves a register.
 */
static __always_inline bool is_multiple(const struct kmem_cache *s, unsigned long offset)
{
	return offset * s->reciprocal < s->limit;
}

/* The same for an address in whichever slab. */
static __always_inline bool may_be_object(const struct kmem_cache *s, const void *object)
{
	unsigned long offset = (unsigned long)object & s->mask;

	return offset < s->bytes && is_multiple(s, offset);
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

/* The active slab's first free object, or NULL. Interrupts off. */
static __always_inline void *pop(struct kmem_cache *s, struct kmem_cache_cpu *c)
{
	void *object = c->freelist;

	if (likely(object))
		c->freelist = next_free(s, object);
	return object;
}

/* An object of this CPU's slab, or of a partial one made active. */
static void *take_object(struct kmem_cache *s)
{
	unsigned long flags;
	void *object;

	local_irq_save(flags);
	object = pop(s, this_cpu_ptr(&s->cpu_slab));
	if (!object) {
		retire(s);
		if (activate_partial(s))
			object = pop(s, this_cpu_ptr(&s->cpu_slab));
	}
	local_irq_restore(flags);
	return object;
}

/*
 * Puts a new slab to use and takes an object. An interrupt may have made another slab active while the
 * pages were fetched, but that one's free objects may also be gone again.
 */
static void *take_from_new(struct kmem_cache *s, struct page *page)
{
	struct kmem_cache_cpu *c = this_cpu_ptr(&s->cpu_slab);
	unsigned long flags;
	void *object;

	local_irq_save(flags);
	spin_lock(&s->list_lock);
	account_slab_locked(s, page, 1);
	if (unlikely(c->freelist))
		add_partial_locked(s, page);
	spin_unlock(&s->list_lock);
	if (likely(!c->freelist)) {
		retire(s);
		activate(s, page);
	}
	object = pop(s, c);
	local_irq_restore(flags);
	return object;
}

static void __cold report_out_of_memory(struct kmem_cache *s, gfp_t gfp)
{
	if (gfp & __GFP_NOWARN)
		return;
	pr_warn("SLUB: Unable to allocate memory on node -1, gfp=%#x(%pGg)\n", gfp, &gfp);
	pr_warn("  cache: %s, object size: %u, buffer size: %u, default order: %u, min order: %u\n",
		s->name, s->object_size, s->size, s->order, s->min_order);
	pr_warn("  node 0: slabs: %lu, objs: %lu, free: %lu\n", s->nr_slabs, s->nr_objects,
		count_free(s));
}

/* Everything but the common case. */
static noinline void *alloc_from_slabs(struct kmem_cache *s, gfp_t gfp, size_t size,
				       unsigned long caller)
{
	struct page *page;
	void *object;

	if (unlikely(s->flags & SLAB_DEBUG_FLAGS)) {
		object = debug_alloc(s, gfp, size, caller);
	} else {
		size = s->object_size;
		object = take_object(s);
		if (!object) {
			page = new_slab(s, gfp);
			if (likely(page))
				object = take_from_new(s, page);
		}
	}
	if (unlikely(!object))
		report_out_of_memory(s, gfp);
	else if (gfp & __GFP_ZERO)
		memset(object, 0, size);
	return object;
}

/* While mm_slow says that somebody wants to see allocations, or to see them fail. */
static noinline void *alloc_watched(struct kmem_cache *s, gfp_t gfp, size_t size,
				    unsigned long caller)
{
	void *object = NULL;

	if (should_failslab(gfp))
		report_out_of_memory(s, gfp);
	else
		object = alloc_from_slabs(s, gfp, size, caller);
	if (s->flags & SLAB_KMALLOC)
		trace_kmalloc(caller, object, size, s->size, gfp);
	else
		trace_kmem_cache_alloc(caller, object, size, s->size, gfp);
	return object;
}

static __always_inline void *alloc_slow(struct kmem_cache *s, gfp_t gfp, size_t size,
					unsigned long caller)
{
	if (unlikely(mm_is_slow()))
		return alloc_watched(s, gfp, size, caller);
	return alloc_from_slabs(s, gfp, size, caller);
}

/* From the functions that are called from outside: fewer arguments, which the fast path would prepare. */
static noinline void *alloc_object_slow(struct kmem_cache *s, gfp_t gfp)
{
	return alloc_slow(s, gfp, s->object_size, callers_caller());
}

static noinline void *kmalloc_slow(struct kmem_cache *s, gfp_t gfp, size_t size)
{
	return alloc_slow(s, gfp, size, callers_caller());
}

/* NULL: the slow way, please. */
static __always_inline void *alloc_fast(struct kmem_cache *s, gfp_t gfp)
{
	unsigned long flags;
	void *object;

	if (unlikely(mm_is_slow()))
		return NULL;
	local_irq_save(flags);
	object = pop(s, this_cpu_ptr(&s->cpu_slab));
	local_irq_restore(flags);
	if (likely(object) && gfp & __GFP_ZERO)
		memset(object, 0, s->object_size);
	return object;
}

/* The same where interrupts are on, so there is no need to remember how they were. */
static __always_inline void *alloc_fast_task(struct kmem_cache *s)
{
	void *object;

	if (unlikely(mm_is_slow()))
		return NULL;
	local_irq_disable();
	object = pop(s, this_cpu_ptr(&s->cpu_slab));
	local_irq_enable();
	return object;
}

void *__kmem_cache_alloc(struct kmem_cache *s, gfp_t gfp)
{
	return alloc_fast(s, gfp) ?: alloc_object_slow(s, gfp);
}

void *__kmem_cache_alloc_task(struct kmem_cache *s, gfp_t gfp)
{
	return alloc_fast_task(s) ?: alloc_object_slow(s, gfp);
}

void *kmalloc_trace(struct kmem_cache *s, gfp_t gfp, size_t size)
{
	return alloc_fast(s, gfp) ?: kmalloc_slow(s, gfp, size);
}

void *kmalloc_trace_task(struct kmem_cache *s, gfp_t gfp, size_t size)
{
	return alloc_fast_task(s) ?: kmalloc_slow(s, gfp, size);
}

void *slab_alloc(struct kmem_cache *s, gfp_t gfp, size_t size, unsigned long caller)
{
	return alloc_fast(s, gfp) ?: alloc_slow(s, gfp, size, caller);
}

/* ---- freeing ---- */

/* @object becomes the first of @list. The addition by hand: it takes no register, the compiler one. */
static __always_inline void push(struct kmem_cache *s, void **list, void *object)
{
	void *next = *list;

	*list = object;
	asm("addl %1, %0" : "+r"(object) : "m"(s->offset) : "cc");
	*(void **)object = next;
}

/* To a slab that is no CPU's. Interrupts off. */
static __always_inline void put_object(struct kmem_cache *s, struct page *page, void *object)
{
	if (unlikely(!page->freelist)) {
		slab_was_full(s, page, object);
		return;
	}
	push(s, &page->freelist, object);
	if (unlikely(!--page->inuse))
		slab_is_empty(s, page);
}

/* Debugged caches, sizes that is_multiple() cannot handle, frees that are watched, and whatever is wrong. */
static __always_inline void free_carefully(struct kmem_cache *s, void *object, unsigned long caller)
{
	struct page *page = find_slab(object);
	struct kmem_cache_cpu *c = this_cpu_ptr(&s->cpu_slab);
	unsigned long flags;

	if (!page || page->slab_cache != s) {
		report_bad_free(s, object, caller);
		return;
	}
	if (s->flags & SLAB_DEBUG_FLAGS) {
		debug_free(s, page, object, caller);
		return;
	}
	local_irq_save(flags);
	if (!is_object(s, page, object) || object == (page->frozen ? c->freelist : page->freelist))
		report_bad_free(s, object, caller);
	else if (page->frozen)
		push(s, &c->freelist, object);
	else
		put_object(s, page, object);
	local_irq_restore(flags);
}

static noinline void kfree_carefully(struct kmem_cache *s, void *object)
{
	unsigned long caller = callers_caller();

	trace_kfree(caller, object);
	free_carefully(s, object, caller);
}

static noinline void cache_free_carefully(struct kmem_cache *s, void *object)
{
	unsigned long caller = callers_caller();

	trace_kmem_cache_free(caller, object, s->name);
	free_carefully(s, object, caller);
}

/* Puts an object of the active slab back. Interrupts off. false: it is none, or it is free. */
static __always_inline bool put_active(struct kmem_cache *s, struct kmem_cache_cpu *c,
				       unsigned long offset, void *object)
{
	if (unlikely(!is_multiple(s, offset)) || unlikely(c->freelist == object))
		return false;
	push(s, &c->freelist, object);
	return true;
}

void kmem_cache_free(struct kmem_cache *s, void *object)
{
	struct kmem_cache_cpu *c = this_cpu_ptr(&s->cpu_slab);
	unsigned long flags, offset;
	struct page *page;

	local_irq_save(flags);
	offset = (unsigned long)object - c->base;
	if (likely(offset < c->bytes)) {
		if (likely(put_active(s, c, offset, object)))
			goto done;
	} else if (likely(is_lowmem(object) && may_be_object(s, object))) {
		page = virt_to_head_page(object);
		if (likely(page->slab_cache == s && page->freelist != object)) {
			put_object(s, page, object);
			goto done;
		}
	}
	local_irq_restore(flags);
	cache_free_carefully(s, object);
	return;
done:
	local_irq_restore(flags);
}

/* NULL, memory of kmalloc_large(), and what is no memory of kmalloc() at all. */
static noinline void kfree_no_slab(const void *object)
{
	struct page *page;

	if (trace_kfree_enabled())
		trace_kfree(callers_caller(), object);
	if (ZERO_OR_NULL_PTR(object))
		return;
	page = is_lowmem(object) ? virt_to_page(object) : NULL;
	if (page && PageLargeKmalloc(page) && !offset_in_page(object)) {
		ClearPagePrivate(page);
		__free_pages(page, page_alloc_order(page));
	} else {
		report_bad_free(NULL, object, callers_caller());
	}
}

void kfree(const void *object)
{
	unsigned long flags, offset;
	struct kmem_cache_cpu *c;
	struct kmem_cache *s;
	struct page *page;

	if (unlikely(!is_lowmem(object)))
		goto no_slab;
	page = virt_to_head_page(object);
	if (unlikely(!PageSlab(page)))
		goto no_slab;
	s = page->slab_cache;
	c = this_cpu_ptr(&s->cpu_slab);
	local_irq_save(flags);
	offset = (unsigned long)object - c->base;
	if (likely(offset < c->bytes)) {
		if (likely(put_active(s, c, offset, (void *)object)))
			goto done;
	} else if (likely(may_be_object(s, object) && page->freelist != object)) {
		put_object(s, page, (void *)object);
		goto done;
	}
	local_irq_restore(flags);
	kfree_carefully(s, (void *)object);
	return;
done:
	local_irq_restore(flags);
	return;
no_slab:
	kfree_no_slab(object);
}

/* ---- many at once ---- */

void kmem_cache_free_bulk(struct kmem_cache *s, size_t n, void **p)
{
	while (n)
		kmem_cache_free(s, p[--n]);
}

int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t gfp, size_t n, void **p)
{
	gfp = gfp_in_context(gfp);
	for (size_t i = 0; i < n; i++) {
		p[i] = slab_alloc(s, gfp, s->object_size, _RET_IP_);
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
